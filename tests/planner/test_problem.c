/* SPDX-License-Identifier: Apache-2.0
 *
 * What a problem may not be: from one valid problem, each fault by itself, in
 * the order of the checks.
 */
#include "../unit/unit.h"

#include <string.h>

#include "planner/problem.h"

/* A valid problem of two volunteers and three duties, in arrays that may be spoilt. */
struct sample {
	int32_t x_m[5], y_m[5], pace[2], reach[2], from[3], until[3], capacity[3], most_away[3], demand[3];
	int32_t duration[3], window_from[4], window_until[4], least[1], most[1], pin_start[1];
	uint32_t home[2], owner[3], place[3], window[4], fixed_first[4], fixed[2], first[1], second[1], pair_volunteer[2], pair_duty[2], pin_shift[1], pin_duty[1];
	uint64_t skills[2];
	int64_t weight[3], amount[2];
	uint8_t people[3];
	struct planner_problem problem;
};

static void make(struct sample *s)
{
	*s = (struct sample){.x_m = {0, 100, 200, 300, 400}, .pace = {1000, 900}, .reach = {600, 600}, .from = {0, 9000, 0}, .until = {8000, 20000, 20000},
		.duration = {600, 600, 600}, .window_from = {0, 0, 5000, 0}, .window_until = {4000, 4000, 6000, 4000}, .least = {0}, .most = {1000},
		.pin_start = {1000}, .home = {0, 1}, .owner = {0, 0, 1}, .place = {2, 3, 4}, .window = {0, 1, 3, 4}, .fixed_first = {0, 0, 1, 1}, .fixed = {1},
		.first = {0}, .second = {1}, .pair_volunteer = {0, 1}, .pair_duty = {0, 0}, .pin_shift = {2}, .pin_duty = {2}, .weight = {5, 5, 5},
		.amount = {3, -3}, .people = {1, 1, 1}};
	s->problem = (struct planner_problem){.places = {5, s->x_m, s->y_m},
		.volunteers = {.count = 2, .home = s->home, .skills = s->skills, .pace_s_per_km = s->pace, .reach_s = s->reach},
		.shifts = {.count = 3, .volunteer = s->owner, .from_s = s->from, .until_s = s->until, .capacity = s->capacity, .most_s = s->most_away},
		.duties = {.count = 3, .place = s->place, .duration_s = s->duration, .weight = s->weight, .people = s->people, .demand = s->demand, .window_first = s->window,
			.window_from_s = s->window_from, .window_until_s = s->window_until, .fixed = {s->fixed_first, s->fixed}},
		.links = {1, s->first, s->second, s->least, s->most}, .bonuses = {2, s->pair_volunteer, s->pair_duty, s->amount},
		.forbidden = {1, s->pair_volunteer, s->pair_duty, NULL}, .pins = {1, s->pin_shift, s->pin_duty, s->pin_start}, .travel_cost = 1};
}

static void expect(const struct sample *s, enum planner_fault fault, uint32_t where)
{
	uint32_t index = 77;
	assert_string_equal(planner_fault_text(planner_validate(&s->problem, &index)), planner_fault_text(fault));
	assert_int_equal(index, where);
}

static void a_valid_problem_has_no_fault(void **state)
{
	struct sample s;
	(void)state;
	make(&s);
	expect(&s, PLANNER_FINE, 0);
	assert_int_equal(planner_validate(&(struct planner_problem){0}, &(uint32_t){0}), PLANNER_FINE);
}

/* Spoils one number and expects one fault. */
#define SPOIL(field, value, fault, where) \
	do { \
		struct sample spoilt_; \
		make(&spoilt_); \
		spoilt_.field = (value); \
		expect(&spoilt_, (fault), (where)); \
	} while (0)

