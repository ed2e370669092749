/* SPDX-License-Identifier: Apache-2.0
 *
 * One request on its way: target, language, session, route, form, rights,
 * handler; and the page of whatever went wrong. Every step either goes on or
 * has made the reply.
 */
#include "web/app.h"

#include "base/arena.h"
#include "base/log.h"
#include "store/store.h"
#include "web/guard.h"

/* The steps of a call; STOP: the reply is made. */
enum step { GO_ON, STOP };

static enum fail walk(struct call *call, struct answer *answer);
static void read_preferences(struct call *call);
static void read_address(struct call *call);
static enum fail find_session(struct call *call);
static enum fail find_route(struct call *call, struct answer *answer, enum step *ret_step);
static enum fail read_query(struct call *call, struct reply *reply, enum step *ret_step);
static enum fail read_form(struct call *call, struct reply *reply, enum step *ret_step);
static enum fail check_rights(struct call *call, struct reply *reply, enum step *ret_step);
static int status_of(enum fail fail);
static void set_form_cookie(struct call *call, struct reply *reply);

void answer_make(struct app *app, struct worker *worker, const struct request *request, struct answer *ret_answer)
{
	arena_reset(worker->arena);
	struct store_view *view CLEANUP(store_read_done) = NULL;
	struct call_private own = { .request = request, .worker = worker, .address = request->peer };
	struct call call = {
		.app = app,
		.arena = worker->arena,
		.own = &own,
		.target = request->target,
		.now_ms = clock_now_ms(&app->options.clock),
		.centre_id = app->centre_id,
		.is_demo = app->is_demo,
		.is_part = request->hx_request.len > 0,
		.wants_json = request_lists(request->accept, TEXT("application/json")),
	};
	*ret_answer = (struct answer){ .row = METRICS_NO_ROUTE };
	read_preferences(&call);
	enum fail fail = store_read(app->options.store, &view);
	call.view = view;
	if (fail == OK)
		fail = walk(&call, ret_answer);
	if (fail != OK) {
		log_line(LOG_ERROR, "event=call-failed route=%s fail=%s", call.route ? call.route->path : "-", fail_name(fail));
		ret_answer->reply = (struct reply){ 0 };
		/* What hung on the arena is gone with it. */
		own.has_marks = false;
		own.makes_form_cookie = false;
		own.form_cookie = request_cookie(request, TEXT(COOKIE_FORM));
		call.form = (struct form_data){ 0 };
		call.path = call.target;
		arena_reset(worker->arena);
		if (reply_status(&call, &ret_answer->reply, status_of(fail)) != OK)
			(void)problem_write(&call, &ret_answer->reply, 500, "internal", NULL);
	}
	if (ret_answer->reply.status == 503)
		ret_answer->reply.retry_after_s = 1;
	check(ret_answer->reply.status != 0);
	set_form_cookie(&call, &ret_answer->reply);
	ret_answer->has_marks = own.has_marks;
	ret_answer->keeps_session = own.has_session && session_is_due(app->sessions, &own.session);
	ret_answer->session = own.session;
	metrics_arena(app->metrics, arena_used(worker->arena));
}

static enum fail walk(struct call *call, struct answer *answer)
{
	struct reply *reply = &answer->reply;
	enum step step = GO_ON;
	const struct request *request = call->own->request;
	bool is_get = text_equal(request->method, TEXT("GET")) || text_equal(request->method, TEXT("HEAD"));
	call->method = is_get ? METHOD_GET : METHOD_POST;
	if (!guard_path(call->arena, call->target, &call->path))
		return reply_status(call, reply, 400);
	if (!is_get && !text_equal(request->method, TEXT("POST"))) {
		reply->allow = TEXT("GET, HEAD, POST");
		return reply_status(call, reply, 405);
	}
	TRY(find_session(call));
	if (request->is_too_long)
		return reply_status(call, reply, 413);
	TRY(find_route(call, answer, &step));
	if (step == STOP)
		return OK;
	if (call->method == METHOD_GET)
		TRY(read_query(call, reply, &step));
	else
		TRY(read_form(call, reply, &step));
	if (step == STOP)
		return OK;
	TRY(check_rights(call, reply, &step));
	if (step == STOP)
		return OK;
	if (call->method == METHOD_POST && call->form.error_count > 0)
		return reply_invalid(call, reply);
	TRY(call->route->handler(call, reply));
	check(reply->status != 0);
	return OK;
}

