/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/access.h"

#include "base/when.h"
#include "domain/places.h"
#include "domain/seal.h"
#include "queries/people.h"
#include "queries/places.h"

#define REVEALS_PER_HOUR 30 /* reliability.md 5, line 36 */

static const char *const role_names[ROLE_COUNT] = {"nobody", "resident", "helper", "volunteer", "leader", "organisation",
	"clerk", "manager", "county", "auditor", "system"};
static enum fail check_reveal(const struct act *act, struct person_id person_id, enum sealed_field field, struct text reason,
	const struct person_sealed_row *row, enum reveal_refusal *ret_refusal);
static enum fail may_reveal(const struct act *act, struct person_id person_id, enum sealed_field field, struct place_id place_id,
	bool *ret_may);
static struct text sealed_column(const struct person_sealed_row *row, enum sealed_field field, const char **ret_name);

const char *role_name(enum role role)
{
	check(role >= 0 && role < ROLE_COUNT);
	return role_names[role];
}

enum fail access_load(const struct act *act, struct person_id person_id, struct access *ret_access)
{
	struct access access = {.person_id = person_id};
	struct role_list_rows rows = {0};
	if (person_id.value != 0)
		TRY(q_role_list(act->view, act->arena, &(struct role_list_in){.centre_id = act->centre_id,
			.person_id = person_id}, &rows));
	for (size_t i = 0; i < rows.count && access.count < ACCESS_ROLES_MAX; i++) {
		if (rows.rows[i].role <= 0 || rows.rows[i].role >= ROLE_COUNT)
			continue;
		access.roles[access.count].role = (enum role)rows.rows[i].role;
		access.roles[access.count].place_id = rows.rows[i].place_id;
		access.mask |= ROLE_BIT(access.roles[access.count].role);
		access.count++;
	}
	*ret_access = access;
	return OK;
}

enum fail access_in_scope(const struct act *act, const struct access *access, unsigned mask, struct place_id place_id,
	bool *ret_is_allowed)
{
	bool is_allowed = false;
	for (size_t i = 0; i < access->count && !is_allowed; i++) {
		if ((mask & ROLE_BIT(access->roles[i].role)) != 0)
			TRY(places_is_within(act, place_id, access->roles[i].place_id, &is_allowed));
	}
	*ret_is_allowed = is_allowed;
	return OK;
}

enum fail access_may(const struct act *act, unsigned mask, struct place_id place_id, bool *ret_may)
{
	struct access access;
	if (act->actor.value == 0) {
		*ret_may = true;
		return OK;
	}
	TRY(access_load(act, act->actor, &access));
	return access_in_scope(act, &access, mask, place_id, ret_may);
}

struct place_id access_scope(const struct access *access, unsigned mask)
{
	for (size_t i = 0; i < access->count; i++) { /* role_list orders by tier: the highest place first */
		if ((mask & ROLE_BIT(access->roles[i].role)) != 0)
			return access->roles[i].place_id;
	}
	return (struct place_id){0};
}

enum fail access_manages_station(const struct act *act, bool *ret_manages)
{
	struct access access;
	TRY(access_load(act, act->actor, &access));
	*ret_manages = false;
	for (size_t i = 0; i < access.count && !*ret_manages; i++) {
		struct place_get_row place = {0};
		bool is_found = false;
		if (access.roles[i].role != ROLE_MANAGER)
			continue;
		TRY(q_place_get(act->view, act->arena, &(struct place_get_in){.centre_id = act->centre_id, .id = access.roles[i].place_id}, &is_found, &place));
		*ret_manages = is_found && place.tier <= PLACE_STATION;
	}
	return OK;
}

enum fail access_kin_may(const struct act *act, struct person_id kin_id, struct person_id person_id, enum kin_right right, bool *ret_may)
{
	bool is_found = false;
	struct kin_rights_row row = {0};
	TRY(q_kin_rights(act->view, act->arena, &(struct kin_rights_in){.centre_id = act->centre_id, .kin_person_id = kin_id,
		.person_id = person_id}, &is_found, &row));
	int64_t may = right == KIN_ORDER ? row.may_order : right == KIN_RATE ? row.may_rate : row.may_spend;
	*ret_may = is_found && may != 0;
	return OK;
}

