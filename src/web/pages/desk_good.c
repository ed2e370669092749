/* SPDX-License-Identifier: Apache-2.0
 *
 * One good at the desk: its form, its stock with what came and went, whether
 * it is handed out now, and its history.
 */
#include "queries/shop.h"
#include "text/mask.h"
#include "views/desk.h"
#include "web/fields.h"
#include "web/pages/desk_options.h"
#include "web/pages/people_private.h"
#include "web/pages/points.h"
#include "web/pages/shop.h"
#include "web/reply.h"
#include "web/words.h"

/* Both forms begin alike; their limits are the rules' (domain/shop), so that the page and programs are told the same. */
#define GOOD_FIELDS \
	{ .name = "title", .type = FIELD_TEXT, .is_required = true, .max = LIMIT_NOTE_POINTS, .label = KEY_shop_name }, \
	{ .name = "title_en", .type = FIELD_TEXT, .max = LIMIT_NOTE_POINTS, .label = KEY_shop_name_en }, \
	{ .name = "given", .type = FIELD_TEXT, .is_required = true, .max = LIMIT_NOTE_POINTS, .label = KEY_shop_given }, \
	{ .name = "given_en", .type = FIELD_TEXT, .max = LIMIT_NOTE_POINTS, .label = KEY_shop_given_en }, \
	{ .name = "pick_up", .type = FIELD_TEXT, .is_required = true, .max = LIMIT_NOTE_POINTS, .label = KEY_shop_pick_up }, \
	{ .name = "pick_up_en", .type = FIELD_TEXT, .max = LIMIT_NOTE_POINTS, .label = KEY_shop_pick_up_en }, \
	{ .name = "price", .type = FIELD_POINTS, .is_required = true, .min = -10000000, .max = 10000000, .label = KEY_shop_price }, \
	{ .name = "limit", .type = FIELD_INT, .is_required = true, .min = -1000, .max = 1000, .label = KEY_shop_limit }, \
	{ .name = "version", .type = FIELD_INT, .min = 0, .max = INT32_MAX, .label = KEY_shop_name }
#define AT_VERSION 8

static const struct field good_fields[] = { GOOD_FIELDS };
const struct form form_good = FORM("good", good_fields);
static const struct field new_fields[] = {
	GOOD_FIELDS,
	{ .name = "stock", .type = FIELD_INT, .is_required = true, .min = -100000, .max = 100000, .label = KEY_shop_stock },
	{ .name = "provider", .type = FIELD_ID, .label = KEY_shop_provider },
	{ .name = "place", .type = FIELD_ID, .is_required = true, .label = KEY_shop_desk_place },
};
const struct form form_good_new = FORM("good_new", new_fields);
static const struct field page_fields[] = {
	{ .name = "saved", .type = FIELD_BOOL, .label = KEY_shop_desk_saved },
	{ .name = "words", .type = FIELD_TEXT, .max = 50, .label = KEY_shop_desk_take },
};
const struct form form_good_page = FORM("good_page", page_fields);
static const struct field step_fields[] = {
	{ .name = "pieces", .type = FIELD_INT, .min = -100000, .max = 100000, .label = KEY_shop_desk_pieces },
	{ .name = "reason", .type = FIELD_TEXT, .max = LIMIT_NOTE_POINTS, .label = KEY_shop_desk_reason },
	{ .name = "who", .type = FIELD_ID, .label = KEY_shop_desk_who },
	{ .name = "words", .type = FIELD_TEXT, .max = 50, .label = KEY_shop_desk_take },
	{ .name = "price", .type = FIELD_INT, .min = 1, .max = SHOP_PRICE_MAX, .label = KEY_shop_price }, /* told at the window, in hundredths */
	{ .name = "channel", .type = FIELD_CHOICE, .choices = people_channel_choices, .label = KEY_shop_desk_word },
};
const struct form form_good_step = FORM("good_step", step_fields);

