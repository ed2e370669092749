/* SPDX-License-Identifier: Apache-2.0
 *
 * The schema's history. The files sql/migrations/NNNN-name.sql are part of the
 * program; each is applied once, in order, in a transaction of its own, and
 * noted with a checksum in the table `migration`. A released file is never
 * edited: a changed one is refused, and so is a store that a newer program has
 * written.
 */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "base/fail.h"
#include "base/text.h"

struct store;

struct migration {
	int number;       /* 1, 2, 3 … without a gap */
	const char *name; /* "foundation" */
	const char *sql;
};

/* Brings the store to the newest schema. FAIL_INPUT: a migration that was
 * applied has changed since, the store is of a newer program, or it holds
 * tables that are not ours; the log says which. */
MUST_USE enum fail migrate_up(struct store *store, int64_t now_ms);
/* The same with a given history; for tests. */
MUST_USE enum fail migrate_with(struct store *store, const struct migration *migrations, size_t count, int64_t now_ms);
enum migrate_standing {
	MIGRATE_NONE,    /* no table yet */
	MIGRATE_NEWEST,  /* exactly what this program knows */
	MIGRATE_OLDER,   /* a beginning of it */
	MIGRATE_OTHER,   /* of a newer program, or changed since it was applied; the log says which */
	MIGRATE_FOREIGN, /* tables of another program */
};
/* Where the store stands beside the given history; changes nothing. */
MUST_USE enum fail migrate_look(struct store *store, const struct migration *migrations, size_t count, enum migrate_standing *ret_standing);
/* The number of the last migration this program knows. */
int migrate_newest(void);

#endif
