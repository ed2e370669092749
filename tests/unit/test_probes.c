/* SPDX-License-Identifier: Apache-2.0
 *
 * Messages that two readers could understand differently, over a real socket:
 * each gets a refusal and the end of the connection, and what it tried to
 * smuggle is never answered.
 */
#include "unit.h"

#include <sys/socket.h>
#include <unistd.h>

#include "inn.h"
#include "web/call.h"
#include "web/form.h"
#include "web/reply.h"

#define STALLED 200

static int smuggled;
static int said;

static enum fail page_hello(struct call *call, struct reply *reply)
{
	said++;
	return reply_bytes(call, reply, "text/plain", TEXT_NONE, TEXT("hello"));
}

static enum fail page_smuggled(struct call *call, struct reply *reply)
{
	smuggled++;
	return reply_bytes(call, reply, "text/plain", TEXT_NONE, TEXT("smuggled"));
}

static size_t heard_points;

static enum fail page_sheet(struct call *call, struct reply *reply)
{
	heard_points = text_count_points(form_text(&call->form, "words"));
	return reply_bytes(call, reply, "text/plain", TEXT_NONE, TEXT("read"));
}

static const struct field sheet_fields[] = {{ .name = "words", .type = FIELD_NOTE, .max = LIMIT_ANSWERS_POINTS, .label = KEY_exports_one_paste }};
static const struct form form_sheet = FORM("sheet", sheet_fields);

static const struct route table[] = {
	{ .method = METHOD_GET, .path = "/hello", .who = WHO_ANYONE, .handler = page_hello, .help = "Says hello." },
	{ .method = METHOD_GET, .path = "/smuggled", .who = WHO_ANYONE, .handler = page_smuggled, .help = "Never reached." },
	{ .method = METHOD_POST, .path = "/hello", .who = WHO_ANYONE, .form = &form_none, .handler = page_hello, .is_tokenless = true,
		.help = "Says hello." },
	{ .method = METHOD_POST, .path = "/sheet", .who = WHO_ANYONE, .form = &form_sheet, .handler = page_sheet, .is_tokenless = true,
		.help = "Reads a sheet." },
};

static struct inn inn;

static int open_inn(void **state UNUSED)
{
	inn_open(&inn, table, COUNT_OF(table));
	return 0;
}

static int close_inn(void **state UNUSED)
{
	inn_close(&inn);
	return 0;
}

#define AFTER "GET /smuggled HTTP/1.1\r\nHost: house.test\r\n\r\n"
#define ORIGIN "Origin: http://house.test\r\nContent-Type: application/x-www-form-urlencoded\r\n"

struct probe {
	const char *name;
	struct text bytes;
	int status;
};

