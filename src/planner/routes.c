/* SPDX-License-Identifier: Apache-2.0 */
#include "planner/routes.h"

#include <string.h>

enum fail routes_make(const struct facts *facts, struct arena *arena, struct routes *ret_routes)
{
	size_t nodes = (size_t)facts->slot_count + facts->shift_count, slots = (size_t)facts->slot_count;
	struct routes routes = {.facts = facts, .next = arena_array(arena, uint32_t, nodes), .prev = arena_array(arena, uint32_t, nodes),
		.early_s = arena_array(arena, int32_t, nodes), .late_s = arena_array(arena, int32_t, nodes),
		.hop_s = arena_array(arena, int32_t, nodes), .shift = arena_array(arena, uint32_t, slots),
		.fixed_s = arena_array(arena, int32_t, slots), .is_pinned = arena_array(arena, bool, slots),
		.served_s = arena_array(arena, int32_t, facts->shift_count), .carried = arena_array(arena, int32_t, facts->shift_count)};
	if (arena_is_exhausted(arena))
		return FAIL_LIMIT;
	for (uint32_t slot = 0; slot < facts->slot_count; slot++) {
		routes.shift[slot] = PLANNER_NONE;
		routes.fixed_s[slot] = -1;
	}
	for (uint32_t s = 0; s < facts->shift_count; s++) {
		uint32_t home = facts->slot_count + s;
		routes.next[home] = routes.prev[home] = home;
		routes.early_s[home] = facts->problem->shifts.from_s[s];
		routes.late_s[home] = facts->problem->shifts.until_s[s];
	}
	*ret_routes = routes;
	return OK;
}

void routes_copy(const struct routes *from, struct routes *to)
{
	const struct facts *facts = from->facts;
	size_t nodes = (size_t)facts->slot_count + facts->shift_count, slots = facts->slot_count;
	check(from->facts == to->facts);
	memcpy(to->next, from->next, nodes * sizeof(*to->next));
	memcpy(to->prev, from->prev, nodes * sizeof(*to->prev));
	memcpy(to->early_s, from->early_s, nodes * sizeof(*to->early_s));
	memcpy(to->late_s, from->late_s, nodes * sizeof(*to->late_s));
	memcpy(to->hop_s, from->hop_s, nodes * sizeof(*to->hop_s));
	memcpy(to->shift, from->shift, slots * sizeof(*to->shift));
	memcpy(to->fixed_s, from->fixed_s, slots * sizeof(*to->fixed_s));
	memcpy(to->is_pinned, from->is_pinned, slots * sizeof(*to->is_pinned));
	memcpy(to->served_s, from->served_s, facts->shift_count * sizeof(*to->served_s));
	memcpy(to->carried, from->carried, facts->shift_count * sizeof(*to->carried));
}

/* Where a node is, and when one may leave it at the earliest. */
static uint32_t place_of(const struct routes *routes, uint32_t node)
{
	const struct facts *facts = routes->facts;
	return node < facts->slot_count ? facts->problem->duties.place[facts->slot_duty[node]] : facts->home[node - facts->slot_count];
}

static int32_t leave_s(const struct routes *routes, uint32_t node)
{
	const struct facts *facts = routes->facts;
	return routes->early_s[node] + (node < facts->slot_count ? facts->problem->duties.duration_s[facts->slot_duty[node]] : 0);
}

int32_t routes_volunteer_served_s(const struct routes *routes, uint32_t volunteer)
{
	const struct facts *facts = routes->facts;
	int32_t served_s = 0;
	for (uint32_t s = facts->volunteer_shift[volunteer]; s < facts->volunteer_shift[volunteer + 1]; s++)
		served_s += routes->served_s[s];
	return served_s;
}

