/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls through the real server with pages of the test's own: finding them,
 * who may, forms and their tokens, the second click, pages kept ready.
 */
#include "unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "inn.h"
#include "web/asset.h"
#include "web/call.h"
#include "web/form.h"
#include "web/health.h"
#include "web/pages/shell.h"
#include "web/reply.h"

static int made;  /* pages made by their handler */
static int runs;  /* works run to their end */
static struct inn inn;

static enum fail page_hello(struct call *call, struct reply *reply)
{
	made++;
	return reply_bytes(call, reply, "text/plain", TEXT_NONE, arena_format(call->arena, "hello %d in %d", made, (int)call->lang));
}

static enum fail page_token(struct call *call, struct reply *reply)
{
	struct text csrf = call_csrf(call);
	struct text once = call_once(call);
	enum fail fail = reply_bytes(call, reply, "text/plain", TEXT_NONE, arena_format(call->arena, "csrf=%.*s&once=%.*s", TEXT_ARGS(csrf),
		TEXT_ARGS(once)));
	(void)call_once(call);
	return fail;
}

static enum fail page_list(struct call *call, struct reply *reply)
{
	return reply_bytes(call, reply, "text/csv", TEXT("名单 1.csv"), TEXT("a,b"));
}

static enum fail page_map(struct call *call, struct reply *reply)
{
	reply->shows_map = true;
	return page_hello(call, reply);
}

static enum fail page_broken(struct call *call, struct reply *reply)
{
	(void)reply;
	for (size_t i = 0; i < 2000; i++)
		if (!arena_alloc(call->arena, 8192))
			return FAIL_LIMIT;
	return OK;
}

static enum fail work_add(struct write *write, void *context)
{
	(void)context;
	runs++;
	write->location = URL("/hello");
	return act_trail(&write->act, "test.add", "test", form_int(&write->call->form, "count"), TEXT(""));
}

static enum fail work_refuse(struct write *write, void *context)
{
	(void)context;
	TRY(act_trail(&write->act, "test.refused", "test", 1, TEXT("")));
	return write_refuse(write, KEY_refusal_not_allowed, NULL);
}

static enum fail work_break(struct write *write, void *context)
{
	(void)write;
	(void)context;
	return FAIL_NO_SPACE;
}

static enum fail page_add(struct call *call, struct reply *reply)
{
	return call_write(call, reply, work_add, NULL);
}

static enum fail page_refuse(struct call *call, struct reply *reply)
{
	return call_write(call, reply, work_refuse, NULL);
}

static enum fail page_break(struct call *call, struct reply *reply)
{
	return call_write(call, reply, work_break, NULL);
}

static enum fail allows_odd(struct call *call, bool *ret_is_allowed)
{
	*ret_is_allowed = call_id(call, 0) % 2 == 1;
	return OK;
}

static const struct relation odd = { .name = "an odd number", .allows = allows_odd };
static const struct field add_fields[] = {
	{ .name = "name", .type = FIELD_TEXT, .is_required = true },
	{ .name = "count", .type = FIELD_INT, .min = 1, .max = 9 },
};
static const struct form form_add = FORM("test_add", add_fields);

#define PAGE .method = METHOD_GET, .help = "A page of the test."
#define POST .method = METHOD_POST, .help = "An act of the test."
static const struct route table[] = {
	{ PAGE, .path = "/hello", .who = WHO_ANYONE, .handler = page_hello },
	{ PAGE, .path = "/map", .who = WHO_ANYONE, .handler = page_map },
	{ PAGE, .path = "/mine", .who = WHO_SIGNED_IN, .handler = page_hello },
	{ PAGE, .path = "/staff", .who = ROLES_STAFF, .handler = page_hello },
	{ PAGE, .path = "/things/{id}", .who = WHO_ANYONE, .relation = &odd, .handler = page_hello },
	{ PAGE, .path = "/list", .who = WHO_ANYONE, .handler = page_list },
	{ PAGE, .path = "/broken", .who = WHO_ANYONE, .form = &form_add, .handler = page_broken },
	{ PAGE, .path = "/token", .who = WHO_ANYONE, .handler = page_token },
	{ POST, .path = "/add", .who = WHO_SIGNED_IN, .form = &form_add, .handler = page_add },
	{ POST, .path = "/refuse", .who = WHO_SIGNED_IN, .form = &form_none, .handler = page_refuse },
	{ POST, .path = "/break", .who = WHO_SIGNED_IN, .form = &form_none, .handler = page_break },
	{ POST, .path = "/look", .who = WHO_ANYONE, .form = &form_look, .handler = page_look_post, .is_tokenless = true },
	{ PAGE, .path = "/healthz", .who = WHO_ANYONE, .handler = page_health },
	{ PAGE, .path = "/metrics", .who = WHO_ANYONE, .handler = page_metrics },
};

