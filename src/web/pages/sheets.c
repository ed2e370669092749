/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/sheets.h"

#include "base/when.h"

const struct choice sheets_choices[] = {{"xlsx", SHEETS_XLSX, KEY_papers_xlsx}, {"csv", SHEETS_CSV, KEY_papers_csv}, {NULL, 0, KEY_NONE}};

enum fail sheets_reply(struct call *call, struct reply *reply, const char *name, enum sheets_form form, const struct sheet_table *tables, size_t count)
{
	struct buffer out CLEANUP(buffer_done) = buffer_make(SHEET_BYTES_MAX);
	bool is_csv = form == SHEETS_CSV;
	struct text bytes;
	check(form == SHEETS_XLSX || form == SHEETS_CSV);
	TRY(is_csv ? sheet_csv(tables, &out) : sheet_xlsx(tables, count, &out));
	TRY(buffer_text(&out, &bytes));
	struct text day = when_iso_day(call->arena, when_local_day(call->now_ms));
	struct text file = arena_format(call->arena, "%s%s-%.*s.%s", call->is_demo ? "demo-" : "", name, TEXT_ARGS(day), is_csv ? "csv" : "xlsx");
	return reply_bytes(call, reply, is_csv ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", file, bytes);
}

struct sheet_cell sheets_day(struct call *call, int64_t at_ms)
{
	return SHEET_TEXT(at_ms == 0 ? TEXT_NONE : when_iso_day(call->arena, when_local_day(at_ms)));
}

struct sheet_cell sheets_clock(struct call *call, int64_t at_ms)
{
	return SHEET_TEXT(at_ms == 0 ? TEXT_NONE : when_clock(call->arena, at_ms));
}
