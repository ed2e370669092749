/* SPDX-License-Identifier: Apache-2.0 */
#include "planner/price_private.h"

static void find_near(struct pricer *pricer);
static void sort_by_worth(struct pricer *pricer);
static int64_t rest_from(const struct pricer *pricer, int32_t time_s);

void price_prepare_rest(struct pricer *pricer)
{
	find_near(pricer);
	sort_by_worth(pricer);
	for (uint32_t i = 0; i < PRICE_REST; i++) {
		int32_t time_s = pricer->from_s + (int32_t)((int64_t)(pricer->until_s - pricer->from_s) * i / PRICE_REST);
		pricer->rest[i] = rest_from(pricer, time_s);
	}
	pricer->rest[PRICE_REST] = pricer->rest[PRICE_REST - 1];
}

static void find_near(struct pricer *pricer)
{
	pricer->least_back_s = INT32_MAX;
	for (uint32_t j = 0; j < pricer->count; j++) {
		int32_t near_s = pricer->stop[j].out_s;
		for (uint32_t i = 0; i < pricer->count; i++) {
			int32_t hop_s = i == j ? INT32_MAX : price_hop_s(pricer, i, j);
			near_s = hop_s < near_s ? hop_s : near_s;
		}
		pricer->stop[j].near_s = near_s;
		if (pricer->stop[j].back_s < pricer->least_back_s)
			pricer->least_back_s = pricer->stop[j].back_s;
	}
}

/* What a stop brings at best, and the time it takes at least. */
static int64_t worth_of(const struct pricer *pricer, const struct stop *stop)
{
	return stop->gain - stop->near_s * pricer->facts->problem->travel_cost;
}

static int64_t time_of(const struct stop *stop)
{
	return (int64_t)stop->duration_s + stop->near_s;
}

static void sort_by_worth(struct pricer *pricer)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < pricer->count; i++) {
		const struct stop *stop = &pricer->stop[i];
		double worth = (double)worth_of(pricer, stop), time = (double)time_of(stop);
		uint32_t at = count;
		if (worth <= 0)
			continue;
		for (; at > 0; at--) {
			const struct stop *other = &pricer->stop[pricer->order[at - 1]];
			if ((double)worth_of(pricer, other) * time >= worth * (double)time_of(other))
				break;
			pricer->order[at] = pricer->order[at - 1];
		}
		pricer->order[at] = i;
		count++;
	}
	if (count < pricer->count)
		pricer->order[count] = PLANNER_NONE;
}

/* A fractional knapsack of the stops still open at time_s; the way home included. */
static int64_t rest_from(const struct pricer *pricer, int32_t time_s)
{
	int64_t room_s = (int64_t)pricer->until_s - time_s - pricer->least_back_s, rest = 0;
	for (uint32_t i = 0; i < pricer->count && pricer->order[i] != PLANNER_NONE && room_s > 0; i++) {
		const struct stop *stop = &pricer->stop[pricer->order[i]];
		int64_t needed_s = time_of(stop), worth = worth_of(pricer, stop);
		if (stop->last_s < (int64_t)time_s + stop->near_s)
			continue;
		rest += needed_s <= room_s ? worth : (int64_t)((__int128)worth * room_s / needed_s) + 1;
		room_s -= needed_s;
	}
	return rest - pricer->least_back_s * pricer->facts->problem->travel_cost;
}

static uint32_t slice_of(const struct pricer *pricer, int32_t time_s, uint32_t slices)
{
	int64_t span_s = (int64_t)pricer->until_s - pricer->from_s;
	int64_t at = span_s <= 0 ? 0 : ((int64_t)time_s - pricer->from_s) * slices / span_s;
	return at >= slices ? slices - 1 : (uint32_t)at;
}

/* Is there a label at this stop that is no later, no poorer and no less free?
 * Those that the new one beats are marked. */
static bool is_dominated(struct pricer *pricer, uint32_t stop, const struct label *fresh)
{
	for (uint32_t *link = &pricer->head[stop]; *link != PRICE_NO_LABEL;) {
		struct label *label = &pricer->label[*link];
		pricer->effort_left--;
		if (label->start_s <= fresh->start_s && label->value >= fresh->value && (label->visited & ~fresh->visited) == 0 &&
			label->served_s <= fresh->served_s && label->carried <= fresh->carried && label->away_s <= fresh->away_s)
			return true;
		if (label->start_s >= fresh->start_s && label->value <= fresh->value && (fresh->visited & ~label->visited) == 0 &&
			fresh->served_s <= label->served_s && fresh->carried <= label->carried && fresh->away_s <= label->away_s) {
			label->is_dominated = true;
			*link = label->next_at_stop;
		} else
			link = &label->next_at_stop;
	}
	return false;
}

