/* SPDX-License-Identifier: Apache-2.0
 *
 * A plan: who visits whom when, what that is worth, and what at most could be
 * had. Always complete and feasible, whenever the caller stops it; always with
 * an upper bound that was proven for the whole problem.
 */
#ifndef PLANNER_PLAN_H
#define PLANNER_PLAN_H

#include "base/arena.h"
#include "base/fail.h"
#include "planner/problem.h"

struct planner_visit {
	uint32_t shift, duty;
	int32_t start_s;
};

/* The value of a plan by its terms; value = served + bonus - travel - outing - late - fairness. */
struct planner_terms {
	int64_t served, bonus, travel, outing, late, fairness;
};

struct planner_plan {
	struct planner_visit *visits; /* by shift, then start; in the caller's arena */
	uint32_t visit_count;
	uint32_t served_count;        /* duties */
	int64_t value, bound;         /* bound >= value of every feasible plan */
	struct planner_terms terms;
	int64_t *prices;              /* of each duty: what serving it once pays a volunteer at the bound */
	int64_t *slopes;              /* of each volunteer: cost of one more second, scaled by 3600 * 3600; the bound's other half */
	uint64_t moves;               /* work done: moves of the search ... */
	uint32_t rounds;              /* ... and passes of the bound */
	size_t memory_bytes;          /* taken from the system at the most */
};

/* What the caller is told while it runs. */
struct planner_progress {
	int64_t value, bound; /* bound is INT64_MAX before the first pass */
	uint64_t moves;
	uint32_t rounds;
};

/* Called between rounds and between the pieces of a long one, always from the calling thread. Answers how much of
 * the budget is gone in permille; 1000 or more stops. May not call the planner. */
typedef int32_t planner_tick(void *context, const struct planner_progress *progress);

struct planner_options {
	uint64_t seed;
	uint32_t threads;       /* 0 and 1: the calling one alone. The plan does not depend on it. */
	uint64_t moves;         /* work budget of the search; 0 = only the construction (unless `tick` is given) */
	uint32_t rounds;        /* most passes of the bound; 0 = one */
	int64_t gap_ppm;        /* stop when (bound - value) / bound is at most this */
	bool is_bound_wanted;   /* without, the bound is the cheap one of round 0 */
	size_t memory_max;      /* bytes; 0 = 1 GiB */
	planner_tick *tick;     /* may be NULL: then only the work budget ends it, and the same bytes come out each time */
	void *tick_context;
	const struct planner_visit *start; /* a plan to begin with; unfit visits are left out; may be NULL */
	uint32_t start_count;
};

/* Plan a valid problem. FAIL_LIMIT when memory_max does not hold it; FAIL_INPUT
 * when the pinned visits contradict each other; nothing is returned then. */
MUST_USE enum fail planner_plan(const struct planner_problem *problem, const struct planner_options *options, struct arena *arena,
	struct planner_plan *ret_plan);
/* (bound - value) / |bound| in parts per million, rounded up; 0 when they meet. */
int64_t planner_gap_ppm(int64_t value, int64_t bound);

#endif
