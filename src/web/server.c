/* SPDX-License-Identifier: Apache-2.0
 *
 * The only file that knows libmicrohttpd: an epoll thread pool in front of
 * answer_make. No connection is ever suspended. A message goes through the
 * guard before anything else looks at it; a page kept ready is sent at once.
 */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "store/store.h"
#include "web/app.h"
#include "web/asset.h"
#include "web/fresh.h"
#include "web/guard.h"
#include "web/server.h"

#define CONNECTION_BYTES ((size_t)16 * 1024)
#define CONNECTIONS_MOST 1000
#define IDLE_SECONDS 30
#define DRAIN_SECONDS 5

/* One message being received and answered; reused from a free list. */
struct exchange {
	struct exchange *next;
	struct app *app;
	struct text target;
	struct buffer body;
	struct request request;
	struct guard guard;
	bool is_read;          /* the headers have been seen */
	bool is_refused;
	bool is_large;         /* counted in the server's large_bodies */
	int64_t since_us;
	struct answer answer;
	const char *target_end; /* in the library's buffer, where lines are checked */
	char target_space[LIMIT_URL_BYTES + 1];
	char peer_space[INET6_ADDRSTRLEN];
};

struct server {
	struct MHD_Daemon *daemon;
	struct exchange *exchanges; /* free ones; under app->lock */
	size_t under_way;           /* exchanges taken; under app->lock */
	size_t large_bodies;        /* of them, with a body above LIMIT_BODY_BYTES; under app->lock */
	pthread_cond_t is_idle;
	bool checks_lines;
};

static enum MHD_Result send_answer(struct exchange *exchange, struct MHD_Connection *connection, struct cache_key key,
	struct cache_stamp stamp);
static enum MHD_Result send_asset(struct MHD_Connection *connection, const struct exchange *exchange, const struct asset *asset);
static enum MHD_Result send_refusal(struct MHD_Connection *connection, const struct exchange *exchange, int status, const char *code);
static enum MHD_Result queue(struct MHD_Connection *connection, int status, struct MHD_Response *response);
static int64_t make_room(struct exchange *exchange);
static bool shows_words(const struct exchange *exchange);
static struct MHD_Response *marked_response(const struct app *app, const struct cached_page *page);

static struct server *server_of(struct app *app)
{
	return app->server;
}

static struct exchange *exchange_take(struct app *app)
{
	struct server *server = server_of(app);
	check(pthread_mutex_lock(&app->lock) == 0);
	struct exchange *exchange = server->exchanges;
	if (exchange)
		server->exchanges = exchange->next;
	else
		exchange = arena_new(app->owner, struct exchange);
	server->under_way += exchange ? 1 : 0;
	check(pthread_mutex_unlock(&app->lock) == 0);
	if (!exchange)
		return NULL;
	memset(exchange, 0, offsetof(struct exchange, target_space));
	exchange->app = app;
	exchange->body = buffer_make(LIMIT_BODY_BYTES);
	exchange->since_us = clock_ticks_us();
	return exchange;
}

static void exchange_give(struct exchange *exchange)
{
	struct app *app = exchange->app;
	buffer_done(&exchange->body);
	check(pthread_mutex_lock(&app->lock) == 0);
	check(!exchange->is_large || server_of(app)->large_bodies > 0);
	server_of(app)->large_bodies -= exchange->is_large ? 1 : 0;
	exchange->next = server_of(app)->exchanges;
	server_of(app)->exchanges = exchange;
	if (--server_of(app)->under_way == 0)
		check(pthread_cond_broadcast(&server_of(app)->is_idle) == 0);
	check(pthread_mutex_unlock(&app->lock) == 0);
}

/* The raw target, before the library cuts or unescapes it. */
static void *take_target(void *context, const char *uri, struct MHD_Connection *connection)
{
	(void)connection;
	struct exchange *exchange = exchange_take(context);
	if (!exchange)
		return NULL;
	struct text raw = text_of(uri);
	size_t len = raw.len <= LIMIT_URL_BYTES ? raw.len : 0;
	memcpy(exchange->target_space, raw.at, len);
	exchange->target = (struct text){ exchange->target_space, len };
	exchange->target_end = uri + raw.len;
	if (raw.len > LIMIT_URL_BYTES)
		exchange->guard.refusal = GUARD_TARGET_LONG;
	return exchange;
}

