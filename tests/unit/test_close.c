/* SPDX-License-Identifier: Apache-2.0
 *
 * What ties two people, so that neither answers for the other: kin, one home
 * however it is written, one telephone; and what does not.
 */
#include "unit.h"

#include <sqlite3.h>
#include <string.h>

#include "domain/people.h"
#include "domain/places.h"
#include "queries/places.h"
#include "town.h"

struct pair {
	struct town *town;
	struct place_id places[2], elsewhere_id; /* 0 = the town's own */
	struct { const char *estate, *address, *phone; bool is_elsewhere; } one, other;
	struct person_id a, b;
	enum people_tie tie;
	bool is_close;
};

static enum fail add_elsewhere(const struct act *act, void *context)
{
	struct pair *pair = context;
	enum place_refusal refusal = PLACE_OK;
	bool is_found = false;
	struct place_root_row root;
	TRY(q_place_root(act->view, act->arena, &(struct place_root_in){.centre_id = act->centre_id}, &is_found, &root));
	return places_add(act, &(struct places_add_options){.tier = PLACE_COMMUNITY, .parent_id = root.id, .code = TEXT("370725001099"), .name = TEXT("别处")},
		&refusal, &pair->elsewhere_id);
}

static enum fail settle_in(const struct act *act, void *context)
{
	const struct pair *pair = context;
	enum people_refusal refusal = PEOPLE_OK;
	TRY(people_change(act, pair->a, &(struct people_options){.name = TEXT("王秀英"), .place_id = pair->one.is_elsewhere ? pair->elsewhere_id
		: pair->town->place_id, .estate = text_of(pair->one.estate), .address = text_of(pair->one.address), .phone = text_of(pair->one.phone)}, &refusal));
	return people_change(act, pair->b, &(struct people_options){.name = TEXT("赵志远"), .place_id = pair->other.is_elsewhere ? pair->elsewhere_id
		: pair->town->place_id, .estate = text_of(pair->other.estate), .address = text_of(pair->other.address), .phone = text_of(pair->other.phone)}, &refusal);
}

static enum fail ask(const struct act *act, void *context)
{
	struct pair *pair = context;
	enum people_tie back = TIE_NONE;
	TRY(people_tie_of(act, pair->a, pair->b, &pair->tie));
	TRY(people_tie_of(act, pair->b, pair->a, &back));
	assert_int_equal(back, pair->tie); /* a tie has no direction */
	return people_are_close(act, pair->a, pair->b, &pair->is_close);
}

static void assert_tie(struct pair *pair, enum people_tie tie)
{
	assert_int_equal(town_read(pair->town, ask, pair), OK);
	assert_int_equal(pair->tie, tie);
	assert_int_equal(pair->is_close, tie != TIE_NONE);
}

static void begin(struct town *town, struct pair *pair)
{
	town_open(town);
	*pair = (struct pair){.town = town, .a = town->people[FIRST], .b = town->people[SECOND]};
	assert_int_equal(town_write(town, TOWN_PEOPLE, add_elsewhere, pair), OK);
}

static void a_home_is_one_however_it_is_written(void **state UNUSED)
{
	static const struct pair rows[] = {
		{.one = {"昌盛花园", "3号楼2单元501", "15412340001"}, .other = {"昌盛花园", "3号楼2单元501", "15412340002"}, .tie = TIE_HOME},
		{.one = {"昌盛花园", "3号楼2单元501", ""}, .other = {"昌盛花园", " ３号楼 2单元 501 ", ""}, .tie = TIE_HOME},
		{.one = {"昌盛花园", "3號樓2單元501", ""}, .other = {"昌盛花園", "3号楼2单元501", ""}, .tie = TIE_HOME},
		{.one = {"", "B3-501", ""}, .other = {"", "b3-501", ""}, .tie = TIE_HOME},
		{.one = {"昌盛花园", "3号楼2单元501", ""}, .other = {"昌盛花园", "3号楼2单元502", ""}},
		{.one = {"昌盛花园", "3号楼2单元501", ""}, .other = {"泰和小区", "3号楼2单元501", ""}},
		{.one = {"", "3号楼2单元501", "", false}, .other = {"", "3号楼2单元501", "", true}},
		{.one = {"", "", "15412340001"}, .other = {"", "", "154-1234-0001"}, .tie = TIE_TELEPHONE},
		{.one = {"", "", "15412340001", true}, .other = {"", "", "15412340001", false}, .tie = TIE_TELEPHONE},
		{.one = {"", "", "15412340001"}, .other = {"", "", "15412340002"}},
		{.one = {"", "1号", "15412340001"}, .other = {"", "1号", "15412340001"}, .tie = TIE_HOME}, /* the nearer of two ties */
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct town town;
		struct pair pair;
		begin(&town, &pair);
		memcpy(&pair.one, &rows[i].one, sizeof(pair.one));
		memcpy(&pair.other, &rows[i].other, sizeof(pair.other));
		assert_int_equal(town_write(&town, CLERK, settle_in, &pair), OK);
		assert_int_equal(town_read(&town, ask, &pair), OK);
		if (pair.tie != rows[i].tie)
			fail_msg("row %zu: %d instead of %d", i, (int)pair.tie, (int)rows[i].tie);
		assert_tie(&pair, rows[i].tie);
		town_close(&town);
	}
}

