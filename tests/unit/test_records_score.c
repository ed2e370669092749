/* SPDX-License-Identifier: Apache-2.0
 *
 * The scores that only put somebody on the list of calls, each just short of
 * what raises it and just at it, with the number that is told. How many cheats
 * and honest people they ask about is played by tests/sim/town.
 */
#include "domain/records_score.h"

#include <string.h>

#include "unit.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define NOW (INT64_C(20000) * DAY)
#define FACTS_MAX 6000
#define ONE 7     /* whom each row is about */
#define PEERS 40
#define PEER 1000 /* the first of the others */

static struct score_fact facts[FACTS_MAX];
static size_t fact_count;

typedef void story(int64_t number);

/* An ordinary service of 60 minutes some days ago, to be changed. */
static struct score_fact *serve(int64_t volunteer, int64_t days_ago)
{
	assert_true(fact_count < FACTS_MAX);
	struct score_fact *fact = &facts[fact_count];
	*fact = (struct score_fact){.record_id = 1 + (int64_t)fact_count, .volunteer = volunteer, .receiver = 100000 + (int64_t)fact_count, .minutes = 60,
		.raw_minutes = 60, .planned = 60, .to_ms = NOW - days_ago * DAY, .since_ms = NOW - 400 * DAY, .entered_min = 10 * 60};
	fact->confirmer = fact->receiver;
	fact->confirmed_ms = fact->to_ms + HOUR;
	fact->entered_ms = fact->to_ms;
	fact_count++;
	return fact;
}

static void stay(struct score_fact *fact, int64_t minutes)
{
	fact->raw_minutes = minutes;
	fact->minutes = minutes < 75 ? minutes : 75;
}

static void live_nearby(void)
{
	fact_count = 0;
	(void)serve(PEER + PEERS, 0); /* the newest of all: days are counted from here */
	for (int64_t peer = 0; peer < PEERS; peer++) {
		for (int64_t i = 0; i < 6; i++)
			stay(serve(PEER + peer, 1 + i * 4), 58 + peer % 5);
	}
}

static bool is_hers(const struct score_flag *flag)
{
	for (size_t i = 0; i < fact_count; i++) {
		if (facts[i].record_id == flag->record_id)
			return facts[i].volunteer == flag->volunteer;
	}
	return false;
}

/* The number of ONE's flag of a score, 0 without. */
static int64_t number_of(enum record_score score)
{
	struct arena *arena CLEANUP(arena_done) = arena_make((size_t)8 * 1024 * 1024);
	struct score_flags flags;
	int64_t number = 0;
	assert_int_equal(record_scores(arena, facts, fact_count, &flags), OK);
	for (size_t i = 0; i < flags.count; i++) {
		assert_true(is_hers(&flags.flags[i])); /* somebody has to be rung about something */
		if (flags.flags[i].volunteer == ONE && flags.flags[i].score == score) {
			assert_int_equal(number, 0); /* once */
			number = flags.flags[i].number;
		}
	}
	return number;
}

/* ---- stays ---- */

static void at_the_cap(int64_t number)
{
	for (int64_t i = 0; i < number; i++)
		stay(serve(ONE, 1 + i % 29), 76);
}

/* As many of twenty long ones; the others are long as it comes. */
static void of_a_talker(int64_t number)
{
	for (int64_t i = 0; i < 20; i++)
		stay(serve(ONE, 1 + i), i < number ? 83 : i % 2 == 0 ? 66 : 84);
}

static void a_minute_less(int64_t number)
{
	for (int64_t i = 0; i < 12; i++)
		stay(serve(ONE, 1 + i), number);
}

static void of_fifty_minutes(int64_t number)
{
	for (int64_t i = 0; i < 12; i++) {
		struct score_fact *fact = serve(ONE, 1 + i);
		fact->planned = 50;
		stay(fact, number);
	}
}

static void behind_honest_months(int64_t number)
{
	for (int64_t i = 0; i < 100; i++)
		(void)serve(ONE, 31 + i % 59);
	at_the_cap(number);
}

static void a_month_ago(int64_t number)
{
	for (int64_t i = 0; i < 10; i++)
		stay(serve(ONE, number), 76);
}

