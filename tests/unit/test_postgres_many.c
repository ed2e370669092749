/* SPDX-License-Identifier: Apache-2.0
 *
 * Which statements can be given many sets of values at once, and what becomes
 * of their SQL. What the server makes of it is seen by test_store_batch and, for
 * every statement of ours, by test_statements.
 */
#include "unit.h"

#include <string.h>

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
	{QUERY_EXEC, "UPDATE t SET x = x + :a, y = :b WHERE k = :c", 3, true, MANY_ADD,
		"UPDATE t SET x = t.x + given.p1 , y = given.p2 FROM unnest($1, $2, $3) WITH ORDINALITY AS given (p1, p2, p3, nth) WHERE t.k = given.p3"},
	{QUERY_EXEC, "UPDATE t SET y = y, x = x + :a WHERE k = :b", 2, true, MANY_NONE, NULL},
	{QUERY_EXEC, "UPDATE t SET y = z, x = x + :a WHERE k = :b", 2, true, MANY_NONE, NULL},
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
		uint64_t set = 0;
		struct query query = query_of(i, ints);
		enum many many = postgres_many_of(&query, &keys, &set);
		if (many != cases[i].many)
			fail_msg("%s: %d", cases[i].sql, (int)many);
		if (many != MANY_NONE)
			assert_string_equal(postgres_many_sql(arena, &query, many), cases[i].wanted);
		query.in_types = NULL; /* nobody knows what the arrays would be of */
		assert_int_equal(postgres_many_of(&query, &keys, &set), MANY_NONE);
	}
}

static void keys_are_told_from_what_is_added(void **state UNUSED)
{
	uint64_t keys = 0;
	uint64_t set = 0;
	struct query query = {.name = "case", .kind = QUERY_EXEC, .sql = "UPDATE t SET x = x + :a WHERE k = :b AND l = :c", .in_names = names, .in_count = 3,
		.in_types = mixed, .changes_one = true};
	assert_int_equal(postgres_many_of(&query, &keys, &set), MANY_ADD); /* keys of any type */
	assert_int_equal(keys, 6);
	assert_int_equal(set, 0);
	query.sql = "UPDATE t SET x = x + :b WHERE k = :a AND l = :c";
	assert_int_equal(postgres_many_of(&query, &keys, &set), MANY_NONE); /* a text is not added */
	query.sql = "UPDATE t SET x = x + :a WHERE k = :a AND l = :c";
	query.in_types = ints;
	assert_int_equal(postgres_many_of(&query, &keys, &set), MANY_NONE); /* what is added to itself says which row: two at once would not */
	query.sql = "UPDATE t SET x = x + :a, y = :b WHERE k = :c";
	assert_int_equal(postgres_many_of(&query, &keys, &set), MANY_ADD);
	assert_int_equal(keys, 4);
	assert_int_equal(set, 2); /* of this the last counts */
	query.sql = "UPDATE t SET x = x + :a, y = :a WHERE k = :c";
	assert_int_equal(postgres_many_of(&query, &keys, &set), MANY_NONE); /* the sum or the last? */
	query.sql = "UPDATE t SET x = x + :a, k = :c WHERE k = :c";
	assert_int_equal(postgres_many_of(&query, &keys, &set), MANY_NONE);
	query.sql = "UPDATE t SET x = x + :a, y = :b WHERE k = :c";
	query.in_types = mixed;
	assert_int_equal(postgres_many_of(&query, &keys, &set), MANY_NONE); /* a text is not set: its length may be another */
}

