/* SPDX-License-Identifier: Apache-2.0 */
#include "store/move.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "store/migrations.h"
#include "store/move_private.h"

/* A key is short; a page of plans has none that comes near. */
#define KEY_ARENA_BYTES (1024 * 1024)

/* One side. Its tables lie in the store's own arena: its connections keep their statements. */
struct side {
	struct store *store;
	struct move_table *tables;
	size_t count;
};

struct move {
	struct move_options options;
	struct side source, target;
	struct store_view claim;     /* keeps the source from being written */
	struct store_view *view;     /* the source as it is moved */
	struct arena *key_arenas[2]; /* of the key the target stands at, and of the one after the next chunk */
	unsigned char origin[MOVE_HASH_BYTES]; /* which source, with how much in it: the mark's content */
	struct move_report report;
};

/* One chunk on its way. */
struct chunk {
	const struct move *move;
	const struct move_table *from, *to;
	const struct move_key *after;
	struct arena *arena;     /* of `last` */
	struct move_key last;    /* set by the work */
	int64_t rows;            /* … too */
};

static enum fail move_all(struct move *move, enum move_outcome *ret_outcome);
static void move_done(struct move *move);
static enum fail look_at_source(struct move *move, enum move_outcome *ret_outcome);
static enum fail measure_source(struct move *move);
static enum fail look_at_target(struct move *move, enum move_outcome *ret_outcome);
static enum fail read_tables(struct store_view *view, const struct move *move, struct side *side);
static enum fail read_mark(struct move *move, bool *ret_is_there, bool *ret_is_ours);
static enum fail begin_empty(struct move *move, enum move_outcome *ret_outcome);
static enum fail mark(struct store_txn *txn, void *context);
static enum fail open_to_write(struct store_txn *txn, const struct query *query, struct statement **ret_statement);
static enum fail find_rows(struct store_view *view, struct move *move, bool *ret_is_empty);
static enum fail copy_table(struct move *move, size_t at);
static enum fail find_end(struct move *move, const struct move_table *table, int64_t *ret_rows, struct move_key *ret_last);
static enum fail copy_chunk(struct store_txn *txn, void *context);
static enum fail copy_row(struct store_txn *txn, const struct chunk *chunk, const struct move_page *page);
static enum fail compare(struct move *move, enum move_outcome *ret_outcome);
static enum fail digest(struct store_view *view, const struct move_table *table, struct arena *const arenas[2], int64_t *ret_rows,
	unsigned char ret_hash[MOVE_HASH_BYTES]);
static enum fail digest_page(struct store_view *view, const struct move_table *table, struct arena *arena, struct move_key *key,
	crypto_generichash_state *state, int64_t *ret_rows);
static void hash_cell(crypto_generichash_state *state, struct cell cell);
static void hash_int(crypto_generichash_state *state, int64_t value);
static void hash_words(crypto_generichash_state *state, const char *words);
static enum fail take_mark_away(struct store_txn *txn, void *context);
static enum fail count_rows(struct store_txn *txn, void *context);

static const char *const mark_names[] = {"source"};
static const enum query_value mark_types[] = {VALUE_BYTES};
static const struct query mark_read = {.name = "move_mark_read", .kind = QUERY_ONE, .sql = "SELECT source FROM store_move", .out_names = mark_names,
	.out_count = 1, .out_types = mark_types};
static const struct query mark_add = {.name = "move_mark_add", .kind = QUERY_EXEC, .sql = "INSERT INTO store_move (source) VALUES (:source)",
	.in_names = mark_names, .in_count = 1, .in_types = mark_types};

enum fail move_run(const struct move_options *options, enum move_outcome *ret_outcome, struct move_report *ret_report)
{
	struct move move CLEANUP(move_done) = {.options = *options, .source = {.store = options->source}, .target = {.store = options->target},
		.key_arenas = {arena_make(KEY_ARENA_BYTES), arena_make(KEY_ARENA_BYTES)}};
	enum move_outcome outcome = MOVE_WHOLE;
	check(options->source != NULL && options->target != NULL && options->source != options->target);
	if (options->migrations == NULL) {
		move.options.migrations = shipped_migrations;
		move.options.migration_count = shipped_migration_count;
	}
	if (move.key_arenas[0] == NULL || move.key_arenas[1] == NULL)
		return FAIL_LIMIT;
	TRY(move_all(&move, &outcome));
	*ret_outcome = outcome;
	*ret_report = move.report;
	return OK;
}

