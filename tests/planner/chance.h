/* SPDX-License-Identifier: Apache-2.0
 *
 * Problems made by chance, with every feature of the model in some of them.
 */
#ifndef TEST_CHANCE_H
#define TEST_CHANCE_H

#include "base/arena.h"
#include "planner/plan.h"

enum chance_features {
	CHANCE_SKILLS = 1, CHANCE_REACH = 2, CHANCE_LIMITS = 4, CHANCE_FAIRNESS = 8, CHANCE_TEAMS = 16, CHANCE_LINKS = 32, CHANCE_BONUSES = 64,
	CHANCE_FORBIDDEN = 128, CHANCE_FIXED = 256, CHANCE_LATE = 512, CHANCE_WINDOWS = 1024, CHANCE_OUTING = 2048, CHANCE_PLUGIN = 4096,
	CHANCE_LOADS = 8192, CHANCE_AWAY = 16384, CHANCE_ALL = 32767
};

struct chance_options {
	uint64_t seed;
	uint32_t volunteers, shifts_each, duties; /* at most */
	uint32_t features;
};

/* A valid problem; everything in the arena. */
struct planner_problem chance_problem(struct arena *arena, const struct chance_options *options);

/* Plans with a budget of work alone and fails the test unless the checker finds the plan fine and the bound above it. */
struct planner_plan chance_plan(struct arena *arena, const struct planner_problem *problem, uint64_t seed, uint32_t threads, uint64_t moves);

#endif
