/* SPDX-License-Identifier: Apache-2.0
 *
 * The public numbers against one service told by hand: each fact counts once,
 * in its own span of time, and every place is there.
 */
#include "base/when.h"
#include "queries/numbers.h"
#include "town.h"

/* Behind our own headers: cmocka has a macro fail(). */
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct counts {
	struct town *town;
	struct request_id id;
	enum request_refusal refusal;
	int64_t from_ms, to_ms;
	struct numbers_served_row served;
	struct numbers_given_row given;
	struct numbers_open_row open;
	struct numbers_confirmed_row confirmed;
	struct numbers_scores_rows scores;
	struct numbers_places_rows places;
	struct numbers_median_row yes, done;
	bool has_yes, has_done;
};

static enum fail order(const struct act *act, void *context)
{
	struct counts *counts = context;
	int64_t from_ms = act->now_ms + 4 * HOUR_MS;
	return requests_open(act, &(struct requests_open_options){.person_id = counts->town->people[ELDER], .item_id = counts->town->item_id,
		.channel = CHANNEL_WEB, .wanted_from_ms = from_ms, .wanted_to_ms = from_ms + HOUR_MS}, &counts->refusal, &counts->id);
}

static enum fail assign(const struct act *act, void *context)
{
	struct counts *counts = context;
	TRY(requests_accept(act, &(struct requests_accept_options){.id = counts->id}, &counts->refusal));
	return requests_assign(act, counts->id, counts->town->people[FIRST], &counts->refusal);
}

static enum fail come(const struct act *act, void *context)
{
	struct counts *counts = context;
	return requests_check_in(act, &(struct requests_attend_options){.id = counts->id, .person_id = counts->town->people[FIRST]}, &counts->refusal);
}

static enum fail leave(const struct act *act, void *context)
{
	struct counts *counts = context;
	return requests_check_out(act, &(struct requests_attend_options){.id = counts->id, .person_id = counts->town->people[FIRST]}, &counts->refusal);
}

static enum fail rate(const struct act *act, void *context)
{
	struct counts *counts = context;
	TRY(requests_confirm(act, counts->id, TEXT_NONE, &counts->refusal));
	return requests_rate(act, counts->id, 4, TEXT_NONE, &counts->refusal);
}

static enum fail count(const struct act *act, void *context)
{
	struct counts *c = context;
	struct centre_id centre_id = act->centre_id;
	struct arena *arena = c->town->house.arena;
	bool is_found = false;
	TRY(q_numbers_served(act->view, arena, &(struct numbers_served_in){centre_id, c->from_ms, c->to_ms}, &is_found, &c->served));
	TRY(q_numbers_given(act->view, arena, &(struct numbers_given_in){centre_id, c->from_ms, c->to_ms}, &is_found, &c->given));
	TRY(q_numbers_open(act->view, arena, &(struct numbers_open_in){centre_id}, &is_found, &c->open));
	TRY(q_numbers_confirmed(act->view, arena, &(struct numbers_confirmed_in){centre_id, c->from_ms, c->to_ms}, &is_found, &c->confirmed));
	TRY(q_numbers_scores(act->view, arena, &(struct numbers_scores_in){centre_id, c->from_ms, c->to_ms}, &c->scores));
	TRY(q_numbers_places(act->view, arena, &(struct numbers_places_in){centre_id, c->from_ms, c->to_ms}, &c->places));
	TRY(q_numbers_median(act->view, arena, &(struct numbers_median_in){centre_id, REQUEST_EVENT_CLAIMED, REQUEST_CLAIMED, c->from_ms, c->to_ms},
		&c->has_yes, &c->yes));
	return q_numbers_median(act->view, arena, &(struct numbers_median_in){centre_id, REQUEST_EVENT_CHECKED_OUT, REQUEST_SERVED, c->from_ms, c->to_ms},
		&c->has_done, &c->done);
}

static void at(struct counts *counts, int64_t hours, enum town_person who, town_work *work)
{
	counts->town->now_ms = TOWN_START_MS + hours * HOUR_MS;
	assert_int_equal(town_write(counts->town, who, work, counts), OK);
	assert_int_equal(counts->refusal, REQUEST_REFUSAL_NONE);
}

static void one_service_counts_once_in_its_own_time(void **state UNUSED)
{
	struct town town;
	struct counts counts = {.town = &town, .from_ms = TOWN_START_MS, .to_ms = TOWN_START_MS + DAY_MS};
	town_open(&town);
	at(&counts, 0, DAUGHTER, order);
	at(&counts, 0, DAUGHTER, count);
	assert_int_equal(counts.open.count, 1);
	assert_int_equal(counts.served.count, 0);
	assert_false(counts.has_yes);
	at(&counts, 2, CLERK, assign);
	at(&counts, 4, CLERK, come);
	at(&counts, 5, CLERK, leave);
	at(&counts, 6, ELDER, rate);
	at(&counts, 6, ELDER, count);
	assert_int_equal(counts.open.count, 0);
	assert_int_equal(counts.served.count, 1);
	assert_int_equal(counts.given.minutes, 60);
	assert_int_equal(counts.given.people, 1);
	assert_int_equal(counts.confirmed.count, 1);
	assert_int_equal(counts.scores.count, 1);
	assert_int_equal(counts.scores.rows[0].score, 4);
	assert_true(counts.has_yes && counts.has_done);
	assert_int_equal(counts.yes.median_ms, 2 * HOUR_MS);
	assert_int_equal(counts.done.median_ms, 5 * HOUR_MS);
	assert_int_equal(counts.places.count, 1);
	assert_int_equal(counts.places.rows[0].served, 1);
	counts.from_ms = counts.to_ms; /* the next day: nothing, and the place is still there */
	counts.to_ms += DAY_MS;
	at(&counts, 6, ELDER, count);
	assert_int_equal(counts.served.count + counts.given.minutes + counts.given.people + counts.confirmed.count, 0);
	assert_int_equal(counts.scores.count, 0);
	assert_false(counts.has_yes || counts.has_done);
	assert_int_equal(counts.places.count, 1);
	assert_int_equal(counts.places.rows[0].served, 0);
	town_close(&town);
}

static enum fail dispute(const struct act *act, void *context)
{
	struct counts *counts = context;
	return requests_dispute(act, counts->id, TEXT("没有来"), &counts->refusal);
}

static void void_hours_do_not_count(void **state UNUSED)
{
	struct town town;
	struct counts counts = {.town = &town, .from_ms = TOWN_START_MS, .to_ms = TOWN_START_MS + DAY_MS};
	town_open(&town);
	at(&counts, 0, DAUGHTER, order);
	at(&counts, 2, CLERK, assign);
	at(&counts, 4, CLERK, come);
	at(&counts, 5, CLERK, leave);
	at(&counts, 6, ELDER, dispute);
	at(&counts, 6, ELDER, count);
	assert_int_equal(counts.given.minutes, 0);
	assert_int_equal(counts.given.people, 0);
	assert_int_equal(counts.open.count, 1); /* it waits to be done again */
	town_close(&town);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_service_counts_once_in_its_own_time),
		cmocka_unit_test(void_hours_do_not_count),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
