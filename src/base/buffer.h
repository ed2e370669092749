/* SPDX-License-Identifier: Apache-2.0
 *
 * A growable byte buffer that cannot be made without a maximum. A failed
 * append sets `failed` and every later append is ignored, so that callers
 * write on and look once, at the end (buffer_text refuses then).
 */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include "base/fail.h"
#include "base/text.h"

struct buffer {
	char *at; /* owned (heap) */
	size_t len;
	size_t room;
	size_t max; /* never holds more bytes than this */
	bool failed;
};

/* An empty buffer; allocates nothing yet. */
struct buffer buffer_make(size_t max_bytes);
/* Free the content and leave an empty buffer with the same maximum. Accepts
 * an empty one; usable with CLEANUP. */
void buffer_done(struct buffer *buffer);
/* Forget the content and the failure, keep the memory. */
void buffer_reset(struct buffer *buffer);
void buffer_add(struct buffer *buffer, struct text text);
void buffer_add_bytes(struct buffer *buffer, const void *bytes, size_t count);
void buffer_add_byte(struct buffer *buffer, char byte);
#define buffer_add_literal(buffer, literal) buffer_add_bytes((buffer), "" literal, sizeof(literal) - 1)
void buffer_add_int(struct buffer *buffer, int64_t number);
void buffer_add_format(struct buffer *buffer, const char *format, ...) PRINTF_LIKE(2, 3);
/* Code point as UTF-8. */
void buffer_add_point(struct buffer *buffer, uint32_t point);
/* OK and the whole content (borrowed until the next call), or FAIL_LIMIT. */
MUST_USE enum fail buffer_text(const struct buffer *buffer, struct text *ret_text);

#endif