enum fail access_reveal(const struct act *act, struct person_id person_id, enum sealed_field field, struct text reason,
	enum reveal_refusal *ret_refusal, struct text *ret_value)
{
	bool is_found = false;
	struct person_sealed_row row;
	enum reveal_refusal refusal = REVEAL_NOT_FOUND;
	const char *column = NULL;
	check(act->txn != NULL && act->actor.value != 0);
	TRY(q_person_sealed(act->view, act->arena, &(struct person_sealed_in){.centre_id = act->centre_id, .id = person_id},
		&is_found, &row));
	if (is_found)
		TRY(check_reveal(act, person_id, field, reason, &row, &refusal));
	*ret_refusal = refusal;
	if (refusal != REVEAL_OK)
		return FAIL_REFUSED;
	struct text sealed = sealed_column(&row, field, &column);
	struct text value;
	TRY(seal_open(act, "person", person_id.value, column, sealed, &value));
	TRY(act_trail(act, "access.reveal", "person", person_id.value,
		arena_format(act->arena, "%s: %.*s", column, TEXT_ARGS(text_first_points(reason, 100)))));
	*ret_value = value;
	return OK;
}

enum fail access_visit(const struct act *act, struct person_id volunteer_id, struct person_id person_id, bool *ret_is_allowed,
	struct text *ret_address, struct text *ret_phone)
{
	struct visits_person_row visit;
	struct person_sealed_row row;
	bool is_found = false;
	TRY(q_visits_person(act->view, act->arena, &(struct visits_person_in){.centre_id = act->centre_id, .volunteer_id = volunteer_id,
		.person_id = person_id}, ret_is_allowed, &visit));
	if (!*ret_is_allowed)
		return OK;
	TRY(q_person_sealed(act->view, act->arena, &(struct person_sealed_in){.centre_id = act->centre_id, .id = person_id}, &is_found, &row));
	check(is_found);
	TRY(seal_open(act, "person", person_id.value, "address_sealed", row.address_sealed, ret_address));
	return seal_open(act, "person", person_id.value, "phone_sealed", row.phone_sealed, ret_phone);
}

static enum fail check_reveal(const struct act *act, struct person_id person_id, enum sealed_field field, struct text reason,
	const struct person_sealed_row *row, enum reveal_refusal *ret_refusal)
{
	bool may = false;
	bool is_self = act->actor.value == person_id.value;
	bool is_found = false;
	struct reveal_count_row opened = {0};
	const char *column = NULL;
	TRY(may_reveal(act, person_id, field, row->place_id, &may));
	TRY(q_reveal_count(act->view, act->arena, &(struct reveal_count_in){.centre_id = act->centre_id, .actor_id = act->actor,
		.since_ms = act->now_ms - HOUR_MS}, &is_found, &opened));
	if (!may)
		*ret_refusal = REVEAL_NOT_ALLOWED;
	else if (!is_self && text_is_empty(text_trim(reason)))
		*ret_refusal = REVEAL_NO_REASON;
	else if (!is_self && opened.count >= REVEALS_PER_HOUR)
		*ret_refusal = REVEAL_TOO_MANY;
	else if (text_is_empty(sealed_column(row, field, &column)))
		*ret_refusal = REVEAL_EMPTY;
	else
		*ret_refusal = REVEAL_OK;
	return OK;
}

/* Herself; staff whose scope holds her community; the volunteer on the way to her (address and telephone only). */
static enum fail may_reveal(const struct act *act, struct person_id person_id, enum sealed_field field, struct place_id place_id, bool *ret_may)
{
	struct access access;
	struct visits_person_row visit;
	bool may = act->actor.value == person_id.value;
	if (!may) {
		TRY(access_load(act, act->actor, &access));
		TRY(access_in_scope(act, &access, ROLES_STAFF, place_id, &may));
	}
	if (!may && (field == SEALED_ADDRESS || field == SEALED_PHONE))
		TRY(q_visits_person(act->view, act->arena, &(struct visits_person_in){.centre_id = act->centre_id,
			.volunteer_id = act->actor, .person_id = person_id}, &may, &visit));
	*ret_may = may;
	return OK;
}

static struct text sealed_column(const struct person_sealed_row *row, enum sealed_field field, const char **ret_name)
{
	switch (field) {
	case SEALED_PHONE:
		*ret_name = "phone_sealed";
		return row->phone_sealed;
	case SEALED_DOCUMENT:
		*ret_name = "document_sealed";
		return row->document_sealed;
	case SEALED_ADDRESS:
		*ret_name = "address_sealed";
		return row->address_sealed;
	case SEALED_HEALTH:
		*ret_name = "health_sealed";
		return row->health_sealed;
	}
	check_never();
}
