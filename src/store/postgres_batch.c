/* SPDX-License-Identifier: Apache-2.0
 *
 * What the works of one bold batch share, so that few of them wait for the
 * server: rows that were read before in this transaction, rows that rehearsals
 * asked for all together, and writes that are gathered until they have to go.
 *
 * All of it is only ever as true as the transaction: it is begun empty with
 * each one, so the server has told it, under the same snapshot and the same
 * watch for others, and what a table held before is not believed any more once
 * a work of the batch has written to it. A gathered write is sent before
 * anything that names its table, and before the commit.
 */
#include "store/postgres_batch.h"

#include <string.h>

#include "store/dialect.h"

#define BATCH_ARENA_BYTES (16 * 1024 * 1024)

static enum fail prepare_wanted(struct store_view *view);
static void want(const struct statement *statement);
static bool is_untouched(const struct statement *statement);
static struct told *recall(const struct statement *statement);
static enum fail wish(struct statement *statement, struct told *told);
static enum fail ask_each(struct store_view *view, const struct statement *statement);
static enum fail ask_many(struct store_view *view, const struct statement *statement);
static PGresult **next_result(struct postgres_batch *batch);
static void deal_out(const struct statement *statement, PGresult *const *results, int count);
static bool deal_out_many(struct told *first, const PGresult *rows);
static struct told *tell(struct statement *statement);
static void forget(struct postgres_batch *batch);
static uint64_t hash_of(const struct statement *statement);
static bool has_values(const struct told *told, const struct statement *statement);
static bool names(const char *sql, const char *table);

enum fail postgres_batch_make(struct store_view *view)
{
	struct postgres_batch *batch = arena_new(view->arena, struct postgres_batch);
	check(view->is_writer);
	check(postgres_link_of(view)->batch == NULL);
	if (batch == NULL)
		return FAIL_LIMIT;
	batch->arena = arena_make(BATCH_ARENA_BYTES);
	postgres_link_of(view)->batch = batch;
	return batch->arena == NULL ? FAIL_LIMIT : OK;
}

static void forget(struct postgres_batch *batch)
{
	check(batch->result_count >= 0 && batch->result_count <= BATCH_RESULTS_MAX);
	check(batch->wishing_count >= 0 && batch->wishing_count <= BATCH_SLOTS);
	for (int i = 0; i < batch->result_count; i++)
		PQclear(batch->results[i]);
	for (int i = 0; i < batch->wishing_count; i++)
		postgres_prepared_of(batch->wishing[i])->wishes = NULL;
	batch->result_count = batch->wishing_count = batch->gather_count = 0;
	memset(batch->slots, 0, sizeof batch->slots);
	memset(&batch->written, 0, sizeof batch->written);
	memset(&batch->written_wholly, 0, sizeof batch->written_wholly);
	memset(&batch->rehearsed, 0, sizeof batch->rehearsed);
	batch->write_count = 0;
	arena_reset(batch->arena);
}

void postgres_batch_done(struct store_view *view)
{
	struct postgres_batch *batch = postgres_link_of(view)->batch;
	if (batch == NULL)
		return;
	if (batch->arena != NULL)
		forget(batch);
	arena_free(batch->arena);
	postgres_link_of(view)->batch = NULL;
}

enum fail postgres_batch_begin(struct store_view *view)
{
	struct postgres_batch *batch = postgres_link_of(view)->batch;
	check(batch != NULL && !postgres_link_of(view)->is_open);
	forget(batch);
	check(batch->gather_count == 0 && batch->write_count == 0); /* what is known is never older than the transaction */
	return batch->is_wanting ? prepare_wanted(view) : OK;
}

/* Outside any transaction, so that one which the server does not take costs nothing but its line in the log. */
static enum fail prepare_wanted(struct store_view *view)
{
	const struct postgres_link *link = postgres_link_of(view);
	check(link->batch->is_wanting && !link->is_open);
	link->batch->is_wanting = false;
	for (size_t slot = 0; slot < LIMIT_QUERIES; slot++) {
		char name[80];
		const struct statement *statement = view->cache[slot];
		struct prepared *prepared = statement == NULL ? NULL : postgres_prepared_of(statement);
		if (prepared == NULL || prepared->many == MANY_NONE || prepared->many_sql == NULL || prepared->many_generation == link->generation)
			continue;
		(void)snprintf(name, sizeof name, "many %s", prepared->name);
		TRY(postgres_owe(view, statement->query->name, postgres_many_prepare(link->conn, statement, name)));
		enum fail fail = postgres_settle(view, NULL);
		if (link->is_lost)
			return FAIL_BUSY;
		prepared->many_generation = link->generation;
		if (fail != OK)
			prepared->many = MANY_NONE;
	}
	return OK;
}

