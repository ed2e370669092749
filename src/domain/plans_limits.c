/* SPDX-License-Identifier: Apache-2.0
 *
 * How many services a week are enough for a volunteer, held within a plan. The
 * planner counts them on each way (a capacity, each service being one) and knows
 * limits of service time over the week; what several ways of hers are together
 * more than she wants is held around it.
 */
#include "domain/plans_private.h"

#include "base/arena.h"

#define ROUNDS_MOST 8 /* then everybody with a limit keeps what she got at most */

/* What each volunteer keeps: nothing is decided, or these duties only. */
struct keeping {
	uint32_t *counts;     /* of each volunteer: visits in the plan */
	bool *is_held;        /* of each volunteer: only what is kept may be hers */
	bool *is_kept;        /* of each volunteer and duty */
	uint32_t duties;
};

static void count(const struct plan_town *town, const struct planner_visit *visits, uint32_t visit_count, uint32_t *counts);
static void hold(const struct plan_town *town, const struct planner_plan *plan, uint32_t volunteer, struct keeping *keeping);
static enum fail forbid(const struct act *act, const struct plan_town *town, const struct keeping *keeping, struct planner_pairs *ret_pairs);

enum fail plans_limit(const struct act *act, struct plan_town *town)
{
	struct planner_problem *problem = &town->problem;
	uint32_t duties = problem->duties.count;
	int32_t longest_s = 0;
	bool has_limit = false;
	int32_t *limit_s = arena_array(act->arena, int32_t, problem->volunteers.count + 1);
	int32_t *capacity = arena_array(act->arena, int32_t, problem->shifts.count + 1), *demand = arena_array(act->arena, int32_t, duties + 1);
	if (limit_s == NULL || capacity == NULL || demand == NULL)
		return FAIL_LIMIT;
	for (uint32_t d = 0; d < duties; d++) {
		longest_s = problem->duties.duration_s[d] > longest_s ? problem->duties.duration_s[d] : longest_s;
		demand[d] = 1;
	}
	for (uint32_t v = 0; v < problem->volunteers.count && town->week_left != NULL; v++) {
		int64_t limit = town->week_left[v] == PLAN_NO_LIMIT ? PLANNER_TIME_MAX_S : (int64_t)town->week_left[v] * longest_s;
		limit_s[v] = (int32_t)(limit < PLANNER_TIME_MAX_S ? limit : PLANNER_TIME_MAX_S);
		has_limit = has_limit || town->week_left[v] != PLAN_NO_LIMIT;
	}
	if (!has_limit)
		return OK;
	for (uint32_t s = 0; s < problem->shifts.count; s++) {
		int32_t left = town->week_left[problem->shifts.volunteer[s]];
		capacity[s] = left < (int32_t)duties ? left : (int32_t)duties;
	}
	problem->volunteers.week_limit_s = limit_s;
	problem->shifts.capacity = capacity;
	problem->duties.demand = demand;
	return OK;
}

enum fail plans_count_out(const struct act *act, struct plan_town *town)
{
	struct planner_problem *problem = &town->problem;
	struct planner_board *board;
	struct planner_ranking *ranking = arena_new(act->arena, struct planner_ranking);
	int64_t *weight = arena_array(act->arena, int64_t, problem->duties.count + 1);
	if (ranking == NULL || weight == NULL)
		return FAIL_LIMIT;
	TRY(plans_make_board(act, town, NULL, 0, &board));
	for (uint32_t d = 0; d < problem->duties.count; d++) {
		planner_rank(board, d, 0, ranking);
		weight[d] = ranking->counts[PLANNER_CAN] < problem->duties.people[d] ? 0 : problem->duties.weight[d];
	}
	problem->duties.weight = weight;
	return OK;
}

uint32_t plans_beyond(const struct plan_town *town, const struct planner_visit *visits, uint32_t visit_count)
{
	for (uint32_t i = 0; i < visit_count && town->week_left != NULL; i++) {
		uint32_t volunteer = town->problem.shifts.volunteer[visits[i].shift];
		int32_t has = 0;
		for (uint32_t n = 0; n < visit_count; n++)
			has += town->problem.shifts.volunteer[visits[n].shift] == volunteer;
		if (has > town->week_left[volunteer])
			return volunteer;
	}
	return PLANNER_NONE;
}

