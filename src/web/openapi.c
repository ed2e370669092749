/* SPDX-License-Identifier: Apache-2.0 */
#include "web/openapi.h"

#include "base/limits.h"
#include "domain/access.h"
#include "web/app.h"
#include "web/form.h"

#define PATHS_MAX 400

static void write_path(const struct route *table, size_t count, size_t nth, struct buffer *out);
static void write_operation(const struct route *route, struct buffer *out);
static void write_parameters(const struct route *route, struct buffer *out);
static void write_body(const struct form *form, struct buffer *out);
static void write_schema(const struct field *field, struct buffer *out);
static void write_answers(const struct route *route, struct buffer *out);
static void write_who(const struct route *route, struct buffer *out);
static void write_string(struct text text, struct buffer *out);
static bool is_first_of_path(const struct route *table, size_t nth);
static void write_template(struct text path, struct buffer *out);

enum fail openapi_write(const struct route *table, size_t count, struct buffer *out)
{
	bool is_next = false;
	check(count <= PATHS_MAX);
	buffer_add_literal(out, "{\n\"openapi\": \"3.1.0\",\n\"info\": {\"title\": \"Lastmile\", \"version\": \"" LASTMILE_VERSION "\",\n"
		"  \"description\": \"Every page is an API call too: ask for application/json. Errors are RFC 9457 problems. A POST takes a form or "
		"JSON; its csrf token may come as X-CSRF-Token, its once key as Idempotency-Key: the same key and body are done once and "
		"answered alike, another body under the same key is 409.\"},\n\"paths\": {\n");
	for (size_t i = 0; i < count; i++) {
		if (!is_first_of_path(table, i))
			continue;
		if (is_next)
			buffer_add_literal(out, ",\n");
		is_next = true;
		write_path(table, count, i, out);
	}
	buffer_add_literal(out, "\n},\n\"components\": {\"securitySchemes\": {\"session\": {\"type\": \"apiKey\", \"in\": \"cookie\", "
		"\"name\": \"__Host-session\"}},\n  \"schemas\": {\"problem\": {\"type\": \"object\", \"properties\": {\"type\": {\"type\": \"string\"}, "
		"\"title\": {\"type\": \"string\"}, \"status\": {\"type\": \"integer\"}, \"detail\": {\"type\": \"string\"}, "
		"\"errors\": {\"type\": \"array\", \"items\": {\"type\": \"object\"}}}}}}\n}\n");
	return out->failed ? FAIL_LIMIT : OK;
}

enum fail openapi_write_permissions(const struct route *table, size_t count, struct buffer *out)
{
	buffer_add_literal(out, "# Who may do what\n\nWritten from the table of routes (`src/web/routes.c`); a change of rights shows here as a diff.\n"
		"● the role may, ○ also without signing in. `relation` is asked on top of the role.\n\n| | route |");
	for (int role = ROLE_RESIDENT; role < ROLE_COUNT; role++)
		buffer_add_format(out, " %s |", role_name((enum role)role));
	buffer_add_literal(out, " relation | what it does |\n|---|---|");
	for (int role = ROLE_RESIDENT; role < ROLE_COUNT; role++)
		buffer_add_literal(out, "---|");
	buffer_add_literal(out, "---|---|\n");
	for (size_t i = 0; i < count; i++) {
		const struct route *route = &table[i];
		bool is_anyone = (route->who & WHO_ANYONE) != 0;
		buffer_add_format(out, "| %s | `%s` |", route->method == METHOD_GET ? "GET" : "POST", route->path);
		for (int role = ROLE_RESIDENT; role < ROLE_COUNT; role++)
			buffer_add_format(out, "%s |", is_anyone ? "○" : (route->who & ROLE_BIT(role)) != 0 ? "●" : "");
		buffer_add_format(out, " %s | %s |\n", route->relation != NULL ? route->relation->name : "", route->help);
	}
	return out->failed ? FAIL_LIMIT : OK;
}

enum fail page_openapi_get(struct call *call, struct reply *reply)
{
	reply_begin(call, reply, 200, "application/json");
	return openapi_write(routes, routes_count, reply->body);
}