/* Nothing is unescaped for us: `%00` must not end a path. */
static size_t leave_escaped(void *context, struct MHD_Connection *connection, char *text)
{
	(void)context;
	(void)connection;
	return strlen(text);
}

static void keep_header(struct request *request, struct text name, struct text value)
{
	const struct { struct text name; struct text *place; } wanted[] = {
		{ TEXT("host"), &request->host }, { TEXT("cookie"), &request->cookie }, { TEXT("accept"), &request->accept },
		{ TEXT("accept-language"), &request->accept_language }, { TEXT("accept-encoding"), &request->accept_encoding },
		{ TEXT("authorization"), &request->authorization }, { TEXT("content-type"), &request->content_type },
		{ TEXT("x-csrf-token"), &request->csrf_token }, { TEXT("x-forwarded-for"), &request->forwarded_for },
		{ TEXT("hx-request"), &request->hx_request }, { TEXT("idempotency-key"), &request->idempotency_key },
		{ TEXT("if-none-match"), &request->if_none_match }, { TEXT("origin"), &request->origin },
		{ TEXT("sec-fetch-site"), &request->sec_fetch_site },
	};
	for (size_t i = 0; i < COUNT_OF(wanted); i++) {
		if (name.len != wanted[i].name.len || !text_equal_nocase(name, wanted[i].name))
			continue;
		*wanted[i].place = value;
		return;
	}
}

static enum MHD_Result see_header(void *context, enum MHD_ValueKind kind, const char *name, size_t name_len, const char *value,
	size_t value_len)
{
	(void)kind;
	struct exchange *exchange = context;
	struct text header = { name, name_len };
	struct text content = { value ? value : "", value ? value_len : 0 };
	guard_header(&exchange->guard, header, value ? content : TEXT_NONE);
	keep_header(&exchange->request, header, content);
	return MHD_YES;
}

static void see_peer(struct exchange *exchange, struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *address = info ? info->client_addr : NULL;
	if (!address || address->sa_family != AF_INET) {
		exchange->request.is_loopback = true; /* a unix socket: somebody on this machine */
		exchange->request.peer = TEXT("");
		return;
	}
	const struct in_addr *peer = &((const struct sockaddr_in *)(const void *)address)->sin_addr;
	if (inet_ntop(AF_INET, peer, exchange->peer_space, sizeof(exchange->peer_space)))
		exchange->request.peer = text_of(exchange->peer_space);
	exchange->request.is_loopback = (ntohl(peer->s_addr) >> 24) == 127;
}

/* Hands a kept page to the connection while the cache holds it. */
struct serving {
	struct MHD_Connection *connection;
	const struct exchange *exchange;
	enum MHD_Result result;
	size_t row;
	int status;
};

static void serve_kept(void *context, const struct cached_page *page)
{
	struct serving *serving = context;
	serving->row = page->row;
	bool is_same = fresh_is_unchanged(serving->exchange->request.if_none_match, page->etag);
	serving->status = is_same ? MHD_HTTP_NOT_MODIFIED : MHD_HTTP_OK;
	if (is_same)
		serving->result = MHD_queue_response(serving->connection, MHD_HTTP_NOT_MODIFIED, page->unchanged);
	else if (page->full)
		serving->result = MHD_queue_response(serving->connection, MHD_HTTP_OK, page->full);
	else
		serving->result = queue(serving->connection, MHD_HTTP_OK, marked_response(serving->exchange->app, page));
}

static struct cache_stamp stamp_now(struct app *app)
{
	return (struct cache_stamp){
		.version = store_version(app->options.store),
		.minute = clock_now_ms(&app->options.clock) / MINUTE_MS,
	};
}

static struct worker *worker_take(struct app *app)
{
	check(pthread_mutex_lock(&app->lock) == 0);
	struct worker *worker = app->workers;
	check(worker);
	app->workers = worker->next;
	check(pthread_mutex_unlock(&app->lock) == 0);
	return worker;
}

static void worker_give(struct app *app, struct worker *worker)
{
	check(pthread_mutex_lock(&app->lock) == 0);
	worker->next = app->workers;
	app->workers = worker;
	check(pthread_mutex_unlock(&app->lock) == 0);
}

