/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/audit_proof.h"

#include <string.h>

#include "domain/proof.h"
#include "domain/seal.h"
#include "queries/proof.h"
#include "queries/trail.h"

#define TIER_BITS 8
#define SUSPECTS_MAX 64

/* Somebody whose tags do not fit, and how many of hers do. */
struct suspect { struct person_id person_id; size_t right; };

/* The heads as they go by, and what the house says was the last. */
struct heads {
	struct arena *arena;
	int64_t last, end;
	struct text signature, hash;
	struct proof_heads_after_row row;
	bool has_end, is_end_there, is_last_wrong;
};

static enum fail audit_node(struct auditing *auditing, unsigned tier, uint64_t place);
static enum fail audit_head(struct auditing *auditing, const struct proof_heads_after_row *row);
static const char *wrong_in_head(const struct act *act, const struct proof_heads_after_row *row, struct text origin,
	const struct tree_hash *tree);
static enum fail audit_link(struct auditing *auditing, const struct proof_heads_after_row *row, const struct proof_heads_after_row *before,
	int64_t undigested);
static enum fail has_digest(struct auditing *auditing, const struct proof_heads_after_row *row, int64_t size, bool *ret_has);
static enum fail read_end(struct auditing *auditing, struct heads *heads);
static void audit_end(struct auditing *auditing, const struct heads *heads);
static enum fail fits(struct auditing *auditing, const struct proof_heads_after_row *row, bool *ret_fits, struct tree_hash *ret_root);
static enum fail audit_suspects(struct auditing *auditing);
static enum fail count_right(struct auditing *auditing, struct suspect *suspects, size_t count);
static void note_right(const struct proof_expected *expected, const struct entry *kept, struct suspect *suspects, size_t count);
static bool has_right_bytes(const struct misfit *misfit, struct text secret);
static enum fail audit_owner(struct auditing *auditing, const struct misfit *misfit, bool *ret_has);

enum fail audit_nodes(struct auditing *auditing)
{
	struct proof_loose_nodes_rows loose;
	for (unsigned tier = 1; auditing->size >> (tier * TIER_BITS) > 0; tier++) {
		for (uint64_t place = 0; place < auditing->size >> (tier * TIER_BITS); place++)
			TRY(audit_node(auditing, tier, place));
	}
	TRY(q_proof_loose_nodes(auditing->act.view, auditing->act.arena, &(struct proof_loose_nodes_in){.centre_id = auditing->act.centre_id,
		.size = (int64_t)auditing->size}, &loose));
	for (size_t i = 0; i < loose.count; i++)
		audit_tell(auditing, (struct ledger_difference){"proof_node", loose.rows[i].place, "place", loose.rows[i].tier, 0});
	return OK;
}

static enum fail audit_node(struct auditing *auditing, unsigned tier, uint64_t place)
{
	struct tree tree = proof_tree(&auditing->act);
	struct tree_hash left = {{0}};
	struct tree_hash right = {{0}};
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
		audit_tell(auditing, (struct ledger_difference){"proof_node", (int64_t)place, "hash", tier, tier});
	return OK;
}

enum fail audit_heads(struct auditing *auditing)
{
	struct arena *rows_arena CLEANUP(arena_done) = arena_make(PIECE_ARENA_BYTES);
	struct proof_heads_after_rows rows = {.is_cut = true};
	struct heads heads = {.arena = rows_arena};
	struct audit_undigested_rows old;
	int64_t undigested = 0;
	if (rows_arena == NULL)
		return FAIL_LIMIT;
	TRY(q_audit_undigested(auditing->act.view, rows_arena, &(struct audit_undigested_in){.centre_id = auditing->act.centre_id}, &old));
	for (size_t i = 0; i < old.count; i++)
		undigested = text_equal(old.rows[i].name, TEXT("proof_head")) ? old.rows[i].last_id : undigested;
	TRY(read_end(auditing, &heads));
	for (int batch = 0; rows.is_cut && batch < AUDIT_BATCHES_MAX; batch++) {
		TRY(q_proof_heads_after(auditing->act.view, rows_arena, &(struct proof_heads_after_in){.centre_id = auditing->act.centre_id,
			.after = batch == 0 ? INT64_MIN : heads.last}, &rows));
		for (size_t i = 0; i < rows.count; i++) {
			size_t before = auditing->count;
			TRY(audit_head(auditing, &rows.rows[i]));
			TRY(audit_link(auditing, &rows.rows[i], &heads.row, undigested));
			heads.is_last_wrong = auditing->count > before;
			heads.last = rows.rows[i].size;
			heads.signature = rows.rows[i].signature;
			heads.row = rows.rows[i];
			heads.is_end_there = heads.is_end_there || (heads.last == heads.end && text_equal(heads.signature, heads.hash));
		}
	}
	audit_end(auditing, &heads);
	return OK;
}

