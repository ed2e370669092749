/* SPDX-License-Identifier: Apache-2.0 */
#include "base/when.h"
#include "domain/ledger.h"
#include "queries/menu.h"
#include "queries/people.h"
#include "queries/resident_pages.h"
#include "views/resident.h"
#include "web/pages/faces.h"
#include "web/pages/wanted.h"
#include "web/reply.h"
#include "web/words.h"

#define DAYS_AHEAD 14
#define HOUR_FIRST 8 /* from 8:00 to 18:30 */
#define HOURS 22

static const struct field page_fields[] = {
	{ .name = "item", .type = FIELD_ID, .label = KEY_desk_new_item },
	{ .name = "person", .type = FIELD_ID, .label = KEY_resident_new_for_whom },
};
const struct form form_my_new_page = FORM("my_new_page", page_fields);

static const struct field new_fields[] = {
	{ .name = "person", .type = FIELD_ID, .is_required = true, .label = KEY_resident_new_for_whom },
	{ .name = "item", .type = FIELD_ID, .label = KEY_desk_new_item },
	{ .name = "words", .type = FIELD_NOTE, .max = LIMIT_NOTE_POINTS, .label = KEY_resident_new_words },
	{ .name = "day", .type = FIELD_TEXT, .max = 20, .label = KEY_resident_new_day },
	{ .name = "time", .type = FIELD_MIN, .label = KEY_resident_new_time },
	{ .name = "risks", .type = FIELD_TEXT, .max = 200, .label = KEY_resident_new_risks },
	{ .name = "paid", .type = FIELD_BOOL, .label = KEY_resident_points_spend },
	{ .name = "payer", .type = FIELD_ID, .label = KEY_resident_points_spend },
	{ .name = "meant", .type = FIELD_BOOL, .label = KEY_resident_new_meant },
};
const struct form form_my_new = FORM("my_new", new_fields);

static enum fail fill_item(struct call *call, struct view_resident_new *view);
static enum fail fill_payers(struct call *call, struct view_resident_new *view);
static enum fail fill_people(struct call *call, struct view_resident_new *view);
static enum fail fill_days(struct call *call, struct view_resident_new *view);
static void fill_typed(struct call *call, struct view_resident_new *view);
static enum fail open_work(struct write *write, void *context);
static const char *field_of(enum request_refusal refusal);

/* Also the page shown again with what was typed. */
enum fail page_my_new_get(struct call *call, struct reply *reply)
{
	struct view_resident_new view = {.csrf = call_csrf(call), .once = call_once(call)};
	TRY(fill_item(call, &view));
	TRY(fill_people(call, &view));
	TRY(fill_days(call, &view));
	if (call->form.form == &form_my_new)
		fill_typed(call, &view);
	view.shell.title = call_say(call, KEY_resident_new_title);
	return reply_page(call, reply, &page_resident_new, &view);
}

enum fail page_my_new_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, open_work, NULL);
}

static enum fail fill_item(struct call *call, struct view_resident_new *view)
{
	struct menu_item_get_row item;
	struct ledger_balance balance;
	struct act act = call_act(call);
	struct item_id id = {form_int(&call->form, "item")};
	bool is_minor = false;
	bool may_spend = false;
	if (id.value == 0)
		return OK;
	TRY(q_menu_item_get(call->view, call->arena, &(struct menu_item_get_in){.centre_id = call->centre_id, .id = id}, &view->has_item, &item));
	if (!view->has_item)
		return OK;
	view->item_id = ids_text(call->arena, id.value);
	view->item_title = VOCAB_OF(&item, title);
	view->item_done = VOCAB_OF(&item, done);
	view->item_risk = VOCAB_OF(&item, risk);
	view->duration = item.duration_min;
	view->price = item.price_points;
	TRY(ledger_balance_of(&act, call->actor, &balance));
	view->available = balance.available;
	TRY(ledger_may_spend(&act, call->actor, &is_minor, &may_spend));
	view->can_pay = may_spend && item.price_points > 0 && balance.available >= item.price_points;
	return item.price_points > 0 ? fill_payers(call, view) : OK;
}

/* Minors whose points she spends as parent or guardian; with them, whose points are spent is chosen. */
static enum fail fill_payers(struct call *call, struct view_resident_new *view)
{
	struct my_kin_rows kin;
	struct act act = call_act(call);
	int64_t chosen = call->form.form == &form_my_new ? form_int(&call->form, "payer") : 0;
	TRY(q_my_kin(call->view, call->arena, &(struct my_kin_in){.centre_id = call->centre_id, .me = call->actor}, &kin));
	struct view_resident_new_payer *rows = arena_array(call->arena, struct view_resident_new_payer, kin.count + 1);
	if (rows == NULL)
		return FAIL_LIMIT;
	view->payer.rows = rows;
	for (size_t i = 0; i < kin.count; i++) {
		struct ledger_balance balance;
		bool is_minor = false;
		bool may = false;
		TRY(ledger_may_spend(&act, kin.rows[i].person_id, &is_minor, &may));
		TRY(ledger_balance_of(&act, kin.rows[i].person_id, &balance));
		if (is_minor && may && balance.available >= view->price)
			rows[view->payer.count++] = (struct view_resident_new_payer){.id = ids_text(call->arena, kin.rows[i].person_id.value),
				.name = kin.rows[i].name, .available = balance.available, .is_chosen = chosen == kin.rows[i].person_id.value};
	}
	view->me = ids_text(call->arena, call->actor.value);
	view->is_mine = chosen == call->actor.value;
	return OK;
}