/* All methods of the path of row `nth`. */
static void write_path(const struct route *table, size_t count, size_t nth, struct buffer *out)
{
	bool is_next = false;
	buffer_add_literal(out, "\"");
	write_template(text_of(table[nth].path), out);
	buffer_add_literal(out, "\": {\n");
	for (size_t i = nth; i < count; i++) {
		if (!text_equal(text_of(table[i].path), text_of(table[nth].path)))
			continue;
		if (is_next)
			buffer_add_literal(out, ",\n");
		is_next = true;
		write_operation(&table[i], out);
	}
	buffer_add_literal(out, "}");
}

/* The path as OpenAPI wants it: a second {id} has a name of its own, {id2}. */
static void write_template(struct text path, struct buffer *out)
{
	int ids = 0;
	while (path.len > 0) {
		size_t at = text_find(path, TEXT("{id}"));
		if (at == SIZE_MAX) {
			buffer_add(out, path);
			return;
		}
		buffer_add(out, text_slice(path, 0, at));
		buffer_add_literal(out, "{id");
		if (++ids > 1)
			buffer_add_int(out, ids);
		buffer_add_literal(out, "}");
		path = text_slice(path, at + 4, path.len);
	}
}

static void write_operation(const struct route *route, struct buffer *out)
{
	buffer_add_format(out, "  \"%s\": {\"summary\": ", route->method == METHOD_GET ? "get" : "post");
	write_string(text_of(route->help), out);
	write_who(route, out);
	buffer_add_literal(out, ",\n    \"parameters\": [");
	write_parameters(route, out);
	buffer_add_literal(out, "]");
	if (route->method == METHOD_POST)
		write_body(route->form, out);
	write_answers(route, out);
	buffer_add_literal(out, "}");
}

/* The pieces of the path, then the query of a GET. */
static void write_parameters(const struct route *route, struct buffer *out)
{
	struct text path = text_of(route->path);
	bool is_next = false;
	int ids = 0;
	while (path.len > 0) {
		struct text piece = text_cut(&path, '/');
		bool is_id = text_equal(piece, TEXT("{id}"));
		if (!is_id && !text_equal(piece, TEXT("{word}")))
			continue;
		ids += is_id;
		buffer_add_format(out, "%s\n      {\"name\": \"%s", is_next ? "," : "", is_id ? "id" : "word");
		if (is_id && ids > 1)
			buffer_add_int(out, ids);
		buffer_add_format(out, "\", \"in\": \"path\", \"required\": true, \"schema\": {\"type\": \"string\", \"pattern\": \"%s\"}}",
			is_id ? "^[0-9a-z]{13}$" : "^[A-Za-z0-9_.-]{1,64}$");
		is_next = true;
	}
	for (size_t i = 0; route->method == METHOD_GET && route->form != NULL && i < route->form->count; i++) {
		buffer_add_format(out, "%s\n      {\"name\": \"%s\", \"in\": \"query\", \"schema\": ", is_next ? "," : "", route->form->fields[i].name);
		write_schema(&route->form->fields[i], out);
		buffer_add_literal(out, "}");
		is_next = true;
	}
}

static void write_body(const struct form *form, struct buffer *out)
{
	bool is_next = false;
	buffer_add_literal(out, ",\n    \"requestBody\": {\"content\": {\"application/json\": {\"schema\": {\"type\": \"object\", "
		"\"additionalProperties\": false, \"properties\": {\"csrf\": {\"type\": \"string\"}, \"once\": {\"type\": \"string\"}");
	for (size_t i = 0; i < form->count; i++) {
		buffer_add_format(out, ",\n      \"%s\": ", form->fields[i].name);
		write_schema(&form->fields[i], out);
	}
	buffer_add_literal(out, "}");
	for (size_t i = 0; i < form->count; i++) {
		if (!form->fields[i].is_required)
			continue;
		buffer_add_format(out, "%s\"%s\"", is_next ? ", " : ", \"required\": [", form->fields[i].name);
		is_next = true;
	}
	if (is_next)
		buffer_add_literal(out, "]");
	buffer_add_literal(out, "}}, \"application/x-www-form-urlencoded\": {}}}");
}

