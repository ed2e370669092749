/* SPDX-License-Identifier: Apache-2.0 */
#include "planner/board_private.h"

#include <string.h>

#define OPTIONS_MAX 6 /* visits tried as the one that gives way */
#define DEPTH_MAX 2

/* One slot that went from one place to another in the course of a chain. */
struct step {
	uint32_t slot, from_shift, from_after, to_shift;
	int32_t from_s;
};
struct chain {
	struct planner_board *board;
	uint32_t count;
	struct step steps[DEPTH_MAX + 1];
};

/* A visit that could give way: what the exchange costs so far. */
struct option {
	uint32_t slot, shift;
	int64_t loss;
};

/* Who is fit for a duty, into scratch number `which`. */
static struct placing_row fit_for(const struct planner_board *board, uint32_t duty, uint32_t which)
{
	const struct facts *facts = &board->facts;
	const struct grid *grid = &board->grid;
	struct grid_walk walk = grid_walk_begin(grid, facts->problem->duties.place[duty]);
	struct placing_row row = {.duty = duty, .shift = board->row_shift[which]};
	uint32_t from = 0, until = 0;
	uint64_t quarters[2];
	board_quarters(board, duty, quarters);
	while (grid_walk_next(&walk, &from, &until)) {
		for (uint32_t i = from; i < until; i++) {
			uint32_t volunteer = grid->volunteer[i];
			if (((quarters[0] & grid->free[i][0]) | (quarters[1] & grid->free[i][1])) == 0)
				continue;
			for (uint32_t s = facts->volunteer_shift[volunteer]; s < facts->volunteer_shift[volunteer + 1]; s++) {
				if (!board->is_closed[s] && facts_look(facts, duty, s) == FACTS_FIT)
					board->row_shift[which][row.count++] = s;
			}
		}
	}
	facts_sort_ids(board->row_shift[which], row.count);
	return row;
}

static bool find_direct(const struct planner_board *board, uint32_t duty, uint32_t which, struct placing *ret_placing)
{
	uint32_t partner = board->facts.partner[duty];
	struct placing_row rows[2] = {fit_for(board, duty, which), {.duty = PLANNER_NONE}};
	if (partner != PLANNER_NONE)
		rows[1] = fit_for(board, partner, which + 1);
	struct placing_scope scope = {.rows = rows, .offers = board->offers, .offers_max = PLACING_OFFERS};
	return placing_find(&board->routes, &scope, duty, ret_placing);
}

/* One person's visit that nobody else waits for, and that is not promised for good. */
static bool may_give_way(const struct planner_board *board, uint32_t slot)
{
	const struct facts *facts = &board->facts;
	uint32_t duty = facts->slot_duty[slot];
	return facts_people(facts, duty) == 1 && facts->partner[duty] == PLANNER_NONE && !board->routes.is_pinned[slot];
}

static void keep_option(struct option *options, uint32_t *count, uint32_t most, struct option option)
{
	uint32_t at = *count;
	if (at == most && options[most - 1].loss <= option.loss)
		return;
	at = *count < most ? (*count)++ : most - 1;
	for (; at > 0 && options[at - 1].loss > option.loss; at--)
		options[at] = options[at - 1];
	options[at] = option;
}

/* The exchanges "duty instead of that visit" that lose least, before the visit finds another place. */
static uint32_t find_options(struct planner_board *board, uint32_t duty, const struct placing_row *row, uint32_t most, struct option *ret_options)
{
	struct routes *routes = &board->routes;
	uint32_t count = 0;
	for (uint32_t i = 0; i < row->count; i++) {
		uint32_t shift = row->shift[i], home = routes_home(routes, shift);
		int64_t bonus = board->facts.has_bonus ? facts_bonus(&board->facts, board->facts.problem->shifts.volunteer[shift], duty) : 0;
		for (uint32_t slot = routes->next[home]; slot != home; slot = routes->next[slot]) {
			uint32_t after = routes->prev[slot];
			struct offer offer;
			if (!may_give_way(board, slot))
				continue;
			int64_t spared = routes_spared(routes, slot);
			if (routes_remove(routes, slot) && routes_best(routes, duty, shift, -1, bonus, &offer))
				keep_option(ret_options, &count, most,
					(struct option){slot, shift, offer.cost + routes_late(routes, duty, &offer, offer.early_s) - spared});
			routes_insert(routes, slot, shift, after, -1);
		}
	}
	return count;
}

