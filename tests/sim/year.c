/* SPDX-License-Identifier: Apache-2.0
 *
 * The demonstration's twelve months, told: made through the rules with dice
 * that always fall the same way and up to the same day, then every reading
 * statement and page written down, so that two engines can be compared.
 *
 *     year SEED ROUNDS DIR FILES TOLD [URL]
 *
 * DIR becomes a house; FILES are the plain files of demo/; URL is an empty
 * database that keeps the data instead.
 */
#include <stdio.h>

#include "cli/demo.h"
#include "dice.h"
#include "tell.h"

/* Whom the pages are shown to, and who else is asked about; as many as a village has. */
static const char *const people[VILLAGERS] = {"E001", "E002", "E003", "E004", "E005", "R001", "R002", "V001", "V002", "V003", "V004", "V005", "V006", "S01",
	"S04", "S03"};

static void furnish(struct village *village, const struct demo *demo)
{
	static const char *const places[] = {"demo-xinchang", "370725001", "370725"};
	for (int i = 0; i < VILLAGERS; i++)
		village->people[i] = demo_person(demo, text_of(people[i]));
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		village->places[i].value = demo_find(&demo->place_ids, text_of(places[i]));
		check(village->places[i].value != 0);
	}
}

int main(int count, char **words)
{
	static struct demo demo; /* large */
	static struct village village;
	static struct model nothing; /* no order of a model's own */
	int64_t seed = 0;
	int64_t rounds = 0;
	size_t requests = 0;
	if (count < 6 || !text_to_int(text_of(words[1]), &seed) || !text_to_int(text_of(words[2]), &rounds) || seed <= 0)
		return 2;
	dice_fall((uint64_t)seed);
	village.now_ms = VILLAGE_START_MS + 123;
	if (house_open("year", words[3], words[6], HOUSE_MAKE, &village.house) != 0)
		return 1;
	demo = (struct demo){.house = &village.house, .files = words[4], .today_ms = village.now_ms, .begins_at_ms = village.now_ms - 400 * DAY_MS,
		.is_demo = true, .random = (uint64_t)seed};
	check(demo_read(&demo) == OK && demo_load(&demo) == OK && demo_live(&demo, &requests) == OK);
	furnish(&village, &demo);
	struct tell *tell = tell_open(words[5], &village, (uint64_t)seed);
	tell_line(tell, "%zu requests", requests);
	for (int64_t i = 0; i < rounds; i++) {
		tell_rows(tell);
		tell_pages(tell, &nothing);
	}
	tell_close(tell);
	(void)printf("seed %lld: a year with %zu requests\n", (long long)seed, requests);
	house_close(&village.house);
	return 0;
}
