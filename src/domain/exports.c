/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/exports_private.h"

#include "base/limits.h"
#include "base/when.h"
#include "domain/organisations.h"
#include "domain/people.h"
#include "domain/records.h"
#include "domain/seal.h"
#include "text/mask.h"

struct filling {
	const struct act *act;
	const struct export_mapping *mapping;
	struct organisation_charges charges;
	const struct export_rows_row *row; /* the line at hand, and who answers for it */
	struct text in_charge;
};

static enum fail tell_people(const struct act *act, const struct export_mapping *mapping, const struct export_rows_rows *rows);
static uint64_t missing_of(const struct export_mapping *mapping, const struct export_candidates_row *row);
static bool lacks(enum export_field field, const struct export_candidates_row *row);
static enum fail write_lines(const struct act *act, int64_t id, const struct export_trial *trial);
static enum fail check_reason(struct text reason, enum export_refusal *ret_refusal);
static enum fail fill_row(struct filling *filling, const struct export_rows_row *row, struct text *cells);
static enum fail person_cell(const struct filling *filling, enum export_field field, struct text *ret_cell);
static struct text service_cell(const struct filling *filling, enum export_field field);
static enum fail skills_cell(const struct filling *filling, struct text *ret_cell);
static struct text coded(const struct export_mapping *mapping, enum export_field field, struct text value);

const char *export_refusal_name(enum export_refusal refusal)
{
	static const char *const names[] = {"ok", "not_found", "not_allowed", "no_reason", "words_too_long", "mapping_wrong", "nothing", "outdated",
		"wrong_state", "no_answers"};
	_Static_assert(COUNT_OF(names) == EXPORT_REFUSAL_COUNT, "a name for each refusal");
	check(refusal >= EXPORT_OK && refusal < EXPORT_REFUSAL_COUNT);
	return names[refusal];
}

enum fail exports_refuse(enum export_refusal refusal, enum export_refusal *ret_refusal)
{
	*ret_refusal = refusal;
	return refusal == EXPORT_OK ? OK : FAIL_REFUSED;
}

enum fail exports_try(const struct act *act, struct place_id place_id, struct export_trial *ret_trial)
{
	struct export_words words;
	struct export_mapping mapping;
	struct export_candidates_rows rows;
	struct export_trial trial = {.ready = 0};
	TRY(exports_mapping(act, place_id, &words, &mapping));
	TRY(q_export_candidates(act->view, act->arena, &(struct export_candidates_in){.centre_id = act->centre_id, .scope_id = place_id}, &rows));
	trial.candidates = arena_array(act->arena, struct export_candidate, rows.count + 1);
	if (trial.candidates == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct export_candidates_row *row = &rows.rows[i];
		uint64_t missing = missing_of(&mapping, row);
		trial.candidates[i] = (struct export_candidate){.id = row->id, .person_id = row->person_id, .volunteer = row->volunteer, .title = row->title,
			.from_ms = row->from_ms, .minutes = row->minutes, .attempts = row->attempts, .missing = missing};
		trial.ready += missing == 0;
		for (int field = 1; field < EXPORT_FIELD_COUNT; field++)
			trial.missing_of[field] += (int64_t)(missing >> field & 1);
	}
	trial.count = rows.count;
	trial.is_cut = rows.is_cut;
	*ret_trial = trial;
	return OK;
}

