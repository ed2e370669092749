/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "text/fold.h"
#include "text/hant.h"
#include "text/mask.h"
#include "text/name.h"
#include "text/pinyin.h"
#include "text/search.h"

#define assert_text_equal(got, expected) \
	do { \
		struct text got_ = (got), expected_ = (expected); \
		if (!text_equal(got_, expected_)) \
			fail_msg("got '%.*s', expected '%.*s'", TEXT_ARGS(got_), TEXT_ARGS(expected_)); \
	} while (0)

static struct text key_of(struct arena *arena, struct text text)
{
	struct text key = TEXT_NONE;
	assert_int_equal(fold_key(arena, text, &key), OK);
	return key;
}

static void traditional_text_is_simplified_by_phrases(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(100000);
	static const struct { struct text from, to; } rows[] = {
		{ TEXT("志願服務積分管理"), TEXT("志愿服务积分管理") },
		{ TEXT("寶都街道新時代文明實踐所"), TEXT("宝都街道新时代文明实践所") },
		{ TEXT("乾隆與乾燥"), TEXT("乾隆与干燥") },
		{ TEXT("已经是简体"), TEXT("已经是简体") },
		{ TEXT(""), TEXT("") },
		{ TEXT("abc 123"), TEXT("abc 123") },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct text simple = TEXT_NONE;
		assert_int_equal(fold_simplify(arena, rows[i].from, &simple), OK);
		assert_text_equal(simple, rows[i].to);
	}
}

static void vocabulary_is_written_in_traditional_characters_without_other_words(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(100000);
	static const struct { struct text from, to; } rows[] = {
		{ TEXT("上门理发"), TEXT("上門理髮") },           /* by phrase: 发 is 髮 here */
		{ TEXT("发放信息"), TEXT("發放信息") },           /* and 發 here; 信息 does not become 資訊 */
		{ TEXT("为群众办实事，在家里"), TEXT("為群眾辦實事，在家裡") }, /* 為 and 裡, not 爲 and 裏 */
		{ TEXT("五闫家庄社区"), TEXT("五閆家莊社區") },
		{ TEXT("abc 123"), TEXT("abc 123") },
	};
	for (int round = 0; round < 2; round++) /* the second time remembered */
		for (size_t i = 0; i < COUNT_OF(rows); i++)
			assert_text_equal(hant_text(arena, rows[i].from), rows[i].to);
	struct buffer out CLEANUP(buffer_done) = buffer_make(100);
	assert_false(hant_write(TEXT("\xE5\xBC"), &out));
	assert_false(hant_write(TEXT(""), &out));
	assert_int_equal(out.len, 0);
}

static void broken_bytes_are_refused_by_every_fold(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(100000);
	struct text untouched = TEXT("untouched");
	assert_int_equal(fold_simplify(arena, TEXT("\xE5\xBC"), &untouched), FAIL_INPUT);
	assert_int_equal(fold_key(arena, TEXT("\xFF"), &untouched), FAIL_INPUT);
	assert_int_equal(fold_clean(arena, TEXT("\xC0\x80"), &untouched), FAIL_INPUT);
	assert_text_equal(untouched, TEXT("untouched"));
}

static void folding_without_memory_is_a_limit(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(8);
	struct text untouched = TEXT("untouched");
	assert_int_equal(fold_simplify(arena, TEXT("寶都街道"), &untouched), FAIL_LIMIT);
	arena_reset(arena);
	assert_int_equal(fold_key(arena, TEXT("寶都街道"), &untouched), FAIL_LIMIT);
	arena_reset(arena);
	assert_int_equal(fold_clean(arena, TEXT("寶都街道"), &untouched), FAIL_LIMIT);
	assert_text_equal(untouched, TEXT("untouched"));
}

