/* SPDX-License-Identifier: Apache-2.0
 *
 * How unequal a load is, by numbers worked out by hand; and whom the picture holds.
 */
#include "base/arena.h"
#include "base/limits.h"
#include "base/when.h"
#include "domain/access.h"
#include "domain/fairness.h"
#include "domain/people.h"
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_coefficient_is_that_of_the_books),
		cmocka_unit_test(the_picture_holds_the_volunteers_of_the_subtree),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
