/* SPDX-License-Identifier: Apache-2.0
 *
 * A certificate on paper: drawn to the same bytes each time, never with a box
 * in place of a character, and by a process that cannot do anything else.
 */
#include "unit.h"

#include "base/arena.h"
#include "paper/paper.h"

#define T "\t"
#define N "\n"

static const char whole[] =
	"lang" T "zh-Hans" N
	"issuer" T "宝都街道实践所" N
	"number" T "证书编号" T "370725-2026-000123-4" N
	"title" T "志愿服务证明" N
	"lead" T "兹证明于海波参加志愿服务。" N
	"figure" T "服务时长" T "40.2" T "小时" N
	"who" T "姓名" T "于海波" N
	"head" T "内容" T "单位" T "次数" T "时长" N
	"row" T "陪诊" T "春雨义工" T "12" T "18.5 小时" N
	"sign" T "出具日期" T "2026年3月11日" N
	"seal" T "盖章处" N
	"qr" T "https://example.invalid/verify?p=AQ" N
	"note" T "扫码验证" N
	"foot" T "免费出具" N
	"at" T "1773190800000" N;

static enum fail draw(struct text description, struct buffer *pdf, struct text *ret_problem)
{
	struct paper paper;
	TRY(paper_read(description, &paper));
	return paper_draw(&paper, pdf, ret_problem);
}

static struct text bytes_of(const struct buffer *pdf)
{
	struct text bytes;
	assert_int_equal(buffer_text(pdf, &bytes), OK);
	return bytes;
}

static void it_is_drawn_to_the_same_bytes_each_time(void **state)
{
	struct buffer first CLEANUP(buffer_done) = buffer_make(PAPER_BYTES_MAX);
	struct buffer second CLEANUP(buffer_done) = buffer_make(PAPER_BYTES_MAX);
	struct text problem;
	(void)state;
	assert_int_equal(draw(text_of(whole), &first, &problem), OK);
	assert_int_equal(draw(text_of(whole), &second, &problem), OK);
	assert_true(text_starts_with(bytes_of(&first), TEXT("%PDF-")));
	assert_true(text_find(bytes_of(&first), TEXT("NotoSerifCJK")) != SIZE_MAX); /* embedded, in part */
	assert_true(first.len < 300000);
	assert_true(text_equal(bytes_of(&first), bytes_of(&second)));
}

static void a_character_without_a_glyph_is_an_error(void **state)
{
	struct buffer pdf CLEANUP(buffer_done) = buffer_make(PAPER_BYTES_MAX);
	struct text problem = TEXT_NONE;
	(void)state;
	assert_int_equal(draw(TEXT("title" T "证明" N "who" T "姓名" T "\xf0\xa0\xae\xb7" N), &pdf, &problem), OK); /* U+20BB7, rare and there */
	assert_int_equal(draw(TEXT("title" T "证明" N "who" T "姓名" T "于\xcd\xb8" N), &pdf, &problem), FAIL_INPUT); /* U+0378, no letter */
	assert_text(problem, "于\xcd\xb8");
}

static void what_is_no_description_is_refused(void **state)
{
	static const struct text wrong[] = {TEXT("colour" T "red" N), TEXT("title" T "\xff" N), TEXT("at" T "noon" N), TEXT("row" T "1" T "2" T "3" T "4" T "5" N),
		TEXT("figure" T "a" N "figure" T "b" N "figure" T "c" N "figure" T "d" N "figure" T "e" N)};
	struct paper paper;
	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		assert_int_equal(paper_read(wrong[i], &paper), FAIL_INPUT);
}

static void words_cannot_break_out_of_their_line(void **state)
{
	struct buffer description CLEANUP(buffer_done) = buffer_make(4096);
	struct paper paper;
	const struct text values[] = {TEXT("a" T "b" N "seal" T "forged")};
	(void)state;
	paper_say(&description, "title", values, 1);
	assert_int_equal(paper_read(bytes_of(&description), &paper), OK);
	assert_text(paper.title, "a b seal forged");
	assert_true(text_is_empty(paper.seal));
}

static void too_many_rows_do_not_run_into_the_foot(void **state)
{
	struct buffer description CLEANUP(buffer_done) = buffer_make(PAPER_DESCRIPTION_BYTES_MAX);
	struct buffer pdf CLEANUP(buffer_done) = buffer_make(PAPER_BYTES_MAX);
	const struct text row[] = {TEXT("陪您看病"), TEXT("春雨义工"), TEXT("12"), TEXT("18.5 小时")};
	struct text problem;
	(void)state;
	buffer_add(&description, text_of(whole));
	for (int i = 0; i < PAPER_ROWS_MAX - 1; i++)
		paper_say(&description, "row", row, COUNT_OF(row));
	assert_int_equal(draw(bytes_of(&description), &pdf, &problem), OK); /* as many as a certificate has */
	for (int i = 0; i < 1; i++)
		paper_say(&description, "row", row, COUNT_OF(row));
	assert_int_equal(draw(bytes_of(&description), &pdf, &problem), FAIL_INPUT);
}

static void another_process_draws_the_same(void **state)
{
	struct buffer here CLEANUP(buffer_done) = buffer_make(PAPER_BYTES_MAX);
	struct buffer there CLEANUP(buffer_done) = buffer_make(PAPER_BYTES_MAX);
	struct text problem;
	(void)state;
	assert_int_equal(draw(text_of(whole), &here, &problem), OK);
	assert_int_equal(paper_make(PROGRAM, text_of(whole), &there), OK);
	assert_true(text_equal(bytes_of(&here), bytes_of(&there)));
}

static void what_went_wrong_there_is_told_here(void **state)
{
	struct buffer pdf CLEANUP(buffer_done) = buffer_make(PAPER_BYTES_MAX);
	struct buffer small CLEANUP(buffer_done) = buffer_make(100);
	(void)state;
	assert_int_equal(paper_make(PROGRAM, TEXT("title" T "于\xcd\xb8" N), &pdf), FAIL_INPUT);
	assert_int_equal(paper_make(PROGRAM, TEXT("nonsense\n"), &pdf), FAIL_INPUT);
	assert_int_equal(paper_make("/nonexistent", text_of(whole), &pdf), FAIL_SYSTEM);
	assert_int_equal(paper_make("/bin/false", text_of(whole), &pdf), FAIL_SYSTEM);
	assert_int_equal(paper_make(PROGRAM, text_of(whole), &small), FAIL_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_drawn_to_the_same_bytes_each_time),
		cmocka_unit_test(a_character_without_a_glyph_is_an_error),
		cmocka_unit_test(what_is_no_description_is_refused),
		cmocka_unit_test(words_cannot_break_out_of_their_line),
		cmocka_unit_test(too_many_rows_do_not_run_into_the_foot),
		cmocka_unit_test(another_process_draws_the_same),
		cmocka_unit_test(what_went_wrong_there_is_told_here),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
