/* SPDX-License-Identifier: Apache-2.0 */
#include "web/web.h"

#include <arpa/inet.h>
#include <sodium.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "queries/places.h"
#include "store/store.h"
#include "web/app.h"
#include "web/server.h"

#define THREADS_USUAL 8
#define THREADS_MOST 64
#define OWNER_BYTES_MOST ((size_t)32 * 1024 * 1024)
#define BACKLOG 511

static enum fail build(struct app *app);
static struct text policy_of(struct app *app, struct text origin);
static enum fail load_centre(struct app *app);
static enum fail make_workers(struct app *app);
static enum fail open_socket(const struct web_options *options, int *ret_socket);
static enum fail open_unix(const char *path, int *ret_socket);
static bool options_are_fine(const struct web_options *options);

enum fail web_start(const struct web_options *options, struct app **ret_app)
{
	if (sodium_init() < 0)
		return FAIL_SYSTEM;
	struct tiles tiles;
	const char *reason = NULL;
	if (!options_are_fine(options) || tiles_read(&options->tiles, &tiles, &reason) != OK)
		return FAIL_INPUT;
	struct arena *owner = arena_make(OWNER_BYTES_MOST);
	struct app *app = owner ? arena_new(owner, struct app) : NULL;
	if (!app) {
		arena_free(owner);
		return FAIL_LIMIT;
	}
	app->owner = owner;
	app->options = *options;
	app->tiles = tiles;
	app->listen_socket = -1;
	if (!app->options.threads)
		app->options.threads = THREADS_USUAL;
	if (!app->options.routes) {
		app->options.routes = routes;
		app->options.routes_count = routes_count;
	}
	check(app->options.routes_count <= METRICS_ROUTES_MAX);
	check(pthread_mutex_init(&app->lock, NULL) == 0);
	check(pthread_mutex_init(&app->revoked.lock, NULL) == 0);
	int listen_socket = -1;
	enum fail fail = build(app);
	if (fail == OK)
		fail = open_socket(&app->options, &listen_socket);
	if (fail == OK)
		fail = server_start(app, listen_socket);
	if (fail != OK) {
		if (listen_socket >= 0)
			(void)close(listen_socket);
		web_stop(app);
		return fail;
	}
	app->listen_socket = listen_socket;
	*ret_app = app;
	return OK;
}

int web_port(const struct app *app)
{
	struct sockaddr_in address = { 0 };
	socklen_t len = sizeof(address);
	if (getsockname(app->listen_socket, (struct sockaddr *)&address, &len) != 0 || address.sin_family != AF_INET)
		return 0;
	return ntohs(address.sin_port);
}

void web_stop(struct app *app)
{
	if (!app)
		return;
	server_stop(app);
	cache_done(app->cache);
	throttle_done(app->throttle);
	throttle_done(app->pick_ups);
	hashing_done(app->hashing);
	sessions_done(app->sessions);
	for (struct worker *worker = app->workers; worker; worker = worker->next) {
		arena_free(worker->arena);
		buffer_done(&worker->out);
	}
	if (app->options.unix_path && app->listen_socket >= 0)
		(void)unlink(app->options.unix_path);
	(void)pthread_mutex_destroy(&app->revoked.lock);
	(void)pthread_mutex_destroy(&app->lock);
	arena_free(app->owner);
}

static bool options_are_fine(const struct web_options *options)
{
	bool has_port = options->port >= 0 && options->port <= 65535;
	bool has_threads = options->threads >= 0 && options->threads <= THREADS_MOST;
	return options->store && options->keys && options->clock.now_ms && has_port && has_threads;
}

static enum fail build(struct app *app)
{
	unsigned char mark[MARK_CHARS / 2];
	randombytes_buf(mark, sizeof(mark));
	(void)sodium_bin2hex(app->mark, sizeof(app->mark), mark, sizeof(mark));
	app->sessions = sessions_make(app->owner);
	app->hashing = hashing_make(app->owner);
	app->throttle = throttle_make(app->owner);
	app->pick_ups = throttle_make(app->owner);
	app->cache = cache_make(app->owner, server_release);
	app->metrics = metrics_make(app->owner, app->options.routes, app->options.routes_count);
	app->policy = policy_of(app, TEXT_NONE);
	app->policy_map = policy_of(app, app->tiles.origin);
	app->started_at_ms = clock_now_ms(&app->options.clock);
	if (!app->sessions || !app->hashing || !app->throttle || !app->pick_ups || !app->cache || !app->metrics || !app->policy.len || !app->policy_map.len)
		return FAIL_LIMIT;
	TRY(load_centre(app));
	return make_workers(app);
}

/* Everything from here alone, but pictures of one more origin where there is a map. */
static struct text policy_of(struct app *app, struct text origin)
{
	return arena_format(app->owner, "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'%s%.*s; font-src 'self'; connect-src 'self'; "
		"manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'", origin.len ? " " : "", TEXT_ARGS(origin));
}

static enum fail load_centre(struct app *app)
{
	struct store_view *view CLEANUP(store_read_done) = NULL;
	struct centre_first_row row;
	bool is_found = false;
	TRY(store_read(app->options.store, &view));
	TRY(q_centre_first(view, app->owner, &is_found, &row));
	if (!is_found)
		return FAIL_MISSING;
	app->centre_id = row.centre_id;
	app->centre_name = row.name;
	app->centre_phone = row.phone;
	app->is_demo = row.is_demo;
	return OK;
}

static enum fail make_workers(struct app *app)
{
	for (int i = 0; i < app->options.threads; i++) {
		struct worker *worker = arena_new(app->owner, struct worker);
		if (!worker)
			return FAIL_LIMIT;
		worker->out = buffer_make(LIMIT_REPLY_BYTES);
		worker->arena = arena_make(LIMIT_REQUEST_ARENA_BYTES);
		worker->next = app->workers;
		app->workers = worker;
		if (!worker->arena)
			return FAIL_LIMIT;
	}
	return OK;
}

static enum fail open_socket(const struct web_options *options, int *ret_socket)
{
	if (options->unix_path)
		return open_unix(options->unix_path, ret_socket);
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)options->port) };
	if (inet_pton(AF_INET, options->address ? options->address : "127.0.0.1", &address.sin_addr) != 1)
		return FAIL_INPUT;
	int one = 1;
	int opened = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (opened < 0)
		return FAIL_SYSTEM;
	(void)setsockopt(opened, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(opened, (struct sockaddr *)&address, sizeof(address)) != 0 || listen(opened, BACKLOG) != 0) {
		(void)close(opened);
		return FAIL_SYSTEM;
	}
	*ret_socket = opened;
	return OK;
}

static enum fail open_unix(const char *path, int *ret_socket)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct stat status;
	struct text name = text_of(path);
	if (name.len >= sizeof(address.sun_path))
		return FAIL_INPUT;
	memcpy(address.sun_path, name.at, name.len);
	if (lstat(path, &status) == 0 && (!S_ISSOCK(status.st_mode) || unlink(path) != 0))
		return FAIL_SYSTEM;
	int opened = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (opened < 0)
		return FAIL_SYSTEM;
	/* The service's group may connect, whatever the umask says: the front belongs to it. */
	if (bind(opened, (struct sockaddr *)&address, sizeof(address)) != 0 || chmod(path, 0660) != 0 || listen(opened, BACKLOG) != 0) {
		(void)close(opened);
		return FAIL_SYSTEM;
	}
	*ret_socket = opened;
	return OK;
}
