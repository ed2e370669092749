/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/demo_load.h"

#include "base/limits.h"
#include "base/when.h"
#include "domain/organisations.h"
#include "domain/people.h"
#include "text/idcard.h"
#include "web/credential.h"

#define PEOPLE_AT_ONCE 60
#define SPANS_MAX 32
#define WITHOUT_DOCUMENT 9 /* every so many volunteers have shown no document yet */

static const char *const sexes[] = {"male", "female", NULL};
static const char *const relations[] = {"spouse", "child", "parent", "grandchild", "sibling", "guardian", "other", NULL};
static const char *const staff_roles[] = {"clerk", "manager", "county", "auditor", "system", NULL};
static const enum role staff_role_members[] = {ROLE_CLERK, ROLE_MANAGER, ROLE_COUNTY, ROLE_AUDITOR, ROLE_SYSTEM};

static enum fail people_work(struct store_txn *txn, void *context);
static enum fail ties_work(struct store_txn *txn, void *context);
static struct text made_up_document(struct arena *arena, const struct demo_table *table, size_t row);
static enum fail load_person(struct demo *demo, const struct act *act, const struct demo_table *table, size_t row, bool is_resident, bool is_staff,
	struct person_id *ret_id);
static enum fail load_resident(struct demo *demo, struct store_txn *txn, size_t row);
static enum fail load_volunteer(struct demo *demo, struct store_txn *txn, size_t row);
static enum fail load_free_times(struct demo *demo, const struct act *act, struct person_id id, struct text spans);
static enum fail load_staff(struct demo *demo, struct store_txn *txn, size_t row);
static enum fail load_kin(struct demo *demo, const struct act *act);
static enum fail load_leaders(struct demo *demo, const struct act *act);
static enum fail load_personas(struct demo *demo, const struct act *act);
static int32_t read_min(struct text text);
static int64_t joined_ms(const struct demo *demo, const struct demo_table *table, size_t row, bool has_since);

enum fail demo_load_people(struct demo *demo)
{
	size_t total = demo->residents.row_count + demo->volunteers.row_count + demo->staff.row_count;
	demo->next_person = 0;
	while (demo->next_person < total) {
		TRY(store_write(demo->house->store, people_work, demo));
		demo->next_person += PEOPLE_AT_ONCE;
	}
	return store_write(demo->house->store, ties_work, demo);
}

static enum fail people_work(struct store_txn *txn, void *context)
{
	struct demo *demo = context;
	size_t residents = demo->residents.row_count;
	size_t volunteers = demo->volunteers.row_count;
	demo->person_ids.count = demo->next_person; /* a second run begins where this one began */
	for (size_t i = demo->next_person; i < demo->next_person + PEOPLE_AT_ONCE; i++) {
		if (i < residents)
			TRY(load_resident(demo, txn, i));
		else if (i < residents + volunteers)
			TRY(load_volunteer(demo, txn, i - residents));
		else if (i < residents + volunteers + demo->staff.row_count)
			TRY(load_staff(demo, txn, i - residents - volunteers));
	}
	return OK;
}

static enum fail load_resident(struct demo *demo, struct store_txn *txn, size_t row)
{
	struct person_id id;
	struct act act = demo_act(demo, txn, joined_ms(demo, &demo->residents, row, false));
	return load_person(demo, &act, &demo->residents, row, true, false, &id);
}

