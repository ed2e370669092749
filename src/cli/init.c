/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "cli/demo.h"
#include "cli/house.h"
#include "cli/starting.h"

enum { DATA, NAME, CODE, PHONE, FILES, STORE };
static const struct cli_option options[] = {
	[DATA] = {"--data", "DIR", "data", false, "the data directory to make; its keys are written beside it as DIR.keys"},
	[NAME] = {"--name", "NAME", NULL, false, "the county centre, for example 昌乐县新时代文明实践中心"},
	[CODE] = {"--code", "CODE", NULL, false, "its administrative code, 6 digits"},
	[PHONE] = {"--phone", "PHONE", NULL, false, "the public telephone shown on every page"},
	[FILES] = {"--files", "DIR", NULL, false, "instead of the three: places.tsv, organisations.tsv and menu.tsv in the form of demo/README.md"},
	[STORE] = HOUSE_STORE_OPTION,
};

static int check_options(const char *const *values);
static int begin(struct house *house, const char *const *values, int64_t now_ms);
static int not_made(enum fail fail);
static int begin_with_files(struct house *house, const char *files, int64_t now_ms);

static int run(const char *const *values)
{
	struct house house;
	struct clock clock = clock_system();
	int wrong = check_options(values);
	if (wrong == 0)
		wrong = house_open("init", values[DATA], values[STORE], HOUSE_MAKE, &house);
	if (wrong != 0)
		return wrong;
	wrong = values[FILES] != NULL ? begin_with_files(&house, values[FILES], clock_now_ms(&clock)) : begin(&house, values, clock_now_ms(&clock));
	if (wrong != 0) {
		house_discard(&house);
		return wrong;
	}
	house_close(&house);
	(void)printf("made %s\nkeys in %s.keys - keep a copy apart from the data\nnext: lastmile user --data %s --name NAME --login LOGIN\n", values[DATA],
		values[DATA], values[DATA]);
	return 0;
}

/* Either the files, or the three that say who one is. */
static int check_options(const char *const *values)
{
	bool has_three = values[NAME] != NULL && values[CODE] != NULL && values[PHONE] != NULL;
	bool has_any = values[NAME] != NULL || values[CODE] != NULL || values[PHONE] != NULL;
	int64_t code = 0;
	if (values[FILES] != NULL)
		return has_any ? cli_misuse("init", "with --files the centre is the first row of places.tsv; leave --name, --code and --phone out") : 0;
	if (!has_three)
		return cli_misuse("init", "give --name, --code and --phone, or --files");
	bool is_code = strlen(values[CODE]) == 6 && text_to_int(text_of(values[CODE]), &code) && code >= 100000;
	return is_code && !text_is_empty(text_trim(text_of(values[NAME]))) ? 0 : cli_misuse("init", "--code needs 6 digits and --name a name");
}

static int begin(struct house *house, const char *const *values, int64_t now_ms)
{
	struct starting starting = {.house = house, .name = text_of(values[NAME]), .code = text_of(values[CODE]), .phone = text_of(values[PHONE]),
		.now_ms = now_ms};
	return not_made(store_write(house->store, starting_work, &starting));
}

static int begin_with_files(struct house *house, const char *files, int64_t now_ms)
{
	static struct demo station; /* large, and there is only one */
	station = (struct demo){.house = house, .files = files, .today_ms = now_ms, .begins_at_ms = now_ms};
	enum fail fail = demo_read_station(&station);
	if (fail != OK)
		return cli_error("init", "%s/%s.tsv %s", files, station.problem, fail == FAIL_MISSING ? "is not there" : "is no table of this form");
	fail = demo_load_station(&station);
	if (fail == FAIL_INPUT && station.problem != NULL)
		return cli_error("init", "%s/%s: the rules refuse the row %.*s", files, station.problem, TEXT_ARGS(station.problem_word));
	return not_made(fail);
}

static int not_made(enum fail fail)
{
	return fail == OK ? 0 : cli_error("init", "cannot write the first rows (%s)", fail_name(fail));
}

const struct cli_verb cli_init = {"init", "Make a data directory for a county centre, empty or with its places and menu.", options, COUNT_OF(options), run};
