/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of domain/ledger: within one transaction the house's own accounts
 * are kept in memory, each read once and changed once for all works together.
 */
#ifndef DOMAIN_LEDGER_PRIVATE_H
#define DOMAIN_LEDGER_PRIVATE_H

#include "domain/ledger.h"

/* The centre's own account of this kind, when this transaction has met it; leaves *ret_found alone when not. */
MUST_USE enum fail ledger_memo_find(const struct act *act, enum account_kind kind, struct account_id *ret_id, bool *ret_found);
/* Writes what the rows of those accounts lack, and forgets them: the rows are about to be read, and perhaps set, as they are. */
MUST_USE enum fail ledger_memo_forget(const struct act *act);

#endif
