/* SPDX-License-Identifier: Apache-2.0
 *
 * Plans whose largest lateness counts. It is not in our objective, so windows are
 * closed so far behind the due time that nobody can be as late as before, and the
 * problem is planned again from the best plan; the cheapest by the benchmark's own
 * cost is kept.
 */
#include <string.h>

#include "cli/plan_formats.h"

#define FIRST_PERMILLE 400 /* of the budget, for the plan as such */
#define TIMES 6            /* so often windows are closed, in equal parts of the rest */

/* A part of the caller's budget. */
struct part {
	const struct planner_options *whole;
	int32_t from_permille, permille;
};

static int32_t tick(void *context, const struct planner_progress *progress)
{
	const struct part *part = context;
	int32_t spent = part->whole->tick(part->whole->tick_context, progress);
	return spent >= 1000 ? 1000 : (spent - part->from_permille) * 1000 / part->permille;
}

static int64_t largest_lateness(const struct planner_problem *problem, const struct planner_plan *plan)
{
	int64_t largest = 0;
	for (uint32_t i = 0; i < plan->visit_count; i++) {
		int64_t late = (int64_t)plan->visits[i].start_s - problem->duties.due_s[plan->visits[i].duty];
		largest = late > largest ? late : largest;
	}
	return largest;
}

/* Starts later than most_s after the due time are no more: of each duty, where a window is left. */
static struct planner_problem closed_after(const struct planner_problem *problem, int64_t most_s, int32_t *until_s)
{
	struct planner_problem closed = *problem;
	uint32_t windows = problem->duties.window_first[problem->duties.count];
	memcpy(until_s, problem->duties.window_until_s, windows * sizeof(*until_s));
	for (uint32_t d = 0; d < problem->duties.count; d++) {
		uint32_t last = problem->duties.window_first[d + 1] - 1;
		int64_t least = problem->duties.window_from_s[last], end = problem->duties.due_s[d] + most_s;
		until_s[last] = (int32_t)(end > until_s[last] ? until_s[last] : end < least ? least : end);
	}
	closed.duties.window_until_s = until_s;
	return closed;
}

static enum fail plan_part(const struct planner_problem *problem, struct part part, const struct planner_plan *start, struct arena *arena,
	struct planner_plan *ret_plan)
{
	struct planner_options options = *part.whole;
	options.moves = options.moves * (uint64_t)part.permille / 1000;
	if (part.whole->moves > 0 && options.moves == 0)
		options.moves = 1;
	options.tick = part.whole->tick != NULL ? tick : NULL;
	options.tick_context = &part;
	if (start != NULL) {
		options.start = start->visits;
		options.start_count = start->visit_count;
		options.is_bound_wanted = false;
		options.rounds = 0;
	}
	return planner_plan(problem, &options, arena, ret_plan);
}

enum fail plan_format_plan(const struct plan_format *format, const struct plan_file *file, const struct planner_options *options, struct arena *arena,
	struct planner_plan *ret_plan)
{
	static const int32_t share_permille[TIMES] = {500, 700, 850, 600, 800, 900}; /* of the largest lateness so far */
	const struct planner_problem *problem = &file->problem;
	struct planner_plan best, next;
	if (format == NULL || format->cost == NULL)
		return planner_plan(problem, options, arena, ret_plan);
	int32_t *until_s = arena_array(arena, int32_t, problem->duties.window_first[problem->duties.count]);
	if (until_s == NULL)
		return FAIL_LIMIT;
	TRY(plan_part(problem, (struct part){options, 0, FIRST_PERMILLE}, NULL, arena, &best));
	for (uint32_t i = 0; i < TIMES && largest_lateness(problem, &best) > 0; i++) {
		struct part part = {options, FIRST_PERMILLE + (int32_t)i * (1000 - FIRST_PERMILLE) / TIMES, (1000 - FIRST_PERMILLE) / TIMES};
		struct planner_problem closed = closed_after(problem, largest_lateness(problem, &best) * share_permille[i] / 1000, until_s);
		TRY(plan_part(&closed, part, &best, arena, &next));
		next.moves += best.moves;
		best.moves = next.moves;
		if (format->cost(file, &next) >= format->cost(file, &best))
			continue;
		next.bound = best.bound;
		next.prices = best.prices;
		next.slopes = best.slopes;
		next.rounds = best.rounds;
		best = next;
	}
	*ret_plan = best;
	return OK;
}
