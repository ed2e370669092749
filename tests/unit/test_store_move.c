/* SPDX-License-Identifier: Apache-2.0
 *
 * Moving a store: everything arrives or the target is no house. The source and
 * the target are two cellars, so the same tests run on SQLite and, by
 * tests/postgres, on PostgreSQL; between the two it is tests/postgres/move.py.
 */
#include "unit.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cellar.h"
#include "store/migrations.h"
#include "store/move.h"
#include "store/statement.h"
#include "store/store.h"

/* Names sort otherwise than the tables depend on each other; a key in another order than the columns, of every type;
 * a table that is dropped, and one that is made anew; a column that comes later; a table only the ledger may write. */
static const struct migration history[] = {
	{1, "stock",
		"CREATE TABLE shelf (id BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, is_high BOOLEAN NOT NULL, depth BIGINT);\n"
		"CREATE TABLE gone (id BIGINT NOT NULL PRIMARY KEY);\n"
		"CREATE TABLE jar (shelf_id BIGINT NOT NULL REFERENCES shelf (id), seal BYTEA NOT NULL, content BYTEA, is_open BOOLEAN NOT NULL,\n"
		"	label TEXT NOT NULL, PRIMARY KEY (label, is_open, seal, shelf_id));\n"
		"CREATE TABLE transfer (id BIGINT NOT NULL PRIMARY KEY);\n"},
	{2, "later", "-- CREATE TABLE comment (id BIGINT);\nDROP TABLE gone;\nALTER TABLE shelf ADD COLUMN note TEXT;\n"
		"DROP TABLE transfer;\nCREATE TABLE transfer (id BIGINT NOT NULL PRIMARY KEY, amount BIGINT NOT NULL);\n"},
	{3, "of the next program", "CREATE TABLE next (id BIGINT NOT NULL PRIMARY KEY);\n"},
};
#define HISTORY 2
#define TABLES 3
#define SHELVES 3
#define JARS 6
#define TRANSFERS 5
#define ROWS (SHELVES + JARS + TRANSFERS)

static const char *const shelf_names[] = {"id", "name", "is_high", "depth", "note"};
static const struct query shelf_add = {.name = "shelf_add", .kind = QUERY_EXEC,
	.sql = "INSERT INTO shelf (id, name, is_high, depth, note) VALUES (:id, :name, :is_high, :depth, :note)", .in_names = shelf_names, .in_count = 5};
static const char *const jar_names[] = {"shelf_id", "seal", "content", "is_open", "label"};
static const struct query jar_add = {.name = "jar_add", .kind = QUERY_EXEC,
	.sql = "INSERT INTO jar (shelf_id, seal, content, is_open, label) VALUES (:shelf_id, :seal, :content, :is_open, :label)", .in_names = jar_names,
	.in_count = 5};
static const char *const transfer_names[] = {"id", "amount"};
static const struct query transfer_add = {.name = "transfer_add", .kind = QUERY_EXEC, .sql = "INSERT INTO transfer (id, amount) VALUES (:id, :amount)",
	.in_names = transfer_names, .in_count = 2};
static const char *const value[] = {"value"};
static const struct query odd_rows = {.name = "odd_rows", .kind = QUERY_ONE, .out_names = value, .out_count = 1,
	.sql = "SELECT (SELECT COUNT(*) FROM shelf WHERE depth IS NULL AND note = '' AND name = '\345\215\227\345\242\231') * 100"
	" + (SELECT COUNT(*) FROM jar WHERE content IS NULL) * 10 + (SELECT COUNT(*) FROM jar WHERE LENGTH(content) = 0) AS value"};

enum { SOURCE, TARGET, PLACES };

struct pantry {
	char folders[PLACES][32];
	struct cellar cellars[PLACES];
	struct store *stores[PLACES];
};

static void place_open(struct pantry *pantry, int place)
{
	(void)snprintf(pantry->folders[place], sizeof pantry->folders[place], "/tmp/pantry-XXXXXX");
	assert_non_null(mkdtemp(pantry->folders[place]));
	cellar_open(&pantry->cellars[place], pantry->folders[place]);
}