static void always_longer(int64_t number)
{
	for (int64_t i = 0; i < 6; i++)
		stay(serve(ONE, 1 + i), number);
}

/* Where all the others keep to the plan to the minute. */
static void among_the_punctual(int64_t number)
{
	for (size_t i = 0; i < fact_count; i++)
		stay(&facts[i], 60);
	always_longer(number);
}

/* Twelve stays of `before` minutes two months ago, and one minute more or less by turns; then ten of `now`. */
static void change(int64_t before, int64_t stray, int64_t now)
{
	for (int64_t i = 0; i < 12; i++)
		stay(serve(ONE, 31 + i * 4), before + (i % 2 == 0 ? stray : -stray));
	for (int64_t i = 0; i < 10; i++)
		stay(serve(ONE, 1 + i), now);
}

static void from_one_day_on(int64_t number)
{
	change(60, 1, number);
}

/* Who strays more needs a longer change to be told from chance. */
static void who_always_strayed(int64_t number)
{
	change(60, 12, number);
}

static void who_was_in_a_hurry(int64_t number)
{
	change(45, 1, number);
}

static void behind_a_past_of(int64_t number)
{
	for (int64_t i = 0; i < number; i++)
		(void)serve(ONE, 40);
	for (int64_t i = 0; i < 9; i++)
		stay(serve(ONE, 1 + i), 72);
}

static void always_a_talker(int64_t number)
{
	change(number, 6, number);
}

/* None of them a tenth longer than planned. */
static void each_a_little_longer(int64_t number)
{
	change(60, 0, number);
}

/* Where the others leave early, she who keeps to the plan is longer, and no stay is longer than planned. */
static void among_the_hurried(int64_t number)
{
	for (size_t i = 0; i < fact_count; i++)
		stay(&facts[i], 50);
	always_longer(number);
}

/* ---- entries ---- */

static void enter(struct score_fact *fact, int64_t minute_of_day, int64_t minutes_behind)
{
	fact->is_staff_entry = true;
	fact->entered_min = minute_of_day;
	fact->entered_ms = fact->to_ms + minutes_behind * MINUTE;
}

static void at_ten_at_night(int64_t number)
{
	for (int64_t i = 0; i < number; i++)
		enter(serve(ONE, 1 + i), 22 * 60, 0);
}

/* Beside two ordinary ones: fewer than five say nothing at all. */
static void some_at_ten_at_night(int64_t number)
{
	at_ten_at_night(number);
	(void)serve(ONE, 20);
	(void)serve(ONE, 21);
}

static void at_minute_of_night(int64_t number)
{
	for (int64_t i = 0; i < 4; i++)
		enter(serve(ONE, 1 + i), number, 0);
	(void)serve(ONE, 9);
}

static void in_the_evening_behind(int64_t number)
{
	for (int64_t i = 0; i < 5; i++)
		enter(serve(ONE, 1 + i), 18 * 60 + 30, number);
}

static void behind_the_office(int64_t number)
{
	for (int64_t i = 0; i < 5; i++)
		enter(serve(ONE, 1 + i), number, 600);
}

static void at_night_by_herself(int64_t number)
{
	at_ten_at_night(number);
	for (size_t i = fact_count - (size_t)number; i < fact_count; i++)
		facts[i].is_staff_entry = false;
}

/* ---- words ---- */

/* Two months ago she served a dozen others. */
static void known_before(void)
{
	for (int64_t i = 0; i < 12; i++)
		(void)serve(ONE, 40 + i);
}

static void said_within_the_minute(int64_t number)
{
	known_before();
	for (int64_t i = 0; i < 10; i++) {
		struct score_fact *fact = serve(ONE, 1 + i);
		fact->confirmer = 55;
		fact->confirmed_ms = fact->to_ms + (i < number ? MINUTE - 1 : MINUTE);
	}
}

static void of_twenty_words_of_a_newcomer(int64_t number)
{
	for (int64_t i = 0; i < 20; i++) {
		struct score_fact *fact = serve(ONE, 1 + i);
		fact->confirmer = i < number ? 55 : fact->confirmer;
		fact->confirmed_ms = fact->to_ms + (i < number ? 5000 : HOUR);
	}
}

