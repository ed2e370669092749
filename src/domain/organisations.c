/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/organisations.h"

#include "base/limits.h"
#include "domain/notices.h"
#include "domain/people.h"
#include "queries/organisations.h"
#include "queries/people.h"
#include "queries/places.h"
#include "queries/teams.h"
#include "text/uscc.h"

/* An organisation as a verb finds it. */
struct keeping {
	struct organisation_id id;
	struct organisation_get_row row;
	enum organisation_refusal refusal;
};

static bool is_command(const struct act *act);
static enum fail may_keep(const struct act *act, struct place_id place_id, bool *ret_may);
static enum fail check_add(const struct act *act, const struct organisations_add_options *options, enum organisation_refusal *ret_refusal);
static enum fail check_name(const struct act *act, struct organisation_id id, struct text name, enum organisation_refusal *ret_refusal);
static enum fail keep(const struct act *act, struct organisation_id id, bool is_closed, struct keeping *ret_keeping);
static enum fail check_join(const struct act *act, struct person_id person_id, struct keeping *keeping);
static enum fail check_member(const struct act *act, struct person_id person_id, struct keeping *keeping, bool *ret_leads);
static enum fail check_lead(const struct act *act, struct person_id person_id, bool is_leader, struct keeping *keeping);
static enum fail give_role(const struct act *act, struct person_id person_id, struct place_id place_id, enum organisation_refusal *ret_refusal);
static enum fail take_role(const struct act *act, struct person_id person_id, struct keeping *keeping);
static enum fail passed(enum fail fail, enum people_refusal refusal, enum organisation_refusal *ret_refusal);
static enum fail tell_leaders(const struct act *act, struct organisation_id id, const char *kind);
static enum fail refuse(enum organisation_refusal refusal, enum organisation_refusal *ret_refusal);

const char *organisation_refusal_name(enum organisation_refusal refusal)
{
	static const char *const names[ORGANISATION_REFUSAL_COUNT] = {"ok", "not_found", "place_missing", "not_allowed", "closed", "not_closed",
		"status_invalid", "no_name", "name_too_long", "name_taken", "code_invalid", "person_missing", "already", "full", "not_member", "leads",
		"not_leader", "self", "role_too_high", "separated"};
	check(refusal >= 0 && refusal < ORGANISATION_REFUSAL_COUNT);
	return names[refusal];
}

enum fail organisations_add(const struct act *act, const struct organisations_add_options *options,
	enum organisation_refusal *ret_refusal, struct organisation_id *ret_id)
{
	check(act->txn != NULL);
	TRY(check_add(act, options, ret_refusal));
	TRY(refuse(*ret_refusal, ret_refusal));
	struct organisation_id id = {ids_new(act->now_ms)};
	TRY(q_organisation_add(act->txn, &(struct organisation_add_in){.centre_id = act->centre_id, .id = id,
		.parent_id = options->parent_id, .name = text_trim(options->name), .kind = options->kind, .status = options->status,
		.credit_code = options->credit_code, .place_id = options->place_id, .created_at_ms = act->now_ms}, NULL));
	TRY(act_trail(act, "organisations.add", "organisation", id.value, TEXT_NONE));
	*ret_id = id;
	return OK;
}

enum fail organisations_rename(const struct act *act, struct organisation_id id, struct text name, enum organisation_refusal *ret_refusal)
{
	struct keeping keeping;
	check(act->txn != NULL);
	TRY(keep(act, id, false, &keeping));
	if (keeping.refusal == ORGANISATION_OK)
		TRY(check_name(act, id, text_trim(name), &keeping.refusal));
	TRY(refuse(keeping.refusal, ret_refusal));
	if (text_equal(text_trim(name), keeping.row.name))
		return OK;
	TRY(q_organisation_rename(act->txn, &(struct organisation_rename_in){.centre_id = act->centre_id, .id = id, .name = text_trim(name)}, NULL));
	return act_trail(act, "organisations.rename", "organisation", id.value, keeping.row.name);
}

enum fail organisations_close(const struct act *act, struct organisation_id id, enum organisation_refusal *ret_refusal)
{
	struct keeping keeping;
	check(act->txn != NULL);
	TRY(keep(act, id, false, &keeping));
	TRY(refuse(keeping.refusal, ret_refusal));
	TRY(q_organisation_set_status(act->txn, &(struct organisation_set_status_in){.centre_id = act->centre_id, .id = id, .status = ORGANISATION_EXITED},
		NULL));
	TRY(tell_leaders(act, id, "team_closed"));
	return act_trail(act, "organisations.close", "organisation", id.value, keeping.row.name);
}

