/* SPDX-License-Identifier: Apache-2.0 */
#include "tmplc.h"

#include <string.h>

#define SCOPES_MAX 8
#define ARGS_MAX 8

/* A name that {{each}} brought into being: its list's item. */
struct scope {
	struct text name;
	const struct field *field; /* the list */
};

struct body {
	struct compiler *compiler;
	const struct template *template;
	struct buffer *out;
	struct text rest;
	struct html html;
	struct scope scopes[SCOPES_MAX];
	size_t scope_count;
};

/* A field found by its path, and how C reaches it. */
struct found {
	const struct field *field;
	struct text expression; /* C */
	bool is_item;           /* the item of an {{each}} itself */
};

static bool block(struct body *body, struct text *ret_end);
static bool literal(struct body *body, struct text text);
static bool tag(struct body *body, struct text inside, struct text *ret_end);
static bool value(struct body *body, struct text inside);
static bool span(struct body *body, const struct found *from, struct text end);
static bool value_in_url(struct body *body, const struct found *found);
static bool say(struct body *body, struct text inside);
static bool say_args(struct body *body, struct text key, struct text inside);
static bool condition(struct body *body, struct text inside, struct buffer *code);
static struct text is_there(enum field_type type);
static bool comparison(struct body *body, const struct field *field, struct text verb, struct text other, struct buffer *code);
static bool branches(struct body *body, struct text inside);
static bool each(struct body *body, struct text inside);
static bool part(struct body *body, struct text inside);
static bool find(struct body *body, struct text path, struct found *ret_found);
static bool find_in(const struct field *fields, size_t count, struct text name, const struct field **ret_field);
static bool step_into(struct body *body, struct text path, struct found *found, struct text name, bool is_pointer);
static const char *place_of(struct body *body);
static bool is_url_attribute(const char *name);
static struct text word_of(struct text *rest);
static struct text c_key(struct body *body, struct text key);
static bool find_key(struct body *body, struct text key, struct text *ret_params);
static bool is_part_list(const struct text params, struct text name);

bool body_compile(struct compiler *compiler, const struct template *template, struct buffer *out)
{
	struct body body = {.compiler = compiler, .template = template, .out = out, .rest = template->body};
	struct text end = TEXT_NONE;
	compiler->path = template->path;
	compiler->line = template->body_line;
	if (!block(&body, &end))
		return false;
	if (end.len > 0)
		return fail_at(compiler, "this tag belongs to nothing that is open", end);
	if (body.html.state != HTML_TEXT)
		return fail_at(compiler, "the template ends inside a tag", TEXT_NONE);
	if (body.html.open_count > 0)
		return fail_at(compiler, "the template ends with a tag left open", text_of(body.html.open[body.html.open_count - 1]));
	return true;
}

/* Compiles up to {{end}}, {{else}}, {{elif …}}, {{empty}} (returned in ret_end) or the end of the template. */
static bool block(struct body *body, struct text *ret_end)
{
	*ret_end = TEXT_NONE;
	while (body->rest.len > 0) {
		size_t at = text_find(body->rest, TEXT("{{"));
		struct text before = at == SIZE_MAX ? body->rest : text_slice(body->rest, 0, at);
		body->rest = at == SIZE_MAX ? TEXT_NONE : text_slice(body->rest, at + 2, body->rest.len);
		if (!literal(body, before))
			return false;
		if (at == SIZE_MAX)
			return true;
		size_t close = text_find(body->rest, TEXT("}}"));
		if (close == SIZE_MAX)
			return fail_at(body->compiler, "{{ without }}", TEXT_NONE);
		struct text inside = text_trim(text_slice(body->rest, 0, close));
		body->rest = text_slice(body->rest, close + 2, body->rest.len);
		if (!html_settle(body->compiler, &body->html) || !tag(body, inside, ret_end))
			return false;
		if (ret_end->len > 0)
			return true;
	}
	return true;
}

