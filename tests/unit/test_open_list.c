/* SPDX-License-Identifier: Apache-2.0
 *
 * What a volunteer can take now: the open list asks the same filters as the
 * desk's ranking and gives the same reasons, for one person and all orders.
 */
#include "base/when.h"
#include "domain/dispatch.h"
#include "domain/people.h"
#include "domain/requests.h"
#include "queries/requests.h"
#include "town.h"

/* Behind our own headers: cmocka has a macro fail(). */
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define ORDERS 3

struct scene {
	struct town town;
	struct request_id requests[ORDERS];
	size_t order;
	int64_t from_ms, to_ms;
	enum request_refusal refusal;
	enum people_refusal people_refusal;
	struct dispatch_open open;
	enum dispatch_refusal why[ORDERS];
	struct dispatch_candidate lines[ORDERS];
};

static enum fail order(const struct act *act, void *context)
{
	struct scene *scene = context;
	static const enum town_person residents[ORDERS] = {ELDER, FATHER, DAUGHTER};
	struct request_id *id = &scene->requests[scene->order];
	TRY(requests_open(act, &(struct requests_open_options){.person_id = scene->town.people[residents[scene->order]], .item_id = scene->town.item_id,
		.channel = CHANNEL_PHONE, .wanted_from_ms = scene->from_ms, .wanted_to_ms = scene->to_ms}, &scene->refusal, id));
	TRY(requests_accept(act, &(struct requests_accept_options){.id = *id}, &scene->refusal));
	return requests_open_to_all(act, *id, &scene->refusal);
}

static void have_order(struct scene *scene, size_t nth, int32_t days_ahead, int32_t from_min, int32_t to_min)
{
	int32_t day = when_local_day(scene->town.now_ms) + days_ahead;
	scene->order = nth;
	scene->from_ms = when_at(day, from_min);
	scene->to_ms = when_at(day, to_min);
	assert_int_equal(town_write(&scene->town, CLERK, order, scene), OK);
}

/* The list of FIRST, and what the desk says of her for each order. */
static enum fail look(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct act lasting = *act;
	lasting.arena = scene->town.house.arena;
	TRY(dispatch_open(&lasting, scene->town.people[FIRST], &scene->open));
	for (size_t i = 0; i < scene->open.count; i++) {
		struct request_get_row row;
		bool is_found = false;
		TRY(q_request_get(act->view, lasting.arena, &(struct request_get_in){.centre_id = act->centre_id, .id = scene->open.rows[i].request_id}, &is_found, &row));
		TRY(dispatch_why_not(&lasting, row.duty_id, scene->town.people[FIRST], &scene->why[i], &scene->lines[i]));
	}
	return OK;
}

/* The list says of every order what the ranking says, down to the score of each reason. */
static void agrees(struct scene *scene, size_t count)
{
	assert_int_equal(town_read(&scene->town, look, scene), OK);
	assert_int_equal(scene->open.count, count);
	for (size_t i = 0; i < count; i++) {
		const struct dispatch_open_row *row = &scene->open.rows[i];
		assert_int_equal(row->why, scene->why[i]);
		assert_int_equal(row->candidate.score, scene->lines[i].score);
		assert_int_equal(row->candidate.distance_m, scene->lines[i].distance_m);
		assert_int_equal(row->candidate.reason_count, scene->lines[i].reason_count);
		for (size_t r = 0; r < row->candidate.reason_count; r++) {
			assert_int_equal(row->candidate.reasons[r].reason, scene->lines[i].reasons[r].reason);
			assert_int_equal(row->candidate.reasons[r].number, scene->lines[i].reasons[r].number);
		}
	}
}

static void only(struct scene *scene, enum dispatch_refusal why)
{
	agrees(scene, 1);
	assert_int_equal(scene->open.rows[0].why, why);
	assert_int_equal(scene->open.passed_over[DISPATCH_NOT_FREE], why == DISPATCH_NOT_FREE);
}

static int open_scene(void **state)
{
	static struct scene scene;
	scene = (struct scene){.order = 0};
	town_open(&scene.town);
	*state = &scene;
	return 0;
}

static int close_scene(void **state)
{
	struct scene *scene = *state;
	town_close(&scene->town);
	return 0;
}

static enum fail set_skills(const struct act *act, void *context)
{
	struct scene *scene = context;
	return people_set_skills(act, scene->town.people[FIRST], NULL, 0, &scene->people_refusal);
}

static enum fail set_times(const struct act *act, void *context)
{
	struct scene *scene = context;
	const struct person_free_time times[] = {{5, 14 * 60, 15 * 60}};
	return people_set_free_times(act, scene->town.people[FIRST], times, 1, &scene->people_refusal);
}

static enum fail day_off(const struct act *act, void *context)
{
	struct scene *scene = context;
	return people_note_day_off(act, scene->town.people[FIRST], when_local_day(scene->from_ms), &scene->people_refusal);
}

static enum fail week_most(const struct act *act, void *context)
{
	struct scene *scene = context;
	return people_set_week_most(act, scene->town.people[FIRST], 1, &scene->people_refusal);
}

static enum fail take(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_take(act, scene->requests[scene->order], &scene->refusal);
}

static enum fail give_back(const struct act *act, void *context)
{
	struct scene *scene = context;
	TRY(requests_release(act, scene->requests[scene->order], TEXT_NONE, &scene->refusal));
	return OK;
}

static enum fail open_again(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_open_to_all(act, scene->requests[scene->order], &scene->refusal);
}

