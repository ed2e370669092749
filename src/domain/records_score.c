/* SPDX-License-Identifier: Apache-2.0
 *
 * Scores of reliability.md 8: what is odd without breaking a rule. They only
 * ask somebody to ring. S1 and S2 need positions and devices, which we do not
 * keep; S9 (ratings) is too common among friends to ask about.
 */
#include "domain/records_score.h"

#include <stdlib.h>

#define DAY_MS INT64_C(86400000)
#define RECENT_DAYS 30
#define LEAST_SERVICES 5      /* fewer say nothing */
#define HEAPED_LEAST 6        /* S3: so many end where no further minute counts, or a little behind it … */
#define HEAPED_PERCENT 50     /* … of all that took clearly longer than planned: who likes to talk stays shorter and longer as it comes */
#define HEAPED_FROM_PERCENT 125
#define HEAPED_TO_PERCENT 140
#define LONGER_PERCENT 110
#define LONG_SIGMAS 5         /* S4: longer than the others by so many standard deviations … */
#define LONG_LEAST 100        /* … and by a tenth of the plan: where all are alike a minute would do */
#define BURST_DAYS 14         /* S5: so soon behind registration … */
#define BURST_LEAST 8
#define BURST_SPENT_PERCENT 30 /* … and so much of it spent, at a point an hour */
#define BURST_MANY 42         /* … or nobody has so much time */
#define OFF_HOURS_LEAST 4     /* S6 */
#define NIGHT_FROM_MIN (22 * 60)
#define NIGHT_TO_MIN (6 * 60)
#define OFFICE_TO_MIN (18 * 60 + 30)
#define LONG_OVER_MS (20 * INT64_C(60000))
#define INSTANT_MS 60000      /* S7: confirmed so fast … */
#define INSTANT_PERCENT 40    /* … so often by one person */
#define RING_PERCENT 45       /* S8: so much of what all of them serve stays among them … */
#define PAIR_PERCENT 70       /* … and with two, because neighbours do help each other */
#define SLOW_RING_PERCENT 80  /* over all 90 days */
#define RING_EACH_PERCENT 30  /* of each one's own */
#define RING_MOST 6
#define RING_CHAIN 4          /* so many in a row, if it does not close: one of them is ill, or passes it on by hand */
#define RING_SPREAD_PERCENT 80
#define SAMPLE_ONE_IN 50      /* S10 */
#define SCALE 1000

/* What one volunteer's facts sum up to. */
struct sums {
	int64_t volunteer;
	size_t first, last, count; /* of her facts; count: of those that are summed up */
	int64_t minutes, ratio;      /* minutes over the plan, per mille, the mean */
	int64_t heaped, longer, instant, off_hours;
	int64_t receiver, receiver_minutes; /* whom most of it went to */
	int64_t newest;
};
struct people { struct sums *sums; size_t count; };
/* Who gives to whom, from one on; least and most: minutes of one link. */
struct ring { int64_t members[RING_MOST], size, least, most, inside, minutes; bool is_closed; };

static int by_volunteer(const void *a, const void *b);
static enum fail sum_up(struct arena *arena, const struct score_fact *facts, size_t count, int64_t since_ms, struct people *ret_people);
static void add(struct sums *sums, const struct score_fact *fact);
static void find_receiver(struct sums *sums, const struct score_fact *facts, int64_t since_ms);
static void find_confirmer(struct sums *sums, const struct score_fact *facts, int64_t since_ms);
static bool is_instant(const struct score_fact *fact);
static bool is_off_hours(const struct score_fact *fact);
static void peers(const struct people *people, int64_t *ret_mean, int64_t *ret_variance);
static const struct sums *find(const struct people *people, int64_t volunteer);
static int64_t ring_size(const struct people *people, const struct sums *from, int64_t percent, int64_t pair_percent);
static void join_ring(struct ring *ring, const struct sums *one);
static bool gives_on(const struct sums *one);
static bool is_in(const struct ring *ring, int64_t volunteer);
static void flag_behaviour(struct score_flags *flags, const struct people *recent);
static void flag_bursts(struct score_flags *flags, const struct score_fact *facts, const struct people *all);
static void flag_slow_rings(struct score_flags *flags, const struct people *all);
static void flag(struct score_flags *flags, const struct sums *sums, enum record_score score, int64_t number);

