/* SPDX-License-Identifier: Apache-2.0 */
#include "store/trail.h"

#include <sodium.h>
#include <string.h>

#include "queries/trail.h"
#include "store/store.h"

/* The end of the chain, as the works of one transaction pass it on. */
struct kept_head {
	bool is_read;
	struct centre_id centre_id;
	struct trail_head head;
};

/* Memory for one piece of the chain while it is recomputed. */
#define PIECE_ARENA_BYTES (8 * 1024 * 1024)

static void hash_line(const struct trail_line *line, int64_t id, const unsigned char previous[TRAIL_HASH_BYTES],
	unsigned char ret_hash[TRAIL_HASH_BYTES]);
static void hash_int(crypto_generichash_state *state, int64_t value);
static void hash_text(crypto_generichash_state *state, struct text text);
static bool is_hash(struct text stored, const unsigned char hash[TRAIL_HASH_BYTES]);
static bool follows(const struct trail_head *head, struct centre_id centre_id, const struct trail_after_row *row,
	unsigned char ret_hash[TRAIL_HASH_BYTES]);
static bool agrees(const struct trail_head *kept, const struct trail_head *head);

enum fail trail_append(struct store_txn *txn, struct arena *arena, const struct trail_line *line)
{
	struct trail_head head;
	unsigned char hash[TRAIL_HASH_BYTES];
	check(line->act.len > 0);
	check(line->centre_id.value != 0 && line->at_ms > 0);
	struct kept_head *kept = store_memo(txn, STORE_TRAIL, sizeof *kept, NULL);
	if (kept == NULL)
		return FAIL_LIMIT;
	head = kept->head;
	if (!kept->is_read || kept->centre_id.value != line->centre_id.value)
		TRY(trail_head(store_txn_view(txn), arena, line->centre_id, &head));
	check(head.id >= 0 && head.id < INT64_MAX);
	hash_line(line, head.id + 1, head.hash, hash);
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(txn, STORE_TRAIL);
	struct trail_add_in add = {.centre_id = line->centre_id, .id = head.id + 1, .at_ms = line->at_ms, .actor_id = line->actor,
		.source = line->source, .act = line->act, .object_kind = line->object_kind, .object_id = line->object_id,
		.detail = line->detail, .previous_hash = {(const char *)head.hash, sizeof head.hash},
		.hash = {(const char *)hash, sizeof hash}};
	TRY(q_trail_add(txn, &add, NULL));
	check(add.id > head.id);
	*kept = (struct kept_head){.is_read = true, .centre_id = line->centre_id, .head.id = head.id + 1};
	memcpy(kept->head.hash, hash, sizeof hash);
	return q_trail_end_set(txn, &(struct trail_end_set_in){.centre_id = line->centre_id, .last_id = add.id, .hash = add.hash}, NULL);
}

enum fail trail_head(struct store_view *view, struct arena *arena, struct centre_id centre_id, struct trail_head *ret_head)
{
	struct trail_head head = {0};
	struct trail_last_row row;
	bool is_found = false;
	check(centre_id.value != 0);
	TRY(q_trail_last(view, arena, &(struct trail_last_in){.centre_id = centre_id}, &is_found, &row));
	if (is_found) {
		head.id = row.id;
		/* A hash of another length is damage; what follows it will not verify. */
		if (row.hash.len == sizeof head.hash)
			memcpy(head.hash, row.hash.at, sizeof head.hash);
	}
	*ret_head = head;
	return OK;
}

enum fail trail_verify(struct store_view *view, struct centre_id centre_id, const struct trail_head *kept,
	struct trail_verdict *ret_verdict)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(PIECE_ARENA_BYTES);
	struct trail_verdict verdict = {.is_whole = true};
	check(centre_id.value != 0);
	if (arena == NULL)
		return FAIL_LIMIT;
	for (size_t count = 1; count > 0 && verdict.is_whole;) { /* ends with the table: each piece begins behind the last */
		struct trail_after_rows rows;
		arena_reset(arena);
		TRY(q_trail_after(view, arena, &(struct trail_after_in){.centre_id = centre_id, .id = verdict.head.id}, &rows));
		count = rows.count;
		for (size_t i = 0; i < rows.count && verdict.is_whole; i++) {
			struct trail_head next = {.id = rows.rows[i].id};
			verdict.checked++;
			verdict.is_whole = follows(&verdict.head, centre_id, &rows.rows[i], next.hash);
			if (verdict.is_whole)
				verdict.is_whole = agrees(kept, &next);
			if (verdict.is_whole)
				verdict.head = next;
		}
	}
	if (verdict.is_whole && kept != NULL && kept->id > verdict.head.id)
		verdict.is_whole = false; /* the newest lines are gone */
	if (!verdict.is_whole)
		verdict.first_wrong_id = verdict.head.id + 1;
	check(verdict.is_whole ? verdict.checked == verdict.head.id : verdict.first_wrong_id > 0);
	*ret_verdict = verdict;
	return OK;
}

static bool follows(const struct trail_head *head, struct centre_id centre_id, const struct trail_after_row *row,
	unsigned char ret_hash[TRAIL_HASH_BYTES])
{
	struct trail_line line = {.centre_id = centre_id, .at_ms = row->at_ms, .actor = row->actor_id, .source = (int)row->source,
		.act = row->act, .object_kind = row->object_kind, .object_id = row->object_id, .detail = row->detail};
	hash_line(&line, row->id, head->hash, ret_hash);
	return row->id == head->id + 1 && is_hash(row->previous_hash, head->hash) && is_hash(row->hash, ret_hash);
}

static bool agrees(const struct trail_head *kept, const struct trail_head *head)
{
	return kept == NULL || kept->id != head->id || memcmp(kept->hash, head->hash, sizeof head->hash) == 0;
}

static bool is_hash(struct text stored, const unsigned char hash[TRAIL_HASH_BYTES])
{
	return stored.len == TRAIL_HASH_BYTES && memcmp(stored.at, hash, TRAIL_HASH_BYTES) == 0;
}

/* Each field with its length before it, so that no two lines read the same. */
static void hash_line(const struct trail_line *line, int64_t id, const unsigned char previous[TRAIL_HASH_BYTES],
	unsigned char ret_hash[TRAIL_HASH_BYTES])
{
	crypto_generichash_state state;
	check(previous != ret_hash);
	crypto_generichash_init(&state, NULL, 0, TRAIL_HASH_BYTES);
	hash_text(&state, TEXT("trail 1"));
	crypto_generichash_update(&state, previous, TRAIL_HASH_BYTES);
	hash_int(&state, line->centre_id.value);
	hash_int(&state, id);
	hash_int(&state, line->at_ms);
	hash_int(&state, line->actor.value);
	hash_int(&state, line->source);
	hash_text(&state, line->act);
	hash_text(&state, line->object_kind);
	hash_int(&state, line->object_id);
	hash_text(&state, line->detail);
	crypto_generichash_final(&state, ret_hash, TRAIL_HASH_BYTES);
}

static void hash_int(crypto_generichash_state *state, int64_t value)
{
	unsigned char bytes[8];
	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)((uint64_t)value >> (56 - 8 * i));
	crypto_generichash_update(state, bytes, sizeof bytes);
}

static void hash_text(crypto_generichash_state *state, struct text text)
{
	check(text.at != NULL || text.len == 0);
	hash_int(state, (int64_t)text.len);
	if (text.len > 0)
		crypto_generichash_update(state, (const unsigned char *)text.at, text.len);
}
