/* SPDX-License-Identifier: Apache-2.0
 *
 * One writing for what people write in many: Traditional and Simplified
 * characters, full-width and half-width letters and digits, capital and small
 * letters, the many middle dots of transcribed names. The conversion tables
 * are OpenCC's; its handle is opened once per process and only read after
 * that, so every function here may be called from any thread.
 */
#ifndef TEXT_FOLD_H
#define TEXT_FOLD_H

#include "base/arena.h"
#include "base/fail.h"

/* The interpunct of names, U+00B7. */
#define FOLD_INTERPUNCT 0xB7

/* Opens the conversion tables (about 4 ms). Call it when the process starts so
 * that a missing table is found there; the first use opens them otherwise.
 * FAIL_MISSING when OpenCC's data files are not installed. Harmless to repeat. */
MUST_USE enum fail fold_start(void);
/* Traditional to Simplified characters, whole phrases at a time (乾隆 stays
 * 乾隆): for text that is read. `text` must be UTF-8, else FAIL_INPUT. The
 * result lives in the arena. */
MUST_USE enum fail fold_simplify(struct arena *arena, struct text text, struct text *ret_simple);
/* What somebody typed, made fit to keep: full-width letters, digits and
 * punctuation of the ASCII range become half-width, all middle dots become
 * U+00B7, white space at both ends goes. Characters keep their script and
 * case. FAIL_INPUT unless UTF-8. */
MUST_USE enum fail fold_clean(struct arena *arena, struct text text, struct text *ret_clean);
/* The key under which texts are compared and searched: cleaned, small letters,
 * no accents, each character simplified by itself. Because no character
 * depends on its neighbours, the key of a beginning is the beginning of the
 * key. Not for reading. FAIL_INPUT unless UTF-8. */
MUST_USE enum fail fold_key(struct arena *arena, struct text text, struct text *ret_key);
/* A Chinese character: unified ideographs, extensions, compatibility forms, 〇. */
bool fold_is_han(uint32_t point);
/* One code point with its width and middle dot folded. */
uint32_t fold_point(uint32_t point);

#endif
