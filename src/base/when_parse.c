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
static bool set_half(char half, int32_t *hour);

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

bool when_parse_min(struct text text, int32_t *ret_min)
{
	struct typed typed;
	int32_t hour = 0;
	int32_t minute = 0;
	size_t digits = 0;
	if (!fold(text_trim(text), &typed))
		return false;
	char half = typed.at[0];
	(void)skip(&typed, "APNE");
	if (!read_number(&typed, 4, &hour, &digits) || digits == 3)
		return false;
	if (digits == 4) {
		minute = hour % 100;
		hour /= 100;
	} else if (skip(&typed, ":")) {
		if (!read_number(&typed, 2, &minute, &digits) || digits != 2)
			return false;
	} else if (skip(&typed, "H")) {
		if (skip(&typed, "B"))
			minute = 30;
		else if (read_number(&typed, 2, &minute, &digits))
			(void)skip(&typed, "m");
	} else {
		return false;
	}
	if (!is_at_end(&typed) || minute > 59 || !set_half(half, &hour) || hour > 23)
		return false;
	*ret_min = hour * 60 + minute;
	return true;
}

/* "Two in the afternoon" is 14; an hour that the half of the day does not have is refused. */
static bool set_half(char half, int32_t *hour)
{
	bool is_small = *hour >= 1 && *hour <= 11;
	switch (half) {
	case 'A':
		return *hour <= 12;
	case 'P':
		*hour += is_small ? 12 : 0;
		return *hour >= 12;
	case 'N':
		*hour += *hour <= 2 ? 12 : 0;
		return *hour >= 11 && *hour <= 14;
	case 'E':
		*hour += is_small && *hour >= 5 ? 12 : 0;
		return *hour >= 17;
	default:
		return true;
	}
}

/* Words for the halves of the day become A, P, N (noon), E (evening), 年月日点半分
 * one letter each, full-width forms their ASCII. */
static bool fold(struct text text, struct typed *ret_typed)
{
	static const struct { struct text words; char mark; } halves[] = {{TEXT("上午"), 'A'}, {TEXT("早上"), 'A'},
		{TEXT("早晨"), 'A'}, {TEXT("凌晨"), 'A'}, {TEXT("下午"), 'P'}, {TEXT("中午"), 'N'}, {TEXT("晚上"), 'E'}};
	*ret_typed = (struct typed){.len = 0};
	if (!text_is_utf8(text))
		return false;
	for (size_t i = 0; i < COUNT_OF(halves); i++) {
		if (text_starts_with(text, halves[i].words)) {
			ret_typed->at[ret_typed->len++] = halves[i].mark;
			text = text_slice(text, halves[i].words.len, text.len);
			break;
		}
	}
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
		{0x5E74, 'Y'}, {0x6708, 'M'}, {0x65E5, 'D'}, {0x53F7, 'D'}, {0x70B9, 'H'}, {0x9EDE, 'H'}, {0x65F6, 'H'},
		{0x534A, 'B'}, {0x5206, 'm'}, {0x3002, '.'}, {0x3000, ' '}};
	for (size_t i = 0; i < COUNT_OF(marks); i++) {
		if (marks[i].point == point)
			return marks[i].mark;
	}
	if (point >= 0xFF01 && point <= 0xFF5E)
		point -= 0xFEE0;
	if ((point >= '0' && point <= '9') || point == '-' || point == '/' || point == '.' || point == ':' || point == ' ')
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
