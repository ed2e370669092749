/* SPDX-License-Identifier: Apache-2.0
 *
 * Who goes? Ranks the volunteers fit for a duty, each with reasons in words,
 * and counts why the others are not. The score is a sum of named terms in one
 * currency (milli-units, larger is better); ties go to the smaller id.
 */
#ifndef DOMAIN_DISPATCH_H
#define DOMAIN_DISPATCH_H

#include "domain/act.h"

enum dispatch_reason {
	REASON_SKILL = 1,    /* 会{skill} */
	REASON_WALK,         /* 走路 {n} 分钟 */
	REASON_FREE,         /* {weekday}{time}有空 */
	REASON_KNOWS,        /* 去过她家 {n} 次 */
	REASON_LOAD_LOW,     /* 本月只去了 {n} 次 */
	REASON_SAME_PLACE    /* 同社区 */
};
/* REASON_FREE's number is the instant from which she is free. */
struct dispatch_reason_line { enum dispatch_reason reason; int64_t number; struct text word; /* skill code; else empty */ int64_t score; };
struct dispatch_candidate {
	struct person_id person_id;
	struct text name, phone_mask, number;
	int64_t score, distance_m; /* -1 unknown */
	struct dispatch_reason_line reasons[6];
	size_t reason_count;
	bool was_asked;            /* already has an offer for this duty */
};
/* Why volunteers were passed over, in the order of the filters. */
enum dispatch_refusal { DISPATCH_TOO_FAR, DISPATCH_NO_SKILL, DISPATCH_PAUSED, DISPATCH_WEEK_FULL, DISPATCH_NOT_FREE, DISPATCH_BUSY,
	DISPATCH_IS_RESIDENT, DISPATCH_DECLINED, DISPATCH_REFUSAL_COUNT };
struct dispatch_ranking {
	struct dispatch_candidate *candidates; size_t count; /* at most LIMIT_CANDIDATES */
	int64_t passed_over[DISPATCH_REFUSAL_COUNT];
	int64_t considered;
};
/* Lives in act->arena. Fewer or no candidates is a good answer; passed_over explains it. */
enum fail dispatch_rank(const struct act *act, struct duty_id duty_id, struct dispatch_ranking *ret_ranking);
/* Why not this one: the filter that stopped him, or DISPATCH_REFUSAL_COUNT when he is fit, with his candidate line. */
enum fail dispatch_why_not(const struct act *act, struct duty_id duty_id, struct person_id person_id,
	enum dispatch_refusal *ret_why, struct dispatch_candidate *ret_candidate);

/* The members of a team for a duty: those who could first, best first, then the others by the filter that stops them. */
struct dispatch_member { enum dispatch_refusal why; struct dispatch_candidate candidate; };
struct dispatch_team { struct dispatch_member *members; size_t count; };
enum fail dispatch_team(const struct act *act, struct duty_id duty_id, struct organisation_id team_id, struct dispatch_team *ret_team);

/* Open orders as one volunteer stands to them, soonest first: what nothing speaks against she could take now; of the others the
 * filter that stops her. FAIL_MISSING when she is no volunteer. */
struct dispatch_open_row { struct request_id request_id; enum dispatch_refusal why; struct dispatch_candidate candidate; };
struct dispatch_open { struct dispatch_open_row *rows; size_t count; int64_t passed_over[DISPATCH_REFUSAL_COUNT]; };
enum fail dispatch_open(const struct act *act, struct person_id person_id, struct dispatch_open *ret_open);

/* Roll-on: for each request whose asked people did not say yes, asks the next best, as many and as often as the centre chose
 * (SETTING_WAVE_PEOPLE, SETTING_WAVES) and only between 8 and 21 o'clock; then it stays with the station. By the clock
 * (act->source ACT_CLOCK). *ret_done is the number of requests somebody was asked for. */
enum fail dispatch_roll(const struct act *act, size_t *ret_done);

#endif
