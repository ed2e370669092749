/* SPDX-License-Identifier: Apache-2.0
 *
 * What only a server can do to us: two copies at once, connections that end,
 * answers that get lost, servers that must not be used. All of it is skipped
 * unless LASTMILE_TEST_STORE names a database (tests/postgres).
 */
#include "unit.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "larder.h"

#define COPIES 2
#define WORKS_EACH 60
#define TOGETHER 8

#define NEED_SERVER() \
	do { \
		if (!cellar_is_postgres()) \
			skip(); \
	} while (0)

static const char *const value[] = {"value"};
static const struct query balance = {.name = "balance", .kind = QUERY_ONE, .sql = "SELECT posted AS value FROM account WHERE id = 1",
	.out_names = value, .out_count = 1};
static const char *const names[] = {"posted"};
static const struct query set_balance = {.name = "set_balance", .kind = QUERY_EXEC, .sql = "UPDATE account SET posted = :posted WHERE id = 1",
	.in_names = names, .in_count = 1};

/* Reads, then writes what it has read and one: wrong under any weaker isolation. */
static enum fail add_one(struct store_txn *txn, void *context UNUSED)
{
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(txn, STORE_LEDGER);
	int64_t posted = 0;
	TRY(larder_run(store_txn_view(txn), NULL, &balance, NULL, &posted));
	posted++;
	return larder_run(NULL, txn, &set_balance, &posted, NULL);
}

struct copy {
	pthread_t thread;
	struct store *store;
	int kept;
};

static void *write_all(void *context)
{
	struct copy *copy = context;
	for (int i = 0; i < WORKS_EACH; i++)
		copy->kept += store_write(copy->store, add_one, NULL) == OK;
	return NULL;
}

static void copies_on_one_database_lose_no_update(void **state UNUSED)
{
	NEED_SERVER();
	struct larder larder;
	struct copy copies[COPIES] = {0};
	int64_t count = 1, posted = -1, kept = 0;
	larder_open(&larder, (struct store_options){0});
	assert_int_equal(store_write(larder.store, larder_accounts, &count), OK);
	for (int i = 0; i < COPIES; i++) {
		assert_int_equal(store_open(&(struct store_options){.path = larder.path}, &copies[i].store), OK);
		assert_int_equal(pthread_create(&copies[i].thread, NULL, write_all, &copies[i]), 0);
	}
	for (int i = 0; i < COPIES; i++) {
		assert_int_equal(pthread_join(copies[i].thread, NULL), 0);
		kept += copies[i].kept;
		store_close(copies[i].store);
	}
	struct store_view *view = NULL;
	assert_int_equal(store_read(larder.store, &view), OK);
	assert_int_equal(larder_run(view, NULL, &balance, NULL, &posted), OK);
	store_read_done(&view);
	assert_int_equal(posted, kept);
	assert_true(kept >= WORKS_EACH); /* one that gives up says so, and has left nothing */
	larder_close(&larder);
}

static void what_another_copy_writes_moves_the_version(void **state UNUSED)
{
	NEED_SERVER();
	struct larder larder;
	struct store *other = NULL;
	int64_t id = 1;
	larder_open(&larder, (struct store_options){0});
	assert_int_equal(store_open(&(struct store_options){.path = larder.path}, &other), OK);
	uint64_t version = store_version(larder.store);
	assert_int_equal(store_version(larder.store), version);
	assert_int_equal(store_write(other, larder_note, &id), OK);
	uint64_t later = store_version(larder.store);
	assert_true(later > version);
	store_close(other); /* what it has counted stays */
	assert_true(store_version(larder.store) >= later);
	larder_close(&larder);
}

struct breaking {
	const struct cellar *cellar;
	int runs;
	int at_run;
};

