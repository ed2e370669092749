/* SPDX-License-Identifier: Apache-2.0
 *
 * The one place that begins, commits, rolls back and retries, for every engine.
 */
#include "store/engine.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"

#define STORE_ARENA_BYTES (1024 * 1024)
/* Statements of one connection: a few hundred, each with its name tables. */
#define CONNECTION_ARENA_BYTES (2 * 1024 * 1024)
/* Works that may lose a batch its transaction before all of it is given up. */
#define LIMIT_CULPRITS 3
/* Questions that a work may ask one behind the other and still have them answered ahead. */
#define REHEARSALS 12
/* After a bold batch was given up, so many are run with savepoints: where refusals come late they come often. */
#define CAREFUL_BATCHES 100
/* A flush that met a stall says nothing of the next. */
#define FLUSH_MOST_US 40000

static enum fail refuse_half_moved(struct store_view *view, const struct store_options *options);
static enum fail start_writer(struct store *store);
static void *write_all(void *context);
static int run_batch(struct store *store, int count);
static enum fail try_batch(struct store *store, int *count, bool *ret_kept);
static enum fail blame(const struct store_view *view, struct write *write, int count);
static bool rehearse(struct store *store, int count);
static void rehearse_some(struct store *store, int count);
static enum fail play(struct store_view *view, struct write *write, struct store_txn *txn);
static enum fail run_work(struct store *store, struct write *write);
static enum fail run_once(struct store_view *view, struct write *write);
static enum fail end_work(struct store_view *view, enum fail result);
static enum fail end_boldly(struct store_view *view, const struct store_txn *txn, enum fail result);
static enum fail settle_batch(struct store_view *view);
static enum fail commit(struct store *store);
static void settle_all(struct store *store, int count, enum fail fail);
static void count_batch(struct store *store, int count, bool kept);
static const struct engine *engine_of(const struct store_view *view);
static bool is_alive(struct store_view *view);

enum fail store_open(const struct store_options *options, struct store **ret_store)
{
	check(options->path != NULL);
	check(options->readers >= 0 && options->readers <= LIMIT_READERS);
	struct arena *arena = arena_make(STORE_ARENA_BYTES);
	struct store *store = arena == NULL ? NULL : arena_new(arena, struct store);
	if (store == NULL) {
		arena_free(arena);
		return FAIL_LIMIT;
	}
	store->arena = arena;
	store->engine = store_is_address(options->path) ? &engine_postgres : &engine_sqlite;
	check(store->engine->works_per_commit > 0 && store->engine->works_per_commit <= LIMIT_WRITES_PER_COMMIT);
	check(store->engine->works_with_savepoints > 0 && store->engine->retries >= 0);
	atomic_store(&store->version, 1);
	pthread_mutex_init(&store->queue_lock, NULL);
	store_condition(&store->queue_filled);
	enum fail fail = store->engine->open(store, options);
	if (fail == OK)
		fail = store_connect(store, true, &store->writer);
	if (fail == OK && !options->may_be_half_moved)
		fail = refuse_half_moved(&store->writer, options);
	if (fail == OK)
		fail = store_pool_open(store, options);
	if (fail == OK)
		fail = start_writer(store);
	if (fail != OK) {
		store_close(store);
		return fail;
	}
	check(store->is_thread && store->writer.is_writer);
	*ret_store = store;
	return OK;
}

void store_close(struct store *store)
{
	if (store == NULL)
		return;
	if (store->is_thread) {
		pthread_mutex_lock(&store->queue_lock);
		store->is_closing = true;
		pthread_cond_signal(&store->queue_filled);
		pthread_mutex_unlock(&store->queue_lock);
		pthread_join(store->thread, NULL);
		store_queue_leave(store);
	}
	check(store->first == NULL); /* everybody who waited has been answered */
	store_pool_close(store);
	store_disconnect(&store->writer);
	store->engine->close(store);
	pthread_cond_destroy(&store->queue_filled);
	pthread_mutex_destroy(&store->queue_lock);
	arena_free(store->arena);
}