static const struct probe probes[] = {
	{ "two lengths", TEXT("POST /hello HTTP/1.1\r\nHost: house.test\r\n" ORIGIN "Content-Length: 0\r\nContent-Length: 48\r\n\r\n" AFTER), 400 },
	{ "two equal lengths", TEXT("POST /hello HTTP/1.1\r\nHost: house.test\r\n" ORIGIN "Content-Length: 0\r\nContent-Length: 0\r\n\r\n" AFTER), 400 },
	{ "length and chunks", TEXT("POST /hello HTTP/1.1\r\nHost: house.test\r\n" ORIGIN "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
		"0\r\n\r\n" AFTER), 411 },
	{ "unknown coding", TEXT("POST /hello HTTP/1.1\r\nHost: house.test\r\n" ORIGIN "Transfer-Encoding: xchunked\r\n\r\n" AFTER), 411 },
	{ "space before the colon", TEXT("POST /hello HTTP/1.1\r\nHost: house.test\r\n" ORIGIN "Content-Length : 48\r\n\r\n" AFTER), 400 },
	{ "two hosts", TEXT("GET /hello HTTP/1.1\r\nHost: house.test\r\nHost: other.test\r\n\r\n" AFTER), 400 },
	{ "no host", TEXT("GET /hello HTTP/1.1\r\nAccept: */*\r\n\r\n" AFTER), 400 },
	{ "bare line feeds", TEXT("GET /hello HTTP/1.1\r\nHost: house.test\nAccept: */*\nX-A: b\r\n\r\n" AFTER), 400 },
	{ "bare line feed behind the request line", TEXT("GET /hello HTTP/1.1\nHost: house.test\r\nConnection: close\r\n\r\n" AFTER), 400 },
	{ "bare line feed behind the last header", TEXT("GET /hello HTTP/1.1\r\nHost: house.test\r\nX-A: b\n\r\n" AFTER), 400 },
	{ "nothing but line feeds", TEXT("GET /hello HTTP/1.1\nHost: house.test\n\n" AFTER), 400 },
	{ "a raw NUL in the path", TEXT("GET /hello\0x HTTP/1.1\r\nHost: house.test\r\nConnection: close\r\n\r\n" AFTER), 400 },
	{ "a raw NUL in the query", TEXT("GET /hello?a=b\0x HTTP/1.1\r\nHost: house.test\r\nConnection: close\r\n\r\n" AFTER), 400 },
	{ "folded header", TEXT("GET /hello HTTP/1.1\r\nHost: house.test\r\nX-A: b\r\n c\r\nX-B: d\r\n\r\n" AFTER), 400 },
	{ "NUL in the path", TEXT("GET /hello%00b HTTP/1.1\r\nHost: house.test\r\nConnection: close\r\n\r\n"), 400 },
	{ "body on a GET", TEXT("GET /hello HTTP/1.1\r\nHost: house.test\r\nContent-Length: 48\r\n\r\n" AFTER), 400 },
	{ "signed length", TEXT("POST /hello HTTP/1.1\r\nHost: house.test\r\n" ORIGIN "Content-Length: +0\r\n\r\n" AFTER), 400 },
	{ "list as length", TEXT("POST /hello HTTP/1.1\r\nHost: house.test\r\n" ORIGIN "Content-Length: 0, 0\r\n\r\n" AFTER), 400 },
	{ "no length", TEXT("POST /hello HTTP/1.1\r\nHost: house.test\r\n" ORIGIN "\r\n" AFTER), 400 },
	{ "control byte in a value", TEXT("GET /hello HTTP/1.1\r\nHost: house.test\r\nX-A: b\001c\r\nX-B: d\r\n\r\n" AFTER), 400 },
	{ "space in a name", TEXT("GET /hello HTTP/1.1\r\nHost: house.test\r\nX A: b\r\n\r\n" AFTER), 400 },
	{ "whole URL as target", TEXT("GET http://house.test/hello HTTP/1.1\r\nHost: house.test\r\n\r\n" AFTER), 400 },
	{ "a hundred megabytes announced", TEXT("POST /hello HTTP/1.1\r\nHost: house.test\r\n" ORIGIN "Content-Length: 104857600\r\n\r\n"), 413 },
	{ "body too long", TEXT("POST /hello HTTP/1.1\r\nHost: house.test\r\n" ORIGIN "Content-Length: 65537\r\n\r\n"), 413 },
};

static void every_probe_is_refused_and_smuggles_nothing(void **state UNUSED)
{
	for (size_t i = 0; i < COUNT_OF(probes); i++) {
		smuggled = 0;
		said = 0;
		struct heard heard = inn_send(&inn, probes[i].bytes);
		/* The library itself refuses a missing host, and says so twice. */
		if (heard.status != probes[i].status || heard_says(&heard, "HTTP/1.1 2") || smuggled || said)
			fail_msg("%s: status %d, %d answers, %d smuggled, %d said: %.*s", probes[i].name, heard.status, heard.answers, smuggled, said,
				TEXT_ARGS(heard.all));
	}
}

static void refusals_close_and_carry_the_safety_headers(void **state UNUSED)
{
	struct heard heard = inn_send(&inn, probes[0].bytes);
	assert_true(text_equal_nocase(heard_header(&heard, "Connection"), TEXT("close")));
	assert_text(heard_header(&heard, "X-Content-Type-Options"), "nosniff");
	assert_true(text_starts_with(heard_header(&heard, "Content-Security-Policy"), TEXT("default-src 'none'")));
	assert_text(heard_header(&heard, "Content-Type"), "application/problem+json");
}

