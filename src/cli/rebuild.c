/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <stdio.h>

#include "base/when.h"
#include "cli/house.h"
#include "domain/audit.h"

static const struct cli_option options[] = {{"--data", "DIR", "data", false, "the data directory"}, HOUSE_STORE_OPTION};

#define BATCHES_MAX 100000

struct rebuilding {
	struct house *house;
	int64_t now_ms;
	size_t count, left; /* differences found; still there afterwards */
	struct person_id after, last;
};

static enum fail fix_work(struct store_txn *txn, void *context);
static enum fail index_work(struct store_txn *txn, void *context);
static enum fail rebuild(struct rebuilding *rebuilding);
static enum fail look_again(struct rebuilding *rebuilding);
static void print_difference(void *context, const struct ledger_difference *difference);
static void pass_over(void *context, const struct ledger_difference *difference);

static int run(const char *const *values)
{
	struct house house;
	struct clock clock = clock_system();
	int wrong = house_open("rebuild", values[0], values[1], HOUSE_OPEN, &house);
	if (wrong != 0)
		return wrong;
	struct rebuilding rebuilding = {.house = &house, .now_ms = clock_now_ms(&clock)};
	enum fail fail = rebuild(&rebuilding);
	house_close(&house);
	if (fail != OK)
		return cli_error("rebuild", "stopped (%s); nothing half-done was kept", fail_name(fail));
	(void)printf("rebuilt; %zu values were different\n", rebuilding.count - rebuilding.left);
	if (rebuilding.left == 0)
		return 0;
	return cli_error("rebuild", "%zu differences are between facts and stay; lastmile verify names them", rebuilding.left);
}

static enum fail rebuild(struct rebuilding *rebuilding)
{
	TRY(store_write(rebuilding->house->store, fix_work, rebuilding));
	for (int batch = 0; batch < BATCHES_MAX; batch++) {
		arena_reset(rebuilding->house->arena);
		TRY(store_write(rebuilding->house->store, index_work, rebuilding));
		if (rebuilding->last.value == 0)
			return look_again(rebuilding);
		rebuilding->after = rebuilding->last;
	}
	return FAIL_LIMIT;
}

static enum fail look_again(struct rebuilding *rebuilding)
{
	struct store_view *view CLEANUP(store_read_done) = NULL;
	TRY(store_read_long(rebuilding->house->store, &view));
	struct act act = house_act(rebuilding->house, view, NULL, rebuilding->now_ms);
	return audit_run(&act, false, pass_over, NULL, &rebuilding->left);
}

static enum fail fix_work(struct store_txn *txn, void *context)
{
	struct rebuilding *rebuilding = context;
	struct act act = house_act(rebuilding->house, store_txn_view(txn), txn, rebuilding->now_ms);
	return audit_run(&act, true, print_difference, NULL, &rebuilding->count);
}

static enum fail index_work(struct store_txn *txn, void *context)
{
	struct rebuilding *rebuilding = context;
	struct act act = house_act(rebuilding->house, store_txn_view(txn), txn, rebuilding->now_ms);
	return audit_index_people(&act, rebuilding->after, &rebuilding->last);
}

static void print_difference(void *context UNUSED, const struct ledger_difference *difference)
{
	(void)printf("%s row %lld column %s: stored %lld, facts give %lld\n", difference->table, (long long)difference->id, difference->column,
		(long long)difference->stored, (long long)difference->computed);
}

static void pass_over(void *context UNUSED, const struct ledger_difference *difference UNUSED)
{
}

const struct cli_verb cli_rebuild = {"rebuild", "Write balances, states and search terms anew from the facts.", options, COUNT_OF(options), run};
