/* SPDX-License-Identifier: Apache-2.0
 *
 * The bound once more, from its definition in docs/planner.md: what the duties
 * keep at these prices, plus the best route of each shift found by trying all,
 * plus what the slopes say about fairness.
 */
#include "planner/checker.h"

#include <math.h>

/* Routes deeper than this are not followed: then nothing is proven. */
#define DEPTH_MAX 64

struct trying {
	const struct planner_problem *problem;
	const int64_t *prices, *slopes;
	uint32_t shift, volunteer, home, depth;
	uint32_t taken[DEPTH_MAX];
	int64_t served_s, load, away_s; /* away: on the way and at work; waiting is left out, as docs/planner.md says */
	int64_t best;
	uint64_t work_left;
};

static int64_t way_s(const struct trying *trying, uint32_t from, uint32_t to)
{
	const struct planner_problem *problem = trying->problem;
	if (problem->travel != NULL)
		return problem->travel(problem->travel_context, trying->volunteer, from, to);
	double dx = problem->places.x_m[from] - (double)problem->places.x_m[to], dy = problem->places.y_m[from] - (double)problem->places.y_m[to];
	return (int64_t)ceil(sqrt(dx * dx + dy * dy) * (problem->volunteers.pace_s_per_km[trying->volunteer] / 1000.0));
}

static bool has_pair(const struct planner_pairs *pairs, uint32_t volunteer, uint32_t duty, int64_t *ret_amount)
{
	uint32_t low = 0, high = pairs->count;
	while (low < high) {
		uint32_t half = low + (high - low) / 2;
		if (((uint64_t)pairs->volunteer[half] << 32 | pairs->duty[half]) < ((uint64_t)volunteer << 32 | duty))
			low = half + 1;
		else
			high = half;
	}
	if (low == pairs->count || pairs->volunteer[low] != volunteer || pairs->duty[low] != duty)
		return false;
	*ret_amount = pairs->amount != NULL ? pairs->amount[low] : 0;
	return true;
}

static bool is_allowed(const struct trying *trying, uint32_t duty)
{
	const struct planner_duties *duties = &trying->problem->duties;
	int64_t ignored = 0;
	bool is_fixed = duties->fixed.first == NULL || duties->fixed.first[duty] == duties->fixed.first[duty + 1];
	for (uint32_t i = is_fixed ? 0 : duties->fixed.first[duty]; !is_fixed && i < duties->fixed.first[duty + 1]; i++)
		is_fixed = duties->fixed.item[i] == trying->volunteer;
	return is_fixed && (duties->skills == NULL || (duties->skills[duty] & ~trying->problem->volunteers.skills[trying->volunteer]) == 0) &&
		(trying->problem->volunteers.reach_s == NULL ||
			way_s(trying, trying->home, duties->place[duty]) <= trying->problem->volunteers.reach_s[trying->volunteer]) &&
		!has_pair(&trying->problem->forbidden, trying->volunteer, duty, &ignored);
}

/* What a visit at start_s brings before travel. */
static int64_t visit_worth(const struct trying *trying, uint32_t duty, int64_t start_s)
{
	const struct planner_duties *duties = &trying->problem->duties;
	int64_t worth = trying->prices[duty], bonus = 0;
	if (has_pair(&trying->problem->bonuses, trying->volunteer, duty, &bonus))
		worth += bonus;
	if (duties->due_s != NULL && duties->late_cost != NULL && start_s > duties->due_s[duty])
		worth -= (start_s - duties->due_s[duty]) * duties->late_cost[duty];
	return worth - (int64_t)((__int128)trying->slopes[trying->volunteer] * duties->duration_s[duty] / 12960000);
}

static int64_t start_not_before(const struct planner_duties *duties, uint32_t duty, int64_t time_s)
{
	for (uint32_t w = duties->window_first[duty]; w < duties->window_first[duty + 1]; w++) {
		if (duties->window_until_s[w] >= time_s)
			return duties->window_from_s[w] > time_s ? duties->window_from_s[w] : time_s;
	}
	return -1;
}

/* One route alone may not pass the limits of its day and week, its load and its time away. */
static bool is_within_limits(const struct trying *trying, uint32_t duty, int64_t there_s)
{
	const struct planner_problem *problem = trying->problem;
	const struct planner_volunteers *volunteers = &problem->volunteers;
	int64_t served_s = trying->served_s + problem->duties.duration_s[duty];
	if (problem->shifts.capacity != NULL && problem->duties.demand != NULL &&
		trying->load + problem->duties.demand[duty] > problem->shifts.capacity[trying->shift])
		return false;
	if (problem->shifts.most_s != NULL && trying->away_s + there_s + problem->duties.duration_s[duty] +
		way_s(trying, problem->duties.place[duty], trying->home) > problem->shifts.most_s[trying->shift])
		return false;
	return (volunteers->day_limit_s == NULL || served_s <= volunteers->day_limit_s[trying->volunteer]) &&
		(volunteers->week_limit_s == NULL || served_s <= volunteers->week_limit_s[trying->volunteer]);
}

