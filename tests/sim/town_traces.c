/* SPDX-License-Identifier: Apache-2.0
 *
 * What telephones leave: who copies a place, and who is put down from another's
 * telephone; and the honest people whose telephones look like that. Their dice
 * are their own: without --traces the town is what it was.
 */
#include <math.h>
#include <stdio.h>

#include "townsfolk.h"

#define JUDGED_DAYS 30
#define COPIERS 10 /* in a wave */
#define GROUPS 4   /* with one telephone, of two to four people */
#define METRES_E6_LNG 11
#define METRES_E6_LAT 9
#define NEAR_M 180

static const char *const alike_names[ALIKE_KINDS] = {"a couple with one telephone", "lent a telephone once or twice in a month", "a tablet of the station",
	"a tablet that few use", "the Wi-Fi of one home", "no code in several homes", "a telephone handed on"};

static void swap_dice(struct town *town)
{
	uint64_t dice = town->dice;
	town->dice = town->trace_dice;
	town->trace_dice = dice;
}

static struct record_spot spot_at(struct town *town, const struct citizen *home)
{
	return (struct record_spot){.position = {118826000 + home->x_m * METRES_E6_LNG + town_about(town, 0, 90),
		36714000 + home->y_m * METRES_E6_LAT + town_about(town, 0, 80)}, .accuracy_m = 4 + town_draw(town, 32)};
}

/* ---- who they are ---- */

static bool is_plain(const struct town *town, int who, int place)
{
	const struct citizen *one = &town->people[who];
	return one->trick == HONEST && one->has_phone && one->is_volunteer && one->alike == ALIKE_NONE && one->place != PLACES - 1
		&& (place == NOBODY || one->place == place) && one->pause_until_day <= when_local_day(town->now_ms);
}

static int find_plain(struct town *town, int place, bool is_free_of_kin)
{
	int who = (int)town_draw(town, VOLUNTEERS_ALL);
	while (!is_plain(town, who, place) || (is_free_of_kin && (town->people[who].kin != NOBODY || town->people[who].favourite != NOBODY)))
		who = (int)town_draw(town, VOLUNTEERS_ALL);
	return who;
}

static int some_home(struct town *town, int who)
{
	for (;;) {
		int receiver = VOLUNTEERS_ALL + (int)town_draw(town, RESIDENTS_ALL - VOLUNTEERS_ALL - 200);
		const struct citizen *one = &town->people[receiver];
		if (one->place == town->people[who].place && !town_are_kin(town, who, receiver) && one->away_to_ms <= town->now_ms)
			return receiver;
	}
}

/* One whose own place is good enough for hers too. */
static int home_near(struct town *town, int who, int other)
{
	const struct citizen *here = &town->people[other];
	for (;;) {
		int receiver = some_home(town, who);
		const struct citizen *there = &town->people[receiver];
		if (hypot(here->x_m - there->x_m, here->y_m - there->y_m) <= NEAR_M)
			return receiver;
	}
}

static struct alike *add_alike(struct town *town, enum alike_kind kind, const int *people, int count)
{
	check(town->alike_count < (int)COUNT_OF(town->lookers) && count <= (int)COUNT_OF(town->lookers[0].people));
	struct alike *alike = &town->lookers[town->alike_count++];
	*alike = (struct alike){.kind = kind, .count = count, .home = NOBODY};
	for (int i = 0; i < count; i++) {
		alike->people[i] = people[i];
		town->people[people[i]].alike = kind;
		town->figures.alike[kind]++;
	}
	return alike;
}

static void add_group(struct town *town, enum alike_kind kind, int count)
{
	int people[ALIKE_MOST];
	int place = (int)town_draw(town, PLACES - 1);
	for (int i = 0; i < count; i++) {
		people[i] = find_plain(town, place, false);
		town->people[people[i]].alike = kind; /* not twice */
	}
	(void)add_alike(town, kind, people, count);
}

static void settle(struct town *town)
{
	for (int who = 0, couples = 0; who < VOLUNTEERS_ALL && couples < 25; who++) {
		int two[2] = {who, town->people[who].kin};
		if (two[1] == NOBODY || two[1] >= VOLUNTEERS_ALL || !is_plain(town, who, NOBODY) || !is_plain(town, two[1], NOBODY))
			continue;
		(void)add_alike(town, ALIKE_COUPLE, two, 2);
		couples++;
	}
	for (int i = 0; i < 60; i++)
		add_group(town, ALIKE_LENT, 2);
	for (int i = 0; i < 3; i++)
		add_group(town, ALIKE_TABLET, 11 + i * 3);
	add_group(town, ALIKE_SMALL_TABLET, 6);
	for (int i = 0; i < 40; i++) {
		int who = find_plain(town, NOBODY, true);
		struct alike *alike = add_alike(town, ALIKE_WIFI, &who, 1);
		alike->home = some_home(town, who);
		alike->mast = spot_at(town, &town->people[alike->home]).position;
		alike->sticky_percent = i % 2 == 0 ? 0 : 20 + (int)town_draw(town, 41);
		alike->spot_count = 1 + i / 2 % ALIKE_SPOTS;
		for (int n = 0; n < alike->spot_count; n++)
			alike->spots[n] = spot_at(town, &town->people[alike->home]);
	}
	for (int i = 0; i < 30; i++) {
		int who = find_plain(town, NOBODY, true);
		struct alike *alike = add_alike(town, ALIKE_ROUNDS, &who, 1);
		alike->home = some_home(town, who);
		alike->mast = spot_at(town, &town->people[alike->home]).position;
	}
	for (int i = 0; i < 5; i++)
		add_group(town, ALIKE_HANDED_ON, 2);
}

