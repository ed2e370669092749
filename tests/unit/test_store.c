/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>

#include "larder.h"
#include "store/engine.h"

#define WRITERS 16
#define WRITES_EACH 20

struct gate {
	sem_t entered, leave;
};

static enum fail wait_at_gate(struct store_txn *txn UNUSED, void *context)
{
	struct gate *gate = context;
	sem_post(&gate->entered);
	while (sem_wait(&gate->leave) != 0)
		continue;
	sem_post(&gate->leave); /* it stays open: the work may be run again with those who have joined it */
	return OK;
}

struct writer {
	pthread_t thread;
	struct store *store;
	store_work work;
	int64_t first, count;
	void *context; /* instead of ids */
	enum fail fail;
};

static void *write_notes(void *context)
{
	struct writer *writer = context;
	for (int64_t id = writer->first; id < writer->first + writer->count; id++) {
		enum fail fail = store_write(writer->store, writer->work, writer->context != NULL ? writer->context : &id);
		if (fail != OK)
			writer->fail = fail;
	}
	return NULL;
}

static void start(struct writer *writer, struct store *store, store_work work)
{
	writer->store = store;
	writer->work = work;
	assert_int_equal(pthread_create(&writer->thread, NULL, write_notes, writer), 0);
}

/* Holds the writer at a work until `waiting` others are queued behind it. */
static void gather(struct store *store, struct gate *gate, struct writer *holder, struct writer *writers, int waiting, store_work work)
{
	struct store_counters counters = {0};
	sem_init(&gate->entered, 0, 0);
	sem_init(&gate->leave, 0, 0);
	*holder = (struct writer){.count = 1, .context = gate};
	start(holder, store, wait_at_gate);
	while (sem_wait(&gate->entered) != 0)
		continue;
	for (int i = 0; i < waiting; i++)
		start(&writers[i], store, work);
	while (counters.queue_depth < (uint64_t)waiting)
		store_count(store, &counters);
	sem_post(&gate->leave);
	pthread_join(holder->thread, NULL);
	for (int i = 0; i < waiting; i++)
		pthread_join(writers[i].thread, NULL);
	sem_destroy(&gate->entered);
	sem_destroy(&gate->leave);
}

static void works_waiting_together_are_committed_together(void **state UNUSED)
{
	struct larder larder;
	struct gate gate;
	struct writer holder, writers[WRITERS] = {0};
	struct store_counters before, after;
	larder_open(&larder, (struct store_options){0});
	store_count(larder.store, &before);
	for (int i = 0; i < WRITERS; i++)
		writers[i] = (struct writer){.first = 1 + i * WRITES_EACH, .count = WRITES_EACH};
	gather(larder.store, &gate, &holder, writers, WRITERS, larder_note);
	store_count(larder.store, &after);
	assert_int_equal(larder_notes(larder.store), WRITERS * WRITES_EACH);
	assert_int_equal(after.writes - before.writes, WRITERS * WRITES_EACH + 1);
	assert_true(after.largest_batch >= WRITERS);
	assert_true(after.commits - before.commits <= WRITERS * WRITES_EACH - WRITERS + 2);
	larder_close(&larder);
}

static enum fail note_and_refuse(struct store_txn *txn, void *context)
{
	TRY(larder_note(txn, context));
	return FAIL_REFUSED;
}

static void a_refused_work_leaves_nothing_and_the_others_stay(void **state UNUSED)
{
	struct larder larder;
	int64_t first = 1, second = 2, third = 3;
	larder_open(&larder, (struct store_options){0});
	uint64_t version = store_version(larder.store);
	assert_int_equal(store_write(larder.store, larder_note, &first), OK);
	assert_int_equal(store_version(larder.store), version + 1);
	assert_int_equal(store_write(larder.store, note_and_refuse, &second), FAIL_REFUSED);
	assert_int_equal(store_version(larder.store), version + 1);
	assert_int_equal(store_write(larder.store, larder_note, &third), OK);
	assert_int_equal(larder_notes(larder.store), 2);
	larder_close(&larder);
}

