/* SPDX-License-Identifier: Apache-2.0
 *
 * What check-ins left: just short of what raises each of the two scores and
 * just at it, with the number that is told; and honest telephones that look
 * like it. How many cheats and honest people they ask about is played by
 * tests/sim/town.
 */
#include "domain/records_score_trace.h"

#include "base/when.h"
#include "unit.h"

#define NOW (INT64_C(20000) * DAY_MS + 2 * HOUR_MS) /* ten in the morning */
#define FACTS_MAX 4000
#define ONE 7        /* whom each row is about */
#define OTHER 8
#define HOME 100
#define SPOT 5000
#define PHONE 9000

static struct trace_fact facts[FACTS_MAX];
static size_t fact_count;
static struct trace_pair close_ones[64];
static size_t close_count;

typedef void story(int64_t number);

static struct trace_fact *put(int64_t volunteer, int64_t receiver, int64_t days_ago)
{
	assert_true(fact_count < FACTS_MAX);
	facts[fact_count] = (struct trace_fact){.record_id = 1 + (int64_t)fact_count, .volunteer = volunteer, .receiver = receiver,
		.at_ms = NOW - days_ago * DAY_MS};
	return &facts[fact_count++];
}

static void tell(int64_t receiver, int64_t spot)
{
	put(ONE, receiver, 1 + (int64_t)fact_count % 28)->spot = spot;
}

static void are_close(int64_t one, int64_t other)
{
	close_ones[close_count++] = (struct trace_pair){one, other};
}

static bool is_close(const struct trace_pair *pair)
{
	for (size_t i = 0; i < close_count; i++) {
		if (close_ones[i].one == pair->one && close_ones[i].other == pair->other)
			return true;
	}
	return false;
}

/* The number of somebody's flag of a score, 0 without; what is answered is what was asked, of `close_ones`. */
static int64_t number_of(int64_t volunteer, enum record_score score)
{
	struct arena *arena CLEANUP(arena_done) = arena_make((size_t)8 * 1024 * 1024);
	struct trace_pairs questions;
	struct score_flags flags;
	struct trace_pair known[64];
	struct trace_pairs answers = {known, 0};
	int64_t number = 0;
	assert_int_equal(trace_questions(arena, facts, fact_count, &questions), OK);
	for (size_t i = 1; i < questions.count; i++) {
		const struct trace_pair *before = &questions.pairs[i - 1];
		const struct trace_pair *pair = &questions.pairs[i];
		assert_true(pair->one < pair->other && (before->one < pair->one || (before->one == pair->one && before->other < pair->other)));
	}
	for (size_t i = 0; i < questions.count; i++) {
		if (is_close(&questions.pairs[i]))
			known[answers.count++] = questions.pairs[i];
	}
	assert_int_equal(trace_scores(arena, facts, fact_count, &answers, &flags), OK);
	for (size_t i = 0; i < flags.count; i++) {
		int64_t whose = 0;
		for (size_t n = 0; n < fact_count; n++)
			whose = facts[n].record_id == flags.flags[i].record_id ? facts[n].volunteer : whose;
		assert_int_equal(whose, flags.flags[i].volunteer); /* somebody has to be rung about something of hers */
		if (flags.flags[i].volunteer != volunteer || flags.flags[i].score != score)
			continue;
		assert_int_equal(number, 0); /* once */
		number = flags.flags[i].number;
	}
	return number;
}

/* ---- S1 ---- */

/* So many in all, one of them elsewhere. */
static void in_two_homes(int64_t number)
{
	for (int64_t i = 0; i < number; i++)
		tell(i < 1 ? HOME + 1 : HOME, SPOT);
}

/* Six in all, so many elsewhere; the rest of what she told there came otherwise. */
static void elsewhere(int64_t number)
{
	for (int64_t i = 0; i < 6; i++)
		tell(i < number ? HOME + 1 : HOME, SPOT);
	for (int64_t i = 0; i < 6; i++)
		tell(HOME, SPOT + 1 + i);
}

