/* SPDX-License-Identifier: Apache-2.0 */
#include "web/metrics.h"

#include <stdatomic.h>

#include "base/arena.h"
#include "store/store.h"
#include "web/guard.h"

#define GUARD_KINDS (GUARD_BODY_LONG + 1)
enum { CLASSES = 6 }; /* by the first digit of the status */

static const int64_t bounds_us[] = { 250, 500, 1000, 2000, 5000, 10000, 25000, 50000, 100000, 250000, 1000000 };

struct metrics {
	atomic_uint_fast64_t calls[METRICS_ROWS][CLASSES];
	atomic_uint_fast64_t took[COUNT_OF(bounds_us) + 1];
	atomic_uint_fast64_t took_sum_us;
	atomic_uint_fast64_t guard[GUARD_KINDS];
	atomic_uint_fast64_t cache_hits;
	atomic_uint_fast64_t cache_misses;
	atomic_size_t arena_most;
};

static void write_calls(const struct metrics *metrics, const struct metrics_extra *extra, struct buffer *out);
static void write_took(const struct metrics *metrics, struct buffer *out);
static void write_store(const struct store_counters *store, struct buffer *out);
static void write_one(struct buffer *out, const char *name, const char *type, const char *help, uint64_t number);

struct metrics *metrics_make(struct arena *owner)
{
	return arena_new(owner, struct metrics);
}

void metrics_count(struct metrics *metrics, size_t row, int status, int64_t took_us)
{
	check(row < METRICS_ROWS);
	int digit = status / 100 % CLASSES;
	size_t bucket = 0;
	while (bucket < COUNT_OF(bounds_us) && took_us > bounds_us[bucket])
		bucket++;
	atomic_fetch_add_explicit(&metrics->calls[row][digit], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&metrics->took[bucket], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&metrics->took_sum_us, (uint64_t)(took_us > 0 ? took_us : 0), memory_order_relaxed);
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
	write_calls(metrics, extra, out);
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

static void write_calls(const struct metrics *metrics, const struct metrics_extra *extra, struct buffer *out)
{
	static const char *const others[] = { "assets", "health", "none" };
	buffer_add_literal(out, "# HELP lastmile_calls_total Calls answered, by route and class of status.\n"
		"# TYPE lastmile_calls_total counter\n");
	for (size_t row = 0; row < METRICS_ROWS; row++) {
		if (row >= extra->routes_count && row < METRICS_ROUTES_MAX)
			continue;
		const struct route *route = row < METRICS_ROUTES_MAX ? &extra->routes[row] : NULL;
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
	uint64_t sum = 0;
	buffer_add_literal(out, "# HELP lastmile_call_seconds How long a call took inside the program.\n"
		"# TYPE lastmile_call_seconds histogram\n");
	for (size_t i = 0; i < COUNT_OF(bounds_us); i++) {
		sum += atomic_load(&metrics->took[i]);
		buffer_add_format(out, "lastmile_call_seconds_bucket{le=\"%lld.%06lld\"} %llu\n", (long long)(bounds_us[i] / 1000000),
			(long long)(bounds_us[i] % 1000000), (unsigned long long)sum);
	}
	sum += atomic_load(&metrics->took[COUNT_OF(bounds_us)]);
	uint64_t sum_us = atomic_load(&metrics->took_sum_us);
	buffer_add_format(out, "lastmile_call_seconds_bucket{le=\"+Inf\"} %llu\nlastmile_call_seconds_sum %llu.%06llu\n"
		"lastmile_call_seconds_count %llu\n", (unsigned long long)sum, (unsigned long long)(sum_us / 1000000),
		(unsigned long long)(sum_us % 1000000), (unsigned long long)sum);
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
	write_one(out, "store_queue_full_total", "counter", "Works turned away.", store->queue_full);
	write_one(out, "store_checkpoints_total", "counter", "Checkpoints.", store->checkpoints);
	write_one(out, "store_wal_pages", "gauge", "Pages in the write-ahead log.", store->wal_pages);
	write_one(out, "store_reads_total", "counter", "Views given out.", store->reads);
	write_one(out, "store_read_busy_total", "counter", "Views refused for want of a connection.", store->read_busy);
	write_one(out, "store_protection_total", "counter", "Writes refused by a closed window.", store->protection);
}

static void write_one(struct buffer *out, const char *name, const char *type, const char *help, uint64_t number)
{
	buffer_add_format(out, "# HELP lastmile_%s %s\n# TYPE lastmile_%s %s\nlastmile_%s %llu\n", name, help, name, type, name,
		(unsigned long long)number);
}