enum fail record_scores(struct arena *arena, struct score_fact *facts, size_t count, struct score_flags *ret_flags)
{
	int64_t newest_ms = 0;
	struct people all;
	struct people recent;
	qsort(facts, count, sizeof(facts[0]), by_volunteer);
	for (size_t i = 0; i < count; i++)
		newest_ms = facts[i].to_ms > newest_ms ? facts[i].to_ms : newest_ms;
	TRY(sum_up(arena, facts, count, 0, &all));
	TRY(sum_up(arena, facts, count, newest_ms - RECENT_DAYS * DAY_MS, &recent));
	struct score_flags flags = {.flags = arena_array(arena, struct score_flag, SCORE_COUNT * (all.count + 1))};
	if (flags.flags == NULL)
		return FAIL_LIMIT;
	flag_behaviour(&flags, &recent);
	flag_bursts(&flags, facts, &all);
	flag_slow_rings(&flags, &all);
	*ret_flags = flags;
	return OK;
}

bool record_is_sampled(int64_t record_id)
{
	uint64_t mixed = (uint64_t)record_id * 0x9E3779B97F4A7C15u;
	return (mixed >> 32) % SAMPLE_ONE_IN == 0;
}

static void flag_behaviour(struct score_flags *flags, const struct people *recent)
{
	int64_t mean = 0;
	int64_t variance = 0;
	peers(recent, &mean, &variance);
	for (size_t i = 0; i < recent->count; i++) {
		const struct sums *one = &recent->sums[i];
		int64_t n = (int64_t)one->count;
		if (n < LEAST_SERVICES)
			continue;
		if (one->heaped >= HEAPED_LEAST && one->heaped * 100 >= one->longer * HEAPED_PERCENT)
			flag(flags, one, SCORE_HEAPED, one->heaped);
		if (one->ratio >= mean + LONG_LEAST && (one->ratio - mean) * (one->ratio - mean) > LONG_SIGMAS * LONG_SIGMAS * variance)
			flag(flags, one, SCORE_LONG, one->ratio);
		if (one->off_hours >= OFF_HOURS_LEAST)
			flag(flags, one, SCORE_NIGHT_ENTRY, one->off_hours);
		if (one->instant >= LEAST_SERVICES && one->instant * 100 > n * INSTANT_PERCENT)
			flag(flags, one, SCORE_INSTANT, one->instant);
		int64_t size = ring_size(recent, one, RING_PERCENT, PAIR_PERCENT);
		if (size > 0)
			flag(flags, one, SCORE_RING, size);
	}
}

static void flag_bursts(struct score_flags *flags, const struct score_fact *facts, const struct people *all)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct sums *one = &all->sums[i];
		const struct score_fact *hers = &facts[one->first];
		int64_t early = 0;
		int64_t minutes = 0;
		for (size_t k = 0; k < one->count; k++) {
			bool is_early = hers[k].to_ms - hers[k].since_ms < BURST_DAYS * DAY_MS;
			early += is_early;
			minutes += is_early ? hers[k].minutes : 0;
		}
		bool is_spent = hers->spent > 0 && hers->spent * 60 >= minutes * BURST_SPENT_PERCENT; /* hundredths of a point, at 100 an hour */
		if (early >= BURST_MANY || (early >= BURST_LEAST && is_spent))
			flag(flags, one, SCORE_BURST, early);
	}
}

/* Those who take their time; who is in one of this month's rings is flagged already. */
static void flag_slow_rings(struct score_flags *flags, const struct people *all)
{
	for (size_t i = 0; i < all->count; i++) {
		int64_t size = ring_size(all, &all->sums[i], SLOW_RING_PERCENT, SLOW_RING_PERCENT);
		bool is_known = false;
		for (size_t k = 0; k < flags->count && size > 0; k++)
			is_known = is_known || (flags->flags[k].volunteer == all->sums[i].volunteer && flags->flags[k].score == SCORE_RING);
		if (size > 0 && !is_known)
			flag(flags, &all->sums[i], SCORE_RING, size);
	}
}

