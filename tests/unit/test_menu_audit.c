/* SPDX-License-Identifier: Apache-2.0
 *
 * A service changed behind the back of its verbs does not agree with its last
 * fact, and the audit says which one it is.
 */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "domain/audit.h"
#include "meddle.h"

static struct town town;

static int open_town(void **state UNUSED)
{
	town_open(&town);
	return 0;
}

static int close_town(void **state UNUSED)
{
	town_close(&town);
	return 0;
}

static char named[64];
static void name_it(void *context UNUSED, const struct ledger_difference *difference)
{
	(void)snprintf(named, sizeof(named), "%s.%s", difference->table, difference->column);
}

static enum fail audit(const struct act *act, void *context)
{
	return audit_run(act, false, name_it, NULL, context);
}

static void a_service_changed_by_hand_is_named(void **state UNUSED)
{
	static const struct { const char *sql, *names; } rows[] = {{"UPDATE menu_item SET price_points = price_points", ""},
		{"UPDATE menu_item SET price_points = 7", "menu_item.price_points"}, {"UPDATE menu_item SET price_points = 100, risk = 'none'", "menu_item.text"},
		{"DELETE FROM menu_change", "menu_item.is_open"}};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		size_t count = 0;
		named[0] = '\0';
		meddle(&town, rows[i].sql);
		assert_int_equal(town_read(&town, audit, &count), OK);
		if (strcmp(named, rows[i].names) != 0 || (count > 0) != (rows[i].names[0] != '\0'))
			fail_msg("%s: %zu differences, \"%s\" named", rows[i].sql, count, named);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(a_service_changed_by_hand_is_named, open_town, close_town)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
