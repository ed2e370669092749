/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/when.h"
#include "text/coordinates.h"
#include "text/idcard.h"
#include "text/name.h"
#include "text/phone.h"

#define FILE_BYTES 200000
#define ROWS_MAX 400
#define FIELDS_MAX 24
#define ARENA_BYTES ((size_t)TABLES * (ROWS_MAX * FIELDS_MAX * sizeof(struct text) + 2 * FILE_BYTES))

/* One file: its column names and its rows. */
struct table {
	const char *file;
	struct text columns[FIELDS_MAX];
	size_t column_count;
	struct text rows[ROWS_MAX][FIELDS_MAX];
	size_t count;
};

enum { PLACES, ORGANISATIONS, SKILLS, MENU, RULES, VOLUNTEERS, RESIDENTS, KIN, STAFF, PERSONAS, SENTENCES, SCENES, GOODS, TABLES };
static const char *const files[TABLES] = { "places.tsv", "organisations.tsv", "skills.tsv", "menu.tsv", "rules.tsv", "volunteers.tsv",
	"residents.tsv", "kin.tsv", "staff.tsv", "personas.tsv", "sentences.tsv", "scenes.tsv", "goods.tsv" };

struct demo {
	struct arena *arena;
	struct table *tables[TABLES];
};

/* --- reading ------------------------------------------------------------- */

static void read_fields(struct table *table, struct text line)
{
	struct text *fields = table->column_count == 0 ? table->columns : table->rows[table->count];
	size_t count = 0;
	for (bool is_last = false; !is_last; count++) {
		is_last = text_find_byte(line, '\t') == SIZE_MAX;
		assert_in_range(count, 0, FIELDS_MAX - 1);
		fields[count] = text_cut(&line, '\t');
	}
	if (table->column_count == 0) {
		table->column_count = count;
		return;
	}
	if (count != table->column_count)
		fail_msg("%s row %zu has %zu fields, not %zu", table->file, table->count + 1, count, table->column_count);
	table->count++;
	assert_in_range(table->count, 0, ROWS_MAX - 1);
}

static void read_table(struct demo *demo, size_t number)
{
	char path[4096];
	struct table *table = arena_new(demo->arena, struct table);
	char *bytes = arena_alloc(demo->arena, FILE_BYTES);
	assert_non_null(table);
	assert_non_null(bytes);
	snprintf(path, sizeof(path), "%s/demo/%s", SOURCE_ROOT, files[number]);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	struct text rest = { bytes, fread(bytes, 1, FILE_BYTES, file) };
	fclose(file);
	assert_in_range(rest.len, 1, FILE_BYTES - 1);
	assert_true(text_is_utf8(rest));
	assert_int_equal(text_find_byte(rest, '\r'), SIZE_MAX);
	table->file = files[number];
	while (rest.len > 0) {
		struct text line = text_cut(&rest, '\n');
		if (!text_is_empty(line) && line.at[0] != '#')
			read_fields(table, line);
	}
	demo->tables[number] = table;
}

static struct text get(const struct table *table, size_t row, const char *column)
{
	for (size_t i = 0; i < table->column_count; i++)
		if (text_equal(table->columns[i], text_of(column)))
			return table->rows[row][i];
	fail_msg("%s has no column %s", table->file, column);
	return TEXT_NONE;
}

static bool is(const struct table *table, size_t row, const char *column, const char *value)
{
	return text_equal(get(table, row, column), text_of(value));
}

static int64_t number(const struct table *table, size_t row, const char *column)
{
	int64_t value = 0;
	if (!text_to_int(get(table, row, column), &value))
		fail_msg("%s row %zu: %s is no number", table->file, row + 1, column);
	return value;
}

/* The row whose column has this value, or SIZE_MAX. */
static size_t find(const struct table *table, const char *column, struct text value)
{
	for (size_t i = 0; i < table->count; i++)
		if (text_equal(get(table, i, column), value))
			return i;
	return SIZE_MAX;
}