/* What the limits are about, added up in the label; false when one is passed. */
static bool add_limited(const struct pricer *pricer, const struct stop *stop, int32_t hop_s, struct label *label)
{
	const struct planner_volunteers *volunteers = &pricer->facts->problem->volunteers;
	const struct label *parent = label->parent != PRICE_NO_LABEL ? &pricer->label[label->parent] : &(struct label){0};
	if (volunteers->day_limit_s != NULL || volunteers->week_limit_s != NULL)
		label->served_s = parent->served_s + stop->duration_s;
	if (pricer->facts->has_loads)
		label->carried = parent->carried + stop->demand;
	if (pricer->facts->has_spans)
		label->away_s = parent->away_s + hop_s + stop->duration_s;
	return price_is_within(pricer, label->served_s) && label->carried <= pricer->capacity &&
		(!pricer->facts->has_spans || label->away_s + stop->back_s <= pricer->most_s);
}

/* A label at `stop` reached after hop_s from `parent` (or from home); UINT32_MAX - 1 when there is no room for it. */
static uint32_t extend(struct pricer *pricer, uint32_t parent, uint32_t to, int32_t arrive_s, int32_t hop_s, int64_t value, int64_t least)
{
	const struct facts *facts = pricer->facts;
	const struct stop *stop = &pricer->stop[to];
	int32_t start_s = price_start_s(pricer, stop, arrive_s);
	if (start_s < 0 || start_s + stop->duration_s + stop->back_s > pricer->until_s)
		return PRICE_NO_LABEL;
	struct label label = {.value = value + stop->gain - hop_s * facts->problem->travel_cost, .start_s = start_s, .stop = to, .parent = parent};
	if (pricer->has_late)
		label.value -= facts_late(facts, stop->duty, start_s);
	if (parent != PRICE_NO_LABEL)
		label.visited = pricer->label[parent].visited;
	if (stop->repeat >= 0)
		label.visited |= UINT64_C(1) << stop->repeat;
	if (pricer->has_limits && !add_limited(pricer, stop, hop_s, &label))
		return PRICE_NO_LABEL;
	int64_t rest = pricer->rest[slice_of(pricer, start_s + stop->duration_s, PRICE_REST)];
	if (label.value + rest <= least && price_closed(pricer, &label) <= least)
		return PRICE_NO_LABEL;
	if (is_dominated(pricer, to, &label))
		return PRICE_NO_LABEL;
	if (pricer->label_count == pricer->label_room || pricer->effort_left < 0)
		return PRICE_OVERFLOW;
	uint32_t bucket = slice_of(pricer, start_s, PRICE_BUCKETS), at = pricer->label_count++;
	label.next_in_bucket = pricer->bucket[bucket];
	pricer->bucket[bucket] = at;
	label.next_at_stop = pricer->head[to];
	pricer->head[to] = at;
	pricer->label[at] = label;
	return at;
}

/* Keeps the best closed label in *best and its value in *least; false when labels ran out. */
static bool note(const struct pricer *pricer, uint32_t made, uint32_t *best, int64_t *least)
{
	if (made == PRICE_OVERFLOW)
		return false;
	if (made != PRICE_NO_LABEL && price_closed(pricer, &pricer->label[made]) > *least) {
		*least = price_closed(pricer, &pricer->label[made]);
		*best = made;
	}
	return true;
}

static bool extend_label(struct pricer *pricer, uint32_t at, uint32_t *best, int64_t *least)
{
	const struct label label = pricer->label[at];
	int32_t leave_s = label.start_s + pricer->stop[label.stop].duration_s;
	if (label.value + pricer->rest[slice_of(pricer, leave_s, PRICE_REST)] <= *least)
		return true;
	for (uint32_t to = 0; to < pricer->count && pricer->stop[to].last_s >= leave_s; to++) {
		const struct stop *stop = &pricer->stop[to];
		if (to == label.stop || (stop->repeat >= 0 && (label.visited >> stop->repeat & 1) != 0))
			continue;
		int32_t hop_s = price_hop_s(pricer, label.stop, to);
		if (!note(pricer, extend(pricer, at, to, leave_s + hop_s, hop_s, label.value, *least), best, least))
			return false;
	}
	return true;
}

uint32_t price_run_labels(struct pricer *pricer, int64_t least)
{
	uint32_t best = PRICE_NO_LABEL;
	pricer->label_count = 0;
	for (uint32_t i = 0; i < PRICE_BUCKETS; i++)
		pricer->bucket[i] = PRICE_NO_LABEL;
	for (uint32_t i = 0; i < pricer->count; i++)
		pricer->head[i] = PRICE_NO_LABEL;
	for (uint32_t i = 0; i < pricer->count; i++) {
		int32_t out_s = pricer->stop[i].out_s;
		if (!note(pricer, extend(pricer, PRICE_NO_LABEL, i, pricer->from_s + out_s, out_s, -pricer->facts->problem->outing_cost, least), &best, &least))
			return PRICE_OVERFLOW;
	}
	for (uint32_t bucket = 0; bucket < PRICE_BUCKETS; bucket++) {
		while (pricer->bucket[bucket] != PRICE_NO_LABEL) {
			uint32_t at = pricer->bucket[bucket];
			pricer->bucket[bucket] = pricer->label[at].next_in_bucket;
			if (!pricer->label[at].is_dominated && !extend_label(pricer, at, &best, &least))
				return PRICE_OVERFLOW;
		}
	}
	return best;
}
