/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/proof_private.h"

#include <string.h>

#include "queries/proof.h"

#define TIER_BITS 8
#define RUN_MAX 256
#define ROW_HEAD_BYTES 64

static enum fail read_node(void *context, unsigned level, uint64_t index, struct tree_hash *ret_hash);
static enum fail read_run(const struct act *act, unsigned tier, uint64_t first, size_t count, struct tree_hash *ret_run);
static enum fail fill_head(const struct act *act, const struct proof_head_last_row *row, struct proof_head *ret_head);
static bool copy_exact(struct text bytes, void *ret, size_t count);

struct tree proof_tree(const struct act *act)
{
	return (struct tree){read_node, (void *)(uintptr_t)act};
}

struct text proof_origin_of(struct arena *arena, struct text centre_code)
{
	return arena_format(arena, "lastmile/%.*s", TEXT_ARGS(centre_code));
}

enum fail proof_last_head(const struct act *act, bool *ret_found, struct proof_head *ret_head)
{
	struct proof_head_last_row row;
	TRY(q_proof_head_last(act->view, act->arena, &(struct proof_head_last_in){.centre_id = act->centre_id}, ret_found, &row));
	return *ret_found ? fill_head(act, &row, ret_head) : OK;
}

enum fail proof_heads(const struct act *act, uint64_t below, struct proof_head **ret_heads, size_t *ret_count)
{
	struct proof_heads_rows rows;
	TRY(q_proof_heads(act->view, act->arena, &(struct proof_heads_in){.centre_id = act->centre_id, .below = (int64_t)below}, &rows));
	struct proof_head *heads = arena_array(act->arena, struct proof_head, rows.count + 1);
	if (heads == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct proof_heads_row *row = &rows.rows[i];
		TRY(fill_head(act, &(struct proof_head_last_row){row->size, row->root, row->at_ms, row->key, row->signature}, &heads[i]));
	}
	*ret_heads = heads;
	*ret_count = rows.count;
	return OK;
}

enum fail proof_heads_above(const struct act *act, int64_t above, struct proof_head **ret_heads, size_t *ret_count)
{
	struct proof_heads_after_rows rows;
	TRY(q_proof_heads_after(act->view, act->arena, &(struct proof_heads_after_in){.centre_id = act->centre_id, .after = above}, &rows));
	struct proof_head *heads = arena_array(act->arena, struct proof_head, rows.count + 1);
	if (heads == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct proof_heads_after_row *row = &rows.rows[i];
		TRY(fill_head(act, &(struct proof_head_last_row){row->size, row->root, row->at_ms, row->key, row->signature}, &heads[i]));
	}
	*ret_heads = heads;
	*ret_count = rows.count;
	return OK;
}

enum fail proof_receipt_of(const struct act *act, enum entry_kind kind, int64_t fact_id, bool *ret_found, struct proof_receipt *ret_receipt)
{
	struct proof_leaf_of_row row;
	struct proof_receipt receipt = {.is_covered = false};
	struct tree tree = proof_tree(act);
	bool has_head = false;
	TRY(q_proof_leaf_of(act->view, act->arena, &(struct proof_leaf_of_in){.centre_id = act->centre_id, .kind = kind, .fact_id = fact_id},
		ret_found, &row));
	if (!*ret_found)
		return OK;
	if (!entry_read(row.entry, &receipt.entry))
		return FAIL_STORE;
	receipt.bytes = row.entry;
	TRY(proof_last_head(act, &has_head, &receipt.head));
	receipt.is_covered = has_head && receipt.head.head.size > receipt.entry.number;
	if (receipt.is_covered)
		TRY(tree_prove_inclusion(&tree, receipt.entry.number, receipt.head.head.size, &receipt.proof));
	*ret_receipt = receipt;
	return OK;
}

enum fail proof_secret(const struct act *act, struct person_id person_id, bool *ret_found, struct entry_secret *ret_secret)
{
	struct proof_secret_of_row row;
	TRY(q_proof_secret_of(act->view, act->arena, &(struct proof_secret_of_in){.centre_id = act->centre_id, .person_id = person_id}, ret_found, &row));
	if (*ret_found && !copy_exact(row.secret, ret_secret->bytes, ENTRY_SECRET_BYTES))
		return FAIL_STORE;
	return OK;
}

enum fail proof_between(const struct act *act, uint64_t from, uint64_t to, bool *ret_found, struct tree_proof *ret_proof)
{
	bool is_found = false;
	struct proof_next_row next = {0};
	struct tree tree = proof_tree(act);
	TRY(q_proof_next(act->view, act->arena, &(struct proof_next_in){.centre_id = act->centre_id}, &is_found, &next));
	*ret_found = from > 0 && from <= to && to <= (uint64_t)next.seq;
	return *ret_found ? tree_prove_consistency(&tree, from, to, ret_proof) : OK;
}

enum fail proof_totals(const struct act *act, struct proof_totals *ret_totals)
{
	bool is_found = false;
	struct proof_totals_row row = {0};
	TRY(q_proof_totals(act->view, act->arena, &(struct proof_totals_in){.centre_id = act->centre_id}, &is_found, &row));
	*ret_totals = (struct proof_totals){row.issued, row.held, row.spent, row.expired};
	return OK;
}

