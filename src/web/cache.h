/* SPDX-License-Identifier: Apache-2.0
 *
 * Pages kept ready. A page is good while the store has not changed and within
 * the same minute (pages say how long ago things were); its key is a keyed
 * hash of everything the page may depend on, the cookies included, so one
 * person's page is never another's. Bounded in bytes; any thread.
 */
#ifndef WEB_CACHE_H
#define WEB_CACHE_H

#include "base/buffer.h"

struct arena;
struct request;

#define CACHE_BYTES_MAX ((size_t)8 * 1024 * 1024)
#define CACHE_MARKS_MAX 256 /* a list of LIMIT_LIST_ROWS with a few forms in each row */

struct cache_key {
	uint64_t high;
	uint64_t low;
};

struct cache_stamp {
	uint64_t version; /* store_version before the page's view was taken */
	int64_t minute;
};

struct cached_page {
	size_t row;            /* for metrics */
	char etag[40];         /* with quotes; what If-None-Match is compared to */
	void *full;            /* ready responses of the server, NULL when the body carries marks */
	void *unchanged;       /* its 304 */
	struct buffer body;    /* with marks only: bytes to copy and fill in */
	uint32_t marks[CACHE_MARKS_MAX]; /* where fresh form keys go */
	size_t mark_count;
	bool shows_map;        /* its policy allows the tiles' origin */
	bool is_private;       /* Cache-Control: private, no-cache instead of no-store */
	const char *content_type; /* static text */
	size_t bytes;          /* what it weighs */
};

struct cache;
/* `release` gives back full and unchanged of a page. NULL without memory. */
struct cache *cache_make(struct arena *owner, void (*release)(struct cached_page *page));
void cache_done(struct cache *cache); /* accepts NULL */

/* The key of a GET request. */
struct cache_key cache_key_of(const struct cache *cache, const struct request *request);
/* Calls use(context, page) while the page is held, when there is a good one. It may not call the cache. */
bool cache_use(struct cache *cache, struct cache_key key, struct cache_stamp now, void (*use)(void *context, const struct cached_page *page),
	void *context);
/* Takes the page over (also when it is not kept: then it is released at once). */
void cache_put(struct cache *cache, struct cache_key key, struct cache_stamp stamp, struct cached_page *page);
size_t cache_bytes(struct cache *cache);

#endif