static void of_twenty_words(int64_t number)
{
	known_before();
	of_twenty_words_of_a_newcomer(number);
}

/* Somebody else was quick once before, and twice behind. */
static void with_others_in_between(int64_t number)
{
	known_before();
	for (int64_t i = 0; i < number + 3; i++) {
		struct score_fact *fact = serve(ONE, 28 - i);
		fact->confirmer = i == 0 || i > number ? 90 + i : 55;
		fact->confirmed_ms = fact->to_ms + 5000;
	}
}

/* Two months ago she did already. */
static void as_before(int64_t number)
{
	of_twenty_words(5);
	for (int64_t i = 0; i < number; i++) {
		struct score_fact *fact = serve(ONE, 40 + i);
		fact->confirmer = 55;
		fact->confirmed_ms = fact->to_ms + 5000;
	}
}

/* Five others whom she confirms too, so many of them at once. */
static void confirm_others(int64_t number)
{
	for (int64_t i = 0; i < 5; i++) {
		struct score_fact *fact = serve(PEER + i, 3);
		fact->confirmer = 55;
		fact->confirmed_ms = fact->to_ms + (i < number ? 5000 : HOUR);
	}
}

static void as_she_does_with_others(int64_t number)
{
	serve(ONE, 40)->confirmer = 55;
	of_twenty_words(5);
	confirm_others(number);
}

/* She is like that with everybody, but so much of the time never went to her before. */
static void half_of_it(int64_t number)
{
	serve(ONE, 40)->confirmer = 55;
	of_twenty_words(number);
	confirm_others(5);
}

/* She is like that with everybody, and was never served by her before. */
static void of_whom_so_many_are_known(int64_t number)
{
	for (int64_t i = 0; i < number; i++)
		(void)serve(ONE, 40 + i);
	of_twenty_words_of_a_newcomer(14);
	confirm_others(5);
}

static void a_fifth_of_it_new(int64_t number)
{
	for (int64_t i = 0; i < number; i++)
		(void)serve(ONE, 40 + i);
	of_twenty_words_of_a_newcomer(4);
}

static void whom_she_served_before(int64_t number)
{
	for (int64_t i = 0; i < 9; i++) {
		struct score_fact *fact = serve(ONE, 40);
		fact->confirmer = i < number ? 55 : fact->confirmer;
	}
	of_twenty_words_of_a_newcomer(12);
	confirm_others(5);
}

/* She is like that with everybody, and new. */
static void half_of_it_new(int64_t number)
{
	for (int64_t i = 0; i < 9; i++)
		(void)serve(ONE, 40 + i);
	of_twenty_words_of_a_newcomer(number);
	confirm_others(5);
}

/* So many of a hundred services, all of them quick; a hundred others long ago. */
static void so_much_of_it_new(int64_t number)
{
	for (int64_t i = 0; i < 100; i++)
		(void)serve(ONE, 31 + i % 50);
	for (int64_t i = 0; i < 100; i++) {
		struct score_fact *fact = serve(ONE, 1 + i % 29);
		fact->confirmer = i < number ? 55 : fact->confirmer;
		fact->confirmed_ms = fact->to_ms + (i < number ? 5000 : HOUR);
	}
}

static void by_silence(int64_t number)
{
	of_twenty_words(number);
	for (size_t i = fact_count - 20; i < fact_count; i++)
		facts[i].confirmer = 0;
}

/* ---- rings ---- */

/* Each of `size` gives `percent` of a hundred hours to the next; the last takes `last` percent. */
static void go_round(int64_t size, int64_t percent, int64_t last)
{
	for (int64_t one = 0; one < size; one++) {
		for (int64_t i = 0; i < 100; i++) {
			struct score_fact *fact = serve(ONE + one, 1 + i % 29);
			fact->receiver = i < (one == size - 1 ? last : percent) ? ONE + (one + 1) % size : fact->receiver;
		}
	}
}

static void two_neighbours(int64_t number)
{
	go_round(2, number, number);
}

