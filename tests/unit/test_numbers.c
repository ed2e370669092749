/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/when.h"
#include "text/idcard.h"
#include "text/phone.h"
#include "text/uscc.h"

static int32_t today(void)
{
	int32_t day = 0;
	assert_true(when_day_from_date(2026, 3, 5, &day));
	return day;
}

static void every_id_number_gets_the_first_refusal_it_deserves(void **state UNUSED)
{
	static const struct { struct text typed; enum idcard_refusal expected; } rows[] = {
		{ TEXT(""), IDCARD_EMPTY },
		{ TEXT("  - "), IDCARD_EMPTY },
		{ TEXT("110105491231002"), IDCARD_OLD_FORM },
		{ TEXT("11010549123100X"), IDCARD_LENGTH },
		{ TEXT("1101051949123100"), IDCARD_LENGTH },
		{ TEXT("11010519491231002XX"), IDCARD_LENGTH },
		{ TEXT("1101051949123100X2"), IDCARD_CHARACTER },
		{ TEXT("11010519491231002Y"), IDCARD_CHARACTER },
		{ TEXT("身份证号110105194912"), IDCARD_LENGTH },
		{ TEXT("身份证号11010519491231"), IDCARD_CHARACTER },
		{ TEXT("01010519491231002X"), IDCARD_AREA },
		{ TEXT("11010519490229002X"), IDCARD_BIRTH_DATE },
		{ TEXT("11010519491331002X"), IDCARD_BIRTH_DATE },
		{ TEXT("11010518001231002X"), IDCARD_BIRTH_DATE },
		{ TEXT("11010520260306002X"), IDCARD_FUTURE },
		{ TEXT("110105194912310021"), IDCARD_CHECK },
		{ TEXT("340524198001010013"), IDCARD_CHECK },
		{ TEXT("11010519491231002X"), IDCARD_OK },
		{ TEXT("34052419800101001X"), IDCARD_OK },
		{ TEXT("370799194803150128"), IDCARD_OK },
		{ TEXT("34052419800101001x"), IDCARD_OK },
		{ TEXT("340524 19800101 001X"), IDCARD_OK },
		{ TEXT("３７０７９９１９４８０３１５０１２８"), IDCARD_OK },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct idcard card;
		assert_int_equal(idcard_read(rows[i].typed, today(), &card), rows[i].expected);
	}
}

static void an_id_number_tells_birthday_sex_and_demo_area(void **state UNUSED)
{
	struct idcard card;
	int32_t born = 0;
	assert_int_equal(idcard_read(TEXT("370799194803150128"), today(), &card), IDCARD_OK);
	assert_true(when_day_from_date(1948, 3, 15, &born));
	assert_int_equal(card.birth_day, born);
	assert_int_equal(card.sex, IDCARD_FEMALE);
	assert_true(card.is_demo);
	assert_int_equal(idcard_read(TEXT("34052419800101001x"), today(), &card), IDCARD_OK);
	assert_string_equal(card.number, "34052419800101001X");
	assert_int_equal(card.sex, IDCARD_MALE);
	assert_false(card.is_demo);
}

static void a_refused_id_number_leaves_the_card_untouched(void **state UNUSED)
{
	struct idcard card = { .birth_day = 42 };
	assert_int_equal(idcard_read(TEXT("340524198001010013"), today(), &card), IDCARD_CHECK);
	assert_int_equal(card.birth_day, 42);
	assert_int_equal(card.number[0], 0);
}

static void bytes_that_are_no_text_are_no_id_number(void **state UNUSED)
{
	struct idcard card;
	assert_int_equal(idcard_read(TEXT("\xFF\xFE"), today(), &card), IDCARD_LENGTH);
	assert_int_equal(idcard_check_character("1101051949123100Z"), 0);
	assert_int_equal(idcard_check_character("11010519491231002"), 'X');
}

static void any_single_wrong_digit_of_an_id_number_is_noticed(void **state UNUSED)
{
	char number[] = "370799194803150128";
	for (size_t i = 0; i < IDCARD_LEN; i++) {
		char right = number[i];
		for (char digit = '0'; digit <= '9'; digit++) {
			struct idcard card;
			number[i] = digit;
			if (digit != right)
				assert_int_not_equal(idcard_read(text_of(number), today(), &card), IDCARD_OK);
		}
		number[i] = right;
	}
}

static void every_credit_code_gets_the_first_refusal_it_deserves(void **state UNUSED)
{
	static const struct { struct text typed; enum uscc_refusal expected; } rows[] = {
		{ TEXT(" "), USCC_EMPTY },
		{ TEXT("91350100M000100Y4"), USCC_LENGTH },
		{ TEXT("91350100M000100Y433"), USCC_LENGTH },
		{ TEXT("91350100M0O0100Y43"), USCC_CHARACTER },
		{ TEXT("91350100M000100Y4S"), USCC_CHARACTER },
		{ TEXT("9135010中M000100Y4"), USCC_LENGTH },
		{ TEXT("9135010中M000100Y43"), USCC_CHARACTER },
		{ TEXT("B1350100M000100Y43"), USCC_DEPARTMENT },
		{ TEXT("91A50100M000100Y43"), USCC_AREA },
		{ TEXT("91350100M000100Y44"), USCC_CHECK },
		{ TEXT("91350100M000100Y34"), USCC_CHECK },
		{ TEXT("91350100M000100Y43"), USCC_OK },
		{ TEXT("91350100m000100y43"), USCC_OK },
		{ TEXT("913501 00M000-100Y43"), USCC_OK },
		{ TEXT("９１３５０１００Ｍ０００１００Ｙ４３"), USCC_OK },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct uscc code;
		assert_int_equal(uscc_read(rows[i].typed, &code), rows[i].expected);
	}
}

