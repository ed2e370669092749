/* SPDX-License-Identifier: Apache-2.0
 *
 * What must not matter, or only in one direction (reliability.md 8): who comes
 * first of those who have nothing to do with each other, one service cut in
 * two, the day and the clock's zone, where the map lies, what people are
 * called, two accounts that are one person's. Small worlds are played through
 * the verbs twice, as they are and changed, and compared; nothing of them stays.
 */
#include "unit.h"

#include <stdlib.h>
#include <time.h>

#include "base/when.h"
#include "domain/people.h"
#include "domain/records_private.h"
#include "domain/records_score.h"
#include "queries/records.h"
#include "town.h"

#define VOLUNTEERS 4
#define RESIDENTS 5
#define PEOPLE (VOLUNTEERS + RESIDENTS)
#define DEEDS 24
#define WORLD_DAYS 14
#define LNG_E6 118826000
#define LAT_E6 36714000
#define M_E6_LNG 11.219 /* millionths of a degree for a metre here */
#define M_E6_LAT 8.9932

/* One service as it took place: times from the first Monday of the world, planned minutes, where (metres to the east and north). */
struct deed { int who, receiver; int64_t from_ms, to_ms, planned, x_m, y_m; };
struct world { struct deed deeds[DEEDS]; int count; struct ledger_rule rule; };
/* What is changed on the way: the moment of the first Monday, who is registered first, the map, and who comes when. */
struct change { int64_t shift_ms; int names[PEOPLE]; int64_t east_e6; bool is_mirrored, is_turned; int order[DEEDS]; };
struct told { int64_t minutes, points; bool is_final; enum record_verdict verdicts[SIGNAL_COUNT]; int64_t numbers[SIGNAL_COUNT]; };
struct outcome { struct told told[DEEDS]; int64_t posted[VOLUNTEERS], coming[VOLUNTEERS]; };

struct playing {
	const struct world *world;
	const struct change *change;
	struct town *town;
	struct person_id people[PEOPLE];
	struct outcome *outcome;
};

static uint64_t dice;

