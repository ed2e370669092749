/* SPDX-License-Identifier: Apache-2.0 */
#include "village.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/starting.h"
#include "domain/menu.h"
#include "domain/organisations.h"
#include "domain/people.h"
#include "domain/places.h"
#include "store/migrate.h"

static const struct { enum villager kin, person; bool spends; } links[] = {
	{KIN_OF_0, RESIDENT_0, false}, {KIN_OF_1, RESIDENT_0 + 1, true}, {VOLUNTEER_0, RESIDENT_0 + 2, true}, {VOLUNTEER_0 + 1, RESIDENT_4, true}};

struct running {
	struct village *village;
	enum villager actor;
	bool is_known;
	village_work *work;
	void *context;
};

static enum fail run(struct store_txn *txn, void *context)
{
	const struct running *running = context;
	struct village *village = running->village;
	struct act act = house_act(&village->house, store_txn_view(txn), txn, village->now_ms);
	arena_reset(village->house.arena);
	if (running->is_known && running->actor < VILLAGERS)
		act.actor = village->people[running->actor];
	act.source = !running->is_known ? ACT_CLI : running->actor == CLOCK ? ACT_CLOCK : ACT_WEB;
	return running->work(&act, running->context);
}

enum fail village_write(struct village *village, enum villager actor, village_work *work, void *context)
{
	struct running running = {.village = village, .actor = actor, .is_known = true, .work = work, .context = context};
	return store_write(village->house.store, run, &running);
}

enum fail village_read(struct village *village, village_work *work, void *context)
{
	struct store_view *view CLEANUP(store_read_done) = NULL;
	arena_reset(village->house.arena);
	TRY(store_read_long(village->house.store, &view));
	struct act act = house_act(&village->house, view, NULL, village->now_ms);
	return work(&act, context);
}

int village_place(enum villager who)
{
	return who == RESIDENT_4 || who == CLERK_B;
}

bool village_is_staff_of(enum villager who, enum villager resident)
{
	return who == MANAGER || ((who == CLERK_A || who == CLERK_B) && village_place(who) == village_place(resident));
}

bool village_is_kin(enum villager who, enum villager resident, bool spends)
{
	for (size_t i = 0; i < COUNT_OF(links); i++) {
		if (links[i].kin == who && links[i].person == resident)
			return links[i].spends || !spends;
	}
	return false;
}

static enum fail add_person(const struct act *act, struct village *village, enum villager who)
{
	enum people_refusal refusal = PEOPLE_OK;
	const struct text skills[] = {TEXT("chat")};
	struct person_free_time times[7];
	/* Their order as bytes is not that of any language. */
	static const char *const names[VILLAGERS] = {"王秀英", "anna", "Zhao", "陈桂兰", "李Ming", "Anna", "éva", "zhao", "Ünal",
		"赵敏", "bob", "Bob", "高晓琳", "Éva", "ZHAO", "张Q"};
	TRY(people_add(act, &(struct people_options){.name = text_of(names[who]), .place_id = village->places[village_place(who)],
		.phone = arena_format(act->arena, "154123456%02d", 78 + (int)who), .address = arena_format(act->arena, "%d号楼2单元501", 3 + (int)who),
		.lng_e6 = 118826000, .lat_e6 = 36714000, .channel = CHANNEL_VISIT,
		.has_consent = true}, &refusal, &village->people[who]));
	if (who < VOLUNTEER_0 || who > VOLUNTEER_5)
		return OK;
	for (int i = 0; i < 7; i++)
		times[i] = (struct person_free_time){i + 1, 7 * 60, 22 * 60};
	TRY(people_consent(act, village->people[who], CONSENT_VOLUNTEERING, CHANNEL_WINDOW, true, &refusal));
	TRY(people_volunteer(act, village->people[who], 5000, &refusal));
	TRY(people_set_skills(act, village->people[who], skills, who == VOLUNTEER_5 ? 0 : 1, &refusal)); /* the last one cannot chat */
	return people_set_free_times(act, village->people[who], times, 7, &refusal);
}

