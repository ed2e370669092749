/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows out of a spreadsheet: whatever comes, the reader ends, its lines go
 * forward, and what it read can be written and read again.
 */
#include "fuzz.h"

#include "base/arena.h"
#include "text/cells.h"

#define INPUT_BYTES_MAX 4096

/* Each cell in quotes, as a CSV has it. */
static struct text written(struct arena *arena, const struct text *row, size_t count)
{
	char *at = arena_array(arena, char, INPUT_BYTES_MAX * 4);
	size_t len = 0;
	check(at != NULL);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			at[len++] = ',';
		at[len++] = '"';
		for (size_t k = 0; k < row[i].len; k++) {
			if (row[i].at[k] == '"')
				at[len++] = '"';
			at[len++] = row[i].at[k];
		}
		at[len++] = '"';
	}
	return (struct text){at, len};
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	struct text row[CELLS_COLUMNS_MAX];
	struct text again[CELLS_COLUMNS_MAX];
	size_t columns = 0;
	size_t columns_again = 0;
	int64_t line = 0;
	if (count > INPUT_BYTES_MAX)
		return 0;
	struct cells cells = cells_begin((struct text){(const char *)bytes, count});
	for (size_t rows = 0; ; rows++) {
		struct arena *arena CLEANUP(arena_done) = arena_make(1 << 20);
		check(arena != NULL && rows <= count);
		if (!cells_next(&cells, arena, row, &columns))
			return 0;
		check(cells.line > line && columns >= 1 && columns <= CELLS_COLUMNS_MAX);
		line = cells.line;
		if (columns < 2)
			continue; /* with one column the first line does not say what separates */
		struct cells second = cells_begin(written(arena, row, columns));
		size_t filled = 0;
		for (size_t i = 0; i < columns; i++)
			filled += row[i].len;
		if (second.separator != ',' || filled == 0)
			continue; /* a tab inside a cell is taken for one between two; what is filled may stand beyond the last column */
		check(cells_next(&second, arena, again, &columns_again) && columns_again == columns);
	}
}
