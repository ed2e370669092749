/* SPDX-License-Identifier: Apache-2.0
 *
 * A uniform grid over the volunteers' homes. A walk visits the cells from which
 * a place could be within somebody's reach; with a travel plug-in or without
 * any limit of reach, all of them. Private to planner/.
 */
#ifndef PLANNER_GRID_H
#define PLANNER_GRID_H

#include "planner/facts.h"

struct grid {
	const struct planner_problem *problem;
	uint32_t width, height;         /* cells */
	double left_m, top_m, side_m, reach_m; /* reach_m < 0: everything is within reach */
	uint32_t *first;                /* of each cell: into volunteer; one more entry */
	uint32_t *volunteer;            /* sorted by cell, then id */
	uint64_t (*free)[2];            /* quarter hours of each position in `volunteer`, folded to 128 bits */
};

/* Cells of about eight volunteers. FAIL_LIMIT when the arena is exhausted. */
MUST_USE enum fail grid_make(const struct facts *facts, struct arena *arena, struct grid *ret_grid);

/* The quarter hours that [from_s, until_s] touches, folded. */
void grid_mark_quarters(int32_t from_s, int32_t until_s, uint64_t ret_bits[2]);

struct grid_walk {
	const struct grid *grid;
	uint32_t left, right, bottom; /* cells, inclusive */
	uint32_t x, y;
};
struct grid_walk grid_walk_begin(const struct grid *grid, uint32_t place);
/* The next cell's range of `volunteer`; false at the end. */
bool grid_walk_next(struct grid_walk *walk, uint32_t *ret_from, uint32_t *ret_until);

#endif
