/* SPDX-License-Identifier: Apache-2.0
 *
 * Private to store/move: its tables with their statements, and reading one of
 * them page by page. move_tables.c makes both from the engine's catalogue;
 * move.c copies, compares and decides.
 */
#ifndef STORE_MOVE_PRIVATE_H
#define STORE_MOVE_PRIVATE_H

#include "store/engine.h"
#include "store/move.h"

#define MOVE_KEY_MAX 8 /* columns of a primary key */

struct move_table {
	const char *name;
	const struct engine_column *columns;
	int column_count;
	int key[MOVE_KEY_MAX];  /* positions of its columns among `columns` */
	int key_count;
	int64_t rows, widest;   /* as the source was measured; bytes of its largest row, at most */
	int rows_at_once;
	/* Constants as long as the arena: see struct query. */
	struct query measure;   /* row_count, widest */
	struct query first;     /* the first `at_once` rows by the key */
	struct query next;      /* … behind a key */
	struct query last;      /* the greatest key */
	struct query add;
};

/* The tables in the order in which the migrations make them. *ret_tables is
 * NULL when the store holds another set of tables than they make. */
MUST_USE enum fail move_tables_read(struct store_view *view, struct arena *arena, const struct move_options *options, struct move_table **ret_tables,
	size_t *ret_count);
/* Whether two stores have the same tables with the same columns and keys. */
bool move_tables_equal(const struct move_table *a, size_t a_count, const struct move_table *b, size_t b_count);

/* A key of a row; texts lie in an arena. */
struct move_key {
	bool is_set;
	struct cell cells[MOVE_KEY_MAX];
};

/* One page of a table, row after row. */
struct move_page {
	const struct move_table *table;
	struct statement *statement;
};
/* The page behind the key, or the first one; move_page_done follows, also after a failure. */
MUST_USE enum fail move_page_open(struct store_view *view, const struct move_table *table, const struct move_key *after, struct move_page *ret_page);
void move_page_done(struct move_page *page); /* for CLEANUP */
/* The next row of the page; its cells are borrowed until the next one. */
MUST_USE enum fail move_page_next(struct move_page *page, bool *ret_has_row);
struct cell move_page_cell(const struct move_page *page, int column);
/* The row's key, its texts copied into the arena, which is emptied before. */
MUST_USE enum fail move_page_key(const struct move_page *page, struct arena *arena, struct move_key *ret_key);

/* Rows, and bytes of the largest, as this view has them. */
MUST_USE enum fail move_measure(struct store_view *view, const struct move_table *table, int64_t *ret_rows, int64_t *ret_widest);
/* The greatest key; not set when there is no row. */
MUST_USE enum fail move_last_key(struct store_view *view, const struct move_table *table, struct arena *arena, struct move_key *ret_key);
/* Binds one cell; a NULL is not bound. */
void move_bind(struct statement *statement, int in, struct cell cell);

#endif
