/* SPDX-License-Identifier: Apache-2.0
 *
 * Errors as data: RFC 9457 problems, and which status a refusal has.
 */
#include <string.h>

#include "base/arena.h"
#include "web/app.h"

/* Refusals that are not 409 "not in this state": the only list of them. */
static const struct { enum key refusal; int status; } refusal_statuses[] = {
	{ KEY_refusal_not_found, 404 },
	{ KEY_refusal_not_allowed, 403 },
	{ KEY_refusal_certificate_not_found, 404 },
	{ KEY_refusal_certificate_not_allowed, 403 },
	{ KEY_refusal_export_not_found, 404 },
	{ KEY_refusal_export_not_allowed, 403 },
	{ KEY_refusal_shop_shut, 404 },
	{ KEY_refusal_shop_not_found, 404 },
	{ KEY_refusal_shop_not_allowed, 403 },
	{ KEY_refusal_message_not_found, 404 },
	{ KEY_refusal_message_too_soon, 429 },
	{ KEY_refusal_message_too_many_phone, 429 },
	{ KEY_refusal_message_too_many_asked, 429 },
	{ KEY_refusal_message_too_many, 429 },
	{ KEY_refusal_too_many, 429 },
};

static void write_fields(struct call *call, struct render *render);
static enum key title_of(int status);

enum fail problem_write(struct call *call, struct reply *reply, int status, const char *code, const char *detail)
{
	reply_begin(call, reply, status, "application/problem+json");
	reply->caching = REPLY_NO_STORE;
	struct render render = { .out = reply->body, .lang = call->lang, .now_ms = call->now_ms };
	buffer_add_literal(reply->body, "{\"type\":\"about:blank\",\"title\":");
	json_text(&render, call_say(call, title_of(status)));
	buffer_add_format(reply->body, ",\"status\":%d,\"code\":", status);
	json_text(&render, text_of(code));
	if (detail) {
		buffer_add_literal(reply->body, ",\"detail\":");
		json_text(&render, text_of(detail));
	}
	if (call->form.form && call->form.error_count > 0)
		write_fields(call, &render);
	buffer_add_literal(reply->body, "}\n");
	struct text body;
	return buffer_text(reply->body, &body);
}

int refusal_status(enum key refusal)
{
	for (size_t i = 0; i < COUNT_OF(refusal_statuses); i++)
		if (refusal_statuses[i].refusal == refusal)
			return refusal_statuses[i].status;
	return 409;
}

struct text refusal_code(struct call *call, enum key refusal)
{
	struct text name = locale_name(refusal);
	struct text prefix = TEXT("refusal.");
	if (text_starts_with(name, prefix))
		name = text_slice(name, prefix.len, name.len);
	return arena_copy(call->arena, name);
}

static void write_fields(struct call *call, struct render *render)
{
	bool is_first = true;
	buffer_add_literal(render->out, ",\"fields\":[");
	for (size_t i = 0; i < call->form.form->count; i++) {
		enum key error = call->form.values[i].error;
		if (error == KEY_NONE)
			continue;
		if (!is_first)
			buffer_add_byte(render->out, ',');
		is_first = false;
		buffer_add_literal(render->out, "{\"name\":");
		json_text(render, text_of(call->form.form->fields[i].name));
		buffer_add_literal(render->out, ",\"code\":");
		json_text(render, locale_name(error));
		buffer_add_literal(render->out, ",\"detail\":");
		json_text(render, call_say(call, error));
		buffer_add_byte(render->out, '}');
	}
	buffer_add_byte(render->out, ']');
}

static enum key title_of(int status)
{
	switch (status) {
	case 401:
		return KEY_shell_error_401;
	case 403:
		return KEY_shell_error_403;
	case 404:
		return KEY_shell_error_404;
	case 405:
		return KEY_shell_error_405;
	case 409:
		return KEY_shell_error_409;
	case 413:
		return KEY_shell_error_413;
	case 422:
		return KEY_shell_error_422;
	case 429:
		return KEY_shell_error_429;
	case 503:
		return KEY_shell_error_503;
	case 507:
		return KEY_shell_error_507;
	default:
		return status < 500 ? KEY_shell_error_400 : KEY_shell_error_500;
	}
}