/* column:parameter of each key, in their order; NULL = nothing is known. */
static const struct {
	enum query_kind kind;
	const char *sql, *table, *wanted;
} key_cases[] = {
	{QUERY_ONE, "SELECT x FROM t WHERE k = :a AND l = :b", "t", "k:0 l:1"},
	{QUERY_ONE, "SELECT MAX(x) AS x FROM t WHERE k = :a AND y > :b", "t", "k:0"},
	{QUERY_MANY, "SELECT x FROM t WHERE k = :a ORDER BY x LIMIT 3", "t", "k:0"},
	{QUERY_ONE, "SELECT u.x FROM t u LEFT JOIN s ON s.k = u.k AND s.l = :b WHERE u.k = :a AND s.z = :c", "t", "k:0"},
	{QUERY_ONE, "SELECT u.x FROM t u LEFT JOIN s ON s.k = u.k WHERE u.k = :a AND s.z = :c", "s", "z:2"},
	{QUERY_ONE, "SELECT x FROM t JOIN s ON s.k = t.k WHERE k = :a", "t", NULL}, /* whose k? */
	{QUERY_ONE, "SELECT t.x FROM t, s WHERE k = :a", "t", NULL},
	{QUERY_ONE, "SELECT a.x FROM t a JOIN t b ON b.l = a.k WHERE a.k = :a AND b.k = :b", "t", NULL}, /* twice */
	{QUERY_ONE, "SELECT x FROM t WHERE k = :a OR l = :b", "t", NULL},
	{QUERY_ONE, "SELECT x FROM t WHERE (k = :a OR l = :b) AND m = :c", "t", "m:2"},
	{QUERY_ONE, "SELECT x FROM t WHERE k = :a + 1", "t", NULL},
	{QUERY_ONE, "SELECT x FROM t WHERE k = l", "t", NULL},
	{QUERY_ONE, "SELECT x FROM t WHERE NOT k = :a", "t", NULL},
	{QUERY_ONE, "SELECT x FROM s WHERE k = :a AND EXISTS (SELECT 1 FROM t WHERE t.k = s.k)", "t", NULL},
	{QUERY_ONE, "SELECT x FROM (SELECT x FROM t) s WHERE x = :a", "t", NULL},
	{QUERY_ONE, "SELECT x FROM t WHERE k = :a UNION SELECT x FROM s", "t", NULL},
	{QUERY_ONE, "WITH w AS (SELECT 1) SELECT x FROM t WHERE k = :a", "t", NULL},
	{QUERY_ONE, "SELECT x FROM t WHERE k = :a AND m = 'OR'", "t", NULL}, /* no texts are read */
	{QUERY_EXEC, "INSERT INTO t (k, x, l) VALUES (:a, COALESCE(:b, 0), :c)", "t", "k:0 l:2"},
	{QUERY_EXEC, "INSERT INTO t (k) VALUES (:a) ON CONFLICT (k) DO NOTHING", "t", "k:0"},
	{QUERY_EXEC, "INSERT INTO t (k) SELECT :a", "t", NULL},
	{QUERY_EXEC, "UPDATE t SET x = x + :a WHERE k = :b AND l = :c", "t", "k:1 l:2"},
	{QUERY_EXEC, "UPDATE t SET k = :a, x = 1 WHERE k = :b AND l = :c", "t", "l:2"}, /* it may become another's */
	{QUERY_EXEC, "UPDATE t SET x = 1 WHERE y > :a", "t", NULL},
	{QUERY_EXEC, "UPDATE t SET x = 1", "t", NULL},
	{QUERY_EXEC, "DELETE FROM t WHERE k = :a", "t", "k:0"},
	{QUERY_EXEC, "DELETE FROM t WHERE k = :a OR l = :b", "t", NULL},
};

static void keys_are_known_only_where_the_sql_says_so(void **state UNUSED)
{
	for (size_t i = 0; i < COUNT_OF(key_cases); i++) {
		struct buffer said CLEANUP(buffer_done) = buffer_make(200);
		struct postgres_keys keys;
		struct query query = {.name = "case", .kind = key_cases[i].kind, .sql = key_cases[i].sql, .in_names = names, .in_count = 3, .in_types = ints};
		bool is_known = postgres_keys_of(&query, key_cases[i].table, &keys);
		for (int nth = 0; nth < keys.count; nth++)
			buffer_add_format(&said, "%s%.*s:%d", nth == 0 ? "" : " ", TEXT_ARGS(keys.keys[nth].column), keys.keys[nth].in);
		buffer_add_byte(&said, '\0');
		if (is_known != (key_cases[i].wanted != NULL) || (is_known && strcmp(said.at, key_cases[i].wanted) != 0))
			fail_msg("%s: %s", key_cases[i].sql, is_known ? said.at : "nothing");
	}
}

static void only_other_values_in_one_column_keep_apart(void **state UNUSED)
{
	const struct postgres_keys a = {{{TEXT("k"), 0}, {TEXT("l"), 1}}, 2}, b = {{{TEXT("l"), 0}, {TEXT("m"), 1}}, 2};
	const struct value one[] = {{"1", 1}, {"2", 1}}, two[] = {{"2", 1}, {"9", 1}}, longer[] = {{"22", 2}, {"9", 1}}, none[] = {{NULL, 0}, {"9", 1}};
	assert_false(postgres_keys_differ(&a, one, &b, two)); /* the same l */
	assert_true(postgres_keys_differ(&a, two, &b, one));
	assert_true(postgres_keys_differ(&a, one, &b, longer));
	assert_false(postgres_keys_differ(&a, one, &b, none)); /* NULL says nothing */
	assert_false(postgres_keys_differ(&a, one, &(struct postgres_keys){.count = 0}, two));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_is_understood_is_turned_around),
		cmocka_unit_test(keys_are_told_from_what_is_added),
		cmocka_unit_test(keys_are_known_only_where_the_sql_says_so),
		cmocka_unit_test(only_other_values_in_one_column_keep_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
