/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <stdio.h>

#include "base/when.h"
#include "cli/house.h"
#include "domain/audit.h"

static const struct cli_option options[] = {{"--data", "DIR", "data", false, "the data directory"}};

#define BATCHES_MAX 100000

struct rebuilding {
	struct house *house;
	int64_t now_ms;
	size_t count;
	struct person_id after, last;
};

static enum fail fix_work(struct store_txn *txn, void *context);
static enum fail index_work(struct store_txn *txn, void *context);
static enum fail rebuild(struct rebuilding *rebuilding);
static void print_fixed(void *context, const struct ledger_difference *difference);

static int run(const char *const *values)
{
	struct house house;
	struct clock clock = clock_system();
	int wrong = house_open("rebuild", values[0], HOUSE_OPEN, &house);
	if (wrong != 0)
		return wrong;
	struct rebuilding rebuilding = {.house = &house, .now_ms = clock_now_ms(&clock)};
	enum fail fail = rebuild(&rebuilding);
	house_close(&house);
	if (fail != OK)
		return cli_error("rebuild", "stopped (%s); nothing half-done was kept", fail_name(fail));
	(void)printf("rebuilt; %zu values were different\n", rebuilding.count);
	return 0;
}

static enum fail rebuild(struct rebuilding *rebuilding)
{
	TRY(store_write(rebuilding->house->store, fix_work, rebuilding));
	for (int batch = 0; batch < BATCHES_MAX; batch++) {
		arena_reset(rebuilding->house->arena);
		TRY(store_write(rebuilding->house->store, index_work, rebuilding));
		if (rebuilding->last.value == 0)
			return OK;
		rebuilding->after = rebuilding->last;
	}
	return FAIL_LIMIT;
}

static enum fail fix_work(struct store_txn *txn, void *context)
{
	struct rebuilding *rebuilding = context;
	struct act act = house_act(rebuilding->house, store_txn_view(txn), txn, rebuilding->now_ms);
	return audit_run(&act, true, print_fixed, NULL, &rebuilding->count);
}

static enum fail index_work(struct store_txn *txn, void *context)
{
	struct rebuilding *rebuilding = context;
	struct act act = house_act(rebuilding->house, store_txn_view(txn), txn, rebuilding->now_ms);
	return audit_index_people(&act, rebuilding->after, &rebuilding->last);
}

static void print_fixed(void *context UNUSED, const struct ledger_difference *difference)
{
	(void)printf("%s row %lld column %s: %lld became %lld\n", difference->table, (long long)difference->id, difference->column,
		(long long)difference->stored, (long long)difference->computed);
}

const struct cli_verb cli_rebuild = {"rebuild", "Write balances, states and search terms anew from the facts.", options, COUNT_OF(options), run};
