/* SPDX-License-Identifier: Apache-2.0 */
#include "store/statement.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "store/engine.h"

static enum fail borrow(struct store_view *view, const struct query *query, struct statement **ret_statement);
static enum fail prepare(struct store_view *view, const struct query *query, struct statement *ret_statement, char problem[200]);
static void remember(struct statement *statement, enum fail fail);
static const struct engine *engine_for(const struct statement *statement, int in);
static struct cell column(struct statement *statement, int out, enum cell_kind kind);
static struct text copy_column(struct statement *statement, struct arena *arena, int out, enum cell_kind kind);

enum fail statement_open(struct store_view *view, const struct query *query, struct statement **ret_statement)
{
	check(query->kind == QUERY_ONE || query->kind == QUERY_MANY);
	check(*ret_statement == NULL); /* one that is still held would never be given back */
	return borrow(view, query, ret_statement);
}

enum fail statement_open_write(struct store_txn *txn, const struct query *query, struct statement **ret_statement)
{
	check(query->kind == QUERY_EXEC || query->kind == QUERY_EXEC_ONE);
	check(txn != NULL && txn->view->txn == txn); /* not after the work has ended */
	check(txn->view->is_writer && *ret_statement == NULL);
	struct statement *statement CLEANUP(statement_done) = NULL;
	TRY(borrow(txn->view, query, &statement));
	for (int set = 0; set < STORE_SET_COUNT; set++) {
		if ((statement->writes & 1u << set) == 0 || txn->open[set] > 0)
			continue;
		log_line(LOG_ERROR, "security store=protected query=%s set=%d", query->name, set);
		atomic_fetch_add(&txn->view->store->protection, 1);
		remember(statement, FAIL_STORE);
		return FAIL_STORE;
	}
	txn->has_written = true;
	*ret_statement = statement;
	statement = NULL;
	return OK;
}