/* It is prepared before the next batch. */
static void want(const struct statement *statement)
{
	struct prepared *prepared = postgres_prepared_of(statement);
	check(statement->view->is_writer && prepared->many != MANY_NONE);
	if (prepared->many_sql == NULL)
		prepared->many_sql = postgres_many_sql(statement->view->arena, statement->query, prepared->many);
	if (prepared->many_sql == NULL)
		prepared->many = MANY_NONE;
	postgres_link_of(statement->view)->batch->is_wanting = true;
}

bool batch_is_ready(const struct statement *statement)
{
	const struct prepared *prepared = postgres_prepared_of(statement);
	if (prepared->many == MANY_NONE)
		return false;
	if (prepared->many_generation == postgres_link_of(statement->view)->generation)
		return true;
	want(statement);
	return false;
}

void postgres_batch_rehearse(struct store_view *view)
{
	struct postgres_batch *batch = postgres_link_of(view)->batch;
	check(view->is_rehearsing);
	check(batch != NULL && view->is_bold);
	memset(&batch->rehearsed, 0, sizeof batch->rehearsed);
}

bool postgres_batch_is_on(const struct store_view *view)
{
	return view->is_writer && view->is_bold && view->txn != NULL && !view->is_control;
}

int postgres_batch_table(struct store_view *view, const char *name)
{
	struct postgres_batch *batch = postgres_link_of(view)->batch;
	for (int i = 0; i < batch->table_count; i++) {
		if (strcmp(batch->tables[i], name) == 0)
			return i;
	}
	check(batch->table_count >= 0 && batch->table_count < BATCH_TABLES_MAX);
	batch->tables[batch->table_count] = arena_copy(view->arena, text_of(name)).at;
	check(batch->tables[batch->table_count] != NULL);
	return batch->table_count++;
}

enum fail postgres_batch_pass(struct store_view *view)
{
	struct postgres_batch *batch = postgres_link_of(view)->batch;
	if (batch == NULL)
		return OK;
	if (view->is_rehearsing)
		return FAIL_BUSY;
	memset(&batch->written, -1, sizeof batch->written);
	memset(&batch->written_wholly, -1, sizeof batch->written_wholly);
	return postgres_batch_flush(view);
}

enum fail postgres_batch_read(struct statement *statement, bool *ret_is_told)
{
	struct store_view *view = statement->view;
	struct postgres_batch *batch = postgres_link_of(view)->batch;
	struct prepared *prepared = postgres_prepared_of(statement);
	struct told *told = NULL;
	check(prepared->rows == NULL && statement->writes == 0);
	if (view->is_rehearsing && batch_share(&batch->rehearsed, batch_tables_of(statement)))
		return FAIL_BUSY; /* it would see what it has only pretended to write */
	if (is_untouched(statement))
		told = recall(statement);
	*ret_is_told = told != NULL && told->rows != NULL;
	check(!*ret_is_told || (told->first >= 0 && told->count >= 0 && told->first + told->count <= PQntuples(told->rows)));
	if (*ret_is_told) {
		prepared->rows = (PGresult *)(uintptr_t)told->rows;
		prepared->is_borrowed = true;
		prepared->row = told->first - 1;
		prepared->row_count = told->first + told->count;
		return OK;
	}
	return view->is_rehearsing ? wish(statement, told) : batch_flush_named(statement);
}

