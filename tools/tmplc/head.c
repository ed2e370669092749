/* SPDX-License-Identifier: Apache-2.0 */
#include "tmplc.h"

static bool read_fields(struct compiler *compiler, struct text *lines, struct field **ret_fields, size_t *ret_count, struct text c_name, bool is_row,
	struct template *template);
static bool read_field(struct compiler *compiler, struct text first, struct text rest, struct text *lines, struct field *field, struct text c_name);
static struct text word_of(struct text *rest);
static bool is_name(struct text word);

bool fail_at(struct compiler *compiler, const char *message, struct text word)
{
	buffer_add_format(compiler->error, "%s:%d: %s", compiler->path, compiler->line, message);
	if (word.len > 0)
		buffer_add_format(compiler->error, ": %.*s", TEXT_ARGS(word));
	buffer_add_byte(compiler->error, '\n');
	return false;
}

bool head_read(struct compiler *compiler, const char *path, struct text face, struct text content, struct template *ret_template)
{
	struct template template = {.path = path, .face = face};
	compiler->path = path;
	compiler->line = 1;
	if (!text_is_utf8(content))
		return fail_at(compiler, "the file is not UTF-8", TEXT_NONE);
	size_t end = text_find(content, TEXT("#}}"));
	if (!text_starts_with(content, TEXT("{{#")) || end == SIZE_MAX)
		return fail_at(compiler, "a template begins with {{# its declarations #}}", TEXT_NONE);
	struct text lines = text_slice(content, 3, end - 3);
	template.body = text_slice(content, end + 3, content.len);
	if (text_starts_with(template.body, TEXT("\n")))
		template.body = text_slice(template.body, 1, template.body.len);
	template.body_line = 1;
	for (size_t i = 0; i < (size_t)(template.body.at - content.at); i++)
		template.body_line += content.at[i] == '\n';
	if (!read_fields(compiler, &lines, &template.fields, &template.count, TEXT_NONE, false, &template))
		return false;
	if (template.name.len == 0)
		return fail_at(compiler, "the declarations need `view NAME`", TEXT_NONE);
	*ret_template = template;
	return true;
}

static bool has_field(const struct field *fields, size_t count, struct text name)
{
	for (size_t i = 0; i < count; i++) {
		if (text_equal(fields[i].name, name))
			return true;
	}
	return false;
}

static bool read_fields(struct compiler *compiler, struct text *lines, struct field **ret_fields, size_t *ret_count, struct text c_name, bool is_row,
	struct template *template)
{
	struct field *fields = arena_array(compiler->arena, struct field, FIELDS_MAX);
	size_t count = 0;
	check(fields != NULL);
	while (lines->len > 0) {
		struct text rest = text_trim(text_cut(lines, '\n'));
		struct text first = word_of(&rest);
		compiler->line++;
		if (first.len == 0 || first.at[0] == '#')
			continue;
		if (text_equal(first, TEXT("end")) && is_row) {
			*ret_fields = fields;
			*ret_count = count;
			return true;
		}
		if (text_equal(first, TEXT("view")) && !is_row && template->name.len == 0) {
			template->name = word_of(&rest);
			c_name = arena_format(compiler->arena, "view_%.*s_%.*s", TEXT_ARGS(template->face), TEXT_ARGS(template->name));
			continue;
		}
		if (text_equal(first, TEXT("layout")) && !is_row) {
			template->layout = word_of(&rest);
			continue;
		}
		if (count >= FIELDS_MAX)
			return fail_at(compiler, "too many fields", first);
		if (!read_field(compiler, first, rest, lines, &fields[count], c_name))
			return false;
		if (has_field(fields, count, fields[count].name))
			return fail_at(compiler, "the field is there twice", fields[count].name);
		count++;
	}
	if (is_row)
		return fail_at(compiler, "a list without `end`", c_name);
	*ret_fields = fields;
	*ret_count = count;
	return true;
}

static bool read_field(struct compiler *compiler, struct text first, struct text rest, struct text *lines, struct field *field, struct text c_name)
{
	static const char *const types[] = {[FIELD_TEXT] = "text",
		[FIELD_VOCAB] = "vocab", [FIELD_INT] = "int", [FIELD_BOOL] = "bool", [FIELD_URL] = "url", [FIELD_MS] = "ms",
		[FIELD_DAY] = "day", [FIELD_MINUTES] = "minutes", [FIELD_POINTS] = "points", [FIELD_KEY] = "key", [FIELD_VIEW] = "view",
		[FIELD_LIST] = "list"};
	size_t type = 0;
	while (type < COUNT_OF(types) && !text_equal(first, text_of(types[type])))
		type++;
	if (type == COUNT_OF(types))
		return fail_at(compiler, "unknown type; text, vocab, int, bool, url, ms, day, minutes, points, key, view or list", first);
	struct text a = word_of(&rest);
	struct text b = word_of(&rest);
	*field = (struct field){.type = (enum field_type)type, .name = a};
	if (type == FIELD_VIEW || (type == FIELD_LIST && b.len > 0)) {
		field->may_be_absent = text_ends_with(b, TEXT("?"));
		if (field->may_be_absent)
			b.len--;
		field->part = a;
		field->name = b;
		field->c_type = arena_format(compiler->arena, "view_parts_%.*s", TEXT_ARGS(a));
		b = word_of(&rest);
	}
	if (!is_name(field->name) || b.len > 0)
		return fail_at(compiler, "a field is a type and a name of small letters, digits and _", field->name);
	if (type == FIELD_LIST && field->part.len == 0) {
		field->c_type = arena_format(compiler->arena, "%.*s_%.*s", TEXT_ARGS(c_name), TEXT_ARGS(field->name));
		return read_fields(compiler, lines, &field->fields, &field->count, field->c_type, true, NULL);
	}
	return true;
}

static struct text word_of(struct text *rest)
{
	*rest = text_trim(*rest);
	size_t len = 0;
	while (len < rest->len && rest->at[len] != ' ' && rest->at[len] != '\t')
		len++;
	struct text word = {rest->at, len};
	*rest = text_slice(*rest, len, rest->len);
	return word;
}

static bool is_name(struct text word)
{
	for (size_t i = 0; i < word.len; i++) {
		char at = word.at[i];
		if (!((at >= 'a' && at <= 'z') || at == '_' || (i > 0 && at >= '0' && at <= '9')))
			return false;
	}
	return word.len > 0 && word.len < 60;
}
