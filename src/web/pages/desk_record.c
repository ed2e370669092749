/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/people.h"
#include "domain/requests.h"
#include "text/mask.h"
#include "views/desk.h"
#include "web/pages/people_private.h"
#include "web/pages/record_private.h"
#include "web/pages/records.h"
#include "web/reply.h"

static const struct choice asked[] = {{"resident", ASKED_RESIDENT, KEY_record_asked_resident}, {"kin", ASKED_KIN, KEY_record_asked_kin},
	{"neighbour", ASKED_NEIGHBOUR, KEY_record_asked_neighbour}, {"visit", ASKED_VISIT, KEY_record_asked_visit}, {NULL, 0, KEY_NONE}};
static const struct field answer_fields[] = {
	{ .name = "id", .type = FIELD_ID, .is_required = true, .label = KEY_record_page_call },
	{ .name = "yes", .type = FIELD_BOOL, .label = KEY_record_page_yes },
	{ .name = "asked", .type = FIELD_CHOICE, .choices = asked, .label = KEY_record_asked_who },
	{ .name = "note", .type = FIELD_NOTE, .max = LIMIT_NOTE_POINTS, .label = KEY_record_page_said },
};
const struct form form_record_answer = FORM("record_answer", answer_fields);

static enum fail check_place(struct call *call, bool *ret_is_allowed);
static enum fail show(struct call *call, struct reply *reply, struct text phone);
static enum fail ring_work(struct write *write, void *context);
static enum fail fill_history(struct call *call, struct record_id id, struct view_desk_record *view);
static enum fail fill_calls(struct call *call, struct record_id id, struct view_desk_record *view);
static enum fail fill_fixes(struct call *call, struct record_id id, struct view_desk_record *view);
static enum fail fill_asked(struct call *call, struct view_desk_record *view);
static enum key asked_key(int64_t value);
static void fill_typed(struct call *call, struct view_desk_record *view);
static enum fail answer_work(struct write *write, void *context);
static enum fail decide_work(struct write *write, void *context);

const struct relation relation_record_place = {"staff of the record's place", check_place};

enum fail page_desk_record_get(struct call *call, struct reply *reply)
{
	return show(call, reply, TEXT_NONE);
}

/* What was opened stands in this one answer: sent again, the same form leads to the page without it. */
enum fail page_desk_record_ring_post(struct call *call, struct reply *reply)
{
	struct text phone = TEXT_NONE;
	TRY(call_write(call, reply, ring_work, &phone));
	if (phone.len == 0 || reply->location.len == 0)
		return OK;
	*reply = (struct reply){0};
	return show(call, reply, phone);
}

static enum fail show(struct call *call, struct reply *reply, struct text phone)
{
	struct record_id id = {call_id(call, 0)};
	struct record_page_row row;
	struct act act = call_act(call);
	bool is_close = false;
	struct view_desk_record view = {.phone = phone, .phone_tel = url_tel(call->arena, phone), .csrf = call_csrf(call), .once = call_once(call)};
	bool is_found = false;
	TRY(q_record_page(call->view, call->arena, &(struct record_page_in){.centre_id = call->centre_id, .id = id}, &is_found, &row));
	if (!is_found)
		return reply_status(call, reply, 404);
	view.what = VOCAB_TITLE(&row);
	view.who = mask_name(call->arena, row.volunteer);
	view.badge = record_badge(call->arena, row.state);
	if (view.badge == NULL)
		return FAIL_LIMIT;
	TRY(record_facts(call, id, &row, &view.facts));
	TRY(fill_history(call, id, &view));
	TRY(people_are_close(&act, call->actor, row.person_id, &is_close));
	if (!is_close) /* who could not ring reads neither why somebody does nor what was said */
		TRY(fill_calls(call, id, &view));
	TRY(fill_fixes(call, id, &view));
	TRY(fill_asked(call, &view));
	fill_typed(call, &view);
	view.has_older = row.replaces_id.value != 0;
	view.older = url_id(call->arena, "/desk/records/", row.replaces_id.value, "");
	view.has_newer = row.replaced_by.value != 0;
	view.newer = url_id(call->arena, "/desk/records/", row.replaced_by.value, "");
	view.can_fix = row.state != RECORD_VOID;
	view.can_ring = row.resident_id.value != 0;
	view.resident = mask_name(call->arena, row.resident);
	view.resident_page = url_id(call->arena, "/desk/people/", row.resident_id.value, "");
	view.ring = url_id(call->arena, "/desk/records/", id.value, "/ring");
	view.answer = url_id(call->arena, "/desk/records/", id.value, "/answer");
	view.decide = url_id(call->arena, "/desk/records/", id.value, "/decide");
	view.ask = url_id(call->arena, "/desk/records/", id.value, "/ask");
	view.shell.title = vocab_words(call->arena, call->lang, view.what);
	return reply_page(call, reply, &page_desk_record, &view);
}

