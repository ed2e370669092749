/* SPDX-License-Identifier: Apache-2.0
 *
 * Private to postgres_batch.c (what is known, and what is wished for) and
 * postgres_gather.c (writes on their way): what the works of a batch share.
 */
#ifndef STORE_POSTGRES_BATCH_H
#define STORE_POSTGRES_BATCH_H

#include "store/postgres.h"

#define BATCH_SLOTS 1024 /* a power of two */
#define BATCH_RESULTS_MAX 2048
#define BATCH_ROWS_MAX 256
#define BATCH_GATHERS_MAX 16
#define BATCH_TABLES_MAX 256
#define BATCH_WRITES_MAX 4096

/* Rows of one statement with one set of values, or the wish for them. */
struct told {
	struct statement *statement;
	uint64_t hash;
	const struct value *values;
	const PGresult *rows; /* one of the results; NULL = a wish */
	int first, count;
	struct told *next_in_slot, *next_wish;
};

/* Writes of one statement, in their order. */
struct gather {
	struct statement *statement;
	int count;
	struct value *rows[BATCH_ROWS_MAX];
};

/* A write of which rows it means is known. */
struct written {
	int table;
	const struct postgres_keys *keys;
	const struct value *values;
};

struct postgres_batch {
	struct arena *arena;
	struct told *slots[BATCH_SLOTS];
	PGresult *results[BATCH_RESULTS_MAX];
	int result_count;
	struct statement *wishing[BATCH_SLOTS]; /* statements with wishes */
	int wishing_count;
	struct gather gathers[BATCH_GATHERS_MAX];
	int gather_count;
	struct postgres_tables written, rehearsed; /* by works; by the one being rehearsed */
	struct postgres_tables written_wholly;     /* … and nobody knows in which rows */
	struct written writes[BATCH_WRITES_MAX];   /* the others */
	int write_count;
	const char *tables[BATCH_TABLES_MAX];
	int table_count;
	bool is_wanting;  /* a statement for many values was missed */
};

/* Whether the server has the statement for many sets of values; if not, it will before the next batch. */
bool batch_is_ready(const struct statement *statement);
/* The statement's values in the batch's arena; NULL without memory. */
struct value *batch_copy_values(const struct statement *statement);
/* Notes what a writing statement is about to change. */
void batch_note_write(const struct statement *statement);
/* All tables that works of this connection write and this SQL names. */
const struct postgres_tables *batch_tables_of(const struct statement *statement);
bool batch_share(const struct postgres_tables *a, const struct postgres_tables *b);
void batch_note(struct postgres_tables *tables, int table);
/* An integer as it travels. */
int64_t batch_number_of(const char *bytes);
/* Before a statement is sent: what was gathered, if it names one of the tables. */
MUST_USE enum fail batch_flush_named(const struct statement *statement);

#endif
