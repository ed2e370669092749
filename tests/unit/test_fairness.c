/* SPDX-License-Identifier: Apache-2.0
 *
 * How unequal a load is, by numbers worked out by hand; and whom the picture holds.
 */
#include "base/arena.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/when.h"
#include "domain/access.h"
#include "domain/fairness.h"
#include "domain/duties.h"
#include "domain/people.h"
#include "queries/duties.h"
#include "town.h"

/* Behind our own headers: cmocka has a macro fail(). */
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void the_coefficient_is_that_of_the_books(void **state UNUSED)
{
	static const struct { int64_t amounts[5]; size_t count; int64_t gini; } rows[] = {
		{{0}, 0, 0}, {{7}, 1, 0}, {{0, 0, 0}, 3, 0},          /* nobody, one, nothing served */
		{{60, 60, 60, 60}, 4, 0},                              /* all the same */
		{{0, 0, 0, 240}, 4, 750}, {{240, 0, 0, 0}, 4, 750},    /* one of four: (n - 1) / n, in any order */
		{{1, 3}, 2, 250}, {{3, 1}, 2, 250},
		{{1, 2, 3, 4, 5}, 5, 266},                             /* 4 / 15, rounded down */
		{{INT64_C(1000000000), 0}, 2, 500},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int64_t amounts[5];
		for (size_t n = 0; n < rows[i].count; n++)
			amounts[n] = rows[i].amounts[n];
		if (fairness_gini(amounts, rows[i].count) != rows[i].gini)
			fail_msg("row %zu: %lld", i, (long long)fairness_gini(amounts, rows[i].count));
	}
}

struct scene { struct town *town; struct place_id scope; struct fairness fairness; int64_t from_ms, to_ms; };

static enum fail look(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct act lasting = *act;
	struct access access;
	lasting.arena = scene->town->house.arena;
	TRY(access_load(&lasting, scene->town->people[CLERK], &access));
	if (scene->scope.value == 0)
		scene->scope = access_scope(&access, ROLES_STAFF);
	return fairness_read(&lasting, scene->scope, scene->from_ms, scene->to_ms, &scene->fairness);
}

static enum fail rest(const struct act *act, void *context)
{
	struct scene *scene = context;
	enum people_refusal refusal = PEOPLE_OK;
	return people_pause(act, scene->town->people[SECOND], act->now_ms + DAY_MS, &refusal);
}

static void the_picture_holds_the_volunteers_of_the_subtree(void **state UNUSED)
{
	struct town town;
	struct scene scene = {.town = &town};
	town_open(&town);
	scene.from_ms = town.now_ms - 90 * DAY_MS;
	scene.to_ms = town.now_ms + DAY_MS;
	assert_int_equal(town_write(&town, CLERK, rest, &scene), OK);
	assert_int_equal(town_read(&town, look, &scene), OK);
	assert_int_equal(scene.fairness.count, 2);
	assert_int_equal(scene.fairness.served_min, 0);
	assert_int_equal(scene.fairness.gini, 0);
	for (size_t i = 0; i < scene.fairness.count; i++) {
		const struct fairness_person *person = &scene.fairness.people[i];
		assert_int_equal(person->free_min, 7 * 12 * 60);
		assert_int_equal(person->last_ms, 0);
		assert_int_equal(person->is_paused, person->person_id.value == town.people[SECOND].value);
	}
	scene.scope.value = 5; /* a place that is not there */
	assert_int_equal(town_read(&town, look, &scene), OK);
	assert_int_equal(scene.fairness.count, 0);
	town_close(&town);
}

/* A duty some days ago, for which FIRST was asked then; she went, or it stands in another state, or she gave it back. */
struct past { struct town *town; int64_t days_ago, minutes; enum duty_state state; bool was_given_back; };

