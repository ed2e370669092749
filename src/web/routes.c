/* SPDX-License-Identifier: Apache-2.0
 *
 * THE table: every page and every act of the house, who may, and in which
 * relation. Sorted by face; what is not here is 404.
 */
#include "domain/access.h"
#include "web/form.h"
#include "web/pages/shell.h"

/* Short words so that a row is one line or two. */
#define GET .method = METHOD_GET
#define POST .method = METHOD_POST

const struct route routes[] = {
	/* ---- the house itself ---- */
	{ GET, .path = "/sign-in", .who = WHO_ANYONE, .face = FACE_SHELL, .form = &form_sign_in_page, .handler = page_sign_in,
		.help = "Where one signs in." },
	{ POST, .path = "/sign-in", .who = WHO_ANYONE, .face = FACE_SHELL, .form = &form_sign_in, .handler = page_sign_in_post,
		.again = page_sign_in_again, .help = "Sign in with a name and a password or a one-time code." },
	{ POST, .path = "/sign-in/persona", .who = WHO_ANYONE, .face = FACE_SHELL, .form = &form_persona, .handler = page_persona_post,
		.help = "In a demonstration: sign in as one of its people." },
	{ GET, .path = "/me", .who = WHO_SIGNED_IN, .face = FACE_SHELL, .handler = page_me, .help = "One's own roles, password and sessions." },
	{ GET, .path = "/password", .who = WHO_SIGNED_IN, .face = FACE_SHELL, .handler = page_first_password,
		.help = "Where one chooses a password." },
	{ POST, .path = "/password", .who = WHO_SIGNED_IN, .face = FACE_SHELL, .form = &form_first_password,
		.handler = page_first_password_post, .again = page_first_password, .help = "Choose a password; every other session ends." },
	{ POST, .path = "/sign-out", .who = WHO_SIGNED_IN, .face = FACE_SHELL, .form = &form_none, .handler = page_sign_out_post,
		.help = "End this session." },
	{ POST, .path = "/sign-out/everywhere", .who = WHO_SIGNED_IN, .face = FACE_SHELL, .form = &form_none,
		.handler = page_sign_out_everywhere_post, .help = "End all sessions of the person." },
	{ POST, .path = "/look", .who = WHO_ANYONE, .face = FACE_SHELL, .form = &form_look, .handler = page_look_post, .is_tokenless = true,
		.help = "Choose language, text size and light for this browser." },
	{ GET, .path = "/healthz", .who = WHO_ANYONE, .face = FACE_SHELL, .handler = page_health, .help = "Whether the service is well." },
	{ GET, .path = "/metrics", .who = WHO_ANYONE, .face = FACE_SHELL, .handler = page_metrics,
		.help = "Running totals for Prometheus, on this machine or with a token." },

	/* ---- public ---- */

	/* ---- resident ---- */

	/* ---- volunteer ---- */

	/* ---- team ---- */

	/* ---- desk ---- */

	/* ---- wall ---- */
};

const size_t routes_count = COUNT_OF(routes);
