/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit/unit.h"

#include "chance.h"

#include <stdlib.h>

#include "planner/checker.h"
#include "planner/random.h"

static int32_t taxi(const void *context, uint32_t volunteer, uint32_t from, uint32_t to)
{
	const struct planner_places *places = context;
	(void)volunteer;
	/* Streets in a grid, those to the west uphill: metric, but not symmetric. */
	int32_t dx = places->x_m[to] - places->x_m[from], dy = places->y_m[to] - places->y_m[from];
	return (dx < 0 ? -2 * dx : dx) + abs(dy);
}

static int32_t *some(struct arena *arena, struct random *random, uint32_t count, int32_t least, int32_t span)
{
	int32_t *array = arena_array(arena, int32_t, count);
	for (uint32_t i = 0; i < count; i++)
		array[i] = least + (int32_t)random_below(random, (uint32_t)span);
	return array;
}

static void make_volunteers(struct planner_problem *problem, struct arena *arena, struct random *random, const struct chance_options *options)
{
	uint32_t count = 1 + random_below(random, options->volunteers), shifts = 0;
	uint32_t *home = arena_array(arena, uint32_t, count);
	uint64_t *skills = arena_array(arena, uint64_t, count);
	for (uint32_t v = 0; v < count; v++) {
		home[v] = random_below(random, problem->places.count);
		skills[v] = random_next(random) & 7;
	}
	problem->volunteers = (struct planner_volunteers){.count = count, .home = home, .skills = skills, .pace_s_per_km = some(arena, random, count, 500, 1000)};
	if (options->features & CHANCE_REACH)
		problem->volunteers.reach_s = some(arena, random, count, 600, 2000);
	if (options->features & CHANCE_LIMITS) {
		problem->volunteers.day_limit_s = some(arena, random, count, 1000, 8000);
		problem->volunteers.week_limit_s = some(arena, random, count, 2000, 12000);
	}
	if (options->features & CHANCE_FAIRNESS) {
		problem->volunteers.load_s = some(arena, random, count, 0, 9000);
		problem->volunteers.target_s = some(arena, random, count, 0, 9000);
		problem->fairness_cost = 100000 + random_below(random, 300000);
	}
	uint32_t *owner = arena_array(arena, uint32_t, (size_t)count * options->shifts_each);
	int32_t *from = arena_array(arena, int32_t, (size_t)count * options->shifts_each);
	int32_t *until = arena_array(arena, int32_t, (size_t)count * options->shifts_each);
	for (uint32_t v = 0; v < count; v++) {
		int32_t now_s = (int32_t)random_below(random, 20000);
		for (uint32_t i = 1 + random_below(random, options->shifts_each); i > 0; i--) {
			owner[shifts] = v;
			from[shifts] = now_s + (int32_t)random_below(random, 10000);
			now_s = until[shifts] = from[shifts] + 2000 + (int32_t)random_below(random, 12000);
			shifts++;
		}
	}
	problem->shifts = (struct planner_shifts){.count = shifts, .volunteer = owner, .from_s = from, .until_s = until};
}

static void make_windows(struct planner_problem *problem, struct arena *arena, struct random *random, bool is_several)
{
	uint32_t count = problem->duties.count, windows = 0;
	uint32_t *first = arena_array(arena, uint32_t, (size_t)count + 1);
	int32_t *from = arena_array(arena, int32_t, (size_t)count * 3), *until = arena_array(arena, int32_t, (size_t)count * 3);
	for (uint32_t d = 0; d < count; d++) {
		int32_t now_s = (int32_t)random_below(random, 25000);
		for (uint32_t i = is_several ? 1 + random_below(random, 3) : 1; i > 0; i--) {
			from[windows] = now_s;
			until[windows] = now_s + (int32_t)random_below(random, 6000);
			now_s = until[windows] + 1 + (int32_t)random_below(random, 4000);
			windows++;
		}
		first[d + 1] = windows;
	}
	problem->duties.window_first = first;
	problem->duties.window_from_s = from;
	problem->duties.window_until_s = until;
}

static void make_duties(struct planner_problem *problem, struct arena *arena, struct random *random, const struct chance_options *options)
{
	uint32_t count = 1 + random_below(random, options->duties);
	uint32_t *place = arena_array(arena, uint32_t, count);
	int64_t *weight = arena_array(arena, int64_t, count), *late = arena_array(arena, int64_t, count);
	uint64_t *skills = arena_array(arena, uint64_t, count);
	uint8_t *people = arena_array(arena, uint8_t, count);
	for (uint32_t d = 0; d < count; d++) {
		place[d] = random_below(random, problem->places.count);
		weight[d] = 100000 + random_below(random, 3000000);
		late[d] = random_below(random, 300);
		skills[d] = random_below(random, 3) == 0 ? UINT64_C(1) << random_below(random, 3) : 0;
		people[d] = random_below(random, 4) == 0 ? 2 : 1;
	}
	problem->duties = (struct planner_duties){.count = count, .place = place, .duration_s = some(arena, random, count, 300, 2400), .weight = weight};
	if (options->features & CHANCE_SKILLS)
		problem->duties.skills = skills;
	if (options->features & CHANCE_TEAMS)
		problem->duties.people = people;
	if (options->features & CHANCE_LATE) {
		problem->duties.late_cost = late;
		problem->duties.due_s = some(arena, random, count, 5000, 20000);
	}
	make_windows(problem, arena, random, (options->features & CHANCE_WINDOWS) != 0);
}

