/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "base/base.h"

int main(int count, char **words)
{
	if (count == 2 && strcmp(words[1], "--version") == 0) {
		(void)puts("lastmile 0.1.0");
		return 0;
	}
	(void)fputs("usage: lastmile --version\n", stderr);
	return 2;
}
