/* SPDX-License-Identifier: Apache-2.0
 *
 * One file for the national system: fetching it, what came back, what to do
 * about what was refused.
 */
#include "base/limits.h"
#include "queries/exports.h"
#include "text/mask.h"
#include "views/desk.h"
#include "web/pages/exports_private.h"
#include "web/pages/papers.h"
#include "web/pages/sheets.h"

#define TROUBLES_TEXT_MAX 200

static const struct field page_fields[] = {
	{ .name = "accepted", .type = FIELD_INT, .min = 0, .max = EXPORT_RECORDS_MAX, .label = KEY_exports_state_accepted },
	{ .name = "refused", .type = FIELD_INT, .min = 0, .max = EXPORT_RECORDS_MAX, .label = KEY_exports_state_refused },
	{ .name = "same", .type = FIELD_INT, .min = 0, .max = EXPORT_RECORDS_MAX, .label = KEY_exports_lines },
	{ .name = "bad", .type = FIELD_TEXT, .max = TROUBLES_TEXT_MAX, .label = KEY_exports_one_troubles },
	{ .name = "record", .type = FIELD_ID, .label = KEY_exports_one_number },
	{ .name = "more", .type = FIELD_INT, .min = 0, .max = 100000, .label = KEY_exports_one_troubles },
};
const struct form form_export_page = FORM("export_page", page_fields);

static const struct field fetch_fields[] = {
	{ .name = "reason", .type = FIELD_TEXT, .is_required = true, .max = 100, .label = KEY_exports_one_why },
	{ .name = "form", .type = FIELD_CHOICE, .is_required = true, .choices = sheets_choices, .label = KEY_exports_one_fetch },
};
const struct form form_export_fetch = FORM("export_fetch", fetch_fields);

static const struct field answers_fields[] = {
	{ .name = "words", .type = FIELD_NOTE, .is_required = true, .max = LIMIT_ANSWERS_POINTS, .label = KEY_exports_one_paste },
};
const struct form form_export_answers = FORM("export_answers", answers_fields);

static const struct choice kind_choices[] = {{"accepted", EXPORT_ACCEPTED, KEY_exports_do_accepted}, {"refused", EXPORT_REFUSED, KEY_exports_do_refused},
	{"corrected", EXPORT_CORRECTED, KEY_exports_do_corrected}, {"withdrawn", EXPORT_WITHDRAWN, KEY_exports_do_withdrawn}, {NULL, 0, KEY_NONE}};
static const struct field answer_fields[] = {
	{ .name = "record", .type = FIELD_ID, .is_required = true, .label = KEY_exports_one_number },
	{ .name = "kind", .type = FIELD_CHOICE, .is_required = true, .choices = kind_choices, .label = KEY_exports_one_state },
	{ .name = "reason", .type = FIELD_TEXT, .max = 100, .label = KEY_exports_one_refused_why },
};
const struct form form_export_answer = FORM("export_answer", answer_fields);

static enum fail check_place(struct call *call, bool *ret_is_allowed);
static enum fail fill_lines(struct call *call, int64_t id, struct view_desk_export *view);
static struct view_desk_export_row line_of(struct call *call, const struct export_lines_row *row);
static void choose(struct call *call, const struct export_lines_row *row, const struct view_desk_export_row *line, struct view_desk_export *view);
static const struct view_parts_state_badge *badge_of(struct arena *arena, int64_t answer);
static enum fail fill_told(struct call *call, struct view_desk_export *view);
static enum fail fill_troubles(struct call *call, struct view_desk_export *view);
static void fill_typed(struct call *call, struct view_desk_export *view);
static enum fail fetch_work(struct write *write, void *context);
static enum fail answers_work(struct write *write, void *context);
static enum fail answer_work(struct write *write, void *context);
static struct text troubles_text(struct arena *arena, const struct export_answers *answers);
static enum fail reply_file(struct call *call, struct reply *reply, const struct export_table *table);

const struct relation relation_export_place = {"staff of the place it was made for", check_place};

