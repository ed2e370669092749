/* SPDX-License-Identifier: Apache-2.0
 *
 * Signing in and staying signed in, through the real server and THE table,
 * with a clock that moves when told to.
 */
#include "unit.h"

#include "domain/people.h"
#include "inn.h"
#include "queries/sessions.h"
#include "web/credential.h"
#include "web/route.h"
#include "web/session.h"

static struct inn inn;

static int open_inn(void **state UNUSED)
{
	inn_open(&inn, routes, routes_count);
	return 0;
}

static int close_inn(void **state UNUSED)
{
	inn_close(&inn);
	return 0;
}

/* Whether the cookie still opens a page for the signed-in. */
static bool is_in(struct text cookie)
{
	struct heard heard = inn_get(&inn, "/password", cookie);
	return heard.status == 200;
}

/* The token of the last form of a page: the page's own, behind those of the shell. */
static struct text csrf_in(const struct heard *heard)
{
	struct text part = TEXT("name=\"csrf\" value=\"");
	struct text rest = heard->body;
	struct text csrf = TEXT_NONE;
	for (size_t at = text_find(rest, part); at != SIZE_MAX; at = text_find(rest, part)) {
		rest = text_slice(rest, at + part.len, rest.len);
		csrf = text_slice(rest, 0, 32);
	}
	assert_int_equal(csrf.len, 32);
	return csrf;
}

/* A sign-in form: its cookie header and token. */
static void show_form(struct text *ret_cookie, struct text *ret_csrf)
{
	struct heard heard = inn_get(&inn, "/sign-in", TEXT_NONE);
	assert_int_equal(heard.status, 200);
	*ret_cookie = arena_format(inn.arena, "Cookie: __Host-form=%.*s\r\n", TEXT_ARGS(heard_cookie(&heard, "__Host-form")));
	*ret_csrf = csrf_in(&heard);
}

static struct heard try_in(const char *login, const char *password, const char *more)
{
	struct text cookie;
	struct text csrf;
	show_form(&cookie, &csrf);
	return inn_post(&inn, "/sign-in", cookie, arena_format(inn.arena, "csrf=%.*s&login=%s&password=%s%s", TEXT_ARGS(csrf), login,
		password, more));
}

static struct text cookie_of(const struct heard *heard)
{
	return arena_format(inn.arena, "Cookie: __Host-session=%.*s\r\n", TEXT_ARGS(heard_cookie(heard, "__Host-session")));
}

static enum fail give_code(const struct act *act, void *context)
{
	TRY(credential_add(act, inn.people[INN_CLERK], TEXT("Zhao.Min")));
	return credential_make_code(act, inn.people[INN_CLERK], context);
}

static enum fail give_password(const struct act *act, void *context)
{
	TRY(credential_add(act, inn.people[INN_CLERK], TEXT("zhao.min")));
	return credential_set_password(act, inn.people[INN_CLERK], *(struct text *)context);
}

/* The clerk signs in as zhao.min with "correct horse". */
static void have_password(void)
{
	struct hashing *hashing = hashing_make(inn.arena);
	struct text hash;
	assert_int_equal(password_hash(hashing, inn.arena, TEXT("correct horse"), &hash), OK);
	inn_write(&inn, give_password, &hash);
	hashing_done(hashing);
}

static void staff_idle_for_half_an_hour_are_out(void **state UNUSED)
{
	struct text cookie = inn_sign_in(&inn, INN_CLERK);
	for (int i = 0; i < 5; i++) {
		inn.now_ms += SESSION_STAFF_IDLE_MS - 1;
		assert_true(is_in(cookie));
	}
	inn.now_ms += SESSION_STAFF_IDLE_MS;
	assert_false(is_in(cookie));
}

static void staff_are_out_after_twelve_hours_however_busy(void **state UNUSED)
{
	struct text cookie = inn_sign_in(&inn, INN_CLERK);
	int64_t start_ms = inn.now_ms;
	while (inn.now_ms + 20 * MINUTE_MS - start_ms < SESSION_STAFF_AGE_MS) {
		inn.now_ms += 20 * MINUTE_MS;
		assert_true(is_in(cookie));
	}
	inn.now_ms = start_ms + SESSION_STAFF_AGE_MS;
	assert_false(is_in(cookie));
}

