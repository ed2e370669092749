/* SPDX-License-Identifier: Apache-2.0 */
#include "planner/search_private.h"

static void ruin(struct worker *worker, uint32_t seed_duty);
static void gather_absent(struct worker *worker, uint32_t seed_duty);
static void sort_pool(struct worker *worker);
static void recreate(struct worker *worker);
static void give_up_hope(struct worker *worker);
static int64_t settle(struct worker *worker);
static void undo(struct worker *worker);

int64_t search_move(struct worker *worker, uint32_t seed_duty)
{
	worker->move++;
	worker->node_count = worker->kept_count = worker->pool_count = 0;
	worker->gain = 0;
	worker->is_broken = false;
	ruin(worker, seed_duty);
	if (worker->is_broken) {
		undo(worker);
		return 0;
	}
	gather_absent(worker, seed_duty);
	sort_pool(worker);
	recreate(worker);
	give_up_hope(worker);
	if (worker->is_broken) {
		undo(worker);
		return 0;
	}
	int64_t gain = settle(worker);
	if (gain >= 0 || (double)-gain < worker->search->temperature * random_exponential(&worker->random))
		return gain;
	undo(worker);
	return 0;
}

static uint64_t stamp_of(const struct worker *worker)
{
	return worker->search->round << 40 | worker->move;
}

/* Keep a ring before the first change of this move. */
static void touch(struct worker *worker, uint32_t shift)
{
	struct search *search = worker->search;
	const struct routes *routes = search->routes;
	if (search->shift_stamp[shift] == stamp_of(worker))
		return;
	search->shift_stamp[shift] = stamp_of(worker);
	struct kept *kept = &worker->kept[worker->kept_count++];
	uint32_t home = routes_home(routes, shift);
	*kept = (struct kept){.shift = shift, .from = worker->node_count, .value = routes_shift_value(routes, shift)};
	for (uint32_t node = routes->next[home]; node != home; node = routes->next[node]) {
		worker->node[worker->node_count] = node;
		worker->fixed_s[worker->node_count++] = routes->fixed_s[node];
		kept->count++;
	}
}

static int64_t fairness_step(const struct routes *routes, uint32_t shift, int32_t more_s)
{
	const struct facts *facts = routes->facts;
	if (facts->problem->fairness_cost == 0)
		return 0;
	uint32_t volunteer = facts->problem->shifts.volunteer[shift];
	int32_t served_s = routes_volunteer_served_s(routes, volunteer);
	return facts_fairness(facts, volunteer, served_s + more_s) - facts_fairness(facts, volunteer, served_s);
}

static void remove_people(struct worker *worker, uint32_t duty)
{
	struct routes *routes = worker->search->routes;
	const struct facts *facts = routes->facts;
	worker->gain -= search_weight(worker->search, duty);
	for (uint32_t slot = facts->duty_slot[duty]; slot < facts->duty_slot[duty + 1]; slot++) {
		uint32_t shift = routes->shift[slot];
		touch(worker, shift);
		worker->gain -= fairness_step(routes, shift, -facts->problem->duties.duration_s[duty]);
		if (!routes_remove(routes, slot))
			worker->is_broken = true;
	}
}

/* Takes a duty out with all its people and its partner, and into the pool. */
static void remove_duty(struct worker *worker, uint32_t duty)
{
	struct search *search = worker->search;
	const struct facts *facts = search->facts;
	uint32_t partner = facts->partner[duty];
	if (worker->pool_count == SEARCH_POOL || search->owner[duty] != worker->tile || search->routes->is_pinned[facts->duty_slot[duty]])
		return;
	if (partner != PLANNER_NONE && search->routes->is_pinned[facts->duty_slot[partner]])
		return;
	remove_people(worker, duty);
	if (partner != PLANNER_NONE) {
		remove_people(worker, partner);
		search->duty_stamp[partner] = stamp_of(worker);
	}
	search->duty_stamp[duty] = stamp_of(worker);
	worker->pool[worker->pool_count++] = duty;
}

