/* SPDX-License-Identifier: Apache-2.0
 *
 * Positions on the map. We keep GCJ-02 (what mainland maps draw) in millionths
 * of a degree; phones measure WGS-84, which at Changle lies about 500 m away,
 * so the two are never mixed: convert at the edge.
 */
#ifndef TEXT_COORDINATES_H
#define TEXT_COORDINATES_H

#include "base/base.h"

/* 0, 0 means unknown. Which system is said by the name of the variable. */
struct position {
	int64_t lng_e6;
	int64_t lat_e6;
};

/* Neither 0, 0 nor left out. */
bool position_is_known(struct position position);
/* Outside the mainland's box nothing is shifted: the position comes back as it is. */
struct position position_gcj_of_wgs(struct position wgs);
/* The inverse, found by iteration; within half a metre. */
struct position position_wgs_of_gcj(struct position gcj);
/* The middle of its cell of a two hundredth of a degree, about half a kilometre: where somebody lives, said no closer than a
 * neighbourhood. Unknown stays unknown. */
struct position position_coarse(struct position position);
/* Great-circle distance in whole metres between positions of one system; -1
 * when either is unknown. */
int64_t position_distance_m(struct position a, struct position b);
/* Minutes on foot for that distance as the crow flies: streets are 1.3 times
 * longer, 75 m a minute, rounded up. -1 for a negative distance. */
int64_t position_walk_min(int64_t distance_m);

#endif