static bool literal(struct body *body, struct text text)
{
	struct buffer squeezed CLEANUP(buffer_done) = buffer_make(1024 * 1024);
	if (text.len == 0)
		return true;
	if (!html_follow(body->compiler, &body->html, text, &squeezed))
		return false;
	if (squeezed.len == 0)
		return true;
	buffer_add_literal(body->out, "\tbuffer_add_bytes(r->out, ");
	emit_string((struct text){squeezed.at, squeezed.len}, body->out);
	buffer_add_format(body->out, ", %zu);\n", squeezed.len);
	return true;
}

static bool tag(struct body *body, struct text inside, struct text *ret_end)
{
	struct text rest = inside;
	struct text first = word_of(&rest);
	if (text_equal(first, TEXT("end")) || text_equal(first, TEXT("else")) || text_equal(first, TEXT("elif")) || text_equal(first, TEXT("empty"))) {
		*ret_end = inside;
		return true;
	}
	if (text_equal(first, TEXT("if")))
		return branches(body, rest);
	if (text_equal(first, TEXT("each")))
		return each(body, rest);
	if (text_equal(first, TEXT("part")))
		return part(body, rest);
	if (text_equal(first, TEXT("t")))
		return say(body, rest);
	if (text_equal(first, TEXT("content"))) {
		if (!text_equal(body->template->face, TEXT("shell")) || body->html.state != HTML_TEXT)
			return fail_at(body->compiler, "{{content}} stands in the text of a layout only", TEXT_NONE);
		buffer_add_literal(body->out, "\tcontent(r, content_view);\n");
		return true;
	}
	if (text_equal(first, TEXT("lang"))) {
		buffer_add_literal(body->out, "\tbuffer_add(r->out, locale_tag(r->lang));\n");
		return body->html.state == HTML_VALUE || fail_at(body->compiler, "{{lang}} stands in an attribute", TEXT_NONE);
	}
	return value(body, inside);
}

static bool value(struct body *body, struct text inside)
{
	static const char *const calls[FIELD_TYPE_COUNT] = {[FIELD_TEXT] = "render_text",
		[FIELD_VOCAB] = "render_vocab", [FIELD_INT] = "render_int", [FIELD_MS] = "render_ms",
		[FIELD_DAY] = "render_day", [FIELD_MINUTES] = "render_minutes", [FIELD_POINTS] = "render_points", [FIELD_KEY] = "render_key"};
	struct found found;
	struct text rest = inside;
	struct text path = word_of(&rest);
	struct text form = word_of(&rest);
	if (!find(body, path, &found))
		return false;
	const char *place = place_of(body);
	if (place == NULL)
		return false;
	if (strcmp(place, "PLACE_URL") == 0)
		return value_in_url(body, &found);
	if (text_equal(form, TEXT("iso")) && found.field->type == FIELD_MS)
		buffer_add_format(body->out, "\trender_iso(r, %.*s);\n", TEXT_ARGS(found.expression));
	else if (text_equal(form, TEXT("clock")) && found.field->type == FIELD_MS)
		buffer_add_format(body->out, "\trender_clock(r, %.*s);\n", TEXT_ARGS(found.expression));
	else if (text_equal(form, TEXT("until")) && found.field->type == FIELD_MS)
		return span(body, &found, word_of(&rest));
	else if (form.len > 0)
		return fail_at(body->compiler, "unknown form; only instants have some, `iso`, `clock` and `until`", form);
	else if (found.field->type == FIELD_URL)
		buffer_add_format(body->out, "\trender_text(r, %s, %.*s.text);\n", place, TEXT_ARGS(found.expression));
	else if (calls[found.field->type] == NULL || found.is_item)
		return fail_at(body->compiler, "this field has no text to show; use if, each or part", path);
	else
		buffer_add_format(body->out, "\t%s(r, %s, %.*s);\n", calls[found.field->type], place, TEXT_ARGS(found.expression));
	body->html.value_len++;
	return true;
}

/* {{a until b}}: from one instant to another, the day said once when it is the same. */
static bool span(struct body *body, const struct found *from, struct text end)
{
	struct found to;
	if (!find(body, end, &to))
		return false;
	if (to.field->type != FIELD_MS || body->html.state != HTML_TEXT)
		return fail_at(body->compiler, "`until` stands in text, between two instants", end);
	buffer_add_format(body->out, "\trender_span(r, %.*s, %.*s);\n", TEXT_ARGS(from->expression), TEXT_ARGS(to.expression));
	return true;
}

