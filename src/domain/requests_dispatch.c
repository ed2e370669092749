/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/requests_private.h"

#include "base/when.h"
#include "domain/access.h"
#include "domain/notices.h"
#include "domain/settings.h"
#include "queries/duties.h"

#define NIGHT_FROM_HOUR 21           /* nobody is asked to answer at night */
#define MORNING_MIN (10 * 60)        /* an offer that would end at night ends then */
#define BEFORE_START_MS (30 * MINUTE_MS)
#define OFFER_LEAST_MS (15 * MINUTE_MS)
#define TAKEN (STATE_BIT(REQUEST_CLAIMED) | STATE_BIT(REQUEST_SCHEDULED) | STATE_BIT(REQUEST_IN_SERVICE) | STATE_BIT(REQUEST_SERVED))
#define FINDING (STATE_BIT(REQUEST_ACCEPTED) | STATE_BIT(REQUEST_DISPATCHED) | STATE_BIT(REQUEST_OPEN) | STATE_BIT(REQUEST_REWORK))

static enum fail ask_each(const struct act *act, struct request_now *now, const struct person_id *persons, size_t count,
	enum request_refusal *ret_refusal);
static enum fail read_by_offer(const struct act *act, struct offer_id offer_id, enum request_refusal *ret_refusal, struct request_now *ret_now,
	struct person_id *ret_person);

enum fail requests_offer(const struct act *act, struct request_id id, const struct person_id *persons, size_t count, enum request_refusal *ret_refusal)
{
	struct request_now now;
	bool is_a_teams = false;
	int64_t until_ms = 0;
	TRY(requests_for_staff(act, id, FINDING, ret_refusal, &now));
	TRY(requests_team_holds(act, &now, &is_a_teams, &until_ms));
	if (is_a_teams)
		return requests_refuse(REQUEST_TEAM_HAS_IT, ret_refusal);
	return ask_each(act, &now, persons, count, ret_refusal);
}

enum fail requests_offer_next(const struct act *act, struct request_id id, const struct person_id *persons, size_t count, enum request_refusal *ret_refusal)
{
	struct request_now now;
	check(act->txn != NULL && act->source == ACT_CLOCK && act->actor.value == 0);
	TRY(requests_read(act, id, ret_refusal, &now));
	if (now.row.state != REQUEST_ACCEPTED)
		return requests_refuse(REQUEST_WRONG_STATE, ret_refusal);
	return ask_each(act, &now, persons, count, ret_refusal);
}

enum fail requests_call_back(const struct act *act, struct request_id id, enum request_refusal *ret_refusal)
{
	struct request_now now;
	struct offers_live_rows offers;
	enum duty_refusal duty_refusal = DUTY_OK;
	int64_t left = 0;
	TRY(requests_for_staff(act, id, STATE_BIT(REQUEST_DISPATCHED) | STATE_BIT(REQUEST_OPEN), ret_refusal, &now));
	TRY(q_offers_live(act->view, act->arena, &(struct offers_live_in){.centre_id = act->centre_id, .duty_id = now.row.duty_id}, &offers));
	for (size_t i = 0; i < offers.count; i++)
		TRY(requests_pass(duties_end_offer(act, offers.rows[i].id, OFFER_WITHDRAWN, TEXT_NONE, &duty_refusal, &left), &duty_refusal, ret_refusal));
	TRY(requests_pass(duties_open(act, now.row.duty_id, false, &duty_refusal), &duty_refusal, ret_refusal));
	return requests_step(act, &now, &(struct request_step){.kind = REQUEST_EVENT_CALLED_BACK, .to_state = REQUEST_ACCEPTED,
		.deadline_at_ms = requests_working_days_ms(act, TIMER_FIND)});
}

enum fail requests_open_to_all(const struct act *act, struct request_id id, enum request_refusal *ret_refusal)
{
	struct request_now now;
	enum duty_refusal duty_refusal = DUTY_OK;
	TRY(requests_for_staff(act, id, FINDING & ~STATE_BIT(REQUEST_OPEN), ret_refusal, &now));
	TRY(requests_pass(duties_open(act, now.row.duty_id, true, &duty_refusal), &duty_refusal, ret_refusal));
	return requests_step(act, &now, &(struct request_step){.kind = REQUEST_EVENT_OPENED_TO_ALL, .to_state = REQUEST_OPEN,
		.deadline_at_ms = act->now_ms + TIMER_OPEN_HOURS * HOUR_MS});
}

