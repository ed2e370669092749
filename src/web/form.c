/* SPDX-License-Identifier: Apache-2.0 */
#include "web/form.h"

#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "base/ids.h"
#include "base/when.h"

#define INT_LARGEST INT64_C(1000000000000)
#define POINTS_LARGEST INT64_C(100000000)
#define PASSWORD_LEAST 8
#define PASSWORD_MOST 128
#define SMALL_BYTES 1024 /* a name, and a value that is no text */
#define POINT_BYTES 12   /* four bytes as %XX, or two escapes of JSON */

static const struct field no_fields[1];
const struct form form_none = { .name = "none", .fields = no_fields, .count = 0 };

static enum key check_field(struct arena *arena, const struct field *field, struct form_value *value, struct text raw);
static enum key check_line(const struct field *field, struct form_value *value, struct text raw);
static enum key check_note(struct arena *arena, const struct field *field, struct form_value *value, struct text raw);
static enum key check_password(const struct field *field, struct form_value *value, struct text raw);
static enum key check_number(const struct field *field, struct form_value *value);
static enum key check_choice(const struct field *field, struct form_value *value);
static bool parse_points(struct text text, int64_t *ret_points);
static bool is_clean(struct text text, bool allows_lines);
static bool is_mark(uint32_t point);
static enum fail drop_marks(struct arena *arena, struct text *text);

size_t form_field(const struct form *form, struct text name)
{
	for (size_t i = 0; i < form->count; i++)
		if (text_equal(text_of(form->fields[i].name), name))
			return i;
	return SIZE_MAX;
}

static struct form_value *value_of(const struct form_data *data, const char *name)
{
	check(data->form);
	size_t nth = form_field(data->form, text_of(name));
	check(nth != SIZE_MAX);
	return &data->values[nth];
}

struct text form_text(const struct form_data *data, const char *name)
{
	struct text text = value_of(data, name)->text;
	return text.at ? text : TEXT("");
}

int64_t form_int(const struct form_data *data, const char *name)
{
	return value_of(data, name)->number;
}

bool form_bool(const struct form_data *data, const char *name)
{
	return value_of(data, name)->number != 0;
}

bool form_has(const struct form_data *data, const char *name)
{
	return value_of(data, name)->is_given;
}

size_t form_many(const struct form_data *data, const char *name, const struct text **ret_texts)
{
	const struct form_value *value = value_of(data, name);
	*ret_texts = value->many;
	return value->many_count;
}

bool form_holds(const struct form_data *data, const char *name, struct text word)
{
	const struct form_value *value = value_of(data, name);
	for (size_t i = 0; i < value->many_count; i++)
		if (text_equal(value->many[i], word))
			return true;
	return false;
}

static void fail_value(struct form_data *data, struct form_value *value, enum key error)
{
	if (value->error != KEY_NONE || error == KEY_NONE)
		return;
	value->error = error;
	data->error_count++;
}

void form_fail(struct form_data *data, const char *name, enum key error)
{
	fail_value(data, value_of(data, name), error);
}

enum key form_error(const struct form_data *data, const char *name)
{
	return value_of(data, name)->error;
}

enum fail form_blank(struct arena *arena, const struct form *form, struct form_data *ret_data)
{
	check(form->count <= LIMIT_FIELD_COUNT);
	struct form_value *values = arena_array(arena, struct form_value, form->count ? form->count : 1);
	if (!values)
		return FAIL_LIMIT;
	*ret_data = (struct form_data){ .form = form, .values = values };
	return OK;
}

void form_put(struct form_data *data, const char *name, struct text text)
{
	struct form_value *value = value_of(data, name);
	value->text = text;
	value->is_given = text.len > 0;
}

enum fail form_take(struct arena *arena, struct form_data *data, size_t nth, struct text raw)
{
	const struct field *field = &data->form->fields[nth];
	struct form_value *value = &data->values[nth];
	if (field->type != FIELD_PASSWORD)
		TRY(drop_marks(arena, &raw));
	if (field->type != FIELD_MANY) {
		if (value->text.at)
			return FAIL_INPUT;
		value->text = TEXT("");
		fail_value(data, value, check_field(arena, field, value, raw));
		value->is_given = value->text.len > 0;
		return arena_is_exhausted(arena) ? FAIL_LIMIT : OK;
	}
	size_t most = field->max > 0 ? (size_t)field->max : LIMIT_SKILLS;
	check(most <= LIMIT_SKILLS);
	if (!value->many)
		value->many = arena_array(arena, struct text, most);
	if (!value->many)
		return FAIL_LIMIT;
	struct text word = text_trim(raw);
	if (word.len == 0)
		return OK;
	if (value->many_count == most) {
		fail_value(data, value, KEY_form_error_too_many);
		return OK;
	}
	if (!text_is_utf8(word) || !is_clean(word, false) || text_count_points(word) > LIMIT_TITLE_POINTS) {
		fail_value(data, value, KEY_form_error_not_text);
		return OK;
	}
	value->many[value->many_count++] = word;
	value->is_given = true;
	return OK;
}

