/* SPDX-License-Identifier: Apache-2.0
 *
 * A team takes an open order upon itself: who may, what is refused in which
 * order, whom the leader asks, what a no does, and that it goes back in time.
 */
#include "base/limits.h"
#include "base/when.h"
#include "domain/dispatch.h"
#include "domain/organisations.h"
#include "domain/people.h"
#include "domain/settings.h"
#include "queries/duties.h"
#include "queries/requests.h"
#include "queries/teams.h"
#include "town.h"

/* Behind our own headers: cmocka has a macro fail(). */
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct scene {
	struct town town;
	struct organisation_id team_id, other_id; /* FIRST leads the one, SECOND belongs to it; FATHER leads the other, which is empty else */
	struct request_id request_id;
	struct duty_id duty_id;
	struct offer_id offer_id;  /* of SECOND */
	struct person_id asked;
	struct organisation_id claiming;
	enum request_refusal refusal;
	enum organisation_refusal team_refusal;
	struct request_shadow shadow;
	struct team_claim_live_row claim;
	struct dispatch_team members;
	bool has_claim;
	size_t goers, rolled;
};

static enum fail found_teams(const struct act *act, void *context)
{
	struct scene *scene = context;
	enum organisation_refusal refusal = ORGANISATION_OK;
	TRY(organisations_add(act, &(struct organisations_add_options){.name = TEXT("火山红韵"), .kind = ORGANISATION_PARTY_TEAM,
		.status = ORGANISATION_STREET_FILED, .place_id = scene->town.place_id}, &refusal, &scene->team_id));
	TRY(organisations_add(act, &(struct organisations_add_options){.name = TEXT("暖心志工"), .kind = ORGANISATION_SOCIAL,
		.status = ORGANISATION_STREET_FILED, .place_id = scene->town.place_id}, &refusal, &scene->other_id));
	TRY(organisations_join(act, scene->team_id, scene->town.people[FIRST], &refusal));
	TRY(organisations_join(act, scene->team_id, scene->town.people[SECOND], &refusal));
	TRY(organisations_join(act, scene->other_id, scene->town.people[FATHER], &refusal));
	TRY(organisations_lead(act, scene->team_id, scene->town.people[FIRST], true, &refusal));
	return organisations_lead(act, scene->other_id, scene->town.people[FATHER], true, &refusal);
}

static enum fail order(const struct act *act, void *context)
{
	struct scene *scene = context;
	int32_t day = when_local_day(scene->town.now_ms) + 2;
	TRY(requests_open(act, &(struct requests_open_options){.person_id = scene->town.people[ELDER], .item_id = scene->town.item_id, .channel = CHANNEL_PHONE,
		.wanted_from_ms = when_at(day, 14 * 60), .wanted_to_ms = when_at(day, 15 * 60), .is_duplicate_meant = true}, &scene->refusal, &scene->request_id));
	TRY(requests_accept(act, &(struct requests_accept_options){.id = scene->request_id}, &scene->refusal));
	return requests_open_to_all(act, scene->request_id, &scene->refusal);
}

static enum fail claim(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_team_claim(act, scene->request_id, scene->claiming, &scene->refusal);
}

static enum fail ask(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_team_ask(act, scene->request_id, scene->asked, &scene->refusal);
}

static enum fail release(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_team_release(act, scene->request_id, &scene->refusal);
}

static enum fail say_no(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_decline_offer(act, scene->offer_id, TEXT_NONE, &scene->refusal);
}

static enum fail say_yes(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_take_offer(act, scene->offer_id, &scene->refusal);
}

static enum fail call_back(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_call_back(act, scene->request_id, &scene->refusal);
}

static enum fail offer_by_staff(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_offer(act, scene->request_id, &scene->town.people[SECOND], 1, &scene->refusal);
}

static enum fail take(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_take(act, scene->request_id, &scene->refusal);
}

static enum fail pass_time(const struct act *act, void *context)
{
	struct scene *scene = context;
	size_t done = 0;
	TRY(requests_tick(act, 100, &done));
	return dispatch_roll(act, &scene->rolled);
}

static enum fail look(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct act lasting = *act;
	struct request_get_row row;
	struct offer_live_of_row offer;
	struct assignments_live_rows goers;
	bool is_found = false;
	lasting.arena = scene->town.house.arena;
	TRY(q_request_get(act->view, lasting.arena, &(struct request_get_in){.centre_id = act->centre_id, .id = scene->request_id}, &is_found, &row));
	scene->duty_id = row.duty_id;
	TRY(q_offer_live_of(act->view, lasting.arena, &(struct offer_live_of_in){.centre_id = act->centre_id, .duty_id = row.duty_id,
		.person_id = scene->town.people[SECOND]}, &is_found, &offer));
	if (is_found)
		scene->offer_id = offer.id;
	TRY(q_team_claim_live(act->view, lasting.arena, &(struct team_claim_live_in){.centre_id = act->centre_id, .duty_id = row.duty_id}, &scene->has_claim,
		&scene->claim));
	TRY(q_assignments_live(act->view, lasting.arena, &(struct assignments_live_in){.centre_id = act->centre_id, .duty_id = row.duty_id}, &goers));
	scene->goers = goers.count;
	TRY(dispatch_team(&lasting, row.duty_id, scene->team_id, &scene->members));
	return requests_replay(&lasting, scene->request_id, &scene->shadow);
}

