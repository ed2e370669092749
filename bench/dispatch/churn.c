/* SPDX-License-Identifier: Apache-2.0
 *
 * Somebody falls out of a planned day: what the board mends, beside planning the
 * whole day again, from nothing and from the old plan.
 *
 *     bench_churn VOLUNTEERS DUTIES [REMOVALS [SECONDS [SEED]]]
 *
 * A promise is a visit of another volunteer than the one who fell out; it is
 * changed when its volunteer does not make it any more. SECONDS are CPU time of
 * the first plan and of each that is made again.
 */
#include <stdio.h>

#include "budget.h"
#include "planner/board.h"
#include "planner/checker.h"
#include "planner/random.h"
#include "town.h"

/* Sums over all removals of one way to answer. */
struct tally {
	const char *name;
	double changed, lost, value, cpu_s;
	uint32_t good;
};

static struct planner_plan plan_for(const struct planner_problem *town, double budget_s, const struct planner_plan *start, struct arena *arena)
{
	struct budget budget = budget_begin(budget_s);
	struct planner_options rules = {.seed = 1, .tick = budget_tick, .tick_context = &budget, .start = start != NULL ? start->visits : NULL,
		.start_count = start != NULL ? start->visit_count : 0};
	struct planner_plan plan;
	enum fail fail = planner_plan(town, &rules, arena, &plan);
	check(fail == OK);
	return plan;
}

/* Visits of the old plan that another than before makes, or nobody. */
static uint32_t changed_between(const struct planner_problem *town, const struct planner_plan *old, const struct planner_plan *new, uint32_t gone,
	struct arena *arena)
{
	uint32_t *who = arena_array(arena, uint32_t, town->duties.count), changed = 0;
	check(who != NULL);
	for (uint32_t d = 0; d < town->duties.count; d++)
		who[d] = PLANNER_NONE;
	for (uint32_t i = 0; i < new->visit_count; i++)
		who[new->visits[i].duty] = new->visits[i].shift;
	for (uint32_t i = 0; i < old->visit_count; i++)
		changed += old->visits[i].shift != gone && who[old->visits[i].duty] != old->visits[i].shift;
	return changed;
}

static void count_in(struct tally *tally, const struct planner_problem *town, const struct planner_plan *old, const struct planner_plan *new, uint32_t gone,
	double took_s)
{
	struct arena *arena CLEANUP(arena_done) = arena_make((size_t)1 << 28);
	struct checker_report report;
	enum fail fail = checker_look(town, new, arena, &report);
	tally->good += fail == OK && report.finding == CHECKER_FINE;
	tally->changed += changed_between(town, old, new, gone, arena);
	tally->lost += (double)old->served_count - new->served_count;
	tally->value += (double)(old->value - new->value) * 100 / (double)old->value;
	tally->cpu_s += took_s;
}

static struct planner_plan mend(const struct planner_problem *town, const struct planner_plan *old, uint32_t gone, struct arena *arena, double *ret_took_s)
{
	struct planner_board_options options = {.visits = old->visits, .visit_count = old->visit_count};
	struct planner_board *board = NULL;
	struct planner_mending mending;
	struct planner_plan plan;
	uint32_t duties[64];
	enum fail fail = planner_board_make(town, &options, arena, &board);
	check(fail == OK);
	double from_s = budget_cpu_s();
	uint32_t count = planner_board_close(board, gone, 64, duties);
	for (uint32_t i = 0; i < count && i < 64; i++)
		(void)planner_board_serve(board, duties[i], &mending);
	*ret_took_s = budget_cpu_s() - from_s;
	fail = planner_board_plan(board, arena, &plan);
	check(fail == OK);
	return plan;
}

int main(int count, char **words)
{
	struct arena *arena CLEANUP(arena_done) = arena_make((size_t)1 << 30);
	struct town_options options = {.volunteers = (uint32_t)budget_word(count, words, 1, 1000), .duties = (uint32_t)budget_word(count, words, 2, 1000),
		.seed = (uint64_t)budget_word(count, words, 5, 1)};
	struct planner_problem town = town_make(arena, &options);
	uint32_t removals = (uint32_t)budget_word(count, words, 3, 10);
	double budget_s = (double)budget_word(count, words, 4, 2);
	struct planner_plan old = plan_for(&town, budget_s, NULL, arena);
	struct tally tallies[] = {{.name = "mended on the board"}, {.name = "planned again from the old plan"}, {.name = "planned again from nothing"}};
	struct random random = random_make(options.seed, 7, 7);
	int32_t *until_s = arena_array(arena, int32_t, town.shifts.count);
	check(until_s != NULL && old.visit_count > 0);
	for (uint32_t i = 0; i < removals; i++) {
		struct arena *own CLEANUP(arena_done) = arena_make((size_t)1 << 30);
		uint32_t gone = old.visits[random_below(&random, old.visit_count)].shift;
		double took_s = 0;
		struct planner_plan mended = mend(&town, &old, gone, own, &took_s);
		mended.bound = old.bound;
		count_in(&tallies[0], &town, &old, &mended, gone, took_s);
		for (uint32_t s = 0; s < town.shifts.count; s++)
			until_s[s] = s == gone ? town.shifts.from_s[s] : town.shifts.until_s[s];
		struct planner_problem without = town;
		without.shifts.until_s = until_s;
		for (uint32_t way = 1; way < COUNT_OF(tallies); way++) {
			double from_s = budget_cpu_s();
			struct planner_plan plan = plan_for(&without, budget_s, way == 1 ? &old : NULL, own);
			count_in(&tallies[way], &without, &old, &plan, gone, budget_cpu_s() - from_s);
		}
	}
	for (size_t way = 0; way < COUNT_OF(tallies); way++)
		(void)printf("| %u x %u | %s | %.1f | %.1f | %.3f | %.6f | %u of %u |\n", options.volunteers, options.duties, tallies[way].name,
			tallies[way].changed / removals, tallies[way].lost / removals, tallies[way].value / removals, tallies[way].cpu_s / removals, tallies[way].good,
			removals);
	return 0;
}
