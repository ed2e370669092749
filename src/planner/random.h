/* SPDX-License-Identifier: Apache-2.0
 *
 * Random numbers that depend on their key alone: the same seed, round and tile
 * give the same stream on any thread. (SplitMix64, Steele, Lea and Flood 2014.)
 * Private to planner/.
 */
#ifndef PLANNER_RANDOM_H
#define PLANNER_RANDOM_H

#include "base/base.h"

struct random { uint64_t state; };

static inline uint64_t random_next(struct random *random)
{
	uint64_t z = random->state += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static inline struct random random_make(uint64_t seed, uint64_t round, uint64_t tile)
{
	struct random random = {seed};
	random.state = random_next(&random) ^ round * UINT64_C(0xd1342543de82ef95);
	random.state = random_next(&random) ^ tile * UINT64_C(0xaf251af3b0f025b5);
	return random;
}

/* 0 .. count - 1; count > 0. */
static inline uint32_t random_below(struct random *random, uint32_t count)
{
	return (uint32_t)((random_next(random) >> 32) * count >> 32);
}

/* -ln(u) of a uniform u, by exponent and a short series: no library whose last bit could differ. */
static inline double random_exponential(struct random *random)
{
	uint64_t bits = random_next(random) | 1;
	int shift = __builtin_clzll(bits);
	double m = (double)((bits << shift) >> 11) * 0x1p-53, z = (m - 1) / (m + 1), z2 = z * z; /* m in [0.5, 1) */
	double log_m = 2 * z * (1 + z2 * (1.0 / 3 + z2 * (1.0 / 5 + z2 * (1.0 / 7 + z2 * (1.0 / 9)))));
	return shift * 0.6931471805599453 - log_m;
}

#endif
