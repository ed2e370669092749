/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/arena.h"
#include "sheet/sheet.h"

#define WORKING_BYTES_MAX (16 * 1024 * 1024)
#define NAME_POINTS_MAX 31 /* of a tab, in the format */
#define CELL_POINTS_MAX 32000
#define MEMORY_FOLDER "/dev/shm"

static enum fail write_book(const char *path, const struct sheet_table *tables, size_t count);
static enum fail write_table(struct arena *arena, lxw_workbook *book, const struct sheet_table *table);
static enum fail write_rows(struct arena *arena, lxw_worksheet *sheet, const struct sheet_table *table, lxw_format *words, lxw_format *number);
static const char *tab_name(struct arena *arena, struct text name);
static const char *cell_words(struct arena *arena, struct text words);
static double width_of(const struct sheet_table *table, size_t column);
static enum fail read_back(int fd, struct buffer *out);

enum fail sheet_xlsx(const struct sheet_table *tables, size_t count, struct buffer *out)
{
	char path[64];
	if (count == 0 || count > SHEET_TABLES_MAX)
		return FAIL_LIMIT;
	for (size_t i = 0; i < count; i++) {
		if (tables[i].columns == 0 || tables[i].columns > SHEET_COLUMNS_MAX || tables[i].rows > SHEET_ROWS_MAX)
			return FAIL_LIMIT;
	}
	int fd = memfd_create("sheet", MFD_CLOEXEC);
	if (fd < 0)
		return FAIL_SYSTEM;
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	enum fail fail = write_book(path, tables, count);
	if (fail == OK)
		fail = read_back(fd, out);
	(void)close(fd);
	return fail;
}

/* The library keeps its parts in files that have no name; they belong into memory, not onto a disk. */
static enum fail write_book(const char *path, const struct sheet_table *tables, size_t count)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(WORKING_BYTES_MAX);
	static char folder[] = MEMORY_FOLDER;
	lxw_workbook_options options = {.constant_memory = LXW_FALSE, .tmpdir = access(MEMORY_FOLDER, W_OK | X_OK) == 0 ? folder : NULL};
	enum fail fail = OK;
	if (arena == NULL)
		return FAIL_LIMIT;
	lxw_workbook *book = workbook_new_opt(path, &options);
	if (book == NULL)
		return FAIL_SYSTEM;
	for (size_t i = 0; i < count && fail == OK; i++)
		fail = write_table(arena, book, &tables[i]);
	lxw_error error = workbook_close(book); /* frees it, whatever happened */
	return fail != OK ? fail : error == LXW_NO_ERROR ? OK : FAIL_SYSTEM;
}

static enum fail write_table(struct arena *arena, lxw_workbook *book, const struct sheet_table *table)
{
	lxw_worksheet *sheet = workbook_add_worksheet(book, tab_name(arena, table->name));
	lxw_format *head = workbook_add_format(book);
	lxw_format *words = workbook_add_format(book);
	lxw_format *number = workbook_add_format(book);
	if (sheet == NULL || head == NULL || words == NULL || number == NULL)
		return FAIL_SYSTEM;
	format_set_bold(head);
	format_set_num_format_index(head, 49); /* "@": text, also when somebody types into the cell */
	format_set_num_format_index(words, 49);
	format_set_num_format(number, "0.##");
	for (size_t i = 0; i < table->columns; i++) {
		worksheet_set_column(sheet, (lxw_col_t)i, (lxw_col_t)i, width_of(table, i), words);
		const char *title = cell_words(arena, table->titles[i]);
		if (title == NULL || worksheet_write_string(sheet, 0, (lxw_col_t)i, title, head) != LXW_NO_ERROR)
			return FAIL_LIMIT;
	}
	worksheet_freeze_panes(sheet, 1, 0);
	worksheet_repeat_rows(sheet, 0, 0);
	worksheet_set_landscape(sheet);
	worksheet_set_paper(sheet, 9); /* A4 */
	worksheet_fit_to_pages(sheet, 1, 0);
	return write_rows(arena, sheet, table, words, number);
}

static enum fail write_rows(struct arena *arena, lxw_worksheet *sheet, const struct sheet_table *table, lxw_format *words, lxw_format *number)
{
	for (size_t i = 0; i < table->rows * table->columns; i++) {
		const struct sheet_cell *cell = &table->cells[i];
		lxw_row_t row = (lxw_row_t)(i / table->columns + 1);
		lxw_col_t column = (lxw_col_t)(i % table->columns);
		const char *text = cell->is_number ? "" : cell_words(arena, cell->text);
		if (text == NULL)
			return FAIL_LIMIT;
		lxw_error error = cell->is_number ? worksheet_write_number(sheet, row, column, (double)cell->hundredths / 100.0, number)
			: worksheet_write_string(sheet, row, column, text, words);
		if (error != LXW_NO_ERROR)
			return FAIL_LIMIT;
	}
	return OK;
}

/* The format refuses [ ] : * ? / \ and an apostrophe at the ends; NULL gives the library's own name. */
static const char *tab_name(struct arena *arena, struct text name)
{
	char *copy = arena_array(arena, char, name.len + 1);
	struct text cut = text_first_points(name, NAME_POINTS_MAX);
	if (copy == NULL || cut.len == 0)
		return NULL;
	for (size_t i = 0; i < cut.len; i++)
		copy[i] = text_find_byte(TEXT("[]:*?/\\'"), cut.at[i]) == SIZE_MAX ? cut.at[i] : ' ';
	return copy;
}

static const char *cell_words(struct arena *arena, struct text words)
{
	struct text copy = arena_copy(arena, text_first_points(words, CELL_POINTS_MAX));
	return copy.at != NULL ? copy.at : words.len == 0 ? "" : NULL;
}

/* As wide as its longest cell, a Chinese character counted twice, within reason. */
static double width_of(const struct sheet_table *table, size_t column)
{
	size_t most = 6;
	for (size_t row = 0; row <= table->rows; row++) {
		struct text words = row == 0 ? table->titles[column] : table->cells[(row - 1) * table->columns + column].text;
		size_t points = text_count_points(words);
		size_t wide = points + (words.len - points) / 2;
		most = wide > most ? wide : most;
	}
	return most > 48 ? 50.0 : (double)most + 2.0;
}

static enum fail read_back(int fd, struct buffer *out)
{
	char bytes[16384];
	struct text whole;
	off_t at = 0;
	for (;;) {
		ssize_t count = pread(fd, bytes, sizeof(bytes), at);
		if (count < 0)
			return FAIL_SYSTEM;
		if (count == 0)
			return buffer_text(out, &whole);
		buffer_add_bytes(out, bytes, (size_t)count);
		at += count;
	}
}
