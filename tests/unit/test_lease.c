/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "clock/lease.h"
#include "town.h"

#define FOR_MS 90000

static bool takes(struct town *town, const struct lease *lease)
{
	bool is_ours = false;
	assert_int_equal(lease_take(town->house.store, lease, town->now_ms, FOR_MS, &is_ours), OK);
	return is_ours;
}

static void one_copy_at_a_time_keeps_time(void **state UNUSED)
{
	struct town town;
	town_open(&town);
	struct lease first = lease_make(town.house.centre_id, TEXT("clock")), second = lease_make(town.house.centre_id, TEXT("clock"));
	struct lease other_work = lease_make(town.house.centre_id, TEXT("other"));
	assert_true(first.holder != second.holder);
	assert_true(takes(&town, &first));
	assert_false(takes(&town, &second));
	assert_true(takes(&town, &other_work));
	town.now_ms += FOR_MS - 1;
	assert_false(takes(&town, &second));
	assert_true(takes(&town, &first)); /* prolonged */
	town.now_ms += 1;
	assert_false(takes(&town, &second));
	town.now_ms += FOR_MS - 1; /* the first fell silent */
	assert_true(takes(&town, &second));
	assert_false(takes(&town, &first)); /* it comes back and finds another */
	town_close(&town);
}

static void a_lease_given_back_is_free_at_once(void **state UNUSED)
{
	struct town town;
	town_open(&town);
	struct lease first = lease_make(town.house.centre_id, TEXT("clock")), second = lease_make(town.house.centre_id, TEXT("clock"));
	assert_true(takes(&town, &first));
	assert_int_equal(lease_end(town.house.store, &second), OK); /* not its to give */
	assert_false(takes(&town, &second));
	assert_int_equal(lease_end(town.house.store, &first), OK);
	assert_true(takes(&town, &second));
	town_close(&town);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_copy_at_a_time_keeps_time),
		cmocka_unit_test(a_lease_given_back_is_free_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
