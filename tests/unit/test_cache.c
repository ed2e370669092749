/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/limits.h"
#include "web/cache.h"
#include "web/fresh.h"
#include "web/request.h"

static struct arena *owner;
static struct cache *cache;
static int released;

static void release(struct cached_page *page)
{
	released++;
	buffer_done(&page->body);
}

static int begin(void **state)
{
	(void)state;
	released = 0;
	owner = arena_make(LIMIT_JOB_ARENA_BYTES);
	cache = cache_make(owner, release);
	return sodium_init() < 0 || !cache;
}

static int end(void **state)
{
	(void)state;
	cache_done(cache);
	arena_free(owner);
	return 0;
}

static void see(void *context, const struct cached_page *page)
{
	*(size_t *)context = page->row;
}

static size_t look(struct cache_key key, uint64_t version, int64_t minute)
{
	size_t row = 0;
	return cache_use(cache, key, (struct cache_stamp){ version, minute }, see, &row) ? row : 0;
}

static void keep(struct cache_key key, uint64_t version, int64_t minute, size_t row, size_t bytes)
{
	struct cached_page page = { .row = row, .bytes = bytes };
	cache_put(cache, key, (struct cache_stamp){ version, minute }, &page);
}

static struct request request_of(const char *target, const char *cookie)
{
	return (struct request){ .target = text_of(target), .cookie = text_of(cookie), .accept = TEXT("text/html"),
		.accept_language = TEXT("zh") };
}

static void a_page_is_good_until_a_write_or_the_next_minute(void **state)
{
	const struct cache_key key = { 1, 2 };
	(void)state;
	keep(key, 7, 100, 5, 10);
	assert_int_equal(look(key, 7, 100), 5);
	assert_int_equal(look(key, 8, 100), 0);
	assert_int_equal(look(key, 7, 101), 0);
	assert_int_equal(look((struct cache_key){ 1, 3 }, 7, 100), 0);
}

static void another_session_language_or_address_is_another_page(void **state)
{
	(void)state;
	struct request request = request_of("/desk", "__Host-session=a");
	struct cache_key key = cache_key_of(cache, &request);
	keep(key, 1, 1, 9, 10);
	assert_int_equal(look(cache_key_of(cache, &request), 1, 1), 9);
	struct request others[] = { request_of("/desk", "__Host-session=b"), request_of("/desk?", "__Host-session=a"),
		request_of("/desk", ""), request_of("/desk__Host", "-session=a"), request, request };
	others[4].accept = TEXT("application/json");
	others[5].accept_language = TEXT("en");
	for (size_t i = 0; i < COUNT_OF(others); i++)
		assert_int_equal(look(cache_key_of(cache, &others[i]), 1, 1), 0);
}

static void a_new_page_takes_the_place_of_the_old_one(void **state)
{
	const struct cache_key key = { 1, 2 };
	(void)state;
	keep(key, 1, 1, 5, 10);
	keep(key, 2, 1, 6, 20);
	assert_int_equal(look(key, 2, 1), 6);
	assert_int_equal(released, 1);
	assert_int_equal(cache_bytes(cache), 20);
}

static void memory_stays_below_its_limit(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < 3000; i++) {
		keep((struct cache_key){ i, i }, 1, 1, 1, 100 * 1024);
		assert_true(cache_bytes(cache) <= CACHE_BYTES_MAX);
	}
	assert_true(released > 2900);
}

static void a_page_too_large_is_not_kept(void **state)
{
	const struct cache_key key = { 1, 2 };
	(void)state;
	keep(key, 1, 1, 5, CACHE_BYTES_MAX);
	assert_int_equal(look(key, 1, 1), 0);
	assert_int_equal(released, 1);
}

static void form_keys_are_new_at_every_mark(void **state)
{
	static const char mark[] = "0123456789abcdef0123456789abcdef";
	char body[200];
	uint32_t marks[CACHE_MARKS_MAX];
	bool is_all = false;
	(void)state;
	(void)memset(body, 'x', sizeof(body));
	memcpy(body + 10, mark, MARK_CHARS);
	memcpy(body + 100, mark, MARK_CHARS);
	size_t count = fresh_find((struct text){ mark, MARK_CHARS }, (struct text){ body, sizeof(body) }, marks, &is_all);
	assert_true(is_all);
	assert_int_equal(count, 2);
	assert_int_equal(marks[0], 10);
	assert_int_equal(marks[1], 100);
	fresh_fill(body, marks, count);
	assert_memory_not_equal(body + 10, mark, MARK_CHARS);
	assert_memory_not_equal(body + 10, body + 100, MARK_CHARS);
	assert_int_equal(body[9], 'x');
	assert_int_equal(body[10 + MARK_CHARS], 'x');
}

static void tags_compare_weakly_and_only_when_whole(void **state)
{
	char strong[ETAG_CHARS];
	char weak[ETAG_CHARS];
	(void)state;
	fresh_etag(strong, TEXT("body"), false);
	fresh_etag(weak, TEXT("body"), true);
	assert_int_equal(strong[0], '"');
	assert_int_equal(weak[0], 'W');
	assert_true(fresh_is_unchanged(text_of(strong), weak));
	assert_true(fresh_is_unchanged(text_of(weak), strong));
	assert_true(fresh_is_unchanged(TEXT("\"a\", *"), strong));
	assert_false(fresh_is_unchanged(TEXT_NONE, strong));
	assert_false(fresh_is_unchanged(text_slice(text_of(strong), 0, 10), strong));
	char other[ETAG_CHARS];
	fresh_etag(other, TEXT("bodz"), false);
	assert_false(fresh_is_unchanged(text_of(other), strong));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_page_is_good_until_a_write_or_the_next_minute, begin, end),
		cmocka_unit_test_setup_teardown(another_session_language_or_address_is_another_page, begin, end),
		cmocka_unit_test_setup_teardown(a_new_page_takes_the_place_of_the_old_one, begin, end),
		cmocka_unit_test_setup_teardown(memory_stays_below_its_limit, begin, end),
		cmocka_unit_test_setup_teardown(a_page_too_large_is_not_kept, begin, end),
		cmocka_unit_test_setup_teardown(form_keys_are_new_at_every_mark, begin, end),
		cmocka_unit_test_setup_teardown(tags_compare_weakly_and_only_when_whole, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
