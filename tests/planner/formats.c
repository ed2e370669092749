/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit/unit.h"

#include "formats.h"

#include "planner/checker.h"

struct text solve(struct arena *arena, const char *format, const char *content, int64_t teams)
{
	struct plan_file file;
	struct planner_plan plan;
	struct checker_report report;
	struct planner_options options = {.seed = 1, .moves = 2000, .rounds = 200, .is_bound_wanted = true};
	const struct plan_format *reader = plan_format_named(text_of(format));
	assert_non_null(reader);
	if (reader->read(arena, text_of(content), teams, &file) != OK)
		return arena_format(arena, "%s", file.error);
	assert_int_equal(plan_format_plan(reader, &file, &options, arena, &plan), OK);
	assert_int_equal(checker_look(&file.problem, &plan, arena, &report), OK);
	assert_int_equal(report.finding, CHECKER_FINE);
	return reader->objective(arena, &file, &plan);
}

void assert_begins(struct text text, const char *begin)
{
	if (!text_starts_with(text, text_of(begin)))
		fail_msg("\"%.*s\" instead of \"%s\"", TEXT_ARGS(text), begin);
}
