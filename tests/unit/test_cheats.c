/* SPDX-License-Identifier: Apache-2.0
 *
 * A made-up town with known cheats: 90 days, 600 services a day, 1,500
 * volunteers of whom three in ten are over 65 without a smartphone. From day 60
 * on some cheat within the hard rules. The scores run once a week; printed is
 * who was found within 30 days and how many honest people were asked about.
 */
#include "domain/records_score.h"

#include "unit.h"

#include <string.h>

#define MINUTE INT64_C(60000)
#define DAY INT64_C(86400000)
#define START (INT64_C(20000) * DAY)
#define DAYS 90
#define CHEATS_FROM 60
#define PER_DAY 600
#define VOLUNTEERS 1500
#define RESIDENTS 5000
#define FACTS_MAX (DAYS * PER_DAY + 40000)
#define PEOPLE_MAX 2200

enum kind { HONEST, STRETCHER, COLLUDER, NIGHT_BUYER, BURSTER, RINGER, KINDS };
static const char *const kind_names[KINDS] = {"honest", "stretches to the cap", "colludes with one confirmer", "bought from staff at night", "bursts",
	"rings of 2 to 6"};
static struct { enum kind kind; bool is_old; bool is_flagged; int64_t since_ms; int64_t favourite; } people[PEOPLE_MAX];
static struct score_fact facts[FACTS_MAX];
static struct score_fact seen[FACTS_MAX];
static size_t fact_count, people_count;

static uint64_t dice = 0x2545F4914F6CDD1Du;
static int64_t throw_dice(int64_t sides)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return (int64_t)((dice >> 11) % (uint64_t)sides);
}

static void serve(int64_t day, int64_t volunteer, int64_t receiver, int64_t minutes, int64_t confirm_after_ms, bool by_staff, int64_t entered_min)
{
	int64_t to_ms = START + day * DAY + (9 * 60 + throw_dice(9 * 60)) * MINUTE;
	assert_true(fact_count < FACTS_MAX);
	facts[fact_count] = (struct score_fact){.record_id = 1 + (int64_t)fact_count, .volunteer = volunteer, .receiver = receiver,
		.confirmer = confirm_after_ms == 0 ? 0 : receiver, .minutes = minutes, .planned = 60, .to_ms = to_ms, .confirmed_ms = to_ms + confirm_after_ms,
		.since_ms = people[volunteer].since_ms, .is_staff_entry = by_staff, .entered_min = entered_min};
	fact_count++;
}

/* Most services are about as long as planned; she confirms in minutes or hours, or not at all, and old volunteers ring the station. */
static void live_honestly(int64_t day)
{
	for (int i = 0; i < PER_DAY; i++) {
		int64_t volunteer = throw_dice(VOLUNTEERS);
		int64_t favourite = people[volunteer].favourite;
		int64_t receiver = favourite != 0 && throw_dice(100) < 60 ? favourite : 10000 + throw_dice(RESIDENTS);
		int64_t minutes = 45 + throw_dice(20) + (throw_dice(10) == 0 ? 11 : 0);
		int64_t confirm_ms = throw_dice(7) == 0 ? 0 : throw_dice(20) == 0 ? 40000 : (2 + throw_dice(600)) * MINUTE;
		serve(day, volunteer, receiver, minutes < 75 ? minutes : 75, confirm_ms, people[volunteer].is_old, 8 * 60 + throw_dice(10 * 60));
	}
}

static int64_t join(enum kind kind, int64_t day)
{
	assert_true(people_count < PEOPLE_MAX);
	people[people_count].kind = kind;
	people[people_count].since_ms = START + day * DAY;
	return (int64_t)people_count++;
}

static void settle_town(void)
{
	memset(people, 0, sizeof(people));
	fact_count = people_count = 0;
	for (int i = 0; i < VOLUNTEERS; i++) {
		int64_t volunteer = join(HONEST, -400 + throw_dice(400));
		people[volunteer].is_old = throw_dice(10) < 3;
		people[volunteer].favourite = throw_dice(4) == 0 ? 10000 + throw_dice(RESIDENTS) : 0;
	}
	for (int64_t i = 0; i < 12; i += 2) { /* honest neighbours who help each other, and others too */
		people[i].favourite = i + 1;
		people[i + 1].favourite = i;
	}
}

