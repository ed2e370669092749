/* SPDX-License-Identifier: Apache-2.0
 *
 * The synthetic town, day by day through the verbs of the domain:
 *
 *     town SEED DAYS DIR [--spoil NAME | --cheats DAY [--traces]]
 *
 * After each step the accounts and the order that it touched are compared with
 * the town's own book, after each day all accounts and the sums, and each month
 * the audit recomputes everything. Exit code 0: all agreed. --spoil changes
 * something behind the house's back in the middle, and 0 means that this was
 * noticed. --cheats mixes those who cheat in from a day on, and 0 also means
 * that nobody got past a hard rule and the scores came up to what holds of them;
 * --traces also those who copy a place or lend themselves a telephone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spoil.h"
#include "townsfolk.h"

#define AUDIT_EACH_DAYS 30
#define WATCH_AT_MS (150 * MINUTE_MS)
#define CALLS_AT_MS (9 * HOUR_MS)
#define SPOIL_AT_MS (13 * HOUR_MS)
#define TICK_AT_MS (21 * HOUR_MS)
#define SETTLED_DAYS 5 /* until then orders are still on their way */

static void live_one_day(struct town *town)
{
	int64_t day_ms = TOWN_START_MS + town->day * DAY_MS;
	town->finished_today = 0;
	life_plan_day(town);
	traces_plan_day(town);
	if (town->cheats_from > 0) {
		cheats_begin(town);
		cheats_plan(town);
		hard_plan_day(town);
	}
	steps_until(town, day_ms + WATCH_AT_MS);
	desk_watch(town);
	steps_until(town, day_ms + CALLS_AT_MS);
	desk_calls(town);
	desk_give(town);
	steps_until(town, day_ms + SPOIL_AT_MS);
	if (town->spoil != NULL && town->day >= town->days / 2 && spoil_house(&town->house, town->now_ms, town->spoil))
		town->spoil = NULL;
	steps_until(town, day_ms + TICK_AT_MS);
	desk_tick(town);
	steps_until(town, day_ms + DAY_MS);
	if (town->is_wrong)
		return;
	book_check_all(town, town->day % AUDIT_EACH_DAYS == AUDIT_EACH_DAYS - 1 || town->day == town->days - 1);
	desk_month(town);
	if (town->day < SETTLED_DAYS)
		return;
	if (town->figures.finished_least == 0 || town->finished_today < town->figures.finished_least)
		town->figures.finished_least = town->finished_today;
	if (town->finished_today > town->figures.finished_most)
		town->figures.finished_most = town->finished_today;
}

static int by_pair(const void *a, const void *b)
{
	const int *one = a;
	const int *other = b;
	return one[0] != other[0] ? one[0] - other[0] : one[1] - other[1];
}

/* The queue of those who wait until somebody else than the two was asked: another one than that of the scores. */
static void print_pairs(const struct town *town)
{
	const struct figures *figures = &town->figures;
	int (*pairs)[2] = calloc((size_t)town->record_count + 1, sizeof(pairs[0]));
	int count = 0;
	int all = 0;
	check(pairs != NULL);
	for (int i = 0; i < town->record_count; i++) {
		if (town->people[town->records[i].who].trick != HONEST)
			continue;
		pairs[count][0] = town->records[i].who;
		pairs[count++][1] = town->services[town->records[i].service].receiver;
	}
	qsort(pairs, (size_t)count, sizeof(pairs[0]), by_pair);
	for (int i = 0; i < count; i++)
		all += i == 0 || by_pair(pairs[i], pairs[i - 1]) != 0;
	(void)printf("honest pairs: %lld of %d asked about, by %lld calls (%.2f for 1,000 records; %lld of them about who is old without a smartphone);"
		" %lld records waited for nothing else, %lld were released with another; %lld times the resident or kin was no answer\n",
		(long long)figures->much_pairs, all, (long long)figures->much_calls, 1000.0 * (double)figures->much_calls / (count + (count == 0)),
		(long long)figures->much_old, (long long)figures->much_held, (long long)figures->much_released, (long long)figures->much_refused);
	free(pairs);
}

static void print_figures(const struct town *town)
{
	const struct figures *figures = &town->figures;
	(void)printf("seed %llu: %d days, %d orders, %lld services served, %lld to %lld finished a day, %d records, %lld works, %lld comparisons, %lld audits\n",
		(unsigned long long)town->seed, town->day, town->service_count, (long long)figures->served, (long long)figures->finished_least,
		(long long)figures->finished_most, town->record_count, (long long)figures->acts, (long long)figures->checks, (long long)figures->audits);
	(void)printf("held up %lld, rung about %lld (of them sampled %lld, of who serves one person longest %lld), %lld denied\n", (long long)figures->held_up,
		(long long)figures->called, (long long)figures->sampled, (long long)figures->riskiest, (long long)figures->called_false);
	print_pairs(town);
	for (int i = 0; i < 16; i++) {
		if (figures->asked_by_score[i] > 0)
			(void)printf("score %d asked %lld times, about honest people (once a month) %lld\n", i, (long long)figures->asked_by_score[i],
				(long long)figures->honest_by_score[i]);
	}
}

