/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/buffer.h"
#include "web/form.h"

static const struct choice channels[] = { { "phone", 2, KEY_NONE }, { "window", 3, KEY_NONE }, { 0 } };
static const struct field fields[] = {
	{ .name = "name", .type = FIELD_TEXT, .is_required = true, .min = 2 },
	{ .name = "note", .type = FIELD_NOTE },
	{ .name = "secret", .type = FIELD_PASSWORD },
	{ .name = "people", .type = FIELD_INT, .min = 1, .max = 9 },
	{ .name = "points", .type = FIELD_POINTS },
	{ .name = "agrees", .type = FIELD_BOOL },
	{ .name = "person", .type = FIELD_ID },
	{ .name = "day", .type = FIELD_DAY },
	{ .name = "at", .type = FIELD_MIN },
	{ .name = "channel", .type = FIELD_CHOICE, .choices = channels },
	{ .name = "skills", .type = FIELD_MANY, .max = 3 },
};
static const struct form form = FORM("example", fields);

static struct arena *arena;
static struct form_data data;
static const char *reason;

static int begin(void **state UNUSED)
{
	arena = arena_make(LIMIT_JOB_ARENA_BYTES);
	return arena == NULL;
}

static int end(void **state UNUSED)
{
	arena_free(arena);
	return 0;
}

static void read_fine(const char *body)
{
	assert_int_equal(form_read_urlencoded(arena, &form, text_of(body), &data, &reason), OK);
}

static void every_type_is_read(void **state UNUSED)
{
	read_fine("name=+%E6%9D%8E%E6%98%8E+&note=a%0D%0Ab&secret=+pass+word&people=3&points=1.5&agrees=on&person=0000000000001"
		"&day=2026-03-05&at=14%3A30&channel=window&skills=hair&skills=cook&csrf=t&once=o");
	assert_int_equal(data.error_count, 0);
	assert_text(form_text(&data, "name"), "李明");
	assert_text(form_text(&data, "note"), "a\nb");
	assert_text(form_text(&data, "secret"), " pass word");
	assert_int_equal(form_int(&data, "people"), 3);
	assert_int_equal(form_int(&data, "points"), 150);
	assert_true(form_bool(&data, "agrees"));
	assert_int_equal(form_int(&data, "person"), 1);
	assert_int_equal(form_int(&data, "at"), 14 * 60 + 30);
	assert_int_equal(form_int(&data, "channel"), 3);
	assert_true(form_holds(&data, "skills", TEXT("cook")));
	assert_false(form_holds(&data, "skills", TEXT("sing")));
	assert_text(data.csrf, "t");
	assert_text(data.once, "o");
}

static void json_is_read_like_a_form(void **state UNUSED)
{
	unsigned char digest[32];
	read_fine("name=ab&people=3&agrees=1&points=1.25&skills=x&skills=y");
	memcpy(digest, data.digest, sizeof(digest));
	static const char json[] = "{\"name\":\"ab\",\"people\":3,\"agrees\":true,\"points\":\"1.25\",\"skills\":[\"x\",\"y\"],\"note\":null}";
	assert_int_equal(form_read_json(arena, &form, text_of(json), &data, &reason), OK);
	assert_int_equal(data.error_count, 0);
	assert_int_equal(form_int(&data, "points"), 125);
	assert_memory_equal(digest, data.digest, sizeof(digest));
}

