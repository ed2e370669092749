/* SPDX-License-Identifier: Apache-2.0
 *
 * Ready for a cluster: the centre is in every statement and in front of every
 * key, nothing leans on what only one machine has, so that sql/citus.sql can
 * spread the tables. The schema is asked of PostgreSQL (tests/postgres).
 */
#include "unit.h"

#include <ctype.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cellar.h"
#include "every_query.h"
#include "store/migrate.h"
#include "store/store.h"

/* Statements over all centres, each marked `everywhere` in its file. */
static const char *const roll_ups[] = {"centre_first"};
static bool is_among(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

static bool is_word_byte(char byte)
{
	return byte == '_' || isalnum((unsigned char)byte);
}

static int count_word(const char *sql, const char *word)
{
	int count = 0;
	size_t len = strlen(word);
	for (const char *at = strcasestr(sql, word); at != NULL; at = strcasestr(at + len, word))
		count += (at == sql || !is_word_byte(at[-1])) && !is_word_byte(at[len]);
	return count;
}

/* Tables of its own name: FROM and JOIN behind which no subquery begins. */
static int count_tables(const char *sql)
{
	return count_word(sql, "FROM") - count_word(sql, "FROM (SELECT") - count_word(sql, "DISTINCT FROM") + count_word(sql, "JOIN")
		- count_word(sql, "JOIN (SELECT");
}

static void every_statement_stays_in_its_centre(void **state UNUSED)
{
	static const char *const single_machine[] = {"now(", "current_timestamp", "pg_advisory", "nextval", "random(", "last_insert_rowid", "returning *"};
	int wrong = 0;
	for (size_t i = 0; i < COUNT_OF(every_query); i++) {
		for (size_t k = 0; k < every_query[i].count; k++) {
			const struct query *query = every_query[i].queries[k];
			for (size_t w = 0; w < COUNT_OF(single_machine); w++) {
				if (strcasestr(query->sql, single_machine[w]) == NULL)
					continue;
				wrong++;
				print_error("%s: %s is another answer on each machine\n", query->name, single_machine[w]);
			}
			if (is_among(roll_ups, COUNT_OF(roll_ups), query->name) || count_word(query->sql, "centre_id") >= count_tables(query->sql))
				continue;
			wrong++;
			print_error("%s: %d tables, but centre_id is named %d times\n", query->name, count_tables(query->sql), count_word(query->sql, "centre_id"));
		}
	}
	assert_int_equal(wrong, 0);
}

static void a_statement_that_strays_is_found(void **state UNUSED)
{
	assert_int_equal(count_tables("SELECT 1 FROM a JOIN b ON b.id = a.id WHERE a.centre_id = :centre_id"), 2);
	assert_int_equal(count_word("SELECT 1 FROM a JOIN b ON b.id = a.id WHERE a.centre_id = :centre_id", "centre_id"), 2);
	assert_int_equal(count_tables("SELECT 1 FROM (SELECT x FROM a) s WHERE x IS DISTINCT FROM y"), 1);
}

/* The first column of the first row, or the number of rows in text. */
static int rows_of(PGconn *conn, const char *sql)
{
	PGresult *rows = PQexec(conn, sql);
	assert_int_equal(PQresultStatus(rows), PGRES_TUPLES_OK);
	int count = PQntuples(rows);
	for (int i = 0; i < count; i++)
		print_message("%s %s\n", PQgetvalue(rows, i, 0), PQnfields(rows) > 1 ? PQgetvalue(rows, i, 1) : "");
	PQclear(rows);
	return count;
}

static void every_key_begins_with_the_centre(void **state UNUSED)
{
	struct cellar cellar;
	struct store *store = NULL;
	if (!cellar_is_postgres())
		skip();
	cellar_open(&cellar, "");
	assert_int_equal(store_open(&(struct store_options){.path = cellar.path}, &store), OK);
	assert_int_equal(migrate_up(store, 1), OK);
	PGconn *conn = PQconnectdb(cellar.path);
	assert_int_equal(rows_of(conn, "SELECT i.indexrelid::regclass, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
		" JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] WHERE c.relnamespace = current_schema()::regnamespace"
		" AND a.attname <> 'centre_id' AND c.relname NOT IN ('centre', 'migration', 'store_writer')"), 0);
	assert_int_equal(rows_of(conn, "SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace"
		" AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)"), 0);
	assert_int_equal(rows_of(conn, "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
		" WHERE c.relnamespace = current_schema()::regnamespace"), 0);
	assert_int_equal(rows_of(conn, "SELECT conname FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND contype <> 'p'"), 0);
	assert_int_equal(rows_of(conn, "SELECT relname FROM pg_class WHERE relkind IN ('S', 'v', 'm') AND relnamespace = current_schema()::regnamespace"), 0);
	PQfinish(conn);
	store_close(store);
	cellar_close(&cellar);
}

/* What sql/citus.sql calls of a cluster's own, on a server that is none: it writes down what was asked. */
static const char stand_ins[] =
	"CREATE TABLE pg_dist_partition (logicalrelid REGCLASS NOT NULL PRIMARY KEY, spread_by TEXT, lies_with TEXT);"
	"CREATE FUNCTION create_reference_table(name REGCLASS) RETURNS VOID LANGUAGE sql AS $$"
	" INSERT INTO pg_dist_partition VALUES (name, NULL, NULL) $$;"
	"CREATE FUNCTION create_reference_table(name TEXT) RETURNS VOID LANGUAGE sql AS $$ SELECT create_reference_table(CAST(name AS REGCLASS)) $$;"
	"CREATE FUNCTION create_distributed_table(name REGCLASS, by TEXT, colocate_with TEXT DEFAULT 'none') RETURNS VOID LANGUAGE sql AS $$"
	" INSERT INTO pg_dist_partition VALUES (name, by, colocate_with) $$;"
	"CREATE FUNCTION create_distributed_table(name TEXT, by TEXT) RETURNS VOID LANGUAGE sql AS $$"
	" SELECT create_distributed_table(CAST(name AS REGCLASS), by) $$";
static const char extension[] = "CREATE EXTENSION IF NOT EXISTS citus;";

/* Tables that the spreading left out, spread by something else, or laid elsewhere than its centre's others. */
static const char left_out[] =
	"SELECT c.relname, p.spread_by FROM pg_class c LEFT JOIN pg_dist_partition p ON p.logicalrelid = c.oid"
	" WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND c.relname NOT IN ('pg_dist_partition', 'migration', 'store_writer')"
	" AND NOT COALESCE(CASE c.relname WHEN 'centre' THEN p.logicalrelid IS NOT NULL AND p.spread_by IS NULL WHEN 'place' THEN p.spread_by = 'centre_id'"
	" ELSE p.spread_by = 'centre_id' AND p.lies_with = 'place' END, FALSE)";

static void run(PGconn *conn, const char *sql)
{
	PGresult *result = PQexec(conn, sql);
	if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK)
		fail_msg("%s", PQerrorMessage(conn));
	PQclear(result);
}

