/* SPDX-License-Identifier: Apache-2.0
 *
 * PURE: which volunteers' services of the last 90 days look odd. A flag names
 * the score, the number that raised it and the newest record; it puts somebody
 * on the list of calls and does nothing else. Integers, no store, no clock.
 */
#ifndef DOMAIN_RECORDS_SCORE_H
#define DOMAIN_RECORDS_SCORE_H

#include "base/arena.h"
#include "base/fail.h"

/* S3 to S8 of reliability.md 8; S10, the sample, is record_is_sampled. */
enum record_score {
	SCORE_HEAPED = 1,  /* nearly all at the most that counts */
	SCORE_LONG,        /* much longer over the plan than the others */
	SCORE_BURST,       /* very many right behind registration */
	SCORE_NIGHT_ENTRY, /* put down by staff at night */
	SCORE_INSTANT,     /* confirmed within a minute, always by the same person */
	SCORE_RING,        /* two to six people who serve hardly anybody but each other */
	SCORE_COUNT
};
/* One final record of the last 90 days. */
struct score_fact {
	int64_t record_id, volunteer, receiver, confirmer; /* confirmer 0: by time */
	int64_t minutes, planned, to_ms, confirmed_ms;
	int64_t since_ms;                                  /* when the volunteer began */
	bool is_staff_entry;
	int64_t entered_min;                               /* of the local day */
};
struct score_flag { int64_t volunteer, record_id; enum record_score score; int64_t number; };
struct score_flags { struct score_flag *flags; size_t count; };
/* Sorts `facts`; the flags live in the arena. FAIL_LIMIT when it is too small. */
MUST_USE enum fail record_scores(struct arena *arena, struct score_fact *facts, size_t count, struct score_flags *ret_flags);
/* One in fifty, by the record's id. */
bool record_is_sampled(int64_t record_id);

#endif
