/* SPDX-License-Identifier: Apache-2.0 */
#include "planner/replan.h"

#include <stdlib.h>
#include <string.h>

/* A pair with its bonus, on the way into the problem's list. */
struct pair {
	uint32_t volunteer, duty;
	int64_t amount;
};

static int by_pair(const void *a, const void *b)
{
	const struct pair *one = a, *other = b;
	if (one->volunteer != other->volunteer)
		return one->volunteer < other->volunteer ? -1 : 1;
	return (one->duty > other->duty) - (one->duty < other->duty);
}

static bool is_known(const struct planner_problem *problem, const struct planner_visit *visit)
{
	return visit->shift < problem->shifts.count && visit->duty < problem->duties.count;
}

/* The problem's bonuses and the promises', added up where a pair has both. */
static enum fail join_bonuses(struct planner_problem *problem, const struct planner_replan_options *options, struct arena *arena)
{
	size_t room = (size_t)problem->bonuses.count + options->visit_count;
	struct pair *pairs = arena_array(arena, struct pair, room);
	uint32_t *volunteer = arena_array(arena, uint32_t, room), *duty = arena_array(arena, uint32_t, room), count = 0, kept = 0;
	int64_t *amount = arena_array(arena, int64_t, room);
	if (arena_is_exhausted(arena))
		return FAIL_LIMIT;
	for (uint32_t i = 0; i < problem->bonuses.count; i++)
		pairs[count++] = (struct pair){problem->bonuses.volunteer[i], problem->bonuses.duty[i], problem->bonuses.amount[i]};
	for (uint32_t i = 0; i < options->visit_count; i++) {
		if (is_known(problem, &options->visits[i]) && options->promises[i] != PLANNER_STARTED)
			pairs[count++] = (struct pair){problem->shifts.volunteer[options->visits[i].shift], options->visits[i].duty, options->bonus[options->promises[i]]};
	}
	qsort(pairs, count, sizeof(*pairs), by_pair);
	for (uint32_t i = 0; i < count; i++) {
		if (kept > 0 && volunteer[kept - 1] == pairs[i].volunteer && duty[kept - 1] == pairs[i].duty) {
			amount[kept - 1] += pairs[i].amount;
			continue;
		}
		volunteer[kept] = pairs[i].volunteer;
		duty[kept] = pairs[i].duty;
		amount[kept++] = pairs[i].amount;
	}
	problem->bonuses = (struct planner_pairs){kept, volunteer, duty, amount};
	return OK;
}

/* A started visit is pinned; the pins stay sorted by duty. */
static enum fail join_pins(struct planner_problem *problem, const struct planner_replan_options *options, struct arena *arena)
{
	size_t room = (size_t)problem->pins.count + options->visit_count;
	uint32_t *shift = arena_array(arena, uint32_t, room), *duty = arena_array(arena, uint32_t, room), count = 0;
	int32_t *start_s = arena_array(arena, int32_t, room);
	if (arena_is_exhausted(arena))
		return FAIL_LIMIT;
	for (; count < problem->pins.count; count++) {
		shift[count] = problem->pins.shift[count];
		duty[count] = problem->pins.duty[count];
		start_s[count] = problem->pins.start_s[count];
	}
	for (uint32_t i = 0; i < options->visit_count; i++) {
		const struct planner_visit *visit = &options->visits[i];
		bool is_pinned = false;
		for (uint32_t j = 0; j < problem->pins.count; j++)
			is_pinned |= problem->pins.duty[j] == visit->duty;
		if (options->promises[i] != PLANNER_STARTED || !is_known(problem, visit) || is_pinned)
			continue;
		uint32_t at = count++;
		for (; at > 0 && duty[at - 1] > visit->duty; at--) {
			shift[at] = shift[at - 1];
			duty[at] = duty[at - 1];
			start_s[at] = start_s[at - 1];
		}
		shift[at] = visit->shift;
		duty[at] = visit->duty;
		start_s[at] = visit->start_s;
	}
	problem->pins = (struct planner_pins){count, shift, duty, start_s};
	return OK;
}

/* Duties by weight, heaviest first. */
struct wish {
	int64_t weight;
	uint32_t duty;
};

static int by_weight(const void *a, const void *b)
{
	const struct wish *one = a, *other = b;
	if (one->weight != other->weight)
		return one->weight > other->weight ? -1 : 1;
	return (one->duty > other->duty) - (one->duty < other->duty);
}

static enum fail serve_wanted(struct planner_board *board, const struct planner_problem *problem, const struct planner_replan_options *options,
	struct arena *arena)
{
	struct planner_mending mending;
	for (uint32_t i = 0; options->wanted != NULL && i < options->wanted_count; i++)
		(void)planner_board_serve(board, options->wanted[i], &mending);
	if (options->wanted != NULL)
		return OK;
	struct wish *wishes = arena_array(arena, struct wish, problem->duties.count);
	if (wishes == NULL)
		return FAIL_LIMIT;
	for (uint32_t d = 0; d < problem->duties.count; d++)
		wishes[d] = (struct wish){problem->duties.weight[d], d};
	qsort(wishes, problem->duties.count, sizeof(*wishes), by_weight);
	for (uint32_t i = 0; i < problem->duties.count; i++)
		(void)planner_board_serve(board, wishes[i].duty, &mending); /* false for those that are served or cannot be */
	return OK;
}

