/* SPDX-License-Identifier: Apache-2.0
 *
 * PostgreSQL: a server of its own, and any number of copies of this program in
 * front of it. The runner of store_run.c is the same: one thread of each copy
 * runs queued works back to back and commits up to WORKS_PER_COMMIT of them as
 * one SERIALIZABLE transaction, without savepoints until one of them has to be
 * undone. Copies that get in each other's way are told so by the server
 * (40001), and the loser runs its whole batch again after a pause.
 *
 * The fence makes a batch happen once even when the answer to its COMMIT never
 * comes: each copy has a row in store_writer with the number of its last
 * batch, and each batch begins by raising it. After a lost answer the batch is
 * tried again under the same number; a fence that does not move says that the
 * first try stands, and one that is still locked is waited for. A row that is
 * gone (the database was put back to an older state) is made again by the batch
 * itself: so a missing one never passes for one that does not move.
 */
#include "store/postgres.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/log.h"

#define WORKS_PER_COMMIT 256
/* One less than the subtransactions a server process keeps in its shared slot
 * (PGPROC_MAX_CACHED_SUBXIDS, 64); with more, every snapshot becomes slow. */
#define WORKS_WITH_SAVEPOINTS 63
#define RETRIES 9
#define RETRY_PAUSE_MS 2
#define RETRY_PAUSE_LONGEST_MS 400

static enum fail open_place(struct store *store, const struct store_options *options);
static void close_place(struct store *store);
static enum fail connect_view(struct store_view *view);
static enum fail take_fence(struct store_view *view);
static enum fail make_fence_table(struct store_view *view);
static void leave_fence(struct store_view *view);
static void disconnect_view(struct store_view *view);
static enum fail control(struct store_view *view, enum control control);
static enum fail begin_write(struct store_view *view);
static enum fail raise_fence(struct store_view *view);
static enum fail stand_by_first_try(struct store_view *view);
static enum fail commit_write(struct store_view *view);
static enum fail begin_read(struct store_view *view);
static enum fail take_snapshot(struct store_view *view);
static enum fail roll_back(struct store_view *view);
static enum fail undo_work(struct store_view *view);
static bool is_in_transaction(struct store_view *view);
static enum fail end_work(struct store_view *view);
static enum fail read_long(struct store_view *view);
static int64_t changes(struct store_view *view);
static uint64_t version(struct store *store);
static enum fail read_version(struct store_view *view, uint64_t *ret_version);
static void pause_retry(struct store *store, int retry);
static void tidy(struct store *store, bool is_quiet);
static bool has_leftover(struct store *store);

const struct engine engine_postgres = {
	.name = "postgres", .works_per_commit = WORKS_PER_COMMIT, .works_with_savepoints = WORKS_WITH_SAVEPOINTS, .runs_boldly = true, .retries = RETRIES,
	.open = open_place, .close = close_place, .connect = connect_view, .disconnect = disconnect_view,
	.control = control, .is_in_transaction = is_in_transaction, .fetch = postgres_batch_fetch, .end_work = end_work, .read_long = read_long, .changes = changes,
	.version = version, .pause = pause_retry, .script = postgres_script, .tidy = tidy, .has_leftover = has_leftover,
	.prepare = postgres_prepare, .reset = postgres_reset_statement, .finalize = postgres_finalize_statement,
	.bind_int = postgres_bind_int, .bind_bool = postgres_bind_bool, .bind_text = postgres_bind_text, .bind_bytes = postgres_bind_bytes,
	.step = postgres_step, .changed = postgres_changed, .column = postgres_column,
	.look_at_tables = postgres_look_at_tables, .read_columns = postgres_read_columns, .claim = postgres_claim,
	.make_history = postgres_make_history, .migrate = postgres_migrate,
	.backup = postgres_backup, .examine = postgres_examine,
};

bool store_is_address(const char *path)
{
	return strncmp(path, "postgres://", 11) == 0 || strncmp(path, "postgresql://", 13) == 0;
}

