/* SPDX-License-Identifier: Apache-2.0
 *
 * Who tries to get past a hard rule: each rule of reliability.md 8 in the ways
 * in which it is tried in the field, most of them with the card's code and the
 * resident's word in hand. None of it may be posted before somebody rang.
 */
#include <limits.h>

#include "domain/records.h"
#include "queries/records.h"
#include "townsfolk.h"

#define KEPT_FIRST (RESIDENTS_ALL - 200) /* nobody else orders for these */
#define KEPT_LAST (RESIDENTS_ALL - 112)
#define LONGEST_ITEM 5
#define SHORT_ITEM 2

const char *const hard_names[HARD_COUNT] = {"none", "two places at once (H1)", "a way nobody can go (H4)", "much too long (H3)", "much too short (H3)",
	"more than a day holds (H3)", "too many people in a day (H3)", "at the door without the code (H5)", "on her own word alone (H6)",
	"by telephone, on nobody's word (H6)", "the resident is in hospital (H2)", "the resident is away (H2)", "the resident is dead (H2)",
	"confirms her own (H8)", "serves her own family (H8)",
	"on her family's word (H8)", "beyond the clerk's quota (H9)", "fifty in a minute (H9)", "one more than wanted (H7)", "back-fill alone (H8)",
	"the same twice", "an id sent again"};

struct absent { int who; enum absence_kind kind; };
struct backfilling { int who, clerk; int64_t id; enum record_refusal refusal; };

static int64_t at(const struct town *town, int32_t minute)
{
	return when_at(when_local_day(town->now_ms) + 1, minute);
}

/* A plain service with the code and her word, to be made crooked; NULL when the hour does not suit. */
static struct service *crooked(struct town *town, int who, int receiver, int item, int64_t from_ms)
{
	struct service *service = life_service(town, who, receiver, item, from_ms);
	town->people[who].hard_day = town->day + 1;
	service->is_exact = true;
	service->is_open_list = false;
	service->is_false = true;
	service->entry = ENTRY_CODE;
	service->orderer = receiver;
	service->payer = NOBODY;
	service->word = WORD_SELF;
	service->word_ms = HOUR_MS;
	service->score = 0;
	service->in_ms = from_ms;
	service->out_ms = from_ms + town->items[item].duration_min * MINUTE_MS;
	return service;
}

static int with_phone(struct town *town, int64_t from_ms, int64_t to_ms, int place)
{
	int who = NOBODY;
	while (who == NOBODY || !town->people[who].has_phone || (place != NOBODY && town->people[who].place != place))
		who = life_volunteer(town, from_ms, to_ms, place, NOBODY);
	return who;
}

static int receiver_for(struct town *town, int who, int place)
{
	for (;;) {
		int receiver = VOLUNTEERS_ALL + (int)town_draw(town, KEPT_FIRST - VOLUNTEERS_ALL);
		if (town->people[receiver].place == place && !town_are_kin(town, who, receiver) && town->people[receiver].away_to_ms < town->now_ms)
			return receiver;
	}
}

/* The second of two services, begun while the first goes on, or far away right behind it. */
static void try_two(struct town *town, enum hard hard)
{
	int64_t from_ms = at(town, 9 * 60 + (int32_t)town_draw(town, 300));
	int place = (int)town_draw(town, PLACES - 1);
	int who = with_phone(town, from_ms - HOUR_MS, from_ms + 5 * HOUR_MS, place);
	struct service *first = crooked(town, who, receiver_for(town, who, place), 0, from_ms);
	first->is_false = false;
	life_send(town, first);
	bool is_far = hard == HARD_TRAVEL;
	struct service *second = crooked(town, who, receiver_for(town, who, is_far ? PLACES - 1 : place), 0, from_ms + 85 * MINUTE_MS);
	second->in_ms = is_far ? first->out_ms + 6 * MINUTE_MS : from_ms + (30 + town_draw(town, 25)) * MINUTE_MS;
	second->out_ms = second->in_ms + 62 * MINUTE_MS;
	second->hard = hard;
	life_send(town, second);
}

