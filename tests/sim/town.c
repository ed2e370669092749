/* SPDX-License-Identifier: Apache-2.0
 *
 * The synthetic town, day by day through the verbs of the domain:
 *
 *     town SEED DAYS DIR [--spoil NAME]
 *
 * After each step the accounts and the order that it touched are compared with
 * the town's own book, after each day all accounts and the sums, and each month
 * the audit recomputes everything. Exit code 0: all agreed. --spoil changes
 * something behind the house's back in the middle, and 0 means that this was
 * noticed.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "spoil.h"
#include "townsfolk.h"

#define AUDIT_EACH_DAYS 30
#define WATCH_AT_MS (150 * MINUTE_MS)
#define CALLS_AT_MS (9 * HOUR_MS)
#define SPOIL_AT_MS (13 * HOUR_MS)
#define TICK_AT_MS (21 * HOUR_MS)
#define SETTLED_DAYS 5 /* until then orders are still on their way */

static double cpu_s(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void live_one_day(struct town *town)
{
	int64_t day_ms = TOWN_START_MS + town->day * DAY_MS;
	town->finished_today = 0;
	life_plan_day(town);
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
	double audit_s = cpu_s();
	book_check_all(town, town->day % AUDIT_EACH_DAYS == AUDIT_EACH_DAYS - 1 || town->day == town->days - 1);
	if (cpu_s() - audit_s > 1)
		(void)printf("day %d: all compared in %.1f s\n", town->day, cpu_s() - audit_s);
	desk_month(town);
	if (town->day < SETTLED_DAYS)
		return;
	if (town->figures.finished_least == 0 || town->finished_today < town->figures.finished_least)
		town->figures.finished_least = town->finished_today;
	if (town->finished_today > town->figures.finished_most)
		town->figures.finished_most = town->finished_today;
}

static void print_figures(const struct town *town)
{
	const struct figures *figures = &town->figures;
	(void)printf("seed %llu: %d days, %d orders, %lld services served, %lld to %lld finished a day, %d records, %lld works, %lld comparisons, %lld audits\n",
		(unsigned long long)town->seed, town->day, town->service_count, (long long)figures->served, (long long)figures->finished_least,
		(long long)figures->finished_most, town->record_count, (long long)figures->acts, (long long)figures->checks, (long long)figures->audits);
	(void)printf("held up %lld, rung about %lld (of them sampled %lld), %lld denied\n", (long long)figures->held_up, (long long)figures->called,
		(long long)figures->sampled, (long long)figures->called_false);
	for (int i = 0; i < 16; i++) {
		if (figures->asked_by_score[i] > 0)
			(void)printf("score %d asked %lld times, about honest people (once a month) %lld\n", i, (long long)figures->asked_by_score[i],
				(long long)figures->honest_by_score[i]);
	}
	(void)printf("honest %lld months of people, asked about %lld; old without phone %lld, asked about %lld\n", (long long)figures->honest_months,
		(long long)figures->honest_asked, (long long)figures->old_months, (long long)figures->old_asked);
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
	double from_s = cpu_s();
	town_open(&town, words[3], (uint64_t)seed);
	(void)printf("furnished in %.1f s\n", cpu_s() - from_s);
	for (; town.day < town.days && !town.is_wrong; town.day++) {
		double day_s = cpu_s();
		live_one_day(&town);
		if (town.day % 10 == 9)
			(void)printf("day %d: %d finished, %.2f s\n", town.day, town.finished_today, cpu_s() - day_s);
		(void)fflush(stdout);
	}
	print_figures(&town);
	(void)printf("%.1f s of the processor\n", cpu_s() - from_s);
	town_close(&town);
	return is_spoiling ? !(town.spoil == NULL && town.is_wrong) : town.is_wrong;
}
