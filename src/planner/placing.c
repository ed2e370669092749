/* SPDX-License-Identifier: Apache-2.0 */
#include "planner/placing.h"

static bool find_single(const struct routes *routes, const struct placing_scope *scope, uint32_t duty, struct placing *ret_placing);
static bool find_team(const struct routes *routes, const struct placing_scope *scope, uint32_t duty, struct placing *ret_placing);
static bool find_linked(const struct routes *routes, const struct placing_scope *scope, uint32_t duty, struct placing *ret_placing);

bool placing_find(const struct routes *routes, const struct placing_scope *scope, uint32_t duty, struct placing *ret_placing)
{
	if (routes->facts->partner[duty] != PLANNER_NONE)
		return find_linked(routes, scope, duty, ret_placing);
	return facts_people(routes->facts, duty) == 1 ? find_single(routes, scope, duty, ret_placing) : find_team(routes, scope, duty, ret_placing);
}

int64_t placing_weight(const struct facts *facts, uint32_t duty)
{
	uint32_t partner = facts->partner[duty];
	return facts->problem->duties.weight[duty] + (partner != PLANNER_NONE ? facts->problem->duties.weight[partner] : 0);
}

void placing_apply(struct routes *routes, const struct placing *placing)
{
	for (uint32_t i = 0; i < placing->count; i++) {
		const struct placing_seat *seat = &placing->seats[i];
		routes_insert(routes, seat->slot, seat->shift, seat->after, seat->fixed_s);
	}
}

static bool is_in_scope(const struct placing_scope *scope, uint32_t shift)
{
	if (scope->tile_of_shift != NULL && scope->tile_of_shift[shift] != scope->tile)
		return false;
	return scope->random == NULL || (random_next(scope->random) & 1023) >= scope->blink;
}

/* Who is fit for a duty, and their bonuses (NULL: to be looked up). */
struct fit {
	const uint32_t *shift;
	const int64_t *bonus;
	uint32_t count;
};

static struct fit fit_of(const struct facts *facts, const struct placing_scope *scope, uint32_t duty)
{
	if (facts->row != NULL)
		return (struct fit){facts->row_shift + facts->row[duty], facts->row_bonus != NULL ? facts->row_bonus + facts->row[duty] : NULL,
			facts->row[duty + 1] - facts->row[duty]};
	const struct placing_row *row = scope->rows[0].duty == duty ? &scope->rows[0] : &scope->rows[1];
	check(row->duty == duty);
	return (struct fit){row->shift, NULL, row->count};
}

static int64_t bonus_of(const struct facts *facts, const struct fit *fit, uint32_t i, uint32_t duty)
{
	if (!facts->has_bonus)
		return 0;
	return fit->bonus != NULL ? fit->bonus[i] : facts_bonus(facts, facts->problem->shifts.volunteer[fit->shift[i]], duty);
}

static bool find_single(const struct routes *routes, const struct placing_scope *scope, uint32_t duty, struct placing *ret_placing)
{
	const struct facts *facts = routes->facts;
	const struct fit fit = fit_of(facts, scope, duty);
	int32_t fixed_s = facts->pin_start_s[duty], push_s = INT32_MAX;
	uint32_t empty = PLANNER_NONE; /* of shifts alike with nothing to do one stands for all */
	int64_t best = INT64_MAX;
	for (uint32_t i = 0; i < fit.count; i++) {
		struct offer offer;
		uint32_t shift = fit.shift[i], home = routes_home(routes, shift);
		bool is_empty = routes->next[home] == home;
		if (is_empty && facts->alike[shift] == empty)
			continue;
		if (!is_in_scope(scope, shift) || !routes_best(routes, duty, shift, fixed_s, bonus_of(facts, &fit, i, duty), &offer))
			continue;
		empty = is_empty ? facts->alike[shift] : empty;
		int64_t cost = offer.cost + (facts->has_late ? routes_late(routes, duty, &offer, offer.early_s) : 0);
		if (cost > best || (cost == best && offer.push_s >= push_s))
			continue;
		best = cost;
		push_s = offer.push_s;
		ret_placing->count = 1;
		ret_placing->seats[0] = (struct placing_seat){facts->duty_slot[duty], shift, offer.after, fixed_s};
	}
	ret_placing->cost = best;
	return best != INT64_MAX;
}

/* All places of all people in scope. */
static uint32_t gather(const struct routes *routes, const struct placing_scope *scope, uint32_t duty, struct offer *ret_offers, uint32_t most)
{
	const struct facts *facts = routes->facts;
	const struct fit fit = fit_of(facts, scope, duty);
	uint32_t count = 0;
	for (uint32_t i = 0; i < fit.count; i++) {
		if (is_in_scope(scope, fit.shift[i]))
			count += routes_offers(routes, duty, fit.shift[i], bonus_of(facts, &fit, i, duty), most - count, ret_offers + count);
	}
	return count;
}

/* The cheapest offers of different volunteers for one start. */
struct choice {
	uint32_t count, wanted;
	const struct offer *offers[PLANNER_PEOPLE_MAX];
	int64_t costs[PLANNER_PEOPLE_MAX];
};

