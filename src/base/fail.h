/* SPDX-License-Identifier: Apache-2.0
 *
 * Failures: the world broke. (A rule saying no is a *refusal*, an enum of the
 * verb that refuses; a programmer's error is check().) Zero means it went well.
 */
#ifndef BASE_FAIL_H
#define BASE_FAIL_H

#include "base/base.h"

enum fail {
	OK = 0,
	FAIL_BUSY,     /* try again; only the transaction runner does */
	FAIL_STORE,    /* the store answered with a hard error */
	FAIL_NO_SPACE, /* disk full: reads go on, writes answer 507 */
	FAIL_TIMEOUT,
	FAIL_LIMIT,    /* an arena, buffer or count met its named limit */
	FAIL_INPUT,    /* bytes from outside that cannot be read at all */
	FAIL_MISSING,  /* a file or row that has to be there is not */
	FAIL_CRYPTO,   /* a sealed field does not open */
	FAIL_SYSTEM,  /* the operating system said no; see errno in the log */
	FAIL_REFUSED, /* a rule said no: roll back what the work wrote; the verb's refusal says which */
};

/* The English name of a failure, for logs only. Static text, never NULL. */
const char *fail_name(enum fail fail);

/* Return early from a function that returns enum fail. */
#define TRY(expression) \
	do { \
		enum fail try_fail_ = (expression); \
		if (try_fail_ != OK) \
			return try_fail_; \
	} while (0)

#endif
