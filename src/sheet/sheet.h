/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables for a spreadsheet: XLSX by libxlsxwriter, and CSV with a byte order
 * mark. Staff open both in a spreadsheet program, so words stay words: in XLSX
 * every text is a text cell (an ID number keeps its 18 digits, `=1+1` is not
 * worked out), in CSV a text that a program could take for a formula begins
 * with an apostrophe. Nothing is written to a disk: the file is made in memory.
 */
#ifndef SHEET_SHEET_H
#define SHEET_SHEET_H

#include "base/buffer.h"
#include "base/fail.h"

#define SHEET_TABLES_MAX 8
#define SHEET_COLUMNS_MAX 64
#define SHEET_ROWS_MAX 5000
#define SHEET_BYTES_MAX (4 * 1024 * 1024)

/* A text, or a number in hundredths (minutes, points, hours). */
struct sheet_cell {
	struct text text;
	int64_t hundredths;
	bool is_number;
};
#define SHEET_TEXT(words) ((struct sheet_cell){.text = (words)})
#define SHEET_NUMBER(whole) ((struct sheet_cell){.hundredths = (int64_t)(whole) * 100, .is_number = true})
#define SHEET_HUNDREDTHS(number) ((struct sheet_cell){.hundredths = (number), .is_number = true})

struct sheet_table {
	struct text name;              /* of the tab; what a tab's name may not hold becomes a blank */
	const struct text *titles;     /* `columns` of them */
	size_t columns;
	const struct sheet_cell *cells; /* row by row */
	size_t rows;
};

/* The tables as one XLSX file, a tab each. FAIL_LIMIT beyond the limits above, FAIL_SYSTEM when the library could not. */
MUST_USE enum fail sheet_xlsx(const struct sheet_table *tables, size_t count, struct buffer *out);
/* One table as CSV: UTF-8 with its mark, commas, lines end with CR LF. */
MUST_USE enum fail sheet_csv(const struct sheet_table *table, struct buffer *out);
/* Whether a spreadsheet program could take the text for a formula: it begins with = + - @, a tab or a line end. */
bool sheet_is_formula(struct text text);

#endif