static int by_duty(const void *a, const void *b)
{
	const struct planner_visit *one = a, *other = b;
	if (one->duty != other->duty)
		return one->duty < other->duty ? -1 : 1;
	return (one->shift > other->shift) - (one->shift < other->shift);
}

static struct planner_visit *sorted_by_duty(const struct planner_visit *visits, uint32_t count, struct arena *arena)
{
	struct planner_visit *sorted = arena_array(arena, struct planner_visit, count);
	if (sorted != NULL && count > 0) {
		memcpy(sorted, visits, count * sizeof(*sorted));
		qsort(sorted, count, sizeof(*sorted), by_duty);
	}
	return sorted;
}

/* Visits before and after, both by duty and shift: what is in one alone was
 * lost or is new, so a duty that went to somebody else gives two entries. */
static enum fail list_changes(const struct planner_replan_options *options, struct arena *arena, struct planner_replanned *replanned)
{
	struct planner_visit *old = sorted_by_duty(options->visits, options->visit_count, arena);
	struct planner_visit *new = sorted_by_duty(replanned->plan.visits, replanned->plan.visit_count, arena);
	struct planner_change *changes = arena_array(arena, struct planner_change, (size_t)options->visit_count + replanned->plan.visit_count);
	uint32_t i = 0, j = 0, count = 0;
	if (old == NULL || new == NULL || changes == NULL)
		return FAIL_LIMIT;
	while (i < options->visit_count || j < replanned->plan.visit_count) {
		bool has_old = i < options->visit_count, has_new = j < replanned->plan.visit_count;
		if (has_old && has_new && old[i].duty == new[j].duty && old[i].shift == new[j].shift) {
			if (old[i].start_s != new[j].start_s)
				changes[count++] = (struct planner_change){old[i].duty, old[i].shift, new[j].shift, old[i].start_s, new[j].start_s};
			i++, j++;
		} else if (has_old && (!has_new || by_duty(&old[i], &new[j]) < 0)) {
			changes[count++] = (struct planner_change){old[i].duty, old[i].shift, PLANNER_NONE, old[i].start_s, -1};
			i++;
		} else {
			changes[count++] = (struct planner_change){new[j].duty, PLANNER_NONE, new[j].shift, -1, new[j].start_s};
			j++;
		}
	}
	replanned->changes = changes;
	replanned->change_count = count;
	return OK;
}

/* Promises whose volunteer does not come to the duty any more. */
static void count_broken(const struct planner_problem *problem, const struct planner_replan_options *options, struct planner_replanned *replanned)
{
	for (uint32_t c = 0; c < replanned->change_count; c++) {
		const struct planner_change *change = &replanned->changes[c];
		if (change->from_shift == PLANNER_NONE || change->to_shift != PLANNER_NONE)
			continue;
		for (uint32_t i = 0; i < options->visit_count; i++) {
			if (options->visits[i].duty != change->duty || options->visits[i].shift != change->from_shift || !is_known(problem, &options->visits[i]))
				continue;
			replanned->broken[options->promises[i]]++;
			replanned->price += options->promises[i] != PLANNER_STARTED ? options->bonus[options->promises[i]] : 0;
		}
	}
}

enum fail planner_replan(const struct planner_problem *problem, const struct planner_replan_options *options, struct arena *arena,
	struct planner_replanned *ret_replanned)
{
	struct planner_problem promised = *problem;
	struct planner_board *board = NULL, *plain = NULL;
	struct planner_replanned replanned = {0};
	uint32_t index = 0;
	TRY(join_bonuses(&promised, options, arena));
	TRY(join_pins(&promised, options, arena));
	if (planner_validate(&promised, &index) != PLANNER_FINE)
		return FAIL_INPUT;
	struct planner_board_options rules = {.visits = options->visits, .visit_count = options->visit_count};
	TRY(planner_board_make(&promised, &rules, arena, &board));
	TRY(serve_wanted(board, problem, options, arena));
	TRY(planner_board_plan(board, arena, &replanned.plan));
	TRY(list_changes(options, arena, &replanned));
	count_broken(problem, options, &replanned);
	/* The value without the promises: the same visits on a board of the problem as it was given, started ones pinned. */
	promised.bonuses = problem->bonuses;
	rules.visits = replanned.plan.visits;
	rules.visit_count = replanned.plan.visit_count;
	TRY(planner_board_make(&promised, &rules, arena, &plain));
	TRY(planner_board_plan(plain, arena, &replanned.plan));
	*ret_replanned = replanned;
	return OK;
}
