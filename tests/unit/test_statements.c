/* SPDX-License-Identifier: Apache-2.0
 *
 * Every named statement prepares on the newest schema, with the parameters,
 * columns and types it declares; and no statement leaves its centre unmarked.
 * Run on SQLite by `unit` and on PostgreSQL by `postgres`.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cellar.h"
#include "every_query.h"
#include "store/migrate.h"
#include "store/store.h"

struct kitchen {
	char folder[64];
	struct cellar cellar;
	struct store *store;
};

static void kitchen_open(struct kitchen *kitchen)
{
	*kitchen = (struct kitchen){.folder = "/tmp/lastmile-kitchen-XXXXXX"};
	assert_non_null(mkdtemp(kitchen->folder));
	cellar_open(&kitchen->cellar, kitchen->folder);
	assert_int_equal(store_open(&(struct store_options){.path = kitchen->cellar.path}, &kitchen->store), OK);
	assert_int_equal(migrate_up(kitchen->store, 1), OK);
}

static void kitchen_close(struct kitchen *kitchen)
{
	static const char *const names[] = {"db", "db-wal", "db-shm", "db.lock"};
	char path[120];
	store_close(kitchen->store);
	cellar_close(&kitchen->cellar);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		(void)snprintf(path, sizeof path, "%s/%s", kitchen->folder, names[i]);
		(void)unlink(path);
	}
	assert_int_equal(rmdir(kitchen->folder), 0);
}

static void every_statement_prepares_with_what_it_declares(void **state UNUSED)
{
	struct kitchen kitchen;
	struct store_view *view = NULL;
	int wrong = 0;
	size_t count = 0;
	kitchen_open(&kitchen);
	for (size_t i = 0; i < COUNT_OF(every_query); i++) {
		for (size_t k = 0; k < every_query[i].count; k++, count++) {
			char problem[200] = "";
			/* A view of its own: a failed statement ends a transaction on one of the engines. */
			assert_int_equal(store_read(kitchen.store, &view), OK);
			enum fail fail = statement_check(view, every_query[i].queries[k], problem);
			store_read_done(&view);
			if (fail == OK)
				continue;
			wrong++;
			print_error("%s.sql: %s: %s\n", every_query[i].module, every_query[i].queries[k]->name, problem);
		}
	}
	assert_true(count > 150);
	assert_int_equal(wrong, 0);
	kitchen_close(&kitchen);
}

static const enum query_value ints[] = {VALUE_INT, VALUE_INT}, texts[] = {VALUE_TEXT, VALUE_TEXT};
static const char *const one_name[] = {"name"}, *const two_names[] = {"name", "phone"};
static const struct query wrong_ones[] = {
	{.name = "no_table", .kind = QUERY_ONE, .sql = "SELECT name FROM nothing", .out_names = one_name, .out_count = 1, .out_types = texts},
	{.name = "no_column", .kind = QUERY_ONE, .sql = "SELECT nothing AS name FROM centre", .out_names = one_name, .out_count = 1, .out_types = texts},
	{.name = "other_name", .kind = QUERY_ONE, .sql = "SELECT name AS other FROM centre", .out_names = one_name, .out_count = 1, .out_types = texts},
	{.name = "one_too_few", .kind = QUERY_ONE, .sql = "SELECT name FROM centre", .out_names = two_names, .out_count = 2, .out_types = texts},
	{.name = "one_too_many", .kind = QUERY_ONE, .sql = "SELECT name, phone FROM centre", .out_names = one_name, .out_count = 1, .out_types = texts},
	{.name = "undeclared", .kind = QUERY_ONE, .sql = "SELECT name FROM centre WHERE id = :id", .out_names = one_name, .out_count = 1, .out_types = texts},
	{.name = "unused", .kind = QUERY_ONE, .sql = "SELECT name FROM centre", .in_names = one_name, .in_count = 1, .in_types = ints,
		.out_names = one_name, .out_count = 1, .out_types = texts},
	{.name = "writes", .kind = QUERY_ONE, .sql = "UPDATE centre SET name = '' RETURNING name", .out_names = one_name, .out_count = 1, .out_types = texts},
	{.name = "reads", .kind = QUERY_EXEC, .sql = "SELECT name FROM centre"},
	{.name = "two", .kind = QUERY_EXEC, .sql = "DELETE FROM session; DELETE FROM session"},
};