/* Whether no work of the batch has written what the statement reads: other tables, or other rows. */
static bool is_untouched(const struct statement *statement)
{
	const struct postgres_batch *batch = postgres_link_of(statement->view)->batch;
	const struct prepared *prepared = postgres_prepared_of(statement);
	struct value values[LIMIT_QUERY_NAMES];
	struct postgres_keys keys = {.count = 0};
	int table = -1;
	if (!batch_share(&batch->written, batch_tables_of(statement)))
		return true;
	if (batch_share(&batch->written_wholly, batch_tables_of(statement)))
		return false;
	for (int in = 0; in < statement->query->in_count; in++)
		values[in] = (struct value){prepared->values[in], prepared->lengths[in]};
	for (int i = 0; i < batch->write_count; i++) {
		const struct written *written = &batch->writes[i];
		struct postgres_tables one = {{0}};
		batch_note(&one, written->table);
		if (!batch_share(&one, batch_tables_of(statement)))
			continue;
		if (written->table != table && !postgres_keys_of(statement->query, batch->tables[written->table], &keys))
			return false;
		table = written->table;
		if (!postgres_keys_differ(&keys, values, written->keys, written->values))
			return false;
	}
	return true;
}

void batch_note_write(const struct statement *statement)
{
	struct postgres_batch *batch = postgres_link_of(statement->view)->batch;
	struct prepared *prepared = postgres_prepared_of(statement);
	const struct value *values = NULL;
	check(prepared->table >= 0);
	check(prepared->table < batch->table_count && !statement->view->is_rehearsing);
	batch_note(&batch->written, prepared->table);
	if (prepared->write_keys.count == 0)
		(void)postgres_keys_of(statement->query, batch->tables[prepared->table], &prepared->write_keys);
	if (prepared->write_keys.count > 0 && batch->write_count < BATCH_WRITES_MAX)
		values = batch_copy_values(statement);
	if (values == NULL)
		batch_note(&batch->written_wholly, prepared->table);
	else
		batch->writes[batch->write_count++] = (struct written){prepared->table, &prepared->write_keys, values};
}

/* What is known of the statement with its values; NULL when it was not asked before. */
static struct told *recall(const struct statement *statement)
{
	const struct postgres_batch *batch = postgres_link_of(statement->view)->batch;
	uint64_t hash = hash_of(statement);
	struct told *told = batch->slots[hash & (BATCH_SLOTS - 1)];
	while (told != NULL && (told->hash != hash || told->statement != statement || !has_values(told, statement)))
		told = told->next_in_slot;
	return told;
}

static struct told *tell(struct statement *statement)
{
	struct postgres_batch *batch = postgres_link_of(statement->view)->batch;
	struct told *told = arena_new(batch->arena, struct told);
	const struct value *values = batch_copy_values(statement);
	check(recall(statement) == NULL);
	if (told == NULL || values == NULL)
		return NULL;
	*told = (struct told){.statement = statement, .hash = hash_of(statement), .values = values};
	struct told **slot = &batch->slots[told->hash & (BATCH_SLOTS - 1)];
	told->next_in_slot = *slot;
	*slot = told;
	return told;
}

/* The rehearsal ends here; the next one will know. */
static enum fail wish(struct statement *statement, struct told *told)
{
	struct postgres_batch *batch = postgres_link_of(statement->view)->batch;
	struct prepared *prepared = postgres_prepared_of(statement);
	check(statement->view->is_rehearsing && (told == NULL || told->rows == NULL));
	if (told == NULL && batch->wishing_count < BATCH_SLOTS) {
		told = tell(statement);
		if (told == NULL)
			return FAIL_BUSY;
		if (prepared->wishes == NULL)
			batch->wishing[batch->wishing_count++] = statement;
		told->next_wish = prepared->wishes;
		prepared->wishes = told;
	}
	statement->view->has_wished = told != NULL;
	return FAIL_BUSY;
}

enum fail postgres_batch_fetch(struct store_view *view, bool *ret_any)
{
	struct postgres_batch *batch = postgres_link_of(view)->batch;
	int first[BATCH_SLOTS + 1] = {batch->result_count};
	check(!view->is_rehearsing);
	check(batch->wishing_count >= 0 && batch->wishing_count <= BATCH_SLOTS);
	for (int i = 0; i < batch->wishing_count; i++) {
		TRY(batch_is_ready(batch->wishing[i]) && postgres_prepared_of(batch->wishing[i])->wishes->next_wish != NULL
			? ask_many(view, batch->wishing[i]) : ask_each(view, batch->wishing[i]));
		first[i + 1] = batch->result_count;
	}
	TRY(postgres_settle(view, NULL));
	for (int i = 0; i < batch->wishing_count; i++) {
		deal_out(batch->wishing[i], &batch->results[first[i]], first[i + 1] - first[i]);
		postgres_prepared_of(batch->wishing[i])->wishes = NULL;
	}
	*ret_any = batch->wishing_count > 0;
	batch->wishing_count = 0;
	return OK;
}