static void a_key_forgets_width_case_script_and_accents(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(100000);
	static const struct { struct text from, to; } rows[] = {
		{ TEXT("張桂蘭"), TEXT("张桂兰") },
		{ TEXT(" ＺＧＬ１２３ "), TEXT("zgl123") },
		{ TEXT("Zhāng Guìlán"), TEXT("zhang guilan") },
		{ TEXT("José"), TEXT("jose") },
		{ TEXT("Jose\xCC\x81"), TEXT("jose") },
		{ TEXT("阿依古丽•买买提"), TEXT("阿依古丽·买买提") },
		{ TEXT("阿依古丽・買買提"), TEXT("阿依古丽·买买提") },
		{ TEXT("　全角空格　"), TEXT("全角空格") },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_text_equal(key_of(arena, rows[i].from), rows[i].to);
}

static void the_key_of_a_beginning_is_the_beginning_of_the_key(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(100000);
	static const struct text names[] = { TEXT("李乾坤"), TEXT("李乾隆"), TEXT("張慶餘"), TEXT("後藤發"), TEXT("钟離鍾情") };
	for (size_t i = 0; i < COUNT_OF(names); i++)
		for (size_t points = 1; points <= text_count_points(names[i]); points++)
			assert_true(text_starts_with(key_of(arena, names[i]), key_of(arena, text_first_points(names[i], points))));
}

static void typed_text_is_cleaned_but_keeps_script_and_case(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(100000);
	struct text clean = TEXT_NONE;
	assert_int_equal(fold_clean(arena, TEXT("　３号楼（ＡＢ）寶都‧A "), &clean), OK);
	assert_text_equal(clean, TEXT("3号楼(AB)寶都·A"));
}

static void han_is_told_from_everything_else(void **state UNUSED)
{
	static const uint32_t han[] = { 0x4E00, 0x9FFF, 0x3400, 0x3007, 0x20000, 0xF900 };
	static const uint32_t others[] = { 'a', '0', 0xB7, 0x3042, 0xAC00, 0xFF21, 0x3002, 0x1F600 };
	for (size_t i = 0; i < COUNT_OF(han); i++)
		assert_true(fold_is_han(han[i]));
	for (size_t i = 0; i < COUNT_OF(others); i++)
		assert_false(fold_is_han(others[i]));
}

static void names_are_read_as_people_read_them(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1000000);
	static const struct { struct text name, full, initials; } rows[] = {
		{ TEXT("张桂兰"), TEXT("zhangguilan"), TEXT("zgl") },
		{ TEXT("張桂蘭"), TEXT("zhangguilan"), TEXT("zgl") },
		{ TEXT("单立群"), TEXT("shanliqun"), TEXT("slq") },
		{ TEXT("仇英"), TEXT("qiuying"), TEXT("qy") },
		{ TEXT("曾国强"), TEXT("zengguoqiang"), TEXT("zgq") },
		{ TEXT("解晓东"), TEXT("xiexiaodong"), TEXT("xxd") },
		{ TEXT("盖丽丽"), TEXT("gelili"), TEXT("gll") },
		{ TEXT("区志明"), TEXT("ouzhiming"), TEXT("ozm") },
		{ TEXT("查文"), TEXT("zhawen"), TEXT("zw") },
		{ TEXT("覃芳"), TEXT("qinfang"), TEXT("qf") },
		{ TEXT("朴顺姬"), TEXT("piaoshunji"), TEXT("psj") },
		{ TEXT("任红"), TEXT("renhong"), TEXT("rh") },
		{ TEXT("华建国"), TEXT("huajianguo"), TEXT("hjg") },
		{ TEXT("纪春梅"), TEXT("jichunmei"), TEXT("jcm") },
		{ TEXT("翟玉芝"), TEXT("zhaiyuzhi"), TEXT("zyz") },
		{ TEXT("吕秀英"), TEXT("lvxiuying"), TEXT("lxy") },
		{ TEXT("尉迟明"), TEXT("yuchiming"), TEXT("ycm") },
		{ TEXT("尉遲明"), TEXT("yuchiming"), TEXT("ycm") },
		{ TEXT("万俟兰"), TEXT("moqilan"), TEXT("mql") },
		{ TEXT("万俟"), TEXT("wanqi"), TEXT("wq") },
		{ TEXT("歐陽娜"), TEXT("ouyangna"), TEXT("oyn") },
		{ TEXT("王单"), TEXT("wangdan"), TEXT("wd") },
		{ TEXT("阿依古丽·买买提"), TEXT("ayigulimaimaiti"), TEXT("ayglmmt") },
		{ TEXT("Maria李"), TEXT("mariali"), TEXT("ml") },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct pinyin_reading readings[PINYIN_READINGS_MAX];
		size_t count = 0;
		assert_int_equal(pinyin_read_name(arena, rows[i].name, readings, &count), OK);
		assert_in_range(count, 1, PINYIN_READINGS_MAX);
		assert_text_equal(pinyin_full(arena, &readings[0], 0), rows[i].full);
		assert_text_equal(pinyin_initials(arena, &readings[0], 0), rows[i].initials);
	}
}

