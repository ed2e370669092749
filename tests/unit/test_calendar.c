/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"
#include "base/calendar.h"

static int32_t day_of(int32_t date)
{
	int32_t found = 0;
	assert_true(when_day_from_date(date / 10000, date / 100 % 100, date % 100, &found));
	return found;
}

static void ten_working_days_are_counted_over_the_holidays(void **state UNUSED)
{
	struct calendar calendar = calendar_shipped();
	static const struct { int32_t from; int32_t count; int32_t to; } rows[] = {
		{20260213, 10, 20260305}, {20260430, 10, 20260518}, {20260924, 10, 20261015},
		{20260302, 10, 20260316}, {20260305, 0, 20260305}, {20260307, 0, 20260307}, {20260307, 1, 20260309},
		{20260930, 1, 20261008}, {20260919, 1, 20260920}, {20250930, 1, 20251009}, {20240930, 1, 20241008}};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(calendar_add_working_days(&calendar, day_of(rows[i].from), rows[i].count), day_of(rows[i].to));
}

static void holidays_are_not_worked(void **state UNUSED)
{
	struct calendar calendar = calendar_shipped();
	static const int32_t off[] = {20240101, 20240212, 20240216, 20240404, 20240405, 20240501, 20240503, 20240610, 20240916, 20240917,
		20241001, 20241007, 20250101, 20250128, 20250204, 20250404, 20250501, 20250505, 20250602, 20251001, 20251008, 20260101, 20260102,
		20260216, 20260223, 20260406, 20260501, 20260505, 20260619, 20260925, 20261001, 20261007};
	for (size_t i = 0; i < COUNT_OF(off); i++)
		assert_false(calendar_is_working(&calendar, day_of(off[i])));
}

static void make_up_days_are_worked_though_they_are_weekend(void **state UNUSED)
{
	struct calendar calendar = calendar_shipped();
	static const int32_t worked[] = {20240204, 20240218, 20240407, 20240428, 20240511, 20240914, 20240929, 20241012, 20250126, 20250208,
		20250427, 20250928, 20251011, 20260104, 20260214, 20260228, 20260509, 20260920, 20261010};
	for (size_t i = 0; i < COUNT_OF(worked); i++) {
		assert_true(when_weekday(day_of(worked[i])) >= 6);
		assert_true(calendar_is_working(&calendar, day_of(worked[i])));
	}
}

static void the_years_have_as_many_working_days_as_announced(void **state UNUSED)
{
	struct calendar calendar = calendar_shipped();
	static const struct { int32_t year; int32_t working; } rows[] = {{2024, 251}, {2025, 248}, {2026, 248}};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int32_t working = 0;
		for (int32_t day = day_of(rows[i].year * 10000 + 101); day <= day_of(rows[i].year * 10000 + 1231); day++)
			working += calendar_is_working(&calendar, day);
		assert_int_equal(working, rows[i].working);
	}
}

static void plain_weeks_are_worked_from_monday_to_friday(void **state UNUSED)
{
	struct calendar calendar = calendar_shipped();
	for (int32_t day = day_of(20260309); day < day_of(20260316); day++)
		assert_int_equal(calendar_is_working(&calendar, day), when_weekday(day) <= 5);
}

static void a_year_without_a_notice_is_reported_and_counts_plain_weekends(void **state UNUSED)
{
	struct calendar calendar = calendar_shipped();
	for (int32_t year = 2024; year <= 2026; year++)
		assert_true(calendar_has_year(&calendar, year));
	assert_false(calendar_has_year(&calendar, 2023));
	assert_false(calendar_has_year(&calendar, 2027));
	assert_true(calendar_is_working(&calendar, day_of(20271001))); /* a Friday */
	assert_false(calendar_is_working(&calendar, day_of(20271002)));
}

static void a_table_of_the_station_replaces_the_shipped_one(void **state UNUSED)
{
	const struct calendar_entry entries[] = {{day_of(20271001), true}, {day_of(20271002), false}};
	struct calendar calendar = {entries, COUNT_OF(entries)};
	assert_false(calendar_is_working(&calendar, day_of(20271001)));
	assert_true(calendar_is_working(&calendar, day_of(20271002)));
	assert_true(calendar_has_year(&calendar, 2027));
}

static void the_empty_table_knows_weekends_only(void **state UNUSED)
{
	struct calendar calendar = {NULL, 0};
	assert_false(calendar_has_year(&calendar, 2026));
	assert_true(calendar_is_working(&calendar, day_of(20261001)));
	assert_int_equal(calendar_add_working_days(&calendar, day_of(20260302), 250), day_of(20270215));
}

static void the_shipped_table_is_sorted_without_a_day_twice(void **state UNUSED)
{
	struct calendar calendar = calendar_shipped();
	for (size_t i = 1; i < calendar.count; i++)
		assert_true(calendar.entries[i - 1].day < calendar.entries[i].day);
}

static void a_deadline_is_six_in_the_evening(void **state UNUSED)
{
	struct calendar calendar = calendar_shipped();
	int64_t friday_noon_ms = when_at(day_of(20260213), 12 * 60);
	assert_true(calendar_deadline_ms(&calendar, friday_noon_ms, 10) == when_at(day_of(20260305), 18 * 60));
	assert_true(calendar_deadline_ms(&calendar, friday_noon_ms, 0) == when_at(day_of(20260213), 18 * 60));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ten_working_days_are_counted_over_the_holidays),
		cmocka_unit_test(holidays_are_not_worked),
		cmocka_unit_test(make_up_days_are_worked_though_they_are_weekend),
		cmocka_unit_test(the_years_have_as_many_working_days_as_announced),
		cmocka_unit_test(plain_weeks_are_worked_from_monday_to_friday),
		cmocka_unit_test(a_year_without_a_notice_is_reported_and_counts_plain_weekends),
		cmocka_unit_test(a_table_of_the_station_replaces_the_shipped_one),
		cmocka_unit_test(the_empty_table_knows_weekends_only),
		cmocka_unit_test(the_shipped_table_is_sorted_without_a_day_twice),
		cmocka_unit_test(a_deadline_is_six_in_the_evening),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
