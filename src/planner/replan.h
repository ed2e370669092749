/* SPDX-License-Identifier: Apache-2.0
 *
 * Re-planning: something happened (somebody is ill, a new urgent duty), and the
 * day is mended with the fewest broken promises. Each promise is a bonus on its
 * pair, larger the more people know of it, so that moving it has a price and is
 * done only when that saves more; what has started is pinned.
 */
#ifndef PLANNER_REPLAN_H
#define PLANNER_REPLAN_H

#include "planner/board.h"

/* How far a visit is promised. */
enum planner_promise {
	PLANNER_PLANNED,  /* known to nobody yet */
	PLANNER_OFFERED,  /* the volunteer was asked */
	PLANNER_ACCEPTED, /* she said yes */
	PLANNER_TOLD,     /* the resident knows who comes */
	PLANNER_STARTED,
	PLANNER_PROMISE_COUNT
};

struct planner_replan_options {
	const struct planner_visit *visits;   /* the plan so far, by shift and start; visits in closed shifts or to duties that are gone are left out by it */
	const enum planner_promise *promises; /* of each visit */
	uint32_t visit_count;
	int64_t bonus[PLANNER_PROMISE_COUNT]; /* of keeping it; rising; the last is not looked at */
	const uint32_t *wanted;               /* duties to serve, in this order; NULL = all that are not served, by weight */
	uint32_t wanted_count;
};

struct planner_replanned {
	struct planner_plan plan;   /* value and terms without the promises' bonuses; bound INT64_MAX */
	struct planner_change *changes; /* of visits, by duty: lost, new, or at another time */
	uint32_t change_count;
	uint32_t broken[PLANNER_PROMISE_COUNT]; /* promises of each kind that are not kept */
	int64_t price;              /* their bonuses */
};

/* Mend the plan for a problem as it is now (shifts and duties of the old one, in
 * the same order, where they still exist; a shift that is gone may be given as
 * one of no length). Everything in the arena. FAIL_LIMIT when it is exhausted;
 * FAIL_INPUT when a started visit stands outside its shift. */
MUST_USE enum fail planner_replan(const struct planner_problem *problem, const struct planner_replan_options *options, struct arena *arena,
	struct planner_replanned *ret_replanned);

#endif