enum fail organisations_reopen(const struct act *act, struct organisation_id id, enum organisation_status status,
	enum organisation_refusal *ret_refusal)
{
	struct keeping keeping;
	check(act->txn != NULL);
	TRY(keep(act, id, true, &keeping));
	if (keeping.refusal == ORGANISATION_OK && (status < ORGANISATION_INCUBATING || status >= ORGANISATION_EXITED))
		keeping.refusal = ORGANISATION_STATUS_INVALID;
	TRY(refuse(keeping.refusal, ret_refusal));
	TRY(q_organisation_set_status(act->txn, &(struct organisation_set_status_in){.centre_id = act->centre_id, .id = id, .status = status}, NULL));
	TRY(tell_leaders(act, id, "team_reopened"));
	return act_trail(act, "organisations.reopen", "organisation", id.value, keeping.row.name);
}

enum fail organisations_join(const struct act *act, struct organisation_id id, struct person_id person_id, enum organisation_refusal *ret_refusal)
{
	struct keeping keeping;
	check(act->txn != NULL);
	TRY(keep(act, id, false, &keeping));
	if (keeping.refusal == ORGANISATION_OK)
		TRY(check_join(act, person_id, &keeping));
	TRY(refuse(keeping.refusal, ret_refusal));
	TRY(q_membership_put(act->txn, &(struct membership_put_in){.centre_id = act->centre_id, .organisation_id = id,
		.person_id = person_id, .is_leader = false, .joined_at_ms = act->now_ms}, NULL));
	if (!is_command(act))
		TRY(notices_tell_own(act, person_id, "team_joined"));
	return act_trail(act, "organisations.join", "person", person_id.value, keeping.row.name);
}

enum fail organisations_leave(const struct act *act, struct organisation_id id, struct person_id person_id, enum organisation_refusal *ret_refusal)
{
	struct keeping keeping;
	bool leads = false;
	check(act->txn != NULL);
	TRY(keep(act, id, false, &keeping));
	if (keeping.refusal == ORGANISATION_OK)
		TRY(check_member(act, person_id, &keeping, &leads));
	if (keeping.refusal == ORGANISATION_OK && leads)
		keeping.refusal = ORGANISATION_LEADS;
	TRY(refuse(keeping.refusal, ret_refusal));
	TRY(q_membership_end(act->txn, &(struct membership_end_in){.centre_id = act->centre_id, .organisation_id = id,
		.person_id = person_id, .ended_at_ms = act->now_ms}, NULL));
	TRY(notices_tell_own(act, person_id, "team_left"));
	return act_trail(act, "organisations.leave", "person", person_id.value, keeping.row.name);
}

enum fail organisations_lead(const struct act *act, struct organisation_id id, struct person_id person_id, bool is_leader,
	enum organisation_refusal *ret_refusal)
{
	struct keeping keeping;
	check(act->txn != NULL);
	TRY(keep(act, id, false, &keeping));
	if (keeping.refusal == ORGANISATION_OK)
		TRY(check_lead(act, person_id, is_leader, &keeping));
	if (keeping.refusal == ORGANISATION_OK)
		TRY(is_leader ? give_role(act, person_id, keeping.row.place_id, &keeping.refusal) : take_role(act, person_id, &keeping));
	TRY(refuse(keeping.refusal, ret_refusal));
	TRY(q_membership_lead(act->txn, &(struct membership_lead_in){.centre_id = act->centre_id, .organisation_id = id, .person_id = person_id,
		.is_leader = is_leader}, NULL));
	if (!is_command(act))
		TRY(notices_tell_own(act, person_id, is_leader ? "team_leads" : "team_leads_no_more"));
	return act_trail(act, is_leader ? "organisations.lead" : "organisations.unlead", "person", person_id.value, keeping.row.name);
}

enum fail organisations_in_charge(const struct act *act, struct organisation_charges *charges, struct organisation_id id, struct place_id place_id,
	struct text *ret_name)
{
	struct in_charge_row row = {.name = TEXT_NONE};
	bool is_found = false;
	check(place_id.value != 0 && charges->count <= ORGANISATION_CHARGES);
	for (size_t i = 0; i < charges->count; i++) {
		if (charges->kept[i].id.value != id.value || charges->kept[i].place_id.value != place_id.value)
			continue;
		*ret_name = charges->kept[i].name;
		return OK;
	}
	TRY(q_in_charge(act->view, act->arena, &(struct in_charge_in){.centre_id = act->centre_id, .organisation_id = id, .place_id = place_id}, &is_found, &row));
	check(is_found); /* it always answers */
	if (charges->count < ORGANISATION_CHARGES) {
		charges->kept[charges->count].id = id;
		charges->kept[charges->count].place_id = place_id;
		charges->kept[charges->count++].name = row.name;
	}
	*ret_name = row.name;
	return OK;
}

