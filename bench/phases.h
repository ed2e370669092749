/* SPDX-License-Identifier: Apache-2.0
 *
 * Two-phase transfers for bench/ledger: points are promised to a person and
 * then posted, in full (three of four), in part, or given back. A house has a
 * million of persons' accounts; each transfer goes to one drawn at random.
 */
#ifndef BENCH_PHASES_H
#define BENCH_PHASES_H

#include "books.h"

#define PHASES_AMOUNT 10
#define PHASES_PART 4

/* How a transfer goes on after its hold. */
enum phases_end { PHASES_FULL, PHASES_PARTLY, PHASES_BACK };
/* A caller's own row of draws; the same seed gives the same ones. */
struct draws { uint64_t state; };
int64_t draws_below(struct draws *draws, int64_t end);
enum phases_end draws_end(struct draws *draws);

/* Whose account the nth one is; each of them is a person's with secret bytes. */
struct account_id phases_account(int64_t nth);
/* A new house in FOLDER/NAME.db with so many accounts, its store closed again. */
void phases_make(struct books *books, const char *folder, const char *name, int64_t accounts);
/* Another file with the same content. */
void phases_copy(const struct books *books, const char *folder, const char *name, struct books *ret_copy);
/* Opens the store again. */
void phases_open(struct books *books);
/* That many callers for so long, or until `most` transfers are done (0: no end); each waits until hold and end are on disk. */
struct run phases_run(struct books *books, int clients, int64_t seconds, int64_t most);
/* Whether the journal gives every counter and every chain of the open store. */
bool phases_verify(const struct books *books);
/* Whether what was posted and what is held add up to nought over all accounts, and no hold is left open. For a closed store. */
bool phases_add_up(const struct books *books);

#endif
