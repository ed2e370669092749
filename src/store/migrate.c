/* SPDX-License-Identifier: Apache-2.0 */
#include "store/migrate.h"

#include <sodium.h>
#include <string.h>

#include "base/log.h"
#include "store/migrations.h"
#include "store/sqlite.h"

#define CHECKSUM_BYTES 32
/* The program's mark in the file's header: "LMLE". */
#define MARK "1280134213"

struct step {
	const struct migration *migrations;
	size_t count;
	size_t next; /* position of the migration to apply */
	int64_t now_ms;
};

static enum fail look(struct store_txn *txn, void *context);
static enum fail apply(struct store_txn *txn, void *context);
static enum fail compare(sqlite3_stmt *rows, struct step *step);
static enum fail note(struct store_view *view, const struct migration *migration, int64_t now_ms);
static void checksum_of(const char *sql, unsigned char ret_checksum[CHECKSUM_BYTES]);
static enum fail read_rows(struct store_view *view, const char *sql, sqlite3_stmt **ret_rows);
static enum fail is_foreign(struct store_view *view, bool *ret_is_foreign);

enum fail migrate_up(struct store *store, int64_t now_ms)
{
	return migrate_with(store, shipped_migrations, shipped_migration_count, now_ms);
}

int migrate_newest(void)
{
	return shipped_migrations[shipped_migration_count - 1].number;
}

enum fail migrate_with(struct store *store, const struct migration *migrations, size_t count, int64_t now_ms)
{
	struct step step = {.migrations = migrations, .count = count, .now_ms = now_ms};
	for (size_t i = 0; i < count; i++)
		check(migrations[i].number == (int)i + 1);
	TRY(store_write(store, look, &step));
	while (step.next < count) { /* each turn applies one */
		log_line(LOG_INFO, "store migration=%04d name=%s", migrations[step.next].number, migrations[step.next].name);
		TRY(store_write(store, apply, &step));
		step.next++;
	}
	return OK;
}

/* What was applied, compared with what this program knows. */
static enum fail look(struct store_txn *txn, void *context)
{
	struct step *step = context;
	struct store_view *view = txn->view;
	sqlite3_stmt *rows = NULL;
	bool is_other = false;
	step->next = 0;
	TRY(is_foreign(view, &is_other));
	if (is_other) {
		log_line(LOG_ERROR, "store migration=refused reason=holds-tables-of-another-program");
		return FAIL_INPUT;
	}
	TRY(sqlite_script(view, "CREATE TABLE IF NOT EXISTS migration (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL,"
		"checksum BYTEA NOT NULL, applied_at_ms BIGINT NOT NULL); PRAGMA application_id = " MARK));
	TRY(read_rows(view, "SELECT number, checksum FROM migration ORDER BY number", &rows));
	enum fail fail = compare(rows, step);
	sqlite3_finalize(rows);
	return fail;
}

static enum fail compare(sqlite3_stmt *rows, struct step *step)
{
	int code = SQLITE_OK;
	while ((code = sqlite3_step(rows)) == SQLITE_ROW) {
		int number = sqlite3_column_int(rows, 0);
		unsigned char known[CHECKSUM_BYTES];
		if (step->next >= step->count) {
			log_line(LOG_ERROR, "store migration=%04d refused reason=store-is-of-a-newer-program", number);
			return FAIL_INPUT;
		}
		checksum_of(step->migrations[step->next].sql, known);
		if (number != step->migrations[step->next].number || sqlite3_column_bytes(rows, 1) != CHECKSUM_BYTES ||
			memcmp(sqlite3_column_blob(rows, 1), known, CHECKSUM_BYTES) != 0) {
			log_line(LOG_ERROR, "store migration=%04d refused reason=changed-since-it-was-applied", number);
			return FAIL_INPUT;
		}
		step->next++;
	}
	return sqlite_fail(sqlite3_db_handle(rows), code);
}

static enum fail apply(struct store_txn *txn, void *context)
{
	const struct step *step = context;
	const struct migration *migration = &step->migrations[step->next];
	struct store_view *view = txn->view;
	check(step->next < step->count);
	view->is_migrating = true;
	enum fail fail = sqlite_script(view, migration->sql);
	view->is_migrating = false;
	if (fail != OK) {
		log_line(LOG_ERROR, "store migration=%04d failed=%s", migration->number, fail_name(fail));
		return fail;
	}
	return note(view, migration, step->now_ms);
}

static enum fail note(struct store_view *view, const struct migration *migration, int64_t now_ms)
{
	unsigned char checksum[CHECKSUM_BYTES];
	sqlite3_stmt *row = NULL;
	checksum_of(migration->sql, checksum);
	TRY(read_rows(view, "INSERT INTO migration (number, name, checksum, applied_at_ms) VALUES (?, ?, ?, ?)", &row));
	sqlite3_bind_int(row, 1, migration->number);
	sqlite3_bind_text(row, 2, migration->name, -1, SQLITE_STATIC);
	sqlite3_bind_blob(row, 3, checksum, sizeof checksum, SQLITE_STATIC);
	sqlite3_bind_int64(row, 4, now_ms);
	int code = sqlite3_step(row);
	sqlite3_finalize(row);
	return sqlite_fail(view->db, code);
}

static void checksum_of(const char *sql, unsigned char ret_checksum[CHECKSUM_BYTES])
{
	crypto_generichash(ret_checksum, CHECKSUM_BYTES, (const unsigned char *)sql, strlen(sql), NULL, 0);
}

static enum fail read_rows(struct store_view *view, const char *sql, sqlite3_stmt **ret_rows)
{
	view->is_control = true;
	int code = sqlite3_prepare_v2(view->db, sql, -1, ret_rows, NULL);
	view->is_control = false;
	if (code != SQLITE_OK)
		sqlite_log(view, "migration", code);
	return sqlite_fail(view->db, code);
}

/* Tables, but none that notes our migrations. */
static enum fail is_foreign(struct store_view *view, bool *ret_is_foreign)
{
	sqlite3_stmt *rows = NULL;
	TRY(read_rows(view, "SELECT COUNT(*), SUM(name = 'migration') FROM sqlite_schema WHERE type = 'table'", &rows));
	int code = sqlite3_step(rows);
	*ret_is_foreign = code == SQLITE_ROW && sqlite3_column_int(rows, 0) > 0 && sqlite3_column_int(rows, 1) == 0;
	sqlite3_finalize(rows);
	return sqlite_fail(view->db, code);
}
