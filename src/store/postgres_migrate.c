/* SPDX-License-Identifier: Apache-2.0 */
#include "store/postgres.h"

#include <string.h>

#include "base/log.h"
#include "store/dialect.h"

static enum fail note_deferrable(struct store_view *view);
static enum fail read_column(struct arena *arena, const PGresult *rows, int row, struct engine_column *ret_column);

/* One statement at a time: the pipeline takes no more. Semicolons in quotes or
 * comments end none. */
enum fail postgres_script(struct store_view *view, const char *sql)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(strlen(sql) + DIALECT_ARENA_BYTES);
	struct text rest = text_of(sql);
	check(view->is_writer);
	if (arena == NULL)
		return FAIL_LIMIT;
	TRY(postgres_batch_pass(view));
	for (struct text one = dialect_cut(&rest); one.len > 0; one = dialect_cut(&rest)) {
		struct text copy = arena_copy(arena, one);
		if (copy.at == NULL)
			return FAIL_LIMIT;
		TRY(postgres_send(view, copy.at));
		TRY(postgres_settle(view, NULL)); /* its words go with the arena */
		check(postgres_link_of(view)->owed == 0);
	}
	return OK;
}

enum fail postgres_look_at_tables(struct store_view *view, struct engine_tables *ret_tables)
{
	PGresult *rows = NULL;
	int64_t count = 0;
	check(ret_tables != NULL && view->open_statements == 0);
	TRY(postgres_ask(view, "SELECT COUNT(*) FILTER (WHERE tablename NOT IN ('store_writer', 'store_move')), COALESCE(BOOL_OR(tablename = 'migration'), FALSE),"
		" COALESCE(BOOL_OR(tablename = 'store_move'), FALSE) FROM pg_tables WHERE schemaname = current_schema()", &rows));
	bool is_read = text_to_int(text_of(PQgetvalue(rows, 0, 0)), &count);
	*ret_tables = (struct engine_tables){.count = count, .has_history = PQgetvalue(rows, 0, 1)[0] == 't',
		.is_half_moved = PQgetvalue(rows, 0, 2)[0] == 't'};
	PQclear(rows);
	return is_read ? OK : FAIL_STORE;
}

enum fail postgres_read_columns(struct store_view *view, struct arena *arena, struct engine_column **ret_columns, size_t *ret_count)
{
	PGresult *rows = NULL;
	TRY(postgres_ask(view, "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), CAST(a.attnotnull AS INTEGER),"
		" COALESCE(array_position(k.conkey, a.attnum), 0) FROM pg_class c"
		" JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
		" LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p'"
		" WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace AND c.relname <> 'migration' AND c.relname NOT LIKE 'store\\_%'"
		" ORDER BY CAST(c.relname AS TEXT) COLLATE \"C\", CAST(a.attname AS TEXT) COLLATE \"C\"", &rows));
	size_t count = (size_t)PQntuples(rows);
	check(arena != NULL && PQnfields(rows) == 5);
	struct engine_column *columns = arena_array(arena, struct engine_column, count + 1);
	enum fail fail = columns == NULL ? FAIL_LIMIT : OK;
	for (size_t i = 0; i < count && fail == OK; i++)
		fail = read_column(arena, rows, (int)i, &columns[i]);
	PQclear(rows);
	if (fail != OK)
		return fail;
	*ret_columns = columns;
	*ret_count = count;
	return OK;
}

static enum fail read_column(struct arena *arena, const PGresult *rows, int row, struct engine_column *ret_column)
{
	static const struct {
		const char *word;
		enum query_value type;
	} types[] = {{"bigint", VALUE_INT}, {"boolean", VALUE_BOOL}, {"text", VALUE_TEXT}, {"bytea", VALUE_BYTES}};
	int64_t key = 0;
	bool is_ours = false;
	struct engine_column column = {.table = arena_copy(arena, text_of(PQgetvalue(rows, row, 0))).at,
		.name = arena_copy(arena, text_of(PQgetvalue(rows, row, 1))).at, .is_needed = PQgetvalue(rows, row, 3)[0] == '1'};
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		if (strcmp(PQgetvalue(rows, row, 2), types[i].word) == 0) {
			column.type = types[i].type;
			is_ours = true;
		}
	}
	check(text_to_int(text_of(PQgetvalue(rows, row, 4)), &key));
	if (!is_ours) {
		log_line(LOG_ERROR, "store table=%s column=%s problem=\"a type that no migration of ours writes\"", column.table, column.name);
		return FAIL_STORE;
	}
	column.key = (int)key;
	*ret_column = column;
	return column.table == NULL || column.name == NULL ? FAIL_LIMIT : OK;
}

enum fail postgres_make_history(struct store_view *view)
{
	TRY(postgres_migrate(view, "CREATE TABLE IF NOT EXISTS migration (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL,"
		"checksum BYTEA NOT NULL, applied_at_ms BIGINT NOT NULL)"));
	/* Copies that start together migrate one after the other. */
	return postgres_script(view, "LOCK TABLE migration IN SHARE ROW EXCLUSIVE MODE");
}

enum fail postgres_migrate(struct store_view *view, const char *sql)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(2 * strlen(sql) + DIALECT_ARENA_BYTES);
	struct text mapped = TEXT_NONE;
	check(view->is_writer && sql != NULL);
	if (arena == NULL)
		return FAIL_LIMIT;
	TRY(dialect_map(arena, text_of(sql), DIALECT_POSTGRES, &mapped));
	TRY(postgres_script(view, mapped.at));
	return note_deferrable(view);
}

static enum fail note_deferrable(struct store_view *view)
{
	PGresult *rows = NULL;
	check(view->is_writer);
	TRY(postgres_ask(view, "SELECT EXISTS (SELECT 1 FROM pg_constraint WHERE condeferrable AND connamespace = current_schema()::regnamespace)", &rows));
	postgres_link_of(view)->has_deferrable = PQgetvalue(rows, 0, 0)[0] == 't';
	PQclear(rows);
	return OK;
}
