/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "base/arena.h"
#include "base/limits.h"
#include "web/guard.h"

struct header {
	const char *name;
	const char *value;
};

static enum guard_refusal judge(const char *method, const char *target, const struct header *headers)
{
	struct guard guard = { 0 };
	for (; headers->name; headers++)
		guard_header(&guard, text_of(headers->name), text_of(headers->value));
	return guard_verdict(&guard, text_of(method), TEXT("HTTP/1.1"), text_of(target));
}

#define HEADERS(...) (const struct header[]){ __VA_ARGS__, { NULL, NULL } }
#define HOST { "Host", "station.example:8080" }

static void plain_messages_pass(void **state)
{
	(void)state;
	assert_int_equal(judge("GET", "/", HEADERS(HOST)), GUARD_FINE);
	assert_int_equal(judge("GET", "/menu?q=%E7%90%86%E5%8F%91", HEADERS(HOST, { "Accept", "*/*" })), GUARD_FINE);
	assert_int_equal(judge("GET", "/", HEADERS(HOST, { "Content-Length", "0" })), GUARD_FINE);
	assert_int_equal(judge("POST", "/look", HEADERS(HOST, { "Content-Length", "12" })), GUARD_FINE);
	assert_int_equal(judge("GET", "/", HEADERS({ "Host", "[::1]:80" })), GUARD_FINE);
	assert_int_equal(judge("GET", "/", HEADERS(HOST, { "X-Tab", "a\tb" })), GUARD_FINE);
}

static void doubtful_framing_is_refused(void **state)
{
	static const struct {
		const char *method;
		struct header headers[4];
		enum guard_refusal refusal;
	} rows[] = {
		{ "POST", { HOST, { "Content-Length", "4" }, { "Content-Length", "5" } }, GUARD_LENGTH },
		{ "POST", { HOST, { "Content-Length", "4" }, { "Content-Length", "4" } }, GUARD_LENGTH },
		{ "POST", { HOST, { "Content-Length", "4" }, { "Transfer-Encoding", "chunked" } }, GUARD_TRANSFER_ENCODING },
		{ "POST", { HOST, { "Transfer-Encoding", "chunked" } }, GUARD_TRANSFER_ENCODING },
		{ "POST", { HOST, { "Transfer-Encoding", "identity" } }, GUARD_TRANSFER_ENCODING },
		{ "POST", { HOST, { "Content-Length", "+4" } }, GUARD_LENGTH },
		{ "POST", { HOST, { "Content-Length", "4, 4" } }, GUARD_LENGTH },
		{ "POST", { HOST, { "Content-Length", "0x4" } }, GUARD_LENGTH },
		{ "POST", { HOST, { "Content-Length", "" } }, GUARD_LENGTH },
		{ "POST", { HOST, { "Content-Length", "9999999999999" } }, GUARD_LENGTH },
		{ "POST", { HOST }, GUARD_LENGTH },
		{ "GET", { HOST, { "Content-Length", "4" } }, GUARD_LENGTH },
		{ "POST", { HOST, { "Content-Length ", "4" } }, GUARD_HEADER_NAME },
		{ "GET", { HOST, { "", "x" } }, GUARD_HEADER_NAME },
		{ "GET", { HOST, { "A(b)", "x" } }, GUARD_HEADER_NAME },
		{ "GET", { HOST, { "X-A", "a\rb" } }, GUARD_HEADER_VALUE },
		{ "GET", { HOST, { "X-A", "a\x01" } }, GUARD_HEADER_VALUE },
		{ "GET", { HOST, { "X-A", "\x7f" } }, GUARD_HEADER_VALUE },
		{ "GET", { HOST, HOST }, GUARD_HOST },
		{ "GET", { { "Accept", "x" } }, GUARD_HOST },
		{ "GET", { { "Host", "" } }, GUARD_HOST },
		{ "GET", { { "Host", "a/b" } }, GUARD_HOST },
		{ "GET", { { "Host", "a@b" } }, GUARD_HOST },
		{ "POST", { HOST, { "Content-Length", "65537" } }, GUARD_BODY_LONG },
	};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(judge(rows[i].method, "/", rows[i].headers), rows[i].refusal);
}

static void doubtful_targets_are_refused(void **state)
{
	static const char *const targets[] = { "", "menu", "http://other/", "*", "/a b", "/a\x01", "/a\x7f", "/a\xe7\x90\x86", "/a#b", "/a\tb" };
	(void)state;
	for (size_t i = 0; i < COUNT_OF(targets); i++)
		assert_int_equal(judge("GET", targets[i], HEADERS(HOST)), GUARD_TARGET);
	char longest[LIMIT_URL_BYTES + 2];
	memset(longest, 'a', sizeof(longest));
	longest[0] = '/';
	longest[LIMIT_URL_BYTES + 1] = 0;
	assert_int_equal(judge("GET", longest, HEADERS(HOST)), GUARD_TARGET_LONG);
	longest[LIMIT_URL_BYTES] = 0;
	assert_int_equal(judge("GET", longest, HEADERS(HOST)), GUARD_FINE);
}