static enum fail open_place(struct store *store, const struct store_options *options)
{
	char *words = NULL;
	struct postgres_store *own = arena_new(store->arena, struct postgres_store);
	if (own == NULL)
		return FAIL_LIMIT;
	check(store->own == NULL && store_is_address(options->path));
	store->own = own;
	own->url = arena_copy(store->arena, text_of(options->path)).at;
	own->is_synchronous_off = options->is_synchronous_off;
	own->problem = options->problem;
	check(pthread_mutex_init(&own->watch_lock, NULL) == 0);
	if (own->url == NULL)
		return FAIL_LIMIT;
	PQconninfoOption *parsed = PQconninfoParse(own->url, &words);
	if (parsed == NULL) {
		/* Its words quote the address, and that may carry a password. */
		postgres_complain(store, "this is no address of a database; write postgres://USER@HOST/NAME");
		PQfreemem(words);
		return FAIL_INPUT;
	}
	PQconninfoFree(parsed);
	/* Of the kernel: copies whose dice were told how to fall need numbers of their own too. */
	check(getrandom(&own->writer_id, sizeof own->writer_id, 0) == (ssize_t)sizeof own->writer_id);
	own->writer_id = (own->writer_id & INT64_MAX) | 1; /* 0 gathers those who have left */
	check(own->writer_id > 0 && own->batch == 0);
	return OK;
}

static void close_place(struct store *store)
{
	struct postgres_store *own = store->own;
	if (own == NULL)
		return;
	store_disconnect(&own->watch);
	pthread_mutex_destroy(&own->watch_lock);
}

static enum fail connect_view(struct store_view *view)
{
	struct postgres_store *own = postgres_store_of(view->store);
	check(view->link == NULL && view->arena != NULL);
	TRY(postgres_connect(view));
	if (!view->is_writer)
		return OK;
	TRY(postgres_batch_make(view));
	TRY(take_fence(view));
	own->problem = NULL; /* from here on only the log is told */
	log_line(LOG_INFO, "store engine=postgres version=%d works_per_commit=%d", PQserverVersion(postgres_link_of(view)->conn), WORKS_PER_COMMIT);
	return OK;
}

static enum fail take_fence(struct store_view *view)
{
	const struct postgres_store *own = postgres_store_of(view->store);
	char sql[120];
	PGresult *rows = NULL;
	check(view->is_writer && own->writer_id > 0);
	enum fail fail = make_fence_table(view);
	if (fail == OK) {
		(void)snprintf(sql, sizeof sql, "INSERT INTO store_writer (id, batch) VALUES (%lld, 0)", (long long)own->writer_id);
		fail = postgres_ask(view, sql, &rows);
		PQclear(rows);
	}
	if (fail == FAIL_SYSTEM)
		postgres_complain(view->store, "the user lacks rights: it must own the schema, to make tables in it and to read and write them");
	return fail;
}

static enum fail make_fence_table(struct store_view *view)
{
	PGresult *rows = NULL;
	check(view->is_writer && !postgres_link_of(view)->is_open); /* outside a transaction: it stays whatever fails */
	TRY(postgres_ask(view, "SELECT to_regclass('store_writer') IS NOT NULL", &rows));
	bool is_there = PQgetvalue(rows, 0, 0)[0] == 't';
	PQclear(rows);
	rows = NULL;
	if (is_there)
		return OK;
	/* Two copies at once: one of them fails, and is started again by its keeper. */
	enum fail fail = postgres_ask(view, "CREATE TABLE IF NOT EXISTS store_writer (id BIGINT NOT NULL PRIMARY KEY, batch BIGINT NOT NULL)", &rows);
	PQclear(rows);
	return fail;
}

