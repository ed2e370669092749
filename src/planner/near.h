/* SPDX-License-Identifier: Apache-2.0
 *
 * The duties near each duty, nearest first, itself excluded: straight distance,
 * with the gap between their windows counted as a walk. Private to planner/.
 */
#ifndef PLANNER_NEAR_H
#define PLANNER_NEAR_H

#include "planner/facts.h"

struct near {
	uint32_t count; /* of each duty; less than asked when there are not so many duties */
	uint32_t *duty; /* duty_count * count */
};

/* FAIL_LIMIT when the arena is exhausted. */
MUST_USE enum fail near_make(const struct facts *facts, uint32_t count, struct arena *arena, struct near *ret_near);

#endif
