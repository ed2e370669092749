/* SPDX-License-Identifier: Apache-2.0
 *
 * What must hold for plans of any problem: feasible, bounded, the same for any
 * number of threads, and moved only by what matters.
 */
#include "../unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "chance.h"
#include "exhaust.h"
#include "planner/random.h"

static uint32_t times(uint32_t usual)
{
	const char *is_long = getenv("LONG");
	return is_long != NULL && *is_long != '\0' ? usual * 10 : usual;
}

static void every_plan_is_feasible_and_bounded(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= times(40); seed++) {
		struct arena *arena CLEANUP(arena_done) = arena_make(1 << 26);
		struct chance_options options = {.seed = 1000 + seed, .volunteers = 30, .shifts_each = 3, .duties = 60,
			.features = seed % 3 == 0 ? CHANCE_ALL : (uint32_t)(seed * 2654435761u) & CHANCE_ALL};
		struct planner_problem problem = chance_problem(arena, &options);
		(void)chance_plan(arena, &problem, seed, 1, 400); /* fails by itself */
	}
}

static bool are_same(const struct planner_plan *a, const struct planner_plan *b, uint32_t duties)
{
	return a->value == b->value && a->bound == b->bound && a->visit_count == b->visit_count && a->moves == b->moves &&
		memcmp(a->visits, b->visits, a->visit_count * sizeof(*a->visits)) == 0 && memcmp(a->prices, b->prices, duties * sizeof(int64_t)) == 0;
}

/* Enough shifts for several tiles and blocks, few duties: quick, and still cut up. */
static void threads_do_not_change_the_plan(void **state)
{
	uint32_t compared = 0;
	(void)state;
	for (uint64_t seed = 1; compared < times(1); seed++) {
		struct arena *arena CLEANUP(arena_done) = arena_make(1 << 27);
		struct chance_options options = {.seed = seed, .volunteers = 800, .shifts_each = 2, .duties = 90,
			.features = CHANCE_SKILLS | CHANCE_REACH | CHANCE_TEAMS | CHANCE_LATE | CHANCE_FAIRNESS};
		struct planner_problem problem = chance_problem(arena, &options);
		if (problem.shifts.count < 600 || problem.duties.count < 40)
			continue;
		struct planner_plan one = chance_plan(arena, &problem, 9, 1, 500), two = chance_plan(arena, &problem, 9, 2, 500);
		struct planner_plan many = chance_plan(arena, &problem, 9, 16, 500);
		assert_true(are_same(&one, &two, problem.duties.count));
		assert_true(are_same(&one, &many, problem.duties.count));
		compared++;
	}
}

static int32_t *shifted(struct arena *arena, const int32_t *from, uint32_t count, int32_t by_s)
{
	int32_t *array = arena_array(arena, int32_t, count);
	for (uint32_t i = 0; i < count && from != NULL; i++)
		array[i] = from[i] + by_s;
	return from == NULL ? NULL : array;
}

static void a_week_later_everything_is_the_same(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= times(20); seed++) {
		struct arena *arena CLEANUP(arena_done) = arena_make(1 << 26);
		struct chance_options options = {.seed = 2000 + seed, .volunteers = 15, .shifts_each = 2, .duties = 30, .features = CHANCE_ALL};
		struct planner_problem problem = chance_problem(arena, &options), later = problem;
		uint32_t windows = problem.duties.window_first[problem.duties.count];
		later.shifts.from_s = shifted(arena, problem.shifts.from_s, problem.shifts.count, 7 * PLANNER_DAY_S);
		later.shifts.until_s = shifted(arena, problem.shifts.until_s, problem.shifts.count, 7 * PLANNER_DAY_S);
		later.duties.window_from_s = shifted(arena, problem.duties.window_from_s, windows, 7 * PLANNER_DAY_S);
		later.duties.window_until_s = shifted(arena, problem.duties.window_until_s, windows, 7 * PLANNER_DAY_S);
		later.duties.due_s = shifted(arena, problem.duties.due_s, problem.duties.count, 7 * PLANNER_DAY_S);
		struct planner_plan now = chance_plan(arena, &problem, 3, 1, 300), then = chance_plan(arena, &later, 3, 1, 300);
		assert_int_equal(now.value, then.value);
		assert_int_equal(now.bound, then.bound);
	}
}

/* One more volunteer: all of the first problem and a copy of its last person. */
static void another_volunteer_never_lowers_the_optimum(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= times(60); seed++) {
		struct arena *arena CLEANUP(arena_done) = arena_make(1 << 24);
		struct chance_options options = {.seed = 3000 + seed, .volunteers = 4, .shifts_each = 1, .duties = 4,
			.features = CHANCE_SKILLS | CHANCE_TEAMS | CHANCE_LINKS | CHANCE_WINDOWS | CHANCE_LATE | CHANCE_REACH};
		struct planner_problem more = chance_problem(arena, &options), less = more;
		if (more.volunteers.count < 2)
			continue;
		less.volunteers.count--;
		while (less.shifts.count > 0 && less.shifts.volunteer[less.shifts.count - 1] == less.volunteers.count)
			less.shifts.count--;
		int64_t optimum = exhaust_optimum(&more), before = exhaust_optimum(&less);
		assert_true(optimum >= before);
		assert_true(chance_plan(arena, &more, 1, 1, 300).bound >= before);
	}
}