static void a_ring_of(int64_t number)
{
	go_round(number, 70, 70);
}

static void a_chain_of(int64_t number)
{
	go_round(number + 1, 70, 0);
}

static void three_who(int64_t number)
{
	go_round(3, number, number);
}

/* The last of four serves nobody any more; she did two months ago. */
static void a_chain_to_who_has_stopped(int64_t number)
{
	a_chain_of(number);
	for (size_t i = 0; i < fact_count; i++)
		facts[i].to_ms -= facts[i].volunteer == ONE + number ? 31 * DAY : 0;
}

static int64_t changed_about(int64_t id, int64_t other)
{
	return id == ONE ? other : id == other ? ONE : id;
}

static void has_stopped_behind_a_chain_of(int64_t number)
{
	a_chain_to_who_has_stopped(number);
	for (size_t i = 0; i < fact_count; i++) {
		facts[i].volunteer = changed_about(facts[i].volunteer, ONE + number);
		facts[i].receiver = changed_about(facts[i].receiver, ONE + number);
	}
}

static void three_of_whom_the_last(int64_t number)
{
	go_round(3, 70, number);
}

/* All hers, but few. */
static void one_gives_less(int64_t number)
{
	for (int64_t i = 0; i < 100 + number; i++)
		serve(i < 100 ? ONE : ONE + 1, 1 + i % 29)->receiver = i < 100 ? ONE + 1 : ONE;
}

/* Two months ago each served so many, `together` of them each other. */
static void with_a_past(int64_t size, int64_t services, int64_t together)
{
	for (int64_t one = 0; one < size; one++) {
		for (int64_t i = 0; i < services; i++) {
			struct score_fact *fact = serve(ONE + one, 40 + i);
			fact->receiver = i < together ? ONE + (one + 1) % size : fact->receiver;
		}
	}
}

static void two_who_began_to(int64_t number)
{
	with_a_past(2, 12, 0);
	go_round(2, number, number);
}

static void two_of_whom_little_is_known(int64_t number)
{
	with_a_past(2, number, 0);
	go_round(2, 70, 70);
}

static void two_who_did_before(int64_t number)
{
	with_a_past(2, 12, number);
	go_round(2, 60, 60);
}

static void a_chain_of_old_links(int64_t number)
{
	with_a_past(4, 12, number);
	a_chain_of(3);
}

/* Six times in ninety days. */
static void slowly(int64_t number)
{
	for (int64_t one = 0; one < 2; one++) {
		for (int64_t i = 0; i < 10; i++) {
			struct score_fact *fact = serve(ONE + one, 2 + i * 8);
			fact->receiver = i < number ? ONE + 1 - one : fact->receiver;
		}
	}
}

static void of_a_kind_nobody_sees(int64_t number)
{
	for (int64_t i = 0; i < number; i++)
		serve(ONE, 1 + i)->receiver = 55; /* a carer: he serves nobody */
}

/* ---- bursts ---- */

/* So many, some days behind registration, so long ago. */
static void begin_ago(int64_t days_ago, int64_t services, int64_t days_behind, int64_t spent)
{
	for (int64_t i = 0; i < services; i++) {
		struct score_fact *fact = serve(ONE, days_ago);
		fact->since_ms = fact->to_ms - days_behind * DAY + 1;
		fact->spent = spent;
	}
}

static void begin(int64_t services, int64_t days_behind, int64_t spent)
{
	begin_ago(5, services, days_behind, spent);
}

static void so_many_and_spent(int64_t number)
{
	begin(number, 14, 1000);
}

/* All of it beyond the caps: it brought nothing, and nothing was spent. */
static void for_nothing(int64_t number)
{
	begin(number, 14, 0);
	for (size_t i = fact_count - (size_t)number; i < fact_count; i++)
		facts[i].minutes = 0;
}

static void on_day(int64_t number)
{
	begin(12, number, 1000);
}

/* Ten hours are ten points, 1,000 hundredths. */
static void of_ten_hours_spent(int64_t number)
{
	begin(10, 14, number);
}

