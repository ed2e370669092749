/* SPDX-License-Identifier: Apache-2.0 */
#include "web/fresh.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

void fresh_fill(char *body, const uint32_t *marks, size_t count)
{
	unsigned char bytes[MARK_CHARS / 2];
	char key[MARK_CHARS + 1];
	randombytes_buf(bytes, sizeof(bytes));
	for (size_t i = 0; i < count; i++) {
		bytes[0] = (unsigned char)(i & 0xff);
		bytes[1] = (unsigned char)(i >> 8);
		(void)sodium_bin2hex(key, sizeof(key), bytes, sizeof(bytes));
		memcpy(body + marks[i], key, MARK_CHARS);
	}
}

size_t fresh_find(struct text mark, struct text body, uint32_t *ret_marks, bool *ret_is_all)
{
	check(mark.len == MARK_CHARS);
	size_t count = 0;
	for (size_t at = 0; count < CACHE_MARKS_MAX; at += MARK_CHARS) {
		size_t step = text_find(text_slice(body, at, body.len), mark);
		*ret_is_all = step == SIZE_MAX;
		if (*ret_is_all)
			return count;
		at += step;
		ret_marks[count++] = (uint32_t)at;
	}
	*ret_is_all = false;
	return count;
}

void fresh_etag(char ret_etag[ETAG_CHARS], struct text body, bool is_weak)
{
	unsigned char hash[16];
	char hex[33];
	(void)crypto_generichash(hash, sizeof(hash), (const unsigned char *)(body.at ? body.at : ""), body.len, NULL, 0);
	(void)sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
	(void)snprintf(ret_etag, ETAG_CHARS, "%s\"%s\"", is_weak ? "W/" : "", hex);
}

bool fresh_is_unchanged(struct text if_none_match, const char *etag)
{
	struct text own = text_of(etag);
	if (text_starts_with(own, TEXT("W/")))
		own = text_slice(own, 2, own.len);
	while (if_none_match.len > 0) {
		struct text tag = text_trim(text_cut(&if_none_match, ','));
		if (text_starts_with(tag, TEXT("W/")))
			tag = text_slice(tag, 2, tag.len);
		if (text_equal(tag, own) || text_equal(tag, TEXT("*")))
			return true;
	}
	return false;
}