/* Duties in reverse: another order of the same things has the same optimum. */
static void shuffling_changes_nothing_but_ties(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= times(30); seed++) {
		struct arena *arena CLEANUP(arena_done) = arena_make(1 << 24);
		struct chance_options options = {.seed = 4000 + seed, .volunteers = 3, .shifts_each = 1, .duties = 5, .features = 0};
		struct planner_problem problem = chance_problem(arena, &options), turned = problem;
		uint32_t count = problem.duties.count, *place = arena_array(arena, uint32_t, count);
		int32_t *duration = arena_array(arena, int32_t, count), *from = arena_array(arena, int32_t, count), *until = arena_array(arena, int32_t, count);
		int64_t *weight = arena_array(arena, int64_t, count);
		for (uint32_t d = 0; d < count; d++) {
			place[d] = problem.duties.place[count - 1 - d];
			duration[d] = problem.duties.duration_s[count - 1 - d];
			from[d] = problem.duties.window_from_s[count - 1 - d];
			until[d] = problem.duties.window_until_s[count - 1 - d];
			weight[d] = problem.duties.weight[count - 1 - d];
		}
		turned.duties.place = place;
		turned.duties.duration_s = duration;
		turned.duties.window_from_s = from;
		turned.duties.window_until_s = until;
		turned.duties.weight = weight;
		int64_t optimum = exhaust_optimum(&problem);
		assert_int_equal(optimum, exhaust_optimum(&turned));
		struct planner_plan one = chance_plan(arena, &problem, 1, 1, 300), other = chance_plan(arena, &turned, 1, 1, 300);
		assert_true(one.bound >= optimum && other.bound >= optimum && one.value <= optimum && other.value <= optimum);
	}
}

static int32_t stop_at_third(void *context, const struct planner_progress *progress)
{
	uint32_t *calls = context;
	assert_true(progress->bound >= progress->value);
	return ++*calls >= 3 ? 1000 : 0;
}

static void the_caller_can_stop_it(void **state)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 26);
	struct chance_options options = {.seed = 5, .volunteers = 40, .shifts_each = 2, .duties = 60, .features = CHANCE_SKILLS};
	struct planner_problem problem = chance_problem(arena, &options);
	uint32_t calls = 0;
	struct planner_options rules = {.seed = 1, .moves = UINT64_MAX / 2000, .tick = stop_at_third, .tick_context = &calls};
	struct planner_plan plan;
	(void)state;
	assert_int_equal(planner_plan(&problem, &rules, arena, &plan), OK);
	assert_int_equal(calls, 3);
	assert_true(plan.rounds == 1 && plan.bound >= plan.value);
}

static int32_t stop_at_once(void *context, const struct planner_progress *progress)
{
	uint32_t *calls = context;
	(void)progress;
	++*calls;
	return 1000;
}

/* No time at all: the one pass that is due is cut behind its first piece, and still proves something. */
static void a_long_pass_of_the_bound_is_cut_by_the_clock(void **state)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 28);
	struct chance_options options = {.seed = 1, .volunteers = 1500, .shifts_each = 2, .duties = 200, .features = CHANCE_SKILLS | CHANCE_FAIRNESS};
	struct planner_problem problem = chance_problem(arena, &options);
	uint32_t calls = 0;
	struct planner_options whole = {.seed = 1, .threads = 2}, cut = {.seed = 1, .threads = 2, .tick = stop_at_once, .tick_context = &calls};
	struct planner_plan all, some;
	(void)state;
	while (problem.shifts.count < 1300 || problem.duties.count < 100) {
		options.seed++;
		problem = chance_problem(arena, &options);
	}
	assert_int_equal(planner_plan(&problem, &whole, arena, &all), OK);
	assert_int_equal(planner_plan(&problem, &cut, arena, &some), OK);
	assert_true(calls > 2); /* asked inside the pass as well */
	assert_int_equal(some.value, all.value);
	assert_true(some.bound >= some.value && some.rounds == 1 && all.rounds == 1);
	assert_true(some.bound > all.bound); /* it did not look at every shift */
}

/* A budget of moves ends also where no move is possible. */
static void where_there_is_nothing_to_search_it_ends(void **state)
{
	static const uint32_t first[1] = {0};
	const uint32_t some = 0;
	const int32_t number = 0;
	const int64_t amount = 0;
	struct planner_problem problem = {.places = {.x_m = &number, .y_m = &number}, .volunteers = {.home = &some, .skills = &(uint64_t){0},
		.pace_s_per_km = &number}, .shifts = {.volunteer = &some, .from_s = &number, .until_s = &number}, .duties = {.place = &some,
		.duration_s = &number, .weight = &amount, .window_first = first, .window_from_s = &number, .window_until_s = &number}};
	struct planner_options options = {.seed = 1, .moves = 1000, .rounds = 5, .is_bound_wanted = true};
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 20);
	struct planner_plan plan;
	(void)state;
	assert_int_equal(planner_plan(&problem, &options, arena, &plan), OK);
	assert_int_equal(plan.visit_count, 0);
	assert_int_equal(plan.value, 0);
}

