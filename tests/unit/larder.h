/* SPDX-License-Identifier: Apache-2.0
 *
 * A small store of its own for each test, in a new directory, with three
 * tables and the statements over them.
 */
#ifndef TEST_LARDER_H
#define TEST_LARDER_H

#include <pthread.h>

#include "cellar.h"
#include "store/migrate.h"
#include "store/statement.h"
#include "store/store.h"

struct larder {
	char directory[64];
	struct cellar cellar;
	const char *path; /* the cellar's */
	struct store *store;
};

extern const struct migration larder_history[];

/* Opens a new store, or the one that is there, with the given options (path is filled in). */
void larder_open(struct larder *larder, struct store_options options);
void larder_reopen(struct larder *larder, struct store_options options);
/* Closes and removes everything. */
void larder_close(struct larder *larder);

extern const struct query larder_note_add, larder_note_count, larder_account_add, larder_account_move, larder_account_sum,
	larder_transfer_add;

/* A work: one note with the id at *context. */
enum fail larder_note(struct store_txn *txn, void *context);
/* Notes as a new view sees them. */
int64_t larder_notes(struct store *store);
int64_t larder_count(struct store_view *view);
/* Binds the integers in order, steps to the end and answers the first column of the only row, or 0. */
enum fail larder_run(struct store_view *view, struct store_txn *txn, const struct query *query, const int64_t *in, int64_t *ret_value);

struct larder_transfer {
	int64_t id;
	int64_t source, target, amount;
};
/* A work: two balances and one fact. */
enum fail larder_move(struct store_txn *txn, void *context);
/* A work: accounts 1 to *context, each with nothing. */
enum fail larder_accounts(struct store_txn *txn, void *context);

/* A call of store_write of its own thread. */
struct larder_call {
	pthread_t thread;
	struct store *store;
	store_work work;
	void *context;
	enum fail fail;
};
/* Makes the calls while the writer is held at a work of its own, so that they come into one batch. */
void larder_together(struct store *store, struct larder_call *calls, int count);

#endif