static void residents_stay_for_a_week_of_silence_and_a_month_in_all(void **state UNUSED)
{
	struct text cookie = inn_sign_in(&inn, INN_RESIDENT);
	int64_t start_ms = inn.now_ms;
	inn.now_ms += SESSION_IDLE_MS - 1;
	assert_true(is_in(cookie));
	inn.now_ms += SESSION_IDLE_MS;
	assert_false(is_in(cookie));
	inn.now_ms = start_ms;
	cookie = inn_sign_in(&inn, INN_RESIDENT);
	for (int i = 0; i < 5; i++) {
		inn.now_ms += 5 * DAY_MS;
		assert_true(is_in(cookie));
	}
	inn.now_ms = start_ms + SESSION_AGE_MS;
	assert_false(is_in(cookie));
}

static void looking_at_pages_writes_at_most_now_and_then(void **state UNUSED)
{
	struct text cookie = inn_sign_in(&inn, INN_CLERK);
	uint64_t version = store_version(inn.store);
	for (int i = 0; i < 4; i++) {
		inn.now_ms += MINUTE_MS;
		assert_true(is_in(cookie));
	}
	assert_true(store_version(inn.store) == version);
}

static void only_the_hash_of_a_token_is_stored(void **state UNUSED)
{
	struct text cookie = inn_sign_in(&inn, INN_CLERK);
	struct text token = text_slice(cookie, 23, SESSION_TOKEN_CHARS);
	struct store_view *view CLEANUP(store_read_done) = NULL;
	assert_int_equal(store_read(inn.store, &view), OK);
	const struct session_get_in in = { .centre_id = inn.centre_id, .token_hash = token };
	struct session_get_row row;
	bool is_found = true;
	assert_int_equal(q_session_get(view, inn.arena, &in, &is_found, &row), OK);
	assert_false(is_found);
}

static void a_password_opens_a_session_and_a_wrong_one_does_not(void **state UNUSED)
{
	have_password();
	struct heard heard = try_in("zhao.min", "wrong+horse", "");
	assert_int_equal(heard.status, 422);
	assert_int_equal(heard_cookie(&heard, "__Host-session").len, 0);
	struct heard nobody = try_in("nobody", "wrong+horse", "");
	assert_int_equal(nobody.status, 422);
	heard = try_in("+Zhao.Min+", "correct+horse", "");
	assert_int_equal(heard.status, 303);
	assert_text(heard_header(&heard, "Location"), "/desk");
	assert_int_equal(heard_cookie(&heard, "__Host-session").len, SESSION_TOKEN_CHARS);
	assert_true(heard_says(&heard, "; Path=/; Secure; HttpOnly; SameSite=Lax"));
	assert_true(is_in(cookie_of(&heard)));
}

/* The device's cookie of a sign-in with these cookies beside the form's; empty: none was given. */
static struct text device_given(const char *with)
{
	struct text cookie;
	struct text csrf;
	show_form(&cookie, &csrf);
	struct text headers = arena_format(inn.arena, "%.*s%s\r\n", (int)cookie.len - 2, cookie.at, with);
	struct heard heard = inn_post(&inn, "/sign-in", headers, arena_format(inn.arena, "csrf=%.*s&login=zhao.min&password=correct+horse", TEXT_ARGS(csrf)));
	assert_int_equal(heard.status, 303);
	return heard_cookie(&heard, "__Host-device");
}

static enum fail begin_to_serve(const struct act *act, void *context UNUSED)
{
	enum people_refusal refusal = PEOPLE_OK;
	TRY(people_consent(act, inn.people[INN_CLERK], CONSENT_VOLUNTEERING, CHANNEL_WINDOW, true, &refusal));
	return people_volunteer(act, inn.people[INN_CLERK], 5000, &refusal);
}