static enum fail go(const struct act *act, void *context)
{
	const struct past *past = context;
	int64_t from_ms = act->now_ms - past->days_ago * DAY_MS;
	struct duty_id duty_id = {ids_new(from_ms)};
	struct offer_id offer_id = {ids_new(from_ms)};
	int64_t assignment_id = ids_new(from_ms);
	struct person_id who = past->town->people[FIRST];
	TRY(q_duty_add(act->txn, &(struct duty_add_in){.centre_id = act->centre_id, .id = duty_id, .place_id = past->town->place_id, .title = TEXT("陪您说话"),
		.from_ms = from_ms, .to_ms = from_ms + past->minutes * MINUTE_MS, .duration_min = past->minutes, .people = 1, .coefficient_percent = 100,
		.created_at_ms = from_ms}, NULL));
	TRY(q_duty_set_state(act->txn, &(struct duty_set_state_in){.centre_id = act->centre_id, .id = duty_id, .state = past->state}, NULL));
	TRY(q_offer_add(act->txn, &(struct offer_add_in){.centre_id = act->centre_id, .id = offer_id, .duty_id = duty_id, .person_id = who, .sent_at_ms = from_ms,
		.expires_at_ms = from_ms, .rank = 1}, NULL));
	TRY(q_assignment_add(act->txn, &(struct assignment_add_in){.centre_id = act->centre_id, .id = assignment_id, .duty_id = duty_id, .person_id = who,
		.offer_id = offer_id, .accepted_at_ms = from_ms}, NULL));
	return !past->was_given_back ? OK : q_assignment_end(act->txn, &(struct assignment_end_in){.centre_id = act->centre_id, .duty_id = duty_id,
		.person_id = who, .end_reason = TEXT("病了"), .ended_at_ms = from_ms}, NULL);
}

static void what_was_served_and_asked_in_the_span_is_summed(void **state UNUSED)
{
	struct town town;
	struct scene scene = {.town = &town};
	town_open(&town);
	struct past pasts[] = {
		{&town, 2, 90, DUTY_DONE, false}, {&town, 1, 45, DUTY_DONE, false},
		{&town, 1, 60, DUTY_STAFFED, false},  /* not served yet */
		{&town, 1, 30, DUTY_DONE, true},      /* by others: she gave it back */
		{&town, 40, 600, DUTY_DONE, false}};  /* before the span */
	scene.from_ms = town.now_ms - 30 * DAY_MS;
	scene.to_ms = town.now_ms + DAY_MS;
	for (size_t i = 0; i < COUNT_OF(pasts); i++)
		assert_int_equal(town_write(&town, CLERK, go, &pasts[i]), OK);
	assert_int_equal(town_read(&town, look, &scene), OK);
	assert_int_equal(scene.fairness.served_min, 90 + 45);
	assert_int_equal(scene.fairness.asked, 4);
	assert_int_equal(scene.fairness.served_people, 1);
	assert_int_equal(scene.fairness.gini, 500); /* one of two has all */
	for (size_t i = 0; i < scene.fairness.count; i++) {
		const struct fairness_person *person = &scene.fairness.people[i];
		bool is_first = person->person_id.value == town.people[FIRST].value;
		assert_int_equal(person->served_min, is_first ? 135 : 0);
		assert_int_equal(person->asked, is_first ? 4 : 0);
		assert_int_equal(person->last_ms, is_first ? town.now_ms - DAY_MS : 0);
	}
	scene.from_ms = town.now_ms - 60 * DAY_MS;
	scene.to_ms = town.now_ms - 30 * DAY_MS;
	assert_int_equal(town_read(&town, look, &scene), OK);
	assert_int_equal(scene.fairness.served_min, 600);
	assert_int_equal(scene.fairness.asked, 1);
	town_close(&town);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_coefficient_is_that_of_the_books),
		cmocka_unit_test(the_picture_holds_the_volunteers_of_the_subtree),
		cmocka_unit_test(what_was_served_and_asked_in_the_span_is_summed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