static void a_refusal_inside_a_batch_undoes_that_work_only(void **state UNUSED)
{
	struct larder larder;
	struct gate gate;
	struct writer holder, writers[1] = {{.first = 7, .count = 1}};
	larder_open(&larder, (struct store_options){0});
	gather(larder.store, &gate, &holder, writers, 1, note_and_refuse);
	assert_int_equal(writers[0].fail, FAIL_REFUSED);
	assert_int_equal(holder.fail, OK);
	assert_int_equal(larder_notes(larder.store), 0);
	larder_close(&larder);
}

/* Writes its note; then, by the id, keeps it, refuses, or fails. */
static const enum fail answers[] = {FAIL_REFUSED, OK, FAIL_LIMIT};

static enum fail note_and_differ(struct store_txn *txn, void *context)
{
	const int64_t *id = context;
	TRY(larder_note(txn, context));
	return answers[*id % 3];
}

static void each_work_of_a_batch_gets_its_own_answer(void **state UNUSED)
{
	struct larder larder;
	struct gate gate;
	struct writer holder, writers[9] = {0};
	larder_open(&larder, (struct store_options){0});
	for (int64_t round = 0; round < 3; round++) { /* first without savepoints, then with them */
		for (int i = 0; i < 9; i++)
			writers[i] = (struct writer){.first = round * 9 + 1 + i, .count = 1};
		gather(larder.store, &gate, &holder, writers, 9, note_and_differ);
		for (int i = 0; i < 9; i++)
			assert_int_equal(writers[i].fail, answers[writers[i].first % 3]);
		assert_int_equal(larder_notes(larder.store), (round + 1) * 3);
	}
	larder_close(&larder);
}

static void a_failed_commit_answers_everyone_in_the_batch(void **state UNUSED)
{
	struct larder larder;
	struct gate gate;
	struct writer holder, writers[4] = {{.first = 1, .count = 1}, {.first = 2, .count = 1}, {.first = 3, .count = 1},
		{.first = 4, .count = 1}};
	larder_open(&larder, (struct store_options){0});
	/* They join the holder's batch, and its commit is theirs; where they may not, the batch behind it has the second from now. */
	bool joins = larder.store->engine->fetch == NULL;
	store_fail_at(larder.store, STORE_FAULT_COMMIT, joins ? 1 : 2, FAIL_NO_SPACE);
	gather(larder.store, &gate, &holder, writers, 4, larder_note);
	assert_int_equal(holder.fail, joins ? FAIL_NO_SPACE : OK);
	for (int i = 0; i < 4; i++)
		assert_int_equal(writers[i].fail, FAIL_NO_SPACE);
	assert_int_equal(larder_notes(larder.store), 0); /* and reads go on */
	int64_t id = 5;
	assert_int_equal(store_write(larder.store, larder_note, &id), OK);
	assert_int_equal(larder_notes(larder.store), 1);
	larder_close(&larder);
}

static void a_busy_commit_is_tried_again(void **state UNUSED)
{
	struct larder larder;
	struct store_counters counters;
	int64_t id = 1;
	larder_open(&larder, (struct store_options){0});
	store_fail_at(larder.store, STORE_FAULT_COMMIT, 1, FAIL_BUSY);
	assert_int_equal(store_write(larder.store, larder_note, &id), OK);
	store_count(larder.store, &counters);
	assert_int_equal(counters.retries, 1);
	assert_int_equal(larder_notes(larder.store), 1);
	larder_close(&larder);
}

static enum fail always_busy(struct store_txn *txn UNUSED, void *context)
{
	(*(int *)context)++;
	return FAIL_BUSY;
}

static void a_work_that_stays_busy_is_given_up(void **state UNUSED)
{
	struct larder larder;
	int runs = 0;
	larder_open(&larder, (struct store_options){0});
	assert_int_equal(store_write(larder.store, always_busy, &runs), FAIL_BUSY);
	assert_true(runs > 1 && runs < 100);
	larder_close(&larder);
}

static enum fail swallow(struct store_txn *txn, void *context)
{
	TRY(larder_note(txn, context));
	(void)!larder_note(txn, context); /* the same key again */
	return OK;
}

