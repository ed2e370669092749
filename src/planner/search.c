/* SPDX-License-Identifier: Apache-2.0 */
#include "planner/search_private.h"

#include <stdlib.h>

#include "planner/crew.h"

#define SHIFTS_PER_TILE 250
#define NEAR_COUNT 48

static enum fail make_workers(struct search *search, struct arena *arena);

static int32_t first_midnight_s(const struct planner_problem *problem)
{
	int32_t first_s = problem->shifts.count > 0 ? problem->shifts.from_s[0] : 0;
	for (uint32_t s = 1; s < problem->shifts.count; s++)
		first_s = problem->shifts.from_s[s] < first_s ? problem->shifts.from_s[s] : first_s;
	return first_s - first_s % PLANNER_DAY_S;
}

enum fail search_make(const struct facts *facts, struct routes *routes, struct arena *arena, const struct search_rules *rules, struct search **ret_search)
{
	struct search *search = arena_new(arena, struct search);
	if (search == NULL)
		return FAIL_LIMIT;
	*search = (struct search){.facts = facts, .routes = routes, .rules = *rules};
	search->begins_s = first_midnight_s(facts->problem);
	search->rules.threads = rules->threads < 1 ? 1 : rules->threads > CREW_MAX ? CREW_MAX : rules->threads;
	search->tile_room = facts->shift_count / SHIFTS_PER_TILE * 8 + 16;
	search->tile_of_shift = arena_array(arena, uint32_t, facts->shift_count);
	search->owner = arena_array(arena, uint32_t, facts->duty_count);
	search->tile_first = arena_array(arena, uint32_t, search->tile_room + 2);
	search->tile_duty = arena_array(arena, uint32_t, facts->duty_count);
	search->tile_gain = arena_array(arena, int64_t, search->tile_room);
	search->tile_moves = arena_array(arena, uint64_t, search->tile_room);
	search->shift_stamp = arena_array(arena, uint64_t, facts->shift_count);
	search->duty_stamp = arena_array(arena, uint64_t, facts->duty_count);
	if (arena_is_exhausted(arena))
		return FAIL_LIMIT;
	TRY(near_make(facts, NEAR_COUNT, arena, &search->near));
	TRY(make_workers(search, arena));
	*ret_search = search;
	return OK;
}

static enum fail make_workers(struct search *search, struct arena *arena)
{
	const struct facts *facts = search->facts;
	search->workers = arena_array(arena, struct worker, search->rules.threads);
	for (uint32_t i = 0; i < search->rules.threads && search->workers != NULL; i++) {
		struct worker *worker = &search->workers[i];
		worker->search = search;
		worker->node = arena_array(arena, uint32_t, facts->slot_count);
		worker->fixed_s = arena_array(arena, int32_t, facts->slot_count);
		worker->kept = arena_array(arena, struct kept, facts->shift_count);
		worker->offers = facts->has_teams ? arena_array(arena, struct offer, PLACING_OFFERS) : NULL;
	}
	return arena_is_exhausted(arena) ? FAIL_LIMIT : OK;
}

void search_set_prices(struct search *search, const int64_t *prices)
{
	search->rules.prices = prices;
}

bool search_place(struct search *search, uint32_t duty)
{
	struct placing_scope scope = {.offers = search->workers[0].offers, .offers_max = PLACING_OFFERS};
	struct placing placing;
	if (routes_is_served(search->routes, duty) || !placing_find(search->routes, &scope, duty, &placing))
		return false;
	if (placing.cost >= placing_weight(search->facts, duty) && search->facts->pin_start_s[duty] < 0)
		return false;
	placing_apply(search->routes, &placing);
	return true;
}

bool search_begin(struct search *search)
{
	const struct facts *facts = search->facts;
	const struct planner_pins *pins = &facts->problem->pins;
	for (uint32_t i = 0; i < pins->count; i++) {
		uint32_t duty = pins->duty[i];
		if (!routes_is_served(search->routes, duty) && !search_place(search, duty))
			return false;
		for (uint32_t slot = facts->duty_slot[duty]; slot < facts->duty_slot[duty + 1]; slot++)
			search->routes->is_pinned[slot] = true;
	}
	return true;
}

/* A duty and how soon it is placed. */
struct turn {
	double key;
	uint32_t duty;
};

static int by_key(const void *a, const void *b)
{
	const struct turn *one = a, *other = b;
	if (one->key != other->key)
		return one->key > other->key ? -1 : 1;
	return (one->duty > other->duty) - (one->duty < other->duty);
}

void search_construct(struct search *search)
{
	const struct facts *facts = search->facts;
	/* For this one sort; without the memory duties are placed in the order of their ids. */
	struct arena *arena = arena_make((size_t)facts->duty_count * sizeof(struct turn) + 4096);
	struct turn *turns = arena != NULL ? arena_array(arena, struct turn, facts->duty_count) : NULL;
	for (uint32_t d = 0; d < facts->duty_count && turns != NULL; d++) {
		double scarcity = 1 + 10.0 / (1 + facts->row[d + 1] - facts->row[d]);
		turns[d] = (struct turn){(double)facts->problem->duties.weight[d] / facts_people(facts, d) * scarcity, d};
	}
	if (turns != NULL)
		qsort(turns, facts->duty_count, sizeof(*turns), by_key);
	for (uint32_t i = 0; i < facts->duty_count; i++)
		(void)search_place(search, turns != NULL ? turns[i].duty : i);
	arena_free(arena);
}

static void run_tile(void *context, uint32_t worker_number, uint32_t tile)
{
	struct search *search = context;
	struct worker *worker = &search->workers[worker_number];
	uint32_t from = search->tile_first[tile], count = search->tile_first[tile + 1] - from;
	uint64_t moves = count == 0 ? 0 : search->moves_wanted * count / search->facts->duty_count + 1;
	worker->tile = tile;
	worker->random = random_make(search->rules.seed, search->round, tile);
	worker->move = (uint64_t)tile << 24; /* a stamp of this tile alone; rounds stay below 2^24 moves a tile */
	search->tile_gain[tile] = 0;
	search->tile_moves[tile] = moves;
	for (uint64_t i = 0; i < moves; i++) {
		uint32_t seed_duty = search->tile_duty[from + random_below(&worker->random, count)];
		/* Every other time rather a duty that is not served, if chance offers one. */
		for (uint32_t again = 0; i % 2 == 1 && again < 3 && routes_is_served(search->routes, seed_duty); again++)
			seed_duty = search->tile_duty[from + random_below(&worker->random, count)];
		search->tile_gain[tile] += search_move(worker, seed_duty);
	}
}

int64_t search_round(struct search *search, uint64_t moves, double temperature, uint64_t *moves_done)
{
	int64_t gain = 0;
	if (search->facts->duty_count == 0 || search->facts->shift_count == 0)
		return 0;
	search->round++;
	search->moves_wanted = moves;
	search->temperature = temperature;
	search_cut_tiles(search);
	crew_run(search->rules.threads, search->tile_count, run_tile, search);
	for (uint32_t tile = 0; tile < search->tile_count; tile++) {
		gain += search->tile_gain[tile];
		*moves_done += search->tile_moves[tile];
	}
	return gain;
}
