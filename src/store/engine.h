/* SPDX-License-Identifier: Apache-2.0
 *
 * Private to store/: the store around its connections, and what an engine has
 * to be able to do. store_run.c, store_read.c, statement.c and migrate.c know
 * this header only; each store_ENGINE*.c fills one `struct engine` and keeps
 * what is its own behind the `link` of a view and the `own` of a statement.
 */
#ifndef STORE_ENGINE_H
#define STORE_ENGINE_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "base/limits.h"
#include "store/statement.h"
#include "store/store.h"

struct store_view;

/* The runner's own statements; nobody else's SQL may name a transaction. */
enum control {
	CONTROL_BEGIN_WRITE,
	CONTROL_BEGIN_READ,
	CONTROL_SNAPSHOT,
	CONTROL_COMMIT,
	CONTROL_ROLLBACK,
	CONTROL_REHEARSE, /* the next work is only rehearsed */
	CONTROL_WORK_BEGIN,
	CONTROL_WORK_KEEP,
	CONTROL_WORK_UNDO,
	CONTROL_COUNT,
};

/* A statement of one connection's cache. */
struct statement {
	const struct query *query;
	struct store_view *view;
	void *own;                /* the engine's */
	unsigned writes;          /* sets it writes */
	bool is_open;
	bool has_row;
	enum fail fail;           /* remembered until looked at */
	struct arena *arena;      /* the last one copied into */
};

/* One column of the current row. */
enum cell_kind { CELL_NULL, CELL_INT, CELL_TEXT, CELL_BYTES, CELL_OTHER };
struct cell {
	enum cell_kind kind;
	int64_t number;     /* CELL_INT */
	struct text bytes;  /* CELL_TEXT, CELL_BYTES: the engine's, until the next step */
};

/* What a connection holds that tells whether the database is ours. */
struct engine_tables {
	int64_t count;      /* tables in all */
	bool has_history;   /* … and one of them notes migrations */
	bool is_half_moved; /* the mark of store/move is there; it is not counted */
};

/* A column as the engine's catalogue tells it. A BOOLEAN may read as VALUE_INT: SQLite knows no other. */
struct engine_column {
	const char *table, *name; /* in the arena */
	enum query_value type;
	bool is_needed;           /* NOT NULL */
	int key;                  /* place in the primary key from 1 on; 0 = not in it */
};

struct engine {
	const char *name;
	int works_per_commit; /* at most LIMIT_WRITES_PER_COMMIT */
	int works_with_savepoints; /* … while batches are run carefully */
	bool runs_boldly;     /* works share the batch's transaction without savepoints, until one has to be undone */
	int retries;          /* of a batch that was in the way of another, or the server away */

	/* Looks at library and place, takes what has to be held while the store is
	 * open, and sets store->own. What it has taken is given back by `close`,
	 * also after it failed. */
	enum fail (*open)(struct store *store, const struct store_options *options);
	void (*close)(struct store *store);

	/* One connection into a view whose store, arena, cache and is_writer are
	 * set; disconnect also takes a half-made one. */
	enum fail (*connect)(struct store_view *view);
	void (*disconnect)(struct store_view *view);
	enum fail (*control)(struct store_view *view, enum control control);
	/* False once the engine has given the transaction up by itself; is_raced of
	 * the view then says whether the work at hand is to blame. */
	bool (*is_in_transaction)(struct store_view *view);
	/* NULL where an answer costs nothing. In a bold batch the runner first rehearses
	 * its works: a statement answers what is known without asking; else it remembers
	 * what it would have asked (has_wished) and answers FAIL_BUSY, and writes only
	 * pretend. This gets all that was wished for; *ret_any: there was something. */
	enum fail (*fetch)(struct store_view *view, bool *ret_any);
	/* After a work that went well: waits for what it left under way, but not in a
	 * bold batch. FAIL_STORE when it leaves a reference open that only the commit would find. */
	enum fail (*end_work)(struct store_view *view);
	/* Lifts the engine's own limit on the time of this view's statements. */
	enum fail (*read_long)(struct store_view *view);
	/* Grows when rows are changed. */
	int64_t (*changes)(struct store_view *view);
	/* See store_version; counts what other copies write too. */
	uint64_t (*version)(struct store *store);
	/* Before the `retry`-th further run of a batch, from 1 on. */
	void (*pause)(struct store *store, int retry);
	/* SQL of one or more statements given by store/ itself, without rows. */
	enum fail (*script)(struct store_view *view, const char *sql);