static int by_volunteer(const void *a, const void *b)
{
	const struct score_fact *one = a;
	const struct score_fact *other = b;
	if (one->volunteer != other->volunteer)
		return one->volunteer < other->volunteer ? -1 : 1;
	if (one->receiver != other->receiver)
		return one->receiver < other->receiver ? -1 : 1;
	return one->record_id < other->record_id ? -1 : one->record_id > other->record_id;
}

/* One line for each volunteer, of what was served since a moment; `first` is the first of all her facts. */
static enum fail sum_up(struct arena *arena, const struct score_fact *facts, size_t count, int64_t since_ms, struct people *ret_people)
{
	struct people people = {.count = 0};
	size_t most = count > 0;
	for (size_t i = 1; i < count; i++)
		most += facts[i].volunteer != facts[i - 1].volunteer;
	people.sums = arena_array(arena, struct sums, most + 1);
	if (people.sums == NULL)
		return FAIL_LIMIT;
	size_t first = 0;
	for (size_t i = 0; i < count; i++) {
		first = i > 0 && facts[i].volunteer == facts[i - 1].volunteer ? first : i;
		if (facts[i].to_ms < since_ms)
			continue;
		if (people.count == 0 || people.sums[people.count - 1].volunteer != facts[i].volunteer)
			people.sums[people.count++] = (struct sums){.volunteer = facts[i].volunteer, .first = first};
		add(&people.sums[people.count - 1], &facts[i]);
		people.sums[people.count - 1].last = i;
	}
	for (size_t i = 0; i < people.count; i++) {
		people.sums[i].ratio /= (int64_t)people.sums[i].count;
		find_receiver(&people.sums[i], facts, since_ms);
		find_confirmer(&people.sums[i], facts, since_ms);
	}
	*ret_people = people;
	return OK;
}

static void add(struct sums *sums, const struct score_fact *fact)
{
	int64_t percent = fact->planned > 0 ? fact->raw_minutes * 100 / fact->planned : 100;
	sums->count++;
	sums->minutes += fact->minutes;
	sums->ratio += fact->planned > 0 ? fact->minutes * SCALE / fact->planned : SCALE;
	sums->heaped += percent >= HEAPED_FROM_PERCENT && percent < HEAPED_TO_PERCENT;
	sums->longer += percent >= LONGER_PERCENT;
	sums->off_hours += is_off_hours(fact);
	sums->newest = fact->record_id > sums->newest ? fact->record_id : sums->newest;
}

static bool is_instant(const struct score_fact *fact)
{
	return fact->confirmer != 0 && fact->confirmed_ms - fact->to_ms < INSTANT_MS;
}

/* Who rings to be checked out is put down as it happens; who forgot it, in the hours of the desk. */
static bool is_off_hours(const struct score_fact *fact)
{
	bool is_night = fact->entered_min >= NIGHT_FROM_MIN || fact->entered_min < NIGHT_TO_MIN;
	bool is_long_over = fact->entered_ms - fact->to_ms >= LONG_OVER_MS && fact->entered_min >= OFFICE_TO_MIN;
	return fact->is_staff_entry && (is_night || is_long_over);
}

/* The facts of one volunteer stand sorted by whom they served. */
static void find_receiver(struct sums *sums, const struct score_fact *facts, int64_t since_ms)
{
	int64_t minutes = 0;
	for (size_t i = sums->first; i <= sums->last; i++) {
		bool is_same = i > sums->first && facts[i].receiver == facts[i - 1].receiver;
		minutes = (is_same ? minutes : 0) + (facts[i].to_ms >= since_ms ? facts[i].minutes : 0);
		if (minutes > sums->receiver_minutes) {
			sums->receiver_minutes = minutes;
			sums->receiver = facts[i].receiver;
		}
	}
}