static void move_slot(struct chain *chain, uint32_t slot, uint32_t to_shift, uint32_t after)
{
	struct routes *routes = &chain->board->routes;
	check(chain->count < COUNT_OF(chain->steps));
	chain->steps[chain->count++] = (struct step){.slot = slot, .from_shift = PLANNER_NONE, .to_shift = to_shift, .from_s = -1};
	routes_insert(routes, slot, to_shift, after, -1);
}

/* Where a slot stood before it was taken out for the chain. */
struct seat {
	uint32_t shift, after;
	int32_t start_s;
};

static bool displace(struct chain *chain, uint32_t duty, uint32_t depth, int64_t budget, int64_t *ret_cost);

/* Carries one option out: the visit goes elsewhere, directly or by a chain of its
 * own. On success the chain stands and *ret_cost is all it costs. */
static bool try_option(struct chain *chain, uint32_t duty, const struct option *option, uint32_t depth, int64_t budget, int64_t *ret_cost)
{
	struct planner_board *board = chain->board;
	struct routes *routes = &board->routes;
	uint32_t out_duty = board->facts.slot_duty[option->slot], count = chain->count;
	int64_t bonus = board->facts.has_bonus ? facts_bonus(&board->facts, board->facts.problem->shifts.volunteer[option->shift], duty) : 0, rest = 0;
	struct seat seat = {option->shift, routes->prev[option->slot], routes->early_s[option->slot]};
	struct offer offer;
	struct placing placing;
	if (!routes_remove(routes, option->slot) || !routes_best(routes, duty, option->shift, -1, bonus, &offer)) {
		routes_insert(routes, option->slot, seat.shift, seat.after, -1);
		return false;
	}
	move_slot(chain, board->facts.duty_slot[duty], option->shift, offer.after);
	bool is_found = find_direct(board, out_duty, depth, &placing) && placing.cost + option->loss < budget;
	if (is_found) {
		move_slot(chain, option->slot, placing.seats[0].shift, placing.seats[0].after);
		rest = placing.cost;
	} else
		is_found = depth < DEPTH_MAX && displace(chain, out_duty, depth + 1, budget - option->loss, &rest);
	if (is_found) {
		chain->steps[count + 1].from_shift = seat.shift;
		chain->steps[count + 1].from_s = seat.start_s;
		*ret_cost = option->loss + rest;
		return true;
	}
	chain->count = count;
	bool is_back = routes_remove(routes, board->facts.duty_slot[duty]);
	check(is_back || board->facts.problem->travel != NULL);
	routes_insert(routes, option->slot, seat.shift, seat.after, -1);
	return false;
}

/* A place for an absent duty where another visit gives way; budget: what it may cost at most. */
static bool displace(struct chain *chain, uint32_t duty, uint32_t depth, int64_t budget, int64_t *ret_cost)
{
	struct option options[OPTIONS_MAX];
	struct placing_row row = fit_for(chain->board, duty, depth - 1);
	uint32_t count = find_options(chain->board, duty, &row, OPTIONS_MAX / depth, options);
	for (uint32_t i = 0; i < count; i++) {
		if (options[i].loss < budget && try_option(chain, duty, &options[i], depth, budget, ret_cost))
			return true;
	}
	return false;
}

static bool serve_directly(struct planner_board *board, uint32_t duty, struct planner_mending *ret_mending)
{
	const struct facts *facts = &board->facts;
	struct placing placing;
	if (!find_direct(board, duty, 0, &placing) || placing.cost >= placing_weight(facts, duty))
		return false;
	placing_apply(&board->routes, &placing);
	struct planner_mending mending = {.gain = placing_weight(facts, duty) - placing.cost};
	for (uint32_t i = 0; i < placing.count && i < PLANNER_CHANGES_MAX; i++) {
		uint32_t slot = placing.seats[i].slot;
		mending.changes[mending.count++] = (struct planner_change){facts->slot_duty[slot], PLANNER_NONE, placing.seats[i].shift, -1,
			board->routes.early_s[slot]};
	}
	*ret_mending = mending;
	return true;
}

