/* SPDX-License-Identifier: Apache-2.0 */
#include "planner/price_private.h"

#include <string.h>

#define LABELS_SHORT 65536
#define LABELS_LONG 131072 /* where a route can have many stops */
#define STOPS_LONG 8
#define MATRIX_MAX 1024
#define PASSES_MAX 40
#define EFFORT_MAX 3000000 /* comparisons of labels in one search: a pass that finds it spent gives up */

static void collect(struct pricer *pricer, const int64_t *prices);
static void reprice(struct pricer *pricer, struct price_route *route);
static void try_singles(struct pricer *pricer, struct price_route *route);
enum repeats { REPEATS_NONE, REPEATS_NEW, REPEATS_TOO_MANY };
static enum repeats remember_repeats(struct pricer *pricer, uint32_t label);
static void take_route(const struct pricer *pricer, uint32_t label, struct price_route *route);

/* Labels that one search may hold: few stops need few, and so do short routes. */
static uint32_t label_room(const struct facts *facts, uint32_t most)
{
	const struct planner_shifts *shifts = &facts->problem->shifts;
	int64_t service_s = 1, span_s = 0;
	for (uint32_t d = 0; d < facts->duty_count; d++)
		service_s += facts->problem->duties.duration_s[d];
	for (uint32_t s = 0; s < facts->shift_count; s++)
		span_s = shifts->until_s[s] - shifts->from_s[s] > span_s ? shifts->until_s[s] - shifts->from_s[s] : span_s;
	uint64_t few = 1024 + (uint64_t)most * most * 64;
	uint32_t room = span_s * facts->duty_count > STOPS_LONG * service_s ? LABELS_LONG : LABELS_SHORT;
	return few < room ? (uint32_t)few : room;
}

enum fail pricer_make(const struct facts *facts, struct arena *arena, struct pricer **ret_pricer)
{
	uint32_t most = 1;
	for (uint32_t s = 0; s < facts->shift_count; s++)
		most = facts->column[s + 1] - facts->column[s] > most ? facts->column[s + 1] - facts->column[s] : most;
	struct pricer *pricer = arena_new(arena, struct pricer);
	if (pricer == NULL)
		return FAIL_LIMIT;
	*pricer = (struct pricer){.facts = facts, .matrix_room = most < MATRIX_MAX ? most : MATRIX_MAX,
		.label_room = label_room(facts, most)};
	pricer->stop = arena_array(arena, struct stop, most);
	pricer->order = arena_array(arena, uint32_t, most);
	pricer->at_duty = arena_array(arena, uint32_t, facts->duty_count);
	pricer->head = arena_array(arena, uint32_t, most);
	pricer->hop_s = arena_array(arena, int32_t, (size_t)pricer->matrix_room * pricer->matrix_room);
	pricer->label = arena_array(arena, struct label, pricer->label_room);
	if (arena_is_exhausted(arena))
		return FAIL_LIMIT;
	*ret_pricer = pricer;
	return OK;
}

void price_shift(struct pricer *pricer, uint32_t shift, const int64_t *prices, int64_t slope, struct price_route *route)
{
	const struct planner_problem *problem = pricer->facts->problem;
	pricer->shift = shift;
	pricer->slope = slope;
	pricer->from_s = problem->shifts.from_s[shift];
	pricer->until_s = problem->shifts.until_s[shift];
	pricer->capacity = facts_capacity(pricer->facts, shift);
	pricer->most_s = problem->shifts.most_s != NULL ? problem->shifts.most_s[shift] : INT32_MAX;
	pricer->has_limits = pricer->facts->has_loads || pricer->facts->has_spans || problem->volunteers.day_limit_s != NULL ||
		problem->volunteers.week_limit_s != NULL;
	pricer->repeat_count = 0;
	collect(pricer, prices);
	reprice(pricer, route);
	try_singles(pricer, route);
	route->bound = route->value;
	if (pricer->count < 2)
		return;
	price_prepare_rest(pricer);
	int64_t known = INT64_MAX;
	pricer->effort_left = EFFORT_MAX;
	for (uint32_t pass = 0; pass < PASSES_MAX; pass++) {
		uint32_t best = price_run_labels(pricer, route->value);
		if (best == PRICE_OVERFLOW) {
			route->bound = known < pricer->rest[0] ? known : pricer->rest[0];
			route->bound = route->bound > route->value ? route->bound : route->value;
			return;
		}
		if (best == PRICE_NO_LABEL) {
			route->bound = route->value;
			return;
		}
		known = price_closed(pricer, &pricer->label[best]);
		route->bound = known;
		enum repeats repeats = remember_repeats(pricer, best);
		if (repeats == REPEATS_NONE)
			take_route(pricer, best, route);
		if (repeats != REPEATS_NEW)
			return;
	}
}

