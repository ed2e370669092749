/* SPDX-License-Identifier: Apache-2.0
 *
 * Tiny problems against the optimum found by trying everything.
 */
#include "../unit/unit.h"

#include <stdlib.h>

#include "chance.h"
#include "exhaust.h"
#include "planner/checker.h"

/* Every feature alone (bit i) or all together. */
static uint32_t features_of(uint64_t seed)
{
	return seed % 17 == 15 ? 0 : seed % 17 == 16 ? CHANCE_ALL : UINT32_C(1) << (seed % 17);
}

static int64_t common(int64_t a, int64_t b)
{
	return b == 0 ? a : common(b, a % b);
}

/* Where all that a value is made of has a common measure, the planner rounds its bound down to it. */
static int64_t rounded(const struct planner_problem *problem, int64_t bound)
{
	int64_t unit = common(problem->travel_cost, problem->outing_cost);
	for (uint32_t d = 0; d < problem->duties.count; d++) {
		unit = common(unit, problem->duties.weight[d]);
		unit = problem->duties.late_cost != NULL ? common(unit, problem->duties.late_cost[d]) : unit;
	}
	for (uint32_t i = 0; i < problem->bonuses.count; i++)
		unit = common(unit, problem->bonuses.amount[i]);
	unit = problem->fairness_cost > 0 || unit == 0 ? 1 : unit < 0 ? -unit : unit;
	return bound - (bound % unit + unit) % unit;
}

static void a_tiny_plan_is_optimal_and_its_bound_holds(void **state)
{
	uint32_t problems = getenv("LONG") != NULL && *getenv("LONG") != '\0' ? 6000 : 600, optimal = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= problems; seed++) {
		struct arena *arena CLEANUP(arena_done) = arena_make(1 << 24);
		struct chance_options options = {.seed = seed, .volunteers = 3, .shifts_each = 2, .duties = 5, .features = features_of(seed)};
		struct planner_problem problem = chance_problem(arena, &options);
		if (problem.shifts.count > 5)
			continue;
		struct planner_plan plan = chance_plan(arena, &problem, seed, 1, 300);
		int64_t optimum = exhaust_optimum(&problem), proven = 0;
		if (plan.value > optimum || plan.bound < optimum)
			fail_msg("seed %llu: value %lld, optimum %lld, bound %lld", (unsigned long long)seed, (long long)plan.value, (long long)optimum, (long long)plan.bound);
		if (checker_bound(&problem, plan.prices, plan.slopes, 10000000, &proven) && (proven < optimum || proven < plan.bound))
			fail_msg("seed %llu: the prices prove %lld, not %lld", (unsigned long long)seed, (long long)proven, (long long)plan.bound);
		if (plan.value < optimum && getenv("VERBOSE") != NULL)
			print_message("seed %llu: %lld of %lld\n", (unsigned long long)seed, (long long)plan.value, (long long)optimum);
		if (problem.pins.count == 0 && checker_bound(&problem, plan.prices, plan.slopes, 10000000, &proven))
			assert_int_equal(rounded(&problem, proven), plan.bound); /* the best routes by labels are the best of all routes */
		optimal += plan.value == optimum;
	}
	if (optimal < problems * 9 / 10)
		fail_msg("only %u of %u tiny plans are optimal", optimal, problems);
}

/* Everybody is free all day and every duty waits: what limits a route is what it carries and how long it is away. */
static void loads_and_time_away_limit_routes(void **state)
{
	uint32_t bound_by_load = 0, bound_by_time = 0, optimal = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct arena *arena CLEANUP(arena_done) = arena_make(1 << 24);
		struct chance_options options = {.seed = 7000 + seed, .volunteers = 2, .shifts_each = 1, .duties = 5,
			.features = (seed % 2 == 0 ? CHANCE_LOADS : CHANCE_AWAY) | (seed % 5 == 0 ? CHANCE_TEAMS | CHANCE_LATE : 0)};
		struct planner_problem problem = chance_problem(arena, &options), free = problem;
		int32_t *from = arena_array(arena, int32_t, 8), *until = arena_array(arena, int32_t, 8), *close = arena_array(arena, int32_t, 8);
		for (uint32_t i = 0; i < 8; i++) {
			until[i] = 40000;
			close[i] = 35000;
		}
		problem.shifts.from_s = free.shifts.from_s = from;
		problem.shifts.until_s = free.shifts.until_s = until;
		problem.duties.window_until_s = free.duties.window_until_s = close;
		free.shifts.capacity = free.shifts.most_s = NULL;
		struct planner_plan plan = chance_plan(arena, &problem, seed, 1, 300);
		int64_t optimum = exhaust_optimum(&problem), proven = 0, unlimited = exhaust_optimum(&free);
		assert_true(plan.value <= optimum && plan.bound >= optimum && optimum <= unlimited);
		if (checker_bound(&problem, plan.prices, plan.slopes, 10000000, &proven))
			assert_int_equal(proven, plan.bound);
		optimal += plan.value == optimum;
		bound_by_load += problem.shifts.capacity != NULL && optimum < unlimited;
		bound_by_time += problem.shifts.most_s != NULL && optimum < unlimited;
	}
	assert_true(bound_by_load > 30 && bound_by_time > 30 && optimal > 190);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_tiny_plan_is_optimal_and_its_bound_holds), cmocka_unit_test(loads_and_time_away_limit_routes)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
