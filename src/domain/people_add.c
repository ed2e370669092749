/* SPDX-License-Identifier: Apache-2.0 */
#include "base/limits.h"
#include "base/when.h"
#include "domain/notices.h"
#include "domain/people_private.h"
#include "domain/seal.h"
#include "queries/people.h"
#include "queries/places.h"
#include "text/idcard.h"
#include "text/mask.h"
#include "text/name.h"
#include "text/phone.h"

#define OLDEST_DAY (-36524) /* 1870-01-01, as idcard_read takes it */
#define COARSE_E6 1000 /* 0.001° is about 100 m: a home is kept no finer */

static enum fail check_new(const struct act *act, const struct people_options *options, struct people_checked *checked,
	enum people_refusal *ret_refusal, struct person_id *ret_same);
static enum fail check_change(const struct act *act, struct person_id id, const struct person_get_row *now, struct people_options *wanted,
	bool *ret_is_staff, enum people_refusal *ret_refusal);
static enum fail check_facts(const struct act *act, struct person_id id, const struct people_options *options, struct people_checked *checked,
	enum people_refusal *ret_refusal, struct person_id *ret_same);
static bool birth_fits(const struct people_options *options, int32_t today);
static enum fail check_document(const struct act *act, struct person_id id, const struct people_options *options, struct people_checked *checked,
	enum people_refusal *ret_refusal, struct person_id *ret_same);
static enum fail seal_all(const struct act *act, struct person_id id, const struct people_options *options,
	const struct people_checked *checked, struct person_add_in *row);

const char *people_refusal_name(enum people_refusal refusal)
{
	static const char *const names[PEOPLE_REFUSAL_COUNT] = {"ok", "not_found", "not_allowed", "no_name", "name_invalid", "place_missing",
		"phone_invalid", "no_health_consent", "note_too_long", "birth_invalid", "document_invalid", "document_taken", "known", "self",
		"no_evidence", "role_too_high", "separated", "already",
		"age_unknown", "too_young", "no_reason", "no_consent", "not_volunteer", "skills_too_many", "day_past", "time_invalid"};
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
		.sex = checked.sex, .has_birth_day = checked.has_birth_day, .birth_day = checked.birth_day, .place_id = options->place_id,
		.estate = text_trim(options->estate), .phone_mask = mask_phone(act->arena, checked.phone), .document_kind = options->document_kind,
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
	struct person_get_row now = {0};
	enum people_refusal refusal = PEOPLE_NOT_FOUND;
	bool is_found = false;
	bool is_staff = false;
	struct people_options wanted = *options;
	check(act->txn != NULL);
	TRY(q_person_sealed(act->view, act->arena, &(struct person_sealed_in){.centre_id = act->centre_id, .id = id}, &is_found, &kept));
	TRY(q_person_get(act->view, act->arena, &(struct person_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &now));
	if (is_found)
		TRY(check_change(act, id, &now, &wanted, &is_staff, &refusal));
	if (refusal == PEOPLE_OK)
		TRY(check_facts(act, id, &wanted, &checked, &refusal, &(struct person_id){0}));
	*ret_refusal = refusal;
	if (refusal != PEOPLE_OK)
		return FAIL_REFUSED;
	if (!text_is_empty(wanted.health) && options->has_health_consent)
		TRY(people_write_consent(act, id, CONSENT_HEALTH, options->channel));
	struct person_add_in sealed = {.phone_sealed = kept.phone_sealed, .phone_index = kept.phone_index, .document_sealed = kept.document_sealed,
		.document_index = kept.document_index, .address_sealed = kept.address_sealed, .health_sealed = kept.health_sealed};
	TRY(seal_all(act, id, &wanted, &checked, &sealed));
	bool is_new_phone = !text_equal(sealed.phone_index, kept.phone_index);
	TRY(q_person_change(act->txn, &(struct person_change_in){.centre_id = act->centre_id, .id = id, .name = checked.name,
		.pinyin = text_trim(wanted.pinyin), .sex = checked.sex, .has_birth_day = checked.has_birth_day || now.has_birth_day,
		.birth_day = checked.has_birth_day ? checked.birth_day : now.birth_day, .place_id = wanted.place_id, .estate = text_trim(wanted.estate),
		.phone_sealed = sealed.phone_sealed, .phone_index = sealed.phone_index,
		.phone_mask = text_is_empty(checked.phone) ? kept.phone_mask : mask_phone(act->arena, checked.phone),
		.document_kind = text_is_empty(checked.document) ? kept.document_kind : DOCUMENT_RESIDENT_ID,
		.document_sealed = sealed.document_sealed, .document_index = sealed.document_index, .address_sealed = sealed.address_sealed,
		.health_sealed = sealed.health_sealed, .lives_alone = wanted.lives_alone, .is_hardship = wanted.is_hardship,
		.is_new_phone = is_new_phone, .at_ms = act->now_ms}, NULL));
	if (is_new_phone && kept.phone_index.len > 0)
		TRY(notices_tell_own(act, id, "phone_changed"));
	TRY(people_index(act, id));
	return act_trail(act, "people.change", "person", id.value, TEXT_NONE);
}

enum fail people_faults(const struct act *act, const struct people_options *options, uint64_t *ret_faults)
{
	struct text name;
	struct phone phone;
	struct idcard card;
	enum name_refusal name_refusal = NAME_OK;
	int32_t today = when_local_day(act->now_ms);
	TRY(name_read(act->arena, options->name, &name_refusal, &name));
	const struct { enum people_refusal refusal; bool is_wrong; } faults[] = {
		{PEOPLE_NO_NAME, name_refusal == NAME_EMPTY}, {PEOPLE_NAME_INVALID, name_refusal != NAME_OK && name_refusal != NAME_EMPTY},
		{PEOPLE_PHONE_INVALID, !text_is_empty(options->phone) && phone_read(options->phone, TEXT(PEOPLE_AREA_CODE), &phone) != PHONE_OK},
		{PEOPLE_NO_HEALTH_CONSENT, !text_is_empty(options->health) && !options->has_health_consent},
		{PEOPLE_NOTE_TOO_LONG, text_count_points(options->health) > LIMIT_NOTE_POINTS || text_count_points(options->address) > LIMIT_NOTE_POINTS},
		{PEOPLE_BIRTH_INVALID, !birth_fits(options, today)},
		{PEOPLE_DOCUMENT_INVALID, options->document_kind == DOCUMENT_RESIDENT_ID && idcard_read(options->document, today, &card) != IDCARD_OK}};
	*ret_faults = 0;
	for (size_t i = 0; i < COUNT_OF(faults); i++)
		*ret_faults |= (uint64_t)faults[i].is_wrong << faults[i].refusal;
	return OK;
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
		else if (!text_is_empty(options->phone) && phone_read(options->phone, TEXT(PEOPLE_AREA_CODE), &phone) != PHONE_OK)
			*ret_refusal = PEOPLE_PHONE_INVALID;
		else if (!text_is_empty(options->health) && !options->has_health_consent)
			*ret_refusal = PEOPLE_NO_HEALTH_CONSENT;
		else if (text_count_points(options->health) > LIMIT_NOTE_POINTS || text_count_points(options->address) > LIMIT_NOTE_POINTS)
			*ret_refusal = PEOPLE_NOTE_TOO_LONG;
	}
	checked->phone = arena_copy(act->arena, text_of(phone.number));
	return OK;
}