static void every_common_character_has_a_reading(void **state UNUSED)
{
	size_t without = 0;
	for (uint32_t point = 0x4E00; point <= 0x9FA5; point++)
		without += text_is_empty(pinyin_of_point(point));
	assert_in_range(without, 0, 200);
	assert_text_equal(pinyin_of_point(0x4E2D), TEXT("zhong"));
	assert_text_equal(pinyin_of_point(0x3007), TEXT("ling"));
	assert_text_equal(pinyin_of_point('a'), TEXT(""));
	assert_text_equal(pinyin_of_point(0x20000), TEXT(""));
}

static void a_name_without_any_reading_has_none(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(100000);
	struct pinyin_reading readings[PINYIN_READINGS_MAX];
	size_t count = 9;
	assert_int_equal(pinyin_read_name(arena, TEXT("·"), readings, &count), OK);
	assert_int_equal(count, 0);
	assert_int_equal(pinyin_read_name(arena, TEXT(""), readings, &count), OK);
	assert_int_equal(count, 0);
	assert_int_equal(pinyin_read_name(arena, TEXT("\xFF"), readings, &count), FAIL_INPUT);
}

static void two_usual_readings_are_both_kept(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(100000);
	struct pinyin_reading readings[PINYIN_READINGS_MAX];
	size_t count = 0;
	assert_int_equal(pinyin_read_name(arena, TEXT("覃乐行"), readings, &count), OK);
	assert_int_equal(count, PINYIN_READINGS_MAX);
	assert_text_equal(pinyin_full(arena, &readings[0], 0), TEXT("qinlexing"));
	assert_text_equal(pinyin_full(arena, &readings[1], 0), TEXT("tanlexing"));
	assert_text_equal(pinyin_full(arena, &readings[2], 0), TEXT("qinyuexing"));
}

static void surnames_of_two_characters_are_known(void **state UNUSED)
{
	assert_int_equal(pinyin_surname_points(TEXT("欧阳娜")), 2);
	assert_int_equal(pinyin_surname_points(TEXT("諸葛明")), 2);
	assert_int_equal(pinyin_surname_points(TEXT("东方")), 1);
	assert_int_equal(pinyin_surname_points(TEXT("张桂兰")), 1);
	assert_int_equal(pinyin_surname_points(TEXT("")), 0);
}

static bool matches(struct arena *arena, const struct search_subject *subject, struct text typed)
{
	struct search_terms terms;
	struct search_query query;
	assert_int_equal(search_terms_of(arena, subject, &terms), OK);
	assert_int_equal(search_query_read(arena, typed, &query), OK);
	for (size_t w = 0; w < query.count; w++) {
		bool has = false;
		for (size_t i = 0; i < terms.count; i++)
			for (size_t r = 0; r < SEARCH_RANGES; r++) {
				const struct search_range *range = &query.words[w].ranges[r];
				has = has || (terms.at[i].kind == range->kind && text_compare(terms.at[i].term, range->from) >= 0 &&
					text_compare(terms.at[i].term, range->to) < 0);
			}
		if (!has)
			return false;
	}
	return query.count > 0;
}

