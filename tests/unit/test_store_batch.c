/* SPDX-License-Identifier: Apache-2.0
 *
 * Works that share a batch: what each sees of the others, what they tell each
 * other, and what becomes of them when one has to be undone. On a server this
 * is where reads are asked ahead and writes are gathered; every test runs
 * several times, because the first batch still goes without that.
 */
#include "unit.h"

#include "larder.h"
#include "store/engine.h"

#define WORKS 16
#define ROUNDS 4
#define MANY (LIMIT_WRITES_PER_COMMIT + 100) /* more than any engine takes at once */

static const enum query_value ints[] = {VALUE_INT, VALUE_INT, VALUE_INT, VALUE_INT};
static const char *const ab[] = {"a", "b", "c"};
static const char *const value[] = {"value"};
static const struct query note_add = {"batch_note_add", QUERY_EXEC,
	"INSERT INTO note (id, body) VALUES (:a, CAST(:a AS TEXT))", ab, 1, NULL, 0, ints, NULL, false};
static const struct query note_try = {"batch_note_try", QUERY_EXEC, "INSERT INTO note (id, body) VALUES (:a, CAST(:a AS TEXT)) ON CONFLICT (id) DO NOTHING",
	ab, 1, NULL, 0, ints, NULL, false};
static const struct query note_drop = {"batch_note_drop", QUERY_EXEC, "DELETE FROM note WHERE id = :a", ab, 1, NULL, 0, ints, NULL, true};
static const struct query note_last = {"batch_note_last", QUERY_ONE, "SELECT COALESCE(MAX(id), 0) AS value FROM note WHERE id > :a", ab, 1, value, 1,
	ints, ints, false};
static const struct query account_move = {"batch_account_move", QUERY_EXEC, "UPDATE account SET posted = posted + :b WHERE id = :a", ab, 2, NULL, 0,
	ints, NULL, true};
static const struct query account_mark = {"batch_account_mark", QUERY_EXEC, "UPDATE account SET posted = posted + :b, mark = :c WHERE id = :a", ab, 3, NULL, 0,
	ints, NULL, true};
static const struct query mark_get = {"batch_mark_get", QUERY_ONE, "SELECT mark AS value FROM account WHERE id = :a", ab, 1, value, 1, ints, ints, false};
static const struct query account_add = {"batch_account_add", QUERY_EXEC, "INSERT INTO account (id, posted) VALUES (:a, :b)", ab, 2, NULL, 0, ints,
	NULL, false};
static const struct query account_get = {"batch_account_get", QUERY_ONE, "SELECT posted AS value FROM account WHERE id = :a", ab, 1, value, 1, ints,
	ints, false};
static const struct query account_from = {"batch_account_from", QUERY_MANY, "SELECT id AS value FROM account WHERE id >= :a AND id < :b ORDER BY id DESC",
	ab, 2, value, 1, ints, ints, false};
static const struct query account_or = {"batch_account_or", QUERY_ONE,
	"SELECT COUNT(*) AS value FROM account WHERE id = :a OR :b IS NULL", ab, 2, value, 1, ints, ints, false};

/* One work's part; `runs` counts rehearsals too. */
struct part {
	int64_t id, amount, seen;
	int runs;
	bool refuses;
};

static void play(struct store *store, store_work work, struct part *parts, int count, const enum fail *wanted)
{
	struct larder_call calls[WORKS] = {0};
	for (int i = 0; i < count; i++)
		calls[i] = (struct larder_call){.work = work, .context = &parts[i]};
	larder_together(store, calls, count);
	for (int i = 0; i < count; i++)
		assert_int_equal(calls[i].fail, wanted == NULL ? OK : wanted[i]);
}

static void open_with_accounts(struct larder *larder)
{
	int64_t count = WORKS;
	larder_open(larder, (struct store_options){0});
	assert_int_equal(store_write(larder->store, larder_accounts, &count), OK);
}

static int64_t read_one(struct larder *larder, const struct query *query, int64_t a)
{
	struct store_view *view CLEANUP(store_read_done) = NULL;
	int64_t seen = -1;
	assert_int_equal(store_read(larder->store, &view), OK);
	assert_int_equal(larder_run(view, NULL, query, &a, &seen), OK);
	return seen;
}

