/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"

/* The engine's side of a statement. */
struct prepared {
	sqlite3_stmt *at;
	unsigned char in_at[LIMIT_QUERY_NAMES];   /* the engine's number of each parameter */
	unsigned char out_at[LIMIT_QUERY_NAMES];  /* … and of each column */
	int64_t changed;
};

static bool match_parameters(const struct query *query, struct prepared *prepared, char problem[200]);
static bool match_columns(const struct query *query, struct prepared *prepared, char problem[200]);
static enum fail answer(struct statement *statement, const char *what, int code);
static struct prepared *prepared_of(const struct statement *statement);

enum fail sqlite_prepare(struct statement *statement, char problem[200])
{
	const struct query *query = statement->query;
	struct sqlite_link *link = sqlite_link_of(statement->view);
	struct prepared *prepared = arena_new(statement->view->arena, struct prepared);
	const char *rest = "";
	check(statement->own == NULL); /* else it would be lost */
	if (prepared == NULL)
		return FAIL_LIMIT;
	link->writes = 0;
	int code = sqlite3_prepare_v3(link->db, query->sql, -1, SQLITE_PREPARE_PERSISTENT, &prepared->at, &rest);
	statement->writes = link->writes;
	if (code != SQLITE_OK) {
		snprintf(problem, 200, "%s", sqlite3_errmsg(link->db));
		return sqlite_fail(link->db, code);
	}
	bool is_reading = query->kind == QUERY_ONE || query->kind == QUERY_MANY;
	bool is_good = false;
	if (prepared->at == NULL || rest[strspn(rest, " \t\r\n;")] != '\0')
		snprintf(problem, 200, "not exactly one statement");
	else if ((sqlite3_stmt_readonly(prepared->at) != 0) != is_reading)
		snprintf(problem, 200, is_reading ? "writes but is declared as reading" : "does not write");
	else
		is_good = match_parameters(query, prepared, problem) && match_columns(query, prepared, problem);
	if (!is_good) {
		sqlite3_finalize(prepared->at);
		return FAIL_STORE;
	}
	check(!is_reading || statement->writes == 0);
	statement->own = prepared;
	return OK;
}

static bool match_parameters(const struct query *query, struct prepared *prepared, char problem[200])
{
	if (sqlite3_bind_parameter_count(prepared->at) != query->in_count) {
		snprintf(problem, 200, "%d parameters in the SQL, %d declared", sqlite3_bind_parameter_count(prepared->at),
			query->in_count);
		return false;
	}
	for (int i = 0; i < query->in_count; i++) {
		char name[64];
		int len = snprintf(name, sizeof name, ":%s", query->in_names[i]);
		check(len > 1 && (size_t)len < sizeof name);
		int at = sqlite3_bind_parameter_index(prepared->at, name);
		if (at == 0) {
			snprintf(problem, 200, "parameter %s is not in the SQL", name);
			return false;
		}
		check(at <= UINT8_MAX);
		prepared->in_at[i] = (unsigned char)at;
	}
	return true;
}

static bool match_columns(const struct query *query, struct prepared *prepared, char problem[200])
{
	int count = sqlite3_column_count(prepared->at);
	if (count != query->out_count) {
		snprintf(problem, 200, "%d columns in the SQL, %d declared", count, query->out_count);
		return false;
	}
	for (int i = 0; i < query->out_count; i++) {
		int at = 0;
		while (at < count && strcmp(sqlite3_column_name(prepared->at, at), query->out_names[i]) != 0)
			at++;
		if (at == count) {
			snprintf(problem, 200, "column %s is not in the SQL", query->out_names[i]);
			return false;
		}
		check(at <= UINT8_MAX);
		prepared->out_at[i] = (unsigned char)at;
	}
	return true;
}

void sqlite_reset_statement(struct statement *statement)
{
	struct prepared *prepared = prepared_of(statement);
	sqlite3_reset(prepared->at);
	sqlite3_clear_bindings(prepared->at);
	check(sqlite3_stmt_busy(prepared->at) == 0); /* no row, no snapshot is held on to */
	prepared->changed = 0;
}

