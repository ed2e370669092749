/* SPDX-License-Identifier: Apache-2.0
 *
 * Text messages: the code of one service on the telephone of a resident who
 * has no page to look at. A row says that one is to leave; it is written with
 * what wanted it, in one transaction, and a sender (clock/sending.h) takes it
 * afterwards. Neither number nor code is kept in it: the number is opened when
 * the message leaves, the code follows from the key file and the row's id. A
 * code fits its service only, once, for MESSAGE_CODE_MS, MESSAGE_TRIES times,
 * and only while it is the newest of that service.
 */
#ifndef DOMAIN_MESSAGES_H
#define DOMAIN_MESSAGES_H

#include "base/when.h"
#include "domain/act.h"
#include "text/phone.h"

#define MESSAGE_CODE_MIN 10
#define MESSAGE_CODE_MS (MESSAGE_CODE_MIN * MINUTE_MS)
#define MESSAGE_LATEST_MS (5 * MINUTE_MS)   /* what has not left by then is given up: its code would be over too soon */
#define MESSAGE_TRIES 5                     /* wrong codes, then it is dead */
#define MESSAGE_GAP_MS MINUTE_MS            /* between two for one telephone */
#define MESSAGE_TAKEN_MS (30 * SECOND_MS)   /* a sender that fell silent so long has lost it */
#define MESSAGE_HANDOVERS 4                 /* to the gateway, then it failed */
#define MESSAGE_KEPT_MS (30 * DAY_MS)
#define MESSAGE_NUMBER_MS DAY_MS            /* so long a number is on file before a code goes there */

enum message_state { MESSAGE_WAITING = 1, MESSAGE_SENT, MESSAGE_FAILED, MESSAGE_OLD };

/* In checking order; `refusal.message.*` in the locale. */
enum message_refusal {
	MESSAGE_OK,
	MESSAGE_NOT_FOUND,       /* the service, or out of the actor's scope: told alike */
	MESSAGE_WRONG_STATE,     /* nothing is there to confirm */
	MESSAGE_SAME_PHONE,      /* who served, or asks, has the resident's number */
	MESSAGE_NO_GATEWAY,      /* this house sends none */
	MESSAGE_IN_DEMO,         /* a demonstration sends none, and none goes to its numbers */
	MESSAGE_UNWANTED,        /* she said that she wants none */
	MESSAGE_NO_MOBILE,       /* no telephone on file, or a landline */
	MESSAGE_NEW_NUMBER,      /* put down within MESSAGE_NUMBER_MS: who changes a number does not read her code the same day */
	MESSAGE_TOO_SOON,        /* one for that telephone within MESSAGE_GAP_MS */
	MESSAGE_TOO_MANY_PHONE,  /* for that telephone, this hour or within 24 hours */
	MESSAGE_TOO_MANY_ASKED,  /* by this actor, or from this address */
	MESSAGE_TOO_MANY,        /* of the house (SETTING_MESSAGES) */
	MESSAGE_REFUSAL_COUNT
};
const char *message_refusal_name(enum message_refusal refusal); /* "too_soon": tail of the locale key, JSON code */

struct messages_options {
	bool has_gateway;
	struct text address; /* from where it is asked, for the budget; empty: nobody's */
};
/* Writing: a message with a fresh code for one service is to leave. The caller has checked that the actor may ask and that
 * nobody's number is hers. Refuses from MESSAGE_NO_GATEWAY on. On the trail, about the person. */
MUST_USE enum fail messages_ask(const struct act *act, struct request_id request_id, struct person_id person_id,
	const struct messages_options *options, enum message_refusal *ret_refusal);

/* Writing: whether this is the code of the newest message of the service; if so it is used up. One that was never handed over fits nothing. */
MUST_USE enum fail messages_use(const struct act *act, struct request_id request_id, struct text code, bool *ret_fits);
/* Writing: a wrong code was typed for the service. In a transaction of its own: a refusal takes back what it wrote. */
MUST_USE enum fail messages_miss(const struct act *act, struct request_id request_id);

/* The newest message of a service within the last MESSAGE_CODE_MS, for its pages. */
struct message_last {
	enum message_state state;
	int64_t asked_at_ms, ended_at_ms;
	bool is_dead; /* wrong codes were typed too often */
};
MUST_USE enum fail messages_last(const struct act *act, struct request_id request_id, bool *ret_found, struct message_last *ret_last);

/* Writing: she wants text messages, or not; by herself, kin who may order for her, or staff of her place. */
MUST_USE enum fail messages_wish(const struct act *act, struct person_id person_id, bool is_wanted, enum message_refusal *ret_refusal);
/* Whether she wants them, and since when she said so; 0: she said nothing, and may get one. */
MUST_USE enum fail messages_wanted(const struct act *act, struct person_id person_id, bool *ret_is_wanted, int64_t *ret_said_at_ms);

/* For the sender: one that it has now. */
#define MESSAGES_AT_ONCE 5 /* a gateway that answers none of them has let them all go by before MESSAGE_TAKEN_MS */
struct message_taken {
	struct message_id id;
	int32_t tries;                /* this one counted */
	char number[PHONE_MAX + 1];
	char code[7];
};
/* Whether one is due now. */
MUST_USE enum fail messages_are_due(const struct act *act, bool *ret_are);
/* Writing: takes what is due, until MESSAGE_TAKEN_MS from now; gives up what is too old, unwanted by now, to a number put down lately, of a
 * demonstration or without a number. ret_taken has room for MESSAGES_AT_ONCE. The caller wipes it once it is done. */
MUST_USE enum fail messages_take(const struct act *act, struct message_taken *ret_taken, size_t *ret_count);
enum message_end { MESSAGE_END_SENT, MESSAGE_END_AGAIN, MESSAGE_END_REFUSED };
/* Writing: what came of it. AGAIN waits 5, 20, then 60 seconds and fails after MESSAGE_HANDOVERS; of a sender
 * that fell silent it changes nothing once another has the message. */
MUST_USE enum fail messages_settle(const struct act *act, struct message_id id, int32_t tries, enum message_end end);

/* Writing, for the clock: forgets what was asked for before MESSAGE_KEPT_MS, and gives up what no sender took. *ret_done is 0. */
MUST_USE enum fail messages_tick(const struct act *act, size_t *ret_done);

#endif
