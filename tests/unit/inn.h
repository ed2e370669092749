/* SPDX-License-Identifier: Apache-2.0
 *
 * A small inn for tests of the web floor: a store in a folder of its own
 * with a demonstration centre and one person of each role, a clock that stands still, the
 * real server on a free port of the loopback, and a plain socket to talk to it.
 */
#ifndef TEST_INN_H
#define TEST_INN_H

#include "cellar.h"
#include "base/arena.h"
#include "base/when.h"
#include "domain/access.h"
#include "domain/seal.h"
#include "store/store.h"
#include "web/web.h"

#define INN_START_MS INT64_C(1767229200000) /* 2026-01-01 09:00 local */

enum { INN_RESIDENT, INN_VOLUNTEER, INN_CLERK, INN_LEADER, INN_MANAGER, INN_COUNTY, INN_AUDITOR, INN_SYSTEM, INN_PEOPLE };

struct inn {
	char folder[64];
	struct cellar cellar;
	struct store *store;
	struct keys keys;
	int64_t now_ms;
	struct arena *arena; /* of what the test keeps */
	struct app *app;
	struct centre_id centre_id;
	struct person_id people[INN_PEOPLE];
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
void inn_open(struct inn *inn, const struct route *table, size_t count);
void inn_close(struct inn *inn);
/* Run one work with a writing act; its failure ends the test program. */
typedef enum fail inn_work(const struct act *act, void *context);
void inn_write(struct inn *inn, inn_work *work, void *context);
/* A signed-in person's cookie header: "Cookie: __Host-session=…\r\n". */
struct text inn_sign_in(struct inn *inn, int person);

/* Send bytes as they are and say no more: the open socket, for the test to close. */
int inn_stall(struct inn *inn, struct text bytes);
/* Send bytes as they are, read until the other end closes. */
struct heard inn_send(struct inn *inn, struct text bytes);
/* GET with further header lines, each ended by CR LF; "" for none. */
struct heard inn_get(struct inn *inn, const char *path, struct text headers);
/* POST of a form from our own page, with further header lines. */
struct heard inn_post(struct inn *inn, const char *path, struct text headers, struct text body);
/* The value of a header of the first answer, empty when absent. */
struct text heard_header(const struct heard *heard, const char *name);
/* The value of a cookie set in the first answer, empty when absent. */
struct text heard_cookie(const struct heard *heard, const char *name);
bool heard_says(const struct heard *heard, const char *part);

#endif