static void place_close(struct pantry *pantry, int place)
{
	static const char *const tails[] = {"", "-wal", "-shm", ".lock"};
	store_close(pantry->stores[place]);
	pantry->stores[place] = NULL;
	cellar_close(&pantry->cellars[place]);
	for (size_t i = 0; i < COUNT_OF(tails); i++) {
		char path[600];
		(void)snprintf(path, sizeof path, "%s%s", pantry->cellars[place].path, tails[i]);
		(void)unlink(path);
	}
	assert_int_equal(rmdir(pantry->folders[place]), 0);
}

static enum fail store_at(struct pantry *pantry, int place, bool may_be_half_moved, char *problem)
{
	store_close(pantry->stores[place]);
	pantry->stores[place] = NULL;
	return store_open(&(struct store_options){.path = pantry->cellars[place].path, .readers = 1, .is_synchronous_off = true,
		.may_be_half_moved = may_be_half_moved, .problem = problem}, &pantry->stores[place]);
}

static enum fail run(struct store_txn *txn, const struct query *query, void (*bind)(struct statement *, int), int i)
{
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = false;
	TRY(statement_open_write(txn, query, &statement));
	bind(statement, i);
	TRY(statement_step(statement, &has_row));
	return statement_finish(statement);
}

static void bind_shelf(struct statement *statement, int i)
{
	statement_bind_int(statement, 0, i == 0 ? INT64_MIN : i == 1 ? -1 : INT64_MAX);
	statement_bind_text(statement, 1, i == 0 ? TEXT("\345\215\227\345\242\231") : TEXT("door"));
	statement_bind_bool(statement, 2, i == 2);
	if (i > 0)
		statement_bind_int(statement, 3, 40 * i);
	if (i < 2)
		statement_bind_text(statement, 4, i == 0 ? TEXT("") : TEXT("dry"));
}

/* Labels in the order of bytes: upper before lower case, one the beginning of another; then closed before open, then the seal. */
static void bind_jar(struct statement *statement, int i)
{
	static const struct {
		const char *label;
		bool is_open;
		struct text seal;
	} jars[JARS] = {{"Z", false, {"\377", 1}}, {"a", false, {"", 0}}, {"a", false, {"\0\0", 2}}, {"a", false, {"\0\377", 2}}, {"a", true, {"\0", 1}},
		{"a b", false, {"x", 1}}};
	statement_bind_int(statement, 0, -1);
	statement_bind_bytes(statement, 1, jars[i].seal);
	if (i > 0)
		statement_bind_bytes(statement, 2, i == 1 ? TEXT("") : (struct text){"\0\1\2", 3});
	statement_bind_bool(statement, 3, jars[i].is_open);
	statement_bind_text(statement, 4, text_of(jars[i].label));
}

static void bind_transfer(struct statement *statement, int i)
{
	statement_bind_int(statement, 0, i + 1);
	statement_bind_int(statement, 1, i * 100);
}

static enum fail fill(struct store_txn *txn, void *context UNUSED)
{
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(txn, STORE_LEDGER);
	for (int i = 0; i < SHELVES; i++)
		TRY(run(txn, &shelf_add, bind_shelf, i));
	for (int i = 0; i < JARS; i++)
		TRY(run(txn, &jar_add, bind_jar, i));
	for (int i = 0; i < TRANSFERS; i++)
		TRY(run(txn, &transfer_add, bind_transfer, i));
	return OK;
}

static enum fail add_late(struct store_txn *txn, void *context UNUSED)
{
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(txn, STORE_LEDGER);
	return run(txn, &transfer_add, bind_transfer, TRANSFERS);
}

/* A source with something in it, an empty target; both open. */
static void pantry_open(struct pantry *pantry)
{
	*pantry = (struct pantry){0};
	place_open(pantry, SOURCE);
	place_open(pantry, TARGET);
	assert_int_equal(store_at(pantry, SOURCE, false, NULL), OK);
	assert_int_equal(migrate_with(pantry->stores[SOURCE], history, HISTORY, 1), OK);
	assert_int_equal(store_write(pantry->stores[SOURCE], fill, NULL), OK);
	assert_int_equal(store_at(pantry, TARGET, true, NULL), OK);
}