static void a_swallowed_failure_undoes_the_work(void **state UNUSED)
{
	struct larder larder;
	int64_t id = 1;
	larder_open(&larder, (struct store_options){0});
	assert_int_equal(store_write(larder.store, swallow, &id), FAIL_STORE);
	assert_int_equal(larder_notes(larder.store), 0);
	larder_close(&larder);
}

static void a_view_keeps_its_snapshot(void **state UNUSED)
{
	struct larder larder;
	int64_t first = 1;
	larder_open(&larder, (struct store_options){0});
	struct store_view *view = NULL;
	assert_int_equal(store_read(larder.store, &view), OK); /* nothing read yet */
	assert_int_equal(store_write(larder.store, larder_note, &first), OK);
	assert_int_equal(larder_count(view), 0);
	assert_int_equal(larder_notes(larder.store), 1);
	store_read_done(&view);
	assert_null(view);
	larder_close(&larder);
}

static enum fail count_own(struct store_txn *txn, void *context)
{
	int64_t id = 1;
	TRY(larder_note(txn, &id));
	return larder_run(store_txn_view(txn), NULL, &larder_note_count, NULL, context);
}

static void a_work_sees_what_it_wrote(void **state UNUSED)
{
	struct larder larder;
	int64_t count = 0;
	larder_open(&larder, (struct store_options){0});
	assert_int_equal(store_write(larder.store, count_own, &count), OK);
	assert_int_equal(count, 1);
	larder_close(&larder);
}

static void a_reader_cannot_write(void **state UNUSED)
{
	static const char *const outs[] = {"id"};
	static const struct query sly = {"sly", QUERY_ONE, "DELETE FROM note RETURNING id", NULL, 0, outs, 1, NULL, NULL, false};
	struct larder larder;
	int64_t id = 1;
	larder_open(&larder, (struct store_options){0});
	assert_int_equal(store_write(larder.store, larder_note, &id), OK);
	struct store_view *view CLEANUP(store_read_done) = NULL;
	assert_int_equal(store_read(larder.store, &view), OK);
	assert_int_not_equal(larder_run(view, NULL, &sly, NULL, NULL), OK);
	store_read_done(&view);
	assert_int_equal(larder_notes(larder.store), 1);
	larder_close(&larder);
}

static void the_pool_turns_away_when_all_views_are_out(void **state UNUSED)
{
	struct larder larder;
	struct store_counters counters;
	larder_open(&larder, (struct store_options){.readers = 1, .read_wait_ms = 1});
	struct store_view *view = NULL, *other = NULL;
	assert_int_equal(store_read(larder.store, &view), OK);
	assert_int_equal(store_read(larder.store, &other), FAIL_BUSY);
	assert_null(other);
	store_read_done(&view);
	assert_int_equal(store_read(larder.store, &other), OK);
	store_read_done(&other);
	store_count(larder.store, &counters);
	assert_int_equal(counters.read_busy, 1);
	larder_close(&larder);
}

