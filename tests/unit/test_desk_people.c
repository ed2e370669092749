/* SPDX-License-Identifier: Apache-2.0
 *
 * The register of people through the real server: what lists show, what is
 * opened and when it is closed again, what is typed twice, who sees what.
 */
#include "unit.h"

#include "domain/people.h"
#include "inn.h"
#include "queries/places.h"

static struct inn inn;
static struct person_id guest;  /* a resident with everything sealed */
static struct person_id away;   /* one of a community outside the clerk's place */
static struct person_id keeper; /* system administrator */
static struct place_id post;

static enum fail furnish(const struct act *act, void *context UNUSED)
{
	enum people_refusal refusal = PEOPLE_OK;
	struct role_id role_id;
	struct place_root_row root;
	bool is_found = false;
	TRY(q_place_root(act->view, act->arena, &(struct place_root_in){.centre_id = act->centre_id}, &is_found, &root));
	post = root.id;
	const struct people_options options = {.name = TEXT("单桂兰"), .pinyin = TEXT("shan gui lan"), .place_id = post, .estate = TEXT("恒盛花园"),
		.phone = TEXT("15412345678"), .address = TEXT("3号楼2单元501"), .health = TEXT("耳背，请敲门重一点"), .has_health_consent = true,
		.document_kind = DOCUMENT_RESIDENT_ID, .document = TEXT("370799194701120024"), .lives_alone = true, .has_consent = true, .channel = CHANNEL_VISIT};
	TRY(people_add(act, &options, &refusal, &guest));
	TRY(people_index(act, inn.people[INN_RESIDENT]));
	TRY(people_add(act, &(struct people_options){.name = TEXT("姜建鹏"), .place_id = post}, &refusal, &keeper));
	return people_grant(act, keeper, ROLE_SYSTEM, post, &refusal, &role_id);
}

/* A second county's centre is no part of the clerk's subtree. */
static enum fail add_away(const struct act *act, void *context UNUSED)
{
	enum people_refusal refusal = PEOPLE_OK;
	struct place_id place = {ids_new(act->now_ms)};
	TRY(q_place_add(act->txn, &(struct place_add_in){.centre_id = act->centre_id, .id = place, .tier = 1, .code = TEXT("370799000000"),
		.name = TEXT("外县"), .phone = TEXT("")}, NULL));
	TRY(q_place_within_add(act->txn, &(struct place_within_add_in){.centre_id = act->centre_id, .id = place}, NULL));
	return people_add(act, &(struct people_options){.name = TEXT("孟外乡"), .place_id = place, .phone = TEXT("15487654321")}, &refusal, &away);
}

static int open_inn(void **state UNUSED)
{
	inn_open(&inn, NULL, 0);
	inn_write(&inn, furnish, NULL);
	inn_write(&inn, add_away, NULL);
	return 0;
}

static int close_inn(void **state UNUSED)
{
	inn_close(&inn);
	return 0;
}

static const char *at(struct person_id id, const char *suffix)
{
	struct text text = ids_text(inn.arena, id.value);
	return arena_format(inn.arena, "/desk/people/%.*s%s", TEXT_ARGS(text), suffix).at;
}

/* csrf and once of the first form on a page, ready to be posted. */
static struct text tokens(struct text cookie, const char *path)
{
	struct heard heard = inn_get(&inn, path, cookie);
	assert_int_equal(heard.status, 200);
	struct text found[2];
	static const char *const names[] = {"name=\"csrf\" value=\"", "name=\"once\" value=\""};
	struct text main = text_slice(heard.body, text_find(heard.body, TEXT("<main")), heard.body.len);
	for (int i = 0; i < 2; i++) {
		size_t begin = text_find(main, text_of(names[i]));
		assert_true(begin != SIZE_MAX);
		struct text rest = text_slice(main, begin + text_of(names[i]).len, main.len);
		found[i] = text_cut(&rest, '"');
	}
	return arena_format(inn.arena, "csrf=%.*s&once=%.*s", TEXT_ARGS(found[0]), TEXT_ARGS(found[1]));
}

static struct text with(struct text token, const char *fields)
{
	return arena_format(inn.arena, "%.*s&%s", TEXT_ARGS(token), fields);
}

