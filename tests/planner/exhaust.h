/* SPDX-License-Identifier: Apache-2.0
 *
 * The optimum of a tiny problem by trying everything: every set of people for
 * every duty, at every place of every route. Written from problem.h alone.
 */
#ifndef TEST_EXHAUST_H
#define TEST_EXHAUST_H

#include "planner/problem.h"

#define EXHAUST_SHIFTS 6
#define EXHAUST_DUTIES 6

/* At most EXHAUST_SHIFTS shifts and EXHAUST_DUTIES duties of at most two people. */
int64_t exhaust_optimum(const struct planner_problem *problem);

#endif
