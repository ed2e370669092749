/* SPDX-License-Identifier: Apache-2.0 */
#include "text/search.h"

#include "base/buffer.h"
#include "text/fold.h"
#include "text/pinyin.h"

#define PHONE_TAIL 4
#define WORD_MAX_BYTES 128
/* Sorts behind every continuation of a prefix: U+10FFFF. */
#define BEHIND_ALL "\xF4\x8F\xBF\xBF"

/* What a typed word is made of. */
struct makeup {
	size_t han, letters, digits, others;
};

struct collection {
	struct arena *arena;
	struct search_term *at;
	size_t count;
};

static void add_term(struct collection *terms, enum search_kind kind, struct text term);
static void add_name(struct collection *terms, struct text key);
static void add_reading(struct collection *terms, const struct pinyin_reading *reading);
static void add_plain_u(struct collection *terms);
static void add_phone(struct collection *terms, struct text phone);
static struct text tail_digits(struct arena *arena, struct text phone);
static struct makeup makeup_of(struct text word);
static struct text without_signs(struct arena *arena, struct text key);
static enum fail read_word(struct arena *arena, struct text word, struct search_word *ret_word);
static struct search_range range_of(struct arena *arena, enum search_kind kind, struct text prefix);

enum fail search_terms_of(struct arena *arena, const struct search_subject *subject, struct search_terms *ret_terms)
{
	struct collection terms = { .arena = arena, .at = arena_array(arena, struct search_term, SEARCH_TERMS_MAX) };
	struct pinyin_reading readings[PINYIN_READINGS_MAX];
	size_t reading_count = 0;
	struct text key;
	if (!terms.at)
		return FAIL_LIMIT;
	TRY(fold_key(arena, subject->name, &key));
	add_name(&terms, without_signs(arena, key));
	TRY(pinyin_read_name(arena, subject->name, readings, &reading_count));
	if (!text_is_empty(subject->pinyin)) {
		TRY(pinyin_read_typed(arena, subject->pinyin, &readings[0]));
		reading_count = readings[0].count > 0 ? 1 : 0;
	}
	for (size_t i = 0; i < reading_count; i++)
		add_reading(&terms, &readings[i]);
	add_plain_u(&terms);
	if (!text_is_utf8(subject->phone))
		return FAIL_INPUT;
	add_phone(&terms, subject->phone);
	if (arena_is_exhausted(arena))
		return FAIL_LIMIT;
	*ret_terms = (struct search_terms){ terms.at, terms.count };
	return OK;
}

enum fail search_query_read(struct arena *arena, struct text typed, struct search_query *ret_query)
{
	struct search_query query = { .count = 0 };
	struct text key;
	TRY(fold_key(arena, typed, &key));
	struct text rest = key;
	while (rest.len > 0 && query.count < SEARCH_WORDS_MAX) {
		struct text word = without_signs(arena, text_cut(&rest, ' '));
		/* Cut at a whole character; nobody's name begins with so much. */
		if (word.len > WORD_MAX_BYTES)
			word = text_first_points(word, WORD_MAX_BYTES / 4);
		if (text_is_empty(word))
			continue;
		TRY(read_word(arena, word, &query.words[query.count]));
		query.count++;
	}
	if (arena_is_exhausted(arena))
		return FAIL_LIMIT;
	*ret_query = query;
	return OK;
}

static enum fail read_word(struct arena *arena, struct text word, struct search_word *ret_word)
{
	struct makeup makeup = makeup_of(word);
	struct search_word ranges = { .ranges = { { SEARCH_NONE, TEXT_NONE, TEXT_NONE }, { SEARCH_NONE, TEXT_NONE, TEXT_NONE } } };
	if (makeup.digits > 0 && makeup.han + makeup.letters + makeup.others == 0) {
		size_t skip = word.len > PHONE_TAIL ? word.len - PHONE_TAIL : 0;
		ranges.ranges[0] = range_of(arena, SEARCH_PHONE, text_slice(word, skip, PHONE_TAIL));
	} else if (makeup.letters > 0 && makeup.han + makeup.digits + makeup.others == 0) {
		ranges.ranges[0] = range_of(arena, SEARCH_PINYIN, word);
		ranges.ranges[1] = range_of(arena, SEARCH_INITIALS, word);
	} else if (makeup.letters > 0 && makeup.han > 0 && makeup.digits + makeup.others == 0) {
		struct pinyin_reading readings[PINYIN_READINGS_MAX];
		size_t count;
		TRY(pinyin_read_name(arena, word, readings, &count));
		ranges.ranges[0] = range_of(arena, SEARCH_PINYIN, count > 0 ? pinyin_full(arena, &readings[0], 0) : word);
		if (count > 1)
			ranges.ranges[1] = range_of(arena, SEARCH_PINYIN, pinyin_full(arena, &readings[1], 0));
	} else {
		ranges.ranges[0] = range_of(arena, SEARCH_NAME, word);
	}
	*ret_word = ranges;
	return OK;
}

