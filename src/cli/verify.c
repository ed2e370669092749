/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <stdio.h>

#include "base/when.h"
#include "cli/house.h"
#include "domain/audit.h"

static const struct cli_option options[] = {{"--data", "DIR", "data", false, "the data directory"}, HOUSE_STORE_OPTION};

static void print_finding(void *context, const struct audit_finding *finding);
static void print_difference(const char *before, const struct ledger_difference *difference);
static enum fail verify(struct house *house, size_t *ret_count);

static int run(const char *const *values)
{
	struct house house;
	size_t count = 0;
	int wrong = house_open("verify", values[0], values[1], HOUSE_OPEN, &house);
	if (wrong != 0)
		return wrong;
	enum fail fail = verify(&house, &count);
	house_close(&house);
	if (fail != OK)
		return cli_error("verify", "cannot read everything (%s)", fail_name(fail));
	if (count > 0) {
		(void)printf("%zu findings\n", count);
		return 1;
	}
	(void)puts("all balances, holds and states follow from the facts; the public tree holds every fact; the trail is whole");
	return 0;
}

static enum fail verify(struct house *house, size_t *ret_count)
{
	struct store_view *view CLEANUP(store_read_done) = NULL;
	struct clock clock = clock_system();
	struct store_soundness soundness;
	size_t count = 0;
	TRY(store_read_long(house->store, &view));
	struct act act = house_act(house, view, NULL, clock_now_ms(&clock));
	TRY(audit_find(&act, print_finding, NULL, &count));
	TRY(store_check(house->store, &soundness));
	if (!soundness.is_sound) {
		(void)printf("store: %s\n", soundness.first_problem);
		count++;
	}
	*ret_count = count;
	return OK;
}

/* The row that is wrong, by how much the books are out, and what follows from it. */
static void print_finding(void *context UNUSED, const struct audit_finding *finding)
{
	print_difference("", &finding->root);
	if (finding->total > 0)
		(void)printf("; %lld.%02lld points in all", (long long)(finding->total / 100), (long long)(finding->total % 100));
	(void)putchar('\n');
	for (size_t i = 0; i < finding->follow_count; i++) {
		print_difference("  so ", &finding->follow[i]);
		(void)putchar('\n');
	}
}

static void print_difference(const char *before, const struct ledger_difference *difference)
{
	(void)printf("%s%s row %lld column %s: stored %lld, facts give %lld", before, difference->table, (long long)difference->id,
		difference->column, (long long)difference->stored, (long long)difference->computed);
}

const struct cli_verb cli_verify = {"verify", "Recompute balances, holds and states from facts and name every difference.", options,
	COUNT_OF(options), run};