enum fail plans_within_limits(const struct act *act, const struct plan_town *town, const struct planner_options *options, struct planner_plan *ret_plan)
{
	struct plan_town narrowed = *town;
	uint32_t volunteers = town->problem.volunteers.count;
	struct planner_options again = *options;
	struct planner_plan plan;
	TRY(planner_plan(&town->problem, options, act->arena, &plan));
	if (plans_beyond(town, plan.visits, plan.visit_count) == PLANNER_NONE) {
		*ret_plan = plan;
		return OK;
	}
	struct keeping keeping = {.duties = town->problem.duties.count, .counts = arena_array(act->arena, uint32_t, volunteers + 1),
		.is_held = arena_array(act->arena, bool, volunteers + 1),
		.is_kept = arena_array(act->arena, bool, (size_t)volunteers * town->problem.duties.count + 1)};
	if (keeping.counts == NULL || keeping.is_held == NULL || keeping.is_kept == NULL)
		return FAIL_LIMIT;
	int64_t bound = plan.bound;
	again.is_bound_wanted = false;
	for (uint32_t round = 0; plans_beyond(town, plan.visits, plan.visit_count) != PLANNER_NONE; round++) {
		check(round <= ROUNDS_MOST);
		count(town, plan.visits, plan.visit_count, keeping.counts);
		for (uint32_t v = 0; v < volunteers; v++) {
			bool is_beyond = (int64_t)keeping.counts[v] > town->week_left[v];
			if (!keeping.is_held[v] && (is_beyond || (round == ROUNDS_MOST && town->week_left[v] != PLAN_NO_LIMIT)))
				hold(town, &plan, v, &keeping);
		}
		TRY(forbid(act, town, &keeping, &narrowed.problem.forbidden));
		TRY(planner_plan(&narrowed.problem, &again, act->arena, &plan));
	}
	plan.bound = bound;
	check(plan.value <= plan.bound || !options->is_bound_wanted);
	*ret_plan = plan;
	return OK;
}

static void count(const struct plan_town *town, const struct planner_visit *visits, uint32_t visit_count, uint32_t *counts)
{
	for (uint32_t v = 0; v < town->problem.volunteers.count; v++)
		counts[v] = 0;
	for (uint32_t i = 0; i < visit_count; i++)
		counts[town->problem.shifts.volunteer[visits[i].shift]]++;
}

/* The weightiest of what she got, as many as she wants; of equals the earlier. */
static void hold(const struct plan_town *town, const struct planner_plan *plan, uint32_t volunteer, struct keeping *keeping)
{
	bool *kept = &keeping->is_kept[(size_t)volunteer * keeping->duties];
	const int64_t *weight = town->problem.duties.weight;
	keeping->is_held[volunteer] = true;
	for (int32_t n = 0; n < town->week_left[volunteer]; n++) {
		uint32_t best = PLANNER_NONE;
		for (uint32_t i = 0; i < plan->visit_count; i++) {
			uint32_t d = plan->visits[i].duty;
			bool is_hers = town->problem.shifts.volunteer[plan->visits[i].shift] == volunteer && !kept[d];
			if (is_hers && (best == PLANNER_NONE || weight[d] > weight[best]))
				best = d;
		}
		if (best == PLANNER_NONE)
			return;
		kept[best] = true;
	}
}

/* The forbidden pairs with those of everybody who is held: all but what she keeps. Both are by volunteer, then duty. */
static enum fail forbid(const struct act *act, const struct plan_town *town, const struct keeping *keeping, struct planner_pairs *ret_pairs)
{
	const struct planner_pairs *before = &town->problem.forbidden;
	size_t most = before->count + 1;
	for (uint32_t v = 0; v < town->problem.volunteers.count; v++)
		most += keeping->is_held[v] ? keeping->duties : 0;
	uint32_t *volunteer = arena_array(act->arena, uint32_t, most), *duty = arena_array(act->arena, uint32_t, most);
	uint32_t n = 0, at = 0;
	if (volunteer == NULL || duty == NULL)
		return FAIL_LIMIT;
	for (uint32_t v = 0; v < town->problem.volunteers.count; v++) {
		for (uint32_t d = 0; d < keeping->duties; d++) {
			bool was = at < before->count && before->volunteer[at] == v && before->duty[at] == d;
			at += was;
			if (!was && (!keeping->is_held[v] || keeping->is_kept[(size_t)v * keeping->duties + d]))
				continue;
			volunteer[n] = v;
			duty[n++] = d;
		}
	}
	check(n < most + 1);
	*ret_pairs = (struct planner_pairs){.count = n, .volunteer = volunteer, .duty = duty, .amount = NULL};
	return OK;
}