static struct text sign_in_as(struct person_id id)
{
	struct person_id kept = inn.people[INN_RESIDENT];
	inn.people[INN_RESIDENT] = id;
	struct text cookie = inn_sign_in(&inn, INN_RESIDENT);
	inn.people[INN_RESIDENT] = kept;
	return cookie;
}

static bool tells_secrets(const struct heard *heard)
{
	return heard_says(heard, "15412345678") || heard_says(heard, "2单元501") || heard_says(heard, "370799194701120024") || heard_says(heard, "敲门");
}

static void lists_and_pages_are_masked(void **state UNUSED)
{
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	static const char *const paths[] = {"/desk/people", "/desk/people?q=sgl", "/desk/people?q=5678", "/desk/people?alone=1", "/desk/people?role=resident"};
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		struct heard heard = inn_get(&inn, paths[i], clerk);
		assert_int_equal(heard.status, 200);
		if (!heard_says(&heard, "单桂兰") || !heard_says(&heard, "154****5678"))
			fail_msg("%s does not show her", paths[i]);
		assert_false(tells_secrets(&heard));
	}
	struct heard heard = inn_get(&inn, at(guest, ""), clerk);
	assert_int_equal(heard.status, 200);
	assert_false(tells_secrets(&heard));
	heard = inn_get(&inn, at(guest, "/edit"), clerk);
	assert_false(tells_secrets(&heard));
	heard = inn_get(&inn, at(guest, "/card"), clerk);
	assert_false(tells_secrets(&heard));
	heard = inn_get(&inn, "/desk/people?hardship=1", clerk);
	assert_false(heard_says(&heard, "单桂兰"));
	heard = inn_get(&inn, "/desk/people?q=zzz", clerk);
	assert_true(heard_says(&heard, "/desk/people/new?q=zzz"));
}

static void a_page_of_the_list_begins_behind_the_last(void **state UNUSED)
{
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	struct heard heard = inn_get(&inn, arena_format(inn.arena, "/desk/people?before=%.*s", TEXT_ARGS(ids_text(inn.arena, guest.value))).at, clerk);
	assert_int_equal(heard.status, 200);
	assert_false(heard_says(&heard, "单桂兰"));
	assert_true(heard_says(&heard, "王秀英"));
}

static void out_of_reach_is_not_there(void **state UNUSED)
{
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	static const char *const suffixes[] = {"", "/edit", "/card"};
	for (size_t i = 0; i < COUNT_OF(suffixes); i++)
		assert_int_equal(inn_get(&inn, at(away, suffixes[i]), clerk).status, 404);
	struct text token = tokens(clerk, at(guest, ""));
	assert_int_equal(inn_post(&inn, at(away, "/reveal"), clerk, with(token, "field=phone&reason=check")).status, 404);
	assert_int_equal(inn_post(&inn, at(away, "/code"), clerk, token).status, 404);
	assert_int_equal(inn_post(&inn, at(away, "/consent"), clerk, with(token, "purpose=service&channel=phone")).status, 404);
	struct heard heard = inn_get(&inn, "/desk/people?q=myx", clerk);
	assert_false(heard_says(&heard, "孟外乡"));
}

static void one_field_opens_once_with_a_reason_and_she_sees_it(void **state UNUSED)
{
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	struct text token = tokens(clerk, at(guest, ""));
	struct heard heard = inn_post(&inn, at(guest, "/reveal"), clerk, with(token, "field=phone"));
	assert_int_equal(heard.status, 422);
	assert_false(tells_secrets(&heard));
	heard = inn_post(&inn, at(guest, "/reveal"), clerk, with(token, "field=phone&reason=other"));
	assert_int_equal(heard.status, 422);
	assert_false(tells_secrets(&heard));
	heard = inn_post(&inn, at(guest, "/reveal"), clerk, with(token, "field=phone&reason=call_back"));
	assert_int_equal(heard.status, 200);
	assert_true(heard_says(&heard, "15412345678"));
	assert_false(heard_says(&heard, "2单元501"));
	assert_text(heard_header(&heard, "Cache-Control"), "no-store");
	heard = inn_post(&inn, at(guest, "/reveal"), clerk, with(token, "field=phone&reason=call_back")); /* the page loaded again */
	assert_int_equal(heard.status, 303);
	assert_false(tells_secrets(&heard));
	heard = inn_get(&inn, at(guest, ""), clerk);
	assert_false(tells_secrets(&heard));
	assert_true(heard_says(&heard, "回电话")); /* who has looked */
	struct text her = sign_in_as(guest);
	heard = inn_get(&inn, "/me", her);
	assert_true(heard_says(&heard, "赵*") && heard_says(&heard, "回电话"));
	heard = inn_get(&inn, "/me", inn_sign_in(&inn, INN_VOLUNTEER));
	assert_false(heard_says(&heard, "赵*"));
}

