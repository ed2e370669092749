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

/* S1 to S9 of reliability.md 8; S10, the sample, is record_is_sampled. All but the burst look at the newest 30 days: who begins
 * to cheat is not to be hidden by the months before. */
enum record_score {
	SCORE_HEAPED = 1,  /* ends again and again just where no further minute counts */
	SCORE_LONG,        /* much longer over the plan than the others */
	SCORE_BURST,       /* very many right behind registration, and spent at once */
	SCORE_NIGHT_ENTRY, /* put down by staff at night, or in the evening when it was long over */
	SCORE_INSTANT,     /* confirmed within a minute, mostly by the same person */
	SCORE_RING,        /* two to six people who mostly serve each other */
	SCORE_CHANGED,     /* much longer over the plan than she used to */
	SCORE_PLACE,       /* told the very same place again and again (records_score_trace.h) */
	SCORE_DEVICE,      /* one telephone for several, within minutes, at different homes (there too) */
	SCORE_WORDS,       /* praised again and again in the very same words */
	SCORE_STARS,       /* all five, from people who give others less */
	SCORE_MUTUAL,      /* two who give each other five, and others less */
	SCORE_COUNT
};
/* One final record of the last 90 days. */
struct score_fact {
	int64_t record_id, volunteer, receiver, confirmer; /* confirmer 0: by time */
	int64_t minutes, raw_minutes, planned;             /* what counts, how long it took, as ordered */
	int64_t to_ms, confirmed_ms;
	int64_t since_ms, spent;                           /* when the volunteer began; what she spent since, if that is within the 90 days */
	bool is_staff_entry;
	int64_t entered_ms, entered_min;                   /* the second: of the local day */
};
struct score_flag { int64_t volunteer, record_id; enum record_score score; int64_t number; };
struct score_flags { struct score_flag *flags; size_t count; };
/* Sorts `facts`; the flags live in the arena. FAIL_LIMIT when it is too small. */
MUST_USE enum fail record_scores(struct arena *arena, struct score_fact *facts, size_t count, struct score_flags *ret_flags);
/* One rating of the newest 30 days, for one of those who went. `words`: the same for the same words, 0 for too few to say anything. */
struct praise_fact { int64_t volunteer, rater, record_id, stars; uint64_t words; };
/* SCORE_WORDS, SCORE_STARS and SCORE_MUTUAL, with how many ratings each; as record_scores else. */
MUST_USE enum fail record_praise(struct arena *arena, struct praise_fact *facts, size_t count, struct score_flags *ret_flags);
/* One in fifty, by the record's id. */
bool record_is_sampled(int64_t record_id);
/* The other half of S10: the tenth of the volunteers who served one person longest in the newest 30 days, of whom one in 35 is drawn each
 * day (a fifth in a week). Much is not odd, and so this is no score: the flags have none, and count minutes. As record_scores else. */
MUST_USE enum fail record_riskiest(struct arena *arena, struct score_fact *facts, size_t count, int32_t day, struct score_flags *ret_flags);

#endif