static void a_person_is_found_by_what_clerks_type(void **state UNUSED)
{
	static const struct search_subject zhang = { TEXT("张桂兰"), TEXT_NONE, TEXT("154 0536 6789") };
	static const struct search_subject zeng = { TEXT("曾樂行"), TEXT("zēng yuè xíng"), TEXT_NONE };
	static const struct search_subject lv = { TEXT("吕秀英"), TEXT_NONE, TEXT("0536-6221234") };
	static const struct search_subject ayi = { TEXT("阿依古丽·买买提"), TEXT_NONE, TEXT_NONE };
	static const struct { const struct search_subject *subject; struct text typed; bool is_found; } rows[] = {
		{ &zhang, TEXT("张"), true }, { &zhang, TEXT("张桂"), true }, { &zhang, TEXT("張桂蘭"), true },
		{ &zhang, TEXT("桂兰"), true }, { &zhang, TEXT("桂蘭"), true }, { &zhang, TEXT("zgl"), true },
		{ &zhang, TEXT("ZGL"), true }, { &zhang, TEXT("ｚｇｌ"), true }, { &zhang, TEXT("gl"), true },
		{ &zhang, TEXT("zhangguilan"), true }, { &zhang, TEXT("zhanggui"), true }, { &zhang, TEXT("guilan"), true },
		{ &zhang, TEXT("zhanggl"), true }, { &zhang, TEXT("张gl"), true }, { &zhang, TEXT("张桂l"), true },
		{ &zhang, TEXT("6789"), true }, { &zhang, TEXT("67"), true }, { &zhang, TEXT("15405366789"), true },
		{ &zhang, TEXT("６７８９"), true }, { &zhang, TEXT("张 6789"), true }, { &zhang, TEXT("6789　zgl"), true },
		{ &zhang, TEXT("李"), false }, { &zhang, TEXT("张兰"), false }, { &zhang, TEXT("zgj"), false },
		{ &zhang, TEXT("1234"), false }, { &zhang, TEXT("张 1234"), false }, { &zhang, TEXT("789"), false },
		{ &zhang, TEXT(""), false }, { &zhang, TEXT("%"), false }, { &zhang, TEXT("张%兰"), false },
		{ &zhang, TEXT("angui"), false }, { &zhang, TEXT("1栋"), false },
		{ &zeng, TEXT("zyx"), true }, { &zeng, TEXT("zengyue"), true }, { &zeng, TEXT("曾乐"), true }, { &zeng, TEXT("zengle"), false },
		{ &lv, TEXT("lvxiu"), true }, { &lv, TEXT("luxiuying"), true }, { &lv, TEXT("lxy"), true }, { &lv, TEXT("lüxiu"), true },
		{ &lv, TEXT("1234"), true }, { &lv, TEXT("123"), true }, { &lv, TEXT("234"), false },
		{ &ayi, TEXT("阿依古丽买买提"), true }, { &ayi, TEXT("阿依古丽•買買提"), true }, { &ayi, TEXT("买买提"), true },
		{ &ayi, TEXT("aygl"), true }, { &ayi, TEXT("mmt"), true }, { &ayi, TEXT("阿买"), false },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct arena *arena CLEANUP(arena_done) = arena_make(1000000);
		if (matches(arena, rows[i].subject, rows[i].typed) != rows[i].is_found)
			fail_msg("'%.*s' finds %.*s: expected %d", TEXT_ARGS(rows[i].typed), TEXT_ARGS(rows[i].subject->name), rows[i].is_found);
	}
}

static void no_term_of_a_person_comes_twice(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1000000);
	struct search_subject subject = { TEXT("林林林林"), TEXT_NONE, TEXT("11111111111") };
	struct search_terms terms;
	assert_int_equal(search_terms_of(arena, &subject, &terms), OK);
	assert_true(terms.count > 0);
	for (size_t i = 0; i < terms.count; i++)
		for (size_t k = 0; k < i; k++)
			assert_false(terms.at[i].kind == terms.at[k].kind && text_equal(terms.at[i].term, terms.at[k].term));
}

static void a_person_without_a_telephone_has_no_telephone_term(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1000000);
	struct search_subject subject = { TEXT("王"), TEXT_NONE, TEXT("12") };
	struct search_terms terms;
	assert_int_equal(search_terms_of(arena, &subject, &terms), OK);
	for (size_t i = 0; i < terms.count; i++)
		assert_int_not_equal(terms.at[i].kind, SEARCH_PHONE);
}

static void searching_refuses_broken_bytes_and_full_arenas(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1000000);
	struct arena *small CLEANUP(arena_done) = arena_make(64);
	struct search_query query;
	struct search_terms terms;
	struct search_subject broken_name = { TEXT("\xFF"), TEXT_NONE, TEXT_NONE };
	struct search_subject broken_phone = { TEXT("王"), TEXT_NONE, TEXT("\xFF") };
	struct search_subject good = { TEXT("王"), TEXT_NONE, TEXT_NONE };
	assert_int_equal(search_query_read(arena, TEXT("\xFF"), &query), FAIL_INPUT);
	assert_int_equal(search_terms_of(arena, &broken_name, &terms), FAIL_INPUT);
	assert_int_equal(search_terms_of(arena, &broken_phone, &terms), FAIL_INPUT);
	assert_int_equal(search_terms_of(small, &good, &terms), FAIL_LIMIT);
}

