/* SPDX-License-Identifier: Apache-2.0
 *
 * A team takes an open order upon itself: its leader claims it, asks her own,
 * and gives it back when none of them can. While it is claimed nobody else is
 * asked; when the time is up it is open to all again.
 */
#include "domain/requests_private.h"

#include "base/when.h"
#include "domain/notices.h"
#include "domain/settings.h"
#include "queries/duties.h"
#include "queries/organisations.h"
#include "queries/teams.h"

#define BEFORE_START_MS (30 * MINUTE_MS)

static enum fail check_claim(const struct act *act, const struct request_now *now, struct organisation_id team_id, enum request_refusal *ret_refusal);
static enum fail read_led(const struct act *act, struct request_id id, enum request_refusal *ret_refusal, struct request_now *ret_now,
	struct team_claim_live_row *ret_claim);
static enum fail read_claim(const struct act *act, const struct request_now *now, bool *ret_is_claimed, struct team_claim_live_row *ret_claim);
static enum fail end_claim(const struct act *act, const struct team_claim_live_row *claim, enum team_end kind);
static enum fail give_back(const struct act *act, struct request_now *now, const struct team_claim_live_row *claim, enum team_end kind);

enum fail requests_team_leads(const struct act *act, struct organisation_id team_id, bool *ret_leads)
{
	struct membership_get_row membership = {.is_leader = false};
	bool is_found = false;
	TRY(q_membership_get(act->view, act->arena, &(struct membership_get_in){.centre_id = act->centre_id, .organisation_id = team_id,
		.person_id = act->actor}, &is_found, &membership));
	*ret_leads = is_found && membership.is_leader && act->actor.value != 0;
	return OK;
}

enum fail requests_team_claim(const struct act *act, struct request_id id, struct organisation_id team_id, enum request_refusal *ret_refusal)
{
	struct request_now now;
	enum duty_refusal duty_refusal = DUTY_OK;
	int64_t until_ms = 0;
	check(act->txn != NULL && act->actor.value != 0);
	TRY(requests_read(act, id, ret_refusal, &now));
	TRY(check_claim(act, &now, team_id, ret_refusal));
	TRY(requests_answer_by(act, &now, SETTING_CLAIM_MIN, &until_ms));
	TRY(requests_pass(duties_open(act, now.row.duty_id, false, &duty_refusal), &duty_refusal, ret_refusal));
	TRY(q_team_claim_add(act->txn, &(struct team_claim_add_in){.centre_id = act->centre_id, .id = ids_new(act->now_ms), .organisation_id = team_id,
		.request_id = id, .duty_id = now.row.duty_id, .claimed_by = act->actor, .claimed_at_ms = act->now_ms, .until_ms = until_ms}, NULL));
	return requests_step(act, &now, &(struct request_step){.kind = REQUEST_EVENT_TEAM_CLAIMED, .to_state = REQUEST_DISPATCHED, .deadline_at_ms = until_ms});
}

enum fail requests_team_ask(const struct act *act, struct request_id id, struct person_id person_id, enum request_refusal *ret_refusal)
{
	struct request_now now;
	struct team_claim_live_row claim;
	struct membership_get_row membership;
	struct offer_id offer_id;
	enum duty_refusal duty_refusal = DUTY_OK;
	bool is_member = false;
	int64_t ends_ms = 0;
	check(act->txn != NULL && act->actor.value != 0);
	TRY(read_led(act, id, ret_refusal, &now, &claim));
	if (claim.until_ms <= act->now_ms) /* the clock has only not been round yet */
		return requests_refuse(REQUEST_TIME_PAST, ret_refusal);
	TRY(q_membership_get(act->view, act->arena, &(struct membership_get_in){.centre_id = act->centre_id, .organisation_id = claim.organisation_id,
		.person_id = person_id}, &is_member, &membership));
	if (!is_member)
		return requests_refuse(REQUEST_NOT_MEMBER, ret_refusal);
	if (person_id.value == now.row.person_id.value)
		return requests_refuse(REQUEST_OWN_REQUEST, ret_refusal);
	TRY(requests_answer_by(act, &now, SETTING_WAVE_MIN, &ends_ms));
	if (ends_ms > claim.until_ms)
		ends_ms = claim.until_ms;
	TRY(requests_pass(duties_offer(act, now.row.duty_id, person_id, 1, TEXT_NONE, ends_ms, &duty_refusal, &offer_id), &duty_refusal, ret_refusal));
	return requests_step(act, &now, &(struct request_step){.kind = REQUEST_EVENT_OFFERED, .to_state = REQUEST_DISPATCHED, .deadline_at_ms = ends_ms,
		.subject_id = person_id});
}