static void must_find(const struct table *from, size_t row, const char *column, const struct table *in, const char *key)
{
	struct text value = get(from, row, column);
	if (find(in, key, value) == SIZE_MAX)
		fail_msg("%s row %zu: %s '%.*s' is not in %s", from->file, row + 1, column, TEXT_ARGS(value), in->file);
}

static bool has(struct text list, struct text wanted)
{
	while (list.len > 0)
		if (text_equal(text_cut(&list, ','), wanted))
			return true;
	return false;
}

static size_t count_where(const struct table *table, const char *column, const char *value)
{
	size_t count = 0;
	for (size_t i = 0; i < table->count; i++)
		count += is(table, i, column, value);
	return count;
}

static bool is_one_of(struct text value, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(value, text_of(words[i])))
			return true;
	return false;
}
#define must_be_one_of(table, row, column, ...) \
	do { \
		const char *const words_[] = { __VA_ARGS__ }; \
		if (!is_one_of(get(table, row, column), words_, COUNT_OF(words_))) \
			fail_msg("%s row %zu: %s", (table)->file, (row) + 1, column); \
	} while (0)

/* Resident, volunteer or staff of that key: is there one? */
static bool has_person(const struct demo *demo, struct text key)
{
	return find(demo->tables[VOLUNTEERS], "key", key) != SIZE_MAX || find(demo->tables[RESIDENTS], "key", key) != SIZE_MAX ||
		find(demo->tables[STAFF], "key", key) != SIZE_MAX;
}

/* --- the files ------------------------------------------------------------ */

static void there_are_as_many_as_promised(void **state)
{
	const struct demo *demo = *state;
	assert_int_equal(demo->tables[ORGANISATIONS]->count, 7);
	assert_in_range(demo->tables[MENU]->count, 38, 45);
	assert_int_equal(demo->tables[VOLUNTEERS]->count, 300);
	assert_int_equal(count_where(demo->tables[RESIDENTS], "kind", "elder"), 80);
	assert_int_equal(demo->tables[RESIDENTS]->count, 140);
	assert_in_range(demo->tables[SKILLS]->count, 24, 32);
	assert_int_equal(count_where(demo->tables[PLACES], "tier", "community"), 13);
	assert_true(count_where(demo->tables[PLACES], "tier", "village") >= 5);
	assert_int_equal(demo->tables[PERSONAS]->count, 10);
}

static void every_key_is_used_once(void **state)
{
	const struct demo *demo = *state;
	static const struct { size_t table; const char *key; } keys[] = { { PLACES, "code" }, { PLACES, "name" }, { ORGANISATIONS, "code" },
		{ ORGANISATIONS, "name" }, { SKILLS, "code" }, { SKILLS, "zh" }, { SKILLS, "en" }, { MENU, "code" }, { MENU, "title" },
		{ MENU, "sort" }, { RULES, "version" }, { VOLUNTEERS, "key" }, { VOLUNTEERS, "phone" }, { RESIDENTS, "key" },
		{ RESIDENTS, "document" }, { STAFF, "key" }, { STAFF, "phone" }, { PERSONAS, "code" }, { PERSONAS, "person" } };
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		const struct table *table = demo->tables[keys[i].table];
		for (size_t row = 0; row < table->count; row++)
			if (find(table, keys[i].key, get(table, row, keys[i].key)) != row)
				fail_msg("%s row %zu: %s comes twice", table->file, row + 1, keys[i].key);
	}
}

static void every_place_hangs_below_a_higher_one(void **state)
{
	const struct demo *demo = *state;
	const struct table *places = demo->tables[PLACES];
	for (size_t i = 0; i < places->count; i++) {
		struct position at = { number(places, i, "lng_e6"), number(places, i, "lat_e6") };
		const char *parent_tier = "community";
		must_be_one_of(places, i, "tier", "centre", "station", "community", "village", "estate");
		must_be_one_of(places, i, "position", "exact", "approx");
		assert_in_range(at.lng_e6, 118700000, 118900000);
		assert_in_range(at.lat_e6, 36650000, 36750000);
		if (is(places, i, "tier", "centre")) {
			assert_true(text_is_empty(get(places, i, "parent")));
			continue;
		}
		if (is(places, i, "tier", "station"))
			parent_tier = "centre";
		else if (!is(places, i, "tier", "estate"))
			parent_tier = "station";
		size_t parent = find(places, "code", get(places, i, "parent"));
		assert_true(parent < i);
		assert_true(is(places, parent, "tier", parent_tier));
	}
	assert_int_not_equal(find(places, "name", TEXT("昌盛花园二期")), SIZE_MAX);
}

