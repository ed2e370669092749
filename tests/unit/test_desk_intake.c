/* SPDX-License-Identifier: Apache-2.0
 *
 * A call typed in, through the real server: looking for somebody writes
 * nothing and loses nothing, a stranger and her order are put down together
 * or not at all.
 */
#include "unit.h"

#include "domain/ledger.h"
#include "domain/menu.h"
#include "domain/organisations.h"
#include "domain/people.h"
#include "inn.h"
#include "queries/places.h"
#include "queries/requests.h"

static struct inn inn;
static struct person_id guest;
static struct item_id haircut;
static struct place_id post;

static enum fail add_item(const struct act *act, const char *code, const char *title, struct organisation_id provider, struct item_id *ret_id)
{
	enum menu_refusal refusal = MENU_OK;
	return menu_add(act, &(struct menu_item_options){.code = text_of(code), .title = text_of(title), .done = TEXT("x"), .risk = TEXT("x"), .risk_level = 1,
		.brings = MENU_BRINGS_MORALS, .serves = MENU_SERVES_ELDERS, .provider_id = provider, .place_id = post, .duration_min = 60, .people = 1, .price_points = 100,
		.coefficient_percent = 100, .icon = TEXT("cut")}, &refusal, ret_id);
}

static enum fail give_points(const struct act *act, void *context)
{
	enum ledger_refusal refusal = LEDGER_OK;
	struct account_id issue;
	struct account_id account;
	TRY(ledger_account(act, ACCOUNT_ISSUE, (struct person_id){0}, &issue));
	TRY(ledger_account(act, ACCOUNT_PERSON, guest, &account));
	return ledger_transfer(act, &(struct ledger_transfer_options){.id = {900001}, .source = issue, .target = account, .amount = *(int64_t *)context,
		.reason = TRANSFER_EARN}, &refusal);
}

static enum fail look_at_points(const struct act *act, void *context)
{
	return ledger_balance_of(act, guest, context);
}

/* The guest is sixteen, and the inn's resident her guardian. */
static enum fail grow_young(const struct act *act, void *context UNUSED)
{
	enum people_refusal refusal = PEOPLE_OK;
	struct kin_id id;
	TRY(people_change(act, guest, &(struct people_options){.name = TEXT("陈桂兰"), .place_id = post,
		.has_birth_day = true, .birth_day = when_local_day(act->now_ms) - 16 * 366}, &refusal));
	return people_link_kin(act, &(struct people_kin_options){.person_id = guest, .kin_id = inn.people[INN_RESIDENT], .relation = KIN_GUARDIAN,
		.evidence = TEXT("x"), .may_order = true, .may_spend = true}, &refusal, &id);
}

static enum fail furnish(const struct act *act, void *context UNUSED)
{
	enum people_refusal refusal = PEOPLE_OK;
	enum organisation_refusal organisation_refusal = ORGANISATION_OK;
	struct organisation_id provider;
	struct person_id second;
	struct item_id chat;
	struct place_root_row root;
	bool is_found = false;
	TRY(q_place_root(act->view, act->arena, &(struct place_root_in){.centre_id = act->centre_id}, &is_found, &root));
	post = root.id;
	TRY(organisations_add(act, &(struct organisations_add_options){.name = TEXT("春雨义工"), .kind = ORGANISATION_SOCIAL,
		.status = ORGANISATION_STREET_FILED, .place_id = post}, &organisation_refusal, &provider));
	TRY(add_item(act, "haircut", "上门理发", provider, &haircut));
	TRY(add_item(act, "chat", "陪您说话", provider, &chat));
	TRY(people_add(act, &(struct people_options){.name = TEXT("陈桂兰"), .place_id = post, .phone = TEXT("15412345678"), .has_consent = true,
		.channel = CHANNEL_VISIT}, &refusal, &guest));
	return people_add(act, &(struct people_options){.name = TEXT("陈国良"), .place_id = post}, &refusal, &second); /* no consent yet */
}

static int open_inn(void **state UNUSED)
{
	inn_open(&inn, NULL, 0);
	inn_write(&inn, furnish, NULL);
	return 0;
}

static int close_inn(void **state UNUSED)
{
	inn_close(&inn);
	return 0;
}