static void too_little_memory_is_told(void **state)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 26);
	struct chance_options options = {.seed = 5, .volunteers = 40, .shifts_each = 2, .duties = 60, .features = CHANCE_ALL};
	struct planner_problem problem = chance_problem(arena, &options);
	struct planner_plan plan = {.value = 77};
	(void)state;
	for (size_t bytes = 1000; bytes < 300000; bytes += 20011) {
		struct planner_options rules = {.seed = 1, .moves = 10, .memory_max = bytes};
		assert_int_equal(planner_plan(&problem, &rules, arena, &plan), FAIL_LIMIT);
		assert_int_equal(plan.value, 77);
	}
}

static void a_plan_goes_on_from_an_earlier_one(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= times(10); seed++) {
		struct arena *arena CLEANUP(arena_done) = arena_make(1 << 26);
		struct chance_options options = {.seed = 6000 + seed, .volunteers = 20, .shifts_each = 2, .duties = 40, .features = CHANCE_ALL};
		struct planner_problem problem = chance_problem(arena, &options);
		struct planner_plan first = chance_plan(arena, &problem, 1, 1, 400), second;
		struct planner_options rules = {.seed = 2, .start = first.visits, .start_count = first.visit_count};
		assert_int_equal(planner_plan(&problem, &rules, arena, &second), OK);
		assert_true(second.value >= first.value); /* all of it was taken over */
	}
}

/* Jobs at fixed times that anybody may do: as few people as jobs go on at once. */
static void where_people_are_dear_as_few_come_as_can(void **state)
{
	enum { JOBS = 120, PEOPLE = 60, DAY = 1000 };
	(void)state;
	for (uint64_t seed = 1; seed <= times(2); seed++) {
		struct arena *arena CLEANUP(arena_done) = arena_make(1 << 26);
		struct random random = random_make(seed, 1, 2);
		uint32_t *zero = arena_array(arena, uint32_t, JOBS), *owner = arena_array(arena, uint32_t, PEOPLE), *window = arena_array(arena, uint32_t, JOBS + 1);
		int32_t *nothing = arena_array(arena, int32_t, JOBS), *end = arena_array(arena, int32_t, PEOPLE), *start = arena_array(arena, int32_t, JOBS);
		int32_t *duration = arena_array(arena, int32_t, JOBS);
		uint64_t *skills = arena_array(arena, uint64_t, PEOPLE);
		int64_t *weight = arena_array(arena, int64_t, JOBS);
		uint32_t busy[2 * DAY] = {0}, peak = 0;
		for (uint32_t v = 0; v < PEOPLE; v++) {
			owner[v] = v;
			end[v] = 2 * DAY;
		}
		for (uint32_t d = 0; d < JOBS; d++) {
			start[d] = (int32_t)random_below(&random, DAY);
			duration[d] = 20 + (int32_t)random_below(&random, 200);
			weight[d] = 1000000000;
			window[d + 1] = d + 1;
			for (int32_t t = start[d]; t < start[d] + duration[d]; t++)
				peak = ++busy[t] > peak ? busy[t] : peak;
		}
		struct planner_problem problem = {.places = {1, nothing, nothing},
			.volunteers = {.count = PEOPLE, .home = zero, .skills = skills, .pace_s_per_km = nothing},
			.shifts = {.count = PEOPLE, .volunteer = owner, .from_s = nothing, .until_s = end},
			.duties = {.count = JOBS, .place = zero, .duration_s = duration, .weight = weight, .window_first = window, .window_from_s = start,
				.window_until_s = start}, .outing_cost = 1000000};
		struct planner_plan plan = chance_plan(arena, &problem, seed, 1, 6000), again = chance_plan(arena, &problem, seed, 2, 6000);
		assert_int_equal(plan.served_count, JOBS);
		assert_int_equal(plan.terms.outing, (int64_t)peak * 1000000);
		assert_int_equal(again.value, plan.value);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(every_plan_is_feasible_and_bounded), cmocka_unit_test(threads_do_not_change_the_plan),
		cmocka_unit_test(a_week_later_everything_is_the_same), cmocka_unit_test(another_volunteer_never_lowers_the_optimum),
		cmocka_unit_test(shuffling_changes_nothing_but_ties), cmocka_unit_test(the_caller_can_stop_it),
		cmocka_unit_test(a_long_pass_of_the_bound_is_cut_by_the_clock),
		cmocka_unit_test(where_there_is_nothing_to_search_it_ends), cmocka_unit_test(too_little_memory_is_told),
		cmocka_unit_test(a_plan_goes_on_from_an_earlier_one),
		cmocka_unit_test(where_people_are_dear_as_few_come_as_can)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