/* Seconds served in the same span of days (1 or 7) as this shift. */
static int32_t served_in_span_s(const struct routes *routes, uint32_t shift, int32_t days)
{
	const struct facts *facts = routes->facts;
	const struct planner_shifts *shifts = &facts->problem->shifts;
	uint32_t volunteer = shifts->volunteer[shift];
	int32_t span = shifts->from_s[shift] / (PLANNER_DAY_S * days), served_s = 0;
	for (uint32_t s = facts->volunteer_shift[volunteer]; s < facts->volunteer_shift[volunteer + 1]; s++) {
		if (shifts->from_s[s] / (PLANNER_DAY_S * days) == span)
			served_s += routes->served_s[s];
	}
	return served_s;
}

bool routes_is_within_limits(const struct routes *routes, uint32_t shift, int32_t more_s)
{
	const struct planner_volunteers *volunteers = &routes->facts->problem->volunteers;
	uint32_t volunteer = routes->facts->problem->shifts.volunteer[shift];
	if (volunteers->day_limit_s != NULL && served_in_span_s(routes, shift, 1) + more_s > volunteers->day_limit_s[volunteer])
		return false;
	return volunteers->week_limit_s == NULL || served_in_span_s(routes, shift, 7) + more_s <= volunteers->week_limit_s[volunteer];
}

static bool is_volunteer_there(const struct routes *routes, uint32_t duty, uint32_t shift)
{
	const struct facts *facts = routes->facts;
	const uint32_t *volunteer = facts->problem->shifts.volunteer;
	uint32_t partner = facts->partner[duty];
	for (uint32_t slot = facts->duty_slot[duty]; slot < facts->duty_slot[duty + 1]; slot++) {
		if (routes->shift[slot] != PLANNER_NONE && volunteer[routes->shift[slot]] == volunteer[shift])
			return true;
	}
	if (partner == PLANNER_NONE)
		return false;
	uint32_t slot = facts->duty_slot[partner];
	return routes->shift[slot] != PLANNER_NONE && volunteer[routes->shift[slot]] == volunteer[shift];
}

/* What lateness a delay adds behind a node that would be reached at time_s. */
static int64_t late_behind(const struct routes *routes, uint32_t node, int32_t arrive_s)
{
	const struct facts *facts = routes->facts;
	int64_t late = 0;
	while (node < facts->slot_count) {
		uint32_t duty = facts->slot_duty[node];
		int32_t start_s = routes->fixed_s[node] >= 0 ? routes->fixed_s[node] : facts_start_from(facts, duty, arrive_s);
		if (start_s <= routes->early_s[node])
			break;
		late += facts_late(facts, duty, start_s) - facts_late(facts, duty, routes->early_s[node]);
		node = routes->next[node];
		arrive_s = start_s + facts->problem->duties.duration_s[duty] + routes->hop_s[node];
	}
	return late;
}

/* What is the same for every place of one shift. */
struct fitting {
	uint32_t duty, place, shift;
	int32_t duration_s, fixed_s;
	int64_t fixed_cost; /* outing, fairness, bonus */
};

static bool begin_fitting(const struct routes *routes, uint32_t duty, uint32_t shift, int32_t fixed_s, int64_t bonus, struct fitting *ret_fitting)
{
	const struct facts *facts = routes->facts;
	const struct planner_problem *problem = facts->problem;
	struct fitting fitting = {.duty = duty, .place = problem->duties.place[duty], .shift = shift, .fixed_s = fixed_s,
		.duration_s = problem->duties.duration_s[duty], .fixed_cost = -bonus};
	if (!routes_is_within_limits(routes, shift, fitting.duration_s))
		return false;
	if (facts->has_loads && routes->carried[shift] + facts_demand(facts, duty) > facts_capacity(facts, shift))
		return false;
	if (facts->has_teams && is_volunteer_there(routes, duty, shift))
		return false;
	if (routes->next[routes_home(routes, shift)] == routes_home(routes, shift))
		fitting.fixed_cost += problem->outing_cost;
	if (problem->fairness_cost > 0) {
		uint32_t volunteer = problem->shifts.volunteer[shift];
		int32_t served_s = routes_volunteer_served_s(routes, volunteer);
		fitting.fixed_cost += facts_fairness(facts, volunteer, served_s + fitting.duration_s) - facts_fairness(facts, volunteer, served_s);
	}
	*ret_fitting = fitting;
	return true;
}

