/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of the web floor, for its own files only: what all calls share,
 * what one handler thread reuses from call to call, and the steps of a call.
 */
#ifndef WEB_APP_H
#define WEB_APP_H

#include <pthread.h>

#include "proof/revoked.h"
#include "web/cache.h"
#include "web/call.h"
#include "web/credential.h"
#include "web/fresh.h"
#include "web/metrics.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/session.h"
#include "web/throttle.h"
#include "web/tiles.h"
#include "web/web.h"

#define COOKIE_SESSION "__Host-session"
#define COOKIE_FORM "__Host-form" /* binds form tokens before sign-in */
#define COOKIE_DEVICE "__Host-device"

/* What a thread uses for one call and then again for the next. */
struct worker {
	struct worker *next;
	struct arena *arena;
	struct buffer out; /* the body being made */
};

struct app {
	struct web_options options;
	struct arena *owner; /* of everything here */
	struct centre_id centre_id;
	struct text centre_name;
	struct text centre_phone;
	bool is_demo;
	struct tiles tiles;
	struct text policy;     /* Content-Security-Policy of every answer ... */
	struct text policy_map; /* ... and of pages with a map: pictures of one more origin */
	int64_t started_at_ms;
	struct sessions *sessions;
	struct hashing *hashing;
	struct throttle *throttle;
	struct throttle *pick_ups; /* wrong pick-up codes, by member of staff and by desk: those of an office with one address do not keep anybody from signing in */
	struct cache *cache;
	struct metrics *metrics;
	struct revoked_kept revoked; /* the signed list of ended certificates */
	char mark[MARK_CHARS + 1]; /* random; never leaves the program */
	pthread_mutex_t lock;      /* of the free lists */
	struct worker *workers;
	void *server;              /* server.c's */
	int listen_socket;
};

/* The web floor's part of a call. */
struct call_private {
	const struct request *request;
	struct worker *worker;
	struct session session;
	bool has_session;
	bool has_marks;         /* the page shows form keys */
	struct text form_cookie; /* the value that form tokens are bound to */
	bool makes_form_cookie;
	struct text theme;
	struct text address;    /* of the client, for slowing down */
};

/* answer.c: a request becomes a reply in `worker->out`; never fails. *ret_row is for metrics.
 * *ret_session is set when its last-seen should be written after the answer. */
struct answer {
	struct reply reply;
	size_t row;
	bool has_marks;
	bool keeps_session;
	struct session session;
};
void answer_make(struct app *app, struct worker *worker, const struct request *request, struct answer *ret_answer);
/* After the answer is sent: write when the session was last seen. */
void answer_after(struct app *app, struct worker *worker, const struct answer *answer);

/* csrf.c */
/* Whether a POST comes from our own page: Sec-Fetch-Site and Origin. */
bool csrf_is_own_page(const struct request *request);
/* Whether it carries the token of this session or form cookie. */
bool csrf_fits(const struct call *call, struct text token);

/* device.c */
/* What the browser is known by; empty when it has no such cookie, or one that cannot be ours. */
struct text call_device(const struct call *call);
/* The answer gives it one, for a year, unless it has one. */
void device_give(struct call *call, struct reply *reply);

/* shell.c: everything of the shell's view but the title. */
struct view_shell_shell;
enum fail shell_fill(struct call *call, struct view_shell_shell *shell);
/* The bell of who is signed in: how many notices are unread. */
struct view_parts_bell;
enum fail shell_bell(struct call *call, const struct view_parts_bell **ret_bell);
/* Where somebody with these roles starts. */
struct url shell_home(unsigned mask);
/* A path of our own that a form brought back, else `otherwise`. */
struct url shell_back(struct call *call, struct text back, struct url otherwise);

/* problem.c: RFC 9457; `code` is a stable word, `detail` an English phrase or NULL. */
enum fail problem_write(struct call *call, struct reply *reply, int status, const char *code, const char *detail);
/* The status of a refusal key. */
int refusal_status(enum key refusal);
/* Its code: the key's name behind "refusal.". */
struct text refusal_code(struct call *call, enum key refusal);

/* Add one Set-Cookie value. */
void reply_cookie(struct reply *reply, struct text cookie);
/* A body is begun: empties worker->out and points the reply at it. */
void reply_begin(struct call *call, struct reply *reply, int status, const char *content_type);

#endif