int64_t form_bytes_most(const struct form *form)
{
	int64_t bytes = SMALL_BYTES;
	for (size_t i = 0; i < form->count; i++) {
		const struct field *field = &form->fields[i];
		bool is_long = field->type == FIELD_TEXT || field->type == FIELD_NOTE;
		bytes += SMALL_BYTES + (is_long ? (field->max > 0 ? field->max : LIMIT_NOTE_POINTS) * POINT_BYTES : 0);
	}
	return bytes > LIMIT_BODY_BYTES ? bytes : LIMIT_BODY_BYTES;
}

void form_close(struct form_data *data)
{
	crypto_generichash_state state;
	(void)crypto_generichash_init(&state, NULL, 0, sizeof(data->digest));
	struct text name = text_of(data->form->name);
	(void)crypto_generichash_update(&state, (const unsigned char *)name.at, name.len + 1);
	for (size_t i = 0; i < data->form->count; i++) {
		struct form_value *value = &data->values[i];
		if (data->form->fields[i].is_required && !value->is_given)
			fail_value(data, value, KEY_form_error_required);
		uint64_t lengths[2] = { value->text.len, value->many_count };
		(void)crypto_generichash_update(&state, (const unsigned char *)lengths, sizeof(lengths));
		if (value->text.len)
			(void)crypto_generichash_update(&state, (const unsigned char *)value->text.at, value->text.len);
		for (size_t n = 0; n < value->many_count; n++) {
			uint64_t length = value->many[n].len;
			(void)crypto_generichash_update(&state, (const unsigned char *)&length, sizeof(length));
			(void)crypto_generichash_update(&state, (const unsigned char *)value->many[n].at, length);
		}
	}
	(void)crypto_generichash_final(&state, data->digest, sizeof(data->digest));
}

static enum key check_field(struct arena *arena, const struct field *field, struct form_value *value, struct text raw)
{
	switch (field->type) {
	case FIELD_TEXT:
		return check_line(field, value, raw);
	case FIELD_NOTE:
		return check_note(arena, field, value, raw);
	case FIELD_PASSWORD:
		return check_password(field, value, raw);
	case FIELD_INT:
	case FIELD_POINTS:
	case FIELD_BOOL:
	case FIELD_ID:
	case FIELD_DAY:
	case FIELD_MIN:
	case FIELD_CHOICE: {
		const struct field line = { .max = LIMIT_TITLE_POINTS };
		enum key error = check_line(&line, value, raw);
		if (error != KEY_NONE || value->text.len == 0)
			return error;
		return field->type == FIELD_CHOICE ? check_choice(field, value) : check_number(field, value);
	}
	case FIELD_MANY:
		break;
	}
	check(!"a field of one value");
	return KEY_NONE;
}

static enum key check_length(const struct field *field, struct text text, int64_t most)
{
	int64_t points = (int64_t)text_count_points(text);
	if (points > most)
		return KEY_form_error_too_long;
	return text.len > 0 && points < field->min ? KEY_form_error_too_short : KEY_NONE;
}

static enum key check_line(const struct field *field, struct form_value *value, struct text raw)
{
	if (!text_is_utf8(raw))
		return KEY_form_error_not_text;
	struct text text = text_trim(raw);
	if (!is_clean(text, false))
		return KEY_form_error_not_text;
	value->text = text.len ? text : TEXT("");
	return check_length(field, text, field->max > 0 ? field->max : LIMIT_NAME_POINTS);
}

static enum key check_note(struct arena *arena, const struct field *field, struct form_value *value, struct text raw)
{
	if (!text_is_utf8(raw) || !is_clean(raw, true))
		return KEY_form_error_not_text;
	char *lines = arena_alloc(arena, raw.len + 1);
	if (!lines)
		return KEY_form_error_too_long;
	size_t len = 0;
	for (size_t i = 0; i < raw.len; i++)
		if (raw.at[i] != '\r')
			lines[len++] = raw.at[i];
	struct text text = text_trim((struct text){ lines, len });
	value->text = text.len ? text : TEXT("");
	return check_length(field, text, field->max > 0 ? field->max : LIMIT_NOTE_POINTS);
}

static enum key check_password(const struct field *field, struct form_value *value, struct text raw)
{
	value->text = raw.len ? raw : TEXT("");
	size_t least = field->min > 0 ? (size_t)field->min : PASSWORD_LEAST;
	size_t most = field->max > 0 ? (size_t)field->max : PASSWORD_MOST;
	if (raw.len > most)
		return KEY_form_error_too_long;
	return raw.len > 0 && raw.len < least ? KEY_form_error_too_short : KEY_NONE;
}

static enum key check_range(const struct field *field, int64_t number, int64_t largest)
{
	bool is_open = field->min == 0 && field->max == 0;
	int64_t least = is_open ? 0 : field->min;
	int64_t most = is_open ? largest : field->max;
	return number < least || number > most ? KEY_form_error_range : KEY_NONE;
}