static enum MHD_Result answer(struct exchange *exchange, struct MHD_Connection *connection)
{
	struct app *app = exchange->app;
	const struct request *request = &exchange->request;
	bool is_get = text_equal(request->method, TEXT("GET")) || text_equal(request->method, TEXT("HEAD"));
	struct cache_stamp stamp = stamp_now(app);
	struct cache_key key = { 0 };
	if (is_get) {
		const struct asset *asset = text_starts_with(request->target, TEXT("/assets/")) ? asset_find(request->target) : NULL;
		if (asset)
			return send_asset(connection, exchange, asset);
		struct serving serving = { .connection = connection, .exchange = exchange };
		key = cache_key_of(app->cache, request);
		bool is_hit = cache_use(app->cache, key, stamp, serve_kept, &serving);
		metrics_cache(app->metrics, is_hit);
		if (is_hit) {
			metrics_count(app->metrics, serving.row, serving.status, clock_ticks_us() - exchange->since_us);
			return serving.result;
		}
	}
	struct worker *worker = worker_take(app);
	answer_make(app, worker, request, &exchange->answer);
	enum MHD_Result result = send_answer(exchange, connection, key, stamp);
	metrics_count(app->metrics, exchange->answer.row, exchange->answer.reply.status, clock_ticks_us() - exchange->since_us);
	worker_give(app, worker);
	return result;
}

static enum MHD_Result refuse(struct exchange *exchange, struct MHD_Connection *connection, enum guard_refusal refusal)
{
	exchange->is_refused = true;
	metrics_guard(exchange->app->metrics, (int)refusal);
	metrics_count(exchange->app->metrics, METRICS_NO_ROUTE, guard_status(refusal), clock_ticks_us() - exchange->since_us);
	return send_refusal(connection, exchange, guard_status(refusal), guard_name(refusal));
}

/* Room for a body of more than LIMIT_BODY_BYTES, where the form it is sent to may be as long; what it may weigh. */
static int64_t make_room(struct exchange *exchange)
{
	struct app *app = exchange->app;
	struct worker *worker = worker_take(app);
	struct text path;
	int64_t most = LIMIT_BODY_BYTES;
	arena_reset(worker->arena);
	if (guard_path(worker->arena, exchange->target, &path)) {
		struct route_match match = route_find(app->options.routes, app->options.routes_count, METHOD_POST, path);
		most = match.route ? form_bytes_most(match.route->form) : LIMIT_BODY_BYTES;
	}
	worker_give(app, worker);
	if (most <= LIMIT_BODY_BYTES || exchange->guard.length > most)
		return most;
	check(most <= LIMIT_BODY_LARGE_BYTES);
	check(pthread_mutex_lock(&app->lock) == 0);
	exchange->is_large = server_of(app)->large_bodies < LIMIT_BODIES_LARGE;
	server_of(app)->large_bodies += exchange->is_large ? 1 : 0;
	check(pthread_mutex_unlock(&app->lock) == 0);
	if (!exchange->is_large)
		return LIMIT_BODY_BYTES;
	buffer_done(&exchange->body);
	exchange->body = buffer_make((size_t)most);
	return most;
}

/* A browser shows an answer only when it could send all it had: then its page says what to do, and what was typed is one step back. */
static bool shows_words(const struct exchange *exchange)
{
	return exchange->guard.length <= LIMIT_BODY_HEARD_BYTES && request_lists(exchange->request.accept, TEXT("text/html"));
}