static void pantry_close(struct pantry *pantry)
{
	place_close(pantry, TARGET);
	place_close(pantry, SOURCE);
}

static enum fail move_by(const struct pantry *pantry, int from, int to, int rows_at_once, enum move_outcome *ret_outcome, struct move_report *ret_report)
{
	*ret_report = (struct move_report){0};
	return move_run(&(struct move_options){.source = pantry->stores[from], .target = pantry->stores[to], .now_ms = 2, .migrations = history,
		.migration_count = HISTORY, .rows_at_once = rows_at_once}, ret_outcome, ret_report);
}

/* As the command does it: both are opened for it. */
static enum move_outcome outcome_of(struct pantry *pantry, struct move_report *ret_report)
{
	enum move_outcome outcome = MOVE_WHOLE;
	assert_int_equal(store_at(pantry, SOURCE, false, NULL), OK);
	assert_int_equal(store_at(pantry, TARGET, true, NULL), OK);
	assert_int_equal(move_by(pantry, SOURCE, TARGET, 2, &outcome, ret_report), OK);
	return outcome;
}

static int64_t ask(struct store *store, const struct query *query)
{
	struct store_view *view CLEANUP(store_read_done) = NULL;
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = false;
	assert_int_equal(store_read(store, &view), OK);
	assert_int_equal(statement_open(view, query, &statement), OK);
	assert_int_equal(statement_step(statement, &has_row), OK);
	assert_true(has_row);
	return statement_int(statement, 0);
}

/* As somebody with full rights would, while the store is closed. */
static void tamper(struct pantry *pantry, int place, const char *sql)
{
	sqlite3 *db = NULL;
	char *problem = NULL;
	store_close(pantry->stores[place]);
	pantry->stores[place] = NULL;
	if (cellar_is_postgres()) {
		cellar_tamper(&pantry->cellars[place], sql);
		return;
	}
	assert_int_equal(sqlite3_open(pantry->cellars[place].path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &problem) != SQLITE_OK)
		fail_msg("%s", problem);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void assert_not_a_house(struct pantry *pantry)
{
	char problem[STORE_PROBLEM_BYTES] = "";
	assert_int_equal(store_at(pantry, TARGET, false, problem), FAIL_INPUT);
	assert_non_null(strstr(problem, "run the same lastmile move again"));
}

static void everything_arrives_in_chunks_of_any_size(void **state UNUSED)
{
	static const int sizes[] = {1, 2, 3, 5, 0};
	unsigned char first[MOVE_HASH_BYTES] = {0};
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		struct pantry pantry;
		struct move_report report;
		enum move_outcome outcome = MOVE_DIFFERENT;
		pantry_open(&pantry);
		assert_int_equal(move_by(&pantry, SOURCE, TARGET, sizes[i], &outcome, &report), OK);
		assert_int_equal(outcome, MOVE_WHOLE);
		assert_int_equal(report.tables, TABLES);
		assert_int_equal(report.rows, ROWS);
		assert_int_equal(report.rows_found, 0);
		assert_int_equal(store_at(&pantry, TARGET, false, NULL), OK); /* a house like any other */
		assert_int_equal(migrate_with(pantry.stores[TARGET], history, HISTORY, 3), OK);
		assert_int_equal(ask(pantry.stores[TARGET], &odd_rows), 111);
		if (i == 0)
			memcpy(first, report.hash, sizeof first);
		assert_memory_equal(report.hash, first, sizeof first);
		pantry_close(&pantry);
	}
}