/* The start span behind one node, given the travel there and on. */
static bool fit_behind(const struct routes *routes, const struct fitting *fitting, uint32_t after, int32_t there_s, int32_t on_s, struct offer *ret_offer)
{
	const struct facts *facts = routes->facts;
	uint32_t before = routes->next[after];
	int32_t from_s = leave_s(routes, after) + there_s, until_s = routes->late_s[before] - on_s - fitting->duration_s;
	if (from_s > until_s)
		return false;
	int32_t early_s = fitting->fixed_s >= 0 ? (fitting->fixed_s >= from_s ? fitting->fixed_s : -1) : facts_start_from(facts, fitting->duty, from_s);
	if (early_s < 0 || early_s > until_s)
		return false;
	int64_t travel_s = (int64_t)there_s + on_s - (before == after ? 0 : routes->hop_s[before]);
	ret_offer->shift = fitting->shift;
	ret_offer->after = after;
	ret_offer->cost = fitting->fixed_cost + travel_s * facts->problem->travel_cost;
	ret_offer->early_s = early_s;
	ret_offer->late_s = until_s;
	ret_offer->push_s = early_s + fitting->duration_s + on_s - leave_s(routes, after) - (before == after ? 0 : routes->hop_s[before]);
	return true;
}

/* When a visit reached at arrive_s starts, or -1; fixed_s < 0 = free to move. */
static inline int32_t begin_s(const struct facts *facts, uint32_t duty, int32_t fixed_s, int32_t arrive_s)
{
	if (fixed_s >= 0)
		return fixed_s >= arrive_s ? fixed_s : -1;
	return facts_start_from(facts, duty, arrive_s);
}

/* A walk along the ring with a duty put behind a node. */
struct walk {
	uint32_t duty, shift, after;
	int32_t there_s, on_s, fixed_s;
	int64_t late; /* of all visits, by the last walk */
};

static struct walk make_walk(const struct routes *routes, uint32_t duty, const struct offer *offer, int32_t fixed_s)
{
	const struct facts *facts = routes->facts;
	uint32_t place = facts->problem->duties.place[duty];
	return (struct walk){.duty = duty, .shift = offer->shift, .after = offer->after, .fixed_s = fixed_s,
		.there_s = facts_hop_s(facts, offer->shift, place_of(routes, offer->after), place),
		.on_s = facts_hop_s(facts, offer->shift, place, place_of(routes, routes->next[offer->after]))};
}

/* Goes on to one visit of the walk: when it is over, or -1. */
static int32_t step_on(const struct routes *routes, struct walk *walk, uint32_t duty, int32_t fixed_s, int32_t arrive_s)
{
	int32_t start_s = begin_s(routes->facts, duty, fixed_s, arrive_s);
	if (start_s < 0)
		return -1;
	walk->late += facts_late(routes->facts, duty, start_s);
	return start_s + routes->facts->problem->duties.duration_s[duty];
}

/* When home again after leaving at leave_s, or -1. */
static int32_t walk_ring(const struct routes *routes, struct walk *walk, int32_t leave_s)
{
	uint32_t home = routes_home(routes, walk->shift), node = home;
	int32_t free_s = leave_s;
	walk->late = 0;
	do {
		uint32_t next = routes->next[node];
		int32_t hop_s = routes->hop_s[next];
		if (node == walk->after) {
			free_s = step_on(routes, walk, walk->duty, walk->fixed_s, free_s + walk->there_s);
			hop_s = walk->on_s;
		}
		if (free_s >= 0 && next != home)
			free_s = step_on(routes, walk, routes->facts->slot_duty[next], routes->fixed_s[next], free_s + hop_s);
		else if (free_s >= 0)
			free_s += hop_s;
		if (free_s < 0)
			return -1;
		node = next;
	} while (node != home);
	return free_s;
}

