/* SPDX-License-Identifier: Apache-2.0
 *
 * The one place that begins, commits, rolls back, retries and checkpoints.
 */
#include "store/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"

#define STORE_ARENA_BYTES (1024 * 1024)
/* A quiet writer checkpoints what a twentieth of the limit has gathered. */
#define IDLE_WAIT_MS 500
#define IDLE_SHARE 20
/* Works that may lose a batch its transaction before all of it is given up. */
#define LIMIT_CULPRITS 3

static enum fail lock_directory(struct store *store, const char *path);
static enum fail make_file(const char *path);
static enum fail start_writer(struct store *store);
static int count_log_pages(void *context, sqlite3 *db, const char *name, int pages);
static void *write_all(void *context);
static int take_batch(struct store *store);
static void wait_for_work(struct store *store);
static void run_batch(struct store *store, int count);
static enum fail try_batch(struct store *store, int count, bool *ret_kept);
static enum fail run_work(struct store *store, struct write *write);
static enum fail run_once(struct store_view *view, struct write *write);
static enum fail end_work(struct store_view *view, enum fail result);
static bool has_open_references(struct store_view *view);
static enum fail commit(struct store *store);
static void settle_all(struct store *store, int count, enum fail fail);
static void count_batch(struct store *store, int count, bool kept);
static void checkpoint(struct store *store, int mode);
static void checkpoint_when_due(struct store *store, int due_pages);

enum fail store_open(const struct store_options *options, struct store **ret_store)
{
	check(options->path != NULL);
	check(options->readers >= 0 && options->readers <= LIMIT_READERS);
	TRY(sqlite_check_engine());
	struct arena *arena = arena_make(STORE_ARENA_BYTES);
	struct store *store = arena == NULL ? NULL : arena_new(arena, struct store);
	if (store == NULL) {
		arena_free(arena);
		return FAIL_LIMIT;
	}
	store->arena = arena;
	store->lock_file = -1;
	store->checkpoint_pages = options->checkpoint_pages > 0 ? options->checkpoint_pages : LIMIT_CHECKPOINT_PAGES;
	atomic_store(&store->version, 1);
	pthread_mutex_init(&store->queue_lock, NULL);
	pthread_condattr_t monotonic;
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&store->queue_filled, &monotonic);
	pthread_condattr_destroy(&monotonic);
	store->path = arena_copy(arena, text_of(options->path)).at;
	enum fail fail = lock_directory(store, options->path);
	if (fail == OK)
		fail = make_file(store->path);
	if (fail == OK)
		fail = sqlite_open_writer(store, &store->writer);
	if (fail == OK && options->is_synchronous_off)
		fail = sqlite_script(&store->writer, "PRAGMA synchronous = OFF");
	if (fail == OK)
		fail = store_pool_open(store, options);
	if (fail == OK)
		fail = start_writer(store);
	if (fail != OK) {
		store_close(store);
		return fail;
	}
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
	}
	store_pool_close(store);
	if (store->is_thread)
		checkpoint(store, SQLITE_CHECKPOINT_TRUNCATE);
	if (store->writer.arena != NULL)
		sqlite_close(&store->writer);
	pthread_cond_destroy(&store->queue_filled);
	pthread_mutex_destroy(&store->queue_lock);
	if (store->lock_file >= 0)
		close(store->lock_file); /* the lock ends with it; the file stays */
	arena_free(store->arena);
}

