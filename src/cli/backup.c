/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <stdio.h>

#include "cli/house.h"

enum { DATA, TO };
static const struct cli_option options[] = {
	[DATA] = {"--data", "DIR", "data", false, "the data directory"},
	[TO] = {"--to", "FILE", NULL, true, "the file to write; complete or not there at all"},
};

static int run(const char *const *values)
{
	struct house house;
	int wrong = house_open("backup", values[DATA], NULL, HOUSE_OPEN, &house);
	if (wrong != 0)
		return wrong;
	enum fail fail = store_backup(house.store, values[TO]);
	house_close(&house);
	if (fail != OK)
		return cli_error("backup", "cannot write %s (%s)", values[TO], fail_name(fail));
	(void)printf("%s holds everything; the keys (%s.keys) are kept apart\n", values[TO], values[DATA]);
	return 0;
}

const struct cli_verb cli_backup = {"backup", "Copy a data directory that no service has open into one file.", options, COUNT_OF(options), run};
