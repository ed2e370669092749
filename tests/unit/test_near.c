/* SPDX-License-Identifier: Apache-2.0
 *
 * Days as they are said on the telephone.
 */
#include "unit.h"

#include "base/when.h"

#define TODAY 20523 /* Wednesday 2026-03-11 */

static void days_are_seen_from_today(void **state UNUSED)
{
	static const struct {
		const char *said;
		int32_t ahead;
	} rows[] = {{"今天", 0}, {"明天", 1}, {"后天", 2}, {"大后天", 3}, {"後天", 2}, {" mt ", 1}, {"HT", 2}, {"dht", 3}, {"tomorrow", 1}, {"+0", 0}, {"+10", 10},
		{"周三", 0}, {"周四", 1}, {"周二", 6}, {"星期天", 4}, {"礼拜一", 5}, {"週五", 2}, {"z3", 0}, {"z7", 4}, {"fri", 2}, {"下周三", 7}, {"下周一", 5}, {"xz3", 7},
		{"下星期二", 6}, {"3月12日", 1}, {"3-12", 1}, {"3/12", 1}, {"3月10日", 364}, {"2026-03-12", 1}, {"20260312", 1}};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int32_t day = 0;
		if (!when_parse_near_day(text_of(rows[i].said), TODAY, &day) || day != TODAY + rows[i].ahead)
			fail_msg("%s: %d days ahead, not %d", rows[i].said, (int)(day - TODAY), (int)rows[i].ahead);
	}
}

static void what_is_no_day_is_refused(void **state UNUSED)
{
	static const char *const wrong[] = {"", "昨天", "周", "周八", "z8", "三", "3", "+", "+366", "+-1", "-1", "13月1日", "2月30日", "下", "x", "下下周三", "monday morning"};
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		int32_t day = 7;
		if (when_parse_near_day(text_of(wrong[i]), TODAY, &day))
			fail_msg("%s was taken for a day", wrong[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(days_are_seen_from_today), cmocka_unit_test(what_is_no_day_is_refused)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
