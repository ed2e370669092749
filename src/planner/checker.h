/* SPDX-License-Identifier: Apache-2.0
 *
 * The second opinion: reads a problem and a plan and says what is wrong, and
 * what the plan is worth. Written from problem.h alone; it shares no code with
 * the solver (not even travel times), is slow where slow is plain, and has to
 * stay so. `lastmile plan --check` and every test of the planner end here.
 */
#ifndef PLANNER_CHECKER_H
#define PLANNER_CHECKER_H

#include "base/arena.h"
#include "base/fail.h"
#include "planner/plan.h"

/* What can be wrong with a plan, in the order of the checks. */
enum checker_finding {
	CHECKER_FINE,
	CHECKER_NO_SUCH_VISIT,  /* shift or duty does not exist */
	CHECKER_TOO_EARLY,      /* the volunteer cannot be there yet */
	CHECKER_HOME_LATE,      /* not back when the shift ends */
	CHECKER_WINDOW,         /* starts outside every window */
	CHECKER_SKILL,
	CHECKER_REACH,
	CHECKER_FORBIDDEN,
	CHECKER_NOT_FIXED,      /* others are fixed for this duty */
	CHECKER_DAY_LIMIT,
	CHECKER_WEEK_LIMIT,
	CHECKER_CAPACITY,       /* a shift carries more than it can */
	CHECKER_AWAY,           /* longer from home than the shift lets */
	CHECKER_PEOPLE,         /* too few or too many, or the same one twice */
	CHECKER_TOGETHER,       /* people of one duty start at different times */
	CHECKER_LINK,           /* one of two linked duties only, wrong distance, or the same volunteer */
	CHECKER_PIN,            /* a pinned visit is missing or moved */
	CHECKER_VALUE,          /* the plan's value or terms are not what they say */
	CHECKER_BOUND           /* the bound is below the value */
};

struct checker_report {
	enum checker_finding finding;
	uint32_t visit;              /* or duty, shift, volunteer: what the finding is about */
	struct planner_terms terms;  /* as recomputed */
	int64_t value;
};

/* The first finding, and the value as recomputed when the visits are feasible.
 * FAIL_LIMIT when the arena does not hold its notes. */
MUST_USE enum fail checker_look(const struct planner_problem *problem, const struct planner_plan *plan, struct arena *arena,
	struct checker_report *ret_report);
/* English: "starts outside every window". Static. */
const char *checker_finding_text(enum checker_finding finding);

/* The bound that prices and slopes prove, by plain search of every route of every
 * shift. False when more than `work_max` steps were needed: then nothing is said. */
MUST_USE bool checker_bound(const struct planner_problem *problem, const int64_t *prices, const int64_t *slopes, uint64_t work_max,
	int64_t *ret_bound);

#endif
