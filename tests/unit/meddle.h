/* SPDX-License-Identifier: Apache-2.0
 *
 * A hand in a town's store, past every verb and guard, with the store shut
 * meanwhile. SQL that does not work fails the test.
 */
#ifndef TESTS_MEDDLE_H
#define TESTS_MEDDLE_H

#include "town.h"

void meddle(struct town *town, const char *sql);

#endif
