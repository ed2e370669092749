/* SPDX-License-Identifier: Apache-2.0
 *
 * One route: method, path, who may, which relation to the subject is asked,
 * the form it takes, the handler, one sentence of help. The only table of
 * them is in routes.c; what is not in it does not exist (404). From the table
 * come dispatch, the authorisation matrix, the API description and the page
 * of permissions.
 */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "base/fail.h"
#include "base/text.h"

struct call;
struct reply;
struct form;

enum method { METHOD_GET = 1, METHOD_POST }; /* HEAD is GET without its body */

enum face { FACE_SHELL, FACE_PUBLIC, FACE_RESIDENT, FACE_VOLUNTEER, FACE_TEAM, FACE_DESK, FACE_WALL, FACE_COUNT };

/* Who may: ROLE_BIT masks of domain/access.h, or one of these. Bit 0 is no role. */
#define WHO_ANYONE 1u             /* also people who have not signed in */
#define WHO_SIGNED_IN 0xfffffffeu /* any role, and persons without one */

/* Makes the answer. Returns a failure only when the world broke (the server
 * then answers 500, 503 or 507); everything else is a reply. A GET handler
 * may not write; a POST handler writes through call_write only. */
typedef enum fail page_handler(struct call *call, struct reply *reply);

/* False: answered with the same 404 as an absent subject. */
typedef enum fail relation_check(struct call *call, bool *ret_is_allowed);

/* How the caller has to stand to the subject named in the path, beyond the
 * role: in the same subtree, herself or kin, assigned to the duty. */
struct relation {
	const char *name; /* one phrase for the table of permissions: "staff of the request's place" */
	relation_check *allows;
};

#define ROUTE_PIECES_MAX 4

struct route {
	enum method method;
	/* Literal pieces, `{id}` (an id of 13 characters, call_id) or `{word}`
	 * (1–64 letters, digits, `-`, `_`, `.`; call_word): "/desk/requests/{id}/offer". */
	const char *path;
	unsigned who;
	const struct relation *relation; /* NULL: the role is enough */
	enum face face;
	const struct form *form;         /* POST: never NULL; GET: the query, or NULL for none */
	page_handler *handler;
	page_handler *again;             /* POST: the page that shows the form; called with call->form holding
	                                  * the input and its errors, answers 422. NULL: a plain page of errors */
	bool is_before_password;         /* also for who came in by a one-time code and has chosen no password yet */
	bool is_tokenless;               /* POST that changes nothing but the browser's own settings: Origin suffices */
	const char *help;                /* one English sentence for the API description */
};

/* THE table, in routes.c. */
extern const struct route routes[];
extern const size_t routes_count;

struct route_piece {
	struct text text; /* as in the path */
	int64_t id;       /* for {id}, else 0 */
};

struct route_match {
	const struct route *route; /* NULL: no such method here (or no such path) */
	bool is_path_known;        /* the path exists under some method: 405 instead of 404 */
	unsigned allowed;          /* bits 1 << enum method of the methods that exist */
	struct route_piece pieces[ROUTE_PIECES_MAX];
	size_t piece_count;
};

/* Look up a percent-decoded path. Exact: no case folding, no trailing slash,
 * no empty pieces. */
struct route_match route_find(const struct route *table, size_t count, enum method method, struct text path);
/* Whether it is open to a session that has no password yet: what is for everybody, and what says so. */
bool route_is_before_password(const struct route *route);
/* Whether a role mask (0 = signed in without a role; is_signed_in false = nobody) may use the route. */
bool route_allows(const struct route *route, bool is_signed_in, unsigned roles);

#endif