static void lists_show_masks(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(100000);
	assert_text_equal(mask_phone(arena, TEXT("13812348000")), TEXT("138****8000"));
	assert_text_equal(mask_phone(arena, TEXT("0536-6221234")), TEXT("0536-*****34"));
	assert_text_equal(mask_phone(arena, TEXT("12345")), TEXT("****"));
	assert_text_equal(mask_phone(arena, TEXT("")), TEXT(""));
	assert_text_equal(mask_document(arena, TEXT("370799194803150128")), TEXT("370799********0128"));
	assert_text_equal(mask_document(arena, TEXT("E12345678")), TEXT("*****5678"));
	assert_text_equal(mask_document(arena, TEXT("E123")), TEXT("****"));
	assert_text_equal(mask_document(arena, TEXT("")), TEXT(""));
	assert_text_equal(mask_name(arena, TEXT("张明")), TEXT("张*"));
	assert_text_equal(mask_name(arena, TEXT("张小明")), TEXT("张*明"));
	assert_text_equal(mask_name(arena, TEXT("张大小明")), TEXT("张**明"));
	assert_text_equal(mask_name(arena, TEXT("欧阳娜")), TEXT("欧阳*"));
	assert_text_equal(mask_name(arena, TEXT("欧阳娜娜")), TEXT("欧阳*娜"));
	assert_text_equal(mask_name(arena, TEXT("阿依古丽·买买提")), TEXT("阿***"));
	assert_text_equal(mask_name(arena, TEXT("王")), TEXT("*"));
	assert_text_equal(mask_name(arena, TEXT("")), TEXT(""));
	assert_text_equal(mask_name_short(arena, TEXT("张小明")), TEXT("张*"));
	assert_text_equal(mask_name_short(arena, TEXT("诸葛小明")), TEXT("诸葛*"));
	assert_text_equal(mask_name_short(arena, TEXT("王")), TEXT("*"));
}

static void an_address_is_shown_as_far_as_the_estate(void **state UNUSED)
{
	static const struct { struct text address, shown; } rows[] = {
		{ TEXT("昌盛花园二期3号楼2单元501"), TEXT("昌盛花园二期") },
		{ TEXT("恒盛花园３号楼2单元"), TEXT("恒盛花园") },
		{ TEXT("新昌小区12-3-401"), TEXT("新昌小区") },
		{ TEXT("丹河村3组12号"), TEXT("丹河村") },
		{ TEXT("2002小区5栋"), TEXT("2002小区") },
		{ TEXT("西湖家园"), TEXT("西湖家园") },
		{ TEXT("西湖家园 #8"), TEXT("西湖家园") },
		{ TEXT("3号楼"), TEXT("") },
		{ TEXT(""), TEXT("") },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_text_equal(mask_address(rows[i].address), rows[i].shown);
}

static void numbers_in_somebodys_words_are_masked_and_dates_are_not(void **state)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(100000);
	static const struct { const char *words, *shown; } rows[] = {
		{"", ""}, {"想有人说说话", "想有人说说话"}, {"请打15412345678", "请打***********"}, {"１５４１２３４５６７８。", "***********。"},
		{"证件370799194803150128，谢谢", "证件******************，谢谢"}, {"11010519491231002X", "******************"}, {"电话0536-6221234", "电话0536-*******"},
		{"2026-03-05 14:00，6号楼2单元501", "2026-03-05 14:00，6号楼2单元501"}, {"123456", "123456"}, {"1234567", "*******"}};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct text shown = mask_numbers(arena, text_of(rows[i].words));
		if (!text_equal(shown, text_of(rows[i].shown)))
			fail_msg("%s is shown as %.*s", rows[i].words, TEXT_ARGS(shown));
	}
}