enum fail requests_take_offer(const struct act *act, struct offer_id offer_id, enum request_refusal *ret_refusal)
{
	struct request_now now;
	struct person_id person_id = {0};
	bool is_kept = false;
	TRY(read_by_offer(act, offer_id, ret_refusal, &now, &person_id));
	TRY(requests_keep_yes(act, &now, person_id, offer_id, ret_refusal, &is_kept));
	if (is_kept)
		return OK;
	return requests_claim(act, &now, person_id, offer_id, ret_refusal);
}

enum fail requests_decline_offer(const struct act *act, struct offer_id offer_id, struct text reason, enum request_refusal *ret_refusal)
{
	struct request_now now;
	struct person_id person_id = {0};
	enum duty_refusal duty_refusal = DUTY_OK;
	int64_t open_offers = 0;
	TRY(read_by_offer(act, offer_id, ret_refusal, &now, &person_id));
	if (requests_is_too_long(reason))
		return requests_refuse(REQUEST_WORDS_TOO_LONG, ret_refusal);
	TRY(requests_pass(duties_end_offer(act, offer_id, OFFER_DECLINED, text_trim(reason), &duty_refusal, &open_offers), &duty_refusal, ret_refusal));
	bool is_last = open_offers == 0 && now.row.state == REQUEST_DISPATCHED;
	bool is_a_teams = false; /* then its leader asks another, until her hour */
	int64_t until_ms = 0;
	TRY(requests_team_holds(act, &now, &is_a_teams, &until_ms));
	if (is_a_teams)
		TRY(requests_team_no(act, &now));
	TRY(requests_step(act, &now, &(struct request_step){.kind = REQUEST_EVENT_DECLINED,
		.to_state = is_last && !is_a_teams ? REQUEST_ACCEPTED : (enum request_state)now.row.state,
		.deadline_at_ms = !is_last ? now.row.deadline_at_ms : is_a_teams ? until_ms : requests_working_days_ms(act, TIMER_FIND),
		.subject_id = person_id, .reason = text_trim(reason)}));
	return now.row.state == REQUEST_DISPATCHED ? requests_settle_yes(act, &now, false) : OK;
}

enum fail requests_take(const struct act *act, struct request_id id, enum request_refusal *ret_refusal)
{
	struct request_now now;
	TRY(requests_read(act, id, ret_refusal, &now));
	bool serves = false;
	TRY(requests_serves(act, &now, act->actor, &serves));
	if (!serves && (STATE_BIT(now.row.state) & TAKEN) != 0)
		return requests_refuse(REQUEST_TAKEN, ret_refusal);
	if (now.row.state != REQUEST_OPEN)
		return requests_refuse(REQUEST_WRONG_STATE, ret_refusal);
	return requests_claim(act, &now, act->actor, (struct offer_id){0}, ret_refusal);
}

enum fail requests_assign(const struct act *act, struct request_id id, struct person_id person_id, enum request_refusal *ret_refusal)
{
	struct request_now now;
	bool is_asked = false;
	struct offer_live_of_row offer = {0};
	TRY(requests_for_staff(act, id, FINDING, ret_refusal, &now));
	TRY(q_offer_live_of(act->view, act->arena, &(struct offer_live_of_in){.centre_id = act->centre_id, .duty_id = now.row.duty_id,
		.person_id = person_id}, &is_asked, &offer));
	return requests_claim(act, &now, person_id, is_asked ? offer.id : (struct offer_id){0}, ret_refusal);
}

enum fail requests_schedule(const struct act *act, struct request_id id, int64_t from_ms, int64_t to_ms, enum request_refusal *ret_refusal)
{
	struct request_now now;
	bool may = false;
	enum duty_refusal duty_refusal = DUTY_OK;
	check(act->txn != NULL);
	TRY(requests_read(act, id, ret_refusal, &now));
	TRY(requests_serves(act, &now, act->actor, &may));
	if (!may)
		TRY(requests_side_may(act, &now, KIN_ORDER, &may));
	if (!may)
		TRY(requests_staff_may(act, &now, &may));
	if (!may)
		return requests_refuse(REQUEST_NOT_FOUND, ret_refusal);
	if (from_ms == 0) {
		from_ms = now.row.wanted_from_ms;
		to_ms = from_ms + now.row.duration_min * MINUTE_MS;
	}
	if (from_ms < act->now_ms)
		return requests_refuse(REQUEST_TIME_PAST, ret_refusal);
	if (to_ms - from_ms < now.row.duration_min * MINUTE_MS)
		return requests_refuse(REQUEST_TIME_TOO_SHORT, ret_refusal);
	if (now.row.state != REQUEST_CLAIMED && now.row.state != REQUEST_SCHEDULED)
		return requests_refuse(REQUEST_WRONG_STATE, ret_refusal);
	TRY(requests_pass(duties_move(act, now.row.duty_id, from_ms, to_ms, &duty_refusal), &duty_refusal, ret_refusal));
	return requests_step(act, &now, &(struct request_step){.kind = REQUEST_EVENT_SCHEDULED, .to_state = REQUEST_SCHEDULED, .from_ms = from_ms,
		.to_ms = to_ms, .deadline_at_ms = to_ms + TIMER_COME_HOURS * HOUR_MS});
}

