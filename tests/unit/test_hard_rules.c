/* SPDX-License-Identifier: Apache-2.0
 *
 * The hard rules that a record is held to (reliability.md 8, H1 to H9), each
 * just within and just beyond its limit, with the number that was measured and
 * the words that are shown of it. What happens then (nothing posts by itself)
 * is test_records.
 */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "domain/people.h"
#include "domain/records_private.h"
#include "keys.h"
#include "queries/records.h"
#include "store/store.h"
#include "town.h"

#define LNG_E6 118826000
#define LAT_E6 36714000
#define FAR_E6 180000 /* north by 20,015 m: at 60 km/h twenty minutes, of which five are for the stairs */
#define LONG_MIN 60

struct held;
typedef enum fail arrange(const struct act *act, struct held *held);

/* One try: the world is arranged by one number, a record of FIRST is weighed in it, and all of it is undone. */
struct held {
	struct town *town;
	arrange *arrange;
	int64_t value;
	struct record_plan plan;
	int64_t receivers_cap, staff_cap_min;
	int64_t day_cap_min, week_cap_min, year_cap_min;
	enum town_person recorder;
};

static enum fail duty_at(const struct act *act, const struct held *held, struct request_id request_id, int64_t lat_e6, int64_t people, struct duty_id *ret_id)
{
	return duties_make(act, &(struct duties_make_options){.request_id = request_id, .place_id = held->town->place_id, .title = TEXT("说说话"),
		.lng_e6 = LNG_E6, .lat_e6 = lat_e6, .from_ms = held->plan.from_ms, .to_ms = held->plan.from_ms + LONG_MIN * MINUTE_MS, .duration_min = LONG_MIN,
		.people = (int32_t)people, .coefficient_percent = 100, .is_done = true}, ret_id);
}

/* Somebody has it on record already. */
static enum fail on_record(const struct act *act, struct held *held, struct duty_id duty_id, enum town_person who, int64_t from_ms, int64_t minutes)
{
	struct record_id id = {ids_new(act->now_ms)};
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_RECORD);
	return q_record_add(act->txn, &(struct record_add_in){.centre_id = act->centre_id, .id = id, .duty_id = duty_id,
		.person_id = held->town->people[who], .from_ms = from_ms, .to_ms = from_ms + minutes * MINUTE_MS, .minutes_raw = minutes, .minutes = minutes,
		.rule_version = 1, .evidence = EVIDENCE_CODE, .source = RECORD_ATTENDED, .coefficient_percent = 100,
		.recorded_by = held->town->people[held->recorder], .due_at_ms = act->now_ms, .created_at_ms = act->now_ms}, NULL);
}

static enum fail request_of(const struct act *act, struct held *held, enum town_person who, struct request_id *ret_id)
{
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	return requests_open(act, &(struct requests_open_options){.person_id = held->town->people[who], .words = TEXT("说说话"), .channel = CHANNEL_PHONE,
		.is_duplicate_meant = true}, &refusal, ret_id);
}

/* ---- one for each rule: how many … ---- */

/* Minutes of another service that reach into this one. */
static enum fail overlap(const struct act *act, struct held *held)
{
	struct duty_id duty_id;
	TRY(duty_at(act, held, (struct request_id){0}, LAT_E6, 1, &duty_id));
	return on_record(act, held, duty_id, FIRST, held->plan.from_ms - LONG_MIN * MINUTE_MS, LONG_MIN + held->value);
}

/* Minutes that it is said to have taken. */
static enum fail length(const struct act *act UNUSED, struct held *held)
{
	held->plan.to_ms = held->plan.from_ms + held->value * MINUTE_MS;
	return OK;
}

/* Minutes between the end of a service far away and this one. */
static enum fail way_there(const struct act *act, struct held *held)
{
	struct duty_id duty_id;
	TRY(duty_at(act, held, (struct request_id){0}, LAT_E6 + FAR_E6, 1, &duty_id));
	return on_record(act, held, duty_id, FIRST, held->plan.from_ms - (LONG_MIN + held->value) * MINUTE_MS, LONG_MIN);
}