static void too_many_headers_are_refused(void **state)
{
	struct guard guard = { 0 };
	(void)state;
	guard_header(&guard, TEXT("Host"), TEXT("a"));
	for (int i = 0; i < LIMIT_HEADER_COUNT; i++)
		guard_header(&guard, TEXT("X-A"), TEXT("b"));
	assert_int_equal(guard_verdict(&guard, TEXT("GET"), TEXT("HTTP/1.1"), TEXT("/")), GUARD_TOO_MANY_HEADERS);
	assert_int_equal(guard_status(GUARD_TOO_MANY_HEADERS), 431);
}

static void the_first_fault_is_the_one_named(void **state)
{
	(void)state;
	assert_int_equal(judge("POST", "bad", HEADERS(HOST, HOST, { "Content-Length", "x" })), GUARD_HOST);
}

static void a_line_not_ended_by_cr_lf_shows(void **state)
{
	static const char crlf[] = "Host\0\0a\0\0Accept\0\0b\0\0\0";
	static const char bare[] = "Host\0\0a\0Accept\0\0b\0\0\0";
	static const char last[] = "Host\0\0a\0\0\0GET"; /* a\n\r\nGET */
	struct guard guard = { .expected_next = crlf };
	(void)state;
	guard_header(&guard, (struct text){ crlf, 4 }, (struct text){ crlf + 6, 1 });
	guard_header(&guard, (struct text){ crlf + 9, 6 }, (struct text){ crlf + 17, 1 });
	assert_int_equal(guard_verdict(&guard, TEXT("GET"), TEXT("HTTP/1.1"), TEXT("/")), GUARD_FINE);
	guard = (struct guard){ .expected_next = last };
	guard_header(&guard, (struct text){ last, 4 }, (struct text){ last + 6, 1 });
	assert_int_equal(guard_verdict(&guard, TEXT("GET"), TEXT("HTTP/1.1"), TEXT("/")), GUARD_LINE_ENDS);
	guard = (struct guard){ .expected_next = bare };
	guard_header(&guard, (struct text){ bare, 4 }, (struct text){ bare + 6, 1 });
	guard_header(&guard, (struct text){ bare + 8, 6 }, (struct text){ bare + 16, 1 });
	assert_int_equal(guard.refusal, GUARD_LINE_ENDS);
}

static void a_request_line_cut_short_shows(void **state)
{
	static const char line[] = "GET\0/menu\0HTTP/1.1\0\0Host\0\0a\0\0\0";
	static const char longer[] = "GET\0/menu\0x\0HTTP/1.1\0\0";
	static const char bare[] = "GET\0/menu\0HTTP/1.1\0Host\0\0a\0";
	struct guard guard = { 0 };
	(void)state;
	guard_line(&guard, line + 9, (struct text){ line + 10, 8 });
	guard_header(&guard, (struct text){ line + 20, 4 }, (struct text){ line + 26, 1 });
	assert_int_equal(guard.refusal, GUARD_FINE);
	guard = (struct guard){ 0 };
	guard_line(&guard, longer + 9, (struct text){ longer + 12, 8 });
	assert_int_equal(guard.refusal, GUARD_TARGET);
	guard = (struct guard){ 0 };
	guard_line(&guard, bare + 9, (struct text){ bare + 10, 8 });
	guard_header(&guard, (struct text){ bare + 19, 4 }, (struct text){ bare + 25, 1 });
	assert_int_equal(guard.refusal, GUARD_LINE_ENDS);
}

static void paths_are_decoded_once(void **state)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(LIMIT_JOB_ARENA_BYTES);
	struct text path;
	(void)state;
	assert_true(guard_path(arena, TEXT("/"), &path));
	assert_true(text_equal(path, TEXT("/")));
	assert_true(guard_path(arena, TEXT("/menu/%E7%90%86?x=/../"), &path));
	assert_true(text_equal(path, TEXT("/menu/\xe7\x90\x86")));
	assert_true(guard_path(arena, TEXT("/%2541"), &path));
	assert_true(text_equal(path, TEXT("/%41")));
}

static void path_tricks_are_refused(void **state)
{
	static const char *const targets[] = { "/a%00b", "/%2e%2e/etc", "/../x", "/a/./b", "//other", "/a//b", "/a%2fb", "/a%5cb", "/a\\b",
		"/%", "/%4", "/%zz", "/%c0%af", "/%ff", "/%0d%0aX", "/%ed%a0%80", "", "a", "?x" };
	struct arena *arena CLEANUP(arena_done) = arena_make(LIMIT_JOB_ARENA_BYTES);
	struct text path = TEXT("untouched");
	(void)state;
	for (size_t i = 0; i < COUNT_OF(targets); i++) {
		assert_false(guard_path(arena, text_of(targets[i]), &path));
		assert_true(text_equal(path, TEXT("untouched")));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_messages_pass),
		cmocka_unit_test(doubtful_framing_is_refused),
		cmocka_unit_test(doubtful_targets_are_refused),
		cmocka_unit_test(too_many_headers_are_refused),
		cmocka_unit_test(the_first_fault_is_the_one_named),
		cmocka_unit_test(a_line_not_ended_by_cr_lf_shows),
		cmocka_unit_test(a_request_line_cut_short_shows),
		cmocka_unit_test(paths_are_decoded_once),
		cmocka_unit_test(path_tricks_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
