/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/when.h"

static const char key_file_mark[8] = {'L', 'M', 'K', 'E', 'Y', 'S', '2', '\n'};
static const char first_file_mark[8] = {'L', 'M', 'K', 'E', 'Y', 'S', '1', '\n'};
#define KEY_FILE_BYTES (sizeof(key_file_mark) + sizeof(struct keys))
#define FIRST_FILE_BYTES (KEY_FILE_BYTES - KEY_BYTES)
static const char sign_words[] = "lastmile signing seed";
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define MAC_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
#define INDEX_BYTES 16
#define CARD_STEP_MS (10 * MINUTE_MS)

static void six_digits(struct text secret, unsigned char purpose, int64_t value, char ret_code[7]);
static struct text associated_data(const struct act *act, const char *table, int64_t row, const char *column);

enum fail keys_make(const char *path)
{
	struct keys keys;
	check(path != NULL);
	if (sodium_init() < 0)
		return FAIL_CRYPTO;
	randombytes_buf(&keys, sizeof(keys));
	enum fail fail = keys_save(path, &keys);
	sodium_memzero(&keys, sizeof(keys));
	return fail;
}

enum fail keys_save(const char *path, const struct keys *keys)
{
	unsigned char bytes[KEY_FILE_BYTES];
	check(path != NULL && keys != NULL);
	memcpy(bytes, key_file_mark, sizeof(key_file_mark));
	memcpy(bytes + sizeof(key_file_mark), keys, sizeof(*keys));
	int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (file < 0)
		return errno == ENOSPC ? FAIL_NO_SPACE : FAIL_SYSTEM;
	bool is_written = write(file, bytes, sizeof(bytes)) == (ssize_t)sizeof(bytes) && fsync(file) == 0;
	if (close(file) != 0)
		is_written = false;
	sodium_memzero(bytes, sizeof(bytes));
	return is_written ? OK : FAIL_SYSTEM;
}

enum fail keys_load(const char *path, struct keys *ret_keys)
{
	unsigned char bytes[KEY_FILE_BYTES + 1];
	struct stat state;
	check(path != NULL && ret_keys != NULL);
	if (sodium_init() < 0)
		return FAIL_CRYPTO;
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return errno == ENOENT ? FAIL_MISSING : FAIL_SYSTEM;
	bool is_private = fstat(file, &state) == 0 && (state.st_mode & (S_IRWXG | S_IRWXO)) == 0;
	ssize_t count = read(file, bytes, sizeof(bytes));
	(void)close(file);
	bool is_first = count == (ssize_t)FIRST_FILE_BYTES && memcmp(bytes, first_file_mark, sizeof(first_file_mark)) == 0;
	bool is_whole = count == (ssize_t)KEY_FILE_BYTES && memcmp(bytes, key_file_mark, sizeof(key_file_mark)) == 0;
	if (!is_private || (!is_first && !is_whole))
		return FAIL_INPUT;
	memcpy(ret_keys, bytes + sizeof(key_file_mark), sizeof(*ret_keys));
	if (is_first)
		(void)crypto_generichash(ret_keys->sign, KEY_BYTES, (const unsigned char *)sign_words, sizeof(sign_words) - 1, ret_keys->seal, KEY_BYTES);
	sodium_memzero(bytes, sizeof(bytes));
	return OK;
}

enum fail seal_text(const struct act *act, const char *table, int64_t row, const char *column, struct text plain,
	struct text *ret_sealed)
{
	check(act->keys != NULL && row > 0);
	if (text_is_empty(plain)) {
		*ret_sealed = TEXT_NONE;
		return OK;
	}
	struct text data = associated_data(act, table, row, column);
	unsigned char *out = arena_alloc(act->arena, NONCE_BYTES + plain.len + MAC_BYTES);
	if (out == NULL || text_is_empty(data))
		return FAIL_LIMIT;
	unsigned long long sealed_len = 0;
	randombytes_buf(out, NONCE_BYTES);
	if (crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_BYTES, &sealed_len, (const unsigned char *)plain.at, plain.len,
			(const unsigned char *)data.at, data.len, NULL, out, act->keys->seal) != 0)
		return FAIL_CRYPTO;
	*ret_sealed = (struct text){(const char *)out, NONCE_BYTES + (size_t)sealed_len};
	return OK;
}

