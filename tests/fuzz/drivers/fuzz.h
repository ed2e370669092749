/* SPDX-License-Identifier: Apache-2.0
 *
 * One entry for each parser: libFuzzer calls it with what it makes up, and
 * replay.c with the files of the corpus and of old crashes. An entry checks
 * what must hold of any input, and returns 0.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

#endif