	/* Called by the writer thread after each batch, and after a quiet while:
	 * the engine's housekeeping. */
	void (*tidy)(struct store *store, bool is_quiet);
	/* Whether a quiet while would be of use. */
	bool (*has_leftover)(struct store *store);

	/* Fills `own` and `writes` of a statement whose query and view are set;
	 * FAIL_STORE with a problem when it is not exactly what the query says. */
	enum fail (*prepare)(struct statement *statement, char problem[200]);
	/* Forgets rows and values. */
	void (*reset)(struct statement *statement);
	/* Gives back what prepare took. */
	void (*finalize)(struct statement *statement);
	enum fail (*bind_int)(struct statement *statement, int in, int64_t value);
	enum fail (*bind_bool)(struct statement *statement, int in, bool value);
	enum fail (*bind_text)(struct statement *statement, int in, struct text value);
	enum fail (*bind_bytes)(struct statement *statement, int in, struct text value);
	enum fail (*step)(struct statement *statement, bool *ret_has_row);
	int64_t (*changed)(struct statement *statement);
	struct cell (*column)(struct statement *statement, int out);

	enum fail (*look_at_tables)(struct store_view *view, struct engine_tables *ret_tables);
	/* The columns of every table but the store's own (migration, store_…), by table and name: a table may have been laid
	 * anew on one engine, with its columns in another order. */
	enum fail (*read_columns)(struct store_view *view, struct arena *arena, struct engine_column **ret_columns, size_t *ret_count);
	/* Keeps other processes from writing to the store for as long as this view, a connection outside the pool, stands.
	 * FAIL_BUSY when one of them has the store open, as far as can be told. `beside` is the other store this process has. */
	enum fail (*claim)(struct store_view *view, const struct store *beside);
	/* Marks the database as ours and makes the table `migration`, if it is not there. */
	enum fail (*make_history)(struct store_view *view);
	enum fail (*migrate)(struct store_view *view, const char *sql);

	enum fail (*backup)(struct store *store, const char *path);
	enum fail (*examine)(struct store *store, struct store_soundness *ret_soundness);
};

extern const struct engine engine_sqlite, engine_postgres;

/* See store_memo. */
struct memo {
	void *bytes;
	size_t size;
	store_settle settle;
	bool is_used; /* since it was zero */
};

/* A connection. Readers are lent out as views; the writer's is the view of
 * every work. */
struct store_view {
	struct store *store;
	void *link;                /* the engine's; in the arena */
	struct arena *arena;       /* the connection's own; holds its statements */
	struct statement **cache;  /* LIMIT_QUERIES slots by address of the query */
	int cached;
	bool is_writer;
	bool is_control;           /* the runner's and the migrations' own statements pass */
	bool is_migrating;         /* … and a migration's text */
	bool is_checking;          /* a statement is only prepared, to look at it */
	bool is_batch_again;       /* for BEGIN_WRITE: the same batch once more */
	bool is_batch_kept;        /* from BEGIN_WRITE: an earlier run of it stands after all */
	bool is_raced;             /* the transaction was lost through no fault of the work */
	bool is_bold;              /* this batch has no savepoints */
	bool is_given_up;          /* … and was rolled back to undo one work */
	bool is_unblamed;          /* … or by the engine: any of its works may have sent what failed */
	bool is_rehearsing;        /* the work is run ahead; nothing it does counts */
	bool has_wished;           /* … and met a question without an answer */
	struct store_txn *txn;     /* the work being run */
	struct memo memos[STORE_SET_COUNT]; /* of the writer */
	int open_statements;
	enum fail fail;            /* the first hard failure inside the running work */
	int64_t deadline_ms;       /* monotonic; 0 = none */
	struct store_view *next_free;
};

struct store_txn {
	struct store_view *view;
	bool has_written;          /* may have: undoing is more than forgetting */
	int open[STORE_SET_COUNT];
};

/* A bell wakes all who listen to it in one go: waking them one by one was dear, and each had to wait for a core before it could wake
 * the next. Who comes while a batch is run listens to the other one, and sleeps on when the batch is answered. */
#define BELLS 2

/* One call of store_write, on its caller's stack while it waits. */
struct write {
	store_work work;
	void *context;
	enum fail result;
	bool has_wished; /* its last rehearsal ended at a question */
	bool is_settled; /* result stands, whatever becomes of the rest of the batch */
	int bell;        /* to which its caller listens */
	_Atomic bool is_answered; /* the last that the writer says of it */
	struct write *next;
};