/* The version is the sum over all writers, so what this one has counted stays. */
static void leave_fence(struct store_view *view)
{
	const struct postgres_store *own = postgres_store_of(view->store);
	char sql[400];
	check(view->is_writer && own->writer_id > 0 && !postgres_link_of(view)->is_open);
	(void)snprintf(sql, sizeof sql, "WITH gone AS (DELETE FROM store_writer WHERE id = %lld RETURNING batch) "
		"INSERT INTO store_writer (id, batch) SELECT 0, batch FROM gone WHERE batch > 0 "
		"ON CONFLICT (id) DO UPDATE SET batch = store_writer.batch + EXCLUDED.batch", (long long)own->writer_id);
	if (postgres_send(view, sql) == OK)
		(void)!postgres_settle(view, NULL);
}

static void disconnect_view(struct store_view *view)
{
	const struct postgres_link *link = view->link;
	if (link == NULL)
		return;
	check(view->txn == NULL && view->open_statements == 0);
	if (view->is_writer && link->conn != NULL && !link->is_lost && !link->is_open && PQpipelineStatus(link->conn) != PQ_PIPELINE_OFF)
		leave_fence(view);
	postgres_batch_done(view);
	postgres_disconnect(view);
}

static enum fail control(struct store_view *view, enum control control)
{
	struct postgres_link *link = postgres_link_of(view);
	check(control < CONTROL_COUNT);
	switch (control) {
	case CONTROL_BEGIN_WRITE:
		return begin_write(view);
	case CONTROL_BEGIN_READ:
		return begin_read(view);
	case CONTROL_SNAPSHOT:
		return take_snapshot(view);
	case CONTROL_COMMIT:
		return commit_write(view);
	case CONTROL_ROLLBACK:
		return roll_back(view);
	case CONTROL_REHEARSE:
		postgres_batch_rehearse(view);
		return OK;
	case CONTROL_WORK_BEGIN:
		return postgres_send(view, "SAVEPOINT work");
	case CONTROL_WORK_KEEP:
		return link->is_broken ? FAIL_BUSY : postgres_send(view, "RELEASE SAVEPOINT work");
	case CONTROL_WORK_UNDO:
		return undo_work(view);
	default:
		check_never();
	}
}

static enum fail begin_write(struct store_view *view)
{
	struct postgres_store *own = postgres_store_of(view->store);
	struct postgres_link *link = postgres_link_of(view);
	check(view->is_writer);
	check(view->txn == NULL && !view->is_rehearsing);
	TRY(postgres_reconnect(view));
	if (link->is_open)
		TRY(roll_back(view));
	TRY(postgres_batch_begin(view));
	if (!view->is_batch_again) {
		own->batch++;
		own->is_in_doubt = false;
		link->is_unique_tried = false;
	}
	view->is_batch_kept = false;
	view->is_raced = false;
	link->is_broken = false;
	link->is_open = true;
	TRY(postgres_send(view, "BEGIN ISOLATION LEVEL SERIALIZABLE"));
	return raise_fence(view);
}

static enum fail raise_fence(struct store_view *view)
{
	struct postgres_store *own = postgres_store_of(view->store);
	char sql[240];
	PGresult *last = NULL;
	check(own->batch > 0);
	check(view->is_writer && postgres_link_of(view)->is_open);
	(void)snprintf(sql, sizeof sql, "INSERT INTO store_writer (id, batch) VALUES (%lld, %lld) ON CONFLICT (id) DO UPDATE "
		"SET batch = EXCLUDED.batch WHERE store_writer.batch < EXCLUDED.batch", (long long)own->writer_id, (long long)own->batch);
	const struct postgres_link *link = postgres_link_of(view);
	TRY(postgres_owe(view, "fence", PQsendQueryParams(link->conn, sql, 0, NULL, NULL, NULL, NULL, 0)));
	if (!own->is_in_doubt)
		return OK;
	TRY(postgres_settle(view, &last));
	bool is_moved = strcmp(PQcmdTuples(last), "1") == 0;
	PQclear(last);
	if (is_moved) {
		own->is_in_doubt = false; /* the first try left nothing */
		return OK;
	}
	return stand_by_first_try(view);
}

/* The first try of the batch was committed, but its answer never came. A write
 * of our own behind it is answered only when all before it is safe too, also
 * on a standby that was away for a moment. */
