/* SPDX-License-Identifier: Apache-2.0
 *
 * The queue in front of the one writer: callers put works in and wait, the
 * writer takes them out by batches and answers all of a batch at once.
 */
#include "store/engine.h"

#include <errno.h>

/* A writer without work looks after its engine after so long. */
#define QUIET_WAIT_MS 500
/* Waiting for company: at most this part of the last flush, and not at all for less than that. */
#define COMPANY_SHARE 4
#define COMPANY_LEAST_US 20

static void put(struct store *store, struct write *write);
static struct write *take(struct store *store);
static void wait_for_work(struct store *store);
static void wait_for_company(struct store *store, int most);
static void listen(struct store *store, const struct write *write);

enum fail store_write(struct store *store, store_work work, void *context)
{
	struct write write = {.work = work, .context = context, .result = FAIL_BUSY};
	check(work != NULL);
	check(!pthread_equal(pthread_self(), store->thread)); /* a work would wait for itself */
	atomic_fetch_add(&store->callers, 1);
	pthread_mutex_lock(&store->queue_lock);
	check(!store->is_closing);
	bool is_full = store->counters.queue_depth >= LIMIT_WRITE_QUEUE;
	if (is_full)
		store->counters.queue_full++;
	else
		put(store, &write);
	pthread_mutex_unlock(&store->queue_lock);
	if (!is_full)
		listen(store, &write);
	atomic_fetch_sub(&store->callers, 1);
	return write.result;
}

int store_queue_take(struct store *store)
{
	int count = 0;
	int most = store->careful_batches > 0 ? store->engine->works_with_savepoints : store->engine->works_per_commit;
	check(most > 0 && most <= LIMIT_WRITES_PER_COMMIT);
	pthread_mutex_lock(&store->queue_lock);
	wait_for_work(store);
	if (store->first != NULL)
		wait_for_company(store, most);
	while (store->first != NULL && count < most)
		store->batch[count++] = take(store);
	store->bell = (store->bell + 1) % BELLS;
	if (count == 0 && store->is_closing)
		count = -1;
	pthread_mutex_unlock(&store->queue_lock);
	return count;
}

void store_queue_answer(struct store *store, int count)
{
	check(count > 0 && count <= LIMIT_WRITES_PER_COMMIT);
	store->last_count = count;
	bool rings[BELLS] = {false};
	for (int i = 0; i < count; i++) {
		rings[store->batch[i]->bell] = true;
		atomic_store(&store->batch[i]->is_answered, true); /* and may be gone */
	}
	for (int bell = 0; bell < BELLS; bell++) {
		if (rings[bell])
			store_ring(&store->bells[bell]);
	}
}

void store_queue_leave(struct store *store)
{
	check(store->is_closing && store->first == NULL); /* they have been answered */
	while (atomic_load(&store->callers) > 0)
		store_pause(1);
}

int64_t store_company_us(int last_count, uint64_t depth, int64_t flush_us)
{
	check(last_count >= 0 && flush_us >= 0);
	int64_t wait_us = flush_us / COMPANY_SHARE;
	return depth >= (uint64_t)last_count || wait_us < COMPANY_LEAST_US ? 0 : wait_us;
}

/* Until the write is answered. A bell that has rung since it was looked at does not let anybody sleep. */
static void listen(struct store *store, const struct write *write)
{
	_Atomic uint32_t *bell = &store->bells[write->bell];
	uint32_t heard = atomic_load(bell);
	check(write->bell >= 0 && write->bell < BELLS);
	while (!atomic_load(&write->is_answered)) {
		store_wait_for_bell(bell, heard);
		heard = atomic_load(bell);
	}
}

/* With the queue locked. */
static void put(struct store *store, struct write *write)
{
	check((store->first == NULL) == (store->last == NULL) && (store->first == NULL) == (store->counters.queue_depth == 0));
	if (store->last == NULL)
		store->first = write;
	else
		store->last->next = write;
	store->last = write;
	write->bell = store->bell;
	store->counters.queue_depth++;
	if (store->counters.deepest_queue < store->counters.queue_depth)
		store->counters.deepest_queue = store->counters.queue_depth;
	if (store->counters.queue_depth >= store->company)
		pthread_cond_signal(&store->queue_filled);
}

/* With the queue locked and something in it. */
static struct write *take(struct store *store)
{
	struct write *write = store->first;
	check(write != NULL && store->counters.queue_depth > 0);
	store->first = write->next;
	if (store->first == NULL)
		store->last = NULL;
	write->next = NULL;
	store->counters.queue_depth--;
	return write;
}

/* With the queue locked. Waits a while when the engine has left something for
 * later, and without end otherwise. */
static void wait_for_work(struct store *store)
{
	bool has_leftover = store->engine->has_leftover(store);
	struct timespec until = store_until_us(QUIET_WAIT_MS * INT64_C(1000));
	check(store->company == 0); /* whoever comes wakes the writer */
	while (store->first == NULL && !store->is_closing) {
		int woken = has_leftover ? pthread_cond_timedwait(&store->queue_filled, &store->queue_lock, &until)
			: pthread_cond_wait(&store->queue_filled, &store->queue_lock);
		if (woken == ETIMEDOUT)
			return;
	}
}

/* With the queue locked. */
static void wait_for_company(struct store *store, int most)
{
	int wanted = store->last_count < most ? store->last_count : most;
	int64_t wait_us = store_company_us(wanted, store->counters.queue_depth, store->last_flush_us);
	if (wait_us == 0)
		return;
	struct timespec until = store_until_us(wait_us);
	store->company = (uint64_t)wanted;
	while (store->counters.queue_depth < store->company && !store->is_closing) {
		if (pthread_cond_timedwait(&store->queue_filled, &store->queue_lock, &until) == ETIMEDOUT)
			break;
	}
	store->company = 0;
}
