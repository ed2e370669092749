/* SPDX-License-Identifier: Apache-2.0
 *
 * Goods at the desk: the code that somebody brings, what waits for pick-up,
 * what there is; and the one that is handed out.
 */
#include "domain/shop.h"
#include "queries/shop.h"
#include "text/mask.h"
#include "views/desk.h"
#include "web/app.h"
#include "web/pages/shop.h"
#include "web/words.h"

static const struct field find_fields[] = {
	{ .name = "code", .type = FIELD_TEXT, .is_required = true, .max = 12, .label = KEY_shop_code },
};
const struct form form_pick_up_find = FORM("pick_up_find", find_fields);
static const struct field step_fields[] = {
	{ .name = "note", .type = FIELD_TEXT, .max = LIMIT_NOTE_POINTS, .label = KEY_shop_desk_reason },
	{ .name = "seen", .type = FIELD_TEXT, .max = LIMIT_NOTE_POINTS, .label = KEY_shop_desk_seen },
	{ .name = "told", .type = FIELD_TEXT, .max = 20, .label = KEY_shop_code },
};
const struct form form_pick_up_step = FORM("pick_up_step", step_fields);
static const struct field look_fields[] = {
	{ .name = "told", .type = FIELD_TEXT, .max = 20, .label = KEY_shop_code },
};
const struct form form_pick_up = FORM("pick_up", look_fields);
#define PLAIN_DAYS 30 /* so far back managers see what was handed out without the code */

static enum fail fill_waiting(struct call *call, struct view_desk_goods *view);
static enum fail fill_goods(struct call *call, struct view_desk_goods *view);
static enum fail fill_plain(struct call *call, struct view_desk_goods *view);
static enum fail check_place(struct call *call, bool *ret_is_allowed);
static enum fail step_work(struct write *write, void *context);

const struct relation relation_pick_up_place = {"staff of the good's place", check_place};

/* Also the page shown again with a code that nothing waits under. */
enum fail page_goods_get(struct call *call, struct reply *reply)
{
	struct view_desk_goods view = {.csrf = call_csrf(call), .once = call_once(call), .may_edit = call_is(call, ROLE_BIT(ROLE_MANAGER))};
	bool is_there = false;
	TRY(shop_is_there(call, reply, &is_there));
	if (!is_there)
		return OK;
	TRY(fill_waiting(call, &view));
	TRY(fill_goods(call, &view));
	if (view.may_edit)
		TRY(fill_plain(call, &view));
	if (call->form.form == &form_pick_up_find) {
		view.code = form_text(&call->form, "code");
		view.code_error = call_error(call, "code");
	}
	view.shell.title = call_say(call, KEY_shop_desk_title);
	return reply_page(call, reply, &page_desk_goods, &view);
}

/* Changes nothing; it is posted so that codes stand in no address. Who guesses has to wait, and with her the desk whose goods they would be; not
 * whoever signs in from the same office. */
enum fail page_goods_find_post(struct call *call, struct reply *reply)
{
	struct act act = call_act(call);
	enum shop_refusal refusal = SHOP_OK;
	struct redemption_id id = {0};
	struct text told = TEXT_NONE;
	struct throttle *throttle = call->app->pick_ups;
	struct text account = ids_text(call->arena, call->actor.value);
	struct text desk = ids_text(call->arena, access_scope(&call->access, ROLES_STAFF).value);
	int wait_s = throttle_enter_s(throttle, account, desk, call->now_ms);
	if (wait_s > 0) {
		reply->retry_after_s = wait_s;
		return reply_status(call, reply, 429);
	}
	enum fail fail = shop_find(&act, form_text(&call->form, "code"), &refusal, &id, &told);
	if (fail == FAIL_REFUSED && refusal == SHOP_SHUT)
		return reply_refused(call, reply, KEY_refusal_shop_shut);
	if (fail == FAIL_REFUSED) {
		form_fail(&call->form, "code", words_shop_refusal(refusal));
		return reply_invalid(call, reply);
	}
	TRY(fail);
	throttle_leave(throttle, account, desk, call->now_ms);
	throttle_pass(throttle, account, desk);
	return reply_see_other(call, reply, url_with(call->arena, url_id(call->arena, "/desk/pick-ups/", id.value, ""), "told", told));
}

