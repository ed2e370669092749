/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <stdio.h>
#include <sys/stat.h>

#include "cli/house.h"

enum { DATA, TO, STORE };
static const struct cli_option options[] = {
	[DATA] = {"--data", "DIR", "data", false, "the data directory"},
	[TO] = {"--to", "FILE", NULL, true, "the file to write, not there yet; complete or not there at all"},
	[STORE] = {"--store", "URL", NULL, false, "a database is copied by pg_dump or pg_basebackup; lastmile move makes a file of it"},
};

static int run(const char *const *values)
{
	struct house house;
	if (values[STORE] != NULL)
		return cli_error("backup", "a database is copied by its own means, pg_dump or pg_basebackup; lastmile move makes a data directory of it");
	struct stat there;
	if (lstat(values[TO], &there) == 0)
		return cli_error("backup", "%s is there already; choose another name, or move it away", values[TO]);
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
