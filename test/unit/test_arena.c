/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"

static void memory_is_zeroed_and_aligned(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(4096);
	for (size_t size = 1; size < 64; size++) {
		unsigned char *at = arena_alloc(arena, size);
		assert_non_null(at);
		assert_int_equal((uintptr_t)at % 16, 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(at[i], 0);
	}
}

static void more_than_the_maximum_is_refused_and_remembered(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1000);
	assert_null(arena_alloc(arena, 1001));
	assert_true(arena_is_exhausted(arena));
	arena_reset(arena);
	assert_false(arena_is_exhausted(arena));
	assert_non_null(arena_alloc(arena, 900));
	assert_null(arena_alloc(arena, 900));
}

static void an_array_whose_size_overflows_is_refused(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1000);
	assert_null(arena_alloc_array(arena, SIZE_MAX, 16));
	assert_true(arena_is_exhausted(arena));
}

static void the_nth_allocation_can_be_told_to_fail(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1000);
	arena_fail_at(arena, 2);
	assert_non_null(arena_alloc(arena, 1));
	assert_null(arena_alloc(arena, 1));
	assert_non_null(arena_alloc(arena, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_and_aligned),
		cmocka_unit_test(more_than_the_maximum_is_refused_and_remembered),
		cmocka_unit_test(an_array_whose_size_overflows_is_refused),
		cmocka_unit_test(the_nth_allocation_can_be_told_to_fail),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
