/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers and slips of certificates: what was written reads back, and nothing
 * else does.
 */
#include "unit.h"

#include <string.h>

#include "proof/slip.h"
#include "text/certificate.h"

static const unsigned char seed[HEAD_SEED_BYTES] = {7};
static const unsigned char other_seed[HEAD_SEED_BYTES] = {8};

static struct slip total_only(void)
{
	return (struct slip){.county = 370725, .year = 2026, .serial = 123, .issued_day = 20523, .minutes_machine = 2415, .minutes_manual = 90,
		.count = 31};
}

static struct slip with_everything(void)
{
	struct slip slip = total_only();
	slip.from_day = 20000;
	slip.to_day = 20500;
	slip.name = TEXT("阿卜杜拉·买买提");
	slip.lines[0] = (struct slip_line){12, 1110, TEXT("陪诊")};
	slip.lines[1] = (struct slip_line){19, 1395, TEXT("上门理发")};
	slip.line_count = 2;
	return slip;
}

static void a_number_reads_back_however_it_is_typed(void **state)
{
	static const char *const typed[] = {"37072520260001234", "370725-2026-000123-4", " 370725 2026 000123 4 ", "３７０７２５-２０２６-０００１２３-４",
		"370725—2026—000123—4"};
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 16);
	struct certificate_number number = {370725, 2026, 123};
	(void)state;
	struct text digits = certificate_number_text(arena, &number);
	assert_text(digits, "37072520260001234");
	assert_text(certificate_number_show(arena, digits), "370725-2026-000123-4");
	for (size_t i = 0; i < COUNT_OF(typed); i++) {
		struct certificate_number back = {0};
		assert_true(certificate_number_read(text_of(typed[i]), &back));
		assert_int_equal(back.county, 370725);
		assert_int_equal(back.year, 2026);
		assert_int_equal(back.serial, 123);
	}
}

static void any_one_wrong_digit_shows(void **state)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 22);
	(void)state;
	for (int32_t serial = 0; serial < 1000; serial += 37) {
		struct certificate_number number = {370725, 2026, serial};
		struct certificate_number back;
		char digits[CERTIFICATE_DIGITS];
		memcpy(digits, certificate_number_text(arena, &number).at, CERTIFICATE_DIGITS);
		for (size_t i = 0; i < CERTIFICATE_DIGITS; i++) {
			char right = digits[i];
			for (digits[i] = '0'; digits[i] <= '9'; digits[i]++)
				assert_int_equal(certificate_number_read((struct text){digits, CERTIFICATE_DIGITS}, &back), digits[i] == right);
			digits[i] = right;
		}
	}
}

static void what_is_no_number_is_refused(void **state)
{
	static const char *const typed[] = {"", "3707252026000123", "370725202600012344", "370725/2026/000123/4", "37072520260001二34", "abc"};
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 16);
	struct certificate_number back;
	(void)state;
	for (size_t i = 0; i < COUNT_OF(typed); i++)
		assert_false(certificate_number_read(text_of(typed[i]), &back));
	assert_true(text_is_empty(certificate_number_text(arena, &(struct certificate_number){1000000, 2026, 1})));
	assert_true(text_is_empty(certificate_number_text(arena, &(struct certificate_number){370725, 1999, 1})));
	assert_true(text_is_empty(certificate_number_text(arena, &(struct certificate_number){370725, 2026, -1})));
}

static void a_slip_reads_back(void **state)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 20);
	struct head_key key = head_key_of(seed);
	struct slip all = with_everything();
	struct slip total = total_only();
	struct slip back;
	(void)state;
	assert_int_equal(slip_read(arena, slip_write(arena, seed, &all), &key, &back), SLIP_GENUINE);
	assert_int_equal(back.serial, 123);
	assert_int_equal(back.to_day, 20500);
	assert_int_equal(back.minutes_machine, 2415);
	assert_text(back.name, "阿卜杜拉·买买提");
	assert_int_equal(back.line_count, 2);
	assert_text(back.lines[1].title, "上门理发");
	assert_int_equal(back.lines[1].minutes, 1395);
	assert_int_equal(slip_read(arena, slip_write(arena, seed, &total), &key, &back), SLIP_GENUINE);
	assert_true(text_is_empty(back.name)); /* the holder did not choose to show it: it is not in there */
	assert_int_equal(back.line_count, 0);
	assert_true(slip_write(arena, seed, &total).len < 140);
}

static void a_slip_changed_in_any_byte_is_refused(void **state)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ ";
	struct arena *arena CLEANUP(arena_done) = arena_make(64 << 20);
	struct head_key key = head_key_of(seed);
	struct slip slip = with_everything();
	struct slip back;
	(void)state;
	struct text written = slip_write(arena, seed, &slip);
	char *bytes = arena_alloc(arena, written.len);
	memcpy(bytes, written.at, written.len);
	for (size_t i = 0; i < written.len; i++) {
		for (size_t letter = 0; letter + 1 < sizeof(letters); letter++) {
			bytes[i] = letters[letter];
			assert_int_equal(slip_read(arena, (struct text){bytes, written.len}, &key, &back) == SLIP_GENUINE, bytes[i] == written.at[i]);
		}
		bytes[i] = written.at[i];
		assert_int_not_equal(slip_read(arena, text_slice(written, 0, i), &key, &back), SLIP_GENUINE);
	}
}

static void a_slip_of_another_key_is_told_from_a_forged_one(void **state)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 20);
	struct head_key key = head_key_of(seed);
	struct slip slip = total_only();
	struct slip back;
	(void)state;
	struct text ours = slip_write(arena, seed, &slip);
	struct text theirs = slip_write(arena, other_seed, &slip);
	assert_int_equal(slip_read(arena, theirs, &key, &back), SLIP_OTHER_KEY);
	char *mixed = arena_alloc(arena, ours.len); /* our key's id under their signature */
	memcpy(mixed, ours.at, ours.len);
	memcpy(mixed + ours.len - 80, theirs.at + ours.len - 80, 80);
	assert_int_equal(slip_read(arena, (struct text){mixed, ours.len}, &key, &back), SLIP_FORGED);
	assert_int_equal(slip_read(arena, TEXT("AQ"), &key, &back), SLIP_UNREADABLE);
	assert_int_equal(slip_read(arena, TEXT(""), &key, &back), SLIP_UNREADABLE);
}

static void a_slip_out_of_range_is_not_written(void **state)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 20);
	struct slip slip = total_only();
	(void)state;
	slip.minutes_machine = -1;
	assert_true(text_is_empty(slip_write(arena, seed, &slip)));
	slip = total_only();
	slip.issued_day = 9000; /* before 2000 */
	assert_true(text_is_empty(slip_write(arena, seed, &slip)));
	slip = total_only();
	slip.line_count = SLIP_LINES_MAX + 1;
	assert_true(text_is_empty(slip_write(arena, seed, &slip)));
	slip = with_everything();
	slip.lines[0].title = TEXT("一二三四五六七八九十百");
	assert_true(text_is_empty(slip_write(arena, seed, &slip)));
	slip = total_only();
	slip.name = (struct text){"\xff\xfe", 2};
	assert_true(text_is_empty(slip_write(arena, seed, &slip)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_reads_back_however_it_is_typed),
		cmocka_unit_test(any_one_wrong_digit_shows),
		cmocka_unit_test(what_is_no_number_is_refused),
		cmocka_unit_test(a_slip_reads_back),
		cmocka_unit_test(a_slip_changed_in_any_byte_is_refused),
		cmocka_unit_test(a_slip_of_another_key_is_told_from_a_forged_one),
		cmocka_unit_test(a_slip_out_of_range_is_not_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
