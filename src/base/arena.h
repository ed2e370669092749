/* SPDX-License-Identifier: Apache-2.0
 *
 * An arena owns all memory of one request or one job. It grows in blocks up
 * to a maximum given at its birth; what would go past it is refused with NULL
 * and remembered in `is_exhausted`. Nothing allocated from it is freed alone.
 * An arena belongs to one thread at a time.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/text.h"

struct arena;

/* A new arena that will never hold more than max_bytes; NULL without memory. */
struct arena *arena_make(size_t max_bytes);
/* Give everything back. Accepts NULL. */
void arena_free(struct arena *arena);
/* For CLEANUP: frees *arena. */
void arena_done(struct arena **arena);
/* Forget all content but keep the first block, for the next request. */
void arena_reset(struct arena *arena);
/* True once any allocation was refused since make or reset. */
bool arena_is_exhausted(const struct arena *arena);
/* Bytes handed out since make or reset. */
size_t arena_used(const struct arena *arena);

/* Zeroed memory aligned for any type, or NULL at the maximum. */
MUST_USE void *arena_alloc(struct arena *arena, size_t bytes);
/* One zeroed `type`, or an array of `count` of them. */
#define arena_new(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define arena_array(arena, type, count) ((type *)arena_alloc_array((arena), (count), sizeof(type)))
MUST_USE void *arena_alloc_array(struct arena *arena, size_t count, size_t bytes_each);

/* A copy that lives as long as the arena; also NUL-terminated behind its
 * length, so `.at` may go to a C interface. Empty text at the maximum. */
struct text arena_copy(struct arena *arena, struct text text);
/* printf into the arena; NUL-terminated like arena_copy. */
struct text arena_format(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
/* a followed by b. */
struct text arena_join(struct arena *arena, struct text a, struct text b);

/* For tests: the n-th allocation from now (1 = next) is refused; 0 = off. */
void arena_fail_at(struct arena *arena, size_t nth);

#endif