static bool try_on(struct trying *trying, uint32_t at, int64_t now_s, int64_t worth)
{
	const struct planner_problem *problem = trying->problem;
	int64_t back_s = way_s(trying, at, trying->home);
	if (trying->depth > 0 && now_s + back_s <= problem->shifts.until_s[trying->shift]) {
		int64_t total = worth - back_s * problem->travel_cost - problem->outing_cost;
		trying->best = total > trying->best ? total : trying->best;
	}
	for (uint32_t d = 0; d < problem->duties.count; d++) {
		bool is_taken = false;
		if (trying->work_left == 0 || trying->depth == DEPTH_MAX)
			return false;
		trying->work_left--;
		for (uint32_t i = 0; i < trying->depth; i++)
			is_taken |= trying->taken[i] == d;
		int64_t there_s = way_s(trying, at, problem->duties.place[d]);
		int64_t start_s = start_not_before(&problem->duties, d, now_s + there_s);
		int64_t free_s = start_s + problem->duties.duration_s[d];
		if (is_taken || start_s < 0 || free_s > problem->shifts.until_s[trying->shift] || !is_allowed(trying, d) ||
			!is_within_limits(trying, d, there_s))
			continue;
		int64_t away_s = there_s + problem->duties.duration_s[d], load = problem->duties.demand != NULL ? problem->duties.demand[d] : 0;
		trying->taken[trying->depth++] = d;
		trying->served_s += problem->duties.duration_s[d];
		trying->away_s += away_s;
		trying->load += load;
		if (!try_on(trying, problem->duties.place[d], free_s, worth + visit_worth(trying, d, start_s) - there_s * problem->travel_cost))
			return false;
		trying->served_s -= problem->duties.duration_s[d];
		trying->away_s -= away_s;
		trying->load -= load;
		trying->depth--;
	}
	return true;
}

/* What the duties keep: the part of their weight that the prices leave, together for linked ones. */
static int64_t kept_by_duties(const struct planner_problem *problem, const int64_t *prices)
{
	int64_t sum = 0;
	for (uint32_t d = 0; d < problem->duties.count; d++) {
		int64_t people = problem->duties.people != NULL ? problem->duties.people[d] : 1;
		int64_t kept = problem->duties.weight[d] - people * prices[d];
		for (uint32_t i = 0; i < problem->links.count; i++) {
			if (problem->links.first[i] == d)
				kept += problem->duties.weight[problem->links.second[i]] - prices[problem->links.second[i]];
			else if (problem->links.second[i] == d)
				kept = 0;
		}
		sum += kept > 0 ? kept : 0;
	}
	return sum;
}

/* Fairness is at least its tangent of this slope: what that says before the first second. */
static int64_t fairness_at_zero(const struct planner_problem *problem, uint32_t volunteer, int64_t slope)
{
	int64_t over_s = problem->volunteers.load_s != NULL ? problem->volunteers.load_s[volunteer] : 0;
	over_s -= problem->volunteers.target_s != NULL ? problem->volunteers.target_s[volunteer] : 0;
	if (slope == 0 || problem->fairness_cost == 0)
		return 0;
	/* f * x * x touches f * 2 * t * x - f * t * t at t; slope = 2 * f * t. */
	int64_t touch_s = slope / (2 * problem->fairness_cost);
	__int128 amount = (__int128)slope * over_s - (__int128)problem->fairness_cost * touch_s * touch_s;
	__int128 whole = amount / 12960000;
	return (int64_t)(whole - (amount % 12960000 < 0));
}

bool checker_bound(const struct planner_problem *problem, const int64_t *prices, const int64_t *slopes, uint64_t work_max, int64_t *ret_bound)
{
	int64_t bound = kept_by_duties(problem, prices);
	struct trying trying = {.problem = problem, .prices = prices, .slopes = slopes, .work_left = work_max};
	if (problem->pins.count > 0)
		return false; /* pinned visits stand outside these rules */
	for (uint32_t v = 0; v < problem->volunteers.count; v++) {
		int64_t touching = problem->fairness_cost > 0 ? slopes[v] % (2 * problem->fairness_cost) : slopes[v];
		if (slopes[v] < 0 || touching != 0)
			return false;
		bound -= fairness_at_zero(problem, v, slopes[v]);
	}
	for (uint32_t s = 0; s < problem->shifts.count; s++) {
		trying.shift = s;
		trying.volunteer = problem->shifts.volunteer[s];
		trying.home = problem->volunteers.home[trying.volunteer];
		trying.best = 0;
		trying.depth = 0;
		trying.served_s = trying.away_s = trying.load = 0;
		if (!try_on(&trying, trying.home, problem->shifts.from_s[s], 0))
			return false;
		bound += trying.best;
	}
	*ret_bound = bound;
	return true;
}