static int open_inn(void **state UNUSED)
{
	made = runs = 0;
	inn_open(&inn, table, COUNT_OF(table));
	return 0;
}

static int close_inn(void **state UNUSED)
{
	inn_close(&inn);
	return 0;
}

static int status_of(const char *path, struct text headers)
{
	struct heard heard = inn_get(&inn, path, headers);
	return heard.status;
}

/* "csrf=…&once=…" of a fresh form. */
static struct text tokens(struct text cookie)
{
	struct heard heard = inn_get(&inn, "/token", cookie);
	assert_int_equal(heard.status, 200);
	return heard.body;
}

static struct text body_of(struct text token, const char *fields)
{
	return arena_format(inn.arena, "%.*s&%s", TEXT_ARGS(token), fields);
}

static void what_is_not_in_the_table_does_not_exist(void **state UNUSED)
{
	static const char *const paths[] = { "/nothing", "/hello/", "/Hello", "/hello/x", "/things/1", "/.git/config", "/assets/none.css" };
	for (size_t i = 0; i < COUNT_OF(paths); i++)
		assert_int_equal(status_of(paths[i], TEXT_NONE), 404);
	assert_int_equal(status_of("/hello", TEXT_NONE), 200);
}

static void a_wrong_method_is_405_with_the_right_ones(void **state UNUSED)
{
	struct heard heard = inn_get(&inn, "/add", TEXT_NONE);
	assert_int_equal(heard.status, 405);
	assert_text(heard_header(&heard, "Allow"), "POST");
	heard = inn_post(&inn, "/hello", TEXT_NONE, TEXT_NONE);
	assert_int_equal(heard.status, 405);
	assert_text(heard_header(&heard, "Allow"), "GET, HEAD");
	static const char *const methods[] = { "PUT", "DELETE", "TRACE", "OPTIONS", "PATCH", "CONNECT", "helloGET" };
	for (size_t i = 0; i < COUNT_OF(methods); i++) {
		heard = inn_send(&inn, arena_format(inn.arena, "%s /hello HTTP/1.1\r\nHost: house.test\r\nConnection: close\r\n\r\n", methods[i]));
		assert_int_equal(heard.status, 405);
	}
}

static void head_is_get_without_its_body(void **state UNUSED)
{
	struct heard heard = inn_send(&inn, TEXT("HEAD /hello HTTP/1.1\r\nHost: house.test\r\nConnection: close\r\n\r\n"));
	assert_int_equal(heard.status, 200);
	assert_int_equal(heard.body.len, 0);
	assert_text(heard_header(&heard, "Content-Length"), "12");
}

static void every_answer_carries_the_safety_headers(void **state UNUSED)
{
	static const char *const paths[] = { "/hello", "/nothing", "/add", "/mine", "/healthz" };
	for (size_t i = 0; i < COUNT_OF(paths); i++) {
		struct heard heard = inn_get(&inn, paths[i], TEXT_NONE);
		struct text policy = heard_header(&heard, "Content-Security-Policy");
		assert_true(text_starts_with(policy, TEXT("default-src 'none'; script-src 'self'; style-src 'self';")));
		assert_true(text_find(policy, TEXT("unsafe")) == SIZE_MAX);
		assert_text(heard_header(&heard, "X-Content-Type-Options"), "nosniff");
		assert_text(heard_header(&heard, "Cross-Origin-Opener-Policy"), "same-origin");
		assert_int_equal(heard_header(&heard, "Strict-Transport-Security").len, 0);
		assert_int_equal(heard_header(&heard, "Access-Control-Allow-Origin").len, 0);
	}
}

static void rights_decide_between_page_and_refusal(void **state UNUSED)
{
	struct text resident = inn_sign_in(&inn, INN_RESIDENT);
	struct text clerk = inn_sign_in(&inn, INN_CLERK);
	struct heard heard = inn_get(&inn, "/mine", TEXT_NONE);
	assert_int_equal(heard.status, 303);
	assert_true(text_starts_with(heard_header(&heard, "Location"), TEXT("/sign-in")));
	assert_int_equal(status_of("/mine", TEXT("Accept: application/json\r\n")), 401);
	assert_int_equal(status_of("/mine", resident), 200);
	assert_int_equal(status_of("/staff", resident), 403);
	assert_int_equal(status_of("/staff", clerk), 200);
	assert_int_equal(status_of("/things/0000000000001", TEXT_NONE), 200);
	assert_int_equal(status_of("/things/0000000000002", TEXT_NONE), 404);
}

