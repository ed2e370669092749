/* SPDX-License-Identifier: Apache-2.0
 *
 * The tree against the rows, leaf by leaf and both ways; then the kept nodes
 * against the leaves, and every signed head against the nodes. An audit that
 * compared heads alone would detect nothing: heads follow from whatever the
 * leaves are.
 */
#include "domain/audit.h"

#include <string.h>

#include "domain/proof.h"
#include "domain/seal.h"
#include "queries/proof.h"

#define TIER_BITS 8
#define BATCH 256
#define BATCHES_MAX 1000000
#define PIECE_ARENA_BYTES (16 * 1024 * 1024)

struct auditing {
	struct act act; /* with an arena of its own, emptied from batch to batch */
	ledger_report *report;
	void *context;
	size_t count;
	uint64_t size;
};

static enum fail audit_leaves(struct auditing *auditing);
static enum fail audit_leaf(struct auditing *auditing, const struct proof_leaves_row *row);
static void compare(struct auditing *auditing, const struct entry *kept, const struct proof_expected *expected);
static enum fail audit_missing(struct auditing *auditing);
static enum fail audit_nodes(struct auditing *auditing);
static enum fail audit_heads(struct auditing *auditing);
static enum fail audit_head(struct auditing *auditing, const struct proof_head *head);
static const char *table_of(enum entry_kind kind);
static void tell(struct auditing *auditing, struct ledger_difference difference);

enum fail audit_proof(const struct act *act, ledger_report *report, void *context, size_t *ret_count)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(PIECE_ARENA_BYTES);
	struct auditing auditing = {.act = *act, .report = report, .context = context};
	if (arena == NULL)
		return FAIL_LIMIT;
	auditing.act.arena = arena;
	TRY(audit_leaves(&auditing));
	TRY(audit_missing(&auditing));
	TRY(audit_nodes(&auditing));
	TRY(audit_heads(&auditing));
	*ret_count = auditing.count;
	return OK;
}

static enum fail audit_leaves(struct auditing *auditing)
{
	struct proof_leaves_rows rows = {.count = BATCH};
	for (int batch = 0; rows.count == BATCH && batch < BATCHES_MAX; batch++) {
		arena_reset(auditing->act.arena);
		TRY(q_proof_leaves(auditing->act.view, auditing->act.arena, &(struct proof_leaves_in){.centre_id = auditing->act.centre_id,
			.seq = (int64_t)auditing->size, .end = INT64_MAX}, &rows));
		for (size_t i = 0; i < rows.count; i++)
			TRY(audit_leaf(auditing, &rows.rows[i]));
	}
	return OK;
}

static enum fail audit_leaf(struct auditing *auditing, const struct proof_leaves_row *row)
{
	struct entry entry;
	struct proof_expected expected;
	bool is_found = false;
	if (row->seq != (int64_t)auditing->size)
		tell(auditing, (struct ledger_difference){"proof_leaf", row->seq, "seq", row->seq, (int64_t)auditing->size});
	auditing->size = (uint64_t)row->seq + 1;
	bool is_ours = entry_read(row->entry, &entry) && entry.number == (uint64_t)row->seq && (int64_t)entry.kind == row->kind && entry.id == row->fact_id;
	if (!is_ours) {
		tell(auditing, (struct ledger_difference){"proof_leaf", row->seq, "entry", 1, 0});
		return OK;
	}
	TRY(proof_expect(&auditing->act, entry.kind, entry.id, entry.number, &is_found, &expected));
	if (is_found)
		compare(auditing, &entry, &expected);
	else
		tell(auditing, (struct ledger_difference){table_of(entry.kind), entry.id, "row", 0, 1});
	return OK;
}

/* The first column that differs names the row; `stored` is what the row says, `computed` what the tree holds. */
static void compare(struct auditing *auditing, const struct entry *kept, const struct proof_expected *expected)
{
	const struct entry *row = &expected->entry;
	const char *table = table_of(kept->kind);
	const struct { const char *column; int64_t stored, kept; } numbers[] = {
		{"amount", row->amount, kept->amount}, {kept->kind == ENTRY_TRANSFER ? "reason" : "kind", row->reason, kept->reason},
		{kept->kind == ENTRY_TRANSFER ? "step" : "evidence", row->step, kept->step}, {"rule_version", row->rule_version, kept->rule_version},
		{"at_ms", row->at_ms, kept->at_ms}, {"about", row->about, kept->about},
	};
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		if (numbers[i].stored != numbers[i].kept) {
			tell(auditing, (struct ledger_difference){table, kept->id, numbers[i].column, numbers[i].stored, numbers[i].kept});
			return;
		}
	}
	if (!expected->is_told)
		return; /* erased: nobody can tell whose it was, and the numbers agree */
	const char *column = !entry_tag_equal(&row->debit, &kept->debit) ? "source_id" : !entry_tag_equal(&row->credit, &kept->credit) ? "target_id"
		: !entry_tag_equal(&row->facts, &kept->facts) ? "facts" : NULL;
	if (column != NULL)
		tell(auditing, (struct ledger_difference){table, kept->id, column, 1, 0});
}

