/* SPDX-License-Identifier: Apache-2.0
 *
 * What comes before a page: cookies, wishes for languages and types, the path
 * with its escapes, and the way through a table of routes.
 */
#include "fuzz.h"

#include "base/arena.h"
#include "web/guard.h"
#include "web/request.h"
#include "web/route.h"

static const struct route table[] = {
	{.method = METHOD_GET, .path = "/", .who = WHO_ANYONE}, {.method = METHOD_GET, .path = "/desk/requests/{id}", .who = WHO_ANYONE},
	{.method = METHOD_POST, .path = "/desk/requests/{id}/{word}", .who = WHO_ANYONE}, {.method = METHOD_GET, .path = "/my", .who = WHO_ANYONE},
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	struct text all = {(const char *)bytes, count};
	struct text path;
	if (count > 8192)
		return 0;
	struct arena *arena CLEANUP(arena_done) = arena_make(1024 * 1024);
	check(arena != NULL);
	struct text cookie = request_cookie(&(struct request){.cookie = all}, TEXT("lang"));
	check(cookie.len <= all.len);
	enum lang lang = request_lang(all);
	check(lang >= LANG_ZH_HANS && lang < LANG_COUNT);
	(void)request_lists(all, TEXT("application/json"));
	if (!guard_path(arena, all, &path))
		return 0;
	check(text_is_utf8(path) && path.len > 0 && path.at[0] == '/');
	for (enum method method = METHOD_GET; method <= METHOD_POST; method++) {
		struct route_match match = route_find(table, COUNT_OF(table), method, path);
		check(match.piece_count <= ROUTE_PIECES_MAX && (match.route == NULL || match.is_path_known));
	}
	return 0;
}