static void organisations_have_a_place_and_a_leader_who_belongs_to_them(void **state)
{
	const struct demo *demo = *state;
	const struct table *organisations = demo->tables[ORGANISATIONS], *volunteers = demo->tables[VOLUNTEERS];
	for (size_t i = 0; i < organisations->count; i++) {
		must_find(organisations, i, "place", demo->tables[PLACES], "code");
		must_find(organisations, i, "leader", volunteers, "key");
		must_be_one_of(organisations, i, "kind", "party_team", "social", "squad");
		must_be_one_of(organisations, i, "status", "incubating", "community_guided", "street_filed", "registered", "exited");
		size_t leader = find(volunteers, "key", get(organisations, i, "leader"));
		assert_true(has(get(volunteers, leader, "organisations"), get(organisations, i, "code")));
	}
}

/* Someone in the county has all the skills of the item, and its provider has such people. */
static void must_be_doable(const struct demo *demo, size_t item)
{
	const struct table *menu = demo->tables[MENU], *volunteers = demo->tables[VOLUNTEERS];
	int64_t able = 0, of_provider = 0;
	for (size_t v = 0; v < volunteers->count; v++) {
		bool can = true;
		struct text skills = get(menu, item, "skills");
		while (skills.len > 0)
			can = has(get(volunteers, v, "skills"), text_cut(&skills, ',')) && can;
		able += can;
		of_provider += can && has(get(volunteers, v, "organisations"), get(menu, item, "provider"));
	}
	if (of_provider < number(menu, item, "people") || able < number(menu, item, "people") + 2)
		fail_msg("too few can do %.*s: %lld, %lld of the provider", TEXT_ARGS(get(menu, item, "code")), (long long)able, (long long)of_provider);
}

static void every_menu_item_is_complete_and_somebody_can_do_it(void **state)
{
	const struct demo *demo = *state;
	const struct table *menu = demo->tables[MENU];
	static const char *const texts[] = { "title", "title_en", "done", "done_en", "risk", "risk_en", "icon", "skills" };
	for (size_t i = 0; i < menu->count; i++) {
		for (size_t k = 0; k < COUNT_OF(texts); k++)
			assert_false(text_is_empty(get(menu, i, texts[k])));
		must_be_one_of(menu, i, "brings", "thought", "policy", "morals", "culture", "skills");
		must_be_one_of(menu, i, "serves", "elders", "children", "hardship", "comfort", "public");
		must_be_one_of(menu, i, "hardship_free", "yes", "no");
		must_be_one_of(menu, i, "coefficient", "100", "120", "150");
		must_find(menu, i, "provider", demo->tables[ORGANISATIONS], "code");
		must_find(menu, i, "place", demo->tables[PLACES], "code");
		assert_in_range(number(menu, i, "duration_min"), 10, 480);
		assert_in_range(number(menu, i, "people"), 1, 20);
		assert_in_range(number(menu, i, "price"), 0, 100000);
		assert_in_range(number(menu, i, "lead_min"), 0, 14 * 24 * 60);
		assert_in_range(number(menu, i, "risk_level"), 1, 3);
		assert_in_range(text_count_points(get(menu, i, "title")), 1, LIMIT_TITLE_POINTS);
		assert_true(number(menu, i, "risk_level") < 3 || !text_is_empty(get(menu, i, "insurance")));
		for (struct text skills = get(menu, i, "skills"); skills.len > 0;)
			assert_int_not_equal(find(demo->tables[SKILLS], "code", text_cut(&skills, ',')), SIZE_MAX);
		must_be_doable(demo, i);
	}
}