/* A browser without one gets one, another each; one that has one keeps it, and what cannot be one of ours is none. Nobody who does not serve gets any. */
static void a_browser_is_known_by_a_cookie_from_its_first_sign_in_on(void **state UNUSED)
{
	static const char *const garbage[] = {"; __Host-device=", "; __Host-device=short", "; __Host-device=AAAAAAAAAAAAAAAAAAAAA*",
		"; __Host-device=AAAAAAAAAAAAAAAAAAAAAAAAAAAA", "; device=AAAAAAAAAAAAAAAAAAAAAA",
		"; __Host-device=AAAAAAAAAAAAAAAAAAAAAA; __Host-device=BAAAAAAAAAAAAAAAAAAAAA"};
	have_password();
	struct heard heard = try_in("zhao.min", "wrong+horse", "");
	assert_int_equal(heard_cookie(&heard, "__Host-device").len, 0); /* nobody came in */
	heard = try_in("zhao.min", "correct+horse", "");
	assert_int_equal(heard.status, 303);
	assert_int_equal(heard_cookie(&heard, "__Host-device").len, 0); /* she does not serve */
	inn_write(&inn, begin_to_serve, NULL);
	heard = try_in("zhao.min", "correct+horse", "");
	struct text device = heard_cookie(&heard, "__Host-device");
	assert_int_equal(device.len, 22);
	assert_true(heard_says(&heard, arena_format(inn.arena, "__Host-device=%.*s; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000\r\n",
		TEXT_ARGS(device)).at));
	assert_int_equal(device_given(arena_format(inn.arena, "; __Host-device=%.*s", TEXT_ARGS(device)).at).len, 0);
	for (size_t i = 0; i < COUNT_OF(garbage); i++) {
		struct text other = device_given(garbage[i]);
		assert_int_equal(other.len, 22);
		assert_false(text_equal(other, device));
	}
	heard = inn_get(&inn, "/sign-in", TEXT_NONE);
	assert_int_equal(heard_cookie(&heard, "__Host-device").len, 0); /* whoever only looks is not known */
}

static void sign_in_leads_back_to_own_pages_only(void **state UNUSED)
{
	have_password();
	struct heard heard = try_in("zhao.min", "correct+horse", "&back=%2Fdesk%2Fpeople");
	assert_text(heard_header(&heard, "Location"), "/desk/people");
	heard = try_in("zhao.min", "correct+horse", "&back=%2F%2Fevil.test");
	assert_text(heard_header(&heard, "Location"), "/desk");
}

static void guessing_is_slowed_down_and_then_looked_at_again(void **state UNUSED)
{
	have_password();
	for (int i = 0; i < 5; i++)
		assert_int_equal(try_in("zhao.min", "guess", "").status, 422);
	struct heard heard = try_in("zhao.min", "correct+horse", "");
	assert_int_equal(heard.status, 429);
	int64_t wait_s = 0;
	assert_true(text_to_int(heard_header(&heard, "Retry-After"), &wait_s));
	assert_in_range(wait_s, 1, 120);
	inn.now_ms += wait_s * SECOND_MS;
	assert_int_equal(try_in("zhao.min", "correct+horse", "").status, 303);
}

static void a_code_opens_once_and_leads_to_choosing_a_password(void **state UNUSED)
{
	struct text code;
	inn_write(&inn, give_code, &code);
	assert_int_equal(code.len, 11);
	struct heard heard = try_in("zhao.min", code.at, "");
	assert_int_equal(heard.status, 303);
	assert_text(heard_header(&heard, "Location"), "/password");
	assert_int_equal(try_in("zhao.min", code.at, "").status, 422);
	struct text cookie = cookie_of(&heard);
	heard = inn_get(&inn, "/password", cookie);
	struct text csrf = csrf_in(&heard);
	static const char *const refused[] = { "short", "password", "aaaaaaaaaaaa", "zhao.min" };
	for (size_t i = 0; i < COUNT_OF(refused); i++)
		assert_int_equal(inn_post(&inn, "/password", cookie, arena_format(inn.arena, "csrf=%.*s&password=%s", TEXT_ARGS(csrf),
			refused[i])).status, 422);
	heard = inn_post(&inn, "/password", cookie, arena_format(inn.arena, "csrf=%.*s&password=correct+horse", TEXT_ARGS(csrf)));
	assert_int_equal(heard.status, 303);
	assert_false(is_in(cookie));
	assert_true(is_in(cookie_of(&heard)));
	assert_int_equal(try_in("zhao.min", "correct+horse", "").status, 303);
}

