/* SPDX-License-Identifier: Apache-2.0
 *
 * The words of the register: roles, sexes, channels, relations as choices and
 * as keys, and refusals that say what is wrong with a number.
 */
#include "base/when.h"
#include "queries/places.h"
#include "text/idcard.h"
#include "text/phone.h"
#include "web/pages/people_private.h"
#include "web/words.h"

const struct choice people_role_choices[] = {
	{ "resident", ROLE_RESIDENT, KEY_role_resident }, { "volunteer", ROLE_VOLUNTEER, KEY_role_volunteer },
	{ "leader", ROLE_LEADER, KEY_role_leader }, { "organisation", ROLE_ORGANISATION, KEY_role_organisation },
	{ "helper", ROLE_HELPER, KEY_role_helper }, { "clerk", ROLE_CLERK, KEY_role_clerk }, { "manager", ROLE_MANAGER, KEY_role_manager },
	{ "county", ROLE_COUNTY, KEY_role_county }, { "auditor", ROLE_AUDITOR, KEY_role_auditor }, { "system", ROLE_SYSTEM, KEY_role_system },
	{ NULL, 0, KEY_NONE },
};
const struct choice people_channel_choices[] = {
	{ "window", CHANNEL_WINDOW, KEY_channel_window }, { "phone", CHANNEL_PHONE, KEY_channel_phone }, { "visit", CHANNEL_VISIT, KEY_channel_visit },
	{ "paper", CHANNEL_PAPER, KEY_channel_paper }, { NULL, 0, KEY_NONE },
};
const struct choice people_relation_choices[] = {
	{ "child", KIN_CHILD, KEY_kin_relation_child }, { "spouse", KIN_SPOUSE, KEY_kin_relation_spouse }, { "parent", KIN_PARENT, KEY_kin_relation_parent },
	{ "grandchild", KIN_GRANDCHILD, KEY_kin_relation_grandchild }, { "sibling", KIN_SIBLING, KEY_kin_relation_sibling },
	{ "guardian", KIN_GUARDIAN, KEY_kin_relation_guardian }, { "other", KIN_OTHER, KEY_kin_relation_other }, { NULL, 0, KEY_NONE },
};

const struct people_day people_days[PEOPLE_DAYS] = {{"mon", KEY_time_weekday_1}, {"tue", KEY_time_weekday_2}, {"wed", KEY_time_weekday_3},
	{"thu", KEY_time_weekday_4}, {"fri", KEY_time_weekday_5}, {"sat", KEY_time_weekday_6}, {"sun", KEY_time_weekday_7}};

static enum key label_of(const struct choice *choices, int64_t value, enum key otherwise);

enum key people_role_key(int64_t role)
{
	return label_of(people_role_choices, role, KEY_role_resident);
}

enum key people_sex_key(int64_t sex)
{
	return sex == SEX_FEMALE ? KEY_people_sex_female : sex == SEX_MALE ? KEY_people_sex_male : KEY_people_sex_unknown;
}

enum key people_channel_key(int64_t channel)
{
	return label_of(people_channel_choices, channel, KEY_channel_web);
}

enum key people_relation_key(int64_t relation)
{
	return label_of(people_relation_choices, relation, KEY_kin_relation_other);
}

int people_age(bool is_known, int32_t birth_day, int64_t now_ms)
{
	return is_known ? when_age(birth_day, when_local_day(now_ms)) : 0;
}

struct vocab people_where(struct arena *arena, struct text place_name, struct text estate)
{
	bool is_same = estate.len == 0 || text_equal(estate, place_name);
	return VOCAB(is_same ? place_name : arena_format(arena, "%.*s %.*s", TEXT_ARGS(place_name), TEXT_ARGS(estate)));
}

enum fail people_place_options(struct call *call, unsigned mask, int from_tier, int to_tier,
	const struct view_parts_field_option **ret_options, size_t *ret_count)
{
	struct place_list_rows places;
	TRY(q_place_list(call->view, call->arena, &(struct place_list_in){.centre_id = call->centre_id, .ancestor_id = access_scope(&call->access, mask),
		.from_tier = from_tier, .to_tier = to_tier}, &places));
	struct view_parts_field_option *options = arena_array(call->arena, struct view_parts_field_option, places.count + 1);
	if (options == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < places.count; i++)
		options[i] = (struct view_parts_field_option){.value = ids_text(call->arena, places.rows[i].id.value),
			.label = vocab_words(call->arena, call->lang, VOCAB(places.rows[i].name))};
	*ret_options = options;
	*ret_count = places.count;
	return OK;
}

const char *people_field_of(enum people_refusal refusal)
{
	static const char *const fields[PEOPLE_REFUSAL_COUNT] = {[PEOPLE_NO_NAME] = "name", [PEOPLE_NAME_INVALID] = "name", [PEOPLE_PLACE_MISSING] = "place",
		[PEOPLE_NOT_ALLOWED] = "place", [PEOPLE_PHONE_INVALID] = "phone", [PEOPLE_NO_HEALTH_CONSENT] = "health", [PEOPLE_NOTE_TOO_LONG] = "health",
		[PEOPLE_BIRTH_INVALID] = "birth", [PEOPLE_DOCUMENT_INVALID] = "document", [PEOPLE_DOCUMENT_TAKEN] = "document", [PEOPLE_KNOWN] = "phone"};
	check(refusal >= 0 && refusal < PEOPLE_REFUSAL_COUNT);
	return fields[refusal];
}

enum key people_refusal_words(const struct act *act, enum people_refusal refusal, struct text phone, struct text document)
{
	static const enum key cards[] = {[IDCARD_OK] = KEY_refusal_people_document_invalid, [IDCARD_EMPTY] = KEY_idcard_refusal_length,
		[IDCARD_OLD_FORM] = KEY_idcard_refusal_old_form, [IDCARD_LENGTH] = KEY_idcard_refusal_length, [IDCARD_CHARACTER] = KEY_idcard_refusal_character,
		[IDCARD_AREA] = KEY_idcard_refusal_area, [IDCARD_BIRTH_DATE] = KEY_idcard_refusal_birth_date, [IDCARD_FUTURE] = KEY_idcard_refusal_future,
		[IDCARD_CHECK] = KEY_idcard_refusal_check};
	static const enum key phones[] = {[PHONE_OK] = KEY_refusal_people_phone_invalid, [PHONE_EMPTY] = KEY_phone_refusal_length,
		[PHONE_CHARACTER] = KEY_phone_refusal_character, [PHONE_AREA_CODE] = KEY_phone_refusal_length, [PHONE_LENGTH] = KEY_phone_refusal_length,
		[PHONE_PREFIX] = KEY_phone_refusal_prefix};
	struct idcard card;
	struct phone number;
	if (refusal == PEOPLE_DOCUMENT_INVALID)
		return cards[idcard_read(document, when_local_day(act->now_ms), &card)];
	if (refusal == PEOPLE_PHONE_INVALID)
		return phones[phone_read(phone, TEXT_NONE, &number)];
	return words_people_refusal(refusal);
}

static enum key label_of(const struct choice *choices, int64_t value, enum key otherwise)
{
	for (size_t i = 0; choices[i].word != NULL; i++) {
		if (choices[i].value == value)
			return choices[i].label;
	}
	return otherwise;
}
