/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of cells as they come out of a spreadsheet: cells copied and pasted
 * (tabs), or a CSV file (commas or semicolons, with or without quotes and byte
 * order mark). Which of them it is, the first line says.
 */
#ifndef TEXT_CELLS_H
#define TEXT_CELLS_H

#include "base/arena.h"

#define CELLS_COLUMNS_MAX 64

struct cells {
	struct text rest;  /* not read yet */
	char separator;
	int64_t line;      /* of the row read last, from 1 */
	int64_t next_line;
};

/* At the first row; `whole` is borrowed for as long as rows are read. */
struct cells cells_begin(struct text whole);
/* The next row that is not empty; cells are trimmed and live in the arena. False at the end. Cells beyond
 * CELLS_COLUMNS_MAX are passed over. An apostrophe that only hides a formula is taken off. */
bool cells_next(struct cells *cells, struct arena *arena, struct text *ret_cells, size_t *ret_count);

#endif
