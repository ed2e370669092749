/* SPDX-License-Identifier: Apache-2.0
 *
 * How people are asked, as the centre chose it: how many next, how long, how
 * often, and whether the first yes goes or the best one.
 */
#include "base/limits.h"
#include "base/when.h"
#include "domain/dispatch.h"
#include "domain/settings.h"
#include "queries/duties.h"
#include "queries/notices.h"
#include "queries/requests.h"
#include "town.h"

/* Behind our own headers: cmocka has a macro fail(). */
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct scene {
	struct town town;
	struct settings settings;
	struct request_id request_id;
	struct duty_id duty_id;
	struct offer_id offers[2];     /* of FIRST and SECOND, who are asked in this order */
	enum town_person who;
	enum request_refusal refusal;
	enum setting_refusal setting_refusal;
	enum setting which;
	struct request_shadow shadow;
	struct assignments_live_rows goers;
	size_t rolled;
};

static enum fail read_settings(const struct act *act, void *context)
{
	struct scene *scene = context;
	return settings_read(act, &scene->settings);
}

static enum fail choose(const struct act *act, void *context)
{
	struct scene *scene = context;
	return settings_choose(act, &scene->settings, &scene->setting_refusal, &scene->which);
}

static void set(struct scene *scene, enum setting setting, int64_t value)
{
	assert_int_equal(town_read(&scene->town, read_settings, scene), OK);
	scene->settings.values[setting] = value;
	assert_int_equal(town_write(&scene->town, MANAGER, choose, scene), OK);
}

static enum fail order(const struct act *act, void *context)
{
	struct scene *scene = context;
	int32_t day = when_local_day(scene->town.now_ms) + 2;
	TRY(requests_open(act, &(struct requests_open_options){.person_id = scene->town.people[ELDER], .item_id = scene->town.item_id,
		.channel = CHANNEL_PHONE, .wanted_from_ms = when_at(day, 14 * 60), .wanted_to_ms = when_at(day, 15 * 60)}, &scene->refusal, &scene->request_id));
	return requests_accept(act, &(struct requests_accept_options){.id = scene->request_id}, &scene->refusal);
}

static enum fail look(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct act lasting = *act;
	struct request_get_row row;
	bool is_found = false;
	lasting.arena = scene->town.house.arena;
	TRY(q_request_get(act->view, lasting.arena, &(struct request_get_in){.centre_id = act->centre_id, .id = scene->request_id}, &is_found, &row));
	scene->duty_id = row.duty_id;
	for (int i = 0; i < 2; i++) {
		struct offer_live_of_row offer = {.id = {0}};
		TRY(q_offer_live_of(act->view, lasting.arena, &(struct offer_live_of_in){.centre_id = act->centre_id, .duty_id = row.duty_id,
			.person_id = scene->town.people[i == 0 ? FIRST : SECOND]}, &is_found, &offer));
		scene->offers[i] = is_found ? offer.id : scene->offers[i];
	}
	TRY(requests_replay(&lasting, scene->request_id, &scene->shadow));
	return q_assignments_live(act->view, lasting.arena, &(struct assignments_live_in){.centre_id = act->centre_id, .duty_id = row.duty_id}, &scene->goers);
}

static enum fail ask_both(const struct act *act, void *context)
{
	struct scene *scene = context;
	const struct person_id persons[] = {scene->town.people[FIRST], scene->town.people[SECOND]};
	return requests_offer(act, scene->request_id, persons, 2, &scene->refusal);
}

static enum fail ask_first(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_offer(act, scene->request_id, &scene->town.people[FIRST], 1, &scene->refusal);
}

static struct offer_id own_offer(const struct scene *scene)
{
	return scene->offers[scene->who == FIRST ? 0 : 1];
}

static enum fail say_yes(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_take_offer(act, own_offer(scene), &scene->refusal);
}

static enum fail say_no(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_decline_offer(act, own_offer(scene), TEXT_NONE, &scene->refusal);
}

static enum fail pass_time(const struct act *act, void *context)
{
	struct scene *scene = context;
	size_t done = 0;
	TRY(requests_tick(act, 100, &done));
	return dispatch_roll(act, &scene->rolled);
}