static void names_are_cleaned_and_kept(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(100000);
	static const struct { struct text typed, kept; } rows[] = {
		{ TEXT(" 张 三 "), TEXT("张三") },
		{ TEXT("张　三"), TEXT("张三") },
		{ TEXT("王"), TEXT("王") },
		{ TEXT("阿依古丽•买买提"), TEXT("阿依古丽·买买提") },
		{ TEXT("阿依古丽.买买提"), TEXT("阿依古丽·买买提") },
		{ TEXT("阿依古丽．买买提"), TEXT("阿依古丽·买买提") },
		{ TEXT("Anna  Maria O’Neil"), TEXT("Anna Maria O’Neil") },
		{ TEXT("John Smith Jr."), TEXT("John Smith Jr.") },
		{ TEXT("𠮷田"), TEXT("𠮷田") },
		{ TEXT("㛃玉"), TEXT("㛃玉") },
		{ TEXT("〇"), TEXT("〇") },
		{ TEXT("一二三四五六七八九十一二三四五"), TEXT("一二三四五六七八九十一二三四五") },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		enum name_refusal refusal = NAME_EMPTY;
		struct text name = TEXT_NONE;
		assert_int_equal(name_read(arena, rows[i].typed, &refusal, &name), OK);
		assert_int_equal(refusal, NAME_OK);
		assert_text_equal(name, rows[i].kept);
	}
}

#define TEN "一二三四五六七八九十"

static void names_that_are_none_are_refused(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(100000);
	static const struct { struct text typed; enum name_refusal expected; } rows[] = {
		{ TEXT("\xFF"), NAME_NOT_TEXT },
		{ TEXT(""), NAME_EMPTY },
		{ TEXT(" 　 "), NAME_EMPTY },
		{ TEXT(TEN TEN TEN TEN TEN), NAME_OK },
		{ TEXT(TEN TEN TEN TEN TEN "一"), NAME_TOO_LONG },
		{ TEXT("张3"), NAME_CHARACTER },
		{ TEXT("张３"), NAME_CHARACTER },
		{ TEXT("张三!"), NAME_CHARACTER },
		{ TEXT("张\n三"), NAME_CHARACTER },
		{ TEXT("<b>张</b>"), NAME_CHARACTER },
		{ TEXT("张三😀"), NAME_CHARACTER },
		{ TEXT("张三。"), NAME_CHARACTER },
		{ TEXT("张\xE2\x80\xAE三"), NAME_CHARACTER },
		{ TEXT("·"), NAME_NO_LETTER },
		{ TEXT("·买买提"), NAME_NO_LETTER },
		{ TEXT("买买提·"), NAME_NO_LETTER },
		{ TEXT("--"), NAME_NO_LETTER },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		enum name_refusal refusal = NAME_EMPTY;
		struct text name = TEXT("untouched");
		assert_int_equal(name_read(arena, rows[i].typed, &refusal, &name), OK);
		assert_int_equal(refusal, rows[i].expected);
		assert_true(refusal == NAME_OK || text_equal(name, TEXT("untouched")));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(traditional_text_is_simplified_by_phrases),
		cmocka_unit_test(vocabulary_is_written_in_traditional_characters_without_other_words),
		cmocka_unit_test(broken_bytes_are_refused_by_every_fold),
		cmocka_unit_test(folding_without_memory_is_a_limit),
		cmocka_unit_test(a_key_forgets_width_case_script_and_accents),
		cmocka_unit_test(the_key_of_a_beginning_is_the_beginning_of_the_key),
		cmocka_unit_test(typed_text_is_cleaned_but_keeps_script_and_case),
		cmocka_unit_test(han_is_told_from_everything_else),
		cmocka_unit_test(names_are_read_as_people_read_them),
		cmocka_unit_test(every_common_character_has_a_reading),
		cmocka_unit_test(a_name_without_any_reading_has_none),
		cmocka_unit_test(two_usual_readings_are_both_kept),
		cmocka_unit_test(surnames_of_two_characters_are_known),
		cmocka_unit_test(a_person_is_found_by_what_clerks_type),
		cmocka_unit_test(no_term_of_a_person_comes_twice),
		cmocka_unit_test(a_person_without_a_telephone_has_no_telephone_term),
		cmocka_unit_test(searching_refuses_broken_bytes_and_full_arenas),
		cmocka_unit_test(lists_show_masks),
		cmocka_unit_test(an_address_is_shown_as_far_as_the_estate),
		cmocka_unit_test(numbers_in_somebodys_words_are_masked_and_dates_are_not),
		cmocka_unit_test(names_are_cleaned_and_kept),
		cmocka_unit_test(names_that_are_none_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