static const struct query forbidden[] = {
	{"commits", QUERY_EXEC, "COMMIT", NULL, 0, NULL, 0, NULL, NULL, false},
	{"begins", QUERY_EXEC, "BEGIN", NULL, 0, NULL, 0, NULL, NULL, false},
	{"saves", QUERY_EXEC, "SAVEPOINT mine", NULL, 0, NULL, 0, NULL, NULL, false},
	{"releases", QUERY_EXEC, "RELEASE work", NULL, 0, NULL, 0, NULL, NULL, false},
	{"attaches", QUERY_EXEC, "ATTACH 'other' AS other", NULL, 0, NULL, 0, NULL, NULL, false},
	{"sets", QUERY_EXEC, "PRAGMA synchronous = OFF", NULL, 0, NULL, 0, NULL, NULL, false},
	{"drops", QUERY_EXEC, "DROP TABLE note", NULL, 0, NULL, 0, NULL, NULL, false},
	{"alters", QUERY_EXEC, "ALTER TABLE note ADD COLUMN more TEXT", NULL, 0, NULL, 0, NULL, NULL, false},
	{"schema", QUERY_EXEC, "DELETE FROM sqlite_schema", NULL, 0, NULL, 0, NULL, NULL, false},
	{"history", QUERY_EXEC, "DELETE FROM migration", NULL, 0, NULL, 0, NULL, NULL, false},
	{"rewrites", QUERY_EXEC, "UPDATE transfer SET amount = 0", NULL, 0, NULL, 0, NULL, NULL, false},
	{"removes", QUERY_EXEC, "DELETE FROM transfer", NULL, 0, NULL, 0, NULL, NULL, false},
	{"closed", QUERY_EXEC, "UPDATE account SET posted = 1", NULL, 0, NULL, 0, NULL, NULL, false},
	{"two", QUERY_EXEC, "DELETE FROM note; DELETE FROM note", NULL, 0, NULL, 0, NULL, NULL, false},
	{"reads", QUERY_EXEC, "SELECT 1", NULL, 0, NULL, 0, NULL, NULL, false},
	{"unnamed", QUERY_EXEC, "DELETE FROM note WHERE id = :id", NULL, 0, NULL, 0, NULL, NULL, false},
};

static enum fail note_then_forbidden(struct store_txn *txn, void *context)
{
	int64_t id = 1;
	TRY(larder_note(txn, &id));
	return larder_run(NULL, txn, context, NULL, NULL);
}

static void works_neither_commit_nor_reshape_nor_rewrite_facts(void **state UNUSED)
{
	struct larder larder;
	larder_open(&larder, (struct store_options){0});
	for (size_t i = 0; i < COUNT_OF(forbidden); i++) {
		assert_int_equal(store_write(larder.store, note_then_forbidden, (void *)(uintptr_t)&forbidden[i]), FAIL_STORE);
		assert_int_equal(larder_notes(larder.store), 0);
	}
	struct store_counters counters;
	store_count(larder.store, &counters);
	assert_int_equal(counters.protection, 1);
	larder_close(&larder);
}

static void an_open_window_lets_the_ledger_write(void **state UNUSED)
{
	struct larder larder;
	int64_t accounts = 2;
	struct larder_transfer move = {1, 1, 2, 30}, stray = {2, 1, 9, 30};
	larder_open(&larder, (struct store_options){0});
	assert_int_equal(store_write(larder.store, larder_accounts, &accounts), OK);
	assert_int_equal(store_write(larder.store, larder_move, &move), OK);
	assert_int_equal(store_write(larder.store, larder_move, &move), FAIL_STORE);  /* the same id */
	assert_int_equal(store_write(larder.store, larder_move, &stray), FAIL_STORE); /* no such account */
	struct store_view *view = NULL;
	int64_t sum = -1;
	assert_int_equal(store_read(larder.store, &view), OK);
	assert_int_equal(larder_run(view, NULL, &larder_account_sum, NULL, &sum), OK);
	assert_int_equal(sum, 0);
	store_read_done(&view);
	larder_close(&larder);
}

static const struct query pair_add = {"pair_add", QUERY_EXEC, "INSERT INTO pair (id, other_id) VALUES (:a, :b)",
	(const char *const[]){"a", "b"}, 2, NULL, 0, NULL, NULL, false};

static enum fail lone_pair(struct store_txn *txn, void *context UNUSED)
{
	return larder_run(NULL, txn, &pair_add, (int64_t[]){1, 2}, NULL);
}

static void an_open_reference_fails_its_work_and_not_the_batch(void **state UNUSED)
{
	struct larder larder;
	int64_t id = 1;
	larder_open(&larder, (struct store_options){0});
	assert_int_equal(store_write(larder.store, lone_pair, NULL), FAIL_STORE);
	assert_int_equal(store_write(larder.store, larder_note, &id), OK);
	larder_close(&larder);
}

