/* SPDX-License-Identifier: Apache-2.0
 *
 * Private to store/: one connection of the engine and the store around it.
 */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include <pthread.h>
#include <semaphore.h>
#include <sqlite3.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "base/limits.h"
#include "store/store.h"

struct statement;

/* The runner's own statements; nobody else's SQL may name a transaction. */
enum control {
	CONTROL_BEGIN_WRITE,
	CONTROL_BEGIN_READ,
	CONTROL_SNAPSHOT,
	CONTROL_COMMIT,
	CONTROL_ROLLBACK,
	CONTROL_WORK_BEGIN,
	CONTROL_WORK_KEEP,
	CONTROL_WORK_UNDO,
	CONTROL_COUNT,
};

/* A connection. Readers are lent out as views; the writer's is the view of
 * every work. */
struct store_view {
	struct store *store;
	sqlite3 *db;
	struct arena *arena;       /* the connection's own; holds its statements */
	struct statement **cache;  /* LIMIT_QUERIES slots by address of the query */
	int cached;
	sqlite3_stmt *control[CONTROL_COUNT];
	bool is_writer;
	bool is_control;           /* the authorizer lets the runner's statements pass */
	bool is_migrating;         /* … and a migration's */
	bool is_checking;          /* a statement is only prepared, to look at it */
	unsigned writes;           /* sets the statement being prepared writes */
	struct store_txn *txn;     /* the work being run */
	int open_statements;
	enum fail fail;            /* the first hard failure inside the running work */
	int64_t deadline_ms;       /* monotonic; 0 = none */
	struct store_view *next_free;
};

struct store_txn {
	struct store_view *view;
	int open[STORE_SET_COUNT];
};

/* One call of store_write, on its caller's stack while it waits. */
struct write {
	store_work work;
	void *context;
	enum fail result;
	bool is_settled; /* result stands, whatever becomes of the rest of the batch */
	sem_t done;
	struct write *next;
};

struct fault {
	_Atomic uint64_t left;
	_Atomic int fail;
};

struct store {
	struct arena *arena;
	const char *path;
	int lock_file;
	struct fault faults[STORE_FAULT_COUNT];
	_Atomic uint64_t version;
	_Atomic uint64_t protection;

	struct store_view writer;
	pthread_t thread;
	bool is_thread;
	struct write *batch[LIMIT_WRITES_PER_COMMIT];
	int checkpoint_pages;
	int wal_pages;     /* frames in the log; writer thread only */
	int copied_pages;  /* of them already in the database */
	bool is_checkpoint_held; /* the last one met a reader */

	pthread_mutex_t queue_lock; /* guards what follows, up to pool_lock */
	pthread_cond_t queue_filled;
	struct write *first, *last;
	bool is_closing;
	struct store_counters counters;

	pthread_mutex_t pool_lock; /* guards what follows; never taken together with queue_lock */
	pthread_cond_t pool_filled;
	struct store_view *readers;
	int reader_count;
	int readers_out;
	int read_wait_ms;
	struct store_view *free_readers;
	uint64_t reads, read_waits, read_busy;
};

/* store_sqlite.c */

/* FAIL_INPUT when the engine is older than the statements need or built
 * without threads; otherwise logs version and regime. */
enum fail sqlite_check_engine(void);
/* Opens and secures the writing or a reading connection into *ret_view. */
enum fail sqlite_open_writer(struct store *store, struct store_view *ret_view);
enum fail sqlite_open_reader(struct store *store, struct store_view *ret_view);
/* Finalises and closes; also a half-opened one. */
void sqlite_close(struct store_view *view);
/* What a result code of the engine means to us; OK for OK, ROW and DONE. */
enum fail sqlite_fail(sqlite3 *db, int code);
/* Runs one of the runner's statements. */
enum fail sqlite_control(struct store_view *view, enum control control);
/* Runs SQL of one or more statements given by store/ itself, without rows. */
enum fail sqlite_script(struct store_view *view, const char *sql);
/* One line in the log: what failed, the engine's code and words. */
void sqlite_log(struct store_view *view, const char *what, int code);
int64_t sqlite_monotonic_ms(void);
/* True when the armed fault strikes now; *ret_fail is what to answer. */
bool store_fault_strikes(struct store *store, enum store_fault fault, enum fail *ret_fail);

/* statement.c: finalise all statements of the connection. */
void statement_forget_all(struct store_view *view);

/* store_read.c */
enum fail store_pool_open(struct store *store, const struct store_options *options);
void store_pool_close(struct store *store);
void store_pool_count(struct store *store, struct store_counters *counters);

#endif
