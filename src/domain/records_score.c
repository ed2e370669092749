/* SPDX-License-Identifier: Apache-2.0
 *
 * Scores of reliability.md 8: what is odd without breaking a rule. They only
 * ask somebody to ring. S1 and S2 need positions and devices, which we do not
 * keep; S9 (ratings) is too common among friends to ask about.
 */
#include "domain/records_score.h"

#include <stdlib.h>

#define LEAST_SERVICES 5      /* fewer say nothing */
#define HEAPED_PERCENT 80     /* S3: so many at the most that counts … */
#define HEAPED_LEAST 8
#define LONG_SIGMAS 3         /* S4: longer than the others by so many standard deviations */
#define BURST_DAYS 14         /* S5: so soon behind registration … */
#define BURST_LEAST 12
#define INSTANT_MS 60000      /* S7: confirmed so fast … */
#define RING_PERCENT 80       /* S8: of the minutes go to one person … */
#define RING_MOST 6
#define RING_SPREAD_PERCENT 40
#define SAMPLE_ONE_IN 50      /* S10 */
#define NIGHT_FROM_MIN (22 * 60)
#define NIGHT_TO_MIN (6 * 60)
#define SCALE 1000

/* What one volunteer's facts sum up to. */
struct sums {
	int64_t volunteer;
	size_t first, count;
	int64_t minutes, ratio;      /* minutes over the plan, per mille, the mean */
	int64_t heaped, instant, instant_confirmer, night, early;
	int64_t receiver, receiver_minutes; /* whom most of it went to */
	int64_t newest;
};

static int by_volunteer(const void *a, const void *b);
static size_t count_people(const struct score_fact *facts, size_t count);
static void sum_up(const struct score_fact *facts, size_t count, struct sums *sums);
static void add(struct sums *sums, const struct score_fact *fact);
static void find_receiver(struct sums *sums, const struct score_fact *facts);
static void peers(const struct sums *sums, size_t count, int64_t *ret_mean, int64_t *ret_variance);
static const struct sums *find(const struct sums *sums, size_t count, int64_t volunteer);
static int64_t ring_size(const struct sums *sums, size_t count, const struct sums *from);
static void flag(struct score_flags *flags, const struct sums *sums, enum record_score score, int64_t number);

enum fail record_scores(struct arena *arena, struct score_fact *facts, size_t count, struct score_flags *ret_flags)
{
	int64_t mean = 0;
	int64_t variance = 0;
	qsort(facts, count, sizeof(facts[0]), by_volunteer);
	size_t people = count_people(facts, count);
	struct sums *sums = arena_array(arena, struct sums, people + 1);
	struct score_flags flags = {.flags = arena_array(arena, struct score_flag, SCORE_COUNT * (people + 1))};
	if (sums == NULL || flags.flags == NULL)
		return FAIL_LIMIT;
	sum_up(facts, count, sums);
	peers(sums, people, &mean, &variance);
	for (size_t i = 0; i < people; i++) {
		const struct sums *one = &sums[i];
		int64_t n = (int64_t)one->count;
		if (n < LEAST_SERVICES)
			continue;
		if (n >= HEAPED_LEAST && one->heaped * 100 >= n * HEAPED_PERCENT)
			flag(&flags, one, SCORE_HEAPED, one->heaped);
		if (one->ratio > mean && (one->ratio - mean) * (one->ratio - mean) > LONG_SIGMAS * LONG_SIGMAS * variance)
			flag(&flags, one, SCORE_LONG, one->ratio);
		if (one->early >= BURST_LEAST)
			flag(&flags, one, SCORE_BURST, one->early);
		if (one->night >= LEAST_SERVICES)
			flag(&flags, one, SCORE_NIGHT_ENTRY, one->night);
		if (one->instant >= LEAST_SERVICES && one->instant * 2 > n)
			flag(&flags, one, SCORE_INSTANT, one->instant);
		int64_t size = ring_size(sums, people, one);
		if (size > 0)
			flag(&flags, one, SCORE_RING, size);
	}
	*ret_flags = flags;
	return OK;
}