enum fail exports_make(const struct act *act, struct place_id place_id, struct text reason, enum export_refusal *ret_refusal, int64_t *ret_id)
{
	struct export_words words;
	struct export_mapping mapping;
	struct export_trial trial;
	bool may = false;
	check(act->txn != NULL);
	TRY(access_may(act, ROLE_BIT(ROLE_MANAGER), place_id, &may));
	if (!may)
		return exports_refuse(EXPORT_NOT_ALLOWED, ret_refusal);
	TRY(check_reason(reason, ret_refusal));
	TRY(exports_mapping(act, place_id, &words, &mapping));
	if (!words.is_readable)
		return exports_refuse(EXPORT_MAPPING_WRONG, ret_refusal);
	TRY(exports_try(act, place_id, &trial));
	if (trial.ready == 0)
		return exports_refuse(EXPORT_NOTHING, ret_refusal);
	int64_t id = ids_new(act->now_ms);
	TRY(q_export_add(act->txn, &(struct export_add_in){.centre_id = act->centre_id, .id = id, .place_id = place_id, .mapping_id = words.id,
		.reason = text_trim(reason), .made_by = act->actor, .at_ms = act->now_ms}, NULL));
	TRY(write_lines(act, id, &trial));
	TRY(act_trail(act, "exports.make", "export", id, text_trim(reason)));
	*ret_id = id;
	return exports_refuse(EXPORT_OK, ret_refusal);
}

