/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/records_private.h"

#include "base/limits.h"
#include "base/when.h"
#include "domain/notices.h"
#include "domain/people.h"
#include "domain/proof.h"
#include "store/store.h"

static enum fail check_ask(const struct act *act, const struct record_fix_options *options, const struct record_get_row *row,
	enum record_refusal *ret_refusal);
static enum fail plan_new(const struct act *act, const struct record_fix_get_row *fix, const struct record_get_row *old, struct record_plan *ret_plan);
static enum fail replace(const struct act *act, const struct record_fix_get_row *fix, const struct record_get_row *old, struct record_id *ret_new);
static enum fail weigh_stars(const struct act *act, const struct record_get_row *old, struct record_fix_effect *effect);

enum fail records_ask_fix(const struct act *act, const struct record_fix_options *options, enum record_refusal *ret_refusal, int64_t *ret_id)
{
	bool is_found = false;
	struct record_get_row row;
	int64_t id = ids_new(act->now_ms);
	check(act->txn != NULL && act->actor.value != 0);
	TRY(q_record_get(act->view, act->arena, &(struct record_get_in){.centre_id = act->centre_id, .id = options->record_id}, &is_found, &row));
	if (!is_found)
		return records_refuse(RECORD_NOT_FOUND, ret_refusal);
	TRY(check_ask(act, options, &row, ret_refusal));
	TRY(act_trail(act, "records.ask_fix", "record", options->record_id.value, text_trim(options->reason)));
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_RECORD);
	TRY(q_record_fix_add(act->txn, &(struct record_fix_add_in){.centre_id = act->centre_id, .id = id, .record_id = options->record_id,
		.from_ms = options->from_ms, .to_ms = options->to_ms, .reason = text_trim(options->reason), .asked_by = act->actor,
		.due_at_ms = records_due_ms(act->now_ms), .at_ms = act->now_ms}, NULL));
	TRY(proof_append(act, ENTRY_KEPT_FIX, id));
	*ret_id = id;
	return records_refuse(RECORD_OK, ret_refusal);
}

enum fail records_weigh_fix(const struct act *act, int64_t fix_id, struct record_fix_effect *ret_effect)
{
	bool is_found = false;
	struct record_fix_get_row fix;
	struct record_get_row old;
	struct record_plan plan = {.minutes = 0};
	struct record_certificates_row certificates = {0};
	TRY(q_record_fix_get(act->view, act->arena, &(struct record_fix_get_in){.centre_id = act->centre_id, .id = fix_id}, &is_found, &fix));
	if (!is_found)
		return FAIL_MISSING;
	TRY(q_record_get(act->view, act->arena, &(struct record_get_in){.centre_id = act->centre_id, .id = fix.record_id}, &is_found, &old));
	check(is_found);
	if (fix.to_ms != 0)
		TRY(plan_new(act, &fix, &old, &plan));
	struct record_fix_effect effect = {.minutes_before = old.minutes, .minutes_after = plan.minutes, .points_before = old.points, .points_after = plan.points};
	TRY(weigh_stars(act, &old, &effect));
	TRY(q_record_certificates(act->view, act->arena, &(struct record_certificates_in){.centre_id = act->centre_id, .record_id = fix.record_id}, &is_found,
		&certificates));
	effect.certificates = certificates.count;
	*ret_effect = effect;
	return OK;
}

enum fail records_decide_fix(const struct act *act, int64_t fix_id, bool is_done, struct text note, enum record_refusal *ret_refusal)
{
	bool is_found = false;
	bool may = false;
	bool is_close = false;
	struct record_fix_get_row fix;
	struct record_get_row old;
	struct record_id new_id = {0};
	check(act->txn != NULL && act->actor.value != 0);
	TRY(q_record_fix_get(act->view, act->arena, &(struct record_fix_get_in){.centre_id = act->centre_id, .id = fix_id}, &is_found, &fix));
	if (!is_found)
		return records_refuse(RECORD_NOT_FOUND, ret_refusal);
	TRY(q_record_get(act->view, act->arena, &(struct record_get_in){.centre_id = act->centre_id, .id = fix.record_id}, &is_found, &old));
	check(is_found);
	TRY(records_staff_may(act, old.place_id, &may));
	if (!may)
		return records_refuse(RECORD_NOT_FOUND, ret_refusal);
	if (old.person_id.value == act->actor.value)
		return records_refuse(RECORD_OWN_HOURS, ret_refusal);
	if (fix.asked_by.value == act->actor.value)
		return records_refuse(RECORD_OWN_ENTRY, ret_refusal);
	TRY(people_are_close(act, act->actor, old.person_id, &is_close));
	if (is_close)
		return records_refuse(RECORD_UNRELATED, ret_refusal);
	if (!is_done && text_is_empty(text_trim(note)))
		return records_refuse(RECORD_NO_REASON, ret_refusal);
	if (text_count_points(note) > LIMIT_NOTE_POINTS)
		return records_refuse(RECORD_WORDS_TOO_LONG, ret_refusal);
	if (fix.answers > 0 || old.state == RECORD_VOID)
		return records_refuse(RECORD_WRONG_STATE, ret_refusal);
	TRY(act_trail(act, is_done ? "records.fix" : "records.fix_refused", "record", fix.record_id.value, text_trim(note)));
	TRY(notices_tell_own(act, old.person_id, is_done ? "fix_done" : "fix_refused"));
	if (is_done)
		TRY(replace(act, &fix, &old, &new_id));
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_RECORD);
	TRY(q_record_fix_answer_add(act->txn, &(struct record_fix_answer_add_in){.centre_id = act->centre_id, .fix_id = fix_id, .is_done = is_done,
		.note = text_trim(note), .new_record_id = new_id, .actor_id = act->actor, .at_ms = act->now_ms}, NULL));
	TRY(proof_append(act, ENTRY_KEPT_FIX_ANSWER, fix_id));
	return records_refuse(RECORD_OK, ret_refusal);
}

