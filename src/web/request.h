/* SPDX-License-Identifier: Apache-2.0
 *
 * What came over the wire, as far as anyone may look at it: made by server.c
 * after the guard let it pass, borrowed texts that live until the answer.
 * Headers that are not named here do not exist for us.
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "base/text.h"
#include "locale/keys.h"

struct request {
	struct text method;
	struct text target;          /* path and query as sent */
	struct text body;            /* at most form_bytes_most of its form */
	bool is_too_long;            /* longer than that: there is no body, and the answer is 413 */
	struct text host;
	struct text cookie;
	struct text accept;
	struct text accept_language;
	struct text accept_encoding;
	struct text authorization;
	struct text content_type;
	struct text csrf_token;      /* X-CSRF-Token */
	struct text forwarded_for;   /* X-Forwarded-For; looked at behind a trusted front only */
	struct text hx_request;
	struct text idempotency_key;
	struct text if_none_match;
	struct text origin;
	struct text sec_fetch_site;
	struct text peer;            /* the address of the other end: "127.0.0.1", "" for a unix socket */
	bool is_loopback;
};

/* The value of one cookie, empty when absent or given twice with different
 * values (a hostile sibling host may add its own). */
struct text request_cookie(const struct request *request, struct text name);
/* Whether a comma-separated header names this word with a weight above zero
 * ("br;q=1.0, gzip;q=0"); an absent header names nothing. */
bool request_lists(struct text header, struct text word);
/* The first of the languages wished for (a cookie's value, an Accept-Language header) that the house speaks; Simplified
 * Chinese when it speaks none of them. Weights are not looked at: browsers list languages in the order of preference. */
enum lang request_lang(struct text wishes);

#endif