static void in_one_home(int64_t number)
{
	for (int64_t i = 0; i < number; i++)
		tell(HOME, SPOT);
}

/* So many of twenty. */
static void of_twenty_there(int64_t number)
{
	for (int64_t i = 0; i < 20; i++)
		tell(HOME, i < number ? SPOT : SPOT + 1 + i);
	for (int64_t i = 0; i < 30; i++) /* what she told elsewhere says nothing of here, and where she told nothing neither */
		tell(i < 10 ? HOME + 1 + i : HOME, i < 10 ? SPOT + 100 + i : 0);
}

/* The two live together: it is one home. */
static void served_a_couple(int64_t number)
{
	elsewhere(number);
	are_close(HOME, HOME + 1);
}

/* Three of one household, and what she told at the third was never the same: it is one home, so little of what she told there. */
static void served_a_household(int64_t number)
{
	for (int64_t i = 0; i < 8; i++)
		tell(i < 2 ? HOME : HOME + 1, SPOT);
	for (int64_t i = 0; i < number; i++)
		tell(HOME + 2, SPOT + 1 + i);
	are_close(HOME, HOME + 1);
	are_close(HOME, HOME + 2);
	are_close(HOME + 1, HOME + 2);
}

static void never_the_same(int64_t number)
{
	for (int64_t i = 0; i < number; i++)
		tell(HOME + i % 3, SPOT + i);
}

static void told_nothing(int64_t number)
{
	for (int64_t i = 0; i < number; i++)
		tell(HOME + i % 3, 0);
}

static void spots_of_two_people(int64_t number)
{
	for (int64_t i = 0; i < number; i++) {
		tell(HOME + i % 2, SPOT);
		facts[fact_count - 1].volunteer = ONE + i % 4;
	}
}

/* ---- S2 ---- */

/* On so many days both check in within `apart_ms`, each at a home of her own. */
static void together(int64_t days, int64_t apart_ms, int64_t other, int64_t receiver)
{
	for (int64_t i = 0; i < days; i++) {
		put(ONE, HOME, 1 + i)->device = PHONE;
		struct trace_fact *with = put(other, receiver, 1 + i);
		with->device = PHONE;
		with->at_ms += apart_ms;
	}
}

static void on_days(int64_t number)
{
	together(number, 10 * MINUTE_MS, OTHER, HOME + 1);
}

static void milliseconds_apart(int64_t number)
{
	together(6, -number, OTHER, HOME + 1);
}

static void in_and_out_on_two_days(int64_t number)
{
	for (int64_t i = 0; i < number; i++)
		together(2, 5 * MINUTE_MS, OTHER, HOME + 1);
}

/* Four days of so many. */
static void of_days(int64_t number)
{
	together(4, MINUTE_MS, OTHER, HOME + 1);
	for (int64_t i = 4; i < number; i++)
		put(ONE, HOME, 1 + i)->device = PHONE + 1;
}

static void a_couple(int64_t number)
{
	on_days(number);
	are_close(ONE, OTHER);
}

static void at_one_home(int64_t number)
{
	together(number, MINUTE_MS, OTHER, HOME);
}

static void at_homes_of_one_household(int64_t number)
{
	on_days(number);
	are_close(HOME, HOME + 1);
}

static void where_nobody_lives(int64_t number)
{
	together(number, MINUTE_MS, OTHER, 0);
}

static void three_at_one_home(int64_t number)
{
	at_one_home(number);
	for (int64_t i = 0; i < number; i++)
		put(OTHER + 1, HOME, 1 + i)->device = PHONE;
}

static void a_couple_and_one_more_at_one_home(int64_t number)
{
	three_at_one_home(number);
	are_close(ONE, OTHER);
}

static void each_with_her_own(int64_t number)
{
	on_days(number);
	for (size_t i = 0; i < fact_count; i++)
		facts[i].device += facts[i].volunteer;
}

