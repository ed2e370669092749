/* SPDX-License-Identifier: Apache-2.0
 *
 * What has to go to the national system: the dry run, the files made so far,
 * and the mapping of their columns.
 */
#include "base/limits.h"
#include "domain/exports.h"
#include "queries/exports.h"
#include "text/mask.h"
#include "views/desk.h"
#include "web/pages/exports_private.h"
#include "web/pages/papers.h"
#include "web/reply.h"
#include "web/words.h"

#define ROWS_SHOWN 50

static const struct field make_fields[] = {
	{ .name = "reason", .type = FIELD_TEXT, .is_required = true, .max = 100, .label = KEY_exports_reason },
};
const struct form form_export = FORM("export", make_fields);

static const struct field mapping_fields[] = {
	{ .name = "words", .type = FIELD_NOTE, .is_required = true, .max = LIMIT_MAPPING_POINTS, .label = KEY_exports_mapping_words },
};
const struct form form_export_mapping = FORM("export_mapping", mapping_fields);

static enum fail fill_trial(struct call *call, struct place_id scope, struct view_desk_exports *view);
static enum fail fill_row(struct call *call, const struct export_candidate *one, struct view_desk_exports_row *row);
static enum fail fill_wants(struct call *call, const struct export_trial *trial, struct view_desk_exports *view);
static enum fail fill_files(struct call *call, struct place_id scope, struct view_desk_exports *view);
static enum fail fill_wrong(struct call *call, struct place_id scope, struct view_desk_exports *view);
static enum fail fill_fields(struct call *call, struct view_desk_export_mapping *view);
static enum fail make_work(struct write *write, void *context);
static enum fail mapping_work(struct write *write, void *context);

/* What a record can lack, in words that say what to do. */
static const enum key lack_keys[EXPORT_FIELD_COUNT] = {
	[EXPORT_PERSON_SEX] = KEY_exports_lack_sex, [EXPORT_PERSON_BIRTH_DATE] = KEY_exports_lack_birth,
	[EXPORT_PERSON_DOCUMENT_KIND] = KEY_exports_lack_document_kind,
	[EXPORT_PERSON_DOCUMENT_NUMBER] = KEY_exports_lack_document, [EXPORT_PERSON_PHONE] = KEY_exports_lack_phone,
	[EXPORT_PERSON_VOLUNTEER_NUMBER] = KEY_exports_lack_volunteer, [EXPORT_SERVICE_IN_CHARGE] = KEY_exports_lack_in_charge,
	[EXPORT_SERVICE_TITLE] = KEY_exports_lack_title,
};

enum key exports_refusal_key(enum export_refusal refusal)
{
	return words_named("refusal.export", text_of(export_refusal_name(refusal)));
}

enum fail page_exports_get(struct call *call, struct reply *reply)
{
	struct view_desk_exports view = {.csrf = call_csrf(call), .once = call_once(call), .most = EXPORT_RECORDS_MAX, .is_demo = call->is_demo,
		.can_make = call_is(call, ROLE_BIT(ROLE_MANAGER))};
	struct place_id scope = access_scope(&call->access, ROLES_STAFF);
	TRY(fill_trial(call, scope, &view));
	TRY(fill_files(call, scope, &view));
	TRY(fill_wrong(call, scope, &view));
	if (call->form.form == &form_export) {
		view.reason = form_text(&call->form, "reason");
		view.problem = call_error(call, "reason");
	}
	view.shell.title = call_say(call, KEY_exports_title);
	return reply_page(call, reply, &page_desk_exports, &view);
}

enum fail page_exports_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, make_work, NULL);
}

