/* SPDX-License-Identifier: Apache-2.0
 *
 * The framing guard. Debian 12's libmicrohttpd lets through messages that two
 * readers could understand differently; whatever is doubtful is answered 400
 * and the connection closed before anything else looks at it. Pure functions
 * over what the library saw, so that tests can feed them.
 */
#ifndef WEB_GUARD_H
#define WEB_GUARD_H

#include "base/fail.h"
#include "base/text.h"

struct arena;

/* Why a message was refused; GUARD_FINE lets it pass. In checking order. */
enum guard_refusal {
	GUARD_FINE,
	GUARD_TOO_MANY_HEADERS,
	GUARD_HEADER_NAME,      /* not a token */
	GUARD_HEADER_VALUE,     /* a control byte */
	GUARD_LINE_ENDS,        /* folded line, or not ended by CR LF */
	GUARD_HOST,             /* not exactly one, or not a host */
	GUARD_LENGTH,           /* two of them, not a number, or on a message without a body */
	GUARD_TRANSFER_ENCODING,/* we take bodies of a stated length only */
	GUARD_TARGET,           /* control bytes, not a path, %00, bad escapes, dot pieces */
	GUARD_TARGET_LONG,
	GUARD_BODY_LONG
};

/* One message on trial. Start from zeros, give every header in the order of
 * arrival, then ask for the verdict. */
struct guard {
	unsigned header_count;
	unsigned host_count;
	unsigned length_count;
	unsigned encoding_count;
	int64_t length;
	int64_t length_most;        /* of the form this is sent to; 0: LIMIT_BODY_BYTES */
	enum guard_refusal refusal; /* first one found */
	const char *expected_next;  /* where the next line must begin, when lines are checked; else NULL */
};

/* Before the headers, where lines can be checked (libmicrohttpd 0.9): the request line as it lies in the library's read
 * buffer, blanks and CR LF turned into NULs. A NUL of the caller's own, a second blank or a bare LF puts what follows
 * elsewhere; the same holds for every header and for the empty line behind them. */
void guard_line(struct guard *guard, const char *target_end, struct text version);
/* One header; behind guard_line its lines are checked too. */
void guard_header(struct guard *guard, struct text name, struct text value);
/* Headers are through: the verdict for this method ("GET"), version ("HTTP/1.1") and raw target. */
enum guard_refusal guard_verdict(const struct guard *guard, struct text method, struct text version, struct text target);
/* The status to answer with: 400, 411, 413, 414 or 431. */
int guard_status(enum guard_refusal refusal);
/* For logs and metrics: "line-ends". */
const char *guard_name(enum guard_refusal refusal);

/* Percent-decode the path of a target (up to `?`) into the arena. False when
 * an escape is broken, the result is not UTF-8 or holds a control byte, a
 * backslash, an empty piece, `.` or `..` as a piece, or an escaped slash. */
bool guard_path(struct arena *arena, struct text target, struct text *ret_path);

#endif