static enum fail move_all(struct move *move, enum move_outcome *ret_outcome)
{
	check(*ret_outcome == MOVE_WHOLE);
	TRY(look_at_source(move, ret_outcome));
	if (*ret_outcome == MOVE_WHOLE)
		TRY(look_at_target(move, ret_outcome));
	if (*ret_outcome != MOVE_WHOLE)
		return OK;
	for (size_t at = 0; at < move->source.count; at++)
		TRY(copy_table(move, at));
	check(move->view != NULL && move->source.count == move->target.count);
	TRY(compare(move, ret_outcome));
	if (*ret_outcome != MOVE_WHOLE)
		return OK;
	TRY(store_write(move->target.store, take_mark_away, NULL));
	log_line(LOG_INFO, "store move=whole tables=%d rows=%lld", move->report.tables, (long long)move->report.rows);
	if (store_write(move->target.store, count_rows, &move->target) != OK)
		log_line(LOG_WARNING, "store move=whole statistics=failed"); /* the engine will make them in time */
	return OK;
}

static void move_done(struct move *move)
{
	store_read_done(&move->view);
	store_disconnect(&move->claim);
	for (size_t i = 0; i < COUNT_OF(move->key_arenas); i++)
		arena_free(move->key_arenas[i]);
}

static enum fail look_at_source(struct move *move, enum move_outcome *ret_outcome)
{
	struct store *store = move->source.store;
	enum migrate_standing standing = MIGRATE_NONE;
	check(move->view == NULL && move->source.tables == NULL);
	TRY(store_connect(store, false, &move->claim));
	enum fail fail = store->engine->claim(&move->claim, move->target.store);
	if (fail == FAIL_BUSY) {
		*ret_outcome = MOVE_SOURCE_IN_USE;
		return OK;
	}
	TRY(fail);
	TRY(migrate_look(store, move->options.migrations, move->options.migration_count, &standing));
	if (standing == MIGRATE_NEWEST) {
		TRY(store_read_long(store, &move->view)); /* behind the claim: nothing is written any more */
		TRY(read_tables(move->view, move, &move->source));
	}
	if (standing == MIGRATE_NONE || move->source.tables == NULL) {
		*ret_outcome = standing == MIGRATE_NONE ? MOVE_SOURCE_EMPTY : MOVE_SOURCE_SCHEMA;
		return OK;
	}
	TRY(measure_source(move));
	if (move->report.rows == 0)
		*ret_outcome = MOVE_SOURCE_EMPTY;
	return OK;
}

static enum fail measure_source(struct move *move)
{
	crypto_generichash_state state;
	check(move->view != NULL && move->report.rows == 0); /* behind the claim, and once */
	crypto_generichash_init(&state, NULL, 0, MOVE_HASH_BYTES);
	for (size_t i = 0; i < move->source.count; i++) {
		struct move_table *table = &move->source.tables[i];
		struct move_key last;
		TRY(move_measure(move->view, table, &table->rows, &table->widest));
		TRY(move_last_key(move->view, table, move->key_arenas[0], &last));
		hash_words(&state, table->name);
		hash_int(&state, table->rows);
		for (int k = 0; last.is_set && k < table->key_count; k++)
			hash_cell(&state, last.cells[k]);
		move->report.rows += table->rows;
	}
	crypto_generichash_final(&state, move->origin, MOVE_HASH_BYTES);
	move->report.tables = (int)move->source.count;
	return OK;
}

