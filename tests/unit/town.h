/* SPDX-License-Identifier: Apache-2.0
 *
 * A small town for tests of the rules: a store of its own, a clock that the
 * test moves, one community, one service, seven people.
 */
#ifndef TESTS_TOWN_H
#define TESTS_TOWN_H

#include "cellar.h"
#include "cli/house.h"
#include "domain/requests.h"

#define TOWN_START_MS INT64_C(1773190800000) /* Wednesday 2026-03-11 09:00 local */

/* ELDER is served; DAUGHTER may order and rate for her; FIRST and SECOND volunteer; FATHER is SECOND's, who may spend for him. */
enum town_person { ELDER, DAUGHTER, FIRST, SECOND, FATHER, CLERK, MANAGER, TOWN_PEOPLE };

struct town {
	char folder[64];
	struct cellar cellar;
	struct house house;
	int64_t now_ms;
	struct place_id place_id;
	struct item_id item_id; /* 60 minutes, one person, needs the skill chat, price 1 point, coefficient 120 */
	struct person_id people[TOWN_PEOPLE];
};

/* Made and furnished; a failure ends the test program. */
void town_open(struct town *town);
void town_close(struct town *town);
/* Runs a work as a person (TOWN_PEOPLE = the clock) in one transaction. */
typedef enum fail town_work(const struct act *act, void *context);
enum fail town_write(struct town *town, enum town_person actor, town_work *work, void *context);
enum fail town_read(struct town *town, town_work *work, void *context);

#endif
