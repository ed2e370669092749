/* SPDX-License-Identifier: Apache-2.0
 *
 * The plan of a day: what is proposed, kept, changed, taken back and asked for;
 * who may; what makes it old; and a volunteer who cannot come.
 */
#include "base/ids.h"
#include "base/when.h"
#include "domain/access.h"
#include "domain/dispatch.h"
#include "domain/people.h"
#include "domain/plans_private.h"
#include "queries/duties.h"
#include "town.h"

/* Behind our own headers: cmocka has a macro fail(). */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define ORDERS 4

struct scene {
	struct town town;
	struct request_id requests[ORDERS];
	size_t order;               /* which of them the next step is about */
	int64_t from_ms, to_ms;     /* of the next order */
	int32_t duration_min;       /* 0 = as the service says */
	int32_t people;             /* the same */
	enum town_person who;       /* draws up, or is ill */
	struct plan_wish wish;
	struct plan_draft draft;
	struct plan_id plan_id;
	struct plan_asked asked;
	struct plan_visits_rows visits;
	struct plan_gaps_rows gaps;
	struct request_shadow shadow;
	int64_t state;
	enum plan_refusal refusal;
	enum request_refusal request_refusal;
	size_t released;
	bool is_stale, is_same;
};

static int32_t tomorrow(const struct scene *scene)
{
	return when_local_day(scene->town.now_ms) + 1;
}

static enum fail order(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct request_id *id = &scene->requests[scene->order];
	static const enum town_person residents[ORDERS] = {ELDER, FATHER, DAUGHTER, MANAGER};
	TRY(requests_open(act, &(struct requests_open_options){.person_id = scene->town.people[residents[scene->order]], .item_id = scene->town.item_id,
		.channel = CHANNEL_PHONE, .wanted_from_ms = scene->from_ms, .wanted_to_ms = scene->to_ms}, &scene->request_refusal, id));
	return requests_accept(act, &(struct requests_accept_options){.id = *id, .duration_min = scene->duration_min,
		.people = scene->people}, &scene->request_refusal);
}

static void have_order(struct scene *scene, size_t nth, int32_t from_min, int32_t to_min)
{
	scene->order = nth;
	scene->from_ms = when_at(tomorrow(scene), from_min);
	scene->to_ms = when_at(tomorrow(scene), to_min);
	assert_int_equal(town_write(&scene->town, CLERK, order, scene), OK);
}

static enum fail draft(const struct act *reading, void *context)
{
	struct scene *scene = context;
	struct act act = *reading;
	struct access access;
	act.actor = scene->town.people[scene->who];
	act.source = ACT_WEB;
	TRY(access_load(&act, scene->town.people[CLERK], &access));
	scene->wish.place_id = access_scope(&access, ROLES_STAFF);
	return plans_draft(&act, &scene->wish, &scene->refusal, &scene->draft);
}

static enum fail keep(const struct act *act, void *context)
{
	struct scene *scene = context;
	return plans_keep(act, &scene->draft, &scene->refusal, &scene->plan_id);
}

static enum fail look(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct act reading = *act;
	struct arena *arena = scene->town.house.arena;
	reading.arena = arena;
	TRY(q_plan_visits(act->view, arena, &(struct plan_visits_in){.centre_id = act->centre_id, .plan_id = scene->plan_id}, &scene->visits));
	TRY(q_plan_gaps(act->view, arena, &(struct plan_gaps_in){.centre_id = act->centre_id, .plan_id = scene->plan_id}, &scene->gaps));
	TRY(plans_is_stale(&reading, scene->plan_id, &scene->is_stale));
	return plans_replay(&reading, scene->plan_id, &scene->is_same);
}

static void propose(struct scene *scene, struct plan_id follows)
{
	scene->who = CLERK;
	scene->wish = (struct plan_wish){.day = tomorrow(scene), .follows_id = follows};
	assert_int_equal(town_read(&scene->town, draft, scene), OK);
	assert_int_equal(town_write(&scene->town, CLERK, keep, scene), OK);
	assert_int_equal(town_read(&scene->town, look, scene), OK);
}

static enum fail change_to(struct scene *scene, struct duty_id duty_id, struct person_id person_id)
{
	scene->wish = (struct plan_wish){.day = tomorrow(scene), .follows_id = scene->plan_id, .duty_id = duty_id, .person_id = person_id};
	enum fail fail = town_read(&scene->town, draft, scene);
	if (fail != OK)
		return fail;
	TRY(town_write(&scene->town, CLERK, keep, scene));
	return town_read(&scene->town, look, scene);
}

static enum fail ask_all(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct duty_id duties[ORDERS + 1];
	size_t count = scene->visits.count;
	for (size_t i = 0; i < count; i++)
		duties[i] = scene->visits.rows[i].duty_id;
	duties[count] = duties[0]; /* a form may name one twice */
	return plans_ask(act, scene->plan_id, duties, count + 1, &scene->refusal, &scene->asked);
}

static enum fail go_back(const struct act *act, void *context)
{
	struct scene *scene = context;
	return plans_go_back(act, scene->plan_id, &scene->refusal, &scene->plan_id);
}

static enum fail state_of(const struct act *act, void *context)
{
	struct scene *scene = context;
	TRY(requests_replay(act, scene->requests[scene->order], &scene->shadow));
	scene->state = scene->shadow.state;
	return OK;
}

static int64_t state(struct scene *scene, size_t nth)
{
	scene->order = nth;
	assert_int_equal(town_read(&scene->town, state_of, scene), OK);
	return scene->state;
}

static enum fail promise(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_assign(act, scene->requests[scene->order], scene->town.people[scene->who], &scene->request_refusal);
}

