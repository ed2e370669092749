/* SPDX-License-Identifier: Apache-2.0
 *
 * The checker finds each thing that can be wrong with a plan: one good plan,
 * spoilt in one way at a time.
 */
#include "../unit/unit.h"

#include "planner/checker.h"

/* Two volunteers at the ends of a street of 1 km (1,000 s), three duties on it,
 * one of them for two people. */
struct street {
	int32_t x_m[5], y_m[5], pace[2], reach[2], day[2], week[2], from[2], until[2], capacity[2], most_away[2], demand[4];
	int32_t duration[4], window_from[4], window_until[4], least[1], most[1];
	uint32_t home[2], owner[2], place[4], window[5], fixed_first[5], fixed[1], first[1], second[1], pair_volunteer[1], pair_duty[1];
	uint32_t pin_shift[1], pin_duty[1];
	int32_t pin_start[1];
	uint64_t skills[2], needed[4];
	int64_t weight[4];
	uint8_t people[4];
	struct planner_visit visits[5];
	struct planner_problem problem;
	struct planner_plan plan;
};

static void make(struct street *s)
{
	*s = (struct street){.x_m = {0, 1000, 100, 500, 900}, .pace = {1000, 1000}, .reach = {2000, 2000}, .day = {9000, 9000}, .week = {9000, 9000},
		.until = {10000, 10000},
		.capacity = {9, 5}, .most_away = {4900, 3900}, .demand = {2, 3, 2, 4}, .duration = {600, 600, 600, 600},
		.window_until = {9000, 9000, 9000, 9000}, .least = {-9000}, .most = {9000},
		.home = {0, 1},
		.owner = {0, 1}, .place = {2, 3, 4, 2}, .window = {0, 1, 2, 3, 4}, .fixed_first = {0, 0, 0, 0, 1}, .fixed = {0}, .first = {0},
		.second = {2}, .pair_volunteer = {1}, .pair_duty = {0}, .pin_shift = {0}, .pin_duty = {3}, .pin_start = {4000}, .skills = {1, 3},
		.needed = {0, 0, 2, 0}, .weight = {100000, 100000, 100000, 100000}, .people = {1, 2, 1, 1}};
	s->problem = (struct planner_problem){.places = {5, s->x_m, s->y_m},
		.volunteers = {.count = 2, .home = s->home, .skills = s->skills, .pace_s_per_km = s->pace, .reach_s = s->reach, .day_limit_s = s->day,
			.week_limit_s = s->week},
		.shifts = {.count = 2, .volunteer = s->owner, .from_s = s->from, .until_s = s->until, .capacity = s->capacity, .most_s = s->most_away},
		.duties = {.count = 4, .place = s->place, .duration_s = s->duration, .weight = s->weight, .skills = s->needed, .people = s->people, .demand = s->demand,
			.window_first = s->window, .window_from_s = s->window_from, .window_until_s = s->window_until, .fixed = {s->fixed_first, s->fixed}},
		.links = {1, s->first, s->second, s->least, s->most}, .forbidden = {1, s->pair_volunteer, s->pair_duty, NULL},
		.pins = {1, s->pin_shift, s->pin_duty, s->pin_start}, .travel_cost = 1};
	/* 0 goes 100 m, 500 m, back to 100 m and home; 1 goes 500 m and 900 m. */
	const struct planner_visit visits[] = {{0, 0, 100}, {0, 1, 1500}, {0, 3, 4000}, {1, 1, 1500}, {1, 2, 2600}};
	for (size_t i = 0; i < COUNT_OF(visits); i++)
		s->visits[i] = visits[i];
	s->plan = (struct planner_plan){.visits = s->visits, .visit_count = 5, .served_count = 4, .value = 400000 - 2000, .bound = 400000,
		.terms = {.served = 400000, .travel = 2000}};
}

