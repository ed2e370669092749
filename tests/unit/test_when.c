/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"
#include "base/when.h"

#define NOW_MS INT64_C(1772690400000) /* 2026-03-05 14:00 local, a Thursday */

static int32_t day_of(int32_t year, int32_t month, int32_t day)
{
	int32_t found = 0;
	assert_true(when_day_from_date(year, month, day, &found));
	return found;
}

static void the_fake_clock_stands_until_it_is_moved(void **state UNUSED)
{
	int64_t now_ms = NOW_MS;
	struct clock clock = clock_fake(&now_ms);
	assert_true(clock_now_ms(&clock) == NOW_MS);
	now_ms += DAY_MS;
	assert_true(clock_now_ms(&clock) == NOW_MS + DAY_MS);
}

static void the_system_clock_is_past_2024(void **state UNUSED)
{
	struct clock clock = clock_system();
	assert_true(clock_now_ms(&clock) > INT64_C(1704067200000));
}

static void an_instant_is_shown_in_china_standard_time(void **state UNUSED)
{
	struct local_time local = when_local(NOW_MS);
	assert_int_equal(local.year, 2026);
	assert_int_equal(local.month, 3);
	assert_int_equal(local.day, 5);
	assert_int_equal(local.hour, 14);
	assert_int_equal(local.minute, 0);
	assert_int_equal(local.second, 0);
	assert_int_equal(local.weekday, 4);
}

static void the_local_day_changes_at_local_midnight(void **state UNUSED)
{
	int64_t midnight_ms = when_at(day_of(2026, 3, 6), 0);
	assert_int_equal(when_local_day(midnight_ms), day_of(2026, 3, 6));
	assert_int_equal(when_local_day(midnight_ms - 1), day_of(2026, 3, 5));
	assert_int_equal(when_local(midnight_ms - 1).second, 59);
	assert_int_equal(when_local_day(-8 * HOUR_MS), 0);
	assert_int_equal(when_local_day(-8 * HOUR_MS - 1), -1);
}

static void every_day_of_four_centuries_goes_there_and_back(void **state UNUSED)
{
	for (int32_t day = day_of(1800, 1, 1); day < day_of(2200, 1, 1); day++) {
		struct local_time local = when_local(when_at(day, 12 * 60));
		assert_int_equal(day_of(local.year, local.month, local.day), day);
		assert_int_equal(local.weekday, when_weekday(day));
	}
}

static void known_days_have_their_number_and_weekday(void **state UNUSED)
{
	assert_int_equal(day_of(1970, 1, 1), 0);
	assert_int_equal(when_weekday(0), 4);
	assert_int_equal(day_of(2000, 2, 29), 11016);
	assert_int_equal(day_of(1969, 12, 31), -1);
	assert_int_equal(when_weekday(day_of(1969, 12, 31)), 3);
	assert_int_equal(when_weekday(day_of(2026, 3, 8)), 7);
	assert_int_equal(when_weekday(day_of(2026, 3, 9)), 1);
	assert_int_equal(when_weekday(day_of(1, 1, 1)), 1);
}

static void days_that_do_not_exist_are_refused(void **state UNUSED)
{
	static const int32_t rows[][3] = {{2026, 2, 29}, {1900, 2, 29}, {2026, 4, 31}, {2026, 13, 1}, {2026, 0, 1}, {2026, 1, 0},
		{2026, 1, 32}, {0, 1, 1}, {10000, 1, 1}, {-5, 1, 1}, {2026, -1, 1}};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int32_t day = 99;
		assert_false(when_day_from_date(rows[i][0], rows[i][1], rows[i][2], &day));
		assert_int_equal(day, 99);
	}
}

static void a_local_time_is_turned_back_into_its_instant(void **state UNUSED)
{
	int64_t at_ms = 0;
	struct local_time local = when_local(NOW_MS + 61 * SECOND_MS);
	assert_true(when_from_local(&local, &at_ms));
	assert_true(at_ms == NOW_MS + 61 * SECOND_MS);
}

static void times_that_do_not_exist_are_refused(void **state UNUSED)
{
	static const struct local_time rows[] = {
		{2026, 3, 5, 24, 0, 0, 4}, {2026, 3, 5, 0, 60, 0, 4}, {2026, 3, 5, 0, 0, 60, 4}, {2026, 3, 5, -1, 0, 0, 4},
		{2026, 3, 5, 0, -1, 0, 4}, {2026, 3, 5, 0, 0, -1, 4}, {2026, 2, 30, 0, 0, 0, 1}};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int64_t at_ms = 99;
		assert_false(when_from_local(&rows[i], &at_ms));
		assert_int_equal(at_ms, 99);
	}
}

static void days_are_read_as_people_type_them(void **state UNUSED)
{
	static const char *const rows[] = {"2026-03-05", "2026/3/5", "2026.3.5", "20260305", "2026年3月5日", "2026年03月05日", "2026年3月5号",
		"２０２６－０３－０５", "２０２６年３月５日", " 2026-3-5　", "2026 年 3 月 5 日", "2026。3。5"};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int32_t day = 0;
		if (!when_parse_day(text_of(rows[i]), &day))
			fail_msg("not read: %s", rows[i]);
		assert_int_equal(day, day_of(2026, 3, 5));
	}
}

