/* SPDX-License-Identifier: Apache-2.0
 *
 * What a module keeps in memory from work to work of one transaction, and
 * writes once for all of them.
 */
#include "unit.h"

#include <pthread.h>
#include <semaphore.h>

#include "larder.h"

#define TOGETHER 12

/* Works that wait behind one another, so that they share a transaction. */
struct caller {
	pthread_t thread;
	struct store *store;
	store_work work;
	int64_t id;
	int64_t seen;         /* what the memo said to its last run */
	enum fail fails_with; /* after all it has done */
	enum fail answer;
};
struct gate { sem_t entered, leave; };
/* So many notes are put off until the works are kept, the first of them under this id. */
struct put_off { int64_t count, first_id; };

static int64_t settled;            /* calls of settle, by the writer alone */
static enum fail settle_fails_with;

static enum fail settle(struct store_txn *txn, void *memo)
{
	struct put_off *put_off = memo;
	settled++;
	if (settle_fails_with != OK)
		return settle_fails_with;
	for (; put_off->count > 0; put_off->count--) {
		int64_t id = put_off->first_id + put_off->count - 1;
		TRY(larder_note(txn, &id));
	}
	return OK;
}

/* A note of its own at once, and one put off. */
static enum fail put_off_one(struct store_txn *txn, void *context)
{
	struct caller *caller = context;
	struct put_off *put_off = store_memo(txn, STORE_RECORD, sizeof(*put_off), settle);
	assert_non_null(put_off);
	caller->seen = put_off->count;
	if (put_off->count == 0)
		put_off->first_id = 1000 + caller->id * 100;
	TRY(larder_note(txn, &caller->id));
	put_off->count++;
	return caller->fails_with;
}

/* Counts the works of the transaction; nothing to settle. */
static enum fail count_one(struct store_txn *txn, void *context)
{
	struct caller *caller = context;
	int64_t *count = store_memo(txn, STORE_PROOF, sizeof(*count), NULL);
	assert_non_null(count);
	caller->seen = *count;
	TRY(larder_note(txn, &caller->id));
	++*count;
	return caller->fails_with;
}

static enum fail wait_at_gate(struct store_txn *txn UNUSED, void *context)
{
	struct gate *gate = context;
	sem_post(&gate->entered);
	while (sem_wait(&gate->leave) != 0)
		continue;
	sem_post(&gate->leave); /* it stays open: the work may be run again with those who have joined it */
	return OK;
}

static void *hold(void *context)
{
	struct caller *caller = context;
	caller->answer = store_write(caller->store, caller->work, (void *)(intptr_t)caller->id);
	return NULL;
}

static void *call(void *context)
{
	struct caller *caller = context;
	caller->answer = store_write(caller->store, caller->work, caller);
	return NULL;
}

/* One transaction of all callers, in their order. */
static void call_together(struct larder *larder, struct caller *callers, size_t count, store_work work)
{
	struct gate gate;
	struct store_counters counters = {0};
	struct caller holder = {.store = larder->store, .work = wait_at_gate, .id = (intptr_t)&gate};
	sem_init(&gate.entered, 0, 0);
	sem_init(&gate.leave, 0, 0);
	assert_int_equal(pthread_create(&holder.thread, NULL, hold, &holder), 0);
	while (sem_wait(&gate.entered) != 0)
		continue;
	for (size_t i = 0; i < count; i++) {
		callers[i].store = larder->store;
		callers[i].work = work;
		assert_int_equal(pthread_create(&callers[i].thread, NULL, call, &callers[i]), 0);
		while (counters.queue_depth < i + 1)
			store_count(larder->store, &counters);
	}
	sem_post(&gate.leave);
	pthread_join(holder.thread, NULL);
	for (size_t i = 0; i < count; i++)
		pthread_join(callers[i].thread, NULL);
	sem_destroy(&gate.entered);
	sem_destroy(&gate.leave);
}

static void open_fresh(struct larder *larder)
{
	larder_open(larder, (struct store_options){0});
	settled = 0;
	settle_fails_with = OK;
}

static void a_memo_goes_from_work_to_work_and_ends_with_the_transaction(void **state UNUSED)
{
	struct larder larder;
	open_fresh(&larder);
	for (int64_t round = 0; round < 2; round++) {
		struct caller callers[TOGETHER] = {0};
		for (int64_t i = 0; i < TOGETHER; i++)
			callers[i].id = 1 + round * TOGETHER + i;
		call_together(&larder, callers, TOGETHER, count_one);
		for (int64_t i = 0; i < TOGETHER; i++) {
			assert_int_equal(callers[i].answer, OK);
			assert_int_equal(callers[i].seen, i); /* the second transaction begins with nought again */
		}
	}
	assert_int_equal(larder_notes(larder.store), 2 * TOGETHER);
	larder_close(&larder);
}

