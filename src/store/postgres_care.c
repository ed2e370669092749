/* SPDX-License-Identifier: Apache-2.0 */
#include "store/postgres.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"

enum fail postgres_backup(struct store *store, const char *path)
{
	check(store->own != NULL && path != NULL);
	log_line(LOG_ERROR, "store backup=refused reason=\"a server is copied by its own means (pg_basebackup, pg_dump) or by lastmile move\"");
	return FAIL_INPUT;
}

/* The server checks pages by itself; what can be left behind are indexes and
 * references that were never finished. */
enum fail postgres_examine(struct store *store, struct store_soundness *ret_soundness)
{
	struct store_view view CLEANUP(store_disconnect) = {0};
	struct store_soundness soundness = {.is_sound = true};
	PGresult *rows = NULL;
	TRY(store_connect(store, false, &view));
	TRY(postgres_ask(&view, "SELECT 'index ' || c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
		" WHERE c.relnamespace = current_schema()::regnamespace AND NOT (i.indisvalid AND i.indisready)"
		" UNION ALL SELECT 'constraint ' || conname FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND NOT convalidated"
		" LIMIT 1", &rows));
	if (PQntuples(rows) > 0) {
		soundness.is_sound = false;
		(void)snprintf(soundness.first_problem, sizeof soundness.first_problem, "%s is not valid", PQgetvalue(rows, 0, 0));
	}
	PQclear(rows);
	*ret_soundness = soundness;
	return OK;
}
