/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the centre waits for the best yes: a yes is kept, and when all who were
 * asked have answered, or their time is up, the best ranked of those go.
 */
#include "domain/requests_private.h"

#include "domain/settings.h"
#include "queries/duties.h"

static enum fail drop(const struct act *act, struct offer_id offer_id);

enum fail requests_keep_yes(const struct act *act, struct request_now *now, struct person_id person_id, struct offer_id offer_id,
	enum request_refusal *ret_refusal, bool *ret_is_kept)
{
	int64_t first_yes = 1;
	bool is_new = false;
	enum duty_refusal duty_refusal = DUTY_OK;
	check(act->txn != NULL && offer_id.value != 0);
	*ret_is_kept = false;
	TRY(settings_get(act, SETTING_FIRST_YES, &first_yes));
	if (first_yes != 0 || now->row.state != REQUEST_DISPATCHED || person_id.value != act->actor.value)
		return OK; /* what staff heard on the telephone holds at once */
	if (person_id.value == now->row.person_id.value)
		return requests_refuse(REQUEST_OWN_REQUEST, ret_refusal);
	TRY(requests_pass(duties_say_yes(act, now->row.duty_id, person_id, offer_id, &duty_refusal, &is_new), &duty_refusal, ret_refusal));
	*ret_is_kept = true;
	if (!is_new) /* the second click */
		return requests_refuse(REQUEST_REFUSAL_NONE, ret_refusal);
	TRY(requests_step(act, now, &(struct request_step){.kind = REQUEST_EVENT_WILLING, .to_state = REQUEST_DISPATCHED,
		.deadline_at_ms = now->row.deadline_at_ms, .subject_id = person_id}));
	return requests_settle_yes(act, now, false);
}

enum fail requests_settle_yes(const struct act *act, struct request_now *now, bool is_over)
{
	struct offers_yes_rows rows;
	struct offers_live_rows live;
	check(act->txn != NULL);
	TRY(q_offers_live(act->view, act->arena, &(struct offers_live_in){.centre_id = act->centre_id, .duty_id = now->row.duty_id}, &live));
	TRY(q_offers_yes(act->view, act->arena, &(struct offers_yes_in){.centre_id = act->centre_id, .duty_id = now->row.duty_id}, &rows));
	check(rows.count <= live.count);
	if (rows.count == 0 || (!is_over && rows.count < live.count))
		return OK;
	for (size_t i = 0; i < rows.count && now->row.state == REQUEST_DISPATCHED; i++) {
		enum request_refusal refusal = REQUEST_REFUSAL_NONE;
		enum fail fail = requests_claim(act, now, rows.rows[i].person_id, rows.rows[i].id, &refusal);
		if (fail == FAIL_REFUSED) { /* busy or resting since: the next best */
			TRY(drop(act, rows.rows[i].id));
			continue;
		}
		TRY(fail);
	}
	return OK;
}

static enum fail drop(const struct act *act, struct offer_id offer_id)
{
	enum duty_refusal refusal = DUTY_OK;
	int64_t left = 0;
	return duties_end_offer(act, offer_id, OFFER_WITHDRAWN, TEXT_NONE, &refusal, &left);
}
