/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/exports_private.h"

#include "base/limits.h"

/* packaging/national.map as a text. */
static const char own_words[] =
#include "national_map.inc"
;

typedef enum export_fault line_reader(struct text what, struct text value, struct export_mapping *mapping);

static enum export_fault read_line(struct text line, struct export_mapping *mapping);
static line_reader read_sheet;
static line_reader read_column;
static line_reader read_fixed;
static line_reader read_code;
static line_reader read_answer;
static line_reader read_accepted;
static line_reader read_refused;
static enum export_fault add_column(const struct export_column *column, struct export_mapping *mapping);
static enum export_fault add_word(struct text word, struct text *words, size_t *count);
static bool has_word(struct text word, const struct text *words, size_t count);
static enum export_fault check_whole(const struct export_mapping *mapping);
static enum export_field field_of(struct text name);

/* The words that begin a line; some say what they are about. */
static const struct { struct text word; bool is_about; line_reader *read; } kinds[] = {{TEXT("sheet"), false, read_sheet}, {TEXT("column"), true, read_column},
	{TEXT("fixed"), true, read_fixed}, {TEXT("code"), true, read_code}, {TEXT("answer"), true, read_answer}, {TEXT("accepted"), false, read_accepted},
	{TEXT("refused"), false, read_refused}};

static const char *const field_names[EXPORT_FIELD_COUNT] = {
	[EXPORT_RECORD_NUMBER] = "record.number", [EXPORT_RECORD_REPLACES] = "record.replaces", [EXPORT_RECORD_SOURCE] = "record.source",
	[EXPORT_PERSON_NAME] = "person.name", [EXPORT_PERSON_SEX] = "person.sex", [EXPORT_PERSON_BIRTH_DATE] = "person.birth_date",
	[EXPORT_PERSON_DOCUMENT_KIND] = "person.document_kind", [EXPORT_PERSON_DOCUMENT_NUMBER] = "person.document_number",
	[EXPORT_PERSON_PHONE] = "person.phone", [EXPORT_PERSON_AREA] = "person.area", [EXPORT_PERSON_AREA_CODE] = "person.area_code",
	[EXPORT_PERSON_VOLUNTEER_NUMBER] = "person.volunteer_number", [EXPORT_PERSON_SKILLS] = "person.skills",
	[EXPORT_SERVICE_TITLE] = "service.title", [EXPORT_SERVICE_DATE] = "service.date", [EXPORT_SERVICE_START] = "service.start",
	[EXPORT_SERVICE_END] = "service.end", [EXPORT_SERVICE_PLACE] = "service.place", [EXPORT_SERVICE_PLACE_CODE] = "service.place_code",
	[EXPORT_SERVICE_CONTENT] = "service.content", [EXPORT_SERVICE_HOURS] = "service.hours", [EXPORT_SERVICE_MINUTES] = "service.minutes",
	[EXPORT_SERVICE_UNIT] = "service.unit", [EXPORT_SERVICE_IN_CHARGE] = "service.in_charge",
	[EXPORT_EVALUATION_SCORE] = "evaluation.score", [EXPORT_EVALUATION_DATE] = "evaluation.date",
};

const char *export_field_name(enum export_field field)
{
	check(field > 0 && field < EXPORT_FIELD_COUNT);
	return field_names[field];
}

const char *export_fault_name(enum export_fault fault)
{
	static const char *const names[] = {"none", "no_equals", "word", "empty", "field", "twice", "too_many", "no_number", "no_answer"};
	_Static_assert(COUNT_OF(names) == EXPORT_FAULT_COUNT, "a name for each fault");
	check(fault >= EXPORT_FAULT_NONE && fault < EXPORT_FAULT_COUNT);
	return names[fault];
}

enum export_fault exports_read_mapping(struct text words, struct export_mapping *ret_mapping, int64_t *ret_line)
{
	*ret_mapping = (struct export_mapping){.sheet = TEXT_NONE};
	*ret_line = 0;
	while (words.len > 0) {
		struct text line = text_trim(text_cut(&words, '\n'));
		*ret_line += 1;
		enum export_fault fault = line.len == 0 || line.at[0] == '#' ? EXPORT_FAULT_NONE : read_line(line, ret_mapping);
		if (fault != EXPORT_FAULT_NONE)
			return fault;
	}
	*ret_line = 0;
	return check_whole(ret_mapping);
}

