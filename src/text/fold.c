/* SPDX-License-Identifier: Apache-2.0 */
#include "text/fold.h"

#include <opencc/opencc.h>
#include <pthread.h>
#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"

/* OpenCC never makes a text longer than this many times in t2s; checked. */
#define SIMPLE_GROWTH 4
#define POINT_BYTES 4

/* The one handle of the process; written once under pthread_once. */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static opencc_t simplifier;

static void open_tables(void);
static void simplify_point(struct buffer *buffer, struct text point);
static uint32_t strip_accent(uint32_t point);
static enum fail keep(struct arena *arena, const struct buffer *buffer, struct text *ret_text);

enum fail fold_start(void)
{
	pthread_once(&once, open_tables);
	/* opencc_open answers (opencc_t)-1 when it cannot. */
	return simplifier == (opencc_t)-1 ? FAIL_MISSING : OK;
}

enum fail fold_simplify(struct arena *arena, struct text text, struct text *ret_simple)
{
	TRY(fold_start());
	if (text.len > LIMIT_REPLY_BYTES / SIMPLE_GROWTH)
		return FAIL_LIMIT;
	if (!text_is_utf8(text))
		return FAIL_INPUT;
	if (text_is_empty(text)) {
		*ret_simple = TEXT_NONE;
		return OK;
	}
	char *room = arena_alloc(arena, text.len * SIMPLE_GROWTH + 1);
	if (!room)
		return FAIL_LIMIT;
	size_t len = opencc_convert_utf8_to_buffer(simplifier, text.at, text.len, room);
	if (len == (size_t)-1)
		return FAIL_INPUT;
	check(len <= text.len * SIMPLE_GROWTH);
	*ret_simple = (struct text){ room, len };
	return OK;
}

enum fail fold_clean(struct arena *arena, struct text text, struct text *ret_clean)
{
	if (!text_is_utf8(text))
		return FAIL_INPUT;
	CLEANUP(buffer_done) struct buffer buffer = buffer_make(text.len + 1);
	struct text rest = text_trim(text);
	/* No folded point is longer than the point it came from. */
	while (rest.len > 0)
		buffer_add_point(&buffer, fold_point(text_next_point(&rest)));
	return keep(arena, &buffer, ret_clean);
}

enum fail fold_key(struct arena *arena, struct text text, struct text *ret_key)
{
	TRY(fold_start());
	if (!text_is_utf8(text))
		return FAIL_INPUT;
	CLEANUP(buffer_done) struct buffer buffer = buffer_make(text.len * SIMPLE_GROWTH + 1);
	struct text rest = text_trim(text);
	while (rest.len > 0) {
		struct text from = rest;
		uint32_t point = fold_point(text_next_point(&rest));
		if (fold_is_han(point)) {
			simplify_point(&buffer, text_slice(from, 0, from.len - rest.len));
			continue;
		}
		point = strip_accent(point);
		if (point >= 'A' && point <= 'Z')
			point += 'a' - 'A';
		if (point > 0)
			buffer_add_point(&buffer, point);
	}
	return keep(arena, &buffer, ret_key);
}

bool fold_is_han(uint32_t point)
{
	return point == 0x3007 || (point >= 0x3400 && point <= 0x4DBF) || (point >= 0x4E00 && point <= 0x9FFF) ||
		(point >= 0xF900 && point <= 0xFAFF) || (point >= 0x20000 && point <= 0x323AF);
}

uint32_t fold_point(uint32_t point)
{
	if (point >= 0xFF01 && point <= 0xFF5E)
		return point - 0xFF01 + '!';
	switch (point) {
	case 0x3000: /* ideographic space */
	case 0x00A0:
		return ' ';
	case 0x30FB: /* katakana middle dot ・ */
	case 0xFF65: /* its half-width form */
	case 0x2022: /* bullet • */
	case 0x2027: /* hyphenation point ‧ */
	case 0x22C5: /* dot operator ⋅ */
	case 0x2219: /* bullet operator ∙ */
	case 0x0387: /* Greek ano teleia */
		return FOLD_INTERPUNCT;
	default:
		return point;
	}
}

static void open_tables(void)
{
	simplifier = opencc_open(OPENCC_DEFAULT_CONFIG_TRAD_TO_SIMP);
}

/* One character of `point` bytes, simplified without looking at any other. */
static void simplify_point(struct buffer *buffer, struct text point)
{
	char simple[POINT_BYTES * SIMPLE_GROWTH + 1];
	check(point.len <= POINT_BYTES);
	size_t len = opencc_convert_utf8_to_buffer(simplifier, point.at, point.len, simple);
	if (len == (size_t)-1 || len == 0)
		buffer_add(buffer, point);
	else
		buffer_add_bytes(buffer, simple, len);
}

/* The letter without its accent; 0 for an accent standing by itself. Enough
 * for Latin names and for pinyin typed with tones. */
static uint32_t strip_accent(uint32_t point)
{
	static const char latin_1[] = "AAAAAAACEEEEIIIIDNOOOOO*OUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty";
	static const char extended_a[] =
		"AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
	static const char carons[] = "AaIiOoUuUuUuUuUu";
	_Static_assert(sizeof(latin_1) - 1 == 0x100 - 0xC0, "one letter for each of U+00C0 to U+00FF");
	_Static_assert(sizeof(extended_a) - 1 == 0x180 - 0x100, "one letter for each of U+0100 to U+017F");
	_Static_assert(sizeof(carons) - 1 == 0x1DD - 0x1CD, "one letter for each of U+01CD to U+01DC");
	if (point >= 0x300 && point <= 0x36F)
		return 0;
	if (point >= 0xC0 && point <= 0xFF)
		return (uint32_t)latin_1[point - 0xC0];
	if (point >= 0x100 && point <= 0x17F)
		return (uint32_t)extended_a[point - 0x100];
	if (point >= 0x1CD && point <= 0x1DC)
		return (uint32_t)carons[point - 0x1CD];
	return point;
}

static enum fail keep(struct arena *arena, const struct buffer *buffer, struct text *ret_text)
{
	struct text text;
	TRY(buffer_text(buffer, &text));
	struct text copy = arena_copy(arena, text_trim(text));
	if (arena_is_exhausted(arena))
		return FAIL_LIMIT;
	*ret_text = copy;
	return OK;
}
