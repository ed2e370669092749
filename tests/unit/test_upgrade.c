/* SPDX-License-Identifier: Apache-2.0
 *
 * A store of the first schema with points on it is brought to the newest:
 * no transfer is lost, holds keep their standing, the books balance. And from
 * whatever schema it comes, the newest is the same as a fresh one. Written
 * behind the store's back, on both engines (cellar.h).
 */
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "domain/ledger.h"
#include "store/migrations.h"
#include "store/store.h"

#include "cellar.h"
#include "unit.h"

struct old {
	char folder[64];
	struct cellar cellar;
	struct store *store;
};

static void change_file(const struct old *old, const char *sql)
{
	sqlite3 *db = NULL;
	char *problem = NULL;
	assert_int_equal(sqlite3_open(old->cellar.path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &problem) != SQLITE_OK)
		fail_msg("%s", problem);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* The store at that schema with these rows, then at the newest. */
static void upgrade_from(struct old *old, size_t number, const char *rows)
{
	*old = (struct old){.folder = "/tmp/lastmile-old-XXXXXX"};
	assert_non_null(mkdtemp(old->folder));
	cellar_open(&old->cellar, old->folder);
	assert_int_equal(store_open(&(struct store_options){.path = old->cellar.path}, &old->store), OK);
	assert_int_equal(migrate_with(old->store, shipped_migrations, number, 1), OK);
	store_close(old->store);
	if (cellar_is_postgres())
		cellar_tamper(&old->cellar, rows);
	else
		change_file(old, rows);
	assert_int_equal(store_open(&(struct store_options){.path = old->cellar.path}, &old->store), OK);
	assert_int_equal(migrate_up(old->store, 2), OK);
}

static void upgrade(struct old *old, const char *rows)
{
	upgrade_from(old, 1, rows);
}

static void old_done(struct old *old)
{
	static const char *const tails[] = {"", "-wal", "-shm", ".lock"};
	char path[600];
	store_close(old->store);
	for (size_t i = 0; i < COUNT_OF(tails); i++) {
		(void)snprintf(path, sizeof(path), "%s%s", old->cellar.path, tails[i]);
		(void)unlink(path);
	}
	cellar_close(&old->cellar);
	assert_int_equal(rmdir(old->folder), 0);
}

/* Adds a cell to "11 -220 0|12 …". */
static void tell_cell(char *told, size_t max, int column, const char *cell)
{
	size_t len = strlen(told);
	int more = snprintf(told + len, max - len, "%s%s", column > 0 ? " " : len > 0 ? "|" : "", cell == NULL ? "-" : cell);
	assert_true(more >= 0 && len + (size_t)more < max);
}

static void ask_file(const struct old *old, const char *sql, char *told, size_t max)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *rows = NULL;
	assert_int_equal(sqlite3_open_v2(old->cellar.path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	if (sqlite3_prepare_v2(db, sql, -1, &rows, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	while (sqlite3_step(rows) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(rows); i++)
			tell_cell(told, max, i, (const char *)sqlite3_column_text(rows, i));
	}
	(void)sqlite3_finalize(rows);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void ask_server(const struct old *old, const char *sql, char *told, size_t max)
{
	PGconn *conn = PQconnectdb(old->cellar.path);
	PGresult *rows = PQexec(conn, sql);
	if (PQresultStatus(rows) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(conn));
	for (int row = 0; row < PQntuples(rows); row++) {
		for (int i = 0; i < PQnfields(rows); i++)
			tell_cell(told, max, i, PQgetisnull(rows, row, i) ? NULL : PQgetvalue(rows, row, i));
	}
	PQclear(rows);
	PQfinish(conn);
}

/* What one statement answers, column by column and row by row. */
static void ask(const struct old *old, const char *sql, char *told, size_t max)
{
	told[0] = '\0';
	if (cellar_is_postgres())
		ask_server(old, sql, told, max);
	else
		ask_file(old, sql, told, max);
}

static void assert_rows(const struct old *old, const char *sql, const char *expected)
{
	char told[2000];
	ask(old, sql, told, sizeof told);
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

/* Each in the order of its key, with every column and every index. */
static void the_ledger_lies_in_order_and_nothing_is_lost(void **state UNUSED)
{
	struct old old;
	if (cellar_is_postgres())
		skip(); /* its tables stay as they were */
	upgrade_from(&old, 19,
		"INSERT INTO account (centre_id, id, kind, person_id, organisation_id, debits_held, debits_posted, credits_held, credits_posted, created_at_ms, digest) VALUES"
		" (1, 12, 3, 501, NULL, 0, 0, 0, 90, 2, x'0102'), (1, 11, 1, NULL, NULL, 30, 90, 0, 0, 1, NULL), (1, 13, 5, NULL, 77, 0, 0, 30, 0, 3, x'03');"
		"INSERT INTO transfer (centre_id, id, step, source_id, target_id, amount, reason, rule_version, hold_id, over_at_ms, record_id, request_id, reverses_id,"
		" actor_id, at_ms) VALUES (1, 103, 3, 11, 12, 90, 1, 4, 101, 0, 901, 801, NULL, 701, 7), (1, 101, 2, 11, 12, 100, 1, 4, NULL, 99, 901, 801, NULL, NULL, 5),"
		" (1, 102, 2, 11, 13, 30, 1, 4, NULL, 0, 902, NULL, 55, NULL, 6);"
		"INSERT INTO proof_secret (centre_id, person_id, secret, made_at_ms) VALUES (1, 502, x'00', 8), (1, 501, x'abcd', 9);"
		"INSERT INTO proof_leaf (centre_id, seq, kind, fact_id, entry) VALUES (1, 1, 1, 102, x'0a'), (1, 0, 1, 101, x'0b'), (1, 2, 1, 103, x'0c');"
		"INSERT INTO proof_node (centre_id, tier, place, hash) VALUES (1, 2, 0, x'01'), (1, 1, 1, x'02'), (1, 1, 0, x'03');");
	assert_rows(&old, "SELECT id, kind, person_id, organisation_id, debits_held, debits_posted, credits_held, credits_posted, created_at_ms, hex(digest) FROM account",
		"11 1 - - 30 90 0 0 1 |12 3 501 - 0 0 0 90 2 0102|13 5 - 77 0 0 30 0 3 03");
	assert_rows(&old, "SELECT id, step, source_id, target_id, amount, reason, rule_version, hold_id, over_at_ms, record_id, request_id, reverses_id, actor_id, at_ms"
		" FROM transfer", "101 2 11 12 100 1 4 - 99 901 801 - - 5|102 2 11 13 30 1 4 - 0 902 - 55 - 6|103 3 11 12 90 1 4 101 0 901 801 - 701 7");
	assert_rows(&old, "SELECT person_id, hex(secret) FROM proof_secret", "501 ABCD|502 00");
	assert_rows(&old, "SELECT seq, kind, fact_id, hex(entry) FROM proof_leaf NOT INDEXED", "0 1 101 0B|1 1 102 0A|2 1 103 0C");
	assert_rows(&old, "SELECT tier, place, hex(hash) FROM proof_node", "1 0 03|1 1 02|2 0 01");
	assert_rows(&old, "SELECT name, wr, strict FROM pragma_table_list WHERE name IN ('account', 'transfer', 'proof_secret', 'proof_leaf', 'proof_node') ORDER BY name",
		"account 1 1|proof_leaf 1 1|proof_node 1 1|proof_secret 1 1|transfer 1 1");
	assert_rows(&old, "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('account', 'transfer', 'proof_leaf') ORDER BY name",
		"account_of_centre|account_of_organisation|account_of_person|proof_leaf_of_fact|transfer_by_over|transfer_by_record|transfer_gift_by_source|"
		"transfer_hold_once|transfer_record_once|transfer_request_once|transfer_reversed_once");
	assert_rows(&old, "SELECT COUNT(*) FROM sqlite_schema WHERE name LIKE '%in_order'", "0");
	old_done(&old);
}

#define UNLINKED \
	"INSERT INTO account (centre_id, id, kind, person_id, organisation_id, debits_held, debits_posted, credits_held, credits_posted, created_at_ms) VALUES" \
	" (1, 11, 1, NULL, NULL, 0, 200, 0, 0, 1), (1, 12, 3, 501, NULL, 10, 50, 0, 200, 1), (1, 13, 5, NULL, 77, 0, 0, 10, 20, 1), (1, 14, 3, 502, NULL, 0, 0, 0, 30, 1)," \
	" (1, 15, 3, 503, NULL, 0, 0, 0, 0, 1);" \
	"INSERT INTO transfer (centre_id, id, step, source_id, target_id, amount, reason, rule_version, hold_id, at_ms) VALUES" \
	" (1, 109, 1, 11, 12, 200, 1, 1, NULL, 5), (1, 103, 2, 12, 13, 20, 8, 0, NULL, 6), (1, 101, 3, 12, 13, 20, 8, 0, 103, 6), (1, 107, 1, 12, 14, 30, 4, 0, NULL, 6)," \
	" (1, 102, 2, 12, 13, 10, 8, 0, NULL, 4);" \
	"INSERT INTO proof_leaf (centre_id, seq, kind, fact_id, entry) SELECT 1, 0, 1, 109, secret FROM proof_secret UNION ALL SELECT 1, 1, 1, 103, secret FROM proof_secret" \
	" UNION ALL SELECT 1, 2, 1, 107, secret FROM proof_secret UNION ALL SELECT 1, 3, 1, 101, secret FROM proof_secret"

/* In the order of the tree, which is that of writing; what is in no tree stands behind, by time. The house's own accounts get none. */
static void earlier_entries_become_chains(void **state UNUSED)
{
	struct old old;
	upgrade_from(&old, 29, cellar_is_postgres() ? "INSERT INTO proof_secret (centre_id, person_id, secret) VALUES (1, 501, '\\x0a');" UNLINKED
		: "INSERT INTO proof_secret (centre_id, person_id, secret) VALUES (1, 501, x'0a');" UNLINKED);
	assert_rows(&old, "SELECT id, newest_id FROM account ORDER BY id", "11 0|12 102|13 102|14 107|15 0");
	assert_rows(&old, "SELECT id, source_before_id, target_before_id FROM transfer ORDER BY id", "101 107 103|102 101 101|103 109 0|107 103 0|109 0 0");
	assert_rows(&old, cellar_is_postgres() ? "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'chain_side'"
		: "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'chain_side'", "0");
	assert_balanced(&old);
	old_done(&old);
}

static void an_empty_store_is_brought_up_too(void **state UNUSED)
{
	struct old old;
	upgrade(&old, "SELECT 1");
	assert_rows(&old, "SELECT COUNT(*) FROM account", "0");
	assert_rows(&old, cellar_is_postgres() ? "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename IN ('hold', 'hold_end')"
		: "SELECT COUNT(*) FROM sqlite_schema WHERE name IN ('hold', 'hold_end')", "0");
	assert_balanced(&old);
	old_done(&old);
}

/* Every table with its columns, types, orders, defaults and keys, and every index, as the engine itself writes them. */
static const char *const schema_of_file[] = {
	"SELECT m.name, p.cid, p.name, p.type, p.\"notnull\", p.dflt_value, p.pk, t.strict FROM sqlite_schema m JOIN pragma_table_xinfo(m.name) p"
	" JOIN pragma_table_list(m.name) t WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, p.cid",
	"SELECT m.tbl_name, m.name, COALESCE(m.sql, ''), x.seqno, x.name, x.\"desc\", x.coll, x.key FROM sqlite_schema m JOIN pragma_index_xinfo(m.name) x"
	" WHERE m.type = 'index' ORDER BY m.tbl_name, m.name, x.seqno",
	"SELECT type, name FROM sqlite_schema WHERE type NOT IN ('table', 'index') ORDER BY name",
};
/* A column that was dropped leaves a gap in the numbers, so they are counted anew; the schema's name differs from test to test. */
static const char *const schema_of_server[] = {
	"SELECT c.relname, ROW_NUMBER() OVER (PARTITION BY c.oid ORDER BY a.attnum), a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, n.collname,"
	" pg_get_expr(d.adbin, d.adrelid) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
	" LEFT JOIN pg_collation n ON n.oid = a.attcollation LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum"
	" WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname COLLATE \"C\", a.attnum",
	"SELECT tablename, indexname, REPLACE(indexdef, current_schema() || '.', '') FROM pg_indexes WHERE schemaname = current_schema()"
	" ORDER BY tablename COLLATE \"C\", indexname COLLATE \"C\"",
	"SELECT conrelid::regclass, conname, contype, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = current_schema()::regnamespace"
	" ORDER BY 1, conname COLLATE \"C\"",
	"SELECT relkind, relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind NOT IN ('r', 'i') ORDER BY relname COLLATE \"C\"",
};

#define SCHEMA_BYTES (256 * 1024)

static void tell_schema(const struct old *old, char *told)
{
	const char *const *asked = cellar_is_postgres() ? schema_of_server : schema_of_file;
	size_t count = cellar_is_postgres() ? COUNT_OF(schema_of_server) : COUNT_OF(schema_of_file);
	size_t len = 0;
	for (size_t i = 0; i < count; i++) {
		ask(old, asked[i], told + len, SCHEMA_BYTES - len);
		len += strlen(told + len);
	}
}

static void assert_same_schema(const char *fresh, const char *upgraded, const char *from)
{
	size_t at = 0;
	while (fresh[at] != '\0' && fresh[at] == upgraded[at])
		at++;
	if (fresh[at] != upgraded[at])
		fail_msg("from %s: \"%.120s\" instead of \"%.120s\"", from, upgraded + (at > 60 ? at - 60 : 0), fresh + (at > 60 ? at - 60 : 0));
}

static void from_every_schema_the_newest_is_as_a_fresh_one(void **state UNUSED)
{
	static const char *const row = "INSERT INTO centre (id, name, code, phone, is_demo, created_at_ms) VALUES (1, 'c', '370725', '1', TRUE, 5)";
	static char fresh[SCHEMA_BYTES], upgraded[SCHEMA_BYTES];
	char told[64];
	struct old old;
	upgrade_from(&old, shipped_migration_count, "SELECT 1");
	tell_schema(&old, fresh);
	assert_true(strlen(fresh) > 10000 && strstr(fresh, "volunteer_day_off") != NULL);
	old_done(&old);
	for (size_t number = 1; number < shipped_migration_count; number++) {
		upgrade_from(&old, number, row);
		tell_schema(&old, upgraded);
		assert_same_schema(fresh, upgraded, shipped_migrations[number - 1].name);
		assert_rows(&old, "SELECT name, code FROM centre", "c 370725");
		(void)snprintf(told, sizeof told, "%zu %zu", shipped_migration_count - number, number + 1);
		assert_rows(&old, "SELECT COUNT(*), MIN(number) FROM migration WHERE applied_at_ms = 2", told); /* the others were not run again */
		old_done(&old);
	}
}

/* What the comparison is worth: one default, order or index more, and it says so. */
static void a_schema_that_is_not_the_same_is_found(void **state UNUSED)
{
	static const char *const changes[] = {"CREATE INDEX extra ON centre (code)", "ALTER TABLE centre ADD COLUMN extra TEXT",
		"ALTER TABLE centre ADD COLUMN extra INTEGER NOT NULL DEFAULT 7", "DROP INDEX transfer_by_over", "CREATE TABLE extra (id INTEGER NOT NULL PRIMARY KEY)"};
	static char fresh[SCHEMA_BYTES], changed[SCHEMA_BYTES];
	struct old old;
	upgrade_from(&old, shipped_migration_count, "SELECT 1");
	tell_schema(&old, fresh);
	old_done(&old);
	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		upgrade_from(&old, shipped_migration_count, changes[i]);
		tell_schema(&old, changed);
		assert_string_not_equal(fresh, changed);
		old_done(&old);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(points_and_holds_of_the_first_schema_are_kept),
		cmocka_unit_test(an_open_hold_without_anything_spent_gets_its_other_side),
		cmocka_unit_test(the_ledger_lies_in_order_and_nothing_is_lost),
		cmocka_unit_test(earlier_entries_become_chains),
		cmocka_unit_test(an_empty_store_is_brought_up_too),
		cmocka_unit_test(from_every_schema_the_newest_is_as_a_fresh_one),
		cmocka_unit_test(a_schema_that_is_not_the_same_is_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
