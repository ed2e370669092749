/* SPDX-License-Identifier: Apache-2.0
 *
 * How things are kept. One data directory is opened by one process (a lock
 * file sees to it). Reads run at once, each on its own read-only connection
 * and on one snapshot. Writes are functions ("works") handed to the one
 * writer thread, which runs queued works back to back, undoes alone the one
 * that refuses or fails, commits the others together and only then lets each caller go on: what
 * store_write has answered with OK is on disk. What comes while others are run
 * is run with them. Nobody but the runner begins, commits, rolls back, retries
 * or checkpoints.
 *
 * With an address in place of a path the data is in a PostgreSQL database, and
 * any number of copies of this program may serve it. The shape is the same:
 * one writer thread in each copy, up to 256 works in one SERIALIZABLE
 * transaction, because nearly every work of a county adds to the same trail:
 * works side by side would only run into each other. Works that wait together
 * are rehearsed first, so that what they will read is asked for all of them at
 * once, and writes go in heaps; only what nobody could foresee waits for the
 * server. When two copies meet, one of them runs its batch again. A copy that
 * loses the server answers FAIL_BUSY, tries again with growing pauses, and
 * knows afterwards whether its last batch was kept.
 *
 * All calls may come from any thread; one view belongs to one thread at a time.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/fail.h"
#include "base/text.h"

struct store;      /* owned by whoever opened it */
struct store_view; /* a snapshot being read */
struct store_txn;  /* a work being run; never outlives it */

#define STORE_PROBLEM_BYTES 400

struct store_options {
	const char *path;     /* the database file (`path`-wal, -shm and .lock lie beside it), or postgres://USER@HOST/NAME */
	char *problem;        /* STORE_PROBLEM_BYTES for a sentence that tells the operator why it does not open; may be NULL */
	int readers;          /* read-only connections, 1 to LIMIT_READERS; 0 = 4 */
	int read_wait_ms;     /* how long store_read waits for a connection; 0 = LIMIT_READ_WAIT_MS */
	int checkpoint_pages; /* write-ahead pages that make the writer checkpoint; 0 = LIMIT_CHECKPOINT_PAGES */
	bool may_be_half_moved; /* for lastmile move: the store may be one that a move was stopped in (store/move.h) */
	bool is_synchronous_off; /* ONLY for tests and benches that need a control which loses data */
};

/* Whether the path of store_options names a server rather than a file. */
MUST_USE bool store_is_address(const char *path);
/* Opens (and makes, mode 0600) the database, takes the lock, starts the writer
 * thread and logs one line with the engine's version. FAIL_BUSY: another
 * process, or this one, has it open. FAIL_INPUT: it is one that lastmile move
 * has not finished, or a server that must not be used. FAIL_STORE: not a database of this
 * program's kind, or an engine built otherwise than expected. FAIL_SYSTEM: the
 * directory cannot be used. */
MUST_USE enum fail store_open(const struct store_options *options, struct store **ret_store);
/* Lets the queued works finish, checkpoints, closes and unlocks. All views
 * must be given back and no call be under way. Accepts NULL. */
void store_close(struct store *store);

/* A view of the newest commit: everything read through it sees one snapshot.
 * Waits for a free connection; FAIL_BUSY when none came in time. A view is
 * not kept longer than one request or one job step (it holds back checkpoints);
 * a statement on it ends with FAIL_TIMEOUT after LIMIT_READ_MS. */
MUST_USE enum fail store_read(struct store *store, struct store_view **ret_view);
/* The same for a job that reads everything, like lastmile verify: without the limit of time. Never for a request. */
MUST_USE enum fail store_read_long(struct store *store, struct store_view **ret_view);
/* Gives the view back and sets *view to NULL; for CLEANUP. Accepts a NULL view. */
void store_read_done(struct store_view **view);

/* A work reads and writes through `txn` and answers OK (keep), FAIL_REFUSED
 * (a rule said no: undo) or a failure (undo). It runs on the writer thread, so
 * it must be short, must not wait for anything, must not call store_write,
 * store_read or store_close, and must not answer a client: nothing is kept
 * before store_write returns. It may be run more than once, each time from an
 * unchanged store, and only the last run counts; so it sets all it leaves in
 * `context` and does not add to it. A run that is only a rehearsal ends with
 * FAIL_BUSY at a statement, and is told of writes that never were. */
typedef enum fail (*store_work)(struct store_txn *txn, void *context);

/* Runs the work and returns when it is on disk (OK) or undone (anything else):
 * what the work returned, or FAIL_BUSY (the queue is full, or still busy after
 * LIMIT_WRITE_RETRIES), FAIL_NO_SPACE, FAIL_STORE. `context` is the caller's. */