void sqlite_finalize_statement(struct statement *statement)
{
	check(!statement->is_open);
	sqlite3_finalize(prepared_of(statement)->at);
}

enum fail sqlite_bind_int(struct statement *statement, int in, int64_t value)
{
	struct prepared *prepared = prepared_of(statement);
	check(prepared->in_at[in] > 0);
	return answer(statement, "bind", sqlite3_bind_int64(prepared->at, prepared->in_at[in], value));
}

enum fail sqlite_bind_bool(struct statement *statement, int in, bool value)
{
	return sqlite_bind_int(statement, in, value ? 1 : 0);
}

enum fail sqlite_bind_text(struct statement *statement, int in, struct text value)
{
	struct prepared *prepared = prepared_of(statement);
	check(prepared->in_at[in] > 0 && value.at != NULL); /* a NULL pointer would bind NULL */
	int code = sqlite3_bind_text64(prepared->at, prepared->in_at[in], value.at, value.len, SQLITE_STATIC, SQLITE_UTF8);
	return answer(statement, "bind", code);
}

enum fail sqlite_bind_bytes(struct statement *statement, int in, struct text value)
{
	struct prepared *prepared = prepared_of(statement);
	check(prepared->in_at[in] > 0 && value.at != NULL);
	return answer(statement, "bind", sqlite3_bind_blob64(prepared->at, prepared->in_at[in], value.at, value.len, SQLITE_STATIC));
}

enum fail sqlite_step(struct statement *statement, bool *ret_has_row)
{
	struct prepared *prepared = prepared_of(statement);
	check(statement->is_open && !statement->view->is_rehearsing); /* nothing is pretended here */
	int code = sqlite3_step(prepared->at);
	if (code == SQLITE_DONE && !sqlite3_stmt_readonly(prepared->at))
		prepared->changed = sqlite3_changes64(sqlite_link_of(statement->view)->db);
	*ret_has_row = code == SQLITE_ROW;
	if (code == SQLITE_DONE && statement->query->changes_one && prepared->changed != 1) {
		log_line(LOG_ERROR, "store query=%s what=step words=\"rows changed\" wanted=1 found=%lld", statement->query->name, (long long)prepared->changed);
		return FAIL_STORE;
	}
	return answer(statement, "step", code);
}

int64_t sqlite_changed(struct statement *statement)
{
	return prepared_of(statement)->changed;
}

struct cell sqlite_column(struct statement *statement, int out)
{
	const struct prepared *prepared = prepared_of(statement);
	int at = prepared->out_at[out];
	check(at < sqlite3_data_count(prepared->at)); /* there is a row */
	switch (sqlite3_column_type(prepared->at, at)) {
	case SQLITE_NULL:
		return (struct cell){.kind = CELL_NULL};
	case SQLITE_INTEGER:
		return (struct cell){.kind = CELL_INT, .number = sqlite3_column_int64(prepared->at, at)};
	case SQLITE_TEXT: {
		const char *text = (const char *)sqlite3_column_text(prepared->at, at);
		return (struct cell){.kind = CELL_TEXT, .bytes = {text, (size_t)sqlite3_column_bytes(prepared->at, at)}};
	}
	case SQLITE_BLOB: {
		const char *blob = sqlite3_column_blob(prepared->at, at);
		return (struct cell){.kind = CELL_BYTES, .bytes = {blob, (size_t)sqlite3_column_bytes(prepared->at, at)}};
	}
	default:
		return (struct cell){.kind = CELL_OTHER};
	}
}

static enum fail answer(struct statement *statement, const char *what, int code)
{
	sqlite3 *db = sqlite_link_of(statement->view)->db;
	check(code != SQLITE_MISUSE && code != SQLITE_RANGE); /* how we call it, not what was asked */
	enum fail fail = sqlite_fail(db, code);
	if (fail != OK)
		log_line(LOG_ERROR, "store query=%s what=%s code=%d words=\"%s\"", statement->query->name, what, code, sqlite3_errmsg(db));
	return fail;
}

static struct prepared *prepared_of(const struct statement *statement)
{
	check(statement->own != NULL);
	return statement->own;
}