static enum fail show(struct call *call, struct reply *reply, struct form_data *data, struct view_desk_good_form *view);
static enum fail fill_fields(struct call *call, struct form_data *data, struct view_desk_good_form *view);
static void put_kept(struct call *call, const struct good_get_row *good, struct form_data *data);
static enum fail fill_stock(struct call *call, const struct good_get_row *good, struct view_desk_good_form *view);
static enum fail fill_found(struct call *call, struct view_desk_good_form *view);
static enum fail fill_channels(struct call *call, struct view_desk_good_form *view);
static enum fail fill_history(struct call *call, struct view_desk_good_form *view);
static enum fail check_place(struct call *call, bool *ret_is_allowed);
static void options_of(const struct form_data *form, struct shop_good_options *options);
static enum fail add_work(struct write *write, void *context);
static enum fail change_work(struct write *write, void *context);
static enum fail step_work(struct write *write, void *context);
static const char *field_of(enum shop_refusal refusal);

const struct relation relation_good_place = {"staff of the good's place", check_place};

/* Also the page shown again with what was typed. */
enum fail page_good_new_get(struct call *call, struct reply *reply)
{
	struct view_desk_good_form view = {.heading = call_say(call, KEY_shop_desk_new), .is_new = true, .may_edit = true, .action = URL("/desk/goods/new")};
	struct form_data data = call->form;
	bool is_there = false;
	TRY(shop_is_there(call, reply, &is_there));
	if (!is_there)
		return OK;
	if (data.form != &form_good_new) {
		TRY(form_blank(call->arena, &form_good_new, &data));
		form_put(&data, "limit", TEXT("1"));
		form_put(&data, "place", ids_text(call->arena, access_scope(&call->access, ROLE_BIT(ROLE_MANAGER)).value));
	}
	return show(call, reply, &data, &view);
}

enum fail page_good_new_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, add_work, NULL);
}

enum fail page_good_get(struct call *call, struct reply *reply)
{
	int64_t id = call_id(call, 0);
	struct act act = call_act(call);
	struct good_get_row good;
	struct form_data data = call->form;
	bool is_there = false;
	TRY(shop_is_there(call, reply, &is_there));
	if (!is_there)
		return OK;
	TRY(q_good_get(call->view, call->arena, &(struct good_get_in){.centre_id = call->centre_id, .id = {id}}, &is_there, &good));
	if (!is_there)
		return reply_status(call, reply, 404);
	struct view_desk_good_form view = {.heading = vocab_words(call->arena, call->lang, VOCAB_OF(&good, title)), .is_withdrawn = good.is_withdrawn,
		.has_left = good.has_left,
		.action = url_id(call->arena, "/desk/goods/", id, ""), .count_it = url_id(call->arena, "/desk/goods/", id, "/count"),
		.switch_it = url_id(call->arena, "/desk/goods/", id, good.is_withdrawn ? "/return" : "/withdraw"), .provider = VOCAB(good.provider_name),
		.has_provider = good.provider_id.value != 0, .where = VOCAB(good.place_name)};
	TRY(access_in_scope(&act, &call->access, ROLE_BIT(ROLE_MANAGER), good.place_id, &view.may_edit));
	view.may_switch = view.may_edit && !(good.is_withdrawn && good.has_left);
	view.is_saved = data.form == &form_good_page && form_bool(&data, "saved");
	TRY(fill_stock(call, &good, &view));
	TRY(fill_found(call, &view));
	TRY(fill_history(call, &view));
	if (data.form != &form_good) {
		TRY(form_blank(call->arena, &form_good, &data));
		put_kept(call, &good, &data);
	}
	view.version = form_text(&data, "version");
	return show(call, reply, &data, &view);
}

enum fail page_good_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, change_work, NULL);
}

enum fail page_good_step_post(struct call *call, struct reply *reply)
{
	static const struct text words[] = {TEXT("count"), TEXT("withdraw"), TEXT("return"), TEXT("take")};
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (text_equal(call_word(call, 1), words[i]))
			return call_write(call, reply, step_work, NULL);
	}
	return reply_status(call, reply, 404);
}

