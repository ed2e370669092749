/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "text/coordinates.h"

#define assert_near(got, expected, slack) assert_in_range((got) - (expected) + (slack), 0, 2 * (slack))

static void wgs_becomes_gcj_as_the_reference_says(void **state UNUSED)
{
	static const struct { struct position wgs, gcj; } rows[] = {
		{ { 121527211, 31177428 }, { 121531542, 31175304 } },
		{ { 113912316, 22543847 }, { 113917177, 22540796 } },
		{ { 116377817, 39911954 }, { 116384047, 39913346 } },
		{ { 118824395, 36706728 }, { 118829992, 36706964 } },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct position gcj = position_gcj_of_wgs(rows[i].wgs);
		assert_near(gcj.lng_e6, rows[i].gcj.lng_e6, 1);
		assert_near(gcj.lat_e6, rows[i].gcj.lat_e6, 1);
	}
}

static void the_inverse_is_within_half_a_metre(void **state UNUSED)
{
	for (int64_t lng = 118700000; lng <= 118900000; lng += 20011)
		for (int64_t lat = 36600000; lat <= 36800000; lat += 20021) {
			struct position wgs = { lng, lat };
			struct position back = position_wgs_of_gcj(position_gcj_of_wgs(wgs));
			assert_near(back.lng_e6, lng, 2);
			assert_near(back.lat_e6, lat, 2);
		}
}

static void outside_the_mainland_nothing_is_shifted(void **state UNUSED)
{
	static const struct position outside[] = { { 2352200, 48856600 }, { 139691700, 35689500 }, { 118000000, 500000 }, { 0, 0 } };
	for (size_t i = 0; i < COUNT_OF(outside); i++) {
		struct position gcj = position_gcj_of_wgs(outside[i]), wgs = position_wgs_of_gcj(outside[i]);
		assert_int_equal(gcj.lng_e6, outside[i].lng_e6);
		assert_int_equal(gcj.lat_e6, outside[i].lat_e6);
		assert_int_equal(wgs.lng_e6, outside[i].lng_e6);
		assert_int_equal(wgs.lat_e6, outside[i].lat_e6);
	}
}

static void mixing_the_systems_at_changle_would_cost_half_a_kilometre(void **state UNUSED)
{
	struct position gcj = { 118829992, 36706964 }, wgs = { 118824395, 36706728 };
	assert_in_range(position_distance_m(gcj, wgs), 480, 520);
}

static void a_coarse_position_is_the_middle_of_its_cell_and_hides_where_in_it(void **state UNUSED)
{
	static const struct { struct position at, coarse; } rows[] = {
		{ { 118826802, 36714007 }, { 118827500, 36712500 } },
		{ { 118825000, 36710000 }, { 118827500, 36712500 } }, /* the cell's corner */
		{ { 118829999, 36714999 }, { 118827500, 36712500 } }, /* and the opposite one */
		{ { 118830000, 36715000 }, { 118832500, 36717500 } },
		{ { -1, -4999 }, { -2500, -2500 } },
		{ { 0, 0 }, { 0, 0 } }, /* unknown stays unknown */
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct position coarse = position_coarse(rows[i].at);
		assert_int_equal(coarse.lng_e6, rows[i].coarse.lng_e6);
		assert_int_equal(coarse.lat_e6, rows[i].coarse.lat_e6);
		assert_int_equal(position_coarse(coarse).lng_e6, coarse.lng_e6);
	}
	assert_in_range(position_distance_m((struct position){ 118825000, 36710000 }, (struct position){ 118830000, 36710000 }), 440, 450);
	assert_in_range(position_distance_m((struct position){ 118825000, 36710000 }, (struct position){ 118825000, 36715000 }), 550, 560);
}

static void distances_are_whole_metres_and_symmetric(void **state UNUSED)
{
	struct position a = { 118826802, 36714007 }, b = { 118836841, 36681938 };
	assert_int_equal(position_distance_m(a, a), 0);
	assert_int_equal(position_distance_m(a, b), position_distance_m(b, a));
	assert_in_range(position_distance_m(a, b), 3650, 3720);
	/* One degree of the meridian. */
	assert_near(position_distance_m((struct position){ 118000000, 36000000 }, (struct position){ 118000000, 37000000 }), 111195, 1);
	/* Half way round the earth does not break the square root. */
	assert_near(position_distance_m((struct position){ 90000000, 0 }, (struct position){ -90000000, 0 }), 20015115, 2);
}

static void from_an_unknown_place_there_is_no_distance(void **state UNUSED)
{
	struct position known = { 118826802, 36714007 }, unknown = { 0, 0 };
	assert_true(position_is_known(known));
	assert_false(position_is_known(unknown));
	assert_int_equal(position_distance_m(known, unknown), -1);
	assert_int_equal(position_distance_m(unknown, known), -1);
	assert_int_equal(position_walk_min(-1), -1);
}

static void walking_rounds_up_to_minutes(void **state UNUSED)
{
	assert_int_equal(position_walk_min(0), 0);
	assert_int_equal(position_walk_min(1), 1);
	assert_int_equal(position_walk_min(57), 1);
	assert_int_equal(position_walk_min(58), 2);
	assert_int_equal(position_walk_min(750), 13);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wgs_becomes_gcj_as_the_reference_says),
		cmocka_unit_test(the_inverse_is_within_half_a_metre),
		cmocka_unit_test(outside_the_mainland_nothing_is_shifted),
		cmocka_unit_test(mixing_the_systems_at_changle_would_cost_half_a_kilometre),
		cmocka_unit_test(a_coarse_position_is_the_middle_of_its_cell_and_hides_where_in_it),
		cmocka_unit_test(distances_are_whole_metres_and_symmetric),
		cmocka_unit_test(from_an_unknown_place_there_is_no_distance),
		cmocka_unit_test(walking_rounds_up_to_minutes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
