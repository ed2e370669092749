/* SPDX-License-Identifier: Apache-2.0 */
#include "proof/head.h"

#include <sodium.h>
#include <string.h>

#define KEY_ID_BYTES 4
#define ALGORITHM_ED25519 1
#define EM_DASH "\xe2\x80\x94"

static bool read_body(struct text body, struct head *ret_head);
static bool from_base64(struct text text, unsigned char *ret_bytes, size_t count);

struct head_key head_key_of(const unsigned char *seed)
{
	struct head_key key;
	unsigned char secret[crypto_sign_SECRETKEYBYTES];
	(void)crypto_sign_seed_keypair(key.bytes, secret, seed);
	sodium_memzero(secret, sizeof(secret));
	return key;
}

struct head_signature head_sign_bytes(const unsigned char *seed, struct text bytes)
{
	struct head_signature signature;
	struct head_key key;
	unsigned char secret[crypto_sign_SECRETKEYBYTES];
	(void)crypto_sign_seed_keypair(key.bytes, secret, seed);
	(void)crypto_sign_detached(signature.bytes, NULL, (const unsigned char *)bytes.at, bytes.len, secret);
	sodium_memzero(secret, sizeof(secret));
	return signature;
}

bool head_check_bytes(const struct head_key *key, struct text bytes, const struct head_signature *signature)
{
	return crypto_sign_verify_detached(signature->bytes, (const unsigned char *)bytes.at, bytes.len, key->bytes) == 0;
}

struct text head_body(struct arena *arena, const struct head *head)
{
	struct text root = head_base64(arena, head->root.bytes, TREE_HASH_BYTES);
	if (text_is_empty(root))
		return TEXT_NONE;
	return arena_format(arena, "%.*s\n%llu\n%.*s\nat %lld\n", TEXT_ARGS(head->origin), (unsigned long long)head->size, TEXT_ARGS(root),
		(long long)head->at_ms);
}

struct head_signature head_sign(struct arena *arena, const unsigned char *seed, const struct head *head)
{
	return head_sign_bytes(seed, head_body(arena, head));
}

struct text head_note(struct arena *arena, const struct head *head, const struct head_key *key, const struct head_signature *signature)
{
	unsigned char bytes[KEY_ID_BYTES + HEAD_SIGNATURE_BYTES];
	unsigned char hash[crypto_hash_sha256_BYTES];
	static const unsigned char algorithm[] = {'\n', ALGORITHM_ED25519};
	crypto_hash_sha256_state state;
	(void)crypto_hash_sha256_init(&state);
	(void)crypto_hash_sha256_update(&state, (const unsigned char *)head->origin.at, head->origin.len);
	(void)crypto_hash_sha256_update(&state, algorithm, sizeof(algorithm));
	(void)crypto_hash_sha256_update(&state, key->bytes, HEAD_KEY_BYTES);
	(void)crypto_hash_sha256_final(&state, hash);
	memcpy(bytes, hash, KEY_ID_BYTES);
	memcpy(bytes + KEY_ID_BYTES, signature->bytes, HEAD_SIGNATURE_BYTES);
	struct text body = head_body(arena, head);
	struct text line = head_base64(arena, bytes, sizeof(bytes));
	if (text_is_empty(body) || text_is_empty(line))
		return TEXT_NONE;
	return arena_format(arena, "%.*s\n" EM_DASH " %.*s %.*s\n", TEXT_ARGS(body), TEXT_ARGS(head->origin), TEXT_ARGS(line));
}

bool head_read(struct arena *arena, struct text note, const struct head_key *key, struct head *ret_head)
{
	unsigned char bytes[KEY_ID_BYTES + HEAD_SIGNATURE_BYTES];
	struct head_signature signature;
	struct head head;
	size_t end = text_find(note, TEXT("\n\n"));
	if (end == SIZE_MAX || !read_body(text_slice(note, 0, end + 1), &head))
		return false;
	struct text line = text_trim(text_slice(note, end + 2, note.len));
	(void)text_cut(&line, ' ');
	(void)text_cut(&line, ' ');
	if (!from_base64(line, bytes, sizeof(bytes)))
		return false;
	memcpy(signature.bytes, bytes + KEY_ID_BYTES, HEAD_SIGNATURE_BYTES);
	if (!head_check_bytes(key, text_slice(note, 0, end + 1), &signature) || !text_equal(head_note(arena, &head, key, &signature), note))
		return false;
	*ret_head = head;
	return true;
}

struct text head_base64(struct arena *arena, const void *bytes, size_t count)
{
	size_t room = sodium_base64_encoded_len(count, sodium_base64_VARIANT_ORIGINAL);
	char *at = arena_alloc(arena, room);
	if (at == NULL)
		return TEXT_NONE;
	return text_of(sodium_bin2base64(at, room, bytes, count, sodium_base64_VARIANT_ORIGINAL));
}

struct text head_hex(struct arena *arena, const void *bytes, size_t count)
{
	char *at = arena_alloc(arena, 2 * count + 1);
	if (at == NULL)
		return TEXT_NONE;
	return (struct text){sodium_bin2hex(at, 2 * count + 1, bytes, count), 2 * count};
}

bool head_from_hex(struct text hex, void *ret_bytes, size_t count)
{
	size_t len = 0;
	return hex.len == 2 * count && sodium_hex2bin(ret_bytes, count, hex.at, hex.len, NULL, &len, NULL) == 0 && len == count;
}

static bool read_body(struct text body, struct head *ret_head)
{
	int64_t size = 0;
	struct head head = {.origin = text_cut(&body, '\n')};
	bool has_size = text_to_int(text_cut(&body, '\n'), &size) && size >= 0;
	bool has_root = from_base64(text_cut(&body, '\n'), head.root.bytes, TREE_HASH_BYTES);
	struct text at = text_cut(&body, '\n');
	if (!has_size || !has_root || text_is_empty(head.origin) || !text_starts_with(at, TEXT("at "))
		|| !text_to_int(text_slice(at, 3, at.len), &head.at_ms) || !text_is_empty(body))
		return false;
	head.size = (uint64_t)size;
	*ret_head = head;
	return true;
}

static bool from_base64(struct text text, unsigned char *ret_bytes, size_t count)
{
	size_t len = 0;
	return text.len > 0 && sodium_base642bin(ret_bytes, count, text.at, text.len, NULL, &len, NULL, sodium_base64_VARIANT_ORIGINAL) == 0
		&& len == count;
}
