/* SPDX-License-Identifier: Apache-2.0
 *
 * The rules of the menu and of places: who may change them, what a service
 * has to say before it is offered, and that every change is a fact.
 */
#include "unit.h"

#include <string.h>

#include "domain/menu.h"
#include "domain/people.h"
#include "domain/places.h"
#include "queries/menu.h"
#include "queries/people.h"
#include "queries/places.h"
#include "town.h"

static struct town town;
static struct organisation_id provider;
static struct place_id root_place;

struct doing {
	struct menu_item_options options;
	struct item_id id;
	bool is_open;
	struct place_id place_id;
	struct text name, phone;
	enum menu_refusal refusal;
	enum place_refusal place_refusal;
};

static enum fail look(const struct act *act, void *context UNUSED)
{
	struct menu_item_get_row item;
	bool is_found = false;
	TRY(q_menu_item_get(act->view, act->arena, &(struct menu_item_get_in){.centre_id = act->centre_id, .id = town.item_id}, &is_found, &item));
	provider = item.provider_id;
	root_place = item.place_id;
	return OK;
}

static enum fail appoint(const struct act *act, void *context UNUSED)
{
	enum people_refusal refusal = PEOPLE_OK;
	struct role_id role_id;
	struct act command = *act;
	command.source = ACT_CLI;
	command.actor = (struct person_id){0};
	TRY(people_grant(&command, town.people[DAUGHTER], ROLE_MANAGER, town.place_id, &refusal, &role_id)); /* of the community */
	TRY(people_grant(&command, town.people[FATHER], ROLE_MANAGER, root_place, &refusal, &role_id));      /* of everything */
	return people_grant(&command, town.people[ELDER], ROLE_SYSTEM, root_place, &refusal, &role_id);
}

static int open_town(void **state UNUSED)
{
	town_open(&town);
	check(town_read(&town, look, NULL) == OK);
	check(town_write(&town, CLERK, appoint, NULL) == OK);
	return 0;
}

static int close_town(void **state UNUSED)
{
	town_close(&town);
	return 0;
}

static struct menu_item_options good(void)
{
	return (struct menu_item_options){.code = TEXT("tea"), .title = TEXT("喝茶"), .done = TEXT("陪着喝茶"), .risk = TEXT("小心烫"), .risk_level = 1,
		.brings = MENU_BRINGS_CULTURE, .serves = MENU_SERVES_ELDERS, .provider_id = provider, .place_id = root_place, .duration_min = 60, .people = 1,
		.coefficient_percent = 100, .icon = TEXT("bread")};
}

static enum fail add(const struct act *act, void *context)
{
	struct doing *doing = context;
	return menu_add(act, &doing->options, &doing->refusal, &doing->id);
}

static enum fail change(const struct act *act, void *context)
{
	struct doing *doing = context;
	return menu_change(act, doing->id, &doing->options, &doing->refusal);
}

static enum fail set_open(const struct act *act, void *context)
{
	struct doing *doing = context;
	return menu_set_open(act, doing->id, doing->is_open, &doing->refusal);
}

static enum menu_refusal said(enum town_person actor, town_work *work, struct doing *doing)
{
	doing->refusal = MENU_OK;
	enum fail fail = town_write(&town, actor, work, doing);
	assert_int_equal(fail, doing->refusal == MENU_OK ? OK : FAIL_REFUSED);
	return doing->refusal;
}

