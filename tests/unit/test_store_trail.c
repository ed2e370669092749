/* SPDX-License-Identifier: Apache-2.0
 *
 * The trail when many append to it at once: works of one batch pass its end on
 * to each other instead of reading it, and the chain is the same as if each had.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "larder.h"
#include "store/trail.h"

#define WORKS 12
#define ROUNDS 4
#define CENTRES 2

struct line {
	struct centre_id centre;
	int64_t number;
	bool refuses;
};

static enum fail append(struct store_txn *txn, void *context)
{
	const struct line *line = context;
	struct arena *arena CLEANUP(arena_done) = arena_make(64 * 1024);
	TRY(trail_append(txn, arena, &(struct trail_line){.centre_id = line->centre, .at_ms = 1000 + line->number, .act = TEXT("test.line"),
		.object_kind = TEXT("line"), .object_id = line->number, .detail = TEXT("米")}));
	return line->refuses ? FAIL_REFUSED : OK;
}

static void append_together(struct store *store, struct line *lines)
{
	struct larder_call calls[WORKS] = {0};
	for (int i = 0; i < WORKS; i++)
		calls[i] = (struct larder_call){.work = append, .context = &lines[i]};
	larder_together(store, calls, WORKS);
	for (int i = 0; i < WORKS; i++)
		assert_int_equal(calls[i].fail, lines[i].refuses ? FAIL_REFUSED : OK);
}

static void verify(struct store *store, int64_t centre, int64_t wanted)
{
	struct store_view *view CLEANUP(store_read_done) = NULL;
	struct trail_verdict verdict;
	assert_int_equal(store_read(store, &view), OK);
	assert_int_equal(trail_verify(view, (struct centre_id){centre}, NULL, &verdict), OK);
	assert_true(verdict.is_whole);
	assert_int_equal(verdict.checked, wanted);
	assert_int_equal(verdict.head.id, wanted); /* no number is left out */
}

/* Two centres in turns; two copies where the engine has them, which do not know of each other's lines. */
static void lines_of_many_form_one_chain(void **state UNUSED)
{
	struct cellar cellar;
	static const char *const tails[] = {"", "-wal", "-shm", ".lock"};
	char folder[] = "/tmp/trail-XXXXXX", path[700];
	struct store *stores[2] = {NULL, NULL};
	int copies = cellar_is_postgres() ? 2 : 1;
	assert_non_null(mkdtemp(folder));
	cellar_open(&cellar, folder);
	for (int i = 0; i < copies; i++)
		assert_int_equal(store_open(&(struct store_options){.path = cellar.path}, &stores[i]), OK);
	assert_int_equal(migrate_up(stores[0], 1), OK);
	int64_t wanted[CENTRES] = {0};
	for (int round = 0; round < ROUNDS; round++) {
		struct line lines[WORKS];
		for (int i = 0; i < WORKS; i++) {
			lines[i] = (struct line){.centre = {1 + i % CENTRES}, .number = i + 1, .refuses = round == 2 && i % 5 == 3};
			wanted[i % CENTRES] += !lines[i].refuses;
		}
		append_together(stores[round % copies], lines);
		for (int64_t centre = 1; centre <= CENTRES; centre++)
			verify(stores[0], centre, wanted[centre - 1]);
	}
	for (int i = 0; i < copies; i++)
		store_close(stores[i]);
	cellar_close(&cellar);
	for (size_t i = 0; i < COUNT_OF(tails); i++) {
		(void)snprintf(path, sizeof path, "%s/db%s", folder, tails[i]);
		(void)unlink(path);
	}
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(lines_of_many_form_one_chain)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
