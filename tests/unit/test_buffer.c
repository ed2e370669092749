/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"
#include "base/buffer.h"

static void a_buffer_grows_to_its_maximum_and_not_past_it(void **state UNUSED)
{
	struct buffer buffer CLEANUP(buffer_done) = buffer_make(5000);
	struct text content = TEXT_NONE;
	for (int i = 0; i < 5000; i++)
		buffer_add_byte(&buffer, 'x');
	assert_int_equal(buffer_text(&buffer, &content), OK);
	assert_int_equal(content.len, 5000);
	buffer_add_byte(&buffer, 'y');
	assert_int_equal(buffer_text(&buffer, &content), FAIL_LIMIT);
	assert_int_equal(content.len, 5000); /* untouched on failure */
}

static void after_a_failure_shorter_pieces_are_ignored_too(void **state UNUSED)
{
	struct buffer buffer CLEANUP(buffer_done) = buffer_make(4);
	struct text content = TEXT_NONE;
	buffer_add_literal(&buffer, "abcde");
	buffer_add_literal(&buffer, "a");
	buffer_add_int(&buffer, 1);
	buffer_add_format(&buffer, "%d", 1);
	buffer_add_point(&buffer, 'a');
	assert_int_equal(buffer.len, 0);
	assert_int_equal(buffer_text(&buffer, &content), FAIL_LIMIT);
}

static void a_reset_forgets_content_and_failure(void **state UNUSED)
{
	struct buffer buffer CLEANUP(buffer_done) = buffer_make(4);
	struct text content = TEXT_NONE;
	buffer_add_literal(&buffer, "abcde");
	buffer_reset(&buffer);
	buffer_add_literal(&buffer, "ok");
	assert_int_equal(buffer_text(&buffer, &content), OK);
	assert_text(content, "ok");
}

static void an_untouched_buffer_is_the_empty_text(void **state UNUSED)
{
	struct buffer buffer CLEANUP(buffer_done) = buffer_make(4);
	struct text content = TEXT("old");
	buffer_add(&buffer, TEXT_NONE);
	assert_int_equal(buffer_text(&buffer, &content), OK);
	assert_int_equal(content.len, 0);
}

static void a_finished_buffer_can_be_finished_again_and_used(void **state UNUSED)
{
	struct buffer buffer = buffer_make(100);
	struct text content = TEXT_NONE;
	buffer_add_literal(&buffer, "a");
	buffer_done(&buffer);
	buffer_done(&buffer);
	buffer_add_literal(&buffer, "b");
	assert_int_equal(buffer_text(&buffer, &content), OK);
	assert_text(content, "b");
	buffer_done(&buffer);
}

static void integers_are_written_whole(void **state UNUSED)
{
	static const struct { int64_t number; const char *written; } rows[] = {
		{0, "0"}, {-1, "-1"}, {150, "150"}, {INT64_MAX, "9223372036854775807"}, {INT64_MIN, "-9223372036854775808"}};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct buffer buffer CLEANUP(buffer_done) = buffer_make(64);
		struct text content = TEXT_NONE;
		buffer_add_int(&buffer, rows[i].number);
		assert_int_equal(buffer_text(&buffer, &content), OK);
		assert_text(content, rows[i].written);
	}
}

static void formats_append_behind_what_is_there(void **state UNUSED)
{
	struct buffer buffer CLEANUP(buffer_done) = buffer_make(64);
	struct text content = TEXT_NONE;
	buffer_add(&buffer, TEXT("第"));
	buffer_add_format(&buffer, "%d%s", 3, "班");
	assert_int_equal(buffer_text(&buffer, &content), OK);
	assert_text(content, "第3班");
}

static void points_are_written_as_utf8(void **state UNUSED)
{
	static const uint32_t points[] = {0x01, 0x7F, 0x80, 0x7FF, 0x800, 0x4E2D, 0xFFFF, 0x10000, 0x20BB7, 0x10FFFF};
	for (size_t i = 0; i < COUNT_OF(points); i++) {
		struct buffer buffer CLEANUP(buffer_done) = buffer_make(8);
		struct text content = TEXT_NONE;
		buffer_add_point(&buffer, points[i]);
		assert_int_equal(buffer_text(&buffer, &content), OK);
		assert_true(text_is_utf8(content));
		assert_int_equal(text_next_point(&content), points[i]);
		assert_int_equal(content.len, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_buffer_grows_to_its_maximum_and_not_past_it),
		cmocka_unit_test(after_a_failure_shorter_pieces_are_ignored_too),
		cmocka_unit_test(a_reset_forgets_content_and_failure),
		cmocka_unit_test(an_untouched_buffer_is_the_empty_text),
		cmocka_unit_test(a_finished_buffer_can_be_finished_again_and_used),
		cmocka_unit_test(integers_are_written_whole),
		cmocka_unit_test(formats_append_behind_what_is_there),
		cmocka_unit_test(points_are_written_as_utf8),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