static enum fail lock_directory(struct store *store, const char *path)
{
	struct text name = arena_format(store->arena, "%s.lock", path);
	if (store->path == NULL || name.at == NULL)
		return FAIL_LIMIT;
	store->lock_file = open(name.at, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
	if (store->lock_file < 0) {
		log_line(LOG_ERROR, "store lock=failed errno=%d", errno);
		return errno == ENOSPC ? FAIL_NO_SPACE : FAIL_SYSTEM;
	}
	if (flock(store->lock_file, LOCK_EX | LOCK_NB) != 0)
		return errno == EWOULDBLOCK ? FAIL_BUSY : FAIL_SYSTEM;
	return OK;
}

/* Made before the engine opens it, so that only its owner can read it; the
 * engine gives the files beside it the same mode. */
static enum fail make_file(const char *path)
{
	int file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
	if (file < 0) {
		log_line(LOG_ERROR, "store open=failed errno=%d", errno);
		return errno == ENOSPC ? FAIL_NO_SPACE : FAIL_SYSTEM;
	}
	close(file);
	return OK;
}

static enum fail start_writer(struct store *store)
{
	sqlite3_wal_hook(store->writer.db, count_log_pages, store);
	if (pthread_create(&store->thread, NULL, write_all, store) != 0)
		return FAIL_SYSTEM;
	store->is_thread = true;
	return OK;
}

static int count_log_pages(void *context, sqlite3 *db, const char *name, int pages)
{
	struct store *store = context;
	(void)db;
	(void)name;
	if (pages < store->wal_pages)
		store->copied_pages = 0; /* the log began anew */
	store->wal_pages = pages;
	return SQLITE_OK;
}

enum fail store_write(struct store *store, store_work work, void *context)
{
	struct write write = {.work = work, .context = context, .result = FAIL_BUSY};
	check(work != NULL);
	check(!pthread_equal(pthread_self(), store->thread)); /* a work would wait for itself */
	int failed = sem_init(&write.done, 0, 0);
	check(failed == 0);
	pthread_mutex_lock(&store->queue_lock);
	check(!store->is_closing);
	bool is_full = store->counters.queue_depth >= LIMIT_WRITE_QUEUE;
	if (is_full) {
		store->counters.queue_full++;
	} else {
		if (store->last == NULL)
			store->first = &write;
		else
			store->last->next = &write;
		store->last = &write;
		store->counters.queue_depth++;
		if (store->counters.deepest_queue < store->counters.queue_depth)
			store->counters.deepest_queue = store->counters.queue_depth;
		pthread_cond_signal(&store->queue_filled);
	}
	pthread_mutex_unlock(&store->queue_lock);
	while (!is_full && sem_wait(&write.done) != 0)
		check(errno == EINTR);
	sem_destroy(&write.done);
	return write.result;
}

static void *write_all(void *context)
{
	struct store *store = context;
	for (;;) { /* ends when closing with an empty queue */
		int count = take_batch(store);
		if (count < 0)
			return NULL;
		if (count == 0) {
			checkpoint_when_due(store, store->checkpoint_pages / IDLE_SHARE + 1);
			continue;
		}
		run_batch(store, count);
		for (int i = 0; i < count; i++) {
			struct write *write = store->batch[i];
			store->batch[i] = NULL;
			sem_post(&write->done); /* from here on it may be gone */
		}
		checkpoint_when_due(store, store->checkpoint_pages);
	}
}

/* Works taken from the queue; 0 after a quiet while, −1 when closing. */
static int take_batch(struct store *store)
{
	int count = 0;
	pthread_mutex_lock(&store->queue_lock);
	if (store->first == NULL && !store->is_closing)
		wait_for_work(store);
	while (store->first != NULL && count < LIMIT_WRITES_PER_COMMIT) {
		struct write *write = store->first;
		store->first = write->next;
		if (store->first == NULL)
			store->last = NULL;
		write->next = NULL;
		store->batch[count++] = write;
		store->counters.queue_depth--;
	}
	if (count == 0 && store->is_closing)
		count = -1;
	pthread_mutex_unlock(&store->queue_lock);
	return count;
}

/* With the queue locked. Waits a while when there is something to checkpoint
 * later, and without end otherwise. */
static void wait_for_work(struct store *store)
{
	bool has_leftover = store->wal_pages - store->copied_pages > store->checkpoint_pages / IDLE_SHARE;
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	int64_t ns = until.tv_nsec + IDLE_WAIT_MS * INT64_C(1000000);
	until.tv_sec += (time_t)(ns / 1000000000);
	until.tv_nsec = (long)(ns % 1000000000);
	while (store->first == NULL && !store->is_closing) {
		int woken = has_leftover ? pthread_cond_timedwait(&store->queue_filled, &store->queue_lock, &until)
			: pthread_cond_wait(&store->queue_filled, &store->queue_lock);
		if (woken == ETIMEDOUT)
			return;
	}
}

/* Runs the batch until its transaction stands, or all of it has failed. A work
 * that cost the batch its transaction keeps its failure, the others run again. */
static void run_batch(struct store *store, int count)
{
	int culprits = 0;
	int busy = 0;
	bool kept = false;
	for (int i = 0; i < count; i++)
		store->batch[i]->is_settled = false;
	enum fail fail = FAIL_BUSY;
	while (culprits <= LIMIT_CULPRITS && busy <= LIMIT_WRITE_RETRIES) {
		fail = try_batch(store, count, &kept);
		if (fail == OK)
			break;
		if (fail == FAIL_BUSY)
			busy++;
		else if (fail == FAIL_REFUSED) /* the marked culprit is out */
			culprits++;
		else
			break;
		pthread_mutex_lock(&store->queue_lock);
		store->counters.retries++;
		pthread_mutex_unlock(&store->queue_lock);
	}
	if (fail != OK)
		settle_all(store, count, fail == FAIL_REFUSED ? FAIL_STORE : fail);
	count_batch(store, count, kept);
}

/* One transaction over the works not settled yet. FAIL_REFUSED: one work lost
 * it, is settled with its failure, and the others have to run again. */
static enum fail try_batch(struct store *store, int count, bool *ret_kept)
{
	struct store_view *view = &store->writer;
	bool is_any_kept = false;
	check(sqlite3_get_autocommit(view->db) != 0);
	TRY(sqlite_control(view, CONTROL_BEGIN_WRITE));
	int64_t changes = sqlite3_total_changes64(view->db);
	for (int i = 0; i < count; i++) {
		struct write *write = store->batch[i];
		if (write->is_settled)
			continue;
		write->result = run_work(store, write);
		if (sqlite3_get_autocommit(view->db) != 0) {
			if (write->result == OK || write->result == FAIL_REFUSED)
				write->result = FAIL_STORE;
			write->is_settled = true;
			return FAIL_REFUSED;
		}
		is_any_kept |= write->result == OK;
	}
	if (!is_any_kept)
		return sqlite_control(view, CONTROL_ROLLBACK);
	bool is_changed = sqlite3_total_changes64(view->db) != changes;
	TRY(commit(store));
	if (is_changed)
		atomic_fetch_add(&store->version, 1);
	*ret_kept = true;
	return OK;
}

/* The work's last answer; runs it again while it is busy. */
static enum fail run_work(struct store *store, struct write *write)
{
	enum fail result = FAIL_BUSY;
	for (int run = 0; result == FAIL_BUSY && run <= LIMIT_WRITE_RETRIES; run++) {
		if (sqlite3_get_autocommit(store->writer.db) != 0)
			return FAIL_STORE;
		result = run_once(&store->writer, write);
	}
	return result;
}

static enum fail run_once(struct store_view *view, struct write *write)
{
	struct store_txn txn = {.view = view};
	TRY(sqlite_control(view, CONTROL_WORK_BEGIN));
	view->txn = &txn;
	view->fail = OK;
	enum fail result = write->work(&txn, write->context);
	view->txn = NULL;
	check(view->open_statements == 0); /* a work gives back what it opened */
	for (int set = 0; set < STORE_SET_COUNT; set++)
		check(txn.open[set] == 0);
	if ((result == OK || result == FAIL_REFUSED) && view->fail != OK)
		result = view->fail;
	if (sqlite3_get_autocommit(view->db) != 0)
		return result; /* the engine gave the whole transaction up */
	if (result == OK && has_open_references(view)) {
		log_line(LOG_ERROR, "store work=undone reason=foreign-key");
		result = FAIL_STORE;
	}
	return end_work(view, result);
}

static enum fail end_work(struct store_view *view, enum fail result)
{
	enum fail fail = OK;
	if (result != OK)
		fail = sqlite_control(view, CONTROL_WORK_UNDO);
	if (fail == OK)
		fail = sqlite_control(view, CONTROL_WORK_KEEP);
	if (fail == OK)
		return result;
	if (sqlite3_get_autocommit(view->db) == 0)
		(void)!sqlite_control(view, CONTROL_ROLLBACK);
	return fail == FAIL_BUSY ? FAIL_STORE : fail;
}

/* A deferred foreign key left open would only show at the commit, and take
 * the other works of the batch with it. */
static bool has_open_references(struct store_view *view)
{
	int open = 0, highest = 0;
	sqlite3_db_status(view->db, SQLITE_DBSTATUS_DEFERRED_FKS, &open, &highest, 0);
	return open > 0;
}

static enum fail commit(struct store *store)
{
	struct store_view *view = &store->writer;
	enum fail fail = OK;
	if (!store_fault_strikes(store, STORE_FAULT_COMMIT, &fail))
		fail = sqlite_control(view, CONTROL_COMMIT);
	if (fail == OK)
		return OK;
	if (sqlite3_get_autocommit(view->db) == 0)
		(void)!sqlite_control(view, CONTROL_ROLLBACK);
	check(sqlite3_get_autocommit(view->db) != 0);
	pthread_mutex_lock(&store->queue_lock);
	store->counters.commit_failures++;
	pthread_mutex_unlock(&store->queue_lock);
	return fail == FAIL_REFUSED ? FAIL_STORE : fail;
}

/* Refusals too: they may have seen what other works of the batch wrote. */
static void settle_all(struct store *store, int count, enum fail fail)
{
	check(fail != OK);
	for (int i = 0; i < count; i++) {
		if (!store->batch[i]->is_settled)
			store->batch[i]->result = fail;
		store->batch[i]->is_settled = true;
	}
}

static void count_batch(struct store *store, int count, bool kept)
{
	struct store_counters *counters = &store->counters;
	pthread_mutex_lock(&store->queue_lock);
	for (int i = 0; i < count; i++) {
		if (store->batch[i]->result == OK)
			counters->writes++;
		else if (store->batch[i]->result == FAIL_REFUSED)
			counters->refusals++;
		else
			counters->failures++;
	}
	if (kept)
		counters->commits++;
	if (counters->largest_batch < (uint64_t)count)
		counters->largest_batch = (uint64_t)count;
	counters->wal_pages = (uint64_t)store->wal_pages;
	pthread_mutex_unlock(&store->queue_lock);
}

static void checkpoint_when_due(struct store *store, int due_pages)
{
	int waiting = store->wal_pages - store->copied_pages;
	if (waiting < due_pages)
		return;
	/* One that met a reader comes again later; far past the limit it waits
	 * for the readers, so that the log cannot grow without end. */
	if (store->is_checkpoint_held && waiting < 2 * due_pages)
		return;
	bool is_far = store->wal_pages / 8 > store->checkpoint_pages;
	checkpoint(store, is_far ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE);
}

static void checkpoint(struct store *store, int mode)
{
	int in_log = 0, copied = 0;
	int code = sqlite3_wal_checkpoint_v2(store->writer.db, NULL, mode, &in_log, &copied);
	bool is_partial = code != SQLITE_OK || copied < in_log;
	if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY)
		sqlite_log(&store->writer, "checkpoint", code);
	store->is_checkpoint_held = is_partial;
	/* Held back: count from here, so that the next one comes a limit later. */
	store->copied_pages = copied > store->copied_pages ? copied : store->copied_pages;
	pthread_mutex_lock(&store->queue_lock);
	store->counters.checkpoints++;
	store->counters.checkpoints_partial += is_partial ? 1 : 0;
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
	txn->open[set]++;
	return (struct store_window){.txn = txn, .set = set};
}

void store_protect_close(struct store_window *window)
{
	if (window->txn == NULL)
		return;
	check(window->txn->open[window->set] > 0);
	window->txn->open[window->set]--;
	window->txn = NULL;
}

uint64_t store_version(struct store *store)
{
	return atomic_load(&store->version);
}

void store_count(struct store *store, struct store_counters *ret_counters)
{
	pthread_mutex_lock(&store->queue_lock);
	*ret_counters = store->counters;
	pthread_mutex_unlock(&store->queue_lock);
	ret_counters->protection = atomic_load(&store->protection);
	store_pool_count(store, ret_counters);
}
