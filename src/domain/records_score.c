/* SPDX-License-Identifier: Apache-2.0
 *
 * Scores of reliability.md 8: what is odd without breaking a rule. They only
 * ask somebody to ring. S8 is in records_score_ring.c, S9 in
 * records_score_praise.c, S1 and S2 in records_score_trace.c.
 *
 * Who always was as she is, is not asked about for that: who likes to talk,
 * who cares for one neighbour, a resident who confirms at the door. Cheating
 * begins one day, and so most scores hold the newest days against her own past.
 */
#include "domain/records_score_private.h"

#include <stdlib.h>

#include "base/when.h"

#define RECENT_DAYS 30
#define HEAPED_LEAST 7         /* S3: so many end where no further minute counts, or a little behind it … */
#define HEAPED_PERCENT 70     /* … of all that took clearly longer than planned: who likes to talk stays shorter and longer as it comes */
#define HEAPED_FROM_PERCENT 124 /* a little below where no further minute counts, too */
#define HEAPED_TO_PERCENT 140
#define LONGER_PERCENT 110
#define LONG_SIGMAS 5         /* S4: longer than the others by so many standard deviations … */
#define LONG_LEAST 100        /* … and by a tenth of the plan: where all are alike a minute would do */
#define CHANGED_LEAST 80      /* S4, against herself: by so much of the plan, per mille … */
#define CHANGED_PAST 3        /* … of whom so many services of before are known … */
#define CHANGED_LEVEL 60      /* … who stays shorter than planned and then as long as planned did not gain by it … */
#define CHANGED_SQUARE 42     /* … and by 3.24 standard errors: the square of twice that, … */
#define CHANGED_NOW 8         /* … over so many: whoever is looked at each night strays far once with a few */
#define STAY_MOST 1280        /* one very long stay says less than several long ones */
#define OTHERS_WEIGHT 2       /* a short past counts as if she had served so often as the others do … */
#define DEVIATION_WEIGHT 4    /* … and strays like them */
#define BURST_DAYS 14         /* S5: so soon behind registration … */
#define BURST_LEAST 8
#define BURST_SPENT_PERCENT 60 /* … and so much of it spent, at a point an hour; */
#define GONE_DAYS 22          /* … of who, so long behind registration, … */
#define GONE_FOLD 4           /* … serves so many times less, … */
#define GONE_SPENT_PERCENT 20 /* … so much; */
#define BURST_MANY 42         /* … or nobody has so much time */
#define OFF_HOURS_LEAST 4     /* S6 */
#define NIGHT_FROM_MIN (22 * 60)
#define NIGHT_TO_MIN (6 * 60)
#define OFFICE_TO_MIN (18 * 60 + 30)
#define LONG_OVER_MS (20 * MINUTE_MS)
#define INSTANT_MS MINUTE_MS  /* S7: confirmed so fast … */
#define INSTANT_LEAST 4
#define INSTANT_PERCENT 25    /* … so often by one person … */
#define INSTANT_UNKNOWN_PERCENT 40 /* … of whom not enough is known of before … */
#define INSTANT_BEFORE 1      /* … who did not before … */
#define INSTANT_HALF 50       /* … and has half of her time now, or … */
#define INSTANT_OTHERS 3      /* … is not like that with everybody: so many others … */
#define INSTANT_OTHERS_PERCENT 40 /* … and so often; */
#define INSTANT_MOST_PERCENT 60   /* of all words of hers so many are quick: who answers as it comes does not stand ready */
#define NEW_PERCENT 20        /* or she is new: so much of the time now, half of it if she is like that with everybody, … */
#define NEW_PAST 3            /* … of who is known by so many services of before … */
#define NEW_ONE_IN 8          /* … of which, had it been so then, none would have been hers once in so many */
#define CERTAIN 1000000000    /* of a chance */
#define SAMPLE_ONE_IN 50      /* S10 */
#define RISKY_ONE_IN 10
#define RISKY_DAYS 35
#define SCALE 1000