enum fail exports_fetch(const struct act *act, int64_t id, struct text reason, enum export_refusal *ret_refusal, struct export_table *ret_table)
{
	bool is_found = false;
	bool may = false;
	struct export_get_row row;
	struct export_rows_rows rows;
	struct export_mapping mapping;
	check(act->txn != NULL);
	TRY(q_export_get(act->view, act->arena, &(struct export_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &row));
	if (!is_found)
		return exports_refuse(EXPORT_NOT_FOUND, ret_refusal);
	TRY(access_may(act, ROLE_BIT(ROLE_MANAGER), row.place_id, &may));
	if (!may)
		return exports_refuse(EXPORT_NOT_ALLOWED, ret_refusal);
	TRY(check_reason(reason, ret_refusal));
	TRY(exports_mapping_of(act, row.mapping_id, &mapping));
	TRY(q_export_rows(act->view, act->arena, &(struct export_rows_in){.centre_id = act->centre_id, .export_id = id}, &rows));
	struct export_table table = {.sheet = arena_copy(act->arena, mapping.sheet), .columns = mapping.column_count, .rows = rows.count,
		.titles = arena_array(act->arena, struct text, mapping.column_count), .cells = arena_array(act->arena, struct text, mapping.column_count * rows.count + 1)};
	struct filling filling = {.act = act, .mapping = &mapping};
	if (table.titles == NULL || table.cells == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < mapping.column_count; i++)
		table.titles[i] = arena_copy(act->arena, mapping.columns[i].title);
	for (size_t i = 0; i < rows.count; i++)
		TRY(fill_row(&filling, &rows.rows[i], &table.cells[i * table.columns]));
	TRY(act_trail(act, "exports.fetch", "export", id, text_trim(reason)));
	TRY(tell_people(act, &mapping, &rows));
	*ret_table = table;
	return exports_refuse(EXPORT_OK, ret_refusal);
}

/* Whose sealed facts were opened finds each of them on her own page: once for each person of the file. */
static enum fail tell_people(const struct act *act, const struct export_mapping *mapping, const struct export_rows_rows *rows)
{
	bool has_document = false;
	bool has_phone = false;
	for (size_t i = 0; i < mapping->column_count; i++) {
		has_document = has_document || mapping->columns[i].field == EXPORT_PERSON_DOCUMENT_NUMBER;
		has_phone = has_phone || mapping->columns[i].field == EXPORT_PERSON_PHONE;
	}
	for (size_t i = 0; i < rows->count; i++) {
		const struct export_rows_row *row = &rows->rows[i];
		bool is_told = false;
		for (size_t k = 0; k < i && !is_told; k++)
			is_told = rows->rows[k].person_id.value == row->person_id.value;
		if (!is_told && has_document && !text_is_empty(row->document_sealed))
			TRY(act_trail(act, "exports.open", "person", row->person_id.value, TEXT("document_sealed: national")));
		if (!is_told && has_phone && !text_is_empty(row->phone_sealed))
			TRY(act_trail(act, "exports.open", "person", row->person_id.value, TEXT("phone_sealed: national")));
	}
	return OK;
}

static uint64_t missing_of(const struct export_mapping *mapping, const struct export_candidates_row *row)
{
	uint64_t missing = 0;
	for (size_t i = 0; i < mapping->column_count; i++) {
		const struct export_column *column = &mapping->columns[i];
		if (column->is_required && lacks(column->field, row))
			missing |= UINT64_C(1) << column->field;
	}
	return missing;
}

/* Only what can be missing; that which a record always has is never asked for. */
static bool lacks(enum export_field field, const struct export_candidates_row *row)
{
	if (field == EXPORT_PERSON_SEX)
		return row->sex == 0;
	if (field == EXPORT_PERSON_BIRTH_DATE)
		return !row->has_birth_day;
	if (field == EXPORT_PERSON_DOCUMENT_KIND || field == EXPORT_PERSON_DOCUMENT_NUMBER)
		return !row->has_document;
	if (field == EXPORT_PERSON_PHONE)
		return !row->has_phone;
	if (field == EXPORT_PERSON_VOLUNTEER_NUMBER)
		return text_is_empty(row->number);
	if (field == EXPORT_SERVICE_IN_CHARGE)
		return !row->has_in_charge;
	return field == EXPORT_SERVICE_TITLE && text_is_empty(row->title);
}

static enum fail write_lines(const struct act *act, int64_t id, const struct export_trial *trial)
{
	size_t written = 0;
	for (size_t i = 0; i < trial->count && written < EXPORT_RECORDS_MAX; i++) {
		const struct export_candidate *one = &trial->candidates[i];
		if (one->missing != 0)
			continue;
		TRY(q_export_line_add(act->txn, &(struct export_line_add_in){.centre_id = act->centre_id, .export_id = id, .record_id = one->id,
			.attempt = one->attempts + 1}, NULL));
		written++;
	}
	return OK;
}

static enum fail check_reason(struct text reason, enum export_refusal *ret_refusal)
{
	struct text words = text_trim(reason);
	if (text_is_empty(words))
		return exports_refuse(EXPORT_NO_REASON, ret_refusal);
	return exports_refuse(text_count_points(words) > LIMIT_NOTE_POINTS ? EXPORT_WORDS_TOO_LONG : EXPORT_OK, ret_refusal);
}

static enum fail fill_row(struct filling *filling, const struct export_rows_row *row, struct text *cells)
{
	filling->row = row;
	TRY(organisations_in_charge(filling->act, &filling->charges, row->provider_id, row->place_id, &filling->in_charge));
	for (size_t i = 0; i < filling->mapping->column_count; i++) {
		const struct export_column *column = &filling->mapping->columns[i];
		bool is_person = column->field >= EXPORT_PERSON_NAME && column->field <= EXPORT_PERSON_SKILLS;
		if (column->field == 0)
			cells[i] = arena_copy(filling->act->arena, column->fixed);
		else if (is_person)
			TRY(person_cell(filling, column->field, &cells[i]));
		else
			cells[i] = service_cell(filling, column->field);
	}
	return arena_is_exhausted(filling->act->arena) ? FAIL_LIMIT : OK;
}

/* Opens what is sealed only when a column asks for it. */
static enum fail person_cell(const struct filling *filling, enum export_field field, struct text *ret_cell)
{
	static const struct text sexes[] = {TEXT("unknown"), TEXT("male"), TEXT("female")};
	static const struct text kinds[] = {TEXT("none"), TEXT("resident_id"), TEXT("other")};
	const struct export_rows_row *row = filling->row;
	const struct act *act = filling->act;
	if (field == EXPORT_PERSON_DOCUMENT_NUMBER)
		return seal_open(act, "person", row->person_id.value, "document_sealed", row->document_sealed, ret_cell);
	if (field == EXPORT_PERSON_PHONE)
		return seal_open(act, "person", row->person_id.value, "phone_sealed", row->phone_sealed, ret_cell);
	if (field == EXPORT_PERSON_SKILLS)
		return skills_cell(filling, ret_cell);
	if (field == EXPORT_PERSON_SEX)
		*ret_cell = row->sex == 0 ? TEXT_NONE : coded(filling->mapping, field, sexes[row->sex == 1 ? 1 : 2]);
	else if (field == EXPORT_PERSON_DOCUMENT_KIND)
		*ret_cell = row->document_kind == DOCUMENT_NONE ? TEXT_NONE : coded(filling->mapping, field, kinds[row->document_kind == DOCUMENT_RESIDENT_ID ? 1 : 2]);
	else if (field == EXPORT_PERSON_BIRTH_DATE)
		*ret_cell = row->has_birth_day ? when_iso_day(act->arena, (int32_t)row->birth_day) : TEXT_NONE;
	else
		*ret_cell = field == EXPORT_PERSON_NAME ? row->volunteer : field == EXPORT_PERSON_AREA ? row->area
			: field == EXPORT_PERSON_AREA_CODE ? row->area_code : row->number;
	return OK;
}

static struct text service_cell(const struct filling *filling, enum export_field field)
{
	const struct export_rows_row *row = filling->row;
	struct arena *arena = filling->act->arena;
	/* What a resident said in her own words stays here. */
	struct text title = row->is_own ? coded(filling->mapping, EXPORT_SERVICE_TITLE, TEXT("other")) : row->title;
	const struct text cells[EXPORT_FIELD_COUNT] = {
		[EXPORT_RECORD_NUMBER] = ids_text(arena, row->id.value),
		[EXPORT_RECORD_REPLACES] = row->replaces_id.value != 0 ? ids_text(arena, row->replaces_id.value) : TEXT_NONE,
		[EXPORT_RECORD_SOURCE] = coded(filling->mapping, EXPORT_RECORD_SOURCE, row->source == RECORD_BACKFILLED ? TEXT("backfilled") : TEXT("attended")),
		[EXPORT_SERVICE_TITLE] = title, [EXPORT_SERVICE_DATE] = when_iso_day(arena, when_local_day(row->from_ms)),
		[EXPORT_SERVICE_START] = when_clock(arena, row->from_ms), [EXPORT_SERVICE_END] = when_clock(arena, row->to_ms),
		[EXPORT_SERVICE_PLACE] = row->place_name, [EXPORT_SERVICE_PLACE_CODE] = row->place_code,
		[EXPORT_SERVICE_CONTENT] = text_is_empty(row->content) ? title : row->content,
		[EXPORT_SERVICE_HOURS] = arena_format(arena, "%lld.%02lld", (long long)(row->minutes / 60), (long long)(row->minutes % 60 * 100 / 60)),
		[EXPORT_SERVICE_MINUTES] = arena_format(arena, "%lld", (long long)row->minutes),
		[EXPORT_SERVICE_UNIT] = row->unit, [EXPORT_SERVICE_IN_CHARGE] = filling->in_charge,
		[EXPORT_EVALUATION_SCORE] = row->score > 0 ? arena_format(arena, "%lld", (long long)row->score) : TEXT_NONE,
		[EXPORT_EVALUATION_DATE] = row->rated_at_ms > 0 ? when_iso_day(arena, when_local_day(row->rated_at_ms)) : TEXT_NONE,
	};
	return cells[field];
}

static enum fail skills_cell(const struct filling *filling, struct text *ret_cell)
{
	const struct act *act = filling->act;
	struct export_skills_rows rows;
	struct text all = TEXT_NONE;
	TRY(q_export_skills(act->view, act->arena, &(struct export_skills_in){.centre_id = act->centre_id, .person_id = filling->row->person_id,
		.today = when_local_day(act->now_ms)}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		struct text words = coded(filling->mapping, EXPORT_PERSON_SKILLS, rows.rows[i].skill);
		all = i == 0 ? words : arena_join(act->arena, arena_join(act->arena, all, TEXT("；")), words);
	}
	*ret_cell = all;
	return OK;
}

/* What the mapping says of the value; the value itself when it says nothing. */
static struct text coded(const struct export_mapping *mapping, enum export_field field, struct text value)
{
	for (size_t i = 0; i < mapping->code_count; i++) {
		if (mapping->codes[i].field == field && text_equal(mapping->codes[i].value, value))
			return mapping->codes[i].words;
	}
	return value;
}
