/* SPDX-License-Identifier: Apache-2.0 */
#include "base/when.h"
#include "queries/menu.h"
#include "queries/people.h"
#include "views/desk.h"
#include "web/pages/desk.h"
#include "web/reply.h"
#include "web/words.h"

#define DAY_FROM_MIN (8 * 60 + 30) /* a day without a time means working hours */
#define DAY_TO_MIN (18 * 60)

static const struct field search_fields[] = {
	{ .name = "q", .type = FIELD_TEXT, .max = 50, .label = KEY_desk_new_who },
	{ .name = "person", .type = FIELD_ID, .label = KEY_desk_new_who },
};
const struct form form_desk_search = FORM("desk_search", search_fields);

static const struct field new_fields[] = {
	{ .name = "person", .type = FIELD_ID, .is_required = true, .label = KEY_desk_new_who },
	{ .name = "item", .type = FIELD_ID, .label = KEY_desk_new_item },
	{ .name = "words", .type = FIELD_NOTE, .max = LIMIT_NOTE_POINTS, .label = KEY_desk_new_words },
	{ .name = "day", .type = FIELD_DAY, .label = KEY_desk_new_day },
	{ .name = "time", .type = FIELD_MIN, .label = KEY_desk_new_time },
	{ .name = "risks", .type = FIELD_TEXT, .max = 200, .label = KEY_desk_new_risks },
	{ .name = "meant", .type = FIELD_BOOL, .label = KEY_desk_new_meant },
};
const struct form form_desk_new = FORM("desk_new", new_fields);

static enum fail fill_found(struct call *call, struct text typed, struct view_desk_new *view);
static enum fail fill_order(struct call *call, struct person_id person_id, struct view_desk_new *view);
static enum fail fill_items(struct call *call, struct view_desk_new *view);
static enum fail open_work(struct write *write, void *context);
static enum fail fill_window(const struct write *write, struct requests_open_options *options);
static const char *field_of(enum request_refusal refusal);

/* Also the page shown again with what was typed after a refusal. */
enum fail page_desk_new_get(struct call *call, struct reply *reply)
{
	struct view_desk_new view = {.action = URL("/desk/new")};
	struct person_id person_id = {form_int(&call->form, "person")};
	if (call->form.form == &form_desk_search) {
		view.words_typed = form_text(&call->form, "q");
		view.has_searched = view.words_typed.len > 0;
	}
	if (view.has_searched)
		TRY(fill_found(call, view.words_typed, &view));
	if (person_id.value != 0)
		TRY(fill_order(call, person_id, &view));
	view.csrf = call_csrf(call);
	view.once = call_once(call);
	view.shell.title = call_say(call, KEY_desk_new_title);
	return reply_page(call, reply, &page_desk_new, &view);
}

enum fail page_desk_new_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, open_work, NULL);
}

static enum fail fill_found(struct call *call, struct text typed, struct view_desk_new *view)
{
	struct people_found found;
	struct act act = call_act(call);
	int32_t today = when_local_day(call->now_ms);
	TRY(people_search(&act, access_scope(&call->access, ROLES_STAFF), typed, &found));
	struct view_desk_new_found *rows = arena_array(call->arena, struct view_desk_new_found, found.count + 1);
	if (rows == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < found.count; i++) {
		const struct person_found *one = &found.people[i];
		rows[i] = (struct view_desk_new_found){.name = one->name, .where = VOCAB(arena_format(call->arena, "%.*s %.*s", TEXT_ARGS(one->place_name),
			TEXT_ARGS(one->estate))), .phone_mask = one->phone_mask, .age = one->birth_day == 0 ? 0 : (today - one->birth_day) * 4 / 1461,
			.lives_alone = one->lives_alone, .href = url_with(call->arena, URL("/desk/new"), "person", ids_text(call->arena, one->id.value))};
	}
	view->found.rows = rows;
	view->found.count = found.count;
	return OK;
}