static enum key check_bool(struct form_value *value)
{
	struct text text = value->text;
	bool is_yes = text_equal(text, TEXT("1")) || text_equal(text, TEXT("on")) || text_equal(text, TEXT("true"));
	bool is_no = text_equal(text, TEXT("0")) || text_equal(text, TEXT("false"));
	value->number = is_yes;
	return is_yes || is_no ? KEY_NONE : KEY_form_error_choice;
}

static enum key check_number(const struct field *field, struct form_value *value)
{
	int32_t part = 0;
	switch (field->type) {
	case FIELD_INT:
		if (!text_to_int(value->text, &value->number))
			return KEY_form_error_number;
		return check_range(field, value->number, INT_LARGEST);
	case FIELD_POINTS:
		if (!parse_points(value->text, &value->number))
			return KEY_form_error_number;
		return check_range(field, value->number, POINTS_LARGEST);
	case FIELD_BOOL:
		return check_bool(value);
	case FIELD_ID:
		return ids_read(value->text, &value->number) ? KEY_NONE : KEY_form_error_choice;
	case FIELD_DAY:
		if (!when_parse_day(value->text, &part))
			return KEY_form_error_day;
		value->number = part;
		return KEY_NONE;
	case FIELD_MIN:
		switch (when_read_min(value->text, &part)) {
		case WHEN_READ:
			value->number = part;
			return KEY_NONE;
		case WHEN_AMBIGUOUS:
			return KEY_form_error_half;
		case WHEN_UNREAD:
			return KEY_form_error_time;
		}
		return KEY_form_error_time;
	case FIELD_TEXT:
	case FIELD_NOTE:
	case FIELD_PASSWORD:
	case FIELD_CHOICE:
	case FIELD_MANY:
		break;
	}
	check(!"a field that holds a number");
	return KEY_NONE;
}

static enum key check_choice(const struct field *field, struct form_value *value)
{
	check(field->choices);
	for (const struct choice *choice = field->choices; choice->word; choice++) {
		if (!text_equal(text_of(choice->word), value->text))
			continue;
		value->number = choice->value;
		return KEY_NONE;
	}
	return KEY_form_error_choice;
}

/* "1", "1.5", "1.25", "-0.5": exact hundredths. */
static bool parse_points(struct text text, int64_t *ret_points)
{
	bool is_negative = text_starts_with(text, TEXT("-"));
	struct text rest = text_slice(text, is_negative ? 1 : 0, text.len);
	bool has_dot = text_find_byte(rest, '.') != SIZE_MAX;
	struct text whole = text_cut(&rest, '.');
	int64_t number = 0;
	int64_t part = 0;
	if (whole.len == 0 || whole.len > 12 || whole.at[0] == '-' || !text_to_int(whole, &number))
		return false;
	if (has_dot && (rest.len == 0 || rest.len > 2 || rest.at[0] == '-' || !text_to_int(rest, &part)))
		return false;
	number = number * 100 + (rest.len == 1 ? part * 10 : part);
	*ret_points = is_negative ? -number : number;
	return true;
}

static bool is_clean(struct text text, bool allows_lines)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.at[i];
		bool is_line_end = byte == '\n' || byte == '\r' || byte == '\t';
		bool is_high_control = byte == 0xc2 && i + 1 < text.len && (unsigned char)text.at[i + 1] < 0xa0; /* U+0080 to U+009F */
		if ((byte < 0x20 && !(allows_lines && is_line_end)) || byte == 0x7f || is_high_control)
			return false;
	}
	return true;
}

/* What steers the direction of writing, or takes no room at all: nobody sees that it is there, telephones put it around
 * numbers they copy, and it can turn a name around in a list (Unicode 15.1, 23.2). Joiners stay, emoji need them. */
static bool is_mark(uint32_t point)
{
	return (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069) || point == 0x061c || point == 0x200e || point == 0x200f
		|| point == 0x200b || point == 0xfeff;
}

/* The text without such marks; itself when it has none or is no UTF-8. */
static enum fail drop_marks(struct arena *arena, struct text *text)
{
	bool has_mark = false;
	if (!text_is_utf8(*text))
		return OK;
	for (struct text rest = *text; rest.len > 0;)
		has_mark = is_mark(text_next_point(&rest)) || has_mark;
	if (!has_mark)
		return OK;
	char *kept = arena_alloc(arena, text->len + 1);
	size_t len = 0;
	if (!kept)
		return FAIL_LIMIT;
	for (struct text rest = *text; rest.len > 0;) {
		const char *at = rest.at;
		if (is_mark(text_next_point(&rest)))
			continue;
		memcpy(kept + len, at, (size_t)(rest.at - at));
		len += (size_t)(rest.at - at);
	}
	*text = (struct text){ kept, len };
	return OK;
}
