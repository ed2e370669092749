/* SPDX-License-Identifier: Apache-2.0
 *
 * Plans one public instance with a budget of CPU time, so that others on the
 * machine do not matter.
 *
 *     bench_instances FORMAT FILE SECONDS [TEAMS [THREADS [SEED]]]
 *
 * prints one line: what the benchmark asks for, our value, bound and gap, CPU
 * seconds, and the checker's word.
 */
#include <stdio.h>

#include "budget.h"
#include "cli/plan_formats.h"
#include "planner/checker.h"

int main(int count, char **words)
{
	struct arena *arena CLEANUP(arena_done) = arena_make((size_t)1 << 29);
	const struct plan_format *format = count > 3 ? plan_format_named(text_of(words[1])) : NULL;
	struct plan_file file;
	struct planner_plan plan;
	struct checker_report report;
	struct text content;
	if (format == NULL || plan_file_load(arena, words[2], &content) != OK) {
		(void)fprintf(stderr, "bench_instances FORMAT FILE SECONDS [TEAMS [THREADS [SEED]]]\n");
		return 2;
	}
	if (format->read(arena, content, budget_word(count, words, 4, 1), &file) != OK) {
		(void)fprintf(stderr, "%s: %s\n", words[2], file.error);
		return 1;
	}
	struct budget budget = budget_begin((double)budget_word(count, words, 3, 1) * (double)budget_word(count, words, 5, 1));
	struct planner_options rules = {.seed = (uint64_t)budget_word(count, words, 6, 1), .threads = (uint32_t)budget_word(count, words, 5, 1),
		.is_bound_wanted = true, .tick = budget_tick, .tick_context = &budget};
	if (plan_format_plan(format, &file, &rules, arena, &plan) != OK || checker_look(&file.problem, &plan, arena, &report) != OK)
		return 1;
	struct text objective = format->objective(arena, &file, &plan);
	(void)printf("%.*s | value %lld | bound %lld | gap %.4f %% | %.1f s | %u moves, %u rounds | %s\n", TEXT_ARGS(objective), (long long)plan.value,
		(long long)plan.bound, (double)planner_gap_ppm(plan.value, plan.bound) / 1e4, budget_cpu_s() - budget.from_s, (uint32_t)plan.moves, plan.rounds,
		checker_finding_text(report.finding));
	return report.finding == CHECKER_FINE ? 0 : 1;
}
