/* SPDX-License-Identifier: Apache-2.0
 *
 * Teams as staff keep them: who may, what is refused in which order, who is
 * told, that the role leader comes and goes with the teams, and that each verb
 * is taken back by another.
 */
#include "base/limits.h"
#include "domain/organisations.h"
#include "domain/people.h"
#include "domain/places.h"
#include "queries/notices.h"
#include "queries/organisations.h"
#include "queries/places.h"
#include "queries/trail.h"
#include "town.h"

/* Behind our own headers: cmocka has a macro fail(). */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

struct scene {
	struct town town;
	struct place_id place_id;  /* where a team is made; the community of the town, another beside it, or none */
	struct place_id beside_id; /* DAUGHTER is clerk there, and nowhere else */
	struct organisation_id team_id, id;
	struct text name;
	enum organisation_status status;
	struct person_id who;
	enum organisation_refusal refusal;
	struct organisation_get_row team;
	struct organisation_members_rows members;
	struct notices_list_rows notices; /* of `who` */
	struct trail_of_object_rows trail;
	const char *object_kind;
	int64_t object_id;
	struct access access;             /* of `who` */
};

static enum fail furnish(const struct act *act, void *context)
{
	struct scene *scene = context;
	enum people_refusal refusal = PEOPLE_OK;
	enum place_refusal place_refusal = PLACE_OK;
	struct role_id role_id;
	struct place_get_row place;
	bool is_found = false;
	TRY(q_place_get(act->view, act->arena, &(struct place_get_in){.centre_id = act->centre_id, .id = scene->town.place_id}, &is_found, &place));
	TRY(places_add(act, &(struct places_add_options){.parent_id = place.parent_id, .tier = PLACE_COMMUNITY, .code = TEXT("370725001002"),
		.name = TEXT("城里社区")}, &place_refusal, &scene->beside_id));
	TRY(people_grant(act, scene->town.people[DAUGHTER], ROLE_CLERK, scene->beside_id, &refusal, &role_id));
	scene->place_id = scene->town.place_id;
	return organisations_add(act, &(struct organisations_add_options){.name = TEXT("火山红韵"), .kind = ORGANISATION_PARTY_TEAM,
		.status = ORGANISATION_STREET_FILED, .place_id = scene->town.place_id}, &scene->refusal, &scene->team_id);
}

static enum fail make(const struct act *act, void *context)
{
	struct scene *scene = context;
	return organisations_add(act, &(struct organisations_add_options){.name = scene->name, .kind = ORGANISATION_SQUAD, .status = ORGANISATION_INCUBATING,
		.place_id = scene->place_id}, &scene->refusal, &scene->id);
}

static enum fail make_coded(const struct act *act, void *context)
{
	struct scene *scene = context;
	return organisations_add(act, &(struct organisations_add_options){.name = scene->name, .credit_code = TEXT("91350100M000100Y44"),
		.kind = ORGANISATION_SOCIAL, .status = ORGANISATION_REGISTERED, .place_id = scene->place_id}, &scene->refusal, &scene->id);
}

static enum fail rename_it(const struct act *act, void *context)
{
	struct scene *scene = context;
	return organisations_rename(act, scene->id, scene->name, &scene->refusal);
}

static enum fail close_it(const struct act *act, void *context)
{
	struct scene *scene = context;
	return organisations_close(act, scene->id, &scene->refusal);
}

static enum fail reopen_it(const struct act *act, void *context)
{
	struct scene *scene = context;
	return organisations_reopen(act, scene->id, scene->status, &scene->refusal);
}

static enum fail join(const struct act *act, void *context)
{
	struct scene *scene = context;
	return organisations_join(act, scene->id, scene->who, &scene->refusal);
}

static enum fail leave(const struct act *act, void *context)
{
	struct scene *scene = context;
	return organisations_leave(act, scene->id, scene->who, &scene->refusal);
}

static enum fail lead(const struct act *act, void *context)
{
	struct scene *scene = context;
	return organisations_lead(act, scene->id, scene->who, true, &scene->refusal);
}

static enum fail unlead(const struct act *act, void *context)
{
	struct scene *scene = context;
	return organisations_lead(act, scene->id, scene->who, false, &scene->refusal);
}

static enum fail fill_up(const struct act *act, void *context)
{
	struct scene *scene = context;
	for (int i = 0; i < LIMIT_TEAM_MEMBERS; i++) {
		TRY(q_membership_put(act->txn, &(struct membership_put_in){.centre_id = act->centre_id, .organisation_id = scene->id,
			.person_id = {4711 + i}, .joined_at_ms = act->now_ms}, NULL));
	}
	return OK;
}

