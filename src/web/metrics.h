/* SPDX-License-Identifier: Apache-2.0
 *
 * Counting what is answered, for /metrics: calls by route and class of
 * status, a latency histogram by face, refusals of the guard, the page cache,
 * the most memory one call took. Lock-free; any thread.
 */
#ifndef WEB_METRICS_H
#define WEB_METRICS_H

#include "base/buffer.h"
#include "web/route.h"

#define METRICS_ROUTES_MAX 256
/* Rows behind the routes of the table. */
enum { METRICS_ASSET = METRICS_ROUTES_MAX, METRICS_NO_ROUTE, METRICS_ROWS };

struct arena;
struct metrics;
struct store_counters;

/* NULL without memory. The routes stay the caller's and are there as long. */
struct metrics *metrics_make(struct arena *owner, const struct route *table, size_t table_count);
/* One call was answered. `row`: number of its route, or one of METRICS_…. */
void metrics_count(struct metrics *metrics, size_t row, int status, int64_t took_us);
void metrics_arena(struct metrics *metrics, size_t used_bytes);
void metrics_guard(struct metrics *metrics, int refusal);
void metrics_cache(struct metrics *metrics, bool is_hit);

struct metrics_extra {
	const struct store_counters *store;
	int64_t started_at_ms; /* the server's start */
	size_t cache_bytes;
	int64_t free_bytes; /* of the data directory; negative = unknown */
};
/* All of it in Prometheus' text format. */
void metrics_write(const struct metrics *metrics, const struct metrics_extra *extra, struct buffer *out);

#endif
