/* SPDX-License-Identifier: Apache-2.0
 *
 * The plain files of demo/: UTF-8, fields apart by tabs, `#` begins a remark,
 * the first other line names the columns. Columns are reached by name.
 */
#ifndef CLI_DEMO_TABLE_H
#define CLI_DEMO_TABLE_H

#include "base/arena.h"
#include "base/fail.h"

#define DEMO_COLUMNS_MAX 32

struct demo_table {
	struct text columns[DEMO_COLUMNS_MAX];
	size_t column_count;
	struct text *cells; /* row after row */
	size_t row_count;
};

/* Reads a whole file into the arena. FAIL_MISSING when it is not there, FAIL_INPUT when it is no such table. */
MUST_USE enum fail demo_table_read(struct arena *arena, const char *directory, const char *name, struct demo_table *ret_table);
/* A cell; asking for a column that the file does not have is a programmer's error. */
struct text demo_cell(const struct demo_table *table, size_t row, const char *column);
/* The same as a number; an empty or wrong one is 0. */
int64_t demo_number(const struct demo_table *table, size_t row, const char *column);
/* "yes" */
bool demo_yes(const struct demo_table *table, size_t row, const char *column);
/* The position of `word` in a list of words ended by NULL, from 1; 0 when it is not there. */
int demo_word(struct text word, const char *const *words);

#endif