static enum fail show(struct call *call, struct reply *reply, struct form_data *data, struct view_desk_good_form *view)
{
	TRY(fill_fields(call, data, view));
	TRY(fields_problems(call, data, &view->problems));
	view->csrf = call_csrf(call);
	view->once = call_once(call);
	view->shell.title = view->heading;
	return reply_page(call, reply, &page_desk_good_form, view);
}

/* All but the version, which the page carries without showing it. */
static enum fail fill_fields(struct call *call, struct form_data *data, struct view_desk_good_form *view)
{
	struct field_look looks[] = {
		{ .name = "given", .hint = KEY_shop_given_hint }, { .name = "pick_up", .hint = KEY_shop_pick_up_hint },
		{ .name = "price", .hint = KEY_shop_price_hint, .is_short = true }, { .name = "limit", .hint = KEY_shop_limit_hint, .is_short = true },
		{ .name = "stock", .is_short = true },
		{ .name = "provider", .hint = KEY_shop_provider_hint, .none = KEY_shop_station }, { .name = "place", .hint = KEY_shop_place_hint },
	};
	size_t look_count = data->form == &form_good_new ? COUNT_OF(looks) : COUNT_OF(looks) - 3;
	struct fields fields;
	size_t count = 0;
	if (data->form == &form_good_new) {
		TRY(desk_provider_options(call, form_text(data, "provider"), &looks[COUNT_OF(looks) - 2]));
		TRY(desk_place_options(call, &looks[COUNT_OF(looks) - 1]));
	}
	TRY(fields_make(call, data, looks, look_count, &fields));
	for (size_t i = 0; i < fields.count; i++) {
		if (i != AT_VERSION)
			fields.rows[count++] = fields.rows[i];
	}
	view->what.rows = fields.rows;
	view->what.count = count;
	return OK;
}

static void put_kept(struct call *call, const struct good_get_row *good, struct form_data *data)
{
	const struct { const char *name; struct text text; } texts[] = {{"title", good->title}, {"title_en", fields_english(good->title_en, good->title)},
		{"given", good->given}, {"given_en", fields_english(good->given_en, good->given)}, {"pick_up", good->pick_up},
		{"pick_up_en", fields_english(good->pick_up_en, good->pick_up)},
		{"price", arena_format(call->arena, "%lld.%02lld", (long long)good->price_points / 100, (long long)good->price_points % 100)},
		{"limit", arena_format(call->arena, "%lld", (long long)good->month_limit)}, {"version", arena_format(call->arena, "%lld", (long long)good->version)}};
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		form_put(data, texts[i].name, texts[i].text);
}

static enum fail fill_stock(struct call *call, const struct good_get_row *good, struct view_desk_good_form *view)
{
	struct good_waiting_row waiting = {0};
	bool is_found = false;
	TRY(q_good_waiting(call->view, call->arena, &(struct good_waiting_in){.centre_id = call->centre_id, .id = {call_id(call, 0)},
		.now_ms = call->now_ms}, &is_found, &waiting));
	view->stock = good->stock;
	view->waiting = waiting.pieces;
	view->seen = arena_format(call->arena, "%lld", (long long)good->price_points);
	if (call->form.form == &form_good_step) {
		view->pieces = form_text(&call->form, "pieces");
		view->pieces_error = call_error(call, "pieces");
		view->reason = form_text(&call->form, "reason");
		view->reason_error = call_error(call, "reason");
	}
	return OK;
}

