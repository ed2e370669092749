/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/requests_private.h"

#include "base/when.h"
#include "domain/access.h"
#include "domain/ledger.h"
#include "domain/seal.h"
#include "queries/people.h"
#include "queries/records.h"

#define SCORE_LOW 2 /* a request rated so or worse may be opened again */
#define CANCELLABLE (STATE_BIT(REQUEST_SUBMITTED) | STATE_BIT(REQUEST_NEED_INFO) | STATE_BIT(REQUEST_ACCEPTED) | STATE_BIT(REQUEST_DISPATCHED) \
	| STATE_BIT(REQUEST_OPEN) | STATE_BIT(REQUEST_CLAIMED) | STATE_BIT(REQUEST_SCHEDULED) | STATE_BIT(REQUEST_REWORK) | STATE_BIT(REQUEST_ESCALATED) \
	| STATE_BIT(REQUEST_SUSPENDED))

static enum fail begin(const struct act *act, struct request_id id, int right, unsigned states, enum request_refusal *ret_refusal, struct request_now *ret_now);
static enum fail confirm_by_code(const struct act *act, struct request_id id, struct text code, enum request_refusal *ret_refusal);
static enum fail settle_answered(const struct act *act, struct request_id id);
static enum fail finish(const struct act *act, struct request_now *now, enum request_event_kind kind, enum request_refusal *ret_refusal);
static enum fail void_pending(const struct act *act, const struct request_now *now, struct text reason);

enum fail requests_confirm(const struct act *act, struct request_id id, struct text confirm_code, enum request_refusal *ret_refusal)
{
	struct request_now now;
	if (!text_is_empty(text_trim(confirm_code)))
		return confirm_by_code(act, id, text_trim(confirm_code), ret_refusal);
	TRY(begin(act, id, KIN_RATE, STATE_BIT(REQUEST_SERVED), ret_refusal, &now));
	return finish(act, &now, REQUEST_EVENT_CONFIRMED, ret_refusal);
}

