/* SPDX-License-Identifier: Apache-2.0
 *
 * Instants are 64-bit milliseconds since 1970 UTC (`…_ms`). People live in
 * China standard time, UTC+8 without summer time since 1991; local dates are
 * days since 1970-01-01 (`…_day`), times of day minutes after midnight (`…_min`).
 * Rules never ask the system for the time: they are handed `now_ms`, and the
 * edges ask a replaceable clock.
 */
#ifndef BASE_WHEN_H
#define BASE_WHEN_H

#include "base/arena.h"

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

struct clock {
	int64_t (*now_ms)(void *context);
	void *context;
};

/* The system's clock. */
struct clock clock_system(void);
/* A clock that stands where *now_ms stands; the test moves it. */
struct clock clock_fake(int64_t *now_ms);
int64_t clock_now_ms(const struct clock *clock);
/* Microseconds of a counter that only goes forward, for measuring how long something took. */
int64_t clock_ticks_us(void);

struct local_time {
	int32_t year;
	int32_t month;   /* 1–12 */
	int32_t day;     /* 1–31 */
	int32_t hour;
	int32_t minute;
	int32_t second;
	int32_t weekday; /* 1 = Monday … 7 = Sunday */
};

/* What a clock on the wall in China shows at the instant. */
struct local_time when_local(int64_t at_ms);
/* False for a date or time that does not exist. */
bool when_from_local(const struct local_time *local, int64_t *ret_ms);
int32_t when_local_day(int64_t at_ms);
/* The instant of `min` minutes after local midnight of `day`. */
int64_t when_at(int32_t day, int32_t min);
bool when_day_from_date(int32_t year, int32_t month, int32_t day, int32_t *ret_day);
/* Whole years of age on `today`: one more on each birthday; who was born on 29 February has it on 1 March in other years. Below 0 before
 * birth. */
int32_t when_age(int32_t birth_day, int32_t today);
/* The last day on which somebody was born who is `years` old on `today`: when_age(birth_day, today) >= years as birth_day <= this. */
int32_t when_years_before(int32_t today, int32_t years);
/* 1 = Monday … 7 = Sunday. */
int32_t when_weekday(int32_t day);
/* What people type: 2026-03-05, 2026/3/5, 2026.3.5, 20260305, 2026年3月5日, full-width digits too. */
bool when_parse_day(struct text text, int32_t *ret_day);
/* The same, and days as they are said seen from `today`: 明天, 后天, mt, +3, 周三 and z3 (the next one, today among
 * them), 下周三, 3月5日 and 3-5 (the nearest that is not past), tomorrow, wed. */
bool when_parse_near_day(struct text text, int32_t today, int32_t *ret_day);
enum when_typed { WHEN_READ, WHEN_UNREAD, WHEN_AMBIGUOUS };
/* A time of day as people write it, as minutes after midnight: 14:30, 1430, 9点半, 下午三点, 上午十点一刻, 晚上8点, 15点, 3pm, 3:30 p.m., noon; the
 * whole grammar stands in when_clock.c. With a colon it is the clock of 24 hours. 3点 without its half of the day (1 to 6) is WHEN_AMBIGUOUS:
 * whoever writes it mostly means the afternoon, and nobody should guess. An hour that its half does not have (晚上12点) is WHEN_UNREAD.
 * *ret_min is set by WHEN_READ only. */
enum when_typed when_read_min(struct text text, int32_t *ret_min);
/* Whether when_read_min reads it. */
bool when_parse_min(struct text text, int32_t *ret_min);
/* 2026-03-05T14:00:00+08:00 */
struct text when_iso(struct arena *arena, int64_t at_ms);
/* 2026-03-05 */
struct text when_iso_day(struct arena *arena, int32_t day);
/* "09:05": the local time of day. */
struct text when_clock(struct arena *arena, int64_t at_ms);

#endif
