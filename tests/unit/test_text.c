/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"
static void texts_compare_by_bytes(void **state UNUSED)
{
	assert_true(text_equal(TEXT("集市"), TEXT("集市")));
	assert_true(text_equal(TEXT_NONE, TEXT("")));
	assert_false(text_equal(TEXT("集"), TEXT("集市")));
	assert_true(text_compare(TEXT("a"), TEXT("b")) < 0);
	assert_true(text_compare(TEXT("b"), TEXT("a")) > 0);
	assert_true(text_compare(TEXT("a"), TEXT("ab")) < 0);
	assert_true(text_compare(TEXT("ab"), TEXT("a")) > 0);
	assert_int_equal(text_compare(TEXT("a"), TEXT("a")), 0);
	assert_true(text_compare(TEXT("z"), TEXT("\xE9")) < 0);
}

static void only_ascii_letters_compare_without_case(void **state UNUSED)
{
	assert_true(text_equal_nocase(TEXT("Content-Type"), TEXT("content-TYPE")));
	assert_false(text_equal_nocase(TEXT("É"), TEXT("é")));
	assert_false(text_equal_nocase(TEXT("a["), TEXT("a{")));
	assert_false(text_equal_nocase(TEXT("ab"), TEXT("abc")));
}

static void starts_and_ends_are_found_and_refused(void **state UNUSED)
{
	assert_true(text_starts_with(TEXT("desk/queue"), TEXT("desk/")));
	assert_true(text_starts_with(TEXT("x"), TEXT_NONE));
	assert_false(text_starts_with(TEXT("de"), TEXT("desk")));
	assert_false(text_starts_with(TEXT_NONE, TEXT("d")));
	struct text rest = TEXT("desk/queue");
	assert_false(text_take(&rest, TEXT("queue")));
	assert_true(text_take(&rest, TEXT("desk/")));
	assert_true(text_equal(rest, TEXT("queue")));
	assert_true(text_take(&rest, TEXT("queue")));
	assert_false(text_take(&rest, TEXT("q"))); /* nothing is left */
	assert_true(text_ends_with(TEXT("app.css"), TEXT(".css")));
	assert_false(text_ends_with(TEXT("css"), TEXT(".css")));
	assert_false(text_ends_with(TEXT("app.css.br"), TEXT(".css")));
}

static void parts_are_found_at_their_first_place(void **state UNUSED)
{
	assert_int_equal(text_find(TEXT("abcabc"), TEXT("bc")), 1);
	assert_int_equal(text_find(TEXT("abc"), TEXT("")), 0);
	assert_int_equal(text_find(TEXT_NONE, TEXT_NONE), 0);
	assert_true(text_find(TEXT("abc"), TEXT("abcd")) == SIZE_MAX);
	assert_true(text_find(TEXT_NONE, TEXT("a")) == SIZE_MAX);
	assert_int_equal(text_find_byte(TEXT("a=b=c"), '='), 1);
	assert_true(text_find_byte(TEXT("abc"), '=') == SIZE_MAX);
	assert_true(text_find_byte(TEXT_NONE, '=') == SIZE_MAX);
}

static void slices_are_clamped_to_the_text(void **state UNUSED)
{
	assert_text(text_slice(TEXT("abcdef"), 2, 3), "cde");
	assert_text(text_slice(TEXT("abcdef"), 2, SIZE_MAX), "cdef");
	assert_text(text_slice(TEXT("abc"), 3, 1), "");
	assert_text(text_slice(TEXT("abc"), SIZE_MAX, SIZE_MAX), "");
	assert_text(text_slice(TEXT_NONE, 1, 1), "");
}

static void white_space_of_both_worlds_is_trimmed(void **state UNUSED)
{
	assert_text(text_trim(TEXT(" \t\r\n 王 芳　　 ")), "王 芳");
	assert_text(text_trim(TEXT("　")), "");
	assert_text(text_trim(TEXT("   ")), "");
	assert_text(text_trim(TEXT_NONE), "");
	assert_text(text_trim(TEXT("x")), "x");
}

static void cuts_walk_through_a_list(void **state UNUSED)
{
	struct text rest = TEXT("a,,b");
	assert_text(text_cut(&rest, ','), "a");
	assert_text(text_cut(&rest, ','), "");
	assert_text(text_cut(&rest, ','), "b");
	assert_true(text_is_empty(rest));
	assert_text(text_cut(&rest, ','), "");
}