static void now_is(struct scene *scene, enum request_state state, bool has_claim)
{
	assert_int_equal(town_read(&scene->town, look, scene), OK);
	assert_int_equal(scene->shadow.state, state);
	assert_int_equal(scene->has_claim, has_claim);
}

static void refused(struct scene *scene, enum town_person who, town_work *work, enum request_refusal refusal)
{
	assert_int_equal(town_write(&scene->town, who, work, scene), FAIL_REFUSED);
	assert_int_equal(scene->refusal, refusal);
}

static void wait_until(struct scene *scene, int64_t at_ms)
{
	scene->town.now_ms = at_ms;
	assert_int_equal(town_write(&scene->town, TOWN_PEOPLE, pass_time, scene), OK);
}

static int open_scene(void **state)
{
	static struct scene scene;
	scene = (struct scene){.has_claim = false};
	town_open(&scene.town);
	scene.town.now_ms += 2 * HOUR_MS; /* eleven o'clock: no night in the way */
	assert_int_equal(town_write(&scene.town, MANAGER, found_teams, &scene), OK);
	assert_int_equal(town_write(&scene.town, CLERK, order, &scene), OK);
	scene.claiming = scene.team_id;
	scene.asked = scene.town.people[SECOND];
	*state = &scene;
	return 0;
}

static int close_scene(void **state)
{
	struct scene *scene = *state;
	town_close(&scene->town);
	return 0;
}

static void a_leader_claims_asks_one_of_hers_and_she_goes(void **state)
{
	struct scene *scene = *state;
	int64_t claimed_ms = scene->town.now_ms;
	assert_int_equal(town_write(&scene->town, FIRST, claim, scene), OK);
	now_is(scene, REQUEST_DISPATCHED, true);
	assert_int_equal(scene->claim.until_ms, claimed_ms + settings_rule(SETTING_CLAIM_MIN)->usual * MINUTE_MS);
	assert_int_equal(scene->shadow.deadline_at_ms, scene->claim.until_ms);
	assert_int_equal(scene->members.count, 2); /* the leader too: she may ask herself */
	assert_int_equal(scene->members.members[0].why, DISPATCH_REFUSAL_COUNT);
	refused(scene, SECOND, take, REQUEST_WRONG_STATE); /* it is off the open list */
	assert_int_equal(town_write(&scene->town, FIRST, ask, scene), OK);
	now_is(scene, REQUEST_DISPATCHED, true);
	assert_int_equal(scene->shadow.deadline_at_ms, claimed_ms + settings_rule(SETTING_WAVE_MIN)->usual * MINUTE_MS);
	refused(scene, FIRST, ask, REQUEST_ALREADY_ASKED);
	assert_int_equal(town_write(&scene->town, SECOND, say_yes, scene), OK);
	now_is(scene, REQUEST_SCHEDULED, false);
	assert_int_equal(scene->goers, 1);
	refused(scene, FIRST, release, REQUEST_NOT_FOUND); /* there is nothing to give back any more */
}

static enum fail pause_members(const struct act *act, void *context)
{
	struct scene *scene = context;
	enum people_refusal refusal = PEOPLE_OK;
	TRY(people_set_skills(act, scene->town.people[FIRST], NULL, 0, &refusal));
	return people_set_skills(act, scene->town.people[SECOND], NULL, 0, &refusal);
}

static enum fail leave_team(const struct act *act, void *context)
{
	struct scene *scene = context;
	enum organisation_refusal refusal = ORGANISATION_OK;
	return organisations_leave(act, scene->team_id, scene->town.people[SECOND], &refusal);
}