enum fail store_connect(struct store *store, bool is_writer, struct store_view *ret_view)
{
	struct store_view *view = ret_view;
	check(view->link == NULL); /* one that stands would be lost */
	*view = (struct store_view){.store = store, .is_writer = is_writer, .arena = arena_make(CONNECTION_ARENA_BYTES)};
	view->cache = view->arena == NULL ? NULL : arena_array(view->arena, struct statement *, LIMIT_QUERIES);
	return view->cache == NULL ? FAIL_LIMIT : store->engine->connect(view);
}

void store_disconnect(struct store_view *view)
{
	if (view->arena == NULL)
		return;
	check(view->open_statements == 0);
	check(view->txn == NULL && view->store != NULL); /* not under a running work */
	if (view->cache != NULL)
		statement_forget_all(view);
	view->store->engine->disconnect(view);
	arena_free(view->arena);
	*view = (struct store_view){0};
}

/* Before anybody reads or migrates what is only a part. */
static enum fail refuse_half_moved(struct store_view *view, const struct store_options *options)
{
	struct engine_tables tables = {0};
	TRY(engine_of(view)->look_at_tables(view, &tables));
	if (!tables.is_half_moved)
		return OK;
	if (options->problem != NULL)
		(void)snprintf(options->problem, STORE_PROBLEM_BYTES,
			"a move into this store was stopped before it was whole; run the same lastmile move again, or empty the store");
	log_line(LOG_ERROR, "store open=refused reason=half-moved");
	return FAIL_INPUT;
}

static enum fail start_writer(struct store *store)
{
	check(!store->is_thread && store->first == NULL); /* one writer */
	if (pthread_create(&store->thread, NULL, write_all, store) != 0)
		return FAIL_SYSTEM;
	store->is_thread = true;
	return OK;
}

static void *write_all(void *context)
{
	struct store *store = context;
	for (;;) { /* ends when closing with an empty queue */
		int count = store_queue_take(store);
		check(count <= store->engine->works_per_commit);
		if (count < 0)
			return NULL;
		if (count > 0) {
			int run = run_batch(store, count);
			store_queue_answer(store, run);
		}
		store->engine->tidy(store, count == 0);
	}
}

/* Runs the batch, and whoever joins it, until its transaction stands, or all of it has failed; how many works it was. A work
 * that cost the batch its transaction keeps its failure, the others run again.
 * Boldly first where the engine likes it: a savepoint for each work costs a
 * copy of every page it touches, and few works have to be undone. */
static int run_batch(struct store *store, int count)
{
	int culprits = 0;
	int busy = 0;
	bool kept = false;
	check(count > 0 && count <= LIMIT_WRITES_PER_COMMIT && store->careful_batches >= 0);
	for (int i = 0; i < count; i++)
		store->batch[i]->is_settled = false;
	enum fail fail = FAIL_BUSY;
	store->writer.is_batch_again = false;
	store->writer.is_bold = store->engine->runs_boldly && store->careful_batches == 0;
	if (store->careful_batches > 0)
		store->careful_batches--;
	while (culprits <= LIMIT_CULPRITS && busy <= store->engine->retries) {
		fail = try_batch(store, &count, &kept);
		if (fail == OK)
			break;
		store->writer.is_batch_again = true;
		if (store->writer.is_given_up) {
			store->writer.is_bold = false; /* which happens once */
			store->careful_batches = CAREFUL_BATCHES;
		} else if (fail == FAIL_BUSY) {
			store->engine->pause(store, ++busy);
		} else if (fail == FAIL_REFUSED) {
			culprits++; /* the marked one is out */
		} else {
			break;
		}
		pthread_mutex_lock(&store->queue_lock);
		store->counters.retries++;
		pthread_mutex_unlock(&store->queue_lock);
	}
	check(!is_alive(&store->writer)); /* whatever became of it: nothing stays open behind a batch */
	check(fail == OK || !kept);
	if (fail != OK)
		settle_all(store, count, fail == FAIL_REFUSED ? FAIL_STORE : fail);
	count_batch(store, count, kept);
	return count;
}