static struct text fields_of(const char *path, struct text cookie, const char *fields)
{
	static const char *const names[] = {"name=\"csrf\" value=\"", "name=\"once\" value=\""};
	struct heard heard = inn_get(&inn, path, cookie);
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

static struct heard say(struct text cookie, const char *fields)
{
	return inn_post(&inn, "/desk/new", cookie, fields_of("/desk/new", cookie, fields));
}

static const char *id_of(const char *before, int64_t id, const char *after)
{
	return arena_format(inn.arena, "%s%.*s%s", before, TEXT_ARGS(ids_text(inn.arena, id)), after).at;
}

static void looking_for_somebody_writes_nothing_and_loses_nothing(void **state UNUSED)
{
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	(void)inn_get(&inn, "/desk/new", clerk);
	uint64_t version = store_version(inn.store);
	struct heard heard = say(clerk, "step=find&q=c&words=lamp&day=mt&time=14:00&risks=dog");
	assert_int_equal(heard.status, 200);
	assert_true(heard_says(&heard, "陈桂兰") && heard_says(&heard, "陈国良") && !heard_says(&heard, "15412345678"));
	static const char *const kept[] = {">lamp</textarea>", "value=\"mt\"", "value=\"14:00\"", "value=\"dog\""};
	for (size_t i = 0; i < COUNT_OF(kept); i++)
		assert_true(heard_says(&heard, kept[i]));
	heard = say(clerk, id_of("words=lamp&day=mt&pick=", guest.value, ""));
	assert_int_equal(heard.status, 200);
	assert_true(heard_says(&heard, id_of("name=\"person\" value=\"", guest.value, "\"")) && heard_says(&heard, ">lamp</textarea>"));
	heard = say(clerk, "step=find&q=cgl2&words=lamp"); /* nobody: the lines that register her */
	assert_true(heard_says(&heard, "value=\"register\"") && heard_says(&heard, ">lamp</textarea>"));
	heard = say(clerk, "step=find&q=5678"); /* one alone is chosen at once */
	assert_true(heard_says(&heard, id_of("name=\"person\" value=\"", guest.value, "\"")));
	assert_true(store_version(inn.store) == version);
}

static void a_call_is_put_down_by_initials_and_a_near_day(void **state UNUSED)
{
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	struct heard heard = say(clerk, id_of("person=", guest.value, "&service=lf&day=%2B2&time=10:00&step=open"));
	assert_int_equal(heard.status, 303);
	assert_true(text_starts_with(heard_header(&heard, "Location"), TEXT("/desk/requests/")));
	heard = inn_get(&inn, id_of("/desk/new?person=", guest.value, ""), clerk);
	assert_true(heard_says(&heard, "上门理发") && heard_says(&heard, "/desk/requests/")); /* what is going on already */
	heard = say(clerk, id_of("person=", guest.value, "&service=lf&day=%2B2&time=10:00"));
	assert_int_equal(heard.status, 422); /* the same again */
	assert_true(heard_says(&heard, "name=\"meant\""));
}

static void what_is_not_clear_is_asked_beside_its_field(void **state UNUSED)
{
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	static const char *const wrong[][2] = {{"&service=zzz", "zzz"}, {"&service=lf&day=someday", "someday"}, {"&service=lf&time=25:00", "25:00"}};
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct heard heard = say(clerk, id_of("step=open&person=", guest.value, wrong[i][0]));
		assert_int_equal(heard.status, 422);
		assert_true(heard_says(&heard, arena_format(inn.arena, "value=\"%s\"", wrong[i][1]).at));
		assert_true(heard_says(&heard, "has-error"));
	}
	assert_int_equal(say(clerk, "step=open&service=lf").status, 422); /* nobody chosen */
	assert_int_equal(say(clerk, id_of("step=open&person=", guest.value, "")).status, 422); /* neither service nor words */
}

static void a_stranger_and_her_order_are_put_down_together_or_not_at_all(void **state UNUSED)
{
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	const char *place = arena_format(inn.arena, "&place=%.*s", TEXT_ARGS(ids_text(inn.arena, post.value))).at;
	uint64_t version = store_version(inn.store);
	const char *who = arena_format(inn.arena, "step=register&q=zzz&name=%%E9%%92%%B1%%E4%%B8%%83&phone=15400000123&words=lamp%s", place).at;
	struct heard heard = say(clerk, "step=register&q=zzz&words=lamp&agreed=1");
	assert_int_equal(heard.status, 422); /* no name */
	heard = say(clerk, "step=register&q=zzz&name=abc&words=lamp&agreed=1");
	assert_int_equal(heard.status, 422); /* no community */
	heard = say(clerk, who);
	assert_int_equal(heard.status, 422); /* no consent: nobody is registered either */
	assert_true(heard_says(&heard, "value=\"钱七\"") && heard_says(&heard, ">lamp</textarea>"));
	assert_true(store_version(inn.store) == version);
	heard = inn_get(&inn, "/desk/people?q=qq", clerk);
	assert_false(heard_says(&heard, "钱七"));
	heard = say(clerk, arena_format(inn.arena, "%s&agreed=1", who).at);
	assert_int_equal(heard.status, 303);
	heard = inn_get(&inn, "/desk/people?q=qq", clerk);
	assert_true(heard_says(&heard, "钱七"));
}