static void now_is(struct scene *scene, enum request_state state, size_t goers)
{
	assert_int_equal(town_read(&scene->town, look, scene), OK);
	assert_int_equal(scene->shadow.state, state);
	assert_int_equal(scene->goers.count, goers);
}

static void answers(struct scene *scene, enum town_person who, town_work *work)
{
	scene->who = who;
	assert_int_equal(town_write(&scene->town, who, work, scene), OK);
}

static void wait_until(struct scene *scene, int64_t at_ms)
{
	scene->town.now_ms = at_ms;
	assert_int_equal(town_write(&scene->town, TOWN_PEOPLE, pass_time, scene), OK);
}

static int open_scene(void **state)
{
	static struct scene scene;
	scene = (struct scene){.who = FIRST};
	town_open(&scene.town);
	assert_int_equal(town_write(&scene.town, CLERK, order, &scene), OK);
	*state = &scene;
	return 0;
}

static int close_scene(void **state)
{
	struct scene *scene = *state;
	town_close(&scene->town);
	return 0;
}

static void a_number_is_chosen_by_managers_within_its_limits(void **state)
{
	struct scene *scene = *state;
	assert_int_equal(town_read(&scene->town, read_settings, scene), OK);
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		const struct setting_rule *rule = settings_rule((enum setting)i);
		struct settings usual = scene->settings;
		assert_int_equal(usual.values[i], rule->usual);
		assert_in_range(rule->usual, rule->least, rule->most);
		const struct { int64_t value; enum setting_refusal refusal; } rows[] = {
			{rule->least - 1, SETTING_TOO_SMALL}, {rule->most + 1, SETTING_TOO_LARGE}, {rule->least, SETTING_OK}, {rule->most, SETTING_OK}};
		for (size_t r = 0; r < COUNT_OF(rows); r++) {
			scene->settings.values[i] = rows[r].value;
			assert_int_equal(town_write(&scene->town, MANAGER, choose, scene), rows[r].refusal == SETTING_OK ? OK : FAIL_REFUSED);
			assert_int_equal(scene->setting_refusal, rows[r].refusal);
			assert_true(rows[r].refusal == SETTING_OK || scene->which == (enum setting)i);
		}
		assert_int_equal(town_read(&scene->town, read_settings, scene), OK);
		assert_int_equal(scene->settings.values[i], rule->most);
		scene->settings = usual;
		assert_int_equal(town_write(&scene->town, MANAGER, choose, scene), OK);
	}
	scene->settings.values[SETTING_WAVES] = 2;
	assert_int_equal(town_write(&scene->town, CLERK, choose, scene), FAIL_REFUSED);
	assert_int_equal(scene->setting_refusal, SETTING_NOT_ALLOWED);
	assert_int_equal(town_write(&scene->town, FIRST, choose, scene), FAIL_REFUSED);
	assert_int_equal(town_read(&scene->town, read_settings, scene), OK);
	assert_int_equal(scene->settings.values[SETTING_WAVES], settings_rule(SETTING_WAVES)->usual);
}

static void a_question_waits_as_long_as_the_centre_chose(void **state)
{
	struct scene *scene = *state;
	int64_t asked_ms = scene->town.now_ms += 2 * HOUR_MS; /* eleven o'clock: before ten no question ends */
	set(scene, SETTING_WAVE_MIN, 45);
	assert_int_equal(town_write(&scene->town, CLERK, ask_first, scene), OK);
	now_is(scene, REQUEST_DISPATCHED, 0);
	assert_int_equal(scene->shadow.deadline_at_ms, asked_ms + 45 * MINUTE_MS);
	wait_until(scene, asked_ms + 44 * MINUTE_MS);
	now_is(scene, REQUEST_DISPATCHED, 0);
	assert_int_equal(scene->rolled, 0);
	wait_until(scene, asked_ms + 46 * MINUTE_MS);
	assert_int_equal(scene->rolled, 1); /* the other one is asked, for 45 minutes again */
	now_is(scene, REQUEST_DISPATCHED, 0);
	assert_int_equal(scene->shadow.deadline_at_ms, asked_ms + (46 + 45) * MINUTE_MS);
}

