/* SPDX-License-Identifier: Apache-2.0
 *
 * The shop: a good stands as its events and what was taken of it give; each
 * redemption has its hold, of its holder, for whoever gave the good, and both
 * ended alike. Events (named by their good), redemptions and their ends carry
 * a keyed digest, by which one under another id is recognised.
 */
#include "domain/audit_private.h"

#include "domain/seal.h"
#include "domain/shop.h"

#define MISSED_MAX 100

/* What the shop's rows tell of each other, gathered before the stock is looked at. */
struct shop_audit {
	struct audit *audit;
	struct audit_redemptions_gone_rows gone;      /* holds without what they are for; 0 once it is found under another id */
	int64_t endless[MISSED_MAX], moved[MISSED_MAX]; /* ended in the ledger only; rows that are another one's */
	int64_t eventless[MISSED_MAX], wronged[MISSED_MAX]; /* goods that miss an event; that have one which was changed */
	size_t endless_count, moved_count, eventless_count, wronged_count;
	const char *table;                            /* of the first row that is proven wrong: what its stock lacks follows from it */
	int64_t culprit;
};

static enum fail audit_redemptions(struct shop_audit *shop);
static enum fail audit_redemption(struct shop_audit *shop, const struct audit_redemptions_row *row);
static enum fail recognise(struct shop_audit *shop, const struct audit_redemptions_row *row, bool *ret_is_moved);
static void audit_hold(struct shop_audit *shop, const struct audit_redemptions_row *row);
static enum fail audit_code(struct audit *audit, const struct audit_redemptions_row *row);
static enum fail audit_end(struct shop_audit *shop, const struct audit_redemptions_row *row);
static enum fail audit_ends_alone(struct shop_audit *shop);
static enum fail audit_end_alone(struct shop_audit *shop, const struct audit_ends_alone_row *row);
typedef enum fail audit_each_good(struct shop_audit *shop, const struct audit_goods_row *row);
static enum fail audit_goods(struct shop_audit *shop, audit_each_good *each);
static audit_each_good audit_good;
static audit_each_good audit_good_told;
static enum fail audit_good_events(struct shop_audit *shop);
static enum fail audit_good_event(struct shop_audit *shop, const struct audit_good_events_row *row);
static void accuse(struct shop_audit *shop, const char *table, int64_t id);
static void note(int64_t *ids, size_t *count, int64_t id);
static bool is_noted(const int64_t *ids, size_t count, int64_t id);
static enum fail digest_is_right(const struct audit *audit, const char *table, const int64_t *numbers, size_t count, struct text text, struct text digest,
	bool *ret_is);

enum fail audit_shop(struct audit *audit)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1024 * 1024);
	struct shop_audit *shop = arena == NULL ? NULL : arena_new(arena, struct shop_audit);
	if (shop == NULL)
		return FAIL_LIMIT;
	shop->audit = audit;
	TRY(q_audit_redemptions_gone(audit->act.view, arena, &(struct audit_redemptions_gone_in){.centre_id = audit->act.centre_id}, &shop->gone));
	TRY(audit_redemptions(shop));
	for (size_t i = 0; i < shop->gone.count; i++) {
		if (!is_noted(shop->moved, shop->moved_count, shop->gone.rows[i].id) && audit_differs(audit, "redemption", shop->gone.rows[i].id, "row", 0, 1))
			accuse(shop, "redemption", shop->gone.rows[i].id);
	}
	TRY(audit_ends_alone(shop));
	for (size_t i = 0; i < shop->endless_count; i++) {
		if (audit_differs(audit, "redemption_end", shop->endless[i], "row", 0, shop->endless[i] != 0))
			accuse(shop, "redemption_end", shop->endless[i]);
	}
	TRY(audit_goods(shop, audit_good));
	TRY(audit_good_events(shop));
	return audit_goods(shop, audit_good_told);
}