static void what_fits_stands_with_the_reasons_of_the_desk(void **state)
{
	struct scene *scene = *state;
	agrees(scene, 0);
	have_order(scene, 0, 2, 14 * 60, 15 * 60);
	have_order(scene, 1, 1, 9 * 60, 17 * 60); /* a loose window */
	have_order(scene, 2, 9, 10 * 60, 11 * 60);
	agrees(scene, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(scene->open.rows[i].why, DISPATCH_REFUSAL_COUNT);
		assert_true(scene->open.rows[i].candidate.reason_count >= 3);
	}
	assert_int_equal(scene->open.rows[0].request_id.value, scene->requests[1].value); /* soonest first */
	assert_int_equal(scene->open.rows[2].request_id.value, scene->requests[2].value);
}

static void without_the_skill_it_is_none_of_hers(void **state)
{
	struct scene *scene = *state;
	have_order(scene, 0, 2, 14 * 60, 15 * 60);
	assert_int_equal(town_write(&scene->town, MANAGER, set_skills, scene), OK);
	only(scene, DISPATCH_NO_SKILL);
}

static void her_free_times_are_asked_to_the_minute(void **state)
{
	struct scene *scene = *state;
	assert_int_equal(town_write(&scene->town, FIRST, set_times, scene), OK); /* Friday from two to three */
	have_order(scene, 0, 2, 14 * 60, 15 * 60);                              /* this very hour */
	only(scene, DISPATCH_REFUSAL_COUNT);
	have_order(scene, 1, 2, 14 * 60 + 1, 15 * 60 + 1);                      /* a minute later */
	agrees(scene, 2);
	assert_int_equal(scene->open.rows[1].why, DISPATCH_NOT_FREE);
	have_order(scene, 2, 1, 9 * 60, 17 * 60);                               /* another day */
	agrees(scene, 3);
	assert_int_equal(scene->open.rows[0].why, DISPATCH_NOT_FREE);
}

static void a_window_of_days_finds_her_hour_in_it(void **state)
{
	struct scene *scene = *state;
	assert_int_equal(town_write(&scene->town, FIRST, set_times, scene), OK);
	scene->from_ms = when_at(when_local_day(scene->town.now_ms) + 1, 9 * 60);
	scene->to_ms = when_at(when_local_day(scene->town.now_ms) + 3, 17 * 60); /* Thursday to Saturday: Friday is in it */
	assert_int_equal(town_write(&scene->town, CLERK, order, scene), OK);
	only(scene, DISPATCH_REFUSAL_COUNT);
}

static void a_day_on_which_she_cannot_come_is_hers(void **state)
{
	struct scene *scene = *state;
	have_order(scene, 0, 2, 14 * 60, 15 * 60);
	assert_int_equal(town_write(&scene->town, FIRST, day_off, scene), OK);
	only(scene, DISPATCH_PAUSED);
}

static void an_appointment_and_enough_of_a_week_speak_against_it(void **state)
{
	struct scene *scene = *state;
	have_order(scene, 0, 2, 14 * 60, 15 * 60);
	assert_int_equal(town_write(&scene->town, FIRST, take, scene), OK);
	have_order(scene, 1, 2, 14 * 60 + 30, 15 * 60 + 30);
	only(scene, DISPATCH_BUSY);
	have_order(scene, 2, 2, 16 * 60, 17 * 60);
	agrees(scene, 2);
	assert_int_equal(scene->open.rows[1].why, DISPATCH_REFUSAL_COUNT);
	assert_int_equal(town_write(&scene->town, FIRST, week_most, scene), OK);
	agrees(scene, 2);
	assert_int_equal(scene->open.rows[1].why, DISPATCH_WEEK_FULL);
}

static void what_she_gave_back_is_not_offered_to_her_again(void **state)
{
	struct scene *scene = *state;
	have_order(scene, 0, 2, 14 * 60, 15 * 60);
	assert_int_equal(town_write(&scene->town, FIRST, take, scene), OK);
	agrees(scene, 0);
	assert_int_equal(town_write(&scene->town, FIRST, give_back, scene), OK);
	assert_int_equal(town_write(&scene->town, CLERK, open_again, scene), OK);
	only(scene, DISPATCH_DECLINED);
}

static enum fail look_as_resident(const struct act *act, void *context)
{
	struct scene *scene = context;
	return dispatch_open(act, scene->town.people[ELDER], &scene->open);
}

static enum fail look_as_second(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct act lasting = *act;
	lasting.arena = scene->town.house.arena;
	return dispatch_open(&lasting, scene->town.people[SECOND], &scene->open);
}

static void who_is_no_volunteer_has_no_list(void **state)
{
	struct scene *scene = *state;
	have_order(scene, 0, 2, 14 * 60, 15 * 60);
	assert_int_equal(town_read(&scene->town, look_as_resident, scene), FAIL_MISSING);
	assert_int_equal(town_read(&scene->town, look_as_second, scene), OK);
	assert_int_equal(scene->open.count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_fits_stands_with_the_reasons_of_the_desk, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(without_the_skill_it_is_none_of_hers, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(her_free_times_are_asked_to_the_minute, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(a_window_of_days_finds_her_hour_in_it, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(a_day_on_which_she_cannot_come_is_hers, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(an_appointment_and_enough_of_a_week_speak_against_it, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(what_she_gave_back_is_not_offered_to_her_again, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(who_is_no_volunteer_has_no_list, open_scene, close_scene),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
