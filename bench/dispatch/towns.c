/* SPDX-License-Identifier: Apache-2.0
 *
 * Measures the planner on made-up towns.
 *
 *     bench_towns VOLUNTEERS DUTIES SECONDS [THREADS [SEED [TEAM_PERMILLE]]]
 *
 * prints progress as it goes (CPU seconds of each thread, value, bound, gap) and a
 * last line with the checker's word and the memory used. The budget is CPU time, so
 * that others on the machine do not matter.
 */
#include <stdio.h>
#include <sys/resource.h>

#include "budget.h"
#include "planner/checker.h"
#include "planner/plan.h"
#include "town.h"

struct watch {
	double from_s, budget_s, next_s, threads;
};

static int32_t tick(void *context, const struct planner_progress *progress)
{
	struct watch *watch = context;
	double spent_s = (budget_cpu_s() - watch->from_s) / watch->threads;
	if (spent_s >= watch->next_s) {
		double gap = progress->bound == INT64_MAX ? 100 : (double)(progress->bound - progress->value) * 100 / (double)progress->bound;
		(void)printf("%7.2f s  value %13.0f  gap %7.3f %%  moves %8llu  rounds %u\n", spent_s, (double)progress->value / 1000,
			gap, (unsigned long long)progress->moves, progress->rounds);
		(void)fflush(stdout);
		watch->next_s = spent_s * 1.3 + 0.05;
	}
	return (int32_t)(spent_s / watch->budget_s * 1000);
}

int main(int count, char **words)
{
	struct arena *arena CLEANUP(arena_done) = arena_make((size_t)1 << 30);
	struct town_options options = {.volunteers = (uint32_t)budget_word(count, words, 1, 1000), .duties = (uint32_t)budget_word(count, words, 2, 1000),
		.seed = (uint64_t)budget_word(count, words, 5, 1), .team_permille = (uint32_t)budget_word(count, words, 6, 0)};
	struct planner_problem town = town_make(arena, &options);
	struct watch watch = {.from_s = budget_cpu_s(), .budget_s = (double)budget_word(count, words, 3, 10), .threads = (double)budget_word(count, words, 4, 1)};
	struct planner_options rules = {.seed = 1, .threads = (uint32_t)budget_word(count, words, 4, 1), .is_bound_wanted = true, .tick = tick,
		.tick_context = &watch};
	struct planner_plan plan;
	enum fail fail = planner_plan(&town, &rules, arena, &plan);
	if (fail != OK) {
		(void)fprintf(stderr, "bench_towns: %s\n", fail_name(fail));
		return 1;
	}
	double spent_s = budget_cpu_s() - watch.from_s;
	struct checker_report report;
	struct rusage usage;
	fail = checker_look(&town, &plan, arena, &report);
	(void)getrusage(RUSAGE_SELF, &usage);
	(void)printf("%u x %u  cpu %.2f s  value %.0f  bound %.0f  gap %.3f %%  served %u  %s  planner %zu MB  resident %ld MB\n", options.volunteers,
		options.duties, spent_s, (double)plan.value / 1000, (double)plan.bound / 1000,
		(double)(plan.bound - plan.value) * 100 / (double)plan.bound, plan.served_count,
		fail == OK ? checker_finding_text(report.finding) : fail_name(fail), plan.memory_bytes >> 20, usage.ru_maxrss >> 10);
	return fail == OK && report.finding == CHECKER_FINE ? 0 : 1;
}
