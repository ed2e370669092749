/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/requests_private.h"

#include "queries/duties.h"

static enum fail tick_one(const struct act *act, struct request_id id);
static enum fail end_offers(const struct act *act, struct request_now *now);
static enum fail close_list(const struct act *act, struct request_now *now);
static enum fail note_overdue(const struct act *act, struct request_now *now);

enum fail requests_tick(const struct act *act, size_t limit, size_t *ret_done)
{
	struct requests_due_rows rows;
	size_t done = 0;
	check(act->txn != NULL && act->actor.value == 0 && limit > 0);
	TRY(q_requests_due(act->view, act->arena, &(struct requests_due_in){.centre_id = act->centre_id, .now_ms = act->now_ms}, &rows));
	for (; done < rows.count && done < limit; done++)
		TRY(tick_one(act, rows.rows[done].id));
	*ret_done = done;
	return OK;
}

static enum fail tick_one(const struct act *act, struct request_id id)
{
	struct request_now now;
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	TRY(requests_read(act, id, &refusal, &now));
	switch ((enum request_state)now.row.state) {
	case REQUEST_DISPATCHED:
		return end_offers(act, &now);
	case REQUEST_SERVED:
		return requests_confirm_by_time(act, &now, &refusal);
	case REQUEST_CONFIRMED:
		return requests_step(act, &now, &(struct request_step){.kind = REQUEST_EVENT_CLOSED, .to_state = REQUEST_CLOSED});
	case REQUEST_SUSPENDED:
		return requests_step(act, &now, &(struct request_step){.kind = REQUEST_EVENT_RESUMED, .to_state = (enum request_state)now.row.resume_state,
			.deadline_at_ms = requests_working_days_ms(act, TIMER_FIND)});
	case REQUEST_OPEN:
		return close_list(act, &now);
	case REQUEST_SUBMITTED:
	case REQUEST_NEED_INFO:
	case REQUEST_ACCEPTED:
	case REQUEST_CLAIMED:
	case REQUEST_SCHEDULED:
	case REQUEST_IN_SERVICE:
	case REQUEST_REWORK:
	case REQUEST_ESCALATED:
		return note_overdue(act, &now);
	case REQUEST_CLOSED:
	case REQUEST_REJECTED:
	case REQUEST_CANCELLED:
	case REQUEST_MERGED:
	case REQUEST_STATE_COUNT:
		break;
	}
	check_never(); /* the query gives no terminal states */
}

/* Time is up: the best of those who said yes go where the centre waited for them; the other offers expire and the station looks on. */
static enum fail end_offers(const struct act *act, struct request_now *now)
{
	struct offers_live_rows offers;
	enum duty_refusal refusal = DUTY_OK;
	int64_t left = 0;
	TRY(requests_settle_yes(act, now, true));
	if (now->row.state != REQUEST_DISPATCHED)
		return OK;
	TRY(q_offers_live(act->view, act->arena, &(struct offers_live_in){.centre_id = act->centre_id, .duty_id = now->row.duty_id}, &offers));
	for (size_t i = 0; i < offers.count; i++)
		TRY(duties_end_offer(act, offers.rows[i].id, OFFER_EXPIRED, TEXT_NONE, &refusal, &left));
	bool is_a_teams = false;
	int64_t until_ms = 0;
	TRY(requests_team_holds(act, now, &is_a_teams, &until_ms));
	if (is_a_teams)
		return requests_team_time_up(act, now);
	return requests_step(act, now, &(struct request_step){.kind = REQUEST_EVENT_OFFERS_ENDED, .to_state = REQUEST_ACCEPTED,
		.deadline_at_ms = requests_working_days_ms(act, TIMER_FIND)});
}

/* Nobody took it from the list in a day: the station, and in red (standards.md 3.7: claim 24 h, then escalate). */
static enum fail close_list(const struct act *act, struct request_now *now)
{
	enum duty_refusal refusal = DUTY_OK;
	TRY(duties_open(act, now->row.duty_id, false, &refusal));
	return requests_step(act, now, &(struct request_step){.kind = REQUEST_EVENT_OVERDUE, .to_state = REQUEST_ACCEPTED, .is_escalated = true,
		.deadline_at_ms = requests_working_days_ms(act, TIMER_FIND)});
}

/* A missed deadline is on the timeline once, and the queue shows it in red until the next step. */
static enum fail note_overdue(const struct act *act, struct request_now *now)
{
	return requests_step(act, now, &(struct request_step){.kind = REQUEST_EVENT_OVERDUE, .to_state = (enum request_state)now->row.state,
		.deadline_at_ms = now->row.deadline_at_ms, .resume_state = (enum request_state)now->row.resume_state, .is_escalated = true});
}