/* ---- what they do ---- */

static int64_t an_hour(struct town *town)
{
	return when_at(when_local_day(town->now_ms) + 1, (int32_t)(9 * 60 + town_draw(town, 9 * 12) * 5));
}

static int some_item(struct town *town)
{
	return town_chance(town, 60) ? 0 : town_chance(town, 50) ? 2 : 4;
}

/* A service with the card's code, or without; NULL when she has no time or the resident is away. */
static struct service *visit(struct town *town, int who, int receiver, int item, int64_t from_ms, int phone)
{
	int64_t to_ms = from_ms + 2 * town->items[item].duration_min * MINUTE_MS;
	if (!life_is_free(town, who, from_ms, to_ms) || town->people[receiver].away_to_ms > from_ms || town_are_kin(town, who, receiver))
		return NULL;
	struct service *service = life_service(town, who, receiver, item, from_ms);
	service->payer = NOBODY;
	service->phone = phone;
	life_send(town, service);
	return service;
}

/* The resident has no telephone, she says; the resident's word comes later by herself. */
static struct service *visit_without_code(struct town *town, int who, int receiver)
{
	struct service *service = visit(town, who, receiver, some_item(town), an_hour(town), NOBODY);
	if (service == NULL)
		return NULL;
	service->entry = ENTRY_OWN_WORD;
	service->word = WORD_SELF;
	service->word_ms = (3 + town_draw(town, 200)) * MINUTE_MS;
	return service;
}

/* So many of them at one hour with one telephone, each at another home. */
static void go_together(struct town *town, const int *people, int count, int many, int phone)
{
	int64_t from_ms = an_hour(town);
	int first = (int)town_draw(town, count);
	for (int i = 0; i < many && i < count; i++) {
		int who = people[(first + i) % count];
		if (town->people[who].trick == HONEST || town->people[who].trick == PROXY)
			(void)visit(town, who, some_home(town, who), some_item(town), from_ms, phone);
	}
}

static void go_on_rounds(struct town *town, struct alike *alike)
{
	int who = alike->people[0];
	int receiver = alike->kind == ALIKE_WIFI ? alike->home : home_near(town, who, alike->home);
	struct service *service = town->people[who].trick == HONEST ? visit_without_code(town, who, receiver) : NULL;
	if (service == NULL || town_chance(town, 20)) /* she does not tell it */
		return;
	bool is_again = alike->kind == ALIKE_WIFI ? town_chance(town, alike->sticky_percent) : alike->spot_count > 0 && town_chance(town, 3);
	service->spot = is_again ? alike->spots[town_draw(town, alike->spot_count)] : spot_at(town, &town->people[receiver]);
	if (town_chance(town, 10)) /* only the mast is known */
		service->spot = (struct record_spot){.position = alike->mast, .accuracy_m = 800};
	if (alike->kind == ALIKE_ROUNDS) { /* a telephone that is stuck tells the last one again */
		alike->spots[0] = service->spot;
		alike->spot_count = 1;
	}
}

static void live(struct town *town, struct alike *alike)
{
	switch (alike->kind) {
	case ALIKE_COUPLE:
		if (town_chance(town, 40))
			go_together(town, alike->people, 2, 2, alike->people[0]);
		break;
	case ALIKE_LENT:
		if (town_chance(town, 6) && town->day >= alike->again_day) {
			go_together(town, alike->people, 2, 2, alike->people[0]);
			alike->again_day = town->day + 12;
		}
		break;
	case ALIKE_TABLET:
		if (town_chance(town, 70))
			go_together(town, alike->people, alike->count, 4 + (int)town_draw(town, 3), RESIDENTS_ALL + (int)(alike - town->lookers));
		break;
	case ALIKE_SMALL_TABLET:
		if (town_chance(town, 30))
			go_together(town, alike->people, alike->count, 3, RESIDENTS_ALL + (int)(alike - town->lookers));
		break;
	case ALIKE_WIFI:
	case ALIKE_ROUNDS:
		if (town_chance(town, 40))
			go_on_rounds(town, alike);
		break;
	case ALIKE_HANDED_ON: /* first one has it, then the other */
		if (town_chance(town, 40))
			go_together(town, &alike->people[town->day >= town->days / 2], 1, 1, alike->people[0]);
		break;
	case ALIKE_NONE:
	case ALIKE_KINDS:
		check_never();
	}
}

