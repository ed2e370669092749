/* SPDX-License-Identifier: Apache-2.0
 *
 * Dice that always fall the same way, in place of libsodium's: so every key,
 * code, number and token is the same in every run of a test.
 */
#ifndef TESTS_DICE_H
#define TESTS_DICE_H

#include "base/base.h"

/* From here on all that is drawn follows from the seed, ids included. Before sodium_init. */
void dice_fall(uint64_t seed);

#endif
