/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>
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
		{"晚上8点", 1200}, {"晚上11:30", 1410}, {"早上7点", 420}, {"早上四点", 240}, {"清晨11:30", 690}, {"中午12点", 720}, {"中午1点", 780}, {"中午11点半", 690},
		{"凌晨1点", 60}, {"９：０５", 545}, {"14点", 840}, {"9时5分", 545}, {"9點半", 570}, {" 9:05 ", 545}, {"下午 2 点", 840},
		{"下午三点", 900}, {"下午3点半", 930}, {"下午三点半", 930}, {"15点", 900}, {"十五点", 900}, {"上午十点一刻", 615}, {"上午十点三刻", 645}, {"十点1刻", 615},
		{"3pm", 900}, {"3PM", 900}, {"3 p.m.", 900}, {"3:30pm", 930}, {"12am", 0}, {"12:15am", 15}, {"12pm", 720}, {"11am", 660}, {"1530", 930}, {"0330pm", 930},
		{"３ｐｍ", 900}, {"noon", 720}, {"中午", 720}, {"正午", 720}, {"中午十二点", 720}, {"九点", 540}, {"九点钟", 540}, {"九点整", 540}, {"七点零五", 425},
		{"七点零五分", 425}, {"七点五分", 425}, {"七点五十", 470}, {"七点十分", 430}, {"晚上八点二十五分", 1225}, {"二十三点五十九分", 1439}, {"零点", 0}, {"0点", 0},
		{"下午兩點", 840}, {"下午两点", 840}, {"午後兩點鐘", 840}, {"清早六点", 360}, {"傍晚六点", 1080}, {"夜里十一点", 1380}, {"9点05", 545}, {"十时十分", 610},
		{"凌晨三点", 180}, {"03:00", 180}, {"3:00", 180}, {"凌晨零点三十分", 30}, {"凌晨0:30", 30}, {"凌晨六点半", 390}};
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
		"\xFF", "13pm", "0am", "0pm", "3", "三", "pm", "下午3pm", "3pmx", "3p", "九点五", "9点5", "九点六十分", "一十一百点", "二四点", "二十四点", "三十点", "十五十点",
		"零零点", "九点半钟", "九点一刻半", "九点两刻", "点", "九", "差一刻三点", "下午", "九点钟半", "九点九点", "noon pm", "九九点", "12:00:00am", "3:3pm", "00003pm",
		"晚上noon", "中午中午", "早上12点", "清晨12:30", "早晨十二点半", "早上3点", "清早零点",
		"凌晨12点", "凌晨十二点半", "凌晨12:30", "凌晨七点", "凌晨11点", "中午0点", "中午零点", "三点三十分十秒", "123点", "9点123分", "上午上午九点",
		"下午下午下午下午下午下午下午下午下午下午下午下午下午下午下午下午下午三点"};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int32_t min = 99;
		if (when_parse_min(text_of(rows[i]), &min))
			fail_msg("read: %s as %d", rows[i], min);
		assert_int_equal(min, 99);
	}
}

/* Three o'clock, without saying of which half of the day: nobody guesses; from seven on it is the morning, as one says it. */
static void an_hour_of_two_halves_is_asked_about(void **state UNUSED)
{
	static const char *const rows[] = {"3点", "三点", "三点半", "1点", "6点59分", "两点一刻", "3时", "５点", "六點鐘"};
	static const struct { const char *typed; int32_t min; } others[] = {{"7点", 420}, {"十一点", 660}, {"12点", 720}, {"13点", 780}, {"0点30分", 30},
		{"03:00", 180}, {"凌晨3点", 180}, {"下午3点", 900}};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int32_t min = 99;
		if (when_read_min(text_of(rows[i]), &min) != WHEN_AMBIGUOUS)
			fail_msg("not asked about: %s", rows[i]);
		assert_int_equal(min, 99);
		assert_false(when_parse_min(text_of(rows[i]), &min));
	}
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		int32_t min = 99;
		assert_int_equal(when_read_min(text_of(others[i].typed), &min), WHEN_READ);
		assert_int_equal(min, others[i].min);
	}
}

/* 0 to 59 as one says them. */
static const char *say(char *out, size_t size, int number, bool is_minute)
{
	static const char *const digits[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
	if (number < 10)
		(void)snprintf(out, size, "%s%s", is_minute && number > 0 ? "零" : "", digits[number]);
	else
		(void)snprintf(out, size, "%s十%s", number < 20 ? "" : digits[number / 10], number % 10 == 0 ? "" : digits[number % 10]);
	return out;
}

static void assert_reads(const char *typed, int32_t min)
{
	int32_t read = -1;
	if (when_read_min(text_of(typed), &read) != WHEN_READ || read != min)
		fail_msg("%s read as %d instead of %d", typed, read, min);
}

/* Each minute of the day, in each way of writing it that there is. */
static void every_minute_is_read_back_however_it_is_written(void **state UNUSED)
{
	for (int32_t min = 0; min < 24 * 60; min++) {
		int hour = min / 60;
		int minute = min % 60;
		int small = hour % 12 == 0 ? 12 : hour % 12;
		const char *half = hour < 12 ? "上午" : hour < 18 ? "下午" : "晚上";
		int said = hour > 12 ? hour - 12 : hour;
		char typed[96], hours[32], minutes[32];
		(void)say(hours, sizeof(hours), said, false);
		(void)say(minutes, sizeof(minutes), minute, true);
		(void)snprintf(typed, sizeof(typed), "%02d:%02d", hour, minute);
		assert_reads(typed, min);
		(void)snprintf(typed, sizeof(typed), "%02d%02d", hour, minute);
		assert_reads(typed, min);
		(void)snprintf(typed, sizeof(typed), "%d:%02d %s", small, minute, hour < 12 ? "am" : "p.m.");
		assert_reads(typed, min);
		(void)snprintf(typed, sizeof(typed), "%s%d点%d分", half, said, minute);
		assert_reads(typed, min);
		(void)snprintf(typed, sizeof(typed), "%s%s點%s分", half, hours, minutes);
		assert_reads(typed, min);
		(void)snprintf(typed, sizeof(typed), " %s %s点 %s ", half, hours, minutes);
		if (minute > 0)
			assert_reads(typed, min);
		(void)snprintf(typed, sizeof(typed), "%s%s点%s", half, hours, minute == 0 ? "钟" : minute == 15 ? "一刻" : minute == 30 ? "半" : "三刻");
		if (minute % 15 == 0)
			assert_reads(typed, min);
		(void)snprintf(typed, sizeof(typed), "%s点%d分", say(hours, sizeof(hours), hour, false), minute);
		if (hour == 0 || hour > 6)
			assert_reads(typed, min);
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
		cmocka_unit_test(an_hour_of_two_halves_is_asked_about),
		cmocka_unit_test(every_minute_is_read_back_however_it_is_written),
		cmocka_unit_test(what_is_no_time_of_day_is_refused),
		cmocka_unit_test(instants_and_days_are_written_in_iso_form),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