static void all_ways_and_all_people_of_the_station_are_on_the_menu(void **state)
{
	const struct demo *demo = *state;
	static const char *const brings[] = { "thought", "policy", "morals", "culture", "skills" };
	static const char *const serves[] = { "elders", "children", "hardship", "comfort", "public" };
	for (size_t i = 0; i < COUNT_OF(brings); i++) {
		assert_true(count_where(demo->tables[MENU], "brings", brings[i]) >= 3);
		assert_true(count_where(demo->tables[MENU], "serves", serves[i]) >= 3);
	}
	for (size_t i = 0; i < demo->tables[ORGANISATIONS]->count; i++)
		assert_int_not_equal(find(demo->tables[MENU], "provider", get(demo->tables[ORGANISATIONS], i, "code")), SIZE_MAX);
}

/* Name, sex, birth date, telephone and home of a row. */
static void must_be_a_person(const struct demo *demo, const struct table *table, size_t row)
{
	enum name_refusal name_refusal;
	struct text name;
	struct phone phone;
	int32_t born = 0;
	assert_int_equal(name_read(demo->arena, get(table, row, "name"), &name_refusal, &name), OK);
	assert_int_equal(name_refusal, NAME_OK);
	assert_true(text_equal(name, get(table, row, "name")));
	must_be_one_of(table, row, "sex", "female", "male");
	assert_true(when_parse_day(get(table, row, "birth"), &born));
	assert_int_equal(phone_read(get(table, row, "phone"), TEXT_NONE, &phone), PHONE_OK);
	assert_true(phone.is_demo);
	must_find(table, row, "place", demo->tables[PLACES], "code");
}

static void must_live_there(const struct demo *demo, const struct table *table, size_t row)
{
	const struct table *places = demo->tables[PLACES];
	size_t place = find(places, "code", get(table, row, "place"));
	struct text estate = get(table, row, "estate");
	must_be_one_of(places, place, "tier", "community", "village");
	assert_false(text_is_empty(get(table, row, "address")));
	size_t middle = is(places, place, "tier", "village") ? place : find(places, "name", estate);
	assert_int_not_equal(middle, SIZE_MAX);
	assert_true(middle == place ? text_equal(estate, get(places, place, "name")) :
		text_equal(get(places, middle, "parent"), get(table, row, "place")));
	struct position home = { number(table, row, "lng_e6"), number(table, row, "lat_e6") };
	struct position there = { number(places, middle, "lng_e6"), number(places, middle, "lat_e6") };
	assert_in_range(position_distance_m(home, there), 0, 400);
}

static void volunteers_are_grown_up_able_and_free(void **state)
{
	const struct demo *demo = *state;
	const struct table *volunteers = demo->tables[VOLUNTEERS];
	for (size_t i = 0; i < volunteers->count; i++) {
		must_be_a_person(demo, volunteers, i);
		must_live_there(demo, volunteers, i);
		int32_t born = 0, today = 0;
		assert_true(when_parse_day(get(volunteers, i, "birth"), &born) && when_day_from_date(2026, 12, 31, &today));
		assert_true(today - born >= 18 * 365);
		assert_in_range(number(volunteers, i, "reach_m"), 500, 20000);
		assert_false(text_is_empty(get(volunteers, i, "skills")) || text_is_empty(get(volunteers, i, "organisations")));
		for (struct text skills = get(volunteers, i, "skills"); skills.len > 0;)
			assert_int_not_equal(find(demo->tables[SKILLS], "code", text_cut(&skills, ',')), SIZE_MAX);
		for (struct text codes = get(volunteers, i, "organisations"); codes.len > 0;)
			assert_int_not_equal(find(demo->tables[ORGANISATIONS], "code", text_cut(&codes, ',')), SIZE_MAX);
	}
}

