/* SPDX-License-Identifier: Apache-2.0 */
#include "web/metrics.h"

#include <stdatomic.h>

#include "base/arena.h"
#include "base/when.h"
#include "store/store.h"
#include "web/guard.h"

#define GUARD_KINDS (GUARD_BODY_LONG + 1)
enum { CLASSES = 6 }; /* by the first digit of the status */
/* Calls are timed by face; behind the faces, those that have none. */
enum { GROUP_ASSETS = FACE_COUNT, GROUP_NONE, GROUP_COUNT };

static const char *const group_names[GROUP_COUNT] = { [FACE_SHELL] = "shell", [FACE_PUBLIC] = "public", [FACE_RESIDENT] = "resident",
	[FACE_VOLUNTEER] = "volunteer", [FACE_TEAM] = "team", [FACE_DESK] = "desk", [FACE_WALL] = "wall", [GROUP_ASSETS] = "assets",
	[GROUP_NONE] = "none" };

static const int64_t bounds_us[] = { 250, 500, 1000, 2000, 5000, 10000, 25000, 50000, 100000, 250000, 1000000 };

struct took {
	atomic_uint_fast64_t count[COUNT_OF(bounds_us) + 1];
	atomic_uint_fast64_t sum_us;
};

struct metrics {
	const struct route *routes;
	size_t routes_count;
	atomic_uint_fast64_t calls[METRICS_ROWS][CLASSES];
	struct took took[GROUP_COUNT];
	atomic_uint_fast64_t guard[GUARD_KINDS];
	atomic_uint_fast64_t cache_hits;
	atomic_uint_fast64_t cache_misses;
	atomic_size_t arena_most;
};

static size_t group_of(const struct metrics *metrics, size_t row);
static void write_calls(const struct metrics *metrics, struct buffer *out);
static void write_took(const struct metrics *metrics, struct buffer *out);
static void write_took_of(const struct took *took, const char *group, struct buffer *out);
static void write_process(const struct metrics_extra *extra, struct buffer *out);
static void write_store(const struct store_counters *store, struct buffer *out);
static void write_one(struct buffer *out, const char *name, const char *type, const char *help, uint64_t number);

struct metrics *metrics_make(struct arena *owner, const struct route *table, size_t table_count)
{
	check(table_count <= METRICS_ROUTES_MAX);
	struct metrics *metrics = arena_new(owner, struct metrics);
	if (metrics) {
		metrics->routes = table;
		metrics->routes_count = table_count;
	}
	return metrics;
}

void metrics_count(struct metrics *metrics, size_t row, int status, int64_t took_us)
{
	check(row < METRICS_ROWS);
	int digit = status / 100 % CLASSES;
	size_t bucket = 0;
	while (bucket < COUNT_OF(bounds_us) && took_us > bounds_us[bucket])
		bucket++;
	atomic_fetch_add_explicit(&metrics->calls[row][digit], 1, memory_order_relaxed);
	struct took *took = &metrics->took[group_of(metrics, row)];
	atomic_fetch_add_explicit(&took->count[bucket], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&took->sum_us, (uint64_t)(took_us > 0 ? took_us : 0), memory_order_relaxed);
}

static size_t group_of(const struct metrics *metrics, size_t row)
{
	if (row < metrics->routes_count)
		return metrics->routes[row].face;
	return row == METRICS_ASSET ? GROUP_ASSETS : GROUP_NONE;
}

void metrics_arena(struct metrics *metrics, size_t used_bytes)
{
	size_t most = atomic_load_explicit(&metrics->arena_most, memory_order_relaxed);
	while (used_bytes > most && !atomic_compare_exchange_weak(&metrics->arena_most, &most, used_bytes))
		continue;
}

void metrics_guard(struct metrics *metrics, int refusal)
{
	check(refusal >= 0 && refusal < GUARD_KINDS);
	atomic_fetch_add_explicit(&metrics->guard[refusal], 1, memory_order_relaxed);
}

void metrics_cache(struct metrics *metrics, bool is_hit)
{
	atomic_fetch_add_explicit(is_hit ? &metrics->cache_hits : &metrics->cache_misses, 1, memory_order_relaxed);
}

void metrics_write(const struct metrics *metrics, const struct metrics_extra *extra, struct buffer *out)
{
	write_process(extra, out);
	write_calls(metrics, out);
	write_took(metrics, out);
	buffer_add_literal(out, "# HELP lastmile_guard_refusals_total Messages refused before routing.\n"
		"# TYPE lastmile_guard_refusals_total counter\n");
	for (int i = 1; i < GUARD_KINDS; i++)
		buffer_add_format(out, "lastmile_guard_refusals_total{reason=\"%s\"} %llu\n", guard_name((enum guard_refusal)i),
			(unsigned long long)atomic_load(&metrics->guard[i]));
	write_one(out, "cache_hits_total", "counter", "Pages answered from memory.", atomic_load(&metrics->cache_hits));
	write_one(out, "cache_misses_total", "counter", "Pages made anew.", atomic_load(&metrics->cache_misses));
	write_one(out, "cache_bytes", "gauge", "Memory held by the page cache.", extra->cache_bytes);
	write_one(out, "call_arena_bytes_max", "gauge", "Most memory one call took.", atomic_load(&metrics->arena_most));
	if (extra->free_bytes >= 0)
		write_one(out, "data_free_bytes", "gauge", "Free space beside the store.", (uint64_t)extra->free_bytes);
	write_store(extra->store, out);
}