/* For whom the desk takes it: people of the caller's places, as the register finds them. */
static enum fail fill_found(struct call *call, struct view_desk_good_form *view)
{
	struct people_found found;
	struct act act = call_act(call);
	bool is_step = call->form.form == &form_good_step;
	view->take_it = url_id(call->arena, "/desk/goods/", call_id(call, 0), "/take");
	view->can_take = !view->is_withdrawn && !view->has_left && view->stock > 0;
	view->who_error = is_step ? call_error(call, "who") : TEXT_NONE;
	view->channel_error = is_step ? call_error(call, "channel") : TEXT_NONE;
	TRY(fill_channels(call, view));
	view->words = is_step || call->form.form == &form_good_page ? form_text(&call->form, "words") : TEXT_NONE;
	view->has_words = view->words.len > 0;
	if (!view->has_words)
		return OK;
	TRY(people_search(&act, access_scope(&call->access, ROLES_STAFF), view->words, &found));
	struct view_desk_good_form_found *lines = arena_array(call->arena, struct view_desk_good_form_found, found.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < found.count; i++) {
		const struct person_found *one = &found.people[i];
		lines[i] = (struct view_desk_good_form_found){.id = ids_text(call->arena, one->id.value), .name = one->name,
			.where = people_where(call->arena, one->place_name, one->estate), .age = people_age(one->has_birth_day, one->birth_day, call->now_ms)};
	}
	view->found.rows = lines;
	view->found.count = found.count;
	return OK;
}

/* How she said so; at first the window, where she stands. */
static enum fail fill_channels(struct call *call, struct view_desk_good_form *view)
{
	bool is_step = call->form.form == &form_good_step;
	int64_t chosen = is_step ? form_int(&call->form, "channel") : 0;
	size_t count = 0;
	while (people_channel_choices[count].word != NULL)
		count++;
	struct view_desk_good_form_channel *lines = arena_array(call->arena, struct view_desk_good_form_channel, count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < count; i++)
		lines[i] = (struct view_desk_good_form_channel){.word = text_of(people_channel_choices[i].word), .label = people_channel_choices[i].label,
			.is_chosen = chosen == people_channel_choices[i].value};
	view->channel.rows = lines;
	view->channel.count = count;
	return OK;
}

static enum fail fill_history(struct call *call, struct view_desk_good_form *view)
{
	static const enum key kinds[GOOD_EVENT_KIND_COUNT] = {KEY_shop_event_changed, KEY_shop_event_offered, KEY_shop_event_changed, KEY_shop_event_counted,
		KEY_shop_event_withdrawn, KEY_shop_event_returned};
	struct good_events_rows rows;
	TRY(q_good_events(call->view, call->arena, &(struct good_events_in){.centre_id = call->centre_id, .good_id = {call_id(call, 0)}}, &rows));
	struct view_desk_good_form_change *lines = arena_array(call->arena, struct view_desk_good_form_change, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct good_events_row *row = &rows.rows[i];
		bool is_known = row->kind > 0 && row->kind < GOOD_EVENT_KIND_COUNT;
		lines[i] = (struct view_desk_good_form_change){.what = kinds[is_known ? row->kind : 0], .price = row->price_points, .pieces = row->pieces,
			.has_pieces = row->pieces != 0, .is_more = row->pieces > 0, .reason = row->reason, .at_ms = row->at_ms, .who = mask_name(call->arena, row->who)};
	}
	view->change.rows = lines;
	view->change.count = rows.count;
	return OK;
}

static enum fail check_place(struct call *call, bool *ret_is_allowed)
{
	struct good_get_row good;
	struct act act = call_act(call);
	bool is_found = false;
	*ret_is_allowed = false;
	TRY(q_good_get(call->view, call->arena, &(struct good_get_in){.centre_id = call->centre_id, .id = {call_id(call, 0)}}, &is_found, &good));
	return is_found ? access_in_scope(&act, &call->access, ROLES_STAFF, good.place_id, ret_is_allowed) : OK;
}

static void options_of(const struct form_data *form, struct shop_good_options *options)
{
	*options = (struct shop_good_options){.title = form_text(form, "title"), .title_en = form_text(form, "title_en"), .given = form_text(form, "given"),
		.given_en = form_text(form, "given_en"), .pick_up = form_text(form, "pick_up"), .pick_up_en = form_text(form, "pick_up_en"),
		.price_points = form_int(form, "price"), .month_limit = form_int(form, "limit"), .from_version = form_int(form, "version")};
}

