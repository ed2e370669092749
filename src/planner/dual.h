/* SPDX-License-Identifier: Apache-2.0
 *
 * The upper bound. Each duty gets a price, what serving it once pays; then each
 * shift plans for itself, and the bound is what the duties keep plus what the
 * shifts earn. Any prices give a valid bound; start prices come from the plan,
 * and subgradient steps (Polyak, with the plan's value as target) make them
 * better. docs/planner.md derives it. Private to planner/.
 */
#ifndef PLANNER_DUAL_H
#define PLANNER_DUAL_H

#include "planner/routes.h"

struct dual;

/* FAIL_LIMIT when the arena is exhausted. */
MUST_USE enum fail dual_make(const struct facts *facts, uint32_t threads, struct arena *arena, struct dual **ret_dual);
/* Asked between two pieces of a pass, on the calling thread; true ends it soon: shifts not
 * looked at yet are taken for as much as could be, so that the pass still proves something. */
typedef bool dual_stop(void *context);
void dual_set_stop(struct dual *dual, dual_stop *stop, void *context);
/* Prices from these routes: a served duty pays what it costs and what its hour
 * could earn elsewhere; one that is not served pays all it is worth. */
void dual_start(struct dual *dual, const struct routes *routes);
/* One pass over all shifts at the present prices, then a step towards `target`,
 * the best value known. Returns the bound of this pass. */
int64_t dual_pass(struct dual *dual, int64_t target);
/* The lowest bound so far (INT64_MAX before the first pass) and its prices and slopes, of each duty and volunteer. */
int64_t dual_bound(const struct dual *dual);
const int64_t *dual_prices(const struct dual *dual);
const int64_t *dual_slopes(const struct dual *dual);

#endif