static void a_telephone_on_file_is_noticed_before_a_second_entry(void **state UNUSED)
{
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	const char *who = arena_format(inn.arena, "step=register&q=zzz&name=abc&phone=154+1234+5678&words=lamp&agreed=1&place=%.*s",
		TEXT_ARGS(ids_text(inn.arena, post.value))).at;
	struct heard heard = say(clerk, who);
	assert_int_equal(heard.status, 422);
	assert_true(heard_says(&heard, id_of("name=\"pick\" value=\"", guest.value, "\"")) && heard_says(&heard, "name=\"other\""));
	heard = say(clerk, arena_format(inn.arena, "%s&other=1", who).at);
	assert_int_equal(heard.status, 303);
}

static void consent_given_on_the_telephone_is_put_down_with_the_order(void **state UNUSED)
{
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	struct heard heard = say(clerk, "step=find&q=cgl"); /* 陈桂兰 and 陈国良 */
	assert_true(heard_says(&heard, "陈国良"));
	size_t at = text_find(heard.body, TEXT("陈国良"));
	struct text before = text_slice(heard.body, 0, at);
	size_t begin = 0;
	for (size_t next = text_find(before, TEXT("name=\"pick\" value=\"")); next != SIZE_MAX;
		next = text_find(text_slice(before, begin, before.len), TEXT("name=\"pick\" value=\"")))
		begin += next + 19;
	struct text id = text_slice(before, begin, ID_TEXT_LEN);
	const char *order = arena_format(inn.arena, "person=%.*s&service=lf", TEXT_ARGS(id)).at;
	heard = say(clerk, order);
	assert_int_equal(heard.status, 422);
	assert_true(heard_says(&heard, "name=\"agreed\""));
	assert_int_equal(say(clerk, arena_format(inn.arena, "%s&agreed=1", order).at).status, 303);
}

static void her_points_pay_when_she_says_so_on_the_telephone(void **state UNUSED)
{
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	struct ledger_balance balance;
	int64_t points = 120;
	struct heard heard = inn_get(&inn, id_of("/desk/new?person=", guest.value, ""), clerk);
	assert_false(heard_says(&heard, "name=\"paid\"")); /* there is nothing to pay with */
	inn_write(&inn, give_points, &points);
	heard = inn_get(&inn, id_of("/desk/new?person=", guest.value, ""), clerk);
	assert_true(heard_says(&heard, "name=\"paid\"") && heard_says(&heard, "1.2"));
	assert_int_equal(say(clerk, id_of("step=open&person=", guest.value, "&service=lf")).status, 303);
	inn_write(&inn, look_at_points, &balance);
	assert_int_equal(balance.held, 0); /* not without her word */
	assert_int_equal(say(clerk, id_of("step=open&meant=1&paid=1&person=", guest.value, "&service=lf")).status, 303);
	inn_write(&inn, look_at_points, &balance);
	assert_int_equal(balance.held, 100);
	heard = say(clerk, id_of("step=open&meant=1&paid=1&person=", guest.value, "&service=lf"));
	assert_int_equal(heard.status, 422); /* 0.2 are left */
	assert_true(heard_says(&heard, "name=\"paid\" value=\"1\" checked"));
	inn_write(&inn, look_at_points, &balance);
	assert_int_equal(balance.held, 100);
}

static void a_guardian_chooses_whose_points_are_spent(void **state UNUSED)
{
	struct text mother = inn_sign_in(&inn, INN_RESIDENT);
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	struct ledger_balance balance;
	int64_t points = 120;
	const char *page = id_of("/my/new?item=", haircut.value, "");
	inn_write(&inn, give_points, &points);
	struct heard heard = inn_get(&inn, page, mother);
	assert_false(heard_says(&heard, "name=\"payer\"")); /* a grown-up's points are not offered to anybody else */
	inn_write(&inn, grow_young, NULL);
	heard = inn_get(&inn, page, mother);
	assert_true(heard_says(&heard, id_of("name=\"payer\" value=\"", guest.value, "\"")));
	heard = inn_get(&inn, id_of("/desk/new?person=", guest.value, ""), clerk);
	assert_false(heard_says(&heard, "name=\"paid\"")); /* nor do staff spend a child's */
	const char *order = arena_format(inn.arena, "item=%.*s&person=%.*s&payer=%.*s", TEXT_ARGS(ids_text(inn.arena, haircut.value)),
		TEXT_ARGS(ids_text(inn.arena, guest.value)), TEXT_ARGS(ids_text(inn.arena, guest.value))).at;
	assert_int_equal(inn_post(&inn, "/my/new", mother, fields_of(page, mother, order)).status, 303);
	inn_write(&inn, look_at_points, &balance);
	assert_int_equal(balance.held, 100);
	heard = inn_get(&inn, page, mother);
	assert_false(heard_says(&heard, "name=\"payer\"")); /* what is left does not pay for it */
}

