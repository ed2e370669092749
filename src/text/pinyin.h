/* SPDX-License-Identifier: Apache-2.0
 *
 * How names are read: pinyin in small letters without tones, ü as v. The
 * reading of a character comes from a table made at build time; surnames that
 * are read otherwise than the same character elsewhere (单 shan, 尉迟 yuchi)
 * come first. Where a character has two usual readings in names both are
 * kept, because people search with the one they know.
 */
#ifndef TEXT_PINYIN_H
#define TEXT_PINYIN_H

#include "base/arena.h"
#include "base/fail.h"
#include "base/limits.h"

#define PINYIN_READINGS_MAX 4

/* One way to read a name, syllable by syllable. A word in Latin letters is one
 * syllable; other scripts and signs are left out. */
struct pinyin_reading {
	struct text syllables[LIMIT_NAME_POINTS];
	size_t count;
};

/* The usual reading of one character, "" when there is none. Static text. */
struct text pinyin_of_point(uint32_t point);
/* How many code points of the name are the surname: 2 for a known compound
 * surname with a given name behind it, else 1; 0 for an empty name. Simplified
 * and Traditional. */
size_t pinyin_surname_points(struct text name);
/* All readings of a name, the usual one first, at most PINYIN_READINGS_MAX;
 * none (*ret_count 0) when no character has a reading. Syllables live in the
 * arena or are static. FAIL_INPUT unless UTF-8. */
MUST_USE enum fail pinyin_read_name(struct arena *arena, struct text name, struct pinyin_reading ret_readings[PINYIN_READINGS_MAX],
	size_t *ret_count);
/* The reading typed by staff for a name the table gets wrong: syllables apart
 * ("zeng guo fan"), capitals and tones accepted. */
MUST_USE enum fail pinyin_read_typed(struct arena *arena, struct text typed, struct pinyin_reading *ret_reading);
/* "zhangguilan" and "zgl": all syllables from number `from` on, or their first letters. */
struct text pinyin_full(struct arena *arena, const struct pinyin_reading *reading, size_t from);
struct text pinyin_initials(struct arena *arena, const struct pinyin_reading *reading, size_t from);

#endif