enum fail page_desk_record_answer_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, answer_work, NULL);
}

enum fail page_desk_record_decide_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, decide_work, NULL);
}

enum fail page_desk_record_ask_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, record_ask_work, NULL);
}

static enum fail check_place(struct call *call, bool *ret_is_allowed)
{
	struct record_page_row row;
	struct act act = call_act(call);
	bool is_found = false;
	TRY(q_record_page(call->view, call->arena, &(struct record_page_in){.centre_id = call->centre_id, .id = {call_id(call, 0)}}, &is_found, &row));
	*ret_is_allowed = false;
	return is_found ? access_in_scope(&act, &call->access, ROLES_STAFF, row.place_id, ret_is_allowed) : OK;
}

static enum fail fill_history(struct call *call, struct record_id id, struct view_desk_record *view)
{
	static const enum key states[] = {KEY_NONE, KEY_record_state_pending, KEY_record_state_final, KEY_record_state_void};
	struct record_history_rows rows;
	TRY(q_record_history(call->view, call->arena, &(struct record_history_in){.centre_id = call->centre_id, .record_id = id}, &rows));
	struct view_desk_record_event *lines = arena_array(call->arena, struct view_desk_record_event, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		lines[i] = (struct view_desk_record_event){.what = states[rows.rows[i].kind], .reason = rows.rows[i].reason, .at_ms = rows.rows[i].at_ms,
			.who = rows.rows[i].who.len > 0 ? mask_name(call->arena, rows.rows[i].who) : call_say(call, KEY_desk_trail_clock)};
	view->event.rows = lines;
	view->event.count = rows.count;
	return OK;
}

static enum fail fill_calls(struct call *call, struct record_id id, struct view_desk_record *view)
{
	struct record_calls_rows rows;
	struct act act = call_act(call);
	size_t released = 0;
	TRY(q_record_calls(call->view, call->arena, &(struct record_calls_in){.centre_id = call->centre_id, .record_id = id}, &rows));
	struct view_desk_record_call *lines = arena_array(call->arena, struct view_desk_record_call, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct record_calls_row *row = &rows.rows[i];
		lines[i] = (struct view_desk_record_call){.is_open = !row->is_answered, .note = row->note,
			.why = record_call_why(call->arena, &(struct call_back_why){(enum call_back_reason)row->reason, row->number, row->measure}),
			.said = row->is_true ? KEY_record_page_yes : KEY_record_page_no, .who = mask_name(call->arena, row->who),
			.id = ids_text(call->arena, row->id), .due_ms = row->due_at_ms};
		lines[i].is_pair = row->reason == CALL_BACK_HELD && row->measure > 0;
		lines[i].heading = lines[i].is_pair ? KEY_record_page_other : KEY_record_page_call;
		lines[i].has_asked = row->asked > 0;
		lines[i].asked = asked_key(row->asked);
		if (lines[i].is_open && lines[i].is_pair)
			TRY(records_count_released(&act, row->id, &released));
		lines[i].released = (int64_t)released;
		if (lines[i].why == NULL)
			return FAIL_LIMIT;
	}
	view->call.rows = lines;
	view->call.count = rows.count;
	return OK;
}

static enum fail fill_fixes(struct call *call, struct record_id id, struct view_desk_record *view)
{
	struct record_fixes_rows rows;
	struct act act = call_act(call);
	TRY(q_record_fixes(call->view, call->arena, &(struct record_fixes_in){.centre_id = call->centre_id, .record_id = id}, &rows));
	struct view_desk_record_fix *lines = arena_array(call->arena, struct view_desk_record_fix, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct record_fixes_row *row = &rows.rows[i];
		struct record_fix_effect effect = {0};
		if (!row->is_answered)
			TRY(records_weigh_fix(&act, row->id, &effect));
		lines[i] = (struct view_desk_record_fix){.is_open = !row->is_answered, .is_void = row->to_ms == 0, .id = ids_text(call->arena, row->id),
			.who = mask_name(call->arena, row->who), .reason = row->reason, .from_ms = row->from_ms, .to_ms = row->to_ms, .note = row->note,
			.said = row->is_done ? KEY_record_page_fix_done : KEY_record_page_fix_refused, .minutes_before = effect.minutes_before,
			.minutes_after = effect.minutes_after, .points_before = effect.points_before, .points_after = effect.points_after,
			.total_before = effect.total_before, .total_after = effect.total_after, .balance_before = effect.balance_before,
			.balance_after = effect.balance_after, .stars_before = effect.stars_before, .stars_after = effect.stars_after, .certificates = effect.certificates,
			.has_certificates = effect.certificates > 0};
	}
	view->fix.rows = lines;
	view->fix.count = rows.count;
	return OK;
}

/* Whom one may have asked; what was chosen stands there again after a refusal. */
static enum fail fill_asked(struct call *call, struct view_desk_record *view)
{
	bool is_typed = call->form.form == &form_record_answer;
	int64_t chosen = is_typed ? form_int(&call->form, "asked") : 0;
	struct view_desk_record_asked *lines = arena_array(call->arena, struct view_desk_record_asked, COUNT_OF(asked));
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; asked[i].word != NULL; i++)
		lines[view->asked.count++] = (struct view_desk_record_asked){.word = text_of(asked[i].word), .label = asked[i].label,
			.is_chosen = chosen == asked[i].value, .is_usual = chosen == asked[i].value || (chosen == 0 && asked[i].value == ASKED_RESIDENT)};
	view->asked.rows = lines;
	view->asked_problem = is_typed ? call_error(call, "asked") : TEXT_NONE;
	return OK;
}