static void read_preferences(struct call *call)
{
	const struct request *request = call->own->request;
	struct text wish = request_cookie(request, TEXT("lang"));
	call->lang = request_lang(wish.len ? wish : request->accept_language);
	struct text size = request_cookie(request, TEXT("size"));
	if (size.len == 1 && size.at[0] > '0' && size.at[0] < '0' + SIZE_COUNT)
		call->size = (enum text_size)(size.at[0] - '0');
	call->own->theme = request_cookie(request, TEXT("theme"));
	call->own->form_cookie = request_cookie(request, TEXT(COOKIE_FORM));
	read_address(call);
}

/* Behind a front of our own the last address it added is the caller's. */
static void read_address(struct call *call)
{
	const struct request *request = call->own->request;
	struct text list = request->forwarded_for;
	if (!call->app->options.trusts_front || !request->is_loopback)
		return;
	while (list.len > 0)
		call->own->address = text_trim(text_cut(&list, ','));
}

static enum fail find_session(struct call *call)
{
	struct text token = request_cookie(call->own->request, TEXT(COOKIE_SESSION));
	if (token.len == 0)
		return OK;
	struct act act = call_act(call);
	TRY(session_find(call->app->sessions, &act, token, &call->own->has_session, &call->own->session));
	if (!call->own->has_session)
		return OK;
	call->actor = call->own->session.person_id;
	call->is_staff = call->own->session.is_staff;
	act = call_act(call);
	return access_load(&act, call->actor, &call->access);
}

static struct text allow_of(unsigned allowed)
{
	bool has_get = allowed & (1u << METHOD_GET);
	bool has_post = allowed & (1u << METHOD_POST);
	if (has_get && has_post)
		return TEXT("GET, HEAD, POST");
	return has_get ? TEXT("GET, HEAD") : TEXT("POST");
}

static enum fail find_route(struct call *call, struct answer *answer, enum step *ret_step)
{
	const struct web_options *options = &call->app->options;
	struct route_match match = route_find(options->routes, options->routes_count, call->method, call->path);
	if (!match.route) {
		*ret_step = STOP;
		if (!match.is_path_known)
			return reply_status(call, &answer->reply, 404);
		answer->reply.allow = allow_of(match.allowed);
		return reply_status(call, &answer->reply, 405);
	}
	call->route = match.route;
	call->piece_count = match.piece_count;
	for (size_t i = 0; i < match.piece_count; i++)
		call->pieces[i] = match.pieces[i];
	answer->row = (size_t)(match.route - options->routes);
	return OK;
}

static enum fail read_query(struct call *call, struct reply *reply, enum step *ret_step)
{
	const char *reason = NULL;
	if (!call->route->form)
		return OK;
	struct text query = call->target;
	(void)text_cut(&query, '?');
	enum fail fail = form_read_query(call->arena, call->route->form, query, &call->form, &reason);
	if (fail != FAIL_INPUT)
		return fail;
	*ret_step = STOP;
	return reply_status(call, reply, 400);
}