static enum fail make_auditor(const struct act *act, void *context)
{
	struct scene *scene = context;
	enum people_refusal refusal = PEOPLE_OK;
	struct role_id role_id;
	return people_grant(act, scene->who, ROLE_AUDITOR, scene->town.place_id, &refusal, &role_id);
}

static enum fail look(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct act lasting = *act;
	bool is_found = false;
	lasting.arena = scene->town.house.arena;
	TRY(q_organisation_get(act->view, lasting.arena, &(struct organisation_get_in){.centre_id = act->centre_id, .id = scene->id}, &is_found, &scene->team));
	TRY(q_organisation_members(act->view, lasting.arena, &(struct organisation_members_in){.centre_id = act->centre_id, .organisation_id = scene->id},
		&scene->members));
	TRY(q_notices_list(act->view, lasting.arena, &(struct notices_list_in){.centre_id = act->centre_id, .me = scene->who}, &scene->notices));
	TRY(q_trail_of_object(act->view, lasting.arena, &(struct trail_of_object_in){.centre_id = act->centre_id,
		.object_kind = text_of(scene->object_kind), .object_id = scene->object_id}, &scene->trail));
	return access_load(&lasting, scene->who, &scene->access);
}

static void done(struct scene *scene, enum town_person who, town_work *work)
{
	scene->town.now_ms += 1000;
	assert_int_equal(town_write(&scene->town, who, work, scene), OK);
	scene->object_kind = work == make || work == rename_it || work == close_it || work == reopen_it ? "organisation" : "person";
	scene->object_id = scene->object_kind[0] == 'o' ? scene->id.value : scene->who.value;
	assert_int_equal(town_read(&scene->town, look, scene), OK);
}

static void refused(struct scene *scene, enum town_person who, town_work *work, enum organisation_refusal refusal)
{
	assert_int_equal(town_write(&scene->town, who, work, scene), FAIL_REFUSED);
	if (scene->refusal != refusal)
		print_error("%s instead of %s\n", organisation_refusal_name(scene->refusal), organisation_refusal_name(refusal));
	assert_int_equal(scene->refusal, refusal);
}

static void on_the_trail(const struct scene *scene, const char *act)
{
	assert_true(scene->trail.count > 0);
	assert_true(text_equal(scene->trail.rows[0].act, text_of(act)));
}

static bool is_told(const struct scene *scene, const char *kind)
{
	bool told = false;
	for (size_t i = 0; i < scene->notices.count; i++)
		told = told || text_equal(scene->notices.rows[i].kind, text_of(kind));
	return told;
}

static bool has_role(const struct scene *scene)
{
	return (scene->access.mask & ROLE_BIT(ROLE_LEADER)) != 0;
}

static int open_scene(void **state)
{
	static struct scene scene;
	scene = (struct scene){.object_kind = "person"};
	town_open(&scene.town);
	assert_int_equal(town_write(&scene.town, MANAGER, furnish, &scene), OK);
	scene.id = scene.team_id;
	scene.who = scene.town.people[FIRST];
	*state = &scene;
	return 0;
}

static int close_scene(void **state)
{
	struct scene *scene = *state;
	town_close(&scene->town);
	return 0;
}

static void a_team_is_made_by_staff_of_its_place(void **state)
{
	static char long_name[LIMIT_TITLE_POINTS + 1];
	struct scene *scene = *state;
	memset(long_name, 'a', sizeof(long_name));
	scene->name = TEXT("  ");
	scene->place_id.value = 5;
	refused(scene, FIRST, make, ORGANISATION_PLACE_MISSING);
	scene->place_id = scene->town.place_id;
	refused(scene, FIRST, make, ORGANISATION_NOT_ALLOWED);    /* a volunteer */
	refused(scene, DAUGHTER, make, ORGANISATION_NOT_ALLOWED); /* a clerk of the place beside it */
	refused(scene, TOWN_PEOPLE, make, ORGANISATION_NOT_ALLOWED);
	refused(scene, CLERK, make, ORGANISATION_NO_NAME);
	scene->name = (struct text){long_name, sizeof(long_name)};
	refused(scene, CLERK, make, ORGANISATION_NAME_TOO_LONG);
	scene->name = TEXT(" 火山红韵 ");
	refused(scene, CLERK, make, ORGANISATION_NAME_TAKEN);
	scene->name = TEXT("小小志愿队");
	refused(scene, CLERK, make_coded, ORGANISATION_CODE_INVALID);
	done(scene, CLERK, make);
	on_the_trail(scene, "organisations.add");
	assert_true(text_equal(scene->team.name, TEXT("小小志愿队")));
	assert_int_equal(scene->team.kind, ORGANISATION_SQUAD);
	assert_int_equal(scene->members.count, 0);
	scene->place_id = scene->beside_id;
	scene->name = TEXT("城里志愿队");
	done(scene, DAUGHTER, make); /* at her own place she may */
}

