/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/requests_private.h"

#include "base/when.h"
#include "domain/access.h"
#include "domain/ledger.h"
#include "queries/menu.h"

#define SUSPENDABLE (STATE_BIT(REQUEST_SUBMITTED) | STATE_BIT(REQUEST_NEED_INFO) | STATE_BIT(REQUEST_ACCEPTED) | STATE_BIT(REQUEST_DISPATCHED) \
	| STATE_BIT(REQUEST_OPEN) | STATE_BIT(REQUEST_CLAIMED) | STATE_BIT(REQUEST_SCHEDULED) | STATE_BIT(REQUEST_REWORK) | STATE_BIT(REQUEST_ESCALATED))

static enum fail set_work(const struct act *act, const struct requests_accept_options *options, struct request_now *now, enum request_refusal *ret_refusal);
static enum fail check_reason(struct text reason, enum request_refusal *ret_refusal);

enum fail requests_accept(const struct act *act, const struct requests_accept_options *options, enum request_refusal *ret_refusal)
{
	struct request_now now;
	TRY(requests_for_staff(act, options->id, STATE_BIT(REQUEST_SUBMITTED), ret_refusal, &now));
	TRY(set_work(act, options, &now, ret_refusal));
	TRY(requests_step(act, &now, &(struct request_step){.kind = REQUEST_EVENT_ACCEPTED, .to_state = REQUEST_ACCEPTED,
		.deadline_at_ms = requests_working_days_ms(act, TIMER_FIND)}));
	return requests_make_duty(act, &now);
}

enum fail requests_ask(const struct act *act, struct request_id id, struct text question, enum request_refusal *ret_refusal)
{
	struct request_now now;
	TRY(requests_for_staff(act, id, STATE_BIT(REQUEST_SUBMITTED), ret_refusal, &now));
	TRY(check_reason(question, ret_refusal));
	return requests_step(act, &now, &(struct request_step){.kind = REQUEST_EVENT_ASKED, .to_state = REQUEST_NEED_INFO, .note = text_trim(question),
		.deadline_at_ms = requests_working_days_ms(act, TIMER_ANSWER)});
}

enum fail requests_answer(const struct act *act, struct request_id id, struct text answer, enum request_refusal *ret_refusal)
{
	struct request_now now;
	bool may = false;
	TRY(requests_read(act, id, ret_refusal, &now));
	TRY(requests_side_may(act, &now, KIN_ORDER, &may));
	if (!may)
		TRY(requests_staff_may(act, &now, &may));
	if (!may)
		return requests_refuse(REQUEST_NOT_FOUND, ret_refusal);
	TRY(check_reason(answer, ret_refusal));
	if (now.row.state != REQUEST_NEED_INFO)
		return requests_refuse(REQUEST_WRONG_STATE, ret_refusal);
	return requests_step(act, &now, &(struct request_step){.kind = REQUEST_EVENT_ANSWERED, .to_state = REQUEST_SUBMITTED, .note = text_trim(answer),
		.deadline_at_ms = requests_working_days_ms(act, TIMER_ACCEPT)});
}

enum fail requests_reject(const struct act *act, struct request_id id, struct text reason, struct text referral, enum request_refusal *ret_refusal)
{
	struct request_now now;
	enum ledger_refusal ledger_refusal = LEDGER_OK;
	TRY(requests_for_staff(act, id, STATE_BIT(REQUEST_SUBMITTED) | STATE_BIT(REQUEST_NEED_INFO), ret_refusal, &now));
	TRY(check_reason(reason, ret_refusal));
	TRY(check_reason(referral, ret_refusal));
	TRY(ledger_release(act, id, &ledger_refusal));
	return requests_step(act, &now, &(struct request_step){.kind = REQUEST_EVENT_REJECTED, .to_state = REQUEST_REJECTED, .reason = text_trim(reason),
		.note = text_trim(referral)});
}

enum fail requests_suspend(const struct act *act, struct request_id id, struct text reason, int64_t until_ms, enum request_refusal *ret_refusal)
{
	struct request_now now;
	TRY(requests_for_staff(act, id, SUSPENDABLE, ret_refusal, &now));
	TRY(check_reason(reason, ret_refusal));
	if (until_ms <= act->now_ms)
		return requests_refuse(REQUEST_TIME_PAST, ret_refusal);
	return requests_step(act, &now, &(struct request_step){.kind = REQUEST_EVENT_SUSPENDED, .to_state = REQUEST_SUSPENDED,
		.resume_state = (enum request_state)now.row.state, .deadline_at_ms = until_ms, .reason = text_trim(reason)});
}

enum fail requests_resume(const struct act *act, struct request_id id, enum request_refusal *ret_refusal)
{
	struct request_now now;
	TRY(requests_for_staff(act, id, STATE_BIT(REQUEST_SUSPENDED), ret_refusal, &now));
	return requests_step(act, &now, &(struct request_step){.kind = REQUEST_EVENT_RESUMED, .to_state = (enum request_state)now.row.resume_state,
		.deadline_at_ms = requests_working_days_ms(act, TIMER_FIND)});
}