static void without_any(int64_t number)
{
	on_days(number);
	for (size_t i = 0; i < fact_count; i++)
		facts[i].device = 0;
}

/* Six days, and so many people use it in all. */
static void people_of_a_tablet(int64_t number)
{
	on_days(6);
	for (int64_t i = 2; i < number; i++)
		put(OTHER + i, HOME + i, 29)->device = PHONE;
}

/* One had it first, then the other. */
static void handed_on(int64_t number)
{
	for (int64_t i = 0; i < number; i++)
		put(i < number / 2 ? ONE : OTHER, HOME + i, 1 + i)->device = PHONE;
}

/* On two telephones, so many days on each. */
static void on_two(int64_t number)
{
	for (int64_t i = 0; i < 2 * number; i++) {
		put(ONE, HOME, 1 + i)->device = PHONE + i % 2;
		put(OTHER + i % 2, HOME + 1, 1 + i)->device = PHONE + i % 2;
	}
}

static const struct { const char *what; enum record_score score; story *story; int64_t number, asked; } rows[] = {
	{"two of one place in two homes", SCORE_PLACE, in_two_homes, 2, 0},
	{"three", SCORE_PLACE, in_two_homes, 3, 3},
	{"none of six elsewhere", SCORE_PLACE, elsewhere, 0, 0},
	{"one", SCORE_PLACE, elsewhere, 1, 6},
	{"seven, all in one home", SCORE_PLACE, in_one_home, 7, 0},
	{"eight", SCORE_PLACE, in_one_home, 8, 8},
	{"fifteen of twenty there", SCORE_PLACE, of_twenty_there, 15, 0},
	{"sixteen of twenty", SCORE_PLACE, of_twenty_there, 16, 16},
	{"two elsewhere, but they live together", SCORE_PLACE, served_a_couple, 3, 0},
	{"eight of ten in a household", SCORE_PLACE, served_a_household, 2, 8},
	{"eight of eleven", SCORE_PLACE, served_a_household, 3, 0},
	{"many places", SCORE_PLACE, never_the_same, 60, 0},
	{"no place", SCORE_PLACE, told_nothing, 60, 0},
	{"four people, each a few", SCORE_PLACE, spots_of_two_people, 12, 0},
	{"three days with one telephone", SCORE_DEVICE, on_days, 3, 0},
	{"four days", SCORE_DEVICE, on_days, 4, 4},
	{"ten minutes apart", SCORE_DEVICE, milliseconds_apart, 600000, 6},
	{"a millisecond more", SCORE_DEVICE, milliseconds_apart, 600001, 0},
	{"often, on two days only", SCORE_DEVICE, in_and_out_on_two_days, 5, 0},
	{"four days of twelve", SCORE_DEVICE, of_days, 12, 4},
	{"four of thirteen", SCORE_DEVICE, of_days, 13, 0},
	{"a couple", SCORE_DEVICE, a_couple, 20, 0},
	{"two at one home", SCORE_DEVICE, at_one_home, 20, 0},
	{"two at homes of one household", SCORE_DEVICE, at_homes_of_one_household, 20, 0},
	{"two where nobody lives", SCORE_DEVICE, where_nobody_lives, 20, 0},
	{"three at one home, three days", SCORE_DEVICE, three_at_one_home, 3, 0},
	{"three at one home, four days", SCORE_DEVICE, three_at_one_home, 4, 4},
	{"a couple and one more at one home", SCORE_DEVICE, a_couple_and_one_more_at_one_home, 20, 0},
	{"each with her own telephone", SCORE_DEVICE, each_with_her_own, 20, 0},
	{"no telephone known", SCORE_DEVICE, without_any, 20, 0},
	{"five people use it", SCORE_DEVICE, people_of_a_tablet, 5, 6},
	{"six: it stands at the station", SCORE_DEVICE, people_of_a_tablet, 6, 0},
	{"a telephone handed on", SCORE_DEVICE, handed_on, 20, 0},
	{"two telephones, a day on each", SCORE_DEVICE, on_two, 1, 0},
	{"two telephones, two days on each", SCORE_DEVICE, on_two, 2, 4},
};

