/* SPDX-License-Identifier: Apache-2.0
 *
 * The best route of one shift when serving duty d pays prices[d]: a longest
 * path with time windows, by labels (time, value) with dominance. That no duty
 * comes twice is demanded only of those that did come twice (decremental state
 * space: Righini and Salani 2008); a fractional knapsack over what is left of
 * the shift cuts hopeless labels. Integers throughout, so the value is a proof.
 * Private to planner/.
 */
#ifndef PLANNER_PRICE_H
#define PLANNER_PRICE_H

#include "base/arena.h"
#include "planner/facts.h"

struct pricer;

/* A route of a shift, and at most what any of its routes can earn. */
struct price_route {
	int64_t bound; /* >= every route's value, >= 0 */
	int64_t value; /* of this route; = bound when the search was exact */
	uint32_t count;
	uint32_t *duty; /* room for `room` ids, given by the caller */
	uint32_t room;
};

/* Scratch for one thread. FAIL_LIMIT when the arena is exhausted. */
MUST_USE enum fail pricer_make(const struct facts *facts, struct arena *arena, struct pricer **ret_pricer);

/* At most what any route of this shift can earn, in the time of looking once at
 * each duty: all that pays, added up. `slope` as below. */
int64_t price_most(struct pricer *pricer, uint32_t shift, const int64_t *prices, int64_t slope);

/* `slope` is the volunteer's price of a second of service, times 3600 * 3600.
 * *route comes in with a route that was good before (or count 0) and goes out
 * with the best. */
void price_shift(struct pricer *pricer, uint32_t shift, const int64_t *prices, int64_t slope, struct price_route *route);

#endif
