/* SPDX-License-Identifier: Apache-2.0 */
#include "base/when.h"

#include <time.h>

#define LOCAL_OFFSET_MS (8 * HOUR_MS) /* China standard time */

static int64_t system_now_ms(void *context);
static int64_t fake_now_ms(void *context);
static int64_t days_from_date(int64_t year, int64_t month, int64_t day);
static void date_from_days(int64_t days, struct local_time *ret_date);
static int64_t floor_div(int64_t a, int64_t b);

struct clock clock_system(void)
{
	return (struct clock){system_now_ms, NULL};
}

struct clock clock_fake(int64_t *now_ms)
{
	return (struct clock){fake_now_ms, now_ms};
}

int64_t clock_ticks_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_now_ms(const struct clock *clock)
{
	return clock->now_ms(clock->context);
}

struct local_time when_local(int64_t at_ms)
{
	struct local_time local = {0};
	int64_t shifted = at_ms + LOCAL_OFFSET_MS;
	int64_t days = floor_div(shifted, DAY_MS);
	int64_t rest = shifted - days * DAY_MS;
	date_from_days(days, &local);
	local.hour = (int32_t)(rest / HOUR_MS);
	local.minute = (int32_t)(rest / MINUTE_MS % 60);
	local.second = (int32_t)(rest / SECOND_MS % 60);
	local.weekday = when_weekday((int32_t)days);
	return local;
}

bool when_from_local(const struct local_time *local, int64_t *ret_ms)
{
	int32_t day = 0;
	if (!when_day_from_date(local->year, local->month, local->day, &day))
		return false;
	if (local->hour < 0 || local->hour > 23 || local->minute < 0 || local->minute > 59 || local->second < 0 || local->second > 59)
		return false;
	*ret_ms = when_at(day, local->hour * 60 + local->minute) + local->second * SECOND_MS;
	return true;
}

int32_t when_local_day(int64_t at_ms)
{
	return (int32_t)floor_div(at_ms + LOCAL_OFFSET_MS, DAY_MS);
}

int64_t when_at(int32_t day, int32_t min)
{
	return day * DAY_MS + min * MINUTE_MS - LOCAL_OFFSET_MS;
}

bool when_day_from_date(int32_t year, int32_t month, int32_t day, int32_t *ret_day)
{
	struct local_time back = {0};
	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31)
		return false;
	int64_t days = days_from_date(year, month, day);
	date_from_days(days, &back);
	if (back.year != year || back.month != month || back.day != day)
		return false;
	*ret_day = (int32_t)days;
	return true;
}

int32_t when_age(int32_t birth_day, int32_t today)
{
	struct local_time born = when_local(when_at(birth_day, 0));
	struct local_time now = when_local(when_at(today, 0));
	bool had_birthday = now.month > born.month || (now.month == born.month && now.day >= born.day);
	return now.year - born.year - (had_birthday ? 0 : 1);
}

int32_t when_years_before(int32_t today, int32_t years)
{
	struct local_time now = when_local(when_at(today, 0));
	int32_t day = 0;
	if (!when_day_from_date(now.year - years, now.month, now.day, &day)) /* 29 February of another year */
		check(when_day_from_date(now.year - years, now.month, now.day - 1, &day));
	return day;
}

int32_t when_weekday(int32_t day)
{
	int32_t since_monday = (day + 3) % 7; /* 1970-01-01 was a Thursday */
	return (since_monday < 0 ? since_monday + 7 : since_monday) + 1;
}

struct text when_iso(struct arena *arena, int64_t at_ms)
{
	struct local_time local = when_local(at_ms);
	return arena_format(arena, "%04d-%02d-%02dT%02d:%02d:%02d+08:00", local.year, local.month, local.day, local.hour,
		local.minute, local.second);
}

struct text when_iso_day(struct arena *arena, int32_t day)
{
	struct local_time local = {0};
	date_from_days(day, &local);
	return arena_format(arena, "%04d-%02d-%02d", local.year, local.month, local.day);
}

struct text when_clock(struct arena *arena, int64_t at_ms)
{
	struct local_time at = when_local(at_ms);
	return arena_format(arena, "%02d:%02d", at.hour, at.minute);
}

static int64_t system_now_ms(void *context UNUSED)
{
	struct timespec now;
	check(clock_gettime(CLOCK_REALTIME, &now) == 0);
	return (int64_t)now.tv_sec * SECOND_MS + now.tv_nsec / 1000000;
}

static int64_t fake_now_ms(void *context)
{
	return __atomic_load_n((int64_t *)context, __ATOMIC_SEQ_CST);
}

/* Proleptic Gregorian calendar, counted in 400-year eras that begin on 1 March
 * (H. Hinnant, "chrono-compatible low-level date algorithms"). */
static int64_t days_from_date(int64_t year, int64_t month, int64_t day)
{
	year -= month <= 2;
	int64_t era = floor_div(year, 400);
	int64_t year_of_era = year - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * 146097 + day_of_era - 719468;
}

static void date_from_days(int64_t days, struct local_time *ret_date)
{
	int64_t shifted = days + 719468;
	int64_t era = floor_div(shifted, 146097);
	int64_t day_of_era = shifted - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month = (5 * day_of_year + 2) / 153;
	ret_date->day = (int32_t)(day_of_year - (153 * month + 2) / 5 + 1);
	ret_date->month = (int32_t)(month + (month < 10 ? 3 : -9));
	ret_date->year = (int32_t)(year_of_era + era * 400 + (ret_date->month <= 2));
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b != 0 && (a < 0) != (b < 0));
}
