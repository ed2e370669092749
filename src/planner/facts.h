/* SPDX-License-Identifier: Apache-2.0
 *
 * The facts of a problem as the solver wants them: one place where optional
 * arrays get their standard values, who is eligible for what in compressed rows
 * both ways, and duties unfolded into slots (one for each person). Private to
 * planner/; made once, read by all threads.
 */
#ifndef PLANNER_FACTS_H
#define PLANNER_FACTS_H

#include <math.h>

#include "base/arena.h"
#include "base/fail.h"
#include "planner/problem.h"

struct facts {
	const struct planner_problem *problem;
	uint32_t shift_count, duty_count, volunteer_count, slot_count;

	const uint32_t *home;            /* of each shift: place */
	const double *pace_s_per_m;      /* of each shift */
	const uint32_t *alike;           /* of each shift: the first of those before it with the same home, times and limits (vehicles of one depot) */
	const uint32_t *volunteer_shift; /* first shift of each volunteer; one more entry */

	const uint32_t *duty_slot;       /* first slot of each duty; one more entry */
	const uint32_t *slot_duty;
	const uint32_t *partner;         /* of each duty: the linked duty or PLANNER_NONE */
	const int32_t *partner_least_s, *partner_most_s; /* partner's start - own start */
	const int32_t *pin_start_s;      /* of each duty: its pinned start or -1 */
	bool has_late, has_bonus, has_teams, has_loads, has_spans; /* anything of the kind at all */

	/* Eligibility: duty d may go to the shifts row_shift[row[d]] .. and back; sorted by id. NULL until facts_match. */
	const uint32_t *row, *row_shift;
	const uint32_t *column, *column_duty;
	const int64_t *row_bonus, *column_bonus; /* NULL without any bonus */
};

/* All but eligibility. FAIL_LIMIT when the arena is exhausted. */
MUST_USE enum fail facts_make(const struct planner_problem *problem, struct arena *arena, struct facts *ret_facts);
/* The rows of eligibility: skill, time, reach, fixed, forbidden, pinned, and the trip alone. FAIL_LIMIT as above. */
MUST_USE enum fail facts_match(struct facts *facts, struct arena *arena);

/* Why a shift cannot serve a duty even when it has nothing else to do, in the order of the checks. */
enum facts_unfit { FACTS_FIT, FACTS_NO_SKILL, FACTS_FORBIDDEN, FACTS_TOO_FAR, FACTS_TOO_MUCH, FACTS_NOT_FREE, FACTS_PINNED };
enum facts_unfit facts_look(const struct facts *facts, uint32_t duty, uint32_t shift);

/* Sorts ids, smallest first. */
void facts_sort_ids(uint32_t *ids, uint32_t count);
/* Earliest allowed start not before time_s, or -1. */
int32_t facts_start_from(const struct facts *facts, uint32_t duty, int32_t time_s);
/* Latest allowed start not after time_s, or -1. */
int32_t facts_start_until(const struct facts *facts, uint32_t duty, int32_t time_s);
/* The cost of a volunteer's fairness after `served_s` seconds in this plan. */
int64_t facts_fairness(const struct facts *facts, uint32_t volunteer, int32_t served_s);
/* The bonus of a pair, 0 without. */
int64_t facts_bonus(const struct facts *facts, uint32_t volunteer, uint32_t duty);
/* What starting at start_s costs for being late, not negative. */
int64_t facts_late(const struct facts *facts, uint32_t duty, int32_t start_s);

/* Travel time of a shift's volunteer between two places. */
static inline int32_t facts_hop_s(const struct facts *facts, uint32_t shift, uint32_t from_place, uint32_t to_place)
{
	const struct planner_problem *problem = facts->problem;
	if (problem->travel != NULL)
		return problem->travel(problem->travel_context, problem->shifts.volunteer[shift], from_place, to_place);
	double dx = (double)problem->places.x_m[from_place] - problem->places.x_m[to_place];
	double dy = (double)problem->places.y_m[from_place] - problem->places.y_m[to_place];
	double exact = sqrt(dx * dx + dy * dy) * facts->pace_s_per_m[shift];
	int32_t whole = (int32_t)exact;
	return whole + (exact > whole);
}

/* What a duty takes of a shift's capacity. */
static inline int32_t facts_demand(const struct facts *facts, uint32_t duty)
{
	return facts->problem->duties.demand != NULL ? facts->problem->duties.demand[duty] : 0;
}
static inline int32_t facts_capacity(const struct facts *facts, uint32_t shift)
{
	return facts->problem->shifts.capacity != NULL ? facts->problem->shifts.capacity[shift] : PLANNER_LOAD_MAX;
}

static inline uint32_t facts_people(const struct facts *facts, uint32_t duty)
{
	return facts->duty_slot[duty + 1] - facts->duty_slot[duty];
}

#endif
