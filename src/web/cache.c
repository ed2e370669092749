/* SPDX-License-Identifier: Apache-2.0 */
#include "web/cache.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "web/request.h"

#define SLOTS 1024
#define WAYS 4

struct slot {
	struct cache_key key;
	struct cache_stamp stamp;
	struct cached_page page;
	bool is_filled;
};

struct cache {
	pthread_mutex_t lock;
	unsigned char secret[crypto_generichash_KEYBYTES];
	void (*release)(struct cached_page *page);
	size_t bytes;
	size_t hand; /* where room is looked for next */
	struct slot slots[SLOTS];
};

static void empty(struct cache *cache, struct slot *slot);
static void make_room(struct cache *cache, struct cache_stamp stamp, size_t bytes);
static bool is_good(const struct slot *slot, struct cache_stamp now);

struct cache *cache_make(struct arena *owner, void (*release)(struct cached_page *page))
{
	struct cache *cache = arena_new(owner, struct cache);
	if (!cache)
		return NULL;
	check(pthread_mutex_init(&cache->lock, NULL) == 0);
	randombytes_buf(cache->secret, sizeof(cache->secret));
	cache->release = release;
	return cache;
}

void cache_done(struct cache *cache)
{
	if (!cache)
		return;
	for (size_t i = 0; i < SLOTS; i++)
		empty(cache, &cache->slots[i]);
	(void)pthread_mutex_destroy(&cache->lock);
}

struct cache_key cache_key_of(const struct cache *cache, const struct request *request)
{
	const struct text parts[] = { request->target, request->cookie, request->accept_language, request->accept, request->hx_request };
	struct cache_key key;
	crypto_generichash_state state;
	(void)crypto_generichash_init(&state, cache->secret, sizeof(cache->secret), sizeof(key));
	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		uint64_t length = parts[i].len;
		(void)crypto_generichash_update(&state, (const unsigned char *)&length, sizeof(length));
		if (length > 0)
			(void)crypto_generichash_update(&state, (const unsigned char *)parts[i].at, length);
	}
	(void)crypto_generichash_final(&state, (unsigned char *)&key, sizeof(key));
	return key;
}

bool cache_use(struct cache *cache, struct cache_key key, struct cache_stamp now, void (*use)(void *context, const struct cached_page *page),
	void *context)
{
	bool is_used = false;
	check(pthread_mutex_lock(&cache->lock) == 0);
	for (size_t i = 0; i < WAYS && !is_used; i++) {
		const struct slot *slot = &cache->slots[(key.high + i) % SLOTS];
		is_used = is_good(slot, now) && slot->key.high == key.high && slot->key.low == key.low;
		if (is_used)
			use(context, &slot->page);
	}
	check(pthread_mutex_unlock(&cache->lock) == 0);
	return is_used;
}

void cache_put(struct cache *cache, struct cache_key key, struct cache_stamp stamp, struct cached_page *page)
{
	struct slot *chosen = NULL;
	bool is_kept = page->bytes <= CACHE_BYTES_MAX / 16;
	check(pthread_mutex_lock(&cache->lock) == 0);
	for (size_t i = 0; i < WAYS && is_kept; i++) {
		struct slot *slot = &cache->slots[(key.high + i) % SLOTS];
		bool is_same = slot->is_filled && slot->key.high == key.high && slot->key.low == key.low;
		if (is_same || !chosen || (is_good(chosen, stamp) && !is_good(slot, stamp)))
			chosen = slot;
		if (is_same)
			break;
	}
	if (chosen) {
		empty(cache, chosen);
		make_room(cache, stamp, page->bytes);
		*chosen = (struct slot){ .key = key, .stamp = stamp, .page = *page, .is_filled = true };
		cache->bytes += page->bytes;
	}
	check(pthread_mutex_unlock(&cache->lock) == 0);
	if (!chosen)
		cache->release(page);
	*page = (struct cached_page){ 0 };
}

size_t cache_bytes(struct cache *cache)
{
	check(pthread_mutex_lock(&cache->lock) == 0);
	size_t bytes = cache->bytes;
	check(pthread_mutex_unlock(&cache->lock) == 0);
	return bytes;
}

static void empty(struct cache *cache, struct slot *slot)
{
	if (!slot->is_filled)
		return;
	check(cache->bytes >= slot->page.bytes);
	cache->bytes -= slot->page.bytes;
	cache->release(&slot->page);
	*slot = (struct slot){ 0 };
}

/* Stale pages go first, then whatever the hand meets. */
static void make_room(struct cache *cache, struct cache_stamp stamp, size_t bytes)
{
	for (size_t i = 0; i < SLOTS && cache->bytes + bytes > CACHE_BYTES_MAX; i++)
		if (!is_good(&cache->slots[i], stamp))
			empty(cache, &cache->slots[i]);
	for (size_t i = 0; i < SLOTS && cache->bytes + bytes > CACHE_BYTES_MAX; i++)
		empty(cache, &cache->slots[cache->hand++ % SLOTS]);
}

static bool is_good(const struct slot *slot, struct cache_stamp now)
{
	return slot->is_filled && slot->stamp.version == now.version && slot->stamp.minute == now.minute;
}