/* What a field takes; the numbers are those that form_take holds it to. */
static void write_schema(const struct field *field, struct buffer *out)
{
	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_NOTE:
	case FIELD_PASSWORD:
		buffer_add_literal(out, "{\"type\": \"string\"");
		if (field->max > 0)
			buffer_add_format(out, ", \"minLength\": %lld, \"maxLength\": %lld", (long long)field->min, (long long)field->max);
		buffer_add_literal(out, "}");
		return;
	case FIELD_INT:
		buffer_add_literal(out, "{\"type\": \"integer\"");
		if (field->max > 0)
			buffer_add_format(out, ", \"minimum\": %lld, \"maximum\": %lld", (long long)field->min, (long long)field->max);
		buffer_add_literal(out, "}");
		return;
	case FIELD_POINTS:
		buffer_add_literal(out, "{\"type\": \"number\", \"multipleOf\": 0.01}");
		return;
	case FIELD_BOOL:
		buffer_add_literal(out, "{\"type\": \"boolean\"}");
		return;
	case FIELD_ID:
		buffer_add_literal(out, "{\"type\": \"string\", \"pattern\": \"^[0-9a-z]{13}$\"}");
		return;
	case FIELD_DAY:
		buffer_add_literal(out, "{\"type\": \"string\", \"format\": \"date\"}");
		return;
	case FIELD_MIN:
		buffer_add_literal(out, "{\"type\": \"string\", \"description\": \"time of day: 14:30, 3pm, 下午三点\"}");
		return;
	case FIELD_CHOICE:
		buffer_add_literal(out, "{\"enum\": [");
		for (const struct choice *choice = field->choices; choice->word != NULL; choice++)
			buffer_add_format(out, "%s\"%s\"", choice == field->choices ? "" : ", ", choice->word);
		buffer_add_literal(out, "]}");
		return;
	case FIELD_MANY:
		buffer_add_literal(out, "{\"type\": \"array\", \"items\": {\"type\": \"string\"}}");
		return;
	}
}

static void write_answers(const struct route *route, struct buffer *out)
{
	static const char *const get[] = {"200", NULL}, *const post[] = {"200", "409", "422", NULL};
	const char *const *good = route->method == METHOD_GET ? get : post;
	buffer_add_literal(out, ",\n    \"responses\": {");
	for (size_t i = 0; good[i] != NULL; i++)
		buffer_add_format(out, "\"%s\": {\"description\": \"%s\"}, ", good[i], i == 0 ? route->method == METHOD_GET ? "the page" : "done: {location}"
			: i == 1 ? "a rule said no" : "a field is wrong");
	buffer_add_literal(out, "\"default\": {\"description\": \"a problem\", \"content\": {\"application/problem+json\": {\"schema\": "
		"{\"$ref\": \"#/components/schemas/problem\"}}}}}");
}

/* Roles and relation, for people and for audits that compare two versions. */
static void write_who(const struct route *route, struct buffer *out)
{
	bool is_next = false;
	if ((route->who & WHO_ANYONE) != 0) {
		buffer_add_literal(out, ",\n    \"security\": [], \"x-who\": [\"anyone\"]");
	} else {
		buffer_add_literal(out, ",\n    \"security\": [{\"session\": []}], \"x-who\": [");
		if (route->who == WHO_SIGNED_IN)
			buffer_add_literal(out, "\"signed in\"");
		for (int role = ROLE_RESIDENT; role < ROLE_COUNT && route->who != WHO_SIGNED_IN; role++) {
			if ((route->who & ROLE_BIT(role)) == 0)
				continue;
			buffer_add_format(out, "%s\"%s\"", is_next ? ", " : "", role_name((enum role)role));
			is_next = true;
		}
		buffer_add_literal(out, "]");
	}
	if (route->relation == NULL)
		return;
	buffer_add_literal(out, ", \"x-relation\": ");
	write_string(text_of(route->relation->name), out);
}

/* Our own sentences: of what JSON must escape they hold quotes at most. */
static void write_string(struct text text, struct buffer *out)
{
	buffer_add_byte(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '"' || text.at[i] == '\\')
			buffer_add_byte(out, '\\');
		buffer_add_byte(out, text.at[i]);
	}
	buffer_add_byte(out, '"');
}

static bool is_first_of_path(const struct route *table, size_t nth)
{
	for (size_t i = 0; i < nth; i++) {
		if (text_equal(text_of(table[i].path), text_of(table[nth].path)))
			return false;
	}
	return true;
}
