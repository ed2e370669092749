/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/proof_private.h"

#include <string.h>

#include "domain/seal.h"
#include "queries/proof.h"
#include "store/store.h"

#define TIER_BITS 8 /* each kept node is over 256 of the tier below */
#define TIER_RUN (UINT64_C(1) << TIER_BITS)
#define TIERS_MAX 7 /* 2^56 leaves */

/* Within one transaction, of the centre that last added an entry. */
struct kept_number { struct centre_id centre_id; int64_t next; };

static enum fail append(const struct act *act, struct proof_fact *fact);
static enum fail memo_of(const struct act *act, struct kept_number **ret_memo);
static enum fail see_to_secret(const struct act *act, struct proof_end *end);
static enum fail add_nodes(const struct act *act, uint64_t size);
static enum fail sign(const struct act *act, uint64_t size);

enum fail proof_append(const struct act *act, enum entry_kind kind, int64_t fact_id)
{
	bool is_found = false;
	struct proof_fact fact;
	check(act->txn != NULL);
	TRY(proof_fact_read(act, kind, fact_id, &is_found, &fact));
	check(is_found); /* the caller has just written it */
	return append(act, &fact);
}

enum fail proof_append_transfer(const struct act *act, const struct proof_transfer *transfer)
{
	struct proof_fact fact;
	check(act->txn != NULL && transfer->id > 0);
	TRY(proof_fact_of_transfer(act, transfer, &fact));
	TRY(append(act, &fact));
	transfer->source->secret = fact.debit.secret;
	transfer->target->secret = fact.credit.secret;
	return OK;
}

static enum fail append(const struct act *act, struct proof_fact *fact)
{
	struct kept_number *memo = NULL;
	unsigned char bytes[ENTRY_BYTES];
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_PROOF);
	check(proof_end_is_sound(&fact->debit) && proof_end_is_sound(&fact->credit));
	TRY(see_to_secret(act, &fact->debit));
	TRY(see_to_secret(act, &fact->credit));
	TRY(memo_of(act, &memo));
	int64_t number = memo->next;
	struct entry entry = proof_fact_entry(fact, (uint64_t)number);
	check(entry_write(&entry, bytes));
	TRY(q_proof_leaf_add(act->txn, &(struct proof_leaf_add_in){.centre_id = act->centre_id, .seq = number, .kind = entry.kind, .fact_id = entry.id,
		.entry = {(const char *)bytes, sizeof(bytes)}}, NULL));
	memo->next++;
	uint64_t size = (uint64_t)number + 1;
	TRY(add_nodes(act, size));
	return size % PROOF_SIGN_COUNT == 0 && act->keys != NULL ? sign(act, size) : OK;
}

/* The number of the next entry is read once in a transaction, and counted from there. */
static enum fail memo_of(const struct act *act, struct kept_number **ret_memo)
{
	bool is_found = false;
	struct proof_next_row next = {0};
	struct kept_number *memo = store_memo(act->txn, STORE_PROOF, sizeof(*memo), NULL);
	if (memo == NULL)
		return FAIL_LIMIT;
	if (memo->centre_id.value != act->centre_id.value) {
		TRY(q_proof_next(act->view, act->arena, &(struct proof_next_in){.centre_id = act->centre_id}, &is_found, &next));
		*memo = (struct kept_number){act->centre_id, next.seq};
	}
	check(memo->next >= 0 && memo->centre_id.value != 0);
	*ret_memo = memo;
	return OK;
}

enum fail proof_adopt(const struct act *act, size_t *ret_count)
{
	struct proof_missing_rows rows = {.is_cut = true};
	struct proof_has_kept_row kept;
	bool has_kept = false;
	size_t count = 0;
	TRY(q_proof_has_kept(act->view, act->arena, &(struct proof_has_kept_in){.centre_id = act->centre_id}, &has_kept, &kept));
	while (!has_kept && rows.is_cut) { /* ends with the rows: each round leaves fewer of them */
		TRY(q_proof_missing(act->view, act->arena, &(struct proof_missing_in){.centre_id = act->centre_id}, &rows));
		for (size_t i = 0; i < rows.count; i++)
			TRY(proof_append(act, (enum entry_kind)rows.rows[i].kind, rows.rows[i].id));
		count += rows.count;
	}
	*ret_count = count;
	return OK;
}

