/* SPDX-License-Identifier: Apache-2.0
 *
 * The shop: a good stands as its events and what was taken of it give; each
 * redemption has its hold, of its holder, for whoever gave the good, and both
 * ended alike. Events, redemptions and their ends carry a keyed digest.
 */
#include "domain/audit_private.h"

#include "domain/seal.h"
#include "domain/shop.h"

static enum fail audit_good(struct audit *audit, const struct audit_goods_row *row);
static enum fail audit_good_events(struct audit *audit);
static enum fail audit_redemptions(struct audit *audit);
static enum fail audit_redemption(struct audit *audit, const struct audit_redemptions_row *row);
static void audit_hold(struct audit *audit, const struct audit_redemptions_row *row);
static enum fail audit_code(struct audit *audit, const struct audit_redemptions_row *row);
static enum fail audit_end(struct audit *audit, const struct audit_redemptions_row *row);
static enum fail digest_is_right(const struct audit *audit, const char *table, const int64_t *numbers, size_t count, struct text text, struct text digest,
	bool *ret_is);

enum fail audit_shop(struct audit *audit)
{
	struct audit_goods_rows rows = {.is_cut = true};
	struct audit_ends_alone_rows alone;
	struct good_id after = {INT64_MIN};
	for (int batch = 0; rows.is_cut && batch < AUDIT_BATCHES_MAX; batch++) {
		arena_reset(audit->act.arena);
		TRY(q_audit_goods(audit->act.view, audit->act.arena, &(struct audit_goods_in){.centre_id = audit->act.centre_id, .after_id = after}, &rows));
		for (size_t i = 0; i < rows.count; i++) {
			TRY(audit_good(audit, &rows.rows[i]));
			after = rows.rows[i].id;
		}
	}
	TRY(audit_good_events(audit));
	TRY(audit_redemptions(audit));
	arena_reset(audit->act.arena);
	TRY(q_audit_ends_alone(audit->act.view, audit->act.arena, &(struct audit_ends_alone_in){.centre_id = audit->act.centre_id}, &alone));
	for (size_t i = 0; i < alone.count; i++)
		(void)audit_differs(audit, "redemption_end", alone.rows[i].redemption_id, "kind", alone.rows[i].kind, 0);
	return OK;
}

static enum fail audit_good(struct audit *audit, const struct audit_goods_row *row)
{
	bool is_withdrawn = row->facts_switch == GOOD_WITHDRAWN;
	size_t before = audit->count;
	(void)audit_differs(audit, "good", row->id.value, "version", row->version, row->facts_version);
	(void)audit_differs(audit, "good", row->id.value, "price_points", row->price_points, row->facts_price_points);
	(void)audit_differs(audit, "good", row->id.value, "stock", row->stock, row->facts_stock);
	(void)audit_differs(audit, "good", row->id.value, "is_withdrawn", row->is_withdrawn, is_withdrawn);
	bool is_whole = row->facts_last == row->facts_version && row->facts_version > 0; /* else an event is gone: what to write nobody knows */
	if (!is_whole)
		(void)audit_differs(audit, "good", row->id.value, "events", row->facts_version, row->facts_last);
	if (audit->count == before || !audit->is_fixing || !is_whole)
		return OK;
	return q_audit_good_fix(audit->act.txn, &(struct audit_good_fix_in){.centre_id = audit->act.centre_id, .id = row->id, .version = row->facts_version,
		.price_points = row->facts_price_points, .stock = row->facts_stock, .is_withdrawn = is_withdrawn}, NULL);
}

static enum fail audit_good_events(struct audit *audit)
{
	struct audit_good_events_rows rows = {.is_cut = true};
	struct audit_good_events_in next = {.centre_id = audit->act.centre_id, .after_good = {INT64_MIN}};
	for (int batch = 0; rows.is_cut && batch < AUDIT_BATCHES_MAX; batch++) {
		arena_reset(audit->act.arena);
		TRY(q_audit_good_events(audit->act.view, audit->act.arena, &next, &rows));
		for (size_t i = 0; i < rows.count; i++) {
			const struct audit_good_events_row *row = &rows.rows[i];
			const int64_t numbers[] = {row->good_id.value, row->seq, row->id, row->kind, row->price_points, row->pieces, row->actor_id, row->at_ms};
			bool is_right = false;
			TRY(digest_is_right(audit, "good_event", numbers, COUNT_OF(numbers), row->reason, row->digest, &is_right));
			(void)audit_differs(audit, "good_event", row->id, "digest", is_right, 1);
			(void)audit_differs(audit, "good_event", row->id, "good_id", row->is_alone, 0);
			next.after_good = row->good_id;
			next.after_seq = row->seq;
		}
	}
	return OK;
}

