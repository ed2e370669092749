/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether the load is shared: what volunteers of a subtree have served and how
 * often they were asked, how unequal that is, and who has waited longest. A
 * picture for the station, never a judgement of a person: nobody's no is in it.
 */
#ifndef DOMAIN_FAIRNESS_H
#define DOMAIN_FAIRNESS_H

#include "domain/act.h"

/* The Gini coefficient in per mille, 0 = all the same, 1000 = one has all: with x sorted, G = 2 sum(i x_i) / (n sum(x)) - (n + 1) / n
 * (Gini 1912, in the form of Sen 1973), rounded down. Sorts `amounts` (none negative). 0 for nobody or nothing. */
int64_t fairness_gini(int64_t *amounts, size_t count);

struct fairness_person {
	struct person_id person_id;
	struct place_id place_id;
	struct text name, place_name;
	int64_t served_min, asked;   /* in the span */
	int64_t last_ms;             /* the hour of the newest of her duties that are done, ever; 0 = none */
	int64_t since_ms;            /* when she became one */
	int64_t free_min;            /* a week, as she says */
	bool is_paused;
};
struct fairness {
	struct fairness_person *people; size_t count; /* by place, then id */
	int64_t served_min, asked, served_people;
	int64_t gini;                /* of the minutes served, over those who are not resting */
};
/* Between two instants; lives in act->arena. Up to 20,000 volunteers. */
MUST_USE enum fail fairness_read(const struct act *act, struct place_id scope_id, int64_t from_ms, int64_t to_ms, struct fairness *ret_fairness);

#endif