static enum fail load_person(struct demo *demo, const struct act *act, const struct demo_table *table, size_t row, bool is_resident, bool is_staff,
	struct person_id *ret_id)
{
	enum people_refusal refusal = PEOPLE_OK;
	int32_t birth_day = 0;
	struct text key = demo_cell(table, row, "key");
	struct text document = is_resident ? demo_cell(table, row, "document") : TEXT_NONE;
	if (!is_resident && !is_staff && row % WITHOUT_DOCUMENT != 0)
		document = made_up_document(act->arena, table, row);
	struct text health = is_resident ? demo_cell(table, row, "health") : TEXT_NONE;
	bool has_birth_day = when_parse_day(demo_cell(table, row, "birth"), &birth_day);
	enum fail fail = people_add(act, &(struct people_options){.name = demo_cell(table, row, "name"),
		.pinyin = is_staff ? TEXT_NONE : demo_cell(table, row, "pinyin"), .sex = (enum sex)demo_word(demo_cell(table, row, "sex"), sexes),
		.has_birth_day = has_birth_day, .birth_day = birth_day, .place_id = {demo_find(&demo->place_ids, demo_cell(table, row, "place"))},
		.estate = is_staff ? TEXT_NONE : demo_cell(table, row, "estate"), .phone = demo_cell(table, row, "phone"),
		.document_kind = document.len > 0 ? DOCUMENT_RESIDENT_ID : DOCUMENT_NONE, .document = document,
		.address = is_staff ? TEXT_NONE : demo_cell(table, row, "address"), .health = health, .has_health_consent = health.len > 0,
		.lives_alone = is_resident && demo_yes(table, row, "lives_alone"), .is_hardship = is_resident && demo_yes(table, row, "hardship"),
		.lng_e6 = is_staff ? 0 : demo_number(table, row, "lng_e6"), .lat_e6 = is_staff ? 0 : demo_number(table, row, "lat_e6"),
		.channel = CHANNEL_VISIT, .has_consent = !is_staff}, &refusal, ret_id);
	if (fail == FAIL_REFUSED)
		return demo_fail(demo, people_refusal_name(refusal), key);
	TRY(fail);
	demo_keep(&demo->person_ids, key, ret_id->value);
	return OK;
}

/* A number of the area 370799, which was never assigned, that fits birth date and sex. */
static struct text made_up_document(struct arena *arena, const struct demo_table *table, size_t row)
{
	int32_t birth_day = 0;
	if (!when_parse_day(demo_cell(table, row, "birth"), &birth_day))
		return TEXT_NONE;
	struct local_time birth = when_local(when_at(birth_day, 0));
	int64_t is_male = demo_word(demo_cell(table, row, "sex"), sexes) == SEX_MALE;
	struct text digits = arena_format(arena, "370799%04d%02d%02d%03d", (int)birth.year, (int)birth.month, (int)birth.day,
		(int)(row % 499 * 2 + (is_male ? 1 : 0)));
	return text_is_empty(digits) ? TEXT_NONE : arena_format(arena, "%.*s%c", TEXT_ARGS(digits), idcard_check_character(digits.at));
}

static enum fail load_volunteer(struct demo *demo, struct store_txn *txn, size_t row)
{
	const struct demo_table *table = &demo->volunteers;
	struct person_id id;
	struct text skills[LIMIT_SKILLS];
	size_t skill_count = 0;
	enum people_refusal refusal = PEOPLE_OK;
	enum organisation_refusal organisation_refusal = ORGANISATION_OK;
	struct act act = demo_act(demo, txn, joined_ms(demo, table, row, true));
	TRY(load_person(demo, &act, table, row, false, false, &id));
	TRY(people_consent(&act, id, CONSENT_VOLUNTEERING, CHANNEL_WINDOW, true, &refusal));
	TRY(people_volunteer(&act, id, (int32_t)demo_number(table, row, "reach_m"), &refusal));
	for (struct text rest = demo_cell(table, row, "skills"); rest.len > 0 && skill_count < LIMIT_SKILLS;)
		skills[skill_count++] = text_cut(&rest, ',');
	TRY(people_set_skills(&act, id, skills, skill_count, &refusal));
	TRY(load_free_times(demo, &act, id, demo_cell(table, row, "free")));
	for (struct text rest = demo_cell(table, row, "organisations"); rest.len > 0;) {
		struct organisation_id organisation = {demo_find(&demo->organisation_ids, text_cut(&rest, ','))};
		if (organisation.value == 0)
			return demo_fail(demo, "volunteers.tsv: organisation", demo_cell(table, row, "key"));
		TRY(organisations_join(&act, organisation, id, &organisation_refusal));
	}
	return OK;
}

