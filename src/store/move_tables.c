/* SPDX-License-Identifier: Apache-2.0 */
#include "store/move_private.h"

#include <string.h>

#include "base/buffer.h"
#include "base/log.h"
#include "store/dialect.h"

#define SQL_BYTES (16 * 1024)
#define TABLES_MAX 256
/* What a chunk may take in memory, its largest row times its rows, and a row's part of the engine's own. */
#define CHUNK_BYTES (4 * 1024 * 1024)
#define CHUNK_ROWS 1000
#define CELL_BYTES_OF_ENGINE 64
#define BYTES_PER_POINT "4"

static const char *const measured[] = {"row_count", "widest"};
static const enum query_value measured_types[] = {VALUE_INT, VALUE_INT};
static const char *const next_names[MOVE_KEY_MAX + 1] = {"at_once", "k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7"};

static const struct engine_column *find_table(const struct engine_column *columns, size_t count, struct text name, int *ret_columns);
static bool is_placed(const struct move_table *tables, size_t count, struct text name);
static struct text created_table(struct text sql);
static struct text next_word(struct text *rest);
static enum fail add_table(struct arena *arena, const struct engine_column *columns, int count, struct move_table *ret_table);
static enum fail write_statements(struct arena *arena, struct move_table *table);
static enum fail make_query(struct arena *arena, const struct move_table *table, const char *verb, struct buffer *sql, struct query *ret_query);
static void add_columns(struct buffer *sql, const struct move_table *table, const char *before);
static void add_key(struct buffer *sql, const struct move_table *table, const char *behind);
static bool is_same_table(const struct move_table *a, const struct move_table *b);
static enum cell_kind cell_kind_of(enum query_value type);

enum fail move_tables_read(struct store_view *view, struct arena *arena, const struct move_options *options, struct move_table **ret_tables,
	size_t *ret_count)
{
	struct engine_column *columns = NULL;
	size_t count = 0, placed = 0, column_count = 0;
	check(options->migrations != NULL && options->rows_at_once >= 0);
	struct move_table *tables = arena_array(arena, struct move_table, TABLES_MAX);
	TRY(view->store->engine->read_columns(view, arena, &columns, &column_count));
	if (tables == NULL)
		return FAIL_LIMIT;
	for (size_t m = 0; m < options->migration_count; m++) {
		struct text rest = text_of(options->migrations[m].sql);
		for (struct text sql = dialect_cut(&rest); sql.len > 0; sql = dialect_cut(&rest)) {
			int width = 0;
			struct text name = created_table(sql);
			const struct engine_column *first = name.len == 0 ? NULL : find_table(columns, column_count, name, &width);
			if (first == NULL || is_placed(tables, count, name)) /* dropped since; or made anew under its name */
				continue;
			check(count < TABLES_MAX);
			placed += (size_t)width;
			TRY(add_table(arena, first, width, &tables[count++]));
		}
	}
	for (size_t i = 0; i < count; i++)
		tables[i].rows_at_once = options->rows_at_once;
	check(placed <= column_count); /* none is placed twice */
	*ret_tables = placed == column_count ? tables : NULL;
	*ret_count = count;
	return OK;
}

static bool is_placed(const struct move_table *tables, size_t count, struct text name)
{
	bool is_placed = false;
	check(count <= TABLES_MAX);
	for (size_t i = 0; i < count; i++)
		is_placed |= text_equal(text_of(tables[i].name), name);
	return is_placed;
}

/* Columns stand together by table. */
static const struct engine_column *find_table(const struct engine_column *columns, size_t count, struct text name, int *ret_columns)
{
	size_t from = 0;
	check(columns != NULL || count == 0);
	while (from < count && !text_equal(text_of(columns[from].table), name))
		from++;
	size_t to = from;
	while (to < count && text_equal(text_of(columns[to].table), name))
		to++;
	check(from <= to && to <= count);
	*ret_columns = (int)(to - from);
	return from < count ? &columns[from] : NULL;
}