static enum fail read_form(struct call *call, struct reply *reply, enum step *ret_step)
{
	const struct request *request = call->own->request;
	const char *reason = NULL;
	struct text type = request->content_type;
	struct text media = text_trim(text_cut(&type, ';'));
	bool is_json = text_equal_nocase(media, TEXT("application/json"));
	*ret_step = STOP;
	if (is_json)
		call->wants_json = true;
	if (!csrf_is_own_page(request))
		return reply_status(call, reply, 403);
	if (!is_json && !text_equal_nocase(media, TEXT("application/x-www-form-urlencoded")))
		return reply_status(call, reply, 415);
	check(call->route->form);
	enum fail fail = is_json ? form_read_json(call->arena, call->route->form, request->body, &call->form, &reason)
		: form_read_urlencoded(call->arena, call->route->form, request->body, &call->form, &reason);
	if (fail == FAIL_INPUT)
		return call->wants_json ? problem_write(call, reply, 400, "body", reason) : reply_status(call, reply, 400);
	TRY(fail);
	struct text token = request->csrf_token.len ? request->csrf_token : call->form.csrf;
	if (!call->route->is_tokenless && !csrf_fits(call, token))
		return reply_status(call, reply, 403);
	*ret_step = GO_ON;
	return OK;
}

static enum fail check_rights(struct call *call, struct reply *reply, enum step *ret_step)
{
	bool is_allowed = true;
	bool is_signed_in = call->actor.value != 0;
	*ret_step = STOP;
	if (!route_allows(call->route, is_signed_in, call->access.mask)) {
		if (is_signed_in)
			return reply_status(call, reply, 403);
		if (call->wants_json || call->method == METHOD_POST)
			return reply_status(call, reply, 401);
		return reply_see_other(call, reply, url_back(call->arena, URL("/sign-in"), call->target));
	}
	if (call->own->has_session && call->own->session.is_by_code && !route_is_before_password(call->route)) {
		if (call->wants_json)
			return problem_write(call, reply, 403, "password_first", "choose a password at /password before anything else");
		return reply_see_other(call, reply, URL("/password"));
	}
	if (call->route->relation)
		TRY(call->route->relation->allows(call, &is_allowed));
	if (!is_allowed)
		return reply_status(call, reply, 404);
	*ret_step = GO_ON;
	return OK;
}

static int status_of(enum fail fail)
{
	switch (fail) {
	case FAIL_BUSY:
	case FAIL_TIMEOUT:
		return 503;
	case FAIL_NO_SPACE:
		return 507;
	case FAIL_MISSING:
		return 404;
	case OK:
	case FAIL_STORE:
	case FAIL_LIMIT:
	case FAIL_INPUT:
	case FAIL_CRYPTO:
	case FAIL_SYSTEM:
	case FAIL_REFUSED:
		return 500;
	}
	return 500;
}

static void set_form_cookie(struct call *call, struct reply *reply)
{
	if (!call->own->makes_form_cookie)
		return;
	reply_cookie(reply, arena_format(call->arena, COOKIE_FORM "=%.*s; Path=/; Secure; HttpOnly; SameSite=Lax",
		TEXT_ARGS(call->own->form_cookie)));
	reply->is_cacheable = false;
}

/* The work of answer_after. */
struct keeping {
	struct app *app;
	struct arena *arena;
	const struct session *session;
};

static enum fail keep_session(struct store_txn *txn, void *context)
{
	const struct keeping *keeping = context;
	const struct act act = {
		.view = store_txn_view(txn),
		.txn = txn,
		.arena = keeping->arena,
		.now_ms = keeping->session->seen_at_ms,
		.centre_id = keeping->app->centre_id,
		.actor = keeping->session->person_id,
		.source = ACT_WEB,
		.keys = keeping->app->options.keys,
	};
	return session_keep(keeping->app->sessions, &act, keeping->session);
}

void answer_after(struct app *app, struct worker *worker, const struct answer *answer)
{
	if (!answer->keeps_session)
		return;
	struct keeping keeping = { .app = app, .arena = worker->arena, .session = &answer->session };
	enum fail fail = store_write(app->options.store, keep_session, &keeping);
	if (fail != OK)
		log_line(LOG_WARNING, "event=session-not-kept fail=%s", fail_name(fail));
}