static void before_a_password_is_chosen_a_code_opens_nothing_else(void **state UNUSED)
{
	static const char *const closed[] = { "/desk", "/desk/people", "/me", "/notices" };
	struct text code;
	inn_write(&inn, give_code, &code);
	struct heard heard = try_in("zhao.min", code.at, "");
	struct text cookie = cookie_of(&heard);
	for (size_t i = 0; i < COUNT_OF(closed); i++) {
		heard = inn_get(&inn, closed[i], cookie);
		assert_int_equal(heard.status, 303);
		assert_text(heard_header(&heard, "Location"), "/password");
	}
	heard = inn_get(&inn, "/desk", arena_format(inn.arena, "%.*sAccept: application/json\r\n", TEXT_ARGS(cookie)));
	assert_int_equal(heard.status, 403);
	assert_true(heard_says(&heard, "password_first"));
	assert_int_equal(inn_get(&inn, "/menu", cookie).status, 200);
	heard = inn_get(&inn, "/password", cookie);
	assert_int_equal(heard.status, 200);
	struct text csrf = csrf_in(&heard);
	heard = inn_post(&inn, "/notices/read", cookie, arena_format(inn.arena, "csrf=%.*s", TEXT_ARGS(csrf)));
	assert_text(heard_header(&heard, "Location"), "/password");
	heard = inn_post(&inn, "/sign-out", cookie, arena_format(inn.arena, "csrf=%.*s", TEXT_ARGS(csrf)));
	assert_int_equal(heard.status, 303);
	assert_int_equal(inn_get(&inn, "/password", cookie).status, 303);
}

static void a_password_is_changed_by_who_knows_it_only(void **state UNUSED)
{
	have_password();
	struct heard heard = try_in("zhao.min", "correct+horse", "");
	struct text cookie = cookie_of(&heard);
	heard = inn_get(&inn, "/password", cookie);
	struct text csrf = csrf_in(&heard);
	assert_int_equal(inn_post(&inn, "/password", cookie, arena_format(inn.arena, "csrf=%.*s&password=battery+staple",
		TEXT_ARGS(csrf))).status, 422);
	assert_int_equal(inn_post(&inn, "/password", cookie, arena_format(inn.arena, "csrf=%.*s&current=guess&password=battery+staple",
		TEXT_ARGS(csrf))).status, 422);
	assert_int_equal(inn_post(&inn, "/password", cookie, arena_format(inn.arena, "csrf=%.*s&current=correct+horse&password=battery+staple",
		TEXT_ARGS(csrf))).status, 303);
	assert_false(is_in(cookie));
	assert_int_equal(try_in("zhao.min", "battery+staple", "").status, 303);
}

static void a_new_code_ends_the_old_password(void **state UNUSED)
{
	struct text code;
	have_password();
	inn_write(&inn, give_code, &code);
	assert_int_equal(try_in("zhao.min", "correct+horse", "").status, 422);
	assert_int_equal(try_in("zhao.min", code.at, "").status, 303);
}

static void a_code_dies_after_an_hour(void **state UNUSED)
{
	struct text code;
	inn_write(&inn, give_code, &code);
	inn.now_ms += CODE_LIFE_MS;
	assert_int_equal(try_in("zhao.min", code.at, "").status, 422);
}

struct trying {
	const char *code;
	bool fits;
};

static enum fail try_code(const struct act *act, void *context)
{
	struct trying *trying = context;
	return credential_try_code(act, inn.people[INN_CLERK], text_of(trying->code), &trying->fits);
}

static void a_code_dies_after_five_wrong_tries(void **state UNUSED)
{
	struct text code;
	inn_write(&inn, give_code, &code);
	struct trying wrong = { .code = "aaa-bbb-ccc" };
	for (int i = 0; i < CODE_TRIES; i++) {
		inn_write(&inn, try_code, &wrong);
		assert_false(wrong.fits);
	}
	struct trying right = { .code = code.at };
	inn_write(&inn, try_code, &right);
	assert_false(right.fits);
}