static enum fail add_items(const struct act *act, struct village *village, struct place_id root_id, struct organisation_id provider)
{
	static const struct village_item items[VILLAGE_ITEMS] = {{{0}, 60, 1, 120, 100}, {{0}, 90, 2, 100, 150}, {{0}, 30, 1, 150, 0}};
	static const char *const codes[VILLAGE_ITEMS] = {"chat", "clean", "read"};
	const struct text skills[] = {TEXT("chat")};
	for (int i = 0; i < VILLAGE_ITEMS; i++) {
		enum menu_refusal refusal = MENU_OK;
		village->items[i] = items[i];
		TRY(menu_add(act, &(struct menu_item_options){.code = text_of(codes[i]), .title = text_of(codes[i]), .done = TEXT("做"), .risk = TEXT("无"),
			.risk_level = 1, .brings = MENU_BRINGS_MORALS, .serves = MENU_SERVES_ELDERS, .provider_id = provider, .place_id = root_id,
			.duration_min = items[i].duration_min, .people = items[i].people, .price_points = items[i].price_points, .lead_min = 60,
			.coefficient_percent = items[i].coefficient_percent, .skills = skills, .skill_count = i == 0 ? 1 : 0}, &refusal, &village->items[i].id));
	}
	return OK;
}

static enum fail furnish(const struct act *act, void *context)
{
	struct village *village = context;
	enum place_refusal place_refusal = PLACE_OK;
	enum organisation_refusal organisation_refusal = ORGANISATION_OK;
	enum people_refusal refusal = PEOPLE_OK;
	struct organisation_id provider;
	struct role_id role_id;
	struct kin_id kin_id;
	struct starting starting = {.house = &village->house, .name = TEXT("中心"), .code = TEXT("370725"), .phone = TEXT("0536-1"), .now_ms = village->now_ms};
	TRY(starting_work(act->txn, &starting));
	struct act inside = *act;
	inside.centre_id = village->house.centre_id;
	village->places[2] = starting.root_id;
	for (int i = 0; i < 2; i++)
		TRY(places_add(&inside, &(struct places_add_options){.parent_id = starting.root_id, .tier = PLACE_COMMUNITY,
			.code = i == 0 ? TEXT("370725001001") : TEXT("370725001002"), .name = TEXT("社区")}, &place_refusal, &village->places[i]));
	TRY(organisations_add(&inside, &(struct organisations_add_options){.name = TEXT("春雨义工"), .kind = ORGANISATION_SOCIAL,
		.status = ORGANISATION_STREET_FILED, .place_id = village->places[0]}, &organisation_refusal, &provider));
	TRY(add_items(&inside, village, starting.root_id, provider));
	for (enum villager who = 0; who < VILLAGERS; who++)
		TRY(add_person(&inside, village, who));
	TRY(people_grant(&inside, village->people[CLERK_A], ROLE_CLERK, village->places[0], &refusal, &role_id));
	TRY(people_grant(&inside, village->people[CLERK_B], ROLE_CLERK, village->places[1], &refusal, &role_id));
	TRY(people_grant(&inside, village->people[MANAGER], ROLE_MANAGER, starting.root_id, &refusal, &role_id));
	for (size_t i = 0; i < COUNT_OF(links); i++)
		TRY(people_link_kin(&inside, &(struct people_kin_options){.person_id = village->people[links[i].person], .kin_id = village->people[links[i].kin],
			.relation = KIN_CHILD, .evidence = TEXT("户口簿"), .may_order = true, .may_rate = true, .may_spend = links[i].spends}, &refusal, &kin_id));
	return OK;
}

void village_open(struct village *village, const char *folder, const char *store, uint64_t seed)
{
	*village = (struct village){.now_ms = VILLAGE_START_MS};
	check(sodium_init() >= 0);
	check(mkdir(folder, 0700) == 0 || errno == EEXIST);
	int len = store != NULL ? snprintf(village->database, sizeof(village->database), "%s", store)
		: snprintf(village->database, sizeof(village->database), "%s/lastmile.db", folder);
	check(len > 0 && len < (int)sizeof(village->database));
	check(snprintf(village->key_file, sizeof(village->key_file), "%s.keys", folder) < (int)sizeof(village->key_file));
	ids_seed(seed);
	village->house.arena = arena_make((size_t)256 * 1024 * 1024);
	check(village->house.arena != NULL);
	check(keys_make(village->key_file) == OK && keys_load(village->key_file, &village->house.keys) == OK);
	check(store_open(&(struct store_options){.path = village->database, .is_synchronous_off = true}, &village->house.store) == OK);
	check(migrate_up(village->house.store, village->now_ms) == OK);
	struct running running = {.village = village, .work = furnish, .context = village};
	check(store_write(village->house.store, run, &running) == OK);
}

void village_close(struct village *village, bool keep)
{
	static const char *const tails[] = {"", "-wal", "-shm", ".lock"};
	char path[600];
	house_close(&village->house);
	for (size_t i = 0; i < COUNT_OF(tails) && !keep && !store_is_address(village->database); i++) {
		(void)snprintf(path, sizeof(path), "%s%s", village->database, tails[i]);
		(void)unlink(path);
	}
	if (!keep)
		(void)unlink(village->key_file);
}
