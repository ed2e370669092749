/* SPDX-License-Identifier: Apache-2.0
 *
 * Problems and plans as files: the JSON of docs/plan.schema.json, where people
 * and duties have names, and (plan_formats.h) the public benchmark formats.
 */
#ifndef CLI_PLAN_FILE_H
#define CLI_PLAN_FILE_H

#include "base/arena.h"
#include "base/fail.h"
#include "planner/plan.h"

/* A problem with its names; everything in one arena. */
struct plan_file {
	struct planner_problem problem;
	struct text *volunteers, *duties; /* names, by position */
	char error[256];                  /* what is wrong and where, when reading failed; else empty */
};

/* The whole content of a file of at most LIMIT_PLAN_FILE_BYTES, in the arena;
 * "-" is standard input. FAIL_MISSING, FAIL_LIMIT or FAIL_SYSTEM otherwise. */
MUST_USE enum fail plan_file_load(struct arena *arena, const char *path, struct text *ret_content);
/* FAIL_INPUT with ret_file->error set when the JSON is broken, has a field twice, or does not make a valid problem. */
MUST_USE enum fail plan_file_read(struct arena *arena, struct text content, struct plan_file *ret_file);
/* The visits, value, bound and terms of a plan written by plan_file_write. FAIL_INPUT with file->error set. */
MUST_USE enum fail plan_file_read_plan(struct arena *arena, struct plan_file *file, struct text content, struct planner_plan *ret_plan);
/* The plan as JSON into a file ("-" is standard output); with each duty that is not served, who was looked at and why not. FAIL_SYSTEM, FAIL_LIMIT. */
MUST_USE enum fail plan_file_write(struct arena *arena, const struct plan_file *file, const struct planner_plan *plan, const char *path);

#endif