/* One service on a day of its own, with what is crooked about it. */
static void try_one(struct town *town, enum hard hard)
{
	int64_t from_ms = at(town, 9 * 60 + (int32_t)town_draw(town, 400));
	int who = with_phone(town, from_ms, from_ms + 4 * HOUR_MS, NOBODY);
	struct service *service = crooked(town, who, receiver_for(town, who, town->people[who].place), 0, from_ms);
	service->hard = hard;
	if (hard == HARD_LONG)
		service->out_ms = service->in_ms + (182 + town_draw(town, 50)) * MINUTE_MS;
	if (hard == HARD_SHORT)
		service->out_ms = service->in_ms + (1 + town_draw(town, 14)) * MINUTE_MS - 1;
	if (hard == HARD_OWN_WORD) { /* there is no telephone, she says, and nobody asks the resident */
		service->entry = ENTRY_OWN_WORD;
		service->word = WORD_NEVER;
	}
	if (hard == HARD_GHOST_BY_STAFF) {
		service->entry = ENTRY_LATE;
		service->entry_ms = service->out_ms + town_draw(town, 3) * HOUR_MS;
		service->word = WORD_DESK;
	}
	if (hard == HARD_SELF || hard == HARD_CAPACITY || hard == HARD_TWICE)
		service->is_false = false; /* the service itself is true */
	life_send(town, service);
}

static void try_a_long_day(struct town *town)
{
	int place = (int)town_draw(town, PLACES - 1);
	int who = with_phone(town, at(town, 6 * 60), at(town, 23 * 60), place);
	for (int32_t i = 0; i < 5; i++) {
		struct service *service = crooked(town, who, receiver_for(town, who, place), LONGEST_ITEM, at(town, 6 * 60 + 30 + i * 180));
		service->out_ms = service->in_ms + 150 * MINUTE_MS;
		service->hard = i == 4 ? HARD_DAY : HARD_NONE;
		service->is_false = false;
		life_send(town, service);
	}
}

static void try_many_receivers(struct town *town)
{
	int place = (int)town_draw(town, PLACES - 1);
	int who = with_phone(town, at(town, 6 * 60), at(town, 23 * 60), place);
	for (int32_t i = 0; i < 9; i++) {
		struct service *service = crooked(town, who, VOLUNTEERS_ALL, SHORT_ITEM, at(town, 7 * 60 + i * 70));
		service->receiver = service->orderer = NOBODY;
		while (service->receiver == NOBODY) {
			service->receiver = service->orderer = receiver_for(town, who, place);
			for (int32_t k = 1; k <= i; k++)
				service->receiver = (service - k)->orderer == service->orderer ? NOBODY : service->receiver;
		}
		service->clerk = town_clerk(town, place);
		service->hard = i == 8 ? HARD_RECEIVERS : HARD_NONE;
		life_send(town, service);
	}
}

static enum fail note_absence(const struct act *act, struct town *town, void *context)
{
	const struct absent *absent = context;
	const struct citizen *one = &town->people[absent->who];
	struct act clerk = town_as(town, act, town_clerk(town, one->place));
	enum record_refusal refusal = RECORD_OK;
	return records_note_absence(&clerk, &(struct absence_options){.person_id = one->id, .kind = absent->kind, .from_ms = one->away_from_ms,
		.to_ms = absent->kind == ABSENCE_DECEASED ? 0 : one->away_to_ms}, &refusal);
}

static void try_absent(struct town *town, enum hard hard)
{
	struct absent absent = {.who = KEPT_FIRST + (int)town_draw(town, KEPT_LAST - KEPT_FIRST), .kind = hard == HARD_HOSPITAL ? ABSENCE_HOSPITAL
		: hard == HARD_AWAY ? ABSENCE_AWAY : ABSENCE_DECEASED};
	struct citizen *one = &town->people[absent.who];
	int64_t from_ms = at(town, 10 * 60 + (int32_t)town_draw(town, 300));
	if (one->away_to_ms > town->now_ms)
		return;
	one->away_from_ms = at(town, 0);
	one->away_to_ms = hard == HARD_DECEASED ? INT64_MAX : at(town, 24 * 60 * 5);
	check(town_write(town, note_absence, &absent) == OK);
	int who = with_phone(town, from_ms, from_ms + 2 * HOUR_MS, NOBODY);
	struct service *service = crooked(town, who, absent.who, 0, from_ms);
	service->hard = hard;
	life_send(town, service);
}

/* The families of three: HARD_FAMILY serves her kin, HARD_FAMILY_WORD somebody whose word her own kin gives. */
static void try_family(struct town *town, enum hard hard)
{
	int i = (int)town_draw(town, 12);
	int who = i * 11;
	int kin = RESIDENTS_ALL - 1 - i;
	int64_t from_ms = at(town, 10 * 60 + (int32_t)town_draw(town, 300));
	if (town->people[who].trick != HONEST || !life_is_free(town, who, from_ms, from_ms + 2 * HOUR_MS))
		return;
	struct service *service = crooked(town, who, hard == HARD_FAMILY ? kin : RESIDENTS_ALL - 100 - i, 0, from_ms);
	service->hard = hard;
	if (hard == HARD_FAMILY_WORD) {
		service->word = WORD_KIN;
		service->entry = ENTRY_PHONE;
	}
	life_send(town, service);
}

