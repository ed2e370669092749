/* SPDX-License-Identifier: Apache-2.0
 *
 * The number of a certificate of service: 17 digits, the county's six of
 * GB/T 2260, the year, six of the certificate's own, and a check digit by
 * ISO/IEC 7064 MOD 11,10 that shows any one wrong digit.
 */
#ifndef TEXT_CERTIFICATE_H
#define TEXT_CERTIFICATE_H

#include "base/arena.h"

#define CERTIFICATE_DIGITS 17

struct certificate_number {
	int32_t county; /* 0–999999 */
	int32_t year;   /* 2000–2255 */
	int32_t serial; /* 0–999999 */
};

/* 17 digits in the arena; empty when a part is out of range or the arena is full. */
struct text certificate_number_text(struct arena *arena, const struct certificate_number *number);
/* As people read it: 370725-2026-000123-4. */
struct text certificate_number_show(struct arena *arena, struct text digits);
/* What people type: digits, full-width ones too, with spaces and hyphens anywhere. False when they are not 17, a part
 * is out of range or the check digit is wrong; *ret is then untouched. */
bool certificate_number_read(struct text typed, struct certificate_number *ret_number);

#endif