static enum fail look_at_target(struct move *move, enum move_outcome *ret_outcome)
{
	struct store *store = move->target.store;
	bool is_marked = false, is_ours = false;
	check(move->report.rows > 0); /* an empty source never comes so far */
	TRY(read_mark(move, &is_marked, &is_ours));
	if (is_marked && !is_ours)
		*ret_outcome = MOVE_TARGET_OTHER;
	else if (!is_marked)
		TRY(begin_empty(move, ret_outcome));
	if (*ret_outcome != MOVE_WHOLE)
		return OK;
	TRY(migrate_with(store, move->options.migrations, move->options.migration_count, move->options.now_ms));
	struct store_view *view CLEANUP(store_read_done) = NULL;
	TRY(store_read(store, &view));
	if (move->target.tables == NULL)
		TRY(read_tables(view, move, &move->target));
	if (move->target.tables == NULL || !move_tables_equal(move->source.tables, move->source.count, move->target.tables, move->target.count)) {
		*ret_outcome = MOVE_TARGET_SCHEMA;
		return OK;
	}
	check(move->target.count == move->source.count);
	for (size_t i = 0; i < move->target.count; i++)
		move->target.tables[i].widest = move->source.tables[i].widest;
	return OK;
}

static enum fail read_tables(struct store_view *view, const struct move *move, struct side *side)
{
	check(side->tables == NULL);
	return move_tables_read(view, side->store->arena, &move->options, &side->tables, &side->count);
}

static enum fail read_mark(struct move *move, bool *ret_is_there, bool *ret_is_ours)
{
	struct store_view *view CLEANUP(store_read_done) = NULL;
	struct statement *statement CLEANUP(statement_done) = NULL;
	struct engine_tables tables = {0};
	bool has_row = false;
	TRY(store_read(move->target.store, &view));
	TRY(move->target.store->engine->look_at_tables(view, &tables));
	if (!tables.is_half_moved)
		return OK;
	TRY(statement_open(view, &mark_read, &statement));
	TRY(statement_step(statement, &has_row));
	struct text origin = has_row ? statement_bytes(statement, move->key_arenas[0], 0) : TEXT_NONE;
	TRY(statement_finish(statement));
	check(!*ret_is_there && !*ret_is_ours);
	*ret_is_there = true;
	*ret_is_ours = origin.len == MOVE_HASH_BYTES && memcmp(origin.at, move->origin, MOVE_HASH_BYTES) == 0;
	return OK;
}

/* Puts the mark on a target that holds nothing, with or without its tables. */
static enum fail begin_empty(struct move *move, enum move_outcome *ret_outcome)
{
	enum migrate_standing standing = MIGRATE_NONE;
	struct store *store = move->target.store;
	TRY(migrate_look(store, move->options.migrations, move->options.migration_count, &standing));
	if (standing == MIGRATE_NEWEST) {
		struct store_view *view CLEANUP(store_read_done) = NULL;
		TRY(store_read(store, &view));
		TRY(read_tables(view, move, &move->target));
	}
	if (standing != MIGRATE_NONE && move->target.tables == NULL) {
		*ret_outcome = MOVE_TARGET_SCHEMA;
		return OK;
	}
	enum fail fail = store_write(store, mark, move);
	if (fail == FAIL_REFUSED)
		*ret_outcome = MOVE_TARGET_FULL;
	return fail == FAIL_REFUSED ? OK : fail;
}

static enum fail mark(struct store_txn *txn, void *context)
{
	struct move *move = context;
	struct statement *statement CLEANUP(statement_done) = NULL;
	struct store_view *view = txn->view;
	bool is_empty = false, has_row = false;
	check(view == store_txn_view(txn) && view->store == move->target.store); /* never the source */
	TRY(find_rows(view, move, &is_empty));
	if (!is_empty)
		return FAIL_REFUSED;
	txn->has_written = true;
	TRY(view->store->engine->script(view, "CREATE TABLE store_move (source BYTEA NOT NULL PRIMARY KEY)"));
	TRY(open_to_write(txn, &mark_add, &statement));
	statement_bind_bytes(statement, 0, (struct text){(const char *)move->origin, MOVE_HASH_BYTES});
	TRY(statement_step(statement, &has_row));
	return statement_finish(statement);
}

/* May write every table, as a migration may. */
static enum fail open_to_write(struct store_txn *txn, const struct query *query, struct statement **ret_statement)
{
	check(!txn->view->is_control && !txn->view->is_migrating);
	txn->view->is_control = true;
	enum fail fail = statement_open_write(txn, query, ret_statement);
	txn->view->is_control = false;
	check(fail != OK || *ret_statement != NULL);
	return fail;
}