/* What a visit brings, before travel and lateness. */
static int64_t gain_of(const struct pricer *pricer, uint32_t entry, const int64_t *prices)
{
	const struct facts *facts = pricer->facts;
	uint32_t duty = facts->column_duty[entry];
	int64_t gain = prices[duty] + (facts->column_bonus != NULL ? facts->column_bonus[entry] : 0);
	return gain - (int64_t)((__int128)pricer->slope * facts->problem->duties.duration_s[duty] / (3600 * 3600));
}

int64_t price_most(struct pricer *pricer, uint32_t shift, const int64_t *prices, int64_t slope)
{
	const struct facts *facts = pricer->facts;
	int64_t slack = facts->problem->travel == NULL ? 0 : facts->problem->travel_slack_s * facts->problem->travel_cost, most = 0;
	pricer->slope = slope;
	for (uint32_t i = facts->column[shift]; i < facts->column[shift + 1]; i++) {
		int64_t gain = gain_of(pricer, i, prices) + slack;
		most += gain > 0 ? gain : 0;
	}
	return most;
}

/* Where each duty stands, and the ways between all of them. */
static void measure_stops(struct pricer *pricer)
{
	const struct facts *facts = pricer->facts;
	bool is_symmetric = facts->problem->travel == NULL;
	uint32_t room = pricer->matrix_room;
	for (uint32_t i = 0; i < pricer->count; i++) {
		pricer->at_duty[pricer->stop[i].duty] = i;
		pricer->stop[i].repeat = -1;
	}
	pricer->has_matrix = pricer->count <= room;
	for (uint32_t i = 0; i < pricer->count && pricer->has_matrix; i++) {
		for (uint32_t j = 0; j < pricer->count; j++)
			pricer->hop_s[i * room + j] = is_symmetric && j < i ? pricer->hop_s[j * room + i]
				: facts_hop_s(facts, pricer->shift, pricer->stop[i].place, pricer->stop[j].place);
	}
}

/* The duties that could pay for themselves. Where ways obey the triangle
 * inequality a stop without gain never helps; where they are off by at most
 * travel_slack_s it could by that much (never in time: no visit is shorter). */
static void collect(struct pricer *pricer, const int64_t *prices)
{
	const struct facts *facts = pricer->facts;
	const struct planner_problem *problem = facts->problem;
	uint32_t shift = pricer->shift;
	int32_t slack_s = problem->travel == NULL ? 0 : problem->travel_slack_s;
	pricer->count = 0;
	pricer->has_late = facts->has_late;
	for (uint32_t i = facts->column[shift]; i < facts->column[shift + 1]; i++) {
		uint32_t duty = facts->column_duty[i], place = problem->duties.place[duty];
		struct stop stop = {.duty = duty, .place = place, .duration_s = problem->duties.duration_s[duty], .gain = gain_of(pricer, i, prices),
			.demand = facts_demand(facts, duty)};
		if (stop.gain + (int64_t)slack_s * problem->travel_cost <= 0)
			continue;
		stop.out_s = facts_hop_s(facts, shift, facts->home[shift], place);
		stop.back_s = facts_hop_s(facts, shift, place, facts->home[shift]);
		int32_t last_s = pricer->until_s - stop.back_s - stop.duration_s;
		if (facts->pin_start_s[duty] >= 0)
			stop.first_s = stop.last_s = facts->pin_start_s[duty];
		else {
			stop.first_s = facts_start_from(facts, duty, pricer->from_s + stop.out_s);
			stop.last_s = facts_start_until(facts, duty, last_s);
		}
		stop.has_windows = facts->pin_start_s[duty] < 0 && problem->duties.window_first[duty + 1] - problem->duties.window_first[duty] > 1;
		if (stop.first_s < 0 || stop.last_s < stop.first_s)
			continue;
		uint32_t at = pricer->count++;
		for (; at > 0 && pricer->stop[at - 1].last_s < stop.last_s; at--) /* those open longest first */
			pricer->stop[at] = pricer->stop[at - 1];
		pricer->stop[at] = stop;
	}
	measure_stops(pricer);
}