/* Minutes between this one and the next far away. */
static enum fail way_back(const struct act *act, struct held *held)
{
	struct duty_id duty_id;
	TRY(duty_at(act, held, (struct request_id){0}, LAT_E6 + FAR_E6, 1, &duty_id));
	return on_record(act, held, duty_id, FIRST, held->plan.to_ms + held->value * MINUTE_MS, LONG_MIN);
}

/* Minutes that the resident was still in hospital. */
static enum fail hospital(const struct act *act, struct held *held)
{
	enum record_refusal refusal = RECORD_OK;
	struct request_id request_id;
	TRY(request_of(act, held, ELDER, &request_id));
	TRY(duty_at(act, held, request_id, LAT_E6, 1, &held->plan.duty_id));
	return records_note_absence(act, &(struct absence_options){.person_id = held->town->people[ELDER], .kind = ABSENCE_HOSPITAL,
		.from_ms = held->plan.from_ms - DAY_MS, .to_ms = held->plan.from_ms + held->value * MINUTE_MS}, &refusal);
}

/* Other people served on the day, of whom three in all are allowed. */
static enum fail receivers(const struct act *act, struct held *held)
{
	static const enum town_person others[] = {DAUGHTER, FATHER, SECOND};
	struct request_id request_id;
	struct duty_id duty_id;
	held->receivers_cap = 3;
	for (int64_t i = 0; i < held->value; i++) {
		TRY(request_of(act, held, others[i], &request_id));
		TRY(duty_at(act, held, request_id, LAT_E6, 1, &duty_id));
		TRY(on_record(act, held, duty_id, FIRST, held->plan.from_ms - (i + 2) * HOUR_MS, LONG_MIN));
	}
	TRY(request_of(act, held, ELDER, &request_id));
	return duty_at(act, held, request_id, LAT_E6, 1, &held->plan.duty_id);
}

/* Minutes on record for the same resident, of whom 180 with this one pass before somebody else is asked. */
static enum fail pair(const struct act *act, struct held *held)
{
	struct request_id request_id;
	struct duty_id duty_id;
	TRY(request_of(act, held, ELDER, &request_id));
	TRY(duty_at(act, held, request_id, LAT_E6, 1, &held->plan.duty_id));
	TRY(duty_at(act, held, request_id, LAT_E6, 1, &duty_id));
	return on_record(act, held, duty_id, FIRST, held->plan.from_ms - 29 * DAY_MS, held->value);
}

/* Days, and as many minutes, back to two hours more than enough of the same. */
static enum fail pair_before(const struct act *act, struct held *held)
{
	struct request_id request_id;
	struct duty_id duty_id;
	TRY(request_of(act, held, ELDER, &request_id));
	TRY(duty_at(act, held, request_id, LAT_E6, 1, &held->plan.duty_id));
	TRY(duty_at(act, held, request_id, LAT_E6, 1, &duty_id));
	return on_record(act, held, duty_id, FIRST, held->plan.from_ms - 30 * DAY_MS + held->value, 240);
}

/* The same in both directions: what was put down late lies in the same thirty days with what is before and behind it. */
static enum fail pair_between(const struct act *act, struct held *held)
{
	struct request_id request_id;
	struct duty_id duty_id;
	TRY(request_of(act, held, ELDER, &request_id));
	TRY(duty_at(act, held, request_id, LAT_E6, 1, &held->plan.duty_id));
	for (int side = -1; side <= 1; side += 2) {
		TRY(duty_at(act, held, request_id, LAT_E6, 1, &duty_id));
		TRY(on_record(act, held, duty_id, FIRST, held->plan.from_ms + side * (15 * DAY_MS - (side > 0 ? held->value : 0)), 61));
	}
	return OK;
}

/* Others who have a service for two people on record. */
static enum fail capacity(const struct act *act, struct held *held)
{
	static const enum town_person others[] = {SECOND, DAUGHTER};
	TRY(duty_at(act, held, (struct request_id){0}, LAT_E6, 2, &held->plan.duty_id));
	for (int64_t i = 0; i < held->value; i++)
		TRY(on_record(act, held, held->plan.duty_id, others[i], held->plan.from_ms, LONG_MIN));
	return OK;
}

