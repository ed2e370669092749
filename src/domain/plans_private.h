/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of plans share: a town for the planner, how it is read from
 * the store, held to an earlier plan, and kept as bytes.
 */
#ifndef DOMAIN_PLANS_PRIVATE_H
#define DOMAIN_PLANS_PRIVATE_H

#include "domain/plans.h"
#include "planner/board.h"
#include "planner/plan.h"
#include "queries/plans.h"

/* What the planner is given, with whom and what its numbers stand for. */
struct plan_town {
	int64_t day_ms;              /* local midnight of the first day */
	int32_t days;
	struct planner_problem problem;
	const int64_t *person_ids;   /* of each volunteer */
	const int64_t *duty_ids;     /* of each duty, ascending */
	const int32_t *week_left;    /* of each volunteer: visits that she still wants in this week; PLAN_NO_LIMIT; NULL in plans of rule 1 */
};

#define PLAN_NO_LIMIT INT32_MAX

/* A duty held to one person, or (0) to nobody. */
struct plan_hold { struct duty_id duty_id; struct person_id person_id; };
struct plan_holds {
	const struct plan_hold *rows; size_t count; /* by duty */
	bool is_exact;      /* duties without a hold stay open; otherwise a hold is only a preference */
};

/* The town as the store knows it at act->now_ms; in act->arena. PLAN_TOO_LARGE when it does not fit. */
enum fail plans_town_read(const struct act *act, struct place_id scope_id, int32_t day, int32_t days, enum plan_refusal *ret_refusal,
	struct plan_town *ret_town);
/* The same town with holds: exact ones fix who goes, others are bonuses. In act->arena. */
enum fail plans_town_hold(const struct act *act, struct plan_town *town, const struct plan_holds *holds);
/* The town as bytes, and back; FAIL_INPUT when they are none of ours. */
enum fail plans_town_write(struct arena *arena, const struct plan_town *town, struct text *ret_bytes);
enum fail plans_town_parse(struct arena *arena, struct text bytes, struct plan_town *ret_town);
/* A plan's visits as the planner's; those whose duty or free time the town no longer has are left out. */
enum fail plans_visits_of(const struct act *act, struct plan_id id, const struct plan_town *town, struct planner_visit **ret_visits, uint32_t *ret_count,
	struct plan_visits_rows *ret_rows);
enum fail plans_make_board(const struct act *act, const struct plan_town *town, const struct planner_visit *visits, uint32_t count,
	struct planner_board **ret_board);
/* A kept plan with what it knew. FAIL_MISSING. */
enum fail plans_parse(const struct act *act, struct plan_id id, struct plan_get_row *ret_row, struct plan_town *ret_town);
/* A plan in the actor's scope that no other has followed; PLAN_NOT_FOUND, PLAN_OLD. */
enum fail plans_newest(const struct act *act, struct plan_id id, enum plan_refusal *ret_refusal, struct plan_get_row *ret_row);
/* Tells the planner the week's limits: so many services on each way, and in seconds as many of the longest service, which never
 * forbids what the count allows. Nothing is told when nobody has a limit. */
enum fail plans_limit(const struct act *act, struct plan_town *town);
/* A duty that fewer could serve than it needs, were they asked for nothing else, is worth nothing to plan: no plan serves it, and the
 * halves that each alone could earn would only loosen the bound. */
enum fail plans_count_out(const struct act *act, struct plan_town *town);
/* Whether somebody has more visits than she wants; the first such volunteer, or PLANNER_NONE. */
uint32_t plans_beyond(const struct plan_town *town, const struct planner_visit *visits, uint32_t count);
/* The planner's plan that keeps to the counts: who got more than she wants keeps the best of what she got and nothing else, until all
 * keep to theirs. The bound stays that of the first answer, which forbade less. */
enum fail plans_within_limits(const struct act *act, const struct plan_town *town, const struct planner_options *options, struct planner_plan *ret_plan);
/* The answer of a verb. */
enum fail plans_refuse(enum plan_refusal refusal, enum plan_refusal *ret_refusal);
/* Position of an id in an ascending list, or PLANNER_NONE. */
uint32_t plans_find(const int64_t *ids, uint32_t count, int64_t id);

#endif
