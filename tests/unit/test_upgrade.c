/* SPDX-License-Identifier: Apache-2.0
 *
 * A store of the first schema with points on it is brought to the newest:
 * no transfer is lost, holds keep their standing, the books balance.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domain/ledger.h"
#include "store/migrations.h"
#include "store/store.h"

#include "unit.h"

struct old {
	char folder[64];
	char path[96];
	struct store *store;
};

/* The store at the first schema with these rows, then at the newest. */
static void upgrade(struct old *old, const char *rows)
{
	sqlite3 *db = NULL;
	char *problem = NULL;
	*old = (struct old){.folder = "/tmp/lastmile-old-XXXXXX"};
	assert_non_null(mkdtemp(old->folder));
	(void)snprintf(old->path, sizeof(old->path), "%s/store.db", old->folder);
	assert_int_equal(store_open(&(struct store_options){.path = old->path}, &old->store), OK);
	assert_int_equal(migrate_with(old->store, shipped_migrations, 1, 1), OK);
	store_close(old->store);
	assert_int_equal(sqlite3_open(old->path, &db), SQLITE_OK);
	if (sqlite3_exec(db, rows, NULL, NULL, &problem) != SQLITE_OK)
		fail_msg("%s", problem);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_int_equal(store_open(&(struct store_options){.path = old->path}, &old->store), OK);
	assert_int_equal(migrate_up(old->store, 2), OK);
}

static void old_done(struct old *old)
{
	static const char *const tails[] = {"", "-wal", "-shm", ".lock"};
	char path[120];
	store_close(old->store);
	for (size_t i = 0; i < COUNT_OF(tails); i++) {
		(void)snprintf(path, sizeof(path), "%s%s", old->path, tails[i]);
		(void)unlink(path);
	}
	assert_int_equal(rmdir(old->folder), 0);
}

/* What one statement answers, column by column and row by row: "11 -220 0|12 …". */
static void assert_rows(const struct old *old, const char *sql, const char *expected)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *rows = NULL;
	char told[2000] = "";
	assert_int_equal(sqlite3_open_v2(old->path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	if (sqlite3_prepare_v2(db, sql, -1, &rows, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	while (sqlite3_step(rows) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(rows); i++) {
			size_t len = strlen(told);
			(void)snprintf(told + len, sizeof(told) - len, "%s%s", i > 0 ? " " : len > 0 ? "|" : "",
				sqlite3_column_type(rows, i) == SQLITE_NULL ? "-" : (const char *)sqlite3_column_text(rows, i));
		}
	}
	(void)sqlite3_finalize(rows);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_string_equal(told, expected);
}

static void tell(void *context UNUSED, const struct ledger_difference *difference)
{
	print_message("%s %lld %s\n", difference->table, (long long)difference->id, difference->column);
}

static void assert_balanced(const struct old *old)
{
	struct store_view *view = NULL;
	struct arena *arena = arena_make(1024 * 1024);
	size_t count = 1;
	assert_int_equal(store_read(old->store, &view), OK);
	struct act act = {.view = view, .arena = arena, .now_ms = 3, .centre_id = {1}};
	assert_int_equal(ledger_verify(&act, false, tell, NULL, &count), OK);
	assert_int_equal(count, 0);
	store_read_done(&view);
	arena_free(arena);
}

static void points_and_holds_of_the_first_schema_are_kept(void **state UNUSED)
{
	struct old old;
	upgrade(&old,
		"INSERT INTO account (centre_id, id, kind, person_id, posted, held, created_at_ms) VALUES"
		" (1, 11, 1, NULL, -220, 0, 1), (1, 12, 3, 501, 70, 20, 1), (1, 13, 3, 502, 100, 0, 1), (1, 14, 2, NULL, 50, 0, 1);"
		"INSERT INTO transfer (centre_id, id, source_id, target_id, amount, reason, rule_version, record_id, request_id, hold_id, at_ms) VALUES"
		" (1, 101, 11, 12, 120, 1, 1, 901, 801, NULL, 5), (1, 102, 11, 13, 100, 1, 1, 902, NULL, NULL, 6),"
		" (1, 105, 12, 14, 50, 2, 0, NULL, 803, 103, 9);"
		"INSERT INTO hold (centre_id, id, account_id, request_id, amount, at_ms) VALUES"
		" (1, 103, 12, 803, 50, 7), (1, 104, 13, 804, 30, 8), (1, 106, 12, 805, 20, 10);"
		"INSERT INTO hold_end (centre_id, hold_id, kind, transfer_id, at_ms) VALUES (1, 103, 1, 105, 9), (1, 104, 2, NULL, 11);");
	assert_rows(&old, "SELECT id, debits_held, debits_posted, credits_held, credits_posted FROM account ORDER BY id",
		"11 0 220 0 0|12 20 50 0 120|13 0 0 0 100|14 0 0 20 50");
	assert_rows(&old, "SELECT id, step, source_id, target_id, amount, reason, request_id, hold_id, at_ms FROM transfer ORDER BY id",
		"101 1 11 12 120 1 801 - 5|102 1 11 13 100 1 - - 6|103 2 12 14 50 2 803 - 7|104 2 13 14 30 2 804 - 8|105 3 12 14 50 2 803 103 9|"
		"106 2 12 14 20 2 805 - 10|107 4 13 14 30 2 804 104 11");
	assert_balanced(&old);
	old_done(&old);
}

static void an_open_hold_without_anything_spent_gets_its_other_side(void **state UNUSED)
{
	struct old old;
	upgrade(&old,
		"INSERT INTO account (centre_id, id, kind, person_id, posted, held, created_at_ms) VALUES (1, 11, 1, NULL, -9, 0, 1), (1, 12, 3, 501, 9, 4, 1);"
		"INSERT INTO transfer (centre_id, id, source_id, target_id, amount, reason, rule_version, at_ms) VALUES (1, 101, 11, 12, 9, 1, 1, 5);"
		"INSERT INTO hold (centre_id, id, account_id, request_id, amount, at_ms) VALUES (1, 103, 12, 803, 4, 7);");
	assert_rows(&old, "SELECT kind, debits_held, debits_posted, credits_held, credits_posted FROM account ORDER BY kind",
		"1 0 9 0 0|2 0 0 4 0|3 4 0 0 9");
	assert_balanced(&old);
	old_done(&old);
}

static void an_empty_store_is_brought_up_too(void **state UNUSED)
{
	struct old old;
	upgrade(&old, "SELECT 1");
	assert_rows(&old, "SELECT COUNT(*) FROM account", "0");
	assert_rows(&old, "SELECT COUNT(*) FROM sqlite_schema WHERE name IN ('hold', 'hold_end')", "0");
	assert_balanced(&old);
	old_done(&old);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(points_and_holds_of_the_first_schema_are_kept),
		cmocka_unit_test(an_open_hold_without_anything_spent_gets_its_other_side),
		cmocka_unit_test(an_empty_store_is_brought_up_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