static enum MHD_Result take_call(void *context, struct MHD_Connection *connection, const char *url, const char *method,
	const char *version, const char *upload, size_t *upload_len, void **connection_context)
{
	(void)context;
	(void)url;
	struct exchange *exchange = *connection_context;
	if (!exchange)
		return MHD_NO;
	if (!exchange->is_read) {
		exchange->is_read = true;
		exchange->request.method = text_of(method);
		exchange->request.target = exchange->target;
		if (server_of(exchange->app)->checks_lines)
			guard_line(&exchange->guard, exchange->target_end, text_of(version));
		(void)MHD_get_connection_values_n(connection, MHD_HEADER_KIND, see_header, exchange);
		see_peer(exchange, connection);
		if (exchange->guard.length > LIMIT_BODY_BYTES)
			exchange->guard.length_most = make_room(exchange);
		enum guard_refusal refusal = guard_verdict(&exchange->guard, exchange->request.method, text_of(version), exchange->target);
		exchange->request.is_too_long = refusal == GUARD_BODY_LONG && shows_words(exchange);
		if (exchange->request.is_too_long)
			return MHD_YES;
		return refusal == GUARD_FINE ? MHD_YES : refuse(exchange, connection, refusal);
	}
	if (*upload_len > 0) {
		if (!exchange->request.is_too_long)
			buffer_add_bytes(&exchange->body, upload, *upload_len);
		*upload_len = 0;
		return MHD_YES;
	}
	if (exchange->is_refused)
		return MHD_YES;
	if (buffer_text(&exchange->body, &exchange->request.body) != OK)
		return refuse(exchange, connection, GUARD_BODY_LONG);
	return answer(exchange, connection);
}

static void completed(void *context, struct MHD_Connection *connection, void **connection_context, enum MHD_RequestTerminationCode code)
{
	struct app *app = context;
	struct exchange *exchange = *connection_context;
	(void)connection;
	(void)code;
	if (!exchange)
		return;
	if (exchange->answer.keeps_session) {
		struct worker *worker = worker_take(app);
		answer_after(app, worker, &exchange->answer);
		worker_give(app, worker);
	}
	exchange_give(exchange);
	*connection_context = NULL;
}

static void log_library(void *context, const char *format, va_list arguments)
{
	char line[200];
	(void)context;
	(void)vsnprintf(line, sizeof(line), format, arguments);
	log_line(LOG_INFO, "event=http-library text=%s", line);
}

/* 0.9 has no strict line ends of its own, but leaves a trace of them in its
 * buffer (guard_header); 1.0 has them when asked. */
static bool library_is_lax(void)
{
	return text_starts_with(text_of(MHD_get_version()), TEXT("0.9.7"));
}

enum fail server_start(struct app *app, int listen_socket)
{
	struct server *server = arena_new(app->owner, struct server);
	if (!server)
		return FAIL_LIMIT;
	app->server = server;
	check(pthread_cond_init(&server->is_idle, NULL) == 0);
	server->checks_lines = library_is_lax();
	int threads = app->options.threads;
	const struct MHD_OptionItem pool[] = {
		{ MHD_OPTION_THREAD_POOL_SIZE, threads, NULL },
		{ MHD_OPTION_END, 0, NULL },
	};
	server->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_ERROR_LOG, 0, NULL, NULL, take_call, app,
		MHD_OPTION_EXTERNAL_LOGGER, log_library, NULL,
		MHD_OPTION_LISTEN_SOCKET, listen_socket,
		MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS_MOST,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_BYTES,
		MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL,
		MHD_OPTION_URI_LOG_CALLBACK, take_target, app,
		MHD_OPTION_NOTIFY_COMPLETED, completed, app,
		MHD_OPTION_ARRAY, threads > 1 ? pool : pool + 1,
		MHD_OPTION_END);
	return server->daemon ? OK : FAIL_SYSTEM;
}

/* Calls under way have a few seconds to be answered. */
static void drain(struct app *app, struct server *server)
{
	const struct clock system = clock_system();
	const struct timespec until = { .tv_sec = clock_now_ms(&system) / SECOND_MS + DRAIN_SECONDS };
	check(pthread_mutex_lock(&app->lock) == 0);
	while (server->under_way > 0)
		if (pthread_cond_timedwait(&server->is_idle, &app->lock, &until) != 0)
			break;
	check(pthread_mutex_unlock(&app->lock) == 0);
}

void server_stop(struct app *app)
{
	struct server *server = app->server;
	if (!server || !server->daemon)
		return;
	int listen_socket = MHD_quiesce_daemon(server->daemon);
	drain(app, server);
	MHD_stop_daemon(server->daemon);
	if (listen_socket >= 0)
		(void)close(listen_socket);
	server->daemon = NULL;
	(void)pthread_cond_destroy(&server->is_idle);
}

