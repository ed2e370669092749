/* SPDX-License-Identifier: Apache-2.0
 *
 * Private to the PostgreSQL engine: store_postgres.c (opening, transactions,
 * the fence), postgres_link.c (one connection and its pipeline),
 * postgres_statement.c, postgres_batch.c, postgres_gather.c and postgres_many.c
 * (what the works of a batch share), postgres_migrate.c and postgres_care.c.
 *
 * A connection works in pipeline mode: commands whose answer nobody waits for
 * (BEGIN, SAVEPOINT, an insert) are only sent and stay "owed"; the next
 * command whose answer is needed settles all of them in one round trip. In a
 * bold batch that may be the answer to a later work's question: then nobody
 * knows whose command has failed, the batch is given up and run with savepoints.
 */
#ifndef STORE_POSTGRES_H
#define STORE_POSTGRES_H

#include <libpq-fe.h>

#include "base/buffer.h"
#include "store/engine.h"

#define POSTGRES_OWED_MAX 64
#define POSTGRES_ERROR_BYTES 300

/* What the engine keeps of a store. */
struct postgres_store {
	const char *url;
	bool is_synchronous_off;
	char *problem;                 /* of store_options; NULL once open */
	_Atomic int64_t down_until_ms; /* monotonic: no try to connect before; 0 = up */
	_Atomic int64_t pause_ms;      /* the last pause between two tries */
	int64_t writer_id;             /* our row of the fence */
	int64_t batch;                 /* number of the batch under way */
	bool is_in_doubt;              /* its COMMIT was sent and never answered */
	struct store_view watch;       /* reads the version; under watch_lock */
	pthread_mutex_t watch_lock;
	bool is_watching;
};

/* A command whose answer has not been looked at. */
struct owed {
	const char *name;
	int changes;         /* any other number of rows is a failure; 0 = it may be any */
	PGresult **ret_rows; /* where the answer goes, to be cleared by who asked; NULL = nowhere */
};

/* Tables by their number on this connection; those that share a place are taken for one. */
#define POSTGRES_TABLE_WORDS 2
struct postgres_tables { uint64_t bits[POSTGRES_TABLE_WORDS]; };

/* The statement for many sets of values at once (postgres_many.c). */
enum many { MANY_NONE, MANY_READ, MANY_INSERT, MANY_ADD };
struct value { const char *at; int len; }; /* at NULL = NULL */

/* Columns in which a statement wants one value (postgres_keys.c). */
#define POSTGRES_KEYS_MAX 6
struct postgres_key { struct text column; int in; };
struct postgres_keys {
	struct postgres_key keys[POSTGRES_KEYS_MAX];
	int count;
};

struct prepared {
	char name[64];
	const char *sql;          /* with $1, $2, … */
	unsigned generation;
	Oid in_oids[LIMIT_QUERY_NAMES];
	unsigned char out_at[LIMIT_QUERY_NAMES];
	const char *values[LIMIT_QUERY_NAMES];  /* NULL = NULL */
	int lengths[LIMIT_QUERY_NAMES];
	char numbers[LIMIT_QUERY_NAMES][8];
	PGresult *rows;
	int row, row_count;       /* row_count: where they end */
	bool is_borrowed;         /* rows belong to the batch */
	bool is_sent;             /* a write whose answer is owed */
	int64_t changed;
	enum many many;
	const char *many_sql;     /* NULL until it was wanted */
	unsigned many_generation;
	uint64_t keys, set;       /* MANY_ADD: parameters that say which row, and those of which the last counts, as bits */
	int table;                /* that it writes; −1 = none */
	int tables_seen;          /* so many of the connection's tables were looked for in its SQL … */
	struct postgres_tables tables; /* … and these are named there */
	struct told *wishes;
	struct postgres_keys write_keys; /* of the table that it writes */
};

/* … and of a connection. */
struct postgres_link {
	PGconn *conn;
	unsigned generation;      /* grows with each connecting; statements are prepared per generation */
	bool is_open;             /* a transaction was begun and not ended */
	bool is_broken;           /* … and the server has given it up */
	bool is_lost;             /* the connection cannot be used any more */
	bool is_unique_tried;     /* a unique key met has already cost this batch one run */
	bool has_deferrable;      /* there are references only a commit would check */
	struct postgres_batch *batch; /* a writer's */
	int owed;
	struct owed owed_of[POSTGRES_OWED_MAX];
	bool is_counting;         /* one of them may fail by its number of rows, which no COMMIT must follow unseen */
	int64_t changes;
};

/* postgres_link.c */

/* Connects and secures; FAIL_BUSY when the server cannot be reached now (the
 * pause doubles), FAIL_INPUT for a server that must not be used. */
MUST_USE enum fail postgres_connect(struct store_view *view);
/* Connects again when the connection is gone; OK at once when it stands. */
MUST_USE enum fail postgres_reconnect(struct store_view *view);
/* Closes; accepts one that never opened. */
void postgres_disconnect(struct store_view *view);
/* Sends a command without rows or parameters, and owes its answer; the text
 * lives as long as the program. */
MUST_USE enum fail postgres_send(struct store_view *view, const char *sql);
/* To be called right after a PQsend… of our own: owes its answer. */
MUST_USE enum fail postgres_owe(struct store_view *view, const char *name, int is_sent);
/* The same with all that may be said of it. */
MUST_USE enum fail postgres_owe_this(struct store_view *view, struct owed owed, int is_sent);
/* Waits for all that is owed. The first failure, or OK; the last answer goes
 * to *ret_last (may be NULL), to be cleared by the caller, on OK only. */
