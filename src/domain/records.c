/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/records.h"

#include "base/calendar.h"
#include "domain/ledger.h"
#include "domain/proof.h"
#include "queries/duties.h"
#include "queries/records.h"
#include "store/store.h"

#define RECORD_WITHIN_WORKING_DAYS 10 /* 志愿服务记录与证明出具办法, article 11 */

static enum fail read_pair(const struct act *act, struct duty_id duty_id, struct person_id person_id, bool *ret_is_whole,
	struct attendance_get_row *ret_in, struct attendance_get_row *ret_out);
static enum fail count_minutes(const struct act *act, struct person_id person_id, int64_t from_ms, int64_t to_ms, const struct ledger_rule *rule,
	int64_t *ret_minutes);
static enum fail finish_one(const struct act *act, const struct records_of_duty_row *row);
static enum fail reach(const struct act *act, struct record_id id, enum record_state state, struct text reason);
static enum fail refuse(enum record_refusal refusal, enum record_refusal *ret_refusal);

enum fail records_make(const struct act *act, struct duty_id duty_id, struct person_id person_id, enum record_refusal *ret_refusal, struct record_id *ret_id)
{
	bool is_made = false;
	bool is_whole = false;
	struct record_of_row made;
	struct attendance_get_row in;
	struct attendance_get_row out;
	struct ledger_rule rule;
	int64_t minutes = 0;
	struct calendar calendar = calendar_shipped();
	check(act->txn != NULL && person_id.value != 0);
	TRY(q_record_of(act->view, act->arena, &(struct record_of_in){.centre_id = act->centre_id, .duty_id = duty_id, .person_id = person_id}, &is_made, &made));
	if (is_made) {
		*ret_id = made.id;
		return refuse(RECORD_OK, ret_refusal);
	}
	TRY(read_pair(act, duty_id, person_id, &is_whole, &in, &out));
	if (!is_whole)
		return refuse(RECORD_NO_ATTENDANCE, ret_refusal);
	TRY(ledger_rule_at(act, in.at_ms, &rule));
	TRY(count_minutes(act, person_id, in.at_ms, out.at_ms, &rule, &minutes));
	check(minutes >= 0 && minutes <= rule.session_cap_min);
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_RECORD);
	struct record_id id = {ids_new(act->now_ms)};
	TRY(q_record_add(act->txn, &(struct record_add_in){.centre_id = act->centre_id, .id = id, .duty_id = duty_id, .person_id = person_id,
		.from_ms = in.at_ms, .to_ms = out.at_ms, .minutes_raw = (out.at_ms - in.at_ms) / MINUTE_MS, .minutes = minutes, .rule_version = rule.version,
		.evidence = in.evidence > out.evidence ? in.evidence : out.evidence, .recorded_by = act->actor,
		.due_at_ms = calendar_deadline_ms(&calendar, out.at_ms, RECORD_WITHIN_WORKING_DAYS), .created_at_ms = act->now_ms}, NULL));
	TRY(reach(act, id, RECORD_PENDING, TEXT_NONE));
	*ret_id = id;
	return refuse(RECORD_OK, ret_refusal);
}

