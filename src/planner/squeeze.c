/* SPDX-License-Identifier: Apache-2.0 */
#include "planner/squeeze.h"

#define SHIFTS_MAX 2000        /* more are not squeezed: a search of the whole town would take too long */
#define TRIES_MAX 100          /* shifts closed in vain before it is given up */
#define MOVES_PER_DUTY 200     /* to find places for the duties of one closed shift */
#define MOVES_PER_ROUND 200

/* The longest way there and back that anybody has, in cost. */
static int64_t longest_way(const struct facts *facts)
{
	int64_t longest = 0;
	for (uint32_t s = 0; s < facts->shift_count; s++) {
		for (uint32_t i = facts->column[s]; i < facts->column[s + 1]; i++) {
			uint32_t place = facts->problem->duties.place[facts->column_duty[i]];
			int64_t way_s = (int64_t)facts_hop_s(facts, s, facts->home[s], place) + facts_hop_s(facts, s, place, facts->home[s]);
			longest = way_s > longest ? way_s : longest;
		}
	}
	return longest * facts->problem->travel_cost;
}

enum fail squeeze_make(const struct facts *facts, struct search *search, struct arena *arena, struct squeezing *ret_squeezing)
{
	struct squeezing squeezing = {0};
	int64_t way = facts->problem->outing_cost > 0 && facts->shift_count <= SHIFTS_MAX ? longest_way(facts) : 0;
	if (facts->problem->outing_cost > way && facts->shift_count <= SHIFTS_MAX) {
		squeezing.is_wanted = true;
		squeezing.order = arena_array(arena, uint32_t, facts->shift_count);
		squeezing.absences = arena_array(arena, int64_t, facts->shift_count);
		if (squeezing.order == NULL || squeezing.absences == NULL)
			return FAIL_LIMIT;
		/* One absence weighs more than any detour that ends it. */
		TRY(search_make_squeeze(search, 4 * way + facts->problem->outing_cost, arena));
	}
	*ret_squeezing = squeezing;
	return OK;
}

/* Shifts in use, those first whose duties were easiest to place. */
static void put_in_order(struct squeezing *squeezing, const struct search *search, const struct routes *routes)
{
	uint32_t count = 0;
	for (uint32_t s = 0; s < routes->facts->shift_count; s++) {
		if (!search_may_close(search, s))
			continue;
		uint32_t at = count++;
		int64_t absences = search_absences(search, s);
		for (; at > 0 && squeezing->absences[at - 1] > absences; at--) {
			squeezing->order[at] = squeezing->order[at - 1];
			squeezing->absences[at] = squeezing->absences[at - 1];
		}
		squeezing->order[at] = s;
		squeezing->absences[at] = absences;
	}
	squeezing->order_count = count;
	squeezing->at = 0;
}

bool squeeze_round(struct squeezing *squeezing, struct search *search, const struct routes *best, struct routes *routes, double temperature,
	uint64_t *moves_done)
{
	const struct facts *facts = best->facts;
	if (!squeezing->is_open) {
		routes_copy(best, routes);
		if (squeezing->tries == 0 || squeezing->at >= squeezing->order_count)
			put_in_order(squeezing, search, routes);
		if (squeezing->order_count == 0 || squeezing->tries >= TRIES_MAX) {
			squeezing->is_wanted = false;
			return false;
		}
		search_close_shift(search, squeezing->order[squeezing->at++]);
		squeezing->moves_left = (uint64_t)facts->duty_count * MOVES_PER_DUTY;
		squeezing->is_open = true;
	}
	uint64_t moves = squeezing->moves_left < MOVES_PER_ROUND ? squeezing->moves_left : MOVES_PER_ROUND;
	uint32_t absent = search_squeeze(search, moves, temperature, moves_done);
	squeezing->moves_left -= moves;
	if (absent == 0) {
		squeezing->is_open = false;
		squeezing->tries = 0;
		return true;
	}
	if (squeezing->moves_left == 0) {
		squeezing->is_open = false;
		squeezing->tries++;
	}
	return false;
}
