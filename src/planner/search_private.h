/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the search share: the search as a whole, one worker's
 * scratch, and the tiles of one round.
 */
#ifndef PLANNER_SEARCH_PRIVATE_H
#define PLANNER_SEARCH_PRIVATE_H

#include "planner/search.h"

#define SEARCH_POOL 96      /* duties put back in one move */
#define SEARCH_STRING_MAX 10

/* A ring as it was before the move. */
struct kept {
	uint32_t shift, from, count; /* into the journal's nodes */
	int64_t value;               /* of the shift, before */
};

struct worker {
	struct search *search;
	struct offer *offers;
	uint32_t *node;         /* journal: the rings' slots ... */
	int32_t *fixed_s;       /* ... and their fixed starts */
	struct kept *kept;
	uint32_t node_count, kept_count;
	uint32_t pool[SEARCH_POOL];
	double key[SEARCH_POOL];
	uint32_t pool_count;
	uint32_t tile;
	uint64_t move;          /* stamp of the move: differs from every other in this round */
	struct random random;
	int64_t gain;           /* weights and fairness of the move so far */
	bool is_hopeful;        /* one duty may come in at a loss: others may make up for it */
	uint32_t hope;          /* the slot of the one that did, or PLANNER_NONE */
	bool is_broken;         /* a ring did not fit any more */
};

/* One shift is closed: weights by how long each duty has been without a place. */
struct squeeze {
	int64_t *weight, *absence, unit;
	uint32_t *target, *absent;
	uint32_t target_count;
	bool *is_closed; /* of each shift: the one, and those that had nothing to do */
	bool is_on;
};

struct search {
	const struct facts *facts;
	struct routes *routes;
	struct search_rules rules;
	struct near near;
	struct worker *workers;
	uint32_t *tile_of_shift, *owner; /* owner: tile of each duty in this round, or PLANNER_NONE */
	uint32_t *tile_first, *tile_duty;
	uint32_t tile_count, tile_room;
	int64_t *tile_gain;
	uint64_t *tile_moves;
	uint64_t *shift_stamp, *duty_stamp;
	double average_length;
	int32_t begins_s;          /* midnight of the first day on which anybody is free: what is noisy counts from there */
	bool has_spare;            /* a tenth of the shifts has nothing to do */
	uint64_t round;
	uint64_t moves_wanted;
	double temperature;
	struct squeeze squeeze;
};

/* What serving a duty is worth to the search at present. */
static inline int64_t search_weight(const struct search *search, uint32_t duty)
{
	return search->squeeze.is_on ? search->squeeze.weight[duty] : search->facts->problem->duties.weight[duty];
}

/* Cut the town anew: tiles, owners, the average length of a route. */
void search_cut_tiles(struct search *search);
/* All shifts but the closed ones in tile 0, and all duties. */
void search_one_tile(struct search *search, const bool *is_closed);
/* One move around a duty of the worker's tile; returns what the value changed by. */
int64_t search_move(struct worker *worker, uint32_t seed_duty);

#endif