enum fail records_finish(const struct act *act, struct duty_id duty_id, enum record_refusal *ret_refusal)
{
	struct records_of_duty_rows rows;
	check(act->txn != NULL && duty_id.value != 0);
	TRY(q_records_of_duty(act->view, act->arena, &(struct records_of_duty_in){.centre_id = act->centre_id, .duty_id = duty_id}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		if (act->actor.value != 0 && rows.rows[i].person_id.value == act->actor.value)
			return refuse(RECORD_OWN_HOURS, ret_refusal);
	}
	for (size_t i = 0; i < rows.count; i++) {
		if (rows.rows[i].state == RECORD_PENDING)
			TRY(finish_one(act, &rows.rows[i]));
	}
	return refuse(RECORD_OK, ret_refusal);
}

enum fail records_void(const struct act *act, struct record_id id, struct text reason, enum record_refusal *ret_refusal)
{
	bool is_found = false;
	struct record_get_row row;
	enum ledger_refusal ledger_refusal = LEDGER_OK;
	check(act->txn != NULL);
	TRY(q_record_get(act->view, act->arena, &(struct record_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &row));
	if (!is_found)
		return refuse(RECORD_NOT_FOUND, ret_refusal);
	if (row.person_id.value == act->actor.value)
		return refuse(RECORD_OWN_HOURS, ret_refusal);
	if (row.state == RECORD_VOID)
		return refuse(RECORD_WRONG_STATE, ret_refusal);
	TRY(reach(act, id, RECORD_VOID, reason));
	TRY(ledger_revoke(act, id, &ledger_refusal));
	return refuse(RECORD_OK, ret_refusal);
}

enum fail records_total_of(const struct act *act, struct person_id person_id, struct records_total *ret_total)
{
	bool is_found = false;
	struct record_total_row row = {0};
	TRY(q_record_total(act->view, act->arena, &(struct record_total_in){.centre_id = act->centre_id, .person_id = person_id}, &is_found, &row));
	check(is_found);
	*ret_total = (struct records_total){row.minutes_machine, row.minutes_manual, row.count};
	return OK;
}

static enum fail read_pair(const struct act *act, struct duty_id duty_id, struct person_id person_id, bool *ret_is_whole,
	struct attendance_get_row *ret_in, struct attendance_get_row *ret_out)
{
	bool is_in = false;
	bool is_out = false;
	TRY(q_attendance_get(act->view, act->arena, &(struct attendance_get_in){.centre_id = act->centre_id, .duty_id = duty_id, .person_id = person_id,
		.kind = ATTENDANCE_IN}, &is_in, ret_in));
	TRY(q_attendance_get(act->view, act->arena, &(struct attendance_get_in){.centre_id = act->centre_id, .duty_id = duty_id, .person_id = person_id,
		.kind = ATTENDANCE_OUT}, &is_out, ret_out));
	*ret_is_whole = is_in && is_out && ret_out->at_ms >= ret_in->at_ms;
	return OK;
}

/* Whole minutes behind whatever else is on record then, at most a session's and the rest of the day's cap. */
static enum fail count_minutes(const struct act *act, struct person_id person_id, int64_t from_ms, int64_t to_ms, const struct ledger_rule *rule,
	int64_t *ret_minutes)
{
	bool is_found = false;
	struct record_day_row day = {0};
	int32_t local_day = when_local_day(from_ms);
	TRY(q_record_day(act->view, act->arena, &(struct record_day_in){.centre_id = act->centre_id, .person_id = person_id,
		.day_from_ms = when_at(local_day, 0), .day_to_ms = when_at(local_day + 1, 0), .from_ms = from_ms, .to_ms = to_ms}, &is_found, &day));
	if (day.overlap_to_ms > from_ms)
		from_ms = day.overlap_to_ms < to_ms ? day.overlap_to_ms : to_ms;
	int64_t minutes = (to_ms - from_ms) / MINUTE_MS;
	int64_t left = rule->day_cap_min - day.minutes;
	if (minutes > rule->session_cap_min)
		minutes = rule->session_cap_min;
	if (minutes > left)
		minutes = left > 0 ? left : 0;
	*ret_minutes = minutes;
	return OK;
}

static enum fail finish_one(const struct act *act, const struct records_of_duty_row *row)
{
	bool is_found = false;
	struct record_rule_row rule;
	enum ledger_refusal refusal = LEDGER_OK;
	TRY(q_record_rule(act->view, act->arena, &(struct record_rule_in){.centre_id = act->centre_id, .version = row->rule_version}, &is_found, &rule));
	check(is_found);
	TRY(reach(act, row->id, RECORD_FINAL, TEXT_NONE));
	int64_t points = ledger_points_for(&(struct ledger_rule){.version = row->rule_version, .points_per_hour = rule.points_per_hour,
		.round_min = rule.round_min}, row->minutes, row->coefficient_percent);
	return ledger_earn(act, &(struct ledger_earn_options){.person_id = row->person_id, .record_id = row->id, .request_id = row->request_id,
		.amount = points, .rule_version = row->rule_version}, &refusal);
}

static enum fail reach(const struct act *act, struct record_id id, enum record_state state, struct text reason)
{
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_RECORD);
	struct event_id event_id = {ids_new(act->now_ms)};
	TRY(q_record_event_add(act->txn, &(struct record_event_add_in){.centre_id = act->centre_id, .id = event_id, .record_id = id,
		.kind = state, .actor_id = act->actor, .reason = reason, .at_ms = act->now_ms}, NULL));
	return proof_append(act, ENTRY_RECORD, event_id.value);
}

static enum fail refuse(enum record_refusal refusal, enum record_refusal *ret_refusal)
{
	check(ret_refusal != NULL);
	*ret_refusal = refusal;
	return refusal == RECORD_OK ? OK : FAIL_REFUSED;
}