static enum fail note_behind_the_last(struct store_txn *txn, void *context)
{
	struct part *part = context;
	int64_t last = 0, next = 0;
	part->runs++;
	TRY(larder_run(store_txn_view(txn), NULL, &note_last, &part->id, &last));
	next = last + 1;
	part->seen = next;
	return larder_run(NULL, txn, &note_add, &next, NULL);
}

static void each_work_sees_what_those_before_it_wrote(void **state UNUSED)
{
	struct larder larder;
	larder_open(&larder, (struct store_options){0});
	for (int round = 0; round < ROUNDS; round++) {
		struct part parts[WORKS] = {0};
		play(larder.store, note_behind_the_last, parts, WORKS, NULL);
		for (int i = 0; i < WORKS; i++)
			assert_int_equal(parts[i].seen, round * WORKS + i + 1);
	}
	assert_int_equal(larder_notes(larder.store), ROUNDS * WORKS);
	larder_close(&larder);
}

static enum fail look(struct store_txn *txn, void *context)
{
	struct part *part = context;
	part->seen = -1;
	part->runs++;
	TRY(larder_run(store_txn_view(txn), NULL, &account_get, &part->id, &part->seen));
	return larder_run(NULL, txn, &note_add, &part->amount, NULL);
}

/* All ask the same statement ahead, each with its own values: each gets its own row, or none. */
static void each_work_gets_its_own_row(void **state UNUSED)
{
	struct larder larder;
	open_with_accounts(&larder);
	for (int round = 0; round < ROUNDS; round++) {
		struct part parts[WORKS] = {0};
		for (int i = 0; i < WORKS; i++)
			parts[i] = (struct part){.id = (i * 5) % WORKS * 2 + 1, .amount = round * WORKS + i + 1};
		play(larder.store, look, parts, WORKS, NULL);
		for (int i = 0; i < WORKS; i++)
			assert_int_equal(parts[i].seen, parts[i].id > WORKS ? -1 : 0);
	}
	assert_int_equal(larder_notes(larder.store), ROUNDS * WORKS);
	larder_close(&larder);
}

/* The digits of the ids from `id` on, as many as `amount`, as they come. */
static enum fail list(struct store_txn *txn, void *context)
{
	struct part *part = context;
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = true;
	part->seen = 0;
	TRY(statement_open(store_txn_view(txn), &account_from, &statement));
	statement_bind_int(statement, 0, part->id);
	statement_bind_int(statement, 1, part->id + part->amount);
	for (;;) {
		TRY(statement_step(statement, &has_row));
		if (!has_row)
			return statement_finish(statement);
		part->seen = part->seen * 100 + statement_int(statement, 0);
	}
}

static void lists_come_in_their_order(void **state UNUSED)
{
	struct larder larder;
	open_with_accounts(&larder);
	for (int round = 0; round < ROUNDS; round++) {
		struct part parts[WORKS] = {0};
		for (int i = 0; i < WORKS; i++)
			parts[i] = (struct part){.id = i + 1, .amount = i % 4};
		play(larder.store, list, parts, WORKS, NULL);
		for (int i = 0; i < WORKS; i++) {
			int64_t wanted = 0;
			for (int64_t id = i + i % 4; id > i; id--)
				wanted = id > WORKS ? wanted : wanted * 100 + id;
			assert_int_equal(parts[i].seen, wanted);
		}
	}
	larder_close(&larder);
}

/* Without amount the second parameter is NULL. */
static enum fail count_or_all(struct store_txn *txn, void *context)
{
	struct part *part = context;
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = false;
	TRY(statement_open(store_txn_view(txn), &account_or, &statement));
	statement_bind_int(statement, 0, part->id);
	statement_bind_int_or_null(statement, 1, part->amount);
	TRY(statement_step(statement, &has_row));
	part->seen = statement_int(statement, 0);
	return statement_finish(statement);
}

static void a_null_among_the_values_stays_one(void **state UNUSED)
{
	struct larder larder;
	open_with_accounts(&larder);
	for (int round = 0; round < ROUNDS; round++) {
		struct part parts[WORKS] = {0};
		for (int i = 0; i < WORKS; i++)
			parts[i] = (struct part){.id = i + 1, .amount = i % 2};
		play(larder.store, count_or_all, parts, WORKS, NULL);
		for (int i = 0; i < WORKS; i++)
			assert_int_equal(parts[i].seen, i % 2 == 1 ? 1 : WORKS);
	}
	larder_close(&larder);
}

