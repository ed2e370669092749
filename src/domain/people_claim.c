/* SPDX-License-Identifier: Apache-2.0
 *
 * A volunteer by her own word: registering herself, and the skills she says
 * she has until staff confirm them.
 */
#include "base/limits.h"
#include "base/when.h"
#include "domain/notices.h"
#include "domain/people_private.h"
#include "queries/people.h"

static enum fail check_age(const struct act *act, struct person_id id, enum people_refusal *ret_refusal);
static enum fail check_claim(const struct act *act, struct person_id id, struct text skill, struct text note, enum people_refusal *ret_refusal);

enum fail people_join(const struct act *act, struct person_id id, bool has_consent, int32_t reach_m, enum people_refusal *ret_refusal)
{
	bool is_known = false;
	struct place_id place;
	check(act->txn != NULL);
	TRY(people_place(act, id, &is_known, &place));
	*ret_refusal = !is_known ? PEOPLE_NOT_FOUND : act->actor.value != id.value ? PEOPLE_NOT_ALLOWED : PEOPLE_OK;
	if (*ret_refusal == PEOPLE_OK)
		TRY(check_age(act, id, ret_refusal));
	if (*ret_refusal == PEOPLE_OK && !has_consent)
		*ret_refusal = PEOPLE_NO_CONSENT;
	if (*ret_refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	TRY(people_consent(act, id, CONSENT_VOLUNTEERING, CHANNEL_WEB, true, ret_refusal));
	return people_volunteer(act, id, reach_m, ret_refusal);
}

enum fail people_claim_skill(const struct act *act, struct person_id id, struct text skill, struct text note, enum people_refusal *ret_refusal)
{
	check(act->txn != NULL && !text_is_empty(skill));
	TRY(check_claim(act, id, skill, note, ret_refusal));
	if (*ret_refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	TRY(q_skill_claim_add(act->txn, &(struct skill_claim_add_in){.centre_id = act->centre_id, .id = {ids_new(act->now_ms)}, .person_id = id,
		.skill = skill, .note = text_trim(note), .asked_at_ms = act->now_ms}, NULL));
	return act_trail(act, "people.claim_skill", "person", id.value, skill);
}

enum fail people_decide_skill(const struct act *act, const struct people_decide_options *options, enum people_refusal *ret_refusal)
{
	bool is_found = false;
	bool may = false;
	struct skill_claim_get_row claim = {0};
	check(act->txn != NULL);
	TRY(q_skill_claim_get(act->view, act->arena, &(struct skill_claim_get_in){.centre_id = act->centre_id, .id = options->id}, &is_found, &claim));
	if (is_found)
		TRY(people_staff_may(act, claim.place_id, &may));
	if (!may) /* out of scope is told like absent */
		*ret_refusal = PEOPLE_NOT_FOUND;
	else if (act->actor.value == claim.person_id.value)
		*ret_refusal = PEOPLE_SELF;
	else if (claim.decided_at_ms != 0)
		*ret_refusal = PEOPLE_ALREADY;
	else if (!options->is_confirmed && text_is_empty(text_trim(options->reason)))
		*ret_refusal = PEOPLE_NO_REASON;
	else
		*ret_refusal = PEOPLE_OK;
	if (*ret_refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	TRY(q_skill_claim_decide(act->txn, &(struct skill_claim_decide_in){.centre_id = act->centre_id, .id = options->id, .decided_by = act->actor,
		.decided_at_ms = act->now_ms, .is_confirmed = options->is_confirmed, .reason = text_trim(options->reason)}, NULL));
	TRY(notices_tell_own(act, claim.person_id, options->is_confirmed ? "skill_confirmed" : "skill_declined"));
	if (options->is_confirmed)
		return people_set_skill(act, claim.person_id, claim.skill, options->valid_until_day, ret_refusal);
	return act_trail(act, "people.decline_skill", "person", claim.person_id.value, claim.skill);
}

/* Eighteen, or a parent or guardian on record (Regulations on Volunteer Services, minors under article 7). */
static enum fail check_age(const struct act *act, struct person_id id, enum people_refusal *ret_refusal)
{
	bool is_found = false;
	struct person_get_row person;
	struct guardian_of_row guardian;
	TRY(q_person_get(act->view, act->arena, &(struct person_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &person));
	check(is_found);
	if (!person.has_birth_day) {
		*ret_refusal = PEOPLE_AGE_UNKNOWN;
		return OK;
	}
	if (when_age((int32_t)person.birth_day, when_local_day(act->now_ms)) >= PEOPLE_ADULT_YEARS)
		return OK;
	TRY(q_guardian_of(act->view, act->arena, &(struct guardian_of_in){.centre_id = act->centre_id, .person_id = id}, &is_found, &guardian));
	*ret_refusal = is_found ? PEOPLE_OK : PEOPLE_TOO_YOUNG;
	return OK;
}

static enum fail check_claim(const struct act *act, struct person_id id, struct text skill, struct text note, enum people_refusal *ret_refusal)
{
	struct person_skill_list_rows held;
	struct volunteer_get_row row;
	bool is_volunteer = false;
	int32_t today = when_local_day(act->now_ms);
	TRY(people_may_act_for(act, id, false, ret_refusal));
	TRY(q_volunteer_get(act->view, act->arena, &(struct volunteer_get_in){.centre_id = act->centre_id, .person_id = id}, &is_volunteer, &row));
	TRY(q_person_skill_list(act->view, act->arena, &(struct person_skill_list_in){.centre_id = act->centre_id, .person_id = id}, &held));
	if (*ret_refusal == PEOPLE_OK && !is_volunteer)
		*ret_refusal = PEOPLE_NOT_VOLUNTEER;
	else if (*ret_refusal == PEOPLE_OK && text_count_points(note) > LIMIT_NOTE_POINTS)
		*ret_refusal = PEOPLE_NOTE_TOO_LONG;
	for (size_t i = 0; i < held.count && *ret_refusal == PEOPLE_OK; i++) {
		bool is_live = held.rows[i].valid_until_day == 0 || held.rows[i].valid_until_day >= today;
		if (is_live && text_equal(held.rows[i].skill, skill))
			*ret_refusal = PEOPLE_ALREADY;
	}
	return OK;
}