/* The name in CREATE TABLE name (…; empty for any other statement. */
static struct text created_table(struct text sql)
{
	bool is_create = text_equal(next_word(&sql), TEXT("CREATE"));
	bool is_table = text_equal(next_word(&sql), TEXT("TABLE"));
	return is_create && is_table ? next_word(&sql) : TEXT_NONE;
}

static struct text next_word(struct text *rest)
{
	size_t from = 0;
	check(rest->at != NULL || rest->len == 0);
	while (from < rest->len && strchr(" \t\r\n", rest->at[from]) != NULL)
		from++;
	size_t to = from;
	while (to < rest->len && strchr(" \t\r\n(", rest->at[to]) == NULL)
		to++;
	struct text word = text_slice(*rest, from, to - from);
	*rest = text_slice(*rest, to, rest->len);
	return word;
}

static enum fail add_table(struct arena *arena, const struct engine_column *columns, int count, struct move_table *ret_table)
{
	struct move_table table = {.name = columns[0].table, .columns = columns, .column_count = count};
	check(count > 0);
	for (int i = 0; i < count; i++) {
		int place = columns[i].key;
		if (place > MOVE_KEY_MAX)
			return FAIL_LIMIT;
		if (place > 0)
			table.key[place - 1] = i;
		table.key_count = place > table.key_count ? place : table.key_count;
	}
	if (table.key_count == 0 || count > LIMIT_QUERY_NAMES) {
		log_line(LOG_ERROR, "store move table=%s problem=\"no primary key, or too many columns\"", table.name);
		return FAIL_STORE;
	}
	check(table.key_count <= MOVE_KEY_MAX && table.key_count <= count);
	*ret_table = table;
	return write_statements(arena, ret_table);
}

static enum fail write_statements(struct arena *arena, struct move_table *table)
{
	struct buffer sql CLEANUP(buffer_done) = buffer_make(SQL_BYTES);
	check(table->column_count > 0 && table->key_count > 0);
	const char **names = arena_array(arena, const char *, (size_t)table->column_count);
	const char **keys = arena_array(arena, const char *, (size_t)table->key_count);
	enum query_value *types = arena_array(arena, enum query_value, (size_t)table->column_count);
	if (names == NULL || keys == NULL || types == NULL)
		return FAIL_LIMIT;
	for (int i = 0; i < table->column_count; i++) {
		names[i] = table->columns[i].name;
		types[i] = table->columns[i].type;
	}
	for (int i = 0; i < table->key_count; i++) {
		check(table->key[i] >= 0 && table->key[i] < table->column_count);
		keys[i] = names[table->key[i]];
	}
	buffer_add_literal(&sql, "SELECT COUNT(*) AS row_count, COALESCE(MAX(0");
	for (int i = 0; i < table->column_count; i++) {
		if (table->columns[i].type == VALUE_TEXT || table->columns[i].type == VALUE_BYTES)
			buffer_add_format(&sql, " + " BYTES_PER_POINT " * COALESCE(LENGTH(%s), 0)", names[i]);
	}
	buffer_add_format(&sql, "), 0) AS widest FROM %s", table->name);
	table->measure = (struct query){.kind = QUERY_ONE, .out_names = measured, .out_count = COUNT_OF(measured), .out_types = measured_types};
	TRY(make_query(arena, table, "measure", &sql, &table->measure));
	add_columns(&sql, table, "SELECT ");
	buffer_add_format(&sql, " FROM %s ORDER BY ", table->name);
	add_key(&sql, table, "");
	buffer_add_literal(&sql, " LIMIT :at_once");
	table->first = (struct query){.kind = QUERY_MANY, .in_names = next_names, .in_count = 1, .out_names = names, .out_count = table->column_count};
	TRY(make_query(arena, table, "first", &sql, &table->first));
	add_columns(&sql, table, "SELECT ");
	buffer_add_format(&sql, " FROM %s WHERE (", table->name);
	add_key(&sql, table, "");
	for (int i = 0; i < table->key_count; i++)
		buffer_add_format(&sql, "%s:%s", i == 0 ? ") > (" : ", ", next_names[1 + i]);
	buffer_add_literal(&sql, ") ORDER BY ");
	add_key(&sql, table, "");
	buffer_add_literal(&sql, " LIMIT :at_once");
	table->next = table->first;
	table->next.in_count = 1 + table->key_count;
	TRY(make_query(arena, table, "next", &sql, &table->next));
	buffer_add_literal(&sql, "SELECT ");
	add_key(&sql, table, "");
	buffer_add_format(&sql, " FROM %s ORDER BY ", table->name);
	add_key(&sql, table, " DESC");
	buffer_add_literal(&sql, " LIMIT 1");
	table->last = (struct query){.kind = QUERY_ONE, .out_names = keys, .out_count = table->key_count};
	TRY(make_query(arena, table, "last", &sql, &table->last));
	buffer_add_format(&sql, "INSERT INTO %s (", table->name);
	add_columns(&sql, table, "");
	for (int i = 0; i < table->column_count; i++)
		buffer_add_format(&sql, "%s:%s", i == 0 ? ") VALUES (" : ", ", names[i]);
	buffer_add_literal(&sql, ")");
	table->add = (struct query){.kind = QUERY_EXEC, .in_names = names, .in_count = table->column_count, .in_types = types};
	return make_query(arena, table, "add", &sql, &table->add);
}

