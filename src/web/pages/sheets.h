/* SPDX-License-Identifier: Apache-2.0
 *
 * A file for a spreadsheet program as the answer: XLSX, or CSV of the first
 * table. What a demonstration gives out says so in its name.
 */
#ifndef WEB_PAGES_SHEETS_H
#define WEB_PAGES_SHEETS_H

#include "sheet/sheet.h"
#include "web/form.h"
#include "web/reply.h"

/* What a form's field says: none = the page itself. */
enum sheets_form { SHEETS_NONE, SHEETS_XLSX, SHEETS_CSV };
extern const struct choice sheets_choices[];
/* The tables as a download called NAME-DAY.xlsx or .csv. */
MUST_USE enum fail sheets_reply(struct call *call, struct reply *reply, const char *name, enum sheets_form form, const struct sheet_table *tables,
	size_t count);
/* A day, and a time of day, as cells; an empty cell for 0. */
struct sheet_cell sheets_day(struct call *call, int64_t at_ms);
struct sheet_cell sheets_clock(struct call *call, int64_t at_ms);

#endif
