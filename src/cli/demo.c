/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <stdio.h>

#include "base/when.h"
#include "cli/demo.h"

enum { DATA, FILES, SEED, STORE };
static const struct cli_option options[] = {
	[DATA] = {"--data", "DIR", "data", false, "the data directory to make; its keys are written beside it as DIR.keys"},
	[FILES] = {"--files", "DIR", "demo", false, "the plain files of the demonstration"},
	[SEED] = {"--seed", "N", "20210818", false, "the seed of the made-up history"},
	[STORE] = HOUSE_STORE_OPTION,
};

#define BEGINS_DAYS_BEFORE 400 /* a little more than the year that is told, so that everything stands before the first order */

static enum fail make(struct demo *demo, size_t *ret_requests);

static int run(const char *const *values)
{
	static struct demo demo; /* large, and there is only one */
	struct house house;
	struct clock clock = clock_system();
	int64_t seed = 0;
	size_t requests = 0;
	if (!text_to_int(text_of(values[SEED]), &seed) || seed <= 0)
		return cli_misuse("demo", "--seed is a number above 0");
	int wrong = house_open("demo", values[DATA], values[STORE], HOUSE_MAKE, &house);
	if (wrong != 0)
		return wrong;
	demo = (struct demo){.house = &house, .files = values[FILES], .today_ms = clock_now_ms(&clock), .random = (uint64_t)seed, .is_demo = true};
	demo.begins_at_ms = demo.today_ms - BEGINS_DAYS_BEFORE * DAY_MS;
	enum fail fail = make(&demo, &requests);
	if (fail != OK) { /* said before the house is closed: the word lies in its arena */
		(void)cli_error("demo", "stopped at %s%s%.*s (%s)", demo.problem != NULL ? demo.problem : "the store",
			text_is_empty(demo.problem_word) ? "" : " ", TEXT_ARGS(demo.problem_word), fail_name(fail));
		house_discard(&house);
		return 1;
	}
	house_close(&house);
	(void)printf("%s holds Baodu: %zu people, %zu menu items, %zu requests of twelve months\n", values[DATA], demo.person_ids.count,
		demo.item_ids.count, requests);
	return 0;
}

static enum fail make(struct demo *demo, size_t *ret_requests)
{
	TRY(demo_read(demo));
	TRY(demo_load(demo));
	return demo_live(demo, ret_requests);
}

const struct cli_verb cli_demo = {"demo", "Make a data directory with the Baodu demonstration.", options, COUNT_OF(options), run};
