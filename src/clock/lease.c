/* SPDX-License-Identifier: Apache-2.0 */
#include "clock/lease.h"

#include <sodium.h>

#include "queries/leases.h"

struct taking {
	const struct lease *lease;
	int64_t now_ms, until_ms;
	bool is_ours;
};

static enum fail take_work(struct store_txn *txn, void *context);
static enum fail end_work(struct store_txn *txn, void *context);

struct lease lease_make(struct centre_id centre_id, struct text name)
{
	struct lease lease = {.centre_id = centre_id, .name = name};
	check(name.len > 0);
	randombytes_buf(&lease.holder, sizeof(lease.holder));
	return lease;
}

enum fail lease_take(struct store *store, const struct lease *lease, int64_t now_ms, int64_t for_ms, bool *ret_is_ours)
{
	struct taking taking = {.lease = lease, .now_ms = now_ms, .until_ms = now_ms + for_ms};
	check(for_ms > 0);
	TRY(store_write(store, take_work, &taking));
	*ret_is_ours = taking.is_ours;
	return OK;
}

enum fail lease_end(struct store *store, const struct lease *lease)
{
	struct taking taking = {.lease = lease};
	return store_write(store, end_work, &taking);
}

static enum fail take_work(struct store_txn *txn, void *context)
{
	struct taking *taking = context;
	int64_t changed = 0;
	TRY(q_lease_take(txn, &(struct lease_take_in){.centre_id = taking->lease->centre_id, .name = taking->lease->name,
		.holder = taking->lease->holder, .now_ms = taking->now_ms, .until_ms = taking->until_ms}, &changed));
	taking->is_ours = changed == 1;
	return OK;
}

static enum fail end_work(struct store_txn *txn, void *context)
{
	const struct taking *taking = context;
	return q_lease_end(txn, &(struct lease_end_in){.centre_id = taking->lease->centre_id, .name = taking->lease->name,
		.holder = taking->lease->holder}, NULL);
}