/* What one person confirmed within the minute, of all she confirmed. */
struct confirmer { int64_t person, words, instant; };
struct confirmers { struct confirmer *rows; size_t count; };
/* What the others do: the mean stay, and how far one person's stays lie apart. */
struct usual { int64_t mean, variance; };
/* What one person said about one volunteer: quick words now and before, and all of them. */
struct instant { int64_t confirmer, count, before, newest, words, words_before; };

static int by_volunteer(const void *a, const void *b);
static int by_confirmer(const void *a, const void *b);
static int by_most_to_one(const void *a, const void *b);
static int64_t newest_of(const struct score_fact *facts, size_t count);
static bool is_drawn(uint64_t number, uint64_t one_in);
static enum fail sum_up(struct arena *arena, const struct score_fact *facts, size_t count, int64_t since_ms, struct people *ret_people);
static void add(struct sums *sums, const struct score_fact *fact);
static void add_stay(struct stays *stays, const struct score_fact *fact);
static void find_edges(struct sums *sums, const struct score_fact *facts, int64_t since_ms);
static bool is_before(const struct edge *one, const struct edge *other);
static void keep_edge(struct sums *sums, const struct edge *edge);
static enum fail count_confirmers(struct arena *arena, const struct score_fact *facts, size_t count, struct confirmers *ret_confirmers);
static struct instant count_instant(const struct sums *sums, const struct score_fact *facts, int64_t since_ms, int64_t confirmer);
static struct instant find_instant(const struct sums *sums, const struct score_fact *facts, int64_t since_ms, const struct confirmers *confirmers);
static bool is_odd_instant(const struct sums *sums, const struct instant *instant, const struct confirmers *confirmers);
static bool is_quick_with_all(const struct confirmers *confirmers, const struct instant *instant);
static bool is_new(const struct sums *sums, const struct instant *instant, int64_t percent);
static bool is_instant(const struct score_fact *fact);
static bool is_off_hours(const struct score_fact *fact);
static void peers(const struct people *people, int64_t *ret_mean, int64_t *ret_variance);
static struct usual usual_stay(const struct people *people);
static int64_t longer_than_before(const struct sums *one, const struct usual *usual);
static void flag_stays(struct score_flags *flags, const struct people *recent);
static void flag_instants(struct score_flags *flags, const struct people *recent, const struct confirmers *confirmers, const struct score_fact *facts,
	int64_t since_ms);
static void flag_bursts(struct score_flags *flags, const struct score_fact *facts, const struct people *all, int64_t newest_ms);
static void flag(struct score_flags *flags, const struct sums *sums, enum record_score score, int64_t number, int64_t record_id);

enum fail record_scores(struct arena *arena, struct score_fact *facts, size_t count, struct score_flags *ret_flags)
{
	struct people all;
	struct people recent;
	struct confirmers confirmers;
	struct ring *rings = NULL;
	qsort(facts, count, sizeof(facts[0]), by_volunteer);
	int64_t newest_ms = newest_of(facts, count);
	int64_t since_ms = newest_ms - RECENT_DAYS * DAY_MS;
	TRY(sum_up(arena, facts, count, 0, &all));
	TRY(sum_up(arena, facts, count, since_ms, &recent));
	TRY(count_confirmers(arena, facts, count, &confirmers));
	TRY(score_rings(arena, &recent, &all, &rings));
	struct score_flags flags = {.flags = arena_array(arena, struct score_flag, SCORE_COUNT * (all.count + 1))};
	if (flags.flags == NULL)
		return FAIL_LIMIT;
	flag_stays(&flags, &recent);
	flag_instants(&flags, &recent, &confirmers, facts, since_ms);
	flag_bursts(&flags, facts, &all, newest_ms);
	for (size_t i = 0; i < all.count; i++) {
		if (rings[i].size > 0)
			flag(&flags, &all.sums[i], SCORE_RING, rings[i].size, rings[i].newest);
	}
	*ret_flags = flags;
	return OK;
}

