/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <sodium.h>

#include "base/arena.h"
#include "base/limits.h"
#include "web/throttle.h"

#define START_MS INT64_C(1767225600000)

static struct arena *owner;
static struct throttle *throttle;

static int begin(void **state)
{
	(void)state;
	owner = arena_make(LIMIT_JOB_ARENA_BYTES);
	throttle = throttle_make(owner);
	return sodium_init() < 0 || !throttle;
}

static int end(void **state)
{
	(void)state;
	throttle_done(throttle);
	arena_free(owner);
	return 0;
}

static void fail_times(const char *account, const char *address, int times)
{
	for (int i = 0; i < times; i++)
		throttle_fail(throttle, text_of(account), text_of(address), START_MS);
}

static int wait_s(const char *account, const char *address, int64_t after_ms)
{
	int wait_s = throttle_enter_s(throttle, text_of(account), text_of(address), START_MS + after_ms);
	if (wait_s == 0)
		throttle_leave(throttle, text_of(account), text_of(address), START_MS + after_ms);
	return wait_s;
}

static void a_few_mistakes_cost_nothing(void **state)
{
	(void)state;
	fail_times("li", "10.0.0.1", THROTTLE_ACCOUNT_FAILURES - 1);
	assert_int_equal(wait_s("li", "10.0.0.1", 0), 0);
}

static void the_fifth_mistake_makes_wait_and_more_make_wait_longer(void **state)
{
	(void)state;
	fail_times("li", "10.0.0.1", THROTTLE_ACCOUNT_FAILURES);
	int first_s = wait_s("li", "10.0.0.1", 0);
	assert_int_equal(first_s, 2);
	assert_int_equal(wait_s("li", "10.0.0.1", 2 * SECOND_MS), 0);
	fail_times("li", "10.0.0.1", 3);
	assert_true(wait_s("li", "10.0.0.1", 0) > first_s);
	fail_times("li", "10.0.0.1", 50);
	assert_int_equal(wait_s("li", "10.0.0.1", 0), THROTTLE_WAIT_MOST_MS / SECOND_MS);
}

static void nobody_can_lock_another_person_out(void **state)
{
	(void)state;
	fail_times("li", "10.0.0.1", 500);
	assert_true(wait_s("li", "10.0.0.2", 0) <= THROTTLE_ACCOUNT_WAIT_MS / SECOND_MS);
	assert_int_equal(wait_s("li", "10.0.0.2", THROTTLE_ACCOUNT_WAIT_MS), 0);
	assert_int_equal(wait_s("wang", "10.0.0.2", 0), 0);
}

static void one_address_trying_many_names_waits(void **state)
{
	(void)state;
	char account[2] = "a";
	for (int i = 0; i < THROTTLE_ADDRESS_FAILURES; i++, account[0]++)
		fail_times(account, "10.0.0.9", 1);
	assert_true(wait_s("somebody", "10.0.0.9", 0) > 0);
	assert_int_equal(wait_s("somebody", "10.0.0.8", 0), 0);
}

static void after_a_quarter_of_an_hour_all_is_forgotten(void **state)
{
	(void)state;
	fail_times("li", "10.0.0.1", 40);
	assert_int_equal(wait_s("li", "10.0.0.1", THROTTLE_WINDOW_MS), 0);
}

static void the_right_password_forgets_the_mistakes(void **state)
{
	(void)state;
	fail_times("li", "10.0.0.1", THROTTLE_ACCOUNT_FAILURES);
	throttle_pass(throttle, TEXT("li"), TEXT("10.0.0.1"));
	assert_int_equal(wait_s("li", "10.0.0.1", 0), 0);
}

/* Tries that are under way count before any of them was found to be wrong; of those that were right nothing stays. */
static void many_at_once_are_no_more_than_one_after_the_other(void **state)
{
	int looked_at = 0;
	(void)state;
	for (int i = 0; i < 3 * THROTTLE_ACCOUNT_FAILURES; i++)
		looked_at += throttle_enter_s(throttle, TEXT("li"), TEXT("10.0.0.1"), START_MS) == 0;
	assert_int_equal(looked_at, THROTTLE_ACCOUNT_FAILURES);
	assert_int_equal(wait_s("li", "10.0.0.1", 0), 2);
	for (int i = 0; i < looked_at; i++)
		throttle_leave(throttle, TEXT("li"), TEXT("10.0.0.1"), START_MS);
	assert_int_equal(wait_s("li", "10.0.0.1", 0), 0);
	throttle_leave(throttle, TEXT("li"), TEXT("10.0.0.1"), START_MS);
	fail_times("li", "10.0.0.1", THROTTLE_ACCOUNT_FAILURES);
	assert_int_equal(throttle_enter_s(throttle, TEXT("li"), TEXT("10.0.0.1"), START_MS), 2);
	assert_int_equal(throttle_enter_s(throttle, TEXT("li"), TEXT("10.0.0.1"), START_MS + 2 * SECOND_MS), 0);
	assert_int_equal(wait_s("li", "10.0.0.1", 2 * SECOND_MS), 4);
}

/* Who was right takes away her own try only: what others have brought on stays. */
static void a_right_one_ends_no_wait_of_others(void **state)
{
	(void)state;
	assert_int_equal(throttle_enter_s(throttle, TEXT("li"), TEXT("10.0.0.1"), START_MS), 0);
	fail_times("li", "10.0.0.1", THROTTLE_ACCOUNT_FAILURES);
	throttle_leave(throttle, TEXT("li"), TEXT("10.0.0.1"), START_MS);
	assert_true(wait_s("li", "10.0.0.1", 0) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_few_mistakes_cost_nothing, begin, end),
		cmocka_unit_test_setup_teardown(the_fifth_mistake_makes_wait_and_more_make_wait_longer, begin, end),
		cmocka_unit_test_setup_teardown(nobody_can_lock_another_person_out, begin, end),
		cmocka_unit_test_setup_teardown(one_address_trying_many_names_waits, begin, end),
		cmocka_unit_test_setup_teardown(after_a_quarter_of_an_hour_all_is_forgotten, begin, end),
		cmocka_unit_test_setup_teardown(the_right_password_forgets_the_mistakes, begin, end),
		cmocka_unit_test_setup_teardown(a_right_one_ends_no_wait_of_others, begin, end),
		cmocka_unit_test_setup_teardown(many_at_once_are_no_more_than_one_after_the_other, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