static void the_way_back_gives_the_same_content(void **state UNUSED)
{
	struct pantry pantry;
	struct move_report there, back;
	enum move_outcome outcome = MOVE_DIFFERENT;
	pantry_open(&pantry);
	assert_int_equal(outcome_of(&pantry, &there), MOVE_WHOLE);
	place_close(&pantry, SOURCE);
	place_open(&pantry, SOURCE);
	assert_int_equal(store_at(&pantry, SOURCE, true, NULL), OK);
	assert_int_equal(store_at(&pantry, TARGET, false, NULL), OK);
	assert_int_equal(move_by(&pantry, TARGET, SOURCE, 0, &outcome, &back), OK);
	assert_int_equal(outcome, MOVE_WHOLE);
	assert_memory_equal(back.hash, there.hash, sizeof there.hash);
	assert_int_equal(store_at(&pantry, SOURCE, false, NULL), OK);
	assert_int_equal(store_write(pantry.stores[SOURCE], add_late, NULL), OK); /* and lives on */
	pantry_close(&pantry);
}

static void the_hash_tells_the_least_change(void **state UNUSED)
{
	static const char *const changes[] = {"UPDATE shelf SET note = NULL WHERE note = ''", "UPDATE shelf SET depth = 41 WHERE depth = 40",
		"DELETE FROM transfer WHERE id = 3", "UPDATE jar SET label = 'z' WHERE label = 'Z'", "UPDATE jar SET content = NULL WHERE LENGTH(content) = 0"};
	struct pantry pantry;
	struct move_report whole, changed;
	pantry_open(&pantry);
	assert_int_equal(outcome_of(&pantry, &whole), MOVE_WHOLE);
	pantry_close(&pantry);
	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		pantry_open(&pantry);
		tamper(&pantry, SOURCE, changes[i]);
		assert_int_equal(outcome_of(&pantry, &changed), MOVE_WHOLE);
		assert_memory_not_equal(changed.hash, whole.hash, sizeof whole.hash);
		pantry_close(&pantry);
	}
}

static void an_empty_target_may_have_its_tables_already(void **state UNUSED)
{
	struct pantry pantry;
	struct move_report report;
	pantry_open(&pantry);
	assert_int_equal(migrate_with(pantry.stores[TARGET], history, HISTORY, 1), OK);
	assert_int_equal(outcome_of(&pantry, &report), MOVE_WHOLE);
	assert_int_equal(report.rows, ROWS);
	pantry_close(&pantry);
}

static void a_target_that_holds_anything_is_refused_and_left_alone(void **state UNUSED)
{
	struct pantry pantry;
	struct move_report report;
	pantry_open(&pantry);
	assert_int_equal(migrate_with(pantry.stores[TARGET], history, HISTORY, 1), OK);
	assert_int_equal(store_write(pantry.stores[TARGET], add_late, NULL), OK);
	assert_int_equal(outcome_of(&pantry, &report), MOVE_TARGET_FULL);
	assert_string_equal(report.table, "transfer");
	assert_int_equal(store_at(&pantry, TARGET, false, NULL), OK);
	assert_int_equal(ask(pantry.stores[TARGET], &odd_rows), 0);
	assert_int_equal(outcome_of(&pantry, &report), MOVE_TARGET_FULL); /* a second try is no resumption */
	pantry_close(&pantry);
}

static void a_whole_target_is_full(void **state UNUSED)
{
	struct pantry pantry;
	struct move_report report;
	pantry_open(&pantry);
	assert_int_equal(outcome_of(&pantry, &report), MOVE_WHOLE);
	assert_int_equal(outcome_of(&pantry, &report), MOVE_TARGET_FULL);
	pantry_close(&pantry);
}

