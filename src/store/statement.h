/* SPDX-License-Identifier: Apache-2.0
 *
 * What the code generated from sql/queries uses, and nobody else: a prepared
 * statement is borrowed from its connection's cache, bound, stepped and given
 * back. Parameters and columns are named in the query and matched by name when
 * the statement is prepared; the generated code then uses positions in
 * `in_names` and `out_names`. A failed bind or column is remembered, so the
 * caller looks once, at the next statement_step or at statement_finish.
 *
 *   struct statement *statement CLEANUP(statement_done) = NULL;
 *   TRY(statement_open(view, &query_person_get, &statement));
 *   statement_bind_int(statement, 0, in->centre_id.value);
 *   TRY(statement_step(statement, &has_row));
 *   if (has_row)
 *           row.name = statement_text(statement, arena, 0);
 *   TRY(statement_finish(statement));
 */
#ifndef STORE_STATEMENT_H
#define STORE_STATEMENT_H

#include "base/arena.h"
#include "base/fail.h"

struct store_txn;
struct store_view;
struct statement;

enum query_value { VALUE_INT, VALUE_BOOL, VALUE_TEXT, VALUE_BYTES };
enum query_kind { QUERY_ONE, QUERY_MANY, QUERY_EXEC, QUERY_EXEC_ONE };

/* One named statement. A constant that lives as long as the program: its
 * address is the key of the cache. */
struct query {
	const char *name;            /* person_get */
	enum query_kind kind;
	const char *sql;             /* one statement, NUL-terminated */
	const char *const *in_names; /* "centre_id", without the colon */
	int in_count;
	const char *const *out_names;
	int out_count;
	/* As many as names. NULL (in store/move and in tests only): the engine works the types out. */
	const enum query_value *in_types, *out_types;
	bool changes_one; /* QUERY_EXEC: any other number of rows than one is FAIL_STORE, at the latest at the commit */
};

/* A reading statement (QUERY_ONE, QUERY_MANY). FAIL_STORE when the SQL does
 * not prepare, writes, or its parameters or columns are not those named. The
 * same query cannot be open twice on one view. */
MUST_USE enum fail statement_open(struct store_view *view, const struct query *query, struct statement **ret_statement);
/* A writing statement (QUERY_EXEC, QUERY_EXEC_ONE). FAIL_STORE as above, and
 * when it writes a protected table outside its window. */
MUST_USE enum fail statement_open_write(struct store_txn *txn, const struct query *query, struct statement **ret_statement);
/* Resets it, forgets its values and sets *statement to NULL; for CLEANUP. */
void statement_done(struct statement **statement);

/* Bind by position in `in_names`. Texts and bytes are borrowed until
 * statement_done. `_or_null`: 0 and the empty text become NULL. */
void statement_bind_int(struct statement *statement, int in, int64_t value);
void statement_bind_int_or_null(struct statement *statement, int in, int64_t value);
void statement_bind_bool(struct statement *statement, int in, bool value);
void statement_bind_text(struct statement *statement, int in, struct text value);
void statement_bind_text_or_null(struct statement *statement, int in, struct text value);
void statement_bind_bytes(struct statement *statement, int in, struct text value);
void statement_bind_bytes_or_null(struct statement *statement, int in, struct text value);

/* The next row, or has_row false at the end. Answers a remembered failure
 * first; FAIL_LIMIT when the arena met its maximum. */
MUST_USE enum fail statement_step(struct statement *statement, bool *ret_has_row);
/* The remembered failure, or OK; call it after the last column was read. */
MUST_USE enum fail statement_finish(struct statement *statement);
/* Rows inserted, updated or deleted by a QUERY_EXEC that was stepped to its end. */
int64_t statement_changed(struct statement *statement);

/* Columns of the current row by position in `out_names`; NULL reads as 0,
 * false or the empty text. Another type than asked for is remembered as
 * FAIL_STORE. Texts are copied into the arena. */
int64_t statement_int(struct statement *statement, int out);
bool statement_bool(struct statement *statement, int out);
struct text statement_text(struct statement *statement, struct arena *arena, int out);
struct text statement_bytes(struct statement *statement, struct arena *arena, int out);
bool statement_is_null(struct statement *statement, int out);

/* Prepares the query on this view and compares names, without running it; for
 * the test that walks over every query. A problem is written to ret_problem. */
MUST_USE enum fail statement_check(struct store_view *view, const struct query *query, char ret_problem[200]);

#endif
