/* SPDX-License-Identifier: Apache-2.0
 *
 * How honest people live: how often they serve and whom, how long they stay,
 * when the resident says that it was so. Some of them look odd and are not:
 * who cares for one neighbour or begins to, neighbours who help each other, who likes to
 * talk, who confirms at the door, who begins with great zeal.
 */
#include <math.h>

#include "townsfolk.h"

#define PER_DAY 690            /* orders; some are cancelled, and 600 are to be finished */
#define OWN_PLACE_PERCENT 88
#define MARGIN_MS (25 * MINUTE_MS) /* between two services */
#define DAY_MOST 5
#define NEW_CARE_DAYS 5
#define NEW_CARE 1
#define FIRST_HOUR 8
#define LAST_HOUR 18

static void settle_one(struct town *town, int who)
{
	static const int words[] = {55, 70, 82, 92}; /* percent up to: herself, on the card, kin, the desk; the rest is silent */
	struct citizen *one = &town->people[who];
	int64_t place = who >= STAFF_FIRST ? (who - STAFF_FIRST) / (CLERKS + 1) : town_draw(town, 20) == 0 ? PLACES - 1 : town_draw(town, PLACES - 1);
	*one = (struct citizen){.place = (int)place, .kin = NOBODY, .favourite = NOBODY, .partner = NOBODY, .newest_record = NOBODY, .weight = 1,
		.stay_percent = (int)town_about(town, 100, 5), .stay_spread = 12};
	one->x_m = (int)(place == PLACES - 1 ? 24000 : place % 4 * 1500) + (int)town_about(town, 0, 350);
	one->y_m = (int)(place == PLACES - 1 ? 9000 : place / 4 * 1500) + (int)town_about(town, 0, 350);
	one->is_volunteer = who < VOLUNTEERS_ALL;
	one->has_phone = !one->is_volunteer || !town_chance(town, 30);
	one->is_hardship = town_chance(town, 4);
	if (who >= STAFF_FIRST)
		return;
	int64_t word = town_draw(town, 100);
	while (one->word < WORD_NEVER && word >= words[one->word])
		one->word++;
	one->is_quick = one->word == WORD_CARD ? town_chance(town, 50) : one->word == WORD_SELF && town_chance(town, 4);
	if (town_chance(town, 30) || one->word == WORD_KIN) {
		one->kin = (int)town_draw(town, RESIDENTS_ALL);
		one->kin_spends = town_chance(town, 50);
	}
	if (one->kin == who || (one->kin != NOBODY && town->people[one->kin].kin == who)) /* two links between the same two are one too many */
		one->kin = NOBODY;
	if (one->kin == NOBODY && one->word == WORD_KIN)
		one->word = WORD_SELF;
}

static void settle_volunteer(struct town *town, int who)
{
	struct citizen *one = &town->people[who];
	int64_t zeal = town_draw(town, 100);
	one->weight = zeal < 58 ? 1 : zeal < 88 ? 3 : zeal < 98 ? 7 : 14;
	one->is_forgetful = town_chance(town, 6);
	int64_t kind = town_draw(town, 1000);
	if (kind < 50) { /* cares for one neighbour */
		one->favourite_percent = 55 + (int)town_draw(town, 35);
		one->weight += 2;
	} else if (kind < 150) {
		one->favourite_percent = 25;
	} else if (kind < 190) { /* likes to talk */
		one->stay_percent = 112 + (int)town_draw(town, 14);
		one->stay_spread = 22;
	} else if (kind < 220) { /* in a hurry */
		one->stay_percent = 80 + (int)town_draw(town, 8);
	}
	while (one->favourite_percent > 0 && (one->favourite == NOBODY || town_are_kin(town, who, one->favourite) || one->favourite == who))
		one->favourite = VOLUNTEERS_ALL + (int)town_draw(town, RESIDENTS_ALL - VOLUNTEERS_ALL);
}

