/* SPDX-License-Identifier: Apache-2.0
 *
 * THE table, walked whole: every route is complete, nobody gets in where the
 * table says no, no page breaks for an unknown subject, and no act is done for
 * another site or without a token.
 */
#include "unit.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "inn.h"
#include "web/app.h"
#include "web/form.h"
#include "web/route.h"

static struct inn inn;

enum { NOBODY = INN_PEOPLE, CALLERS };

static int open_inn(void **state UNUSED)
{
	inn_open(&inn, NULL, 0);
	return 0;
}

static int close_inn(void **state UNUSED)
{
	inn_close(&inn);
	return 0;
}

static const unsigned roles_of[CALLERS] = {
	[INN_RESIDENT] = ROLE_BIT(ROLE_RESIDENT),
	[INN_VOLUNTEER] = ROLE_BIT(ROLE_VOLUNTEER),
	[INN_CLERK] = ROLE_BIT(ROLE_CLERK),
	[INN_LEADER] = ROLE_BIT(ROLE_LEADER),
	[INN_MANAGER] = ROLE_BIT(ROLE_MANAGER),
	[INN_COUNTY] = ROLE_BIT(ROLE_COUNTY),
	[INN_AUDITOR] = ROLE_BIT(ROLE_AUDITOR),
	[INN_SYSTEM] = ROLE_BIT(ROLE_SYSTEM),
};

/* The path with ids and words nobody has. */
static const char *path_of(const struct route *route)
{
	struct buffer path CLEANUP(buffer_done) = buffer_make(LIMIT_URL_BYTES);
	struct text rest = text_of(route->path);
	while (rest.len > 0) {
		struct text before = text_cut(&rest, '{');
		buffer_add(&path, before);
		if (rest.len == 0)
			break;
		struct text piece = text_cut(&rest, '}');
		buffer_add(&path, text_equal(piece, TEXT("id")) ? TEXT("0000000000777") : TEXT("nothing-of-the-kind"));
	}
	struct text text;
	assert_int_equal(buffer_text(&path, &text), OK);
	return arena_copy(inn.arena, text).at;
}

static bool has_piece(const struct route *route)
{
	return text_find_byte(text_of(route->path), '{') != SIZE_MAX;
}

static void every_route_is_complete_and_stands_once(void **state UNUSED)
{
	for (size_t i = 0; i < routes_count; i++) {
		const struct route *route = &routes[i];
		bool is_whole = route->path && route->path[0] == '/' && route->who && route->handler && route->help && route->help[0];
		if (!is_whole || (route->method == METHOD_POST && !route->form))
			fail_msg("row %zu of the table is not complete: %s", i, route->path ? route->path : "no path");
		for (size_t n = i + 1; n < routes_count; n++)
			if (routes[n].method == route->method && text_equal(text_of(routes[n].path), text_of(route->path)))
				fail_msg("%s stands twice in the table", route->path);
	}
}

static void a_path_with_a_piece_leads_to_its_own_row(void **state UNUSED)
{
	for (size_t i = 0; i < routes_count; i++) {
		const char *path = path_of(&routes[i]);
		const struct route_match match = route_find(routes, routes_count, routes[i].method, text_of(path));
		if (match.route != &routes[i])
			fail_msg("%s leads to %s", path, match.route ? match.route->path : "nothing");
	}
}

static void pages_open_for_whom_the_table_says_and_never_break(void **state UNUSED)
{
	struct text cookies[CALLERS] = { [NOBODY] = TEXT("") };
	for (int who = 0; who < INN_PEOPLE; who++)
		cookies[who] = inn_sign_in(&inn, who);
	for (size_t i = 0; i < routes_count; i++) {
		const struct route *route = &routes[i];
		for (int who = 0; who < CALLERS && route->method == METHOD_GET; who++) {
			struct heard heard = inn_get(&inn, path_of(route), cookies[who]);
			bool is_allowed = route_allows(route, who != NOBODY, roles_of[who]);
			bool is_refused = heard.status == 403 || (heard.status == 303 && who == NOBODY);
			bool is_fine = heard.status < 500 && heard.status != 0 && (is_allowed || is_refused);
			if (is_allowed && has_piece(route) && heard.status == 403)
				is_fine = false;
			if (!is_fine)
				fail_msg("GET %s as caller %d: %d, %s by the table", route->path, who, heard.status, is_allowed ? "allowed" : "refused");
		}
	}
}

