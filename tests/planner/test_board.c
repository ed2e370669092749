/* SPDX-License-Identifier: Apache-2.0
 *
 * The board: ranking against a plain count over everybody, mending against the
 * checker, re-planning with promises.
 */
#include "../unit/unit.h"

#include <string.h>

#include "chance.h"
#include "planner/board.h"
#include "planner/checker.h"
#include "planner/replan.h"

static struct planner_board *make_board(struct arena *arena, const struct planner_problem *problem, const struct planner_plan *plan)
{
	struct planner_board *board = NULL;
	struct planner_board_options options = {.waiting_cost = 10, .ask_cost = 50000, .visits = plan->visits, .visit_count = plan->visit_count};
	assert_int_equal(planner_board_make(problem, &options, arena, &board), OK);
	return board;
}

/* The plan on the board stands up to the checker (its bound is not known). */
static int64_t check_board(struct arena *arena, const struct planner_problem *problem, const struct planner_board *board)
{
	struct planner_plan plan;
	struct checker_report report;
	assert_int_equal(planner_board_plan(board, arena, &plan), OK);
	assert_int_equal(checker_look(problem, &plan, arena, &report), OK);
	if (report.finding != CHECKER_FINE)
		fail_msg("the board %s (%u)", checker_finding_text(report.finding), report.visit);
	return plan.value;
}

static uint32_t features(uint64_t seed)
{
	return seed % 2 == 0 ? CHANCE_SKILLS | CHANCE_REACH : (uint32_t)(seed * 2654435761u) & CHANCE_ALL & ~CHANCE_PLUGIN;
}

static void a_ranking_tells_of_everybody(void **state)
{
	uint32_t could = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= 30; seed++) {
		struct arena *arena CLEANUP(arena_done) = arena_make(1 << 26);
		struct chance_options options = {.seed = seed, .volunteers = 60, .shifts_each = 2, .duties = 40, .features = features(seed)};
		struct planner_problem problem = chance_problem(arena, &options);
		struct planner_plan plan = chance_plan(arena, &problem, seed, 1, 50);
		struct planner_board *board = make_board(arena, &problem, &plan);
		for (uint32_t duty = 0; duty < problem.duties.count; duty++) {
			struct planner_ranking ranking;
			uint32_t counts[PLANNER_REFUSAL_COUNT] = {0}, sum = 0;
			int64_t best = INT64_MAX;
			planner_rank(board, duty, 10, &ranking);
			for (uint32_t v = 0; v < problem.volunteers.count; v++) {
				struct planner_candidate candidate;
				enum planner_refusal refusal = planner_why_not(board, duty, v, &candidate);
				counts[refusal]++;
				if (refusal == PLANNER_CAN && candidate.cost < best)
					best = candidate.cost;
			}
			for (uint32_t i = 0; i < PLANNER_REFUSAL_COUNT; i++) {
				assert_int_equal(ranking.counts[i], counts[i]);
				sum += counts[i];
			}
			assert_int_equal(sum, problem.volunteers.count);
			assert_int_equal(ranking.count, counts[PLANNER_CAN] < 10 ? counts[PLANNER_CAN] : 10);
			if (ranking.count > 0)
				assert_int_equal(ranking.candidates[0].cost, best);
			for (uint32_t i = 1; i < ranking.count; i++)
				assert_true(ranking.candidates[i].cost >= ranking.candidates[i - 1].cost);
			could += ranking.count;
		}
	}
	assert_true(could > 100);
}

static void terms_add_up_and_a_wave_is_as_small_as_it_may_be(void **state)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 26);
	struct chance_options options = {.seed = 4, .volunteers = 80, .shifts_each = 1, .duties = 30, .features = CHANCE_FAIRNESS};
	struct planner_problem problem = chance_problem(arena, &options);
	int32_t *chance = arena_array(arena, int32_t, problem.volunteers.count);
	struct planner_plan nothing = {0};
	(void)state;
	for (uint32_t v = 0; v < problem.volunteers.count; v++)
		chance[v] = 500;
	problem.volunteers.accept_permille = chance;
	struct planner_board *board = make_board(arena, &problem, &nothing);
	struct planner_ranking ranking = {0};
	for (uint32_t duty = 0; duty < problem.duties.count && ranking.count < 4; duty++)
		planner_rank(board, duty, 8, &ranking);
	assert_true(ranking.count >= 4);
	for (uint32_t i = 0; i < ranking.count; i++) {
		int64_t sum = 0;
		for (uint32_t term = 0; term < PLANNER_TERM_COUNT; term++)
			sum += ranking.candidates[i].terms[term];
		assert_int_equal(sum, ranking.candidates[i].cost);
		assert_int_equal(ranking.candidates[i].terms[PLANNER_TERM_CHANCE], 50000);
	}
	assert_int_equal(planner_wave(&problem, &ranking, 500), 1);
	assert_int_equal(planner_wave(&problem, &ranking, 501), 2);
	assert_int_equal(planner_wave(&problem, &ranking, 870), 3);
	assert_int_equal(planner_wave(&problem, &ranking, 1000), ranking.count);
}

