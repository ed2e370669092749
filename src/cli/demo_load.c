/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/demo.h"

#include "base/limits.h"
#include "base/when.h"
#include "cli/demo_load.h"
#include "cli/starting.h"
#include "domain/ledger.h"
#include "domain/menu.h"
#include "domain/organisations.h"
#include "domain/places.h"

static const char *const tiers[] = {"centre", "station", "community", "village", "estate", NULL};
static const char *const organisation_kinds[] = {"party_team", "social", "squad", "merchant", "agency", "station", NULL};
static const char *const organisation_statuses[] = {"incubating", "community_guided", "street_filed", "registered", "exited", NULL};
static const char *const brings_words[] = {"thought", "policy", "morals", "culture", "skills", NULL};
static const char *const serves_words[] = {"elders", "children", "hardship", "comfort", "public", NULL};

static enum fail places_work(struct store_txn *txn, void *context);
static enum fail menu_work(struct store_txn *txn, void *context);
static enum fail station_work(struct store_txn *txn, void *context);
static enum fail load_item(struct demo *demo, const struct act *act, size_t row);
static enum fail rules_work(struct store_txn *txn, void *context);

struct demo_file { const char *name; struct demo_table *table; };

static enum fail read_files(struct demo *demo, const struct demo_file *files, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		demo->problem = files[i].name;
		TRY(demo_table_read(demo->house->arena, demo->files, files[i].name, files[i].table));
	}
	demo->problem = NULL;
	return OK;
}

enum fail demo_read_station(struct demo *demo)
{
	const struct demo_file files[] = {{"places", &demo->places}, {"organisations", &demo->organisations}, {"menu", &demo->menu}};
	return read_files(demo, files, COUNT_OF(files));
}

enum fail demo_read(struct demo *demo)
{
	const struct demo_file files[] = {{"rules", &demo->rules}, {"volunteers", &demo->volunteers}, {"residents", &demo->residents},
		{"kin", &demo->kin}, {"staff", &demo->staff}, {"personas", &demo->personas}, {"sentences", &demo->sentences},
		{"scenes", &demo->scenes}, {"goods", &demo->goods}};
	TRY(demo_read_station(demo));
	return read_files(demo, files, COUNT_OF(files));
}

enum fail demo_load_station(struct demo *demo)
{
	return store_write(demo->house->store, station_work, demo);
}

enum fail demo_load(struct demo *demo)
{
	TRY(demo_load_station(demo));
	TRY(store_write(demo->house->store, rules_work, demo));
	return demo_load_people(demo);
}

int64_t demo_find(const struct demo_keys *keys, struct text key)
{
	for (size_t i = 0; i < keys->count; i++) {
		if (text_equal(keys->at[i].key, key))
			return keys->at[i].id;
	}
	return 0;
}

struct person_id demo_person(const struct demo *demo, struct text key)
{
	return (struct person_id){demo_find(&demo->person_ids, key)};
}

void demo_keep(struct demo_keys *keys, struct text key, int64_t id)
{
	check(keys->count < DEMO_KEYS_MAX);
	keys->at[keys->count++] = (struct demo_key){key, id};
}