static void write_process(const struct metrics_extra *extra, struct buffer *out)
{
	buffer_add_format(out, "# HELP lastmile_build_info What is running.\n# TYPE lastmile_build_info gauge\n"
		"lastmile_build_info{version=\"%s\",sqlite=\"%s\"} 1\n", LASTMILE_VERSION, store_sqlite_version());
	write_one(out, "start_time_seconds", "gauge", "When the server began, seconds since 1970.", (uint64_t)(extra->started_at_ms / SECOND_MS));
}

static void write_calls(const struct metrics *metrics, struct buffer *out)
{
	static const char *const others[] = { "assets", "none" };
	buffer_add_literal(out, "# HELP lastmile_calls_total Calls answered, by route and class of status.\n"
		"# TYPE lastmile_calls_total counter\n");
	for (size_t row = 0; row < METRICS_ROWS; row++) {
		if (row >= metrics->routes_count && row < METRICS_ROUTES_MAX)
			continue;
		const struct route *route = row < METRICS_ROUTES_MAX ? &metrics->routes[row] : NULL;
		const char *path = route ? route->path : others[row - METRICS_ROUTES_MAX];
		const char *method = route && route->method == METHOD_POST ? "POST" : "GET";
		for (int digit = 0; digit < CLASSES; digit++) {
			uint64_t count = atomic_load(&metrics->calls[row][digit]);
			if (count > 0)
				buffer_add_format(out, "lastmile_calls_total{method=\"%s\",route=\"%s\",status=\"%dxx\"} %llu\n", method,
					path, digit, (unsigned long long)count);
		}
	}
}

static void write_took(const struct metrics *metrics, struct buffer *out)
{
	buffer_add_literal(out, "# HELP lastmile_call_seconds How long a call took inside the program.\n"
		"# TYPE lastmile_call_seconds histogram\n");
	for (size_t group = 0; group < GROUP_COUNT; group++)
		write_took_of(&metrics->took[group], group_names[group], out);
}

static void write_took_of(const struct took *took, const char *group, struct buffer *out)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < COUNT_OF(bounds_us); i++) {
		sum += atomic_load(&took->count[i]);
		buffer_add_format(out, "lastmile_call_seconds_bucket{group=\"%s\",le=\"%lld.%06lld\"} %llu\n", group,
			(long long)(bounds_us[i] / 1000000), (long long)(bounds_us[i] % 1000000), (unsigned long long)sum);
	}
	sum += atomic_load(&took->count[COUNT_OF(bounds_us)]);
	uint64_t sum_us = atomic_load(&took->sum_us);
	buffer_add_format(out, "lastmile_call_seconds_bucket{group=\"%s\",le=\"+Inf\"} %llu\n"
		"lastmile_call_seconds_sum{group=\"%s\"} %llu.%06llu\nlastmile_call_seconds_count{group=\"%s\"} %llu\n", group,
		(unsigned long long)sum, group, (unsigned long long)(sum_us / 1000000), (unsigned long long)(sum_us % 1000000), group,
		(unsigned long long)sum);
}

static void write_store(const struct store_counters *store, struct buffer *out)
{
	write_one(out, "store_writes_total", "counter", "Works kept.", store->writes);
	write_one(out, "store_refusals_total", "counter", "Works a rule refused.", store->refusals);
	write_one(out, "store_failures_total", "counter", "Works undone by a failure.", store->failures);
	write_one(out, "store_retries_total", "counter", "Works run again.", store->retries);
	write_one(out, "store_commits_total", "counter", "Transactions on disk.", store->commits);
	write_one(out, "store_commit_failures_total", "counter", "Transactions that did not commit.", store->commit_failures);
	write_one(out, "store_batch_max", "gauge", "Most works in one transaction.", store->largest_batch);
	write_one(out, "store_queue", "gauge", "Works waiting now.", store->queue_depth);
	write_one(out, "store_queue_max", "gauge", "Most works that waited at once.", store->deepest_queue);
	write_one(out, "store_queue_full_total", "counter", "Works turned away.", store->queue_full);
	write_one(out, "store_checkpoints_total", "counter", "Checkpoints.", store->checkpoints);
	write_one(out, "store_checkpoints_partial_total", "counter", "Checkpoints that a reader held back.", store->checkpoints_partial);
	write_one(out, "store_wal_pages", "gauge", "Pages in the write-ahead log.", store->wal_pages);
	write_one(out, "store_reads_total", "counter", "Views given out.", store->reads);
	write_one(out, "store_read_waits_total", "counter", "Views that had to wait for a connection.", store->read_waits);
	write_one(out, "store_read_busy_total", "counter", "Views refused for want of a connection.", store->read_busy);
	write_one(out, "store_protection_total", "counter", "Writes refused by a closed window.", store->protection);
}

static void write_one(struct buffer *out, const char *name, const char *type, const char *help, uint64_t number)
{
	buffer_add_format(out, "# HELP lastmile_%s %s\n# TYPE lastmile_%s %s\nlastmile_%s %llu\n", name, help, name, type, name,
		(unsigned long long)number);
}
