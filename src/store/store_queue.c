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
/* So often a batch takes in those that have come meanwhile: enough for 64 callers who come back one by one, and who came first is not
 * kept waiting without end by works that come faster than they can be run. */
#define JOINS_MOST 5

static void put(struct store *store, struct write *write);
static struct write *take(struct store *store);
static void wait_for_work(struct store *store);
static void wait_for_company(struct store *store, int count);
static int take_all(struct store *store, int count);
static int most_of(const struct store *store);
static void close_batch(struct store *store);
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
	pthread_mutex_lock(&store->queue_lock);
	wait_for_work(store);
	store->joins = 0;
	store->has_waited = false;
	store->is_open = store->engine->fetch == NULL; /* who asks ahead has to know all of them first */
	if (store->first != NULL && !store->is_open)
		wait_for_company(store, 0);
	int count = take_all(store, 0);
	if (!store->is_open)
		close_batch(store);
	if (count == 0 && store->is_closing)
		count = -1;
	pthread_mutex_unlock(&store->queue_lock);
	return count;
}

bool store_queue_join(struct store *store, int *ret_count)
{
	int before = *ret_count;
	check(before > 0);
	if (!store->is_open)
		return false;
	pthread_mutex_lock(&store->queue_lock);
	if (store->first == NULL)
		wait_for_company(store, before);
	*ret_count = take_all(store, before);
	if (*ret_count == before || ++store->joins == JOINS_MOST)
		close_batch(store);
	pthread_mutex_unlock(&store->queue_lock);
	check(*ret_count >= before);
	return *ret_count > before;
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

/* With the queue locked; `count` are taken already. Once for a batch. */
static void wait_for_company(struct store *store, int count)
{
	int wanted = store->last_count < most_of(store) ? store->last_count : most_of(store);
	int64_t wait_us = store->has_waited ? 0 : store_company_us(wanted, store->counters.queue_depth + (uint64_t)count, store->last_flush_us);
	check(count >= 0 && store->company == 0);
	store->has_waited = true;
	if (wait_us == 0)
		return;
	struct timespec until = store_until_us(wait_us);
	store->company = (uint64_t)(wanted - count);
	while (store->counters.queue_depth < store->company && !store->is_closing) {
		if (pthread_cond_timedwait(&store->queue_filled, &store->queue_lock, &until) == ETIMEDOUT)
			break;
	}
	store->company = 0;
}

/* With the queue locked: puts works behind those taken already; how many there are then. */
static int take_all(struct store *store, int count)
{
	int most = most_of(store);
	check(count >= 0 && count <= LIMIT_WRITES_PER_COMMIT);
	while (store->first != NULL && count < most)
		store->batch[count++] = take(store);
	return count;
}

/* Works in a batch. */
static int most_of(const struct store *store)
{
	int most = store->careful_batches > 0 ? store->engine->works_with_savepoints : store->engine->works_per_commit;
	check(most > 0 && most <= LIMIT_WRITES_PER_COMMIT);
	return most;
}

/* With the queue locked: who comes now is of the next one. */
static void close_batch(struct store *store)
{
	store->is_open = false;
	store->bell = (store->bell + 1) % BELLS;
	check(store->bell >= 0 && store->bell < BELLS);
}
