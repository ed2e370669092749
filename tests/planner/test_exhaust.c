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
	return seed % 15 == 13 ? 0 : seed % 15 == 14 ? CHANCE_ALL : UINT32_C(1) << (seed % 15);
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
		optimal += plan.value == optimum;
	}
	if (optimal < problems * 9 / 10)
		fail_msg("only %u of %u tiny plans are optimal", optimal, problems);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_tiny_plan_is_optimal_and_its_bound_holds)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