/* That it names the one before it; digests tell which of the two was changed, or that one is gone or was slipped in between. */
static enum fail audit_link(struct auditing *auditing, const struct proof_heads_after_row *row, const struct proof_heads_after_row *before,
	int64_t undigested)
{
	bool is_right = false;
	bool is_moved = false;
	TRY(has_digest(auditing, row, row->size, &is_right));
	is_right = is_right || (text_is_empty(row->digest) && row->size <= undigested);
	if (is_right && row->previous_size != before->size)
		TRY(has_digest(auditing, before, row->previous_size, &is_moved));
	if (!is_right)
		audit_tell(auditing, (struct ledger_difference){"proof_head", row->size, "digest", 0, 1});
	else if (is_moved)
		audit_tell(auditing, (struct ledger_difference){"proof_head", before->size, "size", before->size, row->previous_size});
	else if (row->previous_size > before->size)
		audit_tell(auditing, (struct ledger_difference){"proof_head", row->previous_size, "row", 0, 1});
	else if (row->previous_size < before->size)
		audit_tell(auditing, (struct ledger_difference){"proof_head", before->size, "row", 1, 0});
	return OK;
}

/* Whether the digest of a head is that of one of this size. */
static enum fail has_digest(struct auditing *auditing, const struct proof_heads_after_row *row, int64_t size, bool *ret_has)
{
	const int64_t numbers[] = {size, row->previous_size, row->at_ms};
	struct text digest;
	TRY(seal_digest(&auditing->act, "proof_head", numbers, COUNT_OF(numbers), TEXT_NONE, &digest));
	*ret_has = text_equal(digest, row->digest);
	return OK;
}

static enum fail audit_head(struct auditing *auditing, const struct proof_heads_after_row *row)
{
	bool is_found = false;
	bool is_tree = false;
	struct proof_origin_row origin = {0};
	arena_reset(auditing->act.arena);
	TRY(q_proof_origin(auditing->act.view, auditing->act.arena, &(struct proof_origin_in){.centre_id = auditing->act.centre_id}, &is_found, &origin));
	struct tree_hash root = {{0}};
	TRY(fits(auditing, row, &is_tree, &root));
	const char *column = wrong_in_head(&auditing->act, row, origin.code, &root);
	if (is_tree && column == NULL)
		auditing->sound_to = (uint64_t)row->size;
	if (is_tree && column == NULL)
		return OK;
	if (column == NULL && auditing->broken_from == UINT64_MAX) {
		auditing->broken_from = (uint64_t)row->size; /* truly signed, and the tree is another one */
		for (uint64_t seq = auditing->size; seq < (uint64_t)row->size && seq < auditing->size + BROKEN_MAX; seq++)
			audit_broken(auditing, (struct broken_leaf){.seq = seq, .is_hole = true});
	}
	audit_tell(auditing, (struct ledger_difference){"proof_head", row->size, column != NULL ? column : "root", 1, 0});
	return OK;
}

/* What of a head is not as we signed it, the root when the tree's own fits the signature; NULL when all of it is. */
static const char *wrong_in_head(const struct act *act, const struct proof_heads_after_row *row, struct text origin,
	const struct tree_hash *tree)
{
	struct head_key key = head_key_of(act->keys->sign);
	struct head_signature signature;
	struct text name = arena_format(act->arena, "lastmile/%.*s", TEXT_ARGS(origin));
	struct head head = {.origin = name, .size = (uint64_t)row->size, .at_ms = row->at_ms};
	if (row->root.len != TREE_HASH_BYTES)
		return "root";
	if (row->key.len != HEAD_KEY_BYTES || memcmp(key.bytes, row->key.at, HEAD_KEY_BYTES) != 0)
		return "key";
	if (row->signature.len != HEAD_SIGNATURE_BYTES)
		return "signature";
	memcpy(head.root.bytes, row->root.at, TREE_HASH_BYTES);
	memcpy(signature.bytes, row->signature.at, HEAD_SIGNATURE_BYTES);
	if (head_check_bytes(&key, head_body(act->arena, &head), &signature))
		return NULL;
	head.root = *tree;
	return head_check_bytes(&key, head_body(act->arena, &head), &signature) ? "root" : "signature";
}