/* Prints the tables of docs/records.md; false when something is not as asked. */
static bool judge(const struct town *town)
{
	/* Percent. 90 are asked for; where less holds, docs/records.md says so, and this keeps it from getting worse. */
	static const int least_found[TRICKS] = {[STRETCHER] = 80, [COLLUDER] = 80, [NIGHT_BUYER] = 90, [BURSTER] = 85, [RINGER] = 90, [PRAISER] = 90,
		[COPIER] = 50, [PROXY] = 75};
	const struct figures *figures = &town->figures;
	bool is_good = figures->riskiest > 0; /* some forty are the tenth, one in 35 of them is drawn each day */
	for (int hard = HARD_NONE + 1; hard < HARD_COUNT; hard++) {
		(void)printf("| %-42s | tried %5lld | stopped %5lld | posted %lld |\n", hard_names[hard], (long long)figures->tried[hard],
			(long long)figures->stopped[hard], (long long)figures->posted[hard]);
		is_good = is_good && figures->posted[hard] == 0 && figures->stopped[hard] == figures->tried[hard] && figures->tried[hard] > 0;
	}
	for (int trick = HONEST + 1; trick < TRICKS; trick++) {
		(void)printf("| %-42s | %3lld of %3lld asked about in 30 days, %lld of them by H3 and by no score |\n", trick_names[trick],
			(long long)figures->found[trick], (long long)figures->cheats[trick], (long long)figures->found_much[trick]);
		is_good = is_good && figures->found[trick] * 100 >= figures->cheats[trick] * least_found[trick];
	}
	traces_print(town);
	(void)printf("| %-42s | %3lld of %3lld, one of them at least |\n", "the same, by ring", (long long)figures->rings_found, (long long)figures->rings);
	int64_t others = figures->honest_months - figures->old_months;
	int64_t others_asked = figures->honest_asked - figures->old_asked;
	(void)printf("| honest people asked about in a month | %lld of %lld: %.2f %% |\n", (long long)figures->honest_asked, (long long)figures->honest_months,
		100.0 * (double)figures->honest_asked / (double)(figures->honest_months + (figures->honest_months == 0)));
	(void)printf("| of these old without a smartphone | %lld of %lld; others %lld of %lld |\n", (long long)figures->old_asked, (long long)figures->old_months,
		(long long)others_asked, (long long)others);
	(void)printf("| the same, month by month | ");
	for (int month = 0; month <= (town->days - 1) / 30; month++)
		(void)printf("%lld%s", (long long)figures->asked_in_month[month], month < (town->days - 1) / 30 ? ", " : " |\n");
	(void)printf("| honest people in a month, of whom somebody else was asked (H3) | %lld, %lld of them old without a smartphone |\n",
		(long long)figures->much_people, (long long)figures->much_people_old);
	is_good = is_good && figures->honest_asked * 1000 <= figures->honest_months * 5;
	return is_good && figures->old_asked * others * 100 <= 125 * (others_asked + 1) * figures->old_months;
}

int main(int count, char **words)
{
	static struct town town;
	int64_t seed = 0;
	int64_t days = 0;
	if (count < 4 || !text_to_int(text_of(words[1]), &seed) || !text_to_int(text_of(words[2]), &days) || seed <= 0 || days <= 0)
		return 2;
	bool is_spoiling = count == 6 && strcmp(words[4], "--spoil") == 0;
	town.days = (int)days;
	town.spoil = is_spoiling ? words[5] : NULL;
	int64_t cheats_from = 0;
	bool has_cheats = count >= 6 && !is_spoiling;
	if (has_cheats && (strcmp(words[4], "--cheats") != 0 || !text_to_int(text_of(words[5]), &cheats_from)))
		return 2;
	town.has_traces = has_cheats && count == 7 && strcmp(words[6], "--traces") == 0;
	town.cheats_from = (int)cheats_from;
	int64_t from_ms = town_cpu_ms();
	town_open(&town, words[3], (uint64_t)seed);
	(void)printf("furnished in %lld ms\n", (long long)(town_cpu_ms() - from_ms));
	for (; town.day < town.days && !town.is_wrong; town.day++) {
		int64_t day_ms = town_cpu_ms();
		live_one_day(&town);
		if (town.day % 10 == 9)
			(void)printf("day %d: %d finished, %lld ms\n", town.day, town.finished_today, (long long)(town_cpu_ms() - day_ms));
		(void)fflush(stdout);
	}
	print_figures(&town);
	bool is_good = town.cheats_from == 0 || judge(&town);
	(void)printf("%lld s of the processor; the longest night's look at the scores %lld ms, the last audit %lld ms\n",
		(long long)(town_cpu_ms() - from_ms) / 1000, (long long)town.figures.watch_most_ms, (long long)town.figures.audit_most_ms);
	town_close(&town);
	return is_spoiling ? !(town.spoil == NULL && town.is_wrong) : town.is_wrong || !is_good;
}
