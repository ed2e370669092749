/* SPDX-License-Identifier: Apache-2.0
 *
 * Problems and plans as files: a whole one read, planned, written, read again
 * and checked; and what is refused, with the place in the message. The public
 * formats on small instances written here by hand.
 */
#include "../unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "formats.h"
#include "planner/checker.h"

#define VOLUNTEER "{\"id\": \"li\", \"x_m\": 0, \"y_m\": 0, \"skills\": [\"care\"], \"free\": [[0, 9000], [20000, 30000]]}"
#define DUTY "{\"id\": \"visit\", \"x_m\": 300, \"y_m\": 0, \"duration_s\": 1800, \"weight\": 5000000, \"skills\": [\"care\"], \"windows\": [[0, 4000]]}"
#define WHOLE(volunteers, duties, rest) "{\"volunteers\": [" volunteers "], \"duties\": [" duties "]" rest "}"

static void a_file_is_planned_written_and_read_again(void **state)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 24);
	struct plan_file file;
	struct planner_plan plan, again;
	struct checker_report report;
	struct text content;
	char path[] = "/tmp/lastmile-plan-XXXXXX";
	(void)state;
	struct text problem = TEXT(WHOLE(VOLUNTEER ", {\"id\": \"wu\", \"x_m\": 500, \"y_m\": 0, \"free\": [[0, 9000]]}",
		DUTY ", {\"id\": \"shop\", \"x_m\": 400, \"y_m\": 50, \"duration_s\": 600, \"weight\": 3000000, \"people\": 2, \"windows\": [[0, 100], [2000, 6000]]}"
		", {\"id\": \"alone\", \"x_m\": 400, \"y_m\": 50, \"duration_s\": 600, \"weight\": 3000000, \"skills\": [\"rare\"], \"windows\": [[0, 100]]}",
		", \"bonuses\": [{\"volunteer\": \"wu\", \"duty\": \"shop\", \"amount\": 5}]"));
	assert_int_equal(plan_file_read(arena, problem, &file), OK);
	assert_int_equal(file.problem.shifts.count, 3);
	assert_text(file.duties[1], "shop");
	struct planner_options options = {.seed = 1, .moves = 500, .rounds = 20, .is_bound_wanted = true};
	assert_int_equal(planner_plan(&file.problem, &options, arena, &plan), OK);
	assert_int_equal(plan.served_count, 2);
	int handle = mkstemp(path);
	assert_true(handle >= 0);
	(void)close(handle);
	assert_int_equal(plan_file_write(arena, &file, &plan, path), OK);
	assert_int_equal(plan_file_load(arena, path, &content), OK);
	(void)unlink(path);
	assert_true(text_find(content, TEXT("\"no skill\": 2")) != SIZE_MAX); /* why "alone" stays alone */
	assert_int_equal(plan_file_read_plan(arena, &file, content, &again), OK);
	assert_int_equal(checker_look(&file.problem, &again, arena, &report), OK);
	assert_int_equal(report.finding, CHECKER_FINE);
	assert_int_equal(again.value, plan.value);
}

static void refuse(const char *content, const char *error)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 22);
	struct plan_file file;
	assert_int_equal(plan_file_read(arena, text_of(content), &file), FAIL_INPUT);
	if (strstr(file.error, error) == NULL)
		fail_msg("\"%s\" instead of \"%s\"", file.error, error);
}

static void broken_files_are_refused_with_the_place(void **state)
{
	(void)state;
	refuse("", "line");
	refuse("[]", "not an object");
	refuse("{\"volunteers\": [], \"volunteers\": []}", "duplicate");
	refuse(WHOLE(VOLUNTEER "," VOLUNTEER, DUTY, ""), "volunteers[1]: li is there twice");
	refuse(WHOLE("{\"id\": \"li\", \"x_m\": 0}", "", ""), "volunteers[0]: y_m is missing");
	refuse(WHOLE("{\"id\": \"li\", \"x_m\": 0.5, \"y_m\": 0}", "", ""), "x_m is not a whole number");
	refuse(WHOLE("{\"id\": \"li\", \"x_m\": 99999999999, \"y_m\": 0}", "", ""), "x_m is out of range");
	refuse(WHOLE("{\"x_m\": 0, \"y_m\": 0}", "", ""), "id is missing");
	refuse(WHOLE("{\"id\": \"li\", \"x_m\": 0, \"y_m\": 0, \"free\": [[5, 1]]}", "", ""), "free holds something that is not [from, until]");
	refuse(WHOLE("{\"id\": \"li\", \"x_m\": 0, \"y_m\": 0, \"free\": [[1, 50], [2, 60]]}", "", ""), "overlap");
	refuse(WHOLE(VOLUNTEER, "{\"id\": \"d\", \"x_m\": 0, \"y_m\": 0, \"duration_s\": 1, \"weight\": 1}", ""), "windows are missing");
	refuse(WHOLE(VOLUNTEER, DUTY, ", \"links\": [{\"first\": \"visit\", \"second\": \"nothing\", \"least_s\": 0, \"most_s\": 0}]"),
		"links[0]: second names nobody");
	refuse(WHOLE(VOLUNTEER, DUTY, ", \"forbidden\": [{\"volunteer\": \"who\", \"duty\": \"visit\"}]"), "forbidden[0]: volunteer names nobody");
	refuse(WHOLE(VOLUNTEER, DUTY, ", \"pins\": [{\"volunteer\": \"li\", \"duty\": \"visit\", \"start_s\": 15000}]"), "lies in no free time");
	refuse(WHOLE(VOLUNTEER, DUTY, ", \"travel_cost\": -1"), "a cost is negative");
	refuse(WHOLE("{\"id\": \"li\", \"x_m\": 0, \"y_m\": 0, \"capacity\": -1, \"free\": [[0, 50]]}", "", ""), "the shift's capacity or longest time away");
	refuse(WHOLE("{\"id\": \"li\", \"x_m\": 0, \"y_m\": 0, \"away_s\": -1, \"free\": [[0, 50]]}", "", ""), "the shift's capacity or longest time away");
	refuse(WHOLE(VOLUNTEER, "{\"id\": \"d\", \"x_m\": 0, \"y_m\": 0, \"duration_s\": 1, \"weight\": 1, \"demand\": -1, \"windows\": [[0, 1]]}", ""),
		"a number of the duty");
}