enum fail requests_team_release(const struct act *act, struct request_id id, enum request_refusal *ret_refusal)
{
	struct request_now now;
	struct team_claim_live_row claim;
	check(act->txn != NULL && act->actor.value != 0);
	TRY(read_led(act, id, ret_refusal, &now, &claim));
	return give_back(act, &now, &claim, TEAM_END_GIVEN_BACK);
}

enum fail requests_team_close(const struct act *act, struct organisation_id team_id, enum organisation_refusal *ret_refusal)
{
	struct team_claimed_rows rows;
	TRY(organisations_close(act, team_id, ret_refusal));
	TRY(q_team_claimed(act->view, act->arena, &(struct team_claimed_in){.centre_id = act->centre_id, .organisation_id = team_id}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		struct request_now now;
		struct team_claim_live_row claim;
		enum request_refusal refusal = REQUEST_REFUSAL_NONE;
		bool is_found = false;
		TRY(requests_read(act, rows.rows[i].request_id, &refusal, &now));
		TRY(read_claim(act, &now, &is_found, &claim));
		check(is_found);
		TRY(give_back(act, &now, &claim, TEAM_END_TAKEN));
	}
	return OK;
}

enum fail requests_team_holds(const struct act *act, const struct request_now *now, bool *ret_holds, int64_t *ret_until_ms)
{
	struct team_claim_live_row claim;
	TRY(read_claim(act, now, ret_holds, &claim));
	*ret_until_ms = *ret_holds ? claim.until_ms : 0;
	return OK;
}

enum fail requests_team_no(const struct act *act, const struct request_now *now)
{
	struct team_claim_live_row claim;
	bool is_found = false;
	TRY(read_claim(act, now, &is_found, &claim));
	return is_found ? notices_tell_own(act, claim.claimed_by, "team_no") : OK;
}

enum fail requests_team_time_up(const struct act *act, struct request_now *now)
{
	struct team_claim_live_row claim;
	bool is_found = false;
	TRY(read_claim(act, now, &is_found, &claim));
	check(is_found);
	if (act->now_ms >= claim.until_ms)
		return give_back(act, now, &claim, TEAM_END_TIME_UP);
	TRY(notices_tell_own(act, claim.claimed_by, "team_no")); /* who was asked was silent; there is time for another */
	return requests_step(act, now, &(struct request_step){.kind = REQUEST_EVENT_OFFERS_ENDED, .to_state = REQUEST_DISPATCHED, .deadline_at_ms = claim.until_ms});
}

enum fail requests_team_over(const struct act *act, const struct request_now *now, bool is_filled)
{
	struct team_claim_live_row claim;
	bool is_found = false;
	TRY(read_claim(act, now, &is_found, &claim));
	return is_found ? end_claim(act, &claim, is_filled ? TEAM_END_FILLED : TEAM_END_TAKEN) : OK;
}

/* In the order of the refusals: whose team, whether it is to be had, in time, not too many, and whether any of hers could. */
static enum fail check_claim(const struct act *act, const struct request_now *now, struct organisation_id team_id, enum request_refusal *ret_refusal)
{
	struct team_claims_count_row claims = {.count = 0};
	struct team_claims_before_row before = {.lapsed = 0};
	struct team_fit_row fit = {.count = 0};
	bool leads = false;
	bool is_found = false;
	TRY(requests_team_leads(act, team_id, &leads));
	if (!leads)
		return requests_refuse(REQUEST_NOT_ALLOWED, ret_refusal);
	if (now->row.state == REQUEST_DISPATCHED || now->row.state == REQUEST_CLAIMED || now->row.state == REQUEST_SCHEDULED)
		return requests_refuse(REQUEST_TAKEN, ret_refusal);
	if (now->row.state != REQUEST_OPEN)
		return requests_refuse(REQUEST_WRONG_STATE, ret_refusal);
	if (now->row.wanted_to_ms - BEFORE_START_MS <= act->now_ms)
		return requests_refuse(REQUEST_TIME_PAST, ret_refusal);
	TRY(q_team_claims_count(act->view, act->arena, &(struct team_claims_count_in){.centre_id = act->centre_id, .organisation_id = team_id}, &is_found, &claims));
	if (claims.count >= LIMIT_TEAM_CLAIMS)
		return requests_refuse(REQUEST_TEAM_FULL, ret_refusal);
	/* Each claim begins an hour of its own: taken again and again, an order would stay from everybody else until it is too late. */
	TRY(q_team_claims_before(act->view, act->arena, &(struct team_claims_before_in){.centre_id = act->centre_id, .organisation_id = team_id,
		.duty_id = now->row.duty_id}, &is_found, &before));
	if (before.lapsed > 0 || before.given_back >= LIMIT_TEAM_RETURNS)
		return requests_refuse(REQUEST_TEAM_HAD_IT, ret_refusal);
	TRY(q_team_fit(act->view, act->arena, &(struct team_fit_in){.centre_id = act->centre_id, .organisation_id = team_id, .duty_id = now->row.duty_id,
		.resident_id = now->row.person_id, .day = when_local_day(now->row.wanted_from_ms), .now_ms = act->now_ms}, &is_found, &fit));
	return requests_refuse(fit.count > 0 ? REQUEST_REFUSAL_NONE : REQUEST_TEAM_CANNOT, ret_refusal);
}

/* A request that a team led by the actor has claimed; told like absent to all others. */
static enum fail read_led(const struct act *act, struct request_id id, enum request_refusal *ret_refusal, struct request_now *ret_now,
	struct team_claim_live_row *ret_claim)
{
	bool is_found = false;
	bool leads = false;
	TRY(requests_read(act, id, ret_refusal, ret_now));
	TRY(read_claim(act, ret_now, &is_found, ret_claim));
	if (is_found)
		TRY(requests_team_leads(act, ret_claim->organisation_id, &leads));
	return requests_refuse(leads ? REQUEST_REFUSAL_NONE : REQUEST_NOT_FOUND, ret_refusal);
}

static enum fail read_claim(const struct act *act, const struct request_now *now, bool *ret_is_claimed, struct team_claim_live_row *ret_claim)
{
	*ret_is_claimed = false;
	return now->row.duty_id.value == 0 ? OK : q_team_claim_live(act->view, act->arena, &(struct team_claim_live_in){.centre_id = act->centre_id,
		.duty_id = now->row.duty_id}, ret_is_claimed, ret_claim);
}

static enum fail end_claim(const struct act *act, const struct team_claim_live_row *claim, enum team_end kind)
{
	static const char *const tells[] = {[TEAM_END_FILLED] = "team_yes", [TEAM_END_GIVEN_BACK] = NULL, [TEAM_END_TIME_UP] = "team_over",
		[TEAM_END_TAKEN] = "team_taken"};
	TRY(q_team_claim_end_add(act->txn, &(struct team_claim_end_add_in){.centre_id = act->centre_id, .claim_id = claim->id, .kind = kind,
		.actor_id = act->actor, .at_ms = act->now_ms}, NULL));
	return tells[kind] != NULL ? notices_tell_own(act, claim->claimed_by, tells[kind]) : OK;
}

/* Open to all again, for a day; those of the team who have not answered are asked no longer. */
static enum fail give_back(const struct act *act, struct request_now *now, const struct team_claim_live_row *claim, enum team_end kind)
{
	struct offers_live_rows offers;
	enum duty_refusal refusal = DUTY_OK;
	enum request_refusal request_refusal = REQUEST_REFUSAL_NONE;
	int64_t left = 0;
	TRY(q_offers_live(act->view, act->arena, &(struct offers_live_in){.centre_id = act->centre_id, .duty_id = now->row.duty_id}, &offers));
	for (size_t i = 0; i < offers.count; i++)
		TRY(duties_end_offer(act, offers.rows[i].id, OFFER_WITHDRAWN, TEXT_NONE, &refusal, &left));
	TRY(end_claim(act, claim, kind));
	TRY(requests_pass(duties_open(act, now->row.duty_id, true, &refusal), &refusal, &request_refusal));
	return requests_step(act, now, &(struct request_step){.kind = REQUEST_EVENT_TEAM_RELEASED, .to_state = REQUEST_OPEN,
		.deadline_at_ms = act->now_ms + TIMER_OPEN_HOURS * HOUR_MS});
}
