/* SPDX-License-Identifier: Apache-2.0
 *
 * Assignments: the prices prove each result, and tiny ones are tried out.
 */
#include "../unit/unit.h"

#include "planner/assign.h"
#include "planner/random.h"

struct table {
	uint32_t first[64], column[512];
	int64_t value[512];
	struct planner_arcs arcs;
};

static void make(struct table *table, uint64_t seed, uint32_t most)
{
	struct random random = random_make(seed, most, 5);
	uint32_t rows = random_below(&random, most), columns = 1 + random_below(&random, most), count = 0;
	*table = (struct table){.arcs = {.rows = rows, .columns = columns}};
	for (uint32_t row = 0; row < rows; row++) {
		for (uint32_t column = 0; column < columns && count < 512; column++) {
			if (random_below(&random, 2) == 0)
				continue;
			table->column[count] = column;
			table->value[count++] = (int64_t)random_below(&random, seed % 2 == 0 ? 6 : 1000) - 2; /* many ties every other time */
		}
		table->first[row + 1] = count;
	}
	table->arcs.first = table->first;
	table->arcs.column = table->column;
	table->arcs.value = table->value;
}

static int64_t try_rows(const struct planner_arcs *arcs, uint32_t row, uint32_t taken)
{
	if (row == arcs->rows)
		return 0;
	int64_t best = try_rows(arcs, row + 1, taken);
	for (uint32_t a = arcs->first[row]; a < arcs->first[row + 1]; a++) {
		if ((taken >> arcs->column[a] & 1) != 0)
			continue;
		int64_t value = arcs->value[a] + try_rows(arcs, row + 1, taken | UINT32_C(1) << arcs->column[a]);
		best = value > best ? value : best;
	}
	return best;
}

/* Feasible, worth what it says, and the prices leave nothing to gain. */
static void prove(const struct planner_arcs *arcs, const struct planner_assignment *made)
{
	int64_t value = 0, prices = 0;
	bool taken[64] = {false};
	for (uint32_t row = 0; row < arcs->rows; row++) {
		bool is_arc = made->column[row] == PLANNER_NONE;
		for (uint32_t a = arcs->first[row]; a < arcs->first[row + 1]; a++) {
			assert_true(arcs->value[a] <= made->row_price[row] + made->column_price[arcs->column[a]]);
			if (arcs->column[a] != made->column[row])
				continue;
			is_arc = true;
			assert_false(taken[arcs->column[a]]);
			taken[arcs->column[a]] = true;
			value += arcs->value[a];
		}
		assert_true(is_arc && made->row_price[row] >= 0);
		prices += made->row_price[row];
	}
	for (uint32_t column = 0; column < arcs->columns; column++) {
		assert_true(made->column_price[column] >= 0);
		prices += made->column_price[column];
	}
	assert_int_equal(value, prices);
	assert_int_equal(value, made->value);
}

static void tiny_assignments_are_optimal(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 400; seed++) {
		struct arena *arena CLEANUP(arena_done) = arena_make(1 << 16);
		struct table table;
		struct planner_assignment made;
		make(&table, seed, 7);
		assert_int_equal(planner_assign(&table.arcs, arena, &made), OK);
		prove(&table.arcs, &made);
		assert_int_equal(made.value, try_rows(&table.arcs, 0, 0));
	}
}

static void larger_ones_are_proven_by_their_prices(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 400; seed++) {
		struct arena *arena CLEANUP(arena_done) = arena_make(1 << 18);
		struct table table;
		struct planner_assignment made;
		make(&table, seed, 40);
		assert_int_equal(planner_assign(&table.arcs, arena, &made), OK);
		prove(&table.arcs, &made);
	}
}

static void too_little_memory_is_told(void **state)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(64);
	struct table table;
	struct planner_assignment made = {.value = 77};
	(void)state;
	make(&table, 3, 40);
	assert_int_equal(planner_assign(&table.arcs, arena, &made), FAIL_LIMIT);
	assert_int_equal(made.value, 77);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(tiny_assignments_are_optimal), cmocka_unit_test(larger_ones_are_proven_by_their_prices),
		cmocka_unit_test(too_little_memory_is_told)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