static void errors_are_problems_for_programs(void **state UNUSED)
{
	struct heard heard = inn_get(&inn, "/nothing", TEXT("Accept: application/json\r\n"));
	assert_int_equal(heard.status, 404);
	assert_text(heard_header(&heard, "Content-Type"), "application/problem+json");
	assert_true(heard_says(&heard, "\"status\":404,\"code\":\"not_found\""));
	assert_text(heard_header(&heard, "Cache-Control"), "no-store");
}

static void a_form_is_done_and_leads_on(void **state UNUSED)
{
	struct text cookie = inn_sign_in(&inn, INN_RESIDENT);
	struct heard heard = inn_post(&inn, "/add", cookie, body_of(tokens(cookie), "name=a&count=3"));
	assert_int_equal(heard.status, 303);
	assert_text(heard_header(&heard, "Location"), "/hello");
	assert_int_equal(runs, 1);
}

static void only_our_own_page_may_post(void **state UNUSED)
{
	struct text cookie = inn_sign_in(&inn, INN_RESIDENT);
	struct text other = inn_sign_in(&inn, INN_CLERK);
	struct text token = tokens(cookie);
	uint64_t version = store_version(inn.store);
	static const char *const origins[] = { "", "Origin: null\r\n", "Origin: http://evil.test\r\n", "Origin: http://house.test.evil.test\r\n",
		"Origin: ftp://house.test\r\n", "Origin: http://house.test:81\r\n", "Origin: house.test\r\n",
		"Origin: http://house.test\r\nSec-Fetch-Site: cross-site\r\n", "Origin: http://house.test\r\nSec-Fetch-Site: same-site\r\n" };
	struct text body = body_of(token, "name=a");
	for (size_t i = 0; i < COUNT_OF(origins); i++) {
		struct heard heard = inn_send(&inn, arena_format(inn.arena, "POST /add HTTP/1.1\r\nHost: house.test\r\n%sConnection: close\r\n"
			"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n%.*s\r\n%.*s", origins[i], body.len,
			TEXT_ARGS(cookie), TEXT_ARGS(body)));
		assert_int_equal(heard.status, 403);
	}
	static const char *const wrong[] = { "name=a&once=0123456789abcdef", "name=a&csrf=&once=0123456789abcdef",
		"name=a&once=0123456789abcdef&csrf=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		assert_int_equal(inn_post(&inn, "/add", cookie, text_of(wrong[i])).status, 403);
	assert_int_equal(inn_post(&inn, "/add", other, body).status, 403);
	assert_int_equal(runs, 0);
	assert_true(store_version(inn.store) == version);
	assert_int_equal(inn_post(&inn, "/add", arena_join(inn.arena, cookie, TEXT("Sec-Fetch-Site: same-origin\r\n")), body).status, 303);
}

static void other_kinds_of_body_are_refused(void **state UNUSED)
{
	static const char *const types[] = { "text/plain", "multipart/form-data; boundary=x", "application/xml", "" };
	struct text cookie = inn_sign_in(&inn, INN_RESIDENT);
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		struct heard heard = inn_send(&inn, arena_format(inn.arena, "POST /add HTTP/1.1\r\nHost: house.test\r\nConnection: close\r\n"
			"Origin: http://house.test\r\nContent-Type: %s\r\nContent-Length: 6\r\n%.*s\r\nname=a", types[i], TEXT_ARGS(cookie)));
		assert_int_equal(heard.status, 415);
	}
	struct text token = tokens(cookie);
	assert_int_equal(inn_post(&inn, "/add", cookie, body_of(token, "name=a&name=b")).status, 400);
	assert_int_equal(inn_post(&inn, "/add", cookie, body_of(token, "name=a&more=b")).status, 400);
	assert_int_equal(inn_post(&inn, "/add", cookie, body_of(token, "name=")).status, 422);
	assert_int_equal(inn_post(&inn, "/add", cookie, body_of(token, "name=a&count=10")).status, 422);
	assert_int_equal(inn_post(&inn, "/add", TEXT_NONE, body_of(token, "name=a")).status, 403);
	assert_int_equal(runs, 0);
}

static struct heard post_json(struct text headers, struct text body)
{
	return inn_send(&inn, arena_format(inn.arena, "POST /add HTTP/1.1\r\nHost: house.test\r\nOrigin: http://house.test\r\n"
		"Content-Type: application/json\r\nContent-Length: %zu\r\nConnection: close\r\n%.*s\r\n%.*s", body.len, TEXT_ARGS(headers),
		TEXT_ARGS(body)));
}