static enum fail link_them(const struct act *act, void *context)
{
	struct pair *pair = context;
	enum people_refusal refusal = PEOPLE_OK;
	struct kin_id id;
	TRY(people_link_kin(act, &(struct people_kin_options){.person_id = pair->a, .kin_id = pair->b, .relation = KIN_OTHER, .evidence = TEXT("户口簿")},
		&refusal, &id));
	assert_int_equal(people_are_close(act, pair->a, pair->b, &pair->is_close), OK);
	assert_true(pair->is_close);
	return people_unlink_kin(act, id, pair->a, &refusal);
}

static void kin_are_close_as_long_as_the_link_stands(void **state UNUSED)
{
	struct town town;
	struct pair pair;
	begin(&town, &pair);
	assert_tie(&pair, TIE_NONE);
	assert_int_equal(town_write(&town, CLERK, link_them, &pair), OK);
	assert_tie(&pair, TIE_NONE);
	pair.a = town.people[FATHER]; /* the town has put these two down */
	assert_tie(&pair, TIE_KIN);
	pair.a = town.people[DAUGHTER];
	pair.b = town.people[ELDER];
	assert_tie(&pair, TIE_KIN);
	pair.b = pair.a;
	assert_tie(&pair, TIE_SELF);
	town_close(&town);
}

/* Two of one estate of whom neither door nor telephone is known. */
static enum fail add_strangers(const struct act *act, void *context)
{
	struct pair *pair = context;
	enum people_refusal refusal = PEOPLE_OK;
	struct people_options options = {.name = TEXT("李四"), .place_id = pair->town->place_id, .estate = TEXT("昌盛花园")};
	TRY(people_add(act, &options, &refusal, &pair->a));
	return people_add(act, &options, &refusal, &pair->b);
}

static void what_is_not_known_ties_nobody(void **state UNUSED)
{
	struct town town;
	struct pair pair;
	begin(&town, &pair);
	assert_int_equal(town_write(&town, CLERK, add_strangers, &pair), OK);
	assert_tie(&pair, TIE_NONE);
	pair.b = town.people[FIRST]; /* nor to who is known */
	assert_tie(&pair, TIE_NONE);
	town_close(&town);
}

static void nobody_is_close_to_nobody(void **state UNUSED)
{
	struct town town;
	struct pair pair;
	begin(&town, &pair);
	pair.b.value = 0;
	assert_tie(&pair, TIE_NONE);
	pair.a.value = 0;
	assert_tie(&pair, TIE_NONE); /* the clock and the command line are not one person */
	pair.a = town.people[FIRST];
	pair.b.value = 4711;
	assert_tie(&pair, TIE_NONE);
	town_close(&town);
}

/* An address that somebody has written over does not open: nothing stops, and the audit tells of it. */
static void an_address_that_does_not_open_ties_nobody(void **state UNUSED)
{
	struct town town;
	struct pair pair;
	sqlite3 *db = NULL;
	begin(&town, &pair);
	pair.one.estate = pair.other.estate = "昌盛花园";
	pair.one.address = pair.other.address = "3号楼2单元501";
	pair.one.phone = pair.other.phone = "";
	assert_int_equal(town_write(&town, CLERK, settle_in, &pair), OK);
	assert_tie(&pair, TIE_HOME);
	store_close(town.house.store);
	assert_int_equal(sqlite3_open(town.cellar.path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "UPDATE person SET address_sealed = (SELECT MAX(o.address_sealed) FROM person o WHERE o.id <> person.id) "
		"WHERE address_sealed IS NOT NULL", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	assert_int_equal(store_open(&(struct store_options){.path = town.cellar.path}, &town.house.store), OK);
	assert_tie(&pair, TIE_NONE);
	town_close(&town);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_home_is_one_however_it_is_written), cmocka_unit_test(kin_are_close_as_long_as_the_link_stands),
		cmocka_unit_test(what_is_not_known_ties_nobody), cmocka_unit_test(nobody_is_close_to_nobody),
		cmocka_unit_test(an_address_that_does_not_open_ties_nobody)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
