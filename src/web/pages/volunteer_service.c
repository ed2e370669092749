/* SPDX-License-Identifier: Apache-2.0 */
#include "queries/papers.h"
#include "views/volunteer.h"
#include "web/pages/record_private.h"
#include "web/pages/records.h"
#include "web/reply.h"

static enum fail fill_states(struct call *call, struct record_id id, struct view_volunteer_service *view);
static enum fail check_own(struct call *call, bool *ret_is_allowed);

const struct relation relation_record_own = {"the record is one's own", check_own};

enum fail page_serve_service_get(struct call *call, struct reply *reply)
{
	struct record_id id = {call_id(call, 0)};
	struct record_page_row row;
	struct record_fixes_rows fixes;
	struct record_calls_rows calls;
	struct record_evidence evidence;
	struct act act = call_act(call);
	struct view_volunteer_service view = {.csrf = call_csrf(call), .once = call_once(call), .ask = url_id(call->arena, "/serve/records/", id.value, "/ask")};
	bool is_found = false;
	TRY(q_record_page(call->view, call->arena, &(struct record_page_in){.centre_id = call->centre_id, .id = id}, &is_found, &row));
	if (!is_found)
		return reply_status(call, reply, 404);
	TRY(q_record_fixes(call->view, call->arena, &(struct record_fixes_in){.centre_id = call->centre_id, .record_id = id}, &fixes));
	struct view_volunteer_service_fix *lines = arena_array(call->arena, struct view_volunteer_service_fix, fixes.count + 1);
	view.badge = record_badge(call->arena, row.state);
	if (lines == NULL || view.badge == NULL)
		return FAIL_LIMIT;
	view.can_fix = row.state != RECORD_VOID;
	view.is_waiting = row.state == RECORD_PENDING;
	view.due_ms = row.due_at_ms;
	for (size_t i = 0; i < fixes.count; i++) {
		const struct record_fixes_row *fix = &fixes.rows[i];
		lines[i] = (struct view_volunteer_service_fix){.reason = fix->reason, .note = fix->note, .at_ms = fix->at_ms,
			.said = !fix->is_answered ? KEY_record_page_fix_waits : fix->is_done ? KEY_record_page_fix_done : KEY_record_page_fix_refused};
		view.can_fix = view.can_fix && fix->is_answered;
	}
	TRY(record_facts(call, id, &row, &view.facts));
	TRY(fill_states(call, id, &view));
	TRY(q_record_calls(call->view, call->arena, &(struct record_calls_in){.centre_id = call->centre_id, .record_id = id}, &calls));
	view.is_held = view.is_waiting && calls.count > 0;
	TRY(records_evidence(&act, id, &evidence));
	view.is_pair = view.is_held && record_waits_for_other(&evidence);
	if (call->form.form == &form_record_ask) {
		view.day = form_text(&call->form, "day");
		view.from = form_text(&call->form, "from");
		view.to = form_text(&call->form, "to");
		view.note = form_text(&call->form, "note");
		view.problem = call_error(call, "note").len > 0 ? call_error(call, "note") : call_error(call, "day");
	}
	view.fix.rows = lines;
	view.fix.count = fixes.count;
	view.what = VOCAB_TITLE(&row);
	view.shell.title = vocab_words(call->arena, call->lang, view.what);
	return reply_page(call, reply, &page_volunteer_service, &view);
}

enum fail page_serve_service_ask_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, record_ask_work, NULL);
}

/* Each state it reached has a receipt of its own. */
static enum fail fill_states(struct call *call, struct record_id id, struct view_volunteer_service *view)
{
	static const enum key names[] = {KEY_NONE, KEY_record_state_pending, KEY_record_state_final, KEY_record_state_void};
	struct record_states_rows rows;
	TRY(q_record_states(call->view, call->arena, &(struct record_states_in){.centre_id = call->centre_id, .record_id = id}, &rows));
	struct view_volunteer_service_state *states = arena_array(call->arena, struct view_volunteer_service_state, rows.count + 1);
	if (states == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		struct url record = url_id(call->arena, "/serve/records/", id.value, "/states/");
		states[i] = (struct view_volunteer_service_state){.what = names[rows.rows[i].kind], .at_ms = rows.rows[i].at_ms,
			.receipt = url_id(call->arena, record.text.at, rows.rows[i].id.value, "")};
	}
	view->state.rows = states;
	view->state.count = rows.count;
	return OK;
}

static enum fail check_own(struct call *call, bool *ret_is_allowed)
{
	struct record_page_row row = {0};
	bool is_found = false;
	TRY(q_record_page(call->view, call->arena, &(struct record_page_in){.centre_id = call->centre_id, .id = {call_id(call, 0)}}, &is_found, &row));
	*ret_is_allowed = is_found && row.person_id.value == call->actor.value;
	return OK;
}
