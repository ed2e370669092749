/* SPDX-License-Identifier: Apache-2.0
 *
 * The public tree: what was signed of it, that it only grew, and each
 * person's receipts.
 */
#include "domain/ledger.h"
#include "domain/proof.h"
#include "queries/papers.h"
#include "queries/resident_pages.h"
#include "views/public.h"
#include "views/resident.h"
#include "web/app.h"
#include "web/pages/certificates.h"

static const struct field heads_fields[] = {
	{ .name = "below", .type = FIELD_INT, .min = 1, .max = INT64_MAX, .label = KEY_proof_heads_size },
	{ .name = "from", .type = FIELD_INT, .min = 1, .max = INT64_MAX, .label = KEY_proof_heads_size },
	{ .name = "to", .type = FIELD_INT, .min = 1, .max = INT64_MAX, .label = KEY_proof_heads_size },
};
const struct form form_heads = FORM("heads", heads_fields);

static enum fail show_receipt(struct call *call, struct reply *reply, const struct proof_receipt *receipt, struct view_resident_receipt *view);
static enum fail fill_heads(struct call *call, struct view_public_heads *view);
static struct text path_of(struct call *call, const struct tree_proof *proof);
static enum fail check_own_transfer(struct call *call, bool *ret_is_allowed);

const struct relation relation_own_transfer = {"on the caller's own account", check_own_transfer};

enum fail page_heads_get(struct call *call, struct reply *reply)
{
	struct view_public_heads view = {.size = 0};
	struct proof_totals totals;
	struct proof_head last;
	struct act act = call_act(call);
	TRY(proof_totals(&act, &totals));
	TRY(proof_last_head(&act, &view.has_head, &last));
	view.issued = totals.issued;
	view.held = totals.held;
	view.spent = totals.spent;
	view.expired = totals.expired;
	if (view.has_head) {
		view.size = (int64_t)last.head.size;
		view.root = head_hex(call->arena, last.head.root.bytes, TREE_HASH_BYTES);
		view.at_ms = last.head.at_ms;
		view.note = last.note;
		view.key = head_hex(call->arena, last.key.bytes, HEAD_KEY_BYTES);
		view.origin = last.head.origin;
		TRY(fill_heads(call, &view));
	}
	view.shell.title = call_say(call, KEY_proof_heads_title);
	return reply_page(call, reply, &page_public_heads, &view);
}

enum fail page_head_proof_get(struct call *call, struct reply *reply)
{
	struct view_public_head_proof view = {.from = form_int(&call->form, "from"), .to = form_int(&call->form, "to")};
	struct act act = call_act(call);
	struct tree tree = proof_tree(&act);
	struct tree_proof proof;
	struct tree_hash roots[2];
	bool is_found = false;
	TRY(proof_between(&act, (uint64_t)view.from, (uint64_t)view.to, &is_found, &proof));
	if (!is_found)
		return reply_status(call, reply, 404);
	TRY(tree_root(&tree, (uint64_t)view.from, &roots[0]));
	TRY(tree_root(&tree, (uint64_t)view.to, &roots[1]));
	view.path = path_of(call, &proof);
	view.from_root = head_hex(call->arena, roots[0].bytes, TREE_HASH_BYTES);
	view.to_root = head_hex(call->arena, roots[1].bytes, TREE_HASH_BYTES);
	view.shell.title = call_say(call, KEY_proof_heads_title);
	return reply_page(call, reply, &page_public_head_proof, &view);
}

enum fail page_receipt_get(struct call *call, struct reply *reply)
{
	struct proof_receipt receipt;
	struct my_transfer_row transfer;
	struct act act = call_act(call);
	bool is_found = false;
	TRY(q_my_transfer(call->view, call->arena, &(struct my_transfer_in){.centre_id = call->centre_id, .id = {call_id(call, 0)}, .me = call->actor},
		&is_found, &transfer));
	if (is_found)
		TRY(proof_receipt_of(&act, ENTRY_TRANSFER, call_id(call, 0), &is_found, &receipt));
	if (!is_found)
		return reply_status(call, reply, 404);
	struct view_resident_receipt view = {.amount = transfer.amount, .is_plus = transfer.amount > 0};
	return show_receipt(call, reply, &receipt, &view);
}