/* The first table with a row in it is named in the report. */
static enum fail find_rows(struct store_view *view, struct move *move, bool *ret_is_empty)
{
	struct move_key last = {0};
	check(view->store == move->target.store);
	for (size_t i = 0; i < move->target.count; i++) {
		const struct move_table *table = &move->target.tables[i];
		TRY(move_last_key(view, table, move->key_arenas[0], &last));
		if (!last.is_set)
			continue;
		(void)snprintf(move->report.table, sizeof move->report.table, "%s", table->name);
		*ret_is_empty = false;
		return OK;
	}
	*ret_is_empty = true;
	return OK;
}

/* From behind what is there. */
static enum fail copy_table(struct move *move, size_t at)
{
	const struct move_table *from = &move->source.tables[at], *to = &move->target.tables[at];
	struct move_key after = {0};
	int64_t rows = 0;
	check(at < move->source.count && at < move->target.count);
	TRY(find_end(move, to, &rows, &after));
	move->report.rows_found += rows;
	for (int turn = 1; rows < from->rows; turn++) { /* each copies a row at least */
		struct chunk chunk = {.move = move, .from = from, .to = to, .after = &after, .arena = move->key_arenas[turn % 2]};
		TRY(store_write(move->target.store, copy_chunk, &chunk));
		if (chunk.rows == 0)
			break; /* the comparison will tell */
		check(chunk.rows > 0 && chunk.last.is_set);
		rows += chunk.rows;
		after = chunk.last;
	}
	if (move->options.watch != NULL)
		move->options.watch(move->options.context, from->name, rows);
	return OK;
}

static enum fail find_end(struct move *move, const struct move_table *table, int64_t *ret_rows, struct move_key *ret_last)
{
	struct store_view *view CLEANUP(store_read_done) = NULL;
	int64_t widest = 0;
	TRY(store_read_long(move->target.store, &view));
	TRY(move_measure(view, table, ret_rows, &widest));
	check(*ret_rows >= 0);
	return move_last_key(view, table, move->key_arenas[0], ret_last);
}

static enum fail copy_chunk(struct store_txn *txn, void *context)
{
	struct chunk *chunk = context;
	struct move_page page CLEANUP(move_page_done) = {0};
	bool has_row = false;
	check(chunk->after != NULL && chunk->from != chunk->to);
	check(store_txn_view(txn)->store == chunk->move->target.store);
	chunk->rows = 0;
	TRY(move_page_open(chunk->move->view, chunk->from, chunk->after, &page));
	TRY(move_page_next(&page, &has_row));
	while (has_row) { /* ends with the page */
		TRY(copy_row(txn, chunk, &page));
		TRY(move_page_key(&page, chunk->arena, &chunk->last));
		chunk->rows++;
		TRY(move_page_next(&page, &has_row));
	}
	return OK;
}

static enum fail copy_row(struct store_txn *txn, const struct chunk *chunk, const struct move_page *page)
{
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = false;
	check(chunk->to->column_count == chunk->from->column_count);
	TRY(open_to_write(txn, &chunk->to->add, &statement));
	for (int i = 0; i < chunk->to->column_count; i++)
		move_bind(statement, i, move_page_cell(page, i));
	TRY(statement_step(statement, &has_row));
	return statement_finish(statement);
}

/* Reads both sides from the beginning, and knows nothing of what was copied. */
static enum fail compare(struct move *move, enum move_outcome *ret_outcome)
{
	struct store_view *view CLEANUP(store_read_done) = NULL;
	crypto_generichash_state all;
	check(move->source.count > 0 && move->source.count == move->target.count);
	crypto_generichash_init(&all, NULL, 0, MOVE_HASH_BYTES);
	TRY(store_read_long(move->target.store, &view));
	for (size_t i = 0; i < move->source.count; i++) {
		const struct move_table *from = &move->source.tables[i];
		int64_t from_rows = 0, to_rows = 0;
		unsigned char from_hash[MOVE_HASH_BYTES], to_hash[MOVE_HASH_BYTES];
		TRY(digest(move->view, from, move->key_arenas, &from_rows, from_hash));
		TRY(digest(view, &move->target.tables[i], move->key_arenas, &to_rows, to_hash));
		if (from_rows != to_rows || memcmp(from_hash, to_hash, MOVE_HASH_BYTES) != 0) {
			log_line(LOG_ERROR, "store move=different table=%s source_rows=%lld target_rows=%lld", from->name, (long long)from_rows, (long long)to_rows);
			(void)snprintf(move->report.table, sizeof move->report.table, "%s", from->name);
			*ret_outcome = MOVE_DIFFERENT;
			return OK;
		}
		hash_words(&all, from->name);
		hash_int(&all, from_rows);
		crypto_generichash_update(&all, from_hash, MOVE_HASH_BYTES);
	}
	crypto_generichash_final(&all, move->report.hash, MOVE_HASH_BYTES);
	return OK;
}

