/* SPDX-License-Identifier: Apache-2.0 */
#include "planner/grid.h"

#define PEOPLE_PER_CELL 8
#define SIDE_MAX 1024 /* cells */

static uint32_t clamp_cell(double at, uint32_t count)
{
	return at < 0 ? 0 : at >= count ? count - 1 : (uint32_t)at;
}

static uint32_t cell_of(const struct grid *grid, uint32_t place)
{
	const struct planner_places *places = &grid->problem->places;
	uint32_t x = clamp_cell((places->x_m[place] - grid->left_m) / grid->side_m, grid->width);
	uint32_t y = clamp_cell((places->y_m[place] - grid->top_m) / grid->side_m, grid->height);
	return y * grid->width + x;
}

/* The longest way that anybody goes; -1 when that is not known or not limited. */
static double longest_reach_m(const struct planner_problem *problem)
{
	const struct planner_volunteers *volunteers = &problem->volunteers;
	double longest_m = 0;
	if (volunteers->reach_s == NULL || problem->travel != NULL)
		return -1;
	for (uint32_t v = 0; v < volunteers->count; v++) {
		if (volunteers->pace_s_per_km[v] == 0)
			return -1;
		longest_m = fmax(longest_m, (volunteers->reach_s[v] + 1) * 1000.0 / volunteers->pace_s_per_km[v]);
	}
	return longest_m;
}

/* The frame around all homes and the size of its cells. */
static void measure(struct grid *grid)
{
	const struct planner_problem *problem = grid->problem;
	const struct planner_volunteers *volunteers = &problem->volunteers;
	double left = volunteers->count > 0 ? INFINITY : 0, right = -left, top = left, bottom = -left;
	grid->reach_m = longest_reach_m(problem);
	for (uint32_t v = 0; v < volunteers->count; v++) {
		double x = problem->places.x_m[volunteers->home[v]], y = problem->places.y_m[volunteers->home[v]];
		left = fmin(left, x);
		right = fmax(right, x);
		top = fmin(top, y);
		bottom = fmax(bottom, y);
	}
	double area = (right - left + 1) * (bottom - top + 1);
	grid->side_m = sqrt(area * PEOPLE_PER_CELL / (volunteers->count + 1)) + 1;
	double longest = right - left > bottom - top ? right - left : bottom - top;
	if (longest / grid->side_m > SIDE_MAX - 1)
		grid->side_m = longest / (SIDE_MAX - 1);
	grid->left_m = left;
	grid->top_m = top;
	grid->width = (uint32_t)((right - left) / grid->side_m) + 1;
	grid->height = (uint32_t)((bottom - top) / grid->side_m) + 1;
}

void grid_mark_quarters(int32_t from_s, int32_t until_s, uint64_t ret_bits[2])
{
	int32_t from = from_s / 900, until = until_s / 900;
	if (until - from > 127)
		until = from + 127;
	for (int32_t quarter = from; quarter <= until; quarter++)
		ret_bits[quarter % 128 / 64] |= UINT64_C(1) << (quarter % 64);
}

static void mark_free(struct grid *grid, const struct facts *facts)
{
	const struct planner_shifts *shifts = &grid->problem->shifts;
	for (uint32_t i = 0; i < facts->volunteer_count; i++) {
		uint32_t v = grid->volunteer[i];
		for (uint32_t s = facts->volunteer_shift[v]; s < facts->volunteer_shift[v + 1]; s++)
			grid_mark_quarters(shifts->from_s[s], shifts->until_s[s], grid->free[i]);
	}
}

enum fail grid_make(const struct facts *facts, struct arena *arena, struct grid *ret_grid)
{
	struct grid grid = {.problem = facts->problem};
	uint32_t count = facts->volunteer_count;
	measure(&grid);
	size_t cells = (size_t)grid.width * grid.height;
	grid.first = arena_array(arena, uint32_t, cells + 2);
	grid.volunteer = arena_array(arena, uint32_t, (size_t)count + 1);
	grid.free = arena_alloc_array(arena, (size_t)count + 1, sizeof(*grid.free));
	if (grid.first == NULL || grid.volunteer == NULL || grid.free == NULL)
		return FAIL_LIMIT;
	for (uint32_t v = 0; v < count; v++)
		grid.first[cell_of(&grid, facts->problem->volunteers.home[v]) + 2]++;
	for (size_t c = 0; c < cells; c++)
		grid.first[c + 2] += grid.first[c + 1];
	for (uint32_t v = 0; v < count; v++)
		grid.volunteer[grid.first[cell_of(&grid, facts->problem->volunteers.home[v]) + 1]++] = v;
	mark_free(&grid, facts);
	*ret_grid = grid;
	return OK;
}

struct grid_walk grid_walk_begin(const struct grid *grid, uint32_t place)
{
	const struct planner_places *places = &grid->problem->places;
	struct grid_walk walk = {.grid = grid, .right = grid->width - 1, .bottom = grid->height - 1};
	if (grid->reach_m >= 0) {
		double x = places->x_m[place] - grid->left_m, y = places->y_m[place] - grid->top_m;
		walk.left = clamp_cell((x - grid->reach_m) / grid->side_m, grid->width);
		walk.right = clamp_cell((x + grid->reach_m) / grid->side_m, grid->width);
		walk.y = clamp_cell((y - grid->reach_m) / grid->side_m, grid->height);
		walk.bottom = clamp_cell((y + grid->reach_m) / grid->side_m, grid->height);
	}
	walk.x = walk.left;
	return walk;
}

bool grid_walk_next(struct grid_walk *walk, uint32_t *ret_from, uint32_t *ret_until)
{
	if (walk->y > walk->bottom)
		return false;
	uint32_t cell = walk->y * walk->grid->width + walk->x;
	*ret_from = walk->grid->first[cell];
	*ret_until = walk->grid->first[cell + 1];
	if (++walk->x > walk->right) {
		walk->x = walk->left;
		walk->y++;
	}
	return true;
}