/* The receipt of one state of a record: that it stands in the public tree as it is told. */
enum fail page_record_receipt_get(struct call *call, struct reply *reply)
{
	static const enum key states[] = {KEY_NONE, KEY_record_state_pending, KEY_record_state_final, KEY_record_state_void};
	struct proof_receipt receipt;
	struct record_states_rows rows;
	struct act act = call_act(call);
	struct view_resident_receipt view = {.is_record = true};
	bool is_found = false;
	TRY(q_record_states(call->view, call->arena, &(struct record_states_in){.centre_id = call->centre_id, .record_id = {call_id(call, 0)}}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		if (rows.rows[i].id.value != call_id(call, 1))
			continue;
		check(rows.rows[i].kind > 0 && rows.rows[i].kind < (int64_t)COUNT_OF(states));
		view.state = states[rows.rows[i].kind];
		view.minutes = rows.rows[i].minutes;
		is_found = true;
	}
	if (is_found)
		TRY(proof_receipt_of(&act, ENTRY_RECORD, call_id(call, 1), &is_found, &receipt));
	return is_found ? show_receipt(call, reply, &receipt, &view) : reply_status(call, reply, 404);
}

static enum fail show_receipt(struct call *call, struct reply *reply, const struct proof_receipt *receipt, struct view_resident_receipt *view)
{
	struct entry_secret secret;
	struct act act = call_act(call);
	bool has_secret = false;
	TRY(proof_secret(&act, call->actor, &has_secret, &secret));
	view->at_ms = receipt->entry.at_ms;
	view->number = (int64_t)receipt->entry.number;
	view->rule = receipt->entry.rule_version;
	view->is_covered = receipt->is_covered;
	view->entry = head_hex(call->arena, receipt->bytes.at, receipt->bytes.len);
	if (has_secret)
		view->secret = head_hex(call->arena, secret.bytes, ENTRY_SECRET_BYTES);
	if (receipt->is_covered) {
		view->path = path_of(call, &receipt->proof);
		view->note = receipt->head.note;
		view->key = head_hex(call->arena, receipt->head.key.bytes, HEAD_KEY_BYTES);
	}
	view->shell.title = call_say(call, KEY_proof_receipt_title);
	return reply_page(call, reply, &page_resident_receipt, view);
}

static enum fail fill_heads(struct call *call, struct view_public_heads *view)
{
	struct proof_head *heads = NULL;
	struct act act = call_act(call);
	size_t count = 0;
	int64_t below = form_int(&call->form, "below");
	TRY(proof_heads(&act, below > 0 ? (uint64_t)below : (uint64_t)INT64_MAX, &heads, &count));
	struct view_public_heads_head *rows = arena_array(call->arena, struct view_public_heads_head, count + 1);
	if (rows == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < count; i++)
		rows[i] = (struct view_public_heads_head){.size = (int64_t)heads[i].head.size, .at_ms = heads[i].head.at_ms,
			.root = head_hex(call->arena, heads[i].head.root.bytes, TREE_HASH_BYTES)};
	view->head.rows = rows;
	view->head.count = count;
	view->has_older = count == LIMIT_LIST_ROWS;
	if (view->has_older)
		view->older = url_with(call->arena, URL("/heads"), "below", arena_format(call->arena, "%lld", (long long)rows[count - 1].size));
	return OK;
}

/* The hashes one behind the other, in hexadecimal. */
static struct text path_of(struct call *call, const struct tree_proof *proof)
{
	return head_hex(call->arena, proof->hashes, proof->count * sizeof(proof->hashes[0]));
}

static enum fail check_own_transfer(struct call *call, bool *ret_is_allowed)
{
	struct my_transfer_row row;
	return q_my_transfer(call->view, call->arena, &(struct my_transfer_in){.centre_id = call->centre_id, .id = {call_id(call, 0)}, .me = call->actor},
		ret_is_allowed, &row);
}
