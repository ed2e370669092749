/* SPDX-License-Identifier: Apache-2.0
 *
 * The optimising cheat (reliability.md 8):
 *
 *     schemer SEED TRIES DAYS DIR
 *
 * looks for the schemes that get the most false minutes posted before somebody
 * rings: alone and with a made-up account, with one resident in it and with
 * five; then plays them among the people of the synthetic town for so many days,
 * several at a time, and tells how much each had by the first call. From a month
 * on it also tells what other rules and more accomplices would bring, and how
 * many honest people the rules would touch. Exit code 0: the town posted each
 * service exactly as the plan foresaw, and the best schemes are no better than
 * what docs/records.md says.
 */
#include "schemer.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "domain/ledger.h"
#include "domain/records_score.h"
#include "townsfolk.h"

#define BEFORE_DAYS 6    /* of ordinary life before the first of them begins … */
#define BEFORE_MONTH 20  /* … and before a whole month */
#define CHOSEN_DAYS 5    /* so long before they take no true appointment any more */
#define AFTER_DAYS 4     /* until the last silence has become a yes, and the night behind it */
#define PLOTS 24         /* so many of each scheme as of another */
#define SCHEMES 4        /* alone and with the account, with one resident in it; the same with five */
#define MANY 5
#define WATCH_AT_MS (150 * MINUTE_MS)
#define CALLS_AT_MS (9 * HOUR_MS)
#define TICK_AT_MS (21 * HOUR_MS)
#define CHECK_EACH_DAYS 10
#define SAMPLE_TRIES 100000
#define TRIES_ANEW 3     /* searches, from different seeds */
/* Hours that docs/records.md publishes, alone and with the made-up account, with one resident and with five. */
static const int64_t published_h[SCHEMES] = {3, 9, 15, 33};

/* One who plays a scheme: her accounts, whom they serve, her month, and which service of the town each visit became. */
struct plot {
	const struct scheme *scheme;
	int accounts[2], receivers[SCHEME_ACCOMPLICES + 1]; /* people of the town; the last is the made-up account */
	struct visit visits[MONTH_VISITS];
	int services[MONTH_VISITS];
	int count, missed;
	int64_t called_ms, reason, number; /* the first call; 0 none yet */
};

static struct town town;
static int first_day; /* of ordinary people the days before it, of them the day behind it */
static struct plot plots[PLOTS];

/* ---- who is in it ---- */

static bool is_taken(int who)
{
	for (int i = 0; i < PLOTS; i++) {
		if (plots[i].scheme != NULL && (plots[i].accounts[0] == who || plots[i].accounts[1] == who))
			return true;
		for (int k = 0; plots[i].scheme != NULL && k < plots[i].scheme->remedy->accomplices; k++) {
			if (plots[i].receivers[k] == who)
				return true;
		}
	}
	return false;
}

/* Somebody without family from a place; NOBODY: from anywhere but far out. */
static int find(int first, int last, int place)
{
	for (int tries = 0; tries < 1000000; tries++) {
		int who = first + (int)town_draw(&town, last - first);
		const struct citizen *one = &town.people[who];
		bool is_fit = one->kin == NOBODY && one->favourite == NOBODY && one->has_phone && !is_taken(who) && one->is_volunteer == (who < VOLUNTEERS_ALL)
			&& one->place != PLACES - 1 && (place == NOBODY || one->place == place);
		if (is_fit)
			return who;
	}
	check_never();
}

static void begin_plot(struct plot *plot, const struct scheme *scheme, uint64_t seed)
{
	int last = RESIDENTS_ALL - 200;
	*plot = (struct plot){.accounts = {NOBODY, NOBODY}};
	for (int i = 0; i <= SCHEME_ACCOMPLICES; i++)
		plot->receivers[i] = NOBODY;
	plot->accounts[0] = find(0, VOLUNTEERS_ALL, NOBODY);
	plot->scheme = scheme;
	int place = town.people[plot->accounts[0]].place;
	for (int i = 0; i < scheme->remedy->accomplices; i++)
		plot->receivers[i] = find(VOLUNTEERS_ALL, last, place);
	plot->accounts[1] = plot->receivers[SCHEME_MADE_UP] = find(VOLUNTEERS_ALL, last, place);
	if (scheme->has_second)
		town_join(&town, plot->accounts[1]);
	for (int i = 0; i < 2; i++)
		town.people[plot->accounts[i]].pause_until_day = INT_MAX; /* they are asked for nothing true */
	plot->count = scheme_month(scheme, seed, (first_day + 1) % 7, plot->visits);
	for (int i = 0; i < plot->count; i++)
		plot->services[i] = NOBODY;
}

/* ---- what they do ---- */

