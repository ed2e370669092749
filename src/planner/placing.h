/* SPDX-License-Identifier: Apache-2.0
 *
 * Placing: the cheapest way to serve an absent duty with all its people, and
 * its linked duty with it, in the routes as they stand. Private to planner/.
 */
#ifndef PLANNER_PLACING_H
#define PLANNER_PLACING_H

#include "planner/random.h"
#include "planner/routes.h"

struct placing_seat {
	uint32_t slot, shift, after;
	int32_t fixed_s;
};
struct placing {
	uint32_t count;
	struct placing_seat seats[PLANNER_PEOPLE_MAX];
	int64_t cost; /* all of it, lateness included */
};

/* The shifts fit for one duty, where the facts have no rows of eligibility. */
struct placing_row {
	uint32_t duty, count;
	const uint32_t *shift; /* sorted */
};

/* Whom one may ask, and how blind one is on purpose. */
struct placing_scope {
	const uint32_t *tile_of_shift; /* only shifts of `tile`; NULL = all */
	uint32_t tile;
	struct random *random;         /* NULL = look at everything */
	uint32_t blink;                /* of 1024 shifts overlooked at random */
	const struct placing_row *rows; /* of the duty and its linked one, without rows in the facts */
	struct offer *offers;          /* scratch; only for duties of several people */
	uint32_t offers_max;
};

/* Scratch offers that are always enough for one duty's rows. */
#define PLACING_OFFERS 8192

/* False when nobody can. Does not look at the weight: the gain is weight less cost. */
bool placing_find(const struct routes *routes, const struct placing_scope *scope, uint32_t duty, struct placing *ret_placing);
/* The weight that placing this duty earns: its own and its partner's. */
int64_t placing_weight(const struct facts *facts, uint32_t duty);
void placing_apply(struct routes *routes, const struct placing *placing);

#endif
