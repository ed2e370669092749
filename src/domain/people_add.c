/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/people.h"

#include "base/limits.h"
#include "base/when.h"
#include "domain/people_private.h"
#include "domain/places.h"
#include "domain/seal.h"
#include "queries/people.h"
#include "queries/places.h"
#include "text/idcard.h"
#include "text/mask.h"
#include "text/name.h"
#include "text/phone.h"

#define AREA_CODE "0536" /* Weifang: put before local numbers */
#define COARSE_E6 1000 /* 0.001° is about 100 m: a home is kept no finer */

static enum fail check_new(const struct act *act, const struct people_options *options, struct people_checked *checked,
	enum people_refusal *ret_refusal, struct person_id *ret_same);
static enum fail check_document(const struct act *act, const struct people_options *options, struct people_checked *checked,
	enum people_refusal *ret_refusal, struct person_id *ret_same);
static enum fail seal_all(const struct act *act, struct person_id id, const struct people_options *options,
	const struct people_checked *checked, struct person_add_in *row);

const char *people_refusal_name(enum people_refusal refusal)
{
	static const char *const names[PEOPLE_REFUSAL_COUNT] = {"ok", "not_found", "not_allowed", "no_name", "name_invalid", "place_missing",
		"phone_invalid", "document_invalid", "document_taken", "no_health_consent", "note_too_long", "self", "no_evidence",
		"role_too_high", "no_consent", "skills_too_many", "time_invalid"};
	check(refusal >= 0 && refusal < PEOPLE_REFUSAL_COUNT);
	return names[refusal];
}

enum fail people_add(const struct act *act, const struct people_options *options, enum people_refusal *ret_refusal, struct person_id *ret_id)
{
	struct people_checked checked = {0};
	struct person_id same = {0};
	enum people_refusal refusal = PEOPLE_OK;
	check(act->txn != NULL);
	TRY(check_new(act, options, &checked, &refusal, &same));
	*ret_refusal = refusal;
	if (refusal != PEOPLE_OK) {
		*ret_id = same;
		return FAIL_REFUSED;
	}
	struct person_id id = {ids_new(act->now_ms)};
	struct person_add_in row = {.centre_id = act->centre_id, .id = id, .name = checked.name, .pinyin = text_trim(options->pinyin),
		.sex = checked.sex, .birth_day = checked.birth_day, .place_id = options->place_id, .estate = text_trim(options->estate),
		.phone_mask = mask_phone(act->arena, checked.phone), .document_kind = options->document_kind,
		.lives_alone = options->lives_alone, .is_hardship = options->is_hardship,
		.lng_e6 = options->lng_e6 / COARSE_E6 * COARSE_E6, .lat_e6 = options->lat_e6 / COARSE_E6 * COARSE_E6,
		.created_at_ms = act->now_ms};
	TRY(seal_all(act, id, options, &checked, &row));
	TRY(q_person_add(act->txn, &row, NULL));
	TRY(people_index(act, id));
	if (options->has_consent)
		TRY(people_write_consent(act, id, CONSENT_SERVICE, options->channel));
	if (options->has_health_consent)
		TRY(people_write_consent(act, id, CONSENT_HEALTH, options->channel));
	TRY(q_role_add(act->txn, &(struct role_add_in){.centre_id = act->centre_id, .id = {ids_new(act->now_ms)}, .person_id = id,
		.role = ROLE_RESIDENT, .place_id = options->place_id, .granted_by = act->actor, .granted_at_ms = act->now_ms}, NULL));
	TRY(act_trail(act, "people.add", "person", id.value, TEXT_NONE));
	*ret_id = id;
	return OK;
}