/* Up to `length` neighbours in the ring around a slot, the slot among them. */
static void take_string(struct worker *worker, uint32_t slot, uint32_t length)
{
	const struct routes *routes = worker->search->routes;
	const struct facts *facts = routes->facts;
	uint32_t string[SEARCH_STRING_MAX], count = 0, node = slot;
	for (uint32_t back = random_below(&worker->random, length); back > 0 && routes->prev[node] < facts->slot_count; back--)
		node = routes->prev[node];
	for (; count < length && node < facts->slot_count; node = routes->next[node])
		string[count++] = facts->slot_duty[node];
	for (uint32_t i = 0; i < count && !worker->is_broken; i++) {
		if (routes_is_served(routes, string[i]))
			remove_duty(worker, string[i]);
	}
}

static void ruin_at(struct worker *worker, uint32_t duty, uint32_t longest)
{
	struct search *search = worker->search;
	const struct facts *facts = search->facts;
	if (search->owner[duty] != worker->tile || !routes_is_served(search->routes, duty))
		return;
	uint32_t slot = facts->duty_slot[duty] + (facts_people(facts, duty) > 1 ? random_below(&worker->random, facts_people(facts, duty)) : 0);
	if (search->shift_stamp[search->routes->shift[slot]] == stamp_of(worker))
		return;
	take_string(worker, slot, 1 + random_below(&worker->random, longest));
}

static void ruin(struct worker *worker, uint32_t seed_duty)
{
	const struct search *search = worker->search;
	double longest = search->average_length < SEARCH_STRING_MAX ? search->average_length : SEARCH_STRING_MAX;
	uint32_t length = (uint32_t)(longest + 0.5) > 0 ? (uint32_t)(longest + 0.5) : 1;
	uint32_t strings = 1 + random_below(&worker->random, (uint32_t)(40.0 / (1 + length)));
	ruin_at(worker, seed_duty, length);
	for (uint32_t i = 0; i < search->near.count && worker->kept_count < strings && !worker->is_broken; i++)
		ruin_at(worker, search->near.duty[(size_t)seed_duty * search->near.count + i], length);
}

static void add_absent(struct worker *worker, uint32_t duty)
{
	struct search *search = worker->search;
	uint32_t partner = search->facts->partner[duty];
	if (partner != PLANNER_NONE && partner < duty)
		duty = partner;
	if (search->owner[duty] != worker->tile || search->duty_stamp[duty] == stamp_of(worker) || routes_is_served(search->routes, duty) ||
		worker->pool_count == SEARCH_POOL || search->facts->row[duty] == search->facts->row[duty + 1])
		return;
	if (partner != PLANNER_NONE && search->duty_stamp[search->facts->partner[duty]] == stamp_of(worker))
		return;
	search->duty_stamp[duty] = stamp_of(worker);
	worker->pool[worker->pool_count++] = duty;
}

static void gather_absent(struct worker *worker, uint32_t seed_duty)
{
	const struct search *search = worker->search;
	add_absent(worker, seed_duty);
	for (uint32_t i = 0; i < search->near.count; i++)
		add_absent(worker, search->near.duty[(size_t)seed_duty * search->near.count + i]);
}

/* A duty's weight with its partner's. */
static int64_t weight_of(const struct search *search, uint32_t duty)
{
	uint32_t partner = search->facts->partner[duty];
	return search_weight(search, duty) + (partner != PLANNER_NONE ? search_weight(search, partner) : 0);
}

/* In which order the pool is put back: smaller keys first. */
static double key_of(struct worker *worker, uint32_t duty, uint32_t order)
{
	const struct search *search = worker->search;
	const struct facts *facts = search->facts;
	double noise = 0.8 + 0.4 * (double)(random_next(&worker->random) >> 11) * 0x1p-53;
	double weight = (double)weight_of(search, duty), duration = facts->problem->duties.duration_s[duty] + 60.0;
	switch (order) {
	case 0:
	case 1:
		return noise;
	case 2:
		return -weight * noise;
	case 3:
		return -weight / duration * noise;
	case 4:
		return (double)(facts->row[duty + 1] - facts->row[duty]) * noise;
	case 5:
		return (double)(facts->problem->duties.window_until_s[facts->problem->duties.window_first[duty + 1] - 1] - search->begins_s) * noise;
	default:
		return search->rules.prices == NULL ? -weight * noise
			: ((double)search->rules.prices[duty] * facts_people(facts, duty) - weight) * noise;
	}
}