/* Every pair with a chance of one in four. */
static struct planner_pairs make_pairs(const struct planner_problem *problem, struct arena *arena, struct random *random)
{
	size_t room = (size_t)problem->volunteers.count * problem->duties.count;
	uint32_t *volunteer = arena_array(arena, uint32_t, room), *duty = arena_array(arena, uint32_t, room), count = 0;
	int64_t *amount = arena_array(arena, int64_t, room);
	for (uint32_t v = 0; v < problem->volunteers.count; v++) {
		for (uint32_t d = 0; d < problem->duties.count; d++) {
			if (random_below(random, 4) != 0)
				continue;
			volunteer[count] = v;
			duty[count] = d;
			amount[count++] = (int64_t)random_below(random, 1000000) - 300000;
		}
	}
	return (struct planner_pairs){count, volunteer, duty, amount};
}

static void make_links(struct planner_problem *problem, struct arena *arena, struct random *random)
{
	uint32_t room = problem->duties.count / 2 + 1, count = 0;
	uint32_t *first = arena_array(arena, uint32_t, room), *second = arena_array(arena, uint32_t, room);
	int32_t *least = arena_array(arena, int32_t, room), *most = arena_array(arena, int32_t, room);
	for (uint32_t d = 0; d + 1 < problem->duties.count; d += 2) {
		const uint8_t *people = problem->duties.people;
		if (random_below(random, 3) != 0 || (people != NULL && (people[d] > 1 || people[d + 1] > 1)))
			continue;
		first[count] = d;
		second[count] = d + 1;
		least[count] = (int32_t)random_below(random, 4000) - 1000;
		most[count] = least[count] + (int32_t)random_below(random, 5000);
		count++;
	}
	problem->links = (struct planner_links){count, first, second, least, most};
}

static void make_fixed(struct planner_problem *problem, struct arena *arena, struct random *random)
{
	uint32_t *first = arena_array(arena, uint32_t, (size_t)problem->duties.count + 1), count = 0;
	uint32_t *item = arena_array(arena, uint32_t, (size_t)problem->duties.count * 2);
	for (uint32_t d = 0; d < problem->duties.count; d++) {
		for (uint32_t i = random_below(random, 4) == 0 ? 2 : 0; i > 0; i--)
			item[count++] = random_below(random, problem->volunteers.count);
		first[d + 1] = count;
	}
	problem->duties.fixed = (struct planner_lists){first, item};
}

struct planner_problem chance_problem(struct arena *arena, const struct chance_options *options)
{
	struct random random = random_make(options->seed, options->duties, 77);
	struct planner_problem problem = {.travel_cost = random_below(&random, 2000)};
	uint32_t places = 2 + random_below(&random, options->duties * 2);
	struct planner_places *kept = arena_new(arena, struct planner_places);
	problem.places = *kept = (struct planner_places){places, some(arena, &random, places, 0, 3000), some(arena, &random, places, 0, 3000)};
	make_volunteers(&problem, arena, &random, options);
	make_duties(&problem, arena, &random, options);
	if (options->features & CHANCE_BONUSES)
		problem.bonuses = make_pairs(&problem, arena, &random);
	if (options->features & CHANCE_FORBIDDEN) {
		problem.forbidden = make_pairs(&problem, arena, &random);
		problem.forbidden.amount = NULL;
	}
	if (options->features & CHANCE_LINKS)
		make_links(&problem, arena, &random);
	if (options->features & CHANCE_FIXED)
		make_fixed(&problem, arena, &random);
	if (options->features & CHANCE_OUTING)
		problem.outing_cost = random_below(&random, 500000);
	if (options->features & CHANCE_LOADS) {
		problem.shifts.capacity = some(arena, &random, problem.shifts.count, 0, 30);
		problem.duties.demand = some(arena, &random, problem.duties.count, 0, 20);
	}
	if (options->features & CHANCE_AWAY)
		problem.shifts.most_s = some(arena, &random, problem.shifts.count, 1500, 8000);
	if (options->features & CHANCE_PLUGIN) {
		problem.travel = taxi;
		problem.travel_context = kept;
	}
	assert_false(arena_is_exhausted(arena));
	uint32_t index = 0;
	assert_string_equal(planner_fault_text(planner_validate(&problem, &index)), planner_fault_text(PLANNER_FINE));
	return problem;
}

struct planner_plan chance_plan(struct arena *arena, const struct planner_problem *problem, uint64_t seed, uint32_t threads, uint64_t moves)
{
	struct planner_options options = {.seed = seed, .threads = threads, .moves = moves, .rounds = 20, .is_bound_wanted = true};
	struct planner_plan plan;
	struct checker_report report;
	assert_int_equal(planner_plan(problem, &options, arena, &plan), OK);
	assert_int_equal(checker_look(problem, &plan, arena, &report), OK);
	if (report.finding != CHECKER_FINE)
		fail_msg("seed %llu: the plan %s (%u)", (unsigned long long)seed, checker_finding_text(report.finding), report.visit);
	assert_true(plan.bound >= plan.value);
	return plan;
}
