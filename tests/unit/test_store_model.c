/* SPDX-License-Identifier: Apache-2.0
 *
 * Works made of random steps, many to a batch, beside a model that runs them
 * one after the other on plain arrays: every answer of every step, every
 * result, and what is kept have to be the same, whatever the engine asks ahead,
 * gathers or runs again. The seed of a difference is printed.
 */
#include "unit.h"

#include <string.h>

#include "larder.h"

#define WORKS 16
#define STEPS 5
#define ROUNDS 14
#define CALM_ROUNDS 10 /* first without works that fail: what is done boldly stays bold */
#define SEASONS 6
#define ACCOUNTS 6     /* 1 to ACCOUNTS are there, some more are asked for */
#define NOTES 40

static const enum query_value ints[] = {VALUE_INT, VALUE_INT};
static const char *const ab[] = {"a", "b"};
static const char *const value[] = {"value"};
enum step_kind { BALANCE, SUM, HAS, LAST, ADD, SET, NOTE, TRY_NOTE, DROP, STEP_KIND_COUNT };
static const struct query queries[STEP_KIND_COUNT] = {
	[BALANCE] = {"model_balance", QUERY_ONE, "SELECT posted AS value FROM account WHERE id = :a", ab, 1, value, 1, ints, ints, false},
	[SUM] = {"model_sum", QUERY_ONE, "SELECT COALESCE(SUM(posted), 0) AS value FROM account WHERE id <= :a", ab, 1, value, 1, ints, ints, false},
	[HAS] = {"model_has", QUERY_ONE, "SELECT COUNT(*) AS value FROM note WHERE id = :a", ab, 1, value, 1, ints, ints, false},
	[LAST] = {"model_last", QUERY_ONE, "SELECT n.id AS value FROM note n WHERE n.id >= :a AND EXISTS (SELECT 1 FROM account c WHERE c.id = 1)"
		" ORDER BY n.id DESC LIMIT 1", ab, 1, value, 1, ints, ints, false},
	[ADD] = {"model_add", QUERY_EXEC, "UPDATE account SET posted = posted + :b WHERE id = :a", ab, 2, NULL, 0, ints, NULL, true},
	[SET] = {"model_set", QUERY_EXEC, "UPDATE account SET posted = :b WHERE id = :a", ab, 2, NULL, 0, ints, NULL, false},
	[NOTE] = {"model_note", QUERY_EXEC, "INSERT INTO note (id, body) VALUES (:a, CAST(:a AS TEXT))", ab, 1, NULL, 0, ints, NULL, false},
	[TRY_NOTE] = {"model_try", QUERY_EXEC, "INSERT INTO note (id, body) VALUES (:a, CAST(:a AS TEXT)) ON CONFLICT (id) DO NOTHING", ab, 1, NULL, 0,
		ints, NULL, false},
	[DROP] = {"model_drop", QUERY_EXEC, "DELETE FROM note WHERE id = :a", ab, 1, NULL, 0, ints, NULL, false},
};

struct step {
	enum step_kind kind;
	int64_t a, b;
	bool asks; /* how many rows were changed */
};

struct job {
	struct step steps[STEPS];
	int count;
	bool refuses;
	int64_t answers[STEPS], wanted[STEPS];
	enum fail result;
};

struct model {
	int64_t balances[ACCOUNTS + 1];
	bool notes[NOTES + 1];
};

/* xorshift; the same seed plays the same game. */
static int64_t draw(uint64_t *state, int64_t end)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (int64_t)(*state % (uint64_t)end);
}

static enum fail run_step(struct store_txn *txn, const struct step *step, int64_t *ret_answer)
{
	const struct query *query = &queries[step->kind];
	const int64_t values[] = {step->a, step->b};
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = false;
	if (query->kind == QUERY_EXEC)
		TRY(statement_open_write(txn, query, &statement));
	else
		TRY(statement_open(store_txn_view(txn), query, &statement));
	for (int in = 0; in < query->in_count; in++)
		statement_bind_int(statement, in, values[in]);
	TRY(statement_step(statement, &has_row));
	if (query->kind == QUERY_EXEC)
		*ret_answer = step->asks ? statement_changed(statement) : 0;
	else
		*ret_answer = has_row ? statement_int(statement, 0) : -1;
	return statement_finish(statement);
}

static enum fail run_job(struct store_txn *txn, void *context)
{
	struct job *job = context;
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(txn, STORE_LEDGER);
	for (int i = 0; i < job->count; i++)
		TRY(run_step(txn, &job->steps[i], &job->answers[i]));
	return job->refuses ? FAIL_REFUSED : OK;
}

static int64_t model_last(const struct model *model, int64_t from)
{
	for (int64_t id = NOTES; id >= from; id--) {
		if (model->notes[id])
			return id;
	}
	return -1;
}

static int64_t model_sum(const struct model *model, int64_t to)
{
	int64_t sum = 0;
	for (int64_t id = 1; id <= to && id <= ACCOUNTS; id++)
		sum += model->balances[id];
	return sum;
}