static void public_formats_are_read(void **state)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 26);
	(void)state;
	/* Day of 100; the third stop is too far to go on from. */
	assert_text(solve(arena, "toptw", "1 1 3 1\n0 0\n0 0 0 0 0 0 0 0 100\n1 10 0 10 30 1 1 1 0 90\n2 20 0 10 40 1 1 1 0 90\n3 0 45 5 50 1 1 1 0 90\n", 1),
		"profit 70, at most 70");
	assert_text(solve(arena, "toptw", "1 1 3 1\n0 0\n0 0 0 0 0 0 0 0 100\n1 10 0 10 30 1 1 1 0 90\n2 20 0 10 40 1 1 1 0 90\n3 0 45 5 50 1 1 1 0 90\n", 2),
		"profit 120, at most 120");
	/* Jobs 0 and 2 overlap with 1; worker 0 may do 0 and 2, worker 1 all. */
	assert_text(solve(arena, "smptsp", "Type = 1\nJobs = 3\n0 10\n5 15\n10 20\nQualifications = 2\n2: 0 2\n3: 0 1 2\n", 0),
		"workers 2, at least 2, jobs left 0");
	struct text pair = solve(arena, "hhcrsp", "{\"patients\": [{\"id\": \"p\", \"location\": [0, 3], \"time_window\": [0, 2], \"required_caregivers\": "
		"[{\"service\": \"a\", \"duration\": 5}, {\"service\": \"b\", \"duration\": 5}], \"synchronization\": {\"type\": \"simultaneous\"}}], "
		"\"services\": [{\"id\": \"a\"}, {\"id\": \"b\"}], \"caregivers\": [{\"id\": \"x\", \"abilities\": [\"a\", \"b\"]}, {\"id\": \"y\", \"abilities\": [\"b\"]}], "
		"\"distances\": [[0, 3], [3, 0]]}", 0);
	assert_true(text_starts_with(pair, TEXT("mean 5.000 (distance 12.000, tardiness 2.000, largest 1.000), at least 4.")));
}

/* Six visits of a minute, due one after the other, and one of 1.1 due at once. Left for the
 * end it is six late, the rest on time: least in all. Done first, nobody is more than 1.1
 * late, and that is less with the largest lateness counted. */
static void the_largest_lateness_counts_where_the_format_says_so(void **state)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 26);
	struct text patients = TEXT(""), rows = TEXT("");
	(void)state;
	for (int i = 0; i < 7; i++)
		patients = arena_format(arena, "%.*s%s{\"id\": \"p%d\", \"location\": [0, 0], \"time_window\": [0, %d], "
			"\"required_caregivers\": [{\"service\": \"a\", \"duration\": %s}]}", TEXT_ARGS(patients), i > 0 ? ", " : "", i, i < 6 ? i : 0, i < 6 ? "1" : "1.1");
	for (int i = 0; i < 8; i++)
		rows = arena_format(arena, "%.*s%s[0, 0, 0, 0, 0, 0, 0, 0]", TEXT_ARGS(rows), i > 0 ? ", " : "");
	struct text file = arena_format(arena, "{\"patients\": [%.*s], \"services\": [{\"id\": \"a\"}], \"caregivers\": [{\"id\": \"x\", \"abilities\": [\"a\"]}], "
		"\"distances\": [%.*s]}", TEXT_ARGS(patients), TEXT_ARGS(rows));
	char *content = arena_array(arena, char, file.len + 1);
	memcpy(content, file.at, file.len);
	assert_begins(solve(arena, "hhcrsp", content, 0), "mean 2.533 (distance 0.000, tardiness 6.500, largest 1.100), at least 2.000");
}

static void broken_instances_are_refused(void **state)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 24);
	(void)state;
	assert_null(plan_format_named(TEXT("nothing")));
	assert_text(solve(arena, "toptw", "1 1\n", 1), "line 1: three numbers are expected");
	assert_text(solve(arena, "toptw", "1 1 99999 1\n", 1), "line 1: 1 to 5000 customers and 1 to 100 teams are read");
	assert_text(solve(arena, "toptw", "1 1 1 1\n0 0\n0 0 0 0 0 0 0 0 100\n1 2\n", 1), "line 4: a node has at least seven numbers");
	assert_text(solve(arena, "smptsp", "Type = 1\n", 0), "'Jobs = number' is missing");
	assert_text(solve(arena, "smptsp", "Jobs = 1\n5 1\n", 0), "job 0: start and end are expected");
	assert_text(solve(arena, "smptsp", "Jobs = 1\n0 1\nQualifications = 1\n1: 7\n", 0), "a worker's list of jobs is broken");
	assert_text(solve(arena, "hhcrsp", "{\"patients\": []}", 0), "patients, caregivers and distances do not fit together");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_file_is_planned_written_and_read_again),
		cmocka_unit_test(broken_files_are_refused_with_the_place), cmocka_unit_test(public_formats_are_read),
		cmocka_unit_test(the_largest_lateness_counts_where_the_format_says_so), cmocka_unit_test(broken_instances_are_refused)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
