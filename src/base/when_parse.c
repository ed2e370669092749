/* SPDX-License-Identifier: Apache-2.0 */
#include "base/when.h"

/* What people type, folded to ASCII digits and single marks before it is read. */
#define TYPED_MAX 48

struct typed {
	char at[TYPED_MAX + 1];
	size_t len;
	size_t next;
};

static bool fold(struct text text, struct typed *ret_typed);
static char fold_point(uint32_t point);
static bool read_number(struct typed *typed, size_t digits_max, int32_t *ret_number, size_t *ret_digits);
static bool skip(struct typed *typed, const char *marks);
static bool is_at_end(const struct typed *typed);

bool when_parse_day(struct text text, int32_t *ret_day)
{
	struct typed typed;
	int32_t year = 0;
	int32_t month = 0;
	int32_t day = 0;
	size_t digits = 0;
	if (!fold(text_trim(text), &typed))
		return false;
	if (typed.len == 8 && read_number(&typed, 8, &day, &digits) && digits == 8)
		return when_day_from_date(day / 10000, day / 100 % 100, day % 100, ret_day);
	typed.next = 0;
	if (!read_number(&typed, 4, &year, &digits) || digits != 4 || !skip(&typed, "-/.Y"))
		return false;
	if (!read_number(&typed, 2, &month, &digits) || !skip(&typed, "-/.M"))
		return false;
	if (!read_number(&typed, 2, &day, &digits))
		return false;
	(void)skip(&typed, "D");
	return is_at_end(&typed) && when_day_from_date(year, month, day, ret_day);
}

/* 年月日 one letter each, full-width forms their ASCII. */
static bool fold(struct text text, struct typed *ret_typed)
{
	*ret_typed = (struct typed){.len = 0};
	if (!text_is_utf8(text))
		return false;
	while (text.len > 0) {
		char mark = fold_point(text_next_point(&text));
		if (mark == '\0' || ret_typed->len >= TYPED_MAX)
			return false;
		if (mark != ' ')
			ret_typed->at[ret_typed->len++] = mark;
	}
	return true;
}

static char fold_point(uint32_t point)
{
	static const struct { uint32_t point; char mark; } marks[] = {
		{0x5E74, 'Y'}, {0x6708, 'M'}, {0x65E5, 'D'}, {0x53F7, 'D'}, {0x3002, '.'}, {0x3000, ' '}};
	for (size_t i = 0; i < COUNT_OF(marks); i++) {
		if (marks[i].point == point)
			return marks[i].mark;
	}
	if (point >= 0xFF01 && point <= 0xFF5E)
		point -= 0xFEE0;
	if ((point >= '0' && point <= '9') || point == '-' || point == '/' || point == '.' || point == ' ')
		return (char)point;
	return '\0';
}

static bool read_number(struct typed *typed, size_t digits_max, int32_t *ret_number, size_t *ret_digits)
{
	int32_t number = 0;
	size_t digits = 0;
	while (typed->next < typed->len && digits < digits_max && typed->at[typed->next] >= '0' && typed->at[typed->next] <= '9') {
		number = number * 10 + (typed->at[typed->next] - '0');
		typed->next++;
		digits++;
	}
	if (digits == 0)
		return false;
	*ret_number = number;
	*ret_digits = digits;
	return true;
}

static bool skip(struct typed *typed, const char *marks)
{
	for (const char *mark = marks; *mark != '\0'; mark++) {
		if (typed->next < typed->len && typed->at[typed->next] == *mark) {
			typed->next++;
			return true;
		}
	}
	return false;
}

static bool is_at_end(const struct typed *typed)
{
	return typed->next == typed->len;
}