static enum fail falls_ill(const struct act *act, void *context)
{
	struct scene *scene = context;
	return plans_ill(act, scene->town.people[scene->who], scene->wish.day, &scene->refusal, &scene->released);
}

static int open_scene(void **state)
{
	static struct scene scene;
	scene = (struct scene){.who = CLERK};
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

static void a_day_is_proposed_proven_and_asked_for_once(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	have_order(scene, 0, 9 * 60, 10 * 60);
	have_order(scene, 1, 9 * 60, 10 * 60);
	propose(scene, (struct plan_id){0});
	assert_int_equal(scene->visits.count, 2); /* the same hour: two people */
	assert_true(scene->visits.rows[0].person_id.value != scene->visits.rows[1].person_id.value);
	assert_int_equal(scene->visits.rows[0].start_ms, when_at(tomorrow(scene), 9 * 60));
	assert_int_equal(scene->draft.value, scene->draft.bound);
	assert_false(scene->is_stale);
	assert_true(scene->is_same);
	assert_int_equal(town_write(&scene->town, CLERK, ask_all, scene), OK);
	assert_int_equal(scene->asked.asked, 2);
	assert_int_equal(state(scene, 0), REQUEST_DISPATCHED);
	assert_int_equal(state(scene, 1), REQUEST_DISPATCHED);
	assert_int_equal(town_write(&scene->town, CLERK, ask_all, scene), FAIL_REFUSED); /* the second click */
	assert_int_equal(scene->refusal, PLAN_NOTHING);
}

static void what_nobody_can_serve_is_left_open_with_its_reasons(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	for (size_t i = 0; i < 3; i++)
		have_order(scene, i, 9 * 60, 10 * 60);
	propose(scene, (struct plan_id){0});
	assert_int_equal(scene->visits.count, 2); /* there are two volunteers */
	assert_int_equal(scene->gaps.count, 1);
	assert_int_equal(scene->gaps.rows[0].no_room, 2);
	assert_int_equal(scene->gaps.rows[0].too_far + scene->gaps.rows[0].no_skill + scene->gaps.rows[0].not_free, 0);
}

static void only_staff_plan_and_only_the_days_ahead(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	scene->wish = (struct plan_wish){.day = tomorrow(scene)};
	scene->who = FIRST;
	assert_int_equal(town_read(&scene->town, draft, scene), FAIL_REFUSED);
	assert_int_equal(scene->refusal, PLAN_NOT_ALLOWED);
	scene->who = CLERK;
	scene->wish.day = tomorrow(scene) - 2;
	assert_int_equal(town_read(&scene->town, draft, scene), FAIL_REFUSED);
	assert_int_equal(scene->refusal, PLAN_DAY_INVALID);
	scene->wish.day = tomorrow(scene) + PLANS_DAYS_AHEAD;
	assert_int_equal(town_read(&scene->town, draft, scene), FAIL_REFUSED);
	scene->wish.day = tomorrow(scene) + PLANS_DAYS_AHEAD - 1;
	assert_int_equal(town_read(&scene->town, draft, scene), OK);
}

static void of_two_who_plan_at_once_the_second_is_told(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	have_order(scene, 0, 9 * 60, 10 * 60);
	propose(scene, (struct plan_id){0});
	struct plan_id first = scene->plan_id;
	scene->wish.follows_id = first;
	assert_int_equal(town_read(&scene->town, draft, scene), OK);
	assert_int_equal(town_write(&scene->town, CLERK, keep, scene), OK);
	assert_int_equal(town_write(&scene->town, MANAGER, keep, scene), FAIL_REFUSED); /* drawn up over the same plan */
	assert_int_equal(scene->refusal, PLAN_OLD);
	scene->plan_id = first;
	assert_int_equal(town_read(&scene->town, look, scene), OK);
	assert_int_equal(town_write(&scene->town, CLERK, ask_all, scene), FAIL_REFUSED); /* nor is an old plan asked for */
	assert_int_equal(scene->refusal, PLAN_OLD);
	assert_int_equal(state(scene, 0), REQUEST_ACCEPTED);
	assert_int_equal(town_write(&scene->town, FIRST, ask_all, scene), FAIL_REFUSED);
	assert_int_equal(scene->refusal, PLAN_NOT_FOUND);
}

static void a_change_moves_one_visit_and_can_be_taken_back(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	have_order(scene, 0, 9 * 60, 10 * 60);
	propose(scene, (struct plan_id){0});
	struct duty_id duty_id = scene->visits.rows[0].duty_id;
	struct person_id was = scene->visits.rows[0].person_id;
	bool was_first = was.value == scene->town.people[FIRST].value;
	struct person_id other = scene->town.people[was_first ? SECOND : FIRST];
	assert_int_equal(change_to(scene, duty_id, other), OK);
	assert_int_equal(scene->visits.count, 1);
	assert_int_equal(scene->visits.rows[0].person_id.value, other.value);
	assert_int_equal(change_to(scene, duty_id, (struct person_id){0}), OK);
	assert_int_equal(scene->visits.count, 0);
	assert_int_equal(scene->gaps.count, 1);
	assert_int_equal(change_to(scene, duty_id, scene->town.people[ELDER]), FAIL_REFUSED); /* she is no volunteer */
	assert_int_equal(scene->refusal, PLAN_CANNOT_GO);
	assert_int_equal(change_to(scene, (struct duty_id){5}, other), FAIL_REFUSED);
	assert_int_equal(scene->refusal, PLAN_NO_DUTY);
	assert_int_equal(town_write(&scene->town, CLERK, go_back, scene), OK);
	assert_int_equal(town_read(&scene->town, look, scene), OK);
	assert_int_equal(scene->visits.rows[0].person_id.value, other.value);
}

static void a_change_that_pushes_another_visit_out_is_refused(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	have_order(scene, 0, 9 * 60, 10 * 60);
	have_order(scene, 1, 9 * 60, 10 * 60);
	propose(scene, (struct plan_id){0});
	assert_int_equal(change_to(scene, scene->visits.rows[0].duty_id, scene->visits.rows[1].person_id), FAIL_REFUSED);
	assert_int_equal(scene->refusal, PLAN_CANNOT_GO);
}

static void what_changes_meanwhile_makes_a_plan_stale_and_is_planned_in(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	have_order(scene, 0, 9 * 60, 10 * 60);
	propose(scene, (struct plan_id){0});
	struct person_id goes = scene->visits.rows[0].person_id;
	scene->town.now_ms += HOUR_MS;
	assert_int_equal(town_read(&scene->town, look, scene), OK);
	assert_false(scene->is_stale); /* an hour alone changes nothing */
	have_order(scene, 1, 14 * 60, 15 * 60);
	assert_int_equal(town_read(&scene->town, look, scene), OK);
	assert_true(scene->is_stale);
	propose(scene, scene->plan_id);
	assert_int_equal(scene->visits.count, 2);
	assert_false(scene->is_stale);
	for (size_t i = 0; i < scene->visits.count; i++) {
		if (scene->visits.rows[i].request_id.value == scene->requests[0].value)
			assert_int_equal(scene->visits.rows[i].person_id.value, goes.value); /* settled stays settled */
	}
}

struct limiting { struct scene *scene; enum town_person who; int32_t most; enum people_refusal refusal; struct duty_id duty_id; enum dispatch_refusal why; };

static enum fail limit(const struct act *act, void *context)
{
	struct limiting *limiting = context;
	return people_set_week_most(act, limiting->scene->town.people[limiting->who], limiting->most, &limiting->refusal);
}

static enum fail ask_why(const struct act *act, void *context)
{
	struct limiting *limiting = context;
	struct dispatch_candidate candidate;
	return dispatch_why_not(act, limiting->duty_id, limiting->scene->town.people[limiting->who], &limiting->why, &candidate);
}

static void a_promise_is_not_planned_away(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	have_order(scene, 0, 9 * 60, 10 * 60);
	scene->who = FIRST;
	assert_int_equal(town_write(&scene->town, CLERK, promise, scene), OK);
	have_order(scene, 1, 9 * 60, 10 * 60);
	have_order(scene, 2, 9 * 60, 10 * 60);
	propose(scene, (struct plan_id){0});
	assert_int_equal(scene->visits.count, 1);
	assert_int_equal(scene->visits.rows[0].person_id.value, scene->town.people[SECOND].value);
	assert_int_equal(scene->gaps.rows[0].not_free, 1); /* she who has promised */
	assert_int_equal(scene->gaps.rows[0].no_room, 1);
}

static void who_cannot_come_gives_back_what_was_promised_and_the_day_is_mended(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	have_order(scene, 0, 9 * 60, 10 * 60);
	scene->who = FIRST;
	assert_int_equal(town_write(&scene->town, CLERK, promise, scene), OK);
	assert_int_equal(state(scene, 0), REQUEST_SCHEDULED);
	scene->wish.day = tomorrow(scene);
	scene->who = ELDER;
	assert_int_equal(town_write(&scene->town, CLERK, falls_ill, scene), FAIL_REFUSED);
	assert_int_equal(scene->refusal, PLAN_NOT_VOLUNTEER);
	scene->who = FIRST;
	assert_int_equal(town_write(&scene->town, SECOND, falls_ill, scene), FAIL_REFUSED); /* not another volunteer's word */
	assert_int_equal(state(scene, 0), REQUEST_SCHEDULED);
	assert_int_equal(town_write(&scene->town, CLERK, falls_ill, scene), OK);
	assert_int_equal(scene->released, 1);
	assert_int_equal(state(scene, 0), REQUEST_ACCEPTED);
	propose(scene, (struct plan_id){0});
	assert_int_equal(scene->visits.count, 1);
	assert_int_equal(scene->visits.rows[0].person_id.value, scene->town.people[SECOND].value);
	scene->who = FIRST;
	assert_int_equal(town_write(&scene->town, CLERK, falls_ill, scene), OK); /* told twice */
	assert_int_equal(scene->released, 0);
	struct limiting limiting = {.scene = scene, .who = FIRST, .duty_id = scene->visits.rows[0].duty_id};
	assert_int_equal(town_read(&scene->town, ask_why, &limiting), OK);
	assert_int_equal(limiting.why, DISPATCH_PAUSED);
	scene->town.now_ms += DAY_MS; /* the days before and behind it are hers as ever */
	have_order(scene, 1, 9 * 60, 10 * 60);
	have_order(scene, 2, 9 * 60, 10 * 60);
	propose(scene, (struct plan_id){0});
	assert_int_equal(scene->visits.count, 2);
}

struct drawing { struct scene *scene; struct plan_leg *legs; struct plan_others *others; size_t leg_count, other_count; };

static enum fail draw(const struct act *act, void *context)
{
	struct drawing *drawing = context;
	struct act lasting = *act;
	lasting.arena = drawing->scene->town.house.arena;
	TRY(plans_legs(&lasting, drawing->scene->plan_id, &drawing->legs, &drawing->leg_count));
	return plans_others(&lasting, drawing->scene->plan_id, &drawing->others, &drawing->other_count);
}

/* Everybody of the town lives at one place: the ways have no length, and the one who does not go could. */
static void each_visit_has_its_way_and_who_else_could_go(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	struct drawing drawing = {.scene = scene};
	have_order(scene, 0, 9 * 60, 10 * 60);
	propose(scene, (struct plan_id){0});
	assert_int_equal(town_read(&scene->town, draw, &drawing), OK);
	assert_int_equal(drawing.leg_count, 1);
	assert_true(drawing.legs[0].is_known);
	assert_true(drawing.legs[0].is_from_home);
	assert_int_equal(drawing.legs[0].from.lng_e6, position_coarse(drawing.legs[0].to).lng_e6); /* a home is told by its neighbourhood */
	assert_int_equal(drawing.legs[0].from.lat_e6, position_coarse(drawing.legs[0].to).lat_e6);
	assert_true(drawing.legs[0].from.lng_e6 != drawing.legs[0].to.lng_e6);
	assert_int_equal(drawing.other_count, 1);
	assert_int_equal(drawing.others[0].count, 1);
	assert_true(drawing.others[0].rows[0].person_id.value != scene->visits.rows[0].person_id.value);
	assert_int_equal(drawing.others[0].rows[0].start_ms, when_at(tomorrow(scene), 9 * 60));
	scene->plan_id.value = 5; /* a plan that is none */
	assert_int_equal(town_read(&scene->town, draw, &drawing), FAIL_MISSING);
}

struct pricing { struct scene *scene; struct duty_id duty_id; struct person_id person_id; struct plan_cost cost; };

static enum fail price(const struct act *reading, void *context)
{
	struct pricing *pricing = context;
	struct act act = *reading;
	act.actor = pricing->scene->town.people[pricing->scene->who];
	return plans_cost(&act, pricing->scene->plan_id, pricing->duty_id, pricing->person_id, &pricing->scene->refusal, &pricing->cost);
}

static enum plan_refusal price_refused(struct pricing *pricing)
{
	assert_int_equal(town_read(&pricing->scene->town, price, pricing), FAIL_REFUSED);
	return pricing->scene->refusal;
}

/* The price of a change is told before it is one: with a way, or with the reason why it cannot be. */
static void what_a_change_costs_is_told_beforehand(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	have_order(scene, 0, 9 * 60, 10 * 60);
	propose(scene, (struct plan_id){0});
	struct person_id goes = scene->visits.rows[0].person_id;
	bool is_first = goes.value == scene->town.people[FIRST].value;
	struct pricing pricing = {.scene = scene, .duty_id = scene->visits.rows[0].duty_id, .person_id = scene->town.people[is_first ? SECOND : FIRST]};
	assert_int_equal(town_read(&scene->town, price, &pricing), OK);
	assert_true(pricing.cost.can_go);
	assert_int_equal(pricing.cost.was.value, goes.value);
	assert_int_equal(pricing.cost.start_ms, when_at(tomorrow(scene), 9 * 60));
	assert_int_equal(pricing.cost.way_min, pricing.cost.saved_min); /* they live at one place */
	assert_true(pricing.cost.is_first);
	assert_false(pricing.cost.knows);
	pricing.person_id = scene->town.people[ELDER]; /* no volunteer: not in the plan, and nothing is told of her */
	assert_int_equal(price_refused(&pricing), PLAN_CANNOT_GO);
	pricing.person_id.value = 4711; /* nor of nobody: the same word */
	assert_int_equal(price_refused(&pricing), PLAN_CANNOT_GO);
	pricing.person_id = goes;
	assert_int_equal(price_refused(&pricing), PLAN_NOTHING);
	pricing.duty_id.value++;
	assert_int_equal(price_refused(&pricing), PLAN_NO_DUTY);
	scene->who = FIRST; /* a volunteer looks at nobody's plan */
	assert_int_equal(price_refused(&pricing), PLAN_NOT_FOUND);
	scene->who = CLERK;
	struct plan_id old = scene->plan_id;
	propose(scene, old);
	scene->plan_id = old;
	assert_int_equal(price_refused(&pricing), PLAN_OLD);
}

static void who_has_another_visit_then_has_no_room(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	have_order(scene, 0, 9 * 60, 10 * 60);
	have_order(scene, 1, 9 * 60, 10 * 60);
	propose(scene, (struct plan_id){0});
	assert_int_equal(scene->visits.count, 2);
	struct pricing pricing = {.scene = scene, .duty_id = scene->visits.rows[0].duty_id, .person_id = scene->visits.rows[1].person_id};
	assert_int_equal(town_read(&scene->town, price, &pricing), OK);
	assert_false(pricing.cost.can_go);
	assert_int_equal(pricing.cost.why, PLAN_NO_ROOM);
}

/* Enough is enough: who has what she wants of the week is neither planned nor ranked, and is again when she wants more. */
static void who_has_enough_of_the_week_is_left_in_peace(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	struct limiting limiting = {.scene = scene, .who = FIRST, .most = 1};
	assert_int_equal(town_write(&scene->town, SECOND, limit, &limiting), FAIL_REFUSED); /* not for another */
	assert_int_equal(limiting.refusal, PEOPLE_NOT_ALLOWED);
	assert_int_equal(town_write(&scene->town, FIRST, limit, &limiting), OK);
	have_order(scene, 0, 9 * 60, 10 * 60);
	scene->who = FIRST;
	assert_int_equal(town_write(&scene->town, CLERK, promise, scene), OK);
	have_order(scene, 1, 14 * 60, 15 * 60);
	have_order(scene, 2, 14 * 60, 15 * 60);
	propose(scene, (struct plan_id){0});
	assert_int_equal(scene->visits.count, 1);
	assert_int_equal(scene->visits.rows[0].person_id.value, scene->town.people[SECOND].value);
	limiting.duty_id = scene->gaps.rows[0].duty_id;
	assert_int_equal(town_read(&scene->town, ask_why, &limiting), OK);
	assert_int_equal(limiting.why, DISPATCH_WEEK_FULL);
	limiting.most = 2;
	assert_int_equal(town_write(&scene->town, FIRST, limit, &limiting), OK);
	propose(scene, scene->plan_id);
	assert_int_equal(scene->visits.count, 2);
	assert_int_equal(town_read(&scene->town, ask_why, &limiting), OK);
	assert_int_equal(limiting.why, DISPATCH_REFUSAL_COUNT);
	limiting.who = ELDER;
	assert_int_equal(town_write(&scene->town, CLERK, limit, &limiting), FAIL_REFUSED);
	assert_int_equal(limiting.refusal, PEOPLE_NOT_VOLUNTEER);
}

static void have_order_on(struct scene *scene, size_t nth, int32_t days_ahead, int32_t from_min, int32_t to_min)
{
	int32_t day = when_local_day(scene->town.now_ms) + days_ahead;
	scene->order = nth;
	scene->from_ms = when_at(day, from_min);
	scene->to_ms = when_at(day, to_min);
	assert_int_equal(town_write(&scene->town, CLERK, order, scene), OK);
}

static void propose_week(struct scene *scene, struct plan_id follows)
{
	scene->who = CLERK;
	scene->wish = (struct plan_wish){.day = tomorrow(scene), .days = PLANS_WEEK, .follows_id = follows};
	assert_int_equal(town_read(&scene->town, draft, scene), OK);
	assert_int_equal(town_write(&scene->town, CLERK, keep, scene), OK);
	assert_int_equal(town_read(&scene->town, look, scene), OK);
	assert_true(scene->draft.value <= scene->draft.bound);
}

static void wants_at_most(struct scene *scene, enum town_person who, int32_t most)
{
	struct limiting limiting = {.scene = scene, .who = who, .most = most};
	assert_int_equal(town_write(&scene->town, who, limit, &limiting), OK);
}

static size_t visits_by(const struct scene *scene, enum town_person who)
{
	size_t count = 0;
	for (size_t i = 0; i < scene->visits.count; i++)
		count += scene->visits.rows[i].person_id.value == scene->town.people[who].value;
	return count;
}

/* Wednesday's week has four days to come; each day begins at home. */
static void a_week_is_planned_as_one_day_by_day(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	struct drawing drawing = {.scene = scene};
	have_order_on(scene, 0, 3, 9 * 60, 10 * 60);
	have_order_on(scene, 1, 1, 9 * 60, 10 * 60);
	have_order_on(scene, 2, 1, 9 * 60, 10 * 60);
	have_order_on(scene, 3, 6, 9 * 60, 10 * 60); /* the week after */
	propose_week(scene, (struct plan_id){0});
	assert_int_equal(scene->draft.day, when_local_day(scene->town.now_ms) - 2); /* its Monday */
	assert_int_equal(scene->draft.days, PLANS_WEEK);
	assert_int_equal(scene->visits.count, 3);
	assert_int_equal(scene->gaps.count, 0);
	assert_int_equal(when_local_day(scene->visits.rows[0].start_ms), tomorrow(scene));
	assert_int_equal(when_local_day(scene->visits.rows[1].start_ms), tomorrow(scene));
	assert_int_equal(scene->visits.rows[2].start_ms, when_at(tomorrow(scene) + 2, 9 * 60));
	assert_false(scene->is_stale);
	assert_true(scene->is_same);
	assert_int_equal(town_read(&scene->town, draw, &drawing), OK);
	assert_int_equal(drawing.leg_count, 3);
	for (size_t i = 0; i < 3; i++)
		assert_true(drawing.legs[i].is_from_home);
	propose(scene, (struct plan_id){0}); /* a day of it has a plan of its own */
	assert_int_equal(scene->visits.count, 2);
	struct plan_id day_plan = scene->plan_id;
	scene->wish = (struct plan_wish){.day = tomorrow(scene), .days = PLANS_WEEK, .follows_id = day_plan};
	assert_int_equal(town_read(&scene->town, draft, scene), FAIL_REFUSED); /* that is none of a week's */
	assert_int_equal(scene->refusal, PLAN_NOT_FOUND);
}

static void weeks_gone_by_and_too_far_ahead_are_refused(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	static const struct { int32_t days; enum plan_refusal refusal; } rows[] = {{-7, PLAN_DAY_INVALID}, {-3, PLAN_DAY_INVALID}, {-2, PLAN_OK}, {4, PLAN_OK},
		{PLANS_DAYS_AHEAD + 7, PLAN_DAY_INVALID}};
	for (size_t i = 0; i < COUNT_OF(rows); i++) { /* from Wednesday: the week before ended on Sunday, three days ago */
		scene->wish = (struct plan_wish){.day = when_local_day(scene->town.now_ms) + rows[i].days, .days = PLANS_WEEK};
		assert_int_equal(town_read(&scene->town, draft, scene), rows[i].refusal == PLAN_OK ? OK : FAIL_REFUSED);
		assert_int_equal(scene->refusal, rows[i].refusal);
	}
}

/* The limit of a week holds among the visits of the plan itself, not only against what is promised. */
static void nobody_is_planned_for_more_than_she_wants_of_a_week(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	wants_at_most(scene, FIRST, 1);
	for (size_t i = 0; i < 3; i++)
		have_order_on(scene, i, 1 + (int32_t)i, 9 * 60, 10 * 60);
	propose_week(scene, (struct plan_id){0});
	assert_int_equal(scene->visits.count, 3);
	assert_true(visits_by(scene, FIRST) <= 1);
	wants_at_most(scene, SECOND, 1);
	propose_week(scene, scene->plan_id);
	assert_int_equal(scene->visits.count, 2);
	assert_int_equal(visits_by(scene, FIRST), 1);
	assert_int_equal(visits_by(scene, SECOND), 1);
	assert_int_equal(scene->gaps.count, 1);
	assert_int_equal(scene->gaps.rows[0].no_room, 2); /* both have enough */
	assert_true(scene->is_same);
}

static void a_days_plan_keeps_to_the_weeks_limit_too(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	wants_at_most(scene, FIRST, 2);
	have_order(scene, 0, 9 * 60, 10 * 60);
	scene->who = FIRST;
	assert_int_equal(town_write(&scene->town, CLERK, promise, scene), OK); /* one of the two is given */
	wants_at_most(scene, SECOND, 1);
	have_order(scene, 1, 11 * 60, 12 * 60);
	have_order(scene, 2, 14 * 60, 15 * 60);
	have_order(scene, 3, 16 * 60, 17 * 60);
	propose(scene, (struct plan_id){0});
	assert_int_equal(scene->visits.count, 2);
	assert_int_equal(visits_by(scene, FIRST), 1);
	assert_int_equal(visits_by(scene, SECOND), 1);
}

/* Short services next to a long one: the planner's limit of time alone would let three pass for two. */
static void the_limit_counts_services_not_hours(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	wants_at_most(scene, FIRST, 2);
	wants_at_most(scene, SECOND, 1);
	for (size_t i = 0; i < 3; i++) {
		scene->duration_min = 30;
		have_order(scene, i, (10 + 2 * (int32_t)i) * 60, (11 + 2 * (int32_t)i) * 60);
	}
	scene->duration_min = 150;
	have_order(scene, 3, 16 * 60, 18 * 60 + 30);
	propose(scene, (struct plan_id){0});
	assert_int_equal(scene->visits.count, 3);
	assert_int_equal(visits_by(scene, FIRST), 2);
	assert_int_equal(visits_by(scene, SECOND), 1);
	assert_int_equal(scene->gaps.count, 1);
	assert_true(scene->is_same);
	assert_true(scene->draft.value <= scene->draft.bound);
}

/* Three are needed and there are two: nobody is counted a third for it. */
static void what_too_few_could_serve_does_not_loosen_the_bound(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	have_order(scene, 0, 9 * 60, 10 * 60);
	scene->people = 3;
	have_order(scene, 1, 14 * 60, 15 * 60);
	propose(scene, (struct plan_id){0});
	assert_int_equal(scene->visits.count, 1);
	assert_int_equal(scene->gaps.count, 1);
	assert_int_equal(scene->gaps.rows[0].no_room, 2); /* each could, and that is not enough */
	assert_true(scene->draft.bound - scene->draft.value < 100000); /* two thirds of three visits would be two million */
	scene->people = 2;
	have_order(scene, 2, 16 * 60, 17 * 60);
	propose(scene, scene->plan_id);
	assert_int_equal(scene->visits.count, 3); /* two are there for it */
	assert_int_equal(scene->gaps.count, 1);
	assert_true(scene->is_same);
}

/* On three days of a week: each way is within its count, all together are not; two are kept, the third waits. */
static void the_limit_counts_over_the_ways_of_a_week(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	wants_at_most(scene, FIRST, 2);
	wants_at_most(scene, SECOND, 1);
	have_order_on(scene, 0, 3, 9 * 60, 10 * 60);
	scene->who = SECOND;
	assert_int_equal(town_write(&scene->town, CLERK, promise, scene), OK); /* she has enough */
	scene->duration_min = 30;
	have_order_on(scene, 1, 1, 9 * 60, 10 * 60);
	have_order_on(scene, 2, 2, 9 * 60, 10 * 60);
	scene->duration_min = 150;
	have_order_on(scene, 3, 3, 14 * 60, 16 * 60 + 30);
	propose_week(scene, (struct plan_id){0});
	assert_int_equal(scene->visits.count, 2);
	assert_int_equal(visits_by(scene, FIRST), 2);
	assert_int_equal(scene->gaps.count, 1);
	assert_int_equal(scene->gaps.rows[0].no_room, 1);
	assert_true(scene->is_same);
}

static void a_change_beyond_the_limit_is_refused_and_priced_as_such(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	struct drawing drawing = {.scene = scene};
	wants_at_most(scene, FIRST, 1);
	wants_at_most(scene, SECOND, 1);
	have_order_on(scene, 0, 1, 9 * 60, 10 * 60);
	have_order_on(scene, 1, 2, 9 * 60, 10 * 60);
	propose_week(scene, (struct plan_id){0});
	assert_int_equal(scene->visits.count, 2);
	struct person_id other = scene->visits.rows[1].person_id;
	struct pricing pricing = {.scene = scene, .duty_id = scene->visits.rows[0].duty_id, .person_id = other};
	assert_int_equal(town_read(&scene->town, price, &pricing), OK);
	assert_false(pricing.cost.can_go);
	assert_int_equal(pricing.cost.why, PLAN_NO_ROOM);
	assert_int_equal(town_read(&scene->town, draw, &drawing), OK);
	assert_int_equal(drawing.others[0].count, 0); /* nor is she among those who could */
	scene->wish = (struct plan_wish){.day = tomorrow(scene), .days = PLANS_WEEK, .follows_id = scene->plan_id, .duty_id = pricing.duty_id, .person_id = other};
	assert_int_equal(town_read(&scene->town, draft, scene), FAIL_REFUSED);
	assert_int_equal(scene->refusal, PLAN_CANNOT_GO);
	wants_at_most(scene, other.value == scene->town.people[FIRST].value ? FIRST : SECOND, 2);
	propose_week(scene, scene->plan_id); /* what she wants is known when it is planned again */
	pricing.duty_id = scene->visits.rows[0].duty_id;
	pricing.person_id = scene->visits.rows[0].person_id.value == other.value ? scene->visits.rows[1].person_id : other;
	if (pricing.person_id.value == other.value) {
		assert_int_equal(town_read(&scene->town, price, &pricing), OK);
		assert_true(pricing.cost.can_go);
	}
}

struct resting { struct scene *scene; int32_t day; };

static enum fail note_day(const struct act *act, void *context)
{
	struct resting *resting = context;
	enum people_refusal refusal = PEOPLE_OK;
	return people_note_day_off(act, resting->scene->town.people[FIRST], resting->day, &refusal);
}

static void in_a_week_a_day_off_is_that_day_alone(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	struct resting resting = {.scene = scene, .day = tomorrow(scene)};
	assert_int_equal(town_write(&scene->town, FIRST, note_day, &resting), OK);
	have_order_on(scene, 0, 1, 9 * 60, 10 * 60);
	have_order_on(scene, 1, 1, 9 * 60, 10 * 60);
	have_order_on(scene, 2, 2, 9 * 60, 10 * 60);
	have_order_on(scene, 3, 2, 9 * 60, 10 * 60);
	propose_week(scene, (struct plan_id){0});
	assert_int_equal(scene->visits.count, 3);
	assert_int_equal(visits_by(scene, FIRST), 1);
	assert_int_equal(scene->gaps.count, 1);
	for (size_t i = 0; i < scene->visits.count; i++)
		assert_true(scene->visits.rows[i].person_id.value != scene->town.people[FIRST].value || when_local_day(scene->visits.rows[i].start_ms) != resting.day);
}

/* What a plan of the first rule kept: without days and without the week's limits. */
static struct text as_first_rule(struct scene *scene, struct text kept, const struct plan_town *town)
{
	struct arena *arena = scene->town.house.arena;
	size_t before_days = 16, days = sizeof(int32_t), volunteers = town->problem.volunteers.count;
	size_t until_limits = before_days + days + 24 + 4 + town->problem.places.count * 8 + 4 + volunteers * (8 + 4 + 8 + 4 + 4 + 4);
	struct text pieces[] = {text_slice(kept, 0, before_days), text_slice(kept, before_days + days, until_limits - before_days - days),
		text_slice(kept, until_limits + volunteers * sizeof(int32_t), kept.len)};
	char *bytes = arena_array(arena, char, kept.len);
	size_t len = 0;
	for (size_t i = 0; i < COUNT_OF(pieces); i++) {
		memcpy(bytes + len, pieces[i].at, pieces[i].len);
		len += pieces[i].len;
	}
	bytes[4] = '1'; /* "plan1" */
	return (struct text){bytes, len};
}

static void a_plan_of_the_rule_before_is_read_as_it_was(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	struct plan_town town, before;
	wants_at_most(scene, FIRST, 1);
	have_order(scene, 0, 9 * 60, 10 * 60);
	have_order(scene, 1, 14 * 60, 15 * 60);
	propose(scene, (struct plan_id){0});
	assert_int_equal(plans_town_parse(scene->town.house.arena, scene->draft.problem, &town), OK);
	assert_int_equal(town.days, 1);
	assert_int_equal(town.week_left[0], 1);
	assert_int_equal(town.week_left[1], PLAN_NO_LIMIT);
	struct text first = as_first_rule(scene, scene->draft.problem, &town);
	assert_int_equal(plans_town_parse(scene->town.house.arena, first, &before), OK);
	assert_int_equal(before.days, 1);
	assert_null(before.week_left);
	assert_int_equal(before.problem.duties.count, town.problem.duties.count);
	assert_memory_equal(before.problem.shifts.from_s, town.problem.shifts.from_s, town.problem.shifts.count * sizeof(int32_t));
	assert_int_equal(plans_town_parse(scene->town.house.arena, text_slice(first, 0, first.len - 1), &before), FAIL_INPUT);
	assert_int_equal(plans_town_parse(scene->town.house.arena, text_slice(scene->draft.problem, 1, scene->draft.problem.len), &before), FAIL_INPUT);
}

/* Who went when, put down as it was: a duty done some days ago, of a request or of none. */
struct past { struct scene *scene; struct request_id request_id; enum town_person who; int64_t days_ago, minutes; };

static enum fail have_gone(const struct act *act, void *context)
{
	const struct past *past = context;
	int64_t from_ms = act->now_ms - past->days_ago * DAY_MS;
	struct duty_id duty_id = {ids_new(from_ms)};
	TRY(q_duty_add(act->txn, &(struct duty_add_in){.centre_id = act->centre_id, .id = duty_id, .request_id = past->request_id,
		.place_id = past->scene->town.place_id, .title = TEXT("陪您说话"), .from_ms = from_ms, .to_ms = from_ms + past->minutes * MINUTE_MS,
		.duration_min = past->minutes, .people = 1, .coefficient_percent = 100, .created_at_ms = from_ms}, NULL));
	TRY(q_duty_set_state(act->txn, &(struct duty_set_state_in){.centre_id = act->centre_id, .id = duty_id, .state = DUTY_DONE}, NULL));
	return q_assignment_add(act->txn, &(struct assignment_add_in){.centre_id = act->centre_id, .id = ids_new(from_ms), .duty_id = duty_id,
		.person_id = past->scene->town.people[past->who], .accepted_at_ms = from_ms}, NULL);
}

static enum town_person planned_after(struct scene *scene, struct past past)
{
	past.scene = scene;
	assert_int_equal(town_write(&scene->town, CLERK, have_gone, &past), OK);
	propose(scene, (struct plan_id){0});
	assert_int_equal(scene->visits.count, 1);
	return scene->visits.rows[0].person_id.value == scene->town.people[FIRST].value ? FIRST : SECOND;
}

static void who_served_less_this_month_is_planned(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	have_order(scene, 0, 9 * 60, 10 * 60);
	assert_int_equal(planned_after(scene, (struct past){.who = FIRST, .days_ago = 3, .minutes = 600}), SECOND);
	assert_int_equal(planned_after(scene, (struct past){.who = SECOND, .days_ago = 2, .minutes = 1200}), FIRST);
	assert_int_equal(planned_after(scene, (struct past){.who = FIRST, .days_ago = 20, .minutes = 6000}), FIRST); /* February's */
}

static void who_has_been_with_a_resident_goes_again(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	have_order(scene, 0, 9 * 60, 10 * 60);
	struct request_id elders = scene->requests[0];
	assert_int_equal(planned_after(scene, (struct past){.request_id = elders, .who = SECOND, .days_ago = 60, .minutes = 60}), SECOND);
	for (int64_t i = 1; i <= 2; i++)
		(void)planned_after(scene, (struct past){.request_id = elders, .who = FIRST, .days_ago = 60 + i, .minutes = 60});
	assert_int_equal(planned_after(scene, (struct past){.who = CLERK, .days_ago = 60, .minutes = 60}), FIRST); /* twice, and once */
}

/* A no, or one given back, by who was planned last. */
static enum fail is_unwilling(const struct act *act, void *context)
{
	struct scene *scene = context;
	const struct plan_visits_row *visit = &scene->visits.rows[0];
	struct offer_id offer_id = {ids_new(act->now_ms)};
	if (scene->order == 1) {
		TRY(q_assignment_add(act->txn, &(struct assignment_add_in){.centre_id = act->centre_id, .id = ids_new(act->now_ms), .duty_id = visit->duty_id,
			.person_id = visit->person_id, .accepted_at_ms = act->now_ms}, NULL));
		return q_assignment_end(act->txn, &(struct assignment_end_in){.centre_id = act->centre_id, .duty_id = visit->duty_id,
			.person_id = visit->person_id, .end_reason = TEXT("病了"), .ended_at_ms = act->now_ms}, NULL);
	}
	TRY(q_offer_add(act->txn, &(struct offer_add_in){.centre_id = act->centre_id, .id = offer_id, .duty_id = visit->duty_id, .person_id = visit->person_id,
		.sent_at_ms = act->now_ms, .expires_at_ms = act->now_ms, .rank = 1}, NULL));
	return q_offer_set_state(act->txn, &(struct offer_set_state_in){.centre_id = act->centre_id, .id = offer_id, .state = OFFER_DECLINED}, NULL);
}

static void who_said_no_or_gave_it_back_is_not_planned_again(void **state_of_test)
{
	struct scene *scene = *state_of_test;
	have_order(scene, 0, 9 * 60, 10 * 60);
	propose(scene, (struct plan_id){0});
	int64_t first = scene->visits.rows[0].person_id.value;
	assert_int_equal(town_write(&scene->town, CLERK, is_unwilling, scene), OK);
	propose(scene, (struct plan_id){0});
	assert_int_equal(scene->visits.count, 1);
	assert_true(scene->visits.rows[0].person_id.value != first);
	scene->order = 1;
	assert_int_equal(town_write(&scene->town, CLERK, is_unwilling, scene), OK);
	propose(scene, (struct plan_id){0});
	assert_int_equal(scene->visits.count, 0);
	assert_int_equal(scene->gaps.count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_day_is_proposed_proven_and_asked_for_once, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(what_nobody_can_serve_is_left_open_with_its_reasons, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(only_staff_plan_and_only_the_days_ahead, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(of_two_who_plan_at_once_the_second_is_told, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(a_change_moves_one_visit_and_can_be_taken_back, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(a_change_that_pushes_another_visit_out_is_refused, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(what_changes_meanwhile_makes_a_plan_stale_and_is_planned_in, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(who_has_enough_of_the_week_is_left_in_peace, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(what_a_change_costs_is_told_beforehand, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(who_has_another_visit_then_has_no_room, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(a_week_is_planned_as_one_day_by_day, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(weeks_gone_by_and_too_far_ahead_are_refused, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(nobody_is_planned_for_more_than_she_wants_of_a_week, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(a_days_plan_keeps_to_the_weeks_limit_too, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(the_limit_counts_services_not_hours, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(what_too_few_could_serve_does_not_loosen_the_bound, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(the_limit_counts_over_the_ways_of_a_week, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(a_plan_of_the_rule_before_is_read_as_it_was, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(a_change_beyond_the_limit_is_refused_and_priced_as_such, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(in_a_week_a_day_off_is_that_day_alone, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(each_visit_has_its_way_and_who_else_could_go, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(a_promise_is_not_planned_away, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(who_cannot_come_gives_back_what_was_promised_and_the_day_is_mended, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(who_served_less_this_month_is_planned, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(who_has_been_with_a_resident_goes_again, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(who_said_no_or_gave_it_back_is_not_planned_again, open_scene, close_scene),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