static void plain_messages_are_answered_one_after_the_other(void **state UNUSED)
{
	struct heard heard = inn_send(&inn, TEXT("GET /hello HTTP/1.1\r\nHost: house.test\r\n\r\nGET /hello HTTP/1.1\r\nHost: house.test\r\n"
		"Accept: */*\r\nX-A:  padded \r\nConnection: close\r\n\r\n"));
	assert_int_equal(heard.status, 200);
	assert_int_equal(heard.answers, 2);
	heard = inn_send(&inn, TEXT("POST /hello HTTP/1.1\r\nHost: house.test\r\n" ORIGIN "Content-Length: 0\r\nConnection: close\r\n\r\n"));
	assert_int_equal(heard.status, 200);
}

static void many_ordinary_headers_pass(void **state UNUSED)
{
	struct buffer bytes CLEANUP(buffer_done) = buffer_make(16384);
	buffer_add_literal(&bytes, "GET /hello HTTP/1.1\r\nHost: house.test\r\nConnection: close\r\n");
	for (int i = 0; i < 40; i++)
		buffer_add_format(&bytes, "X-Header-%d: a value of some length, with \"quotes\"; and=more\r\n", i);
	buffer_add_literal(&bytes, "\r\n");
	struct text text;
	assert_int_equal(buffer_text(&bytes, &text), OK);
	assert_int_equal(inn_send(&inn, text).status, 200);
}

static void stalled_callers_keep_nobody_waiting(void **state UNUSED)
{
	static const struct text halves[] = { TEXT(""), TEXT("GET /he"), TEXT("GET /hello HTTP/1.1\r\nHost: hou"),
		TEXT("POST /hello HTTP/1.1\r\nHost: house.test\r\n" ORIGIN "Content-Length: 48\r\n\r\nhalf of") };
	int lines[STALLED];
	for (size_t i = 0; i < STALLED; i++)
		lines[i] = inn_stall(&inn, halves[i % COUNT_OF(halves)]);
	for (size_t i = 0; i < 16; i++) /* more than there are threads */
		assert_int_equal(inn_get(&inn, "/hello", TEXT_NONE).status, 200);
	char byte;
	for (size_t i = 0; i < STALLED; i++) {
		assert_int_equal(recv(lines[i], &byte, 1, MSG_DONTWAIT), -1); /* still open, still waiting for the rest */
		(void)close(lines[i]);
	}
}

static void a_long_body_is_refused_before_it_is_sent(void **state UNUSED)
{
	char answer[64] = "";
	int line = inn_stall(&inn, TEXT("POST /hello HTTP/1.1\r\nHost: house.test\r\n" ORIGIN "Content-Length: 104857600\r\n\r\nfirst"));
	assert_true(recv(line, answer, sizeof(answer) - 1, 0) > 0);
	assert_true(text_starts_with(text_of(answer), TEXT("HTTP/1.1 413 ")));
	(void)close(line);
}

/* A form of so many characters outside ASCII to a path; nine bytes each. */
static struct heard send_long(const char *path, const char *accept, size_t points)
{
	struct buffer bytes CLEANUP(buffer_done) = buffer_make(LIMIT_BODY_HEARD_BYTES * 2);
	struct text whole;
	buffer_add_format(&bytes, "POST %s HTTP/1.1\r\nHost: house.test\r\nConnection: close\r\nAccept: %s\r\n" ORIGIN "Content-Length: %zu\r\n\r\nwords=", path,
		accept, 6 + 9 * points);
	for (size_t i = 0; i < points; i++)
		buffer_add_literal(&bytes, "%E4%B8%AD");
	assert_int_equal(buffer_text(&bytes, &whole), OK);
	heard_points = 0;
	return inn_send(&inn, whole);
}

