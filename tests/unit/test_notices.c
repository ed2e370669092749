/* SPDX-License-Identifier: Apache-2.0
 *
 * What people are told: each from her own side, nobody of what she did
 * herself, and nobody reads another's.
 */
#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "domain/notices.h"
#include "domain/people.h"
#include "queries/duties.h"
#include "queries/notices.h"
#include "town.h"
#include "web/words.h"

/* Behind our own headers: cmocka has a macro fail(). */
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct scene {
	struct town *town;
	struct request_id id;
	struct notices_list_rows told;
	enum request_refusal refusal;
	enum notice_refusal notice_refusal;
	enum people_refusal people_refusal;
	struct kin_id kin_id;
	struct role_id role_id;
	struct notice_id notice_id;
	int64_t unread;
};

static enum fail order(const struct act *act, void *context)
{
	struct scene *scene = context;
	int64_t from_ms = act->now_ms + 3 * HOUR_MS;
	return requests_open(act, &(struct requests_open_options){.person_id = scene->town->people[ELDER], .item_id = scene->town->item_id,
		.channel = CHANNEL_WEB, .wanted_from_ms = from_ms, .wanted_to_ms = from_ms + HOUR_MS}, &scene->refusal, &scene->id);
}

static enum fail dispatch(const struct act *act, void *context)
{
	struct scene *scene = context;
	TRY(requests_accept(act, &(struct requests_accept_options){.id = scene->id}, &scene->refusal));
	return requests_offer(act, scene->id, &scene->town->people[FIRST], 2, &scene->refusal);
}

static enum fail call_back(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_call_back(act, scene->id, &scene->refusal);
}

static enum fail assign(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_assign(act, scene->id, scene->town->people[FIRST], &scene->refusal);
}

static enum fail cancel(const struct act *act, void *context)
{
	struct scene *scene = context;
	return requests_cancel(act, scene->id, TEXT("不用了"), &scene->refusal);
}

static enum fail list(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct notices_unread_row row = {0};
	bool is_found = false;
	TRY(q_notices_unread(act->view, scene->town->house.arena, &(struct notices_unread_in){.centre_id = act->centre_id, .person_id = act->actor},
		&is_found, &row));
	scene->unread = row.count;
	return q_notices_list(act->view, scene->town->house.arena, &(struct notices_list_in){.centre_id = act->centre_id, .me = act->actor}, &scene->told);
}

static enum fail read_one(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct request_id about = {0};
	struct text kind = TEXT_NONE;
	TRY(notices_read(act, scene->notice_id, &scene->notice_refusal, &about, &kind));
	assert_true(about.value == scene->id.value);
	assert_true(kind.len > 0);
	return OK;
}

static enum fail read_all(const struct act *act, void *context UNUSED)
{
	return notices_read_until(act, act->now_ms);
}

/* `words` are the kinds a person was told, newest first, each behind a blank. */
static void assert_told(struct scene *scene, enum town_person who, const char *words)
{
	char got[200] = "";
	assert_int_equal(town_write(scene->town, who, list, scene), OK);
	for (size_t i = 0; i < scene->told.count; i++) {
		size_t len = strlen(got);
		(void)snprintf(got + len, sizeof(got) - len, " %.*s", TEXT_ARGS(scene->told.rows[i].kind));
	}
	assert_string_equal(got, words);
}

static void everything_that_is_told_has_words(void **state UNUSED)
{
	int told = 0;
	for (int kind = 1; kind < REQUEST_EVENT_KIND_COUNT; kind++) {
		for (int side = REQUEST_SIDE_ASKS; side <= REQUEST_SIDE_SERVES; side++) {
			if (!requests_tells((enum request_event_kind)kind, (enum request_side)side))
				continue;
			struct text name = text_of(request_event_name((enum request_event_kind)kind));
			if (words_notice(name, (enum request_side)side, false).key == KEY_NONE)
				fail_msg("no words for %.*s on side %d", TEXT_ARGS(name), side);
			told++;
		}
	}
	assert_true(told > 30);
	assert_int_equal(words_notice(TEXT("nothing_of_the_kind"), REQUEST_SIDE_ASKS, false).key, KEY_NONE);
	assert_int_equal(words_notice(TEXT("offered"), REQUEST_SIDE_SERVES, true).key, KEY_notice_serves_offered_over);
}