/* Reads the balance before and after its own addition; refuses when told to, after it has written. */
static enum fail add(struct store_txn *txn, void *context)
{
	struct part *part = context;
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(txn, STORE_LEDGER);
	TRY(larder_run(NULL, txn, &account_move, (int64_t[]){part->id, part->amount}, NULL));
	if (part->seen != 0) /* some look, so that what was gathered has to go */
		TRY(larder_run(store_txn_view(txn), NULL, &account_get, &part->id, &part->seen));
	return part->refuses ? FAIL_REFUSED : OK;
}

static void what_is_added_up_is_what_was_added(void **state UNUSED)
{
	struct larder larder;
	open_with_accounts(&larder);
	int64_t sums[3] = {0};
	for (int round = 0; round < ROUNDS; round++) {
		struct part parts[WORKS] = {0};
		for (int i = 0; i < WORKS; i++)
			parts[i] = (struct part){.id = i % 2 + 1, .amount = (i % 3 - 1) * 10 + round, .seen = round % 2 == 1 && i == WORKS / 2};
		play(larder.store, add, parts, WORKS, NULL);
		for (int i = 0; i < WORKS; i++) {
			sums[parts[i].id] += parts[i].amount;
			if (round % 2 == 1 && i == WORKS / 2)
				assert_int_equal(parts[i].seen, sums[parts[i].id]);
		}
		for (int64_t id = 1; id <= 2; id++)
			assert_int_equal(read_one(&larder, &account_get, id), sums[id]);
	}
	larder_close(&larder);
}

static void sums_beyond_a_number_are_not_added_up(void **state UNUSED)
{
	struct larder larder;
	const int64_t half = INT64_C(1) << 62;
	open_with_accounts(&larder);
	for (int round = 0; round < ROUNDS; round++) {
		struct part down[] = {{.id = 1, .amount = -half}, {.id = 1, .amount = -1}, {.id = 2, .amount = 1}};
		struct part up[] = {{.id = 1, .amount = half}, {.id = 1, .amount = half}, {.id = 1, .amount = -half}};
		play(larder.store, add, down, COUNT_OF(down), NULL);
		play(larder.store, add, up, COUNT_OF(up), NULL);
		assert_int_equal(read_one(&larder, &account_get, 1), -round - 1);
		assert_int_equal(read_one(&larder, &account_get, 2), round + 1);
	}
	larder_close(&larder);
}

static void a_work_that_misses_its_row_fails_alone(void **state UNUSED)
{
	struct larder larder;
	open_with_accounts(&larder);
	for (int round = 0; round < ROUNDS; round++) {
		struct part parts[] = {{.id = 1, .amount = 3}, {.id = 2, .amount = -3}, {.id = WORKS + 5, .amount = 5}, {.id = 1, .amount = 1, .refuses = true}};
		const enum fail wanted[] = {OK, OK, FAIL_STORE, FAIL_REFUSED};
		play(larder.store, add, parts, round == 0 ? 2 : COUNT_OF(parts), wanted);
		assert_int_equal(read_one(&larder, &account_get, 1), 3 * (round + 1));
		assert_int_equal(read_one(&larder, &account_get, 2), -3 * (round + 1));
	}
	larder_close(&larder);
}

static enum fail note_plainly(struct store_txn *txn, void *context)
{
	struct part *part = context;
	return larder_run(NULL, txn, &note_add, &part->id, NULL);
}

static void a_taken_key_fails_its_work_alone(void **state UNUSED)
{
	struct larder larder;
	larder_open(&larder, (struct store_options){0});
	for (int round = 0; round < ROUNDS; round++) {
		struct part parts[WORKS] = {0};
		enum fail wanted[WORKS];
		for (int i = 0; i < WORKS; i++) {
			bool is_late = round > 0 && i == 9; /* wants what the one before it has */
			parts[i].id = round * WORKS + i - is_late;
			wanted[i] = is_late ? FAIL_STORE : OK;
		}
		play(larder.store, note_plainly, parts, WORKS, wanted);
		assert_int_equal(larder_notes(larder.store), (round + 1) * (WORKS - 1) + 1);
	}
	larder_close(&larder);
}

static enum fail note_if_free(struct store_txn *txn, void *context)
{
	struct part *part = context;
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = false;
	TRY(statement_open_write(txn, &note_try, &statement));
	statement_bind_int(statement, 0, part->id);
	TRY(statement_step(statement, &has_row));
	part->seen = statement_changed(statement);
	return statement_finish(statement);
}