enum fail requests_release(const struct act *act, struct request_id id, struct text reason, enum request_refusal *ret_refusal)
{
	struct request_now now;
	struct assignments_live_rows goers;
	bool serves = false;
	bool is_staff = false;
	enum duty_refusal duty_refusal = DUTY_OK;
	check(act->txn != NULL);
	TRY(requests_read(act, id, ret_refusal, &now));
	TRY(requests_serves(act, &now, act->actor, &serves));
	if (!serves)
		TRY(requests_staff_may(act, &now, &is_staff));
	if (!serves && !is_staff)
		return requests_refuse(REQUEST_NOT_FOUND, ret_refusal);
	if (now.row.state != REQUEST_CLAIMED && now.row.state != REQUEST_SCHEDULED)
		return requests_refuse(REQUEST_WRONG_STATE, ret_refusal);
	TRY(q_assignments_live(act->view, act->arena, &(struct assignments_live_in){.centre_id = act->centre_id, .duty_id = now.row.duty_id}, &goers));
	for (size_t i = 0; i < goers.count; i++) {
		if (serves && goers.rows[i].person_id.value != act->actor.value)
			continue;
		TRY(requests_pass(duties_release(act, now.row.duty_id, goers.rows[i].person_id, text_trim(reason), &duty_refusal), &duty_refusal, ret_refusal));
	}
	return requests_step(act, &now, &(struct request_step){.kind = REQUEST_EVENT_RELEASED, .to_state = REQUEST_ACCEPTED, .reason = text_trim(reason),
		.deadline_at_ms = requests_working_days_ms(act, TIMER_FIND), .subject_id = serves ? act->actor : (struct person_id){0}});
}

/* Each is asked; one who cannot be asked stops the whole, so that what the desk sees is what was sent. */
static enum fail ask_each(const struct act *act, struct request_now *now, const struct person_id *persons, size_t count,
	enum request_refusal *ret_refusal)
{
	enum duty_refusal duty_refusal = DUTY_OK;
	if (count == 0 || count > LIMIT_OFFERS_AT_ONCE)
		return requests_refuse(REQUEST_TOO_MANY_OFFERS, ret_refusal);
	int64_t ends_ms = 0;
	TRY(requests_answer_by(act, now, SETTING_WAVE_MIN, &ends_ms));
	if (now->row.state == REQUEST_OPEN)
		TRY(requests_pass(duties_open(act, now->row.duty_id, false, &duty_refusal), &duty_refusal, ret_refusal));
	for (size_t i = 0; i < count; i++) {
		struct offer_id offer_id;
		if (persons[i].value == now->row.person_id.value)
			return requests_refuse(REQUEST_OWN_REQUEST, ret_refusal);
		TRY(requests_pass(duties_offer(act, now->row.duty_id, persons[i], (int64_t)i + 1, TEXT_NONE, ends_ms, &duty_refusal, &offer_id), &duty_refusal, ret_refusal));
		TRY(requests_step(act, now, &(struct request_step){.kind = REQUEST_EVENT_OFFERED, .to_state = REQUEST_DISPATCHED, .deadline_at_ms = ends_ms,
			.subject_id = persons[i]}));
	}
	return OK;
}

enum fail requests_answer_by(const struct act *act, const struct request_now *now, enum setting setting, int64_t *ret_end_ms)
{
	int64_t life_min = 0;
	TRY(settings_get(act, setting, &life_min));
	int64_t ends_ms = act->now_ms + life_min * MINUTE_MS;
	struct local_time local = when_local(ends_ms);
	int32_t day = when_local_day(ends_ms);
	if (local.hour >= NIGHT_FROM_HOUR)
		ends_ms = when_at(day + 1, MORNING_MIN);
	else if (local.hour * 60 + local.minute < MORNING_MIN)
		ends_ms = when_at(day, MORNING_MIN);
	if (ends_ms > now->row.wanted_to_ms - BEFORE_START_MS)
		ends_ms = now->row.wanted_to_ms - BEFORE_START_MS;
	int64_t least_ms = act->now_ms + OFFER_LEAST_MS;
	*ret_end_ms = ends_ms < least_ms ? least_ms : ends_ms;
	return OK;
}

