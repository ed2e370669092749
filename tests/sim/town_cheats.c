/* SPDX-License-Identifier: Apache-2.0
 *
 * Who stays within the hard rules and cheats all the same. None does it every
 * time: each serves honestly too, most did so for months, and each varies how
 * far she goes, often below what a simple limit would see.
 */
#include "townsfolk.h"

#define WAVE_DAYS 60 /* between two waves in a long run */
#define JUDGED_DAYS 30
#define EACH 10      /* cheats of each kind in a wave; of the rings two of each size from 2 to 6 */
#define RINGS 2

/* An honest volunteer with a telephone who turns, with how often she cheats when she could. */
static int turn(struct town *town, enum trick trick, int place)
{
	for (int tries = 0; tries < 1000000; tries++) {
		int who = (int)town_draw(town, VOLUNTEERS_ALL);
		struct citizen *one = &town->people[who];
		if (one->trick != HONEST || one->kin != NOBODY || one->favourite != NOBODY || (place != NOBODY && one->place != place)
			|| one->place == PLACES - 1 || one->pause_until_day > when_local_day(town->now_ms))
			continue;
		one->trick = trick;
		one->trick_day = town->day;
		one->wave = town->wave;
		one->flagged_day = one->much_day = 0;
		town->figures.cheats[trick]++;
		return who;
	}
	check_never();
}

static int friend_of(struct town *town, int who)
{
	int other = NOBODY;
	while (other == NOBODY || town->people[other].place != town->people[who].place || town_are_kin(town, who, other))
		other = VOLUNTEERS_ALL + (int)town_draw(town, RESIDENTS_ALL - VOLUNTEERS_ALL - 200);
	return other;
}

static void begin_alone(struct town *town)
{
	for (int i = 0; i < EACH; i++) {
		int stretcher = turn(town, STRETCHER, NOBODY);
		town->people[stretcher].trick_percent = 60 + (int)town_draw(town, 36);
		int colluder = turn(town, COLLUDER, NOBODY);
		town->people[colluder].trick_percent = 55 + (int)town_draw(town, 36);
		town->people[colluder].partner = friend_of(town, colluder);
		int buyer = turn(town, NIGHT_BUYER, NOBODY);
		town->people[buyer].trick_percent = 50 + (int)town_draw(town, 46);
		int praiser = turn(town, PRAISER, NOBODY);
		town->people[praiser].trick_percent = 55 + (int)town_draw(town, 41);
		town->people[praiser].phrases = 1 + (int)town_draw(town, 3);
	}
	for (int i = 0; i < EACH; i++) {
		int burster = NOBODY;
		while (burster == NOBODY || town->people[burster].is_volunteer || town->people[burster].kin != NOBODY)
			burster = VOLUNTEERS_ALL + (int)town_draw(town, RESIDENTS_ALL - VOLUNTEERS_ALL - 200);
		town_join(town, burster);
		struct citizen *one = &town->people[burster];
		one->trick = BURSTER;
		one->trick_day = town->day;
		one->wave = town->wave;
		one->trick_percent = 70 + (int)town_draw(town, 31);
		town->figures.cheats[BURSTER]++;
	}
}

static void begin_rings(struct town *town)
{
	for (int size = 2; size <= 6; size++) {
		for (int ring = 0; ring < RINGS; ring++) {
			int members[6];
			int place = (int)town_draw(town, PLACES - 1);
			int percent = 60 + (int)town_draw(town, 36);
			for (int i = 0; i < size; i++)
				members[i] = turn(town, RINGER, place);
			town->figures.rings++;
			for (int i = 0; i < size; i++) {
				town->people[members[i]].ring = (int)town->figures.rings;
				town->people[members[i]].partner = members[(i + 1) % size];
				town->people[members[i]].trick_percent = percent;
			}
		}
	}
}

/* Those of the wave that is over: who was asked about in time. Whoever cheated stops, and is nobody's measure any more. */
static void end_wave(struct town *town)
{
	bool has_found[64] = {false};
	for (int who = 0; who < RESIDENTS_ALL; who++) {
		struct citizen *one = &town->people[who];
		if (one->trick == HONEST || one->trick_day + JUDGED_DAYS != town->day || one->wave != town->wave)
			continue;
		bool is_found = one->flagged_day != 0 || one->much_day != 0;
		town->figures.found[one->trick] += is_found;
		town->figures.found_much[one->trick] += is_found && one->flagged_day == 0;
		bool is_first = one->ring > 0 && is_found && !has_found[one->ring % (int)COUNT_OF(has_found)];
		has_found[one->ring % (int)COUNT_OF(has_found)] |= is_first;
		town->figures.rings_found += is_first;
	}
}

void cheats_begin(struct town *town)
{
	if (town->wave > 0)
		end_wave(town);
	if (town->day < town->cheats_from || (town->day - town->cheats_from) % WAVE_DAYS != 0 || town->day + JUDGED_DAYS > town->days)
		return;
	town->wave++;
	begin_alone(town);
	begin_rings(town);
	traces_begin(town);
}

