/* SPDX-License-Identifier: Apache-2.0
 *
 * Work driven by time: one thread that every half minute lets the requests do
 * what is due (offers end and roll on, silent residents confirm, deadlines
 * escalate). Tests call ticking_once with a clock of their own instead.
 */
#ifndef CLOCK_TICKING_H
#define CLOCK_TICKING_H

#include "base/ids.h"
#include "base/when.h"

struct ticking;
struct store;
struct keys;

/* Does everything that is due at now_ms, in writes of at most 100 requests. *ret_done were handled. */
MUST_USE enum fail ticking_once(struct store *store, const struct keys *keys, struct centre_id centre_id, int64_t now_ms, size_t *ret_done);
/* Starts the thread; FAIL_SYSTEM when there is none to be had. Store and keys stay the caller's. */
MUST_USE enum fail ticking_start(struct store *store, const struct keys *keys, struct centre_id centre_id, struct clock clock,
	struct ticking **ret_ticking);
/* Lets the work under way finish, ends the thread. Accepts NULL. */
void ticking_stop(struct ticking *ticking);

#endif