static enum fail audit_redemptions(struct audit *audit)
{
	struct audit_redemptions_rows rows = {.is_cut = true};
	struct redemption_id after = {INT64_MIN};
	for (int batch = 0; rows.is_cut && batch < AUDIT_BATCHES_MAX; batch++) {
		arena_reset(audit->act.arena);
		TRY(q_audit_redemptions(audit->act.view, audit->act.arena, &(struct audit_redemptions_in){.centre_id = audit->act.centre_id, .after_id = after}, &rows));
		for (size_t i = 0; i < rows.count; i++) {
			TRY(audit_redemption(audit, &rows.rows[i]));
			after = rows.rows[i].id;
		}
	}
	return OK;
}

static enum fail audit_redemption(struct audit *audit, const struct audit_redemptions_row *row)
{
	const int64_t numbers[] = {row->id.value, row->good_id, row->person_id, row->taken_by, row->pieces, row->points, row->deadline_at_ms, row->at_ms};
	bool is_right = false;
	TRY(digest_is_right(audit, "redemption", numbers, COUNT_OF(numbers), row->code_index, row->digest, &is_right));
	(void)audit_differs(audit, "redemption", row->id.value, "digest", is_right, 1);
	if (is_right)
		TRY(audit_code(audit, row));
	audit_hold(audit, row);
	return audit_end(audit, row);
}

/* Set aside as it was taken, and ended as it ended: given by posting, given back by voiding. */
static void audit_hold(struct audit *audit, const struct audit_redemptions_row *row)
{
	int64_t ended = row->ended == REDEMPTION_WAITING ? 0 : row->ended == REDEMPTION_HANDED_OUT ? STEP_POST : STEP_VOID;
	if (audit_differs(audit, "redemption", row->id.value, "points", row->points, row->held) && row->held == 0)
		return; /* there is no hold */
	(void)audit_differs(audit, "redemption", row->id.value, "person_id", row->person_id, row->holder_id);
	(void)audit_differs(audit, "redemption", row->id.value, "provider_id", row->provider_id, row->receiver_id);
	(void)audit_differs(audit, "redemption", row->id.value, "ended", ended, row->hold_ended);
}

/* The sealed code opens and is the one by which it is found. */
static enum fail audit_code(struct audit *audit, const struct audit_redemptions_row *row)
{
	struct text code = TEXT_NONE;
	struct text index = TEXT_NONE;
	if (audit->act.keys == NULL)
		return OK;
	arena_reset(audit->piece.arena);
	enum fail fail = seal_open(&audit->piece, "redemption", row->id.value, "code", row->code_sealed, &code);
	if (fail != OK && fail != FAIL_CRYPTO)
		return fail;
	if (fail == OK)
		TRY(seal_index(&audit->piece, "pick_up_code", code, &index));
	(void)audit_differs(audit, "redemption", row->id.value, "code_sealed", fail == OK && text_equal(index, row->code_index), 1);
	return OK;
}

static enum fail audit_end(struct audit *audit, const struct audit_redemptions_row *row)
{
	const int64_t numbers[] = {row->id.value, row->ended, row->end_actor_id, row->end_at_ms};
	bool is_right = row->ended == REDEMPTION_WAITING && row->end_digest.len == 0;
	if (!is_right)
		TRY(digest_is_right(audit, "redemption_end", numbers, COUNT_OF(numbers), row->reason, row->end_digest, &is_right));
	(void)audit_differs(audit, "redemption_end", row->id.value, "digest", is_right, 1);
	return OK;
}

/* Without the keys nobody can tell. */
static enum fail digest_is_right(const struct audit *audit, const char *table, const int64_t *numbers, size_t count, struct text text, struct text digest,
	bool *ret_is)
{
	struct text right;
	*ret_is = audit->act.keys == NULL;
	if (*ret_is)
		return OK;
	arena_reset(audit->piece.arena);
	TRY(seal_digest(&audit->piece, table, numbers, count, text, &right));
	*ret_is = text_equal(digest, right);
	return OK;
}
