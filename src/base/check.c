/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/fail.h"

void check_failed(const char *file, int line, const char *condition)
{
	(void)fprintf(stderr, "level=error check=\"%s\" at=%s:%d\n", condition, file, line);
	abort();
}

const char *fail_name(enum fail fail)
{
	switch (fail) {
	case OK:
		return "ok";
	case FAIL_BUSY:
		return "busy";
	case FAIL_STORE:
		return "store";
	case FAIL_NO_SPACE:
		return "no space";
	case FAIL_TIMEOUT:
		return "timeout";
	case FAIL_LIMIT:
		return "limit";
	case FAIL_INPUT:
		return "input";
	case FAIL_MISSING:
		return "missing";
	case FAIL_CRYPTO:
		return "crypto";
	case FAIL_SYSTEM:
		return "system";
	case FAIL_REFUSED:
		return "refused";
	}
	return "unknown";
}
