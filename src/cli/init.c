/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <stdio.h>

#include "base/when.h"
#include "cli/house.h"
#include "cli/starting.h"
#include "domain/places.h"

enum { DATA, NAME, CODE, PHONE };
static const struct cli_option options[] = {
	[DATA] = {"--data", "DIR", "data", false, "the data directory to make; its keys are written beside it as DIR.keys"},
	[NAME] = {"--name", "NAME", NULL, true, "the county centre, for example 昌乐县新时代文明实践中心"},
	[CODE] = {"--code", "CODE", NULL, true, "its administrative code, 6 digits"},
	[PHONE] = {"--phone", "PHONE", NULL, true, "the public telephone shown on every page"},
};

static int run(const char *const *values)
{
	struct house house;
	struct clock clock = clock_system();
	struct starting starting = {.name = text_of(values[NAME]), .code = text_of(values[CODE]), .phone = text_of(values[PHONE]),
		.now_ms = clock_now_ms(&clock)};
	if (starting.code.len != 6 || text_is_empty(starting.name))
		return cli_error("init", "--code needs 6 digits and --name a name");
	int wrong = house_open("init", values[DATA], HOUSE_MAKE, &house);
	if (wrong != 0)
		return wrong;
	starting.house = &house;
	enum fail fail = store_write(house.store, starting_work, &starting);
	house_close(&house);
	if (fail != OK)
		return cli_error("init", "cannot write the first rows (%s)", fail_name(fail));
	(void)printf("made %s\nkeys in %s.keys - keep a copy apart from the data\nnext: lastmile user --data %s --name NAME --login LOGIN\n", values[DATA],
		values[DATA], values[DATA]);
	return 0;
}

const struct cli_verb cli_init = {"init", "Make an empty data directory for a county centre.", options, COUNT_OF(options), run};