enum fail requests_confirm_code(const struct act *act, struct request_id id, char ret_code[7])
{
	struct request_now now;
	bool is_found = false;
	struct person_sealed_row row;
	TRY(q_request_get(act->view, act->arena, &(struct request_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &now.row));
	if (!is_found)
		return FAIL_MISSING;
	TRY(q_person_sealed(act->view, act->arena, &(struct person_sealed_in){.centre_id = act->centre_id, .id = now.row.person_id}, &is_found, &row));
	check(is_found);
	seal_confirm_code(row.card_secret, id.value, ret_code);
	return OK;
}

enum fail requests_send_code(const struct act *act, struct request_id id, const struct messages_options *options, enum message_refusal *ret_refusal)
{
	struct request_now now;
	struct request_same_phone_row same = {0};
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	bool may = false;
	bool is_found = false;
	check(act->txn != NULL);
	*ret_refusal = MESSAGE_NOT_FOUND;
	TRY(requests_read(act, id, &refusal, &now));
	TRY(requests_serves(act, &now, act->actor, &may));
	if (!may)
		TRY(requests_staff_may(act, &now, &may));
	if (!may)
		return FAIL_REFUSED;
	*ret_refusal = MESSAGE_WRONG_STATE;
	if (now.row.state != REQUEST_SERVED)
		return FAIL_REFUSED;
	*ret_refusal = MESSAGE_SAME_PHONE;
	TRY(q_request_same_phone(act->view, act->arena, &(struct request_same_phone_in){.centre_id = act->centre_id, .person_id = now.row.person_id,
		.duty_id = now.row.duty_id, .me = act->actor}, &is_found, &same));
	if (same.count > 0)
		return FAIL_REFUSED;
	*ret_refusal = MESSAGE_OK;
	return messages_ask(act, id, now.row.person_id, options, ret_refusal);
}

enum fail requests_confirm_by_time(const struct act *act, struct request_now *now, enum request_refusal *ret_refusal)
{
	check(act->actor.value == 0);
	return finish(act, now, REQUEST_EVENT_CONFIRMED_BY_TIME, ret_refusal);
}

enum fail requests_dispute(const struct act *act, struct request_id id, struct text reason, enum request_refusal *ret_refusal)
{
	struct request_now now;
	TRY(begin(act, id, KIN_RATE, STATE_BIT(REQUEST_SERVED), ret_refusal, &now));
	if (text_is_empty(text_trim(reason)))
		return requests_refuse(REQUEST_NO_REASON, ret_refusal);
	if (requests_is_too_long(reason))
		return requests_refuse(REQUEST_WORDS_TOO_LONG, ret_refusal);
	TRY(void_pending(act, &now, text_trim(reason)));
	TRY(requests_step(act, &now, &(struct request_step){.kind = REQUEST_EVENT_DISPUTED, .to_state = REQUEST_REWORK, .reason = text_trim(reason),
		.deadline_at_ms = requests_working_days_ms(act, TIMER_REWORK)}));
	now.row.wanted_from_ms = act->now_ms + HOUR_MS;
	now.row.wanted_to_ms = requests_working_days_ms(act, TIMER_WHOLE);
	return requests_make_duty(act, &now);
}

enum fail requests_rate(const struct act *act, struct request_id id, int32_t score, struct text comment, enum request_refusal *ret_refusal)
{
	struct request_now now;
	TRY(begin(act, id, KIN_RATE, STATE_BIT(REQUEST_CONFIRMED), ret_refusal, &now));
	if (requests_is_too_long(comment))
		return requests_refuse(REQUEST_WORDS_TOO_LONG, ret_refusal);
	if (score < 1 || score > 5)
		return requests_refuse(REQUEST_SCORE_INVALID, ret_refusal);
	TRY(q_rating_add(act->txn, &(struct rating_add_in){.centre_id = act->centre_id, .request_id = id, .person_id = act->actor, .score = score,
		.comment = text_trim(comment), .at_ms = act->now_ms}, NULL));
	return requests_step(act, &now, &(struct request_step){.kind = REQUEST_EVENT_RATED, .to_state = REQUEST_CLOSED});
}

enum fail requests_reopen(const struct act *act, struct request_id id, struct text reason, enum request_refusal *ret_refusal)
{
	struct request_now now;
	bool is_rated = false;
	struct rating_get_row rating = {0};
	TRY(begin(act, id, KIN_ORDER, STATE_BIT(REQUEST_CLOSED), ret_refusal, &now));
	TRY(q_rating_get(act->view, act->arena, &(struct rating_get_in){.centre_id = act->centre_id, .request_id = id}, &is_rated, &rating));
	if (text_is_empty(text_trim(reason)))
		return requests_refuse(REQUEST_NO_REASON, ret_refusal);
	if (now.row.changed_at_ms < act->now_ms - TIMER_REOPEN_DAYS * DAY_MS || (is_rated && rating.score > SCORE_LOW))
		return requests_refuse(REQUEST_WRONG_STATE, ret_refusal);
	TRY(requests_step(act, &now, &(struct request_step){.kind = REQUEST_EVENT_REOPENED, .to_state = REQUEST_ACCEPTED, .reason = text_trim(reason),
		.deadline_at_ms = requests_working_days_ms(act, TIMER_FIND)}));
	now.row.wanted_from_ms = act->now_ms + HOUR_MS;
	now.row.wanted_to_ms = requests_working_days_ms(act, TIMER_WHOLE);
	return requests_make_duty(act, &now);
}

enum fail requests_cancel(const struct act *act, struct request_id id, struct text reason, enum request_refusal *ret_refusal)
{
	struct request_now now;
	enum ledger_refusal ledger_refusal = LEDGER_OK;
	enum duty_refusal duty_refusal = DUTY_OK;
	enum fail fail = OK;
	TRY(begin(act, id, KIN_ORDER, CANCELLABLE, ret_refusal, &now));
	if (requests_is_too_long(reason))
		return requests_refuse(REQUEST_WORDS_TOO_LONG, ret_refusal);
	if (now.row.duty_id.value != 0) {
		fail = duties_call_off(act, now.row.duty_id, text_trim(reason), &duty_refusal);
		if (fail == FAIL_REFUSED)
			return requests_refuse(requests_refusal_of(duty_refusal), ret_refusal);
		TRY(fail);
	}
	fail = ledger_release(act, id, &ledger_refusal);
	if (fail != OK && ledger_refusal != LEDGER_ALREADY_ENDED) /* a reopened request has paid for the first visit */
		return fail;
	return requests_step(act, &now, &(struct request_step){.kind = REQUEST_EVENT_CANCELLED, .to_state = REQUEST_CANCELLED, .reason = text_trim(reason)});
}

enum fail requests_answer_call(const struct act *act, const struct call_back_options *options, enum record_refusal *ret_refusal)
{
	struct call_back_done done;
	TRY(records_answer(act, options, ret_refusal, &done));
	for (size_t i = 0; i < done.count; i++)
		TRY(settle_answered(act, done.requests[i]));
	return OK;
}

/* Nothing of it waits any more: it is paid, or given back when nothing stood. */
static enum fail settle_answered(const struct act *act, struct request_id id)
{
	bool is_found = false;
	struct request_records_row records = {0};
	enum ledger_refusal refusal = LEDGER_OK;
	TRY(q_request_records(act->view, act->arena, &(struct request_records_in){.centre_id = act->centre_id, .request_id = id}, &is_found, &records));
	if (records.pending > 0 || (records.state != REQUEST_CONFIRMED && records.state != REQUEST_CLOSED))
		return OK;
	enum fail fail = records.final > 0 ? ledger_settle(act, id, &refusal) : ledger_release(act, id, &refusal);
	return fail == FAIL_REFUSED && refusal == LEDGER_ALREADY_ENDED ? OK : fail; /* paid long before a sampled call said no */
}

/* On the phone of who served, or told to staff on the telephone, with the code that only her card or a text message to her shows: her
 * act, and the trail says by whom it was typed. */
static enum fail confirm_by_code(const struct act *act, struct request_id id, struct text code, enum request_refusal *ret_refusal)
{
	struct request_now now;
	bool may = false;
	bool is_message = false;
	char expected[7];
	check(act->txn != NULL);
	TRY(requests_read(act, id, ret_refusal, &now));
	TRY(requests_serves(act, &now, act->actor, &may));
	if (!may)
		TRY(requests_staff_may(act, &now, &may));
	if (!may)
		return requests_refuse(REQUEST_NOT_FOUND, ret_refusal);
	if (now.row.state != REQUEST_SERVED)
		return requests_refuse(REQUEST_WRONG_STATE, ret_refusal);
	TRY(requests_confirm_code(act, id, expected));
	if (!text_equal(code, text_of(expected))) {
		TRY(messages_use(act, id, code, &is_message));
		if (!is_message)
			return requests_refuse(REQUEST_CODE_WRONG, ret_refusal);
	}
	TRY(act_trail(act, is_message ? "requests.confirm_by_message" : "requests.confirm_by_card", "request", id.value, TEXT_NONE));
	struct act hers = *act;
	hers.actor = now.row.person_id;
	return finish(&hers, &now, REQUEST_EVENT_CONFIRMED, ret_refusal);
}

/* The resident's side or staff in scope; nobody who served confirms, disputes or rates it. */
static enum fail begin(const struct act *act, struct request_id id, int right, unsigned states, enum request_refusal *ret_refusal, struct request_now *ret_now)
{
	bool may = false;
	bool serves = false;
	check(act->txn != NULL);
	TRY(requests_read(act, id, ret_refusal, ret_now));
	TRY(requests_side_may(act, ret_now, right, &may));
	if (!may)
		may = act->actor.value != 0 && act->actor.value == ret_now->row.orderer_id.value && right == KIN_ORDER;
	if (!may)
		TRY(requests_staff_may(act, ret_now, &may));
	TRY(requests_serves(act, ret_now, act->actor, &serves));
	if (serves && right == KIN_RATE)
		return requests_refuse(REQUEST_OWN_HOURS, ret_refusal);
	if (!may)
		return requests_refuse(REQUEST_NOT_FOUND, ret_refusal);
	if ((STATE_BIT(ret_now->row.state) & states) == 0)
		return requests_refuse(REQUEST_WRONG_STATE, ret_refusal);
	return requests_refuse(REQUEST_REFUSAL_NONE, ret_refusal);
}

/* Records with enough evidence become final, points are posted, a hold is settled. */
static enum fail finish(const struct act *act, struct request_now *now, enum request_event_kind kind, enum request_refusal *ret_refusal)
{
	enum record_refusal record_refusal = RECORD_OK;
	enum ledger_refusal ledger_refusal = LEDGER_OK;
	bool is_her_side = false;
	size_t held = 0;
	if (act->actor.value != 0)
		TRY(requests_side_may(act, now, KIN_RATE, &is_her_side));
	enum record_confirm confirm = act->actor.value == 0 ? CONFIRM_BY_TIME : is_her_side ? CONFIRM_BY_RESIDENT : CONFIRM_BY_STAFF;
	enum fail fail = records_finish(act, now->row.duty_id, confirm, &record_refusal, &held);
	if (fail == FAIL_REFUSED)
		return requests_refuse(REQUEST_OWN_HOURS, ret_refusal);
	TRY(fail);
	if (held == 0) /* else the payment waits for the call, too */
		TRY(ledger_settle(act, now->id, &ledger_refusal));
	return requests_step(act, now, &(struct request_step){.kind = kind, .to_state = REQUEST_CONFIRMED,
		.deadline_at_ms = act->now_ms + TIMER_RATE_DAYS * DAY_MS});
}

static enum fail void_pending(const struct act *act, const struct request_now *now, struct text reason)
{
	struct records_of_duty_rows rows;
	TRY(q_records_of_duty(act->view, act->arena, &(struct records_of_duty_in){.centre_id = act->centre_id, .duty_id = now->row.duty_id}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		enum record_refusal refusal = RECORD_OK;
		if (rows.rows[i].state == RECORD_PENDING)
			TRY(records_void(act, rows.rows[i].id, reason, &refusal));
	}
	return OK;
}
