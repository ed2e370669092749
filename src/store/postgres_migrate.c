/* SPDX-License-Identifier: Apache-2.0 */
#include "store/postgres.h"

#include <string.h>

#include "base/log.h"
#include "store/dialect.h"

static enum fail note_deferrable(struct store_view *view);

/* One statement at a time: the pipeline takes no more. Semicolons in quotes or
 * comments end none. */
enum fail postgres_script(struct store_view *view, const char *sql)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(strlen(sql) + DIALECT_ARENA_BYTES);
	struct text rest = text_of(sql);
	check(view->is_writer);
	if (arena == NULL)
		return FAIL_LIMIT;
	for (struct text one = dialect_cut(&rest); one.len > 0; one = dialect_cut(&rest)) {
		struct text copy = arena_copy(arena, one);
		if (copy.at == NULL)
			return FAIL_LIMIT;
		TRY(postgres_send(view, copy.at));
		TRY(postgres_settle(view, NULL)); /* its words go with the arena */
	}
	return OK;
}

enum fail postgres_look_at_tables(struct store_view *view, struct engine_tables *ret_tables)
{
	PGresult *rows = NULL;
	int64_t count = 0;
	TRY(postgres_ask(view, "SELECT COUNT(*), COALESCE(BOOL_OR(tablename = 'migration'), FALSE) FROM pg_tables"
		" WHERE schemaname = current_schema() AND tablename <> 'store_writer'", &rows));
	bool is_read = text_to_int(text_of(PQgetvalue(rows, 0, 0)), &count);
	*ret_tables = (struct engine_tables){.count = count, .has_history = PQgetvalue(rows, 0, 1)[0] == 't'};
	PQclear(rows);
	return is_read ? OK : FAIL_STORE;
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