int64_t demo_dice(struct demo *demo, int64_t bound)
{
	check(bound > 0);
	demo->random += UINT64_C(0x9E3779B97F4A7C15); /* splitmix64 */
	uint64_t bits = demo->random;
	bits = (bits ^ bits >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	bits = (bits ^ bits >> 27) * UINT64_C(0x94D049BB133111EB);
	return (int64_t)((bits ^ bits >> 31) % (uint64_t)bound);
}

struct act demo_act(const struct demo *demo, struct store_txn *txn, int64_t now_ms)
{
	struct act act = house_act(demo->house, store_txn_view(txn), txn, now_ms);
	act.source = ACT_DEMO;
	return act;
}

enum fail demo_fail(struct demo *demo, const char *problem, struct text word)
{
	demo->problem = problem;
	demo->problem_word = word;
	return FAIL_INPUT;
}

/* All or nothing: a file that is refused leaves no half station behind. */
static enum fail station_work(struct store_txn *txn, void *context)
{
	TRY(places_work(txn, context));
	return menu_work(txn, context);
}

/* The first place is the centre itself: starting_work makes it. */
static enum fail places_work(struct store_txn *txn, void *context)
{
	struct demo *demo = context;
	const struct demo_table *places = &demo->places;
	struct starting starting = {.house = demo->house, .name = demo_cell(places, 0, "name"), .code = demo_cell(places, 0, "code"),
		.phone = demo_cell(places, 0, "phone"), .is_demo = demo->is_demo, .now_ms = demo->begins_at_ms};
	demo->place_ids.count = 0;
	TRY(starting_work(txn, &starting));
	demo_keep(&demo->place_ids, starting.code, starting.root_id.value);
	struct act act = demo_act(demo, txn, demo->begins_at_ms);
	for (size_t i = 1; i < places->row_count; i++) {
		enum place_refusal refusal = PLACE_OK;
		struct place_id id = {0};
		struct text code = demo_cell(places, i, "code");
		enum fail fail = places_add(&act, &(struct places_add_options){.parent_id = {demo_find(&demo->place_ids, demo_cell(places, i, "parent"))},
			.tier = (enum place_tier)demo_word(demo_cell(places, i, "tier"), tiers), .code = code, .name = demo_cell(places, i, "name"),
			.phone = demo_cell(places, i, "phone"), .lng_e6 = demo_number(places, i, "lng_e6"), .lat_e6 = demo_number(places, i, "lat_e6")},
			&refusal, &id);
		if (fail == FAIL_REFUSED)
			return demo_fail(demo, "places.tsv", code);
		TRY(fail);
		demo_keep(&demo->place_ids, code, id.value);
	}
	return OK;
}

static enum fail menu_work(struct store_txn *txn, void *context)
{
	struct demo *demo = context;
	const struct demo_table *rows = &demo->organisations;
	struct act act = demo_act(demo, txn, demo->begins_at_ms);
	demo->organisation_ids.count = demo->item_ids.count = 0;
	for (size_t i = 0; i < rows->row_count; i++) {
		enum organisation_refusal refusal = ORGANISATION_OK;
		struct organisation_id id = {0};
		struct text code = demo_cell(rows, i, "code");
		enum fail fail = organisations_add(&act, &(struct organisations_add_options){.name = demo_cell(rows, i, "name"),
			.kind = (enum organisation_kind)demo_word(demo_cell(rows, i, "kind"), organisation_kinds),
			.status = (enum organisation_status)demo_word(demo_cell(rows, i, "status"), organisation_statuses),
			.place_id = {demo_find(&demo->place_ids, demo_cell(rows, i, "place"))}}, &refusal, &id);
		if (fail == FAIL_REFUSED)
			return demo_fail(demo, "organisations.tsv", code);
		TRY(fail);
		demo_keep(&demo->organisation_ids, code, id.value);
	}
	for (size_t i = 0; i < demo->menu.row_count; i++)
		TRY(load_item(demo, &act, i));
	return OK;
}

static enum fail load_item(struct demo *demo, const struct act *act, size_t row)
{
	const struct demo_table *menu = &demo->menu;
	struct text skills[LIMIT_SKILLS];
	size_t skill_count = 0;
	enum menu_refusal refusal = MENU_OK;
	struct item_id id = {0};
	struct text code = demo_cell(menu, row, "code");
	for (struct text rest = demo_cell(menu, row, "skills"); rest.len > 0 && skill_count < LIMIT_SKILLS;)
		skills[skill_count++] = text_cut(&rest, ',');
	enum fail fail = menu_add(act, &(struct menu_item_options){.code = code, .title = demo_cell(menu, row, "title"),
		.title_en = demo_cell(menu, row, "title_en"), .done = demo_cell(menu, row, "done"), .done_en = demo_cell(menu, row, "done_en"),
		.risk = demo_cell(menu, row, "risk"), .risk_en = demo_cell(menu, row, "risk_en"), .insurance = demo_cell(menu, row, "insurance"),
		.icon = demo_cell(menu, row, "icon"), .brings = (enum menu_brings)demo_word(demo_cell(menu, row, "brings"), brings_words),
		.serves = (enum menu_serves)demo_word(demo_cell(menu, row, "serves"), serves_words),
		.risk_level = (int32_t)demo_number(menu, row, "risk_level"),
		.provider_id = {demo_find(&demo->organisation_ids, demo_cell(menu, row, "provider"))},
		.place_id = {demo_find(&demo->place_ids, demo_cell(menu, row, "place"))},
		.duration_min = (int32_t)demo_number(menu, row, "duration_min"), .people = (int32_t)demo_number(menu, row, "people"),
		.price_points = demo_number(menu, row, "price"), .lead_min = (int32_t)demo_number(menu, row, "lead_min"),
		.coefficient_percent = (int32_t)demo_number(menu, row, "coefficient"), .sort = (int32_t)demo_number(menu, row, "sort"),
		.skills = skills, .skill_count = skill_count}, &refusal, &id);
	if (fail == FAIL_REFUSED)
		return demo_fail(demo, "menu.tsv", code);
	TRY(fail);
	demo_keep(&demo->item_ids, code, id.value);
	return OK;
}

/* Version 1 is there from the start; the later ones come into force on their day. */
static enum fail rules_work(struct store_txn *txn, void *context)
{
	struct demo *demo = context;
	const struct demo_table *rules = &demo->rules;
	struct act act = demo_act(demo, txn, demo->begins_at_ms);
	for (size_t i = 0; i < rules->row_count; i++) {
		if (demo_number(rules, i, "version") <= 1)
			continue;
		TRY(ledger_rule_add(&act, &(struct ledger_rule){.version = demo_number(rules, i, "version"),
			.points_per_hour = demo_number(rules, i, "points_per_hour"), .round_min = demo_number(rules, i, "round_min"),
			.session_cap_min = demo_number(rules, i, "session_cap_min"), .day_cap_min = demo_number(rules, i, "day_cap_min"),
			.pair_cap_min = demo_number(rules, i, "pair_cap_min")},
			demo->today_ms - demo_number(rules, i, "from_days_before") * DAY_MS));
	}
	return OK;
}
