/* SPDX-License-Identifier: Apache-2.0
 *
 * The pages of the house itself: signing in and out, the first password, how
 * the pages look, health and metrics.
 */
#ifndef WEB_PAGES_SHELL_H
#define WEB_PAGES_SHELL_H

#include "web/route.h"

extern const struct form form_sign_in;
extern const struct form form_sign_in_page;
extern const struct form form_persona;
extern const struct form form_first_password;
extern const struct form form_look;
extern const struct form form_notices_page;
extern const struct form form_notices_open;

/* Sign-in: name and password (or one-time code), in a demonstration the people to choose from. */
page_handler page_sign_in;
page_handler page_sign_in_post;
page_handler page_sign_in_again;
page_handler page_persona_post;
/* The caller's roles, password and sessions. */
page_handler page_me;
/* The password to choose after a one-time code, or anew. */
page_handler page_first_password;
page_handler page_first_password_post;
page_handler page_sign_out_post;
page_handler page_sign_out_everywhere_post;
/* What the caller was told, newest first; how many unread; from one to its request; all read. */
page_handler page_notices;
page_handler page_notices_bell;
page_handler page_notices_open_post;
page_handler page_notices_read_post;
/* Language, text size and theme, kept in cookies. */
page_handler page_look_post;
/* Whether the service is well; 503 when not. */
page_handler page_health;
/* Prometheus text, for loopback peers or with a token. */
page_handler page_metrics;

#endif