struct fault {
	_Atomic uint64_t left;
	_Atomic int fail;
};

struct store {
	const struct engine *engine;
	void *own;         /* the engine's; in the arena */
	struct arena *arena;
	struct fault faults[STORE_FAULT_COUNT];
	_Atomic uint64_t version;
	_Atomic uint64_t protection;

	struct store_view writer;
	pthread_t thread;
	bool is_thread;
	struct write *batch[LIMIT_WRITES_PER_COMMIT];
	int careful_batches; /* to be run with savepoints; writer thread only */
	int last_count;      /* works of the last batch; writer thread only, like the next */
	int64_t last_flush_us;
	bool is_open;        /* the batch: who comes while it is run joins it */
	bool has_waited;     /* … for company */
	int joins;           /* … how often somebody has */
	_Atomic uint32_t bells[BELLS]; /* how often each has rung */
	_Atomic int callers;           /* of store_write, who may still listen */

	pthread_mutex_t queue_lock; /* guards what follows, up to pool_lock */
	pthread_cond_t queue_filled;
	struct write *first, *last;
	uint64_t company; /* the writer waits for so many works; 0 = for any */
	int bell;         /* of who comes now */
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

/* store_run.c */

/* Connects a view of its own, outside pool and queue; store_disconnect follows, also after a failure. */
MUST_USE enum fail store_connect(struct store *store, bool is_writer, struct store_view *ret_view);
/* Gives statements and connection back. Accepts a view that was never connected; for CLEANUP. */
void store_disconnect(struct store_view *view);
/* True when the armed fault strikes now; *ret_fail is what to answer. */
bool store_fault_strikes(struct store *store, enum store_fault fault, enum fail *ret_fail);
/* Milliseconds of a clock that only goes forward. */
int64_t store_monotonic_ms(void);
int64_t store_monotonic_us(void);
/* `wait_us` from now, for pthread_cond_timedwait on a condition of store_condition. */
struct timespec store_until_us(int64_t wait_us);
/* Lets the calling thread rest. */
void store_pause(int pause_ms);
/* Waits until the bell has rung, which it has when it no longer says what was heard of it; may return before. */
void store_wait_for_bell(_Atomic uint32_t *bell, uint32_t heard);
/* Wakes all who wait for the bell, and lets nobody wait who has not heard it. */
void store_ring(_Atomic uint32_t *bell);
/* A condition that waits by that clock. */
void store_condition(pthread_cond_t *ret_condition);

/* store_queue.c */

/* Fills store->batch from the queue. How many works; 0 after a quiet while, −1 when closing. Writer thread only, like the next. */
int store_queue_take(struct store *store);
/* Puts behind the works of the batch, all of which have been run, those that came meanwhile: one flush serves them too. False when
 * there are none, or it was done often enough: what comes then is of the next batch. Not where a batch is asked ahead for. */
bool store_queue_join(struct store *store, int *ret_count);
/* Lets the callers of the batch go on. Each of its works may be gone afterwards. */
void store_queue_answer(struct store *store, int count);
/* Waits for the callers that were answered and are about to go. Nobody else writes any more. */
void store_queue_leave(struct store *store);
/* How long a batch waits for company, in microseconds. Whoever was answered last is likely to come again at once, and one flush
 * serves them all: so until there are as many again (last_count), at most a quarter of what the last flush took; PURE. */
int64_t store_company_us(int last_count, uint64_t depth, int64_t flush_us);

/* store_memo.c */

/* They are zero again: a transaction begins, or something in it was undone. */
void store_memos_forget(struct store_view *view);
/* Writes what is put off, inside this work; or after all works of a batch without savepoints. */
MUST_USE enum fail store_memos_settle(struct store_view *view, struct store_txn *txn);
MUST_USE enum fail store_memos_settle_batch(struct store_view *view);

/* store_guard.c */

enum guard_action { GUARD_INSERT, GUARD_UPDATE, GUARD_DELETE };
/* Whether works may do this to the table at all; the protected sets it
 * belongs to are added to *writes as bits. */
MUST_USE bool guard_allows(const char *table, enum guard_action action, unsigned *writes);

/* statement.c: finalise all statements of the connection. */
void statement_forget_all(struct store_view *view);

/* store_read.c */
MUST_USE enum fail store_pool_open(struct store *store, const struct store_options *options);
void store_pool_close(struct store *store);
void store_pool_count(struct store *store, struct store_counters *counters);

#endif