static void what_was_changed_is_told_truly(void **state UNUSED)
{
	struct larder larder;
	larder_open(&larder, (struct store_options){0});
	for (int round = 0; round < ROUNDS; round++) {
		struct part parts[WORKS] = {0};
		for (int i = 0; i < WORKS; i++)
			parts[i].id = round * WORKS + i - (round % 2 == 1 && i == 9);
		play(larder.store, note_if_free, parts, WORKS, NULL);
		for (int i = 0; i < WORKS; i++)
			assert_int_equal(parts[i].seen, round % 2 == 1 && i == 9 ? 0 : 1);
	}
	assert_int_equal(larder_notes(larder.store), ROUNDS * WORKS - ROUNDS / 2);
	larder_close(&larder);
}

static enum fail drop_then_note(struct store_txn *txn, void *context)
{
	struct part *part = context;
	int64_t next = part->id + 1;
	if (part->id > 0)
		TRY(larder_run(NULL, txn, &note_drop, &part->id, NULL));
	return larder_run(NULL, txn, &note_add, &next, NULL);
}

/* Inserts that are gathered and removals that are not touch the same table in turns. */
static void writes_keep_their_order(void **state UNUSED)
{
	struct larder larder;
	larder_open(&larder, (struct store_options){0});
	for (int round = 0; round < ROUNDS; round++) {
		struct part parts[WORKS] = {0};
		for (int i = 0; i < WORKS; i++)
			parts[i].id = round * WORKS + i;
		play(larder.store, drop_then_note, parts, WORKS, NULL);
		assert_int_equal(larder_notes(larder.store), 1);
		assert_int_equal(read_one(&larder, &note_last, 0), (round + 1) * WORKS);
	}
	larder_close(&larder);
}

/* Adds to an account that is there, opens one and adds to that: two statements on one table, each gathered with its like. */
static enum fail open_and_add(struct store_txn *txn, void *context)
{
	const struct part *part = context;
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(txn, STORE_LEDGER);
	TRY(larder_run(NULL, txn, &account_move, (int64_t[]){1, part->amount}, NULL));
	TRY(larder_run(NULL, txn, &account_add, (int64_t[]){part->id, 5}, NULL));
	return larder_run(NULL, txn, &account_move, (int64_t[]){part->id, part->amount}, NULL);
}

static void what_is_opened_and_added_to_keeps_its_order(void **state UNUSED)
{
	struct larder larder;
	struct store_counters counters;
	open_with_accounts(&larder);
	for (int round = 0; round < ROUNDS; round++) {
		struct part parts[WORKS] = {0};
		for (int i = 0; i < WORKS; i++)
			parts[i] = (struct part){.id = 100 + round * WORKS + i, .amount = i};
		play(larder.store, open_and_add, parts, WORKS, NULL);
		for (int i = 0; i < WORKS; i++)
			assert_int_equal(read_one(&larder, &account_get, parts[i].id), 5 + i);
	}
	store_count(larder.store, &counters);
	assert_int_equal(counters.retries, 0); /* right at once, not by running it again with savepoints */
	larder_close(&larder);
}

static enum fail mark(struct store_txn *txn, void *context)
{
	struct part *part = context;
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(txn, STORE_LEDGER);
	part->runs++;
	TRY(larder_run(NULL, txn, &note_add, &part->seen, NULL));
	return larder_run(NULL, txn, &account_mark, (int64_t[]){part->id, part->amount, part->seen}, NULL);
}

/* One row changed by all: what is added is added up, of what is set the last stays. */
static void what_is_set_is_what_the_last_one_set(void **state UNUSED)
{
	struct larder larder;
	open_with_accounts(&larder);
	for (int round = 0; round < ROUNDS; round++) {
		struct part parts[WORKS] = {0};
		for (int i = 0; i < WORKS; i++)
			parts[i] = (struct part){.id = 1 + i % 2, .amount = 3, .seen = (round + 1) * 1000 - i};
		play(larder.store, mark, parts, WORKS, NULL);
		for (int id = 1; id <= 2; id++) {
			assert_int_equal(read_one(&larder, &account_get, id), (round + 1) * 3 * (WORKS / 2));
			assert_int_equal(read_one(&larder, &mark_get, id), (round + 1) * 1000 - (WORKS - 3 + id));
		}
	}
	larder_close(&larder);
}