enum fail proof_expect(const struct act *act, enum entry_kind kind, int64_t fact_id, uint64_t number, bool *ret_found,
	struct proof_expected *ret_expected)
{
	struct proof_fact fact;
	TRY(proof_fact_read(act, kind, fact_id, ret_found, &fact));
	if (!*ret_found)
		return OK;
	const struct proof_end *const ends[] = {&fact.debit, &fact.credit};
	struct proof_expected expected = {.is_told = proof_fact_is_told(&fact), .people = {fact.debit.person_id, fact.credit.person_id}};
	bool is_kind = true;
	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		is_kind = is_kind && ends[i]->account_kind >= 0 && ends[i]->account_kind <= UINT8_MAX;
		if (ends[i]->person_id.value != 0 && ends[i]->secret.len != ENTRY_SECRET_BYTES && ends[i]->secret.len != 1)
			expected.unmade = ends[i]->person_id;
	}
	expected.entry = fact.entry;
	if (is_kind)
		expected.entry = proof_fact_entry(&fact, number);
	*ret_expected = expected;
	return OK;
}

enum fail proof_fits_moved(const struct act *act, int64_t row_id, const struct entry *kept, struct person_id owner, bool *ret_fits)
{
	bool is_found = false;
	struct proof_fact fact;
	TRY(proof_fact_read(act, kept->kind, row_id, &is_found, &fact));
	struct proof_secret_of_row secret = {.secret = TEXT_NONE};
	*ret_fits = false;
	if (!is_found)
		return OK;
	if (fact.credit.person_id.value == 0 && fact.debit.person_id.value == 0 && owner.value != 0) {
		TRY(q_proof_secret_of(act->view, act->arena, &(struct proof_secret_of_in){.centre_id = act->centre_id, .person_id = owner}, &is_found, &secret));
		fact.credit = (struct proof_end){fact.credit.account_kind, owner, secret.secret};
	}
	if (!proof_fact_is_told(&fact))
		return OK;
	if (kept->kind < ENTRY_KEPT_RECORD) { /* these begin with their own id */
		struct buffer head CLEANUP(buffer_done) = buffer_make(ROW_HEAD_BYTES);
		struct text bytes;
		entry_row_int_or_null(&head, kept->id);
		TRY(buffer_text(&head, &bytes));
		fact.row = arena_join(act->arena, bytes, text_slice(fact.row, bytes.len, fact.row.len - bytes.len));
	}
	fact.entry.id = kept->id;
	struct entry entry = proof_fact_entry(&fact, kept->number);
	*ret_fits = entry_tag_equal(&entry.facts, &kept->facts);
	return OK;
}

/* Nodes of whole tiers are kept; those between are worked out from a run of at most 128 of the tier below. */
static enum fail read_node(void *context, unsigned level, uint64_t index, struct tree_hash *ret_hash)
{
	const struct act *act = context;
	struct tree_hash run[RUN_MAX];
	unsigned above = level % TIER_BITS;
	size_t count = (size_t)1 << above;
	TRY(read_run(act, level / TIER_BITS, index << above, count, run));
	for (; count > 1; count /= 2) {
		for (size_t i = 0; i < count / 2; i++)
			run[i] = tree_node(&run[2 * i], &run[2 * i + 1]);
	}
	*ret_hash = run[0];
	return OK;
}

static enum fail read_run(const struct act *act, unsigned tier, uint64_t first, size_t count, struct tree_hash *ret_run)
{
	struct proof_leaves_rows leaves;
	struct proof_nodes_rows nodes;
	int64_t end = (int64_t)(first + count);
	if (tier == 0) {
		TRY(q_proof_leaves(act->view, act->arena, &(struct proof_leaves_in){.centre_id = act->centre_id, .seq = (int64_t)first, .end = end}, &leaves));
		for (size_t i = 0; i < leaves.count; i++)
			ret_run[i] = tree_leaf(leaves.rows[i].entry);
		return leaves.count == count ? OK : FAIL_STORE; /* a hole */
	}
	TRY(q_proof_nodes(act->view, act->arena, &(struct proof_nodes_in){.centre_id = act->centre_id, .tier = tier, .place = (int64_t)first, .end = end},
		&nodes));
	for (size_t i = 0; i < nodes.count; i++) {
		if (!copy_exact(nodes.rows[i].hash, ret_run[i].bytes, TREE_HASH_BYTES))
			return FAIL_STORE;
	}
	return nodes.count == count ? OK : FAIL_STORE;
}

static enum fail fill_head(const struct act *act, const struct proof_head_last_row *row, struct proof_head *ret_head)
{
	bool is_found = false;
	struct proof_origin_row origin = {0};
	struct proof_head head = {.head = {.size = (uint64_t)row->size, .at_ms = row->at_ms}};
	TRY(q_proof_origin(act->view, act->arena, &(struct proof_origin_in){.centre_id = act->centre_id}, &is_found, &origin));
	head.head.origin = proof_origin_of(act->arena, origin.code);
	if (!copy_exact(row->root, head.head.root.bytes, TREE_HASH_BYTES) || !copy_exact(row->key, head.key.bytes, HEAD_KEY_BYTES)
		|| !copy_exact(row->signature, head.signature.bytes, HEAD_SIGNATURE_BYTES))
		return FAIL_STORE;
	head.note = head_note(act->arena, &head.head, &head.key, &head.signature);
	*ret_head = head;
	return text_is_empty(head.note) ? FAIL_LIMIT : OK;
}

static bool copy_exact(struct text bytes, void *ret, size_t count)
{
	if (bytes.len != count)
		return false;
	memcpy(ret, bytes.at, count);
	return true;
}
