/* SPDX-License-Identifier: Apache-2.0
 *
 * A volunteer by her own word: who may register herself, what her skills are
 * worth before staff have looked at them, and who may end a kin link.
 */
#include "base/when.h"
#include "domain/people.h"
#include "queries/people.h"
#include "queries/resident_pages.h"
#include "town.h"

/* Behind our own headers: cmocka has a macro fail(). */
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct town town;

struct doing {
	struct person_id id;
	int32_t birth_day;
	bool agrees;
	struct text skill, note;
	struct people_decide_options decide;
	struct person_free_time times[3];
	size_t count;
	struct kin_id kin_id;
	struct people_kin_options kin;
	enum people_refusal refusal;
	struct skill_claims_waiting_rows waiting;
	struct skill_claims_of_rows claims;
	struct person_skill_list_rows skills;
};

static int open_town(void **state UNUSED)
{
	town_open(&town);
	return 0;
}

static int close_town(void **state UNUSED)
{
	town_close(&town);
	return 0;
}

static enum fail set_birth(const struct act *act, void *context)
{
	struct doing *doing = context;
	return people_change(act, doing->id, &(struct people_options){.name = TEXT("陈桂兰"), .place_id = town.place_id,
		.has_birth_day = true, .birth_day = doing->birth_day}, &doing->refusal);
}

static enum fail join(const struct act *act, void *context)
{
	struct doing *doing = context;
	return people_join(act, doing->id, doing->agrees, 3000, &doing->refusal);
}

static enum fail claim(const struct act *act, void *context)
{
	struct doing *doing = context;
	return people_claim_skill(act, doing->id, doing->skill, doing->note, &doing->refusal);
}

static enum fail decide(const struct act *act, void *context)
{
	struct doing *doing = context;
	return people_decide_skill(act, &doing->decide, &doing->refusal);
}

static enum fail set_times(const struct act *act, void *context)
{
	struct doing *doing = context;
	return people_set_free_times(act, doing->id, doing->times, doing->count, &doing->refusal);
}

static enum fail unlink_kin(const struct act *act, void *context)
{
	struct doing *doing = context;
	return people_unlink_kin(act, doing->kin_id, doing->id, &doing->refusal);
}

static enum fail link_kin(const struct act *act, void *context)
{
	struct doing *doing = context;
	return people_link_kin(act, &doing->kin, &doing->refusal, &doing->kin_id);
}

static enum fail look(const struct act *act, void *context)
{
	struct doing *doing = context;
	struct arena *arena = town.house.arena;
	TRY(q_skill_claims_waiting(act->view, arena, &(struct skill_claims_waiting_in){.centre_id = act->centre_id, .scope_id = town.place_id}, &doing->waiting));
	TRY(q_skill_claims_of(act->view, arena, &(struct skill_claims_of_in){.centre_id = act->centre_id, .person_id = doing->id}, &doing->claims));
	return q_person_skill_list(act->view, arena, &(struct person_skill_list_in){.centre_id = act->centre_id, .person_id = doing->id}, &doing->skills);
}

static enum people_refusal said(enum town_person actor, town_work *work, struct doing *doing)
{
	doing->refusal = PEOPLE_OK;
	enum fail fail = town_write(&town, actor, work, doing);
	assert_int_equal(fail, doing->refusal == PEOPLE_OK ? OK : FAIL_REFUSED);
	return doing->refusal;
}