static void choose(const struct routes *routes, uint32_t duty, int32_t start_s, const struct offer *offer, struct choice *choice)
{
	const uint32_t *volunteer = routes->facts->problem->shifts.volunteer;
	uint32_t at = choice->count;
	if (offer->early_s > start_s || offer->late_s < start_s || !routes_may_start(routes, duty, offer, start_s))
		return;
	int64_t cost = offer->cost + routes_late(routes, duty, offer, start_s);
	for (uint32_t i = 0; i < choice->count; i++) {
		if (volunteer[choice->offers[i]->shift] != volunteer[offer->shift])
			continue;
		if (choice->costs[i] <= cost)
			return;
		at = i; /* a better place of the same volunteer */
		break;
	}
	if (at == choice->count) {
		if (choice->count == choice->wanted && choice->costs[choice->count - 1] <= cost)
			return;
		at = choice->count < choice->wanted ? choice->count++ : choice->count - 1;
	}
	for (; at > 0 && choice->costs[at - 1] > cost; at--) {
		choice->costs[at] = choice->costs[at - 1];
		choice->offers[at] = choice->offers[at - 1];
	}
	choice->costs[at] = cost;
	choice->offers[at] = offer;
}

static bool find_team(const struct routes *routes, const struct placing_scope *scope, uint32_t duty, struct placing *ret_placing)
{
	const struct facts *facts = routes->facts;
	uint32_t people = facts_people(facts, duty), count = gather(routes, scope, duty, scope->offers, scope->offers_max);
	int64_t best = INT64_MAX;
	check(scope->offers != NULL);
	for (uint32_t i = 0; i < count; i++) {
		struct choice choice = {.wanted = people};
		int32_t start_s = scope->offers[i].early_s;
		int64_t cost = 0;
		for (uint32_t j = 0; j < count; j++)
			choose(routes, duty, start_s, &scope->offers[j], &choice);
		for (uint32_t j = 0; j < choice.count; j++)
			cost += choice.costs[j];
		if (choice.count < people || cost >= best)
			continue;
		best = cost;
		ret_placing->count = people;
		for (uint32_t j = 0; j < people; j++)
			ret_placing->seats[j] = (struct placing_seat){facts->duty_slot[duty] + j, choice.offers[j]->shift, choice.offers[j]->after, start_s};
	}
	ret_placing->cost = best;
	return best != INT64_MAX;
}

/* The start of the linked duty for this offer that goes with start_s, or -1. */
static int32_t partner_start(const struct facts *facts, uint32_t duty, uint32_t partner, int32_t start_s, const struct offer *offer)
{
	int64_t least_s = (int64_t)start_s + facts->partner_least_s[duty], most_s = (int64_t)start_s + facts->partner_most_s[duty];
	if (offer->early_s > least_s)
		least_s = offer->early_s;
	if (least_s > offer->late_s || least_s > most_s || least_s > PLANNER_TIME_MAX_S)
		return -1;
	int32_t there_s = facts->pin_start_s[partner] >= 0 ? offer->early_s : facts_start_from(facts, partner, (int32_t)least_s);
	return there_s >= least_s && there_s <= offer->late_s && there_s <= most_s ? there_s : -1;
}

/* The cheapest pair for one offer of the first duty: it starts as early as the
 * second's offer lets it, so both orders of "who waits" are tried. */
static void try_linked(const struct routes *routes, uint32_t duty, const struct offer *offer, const struct offer *others, uint32_t count,
	struct placing *best)
{
	const struct facts *facts = routes->facts;
	const uint32_t *volunteer = facts->problem->shifts.volunteer;
	uint32_t partner = facts->partner[duty];
	for (uint32_t i = 0; i < count; i++) {
		if (volunteer[others[i].shift] == volunteer[offer->shift] || others[i].cost + offer->cost >= best->cost)
			continue;
		int64_t wanted_s = (int64_t)others[i].early_s - facts->partner_most_s[duty];
		int32_t start_s = offer->early_s;
		if (wanted_s > start_s && facts->pin_start_s[duty] < 0)
			start_s = wanted_s > offer->late_s ? -1 : facts_start_from(facts, duty, (int32_t)wanted_s);
		if (start_s < 0 || start_s > offer->late_s)
			continue;
		int32_t other_s = partner_start(facts, duty, partner, start_s, &others[i]);
		if (other_s < 0)
			continue;
		int64_t cost = others[i].cost + offer->cost + routes_late(routes, duty, offer, start_s) + routes_late(routes, partner, &others[i], other_s);
		if (cost >= best->cost || !routes_may_start(routes, duty, offer, start_s) || !routes_may_start(routes, partner, &others[i], other_s))
			continue;
		best->cost = cost;
		best->count = 2;
		best->seats[0] = (struct placing_seat){facts->duty_slot[duty], offer->shift, offer->after, start_s};
		best->seats[1] = (struct placing_seat){facts->duty_slot[partner], others[i].shift, others[i].after, other_s};
	}
}

static bool find_linked(const struct routes *routes, const struct placing_scope *scope, uint32_t duty, struct placing *ret_placing)
{
	uint32_t half = scope->offers_max / 2, partner = routes->facts->partner[duty];
	check(scope->offers != NULL);
	uint32_t count = gather(routes, scope, duty, scope->offers, half);
	uint32_t other_count = gather(routes, scope, partner, scope->offers + half, half);
	ret_placing->cost = INT64_MAX;
	for (uint32_t i = 0; i < count; i++)
		try_linked(routes, duty, &scope->offers[i], scope->offers + half, other_count, ret_placing);
	return ret_placing->cost != INT64_MAX;
}
