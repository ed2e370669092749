/* SPDX-License-Identifier: Apache-2.0
 *
 * A gateway: the provider through which text messages leave the house, as a
 * file of its own says (docs/operating.md). Each message is one HTTPS call to
 * the one host of that file: no redirect is followed, no proxy of the
 * environment used, the certificate is verified, and after GATEWAY_CALL_MS it
 * is given up. Knows nothing of services or people; writes no log.
 */
#ifndef GATEWAY_GATEWAY_H
#define GATEWAY_GATEWAY_H

#include "base/arena.h"
#include "base/fail.h"

#define GATEWAY_CALL_MS 5000
#define GATEWAY_FILE_BYTES 4096   /* the longest file */
#define GATEWAY_ANSWER_BYTES 8192 /* looked at of an answer */

enum gateway_kind {
	GATEWAY_POST = 1, /* JSON to an address of one's own, signed with HMAC-SHA256 */
	GATEWAY_ALIYUN,   /* Alibaba Cloud SMS: SendSms, signature ACS3-HMAC-SHA256 */
};

/* What the file said. `secret` is forgotten by gateway_close; the rest lies in the arena it was read into. */
struct gateway {
	enum gateway_kind kind;
	const char *url;
	const char *ca;       /* a file with the certificate of a private authority; NULL: the system's */
	struct text key_id, sign, template_code; /* Aliyun's */
	size_t secret_len;
	char secret[129];
};

/* Reads the file: lines `key = value`, # begins a comment. FAIL_MISSING when it is not there, FAIL_INPUT when others than its owner
 * may read it or it says something that is no gateway; *ret_reason says what, and never a value. Not by two threads at once. */
MUST_USE enum fail gateway_open(const char *path, struct arena *owner, struct gateway *ret_gateway, const char **ret_reason);
/* Wipes the secret. Accepts NULL. */
void gateway_close(struct gateway *gateway);

struct gateway_message {
	struct text id;     /* the same when it is tried again */
	struct text number; /* 13800001111 */
	struct text code;
	struct text words;  /* all of it, with the code in it */
	int64_t minutes;    /* how long the code holds */
};
enum gateway_outcome {
	GATEWAY_SENT,
	GATEWAY_AGAIN,   /* no connection, no answer in time, too busy, or its own fault: try again */
	GATEWAY_REFUSED, /* it will not: a wrong key, an unknown template, a redirect */
};
struct gateway_answer {
	enum gateway_outcome outcome;
	long status;          /* of HTTP; 0: no answer */
	const char *problem;  /* of the connection, for a log: static words; NULL: there was an answer */
};
/* Hands one message over and waits for the answer, GATEWAY_CALL_MS at most. Any thread; several at once are fine. FAIL_LIMIT without
 * memory in the arena. */
MUST_USE enum fail gateway_send(const struct gateway *gateway, struct arena *arena, const struct gateway_message *message, int64_t now_ms,
	struct gateway_answer *ret_answer);

#endif
