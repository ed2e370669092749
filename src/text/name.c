/* SPDX-License-Identifier: Apache-2.0 */
#include "text/name.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "text/fold.h"

#define NAME_MAX_BYTES (LIMIT_NAME_POINTS * 4)

static enum fail tidy(struct arena *arena, struct text clean, struct text *ret_name);
static enum name_refusal judge(struct text name);
static bool is_joiner(uint32_t point);
static uint32_t peek(struct text rest);

enum fail name_read(struct arena *arena, struct text typed, enum name_refusal *ret_refusal, struct text *ret_name)
{
	struct text clean, name;
	if (!text_is_utf8(typed)) {
		*ret_refusal = NAME_NOT_TEXT;
		return OK;
	}
	TRY(fold_clean(arena, typed, &clean));
	TRY(tidy(arena, clean, &name));
	enum name_refusal refusal = judge(name);
	if (refusal == NAME_OK)
		*ret_name = name;
	*ret_refusal = refusal;
	return OK;
}

bool name_allows(uint32_t point)
{
	static const struct { uint32_t from, to; } signs[] = {
		{ 0x0000, 0x001F }, { '!', '&' }, { '(', ',' }, { '/', '@' }, { '[', '`' }, { '{', 0x00B6 }, { 0x00B8, 0x00BF },
		{ 0x00D7, 0x00D7 }, { 0x00F7, 0x00F7 }, { 0x2000, 0x2018 }, { 0x201A, 0x206F }, { 0x20A0, 0x20CF },
		{ 0x2100, 0x2BFF }, { 0x2E00, 0x2E7F }, { 0x2FF0, 0x3004 }, { 0x3008, 0x3020 }, { 0x3030, 0x303F }, { 0x3200, 0x33FF },
		{ 0xE000, 0xF8FF }, { 0xFE00, 0xFE6F }, { 0xFF01, 0xFF20 }, { 0xFFE0, 0xFFFF }, { 0x1F000, 0x1FAFF },
		{ 0xE0000, 0x10FFFF } };
	for (size_t i = 0; i < COUNT_OF(signs); i++)
		if (point >= signs[i].from && point <= signs[i].to)
			return false;
	return true;
}

/* Spaces: none beside a Chinese character, one between other words. A full
 * stop between two Chinese characters was meant as an interpunct. */
static enum fail tidy(struct arena *arena, struct text clean, struct text *ret_name)
{
	CLEANUP(buffer_done) struct buffer buffer = buffer_make(clean.len * 2 + 1);
	uint32_t last = 0;
	for (struct text rest = clean; rest.len > 0;) {
		uint32_t point = text_next_point(&rest), next = peek(rest);
		if (point == ' ' && (next == ' ' || fold_is_han(last) || fold_is_han(next)))
			continue;
		if (point == '.' && fold_is_han(last) && fold_is_han(next))
			point = FOLD_INTERPUNCT;
		buffer_add_point(&buffer, point);
		last = point;
	}
	struct text text;
	TRY(buffer_text(&buffer, &text));
	struct text name = arena_copy(arena, text);
	if (arena_is_exhausted(arena))
		return FAIL_LIMIT;
	*ret_name = name;
	return OK;
}

static enum name_refusal judge(struct text name)
{
	bool has_letter = false;
	uint32_t first = peek(name), last = 0;
	if (text_is_empty(name))
		return NAME_EMPTY;
	if (name.len > NAME_MAX_BYTES || text_count_points(name) > LIMIT_NAME_POINTS)
		return NAME_TOO_LONG;
	for (struct text rest = name; rest.len > 0;) {
		last = text_next_point(&rest);
		if (!name_allows(last))
			return NAME_CHARACTER;
		has_letter = has_letter || !is_joiner(last);
	}
	if (!has_letter || is_joiner(first) || (is_joiner(last) && last != '.'))
		return NAME_NO_LETTER;
	return NAME_OK;
}

static bool is_joiner(uint32_t point)
{
	return point == FOLD_INTERPUNCT || point == '-' || point == '.' || point == '\'' || point == 0x2019 || point == ' ';
}

static uint32_t peek(struct text rest)
{
	return text_next_point(&rest);
}