static void who_may_not_claim_is_told_why_in_order(void **state)
{
	struct scene *scene = *state;
	refused(scene, SECOND, claim, REQUEST_NOT_ALLOWED);  /* a member, not the leader */
	refused(scene, CLERK, claim, REQUEST_NOT_ALLOWED);   /* staff have the desk */
	scene->claiming = scene->other_id;
	refused(scene, FIRST, claim, REQUEST_NOT_ALLOWED);   /* another's team */
	refused(scene, FATHER, claim, REQUEST_TEAM_CANNOT);  /* his team has nobody for it */
	scene->claiming = scene->team_id;
	struct request_id id = scene->request_id;
	scene->request_id.value = 5;
	refused(scene, FIRST, claim, REQUEST_NOT_FOUND);
	scene->request_id = id;
	assert_int_equal(town_write(&scene->town, FIRST, claim, scene), OK);
	refused(scene, FIRST, claim, REQUEST_TAKEN);         /* the second click */
	scene->claiming = scene->other_id;
	refused(scene, FATHER, claim, REQUEST_TAKEN);        /* two at once: the second is told */
	refused(scene, FATHER, ask, REQUEST_NOT_FOUND);      /* nor does he see it */
	refused(scene, FATHER, release, REQUEST_NOT_FOUND);
	refused(scene, SECOND, ask, REQUEST_NOT_FOUND);
	scene->asked = scene->town.people[FATHER];
	refused(scene, FIRST, ask, REQUEST_NOT_MEMBER);
	assert_int_equal(town_write(&scene->town, MANAGER, leave_team, scene), OK);
	scene->asked = scene->town.people[SECOND];
	refused(scene, FIRST, ask, REQUEST_NOT_MEMBER);      /* who left is no member */
}

static void too_late_or_without_the_skill_nothing_is_claimed(void **state)
{
	struct scene *scene = *state;
	assert_int_equal(town_write(&scene->town, MANAGER, pause_members, scene), OK);
	refused(scene, FIRST, claim, REQUEST_TEAM_CANNOT);
	scene->town.now_ms = when_at(when_local_day(scene->town.now_ms) + 2, 14 * 60 + 31);
	refused(scene, FIRST, claim, REQUEST_TIME_PAST);
}

static void after_a_no_the_leader_is_told_and_asks_another(void **state)
{
	struct scene *scene = *state;
	assert_int_equal(town_write(&scene->town, FIRST, claim, scene), OK);
	assert_int_equal(town_write(&scene->town, FIRST, ask, scene), OK);
	now_is(scene, REQUEST_DISPATCHED, true);
	assert_int_equal(town_write(&scene->town, SECOND, say_no, scene), OK);
	now_is(scene, REQUEST_DISPATCHED, true); /* still the team's, until its hour */
	assert_int_equal(scene->shadow.deadline_at_ms, scene->claim.until_ms);
	assert_int_equal(scene->members.members[1].why, DISPATCH_DECLINED);
	wait_until(scene, scene->town.now_ms + MINUTE_MS);
	assert_int_equal(scene->rolled, 0); /* the clock asks nobody meanwhile */
	scene->asked = scene->town.people[FIRST];
	assert_int_equal(town_write(&scene->town, FIRST, ask, scene), OK); /* herself */
	now_is(scene, REQUEST_DISPATCHED, true);
}

static void a_claim_that_is_not_filled_goes_back_in_time(void **state)
{
	struct scene *scene = *state;
	assert_int_equal(town_write(&scene->town, FIRST, claim, scene), OK);
	assert_int_equal(town_write(&scene->town, FIRST, ask, scene), OK);
	now_is(scene, REQUEST_DISPATCHED, true);
	int64_t until_ms = scene->claim.until_ms;
	wait_until(scene, scene->shadow.deadline_at_ms + MINUTE_MS); /* she was silent */
	now_is(scene, REQUEST_DISPATCHED, true);
	assert_int_equal(scene->shadow.deadline_at_ms, until_ms);
	wait_until(scene, until_ms - MINUTE_MS);
	now_is(scene, REQUEST_DISPATCHED, true);
	scene->town.now_ms = until_ms;
	refused(scene, FIRST, ask, REQUEST_TIME_PAST); /* before the clock has been round */
	wait_until(scene, until_ms + MINUTE_MS);
	now_is(scene, REQUEST_OPEN, false);
	refused(scene, FIRST, claim, REQUEST_TEAM_HAD_IT);      /* its time is over; another team's is not */
	scene->claiming = scene->other_id;
	refused(scene, FATHER, claim, REQUEST_TEAM_CANNOT);
	refused(scene, SECOND, say_yes, REQUEST_OFFER_EXPIRED); /* too late for the question ... */
	assert_int_equal(town_write(&scene->town, SECOND, take, scene), OK); /* ... and open to her as to all */
}