bool record_is_sampled(int64_t record_id)
{
	return is_drawn((uint64_t)record_id, SAMPLE_ONE_IN);
}

static bool is_drawn(uint64_t number, uint64_t one_in)
{
	uint64_t mixed = number * 0x9E3779B97F4A7C15u;
	return (mixed >> 32) % one_in == 0;
}

enum fail record_riskiest(struct arena *arena, struct score_fact *facts, size_t count, int32_t day, struct score_flags *ret_flags)
{
	struct people recent;
	struct score_flags flags = {0};
	size_t known = 0;
	qsort(facts, count, sizeof(facts[0]), by_volunteer);
	TRY(sum_up(arena, facts, count, newest_of(facts, count) - RECENT_DAYS * DAY_MS, &recent));
	flags.flags = arena_array(arena, struct score_flag, recent.count + 1);
	if (flags.flags == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < recent.count; i++) {
		if (recent.sums[i].count >= LEAST_SERVICES)
			recent.sums[known++] = recent.sums[i];
	}
	qsort(recent.sums, known, sizeof(recent.sums[0]), by_most_to_one);
	for (size_t i = 0; i < known / RISKY_ONE_IN; i++) {
		const struct sums *one = &recent.sums[i];
		if (is_drawn((uint64_t)one->volunteer + (uint64_t)day * 0xD1B54A32D192ED03u, RISKY_DAYS))
			flag(&flags, one, 0, one->edges[0].minutes, one->edges[0].newest);
	}
	*ret_flags = flags;
	return OK;
}

static int64_t newest_of(const struct score_fact *facts, size_t count)
{
	int64_t newest_ms = 0;
	for (size_t i = 0; i < count; i++)
		newest_ms = facts[i].to_ms > newest_ms ? facts[i].to_ms : newest_ms;
	return newest_ms;
}

static int by_most_to_one(const void *a, const void *b)
{
	const struct sums *one = a;
	const struct sums *other = b;
	return is_before(&one->edges[0], &other->edges[0]) ? -1 : is_before(&other->edges[0], &one->edges[0]);
}

static void flag_stays(struct score_flags *flags, const struct people *recent)
{
	int64_t mean = 0;
	int64_t variance = 0;
	struct usual usual = usual_stay(recent);
	peers(recent, &mean, &variance);
	for (size_t i = 0; i < recent->count; i++) {
		const struct sums *one = &recent->sums[i];
		if (one->count < LEAST_SERVICES)
			continue;
		if (one->heaped >= HEAPED_LEAST && one->heaped * 100 >= one->longer * HEAPED_PERCENT)
			flag(flags, one, SCORE_HEAPED, one->heaped, one->newest_heaped);
		if (one->ratio >= mean + LONG_LEAST && (one->ratio - mean) * (one->ratio - mean) > LONG_SIGMAS * LONG_SIGMAS * variance)
			flag(flags, one, SCORE_LONG, one->ratio, one->newest_longer);
		int64_t more = longer_than_before(one, &usual);
		if (more > 0)
			flag(flags, one, SCORE_CHANGED, more, one->newest_longer);
		if (one->off_hours >= OFF_HOURS_LEAST)
			flag(flags, one, SCORE_NIGHT_ENTRY, one->off_hours, one->newest_off_hours);
	}
}

/*
 * Welch's comparison of two means, in integers: by how much, per mille of the plan, her newest stays are longer than those
 * before; 0 when chance may have brought it. Her own past is mixed with a few ordinary stays of ordinary deviation,
 * because three say little about anybody.
 */