static void the_whole_is_refused(void **state)
{
	(void)state;
	SPOIL(problem.duties.count, PLANNER_COUNT_MAX + 1, PLANNER_TOO_MANY, 0);
	SPOIL(problem.links.count, PLANNER_LINKS_MAX + 1, PLANNER_TOO_MANY, 0);
	SPOIL(problem.duties.weight, NULL, PLANNER_ARRAY_MISSING, 0);
	SPOIL(problem.bonuses.amount, NULL, PLANNER_ARRAY_MISSING, 0);
	SPOIL(x_m[3], PLANNER_PLACE_MAX_M + 1, PLANNER_PLACE_RANGE, 3);
	SPOIL(problem.travel_cost, -1, PLANNER_COST_RANGE, 0);
	SPOIL(problem.outing_cost, PLANNER_WEIGHT_MAX + 1, PLANNER_COST_RANGE, 0);
}

static void volunteers_are_refused(void **state)
{
	(void)state;
	SPOIL(home[1], 5, PLANNER_VOLUNTEER_HOME, 1);
	SPOIL(pace[1], -1, PLANNER_VOLUNTEER_RANGE, 1);
	SPOIL(reach[0], -1, PLANNER_VOLUNTEER_RANGE, 0);
	SPOIL(owner[2], 2, PLANNER_SHIFT_VOLUNTEER, 2);
	SPOIL(until[0], -1, PLANNER_SHIFT_TIME, 0);
	SPOIL(from[1], 21000, PLANNER_SHIFT_TIME, 1);
	SPOIL(from[1], 7000, PLANNER_SHIFT_ORDER, 1);
	SPOIL(owner[0], 1, PLANNER_SHIFT_ORDER, 1);
	SPOIL(capacity[2], -1, PLANNER_SHIFT_RANGE, 2);
	SPOIL(capacity[0], PLANNER_LOAD_MAX + 1, PLANNER_SHIFT_RANGE, 0);
	SPOIL(most_away[1], -1, PLANNER_SHIFT_RANGE, 1);
}

static void duties_are_refused(void **state)
{
	(void)state;
	SPOIL(place[2], 5, PLANNER_DUTY_PLACE, 2);
	SPOIL(duration[1], -1, PLANNER_DUTY_RANGE, 1);
	SPOIL(demand[1], -1, PLANNER_DUTY_RANGE, 1);
	SPOIL(weight[0], -1, PLANNER_DUTY_RANGE, 0);
	SPOIL(problem.travel_slack_s, 601, PLANNER_DUTY_RANGE, 0);
	SPOIL(people[1], 0, PLANNER_DUTY_PEOPLE, 1);
	SPOIL(people[1], PLANNER_PEOPLE_MAX + 1, PLANNER_DUTY_PEOPLE, 1);
	SPOIL(window[1], 0, PLANNER_DUTY_WINDOWS, 0);
	SPOIL(window_until[0], -5, PLANNER_DUTY_WINDOWS, 0);
	SPOIL(window_from[2], 3000, PLANNER_DUTY_WINDOWS, 1);
	SPOIL(fixed[0], 2, PLANNER_DUTY_FIXED, 1);
}

static void ties_are_refused(void **state)
{
	(void)state;
	SPOIL(second[0], 3, PLANNER_LINK_DUTY, 0);
	SPOIL(second[0], 0, PLANNER_LINK_DUTY, 0);
	SPOIL(people[0], 2, PLANNER_LINK_DUTY, 0);
	SPOIL(least[0], 1001, PLANNER_LINK_TIME, 0);
	SPOIL(pair_volunteer[0], 1, PLANNER_BONUS_PAIR, 1);
	SPOIL(pair_duty[1], 3, PLANNER_BONUS_PAIR, 1);
	SPOIL(amount[0], PLANNER_WEIGHT_MAX + 1, PLANNER_BONUS_RANGE, 0);
	SPOIL(pin_shift[0], 3, PLANNER_PIN_VISIT, 0);
	SPOIL(people[2], 2, PLANNER_PIN_VISIT, 0);
	SPOIL(pin_start[0], 19500, PLANNER_PIN_TIME, 0);
	SPOIL(pin_start[0], -1, PLANNER_PIN_TIME, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_valid_problem_has_no_fault), cmocka_unit_test(the_whole_is_refused),
		cmocka_unit_test(volunteers_are_refused), cmocka_unit_test(duties_are_refused), cmocka_unit_test(ties_are_refused)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
