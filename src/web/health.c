/* SPDX-License-Identifier: Apache-2.0
 *
 * /healthz for whoever watches the service, /metrics for Prometheus.
 */
#include <sodium.h>
#include <sys/statvfs.h>

#include "base/limits.h"
#include "store/migrate.h"
#include "store/store.h"
#include "queries/places.h"
#include "web/app.h"
#include "web/health.h"
#include "web/pages/shell.h"

/* Works waiting: a second's worth even on a slow disk. */
#define QUEUE_LONG (LIMIT_WRITE_QUEUE / 4)
/* Pages in the log, when checkpoints should have come eight times. */
#define LOG_LONG (8 * LIMIT_CHECKPOINT_PAGES)

static void worsen(struct health *health, enum health_state state);

struct health health_judge(const struct health_facts *facts)
{
	struct health health = { .store = "ok", .disk = "ok", .writes = "ok", .log = "ok" };
	const struct store_counters *store = facts->store;
	bool knows_room = facts->free_bytes >= 0;
	if (facts->reading != OK || !facts->has_centre) {
		health.store = facts->reading != OK ? fail_name(facts->reading) : "empty";
		worsen(&health, HEALTH_FAILING);
	}
	if (knows_room && facts->free_bytes < HEALTH_FREE_BYTES_LOW) {
		bool is_full = facts->free_bytes < HEALTH_FREE_BYTES_LEAST;
		health.disk = is_full ? "full" : "low";
		worsen(&health, is_full ? HEALTH_FAILING : HEALTH_DEGRADED);
	}
	if (store->commit_failures_now > 0) {
		health.writes = "failing";
		worsen(&health, HEALTH_FAILING);
	} else if (store->queue_depth >= QUEUE_LONG) {
		health.writes = "queueing";
		worsen(&health, HEALTH_DEGRADED);
	}
	if (store->wal_pages >= LOG_LONG) {
		health.log = "growing";
		worsen(&health, HEALTH_DEGRADED);
	}
	return health;
}

static void worsen(struct health *health, enum health_state state)
{
	if (health->state < state)
		health->state = state;
}

const char *health_state_name(enum health_state state)
{
	static const char *const names[] = { "ok", "degraded", "failing" };
	check(state >= HEALTH_OK && (size_t)state < COUNT_OF(names));
	return names[state];
}

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
	struct store_counters counters;
	struct health_facts facts = { .free_bytes = free_bytes(call->app), .store = &counters };
	facts.reading = q_centre_first(call->view, call->arena, &facts.has_centre, &centre);
	store_count(call->app->options.store, &counters);
	struct health health = health_judge(&facts);
	reply_begin(call, reply, health.state == HEALTH_FAILING ? 503 : 200, "application/json");
	reply->caching = REPLY_NO_STORE;
	buffer_add_format(reply->body, "{\"status\":\"%s\",\"store\":\"%s\",\"disk\":\"%s\",\"writes\":\"%s\",\"log\":\"%s\",\"migration\":%d,"
		"\"version\":\"%s\"}\n", health_state_name(health.state), health.store, health.disk, health.writes, health.log, migrate_newest(),
		LASTMILE_VERSION);
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
		.store = &counters,
		.started_at_ms = app->started_at_ms,
		.cache_bytes = cache_bytes(app->cache),
		.free_bytes = free_bytes(app),
	};
	reply_begin(call, reply, 200, "text/plain; version=0.0.4; charset=utf-8");
	reply->caching = REPLY_NO_STORE;
	metrics_write(app->metrics, &extra, reply->body);
	return OK;
}
