/* SPDX-License-Identifier: Apache-2.0
 *
 * Telephone numbers of the mainland in one normal form: 13805360000 for a
 * mobile, 0536-6221234 or 0536-6221234-12 for a landline. A number is not a
 * person's own: elders share a child's.
 */
#ifndef TEXT_PHONE_H
#define TEXT_PHONE_H

#include "base/text.h"

#define PHONE_MAX 20

/* In checking order; `phone_refusal.*` in the locale. */
enum phone_refusal {
	PHONE_OK,
	PHONE_EMPTY,
	PHONE_CHARACTER, /* something that belongs in no telephone number */
	PHONE_AREA_CODE, /* seven or eight digits only, and no area code to put before them */
	PHONE_LENGTH,
	PHONE_PREFIX     /* eleven digits that begin like no mobile number */
};

enum phone_kind { PHONE_MOBILE = 1, PHONE_LANDLINE };

struct phone {
	char number[PHONE_MAX + 1];
	enum phone_kind kind;
	bool is_demo; /* mobile 154…, the people of the demonstration: never sent to */
};

/* Reads what was typed: spaces, hyphens, dots, brackets, full-width digits, a
 * leading +86 or 0086 are accepted. `area_code` ("0536") is put before local
 * numbers; may be empty. Fills *ret_phone only with PHONE_OK. */
enum phone_refusal phone_read(struct text typed, struct text area_code, struct phone *ret_phone);

#endif