enum fail page_export_mapping_get(struct call *call, struct reply *reply)
{
	struct view_desk_export_mapping view = {.csrf = call_csrf(call), .once = call_once(call), .can_set = call_is(call, ROLE_BIT(ROLE_MANAGER))};
	struct export_words words;
	struct export_mapping mapping;
	struct act act = call_act(call);
	TRY(exports_mapping(&act, access_scope(&call->access, ROLES_STAFF), &words, &mapping));
	view.is_own = words.id == 0;
	view.who = mask_name(call->arena, words.who);
	view.at_ms = words.at_ms;
	view.words = words.words;
	if (call->form.form == &form_export_mapping) {
		view.words = form_text(&call->form, "words");
		view.problem = call_error(call, "words");
	} else if (!words.is_readable) {
		view.problem = call_say(call, KEY_refusal_export_mapping_wrong);
	}
	int64_t line = 0;
	if (exports_read_mapping(view.words, &mapping, &line) != EXPORT_FAULT_NONE)
		view.problem_line = line;
	TRY(fill_fields(call, &view));
	view.shell.title = call_say(call, KEY_exports_mapping_title);
	return reply_page(call, reply, &page_desk_export_mapping, &view);
}

enum fail page_export_mapping_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, mapping_work, NULL);
}

static enum fail fill_trial(struct call *call, struct place_id scope, struct view_desk_exports *view)
{
	struct export_trial trial;
	struct act act = call_act(call);
	size_t shown = 0;
	TRY(exports_try(&act, scope, &trial));
	struct view_desk_exports_row *rows = arena_array(call->arena, struct view_desk_exports_row, ROWS_SHOWN);
	if (rows == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < trial.count && shown < ROWS_SHOWN; i++) {
		if (trial.candidates[i].missing != 0)
			TRY(fill_row(call, &trial.candidates[i], &rows[shown++]));
	}
	view->ready = (int64_t)trial.ready;
	view->lacking = (int64_t)(trial.count - trial.ready);
	view->is_cut = trial.is_cut;
	view->is_more = trial.ready > EXPORT_RECORDS_MAX;
	view->row.rows = rows;
	view->row.count = shown;
	view->row_rest = view->lacking - (int64_t)shown;
	return fill_wants(call, &trial, view);
}

static enum fail fill_row(struct call *call, const struct export_candidate *one, struct view_desk_exports_row *row)
{
	struct view_desk_exports_row_lack *lacks = arena_array(call->arena, struct view_desk_exports_row_lack, EXPORT_FIELD_COUNT);
	size_t count = 0;
	if (lacks == NULL)
		return FAIL_LIMIT;
	for (int field = 1; field < EXPORT_FIELD_COUNT; field++) {
		bool is_told = field == EXPORT_PERSON_DOCUMENT_KIND && one->missing >> EXPORT_PERSON_DOCUMENT_NUMBER & 1; /* one step mends both */
		if (one->missing >> field & 1 && !is_told)
			lacks[count++].what = lack_keys[field];
	}
	*row = (struct view_desk_exports_row){.person = url_id(call->arena, "/desk/people/", one->person_id.value, ""),
		.record = url_id(call->arena, "/desk/records/", one->id.value, ""), .volunteer = mask_name(call->arena, one->volunteer), .what = one->title,
		.from_ms = one->from_ms, .is_again = one->attempts > 0, .lack = {lacks, count}};
	return OK;
}

static enum fail fill_wants(struct call *call, const struct export_trial *trial, struct view_desk_exports *view)
{
	struct view_desk_exports_want *wants = arena_array(call->arena, struct view_desk_exports_want, EXPORT_FIELD_COUNT);
	size_t count = 0;
	if (wants == NULL)
		return FAIL_LIMIT;
	for (int field = 1; field < EXPORT_FIELD_COUNT; field++) {
		if (trial->missing_of[field] > 0)
			wants[count++] = (struct view_desk_exports_want){.what = lack_keys[field], .count = trial->missing_of[field]};
	}
	view->want.rows = wants;
	view->want.count = count;
	return OK;
}