static void whoever_signs_in_lands_on_a_page_that_opens(void **state UNUSED)
{
	for (int who = 0; who < INN_PEOPLE; who++) {
		struct text home = url_text(shell_home(roles_of[who]));
		struct heard heard = inn_get(&inn, arena_copy(inn.arena, home).at, inn_sign_in(&inn, who));
		if (heard.status != 200)
			fail_msg("caller %d lands on %.*s: %d", who, TEXT_ARGS(home), heard.status);
	}
}

static void pages_are_json_too(void **state UNUSED)
{
	struct text cookie = inn_sign_in(&inn, INN_CLERK);
	struct text headers = arena_join(inn.arena, cookie, TEXT("Accept: application/json\r\n"));
	for (size_t i = 0; i < routes_count; i++) {
		if (routes[i].method != METHOD_GET || has_piece(&routes[i]))
			continue;
		struct heard heard = inn_get(&inn, path_of(&routes[i]), headers);
		struct text type = heard_header(&heard, "Content-Type");
		if (text_starts_with(type, TEXT("text/html")))
			fail_msg("GET %s answers HTML to a program", routes[i].path);
	}
}

static void no_act_is_done_for_another_site_or_without_a_token(void **state UNUSED)
{
	static const char *const origins[] = { "Origin: http://evil.test\r\n", "Origin: null\r\n", "" };
	struct text cookie = inn_sign_in(&inn, INN_CLERK);
	uint64_t version = store_version(inn.store);
	for (size_t i = 0; i < routes_count; i++) {
		if (routes[i].method != METHOD_POST)
			continue;
		for (size_t n = 0; n < COUNT_OF(origins); n++) {
			struct heard heard = inn_send(&inn, arena_format(inn.arena, "POST %s HTTP/1.1\r\nHost: house.test\r\n%s%.*s"
				"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
				path_of(&routes[i]), origins[n], TEXT_ARGS(cookie)));
			if (heard.status != 403)
				fail_msg("POST %s with \"%s\": %d", routes[i].path, origins[n], heard.status);
		}
		struct heard heard = inn_post(&inn, path_of(&routes[i]), cookie, TEXT_NONE);
		if (heard.status != 403 && !routes[i].is_tokenless)
			fail_msg("POST %s without a token: %d", routes[i].path, heard.status);
	}
	assert_true(store_version(inn.store) == version);
}

/* The form token of a session, from the page that has one for everybody. */
static struct text token_of(struct text cookie)
{
	struct heard heard = inn_get(&inn, "/me", cookie);
	size_t at = text_find(heard.body, TEXT("name=\"csrf\" value=\""));
	assert_int_equal(heard.status, 200);
	assert_true(at != SIZE_MAX);
	struct text rest = text_slice(heard.body, at + sizeof("name=\"csrf\" value=\"") - 1, heard.body.len);
	return text_cut(&rest, '"');
}

static struct text filled(const struct form *form, struct text token, const char *value, size_t round)
{
	struct buffer body CLEANUP(buffer_done) = buffer_make(LIMIT_BODY_BYTES);
	struct text text;
	buffer_add_format(&body, "csrf=%.*s&once=a-form-of-the-matrix-%zu", TEXT_ARGS(token), round);
	for (size_t i = 0; i < form->count && value != NULL; i++)
		buffer_add_format(&body, "&%s=%s", form->fields[i].name, value);
	assert_int_equal(buffer_text(&body, &text), OK);
	return arena_copy(inn.arena, text);
}

