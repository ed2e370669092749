/* SPDX-License-Identifier: Apache-2.0 */
#include "store/statement.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "store/sqlite.h"

struct statement {
	const struct query *query;
	struct store_view *view;
	sqlite3_stmt *prepared;
	unsigned writes;                          /* sets it writes */
	unsigned char in_at[LIMIT_QUERY_NAMES];   /* the engine's number of each parameter */
	unsigned char out_at[LIMIT_QUERY_NAMES];  /* … and of each column */
	bool is_open;
	bool has_row;
	enum fail fail;                           /* remembered until looked at */
	struct arena *arena;                      /* the last one copied into */
	int64_t changed;
};

static enum fail borrow(struct store_view *view, const struct query *query, struct statement **ret_statement);
static enum fail prepare(struct store_view *view, const struct query *query, struct statement *ret_statement, char problem[200]);
static bool match_parameters(struct statement *statement, char problem[200]);
static bool match_columns(struct statement *statement, char problem[200]);
static void remember(struct statement *statement, enum fail fail, const char *what, int code);
static int parameter(struct statement *statement, int in);
static bool is_column_of(struct statement *statement, int out, int type);
static struct text copy_column(struct statement *statement, struct arena *arena, int out, int type);

enum fail statement_open(struct store_view *view, const struct query *query, struct statement **ret_statement)
{
	check(query->kind == QUERY_ONE || query->kind == QUERY_MANY);
	return borrow(view, query, ret_statement);
}

enum fail statement_open_write(struct store_txn *txn, const struct query *query, struct statement **ret_statement)
{
	check(query->kind == QUERY_EXEC || query->kind == QUERY_EXEC_ONE);
	check(txn != NULL && txn->view->txn == txn); /* not after the work has ended */
	struct statement *statement CLEANUP(statement_done) = NULL;
	TRY(borrow(txn->view, query, &statement));
	for (int set = 0; set < STORE_SET_COUNT; set++) {
		if ((statement->writes & 1u << set) == 0 || txn->open[set] > 0)
			continue;
		log_line(LOG_ERROR, "security store=protected query=%s set=%d", query->name, set);
		atomic_fetch_add(&txn->view->store->protection, 1);
		remember(statement, FAIL_STORE, "protected", 0);
		return FAIL_STORE;
	}
	*ret_statement = statement;
	statement = NULL;
	return OK;
}