/* A whole URL is a url field; behind a literal beginning with / ? or # a text or number is percent-encoded. */
static bool value_in_url(struct body *body, const struct found *found)
{
	if (body->html.value_len++ == 0) {
		if (found->field->type != FIELD_URL)
			return fail_at(body->compiler, "a URL attribute begins with a url field or a literal path", found->field->name);
		body->html.value_start = 'u';
		buffer_add_format(body->out, "\trender_text(r, PLACE_ATTRIBUTE, %.*s.text);\n", TEXT_ARGS(found->expression));
		return true;
	}
	if (body->html.value_start != '/' && body->html.value_start != '?' && body->html.value_start != '#')
		return fail_at(body->compiler, "a value in a URL stands behind a literal that begins with / ? or #", found->field->name);
	if (found->field->type == FIELD_TEXT)
		buffer_add_format(body->out, "\trender_url_part(r, %.*s);\n", TEXT_ARGS(found->expression));
	else if (found->field->type == FIELD_INT)
		buffer_add_format(body->out, "\trender_int(r, PLACE_ATTRIBUTE, %.*s);\n", TEXT_ARGS(found->expression));
	else
		return fail_at(body->compiler, "only text and int go into a part of a URL", found->field->name);
	return true;
}

static bool say(struct body *body, struct text inside)
{
	struct text key = word_of(&inside);
	struct text params = TEXT_NONE;
	const char *place = place_of(body);
	if (place == NULL)
		return false;
	if (strcmp(place, "PLACE_URL") == 0)
		return fail_at(body->compiler, "no translated text in a URL", key);
	if (!find_key(body, key, &params))
		return fail_at(body->compiler, "this key is in no language", key);
	body->html.value_len++;
	if (params.len == 0 && text_trim(inside).len == 0) {
		buffer_add_format(body->out, "\trender_key(r, %s, %.*s);\n", place, TEXT_ARGS(c_key(body, key)));
		return true;
	}
	buffer_add_format(body->out, "\trender_say(r, %s, %.*s, (const struct say[]){", place, TEXT_ARGS(c_key(body, key)));
	return say_args(body, key, inside);
}

static bool say_args(struct body *body, struct text key, struct text inside)
{
	static const char *const kinds[FIELD_TYPE_COUNT] = {[FIELD_TEXT] = "SAY_TEXT, .text = ", [FIELD_INT] = "SAY_INT, .number = ",
		[FIELD_MS] = "SAY_MS, .number = ", [FIELD_DAY] = "SAY_DAY, .number = ", [FIELD_MINUTES] = "SAY_MINUTES, .number = ",
		[FIELD_POINTS] = "SAY_POINTS, .number = ", [FIELD_KEY] = "SAY_KEY, .number = "};
	struct text params = TEXT_NONE;
	size_t count = 0;
	size_t wanted = 0;
	(void)find_key(body, key, &params);
	for (struct text left = params; left.len > 0; wanted++)
		(void)text_cut(&left, ',');
	for (inside = text_trim(inside); inside.len > 0; inside = text_trim(inside)) {
		struct text pair = word_of(&inside);
		struct text name = text_cut(&pair, '=');
		struct found found;
		if (!is_part_list(params, name))
			return fail_at(body->compiler, "the text of the key has no such place", name);
		if (!find(body, pair, &found))
			return false;
		if (found.field->type == FIELD_VOCAB)
			buffer_add_format(body->out, "{\"%.*s\", SAY_VOCAB, .text = vocab_text(r->lang, %.*s), .number = %.*s.is_own}, ", TEXT_ARGS(name),
				TEXT_ARGS(found.expression), TEXT_ARGS(found.expression));
		else if (kinds[found.field->type] == NULL || found.is_item)
			return fail_at(body->compiler, "this field cannot stand in a text", pair);
		else
			buffer_add_format(body->out, "{\"%.*s\", %s%.*s}, ", TEXT_ARGS(name), kinds[found.field->type], TEXT_ARGS(found.expression));
		count++;
	}
	if (count != wanted)
		return fail_at(body->compiler, "the text of the key has other places than the values given", key);
	buffer_add_format(body->out, "}, %zu);\n", count);
	return true;
}

