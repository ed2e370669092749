/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the store of a test lies: a file in the test's folder, or, when
 * LASTMILE_TEST_STORE names a PostgreSQL database, a new schema of it. So the
 * same tests run on both engines.
 */
#ifndef TEST_CELLAR_H
#define TEST_CELLAR_H

#include "base/base.h"

struct cellar {
	char path[512];   /* for store_open */
	char schema[32];  /* empty for a file */
};

/* Chooses the place; the folder is there already. */
void cellar_open(struct cellar *cellar, const char *folder);
/* With LASTMILE_TEST_SPREAD (the file sql/citus.sql) the migrated, still empty store is spread over a cluster's nodes. PostgreSQL only. */
void cellar_spread(const struct cellar *cellar);
/* Drops the schema; a file is left to whoever removes the folder. The store is closed. */
void cellar_close(struct cellar *cellar);
bool cellar_is_postgres(void);
/* Runs SQL on the cellar's schema beside the store, as somebody with full rights would. PostgreSQL only. */
void cellar_tamper(const struct cellar *cellar, const char *sql);

#endif
