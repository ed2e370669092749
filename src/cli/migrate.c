/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <stdio.h>

#include "cli/house.h"
#include "store/migrate.h"

static const struct cli_option options[] = {{"--data", "DIR", "data", false, "the data directory"}, HOUSE_STORE_OPTION};

/* Opening a house brings its schema up to date; this verb is for doing it before the service starts. */
static int run(const char *const *values)
{
	struct house house;
	int wrong = house_open("migrate", values[0], values[1], HOUSE_OPEN, &house);
	if (wrong != 0)
		return wrong;
	house_close(&house);
	(void)printf("%s stands at migration %d\n", values[1] != NULL ? "the database" : values[0], migrate_newest());
	return 0;
}

const struct cli_verb cli_migrate = {"migrate", "Bring the schema of a data directory up to date.", options, COUNT_OF(options), run};
