/* SPDX-License-Identifier: Apache-2.0
 *
 * Files for a spreadsheet program and rows out of one. What an XLSX file holds
 * is read back by tests/story, with a reader that is not ours.
 */
#include "unit.h"

#include "sheet/sheet.h"
#include "text/cells.h"

static const struct text titles[] = {TEXT("姓名"), TEXT("说明"), TEXT("积分")};

static struct text csv_of(const struct sheet_cell *cells, size_t rows, struct buffer *out)
{
	struct text all = TEXT_NONE;
	*out = buffer_make(SHEET_BYTES_MAX);
	assert_int_equal(sheet_csv(&(struct sheet_table){TEXT("表"), titles, COUNT_OF(titles), cells, rows}, out), OK);
	assert_int_equal(buffer_text(out, &all), OK);
	return all;
}

static void csv_begins_with_a_mark_and_keeps_words_as_words(void **state UNUSED)
{
	const struct sheet_cell cells[] = {SHEET_TEXT(TEXT("孙\"大\"勇")), SHEET_TEXT(TEXT("370799194803150128")), SHEET_HUNDREDTHS(-150),
		SHEET_TEXT(TEXT("a,b\nc")), SHEET_TEXT(TEXT_NONE), SHEET_NUMBER(12)};
	struct buffer out CLEANUP(buffer_done);
	assert_text(csv_of(cells, 2, &out), "\xef\xbb\xbf\"姓名\",\"说明\",\"积分\"\r\n\"孙\"\"大\"\"勇\",\"370799194803150128\",-1.50\r\n\"a,b\nc\",\"\",12\r\n");
}

static void no_text_becomes_a_formula(void **state UNUSED)
{
	static const char *const bad[] = {"=1+1", "+861", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a"};
	static const char *const good[] = {"", "1=1", "张 =", "#1", "'=1", "。", "〜"};
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		const struct sheet_cell cells[] = {SHEET_TEXT(text_of(bad[i])), SHEET_TEXT(TEXT("b")), SHEET_NUMBER(0)};
		struct buffer out CLEANUP(buffer_done);
		assert_true(sheet_is_formula(text_of(bad[i])));
		assert_int_not_equal(text_find(csv_of(cells, 1, &out), TEXT("\r\n\"'")), SIZE_MAX);
	}
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		const struct sheet_cell cells[] = {SHEET_TEXT(text_of(good[i])), SHEET_TEXT(TEXT("b")), SHEET_NUMBER(0)};
		struct buffer out CLEANUP(buffer_done);
		assert_false(sheet_is_formula(text_of(good[i])));
		if (good[i][0] != '\'')
			assert_int_equal(text_find(csv_of(cells, 1, &out), TEXT("\r\n\"'")), SIZE_MAX);
	}
}

static void an_xlsx_file_is_made_within_its_limits(void **state UNUSED)
{
	static struct sheet_cell many[100 * 3];
	struct buffer out CLEANUP(buffer_done) = buffer_make(SHEET_BYTES_MAX);
	struct text all;
	for (size_t i = 0; i < COUNT_OF(many); i++)
		many[i] = i % 3 == 2 ? SHEET_NUMBER(i) : SHEET_TEXT(TEXT("=HYPERLINK(\"x\")"));
	struct sheet_table table = {TEXT("一[月]:*?/\\'"), titles, 3, many, 100};
	assert_int_equal(sheet_xlsx(&table, 1, &out), OK);
	assert_int_equal(buffer_text(&out, &all), OK);
	assert_true(text_starts_with(all, TEXT("PK\x03\x04")));
	assert_int_equal(sheet_xlsx(&table, 0, &out), FAIL_LIMIT);
	assert_int_equal(sheet_xlsx(&table, SHEET_TABLES_MAX + 1, &out), FAIL_LIMIT);
	table.rows = SHEET_ROWS_MAX + 1;
	assert_int_equal(sheet_xlsx(&table, 1, &out), FAIL_LIMIT);
	assert_int_equal(sheet_csv(&table, &out), FAIL_LIMIT);
	table = (struct sheet_table){TEXT("x"), titles, 0, many, 1};
	assert_int_equal(sheet_xlsx(&table, 1, &out), FAIL_LIMIT);
	assert_int_equal(sheet_csv(&table, &out), FAIL_LIMIT);
}

