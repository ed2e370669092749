/* SPDX-License-Identifier: Apache-2.0
 *
 * Measures the board on a made-up town: ranking every duty that is not served
 * (or all), and mending after an illness.
 *
 *     bench_calls VOLUNTEERS [DUTIES]
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "planner/board.h"
#include "town.h"

#define CALLS 5000

static double now_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec * 1e-3;
}

static int by_size(const void *a, const void *b)
{
	double one = *(const double *)a, other = *(const double *)b;
	return (one > other) - (one < other);
}

static void tell(const char *what, double *us, uint32_t count)
{
	if (count == 0)
		return;
	qsort(us, count, sizeof(*us), by_size);
	(void)printf("%-10s %6u calls  median %7.1f us  p99 %7.1f us  p99.9 %7.1f us  worst %7.1f us\n", what, count, us[count / 2],
		us[(uint64_t)count * 99 / 100], us[(uint64_t)count * 999 / 1000], us[count - 1]);
}

static void rank_duties(const struct planner_board *board, uint32_t duties)
{
	static double us[CALLS];
	struct planner_ranking ranking;
	uint64_t candidates = 0;
	for (uint32_t i = 0; i < CALLS; i++) {
		double from_us = now_us();
		planner_rank(board, (uint32_t)((uint64_t)i * 7919 % duties), 10, &ranking);
		us[i] = now_us() - from_us;
		candidates += ranking.counts[PLANNER_CAN];
	}
	tell("rank", us, CALLS);
	(void)printf("           %.1f people could go in the mean\n", (double)candidates / CALLS);
}

/* Somebody with something to do is ill; each duty that fell out is served anew. */
static void mend_illness(struct planner_board *board, const struct planner_plan *plan)
{
	static double us[CALLS];
	uint32_t lost = 0, mended = 0, moved = 0, illnesses = plan->visit_count < 1000 ? plan->visit_count / 4 : 250;
	for (uint32_t i = 0; i < illnesses; i++) {
		uint32_t duties[16], count = planner_board_close(board, plan->visits[(uint64_t)i * 7919 % plan->visit_count].shift, 16, duties);
		for (uint32_t j = 0; j < count && j < 16 && lost < CALLS; j++) {
			struct planner_mending mending = {0};
			double from_us = now_us();
			mended += planner_board_serve(board, duties[j], &mending);
			us[lost++] = now_us() - from_us;
			moved += mending.count > 1 ? mending.count - 1 : 0;
		}
	}
	tell("mend", us, lost);
	(void)printf("           %u of %u duties served again, %u other visits moved for it\n", mended, lost, moved);
}

int main(int count, char **words)
{
	struct arena *arena CLEANUP(arena_done) = arena_make((size_t)1 << 31);
	int64_t volunteers = 10000, duties = 0;
	(void)(count > 1 && text_to_int(text_of(words[1]), &volunteers));
	duties = volunteers;
	(void)(count > 2 && text_to_int(text_of(words[2]), &duties));
	struct planner_problem town = town_make(arena, &(struct town_options){(uint32_t)volunteers, (uint32_t)duties, 1, 0});
	struct planner_options rules = {.seed = 1, .moves = 1, .memory_max = (size_t)2 << 30};
	struct planner_plan plan;
	struct planner_board *board = NULL;
	if (planner_plan(&town, &rules, arena, &plan) != OK)
		return 1;
	struct planner_board_options options = {.waiting_cost = 100, .ask_cost = 100000, .visits = plan.visits, .visit_count = plan.visit_count};
	double from_us = now_us();
	if (planner_board_make(&town, &options, arena, &board) != OK)
		return 1;
	(void)printf("%lld volunteers, %lld duties: %u served, board made in %.1f ms\n", (long long)volunteers, (long long)duties, plan.served_count,
		(now_us() - from_us) / 1000);
	rank_duties(board, (uint32_t)duties);
	mend_illness(board, &plan);
	return 0;
}
