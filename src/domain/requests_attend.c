/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/requests_private.h"

#include "base/when.h"
#include "domain/access.h"
#include "domain/records.h"
#include "domain/seal.h"
#include "queries/people.h"

/* Who is at the door, and by which evidence. */
struct attending {
	struct request_now now;
	struct duties_attend_options duty;
};

static enum fail begin(const struct act *act, const struct requests_attend_options *options, unsigned states, enum request_refusal *ret_refusal,
	struct attending *ret_attending);
static enum fail check_options(const struct act *act, const struct requests_attend_options *options, bool is_staff, enum request_refusal *ret_refusal);
static enum fail own_evidence(const struct act *act, struct person_id resident_id, const struct requests_attend_options *options,
	enum attendance_evidence *ret_evidence, bool *ret_has);
static enum fail leave_trace(const struct act *act, const struct attending *attending, const struct requests_attend_options *options,
	enum attendance_kind kind);
static enum fail code_fits(const struct act *act, struct person_id person_id, struct text code, bool *ret_fits);

enum fail requests_check_in(const struct act *act, const struct requests_attend_options *options, enum request_refusal *ret_refusal)
{
	struct attending attending;
	enum duty_refusal duty_refusal = DUTY_OK;
	TRY(begin(act, options, STATE_BIT(REQUEST_SCHEDULED) | STATE_BIT(REQUEST_IN_SERVICE), ret_refusal, &attending));
	TRY(requests_pass(duties_check_in(act, &attending.duty, &duty_refusal), &duty_refusal, ret_refusal));
	TRY(leave_trace(act, &attending, options, ATTENDANCE_IN));
	int64_t ends_ms = attending.now.row.to_ms > act->now_ms ? attending.now.row.to_ms : act->now_ms;
	return requests_step(act, &attending.now, &(struct request_step){.kind = REQUEST_EVENT_CHECKED_IN, .to_state = REQUEST_IN_SERVICE,
		.deadline_at_ms = ends_ms + TIMER_COME_HOURS * HOUR_MS, .subject_id = attending.duty.person_id});
}

enum fail requests_check_out(const struct act *act, const struct requests_attend_options *options, enum request_refusal *ret_refusal)
{
	struct attending attending;
	enum duty_refusal duty_refusal = DUTY_OK;
	enum record_refusal record_refusal = RECORD_OK;
	struct record_id record_id;
	bool all_out = false;
	TRY(begin(act, options, STATE_BIT(REQUEST_IN_SERVICE), ret_refusal, &attending));
	TRY(requests_pass(duties_check_out(act, &attending.duty, &duty_refusal, &all_out), &duty_refusal, ret_refusal));
	TRY(leave_trace(act, &attending, options, ATTENDANCE_OUT));
	TRY(records_make(act, attending.duty.id, attending.duty.person_id, &options->spot, &record_refusal, &record_id));
	return requests_step(act, &attending.now, &(struct request_step){.kind = REQUEST_EVENT_CHECKED_OUT,
		.to_state = all_out ? REQUEST_SERVED : REQUEST_IN_SERVICE, .subject_id = attending.duty.person_id,
		.deadline_at_ms = all_out ? act->now_ms + TIMER_CONFIRM_DAYS * DAY_MS : attending.now.row.deadline_at_ms});
}

enum fail requests_card_code(const struct act *act, struct person_id person_id, char ret_code[7])
{
	bool is_found = false;
	struct person_sealed_row row;
	TRY(q_person_sealed(act->view, act->arena, &(struct person_sealed_in){.centre_id = act->centre_id, .id = person_id}, &is_found, &row));
	if (!is_found)
		return FAIL_MISSING;
	seal_card_code(row.card_secret, act->now_ms, 0, ret_code);
	return OK;
}