static enum fail add_work(struct write *write, void *context UNUSED)
{
	const struct form_data *form = &write->call->form;
	enum shop_refusal refusal = SHOP_OK;
	struct shop_good_options options;
	struct transfer_id id;
	struct good_id good_id = {0};
	options_of(form, &options);
	options.stock = form_int(form, "stock");
	options.provider_id.value = form_int(form, "provider");
	options.place_id.value = form_int(form, "place");
	TRY(points_transfer_id(write, &id));
	enum fail fail = shop_offer(&write->act, (struct event_id){id.value}, &options, &refusal, &good_id);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_shop_refusal(refusal), refusal == SHOP_STOCK_INVALID ? "stock" : refusal == SHOP_NOT_ALLOWED ? "place" : field_of(refusal));
	write->location = url_id(write->act.arena, "/desk/goods/", good_id.value, "");
	return fail;
}

static enum fail change_work(struct write *write, void *context UNUSED)
{
	enum shop_refusal refusal = SHOP_OK;
	struct shop_good_options options;
	struct transfer_id id;
	struct good_id good_id = {call_id(write->call, 0)};
	options_of(&write->call->form, &options);
	TRY(points_transfer_id(write, &id));
	enum fail fail = shop_change(&write->act, (struct event_id){id.value}, good_id, &options, &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_shop_refusal(refusal), field_of(refusal));
	write->location = url_with(write->act.arena, url_id(write->act.arena, "/desk/goods/", good_id.value, ""), "saved", TEXT("1"));
	return fail;
}

static enum fail step_work(struct write *write, void *context UNUSED)
{
	const struct form_data *form = &write->call->form;
	struct text word = call_word(write->call, 1);
	enum shop_refusal refusal = SHOP_OK;
	struct transfer_id id;
	struct good_id good_id = {call_id(write->call, 0)};
	TRY(points_transfer_id(write, &id));
	struct event_id event_id = {id.value};
	bool is_take = text_equal(word, TEXT("take"));
	if (is_take && !form_has(form, "who"))
		return write_refuse(write, KEY_form_error_required, "who");
	enum fail fail = is_take ? shop_take(&write->act, &(struct shop_take_options){.id = {id.value}, .good_id = good_id, .person_id = {form_int(form, "who")},
			.pieces = 1, .seen_points = form_int(form, "price"), .channel = (enum channel)form_int(form, "channel")}, &refusal)
		: text_equal(word, TEXT("count")) ? shop_count(&write->act, event_id, good_id, form_int(form, "pieces"), form_text(form, "reason"), &refusal)
		: shop_withdraw(&write->act, event_id, good_id, text_equal(word, TEXT("withdraw")), &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_shop_refusal(refusal), is_take ? (refusal == SHOP_NO_WORD ? "channel" : "who") : refusal == SHOP_STOCK_INVALID ? "pieces"
			: refusal == SHOP_NO_REASON ? "reason" : NULL);
	write->location = is_take ? url_id(write->act.arena, "/desk/pick-ups/", id.value, "") : url_id(write->act.arena, "/desk/goods/", good_id.value, "");
	return fail;
}

static const char *field_of(enum shop_refusal refusal)
{
	static const char *const fields[SHOP_REFUSAL_COUNT] = {[SHOP_CHANGED_MEANWHILE] = "title", [SHOP_PROVIDER_MISSING] = "provider",
		[SHOP_PLACE_MISSING] = "place", [SHOP_NO_TITLE] = "title", [SHOP_NO_GIVEN] = "given", [SHOP_NO_PICK_UP] = "pick_up", [SHOP_TEXT_TOO_LONG] = "title",
		[SHOP_PRICE_INVALID] = "price", [SHOP_LIMIT_INVALID] = "limit"};
	return fields[refusal];
}