/* Staff of the place she is in and of the place she shall be in; or herself, who changes telephone and address only. */
static enum fail check_change(const struct act *act, struct person_id id, const struct person_get_row *now, struct people_options *wanted,
	bool *ret_is_staff, enum people_refusal *ret_refusal)
{
	bool may_there = true;
	bool has_consent = false;
	TRY(people_staff_may(act, now->place_id, ret_is_staff));
	if (*ret_is_staff && wanted->place_id.value != now->place_id.value)
		TRY(people_staff_may(act, wanted->place_id, &may_there));
	if (*ret_is_staff) {
		*ret_refusal = may_there ? PEOPLE_OK : PEOPLE_NOT_ALLOWED;
		TRY(people_has_consent(act, id, CONSENT_HEALTH, &has_consent));
		wanted->has_health_consent |= has_consent;
		return OK;
	}
	*wanted = (struct people_options){.name = now->name, .pinyin = now->pinyin, .sex = (enum sex)now->sex, .place_id = now->place_id,
		.estate = now->estate, .phone = wanted->phone, .address = wanted->address, .lives_alone = now->lives_alone,
		.is_hardship = now->is_hardship};
	*ret_refusal = act->actor.value == id.value ? PEOPLE_OK : PEOPLE_NOT_ALLOWED;
	return OK;
}

static enum fail check_new(const struct act *act, const struct people_options *options, struct people_checked *checked,
	enum people_refusal *ret_refusal, struct person_id *ret_same)
{
	bool may = false;
	struct people_found same;
	TRY(people_staff_may(act, options->place_id, &may));
	*ret_refusal = PEOPLE_NOT_ALLOWED;
	if (!may)
		return OK;
	TRY(check_facts(act, (struct person_id){0}, options, checked, ret_refusal, ret_same));
	if (*ret_refusal != PEOPLE_OK || !options->asks_known)
		return OK;
	TRY(people_same(act, options->phone, TEXT_NONE, &same));
	if (same.count > 0) {
		*ret_refusal = PEOPLE_KNOWN;
		*ret_same = same.people[0].id;
	}
	return OK;
}

/* What a new and a changed person share, in the order of the refusals; `id` is 0 for a new one. */
static enum fail check_facts(const struct act *act, struct person_id id, const struct people_options *options, struct people_checked *checked,
	enum people_refusal *ret_refusal, struct person_id *ret_same)
{
	checked->sex = options->sex;
	checked->has_birth_day = options->has_birth_day;
	checked->birth_day = options->birth_day;
	TRY(people_check_common(act, options, checked, ret_refusal));
	if (*ret_refusal != PEOPLE_OK)
		return OK;
	if (!birth_fits(options, when_local_day(act->now_ms)))
		*ret_refusal = PEOPLE_BIRTH_INVALID;
	else if (options->document_kind == DOCUMENT_RESIDENT_ID)
		TRY(check_document(act, id, options, checked, ret_refusal, ret_same));
	return OK;
}

/* A day without the word that it is known would be forgotten unseen. */
static bool birth_fits(const struct people_options *options, int32_t today)
{
	check(options->has_birth_day || options->birth_day == 0);
	return !options->has_birth_day || (options->birth_day >= OLDEST_DAY && options->birth_day <= today);
}

/* Birth day and sex come from the number: nobody types them twice. */
static enum fail check_document(const struct act *act, struct person_id id, const struct people_options *options, struct people_checked *checked,
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
	checked->has_birth_day = true;
	checked->birth_day = card.birth_day;
	checked->sex = card.sex == IDCARD_FEMALE ? SEX_FEMALE : SEX_MALE;
	TRY(seal_index(act, "document", checked->document, &index));
	TRY(q_person_by_document(act->view, act->arena, &(struct person_by_document_in){.centre_id = act->centre_id,
		.document_index = index}, &same));
	if (same.count > 0 && same.rows[0].id.value != id.value) {
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
