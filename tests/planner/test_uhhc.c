/* SPDX-License-Identifier: Apache-2.0
 *
 * Unified home health care: one instance small enough to count by hand, and
 * each thing that a file may not say.
 */
#include "../unit/unit.h"

#include "formats.h"

#define COSTS "\"cost_components\": {\"travel_time\": 2, \"total_tardiness\": 3, \"caregiver_preferences\": 7, \"optional_patients\": 50}"
#define START "{\"metadata\": {\"time_window_met\": \"at_service_start\", " COSTS "}, "
#define END "{\"metadata\": {\"time_window_met\": \"at_service_end\", " COSTS "}, "
#define PLACES "\"distances\": [[0, 10, 20], [10, 0, 10], [20, 10, 0]], \"terminal_points\": [{\"id\": \"d0\", \"distance_matrix_index\": 0}], " \
	"\"services\": [{\"id\": \"s0\"}, {\"id\": \"s1\"}], "
#define CAREGIVER(id, abilities) "{\"id\": \"" id "\", \"abilities\": [" abilities "], \"departing_point\": \"d0\", \"arrival_point\": \"d0\", " \
	"\"working_shift\": {\"start\": 0, \"end\": 600}}"
#define BOTH "\"caregivers\": [" CAREGIVER("x", "\"s0\", \"s1\"") ", " CAREGIVER("y", "\"s1\"") "], "
#define PATIENT(place, services, windows, rest) "{\"id\": \"p\", \"required_services\": [" services "], \"distance_matrix_index\": " place \
	", \"time_windows\": [" windows "]" rest "}"
#define S0 "{\"service\": \"s0\", \"duration\": 30}"
#define S1 "{\"service\": \"s1\", \"duration\": 30}"
#define DAY "{\"start\": 0, \"end\": 300}"
#define WHOLE(head, patients) head PLACES BOTH "\"patients\": [" patients "]}"

static void expect(const char *content, const char *begin)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 26);
	assert_begins(solve(arena, "uhhc", content, 0), begin);
}

#define COST "travel, lateness, preferences and optional patients cost "

static void what_it_costs_can_be_counted_by_hand(void **state)
{
	(void)state;
	/* There and back: 20 minutes at 2. */
	expect(WHOLE(START, PATIENT("1", S1, DAY, "")), COST "40, at least 40; visits left 0, largest lateness 0, waiting 0, longest 0");
	/* Another than the preferred caregiver costs 7 more; here it is the one who may. */
	expect(WHOLE(START, PATIENT("1", S1, DAY, ", \"preferred_caregivers\": [\"y\"]")), COST "40, at least 40; visits left 0");
	expect(WHOLE(START, PATIENT("1", S0, DAY, ", \"preferred_caregivers\": [\"y\"]")), COST "47, at least 47; visits left 0");
	expect(WHOLE(START, PATIENT("1", S1, DAY, ", \"preferred_caregivers\": [\"y\"], \"incompatible_caregivers\": [\"y\"]")),
		COST "47, at least 47; visits left 0");
	/* An optional patient is left when the way costs more than the 50: 80 for the far one. */
	expect(WHOLE(START, PATIENT("1", S1, DAY, ", \"optional\": true")), COST "40, at least 40; visits left 0");
	expect(WHOLE(START, PATIENT("2", S1, DAY, ", \"optional\": true")), COST "50, at least 50; visits left 1");
}

static void windows_and_lateness_are_kept(void **state)
{
	(void)state;
	/* Reached at 10, five minutes late for a start by 5; the whole service by 5 is not even a window. */
	expect(WHOLE(START, PATIENT("1", S1, "{\"start\": 0, \"end\": 5}", "")), COST "55, at least 55; visits left 0, largest lateness 5");
	expect(WHOLE(END, PATIENT("1", S1, "{\"start\": 0, \"end\": 35}", "")), COST "55, at least 55; visits left 0, largest lateness 5");
	expect(WHOLE(END, PATIENT("1", S1, "{\"start\": 0, \"end\": 40}", "")), COST "40, at least 40; visits left 0, largest lateness 0");
	/* Windows may touch, not overlap. */
	expect(WHOLE(START, PATIENT("1", S1, "{\"start\": 0, \"end\": 5}, {\"start\": 5, \"end\": 9}", "")), COST "43, at least 43; visits left 0");
	/* The second window is as good as the first. */
	expect(WHOLE(START, PATIENT("1", S1, "{\"start\": 0, \"end\": 5}, {\"start\": 100, \"end\": 110}", "")), COST "40, at least 40; visits left 0");
}

