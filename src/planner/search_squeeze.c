/* SPDX-License-Identifier: Apache-2.0
 *
 * Fewer shifts for the same duties. One shift is closed and its duties are
 * absent; each move that leaves a duty absent makes it weigh more, so that the
 * search turns to those that are hard to place (the absence counters of
 * Christiaens and Vanden Berghe 2020).
 */
#include "planner/search_private.h"

void search_close_shift(struct search *search, uint32_t shift)
{
	const struct facts *facts = search->facts;
	struct squeeze *squeeze = &search->squeeze;
	struct routes *routes = search->routes;
	uint32_t home = routes_home(routes, shift);
	for (uint32_t s = 0; s < facts->shift_count; s++)
		squeeze->is_closed[s] = s == shift || routes->next[routes_home(routes, s)] == routes_home(routes, s);
	squeeze->target_count = 0;
	for (uint32_t d = 0; d < facts->duty_count; d++) {
		if (routes_is_served(routes, d))
			squeeze->target[squeeze->target_count++] = d;
		squeeze->weight[d] = squeeze->absence[d] * squeeze->unit;
	}
	while (routes->next[home] != home) {
		bool is_feasible = routes_remove(routes, routes->next[home]);
		check(is_feasible || facts->problem->travel != NULL);
	}
}

bool search_may_close(const struct search *search, uint32_t shift)
{
	const struct routes *routes = search->routes;
	const struct facts *facts = search->facts;
	uint32_t home = routes_home(routes, shift), count = 0;
	for (uint32_t node = routes->next[home]; node != home; node = routes->next[node]) {
		uint32_t duty = facts->slot_duty[node];
		if (routes->is_pinned[node] || facts_people(facts, duty) > 1 || facts->partner[duty] != PLANNER_NONE)
			return false;
		count++;
	}
	return count > 0;
}

int64_t search_absences(const struct search *search, uint32_t shift)
{
	const struct routes *routes = search->routes;
	int64_t sum = 0;
	uint32_t home = routes_home(routes, shift);
	for (uint32_t node = routes->next[home]; node != home; node = routes->next[node])
		sum += search->squeeze.absence[routes->facts->slot_duty[node]];
	return sum;
}

enum fail search_make_squeeze(struct search *search, int64_t unit, struct arena *arena)
{
	struct squeeze *squeeze = &search->squeeze;
	squeeze->unit = unit > 0 ? unit : 1;
	squeeze->weight = arena_array(arena, int64_t, search->facts->duty_count);
	squeeze->absence = arena_array(arena, int64_t, search->facts->duty_count);
	squeeze->is_closed = arena_array(arena, bool, search->facts->shift_count);
	squeeze->target = arena_array(arena, uint32_t, search->facts->duty_count);
	squeeze->absent = arena_array(arena, uint32_t, search->facts->duty_count);
	if (arena_is_exhausted(arena))
		return FAIL_LIMIT;
	for (uint32_t d = 0; d < search->facts->duty_count; d++)
		squeeze->absence[d] = 1;
	return OK;
}

/* Those that were served and are not now. */
static uint32_t list_absent(struct search *search)
{
	struct squeeze *squeeze = &search->squeeze;
	uint32_t count = 0;
	for (uint32_t i = 0; i < squeeze->target_count; i++) {
		if (!routes_is_served(search->routes, squeeze->target[i]))
			squeeze->absent[count++] = squeeze->target[i];
	}
	return count;
}

uint32_t search_squeeze(struct search *search, uint64_t moves, double temperature, uint64_t *moves_done)
{
	struct squeeze *squeeze = &search->squeeze;
	struct worker *worker = &search->workers[0];
	search->round++;
	search->temperature = temperature;
	search_one_tile(search, squeeze->is_closed);
	worker->tile = 0;
	worker->random = random_make(search->rules.seed, search->round, UINT64_MAX - 1);
	worker->move = 0;
	squeeze->is_on = true;
	uint32_t absent = list_absent(search);
	for (uint64_t i = 0; i < moves && absent > 0; i++) {
		uint32_t duty = i % 2 == 0 ? squeeze->absent[random_below(&worker->random, absent)]
			: squeeze->target[random_below(&worker->random, squeeze->target_count)];
		(void)search_move(worker, duty);
		absent = list_absent(search);
		for (uint32_t j = 0; j < absent; j++)
			squeeze->weight[squeeze->absent[j]] = ++squeeze->absence[squeeze->absent[j]] * squeeze->unit;
		++*moves_done;
	}
	squeeze->is_on = false;
	return absent;
}
