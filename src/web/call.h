/* SPDX-License-Identifier: Apache-2.0
 *
 * A call: one request on its way through the house. It is made by the server,
 * owned by its thread, and gone when the answer is sent; everything hangs on
 * its arena. Handlers read from it and answer through web/reply.h.
 */
#ifndef WEB_CALL_H
#define WEB_CALL_H

#include "domain/access.h"
#include "web/form.h"
#include "web/render.h"
#include "web/route.h"

struct app;
struct store_view;

/* Text sizes of the cookie `size`: 16 px, then the elder mode's 18, 20, 22, 26 and 30. */
enum text_size { SIZE_NORMAL, SIZE_18, SIZE_20, SIZE_22, SIZE_26, SIZE_30, SIZE_COUNT };

struct call {
	struct app *app;
	struct arena *arena;
	struct store_view *view;     /* reads of this call see one snapshot */
	const struct route *route;
	struct route_piece pieces[ROUTE_PIECES_MAX];
	size_t piece_count;
	enum method method;
	bool wants_json;             /* Accept: application/json */
	bool is_part;                /* asked by htmx for a part of a page (header HX-Request) */
	int64_t now_ms;
	enum lang lang;
	enum text_size size;
	struct text path;            /* percent-decoded, without the query */
	struct text target;          /* as sent: path and query */
	struct centre_id centre_id;
	struct person_id actor;      /* 0: not signed in */
	bool is_staff;               /* of the session: which limits hold */
	bool is_demo;                /* the data directory is a demonstration */
	struct access access;        /* the actor's roles now */
	struct form_data form;       /* POST: what was posted; GET: the query, when the route names a form */
	struct call_private *own;    /* the web floor's, not for handlers */
};

/* The n-th {id} of the path: (struct request_id){ call_id(call, 0) }. */
int64_t call_id(const struct call *call, size_t nth);
/* The n-th piece in braces as text. */
struct text call_word(const struct call *call, size_t nth);
/* Whether the actor holds one of these roles somewhere. */
bool call_is(const struct call *call, unsigned roles);

/* The act for reading with the call's snapshot. */
struct act call_act(const struct call *call);
/* A locale text in the call's language. */
struct text call_say(const struct call *call, enum key key);

/* The hidden fields of every POST form. `csrf` is bound to the session (or to
 * a cookie of its own before sign-in); `once` is new for each form shown. */
struct text call_csrf(struct call *call);
struct text call_once(struct call *call);
/* The translated error of a field of call->form, empty when it is fine. */
struct text call_error(const struct call *call, const char *field);

/* A write in progress; made by call_write for its work. */
struct write {
	struct act act;          /* inside the transaction */
	struct call *call;       /* for its form and pieces; its view is older than the transaction */
	struct text once;        /* the key of this filling: the form's, or the header Idempotency-Key */
	struct url location;     /* set by the work: where the answer leads (303) */
	enum key refusal;        /* set by write_refuse */
	const char *field;
};

/* The work of a POST: one domain verb or a few, then write->location. It may
 * run again after a busy store, so it starts from nothing each time, answers
 * nobody and keeps nothing but what the context's last run wrote. */
typedef enum fail write_work(struct write *write, void *context);

/* `return write_refuse(write, KEY_refusal_duty_taken, NULL);` A rule said no:
 * rolls back. With the name of a field the form is shown again with the error
 * beside it, else the refusal has a page of its own (status by web/refusal). */
enum fail write_refuse(struct write *write, enum key refusal, const char *field);

/* Run the work in a transaction and answer: 303 to its location once it is on
 * disk; the refusal; or the stored answer of an equal form posted before (the
 * form's `once`), 409 when that form was a different one. Returns a failure
 * only when the world broke. For POST handlers, as their last act:
 * `return call_write(call, reply, work, &context);` */
MUST_USE enum fail call_write(struct call *call, struct reply *reply, write_work *work, void *context);

#endif
