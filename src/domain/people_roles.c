/* SPDX-License-Identifier: Apache-2.0
 *
 * Who may act: roles granted on a subtree, and the checks that the other
 * verbs of people share.
 */
#include "domain/notices.h"
#include "domain/people_private.h"
#include "queries/people.h"

#define ROLES_PLAIN (ROLE_BIT(ROLE_RESIDENT) | ROLE_BIT(ROLE_VOLUNTEER)) /* what a person is without anybody's grant */
#define ROLES_UP_TO_CLERK (ROLE_BIT(ROLE_HELPER) | ROLE_BIT(ROLE_LEADER) | ROLE_BIT(ROLE_ORGANISATION) | ROLE_BIT(ROLE_CLERK))
#define ROLES_BUSINESS (ROLES_UP_TO_CLERK | ROLE_BIT(ROLE_MANAGER) | ROLE_BIT(ROLE_COUNTY))

static enum fail check_grant(const struct act *act, struct person_id id, enum role role, struct place_id place_id, enum people_refusal *ret_refusal);
static enum fail check_help(const struct act *act, const struct access *hers, enum people_refusal *ret_refusal);
static bool is_separated(unsigned held, enum role role);

enum fail people_grant(const struct act *act, struct person_id id, enum role role, struct place_id place_id,
	enum people_refusal *ret_refusal, struct role_id *ret_id)
{
	enum people_refusal refusal = PEOPLE_OK;
	check(act->txn != NULL && role > 0 && role < ROLE_COUNT);
	TRY(check_grant(act, id, role, place_id, &refusal));
	*ret_refusal = refusal;
	if (refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	struct role_id role_id = {ids_new(act->now_ms)};
	TRY(q_role_add(act->txn, &(struct role_add_in){.centre_id = act->centre_id, .id = role_id, .person_id = id, .role = role,
		.place_id = place_id, .granted_by = act->actor, .granted_at_ms = act->now_ms}, NULL));
	TRY(act_trail(act, "people.grant", "person", id.value, text_of(role_name(role))));
	if (!people_is_command(act))
		TRY(notices_tell_own(act, id, "role_granted"));
	*ret_id = role_id;
	return OK;
}

enum fail people_revoke(const struct act *act, struct role_id id, enum people_refusal *ret_refusal)
{
	bool is_found = false;
	unsigned mask = 0;
	struct role_get_row row = {0};
	check(act->txn != NULL);
	TRY(q_role_get(act->view, act->arena, &(struct role_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &row));
	if (is_found)
		TRY(people_grantable(act, row.place_id, &mask));
	if (!is_found || row.ended_at_ms != 0)
		*ret_refusal = PEOPLE_NOT_FOUND;
	else if (act->actor.value == row.person_id.value)
		*ret_refusal = PEOPLE_SELF;
	else
		*ret_refusal = (mask & ROLE_BIT(row.role)) != 0 ? PEOPLE_OK : PEOPLE_ROLE_TOO_HIGH;
	if (*ret_refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	TRY(q_role_end(act->txn, &(struct role_end_in){.centre_id = act->centre_id, .id = id, .ended_at_ms = act->now_ms}, NULL));
	TRY(notices_tell_own(act, row.person_id, "role_ended"));
	return act_trail(act, "people.revoke", "person", row.person_id.value, text_of(role_name((enum role)row.role)));
}

enum fail people_grantable(const struct act *act, struct place_id place_id, unsigned *ret_mask)
{
	struct access access;
	bool is_system = false;
	bool is_manager = false;
	if (people_is_command(act)) {
		*ret_mask = ~0u;
		return OK;
	}
	TRY(access_load(act, act->actor, &access));
	TRY(access_in_scope(act, &access, ROLE_BIT(ROLE_SYSTEM), place_id, &is_system));
	TRY(access_in_scope(act, &access, ROLE_BIT(ROLE_MANAGER) | ROLE_BIT(ROLE_COUNTY), place_id, &is_manager));
	*ret_mask = is_system ? ~ROLES_PLAIN : is_manager ? ROLES_UP_TO_CLERK : 0;
	return OK;
}

enum fail people_help_in(const struct act *act, struct person_id id, enum people_refusal *ret_refusal)
{
	bool is_found = false;
	bool may = false;
	struct place_id place;
	struct access mine;
	struct access hers;
	TRY(people_place(act, id, &is_found, &place));
	TRY(access_load(act, act->actor, &mine));
	TRY(access_load(act, id, &hers));
	if (is_found)
		TRY(access_in_scope(act, &mine, ROLES_STAFF | ROLE_BIT(ROLE_SYSTEM), place, &may));
	if (!is_found || !may)
		*ret_refusal = is_found ? PEOPLE_NOT_ALLOWED : PEOPLE_NOT_FOUND;
	else
		*ret_refusal = act->actor.value == id.value ? PEOPLE_SELF : PEOPLE_OK;
	if (*ret_refusal == PEOPLE_OK)
		TRY(check_help(act, &hers, ret_refusal));
	return *ret_refusal == PEOPLE_OK ? OK : FAIL_REFUSED;
}

enum fail people_staff_may(const struct act *act, struct place_id place_id, bool *ret_may)
{
	struct access access;
	if (people_is_command(act)) {
		*ret_may = true;
		return OK;
	}
	TRY(access_load(act, act->actor, &access));
	return access_in_scope(act, &access, ROLES_STAFF, place_id, ret_may);
}

enum fail people_place(const struct act *act, struct person_id id, bool *ret_is_found, struct place_id *ret_place)
{
	struct person_get_row row = {0};
	TRY(q_person_get(act->view, act->arena, &(struct person_get_in){.centre_id = act->centre_id, .id = id}, ret_is_found, &row));
	*ret_place = row.place_id;
	return OK;
}

enum fail people_may_act_for(const struct act *act, struct person_id id, bool is_kin_enough, enum people_refusal *ret_refusal)
{
	bool is_found = false;
	bool may = false;
	struct place_id place;
	TRY(people_place(act, id, &is_found, &place));
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

bool people_is_command(const struct act *act)
{
	return act->source == ACT_CLI || act->source == ACT_DEMO;
}

/* The command line may what the rules forbid: the first administrator has nobody above her. */
static enum fail check_grant(const struct act *act, struct person_id id, enum role role, struct place_id place_id, enum people_refusal *ret_refusal)
{
	bool is_known = false;
	unsigned mask = 0;
	struct place_id home;
	struct access held;
	TRY(people_place(act, id, &is_known, &home));
	TRY(people_grantable(act, place_id, &mask));
	TRY(access_load(act, id, &held));
	if (!is_known)
		*ret_refusal = PEOPLE_NOT_FOUND;
	else if (act->actor.value == id.value)
		*ret_refusal = PEOPLE_SELF;
	else if ((mask & ROLE_BIT(role)) == 0)
		*ret_refusal = PEOPLE_ROLE_TOO_HIGH;
	else if (is_separated(held.mask, role) && !people_is_command(act))
		*ret_refusal = PEOPLE_SEPARATED;
	else
		*ret_refusal = PEOPLE_OK;
	for (size_t i = 0; i < held.count && *ret_refusal == PEOPLE_OK; i++) {
		if (held.roles[i].role == role && held.roles[i].place_id.value == place_id.value)
			*ret_refusal = PEOPLE_ALREADY;
	}
	return OK;
}

/* A code opens all that its owner may do: every role of hers has to be one that the actor could grant. */
static enum fail check_help(const struct act *act, const struct access *hers, enum people_refusal *ret_refusal)
{
	for (size_t i = 0; i < hers->count && *ret_refusal == PEOPLE_OK; i++) {
		unsigned mask = 0;
		TRY(people_grantable(act, hers->roles[i].place_id, &mask));
		if (((mask | ROLES_PLAIN) & ROLE_BIT(hers->roles[i].role)) == 0)
			*ret_refusal = PEOPLE_ROLE_TOO_HIGH;
	}
	return OK;
}

/* Who runs the system, who audits it and who works in it are three people (standards: three-role separation). */
static bool is_separated(unsigned held, enum role role)
{
	static const unsigned sides[] = {ROLE_BIT(ROLE_SYSTEM), ROLE_BIT(ROLE_AUDITOR), ROLES_BUSINESS};
	unsigned others = 0;
	for (size_t i = 0; i < COUNT_OF(sides); i++)
		others |= (sides[i] & ROLE_BIT(role)) == 0 ? sides[i] : 0;
	return (ROLE_BIT(role) & ROLES_PLAIN) == 0 && (held & others) != 0;
}