static enum fail borrow(struct store_view *view, const struct query *query, struct statement **ret_statement)
{
	check(view != NULL);
	/* Queries are constants: their addresses do not move, and differ. */
	size_t slot = ((uintptr_t)query >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 40 & (LIMIT_QUERIES - 1);
	while (view->cache[slot] != NULL && view->cache[slot]->query != query)
		slot = (slot + 1) & (LIMIT_QUERIES - 1);
	struct statement *statement = view->cache[slot];
	if (statement == NULL) {
		char problem[200] = "";
		if (view->cached >= LIMIT_QUERIES - 1)
			return FAIL_LIMIT;
		statement = arena_new(view->arena, struct statement);
		if (statement == NULL)
			return FAIL_LIMIT;
		enum fail fail = prepare(view, query, statement, problem);
		if (fail != OK) {
			log_line(LOG_ERROR, "store query=%s problem=\"%s\"", query->name, problem);
			if (view->fail == OK && fail != FAIL_BUSY)
				view->fail = fail;
			return fail;
		}
		view->cache[slot] = statement;
		view->cached++;
	}
	check(!statement->is_open);
	statement->is_open = true;
	statement->has_row = false;
	statement->fail = OK;
	statement->arena = NULL;
	statement->changed = 0;
	view->open_statements++;
	*ret_statement = statement;
	return OK;
}

static enum fail prepare(struct store_view *view, const struct query *query, struct statement *ret_statement, char problem[200])
{
	struct statement made = {.query = query, .view = view};
	const char *rest = "";
	check(query->in_count <= LIMIT_QUERY_NAMES && query->out_count <= LIMIT_QUERY_NAMES);
	view->writes = 0;
	int code = sqlite3_prepare_v3(view->db, query->sql, -1, SQLITE_PREPARE_PERSISTENT, &made.prepared, &rest);
	made.writes = view->writes;
	if (code != SQLITE_OK) {
		snprintf(problem, 200, "%s", sqlite3_errmsg(view->db));
		return sqlite_fail(view->db, code);
	}
	bool is_reading = query->kind == QUERY_ONE || query->kind == QUERY_MANY;
	bool is_good = false;
	if (made.prepared == NULL || rest[strspn(rest, " \t\r\n;")] != '\0')
		snprintf(problem, 200, "not exactly one statement");
	else if ((sqlite3_stmt_readonly(made.prepared) != 0) != is_reading)
		snprintf(problem, 200, is_reading ? "writes but is declared as reading" : "does not write");
	else
		is_good = match_parameters(&made, problem) && match_columns(&made, problem);
	if (!is_good) {
		sqlite3_finalize(made.prepared);
		return FAIL_STORE;
	}
	*ret_statement = made;
	return OK;
}

static bool match_parameters(struct statement *statement, char problem[200])
{
	const struct query *query = statement->query;
	if (sqlite3_bind_parameter_count(statement->prepared) != query->in_count) {
		snprintf(problem, 200, "%d parameters in the SQL, %d declared", sqlite3_bind_parameter_count(statement->prepared),
			query->in_count);
		return false;
	}
	for (int i = 0; i < query->in_count; i++) {
		char name[64];
		snprintf(name, sizeof name, ":%s", query->in_names[i]);
		int at = sqlite3_bind_parameter_index(statement->prepared, name);
		if (at == 0) {
			snprintf(problem, 200, "parameter %s is not in the SQL", name);
			return false;
		}
		statement->in_at[i] = (unsigned char)at;
	}
	return true;
}

static bool match_columns(struct statement *statement, char problem[200])
{
	const struct query *query = statement->query;
	int count = sqlite3_column_count(statement->prepared);
	if (count != query->out_count) {
		snprintf(problem, 200, "%d columns in the SQL, %d declared", count, query->out_count);
		return false;
	}
	for (int i = 0; i < query->out_count; i++) {
		int at = 0;
		while (at < count && strcmp(sqlite3_column_name(statement->prepared, at), query->out_names[i]) != 0)
			at++;
		if (at == count) {
			snprintf(problem, 200, "column %s is not in the SQL", query->out_names[i]);
			return false;
		}
		statement->out_at[i] = (unsigned char)at;
	}
	return true;
}

void statement_done(struct statement **statement)
{
	struct statement *done = *statement;
	if (done == NULL)
		return;
	check(done->is_open);
	check(done->view->open_statements > 0);
	sqlite3_reset(done->prepared);
	sqlite3_clear_bindings(done->prepared);
	done->is_open = false;
	done->view->open_statements--;
	*statement = NULL;
}

void statement_forget_all(struct store_view *view)
{
	for (size_t i = 0; i < LIMIT_QUERIES; i++) {
		if (view->cache[i] != NULL)
			sqlite3_finalize(view->cache[i]->prepared);
		view->cache[i] = NULL;
	}
	view->cached = 0;
}

/* A hard failure also marks the running work, so that one that swallows the
 * answer is undone all the same. */
static void remember(struct statement *statement, enum fail fail, const char *what, int code)
{
	if (fail == OK || statement->fail != OK)
		return;
	statement->fail = fail;
	if (fail != FAIL_BUSY && statement->view->fail == OK)
		statement->view->fail = fail;
	if (code != 0)
		log_line(LOG_ERROR, "store query=%s what=%s code=%d words=\"%s\"", statement->query->name, what, code,
			sqlite3_errmsg(statement->view->db));
}

static int parameter(struct statement *statement, int in)
{
	check(statement->is_open);
	check(in >= 0 && in < statement->query->in_count);
	return statement->in_at[in];
}

void statement_bind_int(struct statement *statement, int in, int64_t value)
{
	int code = sqlite3_bind_int64(statement->prepared, parameter(statement, in), value);
	remember(statement, sqlite_fail(statement->view->db, code), "bind", code);
}

void statement_bind_int_or_null(struct statement *statement, int in, int64_t value)
{
	if (value != 0) /* a parameter that is not bound is NULL */
		statement_bind_int(statement, in, value);
}

void statement_bind_bool(struct statement *statement, int in, bool value)
{
	statement_bind_int(statement, in, value ? 1 : 0);
}

void statement_bind_text(struct statement *statement, int in, struct text value)
{
	const char *at = value.at == NULL ? "" : value.at;
	int code = sqlite3_bind_text64(statement->prepared, parameter(statement, in), at, value.len, SQLITE_STATIC, SQLITE_UTF8);
	remember(statement, sqlite_fail(statement->view->db, code), "bind", code);
}

void statement_bind_text_or_null(struct statement *statement, int in, struct text value)
{
	if (value.len > 0)
		statement_bind_text(statement, in, value);
}

void statement_bind_bytes(struct statement *statement, int in, struct text value)
{
	const char *at = value.at == NULL ? "" : value.at;
	int code = sqlite3_bind_blob64(statement->prepared, parameter(statement, in), at, value.len, SQLITE_STATIC);
	remember(statement, sqlite_fail(statement->view->db, code), "bind", code);
}

void statement_bind_bytes_or_null(struct statement *statement, int in, struct text value)
{
	if (value.len > 0)
		statement_bind_bytes(statement, in, value);
}

enum fail statement_step(struct statement *statement, bool *ret_has_row)
{
	enum fail struck = OK;
	check(statement->is_open);
	statement->has_row = false;
	TRY(statement_finish(statement));
	if (store_fault_strikes(statement->view->store, STORE_FAULT_STATEMENT, &struck)) {
		remember(statement, struck, "fault", 0);
		return struck;
	}
	int code = sqlite3_step(statement->prepared);
	if (code == SQLITE_DONE)
		statement->changed = sqlite3_stmt_readonly(statement->prepared) ? 0 : sqlite3_changes64(statement->view->db);
	else if (code != SQLITE_ROW)
		remember(statement, sqlite_fail(statement->view->db, code), "step", code);
	if (statement->fail != OK)
		return statement->fail;
	statement->has_row = code == SQLITE_ROW;
	*ret_has_row = statement->has_row;
	return OK;
}

enum fail statement_finish(struct statement *statement)
{
	if (statement->fail == OK && statement->arena != NULL && arena_is_exhausted(statement->arena))
		remember(statement, FAIL_LIMIT, "arena", 0);
	return statement->fail;
}

int64_t statement_changed(const struct statement *statement)
{
	check(statement->is_open);
	return statement->changed;
}

/* False for NULL, and for another type, which is remembered. */
static bool is_column_of(struct statement *statement, int out, int type)
{
	check(statement->is_open && statement->has_row);
	check(out >= 0 && out < statement->query->out_count);
	int found = sqlite3_column_type(statement->prepared, statement->out_at[out]);
	if (found == type)
		return true;
	if (found != SQLITE_NULL) {
		log_line(LOG_ERROR, "store query=%s column=%s problem=type found=%d", statement->query->name,
			statement->query->out_names[out], found);
		remember(statement, FAIL_STORE, "type", 0);
	}
	return false;
}

int64_t statement_int(struct statement *statement, int out)
{
	return is_column_of(statement, out, SQLITE_INTEGER) ? sqlite3_column_int64(statement->prepared, statement->out_at[out]) : 0;
}

bool statement_bool(struct statement *statement, int out)
{
	return statement_int(statement, out) != 0;
}

struct text statement_text(struct statement *statement, struct arena *arena, int out)
{
	return copy_column(statement, arena, out, SQLITE_TEXT);
}

struct text statement_bytes(struct statement *statement, struct arena *arena, int out)
{
	return copy_column(statement, arena, out, SQLITE_BLOB);
}

static struct text copy_column(struct statement *statement, struct arena *arena, int out, int type)
{
	if (!is_column_of(statement, out, type))
		return TEXT_NONE;
	int column = statement->out_at[out];
	const void *at = type == SQLITE_TEXT ? (const void *)sqlite3_column_text(statement->prepared, column)
		: sqlite3_column_blob(statement->prepared, column);
	int len = sqlite3_column_bytes(statement->prepared, column);
	if (at == NULL && len > 0)
		remember(statement, FAIL_LIMIT, "memory", 0);
	statement->arena = arena;
	return at == NULL ? TEXT_NONE : arena_copy(arena, (struct text){at, (size_t)len});
}

bool statement_is_null(struct statement *statement, int out)
{
	check(statement->is_open && statement->has_row);
	check(out >= 0 && out < statement->query->out_count);
	return sqlite3_column_type(statement->prepared, statement->out_at[out]) == SQLITE_NULL;
}

enum fail statement_check(struct store_view *view, const struct query *query, char ret_problem[200])
{
	struct statement made;
	char problem[200] = "";
	view->is_checking = true; /* a reader may look at a writing statement */
	enum fail fail = prepare(view, query, &made, problem);
	view->is_checking = false;
	if (fail == OK)
		sqlite3_finalize(made.prepared);
	else
		memcpy(ret_problem, problem, sizeof problem);
	return fail;
}
