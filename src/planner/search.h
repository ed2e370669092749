/* SPDX-License-Identifier: Apache-2.0
 *
 * Large-neighbourhood search: strings of visits near each other are taken out
 * and put back greedily, in changing orders, together with absent duties near
 * them (Christiaens and Vanden Berghe 2020, "slack induction by string
 * removals"). A round cuts the town into tiles that own their shifts and
 * duties, so that tiles run on several threads and the outcome depends on seed,
 * round and tile alone. Private to planner/.
 */
#ifndef PLANNER_SEARCH_H
#define PLANNER_SEARCH_H

#include "planner/near.h"
#include "planner/placing.h"

struct search;

struct search_rules {
	uint64_t seed;
	uint32_t threads;
	const int64_t *prices; /* of each duty: what serving pays at the bound; NULL = not known yet */
};

/* A search over these routes, which it changes. FAIL_LIMIT when the arena is exhausted. */
MUST_USE enum fail search_make(const struct facts *facts, struct routes *routes, struct arena *arena, const struct search_rules *rules,
	struct search **ret_search);
/* What serving pays changed, or became known. */
void search_set_prices(struct search *search, const int64_t *prices);
/* Puts pinned visits in; then absent duties by weight and scarcity. False when the pins contradict each other. */
MUST_USE bool search_begin(struct search *search);
void search_construct(struct search *search);
/* One round of about `moves` moves at a temperature (milli-units; a move that
 * loses t is taken with probability exp(-t / temperature)). Returns what the
 * value changed by; adds to *moves_done what was done. */
int64_t search_round(struct search *search, uint64_t moves, double temperature, uint64_t *moves_done);
/* Scratch for closing shifts; an absent duty weighs `unit` for each move it was
 * absent after. FAIL_LIMIT when the arena is exhausted. */
MUST_USE enum fail search_make_squeeze(struct search *search, int64_t unit, struct arena *arena);
/* Is the shift in use, by nothing that is pinned or waits for others? */
bool search_may_close(const struct search *search, uint32_t shift);
/* How often the duties of this shift were without a place so far. */
int64_t search_absences(const struct search *search, uint32_t shift);
/* Empties this shift for the squeezing that follows; what is served now is what it seeks to serve. */
void search_close_shift(struct search *search, uint32_t shift);
/* Up to `moves` moves without the closed shift; returns how many duties still have no place. One thread. */
uint32_t search_squeeze(struct search *search, uint64_t moves, double temperature, uint64_t *moves_done);
/* Serves this absent duty in the best way when its gain is positive. */
bool search_place(struct search *search, uint32_t duty);

#endif