/* A yes. When enough said yes the request is claimed, and at once scheduled when its window is an appointment. */
enum fail requests_claim(const struct act *act, struct request_now *now, struct person_id person_id, struct offer_id offer_id,
	enum request_refusal *ret_refusal)
{
	enum duty_refusal duty_refusal = DUTY_OK;
	struct offers_yes_rows waiting;
	bool is_full = false;
	check(act->txn != NULL);
	bool serves = false;
	TRY(requests_serves(act, now, person_id, &serves));
	if ((STATE_BIT(now->row.state) & TAKEN) != 0 && offer_id.value != 0 && !serves)
		return requests_refuse(REQUEST_TAKEN, ret_refusal); /* late; who said yes herself clicked twice */
	if ((STATE_BIT(now->row.state) & FINDING) == 0)
		return requests_refuse(REQUEST_WRONG_STATE, ret_refusal);
	if (person_id.value == now->row.person_id.value)
		return requests_refuse(REQUEST_OWN_REQUEST, ret_refusal);
	TRY(q_offers_yes(act->view, act->arena, &(struct offers_yes_in){.centre_id = act->centre_id, .duty_id = now->row.duty_id}, &waiting));
	TRY(requests_pass(duties_accept(act, now->row.duty_id, person_id, offer_id, &duty_refusal, &is_full), &duty_refusal, ret_refusal));
	for (size_t i = 0; i < waiting.count && is_full; i++) { /* who would have gone too is told, and thanked */
		if (waiting.rows[i].person_id.value != person_id.value)
			TRY(notices_tell(act, waiting.rows[i].person_id, "passed", now->id));
	}
	TRY(requests_step(act, now, &(struct request_step){.kind = REQUEST_EVENT_CLAIMED,
		.to_state = is_full ? REQUEST_CLAIMED : (enum request_state)now->row.state, .subject_id = person_id,
		.deadline_at_ms = is_full ? requests_working_days_ms(act, TIMER_AGREE) : now->row.deadline_at_ms}));
	TRY(act_trail(act, "access.assigned", "person", now->row.person_id.value, TEXT("address, phone"))); /* open to her from now on */
	int64_t needs_ms = now->row.duration_min * MINUTE_MS;
	bool is_exact = duty_is_appointment(now->row.wanted_from_ms, now->row.wanted_to_ms, (int32_t)now->row.duration_min) && now->row.wanted_from_ms >= act->now_ms;
	if (!is_full || !is_exact)
		return OK;
	int64_t to_ms = now->row.wanted_from_ms + needs_ms;
	TRY(requests_pass(duties_move(act, now->row.duty_id, now->row.wanted_from_ms, to_ms, &duty_refusal), &duty_refusal, ret_refusal));
	return requests_step(act, now, &(struct request_step){.kind = REQUEST_EVENT_SCHEDULED, .to_state = REQUEST_SCHEDULED,
		.from_ms = now->row.wanted_from_ms, .to_ms = to_ms, .subject_id = person_id, .deadline_at_ms = to_ms + TIMER_COME_HOURS * HOUR_MS});
}

/* The request behind an offer that the actor may answer: her own, or staff for her. */
static enum fail read_by_offer(const struct act *act, struct offer_id offer_id, enum request_refusal *ret_refusal, struct request_now *ret_now,
	struct person_id *ret_person)
{
	bool is_found = false;
	bool may = false;
	struct offer_get_row offer;
	struct duty_get_row duty;
	check(act->txn != NULL);
	TRY(q_offer_get(act->view, act->arena, &(struct offer_get_in){.centre_id = act->centre_id, .id = offer_id}, &is_found, &offer));
	if (!is_found)
		return requests_refuse(REQUEST_NOT_FOUND, ret_refusal);
	TRY(q_duty_get(act->view, act->arena, &(struct duty_get_in){.centre_id = act->centre_id, .id = offer.duty_id}, &is_found, &duty));
	check(is_found);
	TRY(requests_read(act, duty.request_id, ret_refusal, ret_now));
	may = offer.person_id.value == act->actor.value;
	if (!may)
		TRY(requests_staff_may(act, ret_now, &may));
	*ret_person = offer.person_id;
	return requests_refuse(may ? REQUEST_REFUSAL_NONE : REQUEST_NOT_FOUND, ret_refusal);
}