/* Also the page shown again when a reason is missing. */
enum fail page_pick_up_get(struct call *call, struct reply *reply)
{
	struct redemption_get_row row;
	struct act act = call_act(call);
	bool is_there = false;
	bool is_again = call->form.form == &form_pick_up_step;
	int64_t id = call_id(call, 0);
	TRY(shop_is_there(call, reply, &is_there));
	if (!is_there)
		return OK;
	TRY(q_redemption_get(call->view, call->arena, &(struct redemption_get_in){.centre_id = call->centre_id, .id = {id}}, &is_there, &row));
	if (!is_there)
		return reply_status(call, reply, 404);
	struct shop_look look = shop_look(row.ended);
	bool is_waiting = row.ended == REDEMPTION_WAITING;
	bool is_holder = row.person_id.value == call->actor.value || row.taken_by.value == call->actor.value;
	struct view_desk_pick_up view = {.title = VOCAB_OF(&row, title), .given = VOCAB_OF(&row, given), .where = VOCAB(row.place_name), .name = row.name,
		.taken_by = row.taken_by.value == row.person_id.value ? TEXT_NONE : row.taken_name, .ended_by = row.ended_by,
		.pieces = row.pieces, .points = row.points, .at_ms = row.at_ms, .last_day = shop_last_day(row.deadline_at_ms),
		.ended_at_ms = row.ended_at_ms, .is_waiting = is_waiting, .is_over = is_waiting && row.deadline_at_ms <= call->now_ms,
		.has_left = is_waiting && row.has_left, .is_own = is_waiting && is_holder, .state = is_waiting ? KEY_shop_desk_waiting : look.state,
		.tone = look.tone, .icon = look.icon, .reason = row.reason, .hand_out = url_id(call->arena, "/desk/pick-ups/", id, "/hand-out"),
		.cancel = url_id(call->arena, "/desk/pick-ups/", id, "/cancel"), .csrf = call_csrf(call), .once = call_once(call)};
	TRY(shop_was_told(&act, (struct redemption_id){id}, form_text(&call->form, "told"), &view.was_told));
	if (view.was_told)
		view.told = form_text(&call->form, "told");
	if (view.taken_by.len > 0)
		TRY(shop_word(call, id, &view.word));
	view.has_word = view.word != KEY_NONE;
	if (is_again) {
		view.note = form_text(&call->form, "note");
		view.note_error = call_error(call, "note");
		view.seen = form_text(&call->form, "seen");
		view.seen_error = call_error(call, "seen");
	}
	view.shell.title = call_say(call, KEY_shop_desk_hand_out);
	return reply_page(call, reply, &page_desk_pick_up, &view);
}

enum fail page_pick_up_step_post(struct call *call, struct reply *reply)
{
	bool is_word = text_equal(call_word(call, 1), TEXT("hand-out")) || text_equal(call_word(call, 1), TEXT("cancel"));
	return is_word ? call_write(call, reply, step_work, NULL) : reply_status(call, reply, 404);
}

static enum fail fill_waiting(struct call *call, struct view_desk_goods *view)
{
	struct redemptions_waiting_rows rows;
	TRY(q_redemptions_waiting(call->view, call->arena, &(struct redemptions_waiting_in){.centre_id = call->centre_id,
		.scope_id = access_scope(&call->access, ROLES_STAFF), .now_ms = call->now_ms}, &rows));
	struct view_desk_goods_waiting *lines = arena_array(call->arena, struct view_desk_goods_waiting, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct redemptions_waiting_row *row = &rows.rows[i];
		lines[i] = (struct view_desk_goods_waiting){.href = url_id(call->arena, "/desk/pick-ups/", row->id.value, ""), .title = VOCAB_OF(row, title),
			.name = mask_name(call->arena, row->name), .where = VOCAB(row->place_name), .pieces = row->pieces, .last_day = shop_last_day(row->deadline_at_ms)};
	}
	view->waiting.rows = lines;
	view->waiting.count = rows.count;
	return OK;
}