static void a_full_log_is_checkpointed_by_the_writer(void **state UNUSED)
{
	struct larder larder;
	struct store_counters counters;
	if (cellar_is_postgres())
		skip(); /* only a file has this */
	larder_open(&larder, (struct store_options){.checkpoint_pages = 8});
	for (int64_t id = 1; id <= 40; id++)
		assert_int_equal(store_write(larder.store, larder_note, &id), OK);
	store_count(larder.store, &counters);
	assert_true(counters.checkpoints > 0);
	assert_true(counters.checkpoints < 40);
	larder_close(&larder);
}

static void data_is_there_after_reopening(void **state UNUSED)
{
	struct larder larder;
	int64_t id = 1;
	larder_open(&larder, (struct store_options){0});
	assert_int_equal(store_write(larder.store, larder_note, &id), OK);
	store_close(larder.store);
	larder_reopen(&larder, (struct store_options){0});
	assert_int_equal(larder_notes(larder.store), 1);
	larder_close(&larder);
}

static void a_second_opener_is_turned_away(void **state UNUSED)
{
	struct larder larder;
	struct store *second = NULL;
	if (cellar_is_postgres())
		skip(); /* only a file has this */
	larder_open(&larder, (struct store_options){0});
	assert_int_equal(store_open(&(struct store_options){.path = larder.path}, &second), FAIL_BUSY);
	assert_null(second);
	larder_close(&larder);
}

static void a_backup_of_a_live_store_opens_and_is_sound(void **state UNUSED)
{
	struct larder larder;
	struct store_soundness soundness;
	struct store *copy = NULL;
	char path[120];
	int64_t id = 1, later = 2;
	if (cellar_is_postgres())
		skip(); /* only a file has this */
	larder_open(&larder, (struct store_options){0});
	(void)snprintf(path, sizeof path, "%s.copy", larder.path);
	assert_int_equal(store_write(larder.store, larder_note, &id), OK);
	struct store_view *view = NULL;
	assert_int_equal(store_read(larder.store, &view), OK);
	assert_int_equal(store_backup(larder.store, path), OK);
	assert_int_equal(store_backup(larder.store, larder.path), FAIL_INPUT);
	store_read_done(&view);
	assert_int_equal(store_write(larder.store, larder_note, &later), OK);
	assert_int_equal(store_open(&(struct store_options){.path = path}, &copy), OK);
	assert_int_equal(larder_notes(copy), 1);
	assert_int_equal(store_check(copy, &soundness), OK);
	assert_true(soundness.is_sound);
	store_close(copy);
	larder_close(&larder);
}

/* Two ways to find a row, of which one leads past all of them: the engine knows which only by its counts. */
static const struct migration shelf_migration = {2, "shelf",
	"CREATE TABLE shelf (id BIGINT NOT NULL PRIMARY KEY, kind BIGINT NOT NULL, row BIGINT NOT NULL, person_id BIGINT NOT NULL);\n"
	"CREATE INDEX shelf_by_kind ON shelf (kind, row);\n"
	"CREATE INDEX shelf_by_person ON shelf (person_id);\n"};
static const char *const shelf_ins[] = {"a"};
static const char *const shelf_outs[] = {"id", "parent", "notused", "detail"};
static const struct query shelf_add = {"shelf_add", QUERY_EXEC, "INSERT INTO shelf (id, kind, row, person_id) VALUES (:a, 1, 1, :a)",
	shelf_ins, 1, NULL, 0, NULL, NULL, false};
#define SHELF_PLAN {"shelf_plan", QUERY_ONE, "EXPLAIN QUERY PLAN SELECT id FROM shelf WHERE kind = 1 AND row = 1 AND person_id = :a", \
	shelf_ins, 1, shelf_outs, 4, NULL, NULL, false}
static const struct query shelf_plans[] = {SHELF_PLAN, SHELF_PLAN}; /* a plan that is only told is not made anew by itself, as one that runs is */

struct shelving { int64_t from, to; };

static enum fail shelve(struct store_txn *txn, void *context)
{
	const struct shelving *shelving = context;
	for (int64_t id = shelving->from; id <= shelving->to; id++)
		TRY(larder_run(NULL, txn, &shelf_add, &id, NULL));
	return OK;
}