static int64_t longer_than_before(const struct sums *one, const struct usual *usual)
{
	const struct stays *now = &one->now;
	const struct stays *before = &one->before;
	if (before->count < CHANGED_PAST || now->count < CHANGED_NOW)
		return 0; /* SCORE_HEAPED and SCORE_LONG are for who begins like that */
	int64_t weight = before->count + OTHERS_WEIGHT;
	int64_t more = now->sum / now->count - (before->sum + OTHERS_WEIGHT * usual->mean) / weight;
	int64_t spread = before->squares - before->sum * before->sum / before->count;
	int64_t variance = (spread + DEVIATION_WEIGHT * usual->variance) / (before->count - 1 + DEVIATION_WEIGHT);
	variance = variance > usual->variance ? variance : usual->variance;
	bool is_longer = more >= CHANGED_LEAST && now->sum / now->count >= usual->mean + CHANGED_LEVEL;
	bool is_chance = 4 * more * more * now->count * weight < CHANGED_SQUARE * variance * (now->count + weight);
	return is_longer && !is_chance ? more : 0;
}

static struct usual usual_stay(const struct people *people)
{
	struct usual usual = {.mean = SCALE};
	int64_t count = 0;
	int64_t sum = 0;
	int64_t degrees = 0;
	int64_t spread = 0;
	for (size_t i = 0; i < people->count; i++) {
		const struct sums *one = &people->sums[i];
		int64_t n = one->now.count + one->before.count;
		int64_t total = one->now.sum + one->before.sum;
		count += n;
		sum += total;
		if (n <= LEAST_SERVICES)
			continue;
		degrees += n - 1;
		spread += one->now.squares + one->before.squares - total * total / n;
	}
	usual.mean = count > 0 ? sum / count : SCALE;
	usual.variance = degrees > 0 ? spread / degrees : 0;
	return usual;
}

static void flag_instants(struct score_flags *flags, const struct people *recent, const struct confirmers *confirmers, const struct score_fact *facts,
	int64_t since_ms)
{
	for (size_t i = 0; i < recent->count; i++) {
		const struct sums *one = &recent->sums[i];
		struct instant instant = find_instant(one, facts, since_ms, confirmers);
		if (instant.count > 0)
			flag(flags, one, SCORE_INSTANT, instant.count, instant.newest);
	}
}

static void flag_bursts(struct score_flags *flags, const struct score_fact *facts, const struct people *all, int64_t newest_ms)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct sums *one = &all->sums[i];
		const struct score_fact *hers = &facts[one->first];
		int64_t early = 0;
		int64_t minutes = 0;
		for (int64_t k = 0; k < one->count; k++) {
			bool is_early = hers[k].to_ms - hers[k].since_ms < BURST_DAYS * DAY_MS;
			early += is_early;
			minutes += is_early ? hers[k].minutes : 0;
		}
		bool is_gone = newest_ms - hers->since_ms >= GONE_DAYS * DAY_MS && (one->count - early) * GONE_FOLD <= early;
		int64_t percent = is_gone ? GONE_SPENT_PERCENT : BURST_SPENT_PERCENT;
		bool is_spent = hers->spent > 0 && hers->spent * 60 >= minutes * percent; /* hundredths of a point, at 100 an hour */
		if (early >= BURST_MANY || (early >= BURST_LEAST && is_spent))
			flag(flags, one, SCORE_BURST, early, one->newest);
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

static int by_confirmer(const void *a, const void *b)
{
	const struct confirmer *one = a;
	const struct confirmer *other = b;
	return one->person < other->person ? -1 : one->person > other->person;
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
	for (size_t i = 0; i < count; i++) {
		if (people.count == 0 || people.sums[people.count - 1].volunteer != facts[i].volunteer)
			people.sums[people.count++] = (struct sums){.volunteer = facts[i].volunteer, .first = i};
		struct sums *one = &people.sums[people.count - 1];
		one->last = i;
		if (facts[i].to_ms >= since_ms)
			add(one, &facts[i]);
		else
			add_stay(&one->before, &facts[i]);
	}
	for (size_t i = 0; i < people.count; i++) {
		people.sums[i].ratio /= people.sums[i].count > 0 ? people.sums[i].count : 1;
		find_edges(&people.sums[i], facts, since_ms);
	}
	*ret_people = people;
	return OK;
}