static void another_schema_is_refused_on_both_sides(void **state UNUSED)
{
	static const struct {
		int place;
		size_t migrations;   /* applied there; 0 = none */
		const char *tamper;  /* then */
		enum move_outcome outcome;
	} rows[] = {
		{SOURCE, 0, "", MOVE_SOURCE_EMPTY},
		{SOURCE, 0, "CREATE TABLE foreign_one (id BIGINT)", MOVE_SOURCE_SCHEMA},
		{SOURCE, 1, "", MOVE_SOURCE_SCHEMA},
		{SOURCE, 2, "", MOVE_SOURCE_EMPTY},
		{SOURCE, 2, "UPDATE migration SET checksum = (SELECT checksum FROM migration WHERE number = 1)", MOVE_SOURCE_SCHEMA},
		{SOURCE, 2, "CREATE TABLE foreign_one (id BIGINT NOT NULL PRIMARY KEY)", MOVE_SOURCE_SCHEMA},
		{SOURCE, 3, "", MOVE_SOURCE_SCHEMA},
		{TARGET, 0, "CREATE TABLE foreign_one (id BIGINT)", MOVE_TARGET_SCHEMA},
		{TARGET, 1, "", MOVE_TARGET_SCHEMA},
		{TARGET, 2, "ALTER TABLE shelf ADD COLUMN more TEXT", MOVE_TARGET_SCHEMA},
		{TARGET, 3, "", MOVE_TARGET_SCHEMA},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct pantry pantry;
		struct move_report report;
		pantry_open(&pantry);
		place_close(&pantry, rows[i].place);
		place_open(&pantry, rows[i].place);
		assert_int_equal(store_at(&pantry, rows[i].place, false, NULL), OK);
		if (rows[i].migrations > 0)
			assert_int_equal(migrate_with(pantry.stores[rows[i].place], history, rows[i].migrations, 1), OK);
		if (rows[i].tamper[0] != '\0') {
			if (cellar_is_postgres() || strncmp(rows[i].tamper, "CREATE TABLE foreign_one", 24) != 0)
				tamper(&pantry, rows[i].place, rows[i].tamper);
			else /* of the four types, so that it is the set of tables that is judged */
				tamper(&pantry, rows[i].place, strstr(rows[i].tamper, "PRIMARY") != NULL ? "CREATE TABLE foreign_one (id INTEGER NOT NULL PRIMARY KEY)"
					: "CREATE TABLE foreign_one (id INTEGER)");
			assert_int_equal(store_at(&pantry, rows[i].place, false, NULL), OK);
		}
		enum move_outcome outcome = outcome_of(&pantry, &report);
		if (outcome != rows[i].outcome)
			fail_msg("row %zu: outcome %d", i, (int)outcome);
		pantry_close(&pantry);
	}
}

/* As where a migration of one engine alone has laid a table anew. */
static void columns_may_lie_in_another_order(void **state UNUSED)
{
	struct pantry pantry;
	struct move_report straight, turned;
	pantry_open(&pantry);
	assert_int_equal(outcome_of(&pantry, &straight), MOVE_WHOLE);
	pantry_close(&pantry);
	pantry_open(&pantry);
	assert_int_equal(migrate_with(pantry.stores[TARGET], history, HISTORY, 1), OK);
	tamper(&pantry, TARGET, cellar_is_postgres() ? "DROP TABLE transfer; CREATE TABLE transfer (amount BIGINT NOT NULL, id BIGINT NOT NULL PRIMARY KEY)"
		: "DROP TABLE transfer; CREATE TABLE transfer (amount INTEGER NOT NULL, id INTEGER NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID");
	assert_int_equal(outcome_of(&pantry, &turned), MOVE_WHOLE);
	assert_memory_equal(turned.hash, straight.hash, sizeof turned.hash);
	assert_int_equal(store_at(&pantry, TARGET, false, NULL), OK);
	static const struct query sum = {.name = "sum", .kind = QUERY_ONE, .out_names = value, .out_count = 1, .sql = "SELECT SUM(amount) AS value FROM transfer"};
	assert_int_equal(ask(pantry.stores[TARGET], &sum), 1000);
	pantry_close(&pantry);
}

/* The n-th of its kind fails on that side: what it left. True when the move went well all the same: it came to no n-th. */
static bool fails_at(struct pantry *pantry, int place, enum store_fault fault, uint64_t nth, enum fail how)
{
	struct move_report report;
	enum move_outcome outcome = MOVE_WHOLE;
	store_fail_at(pantry->stores[place], fault, nth, how);
	enum fail fail = move_by(pantry, SOURCE, TARGET, 2, &outcome, &report);
	store_fail_at(pantry->stores[place], fault, 0, how);
	assert_true(fail == OK || fail == how);
	assert_int_equal(outcome, MOVE_WHOLE);
	return fail == OK;
}

