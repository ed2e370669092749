/* SPDX-License-Identifier: Apache-2.0 */
#include "web/form.h"

#include <jansson.h>

#include "base/arena.h"

#define ONCE_MAX_BYTES 64

static enum fail read_pairs(struct arena *arena, const struct form *form, struct text body, bool passes_unknown,
	struct form_data *ret_data, const char **ret_reason);
static bool decode(struct arena *arena, struct text raw, struct text *ret_text);
static enum fail take_named(struct arena *arena, struct form_data *data, struct text name, struct text value, bool passes_unknown,
	const char **ret_reason);
static enum fail take_json(struct arena *arena, struct form_data *data, const char *name, const json_t *value,
	const char **ret_reason);

enum fail form_read_urlencoded(struct arena *arena, const struct form *form, struct text body, struct form_data *ret_data,
	const char **ret_reason)
{
	return read_pairs(arena, form, body, false, ret_data, ret_reason);
}

enum fail form_read_query(struct arena *arena, const struct form *form, struct text query, struct form_data *ret_data,
	const char **ret_reason)
{
	return read_pairs(arena, form, query, true, ret_data, ret_reason);
}

static enum fail read_pairs(struct arena *arena, const struct form *form, struct text body, bool passes_unknown,
	struct form_data *ret_data, const char **ret_reason)
{
	struct form_data data;
	*ret_reason = NULL;
	TRY(form_blank(arena, form, &data));
	size_t pairs = 0;
	while (body.len > 0) {
		struct text rest = text_cut(&body, '&');
		struct text raw_name = text_cut(&rest, '=');
		if (raw_name.len == 0 && rest.len == 0)
			continue;
		struct text name;
		struct text value;
		if (++pairs > LIMIT_FIELD_COUNT + LIMIT_SKILLS) {
			*ret_reason = "too many fields";
			return FAIL_INPUT;
		}
		if (!decode(arena, raw_name, &name) || !decode(arena, rest, &value)) {
			*ret_reason = "a broken percent escape";
			return arena_is_exhausted(arena) ? FAIL_LIMIT : FAIL_INPUT;
		}
		TRY(take_named(arena, &data, name, value, passes_unknown, ret_reason));
	}
	form_close(&data);
	*ret_data = data;
	return OK;
}

/* The two fields every form has besides its own. */
static enum fail take_own(struct form_data *data, struct text name, struct text value, bool *ret_is_own)
{
	struct text *own = text_equal(name, TEXT("csrf")) ? &data->csrf : text_equal(name, TEXT("once")) ? &data->once : NULL;
	*ret_is_own = own != NULL;
	if (!own)
		return OK;
	if (own->at || value.len > ONCE_MAX_BYTES)
		return FAIL_INPUT;
	*own = value;
	return OK;
}

static enum fail take_named(struct arena *arena, struct form_data *data, struct text name, struct text value, bool passes_unknown,
	const char **ret_reason)
{
	bool is_own = false;
	size_t nth = form_field(data->form, name);
	enum fail fail = take_own(data, name, value, &is_own);
	if (!is_own && nth == SIZE_MAX) {
		*ret_reason = "a field that this form does not have";
		return passes_unknown ? OK : FAIL_INPUT;
	}
	if (!is_own)
		fail = form_take(arena, data, nth, value);
	if (fail == FAIL_INPUT)
		*ret_reason = "a field given twice";
	return fail;
}

static int hex(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	char lower = (char)(digit | 0x20);
	return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static bool decode(struct arena *arena, struct text raw, struct text *ret_text)
{
	char *out = arena_alloc(arena, raw.len + 1);
	if (!out)
		return false;
	size_t len = 0;
	for (size_t i = 0; i < raw.len; i++) {
		char byte = raw.at[i];
		if (byte == '+') {
			byte = ' ';
		} else if (byte == '%') {
			int high = i + 2 < raw.len ? hex(raw.at[i + 1]) : -1;
			int low = i + 2 < raw.len ? hex(raw.at[i + 2]) : -1;
			if (high < 0 || low < 0)
				return false;
			byte = (char)(high * 16 + low);
			i += 2;
		}
		out[len++] = byte;
	}
	*ret_text = (struct text){ out, len };
	return true;
}

static void json_done(json_t **json)
{
	json_decref(*json);
}

enum fail form_read_json(struct arena *arena, const struct form *form, struct text body, struct form_data *ret_data,
	const char **ret_reason)
{
	struct form_data data;
	json_error_t error;
	*ret_reason = NULL;
	TRY(form_blank(arena, form, &data));
	json_t *root CLEANUP(json_done) = json_loadb(body.at ? body.at : "", body.len, JSON_REJECT_DUPLICATES, &error);
	if (!root || !json_is_object(root)) {
		*ret_reason = "not a JSON object";
		return FAIL_INPUT;
	}
	if (json_object_size(root) > LIMIT_FIELD_COUNT) {
		*ret_reason = "too many fields";
		return FAIL_INPUT;
	}
	const char *name = NULL;
	json_t *value = NULL;
	json_object_foreach(root, name, value)
		TRY(take_json(arena, &data, name, value, ret_reason));
	form_close(&data);
	*ret_data = data;
	return OK;
}

static bool json_word(struct arena *arena, const json_t *value, struct text *ret_text)
{
	if (json_is_string(value))
		*ret_text = arena_copy(arena, (struct text){ json_string_value(value), json_string_length(value) });
	else if (json_is_integer(value))
		*ret_text = arena_format(arena, "%lld", (long long)json_integer_value(value));
	else if (json_is_boolean(value))
		*ret_text = json_is_true(value) ? TEXT("1") : TEXT("0");
	else
		return false;
	return true;
}

static enum fail take_json(struct arena *arena, struct form_data *data, const char *name, const json_t *value,
	const char **ret_reason)
{
	struct text word;
	if (json_is_null(value))
		return OK;
	if (json_word(arena, value, &word))
		return take_named(arena, data, arena_copy(arena, text_of(name)), word, false, ret_reason);
	size_t nth = form_field(data->form, text_of(name));
	bool is_list = json_is_array(value) && nth != SIZE_MAX && data->form->fields[nth].type == FIELD_MANY;
	*ret_reason = "a field of the wrong JSON type";
	if (!is_list || json_array_size(value) > LIMIT_SKILLS)
		return FAIL_INPUT;
	for (size_t i = 0; i < json_array_size(value); i++) {
		if (!json_word(arena, json_array_get(value, i), &word))
			return FAIL_INPUT;
		TRY(form_take(arena, data, nth, word));
	}
	*ret_reason = NULL;
	return OK;
}