static void every_table_is_spread_over_a_cluster(void **state UNUSED)
{
	static char sql[8192];
	struct cellar cellar;
	struct store *store = NULL;
	if (!cellar_is_postgres() || getenv("LASTMILE_TEST_SPREAD") != NULL) /* a cluster has all this itself */
		skip();
	FILE *file = fopen(SOURCE_ROOT "/sql/citus.sql", "re");
	assert_non_null(file);
	sql[fread(sql, 1, sizeof sql - 1, file)] = '\0';
	(void)fclose(file);
	char *at = strstr(sql, extension);
	assert_non_null(at);
	memset(at, ' ', strlen(extension));
	cellar_open(&cellar, "");
	assert_int_equal(store_open(&(struct store_options){.path = cellar.path}, &store), OK);
	assert_int_equal(migrate_up(store, 1), OK);
	PGconn *conn = PQconnectdb(cellar.path);
	run(conn, stand_ins);
	assert_true(rows_of(conn, left_out) > 40); /* before: all of them */
	run(conn, sql);
	assert_int_equal(rows_of(conn, left_out), 0);
	run(conn, sql); /* once more changes nothing, and would not be taken twice */
	run(conn, "CREATE TABLE later (centre_id BIGINT NOT NULL, id BIGINT NOT NULL)");
	assert_int_equal(rows_of(conn, left_out), 1);
	run(conn, sql);
	assert_int_equal(rows_of(conn, left_out), 0);
	run(conn, "CREATE TABLE stray (id BIGINT NOT NULL)"); /* without a centre it stays, and is seen */
	run(conn, sql);
	assert_int_equal(rows_of(conn, left_out), 1);
	PQfinish(conn);
	store_close(store);
	cellar_close(&cellar);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_statement_stays_in_its_centre),
		cmocka_unit_test(a_statement_that_strays_is_found),
		cmocka_unit_test(every_key_begins_with_the_centre),
		cmocka_unit_test(every_table_is_spread_over_a_cluster),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