static void fields_that_break_a_rule_get_their_error(void **state UNUSED)
{
	static const struct {
		const char *body;
		const char *field;
		enum key error;
	} rows[] = {
		{ "", "name", KEY_form_error_required },
		{ "name=+++", "name", KEY_form_error_required },
		{ "name=a", "name", KEY_form_error_too_short },
		{ "name=aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeef", "name", KEY_form_error_too_long },
		{ "name=a%00b", "name", KEY_form_error_not_text },
		{ "name=a%0Ab", "name", KEY_form_error_not_text },
		{ "name=%FF%FE", "name", KEY_form_error_not_text },
		{ "name=%C0%AFab", "name", KEY_form_error_not_text },
		{ "name=%ED%A0%80", "name", KEY_form_error_not_text },
		{ "name=ab&note=%1B", "note", KEY_form_error_not_text },
		{ "name=ab&secret=short", "secret", KEY_form_error_too_short },
		{ "name=ab&people=0", "people", KEY_form_error_range },
		{ "name=ab&people=10", "people", KEY_form_error_range },
		{ "name=ab&people=-3", "people", KEY_form_error_range },
		{ "name=ab&people=3x", "people", KEY_form_error_number },
		{ "name=ab&people=99999999999999999999", "people", KEY_form_error_number },
		{ "name=ab&points=1.255", "points", KEY_form_error_number },
		{ "name=ab&points=1.", "points", KEY_form_error_number },
		{ "name=ab&points=.5", "points", KEY_form_error_number },
		{ "name=ab&points=1e3", "points", KEY_form_error_number },
		{ "name=ab&points=1.-5", "points", KEY_form_error_number },
		{ "name=ab&points=-1", "points", KEY_form_error_range },
		{ "name=ab&agrees=yes", "agrees", KEY_form_error_choice },
		{ "name=ab&person=1", "person", KEY_form_error_choice },
		{ "name=ab&day=2026-02-30", "day", KEY_form_error_day },
		{ "name=ab&at=25:00", "at", KEY_form_error_time },
		{ "name=ab&at=三点", "at", KEY_form_error_half },
		{ "name=ab&at=9点5", "at", KEY_form_error_time },
		{ "name=ab&channel=pigeon", "channel", KEY_form_error_choice },
		{ "name=ab&channel=Phone", "channel", KEY_form_error_choice },
		{ "name=ab&skills=a&skills=b&skills=c&skills=d", "skills", KEY_form_error_too_many },
		{ "name=ab&skills=%01", "skills", KEY_form_error_not_text },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		read_fine(rows[i].body);
		assert_int_equal(data.error_count, 1);
		assert_int_equal(form_error(&data, rows[i].field), rows[i].error);
	}
}

static void what_was_typed_stays_although_wrong(void **state UNUSED)
{
	read_fine("name=ab&people=many");
	assert_text(form_text(&data, "people"), "many");
	form_fail(&data, "people", KEY_form_error_required);
	assert_int_equal(form_error(&data, "people"), KEY_form_error_number);
	assert_int_equal(data.error_count, 1);
}

/* U+202D 13800000000 U+202C, as telephones copy a number; U+202E turns what follows around; the joiner of an emoji stays. */
static void marks_that_nobody_sees_are_left_out(void **state UNUSED)
{
	read_fine("name=%E2%80%AD13800000000%E2%80%AC&note=%E6%9D%8E%E2%80%AE%E6%98%8E%EF%BB%BF%0A%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7&people=%E2%80%8B3"
		"&secret=%E2%80%AEpass+word&skills=%E2%81%A6hair");
	assert_int_equal(data.error_count, 0);
	assert_text(form_text(&data, "name"), "13800000000");
	assert_text(form_text(&data, "note"), "李明\n👩\xe2\x80\x8d👧");
	assert_int_equal(form_int(&data, "people"), 3);
	assert_text(form_text(&data, "secret"), "\xe2\x80\xaepass word");
	assert_true(form_holds(&data, "skills", TEXT("hair")));
	read_fine("name=%E2%80%AE%E2%80%AC");
	assert_int_equal(form_error(&data, "name"), KEY_form_error_required);
	read_fine("name=ab%C2%9Bcd");
	assert_int_equal(form_error(&data, "name"), KEY_form_error_not_text);
}

static void bodies_that_are_no_form_are_refused(void **state UNUSED)
{
	static const char *const bodies[] = { "name=ab&name=cd", "name=ab&other=1", "name=ab&Name=cd", "name=%", "name=%4", "name=%zz", "na%me=x",
		"csrf=a&csrf=b", "once=1&once=2", "name[]=ab", "=ab", "name=ab&__proto__=1",
		"once=0123456789012345678901234567890123456789012345678901234567890123456789" };
	for (size_t i = 0; i < COUNT_OF(bodies); i++) {
		struct form_data untouched = { .error_count = 77 };
		assert_int_equal(form_read_urlencoded(arena, &form, text_of(bodies[i]), &untouched, &reason), FAIL_INPUT);
		assert_int_equal(untouched.error_count, 77);
		assert_non_null(reason);
	}
}