/* Sends the statement once for each of its wishes. */
static enum fail ask_each(struct store_view *view, const struct statement *statement)
{
	static const int binary[LIMIT_QUERY_NAMES] = {[0 ... LIMIT_QUERY_NAMES - 1] = 1};
	const struct postgres_link *link = postgres_link_of(view);
	const struct prepared *prepared = postgres_prepared_of(statement);
	check(prepared->wishes != NULL && !view->is_rehearsing);
	TRY(postgres_prepare_again(statement));
	check(prepared->generation == link->generation);
	for (const struct told *told = prepared->wishes; told != NULL && link->batch->result_count < BATCH_RESULTS_MAX; told = told->next_wish) {
		const char *values[LIMIT_QUERY_NAMES];
		int lengths[LIMIT_QUERY_NAMES];
		for (int in = 0; in < statement->query->in_count; in++) {
			values[in] = told->values[in].at;
			lengths[in] = told->values[in].len;
		}
		struct owed owed = {.name = statement->query->name, .ret_rows = next_result(link->batch)};
		TRY(postgres_owe_this(view, owed, PQsendQueryPrepared(link->conn, prepared->name, statement->query->in_count, values, lengths, binary, 1)));
	}
	return OK;
}

/* … once for all of them. */
static enum fail ask_many(struct store_view *view, const struct statement *statement)
{
	struct value *rows[BATCH_ROWS_MAX];
	const struct postgres_link *link = postgres_link_of(view);
	int count = 0;
	if (link->batch->result_count == BATCH_RESULTS_MAX)
		return OK;
	for (const struct told *told = postgres_prepared_of(statement)->wishes; told != NULL && count < BATCH_ROWS_MAX; told = told->next_wish)
		rows[count++] = (struct value *)(uintptr_t)told->values;
	check(count > 0 && count <= BATCH_ROWS_MAX);
	struct owed owed = {.name = statement->query->name, .ret_rows = next_result(link->batch)};
	return postgres_owe_this(view, owed, postgres_many_send(link->conn, statement, rows, count));
}

static PGresult **next_result(struct postgres_batch *batch)
{
	PGresult **place = &batch->results[batch->result_count++];
	check(batch->result_count <= BATCH_RESULTS_MAX);
	*place = NULL;
	return place;
}

static void deal_out(const struct statement *statement, PGresult *const *results, int count)
{
	struct told *told = postgres_prepared_of(statement)->wishes;
	check(told != NULL && count >= 0);
	for (int i = 0; i < count; i++)
		check(results[i] != NULL); /* all that was asked for has come */
	if (count == 1 && told->next_wish != NULL && PQnfields(results[0]) > statement->query->out_count) {
		(void)deal_out_many(told, results[0]);
		return;
	}
	for (int i = 0; i < count && told != NULL; i++, told = told->next_wish) {
		told->rows = results[i];
		told->count = PQntuples(results[i]);
	}
}

/* The last column says whose rows these are, from 1 on; in any other order they are not used. */
static bool deal_out_many(struct told *first, const PGresult *rows)
{
	int column = PQnfields(rows) - 1;
	int total = PQntuples(rows);
	int at = 0;
	int64_t nth = 1;
	check(column > 0);
	for (int i = 1; i < total; i++) {
		if (batch_number_of(PQgetvalue(rows, i - 1, column)) > batch_number_of(PQgetvalue(rows, i, column)))
			return false;
	}
	for (struct told *told = first; told != NULL && nth <= BATCH_ROWS_MAX; told = told->next_wish, nth++) {
		told->rows = rows;
		told->first = at;
		while (at < total && batch_number_of(PQgetvalue(rows, at, column)) == nth)
			at++;
		told->count = at - told->first;
		check(told->count >= 0 && at <= total);
	}
	return true;
}