static enum fail stand_by_first_try(struct store_view *view)
{
	struct postgres_store *own = postgres_store_of(view->store);
	struct postgres_link *link = postgres_link_of(view);
	char sql[120];
	check(own->is_in_doubt && view->is_batch_again); /* only what was tried before can stand */
	(void)snprintf(sql, sizeof sql, "UPDATE store_writer SET batch = batch WHERE id = %lld", (long long)own->writer_id);
	TRY(postgres_owe(view, "fence", PQsendQueryParams(link->conn, sql, 0, NULL, NULL, NULL, NULL, 0)));
	TRY(postgres_send(view, "COMMIT"));
	TRY(postgres_settle(view, NULL));
	link->is_open = false;
	own->is_in_doubt = false;
	view->is_batch_kept = true;
	log_line(LOG_WARNING, "store engine=postgres event=answer-recovered batch=%lld", (long long)own->batch);
	return OK;
}

static enum fail commit_write(struct store_view *view)
{
	struct postgres_store *own = postgres_store_of(view->store);
	struct postgres_link *link = postgres_link_of(view);
	check(view->is_writer && link->is_open);
	check(view->txn == NULL && !view->is_rehearsing);
	TRY(postgres_batch_flush(view));
	/* A failed command takes what was sent behind it up to the next sync with it, the COMMIT too; a wrong number of rows does not. */
	if (link->is_counting)
		TRY(postgres_settle(view, NULL));
	own->is_in_doubt = true;
	enum fail fail = postgres_send(view, "COMMIT");
	if (fail == OK)
		fail = postgres_settle(view, NULL);
	if (fail == OK && store_fault_strikes(view->store, STORE_FAULT_ANSWER, &fail))
		link->is_lost = true; /* done, but we are not to know */
	if (!link->is_lost)
		own->is_in_doubt = false; /* answered, whatever it was */
	if (fail == OK)
		link->is_open = false;
	else
		link->is_broken = true;
	check(fail != OK || (link->owed == 0 && !own->is_in_doubt)); /* answered, with all before it */
	return fail;
}