/* Name and text; the buffer is empty again. */
static enum fail make_query(struct arena *arena, const struct move_table *table, const char *verb, struct buffer *sql, struct query *query)
{
	struct text text = TEXT_NONE;
	TRY(buffer_text(sql, &text));
	check(text.len > 0 && query->in_count <= LIMIT_QUERY_NAMES && query->out_count <= LIMIT_QUERY_NAMES);
	query->sql = arena_copy(arena, text).at;
	query->name = arena_format(arena, "move_%s_%s", verb, table->name).at;
	buffer_reset(sql);
	if (query->sql == NULL || query->name == NULL)
		return FAIL_LIMIT;
	check(strlen(query->name) < 64); /* a server keeps no more of a statement's name */
	return OK;
}

static void add_columns(struct buffer *sql, const struct move_table *table, const char *before)
{
	check(table->column_count > 0);
	for (int i = 0; i < table->column_count; i++)
		buffer_add_format(sql, "%s%s", i == 0 ? before : ", ", table->columns[i].name);
}

static void add_key(struct buffer *sql, const struct move_table *table, const char *behind)
{
	check(table->key_count > 0);
	for (int i = 0; i < table->key_count; i++)
		buffer_add_format(sql, "%s%s%s", i == 0 ? "" : ", ", table->columns[table->key[i]].name, behind);
}

bool move_tables_equal(const struct move_table *a, size_t a_count, const struct move_table *b, size_t b_count)
{
	bool is_equal = a_count == b_count;
	for (size_t i = 0; is_equal && i < a_count; i++)
		is_equal = is_same_table(&a[i], &b[i]);
	return is_equal;
}

static bool is_same_table(const struct move_table *a, const struct move_table *b)
{
	bool is_same = strcmp(a->name, b->name) == 0 && a->column_count == b->column_count && a->key_count == b->key_count;
	for (int i = 0; is_same && i < a->column_count; i++) {
		const struct engine_column *one = &a->columns[i], *other = &b->columns[i];
		is_same = strcmp(one->name, other->name) == 0 && cell_kind_of(one->type) == cell_kind_of(other->type) && one->is_needed == other->is_needed
			&& one->key == other->key;
	}
	return is_same;
}

/* What one engine calls BOOLEAN is a number to the other. */
static enum cell_kind cell_kind_of(enum query_value type)
{
	return type == VALUE_TEXT ? CELL_TEXT : type == VALUE_BYTES ? CELL_BYTES : CELL_INT;
}

