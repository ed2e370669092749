/* SPDX-License-Identifier: Apache-2.0
 *
 * Traditional characters for those who read them: texts of the public
 * vocabulary are kept in Simplified Chinese and converted when they are shown.
 *
 * The table is OpenCC's s2tw: it chooses by phrase (头发 → 頭髮, 发放 → 發放)
 * and writes the forms that the house's own Traditional texts use (為, 裡, 群;
 * s2t would write 爲, 裏, 羣). It changes characters only. s2twp would also
 * exchange words (信息 → 資訊), which must not happen to the names of places,
 * organisations and services. People's names are never given to this module:
 * a family's own writing (范 or 範, 余 or 餘) cannot be known from Simplified.
 *
 * What was converted is remembered in a bounded table of the process; every
 * function may be called from any thread.
 */
#ifndef TEXT_HANT_H
#define TEXT_HANT_H

#include "base/arena.h"
#include "base/buffer.h"

#define HANT_BYTES_MAX (16 * 1024) /* a longer text is shown as it is */

/* Adds the text in Traditional characters. False, and nothing is added, when it cannot be converted (no table on this
 * machine, not UTF-8, too long): the caller shows it as it is, which every reader of Traditional can read. */
MUST_USE bool hant_write(struct text text, struct buffer *out);
/* The same into the arena; the text itself when it cannot be converted. */
struct text hant_text(struct arena *arena, struct text text);

#endif