static enum fail digest(struct store_view *view, const struct move_table *table, struct arena *const arenas[2], int64_t *ret_rows,
	unsigned char ret_hash[MOVE_HASH_BYTES])
{
	crypto_generichash_state state;
	struct move_key key = {0};
	int64_t rows = 0, all = 0;
	check(arenas[0] != arenas[1]); /* a key is read from one while the next goes into the other */
	crypto_generichash_init(&state, NULL, 0, MOVE_HASH_BYTES);
	for (int turn = 0; turn == 0 || rows > 0; turn++) { /* each page begins behind the last */
		TRY(digest_page(view, table, arenas[turn % 2], &key, &state, &rows));
		all += rows;
	}
	crypto_generichash_final(&state, ret_hash, MOVE_HASH_BYTES);
	check(key.is_set == (all > 0));
	*ret_rows = all;
	return OK;
}

static enum fail digest_page(struct store_view *view, const struct move_table *table, struct arena *arena, struct move_key *key,
	crypto_generichash_state *state, int64_t *ret_rows)
{
	struct move_page page CLEANUP(move_page_done) = {0};
	int64_t rows = 0;
	bool has_row = false;
	TRY(move_page_open(view, table, key, &page)); /* which borrows the key: the next one goes into another arena */
	TRY(move_page_next(&page, &has_row));
	while (has_row) { /* ends with the page */
		for (int i = 0; i < table->column_count; i++)
			hash_cell(state, move_page_cell(&page, i));
		TRY(move_page_key(&page, arena, key));
		rows++;
		TRY(move_page_next(&page, &has_row));
	}
	check(rows == 0 || key->is_set);
	*ret_rows = rows;
	return OK;
}

/* The kind, the length and the bytes, so that no two rows read the same. */
static void hash_cell(crypto_generichash_state *state, struct cell cell)
{
	check(cell.kind != CELL_OTHER);
	hash_int(state, cell.kind);
	if (cell.kind == CELL_INT)
		hash_int(state, cell.number);
	if (cell.kind != CELL_TEXT && cell.kind != CELL_BYTES)
		return;
	check(cell.bytes.at != NULL || cell.bytes.len == 0);
	hash_int(state, (int64_t)cell.bytes.len);
	if (cell.bytes.len > 0)
		crypto_generichash_update(state, (const unsigned char *)cell.bytes.at, cell.bytes.len);
}

static void hash_int(crypto_generichash_state *state, int64_t value)
{
	unsigned char bytes[8];
	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)((uint64_t)value >> (56 - 8 * i));
	crypto_generichash_update(state, bytes, sizeof bytes);
}

static void hash_words(crypto_generichash_state *state, const char *words)
{
	check(words != NULL);
	hash_cell(state, (struct cell){.kind = CELL_TEXT, .bytes = text_of(words)});
}

static enum fail take_mark_away(struct store_txn *txn, void *context UNUSED)
{
	check(store_txn_view(txn)->is_writer);
	txn->has_written = true;
	return txn->view->store->engine->script(txn->view, "DROP TABLE store_move");
}

/* So that the first pages are not planned as if the tables were empty. */
static enum fail count_rows(struct store_txn *txn, void *context)
{
	const struct side *side = context;
	char sql[80];
	check(store_txn_view(txn)->store == side->store);
	txn->has_written = true;
	for (size_t i = 0; i < side->count; i++) {
		int len = snprintf(sql, sizeof sql, "ANALYZE %s", side->tables[i].name);
		check(len > 0 && (size_t)len < sizeof sql);
		TRY(side->store->engine->script(txn->view, sql));
	}
	return OK;
}
