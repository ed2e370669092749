/* SPDX-License-Identifier: Apache-2.0
 *
 * A problem: who could go where and when, and what it is worth. Plain arrays
 * that the caller owns and that have to outlive everything made of them; the
 * planner never writes into them. Ids are dense: volunteer v, shift s and duty
 * d are positions in their arrays. Times are seconds since midnight of day 0,
 * places are metres on a plane, amounts are milli-units of one currency.
 *
 * The objective, to be made as large as possible:
 *
 *     weights of served duties + bonuses of the pairs used
 *     - travel_cost * seconds travelled - outing_cost * shifts used
 *     - late_cost * seconds started after due - fairness(volunteer) each
 *
 * A duty counts when all its people come at one start; linked duties count
 * both or neither. Fairness is a convex cost of each volunteer alone, and
 * continuity, preference and promises are pair bonuses, so that the upper
 * bound stays sharp (see docs/planner.md).
 */
#ifndef PLANNER_PROBLEM_H
#define PLANNER_PROBLEM_H

#include "base/base.h"

#define PLANNER_NONE UINT32_MAX           /* no volunteer, shift or duty */
#define PLANNER_TIME_MAX_S (400 * 86400)  /* a year and a bit */
#define PLANNER_PLACE_MAX_M 20000000      /* farther apart than half the earth */
#define PLANNER_COUNT_MAX 1000000         /* volunteers, shifts, duties, places, entries of a list */
#define PLANNER_LINKS_MAX 20000
#define PLANNER_PEOPLE_MAX 16             /* people of one duty */
#define PLANNER_WEIGHT_MAX INT64_C(1000000000000) /* one duty, bonus or cost; sums stay far below int64 */
#define PLANNER_LOAD_MAX 1000000000 /* what a shift carries, or a duty takes of it */
#define PLANNER_DAY_S 86400

/* Seconds from one place to another for this volunteer; never negative. May be
 * called from several threads at once; must always answer the same; may not
 * allocate, block or call the planner. */
typedef int32_t planner_travel(const void *context, uint32_t volunteer, uint32_t from_place, uint32_t to_place);

/* One coupled list: rows first[i] .. first[i + 1] - 1 belong to i. */
struct planner_lists {
	const uint32_t *first; /* one more entry than there are owners; NULL = every list is empty */
	const uint32_t *item;
};

struct planner_places {
	uint32_t count;
	const int32_t *x_m, *y_m;
};

/* Arrays of `count`; those marked * may be NULL. */
struct planner_volunteers {
	uint32_t count;
	const uint32_t *home;          /* place; every shift begins and ends there */
	const uint64_t *skills;        /* bitset */
	const int32_t *pace_s_per_km;  /* how fast, detours included: travel is ceil(straight km * pace) */
	const int32_t *reach_s;        /* * longest way from home to a duty; absent = any */
	const int32_t *day_limit_s;    /* * most seconds of service a day, by the day the shift begins */
	const int32_t *week_limit_s;   /* * the same for days 0-6, 7-13, ... */
	const int32_t *load_s;         /* * served before, for fairness */
	const int32_t *target_s;       /* * load beyond which more costs; absent = 0 */
	const int32_t *accept_permille; /* * chance of a yes; rank only; absent = 1000 */
};

/* Free time: one route from home to home inside [from_s, until_s]. Sorted by volunteer, then time; no overlaps. */
struct planner_shifts {
	uint32_t count;
	const uint32_t *volunteer;
	const int32_t *from_s, *until_s;
	const int32_t *capacity; /* * how much can be carried (boxes of meals, parcels) on the one route; absent = any */
	const int32_t *most_s;   /* * longest time from leaving home to being back; absent = all of it */
};

struct planner_duties {
	uint32_t count;
	const uint32_t *place;
	const int32_t *duration_s;
	const int64_t *weight;      /* not negative */
	const uint64_t *skills;     /* * all of them are needed */
	const uint8_t *people;      /* * at the same start; absent = 1 */
	const int32_t *demand;      /* * how much each of its people has to carry for it; absent = nothing */
	const int32_t *due_s;       /* * soft: a later start costs late_cost a second */
	const int64_t *late_cost;   /* * */
	const uint32_t *window_first; /* count + 1 entries: windows of duty d */
	const int32_t *window_from_s, *window_until_s; /* the START lies in one of them; sorted, disjoint */
	struct planner_lists fixed; /* volunteers; when not empty only they may go */
};