/* Counts that only memory carries from work to work; what they add up to is put off. */
struct counts {
	int64_t of[2], put_off;
};

static enum fail write_put_off(struct store_txn *txn, void *memo)
{
	struct counts *counts = memo;
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(txn, STORE_LEDGER);
	if (counts->put_off != 0)
		TRY(larder_run(NULL, txn, &account_move, (int64_t[]){3, counts->put_off}, NULL));
	counts->put_off = 0;
	return OK;
}

static enum fail count_on(struct store_txn *txn, void *context)
{
	struct part *part = context;
	struct counts *counts = store_memo(txn, STORE_LEDGER, sizeof(*counts), write_put_off);
	part->runs++;
	part->seen = counts->of[part->id - 1];
	TRY(larder_run(NULL, txn, &note_try, &part->id, NULL));
	counts->of[part->id - 1]++;
	counts->put_off += part->amount;
	return part->refuses ? FAIL_REFUSED : OK;
}

static void works_of_a_batch_tell_each_other_and_no_other(void **state UNUSED)
{
	struct larder larder;
	open_with_accounts(&larder);
	for (int round = 0; round < ROUNDS; round++) { /* what the round before remembered is gone */
		struct part parts[WORKS] = {0};
		for (int i = 0; i < WORKS; i++)
			parts[i] = (struct part){.id = 1 + i % 2, .amount = 1};
		play(larder.store, count_on, parts, WORKS, NULL);
		for (int i = 0; i < WORKS; i++)
			assert_int_equal(parts[i].seen, i / 2);
		assert_int_equal(read_one(&larder, &account_get, 3), (round + 1) * WORKS);
	}
	larder_close(&larder);
}

static void what_an_undone_work_told_is_forgotten(void **state UNUSED)
{
	struct larder larder;
	open_with_accounts(&larder);
	for (int round = 0; round < ROUNDS; round++) {
		struct part parts[] = {{.id = 1, .amount = 2}, {.id = 1, .amount = 500, .refuses = true}, {.id = 1, .amount = 3}, {.id = 1, .amount = 4}};
		const enum fail wanted[] = {OK, FAIL_REFUSED, OK, OK};
		play(larder.store, count_on, parts, COUNT_OF(parts), wanted);
		assert_int_equal(parts[0].seen, 0);
		assert_int_equal(parts[1].seen, 1);
		assert_int_equal(parts[2].seen, 0); /* nothing, rather than what never was */
		assert_int_equal(parts[3].seen, 1);
		assert_int_equal(read_one(&larder, &account_get, 3), (round + 1) * 9); /* what was put off before it is written all the same */
	}
	larder_close(&larder);
}

/* Puts off, then fails to write what it put off: nobody in the batch is kept by mistake. */
static enum fail write_badly(struct store_txn *txn, void *memo)
{
	struct counts *counts = memo;
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(txn, STORE_LEDGER);
	return counts->put_off == 0 ? OK : larder_run(NULL, txn, &account_move, (int64_t[]){WORKS + counts->put_off, 1}, NULL);
}

static enum fail put_off_badly(struct store_txn *txn, void *context)
{
	struct part *part = context;
	struct counts *counts = store_memo(txn, STORE_LEDGER, sizeof(*counts), write_badly);
	counts->put_off = part->amount;
	return larder_run(NULL, txn, &note_add, &part->id, NULL);
}

static void what_cannot_be_written_is_not_answered(void **state UNUSED)
{
	struct larder larder;
	struct part bad = {.id = 1, .amount = 1}, good = {.id = 2, .amount = 0};
	open_with_accounts(&larder);
	assert_int_equal(store_write(larder.store, put_off_badly, &bad), FAIL_STORE);
	assert_int_equal(larder_notes(larder.store), 0);
	assert_int_equal(store_write(larder.store, put_off_badly, &good), OK);
	assert_int_equal(larder_notes(larder.store), 1);
	larder_close(&larder);
}

