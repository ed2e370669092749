/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Under the address sanitizer the space that nobody was given is poisoned. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#define POISON(at, bytes) ASAN_POISON_MEMORY_REGION((at), (bytes))
#define UNPOISON(at, bytes) ASAN_UNPOISON_MEMORY_REGION((at), (bytes))
#else
#define POISON(at, bytes) ((void)(at), (void)(bytes))
#define UNPOISON(at, bytes) ((void)(at), (void)(bytes))
#endif

#define FIRST_BLOCK_BYTES ((size_t)32 * 1024)
#define BLOCK_BYTES_MAX ((size_t)1024 * 1024)
#define ALIGNMENT alignof(max_align_t)

struct block {
	struct block *next; /* older block */
	size_t room;
	size_t used;
	alignas(max_align_t) char bytes[];
};

struct arena {
	struct block *newest;
	size_t max_bytes;
	size_t used;    /* handed out */
	size_t fail_at; /* tests: 1 = the next allocation is refused */
	bool is_exhausted;
};

static struct block *grow(struct arena *arena, size_t bytes);

struct arena *arena_make(size_t max_bytes)
{
	struct arena *arena = calloc(1, sizeof(*arena));
	check(max_bytes > 0);
	if (arena != NULL)
		arena->max_bytes = max_bytes;
	return arena;
}

void arena_free(struct arena *arena)
{
	if (arena == NULL)
		return;
	while (arena->newest != NULL) {
		struct block *older = arena->newest->next;
		free(arena->newest);
		arena->newest = older;
	}
	free(arena);
}

void arena_done(struct arena **arena)
{
	arena_free(*arena);
	*arena = NULL;
}

void arena_reset(struct arena *arena)
{
	while (arena->newest != NULL && arena->newest->next != NULL) {
		struct block *older = arena->newest->next;
		free(arena->newest);
		arena->newest = older;
	}
	if (arena->newest != NULL) {
		arena->newest->used = 0;
		POISON(arena->newest->bytes, arena->newest->room);
	}
	arena->used = 0;
	arena->fail_at = 0;
	arena->is_exhausted = false;
}

bool arena_is_exhausted(const struct arena *arena)
{
	return arena->is_exhausted;
}

size_t arena_used(const struct arena *arena)
{
	return arena->used;
}

void arena_fail_at(struct arena *arena, size_t nth)
{
	arena->fail_at = nth;
}

void *arena_alloc(struct arena *arena, size_t bytes)
{
	check(arena != NULL);
	if (arena->fail_at > 0 && --arena->fail_at == 0) {
		arena->is_exhausted = true;
		return NULL;
	}
	if (bytes > arena->max_bytes || arena->used > arena->max_bytes - bytes) {
		arena->is_exhausted = true;
		return NULL;
	}
	size_t padded = bytes == 0 ? ALIGNMENT : (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	struct block *block = arena->newest;
	if (block == NULL || block->room - block->used < padded)
		block = grow(arena, padded);
	if (block == NULL) {
		arena->is_exhausted = true;
		return NULL;
	}
	char *at = block->bytes + block->used;
	block->used += padded;
	arena->used += padded;
	UNPOISON(at, bytes);
	return memset(at, 0, bytes);
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t bytes_each)
{
	size_t bytes = 0;
	if (__builtin_mul_overflow(count, bytes_each, &bytes)) {
		arena->is_exhausted = true;
		return NULL;
	}
	return arena_alloc(arena, bytes);
}

struct text arena_copy(struct arena *arena, struct text text)
{
	char *at = arena_alloc(arena, text.len + 1);
	if (at == NULL)
		return TEXT_NONE;
	if (text.len > 0)
		memcpy(at, text.at, text.len);
	return (struct text){at, text.len};
}

struct text arena_format(struct arena *arena, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int needed = vsnprintf(NULL, 0, format, args);
	va_end(args);
	check(needed >= 0);
	char *at = arena_alloc(arena, (size_t)needed + 1);
	if (at == NULL)
		return TEXT_NONE;
	va_start(args, format);
	(void)vsnprintf(at, (size_t)needed + 1, format, args);
	va_end(args);
	return (struct text){at, (size_t)needed};
}

struct text arena_join(struct arena *arena, struct text a, struct text b)
{
	char *at = arena_alloc(arena, a.len + b.len + 1);
	if (at == NULL)
		return TEXT_NONE;
	if (a.len > 0)
		memcpy(at, a.at, a.len);
	if (b.len > 0)
		memcpy(at + a.len, b.at, b.len);
	return (struct text){at, a.len + b.len};
}

/* Blocks double up to BLOCK_BYTES_MAX; a larger wish gets a block of its own. */
static struct block *grow(struct arena *arena, size_t bytes)
{
	size_t room = arena->newest == NULL ? FIRST_BLOCK_BYTES : arena->newest->room * 2;
	if (room > BLOCK_BYTES_MAX)
		room = BLOCK_BYTES_MAX;
	if (room < bytes)
		room = bytes;
	struct block *block = malloc(sizeof(*block) + room);
	if (block == NULL)
		return NULL;
	block->next = arena->newest;
	block->room = room;
	block->used = 0;
	arena->newest = block;
	POISON(block->bytes, room);
	return block;
}
