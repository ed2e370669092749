/* SPDX-License-Identifier: Apache-2.0
 *
 * What the programs here have in common: CPU time, so that others on the machine do not matter, a
 * budget of it for a plan, and numbers among the words of the command.
 */
#ifndef BENCH_BUDGET_H
#define BENCH_BUDGET_H

#include "planner/plan.h"

struct budget { double from_s, most_s; };

/* CPU seconds of this process so far. */
double budget_cpu_s(void);
/* A budget that begins now. */
struct budget budget_begin(double most_s);
/* For planner_options: thousandths of the budget (the context) that are gone. */
int32_t budget_tick(void *context, const struct planner_progress *progress);
/* The number at a place among the words; the standard when there is none. */
int64_t budget_word(int count, char **words, int at, int64_t standard);

#endif