/* In the evening a short question does not end at once, nor in the night. */
static void a_question_of_the_evening_ends_in_the_morning(void **state)
{
	struct scene *scene = *state;
	int32_t today = when_local_day(scene->town.now_ms);
	set(scene, SETTING_WAVE_MIN, 45);
	scene->town.now_ms = when_at(today, 20 * 60 + 30);
	assert_int_equal(town_write(&scene->town, CLERK, ask_first, scene), OK);
	now_is(scene, REQUEST_DISPATCHED, 0);
	assert_int_equal(scene->shadow.deadline_at_ms, when_at(today + 1, 10 * 60));
}

static void people_are_asked_as_often_as_the_centre_chose(void **state)
{
	struct scene *scene = *state;
	set(scene, SETTING_WAVES, 1);
	assert_int_equal(town_write(&scene->town, CLERK, ask_first, scene), OK);
	wait_until(scene, scene->town.now_ms + 121 * MINUTE_MS);
	assert_int_equal(scene->rolled, 0); /* once, then it stays with the station */
	now_is(scene, REQUEST_ACCEPTED, 0);
	set(scene, SETTING_WAVES, 2);
	wait_until(scene, scene->town.now_ms + MINUTE_MS);
	assert_int_equal(scene->rolled, 1);
	now_is(scene, REQUEST_DISPATCHED, 0);
	assert_true(scene->offers[1].value != 0);
}

static enum fail count_asked(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct offers_live_rows live;
	TRY(q_offers_live(act->view, act->arena, &(struct offers_live_in){.centre_id = act->centre_id, .duty_id = scene->duty_id}, &live));
	scene->rolled = live.count;
	return OK;
}

/* The question was to one; after her no the next wave is as large as the centre chose, as far as there are people. */
static void the_next_wave_is_as_large_as_the_centre_chose(void **state)
{
	struct scene *scene = *state;
	set(scene, SETTING_WAVE_PEOPLE, 3);
	assert_int_equal(town_write(&scene->town, CLERK, ask_first, scene), OK);
	now_is(scene, REQUEST_DISPATCHED, 0);
	answers(scene, FIRST, say_no);
	wait_until(scene, scene->town.now_ms + MINUTE_MS);
	assert_int_equal(town_read(&scene->town, count_asked, scene), OK);
	assert_int_equal(scene->rolled, 1); /* there is only one more */
	now_is(scene, REQUEST_DISPATCHED, 0);
}

static void usually_the_first_yes_goes(void **state)
{
	struct scene *scene = *state;
	assert_int_equal(town_write(&scene->town, CLERK, ask_both, scene), OK);
	now_is(scene, REQUEST_DISPATCHED, 0);
	answers(scene, SECOND, say_yes);
	now_is(scene, REQUEST_SCHEDULED, 1);
	assert_int_equal(scene->goers.rows[0].person_id.value, scene->town.people[SECOND].value);
	scene->who = FIRST;
	assert_int_equal(town_write(&scene->town, FIRST, say_yes, scene), FAIL_REFUSED);
	assert_int_equal(scene->refusal, REQUEST_TAKEN);
}

struct telling { struct scene *scene; size_t passed; };

static enum fail count_passed(const struct act *act, void *context)
{
	struct telling *telling = context;
	struct notices_list_rows rows;
	telling->passed = 0;
	TRY(q_notices_list(act->view, act->arena, &(struct notices_list_in){.centre_id = act->centre_id, .me = telling->scene->town.people[telling->scene->who],
		.before_id = {0}}, &rows));
	for (size_t i = 0; i < rows.count; i++)
		telling->passed += text_equal(rows.rows[i].kind, TEXT("passed"));
	return OK;
}

static void where_the_best_yes_is_waited_for_the_better_one_goes(void **state)
{
	struct scene *scene = *state;
	struct telling telling = {.scene = scene};
	set(scene, SETTING_FIRST_YES, 0);
	assert_int_equal(town_write(&scene->town, CLERK, ask_both, scene), OK);
	now_is(scene, REQUEST_DISPATCHED, 0);
	answers(scene, SECOND, say_yes);
	now_is(scene, REQUEST_DISPATCHED, 0); /* the first one may still answer */
	answers(scene, SECOND, say_yes);      /* the second click */
	now_is(scene, REQUEST_DISPATCHED, 0);
	answers(scene, FIRST, say_yes);
	now_is(scene, REQUEST_SCHEDULED, 1);
	assert_int_equal(scene->goers.rows[0].person_id.value, scene->town.people[FIRST].value);
	scene->who = SECOND;
	assert_int_equal(town_read(&scene->town, count_passed, &telling), OK);
	assert_int_equal(telling.passed, 1); /* she is told, and thanked */
	scene->who = FIRST;
	assert_int_equal(town_read(&scene->town, count_passed, &telling), OK);
	assert_int_equal(telling.passed, 0);
}