bool record_is_sampled(int64_t record_id)
{
	uint64_t mixed = (uint64_t)record_id * 0x9E3779B97F4A7C15u;
	return (mixed >> 32) % SAMPLE_ONE_IN == 0;
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

static size_t count_people(const struct score_fact *facts, size_t count)
{
	size_t people = count > 0;
	for (size_t i = 1; i < count; i++)
		people += facts[i].volunteer != facts[i - 1].volunteer;
	return people;
}

static void sum_up(const struct score_fact *facts, size_t count, struct sums *sums)
{
	size_t people = 0;
	for (size_t i = 0; i < count; i++) {
		if (people == 0 || sums[people - 1].volunteer != facts[i].volunteer)
			sums[people++] = (struct sums){.volunteer = facts[i].volunteer, .first = i};
		add(&sums[people - 1], &facts[i]);
	}
	for (size_t i = 0; i < people; i++) {
		sums[i].ratio /= (int64_t)sums[i].count;
		find_receiver(&sums[i], facts);
	}
}

static void add(struct sums *sums, const struct score_fact *fact)
{
	bool is_instant = fact->confirmer != 0 && fact->confirmed_ms - fact->to_ms < INSTANT_MS;
	sums->count++;
	sums->minutes += fact->minutes;
	sums->ratio += fact->planned > 0 ? fact->minutes * SCALE / fact->planned : SCALE;
	sums->heaped += fact->minutes >= fact->planned * 125 / 100;
	sums->early += fact->to_ms - fact->since_ms < BURST_DAYS * INT64_C(86400000);
	sums->night += fact->is_staff_entry && (fact->entered_min >= NIGHT_FROM_MIN || fact->entered_min < NIGHT_TO_MIN);
	if (is_instant && (sums->instant == 0 || fact->confirmer == sums->instant_confirmer)) {
		sums->instant_confirmer = fact->confirmer;
		sums->instant++;
	}
	sums->newest = fact->record_id > sums->newest ? fact->record_id : sums->newest;
}

/* The facts of one volunteer stand sorted by whom they served. */
static void find_receiver(struct sums *sums, const struct score_fact *facts)
{
	int64_t minutes = 0;
	for (size_t i = sums->first; i < sums->first + sums->count; i++) {
		minutes = i > sums->first && facts[i].receiver == facts[i - 1].receiver ? minutes + facts[i].minutes : facts[i].minutes;
		if (minutes > sums->receiver_minutes) {
			sums->receiver_minutes = minutes;
			sums->receiver = facts[i].receiver;
		}
	}
}

static void peers(const struct sums *sums, size_t count, int64_t *ret_mean, int64_t *ret_variance)
{
	int64_t n = 0;
	int64_t sum = 0;
	int64_t squares = 0;
	for (size_t i = 0; i < count; i++) {
		if (sums[i].count < LEAST_SERVICES)
			continue;
		n++;
		sum += sums[i].ratio;
		squares += sums[i].ratio * sums[i].ratio;
	}
	*ret_mean = n > 0 ? sum / n : 0;
	*ret_variance = n > 0 ? squares / n - *ret_mean * *ret_mean : 0;
}

static const struct sums *find(const struct sums *sums, size_t count, int64_t volunteer)
{
	size_t low = 0;
	size_t high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (sums[middle].volunteer < volunteer)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && sums[low].volunteer == volunteer ? &sums[low] : NULL;
}

/* Each gives most of the time to the next, and the last to the first, about as much: the size of the ring, 0 none. */
static int64_t ring_size(const struct sums *sums, size_t count, const struct sums *from)
{
	const struct sums *one = from;
	int64_t least = INT64_MAX;
	int64_t most = 0;
	for (int64_t size = 1; size <= RING_MOST; size++) {
		if (one->count < LEAST_SERVICES || one->receiver_minutes * 100 < one->minutes * RING_PERCENT)
			return 0;
		least = one->receiver_minutes < least ? one->receiver_minutes : least;
		most = one->receiver_minutes > most ? one->receiver_minutes : most;
		if (one->receiver == from->volunteer)
			return size > 1 && (most - least) * 100 <= most * RING_SPREAD_PERCENT ? size : 0;
		one = find(sums, count, one->receiver);
		if (one == NULL)
			return 0;
	}
	return 0;
}

static void flag(struct score_flags *flags, const struct sums *sums, enum record_score score, int64_t number)
{
	flags->flags[flags->count++] = (struct score_flag){.volunteer = sums->volunteer, .record_id = sums->newest, .score = score, .number = number};
}
