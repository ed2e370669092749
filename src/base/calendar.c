/* SPDX-License-Identifier: Apache-2.0 */
#include "base/calendar.h"

#define COUNT_MAX 250
#define DAYS_MAX 800 /* 250 working days never need more days than this */
#define CLOSING_MIN (18 * 60)

/* Holidays and worked weekends of the State Council's yearly notices. Plain
 * weekends joined to a holiday are not listed, as in the public data sets. */
struct dated {
	int32_t date; /* yyyymmdd */
	int32_t days; /* so many days from date on */
	bool is_off;
};
static const struct dated notices[] = {
	{20240101, 1, true}, {20240204, 1, false}, {20240210, 8, true}, {20240218, 1, false}, {20240404, 3, true}, {20240407, 1, false},
	{20240428, 1, false}, {20240501, 5, true}, {20240511, 1, false}, {20240610, 1, true}, {20240914, 1, false}, {20240915, 3, true},
	{20240929, 1, false}, {20241001, 7, true}, {20241012, 1, false},
	{20250101, 1, true}, {20250126, 1, false}, {20250128, 8, true}, {20250208, 1, false}, {20250404, 3, true}, {20250427, 1, false},
	{20250501, 5, true}, {20250531, 3, true}, {20250928, 1, false}, {20251001, 8, true}, {20251011, 1, false},
	{20260101, 3, true}, {20260104, 1, false}, {20260214, 1, false}, {20260215, 9, true}, {20260228, 1, false}, {20260404, 3, true},
	{20260501, 5, true}, {20260509, 1, false}, {20260619, 3, true}, {20260920, 1, false}, {20260925, 3, true}, {20261001, 7, true},
	{20261010, 1, false},
};
#define ENTRIES_MAX 160
static struct calendar_entry shipped_entries[ENTRIES_MAX];
static size_t shipped_count;

static const struct calendar_entry *find(const struct calendar *calendar, int32_t day);

/* Expands the notices before main, so that the table is constant afterwards. */
__attribute__((constructor)) static void expand_notices(void)
{
	for (size_t i = 0; i < COUNT_OF(notices); i++) {
		int32_t day = 0;
		check(when_day_from_date(notices[i].date / 10000, notices[i].date / 100 % 100, notices[i].date % 100, &day));
		for (int32_t n = 0; n < notices[i].days; n++) {
			check(shipped_count < ENTRIES_MAX);
			check(shipped_count == 0 || shipped_entries[shipped_count - 1].day < day + n);
			shipped_entries[shipped_count++] = (struct calendar_entry){day + n, notices[i].is_off};
		}
	}
}

struct calendar calendar_shipped(void)
{
	return (struct calendar){shipped_entries, shipped_count};
}

bool calendar_has_year(const struct calendar *calendar, int32_t year)
{
	int32_t first = 0;
	int32_t last = 0;
	check(when_day_from_date(year, 1, 1, &first) && when_day_from_date(year, 12, 31, &last));
	for (size_t i = 0; i < calendar->count; i++) {
		if (calendar->entries[i].day >= first && calendar->entries[i].day <= last)
			return true;
	}
	return false;
}

bool calendar_is_working(const struct calendar *calendar, int32_t day)
{
	const struct calendar_entry *entry = find(calendar, day);
	return entry != NULL ? !entry->is_off : when_weekday(day) <= 5;
}

int32_t calendar_add_working_days(const struct calendar *calendar, int32_t day, int32_t count)
{
	check(count >= 0 && count <= COUNT_MAX);
	for (int32_t walked = 0; count > 0; walked++) {
		check(walked < DAYS_MAX);
		day++;
		if (calendar_is_working(calendar, day))
			count--;
	}
	return day;
}

int64_t calendar_deadline_ms(const struct calendar *calendar, int64_t from_ms, int32_t count)
{
	return when_at(calendar_add_working_days(calendar, when_local_day(from_ms), count), CLOSING_MIN);
}

static const struct calendar_entry *find(const struct calendar *calendar, int32_t day)
{
	size_t low = 0;
	size_t high = calendar->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (calendar->entries[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low < calendar->count && calendar->entries[low].day == day ? &calendar->entries[low] : NULL;
}