void life_settle(struct town *town)
{
	for (int who = 0; who < PEOPLE_ALL; who++)
		settle_one(town, who);
	for (int i = 0; i < 12; i++) { /* families of three, where one is kin to who serves and to who is served */
		town->people[i * 11].kin = RESIDENTS_ALL - 1 - i;
		town->people[RESIDENTS_ALL - 100 - i].kin = RESIDENTS_ALL - 1 - i;
		town->people[RESIDENTS_ALL - 1 - i].kin = NOBODY;
		if (town->people[RESIDENTS_ALL - 1 - i].word == WORD_KIN)
			town->people[RESIDENTS_ALL - 1 - i].word = WORD_SELF;
	}
	for (int who = 0; who < VOLUNTEERS_ALL; who++)
		settle_volunteer(town, who);
	for (int i = 0; i < 24; i += 2) { /* neighbours who help each other, and others too */
		int a = 400 + i * 7;
		int b = a + 3;
		if (town_are_kin(town, a, b))
			continue;
		town->people[a].favourite = b;
		town->people[b].favourite = a;
		town->people[a].favourite_percent = 45 + (int)town_draw(town, 30);
		town->people[b].favourite_percent = 45 + (int)town_draw(town, 30);
		town->people[a].weight = town->people[b].weight = 3;
	}
}

bool life_is_free(const struct town *town, int who, int64_t from_ms, int64_t to_ms)
{
	const struct citizen *one = &town->people[who];
	int on_day = 0;
	for (size_t i = 0; i < COUNT_OF(one->busy_from_ms); i++) {
		if (one->busy_from_ms[i] < to_ms + MARGIN_MS && one->busy_to_ms[i] + MARGIN_MS > from_ms)
			return false;
		on_day += when_local_day(one->busy_from_ms[i]) == when_local_day(from_ms);
	}
	return on_day < DAY_MOST && one->pause_until_day < when_local_day(from_ms);
}

void life_book_time(struct town *town, int who, int64_t from_ms, int64_t to_ms)
{
	struct citizen *one = &town->people[who];
	size_t oldest = 0;
	for (size_t i = 1; i < COUNT_OF(one->busy_from_ms); i++)
		oldest = one->busy_to_ms[i] < one->busy_to_ms[oldest] ? i : oldest;
	one->busy_from_ms[oldest] = from_ms;
	one->busy_to_ms[oldest] = to_ms;
}

/* Somebody who serves, drawn by zeal; `place`: mostly from there, NOBODY: from anywhere. */
int life_volunteer(struct town *town, int64_t from_ms, int64_t to_ms, int place, int but)
{
	for (int tries = 0;; tries++) {
		int who = (int)town_draw(town, RESIDENTS_ALL - 200); /* the families at the end keep out of this */
		const struct citizen *one = &town->people[who];
		bool is_fit = one->is_volunteer && one->weight > town_draw(town, 14) && who != but && !town_are_kin(town, who, but)
			&& (one->trick == HONEST || tries > 5000) && life_is_free(town, who, from_ms, to_ms);
		bool is_near = place == NOBODY || one->place == place || (place != PLACES - 1 && one->place != PLACES - 1 && tries > 400);
		if (is_fit && is_near)
			return who;
		check(tries < 1000000);
	}
}

static int draw_receiver(struct town *town, int who)
{
	const struct citizen *one = &town->people[who];
	if (one->favourite != NOBODY && town_chance(town, one->favourite_percent))
		return one->favourite;
	for (;;) {
		int receiver = (int)town_draw(town, RESIDENTS_ALL - 200);
		bool is_near = town->people[receiver].place == one->place
			|| (!town_chance(town, OWN_PLACE_PERCENT) && one->place != PLACES - 1 && town->people[receiver].place != PLACES - 1);
		if (is_near && receiver != who && !town_are_kin(town, who, receiver))
			return receiver;
	}
}

