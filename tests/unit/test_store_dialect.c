/* SPDX-License-Identifier: Apache-2.0
 *
 * One text of a migration in the words of both engines.
 */
#include "unit.h"

#include "store/dialect.h"

struct row { const char *sql, *sqlite, *postgres; };

static void assert_mapped(const char *sql, enum dialect dialect, const char *expected)
{
	struct arena *arena = arena_make(1024 * 1024);
	struct text mapped = TEXT_NONE;
	assert_int_equal(dialect_map(arena, text_of(sql), dialect, &mapped), OK);
	assert_text(mapped, expected);
	assert_int_equal(mapped.at[mapped.len], '\0');
	arena_free(arena);
}

static void assert_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		assert_mapped(rows[i].sql, DIALECT_SQLITE, rows[i].sqlite);
		assert_mapped(rows[i].sql, DIALECT_POSTGRES, rows[i].postgres);
	}
}

static void types_are_in_the_words_of_the_engine(void **state UNUSED)
{
	static const struct row rows[] = {
		{"CREATE TABLE t (a BIGINT, b TEXT, c BYTEA, d BOOLEAN);", "CREATE TABLE t (a INTEGER, b TEXT, c BLOB, d INTEGER) STRICT;",
			"CREATE TABLE t (a BIGINT, b TEXT COLLATE \"C\", c BYTEA, d BOOLEAN);"},
		{"SELECT CAST(a AS TEXT) FROM t;", "SELECT CAST(a AS TEXT) FROM t;", "SELECT CAST(a AS TEXT) FROM t;"},
		{"ALTER TABLE t ADD COLUMN e BIGINT;", "ALTER TABLE t ADD COLUMN e INTEGER;", "ALTER TABLE t ADD COLUMN e BIGINT;"},
		{"CREATE INDEX i ON t (a);", "CREATE INDEX i ON t (a);", "CREATE INDEX i ON t (a);"},
	};
	assert_rows(rows, COUNT_OF(rows));
}

static void comments_and_quoted_words_are_left_alone(void **state UNUSED)
{
	static const struct row rows[] = {
		{"-- a BIGINT; TEXT\nSELECT 'BIGINT;' FROM t;", "-- a BIGINT; TEXT\nSELECT 'BIGINT;' FROM t;", "-- a BIGINT; TEXT\nSELECT 'BIGINT;' FROM t;"},
		{"CREATE TABLE t (a BIGINT -- TEXT;\n);", "CREATE TABLE t (a INTEGER -- TEXT;\n) STRICT;", "CREATE TABLE t (a BIGINT -- TEXT;\n);"},
	};
	assert_rows(rows, COUNT_OF(rows));
}

static void a_table_in_the_order_of_its_key_is_strict_too(void **state UNUSED)
{
	assert_mapped("CREATE TABLE t (a BIGINT PRIMARY KEY) WITHOUT ROWID;\nCREATE TABLE u (b TEXT);", DIALECT_SQLITE,
		"CREATE TABLE t (a INTEGER PRIMARY KEY) WITHOUT ROWID, STRICT;\nCREATE TABLE u (b TEXT) STRICT;");
}

static void a_migration_only_for_sqlite_is_nothing_to_the_other(void **state UNUSED)
{
	static const struct row rows[] = {
		{"-- SPDX\n-- only for SQLite\n-- more\nSELECT 1;", "-- SPDX\n-- only for SQLite\n-- more\nSELECT 1;", ""},
		{"\n-- only for SQLite\nSELECT 1;", "\n-- only for SQLite\nSELECT 1;", ""},
	};
	assert_rows(rows, COUNT_OF(rows));
}

static void any_other_comment_is_for_both(void **state UNUSED)
{
	static const char *const texts[] = {"-- only for SQLite, or so\nSELECT 1;", "SELECT 1;\n-- only for SQLite\nSELECT 2;", "-- Only for SQLite\nSELECT 1;",
		"SELECT 1; -- only for SQLite\n", "SELECT '\n-- only for SQLite\n';"};
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		assert_mapped(texts[i], DIALECT_POSTGRES, texts[i]);
}

static void statements_are_cut_at_their_own_semicolons(void **state UNUSED)
{
	struct text rest = TEXT(" -- one; two\nSELECT ';' ; ;\nSELECT 2 -- three;\n; -- end\n");
	assert_text(dialect_cut(&rest), "SELECT ';' ");
	assert_text(dialect_cut(&rest), "SELECT 2 -- three;\n");
	assert_text(dialect_cut(&rest), "");
	assert_text(dialect_cut(&rest), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_are_in_the_words_of_the_engine),
		cmocka_unit_test(comments_and_quoted_words_are_left_alone),
		cmocka_unit_test(a_table_in_the_order_of_its_key_is_strict_too),
		cmocka_unit_test(a_migration_only_for_sqlite_is_nothing_to_the_other),
		cmocka_unit_test(any_other_comment_is_for_both),
		cmocka_unit_test(statements_are_cut_at_their_own_semicolons),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