enum fail proof_sign(const struct act *act, bool *ret_is_signed)
{
	bool is_found = false;
	bool has_head = false;
	struct proof_next_row next = {0};
	struct proof_head_last_row last = {0};
	check(act->txn != NULL && act->keys != NULL);
	TRY(q_proof_next(act->view, act->arena, &(struct proof_next_in){.centre_id = act->centre_id}, &is_found, &next));
	TRY(q_proof_head_last(act->view, act->arena, &(struct proof_head_last_in){.centre_id = act->centre_id}, &has_head, &last));
	bool is_due = next.seq > last.size && (!has_head || act->now_ms - last.at_ms >= PROOF_SIGN_AGE_MS || next.seq - last.size >= PROOF_SIGN_COUNT);
	if (is_due) {
		struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_PROOF);
		TRY(sign(act, (uint64_t)next.seq));
	}
	*ret_is_signed = is_due;
	return OK;
}

enum fail proof_forget(const struct act *act, struct person_id person_id)
{
	check(act->txn != NULL && person_id.value != 0);
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_PROOF);
	TRY(q_proof_secret_erase(act->txn, &(struct proof_secret_erase_in){.centre_id = act->centre_id, .person_id = person_id,
		.nothing = {"", 1}}, NULL));
	return act_trail(act, "proof.forget", "person", person_id.value, TEXT_NONE);
}

/* A person who appears for the first time gets her bytes; erased ones do not come back. */
static enum fail see_to_secret(const struct act *act, struct proof_end *end)
{
	if (end->person_id.value == 0 || end->secret.len > 0)
		return OK;
	TRY(seal_random(act->arena, ENTRY_SECRET_BYTES, &end->secret));
	return q_proof_secret_add(act->txn, &(struct proof_secret_add_in){.centre_id = act->centre_id, .person_id = end->person_id,
		.secret = end->secret}, NULL);
}

/* The leaf that completes a run of 256 brings the node over it, and so on upwards. */
static enum fail add_nodes(const struct act *act, uint64_t size)
{
	struct tree tree = proof_tree(act);
	uint64_t place = size;
	for (unsigned tier = 1; tier <= TIERS_MAX && place % TIER_RUN == 0; tier++) {
		struct tree_hash halves[2];
		place >>= TIER_BITS;
		unsigned level = tier * TIER_BITS - 1; /* the node itself is not kept yet */
		TRY(tree.read(tree.context, level, 2 * place - 2, &halves[0]));
		TRY(tree.read(tree.context, level, 2 * place - 1, &halves[1]));
		struct tree_hash hash = tree_node(&halves[0], &halves[1]);
		TRY(q_proof_node_add(act->txn, &(struct proof_node_add_in){.centre_id = act->centre_id, .tier = tier, .place = (int64_t)place - 1,
			.hash = {(const char *)hash.bytes, TREE_HASH_BYTES}}, NULL));
	}
	return OK;
}

static enum fail sign(const struct act *act, uint64_t size)
{
	bool is_found = false;
	struct proof_origin_row origin = {0};
	struct proof_head_last_row last = {0};
	struct tree tree = proof_tree(act);
	struct head head = {.size = size, .at_ms = act->now_ms};
	TRY(q_proof_origin(act->view, act->arena, &(struct proof_origin_in){.centre_id = act->centre_id}, &is_found, &origin));
	TRY(q_proof_head_last(act->view, act->arena, &(struct proof_head_last_in){.centre_id = act->centre_id}, &is_found, &last));
	head.origin = proof_origin_of(act->arena, origin.code);
	TRY(tree_root(&tree, size, &head.root));
	struct head_key key = head_key_of(act->keys->sign);
	struct head_signature signature = head_sign(act->arena, act->keys->sign, &head);
	if (arena_is_exhausted(act->arena))
		return FAIL_LIMIT;
	const int64_t numbers[] = {(int64_t)size, last.size, head.at_ms};
	struct text digest;
	TRY(seal_digest(act, "proof_head", numbers, COUNT_OF(numbers), TEXT_NONE, &digest));
	struct text signed_bytes = {(const char *)signature.bytes, HEAD_SIGNATURE_BYTES};
	TRY(q_proof_head_add(act->txn, &(struct proof_head_add_in){.centre_id = act->centre_id, .size = (int64_t)size,
		.root = {(const char *)head.root.bytes, TREE_HASH_BYTES}, .at_ms = head.at_ms, .key = {(const char *)key.bytes, HEAD_KEY_BYTES},
		.signature = signed_bytes, .previous_size = last.size, .digest = digest}, NULL));
	return q_proof_end_set(act->txn, &(struct proof_end_set_in){.centre_id = act->centre_id, .last_id = (int64_t)size, .hash = signed_bytes}, NULL);
}