static enum fail audit_redemptions(struct shop_audit *shop)
{
	struct audit_redemptions_rows rows = {.is_cut = true};
	struct redemption_id after = {INT64_MIN};
	const struct act *act = &shop->audit->act;
	for (int batch = 0; rows.is_cut && batch < AUDIT_BATCHES_MAX; batch++) {
		arena_reset(act->arena);
		TRY(q_audit_redemptions(act->view, act->arena, &(struct audit_redemptions_in){.centre_id = act->centre_id, .after_id = after}, &rows));
		for (size_t i = 0; i < rows.count; i++) {
			TRY(audit_redemption(shop, &rows.rows[i]));
			after = rows.rows[i].id;
		}
	}
	return OK;
}

static enum fail audit_redemption(struct shop_audit *shop, const struct audit_redemptions_row *row)
{
	const int64_t numbers[] = {row->id.value, row->good_id, row->person_id, row->taken_by, row->pieces, row->points, row->deadline_at_ms, row->at_ms};
	bool is_right = false;
	bool is_moved = false;
	TRY(digest_is_right(shop->audit, "redemption", numbers, COUNT_OF(numbers), row->code_index, row->digest, &is_right));
	if (!is_right)
		TRY(recognise(shop, row, &is_moved));
	if (is_moved)
		return OK;
	if (audit_differs(shop->audit, "redemption", row->id.value, "digest", is_right, 1))
		accuse(shop, "redemption", row->id.value);
	if (is_right)
		TRY(audit_code(shop->audit, row));
	audit_hold(shop, row);
	return audit_end(shop, row);
}

/* One that the ledger misses, under another id. */
static enum fail recognise(struct shop_audit *shop, const struct audit_redemptions_row *row, bool *ret_is_moved)
{
	int64_t numbers[] = {0, row->good_id, row->person_id, row->taken_by, row->pieces, row->points, row->deadline_at_ms, row->at_ms};
	for (size_t i = 0; i < shop->gone.count && !*ret_is_moved; i++) {
		numbers[0] = shop->gone.rows[i].id;
		TRY(digest_is_right(shop->audit, "redemption", numbers, COUNT_OF(numbers), row->code_index, row->digest, ret_is_moved));
		if (!*ret_is_moved)
			continue;
		(void)audit_differs(shop->audit, "redemption", numbers[0], "id", row->id.value, numbers[0]);
		accuse(shop, "redemption", numbers[0]);
		note(shop->moved, &shop->moved_count, numbers[0]);
	}
	return OK;
}