/* With a work undone its memory would tell of what is not there. */
static void what_was_undone_is_not_remembered(void **state UNUSED)
{
	struct larder larder;
	struct caller callers[TOGETHER] = {0};
	open_fresh(&larder);
	for (int64_t i = 0; i < TOGETHER; i++)
		callers[i] = (struct caller){.id = 1 + i, .fails_with = i == 5 ? FAIL_REFUSED : OK};
	call_together(&larder, callers, TOGETHER, count_one);
	for (int64_t i = 0; i < TOGETHER; i++) {
		assert_int_equal(callers[i].answer, i == 5 ? FAIL_REFUSED : OK);
		assert_int_equal(callers[i].seen, i <= 5 ? i : i - 6); /* zero behind the one that was undone */
	}
	assert_int_equal(larder_notes(larder.store), TOGETHER - 1);
	larder_close(&larder);
}

static void what_is_put_off_is_written_before_anybody_is_answered(void **state UNUSED)
{
	struct larder larder;
	struct caller callers[TOGETHER] = {0};
	open_fresh(&larder);
	for (int64_t i = 0; i < TOGETHER; i++)
		callers[i].id = 1 + i;
	call_together(&larder, callers, TOGETHER, put_off_one);
	assert_int_equal(larder_notes(larder.store), 2 * TOGETHER);
	assert_in_range(settled, 1, TOGETHER); /* once where works run without savepoints */
	larder_close(&larder);
}

/* The refused work's note is gone, its put-off one as well; those of the others are there, whoever was first. */
static void what_an_undone_work_put_off_goes_with_it(void **state UNUSED)
{
	struct larder larder;
	open_fresh(&larder);
	for (int64_t round = 0; round < 2; round++) { /* first without savepoints, then with them */
		struct caller callers[TOGETHER] = {0};
		for (int64_t i = 0; i < TOGETHER; i++)
			callers[i] = (struct caller){.id = 1 + round * TOGETHER + i, .fails_with = i % 4 == 1 ? FAIL_REFUSED : OK};
		call_together(&larder, callers, TOGETHER, put_off_one);
		for (int64_t i = 0; i < TOGETHER; i++)
			assert_int_equal(callers[i].answer, i % 4 == 1 ? FAIL_REFUSED : OK);
		assert_int_equal(larder_notes(larder.store), (round + 1) * 2 * (TOGETHER - TOGETHER / 4));
	}
	larder_close(&larder);
}

static void nothing_is_kept_when_settling_fails(void **state UNUSED)
{
	struct larder larder;
	open_fresh(&larder);
	struct caller callers[TOGETHER] = {0};
	settle_fails_with = FAIL_LIMIT;
	for (int64_t i = 0; i < TOGETHER; i++)
		callers[i].id = 1 + i;
	call_together(&larder, callers, TOGETHER, put_off_one);
	for (int64_t i = 0; i < TOGETHER; i++)
		assert_int_equal(callers[i].answer, FAIL_LIMIT);
	assert_int_equal(larder_notes(larder.store), 0);
	settle_fails_with = OK;
	call_together(&larder, callers, TOGETHER, put_off_one);
	assert_int_equal(larder_notes(larder.store), 2 * TOGETHER); /* and the store goes on */
	larder_close(&larder);
}

/* Statement by statement, settling among them: all or nothing, and the next run finds a clean slate. */
static void any_statement_may_fail(void **state UNUSED)
{
	struct larder larder;
	bool has_passed = false;
	open_fresh(&larder);
	for (uint64_t nth = 1; !has_passed && nth < 10; nth++) {
		struct caller caller = {.id = 7};
		store_fail_at(larder.store, STORE_FAULT_STATEMENT, nth, FAIL_STORE);
		has_passed = store_write(larder.store, put_off_one, &caller) == OK;
		store_fail_at(larder.store, STORE_FAULT_STATEMENT, 0, FAIL_STORE);
		assert_int_equal(larder_notes(larder.store), has_passed ? 2 : 0);
		assert_true(has_passed || nth <= 2);
	}
	assert_true(has_passed);
	larder_close(&larder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_memo_goes_from_work_to_work_and_ends_with_the_transaction),
		cmocka_unit_test(what_was_undone_is_not_remembered),
		cmocka_unit_test(what_is_put_off_is_written_before_anybody_is_answered),
		cmocka_unit_test(what_an_undone_work_put_off_goes_with_it),
		cmocka_unit_test(nothing_is_kept_when_settling_fails),
		cmocka_unit_test(any_statement_may_fail),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