static void free_hours_are_spans_of_a_week_that_do_not_touch(void **state)
{
	const struct demo *demo = *state;
	const struct table *volunteers = demo->tables[VOLUNTEERS];
	for (size_t i = 0; i < volunteers->count; i++) {
		struct text spans = get(volunteers, i, "free");
		int64_t last = 0;
		assert_false(text_is_empty(spans));
		while (spans.len > 0) {
			struct text span = text_cut(&spans, ';'), weekday_text = text_cut(&span, ' '), from_text = text_cut(&span, '-');
			int64_t weekday = 0;
			int32_t from = 0, to = 0;
			assert_true(text_to_int(weekday_text, &weekday) && when_parse_min(from_text, &from) && when_parse_min(span, &to));
			assert_in_range(weekday, 1, 7);
			assert_true(from < to && weekday * 1440 + from > last);
			last = weekday * 1440 + to;
		}
	}
}

static void residents_have_documents_of_the_unassigned_area(void **state)
{
	const struct demo *demo = *state;
	const struct table *residents = demo->tables[RESIDENTS];
	int32_t today = 0;
	assert_true(when_day_from_date(2026, 12, 31, &today));
	for (size_t i = 0; i < residents->count; i++) {
		struct idcard card;
		int32_t born = 0;
		must_be_a_person(demo, residents, i);
		must_be_one_of(residents, i, "kind", "elder", "resident", "kin");
		must_be_one_of(residents, i, "lives_alone", "yes", "no");
		must_be_one_of(residents, i, "hardship", "yes", "no");
		assert_int_equal(idcard_read(get(residents, i, "document"), today, &card), IDCARD_OK);
		assert_true(card.is_demo);
		assert_true(when_parse_day(get(residents, i, "birth"), &born));
		assert_int_equal(card.birth_day, born);
		assert_true(is(residents, i, "sex", card.sex == IDCARD_MALE ? "male" : "female"));
		assert_true(!is(residents, i, "kind", "elder") || today - born >= 60 * 365);
		if (text_is_empty(get(residents, i, "lives_in")))
			must_live_there(demo, residents, i);
		else
			assert_true(is(residents, i, "kind", "kin") && text_is_empty(get(residents, i, "address")));
	}
}

static void nobody_lives_in_the_estate_of_the_article(void **state)
{
	const struct demo *demo = *state;
	assert_int_equal(find(demo->tables[VOLUNTEERS], "estate", TEXT("昌盛花园二期")), SIZE_MAX);
	assert_int_equal(find(demo->tables[RESIDENTS], "estate", TEXT("昌盛花园二期")), SIZE_MAX);
}

static void kin_links_join_two_known_people_with_evidence(void **state)
{
	const struct demo *demo = *state;
	const struct table *kin = demo->tables[KIN];
	size_t far_away = 0;
	for (size_t i = 0; i < kin->count; i++) {
		size_t row = find(demo->tables[RESIDENTS], "key", get(kin, i, "kin"));
		must_find(kin, i, "person", demo->tables[RESIDENTS], "key");
		assert_true(has_person(demo, get(kin, i, "kin")));
		assert_false(text_equal(get(kin, i, "person"), get(kin, i, "kin")));
		must_be_one_of(kin, i, "relation", "spouse", "child", "parent", "grandchild", "sibling", "guardian", "other");
		assert_false(text_is_empty(get(kin, i, "evidence")));
		must_be_one_of(kin, i, "may_order", "yes", "no");
		must_be_one_of(kin, i, "may_rate", "yes", "no");
		must_be_one_of(kin, i, "may_spend", "yes", "no");
		far_away += row != SIZE_MAX && !text_is_empty(get(demo->tables[RESIDENTS], row, "lives_in"));
	}
	assert_true(far_away >= 20);
}

static void staff_have_roles_and_places(void **state)
{
	const struct demo *demo = *state;
	const struct table *staff = demo->tables[STAFF];
	static const char *const roles[] = { "clerk", "manager", "county", "auditor", "system" };
	for (size_t i = 0; i < staff->count; i++) {
		must_be_a_person(demo, staff, i);
		must_be_one_of(staff, i, "role", "clerk", "manager", "county", "auditor", "system");
	}
	for (size_t i = 0; i < COUNT_OF(roles); i++)
		assert_true(count_where(staff, "role", roles[i]) >= 1);
}