void postgres_batch_keep(struct statement *statement)
{
	struct postgres_batch *batch = postgres_link_of(statement->view)->batch;
	struct prepared *prepared = postgres_prepared_of(statement);
	check(prepared->rows != NULL && !prepared->is_borrowed);
	if (batch->result_count == BATCH_RESULTS_MAX || batch_share(&batch->written, batch_tables_of(statement)))
		return;
	struct told *told = recall(statement);
	if (told == NULL)
		told = tell(statement);
	if (told == NULL)
		return;
	told->rows = batch->results[batch->result_count++] = prepared->rows;
	check(batch->result_count <= BATCH_RESULTS_MAX);
	told->first = 0;
	told->count = PQntuples(prepared->rows);
	prepared->is_borrowed = true;
}

struct value *batch_copy_values(const struct statement *statement)
{
	struct arena *arena = postgres_link_of(statement->view)->batch->arena;
	const struct prepared *prepared = postgres_prepared_of(statement);
	int count = statement->query->in_count;
	check(count >= 0 && count <= LIMIT_QUERY_NAMES);
	struct value *values = arena_array(arena, struct value, (size_t)count + 1);
	for (int in = 0; values != NULL && in < count; in++) {
		if (prepared->values[in] == NULL)
			continue;
		values[in] = (struct value){arena_copy(arena, (struct text){prepared->values[in], (size_t)prepared->lengths[in]}).at, prepared->lengths[in]};
		if (values[in].at == NULL)
			return NULL;
	}
	return values;
}

static uint64_t hash_of(const struct statement *statement)
{
	const struct prepared *prepared = postgres_prepared_of(statement);
	uint64_t hash = (uint64_t)(uintptr_t)statement * UINT64_C(0x9E3779B97F4A7C15);
	for (int in = 0; in < statement->query->in_count; in++) {
		for (int i = 0; prepared->values[in] != NULL && i < prepared->lengths[in]; i++)
			hash = (hash ^ (unsigned char)prepared->values[in][i]) * UINT64_C(0x100000001B3);
		hash = (hash ^ 256) * UINT64_C(0x100000001B3);
	}
	return hash ^ hash >> 32;
}

static bool has_values(const struct told *told, const struct statement *statement)
{
	const struct prepared *prepared = postgres_prepared_of(statement);
	for (int in = 0; in < statement->query->in_count; in++) {
		const struct value *value = &told->values[in];
		if ((value->at == NULL) != (prepared->values[in] == NULL))
			return false;
		if (value->at != NULL && (value->len != prepared->lengths[in] || memcmp(value->at, prepared->values[in], (size_t)value->len) != 0))
			return false;
	}
	return true;
}

const struct postgres_tables *batch_tables_of(const struct statement *statement)
{
	const struct postgres_batch *batch = postgres_link_of(statement->view)->batch;
	struct prepared *prepared = postgres_prepared_of(statement);
	check(prepared->tables_seen >= 0 && prepared->tables_seen <= batch->table_count);
	for (; prepared->tables_seen < batch->table_count; prepared->tables_seen++) {
		if (names(statement->query->sql, batch->tables[prepared->tables_seen]))
			batch_note(&prepared->tables, prepared->tables_seen);
	}
	return &prepared->tables;
}

/* Wherever the word stands: once too often costs a question, never an answer. */
static bool names(const char *sql, const char *table)
{
	size_t len = strlen(table);
	check(len > 0);
	for (const char *at = strstr(sql, table); at != NULL; at = strstr(at + 1, table)) {
		bool begins = at == sql || !dialect_is_word_byte(at[-1]);
		bool ends = !dialect_is_word_byte(at[len]);
		if (begins && ends)
			return true;
	}
	return false;
}

bool batch_share(const struct postgres_tables *a, const struct postgres_tables *b)
{
	uint64_t both = 0;
	for (size_t i = 0; i < POSTGRES_TABLE_WORDS; i++)
		both |= a->bits[i] & b->bits[i];
	return both != 0;
}

void batch_note(struct postgres_tables *tables, int table)
{
	check(table >= 0 && table < BATCH_TABLES_MAX);
	tables->bits[table / 64 % POSTGRES_TABLE_WORDS] |= UINT64_C(1) << table % 64;
}

int64_t batch_number_of(const char *bytes)
{
	uint64_t number = 0;
	for (int i = 0; i < 8; i++)
		number = number << 8 | (unsigned char)bytes[i];
	return (int64_t)number;
}
