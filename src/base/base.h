/* SPDX-License-Identifier: Apache-2.0
 *
 * What every file may lean on: fixed-width types, the five attribute macros,
 * and check(). This is the only header that may be included everywhere.
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The caller has to look at the result. */
#define MUST_USE __attribute__((warn_unused_result))
/* Argument number `at` is a printf format for the arguments from `first` on. */
#define PRINTF_LIKE(at, first) __attribute__((format(printf, at, first)))
/* Calls `done(&variable)` when the variable goes out of scope. */
#define CLEANUP(done) __attribute__((cleanup(done)))
#define NORETURN __attribute__((noreturn))
#define UNUSED __attribute__((unused))

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Logs place and condition to standard error and aborts the process. */
NORETURN void check_failed(const char *file, int line, const char *condition);

/* A programmer's error ends the process, in production too: the store is
 * transactional and the supervisor starts us again. Never for bad input. */
#define check(condition) \
	do { \
		if (__builtin_expect(!(condition), 0)) \
			check_failed(__FILE__, __LINE__, #condition); \
	} while (0)

/* A place that cannot be reached, for the compiler's sake too. */
#define check_never() check_failed(__FILE__, __LINE__, "never reached")

#endif
