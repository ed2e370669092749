/* SPDX-License-Identifier: Apache-2.0
 *
 * The floor of bench/ledger: what a two-phase transfer leaves behind, written
 * by hand into the same tables on plain SQLite with the same settings, without
 * looking at anything: the hold (a transfer, two accounts, a leaf of the public
 * tree), a commit, and its end (the same again), a commit.
 */
#ifndef BENCH_BY_HAND_H
#define BENCH_BY_HAND_H

#include "phases.h"

struct by_hand;
/* A house whose store is closed, under plain SQLite. */
struct by_hand *by_hand_open(const struct books *books);
/* So many transfers to a transaction, for so long. */
struct run by_hand_run(struct by_hand *hand, int group, int64_t seconds);
void by_hand_close(struct by_hand *hand);

#endif