/* A rehearsal may end anywhere, also between two writes, and leaves nothing behind. */
static void works_are_rehearsed_only_where_an_answer_costs_something(void **state UNUSED)
{
	struct larder larder;
	struct part parts[WORKS] = {0}, alone = {.id = 1, .amount = 1000};
	open_with_accounts(&larder);
	for (int i = 0; i < WORKS; i++)
		parts[i] = (struct part){.id = i + 1, .amount = i + 1};
	play(larder.store, look, parts, WORKS, NULL);
	for (int i = 0; i < WORKS; i++)
		/* A question, its answer, and in earnest; the first goes ahead and leads the others twice. */
		assert_int_equal(parts[i].runs, !cellar_is_postgres() ? 1 : i == 0 ? 5 : 3);
	assert_int_equal(store_write(larder.store, look, &alone), OK);
	assert_int_equal(alone.runs, 1);
	assert_int_equal(larder_notes(larder.store), WORKS + 1);
	larder_close(&larder);
}

/* One statement of the batch fails whatever it is: everybody gets the answer that is its own. */
static void a_fault_at_any_statement_leaves_the_others(void **state UNUSED)
{
	struct larder larder;
	int64_t kept = 0;
	larder_open(&larder, (struct store_options){0});
	for (uint64_t nth = 1; nth <= 2 * WORKS; nth += 5) {
		struct part parts[WORKS] = {0};
		struct larder_call calls[WORKS] = {0};
		int failed = 0;
		for (int i = 0; i < WORKS; i++)
			calls[i] = (struct larder_call){.work = note_behind_the_last, .context = &parts[i]};
		store_fail_at(larder.store, STORE_FAULT_STATEMENT, nth, FAIL_LIMIT);
		larder_together(larder.store, calls, WORKS);
		for (int i = 0; i < WORKS; i++)
			failed += calls[i].fail == FAIL_LIMIT;
		assert_int_equal(failed, 1);
		kept += WORKS - 1;
		assert_int_equal(larder_notes(larder.store), kept);
	}
	larder_close(&larder);
}

static void a_batch_waits_for_company_only_where_that_pays(void **state UNUSED)
{
	assert_int_equal(store_company_us(64, 1, 4000), 1000); /* a quarter of the last flush */
	assert_int_equal(store_company_us(64, 63, 4000), 1000);
	assert_int_equal(store_company_us(64, 64, 4000), 0); /* they are all there again */
	assert_int_equal(store_company_us(1, 1, 4000), 0);   /* one caller alone */
	assert_int_equal(store_company_us(0, 1, 4000), 0);   /* the first of all */
	assert_int_equal(store_company_us(64, 1, 80), 20);
	assert_int_equal(store_company_us(64, 1, 79), 0); /* the flush costs less than the waiting */
}

static enum fail nothing_much(struct store_txn *txn, void *context)
{
	struct part *part = context;
	return larder_run(NULL, txn, &note_add, &part->id, NULL);
}

static void *add_alone(void *context)
{
	struct larder_call *call = context;
	call->fail = store_write(call->store, nothing_much, call->context);
	return NULL;
}

/* Until the writer waits for that many, or has gone on without them. */
static bool writer_waits_for(struct store *store, uint64_t company, uint64_t commits)
{
	struct store_counters counters = {0};
	bool waits = false;
	while (!waits && counters.commits <= commits) {
		store_count(store, &counters);
		pthread_mutex_lock(&store->queue_lock);
		waits = store->company == company;
		pthread_mutex_unlock(&store->queue_lock);
	}
	return waits;
}

/* As if the last batch had been of WORKS works and its flush had taken a minute. */
static void those_who_come_again_share_one_flush(void **state UNUSED)
{
	struct larder larder;
	struct part parts[WORKS] = {0};
	struct larder_call calls[WORKS] = {0};
	struct store_counters before, after;
	open_with_accounts(&larder);
	uint64_t wanted = larder.store->engine->fetch == NULL ? WORKS - 1 : WORKS; /* the first is run before, where it need not know of the others */
	store_count(larder.store, &before);
	pthread_mutex_lock(&larder.store->queue_lock);
	larder.store->last_count = WORKS;
	larder.store->last_flush_us = INT64_C(60000000);
	pthread_mutex_unlock(&larder.store->queue_lock);
	for (int i = 0; i < WORKS; i++) {
		parts[i].id = 1000 + i;
		calls[i] = (struct larder_call){.store = larder.store, .context = &parts[i]};
		assert_int_equal(pthread_create(&calls[i].thread, NULL, add_alone, &calls[i]), 0);
		assert_true(i > 0 || writer_waits_for(larder.store, wanted, before.commits));
	}
	for (int i = 0; i < WORKS; i++) {
		pthread_join(calls[i].thread, NULL);
		assert_int_equal(calls[i].fail, OK);
	}
	store_count(larder.store, &after);
	assert_int_equal(after.commits - before.commits, 1);
	larder_close(&larder);
}

