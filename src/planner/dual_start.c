/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "planner/dual_private.h"

static void set_slopes(struct dual *dual, const struct routes *routes);
static void price_planned(struct dual *dual, const struct routes *routes, uint32_t shift, int64_t alternative);

/* The best route of a shift over what nobody serves, at full weight: what its
 * hours could earn elsewhere. route_* serves as the place for it. */
static void price_alternatives(struct dual *dual, const struct routes *routes)
{
	const struct facts *facts = dual->facts;
	for (uint32_t d = 0; d < facts->duty_count; d++)
		dual->price[d] = routes_is_served(routes, d) ? 0 : facts->problem->duties.weight[d] / facts_people(facts, d);
	memcpy(dual->idle, dual->price, facts->duty_count * sizeof(*dual->idle));
	(void)dual_price_all(dual);
}

static void keep_planned_route(struct dual *dual, const struct routes *routes, uint32_t shift)
{
	uint32_t home = routes_home(routes, shift), count = 0;
	uint32_t *duty = dual->route_duty + (size_t)shift * dual->room;
	for (uint32_t node = routes->next[home]; node != home; node = routes->next[node]) {
		if (count == dual->room) {
			count = 0;
			break;
		}
		duty[count++] = dual->facts->slot_duty[node];
	}
	dual->route_count[shift] = (uint8_t)count;
}

void dual_start(struct dual *dual, const struct routes *routes)
{
	const struct facts *facts = dual->facts;
	dual->theta = 1.0;
	dual->patience = 0;
	memset(dual->direction, 0, facts->duty_count * sizeof(*dual->direction));
	set_slopes(dual, routes);
	price_alternatives(dual, routes);
	for (uint32_t s = 0; s < facts->shift_count; s++) {
		if (routes->next[routes_home(routes, s)] != routes_home(routes, s)) /* what was only taken for as much as could be says nothing here */
			price_planned(dual, routes, s, dual->is_hurried ? 0 : dual->route_bound[dual->twin[s]]);
	}
	for (uint32_t s = 0; s < facts->shift_count; s++)
		keep_planned_route(dual, routes, s);
}

static void set_slopes(struct dual *dual, const struct routes *routes)
{
	const struct planner_problem *problem = dual->facts->problem;
	for (uint32_t v = 0; v < dual->facts->volunteer_count; v++) {
		int64_t over_s = routes_volunteer_served_s(routes, v);
		over_s += problem->volunteers.load_s != NULL ? problem->volunteers.load_s[v] : 0;
		over_s -= problem->volunteers.target_s != NULL ? problem->volunteers.target_s[v] : 0;
		dual->slope[v] = over_s > 0 ? 2 * problem->fairness_cost * over_s : 0;
	}
}

/* The best single duty that nobody serves and that fits where this slot is. */
static int64_t best_instead(const struct dual *dual, const struct routes *routes, uint32_t slot)
{
	const struct facts *facts = dual->facts;
	const struct planner_problem *problem = facts->problem;
	uint32_t shift = routes->shift[slot], after = routes->prev[slot], before = routes->next[slot];
	uint32_t from = after < facts->slot_count ? problem->duties.place[facts->slot_duty[after]] : facts->home[shift];
	uint32_t to = before < facts->slot_count ? problem->duties.place[facts->slot_duty[before]] : facts->home[shift];
	int32_t free_s = routes->early_s[after] + (after < facts->slot_count ? problem->duties.duration_s[facts->slot_duty[after]] : 0);
	int32_t direct_s = after == before ? 0 : facts_hop_s(facts, shift, from, to);
	int64_t best = 0;
	for (uint32_t i = facts->column[shift]; i < facts->column[shift + 1]; i++) {
		uint32_t duty = facts->column_duty[i];
		if (dual->idle[duty] <= best)
			continue;
		int32_t there_s = facts_hop_s(facts, shift, from, problem->duties.place[duty]);
		int32_t on_s = facts_hop_s(facts, shift, problem->duties.place[duty], to);
		int32_t start_s = facts_start_from(facts, duty, free_s + there_s);
		if (start_s < 0 || start_s + problem->duties.duration_s[duty] + on_s > routes->late_s[before])
			continue;
		int64_t worth = dual->idle[duty] - ((int64_t)there_s + on_s - direct_s) * problem->travel_cost;
		best = worth > best ? worth : best;
	}
	return best;
}

/* Each planned duty pays its cost and the larger of its share of the shift's
 * alternative (by time) and the best that could stand in its place. */
static void price_planned(struct dual *dual, const struct routes *routes, uint32_t shift, int64_t alternative)
{
	const struct facts *facts = dual->facts;
	uint32_t home = routes_home(routes, shift);
	int64_t service_s = routes->served_s[shift] > 0 ? routes->served_s[shift] : 1;
	for (uint32_t node = routes->next[home]; node != home; node = routes->next[node]) {
		uint32_t duty = facts->slot_duty[node];
		int64_t cap = dual_price_cap(facts, duty) / facts_people(facts, duty);
		int64_t share = (int64_t)((__int128)alternative * facts->problem->duties.duration_s[duty] / service_s);
		int64_t instead = best_instead(dual, routes, node);
		int64_t price = routes_spared(routes, node) + (share > instead ? share : instead);
		price = price < 0 ? 0 : price > cap ? cap : price;
		/* People of one duty may be paid differently by their routes; the most is kept. */
		if (node == facts->duty_slot[duty] || price > dual->price[duty])
			dual->price[duty] = price;
	}
}