MUST_USE enum fail postgres_settle(struct store_view *view, PGresult **ret_last);
/* Hands what was sent to the server without waiting. */
void postgres_push(struct store_view *view);
/* Runs one statement and gives its rows, text format, to be cleared; outside or inside a transaction. */
MUST_USE enum fail postgres_ask(struct store_view *view, const char *sql, PGresult **ret_rows);
/* What an answer means to us; marks the link as broken where it is. */
enum fail postgres_fail(struct store_view *view, const char *name, const PGresult *result);
/* Writes the sentence for the operator, if somebody asked for one, and a line in the log. */
void postgres_complain(struct store *store, const char *format, ...) PRINTF_LIKE(2, 3);

static inline struct postgres_store *postgres_store_of(const struct store *store)
{
	check(store->own != NULL);
	return store->own;
}

static inline struct postgres_link *postgres_link_of(const struct store_view *view)
{
	check(view->link != NULL);
	return view->link;
}

/* postgres_many.c */

/* What the query can be for many sets of values; for MANY_ADD also which parameters say which row, and which are set and not added. */
enum many postgres_many_of(const struct query *query, uint64_t *ret_keys, uint64_t *ret_set);
/* That SQL, in the arena; NULL without memory. */
const char *postgres_many_sql(struct arena *arena, const struct query *query, enum many many);
/* Prepares it on the server, under `name`. */
MUST_USE int postgres_many_prepare(PGconn *conn, const struct statement *statement, const char *name);
/* Sends it with so many rows of values; 1 as libpq says it. */
MUST_USE int postgres_many_send(PGconn *conn, const struct statement *statement, struct value *const *rows, int count);

/* postgres_keys.c */

/* What the SQL says about the rows of the table that it reads (or, of its one table, writes) by column = :name; false: nothing. */
bool postgres_keys_of(const struct query *query, const char *table, struct postgres_keys *ret_keys);
/* Whether the two cannot mean the same row. */
bool postgres_keys_differ(const struct postgres_keys *a, const struct value *a_values, const struct postgres_keys *b, const struct value *b_values);

/* postgres_batch.c and postgres_gather.c: what the works of one bold batch share. */

/* A writer's, empty. FAIL_LIMIT without memory. */
MUST_USE enum fail postgres_batch_make(struct store_view *view);
void postgres_batch_done(struct store_view *view);
/* To be called outside a transaction, before a batch begins: forgets the last one. */
MUST_USE enum fail postgres_batch_begin(struct store_view *view);
/* Before a work is rehearsed. */
void postgres_batch_rehearse(struct store_view *view);
/* Asks for everything that rehearsals wished for. */
MUST_USE enum fail postgres_batch_fetch(struct store_view *view, bool *ret_any);
/* The number of a table that statements of this connection write. */
int postgres_batch_table(struct store_view *view, const char *name);
/* Before something is done that no statement tells of: what was gathered is sent, nothing that was read before is known
 * any more. FAIL_BUSY when it must not be done because the work is only rehearsed. */
MUST_USE enum fail postgres_batch_pass(struct store_view *view);
/* Whether statements of the view go through the batch. */
bool postgres_batch_is_on(const struct store_view *view);
/* Rows of a reading statement that are known already, or a wish; *ret_is_told false: it has to be asked, and what was gathered before it is sent. */
MUST_USE enum fail postgres_batch_read(struct statement *statement, bool *ret_is_told);
/* Takes the rows that a reading statement got; they stay readable. */
void postgres_batch_keep(struct statement *statement);
/* A writing statement: gathered with its like (*ret_is_done), or to be sent now. */
MUST_USE enum fail postgres_batch_write(struct statement *statement, bool *ret_is_done);
/* Sends what was gathered. */
MUST_USE enum fail postgres_batch_flush(struct store_view *view);

/* postgres_statement.c */
enum { OID_BOOL = 16, OID_BYTES = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25, OID_VARCHAR = 1043, OID_NUMERIC = 1700 };
struct prepared *postgres_prepared_of(const struct statement *statement);
/* Replaces each :name of the SQL by `before` and its place among the declared names, from 1 on; *ret_used gets a bit for each.
 * The name that is not declared, or an empty text. */
struct text postgres_write_sql(const struct query *query, struct text sql, const char *before, struct buffer *out, uint64_t *ret_used);
enum fail postgres_prepare(struct statement *statement, char problem[200]);
/* Once more where the connection has been made anew since. */
MUST_USE enum fail postgres_prepare_again(const struct statement *statement);
void postgres_reset_statement(struct statement *statement);
void postgres_finalize_statement(struct statement *statement);
enum fail postgres_bind_int(struct statement *statement, int in, int64_t value);
enum fail postgres_bind_bool(struct statement *statement, int in, bool value);
enum fail postgres_bind_text(struct statement *statement, int in, struct text value);
enum fail postgres_bind_bytes(struct statement *statement, int in, struct text value);
enum fail postgres_step(struct statement *statement, bool *ret_has_row);
int64_t postgres_changed(struct statement *statement);
struct cell postgres_column(struct statement *statement, int out);

/* postgres_migrate.c */
enum fail postgres_script(struct store_view *view, const char *sql);
enum fail postgres_look_at_tables(struct store_view *view, struct engine_tables *ret_tables);
enum fail postgres_read_columns(struct store_view *view, struct arena *arena, struct engine_column **ret_columns, size_t *ret_count);
enum fail postgres_make_history(struct store_view *view);
enum fail postgres_migrate(struct store_view *view, const char *sql);

/* postgres_care.c */
enum fail postgres_claim(struct store_view *view, const struct store *beside);
enum fail postgres_backup(struct store *store, const char *path);
enum fail postgres_examine(struct store *store, struct store_soundness *ret_soundness);

#endif