/* One transaction over the works not settled yet. FAIL_REFUSED: one work lost
 * it, is settled with its failure, and the others have to run again. */
static enum fail try_batch(struct store *store, int *count, bool *ret_kept)
{
	struct store_view *view = &store->writer;
	bool is_any_kept = false;
	check(!is_alive(view));
	check(view->is_writer && view->txn == NULL && view->open_statements == 0);
	view->is_given_up = false;
	view->is_unblamed = false;
	store_memos_forget(view);
	TRY(store->engine->control(view, CONTROL_BEGIN_WRITE));
	if (view->is_batch_kept) {
		*ret_kept = true; /* the answers of the run that stands are in the contexts */
		return OK;
	}
	if (!rehearse(store, *count))
		return view->is_given_up ? FAIL_REFUSED : FAIL_BUSY;
	int64_t changes = store->engine->changes(view);
	for (int i = 0; i < *count || store_queue_join(store, count); i++) {
		struct write *write = store->batch[i];
		if (write->is_settled)
			continue;
		write->result = run_work(store, write);
		if (!is_alive(view))
			return blame(view, write, *count);
		is_any_kept |= write->result == OK;
	}
	if (!is_any_kept)
		return store->engine->control(view, CONTROL_ROLLBACK);
	if (view->is_bold)
		TRY(settle_batch(view));
	bool is_changed = store->engine->changes(view) != changes;
	TRY(commit(store));
	if (is_changed)
		atomic_fetch_add(&store->version, 1);
	*ret_kept = true;
	return OK;
}

/* The transaction was lost while this work ran: FAIL_BUSY when the work is not to blame. */
static enum fail blame(const struct store_view *view, struct write *write, int count)
{
	check(!write->is_settled && count > 0);
	check(!view->is_given_up || view->is_bold); /* savepoints undo one work alone */
	if (view->is_raced)
		return FAIL_BUSY;
	if (view->is_given_up) {
		/* A refusal may have seen what others wrote, who run again now; a failure stands. */
		write->is_settled = !view->is_unblamed && write->result != FAIL_BUSY && (count == 1 || write->result != FAIL_REFUSED);
		return FAIL_REFUSED;
	}
	if (write->result == OK || write->result == FAIL_REFUSED)
		write->result = FAIL_STORE;
	write->is_settled = true;
	return FAIL_REFUSED;
}

/* Runs the works ahead, each until it needs to know something, and asks for that
 * for all of them at once. False when the transaction got lost over it. */
static bool rehearse(struct store *store, int count)
{
	struct store_view *view = &store->writer;
	if (count == 1 || !view->is_bold || store->engine->fetch == NULL)
		return true;
	for (int i = 0; i < count; i++)
		store->batch[i]->has_wished = !store->batch[i]->is_settled;
	rehearse_some(store, 1);
	rehearse_some(store, count);
	check(!view->is_rehearsing && view->txn == NULL);
	return is_alive(view);
}

/* The first work goes ahead alone, and each time anew: what it finds for the memory of the modules the others need not ask. */
static void rehearse_some(struct store *store, int count)
{
	struct store_view *view = &store->writer;
	bool is_any = is_alive(view);
	check(count > 0 && view->is_bold && !view->is_rehearsing);
	for (int round = 0; is_any && round < REHEARSALS; round++) {
		for (int i = 0; i < count && is_alive(view); i++) {
			struct store_txn txn = {.view = view};
			if ((!store->batch[i]->has_wished && i > 0) || store->batch[i]->is_settled)
				continue;
			view->is_rehearsing = true;
			view->has_wished = false;
			if (store->engine->control(view, CONTROL_REHEARSE) == OK)
				(void)!play(view, store->batch[i], &txn);
			view->is_rehearsing = false;
			store->batch[i]->has_wished = view->has_wished;
		}
		store_memos_forget(view); /* they remember what was only pretended */
		is_any = is_alive(view) && store->engine->fetch(view, &is_any) == OK && is_any;
	}
}