static void each_side_is_told_what_others_did(void **state UNUSED)
{
	struct town town;
	struct scene scene = {.town = &town};
	town_open(&town);
	assert_int_equal(town_write(&town, DAUGHTER, order, &scene), OK);
	assert_told(&scene, ELDER, " opened");
	assert_told(&scene, DAUGHTER, ""); /* she did it herself */
	town.now_ms += MINUTE_MS;
	assert_int_equal(town_write(&town, CLERK, dispatch, &scene), OK);
	assert_told(&scene, DAUGHTER, " accepted"); /* not whom the station asks */
	assert_told(&scene, FIRST, " offered");
	town.now_ms += MINUTE_MS;
	assert_int_equal(town_write(&town, CLERK, call_back, &scene), OK);
	assert_told(&scene, FIRST, " called_back offered");
	assert_told(&scene, ELDER, " accepted opened");
	town.now_ms += MINUTE_MS;
	assert_int_equal(town_write(&town, CLERK, assign, &scene), OK);
	assert_told(&scene, FIRST, " scheduled claimed called_back offered");
	assert_told(&scene, SECOND, " called_back offered");
	assert_told(&scene, CLERK, "");
	town.now_ms += MINUTE_MS;
	assert_int_equal(town_write(&town, ELDER, cancel, &scene), OK);
	assert_told(&scene, FIRST, " cancelled scheduled claimed called_back offered"); /* though she goes no more */
	assert_told(&scene, SECOND, " called_back offered");
	town_close(&town);
}

static void nobody_reads_anothers_notice_and_each_is_read_once(void **state UNUSED)
{
	struct town town;
	struct scene scene = {.town = &town};
	town_open(&town);
	assert_int_equal(town_write(&town, DAUGHTER, order, &scene), OK);
	town.now_ms += MINUTE_MS;
	assert_int_equal(town_write(&town, CLERK, dispatch, &scene), OK);
	assert_told(&scene, ELDER, " accepted opened");
	assert_int_equal(scene.unread, 2);
	scene.notice_id = scene.told.rows[0].id;
	assert_int_equal(town_write(&town, DAUGHTER, read_one, &scene), FAIL_REFUSED);
	assert_int_equal(scene.notice_refusal, NOTICE_NOT_FOUND);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(town_write(&town, ELDER, read_one, &scene), OK);
		assert_told(&scene, ELDER, " accepted opened");
		assert_int_equal(scene.unread, 1);
		assert_int_equal(scene.told.rows[0].read_at_ms, TOWN_START_MS + MINUTE_MS); /* the first time counts */
		town.now_ms += MINUTE_MS;
	}
	assert_int_equal(town_write(&town, DAUGHTER, read_all, &scene), OK);
	assert_told(&scene, ELDER, " accepted opened");
	assert_int_equal(scene.unread, 1);
	assert_int_equal(town_write(&town, ELDER, read_all, &scene), OK);
	assert_told(&scene, ELDER, " accepted opened");
	assert_int_equal(scene.unread, 0);
	town_close(&town);
}

static enum fail link_kin(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct people_kin_options options = {.person_id = scene->town->people[ELDER], .kin_id = scene->town->people[FIRST],
		.relation = KIN_OTHER, .evidence = TEXT("户口簿"), .may_order = true};
	return people_link_kin(act, &options, &scene->people_refusal, &scene->kin_id);
}

static enum fail end_kin(const struct act *act, void *context)
{
	struct scene *scene = context;
	return people_unlink_kin(act, scene->kin_id, scene->town->people[ELDER], &scene->people_refusal);
}

static enum fail grant_leader(const struct act *act, void *context)
{
	struct scene *scene = context;
	return people_grant(act, scene->town->people[FIRST], ROLE_LEADER, scene->town->place_id, &scene->people_refusal, &scene->role_id);
}

static enum fail end_leader(const struct act *act, void *context)
{
	struct scene *scene = context;
	return people_revoke(act, scene->role_id, &scene->people_refusal);
}

/* Kin, roles and codes give power over a person: she learns of each, whoever made it. */
static void what_touches_a_person_is_told_to_her(void **state UNUSED)
{
	struct town town;
	struct scene scene = {.town = &town};
	town_open(&town);
	assert_int_equal(town_write(&town, CLERK, link_kin, &scene), OK);
	assert_told(&scene, ELDER, " kin_linked");
	assert_told(&scene, FIRST, " kin_linked");
	assert_told(&scene, CLERK, "");
	town.now_ms += MINUTE_MS;
	assert_int_equal(town_write(&town, FIRST, end_kin, &scene), OK); /* giving up a right of her own */
	assert_told(&scene, ELDER, " kin_unlinked kin_linked");
	assert_told(&scene, FIRST, " kin_linked");
	town.now_ms += MINUTE_MS;
	assert_int_equal(town_write(&town, CLERK, grant_leader, &scene), FAIL_REFUSED);
	assert_told(&scene, FIRST, " kin_linked"); /* what is refused is told to nobody */
	assert_int_equal(town_write(&town, MANAGER, grant_leader, &scene), OK);
	assert_told(&scene, FIRST, " role_granted kin_linked");
	town.now_ms += MINUTE_MS;
	assert_int_equal(town_write(&town, MANAGER, end_leader, &scene), OK);
	assert_told(&scene, FIRST, " role_ended role_granted kin_linked");
	town_close(&town);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_that_is_told_has_words),
		cmocka_unit_test(each_side_is_told_what_others_did),
		cmocka_unit_test(what_touches_a_person_is_told_to_her),
		cmocka_unit_test(nobody_reads_anothers_notice_and_each_is_read_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