/* Who confirms more of them at once than all the others together, if there is one, and how many. */
static void find_confirmer(struct sums *sums, const struct score_fact *facts, int64_t since_ms)
{
	int64_t confirmer = 0;
	int64_t votes = 0;
	for (size_t i = sums->first; i <= sums->last; i++) {
		if (facts[i].to_ms < since_ms || !is_instant(&facts[i]))
			continue;
		confirmer = votes == 0 ? facts[i].confirmer : confirmer;
		votes += facts[i].confirmer == confirmer ? 1 : -1;
	}
	for (size_t i = sums->first; i <= sums->last && confirmer != 0; i++)
		sums->instant += facts[i].to_ms >= since_ms && is_instant(&facts[i]) && facts[i].confirmer == confirmer;
}

static void peers(const struct people *people, int64_t *ret_mean, int64_t *ret_variance)
{
	const struct sums *sums = people->sums;
	int64_t n = 0;
	int64_t sum = 0;
	int64_t squares = 0;
	for (size_t i = 0; i < people->count; i++) {
		if (sums[i].count < LEAST_SERVICES)
			continue;
		n++;
		sum += sums[i].ratio;
		squares += sums[i].ratio * sums[i].ratio;
	}
	*ret_mean = n > 0 ? sum / n : 0;
	*ret_variance = n > 0 ? (n * squares - sum * sum) / (n * n) : 0; /* not from the mean: what is cut off it would count */
}

static const struct sums *find(const struct people *people, int64_t volunteer)
{
	const struct sums *sums = people->sums;
	size_t low = 0;
	size_t high = people->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (sums[middle].volunteer < volunteer)
			low = middle + 1;
		else
			high = middle;
	}
	return low < people->count && sums[low].volunteer == volunteer ? &sums[low] : NULL;
}

/* Each gives most of the time to the next, and the last to the first, about as much: the size of the ring, 0 none. */
static int64_t ring_size(const struct people *people, const struct sums *from, int64_t percent, int64_t pair_percent)
{
	struct ring ring = {.least = INT64_MAX};
	const struct sums *one = from;
	while (one != NULL && !ring.is_closed && ring.size < RING_MOST && gives_on(one) && !is_in(&ring, one->volunteer)) {
		join_ring(&ring, one);
		one = find(people, one->receiver);
	}
	if (ring.size < 2)
		return 0;
	bool is_chain = ring.size >= RING_CHAIN && (one == NULL || !is_in(&ring, one->volunteer));
	bool is_even = (ring.most - ring.least) * 100 <= ring.most * RING_SPREAD_PERCENT;
	if (ring.is_closed ? !is_even : !is_chain)
		return 0;
	return ring.inside * 100 >= ring.minutes * (ring.size > 2 ? percent : pair_percent) ? ring.size : 0;
}

static void join_ring(struct ring *ring, const struct sums *one)
{
	ring->members[ring->size++] = one->volunteer;
	ring->least = one->receiver_minutes < ring->least ? one->receiver_minutes : ring->least;
	ring->most = one->receiver_minutes > ring->most ? one->receiver_minutes : ring->most;
	ring->inside += one->receiver_minutes;
	ring->minutes += one->minutes;
	ring->is_closed = one->receiver == ring->members[0];
}

static bool gives_on(const struct sums *one)
{
	return one->count >= LEAST_SERVICES && one->minutes > 0 && one->receiver_minutes * 100 >= one->minutes * RING_EACH_PERCENT;
}

static bool is_in(const struct ring *ring, int64_t volunteer)
{
	for (int64_t i = 0; i < ring->size; i++) {
		if (ring->members[i] == volunteer)
			return true;
	}
	return false;
}

static void flag(struct score_flags *flags, const struct sums *sums, enum record_score score, int64_t number)
{
	flags->flags[flags->count++] = (struct score_flag){.volunteer = sums->volunteer, .record_id = sums->newest, .score = score, .number = number};
}