static void cheat(void)
{
	static const enum kind alone[] = {STRETCHER, COLLUDER, NIGHT_BUYER, BURSTER};
	for (size_t k = 0; k < COUNT_OF(alone); k++) {
		for (int i = 0; i < 25; i++) {
			int64_t one = join(alone[k], alone[k] == BURSTER ? CHEATS_FROM : 0);
			int64_t friend_of = 10000 + throw_dice(RESIDENTS);
			for (int64_t day = CHEATS_FROM; day < DAYS; day += alone[k] == BURSTER ? 1 : 2) {
				int64_t receiver = alone[k] == COLLUDER ? friend_of : 10000 + throw_dice(RESIDENTS);
				serve(day, one, receiver, alone[k] == STRETCHER ? 75 : 50 + throw_dice(20), alone[k] == COLLUDER ? 20000 + throw_dice(30000) : 90 * MINUTE,
					alone[k] == NIGHT_BUYER, alone[k] == NIGHT_BUYER ? 22 * 60 + 10 + throw_dice(100) : 10 * 60);
			}
		}
	}
	for (int size = 2; size <= 6; size++) {
		for (int ring = 0; ring < 5; ring++) {
			int64_t first = (int64_t)people_count;
			for (int i = 0; i < size; i++)
				(void)join(RINGER, 0);
			for (int64_t day = CHEATS_FROM; day < DAYS; day += 3) {
				for (int i = 0; i < size; i++)
					serve(day, first + i, first + (i + 1) % size, 55 + throw_dice(20), 90 * MINUTE, false, 10 * 60);
			}
		}
	}
}

static void look(int64_t day)
{
	struct arena *arena = arena_make((size_t)256 * 1024 * 1024);
	struct score_flags flags;
	size_t count = 0;
	for (size_t i = 0; i < fact_count; i++) {
		if (facts[i].to_ms < START + day * DAY)
			seen[count++] = facts[i];
	}
	assert_int_equal(record_scores(arena, seen, count, &flags), OK);
	for (size_t i = 0; i < flags.count; i++)
		people[flags.flags[i].volunteer].is_flagged = true;
	arena_free(arena);
}

static void cheats_are_found_and_honest_people_are_let_alone(void **state UNUSED)
{
	int64_t all[KINDS] = {0};
	int64_t found[KINDS] = {0};
	int64_t old_all = 0;
	int64_t old_found = 0;
	settle_town();
	for (int64_t day = 0; day < DAYS; day++)
		live_honestly(day);
	cheat();
	for (int64_t day = CHEATS_FROM + 7; day < DAYS; day += 7)
		look(day);
	look(DAYS);
	for (size_t i = 0; i < people_count; i++) {
		all[people[i].kind]++;
		found[people[i].kind] += people[i].is_flagged;
		old_all += people[i].kind == HONEST && people[i].is_old;
		old_found += people[i].kind == HONEST && people[i].is_old && people[i].is_flagged;
	}
	for (int kind = 0; kind < KINDS; kind++)
		print_message("%-28s %4lld of %4lld asked about\n", kind_names[kind], (long long)found[kind], (long long)all[kind]);
	print_message("over 65 without smartphone   %4lld of %4lld asked about\n", (long long)old_found, (long long)old_all);
	for (int kind = STRETCHER; kind < KINDS; kind++)
		assert_true(found[kind] * 100 >= all[kind] * 90); /* recall in 30 days */
	assert_true(found[HONEST] * 1000 <= all[HONEST] * 5);     /* 0.5 % of honest people in the month */
	assert_true(old_found * (all[HONEST] - old_all) * 100 <= 125 * (found[HONEST] - old_found + 1) * old_all);
}

static void names_and_order_change_nothing(void **state UNUSED)
{
	struct arena *arena = arena_make((size_t)64 * 1024 * 1024);
	struct score_flags flags;
	struct score_flags renamed;
	settle_town();
	cheat();
	for (size_t i = 0; i < fact_count; i++)
		seen[i] = facts[fact_count - 1 - i];
	assert_int_equal(record_scores(arena, seen, fact_count, &flags), OK);
	for (size_t i = 0; i < fact_count; i++) {
		seen[i] = facts[i];
		seen[i].volunteer += 1000000;
		seen[i].receiver += 1000000;
		seen[i].confirmer += 1000000;
		seen[i].to_ms += 3600000;
		seen[i].confirmed_ms += 3600000;
		seen[i].since_ms += 3600000;
	}
	assert_int_equal(record_scores(arena, seen, fact_count, &renamed), OK);
	assert_int_equal(flags.count, renamed.count);
	for (size_t i = 0; i < flags.count; i++)
		assert_int_equal(flags.flags[i].record_id, renamed.flags[i].record_id);
	arena_free(arena);
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
		cmocka_unit_test(cheats_are_found_and_honest_people_are_let_alone),
		cmocka_unit_test(names_and_order_change_nothing),
		cmocka_unit_test(one_in_fifty_is_sampled),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
