/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "domain/access.h"
#include "web/request.h"
#include "web/route.h"

static const struct route table[] = {
	{ .method = METHOD_GET, .path = "/", .who = WHO_ANYONE },
	{ .method = METHOD_GET, .path = "/desk", .who = ROLES_STAFF },
	{ .method = METHOD_GET, .path = "/desk/new", .who = ROLES_STAFF },
	{ .method = METHOD_GET, .path = "/desk/requests/{id}", .who = ROLES_STAFF },
	{ .method = METHOD_POST, .path = "/desk/requests/{id}/offer", .who = ROLES_STAFF },
	{ .method = METHOD_GET, .path = "/desk/requests/{id}/people/{id}", .who = ROLES_STAFF },
	{ .method = METHOD_GET, .path = "/menu/{word}", .who = WHO_SIGNED_IN },
	{ .method = METHOD_POST, .path = "/menu/{word}", .who = WHO_SIGNED_IN },
};

static struct route_match find(enum method method, const char *path)
{
	return route_find(table, COUNT_OF(table), method, text_of(path));
}

static void known_paths_find_their_route(void **state)
{
	(void)state;
	assert_ptr_equal(find(METHOD_GET, "/").route, &table[0]);
	assert_ptr_equal(find(METHOD_GET, "/desk/new").route, &table[2]);
	struct route_match match = find(METHOD_GET, "/desk/requests/0000000000001/people/0000000000002");
	assert_ptr_equal(match.route, &table[5]);
	assert_int_equal(match.piece_count, 2);
	assert_int_equal(match.pieces[0].id, 1);
	assert_int_equal(match.pieces[1].id, 2);
	match = find(METHOD_GET, "/menu/hair-cut_1.a");
	assert_ptr_equal(match.route, &table[6]);
	assert_true(text_equal(match.pieces[0].text, TEXT("hair-cut_1.a")));
}

static void everything_else_does_not_exist(void **state)
{
	static const char *const paths[] = { "/Desk", "/desk/", "/desk/requests", "/desk/requests/", "/desk/requests/1",
		"/desk/requests/0000000000001/", "/desk/requests/000000000000!", "/desk/requests/0000000000000", "/desk/requests/0000000000001/people",
		"/menu/", "/menu/a b", "/menu/\xe7\x90\x86", "/menu/a/b", "/.git", "/desk/requests/{id}" };
	(void)state;
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		struct route_match match = find(METHOD_GET, paths[i]);
		assert_null(match.route);
		assert_false(match.is_path_known);
	}
}

static void a_wrong_method_names_the_right_ones(void **state)
{
	(void)state;
	struct route_match match = find(METHOD_GET, "/desk/requests/0000000000001/offer");
	assert_null(match.route);
	assert_true(match.is_path_known);
	assert_int_equal(match.allowed, 1u << METHOD_POST);
	match = find(METHOD_POST, "/desk");
	assert_null(match.route);
	assert_int_equal(match.allowed, 1u << METHOD_GET);
	assert_int_equal(find(METHOD_GET, "/menu/a").allowed, (1u << METHOD_GET) | (1u << METHOD_POST));
}

static void rights_are_the_mask_and_nothing_else(void **state)
{
	static const struct {
		unsigned who;
		bool is_signed_in;
		unsigned roles;
		bool is_allowed;
	} rows[] = {
		{ WHO_ANYONE, false, 0, true },
		{ WHO_ANYONE, true, ROLE_BIT(ROLE_CLERK), true },
		{ WHO_SIGNED_IN, false, 0, false },
		{ WHO_SIGNED_IN, true, 0, true },
		{ ROLES_STAFF, false, 0, false },
		{ ROLES_STAFF, true, 0, false },
		{ ROLES_STAFF, true, ROLE_BIT(ROLE_VOLUNTEER) | ROLE_BIT(ROLE_AUDITOR), false },
		{ ROLES_STAFF, true, ROLE_BIT(ROLE_CLERK), true },
		{ ROLES_STAFF, false, ROLE_BIT(ROLE_CLERK), false },
	};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct route route = { .who = rows[i].who };
		assert_int_equal(route_allows(&route, rows[i].is_signed_in, rows[i].roles), rows[i].is_allowed);
	}
}

static struct text cookie(const char *header, const char *name)
{
	const struct request request = { .cookie = text_of(header) };
	return request_cookie(&request, text_of(name));
}

static void cookies_are_read_by_whole_name(void **state)
{
	(void)state;
	assert_true(text_equal(cookie("a=1; __Host-session=x; b=2", "__Host-session"), TEXT("x")));
	assert_true(text_equal(cookie("lang=en", "lang"), TEXT("en")));
	assert_true(text_equal(cookie("lang=en;lang=en", "lang"), TEXT("en")));
}

static void hostile_cookies_are_no_cookies(void **state)
{
	static const char *const headers[] = { "", "lang", "=en", "xlang=en", "langx=en", "lang =en", "lang=en; lang=zh", ";;;;", "lang=", "LANG=en" };
	(void)state;
	for (size_t i = 0; i < COUNT_OF(headers); i++)
		assert_int_equal(cookie(headers[i], "lang").len, 0);
}

static void lists_are_read_with_their_weights(void **state)
{
	(void)state;
	assert_true(request_lists(TEXT("text/html, application/json;q=0.5"), TEXT("application/json")));
	assert_true(request_lists(TEXT("br"), TEXT("BR")));
	assert_false(request_lists(TEXT("gzip;q=0, br;q=0.000"), TEXT("br")));
	assert_false(request_lists(TEXT("gzip;q=0"), TEXT("gzip")));
	assert_false(request_lists(TEXT("*/*"), TEXT("application/json")));
	assert_false(request_lists(TEXT_NONE, TEXT("br")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_paths_find_their_route),
		cmocka_unit_test(everything_else_does_not_exist),
		cmocka_unit_test(a_wrong_method_names_the_right_ones),
		cmocka_unit_test(rights_are_the_mask_and_nothing_else),
		cmocka_unit_test(cookies_are_read_by_whole_name),
		cmocka_unit_test(hostile_cookies_are_no_cookies),
		cmocka_unit_test(lists_are_read_with_their_weights),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
