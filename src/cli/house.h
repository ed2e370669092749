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
	struct centre_id centre_id; /* 0 before init */
	bool is_demo;
	const char *database; /* path, in the arena */
	const char *key_file;
};

enum house_mode { HOUSE_MAKE, HOUSE_OPEN };

/* Opens (or makes) the house of a data directory and brings its schema up to
 * date. On failure one line is printed in the verb's name and 1 is returned;
 * on 0 the house is open and house_close must follow. */
MUST_USE int house_open(const char *verb, const char *data, enum house_mode mode, struct house *ret_house);
/* Closes the store and frees everything. Accepts a house that is not open. */
void house_close(struct house *house);
/* Closes a house that HOUSE_MAKE made and takes its database away again, so that a verb that failed can be repeated. */
void house_discard(struct house *house);
/* An act of the command line at `now_ms` in this view or transaction; `txn` may be NULL. */
struct act house_act(const struct house *house, struct store_view *view, struct store_txn *txn, int64_t now_ms);

#endif
