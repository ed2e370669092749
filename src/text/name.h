/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of people as they are kept: 1 to 50 code points of any script, the
 * interpunct U+00B7 in transcribed names. One character is a name, fifteen are.
 */
#ifndef TEXT_NAME_H
#define TEXT_NAME_H

#include "base/arena.h"
#include "base/fail.h"

/* In checking order; `name_refusal.*` in the locale. */
enum name_refusal {
	NAME_OK,
	NAME_NOT_TEXT,  /* no valid UTF-8 */
	NAME_EMPTY,
	NAME_TOO_LONG,  /* more than LIMIT_NAME_POINTS code points */
	NAME_CHARACTER, /* digits, signs, emoji, control characters */
	NAME_NO_LETTER, /* dots and hyphens alone, or a dot at either end */
};

/* Cleans what was typed (full-width letters, all middle dots, a full stop
 * between Chinese characters, repeated and surrounding spaces, spaces between
 * Chinese characters as in 张 三) and checks it. *ret_name lives in the arena
 * and is set only with NAME_OK. FAIL_LIMIT when the arena is exhausted. */
MUST_USE enum fail name_read(struct arena *arena, struct text typed, enum name_refusal *ret_refusal, struct text *ret_name);
/* May this code point stand in a name? */
bool name_allows(uint32_t point);

#endif