enum fail seal_open(const struct act *act, const char *table, int64_t row, const char *column, struct text sealed,
	struct text *ret_plain)
{
	check(act->keys != NULL && row > 0);
	if (text_is_empty(sealed)) {
		*ret_plain = TEXT_NONE;
		return OK;
	}
	if (sealed.len < NONCE_BYTES + MAC_BYTES)
		return FAIL_CRYPTO;
	struct text data = associated_data(act, table, row, column);
	size_t plain_len = sealed.len - NONCE_BYTES - MAC_BYTES;
	unsigned char *out = arena_alloc(act->arena, plain_len + 1);
	if (out == NULL || text_is_empty(data))
		return FAIL_LIMIT;
	const unsigned char *in = (const unsigned char *)sealed.at;
	unsigned long long opened_len = 0;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, &opened_len, NULL, in + NONCE_BYTES, sealed.len - NONCE_BYTES,
			(const unsigned char *)data.at, data.len, in, act->keys->seal) != 0)
		return FAIL_CRYPTO;
	*ret_plain = (struct text){(const char *)out, (size_t)opened_len};
	return OK;
}

enum fail seal_index(const struct act *act, const char *column, struct text value, struct text *ret_index)
{
	check(act->keys != NULL && column != NULL);
	if (text_is_empty(value)) {
		*ret_index = TEXT_NONE;
		return OK;
	}
	unsigned char *out = arena_alloc(act->arena, INDEX_BYTES);
	struct text input = arena_format(act->arena, "%s|%.*s", column, TEXT_ARGS(value));
	if (out == NULL || text_is_empty(input))
		return FAIL_LIMIT;
	if (crypto_generichash(out, INDEX_BYTES, (const unsigned char *)input.at, input.len, act->keys->index, KEY_BYTES) != 0)
		return FAIL_CRYPTO;
	*ret_index = (struct text){(const char *)out, INDEX_BYTES};
	return OK;
}

enum fail seal_digest(const struct act *act, const char *table, const int64_t *numbers, size_t count, struct text text, struct text *ret_digest)
{
	unsigned char number[8];
	crypto_generichash_state state;
	char *out = arena_alloc(act->arena, SEAL_DIGEST_BYTES);
	check(act->keys != NULL && table != NULL && count > 0);
	if (out == NULL)
		return FAIL_LIMIT;
	(void)crypto_generichash_init(&state, act->keys->index, KEY_BYTES, SEAL_DIGEST_BYTES);
	(void)crypto_generichash_update(&state, (const unsigned char *)table, strlen(table) + 1);
	for (size_t i = 0; i < count; i++) {
		for (size_t byte = 0; byte < sizeof(number); byte++)
			number[byte] = (unsigned char)((uint64_t)numbers[i] >> (8 * byte));
		(void)crypto_generichash_update(&state, number, sizeof(number));
	}
	(void)crypto_generichash_update(&state, (const unsigned char *)text.at, text.len);
	(void)crypto_generichash_final(&state, (unsigned char *)out, SEAL_DIGEST_BYTES);
	*ret_digest = (struct text){out, SEAL_DIGEST_BYTES};
	return OK;
}

void seal_card_code(struct text card_secret, int64_t now_ms, int step, char ret_code[7])
{
	check(now_ms > 0 && step >= 0);
	six_digits(card_secret, 0, now_ms / CARD_STEP_MS - step, ret_code);
}

void seal_confirm_code(struct text card_secret, int64_t request, char ret_code[7])
{
	check(request > 0);
	six_digits(card_secret, 1, request, ret_code);
}

void seal_message_code(const struct keys *keys, int64_t message, char ret_code[7])
{
	check(keys != NULL && message > 0);
	six_digits((struct text){(const char *)keys->index, KEY_BYTES}, 2, message, ret_code);
}

enum fail seal_random(struct arena *arena, size_t count, struct text *ret_bytes)
{
	unsigned char *out = arena_alloc(arena, count);
	if (out == NULL)
		return FAIL_LIMIT;
	if (sodium_init() < 0)
		return FAIL_CRYPTO;
	randombytes_buf(out, count);
	*ret_bytes = (struct text){(const char *)out, count};
	return OK;
}

static struct text associated_data(const struct act *act, const char *table, int64_t row, const char *column)
{
	return arena_format(act->arena, "%lld|%s|%lld|%s", (long long)act->centre_id.value, table, (long long)row, column);
}

/* Keyed BLAKE2b of purpose and number, cut to six decimal digits (the manner of RFC 4226). */
static void six_digits(struct text secret, unsigned char purpose, int64_t value, char ret_code[7])
{
	unsigned char message[9] = {purpose};
	unsigned char hash[16];
	uint64_t number = 0;
	check(secret.len == KEY_BYTES);
	for (int i = 0; i < 8; i++)
		message[i + 1] = (unsigned char)((uint64_t)value >> (8 * i));
	(void)crypto_generichash(hash, sizeof(hash), message, sizeof(message), (const unsigned char *)secret.at, KEY_BYTES);
	for (int i = 0; i < 8; i++)
		number = number << 8 | hash[i];
	(void)snprintf(ret_code, 7, "%06u", (unsigned)(number % 1000000u));
}