static enum key asked_key(int64_t value)
{
	for (size_t i = 0; asked[i].word != NULL; i++) {
		if (asked[i].value == value)
			return asked[i].label;
	}
	return KEY_record_asked_resident;
}

/* After a refusal what was typed stands there again. */
static void fill_typed(struct call *call, struct view_desk_record *view)
{
	bool is_ask = call->form.form == &form_record_ask;
	if (!is_ask && call->form.form != &form_record_answer)
		return;
	view->note = form_text(&call->form, "note");
	view->problem = view->asked_problem.len > 0 ? view->asked_problem : call_error(call, "note");
	if (!is_ask)
		return;
	view->day = form_text(&call->form, "day");
	view->from = form_text(&call->form, "from");
	view->to = form_text(&call->form, "to");
	if (view->problem.len == 0)
		view->problem = call_error(call, "day");
}

/* The telephone of the resident who was served, for the call; the opening is on the trail and on her own page. */
static enum fail ring_work(struct write *write, void *context)
{
	struct text *phone = context;
	struct record_page_row row;
	enum reveal_refusal refusal = REVEAL_OK;
	bool is_found = false;
	bool is_close = false;
	*phone = TEXT_NONE;
	TRY(q_record_page(write->act.view, write->act.arena, &(struct record_page_in){.centre_id = write->act.centre_id, .id = {call_id(write->call, 0)}},
		&is_found, &row));
	if (!is_found || row.resident_id.value == 0)
		return write_refuse(write, KEY_refusal_not_found, NULL);
	TRY(people_are_close(&write->act, write->act.actor, row.person_id, &is_close));
	if (is_close)
		return write_refuse(write, record_refusal_key(RECORD_UNRELATED), NULL);
	enum fail fail = access_reveal(&write->act, row.resident_id, SEALED_PHONE, TEXT("call_back"), &refusal, phone);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, people_reveal_words(refusal), NULL);
	TRY(fail);
	write->location = url_id(write->act.arena, "/desk/records/", call_id(write->call, 0), "");
	return OK;
}

static enum fail answer_work(struct write *write, void *context UNUSED)
{
	const struct form_data *form = &write->call->form;
	enum record_refusal refusal = RECORD_OK;
	bool has_asked = form_has(form, "asked") && form_text(form, "asked").len > 0;
	enum fail fail = requests_answer_call(&write->act, &(struct call_back_options){.id = form_int(form, "id"), .is_true = form_bool(form, "yes"),
		.asked = has_asked ? (enum call_asked)form_int(form, "asked") : ASKED_NOBODY_SAID, .note = form_text(form, "note")}, &refusal);
	bool is_asked = refusal == RECORD_ASK_OTHER || refusal == RECORD_KIN_SPOKE;
	if (fail == FAIL_REFUSED)
		return write_refuse(write, record_refusal_key(refusal), is_asked ? "asked" : "note");
	write->location = url_id(write->act.arena, "/desk/records/", call_id(write->call, 0), "");
	return fail;
}

static enum fail decide_work(struct write *write, void *context UNUSED)
{
	const struct form_data *form = &write->call->form;
	enum record_refusal refusal = RECORD_OK;
	enum fail fail = records_decide_fix(&write->act, form_int(form, "id"), form_bool(form, "yes"), form_text(form, "note"), &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, record_refusal_key(refusal), "note");
	write->location = url_id(write->act.arena, "/desk/records/", call_id(write->call, 0), "");
	return fail;
}
