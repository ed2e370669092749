/* SPDX-License-Identifier: Apache-2.0
 *
 * What every unit test includes first: cmocka with the headers it needs, and
 * comparisons for our own types. Test programs only.
 */
#ifndef TEST_UNIT_H
#define TEST_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
/* `fail` is an enum of ours, and a macro of that name breaks its function pointers. */
#undef fail
#undef fail_msg
#define fail_msg(...) \
	do { \
		print_error("ERROR: " __VA_ARGS__); \
		print_error("\n"); \
		_fail(__FILE__, __LINE__); \
	} while (0)

#include "base/text.h"

/* The text `actual` has exactly the bytes of the string `expected`. */
#define assert_text(actual, expected) \
	do { \
		struct text assert_text_ = (actual); \
		const char *assert_expected_ = (expected); \
		if (!text_equal(assert_text_, text_of(assert_expected_))) \
			fail_msg("\"%.*s\" instead of \"%s\"", TEXT_ARGS(assert_text_), assert_expected_); \
	} while (0)

#endif
