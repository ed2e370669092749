/* SPDX-License-Identifier: Apache-2.0
 *
 * The Baodu demonstration: loads the plain files of demo/ and then lives
 * twelve months through the domain's own verbs with a simulated clock. Nothing
 * is inserted past the rules. The same seed and day give the same history.
 */
#ifndef CLI_DEMO_H
#define CLI_DEMO_H

#include "cli/demo_table.h"
#include "cli/house.h"

#define DEMO_KEYS_MAX 1000

/* A key of the files and the id it got. */
struct demo_key {
	struct text key;
	int64_t id;
};
struct demo_keys {
	struct demo_key at[DEMO_KEYS_MAX];
	size_t count;
};

struct demo {
	struct house *house;
	const char *files;     /* the directory of the plain files */
	int64_t today_ms;      /* where the history ends */
	int64_t begins_at_ms;  /* when places, organisations and the menu were made */
	bool is_demo;          /* false: a real station begins with its own files */
	struct demo_table places, organisations, menu, rules, volunteers, residents, kin, staff, personas, sentences, scenes, goods;
	struct demo_keys place_ids, organisation_ids, item_ids, person_ids;
	size_t next_person;    /* the loader goes on from here */
	uint64_t random;
	const char *problem;   /* what was wrong, for the operator */
	struct text problem_word;
};

/* Reads places, organisations and menu: what a real station has too. FAIL_MISSING or FAIL_INPUT with demo->problem. */
MUST_USE enum fail demo_read_station(struct demo *demo);
/* The centre with its places, organisations and menu. FAIL_INPUT when a row is refused, with demo->problem and its word. */
MUST_USE enum fail demo_load_station(struct demo *demo);
/* Reads all files. */
MUST_USE enum fail demo_read(struct demo *demo);
/* Places, organisations, menu, rules, people with their roles, skills, free times, kin, and the sign-in cards. */
MUST_USE enum fail demo_load(struct demo *demo);
/* Twelve months of requests up to today. *ret_requests were ordered. */
MUST_USE enum fail demo_live(struct demo *demo, size_t *ret_requests);
/* A person of the files. */
struct person_id demo_person(const struct demo *demo, struct text key);
/* The id of a key; 0 when unknown. */
int64_t demo_find(const struct demo_keys *keys, struct text key);
void demo_keep(struct demo_keys *keys, struct text key, int64_t id);
/* A number from 0 to below `bound`, from the seed. */
int64_t demo_dice(struct demo *demo, int64_t bound);

#endif