static int64_t an_hour(struct town *town)
{
	int32_t day = when_local_day(town->now_ms) + 1;
	return when_at(day, (int32_t)(9 * 60 + town_draw(town, 9 * 12) * 5));
}

static int some_receiver(struct town *town, int who)
{
	int receiver = friend_of(town, who);
	const struct citizen *one = &town->people[receiver];
	return one->away_to_ms > town->now_ms ? some_receiver(town, who) : receiver;
}

/* She has the code from the resident by telephone, and stays no minute longer than pays; now and then a little less. */
static void stretch(struct town *town, struct service *service)
{
	int64_t planned = town->items[service->item].duration_min;
	int64_t percent = town_chance(town, 70) ? 125 + town_draw(town, 12) : 114 + town_draw(town, 12);
	service->out_ms = service->in_ms + planned * percent / 100 * MINUTE_MS + town_draw(town, MINUTE_MS);
	service->is_false = true;
}

/* Put down by the desk, when there are few to see it, and confirmed by a second clerk who is in it. */
static void buy(struct town *town, struct service *service)
{
	int32_t day = when_local_day(service->out_ms);
	int64_t minute = town_chance(town, 70) ? 22 * 60 + 2 + town_draw(town, 110) : 18 * 60 + 30 + town_draw(town, 200);
	service->entry = ENTRY_LATE;
	service->entry_ms = when_at(day, (int32_t)minute) + town_draw(town, MINUTE_MS);
	if (service->entry_ms < service->out_ms)
		service->entry_ms = service->out_ms + MINUTE_MS;
	service->orderer = service->clerk;
	service->payer = NOBODY;
	service->word = WORD_DESK;
	service->word_ms = (4 + town_draw(town, 50)) * MINUTE_MS;
	service->is_false = true;
}

static void bend(struct town *town, struct service *service, enum trick trick)
{
	switch (trick) {
	case STRETCHER:
		stretch(town, service);
		break;
	case COLLUDER: /* she sits by the telephone */
		service->word = WORD_SELF;
		service->word_ms = (12 + town_draw(town, town_chance(town, 70) ? 46 : 80)) * 1000;
		service->is_false = true;
		break;
	case NIGHT_BUYER:
		buy(town, service);
		break;
	case BURSTER:
		service->is_false = true;
		break;
	case RINGER:
		service->is_false = true;
		service->score = service->score == 0 ? 0 : 5;
		break;
	case PRAISER: /* she was there; what stands under it she types on the resident's telephone */
		service->is_praised = true;
		service->score = 5;
		break;
	case COPIER: /* town_traces.c bends theirs */
	case PROXY:
	case HONEST:
	case TRICKS:
		check_never();
	}
}

static void plan_one(struct town *town, int who)
{
	struct citizen *one = &town->people[who];
	bool is_bent = town_chance(town, one->trick_percent);
	bool is_to_partner = is_bent && (one->trick == COLLUDER || one->trick == RINGER);
	int item = town_chance(town, 60) ? 0 : town_chance(town, 50) ? 2 : 4;
	int64_t from_ms = an_hour(town);
	int64_t to_ms = from_ms + 2 * town->items[item].duration_min * MINUTE_MS;
	int receiver = is_to_partner ? one->partner : some_receiver(town, who);
	if (!life_is_free(town, who, from_ms, to_ms) || town->people[receiver].away_to_ms > from_ms)
		return;
	struct service *service = life_service(town, who, receiver, item, from_ms);
	service->payer = one->trick == RINGER && is_bent && town_chance(town, 60) ? service->payer : NOBODY;
	if (is_bent)
		bend(town, service, one->trick);
	life_send(town, service);
}

/* What a burst was for: she orders what costs points, several times. */
static void redeem(struct town *town, int who)
{
	int64_t from_ms = an_hour(town);
	int item = town_chance(town, 50) ? 5 : 1;
	int helper = life_volunteer(town, from_ms, from_ms + 4 * HOUR_MS, town->people[who].place, who);
	struct service *service = life_service(town, helper, who, item, from_ms);
	service->orderer = service->payer = who;
	life_send(town, service);
}

void cheats_plan(struct town *town)
{
	static const int a_day[TRICKS] = {[STRETCHER] = 55, [COLLUDER] = 50, [NIGHT_BUYER] = 45, [BURSTER] = 85, [RINGER] = 45, [PRAISER] = 55}; /* percent */
	for (int who = 0; who < RESIDENTS_ALL; who++) {
		const struct citizen *one = &town->people[who];
		if (one->trick == BURSTER && town->day > one->trick_day + 9 && town->day < one->trick_day + 24 && town_chance(town, 40))
			redeem(town, who);
		bool is_elsewhere = one->trick == COPIER || one->trick == PROXY; /* town_traces.c */
		if (one->trick == HONEST || is_elsewhere || town->day >= one->trick_day + JUDGED_DAYS || (one->trick == BURSTER && town->day >= one->trick_day + 16))
			continue;
		if (town_chance(town, a_day[one->trick]))
			plan_one(town, who);
	}
}
