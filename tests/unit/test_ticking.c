/* SPDX-License-Identifier: Apache-2.0
 *
 * What the clock does is several works: what stops one does not stop the others,
 * and nothing is lost by it.
 */
#include "base/when.h"
#include "clock/ticking.h"
#include "domain/requests.h"
#include "queries/duties.h"
#include "queries/requests.h"
#include "store/store.h"
#include "town.h"

/* Behind our own headers: cmocka has a macro fail(). */
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct scene {
	struct town town;
	struct request_id id;
	struct offers_live_rows offers;
	struct request_shadow shadow;
	enum request_refusal refusal;
};

static enum fail order_and_ask(const struct act *act, void *context)
{
	struct scene *scene = context;
	int64_t from_ms = act->now_ms + 6 * HOUR_MS;
	TRY(requests_open(act, &(struct requests_open_options){.person_id = scene->town.people[ELDER], .item_id = scene->town.item_id,
		.channel = CHANNEL_PHONE, .wanted_from_ms = from_ms, .wanted_to_ms = from_ms + HOUR_MS}, &scene->refusal, &scene->id));
	TRY(requests_accept(act, &(struct requests_accept_options){.id = scene->id}, &scene->refusal));
	return requests_offer(act, scene->id, &scene->town.people[FIRST], 1, &scene->refusal);
}

static enum fail say_no(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct request_get_row row;
	bool is_found = false;
	TRY(q_request_get(act->view, act->arena, &(struct request_get_in){.centre_id = act->centre_id, .id = scene->id}, &is_found, &row));
	TRY(q_offers_live(act->view, act->arena, &(struct offers_live_in){.centre_id = act->centre_id, .duty_id = row.duty_id}, &scene->offers));
	return requests_decline_offer(act, scene->offers.rows[0].id, TEXT("今天不行"), &scene->refusal);
}

static enum fail look(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_replay(act, scene->id, &scene->shadow);
}

/* A first statement that fails is that of the first work; who is asked next is decided by a later one, all the same. */
static void what_stops_one_work_does_not_stop_the_others(void **state UNUSED)
{
	struct scene scene = {.refusal = REQUEST_REFUSAL_NONE};
	struct town *town = &scene.town;
	size_t done = 0;
	town_open(town);
	assert_int_equal(town_write(town, CLERK, order_and_ask, &scene), OK);
	assert_int_equal(town_write(town, FIRST, say_no, &scene), OK);
	assert_int_equal(town_read(town, look, &scene), OK);
	assert_int_equal(scene.shadow.state, REQUEST_ACCEPTED);
	store_fail_at(town->house.store, STORE_FAULT_STATEMENT, 1, FAIL_STORE);
	assert_int_equal(ticking_once(town->house.store, &town->house.keys, town->house.centre_id, town->now_ms + MINUTE_MS, &done), FAIL_STORE);
	assert_int_equal(town_read(town, look, &scene), OK);
	assert_int_equal(scene.shadow.state, REQUEST_DISPATCHED);
	assert_int_equal(ticking_once(town->house.store, &town->house.keys, town->house.centre_id, town->now_ms + 2 * MINUTE_MS, &done), OK);
	town_close(town);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_stops_one_work_does_not_stop_the_others),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
