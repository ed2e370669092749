/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "domain/notices.h"
#include "domain/proof.h"
#include "domain/seal.h"
#include "queries/ledger.h"
#include "queries/resident_pages.h"
#include "text/mask.h"
#include "views/resident.h"
#include "web/pages/faces.h"
#include "web/pages/points.h"
#include "web/reply.h"
#include "web/words.h"

#define MINUTES_OF_HOUR 60

static const struct field give_fields[] = {
	{ .name = "to", .type = FIELD_ID, .label = KEY_give_to },
	{ .name = "amount", .type = FIELD_POINTS, .is_required = true, .min = 1, .max = LEDGER_AMOUNT_MAX, .label = KEY_give_amount },
};
const struct form form_give = FORM("give", give_fields);

static enum fail fill_lines(struct call *call, struct view_resident_points *view);
static struct view_resident_points_line line_of(struct call *call, const struct my_points_row *row);
static enum fail fill_standing(struct call *call, const struct ledger_balance *balance, struct view_resident_points *view);
static enum fail fill_signed(struct call *call, struct view_resident_points *view);
static enum fail fill_kin(struct call *call, struct view_resident_points *view);
static enum fail give_work(struct write *write, void *context);

enum fail page_my_points_get(struct call *call, struct reply *reply)
{
	struct view_resident_points view = {.csrf = call_csrf(call), .once = call_once(call), .now_ms = call->now_ms};
	struct ledger_balance balance;
	struct act act = call_act(call);
	TRY(ledger_balance_of(&act, call->actor, &balance));
	TRY(fill_lines(call, &view));
	TRY(fill_kin(call, &view));
	TRY(shop_is_open(&act, &view.has_shop));
	view.held = balance.held;
	view.available = balance.available;
	view.coming = balance.coming;
	view.has_coming = balance.coming > 0;
	TRY(fill_standing(call, &balance, &view));
	TRY(fill_signed(call, &view));
	view.can_give = balance.available > 0 && !view.is_minor;
	if (call->form.form == &form_give) {
		view.amount = form_text(&call->form, "amount");
		view.problem = call_error(call, "amount").len > 0 ? call_error(call, "amount") : call_error(call, "to");
	}
	view.head = faces_print_header(call, KEY_proof_points_statement);
	if (view.head == NULL)
		return FAIL_LIMIT;
	view.shell.title = call_say(call, KEY_resident_points_title);
	return reply_page(call, reply, &page_resident_points, &view);
}

enum fail page_my_points_give_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, give_work, NULL);
}