static int64_t draw(int64_t below)
{
	dice += UINT64_C(0x9E3779B97F4A7C15);
	uint64_t bits = (dice ^ dice >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	return (int64_t)((bits ^ bits >> 29) % (uint64_t)below);
}

static void shuffle(int *numbers, int count)
{
	for (int i = count - 1; i > 0; i--) {
		int other = (int)draw(i + 1);
		int one = numbers[i];
		numbers[i] = numbers[other];
		numbers[other] = one;
	}
}

static struct change nothing(void)
{
	struct change change = {.shift_ms = 0};
	for (int i = 0; i < DEEDS; i++)
		change.order[i] = i;
	for (int i = 0; i < PEOPLE; i++)
		change.names[i] = i;
	return change;
}

/* ---- a world is played ---- */

static enum fail add_people(const struct act *act, struct playing *playing)
{
	static const char *const names[PEOPLE] = {"于海波", "赵志远", "钱进", "孙丽", "陈桂兰", "王雪梅", "周平", "吴正", "郑安"};
	for (int i = 0; i < PEOPLE; i++) {
		enum people_refusal refusal = PEOPLE_OK;
		int who = playing->change->names[i];
		TRY(people_add(act, &(struct people_options){.name = text_of(names[i]), .place_id = playing->town->place_id,
			.phone = arena_format(act->arena, "154%08d", 100 + i), .address = arena_format(act->arena, "%d号楼", 10 + i), .lng_e6 = LNG_E6, .lat_e6 = LAT_E6,
			.channel = CHANNEL_VISIT, .has_consent = true}, &refusal, &playing->people[who]));
		if (who >= VOLUNTEERS)
			continue;
		TRY(people_consent(act, playing->people[who], CONSENT_VOLUNTEERING, CHANNEL_WINDOW, true, &refusal));
		TRY(people_volunteer(act, playing->people[who], 5000, &refusal));
	}
	return OK;
}

static struct position where(const struct change *change, const struct deed *deed)
{
	double x_m = (double)(change->is_turned ? deed->y_m : deed->x_m);
	double y_m = (double)(change->is_turned ? -deed->x_m : deed->y_m);
	int64_t lat_e6 = LAT_E6 + (int64_t)(y_m * M_E6_LAT);
	return (struct position){LNG_E6 + change->east_e6 + (int64_t)(x_m * M_E6_LNG), change->is_mirrored ? -lat_e6 : lat_e6};
}

static int64_t world_begins_ms(const struct playing *playing)
{
	int32_t day = when_local_day(TOWN_START_MS) + 7;
	return when_at(day - when_weekday(day) + 1, 0) + playing->change->shift_ms;
}

/* From order to confirmation, all of it known when the world is over. */
static enum fail do_deed(const struct act *act, struct playing *playing, const struct deed *deed, struct record_id *ret_id)
{
	enum request_refusal request_refusal = REQUEST_REFUSAL_NONE;
	enum duty_refusal refusal = DUTY_OK;
	enum record_refusal record_refusal = RECORD_OK;
	struct request_id request_id;
	struct duty_id duty_id;
	bool is_full = false;
	size_t held = 0;
	int64_t begins_ms = world_begins_ms(playing);
	struct position position = where(playing->change, deed);
	struct act desk = *act;
	struct act hers = *act;
	struct act receiver = *act;
	desk.actor = playing->town->people[CLERK];
	hers.actor = playing->people[deed->who];
	receiver.actor = playing->people[VOLUNTEERS + deed->receiver];
	TRY(requests_open(&desk, &(struct requests_open_options){.person_id = receiver.actor, .words = TEXT("说说话"), .channel = CHANNEL_PHONE,
		.is_duplicate_meant = true}, &request_refusal, &request_id));
	TRY(duties_make(&desk, &(struct duties_make_options){.request_id = request_id, .place_id = playing->town->place_id, .title = TEXT("说说话"),
		.lng_e6 = position.lng_e6, .lat_e6 = position.lat_e6, .from_ms = begins_ms, .to_ms = begins_ms + 2 * WORLD_DAYS * DAY_MS,
		.duration_min = (int32_t)deed->planned, .people = 1, .coefficient_percent = 110}, &duty_id));
	TRY(duties_accept(&hers, duty_id, hers.actor, (struct offer_id){0}, &refusal, &is_full));
	TRY(duties_check_in(&hers, &(struct duties_attend_options){.id = duty_id, .person_id = hers.actor, .evidence = EVIDENCE_CODE,
		.at_ms = begins_ms + deed->from_ms}, &refusal));
	TRY(duties_check_out(&hers, &(struct duties_attend_options){.id = duty_id, .person_id = hers.actor, .evidence = EVIDENCE_CODE,
		.at_ms = begins_ms + deed->to_ms}, &refusal, &is_full));
	TRY(records_make(&hers, duty_id, hers.actor, &(struct record_spot){.accuracy_m = 0}, &record_refusal, ret_id));
	return records_finish(&receiver, duty_id, CONFIRM_BY_RESIDENT, &record_refusal, &held);
}

static enum fail tell(const struct act *act, struct record_id id, struct told *told)
{
	bool is_found = false;
	struct record_get_row row;
	struct record_evidence evidence;
	TRY(q_record_get(act->view, act->arena, &(struct record_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &row));
	TRY(records_evidence(act, id, &evidence));
	*told = (struct told){.minutes = row.minutes, .points = row.points, .is_final = row.state == RECORD_FINAL};
	for (size_t i = 0; i < evidence.count; i++) {
		told->verdicts[evidence.lines[i].signal] = evidence.lines[i].verdict;
		told->numbers[evidence.lines[i].signal] = evidence.lines[i].number;
	}
	return OK;
}

static enum fail play_world(const struct act *act, void *context)
{
	struct playing *playing = context;
	struct record_id ids[DEEDS] = {{0}};
	struct act now = *act;
	now.now_ms = world_begins_ms(playing) + WORLD_DAYS * DAY_MS;
	TRY(ledger_rule_add(&now, &playing->world->rule, 1));
	TRY(add_people(&now, playing));
	for (int i = 0; i < playing->world->count; i++) {
		int number = playing->change->order[i];
		TRY(do_deed(&now, playing, &playing->world->deeds[number], &ids[number]));
	}
	for (int i = 0; i < playing->world->count; i++)
		TRY(tell(&now, ids[i], &playing->outcome->told[i]));
	for (int i = 0; i < VOLUNTEERS; i++) {
		struct ledger_balance balance;
		TRY(ledger_balance_of(&now, playing->people[i], &balance));
		playing->outcome->posted[i] = balance.posted;
		playing->outcome->coming[i] = balance.coming;
	}
	return FAIL_REFUSED; /* nothing of it stays */
}

static struct outcome played(struct town *town, const struct world *world, const struct change *change)
{
	struct outcome outcome = {.posted = {0}};
	struct playing playing = {.world = world, .change = change, .town = town, .outcome = &outcome};
	arena_reset(town->house.arena);
	assert_int_equal(town_write(town, MANAGER, play_world, &playing), FAIL_REFUSED);
	for (int i = 0; i < world->count; i++)
		assert_int_not_equal(outcome.told[i].verdicts[SIGNAL_LENGTH], 0);
	return outcome;
}

static void expect_same(const char *what, int64_t seed, const struct world *world, const struct outcome *one, const struct outcome *other)
{
	for (int i = 0; i < world->count; i++) {
		const struct told *a = &one->told[i];
		const struct told *b = &other->told[i];
		if (a->minutes != b->minutes || a->points != b->points || a->is_final != b->is_final)
			fail_msg("%s, seed %lld, deed %d: %lld minutes and %lld, final %d and %d", what, (long long)seed, i, (long long)a->minutes,
				(long long)b->minutes, a->is_final, b->is_final);
		for (int signal = 1; signal < SIGNAL_COUNT; signal++) {
			if (a->verdicts[signal] != b->verdicts[signal])
				fail_msg("%s, seed %lld, deed %d: %s", what, (long long)seed, i, record_signal_name((enum record_signal)signal));
		}
	}
	for (int i = 0; i < VOLUNTEERS; i++) {
		assert_int_equal(one->posted[i], other->posted[i]);
		assert_int_equal(one->coming[i], other->coming[i]);
	}
}

/* ---- worlds ---- */

static const struct ledger_rule rules[] = {
	{.version = 2, .points_per_hour = 100, .round_min = 30, .session_cap_min = 480, .day_cap_min = 720, .week_cap_min = 2400, .receivers_cap = 3},
	{.version = 2, .points_per_hour = 130, .round_min = 15, .session_cap_min = 120, .day_cap_min = 300, .week_cap_min = 600, .receivers_cap = 3},
	{.version = 2, .points_per_hour = 70, .round_min = 20, .session_cap_min = 240, .day_cap_min = 480, .receivers_cap = 3, .night_from_min = 22 * 60,
		.night_to_min = 6 * 60, .night_percent = 150},
	{.version = 2, .points_per_hour = 100, .round_min = 1, .session_cap_min = 60, .day_cap_min = 60, .night_from_min = 12 * 60,
		.night_to_min = 14 * 60, .night_percent = 120},
};

static struct deed some_deed(int who, int receiver, int64_t from_ms)
{
	int64_t minutes = 5 + draw(draw(4) == 0 ? 300 : 100);
	struct deed deed = {.who = who, .receiver = receiver, .from_ms = from_ms, .to_ms = from_ms + minutes * MINUTE_MS + draw(60) * 1000};
	deed.planned = 10 + draw(2) * minutes * 3 / 4 + draw(minutes + 20);
	deed.x_m = draw(3) == 0 ? 12000 : draw(1500);
	deed.y_m = draw(3) == 0 ? 9000 : draw(1500);
	return deed;
}

/* Each volunteer with some services one behind the other, close enough that rules are broken now and then. */
static struct world some_world(int rule, int volunteers, int each)
{
	struct world world = {.rule = rules[rule]};
	for (int who = 0; who < volunteers; who++) {
		int64_t at_ms = draw(12 * 24) * 5 * MINUTE_MS;
		for (int i = 0; i < each; i++) {
			struct deed deed = some_deed(who, (int)draw(RESIDENTS), at_ms + draw(30) * MINUTE_MS);
			at_ms = deed.to_ms + (draw(4) == 0 ? -draw(20) : draw(4) == 0 ? draw(20) * 60 : draw(20)) * MINUTE_MS;
			at_ms = at_ms < deed.from_ms ? deed.from_ms : at_ms;
			world.deeds[world.count++] = deed;
		}
	}
	return world;
}

/* How many of the deeds a rule speaks against, so that nothing is compared where nothing happens. */
static int count_bad(const struct world *world, const struct outcome *outcome, enum record_signal signal)
{
	int count = 0;
	for (int i = 0; i < world->count; i++)
		count += outcome->told[i].verdicts[signal] == VERDICT_BAD;
	return count;
}

/* ---- the tests ---- */

/* Each volunteer's services in their order, the volunteers mixed. */
static void mix(struct change *change, const struct world *world)
{
	int whose[DEEDS];
	int next[VOLUNTEERS] = {0};
	for (int i = 0; i < world->count; i++)
		whose[i] = world->deeds[i].who;
	shuffle(whose, world->count);
	for (int i = 0; i < world->count; i++) {
		while (world->deeds[next[whose[i]]].who != whose[i])
			next[whose[i]]++;
		change->order[i] = next[whose[i]]++;
	}
}

static void nobody_waits_for_who_has_nothing_to_do_with_her(void **state UNUSED)
{
	struct town town;
	int bad = 0;
	town_open(&town);
	for (int64_t seed = 1; seed <= 24; seed++) {
		dice = (uint64_t)seed;
		struct world world = some_world((int)(seed % (int64_t)COUNT_OF(rules)), 4, 6);
		struct change change = nothing();
		struct outcome plain = played(&town, &world, &change);
		mix(&change, &world);
		struct outcome mixed = played(&town, &world, &change);
		expect_same("mixed", seed, &world, &plain, &mixed);
		bad += count_bad(&world, &plain, SIGNAL_OVERLAP) + count_bad(&world, &plain, SIGNAL_TRAVEL);
	}
	assert_true(bad > 10);
	town_close(&town);
}

static void the_days_and_the_zone_of_the_machine_do_not_matter(void **state UNUSED)
{
	static const char *const zones[] = {"UTC", "America/New_York", "Pacific/Kiritimati", "ABC-3:47"};
	struct town town;
	town_open(&town);
	for (int64_t seed = 1; seed <= 24; seed++) {
		dice = (uint64_t)seed;
		bool has_weeks = rules[seed % (int64_t)COUNT_OF(rules)].week_cap_min > 0;
		struct world world = some_world((int)(seed % (int64_t)COUNT_OF(rules)), 4, 6);
		struct change change = nothing();
		struct outcome plain = played(&town, &world, &change);
		change.shift_ms = (has_weeks ? 7 * (1 + draw(40)) : 1 + draw(300)) * DAY_MS;
		assert_int_equal(setenv("TZ", zones[seed % (int64_t)COUNT_OF(zones)], 1), 0);
		tzset();
		struct outcome later = played(&town, &world, &change);
		expect_same("later", seed, &world, &plain, &later);
	}
	assert_int_equal(setenv("TZ", "UTC", 1), 0);
	tzset();
	town_close(&town);
}

/* Hours matter for what a day, a week or a night holds, and for nothing else. */
static void the_hour_does_not_matter_where_no_rule_names_it(void **state UNUSED)
{
	static const enum record_signal signals[] = {SIGNAL_LENGTH, SIGNAL_OVERLAP, SIGNAL_TRAVEL};
	struct town town;
	town_open(&town);
	for (int64_t seed = 1; seed <= 24; seed++) {
		dice = (uint64_t)seed;
		struct world world = some_world(0, 4, 6);
		struct change change = nothing();
		world.rule = (struct ledger_rule){.version = 2, .points_per_hour = 100, .round_min = 10, .session_cap_min = 300, .day_cap_min = 1440};
		struct outcome plain = played(&town, &world, &change);
		change.shift_ms = (1 + draw(23)) * HOUR_MS + draw(60) * MINUTE_MS;
		struct outcome later = played(&town, &world, &change);
		for (int i = 0; i < world.count; i++) {
			for (size_t k = 0; k < COUNT_OF(signals); k++)
				assert_int_equal(plain.told[i].verdicts[signals[k]], later.told[i].verdicts[signals[k]]);
			assert_int_equal(plain.told[i].minutes, later.told[i].minutes);
			assert_int_equal(plain.told[i].points, later.told[i].points);
		}
	}
	town_close(&town);
}

static void the_map_may_lie_anywhere(void **state UNUSED)
{
	struct town town;
	int bad = 0;
	town_open(&town);
	for (int64_t seed = 1; seed <= 24; seed++) {
		dice = (uint64_t)seed;
		struct world world = some_world((int)(seed % (int64_t)COUNT_OF(rules)), 4, 6);
		struct change change = nothing();
		struct outcome plain = played(&town, &world, &change);
		change.east_e6 = -200000000 + draw(200000000); /* beyond the date line, too */
		change.is_mirrored = draw(2) == 0;
		change.is_turned = draw(2) == 0;
		struct outcome moved = played(&town, &world, &change);
		expect_same("moved", seed, &world, &plain, &moved);
		bad += count_bad(&world, &plain, SIGNAL_TRAVEL);
	}
	assert_true(bad > 10);
	town_close(&town);
}

static void names_and_numbers_do_not_matter(void **state UNUSED)
{
	struct town town;
	town_open(&town);
	for (int64_t seed = 1; seed <= 24; seed++) {
		dice = (uint64_t)seed;
		struct world world = some_world((int)(seed % (int64_t)COUNT_OF(rules)), 4, 6);
		struct change change = nothing();
		struct outcome plain = played(&town, &world, &change);
		shuffle(change.names, PEOPLE);
		struct outcome renamed = played(&town, &world, &change);
		expect_same("renamed", seed, &world, &plain, &renamed);
	}
	town_close(&town);
}

/* A deed with what she did before, on the same day or the night before it; the last one is to be cut. */
static struct world world_to_cut(int rule)
{
	struct world world = {.rule = rules[rule]};
	int64_t at_ms = draw(10 * 24) * HOUR_MS;
	int before = (int)draw(4);
	for (int i = 0; i < before; i++) {
		struct deed deed = some_deed(0, (int)draw(3), at_ms);
		at_ms = deed.to_ms + (draw(4) == 0 ? 0 : draw(3) == 0 ? -draw(30) : draw(40)) * MINUTE_MS;
		at_ms = at_ms < deed.from_ms ? deed.from_ms : at_ms;
		world.deeds[world.count++] = deed;
	}
	struct deed whole = some_deed(0, draw(3) == 0 ? (int)draw(3) : 4, at_ms);
	if (draw(3) == 0) /* long, over midnight or the beginning of the night */
		whole.to_ms += draw(500) * MINUTE_MS;
	if (draw(2) == 0)
		whole.planned = (whole.to_ms - whole.from_ms) / MINUTE_MS + 1;
	world.deeds[world.count++] = whole;
	return world;
}

static void expect_no_gain(int64_t seed, const struct told *whole, const struct told parts[2], bool is_touching)
{
	static const enum record_signal signals[] = {SIGNAL_LENGTH, SIGNAL_OVERLAP, SIGNAL_TRAVEL};
	if (parts[0].minutes + parts[1].minutes > whole->minutes || parts[0].points + parts[1].points > whole->points)
		fail_msg("seed %lld: %lld minutes, %lld points; cut %lld + %lld minutes, %lld + %lld points", (long long)seed, (long long)whole->minutes,
			(long long)whole->points, (long long)parts[0].minutes, (long long)parts[1].minutes, (long long)parts[0].points, (long long)parts[1].points);
	for (size_t i = 0; i < COUNT_OF(signals) && is_touching; i++) { /* else what spoke against it may lie in the pause */
		bool is_bad = parts[0].verdicts[signals[i]] == VERDICT_BAD || parts[1].verdicts[signals[i]] == VERDICT_BAD;
		bool is_slight = signals[i] == SIGNAL_OVERLAP && whole->numbers[SIGNAL_OVERLAP] < 2; /* less than a minute of it in each part */
		if (whole->verdicts[signals[i]] == VERDICT_BAD && !is_bad && !is_slight)
			fail_msg("seed %lld: %s does not hold when it is cut", (long long)seed, record_signal_name(signals[i]));
	}
}

/* Nobody gains by cutting one service into two that touch, or nearly do: not a minute, not a point, not a verdict. */
static void cutting_a_service_gains_nothing(void **state UNUSED)
{
	struct town town;
	int bad[SIGNAL_COUNT] = {0};
	town_open(&town);
	for (int64_t seed = 1; seed <= 600; seed++) {
		dice = (uint64_t)seed;
		struct world world = world_to_cut((int)(seed % (int64_t)COUNT_OF(rules)));
		struct change change = nothing();
		struct outcome in_one = played(&town, &world, &change);
		int last = world.count - 1;
		struct deed *first = &world.deeds[last];
		struct deed *second = &world.deeds[world.count++];
		int64_t long_ms = first->to_ms - first->from_ms;
		int64_t cut_ms = 1000 + draw(long_ms / 1000 - 1) * 1000;
		*second = *first;
		second->from_ms = first->from_ms + cut_ms;
		int64_t pause_ms = draw(3) == 0 && cut_ms > 15 * MINUTE_MS ? draw(15) * MINUTE_MS : 0;
		first->to_ms = second->from_ms - pause_ms;
		first->planned = 1 + (first->planned - 2) * cut_ms / long_ms;
		second->planned -= first->planned;
		struct outcome cut = played(&town, &world, &change);
		expect_no_gain(seed, &in_one.told[last], &cut.told[last], pause_ms == 0);
		for (int signal = 1; signal < SIGNAL_COUNT; signal++)
			bad[signal] += in_one.told[last].verdicts[signal] == VERDICT_BAD;
	}
	assert_true(bad[SIGNAL_LENGTH] >= 5 && bad[SIGNAL_OVERLAP] >= 5 && bad[SIGNAL_TRAVEL] >= 5);
	town_close(&town);
}

/* The same at each limit that a plain cut could step around, by hand. */
static void no_limit_is_stepped_around_by_a_cut(void **state UNUSED)
{
	static const struct { const char *what; int rule; int64_t from_min, to_min, cut_min, planned; } rows[] = {
		{"the cap of a session", 1, 600, 800, 700, 200},
		{"the cap of a day, over midnight", 3, 23 * 60 + 10, 25 * 60, 24 * 60, 110},
		{"the night's rate", 2, 20 * 60, 24 * 60, 22 * 60, 240},
		{"the noon's rate, by the end of it", 3, 11 * 60 + 45, 12 * 60 + 30, 12 * 60, 45},
		{"whole steps of minutes", 0, 600, 659, 629, 59},
		{"twice the plan and an hour", 0, 600, 781, 690, 60},
		{"a quarter of the plan", 0, 600, 614, 607, 60},
	};
	struct town town;
	town_open(&town);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct world world = {.rule = rules[rows[i].rule], .count = 1};
		struct change change = nothing();
		world.deeds[0] = (struct deed){.from_ms = rows[i].from_min * MINUTE_MS, .to_ms = rows[i].to_min * MINUTE_MS, .planned = rows[i].planned};
		struct outcome in_one = played(&town, &world, &change);
		world.count = 2;
		world.deeds[1] = world.deeds[0];
		world.deeds[0].to_ms = world.deeds[1].from_ms = rows[i].cut_min * MINUTE_MS;
		world.deeds[0].planned = rows[i].planned / 2;
		world.deeds[1].planned -= world.deeds[0].planned;
		print_message("%s\n", rows[i].what);
		struct outcome cut = played(&town, &world, &change);
		expect_no_gain((int64_t)i, &in_one.told[0], cut.told, true);
	}
	town_close(&town);
}

/* Stops on a way that nobody can go do not make it one that somebody can: each would lend the five minutes for the stairs. */
static void a_way_cut_by_a_stop_is_as_long_as_before(void **state UNUSED)
{
	struct town town;
	struct world world = {.rule = rules[0], .count = 3};
	struct change change = nothing();
	town_open(&town);
	world.deeds[0] = (struct deed){.to_ms = 60 * MINUTE_MS, .planned = 60};
	world.deeds[1] = (struct deed){.from_ms = 66 * MINUTE_MS, .to_ms = 68 * MINUTE_MS, .receiver = 1, .planned = 8, .x_m = 10000};
	world.deeds[2] = (struct deed){.from_ms = 74 * MINUTE_MS, .to_ms = 134 * MINUTE_MS, .receiver = 2, .planned = 60, .x_m = 20000};
	struct outcome outcome = played(&town, &world, &change);
	assert_int_equal(outcome.told[1].verdicts[SIGNAL_TRAVEL], VERDICT_GOOD);
	assert_int_equal(outcome.told[2].verdicts[SIGNAL_TRAVEL], VERDICT_BAD);
	world.deeds[2].from_ms += 2 * MINUTE_MS; /* sixteen minutes and five: 57 km/h */
	outcome = played(&town, &world, &change);
	assert_int_equal(outcome.told[2].verdicts[SIGNAL_TRAVEL], VERDICT_GOOD);
	town_close(&town);
}

/* What lies in the middle of a service is taken out of it, not all that was before it. */
static void what_lies_within_a_service_cuts_out_no_more_than_itself(void **state UNUSED)
{
	struct town town;
	struct world world = {.rule = rules[0], .count = 3};
	struct change change = nothing();
	town_open(&town);
	world.deeds[0] = (struct deed){.from_ms = 600 * MINUTE_MS, .to_ms = 630 * MINUTE_MS, .planned = 30};
	world.deeds[1] = (struct deed){.from_ms = 660 * MINUTE_MS, .to_ms = 690 * MINUTE_MS, .planned = 30};
	world.deeds[2] = (struct deed){.from_ms = 540 * MINUTE_MS, .to_ms = 720 * MINUTE_MS, .planned = 180, .receiver = 1};
	struct outcome in_one = played(&town, &world, &change);
	assert_int_equal(in_one.told[2].minutes, 120);
	world.count = 4;
	world.deeds[3] = world.deeds[2];
	world.deeds[2].to_ms = world.deeds[3].from_ms = 645 * MINUTE_MS;
	world.deeds[2].planned = world.deeds[3].planned = 90;
	struct outcome cut = played(&town, &world, &change);
	expect_no_gain(0, &in_one.told[2], &cut.told[2], true);
	town_close(&town);
}

static int by_beginning(const void *a, const void *b)
{
	const struct deed *one = a;
	const struct deed *other = b;
	return one->from_ms < other->from_ms ? -1 : one->from_ms > other->from_ms;
}

/* How long somebody was at it, each moment once; the deeds stand by their beginning. */
static int64_t minutes_at_it(const struct world *world)
{
	int64_t sum_ms = 0;
	int64_t behind_ms = 0;
	for (int i = 0; i < world->count; i++) {
		int64_t from_ms = world->deeds[i].from_ms > behind_ms ? world->deeds[i].from_ms : behind_ms;
		sum_ms += world->deeds[i].to_ms > from_ms ? world->deeds[i].to_ms - from_ms : 0;
		behind_ms = world->deeds[i].to_ms > behind_ms ? world->deeds[i].to_ms : behind_ms;
	}
	return sum_ms / MINUTE_MS;
}

/* Two accounts that turn out to be one person's: whatever a rule held up with either it holds up with both, and no more counts. */
static void one_person_with_two_accounts_is_seen_at_least_as_well_as_one(void **state UNUSED)
{
	static const enum record_signal signals[] = {SIGNAL_LENGTH, SIGNAL_OVERLAP, SIGNAL_TRAVEL, SIGNAL_RECEIVERS};
	struct town town;
	int more = 0;
	town_open(&town);
	for (int64_t seed = 1; seed <= 120; seed++) {
		dice = (uint64_t)seed;
		struct world world = some_world((int)(seed % (int64_t)COUNT_OF(rules)), 2, 7);
		struct change change = nothing();
		int64_t minutes = 0;
		int64_t counted = 0;
		qsort(world.deeds, (size_t)world.count, sizeof(world.deeds[0]), by_beginning);
		struct outcome apart = played(&town, &world, &change);
		for (int i = 0; i < world.count; i++)
			world.deeds[i].who = 0;
		struct outcome together = played(&town, &world, &change);
		for (int i = 0; i < world.count; i++) {
			minutes += together.told[i].minutes - apart.told[i].minutes;
			counted += together.told[i].minutes;
			for (size_t k = 0; k < COUNT_OF(signals); k++) {
				if (apart.told[i].verdicts[signals[k]] == VERDICT_BAD && together.told[i].verdicts[signals[k]] != VERDICT_BAD)
					fail_msg("seed %lld, deed %d: %s is not seen any more", (long long)seed, i, record_signal_name(signals[k]));
				more += apart.told[i].verdicts[signals[k]] != together.told[i].verdicts[signals[k]];
			}
		}
		if (minutes > 0)
			fail_msg("seed %lld: %lld minutes more", (long long)seed, (long long)minutes);
		assert_true(counted <= minutes_at_it(&world));
		assert_true(together.posted[0] <= apart.posted[0] + apart.posted[1]);
	}
	assert_true(more > 40);
	town_close(&town);
}

/* ---- the scores: what looks odd does so in any order, on any day, under any name ---- */

#define FACTS 1600
#define PERSONS 120
#define NOW_MS (INT64_C(20000) * DAY_MS)

static struct score_fact facts[FACTS];
static int fact_count;

static struct score_fact *serve(int64_t who, int64_t receiver, int64_t days_ago)
{
	struct score_fact *fact = &facts[fact_count];
	int64_t stay = 85 + draw(30);
	check(fact_count < FACTS);
	*fact = (struct score_fact){.record_id = 1 + fact_count++, .volunteer = who, .receiver = receiver, .confirmer = receiver, .planned = 60,
		.raw_minutes = 60 * stay / 100, .to_ms = NOW_MS - days_ago * DAY_MS - draw(600) * MINUTE_MS, .since_ms = NOW_MS - 400 * DAY_MS, .entered_min = 600};
	fact->minutes = fact->raw_minutes < 75 ? fact->raw_minutes : 75;
	fact->confirmed_ms = fact->to_ms + HOUR_MS;
	fact->entered_ms = fact->to_ms;
	return fact;
}

/* One who does it in one of the ways that the scores know, more or less. */
static void cheat(int64_t who, int64_t way)
{
	int64_t often = 3 + draw(9);
	for (int64_t i = 0; i < often; i++) {
		struct score_fact *fact = serve(who, way == 3 ? who - who % 3 + (who + 1) % 3 : 60 + draw(60), 1 + draw(28));
		if (way == 0)
			fact->raw_minutes = 75 + draw(9);
		if (way == 1) {
			fact->confirmed_ms = fact->to_ms + draw(70) * 1000;
			fact->confirmer = 60 + draw(2);
		}
		if (way == 2) {
			fact->is_staff_entry = true;
			fact->entered_min = 1300 + draw(100);
		}
		fact->minutes = fact->raw_minutes < 75 ? fact->raw_minutes : 75;
	}
}

static void live_nearby(void)
{
	fact_count = 0;
	for (int64_t who = 1; who < 60; who++) {
		int64_t often = draw(14);
		for (int64_t i = 0; i < often; i++)
			(void)serve(who, 60 + draw(60), 1 + draw(80));
		if (who % 3 == 0 && draw(2) == 0) {
			int64_t way = draw(4);
			for (int64_t k = 0; k < (way == 3 ? 3 : 1); k++)
				cheat(who + k, way);
		}
	}
}

/* Bits of the scores that ask about each person. */
static void score(unsigned flagged[PERSONS])
{
	struct arena *arena CLEANUP(arena_done) = arena_make((size_t)8 * 1024 * 1024);
	struct score_flags flags;
	assert_int_equal(record_scores(arena, facts, (size_t)fact_count, &flags), OK);
	for (int i = 0; i < PERSONS; i++)
		flagged[i] = 0;
	for (size_t i = 0; i < flags.count; i++)
		flagged[flags.flags[i].volunteer] |= 1u << flags.flags[i].score;
}

static void scores_know_no_order_no_day_and_no_name(void **state UNUSED)
{
	int asked = 0;
	for (int64_t seed = 1; seed <= 300; seed++) {
		unsigned plain[PERSONS];
		unsigned changed[PERSONS];
		int names[PERSONS];
		dice = (uint64_t)seed;
		live_nearby();
		score(plain);
		for (int i = 0; i < PERSONS; i++)
			names[i] = i;
		shuffle(names + 1, PERSONS - 1); /* nobody is called 0 */
		int64_t later_ms = draw(400) * DAY_MS;
		for (int i = 0; i < fact_count; i++) {
			struct score_fact *fact = &facts[i];
			fact->volunteer = names[fact->volunteer];
			fact->receiver = names[fact->receiver];
			fact->confirmer = names[fact->confirmer];
			fact->to_ms += later_ms;
			fact->confirmed_ms += later_ms;
			fact->since_ms += later_ms;
			fact->entered_ms += later_ms;
			struct score_fact one = *fact;
			int other = (int)draw(i + 1);
			*fact = facts[other];
			facts[other] = one;
		}
		score(changed);
		for (int i = 0; i < PERSONS; i++) {
			asked += plain[i] != 0;
			if (plain[i] != changed[names[i]])
				fail_msg("seed %lld, person %d: scores %x, renamed %x", (long long)seed, i, plain[i], changed[names[i]]);
		}
	}
	assert_true(asked > 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_waits_for_who_has_nothing_to_do_with_her),
		cmocka_unit_test(the_days_and_the_zone_of_the_machine_do_not_matter),
		cmocka_unit_test(the_hour_does_not_matter_where_no_rule_names_it),
		cmocka_unit_test(the_map_may_lie_anywhere),
		cmocka_unit_test(names_and_numbers_do_not_matter),
		cmocka_unit_test(cutting_a_service_gains_nothing),
		cmocka_unit_test(no_limit_is_stepped_around_by_a_cut),
		cmocka_unit_test(a_way_cut_by_a_stop_is_as_long_as_before),
		cmocka_unit_test(what_lies_within_a_service_cuts_out_no_more_than_itself),
		cmocka_unit_test(one_person_with_two_accounts_is_seen_at_least_as_well_as_one),
		cmocka_unit_test(scores_know_no_order_no_day_and_no_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