/* x | not x | x is key-or-number; the C comes in brackets, as `if` wants it. */
static bool condition(struct body *body, struct text inside, struct buffer *code)
{
	struct found found;
	struct text path = word_of(&inside);
	bool is_negative = text_equal(path, TEXT("not"));
	if (is_negative)
		path = word_of(&inside);
	struct text verb = word_of(&inside);
	struct text other = word_of(&inside);
	if (!find(body, path, &found))
		return false;
	buffer_add(code, is_negative ? TEXT("(!(") : TEXT("("));
	buffer_add(code, found.expression);
	if (verb.len == 0)
		buffer_add(code, is_there(found.field->type));
	else if (!comparison(body, found.field, verb, other, code))
		return false;
	buffer_add(code, is_negative ? TEXT("))") : TEXT(")"));
	return true;
}

/* What follows a field of this type in C to ask whether there is anything in it. */
static struct text is_there(enum field_type type)
{
	switch (type) {
	case FIELD_TEXT:
		return TEXT(".len != 0");
	case FIELD_VOCAB:
		return TEXT(".zh.len != 0");
	case FIELD_URL:
		return TEXT(".text.len != 0");
	case FIELD_LIST:
		return TEXT(".count != 0");
	case FIELD_VIEW:
		return TEXT(" != NULL");
	case FIELD_BOOL:
		return TEXT("");
	default:
		return TEXT(" != 0");
	}
}

static bool comparison(struct body *body, const struct field *field, struct text verb, struct text other, struct buffer *code)
{
	struct text params = TEXT_NONE;
	int64_t number = 0;
	bool is_key = field->type == FIELD_KEY && find_key(body, other, &params);
	bool is_number = field->type == FIELD_INT && text_to_int(other, &number);
	if (!text_equal(verb, TEXT("is")) || (!is_key && !is_number))
		return fail_at(body->compiler, "a condition is `x`, `not x` or `x is key-or-number`", verb);
	buffer_add_literal(code, " == ");
	buffer_add(code, is_key ? c_key(body, other) : other);
	return true;
}

static bool branches(struct body *body, struct text inside)
{
	struct html before = body->html;
	struct html after = {0};
	struct text end = TEXT_NONE;
	bool has_else = false;
	buffer_add_literal(body->out, "\tif ");
	if (!condition(body, inside, body->out))
		return false;
	for (int branch = 0;; branch++) {
		buffer_add_literal(body->out, " {\n");
		if (!block(body, &end))
			return false;
		buffer_add_literal(body->out, "\t}");
		if (branch == 0)
			after = body->html;
		else if (!html_same(&after, &body->html))
			return fail_at(body->compiler, "the branches leave the HTML in different places", end);
		struct text rest = end;
		struct text first = word_of(&rest);
		if (text_equal(first, TEXT("end")))
			break;
		body->html = before;
		if (text_equal(first, TEXT("elif")) && !has_else) {
			buffer_add_literal(body->out, " else if ");
			if (!condition(body, rest, body->out))
				return false;
		} else if (text_equal(first, TEXT("else")) && !has_else) {
			has_else = true;
			buffer_add_literal(body->out, " else");
		} else {
			return fail_at(body->compiler, "an if is closed by {{end}}", end);
		}
	}
	buffer_add_literal(body->out, "\n");
	if (!has_else && !html_same(&before, &body->html))
		return fail_at(body->compiler, "an if without else leaves the HTML in another place than it found it", TEXT_NONE);
	return true;
}

