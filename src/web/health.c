/* SPDX-License-Identifier: Apache-2.0
 *
 * /healthz for whoever watches the service, /metrics for Prometheus.
 */
#include <sodium.h>
#include <sys/statvfs.h>

#include "store/migrate.h"
#include "store/store.h"
#include "queries/places.h"
#include "web/app.h"
#include "web/pages/shell.h"

#define FREE_BYTES_LEAST (INT64_C(64) * 1024 * 1024)

/* Bytes the service may still write beside the store; -1 when unknown. */
static int64_t free_bytes(const struct app *app)
{
	struct statvfs status;
	if (!app->options.data_path || statvfs(app->options.data_path, &status) != 0)
		return -1;
	return (int64_t)status.f_bavail * (int64_t)status.f_frsize;
}

/* Reaching this handler means the store gave a view; one read more shows that it answers. */
enum fail page_health(struct call *call, struct reply *reply)
{
	struct centre_first_row centre;
	bool has_centre = false;
	enum fail fail = q_centre_first(call->view, call->arena, &has_centre, &centre);
	int64_t room = free_bytes(call->app);
	bool has_room = room < 0 || room >= FREE_BYTES_LEAST;
	bool is_well = fail == OK && has_centre && has_room;
	reply_begin(call, reply, is_well ? 200 : 503, "application/json");
	reply->caching = REPLY_NO_STORE;
	buffer_add_format(reply->body, "{\"status\":\"%s\",\"store\":\"%s\",\"disk\":\"%s\",\"migration\":%d,\"version\":\"%s\"}\n",
		is_well ? "ok" : "failing", fail == OK && has_centre ? "ok" : fail_name(fail), has_room ? "ok" : "full",
		migrate_newest(), LASTMILE_VERSION);
	return OK;
}

static bool may_read_metrics(const struct call *call)
{
	const struct request *request = call->own->request;
	const char *token = call->app->options.metrics_token;
	bool came_through_front = request->forwarded_for.len > 0;
	if (request->is_loopback && !came_through_front)
		return true;
	struct text prefix = TEXT("Bearer ");
	if (!token || !text_starts_with(request->authorization, prefix))
		return false;
	struct text given = text_slice(request->authorization, prefix.len, request->authorization.len);
	struct text wanted = text_of(token);
	return given.len == wanted.len && sodium_memcmp(given.at, wanted.at, wanted.len) == 0;
}

enum fail page_metrics(struct call *call, struct reply *reply)
{
	struct app *app = call->app;
	struct store_counters counters;
	if (!may_read_metrics(call))
		return reply_status(call, reply, 404);
	store_count(app->options.store, &counters);
	const struct metrics_extra extra = {
		.routes = app->options.routes,
		.routes_count = app->options.routes_count,
		.store = &counters,
		.cache_bytes = cache_bytes(app->cache),
		.free_bytes = free_bytes(app),
	};
	reply_begin(call, reply, 200, "text/plain; version=0.0.4; charset=utf-8");
	reply->caching = REPLY_NO_STORE;
	metrics_write(app->metrics, &extra, reply->body);
	return OK;
}