static enum fail fill_files(struct call *call, struct place_id scope, struct view_desk_exports *view)
{
	struct exports_recent_rows rows;
	TRY(q_exports_recent(call->view, call->arena, &(struct exports_recent_in){.centre_id = call->centre_id, .scope_id = scope}, &rows));
	struct view_desk_exports_file *files = arena_array(call->arena, struct view_desk_exports_file, rows.count + 1);
	if (files == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct exports_recent_row *row = &rows.rows[i];
		files[i] = (struct view_desk_exports_file){.href = url_id(call->arena, "/desk/exports/", row->id, ""), .at_ms = row->at_ms, .who = row->who,
			.reason = row->reason, .lines = row->lines, .accepted = row->accepted, .refused = row->refused, .corrected = row->corrected,
			.waiting = row->lines - row->accepted - row->refused - row->corrected};
	}
	view->file.rows = files;
	view->file.count = rows.count;
	return OK;
}

static enum fail fill_wrong(struct call *call, struct place_id scope, struct view_desk_exports *view)
{
	struct export_wrong_rows rows;
	TRY(q_export_wrong(call->view, call->arena, &(struct export_wrong_in){.centre_id = call->centre_id, .scope_id = scope}, &rows));
	struct view_desk_exports_wrong *lines = arena_array(call->arena, struct view_desk_exports_wrong, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		lines[i] = (struct view_desk_exports_wrong){.href = url_id(call->arena, "/desk/exports/", rows.rows[i].export_id, ""),
			.volunteer = mask_name(call->arena, rows.rows[i].volunteer), .what = rows.rows[i].title, .from_ms = rows.rows[i].from_ms};
	view->wrong.rows = lines;
	view->wrong.count = rows.count;
	return OK;
}

/* Every field a column can hold, with what it is. */
static enum fail fill_fields(struct call *call, struct view_desk_export_mapping *view)
{
	struct view_desk_export_mapping_field *fields = arena_array(call->arena, struct view_desk_export_mapping_field, EXPORT_FIELD_COUNT);
	if (fields == NULL)
		return FAIL_LIMIT;
	for (int i = 1; i < EXPORT_FIELD_COUNT; i++) {
		struct text name = text_of(export_field_name((enum export_field)i));
		fields[i - 1] = (struct view_desk_export_mapping_field){.name = name, .what = words_named("exports.field", name),
			.is_sealed = i == EXPORT_PERSON_DOCUMENT_NUMBER || i == EXPORT_PERSON_PHONE};
	}
	view->field.rows = fields;
	view->field.count = EXPORT_FIELD_COUNT - 1;
	return OK;
}

static enum fail make_work(struct write *write, void *context UNUSED)
{
	enum export_refusal refusal = EXPORT_OK;
	int64_t id = 0;
	enum fail fail = exports_make(&write->act, access_scope(&write->call->access, ROLE_BIT(ROLE_MANAGER)), form_text(&write->call->form, "reason"),
		&refusal, &id);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, exports_refusal_key(refusal), refusal == EXPORT_NOT_ALLOWED ? NULL : "reason");
	TRY(fail);
	write->location = url_id(write->act.arena, "/desk/exports/", id, "");
	return OK;
}

static enum fail mapping_work(struct write *write, void *context UNUSED)
{
	enum export_refusal refusal = EXPORT_OK;
	enum export_fault fault = EXPORT_FAULT_NONE;
	int64_t line = 0;
	enum fail fail = exports_set_mapping(&write->act, access_scope(&write->call->access, ROLE_BIT(ROLE_MANAGER)), form_text(&write->call->form, "words"),
		&refusal, &fault, &line);
	if (fail == FAIL_REFUSED && refusal == EXPORT_MAPPING_WRONG)
		return write_refuse(write, words_named("exports.mapping.fault", text_of(export_fault_name(fault))), "words");
	if (fail == FAIL_REFUSED)
		return write_refuse(write, exports_refusal_key(refusal), NULL);
	TRY(fail);
	write->location = URL("/desk/exports/mapping");
	return OK;
}