static enum fail fill_lines(struct call *call, struct view_resident_points *view)
{
	struct account_find_row account;
	struct my_points_rows rows = {0};
	bool is_found = false;
	TRY(q_account_find(call->view, call->arena, &(struct account_find_in){.centre_id = call->centre_id, .kind = ACCOUNT_PERSON,
		.person_id = call->actor}, &is_found, &account));
	if (is_found)
		TRY(q_my_points(call->view, call->arena, &(struct my_points_in){.centre_id = call->centre_id, .account_id = account.id}, &rows));
	struct view_resident_points_line *lines = arena_array(call->arena, struct view_resident_points_line, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		lines[i] = line_of(call, &rows.rows[i]);
	view->line.rows = lines;
	view->line.count = rows.count;
	return OK;
}

/* Which service, by which rule, and who said that it took place. */
static struct view_resident_points_line line_of(struct call *call, const struct my_points_row *row)
{
	static const enum key reasons[TRANSFER_REASON_COUNT] = {KEY_NONE, KEY_resident_points_earn, KEY_resident_points_spent, KEY_resident_points_revoke,
		KEY_points_gift, KEY_resident_points_give, KEY_points_adjust, KEY_points_expire, KEY_points_good};
	bool is_earned = row->reason == TRANSFER_EARN && row->record_id.value != 0;
	return (struct view_resident_points_line){.title = VOCAB_TITLE(row), .amount = row->amount, .is_plus = row->amount > 0, .at_ms = row->at_ms,
		.receipt = url_id(call->arena, "/my/points/", row->id.value, ""),
		.reason = row->reason > 0 && row->reason < TRANSFER_REASON_COUNT ? reasons[row->reason] : KEY_points_adjust, .has_detail = is_earned,
		.minutes = row->minutes, .rule = row->rule_version, .by_time = is_earned && row->who.len == 0, .who = mask_name(call->arena, row->who),
		.kin = mask_name(call->arena, row->kin), .coefficient = arena_format(call->arena, "%lld.%02lld", (long long)row->coefficient_percent / 100,
			(long long)row->coefficient_percent % 100)};
}

/* Whether something keeps her from spending, and what would help. */
static enum fail fill_standing(struct call *call, const struct ledger_balance *balance, struct view_resident_points *view)
{
	struct act act = call_act(call);
	struct ledger_rule rule;
	bool may = true;
	TRY(ledger_may_spend(&act, call->actor, &view->is_minor, &may));
	view->is_blocked = balance->posted < 0;
	view->is_minor = view->is_minor && balance->posted > 0;
	if (!view->is_blocked)
		return OK;
	TRY(ledger_rule_at(&act, call->now_ms, &rule));
	if (rule.points_per_hour > 0)
		view->to_serve = (-balance->posted * MINUTES_OF_HOUR + rule.points_per_hour - 1) / rule.points_per_hour;
	return OK;
}

/* The newest signed head: her browser keeps it, and asks whether a later one extends it. */
static enum fail fill_signed(struct call *call, struct view_resident_points *view)
{
	struct proof_head last;
	struct act act = call_act(call);
	TRY(proof_last_head(&act, &view->has_signed, &last));
	if (view->has_signed) {
		view->note = last.note;
		view->key = head_hex(call->arena, last.key.bytes, HEAD_KEY_BYTES);
	}
	return OK;
}

static enum fail fill_kin(struct call *call, struct view_resident_points *view)
{
	struct give_receivers_rows rows;
	TRY(q_give_receivers(call->view, call->arena, &(struct give_receivers_in){.centre_id = call->centre_id, .giver_id = call->actor}, &rows));
	struct view_resident_points_kin *kin = arena_array(call->arena, struct view_resident_points_kin, rows.count + 1);
	if (kin == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		kin[i] = (struct view_resident_points_kin){.id = ids_text(call->arena, rows.rows[i].id.value), .name = rows.rows[i].name,
			.is_chosen = call->form.form == &form_give && form_int(&call->form, "to") == rows.rows[i].id.value};
	view->kin.rows = kin;
	view->kin.count = rows.count;
	return OK;
}

static enum fail give_work(struct write *write, void *context UNUSED)
{
	const struct form_data *form = &write->call->form;
	enum give_refusal refusal = GIVE_OK;
	struct transfer_id id;
	bool is_gift = text_equal(call_word(write->call, 0), TEXT("gift"));
	if (!is_gift && !text_equal(call_word(write->call, 0), TEXT("donate")))
		return write_refuse(write, KEY_refusal_not_found, NULL);
	TRY(points_transfer_id(write, &id));
	enum fail fail = is_gift ? ledger_gift(&write->act, id, (struct person_id){form_int(form, "to")}, form_int(form, "amount"), &refusal)
		: ledger_donate(&write->act, id, form_int(form, "amount"), &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_give_refusal(refusal), refusal == GIVE_NOT_KIN ? "to" : "amount");
	TRY(fail);
	if (is_gift)
		TRY(notices_tell_own(&write->act, (struct person_id){form_int(form, "to")}, "points_received"));
	write->location = URL("/my/points");
	return act_trail(&write->act, is_gift ? "ledger.gift" : "ledger.donate", "transfer", id.value, TEXT_NONE);
}

enum fail points_transfer_id(const struct write *write, struct transfer_id *ret_id)
{
	struct text digest;
	const int64_t numbers[] = {write->act.actor.value};
	uint64_t value = 0;
	TRY(seal_digest(&write->act, "transfer_id", numbers, COUNT_OF(numbers), write->once, &digest));
	memcpy(&value, digest.at, sizeof(value));
	ret_id->value = (int64_t)(value >> 1) | 1;
	return OK;
}
