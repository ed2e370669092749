/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared between the files of the requests module only.
 */
#ifndef DOMAIN_REQUESTS_PRIVATE_H
#define DOMAIN_REQUESTS_PRIVATE_H

#include "base/calendar.h"
#include "base/limits.h"
#include "domain/duties.h"
#include "domain/requests.h"
#include "domain/settings.h"
#include "queries/requests.h"

/* Timers of standards.md 3.7, in working days unless the name says hours or days. */
enum {
	TIMER_ACCEPT = 1,
	TIMER_ANSWER = 3,
	TIMER_FIND = 1,
	TIMER_AGREE = 2,
	TIMER_WHOLE = 5,
	TIMER_REWORK = 1,
	TIMER_COUNTY = 1,
	TIMER_OPEN_HOURS = 24,
	TIMER_COME_HOURS = 12,
	TIMER_CONFIRM_DAYS = 3,
	TIMER_RATE_DAYS = 7,
	TIMER_REOPEN_DAYS = 15
};
int64_t requests_working_days_ms(const struct act *act, int32_t count);

/* A request being stepped: as read, and what the step makes of it. */
struct request_now {
	struct request_id id;
	struct request_get_row row;
};
/* FAIL_REFUSED with REQUEST_NOT_FOUND when it is not there. */
MUST_USE enum fail requests_read(const struct act *act, struct request_id id, enum request_refusal *ret_refusal, struct request_now *ret_now);

/* One step: the event (fact), the shadow, the notices and the trail. 0 keeps from_ms and to_ms. */
struct request_step {
	enum request_event_kind kind;
	enum request_state to_state;
	int64_t deadline_at_ms;
	int64_t from_ms, to_ms;
	enum request_state resume_state;
	bool is_escalated;
	struct person_id subject_id;
	struct text reason, note;
};
/* The machine must have the arrow (or the state stays). `now->row` is brought up to date. */
MUST_USE enum fail requests_step(const struct act *act, struct request_now *now, const struct request_step *step);

/* Staff whose scope holds the request's place. */
MUST_USE enum fail requests_staff_may(const struct act *act, const struct request_now *now, bool *ret_may);
/* The resident, who ordered, or kin with `right`. */
MUST_USE enum fail requests_side_may(const struct act *act, const struct request_now *now, int right, bool *ret_may);
/* Whether the actor serves (or served) this request's duty. */
MUST_USE enum fail requests_serves(const struct act *act, const struct request_now *now, struct person_id person_id, bool *ret_serves);

/* Reads the request, checks that staff in scope act and that it stands in one of `states` (bits 1 << state). */
MUST_USE enum fail requests_for_staff(const struct act *act, struct request_id id, unsigned states, enum request_refusal *ret_refusal,
	struct request_now *ret_now);
#define STATE_BIT(state) (1u << (state))

/* *ret_refusal = refusal; OK for none, else FAIL_REFUSED. */
MUST_USE enum fail requests_refuse(enum request_refusal refusal, enum request_refusal *ret_refusal);
/* What a duty's refusal means for its request. */
enum request_refusal requests_refusal_of(enum duty_refusal refusal);
/* A duty verb's result as the request's. The refusal is handed over by address: arguments are evaluated in no
 * fixed order, so its value could be read before the verb has set it. */
MUST_USE enum fail requests_pass(enum fail fail, const enum duty_refusal *duty_refusal, enum request_refusal *ret_refusal);
/* Until when an answer is waited for: as long as the setting says, not into the night, not behind half an hour before the start. */
MUST_USE enum fail requests_answer_by(const struct act *act, const struct request_now *now, enum setting setting, int64_t *ret_end_ms);
/* Whether a team has the request now, and until when. */
MUST_USE enum fail requests_team_holds(const struct act *act, const struct request_now *now, bool *ret_holds, int64_t *ret_until_ms);
/* One whom the team asked said no: its leader is told. */
MUST_USE enum fail requests_team_no(const struct act *act, const struct request_now *now);
/* The time of a question of the team, or of its claim, is up. */
MUST_USE enum fail requests_team_time_up(const struct act *act, struct request_now *now);
/* The request moves on: the claim of a team, if there is one, ends. */
MUST_USE enum fail requests_team_over(const struct act *act, const struct request_now *now, bool is_filled);
/* A yes to an offer, taken at once. */
MUST_USE enum fail requests_claim(const struct act *act, struct request_now *now, struct person_id person_id, struct offer_id offer_id,
	enum request_refusal *ret_refusal);
/* Where the centre waits for the best yes (SETTING_FIRST_YES 0): keeps a volunteer's own yes, and settles when she was the last to
 * answer. *ret_is_kept false: yeses are taken at once here. */
MUST_USE enum fail requests_keep_yes(const struct act *act, struct request_now *now, struct person_id person_id, struct offer_id offer_id,
	enum request_refusal *ret_refusal, bool *ret_is_kept);
/* The best ranked of those who said yes go, as many as are needed, once nobody's answer is waited for any more; is_over: do not
 * wait any longer. Nothing happens without a yes. The state says what came of it. */
MUST_USE enum fail requests_settle_yes(const struct act *act, struct request_now *now, bool is_over);
/* Makes the duty of an accepted (or reopened) request. */
MUST_USE enum fail requests_make_duty(const struct act *act, const struct request_now *now);
/* Confirmed by the clock after the days given for it. */
MUST_USE enum fail requests_confirm_by_time(const struct act *act, struct request_now *now, enum request_refusal *ret_refusal);
/* Too long for a note? */
bool requests_is_too_long(struct text note);

#endif