static void whole_integers_are_read(void **state UNUSED)
{
	static const struct { const char *typed; int64_t value; } rows[] = {
		{"0", 0}, {"-0", 0}, {"007", 7}, {"-150", -150},
		{"9223372036854775807", INT64_MAX}, {"-9223372036854775808", INT64_MIN}};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int64_t value = 99;
		assert_true(text_to_int(text_of(rows[i].typed), &value));
		assert_true(value == rows[i].value);
	}
}

static void anything_but_a_whole_integer_is_refused(void **state UNUSED)
{
	static const char *const rows[] = {"", "-", "+1", " 1", "1 ", "1.0", "1e3", "0x10", "--1", "１", "1-", "9223372036854775808",
		"-9223372036854775809", "99999999999999999999999"};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int64_t value = 99;
		assert_false(text_to_int(text_of(rows[i]), &value));
		assert_int_equal(value, 99);
	}
}

static void well_formed_utf8_is_accepted(void **state UNUSED)
{
	static const char *const rows[] = {"", "abc", "é", "中", "𠮷", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF", "\x7F"};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_true(text_is_utf8(text_of(rows[i])));
}

static void ill_formed_utf8_is_refused(void **state UNUSED)
{
	static const struct text rows[] = {
		TEXT("\x80"), TEXT("\xBF"), TEXT("\xC0\x80"), TEXT("\xC1\xBF"), TEXT("\xE0\x80\x80"), TEXT("\xE0\x9F\xBF"),
		TEXT("\xED\xA0\x80"), TEXT("\xED\xBF\xBF"), TEXT("\xF0\x80\x80\x80"), TEXT("\xF0\x8F\xBF\xBF"), TEXT("\xF4\x90\x80\x80"),
		TEXT("\xF5\x80\x80\x80"), TEXT("\xFF"), TEXT("\xFE"), TEXT("\xE4\xB8"), TEXT("\xE4"), TEXT("\xF0\xA0\xAE"), TEXT("\xC3"),
		TEXT("a\0b"), TEXT("\0"), TEXT("\xE4\xB8\x41"), TEXT("\xC3\xC3"), TEXT("ok\x80")};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_false(text_is_utf8(rows[i]));
}

static void points_are_counted_and_walked(void **state UNUSED)
{
	struct text rest = TEXT("aé中𠮷");
	assert_int_equal(text_count_points(rest), 4);
	assert_int_equal(text_next_point(&rest), 'a');
	assert_int_equal(text_next_point(&rest), 0xE9);
	assert_int_equal(text_next_point(&rest), 0x4E2D);
	assert_int_equal(text_next_point(&rest), 0x20BB7);
	assert_int_equal(text_next_point(&rest), 0);
	assert_int_equal(text_next_point(&rest), 0);
}

static void a_walk_over_broken_bytes_ends_and_replaces_them(void **state UNUSED)
{
	struct text rest = TEXT("\xE4\xB8");
	assert_int_equal(text_next_point(&rest), 0xFFFD);
	assert_int_equal(text_next_point(&rest), 0xFFFD);
	assert_int_equal(text_next_point(&rest), 0);
}

static void first_points_never_cut_a_character(void **state UNUSED)
{
	assert_text(text_first_points(TEXT("志愿服务"), 2), "志愿");
	assert_text(text_first_points(TEXT("志愿"), 5), "志愿");
	assert_text(text_first_points(TEXT("志愿"), 0), "");
	assert_text(text_first_points(TEXT_NONE, 3), "");
}

static void no_string_is_the_empty_text(void **state UNUSED)
{
	assert_true(text_is_empty(text_of(NULL)));
	assert_true(text_is_empty(text_of("")));
	assert_false(text_is_empty(TEXT("0")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_compare_by_bytes),
		cmocka_unit_test(only_ascii_letters_compare_without_case),
		cmocka_unit_test(starts_and_ends_are_found_and_refused),
		cmocka_unit_test(parts_are_found_at_their_first_place),
		cmocka_unit_test(slices_are_clamped_to_the_text),
		cmocka_unit_test(white_space_of_both_worlds_is_trimmed),
		cmocka_unit_test(cuts_walk_through_a_list),
		cmocka_unit_test(whole_integers_are_read),
		cmocka_unit_test(anything_but_a_whole_integer_is_refused),
		cmocka_unit_test(well_formed_utf8_is_accepted),
		cmocka_unit_test(ill_formed_utf8_is_refused),
		cmocka_unit_test(points_are_counted_and_walked),
		cmocka_unit_test(a_walk_over_broken_bytes_ends_and_replaces_them),
		cmocka_unit_test(first_points_never_cut_a_character),
		cmocka_unit_test(no_string_is_the_empty_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
