/* SPDX-License-Identifier: Apache-2.0
 *
 * What the works of one batch tell each other.
 */
#include <string.h>

#include "store/engine.h"

#define SLOTS 4096 /* a power of two; a batch that knows more asks again */
#define FILLED_MAX (SLOTS / 4 * 3)

struct memo {
	struct store_memo_key key;
	uint64_t batch; /* the one it belongs to; another's is an empty slot */
	size_t size;    /* 0 = forgotten */
	char value[STORE_MEMO_BYTES];
};

struct memos {
	uint64_t batch;
	int filled;
	struct memo slots[SLOTS];
};

static struct memo *find(struct memos *memos, const struct store_memo_key *key);

enum fail memos_make(struct store *store)
{
	store->memos = arena_new(store->arena, struct memos);
	return store->memos == NULL ? FAIL_LIMIT : OK;
}

void memos_forget(struct store *store)
{
	check(store->memos != NULL);
	store->memos->batch++;
	store->memos->filled = 0;
}

bool store_recall(struct store_txn *txn, const struct store_memo_key *key, void *ret_value, size_t size)
{
	const struct memo *memo = find(txn->view->store->memos, key);
	check(size > 0 && size <= STORE_MEMO_BYTES);
	if (memo->batch != txn->view->store->memos->batch || memo->size == 0)
		return false;
	check(memo->size == size);
	memcpy(ret_value, memo->value, size);
	return true;
}

void store_remember(struct store_txn *txn, const struct store_memo_key *key, const void *value, size_t size)
{
	struct memos *memos = txn->view->store->memos;
	struct memo *memo = find(memos, key);
	check(size > 0 && size <= STORE_MEMO_BYTES);
	if (txn->view->is_rehearsing && txn->has_written)
		return; /* it may be what was only pretended */
	if (memo->batch != memos->batch && memos->filled == FILLED_MAX)
		return;
	memos->filled += memo->batch != memos->batch;
	*memo = (struct memo){.key = *key, .batch = memos->batch, .size = size};
	memcpy(memo->value, value, size);
}

void store_forget(struct store_txn *txn, const struct store_memo_key *key)
{
	struct memos *memos = txn->view->store->memos;
	struct memo *memo = find(memos, key);
	if (memo->batch == memos->batch && !txn->view->is_rehearsing)
		memo->size = 0;
}

/* The key's place, or the empty one where it would come. */
static struct memo *find(struct memos *memos, const struct store_memo_key *key)
{
	uint64_t hash = ((uint64_t)key->id ^ (uint64_t)key->centre_id << 32 ^ (uint64_t)key->kind << 56) * UINT64_C(0x9E3779B97F4A7C15);
	size_t slot = hash >> 40 & (SLOTS - 1);
	check(memos->filled <= FILLED_MAX);
	while (memos->slots[slot].batch == memos->batch && (memos->slots[slot].key.kind != key->kind || memos->slots[slot].key.id != key->id
		|| memos->slots[slot].key.centre_id != key->centre_id))
		slot = (slot + 1) & (SLOTS - 1);
	return &memos->slots[slot];
}
