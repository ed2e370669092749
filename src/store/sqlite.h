/* SPDX-License-Identifier: Apache-2.0
 *
 * Private to the SQLite engine, which is in these files: store_sqlite.c
 * (connections, transactions, housekeeping), sqlite_guard.c (what a statement
 * may do), sqlite_statement.c, sqlite_gather.c (writing the log in few pieces),
 * sqlite_migrate.c and sqlite_care.c (copying and checking).
 */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include <sqlite3.h>

#include "store/engine.h"

/* What the engine keeps of a store. */
struct sqlite_store {
	const char *path;
	int lock_file;
	bool is_synchronous_off;
	int checkpoint_pages;
	int wal_pages;     /* frames in the log; writer thread only */
	int copied_pages;  /* of them already in the database */
	bool is_checkpoint_held; /* the last one met a reader */
};

/* … and of a connection. */
struct sqlite_link {
	sqlite3 *db;
	sqlite3_stmt *control[CONTROL_COUNT];
	unsigned writes;   /* sets the statement being prepared writes */
};

/* What a result code of the engine means to us; OK for OK, ROW and DONE. */
enum fail sqlite_fail(sqlite3 *db, int code);
/* Runs SQL of one or more statements given by store/ itself, without rows. */
enum fail sqlite_script(struct store_view *view, const char *sql);
/* One line in the log: what failed, the engine's code and words. */
void sqlite_log(struct store_view *view, const char *what, int code);

static inline struct sqlite_store *sqlite_store_of(const struct store *store)
{
	check(store->own != NULL);
	return store->own;
}

static inline struct sqlite_link *sqlite_link_of(const struct store_view *view)
{
	check(view->link != NULL);
	return view->link;
}

/* sqlite_guard.c: the authorizer; context is the view. */
int sqlite_authorize(void *context, int action, const char *a, const char *b, const char *database, const char *trigger);

/* sqlite_statement.c */
enum fail sqlite_prepare(struct statement *statement, char problem[200]);
void sqlite_reset_statement(struct statement *statement);
void sqlite_finalize_statement(struct statement *statement);
enum fail sqlite_bind_int(struct statement *statement, int in, int64_t value);
enum fail sqlite_bind_bool(struct statement *statement, int in, bool value);
enum fail sqlite_bind_text(struct statement *statement, int in, struct text value);
enum fail sqlite_bind_bytes(struct statement *statement, int in, struct text value);
enum fail sqlite_step(struct statement *statement, bool *ret_has_row);
int64_t sqlite_changed(struct statement *statement);
struct cell sqlite_column(struct statement *statement, int out);

/* sqlite_gather.c: the disk by which a connection with synchronous=FULL writes its log in few pieces; NULL when there is none. */
const char *sqlite_gather(void);

/* sqlite_migrate.c */
enum fail sqlite_look_at_tables(struct store_view *view, struct engine_tables *ret_tables);
enum fail sqlite_read_columns(struct store_view *view, struct arena *arena, struct engine_column **ret_columns, size_t *ret_count);
enum fail sqlite_make_history(struct store_view *view);
enum fail sqlite_migrate(struct store_view *view, const char *sql);

/* sqlite_care.c */
enum fail sqlite_claim(struct store_view *view, const struct store *beside);
enum fail sqlite_backup(struct store *store, const char *path);
enum fail sqlite_examine(struct store *store, struct store_soundness *ret_soundness);

#endif
