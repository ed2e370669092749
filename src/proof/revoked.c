/* SPDX-License-Identifier: Apache-2.0 */
#include "proof/revoked.h"

#include <sodium.h>
#include <string.h>

#define MARK "lastmile revoked 1\n"
#define LIST_BYTES_MAX (1024 * 1024)

static struct head_signature sign_once(const unsigned char *seed, struct revoked_kept *kept, struct text body);
static bool read_lines(struct arena *arena, struct text body, int64_t count, struct revoked_list *list);

struct text revoked_write(struct arena *arena, const unsigned char *seed, struct revoked_kept *kept, const struct revoked_list *list)
{
	struct buffer out CLEANUP(buffer_done) = buffer_make(LIST_BYTES_MAX);
	struct text body;
	buffer_add_literal(&out, MARK);
	buffer_add_format(&out, "%.*s\nat %lld\n%zu\n", TEXT_ARGS(list->origin), (long long)list->at_ms, list->count);
	for (size_t i = 0; i < list->count; i++)
		buffer_add_format(&out, "%.*s %s\n", TEXT_ARGS(list->lines[i].number), list->lines[i].is_superseded ? "superseded" : "revoked");
	if (buffer_text(&out, &body) != OK)
		return TEXT_NONE;
	struct head_signature signature = sign_once(seed, kept, body);
	struct text line = head_base64(arena, signature.bytes, HEAD_SIGNATURE_BYTES);
	return text_is_empty(line) ? TEXT_NONE : arena_format(arena, "%.*s\n%.*s\n", TEXT_ARGS(body), TEXT_ARGS(line));
}

bool revoked_read(struct arena *arena, struct text note, const struct head_key *key, struct revoked_list *ret_list)
{
	struct head_signature signature;
	struct revoked_list list = {.count = 0};
	size_t len = 0;
	int64_t count = 0;
	size_t end = text_find(note, TEXT("\n\n"));
	if (end == SIZE_MAX || !text_starts_with(note, TEXT(MARK)) || !text_ends_with(note, TEXT("\n")))
		return false;
	struct text signed_part = text_slice(note, 0, end + 1);
	struct text line = text_slice(note, end + 2, note.len - end - 3);
	if (sodium_base642bin(signature.bytes, HEAD_SIGNATURE_BYTES, line.at, line.len, NULL, &len, NULL, sodium_base64_VARIANT_ORIGINAL) != 0
		|| len != HEAD_SIGNATURE_BYTES || !head_check_bytes(key, signed_part, &signature))
		return false;
	struct text rest = text_slice(signed_part, sizeof(MARK) - 1, signed_part.len);
	list.origin = text_cut(&rest, '\n');
	struct text at = text_cut(&rest, '\n');
	bool has_head = text_starts_with(at, TEXT("at ")) && text_to_int(text_slice(at, 3, at.len), &list.at_ms)
		&& text_to_int(text_cut(&rest, '\n'), &count) && count >= 0;
	if (!has_head || !read_lines(arena, rest, count, &list))
		return false;
	*ret_list = list;
	return true;
}

static struct head_signature sign_once(const unsigned char *seed, struct revoked_kept *kept, struct text body)
{
	unsigned char hash[REVOKED_HASH_BYTES];
	struct head_signature signature;
	check(body.len > 0);
	check(crypto_generichash(hash, sizeof(hash), (const unsigned char *)body.at, body.len, NULL, 0) == 0);
	check(pthread_mutex_lock(&kept->lock) == 0);
	check(kept->signings >= 0);
	if (kept->signings == 0 || sodium_memcmp(hash, kept->hash, sizeof(hash)) != 0) {
		kept->signature = head_sign_bytes(seed, body);
		memcpy(kept->hash, hash, sizeof(hash));
		kept->signings++;
	}
	signature = kept->signature;
	check(pthread_mutex_unlock(&kept->lock) == 0);
	return signature;
}

static bool read_lines(struct arena *arena, struct text body, int64_t count, struct revoked_list *list)
{
	if ((uint64_t)count > body.len)
		return false;
	struct revoked_line *lines = arena_array(arena, struct revoked_line, (size_t)count + 1);
	if (lines == NULL)
		return false;
	for (int64_t i = 0; i < count; i++) {
		struct text state = text_cut(&body, '\n');
		lines[i].number = text_cut(&state, ' ');
		lines[i].is_superseded = text_equal(state, TEXT("superseded"));
		if (text_is_empty(lines[i].number) || (!lines[i].is_superseded && !text_equal(state, TEXT("revoked"))))
			return false;
	}
	list->lines = lines;
	list->count = (size_t)count;
	return text_is_empty(body);
}
