/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sqlite.h"

#include <string.h>

static int authorize_write(struct store_view *view, int action, const char *table);

/* The rules of the house, asked while a statement is prepared. */
int sqlite_authorize(void *context, int action, const char *a, const char *b, const char *database, const char *trigger)
{
	struct store_view *view = context;
	(void)b;
	(void)database;
	(void)trigger;
	check(view != NULL && view->link != NULL);
	if (view->is_control)
		return SQLITE_OK;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_FUNCTION:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_INSERT:
	case SQLITE_UPDATE:
	case SQLITE_DELETE:
		return view->is_migrating ? SQLITE_OK : authorize_write(view, action, a);
	case SQLITE_PRAGMA: /* adding a column to a STRICT table looks at the rows that are there */
		return view->is_migrating && strcmp(a, "quick_check") == 0 ? SQLITE_OK : SQLITE_DENY;
	case SQLITE_TRANSACTION:
	case SQLITE_SAVEPOINT:
	case SQLITE_ATTACH:
	case SQLITE_DETACH:
		return SQLITE_DENY;
	default: /* the shape of tables */
		return view->is_migrating ? SQLITE_OK : SQLITE_DENY;
	}
}

static int authorize_write(struct store_view *view, int action, const char *table)
{
	check(table != NULL);
	check(!view->is_control && !view->is_migrating); /* those pass before */
	bool may_write = view->is_writer || view->is_checking;
	if (!may_write || strncmp(table, "sqlite_", 7) == 0)
		return SQLITE_DENY;
	enum guard_action guard = action == SQLITE_INSERT ? GUARD_INSERT : action == SQLITE_UPDATE ? GUARD_UPDATE : GUARD_DELETE;
	return guard_allows(table, guard, &sqlite_link_of(view)->writes) ? SQLITE_OK : SQLITE_DENY;
}