static void a_credit_code_tells_who_registered_it(void **state UNUSED)
{
	struct uscc code;
	char social[] = "51370725MJD0000000";
	assert_int_equal(uscc_read(TEXT("91350100m000100y43"), &code), USCC_OK);
	assert_string_equal(code.number, "91350100M000100Y43");
	assert_false(code.is_social);
	social[17] = uscc_check_character(social);
	assert_int_equal(uscc_read(text_of(social), &code), USCC_OK);
	assert_true(code.is_social);
}

static void the_organisation_code_has_its_own_check(void **state UNUSED)
{
	assert_int_equal(uscc_organisation_check("D2143569"), 'X');
	assert_int_equal(uscc_organisation_check("M000100Y"), '4');
	assert_int_equal(uscc_organisation_check("m000100Y"), 0);
	assert_int_equal(uscc_check_character("91350100MI00100Y4"), 0);
}

static void every_phone_number_gets_the_first_refusal_it_deserves(void **state UNUSED)
{
	static const struct { struct text typed; enum phone_refusal expected; const char *number; } rows[] = {
		{ TEXT(""), PHONE_EMPTY, NULL },
		{ TEXT(" - "), PHONE_EMPTY, NULL },
		{ TEXT("1380536000o"), PHONE_CHARACTER, NULL },
		{ TEXT("没有电话"), PHONE_CHARACTER, NULL },
		{ TEXT("138+05360000"), PHONE_CHARACTER, NULL },
		{ TEXT("123"), PHONE_LENGTH, NULL },
		{ TEXT("1380536000"), PHONE_LENGTH, NULL },
		{ TEXT("138053600001"), PHONE_LENGTH, NULL },
		{ TEXT("053662212"), PHONE_LENGTH, NULL },
		{ TEXT("0536622123412"), PHONE_LENGTH, NULL },
		{ TEXT("11805360000"), PHONE_PREFIX, NULL },
		{ TEXT("23805360000"), PHONE_PREFIX, NULL },
		{ TEXT("12805360000"), PHONE_PREFIX, NULL },
		{ TEXT("13805360000"), PHONE_OK, "13805360000" },
		{ TEXT("138 0536 0000"), PHONE_OK, "13805360000" },
		{ TEXT("138-0536-0000"), PHONE_OK, "13805360000" },
		{ TEXT("+86 138 0536 0000"), PHONE_OK, "13805360000" },
		{ TEXT("＋86 138 0536 0000"), PHONE_OK, "13805360000" },
		{ TEXT("008613805360000"), PHONE_OK, "13805360000" },
		{ TEXT("8613805360000"), PHONE_OK, "13805360000" },
		{ TEXT("１３８０５３６００００"), PHONE_OK, "13805360000" },
		{ TEXT("05366221234"), PHONE_OK, "0536-6221234" },
		{ TEXT("0536-6221234"), PHONE_OK, "0536-6221234" },
		{ TEXT("(0536)6221234"), PHONE_OK, "0536-6221234" },
		{ TEXT("（0536）6221234"), PHONE_OK, "0536-6221234" },
		{ TEXT("0536-6221234-12"), PHONE_OK, "0536-6221234-12" },
		{ TEXT("+86 536 6221234"), PHONE_OK, "0536-6221234" },
		{ TEXT("010-65281234"), PHONE_OK, "010-65281234" },
		{ TEXT("02161234567"), PHONE_OK, "021-61234567" },
		{ TEXT("6221234"), PHONE_OK, "0536-6221234" },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct phone phone = { .number = "untouched" };
		assert_int_equal(phone_read(rows[i].typed, TEXT("0536"), &phone), rows[i].expected);
		assert_string_equal(phone.number, rows[i].number ? rows[i].number : "untouched");
	}
}

static void a_local_number_needs_an_area_code(void **state UNUSED)
{
	struct phone phone;
	assert_int_equal(phone_read(TEXT("6221234"), TEXT_NONE, &phone), PHONE_AREA_CODE);
	assert_int_equal(phone_read(TEXT("61234567"), TEXT("021"), &phone), PHONE_OK);
	assert_string_equal(phone.number, "021-61234567");
	assert_int_equal(phone.kind, PHONE_LANDLINE);
}

static void phones_of_the_demonstration_are_known(void **state UNUSED)
{
	struct phone phone;
	assert_int_equal(phone_read(TEXT("15412345678"), TEXT_NONE, &phone), PHONE_OK);
	assert_true(phone.is_demo);
	assert_int_equal(phone.kind, PHONE_MOBILE);
	assert_int_equal(phone_read(TEXT("15312345678"), TEXT_NONE, &phone), PHONE_OK);
	assert_false(phone.is_demo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_id_number_gets_the_first_refusal_it_deserves),
		cmocka_unit_test(an_id_number_tells_birthday_sex_and_demo_area),
		cmocka_unit_test(a_refused_id_number_leaves_the_card_untouched),
		cmocka_unit_test(bytes_that_are_no_text_are_no_id_number),
		cmocka_unit_test(any_single_wrong_digit_of_an_id_number_is_noticed),
		cmocka_unit_test(every_credit_code_gets_the_first_refusal_it_deserves),
		cmocka_unit_test(a_credit_code_tells_who_registered_it),
		cmocka_unit_test(the_organisation_code_has_its_own_check),
		cmocka_unit_test(every_phone_number_gets_the_first_refusal_it_deserves),
		cmocka_unit_test(a_local_number_needs_an_area_code),
		cmocka_unit_test(phones_of_the_demonstration_are_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
