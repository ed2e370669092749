/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared by records_score*.c: what one volunteer's facts sum up to, and the
 * score that looks at more than one volunteer.
 */
#ifndef DOMAIN_RECORDS_SCORE_PRIVATE_H
#define DOMAIN_RECORDS_SCORE_PRIVATE_H

#include "domain/records_score.h"

#define LEAST_SERVICES 5 /* fewer say nothing */
#define PAST_LEAST 10    /* services before, of whom it can be said how she was */
#define EDGES_MAX 4      /* whom she served most; who serves five alike is in no ring */

/* How long she stayed over the plan, per mille: enough for a mean and its deviation. */
struct stays { int64_t count, sum, squares; };
/* Whom one volunteer served: how often, how long, and how often in the days before those that are summed up. */
struct edge { int64_t receiver, count, minutes, before, newest; };
struct sums {
	int64_t volunteer;
	size_t first, last;   /* of her facts, those of the days before too */
	int64_t count, minutes; /* of those that are summed up */
	int64_t ratio;        /* minutes that count over the plan, per mille, the mean */
	int64_t heaped, longer, off_hours;
	int64_t newest_heaped, newest_longer, newest_off_hours, newest;
	struct stays now, before;
	struct edge edges[EDGES_MAX]; /* the most minutes first */
	size_t edge_count;
};
struct people { struct sums *sums; size_t count; };

/* What she is in: of how many, 0 nothing, and her newest record in it. */
struct ring { int64_t size, newest; };
/* For each of `all` the ring the newest days show, or all of them; FAIL_LIMIT when the arena is too small. */
MUST_USE enum fail score_rings(struct arena *arena, const struct people *recent, const struct people *all, struct ring **ret_rings);

#endif