/* Links of kinship between the two. */
static enum fail family(const struct act *act, struct held *held)
{
	enum people_refusal refusal = PEOPLE_OK;
	struct request_id request_id;
	struct kin_id id;
	TRY(request_of(act, held, ELDER, &request_id));
	TRY(duty_at(act, held, request_id, LAT_E6, 1, &held->plan.duty_id));
	if (held->value == 0)
		return OK;
	return people_link_kin(act, &(struct people_kin_options){.person_id = held->town->people[ELDER], .kin_id = held->town->people[FIRST],
		.relation = KIN_CHILD, .evidence = TEXT("户口簿")}, &refusal, &id);
}

/* The volunteer gives the resident's address as her own (1), written a little otherwise, or (2) the resident's telephone. */
static enum fail household(const struct act *act, struct held *held)
{
	enum people_refusal refusal = PEOPLE_OK;
	struct request_id request_id;
	const struct people_options options = {.name = TEXT("王秀英"), .place_id = held->town->place_id,
		.phone = held->value == 2 ? TEXT("154 1234 5678") : TEXT_NONE, .address = held->value == 1 ? TEXT(" ３号楼 2单元501") : TEXT("31号楼2单元501")};
	TRY(request_of(act, held, ELDER, &request_id));
	TRY(duty_at(act, held, request_id, LAT_E6, 1, &held->plan.duty_id));
	return people_change(act, held->town->people[FIRST], &options, &refusal);
}

/* Minutes that the member of staff has put down today, of whom 120 are allowed. */
static enum fail quota(const struct act *act, struct held *held)
{
	struct duty_id duty_id;
	held->staff_cap_min = 2 * LONG_MIN;
	TRY(duty_at(act, held, (struct request_id){0}, LAT_E6, 1, &duty_id));
	return on_record(act, held, duty_id, SECOND, held->plan.from_ms - DAY_MS, held->value);
}

/* Records that the member of staff has put down within the minute. */
static enum fail rush(const struct act *act, struct held *held)
{
	for (int64_t i = 0; i < held->value; i++) {
		struct duty_id duty_id;
		TRY(duty_at(act, held, (struct request_id){0}, LAT_E6, 1, &duty_id));
		TRY(on_record(act, held, duty_id, SECOND, held->plan.from_ms - (i + 1) * DAY_MS, 1));
	}
	return OK;
}

/* Metres to the north of the address, when she left. */
static enum fail place(const struct act *act UNUSED, struct held *held)
{
	held->plan.spot = (struct record_spot){.position = {LNG_E6, LAT_E6 + held->value * FAR_E6 / 20015}, .accuracy_m = 100};
	return OK;
}

/* On her own word, with a place that is so inaccurate; negative: without any. */
static enum fail own_word(const struct act *act UNUSED, struct held *held)
{
	held->plan.evidence = EVIDENCE_OWN_WORD;
	held->plan.has_site_code = false;
	if (held->value >= 0)
		held->plan.spot = (struct record_spot){.position = {LNG_E6, LAT_E6}, .accuracy_m = held->value};
	return OK;
}

static enum fail weigh(const struct act *act, void *context)
{
	struct held *held = context;
	held->plan = (struct record_plan){.person_id = held->town->people[FIRST], .from_ms = act->now_ms - 4 * HOUR_MS,
		.to_ms = act->now_ms - 4 * HOUR_MS + LONG_MIN * MINUTE_MS, .evidence = EVIDENCE_CODE, .has_site_code = true, .source = RECORD_ATTENDED};
	held->recorder = CLERK;
	TRY(held->arrange(act, held));
	if (held->plan.duty_id.value == 0)
		TRY(duty_at(act, held, (struct request_id){0}, LAT_E6, 1, &held->plan.duty_id));
	TRY(records_plan(act, &held->plan));
	held->plan.rule.receivers_cap = held->receivers_cap;
	held->plan.rule.staff_cap_min = held->staff_cap_min;
	if (held->day_cap_min > 0)
		held->plan.rule.day_cap_min = held->day_cap_min;
	held->plan.rule.week_cap_min = held->week_cap_min;
	held->plan.rule.year_cap_min = held->year_cap_min;
	TRY(records_weigh(act, &held->plan));
	return FAIL_REFUSED; /* nothing of it stays */
}

