/* SPDX-License-Identifier: Apache-2.0
 *
 * Which statements can be given many sets of values at once, and what becomes
 * of their SQL. What the server makes of it is seen by test_store_batch and, for
 * every statement of ours, by test_statements.
 */
#include "unit.h"

#include "store/postgres.h"

static const char *const names[] = {"a", "b", "c"};
static const enum query_value ints[] = {VALUE_INT, VALUE_INT, VALUE_INT};
static const enum query_value mixed[] = {VALUE_INT, VALUE_TEXT, VALUE_BYTES};

static const struct {
	enum query_kind kind;
	const char *sql;
	int in_count;
	bool changes_one;
	enum many many;
	const char *wanted; /* the SQL for many */
} cases[] = {
	{QUERY_ONE, "SELECT x FROM t WHERE k = :a", 1, false, MANY_READ,
		"SELECT found.*, given.nth FROM unnest($1) WITH ORDINALITY AS given (p1, nth), LATERAL (SELECT * FROM (SELECT x FROM t WHERE k = given.p1) asked"
		" OFFSET 0) found"},
	{QUERY_MANY, "SELECT x FROM t WHERE k = :b AND y > :a ORDER BY ':a'", 2, false, MANY_READ,
		"SELECT found.*, given.nth FROM unnest($1, $2) WITH ORDINALITY AS given (p1, p2, nth), LATERAL (SELECT * FROM (SELECT x FROM t WHERE k = given.p2"
		" AND y > given.p1 ORDER BY ':a') asked OFFSET 0) found"},
	{QUERY_ONE, "SELECT COUNT(*) FROM t", 0, false, MANY_NONE, NULL},
	{QUERY_EXEC, "INSERT INTO t (k, x) VALUES (:a, COALESCE(:b, 0))", 2, false, MANY_INSERT,
		"INSERT INTO t (k, x) SELECT given.p1, COALESCE(given.p2, 0) FROM unnest($1, $2) WITH ORDINALITY AS given (p1, p2, nth)"},
	{QUERY_EXEC, "INSERT INTO t (k, x)\nVALUES (:b, :a)\nON CONFLICT (k, x) DO NOTHING", 2, false, MANY_INSERT,
		"INSERT INTO t (k, x)\nSELECT given.p2, given.p1 FROM unnest($1, $2) WITH ORDINALITY AS given (p1, p2, nth)\nON CONFLICT (k, x) DO NOTHING"},
	{QUERY_EXEC, "INSERT INTO t (k) VALUES (:a) ON CONFLICT (k) DO UPDATE SET k = :a", 1, false, MANY_NONE, NULL},
	{QUERY_EXEC, "INSERT INTO t (k) VALUES (:a) ON CONFLICT (k) DO NOTHING RETURNING k", 1, false, MANY_NONE, NULL},
	{QUERY_EXEC, "INSERT INTO t (k) VALUES (:a) RETURNING k", 1, false, MANY_NONE, NULL},
	{QUERY_EXEC, "INSERT INTO t (k) VALUES (:a), (:b)", 2, false, MANY_NONE, NULL},
	{QUERY_EXEC, "INSERT INTO t (k) VALUES ((SELECT MAX(k) FROM t), :a)", 1, false, MANY_NONE, NULL},
	{QUERY_EXEC, "INSERT INTO t (k) VALUES (:a, ')')", 1, false, MANY_NONE, NULL},
	{QUERY_EXEC, "INSERT INTO t (k) VALUES (:a", 1, false, MANY_NONE, NULL},
	{QUERY_EXEC, "INSERT INTO t (k) SELECT :a", 1, false, MANY_NONE, NULL},
	{QUERY_EXEC_ONE, "INSERT INTO t (k) VALUES (:a) RETURNING k", 1, false, MANY_NONE, NULL},
	{QUERY_EXEC, "UPDATE t SET x = x + :a, y = y + :b\nWHERE k = :c", 3, true, MANY_ADD,
		"UPDATE t SET x = t.x + given.p1 , y = t.y + given.p2 FROM unnest($1, $2, $3) WITH ORDINALITY AS given (p1, p2, p3, nth) WHERE t.k = given.p3"},
	{QUERY_EXEC, "UPDATE t SET x = x + :a WHERE k = :b AND l = :c", 3, true, MANY_ADD,
		"UPDATE t SET x = t.x + given.p1 FROM unnest($1, $2, $3) WITH ORDINALITY AS given (p1, p2, p3, nth) WHERE t.k = given.p2 AND t.l = given.p3"},
	{QUERY_EXEC, "UPDATE t SET x = x + :a WHERE k = :b", 2, false, MANY_NONE, NULL}, /* it may miss */
	{QUERY_EXEC, "UPDATE t SET x = :a WHERE k = :b", 2, true, MANY_NONE, NULL},
	{QUERY_EXEC, "UPDATE t SET x = x - :a WHERE k = :b", 2, true, MANY_NONE, NULL},
	{QUERY_EXEC, "UPDATE t SET x = y + :a WHERE k = :b", 2, true, MANY_NONE, NULL},
	{QUERY_EXEC, "UPDATE t SET x = x + :a", 1, true, MANY_NONE, NULL},
	{QUERY_EXEC, "UPDATE t SET x = x + :a WHERE k = :b OR k = :c", 3, true, MANY_NONE, NULL},
	{QUERY_EXEC, "UPDATE t SET x = x + :a WHERE k > :b", 2, true, MANY_NONE, NULL},
	{QUERY_EXEC, "UPDATE t SET x = x + :a WHERE k = 3 AND l = :b", 2, true, MANY_NONE, NULL},
	{QUERY_EXEC, "UPDATE t SET x = x + :a + 1 WHERE k = :b", 2, true, MANY_NONE, NULL},
	{QUERY_EXEC, "UPDATE t u SET x = x + :a WHERE k = :b", 2, true, MANY_NONE, NULL},
	{QUERY_EXEC, "DELETE FROM t WHERE k = :a", 1, true, MANY_NONE, NULL},
};