static enum fail fill_goods(struct call *call, struct view_desk_goods *view)
{
	struct goods_in_rows rows;
	TRY(q_goods_in(call->view, call->arena, &(struct goods_in_in){.centre_id = call->centre_id, .scope_id = access_scope(&call->access, ROLES_STAFF),
		.now_ms = call->now_ms}, &rows));
	struct view_desk_goods_good *lines = arena_array(call->arena, struct view_desk_goods_good, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct goods_in_row *row = &rows.rows[i];
		lines[i] = (struct view_desk_goods_good){.href = url_id(call->arena, "/desk/goods/", row->id.value, ""), .title = VOCAB_OF(row, title),
			.provider = VOCAB(row->provider_name), .has_provider = row->provider_name.len > 0, .where = VOCAB(row->place_name), .price = row->price_points,
			.stock = row->stock, .waiting = row->waiting, .is_withdrawn = row->is_withdrawn, .has_left = row->has_left, .is_out = row->stock == 0};
	}
	view->good.rows = lines;
	view->good.count = rows.count;
	return OK;
}

/* For managers: what was handed out without the holder's code. */
static enum fail fill_plain(struct call *call, struct view_desk_goods *view)
{
	struct redemptions_plain_rows rows;
	TRY(q_redemptions_plain(call->view, call->arena, &(struct redemptions_plain_in){.centre_id = call->centre_id,
		.scope_id = access_scope(&call->access, ROLE_BIT(ROLE_MANAGER)), .since_ms = call->now_ms - PLAIN_DAYS * DAY_MS}, &rows));
	struct view_desk_goods_plain *lines = arena_array(call->arena, struct view_desk_goods_plain, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct redemptions_plain_row *row = &rows.rows[i];
		lines[i] = (struct view_desk_goods_plain){.href = url_id(call->arena, "/desk/pick-ups/", row->id.value, ""), .title = VOCAB_OF(row, title),
			.name = mask_name(call->arena, row->name), .pieces = row->pieces, .seen = row->reason, .by = row->ended_by, .taken_by = row->taken_by,
			.at_ms = row->at_ms};
	}
	view->plain.rows = lines;
	view->plain.count = rows.count;
	view->plain_is_cut = rows.is_cut;
	return OK;
}

static enum fail check_place(struct call *call, bool *ret_is_allowed)
{
	struct redemption_get_row row;
	struct act act = call_act(call);
	bool is_found = false;
	*ret_is_allowed = false;
	TRY(q_redemption_get(call->view, call->arena, &(struct redemption_get_in){.centre_id = call->centre_id, .id = {call_id(call, 0)}}, &is_found, &row));
	return is_found ? access_in_scope(&act, &call->access, ROLES_STAFF, row.place_id, ret_is_allowed) : OK;
}

static enum fail step_work(struct write *write, void *context UNUSED)
{
	enum shop_refusal refusal = SHOP_OK;
	struct redemption_id id = {call_id(write->call, 0)};
	const struct form_data *form = &write->call->form;
	bool is_cancel = text_equal(call_word(write->call, 1), TEXT("cancel"));
	enum fail fail = is_cancel
		? shop_cancel(&write->act, id, form_text(form, "note"), &refusal) : shop_hand_out(&write->act, &(struct shop_hand_out_options){.id = id,
			.told = form_text(form, "told"), .seen = form_text(form, "seen")}, &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_shop_refusal(refusal), refusal == SHOP_NO_REASON ? "note" : refusal == SHOP_NOT_SEEN ? "seen"
			: refusal != SHOP_TEXT_TOO_LONG ? NULL : is_cancel ? "note" : "seen");
	write->location = url_id(write->act.arena, "/desk/pick-ups/", id.value, "");
	return fail;
}
