/* SPDX-License-Identifier: Apache-2.0
 *
 * The first rows of a house: the centre, its root place and the first points rule.
 */
#ifndef CLI_STARTING_H
#define CLI_STARTING_H

#include "cli/house.h"

struct starting {
	struct house *house;
	struct text name, code, phone;
	bool is_demo;
	int64_t now_ms;
	struct place_id root_id; /* set by the work */
};
/* A store_work over struct starting; sets the house's centre_id. */
enum fail starting_work(struct store_txn *txn, void *context);

#endif
