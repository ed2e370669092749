/* SPDX-License-Identifier: Apache-2.0
 *
 * The web floor as a whole: start it over an open store, ask for its port,
 * stop it. Several may run in one process (tests do), each with its own store
 * and clock.
 */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include "base/when.h"
#include "web/route.h"
#include "web/tiles.h"

struct app;
struct store;
struct keys;

struct web_options {
	struct store *store;          /* migrated, with its centre; stays the caller's */
	const struct keys *keys;      /* stays the caller's */
	struct clock clock;
	const char *address;          /* IPv4 to listen on; NULL = 127.0.0.1 */
	int port;                     /* 0 = any free one, see web_port */
	const char *unix_path;        /* listen on a unix socket instead; an old socket file is removed */
	int threads;                  /* handler threads, 1–64; 0 = 8 */
	bool is_behind_tls;           /* a front speaks TLS to the browser: send HSTS */
	bool trusts_front;            /* X-Forwarded-For of a loopback peer names the client */
	const char *metrics_token;    /* lets others than loopback peers read /metrics; NULL = nobody */
	const char *data_path;        /* the data directory, for the free space of /healthz; NULL = not looked at */
	struct tiles_options tiles;   /* of maps; without an address there is none */
	bool has_messages;            /* text messages leave (clock/sending.h): pages offer them */
	const char *program;          /* draws papers as `program paper`; NULL = this very program */
	const struct route *routes;   /* NULL = THE table; tests bring their own */
	size_t routes_count;
};

/* Start answering. FAIL_INPUT for options out of range or tiles that tiles_read refuses, FAIL_MISSING when the
 * store holds no centre, FAIL_SYSTEM when the address cannot be had. */
MUST_USE enum fail web_start(const struct web_options *options, struct app **ret_app);
/* The TCP port it listens on; 0 on a unix socket. */
int web_port(const struct app *app);
/* Stop listening, let calls under way be answered, give everything back. Accepts NULL. */
void web_stop(struct app *app);

#endif