/* Never whole: marked, or as empty as it was. */
static void assert_nothing_to_serve(struct pantry *pantry)
{
	enum migrate_standing standing = MIGRATE_OTHER;
	enum fail fail = store_at(pantry, TARGET, false, NULL);
	if (fail == FAIL_INPUT)
		return;
	assert_int_equal(fail, OK);
	assert_int_equal(migrate_look(pantry->stores[TARGET], history, HISTORY, &standing), OK);
	assert_int_equal(standing, MIGRATE_NONE);
}

/* Whatever read, write or commit fails, the next run goes on and ends equal. The largest part that was found there. */
static int64_t walk_faults(int place, enum store_fault fault, enum fail how)
{
	struct pantry pantry;
	int64_t most_found = 0;
	pantry_open(&pantry);
	for (uint64_t nth = 1;; nth++) { /* ends when a move comes to no n-th */
		struct move_report report;
		assert_int_equal(store_at(&pantry, SOURCE, false, NULL), OK);
		assert_int_equal(store_at(&pantry, TARGET, true, NULL), OK);
		bool is_over = fails_at(&pantry, place, fault, nth, how);
		if (!is_over) {
			assert_nothing_to_serve(&pantry);
			assert_int_equal(outcome_of(&pantry, &report), MOVE_WHOLE);
			assert_int_equal(report.rows, ROWS);
			most_found = report.rows_found > most_found ? report.rows_found : most_found;
		}
		assert_int_equal(store_at(&pantry, TARGET, false, NULL), OK);
		assert_int_equal(migrate_with(pantry.stores[TARGET], history, HISTORY, 3), OK);
		assert_int_equal(ask(pantry.stores[TARGET], &odd_rows), 111);
		if (is_over) {
			pantry_close(&pantry);
			assert_true(nth > 5); /* it was a walk */
			return most_found;
		}
		place_close(&pantry, TARGET);
		place_open(&pantry, TARGET);
	}
}

static void every_read_of_the_source_may_fail(void **state UNUSED)
{
	assert_int_equal(walk_faults(SOURCE, STORE_FAULT_STATEMENT, FAIL_STORE), ROWS);
}

static void every_statement_of_the_target_may_fail(void **state UNUSED)
{
	assert_int_equal(walk_faults(TARGET, STORE_FAULT_STATEMENT, FAIL_NO_SPACE), ROWS);
}

static void every_commit_of_the_target_may_fail(void **state UNUSED)
{
	assert_int_equal(walk_faults(TARGET, STORE_FAULT_COMMIT, FAIL_STORE), ROWS);
}

static void stop_in_the_middle(struct pantry *pantry)
{
	assert_false(fails_at(pantry, TARGET, STORE_FAULT_COMMIT, 8, FAIL_STORE)); /* the mark, the history, two migrations, two chunks of shelves, one of jars */
	assert_not_a_house(pantry);
	assert_int_equal(store_at(pantry, TARGET, true, NULL), OK);
}

static void a_part_is_no_house_and_is_gone_on_from(void **state UNUSED)
{
	struct pantry pantry;
	struct move_report report;
	pantry_open(&pantry);
	stop_in_the_middle(&pantry);
	assert_int_equal(outcome_of(&pantry, &report), MOVE_WHOLE);
	assert_int_equal(report.rows, ROWS);
	assert_int_equal(report.rows_found, SHELVES + 2);
	pantry_close(&pantry);
}

static void a_part_is_no_source(void **state UNUSED)
{
	struct pantry pantry;
	char problem[STORE_PROBLEM_BYTES] = "";
	pantry_open(&pantry);
	stop_in_the_middle(&pantry);
	assert_int_equal(store_at(&pantry, TARGET, false, problem), FAIL_INPUT); /* as the command opens a source */
	assert_non_null(strstr(problem, "stopped before it was whole"));
	pantry_close(&pantry);
}