static const struct record_verdict_line *line_of(const struct record_plan *plan, enum record_signal signal)
{
	for (size_t i = 0; i < plan->line_count; i++) {
		if (plan->lines[i].signal == signal)
			return &plan->lines[i];
	}
	fail_msg("%s was not weighed", record_signal_name(signal));
	return NULL;
}

static struct held tried(struct town *town, arrange *how, int64_t value)
{
	struct held held = {.town = town, .arrange = how, .value = value};
	assert_int_equal(town_write(town, CLERK, weigh, &held), FAIL_REFUSED);
	assert_int_not_equal(held.plan.line_count, 0);
	return held;
}

static void each_rule_holds_up_what_is_just_beyond_it(void **state UNUSED)
{
	static const struct { const char *rule; arrange *how; enum record_signal signal; int64_t within, beyond, number; const char *shown; } rows[] = {
		{"H1 touching is allowed, a minute is not", overlap, SIGNAL_OVERLAP, 0, 1, 1, "与另一次服务重叠"},
		{"H2 back from hospital, or a minute early", hospital, SIGNAL_RECEIVER, 0, 1, ABSENCE_HOSPITAL, "居民当时不在家"},
		{"H2, H7 the second of two, or the third", capacity, SIGNAL_CAPACITY, 1, 2, 3, "超过所需人数"},
		{"H3 twice the plan and an hour", length, SIGNAL_LENGTH, 180, 181, 181, NULL},
		{"H3 a quarter of the plan", length, SIGNAL_LENGTH, 15, 14, 14, NULL},
		{"H3 three people on one day, or four", receivers, SIGNAL_RECEIVERS, 2, 3, 4, "位居民"},
		{"H3 180 minutes of one for another in 30 days", pair, SIGNAL_PAIR, 120, 121, 181, "为这位居民服务"},
		{"H3 30 days, or a millisecond less", pair_before, SIGNAL_PAIR, 0, 1, 300, "为这位居民服务"},
		{"H3 the 30 days in which it lies", pair_between, SIGNAL_PAIR, 0, 1, 182, "为这位居民服务"},
		{"H4 60 km/h and five minutes, there", way_there, SIGNAL_TRAVEL, 15, 14, 63, "公里才赶得及"},
		{"H4 and on from there", way_back, SIGNAL_TRAVEL, 15, 14, 63, "公里才赶得及"},
		{"H5 at the address, or a kilometre away", place, SIGNAL_PLACE, 199, 1010, 1, "公里以上"},
		{"H5 told by classes only", place, SIGNAL_PLACE, 0, 9000, 5, "公里以上"},
		{"H8 not one's own family", family, SIGNAL_FAMILY, 0, 1, TIE_KIN, "自己的家人"},
		{"H8 nor one's own household", household, SIGNAL_FAMILY, 0, 1, TIE_HOME, "住在一起"},
		{"H8 nor who has one's own telephone", household, SIGNAL_FAMILY, 0, 2, TIE_TELEPHONE, "同一个电话"},
		{"H9 minutes of one member of staff a day", quota, SIGNAL_STAFF, 60, 61, 121, "超限额"},
		{"H9 fifty in a minute", rush, SIGNAL_STAFF, 49, 50, 110, "超限额"},
	};
	struct town town;
	town_open(&town);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct held within = tried(&town, rows[i].how, rows[i].within);
		struct held beyond = tried(&town, rows[i].how, rows[i].beyond);
		if (line_of(&within.plan, rows[i].signal)->verdict != VERDICT_GOOD || line_of(&beyond.plan, rows[i].signal)->verdict != VERDICT_BAD)
			fail_msg("%s", rows[i].rule);
		if (line_of(&beyond.plan, rows[i].signal)->number != rows[i].number)
			fail_msg("%s: %lld", rows[i].rule, (long long)line_of(&beyond.plan, rows[i].signal)->number);
		assert_int_equal(record_grade_of(beyond.plan.lines, beyond.plan.line_count), GRADE_BAD); /* the code alone does not outweigh it */
		assert_int_not_equal(record_grade_of(within.plan.lines, within.plan.line_count), GRADE_BAD);
		char name[64];
		(void)snprintf(name, sizeof(name), "record.signal.%s.bad", record_signal_name(rows[i].signal));
		enum key key = locale_key(text_of(name));
		assert_int_not_equal(key, KEY_NONE);
		for (enum lang lang = 0; lang < LANG_COUNT; lang++)
			assert_true(locale_text(lang, key).len > 0);
		if (rows[i].shown != NULL)
			assert_non_null(strstr(arena_format(town.house.arena, "%.*s", TEXT_ARGS(locale_text(LANG_ZH_HANS, key))).at, rows[i].shown));
	}
	town_close(&town);
}