static void json_is_taken_as_well(void **state UNUSED)
{
	struct text cookie = inn_sign_in(&inn, INN_RESIDENT);
	struct text csrf = text_slice(tokens(cookie), 5, 32);
	struct text headers = arena_format(inn.arena, "%.*sX-CSRF-Token: %.*s\r\nIdempotency-Key: 0123456789abcdef\r\n", TEXT_ARGS(cookie),
		TEXT_ARGS(csrf));
	struct heard heard = post_json(headers, TEXT("{\"name\":\"a\",\"count\":3}"));
	assert_int_equal(heard.status, 200);
	assert_true(heard_says(&heard, "{\"location\":\"/hello\"}"));
	heard = post_json(headers, TEXT("{\"count\":30}"));
	assert_int_equal(heard.status, 422);
	assert_true(heard_says(&heard, "\"fields\":[{\"name\":\"name\""));
	assert_int_equal(post_json(cookie, TEXT("{\"name\":\"a\"}")).status, 403);
	assert_int_equal(post_json(headers, TEXT("{\"name\":")).status, 400);
	assert_int_equal(post_json(headers, TEXT("{\"name\":\"a\",\"is_admin\":true}")).status, 400);
	assert_int_equal(runs, 1);
}

static void the_second_click_is_answered_and_done_once(void **state UNUSED)
{
	struct text cookie = inn_sign_in(&inn, INN_RESIDENT);
	struct text token = tokens(cookie);
	for (int i = 0; i < 3; i++) {
		struct heard heard = inn_post(&inn, "/add", cookie, body_of(token, "name=a"));
		assert_int_equal(heard.status, 303);
		assert_text(heard_header(&heard, "Location"), "/hello");
	}
	assert_int_equal(runs, 1);
	assert_int_equal(inn_post(&inn, "/add", cookie, body_of(token, "name=b")).status, 409);
	assert_int_equal(runs, 1);
	assert_int_equal(inn_post(&inn, "/add", cookie, body_of(tokens(cookie), "name=a")).status, 303);
	assert_int_equal(runs, 2);
}

static void a_form_without_its_key_is_refused(void **state UNUSED)
{
	struct text cookie = inn_sign_in(&inn, INN_RESIDENT);
	struct text csrf = text_slice(tokens(cookie), 0, 37);
	assert_int_equal(inn_post(&inn, "/add", cookie, body_of(csrf, "name=a")).status, 400);
	assert_int_equal(inn_post(&inn, "/add", cookie, body_of(csrf, "name=a&once=short")).status, 400);
	assert_int_equal(runs, 0);
}

static void a_refusal_rolls_back_and_keeps_its_key_free(void **state UNUSED)
{
	struct text cookie = inn_sign_in(&inn, INN_RESIDENT);
	struct text token = tokens(cookie);
	struct store_counters before;
	struct store_counters after;
	store_count(inn.store, &before);
	assert_int_equal(inn_post(&inn, "/refuse", cookie, token).status, 403);
	assert_int_equal(inn_post(&inn, "/refuse", cookie, token).status, 403);
	store_count(inn.store, &after);
	assert_int_equal(after.refusals - before.refusals, 2);
	assert_int_equal(after.writes, before.writes);
}

static void a_full_disk_is_507_and_pages_go_on(void **state UNUSED)
{
	struct text cookie = inn_sign_in(&inn, INN_RESIDENT);
	assert_int_equal(inn_post(&inn, "/break", cookie, tokens(cookie)).status, 507);
	assert_int_equal(status_of("/hello", cookie), 200);
}

static void a_page_is_made_once_until_something_is_written(void **state UNUSED)
{
	struct text cookie = inn_sign_in(&inn, INN_RESIDENT);
	struct text token = tokens(cookie);
	for (int i = 0; i < 5; i++)
		assert_int_equal(status_of("/mine", cookie), 200);
	assert_int_equal(made, 1);
	assert_int_equal(status_of("/mine", inn_sign_in(&inn, INN_CLERK)), 200);
	assert_int_equal(made, 2);
	assert_int_equal(inn_post(&inn, "/add", cookie, body_of(token, "name=a")).status, 303);
	assert_int_equal(status_of("/mine", cookie), 200);
	assert_int_equal(made, 3);
	inn.now_ms += MINUTE_MS;
	assert_int_equal(status_of("/mine", cookie), 200);
	assert_int_equal(made, 4);
}

static void an_unchanged_page_is_304(void **state UNUSED)
{
	struct heard first = inn_get(&inn, "/hello", TEXT_NONE);
	struct text tag = heard_header(&first, "ETag");
	assert_int_equal(tag.len, 34);
	struct text header = arena_format(inn.arena, "If-None-Match: %.*s\r\n", TEXT_ARGS(tag));
	struct heard second = inn_get(&inn, "/hello", header);
	assert_int_equal(second.status, 304);
	assert_int_equal(second.body.len, 0);
	assert_text(heard_header(&second, "Cache-Control"), "private, no-cache");
	inn.now_ms += MINUTE_MS;
	assert_int_equal(status_of("/hello", header), 200);
	assert_text(heard_header(&first, "Vary"), "Accept, Accept-Language, Cookie");
}

