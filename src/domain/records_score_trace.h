/* SPDX-License-Identifier: Apache-2.0
 *
 * PURE: S1 and S2 of reliability.md 8, which look at what volunteers' own
 * check-ins and check-outs left in 30 days: whether the place told was the
 * very same again and again, and whether one telephone put several of them
 * down within minutes at different homes. Numbers stand for digests: equal or
 * not is all that can be seen. Integers, no store, no clock.
 */
#ifndef DOMAIN_RECORDS_SCORE_TRACE_H
#define DOMAIN_RECORDS_SCORE_TRACE_H

#include "domain/records_score.h"

/* One check-in or check-out of a service whose record is final; receiver 0: nobody's home; spot and device 0: not known. */
struct trace_fact {
	int64_t record_id, volunteer, receiver, at_ms;
	int64_t spot, device;
};
/* Two people, the smaller id first. */
struct trace_pair { int64_t one, other; };
struct trace_pairs { struct trace_pair *pairs; size_t count; };

/* Of whom it matters whether they are close (people_are_close): those who had one telephone within minutes, and those whose homes came
 * with one spot. Sorted, each once. Sorts `facts`; FAIL_LIMIT when the arena is too small. */
MUST_USE enum fail trace_questions(struct arena *arena, struct trace_fact *facts, size_t count, struct trace_pairs *ret_questions);
/* `close`: which of those are, sorted. A flag of SCORE_PLACE counts services, one of SCORE_DEVICE days. As trace_questions else. */
MUST_USE enum fail trace_scores(struct arena *arena, struct trace_fact *facts, size_t count, const struct trace_pairs *close,
	struct score_flags *ret_flags);

#endif
