/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/demo_table.h"

#include <stdio.h>

#define FILE_MAX ((size_t)1024 * 1024)

static enum fail read_file(struct arena *arena, const char *path, struct text *ret_content);
static size_t count_lines(struct text content);
static bool next_line(struct text *rest, struct text *ret_line);

enum fail demo_table_read(struct arena *arena, const char *directory, const char *name, struct demo_table *ret_table)
{
	struct demo_table table = {0};
	struct text rest;
	struct text line;
	TRY(read_file(arena, arena_format(arena, "%s/%s.tsv", directory, name).at, &rest));
	if (!text_is_utf8(rest) || !next_line(&rest, &line))
		return FAIL_INPUT;
	for (bool is_more = true; is_more; table.column_count++) {
		if (table.column_count >= DEMO_COLUMNS_MAX)
			return FAIL_LIMIT;
		is_more = text_find_byte(line, '\t') != SIZE_MAX;
		table.columns[table.column_count] = text_cut(&line, '\t');
	}
	table.cells = arena_array(arena, struct text, table.column_count * (count_lines(rest) + 1));
	if (table.cells == NULL)
		return FAIL_LIMIT;
	while (next_line(&rest, &line)) {
		for (size_t i = 0; i < table.column_count; i++)
			table.cells[table.row_count * table.column_count + i] = text_cut(&line, '\t');
		table.row_count++;
	}
	*ret_table = table;
	return OK;
}

struct text demo_cell(const struct demo_table *table, size_t row, const char *column)
{
	check(row < table->row_count);
	for (size_t i = 0; i < table->column_count; i++) {
		if (text_equal(table->columns[i], text_of(column)))
			return table->cells[row * table->column_count + i];
	}
	check_never();
}

int64_t demo_number(const struct demo_table *table, size_t row, const char *column)
{
	int64_t number = 0;
	(void)text_to_int(demo_cell(table, row, column), &number);
	return number;
}

bool demo_yes(const struct demo_table *table, size_t row, const char *column)
{
	return text_equal(demo_cell(table, row, column), TEXT("yes"));
}

int demo_word(struct text word, const char *const *words)
{
	for (int i = 0; words[i] != NULL; i++) {
		if (text_equal(word, text_of(words[i])))
			return i + 1;
	}
	return 0;
}

static enum fail read_file(struct arena *arena, const char *path, struct text *ret_content)
{
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		return FAIL_MISSING;
	char *at = arena_alloc(arena, FILE_MAX);
	size_t count = at == NULL ? 0 : fread(at, 1, FILE_MAX, file);
	bool is_read = at != NULL && ferror(file) == 0 && count < FILE_MAX;
	(void)fclose(file);
	*ret_content = (struct text){at, count};
	return is_read ? OK : FAIL_LIMIT;
}

static size_t count_lines(struct text content)
{
	size_t lines = 1;
	for (size_t i = 0; i < content.len; i++)
		lines += content.at[i] == '\n';
	return lines;
}

/* The next line that is neither empty nor a remark. */
static bool next_line(struct text *rest, struct text *ret_line)
{
	while (rest->len > 0) {
		struct text line = text_cut(rest, '\n');
		if (text_ends_with(line, TEXT("\r")))
			line.len--;
		if (line.len == 0 || line.at[0] == '#')
			continue;
		*ret_line = line;
		return true;
	}
	return false;
}
