/* SPDX-License-Identifier: Apache-2.0 */
#include "base/when.h"
#include "text/mask.h"
#include "views/desk.h"
#include "views/public.h"
#include "web/pages/record_private.h"
#include "web/pages/records.h"
#include "web/reply.h"

#define NOTICE_MS (3 * DAY_MS)

static const struct field propose_fields[] = {
	{ .name = "number", .type = FIELD_TEXT, .is_required = true, .max = 20, .label = KEY_backfill_number },
	{ .name = "title", .type = FIELD_TEXT, .is_required = true, .max = LIMIT_TITLE_POINTS, .label = KEY_backfill_what },
	{ .name = "day", .type = FIELD_DAY, .is_required = true, .label = KEY_record_page_day },
	{ .name = "from", .type = FIELD_MIN, .is_required = true, .label = KEY_record_page_from },
	{ .name = "to", .type = FIELD_MIN, .is_required = true, .label = KEY_record_page_to },
	{ .name = "evidence", .type = FIELD_NOTE, .max = LIMIT_NOTE_POINTS, .label = KEY_backfill_evidence },
};
const struct form form_backfill = FORM("backfill", propose_fields);

static const struct field page_fields[] = {
	{ .name = "number", .type = FIELD_TEXT, .max = 20, .label = KEY_backfill_number },
};
const struct form form_backfill_page = FORM("backfill_page", page_fields);

static const struct field step_fields[] = {
	{ .name = "note", .type = FIELD_NOTE, .max = LIMIT_NOTE_POINTS, .label = KEY_backfill_why },
	{ .name = "yes", .type = FIELD_BOOL, .label = KEY_backfill_post },
};
const struct form form_backfill_step = FORM("backfill_step", step_fields);

static enum fail propose_work(struct write *write, void *context);
static enum fail step_work(struct write *write, void *context);
static enum fail object_work(struct write *write, void *context);
static void fill_typed(struct call *call, struct view_desk_backfills *view);

enum fail page_desk_backfills_get(struct call *call, struct reply *reply)
{
	struct view_desk_backfills view = {.csrf = call_csrf(call), .once = call_once(call)};
	struct backfills_open_rows rows;
	TRY(q_backfills_open(call->view, call->arena, &(struct backfills_open_in){.centre_id = call->centre_id,
		.scope_id = access_scope(&call->access, ROLES_STAFF)}, &rows));
	struct view_desk_backfills_row *lines = arena_array(call->arena, struct view_desk_backfills_row, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct backfills_open_row *row = &rows.rows[i];
		bool is_mine = row->proposed_by.value == call->actor.value;
		lines[i] = (struct view_desk_backfills_row){.what = row->title, .volunteer = mask_name(call->arena, row->volunteer),
			.proposer = mask_name(call->arena, row->proposer), .evidence = row->evidence, .objection = row->objection, .from_ms = row->from_ms,
			.to_ms = row->to_ms, .until_ms = row->seconded_at_ms + NOTICE_MS, .is_seconded = row->seconded_at_ms != 0,
			.can_second = row->seconded_at_ms == 0 && !is_mine, .can_settle = !is_mine && call_is(call, ROLE_BIT(ROLE_MANAGER)),
			.second = url_id(call->arena, "/desk/backfills/", row->id, "/second"), .settle = url_id(call->arena, "/desk/backfills/", row->id, "/settle")};
	}
	view.row.rows = lines;
	view.row.count = rows.count;
	fill_typed(call, &view);
	view.shell.title = call_say(call, KEY_backfill_title);
	return reply_page(call, reply, &page_desk_backfills, &view);
}

enum fail page_desk_backfills_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, propose_work, NULL);
}

enum fail page_desk_backfill_step_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, step_work, NULL);
}