enum fail people_change(const struct act *act, struct person_id id, const struct people_options *options, enum people_refusal *ret_refusal)
{
	struct people_checked checked = {0};
	struct person_sealed_row kept;
	struct person_get_row now;
	enum people_refusal refusal = PEOPLE_NOT_FOUND;
	bool is_found = false;
	bool is_staff = false;
	check(act->txn != NULL);
	TRY(q_person_sealed(act->view, act->arena, &(struct person_sealed_in){.centre_id = act->centre_id, .id = id}, &is_found, &kept));
	TRY(q_person_get(act->view, act->arena, &(struct person_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &now));
	if (is_found) {
		TRY(people_staff_may(act, now.place_id, &is_staff));
		refusal = is_staff || act->actor.value == id.value ? PEOPLE_OK : PEOPLE_NOT_ALLOWED;
	}
	struct people_options wanted = *options;
	if (!is_staff && is_found) { /* herself: telephone and address only */
		wanted = (struct people_options){.name = now.name, .pinyin = now.pinyin, .sex = (enum sex)now.sex, .place_id = now.place_id,
			.estate = now.estate, .phone = options->phone, .address = options->address, .lives_alone = now.lives_alone,
			.is_hardship = now.is_hardship};
	}
	if (refusal == PEOPLE_OK)
		TRY(people_check_common(act, &wanted, &checked, &refusal));
	*ret_refusal = refusal;
	if (refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	struct person_add_in sealed = {.phone_sealed = kept.phone_sealed, .phone_index = kept.phone_index, .phone_mask = kept.phone_mask,
		.address_sealed = kept.address_sealed, .health_sealed = kept.health_sealed};
	TRY(seal_all(act, id, &wanted, &checked, &sealed));
	TRY(q_person_change(act->txn, &(struct person_change_in){.centre_id = act->centre_id, .id = id, .name = checked.name,
		.pinyin = text_trim(wanted.pinyin), .sex = wanted.sex, .place_id = wanted.place_id, .estate = text_trim(wanted.estate),
		.phone_sealed = sealed.phone_sealed, .phone_index = sealed.phone_index,
		.phone_mask = text_is_empty(checked.phone) ? kept.phone_mask : mask_phone(act->arena, checked.phone),
		.address_sealed = sealed.address_sealed, .health_sealed = sealed.health_sealed, .lives_alone = wanted.lives_alone,
		.is_hardship = wanted.is_hardship}, NULL));
	TRY(people_index(act, id));
	return act_trail(act, "people.change", "person", id.value, TEXT_NONE);
}

enum fail people_check_common(const struct act *act, const struct people_options *options, struct people_checked *checked,
	enum people_refusal *ret_refusal)
{
	bool is_found = false;
	struct place_get_row place;
	struct phone phone = {.number = ""};
	enum name_refusal name_refusal = NAME_OK;
	*ret_refusal = PEOPLE_OK;
	TRY(name_read(act->arena, options->name, &name_refusal, &checked->name));
	if (name_refusal == NAME_EMPTY) {
		*ret_refusal = PEOPLE_NO_NAME;
	} else if (name_refusal != NAME_OK) {
		*ret_refusal = PEOPLE_NAME_INVALID;
	} else {
		TRY(q_place_get(act->view, act->arena, &(struct place_get_in){.centre_id = act->centre_id, .id = options->place_id},
			&is_found, &place));
		if (!is_found)
			*ret_refusal = PEOPLE_PLACE_MISSING;
		else if (!text_is_empty(options->phone) && phone_read(options->phone, TEXT(AREA_CODE), &phone) != PHONE_OK)
			*ret_refusal = PEOPLE_PHONE_INVALID;
		else if (!text_is_empty(options->health) && !options->has_health_consent)
			*ret_refusal = PEOPLE_NO_HEALTH_CONSENT;
		else if (text_count_points(options->health) > LIMIT_NOTE_POINTS || text_count_points(options->address) > LIMIT_NOTE_POINTS)
			*ret_refusal = PEOPLE_NOTE_TOO_LONG;
	}
	checked->phone = arena_copy(act->arena, text_of(phone.number));
	return OK;
}

static enum fail check_new(const struct act *act, const struct people_options *options, struct people_checked *checked,
	enum people_refusal *ret_refusal, struct person_id *ret_same)
{
	bool may = false;
	checked->sex = options->sex;
	checked->birth_day = options->birth_day;
	TRY(people_staff_may(act, options->place_id, &may));
	TRY(people_check_common(act, options, checked, ret_refusal));
	if (!may)
		*ret_refusal = PEOPLE_NOT_ALLOWED;
	if (*ret_refusal == PEOPLE_OK && options->document_kind == DOCUMENT_RESIDENT_ID)
		TRY(check_document(act, options, checked, ret_refusal, ret_same));
	return OK;
}

/* Birth day and sex come from the number: nobody types them twice. */
static enum fail check_document(const struct act *act, const struct people_options *options, struct people_checked *checked,
	enum people_refusal *ret_refusal, struct person_id *ret_same)
{
	struct idcard card;
	struct text index;
	struct person_by_document_rows same;
	if (idcard_read(options->document, when_local_day(act->now_ms), &card) != IDCARD_OK) {
		*ret_refusal = PEOPLE_DOCUMENT_INVALID;
		return OK;
	}
	checked->document = arena_copy(act->arena, text_of(card.number));
	checked->birth_day = card.birth_day;
	checked->sex = card.sex == IDCARD_FEMALE ? SEX_FEMALE : SEX_MALE;
	TRY(seal_index(act, "document", checked->document, &index));
	TRY(q_person_by_document(act->view, act->arena, &(struct person_by_document_in){.centre_id = act->centre_id,
		.document_index = index}, &same));
	if (same.count > 0) {
		*ret_refusal = PEOPLE_DOCUMENT_TAKEN;
		*ret_same = same.rows[0].id;
	}
	return OK;
}

static enum fail seal_all(const struct act *act, struct person_id id, const struct people_options *options,
	const struct people_checked *checked, struct person_add_in *row)
{
	if (!text_is_empty(checked->phone)) {
		TRY(seal_text(act, "person", id.value, "phone_sealed", checked->phone, &row->phone_sealed));
		TRY(seal_index(act, "phone", checked->phone, &row->phone_index));
	}
	if (!text_is_empty(checked->document)) {
		TRY(seal_text(act, "person", id.value, "document_sealed", checked->document, &row->document_sealed));
		TRY(seal_index(act, "document", checked->document, &row->document_index));
	}
	if (!text_is_empty(options->address))
		TRY(seal_text(act, "person", id.value, "address_sealed", text_trim(options->address), &row->address_sealed));
	if (!text_is_empty(options->health))
		TRY(seal_text(act, "person", id.value, "health_sealed", text_trim(options->health), &row->health_sealed));
	return seal_random(act->arena, KEY_BYTES, &row->card_secret);
}
