/* SPDX-License-Identifier: Apache-2.0
 *
 * S8: two to six people who serve each other. Neighbours do help each other,
 * and two who always did are asked about only when nearly all goes to one; a
 * circle of three to six that closes is rare whatever the percent.
 */
#include "domain/records_score_private.h"

#include <string.h>

#define RING_MOST 6
#define STRONG_LEAST 4   /* a link: so many services … */
#define STRONG_PERCENT 25 /* … and so much of her time */
#define WEAK_LEAST 2     /* one link of a ring may be weaker: one of them is ill, or passes it on by hand */
#define RING_PERCENT 35  /* so much of what all of them serve stays among them */
#define SPREAD_PERCENT 80 /* each gives about as much as the next */
#define PAIR_PERCENT 45  /* of two … */
#define PAST_FOLD 4      /* … of whom one gave the other so many times less before; */
#define SLOW_PERCENT 80  /* of two who always did, or of whom that is not known, and of all 90 days */
#define CHAIN_LEAST 4    /* so many in a row, if it does not close at all: one of them serves nobody any more */
#define CHAIN_KNOWN 1    /* no link of it is an old one */

/* A way from one to the next, while it is looked for. */
struct walk {
	const struct people *people;
	const struct sums *members[RING_MOST];
	const struct edge *edges[RING_MOST]; /* from each on */
	int64_t size, weak;
};

static const struct sums *find(const struct people *people, int64_t volunteer);
static bool is_strong(const struct sums *one, const struct edge *edge);
static struct ring ring_of_two(const struct people *people, const struct sums *one);
static bool has_begun(const struct sums *one, const struct edge *edge);
static bool is_pair(const struct sums *one, const struct edge *there, const struct sums *other, const struct edge *back);
static bool walk_on(struct walk *walk, const struct sums *one, bool is_chain);
static bool is_on(const struct walk *walk, const struct sums *one);
static bool is_ring(const struct walk *walk);
static void note(struct ring *rings, const struct walk *walk);

enum fail score_rings(struct arena *arena, const struct people *recent, const struct people *all, struct ring **ret_rings)
{
	struct ring *rings = arena_array(arena, struct ring, recent->count + 1); /* the same people in the same order as in `all` */
	if (rings == NULL)
		return FAIL_LIMIT;
	check(recent->count == all->count);
	memset(rings, 0, sizeof(rings[0]) * (recent->count + 1));
	for (size_t i = 0; i < recent->count; i++) { /* from each, whoever was found before: what is found depends on no order of names */
		struct walk walk = {.people = recent};
		if (walk_on(&walk, &recent->sums[i], false))
			note(rings, &walk);
		walk = (struct walk){.people = recent};
		if (walk_on(&walk, &recent->sums[i], true))
			note(rings, &walk);
	}
	for (size_t i = 0; i < recent->count; i++) {
		struct ring two = ring_of_two(recent, &recent->sums[i]);
		if (two.size == 0)
			two = ring_of_two(all, &all->sums[i]);
		if (rings[i].size == 0)
			rings[i] = two;
	}
	*ret_rings = rings;
	return OK;
}

static const struct sums *find(const struct people *people, int64_t volunteer)
{
	const struct sums *sums = people->sums;
	size_t low = 0;
	size_t high = people->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (sums[middle].volunteer < volunteer)
			low = middle + 1;
		else
			high = middle;
	}
	return low < people->count && sums[low].volunteer == volunteer ? &sums[low] : NULL;
}

static bool is_strong(const struct sums *one, const struct edge *edge)
{
	return one->count >= LEAST_SERVICES && edge->count >= STRONG_LEAST && edge->minutes * 100 >= one->minutes * STRONG_PERCENT;
}

static struct ring ring_of_two(const struct people *people, const struct sums *one)
{
	for (size_t i = 0; i < one->edge_count; i++) {
		const struct edge *there = &one->edges[i];
		const struct sums *other = find(people, there->receiver);
		for (size_t k = 0; other != NULL && other != one && k < other->edge_count; k++) {
			const struct edge *back = &other->edges[k];
			if (back->receiver == one->volunteer && is_pair(one, there, other, back))
				return (struct ring){2, there->newest};
		}
	}
	return (struct ring){0};
}

/* Something began: in the days before hardly any of hers went to the same. */
static bool has_begun(const struct sums *one, const struct edge *edge)
{
	return one->before.count >= PAST_LEAST && edge->before * PAST_FOLD * one->count < edge->count * one->before.count;
}

static bool is_pair(const struct sums *one, const struct edge *there, const struct sums *other, const struct edge *back)
{
	int64_t more = there->minutes > back->minutes ? there->minutes : back->minutes;
	int64_t inside = there->minutes + back->minutes;
	bool is_even = (more - (inside - more)) * 100 <= more * SPREAD_PERCENT;
	int64_t percent = has_begun(one, there) || has_begun(other, back) ? PAIR_PERCENT : SLOW_PERCENT;
	return is_even && is_strong(one, there) && is_strong(other, back) && inside * 100 >= (one->minutes + other->minutes) * percent;
}

/*
 * Each link takes it on to somebody new, until one leads back to the first; a chain needs to lead nowhere. Four links of each
 * and six people: some thousand steps at most.
 */
static bool walk_on(struct walk *walk, const struct sums *one, bool is_chain)
{
	walk->members[walk->size++] = one;
	for (size_t i = 0; i < one->edge_count; i++) {
		const struct edge *edge = &one->edges[i];
		const struct sums *next = find(walk->people, edge->receiver);
		bool is_weak = !is_strong(one, edge);
		bool is_fit = is_chain ? !is_weak && edge->before <= CHAIN_KNOWN : edge->count >= WEAK_LEAST && walk->weak + is_weak <= 1;
		if (next == NULL || !is_fit)
			continue;
		walk->edges[walk->size - 1] = edge;
		walk->weak += is_weak;
		if (!is_chain && next == walk->members[0] && is_ring(walk))
			return true;
		if (walk->size < RING_MOST && !is_on(walk, next) && walk_on(walk, next, is_chain))
			return true;
		walk->weak -= is_weak;
	}
	walk->edges[walk->size - 1] = NULL;
	if (is_chain && walk->size >= CHAIN_LEAST)
		return true;
	walk->size--;
	return false;
}

static bool is_on(const struct walk *walk, const struct sums *one)
{
	for (int64_t i = 0; i < walk->size; i++) {
		if (walk->members[i] == one)
			return true;
	}
	return false;
}

static bool is_ring(const struct walk *walk)
{
	int64_t inside = 0;
	int64_t minutes = 0;
	int64_t least = INT64_MAX;
	int64_t most = 0;
	for (int64_t i = 0; i < walk->size; i++) {
		const struct edge *edge = walk->edges[i];
		inside += edge->minutes;
		minutes += walk->members[i]->minutes;
		if (!is_strong(walk->members[i], edge))
			continue;
		least = edge->minutes < least ? edge->minutes : least;
		most = edge->minutes > most ? edge->minutes : most;
	}
	return walk->size >= 3 && (most - least) * 100 <= most * SPREAD_PERCENT && inside * 100 >= minutes * RING_PERCENT;
}

static void note(struct ring *rings, const struct walk *walk)
{
	for (int64_t i = 0; i < walk->size; i++) {
		const struct edge *edge = walk->edges[i];
		struct ring *ring = &rings[walk->members[i] - walk->people->sums];
		int64_t newest = edge != NULL ? edge->newest : walk->members[i]->newest;
		if (ring->size == 0 && newest != 0) /* the last of a chain may have stopped: nothing to ask about */
			*ring = (struct ring){walk->size, newest};
	}
}
