/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/ids.h"
#include "base/when.h"

#define NOW_MS INT64_C(1772690400000) /* 2026-03-05 14:00 local */
#define THREADS 4
#define IDS_EACH 20000

static int compare_ids(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a;
	int64_t right = *(const int64_t *)b;
	return (left > right) - (left < right);
}

static void assert_all_differ(int64_t *ids, size_t count)
{
	qsort(ids, count, sizeof(*ids), compare_ids);
	for (size_t i = 1; i < count; i++)
		assert_true(ids[i - 1] < ids[i]);
}

static void ids_grow_while_the_clock_stands(void **state UNUSED)
{
	int64_t last = ids_new(NOW_MS);
	for (int i = 0; i < 500000; i++) { /* past what 22 bits hold at this step */
		int64_t id = ids_new(NOW_MS);
		assert_true(id > last);
		last = id;
	}
	assert_true(ids_new(NOW_MS + 1) > last);
}

static void ids_grow_with_the_clock(void **state UNUSED)
{
	int64_t early = ids_new(NOW_MS + DAY_MS);
	assert_true(ids_new(NOW_MS + DAY_MS + 1) > early);
}

static void instants_met_again_still_get_other_ids(void **state UNUSED)
{
	static int64_t ids[40000];
	for (size_t i = 0; i < COUNT_OF(ids); i++)
		ids[i] = ids_new(NOW_MS - (int64_t)(i % 7) * MINUTE_MS);
	assert_all_differ(ids, COUNT_OF(ids));
}

static void *make_many(void *ids)
{
	for (size_t i = 0; i < IDS_EACH; i++)
		((int64_t *)ids)[i] = ids_new(NOW_MS + 2 * DAY_MS + (int64_t)(i % 3));
	return NULL;
}

static void threads_never_get_the_same_id(void **state UNUSED)
{
	static int64_t ids[THREADS * IDS_EACH];
	pthread_t threads[THREADS];
	for (size_t i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, make_many, ids + i * IDS_EACH), 0);
	for (size_t i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	assert_all_differ(ids, COUNT_OF(ids));
}

static void an_id_knows_its_instant(void **state UNUSED)
{
	ids_seed(1);
	assert_true(ids_time_ms(ids_new(NOW_MS)) == NOW_MS);
	assert_true(ids_time_ms(ids_new(0)) == INT64_C(1577836800000)); /* not before 2020 */
	assert_true(ids_new(-1) > 0);
	ids_seed(0);
}

static void the_first_id_of_an_instant_parts_earlier_from_later(void **state UNUSED)
{
	ids_seed(1);
	assert_true(ids_new(NOW_MS) >= ids_first(NOW_MS));
	assert_true(ids_new(NOW_MS - 1) < ids_first(NOW_MS));
	assert_int_equal(ids_first(NOW_MS) - ids_first(NOW_MS - 1), INT64_C(1) << 22);
	assert_int_equal(ids_first(-1), 1);
	ids_seed(0);
}

static void the_same_seed_gives_the_same_ids(void **state UNUSED)
{
	int64_t first[3];
	ids_seed(42);
	for (size_t i = 0; i < 3; i++)
		first[i] = ids_new(NOW_MS);
	ids_seed(42);
	for (size_t i = 0; i < 3; i++)
		assert_true(ids_new(NOW_MS) == first[i]);
	ids_seed(43);
	assert_true(ids_new(NOW_MS) != first[0]);
	ids_seed(0);
	assert_true(ids_new(NOW_MS) != first[0]);
}

static void written_ids_are_read_back(void **state UNUSED)
{
	static const int64_t ids[] = {1, 31, 32, INT64_C(1) << 40, INT64_MAX};
	for (size_t i = 0; i < COUNT_OF(ids); i++) {
		char written[ID_TEXT_LEN + 1];
		int64_t back = 0;
		ids_write(ids[i], written);
		assert_int_equal(strlen(written), ID_TEXT_LEN);
		assert_true(ids_read(text_of(written), &back));
		assert_true(back == ids[i]);
	}
}

static void written_ids_sort_like_the_ids(void **state UNUSED)
{
	char low[ID_TEXT_LEN + 1];
	char high[ID_TEXT_LEN + 1];
	ids_write(31, low);
	ids_write(32, high);
	assert_true(strcmp(low, high) < 0);
	ids_write(INT64_MAX, high);
	assert_true(strcmp(low, high) < 0);
}

static void ids_read_on_the_phone_are_forgiven_case_and_look_alikes(void **state UNUSED)
{
	int64_t plain = 0;
	int64_t typed = 0;
	assert_true(ids_read(TEXT("0000000010abc"), &plain));
	assert_true(ids_read(TEXT("OOOOooooIoABC"), &typed));
	assert_true(plain == typed);
	assert_true(ids_read(TEXT("00000000L0AbC"), &typed));
	assert_true(plain == typed);
}

static void anything_but_a_positive_id_is_refused(void **state UNUSED)
{
	static const char *const rows[] = {"", "1", "000000000001", "00000000000001", "0000000000000", "000000000000u", "000000000000-",
		" 000000000001", "000000000001 ", "8000000000000", "zzzzzzzzzzzzz", "g000000000000", "00000000000\xC3\xA9"};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int64_t id = 99;
		assert_false(ids_read(text_of(rows[i]), &id));
		assert_int_equal(id, 99);
	}
}

static void the_short_form_is_four_upper_case_characters(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1000);
	int64_t id = 0;
	assert_true(ids_read(TEXT("012345678k7q2"), &id));
	assert_text(ids_short(arena, id), "K7Q2");
	assert_text(ids_text(arena, id), "012345678k7q2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_grow_while_the_clock_stands),
		cmocka_unit_test(ids_grow_with_the_clock),
		cmocka_unit_test(instants_met_again_still_get_other_ids),
		cmocka_unit_test(threads_never_get_the_same_id),
		cmocka_unit_test(an_id_knows_its_instant),
		cmocka_unit_test(the_first_id_of_an_instant_parts_earlier_from_later),
		cmocka_unit_test(the_same_seed_gives_the_same_ids),
		cmocka_unit_test(written_ids_are_read_back),
		cmocka_unit_test(written_ids_sort_like_the_ids),
		cmocka_unit_test(ids_read_on_the_phone_are_forgiven_case_and_look_alikes),
		cmocka_unit_test(anything_but_a_positive_id_is_refused),
		cmocka_unit_test(the_short_form_is_four_upper_case_characters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