static void json_that_is_no_form_is_refused(void **state UNUSED)
{
	static const char *const bodies[] = { "", "[]", "\"x\"", "{", "{\"name\":\"ab\"} x", "{\"name\":\"ab\",\"name\":\"cd\"}",
		"{\"name\":\"ab\",\"other\":1}", "{\"name\":{}}", "{\"name\":[\"ab\"]}", "{\"name\":1.5}", "{\"skills\":[[\"a\"]]}",
		"{\"skills\":[null]}", "{\"na\\u0000me\":\"x\"}", "{\"name\":\"\xff\"}", "{'name':1}", "{\"name\":NaN}" };
	for (size_t i = 0; i < COUNT_OF(bodies); i++)
		assert_int_equal(form_read_json(arena, &form, text_of(bodies[i]), &data, &reason), FAIL_INPUT);
}

static void json_bombs_are_refused(void **state UNUSED)
{
	char *bomb = arena_alloc(arena, LIMIT_BODY_BYTES);
	memset(bomb, '[', LIMIT_BODY_BYTES);
	assert_int_equal(form_read_json(arena, &form, (struct text){ bomb, LIMIT_BODY_BYTES }, &data, &reason), FAIL_INPUT);
	for (size_t i = 0; i + 5 <= LIMIT_BODY_BYTES; i += 5)
		memcpy(bomb + i, "{\"a\":", 5);
	assert_int_equal(form_read_json(arena, &form, (struct text){ bomb, LIMIT_BODY_BYTES }, &data, &reason), FAIL_INPUT);
}

static void too_many_pairs_are_refused(void **state UNUSED)
{
	struct buffer body CLEANUP(buffer_done) = buffer_make(LIMIT_BODY_BYTES);
	for (int i = 0; i < LIMIT_FIELD_COUNT + LIMIT_SKILLS + 1; i++)
		buffer_add_literal(&body, "skills=a&");
	struct text text;
	assert_int_equal(buffer_text(&body, &text), OK);
	assert_int_equal(form_read_urlencoded(arena, &form, text, &data, &reason), FAIL_INPUT);
}

static void queries_pass_over_what_they_do_not_know(void **state UNUSED)
{
	assert_int_equal(form_read_query(arena, &form, TEXT("utm=x&name=ab"), &data, &reason), OK);
	assert_text(form_text(&data, "name"), "ab");
	assert_int_equal(form_read_query(arena, &form, TEXT("name=ab&name=ab"), &data, &reason), FAIL_INPUT);
}

static void other_content_is_another_digest(void **state UNUSED)
{
	unsigned char first[32];
	static const char *const others[] = { "name=abc&note=d", "name=ab", "name=ab&note=cd&skills=x", "name=ab&note=c&people=1" };
	read_fine("name=ab&note=cd&once=1&csrf=2");
	memcpy(first, data.digest, sizeof(first));
	read_fine("note=cd&name=ab&once=9&csrf=8");
	assert_memory_equal(first, data.digest, sizeof(first));
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		read_fine(others[i]);
		assert_memory_not_equal(first, data.digest, sizeof(first));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_type_is_read, begin, end),
		cmocka_unit_test_setup_teardown(json_is_read_like_a_form, begin, end),
		cmocka_unit_test_setup_teardown(fields_that_break_a_rule_get_their_error, begin, end),
		cmocka_unit_test_setup_teardown(what_was_typed_stays_although_wrong, begin, end),
		cmocka_unit_test_setup_teardown(marks_that_nobody_sees_are_left_out, begin, end),
		cmocka_unit_test_setup_teardown(bodies_that_are_no_form_are_refused, begin, end),
		cmocka_unit_test_setup_teardown(json_that_is_no_form_is_refused, begin, end),
		cmocka_unit_test_setup_teardown(json_bombs_are_refused, begin, end),
		cmocka_unit_test_setup_teardown(too_many_pairs_are_refused, begin, end),
		cmocka_unit_test_setup_teardown(queries_pass_over_what_they_do_not_know, begin, end),
		cmocka_unit_test_setup_teardown(other_content_is_another_digest, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