/* How the resident's word comes and when, counted from the end. */
static void draw_word(struct town *town, struct service *service)
{
	const struct citizen *receiver = &town->people[service->receiver];
	service->word = receiver->word;
	if (service->word == WORD_KIN && town_are_kin(town, receiver->kin, service->goers[0]))
		service->word = WORD_SELF;
	switch (service->word) {
	case WORD_CARD:
		service->word_ms = receiver->is_quick ? (15 + town_draw(town, 60)) * 1000 : (40 + town_draw(town, 240)) * 1000;
		break;
	case WORD_SELF:
		service->word_ms = receiver->is_quick && town_chance(town, 60) ? (20 + town_draw(town, 60)) * 1000
			: town_chance(town, 50) ? (3 + town_draw(town, 60)) * MINUTE_MS : (1 + town_draw(town, 40)) * HOUR_MS;
		break;
	case WORD_KIN:
		service->word_ms = (1 + town_draw(town, 10)) * HOUR_MS;
		break;
	case WORD_DESK:
		service->word_ms = (2 + town_draw(town, 20)) * HOUR_MS;
		break;
	case WORD_NEVER:
		break;
	}
}

struct service *life_service(struct town *town, int who, int receiver, int item, int64_t from_ms)
{
	struct service *service = town_service(town);
	const struct citizen *one = &town->people[who];
	const struct citizen *other = &town->people[receiver];
	int64_t plan_ms = town->items[item].duration_min * MINUTE_MS;
	int64_t stay = town_about(town, one->stay_percent, one->stay_spread);
	service->receiver = service->orderer = receiver;
	service->item = item;
	service->goers[0] = who;
	service->going = town->items[item].people;
	service->clerk = town_clerk(town, other->place);
	service->from_ms = from_ms;
	service->in_ms = from_ms + town_about(town, 1, 5) * MINUTE_MS;
	service->out_ms = service->in_ms + (stay < 40 ? 40 : stay) * plan_ms / 100 + town_draw(town, MINUTE_MS);
	service->ordered_ms = town->now_ms + FIRST_HOUR * HOUR_MS + town_draw(town, (LAST_HOUR - FIRST_HOUR) * HOUR_MS);
	service->is_exact = town_chance(town, 75);
	service->is_open_list = service->going == 1 && town_chance(town, 25);
	service->entry = one->has_phone ? ENTRY_CODE : ENTRY_PHONE;
	service->payer = town_chance(town, 65) ? receiver : NOBODY;
	if (other->kin != NOBODY && town_chance(town, 20)) {
		service->orderer = other->kin;
		if (other->kin_spends)
			service->payer = other->kin;
		else if (service->payer != NOBODY)
			service->payer = NOBODY;
	} else if (town_chance(town, 22)) {
		service->orderer = service->clerk;
		service->payer = NOBODY;
	}
	draw_word(town, service);
	service->score = town_chance(town, 55) ? (int8_t)(town_chance(town, 2) ? 2 : 4 + town_draw(town, 2)) : 0;
	return service;
}

void life_book_goers(struct town *town, const struct service *service)
{
	int64_t planned_ms = service->from_ms + (town->items[service->item].duration_min + 15) * MINUTE_MS; /* the appointment, if she leaves earlier */
	for (int i = 0; i < service->going; i++)
		life_book_time(town, service->goers[i], service->from_ms, service->out_ms > planned_ms ? service->out_ms : planned_ms);
}

void life_send(struct town *town, struct service *service)
{
	life_book_goers(town, service);
	steps_push(town, (int)(service - town->services), STEP_ORDER, service->ordered_ms);
}

/* What goes otherwise than planned, with honest people too. */
static void draw_mishaps(struct town *town, struct service *service)
{
	const struct citizen *one = &town->people[service->goers[0]];
	service->is_cancelled = town_chance(town, 4);
	service->is_released = !service->is_cancelled && service->going == 1 && town_draw(town, 1000) < 20;
	service->is_disputed = !service->is_cancelled && town_draw(town, 1000) < 7;
	if (one->is_forgetful && town_chance(town, 20)) {
		service->entry = ENTRY_OUT_LATE;
		service->entry_ms = when_at(when_local_day(service->out_ms) + 1, 8 * 60 + (int32_t)town_draw(town, 180));
		if (town_chance(town, 15)) /* the desk catches up in the evening */
			service->entry_ms = service->out_ms + (int64_t)(30 + town_draw(town, 150)) * MINUTE_MS;
	}
}