/* In its first run every connection of the store is ended by the server. */
static enum fail note_after_the_end(struct store_txn *txn, void *context)
{
	struct breaking *breaking = context;
	int64_t id = 1;
	if (breaking->runs++ == 0)
		cellar_tamper(breaking->cellar, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lastmile'");
	return larder_note(txn, &id);
}

static void a_lost_connection_is_made_anew_and_the_work_is_done_once(void **state UNUSED)
{
	NEED_SERVER();
	struct larder larder;
	larder_open(&larder, (struct store_options){0});
	struct breaking breaking = {.cellar = &larder.cellar};
	assert_int_equal(store_write(larder.store, note_after_the_end, &breaking), OK);
	assert_true(breaking.runs > 1);
	assert_int_equal(larder_notes(larder.store), 1); /* the readers are back too */
	larder_close(&larder);
}

static enum fail note_next(struct store_txn *txn, void *context)
{
	int64_t *runs = context;
	int64_t count = 0;
	++*runs;
	TRY(larder_run(store_txn_view(txn), NULL, &larder_note_count, NULL, &count));
	count++;
	return larder_note(txn, &count);
}

static void a_commit_whose_answer_is_lost_is_done_once(void **state UNUSED)
{
	NEED_SERVER();
	struct larder larder;
	int64_t runs = 0;
	larder_open(&larder, (struct store_options){0});
	store_fail_at(larder.store, STORE_FAULT_ANSWER, 1, FAIL_BUSY);
	assert_int_equal(store_write(larder.store, note_next, &runs), OK);
	assert_int_equal(runs, 1); /* it stood, and was not run again */
	assert_int_equal(larder_notes(larder.store), 1);
	assert_int_equal(store_write(larder.store, note_next, &runs), OK);
	assert_int_equal(larder_notes(larder.store), 2);
	larder_close(&larder);
}

static const enum query_value ints[] = {VALUE_INT, VALUE_INT};
static const char *const ab[] = {"a", "b"};
static const struct query typed_note = {.name = "typed_note", .kind = QUERY_EXEC, .sql = "INSERT INTO note (id, body) VALUES (:a, CAST(:a AS TEXT))",
	.in_names = ab, .in_count = 1, .in_types = ints};
static const struct query typed_add = {.name = "typed_add", .kind = QUERY_EXEC, .sql = "UPDATE account SET posted = posted + :b WHERE id = :a",
	.in_names = ab, .in_count = 2, .in_types = ints, .changes_one = true};
static const struct query typed_balance = {.name = "typed_balance", .kind = QUERY_ONE, .sql = "SELECT posted AS value FROM account WHERE id = :a",
	.in_names = ab, .in_count = 1, .out_names = value, .out_count = 1, .in_types = ints, .out_types = ints};

/* Looks at account 1, which everybody adds to, and notes that nobody has seen this balance before; both are gathered. */
static enum fail note_balance(struct store_txn *txn, void *context)
{
	struct breaking *breaking = context;
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(txn, STORE_LEDGER);
	int64_t one = 1, posted = 0;
	TRY(larder_run(store_txn_view(txn), NULL, &typed_balance, &one, &posted));
	if (breaking != NULL && breaking->runs++ == breaking->at_run)
		cellar_tamper(breaking->cellar, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lastmile'");
	TRY(larder_run(NULL, txn, &typed_note, &posted, NULL));
	return larder_run(NULL, txn, &typed_add, (int64_t[]){1, 1}, NULL);
}

/* However many were kept, each saw another balance, and the balance is how many. */
static void assert_counted(struct larder *larder, int64_t kept)
{
	struct store_view *view CLEANUP(store_read_done) = NULL;
	int64_t one = 1, posted = -1;
	assert_int_equal(store_read(larder->store, &view), OK);
	assert_int_equal(larder_run(view, NULL, &typed_balance, &one, &posted), OK);
	assert_int_equal(posted, kept);
	assert_int_equal(larder_count(view), kept);
}

static void *note_many_balances(void *context)
{
	struct copy *copy = context;
	for (int round = 0; round < 6; round++) {
		struct larder_call calls[TOGETHER] = {0};
		for (int i = 0; i < TOGETHER; i++)
			calls[i].work = note_balance;
		larder_together(copy->store, calls, TOGETHER);
		for (int i = 0; i < TOGETHER; i++)
			copy->kept += calls[i].fail == OK;
	}
	return NULL;
}

static void batches_of_copies_are_one_behind_the_other(void **state UNUSED)
{
	NEED_SERVER();
	struct larder larder;
	struct copy copies[COPIES] = {0};
	int64_t count = 2, kept = 0;
	larder_open(&larder, (struct store_options){0});
	assert_int_equal(store_write(larder.store, larder_accounts, &count), OK);
	for (int i = 0; i < COPIES; i++) {
		assert_int_equal(store_open(&(struct store_options){.path = larder.path}, &copies[i].store), OK);
		assert_int_equal(pthread_create(&copies[i].thread, NULL, note_many_balances, &copies[i]), 0);
	}
	for (int i = 0; i < COPIES; i++) {
		assert_int_equal(pthread_join(copies[i].thread, NULL), 0);
		kept += copies[i].kept;
		store_close(copies[i].store);
	}
	assert_true(kept > 0);
	assert_counted(&larder, kept);
	larder_close(&larder);
}

static void play_together(struct larder *larder, struct breaking *breaking)
{
	struct larder_call calls[TOGETHER] = {0};
	for (int i = 0; i < TOGETHER; i++)
		calls[i] = (struct larder_call){.work = note_balance, .context = breaking};
	larder_together(larder->store, calls, TOGETHER);
	for (int i = 0; i < TOGETHER; i++)
		assert_int_equal(calls[i].fail, OK);
}

/* In the rehearsals, in the run that counts, and behind it. */
static void a_batch_whose_connection_is_lost_anywhere_is_done_once(void **state UNUSED)
{
	NEED_SERVER();
	struct larder larder;
	int64_t count = 2, kept = 0;
	larder_open(&larder, (struct store_options){0});
	assert_int_equal(store_write(larder.store, larder_accounts, &count), OK);
	for (int at_run = -1; at_run < 2 * TOGETHER + 2; at_run += 5) {
		struct breaking breaking = {.cellar = &larder.cellar, .at_run = at_run};
		play_together(&larder, &breaking);
		kept += TOGETHER;
		assert_counted(&larder, kept);
	}
	larder_close(&larder);
}

static void a_batch_whose_answer_is_lost_is_done_once(void **state UNUSED)
{
	NEED_SERVER();
	struct larder larder;
	int64_t count = 2;
	larder_open(&larder, (struct store_options){0});
	assert_int_equal(store_write(larder.store, larder_accounts, &count), OK);
	for (int round = 1; round <= 3; round++) {
		/* The commit before it is that of the work which holds the writer; it writes nothing, but is one. */
		store_fail_at(larder.store, STORE_FAULT_ANSWER, 2, FAIL_BUSY);
		play_together(&larder, NULL);
		assert_counted(&larder, round * TOGETHER);
	}
	larder_close(&larder);
}

static int64_t fences(struct store *store)
{
	static const char *const value_name[] = {"value"};
	static const struct query count = {.name = "fences", .kind = QUERY_ONE, .sql = "SELECT COUNT(*) AS value FROM store_writer WHERE batch > 0",
		.out_names = value_name, .out_count = 1};
	struct store_view *view = NULL;
	int64_t found = -1;
	assert_int_equal(store_read(store, &view), OK);
	assert_int_equal(larder_run(view, NULL, &count, NULL, &found), OK);
	store_read_done(&view);
	return found;
}

static void a_fence_that_is_gone_is_made_again(void **state UNUSED)
{
	NEED_SERVER();
	struct larder larder;
	int64_t runs = 0;
	larder_open(&larder, (struct store_options){0});
	cellar_tamper(&larder.cellar, "DELETE FROM store_writer");
	assert_int_equal(fences(larder.store), 0);
	assert_int_equal(store_write(larder.store, note_next, &runs), OK);
	assert_int_equal(fences(larder.store), 1);
	cellar_tamper(&larder.cellar, "DELETE FROM store_writer");
	store_fail_at(larder.store, STORE_FAULT_ANSWER, 1, FAIL_BUSY);
	assert_int_equal(store_write(larder.store, note_next, &runs), OK);
	assert_int_equal(runs, 2); /* once each: the row that the batch had made says that it stands */
	assert_int_equal(larder_notes(larder.store), 2);
	larder_close(&larder);
}

/* The server ends the connection inside the COMMIT, the first time only: nothing was kept, and no answer came. */
static void a_commit_that_never_was_is_done_again_though_the_fence_is_gone(void **state UNUSED)
{
	NEED_SERVER();
	struct larder larder;
	struct store *store = NULL; /* has not migrated, so it leaves what is deferred to the COMMIT */
	int64_t runs = 0;
	larder_open(&larder, (struct store_options){0});
	assert_int_equal(store_open(&(struct store_options){.path = larder.path}, &store), OK);
	cellar_tamper(&larder.cellar, "CREATE SEQUENCE times; CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF nextval('times') = 1 THEN"
		" PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NULL; END $$;"
		" CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON note DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cut()");
	cellar_tamper(&larder.cellar, "DELETE FROM store_writer");
	assert_int_equal(store_write(store, note_next, &runs), OK);
	assert_int_equal(runs, 2);
	assert_int_equal(larder_notes(larder.store), 1);
	store_close(store);
	larder_close(&larder);
}

static void without_its_table_of_fences_nothing_is_kept(void **state UNUSED)
{
	NEED_SERVER();
	struct larder larder;
	int64_t runs = 0;
	larder_open(&larder, (struct store_options){0});
	cellar_tamper(&larder.cellar, "ALTER TABLE store_writer RENAME TO elsewhere");
	assert_int_equal(store_write(larder.store, note_next, &runs), FAIL_STORE);
	cellar_tamper(&larder.cellar, "ALTER TABLE elsewhere RENAME TO store_writer");
	assert_int_equal(larder_notes(larder.store), 0);
	assert_int_equal(store_write(larder.store, note_next, &runs), OK);
	larder_close(&larder);
}

static void refused(const char *path, const char *part)
{
	char problem[STORE_PROBLEM_BYTES] = "";
	struct store *store = NULL;
	assert_int_not_equal(store_open(&(struct store_options){.path = path, .problem = problem}, &store), OK);
	assert_null(store);
	if (strstr(problem, part) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", problem, part);
}

static void what_must_not_be_used_is_refused_with_a_sentence(void **state UNUSED)
{
	NEED_SERVER();
	struct cellar cellar;
	char path[700];
	cellar_open(&cellar, "");
	refused("postgres://nobody@/x?host=/nowhere/at/all", "cannot be reached");
	refused("postgres://[half", "no address");
	refused("postgres://h/x?colour=red", "no address");
	(void)snprintf(path, sizeof path, "%s%%20-csynchronous_commit%%3Doff", cellar.path);
	refused(path, "synchronous_commit is off");
	(void)snprintf(path, sizeof path, "%s%%20-csynchronous_commit%%3Dlocal", cellar.path);
	refused(path, "synchronous_commit is local");
	cellar_tamper(&cellar, "DO $$ BEGIN CREATE ROLE lastmile_guest LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
	(void)snprintf(path, sizeof path, "%s&user=lastmile_guest", cellar.path);
	refused(path, "schema");
	cellar_close(&cellar);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies_on_one_database_lose_no_update),
		cmocka_unit_test(what_another_copy_writes_moves_the_version),
		cmocka_unit_test(a_lost_connection_is_made_anew_and_the_work_is_done_once),
		cmocka_unit_test(a_commit_whose_answer_is_lost_is_done_once),
		cmocka_unit_test(batches_of_copies_are_one_behind_the_other),
		cmocka_unit_test(a_batch_whose_connection_is_lost_anywhere_is_done_once),
		cmocka_unit_test(a_batch_whose_answer_is_lost_is_done_once),
		cmocka_unit_test(a_fence_that_is_gone_is_made_again),
		cmocka_unit_test(a_commit_that_never_was_is_done_again_though_the_fence_is_gone),
		cmocka_unit_test(without_its_table_of_fences_nothing_is_kept),
		cmocka_unit_test(what_must_not_be_used_is_refused_with_a_sentence),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
