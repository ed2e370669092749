/* SPDX-License-Identifier: Apache-2.0
 *
 * What a shift carries and how long it keeps somebody from home: on a street
 * where every time is plain to see, by plan, board and file.
 */
#include "../unit/unit.h"

#include "cli/plan_file.h"
#include "planner/board.h"
#include "planner/checker.h"

/* One volunteer at 0 on a street, a second a metre; duties of 100 s at 100, 200 and 300 m. */
struct street {
	int32_t x_m[4], y_m[4], pace[1], from[1], until[1], capacity[1], most[1], duration[3], open[3], close[3], due[3], demand[3];
	int64_t weight[3], late[3];
	uint32_t home[1], owner[1], place[3], window[4];
	uint64_t skills[1];
	struct planner_problem problem;
};

static void make(struct street *s)
{
	*s = (struct street){.x_m = {0, 100, 200, 300}, .pace = {1000}, .until = {10000}, .capacity = {100}, .most = {10000}, .duration = {100, 100, 100},
		.close = {9000, 9000, 9000}, .due = {9000, 9000, 9000}, .demand = {40, 40, 20}, .weight = {100000, 100000, 100000}, .place = {1, 2, 3},
		.window = {0, 1, 2, 3}};
	s->problem = (struct planner_problem){.places = {4, s->x_m, s->y_m},
		.volunteers = {.count = 1, .home = s->home, .skills = s->skills, .pace_s_per_km = s->pace},
		.shifts = {.count = 1, .volunteer = s->owner, .from_s = s->from, .until_s = s->until, .capacity = s->capacity, .most_s = s->most},
		.duties = {.count = 3, .place = s->place, .duration_s = s->duration, .weight = s->weight, .demand = s->demand, .due_s = s->due,
			.late_cost = s->late, .window_first = s->window, .window_from_s = s->open, .window_until_s = s->close}, .travel_cost = 1};
}

static struct planner_plan plan_of(struct arena *arena, const struct planner_problem *problem)
{
	struct planner_options options = {.seed = 1, .moves = 300, .rounds = 20, .is_bound_wanted = true};
	struct planner_plan plan;
	struct checker_report report;
	assert_int_equal(planner_plan(problem, &options, arena, &plan), OK);
	assert_int_equal(checker_look(problem, &plan, arena, &report), OK);
	assert_string_equal(checker_finding_text(report.finding), checker_finding_text(CHECKER_FINE));
	return plan;
}

static uint32_t served(const struct street *street)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 22);
	return plan_of(arena, &street->problem).served_count;
}

static void no_more_is_taken_than_can_be_carried(void **state)
{
	struct street s;
	(void)state;
	make(&s);
	assert_int_equal(served(&s), 3);
	s.capacity[0] = 99;
	assert_int_equal(served(&s), 2);
	s.capacity[0] = 59;
	assert_int_equal(served(&s), 1);
	s.capacity[0] = 19;
	assert_int_equal(served(&s), 0);
	s.demand[1] = 0; /* nothing to carry for this one */
	assert_int_equal(served(&s), 1);
	s.problem.duties.demand = NULL;
	assert_int_equal(served(&s), 3);
}

static void nobody_is_away_for_too_long(void **state)
{
	struct street s;
	(void)state;
	make(&s);
	s.most[0] = 900; /* 300 there, 300 at work, 300 back */
	assert_int_equal(served(&s), 3);
	s.most[0] = 899;
	assert_int_equal(served(&s), 2);
	s.most[0] = 299;
	assert_int_equal(served(&s), 0);
}

/* The farthest duty opens late: she leaves when all fits, not at the first chance. */
static void a_route_leaves_as_late_as_it_has_to(void **state)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 22);
	struct street s;
	(void)state;
	make(&s);
	s.open[2] = 5000;
	s.most[0] = 900;
	struct planner_plan plan = plan_of(arena, &s.problem);
	assert_int_equal(plan.served_count, 3);
	/* Home again at 5400 at the earliest, so gone not before 4500; the duties on the way there or back. */
	for (uint32_t i = 0; i < plan.visit_count; i++)
		assert_true(plan.visits[i].start_s >= 4600 && plan.visits[i].start_s <= 5300);
	s.close[0] = s.close[1] = 4500; /* these close before: they do not go with the third any more */
	plan = plan_of(arena, &s.problem);
	assert_int_equal(plan.served_count, 2);
	s.most[0] = 5300;
	assert_int_equal(plan_of(arena, &s.problem).served_count, 3);
}

/* Leaving later for the sake of the time away makes the first visit late, and that is counted. */
static void what_leaving_late_costs_is_counted(void **state)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 22);
	struct street s;
	(void)state;
	make(&s);
	s.problem.duties.count = 2;
	s.due[0] = 100;
	s.late[0] = 10;
	s.open[1] = s.close[1] = 3000;
	s.most[0] = 4000;
	assert_int_equal(plan_of(arena, &s.problem).value, 200000 - 400);
	s.most[0] = 1000; /* home at 3300, gone at 2300, with the first at 2400 */
	assert_int_equal(plan_of(arena, &s.problem).value, 200000 - 400 - 2300 * 10);
	s.late[0] = 50; /* now it is better left */
	assert_int_equal(plan_of(arena, &s.problem).value, 100000 - 200);
}

