/* SPDX-License-Identifier: Apache-2.0
 *
 * The made-up town of the measurements: clustered homes at constant density,
 * twelve skills of which 45 % of duties need one, windows of one to four hours,
 * volunteers free one to three hours, walking. Value = 1000 * priority (10 to
 * 100) less seconds of travel.
 */
#ifndef BENCH_TOWN_H
#define BENCH_TOWN_H

#include "base/arena.h"
#include "planner/problem.h"

struct town_options {
	uint32_t volunteers, duties;
	uint64_t seed;
	uint32_t team_permille; /* duties of two people */
};

/* In the arena; aborts when it is too small. */
struct planner_problem town_make(struct arena *arena, const struct town_options *options);

#endif
