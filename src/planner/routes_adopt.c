/* SPDX-License-Identifier: Apache-2.0 */
#include "planner/routes.h"

/* Puts the slot among the shift's visits by its start, when it fits there. */
static bool seat(struct routes *routes, uint32_t slot, const struct planner_visit *visit, bool is_fixed)
{
	const struct facts *facts = routes->facts;
	uint32_t duty = facts->slot_duty[slot], home = routes_home(routes, visit->shift), after = routes->prev[home];
	if (facts_look(facts, duty, visit->shift) != FACTS_FIT)
		return false;
	while (after != home && routes->early_s[after] > visit->start_s)
		after = routes->prev[after];
	struct offer offers[128];
	uint32_t count = routes_offers(routes, duty, visit->shift, 0, COUNT_OF(offers), offers);
	for (uint32_t i = 0; i < count; i++) {
		if (offers[i].after != after || (is_fixed && (visit->start_s < offers[i].early_s || visit->start_s > offers[i].late_s ||
			(facts->pin_start_s[duty] < 0 && facts_start_from(facts, duty, visit->start_s) != visit->start_s))))
			continue;
		if (!routes_may_start(routes, duty, &offers[i], is_fixed ? visit->start_s : facts->pin_start_s[duty]))
			continue;
		routes_insert(routes, slot, visit->shift, after, is_fixed ? visit->start_s : facts->pin_start_s[duty]);
		return true;
	}
	return false;
}

/* All people of one duty, at one start. */
static bool seat_people(struct routes *routes, const struct planner_visit *visits, uint32_t count, uint32_t duty)
{
	const struct facts *facts = routes->facts;
	uint32_t slot = facts->duty_slot[duty], end = facts->duty_slot[duty + 1];
	for (uint32_t i = 0; i < count && slot < end; i++) {
		if (visits[i].duty != duty || visits[i].shift >= facts->shift_count ||
			(slot > facts->duty_slot[duty] && routes->fixed_s[slot - 1] != visits[i].start_s))
			continue;
		slot += seat(routes, slot, &visits[i], true);
	}
	return slot == end;
}

static void clear_people(struct routes *routes, uint32_t duty)
{
	const struct facts *facts = routes->facts;
	for (uint32_t slot = facts->duty_slot[duty]; slot < facts->duty_slot[duty + 1]; slot++) {
		if (routes->shift[slot] == PLANNER_NONE)
			continue;
		bool is_feasible = routes_remove(routes, slot);
		check(is_feasible);
	}
}

/* A duty of several people with its linked one: all or nothing. */
static void adopt_group(struct routes *routes, const struct planner_visit *visits, uint32_t count, uint32_t duty)
{
	const struct facts *facts = routes->facts;
	uint32_t partner = facts->partner[duty];
	bool is_whole = seat_people(routes, visits, count, duty);
	if (is_whole && partner != PLANNER_NONE) {
		is_whole = seat_people(routes, visits, count, partner);
		int32_t apart_s = is_whole ? routes->fixed_s[facts->duty_slot[partner]] - routes->fixed_s[facts->duty_slot[duty]] : 0;
		is_whole = is_whole && apart_s >= facts->partner_least_s[duty] && apart_s <= facts->partner_most_s[duty];
		if (!is_whole)
			clear_people(routes, partner);
	}
	if (!is_whole)
		clear_people(routes, duty);
}

void routes_adopt(struct routes *routes, const struct planner_visit *visits, uint32_t count)
{
	const struct facts *facts = routes->facts;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t duty = visits[i].duty;
		if (duty >= facts->duty_count || visits[i].shift >= facts->shift_count || routes_is_served(routes, duty))
			continue;
		if (facts->partner[duty] != PLANNER_NONE || facts_people(facts, duty) > 1)
			adopt_group(routes, visits, count, duty);
		else
			(void)seat(routes, facts->duty_slot[duty], &visits[i], false);
	}
}
