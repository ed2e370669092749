/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/people.h"

#include "base/limits.h"
#include "base/when.h"
#include "domain/people_private.h"
#include "domain/places.h"
#include "queries/people.h"

#define CONSENT_TEXT_VERSION 1
#define REACH_MIN_M 300
#define REACH_MAX_M 30000

static enum fail check_grant(const struct act *act, struct person_id id, enum role role, struct place_id place_id, bool is_known,
	enum people_refusal *ret_refusal);
static enum fail may_grant(const struct act *act, enum role role, struct place_id place_id, bool *ret_may);
static enum fail person_place(const struct act *act, struct person_id id, bool *ret_found, struct place_id *ret_place);
static enum fail may_act_for(const struct act *act, struct person_id id, bool is_kin_enough, enum people_refusal *ret_refusal);
static bool is_command(const struct act *act);

enum fail people_grant(const struct act *act, struct person_id id, enum role role, struct place_id place_id,
	enum people_refusal *ret_refusal, struct role_id *ret_id)
{
	bool is_known = false;
	struct place_id home;
	enum people_refusal refusal = PEOPLE_OK;
	check(act->txn != NULL && role > 0 && role < ROLE_COUNT);
	TRY(person_place(act, id, &is_known, &home));
	TRY(check_grant(act, id, role, place_id, is_known, &refusal));
	*ret_refusal = refusal;
	if (refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	struct role_id role_id = {ids_new(act->now_ms)};
	TRY(q_role_add(act->txn, &(struct role_add_in){.centre_id = act->centre_id, .id = role_id, .person_id = id, .role = role,
		.place_id = place_id, .granted_by = act->actor, .granted_at_ms = act->now_ms}, NULL));
	TRY(act_trail(act, "people.grant", "person", id.value, text_of(role_name(role))));
	*ret_id = role_id;
	return OK;
}

enum fail people_revoke(const struct act *act, struct role_id id, enum people_refusal *ret_refusal)
{
	bool is_found = false;
	bool may = false;
	struct role_get_row row;
	check(act->txn != NULL);
	TRY(q_role_get(act->view, act->arena, &(struct role_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &row));
	if (is_found)
		TRY(may_grant(act, (enum role)row.role, row.place_id, &may));
	*ret_refusal = !is_found ? PEOPLE_NOT_FOUND : may ? PEOPLE_OK : PEOPLE_ROLE_TOO_HIGH;
	if (*ret_refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	TRY(q_role_end(act->txn, &(struct role_end_in){.centre_id = act->centre_id, .id = id, .ended_at_ms = act->now_ms}, NULL));
	return act_trail(act, "people.revoke", "person", row.person_id.value, text_of(role_name((enum role)row.role)));
}

enum fail people_link_kin(const struct act *act, const struct people_kin_options *options, enum people_refusal *ret_refusal, struct kin_id *ret_id)
{
	bool is_known = false;
	bool is_kin_known = false;
	bool may = false;
	struct place_id place;
	struct place_id kin_place;
	check(act->txn != NULL);
	TRY(person_place(act, options->person_id, &is_known, &place));
	TRY(person_place(act, options->kin_id, &is_kin_known, &kin_place));
	if (is_known)
		TRY(people_staff_may(act, place, &may));
	enum people_refusal refusal = PEOPLE_OK;
	if (!is_known || !is_kin_known)
		refusal = PEOPLE_NOT_FOUND;
	else if (!may)
		refusal = PEOPLE_NOT_ALLOWED;
	else if (options->person_id.value == options->kin_id.value)
		refusal = PEOPLE_SELF;
	else if (text_is_empty(text_trim(options->evidence)))
		refusal = PEOPLE_NO_EVIDENCE;
	*ret_refusal = refusal;
	if (refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	struct kin_id id = {ids_new(act->now_ms)};
	TRY(q_kin_add(act->txn, &(struct kin_add_in){.centre_id = act->centre_id, .id = id, .person_id = options->person_id,
		.kin_person_id = options->kin_id, .relation = options->relation, .evidence = text_trim(options->evidence),
		.may_order = options->may_order, .may_rate = options->may_rate, .may_spend = options->may_spend,
		.recorded_by = act->actor, .created_at_ms = act->now_ms}, NULL));
	TRY(act_trail(act, "people.link_kin", "person", options->person_id.value, TEXT_NONE));
	*ret_id = id;
	return OK;
}

enum fail people_unlink_kin(const struct act *act, struct kin_id id, struct person_id person_id, enum people_refusal *ret_refusal)
{
	int64_t changed = 0;
	check(act->txn != NULL);
	TRY(may_act_for(act, person_id, false, ret_refusal));
	if (*ret_refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	TRY(q_kin_end(act->txn, &(struct kin_end_in){.centre_id = act->centre_id, .id = id, .person_id = person_id,
		.ended_at_ms = act->now_ms}, &changed));
	if (changed == 0) {
		*ret_refusal = PEOPLE_NOT_FOUND;
		return FAIL_REFUSED;
	}
	return act_trail(act, "people.unlink_kin", "person", person_id.value, TEXT_NONE);
}

enum fail people_consent(const struct act *act, struct person_id id, enum consent_purpose purpose, enum channel channel, bool is_given,
	enum people_refusal *ret_refusal)
{
	check(act->txn != NULL && purpose > 0 && purpose < CONSENT_PURPOSE_COUNT);
	TRY(may_act_for(act, id, true, ret_refusal));
	if (*ret_refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	if (is_given)
		TRY(people_write_consent(act, id, purpose, channel));
	else
		TRY(q_consent_withdraw(act->txn, &(struct consent_withdraw_in){.centre_id = act->centre_id, .person_id = id,
			.purpose = purpose, .withdrawn_at_ms = act->now_ms}, NULL));
	return act_trail(act, is_given ? "people.consent" : "people.withdraw_consent", "person", id.value, TEXT_NONE);
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

enum fail people_volunteer(const struct act *act, struct person_id id, int32_t reach_m, enum people_refusal *ret_refusal)
{
	bool has_consent = false;
	bool is_found = false;
	struct volunteer_count_row count = {0};
	struct place_id place;
	int64_t changed = 0;
	check(act->txn != NULL);
	TRY(may_act_for(act, id, false, ret_refusal));
	TRY(people_has_consent(act, id, CONSENT_VOLUNTEERING, &has_consent));
	if (*ret_refusal == PEOPLE_OK && !has_consent)
		*ret_refusal = PEOPLE_NO_CONSENT;
	if (*ret_refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	TRY(q_volunteer_count(act->view, act->arena, &(struct volunteer_count_in){.centre_id = act->centre_id}, &is_found, &count));
	if (reach_m < REACH_MIN_M)
		reach_m = REACH_MIN_M;
	if (reach_m > REACH_MAX_M)
		reach_m = REACH_MAX_M;
	TRY(q_volunteer_add(act->txn, &(struct volunteer_add_in){.centre_id = act->centre_id, .person_id = id,
		.number = arena_format(act->arena, "BD%05lld", (long long)count.count + 1), .since_ms = act->now_ms, .reach_m = reach_m}, &changed));
	if (changed == 0)
		return OK;
	TRY(person_place(act, id, &is_found, &place));
	TRY(q_role_add(act->txn, &(struct role_add_in){.centre_id = act->centre_id, .id = {ids_new(act->now_ms)}, .person_id = id,
		.role = ROLE_VOLUNTEER, .place_id = place, .granted_by = act->actor, .granted_at_ms = act->now_ms}, NULL));
	return act_trail(act, "people.volunteer", "person", id.value, TEXT_NONE);
}

enum fail people_pause(const struct act *act, struct person_id id, int64_t until_ms, enum people_refusal *ret_refusal)
{
	int64_t changed = 0;
	check(act->txn != NULL);
	TRY(may_act_for(act, id, false, ret_refusal));
	if (*ret_refusal == PEOPLE_OK)
		TRY(q_volunteer_pause(act->txn, &(struct volunteer_pause_in){.centre_id = act->centre_id, .person_id = id,
			.paused_until_ms = until_ms}, &changed));
	if (*ret_refusal == PEOPLE_OK && changed == 0)
		*ret_refusal = PEOPLE_NOT_FOUND;
	return *ret_refusal == PEOPLE_OK ? act_trail(act, "people.pause", "person", id.value, TEXT_NONE) : FAIL_REFUSED;
}

enum fail people_set_skills(const struct act *act, struct person_id id, const struct text *skills, size_t count, enum people_refusal *ret_refusal)
{
	check(act->txn != NULL);
	TRY(may_act_for(act, id, false, ret_refusal));
	if (*ret_refusal == PEOPLE_OK && count > LIMIT_SKILLS)
		*ret_refusal = PEOPLE_SKILLS_TOO_MANY;
	if (*ret_refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	TRY(q_person_skills_clear(act->txn, &(struct person_skills_clear_in){.centre_id = act->centre_id, .person_id = id}, NULL));
	for (size_t i = 0; i < count; i++)
		TRY(q_person_skill_put(act->txn, &(struct person_skill_put_in){.centre_id = act->centre_id, .person_id = id,
			.skill = skills[i], .valid_until_day = 0}, NULL));
	return act_trail(act, "people.set_skills", "person", id.value, TEXT_NONE);
}

enum fail people_set_free_times(const struct act *act, struct person_id id, const struct person_free_time *times, size_t count,
	enum people_refusal *ret_refusal)
{
	check(act->txn != NULL);
	TRY(may_act_for(act, id, false, ret_refusal));
	for (size_t i = 0; i < count && *ret_refusal == PEOPLE_OK; i++) {
		if (count > LIMIT_SKILLS || times[i].weekday < 1 || times[i].weekday > 7 || times[i].from_min < 0
			|| times[i].to_min > 24 * 60 || times[i].to_min - times[i].from_min < 15)
			*ret_refusal = PEOPLE_TIME_INVALID;
	}
	if (*ret_refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	TRY(q_free_times_clear(act->txn, &(struct free_times_clear_in){.centre_id = act->centre_id, .person_id = id}, NULL));
	for (size_t i = 0; i < count; i++)
		TRY(q_free_time_add(act->txn, &(struct free_time_add_in){.centre_id = act->centre_id, .person_id = id,
			.weekday = times[i].weekday, .from_min = times[i].from_min, .to_min = times[i].to_min}, NULL));
	return act_trail(act, "people.set_free_times", "person", id.value, TEXT_NONE);
}

enum fail people_staff_may(const struct act *act, struct place_id place_id, bool *ret_may)
{
	struct access access;
	if (is_command(act)) {
		*ret_may = true;
		return OK;
	}
	TRY(access_load(act, act->actor, &access));
	return access_in_scope(act, &access, ROLES_STAFF, place_id, ret_may);
}

static enum fail check_grant(const struct act *act, struct person_id id, enum role role, struct place_id place_id, bool is_known,
	enum people_refusal *ret_refusal)
{
	bool may = false;
	TRY(may_grant(act, role, place_id, &may));
	if (!is_known)
		*ret_refusal = PEOPLE_NOT_FOUND;
	else if (act->actor.value == id.value)
		*ret_refusal = PEOPLE_SELF;
	else
		*ret_refusal = may ? PEOPLE_OK : PEOPLE_ROLE_TOO_HIGH;
	return OK;
}

/* The system administrator and the command line any role; a manager up to clerk inside her own subtree. */
static enum fail may_grant(const struct act *act, enum role role, struct place_id place_id, bool *ret_may)
{
	struct access access;
	bool may = is_command(act);
	if (!may) {
		TRY(access_load(act, act->actor, &access));
		TRY(access_in_scope(act, &access, ROLE_BIT(ROLE_SYSTEM), place_id, &may));
		if (!may && role <= ROLE_CLERK)
			TRY(access_in_scope(act, &access, ROLE_BIT(ROLE_MANAGER), place_id, &may));
	}
	*ret_may = may;
	return OK;
}

static enum fail person_place(const struct act *act, struct person_id id, bool *ret_found, struct place_id *ret_place)
{
	struct person_get_row row = {0};
	TRY(q_person_get(act->view, act->arena, &(struct person_get_in){.centre_id = act->centre_id, .id = id}, ret_found, &row));
	*ret_place = row.place_id;
	return OK;
}

/* Herself, staff in scope, and where it is enough, kin who may order for her. */
static enum fail may_act_for(const struct act *act, struct person_id id, bool is_kin_enough, enum people_refusal *ret_refusal)
{
	bool is_found = false;
	bool may = false;
	struct place_id place;
	TRY(person_place(act, id, &is_found, &place));
	if (is_found && act->actor.value != id.value) {
		TRY(people_staff_may(act, place, &may));
		if (!may && is_kin_enough)
			TRY(access_kin_may(act, act->actor, id, KIN_ORDER, &may));
	} else {
		may = is_found;
	}
	*ret_refusal = !is_found ? PEOPLE_NOT_FOUND : may ? PEOPLE_OK : PEOPLE_NOT_ALLOWED;
	return OK;
}

static bool is_command(const struct act *act)
{
	return act->source == ACT_CLI || act->source == ACT_DEMO;
}
