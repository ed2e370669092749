/* SPDX-License-Identifier: Apache-2.0 */
#include "web/reply.h"

#include "base/arena.h"
#include "views/shell.h"
#include "web/app.h"

#define TYPE_HTML "text/html; charset=utf-8"
#define TYPE_JSON "application/json"

static enum fail body_is_whole(const struct reply *reply);
static enum fail error_page(struct call *call, struct reply *reply, int status, enum key heading, enum key words);
static struct text attachment(struct arena *arena, struct text file_name);
static void status_words(int status, enum key *ret_heading, enum key *ret_words, const char **ret_code);

void reply_begin(struct call *call, struct reply *reply, int status, const char *content_type)
{
	check(status >= 200 && status <= 599);
	reply->status = status;
	reply->content_type = content_type;
	reply->body = &call->own->worker->out;
	buffer_reset(reply->body);
	call->own->has_marks = false;
}

void reply_cookie(struct reply *reply, struct text cookie)
{
	check(reply->cookie_count < REPLY_COOKIES_MAX);
	reply->cookies[reply->cookie_count++] = cookie;
}

enum fail reply_page(struct call *call, struct reply *reply, const struct page *page, void *view)
{
	return reply_page_status(call, reply, reply->status ? reply->status : 200, page, view);
}

enum fail reply_page_status(struct call *call, struct reply *reply, int status, const struct page *page, void *view)
{
	/* The keys of forms were asked for while the view was made; keep that. */
	bool has_marks = call->own->has_marks;
	reply_begin(call, reply, status, call->wants_json ? TYPE_JSON : TYPE_HTML);
	call->own->has_marks = has_marks;
	struct render render = { .out = reply->body, .lang = call->lang, .now_ms = call->now_ms };
	if (page->has_layout && !call->wants_json)
		TRY(shell_fill(call, view));
	if (call->wants_json)
		page->json(&render, view);
	else
		page->render(&render, view);
	reply->is_cacheable = status == 200 && call->method == METHOD_GET;
	reply->caching = call->actor.value ? REPLY_NO_STORE : REPLY_PRIVATE;
	return body_is_whole(reply);
}

enum fail reply_see_other(struct call *call, struct reply *reply, struct url location)
{
	struct text where = url_text(location);
	check(where.len > 0);
	reply_begin(call, reply, call->wants_json ? 200 : 303, call->wants_json ? TYPE_JSON : TYPE_HTML);
	reply->caching = REPLY_NO_STORE;
	reply->location = where;
	if (call->wants_json) {
		struct render render = { .out = reply->body, .lang = call->lang, .now_ms = call->now_ms };
		buffer_add_literal(reply->body, "{\"location\":");
		json_text(&render, where);
		buffer_add_literal(reply->body, "}\n");
	}
	return body_is_whole(reply);
}

enum fail reply_status(struct call *call, struct reply *reply, int status)
{
	enum key heading = KEY_NONE;
	enum key words = KEY_NONE;
	const char *code = NULL;
	status_words(status, &heading, &words, &code);
	if (call->wants_json)
		return problem_write(call, reply, status, code, NULL);
	return error_page(call, reply, status, heading, words);
}

enum fail reply_refused(struct call *call, struct reply *reply, enum key refusal)
{
	int status = refusal_status(refusal);
	if (call->wants_json) {
		struct text code = refusal_code(call, refusal);
		struct text said = call_say(call, refusal);
		return problem_write(call, reply, status, code.at, arena_copy(call->arena, said).at);
	}
	return error_page(call, reply, status, KEY_shell_refused, refusal);
}

enum fail reply_invalid(struct call *call, struct reply *reply)
{
	if (call->wants_json || !call->route || !call->route->again)
		return call->wants_json ? problem_write(call, reply, 422, "invalid", NULL) : reply_status(call, reply, 422);
	call->own->has_marks = false;
	reply->status = 422;
	return call->route->again(call, reply);
}

enum fail reply_bytes(struct call *call, struct reply *reply, const char *content_type, struct text file_name, struct text bytes)
{
	reply_begin(call, reply, 200, content_type);
	buffer_add(reply->body, bytes);
	reply->disposition = file_name.len ? attachment(call->arena, file_name) : TEXT_NONE;
	reply->caching = call->actor.value ? REPLY_NO_STORE : REPLY_PRIVATE;
	reply->is_cacheable = call->method == METHOD_GET && !file_name.len;
	return body_is_whole(reply);
}

static enum fail error_page(struct call *call, struct reply *reply, int status, enum key heading, enum key words)
{
	struct view_shell_error view = {
		.status = status,
		.heading = heading,
		.words = words,
		.is_signed_out = call->actor.value == 0 && (status == 401 || status == 403),
		.sign_in = URL("/sign-in"),
		.home = URL("/"),
	};
	view.shell.title = call_say(call, heading);
	enum fail fail = reply_page_status(call, reply, status, &page_shell_error, &view);
	reply->is_cacheable = false;
	reply->caching = REPLY_NO_STORE;
	return fail;
}

/* The value of Content-Disposition: the name percent-encoded, so that any script passes (RFC 8187). */
static struct text attachment(struct arena *arena, struct text file_name)
{
	struct text value = TEXT("attachment; filename*=UTF-8''");
	for (size_t i = 0; i < file_name.len; i++) {
		unsigned char byte = (unsigned char)file_name.at[i];
		bool is_plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') || byte == '.' || byte == '-';
		value = arena_join(arena, value, arena_format(arena, is_plain ? "%c" : "%%%02X", byte));
	}
	return value;
}

static enum fail body_is_whole(const struct reply *reply)
{
	struct text body;
	return buffer_text(reply->body, &body);
}

struct status_row {
	int status;
	enum key heading;
	enum key words;
	const char *code;
};

static const struct status_row status_rows[] = {
	{ 400, KEY_shell_error_400, KEY_shell_error_400_words, "bad_request" },
	{ 401, KEY_shell_error_401, KEY_shell_error_401_words, "sign_in_first" },
	{ 403, KEY_shell_error_403, KEY_shell_error_403_words, "not_allowed" },
	{ 404, KEY_shell_error_404, KEY_shell_error_404_words, "not_found" },
	{ 405, KEY_shell_error_405, KEY_shell_error_405_words, "method" },
	{ 409, KEY_shell_error_409, KEY_shell_error_409_words, "conflict" },
	{ 413, KEY_shell_error_413, KEY_shell_error_413_words, "too_large" },
	{ 415, KEY_shell_error_400, KEY_shell_error_400_words, "content_type" },
	{ 422, KEY_shell_error_422, KEY_shell_error_422_words, "invalid" },
	{ 429, KEY_shell_error_429, KEY_shell_error_429_words, "slow_down" },
	{ 503, KEY_shell_error_503, KEY_shell_error_503_words, "busy" },
	{ 507, KEY_shell_error_507, KEY_shell_error_507_words, "no_space" },
	{ 500, KEY_shell_error_500, KEY_shell_error_500_words, "internal" },
};

static void status_words(int status, enum key *ret_heading, enum key *ret_words, const char **ret_code)
{
	size_t row = 0;
	while (row < COUNT_OF(status_rows) - 1 && status_rows[row].status != status)
		row++;
	*ret_heading = status_rows[row].heading;
	*ret_words = status_rows[row].words;
	*ret_code = status_rows[row].code;
}