/* Whether a reader goes by the index of people. */
static bool goes_by_person(struct store *store, const struct query *plan)
{
	struct store_view *view CLEANUP(store_read_done) = NULL;
	struct arena *arena CLEANUP(arena_done) = arena_make(4096);
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = false;
	assert_int_equal(store_read(store, &view), OK);
	assert_int_equal(statement_open(view, plan, &statement), OK);
	statement_bind_int(statement, 0, 1);
	assert_int_equal(statement_step(statement, &has_row), OK);
	assert_true(has_row);
	bool goes = strstr(statement_text(statement, arena, 3).at, "shelf_by_person") != NULL;
	assert_int_equal(statement_finish(statement), OK);
	return goes;
}

/* What could not be done to the end while the tables are counted, here for a view of the same name, as on a full disk. */
static void a_count_that_breaks_off_leaves_no_transaction_behind(void **state UNUSED)
{
	struct larder larder;
	if (cellar_is_postgres())
		skip(); /* counts by itself */
	larder_open(&larder, (struct store_options){.checkpoint_pages = 1});
	const struct migration history[] = {larder_history[0], shelf_migration, {3, "view", "CREATE VIEW counted AS SELECT 1;\n"}};
	assert_int_equal(migrate_with(larder.store, history, COUNT_OF(history), 1), OK);
	for (int64_t from = 1; from < 6000; from += 2000)
		assert_int_equal(store_write(larder.store, shelve, &(struct shelving){from, from + 1999}), OK);
	larder_close(&larder);
}

static void readers_of_a_store_that_began_empty_plan_by_what_is_there_now(void **state UNUSED)
{
	struct larder larder;
	if (cellar_is_postgres())
		skip(); /* counts by itself */
	larder_open(&larder, (struct store_options){.checkpoint_pages = 1, .readers = 1});
	const struct migration history[] = {larder_history[0], shelf_migration};
	assert_int_equal(migrate_with(larder.store, history, COUNT_OF(history), 1), OK);
	assert_int_equal(store_write(larder.store, shelve, &(struct shelving){1, 1}), OK);
	assert_false(goes_by_person(larder.store, &shelf_plans[0])); /* two columns promise more than one */
	assert_int_equal(store_write(larder.store, shelve, &(struct shelving){2, 3000}), OK);
	assert_int_equal(store_write(larder.store, shelve, &(struct shelving){3001, 3001}), OK); /* behind the checkpoint of those before */
	assert_true(goes_by_person(larder.store, &shelf_plans[1]));
	larder_close(&larder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(readers_of_a_store_that_began_empty_plan_by_what_is_there_now),
		cmocka_unit_test(a_count_that_breaks_off_leaves_no_transaction_behind),
		cmocka_unit_test(works_waiting_together_are_committed_together),
		cmocka_unit_test(a_refused_work_leaves_nothing_and_the_others_stay),
		cmocka_unit_test(a_refusal_inside_a_batch_undoes_that_work_only),
		cmocka_unit_test(each_work_of_a_batch_gets_its_own_answer),
		cmocka_unit_test(a_failed_commit_answers_everyone_in_the_batch),
		cmocka_unit_test(a_busy_commit_is_tried_again),
		cmocka_unit_test(a_work_that_stays_busy_is_given_up),
		cmocka_unit_test(a_swallowed_failure_undoes_the_work),
		cmocka_unit_test(a_view_keeps_its_snapshot),
		cmocka_unit_test(a_work_sees_what_it_wrote),
		cmocka_unit_test(a_reader_cannot_write),
		cmocka_unit_test(the_pool_turns_away_when_all_views_are_out),
		cmocka_unit_test(works_neither_commit_nor_reshape_nor_rewrite_facts),
		cmocka_unit_test(an_open_window_lets_the_ledger_write),
		cmocka_unit_test(an_open_reference_fails_its_work_and_not_the_batch),
		cmocka_unit_test(a_full_log_is_checkpointed_by_the_writer),
		cmocka_unit_test(data_is_there_after_reopening),
		cmocka_unit_test(a_second_opener_is_turned_away),
		cmocka_unit_test(a_backup_of_a_live_store_opens_and_is_sound),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