static void she_registers_herself_when_she_is_old_enough_and_agrees(void **state UNUSED)
{
	int32_t today = when_local_day(town.now_ms);
	struct doing doing = {.id = town.people[ELDER], .agrees = true};
	assert_int_equal(said(CLERK, join, &doing), PEOPLE_NOT_ALLOWED); /* nobody else ticks for her */
	assert_int_equal(said(ELDER, join, &doing), PEOPLE_AGE_UNKNOWN);
	check(when_day_from_date(2008, 3, 12, &doing.birth_day)); /* eighteen tomorrow */
	assert_int_equal(said(CLERK, set_birth, &doing), PEOPLE_OK);
	assert_int_equal(said(ELDER, join, &doing), PEOPLE_TOO_YOUNG);
	doing.birth_day--; /* eighteen today */
	assert_int_equal(said(CLERK, set_birth, &doing), PEOPLE_OK);
	doing.agrees = false;
	assert_int_equal(said(ELDER, join, &doing), PEOPLE_NO_CONSENT);
	doing.agrees = true;
	assert_int_equal(said(ELDER, join, &doing), PEOPLE_OK);
	assert_int_equal(said(ELDER, join, &doing), PEOPLE_OK); /* twice is once */
	doing.skill = TEXT("chat");
	assert_int_equal(said(ELDER, claim, &doing), PEOPLE_OK); /* and is a volunteer */
	assert_true(today > doing.birth_day);
}

static void who_was_born_on_the_first_of_january_1970_is_old_enough(void **state UNUSED)
{
	struct doing doing = {.id = town.people[DAUGHTER], .agrees = true};
	assert_int_equal(said(DAUGHTER, join, &doing), PEOPLE_AGE_UNKNOWN);
	assert_int_equal(said(CLERK, set_birth, &doing), PEOPLE_OK); /* day 0 */
	assert_int_equal(said(DAUGHTER, join, &doing), PEOPLE_OK);
}

static void a_minor_needs_a_parent_on_record(void **state UNUSED)
{
	struct doing doing = {.id = town.people[FATHER], .agrees = true, .birth_day = when_local_day(town.now_ms) - 15 * 365,
		.kin = {.person_id = town.people[FATHER], .kin_id = town.people[DAUGHTER], .relation = KIN_PARENT, .evidence = TEXT("户口簿")}};
	assert_int_equal(said(CLERK, set_birth, &doing), PEOPLE_OK);
	assert_int_equal(said(FATHER, join, &doing), PEOPLE_TOO_YOUNG); /* a son on record is no parent */
	assert_int_equal(said(CLERK, link_kin, &doing), PEOPLE_OK);
	assert_int_equal(said(FATHER, join, &doing), PEOPLE_OK);
}

static void a_skill_counts_once_staff_confirm_it(void **state UNUSED)
{
	struct doing doing = {.id = town.people[FIRST], .skill = TEXT("haircut"), .note = TEXT("理发店干过三年")};
	assert_int_equal(said(DAUGHTER, claim, &doing), PEOPLE_NOT_ALLOWED);
	assert_int_equal(said(FIRST, claim, &doing), PEOPLE_OK);
	assert_int_equal(said(FIRST, claim, &doing), PEOPLE_OK); /* while one waits another changes nothing */
	assert_int_equal(town_read(&town, look, &doing), OK);
	assert_int_equal(doing.claims.count, 1);
	assert_int_equal(doing.skills.count, 1); /* chat, which the town gave her */
	size_t last = doing.waiting.count - 1;
	assert_true(text_equal(doing.waiting.rows[last].skill, TEXT("haircut")));
	doing.decide = (struct people_decide_options){.id = doing.waiting.rows[last].id};
	assert_int_equal(said(FIRST, decide, &doing), PEOPLE_NOT_FOUND);  /* not staff */
	assert_int_equal(said(CLERK, decide, &doing), PEOPLE_NO_REASON);
	doing.decide.reason = TEXT("请先来站里剪一次看看");
	assert_int_equal(said(CLERK, decide, &doing), PEOPLE_OK);
	assert_int_equal(said(CLERK, decide, &doing), PEOPLE_ALREADY);
	assert_int_equal(town_read(&town, look, &doing), OK);
	assert_int_equal(doing.skills.count, 1);
	assert_true(doing.claims.rows[0].decided_at_ms != 0 && text_equal(doing.claims.rows[0].reason, doing.decide.reason));
	assert_int_equal(said(FIRST, claim, &doing), PEOPLE_OK); /* she asks again */
	assert_int_equal(town_read(&town, look, &doing), OK);
	doing.decide = (struct people_decide_options){.id = doing.waiting.rows[doing.waiting.count - 1].id, .is_confirmed = true,
		.valid_until_day = when_local_day(town.now_ms) - 1};
	assert_int_equal(said(CLERK, decide, &doing), PEOPLE_DAY_PAST);
	doing.decide.valid_until_day += 365;
	assert_int_equal(said(CLERK, decide, &doing), PEOPLE_OK);
	assert_int_equal(town_read(&town, look, &doing), OK);
	assert_int_equal(doing.skills.count, 2);
	assert_int_equal(doing.claims.count, 0);
	assert_int_equal(said(FIRST, claim, &doing), PEOPLE_ALREADY);
	assert_int_equal(said(ELDER, claim, &(struct doing){.id = town.people[DAUGHTER], .skill = TEXT("chat")}), PEOPLE_NOT_ALLOWED);
}

