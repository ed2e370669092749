/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/duties.h"

#include "base/limits.h"
#include "base/when.h"
#include "domain/proof.h"
#include "queries/duties.h"

#define EARLY_MS (60 * MINUTE_MS) /* check-in so long before the window */

static enum fail write_attendance(const struct act *act, const struct duties_attend_options *options, enum attendance_kind kind);
static enum fail read_duty(const struct act *act, struct duty_id id, bool *ret_found, struct duty_get_row *ret_row);
static enum fail check_fit(const struct act *act, struct duty_id id, const struct duty_get_row *duty, struct person_id person_id,
	enum duty_refusal *ret_refusal);
static enum fail check_offer(const struct act *act, struct duty_id id, struct person_id person_id, struct offer_id offer_id, enum duty_refusal *ret_refusal);
static enum fail answer_offer(const struct act *act, struct offer_id id, enum offer_state answer, struct text reason);
static enum fail withdraw_offers(const struct act *act, struct duty_id id);
static enum fail set_state(const struct act *act, struct duty_id id, enum duty_state state, bool is_open);
static enum fail refuse(enum duty_refusal refusal, enum duty_refusal *ret_refusal);

enum fail duties_make(const struct act *act, const struct duties_make_options *options, struct duty_id *ret_id)
{
	struct duty_id id = {ids_new(act->now_ms)};
	check(act->txn != NULL && options->skill_count <= LIMIT_SKILLS);
	check(options->people > 0 && options->duration_min > 0);
	TRY(q_duty_add(act->txn, &(struct duty_add_in){.centre_id = act->centre_id, .id = id, .request_id = options->request_id, .item_id = options->item_id,
		.place_id = options->place_id, .title = options->title, .lng_e6 = options->lng_e6, .lat_e6 = options->lat_e6, .from_ms = options->from_ms,
		.to_ms = options->to_ms, .duration_min = options->duration_min, .people = options->people,
		.coefficient_percent = options->coefficient_percent, .created_at_ms = act->now_ms}, NULL));
	for (size_t i = 0; i < options->skill_count; i++)
		TRY(q_duty_skill_add(act->txn, &(struct duty_skill_add_in){.centre_id = act->centre_id, .duty_id = id, .skill = options->skills[i]}, NULL));
	if (options->is_done)
		TRY(set_state(act, id, DUTY_DONE, false));
	*ret_id = id;
	return OK;
}

enum fail duties_offer(const struct act *act, struct duty_id id, struct person_id person_id, int64_t rank, struct text reasons, int64_t expires_at_ms,
	enum duty_refusal *ret_refusal, struct offer_id *ret_id)
{
	bool is_found = false;
	bool is_asked = false;
	struct duty_get_row duty;
	struct offer_live_of_row asked;
	enum duty_refusal refusal = DUTY_NOT_FOUND;
	check(act->txn != NULL);
	TRY(read_duty(act, id, &is_found, &duty));
	if (is_found)
		TRY(check_fit(act, id, &duty, person_id, &refusal));
	TRY(q_offer_live_of(act->view, act->arena, &(struct offer_live_of_in){.centre_id = act->centre_id, .duty_id = id, .person_id = person_id},
		&is_asked, &asked));
	if (refusal == DUTY_OK && is_asked)
		refusal = DUTY_ALREADY_ASKED;
	if (refusal != DUTY_OK)
		return refuse(refusal, ret_refusal);
	struct offer_id offer_id = {ids_new(act->now_ms)};
	TRY(q_offer_add(act->txn, &(struct offer_add_in){.centre_id = act->centre_id, .id = offer_id, .duty_id = id, .person_id = person_id,
		.sent_by = act->actor, .sent_at_ms = act->now_ms, .expires_at_ms = expires_at_ms, .rank = rank, .reasons = reasons}, NULL));
	*ret_id = offer_id;
	return refuse(DUTY_OK, ret_refusal);
}

enum fail duties_open(const struct act *act, struct duty_id id, bool is_open, enum duty_refusal *ret_refusal)
{
	bool is_found = false;
	struct duty_get_row duty;
	check(act->txn != NULL);
	TRY(read_duty(act, id, &is_found, &duty));
	if (!is_found)
		return refuse(DUTY_NOT_FOUND, ret_refusal);
	if (duty.state != DUTY_WAITING)
		return refuse(DUTY_WRONG_STATE, ret_refusal);
	TRY(set_state(act, id, DUTY_WAITING, is_open));
	return refuse(DUTY_OK, ret_refusal);
}