/* Ordered the day before by the accomplice, or by the made-up account for itself; nobody goes anywhere. */
static void send_visit(struct plot *plot, int number)
{
	const struct visit *visit = &plot->visits[number];
	int receiver = plot->receivers[visit->receiver];
	int64_t month_ms = TOWN_START_MS + (first_day + 1) * DAY_MS;
	if (town.people[receiver].away_to_ms > town.now_ms) { /* in hospital: everybody would know */
		plot->missed++;
		return;
	}
	struct service *service = life_service(&town, plot->accounts[visit->account], receiver, plot->scheme->item, month_ms + visit->from_ms);
	service->is_exact = service->is_false = true;
	service->is_open_list = false;
	service->entry = visit->receiver != SCHEME_MADE_UP ? ENTRY_CODE : ENTRY_OWN_WORD;
	service->orderer = receiver;
	service->payer = NOBODY;
	service->score = 0;
	service->in_ms = month_ms + visit->from_ms;
	service->out_ms = month_ms + visit->to_ms;
	service->word = plot->scheme->word_min > 0 || visit->receiver == SCHEME_MADE_UP ? WORD_SELF : WORD_NEVER;
	service->word_ms = scheme_word_min(plot->scheme) * MINUTE_MS;
	life_send(&town, service);
	plot->services[number] = (int)(service - town.services);
}

static void plan_tomorrow(void)
{
	for (int i = 0; i < PLOTS; i++) {
		for (int k = 0; k < plots[i].count && plots[i].called_ms == 0; k++) {
			if (plots[i].visits[k].day + first_day == town.day)
				send_visit(&plots[i], k);
		}
	}
}

static struct book_record *record_of(const struct plot *plot, int number)
{
	if (plot->services[number] == NOBODY || town.services[plot->services[number]].records[0] == NOBODY)
		return NULL;
	return &town.records[town.services[plot->services[number]].records[0]];
}

/* Who was rung about this morning stops. */
static void look_for_calls(void)
{
	for (int i = 0; i < PLOTS; i++) {
		for (int k = 0; k < plots[i].count && plots[i].called_ms == 0; k++) {
			const struct book_record *record = record_of(&plots[i], k);
			if (record == NULL || record->called_ms == 0)
				continue;
			plots[i].called_ms = record->called_ms;
			plots[i].reason = record->called_reason;
			plots[i].number = record->called_number;
		}
	}
}

static void live_one_day(void)
{
	int64_t day_ms = TOWN_START_MS + town.day * DAY_MS;
	life_plan_day(&town);
	plan_tomorrow();
	steps_until(&town, day_ms + WATCH_AT_MS);
	desk_watch(&town);
	steps_until(&town, day_ms + CALLS_AT_MS);
	desk_calls(&town);
	look_for_calls();
	desk_give(&town);
	steps_until(&town, day_ms + TICK_AT_MS);
	desk_tick(&town);
	steps_until(&town, day_ms + DAY_MS);
	if (!town.is_wrong && (town.day % CHECK_EACH_DAYS == CHECK_EACH_DAYS - 1 || town.day == town.days - 1))
		book_check_all(&town, town.day == town.days - 1);
}

/* ---- what came of it ---- */

/* Minutes that were posted before somebody rang. */
static int64_t posted_of(const struct plot *plot)
{
	int64_t minutes = 0;
	for (int k = 0; k < plot->count; k++) {
		const struct book_record *record = record_of(plot, k);
		bool is_posted = record != NULL && record->final_ms > 0 && (plot->called_ms == 0 || record->final_ms <= plot->called_ms);
		minutes += is_posted ? record->minutes : 0;
	}
	return minutes;
}

/* Whether the town gave each service the minutes that the plan foresaw, and posted it unless somebody rang. */
static bool is_as_planned(const struct plot *plot)
{
	bool is_good = true;
	for (int k = 0; k < plot->count; k++) {
		const struct book_record *record = record_of(plot, k);
		bool is_behind_call = record != NULL && plot->called_ms != 0 && record->to_ms > plot->called_ms; /* what was denied no longer fills the caps */
		if (record == NULL || is_behind_call)
			continue;
		bool is_late = record->to_ms + 3 * DAY_MS + HOUR_MS > town.now_ms || plot->called_ms != 0;
		if (record->minutes == plot->visits[k].minutes && (record->final_ms > 0 || is_late))
			continue;
		(void)printf("visit %d: the plan says %lld minutes, the town %lld, state %d\n", k, (long long)plot->visits[k].minutes,
			(long long)record->minutes, (int)record->state);
		is_good = false;
	}
	return is_good;
}

/* The sample is drawn as the search takes it to be: of many records one in so many. */
static bool is_sampled_as_published(void)
{
	int sampled = 0;
	for (int64_t id = 1; id <= SAMPLE_TRIES; id++)
		sampled += record_is_sampled(id * 4096 + id % 7);
	(void)printf("the sample asks about %d of %d\n", sampled, SAMPLE_TRIES);
	return abs(sampled * SCHEME_SAMPLE_ONE_IN - SAMPLE_TRIES) < SAMPLE_TRIES / 10;
}