/* ---- who cheats ---- */

static int turn(struct town *town, enum trick trick, int place)
{
	int who = find_plain(town, place, true);
	struct citizen *one = &town->people[who];
	one->trick = trick;
	one->trick_day = town->day;
	one->wave = town->wave;
	one->flagged_day = one->much_day = 0;
	one->partner = NOBODY;
	town->figures.cheats[trick]++;
	return who;
}

void traces_begin(struct town *town)
{
	if (!town->has_traces)
		return;
	swap_dice(town);
	for (int i = 0; i < COPIERS; i++) {
		int who = turn(town, COPIER, NOBODY);
		struct citizen *one = &town->people[who];
		one->trick_percent = 55 + (int)town_draw(town, 41);
		one->partner = some_home(town, who);
		one->ways = town_chance(town, 20) + 2 * town_chance(town, 50); /* 1: to one home only; 2: tells the place half of the time */
		one->copied = spot_at(town, &town->people[one->partner]);
	}
	for (int i = 0; i < GROUPS; i++) {
		int place = (int)town_draw(town, PLACES - 1);
		int percent = 60 + (int)town_draw(town, 36);
		int leader = NOBODY;
		for (int n = 0; n < 2 + i % 3; n++) {
			int who = turn(town, PROXY, place);
			leader = n == 0 ? who : leader;
			town->people[who].partner = leader;
			town->people[who].trick_percent = percent;
		}
	}
	swap_dice(town);
}

/* She was not there, and her telephone says the place that it was told to say. */
static void copy(struct town *town, int who)
{
	const struct citizen *one = &town->people[who];
	bool is_false = town_chance(town, one->trick_percent);
	int receiver = (one->ways & 1) != 0 || town_chance(town, 25) ? one->partner : home_near(town, who, one->partner);
	struct service *service = visit_without_code(town, who, receiver);
	if (service == NULL)
		return;
	service->is_false = is_false;
	if (!town_chance(town, (one->ways & 2) != 0 ? 50 : 95))
		return;
	service->spot = is_false ? one->copied : spot_at(town, &town->people[receiver]);
}

/* One goes, or none does, and puts down all of them within minutes, in and out. */
static void stand_in(struct town *town, int leader)
{
	int members[4];
	int count = 0;
	bool is_false = town_chance(town, town->people[leader].trick_percent);
	int64_t from_ms = an_hour(town);
	int64_t out_ms = 0;
	int item = some_item(town);
	for (int who = 0; who < VOLUNTEERS_ALL && count < (int)COUNT_OF(members); who++) {
		if (town->people[who].trick == PROXY && town->people[who].partner == leader)
			members[count++] = who;
	}
	for (int i = 0; i < count; i++) {
		if (!town_chance(town, 85))
			continue;
		struct service *service = visit(town, members[i], some_home(town, members[i]), item, is_false ? from_ms : an_hour(town),
			is_false ? leader : NOBODY);
		if (service == NULL || !is_false)
			continue;
		service->is_false = members[i] != leader;
		if (out_ms > service->in_ms + 20 * MINUTE_MS)
			service->out_ms = out_ms + (1 + town_draw(town, 3)) * MINUTE_MS;
		out_ms = out_ms == 0 ? service->out_ms : out_ms;
	}
}

void traces_plan_day(struct town *town)
{
	if (!town->has_traces)
		return;
	swap_dice(town);
	if (town->day == 0)
		settle(town);
	for (int i = 0; i < town->alike_count; i++)
		live(town, &town->lookers[i]);
	for (int who = 0; who < VOLUNTEERS_ALL; who++) {
		const struct citizen *one = &town->people[who];
		if (town->day >= one->trick_day + JUDGED_DAYS)
			continue;
		if (one->trick == COPIER && town_chance(town, 50))
			copy(town, who);
		if (one->trick == PROXY && one->partner == who && town_chance(town, 50))
			stand_in(town, who);
	}
	swap_dice(town);
}

/* ---- what came of it ---- */

void traces_asked(struct town *town, int who)
{
	struct citizen *one = &town->people[who];
	if (!one->is_alike_asked)
		town->figures.alike_asked[one->alike]++;
	one->is_alike_asked = true;
}

void traces_print(const struct town *town)
{
	for (int kind = 0; kind < ALIKE_KINDS && town->has_traces; kind++)
		(void)printf("| %-42s | %3lld of %3lld honest people asked about because of a trace, the first month too |\n",
			kind == ALIKE_NONE ? "nothing of all this" : alike_names[kind - 1], (long long)town->figures.alike_asked[kind],
			(long long)town->figures.alike[kind]);
}
