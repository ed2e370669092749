/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "larder.h"

const struct migration larder_history[] = {{1, "larder",
	"CREATE TABLE note (id BIGINT NOT NULL PRIMARY KEY, body TEXT NOT NULL);\n"
	"CREATE TABLE account (id BIGINT NOT NULL PRIMARY KEY, posted BIGINT NOT NULL, mark BIGINT NOT NULL DEFAULT 0);\n"
	"CREATE TABLE transfer (id BIGINT NOT NULL PRIMARY KEY, source_id BIGINT NOT NULL REFERENCES account (id),"
	" target_id BIGINT NOT NULL REFERENCES account (id), amount BIGINT NOT NULL);\n"
	"CREATE TABLE pair (id BIGINT NOT NULL PRIMARY KEY,"
	" other_id BIGINT NOT NULL REFERENCES pair (id) DEFERRABLE INITIALLY DEFERRED);\n"}};

static const char *const names[] = {"a", "b", "c", "d"};
static const char *const value[] = {"value"};
const struct query larder_note_add = {"note_add", QUERY_EXEC, "INSERT INTO note (id, body) VALUES (:a, 'rice')", names, 1, NULL, 0, NULL, NULL, false};
const struct query larder_note_count = {"note_count", QUERY_ONE, "SELECT COUNT(*) AS value FROM note", NULL, 0, value, 1, NULL, NULL, false};
const struct query larder_account_add = {"account_add", QUERY_EXEC, "INSERT INTO account (id, posted) VALUES (:a, 0)", names, 1, NULL, 0, NULL, NULL, false};
const struct query larder_account_move = {"account_move", QUERY_EXEC, "UPDATE account SET posted = posted + :b WHERE id = :a", names, 2,
	NULL, 0, NULL, NULL, false};
const struct query larder_account_sum = {"account_sum", QUERY_ONE, "SELECT COALESCE(SUM(posted), 0) AS value FROM account", NULL, 0,
	value, 1, NULL, NULL, false};
const struct query larder_transfer_add = {"transfer_add", QUERY_EXEC,
	"INSERT INTO transfer (id, source_id, target_id, amount) VALUES (:a, :b, :c, :d)", names, 4, NULL, 0, NULL, NULL, false};

void larder_open(struct larder *larder, struct store_options options)
{
	(void)snprintf(larder->directory, sizeof larder->directory, "/tmp/larder-XXXXXX");
	assert_non_null(mkdtemp(larder->directory));
	cellar_open(&larder->cellar, larder->directory);
	larder->path = larder->cellar.path;
	larder_reopen(larder, options);
}

void larder_reopen(struct larder *larder, struct store_options options)
{
	options.path = larder->path;
	assert_int_equal(store_open(&options, &larder->store), OK);
	assert_int_equal(migrate_with(larder->store, larder_history, 1, 1), OK);
}

void larder_close(struct larder *larder)
{
	static const char *const tails[] = {"", "-wal", "-shm", ".lock", ".copy", ".copy.part", ".copy.lock", ".copy-wal", ".copy-shm"};
	store_close(larder->store);
	cellar_close(&larder->cellar);
	for (size_t i = 0; i < COUNT_OF(tails); i++) {
		char path[600];
		(void)snprintf(path, sizeof path, "%s%s", larder->path, tails[i]);
		(void)unlink(path);
	}
	assert_int_equal(rmdir(larder->directory), 0);
}

enum fail larder_run(struct store_view *view, struct store_txn *txn, const struct query *query, const int64_t *in, int64_t *ret_value)
{
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = false;
	if (query->kind == QUERY_EXEC)
		TRY(statement_open_write(txn, query, &statement));
	else
		TRY(statement_open(view, query, &statement));
	for (int i = 0; i < query->in_count; i++)
		statement_bind_int(statement, i, in[i]);
	TRY(statement_step(statement, &has_row));
	if (has_row && ret_value != NULL)
		*ret_value = statement_int(statement, 0);
	return statement_finish(statement);
}

enum fail larder_note(struct store_txn *txn, void *context)
{
	return larder_run(NULL, txn, &larder_note_add, context, NULL);
}

int64_t larder_count(struct store_view *view)
{
	int64_t count = -1;
	assert_int_equal(larder_run(view, NULL, &larder_note_count, NULL, &count), OK);
	return count;
}

int64_t larder_notes(struct store *store)
{
	struct store_view *view CLEANUP(store_read_done) = NULL;
	assert_int_equal(store_read(store, &view), OK);
	return larder_count(view);
}

enum fail larder_move(struct store_txn *txn, void *context)
{
	const struct larder_transfer *move = context;
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(txn, STORE_LEDGER);
	TRY(larder_run(NULL, txn, &larder_transfer_add, (int64_t[]){move->id, move->source, move->target, move->amount}, NULL));
	TRY(larder_run(NULL, txn, &larder_account_move, (int64_t[]){move->source, -move->amount}, NULL));
	return larder_run(NULL, txn, &larder_account_move, (int64_t[]){move->target, move->amount}, NULL);
}

enum fail larder_accounts(struct store_txn *txn, void *context)
{
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(txn, STORE_LEDGER);
	const int64_t *count = context;
	for (int64_t id = 1; id <= *count; id++)
		TRY(larder_run(NULL, txn, &larder_account_add, &id, NULL));
	return OK;
}

struct gate {
	sem_t entered, leave;
};

static enum fail wait_at_gate(struct store_txn *txn UNUSED, void *context)
{
	struct gate *gate = context;
	sem_post(&gate->entered);
	while (sem_wait(&gate->leave) != 0)
		continue;
	sem_post(&gate->leave); /* it stays open: the work may be run again with those who have joined it */
	return OK;
}

static void *call(void *context)
{
	struct larder_call *one = context;
	one->fail = store_write(one->store, one->work, one->context);
	return NULL;
}

void larder_together(struct store *store, struct larder_call *calls, int count)
{
	struct store_counters counters = {0};
	struct gate gate;
	struct larder_call holder = {.store = store, .work = wait_at_gate, .context = &gate};
	sem_init(&gate.entered, 0, 0);
	sem_init(&gate.leave, 0, 0);
	assert_int_equal(pthread_create(&holder.thread, NULL, call, &holder), 0);
	while (sem_wait(&gate.entered) != 0)
		continue;
	for (int i = 0; i < count; i++) { /* in this order: each is queued before the next one comes */
		calls[i].store = store;
		assert_int_equal(pthread_create(&calls[i].thread, NULL, call, &calls[i]), 0);
		while (counters.queue_depth < (uint64_t)i + 1)
			store_count(store, &counters);
	}
	sem_post(&gate.leave);
	pthread_join(holder.thread, NULL);
	assert_int_equal(holder.fail, OK);
	for (int i = 0; i < count; i++)
		pthread_join(calls[i].thread, NULL);
	sem_destroy(&gate.entered);
	sem_destroy(&gate.leave);
}