static void a_statement_that_is_not_what_it_declares_is_refused(void **state UNUSED)
{
	struct kitchen kitchen;
	struct store_view *view = NULL;
	kitchen_open(&kitchen);
	for (size_t i = 0; i < COUNT_OF(wrong_ones); i++) {
		char problem[200] = "";
		assert_int_equal(store_read(kitchen.store, &view), OK);
		if (statement_check(view, &wrong_ones[i], problem) == OK)
			fail_msg("%s was let through", wrong_ones[i].name);
		assert_true(problem[0] != '\0');
		store_read_done(&view);
	}
	kitchen_close(&kitchen);
}

/* SQLite has no type to compare before a row is there. */
static void a_column_of_another_type_is_refused_by_the_server(void **state UNUSED)
{
	static const struct query sly[] = {
		{.name = "text_as_int", .kind = QUERY_ONE, .sql = "SELECT name FROM centre", .out_names = one_name, .out_count = 1, .out_types = ints},
		{.name = "condition", .kind = QUERY_ONE, .sql = "SELECT id > 0 AS name FROM centre", .out_names = one_name, .out_count = 1, .out_types = ints},
	};
	struct kitchen kitchen;
	struct store_view *view = NULL;
	if (!cellar_is_postgres())
		skip();
	kitchen_open(&kitchen);
	for (size_t i = 0; i < COUNT_OF(sly); i++) {
		char problem[200] = "";
		assert_int_equal(store_read(kitchen.store, &view), OK);
		assert_int_equal(statement_check(view, &sly[i], problem), FAIL_STORE);
		assert_non_null(strstr(problem, "another type"));
		store_read_done(&view);
	}
	kitchen_close(&kitchen);
}

/* PostgreSQL sums 64-bit numbers in decimal; they come back as what they are. */
static void sums_are_whole_numbers_on_both_engines(void **state UNUSED)
{
	static const char *const numbers[] = {"0", "1", "-1", "9999", "10000", "-10000", "100000000", "123456789012", "-9007199254740993",
		"1000000000000000000"};
	struct kitchen kitchen;
	struct store_view *view CLEANUP(store_read_done) = NULL;
	kitchen_open(&kitchen);
	assert_int_equal(store_read(kitchen.store, &view), OK);
	static struct query sums[COUNT_OF(numbers)];
	static char sql[COUNT_OF(numbers)][120], sum_names[COUNT_OF(numbers)][16];
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		struct statement *statement CLEANUP(statement_done) = NULL;
		bool has_row = false;
		int64_t expected = 0;
		(void)snprintf(sum_names[i], sizeof sum_names[i], "sum_%zu", i);
		(void)snprintf(sql[i], sizeof sql[i], "SELECT SUM(CAST(n AS BIGINT)) AS name FROM (SELECT %s AS n) s", numbers[i]);
		sums[i] = (struct query){.name = sum_names[i], .kind = QUERY_ONE, .sql = sql[i], .out_names = one_name, .out_count = 1, .out_types = ints};
		assert_int_equal(statement_open(view, &sums[i], &statement), OK);
		assert_int_equal(statement_step(statement, &has_row), OK);
		assert_true(has_row && text_to_int(text_of(numbers[i]), &expected));
		assert_int_equal(statement_int(statement, 0), expected);
		assert_int_equal(statement_finish(statement), OK);
	}
	store_read_done(&view);
	kitchen_close(&kitchen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_statement_prepares_with_what_it_declares),
		cmocka_unit_test(a_statement_that_is_not_what_it_declares_is_refused),
		cmocka_unit_test(a_column_of_another_type_is_refused_by_the_server),
		cmocka_unit_test(sums_are_whole_numbers_on_both_engines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
