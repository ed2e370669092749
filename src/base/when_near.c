/* SPDX-License-Identifier: Apache-2.0
 *
 * Days as people say them on the telephone, seen from today.
 */
#include "base/when.h"

#include <stdio.h>

#define WEEK_DAYS 7
#define DAYS_AHEAD_MAX 365

static bool read_offset(struct text text, int32_t *ret_offset);
static bool read_weekday(struct text text, int32_t today, int32_t *ret_day);
static bool read_month_and_day(struct text text, int32_t today, int32_t *ret_day);

bool when_parse_near_day(struct text text, int32_t today, int32_t *ret_day)
{
	int32_t offset = 0;
	text = text_trim(text);
	if (when_parse_day(text, ret_day))
		return true;
	if (read_offset(text, &offset)) {
		*ret_day = today + offset;
		return true;
	}
	return read_weekday(text, today, ret_day) || read_month_and_day(text, today, ret_day);
}

/* 今天, 明天, 后天, 大后天, their initials, +3, and in English. */
static bool read_offset(struct text text, int32_t *ret_offset)
{
	static const struct { struct text word; int32_t offset; } words[] = {{TEXT("今天"), 0}, {TEXT("今日"), 0}, {TEXT("明天"), 1}, {TEXT("明日"), 1},
		{TEXT("后天"), 2}, {TEXT("後天"), 2}, {TEXT("大后天"), 3}, {TEXT("大後天"), 3}, {TEXT("jt"), 0}, {TEXT("mt"), 1}, {TEXT("ht"), 2}, {TEXT("dht"), 3},
		{TEXT("today"), 0}, {TEXT("tomorrow"), 1}};
	int64_t number = 0;
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (text_equal_nocase(text, words[i].word)) {
			*ret_offset = words[i].offset;
			return true;
		}
	}
	if (!text_take(&text, TEXT("+")) || !text_to_int(text, &number) || number < 0 || number > DAYS_AHEAD_MAX)
		return false;
	*ret_offset = (int32_t)number;
	return true;
}

/* 周三, 星期三, 礼拜三, z3, wed: the next one, today among them; 下周三, xz3: the one of the week after. */
static bool read_weekday(struct text text, int32_t today, int32_t *ret_day)
{
	static const struct text weeks[] = {TEXT("周"), TEXT("週"), TEXT("星期"), TEXT("礼拜"), TEXT("禮拜"), TEXT("z")};
	static const struct { struct text word; int32_t weekday; } days[] = {{TEXT("一"), 1}, {TEXT("二"), 2}, {TEXT("三"), 3}, {TEXT("四"), 4}, {TEXT("五"), 5},
		{TEXT("六"), 6}, {TEXT("日"), 7}, {TEXT("天"), 7}, {TEXT("1"), 1}, {TEXT("2"), 2}, {TEXT("3"), 3}, {TEXT("4"), 4}, {TEXT("5"), 5}, {TEXT("6"), 6},
		{TEXT("7"), 7}, {TEXT("mon"), 1}, {TEXT("tue"), 2}, {TEXT("wed"), 3}, {TEXT("thu"), 4}, {TEXT("fri"), 5}, {TEXT("sat"), 6}, {TEXT("sun"), 7}};
	bool is_next = text_take(&text, TEXT("下")) || text_take(&text, TEXT("x"));
	bool has_week = false;
	for (size_t i = 0; i < COUNT_OF(weeks) && !has_week; i++)
		has_week = text_take(&text, weeks[i]);
	for (size_t i = 0; i < COUNT_OF(days); i++) {
		bool is_name = days[i].word.at[0] >= 'a'; /* mon … stands alone, the others behind a word for week */
		if (!text_equal_nocase(text, days[i].word) || (!has_week && !is_name))
			continue;
		int32_t monday = today - (when_weekday(today) - 1);
		int32_t this_one = monday + days[i].weekday - 1;
		*ret_day = is_next || this_one < today ? this_one + WEEK_DAYS : this_one;
		return true;
	}
	return false;
}

/* 3月5日, 3-5, 3/5: the nearest that is not past. */
static bool read_month_and_day(struct text text, int32_t today, int32_t *ret_day)
{
	const struct local_time now = when_local(when_at(today, 0));
	char written[32];
	for (int32_t year = now.year; year <= now.year + 1; year++) {
		bool has_year_mark = text_find(text, TEXT("月")) != SIZE_MAX;
		int len = snprintf(written, sizeof(written), "%d%s%.*s", (int)year, has_year_mark ? "年" : "-", TEXT_ARGS(text_slice(text, 0, 16)));
		if (len <= 0 || (size_t)len >= sizeof(written) || !when_parse_day((struct text){written, (size_t)len}, ret_day))
			return false;
		if (*ret_day >= today)
			return true;
	}
	return false;
}
