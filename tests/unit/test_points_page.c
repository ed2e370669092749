/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands in the way of spending is told on the page of points, and the
 * desk notes when a resident cannot be served at home: through the real server.
 */
#include "unit.h"

#include <stdlib.h>

#include "domain/ledger.h"
#include "domain/people.h"
#include "domain/records.h"
#include "inn.h"
#include "queries/people.h"

static struct inn inn;

/* Hundredths of a point that the volunteer earns (plus) or that are taken back from her (minus). */
static enum fail move_points(const struct act *act, void *context)
{
	enum ledger_refusal refusal = LEDGER_OK;
	struct account_id issue;
	struct account_id account;
	int64_t amount = *(int64_t *)context;
	TRY(ledger_account(act, ACCOUNT_ISSUE, (struct person_id){0}, &issue));
	TRY(ledger_account(act, ACCOUNT_PERSON, inn.people[INN_VOLUNTEER], &account));
	return ledger_transfer(act, &(struct ledger_transfer_options){.id = {900000 + llabs(amount)}, .source = amount > 0 ? issue : account,
		.target = amount > 0 ? account : issue, .amount = llabs(amount), .reason = amount > 0 ? TRANSFER_EARN : TRANSFER_REVOKE}, &refusal);
}

static enum fail grow_young(const struct act *act, void *context UNUSED)
{
	enum people_refusal refusal = PEOPLE_OK;
	struct person_get_row person;
	bool is_found = false;
	TRY(q_person_get(act->view, act->arena, &(struct person_get_in){.centre_id = act->centre_id, .id = inn.people[INN_VOLUNTEER]}, &is_found, &person));
	return people_change(act, inn.people[INN_VOLUNTEER], &(struct people_options){.name = TEXT("李明"), .place_id = person.place_id,
		.has_birth_day = true, .birth_day = when_local_day(act->now_ms) - 17 * 365}, &refusal);
}

static int open_inn(void **state UNUSED)
{
	inn_open(&inn, NULL, 0);
	return 0;
}

static int close_inn(void **state UNUSED)
{
	inn_close(&inn);
	return 0;
}

static void who_owes_points_is_told_why_and_how_much_service_makes_it_good(void **state UNUSED)
{
	struct text volunteer = inn_sign_in(&inn, INN_VOLUNTEER);
	int64_t earned = 120;
	int64_t revoked = -245;
	inn_write(&inn, move_points, &earned);
	struct heard heard = inn_get(&inn, "/my/points", volunteer);
	assert_false(heard_says(&heard, "积分是负数"));
	assert_true(heard_says(&heard, "/my/points/donate"));
	inn_write(&inn, move_points, &revoked);
	heard = inn_get(&inn, "/my/points", volunteer);
	assert_true(heard_says(&heard, "积分是负数") && heard_says(&heard, "1.2 小时")); /* 1.25 points at one an hour */
	assert_false(heard_says(&heard, "/my/points/donate"));
}

static void a_minor_is_told_who_spends_for_her(void **state UNUSED)
{
	struct text volunteer = inn_sign_in(&inn, INN_VOLUNTEER);
	int64_t earned = 120;
	inn_write(&inn, move_points, &earned);
	inn_write(&inn, grow_young, NULL);
	struct heard heard = inn_get(&inn, "/my/points", volunteer);
	assert_true(heard_says(&heard, "未满 18 岁"));
	assert_false(heard_says(&heard, "/my/points/donate"));
}

/* The key and the token of the page's form, and these. */
static struct text hidden_fields(const char *page, struct text cookie, const char *fields)
{
	static const char *const names[] = {"name=\"csrf\" value=\"", "name=\"once\" value=\""};
	struct heard heard = inn_get(&inn, page, cookie);
	struct text main = text_slice(heard.body, text_find(heard.body, TEXT("<main")), heard.body.len);
	struct text found[2];
	for (int i = 0; i < 2; i++) {
		size_t begin = text_find(main, text_of(names[i]));
		assert_true(begin != SIZE_MAX);
		struct text rest = text_slice(main, begin + text_of(names[i]).len, main.len);
		found[i] = text_cut(&rest, '"');
	}
	return arena_format(inn.arena, "csrf=%.*s&once=%.*s&%s", TEXT_ARGS(found[0]), TEXT_ARGS(found[1]), fields);
}

static enum fail relate(const struct act *act, void *context UNUSED)
{
	enum people_refusal refusal = PEOPLE_OK;
	struct kin_id id;
	return people_link_kin(act, &(struct people_kin_options){.person_id = inn.people[INN_RESIDENT], .kin_id = inn.people[INN_VOLUNTEER],
		.relation = KIN_CHILD, .evidence = TEXT("x"), .may_order = true}, &refusal, &id);
}

static int give(struct text cookie, const char *points)
{
	const char *fields = arena_format(inn.arena, "amount=%s&to=%.*s", points, TEXT_ARGS(ids_text(inn.arena, inn.people[INN_RESIDENT].value))).at;
	return inn_post(&inn, "/my/points/gift", cookie, hidden_fields("/my/points", cookie, fields)).status;
}

static void who_is_given_points_is_told(void **state UNUSED)
{
	struct text volunteer = inn_sign_in(&inn, INN_VOLUNTEER);
	struct text mother = inn_sign_in(&inn, INN_RESIDENT);
	int64_t earned = 120;
	inn_write(&inn, move_points, &earned);
	inn_write(&inn, relate, NULL);
	assert_int_equal(give(volunteer, "2"), 422); /* she has 1.2 */
	struct heard heard = inn_get(&inn, "/notices", mother);
	assert_false(heard_says(&heard, "送给您积分"));
	assert_int_equal(give(volunteer, "1"), 303);
	heard = inn_get(&inn, "/notices", mother);
	assert_true(heard_says(&heard, "送给您积分"));
}

static struct heard note_away(struct text cookie, const char *fields)
{
	const char *page = arena_format(inn.arena, "/desk/people/%.*s", TEXT_ARGS(ids_text(inn.arena, inn.people[INN_RESIDENT].value))).at;
	return inn_post(&inn, arena_format(inn.arena, "%s/away", page).at, cookie, hidden_fields(page, cookie, fields));
}

static void the_desk_notes_when_nobody_can_be_served_at_home(void **state UNUSED)
{
	static const struct { const char *fields; int status; } rows[] = {
		{"away=hospital", 422},                                    /* since when? */
		{"away=hospital&since=2026-01-01", 422},                   /* until when? */
		{"away=elsewhere&since=2026-01-01&until=2026-01-03", 422},
		{"away=hospital&since=2026-01-03&until=2026-01-01", 422},
		{"away=hospital&since=2026-01-01&until=2026-01-03", 303},
		{"away=moved&since=2026-01-20", 303},                      /* for good */
	};
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(note_away(clerk, rows[i].fields).status, rows[i].status);
	struct heard heard = inn_get(&inn, arena_format(inn.arena, "/desk/people/%.*s", TEXT_ARGS(ids_text(inn.arena, inn.people[INN_RESIDENT].value))).at, clerk);
	assert_true(heard_says(&heard, "住院") && heard_says(&heard, "搬走"));
}

#define IN_INN(test) cmocka_unit_test_setup_teardown(test, open_inn, close_inn)
int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_INN(who_owes_points_is_told_why_and_how_much_service_makes_it_good),
		IN_INN(a_minor_is_told_who_spends_for_her),
		IN_INN(who_is_given_points_is_told),
		IN_INN(the_desk_notes_when_nobody_can_be_served_at_home),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