static const char *asked_with(const char *path, struct text fields)
{
	return arena_format(inn.arena, "%s?%.*s", path, TEXT_ARGS(fields)).at;
}

/* A page that is shown again for a form that was refused is given that form, not its own; a page is shown for any address. */
static void a_form_filled_in_wrongly_breaks_nothing(void **state UNUSED)
{
	static const char *const values[] = { NULL, "", "x", "-1", "99999999999999999999", "2026-02-30", "9999-12-31", "%ff", "%00", "%E2%80%AE%3D1" };
	static const int callers[] = { INN_MANAGER, INN_LEADER };
	size_t round = 0;
	for (size_t c = 0; c < COUNT_OF(callers); c++) {
		struct text cookie = inn_sign_in(&inn, callers[c]);
		struct text token = token_of(cookie);
		for (size_t i = 0; i < routes_count; i++) {
			const struct route *route = &routes[i];
			bool is_ours = route->form && route_allows(route, true, roles_of[callers[c]]) && text_find(text_of(route->path), TEXT("sign-")) == SIZE_MAX;
			for (size_t n = 0; n < COUNT_OF(values) && is_ours; n++) {
				struct text fields = filled(route->form, token, values[n], round++);
				struct heard heard = route->method == METHOD_POST ? inn_post(&inn, path_of(route), cookie, fields)
					: inn_get(&inn, asked_with(path_of(route), fields), cookie);
				if (heard.status == 0 || heard.status >= 500 || heard.status == 403)
					fail_msg("%s %s with \"%s\" everywhere: %d", route->method == METHOD_POST ? "POST" : "GET", route->path,
						values[n] ? values[n] : "nothing", heard.status);
			}
		}
	}
}

/* One field alone at a time: a page that goes by one of them may look at another first. */
static void an_address_with_one_wrong_field_breaks_nothing(void **state UNUSED)
{
	static const char *const values[] = { "x", "-1", "%ff", "9999-12-31", "0001-01-01", "0000000000001" };
	struct text cookie = inn_sign_in(&inn, INN_MANAGER);
	for (size_t i = 0; i < routes_count; i++) {
		const struct route *route = &routes[i];
		size_t count = route->form && route->method == METHOD_GET && route_allows(route, true, roles_of[INN_MANAGER]) ? route->form->count : 0;
		for (size_t n = 0; n < count * COUNT_OF(values); n++) {
			const char *name = route->form->fields[n / COUNT_OF(values)].name;
			const char *value = values[n % COUNT_OF(values)];
			struct heard heard = inn_get(&inn, asked_with(path_of(route), arena_format(inn.arena, "%s=%s", name, value)), cookie);
			if (heard.status == 0 || heard.status >= 500)
				fail_msg("GET %s?%s=%s: %d", route->path, name, value, heard.status);
		}
	}
}

static void reading_writes_nothing(void **state UNUSED)
{
	struct text cookie = inn_sign_in(&inn, INN_CLERK);
	uint64_t version = store_version(inn.store);
	for (size_t i = 0; i < routes_count; i++)
		if (routes[i].method == METHOD_GET)
			(void)inn_get(&inn, path_of(&routes[i]), cookie);
	assert_true(store_version(inn.store) == version);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_route_is_complete_and_stands_once),
		cmocka_unit_test(a_path_with_a_piece_leads_to_its_own_row),
		cmocka_unit_test(pages_open_for_whom_the_table_says_and_never_break),
		cmocka_unit_test(whoever_signs_in_lands_on_a_page_that_opens),
		cmocka_unit_test(pages_are_json_too),
		cmocka_unit_test(no_act_is_done_for_another_site_or_without_a_token),
		cmocka_unit_test(reading_writes_nothing),
		cmocka_unit_test(a_form_filled_in_wrongly_breaks_nothing),
		cmocka_unit_test(an_address_with_one_wrong_field_breaks_nothing),
	};
	return cmocka_run_group_tests(tests, open_inn, close_inn);
}
