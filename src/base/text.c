/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <string.h>

static unsigned char lower(unsigned char byte);
static size_t space_at_start(struct text text);
static size_t space_at_end(struct text text);
static size_t point_bytes(const unsigned char *at, size_t len);

struct text text_of(const char *string)
{
	return string == NULL ? TEXT_NONE : (struct text){string, strlen(string)};
}

bool text_is_empty(struct text text)
{
	return text.len == 0;
}

bool text_equal(struct text a, struct text b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool text_equal_nocase(struct text a, struct text b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		if (lower((unsigned char)a.at[i]) != lower((unsigned char)b.at[i]))
			return false;
	}
	return true;
}

int text_compare(struct text a, struct text b)
{
	size_t shorter = a.len < b.len ? a.len : b.len;
	int order = shorter == 0 ? 0 : memcmp(a.at, b.at, shorter);
	if (order != 0)
		return order;
	return a.len < b.len ? -1 : a.len > b.len;
}

bool text_starts_with(struct text text, struct text prefix)
{
	return text.len >= prefix.len && text_equal((struct text){text.at, prefix.len}, prefix);
}

bool text_take(struct text *text, struct text prefix)
{
	if (!text_starts_with(*text, prefix))
		return false;
	*text = text_slice(*text, prefix.len, text->len);
	return true;
}

bool text_ends_with(struct text text, struct text suffix)
{
	return text.len >= suffix.len && text_equal(text_slice(text, text.len - suffix.len, suffix.len), suffix);
}

size_t text_find(struct text text, struct text part)
{
	if (part.len == 0)
		return 0;
	if (part.len > text.len)
		return SIZE_MAX;
	const char *at = memmem(text.at, text.len, part.at, part.len);
	return at == NULL ? SIZE_MAX : (size_t)(at - text.at);
}

size_t text_find_byte(struct text text, char byte)
{
	const char *at = text.len == 0 ? NULL : memchr(text.at, byte, text.len);
	return at == NULL ? SIZE_MAX : (size_t)(at - text.at);
}

struct text text_slice(struct text text, size_t from, size_t len)
{
	if (from >= text.len)
		return (struct text){text.at == NULL ? NULL : text.at + text.len, 0};
	if (len > text.len - from)
		len = text.len - from;
	return (struct text){text.at + from, len};
}

struct text text_trim(struct text text)
{
	for (size_t step = space_at_start(text); step > 0; step = space_at_start(text))
		text = text_slice(text, step, text.len);
	for (size_t step = space_at_end(text); step > 0; step = space_at_end(text))
		text.len -= step;
	return text;
}

struct text text_cut(struct text *rest, char separator)
{
	size_t at = text_find_byte(*rest, separator);
	struct text head = *rest;
	if (at == SIZE_MAX) {
		*rest = text_slice(*rest, rest->len, 0);
		return head;
	}
	*rest = text_slice(*rest, at + 1, rest->len);
	head.len = at;
	return head;
}

bool text_to_int(struct text text, int64_t *ret)
{
	bool is_negative = text.len > 0 && text.at[0] == '-';
	int64_t value = 0;
	if (is_negative)
		text = text_slice(text, 1, text.len);
	if (text.len == 0)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
		int64_t digit = text.at[i] - '0';
		if (__builtin_mul_overflow(value, 10, &value) || __builtin_sub_overflow(value, digit, &value))
			return false;
	}
	if (!is_negative && __builtin_sub_overflow(0, value, &value))
		return false;
	*ret = value;
	return true;
}

bool text_is_utf8(struct text text)
{
	for (size_t i = 0; i < text.len;) {
		size_t step = point_bytes((const unsigned char *)text.at + i, text.len - i);
		if (step == 0)
			return false;
		i += step;
	}
	return true;
}

size_t text_count_points(struct text text)
{
	size_t count = 0;
	for (size_t i = 0; i < text.len; i++)
		count += ((unsigned char)text.at[i] & 0xC0) != 0x80;
	return count;
}

uint32_t text_next_point(struct text *rest)
{
	if (rest->len == 0)
		return 0;
	const unsigned char *at = (const unsigned char *)rest->at;
	size_t step = point_bytes(at, rest->len);
	uint32_t point = 0xFFFD;
	if (step == 1)
		point = at[0];
	else if (step == 2)
		point = (uint32_t)(at[0] & 0x1F) << 6 | (at[1] & 0x3F);
	else if (step == 3)
		point = (uint32_t)(at[0] & 0x0F) << 12 | (uint32_t)(at[1] & 0x3F) << 6 | (at[2] & 0x3F);
	else if (step == 4)
		point = (uint32_t)(at[0] & 0x07) << 18 | (uint32_t)(at[1] & 0x3F) << 12 | (uint32_t)(at[2] & 0x3F) << 6 | (at[3] & 0x3F);
	*rest = text_slice(*rest, step == 0 ? 1 : step, rest->len);
	return point;
}

struct text text_first_points(struct text text, size_t points)
{
	struct text rest = text;
	for (size_t i = 0; i < points && rest.len > 0; i++)
		(void)text_next_point(&rest);
	return (struct text){text.at, text.len - rest.len};
}

static unsigned char lower(unsigned char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte + 32) : byte;
}

static size_t space_at_start(struct text text)
{
	if (text.len > 0 && (text.at[0] == ' ' || (text.at[0] >= '\t' && text.at[0] <= '\r')))
		return 1;
	return text_starts_with(text, TEXT("\xE3\x80\x80")) ? 3 : 0;
}

static size_t space_at_end(struct text text)
{
	char last = text.len > 0 ? text.at[text.len - 1] : 'x';
	if (last == ' ' || (last >= '\t' && last <= '\r'))
		return 1;
	return text_ends_with(text, TEXT("\xE3\x80\x80")) ? 3 : 0;
}

/* Bytes of the code point at `at` by Unicode table 3-7; 0 when it is not well formed. */
static size_t point_bytes(const unsigned char *at, size_t len)
{
	static const struct { unsigned char first, last, low, high, count; } rows[] = {
		{0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3}, {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3},
		{0xEE, 0xEF, 0x80, 0xBF, 3}, {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4}};
	if (at[0] < 0x80)
		return at[0] != 0;
	for (size_t row = 0; row < COUNT_OF(rows); row++) {
		if (at[0] < rows[row].first || at[0] > rows[row].last)
			continue;
		if (len < rows[row].count || at[1] < rows[row].low || at[1] > rows[row].high)
			return 0;
		for (size_t i = 2; i < rows[row].count; i++) {
			if ((at[i] & 0xC0) != 0x80)
				return 0;
		}
		return rows[row].count;
	}
	return 0;
}
