/* SPDX-License-Identifier: Apache-2.0
 *
 * Where a map's pictures come from: what an operator may write, and the one
 * origin that the policy is widened by.
 */
#include "unit.h"

#include "web/tiles.h"

static enum fail read_address(const char *address, struct tiles *tiles)
{
	const char *reason = NULL;
	enum fail fail = tiles_read(&(struct tiles_options){ .address = address }, tiles, &reason);
	assert_int_equal(fail == OK, reason == NULL);
	return fail;
}

static void an_address_gives_its_origin(void **state UNUSED)
{
	static const struct { const char *address, *origin; } rows[] = {
		{ "https://tiles.example.org/{z}/{x}/{y}.png", "https://tiles.example.org" },
		{ "http://10.0.0.7:8088/t?z={z}&x={x}&y={y}", "http://10.0.0.7:8088" },
		{ "https://t0.tianditu.example/vec_w/wmts?TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=a1b2", "https://t0.tianditu.example" },
		{ "/tiles/{z}/{x}/{y}.png", "" }, /* our own front serves them: the policy stays as it is */
		{ NULL, "" },
		{ "", "" },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct tiles tiles;
		assert_int_equal(read_address(rows[i].address, &tiles), OK);
		assert_true(text_equal(tiles.origin, text_of(rows[i].origin)));
		assert_true(text_equal(tiles.address, text_of(rows[i].address)));
	}
}

static void what_could_widen_the_policy_further_is_refused(void **state UNUSED)
{
	static const char *const wrong[] = {
		"https://tiles.example.org/{z}/{x}.png",            /* a number is missing */
		"https://tiles.example.org/{z}/{x}/{y}/{z}.png",    /* or there twice */
		"https://{s}.tiles.example.org/{z}/{x}/{y}.png",    /* several origins */
		"https://tiles.example.org; script-src *//{z}/{x}/{y}",
		"https://a.example 'unsafe-inline'/{z}/{x}/{y}",
		"https://*.example.org/{z}/{x}/{y}.png",
		"https://you@tiles.example.org/{z}/{x}/{y}.png",
		"https:///{z}/{x}/{y}.png",
		"https://:80/{z}/{x}/{y}.png",
		"https://a.example:80:90/{z}/{x}/{y}.png",
		"https://a.example:/{z}/{x}/{y}.png",
		"https://a.example:http/{z}/{x}/{y}.png",
		"https://a.example:123456/{z}/{x}/{y}.png",
		"https://tiles.example.org",
		"https://{z}{x}{y}",
		"//tiles.example.org/{z}/{x}/{y}.png",
		"data:image/png,{z}{x}{y}",
		"javascript:{z}{x}{y}",
		"tiles/{z}/{x}/{y}.png",
		"https://tiles.example.org/\"{z}/{x}/{y}.png",
		"https://tiles.example.org/\r\n{z}/{x}/{y}.png",
	};
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct tiles tiles = { .is_wgs84 = true };
		assert_int_equal(read_address(wrong[i], &tiles), FAIL_INPUT);
		assert_true(tiles.is_wgs84); /* untouched */
	}
}

static void the_datum_says_whether_positions_are_converted(void **state UNUSED)
{
	const struct position gcj = { 118829992, 36706964 };
	struct tiles tiles;
	const char *reason = NULL;
	assert_int_equal(tiles_read(&(struct tiles_options){ .datum = "wgs84" }, &tiles, &reason), OK);
	assert_in_range(tiles_position(&tiles, gcj).lng_e6, 118824393, 118824397);
	assert_int_equal(tiles_read(&(struct tiles_options){ .datum = "gcj02" }, &tiles, &reason), OK);
	assert_int_equal(tiles_position(&tiles, gcj).lng_e6, gcj.lng_e6);
	assert_int_equal(tiles_read(&(struct tiles_options){ .datum = NULL }, &tiles, &reason), OK);
	assert_false(tiles.is_wgs84);
	assert_int_equal(tiles_read(&(struct tiles_options){ .datum = "bd09" }, &tiles, &reason), FAIL_INPUT);
}

static void the_credit_is_a_short_text(void **state UNUSED)
{
	char long_credit[300];
	struct tiles tiles;
	const char *reason = NULL;
	memset(long_credit, 'a', sizeof(long_credit));
	long_credit[sizeof(long_credit) - 1] = 0;
	assert_int_equal(tiles_read(&(struct tiles_options){ .credit = "© 天地图" }, &tiles, &reason), OK);
	assert_true(text_equal(tiles.credit, TEXT("© 天地图")));
	assert_int_equal(tiles_read(&(struct tiles_options){ .credit = long_credit }, &tiles, &reason), FAIL_INPUT);
	assert_int_equal(tiles_read(&(struct tiles_options){ .credit = "\xff" }, &tiles, &reason), FAIL_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_gives_its_origin),
		cmocka_unit_test(what_could_widen_the_policy_further_is_refused),
		cmocka_unit_test(the_datum_says_whether_positions_are_converted),
		cmocka_unit_test(the_credit_is_a_short_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