static enum fail fits(struct auditing *auditing, const struct proof_heads_after_row *row, bool *ret_fits, struct tree_hash *ret_root)
{
	struct tree tree = proof_tree(&auditing->act);
	bool is_there = row->size > 0 && (uint64_t)row->size <= auditing->size;
	enum fail fail = is_there ? tree_root(&tree, (uint64_t)row->size, ret_root) : FAIL_STORE;
	if (fail != OK && fail != FAIL_STORE)
		return fail;
	*ret_fits = fail == OK && row->root.len == TREE_HASH_BYTES && memcmp(ret_root->bytes, row->root.at, TREE_HASH_BYTES) == 0;
	return OK;
}

static enum fail read_end(struct auditing *auditing, struct heads *heads)
{
	struct chain_ends_rows ends;
	TRY(q_chain_ends(auditing->act.view, heads->arena, &(struct chain_ends_in){.centre_id = auditing->act.centre_id}, &ends));
	for (size_t i = 0; i < ends.count; i++) {
		if (!text_equal(ends.rows[i].name, TEXT("proof_head")))
			continue;
		heads->has_end = true;
		heads->end = ends.rows[i].last_id;
		heads->hash = ends.rows[i].hash;
	}
	return OK;
}

/* The newest one is the one that was signed last. */
static void audit_end(struct auditing *auditing, const struct heads *heads)
{
	bool is_same = text_equal(heads->hash, heads->signature);
	if (!heads->has_end && heads->last != 0)
		audit_tell(auditing, (struct ledger_difference){"chain_end", heads->last, "row", 0, 1});
	else if (heads->is_end_there && heads->end != heads->last)
		audit_tell(auditing, (struct ledger_difference){"proof_head", heads->last, "row", 1, 0});
	else if (heads->is_end_there || heads->is_last_wrong || !heads->has_end)
		return;
	else if (heads->end > heads->last && !is_same && heads->hash.len == HEAD_SIGNATURE_BYTES)
		audit_tell(auditing, (struct ledger_difference){"proof_head", heads->end, "row", 0, 1});
	else
		audit_tell(auditing, (struct ledger_difference){"chain_end", heads->end, is_same ? "last_id" : "hash", heads->end, heads->last});
}

/* The bytes of a person are wrong when not one entry of hers fits; who lost hers, and whose are nobody's, may be one and the same. A row
 * that names somebody who never had any, while another's fit its entry, was changed itself. */
enum fail audit_secrets(struct auditing *auditing)
{
	struct proof_idle_secrets_rows idle;
	struct arena *arena CLEANUP(arena_done) = arena_make(PIECE_ARENA_BYTES);
	struct misfit *misfits = auditing->misfits;
	if (arena == NULL)
		return FAIL_LIMIT;
	TRY(q_proof_idle_secrets(auditing->act.view, arena, &(struct proof_idle_secrets_in){.centre_id = auditing->act.centre_id}, &idle));
	for (size_t i = 0; i < auditing->misfit_count; i++) {
		struct person_id who = misfits[i].unmade;
		struct ledger_difference difference = {"proof_secret", who.value, "row", 0, 1};
		bool is_told = who.value == 0;
		for (size_t before = 0; before < i && !is_told; before++)
			is_told = misfits[before].unmade.value == who.value;
		for (size_t nth = 0; nth < idle.count && !is_told; nth++) {
			if (!has_right_bytes(&misfits[i], idle.rows[nth].secret))
				continue;
			difference = (struct ledger_difference){"proof_secret", who.value, "person_id", idle.rows[nth].person_id.value, who.value};
			idle.rows[nth].person_id.value = 0;
		}
		if (!is_told && difference.stored == 0)
			TRY(audit_owner(auditing, &misfits[i], &is_told));
		if (!is_told)
			audit_tell(auditing, difference);
	}
	for (size_t i = 0; i < idle.count; i++) {
		if (idle.rows[i].person_id.value != 0)
			audit_tell(auditing, (struct ledger_difference){"proof_secret", idle.rows[i].person_id.value, "idle", 1, 0});
	}
	return audit_suspects(auditing);
}