static void plan_one(struct town *town)
{
	int32_t day = when_local_day(town->now_ms);
	int item = town_chance(town, 40) ? 0 : (int)town_draw(town, ITEMS);
	int64_t from_ms = when_at(day + 1 + (int32_t)town_draw(town, 3), (int32_t)((FIRST_HOUR * 60 + town_draw(town, (LAST_HOUR - FIRST_HOUR) * 60)) / 5 * 5));
	int64_t to_ms = from_ms + town->items[item].duration_min * 2 * MINUTE_MS;
	int who = life_volunteer(town, from_ms, to_ms, NOBODY, NOBODY);
	int receiver = draw_receiver(town, who);
	struct service *service = life_service(town, who, receiver, item, from_ms);
	const struct citizen *one = &town->people[receiver];
	if (one->away_to_ms > from_ms && one->away_from_ms < to_ms) { /* everybody knows that she is not at home */
		town->service_count--;
		return;
	}
	if (service->going > 1)
		service->goers[1] = life_volunteer(town, from_ms, to_ms, town->people[who].place, who);
	while (service->going > 1 && (town_are_kin(town, service->goers[1], receiver)
		|| (service->word == WORD_KIN && town_are_kin(town, service->goers[1], one->kin))))
		service->goers[1] = life_volunteer(town, from_ms, to_ms, town->people[who].place, who);
	draw_mishaps(town, service);
	life_send(town, service);
}

void life_plan_day(struct town *town)
{
	int64_t orders = PER_DAY + town_about(town, 0, 20);
	if (town->day % 7 == 0) /* a few begin to serve each week, some with great zeal */
		for (int i = 0; i < 5; i++) {
			int who = VOLUNTEERS_ALL + (int)town_draw(town, RESIDENTS_ALL - VOLUNTEERS_ALL - 200);
			if (town->people[who].is_volunteer)
				continue;
			settle_volunteer(town, who);
			town_join(town, who);
		}
	for (int i = 0; town->day % NEW_CARE_DAYS == 0 && i < NEW_CARE; i++) { /* somebody next door needs her more from now on */
		struct citizen *one = &town->people[town_draw(town, VOLUNTEERS_ALL)];
		int neighbour = VOLUNTEERS_ALL + (int)town_draw(town, RESIDENTS_ALL - VOLUNTEERS_ALL - 200);
		if (one->favourite != NOBODY || one->kin == neighbour || town->people[neighbour].kin == (int)(one - town->people) || one->trick != HONEST)
			continue;
		one->favourite = neighbour;
		one->favourite_percent = 40 + (int)town_draw(town, 46);
		one->weight += 2;
	}
	for (int i = 0; i < 3; i++) /* ill */
		town->people[town_draw(town, VOLUNTEERS_ALL)].pause_until_day = when_local_day(town->now_ms) + 3 + (int)town_draw(town, 12);
	for (int64_t i = 0; i < orders; i++)
		plan_one(town);
}

/* Most write nothing; some what everybody writes, some the same each time about whoever came, a few what they think. */
struct text life_words(const struct town *town, struct arena *arena, const struct service *service)
{
	static const char *const usual[] = {"服务很周到，非常满意", "谢谢志愿者上门帮忙", "态度很好，做事仔细", "准时上门，很有耐心", "辛苦了，谢谢你们", "下次还想请您来"};
	int number = (int)(service - town->services);
	uint64_t mixed = ((uint64_t)number + town->seed * 7919) * UINT64_C(0x9E3779B97F4A7C15); /* a toss of its own: the dice fall as they would without */
	int toss = (int)((mixed >> 33) % 100);
	const struct citizen *one = &town->people[service->goers[0]];
	if (service->is_praised)
		return arena_format(arena, "第%d位%s，真是贴心，比亲生的还亲", service->goers[0], (const char *const[]){"阿姨", "好人", "大姐"}[town->day / 5 % one->phrases]);
	if (toss < 15)
		return text_of(usual[(mixed >> 40) % COUNT_OF(usual)]);
	if (toss < 25)
		return arena_format(arena, "第%d号住户谢谢您来陪我", service->receiver);
	return toss < 30 ? arena_format(arena, "这一次（%d）做得比上一次还好", number) : TEXT_NONE;
}
