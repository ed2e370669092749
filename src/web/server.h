/* SPDX-License-Identifier: Apache-2.0
 *
 * The listening side: takes messages off a socket and has them answered.
 */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include "base/fail.h"

struct app;
struct cached_page;

/* Answer what comes in on a listening socket; the server owns it from now on. */
MUST_USE enum fail server_start(struct app *app, int listen_socket);
/* Answers what is under way, then closes every connection. Once or never started is fine. */
void server_stop(struct app *app);
/* For cache_make: gives back what a kept page holds. */
void server_release(struct cached_page *page);

#endif