static void a_part_of_another_store_is_refused(void **state UNUSED)
{
	struct pantry pantry;
	struct move_report report;
	pantry_open(&pantry);
	stop_in_the_middle(&pantry);
	assert_int_equal(store_write(pantry.stores[SOURCE], add_late, NULL), OK); /* … or of this one before it was changed */
	assert_int_equal(outcome_of(&pantry, &report), MOVE_TARGET_OTHER);
	assert_not_a_house(&pantry);
	pantry_close(&pantry);
}

static void a_difference_is_found_named_and_not_served(void **state UNUSED)
{
	static const struct {
		const char *change;
		const char *table;
	} rows[] = {
		{"UPDATE shelf SET note = 'wet' WHERE note = 'dry'", "shelf"},
		{"UPDATE shelf SET depth = NULL WHERE depth = 40", "shelf"},
		{"UPDATE shelf SET name = 'Door' WHERE id = -1", "shelf"},
		{"INSERT INTO transfer (id, amount) VALUES (0, 1)", "transfer"},
		{"INSERT INTO transfer (id, amount) VALUES (9, 1)", "transfer"},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct pantry pantry;
		struct move_report report;
		pantry_open(&pantry);
		stop_in_the_middle(&pantry);
		tamper(&pantry, TARGET, rows[i].change);
		assert_int_equal(outcome_of(&pantry, &report), MOVE_DIFFERENT);
		assert_string_equal(report.table, rows[i].table);
		assert_not_a_house(&pantry);
		pantry_close(&pantry);
	}
}

static void a_source_in_use_is_refused(void **state UNUSED)
{
	struct pantry pantry;
	struct move_report report;
	struct store *server = NULL;
	pantry_open(&pantry);
	enum fail fail = store_open(&(struct store_options){.path = pantry.cellars[SOURCE].path}, &server);
	if (cellar_is_postgres()) {
		assert_int_equal(fail, OK);
		assert_int_equal(outcome_of(&pantry, &report), MOVE_SOURCE_IN_USE);
		store_close(server);
	} else {
		assert_int_equal(fail, FAIL_BUSY); /* one file, one process: the second does not open */
	}
	assert_int_equal(outcome_of(&pantry, &report), MOVE_WHOLE);
	pantry_close(&pantry);
}

struct meddling {
	struct pantry *pantry;
	enum fail fail;
	int tables;
};

/* A server that starts while the source is being moved. */
static void meddle(void *context, const char *table, int64_t rows)
{
	struct meddling *meddling = context;
	struct store *server = NULL;
	assert_true(rows > 0 && table[0] != '\0');
	if (meddling->tables++ > 0)
		return;
	meddling->fail = store_open(&(struct store_options){.path = meddling->pantry->cellars[SOURCE].path}, &server);
	store_close(server);
}

static void nobody_writes_to_the_source_meanwhile(void **state UNUSED)
{
	struct pantry pantry;
	struct meddling meddling = {.pantry = &pantry};
	struct move_report report;
	enum move_outcome outcome = MOVE_DIFFERENT;
	pantry_open(&pantry);
	assert_int_equal(move_run(&(struct move_options){.source = pantry.stores[SOURCE], .target = pantry.stores[TARGET], .now_ms = 2, .migrations = history,
		.migration_count = HISTORY, .watch = meddle, .context = &meddling}, &outcome, &report), OK);
	assert_int_equal(outcome, MOVE_WHOLE);
	assert_int_equal(meddling.tables, TABLES);
	assert_int_equal(meddling.fail, FAIL_BUSY);
	pantry_close(&pantry);
}