static void a_new_service_is_refused_in_order(void **state UNUSED)
{
	static char long_text[1600];
	memset(long_text, 'x', 501);
	const struct text long_one = {long_text, 501};
	struct menu_item_options wrong = {.code = TEXT("Tea!"), .title = long_one, .risk_level = 4, .duration_min = 5, .price_points = -1, .lead_min = -1,
		.place_id = root_place};
	struct doing doing = {.options = wrong};
	/* Each step mends what the one before was refused for. */
	assert_int_equal(said(CLERK, add, &doing), MENU_NOT_ALLOWED);
	assert_int_equal(said(ELDER, add, &doing), MENU_NOT_ALLOWED);    /* the system administrator */
	assert_int_equal(said(DAUGHTER, add, &doing), MENU_NOT_ALLOWED); /* not of this area */
	assert_int_equal(said(FATHER, add, &doing), MENU_CODE_INVALID);
	doing.options.code = TEXT("chat");
	doing.options.title = TEXT(" ");
	assert_int_equal(said(FATHER, add, &doing), MENU_NO_TITLE);
	doing.options.title = long_one;
	assert_int_equal(said(FATHER, add, &doing), MENU_TITLE_TOO_LONG);
	doing.options.title = TEXT("喝茶");
	assert_int_equal(said(FATHER, add, &doing), MENU_NO_DONE);
	doing.options.done = TEXT("陪着喝茶");
	assert_int_equal(said(FATHER, add, &doing), MENU_NO_RISK_TEXT);
	doing.options.risk = long_one;
	assert_int_equal(said(FATHER, add, &doing), MENU_TEXT_TOO_LONG);
	doing.options.risk = TEXT("小心烫");
	assert_int_equal(said(FATHER, add, &doing), MENU_LEVEL_INVALID);
	doing.options.risk_level = 3;
	assert_int_equal(said(FATHER, add, &doing), MENU_NO_INSURANCE);
	doing.options.insurance = TEXT("PICC-1");
	assert_int_equal(said(FATHER, add, &doing), MENU_DURATION_INVALID);
	doing.options.duration_min = 10;
	assert_int_equal(said(FATHER, add, &doing), MENU_PEOPLE_INVALID);
	doing.options.people = 20;
	assert_int_equal(said(FATHER, add, &doing), MENU_PRICE_INVALID);
	doing.options.price_points = 100000;
	assert_int_equal(said(FATHER, add, &doing), MENU_LEAD_INVALID);
	doing.options.lead_min = 14 * 24 * 60;
	assert_int_equal(said(FATHER, add, &doing), MENU_COEFFICIENT_INVALID);
	doing.options.coefficient_percent = 150;
	assert_int_equal(said(FATHER, add, &doing), MENU_PROVIDER_MISSING);
	doing.options.provider_id = provider;
	assert_int_equal(said(FATHER, add, &doing), MENU_CODE_TAKEN);
	doing.options.code = TEXT("tea");
	assert_int_equal(said(FATHER, add, &doing), MENU_OK);
}

static struct menu_item_get_row item;
static struct menu_change_list_rows changes;
static enum fail look_at(const struct act *act, void *context)
{
	const struct item_id *id = context;
	bool is_found = false;
	TRY(q_menu_item_get(act->view, town.house.arena, &(struct menu_item_get_in){.centre_id = act->centre_id, .id = *id}, &is_found, &item));
	return q_menu_change_list(act->view, town.house.arena, &(struct menu_change_list_in){.centre_id = act->centre_id, .item_id = *id}, &changes);
}

static void every_change_is_a_fact_and_a_new_version(void **state UNUSED)
{
	struct doing doing = {.options = good()};
	doing.options.is_draft = true;
	assert_int_equal(said(FATHER, add, &doing), MENU_OK);
	assert_int_equal(town_read(&town, look_at, &doing.id), OK);
	assert_false(item.is_open);
	assert_text(item.title_en, "喝茶"); /* no English: the Chinese */
	doing.options.title = TEXT("喝茶聊天");
	doing.options.serves = MENU_SERVES_PUBLIC;
	doing.options.from_version = 1;
	assert_int_equal(said(FATHER, change, &doing), MENU_OK);
	assert_int_equal(said(FATHER, change, &doing), MENU_CHANGED_MEANWHILE); /* made from the version before */
	doing.is_open = true;
	assert_int_equal(said(FATHER, set_open, &doing), MENU_OK);
	assert_int_equal(said(FATHER, set_open, &doing), MENU_OK); /* the second click leaves no fact */
	doing.is_open = false;
	assert_int_equal(said(FATHER, set_open, &doing), MENU_OK);
	assert_int_equal(town_read(&town, look_at, &doing.id), OK);
	assert_int_equal(item.version, 2);
	assert_int_equal(item.serves, MENU_SERVES_PUBLIC);
	const int64_t kinds[] = {MENU_CLOSED, MENU_OPENED, MENU_CHANGED, MENU_ADDED};
	const int64_t versions[] = {2, 2, 2, 1};
	assert_int_equal(changes.count, COUNT_OF(kinds));
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		assert_int_equal(changes.rows[i].kind, kinds[i]);
		assert_int_equal(changes.rows[i].version, versions[i]);
	}
	assert_text(changes.rows[3].title, "喝茶");
}