static void the_story_of_the_cards_can_be_played(void **state)
{
	const struct demo *demo = *state;
	const struct table *personas = demo->tables[PERSONAS], *volunteers = demo->tables[VOLUNTEERS], *kin = demo->tables[KIN];
	for (size_t i = 0; i < personas->count; i++) {
		assert_true(has_person(demo, get(personas, i, "person")));
		must_be_one_of(personas, i, "face", "resident", "volunteer", "desk", "public");
	}
	/* The daughter may order for the mother; the son serves with 火山红韵 and may spend for his father; the barber cuts hair. */
	struct text mother = get(personas, find(personas, "code", TEXT("mother")), "person");
	struct text daughter = get(personas, find(personas, "code", TEXT("daughter")), "person");
	struct text son = get(personas, find(personas, "code", TEXT("volunteer_son")), "person");
	struct text barber = get(personas, find(personas, "code", TEXT("volunteer_barber")), "person");
	size_t link = find(kin, "kin", daughter), spend = find(kin, "kin", son);
	assert_true(link != SIZE_MAX && text_equal(get(kin, link, "person"), mother) && is(kin, link, "may_order", "yes"));
	assert_true(spend != SIZE_MAX && is(kin, spend, "may_spend", "yes"));
	assert_true(has(get(volunteers, find(volunteers, "key", son), "organisations"), TEXT("huoshan")));
	assert_true(has(get(volunteers, find(volunteers, "key", son), "skills"), TEXT("chat")));
	assert_true(has(get(volunteers, find(volunteers, "key", barber), "skills"), TEXT("haircut")));
}

static void there_are_words_for_every_menu_item_and_every_occasion(void **state)
{
	const struct demo *demo = *state;
	const struct table *sentences = demo->tables[SENTENCES], *menu = demo->tables[MENU];
	static const char *const kinds[] = { "request", "risk", "question", "reject", "decline", "cancel", "report", "rating", "dispute", "suspend",
		"escalate", "give_back", "note" };
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		assert_true(count_where(sentences, "kind", kinds[i]) >= 2);
	for (size_t i = 0; i < sentences->count; i++) {
		assert_true(is_one_of(get(sentences, i, "kind"), kinds, COUNT_OF(kinds)));
		assert_true(text_count_points(get(sentences, i, "text")) <= LIMIT_NOTE_POINTS);
		if (!text_is_empty(get(sentences, i, "item")))
			must_find(sentences, i, "item", menu, "code");
		if (is(sentences, i, "kind", "rating"))
			assert_in_range(number(sentences, i, "score"), 1, 5);
		else
			assert_false(text_is_empty(get(sentences, i, "text")));
		bool needs_more = is(sentences, i, "kind", "reject") || is(sentences, i, "kind", "question");
		assert_int_equal(needs_more, !text_is_empty(get(sentences, i, "more")));
	}
	for (size_t i = 0; i < menu->count; i++)
		assert_int_not_equal(find(sentences, "item", get(menu, i, "code")), SIZE_MAX);
	assert_true(count_where(sentences, "item", "") >= 30);
}

static void scenes_name_people_items_and_volunteers_who_can(void **state)
{
	const struct demo *demo = *state;
	const struct table *scenes = demo->tables[SCENES], *volunteers = demo->tables[VOLUNTEERS], *menu = demo->tables[MENU];
	static const char *const stands[] = { "submitted", "agreed", "asked", "open", "escalated", "accepted" };
	for (size_t i = 0; i < scenes->count; i++) {
		struct text list = get(scenes, i, "volunteers"), item = get(scenes, i, "item");
		assert_true(is_one_of(get(scenes, i, "stands"), stands, COUNT_OF(stands)));
		must_find(scenes, i, "person", demo->tables[RESIDENTS], "key");
		bool is_staff = text_starts_with(get(scenes, i, "orderer"), TEXT("S"));
		must_find(scenes, i, "orderer", demo->tables[is_staff ? STAFF : RESIDENTS], "key");
		assert_int_equal(is(scenes, i, "stands", "agreed") || is(scenes, i, "stands", "asked"), !text_is_empty(list));
		assert_true(!is(scenes, i, "stands", "escalated") || !text_is_empty(get(scenes, i, "note")));
		if (!text_is_empty(item))
			must_find(scenes, i, "item", menu, "code");
		while (list.len > 0) {
			size_t row = find(volunteers, "key", text_cut(&list, ','));
			assert_int_not_equal(row, SIZE_MAX);
			struct text skills = get(menu, find(menu, "code", item), "skills");
			while (skills.len > 0)
				assert_true(has(get(volunteers, row, "skills"), text_cut(&skills, ',')));
		}
	}
	for (size_t i = 0; i < COUNT_OF(stands); i++)
		assert_true(count_where(scenes, "stands", stands[i]) >= 1);
}