enum fail duties_accept(const struct act *act, struct duty_id id, struct person_id person_id, struct offer_id offer_id, enum duty_refusal *ret_refusal,
	bool *ret_is_full)
{
	bool is_found = false;
	struct duty_get_row duty;
	enum duty_refusal refusal = DUTY_NOT_FOUND;
	check(act->txn != NULL && person_id.value != 0);
	TRY(read_duty(act, id, &is_found, &duty));
	if (is_found)
		TRY(check_fit(act, id, &duty, person_id, &refusal));
	if (refusal == DUTY_OK && offer_id.value != 0)
		TRY(check_offer(act, id, person_id, offer_id, &refusal));
	if (refusal == DUTY_OK && duty.going >= duty.people)
		refusal = DUTY_TAKEN;
	if (refusal != DUTY_OK)
		return refuse(refusal, ret_refusal);
	TRY(q_assignment_add(act->txn, &(struct assignment_add_in){.centre_id = act->centre_id, .id = ids_new(act->now_ms), .duty_id = id,
		.person_id = person_id, .offer_id = offer_id, .accepted_at_ms = act->now_ms}, NULL));
	if (offer_id.value != 0)
		TRY(answer_offer(act, offer_id, OFFER_ACCEPTED, TEXT_NONE));
	bool is_full = duty.going + 1 >= duty.people;
	if (is_full) {
		TRY(set_state(act, id, DUTY_STAFFED, false));
		TRY(withdraw_offers(act, id));
	}
	*ret_is_full = is_full;
	return refuse(DUTY_OK, ret_refusal);
}

enum fail duties_say_yes(const struct act *act, struct duty_id id, struct person_id person_id, struct offer_id offer_id, enum duty_refusal *ret_refusal,
	bool *ret_is_new)
{
	bool is_found = false;
	struct duty_get_row duty;
	struct offer_get_row offer = {.has_yes = false};
	enum duty_refusal refusal = DUTY_NOT_FOUND;
	check(act->txn != NULL && offer_id.value != 0);
	TRY(read_duty(act, id, &is_found, &duty));
	if (is_found)
		TRY(check_fit(act, id, &duty, person_id, &refusal));
	if (refusal == DUTY_OK)
		TRY(check_offer(act, id, person_id, offer_id, &refusal));
	if (refusal != DUTY_OK)
		return refuse(refusal, ret_refusal);
	TRY(q_offer_get(act->view, act->arena, &(struct offer_get_in){.centre_id = act->centre_id, .id = offer_id}, &is_found, &offer));
	if (!offer.has_yes)
		TRY(q_offer_yes_add(act->txn, &(struct offer_yes_add_in){.centre_id = act->centre_id, .offer_id = offer_id, .at_ms = act->now_ms}, NULL));
	*ret_is_new = !offer.has_yes;
	return refuse(DUTY_OK, ret_refusal);
}

enum fail duties_end_offer(const struct act *act, struct offer_id offer_id, enum offer_state answer, struct text reason, enum duty_refusal *ret_refusal,
	int64_t *ret_open_offers)
{
	bool is_found = false;
	struct offer_get_row offer;
	struct offers_live_rows live;
	check(act->txn != NULL && answer != OFFER_SENT && answer != OFFER_ACCEPTED);
	TRY(q_offer_get(act->view, act->arena, &(struct offer_get_in){.centre_id = act->centre_id, .id = offer_id}, &is_found, &offer));
	if (!is_found)
		return refuse(DUTY_NOT_FOUND, ret_refusal);
	if (offer.state != OFFER_SENT)
		return refuse(offer.state == OFFER_EXPIRED ? DUTY_OFFER_EXPIRED : DUTY_WRONG_STATE, ret_refusal);
	TRY(answer_offer(act, offer_id, answer, reason));
	TRY(q_offers_live(act->view, act->arena, &(struct offers_live_in){.centre_id = act->centre_id, .duty_id = offer.duty_id}, &live));
	*ret_open_offers = (int64_t)live.count;
	return refuse(DUTY_OK, ret_refusal);
}

