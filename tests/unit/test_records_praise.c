/* SPDX-License-Identifier: Apache-2.0
 *
 * Praise that nobody meant (S9), each just short of what raises it and just at
 * it, and the praise that people do mean.
 */
#include "domain/records_score.h"

#include "unit.h"

#define FACTS_MAX 20000
#define ONE 7       /* whom each row is about */
#define OTHER 8     /* who gives her five too */
#define RATER 1000  /* the first of those who rate */
#define ANYBODY 500 /* volunteers whom they rate too */
#define WORDS 4711

static struct praise_fact facts[FACTS_MAX];
static size_t fact_count;

typedef void story(int64_t number);

static struct praise_fact *give(int64_t rater, int64_t volunteer, int64_t stars)
{
	assert_true(fact_count < FACTS_MAX);
	facts[fact_count] = (struct praise_fact){.volunteer = volunteer, .rater = rater, .record_id = 1 + (int64_t)fact_count, .stars = stars};
	return &facts[fact_count++];
}

/* What somebody gives to others: so many, of them so many fives. */
static void give_others(int64_t rater, int64_t count, int64_t fives)
{
	for (int64_t i = 0; i < count; i++)
		(void)give(rater, ANYBODY + (rater * 13 + i * 7) % 97, i < fives ? 5 : 4);
}

/* The number of ONE's flag of a score, 0 without. */
static int64_t number_of(enum record_score score)
{
	struct arena *arena CLEANUP(arena_done) = arena_make((size_t)8 * 1024 * 1024);
	struct score_flags flags;
	int64_t number = 0;
	assert_int_equal(record_praise(arena, facts, fact_count, &flags), OK);
	for (size_t i = 0; i < flags.count; i++) {
		bool is_hers = false;
		for (size_t k = 0; k < fact_count; k++)
			is_hers |= facts[k].record_id == flags.flags[i].record_id && facts[k].volunteer == flags.flags[i].volunteer;
		assert_true(is_hers); /* somebody has to be rung about something */
		if (flags.flags[i].volunteer == ONE && flags.flags[i].score == score) {
			assert_int_equal(number, 0); /* once */
			number = flags.flags[i].number;
		}
	}
	return number;
}

/* ---- words ---- */

static void the_same_words(int64_t number)
{
	for (int64_t i = 0; i < number; i++)
		give(RATER + i, ONE, 5)->words = WORDS;
}

static void from_so_many(int64_t number)
{
	for (int64_t i = 0; i < 8; i++)
		give(RATER + i % number, ONE, 4)->words = WORDS;
}

/* Twelve about her, and so many about others. */
static void that_others_get_too(int64_t number)
{
	the_same_words(12);
	for (int64_t i = 0; i < number; i++)
		give(RATER + 100 + i, ANYBODY + i, 5)->words = WORDS;
}

static void each_in_words_of_their_own(int64_t number)
{
	for (int64_t i = 0; i < number; i++)
		give(RATER + i, ONE, 5)->words = WORDS + (uint64_t)i;
}

static void without_words(int64_t number)
{
	for (int64_t i = 0; i < number; i++)
		(void)give(RATER + i, ONE, 5);
}

/* ---- stars ---- */

/* Four people give her five each time; others get it from them every other time. */
static void nothing_but_five(int64_t number)
{
	for (int64_t i = 0; i < number; i++)
		(void)give(RATER + i % 4, ONE, 5);
	for (int64_t i = 0; i < 4; i++)
		give_others(RATER + i, 10, 5);
}

static void but_one(int64_t number)
{
	nothing_but_five(number);
	(void)give(RATER, ONE, 4);
}

/* Fifty fives from people who give others five so many times in a hundred. */
static void from_who_gives_all_five(int64_t number)
{
	for (int64_t i = 0; i < 50; i++)
		(void)give(RATER + i % 5, ONE, 5);
	for (int64_t i = 0; i < 5; i++)
		give_others(RATER + i, 100, number);
}

static void from_so_many_raters(int64_t number)
{
	for (int64_t i = 0; i < 20; i++)
		(void)give(RATER + i % number, ONE, 5);
	for (int64_t i = 0; i < number; i++)
		give_others(RATER + i, 10, 3);
}

/* Nobody has given anything to others but so many. */
static void of_whom_little_is_known(int64_t number)
{
	for (int64_t i = 0; i < 30; i++)
		(void)give(RATER + i % 6, ONE, 5);
	give_others(RATER, number, 0);
}

/* ---- each other ---- */

static void give_each_other(int64_t there, int64_t back, int64_t others_fives)
{
	for (int64_t i = 0; i < there; i++)
		(void)give(ONE, OTHER, 5);
	for (int64_t i = 0; i < back; i++)
		(void)give(OTHER, ONE, 5);
	give_others(ONE, 20, others_fives);
	give_others(OTHER, 20, others_fives);
}