enum fail page_export_get(struct call *call, struct reply *reply)
{
	struct view_desk_export view = {.csrf = call_csrf(call), .once = call_once(call), .can_fetch = call_is(call, ROLE_BIT(ROLE_MANAGER))};
	struct export_get_row row;
	bool is_found = false;
	int64_t id = call_id(call, 0);
	TRY(q_export_get(call->view, call->arena, &(struct export_get_in){.centre_id = call->centre_id, .id = id}, &is_found, &row));
	if (!is_found)
		return reply_status(call, reply, 404);
	view.at_ms = row.at_ms;
	view.who = row.who;
	view.reason = row.reason;
	view.fetch = url_id(call->arena, "/desk/exports/", id, "/file");
	view.answers = url_id(call->arena, "/desk/exports/", id, "/answers");
	view.answer = url_id(call->arena, "/desk/exports/", id, "/answer");
	view.most = LIMIT_ANSWERS_POINTS;
	view.too_long = render_words(call->arena, call->lang, call->now_ms, KEY_exports_one_too_long,
		(const struct say[]){{"n", SAY_INT, TEXT_NONE, LIMIT_ANSWERS_POINTS}}, 1);
	TRY(fill_lines(call, id, &view));
	TRY(fill_told(call, &view));
	fill_typed(call, &view);
	view.shell.title = call_say(call, KEY_exports_title);
	return reply_page(call, reply, &page_desk_export, &view);
}

/* The file stands in this one answer; the same form sent again leads to the page. */
enum fail page_export_file_post(struct call *call, struct reply *reply)
{
	struct export_table table = {.columns = 0};
	TRY(call_write(call, reply, fetch_work, &table));
	return table.columns > 0 && reply->location.len > 0 ? reply_file(call, reply, &table) : OK;
}

enum fail page_export_answers_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, answers_work, NULL);
}

enum fail page_export_answer_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, answer_work, NULL);
}

static enum fail check_place(struct call *call, bool *ret_is_allowed)
{
	struct export_get_row row;
	struct act act = call_act(call);
	bool is_found = false;
	TRY(q_export_get(call->view, call->arena, &(struct export_get_in){.centre_id = call->centre_id, .id = call_id(call, 0)}, &is_found, &row));
	*ret_is_allowed = false;
	return is_found ? access_in_scope(&act, &call->access, ROLES_STAFF, row.place_id, ret_is_allowed) : OK;
}

static enum fail fill_lines(struct call *call, int64_t id, struct view_desk_export *view)
{
	struct export_lines_rows rows;
	TRY(q_export_lines(call->view, call->arena, &(struct export_lines_in){.centre_id = call->centre_id, .export_id = id}, &rows));
	struct view_desk_export_row *lines = arena_array(call->arena, struct view_desk_export_row, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		lines[i] = line_of(call, &rows.rows[i]);
		if (lines[i].badge == NULL)
			return FAIL_LIMIT;
		lines[i].one = url_with(call->arena, url_id(call->arena, "/desk/exports/", id, ""), "record", lines[i].number);
		choose(call, &rows.rows[i], &lines[i], view);
		view->accepted += rows.rows[i].answer == EXPORT_ACCEPTED || rows.rows[i].answer == EXPORT_WITHDRAWN;
		view->refused += rows.rows[i].answer == EXPORT_REFUSED;
		view->corrected += rows.rows[i].answer == EXPORT_CORRECTED;
		view->waiting += rows.rows[i].answer == 0;
	}
	view->lines = (int64_t)rows.count;
	view->row.rows = lines;
	view->row.count = rows.count;
	return OK;
}

static struct view_desk_export_row line_of(struct call *call, const struct export_lines_row *row)
{
	return (struct view_desk_export_row){.number = ids_text(call->arena, row->record_id.value), .volunteer = mask_name(call->arena, row->volunteer),
		.record = url_id(call->arena, "/desk/records/", row->record_id.value, ""), .person = url_id(call->arena, "/desk/people/", row->person_id.value, ""),
		.what = row->title, .from_ms = row->from_ms, .minutes = row->minutes, .badge = badge_of(call->arena, row->answer), .reason = row->reason,
		.is_again = row->attempt > 1, .is_void = row->is_void, .can_answer = row->is_last && row->answer != EXPORT_WITHDRAWN};
}