static bool each(struct body *body, struct text inside)
{
	struct found found;
	struct text path = word_of(&inside);
	struct text end = TEXT_NONE;
	struct html before = body->html;
	if (!find(body, path, &found))
		return false;
	if (found.field->type != FIELD_LIST || found.is_item || text_trim(inside).len > 0)
		return fail_at(body->compiler, "each goes over a list", path);
	if (body->scope_count >= SCOPES_MAX)
		return fail_at(body->compiler, "too many lists inside each other", path);
	struct text name = found.field->name;
	buffer_add_format(body->out, "\tfor (size_t i_%.*s = 0; i_%.*s < %.*s.count; i_%.*s++) {\n\tconst struct %.*s *%.*s_item = &%.*s.rows[i_%.*s];\n\t(void)%.*s_item;\n",
		TEXT_ARGS(name), TEXT_ARGS(name), TEXT_ARGS(found.expression), TEXT_ARGS(name), TEXT_ARGS(found.field->c_type), TEXT_ARGS(name),
		TEXT_ARGS(found.expression), TEXT_ARGS(name), TEXT_ARGS(name));
	body->scopes[body->scope_count++] = (struct scope){name, found.field};
	if (!block(body, &end))
		return false;
	body->scope_count--;
	buffer_add_literal(body->out, "\t}\n");
	if (!html_same(&before, &body->html))
		return fail_at(body->compiler, "the inside of an each leaves the HTML in another place than it found it", path);
	if (text_equal(end, TEXT("empty"))) {
		buffer_add_format(body->out, "\tif (%.*s.count == 0) {\n", TEXT_ARGS(found.expression));
		if (!block(body, &end))
			return false;
		buffer_add_literal(body->out, "\t}\n");
		if (!html_same(&before, &body->html))
			return fail_at(body->compiler, "the inside of an empty leaves the HTML in another place than it found it", path);
	}
	return text_equal(end, TEXT("end")) || fail_at(body->compiler, "an each is closed by {{end}}", path);
}

static bool part(struct body *body, struct text inside)
{
	struct found found;
	struct text name = word_of(&inside);
	struct text with = word_of(&inside);
	struct text path = word_of(&inside);
	const struct template *template = find_template(body->compiler, TEXT("parts"), name);
	if (template == NULL)
		return fail_at(body->compiler, "there is no such part in templates/parts", name);
	if (!text_equal(with, TEXT("with")) || text_trim(inside).len > 0)
		return fail_at(body->compiler, "a part is `part NAME with FIELD`", name);
	if (!find(body, path, &found))
		return false;
	bool is_fitting = text_equal(found.field->part, name) && (found.field->type == FIELD_VIEW || found.is_item);
	if (!is_fitting)
		return fail_at(body->compiler, "the field is not declared as a view of this part", path);
	if (body->html.state != HTML_TEXT)
		return fail_at(body->compiler, "a part stands between tags", name);
	buffer_add_format(body->out, "\trender_parts_%.*s(r, %.*s);\n", TEXT_ARGS(name), TEXT_ARGS(found.expression));
	return true;
}

/* The first name is an {{each}} item, `shell`, or a field of the view; the rest steps into views. */
static bool find(struct body *body, struct text path, struct found *ret_found)
{
	struct text rest = path;
	struct text first = text_cut(&rest, '.');
	struct found found = {0};
	for (size_t i = body->scope_count; i > 0 && found.field == NULL; i--) {
		if (text_equal(body->scopes[i - 1].name, first))
			found = (struct found){body->scopes[i - 1].field, arena_format(body->compiler->arena, "%.*s_item", TEXT_ARGS(first)), true};
	}
	if (found.field == NULL && text_equal(first, TEXT("shell")) && body->template->layout.len > 0) {
		const struct template *shell = find_template(body->compiler, TEXT("shell"), body->template->layout);
		struct text next = text_cut(&rest, '.');
		if (shell == NULL || !find_in(shell->fields, shell->count, next, &found.field))
			return fail_at(body->compiler, "the layout has no such field", path);
		found.expression = arena_format(body->compiler->arena, "view->shell.%.*s", TEXT_ARGS(next));
	}
	if (found.field == NULL) {
		if (!find_in(body->template->fields, body->template->count, first, &found.field))
			return fail_at(body->compiler, "there is no such field", path);
		found.expression = arena_format(body->compiler->arena, "view->%.*s", TEXT_ARGS(first));
	}
	while (rest.len > 0) {
		if (!step_into(body, path, &found, text_cut(&rest, '.'), true))
			return false;
	}
	*ret_found = found;
	return true;
}

