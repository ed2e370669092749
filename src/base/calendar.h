/* SPDX-License-Identifier: Apache-2.0
 *
 * Working days: Monday to Friday, less public holidays, plus the make-up
 * working days that the State Council announces each year. The table is data;
 * a year without a table counts plain weekends and is reported as missing.
 */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include "base/when.h"

struct calendar_entry {
	int32_t day;    /* local day */
	bool is_off;    /* true: holiday; false: a weekend day that is worked */
};

struct calendar {
	const struct calendar_entry *entries; /* sorted by day, no day twice */
	size_t count;
};

/* The table shipped with the program (2024–2026, from the public notices). */
struct calendar calendar_shipped(void);
bool calendar_has_year(const struct calendar *calendar, int32_t year);
bool calendar_is_working(const struct calendar *calendar, int32_t day);
/* The day `count` working days after `day` (0 <= count <= 250); day itself is not counted. */
int32_t calendar_add_working_days(const struct calendar *calendar, int32_t day, int32_t count);
/* 18:00 local of the day `count` working days after the local day of from_ms:
 * the form in which deadlines are promised. */
int64_t calendar_deadline_ms(const struct calendar *calendar, int64_t from_ms, int32_t count);

#endif