/* One clerk puts down more than a day's quota, or as many as nobody can type. */
static void try_entries(struct town *town, enum hard hard)
{
	int count = hard == HARD_QUOTA ? 18 : 55;
	int item = hard == HARD_QUOTA ? LONGEST_ITEM : SHORT_ITEM;
	int place = (int)town_draw(town, PLACES - 1);
	int clerk = town_clerk(town, place);
	for (int i = 0; i < count; i++) {
		int64_t from_ms = at(town, 10 * 60 + (int32_t)town_draw(town, 200));
		int who = with_phone(town, from_ms, from_ms + 3 * HOUR_MS, NOBODY);
		struct service *service = crooked(town, who, receiver_for(town, who, place), item, from_ms);
		service->clerk = service->orderer = clerk;
		service->out_ms = service->in_ms + town->items[item].duration_min * 124 / 100 * MINUTE_MS;
		service->entry = ENTRY_LATE;
		service->entry_ms = at(town, 19 * 60) + i * (hard == HARD_QUOTA ? 2 * MINUTE_MS : 1000);
		service->word = WORD_DESK;
		service->hard = hard;
		life_send(town, service);
	}
}

static enum fail propose(const struct act *act, struct town *town, void *context)
{
	struct backfilling *backfilling = context;
	struct act clerk = town_as(town, act, backfilling->clerk);
	struct record_number_row number;
	bool is_found = false;
	int64_t day_ms = when_at(when_local_day(act->now_ms) - 3, 0);
	TRY(q_record_number(act->view, act->arena, &(struct record_number_in){.centre_id = act->centre_id,
		.person_id = town->people[backfilling->who].id}, &is_found, &number));
	check(is_found);
	return records_propose(&clerk, &(struct backfill_options){.number = number.number, .title = TEXT("陪聊"), .evidence = TEXT("签到表"),
		.from_ms = day_ms + HOUR_MS, .to_ms = day_ms + 3 * HOUR_MS}, &backfilling->refusal, &backfilling->id);
}

static enum fail second(const struct act *act, struct town *town, void *context)
{
	struct backfilling *backfilling = context;
	struct act clerk = town_as(town, act, backfilling->clerk);
	return records_second(&clerk, backfilling->id, &backfilling->refusal);
}

/* Proposes and seconds alone; it stays for ever, and nothing of it may ever be posted. */
static void try_backfill(struct town *town)
{
	struct backfilling backfilling = {.who = (int)town_draw(town, VOLUNTEERS_ALL)};
	backfilling.clerk = town_clerk(town, town->people[backfilling.who].place);
	enum fail fail = town_write(town, propose, &backfilling);
	if (fail == FAIL_REFUSED && backfilling.refusal == RECORD_TIME_TAKEN)
		return; /* she was elsewhere at three in the morning */
	check(fail == OK);
	bool is_refused = town_write(town, second, &backfilling) == FAIL_REFUSED;
	town->figures.tried[HARD_BACKFILL_ALONE]++;
	town->figures.stopped[HARD_BACKFILL_ALONE] += is_refused;
	town->figures.posted[HARD_BACKFILL_ALONE] += !is_refused;
}

void hard_plan_day(struct town *town)
{
	int day = town->day - town->cheats_from;
	if (day < 0)
		return;
	try_two(town, HARD_OVERLAP);
	try_two(town, HARD_TRAVEL);
	for (enum hard hard = HARD_LONG; hard < HARD_COUNT; hard++) {
		if (hard == HARD_LONG || hard == HARD_SHORT || hard == HARD_GHOST || hard == HARD_OWN_WORD || hard == HARD_GHOST_BY_STAFF
			|| hard == HARD_SELF || hard == HARD_CAPACITY || hard == HARD_TWICE)
			try_one(town, hard);
	}
	try_absent(town, day % 2 == 0 ? HARD_HOSPITAL : HARD_AWAY);
	try_family(town, day % 2 == 0 ? HARD_FAMILY : HARD_FAMILY_WORD);
	try_backfill(town);
	if (day % 10 == 1)
		try_absent(town, HARD_DECEASED);
	if (day % 10 == 2)
		try_a_long_day(town);
	if (day % 10 == 3)
		try_many_receivers(town);
	if (day % 10 == 4)
		try_entries(town, HARD_QUOTA);
	if (day % 20 == 5)
		try_entries(town, HARD_RUSH);
}
