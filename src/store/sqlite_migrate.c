/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite.h"

#include <string.h>

#include "store/dialect.h"

/* The program's mark in the file's header: "LMLE". */
#define MARK "1280134213"

enum fail sqlite_look_at_tables(struct store_view *view, struct engine_tables *ret_tables)
{
	sqlite3 *db = sqlite_link_of(view)->db;
	sqlite3_stmt *rows = NULL;
	view->is_control = true;
	int code = sqlite3_prepare_v2(db, "SELECT COUNT(*), SUM(name = 'migration') FROM sqlite_schema WHERE type = 'table'", -1, &rows, NULL);
	view->is_control = false;
	if (code == SQLITE_OK)
		code = sqlite3_step(rows);
	if (code == SQLITE_ROW)
		*ret_tables = (struct engine_tables){.count = sqlite3_column_int64(rows, 0), .has_history = sqlite3_column_int(rows, 1) > 0};
	else
		sqlite_log(view, "migration", code);
	sqlite3_finalize(rows);
	return sqlite_fail(db, code);
}

enum fail sqlite_make_history(struct store_view *view)
{
	return sqlite_script(view, "CREATE TABLE IF NOT EXISTS migration (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL,"
		"checksum BYTEA NOT NULL, applied_at_ms BIGINT NOT NULL); PRAGMA application_id = " MARK);
}

enum fail sqlite_migrate(struct store_view *view, const char *sql)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(2 * strlen(sql) + DIALECT_ARENA_BYTES);
	struct text mapped = TEXT_NONE;
	if (arena == NULL)
		return FAIL_LIMIT;
	TRY(dialect_map(arena, text_of(sql), DIALECT_SQLITE, &mapped));
	return sqlite_script(view, mapped.at);
}
