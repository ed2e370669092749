/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers. A handler makes exactly one. Headers for safety and caching are
 * put on by the server, on every answer alike. Each returns OK, or FAIL_LIMIT
 * when the body would pass LIMIT_REPLY_BYTES.
 */
#ifndef WEB_REPLY_H
#define WEB_REPLY_H

#include "base/buffer.h"
#include "web/call.h"

#define REPLY_COOKIES_MAX 4

enum reply_caching {
	REPLY_PRIVATE, /* ETag; the browser asks again each time; default of signed-out pages */
	REPLY_NO_STORE /* nothing is kept; default of signed-in pages */
};

struct reply {
	int status;                /* 0: nothing answered yet */
	const char *content_type;
	struct buffer *body;
	struct text location;
	struct text disposition;   /* Content-Disposition of a download, else empty */
	struct text allow;
	int retry_after_s;
	enum reply_caching caching;
	bool shows_map;            /* pictures of the map's tiles are allowed on it */
	bool is_cacheable;         /* may be kept by the page cache */
	struct text cookies[REPLY_COOKIES_MAX]; /* whole Set-Cookie values */
	size_t cookie_count;
};

/* 200 with the page, or its JSON when asked for, or the inner part only when
 * htmx asks. When the page has a layout its view begins with the shell's view
 * and shell.title is set by the caller; all else of the shell is filled here. */
MUST_USE enum fail reply_page(struct call *call, struct reply *reply, const struct page *page, void *view);
/* The same with another status (a form shown again is 422 by itself). */
MUST_USE enum fail reply_page_status(struct call *call, struct reply *reply, int status, const struct page *page, void *view);
/* 303; JSON callers get 200 and {"location": …}. */
MUST_USE enum fail reply_see_other(struct call *call, struct reply *reply, struct url location);
/* The page of an error (400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503, 507)
 * or an RFC 9457 problem. A subject that is absent or out of reach is reply_status(…, 404). */
MUST_USE enum fail reply_status(struct call *call, struct reply *reply, int status);
/* A rule said no: its page or problem, status by web/refusal.h. */
MUST_USE enum fail reply_refused(struct call *call, struct reply *reply, enum key refusal);
/* call->form has errors (form_fail): the form's page again with status 422, or a problem with the list of fields. */
MUST_USE enum fail reply_invalid(struct call *call, struct reply *reply);
/* Bytes of another type (PDF, CSV, SVG); a file_name makes it a download. */
MUST_USE enum fail reply_bytes(struct call *call, struct reply *reply, const char *content_type, struct text file_name, struct text bytes);

#endif