bool planner_board_serve(struct planner_board *board, uint32_t duty, struct planner_mending *ret_mending)
{
	const struct facts *facts = &board->facts;
	struct chain chain = {.board = board};
	int64_t cost = 0, weight = placing_weight(facts, duty);
	check(duty < facts->duty_count);
	if (routes_is_served(&board->routes, duty))
		return false;
	if (serve_directly(board, duty, ret_mending))
		return true;
	if (facts_people(facts, duty) > 1 || facts->partner[duty] != PLANNER_NONE || facts->pin_start_s[duty] >= 0 ||
		!displace(&chain, duty, 1, weight, &cost))
		return false;
	struct planner_mending mending = {.gain = weight - cost, .count = chain.count};
	for (uint32_t i = 0; i < chain.count; i++) {
		const struct step *step = &chain.steps[i];
		mending.changes[i] = (struct planner_change){facts->slot_duty[step->slot], step->from_shift, step->to_shift, step->from_s,
			board->routes.early_s[step->slot]};
	}
	*ret_mending = mending;
	return true;
}

static void take_out(struct planner_board *board, uint32_t duty)
{
	for (uint32_t slot = board->facts.duty_slot[duty]; slot < board->facts.duty_slot[duty + 1]; slot++) {
		if (board->routes.shift[slot] == PLANNER_NONE)
			continue;
		board->routes.is_pinned[slot] = false;
		bool is_feasible = routes_remove(&board->routes, slot);
		check(is_feasible || board->facts.problem->travel != NULL);
	}
}

bool planner_board_drop(struct planner_board *board, uint32_t duty)
{
	const struct facts *facts = &board->facts;
	uint32_t partner = facts->partner[duty];
	check(duty < facts->duty_count);
	if (!routes_is_served(&board->routes, duty) || board->routes.is_pinned[facts->duty_slot[duty]] ||
		(partner != PLANNER_NONE && board->routes.is_pinned[facts->duty_slot[partner]]))
		return false;
	take_out(board, duty);
	if (partner != PLANNER_NONE)
		take_out(board, partner);
	return true;
}

uint32_t planner_board_close(struct planner_board *board, uint32_t shift, uint32_t most, uint32_t *ret_duties)
{
	const struct facts *facts = &board->facts;
	uint32_t home = routes_home(&board->routes, shift), count = 0;
	check(shift < facts->shift_count);
	board->is_closed[shift] = true;
	while (board->routes.next[home] != home) {
		uint32_t duty = facts->slot_duty[board->routes.next[home]], partner = facts->partner[duty];
		take_out(board, duty);
		if (partner != PLANNER_NONE)
			take_out(board, partner);
		if (count < most)
			ret_duties[count] = duty;
		count++;
	}
	return count;
}

int64_t planner_board_price(const struct planner_board *board, uint32_t duty)
{
	struct placing placing;
	check(duty < board->facts.duty_count);
	if (routes_is_served(&board->routes, duty))
		return 0;
	if (find_direct(board, duty, 0, &placing))
		return placing.cost < 0 ? 0 : placing.cost + 1;
	/* Nobody has room: then the cheapest visit or visits it could stand for, without a new place for them. */
	const struct facts *facts = &board->facts;
	const struct routes *routes = &board->routes;
	int64_t best = INT64_MAX;
	struct placing_row row = fit_for(board, duty, 0);
	for (uint32_t i = 0; i < row.count; i++) {
		int64_t lost = 1;
		uint32_t home = routes_home(routes, row.shift[i]);
		for (uint32_t slot = routes->next[home]; slot != home && lost != INT64_MAX; slot = routes->next[slot])
			lost = may_give_way(board, slot) ? lost + facts->problem->duties.weight[facts->slot_duty[slot]] : INT64_MAX;
		best = lost < best ? lost : best;
	}
	return best;
}
