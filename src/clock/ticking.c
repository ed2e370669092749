/* SPDX-License-Identifier: Apache-2.0 */
#include "clock/ticking.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

#include "base/limits.h"
#include "base/log.h"
#include "clock/lease.h"
#include "domain/certificates.h"
#include "domain/dispatch.h"
#include "domain/ledger.h"
#include "domain/proof.h"
#include "domain/requests.h"

#define TICK_SECONDS 30
#define LEASE_MS (3 * TICK_SECONDS * 1000) /* a copy that misses two turns has lost the work */
#define AT_ONCE 100     /* requests in one write: other writers wait that long */
#define ROUNDS_MAX 1000 /* 100,000 requests in one tick at most */

struct ticking {
	struct arena *owner; /* holds this struct too */
	struct nightly night;
	struct clock clock;
	struct lease lease;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool is_stopping;
	bool wants_backup;
};

struct tick {
	struct arena *arena;
	const struct keys *keys;
	struct centre_id centre_id;
	int64_t now_ms;
	size_t done;
};

static enum fail tick_work(struct store_txn *txn, void *context);
static void *thread_main(void *context);
static void do_due(struct ticking *ticking, bool wants_backup);
static enum fail watch(const struct nightly *night, int64_t now_ms);
static enum fail watch_work(struct store_txn *txn, void *context);

enum fail ticking_once(struct store *store, const struct keys *keys, struct centre_id centre_id, int64_t now_ms, size_t *ret_done)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(LIMIT_JOB_ARENA_BYTES);
	size_t all = 0;
	if (arena == NULL)
		return FAIL_LIMIT;
	for (int round = 0; round < ROUNDS_MAX; round++) {
		struct tick tick = {.arena = arena, .keys = keys, .centre_id = centre_id, .now_ms = now_ms};
		arena_reset(arena);
		TRY(store_write(store, tick_work, &tick));
		all += tick.done;
		if (tick.done < AT_ONCE)
			break;
	}
	*ret_done = all;
	return OK;
}

enum fail ticking_start(const struct nightly *night, struct clock clock, struct ticking **ret_ticking)
{
	struct arena *owner = arena_make(64 * 1024);
	struct ticking *ticking = owner == NULL ? NULL : arena_new(owner, struct ticking);
	if (ticking == NULL) {
		arena_free(owner);
		return FAIL_LIMIT;
	}
	*ticking = (struct ticking){.owner = owner, .night = *night, .clock = clock, .lease = lease_make(night->centre_id, TEXT("clock"))};
	check(pthread_mutex_init(&ticking->lock, NULL) == 0 && pthread_cond_init(&ticking->wake, NULL) == 0);
	if (pthread_create(&ticking->thread, NULL, thread_main, ticking) != 0) {
		arena_free(owner);
		return FAIL_SYSTEM;
	}
	*ret_ticking = ticking;
	return OK;
}

void ticking_stop(struct ticking *ticking)
{
	if (ticking == NULL)
		return;
	(void)pthread_mutex_lock(&ticking->lock);
	ticking->is_stopping = true;
	(void)pthread_cond_signal(&ticking->wake);
	(void)pthread_mutex_unlock(&ticking->lock);
	(void)pthread_join(ticking->thread, NULL);
	if (lease_end(ticking->night.store, &ticking->lease) != OK)
		log_line(LOG_WARNING, "event=lease fail=end"); /* it ends by itself */
	(void)pthread_cond_destroy(&ticking->wake);
	(void)pthread_mutex_destroy(&ticking->lock);
	arena_free(ticking->owner);
}

void ticking_ask_backup(struct ticking *ticking)
{
	(void)pthread_mutex_lock(&ticking->lock);
	ticking->wants_backup = true;
	(void)pthread_cond_signal(&ticking->wake);
	(void)pthread_mutex_unlock(&ticking->lock);
}

static enum fail tick_work(struct store_txn *txn, void *context)
{
	struct tick *tick = context;
	struct act act = {.view = store_txn_view(txn), .txn = txn, .arena = tick->arena, .now_ms = tick->now_ms, .centre_id = tick->centre_id,
		.source = ACT_CLOCK, .keys = tick->keys};
	size_t asked = 0;
	size_t revoked = 0;
	size_t expired = 0;
	size_t posted = 0;
	bool is_signed = false;
	TRY(requests_tick(&act, AT_ONCE, &tick->done));
	TRY(certificates_tick(&act, &revoked));
	TRY(ledger_expire(&act, &expired));
	TRY(records_post_backfills(&act, &posted));
	TRY(proof_sign(&act, &is_signed));
	return tick->done < AT_ONCE ? dispatch_roll(&act, &asked) : OK; /* once all that is due is done */
}

static void *thread_main(void *context)
{
	struct ticking *ticking = context;
	(void)pthread_mutex_lock(&ticking->lock);
	while (!ticking->is_stopping) {
		bool wants_backup = ticking->wants_backup;
		ticking->wants_backup = false;
		(void)pthread_mutex_unlock(&ticking->lock);
		do_due(ticking, wants_backup);
		struct timespec until;
		check(clock_gettime(CLOCK_REALTIME, &until) == 0);
		until.tv_sec += TICK_SECONDS;
		(void)pthread_mutex_lock(&ticking->lock);
		while (!ticking->is_stopping && !ticking->wants_backup && pthread_cond_timedwait(&ticking->wake, &ticking->lock, &until) != ETIMEDOUT)
			continue;
	}
	(void)pthread_mutex_unlock(&ticking->lock);
	return NULL;
}

static void do_due(struct ticking *ticking, bool wants_backup)
{
	struct nightly *night = &ticking->night;
	int64_t now_ms = clock_now_ms(&ticking->clock);
	size_t done = 0;
	size_t differences = 0;
	bool is_ours = false;
	enum fail fail = lease_take(night->store, &ticking->lease, now_ms, LEASE_MS, &is_ours);
	if (fail != OK)
		log_line(LOG_ERROR, "event=lease fail=%s", fail_name(fail));
	if (wants_backup && nightly_backup_now(night, now_ms) != OK)
		log_line(LOG_ERROR, "event=backup fail=asked");
	if (!is_ours)
		return; /* another copy keeps time */
	fail = ticking_once(night->store, night->keys, night->centre_id, now_ms, &done);
	if (fail != OK)
		log_line(LOG_ERROR, "event=tick fail=%s", fail_name(fail));
	if (nightly_is_due(night, now_ms) && watch(night, now_ms) != OK)
		log_line(LOG_ERROR, "event=watch fail=not-whole");
	if (nightly_is_due(night, now_ms) && nightly_run(night, now_ms, &differences) != OK)
		log_line(LOG_ERROR, "event=night fail=not-whole");
}

/* Looks over the services of the last 90 days and puts on the list of calls what looks odd. */
static enum fail watch(const struct nightly *night, int64_t now_ms)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(LIMIT_JOB_ARENA_BYTES);
	struct tick tick = {.arena = arena, .keys = night->keys, .centre_id = night->centre_id, .now_ms = now_ms};
	return arena == NULL ? FAIL_LIMIT : store_write(night->store, watch_work, &tick);
}

static enum fail watch_work(struct store_txn *txn, void *context)
{
	struct tick *tick = context;
	struct act act = {.view = store_txn_view(txn), .txn = txn, .arena = tick->arena, .now_ms = tick->now_ms, .centre_id = tick->centre_id,
		.source = ACT_CLOCK, .keys = tick->keys};
	arena_reset(tick->arena);
	return records_watch(&act, &tick->done);
}