static struct search_range range_of(struct arena *arena, enum search_kind kind, struct text prefix)
{
	return (struct search_range){ kind, arena_copy(arena, prefix), arena_join(arena, prefix, TEXT(BEHIND_ALL)) };
}

static void add_term(struct collection *terms, enum search_kind kind, struct text term)
{
	if (text_is_empty(term) || terms->count == SEARCH_TERMS_MAX)
		return;
	for (size_t i = 0; i < terms->count; i++)
		if (terms->at[i].kind == kind && text_equal(terms->at[i].term, term))
			return;
	terms->at[terms->count++] = (struct search_term){ kind, term };
}

static void add_name(struct collection *terms, struct text key)
{
	struct text rest = key;
	for (size_t i = 0; i < SEARCH_STARTS_MAX && rest.len > 0; i++) {
		add_term(terms, SEARCH_NAME, rest);
		text_next_point(&rest);
	}
}

static void add_reading(struct collection *terms, const struct pinyin_reading *reading)
{
	for (size_t i = 0; i < SEARCH_STARTS_MAX && i < reading->count; i++) {
		add_term(terms, SEARCH_PINYIN, pinyin_full(terms->arena, reading, i));
		add_term(terms, SEARCH_INITIALS, pinyin_initials(terms->arena, reading, i));
	}
	if (reading->count > 1) {
		struct text rest = pinyin_initials(terms->arena, reading, 1);
		add_term(terms, SEARCH_PINYIN, arena_join(terms->arena, reading->syllables[0], rest));
	}
}

/* 吕 is lv; who does not know it types lu. No other syllable has a v. */
static void add_plain_u(struct collection *terms)
{
	size_t count = terms->count;
	for (size_t i = 0; i < count; i++) {
		struct text term = terms->at[i].term;
		if (terms->at[i].kind != SEARCH_PINYIN || text_find_byte(term, 'v') == SIZE_MAX)
			continue;
		CLEANUP(buffer_done) struct buffer buffer = buffer_make(term.len + 1);
		for (size_t k = 0; k < term.len; k++)
			buffer_add_byte(&buffer, term.at[k] == 'v' ? 'u' : term.at[k]);
		struct text plain;
		if (buffer_text(&buffer, &plain) == OK)
			add_term(terms, SEARCH_PINYIN, arena_copy(terms->arena, plain));
	}
}

static void add_phone(struct collection *terms, struct text phone)
{
	struct text tail = tail_digits(terms->arena, phone);
	if (tail.len == PHONE_TAIL)
		add_term(terms, SEARCH_PHONE, tail);
}

/* The last four digits in their order, fewer when there are fewer. */
static struct text tail_digits(struct arena *arena, struct text phone)
{
	char tail[PHONE_TAIL];
	size_t count = 0;
	for (struct text rest = phone; rest.len > 0;) {
		uint32_t point = fold_point(text_next_point(&rest));
		if (point < '0' || point > '9')
			continue;
		if (count == PHONE_TAIL) {
			for (size_t i = 1; i < PHONE_TAIL; i++)
				tail[i - 1] = tail[i];
			count--;
		}
		tail[count++] = (char)point;
	}
	return arena_copy(arena, (struct text){ tail, count });
}

static struct makeup makeup_of(struct text word)
{
	struct makeup makeup = { 0, 0, 0, 0 };
	while (word.len > 0) {
		uint32_t point = text_next_point(&word);
		if (fold_is_han(point))
			makeup.han++;
		else if (point >= 'a' && point <= 'z')
			makeup.letters++;
		else if (point >= '0' && point <= '9')
			makeup.digits++;
		else
			makeup.others++;
	}
	return makeup;
}

/* Without what people type or leave out at will: interpuncts, hyphens,
 * apostrophes, full stops, inner spaces, LIKE's wild cards. */
static struct text without_signs(struct arena *arena, struct text key)
{
	CLEANUP(buffer_done) struct buffer buffer = buffer_make(key.len + 1);
	for (struct text rest = key; rest.len > 0;) {
		uint32_t point = text_next_point(&rest);
		if (point != FOLD_INTERPUNCT && point != '-' && point != '\'' && point != 0x2019 && point != '.' && point != ' ' &&
			point != '%' && point != '_')
			buffer_add_point(&buffer, point);
	}
	struct text text;
	return buffer_text(&buffer, &text) == OK ? arena_copy(arena, text) : TEXT_NONE;
}
