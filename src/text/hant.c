/* SPDX-License-Identifier: Apache-2.0 */
#include "text/hant.h"

#include <opencc/opencc.h>
#include <pthread.h>
#include <string.h>

#define TABLE "s2tw.json"
#define GROWTH 4         /* no text becomes longer than this many times; checked */
#define SHELF_PLACES 512 /* remembered texts: the menu, the places and the organisations of a county */
#define SHELF_BYTES 300  /* of each side; longer ones are converted each time */

/* One remembered text: Simplified and Traditional, at the place its hash gives. */
struct remembered {
	uint16_t simple_len;
	uint16_t hant_len;
	char simple[SHELF_BYTES];
	char hant[SHELF_BYTES];
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static opencc_t converter = (opencc_t)-1; /* written once, then only read */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of the shelf */
static struct remembered shelf[SHELF_PLACES];

static void open_table(void);
static struct remembered *place_of(struct text text);
static bool recall(struct text text, struct buffer *out);
static void remember(struct text text, const char *hant, size_t len);

bool hant_write(struct text text, struct buffer *out)
{
	pthread_once(&once, open_table);
	if (converter == (opencc_t)-1 || text_is_empty(text) || text.len > HANT_BYTES_MAX / GROWTH || !text_is_utf8(text))
		return false;
	if (recall(text, out))
		return true;
	char room[HANT_BYTES_MAX + 1];
	size_t len = opencc_convert_utf8_to_buffer(converter, text.at, text.len, room);
	if (len == (size_t)-1)
		return false;
	check(len <= text.len * GROWTH);
	remember(text, room, len);
	buffer_add_bytes(out, room, len);
	return true;
}

struct text hant_text(struct arena *arena, struct text text)
{
	struct buffer out CLEANUP(buffer_done) = buffer_make(HANT_BYTES_MAX);
	struct text written;
	if (!hant_write(text, &out) || buffer_text(&out, &written) != OK)
		return text;
	return arena_copy(arena, written);
}

static void open_table(void)
{
	converter = opencc_open(TABLE);
}

/* FNV-1a; the place is overwritten by whoever comes last. */
static struct remembered *place_of(struct text text)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.at[i]) * UINT64_C(0x100000001b3);
	return &shelf[(hash ^ (hash >> 32)) % SHELF_PLACES];
}

static bool recall(struct text text, struct buffer *out)
{
	const struct remembered *place = place_of(text);
	check(pthread_mutex_lock(&lock) == 0);
	bool is_there = place->simple_len == text.len && memcmp(place->simple, text.at, text.len) == 0;
	if (is_there)
		buffer_add_bytes(out, place->hant, place->hant_len);
	check(pthread_mutex_unlock(&lock) == 0);
	return is_there;
}

static void remember(struct text text, const char *hant, size_t len)
{
	struct remembered *place = place_of(text);
	if (text.len > SHELF_BYTES || len > SHELF_BYTES)
		return;
	check(pthread_mutex_lock(&lock) == 0);
	memcpy(place->simple, text.at, text.len);
	memcpy(place->hant, hant, len);
	place->simple_len = (uint16_t)text.len;
	place->hant_len = (uint16_t)len;
	check(pthread_mutex_unlock(&lock) == 0);
}