/* Each row of `whole` as cells joined by |, rows by /, each with its line. */
static struct text read_all(struct arena *arena, const char *whole)
{
	struct text row[CELLS_COLUMNS_MAX];
	size_t count = 0;
	struct text all = TEXT_NONE;
	struct cells cells = cells_begin(text_of(whole));
	while (cells_next(&cells, arena, row, &count)) {
		all = arena_format(arena, "%.*s%s%lld:", TEXT_ARGS(all), all.len > 0 ? "/" : "", (long long)cells.line);
		for (size_t i = 0; i < count; i++)
			all = arena_format(arena, "%.*s%s%.*s", TEXT_ARGS(all), i > 0 ? "|" : "", TEXT_ARGS(row[i]));
	}
	return all;
}

static void rows_come_out_of_pasted_cells_and_csv(void **state UNUSED)
{
	static const struct { const char *whole, *cells; } rows[] = {
		{"a\tb\n1\t2", "1:a|b/2:1|2"},
		{"a\tb, c\r\n1\t\r\n", "1:a|b, c/2:1|"},
		{"\xef\xbb\xbf" "a,b\n\n ,\nc,d", "1:a|b/4:c|d"},
		{"a;b\n1;2", "1:a|b/2:1|2"},
		{"\"a,1\",\"b\"\"c\"\nx,\"e\nf\"\ng,h", "1:a,1|b\"c/2:x|e\nf/4:g|h"},
		{"\"a\" x,b\nc,d", "1:a|b/2:c|d"},
		{"\"open,b\nc", "1:open,b\nc"},
		{"\"\"\"\"\"\",b", "1:\"\"|b"}, {"\"a\"\"", "1:a\""}, {"\"", ""}, {"\"\"", ""},
		{"'=1+1,'a,'", "1:=1+1|'a|'"},
		{"　a　,b", "1:a|b"},
		{"a", "1:a"}, {"", ""}, {"\n\n", ""}, {",,\n", ""},
	};
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 20);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_text(read_all(arena, rows[i].whole), rows[i].cells);
}

static void what_is_written_is_read_back(void **state UNUSED)
{
	const struct sheet_cell cells[] = {SHEET_TEXT(TEXT("=1")), SHEET_TEXT(TEXT("a\"b,c")), SHEET_NUMBER(3)};
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 20);
	struct buffer out CLEANUP(buffer_done);
	struct text all = csv_of(cells, 1, &out);
	assert_text(read_all(arena, arena_copy(arena, all).at), "1:姓名|说明|积分/2:=1|a\"b,c|3");
}

/* What came back of a whole file, each cell in quotes: it takes as much memory as it is long, not its length for each cell. */
static void a_file_of_many_quoted_cells_takes_no_more_memory_than_it_is_long(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(256 * 1024);
	struct buffer out CLEANUP(buffer_done) = buffer_make(64 * 1024);
	struct text row[CELLS_COLUMNS_MAX];
	struct text whole;
	size_t count = 0;
	size_t lines = 0;
	for (int i = 0; i < 500; i++)
		buffer_add_format(&out, "\"0nqxswnc%05d\",\"不通过\",\"说\"\"不符\"\"\"\n", i);
	assert_int_equal(buffer_text(&out, &whole), OK);
	struct cells cells = cells_begin(whole);
	while (cells_next(&cells, arena, row, &count)) {
		assert_int_equal(count, 3);
		assert_text(row[2], "说\"不符\"");
		lines++;
	}
	assert_int_equal(lines, 500);
	assert_int_equal(cells.line, 500);
	assert_false(arena_is_exhausted(arena));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csv_begins_with_a_mark_and_keeps_words_as_words),
		cmocka_unit_test(no_text_becomes_a_formula),
		cmocka_unit_test(an_xlsx_file_is_made_within_its_limits),
		cmocka_unit_test(rows_come_out_of_pasted_cells_and_csv),
		cmocka_unit_test(what_is_written_is_read_back),
		cmocka_unit_test(a_file_of_many_quoted_cells_takes_no_more_memory_than_it_is_long),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