static void expect(struct street *s, enum checker_finding finding)
{
	struct arena *arena = arena_make(100000);
	struct checker_report report;
	assert_int_equal(checker_look(&s->problem, &s->plan, arena, &report), OK);
	assert_string_equal(checker_finding_text(report.finding), checker_finding_text(finding));
	arena_free(arena);
}

static void a_good_plan_is_found_good(void **state)
{
	struct street s;
	(void)state;
	make(&s);
	expect(&s, CHECKER_FINE);
}

#define SPOIL(field, value, finding) \
	do { \
		struct street spoilt_; \
		make(&spoilt_); \
		spoilt_.field = (value); \
		expect(&spoilt_, (finding)); \
	} while (0)

static void impossible_routes_are_found(void **state)
{
	(void)state;
	SPOIL(visits[4].duty, 4, CHECKER_NO_SUCH_VISIT);
	SPOIL(visits[4].shift, 2, CHECKER_NO_SUCH_VISIT);
	SPOIL(visits[0].start_s, 99, CHECKER_TOO_EARLY);
	SPOIL(visits[1].start_s, 1099, CHECKER_TOO_EARLY);
	SPOIL(until[0], 4699, CHECKER_HOME_LATE);
	SPOIL(window_until[0], 99, CHECKER_WINDOW);
	SPOIL(window_from[2], 2601, CHECKER_WINDOW);
}

static void forbidden_people_are_found(void **state)
{
	(void)state;
	SPOIL(skills[1], 1, CHECKER_SKILL);
	SPOIL(reach[0], 499, CHECKER_REACH);
	SPOIL(pair_duty[0], 2, CHECKER_FORBIDDEN);
	struct street s;
	make(&s);
	s.fixed_first[1] = s.fixed_first[2] = s.fixed_first[3] = s.fixed_first[4] = 1; /* duty 0 is for volunteer 0, */
	expect(&s, CHECKER_FINE);
	s.fixed[0] = 1; /* and now for the other */
	expect(&s, CHECKER_NOT_FIXED);
	SPOIL(day[0], 1799, CHECKER_DAY_LIMIT);
	SPOIL(week[1], 1199, CHECKER_WEEK_LIMIT);
}

static void overloaded_and_endless_routes_are_found(void **state)
{
	(void)state;
	SPOIL(capacity[0], 8, CHECKER_CAPACITY);
	SPOIL(demand[1], 4, CHECKER_CAPACITY);
	SPOIL(most_away[0], 4699, CHECKER_AWAY); /* from leaving at 0 to being back at 4700 */
	SPOIL(most_away[1], 2299, CHECKER_AWAY); /* from 1000, for the start at 1500, to 3300 */
	SPOIL(most_away[1], 2300, CHECKER_FINE);
}

static void broken_ties_are_found(void **state)
{
	struct street s;
	(void)state;
	SPOIL(people[1], 1, CHECKER_PEOPLE);
	SPOIL(people[1], 3, CHECKER_PEOPLE);
	SPOIL(visits[3].start_s, 1600, CHECKER_TOGETHER);
	SPOIL(least[0], 2501, CHECKER_LINK);
	SPOIL(most[0], 2499, CHECKER_LINK);
	SPOIL(visits[2].start_s, 4100, CHECKER_PIN);
	make(&s);
	s.plan.visit_count = 4; /* the linked duty is gone */
	expect(&s, CHECKER_LINK);
}

static void false_figures_are_found(void **state)
{
	(void)state;
	SPOIL(plan.value, 398001, CHECKER_VALUE);
	SPOIL(plan.terms.bonus, 1, CHECKER_VALUE);
	SPOIL(weight[3], 99999, CHECKER_VALUE);
	SPOIL(plan.bound, 397999, CHECKER_BOUND);
	SPOIL(plan.bound, 398000, CHECKER_FINE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_good_plan_is_found_good), cmocka_unit_test(impossible_routes_are_found),
		cmocka_unit_test(forbidden_people_are_found),
		cmocka_unit_test(overloaded_and_endless_routes_are_found), cmocka_unit_test(broken_ties_are_found), cmocka_unit_test(false_figures_are_found)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