/* The caps in force are those by which the search plans. */
static enum fail read_rule(const struct act *act, struct town *of UNUSED, void *context)
{
	return ledger_rule_at(act, act->now_ms, context);
}

static bool has_published_caps(void)
{
	struct ledger_rule rule;
	check(town_read(&town, read_rule, &rule) == OK);
	if (rule.session_cap_min == SCHEME_SESSION_CAP_MIN && rule.day_cap_min == SCHEME_DAY_CAP_MIN && rule.week_cap_min == SCHEME_WEEK_CAP_MIN
		&& rule.pair_cap_min == SCHEME_PAIR_CAP_MIN && rule.receivers_cap == SCHEME_RECEIVERS_CAP)
		return true;
	(void)printf("the rule in force has other caps than the search: %lld, %lld, %lld minutes\n", (long long)rule.session_cap_min,
		(long long)rule.day_cap_min, (long long)rule.week_cap_min);
	return false;
}

static int by_number(const void *a, const void *b)
{
	int64_t one = *(const int64_t *)a;
	int64_t other = *(const int64_t *)b;
	return one < other ? -1 : one > other;
}

static bool tell_scheme(const struct scheme *scheme)
{
	int64_t posted[PLOTS];
	int count = 0;
	int called = 0;
	int missed = 0;
	int64_t sum = 0;
	bool is_good = true;
	for (int i = 0; i < PLOTS; i++) {
		const struct plot *plot = &plots[i];
		if (plot->scheme != scheme)
			continue;
		is_good = is_as_planned(plot) && is_good;
		posted[count] = posted_of(plot);
		sum += posted[count++];
		missed += plot->missed;
		called += plot->called_ms != 0;
		(void)printf("plot %d: %.1f h, ", i, (double)posted_of(plot) / 60);
		if (plot->called_ms == 0)
			(void)printf("nobody rang\n");
		else
			(void)printf("rung on day %lld, reason %lld, score %lld\n", (long long)((plot->called_ms - TOWN_START_MS) / DAY_MS - first_day),
				(long long)plot->reason, (long long)plot->number);
	}
	qsort(posted, (size_t)count, sizeof(posted[0]), by_number);
	(void)printf("played %d times: %.1f h on the average, %.1f h in the middle, %.1f to %.1f h; %d rung about; %d services missed\n", count,
		(double)sum / 60 / count, (double)posted[count / 2] / 60, (double)posted[0] / 60, (double)posted[count - 1] / 60, called, missed);
	return is_good && sum > 0;
}

/* ---- what other rules would bring, and cost ---- */

#define AS_IT_IS SCHEME_PAIR_CAP_MIN
static const struct remedy remedies[] = {
	{"as it is, one resident in it", 1, AS_IT_IS, 0, 0, false, 0},
	{"two residents", 2, AS_IT_IS, 0, 0, false, 0},
	{"three residents", 3, AS_IT_IS, 0, 0, false, 0},
	{"five residents", MANY, AS_IT_IS, 0, 0, false, 0},
	{"ten residents", 10, AS_IT_IS, 0, 0, false, 0},
	{"twenty residents", 20, AS_IT_IS, 0, 0, false, 0},
	{"forty residents", 40, AS_IT_IS, 0, 0, false, 0},
	{"who is asked is in it, too (or 0 min)", 1, 0, 0, 0, false, 0},
	{"8 h with one resident in 30 days", 1, 480, 0, 0, false, 0},
	{"6 h with one resident in 30 days", 1, 360, 0, 0, false, 0},
	{"4 h with one resident in 30 days", 1, 240, 0, 0, false, 0},
	{"2 h with one resident in 30 days", 1, 120, 0, 0, false, 0},
	{"as it is, and own word waits for a call", 1, AS_IT_IS, 0, 0, true, 0},
	{"the same with five residents", MANY, AS_IT_IS, 0, 0, true, 0},
	{"five residents, one record in 10 sampled", MANY, AS_IT_IS, 10, 0, false, 0},
	{"twenty residents, one in 10 sampled", 20, AS_IT_IS, 10, 0, false, 0},
	{"as it is, and 3 h for one by all", 1, AS_IT_IS, 0, 0, false, 180},
};
static const struct remedy *const played[SCHEMES / 2] = {&remedies[0], &remedies[3]};

/* Minutes of the last 30 days that honest people served one resident: for each record, those of its pair (or of its receiver) up to it. */
struct sum { int who, receiver; int64_t minutes; };

static int by_pair(const void *a, const void *b)
{
	const struct sum *one = a;
	const struct sum *other = b;
	return one->receiver != other->receiver ? one->receiver - other->receiver : one->who - other->who;
}