static void the_board_knows_loads_and_time_away(void **state)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 22);
	struct planner_board *board = NULL;
	struct planner_candidate candidate;
	struct planner_mending mending;
	struct street s;
	(void)state;
	make(&s);
	s.capacity[0] = 60;
	const struct planner_visit visits[] = {{0, 0, 100}};
	struct planner_board_options options = {.visits = visits, .visit_count = 1};
	assert_int_equal(planner_board_make(&s.problem, &options, arena, &board), OK);
	assert_int_equal(planner_why_not(board, 1, 0, &candidate), PLANNER_NO_ROOM);
	assert_int_equal(planner_why_not(board, 2, 0, &candidate), PLANNER_CAN);
	assert_false(planner_board_serve(board, 1, &mending)); /* it would have to push out one that is worth as much */
	assert_true(planner_board_drop(board, 0));
	assert_true(planner_board_serve(board, 1, &mending));
	s.capacity[0] = 39; /* too much even when she has nothing else to do */
	assert_int_equal(planner_why_not(board, 0, 0, &candidate), PLANNER_NO_ROOM);
	s.capacity[0] = 100;
	s.most[0] = 650;
	assert_int_equal(planner_why_not(board, 0, 0, &candidate), PLANNER_CAN); /* with the one at 200 m: 600 */
	assert_int_equal(planner_why_not(board, 2, 0, &candidate), PLANNER_NOT_FREE); /* 700 even alone */
	s.most[0] = 700;
	assert_int_equal(planner_why_not(board, 2, 0, &candidate), PLANNER_NO_ROOM); /* alone, not with another */
}

static void a_plan_that_carries_too_much_is_not_taken_over(void **state)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 22);
	struct street s;
	(void)state;
	make(&s);
	const struct planner_visit visits[] = {{0, 0, 100}, {0, 1, 300}, {0, 2, 500}};
	struct planner_board *board = NULL;
	struct planner_board_options options = {.visits = visits, .visit_count = 3};
	struct planner_plan plan;
	const struct { int32_t capacity, most_s; uint32_t visits; } rows[] = {{100, 900, 3}, {99, 900, 2}, {79, 900, 2}, {100, 899, 2}, {40, 400, 1}, {10, 900, 0}};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		s.capacity[0] = rows[i].capacity;
		s.most[0] = rows[i].most_s;
		assert_int_equal(planner_board_make(&s.problem, &options, arena, &board), OK);
		assert_int_equal(planner_board_plan(board, arena, &plan), OK);
		assert_int_equal(plan.visit_count, rows[i].visits);
	}
}

static void pins_that_are_too_heavy_contradict(void **state)
{
	static const uint32_t shift[] = {0, 0, 0}, duty[] = {0, 1, 2};
	static const int32_t start_s[] = {1000, 1200, 1400};
	struct planner_options rules = {.seed = 1};
	struct planner_plan plan;
	struct street s;
	(void)state;
	make(&s);
	s.problem.pins = (struct planner_pins){3, shift, duty, start_s};
	const struct { int32_t capacity, most_s; enum fail fail; } rows[] = {{100, 900, OK}, {99, 900, FAIL_INPUT}, {100, 899, FAIL_INPUT}};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct arena *arena CLEANUP(arena_done) = arena_make(1 << 22);
		s.capacity[0] = rows[i].capacity;
		s.most[0] = rows[i].most_s;
		assert_int_equal(planner_plan(&s.problem, &rules, arena, &plan), rows[i].fail);
	}
}

#define FILE_OF(capacity, away) "{\"volunteers\": [{\"id\": \"li\", \"x_m\": 0, \"y_m\": 0, \"capacity\": " capacity ", \"away_s\": " away \
	", \"free\": [[0, 9000], [20000, 30000]]}], \"duties\": [" \
	"{\"id\": \"a\", \"x_m\": 100, \"y_m\": 0, \"duration_s\": 100, \"weight\": 9000000, \"demand\": 3, \"windows\": [[0, 5000]]}," \
	"{\"id\": \"b\", \"x_m\": 100, \"y_m\": 0, \"duration_s\": 100, \"weight\": 9000000, \"demand\": 3, \"windows\": [[0, 5000]]}," \
	"{\"id\": \"c\", \"x_m\": 100, \"y_m\": 0, \"duration_s\": 100, \"weight\": 9000000, \"demand\": 4, \"windows\": [[0, 25000]]}]}"

static void a_file_says_what_is_carried(void **state)
{
	static const struct { const char *content; uint32_t served; } rows[] = {{FILE_OF("10", "500"), 3}, {FILE_OF("6", "400"), 3}, {FILE_OF("5", "500"), 2},
		{FILE_OF("10", "399"), 2}, {FILE_OF("3", "500"), 1}, {FILE_OF("2", "500"), 0}};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct arena *arena CLEANUP(arena_done) = arena_make(1 << 22);
		struct plan_file file;
		assert_int_equal(plan_file_read(arena, text_of(rows[i].content), &file), OK);
		assert_int_equal(plan_of(arena, &file.problem).served_count, rows[i].served);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(no_more_is_taken_than_can_be_carried), cmocka_unit_test(nobody_is_away_for_too_long),
		cmocka_unit_test(a_route_leaves_as_late_as_it_has_to), cmocka_unit_test(what_leaving_late_costs_is_counted),
		cmocka_unit_test(the_board_knows_loads_and_time_away), cmocka_unit_test(a_plan_that_carries_too_much_is_not_taken_over),
		cmocka_unit_test(pins_that_are_too_heavy_contradict), cmocka_unit_test(a_file_says_what_is_carried)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
