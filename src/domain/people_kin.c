/* SPDX-License-Identifier: Apache-2.0
 *
 * Who acts for whom, and what each person agreed to.
 */
#include "domain/notices.h"
#include "domain/people_private.h"
#include "queries/people.h"

#define CONSENT_TEXT_VERSION 1

static enum fail check_linked(const struct act *act, const struct people_kin_options *options, enum people_refusal *ret_refusal);
static enum fail withdraw(const struct act *act, struct person_id id, enum consent_purpose purpose);
static struct text said(const struct act *act, enum consent_purpose purpose, enum channel channel);

enum fail people_link_kin(const struct act *act, const struct people_kin_options *options, enum people_refusal *ret_refusal, struct kin_id *ret_id)
{
	bool is_known = false;
	bool is_kin_known = false;
	bool may = false;
	struct place_id place;
	struct place_id kin_place;
	check(act->txn != NULL);
	TRY(people_place(act, options->person_id, &is_known, &place));
	TRY(people_place(act, options->kin_id, &is_kin_known, &kin_place));
	if (is_known)
		TRY(people_staff_may(act, place, &may));
	enum people_refusal refusal = PEOPLE_OK;
	if (!is_known || !is_kin_known)
		refusal = PEOPLE_NOT_FOUND;
	else if (!may)
		refusal = PEOPLE_NOT_ALLOWED;
	else if (options->person_id.value == options->kin_id.value || act->actor.value == options->person_id.value || act->actor.value == options->kin_id.value)
		refusal = PEOPLE_SELF;
	else if (text_is_empty(text_trim(options->evidence)))
		refusal = PEOPLE_NO_EVIDENCE;
	if (refusal == PEOPLE_OK)
		TRY(check_linked(act, options, &refusal));
	*ret_refusal = refusal;
	if (refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	struct kin_id id = {ids_new(act->now_ms)};
	TRY(q_kin_add(act->txn, &(struct kin_add_in){.centre_id = act->centre_id, .id = id, .person_id = options->person_id,
		.kin_person_id = options->kin_id, .relation = options->relation, .evidence = text_trim(options->evidence),
		.may_order = options->may_order, .may_rate = options->may_rate, .may_spend = options->may_spend,
		.recorded_by = act->actor, .created_at_ms = act->now_ms}, NULL));
	TRY(act_trail(act, "people.link_kin", "person", options->person_id.value, TEXT_NONE));
	if (!people_is_command(act)) {
		TRY(notices_tell_own(act, options->person_id, "kin_linked"));
		TRY(notices_tell_own(act, options->kin_id, "kin_linked"));
	}
	*ret_id = id;
	return OK;
}

enum fail people_unlink_kin(const struct act *act, struct kin_id id, struct person_id person_id, enum people_refusal *ret_refusal)
{
	int64_t changed = 0;
	bool is_found = false;
	struct kin_get_row link;
	check(act->txn != NULL);
	TRY(people_may_act_for(act, person_id, false, ret_refusal));
	TRY(q_kin_get(act->view, act->arena, &(struct kin_get_in){.centre_id = act->centre_id, .id = id, .person_id = person_id}, &is_found, &link));
	if (*ret_refusal == PEOPLE_NOT_ALLOWED && is_found && link.kin_person_id.value == act->actor.value)
		*ret_refusal = PEOPLE_OK; /* a right may be given up by who has it */
	if (*ret_refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	TRY(q_kin_end(act->txn, &(struct kin_end_in){.centre_id = act->centre_id, .id = id, .person_id = person_id,
		.ended_at_ms = act->now_ms}, &changed));
	if (changed == 0) {
		*ret_refusal = PEOPLE_NOT_FOUND;
		return FAIL_REFUSED;
	}
	TRY(notices_tell_own(act, person_id, "kin_unlinked"));
	TRY(notices_tell_own(act, link.kin_person_id, "kin_unlinked"));
	return act_trail(act, "people.unlink_kin", "person", person_id.value, TEXT_NONE);
}

enum fail people_consent(const struct act *act, struct person_id id, enum consent_purpose purpose, enum channel channel, bool is_given,
	enum people_refusal *ret_refusal)
{
	check(act->txn != NULL && purpose > 0 && purpose < CONSENT_PURPOSE_COUNT);
	TRY(people_may_act_for(act, id, true, ret_refusal));
	if (*ret_refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	if (is_given)
		TRY(people_write_consent(act, id, purpose, channel));
	else
		TRY(withdraw(act, id, purpose));
	return act_trail(act, is_given ? "people.consent" : "people.withdraw_consent", "person", id.value, said(act, purpose, channel));
}

enum fail people_write_consent(const struct act *act, struct person_id id, enum consent_purpose purpose, enum channel channel)
{
	return q_consent_add(act->txn, &(struct consent_add_in){.centre_id = act->centre_id, .id = {ids_new(act->now_ms)}, .person_id = id,
		.purpose = purpose, .version = CONSENT_TEXT_VERSION, .channel = channel, .recorded_by = act->actor,
		.given_at_ms = act->now_ms}, NULL);
}

enum fail people_has_consent(const struct act *act, struct person_id id, enum consent_purpose purpose, bool *ret_has)
{
	struct consent_live_row row;
	return q_consent_live(act->view, act->arena, &(struct consent_live_in){.centre_id = act->centre_id, .person_id = id,
		.purpose = purpose}, ret_has, &row);
}

/* A second link of the same two would only blur which evidence holds. */
static enum fail check_linked(const struct act *act, const struct people_kin_options *options, enum people_refusal *ret_refusal)
{
	bool is_linked = false;
	struct kin_rights_row row;
	TRY(q_kin_rights(act->view, act->arena, &(struct kin_rights_in){.centre_id = act->centre_id, .kin_person_id = options->kin_id,
		.person_id = options->person_id}, &is_linked, &row));
	if (is_linked)
		*ret_refusal = PEOPLE_ALREADY;
	return OK;
}

/* What stood on the consent goes with it (PIPL, articles 15 and 47). */
static enum fail withdraw(const struct act *act, struct person_id id, enum consent_purpose purpose)
{
	TRY(q_consent_withdraw(act->txn, &(struct consent_withdraw_in){.centre_id = act->centre_id, .person_id = id, .purpose = purpose,
		.withdrawn_at_ms = act->now_ms}, NULL));
	if (purpose == CONSENT_HEALTH)
		return q_person_forget_health(act->txn, &(struct person_forget_health_in){.centre_id = act->centre_id, .id = id}, NULL);
	if (purpose != CONSENT_VOLUNTEERING)
		return OK;
	TRY(q_person_forget_traces(act->txn, &(struct person_forget_traces_in){.centre_id = act->centre_id, .id = id}, NULL));
	return people_stop_serving(act, id);
}

/* "health phone": for the trail. */
static struct text said(const struct act *act, enum consent_purpose purpose, enum channel channel)
{
	static const char *const purposes[CONSENT_PURPOSE_COUNT] = {"", "service", "volunteering", "health"};
	static const char *const channels[] = {"", "web", "phone", "window", "visit", "paper"};
	return arena_format(act->arena, "%s %s", purposes[purpose], (size_t)channel < COUNT_OF(channels) ? channels[channel] : "");
}