static bool is_command(const struct act *act)
{
	return act->source == ACT_CLI || act->source == ACT_DEMO;
}

static enum fail may_keep(const struct act *act, struct place_id place_id, bool *ret_may)
{
	struct access access;
	*ret_may = is_command(act);
	if (*ret_may)
		return OK;
	TRY(access_load(act, act->actor, &access));
	return access_in_scope(act, &access, ROLES_STAFF, place_id, ret_may);
}

static enum fail check_add(const struct act *act, const struct organisations_add_options *options, enum organisation_refusal *ret_refusal)
{
	struct place_get_row place;
	struct uscc code;
	bool is_found = false;
	bool may = false;
	TRY(q_place_get(act->view, act->arena, &(struct place_get_in){.centre_id = act->centre_id, .id = options->place_id}, &is_found, &place));
	TRY(may_keep(act, options->place_id, &may));
	*ret_refusal = !is_found ? ORGANISATION_PLACE_MISSING : may ? ORGANISATION_OK : ORGANISATION_NOT_ALLOWED;
	if (*ret_refusal == ORGANISATION_OK)
		TRY(check_name(act, (struct organisation_id){0}, text_trim(options->name), ret_refusal));
	if (*ret_refusal == ORGANISATION_OK && !text_is_empty(options->credit_code) && uscc_read(options->credit_code, &code) != USCC_OK)
		*ret_refusal = ORGANISATION_CODE_INVALID;
	return OK;
}

static enum fail check_name(const struct act *act, struct organisation_id id, struct text name, enum organisation_refusal *ret_refusal)
{
	struct organisation_by_name_row same;
	bool is_found = false;
	TRY(q_organisation_by_name(act->view, act->arena, &(struct organisation_by_name_in){.centre_id = act->centre_id, .name = name}, &is_found, &same));
	if (text_is_empty(name))
		*ret_refusal = ORGANISATION_NO_NAME;
	else if (text_count_points(name) > LIMIT_TITLE_POINTS)
		*ret_refusal = ORGANISATION_NAME_TOO_LONG;
	else if (is_found && same.id.value != id.value)
		*ret_refusal = ORGANISATION_NAME_TAKEN;
	return OK;
}

