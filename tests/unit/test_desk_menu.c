/* SPDX-License-Identifier: Apache-2.0
 *
 * The menu and the places at the desk through the real server: looking writes
 * nothing, a draft is not offered, what was done can be taken back.
 */
#include "unit.h"

#include "domain/organisations.h"
#include "inn.h"
#include "queries/menu.h"
#include "queries/places.h"

static struct inn inn;
static struct organisation_id provider;
static struct place_id post;
static struct item_id tea;

static enum fail furnish(const struct act *act, void *context UNUSED)
{
	enum organisation_refusal refusal = ORGANISATION_OK;
	struct place_root_row root;
	bool is_found = false;
	TRY(q_place_root(act->view, act->arena, &(struct place_root_in){.centre_id = act->centre_id}, &is_found, &root));
	post = root.id;
	return organisations_add(act, &(struct organisations_add_options){.name = TEXT("春雨义工"), .kind = ORGANISATION_SOCIAL,
		.status = ORGANISATION_STREET_FILED, .place_id = post}, &refusal, &provider);
}

static enum fail find_tea(const struct act *act, void *context UNUSED)
{
	struct menu_item_by_code_row row;
	bool is_found = false;
	TRY(q_menu_item_by_code(act->view, act->arena, &(struct menu_item_by_code_in){.centre_id = act->centre_id, .code = TEXT("tea")}, &is_found, &row));
	tea = is_found ? row.id : (struct item_id){0};
	return OK;
}

