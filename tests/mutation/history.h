/* SPDX-License-Identifier: Apache-2.0
 *
 * A small house with a rich past: every kind of row that the ledger, the
 * records, the certificates, the proofs and the trail know, made by the verbs
 * themselves.
 */
#ifndef TESTS_HISTORY_H
#define TESTS_HISTORY_H

#include "town.h"

/* Opens the town and lives its past; a failure ends the program. */
void history_open(struct town *town);

#endif
