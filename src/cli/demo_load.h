/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared between the files of the demonstration only.
 */
#ifndef CLI_DEMO_LOAD_H
#define CLI_DEMO_LOAD_H

#include "cli/demo.h"

/* People of residents, volunteers and staff with all that belongs to them. */
MUST_USE enum fail demo_load_people(struct demo *demo);
/* An act of the demonstration at a moment of its clock, inside a transaction. */
struct act demo_act(const struct demo *demo, struct store_txn *txn, int64_t now_ms);
/* Notes what was wrong and where; returns FAIL_INPUT. */
enum fail demo_fail(struct demo *demo, const char *problem, struct text word);

#endif
