/* SPDX-License-Identifier: Apache-2.0
 *
 * Work driven by time: one thread that every half minute lets the requests do
 * what is due (offers end and roll on, silent residents confirm, deadlines
 * escalate), and once a night the backup and the audit. Of several copies on one store the one with the lease does it.
 * Tests call ticking_once with a clock of their own instead.
 */
#ifndef CLOCK_TICKING_H
#define CLOCK_TICKING_H

#include "base/ids.h"
#include "base/when.h"
#include "clock/nightly.h"

struct ticking;
struct store;
struct keys;

/* Does everything that is due at now_ms, each kind of work in writes of its own, of at most 100 requests. *ret_done were
 * handled. A failure of one kind is logged and does not stop the others; the first one is returned at the end. */
MUST_USE enum fail ticking_once(struct store *store, const struct keys *keys, struct centre_id centre_id, int64_t now_ms, size_t *ret_done);
/* Starts the thread; FAIL_SYSTEM when there is none to be had. `night` is copied; the store, keys and folder it names stay
 * the caller's. A house that starts after the night's hour does that night's work at once. */
MUST_USE enum fail ticking_start(const struct nightly *night, struct clock clock, struct ticking **ret_ticking);
/* Has a backup made now, by the thread; what came of it is in the log. */
void ticking_ask_backup(struct ticking *ticking);
/* Lets the work under way finish, ends the thread. Accepts NULL. */
void ticking_stop(struct ticking *ticking);

#endif