/* Whether it is there, the actor's to keep, and at work (or, for who takes it up again, not). */
static enum fail keep(const struct act *act, struct organisation_id id, bool is_closed, struct keeping *ret_keeping)
{
	bool is_found = false;
	bool may = false;
	*ret_keeping = (struct keeping){.id = id};
	TRY(q_organisation_get(act->view, act->arena, &(struct organisation_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &ret_keeping->row));
	if (is_found)
		TRY(may_keep(act, ret_keeping->row.place_id, &may));
	bool has_left = is_found && ret_keeping->row.status == ORGANISATION_EXITED;
	if (!is_found)
		ret_keeping->refusal = ORGANISATION_NOT_FOUND;
	else if (!may)
		ret_keeping->refusal = ORGANISATION_NOT_ALLOWED;
	else if (has_left != is_closed)
		ret_keeping->refusal = has_left ? ORGANISATION_CLOSED : ORGANISATION_NOT_CLOSED;
	return OK;
}

static enum fail check_join(const struct act *act, struct person_id person_id, struct keeping *keeping)
{
	struct person_get_row person;
	struct membership_get_row membership;
	struct membership_count_row members = {.count = 0};
	bool is_known = false;
	bool is_member = false;
	bool is_counted = false;
	bool may = false;
	TRY(q_person_get(act->view, act->arena, &(struct person_get_in){.centre_id = act->centre_id, .id = person_id}, &is_known, &person));
	if (is_known)
		TRY(may_keep(act, person.place_id, &may));
	TRY(q_membership_get(act->view, act->arena, &(struct membership_get_in){.centre_id = act->centre_id, .organisation_id = keeping->id,
		.person_id = person_id}, &is_member, &membership));
	TRY(q_membership_count(act->view, act->arena, &(struct membership_count_in){.centre_id = act->centre_id, .organisation_id = keeping->id}, &is_counted,
		&members));
	if (!may)
		keeping->refusal = ORGANISATION_PERSON_MISSING;
	else if (is_member)
		keeping->refusal = ORGANISATION_ALREADY;
	else if (members.count >= LIMIT_TEAM_MEMBERS)
		keeping->refusal = ORGANISATION_FULL;
	return OK;
}

static enum fail check_member(const struct act *act, struct person_id person_id, struct keeping *keeping, bool *ret_leads)
{
	struct membership_get_row membership = {.is_leader = false};
	bool is_member = false;
	TRY(q_membership_get(act->view, act->arena, &(struct membership_get_in){.centre_id = act->centre_id, .organisation_id = keeping->id,
		.person_id = person_id}, &is_member, &membership));
	if (!is_member)
		keeping->refusal = ORGANISATION_NOT_MEMBER;
	*ret_leads = is_member && membership.is_leader;
	return OK;
}

/* The same rights to name and to take back: who could not grant the role ends it neither. */
static enum fail check_lead(const struct act *act, struct person_id person_id, bool is_leader, struct keeping *keeping)
{
	unsigned mask = 0;
	bool leads = false;
	TRY(people_grantable(act, keeping->row.place_id, &mask));
	TRY(check_member(act, person_id, keeping, &leads));
	if (keeping->refusal != ORGANISATION_OK)
		return OK;
	if (leads == is_leader)
		keeping->refusal = is_leader ? ORGANISATION_ALREADY : ORGANISATION_NOT_LEADER;
	else if (act->actor.value == person_id.value && !is_command(act))
		keeping->refusal = ORGANISATION_SELF;
	else if ((mask & ROLE_BIT(ROLE_LEADER)) == 0)
		keeping->refusal = ORGANISATION_ROLE_TOO_HIGH;
	return OK;
}

static enum fail give_role(const struct act *act, struct person_id person_id, struct place_id place_id, enum organisation_refusal *ret_refusal)
{
	struct access hers;
	struct role_id role_id;
	enum people_refusal refusal = PEOPLE_OK;
	TRY(access_load(act, person_id, &hers));
	if ((hers.mask & ROLE_BIT(ROLE_LEADER)) != 0)
		return OK;
	enum fail fail = people_grant(act, person_id, ROLE_LEADER, place_id, &refusal, &role_id);
	return passed(fail, refusal, ret_refusal);
}

/* The role goes with the last team she leads; one that she holds on another place was not given here. */
static enum fail take_role(const struct act *act, struct person_id person_id, struct keeping *keeping)
{
	struct team_led_rows led;
	struct role_list_rows roles;
	TRY(q_team_led(act->view, act->arena, &(struct team_led_in){.centre_id = act->centre_id, .person_id = person_id}, &led));
	if (led.count > 1)
		return OK;
	TRY(q_role_list(act->view, act->arena, &(struct role_list_in){.centre_id = act->centre_id, .person_id = person_id}, &roles));
	for (size_t i = 0; i < roles.count && keeping->refusal == ORGANISATION_OK; i++) {
		enum people_refusal refusal = PEOPLE_OK;
		if (roles.rows[i].role != ROLE_LEADER || roles.rows[i].place_id.value != keeping->row.place_id.value)
			continue;
		enum fail fail = people_revoke(act, roles.rows[i].id, &refusal);
		TRY(passed(fail, refusal, &keeping->refusal));
	}
	return OK;
}

/* What people refused, in the words of this module; the caller ends with it. */
static enum fail passed(enum fail fail, enum people_refusal refusal, enum organisation_refusal *ret_refusal)
{
	if (fail != FAIL_REFUSED)
		return fail;
	*ret_refusal = refusal == PEOPLE_SEPARATED ? ORGANISATION_SEPARATED : refusal == PEOPLE_SELF ? ORGANISATION_SELF : ORGANISATION_ROLE_TOO_HIGH;
	return OK;
}

static enum fail tell_leaders(const struct act *act, struct organisation_id id, const char *kind)
{
	struct organisation_members_rows members;
	TRY(q_organisation_members(act->view, act->arena, &(struct organisation_members_in){.centre_id = act->centre_id, .organisation_id = id}, &members));
	for (size_t i = 0; i < members.count && members.rows[i].is_leader; i++) /* leaders come first */
		TRY(notices_tell_own(act, members.rows[i].person_id, kind));
	return OK;
}

static enum fail refuse(enum organisation_refusal refusal, enum organisation_refusal *ret_refusal)
{
	*ret_refusal = refusal;
	return refusal == ORGANISATION_OK ? OK : FAIL_REFUSED;
}
