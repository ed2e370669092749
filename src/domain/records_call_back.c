/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/records_private.h"

#include "base/limits.h"
#include "base/when.h"
#include "domain/notices.h"
#include "domain/people.h"
#include "domain/proof.h"
#include "store/store.h"

static enum fail write_answer(const struct act *act, const struct call_back_options *options, const struct call_back_get_row *row);
static enum fail check_answer(const struct act *act, const struct call_back_options *options, const struct call_back_get_row *row,
	enum record_refusal *ret_refusal);
static enum fail check_asked(const struct act *act, const struct call_back_options *options, const struct call_back_get_row *row,
	enum record_refusal *ret_refusal);
static bool is_about_pair(const struct call_back_get_row *row);
static enum fail find_released(const struct act *act, const struct call_back_get_row *row, struct record_pair_waiting_rows *ret_rows);
static enum fail release(const struct act *act, const struct call_back_options *options, const struct call_back_get_row *row, struct call_back_done *done);

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

enum fail records_answer(const struct act *act, const struct call_back_options *options, enum record_refusal *ret_refusal, struct call_back_done *ret_done)
{
	bool is_found = false;
	struct call_back_get_row row;
	struct call_back_done done = {.count = 0};
	check(act->txn != NULL && act->actor.value != 0 && options->asked >= ASKED_NOBODY_SAID && options->asked < ASKED_COUNT);
	TRY(q_call_back_get(act->view, act->arena, &(struct call_back_get_in){.centre_id = act->centre_id, .id = options->id}, &is_found, &row));
	if (!is_found)
		return records_refuse(RECORD_NOT_FOUND, ret_refusal);
	TRY(check_answer(act, options, &row, ret_refusal));
	TRY(write_answer(act, options, &row));
	if (row.request_id.value != 0)
		done.requests[done.count++] = row.request_id;
	if (options->is_true && row.state == RECORD_PENDING)
		TRY(records_pay(act, row.record_id));
	if (options->is_true && is_about_pair(&row) && row.state != RECORD_VOID)
		TRY(release(act, options, &row, &done));
	*ret_done = done;
	if (options->is_true || row.state == RECORD_VOID)
		return records_refuse(RECORD_OK, ret_refusal);
	TRY(notices_tell_own(act, row.person_id, "record_voided"));
	return records_void(act, row.record_id, text_trim(options->note), ret_refusal);
}

enum fail records_count_released(const struct act *act, int64_t call_id, size_t *ret_count)
{
	bool is_found = false;
	struct call_back_get_row row;
	struct record_pair_waiting_rows rows = {.count = 0};
	TRY(q_call_back_get(act->view, act->arena, &(struct call_back_get_in){.centre_id = act->centre_id, .id = call_id}, &is_found, &row));
	if (is_found && is_about_pair(&row))
		TRY(find_released(act, &row, &rows));
	*ret_count = rows.count;
	return OK;
}

/* The row, its leaf, its line on the trail and what it says about the record. */
static enum fail write_answer(const struct act *act, const struct call_back_options *options, const struct call_back_get_row *row)
{
	struct text note = text_trim(options->note);
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_RECORD);
	TRY(q_call_back_answer_add(act->txn, &(struct call_back_answer_add_in){.centre_id = act->centre_id, .call_back_id = options->id,
		.is_true = options->is_true, .asked = options->asked == ASKED_NOBODY_SAID ? ASKED_RESIDENT : options->asked, .note = note,
		.actor_id = act->actor, .at_ms = act->now_ms}, NULL));
	TRY(proof_append(act, ENTRY_KEPT_CALL_ANSWER, options->id));
	TRY(act_trail(act, options->is_true ? "records.call_back_yes" : "records.call_back_no", "record", row->record_id.value, note));
	return records_signal(act, row->record_id, &(struct record_verdict_line){SIGNAL_CALL_BACK, options->is_true ? VERDICT_GOOD : VERDICT_BAD, row->reason});
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
	if (row->answers > 0)
		return records_refuse(RECORD_WRONG_STATE, ret_refusal);
	return check_asked(act, options, row, ret_refusal);
}

/* That one serves another so much is not for these two to say; nor for kin when kin confirmed some of it: which of them nobody notes. */
static enum fail check_asked(const struct act *act, const struct call_back_options *options, const struct call_back_get_row *row,
	enum record_refusal *ret_refusal)
{
	bool is_found = false;
	struct record_pair_kin_row kin = {0};
	if (!is_about_pair(row) || options->asked > ASKED_KIN || (!options->is_true && options->asked != ASKED_NOBODY_SAID))
		return records_refuse(RECORD_OK, ret_refusal);
	if (options->asked != ASKED_KIN)
		return records_refuse(RECORD_ASK_OTHER, ret_refusal);
	TRY(q_record_pair_kin(act->view, act->arena, &(struct record_pair_kin_in){.centre_id = act->centre_id, .person_id = row->person_id,
		.receiver_id = row->receiver_id, .after_ms = row->from_ms - PAIR_DAYS * DAY_MS, .before_ms = row->from_ms + PAIR_DAYS * DAY_MS}, &is_found, &kin));
	return records_refuse(kin.count > 0 ? RECORD_KIN_SPOKE : RECORD_OK, ret_refusal);
}

static bool is_about_pair(const struct call_back_get_row *row)
{
	return row->reason == CALL_BACK_HELD && row->pair_minutes > 0 && row->receiver_id.value != 0;
}

/* What the actor may answer for, too: not what she put down herself, and nothing out of her places. */
static enum fail find_released(const struct act *act, const struct call_back_get_row *row, struct record_pair_waiting_rows *ret_rows)
{
	struct record_pair_waiting_rows rows;
	size_t kept = 0;
	TRY(q_record_pair_waiting(act->view, act->arena, &(struct record_pair_waiting_in){.centre_id = act->centre_id, .person_id = row->person_id,
		.receiver_id = row->receiver_id, .without_id = row->record_id}, &rows));
	check(rows.count <= LIMIT_PAIR_RELEASED);
	for (size_t i = 0; i < rows.count; i++) {
		bool may = false;
		TRY(records_staff_may(act, rows.rows[i].place_id, &may));
		if (may && rows.rows[i].recorded_by.value != act->actor.value)
			rows.rows[kept++] = rows.rows[i];
	}
	rows.count = kept;
	*ret_rows = rows;
	return OK;
}

static enum fail release(const struct act *act, const struct call_back_options *options, const struct call_back_get_row *row, struct call_back_done *done)
{
	struct record_pair_waiting_rows rows;
	TRY(find_released(act, row, &rows));
	if (options->asked == ASKED_KIN) { /* those of other months may have kin's word: each is asked about by itself then */
		struct record_pair_kin_row kin = {0};
		bool is_found = false;
		TRY(q_record_pair_kin(act->view, act->arena, &(struct record_pair_kin_in){.centre_id = act->centre_id, .person_id = row->person_id,
			.receiver_id = row->receiver_id, .after_ms = 0, .before_ms = INT64_MAX}, &is_found, &kin));
		rows.count = kin.count > 0 ? 0 : rows.count;
	}
	for (size_t i = 0; i < rows.count; i++) {
		struct call_back_options same = *options;
		same.id = rows.rows[i].call_id;
		TRY(write_answer(act, &same, &(struct call_back_get_row){.record_id = rows.rows[i].record_id, .reason = CALL_BACK_HELD}));
		TRY(records_pay(act, rows.rows[i].record_id));
		check(done->count < COUNT_OF(done->requests));
		done->requests[done->count++] = rows.rows[i].request_id;
	}
	return OK;
}