enum fail move_page_open(struct store_view *view, const struct move_table *table, const struct move_key *after, struct move_page *ret_page)
{
	int64_t fit = CHUNK_BYTES / (table->widest + CELL_BYTES_OF_ENGINE * table->column_count);
	int64_t at_once = table->rows_at_once > 0 ? table->rows_at_once : fit < 1 ? 1 : fit > CHUNK_ROWS ? CHUNK_ROWS : fit;
	check(table->widest >= 0 && table->column_count > 0);
	check(at_once > 0);
	*ret_page = (struct move_page){.table = table};
	TRY(statement_open(view, after->is_set ? &table->next : &table->first, &ret_page->statement));
	statement_bind_int(ret_page->statement, 0, at_once);
	for (int i = 0; after->is_set && i < table->key_count; i++)
		move_bind(ret_page->statement, 1 + i, after->cells[i]);
	return statement_finish(ret_page->statement);
}

void move_page_done(struct move_page *page)
{
	statement_done(&page->statement);
}

enum fail move_page_next(struct move_page *page, bool *ret_has_row)
{
	check(page->statement != NULL && page->table != NULL);
	return statement_step(page->statement, ret_has_row);
}

struct cell move_page_cell(const struct move_page *page, int column)
{
	check(column >= 0 && column < page->table->column_count);
	return page->statement->view->store->engine->column(page->statement, column);
}

enum fail move_page_key(const struct move_page *page, struct arena *arena, struct move_key *ret_key)
{
	struct move_key key = {.is_set = true};
	check(page->statement->has_row && page->table->key_count > 0);
	arena_reset(arena);
	for (int i = 0; i < page->table->key_count; i++) {
		key.cells[i] = move_page_cell(page, page->table->key[i]);
		check(key.cells[i].kind != CELL_OTHER);
		if (key.cells[i].kind != CELL_INT)
			key.cells[i].bytes = arena_copy(arena, key.cells[i].bytes);
	}
	*ret_key = key;
	return arena_is_exhausted(arena) ? FAIL_LIMIT : OK;
}

enum fail move_measure(struct store_view *view, const struct move_table *table, int64_t *ret_rows, int64_t *ret_widest)
{
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = false;
	TRY(statement_open(view, &table->measure, &statement));
	TRY(statement_step(statement, &has_row));
	check(has_row); /* a count always answers */
	int64_t rows = statement_int(statement, 0);
	int64_t widest = statement_int(statement, 1);
	TRY(statement_finish(statement));
	check(rows >= 0 && widest >= 0);
	*ret_rows = rows;
	*ret_widest = widest;
	return OK;
}

enum fail move_last_key(struct store_view *view, const struct move_table *table, struct arena *arena, struct move_key *ret_key)
{
	struct statement *statement CLEANUP(statement_done) = NULL;
	struct move_key key = {0};
	check(table->key_count > 0 && table->key_count <= MOVE_KEY_MAX);
	arena_reset(arena);
	TRY(statement_open(view, &table->last, &statement));
	TRY(statement_step(statement, &key.is_set));
	for (int i = 0; key.is_set && i < table->key_count; i++) {
		key.cells[i] = view->store->engine->column(statement, i);
		if (key.cells[i].kind != CELL_INT)
			key.cells[i].bytes = arena_copy(arena, key.cells[i].bytes);
	}
	*ret_key = key;
	return arena_is_exhausted(arena) ? FAIL_LIMIT : OK;
}

void move_bind(struct statement *statement, int in, struct cell cell)
{
	check(cell.kind != CELL_OTHER);
	check(statement->is_open);
	if (cell.kind == CELL_INT)
		statement_bind_int(statement, in, cell.number);
	else if (cell.kind == CELL_TEXT)
		statement_bind_text(statement, in, cell.bytes);
	else if (cell.kind == CELL_BYTES)
		statement_bind_bytes(statement, in, cell.bytes);
}
