/* SPDX-License-Identifier: Apache-2.0
 *
 * A house: one data directory opened by a verb. DIR/lastmile.db is the store;
 * the keys lie beside the directory as DIR.keys, so that a copy of the data
 * alone opens no sealed field.
 */
#ifndef CLI_HOUSE_H
#define CLI_HOUSE_H

#include "domain/act.h"
#include "domain/seal.h"
#include "store/store.h"

struct house {
	struct arena *arena;
	struct store *store;
	struct keys keys;
	struct centre_id centre_id;
	bool is_demo;
	const char *database; /* path, in the arena; the address when the store is a server */
	bool is_server;
	const char *key_file;
};

enum house_mode {
	HOUSE_MAKE, /* there is no centre yet: the caller makes it */
	HOUSE_OPEN, /* refused where there is none, and no empty store is left behind */
};

/* The option of every verb that opens a house. */
#define HOUSE_STORE_OPTION {"--store", "URL", NULL, false, "postgres://USER@HOST/NAME: keep the data in this database instead of a file"}

/* Opens (or makes) the house of a data directory and brings its schema up to
 * date. On failure one line is printed in the verb's name and 1 is returned;
 * on 0 the house is open and house_close must follow. `store` is the address
 * of a PostgreSQL database that keeps the data in place of DIR/lastmile.db, or
 * NULL; the keys are those of the directory either way. */
MUST_USE int house_open(const char *verb, const char *data, const char *store, enum house_mode mode, struct house *ret_house);
/* Closes the store and frees everything. Accepts a house that is not open. */
void house_close(struct house *house);
/* Closes a house that HOUSE_MAKE made and takes its database away again, so that a verb that failed can be repeated;
 * on a server the empty tables stay. */
void house_discard(struct house *house);
/* An act of the command line at `now_ms` in this view or transaction; `txn` may be NULL. */
struct act house_act(const struct house *house, struct store_view *view, struct store_txn *txn, int64_t now_ms);

#endif
