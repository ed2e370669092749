/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/records_private.h"

#include "base/limits.h"
#include "domain/notices.h"
#include "domain/people.h"
#include "domain/proof.h"
#include "store/store.h"

static enum fail check_answer(const struct act *act, const struct call_back_options *options, const struct call_back_get_row *row,
	enum record_refusal *ret_refusal);

enum fail records_call_back(const struct act *act, struct record_id id, const struct call_back_why *why)
{
	bool is_found = false;
	struct record_get_row row;
	check(act->txn != NULL && why->reason >= CALL_BACK_HELD && why->reason < CALL_BACK_REASON_COUNT);
	TRY(q_record_get(act->view, act->arena, &(struct record_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &row));
	check(is_found);
	int64_t call_id = ids_new(act->now_ms);
	int64_t added = 0;
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_RECORD);
	TRY(q_call_back_add(act->txn, &(struct call_back_add_in){.centre_id = act->centre_id, .id = call_id, .record_id = id,
		.reason = why->reason, .number = why->score, .measure = why->measure, .due_at_ms = row.due_at_ms > act->now_ms ? row.due_at_ms : records_due_ms(act->now_ms),
		.at_ms = act->now_ms}, &added));
	return added > 0 ? proof_append(act, ENTRY_KEPT_CALL, call_id) : OK;
}

enum fail records_answer(const struct act *act, const struct call_back_options *options, enum record_refusal *ret_refusal, struct request_id *ret_request_id)
{
	bool is_found = false;
	struct call_back_get_row row;
	struct text note = text_trim(options->note);
	check(act->txn != NULL && act->actor.value != 0);
	TRY(q_call_back_get(act->view, act->arena, &(struct call_back_get_in){.centre_id = act->centre_id, .id = options->id}, &is_found, &row));
	if (!is_found)
		return records_refuse(RECORD_NOT_FOUND, ret_refusal);
	TRY(check_answer(act, options, &row, ret_refusal));
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_RECORD);
	TRY(q_call_back_answer_add(act->txn, &(struct call_back_answer_add_in){.centre_id = act->centre_id, .call_back_id = options->id,
		.is_true = options->is_true, .note = note, .actor_id = act->actor, .at_ms = act->now_ms}, NULL));
	TRY(proof_append(act, ENTRY_KEPT_CALL_ANSWER, options->id));
	TRY(act_trail(act, options->is_true ? "records.call_back_yes" : "records.call_back_no", "record", row.record_id.value, note));
	TRY(records_signal(act, row.record_id, &(struct record_verdict_line){SIGNAL_CALL_BACK, options->is_true ? VERDICT_GOOD : VERDICT_BAD, row.reason}));
	*ret_request_id = row.request_id;
	if (!options->is_true && row.state != RECORD_VOID) {
		TRY(notices_tell_own(act, row.person_id, "record_voided"));
		return records_void(act, row.record_id, note, ret_refusal);
	}
	if (!options->is_true)
		return records_refuse(RECORD_OK, ret_refusal);
	if (row.state == RECORD_PENDING)
		TRY(records_pay(act, row.record_id));
	return records_refuse(RECORD_OK, ret_refusal);
}

static enum fail check_answer(const struct act *act, const struct call_back_options *options, const struct call_back_get_row *row,
	enum record_refusal *ret_refusal)
{
	bool may = false;
	bool is_close = false;
	TRY(records_staff_may(act, row->place_id, &may));
	TRY(people_are_close(act, act->actor, row->person_id, &is_close));
	if (!may)
		return records_refuse(RECORD_NOT_FOUND, ret_refusal);
	if (row->person_id.value == act->actor.value)
		return records_refuse(RECORD_OWN_HOURS, ret_refusal);
	if (row->recorded_by.value == act->actor.value)
		return records_refuse(RECORD_OWN_ENTRY, ret_refusal);
	if (is_close)
		return records_refuse(RECORD_UNRELATED, ret_refusal);
	if (!options->is_true && text_is_empty(text_trim(options->note)))
		return records_refuse(RECORD_NO_REASON, ret_refusal);
	if (text_count_points(options->note) > LIMIT_NOTE_POINTS)
		return records_refuse(RECORD_WORDS_TOO_LONG, ret_refusal);
	return records_refuse(row->answers > 0 ? RECORD_WRONG_STATE : RECORD_OK, ret_refusal);
}