/* Set aside as it was taken, and ended as it ended: given by posting, given back by voiding. */
static void audit_hold(struct shop_audit *shop, const struct audit_redemptions_row *row)
{
	struct audit *audit = shop->audit;
	int64_t ended = row->ended == REDEMPTION_WAITING ? 0 : row->ended == REDEMPTION_HANDED_OUT ? STEP_POST : STEP_VOID;
	if (audit_differs(audit, "redemption", row->id.value, "points", row->points, row->held) && row->held == 0)
		return; /* there is no hold */
	(void)audit_differs(audit, "redemption", row->id.value, "person_id", row->person_id, row->holder_id);
	(void)audit_differs(audit, "redemption", row->id.value, "provider_id", row->provider_id, row->receiver_id);
	if (row->ended == REDEMPTION_WAITING && row->hold_ended != 0)
		note(shop->endless, &shop->endless_count, row->id.value); /* told once all ends were seen */
	else
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

static enum fail audit_end(struct shop_audit *shop, const struct audit_redemptions_row *row)
{
	const int64_t numbers[] = {row->id.value, row->ended, row->end_actor_id, row->end_at_ms};
	bool is_right = row->has_end == 0;
	if (!is_right)
		TRY(digest_is_right(shop->audit, "redemption_end", numbers, COUNT_OF(numbers), row->reason, row->end_digest, &is_right));
	if (audit_differs(shop->audit, "redemption_end", row->id.value, "digest", is_right, 1))
		accuse(shop, "redemption_end", row->id.value);
	return OK;
}

static enum fail audit_ends_alone(struct shop_audit *shop)
{
	struct audit_ends_alone_rows rows;
	const struct act *act = &shop->audit->act;
	arena_reset(act->arena);
	TRY(q_audit_ends_alone(act->view, act->arena, &(struct audit_ends_alone_in){.centre_id = act->centre_id}, &rows));
	for (size_t i = 0; i < rows.count; i++)
		TRY(audit_end_alone(shop, &rows.rows[i]));
	return OK;
}

/* Of a redemption that is gone, which was told; or of one that misses it, under another id; or of nothing. */
static enum fail audit_end_alone(struct shop_audit *shop, const struct audit_ends_alone_row *row)
{
	int64_t numbers[] = {0, row->kind, row->actor_id, row->at_ms};
	bool is_moved = false;
	for (size_t i = 0; i < shop->gone.count; i++) {
		if (shop->gone.rows[i].id == row->redemption_id)
			return OK;
	}
	for (size_t i = 0; i < shop->endless_count && !is_moved; i++) {
		numbers[0] = shop->endless[i];
		TRY(digest_is_right(shop->audit, "redemption_end", numbers, COUNT_OF(numbers), row->reason, row->digest, &is_moved));
		if (!is_moved)
			continue;
		(void)audit_differs(shop->audit, "redemption_end", numbers[0], "redemption_id", row->redemption_id, numbers[0]);
		accuse(shop, "redemption_end", numbers[0]);
		shop->endless[i] = 0;
	}
	if (!is_moved)
		(void)audit_differs(shop->audit, "redemption_end", row->redemption_id, "kind", row->kind, 0);
	return OK;
}

static enum fail audit_goods(struct shop_audit *shop, audit_each_good *each)
{
	struct audit_goods_rows rows = {.is_cut = true};
	struct good_id after = {INT64_MIN};
	const struct act *act = &shop->audit->act;
	for (int batch = 0; rows.is_cut && batch < AUDIT_BATCHES_MAX; batch++) {
		arena_reset(act->arena);
		TRY(q_audit_goods(act->view, act->arena, &(struct audit_goods_in){.centre_id = act->centre_id, .after_id = after}, &rows));
		for (size_t i = 0; i < rows.count; i++) {
			TRY(each(shop, &rows.rows[i]));
			after = rows.rows[i].id;
		}
	}
	return OK;
}

/* Its events are numbered from one: one that is missing is told, and what follows from it beneath. */
static enum fail audit_good(struct shop_audit *shop, const struct audit_goods_row *row)
{
	struct audit *audit = shop->audit;
	bool is_withdrawn = row->facts_switch == GOOD_WITHDRAWN;
	int64_t last = row->facts_last > row->version ? row->facts_last : row->version;
	size_t before = audit->count;
	bool is_whole = row->facts_last == row->facts_version && row->facts_version > 0;
	if (audit_differs(audit, "good_event", row->id.value, "seq", row->facts_version, last))
		note(shop->eventless, &shop->eventless_count, row->id.value);
	(void)audit_differs(audit, "good", row->id.value, "version", row->version, row->facts_version);
	(void)audit_differs(audit, "good", row->id.value, "price_points", row->price_points, row->facts_price_points);
	bool is_followed = shop->table != NULL && row->facts_version == last;
	(void)audit_differs(audit, is_followed ? shop->table : "good", is_followed ? shop->culprit : row->id.value, "stock", row->stock, row->facts_stock);
	(void)audit_differs(audit, "good", row->id.value, "is_withdrawn", row->is_withdrawn, is_withdrawn);
	if (audit->count == before || !audit->is_fixing || !is_whole) /* of a gap nobody knows what to write */
		return OK;
	return q_audit_good_fix(audit->act.txn, &(struct audit_good_fix_in){.centre_id = audit->act.centre_id, .id = row->id, .version = row->facts_version,
		.price_points = row->facts_price_points, .stock = row->facts_stock, .is_withdrawn = is_withdrawn}, NULL);
}

/* Its description is as the last event that told it left it; where an event is wrong or missing, that is told already. A digest that
 * is wrong is never written anew: only one that was never there. */
static enum fail audit_good_told(struct shop_audit *shop, const struct audit_goods_row *row)
{
	struct audit *audit = shop->audit;
	const int64_t numbers[] = {row->id.value, row->facts_told, row->provider_id, row->place_id, row->month_limit};
	const struct text texts[] = {row->title, row->title_en, row->given, row->given_en, row->pick_up, row->pick_up_en};
	struct text all = TEXT_NONE;
	struct text digest = TEXT_NONE;
	bool is_right = false;
	if (row->facts_last != row->facts_version || row->facts_version == 0 || is_noted(shop->wronged, shop->wronged_count, row->id.value))
		return OK;
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		all = arena_format(audit->act.arena, "%.*s%zu:%.*s", TEXT_ARGS(all), texts[i].len, TEXT_ARGS(texts[i]));
	TRY(digest_is_right(audit, "good", numbers, COUNT_OF(numbers), all, row->digest, &is_right));
	if (!audit_differs(audit, "good", row->id.value, "digest", is_right, 1) || !audit->is_fixing || row->digest.len > 0)
		return OK;
	TRY(seal_digest(&audit->act, "good", numbers, COUNT_OF(numbers), all, &digest));
	return q_audit_good_digest(audit->act.txn, &(struct audit_good_digest_in){.centre_id = audit->act.centre_id, .id = row->id, .digest = digest}, NULL);
}

static enum fail audit_good_events(struct shop_audit *shop)
{
	struct audit_good_events_rows rows = {.is_cut = true};
	const struct act *act = &shop->audit->act;
	struct audit_good_events_in next = {.centre_id = act->centre_id, .after_good = {INT64_MIN}};
	for (int batch = 0; rows.is_cut && batch < AUDIT_BATCHES_MAX; batch++) {
		arena_reset(act->arena);
		TRY(q_audit_good_events(act->view, act->arena, &next, &rows));
		for (size_t i = 0; i < rows.count; i++) {
			TRY(audit_good_event(shop, &rows.rows[i]));
			next.after_good = rows.rows[i].good_id;
			next.after_seq = rows.rows[i].seq;
		}
	}
	return OK;
}

static enum fail audit_good_event(struct shop_audit *shop, const struct audit_good_events_row *row)
{
	int64_t numbers[] = {row->good_id.value, row->seq, row->id, row->kind, row->price_points, row->pieces, row->actor_id, row->at_ms};
	bool is_right = false;
	TRY(digest_is_right(shop->audit, "good_event", numbers, COUNT_OF(numbers), row->reason, row->digest, &is_right));
	for (size_t i = 0; i < shop->eventless_count && !is_right; i++) { /* one that a good misses, under another's id */
		numbers[0] = shop->eventless[i];
		TRY(digest_is_right(shop->audit, "good_event", numbers, COUNT_OF(numbers), row->reason, row->digest, &is_right));
		if (is_right) {
			(void)audit_differs(shop->audit, "good_event", numbers[0], "good_id", row->good_id.value, numbers[0]);
			return OK;
		}
	}
	if (audit_differs(shop->audit, "good_event", row->good_id.value, "digest", is_right, 1))
		note(shop->wronged, &shop->wronged_count, row->good_id.value);
	(void)audit_differs(shop->audit, "good_event", row->good_id.value, "good_id", row->is_alone, 0);
	return OK;
}

static void accuse(struct shop_audit *shop, const char *table, int64_t id)
{
	if (shop->table != NULL)
		return;
	shop->table = table;
	shop->culprit = id;
}

static void note(int64_t *ids, size_t *count, int64_t id)
{
	if (*count < MISSED_MAX)
		ids[(*count)++] = id;
}

static bool is_noted(const int64_t *ids, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++) {
		if (ids[i] == id)
			return true;
	}
	return false;
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