static void a_wrong_number_is_said_in_words_and_nothing_is_lost(void **state UNUSED)
{
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	struct text place = ids_text(inn.arena, post.value);
	struct text body = with(tokens(clerk, "/desk/people/new"), arena_format(inn.arena,
		"name=%%E6%%9D%%8E%%E5%%9B%%9B&place=%.*s&document=370799194701120025&estate=abc&alone=1", TEXT_ARGS(place)).at);
	struct heard heard = inn_post(&inn, "/desk/people/new", clerk, body);
	assert_int_equal(heard.status, 422);
	assert_true(heard_says(&heard, "最后一位对不上"));
	assert_true(heard_says(&heard, "value=\"李四\"") && heard_says(&heard, "value=\"370799194701120025\"") && heard_says(&heard, "value=\"abc\""));
	assert_true(heard_says(&heard, "name=\"alone\" value=\"1\" checked"));
}

static void all_that_is_wrong_is_told_at_once(void **state UNUSED)
{
	static const char *const errors[] = {"id=\"e-name\"", "id=\"e-document\"", "id=\"e-phone\"", "id=\"e-health\"", "id=\"e-birth\""};
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	struct text place = ids_text(inn.arena, post.value);
	struct text bad = arena_format(inn.arena, "name=%%31%%32&place=%.*s&document=123&phone=12&health=x&birth=2999-01-01", TEXT_ARGS(place));
	struct heard heard = inn_post(&inn, "/desk/people/new", clerk, with(tokens(clerk, "/desk/people/new"), bad.at));
	assert_int_equal(heard.status, 422);
	for (size_t i = 0; i < COUNT_OF(errors); i++)
		assert_true(heard_says(&heard, errors[i]));
	/* also when the form itself was not whole */
	bad = arena_format(inn.arena, "name=&place=%.*s&document=123&phone=12", TEXT_ARGS(place));
	heard = inn_post(&inn, "/desk/people/new", clerk, with(tokens(clerk, "/desk/people/new"), bad.at));
	assert_int_equal(heard.status, 422);
	for (size_t i = 0; i < 3; i++)
		assert_true(heard_says(&heard, errors[i]));
	assert_false(heard_says(&heard, errors[4]));
}

static void a_birth_day_at_the_first_of_january_1970_is_shown_and_kept(void **state UNUSED)
{
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	struct text place = ids_text(inn.arena, post.value);
	const char *fields = arena_format(inn.arena, "name=abc&place=%.*s&birth=1970-01-01", TEXT_ARGS(place)).at;
	struct heard heard = inn_post(&inn, "/desk/people/new", clerk, with(tokens(clerk, "/desk/people/new"), fields));
	assert_int_equal(heard.status, 303);
	const char *page = arena_copy(inn.arena, heard_header(&heard, "Location")).at;
	heard = inn_get(&inn, page, clerk);
	assert_true(heard_says(&heard, "1970-01-01") && heard_says(&heard, "56 岁"));
	const char *edit = arena_format(inn.arena, "%s/edit", page).at;
	heard = inn_get(&inn, edit, clerk);
	assert_true(heard_says(&heard, "value=\"1970-01-01\""));
	heard = inn_get(&inn, at(inn.people[INN_RESIDENT], "/edit"), clerk); /* said nothing of hers */
	assert_true(heard.status == 200 && !heard_says(&heard, "1970-01-01"));
}