static enum fail make_young(const struct act *act, void *context UNUSED)
{
	enum people_refusal refusal = PEOPLE_OK;
	return people_change(act, inn.people[INN_RESIDENT], &(struct people_options){.name = TEXT("王芳"), .place_id = post, .has_birth_day = true,
		.birth_day = when_local_day(act->now_ms) - 16 * 366}, &refusal);
}

static void a_minor_is_not_offered_to_pay(void **state UNUSED)
{
	struct text she = inn_sign_in(&inn, INN_RESIDENT);
	int64_t points = 120;
	const char *page = id_of("/my/new?item=", haircut.value, "");
	guest = inn.people[INN_RESIDENT];
	inn_write(&inn, give_points, &points);
	struct heard heard = inn_get(&inn, page, she);
	assert_true(heard_says(&heard, "name=\"paid\""));
	inn_write(&inn, make_young, NULL);
	heard = inn_get(&inn, page, she);
	assert_int_equal(heard.status, 200);
	assert_false(heard_says(&heard, "name=\"paid\"")); /* it would be refused: her parents do */
}

struct window { struct request_id id; int64_t from_ms, to_ms; };

static enum fail look_at_window(const struct act *act, void *context)
{
	struct window *window = context;
	struct request_get_row row = {0};
	bool is_found = false;
	TRY(q_request_get(act->view, act->arena, &(struct request_get_in){.centre_id = act->centre_id, .id = window->id}, &is_found, &row));
	assert_true(is_found);
	window->from_ms = row.wanted_from_ms;
	window->to_ms = row.wanted_to_ms;
	return OK;
}

/* The caller's form and the resident's read a day and a time alike, and lose neither. */
static void an_hour_without_a_day_is_the_nearest_one(void **state UNUSED)
{
	int32_t today = when_local_day(inn.now_ms);
	inn.now_ms = when_at(today, 10 * 60 + 20);
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	struct text she = inn_sign_in(&inn, INN_RESIDENT);
	const char *page = id_of("/my/new?item=", haircut.value, "");
	inn_write(&inn, grow_young, NULL); /* whom she may order for */
	static const struct { const char *fields; int32_t days_later, from_min, to_min; } rows[] = {
		{"&time=15:00", 0, 15 * 60, 16 * 60},
		{"&time=10:20", 0, 10 * 60 + 20, 11 * 60 + 20},
		{"&time=10:19", 1, 10 * 60 + 19, 11 * 60 + 19},
		{"&time=3pm&day=%E5%90%8E%E5%A4%A9", 2, 15 * 60, 16 * 60},
		{"&day=%E6%98%8E%E5%A4%A9", 1, 8 * 60 + 30, 18 * 60},
		{"&day=%E4%BB%8A%E5%A4%A9", 0, 10 * 60 + 20, 18 * 60},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *order = arena_format(inn.arena, "meant=1&item=%.*s&person=%.*s%s", TEXT_ARGS(ids_text(inn.arena, haircut.value)),
			TEXT_ARGS(ids_text(inn.arena, guest.value)), rows[i].fields).at;
		struct heard heard[] = {inn_post(&inn, "/my/new", she, fields_of(page, she, order)),
			say(clerk, id_of("step=open&meant=1&service=lf&person=", guest.value, rows[i].fields))};
		for (size_t door = 0; door < COUNT_OF(heard); door++) {
			struct window window = {{0}, 0, 0};
			assert_int_equal(heard[door].status, 303);
			struct text location = heard_header(&heard[door], "Location");
			size_t at = text_find(location, TEXT("/requests/")) + 10;
			assert_true(ids_read(text_slice(location, at, at + ID_TEXT_LEN), &window.id.value));
			inn_write(&inn, look_at_window, &window);
			assert_int_equal(window.from_ms, when_at(today + rows[i].days_later, rows[i].from_min));
			assert_int_equal(window.to_ms, when_at(today + rows[i].days_later, rows[i].to_min));
		}
	}
}

#define IN_INN(test) cmocka_unit_test_setup_teardown(test, open_inn, close_inn)
int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_INN(looking_for_somebody_writes_nothing_and_loses_nothing),
		IN_INN(a_call_is_put_down_by_initials_and_a_near_day),
		IN_INN(what_is_not_clear_is_asked_beside_its_field),
		IN_INN(a_stranger_and_her_order_are_put_down_together_or_not_at_all),
		IN_INN(a_telephone_on_file_is_noticed_before_a_second_entry),
		IN_INN(her_points_pay_when_she_says_so_on_the_telephone),
		IN_INN(a_guardian_chooses_whose_points_are_spent),
		IN_INN(a_minor_is_not_offered_to_pay),
		IN_INN(consent_given_on_the_telephone_is_put_down_with_the_order),
		IN_INN(an_hour_without_a_day_is_the_nearest_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
