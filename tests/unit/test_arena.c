/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"
#include <string.h>


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

static void a_reset_arena_gives_everything_again(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(200000);
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 19; i++)
			assert_non_null(arena_alloc(arena, 10000));
		assert_null(arena_alloc(arena, 20000));
		arena_reset(arena);
		assert_int_equal(arena_used(arena), 0);
	}
}

static void what_a_reset_gives_again_is_zeroed(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1000);
	char *first = arena_alloc(arena, 100);
	assert_non_null(first);
	memset(first, 'x', 100);
	arena_reset(arena);
	char *again = arena_alloc(arena, 100);
	assert_ptr_equal(again, first);
	for (int i = 0; i < 100; i++)
		assert_int_equal(again[i], 0);
}

static void one_wish_larger_than_a_block_is_met(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(8 << 20);
	char *large = arena_alloc(arena, 5 << 20);
	assert_non_null(large);
	large[(5 << 20) - 1] = 'x';
	assert_non_null(arena_alloc(arena, 1));
	assert_false(arena_is_exhausted(arena));
}

static void a_copy_has_a_nul_behind_it_and_is_its_own(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1000);
	char typed[] = "张三";
	struct text copy = arena_copy(arena, text_of(typed));
	typed[0] = 'x';
	assert_text(copy, "张三");
	assert_int_equal(copy.at[copy.len], '\0');
	assert_int_equal(arena_copy(arena, TEXT_NONE).len, 0);
}

static void texts_are_formatted_and_joined(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1000);
	assert_text(arena_format(arena, "%d %s", 7, "天"), "7 天");
	assert_text(arena_join(arena, TEXT("服务"), TEXT("记录")), "服务记录");
	assert_text(arena_join(arena, TEXT_NONE, TEXT("记录")), "记录");
	assert_text(arena_join(arena, TEXT("服务"), TEXT_NONE), "服务");
}

static void a_text_past_the_maximum_is_refused_as_empty(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(16);
	assert_int_equal(arena_copy(arena, TEXT("0123456789abcdef")).len, 0); /* no room for the NUL */
	assert_int_equal(arena_format(arena, "%s", "0123456789abcdef").len, 0);
	assert_int_equal(arena_join(arena, TEXT("01234567"), TEXT("89abcdef")).len, 0);
	assert_true(arena_is_exhausted(arena));
	assert_text(arena_copy(arena, TEXT("0123456789abcde")), "0123456789abcde");
}

static void no_arena_is_freed_without_harm(void **state UNUSED)
{
	struct arena *none = NULL;
	arena_free(NULL);
	arena_done(&none);
	assert_null(none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_and_aligned),
		cmocka_unit_test(more_than_the_maximum_is_refused_and_remembered),
		cmocka_unit_test(an_array_whose_size_overflows_is_refused),
		cmocka_unit_test(the_nth_allocation_can_be_told_to_fail),
		cmocka_unit_test(a_reset_arena_gives_everything_again),
		cmocka_unit_test(what_a_reset_gives_again_is_zeroed),
		cmocka_unit_test(one_wish_larger_than_a_block_is_met),
		cmocka_unit_test(a_copy_has_a_nul_behind_it_and_is_its_own),
		cmocka_unit_test(texts_are_formatted_and_joined),
		cmocka_unit_test(a_text_past_the_maximum_is_refused_as_empty),
		cmocka_unit_test(no_arena_is_freed_without_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