static void a_day_of_illness_and_calls_stays_feasible(void **state)
{
	uint32_t moved = 0, served = 0;
	(void)state;
	for (uint64_t seed = 1; seed <= 40; seed++) {
		struct arena *arena CLEANUP(arena_done) = arena_make(1 << 27);
		struct chance_options options = {.seed = 100 + seed, .volunteers = 30, .shifts_each = 2, .duties = 60, .features = features(seed)};
		struct planner_problem problem = chance_problem(arena, &options);
		struct planner_plan plan = chance_plan(arena, &problem, seed, 1, 200);
		struct planner_board *board = make_board(arena, &problem, &plan);
		assert_int_equal(check_board(arena, &problem, board), plan.value);
		for (uint32_t turn = 0; turn < 10; turn++) {
			uint32_t duties[64], duty = (uint32_t)(turn * 7 + seed) % problem.duties.count;
			uint32_t lost = planner_board_close(board, (turn * 5) % problem.shifts.count, 64, duties);
			if (planner_board_drop(board, duty))
				assert_false(planner_board_drop(board, duty));
			for (uint32_t i = 0; i < lost; i++) {
				struct planner_mending mending = {0};
				int64_t before = check_board(arena, &problem, board);
				bool is_served = planner_board_serve(board, duties[i], &mending);
				int64_t after = check_board(arena, &problem, board);
				assert_true(is_served ? after == before + mending.gain && mending.gain > 0 && mending.changes[0].duty == duties[i] : after == before);
				moved += is_served && mending.count > 1 && mending.changes[0].from_shift == PLANNER_NONE && mending.changes[1].from_shift != PLANNER_NONE;
				served += is_served;
			}
		}
	}
	assert_true(served > 20 && moved > 0);
}

/* Two people, one near and one far; the far one could do both duties. */
static void a_promise_is_kept_unless_breaking_it_saves_more(void **state)
{
	static const int32_t x_m[] = {0, 0, 100, 200}, y_m[4], pace[] = {1000, 1000}, from[] = {0, 0, 0}, until[] = {2200, 9000, 0};
	static const int32_t duration[] = {1000, 1000}, open[] = {0, 0}, close[] = {2000, 500};
	static const uint32_t home[] = {0, 1}, owner[] = {0, 1}, place[] = {2, 3}, window[] = {0, 1, 2}, fixed_first[] = {0, 0, 1}, fixed[] = {0};
	static const uint64_t skills[2];
	static const int64_t weight[] = {100000, 100000};
	struct planner_problem problem = {.places = {4, x_m, y_m}, .volunteers = {.count = 2, .home = home, .skills = skills, .pace_s_per_km = pace},
		.shifts = {.count = 2, .volunteer = owner, .from_s = from, .until_s = until},
		.duties = {.count = 2, .place = place, .duration_s = duration, .weight = weight, .window_first = window,
			.window_from_s = open, .window_until_s = close, .fixed = {fixed_first, fixed}}, .travel_cost = 1};
	/* Volunteer 0 promised duty 0 at noon; duty 1 is new, only she may go, and both do not fit. */
	const struct planner_visit visits[] = {{0, 0, 100}};
	(void)state;
	for (enum planner_promise promise = PLANNER_PLANNED; promise <= PLANNER_STARTED; promise++) {
		struct arena *arena CLEANUP(arena_done) = arena_make(1 << 20);
		const enum planner_promise promises[] = {promise};
		struct planner_replan_options options = {.visits = visits, .promises = promises, .visit_count = 1, .bonus = {0, 1000, 5000, 500000, 0}};
		struct planner_replanned replanned;
		assert_int_equal(planner_replan(&problem, &options, arena, &replanned), OK);
		bool is_kept = promise == PLANNER_TOLD || promise == PLANNER_STARTED;
		assert_int_equal(replanned.plan.served_count, is_kept ? 1 : 2);
		assert_int_equal(replanned.broken[promise], is_kept ? 0 : 1);
		assert_int_equal(replanned.price, is_kept ? 0 : options.bonus[promise]);
		assert_int_equal(replanned.change_count, is_kept ? 0 : 3); /* duty 0 left 0 and came to 1; duty 1 is new */
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_ranking_tells_of_everybody),
		cmocka_unit_test(terms_add_up_and_a_wave_is_as_small_as_it_may_be), cmocka_unit_test(a_day_of_illness_and_calls_stays_feasible),
		cmocka_unit_test(a_promise_is_kept_unless_breaking_it_saves_more)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
