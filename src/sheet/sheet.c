/* SPDX-License-Identifier: Apache-2.0 */
#include "sheet/sheet.h"

static void add_cell(const struct sheet_cell *cell, struct buffer *out);
static void add_words(struct text words, struct buffer *out);
static void add_number(int64_t hundredths, struct buffer *out);

bool sheet_is_formula(struct text text)
{
	static const struct text wide[] = {TEXT("＝"), TEXT("＋"), TEXT("－"), TEXT("＠")}; /* some programs fold them */
	if (text.len == 0)
		return false;
	for (size_t i = 0; i < COUNT_OF(wide); i++) {
		if (text_starts_with(text, wide[i]))
			return true;
	}
	return text_find_byte(TEXT("=+-@\t\r\n"), text.at[0]) != SIZE_MAX;
}

enum fail sheet_csv(const struct sheet_table *table, struct buffer *out)
{
	struct text whole;
	if (table->columns == 0 || table->columns > SHEET_COLUMNS_MAX || table->rows > SHEET_ROWS_MAX)
		return FAIL_LIMIT;
	buffer_add_literal(out, "\xef\xbb\xbf");
	for (size_t i = 0; i < table->columns; i++) {
		if (i > 0)
			buffer_add_byte(out, ',');
		add_words(table->titles[i], out);
	}
	buffer_add_literal(out, "\r\n");
	for (size_t i = 0; i < table->rows * table->columns; i++) {
		add_cell(&table->cells[i], out);
		if ((i + 1) % table->columns == 0)
			buffer_add_literal(out, "\r\n");
		else
			buffer_add_byte(out, ',');
	}
	return buffer_text(out, &whole);
}

static void add_cell(const struct sheet_cell *cell, struct buffer *out)
{
	if (cell->is_number)
		add_number(cell->hundredths, out);
	else
		add_words(cell->text, out);
}

/* Always in quotes, so that no reader guesses where a cell ends. */
static void add_words(struct text words, struct buffer *out)
{
	buffer_add_byte(out, '"');
	if (sheet_is_formula(words))
		buffer_add_byte(out, '\'');
	for (size_t i = 0; i < words.len; i++) {
		if (words.at[i] == '"')
			buffer_add_byte(out, '"');
		buffer_add_byte(out, words.at[i]);
	}
	buffer_add_byte(out, '"');
}

static void add_number(int64_t hundredths, struct buffer *out)
{
	uint64_t size = hundredths < 0 ? (uint64_t)0 - (uint64_t)hundredths : (uint64_t)hundredths;
	if (hundredths < 0)
		buffer_add_byte(out, '-');
	buffer_add_int(out, (int64_t)(size / 100));
	if (size % 100 != 0)
		buffer_add_format(out, ".%02u", (unsigned)(size % 100));
}