static void add(struct sums *sums, const struct score_fact *fact)
{
	int64_t percent = fact->planned > 0 ? fact->raw_minutes * 100 / fact->planned : 100;
	bool is_heaped = percent >= HEAPED_FROM_PERCENT && percent < HEAPED_TO_PERCENT;
	bool is_longer = percent >= LONGER_PERCENT;
	bool is_off = is_off_hours(fact);
	int64_t id = fact->record_id;
	sums->count++;
	sums->minutes += fact->minutes;
	sums->ratio += fact->planned > 0 ? fact->minutes * SCALE / fact->planned : SCALE;
	sums->heaped += is_heaped;
	sums->longer += is_longer;
	sums->off_hours += is_off;
	sums->newest = id > sums->newest ? id : sums->newest;
	sums->newest_heaped = is_heaped && id > sums->newest_heaped ? id : sums->newest_heaped;
	sums->newest_longer = is_longer && id > sums->newest_longer ? id : sums->newest_longer;
	sums->newest_off_hours = is_off && id > sums->newest_off_hours ? id : sums->newest_off_hours;
	add_stay(&sums->now, fact);
}

static void add_stay(struct stays *stays, const struct score_fact *fact)
{
	int64_t ratio = fact->planned > 0 ? fact->raw_minutes * SCALE / fact->planned : SCALE;
	ratio = ratio < STAY_MOST ? ratio : STAY_MOST;
	stays->count++;
	stays->sum += ratio;
	stays->squares += ratio * ratio;
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
static void find_edges(struct sums *sums, const struct score_fact *facts, int64_t since_ms)
{
	struct edge edge = {0};
	for (size_t i = sums->first; sums->count > 0 && i <= sums->last; i++) {
		if (facts[i].receiver != edge.receiver) {
			keep_edge(sums, &edge);
			edge = (struct edge){.receiver = facts[i].receiver};
		}
		bool is_now = facts[i].to_ms >= since_ms;
		edge.count += is_now;
		edge.before += !is_now;
		edge.minutes += is_now ? facts[i].minutes : 0;
		edge.newest = is_now && facts[i].record_id > edge.newest ? facts[i].record_id : edge.newest;
	}
	keep_edge(sums, &edge);
}

/* The most minutes first; the newest of as many. */
static bool is_before(const struct edge *one, const struct edge *other)
{
	return one->minutes != other->minutes ? one->minutes > other->minutes : one->newest > other->newest;
}

static void keep_edge(struct sums *sums, const struct edge *edge)
{
	size_t at = sums->edge_count;
	if (edge->count == 0)
		return;
	while (at > 0 && is_before(edge, &sums->edges[at - 1])) {
		if (at < EDGES_MAX)
			sums->edges[at] = sums->edges[at - 1];
		at--;
	}
	if (at < EDGES_MAX)
		sums->edges[at] = *edge;
	sums->edge_count += sums->edge_count < EDGES_MAX;
}

static enum fail count_confirmers(struct arena *arena, const struct score_fact *facts, size_t count, struct confirmers *ret_confirmers)
{
	struct confirmers confirmers = {.rows = arena_array(arena, struct confirmer, count + 1)};
	size_t kept = 0;
	if (confirmers.rows == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < count; i++)
		confirmers.rows[i] = (struct confirmer){.person = facts[i].confirmer, .words = 1, .instant = is_instant(&facts[i])};
	qsort(confirmers.rows, count, sizeof(confirmers.rows[0]), by_confirmer);
	for (size_t i = 0; i < count; i++) {
		if (kept > 0 && confirmers.rows[kept - 1].person == confirmers.rows[i].person) {
			confirmers.rows[kept - 1].words++;
			confirmers.rows[kept - 1].instant += confirmers.rows[i].instant;
		} else {
			confirmers.rows[kept++] = confirmers.rows[i];
		}
	}
	confirmers.count = kept;
	*ret_confirmers = confirmers;
	return OK;
}

/* What one person, the confirmer of a fact, said within the minute about all of hers. */
static struct instant count_instant(const struct sums *sums, const struct score_fact *facts, int64_t since_ms, int64_t confirmer)
{
	struct instant instant = {.confirmer = confirmer};
	for (size_t i = sums->first; i <= sums->last; i++) {
		if (facts[i].confirmer != confirmer)
			continue;
		bool is_now = facts[i].to_ms >= since_ms;
		instant.words += is_now;
		instant.words_before += !is_now;
		if (!is_instant(&facts[i]))
			continue;
		instant.count += is_now;
		instant.before += !is_now;
		instant.newest = is_now && facts[i].record_id > instant.newest ? facts[i].record_id : instant.newest;
	}
	return instant;
}

/* Of the confirmers whose quick words are odd the one who said most of them; count 0: none. */
static struct instant find_instant(const struct sums *sums, const struct score_fact *facts, int64_t since_ms, const struct confirmers *confirmers)
{
	struct instant most = {0};
	for (size_t i = sums->first; sums->count > 0 && i <= sums->last; i++) {
		if (!is_instant(&facts[i]) || facts[i].to_ms < since_ms || facts[i].confirmer == most.confirmer)
			continue;
		struct instant one = count_instant(sums, facts, since_ms, facts[i].confirmer);
		bool is_more = one.count > most.count || (one.count == most.count && one.newest > most.newest);
		if (is_more && is_odd_instant(sums, &one, confirmers))
			most = one;
	}
	return most;
}

static bool is_odd_instant(const struct sums *sums, const struct instant *instant, const struct confirmers *confirmers)
{
	bool is_known = sums->before.count >= PAST_LEAST;
	bool is_often = instant->count >= INSTANT_LEAST + !is_known
		&& instant->count * 100 >= sums->count * (is_known ? INSTANT_PERCENT : INSTANT_UNKNOWN_PERCENT);
	bool is_half = is_known && instant->count * 100 >= sums->count * INSTANT_HALF;
	bool is_ready = instant->count * 100 >= instant->words * INSTANT_MOST_PERCENT;
	bool is_odd = is_often && instant->before <= INSTANT_BEFORE && (is_half || !is_quick_with_all(confirmers, instant));
	return is_ready && (is_odd || is_new(sums, instant, is_quick_with_all(confirmers, instant) ? INSTANT_HALF : NEW_PERCENT));
}

/* Nobody whom she served before, and too much of her time now for that to be chance. */
static bool is_new(const struct sums *sums, const struct instant *instant, int64_t percent)
{
	int64_t chance = CERTAIN;
	if (instant->words_before > 0 || instant->count < INSTANT_LEAST || sums->before.count < NEW_PAST)
		return false;
	for (int64_t i = 0; i < sums->before.count && chance > 0; i++)
		chance = chance * (sums->count - instant->words) / sums->count;
	return instant->count * 100 >= sums->count * percent && chance * NEW_ONE_IN <= CERTAIN;
}

static bool is_quick_with_all(const struct confirmers *confirmers, const struct instant *instant)
{
	struct confirmer wanted = {.person = instant->confirmer};
	const struct confirmer *found = bsearch(&wanted, confirmers->rows, confirmers->count, sizeof(wanted), by_confirmer);
	if (found == NULL)
		return false;
	int64_t others = found->words - instant->words - instant->words_before;
	int64_t quick = found->instant - instant->count - instant->before;
	return others >= INSTANT_OTHERS && quick * 100 >= others * INSTANT_OTHERS_PERCENT;
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

/* `record_id`: the newest that was counted, 0 when no single one stands out: then her newest. */
static void flag(struct score_flags *flags, const struct sums *sums, enum record_score score, int64_t number, int64_t record_id)
{
	record_id = record_id != 0 ? record_id : sums->newest;
	check(record_id != 0);
	flags->flags[flags->count++] = (struct score_flag){.volunteer = sums->volunteer, .record_id = record_id, .score = score, .number = number};
}