static void sort_pool(struct worker *worker)
{
	uint32_t order = random_below(&worker->random, 8);
	for (uint32_t i = 0; i < worker->pool_count; i++) {
		uint32_t duty = worker->pool[i], at = i;
		double key = key_of(worker, duty, order);
		for (; at > 0 && worker->key[at - 1] > key; at--) {
			worker->key[at] = worker->key[at - 1];
			worker->pool[at] = worker->pool[at - 1];
		}
		worker->key[at] = key;
		worker->pool[at] = duty;
	}
}

static void put_back(struct worker *worker, uint32_t duty)
{
	struct search *search = worker->search;
	const struct facts *facts = search->facts;
	struct placing_scope scope = {.tile_of_shift = search->tile_of_shift, .tile = worker->tile, .random = &worker->random, .blink = 10,
		.offers = worker->offers, .offers_max = PLACING_OFFERS};
	struct placing placing;
	int64_t weight = weight_of(search, duty);
	if (!placing_find(search->routes, &scope, duty, &placing))
		return;
	if (placing.cost >= weight) {
		uint32_t home = routes_home(search->routes, placing.seats[0].shift);
		bool is_empty = search->routes->next[home] == home;
		if (!worker->is_hopeful || placing.count > 1 || (!is_empty && (random_next(&worker->random) & 7) != 0))
			return;
		worker->is_hopeful = false;
		worker->hope = placing.seats[0].slot;
	}
	for (uint32_t i = 0; i < placing.count; i++) {
		uint32_t shift = placing.seats[i].shift;
		touch(worker, shift);
		worker->gain -= fairness_step(search->routes, shift, facts->problem->duties.duration_s[facts->slot_duty[placing.seats[i].slot]]);
	}
	worker->gain += weight;
	placing_apply(search->routes, &placing);
}

/* Where no single duty is worth a way of its own, several may be: now and then
 * the first that is not comes in all the same, rather into a shift that has none. */
static void recreate(struct worker *worker)
{
	worker->is_hopeful = worker->search->has_spare && worker->pool_count > 1 && (random_next(&worker->random) & 3) == 0;
	worker->hope = PLANNER_NONE;
	for (uint32_t i = 0; i < worker->pool_count; i++)
		put_back(worker, worker->pool[i]);
}

/* What came in at a loss and still is one goes again. */
static void give_up_hope(struct worker *worker)
{
	struct routes *routes = worker->search->routes;
	if (worker->hope == PLANNER_NONE)
		return;
	uint32_t duty = routes->facts->slot_duty[worker->hope];
	if (routes_spared(routes, worker->hope) > routes->facts->problem->duties.weight[duty])
		remove_people(worker, duty);
}

static int64_t settle(struct worker *worker)
{
	int64_t gain = worker->gain;
	for (uint32_t i = 0; i < worker->kept_count; i++)
		gain += routes_shift_value(worker->search->routes, worker->kept[i].shift) - worker->kept[i].value;
	return gain;
}

/* Every touched ring as it was. */
static void undo(struct worker *worker)
{
	struct routes *routes = worker->search->routes;
	for (uint32_t i = 0; i < worker->kept_count; i++) {
		uint32_t home = routes_home(routes, worker->kept[i].shift);
		for (uint32_t node = routes->next[home]; node != home; node = routes->next[node]) {
			routes->shift[node] = PLANNER_NONE;
			routes->fixed_s[node] = -1;
		}
	}
	for (uint32_t i = 0; i < worker->kept_count; i++) {
		const struct kept *kept = &worker->kept[i];
		uint32_t last = routes_home(routes, kept->shift), home = last;
		for (uint32_t j = kept->from; j < kept->from + kept->count; j++) {
			uint32_t node = worker->node[j];
			routes->next[last] = node;
			routes->prev[node] = last;
			routes->shift[node] = kept->shift;
			routes->fixed_s[node] = worker->fixed_s[j];
			last = node;
		}
		routes->next[last] = home;
		routes->prev[home] = last;
		bool is_feasible = routes_refresh(routes, kept->shift);
		check(is_feasible);
	}
}