/* The record that is answered by hand: one form for one of them, however long the list is. */
static void choose(struct call *call, const struct export_lines_row *row, const struct view_desk_export_row *line, struct view_desk_export *view)
{
	const struct form_data *form = &call->form;
	bool is_told = form->form == &form_export_page || form->form == &form_export_answer;
	if (!is_told || form_int(form, "record") != row->record_id.value || !line->can_answer)
		return;
	view->is_chosen = true;
	view->chosen_number = line->number;
	view->chosen_volunteer = line->volunteer;
	view->chosen_what = row->title;
	view->can_correct = row->answer == EXPORT_REFUSED && !row->is_void;
	view->can_withdraw = row->is_void && (row->answer == EXPORT_ACCEPTED || row->answer == 0);
	view->chosen_reason = form->form == &form_export_answer ? form_text(form, "reason") : TEXT_NONE;
}

static const struct view_parts_state_badge *badge_of(struct arena *arena, int64_t answer)
{
	static const struct { enum key key; const char *tone; const char *icon; } looks[EXPORT_ANSWER_COUNT] = {
		{KEY_exports_state_waiting, "is-waiting", "clock"}, {KEY_exports_state_accepted, "is-done", "check"}, {KEY_exports_state_refused, "is-late", "x"},
		{KEY_exports_state_corrected, "is-quiet", "check"}, {KEY_exports_state_withdrawn, "is-quiet", "x"}};
	struct view_parts_state_badge *badge = arena_new(arena, struct view_parts_state_badge);
	check(answer >= 0 && answer < EXPORT_ANSWER_COUNT);
	if (badge != NULL)
		*badge = (struct view_parts_state_badge){.state = looks[answer].key, .tone = text_of(looks[answer].tone), .icon = text_of(looks[answer].icon)};
	return badge;
}

/* After an answer file the page says what it brought; the address carries it, so that nothing is kept for it. */
static enum fail fill_told(struct call *call, struct view_desk_export *view)
{
	const struct form_data *form = &call->form;
	if (form->form != &form_export_page || !form_has(form, "accepted"))
		return OK;
	view->is_told = true;
	view->told_accepted = form_int(form, "accepted");
	view->told_refused = form_int(form, "refused");
	view->told_same = form_int(form, "same");
	view->trouble_rest = form_int(form, "more");
	return fill_troubles(call, view);
}

/* 3n.7r: line 3 has a wrong number, line 7 no reason. */
static enum fail fill_troubles(struct call *call, struct view_desk_export *view)
{
	static const enum key whys[] = {KEY_exports_one_bad_number, KEY_exports_one_bad_result, KEY_exports_one_bad_reason, KEY_exports_one_bad_state};
	struct text rest = form_text(&call->form, "bad");
	struct view_desk_export_trouble *lines = arena_array(call->arena, struct view_desk_export_trouble, EXPORT_TROUBLES_MAX);
	size_t count = 0;
	if (lines == NULL)
		return FAIL_LIMIT;
	while (rest.len > 0 && count < EXPORT_TROUBLES_MAX) {
		struct text one = text_cut(&rest, '.');
		size_t kind = one.len > 1 ? text_find_byte(TEXT("nrws"), one.at[one.len - 1]) : SIZE_MAX;
		if (kind != SIZE_MAX && text_to_int(text_slice(one, 0, one.len - 1), &lines[count].line))
			lines[count++].why = whys[kind];
	}
	view->trouble.rows = lines;
	view->trouble.count = count;
	return OK;
}

/* After a refusal what was typed stands there again. */
static void fill_typed(struct call *call, struct view_desk_export *view)
{
	if (call->form.form == &form_export_fetch) {
		view->why = form_text(&call->form, "reason");
		view->problem = call_error(call, "reason");
	} else if (call->form.form == &form_export_answers) {
		view->words = form_text(&call->form, "words");
		bool is_long = form_error(&call->form, "words") == KEY_form_error_too_long;
		view->answers_problem = is_long ? view->too_long : call_error(call, "words");
	} else if (call->form.form == &form_export_answer) {
		view->problem = call_error(call, "reason");
	}
}

