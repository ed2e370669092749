/* SPDX-License-Identifier: Apache-2.0
 *
 * When a shift that is used at all costs more than ways do, the number of
 * shifts is what matters: now and then one is closed, and the search tries to
 * serve the same duties without it. Private to planner/.
 */
#ifndef PLANNER_SQUEEZE_H
#define PLANNER_SQUEEZE_H

#include "planner/search.h"

struct squeezing {
	bool is_wanted, is_open; /* a shift is closed and its duties are sought a place for */
	uint32_t tries;          /* shifts closed in vain since the last success */
	uint64_t moves_left;     /* for this shift */
	uint32_t *order;         /* shifts in use, the least useful first */
	int64_t *absences;       /* of their duties */
	uint32_t order_count, at;
};

/* Wanted where outings cost more than ways, and all shifts are in one town. FAIL_LIMIT when the arena is exhausted. */
MUST_USE enum fail squeeze_make(const struct facts *facts, struct search *search, struct arena *arena, struct squeezing *ret_squeezing);
/* One round from `best`: routes are changed by it, and serve what they did with
 * one shift less when true comes back. False: go on with another round, until
 * is_wanted is false. */
bool squeeze_round(struct squeezing *squeezing, struct search *search, const struct routes *best, struct routes *routes, double temperature,
	uint64_t *moves_done);

#endif
