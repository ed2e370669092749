/* SPDX-License-Identifier: Apache-2.0 */
#include "tmplc.h"

static void emit_fields(const struct field *fields, size_t count, struct buffer *out);
static void emit_rows(const struct field *fields, size_t count, struct buffer *out);
static void json_fields(struct compiler *compiler, const struct field *fields, size_t count, struct text base, int depth, struct buffer *out);
static void json_field(struct compiler *compiler, const struct field *field, struct text base, int depth, struct buffer *out);

void emit_structs(struct compiler *compiler, const struct template *template, struct buffer *out)
{
	compiler->path = template->path;
	emit_rows(template->fields, template->count, out);
	buffer_add_format(out, "struct view_%.*s_%.*s {\n", TEXT_ARGS(template->face), TEXT_ARGS(template->name));
	if (template->layout.len > 0)
		buffer_add_format(out, "\tstruct view_shell_%.*s shell;\n", TEXT_ARGS(template->layout));
	emit_fields(template->fields, template->count, out);
	if (template->count == 0 && template->layout.len == 0)
		buffer_add_literal(out, "\tchar nothing;\n");
	buffer_add_literal(out, "};\n");
}

/* Items of lists first, innermost first. */
static void emit_rows(const struct field *fields, size_t count, struct buffer *out)
{
	for (size_t i = 0; i < count; i++) {
		if (fields[i].type != FIELD_LIST || fields[i].part.len > 0)
			continue;
		emit_rows(fields[i].fields, fields[i].count, out);
		buffer_add_format(out, "struct %.*s {\n", TEXT_ARGS(fields[i].c_type));
		emit_fields(fields[i].fields, fields[i].count, out);
		buffer_add_literal(out, "};\n");
	}
}

static void emit_fields(const struct field *fields, size_t count, struct buffer *out)
{
	static const char *const types[FIELD_TYPE_COUNT] = {[FIELD_TEXT] = "struct text ",
		[FIELD_VOCAB] = "struct vocab ", [FIELD_INT] = "int64_t ", [FIELD_BOOL] = "bool ",
		[FIELD_URL] = "struct url ", [FIELD_MS] = "int64_t ", [FIELD_DAY] = "int32_t ", [FIELD_MINUTES] = "int64_t ", [FIELD_POINTS] = "int64_t ",
		[FIELD_KEY] = "enum key "};
	for (size_t i = 0; i < count; i++) {
		const struct field *field = &fields[i];
		if (field->type == FIELD_VIEW)
			buffer_add_format(out, "\tconst struct %.*s *%.*s;%s\n", TEXT_ARGS(field->c_type), TEXT_ARGS(field->name),
				field->may_be_absent ? " /* may be NULL */" : "");
		else if (field->type == FIELD_LIST)
			buffer_add_format(out, "\tstruct { const struct %.*s *rows; size_t count; } %.*s;\n", TEXT_ARGS(field->c_type), TEXT_ARGS(field->name));
		else
			buffer_add_format(out, "\t%s%.*s;%s\n", types[field->type], TEXT_ARGS(field->name), field->type == FIELD_MS ? " /* ms */" : "");
	}
}

void emit_json(struct compiler *compiler, const struct template *template, struct buffer *out)
{
	bool is_part = text_equal(template->face, TEXT("parts"));
	if (is_part)
		buffer_add_format(out, "void json_parts_%.*s(struct render *r UNUSED, const struct view_parts_%.*s *view UNUSED)\n{\n", TEXT_ARGS(template->name),
			TEXT_ARGS(template->name));
	else
		buffer_add_format(out, "static void show_json_%.*s(struct render *r, const void *whole)\n{\n\tconst struct view_%.*s_%.*s *view = whole;\n\t(void)view;\n",
			TEXT_ARGS(template->name), TEXT_ARGS(template->face), TEXT_ARGS(template->name));
	json_fields(compiler, template->fields, template->count, TEXT("view->"), 0, out);
	buffer_add_literal(out, "}\n\n");
}

static void json_fields(struct compiler *compiler, const struct field *fields, size_t count, struct text base, int depth, struct buffer *out)
{
	buffer_add_literal(out, "\tbuffer_add_byte(r->out, '{');\n");
	for (size_t i = 0; i < count; i++) {
		buffer_add_format(out, "\tbuffer_add_literal(r->out, \"%s\\\"%.*s\\\":\");\n", i > 0 ? "," : "", TEXT_ARGS(fields[i].name));
		json_field(compiler, &fields[i], base, depth, out);
	}
	buffer_add_literal(out, "\tbuffer_add_byte(r->out, '}');\n");
}

static void json_field(struct compiler *compiler, const struct field *field, struct text base, int depth, struct buffer *out)
{
	static const char *const calls[FIELD_TYPE_COUNT] = {[FIELD_TEXT] = "json_text",
		[FIELD_VOCAB] = "json_vocab", [FIELD_INT] = "json_int", [FIELD_BOOL] = "json_bool",
		[FIELD_URL] = "json_url", [FIELD_MS] = "json_ms", [FIELD_DAY] = "json_day", [FIELD_MINUTES] = "json_int", [FIELD_POINTS] = "json_points",
		[FIELD_KEY] = "json_key"};
	struct text at = arena_join(compiler->arena, base, field->name);
	if (field->type == FIELD_VIEW) {
		buffer_add_format(out, "\tif (%.*s != NULL)\n\t\tjson_parts_%.*s(r, %.*s);\n\telse\n\t\tbuffer_add_literal(r->out, \"null\");\n", TEXT_ARGS(at),
			TEXT_ARGS(field->part), TEXT_ARGS(at));
		return;
	}
	if (field->type != FIELD_LIST) {
		buffer_add_format(out, "\t%s(r, %.*s);\n", calls[field->type], TEXT_ARGS(at));
		return;
	}
	buffer_add_format(out, "\tbuffer_add_byte(r->out, '[');\n\tfor (size_t i%d = 0; i%d < %.*s.count; i%d++) {\n\tif (i%d > 0)\n\t\tbuffer_add_byte(r->out, ',');\n",
		depth, depth, TEXT_ARGS(at), depth, depth);
	if (field->part.len > 0)
		buffer_add_format(out, "\tjson_parts_%.*s(r, &%.*s.rows[i%d]);\n", TEXT_ARGS(field->part), TEXT_ARGS(at), depth);
	else
		json_fields(compiler, field->fields, field->count, arena_format(compiler->arena, "%.*s.rows[i%d].", TEXT_ARGS(at), depth), depth + 1, out);
	buffer_add_literal(out, "\t}\n\tbuffer_add_byte(r->out, ']');\n");
}

void emit_string(struct text text, struct buffer *out)
{
	buffer_add_byte(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		unsigned char at = (unsigned char)text.at[i];
		if (at == '\n')
			buffer_add_literal(out, "\\n");
		else if (at == '"' || at == '\\')
			buffer_add_format(out, "\\%c", at);
		else if (at < 0x20 || at == '?')
			buffer_add_format(out, "\\%03o", at);
		else
			buffer_add_byte(out, (char)at);
	}
	buffer_add_byte(out, '"');
}

const struct template *find_template(const struct compiler *compiler, struct text face, struct text name)
{
	for (size_t i = 0; i < compiler->template_count; i++) {
		if (text_equal(compiler->templates[i].face, face) && text_equal(compiler->templates[i].name, name))
			return &compiler->templates[i];
	}
	return NULL;
}
