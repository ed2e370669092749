/* SPDX-License-Identifier: Apache-2.0
 *
 * What the two files of pricing share: stops, labels, and the bound on what the
 * rest of a shift can bring.
 */
#ifndef PLANNER_PRICE_PRIVATE_H
#define PLANNER_PRICE_PRIVATE_H

#include "planner/price.h"

#define PRICE_NO_LABEL UINT32_MAX
#define PRICE_OVERFLOW (UINT32_MAX - 1)
#define PRICE_BUCKETS 256 /* of time, for the order of labels */
#define PRICE_REST 64     /* of time, for the rest's bound */

struct stop {
	uint32_t duty, place;
	int32_t duration_s, out_s, back_s, first_s, last_s;
	int32_t near_s;  /* least travel that ends here */
	int32_t demand;
	int8_t repeat;   /* bit, or -1 */
	bool has_windows; /* more than one */
	int64_t gain;
};

struct label {
	int64_t value; /* so far, without the way home */
	uint64_t visited; /* of the stops with a bit */
	int32_t start_s, served_s, carried, away_s; /* away: service and travel, without waiting */
	uint32_t stop, parent, next_in_bucket, next_at_stop;
	bool is_dominated;
};

struct pricer {
	const struct facts *facts;
	struct stop *stop;
	uint32_t *order;   /* stops by worth per second, for the rest */
	uint32_t *at_duty; /* position of a duty among the stops, if it is there */
	uint32_t *head;    /* labels at each stop */
	int32_t *hop_s;
	struct label *label;
	uint32_t count, matrix_room, label_room, label_count, repeat_count;
	uint32_t bucket[PRICE_BUCKETS];
	int64_t rest[PRICE_REST + 1]; /* most that can be earned when leaving not before that time */
	uint32_t shift;
	int64_t slope, effort_left;
	int32_t from_s, until_s, least_back_s, capacity, most_s;
	bool has_matrix, has_late, has_limits; /* limits: anything that labels have to add up */
};

static inline int32_t price_hop_s(const struct pricer *pricer, uint32_t from, uint32_t to)
{
	return pricer->has_matrix ? pricer->hop_s[from * pricer->matrix_room + to]
		: facts_hop_s(pricer->facts, pricer->shift, pricer->stop[from].place, pricer->stop[to].place);
}

/* When a stop reached at arrive_s starts, or -1. */
static inline int32_t price_start_s(const struct pricer *pricer, const struct stop *stop, int32_t arrive_s)
{
	if (arrive_s > stop->last_s)
		return -1;
	if (stop->has_windows) {
		int32_t start_s = facts_start_from(pricer->facts, stop->duty, arrive_s);
		return start_s > stop->last_s ? -1 : start_s;
	}
	return arrive_s > stop->first_s ? arrive_s : stop->first_s;
}

/* May a route serve so long, for the limits of a day and a week alone? What a
 * route carries and how long it is on the way and at work is limited as well;
 * that waiting counts as time away is left out, which can only raise the bound. */
static inline bool price_is_within(const struct pricer *pricer, int32_t served_s)
{
	const struct planner_volunteers *volunteers = &pricer->facts->problem->volunteers;
	uint32_t volunteer = pricer->facts->problem->shifts.volunteer[pricer->shift];
	return (volunteers->day_limit_s == NULL || served_s <= volunteers->day_limit_s[volunteer]) &&
		(volunteers->week_limit_s == NULL || served_s <= volunteers->week_limit_s[volunteer]);
}

/* A label's value when it goes home now. */
static inline int64_t price_closed(const struct pricer *pricer, const struct label *label)
{
	return label->value - pricer->stop[label->stop].back_s * pricer->facts->problem->travel_cost;
}

/* Fills rest[] and near_s for the stops collected. */
void price_prepare_rest(struct pricer *pricer);
/* One pass: the label whose route is worth most and more than `least`;
 * PRICE_NO_LABEL when there is none, PRICE_OVERFLOW when the labels ran out. */
uint32_t price_run_labels(struct pricer *pricer, int64_t least);

#endif
