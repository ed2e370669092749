/* SPDX-License-Identifier: Apache-2.0
 *
 * Text is a borrowed slice of UTF-8 bytes: pointer and length, never owned,
 * never NUL-terminated unless the function name says so. Functions that copy
 * say `copy` and take an arena. Nothing here allocates otherwise.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/base.h"

struct text {
	const char *at; /* may be NULL when len is 0 */
	size_t len;     /* bytes */
};

/* A text of a string literal, length known at compile time. */
#define TEXT(literal) ((struct text){ "" literal, sizeof(literal) - 1 })
#define TEXT_NONE ((struct text){ NULL, 0 })
/* For printf: printf("%.*s", TEXT_ARGS(name)). */
#define TEXT_ARGS(text) (int)(text).len, ((text).at ? (text).at : "")

/* Borrow a NUL-terminated string; NULL gives the empty text. */
struct text text_of(const char *string);
bool text_is_empty(struct text text);
bool text_equal(struct text a, struct text b);
/* ASCII letters compare without case. */
bool text_equal_nocase(struct text a, struct text b);
/* Byte order; negative, zero, positive. */
int text_compare(struct text a, struct text b);
bool text_starts_with(struct text text, struct text prefix);
bool text_ends_with(struct text text, struct text suffix);
/* Steps over `prefix` when the text begins with it; false, and nothing changes, when it does not. */
bool text_take(struct text *text, struct text prefix);
/* Position of the first `part` in `text`, or SIZE_MAX. The empty part is at 0. */
size_t text_find(struct text text, struct text part);
size_t text_find_byte(struct text text, char byte);
/* The bytes from `from` on, at most `len` of them; both clamped to the text. */
struct text text_slice(struct text text, size_t from, size_t len);
/* Without ASCII white space and U+3000 at both ends. */
struct text text_trim(struct text text);
/* Cut at the first `separator`: returns what stands before it and moves *rest
 * behind it. Without a separator returns all and empties *rest. */
struct text text_cut(struct text *rest, char separator);
/* A decimal integer, optional minus, whole text, no white space. False (and
 * *ret untouched) on anything else or overflow. */
bool text_to_int(struct text text, int64_t *ret);
/* Strict UTF-8: no overlong forms, surrogates, NUL bytes or values past U+10FFFF. */
bool text_is_utf8(struct text text);
/* Unicode code points in valid UTF-8. */
size_t text_count_points(struct text text);
/* Read the next code point of valid UTF-8 and step over it; 0 at the end. */
uint32_t text_next_point(struct text *rest);
/* The first `points` code points. */
struct text text_first_points(struct text text, size_t points);

#endif
