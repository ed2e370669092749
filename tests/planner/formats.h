/* SPDX-License-Identifier: Apache-2.0
 *
 * Public formats in tests: an instance read, planned and checked.
 */
#ifndef TEST_FORMATS_H
#define TEST_FORMATS_H

#include "cli/plan_formats.h"

/* Reads a format, plans with a small budget, has the plan checked, and gives the
 * benchmark's own line; or what the reader refuses it for. */
struct text solve(struct arena *arena, const char *format, const char *content, int64_t teams);
/* Fails unless the text begins so. */
void assert_begins(struct text text, const char *begin);

#endif