/* The walk that leaves early enough for everybody and late enough not to be away for too long. */
static bool walk_in_time(const struct routes *routes, struct walk *walk)
{
	const struct planner_shifts *shifts = &routes->facts->problem->shifts;
	for (int32_t leave_s = shifts->from_s[walk->shift];;) {
		int32_t back_s = walk_ring(routes, walk, leave_s);
		if (back_s < 0 || back_s > shifts->until_s[walk->shift])
			return false;
		if (back_s - leave_s <= shifts->most_s[walk->shift])
			return true;
		leave_s = back_s - shifts->most_s[walk->shift];
	}
}

bool routes_may_start(const struct routes *routes, uint32_t duty, const struct offer *offer, int32_t start_s)
{
	if (!routes->facts->has_spans)
		return true;
	struct walk walk = make_walk(routes, duty, offer, start_s);
	return walk_in_time(routes, &walk);
}

/* The same as routes_late where the whole route may have to begin later. */
static int64_t late_by_walk(const struct routes *routes, uint32_t duty, const struct offer *offer, int32_t start_s)
{
	uint32_t home = routes_home(routes, offer->shift);
	/* A start that the windows give anyway may move with the others; one that was asked for is fixed. */
	struct walk walk = make_walk(routes, duty, offer, start_s == offer->early_s ? -1 : start_s);
	bool is_in_time = walk_in_time(routes, &walk);
	int64_t late = walk.late;
	for (uint32_t node = routes->next[home]; node != home; node = routes->next[node])
		late -= facts_late(routes->facts, routes->facts->slot_duty[node], routes->early_s[node]);
	return is_in_time ? late : PLANNER_WEIGHT_MAX;
}

int64_t routes_late(const struct routes *routes, uint32_t duty, const struct offer *offer, int32_t start_s)
{
	const struct facts *facts = routes->facts;
	if (!facts->has_late)
		return 0;
	if (facts->has_spans)
		return late_by_walk(routes, duty, offer, start_s);
	uint32_t before = routes->next[offer->after];
	int32_t on_s = facts_hop_s(facts, offer->shift, facts->problem->duties.place[duty], place_of(routes, before));
	return facts_late(facts, duty, start_s) + late_behind(routes, before, start_s + facts->problem->duties.duration_s[duty] + on_s);
}

bool routes_best(const struct routes *routes, uint32_t duty, uint32_t shift, int32_t fixed_s, int64_t bonus, struct offer *ret_offer)
{
	const struct facts *facts = routes->facts;
	struct fitting fitting;
	bool is_found = false, is_symmetric = facts->problem->travel == NULL;
	int64_t best = INT64_MAX;
	if (!begin_fitting(routes, duty, shift, fixed_s, bonus, &fitting))
		return false;
	uint32_t home = routes_home(routes, shift), after = home;
	int32_t there_s = facts_hop_s(facts, shift, facts->home[shift], fitting.place);
	do {
		uint32_t before = routes->next[after];
		struct offer offer;
		if (leave_s(routes, after) + there_s + fitting.duration_s > routes->late_s[home])
			break;
		int32_t on_s = facts_hop_s(facts, shift, fitting.place, place_of(routes, before));
		if (fit_behind(routes, &fitting, after, there_s, on_s, &offer)) {
			int64_t cost = offer.cost + routes_late(routes, duty, &offer, offer.early_s);
			bool is_better = cost < best || (cost == best && offer.push_s < ret_offer->push_s);
			if (is_better && (!facts->has_spans || routes_may_start(routes, duty, &offer, fixed_s))) {
				best = cost;
				*ret_offer = offer;
				is_found = true;
			}
		}
		after = before;
		there_s = is_symmetric || after == home ? on_s : facts_hop_s(facts, shift, place_of(routes, after), fitting.place);
	} while (after != home);
	return is_found;
}

