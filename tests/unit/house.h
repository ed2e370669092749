/* SPDX-License-Identifier: Apache-2.0
 *
 * A small house for tests of the web floor: a store in a folder of its own
 * with a demonstration centre and three people, a clock that stands still, the
 * real server on a free port of the loopback, and a plain socket to talk to it.
 */
#ifndef TEST_HOUSE_H
#define TEST_HOUSE_H

#include "base/arena.h"
#include "base/when.h"
#include "domain/access.h"
#include "domain/seal.h"
#include "store/store.h"
#include "web/web.h"

#define HOUSE_START_MS INT64_C(1767229200000) /* 2026-01-01 09:00 local */

enum { HOUSE_RESIDENT, HOUSE_VOLUNTEER, HOUSE_CLERK, HOUSE_PEOPLE };

struct house {
	char folder[64];
	struct store *store;
	struct keys keys;
	int64_t now_ms;
	struct arena *arena; /* of what the test keeps */
	struct app *app;
	struct centre_id centre_id;
	struct person_id people[HOUSE_PEOPLE];
};

/* What came back. */
struct heard {
	struct text all;
	int status;       /* of the first answer; 0: none came */
	int answers;      /* how many status lines came */
	struct text head; /* lines of the first answer */
	struct text body; /* all behind its empty line */
};

/* Ready to be talked to; NULL routes = THE table. A failure ends the test program. */
void house_open(struct house *house, const struct route *routes, size_t count);
void house_close(struct house *house);
/* Run one work with a writing act; its failure ends the test program. */
typedef enum fail house_work(const struct act *act, void *context);
void house_write(struct house *house, house_work *work, void *context);
/* A signed-in person's cookie header: "Cookie: __Host-session=…\r\n". */
struct text house_sign_in(struct house *house, int person);

/* Send bytes as they are, read until the other end closes. */
struct heard house_send(struct house *house, struct text bytes);
/* GET with further header lines, each ended by CR LF; "" for none. */
struct heard house_get(struct house *house, const char *path, struct text headers);
/* POST of a form from our own page, with further header lines. */
struct heard house_post(struct house *house, const char *path, struct text headers, struct text body);
/* The value of a header of the first answer, empty when absent. */
struct text heard_header(const struct heard *heard, const char *name);
/* The value of a cookie set in the first answer, empty when absent. */
struct text heard_cookie(const struct heard *heard, const char *name);
bool heard_says(const struct heard *heard, const char *part);

#endif