/* False when the step fails. */
static bool model_step(struct model *model, const struct step *step, int64_t *ret_answer)
{
	bool is_there = step->a <= ACCOUNTS;
	bool had = step->a <= NOTES && model->notes[step->a];
	int64_t answer = 0;
	switch (step->kind) {
	case BALANCE:
		answer = is_there ? model->balances[step->a] : -1;
		break;
	case SUM:
		answer = model_sum(model, step->a);
		break;
	case HAS:
		answer = had;
		break;
	case LAST:
		answer = model_last(model, step->a);
		break;
	case ADD:
		if (!is_there)
			return false;
		model->balances[step->a] += step->b;
		answer = 1;
		break;
	case SET:
		if (is_there)
			model->balances[step->a] = step->b;
		answer = is_there;
		break;
	case NOTE:
		if (had)
			return false;
		model->notes[step->a] = true;
		answer = 1;
		break;
	case TRY_NOTE:
		model->notes[step->a] = true;
		answer = !had;
		break;
	case DROP:
		model->notes[step->a] = false;
		answer = had;
		break;
	case STEP_KIND_COUNT:
		check_never();
	}
	*ret_answer = queries[step->kind].kind == QUERY_EXEC && !step->asks ? 0 : answer;
	return true;
}

static struct step make_step(uint64_t *state)
{
	struct step step = {.kind = (enum step_kind)draw(state, STEP_KIND_COUNT), .b = draw(state, 2000) - 1000, .asks = draw(state, 3) == 0};
	bool is_note = step.kind == HAS || step.kind == LAST || step.kind == NOTE || step.kind == TRY_NOTE || step.kind == DROP;
	step.a = 1 + draw(state, is_note ? NOTES : ACCOUNTS + 2);
	return step;
}

/* A job and what the model says of it. In calm rounds no step fails, no job is undone, and no insert meets a taken key. */
static struct job make_job(uint64_t *state, struct model *model, bool is_calm)
{
	struct job job = {.count = 1 + (int)draw(state, STEPS), .refuses = !is_calm && draw(state, 10) == 0};
	struct model after = *model;
	for (int i = 0; i < job.count && job.result == OK; i++) {
		struct model before = after;
		job.steps[i] = make_step(state);
		bool is_taken = job.steps[i].kind == TRY_NOTE && before.notes[job.steps[i].a];
		bool is_done = model_step(&after, &job.steps[i], &job.wanted[i]);
		if (is_calm && (!is_done || is_taken)) {
			after = before;
			i--;
		} else if (!is_done) {
			job.result = FAIL_STORE;
		}
	}
	if (job.result == OK && job.refuses)
		job.result = FAIL_REFUSED;
	if (job.result == OK)
		*model = after;
	return job;
}

static void compare(const struct job *job, const struct larder_call *call, uint64_t seed, int round, int nth)
{
	/* One that refuses after a write that fails need not have heard of it. */
	bool may_refuse = job->refuses && job->result == FAIL_STORE && call->fail == FAIL_REFUSED;
	if (call->fail != job->result && !may_refuse)
		fail_msg("seed %llu round %d work %d: result %d instead of %d", (unsigned long long)seed, round, nth, (int)call->fail, (int)job->result);
	for (int i = 0; i < job->count && job->result != FAIL_STORE; i++) {
		if (job->answers[i] != job->wanted[i])
			fail_msg("seed %llu round %d work %d step %d (%s %lld): %lld instead of %lld", (unsigned long long)seed, round, nth, i,
				queries[job->steps[i].kind].name, (long long)job->steps[i].a, (long long)job->answers[i], (long long)job->wanted[i]);
	}
}

static void compare_kept(struct larder *larder, const struct model *model)
{
	struct store_view *view CLEANUP(store_read_done) = NULL;
	assert_int_equal(store_read(larder->store, &view), OK);
	for (int64_t id = 1; id <= ACCOUNTS; id++) {
		int64_t balance = -1;
		assert_int_equal(larder_run(view, NULL, &queries[BALANCE], &id, &balance), OK);
		assert_int_equal(balance, model->balances[id]);
	}
	for (int64_t id = 1; id <= NOTES; id++) {
		int64_t has = -1;
		assert_int_equal(larder_run(view, NULL, &queries[HAS], &id, &has), OK);
		assert_int_equal(has, model->notes[id]);
	}
}

static void play_season(uint64_t seed)
{
	struct larder larder;
	struct model model = {0};
	int64_t accounts = ACCOUNTS;
	uint64_t state = seed;
	larder_open(&larder, (struct store_options){0});
	assert_int_equal(store_write(larder.store, larder_accounts, &accounts), OK);
	for (int round = 0; round < ROUNDS; round++) {
		struct job jobs[WORKS];
		struct larder_call calls[WORKS] = {0};
		struct store_counters counters;
		for (int i = 0; i < WORKS; i++) {
			jobs[i] = make_job(&state, &model, round < CALM_ROUNDS);
			calls[i] = (struct larder_call){.work = run_job, .context = &jobs[i]};
		}
		larder_together(larder.store, calls, WORKS);
		for (int i = 0; i < WORKS; i++)
			compare(&jobs[i], &calls[i], seed, round, i);
		store_count(larder.store, &counters);
		if (round < CALM_ROUNDS)
			assert_int_equal(counters.retries, 0); /* right the first time */
		compare_kept(&larder, &model);
	}
	larder_close(&larder);
}

static void works_are_as_if_one_came_after_the_other(void **state UNUSED)
{
	for (uint64_t seed = 1; seed <= SEASONS; seed++)
		play_season(seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(works_are_as_if_one_came_after_the_other)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