static void two_services_of_one_patient_hang_together(void **state)
{
	(void)state;
	/* At the same time it takes both caregivers; independently one is enough. */
	expect(WHOLE(START, PATIENT("1", S0 ", " S1, DAY, ", \"synchronization\": {\"type\": \"simultaneous\"}")), COST "80, at least ");
	expect(WHOLE(START, PATIENT("1", S0 ", " S1, DAY, ", \"synchronization\": {\"type\": \"independent\"}")), COST "40, at least 40; visits left 0");
	expect(WHOLE(START, PATIENT("1", S0 ", " S1, DAY, ", \"synchronization\": {\"type\": \"sequential\", \"distance\": {\"min\": 20, \"max\": 40}}")),
		COST "80, at least ");
	/* Only x can do s0, so two of them at once cannot be. */
	expect(WHOLE(START, PATIENT("1", S0 ", " S0, DAY, ", \"synchronization\": {\"type\": \"simultaneous\"}")), COST "10000000, ");
}

static void broken_files_are_refused_with_the_place(void **state)
{
	static const struct { const char *content, *error; } rows[] = {
		{"{\n\n", "line 3: "}, {"{}", "1 to 1000 patients and caregivers"},
		{"{" PLACES BOTH "\"patients\": [" PATIENT("1", S0, DAY, "") "]}", "metadata: cost_components is missing"},
		{START "\"distances\": [], " BOTH "\"patients\": [" PATIENT("1", S0, DAY, "") "]}", "distances: a square of numbers is expected"},
		{START "\"distances\": [[0, 1], [2]], " BOTH "\"patients\": [" PATIENT("1", S0, DAY, "") "]}", "distances[1]: a row of whole minutes"},
		{START "\"distances\": [[0.5]], " BOTH "\"patients\": [" PATIENT("1", S0, DAY, "") "]}", "distances[0]: a row of whole minutes"},
		{START PLACES "\"caregivers\": [{\"departing_point\": \"d0\", \"arrival_point\": \"d1\"}], \"patients\": [" PATIENT("1", S0, DAY, "") "]}",
			"caregivers[0]: a shift that ends elsewhere"},
		{START PLACES "\"caregivers\": [{\"departing_point\": \"d7\", \"arrival_point\": \"d7\"}], \"patients\": [" PATIENT("1", S0, DAY, "") "]}",
			"caregivers[0]: departing_point is not in terminal_points"},
		{START PLACES "\"caregivers\": [{\"departing_point\": \"d0\", \"arrival_point\": \"d0\"}], \"patients\": [" PATIENT("1", S0, DAY, "") "]}",
			"caregivers[0]: working_shift has a start and a later end"},
		{START PLACES "\"caregivers\": [" CAREGIVER("x", "\"s9\"") "], \"patients\": [" PATIENT("1", S0, DAY, "") "]}", "caregivers[0]: an ability is not in"},
		{WHOLE(START, PATIENT("3", S0, DAY, "")), "patients[0]: one or two required_services and a distance_matrix_index"},
		{WHOLE(START, PATIENT("1", "", DAY, "")), "patients[0]: one or two required_services and a distance_matrix_index"},
		{WHOLE(START, PATIENT("1", "{\"service\": \"s9\", \"duration\": 30}", DAY, "")), "patients[0]: a service is not in services"},
		{WHOLE(START, PATIENT("1", "{\"service\": \"s0\", \"duration\": 0}", DAY, "")), "patients[0]: a service is not in services, or has no duration"},
		{WHOLE(START, PATIENT("1", S0, "", "")), "patients[0]: one or two time_windows"},
		{WHOLE(START, PATIENT("1", S0, DAY ", {\"start\": 200, \"end\": 400}", "")), "patients[0]: one or two time_windows, apart"},
		{WHOLE(END, PATIENT("1", S0, "{\"start\": 0, \"end\": 29}", "")), "patients[0]: a window is shorter than the service"},
		{WHOLE(START, PATIENT("1", S0 ", " S1, DAY, ", \"synchronization\": {\"type\": \"never\"}")), "patients[0]: synchronization is"},
		{WHOLE(START, PATIENT("1", S0 ", " S1, DAY, ", \"synchronization\": {\"type\": \"sequential\"}")), "patients[0]: distance has a min and a max"}};
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		expect(rows[i].content, rows[i].error);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(what_it_costs_can_be_counted_by_hand), cmocka_unit_test(windows_and_lateness_are_kept),
		cmocka_unit_test(two_services_of_one_patient_hang_together), cmocka_unit_test(broken_files_are_refused_with_the_place)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
