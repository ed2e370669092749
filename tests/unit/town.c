/* SPDX-License-Identifier: Apache-2.0 */
#include "town.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/starting.h"
#include "domain/menu.h"
#include "domain/organisations.h"
#include "domain/people.h"
#include "domain/places.h"
#include "store/migrate.h"

struct running {
	struct town *town;
	struct person_id actor;
	bool is_clock;
	town_work *work;
	void *context;
};

static enum fail run(struct store_txn *txn, void *context)
{
	struct running *running = context;
	struct act act = house_act(&running->town->house, store_txn_view(txn), txn, running->town->now_ms);
	act.actor = running->actor;
	act.source = running->is_clock ? ACT_CLOCK : running->actor.value != 0 ? ACT_WEB : ACT_CLI;
	return running->work(&act, running->context);
}

enum fail town_write(struct town *town, enum town_person actor, town_work *work, void *context)
{
	struct running running = {.town = town, .is_clock = actor == TOWN_PEOPLE, .work = work, .context = context};
	if (actor < TOWN_PEOPLE)
		running.actor = town->people[actor];
	return store_write(town->house.store, run, &running);
}

enum fail town_read(struct town *town, town_work *work, void *context)
{
	struct store_view *view CLEANUP(store_read_done) = NULL;
	TRY(store_read(town->house.store, &view));
	struct act act = house_act(&town->house, view, NULL, town->now_ms);
	return work(&act, context);
}

static enum fail add(const struct act *act, struct town *town, enum town_person who, const char *name, bool is_volunteer)
{
	enum people_refusal refusal = PEOPLE_OK;
	const struct text skills[] = {TEXT("chat")};
	struct person_free_time times[7];
	/* Each with a home and a telephone of her own: who shares one is too close to answer for the other. */
	TRY(people_add(act, &(struct people_options){.name = text_of(name), .place_id = town->place_id,
		.phone = arena_format(act->arena, "154123456%02d", 78 + (int)who), .address = arena_format(act->arena, "%d号楼2单元501", 3 + (int)who),
		.lng_e6 = 118826000, .lat_e6 = 36714000, .channel = CHANNEL_VISIT, .has_consent = true}, &refusal,
		&town->people[who]));
	if (!is_volunteer)
		return OK;
	for (int i = 0; i < 7; i++)
		times[i] = (struct person_free_time){i + 1, 8 * 60, 20 * 60};
	TRY(people_consent(act, town->people[who], CONSENT_VOLUNTEERING, CHANNEL_WINDOW, true, &refusal));
	TRY(people_volunteer(act, town->people[who], 5000, &refusal));
	TRY(people_set_skills(act, town->people[who], skills, 1, &refusal));
	return people_set_free_times(act, town->people[who], times, 7, &refusal);
}

static enum fail furnish(const struct act *act, void *context)
{
	struct town *town = context;
	enum place_refusal place_refusal = PLACE_OK;
	enum organisation_refusal organisation_refusal = ORGANISATION_OK;
	enum menu_refusal menu_refusal = MENU_OK;
	enum people_refusal refusal = PEOPLE_OK;
	struct starting starting = {.house = &town->house, .name = TEXT("中心"), .code = TEXT("370725"), .phone = TEXT("0536-1"), .now_ms = town->now_ms};
	struct organisation_id provider;
	struct role_id role_id;
	struct kin_id kin_id;
	const struct text skills[] = {TEXT("chat")};
	TRY(starting_work(act->txn, &starting));
	struct act inside = *act;
	inside.centre_id = town->house.centre_id;
	TRY(places_add(&inside, &(struct places_add_options){.parent_id = starting.root_id, .tier = PLACE_COMMUNITY, .code = TEXT("370725001001"),
		.name = TEXT("东南村社区")}, &place_refusal, &town->place_id));
	TRY(organisations_add(&inside, &(struct organisations_add_options){.name = TEXT("春雨义工"), .kind = ORGANISATION_SOCIAL,
		.status = ORGANISATION_STREET_FILED, .place_id = town->place_id}, &organisation_refusal, &provider));
	TRY(menu_add(&inside, &(struct menu_item_options){.code = TEXT("chat"), .title = TEXT("陪您说话"), .done = TEXT("说说话"), .risk = TEXT("无"),
		.risk_level = 1, .brings = MENU_BRINGS_MORALS, .serves = MENU_SERVES_ELDERS, .provider_id = provider, .place_id = starting.root_id,
		.duration_min = 60, .people = 1, .price_points = 100, .lead_min = 60, .coefficient_percent = 120, .skills = skills, .skill_count = 1},
		&menu_refusal, &town->item_id));
	TRY(add(&inside, town, ELDER, "陈桂兰", false));
	TRY(add(&inside, town, DAUGHTER, "王雪梅", false));
	TRY(add(&inside, town, FIRST, "于海波", true));
	TRY(add(&inside, town, SECOND, "赵志远", true));
	TRY(add(&inside, town, FATHER, "赵德厚", false));
	TRY(add(&inside, town, CLERK, "高晓琳", false));
	TRY(add(&inside, town, MANAGER, "孙立新", false));
	TRY(people_grant(&inside, town->people[MANAGER], ROLE_MANAGER, starting.root_id, &refusal, &role_id));
	TRY(people_grant(&inside, town->people[CLERK], ROLE_CLERK, starting.root_id, &refusal, &role_id));
	TRY(people_link_kin(&inside, &(struct people_kin_options){.person_id = town->people[ELDER], .kin_id = town->people[DAUGHTER], .relation = KIN_CHILD,
		.evidence = TEXT("户口簿"), .may_order = true, .may_rate = true}, &refusal, &kin_id));
	return people_link_kin(&inside, &(struct people_kin_options){.person_id = town->people[FATHER], .kin_id = town->people[SECOND],
		.relation = KIN_CHILD, .evidence = TEXT("户口簿"), .may_order = true, .may_rate = true, .may_spend = true}, &refusal, &kin_id);
}

void town_open(struct town *town)
{
	char path[96];
	*town = (struct town){.folder = "/tmp/lastmile-town-XXXXXX", .now_ms = TOWN_START_MS};
	check(mkdtemp(town->folder) != NULL);
	town->house.arena = arena_make((size_t)256 * 1024 * 1024);
	check(town->house.arena != NULL);
	(void)snprintf(path, sizeof(path), "%s/keys", town->folder);
	check(keys_make(path) == OK && keys_load(path, &town->house.keys) == OK);
	cellar_open(&town->cellar, town->folder);
	check(store_open(&(struct store_options){.path = town->cellar.path}, &town->house.store) == OK);
	check(migrate_up(town->house.store, town->now_ms) == OK);
	cellar_spread(&town->cellar);
	struct running running = {.town = town, .work = furnish, .context = town};
	check(store_write(town->house.store, run, &running) == OK);
}

void town_close(struct town *town)
{
	static const char *const names[] = {"db", "db-wal", "db-shm", "db.lock", "keys"};
	char path[96];
	house_close(&town->house);
	cellar_close(&town->cellar);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", town->folder, names[i]);
		(void)unlink(path);
	}
	(void)rmdir(town->folder);
}