enum fail duties_release(const struct act *act, struct duty_id id, struct person_id person_id, struct text reason, enum duty_refusal *ret_refusal)
{
	bool is_found = false;
	struct duty_get_row duty;
	int64_t changed = 0;
	check(act->txn != NULL);
	TRY(read_duty(act, id, &is_found, &duty));
	if (!is_found)
		return refuse(DUTY_NOT_FOUND, ret_refusal);
	if (duty.state != DUTY_WAITING && duty.state != DUTY_STAFFED)
		return refuse(DUTY_WRONG_STATE, ret_refusal);
	TRY(q_assignment_end(act->txn, &(struct assignment_end_in){.centre_id = act->centre_id, .duty_id = id, .person_id = person_id,
		.end_reason = reason, .ended_at_ms = act->now_ms}, &changed));
	if (changed == 0)
		return refuse(DUTY_NOT_ASSIGNED, ret_refusal);
	TRY(set_state(act, id, DUTY_WAITING, false));
	return refuse(DUTY_OK, ret_refusal);
}

enum fail duties_move(const struct act *act, struct duty_id id, int64_t from_ms, int64_t to_ms, enum duty_refusal *ret_refusal)
{
	bool is_found = false;
	struct duty_get_row duty;
	struct duty_clashes_row clashes = {0};
	check(act->txn != NULL && from_ms < to_ms);
	TRY(read_duty(act, id, &is_found, &duty));
	if (!is_found)
		return refuse(DUTY_NOT_FOUND, ret_refusal);
	if (duty.state != DUTY_WAITING && duty.state != DUTY_STAFFED)
		return refuse(DUTY_WRONG_STATE, ret_refusal);
	TRY(q_duty_clashes(act->view, act->arena, &(struct duty_clashes_in){.centre_id = act->centre_id, .duty_id = id, .from_ms = from_ms, .to_ms = to_ms},
		&is_found, &clashes));
	if (clashes.count > 0)
		return refuse(DUTY_VOLUNTEER_BUSY, ret_refusal);
	TRY(q_duty_set_times(act->txn, &(struct duty_set_times_in){.centre_id = act->centre_id, .id = id, .from_ms = from_ms, .to_ms = to_ms}, NULL));
	return refuse(DUTY_OK, ret_refusal);
}

enum fail duties_call_off(const struct act *act, struct duty_id id, struct text reason, enum duty_refusal *ret_refusal)
{
	bool is_found = false;
	struct duty_get_row duty;
	struct assignments_live_rows goers;
	check(act->txn != NULL);
	TRY(read_duty(act, id, &is_found, &duty));
	if (!is_found)
		return refuse(DUTY_NOT_FOUND, ret_refusal);
	if (duty.state == DUTY_STARTED || duty.state == DUTY_DONE)
		return refuse(DUTY_WRONG_STATE, ret_refusal);
	TRY(withdraw_offers(act, id));
	TRY(q_assignments_live(act->view, act->arena, &(struct assignments_live_in){.centre_id = act->centre_id, .duty_id = id}, &goers));
	for (size_t i = 0; i < goers.count; i++)
		TRY(q_assignment_end(act->txn, &(struct assignment_end_in){.centre_id = act->centre_id, .duty_id = id, .person_id = goers.rows[i].person_id,
			.end_reason = reason, .ended_at_ms = act->now_ms}, NULL));
	TRY(set_state(act, id, DUTY_CALLED_OFF, false));
	return refuse(DUTY_OK, ret_refusal);
}

