/* SPDX-License-Identifier: Apache-2.0 */
#include "web/qr.h"

#include <qrencode.h>

#include "base/buffer.h"

#define QUIET 4 /* modules of white that a reader needs around it */
#define PATH_BYTES_MAX (512 * 1024) /* 177 × 177 modules, half of them dark */

/* The dark modules as one path, so that no seam shows between two of them. */
enum fail qr_draw(struct arena *arena, struct text text, int64_t *ret_side, struct text *ret_path)
{
	struct buffer path CLEANUP(buffer_done) = buffer_make(PATH_BYTES_MAX);
	struct text written;
	QRcode *code = QRcode_encodeData((int)text.len, (const unsigned char *)text.at, 0, QR_ECLEVEL_M);
	if (code == NULL)
		return FAIL_LIMIT;
	for (int row = 0; row < code->width; row++) {
		for (int column = 0; column < code->width; column++) {
			if (code->data[row * code->width + column] & 1)
				buffer_add_format(&path, "M%d %dh1v1h-1z", column + QUIET, row + QUIET);
		}
	}
	int64_t side = code->width + 2 * QUIET;
	QRcode_free(code);
	TRY(buffer_text(&path, &written));
	struct text copy = arena_copy(arena, written);
	if (text_is_empty(copy))
		return FAIL_LIMIT;
	*ret_side = side;
	*ret_path = copy;
	return OK;
}