/* The work's last answer; runs it again while it is busy. */
static enum fail run_work(struct store *store, struct write *write)
{
	enum fail result = FAIL_BUSY;
	for (int run = 0; result == FAIL_BUSY && !store->writer.is_given_up && run <= LIMIT_WRITE_RETRIES; run++) {
		if (!is_alive(&store->writer))
			return FAIL_STORE;
		result = run_once(&store->writer, write);
	}
	return result;
}

static enum fail run_once(struct store_view *view, struct write *write)
{
	struct store_txn txn = {.view = view};
	check(!view->is_rehearsing && is_alive(view));
	if (!view->is_bold)
		TRY(engine_of(view)->control(view, CONTROL_WORK_BEGIN));
	enum fail result = play(view, write, &txn);
	if ((result == OK || result == FAIL_REFUSED) && view->fail != OK)
		result = view->fail;
	if (!is_alive(view))
		return result; /* the engine gave the whole transaction up */
	if (result == OK)
		result = engine_of(view)->end_work(view);
	if (!is_alive(view))
		return result;
	return view->is_bold ? end_boldly(view, &txn, result) : end_work(view, result);
}

static enum fail play(struct store_view *view, struct write *write, struct store_txn *txn)
{
	check(view->txn == NULL && view->open_statements == 0);
	check(write->work != NULL && txn->view == view && !view->is_control);
	view->txn = txn;
	view->fail = OK;
	enum fail result = write->work(txn, write->context);
	if (result == OK && view->fail == OK && !view->is_bold)
		result = store_memos_settle(view, txn);
	view->txn = NULL;
	check(view->open_statements == 0); /* a work gives back what it opened */
	check(!view->is_control && !view->is_migrating); /* … and the rights it was given */
	for (int set = 0; set < STORE_SET_COUNT; set++)
		check(txn->open[set] == 0);
	return result;
}

/* What this work wrote can only go together with the batch. */
static enum fail end_boldly(struct store_view *view, const struct store_txn *txn, enum fail result)
{
	check(view->is_bold && view->txn == NULL);
	if (result == OK || !txn->has_written)
		return result;
	view->is_given_up = true;
	(void)!engine_of(view)->control(view, CONTROL_ROLLBACK);
	check(!is_alive(view));
	return result;
}

static enum fail end_work(struct store_view *view, enum fail result)
{
	enum fail fail = OK;
	check(!view->is_bold && is_alive(view));
	if (result != OK) {
		fail = engine_of(view)->control(view, CONTROL_WORK_UNDO);
		store_memos_forget(view);
	}
	if (fail == OK)
		fail = engine_of(view)->control(view, CONTROL_WORK_KEEP);
	if (fail == OK)
		return result;
	if (is_alive(view))
		(void)!engine_of(view)->control(view, CONTROL_ROLLBACK);
	return fail == FAIL_BUSY ? FAIL_STORE : fail;
}

/* What the works of a bold batch have put off. */
static enum fail settle_batch(struct store_view *view)
{
	check(view->is_bold && view->txn == NULL);
	enum fail fail = store_memos_settle_batch(view);
	if (fail != OK && is_alive(view))
		(void)!engine_of(view)->control(view, CONTROL_ROLLBACK);
	check(fail == OK || !is_alive(view));
	if (view->is_given_up)
		return FAIL_REFUSED;
	return fail != OK && view->is_raced ? FAIL_BUSY : fail;
}

