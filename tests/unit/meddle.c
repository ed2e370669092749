/* SPDX-License-Identifier: Apache-2.0 */
#include "meddle.h"

#include <sqlite3.h>

#include "unit.h"

void meddle(struct town *town, const char *sql)
{
	const char *path = town->cellar.path;
	sqlite3 *db = NULL;
	if (cellar_is_postgres()) {
		cellar_tamper(&town->cellar, sql);
		return;
	}
	store_close(town->house.store);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_int_equal(store_open(&(struct store_options){.path = path}, &town->house.store), OK);
}
