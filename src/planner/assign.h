/* SPDX-License-Identifier: Apache-2.0
 *
 * Assignment without routes: who does which shift of an activity, one each, the
 * sum of values as large as possible; either side may stay alone. Exact, with
 * prices that prove it: each arc's value <= row price + column price, with
 * equality where it is used, prices never negative, and 0 where alone.
 */
#ifndef PLANNER_ASSIGN_H
#define PLANNER_ASSIGN_H

#include "base/arena.h"
#include "base/fail.h"
#include "planner/problem.h"

/* The arcs of row r are first[r] .. first[r + 1] - 1. */
struct planner_arcs {
	uint32_t rows, columns;
	const uint32_t *first, *column;
	const int64_t *value;  /* at most PLANNER_WEIGHT_MAX in size; what is not positive is never used */
};

struct planner_assignment {
	uint32_t *column;      /* of each row, or PLANNER_NONE */
	int64_t *row_price, *column_price;
	int64_t value;         /* = the sum of all prices */
};

/* All arrays in the arena; scratch is given back. FAIL_LIMIT when it is exhausted. */
MUST_USE enum fail planner_assign(const struct planner_arcs *arcs, struct arena *arena, struct planner_assignment *ret_assignment);

#endif
