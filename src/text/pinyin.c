/* SPDX-License-Identifier: Apache-2.0 */
#include "text/pinyin.h"

#include <string.h>

#include "base/buffer.h"
#include "text/fold.h"
#include "text/pinyin_names.h"
#include "text/pinyin_table.h"

/* One place of a name: its usual reading and, where there is one, the other. */
struct slot {
	struct text reading;
	struct text other;
};

struct slots {
	struct slot at[LIMIT_NAME_POINTS];
	size_t count;
};

static void add_slot(struct slots *slots, struct text reading, struct text other);
static void read_character(struct slots *slots, struct text character, uint32_t point, bool is_surname);
static void read_word(struct slots *slots, struct text *rest);
static const struct pinyin_compound *find_compound(struct text name);
static const struct pinyin_surname *find(const struct pinyin_surname *table, size_t count, struct text character);
static bool is_letter(uint32_t point);
static size_t spread(const struct slots *slots, struct pinyin_reading ret_readings[PINYIN_READINGS_MAX]);

struct text pinyin_of_point(uint32_t point)
{
	unsigned number = 0;
	if (point >= PINYIN_BASIC_FROM && point <= PINYIN_BASIC_TO)
		number = pinyin_basic[point - PINYIN_BASIC_FROM];
	else if (point >= PINYIN_EXTENSION_A_FROM && point <= PINYIN_EXTENSION_A_TO)
		number = pinyin_extension_a[point - PINYIN_EXTENSION_A_FROM];
	else if (point == 0x3007)
		return TEXT("ling");
	return text_of(pinyin_syllables[number]);
}

size_t pinyin_surname_points(struct text name)
{
	size_t points = text_count_points(name);
	if (points == 0)
		return 0;
	return points >= 3 && find_compound(name) ? 2 : 1;
}

enum fail pinyin_read_name(struct arena *arena, struct text name, struct pinyin_reading ret_readings[PINYIN_READINGS_MAX],
	size_t *ret_count)
{
	struct text key;
	struct slots slots = { .count = 0 };
	TRY(fold_key(arena, name, &key));
	struct text rest = key;
	bool is_surname = true;
	const struct pinyin_compound *compound = text_count_points(key) >= 3 ? find_compound(key) : NULL;
	if (compound) {
		add_slot(&slots, compound->first, TEXT_NONE);
		add_slot(&slots, compound->second, TEXT_NONE);
		rest = text_slice(key, compound->simplified.len, key.len);
		is_surname = false;
	}
	while (rest.len > 0) {
		struct text from = rest;
		uint32_t point = text_next_point(&rest);
		if (fold_is_han(point)) {
			read_character(&slots, text_slice(from, 0, from.len - rest.len), point, is_surname);
		} else if (is_letter(point)) {
			rest = from;
			read_word(&slots, &rest);
		}
		is_surname = false;
	}
	*ret_count = spread(&slots, ret_readings);
	return OK;
}

enum fail pinyin_read_typed(struct arena *arena, struct text typed, struct pinyin_reading *ret_reading)
{
	struct text key;
	struct slots slots = { .count = 0 };
	TRY(fold_key(arena, typed, &key));
	struct text rest = key;
	while (rest.len > 0) {
		struct text from = rest;
		if (!is_letter(text_next_point(&rest)))
			continue;
		rest = from;
		read_word(&slots, &rest);
	}
	struct pinyin_reading readings[PINYIN_READINGS_MAX];
	if (spread(&slots, readings) == 0)
		readings[0].count = 0;
	*ret_reading = readings[0];
	return OK;
}

struct text pinyin_full(struct arena *arena, const struct pinyin_reading *reading, size_t from)
{
	CLEANUP(buffer_done) struct buffer buffer = buffer_make(LIMIT_NAME_POINTS * (PINYIN_SYLLABLE_ROOM + LIMIT_NAME_POINTS));
	struct text full = TEXT_NONE;
	for (size_t i = from; i < reading->count; i++)
		buffer_add(&buffer, reading->syllables[i]);
	return buffer_text(&buffer, &full) == OK ? arena_copy(arena, full) : TEXT_NONE;
}

struct text pinyin_initials(struct arena *arena, const struct pinyin_reading *reading, size_t from)
{
	char letters[LIMIT_NAME_POINTS];
	size_t count = 0;
	for (size_t i = from; i < reading->count; i++)
		letters[count++] = reading->syllables[i].at[0];
	return arena_copy(arena, (struct text){ letters, count });
}

static void read_character(struct slots *slots, struct text character, uint32_t point, bool is_surname)
{
	const struct pinyin_surname *special = is_surname ? find(pinyin_surnames, pinyin_surname_count, character) : NULL;
	if (!special && !is_surname)
		special = find(pinyin_given, pinyin_given_count, character);
	if (special)
		add_slot(slots, special->reading, special->other);
	else
		add_slot(slots, pinyin_of_point(point), TEXT_NONE);
}

/* Letters up to the next thing that is none; *rest stands behind them. */
static void read_word(struct slots *slots, struct text *rest)
{
	struct text from = *rest, before = *rest;
	while (rest->len > 0 && is_letter(text_next_point(rest)))
		before = *rest;
	*rest = before;
	add_slot(slots, text_slice(from, 0, from.len - rest->len), TEXT_NONE);
}

static void add_slot(struct slots *slots, struct text reading, struct text other)
{
	if (text_is_empty(reading) || slots->count == COUNT_OF(slots->at))
		return;
	slots->at[slots->count++] = (struct slot){ reading, other };
}

static const struct pinyin_compound *find_compound(struct text name)
{
	for (size_t i = 0; i < pinyin_compound_count; i++)
		if (text_starts_with(name, pinyin_compounds[i].simplified) || text_starts_with(name, pinyin_compounds[i].traditional))
			return &pinyin_compounds[i];
	return NULL;
}

static const struct pinyin_surname *find(const struct pinyin_surname *table, size_t count, struct text character)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(table[i].name, character))
			return &table[i];
	return NULL;
}

static bool is_letter(uint32_t point)
{
	return point >= 'a' && point <= 'z';
}

/* Every combination of the slots' readings as far as there is room: reading
 * number n takes the other reading of the k-th such slot when bit k is set. */
static size_t spread(const struct slots *slots, struct pinyin_reading ret_readings[PINYIN_READINGS_MAX])
{
	size_t choices = 0, count = 1;
	for (size_t i = 0; i < slots->count; i++)
		choices += !text_is_empty(slots->at[i].other);
	while (choices-- > 0 && count < PINYIN_READINGS_MAX)
		count *= 2;
	for (size_t n = 0; n < count; n++) {
		size_t bit = 0;
		ret_readings[n].count = slots->count;
		for (size_t i = 0; i < slots->count; i++) {
			const struct slot *slot = &slots->at[i];
			bool has_other = !text_is_empty(slot->other);
			ret_readings[n].syllables[i] = has_other && (n >> bit & 1) ? slot->other : slot->reading;
			bit += has_other;
		}
	}
	return slots->count > 0 ? count : 0;
}
