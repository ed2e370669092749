/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of dispatch share: one duty with what the filters ask, and the
 * filters and the score themselves.
 */
#ifndef DOMAIN_DISPATCH_PRIVATE_H
#define DOMAIN_DISPATCH_PRIVATE_H

#include "domain/dispatch.h"
#include "queries/dispatch.h"

/* One duty and what the filters ask of a volunteer. */
struct question {
	struct dispatch_duty_row duty;
	struct dispatch_duty_skills_rows skills;
	int32_t month_from_day;
};
/* The window of a duty as the filters see it. */
struct question_window {
	int32_t weekday, from_min, to_min, last_offset; /* from the first day's minute to that of the day last_offset days later, a week at most */
	int64_t busy_to_ms;                             /* an appointment's end; of a loose window its beginning: the hour is agreed later */
	int64_t week_from_ms, week_to_ms;
};

/* FAIL_MISSING when there is no such duty. */
MUST_USE enum fail dispatch_question(const struct act *act, struct duty_id duty_id, struct question *ret_question);
struct question_window dispatch_window(const struct question *question);
/* Metres from her home, -1 unknown. */
int64_t dispatch_distance_m(const struct question *question, const struct dispatch_volunteers_row *row);
/* The filters, cheapest first; DISPATCH_REFUSAL_COUNT when none stops. Somebody who has not said she is free then is
 * asked only by a resident she knows. */
enum dispatch_refusal dispatch_stopped_by(const struct act *act, const struct question *question, const struct dispatch_volunteers_row *row,
	int64_t distance_m);
/* Her line: reasons and score. */
struct dispatch_candidate dispatch_weigh(const struct question *question, const struct dispatch_volunteers_row *row, int64_t distance_m);

#endif
