/* SPDX-License-Identifier: Apache-2.0
 *
 * The one text of a migration, in the words of an engine. Migrations know four
 * column types, written in capitals: BIGINT, TEXT, BYTEA, BOOLEAN. Comments and
 * quoted words are left alone.
 *
 *              SQLite             PostgreSQL
 *   BIGINT     INTEGER            BIGINT
 *   TEXT       TEXT               TEXT COLLATE "C" (order by bytes, as SQLite's)
 *   BYTEA      BLOB               BYTEA
 *   BOOLEAN    INTEGER            BOOLEAN
 *   a table    … STRICT           as it is
 *
 * A table that ends in WITHOUT ROWID lies in the order of its key. PostgreSQL has none, so a migration that only brings
 * tables into that order begins with the comment line `-- only for SQLite` (before its first statement) and is nothing
 * to the other engine.
 */
#ifndef STORE_DIALECT_H
#define STORE_DIALECT_H

#include "base/arena.h"
#include "base/fail.h"

#define DIALECT_ARENA_BYTES (64 * 1024) /* beside the text itself */

enum dialect { DIALECT_SQLITE, DIALECT_POSTGRES };

/* *ret_mapped ends in a NUL and lies in the arena. */
MUST_USE enum fail dialect_map(struct arena *arena, struct text sql, enum dialect dialect, struct text *ret_mapped);
/* Whether a byte belongs to a word of SQL. */
bool dialect_is_word_byte(char byte);
/* Cuts the first statement off, without its semicolon and without what only
 * comments before it; empty at the end. */
struct text dialect_cut(struct text *rest);

#endif