static void who_is_on_file_already_is_shown_before_a_second_entry(void **state UNUSED)
{
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	struct text place = ids_text(inn.arena, post.value);
	struct text token = tokens(clerk, "/desk/people/new");
	const char *twice = arena_format(inn.arena, "name=abc&place=%.*s&phone=154+1234+5678", TEXT_ARGS(place)).at;
	struct heard heard = inn_post(&inn, "/desk/people/new", clerk, with(token, twice));
	assert_int_equal(heard.status, 422);
	assert_true(heard_says(&heard, at(guest, "")) && heard_says(&heard, "name=\"meant\""));
	const char *elsewhere = arena_format(inn.arena, "name=abc&place=%.*s&phone=15487654321", TEXT_ARGS(place)).at;
	heard = inn_post(&inn, "/desk/people/new", clerk, with(token, elsewhere));
	assert_int_equal(heard.status, 422);
	assert_false(heard_says(&heard, "孟外乡")); /* not within reach: a surname */
	assert_true(heard_says(&heard, "孟*") && !heard_says(&heard, at(away, "")));
	heard = inn_post(&inn, "/desk/people/new", clerk, with(token, arena_format(inn.arena, "%s&meant=1", twice).at));
	assert_int_equal(heard.status, 303);
}

static void a_code_is_shown_once_and_opens_the_door(void **state UNUSED)
{
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	struct text token = tokens(clerk, at(guest, ""));
	struct heard heard = inn_post(&inn, at(guest, "/code"), clerk, token);
	assert_int_equal(heard.status, 200);
	struct text rest = text_slice(heard.body, text_find(heard.body, TEXT("class=\"code\">")) + 13, heard.body.len);
	struct text code = text_cut(&rest, '<');
	assert_int_equal(code.len, 11); /* abc-def-ghj */
	assert_int_equal(inn_post(&inn, at(guest, "/code"), clerk, token).status, 303); /* loaded again: no second code */
	heard = inn_get(&inn, at(guest, ""), clerk);
	assert_false(heard_says(&heard, arena_copy(inn.arena, code).at));
	assert_true(heard_says(&heard, "一次性登录码"));
	struct text volunteer = inn_sign_in(&inn, INN_VOLUNTEER);
	assert_int_equal(inn_post(&inn, at(guest, "/code"), volunteer, TEXT("csrf=x")).status, 403);
}

static void steps_can_be_taken_back(void **state UNUSED)
{
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	struct text her = ids_text(inn.arena, inn.people[INN_RESIDENT].value);
	const char *body = arena_format(inn.arena, "kin=wxy&one=%.*s&relation=child&words=book&may=order", TEXT_ARGS(her)).at;
	struct heard heard = inn_post(&inn, at(guest, "/kin"), clerk, with(tokens(clerk, at(guest, "")), body));
	assert_int_equal(heard.status, 303);
	struct text location = arena_copy(inn.arena, heard_header(&heard, "Location"));
	assert_true(text_find(location, TEXT("done=kin")) != SIZE_MAX);
	heard = inn_get(&inn, location.at, clerk);
	assert_true(heard_says(&heard, "class=\"undo\"") && heard_says(&heard, at(guest, "/unkin")));
	heard = inn_post(&inn, at(guest, "/kin"), clerk, with(tokens(clerk, at(guest, "")), body)); /* linked already */
	assert_int_equal(heard.status, 422);
	assert_true(heard_says(&heard, "value=\"book\""));
	heard = inn_post(&inn, at(guest, "/kin"), clerk, with(tokens(clerk, at(guest, "")), "kin=wxy&relation=child&words=book"));
	assert_int_equal(heard.status, 422); /* nobody chosen */
	assert_int_equal(inn_post(&inn, at(guest, "/fly"), clerk, tokens(clerk, at(guest, ""))).status, 404);
}