/* The server ends every connection behind the first table. */
static void hang_up(void *context, const char *table, int64_t rows UNUSED)
{
	const struct cellar *cellar = context;
	if (strcmp(table, "shelf") == 0)
		cellar_tamper(cellar, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lastmile'");
}

static void a_server_that_hangs_up_is_gone_on_with_later(void **state UNUSED)
{
	struct pantry pantry;
	struct move_report report;
	enum move_outcome outcome = MOVE_DIFFERENT;
	if (!cellar_is_postgres())
		skip();
	pantry_open(&pantry);
	assert_int_equal(move_run(&(struct move_options){.source = pantry.stores[SOURCE], .target = pantry.stores[TARGET], .now_ms = 2, .migrations = history,
		.migration_count = HISTORY, .watch = hang_up, .context = &pantry.cellars[TARGET]}, &outcome, &report), FAIL_BUSY);
	assert_not_a_house(&pantry);
	assert_int_equal(outcome_of(&pantry, &report), MOVE_WHOLE);
	assert_int_equal(report.rows_found, SHELVES);
	pantry_close(&pantry);
}

/* Every table that the shipped migrations leave is among those that are moved. */
static void the_shipped_schema_can_be_moved(void **state UNUSED)
{
	struct pantry pantry = {0};
	struct move_report report;
	enum move_outcome outcome = MOVE_DIFFERENT;
	static const struct query count_tables = {.name = "count_tables", .kind = QUERY_ONE, .out_names = value, .out_count = 1,
		.sql = "SELECT COUNT(*) AS value FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'migration'"};
	static const struct query count_on_server = {.name = "count_on_server", .kind = QUERY_ONE, .out_names = value, .out_count = 1,
		.sql = "SELECT COUNT(*) AS value FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT IN ('migration', 'store_writer')"};
	place_open(&pantry, SOURCE);
	place_open(&pantry, TARGET);
	assert_int_equal(store_at(&pantry, SOURCE, false, NULL), OK);
	assert_int_equal(migrate_up(pantry.stores[SOURCE], 1), OK);
	tamper(&pantry, SOURCE, cellar_is_postgres() ? "INSERT INTO centre VALUES (7, 'c', '370725', '1', TRUE, 5)"
		: "INSERT INTO centre VALUES (7, 'c', '370725', '1', 1, 5)");
	assert_int_equal(store_at(&pantry, SOURCE, false, NULL), OK);
	assert_int_equal(store_at(&pantry, TARGET, true, NULL), OK);
	assert_int_equal(move_run(&(struct move_options){.source = pantry.stores[SOURCE], .target = pantry.stores[TARGET], .now_ms = 2}, &outcome, &report), OK);
	assert_int_equal(outcome, MOVE_WHOLE);
	assert_int_equal(report.rows, 1);
	assert_int_equal(report.tables, ask(pantry.stores[SOURCE], cellar_is_postgres() ? &count_on_server : &count_tables));
	pantry_close(&pantry);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_arrives_in_chunks_of_any_size),
		cmocka_unit_test(the_way_back_gives_the_same_content),
		cmocka_unit_test(the_hash_tells_the_least_change),
		cmocka_unit_test(an_empty_target_may_have_its_tables_already),
		cmocka_unit_test(a_target_that_holds_anything_is_refused_and_left_alone),
		cmocka_unit_test(a_whole_target_is_full),
		cmocka_unit_test(another_schema_is_refused_on_both_sides),
		cmocka_unit_test(columns_may_lie_in_another_order),
		cmocka_unit_test(every_read_of_the_source_may_fail),
		cmocka_unit_test(every_statement_of_the_target_may_fail),
		cmocka_unit_test(every_commit_of_the_target_may_fail),
		cmocka_unit_test(a_part_is_no_house_and_is_gone_on_from),
		cmocka_unit_test(a_part_is_no_source),
		cmocka_unit_test(a_part_of_another_store_is_refused),
		cmocka_unit_test(a_difference_is_found_named_and_not_served),
		cmocka_unit_test(a_source_in_use_is_refused),
		cmocka_unit_test(nobody_writes_to_the_source_meanwhile),
		cmocka_unit_test(a_server_that_hangs_up_is_gone_on_with_later),
		cmocka_unit_test(the_shipped_schema_can_be_moved),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