static void a_name_is_changed_and_changed_back(void **state)
{
	struct scene *scene = *state;
	scene->name = TEXT("");
	scene->id.value = 5;
	refused(scene, CLERK, rename_it, ORGANISATION_NOT_FOUND);
	scene->id = scene->team_id;
	refused(scene, DAUGHTER, rename_it, ORGANISATION_NOT_ALLOWED);
	refused(scene, CLERK, rename_it, ORGANISATION_NO_NAME);
	scene->name = TEXT("春雨义工"); /* the provider of the town */
	refused(scene, CLERK, rename_it, ORGANISATION_NAME_TAKEN);
	scene->name = TEXT("火山红韵志愿服务队");
	done(scene, CLERK, rename_it);
	on_the_trail(scene, "organisations.rename");
	assert_true(text_equal(scene->trail.rows[0].detail, TEXT("火山红韵"))); /* what it was called */
	size_t lines = scene->trail.count;
	done(scene, CLERK, rename_it);
	assert_int_equal(scene->trail.count, lines); /* the same again is nothing */
	scene->name = TEXT("火山红韵");
	done(scene, CLERK, rename_it);
	assert_true(text_equal(scene->team.name, TEXT("火山红韵")));
}

static void members_come_and_go(void **state)
{
	struct scene *scene = *state;
	refused(scene, DAUGHTER, join, ORGANISATION_NOT_ALLOWED);
	scene->who.value = 5;
	refused(scene, CLERK, join, ORGANISATION_PERSON_MISSING);
	scene->who = scene->town.people[FIRST];
	refused(scene, CLERK, leave, ORGANISATION_NOT_MEMBER);
	done(scene, CLERK, join);
	on_the_trail(scene, "organisations.join");
	assert_true(text_equal(scene->trail.rows[0].detail, TEXT("火山红韵")));
	assert_true(is_told(scene, "team_joined"));
	assert_int_equal(scene->members.count, 1);
	assert_false(scene->members.rows[0].is_leader);
	refused(scene, CLERK, join, ORGANISATION_ALREADY);
	refused(scene, DAUGHTER, leave, ORGANISATION_NOT_ALLOWED);
	done(scene, CLERK, leave);
	on_the_trail(scene, "organisations.leave");
	assert_true(is_told(scene, "team_left"));
	assert_int_equal(scene->members.count, 0);
	refused(scene, CLERK, leave, ORGANISATION_NOT_MEMBER);
	done(scene, CLERK, join); /* back again */
	assert_int_equal(scene->members.count, 1);
}

static void staff_take_in_whom_they_are_staff_for(void **state)
{
	struct scene *scene = *state;
	scene->place_id = scene->beside_id;
	scene->name = TEXT("城里志愿队");
	done(scene, DAUGHTER, make);
	refused(scene, DAUGHTER, join, ORGANISATION_PERSON_MISSING); /* FIRST lives in the other community */
	done(scene, MANAGER, join);                                  /* the station is above both */
}

static void a_team_has_an_end(void **state)
{
	struct scene *scene = *state;
	assert_int_equal(town_write(&scene->town, CLERK, fill_up, scene), OK);
	refused(scene, CLERK, join, ORGANISATION_FULL);
}

static void a_leader_is_named_by_who_grants_the_role(void **state)
{
	struct scene *scene = *state;
	refused(scene, DAUGHTER, lead, ORGANISATION_NOT_ALLOWED);
	refused(scene, MANAGER, lead, ORGANISATION_NOT_MEMBER);
	done(scene, CLERK, join);
	refused(scene, MANAGER, unlead, ORGANISATION_NOT_LEADER);
	refused(scene, CLERK, lead, ORGANISATION_ROLE_TOO_HIGH);
	assert_int_equal(town_read(&scene->town, look, scene), OK);
	assert_false(has_role(scene));
	done(scene, MANAGER, lead);
	on_the_trail(scene, "organisations.lead");
	assert_true(is_told(scene, "team_leads") && has_role(scene) && scene->members.rows[0].is_leader);
	refused(scene, MANAGER, lead, ORGANISATION_ALREADY);
	refused(scene, CLERK, leave, ORGANISATION_LEADS);
	refused(scene, CLERK, unlead, ORGANISATION_ROLE_TOO_HIGH);
	done(scene, MANAGER, unlead);
	on_the_trail(scene, "organisations.unlead");
	assert_true(is_told(scene, "team_leads_no_more") && !has_role(scene) && !scene->members.rows[0].is_leader);
	done(scene, CLERK, leave);
}

