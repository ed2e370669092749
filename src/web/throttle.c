/* SPDX-License-Identifier: Apache-2.0 */
#include "web/throttle.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

#include "base/arena.h"

#define SLOTS 8192
#define WAYS 4 /* a key may stand in one of four neighbouring slots; the oldest gives way */

struct slot {
	uint64_t key; /* 0 = empty */
	int64_t since_ms;
	int64_t next_ms; /* no try before */
	int32_t failures;
};

struct throttle {
	pthread_mutex_t lock;
	unsigned char secret[crypto_shorthash_KEYBYTES];
	struct slot slots[SLOTS];
};

/* Three keys per try, each with its own patience. */
enum { BY_BOTH, BY_ACCOUNT, BY_ADDRESS, KEY_KINDS };
static const int32_t patience[KEY_KINDS] = { THROTTLE_ACCOUNT_FAILURES, 4 * THROTTLE_ACCOUNT_FAILURES, THROTTLE_ADDRESS_FAILURES };
static const int64_t longest_ms[KEY_KINDS] = { THROTTLE_WAIT_MOST_MS, THROTTLE_ACCOUNT_WAIT_MS, THROTTLE_WAIT_MOST_MS };

static int look(struct throttle *throttle, struct text account, struct text address, int64_t now_ms);
static void count(struct throttle *throttle, struct text account, struct text address, int64_t now_ms);
static uint64_t key_of(struct throttle *throttle, int kind, struct text account, struct text address);
static struct slot *slot_of(struct throttle *throttle, uint64_t key, bool makes, int64_t now_ms);

struct throttle *throttle_make(struct arena *owner)
{
	struct throttle *throttle = arena_new(owner, struct throttle);
	if (!throttle)
		return NULL;
	check(pthread_mutex_init(&throttle->lock, NULL) == 0);
	crypto_shorthash_keygen(throttle->secret);
	return throttle;
}

void throttle_done(struct throttle *throttle)
{
	if (throttle)
		(void)pthread_mutex_destroy(&throttle->lock);
}

int throttle_enter_s(struct throttle *throttle, struct text account, struct text address, int64_t now_ms)
{
	check(pthread_mutex_lock(&throttle->lock) == 0);
	int wait_s = look(throttle, account, address, now_ms);
	if (wait_s == 0)
		count(throttle, account, address, now_ms);
	check(pthread_mutex_unlock(&throttle->lock) == 0);
	return wait_s;
}

/* Whoever entered had no wait before, so what there is now is the entry's own; not where others have used the patience up meanwhile. */
void throttle_leave(struct throttle *throttle, struct text account, struct text address, int64_t now_ms)
{
	check(pthread_mutex_lock(&throttle->lock) == 0);
	for (int kind = 0; kind < KEY_KINDS; kind++) {
		struct slot *slot = slot_of(throttle, key_of(throttle, kind, account, address), false, now_ms);
		if (slot == NULL || slot->failures == 0)
			continue;
		slot->failures--;
		if (slot->failures < patience[kind])
			slot->next_ms = 0;
	}
	check(pthread_mutex_unlock(&throttle->lock) == 0);
}

void throttle_fail(struct throttle *throttle, struct text account, struct text address, int64_t now_ms)
{
	check(pthread_mutex_lock(&throttle->lock) == 0);
	count(throttle, account, address, now_ms);
	check(pthread_mutex_unlock(&throttle->lock) == 0);
}

void throttle_pass(struct throttle *throttle, struct text account, struct text address)
{
	check(pthread_mutex_lock(&throttle->lock) == 0);
	struct slot *slot = slot_of(throttle, key_of(throttle, BY_BOTH, account, address), false, 0);
	if (slot)
		*slot = (struct slot){ 0 };
	check(pthread_mutex_unlock(&throttle->lock) == 0);
}

static int look(struct throttle *throttle, struct text account, struct text address, int64_t now_ms)
{
	int64_t wait_ms = 0;
	for (int kind = 0; kind < KEY_KINDS; kind++) {
		const struct slot *slot = slot_of(throttle, key_of(throttle, kind, account, address), false, now_ms);
		if (slot && slot->next_ms - now_ms > wait_ms)
			wait_ms = slot->next_ms - now_ms;
	}
	return (int)((wait_ms + SECOND_MS - 1) / SECOND_MS);
}

static void count(struct throttle *throttle, struct text account, struct text address, int64_t now_ms)
{
	for (int kind = 0; kind < KEY_KINDS; kind++) {
		struct slot *slot = slot_of(throttle, key_of(throttle, kind, account, address), true, now_ms);
		slot->failures++;
		int32_t over = slot->failures - patience[kind];
		if (over < 0)
			continue;
		int64_t wait_ms = (INT64_C(1) << (over < 8 ? over : 8)) * 2 * SECOND_MS;
		slot->next_ms = now_ms + (wait_ms < longest_ms[kind] ? wait_ms : longest_ms[kind]);
	}
}

static uint64_t key_of(struct throttle *throttle, int kind, struct text account, struct text address)
{
	unsigned char words[3 * crypto_shorthash_BYTES] = { (unsigned char)kind };
	struct text first = kind == BY_ADDRESS ? TEXT("") : account;
	struct text second = kind == BY_ACCOUNT ? TEXT("") : address;
	uint64_t key;
	(void)crypto_shorthash(words + 8, (const unsigned char *)(first.at ? first.at : ""), first.len, throttle->secret);
	(void)crypto_shorthash(words + 16, (const unsigned char *)(second.at ? second.at : ""), second.len, throttle->secret);
	(void)crypto_shorthash((unsigned char *)&key, words, sizeof(words), throttle->secret);
	return key | 1;
}

static struct slot *slot_of(struct throttle *throttle, uint64_t key, bool makes, int64_t now_ms)
{
	struct slot *oldest = NULL;
	for (size_t i = 0; i < WAYS; i++) {
		struct slot *slot = &throttle->slots[(key / 2 + i) % SLOTS];
		if (slot->key == key) {
			if (now_ms > 0 && now_ms - slot->since_ms >= THROTTLE_WINDOW_MS)
				*slot = (struct slot){ .key = key, .since_ms = now_ms };
			return slot;
		}
		if (!oldest || slot->since_ms < oldest->since_ms)
			oldest = slot;
	}
	if (!makes)
		return NULL;
	*oldest = (struct slot){ .key = key, .since_ms = now_ms };
	return oldest;
}