/* Duty `second` starts least_s..most_s after `first` starts, with another volunteer; one person each, a duty in one link at most. */
struct planner_links {
	uint32_t count;
	const uint32_t *first, *second;
	const int32_t *least_s, *most_s;
};

/* Entries sorted by (volunteer, duty), each pair once. */
struct planner_pairs {
	uint32_t count;
	const uint32_t *volunteer, *duty;
	const int64_t *amount; /* bonuses, may be negative; NULL for forbidden pairs */
};

/* Visits that stay as they are: started or promised for good; all people of a duty
 * or none. Skill, reach, windows and forbidden pairs are not asked again; capacity and time away are. Sorted by duty. */
struct planner_pins {
	uint32_t count;
	const uint32_t *shift, *duty;
	const int32_t *start_s;
};

struct planner_problem {
	struct planner_places places;
	struct planner_volunteers volunteers;
	struct planner_shifts shifts;
	struct planner_duties duties;
	struct planner_links links;
	struct planner_pairs bonuses;
	struct planner_pairs forbidden;
	struct planner_pins pins;
	int64_t travel_cost;   /* a second */
	int64_t outing_cost;   /* a shift that is used at all */
	int64_t fairness_cost; /* f: floor(f * max(0, load + served - target)^2 / 3600^2), seconds of service */
	planner_travel *travel; /* NULL = straight line times pace, rounded up */
	const void *travel_context;
	bool is_travel_shared;  /* the plug-in answers the same for every volunteer */
	int32_t travel_slack_s; /* with a plug-in: by how much a way over a third place may be shorter; no duty is shorter than that */
};

/* What is wrong with a problem, in the order of the checks. */
enum planner_fault {
	PLANNER_FINE,
	PLANNER_TOO_MANY,           /* a count passes PLANNER_COUNT_MAX */
	PLANNER_ARRAY_MISSING,      /* an array that may not be NULL is */
	PLANNER_PLACE_RANGE,        /* index: place */
	PLANNER_COST_RANGE,         /* a cost is negative or too large */
	PLANNER_VOLUNTEER_HOME,     /* index: volunteer, as below */
	PLANNER_VOLUNTEER_RANGE,    /* pace, reach, limit, load, target or chance out of range */
	PLANNER_SHIFT_VOLUNTEER,    /* index: shift */
	PLANNER_SHIFT_TIME,
	PLANNER_SHIFT_ORDER,        /* not sorted by volunteer and time, or overlapping */
	PLANNER_SHIFT_RANGE,        /* capacity or longest time away out of range */
	PLANNER_DUTY_PLACE,         /* index: duty */
	PLANNER_DUTY_RANGE,         /* duration, weight, demand, due time or late cost out of range */
	PLANNER_DUTY_PEOPLE,
	PLANNER_DUTY_WINDOWS,       /* none, empty, overlapping or unsorted */
	PLANNER_DUTY_FIXED,         /* a fixed volunteer does not exist */
	PLANNER_LINK_DUTY,          /* index: link; missing duty, twice linked, or more than one person */
	PLANNER_LINK_TIME,
	PLANNER_BONUS_PAIR,         /* index: entry; missing, unsorted or twice */
	PLANNER_BONUS_RANGE,
	PLANNER_FORBIDDEN_PAIR,
	PLANNER_PIN_VISIT,          /* index: pin; missing shift or duty, unsorted, or not exactly the people the duty needs */
	PLANNER_PIN_TIME            /* the start is outside the shift, or pins of one duty differ */
};

/* The first fault of a problem and its place in *ret_index (0 where none is
 * named). Everything else in planner/ asserts that this was PLANNER_FINE. */
enum planner_fault planner_validate(const struct planner_problem *problem, uint32_t *ret_index);
/* English, for logs and the command line: "the shift is empty or out of range". Static. */
const char *planner_fault_text(enum planner_fault fault);

#endif
