/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/people.h"
#include "queries/record_pages.h"
#include "text/mask.h"
#include "views/desk.h"
#include "web/call.h"
#include "web/pages/record_private.h"
#include "web/pages/records.h"
#include "web/reply.h"
#include "web/words.h"

static enum fail fill_calls(struct call *call, struct place_id scope, struct view_desk_records *view);
static enum fail fill_fixes(struct call *call, struct place_id scope, struct view_desk_records *view);
static enum fail fill_late(struct call *call, struct place_id scope, struct view_desk_records *view);

enum fail page_desk_records_get(struct call *call, struct reply *reply)
{
	struct view_desk_records view = {.is_manager = call_is(call, ROLE_BIT(ROLE_MANAGER))};
	struct place_id scope = access_scope(&call->access, ROLES_STAFF);
	struct act act = call_act(call);
	if (view.is_manager)
		TRY(records_pair_is_undecided(&act, &view.is_undecided));
	TRY(fill_calls(call, scope, &view));
	TRY(fill_fixes(call, scope, &view));
	TRY(fill_late(call, scope, &view));
	view.shell.title = call_say(call, KEY_record_desk_title);
	return reply_page(call, reply, &page_desk_records, &view);
}

/* Whoever is too close to a volunteer to ring about her does not read either that somebody will, and why. */
static enum fail fill_calls(struct call *call, struct place_id scope, struct view_desk_records *view)
{
	struct act act = call_act(call);
	struct call_back_open_rows rows;
	size_t count = 0;
	TRY(q_call_back_open(call->view, call->arena, &(struct call_back_open_in){.centre_id = call->centre_id, .scope_id = scope}, &rows));
	struct view_desk_records_call *lines = arena_array(call->arena, struct view_desk_records_call, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct call_back_open_row *row = &rows.rows[i];
		bool is_close = false;
		TRY(people_are_close(&act, call->actor, row->volunteer_id, &is_close));
		if (is_close)
			continue;
		lines[count] = (struct view_desk_records_call){.href = url_id(call->arena, "/desk/records/", row->record_id.value, ""), .what = VOCAB_TITLE(row),
			.resident = mask_name(call->arena, row->resident), .volunteer = mask_name(call->arena, row->volunteer), .lives_alone = row->lives_alone,
			.from_ms = row->from_ms,
			.why = record_call_why(call->arena, &(struct call_back_why){(enum call_back_reason)row->reason, row->number, row->measure}),
			.pill = words_pill(call->arena, row->due_at_ms, false, call->now_ms)};
		if (lines[count].pill == NULL || lines[count].why == NULL)
			return FAIL_LIMIT;
		count++;
	}
	view->call.rows = lines;
	view->call.count = count;
	return OK;
}

static enum fail fill_fixes(struct call *call, struct place_id scope, struct view_desk_records *view)
{
	struct record_fixes_open_rows rows;
	TRY(q_record_fixes_open(call->view, call->arena, &(struct record_fixes_open_in){.centre_id = call->centre_id, .scope_id = scope}, &rows));
	struct view_desk_records_fix *lines = arena_array(call->arena, struct view_desk_records_fix, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct record_fixes_open_row *row = &rows.rows[i];
		lines[i] = (struct view_desk_records_fix){.href = url_id(call->arena, "/desk/records/", row->record_id.value, ""), .what = VOCAB_TITLE(row),
			.volunteer = mask_name(call->arena, row->volunteer), .reason = row->reason, .from_ms = row->from_ms,
			.pill = words_pill(call->arena, row->due_at_ms, false, call->now_ms)};
		if (lines[i].pill == NULL)
			return FAIL_LIMIT;
	}
	view->fix.rows = lines;
	view->fix.count = rows.count;
	return OK;
}

static enum fail fill_late(struct call *call, struct place_id scope, struct view_desk_records *view)
{
	struct record_overdue_rows rows;
	TRY(q_record_overdue(call->view, call->arena, &(struct record_overdue_in){.centre_id = call->centre_id, .scope_id = scope, .now_ms = call->now_ms},
		&rows));
	struct view_desk_records_late *lines = arena_array(call->arena, struct view_desk_records_late, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct record_overdue_row *row = &rows.rows[i];
		lines[i] = (struct view_desk_records_late){.href = url_id(call->arena, "/desk/records/", row->id.value, ""), .what = VOCAB_TITLE(row),
			.volunteer = mask_name(call->arena, row->volunteer), .from_ms = row->from_ms,
			.pill = words_pill(call->arena, row->due_at_ms, true, call->now_ms)};
		if (lines[i].pill == NULL)
			return FAIL_LIMIT;
	}
	view->late.rows = lines;
	view->late.count = rows.count;
	return OK;
}