static void personal_pages_are_kept_nowhere(void **state UNUSED)
{
	struct text cookie = inn_sign_in(&inn, INN_RESIDENT);
	struct heard heard = inn_get(&inn, "/mine", cookie);
	assert_text(heard_header(&heard, "Cache-Control"), "no-store");
}

static void every_form_shown_has_a_key_of_its_own(void **state UNUSED)
{
	struct text cookie = inn_sign_in(&inn, INN_RESIDENT);
	struct text first = tokens(cookie);
	struct text second = tokens(cookie);
	assert_int_equal(first.len, second.len);
	assert_memory_equal(first.at, second.at, 37);
	assert_memory_not_equal(first.at + 43, second.at + 43, 32);
}

static void before_sign_in_forms_hang_on_a_cookie_of_their_own(void **state UNUSED)
{
	struct heard heard = inn_get(&inn, "/token", TEXT_NONE);
	struct text value = heard_cookie(&heard, "__Host-form");
	assert_int_equal(value.len, 22);
	assert_true(heard_says(&heard, "Path=/; Secure; HttpOnly; SameSite=Lax"));
	struct text cookie = arena_format(inn.arena, "Cookie: __Host-form=%.*s\r\n", TEXT_ARGS(value));
	assert_int_equal(inn_post(&inn, "/add", cookie, body_of(heard.body, "name=a")).status, 401);
	assert_int_equal(inn_post(&inn, "/add", TEXT_NONE, body_of(heard.body, "name=a")).status, 403);
}

static void language_is_chosen_by_cookie_then_by_header(void **state UNUSED)
{
	static const struct {
		const char *headers;
		enum lang lang;
	} rows[] = {
		{ "", LANG_ZH_HANS },
		{ "Accept-Language: en-GB,en;q=0.9\r\n", LANG_EN },
		{ "Accept-Language: fr, zh-TW;q=0.8, en;q=0.5\r\n", LANG_ZH_HANT },
		{ "Accept-Language: zh-Hant-HK\r\n", LANG_ZH_HANT },
		{ "Accept-Language: zh-CN\r\n", LANG_ZH_HANS },
		{ "Accept-Language: english\r\n", LANG_ZH_HANS },
		{ "Accept-Language: en\r\nCookie: lang=zh-Hant\r\n", LANG_ZH_HANT },
		{ "Accept-Language: en\r\nCookie: lang=klingon\r\n", LANG_ZH_HANS },
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct heard heard = inn_get(&inn, "/hello", text_of(rows[i].headers));
		assert_int_equal(heard.body.at[heard.body.len - 1] - '0', rows[i].lang);
	}
}

static void looks_are_kept_in_cookies_and_lead_back_to_own_pages_only(void **state UNUSED)
{
	static const char *const foreign[] = { "//evil.test/", "http://evil.test/", "/%5Cevil.test", "javascript:alert(1)", "/a%0d%0aX: y", "" };
	struct heard heard = inn_post(&inn, "/look", TEXT_NONE, TEXT("lang=en&size=2&theme=dark&back=%2Fhello%3Fa%3Db"));
	assert_int_equal(heard.status, 303);
	assert_text(heard_header(&heard, "Location"), "/hello?a=b");
	assert_text(heard_cookie(&heard, "lang"), "en");
	assert_text(heard_cookie(&heard, "size"), "2");
	assert_text(heard_cookie(&heard, "theme"), "dark");
	for (size_t i = 0; i < COUNT_OF(foreign); i++) {
		heard = inn_post(&inn, "/look", TEXT_NONE, arena_format(inn.arena, "lang=en&back=%s", foreign[i]));
		if (heard.status == 303)
			assert_text(heard_header(&heard, "Location"), "/");
		else
			assert_int_equal(heard.status, 422);
	}
	assert_int_equal(inn_post(&inn, "/look", TEXT_NONE, TEXT("lang=xx")).status, 422);
}

static void hostile_cookies_open_nothing(void **state UNUSED)
{
	static const char *const values[] = { "", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
		"' OR 1=1 --", "%00%00%00%00%00%00%00%00%00%00%00%00%00%00%", "../../../../etc/passwd/////////////////////" };
	for (size_t i = 0; i < COUNT_OF(values); i++)
		assert_int_equal(status_of("/mine", arena_format(inn.arena, "Cookie: __Host-session=%s\r\n", values[i])), 303);
	struct text good = inn_sign_in(&inn, INN_CLERK);
	struct text two = arena_format(inn.arena, "%.*s; __Host-session=other\r\n", (int)good.len - 2, good.at);
	assert_int_equal(status_of("/mine", two), 303);
	assert_int_equal(status_of("/mine", good), 200);
}

