/* SPDX-License-Identifier: Apache-2.0 */
#include "dice.h"

#include <sodium.h>

#include "base/ids.h"

static uint64_t dice;

static uint32_t roll(void)
{
	dice += UINT64_C(0x9E3779B97F4A7C15);
	uint64_t bits = (dice ^ dice >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	bits = (bits ^ bits >> 27) * UINT64_C(0x94D049BB133111EB);
	return (uint32_t)(bits ^ bits >> 31);
}

static void fill(void *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		((unsigned char *)bytes)[i] = (unsigned char)roll();
}

static const char *name(void)
{
	return "falls the same way";
}

void dice_fall(uint64_t seed)
{
	static randombytes_implementation falling = {.implementation_name = name, .random = roll, .buf = fill};
	dice = seed;
	check(randombytes_set_implementation(&falling) == 0);
	ids_seed(seed);
}
