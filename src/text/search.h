/* SPDX-License-Identifier: Apache-2.0
 *
 * Finding a person by what clerks type: 张桂, 張桂蘭, 桂兰, zhangguilan,
 * zhanggl, zgl, 张gl, 6789. A person's terms are kept in person_term as rows
 * (kind, term) and matched by their beginning, so one plain range of SQL does
 * it on both engines: kind = :kind AND term >= :from AND term < :to. The
 * column has to compare by bytes (COLLATE "C" on PostgreSQL).
 */
#ifndef TEXT_SEARCH_H
#define TEXT_SEARCH_H

#include "base/arena.h"
#include "base/fail.h"

/* What a term is; the numbers are kept in the store. */
enum search_kind {
	SEARCH_NONE,         /* a range that matches nothing */
	SEARCH_NAME = 1,     /* folded characters, from each character on */
	SEARCH_PINYIN = 2,   /* full pinyin, from each syllable on; also surname + initials */
	SEARCH_INITIALS = 3, /* first letters, from each syllable on */
	SEARCH_PHONE = 4     /* last four digits */
};

#define SEARCH_TERMS_MAX 128
#define SEARCH_STARTS_MAX 8  /* a term for each of the first so many characters */
#define SEARCH_RANGES 2
#define SEARCH_WORDS_MAX 2

struct search_subject {
	struct text name;
	struct text pinyin; /* typed by staff, syllables apart; empty = by the table */
	struct text phone;  /* any form with its digits at the end; may be empty */
};

struct search_term {
	enum search_kind kind;
	struct text term;
};

struct search_terms {
	const struct search_term *at;
	size_t count;
};

/* from <= term < to, bytewise. */
struct search_range {
	enum search_kind kind;
	struct text from;
	struct text to;
};

/* A person matches a word when one of its terms lies in any of the ranges.
 * All ranges are always set; the unused are SEARCH_NONE. */
struct search_word {
	struct search_range ranges[SEARCH_RANGES];
};

/* A person matches a query when it matches every word; further words typed
 * are ignored. No word: nothing was asked. */
struct search_query {
	struct search_word words[SEARCH_WORDS_MAX];
	size_t count;
};

/* All terms of a person, none twice. They live in the arena. FAIL_INPUT unless
 * all three texts are UTF-8, FAIL_LIMIT when the arena is exhausted. */
MUST_USE enum fail search_terms_of(struct arena *arena, const struct search_subject *subject, struct search_terms *ret_terms);
/* What typed text asks for. Digits: the last four of a telephone number (of
 * more digits the last four count); letters: pinyin or initials; characters:
 * the name; characters with letters: pinyin. */
MUST_USE enum fail search_query_read(struct arena *arena, struct text typed, struct search_query *ret_query);

#endif
