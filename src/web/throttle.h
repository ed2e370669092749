/* SPDX-License-Identifier: Apache-2.0
 *
 * Slowing down who tries too often: failures per account-and-address, per
 * account and per address within 15 minutes, in a bounded table in memory.
 * Past its limit a key has to wait between tries; nobody is locked out, and
 * nobody can lock another person out: the account's own wait is short, the
 * long ones hold for the address they came from.
 */
#ifndef WEB_THROTTLE_H
#define WEB_THROTTLE_H

#include "base/when.h"

#define THROTTLE_WINDOW_MS (15 * MINUTE_MS)
#define THROTTLE_ACCOUNT_FAILURES 5  /* of one account from one address */
#define THROTTLE_ADDRESS_FAILURES 20
#define THROTTLE_WAIT_MOST_MS (2 * MINUTE_MS)
#define THROTTLE_ACCOUNT_WAIT_MS (5 * SECOND_MS) /* of an account attacked from everywhere */

struct throttle;
struct throttle *throttle_make(struct arena *owner); /* NULL without memory */
void throttle_done(struct throttle *throttle);        /* accepts NULL */

/* Seconds to wait before a try is looked at; 0: go on. The try counts as wrong from then on, so that many at once are not looked at before
 * the first of them was counted. throttle_leave takes that back. */
int throttle_enter_s(struct throttle *throttle, struct text account, struct text address, int64_t now_ms);
/* It was not wrong after all: one failure fewer of each. */
void throttle_leave(struct throttle *throttle, struct text account, struct text address, int64_t now_ms);
/* The try was wrong. */
void throttle_fail(struct throttle *throttle, struct text account, struct text address, int64_t now_ms);
/* It was right: forget this account's failures from this address. */
void throttle_pass(struct throttle *throttle, struct text account, struct text address);

#endif
