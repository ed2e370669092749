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
	bool has_spare;            /* a tenth of the shifts has nothing to do */
	uint64_t round;
	uint64_t moves_wanted;
	double temperature;
};

/* Cut the town anew: tiles, owners, the average length of a route. */
void search_cut_tiles(struct search *search);
/* One move around a duty of the worker's tile; returns what the value changed by. */
int64_t search_move(struct worker *worker, uint32_t seed_duty);

#endif
