/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite.h"

#include <string.h>

#include "base/log.h"
#include "store/dialect.h"

/* The program's mark in the file's header: "LMLE". */
#define MARK "1280134213"

static enum fail read_columns(struct store_view *view, struct arena *arena, sqlite3_stmt *rows, struct engine_column *columns, size_t count);
static enum fail read_column(struct arena *arena, sqlite3_stmt *row, struct engine_column *ret_column);

enum fail sqlite_look_at_tables(struct store_view *view, struct engine_tables *ret_tables)
{
	sqlite3 *db = sqlite_link_of(view)->db;
	sqlite3_stmt *rows = NULL;
	check(!view->is_control && !view->is_migrating);
	view->is_control = true;
	int code = sqlite3_prepare_v2(db, "SELECT COUNT(*) - TOTAL(name = 'store_move'), TOTAL(name = 'migration'),"
		" TOTAL(name = 'store_move') FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'", -1, &rows, NULL);
	view->is_control = false;
	if (code == SQLITE_OK)
		code = sqlite3_step(rows);
	if (code == SQLITE_ROW)
		*ret_tables = (struct engine_tables){.count = sqlite3_column_int64(rows, 0), .has_history = sqlite3_column_int(rows, 1) > 0,
			.is_half_moved = sqlite3_column_int(rows, 2) > 0};
	else
		sqlite_log(view, "migration", code);
	sqlite3_finalize(rows);
	return sqlite_fail(db, code);
}

enum fail sqlite_read_columns(struct store_view *view, struct arena *arena, struct engine_column **ret_columns, size_t *ret_count)
{
	sqlite3 *db = sqlite_link_of(view)->db;
	sqlite3_stmt *rows = NULL;
	struct engine_column *columns = NULL;
	size_t count = 0;
	check(arena != NULL && !view->is_control);
	view->is_control = true;
	int code = sqlite3_prepare_v2(db, "SELECT m.name, p.name, p.type, p.\"notnull\", p.pk, COUNT(*) OVER () FROM sqlite_schema m"
		" JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.name NOT LIKE 'store\\_%' ESCAPE '\\'"
		" AND m.name <> 'migration' ORDER BY m.name, p.name", -1, &rows, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(rows);
	if (code == SQLITE_ROW) {
		count = (size_t)sqlite3_column_int64(rows, 5);
		columns = arena_array(arena, struct engine_column, count);
	}
	enum fail fail = code == SQLITE_ROW ? read_columns(view, arena, rows, columns, count) : sqlite_fail(db, code);
	if (fail != OK)
		sqlite_log(view, "columns", code);
	sqlite3_finalize(rows);
	view->is_control = false;
	if (fail != OK)
		return fail;
	check((columns == NULL) == (count == 0));
	*ret_columns = columns;
	*ret_count = count;
	return OK;
}

/* From the row it stands on. */
static enum fail read_columns(struct store_view *view, struct arena *arena, sqlite3_stmt *rows, struct engine_column *columns, size_t count)
{
	int code = SQLITE_ROW;
	check(count > 0);
	if (columns == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < count && code == SQLITE_ROW; i++) {
		TRY(read_column(arena, rows, &columns[i]));
		code = sqlite3_step(rows);
	}
	check(code != SQLITE_ROW); /* the count that came with the first row was right */
	return sqlite_fail(sqlite_link_of(view)->db, code);
}

static enum fail read_column(struct arena *arena, sqlite3_stmt *row, struct engine_column *ret_column)
{
	static const struct {
		const char *word;
		enum query_value type;
	} types[] = {{"INTEGER", VALUE_INT}, {"TEXT", VALUE_TEXT}, {"BLOB", VALUE_BYTES}};
	const char *word = (const char *)sqlite3_column_text(row, 2);
	bool is_ours = false;
	struct engine_column column = {.is_needed = sqlite3_column_int(row, 3) != 0, .key = sqlite3_column_int(row, 4),
		.table = arena_copy(arena, text_of((const char *)sqlite3_column_text(row, 0))).at,
		.name = arena_copy(arena, text_of((const char *)sqlite3_column_text(row, 1))).at};
	check(word != NULL);
	check(column.key >= 0);
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		if (strcmp(word, types[i].word) == 0) {
			column.type = types[i].type;
			is_ours = true;
		}
	}
	if (!is_ours) {
		log_line(LOG_ERROR, "store table=%s column=%s problem=\"a type that no migration of ours writes\"", column.table, column.name);
		return FAIL_STORE;
	}
	*ret_column = column;
	return column.table == NULL || column.name == NULL ? FAIL_LIMIT : OK;
}

enum fail sqlite_make_history(struct store_view *view)
{
	check(view->is_writer && !view->is_migrating);
	return sqlite_script(view, "CREATE TABLE IF NOT EXISTS migration (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL,"
		"checksum BYTEA NOT NULL, applied_at_ms BIGINT NOT NULL); PRAGMA application_id = " MARK);
}

enum fail sqlite_migrate(struct store_view *view, const char *sql)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(2 * strlen(sql) + DIALECT_ARENA_BYTES);
	struct text mapped = TEXT_NONE;
	check(view->is_writer && view->is_migrating);
	if (arena == NULL)
		return FAIL_LIMIT;
	TRY(dialect_map(arena, text_of(sql), DIALECT_SQLITE, &mapped));
	return sqlite_script(view, mapped.at);
}
