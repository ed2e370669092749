/* SPDX-License-Identifier: Apache-2.0
 *
 * What modules remember from work to work within one transaction.
 */
#include <string.h>

#include "store/engine.h"

static bool has_to_settle(const struct store_view *view);

void *store_memo(struct store_txn *txn, enum store_set set, size_t bytes, store_settle settle)
{
	struct memo *memo = &txn->view->memos[set];
	check(set < STORE_SET_COUNT && bytes > 0);
	check(txn->view->txn == txn);
	check(memo->bytes == NULL || (memo->size == bytes && memo->settle == settle)); /* a set has one module */
	if (memo->bytes == NULL) {
		void *made = arena_alloc(txn->view->arena, bytes);
		if (made == NULL)
			return NULL;
		*memo = (struct memo){.bytes = made, .size = bytes, .settle = settle};
	}
	if (!memo->is_used)
		memset(memo->bytes, 0, bytes);
	memo->is_used = true;
	return memo->bytes;
}

void store_memos_forget(struct store_view *view)
{
	check(view->is_writer);
	for (int set = 0; set < STORE_SET_COUNT; set++)
		view->memos[set].is_used = false;
}

enum fail store_memos_settle(struct store_view *view, struct store_txn *txn)
{
	check(view->txn == txn && view->is_writer);
	for (int set = 0; set < STORE_SET_COUNT; set++) {
		struct memo *memo = &view->memos[set];
		if (memo->is_used && memo->settle != NULL)
			TRY(memo->settle(txn, memo->bytes));
	}
	return OK;
}

enum fail store_memos_settle_batch(struct store_view *view)
{
	struct store_txn txn = {.view = view};
	if (!has_to_settle(view))
		return OK;
	view->txn = &txn;
	view->fail = OK;
	enum fail result = store_memos_settle(view, &txn);
	view->txn = NULL;
	check(view->open_statements == 0);
	for (int set = 0; set < STORE_SET_COUNT; set++)
		check(txn.open[set] == 0);
	if (result == OK)
		result = view->fail;
	check(result != FAIL_REFUSED); /* the rules were asked when the work was run */
	return result == OK ? view->store->engine->end_work(view) : result;
}

static bool has_to_settle(const struct store_view *view)
{
	bool has = false;
	check(view->txn == NULL);
	for (int set = 0; set < STORE_SET_COUNT; set++)
		has = has || (view->memos[set].is_used && view->memos[set].settle != NULL);
	return has;
}