static enum fail start_with(struct web_options options)
{
	struct app *app = NULL;
	options.store = inn.store;
	options.keys = &inn.keys;
	options.clock = clock_fake(&inn.now_ms);
	enum fail fail = web_start(&options, &app);
	web_stop(app);
	return fail;
}

/* The policy of `path` in a house whose map has tiles at `address`; asked twice, so that a kept page is met too. */
static struct text policy_with(const char *address, const char *path)
{
	struct app *own = inn.app;
	struct web_options options = { .store = inn.store, .keys = &inn.keys, .clock = clock_fake(&inn.now_ms), .routes = table,
		.routes_count = COUNT_OF(table), .tiles = { .address = address } };
	assert_int_equal(web_start(&options, &inn.app), OK);
	struct heard first = inn_get(&inn, path, TEXT_NONE);
	struct heard again = inn_get(&inn, path, TEXT_NONE);
	struct text policy = heard_header(&again, "Content-Security-Policy");
	assert_true(text_equal(heard_header(&first, "Content-Security-Policy"), policy));
	web_stop(inn.app);
	inn.app = own;
	return policy;
}

static void a_page_with_a_map_may_load_its_tiles_and_nothing_else(void **state UNUSED)
{
	const char *address = "https://tiles.example.org/{z}/{x}/{y}.png";
	struct text usual = policy_with(NULL, "/hello");
	struct text map = policy_with(address, "/map");
	assert_true(text_equal(policy_with(address, "/hello"), usual)); /* other pages of that house */
	assert_true(text_equal(policy_with(NULL, "/map"), usual));
	assert_true(text_equal(policy_with("/tiles/{z}/{x}/{y}.png", "/map"), usual));
	size_t at = text_find(map, TEXT(" https://tiles.example.org"));
	assert_true(at != SIZE_MAX);
	assert_true(text_ends_with(text_slice(map, 0, at), TEXT("img-src 'self'")));
	assert_int_equal(map.len, usual.len + sizeof(" https://tiles.example.org") - 1);
	assert_int_equal(start_with((struct web_options){ .tiles = { .address = "https://tiles.example.org" } }), FAIL_INPUT);
	assert_int_equal(start_with((struct web_options){ .tiles = { .datum = "bd09" } }), FAIL_INPUT);
}

static void a_download_carries_its_name_in_any_script(void **state UNUSED)
{
	struct heard heard = inn_get(&inn, "/list", TEXT_NONE);
	assert_text(heard_header(&heard, "Content-Disposition"), "attachment; filename*=UTF-8''%E5%90%8D%E5%8D%95%201.csv");
	assert_text(heard.body, "a,b");
}

static void a_call_that_wants_too_much_memory_fails_alone(void **state UNUSED)
{
	struct heard heard = inn_get(&inn, "/broken?count=x", TEXT_NONE);
	assert_int_equal(heard.status, 500);
	assert_text(heard_header(&heard, "Cache-Control"), "no-store");
	assert_int_equal(inn_get(&inn, "/broken", TEXT("Accept: application/json\r\n")).status, 500);
	assert_int_equal(status_of("/hello", TEXT_NONE), 200);
}

static void what_cannot_be_listened_on_is_refused(void **state UNUSED)
{
	char long_path[200];
	memset(long_path, 'a', sizeof(long_path));
	long_path[0] = '/';
	long_path[sizeof(long_path) - 1] = 0;
	const char *taken = arena_format(inn.arena, "%s/taken", inn.folder).at;
	const char *line = arena_format(inn.arena, "%s/line", inn.folder).at;
	assert_int_equal(close(open(taken, O_CREAT | O_WRONLY | O_CLOEXEC, 0600)), 0);
	assert_int_equal(start_with((struct web_options){ .port = web_port(inn.app) }), FAIL_SYSTEM);
	assert_int_equal(start_with((struct web_options){ .port = 65536 }), FAIL_INPUT);
	assert_int_equal(start_with((struct web_options){ .port = -1 }), FAIL_INPUT);
	assert_int_equal(start_with((struct web_options){ .threads = 65 }), FAIL_INPUT);
	assert_int_equal(start_with((struct web_options){ .address = "somewhere" }), FAIL_INPUT);
	assert_int_equal(start_with((struct web_options){ .unix_path = long_path }), FAIL_INPUT);
	assert_int_equal(start_with((struct web_options){ .unix_path = taken }), FAIL_SYSTEM);
	assert_int_equal(access(taken, F_OK), 0);
	assert_int_equal(start_with((struct web_options){ .unix_path = line }), OK);
	assert_int_not_equal(access(line, F_OK), 0);
	assert_int_equal(start_with((struct web_options){ .threads = 1 }), OK);
	assert_int_equal(status_of("/hello", TEXT_NONE), 200);
}