/* How many pairs (`is_pair`) or receivers went past a limit, and how many volunteers were in it. */
static void tell_cost(struct sum *sums, int count, const struct remedy *remedy, int served)
{
	bool is_pair = remedy->receiver_min == 0;
	int64_t most = is_pair ? remedy->pair_min : remedy->receiver_min;
	int over = 0;
	int all = 0;
	int64_t minutes = 0;
	for (int i = 0; i < count; i++) {
		minutes += sums[i].minutes;
		bool is_last = i + 1 == count || sums[i + 1].receiver != sums[i].receiver || (is_pair && sums[i + 1].who != sums[i].who);
		if (!is_last)
			continue;
		over += minutes > most;
		all++;
		minutes = 0;
	}
	(void)printf("; honest: %d of %d %s, %.1f calls for 1,000 services", over, all, is_pair ? "pairs" : "residents", 1000.0 * over / served);
}

static void tell_remedies(uint64_t seed, int tries)
{
	int count = 0;
	struct sum *sums = calloc((size_t)town.record_count + 1, sizeof(sums[0]));
	check(sums != NULL);
	for (int i = 0; i < town.record_count; i++) {
		const struct book_record *record = &town.records[i];
		const struct service *service = &town.services[record->service];
		if (!service->is_false && record->state == BOOK_FINAL && record->to_ms > town.now_ms - 30 * DAY_MS)
			sums[count++] = (struct sum){record->who, service->receiver, record->minutes};
	}
	qsort(sums, (size_t)count, sizeof(sums[0]), by_pair);
	for (size_t i = 0; i < COUNT_OF(remedies); i++) {
		struct prospect prospects[2];
		for (int k = 0; k < 2; k++)
			(void)scheme_search(seed, tries, k == 1, &remedies[i], &prospects[k]);
		(void)printf("%-41s alone %6.1f h (%5.1f by the first call), with an account %6.1f h (%5.1f)", remedies[i].name, (double)prospects[0].x90_min / 60,
			(double)prospects[0].expected_min / 60, (double)prospects[1].x90_min / 60, (double)prospects[1].expected_min / 60);
		if (remedies[i].accomplices == 1 && (remedies[i].pair_min > 0 || remedies[i].receiver_min > 0))
			tell_cost(sums, count, &remedies[i], count);
		(void)printf("\n");
	}
	free(sums);
}

/* The best of several searches, and whether it is no better than what is published. */
static bool search(uint64_t seed, int tries, int k, struct scheme *ret_scheme)
{
	struct prospect best = {.x90_min = -1};
	for (uint64_t anew = 0; anew < TRIES_ANEW; anew++) {
		struct prospect prospect;
		struct scheme scheme = scheme_search(seed + anew, tries, k % 2 == 1, played[k / 2], &prospect);
		if (prospect.x90_min < best.x90_min || (prospect.x90_min == best.x90_min && prospect.expected_min <= best.expected_min))
			continue;
		best = prospect;
		*ret_scheme = scheme;
	}
	scheme_print(ret_scheme, &best);
	return best.x90_min <= published_h[k] * 60 && best.x90_min > 0;
}

int main(int count, char **words)
{
	static struct scheme schemes[SCHEMES];
	int64_t numbers[3];
	bool is_good = is_sampled_as_published();
	for (int i = 0; i < 3; i++) {
		if (count != 5 || !text_to_int(text_of(words[i + 1]), &numbers[i]) || numbers[i] <= 0)
			return 2;
	}
	uint64_t seed = (uint64_t)numbers[0];
	scheme_peers(seed);
	for (int k = 0; k < SCHEMES; k++)
		is_good = search(seed, (int)numbers[1], k, &schemes[k]) && is_good;
	first_day = numbers[2] >= SCHEME_DAYS ? BEFORE_MONTH : BEFORE_DAYS;
	town.days = first_day + (int)numbers[2] + AFTER_DAYS;
	town_open(&town, words[4], seed);
	is_good = has_published_caps() && is_good;
	for (; town.day < town.days && !town.is_wrong; town.day++) {
		if (town.day == first_day - CHOSEN_DAYS) {
			for (int i = 0; i < PLOTS; i++)
				begin_plot(&plots[i], &schemes[i % SCHEMES], seed * PLOTS + (uint64_t)i);
		}
		live_one_day();
		(void)fflush(stdout);
	}
	for (int k = 0; k < SCHEMES && !town.is_wrong; k++)
		is_good = tell_scheme(&schemes[k]) && is_good;
	if (numbers[2] >= SCHEME_DAYS && !town.is_wrong)
		tell_remedies(seed, (int)numbers[1]);
	(void)printf("%lld s of the processor\n", (long long)town_cpu_ms() / 1000);
	is_good = is_good && !town.is_wrong;
	town_close(&town);
	return !is_good;
}
