/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <time.h>

#include "store/engine.h"

#define READERS_USUAL 4

static struct store_view *wait_for_reader(struct store *store);
static void give_back(struct store *store, struct store_view *view);

enum fail store_pool_open(struct store *store, const struct store_options *options)
{
	pthread_mutex_init(&store->pool_lock, NULL);
	store_condition(&store->pool_filled);
	check(store->reader_count == 0 && store->readers_out == 0);
	store->read_wait_ms = options->read_wait_ms > 0 ? options->read_wait_ms : LIMIT_READ_WAIT_MS;
	int wanted = options->readers > 0 ? options->readers : READERS_USUAL;
	store->readers = arena_array(store->arena, struct store_view, (size_t)wanted);
	if (store->readers == NULL)
		return FAIL_LIMIT;
	while (store->reader_count < wanted) {
		struct store_view *view = &store->readers[store->reader_count++];
		check(store->reader_count <= LIMIT_READERS);
		TRY(store_connect(store, false, view));
		view->next_free = store->free_readers;
		store->free_readers = view;
	}
	return OK;
}

void store_pool_close(struct store *store)
{
	check(store->readers_out == 0); /* every view was given back */
	if (store->read_wait_ms == 0)
		return; /* never opened */
	for (int i = 0; i < store->reader_count; i++)
		store_disconnect(&store->readers[i]);
	store->reader_count = 0;
	pthread_cond_destroy(&store->pool_filled);
	pthread_mutex_destroy(&store->pool_lock);
}

enum fail store_read(struct store *store, struct store_view **ret_view)
{
	check(!store->is_thread || !pthread_equal(pthread_self(), store->thread));
	struct store_view *view = wait_for_reader(store);
	if (view == NULL)
		return FAIL_BUSY;
	check(view->open_statements == 0 && !view->is_writer && view->deadline_ms == 0); /* as the last one left it */
	view->fail = OK;
	view->deadline_ms = store_monotonic_ms() + LIMIT_READ_MS;
	enum fail fail = store->engine->control(view, CONTROL_BEGIN_READ);
	if (fail == OK)
		fail = store->engine->control(view, CONTROL_SNAPSHOT); /* now, not at the first statement */
	if (fail != OK) {
		give_back(store, view);
		return fail;
	}
	*ret_view = view;
	return OK;
}

enum fail store_read_long(struct store *store, struct store_view **ret_view)
{
	TRY(store_read(store, ret_view));
	check(*ret_view != NULL && (*ret_view)->deadline_ms != 0);
	(*ret_view)->deadline_ms = 0;
	enum fail fail = store->engine->read_long(*ret_view);
	if (fail != OK)
		store_read_done(ret_view);
	return fail;
}

void store_read_done(struct store_view **view)
{
	if (*view == NULL)
		return;
	check(!(*view)->is_writer);
	check((*view)->open_statements == 0);
	give_back((*view)->store, *view);
	*view = NULL;
}

static struct store_view *wait_for_reader(struct store *store)
{
	struct timespec until = store_until_us(store->read_wait_ms * INT64_C(1000));
	int woken = 0;
	pthread_mutex_lock(&store->pool_lock);
	if (store->free_readers == NULL)
		store->read_waits++;
	while (store->free_readers == NULL && woken != ETIMEDOUT)
		woken = pthread_cond_timedwait(&store->pool_filled, &store->pool_lock, &until);
	struct store_view *view = store->free_readers;
	check(view == NULL || store->readers_out < store->reader_count);
	if (view == NULL) {
		store->read_busy++;
	} else {
		store->free_readers = view->next_free;
		store->readers_out++;
		store->reads++;
	}
	pthread_mutex_unlock(&store->pool_lock);
	return view;
}

static void give_back(struct store *store, struct store_view *view)
{
	if (store->engine->is_in_transaction(view))
		(void)!store->engine->control(view, CONTROL_ROLLBACK); /* it wrote nothing */
	check(view->store == store && view->open_statements == 0);
	view->deadline_ms = 0;
	pthread_mutex_lock(&store->pool_lock);
	check(store->readers_out > 0);
	store->readers_out--;
	view->next_free = store->free_readers;
	store->free_readers = view;
	pthread_cond_signal(&store->pool_filled);
	pthread_mutex_unlock(&store->pool_lock);
}

void store_pool_count(struct store *store, struct store_counters *counters)
{
	pthread_mutex_lock(&store->pool_lock);
	counters->reads = store->reads;
	counters->read_waits = store->read_waits;
	counters->read_busy = store->read_busy;
	pthread_mutex_unlock(&store->pool_lock);
}