/* ---- the caps of H3: what goes beyond does not count ---- */

static enum fail hours_before(const struct act *act, struct held *held, int64_t days)
{
	struct duty_id duty_id;
	TRY(duty_at(act, held, (struct request_id){0}, LAT_E6, 1, &duty_id));
	return on_record(act, held, duty_id, FIRST, held->plan.from_ms - days * DAY_MS - 5 * HOUR_MS, held->value);
}

static enum fail same_day(const struct act *act, struct held *held)
{
	held->day_cap_min = 240;
	return hours_before(act, held, 0);
}

static enum fail same_week(const struct act *act, struct held *held)
{
	held->week_cap_min = 240;
	return hours_before(act, held, 1);
}

static enum fail same_year(const struct act *act, struct held *held)
{
	held->year_cap_min = 240;
	return hours_before(act, held, 100);
}

static enum fail week_before(const struct act *act, struct held *held)
{
	held->week_cap_min = 240;
	return hours_before(act, held, 7);
}

static void minutes_beyond_a_cap_do_not_count(void **state UNUSED)
{
	static const struct { arrange *how; int64_t before, counted; } rows[] = {{same_day, 180, 60}, {same_day, 181, 59}, {same_day, 240, 0},
		{same_week, 180, 60}, {same_week, 181, 59}, {same_week, 240, 0}, {same_year, 180, 60}, {same_year, 181, 59}, {week_before, 240, 60},
		{length, 75, 75}, {length, 76, 75}};
	struct town town;
	town_open(&town);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct held held = tried(&town, rows[i].how, rows[i].before);
		if (held.plan.minutes != rows[i].counted)
			fail_msg("row %zu: %lld minutes", i, (long long)held.plan.minutes);
	}
	town_close(&town);
}

static void without_a_code_a_place_is_looked_for_and_proves_nothing_alone(void **state UNUSED)
{
	static const struct { arrange *how; int64_t value; enum record_verdict verdict; int64_t number; enum record_grade grade; } rows[] = {
		{own_word, -1, VERDICT_MISSING, 0, GRADE_THIN},    /* no place */
		{own_word, 101, VERDICT_MISSING, 0, GRADE_THIN},   /* known to 101 m only */
		{own_word, 100, VERDICT_GOOD, 200, GRADE_THIN},    /* a telephone can be made to lie */
		{place, 210, VERDICT_MISSING, 1000, GRADE_ENOUGH}, /* about: homes are known by their estate */
		{place, 990, VERDICT_MISSING, 1000, GRADE_ENOUGH},
	};
	struct town town;
	town_open(&town);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct held held = tried(&town, rows[i].how, rows[i].value);
		const struct record_verdict_line *line = line_of(&held.plan, SIGNAL_PLACE);
		if (line->verdict != rows[i].verdict || line->number != rows[i].number)
			fail_msg("row %zu: %d %lld", i, (int)line->verdict, (long long)line->number);
		assert_int_equal(record_grade_of(held.plan.lines, held.plan.line_count), rows[i].grade);
	}
	struct held held = tried(&town, length, LONG_MIN); /* with the code nobody is asked where she is */
	for (size_t i = 0; i < held.plan.line_count; i++)
		assert_int_not_equal(held.plan.lines[i].signal, SIGNAL_PLACE);
	town_close(&town);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_holds_up_what_is_just_beyond_it),
		cmocka_unit_test(without_a_code_a_place_is_looked_for_and_proves_nothing_alone),
		cmocka_unit_test(minutes_beyond_a_cap_do_not_count),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