enum fail requests_escalate(const struct act *act, struct request_id id, struct text reason, enum request_refusal *ret_refusal)
{
	struct request_now now;
	TRY(requests_for_staff(act, id, STATE_BIT(REQUEST_ACCEPTED), ret_refusal, &now));
	TRY(check_reason(reason, ret_refusal));
	return requests_step(act, &now, &(struct request_step){.kind = REQUEST_EVENT_ESCALATED, .to_state = REQUEST_ESCALATED, .reason = text_trim(reason),
		.deadline_at_ms = requests_working_days_ms(act, TIMER_COUNTY)});
}

enum fail requests_merge(const struct act *act, struct request_id id, struct request_id into_id, enum request_refusal *ret_refusal)
{
	struct request_now now;
	struct request_now into;
	enum ledger_refusal ledger_refusal = LEDGER_OK;
	enum duty_refusal duty_refusal = DUTY_OK;
	TRY(requests_for_staff(act, id, STATE_BIT(REQUEST_SUBMITTED) | STATE_BIT(REQUEST_ACCEPTED), ret_refusal, &now));
	TRY(requests_read(act, into_id, ret_refusal, &into));
	if (into.row.person_id.value != now.row.person_id.value || into_id.value == id.value)
		return requests_refuse(REQUEST_NOT_FOUND, ret_refusal);
	if (request_state_is_terminal((enum request_state)into.row.state))
		return requests_refuse(REQUEST_WRONG_STATE, ret_refusal);
	if (now.row.duty_id.value != 0)
		TRY(requests_pass(duties_call_off(act, now.row.duty_id, TEXT_NONE, &duty_refusal), &duty_refusal, ret_refusal));
	enum fail fail = ledger_release(act, id, &ledger_refusal);
	if (fail != OK && ledger_refusal != LEDGER_ALREADY_ENDED)
		return fail;
	return requests_step(act, &now, &(struct request_step){.kind = REQUEST_EVENT_MERGED, .to_state = REQUEST_MERGED,
		.note = arena_format(act->arena, "#%.*s", TEXT_ARGS(ids_short(act->arena, into_id.value)))});
}

/* The county, or a manager whose scope reaches that far, gives it back with advice. */
enum fail requests_give_back(const struct act *act, struct request_id id, struct text note, enum request_refusal *ret_refusal)
{
	struct request_now now;
	struct access access;
	bool may = false;
	check(act->txn != NULL);
	TRY(requests_read(act, id, ret_refusal, &now));
	TRY(access_load(act, act->actor, &access));
	TRY(access_in_scope(act, &access, ROLE_BIT(ROLE_COUNTY) | ROLE_BIT(ROLE_MANAGER), now.row.place_id, &may));
	if (!may)
		return requests_refuse(REQUEST_NOT_FOUND, ret_refusal);
	TRY(check_reason(note, ret_refusal));
	if (now.row.state != REQUEST_ESCALATED)
		return requests_refuse(REQUEST_WRONG_STATE, ret_refusal);
	return requests_step(act, &now, &(struct request_step){.kind = REQUEST_EVENT_GIVEN_BACK, .to_state = REQUEST_ACCEPTED, .note = text_trim(note),
		.deadline_at_ms = requests_working_days_ms(act, TIMER_FIND)});
}

/* What staff found out on the telephone about an order in words. */
static enum fail set_work(const struct act *act, const struct requests_accept_options *options, struct request_now *now, enum request_refusal *ret_refusal)
{
	bool has_item = false;
	struct menu_item_get_row item;
	struct request_get_row *row = &now->row;
	if (options->item_id.value != 0) {
		TRY(q_menu_item_get(act->view, act->arena, &(struct menu_item_get_in){.centre_id = act->centre_id, .id = options->item_id}, &has_item, &item));
		if (!has_item || !item.is_open)
			return requests_refuse(REQUEST_ITEM_CLOSED, ret_refusal);
		row->item_id = options->item_id;
		row->duration_min = item.duration_min;
		row->people = item.people;
	}
	if (options->duration_min > 0)
		row->duration_min = options->duration_min;
	if (options->people > 0)
		row->people = options->people;
	if (options->from_ms != 0) {
		row->wanted_from_ms = options->from_ms;
		row->wanted_to_ms = options->to_ms;
	}
	if (row->wanted_to_ms <= act->now_ms)
		return requests_refuse(REQUEST_TIME_PAST, ret_refusal);
	if (row->wanted_to_ms - row->wanted_from_ms < row->duration_min * MINUTE_MS)
		return requests_refuse(REQUEST_TIME_TOO_SHORT, ret_refusal);
	return q_request_set_work(act->txn, &(struct request_set_work_in){.centre_id = act->centre_id, .id = now->id, .item_id = row->item_id,
		.duration_min = row->duration_min, .people = row->people, .wanted_from_ms = row->wanted_from_ms, .wanted_to_ms = row->wanted_to_ms}, NULL);
}

static enum fail check_reason(struct text reason, enum request_refusal *ret_refusal)
{
	if (text_is_empty(text_trim(reason)))
		return requests_refuse(REQUEST_NO_REASON, ret_refusal);
	return requests_refuse(requests_is_too_long(reason) ? REQUEST_WORDS_TOO_LONG : REQUEST_REFUSAL_NONE, ret_refusal);
}
