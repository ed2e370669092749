/* SPDX-License-Identifier: Apache-2.0 */
#include "planner/board_private.h"

enum fail planner_board_make(const struct planner_problem *problem, const struct planner_board_options *options, struct arena *arena,
	struct planner_board **ret_board)
{
	struct planner_board *board = arena_new(arena, struct planner_board);
	if (board == NULL)
		return FAIL_LIMIT;
	board->options = *options;
	TRY(facts_make(problem, arena, &board->facts));
	TRY(grid_make(&board->facts, arena, &board->grid));
	TRY(routes_make(&board->facts, arena, &board->routes));
	board->is_closed = arena_array(arena, bool, problem->shifts.count);
	board->offers = board->facts.has_teams ? arena_array(arena, struct offer, PLACING_OFFERS) : NULL;
	for (uint32_t i = 0; i < BOARD_ROWS; i++)
		board->row_shift[i] = arena_array(arena, uint32_t, problem->shifts.count);
	if (arena_is_exhausted(arena))
		return FAIL_LIMIT;
	routes_adopt(&board->routes, options->visits, options->visit_count);
	for (uint32_t i = 0; i < problem->pins.count; i++) {
		uint32_t duty = problem->pins.duty[i];
		for (uint32_t slot = board->facts.duty_slot[duty]; slot < board->facts.duty_slot[duty + 1]; slot++)
			board->routes.is_pinned[slot] = board->routes.shift[slot] != PLANNER_NONE;
	}
	*ret_board = board;
	return OK;
}

void board_quarters(const struct planner_board *board, uint32_t duty, uint64_t ret_quarters[2])
{
	const struct planner_duties *duties = &board->facts.problem->duties;
	ret_quarters[0] = ret_quarters[1] = 0;
	for (uint32_t i = duties->window_first[duty]; i < duties->window_first[duty + 1]; i++)
		grid_mark_quarters(duties->window_from_s[i], duties->window_until_s[i] + duties->duration_s[duty], ret_quarters);
}

/* Reach, skill and free time: what can be said without the routes. */
static enum planner_refusal look_at_person(const struct planner_board *board, uint32_t duty, uint32_t volunteer, const uint64_t quarters[2],
	const uint64_t free[2])
{
	const struct facts *facts = &board->facts;
	const struct planner_problem *problem = facts->problem;
	uint32_t shift = facts->volunteer_shift[volunteer];
	uint64_t needed = problem->duties.skills != NULL ? problem->duties.skills[duty] : 0;
	if (problem->volunteers.reach_s != NULL && shift < facts->volunteer_shift[volunteer + 1] &&
		facts_hop_s(facts, shift, facts->home[shift], problem->duties.place[duty]) > problem->volunteers.reach_s[volunteer])
		return PLANNER_TOO_FAR;
	if ((needed & ~problem->volunteers.skills[volunteer]) != 0)
		return PLANNER_NO_SKILL;
	return ((quarters[0] & free[0]) | (quarters[1] & free[1])) != 0 ? PLANNER_CAN : PLANNER_NOT_FREE;
}

/* What the routes say of one shift. */
static enum planner_refusal look_at_shift(const struct planner_board *board, uint32_t duty, uint32_t shift, int64_t bonus, struct offer *ret_offer)
{
	const struct facts *facts = &board->facts;
	if (board->is_closed[shift])
		return PLANNER_NOT_FREE;
	switch (facts_look(facts, duty, shift)) {
	case FACTS_NO_SKILL:
		return PLANNER_NO_SKILL;
	case FACTS_FORBIDDEN:
	case FACTS_PINNED:
		return PLANNER_FORBIDDEN;
	case FACTS_TOO_FAR:
		return PLANNER_TOO_FAR;
	case FACTS_TOO_MUCH:
		return PLANNER_NO_ROOM;
	case FACTS_NOT_FREE:
		return PLANNER_NOT_FREE;
	case FACTS_FIT:
		break;
	}
	if (!routes_is_within_limits(&board->routes, shift, facts->problem->duties.duration_s[duty]))
		return PLANNER_LIMIT;
	uint32_t slot = facts->duty_slot[duty];
	return routes_best(&board->routes, duty, shift, board->routes.fixed_s[slot], bonus, ret_offer) ? PLANNER_CAN : PLANNER_NO_ROOM;
}

static bool is_there(const struct planner_board *board, uint32_t duty, uint32_t volunteer)
{
	const struct facts *facts = &board->facts;
	for (uint32_t slot = facts->duty_slot[duty]; slot < facts->duty_slot[duty + 1]; slot++) {
		if (board->routes.shift[slot] != PLANNER_NONE && facts->problem->shifts.volunteer[board->routes.shift[slot]] == volunteer)
			return true;
	}
	return false;
}

enum planner_refusal board_look(const struct planner_board *board, uint32_t duty, uint32_t volunteer, const uint64_t quarters[2],
	const uint64_t free[2], struct offer *ret_offer)
{
	const struct facts *facts = &board->facts;
	enum planner_refusal refusal = look_at_person(board, duty, volunteer, quarters, free);
	if (refusal != PLANNER_CAN)
		return refusal;
	int64_t bonus = facts->has_bonus ? facts_bonus(facts, volunteer, duty) : 0, best = INT64_MAX;
	refusal = PLANNER_NOT_FREE;
	for (uint32_t s = facts->volunteer_shift[volunteer]; s < facts->volunteer_shift[volunteer + 1]; s++) {
		struct offer offer;
		enum planner_refusal found = look_at_shift(board, duty, s, bonus, &offer);
		if (found != PLANNER_CAN) { /* of several shifts the reason that came closest */
			refusal = best == INT64_MAX && found > refusal ? found : refusal;
			continue;
		}
		int64_t cost = offer.cost + routes_late(&board->routes, duty, &offer, offer.early_s);
		if (cost < best) {
			best = cost;
			*ret_offer = offer;
		}
	}
	if (best != INT64_MAX)
		return PLANNER_CAN;
	return is_there(board, duty, volunteer) ? PLANNER_IS_THERE : refusal;
}

enum fail planner_board_plan(const struct planner_board *board, struct arena *arena, struct planner_plan *ret_plan)
{
	const struct facts *facts = &board->facts;
	struct planner_plan plan = {.bound = INT64_MAX};
	plan.value = routes_value(&board->routes, &plan.terms);
	plan.visits = arena_array(arena, struct planner_visit, facts->slot_count);
	if (plan.visits == NULL)
		return FAIL_LIMIT;
	plan.visit_count = routes_list(&board->routes, plan.visits);
	for (uint32_t d = 0; d < facts->duty_count; d++)
		plan.served_count += routes_is_served(&board->routes, d);
	*ret_plan = plan;
	return OK;
}
