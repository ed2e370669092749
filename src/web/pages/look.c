/* SPDX-License-Identifier: Apache-2.0
 *
 * How pages look to this browser: language, text size, light. Kept in three
 * cookies; nothing is stored, nobody has to be signed in.
 */
#include "base/arena.h"
#include "web/app.h"
#include "web/pages/shell.h"

#define BACK_POINTS 500

static const struct choice sizes[] = { { "0", 0, KEY_shell_smaller }, { "1", 1, KEY_shell_larger }, { "2", 2, KEY_shell_larger },
	{ "3", 3, KEY_shell_larger }, { "4", 4, KEY_shell_larger }, { "5", 5, KEY_shell_larger }, { 0 } };
static const struct choice langs[] = { { "zh-Hans", 0, KEY_shell_language }, { "zh-Hant", 0, KEY_shell_language },
	{ "en", 0, KEY_shell_language }, { 0 } };
static const struct choice themes[] = { { "auto", 0, KEY_shell_theme_auto }, { "light", 0, KEY_shell_theme_light },
	{ "dark", 0, KEY_shell_theme_dark }, { 0 } };

static const struct field look_fields[] = {
	{ .name = "size", .type = FIELD_CHOICE, .label = KEY_shell_larger, .choices = sizes },
	{ .name = "lang", .type = FIELD_CHOICE, .label = KEY_shell_language, .choices = langs },
	{ .name = "theme", .type = FIELD_CHOICE, .label = KEY_shell_light, .choices = themes },
	{ .name = "back", .type = FIELD_TEXT, .max = BACK_POINTS, .label = KEY_shell_more },
};
const struct form form_look = FORM("look", look_fields);

enum fail page_look_post(struct call *call, struct reply *reply)
{
	static const char *const names[] = { "size", "lang", "theme" };
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		if (!form_has(&call->form, names[i]))
			continue;
		reply_cookie(reply, arena_format(call->arena, "%s=%.*s; Path=/; Max-Age=31536000; Secure; HttpOnly; SameSite=Lax", names[i],
			TEXT_ARGS(form_text(&call->form, names[i]))));
	}
	return reply_see_other(call, reply, shell_back(call, form_text(&call->form, "back"), URL("/")));
}