enum fail duties_check_in(const struct act *act, const struct duties_attend_options *options, enum duty_refusal *ret_refusal)
{
	bool is_found = false;
	bool is_going = false;
	bool is_in = false;
	struct duty_get_row duty;
	struct assignment_live_row assignment;
	struct attendance_get_row before;
	check(act->txn != NULL && options->at_ms > 0);
	TRY(read_duty(act, options->id, &is_found, &duty));
	TRY(q_assignment_live(act->view, act->arena, &(struct assignment_live_in){.centre_id = act->centre_id, .duty_id = options->id,
		.person_id = options->person_id}, &is_going, &assignment));
	TRY(q_attendance_get(act->view, act->arena, &(struct attendance_get_in){.centre_id = act->centre_id, .duty_id = options->id,
		.person_id = options->person_id, .kind = ATTENDANCE_IN}, &is_in, &before));
	if (!is_found)
		return refuse(DUTY_NOT_FOUND, ret_refusal);
	if ((duty.state != DUTY_STAFFED && duty.state != DUTY_STARTED) || is_in)
		return refuse(DUTY_WRONG_STATE, ret_refusal);
	if (!is_going)
		return refuse(DUTY_NOT_ASSIGNED, ret_refusal);
	if (options->at_ms < duty.from_ms - EARLY_MS)
		return refuse(DUTY_TOO_EARLY, ret_refusal);
	TRY(write_attendance(act, options, ATTENDANCE_IN));
	TRY(set_state(act, options->id, DUTY_STARTED, false));
	return refuse(DUTY_OK, ret_refusal);
}

enum fail duties_check_out(const struct act *act, const struct duties_attend_options *options, enum duty_refusal *ret_refusal, bool *ret_all_out)
{
	bool is_in = false;
	bool is_out = false;
	bool is_counted = false;
	struct attendance_get_row in;
	struct attendance_get_row out;
	struct attendance_missing_out_row missing = {0};
	check(act->txn != NULL && options->at_ms > 0);
	TRY(q_attendance_get(act->view, act->arena, &(struct attendance_get_in){.centre_id = act->centre_id, .duty_id = options->id,
		.person_id = options->person_id, .kind = ATTENDANCE_IN}, &is_in, &in));
	TRY(q_attendance_get(act->view, act->arena, &(struct attendance_get_in){.centre_id = act->centre_id, .duty_id = options->id,
		.person_id = options->person_id, .kind = ATTENDANCE_OUT}, &is_out, &out));
	if (is_out)
		return refuse(DUTY_WRONG_STATE, ret_refusal);
	if (!is_in || options->at_ms < in.at_ms)
		return refuse(DUTY_NOT_CHECKED_IN, ret_refusal);
	TRY(write_attendance(act, options, ATTENDANCE_OUT));
	TRY(q_attendance_missing_out(act->view, act->arena, &(struct attendance_missing_out_in){.centre_id = act->centre_id, .duty_id = options->id},
		&is_counted, &missing));
	if (missing.count == 0)
		TRY(set_state(act, options->id, DUTY_DONE, false));
	*ret_all_out = missing.count == 0;
	return refuse(DUTY_OK, ret_refusal);
}

/* Nobody can change it afterwards unseen: it is an entry of the public tree too. */
static enum fail write_attendance(const struct act *act, const struct duties_attend_options *options, enum attendance_kind kind)
{
	struct attendance_id id = {ids_new(act->now_ms)};
	check(act->txn != NULL && options->person_id.value != 0);
	TRY(q_attendance_add(act->txn, &(struct attendance_add_in){.centre_id = act->centre_id, .id = id, .duty_id = options->id,
		.person_id = options->person_id, .kind = kind, .at_ms = options->at_ms, .evidence = options->evidence, .note = options->note,
		.recorded_by = act->actor}, NULL));
	return proof_append(act, ENTRY_KEPT_ATTENDANCE, id.value);
}

bool duty_is_appointment(int64_t from_ms, int64_t to_ms, int32_t duration_min)
{
	check(duration_min > 0);
	return to_ms - from_ms <= (duration_min + DUTY_SLACK_MIN) * MINUTE_MS;
}

static enum fail read_duty(const struct act *act, struct duty_id id, bool *ret_found, struct duty_get_row *ret_row)
{
	return q_duty_get(act->view, act->arena, &(struct duty_get_in){.centre_id = act->centre_id, .id = id}, ret_found, ret_row);
}

