/* SPDX-License-Identifier: Apache-2.0
 *
 * The stage of the browser story: the same server as `lastmile serve` over a
 * data directory, but with a clock that standard input moves.
 *
 *     stage DIR [URL]    prints "port N"; then reads lines. URL: the store, when it is not in DIR.
 *     add MINUTES        moves the clock, lets the requests do what is due, prints "now ISO"
 *     quit
 *
 * MAP_TILES names the tiles of its map.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "cli/house.h"
#include "clock/ticking.h"
#include "web/web.h"

static int64_t now_ms;

static bool obey(struct house *house, char *line)
{
	int64_t minutes = 0;
	size_t done = 0;
	line[strcspn(line, "\n")] = '\0';
	if (strncmp(line, "add ", 4) != 0 || !text_to_int(text_of(line + 4), &minutes))
		return false;
	(void)__atomic_add_fetch(&now_ms, minutes * MINUTE_MS, __ATOMIC_SEQ_CST);
	check(ticking_once(house->store, &house->keys, house->centre_id, now_ms, &done) == OK);
	struct text iso = when_iso(house->arena, now_ms);
	(void)printf("now %.*s\n", TEXT_ARGS(iso));
	(void)fflush(stdout);
	return true;
}

int main(int count, char **words)
{
	struct house house;
	struct app *app = NULL;
	struct clock clock = clock_system();
	char line[80];
	if (count < 2 || count > 3 || house_open("stage", words[1], words[2], HOUSE_OPEN, &house) != 0)
		return 2;
	now_ms = clock_now_ms(&clock);
	struct web_options web = {.store = house.store, .keys = &house.keys, .clock = clock_fake(&now_ms), .threads = 4, .data_path = words[1],
		.program = getenv("LASTMILE"), .tiles = {.address = getenv("MAP_TILES")}};
	check(web_start(&web, &app) == OK);
	(void)printf("port %d\n", web_port(app));
	(void)fflush(stdout);
	while (fgets(line, sizeof(line), stdin) != NULL && obey(&house, line))
		continue;
	web_stop(app);
	house_close(&house);
	return 0;
}