/* The volunteer herself with the card's code or on her own word, or staff whom she rang; never staff for themselves. */
static enum fail begin(const struct act *act, const struct requests_attend_options *options, unsigned states, enum request_refusal *ret_refusal,
	struct attending *ret_attending)
{
	struct request_now *now = &ret_attending->now;
	struct person_id person_id = options->person_id.value != 0 ? options->person_id : act->actor;
	bool serves = false;
	bool is_staff = false;
	enum attendance_evidence evidence = EVIDENCE_PHONE;
	bool has_evidence = true;
	check(act->txn != NULL);
	TRY(requests_read(act, options->id, ret_refusal, now));
	TRY(requests_serves(act, now, person_id, &serves));
	if (person_id.value != act->actor.value)
		TRY(requests_staff_may(act, now, &is_staff));
	if (!is_staff)
		TRY(own_evidence(act, now->row.person_id, options, &evidence, &has_evidence));
	if (!serves || (person_id.value != act->actor.value && !is_staff))
		return requests_refuse(REQUEST_NOT_FOUND, ret_refusal);
	TRY(check_options(act, options, is_staff, ret_refusal));
	if ((STATE_BIT(now->row.state) & states) == 0)
		return requests_refuse(REQUEST_WRONG_STATE, ret_refusal);
	if (!has_evidence)
		return requests_refuse(REQUEST_CODE_WRONG, ret_refusal);
	ret_attending->duty = (struct duties_attend_options){.id = now->row.duty_id, .person_id = person_id, .note = text_trim(options->note),
		.evidence = evidence, .at_ms = options->at_ms != 0 ? options->at_ms : act->now_ms};
	return requests_refuse(REQUEST_REFUSAL_NONE, ret_refusal);
}

/* The code, or her own word where she says that there is none to be had. */
static enum fail own_evidence(const struct act *act, struct person_id resident_id, const struct requests_attend_options *options,
	enum attendance_evidence *ret_evidence, bool *ret_has)
{
	bool is_own_word = options->is_own_word && text_is_empty(text_trim(options->code));
	*ret_evidence = is_own_word ? EVIDENCE_OWN_WORD : EVIDENCE_CODE;
	*ret_has = is_own_word;
	return is_own_word ? OK : code_fits(act, resident_id, options->code, ret_has);
}

static enum fail check_options(const struct act *act, const struct requests_attend_options *options, bool is_staff, enum request_refusal *ret_refusal)
{
	if (requests_is_too_long(options->note))
		return requests_refuse(REQUEST_WORDS_TOO_LONG, ret_refusal);
	bool is_time_allowed = options->at_ms == 0 || (is_staff && options->at_ms <= act->now_ms);
	return requests_refuse(is_time_allowed ? REQUEST_REFUSAL_NONE : REQUEST_NOT_ALLOWED, ret_refusal);
}

/* Only of who does it herself: the telephone of who puts it down for her says nothing about her. */
static enum fail leave_trace(const struct act *act, const struct attending *attending, const struct requests_attend_options *options,
	enum attendance_kind kind)
{
	if (attending->duty.person_id.value != act->actor.value)
		return OK;
	struct record_trace trace = {.duty_id = attending->duty.id, .kind = kind, .device = options->device};
	if (kind == ATTENDANCE_OUT) /* a place counts once for a service */
		trace.spot = options->spot;
	return records_leave_trace(act, &trace);
}

/* The code of this ten minutes or of the ten before. */
static enum fail code_fits(const struct act *act, struct person_id person_id, struct text code, bool *ret_fits)
{
	bool is_found = false;
	struct person_sealed_row row;
	char now[7];
	char before[7];
	TRY(q_person_sealed(act->view, act->arena, &(struct person_sealed_in){.centre_id = act->centre_id, .id = person_id}, &is_found, &row));
	if (!is_found)
		return FAIL_MISSING;
	seal_card_code(row.card_secret, act->now_ms, 0, now);
	seal_card_code(row.card_secret, act->now_ms, 1, before);
	struct text typed = text_trim(code);
	*ret_fits = text_equal(typed, text_of(now)) || text_equal(typed, text_of(before));
	return OK;
}
