/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes that wait for their like: they go as one statement for many sets of
 * values before anything that names their table, and before the commit.
 */
#include "store/postgres_batch.h"

#include <string.h>

static bool gather_up(struct statement *statement);
static bool add_to(struct gather *gather, struct value *values);
static bool is_same_row(const struct query *query, uint64_t keys, const struct value *a, const struct value *b);
static bool add_up(const struct statement *statement, struct value *sum, const struct value *values);
static enum fail send_gather(struct store_view *view, const struct gather *gather);

enum fail postgres_batch_write(struct statement *statement, bool *ret_is_done)
{
	struct store_view *view = statement->view;
	struct postgres_batch *batch = postgres_link_of(view)->batch;
	struct prepared *prepared = postgres_prepared_of(statement);
	check(prepared->table >= 0);
	check(batch != NULL && postgres_batch_is_on(view));
	if (view->is_rehearsing)
		batch_note(&batch->rehearsed, prepared->table);
	else
		batch_note_write(statement);
	*ret_is_done = view->is_rehearsing;
	prepared->changed = view->is_rehearsing && prepared->many != MANY_NONE ? 1 : 0;
	if (view->is_rehearsing)
		return statement->query->kind == QUERY_EXEC ? OK : FAIL_BUSY; /* nobody knows what it would give back */
	bool is_many = batch_is_ready(statement);
	bool is_gathered = is_many && gather_up(statement);
	if (!is_gathered) {
		TRY(batch_flush_named(statement));
		is_gathered = is_many && gather_up(statement);
	}
	if (is_gathered) {
		prepared->is_sent = true;
		prepared->changed = 1; /* nearly always; if not, the batch is given up and nobody has been told */
	}
	*ret_is_done = is_gathered;
	return OK;
}

/* Joins the statement's like, if nothing else that was gathered names its table. */
static bool gather_up(struct statement *statement)
{
	struct postgres_batch *batch = postgres_link_of(statement->view)->batch;
	struct gather *gather = NULL;
	check(statement->view->is_bold && !statement->view->is_rehearsing);
	check(batch->gather_count >= 0 && batch->gather_count <= BATCH_GATHERS_MAX);
	for (int i = 0; i < batch->gather_count; i++) {
		if (batch->gathers[i].statement == statement)
			gather = &batch->gathers[i];
		else if (batch_share(batch_tables_of(batch->gathers[i].statement), batch_tables_of(statement)))
			return false;
	}
	if (gather == NULL && batch->gather_count == BATCH_GATHERS_MAX)
		return false;
	struct value *values = batch_copy_values(statement);
	if (values == NULL)
		return false;
	if (gather == NULL) {
		gather = &batch->gathers[batch->gather_count++];
		gather->statement = statement;
		gather->count = 0;
	}
	return add_to(gather, values);
}

static bool add_to(struct gather *gather, struct value *values)
{
	const struct prepared *prepared = postgres_prepared_of(gather->statement);
	const struct query *query = gather->statement->query;
	check(gather->count <= BATCH_ROWS_MAX && prepared->many != MANY_NONE);
	if (prepared->many == MANY_ADD) {
		for (int in = 0; in < query->in_count; in++) {
			if (values[in].at == NULL)
				return false;
		}
		for (int i = 0; i < gather->count; i++) {
			if (is_same_row(query, prepared->keys, gather->rows[i], values))
				return add_up(gather->statement, gather->rows[i], values);
		}
	}
	check(values != NULL);
	if (gather->count == BATCH_ROWS_MAX)
		return false;
	gather->rows[gather->count++] = values;
	return true;
}

static bool is_same_row(const struct query *query, uint64_t keys, const struct value *a, const struct value *b)
{
	for (int in = 0; in < query->in_count; in++) {
		if ((keys >> in & 1) != 0 && (a[in].len != b[in].len || memcmp(a[in].at, b[in].at, (size_t)a[in].len) != 0))
			return false;
	}
	return true;
}

/* False, and nothing changed, when a sum would be no number. */
static bool add_up(const struct statement *statement, struct value *sum, const struct value *values)
{
	const struct prepared *prepared = postgres_prepared_of(statement);
	const struct query *query = statement->query;
	int64_t sums[LIMIT_QUERY_NAMES];
	check(is_same_row(query, prepared->keys, sum, values));
	check(sum != values);
	for (int in = 0; in < query->in_count; in++) {
		bool is_set = (prepared->set >> in & 1) != 0;
		check((prepared->keys >> in & 1) != 0 || (sum[in].len == 8 && values[in].len == 8)); /* what is changed are numbers */
		if ((prepared->keys >> in & 1) == 0
			&& __builtin_add_overflow(is_set ? 0 : batch_number_of(sum[in].at), batch_number_of(values[in].at), &sums[in]))
			return false;
	}
	for (int in = 0; in < query->in_count; in++) {
		char *bytes = (char *)(uintptr_t)sum[in].at;
		for (int i = 0; (prepared->keys >> in & 1) == 0 && i < 8; i++)
			bytes[i] = (char)((uint64_t)sums[in] >> (56 - 8 * i));
	}
	return true;
}

enum fail batch_flush_named(const struct statement *statement)
{
	const struct postgres_batch *batch = postgres_link_of(statement->view)->batch;
	for (int i = 0; i < batch->gather_count; i++) {
		if (batch_share(batch_tables_of(batch->gathers[i].statement), batch_tables_of(statement)))
			return postgres_batch_flush(statement->view);
	}
	return OK;
}

enum fail postgres_batch_flush(struct store_view *view)
{
	struct postgres_batch *batch = postgres_link_of(view)->batch;
	check(!view->is_rehearsing);
	check(batch->gather_count == 0 || view->is_bold);
	for (int i = 0; i < batch->gather_count; i++)
		TRY(send_gather(view, &batch->gathers[i]));
	batch->gather_count = 0;
	return OK;
}

static enum fail send_gather(struct store_view *view, const struct gather *gather)
{
	struct owed owed = {.name = gather->statement->query->name, .changes = gather->count};
	check(gather->count >= 0 && gather->count <= BATCH_ROWS_MAX);
	if (gather->count == 0)
		return OK;
	return postgres_owe_this(view, owed, postgres_many_send(postgres_link_of(view)->conn, gather->statement, gather->rows, gather->count));
}
