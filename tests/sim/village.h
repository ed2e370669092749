/* SPDX-License-Identifier: Apache-2.0
 *
 * A village for the simulation: two communities, five people served and their
 * kin, six volunteers, a clerk for each community and a manager over both,
 * three services. Made from one seed, ids included.
 */
#ifndef TESTS_VILLAGE_H
#define TESTS_VILLAGE_H

#include "cli/house.h"
#include "domain/requests.h"

#define VILLAGE_START_MS INT64_C(1773190800000) /* Wednesday 2026-03-11 09:00 local */

/* Of the residents 0–3 live in the first community, 4 in the second. */
enum villager { RESIDENT_0, RESIDENT_4 = 4, KIN_OF_0, KIN_OF_1, VOLUNTEER_0, VOLUNTEER_5 = VOLUNTEER_0 + 5, CLERK_A, CLERK_B, MANAGER, VILLAGERS };
#define RESIDENTS 5
#define VOLUNTEERS 6
#define CLOCK VILLAGERS

struct village_item {
	struct item_id id;
	int32_t duration_min, people, coefficient_percent;
	int64_t price_points;
};
#define VILLAGE_ITEMS 3

struct village {
	struct house house;
	char database[512];
	char key_file[256];
	int64_t now_ms;
	struct place_id places[3]; /* the last one is over the two */
	struct village_item items[VILLAGE_ITEMS];
	struct person_id people[VILLAGERS];
};

/* Makes DIR/lastmile.db and DIR.keys, so that the command can read it afterwards; a failure ends the program. `store`: the address of
 * an empty database that keeps the data instead, or NULL. */
void village_open(struct village *village, const char *folder, const char *store, uint64_t seed);
void village_close(struct village *village, bool keep);
/* Runs a work as somebody (CLOCK: the clock) in one transaction. */
typedef enum fail village_work(const struct act *act, void *context);
enum fail village_write(struct village *village, enum villager actor, village_work *work, void *context);
enum fail village_read(struct village *village, village_work *work, void *context);

/* What is true of the people without asking the store; the second model lives by it. */
int village_place(enum villager who);                                     /* 0 or 1; of a clerk: her scope */
bool village_is_staff_of(enum villager who, enum villager resident);      /* her community is in the scope */
bool village_is_kin(enum villager who, enum villager resident, bool spends); /* may order and rate; `spends`: may spend */

#endif
