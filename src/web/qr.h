/* SPDX-License-Identifier: Apache-2.0
 *
 * A text as a QR code on a page: the side of the square in modules, with the
 * white around it that readers need, and the dark ones as one SVG path.
 */
#ifndef WEB_QR_H
#define WEB_QR_H

#include "base/arena.h"
#include "base/fail.h"

/* Texts of our own only. FAIL_LIMIT for one that is too long. The path is in the arena. */
MUST_USE enum fail qr_draw(struct arena *arena, struct text text, int64_t *ret_side, struct text *ret_path);

#endif
