/* SPDX-License-Identifier: Apache-2.0 */
#include "store/postgres.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"

#define CLAIM_LOOKS 10
#define CLAIM_PAUSE_MS 100

static enum fail look_for_others(struct store_view *view, int own, bool *ret_is_used);

/* Each batch of a copy raises the copy's row in the fence, so a share lock on
 * the fence stops them all. A row of another copy together with more
 * connections of ours than this process has made tells of one that runs: a
 * copy that was killed leaves its row, and its connections for a moment. */
enum fail postgres_claim(struct store_view *view, const struct store *beside)
{
	const struct store *store = view->store;
	int own = store->reader_count + 2; /* and the writer, and this one */
	bool is_used = true;
	check(!view->is_writer && !postgres_link_of(view)->is_open && beside != store);
	if (beside->engine == store->engine)
		own += beside->reader_count + 1;
	TRY(postgres_send(view, "SET idle_in_transaction_session_timeout = 0"));
	TRY(postgres_send(view, "BEGIN"));
	postgres_link_of(view)->is_open = true;
	TRY(postgres_send(view, "LOCK TABLE store_writer IN SHARE MODE"));
	for (int look = 0; look < CLAIM_LOOKS && is_used; look++) {
		if (look > 0)
			store_pause(CLAIM_PAUSE_MS);
		TRY(look_for_others(view, own, &is_used));
	}
	return is_used ? FAIL_BUSY : OK;
}

static enum fail look_for_others(struct store_view *view, int own, bool *ret_is_used)
{
	char sql[400];
	PGresult *rows = NULL;
	check(own > 0);
	check(!view->is_writer && postgres_link_of(view)->is_open);
	(void)snprintf(sql, sizeof sql, "SELECT (SELECT COUNT(*) FROM store_writer WHERE id NOT IN (0, %lld)) > 0 AND (SELECT COUNT(*) FROM pg_stat_activity"
		" WHERE datname = current_database() AND application_name = 'lastmile') > %d, pg_stat_clear_snapshot()",
		(long long)postgres_store_of(view->store)->writer_id, own);
	TRY(postgres_ask(view, sql, &rows));
	*ret_is_used = PQgetvalue(rows, 0, 0)[0] == 't';
	PQclear(rows);
	return OK;
}

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
	check(view.open_statements == 0 && PQntuples(rows) <= 1);
	if (PQntuples(rows) > 0) {
		soundness.is_sound = false;
		(void)snprintf(soundness.first_problem, sizeof soundness.first_problem, "%s is not valid", PQgetvalue(rows, 0, 0));
	}
	PQclear(rows);
	*ret_soundness = soundness;
	return OK;
}
