/* SPDX-License-Identifier: Apache-2.0
 *
 * A setting changed behind the program is found against the trail, which says
 * who chose what, when, and what was before.
 */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "domain/audit.h"
#include "domain/settings.h"
#include "meddle.h"
#include "queries/trail.h"

static struct town town;
static char named[2000];
static char told[2000];

struct choosing { enum setting setting; int64_t value; enum setting_refusal refusal; };

static enum fail choose(const struct act *act, void *context)
{
	struct choosing *choosing = context;
	struct settings settings;
	enum setting which;
	TRY(settings_read(act, &settings));
	settings.values[choosing->setting] = choosing->value;
	return settings_choose(act, &settings, &choosing->refusal, &which);
}

static void chosen(enum town_person who, enum setting setting, int64_t value, enum setting_refusal refusal)
{
	struct choosing choosing = {setting, value, SETTING_OK};
	assert_int_equal(town_write(&town, who, choose, &choosing), refusal == SETTING_OK ? OK : FAIL_REFUSED);
	assert_int_equal(choosing.refusal, refusal);
	town.now_ms += MINUTE_MS;
}

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

static void name_it(void *context UNUSED, const struct audit_finding *finding)
{
	size_t len = strlen(named);
	(void)snprintf(named + len, sizeof(named) - len, " %s %lld %s %lld/%lld%s", finding->root.table, (long long)finding->root.id, finding->root.column,
		(long long)finding->root.stored, (long long)finding->root.computed, finding->follow_count > 0 ? "+" : "");
}

static enum fail audit(const struct act *act, void *context)
{
	return audit_find(act, name_it, NULL, context);
}

static void assert_found(const char *what)
{
	size_t count = 0;
	named[0] = '\0';
	assert_int_equal(town_read(&town, audit, &count), OK);
	assert_string_equal(named, what);
}

static enum fail tell_trail(const struct act *act, void *context UNUSED)
{
	struct trail_of_object_rows rows;
	TRY(q_trail_of_object(act->view, act->arena, &(struct trail_of_object_in){.centre_id = act->centre_id, .object_kind = TEXT("centre"),
		.object_id = act->centre_id.value}, &rows));
	told[0] = '\0';
	for (size_t i = 0; i < rows.count; i++) {
		size_t len = strlen(told);
		bool is_manager = rows.rows[i].actor_id.value == town.people[MANAGER].value;
		if (text_equal(rows.rows[i].act, TEXT("settings.choose")))
			(void)snprintf(told + len, sizeof(told) - len, "[%s %.*s]", is_manager ? "manager" : "?", TEXT_ARGS(rows.rows[i].detail));
	}
	return OK;
}

static void each_choice_stands_on_the_trail(void **state UNUSED)
{
	chosen(CLERK, SETTING_SHOP_DAYS, 9, SETTING_NOT_ALLOWED);
	chosen(MANAGER, SETTING_SHOP_DAYS, 61, SETTING_TOO_LARGE);
	chosen(MANAGER, SETTING_SHOP_DAYS, 14, SETTING_OK); /* as it is: no mark */
	assert_int_equal(town_read(&town, tell_trail, NULL), OK);
	assert_string_equal(told, "");
	chosen(MANAGER, SETTING_SHOP_DAYS, 9, SETTING_OK);
	chosen(MANAGER, SETTING_SHOP_DAYS, 30, SETTING_OK);
	chosen(MANAGER, SETTING_WAVES, 3, SETTING_OK);
	assert_int_equal(town_read(&town, tell_trail, NULL), OK);
	assert_string_equal(told, "[manager waves: 4 -> 3][manager shop_days: 9 -> 30][manager shop_days: 14 -> 9]");
	assert_found("");
}

static void what_was_changed_by_hand_is_named_once(void **state UNUSED)
{
	static const struct { const char *sql, *back, *found; } rows[] = {
		{"UPDATE setting SET value = 9 WHERE name = 'shop_days'", "UPDATE setting SET value = 30 WHERE name = 'shop_days'",
			" setting 7 value 9/30"}, /* as it was once */
		{"UPDATE setting SET value = 45 WHERE name = 'shop_days'", "UPDATE setting SET value = 30 WHERE name = 'shop_days'", " setting 7 value 45/30"},
		{"UPDATE setting SET value = value + 1", "UPDATE setting SET value = value - 1", " setting 7 value 31/30 setting 3 value 4/3"},
		{"UPDATE setting SET changed_at_ms = 7 WHERE name = 'waves'", "UPDATE setting SET changed_at_ms = (SELECT MAX(at_ms) FROM trail) WHERE name = 'waves'",
			" setting 3 changed_at_ms 7/*"},
		{"UPDATE setting SET name = 'shop' WHERE name = 'waves'", "UPDATE setting SET name = 'waves' WHERE name = 'shop'", " setting 3 name 0/1"},
		{"INSERT INTO setting SELECT centre_id, 'shop', 1, changed_by, 5 FROM setting WHERE name = 'waves'", "DELETE FROM setting WHERE name = 'shop'",
			" setting 6 row 1/0"},
		{"INSERT INTO setting SELECT centre_id, 'unheard_of', 1, changed_by, 5 FROM setting WHERE name = 'waves'",
			"DELETE FROM setting WHERE name = 'unheard_of'", " setting 99 row 1/0"},
		{"DELETE FROM setting WHERE name = 'shop_days'", NULL, " setting 7 row 0/1"}, /* it would be 14 again, and nobody chose that */
	};
	chosen(MANAGER, SETTING_SHOP_DAYS, 9, SETTING_OK);
	chosen(MANAGER, SETTING_SHOP_DAYS, 30, SETTING_OK);
	chosen(MANAGER, SETTING_WAVES, 3, SETTING_OK);
	assert_found("");
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		size_t count = 0;
		size_t len = strcspn(rows[i].found, "*"); /* the moment is the machine's */
		meddle(&town, rows[i].sql);
		named[0] = '\0';
		assert_int_equal(town_read(&town, audit, &count), OK);
		bool is_alike = rows[i].found[len] == '*' ? strncmp(named, rows[i].found, len) == 0 && count == 1 : strcmp(named, rows[i].found) == 0;
		if (!is_alike)
			fail_msg("%s: \"%s\" instead of \"%s\"", rows[i].sql, named, rows[i].found);
		if (rows[i].back != NULL)
			meddle(&town, rows[i].back);
	}
}

/* Where the line itself was changed the chain says so, and the row follows from it. */
static void a_line_that_was_changed_is_the_trails_finding(void **state UNUSED)
{
	chosen(MANAGER, SETTING_SHOP_DAYS, 9, SETTING_OK);
	meddle(&town, "UPDATE trail SET detail = 'shop_days: 14 -> 8' WHERE act = 'settings.choose'");
	size_t count = 0;
	named[0] = '\0';
	assert_int_equal(town_read(&town, audit, &count), OK);
	assert_int_equal(count, 1);
	assert_int_equal(strncmp(named, " trail ", 7), 0);
	assert_non_null(strchr(named, '+'));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(each_choice_stands_on_the_trail, open_town, close_town),
		cmocka_unit_test_setup_teardown(what_was_changed_by_hand_is_named_once, open_town, close_town),
		cmocka_unit_test_setup_teardown(a_line_that_was_changed_is_the_trails_finding, open_town, close_town)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