static bool step_into(struct body *body, struct text path, struct found *found, struct text name, bool is_pointer)
{
	const struct field *fields = found->field->fields;
	size_t count = found->field->count;
	if (found->field->type != FIELD_VIEW && !found->is_item)
		return fail_at(body->compiler, "only views and items of lists have fields", path);
	if (found->field->part.len > 0) {
		const struct template *template = find_template(body->compiler, TEXT("parts"), found->field->part);
		if (template == NULL)
			return fail_at(body->compiler, "there is no such part", found->field->part);
		fields = template->fields;
		count = template->count;
	}
	if (!find_in(fields, count, name, &found->field))
		return fail_at(body->compiler, "there is no such field", path);
	found->expression = arena_format(body->compiler->arena, "%.*s%s%.*s", TEXT_ARGS(found->expression), is_pointer ? "->" : ".", TEXT_ARGS(name));
	found->is_item = false;
	return true;
}

static bool find_in(const struct field *fields, size_t count, struct text name, const struct field **ret_field)
{
	for (size_t i = 0; i < count; i++) {
		if (text_equal(fields[i].name, name)) {
			*ret_field = &fields[i];
			return true;
		}
	}
	return false;
}

/* The escaper for where the reader stands; NULL with an error where no value may stand. */
static const char *place_of(struct body *body)
{
	switch (body->html.state) {
	case HTML_TEXT:
	case HTML_RCDATA:
		return body->html.state == HTML_TEXT ? "PLACE_TEXT" : "PLACE_ATTRIBUTE";
	case HTML_VALUE:
		return is_url_attribute(body->html.attribute) ? "PLACE_URL" : "PLACE_ATTRIBUTE";
	case HTML_RAW:
		(void)fail_at(body->compiler, "no value inside script or style", TEXT_NONE);
		return NULL;
	case HTML_COMMENT:
	case HTML_MARKUP:
		(void)fail_at(body->compiler, "no value inside a comment", TEXT_NONE);
		return NULL;
	case HTML_BEFORE_VALUE:
		(void)fail_at(body->compiler, "the value of an attribute stands in double quotes", text_of(body->html.attribute));
		return NULL;
	default:
		(void)fail_at(body->compiler, "no value as a tag or attribute name", TEXT_NONE);
		return NULL;
	}
}

static bool is_url_attribute(const char *name)
{
	static const char *const names[] = {"href", "src", "srcset", "action", "formaction", "poster", "cite", "data", "ping", "manifest", "xlink:href",
		"hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete", "hx-push-url", "hx-replace-url"};
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		if (strcmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

static struct text word_of(struct text *rest)
{
	*rest = text_trim(*rest);
	size_t len = 0;
	while (len < rest->len && rest->at[len] != ' ' && rest->at[len] != '\t' && rest->at[len] != '\n')
		len++;
	struct text word = {rest->at, len};
	*rest = text_slice(*rest, len, rest->len);
	return word;
}

static struct text c_key(struct body *body, struct text key)
{
	struct text name = arena_format(body->compiler->arena, "KEY_%.*s", TEXT_ARGS(key));
	char *at = (char *)(uintptr_t)name.at;
	for (size_t i = 0; i < name.len; i++) {
		if (at[i] == '.')
			at[i] = '_';
	}
	return name;
}

static bool find_key(struct body *body, struct text key, struct text *ret_params)
{
	for (size_t i = 0; i < body->compiler->key_count; i++) {
		if (text_equal(body->compiler->keys[i], key)) {
			*ret_params = body->compiler->key_params[i];
			return true;
		}
	}
	return false;
}

static bool is_part_list(struct text params, struct text name)
{
	while (params.len > 0) {
		if (text_equal(text_cut(&params, ','), name))
			return true;
	}
	return false;
}
