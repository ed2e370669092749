/* SPDX-License-Identifier: Apache-2.0
 *
 * All that a store holds goes into an empty store, of the same engine or of
 * the other. The tables are those the migrations made, in the order in which
 * they made them; rows go in the order of their keys, some hundreds in one
 * transaction, so that memory is bounded and a move that was stopped goes on
 * behind the last row that is there. Afterwards both sides are read anew, each
 * by itself, and every table's count and content hash compared.
 *
 * From its first write until that comparison the target carries a mark, the
 * table `store_move`, with which store_open refuses it: half a house cannot be
 * served. The history of migrations (table `migration`) is the target's own.
 */
#ifndef STORE_MOVE_H
#define STORE_MOVE_H

#include "store/migrate.h"

#define MOVE_HASH_BYTES 32

struct move_options {
	struct store *source;  /* read only, and kept from being written meanwhile */
	struct store *target;  /* opened with may_be_half_moved */
	int64_t now_ms;        /* noted with the target's migrations */
	/* Called after each table, with the rows the target then has of it; may be NULL. It must use neither store. */
	void (*watch)(void *context, const char *table, int64_t rows);
	void *context;
	const struct migration *migrations; /* for tests; NULL = the shipped ones */
	size_t migration_count;
	int rows_at_once;      /* for tests; 0 = as many as fit into a few megabytes */
};

/* In the order of the checks. */
enum move_outcome {
	MOVE_WHOLE,
	MOVE_SOURCE_IN_USE,  /* a server has it open */
	MOVE_SOURCE_SCHEMA,  /* of another program, or not at the newest migration */
	MOVE_SOURCE_EMPTY,   /* holds no row */
	MOVE_TARGET_SCHEMA,  /* holds tables that are not those of the newest migration */
	MOVE_TARGET_FULL,    /* holds rows, and not those of a move that was stopped */
	MOVE_TARGET_OTHER,   /* holds a part of another store, or the source was written since that move was stopped */
	MOVE_DIFFERENT,      /* everything is copied, and not the same: the table is named; the mark stays */
};

struct move_report {
	int tables;
	int64_t rows;       /* in all of them */
	int64_t rows_found; /* … of which an earlier move that was stopped had brought so many */
	char table[64];     /* of MOVE_DIFFERENT, MOVE_TARGET_FULL */
	unsigned char hash[MOVE_HASH_BYTES]; /* of MOVE_WHOLE: over every table's name, count and content hash; the same on every engine */
};

/* Moves. OK with any outcome; a failure leaves the target marked (or untouched), and the same can be
 * done again. Once for each opening of a store: its connections keep the statements that were made for the move. */
MUST_USE enum fail move_run(const struct move_options *options, enum move_outcome *ret_outcome, struct move_report *ret_report);

#endif