enum fail exports_mapping(const struct act *act, struct place_id place_id, struct export_words *ret_words, struct export_mapping *ret_mapping)
{
	bool is_found = false;
	struct export_mapping_at_row row;
	struct text own = {own_words, sizeof(own_words) - 1};
	int64_t line = 0;
	TRY(q_export_mapping_at(act->view, act->arena, &(struct export_mapping_at_in){.centre_id = act->centre_id, .place_id = place_id}, &is_found, &row));
	*ret_words = is_found ? (struct export_words){.id = row.id, .words = row.words, .who = row.who, .at_ms = row.at_ms} : (struct export_words){.words = own};
	ret_words->is_readable = exports_read_mapping(ret_words->words, ret_mapping, &line) == EXPORT_FAULT_NONE;
	if (!ret_words->is_readable)
		check(exports_read_mapping(own, ret_mapping, &line) == EXPORT_FAULT_NONE);
	return OK;
}

enum fail exports_mapping_of(const struct act *act, int64_t id, struct export_mapping *ret_mapping)
{
	bool is_found = false;
	struct export_mapping_get_row row = {.words = {own_words, sizeof(own_words) - 1}};
	int64_t line = 0;
	if (id != 0) {
		TRY(q_export_mapping_get(act->view, act->arena, &(struct export_mapping_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &row));
		if (!is_found)
			return FAIL_MISSING;
	}
	return exports_read_mapping(row.words, ret_mapping, &line) == EXPORT_FAULT_NONE ? OK : FAIL_INPUT;
}

enum fail exports_set_mapping(const struct act *act, struct place_id place_id, struct text words, enum export_refusal *ret_refusal,
	enum export_fault *ret_fault, int64_t *ret_line)
{
	struct export_mapping mapping;
	bool may = false;
	check(act->txn != NULL);
	*ret_fault = EXPORT_FAULT_NONE;
	*ret_line = 0;
	TRY(access_may(act, ROLE_BIT(ROLE_MANAGER), place_id, &may));
	if (!may)
		return exports_refuse(EXPORT_NOT_ALLOWED, ret_refusal);
	if (text_count_points(words) > LIMIT_MAPPING_POINTS)
		return exports_refuse(EXPORT_WORDS_TOO_LONG, ret_refusal);
	*ret_fault = exports_read_mapping(words, &mapping, ret_line);
	if (*ret_fault != EXPORT_FAULT_NONE)
		return exports_refuse(EXPORT_MAPPING_WRONG, ret_refusal);
	TRY(q_export_mapping_add(act->txn, &(struct export_mapping_add_in){.centre_id = act->centre_id, .id = ids_new(act->now_ms), .place_id = place_id,
		.words = words, .set_by = act->actor, .at_ms = act->now_ms}, NULL));
	TRY(act_trail(act, "exports.set_mapping", "place", place_id.value, TEXT_NONE));
	return exports_refuse(EXPORT_OK, ret_refusal);
}

/* A word, what it is about, `=`, what it says. */
static enum export_fault read_line(struct text line, struct export_mapping *mapping)
{
	struct text value = line;
	struct text what = text_cut(&value, '=');
	struct text word = text_trim(text_cut(&what, ' '));
	size_t kind = 0;
	if (text_find_byte(line, '=') == SIZE_MAX)
		return EXPORT_FAULT_NO_EQUALS;
	while (kind < COUNT_OF(kinds) && !text_equal(word, kinds[kind].word))
		kind++;
	if (kind == COUNT_OF(kinds))
		return EXPORT_FAULT_WORD;
	what = text_trim(what);
	value = text_trim(value);
	if (value.len == 0 || (kinds[kind].is_about && what.len == 0))
		return EXPORT_FAULT_EMPTY;
	return kinds[kind].read(what, value, mapping);
}

static enum export_fault read_sheet(struct text what UNUSED, struct text name, struct export_mapping *mapping)
{
	mapping->sheet = name;
	return EXPORT_FAULT_NONE;
}

static enum export_fault read_column(struct text title, struct text value, struct export_mapping *mapping)
{
	bool is_required = text_ends_with(value, TEXT("!"));
	struct text name = text_trim(is_required ? text_slice(value, 0, value.len - 1) : value);
	enum export_field field = field_of(name);
	return field == 0 ? EXPORT_FAULT_FIELD
		: add_column(&(struct export_column){.title = title, .field = field, .is_required = is_required}, mapping);
}

static enum export_fault read_fixed(struct text title, struct text words, struct export_mapping *mapping)
{
	return add_column(&(struct export_column){.title = title, .fixed = words}, mapping);
}

static enum export_fault add_column(const struct export_column *column, struct export_mapping *mapping)
{
	for (size_t i = 0; i < mapping->column_count; i++) {
		if (text_equal(mapping->columns[i].title, column->title))
			return EXPORT_FAULT_TWICE;
	}
	if (mapping->column_count == EXPORT_COLUMNS_MAX)
		return EXPORT_FAULT_TOO_MANY;
	mapping->columns[mapping->column_count++] = *column;
	return EXPORT_FAULT_NONE;
}

static enum export_fault read_code(struct text what, struct text words, struct export_mapping *mapping)
{
	struct text value = what;
	struct text name = text_cut(&value, ' ');
	struct export_code code = {.field = field_of(name), .value = text_trim(value), .words = words};
	bool is_coded = code.field == EXPORT_RECORD_SOURCE || code.field == EXPORT_PERSON_SEX || code.field == EXPORT_PERSON_DOCUMENT_KIND
		|| code.field == EXPORT_PERSON_SKILLS || code.field == EXPORT_SERVICE_TITLE;
	if (!is_coded)
		return EXPORT_FAULT_FIELD;
	if (code.value.len == 0)
		return EXPORT_FAULT_EMPTY;
	for (size_t i = 0; i < mapping->code_count; i++) {
		if (mapping->codes[i].field == code.field && text_equal(mapping->codes[i].value, code.value))
			return EXPORT_FAULT_TWICE;
	}
	if (mapping->code_count == EXPORT_CODES_MAX)
		return EXPORT_FAULT_TOO_MANY;
	mapping->codes[mapping->code_count++] = code;
	return EXPORT_FAULT_NONE;
}

static enum export_fault read_answer(struct text what, struct text title, struct export_mapping *mapping)
{
	struct text *place = text_equal(what, TEXT("number")) ? &mapping->answer_number : text_equal(what, TEXT("result")) ? &mapping->answer_result
		: text_equal(what, TEXT("reason")) ? &mapping->answer_reason : NULL;
	if (place == NULL)
		return EXPORT_FAULT_WORD;
	if (place->len > 0)
		return EXPORT_FAULT_TWICE;
	*place = title;
	return EXPORT_FAULT_NONE;
}

static enum export_fault read_accepted(struct text what UNUSED, struct text word, struct export_mapping *mapping)
{
	return has_word(word, mapping->refused, mapping->refused_count) ? EXPORT_FAULT_TWICE : add_word(word, mapping->accepted, &mapping->accepted_count);
}

static enum export_fault read_refused(struct text what UNUSED, struct text word, struct export_mapping *mapping)
{
	return has_word(word, mapping->accepted, mapping->accepted_count) ? EXPORT_FAULT_TWICE : add_word(word, mapping->refused, &mapping->refused_count);
}

/* One word cannot mean both: every refusal would count as accepted. */
static bool has_word(struct text word, const struct text *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (text_equal_nocase(words[i], word))
			return true;
	}
	return false;
}

static enum export_fault add_word(struct text word, struct text *words, size_t *count)
{
	if (*count == EXPORT_WORDS_MAX)
		return EXPORT_FAULT_TOO_MANY;
	words[(*count)++] = word;
	return EXPORT_FAULT_NONE;
}

/* Without the number of the record no answer finds its way back. */
static enum export_fault check_whole(const struct export_mapping *mapping)
{
	bool has_number = false;
	for (size_t i = 0; i < mapping->column_count; i++)
		has_number = has_number || mapping->columns[i].field == EXPORT_RECORD_NUMBER;
	if (!has_number)
		return EXPORT_FAULT_NO_NUMBER;
	bool has_answer = mapping->answer_number.len > 0 && mapping->answer_result.len > 0 && mapping->accepted_count > 0 && mapping->refused_count > 0;
	return has_answer ? EXPORT_FAULT_NONE : EXPORT_FAULT_NO_ANSWER;
}

static enum export_field field_of(struct text name)
{
	for (int i = 1; i < EXPORT_FIELD_COUNT; i++) {
		if (text_equal(name, text_of(field_names[i])))
			return (enum export_field)i;
	}
	return 0;
}