static void goods_are_given_by_somebody_and_can_be_afforded(void **state)
{
	const struct demo *demo = *state;
	const struct table *goods = demo->tables[GOODS];
	assert_in_range(goods->count, 3, 16);
	for (size_t i = 0; i < goods->count; i++) {
		if (!text_is_empty(get(goods, i, "provider")))
			must_find(goods, i, "provider", demo->tables[ORGANISATIONS], "code");
		must_find(goods, i, "place", demo->tables[PLACES], "code");
		assert_in_range(number(goods, i, "price"), 1, 1000); /* ten hours of service at most */
		assert_in_range(number(goods, i, "month_limit"), 1, 10);
		assert_true(number(goods, i, "stock") >= 1);
		static const char *const texts[] = { "title", "title_en", "given", "given_en", "pick_up", "pick_up_en" };
		for (size_t n = 0; n < COUNT_OF(texts); n++)
			assert_false(text_is_empty(get(goods, i, texts[n])));
	}
}

static void rules_follow_each_other(void **state)
{
	const struct demo *demo = *state;
	const struct table *rules = demo->tables[RULES];
	for (size_t i = 0; i < rules->count; i++) {
		assert_int_equal(number(rules, i, "version"), i + 1);
		assert_true(i == 0 || number(rules, i, "from_days_before") < number(rules, i - 1, "from_days_before"));
		assert_in_range(number(rules, i, "round_min"), 1, 60);
		assert_true(number(rules, i, "session_cap_min") <= number(rules, i, "day_cap_min"));
		assert_true(number(rules, i, "points_per_hour") > 0);
	}
	/* A year of history stands under a rule. */
	assert_true(number(rules, 0, "from_days_before") > 366);
}

static int open_demo(void **state)
{
	static struct demo demo;
	demo.arena = arena_make(ARENA_BYTES);
	assert_non_null(demo.arena);
	for (size_t i = 0; i < TABLES; i++)
		read_table(&demo, i);
	*state = &demo;
	return 0;
}

static int close_demo(void **state)
{
	struct demo *demo = *state;
	arena_free(demo->arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_are_as_many_as_promised),
		cmocka_unit_test(every_key_is_used_once),
		cmocka_unit_test(every_place_hangs_below_a_higher_one),
		cmocka_unit_test(organisations_have_a_place_and_a_leader_who_belongs_to_them),
		cmocka_unit_test(every_menu_item_is_complete_and_somebody_can_do_it),
		cmocka_unit_test(all_ways_and_all_people_of_the_station_are_on_the_menu),
		cmocka_unit_test(volunteers_are_grown_up_able_and_free),
		cmocka_unit_test(free_hours_are_spans_of_a_week_that_do_not_touch),
		cmocka_unit_test(residents_have_documents_of_the_unassigned_area),
		cmocka_unit_test(nobody_lives_in_the_estate_of_the_article),
		cmocka_unit_test(kin_links_join_two_known_people_with_evidence),
		cmocka_unit_test(staff_have_roles_and_places),
		cmocka_unit_test(the_story_of_the_cards_can_be_played),
		cmocka_unit_test(there_are_words_for_every_menu_item_and_every_occasion),
		cmocka_unit_test(scenes_name_people_items_and_volunteers_who_can),
		cmocka_unit_test(goods_are_given_by_somebody_and_can_be_afforded),
		cmocka_unit_test(rules_follow_each_other),
	};
	return cmocka_run_group_tests(tests, open_demo, close_demo);
}