uint32_t routes_offers(const struct routes *routes, uint32_t duty, uint32_t shift, int64_t bonus, uint32_t most, struct offer *ret_offers)
{
	const struct facts *facts = routes->facts;
	struct fitting fitting;
	uint32_t count = 0;
	if (!begin_fitting(routes, duty, shift, facts->pin_start_s[duty], bonus, &fitting))
		return 0;
	uint32_t home = routes_home(routes, shift), after = home;
	do {
		uint32_t before = routes->next[after];
		int32_t there_s = facts_hop_s(facts, shift, place_of(routes, after), fitting.place);
		int32_t on_s = facts_hop_s(facts, shift, fitting.place, place_of(routes, before));
		if (count < most && fit_behind(routes, &fitting, after, there_s, on_s, &ret_offers[count]))
			count++;
		after = before;
	} while (after != home);
	return count;
}

/* Starts of the ring when leaving home at leave_s, each as early as then can be; when home again, or -1. */
static int32_t start_early(struct routes *routes, uint32_t shift, int32_t leave_s)
{
	const struct facts *facts = routes->facts;
	uint32_t home = routes_home(routes, shift);
	int32_t free_s = leave_s;
	routes->early_s[home] = leave_s;
	for (uint32_t node = routes->next[home]; node != home; node = routes->next[node]) {
		uint32_t duty = facts->slot_duty[node];
		int32_t start_s = begin_s(facts, duty, routes->fixed_s[node], free_s + routes->hop_s[node]);
		if (start_s < 0)
			return -1;
		routes->early_s[node] = start_s;
		free_s = start_s + facts->problem->duties.duration_s[duty];
	}
	return free_s + routes->hop_s[home];
}

/* The earliest starts with which the route is not away for too long: being home
 * at some time demands leaving so much before it, which may mean being home later. */
static bool start_all(struct routes *routes, uint32_t shift)
{
	const struct planner_shifts *shifts = &routes->facts->problem->shifts;
	int32_t leave_s = shifts->from_s[shift];
	for (;;) {
		int32_t back_s = start_early(routes, shift, leave_s);
		if (back_s < 0 || back_s > shifts->until_s[shift])
			return false;
		if (shifts->most_s == NULL || back_s - leave_s <= shifts->most_s[shift])
			return true;
		leave_s = back_s - shifts->most_s[shift];
	}
}

bool routes_refresh(struct routes *routes, uint32_t shift)
{
	const struct facts *facts = routes->facts;
	uint32_t home = routes_home(routes, shift), last = home;
	int32_t served_s = 0, carried = 0;
	for (uint32_t node = routes->next[home]; node != home; node = routes->next[node]) {
		uint32_t duty = facts->slot_duty[node];
		routes->hop_s[node] = facts_hop_s(facts, shift, place_of(routes, last), place_of(routes, node));
		served_s += facts->problem->duties.duration_s[duty];
		carried += facts_demand(facts, duty);
		last = node;
	}
	routes->served_s[shift] = served_s;
	routes->carried[shift] = carried;
	routes->hop_s[home] = last == home ? 0 : facts_hop_s(facts, shift, place_of(routes, last), facts->home[shift]);
	if (!start_all(routes, shift) || carried > facts_capacity(facts, shift))
		return false;
	int32_t latest_s = routes->late_s[home] - routes->hop_s[home];
	for (uint32_t node = last; node != home; node = routes->prev[node]) {
		uint32_t duty = facts->slot_duty[node];
		latest_s -= facts->problem->duties.duration_s[duty];
		if (routes->fixed_s[node] >= 0)
			latest_s = routes->fixed_s[node] <= latest_s ? routes->fixed_s[node] : -1;
		else
			latest_s = facts_start_until(facts, duty, latest_s);
		if (latest_s < routes->early_s[node])
			return false;
		routes->late_s[node] = latest_s;
		latest_s -= routes->hop_s[node];
	}
	return true;
}

void routes_insert(struct routes *routes, uint32_t slot, uint32_t shift, uint32_t after, int32_t fixed_s)
{
	uint32_t before = routes->next[after];
	check(routes->shift[slot] == PLANNER_NONE);
	routes->shift[slot] = shift;
	routes->fixed_s[slot] = fixed_s;
	routes->next[after] = routes->prev[before] = slot;
	routes->prev[slot] = after;
	routes->next[slot] = before;
	bool is_feasible = routes_refresh(routes, shift);
	check(is_feasible);
}