static void high_risk_is_not_offered_without_insurance(void **state UNUSED)
{
	struct doing doing = {.options = good(), .is_open = true};
	doing.options.risk_level = 3;
	doing.options.is_draft = true;
	assert_int_equal(said(FATHER, add, &doing), MENU_OK); /* a draft may wait for it */
	assert_int_equal(said(FATHER, set_open, &doing), MENU_NO_INSURANCE);
	doing.options.insurance = TEXT("PICC-1");
	assert_int_equal(said(FATHER, change, &doing), MENU_OK);
	assert_int_equal(said(FATHER, set_open, &doing), MENU_OK);
	doing.options.insurance = TEXT(" ");
	assert_int_equal(said(FATHER, change, &doing), MENU_NO_INSURANCE); /* nor loses it while it is offered */
}

static void a_service_is_changed_by_the_manager_of_its_area(void **state UNUSED)
{
	struct doing doing = {.id = {1}, .options = good()};
	assert_int_equal(said(FATHER, set_open, &doing), MENU_NOT_FOUND);
	doing.id = town.item_id;
	assert_int_equal(said(DAUGHTER, set_open, &doing), MENU_NOT_ALLOWED);
	assert_int_equal(said(CLERK, set_open, &doing), MENU_NOT_ALLOWED);
	assert_int_equal(said(DAUGHTER, change, &doing), MENU_NOT_ALLOWED);
	doing.options.place_id = town.place_id;
	assert_int_equal(said(DAUGHTER, change, &doing), MENU_NOT_ALLOWED); /* nobody draws a service into her own area */
	doing.options.code = TEXT("own");
	assert_int_equal(said(DAUGHTER, add, &doing), MENU_OK);
	doing.options.place_id = root_place;
	assert_int_equal(said(DAUGHTER, change, &doing), MENU_NOT_ALLOWED); /* nor out of it */
	doing.options.place_id = (struct place_id){1};
	assert_int_equal(said(FATHER, change, &doing), MENU_NOT_ALLOWED);
}

static enum fail change_place(const struct act *act, void *context)
{
	struct doing *doing = context;
	return places_change(act, doing->place_id, doing->name, doing->phone, &doing->place_refusal);
}

static void a_post_has_a_name_and_a_number_that_can_be_rung(void **state UNUSED)
{
	static char long_name[64];
	memset(long_name, 'x', 51);
	const struct {
		bool is_known;
		struct text name, phone;
		enum place_refusal refusal;
	} rows[] = {{false, TEXT("新昌"), TEXT(""), PLACE_NOT_FOUND}, {true, TEXT(" "), TEXT(""), PLACE_NO_NAME},
		{true, {long_name, 51}, TEXT(""), PLACE_NAME_TOO_LONG}, {true, TEXT("新昌"), TEXT("ring me"), PLACE_PHONE_INVALID},
		{true, TEXT("新昌"), TEXT("12"), PLACE_PHONE_INVALID}, {true, TEXT("新昌"), TEXT("0536-1234567 1234567 123"), PLACE_PHONE_INVALID},
		{true, TEXT("新昌"), TEXT(""), PLACE_OK}, {true, TEXT("新昌"), TEXT("12345"), PLACE_OK}, {true, TEXT("新昌社区"), TEXT("0536-6221234"), PLACE_OK}};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct doing doing = {.place_id = rows[i].is_known ? town.place_id : (struct place_id){1}, .name = rows[i].name, .phone = rows[i].phone};
		enum fail fail = town_write(&town, CLERK, change_place, &doing);
		if (doing.place_refusal != rows[i].refusal || fail != (rows[i].refusal == PLACE_OK ? OK : FAIL_REFUSED))
			fail_msg("row %zu: %s instead of %s", i, place_refusal_name(doing.place_refusal), place_refusal_name(rows[i].refusal));
	}
}

#define IN_TOWN(test) cmocka_unit_test_setup_teardown(test, open_town, close_town)
int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_TOWN(a_new_service_is_refused_in_order),
		IN_TOWN(every_change_is_a_fact_and_a_new_version),
		IN_TOWN(high_risk_is_not_offered_without_insurance),
		IN_TOWN(a_service_is_changed_by_the_manager_of_its_area),
		IN_TOWN(a_post_has_a_name_and_a_number_that_can_be_rung),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