static void nobody_names_herself_and_no_auditor_leads(void **state)
{
	struct scene *scene = *state;
	scene->who = scene->town.people[MANAGER];
	done(scene, CLERK, join);
	refused(scene, MANAGER, lead, ORGANISATION_SELF);
	scene->who = scene->town.people[FATHER];
	done(scene, CLERK, join);
	struct person_id nobody = scene->town.people[ELDER];
	scene->town.people[ELDER] = (struct person_id){0};
	assert_int_equal(town_write(&scene->town, ELDER, make_auditor, scene), OK); /* the command line */
	scene->town.people[ELDER] = nobody;
	refused(scene, MANAGER, lead, ORGANISATION_SEPARATED);
	assert_int_equal(town_read(&scene->town, look, scene), OK);
	assert_false(has_role(scene));
	for (size_t i = 0; i < scene->members.count; i++)
		assert_false(scene->members.rows[i].is_leader);
}

static void the_role_goes_with_the_last_team(void **state)
{
	struct scene *scene = *state;
	done(scene, MANAGER, join);
	done(scene, MANAGER, lead);
	scene->name = TEXT("小小志愿队");
	done(scene, MANAGER, make);
	struct organisation_id second_id = scene->id;
	done(scene, MANAGER, join);
	done(scene, MANAGER, lead);
	scene->id = scene->team_id;
	done(scene, MANAGER, unlead);
	assert_true(has_role(scene)); /* she leads the other still */
	scene->id = second_id;
	done(scene, MANAGER, unlead);
	assert_false(has_role(scene));
}

static void what_is_closed_is_kept_and_taken_up_again(void **state)
{
	struct scene *scene = *state;
	scene->status = ORGANISATION_STREET_FILED;
	done(scene, MANAGER, join);
	done(scene, MANAGER, lead);
	refused(scene, DAUGHTER, close_it, ORGANISATION_NOT_ALLOWED);
	refused(scene, CLERK, reopen_it, ORGANISATION_NOT_CLOSED);
	done(scene, CLERK, close_it);
	on_the_trail(scene, "organisations.close");
	assert_int_equal(scene->team.status, ORGANISATION_EXITED);
	assert_true(is_told(scene, "team_closed"));
	scene->name = TEXT("火山");
	refused(scene, CLERK, close_it, ORGANISATION_CLOSED);
	refused(scene, CLERK, rename_it, ORGANISATION_CLOSED);
	refused(scene, CLERK, join, ORGANISATION_CLOSED);
	refused(scene, CLERK, leave, ORGANISATION_CLOSED);
	refused(scene, MANAGER, unlead, ORGANISATION_CLOSED);
	refused(scene, DAUGHTER, reopen_it, ORGANISATION_NOT_ALLOWED);
	scene->status = ORGANISATION_EXITED;
	refused(scene, CLERK, reopen_it, ORGANISATION_STATUS_INVALID);
	scene->status = 0;
	refused(scene, CLERK, reopen_it, ORGANISATION_STATUS_INVALID);
	scene->status = ORGANISATION_STREET_FILED;
	done(scene, CLERK, reopen_it);
	on_the_trail(scene, "organisations.reopen");
	assert_true(is_told(scene, "team_reopened") && has_role(scene));
	assert_int_equal(scene->team.status, ORGANISATION_STREET_FILED);
	assert_true(scene->members.count == 1 && scene->members.rows[0].is_leader); /* as it was */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_team_is_made_by_staff_of_its_place, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(a_name_is_changed_and_changed_back, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(members_come_and_go, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(staff_take_in_whom_they_are_staff_for, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(a_team_has_an_end, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(a_leader_is_named_by_who_grants_the_role, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(nobody_names_herself_and_no_auditor_leads, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(the_role_goes_with_the_last_team, open_scene, close_scene),
		cmocka_unit_test_setup_teardown(what_is_closed_is_kept_and_taken_up_again, open_scene, close_scene),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
