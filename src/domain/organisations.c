/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/organisations.h"

#include "base/limits.h"
#include "queries/organisations.h"
#include "text/uscc.h"

enum fail organisations_add(const struct act *act, const struct organisations_add_options *options,
	enum organisation_refusal *ret_refusal, struct organisation_id *ret_id)
{
	bool is_found = false;
	struct organisation_by_name_row same;
	struct uscc code;
	struct text name = text_trim(options->name);
	check(act->txn != NULL);
	TRY(q_organisation_by_name(act->view, act->arena, &(struct organisation_by_name_in){.centre_id = act->centre_id,
		.name = name}, &is_found, &same));
	enum organisation_refusal refusal = ORGANISATION_OK;
	if (text_is_empty(name))
		refusal = ORGANISATION_NO_NAME;
	else if (text_count_points(name) > LIMIT_TITLE_POINTS)
		refusal = ORGANISATION_NAME_TOO_LONG;
	else if (is_found)
		refusal = ORGANISATION_NAME_TAKEN;
	else if (!text_is_empty(options->credit_code) && uscc_read(options->credit_code, &code) != USCC_OK)
		refusal = ORGANISATION_CODE_INVALID;
	*ret_refusal = refusal;
	if (refusal != ORGANISATION_OK)
		return FAIL_REFUSED;
	struct organisation_id id = {ids_new(act->now_ms)};
	TRY(q_organisation_add(act->txn, &(struct organisation_add_in){.centre_id = act->centre_id, .id = id,
		.parent_id = options->parent_id, .name = name, .kind = options->kind, .status = options->status,
		.credit_code = options->credit_code, .place_id = options->place_id, .created_at_ms = act->now_ms}, NULL));
	TRY(act_trail(act, "organisations.add", "organisation", id.value, TEXT_NONE));
	*ret_id = id;
	return OK;
}

enum fail organisations_join(const struct act *act, struct organisation_id id, struct person_id person_id, bool is_leader)
{
	check(act->txn != NULL && person_id.value > 0);
	TRY(q_membership_put(act->txn, &(struct membership_put_in){.centre_id = act->centre_id, .organisation_id = id,
		.person_id = person_id, .is_leader = is_leader, .joined_at_ms = act->now_ms}, NULL));
	return act_trail(act, "organisations.join", "person", person_id.value, TEXT_NONE);
}

enum fail organisations_leave(const struct act *act, struct organisation_id id, struct person_id person_id)
{
	int64_t changed = 0;
	check(act->txn != NULL && person_id.value > 0);
	TRY(q_membership_end(act->txn, &(struct membership_end_in){.centre_id = act->centre_id, .organisation_id = id,
		.person_id = person_id, .ended_at_ms = act->now_ms}, &changed));
	return changed > 0 ? act_trail(act, "organisations.leave", "person", person_id.value, TEXT_NONE) : OK;
}
