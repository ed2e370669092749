/* SPDX-License-Identifier: Apache-2.0
 *
 * The unified social credit code of an organisation (GB 32100-2015): one
 * character of department, one of type, six digits of area, nine of
 * organisation code, one check character. Teams that are not registered have
 * none.
 */
#ifndef TEXT_USCC_H
#define TEXT_USCC_H

#include "base/text.h"

#define USCC_LEN 18

/* In checking order; `uscc_refusal.*` in the locale. */
enum uscc_refusal {
	USCC_OK,
	USCC_EMPTY,
	USCC_LENGTH,
	USCC_CHARACTER,  /* outside 0–9 and A–Y without I O S V Z */
	USCC_DEPARTMENT, /* no such registering department */
	USCC_AREA,       /* not six digits */
	USCC_CHECK
};

struct uscc {
	char number[USCC_LEN + 1]; /* normal form: half-width, upper case */
	bool is_social;            /* registered by civil affairs (department 5) */
};

/* Reads what was typed: spaces, hyphens, full-width and small letters are
 * accepted. Fills *ret_code only with USCC_OK. */
enum uscc_refusal uscc_read(struct text typed, struct uscc *ret_code);
/* The check character behind the first 17; 0 when one of them is not allowed. */
char uscc_check_character(const char first[USCC_LEN - 1]);
/* The ninth character of an organisation code (GB 11714) behind its first
 * eight; 0 when one of them is neither digit nor capital. Not demanded by
 * uscc_read: some codes in use were given without it. */
char uscc_organisation_check(const char first[8]);

#endif