static void add(struct MHD_Response *response, const char *name, const char *value)
{
	check(MHD_add_response_header(response, name, value) == MHD_YES);
}

/* What every answer carries, errors too. The referrer policy is not
 * no-referrer: under that one browsers send `Origin: null` with our own forms. */
static void add_safety(struct MHD_Response *response, const struct app *app, bool shows_map)
{
	add(response, "Content-Security-Policy", shows_map ? app->policy_map.at : app->policy.at);
	add(response, "X-Content-Type-Options", "nosniff");
	add(response, "Referrer-Policy", "same-origin");
	add(response, "Cross-Origin-Opener-Policy", "same-origin");
	add(response, "Cross-Origin-Resource-Policy", "same-origin");
	add(response, "X-Frame-Options", "DENY");
	add(response, "Permissions-Policy", "camera=(self), geolocation=(self), microphone=(self)");
	if (app->options.is_behind_tls)
		add(response, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
}

static struct MHD_Response *make_page_response(struct text body, enum MHD_ResponseMemoryMode mode, const struct app *app, bool shows_map)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(body.len, (void *)(uintptr_t)(body.at ? body.at : ""), mode);
	if (response)
		add_safety(response, app, shows_map);
	return response;
}

static struct MHD_Response *make_response(struct text body, enum MHD_ResponseMemoryMode mode, const struct app *app)
{
	return make_page_response(body, mode, app, false);
}

static enum MHD_Result queue(struct MHD_Connection *connection, int status, struct MHD_Response *response)
{
	if (!response)
		return MHD_NO;
	enum MHD_Result result = MHD_queue_response(connection, (unsigned)status, response);
	MHD_destroy_response(response);
	return result;
}

static void add_page_headers(struct MHD_Response *response, const struct cached_page *page)
{
	add(response, "Content-Type", page->content_type);
	add(response, "Cache-Control", page->is_private ? "private, no-cache" : "no-store");
	add(response, "Vary", "Accept, Accept-Language, Cookie");
	add(response, "ETag", page->etag);
}

static struct MHD_Response *marked_response(const struct app *app, const struct cached_page *page)
{
	struct text body = { page->body.at, page->body.len };
	struct buffer copy CLEANUP(buffer_done) = buffer_make(LIMIT_REPLY_BYTES);
	buffer_add(&copy, body);
	if (copy.failed)
		return NULL;
	fresh_fill(copy.at, page->marks, page->mark_count);
	struct MHD_Response *response = make_page_response((struct text){ copy.at, copy.len }, MHD_RESPMEM_MUST_COPY, app, page->shows_map);
	if (response)
		add_page_headers(response, page);
	return response;
}

void server_release(struct cached_page *page)
{
	if (page->full)
		MHD_destroy_response(page->full);
	if (page->unchanged)
		MHD_destroy_response(page->unchanged);
	buffer_done(&page->body);
}

/* A page that may be kept: make its ready responses, keep it, send it. */
static enum MHD_Result send_page(struct exchange *exchange, struct MHD_Connection *connection, struct cached_page *page,
	struct text body, struct cache_key key, struct cache_stamp stamp)
{
	struct app *app = exchange->app;
	bool is_same = fresh_is_unchanged(exchange->request.if_none_match, page->etag);
	page->unchanged = make_page_response(TEXT_NONE, MHD_RESPMEM_PERSISTENT, app, page->shows_map);
	page->bytes = 2 * sizeof(*page) + body.len;
	if (page->mark_count > 0) {
		page->body = buffer_make(LIMIT_REPLY_BYTES);
		buffer_add(&page->body, body);
	} else {
		page->full = make_page_response(body, MHD_RESPMEM_MUST_COPY, app, page->shows_map);
	}
	if (!page->unchanged || page->body.failed || (page->mark_count == 0 && !page->full)) {
		server_release(page);
		return MHD_NO;
	}
	add_page_headers(page->unchanged, page);
	if (page->full)
		add_page_headers(page->full, page);
	enum MHD_Result result = MHD_NO;
	if (is_same)
		result = MHD_queue_response(connection, MHD_HTTP_NOT_MODIFIED, page->unchanged);
	else if (page->full)
		result = MHD_queue_response(connection, MHD_HTTP_OK, page->full);
	else
		result = queue(connection, MHD_HTTP_OK, marked_response(app, page));
	exchange->answer.reply.status = is_same ? MHD_HTTP_NOT_MODIFIED : MHD_HTTP_OK;
	cache_put(app->cache, key, stamp, page);
	return result;
}