/* Where nothing is asked ahead for a batch it takes in whoever comes until all of it has been run: one flush for the work that was under
 * way and for those behind it, and one of the joiners that fails takes nobody with it. */
static void who_comes_while_a_batch_is_run_joins_it(void **state UNUSED)
{
	struct larder larder;
	struct store_counters before, after;
	open_with_accounts(&larder);
	bool joins = larder.store->engine->fetch == NULL;
	for (int round = 0; round < ROUNDS; round++) {
		struct part parts[WORKS] = {0};
		enum fail wanted[WORKS] = {OK};
		for (int i = 0; i < WORKS; i++)
			parts[i].id = 1 + round * WORKS + i;
		parts[WORKS / 2].id = round == ROUNDS - 1 ? 1 : parts[WORKS / 2].id; /* which is taken */
		wanted[WORKS / 2] = round == ROUNDS - 1 ? FAIL_STORE : OK;
		store_count(larder.store, &before);
		play(larder.store, note_plainly, parts, WORKS, wanted);
		store_count(larder.store, &after);
		assert_int_equal(after.commits - before.commits, joins ? 1 : 2); /* the one who held the writer, and they */
		assert_true(!joins || after.largest_batch == WORKS + 1);
	}
	assert_int_equal(larder_notes(larder.store), ROUNDS * WORKS - 1);
	larder_close(&larder);
}

/* Callers of whom each comes while the one before is run. */
struct chain { struct larder_call calls[WORKS]; int64_t ids[WORKS]; int started; };

static void *call_next(void *context);

static enum fail note_and_be_followed(struct store_txn *txn, void *context)
{
	struct chain *chain = context;
	struct store_counters counters = {0};
	struct store *store = chain->calls[0].store;
	int nth = chain->started++;
	TRY(larder_note(txn, &chain->ids[nth - 1]));
	if (nth == WORKS)
		return OK;
	assert_int_equal(pthread_create(&chain->calls[nth].thread, NULL, call_next, chain), 0);
	while (counters.queue_depth == 0)
		store_count(store, &counters);
	return OK;
}

static void *call_next(void *context)
{
	struct chain *chain = context;
	struct larder_call *call = &chain->calls[chain->started - 1];
	call->fail = store_write(call->store, note_and_be_followed, chain);
	return NULL;
}

/* Else works that come as fast as they are run would keep the first from its answer without end. */
static void a_batch_is_closed_though_works_keep_coming(void **state UNUSED)
{
	static struct chain chain;
	struct larder larder;
	struct store_counters before, after;
	open_with_accounts(&larder);
	chain = (struct chain){.started = 1};
	for (int i = 0; i < WORKS; i++) {
		chain.ids[i] = 1 + i;
		chain.calls[i].store = larder.store;
	}
	store_count(larder.store, &before);
	call_next(&chain);
	for (int i = 1; i < WORKS; i++)
		pthread_join(chain.calls[i].thread, NULL);
	for (int i = 0; i < WORKS; i++)
		assert_int_equal(chain.calls[i].fail, OK);
	store_count(larder.store, &after);
	if (larder.store->engine->fetch == NULL) /* the first of each batch and five that joined it */
		assert_int_equal(after.commits - before.commits, (WORKS + 5) / 6);
	else
		assert_int_equal(after.commits - before.commits, WORKS);
	assert_int_equal(larder_notes(larder.store), WORKS);
	larder_close(&larder);
}

/* They listen to the same bell as those who were taken, and hear it for nothing. */
static void who_waits_behind_a_full_batch_is_answered_too(void **state UNUSED)
{
	static struct larder_call calls[MANY];
	static int64_t ids[MANY];
	struct larder larder;
	struct store_counters before, after;
	open_with_accounts(&larder);
	store_count(larder.store, &before);
	for (int i = 0; i < MANY; i++) {
		ids[i] = 1 + i;
		calls[i] = (struct larder_call){.work = larder_note, .context = &ids[i]};
	}
	larder_together(larder.store, calls, MANY);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(calls[i].fail, OK);
	store_count(larder.store, &after);
	assert_true(after.commits - before.commits >= 2);
	assert_int_equal(after.queue_depth, 0);
	assert_int_equal(larder_notes(larder.store), MANY);
	assert_int_equal(atomic_load(&larder.store->callers), 0);
	larder_close(&larder);
}

