/* SPDX-License-Identifier: Apache-2.0 */
#include "planner/search_private.h"

#define SHIFTS_PER_TILE 250

/* The frame of the tiles in this round. */
struct cut {
	double left_m, top_m, side_m;
	uint32_t width, height;
};

static uint32_t tile_at(const struct search *search, const struct cut *cut, uint32_t place)
{
	const struct planner_places *places = &search->facts->problem->places;
	double x = (places->x_m[place] - cut->left_m) / cut->side_m, y = (places->y_m[place] - cut->top_m) / cut->side_m;
	uint32_t column = x < 0 ? 0 : x >= cut->width ? cut->width - 1 : (uint32_t)x;
	uint32_t line = y < 0 ? 0 : y >= cut->height ? cut->height - 1 : (uint32_t)y;
	return line * cut->width + column;
}

/* Squares with about SHIFTS_PER_TILE shifts in the mean, shifted by chance; one
 * tile for all when there are few. */
static struct cut make_cut(const struct search *search)
{
	const struct facts *facts = search->facts;
	const struct planner_places *places = &facts->problem->places;
	struct random random = random_make(search->rules.seed, search->round, UINT64_MAX);
	double left = INFINITY, right = -INFINITY, top = INFINITY, bottom = -INFINITY;
	struct cut cut = {.width = 1, .height = 1, .side_m = 1e9};
	if (facts->shift_count < 2 * SHIFTS_PER_TILE)
		return cut;
	for (uint32_t s = 0; s < facts->shift_count; s++) {
		left = fmin(left, places->x_m[facts->home[s]]);
		right = fmax(right, places->x_m[facts->home[s]]);
		top = fmin(top, places->y_m[facts->home[s]]);
		bottom = fmax(bottom, places->y_m[facts->home[s]]);
	}
	cut.side_m = sqrt((right - left + 1) * (bottom - top + 1) * SHIFTS_PER_TILE / facts->shift_count) + 1;
	cut.side_m = fmax(cut.side_m, fmax(right - left, bottom - top) * SHIFTS_PER_TILE * 2 / facts->shift_count);
	cut.left_m = left - cut.side_m * ((double)random_below(&random, 1000) / 1000);
	cut.top_m = top - cut.side_m * ((double)random_below(&random, 1000) / 1000);
	cut.width = (uint32_t)((right - cut.left_m) / cut.side_m) + 1;
	cut.height = (uint32_t)((bottom - cut.top_m) / cut.side_m) + 1;
	if ((uint64_t)cut.width * cut.height > search->tile_room)
		cut = (struct cut){.width = 1, .height = 1, .side_m = 1e9};
	return cut;
}

/* The tile that may touch a duty in this round: where it is, or where all who serve it are. */
static uint32_t owner_of(const struct search *search, const struct cut *cut, uint32_t duty)
{
	const struct facts *facts = search->facts;
	const struct routes *routes = search->routes;
	if (!routes_is_served(routes, duty))
		return tile_at(search, cut, facts->problem->duties.place[duty]);
	uint32_t tile = search->tile_of_shift[routes->shift[facts->duty_slot[duty]]];
	for (uint32_t slot = facts->duty_slot[duty]; slot < facts->duty_slot[duty + 1]; slot++) {
		if (search->tile_of_shift[routes->shift[slot]] != tile)
			return PLANNER_NONE;
	}
	return tile;
}

/* Linked duties belong to one tile or to none. */
static void join_partners(struct search *search)
{
	const struct planner_links *links = &search->facts->problem->links;
	for (uint32_t i = 0; i < links->count; i++) {
		uint32_t a = links->first[i], b = links->second[i];
		if (search->owner[a] != search->owner[b] && !routes_is_served(search->routes, a))
			search->owner[b] = search->owner[a];
		else if (search->owner[a] != search->owner[b])
			search->owner[a] = search->owner[b] = PLANNER_NONE;
	}
}

static void measure_routes(struct search *search)
{
	const struct facts *facts = search->facts;
	uint32_t visits = 0, used = 0;
	for (uint32_t slot = 0; slot < facts->slot_count; slot++)
		visits += search->routes->shift[slot] != PLANNER_NONE;
	for (uint32_t s = 0; s < facts->shift_count; s++)
		used += search->routes->next[routes_home(search->routes, s)] != routes_home(search->routes, s);
	search->has_spare = used < facts->shift_count - facts->shift_count / 10;
	search->average_length = used == 0 ? 1 : (double)visits / used;
}

void search_one_tile(struct search *search, const bool *is_closed)
{
	for (uint32_t s = 0; s < search->facts->shift_count; s++)
		search->tile_of_shift[s] = is_closed[s] ? PLANNER_NONE : 0;
	for (uint32_t d = 0; d < search->facts->duty_count; d++)
		search->owner[d] = 0;
	measure_routes(search);
	search->has_spare = false;
}

void search_cut_tiles(struct search *search)
{
	const struct facts *facts = search->facts;
	struct cut cut = make_cut(search);
	search->tile_count = cut.width * cut.height;
	for (uint32_t s = 0; s < facts->shift_count; s++)
		search->tile_of_shift[s] = tile_at(search, &cut, facts->home[s]);
	for (uint32_t d = 0; d < facts->duty_count; d++)
		search->owner[d] = owner_of(search, &cut, d);
	join_partners(search);
	for (uint32_t tile = 0; tile < search->tile_count + 2; tile++)
		search->tile_first[tile] = 0;
	for (uint32_t d = 0; d < facts->duty_count; d++) {
		if (search->owner[d] != PLANNER_NONE)
			search->tile_first[search->owner[d] + 2]++;
	}
	for (uint32_t tile = 0; tile < search->tile_count; tile++)
		search->tile_first[tile + 2] += search->tile_first[tile + 1];
	for (uint32_t d = 0; d < facts->duty_count; d++) {
		if (search->owner[d] != PLANNER_NONE)
			search->tile_duty[search->tile_first[search->owner[d] + 1]++] = d;
	}
	measure_routes(search);
}