static void health_and_metrics_answer(void **state UNUSED)
{
	struct heard heard = inn_get(&inn, "/healthz", TEXT_NONE);
	assert_int_equal(heard.status, 200);
	assert_true(heard_says(&heard, "\"status\":\"ok\""));
	(void)inn_get(&inn, "/hello", TEXT_NONE);
	heard = inn_get(&inn, "/metrics", TEXT_NONE);
	assert_int_equal(heard.status, 200);
	assert_true(heard_says(&heard, "lastmile_calls_total{method=\"GET\",route=\"/hello\",status=\"2xx\"} 1\n"));
	assert_true(heard_says(&heard, "lastmile_store_writes_total "));
	assert_true(heard_says(&heard, "lastmile_call_seconds_bucket{group=\"shell\",le=\"+Inf\"} 2\n")); /* both pages above */
	assert_true(heard_says(&heard, "lastmile_call_seconds_count{group=\"desk\"} 0\n"));
	assert_true(heard_says(&heard, "lastmile_build_info{version=\""));
}

static void assets_come_in_the_smallest_form_asked_for(void **state UNUSED)
{
	const struct asset *css = asset_find(asset_path("app.css"));
	assert_non_null(css);
	const struct { const char *header, *encoding; struct text bytes; } rows[] = {
		{ "", "", css->bytes },
		{ "Accept-Encoding: gzip, deflate, br, zstd\r\n", "br", css->br },
		{ "Accept-Encoding: gzip\r\n", "gzip", css->gz },
		{ "Accept-Encoding: br;q=0, gzip;q=0.5\r\n", "gzip", css->gz },
		{ "Accept-Encoding: br;q=0, gzip;q=0\r\n", "", css->bytes },
		{ "Accept-Encoding: identity\r\n", "", css->bytes },
	};
	assert_true(css->br.len > 0 && css->br.len < css->gz.len && css->gz.len < css->bytes.len);
	assert_memory_equal(css->gz.at, "\x1f\x8b", 2);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct heard heard = inn_get(&inn, css->path, text_of(rows[i].header));
		assert_int_equal(heard.status, 200);
		assert_true(text_equal(heard_header(&heard, "Content-Encoding"), text_of(rows[i].encoding)));
		assert_true(text_equal(heard.body, rows[i].bytes));
		assert_text(heard_header(&heard, "Vary"), "Accept-Encoding");
		assert_text(heard_header(&heard, "Cache-Control"), "public, max-age=31536000, immutable");
		assert_true(text_equal(heard_header(&heard, "ETag"), text_of(css->etag)));
	}
}

static void an_asset_the_browser_has_is_not_sent_again(void **state UNUSED)
{
	const struct asset *css = asset_find(asset_path("app.css"));
	struct heard heard = inn_get(&inn, css->path, arena_format(inn.arena, "If-None-Match: %s\r\n", css->etag));
	assert_int_equal(heard.status, 304);
	assert_int_equal(heard.body.len, 0);
	assert_int_equal(inn_get(&inn, css->path, TEXT("If-None-Match: \"another\"\r\n")).status, 200);
	assert_int_equal(inn_get(&inn, "/assets/app.css", TEXT_NONE).status, 404); /* only under its hashed name */
	assert_int_equal(inn_get(&inn, "/assets/../app.css", TEXT_NONE).status, 400);
}

static enum fail write_nothing(struct store_txn *txn, void *context)
{
	(void)txn, (void)context;
	return OK;
}