static void three_there_and_so_many_back(int64_t number)
{
	give_each_other(3, number, 4); /* a fifth */
}

static void so_many_there_and_three_back(int64_t number)
{
	give_each_other(number, 3, 4);
}

static void five_each_who_give_others(int64_t number)
{
	give_each_other(5, 5, number);
}

static void and_a_four(int64_t number)
{
	give_each_other(number, number, 4);
	(void)give(OTHER, ONE, 4);
}

static const struct { const char *what; story *story; enum record_score score; int64_t too_little, enough, told; } rows[] = {
	{"the same words so often", the_same_words, SCORE_WORDS, 3, 4, 4},
	{"the same words from so many people", from_so_many, SCORE_WORDS, 2, 3, 8},
	{"the same words, and so many times about others", that_others_get_too, SCORE_WORDS, 5, 4, 12},
	{"five stars each time", nothing_but_five, SCORE_STARS, 14, 15, 15},                            /* 22 of 42 to the 15th is one in 16,308 */
	{"five stars from who gives others so many percent", from_who_gives_all_five, SCORE_STARS, 84, 83, 50}, /* 417 of 502 to the 50th: one in 10,675 */
	{"five stars from so many people", from_so_many_raters, SCORE_STARS, 2, 3, 20},
	{"five stars from who gave others so many fours", of_whom_little_is_known, SCORE_STARS, 5, 6, 30},
	{"five back", three_there_and_so_many_back, SCORE_MUTUAL, 2, 3, 6},
	{"five there", so_many_there_and_three_back, SCORE_MUTUAL, 2, 3, 6},
	{"five each other, others in so many of twenty", five_each_who_give_others, SCORE_MUTUAL, 10, 9, 10}, /* 20 of 42 to the tenth is one in 1,668 */
};

static int64_t play(story *tell, int64_t number, enum record_score score)
{
	fact_count = 0;
	tell(number);
	return number_of(score);
}

static void each_begins_at_its_number(void **state UNUSED)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int64_t too_little = play(rows[i].story, rows[i].too_little, rows[i].score);
		int64_t enough = play(rows[i].story, rows[i].enough, rows[i].score);
		if (too_little != 0 || enough != rows[i].told)
			fail_msg("%s: %lld told at %lld, %lld at %lld", rows[i].what, (long long)too_little, (long long)rows[i].too_little, (long long)enough,
				(long long)rows[i].enough);
	}
}

static void praise_that_is_meant_raises_nothing(void **state UNUSED)
{
	static const struct { story *story; int64_t number; } honest[] = {{each_in_words_of_their_own, 40}, {without_words, 100}, {but_one, 100}, {and_a_four, 20},
		{from_who_gives_all_five, 100}};
	for (size_t i = 0; i < COUNT_OF(honest); i++) {
		for (enum record_score score = SCORE_WORDS; score < SCORE_COUNT; score++)
			assert_int_equal(play(honest[i].story, honest[i].number, score), 0);
	}
	fact_count = 0;
	assert_int_equal(number_of(SCORE_WORDS), 0); /* of nobody */
}

/* Whoever comes first, and whatever people are called, the same is told. */
static void order_and_names_change_nothing(void **state UNUSED)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		fact_count = 0;
		rows[i].story(rows[i].enough);
		for (size_t k = 0; k < fact_count / 2; k++) {
			struct praise_fact fact = facts[k];
			facts[k] = facts[fact_count - 1 - k];
			facts[fact_count - 1 - k] = fact;
		}
		for (size_t k = 0; k < fact_count; k++) {
			facts[k].rater = facts[k].rater == ONE ? ONE : facts[k].rater ^ 0x5A50;
			facts[k].volunteer = facts[k].volunteer == ONE ? ONE : facts[k].volunteer ^ 0x5A50;
		}
		assert_int_equal(number_of(rows[i].score), rows[i].told);
	}
}

static void too_small_an_arena_is_said(void **state UNUSED)
{
	fact_count = 0;
	nothing_but_five(100);
	for (size_t bytes = 64; bytes <= 4096; bytes *= 2) {
		struct arena *arena CLEANUP(arena_done) = arena_make(bytes);
		struct score_flags flags;
		assert_int_equal(record_praise(arena, facts, fact_count, &flags), FAIL_LIMIT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_begins_at_its_number),
		cmocka_unit_test(praise_that_is_meant_raises_nothing),
		cmocka_unit_test(order_and_names_change_nothing),
		cmocka_unit_test(too_small_an_arena_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