static enum fail check_ask(const struct act *act, const struct record_fix_options *options, const struct record_get_row *row,
	enum record_refusal *ret_refusal)
{
	bool may = row->person_id.value == act->actor.value;
	bool is_void = options->from_ms == 0 && options->to_ms == 0;
	if (!may)
		TRY(records_staff_may(act, row->place_id, &may));
	if (!may)
		return records_refuse(RECORD_NOT_FOUND, ret_refusal);
	if (text_is_empty(text_trim(options->reason)))
		return records_refuse(RECORD_NO_REASON, ret_refusal);
	if (text_count_points(options->reason) > LIMIT_NOTE_POINTS)
		return records_refuse(RECORD_WORDS_TOO_LONG, ret_refusal);
	if (!is_void && (options->from_ms <= 0 || options->to_ms <= options->from_ms || options->to_ms > act->now_ms))
		return records_refuse(RECORD_TIME_INVALID, ret_refusal);
	return records_refuse(row->state == RECORD_VOID ? RECORD_WRONG_STATE : RECORD_OK, ret_refusal);
}

/* The same duty at the corrected times, by the rule of that day. */
static enum fail plan_new(const struct act *act, const struct record_fix_get_row *fix, const struct record_get_row *old, struct record_plan *ret_plan)
{
	struct record_plan plan = {.duty_id = old->duty_id, .person_id = old->person_id, .from_ms = fix->from_ms, .to_ms = fix->to_ms,
		.evidence = old->evidence > EVIDENCE_PHONE ? old->evidence : EVIDENCE_PHONE, .source = (enum record_source)old->source,
		.replaces_id = fix->record_id};
	TRY(records_plan(act, &plan));
	TRY(records_weigh(act, &plan));
	*ret_plan = plan;
	return OK;
}

/* The old one void and its points taken back, the new one in its place and, when the old one was final, final: two people
 * have looked at it, who asked and who decides. But what brings a pair beyond its number (H3) waits for somebody else. */
static enum fail replace(const struct act *act, const struct record_fix_get_row *fix, const struct record_get_row *old, struct record_id *ret_new)
{
	struct record_plan plan;
	struct record_evidence evidence;
	enum record_refusal refusal = RECORD_OK;
	if (fix->to_ms == 0)
		return records_void(act, fix->record_id, fix->reason, &refusal);
	TRY(plan_new(act, fix, old, &plan));
	TRY(records_write(act, &plan, ret_new));
	TRY(records_void(act, fix->record_id, fix->reason, &refusal));
	TRY(records_evidence(act, *ret_new, &evidence));
	struct call_back_why why = records_held_why(&evidence);
	if (old->state != RECORD_FINAL || why.measure > 0)
		return records_call_back(act, *ret_new, &why);
	TRY(records_signal(act, *ret_new, &(struct record_verdict_line){SIGNAL_WITNESSES, VERDICT_GOOD, 2}));
	return records_pay(act, *ret_new);
}

/* Minutes, points and stars of the person before and after. */
static enum fail weigh_stars(const struct act *act, const struct record_get_row *old, struct record_fix_effect *effect)
{
	struct records_total total;
	struct ledger_balance balance;
	int32_t today = when_local_day(act->now_ms);
	bool is_final = old->state == RECORD_FINAL;
	TRY(records_total_of(act, old->person_id, &total));
	TRY(ledger_balance_of(act, old->person_id, &balance));
	int64_t minutes = total.minutes_machine + total.minutes_manual;
	effect->total_before = minutes;
	effect->total_after = is_final ? minutes - old->minutes + effect->minutes_after : minutes;
	effect->balance_before = balance.posted;
	effect->balance_after = is_final ? balance.posted - old->points + effect->points_after : balance.posted;
	TRY(records_stars(act, effect->total_before, today, &effect->stars_before));
	return records_stars(act, effect->total_after, today, &effect->stars_after);
}