static void of_ten_hours_spent_and_gone(int64_t number)
{
	begin_ago(20, 10, 14, number);
}

static void gone_since(int64_t number)
{
	begin_ago(number - 13, 10, 13, 300);
	for (size_t i = fact_count - 10; i < fact_count; i++)
		facts[i].since_ms--;
}

static void with_some_later(int64_t number)
{
	begin_ago(20, 10, 14, 300);
	int64_t since_ms = facts[fact_count - 1].since_ms;
	for (int64_t i = 0; i < number; i++)
		serve(ONE, 1 + i)->since_ms = since_ms;
}

static void only_zealous(int64_t number)
{
	begin(number, 14, 0);
}

static void each_score_begins_at_its_number(void **state UNUSED)
{
	static const struct { const char *name; story *tell; enum record_score score; int64_t short_of, at, number; } rows[] = {
		{"ends at the cap", at_the_cap, SCORE_HEAPED, 6, 7, 7},
		{"a talker ends there too", of_a_talker, SCORE_HEAPED, 13, 14, 14},
		{"a minute less", a_minute_less, SCORE_HEAPED, 74, 75, 12},
		{"a little below it", of_fifty_minutes, SCORE_HEAPED, 61, 62, 12},
		{"a minute more", a_minute_less, SCORE_HEAPED, 84, 83, 12},
		{"behind honest months", behind_honest_months, SCORE_HEAPED, 6, 7, 7},
		{"a month ago", a_month_ago, SCORE_HEAPED, 31, 30, 10},
		{"longer than everybody", always_longer, SCORE_LONG, 69, 73, 1216},
		{"a tenth longer than the punctual", among_the_punctual, SCORE_LONG, 66, 67, 1116},
		{"longer from one day on", from_one_day_on, SCORE_CHANGED, 64, 65, 84},
		{"each a little longer", each_a_little_longer, SCORE_CHANGED, 64, 65, 83},
		{"longer than the hurried", among_the_hurried, SCORE_LONG, 56, 57, 950},
		{"longer than chance brings", who_always_strayed, SCORE_CHANGED, 74, 75, 249},
		{"longer than planned", who_was_in_a_hurry, SCORE_CHANGED, 62, 63, 267},
		{"so much of a past", behind_a_past_of, SCORE_CHANGED, 2, 3, 198},
		{"so many at ten at night", some_at_ten_at_night, SCORE_NIGHT_ENTRY, 3, 4, 4},
		{"before ten at night", at_minute_of_night, SCORE_NIGHT_ENTRY, 22 * 60 - 1, 22 * 60, 4},
		{"at six in the morning", at_minute_of_night, SCORE_NIGHT_ENTRY, 6 * 60, 6 * 60 - 1, 4},
		{"in the evening, long over", in_the_evening_behind, SCORE_NIGHT_ENTRY, 19, 20, 5},
		{"when the office is open", behind_the_office, SCORE_NIGHT_ENTRY, 18 * 60 + 29, 18 * 60 + 30, 5},
		{"so quickly", said_within_the_minute, SCORE_INSTANT, 5, 6, 6},
		{"so often by one", of_twenty_words, SCORE_INSTANT, 3, 4, 4},
		{"so many are known before somebody new", of_whom_so_many_are_known, SCORE_INSTANT, 2, 3, 14},
		{"a fifth of it new, which chance does not bring", a_fifth_of_it_new, SCORE_INSTANT, 9, 10, 4},
		{"so much of it new", so_much_of_it_new, SCORE_INSTANT, 19, 20, 20},
		{"not new", whom_she_served_before, SCORE_INSTANT, 1, 0, 12},
		{"half of it new, though she is", half_of_it_new, SCORE_INSTANT, 9, 10, 10},
		{"not the first one", with_others_in_between, SCORE_INSTANT, 3, 4, 4},
		{"not before", as_before, SCORE_INSTANT, 2, 1, 5},
		{"not with others", as_she_does_with_others, SCORE_INSTANT, 2, 1, 5},
		{"half of it, though she is", half_of_it, SCORE_INSTANT, 9, 10, 10},
		{"so often, of whom nothing is known", of_twenty_words_of_a_newcomer, SCORE_INSTANT, 7, 8, 8},
		{"two neighbours", two_neighbours, SCORE_RING, 79, 80, 2},
		{"two who began to", two_who_began_to, SCORE_RING, 44, 45, 2},
		{"two of whom little is known", two_of_whom_little_is_known, SCORE_RING, 9, 10, 2},
		{"two who did before", two_who_did_before, SCORE_RING, 2, 1, 2},
		{"three who do", three_who, SCORE_RING, 34, 35, 3},
		{"one of three is ill", three_of_whom_the_last, SCORE_RING, 1, 2, 3},
		{"a chain that does not close", a_chain_of, SCORE_RING, 2, 3, 4},
		{"a chain to who has stopped", a_chain_to_who_has_stopped, SCORE_RING, 2, 3, 4},
		{"a chain of old links", a_chain_of_old_links, SCORE_RING, 2, 1, 4},
		{"one gives less", one_gives_less, SCORE_RING, 19, 20, 2},
		{"slowly", slowly, SCORE_RING, 7, 8, 2},
		{"so many, and spent", so_many_and_spent, SCORE_BURST, 7, 8, 8},
		{"so soon", on_day, SCORE_BURST, 15, 14, 12},
		{"so much of it", of_ten_hours_spent, SCORE_BURST, 599, 600, 10},
		{"less, of who serves no more", of_ten_hours_spent_and_gone, SCORE_BURST, 199, 200, 10},
		{"and has not for so long", gone_since, SCORE_BURST, 21, 22, 10},
		{"who still serves a little", with_some_later, SCORE_BURST, 3, 2, 10},
		{"more than anybody has time for", only_zealous, SCORE_BURST, 41, 42, 42},
	};
	size_t wrong = 0;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		live_nearby();
		rows[i].tell(rows[i].short_of);
		int64_t before = number_of(rows[i].score);
		live_nearby();
		rows[i].tell(rows[i].at);
		int64_t number = number_of(rows[i].score);
		if (before != 0 || number != rows[i].number) {
			print_error("%s: %lld before, %lld at it\n", rows[i].name, (long long)before, (long long)number);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

static void what_only_looks_like_it_raises_nothing(void **state UNUSED)
{
	static const struct { const char *name; story *tell; int64_t number; enum record_score score; } rows[] = {
		{"puts it down herself at night", at_night_by_herself, 9, SCORE_NIGHT_ENTRY},
		{"confirmed by silence", by_silence, 20, SCORE_INSTANT},
		{"eight that bring nothing", for_nothing, 8, SCORE_BURST},
		{"has stopped", has_stopped_behind_a_chain_of, 3, SCORE_RING},
		{"likes to talk", always_a_talker, 75, SCORE_CHANGED},
		{"cares for one neighbour", of_a_kind_nobody_sees, 20, SCORE_RING},
		{"stays much longer", a_minute_less, 120, SCORE_HEAPED},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		live_nearby();
		rows[i].tell(rows[i].number);
		int64_t number = number_of(rows[i].score);
		if (number != 0)
			fail_msg("%s: %lld", rows[i].name, (long long)number);
	}
}

static void tell_everything(void)
{
	live_nearby();
	at_the_cap(10);
	at_ten_at_night(6);
	size_t first = fact_count;
	a_ring_of(5);
	for (size_t i = first; i < fact_count; i++) { /* five others */
		facts[i].volunteer += 20;
		facts[i].receiver += facts[i].receiver < ONE + 5 ? 20 : 0;
	}
}

/* Other names, another order, another hour: the same flags. */
static void names_order_and_hour_change_nothing(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make((size_t)16 * 1024 * 1024);
	struct score_flags flags;
	struct score_flags renamed;
	tell_everything();
	assert_int_equal(record_scores(arena, facts, fact_count, &flags), OK);
	assert_int_equal(flags.count, 2 + 5);
	tell_everything();
	for (size_t i = 0; i < fact_count / 2; i++) {
		struct score_fact first = facts[i];
		facts[i] = facts[fact_count - 1 - i];
		facts[fact_count - 1 - i] = first;
	}
	for (size_t i = 0; i < fact_count; i++) {
		facts[i].volunteer += 1000000;
		facts[i].receiver += 1000000;
		facts[i].confirmer += 1000000;
		facts[i].to_ms += HOUR;
		facts[i].confirmed_ms += HOUR;
		facts[i].since_ms += HOUR;
		facts[i].entered_ms += HOUR;
	}
	assert_int_equal(record_scores(arena, facts, fact_count, &renamed), OK);
	assert_int_equal(flags.count, renamed.count);
	for (size_t i = 0; i < flags.count; i++) {
		assert_int_equal(flags.flags[i].record_id, renamed.flags[i].record_id);
		assert_int_equal(flags.flags[i].score, renamed.flags[i].score);
	}
}

static void too_small_an_arena_is_said(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(64);
	struct score_flags flags;
	tell_everything();
	assert_int_equal(record_scores(arena, facts, fact_count, &flags), FAIL_LIMIT);
	assert_int_equal(record_riskiest(arena, facts, fact_count, 1, &flags), FAIL_LIMIT);
}

/* Whom each of a hundred days draws, and how often. */
static void draw_riskiest(int64_t drawn[FACTS_MAX], int64_t *ret_minutes)
{
	struct arena *arena CLEANUP(arena_done) = arena_make((size_t)64 * 1024 * 1024);
	for (int32_t day = 0; day < 100; day++) {
		struct score_flags flags;
		assert_int_equal(record_riskiest(arena, facts, fact_count, day, &flags), OK);
		for (size_t i = 0; i < flags.count; i++) {
			assert_int_equal(flags.flags[i].score, 0);
			assert_in_range(flags.flags[i].volunteer, PEER, PEER + PEERS);
			drawn[flags.flags[i].volunteer]++;
			*ret_minutes = flags.flags[i].number;
		}
		arena_reset(arena);
	}
}

/* Of forty the four who serve one person longest are drawn, each about three times in a hundred days; nobody else is. */
static void of_the_tenth_with_the_most_for_one_some_are_drawn(void **state UNUSED)
{
	static int64_t drawn[FACTS_MAX];
	int64_t minutes = 0;
	int64_t together = 0;
	live_nearby();
	for (int64_t peer = 0; peer < 4; peer++) {
		for (int64_t i = 0; i < 7; i++)
			serve(PEER + peer * 9, 1 + i)->receiver = 70;
	}
	draw_riskiest(drawn, &minutes);
	for (int64_t peer = 0; peer <= PEERS; peer++) {
		bool is_risky = peer % 9 == 0 && peer < 36;
		together += drawn[PEER + peer];
		assert_true(is_risky || drawn[PEER + peer] == 0);
	}
	assert_in_range(together, 4, 24);
	assert_int_equal(minutes, 7 * 60);
	memset(drawn, 0, sizeof(drawn));
	live_nearby();
	fact_count = 1 + 9 * 6; /* of nine nobody is a tenth */
	draw_riskiest(drawn, &minutes);
	for (int64_t peer = 0; peer <= PEERS; peer++)
		assert_int_equal(drawn[PEER + peer], 0);
}

static void nobody_raises_nothing(void **state UNUSED)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(4096);
	struct score_flags flags;
	assert_int_equal(record_scores(arena, facts, 0, &flags), OK);
	assert_int_equal(flags.count, 0);
}

static void one_in_fifty_is_sampled(void **state UNUSED)
{
	int64_t sampled = 0;
	for (int64_t id = 1; id <= 100000; id++)
		sampled += record_is_sampled((id << 22) + id * 7);
	assert_in_range(sampled, 1800, 2200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_score_begins_at_its_number),
		cmocka_unit_test(what_only_looks_like_it_raises_nothing),
		cmocka_unit_test(names_order_and_hour_change_nothing),
		cmocka_unit_test(too_small_an_arena_is_said),
		cmocka_unit_test(of_the_tenth_with_the_most_for_one_some_are_drawn),
		cmocka_unit_test(nobody_raises_nothing),
		cmocka_unit_test(one_in_fifty_is_sampled),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
