/* SPDX-License-Identifier: Apache-2.0
 *
 * Somebody who has read all the rules and wants hours for nothing: she owns a
 * telephone, one resident or several read her the card's code and confirm
 * whatever they are told to, and one more account stands in a made-up name,
 * which has no card at hand: who serves it goes on her own word, and it
 * confirms. No member of the staff is in it, nor anybody whom they ask: the desk
 * accepts orders as it always does. A scheme says what she does week by week,
 * and stays below what makes the desk ask; schemer_search looks for the best.
 */
#ifndef TESTS_SCHEMER_H
#define TESTS_SCHEMER_H

#include "base/base.h"

#define SCHEME_DAYS 30
#define SCHEME_ITEMS 6
#define SCHEME_SAMPLE_ONE_IN 50 /* final records (S10) */
#define SCHEME_SESSION_CAP_MIN 480
#define SCHEME_DAY_CAP_MIN 720
#define SCHEME_WEEK_CAP_MIN 2400
#define SCHEME_PAIR_CAP_MIN 180 /* of one for one in 30 days, before somebody else is asked */
#define SCHEME_RECEIVERS_CAP 8   /* on one day */
#define SCHEME_ACCOMPLICES 40
#define SCHEME_MADE_UP SCHEME_ACCOMPLICES /* as a resident */
#define VISITS_A_DAY 24 /* of both accounts */
#define MONTH_VISITS (VISITS_A_DAY * SCHEME_DAYS)

/* What could be changed about the rules, to see what it would bring; how many residents are in it. */
struct remedy {
	const char *name;
	int accomplices;
	int64_t pair_min;        /* what one may serve one resident in 30 days before somebody else is asked; 0 never */
	int64_t sample_one_in;   /* final records; 0 as it is */
	int64_t sample_hours;    /* one call for so many hours on record, instead of so many records; 0 as it is */
	bool own_word_waits;     /* who comes without the code is not believed on the resident's word alone */
	int64_t receiver_min;    /* what one resident may be served in 30 days by all; 0 without end */
};
struct scheme {
	const struct remedy *remedy; /* the rules under which it stays */
	bool has_second;   /* the made-up account serves too */
	int share_percent; /* of her own services that go to the made-up account, which is a resident then */
	int days_a_week, a_day, item, stay_percent, jitter, start_min, pause_min;
	int word_min;      /* the accomplice confirms behind so many minutes; 0 never: the code is enough after three days */
};
/* One service that never was. `receiver`: which of the accomplices, or SCHEME_MADE_UP. Minutes of the day; what counts of it under the caps. */
struct visit { int account, receiver, day; int64_t from_ms, to_ms, final_ms, minutes; };
/* The month's services in the order in which they end; what would count nothing is not done. `weekday`: of the first day, 0 Monday. */
int scheme_month(const struct scheme *scheme, uint64_t seed, int weekday, struct visit *ret_visits);

/* Minutes until somebody confirms, where somebody has to. */
int scheme_word_min(const struct scheme *scheme);

/* What a scheme comes to in a month: minutes posted by the moment at which she has been rung about with 90 %, and on the average by the
 * first call; whether a score asks, and how likely the month goes by without a call. */
struct prospect { int64_t x90_min, expected_min, all_min; int records, flagged_day, flagged_score; double quiet; };
struct prospect scheme_weigh(const struct scheme *scheme);
/* The best of so many tries from a seed; the same one for the same seed. `may_second`: with the made-up account. */
struct scheme scheme_search(uint64_t seed, int tries, bool may_second, const struct remedy *remedy, struct prospect *ret_prospect);
/* Ordinary people's month behind which she hides: to be made once. */
void scheme_peers(uint64_t seed);
void scheme_print(const struct scheme *scheme, const struct prospect *prospect);

#endif
