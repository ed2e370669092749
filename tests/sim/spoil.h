/* SPDX-License-Identifier: Apache-2.0
 *
 * Seeded bugs: what a faulty program would have written, done behind the
 * house's back, so that the simulation is seen to notice it.
 */
#ifndef TESTS_SPOIL_H
#define TESTS_SPOIL_H

#include "cli/house.h"

/* One of one_leg, second_settle, paid_twice, second_void, id_expires, lost_hold, wrong_state, silent_void. False when there was no row to spoil yet. */
bool spoil_house(const struct house *house, int64_t now_ms, const char *name);

#endif