static void spans_of_a_day_may_touch_and_not_overlap(void **state UNUSED)
{
	struct doing doing = {.id = town.people[SECOND], .times = {{1, 540, 690}, {1, 690, 720}, {2, 600, 700}}, .count = 3};
	assert_int_equal(said(SECOND, set_times, &doing), PEOPLE_OK);
	doing.times[1].from_min = 689;
	assert_int_equal(said(SECOND, set_times, &doing), PEOPLE_TIME_INVALID);
	doing.times[1] = (struct person_free_time){2, 650, 800};
	assert_int_equal(said(SECOND, set_times, &doing), PEOPLE_TIME_INVALID);
	doing.times[1] = (struct person_free_time){3, 650, 660};
	assert_int_equal(said(SECOND, set_times, &doing), PEOPLE_TIME_INVALID); /* too short to go anywhere */
}

static enum fail find_link(const struct act *act, void *context)
{
	struct doing *doing = context;
	struct my_helpers_rows rows;
	TRY(q_my_helpers(act->view, town.house.arena, &(struct my_helpers_in){.centre_id = act->centre_id, .me = doing->id}, &rows));
	assert_int_equal(rows.count, 1);
	doing->kin_id = rows.rows[0].id;
	return OK;
}

static void a_link_is_ended_by_either_of_the_two_and_by_nobody_else(void **state UNUSED)
{
	struct doing doing = {.id = town.people[ELDER]};
	assert_int_equal(town_read(&town, find_link, &doing), OK);
	assert_int_equal(said(SECOND, unlink_kin, &doing), PEOPLE_NOT_ALLOWED); /* kin of somebody else */
	assert_int_equal(said(DAUGHTER, unlink_kin, &doing), PEOPLE_OK);       /* gives her own right up */
	assert_int_equal(said(ELDER, unlink_kin, &doing), PEOPLE_NOT_FOUND);
	doing.kin = (struct people_kin_options){.person_id = town.people[ELDER], .kin_id = town.people[DAUGHTER], .relation = KIN_CHILD,
		.evidence = TEXT("户口簿"), .may_order = true};
	assert_int_equal(said(CLERK, link_kin, &doing), PEOPLE_OK);
	assert_int_equal(said(ELDER, unlink_kin, &doing), PEOPLE_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(she_registers_herself_when_she_is_old_enough_and_agrees),
		cmocka_unit_test(who_was_born_on_the_first_of_january_1970_is_old_enough),
		cmocka_unit_test(a_minor_needs_a_parent_on_record),
		cmocka_unit_test(a_skill_counts_once_staff_confirm_it),
		cmocka_unit_test(spans_of_a_day_may_touch_and_not_overlap),
		cmocka_unit_test(a_link_is_ended_by_either_of_the_two_and_by_nobody_else),
	};
	return cmocka_run_group_tests(tests, open_town, close_town);
}
