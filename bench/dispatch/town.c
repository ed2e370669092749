/* SPDX-License-Identifier: Apache-2.0 */
#include "town.h"

#include <math.h>

#include "planner/random.h"

#define METRES_PER_VOLUNTEER 120.0 /* side of the square that each would have alone */

static double uniform(struct random *random)
{
	return (double)(random_next(random) >> 11) * 0x1p-53;
}

/* Sum of three uniforms: bell enough for a quarter of a town. */
static double spread(struct random *random, double width)
{
	return (uniform(random) + uniform(random) + uniform(random) - 1.5) * width;
}

struct making {
	struct random random;
	double side_m;
	uint32_t clusters;
	double *centre_x, *centre_y;
};

static void put_place(struct making *making, int32_t *ret_x_m, int32_t *ret_y_m)
{
	double x = uniform(&making->random) * making->side_m, y = uniform(&making->random) * making->side_m;
	if (uniform(&making->random) < 0.8) {
		uint32_t cluster = random_below(&making->random, making->clusters);
		x = making->centre_x[cluster] + spread(&making->random, 600);
		y = making->centre_y[cluster] + spread(&making->random, 600);
	}
	*ret_x_m = (int32_t)fmin(fmax(x, 0), making->side_m);
	*ret_y_m = (int32_t)fmin(fmax(y, 0), making->side_m);
}

static void make_volunteers(struct making *making, struct planner_problem *town, struct arena *arena, uint32_t count)
{
	uint32_t *home = arena_array(arena, uint32_t, count), *owner = arena_array(arena, uint32_t, count);
	uint64_t *skills = arena_array(arena, uint64_t, count);
	int32_t *pace = arena_array(arena, int32_t, count), *reach = arena_array(arena, int32_t, count);
	int32_t *from = arena_array(arena, int32_t, count), *until = arena_array(arena, int32_t, count);
	for (uint32_t v = 0; v < count; v++) {
		home[v] = owner[v] = v;
		for (uint32_t i = 0; i < 2; i++)
			skills[v] |= UINT64_C(1) << random_below(&making->random, 12);
		pace[v] = 1000 + (int32_t)random_below(&making->random, 200); /* 1 m/s on streets a fifth longer than the straight line */
		reach[v] = 1200;
		from[v] = (int32_t)(8 * 60 + random_below(&making->random, 10 * 60)) * 60;
		until[v] = from[v] + (int32_t)(60 + random_below(&making->random, 121)) * 60;
	}
	town->volunteers = (struct planner_volunteers){.count = count, .home = home, .skills = skills, .pace_s_per_km = pace, .reach_s = reach};
	town->shifts = (struct planner_shifts){.count = count, .volunteer = owner, .from_s = from, .until_s = until};
}

static void make_duties(struct making *making, struct planner_problem *town, struct arena *arena, const struct town_options *options)
{
	uint32_t count = options->duties;
	uint32_t *place = arena_array(arena, uint32_t, count), *first = arena_array(arena, uint32_t, (size_t)count + 1);
	uint64_t *skills = arena_array(arena, uint64_t, count);
	uint8_t *people = arena_array(arena, uint8_t, count);
	int64_t *weight = arena_array(arena, int64_t, count);
	int32_t *duration = arena_array(arena, int32_t, count), *from = arena_array(arena, int32_t, count), *until = arena_array(arena, int32_t, count);
	for (uint32_t d = 0; d < count; d++) {
		place[d] = options->volunteers + d;
		first[d] = d;
		skills[d] = random_below(&making->random, 100) < 45 ? UINT64_C(1) << random_below(&making->random, 12) : 0;
		weight[d] = (10 + (int64_t)random_below(&making->random, 91)) * 1000 * 1000;
		duration[d] = (int32_t)(30 + random_below(&making->random, 46)) * 60;
		from[d] = (int32_t)(8 * 60 + random_below(&making->random, 9 * 60)) * 60;
		until[d] = from[d] + (int32_t)(60 + random_below(&making->random, 181)) * 60;
		people[d] = random_below(&making->random, 1000) < options->team_permille ? 2 : 1;
	}
	first[count] = count;
	town->duties = (struct planner_duties){.count = count, .place = place, .duration_s = duration, .weight = weight, .skills = skills,
		.people = people, .window_first = first, .window_from_s = from, .window_until_s = until};
}

struct planner_problem town_make(struct arena *arena, const struct town_options *options)
{
	struct planner_problem town = {.travel_cost = 1000};
	struct making making = {.random = random_make(options->seed, options->volunteers, options->duties)};
	uint32_t places = options->volunteers + options->duties;
	making.side_m = METRES_PER_VOLUNTEER * sqrt(options->volunteers);
	making.clusters = options->volunteers / 60 + 3;
	making.centre_x = arena_array(arena, double, making.clusters);
	making.centre_y = arena_array(arena, double, making.clusters);
	int32_t *x_m = arena_array(arena, int32_t, places), *y_m = arena_array(arena, int32_t, places);
	for (uint32_t i = 0; i < making.clusters; i++) {
		making.centre_x[i] = uniform(&making.random) * making.side_m;
		making.centre_y[i] = uniform(&making.random) * making.side_m;
	}
	for (uint32_t i = 0; i < places; i++)
		put_place(&making, &x_m[i], &y_m[i]);
	town.places = (struct planner_places){places, x_m, y_m};
	make_volunteers(&making, &town, arena, options->volunteers);
	make_duties(&making, &town, arena, options);
	check(!arena_is_exhausted(arena));
	return town;
}