MUST_USE enum fail store_write(struct store *store, store_work work, void *context);
/* Reads inside the work; sees what the work has written. Never given back. */
struct store_view *store_txn_view(struct store_txn *txn);

/* Tables that only their own module writes. A statement that writes one of
 * them outside an open window of its set is refused (FAIL_STORE), and the log
 * says so. */
enum store_set {
	STORE_LEDGER, /* account, transfer: domain/ledger */
	STORE_RECORD, /* record and what belongs to it: domain/records */
	STORE_TRAIL,  /* trail: store/trail */
	STORE_PROOF,  /* proof_*: domain/proof */
	STORE_CERTIFICATE, /* certificate and what belongs to it: domain/certificates */
	STORE_SET_COUNT,
};

/* An open window; made by store_protect_open, closed at the end of the scope:
 *   struct store_window window CLEANUP(store_protect_close) = store_protect_open(txn, STORE_LEDGER); */
struct store_window {
	struct store_txn *txn;
	enum store_set set;
};

/* Opens the set for writing until store_protect_close. Windows nest. */
MUST_USE struct store_window store_protect_open(struct store_txn *txn, enum store_set set);
/* Closes the window; a second close of the same window does nothing. */
void store_protect_close(struct store_window *window);

/* Memory of a set's module, kept from work to work within one transaction: `bytes` bytes, zero at first and zero again
 * once the transaction is over or anything in it was undone. Nobody else writes the tables of the set, so what the module
 * has read or written it need not read again. `settle` (may be NULL) writes what the module has put off; it runs before
 * the works it is about are kept, refuses nothing, and reads through store_txn_view. Always the same size and function.
 * NULL: no memory. */
typedef enum fail (*store_settle)(struct store_txn *txn, void *memo);
MUST_USE void *store_memo(struct store_txn *txn, enum store_set set, size_t bytes, store_settle settle);

/* A number that grows with every commit that kept something; starts at 1.
 * Taken before store_read it is never newer than the snapshot, so it may mark
 * a cached page. */
uint64_t store_version(struct store *store);

/* Copies the live store into the file `path`, through `path`.part, synced and
 * then renamed: `path` is either complete or untouched. Reads and writes go on.
 * FAIL_INPUT when `path` is the database itself. */
MUST_USE enum fail store_backup(struct store *store, const char *path);

/* The version of SQLite that is built in, such as "3.54.1". */
const char *store_sqlite_version(void);

struct store_soundness {
	bool is_sound;
	char first_problem[200]; /* of the engine; for operators, holds no personal data; empty when sound */
};

/* Reads the whole store and checks its structure and its foreign keys. */
MUST_USE enum fail store_check(struct store *store, struct store_soundness *ret_soundness);

/* Running totals since store_open, for /metrics. */
struct store_counters {
	uint64_t writes;        /* works kept */
	uint64_t refusals;      /* works that answered FAIL_REFUSED */
	uint64_t failures;      /* works undone by a failure */
	uint64_t retries;       /* further runs of a work */
	uint64_t commits;       /* transactions on disk */
	uint64_t commit_failures;
	uint64_t commit_failures_now; /* … since the last one that stood */
	uint64_t largest_batch; /* works in one transaction */
	uint64_t queue_depth;   /* works waiting now */
	uint64_t deepest_queue;
	uint64_t queue_full;    /* works turned away with FAIL_BUSY */
	uint64_t checkpoints;
	uint64_t checkpoints_partial; /* a reader held pages back */
	uint64_t wal_pages;     /* pages in the write-ahead log after the last commit */
	uint64_t reads;         /* views given out */
	uint64_t read_waits;    /* had to wait for a connection */
	uint64_t read_busy;     /* turned away with FAIL_BUSY */
	uint64_t protection;    /* writes refused by a closed window */
};
/* The counters of this moment, for /metrics; may be called from any thread. */
void store_count(struct store *store, struct store_counters *ret_counters);

/* For tests: the n-th of these from now (1 = next) answers `fail` instead of
 * being done; n = 0 turns it off. */
enum store_fault {
	STORE_FAULT_STATEMENT, /* a step of any statement of views or works */
	STORE_FAULT_COMMIT,
	STORE_FAULT_ANSWER, /* the commit is done and its answer lost; a server's only */
	STORE_FAULT_COUNT,
};
/* Arms one fault; a test arms none while another is armed. */
void store_fail_at(struct store *store, enum store_fault fault, uint64_t nth, enum fail fail);

#endif