static enum fail begin_read(struct store_view *view)
{
	struct postgres_link *link = postgres_link_of(view);
	check(!view->is_writer);
	check(view->open_statements == 0);
	if (link->owed > 0 && link->conn != NULL)
		(void)!postgres_settle(view, NULL); /* the end of the last view */
	TRY(postgres_reconnect(view));
	if (link->is_open)
		TRY(postgres_send(view, "ROLLBACK")); /* the last view broke off */
	link->is_open = true;
	link->is_broken = false;
	return postgres_send(view, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

/* Now, not at the first statement. Nothing was read yet, so a connection that
 * died while it lay idle may be made anew. */
static enum fail take_snapshot(struct store_view *view)
{
	struct postgres_link *link = postgres_link_of(view);
	check(link->is_open);
	check(!view->is_writer);
	enum fail fail = postgres_send(view, "SELECT 1");
	if (fail == OK)
		fail = postgres_settle(view, NULL);
	if (fail == FAIL_BUSY && link->is_lost) {
		TRY(begin_read(view));
		TRY(postgres_send(view, "SELECT 1"));
		fail = postgres_settle(view, NULL);
	}
	return fail;
}

/* A reader's end is only sent; the next view settles it. */
static enum fail roll_back(struct store_view *view)
{
	struct postgres_link *link = postgres_link_of(view);
	check(view->txn == NULL && view->open_statements == 0);
	link->is_open = false;
	link->is_broken = false;
	if (link->is_lost)
		return view->is_writer ? OK : FAIL_BUSY; /* it went with the connection */
	if (view->is_writer)
		(void)!postgres_settle(view, NULL);
	link->is_broken = link->is_lost;
	TRY(postgres_send(view, "ROLLBACK"));
	if (view->is_writer)
		return postgres_settle(view, NULL);
	postgres_push(view);
	return OK;
}

static enum fail undo_work(struct store_view *view)
{
	const struct postgres_link *link = postgres_link_of(view);
	check(view->is_writer && !view->is_bold); /* a bold batch has no savepoints */
	if (!link->is_broken)
		(void)!postgres_settle(view, NULL); /* a failed work's own failure is known already */
	if (link->is_broken)
		return FAIL_BUSY;
	return postgres_send(view, "ROLLBACK TO SAVEPOINT work");
}

/* Also tells the runner when a lost transaction is nobody's fault. */
static bool is_in_transaction(struct store_view *view)
{
	const struct postgres_link *link = postgres_link_of(view);
	if (link->is_open && link->is_broken && !view->is_given_up)
		view->is_raced = true;
	return link->is_open && !link->is_broken;
}

static enum fail end_work(struct store_view *view)
{
	const struct postgres_link *link = postgres_link_of(view);
	check(view->is_writer && link->is_open);
	if (link->has_deferrable) {
		TRY(postgres_send(view, "SET CONSTRAINTS ALL IMMEDIATE"));
		TRY(postgres_send(view, "SET CONSTRAINTS ALL DEFERRED"));
	}
	return view->is_bold ? OK : postgres_settle(view, NULL);
}

static enum fail read_long(struct store_view *view)
{
	check(!view->is_writer);
	check(postgres_link_of(view)->is_open && view->deadline_ms == 0);
	TRY(postgres_send(view, "SET LOCAL idle_in_transaction_session_timeout = 0"));
	return postgres_send(view, "SET LOCAL statement_timeout = 0");
}

static int64_t changes(struct store_view *view)
{
	return postgres_link_of(view)->changes;
}

/* The sum over the writers of all copies, so that a page cached by this one
 * falls when another has written. When it cannot be read, a number nobody has seen. */
static uint64_t version(struct store *store)
{
	struct postgres_store *own = postgres_store_of(store);
	uint64_t sum = 0;
	enum fail fail = OK;
	pthread_mutex_lock(&own->watch_lock);
	if (!own->is_watching) {
		store_disconnect(&own->watch);
		fail = store_connect(store, false, &own->watch);
		own->is_watching = fail == OK;
	}
	if (fail == OK)
		fail = postgres_reconnect(&own->watch);
	if (fail == OK)
		fail = read_version(&own->watch, &sum);
	pthread_mutex_unlock(&own->watch_lock);
	if (fail == OK)
		return sum + 1;
	return (UINT64_C(1) << 63) + atomic_fetch_add(&store->version, 1);
}

static enum fail read_version(struct store_view *view, uint64_t *ret_version)
{
	PGresult *rows = NULL;
	check(!view->is_writer);
	TRY(postgres_ask(view, "SELECT CAST(SUM(batch) AS BIGINT) FROM store_writer", &rows));
	int64_t sum = 0;
	bool is_read = text_to_int(text_of(PQgetvalue(rows, 0, 0)), &sum);
	PQclear(rows);
	*ret_version = (uint64_t)sum;
	return is_read ? OK : FAIL_STORE;
}

/* Longer each time, and never the same for two copies. */
static void pause_retry(struct store *store, int retry)
{
	check(retry > 0 && retry <= RETRIES + 1);
	uint32_t longest_ms = RETRY_PAUSE_MS << retry;
	if (longest_ms > RETRY_PAUSE_LONGEST_MS)
		longest_ms = RETRY_PAUSE_LONGEST_MS;
	if (store_monotonic_ms() < atomic_load(&postgres_store_of(store)->down_until_ms))
		longest_ms = RETRY_PAUSE_LONGEST_MS;
	store_pause((int)(longest_ms / 2 + randombytes_uniform(longest_ms / 2 + 1)));
}

static void tidy(struct store *store, bool is_quiet)
{
	check(store->own != NULL);
	(void)is_quiet; /* the server keeps itself in order */
}

static bool has_leftover(struct store *store)
{
	check(store->own != NULL);
	return false;
}