static enum fail commit(struct store *store)
{
	struct store_view *view = &store->writer;
	enum fail fail = OK;
	check(is_alive(view) && view->txn == NULL);
	int64_t from_us = store_monotonic_us();
	if (!store_fault_strikes(store, STORE_FAULT_COMMIT, &fail))
		fail = engine_of(view)->control(view, CONTROL_COMMIT);
	int64_t flush_us = store_monotonic_us() - from_us;
	store->last_flush_us = flush_us < FLUSH_MOST_US ? flush_us : FLUSH_MOST_US;
	check(store->last_flush_us >= 0);
	if (fail == OK)
		return OK;
	if (is_alive(view))
		(void)!engine_of(view)->control(view, CONTROL_ROLLBACK);
	check(!is_alive(view));
	if (view->is_given_up)
		return FAIL_REFUSED; /* not the commit but a work before it */
	pthread_mutex_lock(&store->queue_lock);
	store->counters.commit_failures++;
	store->counters.commit_failures_now++;
	pthread_mutex_unlock(&store->queue_lock);
	return fail == FAIL_REFUSED ? FAIL_STORE : fail;
}

/* Refusals too: they may have seen what other works of the batch wrote. */
static void settle_all(struct store *store, int count, enum fail fail)
{
	check(fail != OK);
	check(fail != FAIL_REFUSED && !is_alive(&store->writer)); /* nothing of it stands */
	for (int i = 0; i < count; i++) {
		if (!store->batch[i]->is_settled)
			store->batch[i]->result = fail;
		store->batch[i]->is_settled = true;
	}
}

static void count_batch(struct store *store, int count, bool kept)
{
	struct store_counters *counters = &store->counters;
	check(count > 0 && count <= LIMIT_WRITES_PER_COMMIT);
	pthread_mutex_lock(&store->queue_lock);
	for (int i = 0; i < count; i++) {
		if (store->batch[i]->result == OK)
			counters->writes++;
		else if (store->batch[i]->result == FAIL_REFUSED)
			counters->refusals++;
		else
			counters->failures++;
	}
	if (kept) {
		counters->commits++;
		counters->commit_failures_now = 0;
	}
	if (counters->largest_batch < (uint64_t)count)
		counters->largest_batch = (uint64_t)count;
	pthread_mutex_unlock(&store->queue_lock);
}

struct store_view *store_txn_view(struct store_txn *txn)
{
	check(txn->view->txn == txn);
	return txn->view;
}

struct store_window store_protect_open(struct store_txn *txn, enum store_set set)
{
	check(set < STORE_SET_COUNT);
	check(txn->view->txn == txn);
	check(txn->open[set] >= 0 && txn->view->is_writer);
	txn->open[set]++;
	return (struct store_window){.txn = txn, .set = set};
}

void store_protect_close(struct store_window *window)
{
	if (window->txn == NULL)
		return;
	check(window->txn->open[window->set] > 0);
	check(window->txn->view->txn == window->txn); /* the work is still running */
	window->txn->open[window->set]--;
	window->txn = NULL;
}

uint64_t store_version(struct store *store)
{
	return store->engine->version(store);
}

void store_count(struct store *store, struct store_counters *ret_counters)
{
	pthread_mutex_lock(&store->queue_lock);
	*ret_counters = store->counters;
	pthread_mutex_unlock(&store->queue_lock);
	ret_counters->protection = atomic_load(&store->protection);
	store_pool_count(store, ret_counters);
}

enum fail store_backup(struct store *store, const char *path)
{
	check(path != NULL && store->is_thread);
	return store->engine->backup(store, path);
}

enum fail store_check(struct store *store, struct store_soundness *ret_soundness)
{
	check(ret_soundness != NULL && store->is_thread);
	return store->engine->examine(store, ret_soundness);
}

static const struct engine *engine_of(const struct store_view *view)
{
	return view->store->engine;
}

static bool is_alive(struct store_view *view)
{
	return engine_of(view)->is_in_transaction(view);
}
