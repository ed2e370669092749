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
#include "domain/proof.h"
#include "domain/requests.h"
#include "domain/shop.h"

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

static enum fail tick_requests(const struct act *act, size_t *ret_done);
static enum fail tick_proof(const struct act *act, size_t *ret_done);

/* One kind of work, done in a transaction of its own: what stops one does not stop the others. A duty that handled
 * AT_ONCE has more to do. */
typedef enum fail tick_duty(const struct act *act, size_t *ret_done);
static const struct { const char *name; tick_duty *duty; } duties[] = {
	{"requests", tick_requests}, {"certificates", certificates_tick}, {"expiry", ledger_expire}, {"shop", shop_tick},
	{"backfills", records_post_backfills}, {"messages", messages_tick}, {"traces", records_forget_traces},
	{"dispatch", dispatch_roll}, {"heads", tick_proof}, /* dispatch once all that is due is done; heads over what the others wrote */
};

struct tick {
	tick_duty *duty;
	struct arena *arena;
	const struct keys *keys;
	struct centre_id centre_id;
	int64_t now_ms;
	size_t done;
};

static enum fail do_duty(struct store *store, struct tick *tick);
static enum fail tick_work(struct store_txn *txn, void *context);
static bool keeps_time(struct ticking *ticking);
static void *thread_main(void *context);
static void do_due(struct ticking *ticking, bool wants_backup);
static enum fail watch(const struct nightly *night, int64_t now_ms);

enum fail ticking_once(struct store *store, const struct keys *keys, struct centre_id centre_id, int64_t now_ms, size_t *ret_done)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(LIMIT_JOB_ARENA_BYTES);
	enum fail first = OK;
	size_t all = 0;
	if (arena == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < COUNT_OF(duties); i++) {
		struct tick tick = {.duty = duties[i].duty, .arena = arena, .keys = keys, .centre_id = centre_id, .now_ms = now_ms};
		enum fail fail = do_duty(store, &tick);
		if (fail != OK)
			log_line(LOG_ERROR, "event=tick duty=%s fail=%s", duties[i].name, fail_name(fail));
		first = first == OK ? fail : first;
		all += tick.done;
	}
	*ret_done = all;
	return first;
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

/* In rounds, until little is left; tick->done is what all of them handled. */
static enum fail do_duty(struct store *store, struct tick *tick)
{
	size_t all = 0;
	enum fail fail = OK;
	for (int round = 0; round < ROUNDS_MAX && fail == OK; round++) {
		tick->done = 0;
		fail = store_write(store, tick_work, tick);
		all += fail == OK ? tick->done : 0;
		if (tick->done < AT_ONCE)
			break;
	}
	tick->done = all;
	return fail;
}

static enum fail tick_work(struct store_txn *txn, void *context)
{
	struct tick *tick = context;
	struct act act = {.view = store_txn_view(txn), .txn = txn, .arena = tick->arena, .now_ms = tick->now_ms, .centre_id = tick->centre_id,
		.source = ACT_CLOCK, .keys = tick->keys};
	arena_reset(tick->arena);
	return tick->duty(&act, &tick->done);
}

static enum fail tick_requests(const struct act *act, size_t *ret_done)
{
	return requests_tick(act, AT_ONCE, ret_done);
}

static enum fail tick_proof(const struct act *act, size_t *ret_done)
{
	bool is_signed = false;
	*ret_done = 0;
	return proof_sign(act, &is_signed);
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
		check(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
		until.tv_sec += TICK_SECONDS;
		(void)pthread_mutex_lock(&ticking->lock);
		while (!ticking->is_stopping && !ticking->wants_backup && pthread_cond_clockwait(&ticking->wake, &ticking->lock, CLOCK_MONOTONIC, &until) != ETIMEDOUT)
			continue;
	}
	(void)pthread_mutex_unlock(&ticking->lock);
	return NULL;
}

/* The lease is prolonged before each stage: the night's work may last longer than it. */
static void do_due(struct ticking *ticking, bool wants_backup)
{
	struct nightly *night = &ticking->night;
	int64_t now_ms = clock_now_ms(&ticking->clock);
	size_t done = 0;
	size_t differences = 0;
	bool is_ours = keeps_time(ticking);
	if (wants_backup && nightly_backup_now(night, now_ms) != OK)
		log_line(LOG_ERROR, "event=backup fail=asked");
	if (!is_ours)
		return; /* another copy keeps time */
	if (ticking_once(night->store, night->keys, night->centre_id, now_ms, &done) != OK)
		log_line(LOG_ERROR, "event=tick fail=not-whole");
	if (!nightly_is_due(night, now_ms) || !keeps_time(ticking))
		return;
	if (watch(night, now_ms) != OK)
		log_line(LOG_ERROR, "event=watch fail=not-whole");
	if (keeps_time(ticking) && nightly_run(night, now_ms, &differences) != OK)
		log_line(LOG_ERROR, "event=night fail=not-whole");
}

/* Takes or prolongs the lease. */
static bool keeps_time(struct ticking *ticking)
{
	bool is_ours = false;
	enum fail fail = lease_take(ticking->night.store, &ticking->lease, clock_now_ms(&ticking->clock), LEASE_MS, &is_ours);
	if (fail != OK)
		log_line(LOG_ERROR, "event=lease fail=%s", fail_name(fail));
	return fail == OK && is_ours;
}

/* Looks over the services of the last 90 days and puts on the list of calls what looks odd. */
static enum fail watch(const struct nightly *night, int64_t now_ms)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(LIMIT_JOB_ARENA_BYTES);
	struct tick tick = {.duty = records_watch, .arena = arena, .keys = night->keys, .centre_id = night->centre_id, .now_ms = now_ms};
	return arena == NULL ? FAIL_LIMIT : store_write(night->store, tick_work, &tick);
}
