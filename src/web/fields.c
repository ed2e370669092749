/* SPDX-License-Identifier: Apache-2.0 */
#include "web/fields.h"

#include "base/arena.h"

static enum fail fill(struct call *call, const struct form_data *data, size_t nth, const struct field_look *look, struct view_parts_field *view);
static void shape(const struct field *field, const struct field_look *look, struct view_parts_field *view);
static bool is_ticked(const struct form_value *value);
static enum fail fill_choices(struct call *call, const struct field *field, const struct form_value *value, struct view_parts_field *view);
static enum fail fill_options(struct call *call, const struct field *field, const struct form_value *value, const struct field_look *look,
	struct view_parts_field *view);
static bool is_chosen(const struct field *field, const struct form_value *value, struct text word);

enum fail fields_make(struct call *call, const struct form_data *data, const struct field_look *looks, size_t look_count, struct fields *ret_fields)
{
	static const struct field_look plain;
	const struct form *form = data->form;
	struct fields fields = {.rows = arena_array(call->arena, struct view_parts_field, form->count + 1), .count = form->count};
	if (fields.rows == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < form->count; i++) {
		const struct field_look *look = &plain;
		for (size_t n = 0; n < look_count; n++) {
			if (text_equal(text_of(looks[n].name), text_of(form->fields[i].name)))
				look = &looks[n];
		}
		TRY(fill(call, data, i, look, &fields.rows[i]));
	}
	*ret_fields = fields;
	return OK;
}

enum fail fields_problems(struct call *call, const struct form_data *data, const struct view_parts_error_summary **ret_summary)
{
	struct view_parts_error_summary *summary = arena_new(call->arena, struct view_parts_error_summary);
	struct view_parts_error_summary_problem *problems = arena_array(call->arena, struct view_parts_error_summary_problem, data->form->count + 1);
	if (summary == NULL || problems == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < data->form->count; i++) {
		if (data->values[i].error != KEY_NONE)
			problems[summary->problem.count++] = (struct view_parts_error_summary_problem){.field = text_of(data->form->fields[i].name),
				.label = data->form->fields[i].label, .error = data->values[i].error};
	}
	summary->problem.rows = problems;
	*ret_summary = summary->problem.count > 0 ? summary : NULL;
	return OK;
}

struct text fields_english(struct text english, struct text chinese)
{
	return text_equal(english, chinese) ? TEXT_NONE : english;
}

static enum fail fill(struct call *call, const struct form_data *data, size_t nth, const struct field_look *look, struct view_parts_field *view)
{
	const struct field *field = &data->form->fields[nth];
	const struct form_value *value = &data->values[nth];
	*view = (struct view_parts_field){.name = text_of(field->name), .label = field->label, .hint = look->hint, .error = value->error,
		.has_hint = look->hint != KEY_NONE, .has_error = value->error != KEY_NONE, .is_required = field->is_required || look->is_kept,
		.kind = text_of(look->kind != NULL ? look->kind : "text"), .autocomplete = TEXT("off"), .is_row = look->is_short};
	if (field->type != FIELD_PASSWORD && value->text.at != NULL)
		view->value = value->text;
	shape(field, look, view);
	if (view->is_check && !is_ticked(value))
		view->value = TEXT_NONE;
	if (field->type == FIELD_CHOICE)
		return fill_choices(call, field, value, view);
	return view->is_select || view->is_choices ? fill_options(call, field, value, look, view) : OK;
}

/* By its type: a line, an area, a box to tick, a list that opens, choices side by side. */
static void shape(const struct field *field, const struct field_look *look, struct view_parts_field *view)
{
	bool has_choices = field->type == FIELD_CHOICE || field->type == FIELD_ID;
	view->is_area = field->type == FIELD_NOTE;
	view->is_check = field->type == FIELD_BOOL;
	view->is_choices = field->type == FIELD_MANY || look->is_choices;
	view->is_select = has_choices && !view->is_choices;
	if (field->type == FIELD_TEXT)
		view->max_length = field->max > 0 ? field->max : LIMIT_NAME_POINTS;
	if (field->type == FIELD_NOTE)
		view->max_length = field->max > 0 ? field->max : LIMIT_NOTE_POINTS;
}

/* As typed, or as put there by hand. */
static bool is_ticked(const struct form_value *value)
{
	return value->number != 0 || text_equal(value->text, TEXT("1"));
}

/* Of a field whose choices are in its table. */
static enum fail fill_choices(struct call *call, const struct field *field, const struct form_value *value, struct view_parts_field *view)
{
	size_t count = 0;
	while (field->choices[count].word != NULL)
		count++;
	struct view_parts_field_option *options = arena_array(call->arena, struct view_parts_field_option, count + 1);
	if (options == NULL)
		return FAIL_LIMIT;
	view->kind = TEXT("radio");
	view->option.rows = options;
	if (view->is_select)
		options[view->option.count++] = (struct view_parts_field_option){.value = TEXT_NONE, .label = TEXT("—")};
	for (size_t i = 0; i < count; i++) {
		struct text word = text_of(field->choices[i].word);
		options[view->option.count++] = (struct view_parts_field_option){.value = word, .label = call_say(call, field->choices[i].label),
			.is_chosen = is_chosen(field, value, word)};
	}
	return OK;
}

static enum fail fill_options(struct call *call, const struct field *field, const struct form_value *value, const struct field_look *look,
	struct view_parts_field *view)
{
	struct view_parts_field_option *options = arena_array(call->arena, struct view_parts_field_option, look->option_count + 1);
	if (options == NULL)
		return FAIL_LIMIT;
	view->kind = field->type == FIELD_MANY ? TEXT("checkbox") : TEXT("radio");
	view->option.rows = options;
	if (view->is_select)
		options[view->option.count++] = (struct view_parts_field_option){.value = TEXT_NONE,
			.label = look->none != KEY_NONE ? call_say(call, look->none) : TEXT("—")};
	for (size_t i = 0; i < look->option_count; i++) {
		options[view->option.count] = look->options[i];
		options[view->option.count].is_chosen = is_chosen(field, value, look->options[i].value);
		view->option.count++;
	}
	return OK;
}

static bool is_chosen(const struct field *field, const struct form_value *value, struct text word)
{
	if (field->type != FIELD_MANY)
		return text_equal(value->text, word);
	for (size_t i = 0; i < value->many_count; i++) {
		if (text_equal(value->many[i], word))
			return true;
	}
	return false;
}
