/* SPDX-License-Identifier: Apache-2.0
 *
 * Readers for public benchmark formats (docs/planner.md says how each becomes a
 * problem of ours), and the plan's objective in the terms of that benchmark.
 */
#ifndef CLI_PLAN_FORMATS_H
#define CLI_PLAN_FORMATS_H

#include "cli/plan_file.h"

struct plan_format {
	const char *name; /* "toptw" */
	const char *help;
	/* FAIL_INPUT with ret_file->error set; FAIL_LIMIT. `teams` is the number of routes where the file does not say it. */
	enum fail (*read)(struct arena *arena, struct text content, int64_t teams, struct plan_file *ret_file);
	/* The benchmark's own objective of a plan; text in the arena. */
	struct text (*objective)(struct arena *arena, const struct plan_file *file, const struct planner_plan *plan);
	/* The benchmark's cost of a plan, where the largest lateness is a part of it; else NULL. */
	double (*cost)(const struct plan_file *file, const struct planner_plan *plan);
};

/* Plans a problem of this format (NULL = our own) like planner_plan. Where the
 * largest lateness counts, the budget is parted: a plan as such first, then
 * several that may be less late than the best so far. The bound is of the first
 * and holds for all. */
MUST_USE enum fail plan_format_plan(const struct plan_format *format, const struct plan_file *file, const struct planner_options *options,
	struct arena *arena, struct planner_plan *ret_plan);

extern const struct plan_format plan_format_toptw, plan_format_smptsp, plan_format_hhcrsp, plan_format_vrptw, plan_format_pcvrptw,
	plan_format_sdvrptw, plan_format_mdvrptw, plan_format_uhhc;
/* By name; NULL when there is none. */
const struct plan_format *plan_format_named(struct text name);

/* A travel plug-in over a matrix: context is a struct plan_matrix. */
struct plan_matrix {
	uint32_t size;
	const int32_t *time_s;
};
/* Reads the matrix; any volunteer. */
int32_t plan_matrix_travel(const void *context, uint32_t volunteer, uint32_t from, uint32_t to);

/* The next number of a text of words, scaled and rounded; false at the end or at what is none (then nothing is taken). */
bool plan_next_number(struct text *rest, double *ret_number);
/* Names "d1", "d2" ... and "v1" ... for a file that has none. */
void plan_name_all(struct arena *arena, struct plan_file *file);
/* Sets the file's error and returns FAIL_INPUT. */
enum fail plan_file_wrong(struct plan_file *file, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