static void what_a_field_may_hold_a_body_may_too(void **state UNUSED)
{
	assert_int_equal(send_long("/sheet", "*/*", LIMIT_ANSWERS_POINTS).status, 200);
	assert_int_equal(heard_points, LIMIT_ANSWERS_POINTS);
	assert_int_equal(send_long("/sheet", "*/*", LIMIT_ANSWERS_POINTS + 1).status, 422); /* said beside its field */
	assert_int_equal(heard_points, 0);
	for (size_t i = 0; i < LIMIT_BODIES_LARGE; i++) /* none stays counted */
		assert_int_equal(send_long("/sheet", "*/*", LIMIT_BODY_BYTES / 9 + 1).status, 200);
	assert_int_equal(send_long("/hello", "*/*", LIMIT_BODY_BYTES / 9 + 1).status, 413); /* no form takes as much there */
	assert_int_equal(send_long("/sheet", "*/*", LIMIT_BODY_LARGE_BYTES / 9 + 1).status, 413);
}

static void no_more_large_bodies_than_there_is_room_for(void **state UNUSED)
{
	int lines[LIMIT_BODIES_LARGE];
	for (size_t i = 0; i < LIMIT_BODIES_LARGE; i++)
		lines[i] = inn_stall(&inn, TEXT("POST /sheet HTTP/1.1\r\nHost: house.test\r\n" ORIGIN "Content-Length: 300000\r\n\r\nwords="));
	assert_int_equal(inn_get(&inn, "/hello", TEXT_NONE).status, 200);
	int line = inn_stall(&inn, TEXT("POST /sheet HTTP/1.1\r\nHost: house.test\r\n" ORIGIN "Content-Length: 300000\r\n\r\nwords="));
	char answer[64] = "";
	assert_true(recv(line, answer, sizeof(answer) - 1, 0) > 0);
	assert_true(text_starts_with(text_of(answer), TEXT("HTTP/1.1 413 ")));
	(void)close(line);
	for (size_t i = 0; i < LIMIT_BODIES_LARGE; i++)
		(void)close(lines[i]);
}

static void a_browser_is_told_in_words_what_to_do(void **state UNUSED)
{
	struct heard heard = send_long("/sheet", "text/html", LIMIT_BODY_LARGE_BYTES / 9 + 1);
	assert_int_equal(heard.status, 413);
	assert_true(text_starts_with(heard_header(&heard, "Content-Type"), TEXT("text/html")));
	assert_true(heard_says(&heard, "请退回上一页"));
	assert_int_equal(heard_points, 0);
	heard = send_long("/hello", "text/html", LIMIT_BODY_BYTES / 9 + 1);
	assert_int_equal(heard.status, 413);
	assert_true(heard_says(&heard, "请退回上一页"));
}

static void no_form_wants_more_than_is_taken(void **state UNUSED)
{
	size_t large = 0;
	for (size_t i = 0; i < routes_count; i++) {
		if (routes[i].form == NULL)
			continue;
		int64_t most = form_bytes_most(routes[i].form);
		if (most < LIMIT_BODY_BYTES || most > LIMIT_BODY_LARGE_BYTES)
			fail_msg("%s may weigh %lld bytes", routes[i].path, (long long)most);
		large += most > LIMIT_BODY_BYTES;
	}
	assert_true(large > 0 && large < 5); /* sheets and mappings */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_probe_is_refused_and_smuggles_nothing),
		cmocka_unit_test(refusals_close_and_carry_the_safety_headers),
		cmocka_unit_test(plain_messages_are_answered_one_after_the_other),
		cmocka_unit_test(many_ordinary_headers_pass),
		cmocka_unit_test(stalled_callers_keep_nobody_waiting),
		cmocka_unit_test(a_long_body_is_refused_before_it_is_sent),
		cmocka_unit_test(what_a_field_may_hold_a_body_may_too),
		cmocka_unit_test(a_browser_is_told_in_words_what_to_do),
		cmocka_unit_test(no_form_wants_more_than_is_taken),
		cmocka_unit_test(no_more_large_bodies_than_there_is_room_for),
	};
	return cmocka_run_group_tests(tests, open_inn, close_inn);
}