static void sign_out_ends_this_session_or_all(void **state UNUSED)
{
	struct text first = inn_sign_in(&inn, INN_RESIDENT);
	struct text second = inn_sign_in(&inn, INN_RESIDENT);
	struct text third = inn_sign_in(&inn, INN_RESIDENT);
	struct heard heard = inn_get(&inn, "/password", first);
	struct text csrf = csrf_in(&heard);
	assert_int_equal(inn_post(&inn, "/sign-out", first, TEXT("csrf=no")).status, 403);
	assert_int_equal(inn_post(&inn, "/sign-out", first, arena_format(inn.arena, "csrf=%.*s", TEXT_ARGS(csrf))).status, 303);
	assert_false(is_in(first));
	assert_true(is_in(second));
	heard = inn_get(&inn, "/password", second);
	csrf = csrf_in(&heard);
	heard = inn_post(&inn, "/sign-out/everywhere", second, arena_format(inn.arena, "csrf=%.*s", TEXT_ARGS(csrf)));
	assert_int_equal(heard.status, 303);
	assert_true(heard_says(&heard, "__Host-session=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"));
	assert_false(is_in(second));
	assert_false(is_in(third));
}

static enum fail make_persona(const struct act *act, void *context UNUSED)
{
	return credential_add(act, inn.people[INN_VOLUNTEER], TEXT("demo.volunteer"));
}

static void a_demonstration_offers_its_people_and_nobody_else(void **state UNUSED)
{
	struct text cookie;
	struct text csrf;
	have_password();
	inn_write(&inn, make_persona, NULL);
	show_form(&cookie, &csrf);
	struct heard heard = inn_post(&inn, "/sign-in/persona", cookie, arena_format(inn.arena, "csrf=%.*s&login=demo.volunteer",
		TEXT_ARGS(csrf)));
	assert_int_equal(heard.status, 303);
	assert_true(is_in(cookie_of(&heard)));
	heard = inn_post(&inn, "/sign-in/persona", cookie, arena_format(inn.arena, "csrf=%.*s&login=zhao.min", TEXT_ARGS(csrf)));
	assert_int_equal(heard.status, 404);
	heard = inn_post(&inn, "/sign-in/persona", cookie, arena_format(inn.arena, "csrf=%.*s&login=demo.nobody", TEXT_ARGS(csrf)));
	assert_int_equal(heard.status, 404);
}

static void nobody_and_somebody_take_the_same_work(void **state UNUSED)
{
	/* Counted in hashes made, not in time: both go through the same pass. */
	struct hashing *hashing = hashing_make(inn.arena);
	bool fits = true;
	assert_int_equal(password_check(hashing, TEXT(""), TEXT("nobody"), &fits), OK);
	assert_false(fits);
	hashing_done(hashing);
}

#define INN_TEST(test) cmocka_unit_test_setup_teardown(test, open_inn, close_inn)

int main(void)
{
	const struct CMUnitTest tests[] = {
		INN_TEST(staff_idle_for_half_an_hour_are_out),
		INN_TEST(staff_are_out_after_twelve_hours_however_busy),
		INN_TEST(residents_stay_for_a_week_of_silence_and_a_month_in_all),
		INN_TEST(looking_at_pages_writes_at_most_now_and_then),
		INN_TEST(only_the_hash_of_a_token_is_stored),
		INN_TEST(a_password_opens_a_session_and_a_wrong_one_does_not),
		INN_TEST(a_browser_is_known_by_a_cookie_from_its_first_sign_in_on),
		INN_TEST(sign_in_leads_back_to_own_pages_only),
		INN_TEST(guessing_is_slowed_down_and_then_looked_at_again),
		INN_TEST(a_code_opens_once_and_leads_to_choosing_a_password),
		INN_TEST(before_a_password_is_chosen_a_code_opens_nothing_else),
		INN_TEST(a_password_is_changed_by_who_knows_it_only),
		INN_TEST(a_new_code_ends_the_old_password),
		INN_TEST(a_code_dies_after_an_hour),
		INN_TEST(a_code_dies_after_five_wrong_tries),
		INN_TEST(sign_out_ends_this_session_or_all),
		INN_TEST(a_demonstration_offers_its_people_and_nobody_else),
		INN_TEST(nobody_and_somebody_take_the_same_work),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
