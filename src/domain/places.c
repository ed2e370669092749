/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/places.h"

#include "base/limits.h"
#include "queries/places.h"

static enum fail check_place(const struct act *act, const struct places_add_options *options, enum place_refusal *ret_refusal);

enum fail places_add(const struct act *act, const struct places_add_options *options, enum place_refusal *ret_refusal,
	struct place_id *ret_id)
{
	enum place_refusal refusal = PLACE_OK;
	check(act->txn != NULL);
	TRY(check_place(act, options, &refusal));
	*ret_refusal = refusal;
	if (refusal != PLACE_OK)
		return FAIL_REFUSED;
	struct place_id id = {ids_new(act->now_ms)};
	TRY(q_place_add(act->txn, &(struct place_add_in){.centre_id = act->centre_id, .id = id, .parent_id = options->parent_id,
		.tier = options->tier, .code = options->code, .name = options->name, .phone = options->phone,
		.lng_e6 = options->lng_e6, .lat_e6 = options->lat_e6}, NULL));
	TRY(q_place_within_add(act->txn, &(struct place_within_add_in){.centre_id = act->centre_id, .id = id,
		.parent_id = options->parent_id}, NULL));
	TRY(act_trail(act, "places.add", "place", id.value, options->code));
	*ret_id = id;
	return OK;
}

enum fail places_is_within(const struct act *act, struct place_id place_id, struct place_id ancestor_id, bool *ret_is_within)
{
	struct place_is_within_row row;
	return q_place_is_within(act->view, act->arena, &(struct place_is_within_in){.centre_id = act->centre_id,
		.place_id = place_id, .ancestor_id = ancestor_id}, ret_is_within, &row);
}

static enum fail check_place(const struct act *act, const struct places_add_options *options, enum place_refusal *ret_refusal)
{
	bool is_found = false;
	struct place_get_row parent;
	struct place_by_code_row same;

	if (text_is_empty(text_trim(options->name))) {
		*ret_refusal = PLACE_NO_NAME;
		return OK;
	}
	if (text_count_points(options->name) > LIMIT_NAME_POINTS) {
		*ret_refusal = PLACE_NAME_TOO_LONG;
		return OK;
	}
	if (options->tier != PLACE_CENTRE) {
		TRY(q_place_get(act->view, act->arena, &(struct place_get_in){.centre_id = act->centre_id,
			.id = options->parent_id}, &is_found, &parent));
		if (!is_found) {
			*ret_refusal = PLACE_PARENT_MISSING;
			return OK;
		}
		if (parent.tier >= (int64_t)options->tier) {
			*ret_refusal = PLACE_WRONG_TIER;
			return OK;
		}
	} else if (options->parent_id.value != 0) {
		*ret_refusal = PLACE_WRONG_TIER;
		return OK;
	}
	TRY(q_place_by_code(act->view, act->arena, &(struct place_by_code_in){.centre_id = act->centre_id,
		.code = options->code}, &is_found, &same));
	*ret_refusal = is_found ? PLACE_CODE_TAKEN : PLACE_OK;
	return OK;
}
