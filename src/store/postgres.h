/* SPDX-License-Identifier: Apache-2.0
 *
 * Private to the PostgreSQL engine: store_postgres.c (opening, transactions,
 * the fence), postgres_link.c (one connection and its pipeline),
 * postgres_statement.c, postgres_migrate.c and postgres_care.c.
 *
 * A connection works in pipeline mode: commands whose answer nobody waits for
 * (BEGIN, SAVEPOINT, an insert) are only sent and stay "owed"; the next
 * command whose answer is needed settles all of them in one round trip.
 */
#ifndef STORE_POSTGRES_H
#define STORE_POSTGRES_H

#include <libpq-fe.h>

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

/* … and of a connection. */
struct postgres_link {
	PGconn *conn;
	unsigned generation;      /* grows with each connecting; statements are prepared per generation */
	bool is_open;             /* a transaction was begun and not ended */
	bool is_broken;           /* … and the server has given it up */
	bool is_lost;             /* the connection cannot be used any more */
	bool is_unique_tried;     /* a unique key met has already cost this batch one run */
	bool has_deferrable;      /* there are references only a commit would check */
	int owed;
	const char *owed_names[POSTGRES_OWED_MAX];
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

/* postgres_statement.c */
enum fail postgres_prepare(struct statement *statement, char problem[200]);
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
enum fail postgres_claim(struct store_view *view);
enum fail postgres_backup(struct store *store, const char *path);
enum fail postgres_examine(struct store *store, struct store_soundness *ret_soundness);

#endif