static void health_names_what_is_wrong(void **state UNUSED)
{
	static const int64_t gigabyte = INT64_C(1) << 30;
	static const struct { enum fail reading; bool has_centre; int64_t free_bytes; struct store_counters store; const char *state, *word; } rows[] = {
		{ OK, true, 2 * gigabyte, { 0 }, "ok", "ok" },
		{ OK, true, -1, { 0 }, "ok", "ok" }, /* room unknown */
		{ OK, false, 2 * gigabyte, { 0 }, "failing", "empty" },
		{ FAIL_BUSY, false, 2 * gigabyte, { 0 }, "failing", "busy" },
		{ OK, true, gigabyte - 1, { 0 }, "degraded", "low" },
		{ OK, true, HEALTH_FREE_BYTES_LEAST - 1, { 0 }, "failing", "full" },
		{ OK, true, 2 * gigabyte, { .queue_depth = 1024 }, "degraded", "queueing" },
		{ OK, true, 2 * gigabyte, { .queue_depth = 1023 }, "ok", "ok" },
		{ OK, true, 2 * gigabyte, { .commit_failures = 3 }, "ok", "ok" }, /* long ago */
		{ OK, true, 2 * gigabyte, { .commit_failures = 3, .commit_failures_now = 1 }, "failing", "failing" },
		{ OK, true, 2 * gigabyte, { .wal_pages = 160000 }, "degraded", "growing" },
		{ OK, true, 1, { .wal_pages = 160000 }, "failing", "growing" }, /* the worst counts */
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct health health = health_judge(&(struct health_facts){ rows[i].reading, rows[i].has_centre, rows[i].free_bytes, &rows[i].store });
		const char *words[] = { health.store, health.disk, health.writes, health.log };
		bool says = false;
		for (size_t w = 0; w < COUNT_OF(words); w++)
			says |= strcmp(words[w], rows[i].word) == 0;
		if (strcmp(health_state_name(health.state), rows[i].state) != 0 || !says)
			fail_msg("row %zu: %s, %s %s %s %s", i, health_state_name(health.state), health.store, health.disk, health.writes, health.log);
	}
}

static void a_commit_that_fails_shows_until_one_stands(void **state UNUSED)
{
	store_fail_at(inn.store, STORE_FAULT_COMMIT, 1, FAIL_NO_SPACE);
	assert_int_not_equal(store_write(inn.store, write_nothing, NULL), OK);
	struct heard heard = inn_get(&inn, "/healthz", TEXT_NONE);
	assert_int_equal(heard.status, 503);
	assert_true(heard_says(&heard, "\"status\":\"failing\""));
	assert_true(heard_says(&heard, "\"writes\":\"failing\""));
	assert_int_equal(store_write(inn.store, write_nothing, NULL), OK);
	assert_int_equal(inn_get(&inn, "/healthz", TEXT_NONE).status, 200);
}

static void metrics_are_not_for_those_behind_a_front(void **state UNUSED)
{
	static const char front[] = "X-Forwarded-For: 203.0.113.9\r\n";
	assert_int_equal(status_of("/metrics", text_of(front)), 404);
	assert_int_equal(status_of("/metrics", arena_format(inn.arena, "%sAuthorization: Bearer wrong\r\n", front)), 404);
	assert_int_equal(status_of("/metrics", arena_format(inn.arena, "%sAuthorization: Bearer a token for tests\r\n", front)), 200);
}

#define INN_TEST(test) cmocka_unit_test_setup_teardown(test, open_inn, close_inn)

int main(void)
{
	const struct CMUnitTest tests[] = {
		INN_TEST(what_is_not_in_the_table_does_not_exist),
		INN_TEST(a_wrong_method_is_405_with_the_right_ones),
		INN_TEST(head_is_get_without_its_body),
		INN_TEST(every_answer_carries_the_safety_headers),
		INN_TEST(rights_decide_between_page_and_refusal),
		INN_TEST(errors_are_problems_for_programs),
		INN_TEST(a_form_is_done_and_leads_on),
		INN_TEST(only_our_own_page_may_post),
		INN_TEST(other_kinds_of_body_are_refused),
		INN_TEST(json_is_taken_as_well),
		INN_TEST(the_second_click_is_answered_and_done_once),
		INN_TEST(a_form_without_its_key_is_refused),
		INN_TEST(a_refusal_rolls_back_and_keeps_its_key_free),
		INN_TEST(a_full_disk_is_507_and_pages_go_on),
		INN_TEST(a_page_is_made_once_until_something_is_written),
		INN_TEST(an_unchanged_page_is_304),
		INN_TEST(personal_pages_are_kept_nowhere),
		INN_TEST(every_form_shown_has_a_key_of_its_own),
		INN_TEST(before_sign_in_forms_hang_on_a_cookie_of_their_own),
		INN_TEST(language_is_chosen_by_cookie_then_by_header),
		INN_TEST(looks_are_kept_in_cookies_and_lead_back_to_own_pages_only),
		INN_TEST(hostile_cookies_open_nothing),
		INN_TEST(a_page_with_a_map_may_load_its_tiles_and_nothing_else),
		INN_TEST(a_download_carries_its_name_in_any_script),
		INN_TEST(a_call_that_wants_too_much_memory_fails_alone),
		INN_TEST(what_cannot_be_listened_on_is_refused),
		INN_TEST(assets_come_in_the_smallest_form_asked_for),
		INN_TEST(an_asset_the_browser_has_is_not_sent_again),
		INN_TEST(health_and_metrics_answer),
		cmocka_unit_test(health_names_what_is_wrong),
		INN_TEST(a_commit_that_fails_shows_until_one_stands),
		INN_TEST(metrics_are_not_for_those_behind_a_front),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