static void add_own_headers(struct MHD_Response *response, const struct reply *reply)
{
	char number[16];
	if (reply->content_type)
		add(response, "Content-Type", reply->content_type);
	add(response, "Cache-Control", reply->caching == REPLY_PRIVATE ? "private, no-cache" : "no-store");
	if (reply->location.len)
		add(response, "Location", reply->location.at);
	if (reply->allow.len)
		add(response, "Allow", reply->allow.at);
	if (reply->disposition.len)
		add(response, "Content-Disposition", reply->disposition.at);
	(void)snprintf(number, sizeof(number), "%d", reply->retry_after_s);
	if (reply->retry_after_s > 0)
		add(response, "Retry-After", number);
	for (size_t i = 0; i < reply->cookie_count; i++)
		add(response, "Set-Cookie", reply->cookies[i].at);
}

static enum MHD_Result send_answer(struct exchange *exchange, struct MHD_Connection *connection, struct cache_key key,
	struct cache_stamp stamp)
{
	struct app *app = exchange->app;
	const struct reply *reply = &exchange->answer.reply;
	struct text body = { reply->body->at, reply->body->len };
	struct cached_page page = { .row = exchange->answer.row, .content_type = reply->content_type,
		.is_private = reply->caching == REPLY_PRIVATE, .shows_map = reply->shows_map };
	bool has_all_marks = true;
	if (exchange->answer.has_marks)
		page.mark_count = fresh_find((struct text){ app->mark, MARK_CHARS }, body, page.marks, &has_all_marks);
	check(has_all_marks);
	if (reply->is_cacheable) {
		fresh_etag(page.etag, body, page.mark_count > 0);
		return send_page(exchange, connection, &page, body, key, stamp);
	}
	fresh_fill(reply->body->at, page.marks, page.mark_count);
	struct MHD_Response *response = make_page_response(body, MHD_RESPMEM_MUST_COPY, app, reply->shows_map);
	if (!response)
		return MHD_NO;
	add_own_headers(response, reply);
	return queue(connection, reply->status, response);
}

static enum MHD_Result send_asset(struct MHD_Connection *connection, const struct exchange *exchange, const struct asset *asset)
{
	const char *encoding = NULL;
	struct text bytes = asset_choose(asset, exchange->request.accept_encoding, &encoding);
	bool is_same = fresh_is_unchanged(exchange->request.if_none_match, asset->etag);
	struct MHD_Response *response = make_response(is_same ? TEXT_NONE : bytes, MHD_RESPMEM_PERSISTENT, exchange->app);
	if (!response)
		return MHD_NO;
	add(response, "Content-Type", asset->type);
	add(response, "ETag", asset->etag);
	add(response, "Vary", "Accept-Encoding");
	add(response, "Cache-Control", asset->is_immutable ? "public, max-age=31536000, immutable" : "public, max-age=3600");
	if (encoding && !is_same)
		add(response, "Content-Encoding", encoding);
	int status = is_same ? MHD_HTTP_NOT_MODIFIED : MHD_HTTP_OK;
	metrics_count(exchange->app->metrics, METRICS_ASSET, status, clock_ticks_us() - exchange->since_us);
	return queue(connection, status, response);
}

/* The guard's no: a bare problem, and the connection ends. */
static enum MHD_Result send_refusal(struct MHD_Connection *connection, const struct exchange *exchange, int status, const char *code)
{
	char body[200];
	int len = snprintf(body, sizeof(body), "{\"type\":\"about:blank\",\"title\":\"Refused\",\"status\":%d,\"code\":\"%s\"}\n",
		status, code);
	struct MHD_Response *response = make_response((struct text){ body, (size_t)len }, MHD_RESPMEM_MUST_COPY, exchange->app);
	if (!response)
		return MHD_NO;
	add(response, "Content-Type", "application/problem+json");
	add(response, "Cache-Control", "no-store");
	add(response, "Connection", "close");
	return queue(connection, status, response);
}
