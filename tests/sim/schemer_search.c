/* SPDX-License-Identifier: Apache-2.0
 *
 * The plan of a month and what comes of it, worked out from the rule book: the
 * caps, the length, what makes a record final, the night's scores (which are
 * asked themselves, behind a month of ordinary people) and the sample. Then a
 * search over plans: at random, and uphill from the best.
 */
#include "schemer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/when.h"
#include "domain/records_score.h"

#define SILENCE_MS (3 * DAY_MS)
#define WORD_MIN 30
#define LENGTH_PERCENT 125
#define SITTING_GAP_MIN 15
#define SURELY 0.1 /* what is left of the chance that nobody rang */
#define PEERS 300
#define PEER_FACTS 16000
#define NIGHTS (SCHEME_DAYS + 4)
#define OLD_MS (-400 * DAY_MS)
#define SCHEMER_ID 1
#define RANDOM_PART 3 /* of so many tries one is at random */

static const int durations[SCHEME_ITEMS] = {60, 90, 30, 60, 45, 120}; /* the fourth is for two people */
static struct score_fact peers[PEER_FACTS];
static int peer_count;

static uint64_t mix(uint64_t bits)
{
	bits = (bits ^ bits >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	bits = (bits ^ bits >> 27) * UINT64_C(0x94D049BB133111EB);
	return bits ^ bits >> 31;
}

static int64_t draw(uint64_t *dice, int64_t below)
{
	*dice += UINT64_C(0x9E3779B97F4A7C15);
	return (int64_t)(mix(*dice) % (uint64_t)below);
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* ---- the plan of a month ---- */

static int by_end(const void *a, const void *b)
{
	const struct visit *one = a;
	const struct visit *other = b;
	if (one->to_ms != other->to_ms)
		return one->to_ms < other->to_ms ? -1 : 1;
	return one->account - other->account;
}

int scheme_word_min(const struct scheme *scheme)
{
	return scheme->word_min > 0 ? scheme->word_min : WORD_MIN;
}

/* Minutes of the month by account and receiver: all of it lies within 30 days. */
struct month { int64_t pairs[2][SCHEME_ACCOMPLICES + 1], receivers[SCHEME_ACCOMPLICES + 1]; int64_t used[2]; int next; };

static bool has_room(const struct scheme *scheme, const struct month *month, int account, int receiver, int64_t minutes)
{
	const struct remedy *remedy = scheme->remedy;
	return (remedy->pair_min == 0 || month->pairs[account][receiver] + minutes <= remedy->pair_min)
		&& (remedy->receiver_min == 0 || month->receivers[receiver] + minutes <= remedy->receiver_min);
}

/* The next of the accomplices with whom nobody is asked about it; -1 none. */
static int choose_receiver(const struct scheme *scheme, struct month *month, int account, bool is_to_false, int64_t minutes)
{
	if (is_to_false)
		return !scheme->remedy->own_word_waits && has_room(scheme, month, account, SCHEME_MADE_UP, minutes) ? SCHEME_MADE_UP : -1;
	for (int i = 0; i < scheme->remedy->accomplices; i++) {
		int receiver = (month->next + i) % scheme->remedy->accomplices;
		if (!has_room(scheme, month, account, receiver, minutes))
			continue;
		month->next = receiver;
		return receiver;
	}
	return -1;
}

/* The services of one account on one day. */
static int plan_day(const struct scheme *scheme, uint64_t *dice, int account, int day, struct month *month, struct visit *visits)
{
	int64_t *used = &month->used[account];
	int count = 0;
	int64_t planned = durations[scheme->item];
	int64_t on_day = 0;
	int64_t sitting = 0;
	int64_t at_ms = day * DAY_MS + (scheme->start_min + account * 7) * MINUTE_MS;
	for (int i = 0; i < scheme->a_day; i++) {
		int64_t percent = scheme->stay_percent + (scheme->jitter > 0 ? draw(dice, 2 * scheme->jitter + 1) - scheme->jitter : 0);
		int64_t stay_ms = planned * percent * MINUTE_MS / 100 + draw(dice, 60) * SECOND_MS;
		int64_t minutes = least(stay_ms / MINUTE_MS, planned * LENGTH_PERCENT / 100);
		bool is_to_false = account == 0 && draw(dice, 100) < scheme->share_percent;
		sitting = scheme->pause_min < SITTING_GAP_MIN ? sitting : 0;
		minutes = least(minutes, SCHEME_SESSION_CAP_MIN - sitting);
		minutes = least(least(minutes, SCHEME_DAY_CAP_MIN - on_day), SCHEME_WEEK_CAP_MIN - *used);
		int receiver = choose_receiver(scheme, month, account, is_to_false, minutes);
		if (receiver >= 0 && minutes >= planned / 2 && at_ms + stay_ms < (day + 1) * DAY_MS - HOUR_MS) {
			int64_t word_ms = scheme->word_min > 0 || is_to_false ? scheme_word_min(scheme) * MINUTE_MS : SILENCE_MS;
			visits[count++] = (struct visit){.account = account, .receiver = receiver, .day = day, .from_ms = at_ms, .to_ms = at_ms + stay_ms,
				.final_ms = at_ms + stay_ms + word_ms, .minutes = minutes};
			month->pairs[account][receiver] += minutes;
			month->receivers[receiver] += minutes;
			*used += minutes;
			on_day += minutes;
			sitting += minutes;
		}
		at_ms += stay_ms + scheme->pause_min * MINUTE_MS;
	}
	return count;
}

int scheme_month(const struct scheme *scheme, uint64_t seed, int weekday, struct visit *ret_visits)
{
	int count = 0;
	struct month month = {.next = 0};
	for (int account = 0; account <= (int)scheme->has_second; account++) {
		uint64_t dice = mix(seed + (uint64_t)account);
		for (int day = 0; day < SCHEME_DAYS; day++) {
			if ((day + weekday) % 7 == 0)
				month.used[account] = 0;
			if ((day + weekday) % 7 < scheme->days_a_week)
				count += plan_day(scheme, &dice, account, day, &month, &ret_visits[count]);
			check(count <= MONTH_VISITS);
		}
	}
	qsort(ret_visits, (size_t)count, sizeof(ret_visits[0]), by_end);
	return count;
}

/* ---- what comes of it ---- */

/* Two months of 300 people, varied as tests/sim/town_life.c varies them. */
void scheme_peers(uint64_t seed)
{
	uint64_t dice = mix(seed);
	peer_count = 0;
	for (int who = 0; who < PEERS; who++) {
		int64_t stay = 100 + draw(&dice, 7) - 3;
		int64_t spread = 12;
		int64_t kind = draw(&dice, 100);
		int64_t each_days = 2 + draw(&dice, 9);
		if (kind < 4) {
			stay = 112 + draw(&dice, 14);
			spread = 22;
		} else if (kind < 7) {
			stay = 80 + draw(&dice, 8);
		}
		for (int64_t day = -30; day < NIGHTS && peer_count < PEER_FACTS; day += 1 + draw(&dice, 2 * each_days)) {
			int64_t planned = durations[draw(&dice, SCHEME_ITEMS)];
			int64_t percent = stay + (draw(&dice, 2 * spread + 1) + draw(&dice, 2 * spread + 1)) / 2 - spread;
			int64_t to_ms = day * DAY_MS + (9 * 60 + draw(&dice, 500)) * MINUTE_MS;
			int64_t receiver = 100000 + draw(&dice, 5000);
			peers[peer_count++] = (struct score_fact){.record_id = 1000000 + peer_count, .volunteer = 1000 + who, .receiver = receiver, .confirmer = receiver,
				.raw_minutes = planned * percent / 100, .minutes = planned * least(percent, LENGTH_PERCENT) / 100, .planned = planned, .to_ms = to_ms,
				.confirmed_ms = to_ms + (1 + draw(&dice, 600)) * MINUTE_MS, .since_ms = OLD_MS, .entered_ms = to_ms, .entered_min = 12 * 60};
		}
	}
}

static struct score_fact fact_of(const struct scheme *scheme, const struct visit *visit, int64_t number)
{
	return (struct score_fact){.record_id = number + 1, .volunteer = SCHEMER_ID + visit->account,
		.receiver = visit->receiver == SCHEME_MADE_UP ? SCHEMER_ID + 1 : 50 + visit->receiver,
		.confirmer = scheme->word_min > 0 || visit->receiver == SCHEME_MADE_UP ? 50 + visit->receiver : 0, .minutes = visit->minutes,
		.raw_minutes = (visit->to_ms - visit->from_ms) / MINUTE_MS, .planned = durations[scheme->item], .to_ms = visit->to_ms,
		.confirmed_ms = visit->final_ms, .since_ms = visit->account == 1 ? 0 : OLD_MS, .entered_ms = visit->to_ms, .entered_min = 12 * 60};
}

/* Which score asks about either account in the night before a day, 0 none. */
static int flagged_at(const struct scheme *scheme, const struct visit *visits, int count, int64_t night_ms)
{
	static struct score_fact facts[PEER_FACTS + MONTH_VISITS];
	struct arena *arena CLEANUP(arena_done) = arena_make((size_t)8 * 1024 * 1024);
	struct score_flags flags;
	size_t fact_count = 0;
	for (int i = 0; i < peer_count; i++) {
		if (peers[i].confirmed_ms <= night_ms && peers[i].to_ms > night_ms - 31 * DAY_MS)
			facts[fact_count++] = peers[i];
	}
	for (int i = 0; i < count; i++) {
		if (visits[i].final_ms <= night_ms)
			facts[fact_count++] = fact_of(scheme, &visits[i], i);
	}
	check(arena != NULL && record_scores(arena, facts, fact_count, &flags) == OK);
	for (size_t i = 0; i < flags.count; i++) {
		if (flags.flags[i].volunteer == SCHEMER_ID || flags.flags[i].volunteer == SCHEMER_ID + 1)
			return (int)flags.flags[i].score;
	}
	return 0;
}

static double chance_of_sample(const struct remedy *remedy, const struct visit *visit)
{
	if (remedy->sample_hours > 0)
		return 1 - pow(1 - 1.0 / (double)remedy->sample_hours, (double)visit->minutes / 60.0);
	return 1.0 / (double)(remedy->sample_one_in > 0 ? remedy->sample_one_in : SCHEME_SAMPLE_ONE_IN);
}

static int by_final(const void *a, const void *b)
{
	const struct visit *one = a;
	const struct visit *other = b;
	if (one->final_ms != other->final_ms)
		return one->final_ms < other->final_ms ? -1 : 1;
	return by_end(a, b);
}

/* The morning of the first call that is sure, by a score; NIGHTS + 1 when there is none. */
static int sure_call(const struct scheme *scheme, const struct visit *visits, int count, struct prospect *prospect)
{
	int sure = NIGHTS + 1;
	for (int night = 1; night <= NIGHTS && night < sure; night++) {
		prospect->flagged_score = flagged_at(scheme, visits, count, night * DAY_MS + 150 * MINUTE_MS);
		if (prospect->flagged_score != 0)
			prospect->flagged_day = sure = night;
	}
	return sure;
}

struct prospect scheme_weigh(const struct scheme *scheme)
{
	static struct visit visits[MONTH_VISITS];
	struct prospect prospect = {.quiet = 1};
	int count = scheme_month(scheme, 1, 0, visits);
	double expected = 0;
	bool is_surely_rung = false;
	qsort(visits, (size_t)count, sizeof(visits[0]), by_final);
	int sure = sure_call(scheme, visits, count, &prospect);
	for (int i = 0; i < count; i++) {
		if (visits[i].final_ms > sure * DAY_MS + 9 * HOUR_MS)
			break;
		prospect.records++;
		prospect.all_min += visits[i].minutes;
		expected += (double)visits[i].minutes * prospect.quiet; /* posted when nobody rang until then */
		prospect.quiet *= 1 - chance_of_sample(scheme->remedy, &visits[i]);
		if (!is_surely_rung)
			prospect.x90_min = prospect.all_min;
		is_surely_rung = is_surely_rung || prospect.quiet <= SURELY;
	}
	prospect.expected_min = (int64_t)expected;
	return prospect;
}

/* ---- the search ---- */

static void change_one(struct scheme *scheme, uint64_t *dice, bool may_second)
{
	static const int words[] = {0, 0, 5, 30, 90, 240, 1200};
	switch (draw(dice, 10)) {
	case 0: scheme->has_second = may_second && draw(dice, 2) == 0; break;
	case 1: scheme->share_percent = may_second ? (int)draw(dice, 5) * 25 : 0; break;
	case 2: scheme->days_a_week = 1 + (int)draw(dice, 7); break;
	case 3: scheme->a_day = 1 + (int)draw(dice, 8); break;
	case 4: scheme->item = (int)draw(dice, SCHEME_ITEMS); break;
	case 5: scheme->stay_percent = 100 + (int)draw(dice, 60); break;
	case 6: scheme->jitter = (int)draw(dice, 20); break;
	case 7: scheme->start_min = 7 * 60 + (int)draw(dice, 12) * 15; break;
	case 8: scheme->pause_min = 15 + (int)draw(dice, 60); break;
	default: scheme->word_min = words[draw(dice, (int64_t)COUNT_OF(words))]; break;
	}
	scheme->item = scheme->item == 3 ? 5 : scheme->item;
	if (scheme->stay_percent - scheme->jitter < 100) /* shorter than ordered the next appointment could not be made */
		scheme->jitter = scheme->stay_percent - 100;
}

static bool is_better(const struct prospect *one, const struct prospect *other)
{
	return one->x90_min != other->x90_min ? one->x90_min > other->x90_min : one->expected_min > other->expected_min;
}

struct scheme scheme_search(uint64_t seed, int tries, bool may_second, const struct remedy *remedy, struct prospect *ret_prospect)
{
	uint64_t dice = mix(seed);
	struct scheme best = {.remedy = remedy, .days_a_week = 2, .a_day = 1, .stay_percent = 100, .start_min = 9 * 60, .pause_min = 30, .word_min = 90};
	struct prospect best_prospect = scheme_weigh(&best);
	for (int i = 0; i < tries; i++) {
		struct scheme next = best;
		int64_t changes = i % RANDOM_PART == 0 ? 20 : 1 + draw(&dice, 3);
		for (int64_t k = 0; k < changes; k++)
			change_one(&next, &dice, may_second);
		struct prospect prospect = scheme_weigh(&next);
		if (!is_better(&prospect, &best_prospect))
			continue;
		best = next;
		best_prospect = prospect;
	}
	*ret_prospect = best_prospect;
	return best;
}

void scheme_print(const struct scheme *scheme, const struct prospect *prospect)
{
	(void)printf("%d in it, %s, %d %% of hers to it; %d days a week, %d a day of %d minutes, stays %d (+-%d) %%, from %02d:%02d, pauses %d min, word %s %d min: ",
		scheme->remedy->accomplices, scheme->has_second ? "both accounts serve" : "one account serves", scheme->share_percent, scheme->days_a_week, scheme->a_day,
		durations[scheme->item], scheme->stay_percent, scheme->jitter, scheme->start_min / 60, scheme->start_min % 60, scheme->pause_min,
		scheme->word_min > 0 ? "behind" : "never", scheme->word_min);
	(void)printf("%.1f h at 90 %%, %.1f h by the first call, %.1f h in all, %d records, quiet %.0f %%, score %d on day %d\n",
		(double)prospect->x90_min / 60, (double)prospect->expected_min / 60, (double)prospect->all_min / 60, prospect->records, 100 * prospect->quiet,
		prospect->flagged_score, prospect->flagged_day);
}
