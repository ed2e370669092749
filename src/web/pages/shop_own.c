/* SPDX-License-Identifier: Apache-2.0
 *
 * What somebody took: the list, the code as a slip, and giving it back.
 */
#include "base/when.h"
#include "domain/people.h"
#include "domain/shop.h"
#include "queries/shop.h"
#include "queries/trail.h"
#include "views/resident.h"
#include "web/pages/faces.h"
#include "web/pages/shop.h"
#include "web/qr.h"
#include "web/reply.h"
#include "web/words.h"

static enum fail check_holder(struct call *call, bool *ret_is_allowed);
static enum fail fill_code(struct call *call, struct view_resident_good_slip *view);
static enum fail cancel_work(struct write *write, void *context);

const struct relation relation_redemption = {"hers, or taken by her for a child", check_holder};

struct shop_look shop_look(int64_t ended)
{
	static const struct shop_look looks[REDEMPTION_STATE_COUNT] = {
		[REDEMPTION_WAITING] = {KEY_shop_state_waiting, TEXT("is-waiting"), TEXT("clock")},
		[REDEMPTION_HANDED_OUT] = {KEY_shop_state_handed_out, TEXT("is-done"), TEXT("check")},
		[REDEMPTION_CANCELLED] = {KEY_shop_state_cancelled, TEXT("is-quiet"), TEXT("x")},
		[REDEMPTION_LAPSED] = {KEY_shop_state_lapsed, TEXT("is-quiet"), TEXT("hourglass")},
		[REDEMPTION_LEFT] = {KEY_shop_state_left, TEXT("is-quiet"), TEXT("undo")}};
	return looks[ended > 0 && ended < REDEMPTION_STATE_COUNT ? ended : REDEMPTION_WAITING];
}

int32_t shop_last_day(int64_t deadline_at_ms)
{
	return when_local_day(deadline_at_ms - 1);
}

enum fail shop_word(struct call *call, int64_t redemption_id, enum key *ret_word)
{
	struct trail_of_object_rows rows;
	*ret_word = KEY_NONE;
	TRY(q_trail_of_object(call->view, call->arena, &(struct trail_of_object_in){.centre_id = call->centre_id, .object_kind = TEXT("redemption"),
		.object_id = redemption_id}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		if (text_equal(rows.rows[i].act, TEXT("shop.take")) && rows.rows[i].detail.len > 0)
			*ret_word = words_named("channel", rows.rows[i].detail);
	}
	return OK;
}

enum fail page_my_goods_get(struct call *call, struct reply *reply)
{
	struct view_resident_goods view = {.taken = {.count = 0}};
	struct redemptions_of_rows rows;
	bool is_there = false;
	TRY(shop_is_there(call, reply, &is_there));
	if (!is_there)
		return OK;
	TRY(q_redemptions_of(call->view, call->arena, &(struct redemptions_of_in){.centre_id = call->centre_id, .me = call->actor,
		.adult_day = when_years_before(when_local_day(call->now_ms), PEOPLE_ADULT_YEARS)}, &rows));
	struct view_resident_goods_taken *lines = arena_array(call->arena, struct view_resident_goods_taken, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct redemptions_of_row *row = &rows.rows[i];
		struct shop_look look = shop_look(row->ended);
		lines[i] = (struct view_resident_goods_taken){.href = url_id(call->arena, "/my/goods/", row->id.value, ""), .title = VOCAB_OF(row, title),
			.who = row->is_mine ? TEXT_NONE : row->name, .pieces = row->pieces, .points = row->points, .at_ms = row->at_ms,
			.last_day = shop_last_day(row->deadline_at_ms), .is_waiting = row->ended == REDEMPTION_WAITING, .state = look.state, .tone = look.tone, .icon = look.icon};
	}
	view.taken.rows = lines;
	view.taken.count = rows.count;
	view.shell.title = call_say(call, KEY_shop_mine);
	return reply_page(call, reply, &page_resident_goods, &view);
}

enum fail page_my_good_get(struct call *call, struct reply *reply)
{
	struct redemption_get_row row;
	bool is_there = false;
	TRY(shop_is_there(call, reply, &is_there));
	if (!is_there)
		return OK;
	TRY(q_redemption_get(call->view, call->arena, &(struct redemption_get_in){.centre_id = call->centre_id, .id = {call_id(call, 0)}}, &is_there, &row));
	if (!is_there)
		return reply_status(call, reply, 404);
	struct shop_look look = shop_look(row.ended);
	struct view_resident_good_slip view = {.title = VOCAB_OF(&row, title), .given = VOCAB_OF(&row, given), .pieces = row.pieces, .points = row.points,
		.pick_up = VOCAB_OF(&row, pick_up), .where = VOCAB(row.place_name), .at_ms = row.at_ms, .last_day = shop_last_day(row.deadline_at_ms),
		.ended_at_ms = row.ended_at_ms, .is_waiting = row.ended == REDEMPTION_WAITING, .state = look.state, .tone = look.tone, .icon = look.icon,
		.reason = row.reason, .cancel = url_id(call->arena, "/my/goods/", call_id(call, 0), "/cancel"), .csrf = call_csrf(call), .once = call_once(call)};
	bool is_by_staff = row.taken_by.value != row.person_id.value && row.taken_by.value != call->actor.value;
	if (is_by_staff)
		TRY(shop_word(call, call_id(call, 0), &view.word));
	view.has_word = view.word != KEY_NONE;
	view.taken_by = is_by_staff ? row.taken_name : TEXT_NONE;
	view.ended_by = row.ended != REDEMPTION_HANDED_OUT ? TEXT_NONE : row.ended_by;
	view.was_plain = row.ended == REDEMPTION_HANDED_OUT && row.reason.len > 0;
	if (view.is_waiting)
		TRY(fill_code(call, &view));
	view.head = faces_print_header(call, KEY_shop_slip);
	if (view.head == NULL)
		return FAIL_LIMIT;
	view.shell.title = vocab_words(call->arena, call->lang, VOCAB_OF(&row, title));
	return reply_page(call, reply, &page_resident_good_slip, &view);
}

enum fail page_my_good_cancel_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, cancel_work, NULL);
}

static enum fail check_holder(struct call *call, bool *ret_is_allowed)
{
	struct act act = call_act(call);
	return shop_holds(&act, (struct redemption_id){call_id(call, 0)}, ret_is_allowed);
}

/* In two groups to read aloud; the picture holds the six digits as the desk types them. */
static enum fail fill_code(struct call *call, struct view_resident_good_slip *view)
{
	struct act act = call_act(call);
	enum shop_refusal refusal = SHOP_OK;
	struct text code = TEXT_NONE;
	enum fail fail = shop_code(&act, (struct redemption_id){call_id(call, 0)}, &refusal, &code);
	if (fail == FAIL_REFUSED) /* the page stands without it */
		return OK;
	TRY(fail);
	check(code.len == SHOP_CODE_DIGITS);
	view->code = arena_format(call->arena, "%.3s %.3s", code.at, code.at + 3);
	view->code_alt = arena_format(call->arena, "%.*s", TEXT_ARGS(code));
	return qr_draw(call->arena, code, &view->code_side, &view->code_path);
}

static enum fail cancel_work(struct write *write, void *context UNUSED)
{
	enum shop_refusal refusal = SHOP_OK;
	enum fail fail = shop_cancel(&write->act, (struct redemption_id){call_id(write->call, 0)}, TEXT_NONE, &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_shop_refusal(refusal), NULL);
	write->location = url_id(write->act.arena, "/my/goods/", call_id(write->call, 0), "");
	return fail;
}