static _Atomic bool is_under_way;

/* A work that ends when the store is being closed. */
static enum fail wait_for_closing(struct store_txn *txn UNUSED, void *context)
{
	struct store *store = context;
	bool is_closing = false;
	atomic_store(&is_under_way, true);
	while (!is_closing) {
		pthread_mutex_lock(&store->queue_lock);
		is_closing = store->is_closing;
		pthread_mutex_unlock(&store->queue_lock);
	}
	return OK;
}

static void *close_under_way(void *context)
{
	while (!atomic_load(&is_under_way))
		continue;
	store_close(context);
	return NULL;
}

/* The store is gone when they wake, and was theirs to listen to until then. */
static void who_waits_is_answered_before_the_store_is_gone(void **state UNUSED)
{
	for (int round = 0; round < ROUNDS; round++) {
		struct larder larder;
		struct larder_call calls[WORKS] = {0};
		int64_t ids[WORKS];
		pthread_t closer;
		larder_open(&larder, (struct store_options){0});
		atomic_store(&is_under_way, false);
		for (int i = 0; i < WORKS; i++) {
			ids[i] = 1 + i;
			calls[i] = (struct larder_call){.work = i == 0 ? wait_for_closing : larder_note, .context = i == 0 ? (void *)larder.store : &ids[i]};
		}
		assert_int_equal(pthread_create(&closer, NULL, close_under_way, larder.store), 0);
		larder_together(larder.store, calls, WORKS);
		pthread_join(closer, NULL);
		for (int i = 0; i < WORKS; i++)
			assert_int_equal(calls[i].fail, OK);
		larder_reopen(&larder, (struct store_options){0});
		assert_int_equal(larder_notes(larder.store), WORKS - 1);
		larder_close(&larder);
	}
}

/* One bell is heard by those who listen to it, also by who comes after it has rung. */
static void a_bell_that_has_rung_lets_nobody_sleep(void **state UNUSED)
{
	_Atomic uint32_t bell = 0;
	store_ring(&bell);
	assert_int_equal(atomic_load(&bell), 1);
	store_wait_for_bell(&bell, 0); /* returns */
	atomic_store(&bell, UINT32_MAX);
	store_ring(&bell);
	assert_int_equal(atomic_load(&bell), 0);
	store_wait_for_bell(&bell, UINT32_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_work_sees_what_those_before_it_wrote),
		cmocka_unit_test(each_work_gets_its_own_row),
		cmocka_unit_test(lists_come_in_their_order),
		cmocka_unit_test(a_null_among_the_values_stays_one),
		cmocka_unit_test(what_is_added_up_is_what_was_added),
		cmocka_unit_test(sums_beyond_a_number_are_not_added_up),
		cmocka_unit_test(a_work_that_misses_its_row_fails_alone),
		cmocka_unit_test(a_taken_key_fails_its_work_alone),
		cmocka_unit_test(what_was_changed_is_told_truly),
		cmocka_unit_test(writes_keep_their_order),
		cmocka_unit_test(what_is_opened_and_added_to_keeps_its_order),
		cmocka_unit_test(what_is_set_is_what_the_last_one_set),
		cmocka_unit_test(works_of_a_batch_tell_each_other_and_no_other),
		cmocka_unit_test(what_an_undone_work_told_is_forgotten),
		cmocka_unit_test(what_cannot_be_written_is_not_answered),
		cmocka_unit_test(works_are_rehearsed_only_where_an_answer_costs_something),
		cmocka_unit_test(a_fault_at_any_statement_leaves_the_others),
		cmocka_unit_test(a_batch_waits_for_company_only_where_that_pays),
		cmocka_unit_test(those_who_come_again_share_one_flush),
		cmocka_unit_test(who_comes_while_a_batch_is_run_joins_it),
		cmocka_unit_test(a_batch_is_closed_though_works_keep_coming),
		cmocka_unit_test(who_waits_behind_a_full_batch_is_answered_too),
		cmocka_unit_test(who_waits_is_answered_before_the_store_is_gone),
		cmocka_unit_test(a_bell_that_has_rung_lets_nobody_sleep),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