static void each_begins_exactly_at_its_number(void **state UNUSED)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		fact_count = close_count = 0;
		rows[i].story(rows[i].number);
		int64_t number = number_of(ONE, rows[i].score);
		if (number != rows[i].asked)
			fail_msg("%s: %lld instead of %lld", rows[i].what, (long long)number, (long long)rows[i].asked);
	}
}

static void both_who_share_it_are_asked_about(void **state UNUSED)
{
	fact_count = close_count = 0;
	on_days(5);
	assert_int_equal(number_of(ONE, SCORE_DEVICE), 5);
	assert_int_equal(number_of(OTHER, SCORE_DEVICE), 5);
	assert_int_equal(number_of(OTHER, SCORE_PLACE), 0);
}

/* The order in which facts come, and what people and digests are called, must not matter. */
static void order_and_names_do_not_matter(void **state UNUSED)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		fact_count = close_count = 0;
		rows[i].story(rows[i].number);
		uint64_t dice = 42 + i;
		for (size_t n = fact_count; n > 1; n--) {
			dice = dice * UINT64_C(6364136223846793005) + 1442695040888963407u;
			struct trace_fact kept = facts[n - 1];
			facts[n - 1] = facts[(dice >> 33) % n];
			facts[(dice >> 33) % n] = kept;
		}
		for (size_t n = 0; n < fact_count; n++) { /* all ids the other way round */
			facts[n].volunteer = 1000000 - facts[n].volunteer;
			facts[n].receiver = facts[n].receiver == 0 ? 0 : 1000000 - facts[n].receiver;
			facts[n].spot = -facts[n].spot;
			facts[n].device = -facts[n].device;
		}
		for (size_t n = 0; n < close_count; n++)
			close_ones[n] = (struct trace_pair){1000000 - close_ones[n].other, 1000000 - close_ones[n].one};
		assert_int_equal(number_of(1000000 - ONE, rows[i].score), rows[i].asked);
	}
}

/* Nothing is asked of whom it does not matter: a whole town with telephones of their own. */
static void closeness_is_asked_only_where_it_matters(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make((size_t)8 * 1024 * 1024);
	struct trace_pairs questions;
	struct score_flags flags;
	fact_count = close_count = 0;
	for (int64_t i = 0; i < 3000; i++) {
		struct trace_fact *fact = put(1 + i % 300, HOME + i % 70, 1 + i % 29);
		fact->device = PHONE + i % 300;
		fact->spot = SPOT + i;
	}
	assert_int_equal(trace_questions(arena, facts, fact_count, &questions), OK);
	assert_int_equal(questions.count, 0);
	assert_int_equal(trace_scores(arena, facts, fact_count, &questions, &flags), OK);
	assert_int_equal(flags.count, 0);
	assert_int_equal(trace_questions(arena, facts, 0, &questions), OK);
	assert_int_equal(trace_scores(arena, facts, 0, &questions, &flags), OK);
	assert_int_equal(flags.count, 0);
}

static void an_arena_that_is_too_small_is_said(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(64);
	struct trace_pairs questions = {.count = 99};
	struct score_flags flags = {.count = 99};
	fact_count = close_count = 0;
	on_days(20);
	assert_int_equal(trace_questions(arena, facts, fact_count, &questions), FAIL_LIMIT);
	assert_int_equal(questions.count, 99);
	assert_int_equal(trace_scores(arena, facts, fact_count, &(struct trace_pairs){close_ones, 0}, &flags), FAIL_LIMIT);
	assert_int_equal(flags.count, 99);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_begins_exactly_at_its_number),
		cmocka_unit_test(both_who_share_it_are_asked_about),
		cmocka_unit_test(order_and_names_do_not_matter),
		cmocka_unit_test(closeness_is_asked_only_where_it_matters),
		cmocka_unit_test(an_arena_that_is_too_small_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