static void the_leader_gives_it_back_and_may_claim_again(void **state)
{
	struct scene *scene = *state;
	assert_int_equal(town_write(&scene->town, FIRST, claim, scene), OK);
	assert_int_equal(town_write(&scene->town, FIRST, ask, scene), OK);
	now_is(scene, REQUEST_DISPATCHED, true);
	assert_int_equal(town_write(&scene->town, FIRST, release, scene), OK);
	now_is(scene, REQUEST_OPEN, false);
	refused(scene, FIRST, release, REQUEST_NOT_FOUND);
	refused(scene, SECOND, say_yes, REQUEST_TAKEN); /* her question was withdrawn */
	assert_int_equal(town_write(&scene->town, FIRST, claim, scene), OK);
	now_is(scene, REQUEST_DISPATCHED, true);
	assert_int_equal(town_write(&scene->town, FIRST, release, scene), OK);
	refused(scene, FIRST, claim, REQUEST_TEAM_HAD_IT); /* not round and round */
	assert_int_equal(town_write(&scene->town, SECOND, take, scene), OK);
}

static void staff_take_it_back_first_and_then_ask_themselves(void **state)
{
	struct scene *scene = *state;
	assert_int_equal(town_write(&scene->town, FIRST, claim, scene), OK);
	refused(scene, CLERK, offer_by_staff, REQUEST_TEAM_HAS_IT);
	assert_int_equal(town_write(&scene->town, CLERK, call_back, scene), OK);
	now_is(scene, REQUEST_ACCEPTED, false);
	refused(scene, FIRST, ask, REQUEST_NOT_FOUND);
	assert_int_equal(town_write(&scene->town, CLERK, offer_by_staff, scene), OK);
	now_is(scene, REQUEST_DISPATCHED, false);
}

static void a_team_takes_no_more_than_it_can_look_after(void **state)
{
	struct scene *scene = *state;
	for (int i = 0; i < LIMIT_TEAM_CLAIMS; i++) {
		assert_int_equal(town_write(&scene->town, FIRST, claim, scene), OK);
		assert_int_equal(town_write(&scene->town, CLERK, order, scene), OK);
	}
	refused(scene, FIRST, claim, REQUEST_TEAM_FULL);
}

static enum fail shorten(const struct act *act, void *context)
{
	struct settings settings;
	enum setting_refusal refusal = SETTING_OK;
	enum setting which = SETTING_WAVES;
	(void)context;
	TRY(settings_read(act, &settings));
	settings.values[SETTING_CLAIM_MIN] = 45;
	return settings_choose(act, &settings, &refusal, &which);
}

static void the_hour_of_a_claim_is_the_centres_choice(void **state)
{
	struct scene *scene = *state;
	int64_t now_ms = scene->town.now_ms;
	assert_int_equal(town_write(&scene->town, MANAGER, shorten, scene), OK);
	assert_int_equal(town_write(&scene->town, FIRST, claim, scene), OK);
	assert_int_equal(town_write(&scene->town, FIRST, ask, scene), OK);
	now_is(scene, REQUEST_DISPATCHED, true);
	assert_int_equal(scene->claim.until_ms, now_ms + 45 * MINUTE_MS);
	assert_int_equal(scene->shadow.deadline_at_ms, now_ms + 45 * MINUTE_MS); /* no question outlives the claim */
}

static enum fail close_team(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_team_close(act, scene->claiming, &scene->team_refusal);
}

static void a_team_that_is_closed_gives_back_at_once(void **state)
{
	struct scene *scene = *state;
	assert_int_equal(town_write(&scene->town, FIRST, claim, scene), OK);
	assert_int_equal(town_write(&scene->town, FIRST, ask, scene), OK);
	now_is(scene, REQUEST_DISPATCHED, true);
	assert_int_equal(town_write(&scene->town, FIRST, close_team, scene), FAIL_REFUSED); /* her leader is no staff */
	assert_int_equal(scene->team_refusal, ORGANISATION_NOT_ALLOWED);
	now_is(scene, REQUEST_DISPATCHED, true);
	assert_int_equal(town_write(&scene->town, CLERK, close_team, scene), OK);
	now_is(scene, REQUEST_OPEN, false);
	refused(scene, SECOND, say_yes, REQUEST_TAKEN);      /* her question was withdrawn */
	refused(scene, FIRST, claim, REQUEST_NOT_ALLOWED);   /* nobody leads what is closed */
	assert_int_equal(town_write(&scene->town, SECOND, take, scene), OK); /* open to all, to her too */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_leader_claims_asks_one_of_hers_and_she_goes, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(who_may_not_claim_is_told_why_in_order, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(too_late_or_without_the_skill_nothing_is_claimed, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(after_a_no_the_leader_is_told_and_asks_another, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(a_claim_that_is_not_filled_goes_back_in_time, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(the_leader_gives_it_back_and_may_claim_again, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(staff_take_it_back_first_and_then_ask_themselves, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(a_team_takes_no_more_than_it_can_look_after, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(a_team_that_is_closed_gives_back_at_once, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(the_hour_of_a_claim_is_the_centres_choice, open_scene, close_scene),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
