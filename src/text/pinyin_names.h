/* SPDX-License-Identifier: Apache-2.0
 *
 * Readings that belong to names: surnames, and characters with two readings.
 * Only pinyin.c reads these tables.
 */
#ifndef TEXT_PINYIN_NAMES_H
#define TEXT_PINYIN_NAMES_H

#include "base/text.h"

/* A surname of one character. `other` is a second usual reading, or "". */
struct pinyin_surname {
	struct text name;
	struct text reading;
	struct text other;
};

/* A surname of two characters, in both scripts. */
struct pinyin_compound {
	struct text simplified;
	struct text traditional;
	struct text first;
	struct text second;
};

extern const struct pinyin_surname pinyin_surnames[];
extern const size_t pinyin_surname_count;
extern const struct pinyin_compound pinyin_compounds[];
extern const size_t pinyin_compound_count;
/* Characters inside given names: same shape, `name` is the character. */
extern const struct pinyin_surname pinyin_given[];
extern const size_t pinyin_given_count;

#endif
