/* SPDX-License-Identifier: Apache-2.0
 *
 * Waiting, and faults for tests.
 */
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "store/engine.h"

int64_t store_monotonic_ms(void)
{
	struct timespec now;
	int failed = clock_gettime(CLOCK_MONOTONIC, &now);
	check(failed == 0);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t store_monotonic_us(void)
{
	struct timespec now;
	int failed = clock_gettime(CLOCK_MONOTONIC, &now);
	check(failed == 0);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

struct timespec store_until_us(int64_t wait_us)
{
	struct timespec until;
	int failed = clock_gettime(CLOCK_MONOTONIC, &until);
	check(failed == 0);
	check(wait_us >= 0);
	int64_t ns = until.tv_nsec + wait_us * INT64_C(1000);
	until.tv_sec += (time_t)(ns / 1000000000);
	until.tv_nsec = (long)(ns % 1000000000);
	return until;
}

void store_pause(int pause_ms)
{
	pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	pthread_cond_t never;
	check(pause_ms >= 0);
	struct timespec until = store_until_us(pause_ms * INT64_C(1000));
	store_condition(&never);
	pthread_mutex_lock(&lock);
	while (pthread_cond_timedwait(&never, &lock, &until) == 0)
		continue; /* nobody signals it */
	pthread_mutex_unlock(&lock);
	pthread_cond_destroy(&never);
}

/* The system has no other call that wakes many sleepers at once without handing a lock from one to the next. */
void store_wait_for_bell(_Atomic uint32_t *bell, uint32_t heard)
{
	_Static_assert(sizeof(*bell) == sizeof(uint32_t), "the system looks at 32 bits");
	check(bell != NULL);
	(void)syscall(SYS_futex, bell, FUTEX_WAIT_PRIVATE, heard, NULL, NULL, 0); /* whatever the reason, the caller looks again */
}

void store_ring(_Atomic uint32_t *bell)
{
	check(bell != NULL);
	atomic_fetch_add(bell, 1);
	long woken = syscall(SYS_futex, bell, FUTEX_WAKE_PRIVATE, INT32_MAX, NULL, NULL, 0);
	check(woken >= 0);
}

void store_condition(pthread_cond_t *ret_condition)
{
	pthread_condattr_t monotonic;
	pthread_condattr_init(&monotonic);
	int failed = pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	check(failed == 0);
	failed = pthread_cond_init(ret_condition, &monotonic);
	check(failed == 0);
	pthread_condattr_destroy(&monotonic);
}

bool store_fault_strikes(struct store *store, enum store_fault fault, enum fail *ret_fail)
{
	check(fault < STORE_FAULT_COUNT);
	struct fault *armed = &store->faults[fault];
	uint64_t left = atomic_load_explicit(&armed->left, memory_order_relaxed);
	while (left > 0) {
		if (!atomic_compare_exchange_weak(&armed->left, &left, left - 1))
			continue;
		if (left > 1)
			return false;
		*ret_fail = (enum fail)atomic_load(&armed->fail);
		return true;
	}
	return false;
}

void store_fail_at(struct store *store, enum store_fault fault, uint64_t nth, enum fail fail)
{
	check(fault < STORE_FAULT_COUNT);
	check(fail != OK);
	atomic_store(&store->faults[fault].fail, (int)fail);
	atomic_store(&store->faults[fault].left, nth);
}