static enum fail audit_suspects(struct auditing *auditing)
{
	struct suspect suspects[SUSPECTS_MAX];
	size_t count = 0;
	for (size_t i = 0; i < 2 * auditing->misfit_count && count < SUSPECTS_MAX; i++) {
		const struct misfit *misfit = &auditing->misfits[i / 2];
		bool is_known = !misfit->is_tag || misfit->people[i % 2].value == 0 || misfit->people[i % 2].value == misfit->unmade.value;
		for (size_t nth = 0; nth < count; nth++)
			is_known = is_known || suspects[nth].person_id.value == misfit->people[i % 2].value;
		if (!is_known)
			suspects[count++] = (struct suspect){misfit->people[i % 2], 0};
	}
	if (count > 0)
		TRY(count_right(auditing, suspects, count));
	for (size_t i = 0; i < count; i++) {
		if (suspects[i].right == 0)
			audit_tell(auditing, (struct ledger_difference){"proof_secret", suspects[i].person_id.value, "secret", 0, 1});
	}
	return OK;
}

static enum fail count_right(struct auditing *auditing, struct suspect *suspects, size_t count)
{
	struct proof_leaves_rows rows = {.count = LEAVES_BATCH};
	int64_t next = 0;
	for (int batch = 0; rows.count == LEAVES_BATCH && batch < AUDIT_BATCHES_MAX; batch++) {
		arena_reset(auditing->act.arena);
		TRY(q_proof_leaves(auditing->act.view, auditing->act.arena, &(struct proof_leaves_in){.centre_id = auditing->act.centre_id, .seq = next,
			.end = INT64_MAX}, &rows));
		for (size_t i = 0; i < rows.count; i++) {
			struct entry kept;
			struct proof_expected expected;
			bool is_found = false;
			next = rows.rows[i].seq + 1;
			if (!entry_read(rows.rows[i].entry, &kept))
				continue;
			TRY(proof_expect(&auditing->act, kept.kind, kept.id, kept.number, &is_found, &expected));
			if (is_found && expected.is_told)
				note_right(&expected, &kept, suspects, count);
		}
	}
	return OK;
}

static void note_right(const struct proof_expected *expected, const struct entry *kept, struct suspect *suspects, size_t count)
{
	bool is_right[] = {entry_tag_equal(&expected->entry.debit, &kept->debit), entry_tag_equal(&expected->entry.credit, &kept->credit)};
	for (size_t i = 0; i < count; i++) {
		for (size_t end = 0; end < COUNT_OF(is_right); end++)
			suspects[i].right += is_right[end] && expected->people[end].value == suspects[i].person_id.value;
	}
}

static bool has_right_bytes(const struct misfit *misfit, struct text secret)
{
	struct entry_secret bytes;
	if (secret.len != ENTRY_SECRET_BYTES)
		return false;
	memcpy(bytes.bytes, secret.at, ENTRY_SECRET_BYTES);
	struct entry_tag tag = entry_tag_of(&bytes, misfit->kept.number);
	return entry_tag_equal(&tag, &misfit->kept.debit) || entry_tag_equal(&tag, &misfit->kept.credit);
}

enum fail audit_owners(struct auditing *auditing, const struct misfit *misfit, struct person_id ret_owners[2])
{
	struct proof_secrets_rows rows = {.is_cut = true};
	struct person_id after = {0};
	size_t count = 0;
	for (int batch = 0; rows.is_cut && batch < AUDIT_BATCHES_MAX && count < 2; batch++) {
		arena_reset(auditing->act.arena);
		TRY(q_proof_secrets(auditing->act.view, auditing->act.arena, &(struct proof_secrets_in){.centre_id = auditing->act.centre_id, .after_id = after},
			&rows));
		for (size_t i = 0; i < rows.count && count < 2; i++) {
			after = rows.rows[i].person_id;
			if (has_right_bytes(misfit, rows.rows[i].secret))
				ret_owners[count++] = after;
		}
	}
	return OK;
}

/* Whether somebody else's bytes give the tags of an entry. */
static enum fail audit_owner(struct auditing *auditing, const struct misfit *misfit, bool *ret_has)
{
	struct person_id owners[2] = {{0}};
	size_t tags = 0;
	struct entry_tag none = entry_open_tag(0);
	TRY(audit_owners(auditing, misfit, owners));
	const struct entry_tag *const ends[] = {&misfit->kept.debit, &misfit->kept.credit};
	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		struct entry_tag open = entry_open_tag(ends[i]->bytes[ENTRY_TAG_BYTES - 1]);
		tags += !entry_tag_equal(ends[i], &none) && !entry_tag_equal(ends[i], &open);
	}
	*ret_has = tags > 0 && owners[tags - 1].value != 0;
	return OK;
}
