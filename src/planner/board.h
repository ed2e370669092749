/* SPDX-License-Identifier: Apache-2.0
 *
 * A board: a problem with the plan of the moment, kept ready to answer in
 * microseconds. Who could take this duty, with the terms of each score; why not
 * the others; mend the plan when something falls out. All of a day's duties are
 * in the problem from the start, served or not. One thread at a time.
 */
#ifndef PLANNER_BOARD_H
#define PLANNER_BOARD_H

#include "planner/plan.h"

struct planner_board;

/* What a candidate costs, term by term; smaller is better, a bonus is negative. */
enum planner_term {
	PLANNER_TERM_TRAVEL,   /* extra way */
	PLANNER_TERM_WAITING,  /* idle before the start */
	PLANNER_TERM_OUTING,   /* nothing else in this free time yet */
	PLANNER_TERM_BONUS,    /* continuity, preference, promise */
	PLANNER_TERM_FAIRNESS, /* has served much already */
	PLANNER_TERM_LATE,     /* after the due time, this one or others behind it */
	PLANNER_TERM_CHANCE,   /* often says no */
	PLANNER_TERM_RENT,     /* what the hour could earn elsewhere, by the last plan */
	PLANNER_TERM_COUNT
};

/* Why somebody cannot, in the order of the checks. */
enum planner_refusal {
	PLANNER_CAN,
	PLANNER_TOO_FAR,
	PLANNER_NO_SKILL,
	PLANNER_NOT_FREE,   /* no free time around the duty's windows */
	PLANNER_FORBIDDEN,  /* a forbidden pair, or others are fixed */
	PLANNER_LIMIT,      /* of the day or week */
	PLANNER_NO_ROOM,    /* free, but the way, the load or what is planned already leaves no room */
	PLANNER_IS_THERE,   /* goes already, as one of several people */
	PLANNER_REFUSAL_COUNT
};

struct planner_candidate {
	uint32_t volunteer, shift, after; /* after: the duty before it in the route, or PLANNER_NONE */
	int32_t start_s, travel_s, waiting_s; /* extra travel */
	int64_t cost;                     /* sum of the terms */
	int64_t terms[PLANNER_TERM_COUNT];
};

#define PLANNER_RANK_MAX 32
struct planner_ranking {
	uint32_t count;
	struct planner_candidate candidates[PLANNER_RANK_MAX]; /* cheapest first; ties by volunteer */
	uint32_t counts[PLANNER_REFUSAL_COUNT]; /* all volunteers, by the first reason against each; [PLANNER_CAN] = who could */
};

struct planner_board_options {
	int64_t waiting_cost;  /* a second */
	int64_t ask_cost;      /* asking once more after a no */
	const int64_t *rents;  /* of each shift: an hour of it; may be NULL */
	const struct planner_visit *visits; /* the plan of the moment, by shift and start; unfit ones are left out */
	uint32_t visit_count;
};

/* A board in the arena, with the options copied. The problem is valid and outlives it. FAIL_LIMIT when the arena is exhausted. */
MUST_USE enum fail planner_board_make(const struct planner_problem *problem, const struct planner_board_options *options, struct arena *arena,
	struct planner_board **ret_board);

/* The `most` (up to PLANNER_RANK_MAX) best for one person of this duty, which
 * need not be served now, and the first reason against everybody else. */
void planner_rank(const struct planner_board *board, uint32_t duty, uint32_t most, struct planner_ranking *ret_ranking);
/* The first reason against this volunteer, or PLANNER_CAN with her line. */
enum planner_refusal planner_why_not(const struct planner_board *board, uint32_t duty, uint32_t volunteer, struct planner_candidate *ret_candidate);
/* How many of the first candidates to ask at once, so that with `wanted_permille`
 * one says yes; all of them when even that is less. Asking costs attention. */
uint32_t planner_wave(const struct planner_problem *problem, const struct planner_ranking *ranking, uint32_t wanted_permille);
/* English name of a term or refusal: "travel", "too far". Static. */
const char *planner_term_name(enum planner_term term);
const char *planner_refusal_name(enum planner_refusal refusal);

/* One visit that is not where it was. */
struct planner_change {
	uint32_t duty, from_shift, to_shift; /* PLANNER_NONE = was not, or is not, served */
	int32_t from_s, to_s;                /* starts; -1 with PLANNER_NONE */
};
#define PLANNER_CHANGES_MAX 8
struct planner_mending {
	uint32_t count; /* the new visit first, then those that were moved for it */
	struct planner_change changes[PLANNER_CHANGES_MAX];
	int64_t gain;   /* value of the plan after less before */
};

/* Serve this duty: where somebody has room, or else by moving one or two other
 * visits (an ejection chain of depth 2) when that gains. False, and nothing
 * changed, when neither gains; also when it is served. */
bool planner_board_serve(struct planner_board *board, uint32_t duty, struct planner_mending *ret_mending);
/* Take a duty off the plan, with its people and its linked duty. False when pinned or not served. */
bool planner_board_drop(struct planner_board *board, uint32_t duty);
/* Close a shift (illness): its visits fall out, those pinned too, and nothing is
 * put there again. Duties that lost their people are written to ret_duties (room
 * for `most`); returns how many there were. */
uint32_t planner_board_close(struct planner_board *board, uint32_t shift, uint32_t most, uint32_t *ret_duties);

/* The least weight at which this duty would be served as things stand; INT64_MAX when nobody could at any weight. */
int64_t planner_board_price(const struct planner_board *board, uint32_t duty);
/* The plan of the moment; visits in the arena, bound and prices empty. FAIL_LIMIT when the arena is exhausted. */
MUST_USE enum fail planner_board_plan(const struct planner_board *board, struct arena *arena, struct planner_plan *ret_plan);

#endif