static enum fail fill_order(struct call *call, struct person_id person_id, struct view_desk_new *view)
{
	struct person_get_row person;
	struct act act = call_act(call);
	bool is_found = false;
	bool may = false;
	TRY(q_person_get(call->view, call->arena, &(struct person_get_in){.centre_id = call->centre_id, .id = person_id}, &is_found, &person));
	if (is_found)
		TRY(access_in_scope(&act, &call->access, ROLES_STAFF, person.place_id, &may));
	if (!may)
		return OK;
	view->has_person = true;
	view->person_id = ids_text(call->arena, person_id.value);
	view->person_name = person.name;
	view->person_where = VOCAB(arena_format(call->arena, "%.*s %.*s", TEXT_ARGS(person.place_name), TEXT_ARGS(person.estate)));
	if (call->form.form == &form_desk_new) {
		view->words = form_text(&call->form, "words");
		view->day = form_text(&call->form, "day");
		view->time = form_text(&call->form, "time");
		view->risks = form_text(&call->form, "risks");
		view->day_error = form_error(&call->form, "day");
		view->time_error = form_error(&call->form, "time");
		view->words_error = form_error(&call->form, "words");
		view->has_day_error = view->day_error != KEY_NONE;
		view->has_time_error = view->time_error != KEY_NONE;
		view->has_words_error = view->words_error != KEY_NONE;
		view->problem = call_error(call, "person");
		view->is_duplicate = form_error(&call->form, "meant") != KEY_NONE;
		if (view->is_duplicate)
			view->problem = call_error(call, "meant");
	}
	return fill_items(call, view);
}

static enum fail fill_items(struct call *call, struct view_desk_new *view)
{
	struct menu_list_rows items;
	bool is_again = call->form.form == &form_desk_new;
	int64_t chosen = is_again ? form_int(&call->form, "item") : 0;
	TRY(q_menu_list(call->view, call->arena, &(struct menu_list_in){.centre_id = call->centre_id, .with_closed = false}, &items));
	struct view_desk_new_item *rows = arena_array(call->arena, struct view_desk_new_item, items.count + 1);
	if (rows == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < items.count; i++)
		rows[i] = (struct view_desk_new_item){.code = items.rows[i].code, .id = ids_text(call->arena, items.rows[i].id.value),
			.title = VOCAB_OF(&items.rows[i], title), .duration = items.rows[i].duration_min,
			.is_chosen = items.rows[i].id.value == chosen};
	view->item.rows = rows;
	view->item.count = items.count;
	return OK;
}

static enum fail open_work(struct write *write, void *context UNUSED)
{
	const struct form_data *form = &write->call->form;
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	struct request_id id = {0};
	struct requests_open_options options = {.person_id = {form_int(form, "person")}, .item_id = {form_int(form, "item")},
		.words = form_text(form, "words"), .risks = form_text(form, "risks"), .channel = CHANNEL_PHONE, .is_duplicate_meant = form_bool(form, "meant")};
	TRY(fill_window(write, &options));
	enum fail fail = requests_open(&write->act, &options, &refusal, &id);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_request_refusal(refusal), field_of(refusal));
	write->location = url_id(write->act.arena, "/desk/requests/", id.value, "");
	return fail;
}

/* A day and a time are an appointment; a day alone is its working hours; nothing is as soon as possible. */
static enum fail fill_window(const struct write *write, struct requests_open_options *options)
{
	const struct form_data *form = &write->call->form;
	struct menu_item_get_row item = {.duration_min = 60};
	bool is_found = false;
	int32_t day = (int32_t)form_int(form, "day");
	if (!form_has(form, "day"))
		return OK;
	if (options->item_id.value != 0)
		TRY(q_menu_item_get(write->act.view, write->act.arena, &(struct menu_item_get_in){.centre_id = write->act.centre_id, .id = options->item_id},
			&is_found, &item));
	bool has_time = form_has(form, "time");
	int64_t from_ms = when_at(day, has_time ? (int32_t)form_int(form, "time") : DAY_FROM_MIN);
	options->wanted_from_ms = !has_time && from_ms < write->act.now_ms && when_at(day, DAY_TO_MIN) > write->act.now_ms ? write->act.now_ms : from_ms;
	options->wanted_to_ms = has_time ? from_ms + item.duration_min * MINUTE_MS : when_at(day, DAY_TO_MIN);
	return OK;
}

/* The field a refusal is about, so that the form is shown again with what was typed. */
static const char *field_of(enum request_refusal refusal)
{
	if (refusal == REQUEST_NO_WORDS || refusal == REQUEST_WORDS_TOO_LONG)
		return "words";
	if (refusal >= REQUEST_TIME_PAST && refusal <= REQUEST_TIME_TOO_SHORT)
		return "day";
	return refusal == REQUEST_DUPLICATE ? "meant" : "person";
}