static void when_time_is_up_a_yes_that_waited_goes(void **state)
{
	struct scene *scene = *state;
	set(scene, SETTING_FIRST_YES, 0);
	assert_int_equal(town_write(&scene->town, CLERK, ask_both, scene), OK);
	now_is(scene, REQUEST_DISPATCHED, 0);
	answers(scene, SECOND, say_yes);
	wait_until(scene, scene->town.now_ms + 119 * MINUTE_MS);
	now_is(scene, REQUEST_DISPATCHED, 0);
	wait_until(scene, scene->town.now_ms + 2 * MINUTE_MS);
	now_is(scene, REQUEST_SCHEDULED, 1);
	assert_int_equal(scene->goers.rows[0].person_id.value, scene->town.people[SECOND].value);
	scene->who = FIRST;
	assert_int_equal(town_write(&scene->town, FIRST, say_yes, scene), FAIL_REFUSED); /* too late */
}

static void a_no_of_the_last_who_was_silent_settles_it(void **state)
{
	struct scene *scene = *state;
	set(scene, SETTING_FIRST_YES, 0);
	assert_int_equal(town_write(&scene->town, CLERK, ask_both, scene), OK);
	now_is(scene, REQUEST_DISPATCHED, 0);
	answers(scene, SECOND, say_yes);
	answers(scene, FIRST, say_no);
	now_is(scene, REQUEST_SCHEDULED, 1);
	assert_int_equal(scene->goers.rows[0].person_id.value, scene->town.people[SECOND].value);
}

static void a_yes_is_taken_back_while_it_waits(void **state)
{
	struct scene *scene = *state;
	set(scene, SETTING_FIRST_YES, 0);
	assert_int_equal(town_write(&scene->town, CLERK, ask_both, scene), OK);
	now_is(scene, REQUEST_DISPATCHED, 0);
	answers(scene, SECOND, say_yes);
	answers(scene, SECOND, say_no);
	now_is(scene, REQUEST_DISPATCHED, 0);
	wait_until(scene, scene->town.now_ms + 121 * MINUTE_MS);
	now_is(scene, REQUEST_ACCEPTED, 0); /* both were asked; nobody is left */
}

static enum fail by_telephone(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_assign(act, scene->request_id, scene->town.people[SECOND], &scene->refusal);
}

/* Whoever staff put down as having said yes on the telephone goes at once, and the one who waited is told. */
static void a_yes_by_telephone_is_not_made_to_wait(void **state)
{
	struct scene *scene = *state;
	set(scene, SETTING_FIRST_YES, 0);
	assert_int_equal(town_write(&scene->town, CLERK, ask_both, scene), OK);
	now_is(scene, REQUEST_DISPATCHED, 0);
	struct telling telling = {.scene = scene};
	answers(scene, FIRST, say_yes);
	assert_int_equal(town_write(&scene->town, CLERK, by_telephone, scene), OK);
	assert_int_equal(town_read(&scene->town, count_passed, &telling), OK);
	assert_int_equal(telling.passed, 1);
	now_is(scene, REQUEST_SCHEDULED, 1);
	assert_int_equal(scene->goers.rows[0].person_id.value, scene->town.people[SECOND].value);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_number_is_chosen_by_managers_within_its_limits, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(a_question_waits_as_long_as_the_centre_chose, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(a_question_of_the_evening_ends_in_the_morning, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(people_are_asked_as_often_as_the_centre_chose, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(the_next_wave_is_as_large_as_the_centre_chose, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(usually_the_first_yes_goes, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(where_the_best_yes_is_waited_for_the_better_one_goes, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(when_time_is_up_a_yes_that_waited_goes, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(a_no_of_the_last_who_was_silent_settles_it, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(a_yes_is_taken_back_while_it_waits, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(a_yes_by_telephone_is_not_made_to_wait, open_scene, close_scene),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