static struct query query_of(size_t nth, const enum query_value *types)
{
	return (struct query){.name = "case", .kind = cases[nth].kind, .sql = cases[nth].sql, .in_names = names, .in_count = cases[nth].in_count,
		.in_types = types, .changes_one = cases[nth].changes_one};
}

static void only_what_is_understood_is_turned_around(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(64 * 1024);
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		uint64_t keys = 0;
		struct query query = query_of(i, ints);
		enum many many = postgres_many_of(&query, &keys);
		if (many != cases[i].many)
			fail_msg("%s: %d", cases[i].sql, (int)many);
		if (many != MANY_NONE)
			assert_string_equal(postgres_many_sql(arena, &query, many), cases[i].wanted);
		query.in_types = NULL; /* nobody knows what the arrays would be of */
		assert_int_equal(postgres_many_of(&query, &keys), MANY_NONE);
	}
}

static void keys_are_told_from_what_is_added(void **state UNUSED)
{
	uint64_t keys = 0;
	struct query query = {.name = "case", .kind = QUERY_EXEC, .sql = "UPDATE t SET x = x + :a WHERE k = :b AND l = :c", .in_names = names, .in_count = 3,
		.in_types = mixed, .changes_one = true};
	assert_int_equal(postgres_many_of(&query, &keys), MANY_ADD); /* keys of any type */
	assert_int_equal(keys, 6);
	query.sql = "UPDATE t SET x = x + :b WHERE k = :a AND l = :c";
	assert_int_equal(postgres_many_of(&query, &keys), MANY_NONE); /* a text is not added */
	query.sql = "UPDATE t SET x = x + :a WHERE k = :a AND l = :c";
	query.in_types = ints;
	assert_int_equal(postgres_many_of(&query, &keys), MANY_NONE); /* what is added to itself says which row: two at once would not */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_is_understood_is_turned_around),
		cmocka_unit_test(keys_are_told_from_what_is_added),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