static enum fail audit_missing(struct auditing *auditing)
{
	struct proof_missing_rows rows;
	TRY(q_proof_missing(auditing->act.view, auditing->act.arena, &(struct proof_missing_in){.centre_id = auditing->act.centre_id}, &rows));
	for (size_t i = 0; i < rows.count; i++)
		tell(auditing, (struct ledger_difference){table_of((enum entry_kind)rows.rows[i].kind), rows.rows[i].id, "leaf", 0, 1});
	return OK;
}

/* Every kept node again from the tier below it. */
static enum fail audit_nodes(struct auditing *auditing)
{
	struct tree tree = proof_tree(&auditing->act);
	for (unsigned tier = 1; auditing->size >> (tier * TIER_BITS) > 0; tier++) {
		for (uint64_t place = 0; place < auditing->size >> (tier * TIER_BITS); place++) {
			struct tree_hash left;
			struct tree_hash right;
			struct tree_hash kept = {{0}};
			arena_reset(auditing->act.arena);
			enum fail fail = tree.read(tree.context, tier * TIER_BITS - 1, 2 * place, &left);
			if (fail == OK)
				fail = tree.read(tree.context, tier * TIER_BITS - 1, 2 * place + 1, &right);
			if (fail == OK)
				fail = tree.read(tree.context, tier * TIER_BITS, place, &kept);
			if (fail != OK && fail != FAIL_STORE)
				return fail;
			struct tree_hash hash = fail == OK ? tree_node(&left, &right) : kept;
			if (fail != OK || !tree_hash_equal(&hash, &kept))
				tell(auditing, (struct ledger_difference){"proof_node", (int64_t)place, "hash", tier, tier});
		}
	}
	return OK;
}

static enum fail audit_heads(struct auditing *auditing)
{
	int64_t above = -1;
	for (int batch = 0; batch < BATCHES_MAX; batch++) {
		struct proof_head *heads = NULL;
		size_t count = 0;
		arena_reset(auditing->act.arena);
		TRY(proof_heads_above(&auditing->act, above, &heads, &count));
		if (count == 0)
			return OK;
		for (size_t i = 0; i < count; i++)
			TRY(audit_head(auditing, &heads[i]));
		above = (int64_t)heads[count - 1].head.size;
	}
	return FAIL_LIMIT;
}

/* Its root, the key it names, and its signature under ours. */
static enum fail audit_head(struct auditing *auditing, const struct proof_head *head)
{
	struct act act = auditing->act;
	struct arena *arena CLEANUP(arena_done) = arena_make(PIECE_ARENA_BYTES);
	struct tree tree = proof_tree(&act);
	struct tree_hash root = {{0}};
	check(act.keys != NULL);
	if (arena == NULL)
		return FAIL_LIMIT;
	act.arena = arena;
	struct head_key key = head_key_of(act.keys->sign);
	bool is_there = head->head.size <= auditing->size;
	enum fail fail = is_there ? tree_root(&tree, head->head.size, &root) : OK;
	if (fail != OK && fail != FAIL_STORE)
		return fail;
	const char *column = NULL;
	if (!is_there || fail != OK || !tree_hash_equal(&root, &head->head.root))
		column = "root";
	else if (memcmp(key.bytes, head->key.bytes, HEAD_KEY_BYTES) != 0)
		column = "key";
	else if (!head_check_bytes(&key, head_body(arena, &head->head), &head->signature))
		column = "signature";
	if (column != NULL)
		tell(auditing, (struct ledger_difference){"proof_head", (int64_t)head->head.size, column, 1, 0});
	return OK;
}

static const char *table_of(enum entry_kind kind)
{
	return kind == ENTRY_TRANSFER ? "transfer" : kind == ENTRY_RECORD ? "record_event" : "certificate_event";
}

static void tell(struct auditing *auditing, struct ledger_difference difference)
{
	auditing->count++;
	auditing->report(auditing->context, &difference);
}