/* A daughter registered elsewhere: found by her whole number only, masked, and her page stays closed. */
static void kin_of_elsewhere_are_linked_without_opening_their_page(void **state UNUSED)
{
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	struct text hers = ids_text(inn.arena, away.value);
	struct heard heard = inn_get(&inn, at(guest, "?kin=%E5%AD%9F%E5%A4%96%E4%B9%A1"), clerk);
	assert_false(heard_says(&heard, hers.at));
	heard = inn_get(&inn, at(guest, "?kin=4321"), clerk);
	assert_false(heard_says(&heard, hers.at));
	heard = inn_get(&inn, at(guest, "?kin=15487654321"), clerk);
	assert_true(heard_says(&heard, hers.at) && heard_says(&heard, "孟*乡") && !heard_says(&heard, "孟外乡"));
	const char *body = arena_format(inn.arena, "kin=15487654321&one=%.*s&relation=child&words=book&may=order", TEXT_ARGS(hers)).at;
	assert_int_equal(inn_post(&inn, at(guest, "/kin"), clerk, with(tokens(clerk, at(guest, "")), body)).status, 303);
	assert_int_equal(inn_get(&inn, at(away, ""), clerk).status, 404);
}

static void free_times_are_read_as_people_write_them(void **state UNUSED)
{
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	struct heard heard = inn_post(&inn, at(guest, "/volunteer"), clerk, with(tokens(clerk, at(guest, "")), "channel=window&reach=2000"));
	assert_int_equal(heard.status, 303);
	heard = inn_post(&inn, at(guest, "/free"), clerk, with(tokens(clerk, at(guest, "")), "mon=8:00-12:00%EF%BC%8C14:00%E2%80%9318:00&sun=25:00-26:00"));
	assert_int_equal(heard.status, 422);
	assert_true(heard_says(&heard, "value=\"25:00-26:00\"") && heard_says(&heard, "value=\"8:00-12:00，14:00–18:00\""));
	heard = inn_post(&inn, at(guest, "/free"), clerk, with(tokens(clerk, at(guest, "")), "mon=8:00-12:00%EF%BC%8C14:00%E2%80%9318:00"));
	assert_int_equal(heard.status, 303);
	heard = inn_get(&inn, at(guest, ""), clerk);
	assert_true(heard_says(&heard, "value=\"08:00-12:00, 14:00-18:00\""));
}

static void the_system_administrator_sees_names_and_roles_only(void **state UNUSED)
{
	struct text system = sign_in_as(keeper);
	struct heard heard = inn_get(&inn, at(guest, ""), system);
	assert_int_equal(heard.status, 200);
	assert_true(heard_says(&heard, "单桂兰"));
	assert_false(heard_says(&heard, "154****5678") || heard_says(&heard, "恒盛花园") || heard_says(&heard, "/reveal"));
	assert_int_equal(inn_get(&inn, "/desk/people/new", system).status, 403);
	assert_int_equal(inn_get(&inn, at(guest, "/edit"), system).status, 403);
	struct text token = tokens(system, at(guest, ""));
	heard = inn_post(&inn, at(guest, "/consent"), system, with(token, "purpose=service&channel=phone"));
	assert_int_equal(heard.status, 422); /* no business writing */
	heard = inn_post(&inn, at(guest, "/grant"), system, with(token, arena_format(inn.arena, "role=clerk&place=%.*s",
		TEXT_ARGS(ids_text(inn.arena, post.value))).at));
	assert_int_equal(heard.status, 303);
}

#define IN_INN(test) cmocka_unit_test_setup_teardown(test, open_inn, close_inn)
int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_INN(lists_and_pages_are_masked),
		IN_INN(a_page_of_the_list_begins_behind_the_last),
		IN_INN(out_of_reach_is_not_there),
		IN_INN(one_field_opens_once_with_a_reason_and_she_sees_it),
		IN_INN(a_wrong_number_is_said_in_words_and_nothing_is_lost),
		IN_INN(all_that_is_wrong_is_told_at_once),
		IN_INN(a_birth_day_at_the_first_of_january_1970_is_shown_and_kept),
		IN_INN(who_is_on_file_already_is_shown_before_a_second_entry),
		IN_INN(a_code_is_shown_once_and_opens_the_door),
		IN_INN(steps_can_be_taken_back),
		IN_INN(kin_of_elsewhere_are_linked_without_opening_their_page),
		IN_INN(free_times_are_read_as_people_write_them),
		IN_INN(the_system_administrator_sees_names_and_roles_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