static enum fail leave_the_field(const struct act *act, void *context UNUSED)
{
	enum organisation_refusal refusal = ORGANISATION_OK;
	return organisations_close(act, provider, &refusal);
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

static struct text tokens(struct text cookie, const char *path)
{
	static const char *const names[] = {"name=\"csrf\" value=\"", "name=\"once\" value=\""};
	struct heard heard = inn_get(&inn, path, cookie);
	struct text found[2];
	assert_int_equal(heard.status, 200);
	struct text main = text_slice(heard.body, text_find(heard.body, TEXT("<main")), heard.body.len);
	for (int i = 0; i < 2; i++) {
		size_t begin = text_find(main, text_of(names[i]));
		assert_true(begin != SIZE_MAX);
		struct text rest = text_slice(main, begin + text_of(names[i]).len, main.len);
		found[i] = text_cut(&rest, '"');
	}
	return arena_format(inn.arena, "csrf=%.*s&once=%.*s", TEXT_ARGS(found[0]), TEXT_ARGS(found[1]));
}

/* A whole service; `more` are the fields that differ from case to case. */
static struct text service(struct text token, const char *more)
{
	struct text who = ids_text(inn.arena, provider.value);
	struct text where = ids_text(inn.arena, post.value);
	return arena_format(inn.arena, "%.*s&code=tea&done=drink&serves=elders&brings=culture&provider=%.*s&place=%.*s&duration=60&people=1&price=1.5"
		"&coefficient=100&icon=bread&skill=chat&%s", TEXT_ARGS(token), TEXT_ARGS(who), TEXT_ARGS(where), more);
}

static const char *at(const char *suffix)
{
	inn_write(&inn, find_tea, NULL);
	struct text id = ids_text(inn.arena, tea.value);
	return arena_format(inn.arena, "/desk/menu/%.*s%s", TEXT_ARGS(id), suffix).at;
}

static void a_clerk_reads_the_menu_and_changes_nothing(void **state UNUSED)
{
	struct text manager = inn_sign_in(&inn, INN_MANAGER);
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	assert_int_equal(inn_post(&inn, "/desk/menu/new", manager, service(tokens(manager, "/desk/menu/new"), "title=Tea&risk=hot&level=1&step=keep")).status, 303);
	struct heard heard = inn_get(&inn, "/desk/menu", clerk);
	assert_true(heard_says(&heard, "Tea") && !heard_says(&heard, "/desk/menu/new") && !heard_says(&heard, "<form method=\"post\" action=\"/desk/menu/"));
	assert_int_equal(inn_get(&inn, at(""), clerk).status, 403);
	assert_int_equal(inn_get(&inn, at(""), inn_sign_in(&inn, INN_SYSTEM)).status, 403);
	struct text token = tokens(clerk, "/desk/people/new");
	assert_int_equal(inn_post(&inn, at("/open"), clerk, token).status, 403);
}

static void who_has_left_the_field_is_offered_only_where_it_stands_already(void **state UNUSED)
{
	struct text manager = inn_sign_in(&inn, INN_MANAGER);
	assert_int_equal(inn_post(&inn, "/desk/menu/new", manager, service(tokens(manager, "/desk/menu/new"), "title=Tea&risk=hot&level=1&step=keep")).status, 303);
	struct heard heard = inn_get(&inn, "/desk/menu/new", manager);
	assert_true(heard_says(&heard, ">春雨义工</option>"));
	inn_write(&inn, leave_the_field, NULL);
	heard = inn_get(&inn, "/desk/menu/new", manager);
	assert_true(heard.status == 200 && !heard_says(&heard, ">春雨义工</option>"));
	heard = inn_get(&inn, at(""), manager);
	assert_true(heard_says(&heard, "selected>春雨义工</option>"));
}

static void looking_writes_nothing_and_a_draft_is_not_offered(void **state UNUSED)
{
	struct text manager = inn_sign_in(&inn, INN_MANAGER);
	struct text token = tokens(manager, "/desk/menu/new");
	uint64_t version = store_version(inn.store);
	struct heard heard = inn_post(&inn, "/desk/menu/new", manager, service(token, "title=Tea&risk=hot&level=1&step=look"));
	assert_int_equal(heard.status, 200);
	assert_true(store_version(inn.store) == version);
	assert_true(heard_says(&heard, "class=\"tile-title\">Tea") && heard_says(&heard, "hot"));
	heard = inn_post(&inn, "/desk/menu/new", manager, service(token, "title=Tea&level=1&step=keep"));
	assert_int_equal(heard.status, 422); /* without its risk */
	assert_true(heard_says(&heard, "value=\"Tea\""));
	heard = inn_post(&inn, "/desk/menu/new", manager, service(token, "title=Tea&risk=hot&level=1&step=keep"));
	assert_int_equal(heard.status, 303);
	heard = inn_get(&inn, "/menu", TEXT_NONE);
	assert_false(heard_says(&heard, "Tea"));
	assert_int_equal(inn_post(&inn, at("/open"), manager, tokens(manager, at(""))).status, 303);
	heard = inn_get(&inn, "/menu", TEXT_NONE);
	assert_true(heard_says(&heard, "Tea"));
}

static void chinese_that_stands_in_for_english_is_not_shown_as_typed(void **state UNUSED)
{
	struct text manager = inn_sign_in(&inn, INN_MANAGER);
	(void)inn_post(&inn, "/desk/menu/new", manager, service(tokens(manager, "/desk/menu/new"), "title=Tea&risk=hot&risk_en=scalding&level=1&step=keep"));
	struct heard heard = inn_get(&inn, at(""), manager);
	assert_true(heard_says(&heard, "name=\"title\" value=\"Tea\"") && heard_says(&heard, "name=\"title_en\" value=\"\""));
	assert_true(heard_says(&heard, ">scalding</textarea>"));
}

static void opening_and_closing_are_taken_back_by_the_bar(void **state UNUSED)
{
	struct text manager = inn_sign_in(&inn, INN_MANAGER);
	(void)inn_post(&inn, "/desk/menu/new", manager, service(tokens(manager, "/desk/menu/new"), "title=Tea&risk=hot&level=1&step=keep"));
	struct heard heard = inn_post(&inn, at("/open"), manager, tokens(manager, at("")));
	struct text location = arena_copy(inn.arena, heard_header(&heard, "Location"));
	heard = inn_get(&inn, location.at, manager);
	assert_true(heard_says(&heard, "class=\"undo\"") && heard_says(&heard, at("/close")) && heard_says(&heard, "data-key=\"u\""));
	assert_int_equal(inn_post(&inn, at("/close"), manager, tokens(manager, location.at)).status, 303);
	heard = inn_get(&inn, "/menu", TEXT_NONE);
	assert_false(heard_says(&heard, "Tea"));
	assert_int_equal(inn_post(&inn, at("/burn"), manager, tokens(manager, at(""))).status, 404);
}

static void two_managers_do_not_overwrite_each_other(void **state UNUSED)
{
	struct text manager = inn_sign_in(&inn, INN_MANAGER);
	(void)inn_post(&inn, "/desk/menu/new", manager, service(tokens(manager, "/desk/menu/new"), "title=Tea&risk=hot&level=1&step=keep"));
	struct text first = tokens(manager, at(""));
	struct text second = tokens(manager, at(""));
	struct heard heard = inn_post(&inn, at(""), manager, service(first, "title=Green&risk=hot&level=1&version=1&step=keep"));
	assert_int_equal(heard.status, 303);
	heard = inn_post(&inn, at(""), manager, service(second, "title=Black&risk=hot&level=1&version=1&step=keep"));
	assert_int_equal(heard.status, 422);
	assert_true(heard_says(&heard, "value=\"Black\""));
	heard = inn_get(&inn, at(""), manager);
	assert_true(heard_says(&heard, "value=\"Green\"") && heard_says(&heard, "name=\"version\" value=\"2\""));
	heard = inn_post(&inn, at(""), manager, service(tokens(manager, at("")), "title=Green&risk=hot&level=3&version=2&step=keep"));
	assert_int_equal(heard.status, 303); /* a draft of high risk */
	assert_int_equal(inn_post(&inn, at("/open"), manager, tokens(manager, at(""))).status, 409); /* but not without insurance */
}

static void a_post_gets_a_telephone_from_its_manager(void **state UNUSED)
{
	struct text manager = inn_sign_in(&inn, INN_MANAGER);
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	const char *path = arena_format(inn.arena, "/desk/places/%.*s", TEXT_ARGS(ids_text(inn.arena, post.value))).at;
	struct text token = tokens(manager, "/desk/places");
	struct heard heard = inn_post(&inn, path, manager, arena_format(inn.arena, "%.*s&name=Post&phone=ring+me", TEXT_ARGS(token)));
	assert_int_equal(heard.status, 422);
	assert_true(heard_says(&heard, "value=\"ring me\""));
	heard = inn_post(&inn, path, manager, arena_format(inn.arena, "%.*s&name=Post&phone=0536-6221234", TEXT_ARGS(token)));
	assert_int_equal(heard.status, 303);
	heard = inn_get(&inn, "/desk/places", clerk);
	assert_true(heard_says(&heard, "0536-6221234") && !heard_says(&heard, path));
	assert_int_equal(inn_post(&inn, path, clerk, tokens(clerk, "/desk/people/new")).status, 403);
	assert_int_equal(inn_post(&inn, "/desk/places/0000000000777", manager, arena_format(inn.arena, "%.*s&name=Post", TEXT_ARGS(token))).status, 404);
}

#define IN_INN(test) cmocka_unit_test_setup_teardown(test, open_inn, close_inn)
int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_INN(a_clerk_reads_the_menu_and_changes_nothing),
		IN_INN(who_has_left_the_field_is_offered_only_where_it_stands_already),
		IN_INN(looking_writes_nothing_and_a_draft_is_not_offered),
		IN_INN(chinese_that_stands_in_for_english_is_not_shown_as_typed),
		IN_INN(opening_and_closing_are_taken_back_by_the_bar),
		IN_INN(two_managers_do_not_overwrite_each_other),
		IN_INN(a_post_gets_a_telephone_from_its_manager),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
