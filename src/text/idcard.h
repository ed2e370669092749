/* SPDX-License-Identifier: Apache-2.0
 *
 * The number of a resident identity card (GB 11643-1999): six digits of area,
 * birth date, three of sequence (odd = male) and a check character.
 */
#ifndef TEXT_IDCARD_H
#define TEXT_IDCARD_H

#include "base/text.h"

#define IDCARD_LEN 18
/* An area that was never assigned: the people of the demonstration have it. */
#define IDCARD_DEMO_AREA "370799"

/* In checking order; `idcard_refusal.*` in the locale. */
enum idcard_refusal {
	IDCARD_OK,
	IDCARD_EMPTY,
	IDCARD_OLD_FORM,   /* 15 digits: no document any more, never converted silently */
	IDCARD_LENGTH,
	IDCARD_CHARACTER,  /* a digit expected, or the last neither digit nor X */
	IDCARD_AREA,       /* begins with 0; today's area table is not asked, old codes stay valid */
	IDCARD_BIRTH_DATE, /* no such day, or before 1870 */
	IDCARD_FUTURE,     /* born after today */
	IDCARD_CHECK       /* the check character does not fit: a slip of the pen */
};

enum idcard_sex { IDCARD_MALE = 1, IDCARD_FEMALE = 2 };

struct idcard {
	char number[IDCARD_LEN + 1]; /* normal form: half-width, X in upper case */
	int32_t birth_day;           /* days since 1970-01-01 */
	enum idcard_sex sex;
	bool is_demo;                /* of the unassigned area; must never leave for a real export */
};

/* Reads what was typed: spaces, hyphens, full-width digits and a small x are
 * accepted. `today` is the local day of the question. Fills *ret_card only
 * with IDCARD_OK. */
enum idcard_refusal idcard_read(struct text typed, int32_t today, struct idcard *ret_card);
/* The check character that belongs behind 17 digits; 0 when they are not digits. */
char idcard_check_character(const char digits[IDCARD_LEN - 1]);

#endif