static enum fail fetch_work(struct write *write, void *context)
{
	struct export_table *table = context;
	enum export_refusal refusal = EXPORT_OK;
	int64_t id = call_id(write->call, 0);
	*table = (struct export_table){.columns = 0};
	enum fail fail = exports_fetch(&write->act, id, form_text(&write->call->form, "reason"), &refusal, table);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, exports_refusal_key(refusal), refusal == EXPORT_NO_REASON ? "reason" : NULL);
	TRY(fail);
	write->location = url_id(write->act.arena, "/desk/exports/", id, "");
	return OK;
}

static enum fail answers_work(struct write *write, void *context UNUSED)
{
	struct export_answers answers;
	enum export_refusal refusal = EXPORT_OK;
	struct arena *arena = write->act.arena;
	int64_t id = call_id(write->call, 0);
	enum fail fail = exports_read_answers(&write->act, id, form_text(&write->call->form, "words"), &refusal, &answers);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, exports_refusal_key(refusal), refusal == EXPORT_NO_ANSWERS ? "words" : NULL);
	TRY(fail);
	int64_t rest = answers.trouble_count > EXPORT_TROUBLES_MAX ? answers.trouble_count - EXPORT_TROUBLES_MAX : 0;
	struct url url = url_id(arena, "/desk/exports/", id, "");
	url = url_with(arena, url, "accepted", arena_format(arena, "%lld", (long long)answers.accepted));
	url = url_with(arena, url, "refused", arena_format(arena, "%lld", (long long)answers.refused));
	url = url_with(arena, url, "same", arena_format(arena, "%lld", (long long)answers.same));
	if (answers.trouble_count > 0)
		url = url_with(arena, url, "bad", troubles_text(arena, &answers));
	write->location = rest > 0 ? url_with(arena, url, "more", arena_format(arena, "%lld", (long long)rest)) : url;
	return OK;
}

static struct text troubles_text(struct arena *arena, const struct export_answers *answers)
{
	static const char letters[] = {'?', 'n', 'r', 'w', 's'};
	struct text all = TEXT_NONE;
	for (int64_t i = 0; i < answers->trouble_count && i < EXPORT_TROUBLES_MAX; i++)
		all = arena_format(arena, "%.*s%s%lld%c", TEXT_ARGS(all), i > 0 ? "." : "", (long long)answers->troubles[i].line, letters[answers->troubles[i].kind]);
	return all;
}

static enum fail answer_work(struct write *write, void *context UNUSED)
{
	const struct form_data *form = &write->call->form;
	enum export_refusal refusal = EXPORT_OK;
	int64_t id = call_id(write->call, 0);
	struct export_answer_options options = {.export_id = id, .record_id = {form_int(form, "record")},
		.kind = (enum export_answer_kind)form_int(form, "kind"), .reason = form_text(form, "reason")};
	enum fail fail = exports_answer(&write->act, &options, &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, exports_refusal_key(refusal), refusal == EXPORT_NOT_FOUND ? NULL : "reason");
	TRY(fail);
	write->location = url_id(write->act.arena, "/desk/exports/", id, "");
	return OK;
}

/* What a demonstration writes says so in its name and in the name of the sheet: it is no real report. */
static enum fail reply_file(struct call *call, struct reply *reply, const struct export_table *table)
{
	struct sheet_cell *cells = arena_array(call->arena, struct sheet_cell, table->columns * table->rows + 1);
	if (cells == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < table->columns * table->rows; i++)
		cells[i] = SHEET_TEXT(table->cells[i]);
	struct text name = call->is_demo ? arena_join(call->arena, call_say(call, KEY_exports_demo_mark), table->sheet) : table->sheet;
	const struct sheet_table sheet = {.name = name, .titles = table->titles, .columns = table->columns, .cells = cells, .rows = table->rows};
	*reply = (struct reply){0};
	return sheets_reply(call, reply, "records", (enum sheets_form)form_int(&call->form, "form"), &sheet, 1);
}
