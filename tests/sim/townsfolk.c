/* SPDX-License-Identifier: Apache-2.0 */
#include "townsfolk.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/starting.h"
#include "dice.h"
#include "domain/ledger.h"
#include "domain/menu.h"
#include "domain/organisations.h"
#include "domain/people.h"
#include "domain/places.h"
#include "store/migrate.h"

#define AT_ONCE 200 /* people registered in one transaction */
#define METRES_E6_LNG 11 /* about so many millionths of a degree for a metre here */
#define METRES_E6_LAT 9
#define OLD_YEARS 68

const char *const trick_names[TRICKS] = {"honest", "stretches", "colludes with one confirmer", "bought from the back office", "bursts", "ring of 2 to 6",
	"writes her own praise", "copies the place", "one telephone for two to four"};

struct running { struct town *town; town_work *work; void *context; };
struct registering { int first, last; };

int64_t town_draw(struct town *town, int64_t below)
{
	check(below > 0);
	town->dice += UINT64_C(0x9E3779B97F4A7C15);
	uint64_t bits = town->dice;
	bits = (bits ^ bits >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	bits = (bits ^ bits >> 27) * UINT64_C(0x94D049BB133111EB);
	return (int64_t)((bits ^ bits >> 31) % (uint64_t)below);
}

bool town_chance(struct town *town, int percent)
{
	return town_draw(town, 100) < percent;
}

int64_t town_about(struct town *town, int64_t mean, int64_t spread)
{
	int64_t sum = 0;
	for (int i = 0; i < 4; i++)
		sum += town_draw(town, 2 * spread + 1) - spread;
	return mean + sum / 2;
}

static enum fail run(struct store_txn *txn, void *context)
{
	const struct running *running = context;
	struct town *town = running->town;
	struct act act = house_act(&town->house, store_txn_view(txn), txn, town->now_ms);
	arena_reset(town->house.arena);
	return running->work(&act, town, running->context);
}

enum fail town_write(struct town *town, town_work *work, void *context)
{
	struct running running = {town, work, context};
	town->figures.acts++;
	return store_write(town->house.store, run, &running);
}

enum fail town_read(struct town *town, town_work *work, void *context)
{
	struct store_view *view CLEANUP(store_read_done) = NULL;
	arena_reset(town->house.arena);
	TRY(store_read_long(town->house.store, &view));
	struct act act = house_act(&town->house, view, NULL, town->now_ms);
	return work(&act, town, context);
}

struct act town_as(const struct town *town, const struct act *act, int who)
{
	struct act as = *act;
	as.actor = who < 0 ? (struct person_id){0} : town->people[who].id;
	as.source = who < 0 ? ACT_CLOCK : who >= STAFF_FIRST ? ACT_DESK : ACT_WEB;
	return as;
}

int64_t town_cpu_ms(void)
{
	struct timespec now;
	check(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) == 0);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int town_clerk(struct town *town, int place)
{
	return STAFF_FIRST + place * (CLERKS + 1) + (int)town_draw(town, CLERKS);
}

int town_other_clerk(struct town *town, int place, int but)
{
	int one = town_clerk(town, place);
	while (one == but)
		one = town_clerk(town, place);
	return one;
}

bool town_are_kin(const struct town *town, int a, int b)
{
	return a >= 0 && b >= 0 && (a == b || town->people[a].kin == b || town->people[b].kin == a);
}

int town_who(const struct town *town, struct person_id id)
{
	for (int i = 0; i < PEOPLE_ALL; i++) { /* only asked for calls */
		if (town->people[i].id.value == id.value)
			return i;
	}
	return NOBODY;
}

void town_wrong(struct town *town, const struct service *service, const char *what, int64_t expected, int64_t shown)
{
	(void)printf("seed %llu, day %d, %lld min, service %d: %s: the town says %lld, the house %lld\n", (unsigned long long)town->seed, town->day,
		(long long)((town->now_ms - TOWN_START_MS) / MINUTE_MS % (24 * 60)), service == NULL ? -1 : (int)(service - town->services), what,
		(long long)expected, (long long)shown);
	town->is_wrong = true;
}

static enum fail add_person(const struct act *act, struct town *town, int who)
{
	static const char *const families[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"};
	static const char *const givens[] = {"秀英", "建国", "桂兰", "晓琳", "敏", "志强", "玉梅", "海燕", "立新", "春生", "文", "静"};
	enum people_refusal refusal = PEOPLE_OK;
	struct citizen *one = &town->people[who];
	int64_t years = one->is_volunteer && !one->has_phone ? OLD_YEARS + town_draw(town, 12) : 20 + town_draw(town, 64);
	struct text name = arena_format(act->arena, "%s%s", families[town_draw(town, COUNT_OF(families))], givens[town_draw(town, COUNT_OF(givens))]);
	return people_add(act, &(struct people_options){.name = name, .place_id = town->places[one->place],
		.birth_day = when_local_day(town->now_ms) - (int32_t)(years * 365 + town_draw(town, 365)), .has_birth_day = true,
		.phone = arena_format(act->arena, "154%08d", who), .address = arena_format(act->arena, "%d号", who), .is_hardship = one->is_hardship,
		.lng_e6 = 118826000 + one->x_m * METRES_E6_LNG, .lat_e6 = 36714000 + one->y_m * METRES_E6_LAT, .channel = CHANNEL_VISIT,
		.has_consent = true}, &refusal, &one->id);
}

static enum fail begin_to_serve(const struct act *act, struct town *town, void *context)
{
	enum people_refusal refusal = PEOPLE_OK;
	struct citizen *one = context;
	TRY(people_consent(act, one->id, CONSENT_VOLUNTEERING, CHANNEL_WINDOW, true, &refusal));
	one->since_ms = town->now_ms;
	return people_volunteer(act, one->id, 5000, &refusal);
}

void town_join(struct town *town, int who)
{
	check(town_write(town, begin_to_serve, &town->people[who]) == OK);
	town->people[who].is_volunteer = true;
}

static enum fail register_some(const struct act *act, struct town *town, void *context)
{
	const struct registering *registering = context;
	enum people_refusal refusal = PEOPLE_OK;
	struct role_id role_id;
	for (int who = registering->first; who < registering->last; who++) {
		TRY(add_person(act, town, who));
		if (town->people[who].is_volunteer)
			TRY(begin_to_serve(act, town, &town->people[who]));
		if (who < STAFF_FIRST)
			continue;
		bool is_manager = (who - STAFF_FIRST) % (CLERKS + 1) == CLERKS;
		TRY(people_grant(act, town->people[who].id, is_manager ? ROLE_MANAGER : ROLE_CLERK, town->places[town->people[who].place], &refusal, &role_id));
	}
	return OK;
}

static enum fail link_some(const struct act *act, struct town *town, void *context)
{
	const struct registering *registering = context;
	enum people_refusal refusal = PEOPLE_OK;
	struct kin_id kin_id;
	for (int who = registering->first; who < registering->last; who++) {
		const struct citizen *one = &town->people[who];
		if (one->kin == NOBODY)
			continue;
		TRY(people_link_kin(act, &(struct people_kin_options){.person_id = one->id, .kin_id = town->people[one->kin].id, .relation = KIN_CHILD,
			.evidence = TEXT("户口簿"), .may_order = true, .may_rate = true, .may_spend = one->kin_spends}, &refusal, &kin_id));
	}
	return OK;
}

/* What the paper book of the years before says that they hold. */
static enum fail carry_over(const struct act *act, struct town *town, void *context UNUSED)
{
	enum ledger_refusal refusal = LEDGER_OK;
	struct account_id source;
	TRY(ledger_account(act, ACCOUNT_ADJUST, (struct person_id){0}, &source));
	for (int who = 0; who < RESIDENTS_ALL; who += 3) {
		struct account_id target;
		int64_t amount = 100 * (1 + who % 5);
		TRY(ledger_account(act, ACCOUNT_PERSON, town->people[who].id, &target));
		TRY(ledger_transfer(act, &(struct ledger_transfer_options){.id = {ids_new(act->now_ms)}, .source = source, .target = target, .amount = amount,
			.reason = TRANSFER_ADJUST}, &refusal));
		town->people[who].posted = amount;
	}
	return OK;
}

static enum fail add_items(const struct act *act, struct town *town, struct organisation_id provider)
{
	static const struct village_item items[ITEMS] = {{{0}, 60, 1, 100, 0}, {{0}, 90, 1, 120, 100}, {{0}, 30, 1, 100, 0}, {{0}, 60, 2, 100, 100},
		{{0}, 45, 1, 110, 50}, {{0}, 120, 1, 150, 200}};
	static const char *const codes[ITEMS] = {"chat", "clean", "read", "walk", "shop", "repair"};
	for (int i = 0; i < ITEMS; i++) {
		enum menu_refusal refusal = MENU_OK;
		town->items[i] = items[i];
		TRY(menu_add(act, &(struct menu_item_options){.code = text_of(codes[i]), .title = text_of(codes[i]), .done = TEXT("做"), .risk = TEXT("无"),
			.risk_level = 1, .brings = MENU_BRINGS_MORALS, .serves = MENU_SERVES_ELDERS, .provider_id = provider, .place_id = town->root_id,
			.duration_min = items[i].duration_min, .people = items[i].people, .price_points = items[i].price_points, .lead_min = 60,
			.coefficient_percent = items[i].coefficient_percent}, &refusal, &town->items[i].id));
	}
	return OK;
}

static enum fail found(const struct act *act, struct town *town, void *context UNUSED)
{
	enum place_refusal place_refusal = PLACE_OK;
	enum organisation_refusal organisation_refusal = ORGANISATION_OK;
	struct organisation_id provider;
	struct starting starting = {.house = &town->house, .name = TEXT("中心"), .code = TEXT("370725"), .phone = TEXT("0536-1"), .now_ms = town->now_ms};
	TRY(starting_work(act->txn, &starting));
	struct act inside = *act;
	inside.centre_id = town->house.centre_id;
	town->root_id = starting.root_id;
	for (int i = 0; i < PLACES; i++)
		TRY(places_add(&inside, &(struct places_add_options){.parent_id = starting.root_id, .tier = PLACE_COMMUNITY,
			.code = arena_format(act->arena, "370725001%03d", i + 1), .name = TEXT("社区")}, &place_refusal, &town->places[i]));
	TRY(organisations_add(&inside, &(struct organisations_add_options){.name = TEXT("春雨义工"), .kind = ORGANISATION_SOCIAL,
		.status = ORGANISATION_STREET_FILED, .place_id = town->places[0]}, &organisation_refusal, &provider));
	return add_items(&inside, town, provider);
}

void town_open(struct town *town, const char *folder, uint64_t seed)
{
	town->seed = seed;
	town->dice = seed; /* not a multiple of what each throw adds: the next seed would be the same town, one throw later */
	town->trace_dice = town->dice ^ UINT64_C(0x7ACE);
	town->now_ms = TOWN_START_MS - 461 * DAY_MS;
	dice_fall(seed);
	check(sodium_init() >= 0);
	check(mkdir(folder, 0700) == 0 || errno == EEXIST);
	check(snprintf(town->database, sizeof(town->database), "%s/lastmile.db", folder) < (int)sizeof(town->database));
	check(snprintf(town->key_file, sizeof(town->key_file), "%s.keys", folder) < (int)sizeof(town->key_file));
	town->house.arena = arena_make((size_t)512 * 1024 * 1024);
	check(town->house.arena != NULL);
	check(keys_make(town->key_file) == OK && keys_load(town->key_file, &town->house.keys) == OK);
	check(store_open(&(struct store_options){.path = town->database, .is_synchronous_off = true}, &town->house.store) == OK);
	check(migrate_up(town->house.store, town->now_ms) == OK);
	check(town_write(town, found, NULL) == OK);
	life_settle(town);
	for (int i = 0; i < PEOPLE_ALL; i += AT_ONCE) { /* they came one after the other, the last ones two months ago */
		town->now_ms = TOWN_START_MS - 460 * DAY_MS + (int64_t)400 * DAY_MS * i / PEOPLE_ALL;
		struct registering registering = {i, i + AT_ONCE < PEOPLE_ALL ? i + AT_ONCE : PEOPLE_ALL};
		check(town_write(town, register_some, &registering) == OK);
	}
	struct registering all = {0, RESIDENTS_ALL};
	town->now_ms = TOWN_START_MS;
	check(town_write(town, link_some, &all) == OK);
	check(town_write(town, carry_over, NULL) == OK);
}

void town_close(struct town *town)
{
	house_close(&town->house);
}
