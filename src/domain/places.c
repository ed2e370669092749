/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/places.h"

#include "base/limits.h"
#include "queries/places.h"

#define PHONE_MIN_DIGITS 3
#define PHONE_MAX_BYTES 20

static enum fail check_place(const struct act *act, const struct places_add_options *options, enum place_refusal *ret_refusal);
static enum place_refusal check_name(struct text name);
static bool is_public_phone(struct text phone);

const char *place_refusal_name(enum place_refusal refusal)
{
	static const char *const names[PLACE_REFUSAL_COUNT] = {"ok", "not_found", "no_name", "name_too_long", "phone_invalid", "parent_missing",
		"wrong_tier", "code_taken"};
	check(refusal >= 0 && refusal < PLACE_REFUSAL_COUNT);
	return names[refusal];
}

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

enum fail places_change(const struct act *act, struct place_id id, struct text name, struct text phone, enum place_refusal *ret_refusal)
{
	bool is_found = false;
	struct place_get_row place;
	check(act->txn != NULL);
	TRY(q_place_get(act->view, act->arena, &(struct place_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &place));
	*ret_refusal = is_found ? check_name(name) : PLACE_NOT_FOUND;
	if (*ret_refusal == PLACE_OK && !is_public_phone(text_trim(phone)))
		*ret_refusal = PLACE_PHONE_INVALID;
	if (*ret_refusal != PLACE_OK)
		return FAIL_REFUSED;
	TRY(q_place_change(act->txn, &(struct place_change_in){.centre_id = act->centre_id, .id = id, .name = text_trim(name), .phone = text_trim(phone)}, NULL));
	return act_trail(act, "places.change", "place", id.value, place.code);
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

	*ret_refusal = check_name(options->name);
	if (*ret_refusal != PLACE_OK)
		return OK;
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

static enum place_refusal check_name(struct text name)
{
	if (text_is_empty(text_trim(name)))
		return PLACE_NO_NAME;
	return text_count_points(name) > LIMIT_NAME_POINTS ? PLACE_NAME_TOO_LONG : PLACE_OK;
}

/* Also short numbers such as 12345, which are no subscriber's: so not read by text/phone. */
static bool is_public_phone(struct text phone)
{
	size_t digits = 0;
	for (size_t i = 0; i < phone.len; i++) {
		bool is_digit = phone.at[i] >= '0' && phone.at[i] <= '9';
		if (!is_digit && phone.at[i] != '-' && phone.at[i] != ' ')
			return false;
		digits += is_digit;
	}
	return phone.len == 0 || (digits >= PHONE_MIN_DIGITS && phone.len <= PHONE_MAX_BYTES);
}