enum fail page_posted_get(struct call *call, struct reply *reply)
{
	struct view_public_posted view = {.csrf = call_csrf(call), .once = call_once(call)};
	struct backfills_posted_rows rows;
	TRY(q_backfills_posted(call->view, call->arena, &(struct backfills_posted_in){.centre_id = call->centre_id}, &rows));
	struct view_public_posted_row *lines = arena_array(call->arena, struct view_public_posted_row, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct backfills_posted_row *row = &rows.rows[i];
		lines[i] = (struct view_public_posted_row){.what = row->title, .volunteer = mask_name(call->arena, row->volunteer), .where = VOCAB(row->place_name),
			.from_ms = row->from_ms, .to_ms = row->to_ms, .until_ms = row->seconded_at_ms + NOTICE_MS, .is_objected = row->is_objected,
			.can_object = call->actor.value != 0, .is_stranger = call->actor.value == 0, .object = url_id(call->arena, "/posted/", row->id, "/object")};
	}
	if (call->form.form == &form_backfill_step) {
		view.note = form_text(&call->form, "note");
		view.problem = call_error(call, "note");
	}
	view.row.rows = lines;
	view.row.count = rows.count;
	view.shell.title = call_say(call, KEY_backfill_board);
	return reply_page(call, reply, &page_public_posted, &view);
}

enum fail page_posted_object_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, object_work, NULL);
}

/* After a refusal what was typed stands there again. */
static void fill_typed(struct call *call, struct view_desk_backfills *view)
{
	static const char *const names[] = {"number", "title", "day", "from", "to", "evidence"};
	if (call->form.form == &form_backfill_page)
		view->number = form_text(&call->form, "number");
	if (call->form.form == &form_backfill_step)
		view->problem = call_error(call, "note");
	if (call->form.form != &form_backfill)
		return;
	view->number = form_text(&call->form, "number");
	view->title = form_text(&call->form, "title");
	view->day = form_text(&call->form, "day");
	view->from = form_text(&call->form, "from");
	view->to = form_text(&call->form, "to");
	view->evidence = form_text(&call->form, "evidence");
	for (size_t i = 0; i < COUNT_OF(names) && view->problem.len == 0; i++)
		view->problem = call_error(call, names[i]);
}

static enum fail propose_work(struct write *write, void *context UNUSED)
{
	const struct form_data *form = &write->call->form;
	enum record_refusal refusal = RECORD_OK;
	int64_t id = 0;
	int32_t day = (int32_t)form_int(form, "day");
	enum fail fail = records_propose(&write->act, &(struct backfill_options){.number = form_text(form, "number"), .title = form_text(form, "title"),
		.evidence = form_text(form, "evidence"), .from_ms = when_at(day, (int32_t)form_int(form, "from")),
		.to_ms = when_at(day, (int32_t)form_int(form, "to"))}, &refusal, &id);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, record_refusal_key(refusal), refusal == RECORD_NO_EVIDENCE ? "evidence" : refusal >= RECORD_TIME_INVALID ? "day" : "number");
	write->location = URL("/desk/backfills");
	return fail;
}

static enum fail step_work(struct write *write, void *context UNUSED)
{
	const struct form_data *form = &write->call->form;
	enum record_refusal refusal = RECORD_OK;
	int64_t id = call_id(write->call, 0);
	bool is_second = text_equal(call_word(write->call, 1), TEXT("second"));
	if (!is_second && !text_equal(call_word(write->call, 1), TEXT("settle")))
		return write_refuse(write, KEY_refusal_not_found, NULL);
	enum fail fail = is_second ? records_second(&write->act, id, &refusal)
		: records_settle(&write->act, id, form_bool(form, "yes"), form_text(form, "note"), &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, record_refusal_key(refusal), NULL);
	write->location = URL("/desk/backfills");
	return fail;
}

static enum fail object_work(struct write *write, void *context UNUSED)
{
	enum record_refusal refusal = RECORD_OK;
	enum fail fail = records_object(&write->act, call_id(write->call, 0), form_text(&write->call->form, "note"), &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, record_refusal_key(refusal), refusal == RECORD_NO_REASON ? "note" : NULL);
	write->location = URL("/posted");
	return fail;
}