/* The old route at today's prices; dropped when a stop does not pay any more. */
static void reprice(struct pricer *pricer, struct price_route *route)
{
	const struct planner_problem *problem = pricer->facts->problem;
	int32_t free_s = pricer->from_s;
	int64_t value = -problem->outing_cost;
	uint32_t last = PLANNER_NONE;
	for (uint32_t i = 0; i < route->count; i++) {
		uint32_t at = pricer->at_duty[route->duty[i]];
		if (at >= pricer->count || pricer->stop[at].duty != route->duty[i]) {
			route->count = 0;
			break;
		}
		int32_t hop_s = last == PLANNER_NONE ? pricer->stop[at].out_s : price_hop_s(pricer, last, at);
		int32_t start_s = price_start_s(pricer, &pricer->stop[at], free_s + hop_s);
		check(start_s >= 0);
		value += pricer->stop[at].gain - hop_s * problem->travel_cost - facts_late(pricer->facts, route->duty[i], start_s);
		free_s = start_s + pricer->stop[at].duration_s;
		last = at;
	}
	if (last != PLANNER_NONE)
		value -= pricer->stop[last].back_s * problem->travel_cost;
	if (route->count == 0 || value <= 0) {
		route->count = 0;
		value = 0;
	}
	route->value = value;
}

static void try_singles(struct pricer *pricer, struct price_route *route)
{
	const struct planner_problem *problem = pricer->facts->problem;
	for (uint32_t i = 0; i < pricer->count; i++) {
		const struct stop *stop = &pricer->stop[i];
		int32_t start_s = price_start_s(pricer, stop, pricer->from_s + stop->out_s);
		if (start_s < 0 || start_s + stop->duration_s + stop->back_s > pricer->until_s || !price_is_within(pricer, stop->duration_s))
			continue;
		int64_t value = stop->gain - problem->outing_cost - ((int64_t)stop->out_s + stop->back_s) * problem->travel_cost -
			facts_late(pricer->facts, stop->duty, start_s);
		if (value > route->value && route->room > 0) {
			route->value = value;
			route->count = 1;
			route->duty[0] = stop->duty;
		}
	}
}

/* Gives every duty that the path visits twice a bit, as long as there are bits. */
static enum repeats remember_repeats(struct pricer *pricer, uint32_t label)
{
	uint32_t found = 0;
	bool is_repeating = false;
	for (uint32_t at = label; at != PRICE_NO_LABEL; at = pricer->label[at].parent) {
		for (uint32_t before = pricer->label[at].parent; before != PRICE_NO_LABEL; before = pricer->label[before].parent) {
			struct stop *stop = &pricer->stop[pricer->label[at].stop];
			if (pricer->label[before].stop != pricer->label[at].stop)
				continue;
			is_repeating = true;
			if (stop->repeat < 0 && pricer->repeat_count < 64) {
				stop->repeat = (int8_t)pricer->repeat_count++;
				found++;
			}
		}
	}
	return !is_repeating ? REPEATS_NONE : found > 0 ? REPEATS_NEW : REPEATS_TOO_MANY;
}

/* The path into the caller's room, when it fits. */
static void take_route(const struct pricer *pricer, uint32_t label, struct price_route *route)
{
	uint32_t count = 0;
	for (uint32_t at = label; at != PRICE_NO_LABEL; at = pricer->label[at].parent)
		count++;
	if (count > route->room)
		return;
	route->count = count;
	route->value = price_closed(pricer, &pricer->label[label]);
	for (uint32_t at = label; at != PRICE_NO_LABEL; at = pricer->label[at].parent)
		route->duty[--count] = pricer->stop[pricer->label[at].stop].duty;
}