/* Those she may order or spend for, then herself. */
static enum fail fill_people(struct call *call, struct view_resident_new *view)
{
	struct my_kin_rows kin;
	struct person_get_row me = {0};
	bool is_found = false;
	int64_t chosen = form_int(&call->form, "person");
	size_t count = 0;
	TRY(q_my_kin(call->view, call->arena, &(struct my_kin_in){.centre_id = call->centre_id, .me = call->actor}, &kin));
	TRY(q_person_get(call->view, call->arena, &(struct person_get_in){.centre_id = call->centre_id, .id = call->actor}, &is_found, &me));
	struct view_resident_new_person *rows = arena_array(call->arena, struct view_resident_new_person, kin.count + 1);
	if (rows == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < kin.count; i++) {
		const struct my_kin_row *row = &kin.rows[i];
		if (!row->may_order && !row->may_spend)
			continue;
		rows[count] = (struct view_resident_new_person){.id = ids_text(call->arena, row->person_id.value), .name = row->name,
			.relation = faces_kin_of(row->relation, row->sex), .has_relation = true,
			.is_chosen = chosen != 0 ? chosen == row->person_id.value : count == 0};
		count++;
	}
	rows[count] = (struct view_resident_new_person){.id = ids_text(call->arena, call->actor.value), .name = me.name,
		.is_chosen = chosen != 0 ? chosen == call->actor.value : count == 0};
	view->person.rows = rows;
	view->person.count = count + 1;
	view->is_alone = count == 0;
	return OK;
}

/* The next days, and the hours people come: to pick from, nothing else is forbidden. */
static enum fail fill_days(struct call *call, struct view_resident_new *view)
{
	int32_t today = when_local_day(call->now_ms);
	struct view_resident_new_choice *days = arena_array(call->arena, struct view_resident_new_choice, DAYS_AHEAD);
	struct view_resident_new_hour *hours = arena_array(call->arena, struct view_resident_new_hour, HOURS);
	if (days == NULL || hours == NULL)
		return FAIL_LIMIT;
	for (int32_t i = 0; i < DAYS_AHEAD; i++)
		days[i] = (struct view_resident_new_choice){.value = when_iso_day(call->arena, today + 1 + i), .date = today + 1 + i};
	for (int32_t i = 0; i < HOURS; i++)
		hours[i].value = arena_format(call->arena, "%02d:%02d", (int)(HOUR_FIRST + i / 2), (int)(i % 2 * 30));
	view->choice.rows = days;
	view->choice.count = DAYS_AHEAD;
	view->hour.rows = hours;
	view->hour.count = HOURS;
	return OK;
}

static void fill_typed(struct call *call, struct view_resident_new *view)
{
	const struct form_data *form = &call->form;
	view->words = form_text(form, "words");
	view->day = form_text(form, "day");
	view->time = form_text(form, "time");
	view->risks = form_text(form, "risks");
	view->is_paid = form_bool(form, "paid");
	view->day_error = form_error(form, "day");
	view->time_error = form_error(form, "time");
	view->words_error = form_error(form, "words");
	view->has_day_error = view->day_error != KEY_NONE;
	view->has_time_error = view->time_error != KEY_NONE;
	view->has_words_error = view->words_error != KEY_NONE;
	view->is_duplicate = form_error(form, "meant") != KEY_NONE;
	view->problem = view->is_duplicate ? call_error(call, "meant") : call_error(call, "person");
}

static enum fail open_work(struct write *write, void *context UNUSED)
{
	const struct form_data *form = &write->call->form;
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	struct request_id id = {0};
	bool is_day = false;
	struct requests_open_options options = {.person_id = {form_int(form, "person")}, .item_id = {form_int(form, "item")},
		.words = form_text(form, "words"), .risks = form_text(form, "risks"), .channel = CHANNEL_WEB, .payer_id = {form_int(form, "payer")},
		.is_paid = form_bool(form, "paid") || form_has(form, "payer"), .is_duplicate_meant = form_bool(form, "meant")};
	TRY(wanted_window(write, &options, &is_day));
	if (!is_day)
		return write_refuse(write, KEY_resident_new_day_wrong, "day");
	enum fail fail = requests_open(&write->act, &options, &refusal, &id);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_request_refusal(refusal), field_of(refusal));
	write->location = url_id(write->act.arena, "/my/requests/", id.value, "");
	return fail;
}

static const char *field_of(enum request_refusal refusal)
{
	if (refusal == REQUEST_NO_WORDS || refusal == REQUEST_WORDS_TOO_LONG)
		return "words";
	if (refusal >= REQUEST_TIME_PAST && refusal <= REQUEST_TIME_TOO_SHORT)
		return "day";
	return refusal == REQUEST_DUPLICATE ? "meant" : "person";
}