/* "3 14:00-17:00;6 09:00-11:30" */
static enum fail load_free_times(struct demo *demo, const struct act *act, struct person_id id, struct text spans)
{
	struct person_free_time times[SPANS_MAX];
	size_t count = 0;
	enum people_refusal refusal = PEOPLE_OK;
	while (spans.len > 0 && count < SPANS_MAX) {
		struct text span = text_cut(&spans, ';');
		int64_t weekday = 0;
		(void)text_to_int(text_cut(&span, ' '), &weekday);
		struct text from = text_cut(&span, '-');
		times[count++] = (struct person_free_time){(int32_t)weekday, read_min(from), read_min(span)};
	}
	enum fail fail = people_set_free_times(act, id, times, count, &refusal);
	return fail == FAIL_REFUSED ? demo_fail(demo, "volunteers.tsv: free", spans) : fail;
}

static enum fail load_staff(struct demo *demo, struct store_txn *txn, size_t row)
{
	const struct demo_table *table = &demo->staff;
	struct person_id id;
	struct role_id role_id;
	enum people_refusal refusal = PEOPLE_OK;
	struct act act = demo_act(demo, txn, joined_ms(demo, table, row, false));
	int role = demo_word(demo_cell(table, row, "role"), staff_roles);
	if (role == 0)
		return demo_fail(demo, "staff.tsv: role", demo_cell(table, row, "role"));
	TRY(load_person(demo, &act, table, row, false, true, &id));
	return people_grant(&act, id, staff_role_members[role - 1], (struct place_id){demo_find(&demo->place_ids, demo_cell(table, row, "place"))},
		&refusal, &role_id);
}

static enum fail ties_work(struct store_txn *txn, void *context)
{
	struct demo *demo = context;
	struct act act = demo_act(demo, txn, demo->today_ms - 399 * DAY_MS);
	TRY(load_kin(demo, &act));
	TRY(load_leaders(demo, &act));
	return load_personas(demo, &act);
}

static enum fail load_kin(struct demo *demo, const struct act *act)
{
	const struct demo_table *kin = &demo->kin;
	for (size_t i = 0; i < kin->row_count; i++) {
		enum people_refusal refusal = PEOPLE_OK;
		struct kin_id id;
		enum fail fail = people_link_kin(act, &(struct people_kin_options){.person_id = {demo_find(&demo->person_ids, demo_cell(kin, i, "person"))},
			.kin_id = {demo_find(&demo->person_ids, demo_cell(kin, i, "kin"))},
			.relation = (enum kin_relation)demo_word(demo_cell(kin, i, "relation"), relations), .evidence = demo_cell(kin, i, "evidence"),
			.may_order = demo_yes(kin, i, "may_order"), .may_rate = demo_yes(kin, i, "may_rate"), .may_spend = demo_yes(kin, i, "may_spend")},
			&refusal, &id);
		if (fail == FAIL_REFUSED)
			return demo_fail(demo, "kin.tsv", demo_cell(kin, i, "person"));
		TRY(fail);
	}
	return OK;
}

static enum fail load_leaders(struct demo *demo, const struct act *act)
{
	const struct demo_table *rows = &demo->organisations;
	for (size_t i = 0; i < rows->row_count; i++) {
		enum organisation_refusal refusal = ORGANISATION_OK;
		struct person_id leader = {demo_find(&demo->person_ids, demo_cell(rows, i, "leader"))};
		if (leader.value == 0)
			continue;
		struct organisation_id id = {demo_find(&demo->organisation_ids, demo_cell(rows, i, "code"))};
		TRY(organisations_lead(act, id, leader, true, &refusal));
	}
	return OK;
}

/* The cards of the sign-in page: a sign-in name without a password. */
static enum fail load_personas(struct demo *demo, const struct act *act)
{
	for (size_t i = 0; i < demo->personas.row_count; i++) {
		struct person_id id = {demo_find(&demo->person_ids, demo_cell(&demo->personas, i, "person"))};
		if (id.value == 0)
			return demo_fail(demo, "personas.tsv", demo_cell(&demo->personas, i, "code"));
		TRY(credential_add(act, id, arena_join(act->arena, TEXT("demo."), demo_cell(&demo->personas, i, "code"))));
	}
	return OK;
}

static int32_t read_min(struct text text)
{
	int32_t min = 0;
	return when_parse_min(text, &min) ? min : 0;
}

static int64_t joined_ms(const struct demo *demo, const struct demo_table *table, size_t row, bool has_since)
{
	int64_t days = has_since ? demo_number(table, row, "since_days_before") : 400;
	return demo->today_ms - (days > 390 ? 390 : days) * DAY_MS;
}
