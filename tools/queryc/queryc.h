/* SPDX-License-Identifier: Apache-2.0
 *
 * queryc: named SQL statements to typed C. A file holds statements like
 *
 *     -- query place_get one
 *     -- One place by id.
 *     --   in  centre_id centre_id
 *     --   in  place_id  id
 *     --   out text      name
 *     SELECT name FROM place WHERE centre_id = :centre_id AND id = :id;
 *
 * read.c reads it, check.c refuses what would not be portable, safe or typed,
 * write.c writes the header and the source of the module.
 */
#ifndef QUERYC_QUERYC_H
#define QUERYC_QUERYC_H

#include "base/arena.h"
#include "base/buffer.h"

#define QUERYC_FIELDS_MAX 48
#define QUERYC_QUERIES_MAX 200
#define QUERYC_FILE_MAX (512 * 1024)

enum query_kind { QUERY_ONE, QUERY_MANY, QUERY_EXEC, QUERY_EXEC_ONE };
enum query_type { TYPE_TEXT, TYPE_INT, TYPE_BYTES, TYPE_BOOL, TYPE_MS, TYPE_ID };

struct query_field {
	struct text name;
	enum query_type type;
	struct text id_type; /* "place_id" for TYPE_ID */
	bool may_be_null;
	bool is_used;        /* in: stands in the statement */
};

struct query {
	struct text name;
	enum query_kind kind;
	int64_t max_rows;    /* many */
	bool changes_one;    /* exec 1: any other number of rows is a failure */
	bool is_everywhere;  /* marked as crossing centres */
	struct text comment;
	struct query_field ins[QUERYC_FIELDS_MAX], outs[QUERYC_FIELDS_MAX];
	size_t in_count, out_count;
	struct text sql;
	int line;            /* of the `-- query` line */
};

struct query_file {
	const char *path;
	struct text module;
	struct query *queries;
	size_t count;
};

/* Reads a file's text. On a mistake writes "path:line: message" to `error` and returns false. */
bool queryc_read(struct arena *arena, const char *path, struct text module, struct text content, struct query_file *ret_file,
	struct buffer *error);
/* Checks names, parameters, kind and the portable subset. */
bool queryc_check(struct query_file *file, struct buffer *error);
/* The generated header and source. */
void queryc_write_header(const struct query_file *file, struct buffer *out);
void queryc_write_source(const struct query_file *file, struct buffer *out);

#endif