/* The duty still needs somebody, and this volunteer may and can. */
static enum fail check_fit(const struct act *act, struct duty_id id, const struct duty_get_row *duty, struct person_id person_id,
	enum duty_refusal *ret_refusal)
{
	bool is_volunteer = false;
	bool is_going = false;
	struct duty_fit_row fit = {0};
	struct assignment_live_row going;
	int64_t needs_ms = duty->duration_min * MINUTE_MS;
	int64_t busy_ms = duty_is_appointment(duty->from_ms, duty->to_ms, (int32_t)duty->duration_min) ? needs_ms : 0; /* else the hour is agreed later */
	TRY(q_assignment_live(act->view, act->arena, &(struct assignment_live_in){.centre_id = act->centre_id, .duty_id = id, .person_id = person_id},
		&is_going, &going));
	TRY(q_duty_fit(act->view, act->arena, &(struct duty_fit_in){.centre_id = act->centre_id, .duty_id = id, .person_id = person_id,
		.day = when_local_day(duty->from_ms), .from_ms = duty->from_ms, .to_ms = duty->from_ms + busy_ms}, &is_volunteer, &fit));
	if (duty->state == DUTY_STAFFED || duty->state == DUTY_STARTED)
		*ret_refusal = DUTY_TAKEN;
	else if (duty->state != DUTY_WAITING)
		*ret_refusal = DUTY_WRONG_STATE;
	else if (!is_volunteer)
		*ret_refusal = DUTY_NOT_VOLUNTEER;
	else if (fit.paused_until_ms > act->now_ms)
		*ret_refusal = DUTY_VOLUNTEER_PAUSED;
	else if (fit.missing_skills > 0)
		*ret_refusal = DUTY_SKILL_MISSING;
	else if (fit.busy_count > 0)
		*ret_refusal = DUTY_VOLUNTEER_BUSY;
	else if (is_going)
		*ret_refusal = DUTY_ALREADY_ASKED;
	else
		*ret_refusal = DUTY_OK;
	return OK;
}

static enum fail check_offer(const struct act *act, struct duty_id id, struct person_id person_id, struct offer_id offer_id, enum duty_refusal *ret_refusal)
{
	bool is_found = false;
	struct offer_get_row offer;
	TRY(q_offer_get(act->view, act->arena, &(struct offer_get_in){.centre_id = act->centre_id, .id = offer_id}, &is_found, &offer));
	if (!is_found || offer.duty_id.value != id.value || offer.person_id.value != person_id.value)
		*ret_refusal = DUTY_NOT_FOUND;
	else if (offer.state == OFFER_WITHDRAWN)
		*ret_refusal = DUTY_TAKEN;
	else if (offer.state == OFFER_EXPIRED || (offer.state == OFFER_SENT && offer.expires_at_ms < act->now_ms && !offer.has_yes))
		*ret_refusal = DUTY_OFFER_EXPIRED;
	else if (offer.state != OFFER_SENT)
		*ret_refusal = DUTY_WRONG_STATE;
	else
		*ret_refusal = DUTY_OK;
	return OK;
}

static enum fail answer_offer(const struct act *act, struct offer_id id, enum offer_state answer, struct text reason)
{
	TRY(q_offer_answer_add(act->txn, &(struct offer_answer_add_in){.centre_id = act->centre_id, .offer_id = id, .answer = answer, .reason = reason,
		.actor_id = act->actor, .at_ms = act->now_ms}, NULL));
	return q_offer_set_state(act->txn, &(struct offer_set_state_in){.centre_id = act->centre_id, .id = id, .state = answer}, NULL);
}

static enum fail withdraw_offers(const struct act *act, struct duty_id id)
{
	struct offers_live_rows live;
	TRY(q_offers_live(act->view, act->arena, &(struct offers_live_in){.centre_id = act->centre_id, .duty_id = id}, &live));
	for (size_t i = 0; i < live.count; i++)
		TRY(answer_offer(act, live.rows[i].id, OFFER_WITHDRAWN, TEXT_NONE));
	return OK;
}

static enum fail set_state(const struct act *act, struct duty_id id, enum duty_state state, bool is_open)
{
	return q_duty_set_state(act->txn, &(struct duty_set_state_in){.centre_id = act->centre_id, .id = id, .state = state, .is_open = is_open}, NULL);
}

static enum fail refuse(enum duty_refusal refusal, enum duty_refusal *ret_refusal)
{
	check(ret_refusal != NULL && refusal < DUTY_REFUSAL_COUNT);
	*ret_refusal = refusal;
	return refusal == DUTY_OK ? OK : FAIL_REFUSED;
}