static enum fail borrow(struct store_view *view, const struct query *query, struct statement **ret_statement)
{
	check(view != NULL);
	check(view->cached >= 0 && view->cached < LIMIT_QUERIES); /* a slot is free: the search ends */
	/* Queries are constants: their addresses do not move, and differ. */
	size_t slot = ((uintptr_t)query >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 40 & (LIMIT_QUERIES - 1);
	while (view->cache[slot] != NULL && view->cache[slot]->query != query)
		slot = (slot + 1) & (LIMIT_QUERIES - 1);
	struct statement *statement = view->cache[slot];
	if (statement == NULL) {
		char problem[200] = "";
		if (view->cached >= LIMIT_QUERIES - 1)
			return FAIL_LIMIT;
		statement = arena_new(view->arena, struct statement);
		if (statement == NULL)
			return FAIL_LIMIT;
		enum fail fail = prepare(view, query, statement, problem);
		if (fail != OK) {
			log_line(LOG_ERROR, "store query=%s problem=\"%s\"", query->name, problem);
			if (view->fail == OK && fail != FAIL_BUSY)
				view->fail = fail;
			return fail;
		}
		view->cache[slot] = statement;
		view->cached++;
	}
	check(!statement->is_open);
	check(statement->query == query && statement->view == view && view->open_statements >= 0);
	statement->is_open = true;
	statement->has_row = false;
	statement->fail = OK;
	statement->arena = NULL;
	view->open_statements++;
	*ret_statement = statement;
	return OK;
}

static enum fail prepare(struct store_view *view, const struct query *query, struct statement *ret_statement, char problem[200])
{
	check(query->in_count >= 0 && query->in_count <= LIMIT_QUERY_NAMES && query->out_count >= 0 && query->out_count <= LIMIT_QUERY_NAMES);
	check(query->name != NULL && query->sql != NULL);
	struct statement made = {.query = query, .view = view};
	enum fail fail = view->store->engine->prepare(&made, problem);
	bool is_reading = query->kind == QUERY_ONE || query->kind == QUERY_MANY;
	check(fail != OK || made.own != NULL);
	check(fail != OK || ((!is_reading || made.writes == 0) && made.writes >> STORE_SET_COUNT == 0));
	if (fail == OK)
		*ret_statement = made;
	return fail;
}

void statement_done(struct statement **statement)
{
	struct statement *done = *statement;
	if (done == NULL)
		return;
	check(done->is_open);
	check(done->view->open_statements > 0);
	done->view->store->engine->reset(done);
	done->is_open = false;
	done->view->open_statements--;
	*statement = NULL;
}

void statement_forget_all(struct store_view *view)
{
	int forgotten = 0;
	check(view->open_statements == 0);
	for (size_t i = 0; i < LIMIT_QUERIES; i++) {
		if (view->cache[i] == NULL)
			continue;
		view->store->engine->finalize(view->cache[i]);
		view->cache[i] = NULL;
		forgotten++;
	}
	check(forgotten == view->cached);
	view->cached = 0;
}

/* A hard failure also marks the running work, so that one that swallows the
 * answer is undone all the same. */
static void remember(struct statement *statement, enum fail fail)
{
	check(fail != FAIL_REFUSED); /* rules refuse, engines fail */
	if (fail == OK || statement->fail != OK)
		return;
	statement->fail = fail;
	if (fail != FAIL_BUSY && statement->view->fail == OK)
		statement->view->fail = fail;
}

/* The engine that binds parameter `in`. */
static const struct engine *engine_for(const struct statement *statement, int in)
{
	check(statement->is_open);
	check(in >= 0 && in < statement->query->in_count);
	return statement->view->store->engine;
}

void statement_bind_int(struct statement *statement, int in, int64_t value)
{
	remember(statement, engine_for(statement, in)->bind_int(statement, in, value));
}

void statement_bind_int_or_null(struct statement *statement, int in, int64_t value)
{
	if (value != 0) /* a parameter that is not bound is NULL */
		statement_bind_int(statement, in, value);
}

void statement_bind_bool(struct statement *statement, int in, bool value)
{
	remember(statement, engine_for(statement, in)->bind_bool(statement, in, value));
}

void statement_bind_text(struct statement *statement, int in, struct text value)
{
	check(value.at != NULL || value.len == 0);
	remember(statement, engine_for(statement, in)->bind_text(statement, in, value.at == NULL ? TEXT("") : value));
}

void statement_bind_text_or_null(struct statement *statement, int in, struct text value)
{
	if (value.len > 0)
		statement_bind_text(statement, in, value);
}

void statement_bind_bytes(struct statement *statement, int in, struct text value)
{
	check(value.at != NULL || value.len == 0);
	remember(statement, engine_for(statement, in)->bind_bytes(statement, in, value.at == NULL ? TEXT("") : value));
}

void statement_bind_bytes_or_null(struct statement *statement, int in, struct text value)
{
	if (value.len > 0)
		statement_bind_bytes(statement, in, value);
}

enum fail statement_step(struct statement *statement, bool *ret_has_row)
{
	enum fail struck = OK;
	bool has_row = false;
	check(statement->is_open);
	statement->has_row = false;
	TRY(statement_finish(statement));
	if (statement->view->is_rehearsing || !store_fault_strikes(statement->view->store, STORE_FAULT_STATEMENT, &struck))
		struck = statement->view->store->engine->step(statement, &has_row);
	remember(statement, struck);
	check(!has_row || (struck == OK && statement->query->out_count > 0));
	TRY(statement->fail);
	statement->has_row = has_row;
	*ret_has_row = has_row;
	return OK;
}

enum fail statement_finish(struct statement *statement)
{
	check(statement->is_open);
	if (statement->fail == OK && statement->arena != NULL && arena_is_exhausted(statement->arena))
		remember(statement, FAIL_LIMIT);
	return statement->fail;
}

int64_t statement_changed(struct statement *statement)
{
	check(statement->is_open);
	check(statement->query->kind == QUERY_EXEC || statement->query->kind == QUERY_EXEC_ONE);
	return statement->view->store->engine->changed(statement);
}

/* The column, or a NULL; another kind than asked for is remembered and reads as NULL. */
static struct cell column(struct statement *statement, int out, enum cell_kind kind)
{
	check(statement->is_open && statement->has_row);
	check(out >= 0 && out < statement->query->out_count);
	struct cell cell = statement->view->store->engine->column(statement, out);
	if (cell.kind == kind || cell.kind == CELL_NULL)
		return cell;
	log_line(LOG_ERROR, "store query=%s column=%s problem=type found=%d", statement->query->name, statement->query->out_names[out],
		(int)cell.kind);
	remember(statement, FAIL_STORE);
	return (struct cell){.kind = CELL_NULL};
}

int64_t statement_int(struct statement *statement, int out)
{
	return column(statement, out, CELL_INT).number;
}

bool statement_bool(struct statement *statement, int out)
{
	return statement_int(statement, out) != 0;
}

struct text statement_text(struct statement *statement, struct arena *arena, int out)
{
	return copy_column(statement, arena, out, CELL_TEXT);
}

struct text statement_bytes(struct statement *statement, struct arena *arena, int out)
{
	return copy_column(statement, arena, out, CELL_BYTES);
}

static struct text copy_column(struct statement *statement, struct arena *arena, int out, enum cell_kind kind)
{
	check(arena != NULL);
	struct cell cell = column(statement, out, kind);
	if (cell.kind == CELL_NULL)
		return TEXT_NONE;
	check(cell.kind == kind);
	if (cell.bytes.at == NULL && cell.bytes.len > 0)
		remember(statement, FAIL_LIMIT); /* the engine had no memory */
	statement->arena = arena;
	return cell.bytes.at == NULL ? TEXT_NONE : arena_copy(arena, cell.bytes);
}

bool statement_is_null(struct statement *statement, int out)
{
	check(statement->is_open && statement->has_row);
	check(out >= 0 && out < statement->query->out_count);
	return statement->view->store->engine->column(statement, out).kind == CELL_NULL;
}

enum fail statement_check(struct store_view *view, const struct query *query, char ret_problem[200])
{
	struct statement made;
	char problem[200] = "";
	check(!view->is_checking && !view->is_control);
	view->is_checking = true; /* a reader may look at a writing statement */
	enum fail fail = prepare(view, query, &made, problem);
	view->is_checking = false;
	if (fail == OK)
		view->store->engine->finalize(&made);
	else
		memcpy(ret_problem, problem, sizeof problem);
	return fail;
}
