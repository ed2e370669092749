/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the bound share: prices of duties, slopes of volunteers, and
 * the last best route of each shift.
 */
#ifndef PLANNER_DUAL_PRIVATE_H
#define PLANNER_DUAL_PRIVATE_H

#include "planner/dual.h"
#include "planner/price.h"

#define DUAL_ROUTE_SMALL 12 /* duties remembered of each shift's last route */
#define DUAL_ROUTE_LARGE 128

struct dual {
	const struct facts *facts;
	uint32_t threads, room;
	int64_t *price, *best_price; /* of each duty */
	int64_t *slope, *best_slope; /* of each volunteer */
	double *direction;
	uint32_t *visits;            /* of each duty, by the routes of the last pass */
	uint32_t *twin, *twins;      /* the shift that is priced for this one; how many it stands for */
	uint8_t *route_count;        /* the last best route of each shift */
	uint32_t *route_duty;
	int64_t *route_bound;        /* at most what each shift can earn */
	int64_t *block_sum;
	int64_t *idle;               /* scratch of dual_start: full weight of what nobody serves, else 0 */
	struct pricer **pricers;
	int64_t bound;
	double theta;
	uint32_t patience;
	uint32_t first_block;  /* of the piece of a pass that is being priced */
	dual_stop *stop;       /* may be NULL */
	void *stop_context;
	bool is_hurried;       /* it said so: the rest of the pass is done quickly */
};

/* Every shift's best route at the present prices, in route_*; the sum of their bounds. */
int64_t dual_price_all(struct dual *dual);

/* The most that all people of a duty together are ever paid. */
static inline int64_t dual_price_cap(const struct facts *facts, uint32_t duty)
{
	uint32_t partner = facts->partner[duty];
	return facts->problem->duties.weight[duty] + (partner != PLANNER_NONE ? facts->problem->duties.weight[partner] : 0);
}

#endif