static void what_is_no_day_is_refused(void **state UNUSED)
{
	static const char *const rows[] = {"", "今天", "2026", "2026-03", "2026-02-30", "2026-13-01", "26-03-05", "2026-003-05", "20260230",
		"2026030", "202603055", "2026-03-05x", "2026-03-05 14:00", "-2026-03-05", "2026--03-05", "03-05-2026", "2026-3-5-", "\xFF\xFF",
		"2026-03-0\xE4", "00000101", "2026年3月5日2026年3月5日2026年3月5日2026年3月5日2026年3月5日2026年3月5日"};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int32_t day = 99;
		if (when_parse_day(text_of(rows[i]), &day))
			fail_msg("read: %s", rows[i]);
		assert_int_equal(day, 99);
	}
}

static void times_of_day_are_read_as_people_type_them(void **state UNUSED)
{
	static const struct { const char *typed; int32_t min; } rows[] = {
		{"14:30", 870}, {"14：30", 870}, {"1430", 870}, {"9点半", 570}, {"上午9点半", 570}, {"下午2点", 840}, {"下午2点15分", 855},
		{"9:05", 545}, {"09:05", 545}, {"0:00", 0}, {"23:59", 1439}, {"下午14:30", 870}, {"上午12点", 720}, {"下午12点半", 750},
		{"晚上8点", 1200}, {"晚上11:30", 1410}, {"早上7点", 420}, {"中午12点", 720}, {"中午1点", 780}, {"中午11点半", 690},
		{"凌晨1点", 60}, {"９：０５", 545}, {"14点", 840}, {"9时5分", 545}, {"9點半", 570}, {" 9:05 ", 545}, {"下午 2 点", 840}};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int32_t min = -1;
		if (!when_parse_min(text_of(rows[i].typed), &min))
			fail_msg("not read: %s", rows[i].typed);
		if (min != rows[i].min)
			fail_msg("%s read as %d", rows[i].typed, min);
	}
}

static void what_is_no_time_of_day_is_refused(void **state UNUSED)
{
	static const char *const rows[] = {"", "9", "930", "24:00", "9:60", "14:3", "2460", "14302", "下午", "点半", "上午13点", "下午0点",
		"晚上12点", "晚上3点", "中午9点", "中午15:00", "25点", "9点60分", "9点半5分", "9:05:00", "-9:05", "9:-5", "半", "上午下午9点", "9:05x",
		"\xFF", "九点"};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int32_t min = 99;
		if (when_parse_min(text_of(rows[i]), &min))
			fail_msg("read: %s as %d", rows[i], min);
		assert_int_equal(min, 99);
	}
}

static void instants_and_days_are_written_in_iso_form(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1000);
	assert_text(when_iso(arena, NOW_MS), "2026-03-05T14:00:00+08:00");
	assert_text(when_iso(arena, 0), "1970-01-01T08:00:00+08:00");
	assert_text(when_iso_day(arena, day_of(2026, 3, 5)), "2026-03-05");
	assert_text(when_iso_day(arena, day_of(987, 1, 1)), "0987-01-01");
	assert_text(when_clock(arena, when_at(day_of(2026, 3, 5), 9 * 60 + 5)), "09:05");
}

static void an_age_grows_on_the_birthday(void **state UNUSED)
{
	static const struct { int32_t born[3], today[3]; int32_t age; } rows[] = {
		{{2008, 11, 28}, {2026, 11, 27}, 17}, {{2008, 11, 28}, {2026, 11, 28}, 18}, {{2008, 11, 28}, {2027, 1, 1}, 18},
		{{2008, 2, 29}, {2026, 2, 28}, 17}, {{2008, 2, 29}, {2026, 3, 1}, 18}, {{2008, 2, 29}, {2028, 2, 29}, 20}, /* 29 February */
		{{2006, 3, 1}, {2024, 2, 29}, 17}, {{2006, 2, 28}, {2024, 2, 29}, 18},
		{{1948, 6, 1}, {2026, 6, 1}, 78}, {{1970, 1, 1}, {1970, 1, 1}, 0}, {{2026, 12, 1}, {2026, 11, 28}, -1}, /* before 1970; not born yet */
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int32_t born = day_of(rows[i].born[0], rows[i].born[1], rows[i].born[2]);
		int32_t today = day_of(rows[i].today[0], rows[i].today[1], rows[i].today[2]);
		if (when_age(born, today) != rows[i].age)
			fail_msg("row %zu: %d", i, when_age(born, today));
		assert_true(born <= when_years_before(today, rows[i].age));
		assert_false(born <= when_years_before(today, rows[i].age + 1));
	}
	for (int32_t born = day_of(2003, 1, 1); born < day_of(2008, 12, 31); born += 13)
		for (int32_t today = day_of(2024, 1, 1); today < day_of(2028, 12, 31); today++)
			assert_int_equal(when_age(born, today) >= 18, born <= when_years_before(today, 18));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_fake_clock_stands_until_it_is_moved),
		cmocka_unit_test(the_system_clock_is_past_2024),
		cmocka_unit_test(an_instant_is_shown_in_china_standard_time),
		cmocka_unit_test(the_local_day_changes_at_local_midnight),
		cmocka_unit_test(every_day_of_four_centuries_goes_there_and_back),
		cmocka_unit_test(known_days_have_their_number_and_weekday),
		cmocka_unit_test(an_age_grows_on_the_birthday),
		cmocka_unit_test(days_that_do_not_exist_are_refused),
		cmocka_unit_test(a_local_time_is_turned_back_into_its_instant),
		cmocka_unit_test(times_that_do_not_exist_are_refused),
		cmocka_unit_test(days_are_read_as_people_type_them),
		cmocka_unit_test(what_is_no_day_is_refused),
		cmocka_unit_test(times_of_day_are_read_as_people_type_them),
		cmocka_unit_test(what_is_no_time_of_day_is_refused),
		cmocka_unit_test(instants_and_days_are_written_in_iso_form),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
