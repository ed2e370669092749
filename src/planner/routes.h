/* SPDX-License-Identifier: Apache-2.0
 *
 * The routes as they stand: a ring of slots for each shift, with the earliest
 * and latest start of every visit, so that one insertion is judged in constant
 * time. Visits start as early as they can; where a shift limits the time away,
 * as early as that lets them (then a walk along the route has to confirm an
 * insertion). A duty of several people, linked or pinned has its start fixed
 * while it is served. Private to planner/.
 *
 * Nodes are slots 0 .. slot_count - 1 and, behind them, one home node for each
 * shift: its next is the first visit, its previous the last.
 */
#ifndef PLANNER_ROUTES_H
#define PLANNER_ROUTES_H

#include "planner/facts.h"
#include "planner/plan.h"

struct routes {
	const struct facts *facts;
	uint32_t *next, *prev;     /* of each node */
	int32_t *early_s, *late_s; /* start of each slot; of a home: leaving, and being back at the latest */
	int32_t *hop_s;            /* travel that ends at this node */
	uint32_t *shift;           /* of each slot; PLANNER_NONE = not served */
	int32_t *fixed_s;          /* of each slot; -1 = free to move */
	bool *is_pinned;           /* of each slot */
	int32_t *served_s;         /* of each shift: seconds of service */
	int32_t *carried;          /* of each shift: of its capacity */
};

/* A way to put a slot into a shift behind a node: what it costs (travel, outing,
 * fairness; less the bonus) without lateness, and the span of starts it allows. */
struct offer {
	uint32_t shift, after;
	int64_t cost;
	int32_t early_s, late_s;
	int32_t push_s; /* seconds of the shift it takes up, ways and waiting included: decides between equal costs */
};

/* Empty routes. FAIL_LIMIT when the arena is exhausted. */
MUST_USE enum fail routes_make(const struct facts *facts, struct arena *arena, struct routes *ret_routes);
/* A copy of the content of one into the other, of the same facts. */
void routes_copy(const struct routes *from, struct routes *to);

static inline uint32_t routes_home(const struct routes *routes, uint32_t shift)
{
	return routes->facts->slot_count + shift;
}
static inline bool routes_is_served(const struct routes *routes, uint32_t duty)
{
	return routes->shift[routes->facts->duty_slot[duty]] != PLANNER_NONE;
}

/* The cheapest place for one person of this duty in this shift. `fixed_s` >= 0
 * demands that start. False when there is none. `bonus` is the pair's. */
bool routes_best(const struct routes *routes, uint32_t duty, uint32_t shift, int32_t fixed_s, int64_t bonus, struct offer *ret_offer);
/* Every place, for duties whose people have to agree on a start; at most `most` of them. */
uint32_t routes_offers(const struct routes *routes, uint32_t duty, uint32_t shift, int64_t bonus, uint32_t most, struct offer *ret_offers);

/* May one person of this duty start then at this place, for the longest time
 * away of the shift? The offer's span of starts says all the rest. */
bool routes_may_start(const struct routes *routes, uint32_t duty, const struct offer *offer, int32_t start_s);

/* What lateness a start at this place costs: the duty's own and what it pushes on those behind. */
int64_t routes_late(const struct routes *routes, uint32_t duty, const struct offer *offer, int32_t start_s);

/* Put a slot behind a node; its start is fixed when fixed_s >= 0. The place has to be feasible. */
void routes_insert(struct routes *routes, uint32_t slot, uint32_t shift, uint32_t after, int32_t fixed_s);
/* Take a served slot out. False when what is left does not fit: without the
 * triangle inequality a shorter ring can be slower; the caller has to mend it. */
MUST_USE bool routes_remove(struct routes *routes, uint32_t slot);
/* Visits of a plan made elsewhere, in their order, as far as they fit; linked duties are left out. */
void routes_adopt(struct routes *routes, const struct planner_visit *visits, uint32_t count);
/* Every visit, by shift and start, into an array of room for every slot; returns how many. */
uint32_t routes_list(const struct routes *routes, struct planner_visit *ret_visits);
/* Times of one shift anew after its ring was changed by hand; false when it does not fit. */
bool routes_refresh(struct routes *routes, uint32_t shift);

/* What the plan loses by a slot: its costs spared (positive = spared), less its bonus. Without the duty's weight. */
int64_t routes_spared(const struct routes *routes, uint32_t slot);
/* May this volunteer serve so much more in this shift (day and week limits)? */
bool routes_is_within_limits(const struct routes *routes, uint32_t shift, int32_t more_s);
/* Seconds served by a shift's volunteer in the whole problem. */
int32_t routes_volunteer_served_s(const struct routes *routes, uint32_t volunteer);

/* Bonuses less travel, outing and lateness of one shift. */
int64_t routes_shift_value(const struct routes *routes, uint32_t shift);
/* The value of everything from scratch. */
int64_t routes_value(const struct routes *routes, struct planner_terms *ret_terms);

#endif