bool routes_remove(struct routes *routes, uint32_t slot)
{
	uint32_t shift = routes->shift[slot];
	check(shift != PLANNER_NONE);
	routes->next[routes->prev[slot]] = routes->next[slot];
	routes->prev[routes->next[slot]] = routes->prev[slot];
	routes->shift[slot] = PLANNER_NONE;
	routes->fixed_s[slot] = -1;
	return routes_refresh(routes, shift);
}

int64_t routes_spared(const struct routes *routes, uint32_t slot)
{
	const struct facts *facts = routes->facts;
	const struct planner_problem *problem = facts->problem;
	uint32_t shift = routes->shift[slot], duty = facts->slot_duty[slot], home = routes_home(routes, shift);
	uint32_t after = routes->prev[slot], before = routes->next[slot], volunteer = problem->shifts.volunteer[shift];
	int64_t travel_s = (int64_t)routes->hop_s[slot] + routes->hop_s[before];
	int64_t spared = facts_late(facts, duty, routes->early_s[slot]);
	if (after == home && before == home)
		spared += problem->outing_cost;
	else
		travel_s -= facts_hop_s(facts, shift, place_of(routes, after), place_of(routes, before));
	spared += travel_s * problem->travel_cost;
	if (facts->has_bonus)
		spared -= facts_bonus(facts, volunteer, duty);
	if (problem->fairness_cost > 0) {
		int32_t served_s = routes_volunteer_served_s(routes, volunteer);
		spared += facts_fairness(facts, volunteer, served_s) - facts_fairness(facts, volunteer, served_s - problem->duties.duration_s[duty]);
	}
	return spared;
}

/* Travel, lateness and bonuses of one shift. */
static void add_shift(const struct routes *routes, uint32_t shift, struct planner_terms *terms)
{
	const struct facts *facts = routes->facts;
	uint32_t home = routes_home(routes, shift);
	if (routes->next[home] == home)
		return;
	terms->outing += facts->problem->outing_cost;
	for (uint32_t node = routes->next[home]; node != home; node = routes->next[node]) {
		terms->travel += facts->problem->travel_cost * routes->hop_s[node];
		terms->late += facts_late(facts, facts->slot_duty[node], routes->early_s[node]);
		if (facts->has_bonus)
			terms->bonus += facts_bonus(facts, facts->problem->shifts.volunteer[shift], facts->slot_duty[node]);
	}
	terms->travel += facts->problem->travel_cost * routes->hop_s[home];
}

int64_t routes_shift_value(const struct routes *routes, uint32_t shift)
{
	struct planner_terms terms = {0};
	add_shift(routes, shift, &terms);
	return terms.bonus - terms.travel - terms.outing - terms.late;
}

int64_t routes_value(const struct routes *routes, struct planner_terms *ret_terms)
{
	const struct facts *facts = routes->facts;
	struct planner_terms terms = {0};
	for (uint32_t d = 0; d < facts->duty_count; d++)
		terms.served += routes_is_served(routes, d) ? facts->problem->duties.weight[d] : 0;
	for (uint32_t s = 0; s < facts->shift_count; s++)
		add_shift(routes, s, &terms);
	for (uint32_t v = 0; v < facts->volunteer_count; v++)
		terms.fairness += facts_fairness(facts, v, routes_volunteer_served_s(routes, v));
	*ret_terms = terms;
	return terms.served + terms.bonus - terms.travel - terms.outing - terms.late - terms.fairness;
}

uint32_t routes_list(const struct routes *routes, struct planner_visit *ret_visits)
{
	uint32_t count = 0;
	for (uint32_t s = 0; s < routes->facts->shift_count; s++) {
		uint32_t home = routes_home(routes, s);
		for (uint32_t node = routes->next[home]; node != home; node = routes->next[node])
			ret_visits[count++] = (struct planner_visit){s, routes->facts->slot_duty[node], routes->early_s[node]};
	}
	return count;
}
