/* SPDX-License-Identifier: Apache-2.0
 *
 * Text messages leave: a thread of its own, because a gateway may take its
 * time and somebody stands at a door. It takes what is due in one write, hands
 * each over outside of any write, and writes down what came of it. Every copy
 * of the program with a gateway may have one: a message is taken by one at a
 * time. The log says how many, and what a gateway answered; never a number, a
 * code or a name. Tests call sending_once with a clock and gateway of their own.
 */
#ifndef CLOCK_SENDING_H
#define CLOCK_SENDING_H

#include "base/ids.h"
#include "base/when.h"
#include "gateway/gateway.h"

struct sending;
struct store;
struct keys;

/* How a message is handed over: gateway_send with a struct gateway as the context, or what a test has in its place. */
typedef enum fail sending_call(void *context, struct arena *arena, const struct gateway_message *message, int64_t now_ms,
	struct gateway_answer *ret_answer);

struct sending_options {
	struct store *store;
	const struct keys *keys;
	struct centre_id centre_id;
	struct clock clock;
	sending_call *call; /* NULL: gateway_send to `gateway` */
	void *gateway;
};
/* Sends what is due; *ret_sent of them went out. What failed is tried again or given up (messages_settle). */
MUST_USE enum fail sending_once(const struct sending_options *options, size_t *ret_sent);
/* Starts the thread; FAIL_SYSTEM when there is none to be had. What the options name stays the caller's. */
MUST_USE enum fail sending_start(const struct sending_options *options, struct sending **ret_sending);
/* Lets a call under way end, ends the thread. Accepts NULL. */
void sending_stop(struct sending *sending);

#endif
