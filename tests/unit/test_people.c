/* SPDX-License-Identifier: Apache-2.0
 *
 * The rules of people, as tables that walk down the refusals: registering and
 * correcting, roles, kin, consents, serving, codes to sign in; and opening
 * what is sealed.
 */
#include "unit.h"

#include "base/limits.h"
#include "base/when.h"
#include "domain/people.h"
#include "queries/people.h"
#include "town.h"

static struct town town;
#define GOOD_CARD "370799194701120024" /* made up: the demonstration's area */

static int open_town(void **state UNUSED)
{
	town_open(&town);
	return 0;
}

static int close_town(void **state UNUSED)
{
	town_close(&town);
	return 0;
}

/* ---- one act at a time, as somebody ---- */

struct doing {
	struct people_options options;
	struct people_kin_options kin;
	struct person_id id;
	struct role_id role_id;
	struct kin_id kin_id;
	enum role role;
	struct place_id place_id;
	enum consent_purpose purpose;
	bool is_given;
	struct text word;
	int32_t number;
	int64_t at_ms;
	enum sealed_field field;
	enum people_refusal refusal;
	enum reveal_refusal reveal;
	struct text value;
};

static enum fail add(const struct act *act, void *context)
{
	struct doing *doing = context;
	return people_add(act, &doing->options, &doing->refusal, &doing->id);
}

static enum fail change(const struct act *act, void *context)
{
	struct doing *doing = context;
	return people_change(act, doing->id, &doing->options, &doing->refusal);
}

static enum fail grant(const struct act *act, void *context)
{
	struct doing *doing = context;
	return people_grant(act, doing->id, doing->role, doing->place_id, &doing->refusal, &doing->role_id);
}

static enum fail revoke(const struct act *act, void *context)
{
	struct doing *doing = context;
	return people_revoke(act, doing->role_id, &doing->refusal);
}

static enum fail link_kin(const struct act *act, void *context)
{
	struct doing *doing = context;
	return people_link_kin(act, &doing->kin, &doing->refusal, &doing->kin_id);
}

static enum fail consent(const struct act *act, void *context)
{
	struct doing *doing = context;
	return people_consent(act, doing->id, doing->purpose, CHANNEL_WINDOW, doing->is_given, &doing->refusal);
}

static enum fail volunteer(const struct act *act, void *context)
{
	struct doing *doing = context;
	return people_volunteer(act, doing->id, doing->number, &doing->refusal);
}

static enum fail pause_her(const struct act *act, void *context)
{
	struct doing *doing = context;
	return people_pause(act, doing->id, doing->at_ms, &doing->refusal);
}

static enum fail set_skill(const struct act *act, void *context)
{
	struct doing *doing = context;
	return people_set_skill(act, doing->id, doing->word, doing->number, &doing->refusal);
}

static enum fail drop_skill(const struct act *act, void *context)
{
	struct doing *doing = context;
	return people_drop_skill(act, doing->id, doing->word, &doing->refusal);
}

static enum fail set_reach(const struct act *act, void *context)
{
	struct doing *doing = context;
	return people_set_reach(act, doing->id, doing->number, &doing->refusal);
}

static enum fail help_in(const struct act *act, void *context)
{
	struct doing *doing = context;
	return people_help_in(act, doing->id, &doing->refusal);
}

static enum fail reveal(const struct act *act, void *context)
{
	struct doing *doing = context;
	return access_reveal(act, doing->id, doing->field, doing->word, &doing->reveal, &doing->value);
}

static enum people_refusal said(enum town_person actor, town_work *work, struct doing *doing)
{
	doing->refusal = PEOPLE_OK;
	enum fail fail = town_write(&town, actor, work, doing);
	assert_int_equal(fail, doing->refusal == PEOPLE_OK ? OK : FAIL_REFUSED);
	return doing->refusal;
}

/* By the command line: what the rules of scope do not hold back. */
static enum fail grant_plain(const struct act *act, void *context)
{
	struct doing *doing = context;
	struct act command = *act;
	command.source = ACT_CLI;
	command.actor = (struct person_id){0};
	return people_grant(&command, doing->id, doing->role, doing->place_id, &doing->refusal, &doing->role_id);
}

static struct place_id root_place;
static enum fail find_root(const struct act *act, void *context UNUSED)
{
	struct role_list_rows rows;
	TRY(q_role_list(act->view, act->arena, &(struct role_list_in){.centre_id = act->centre_id, .person_id = town.people[CLERK]}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		if (rows.rows[i].role == ROLE_CLERK)
			root_place = rows.rows[i].place_id;
	}
	return OK;
}

/* DAUGHTER becomes manager of the community, FATHER system administrator, SECOND auditor of everything. */
static void appoint(void)
{
	assert_int_equal(town_read(&town, find_root, NULL), OK);
	struct doing doing = {.id = town.people[DAUGHTER], .role = ROLE_MANAGER, .place_id = town.place_id};
	assert_int_equal(said(CLERK, grant_plain, &doing), PEOPLE_OK);
	doing = (struct doing){.id = town.people[FATHER], .role = ROLE_SYSTEM, .place_id = root_place};
	assert_int_equal(said(CLERK, grant_plain, &doing), PEOPLE_OK);
	doing = (struct doing){.id = town.people[SECOND], .role = ROLE_AUDITOR, .place_id = root_place};
	assert_int_equal(said(CLERK, grant_plain, &doing), PEOPLE_OK);
}

/* ---- registering ---- */

static void registering_refuses_in_order(void **state UNUSED)
{
	const struct place_id nowhere = {1};
	const struct {
		enum town_person actor;
		struct people_options options;
		enum people_refusal refusal;
	} rows[] = {
		{ELDER, {.name = TEXT("李四"), .place_id = town.place_id}, PEOPLE_NOT_ALLOWED},
		{CLERK, {.name = TEXT(""), .place_id = town.place_id}, PEOPLE_NO_NAME},
		{CLERK, {.name = TEXT("李4"), .place_id = town.place_id}, PEOPLE_NAME_INVALID},
		{CLERK, {.name = TEXT("李四"), .place_id = nowhere}, PEOPLE_NOT_ALLOWED},
		{CLERK, {.name = TEXT("李四"), .place_id = town.place_id, .phone = TEXT("12")}, PEOPLE_PHONE_INVALID},
		{CLERK, {.name = TEXT("李四"), .place_id = town.place_id, .health = TEXT("耳背")}, PEOPLE_NO_HEALTH_CONSENT},
		{CLERK, {.name = TEXT("李四"), .place_id = town.place_id, .has_birth_day = true, .birth_day = 30000}, PEOPLE_BIRTH_INVALID},
		{CLERK, {.name = TEXT("李四"), .place_id = town.place_id, .has_birth_day = true, .birth_day = -50000}, PEOPLE_BIRTH_INVALID},
		{CLERK, {.name = TEXT("李四"), .place_id = town.place_id, .document_kind = DOCUMENT_RESIDENT_ID, .document = TEXT("37079919470112002X")},
			PEOPLE_DOCUMENT_INVALID},
		{CLERK, {.name = TEXT("李四"), .place_id = town.place_id, .phone = TEXT("154 1234 5678"), .asks_known = true}, PEOPLE_KNOWN},
		{CLERK, {.name = TEXT("李四"), .place_id = town.place_id, .phone = TEXT("154 1234 5678")}, PEOPLE_OK},
		{CLERK, {.name = TEXT("周五"), .place_id = town.place_id, .health = TEXT("耳背"), .has_health_consent = true}, PEOPLE_OK},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct doing doing = {.options = rows[i].options};
		if (said(rows[i].actor, add, &doing) != rows[i].refusal)
			fail_msg("row %zu: %s instead of %s", i, people_refusal_name(doing.refusal), people_refusal_name(rows[i].refusal));
	}
}

static void a_document_is_registered_once_and_tells_sex_and_birth_day(void **state UNUSED)
{
	struct doing doing = {.options = {.name = TEXT("李四"), .place_id = town.place_id, .document_kind = DOCUMENT_RESIDENT_ID, .document = TEXT(GOOD_CARD)}};
	assert_int_equal(said(CLERK, add, &doing), PEOPLE_OK);
	struct person_id first = doing.id;
	doing.options.name = TEXT("王五");
	assert_int_equal(said(CLERK, add, &doing), PEOPLE_DOCUMENT_TAKEN);
	assert_true(doing.id.value == first.value);
	doing.id = town.people[ELDER];
	doing.options = (struct people_options){.name = TEXT("陈桂兰"), .place_id = town.place_id, .document_kind = DOCUMENT_RESIDENT_ID,
		.document = TEXT(GOOD_CARD)};
	assert_int_equal(said(CLERK, change, &doing), PEOPLE_DOCUMENT_TAKEN);
	doing.id = first;
	doing.options.name = TEXT("李四");
	assert_int_equal(said(CLERK, change, &doing), PEOPLE_OK); /* her own again */
}

static struct person_get_row person;
static enum fail look_at(const struct act *act, void *context)
{
	bool is_found = false;
	const struct person_id *id = context;
	TRY(q_person_get(act->view, town.house.arena, &(struct person_get_in){.centre_id = act->centre_id, .id = *id}, &is_found, &person));
	return is_found ? OK : FAIL_MISSING;
}

/* Day 0 of the calendar is the birth day of many; who said nothing was not born then. */
static void the_first_of_january_1970_is_a_birth_day_like_any_other(void **state UNUSED)
{
	struct doing doing = {.options = {.name = TEXT("李元旦"), .place_id = town.place_id, .has_birth_day = true}};
	struct doing silent = {.options = {.name = TEXT("李未知"), .place_id = town.place_id}};
	assert_int_equal(said(CLERK, add, &doing), PEOPLE_OK);
	assert_int_equal(said(CLERK, add, &silent), PEOPLE_OK);
	assert_int_equal(town_read(&town, look_at, &silent.id), OK);
	assert_false(person.has_birth_day);
	assert_int_equal(town_read(&town, look_at, &doing.id), OK);
	assert_true(person.has_birth_day);
	assert_int_equal(person.birth_day, 0);
	doing.options.has_birth_day = false;
	assert_int_equal(said(CLERK, change, &doing), PEOPLE_OK);
	assert_int_equal(town_read(&town, look_at, &doing.id), OK);
	assert_true(person.has_birth_day);
	silent.options.has_birth_day = true;
	assert_int_equal(said(CLERK, change, &silent), PEOPLE_OK);
	assert_int_equal(town_read(&town, look_at, &silent.id), OK);
	assert_true(person.has_birth_day);
}

static void correcting_keeps_what_is_left_empty(void **state UNUSED)
{
	struct doing doing = {.id = town.people[ELDER], .options = {.name = TEXT("陈桂蘭"), .place_id = town.place_id,
		.has_birth_day = true, .birth_day = -8000, .sex = SEX_FEMALE}};
	assert_int_equal(said(CLERK, change, &doing), PEOPLE_OK);
	doing.options.has_birth_day = false;
	doing.options.birth_day = 0;
	assert_int_equal(said(CLERK, change, &doing), PEOPLE_OK);
	assert_int_equal(town_read(&town, look_at, &town.people[ELDER]), OK);
	assert_text(person.name, "陈桂蘭");
	assert_text(person.phone_mask, "154****5678");
	assert_true(person.has_birth_day);
	assert_int_equal(person.birth_day, -8000);
	assert_true(person.has_address);
	doing.options.health = TEXT("怕狗");
	assert_int_equal(said(CLERK, change, &doing), PEOPLE_NO_HEALTH_CONSENT);
	assert_int_equal(said(DAUGHTER, change, &doing), PEOPLE_NOT_ALLOWED);
	doing.options.has_health_consent = true;
	assert_int_equal(said(CLERK, change, &doing), PEOPLE_OK);
	doing.options.has_health_consent = false; /* on file from now on */
	assert_int_equal(said(CLERK, change, &doing), PEOPLE_OK);
}

static void nobody_is_moved_out_of_reach(void **state UNUSED)
{
	appoint(); /* DAUGHTER manages the community only */
	struct doing doing = {.id = town.people[ELDER], .options = {.name = TEXT("陈桂兰"), .place_id = root_place}};
	assert_int_equal(said(DAUGHTER, change, &doing), PEOPLE_NOT_ALLOWED);
	assert_int_equal(said(CLERK, change, &doing), PEOPLE_OK);
	assert_int_equal(said(DAUGHTER, change, &doing), PEOPLE_NOT_ALLOWED); /* she is gone from there now */
}

/* ---- roles ---- */

static void roles_are_granted_below_and_never_to_oneself(void **state UNUSED)
{
	appoint();
	const struct {
		enum town_person actor, who;
		enum role role;
		bool is_root;
		enum people_refusal refusal;
	} rows[] = {
		{CLERK, ELDER, ROLE_CLERK, false, PEOPLE_ROLE_TOO_HIGH},        /* a clerk grants nothing */
		{ELDER, FIRST, ROLE_CLERK, false, PEOPLE_ROLE_TOO_HIGH},
		{SECOND, FIRST, ROLE_CLERK, false, PEOPLE_ROLE_TOO_HIGH},       /* an auditor writes nothing */
		{DAUGHTER, DAUGHTER, ROLE_CLERK, false, PEOPLE_SELF},
		{DAUGHTER, FIRST, ROLE_MANAGER, false, PEOPLE_ROLE_TOO_HIGH},   /* not one's own rank */
		{DAUGHTER, FIRST, ROLE_CLERK, true, PEOPLE_ROLE_TOO_HIGH},      /* not outside one's subtree */
		{DAUGHTER, FIRST, ROLE_VOLUNTEER, false, PEOPLE_ROLE_TOO_HIGH}, /* that comes with consent */
		{DAUGHTER, FIRST, ROLE_CLERK, false, PEOPLE_OK},
		{DAUGHTER, FIRST, ROLE_CLERK, false, PEOPLE_ALREADY},
		{DAUGHTER, SECOND, ROLE_CLERK, false, PEOPLE_SEPARATED},        /* who audits does not work */
		{FATHER, FATHER, ROLE_MANAGER, true, PEOPLE_SELF},
		{FATHER, FIRST, ROLE_AUDITOR, true, PEOPLE_SEPARATED},          /* who works does not audit */
		{FATHER, CLERK, ROLE_SYSTEM, true, PEOPLE_SEPARATED},
		{FATHER, ELDER, ROLE_MANAGER, true, PEOPLE_OK},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct doing doing = {.id = town.people[rows[i].who], .role = rows[i].role, .place_id = rows[i].is_root ? root_place : town.place_id};
		if (said(rows[i].actor, grant, &doing) != rows[i].refusal)
			fail_msg("row %zu: %s instead of %s", i, people_refusal_name(doing.refusal), people_refusal_name(rows[i].refusal));
	}
}

static void a_role_is_ended_by_who_may_grant_it_and_once(void **state UNUSED)
{
	appoint();
	struct doing doing = {.id = town.people[FIRST], .role = ROLE_CLERK, .place_id = town.place_id};
	assert_int_equal(said(DAUGHTER, grant, &doing), PEOPLE_OK);
	assert_int_equal(said(CLERK, revoke, &doing), PEOPLE_ROLE_TOO_HIGH);
	assert_int_equal(said(FIRST, revoke, &doing), PEOPLE_SELF);
	assert_int_equal(said(DAUGHTER, revoke, &doing), PEOPLE_OK);
	assert_int_equal(said(DAUGHTER, revoke, &doing), PEOPLE_NOT_FOUND);
	assert_int_equal(said(DAUGHTER, grant, &doing), PEOPLE_OK); /* taken back */
}

static void system_and_audit_do_no_business(void **state UNUSED)
{
	appoint();
	for (int i = 0; i < 2; i++) {
		enum town_person actor = i == 0 ? FATHER : SECOND;
		struct doing doing = {.options = {.name = TEXT("李四"), .place_id = town.place_id}};
		assert_int_equal(said(actor, add, &doing), PEOPLE_NOT_ALLOWED);
		doing = (struct doing){.id = town.people[ELDER], .purpose = CONSENT_SERVICE};
		assert_int_equal(said(actor, consent, &doing), PEOPLE_NOT_ALLOWED);
		doing = (struct doing){.id = town.people[FIRST], .word = TEXT("cook")};
		assert_int_equal(said(actor, set_skill, &doing), PEOPLE_NOT_ALLOWED);
		doing = (struct doing){.kin = {.person_id = town.people[ELDER], .kin_id = town.people[FIRST], .relation = KIN_OTHER, .evidence = TEXT("信")}};
		assert_int_equal(said(actor, link_kin, &doing), PEOPLE_NOT_ALLOWED);
		doing = (struct doing){.id = town.people[ELDER], .field = SEALED_PHONE, .word = TEXT("check")};
		assert_int_equal(town_write(&town, actor, reveal, &doing), FAIL_REFUSED);
		assert_int_equal(doing.reveal, REVEAL_NOT_ALLOWED);
	}
}

static void a_code_opens_no_more_than_its_maker_may_grant(void **state UNUSED)
{
	appoint();
	const struct {
		enum town_person actor, who;
		enum people_refusal refusal;
	} rows[] = {
		{CLERK, ELDER, PEOPLE_OK}, {CLERK, FIRST, PEOPLE_OK}, {CLERK, CLERK, PEOPLE_SELF}, {CLERK, DAUGHTER, PEOPLE_ROLE_TOO_HIGH},
		{CLERK, FATHER, PEOPLE_ROLE_TOO_HIGH}, {ELDER, FIRST, PEOPLE_NOT_ALLOWED}, {SECOND, ELDER, PEOPLE_NOT_ALLOWED},
		{DAUGHTER, CLERK, PEOPLE_ROLE_TOO_HIGH}, {DAUGHTER, ELDER, PEOPLE_OK}, {FATHER, DAUGHTER, PEOPLE_OK}, {FATHER, CLERK, PEOPLE_OK},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct doing doing = {.id = town.people[rows[i].who]};
		if (said(rows[i].actor, help_in, &doing) != rows[i].refusal)
			fail_msg("row %zu: %s instead of %s", i, people_refusal_name(doing.refusal), people_refusal_name(rows[i].refusal));
	}
}

/* ---- kin, consent, serving ---- */

static void kin_needs_evidence_and_is_linked_once(void **state UNUSED)
{
	struct doing doing = {.kin = {.person_id = town.people[ELDER], .kin_id = town.people[ELDER], .relation = KIN_OTHER, .evidence = TEXT("户口簿")}};
	assert_int_equal(said(ELDER, link_kin, &doing), PEOPLE_NOT_ALLOWED);
	assert_int_equal(said(CLERK, link_kin, &doing), PEOPLE_SELF);
	doing.kin.kin_id = town.people[CLERK]; /* who records a link stands on neither side of it */
	assert_int_equal(said(CLERK, link_kin, &doing), PEOPLE_SELF);
	doing.kin.kin_id = town.people[FIRST];
	doing.kin.evidence = TEXT(" ");
	assert_int_equal(said(CLERK, link_kin, &doing), PEOPLE_NO_EVIDENCE);
	doing.kin.evidence = TEXT("户口簿");
	assert_int_equal(said(CLERK, link_kin, &doing), PEOPLE_OK);
	assert_int_equal(said(CLERK, link_kin, &doing), PEOPLE_ALREADY);
	doing.kin.kin_id = (struct person_id){1};
	assert_int_equal(said(CLERK, link_kin, &doing), PEOPLE_NOT_FOUND);
}

static void the_health_note_goes_with_its_consent(void **state UNUSED)
{
	struct doing doing = {.options = {.name = TEXT("周五"), .place_id = town.place_id, .health = TEXT("耳背"), .has_health_consent = true}};
	assert_int_equal(said(CLERK, add, &doing), PEOPLE_OK);
	assert_int_equal(town_read(&town, look_at, &doing.id), OK);
	assert_true(person.has_health);
	doing.purpose = CONSENT_SERVICE;
	assert_int_equal(said(CLERK, consent, &doing), PEOPLE_OK);
	assert_int_equal(town_read(&town, look_at, &doing.id), OK);
	assert_true(person.has_health); /* another consent leaves it */
	doing.purpose = CONSENT_HEALTH;
	assert_int_equal(said(CLERK, consent, &doing), PEOPLE_OK);
	assert_int_equal(town_read(&town, look_at, &doing.id), OK);
	assert_false(person.has_health);
}

static struct access access_now;
static struct volunteer_get_row volunteer_now;
static enum fail look_serving(const struct act *act, void *context)
{
	bool is_found = false;
	const struct person_id *id = context;
	TRY(access_load(act, *id, &access_now));
	return q_volunteer_get(act->view, town.house.arena, &(struct volunteer_get_in){.centre_id = act->centre_id, .person_id = *id}, &is_found, &volunteer_now);
}

static void serving_ends_with_its_consent_and_begins_anew_with_the_old_number(void **state UNUSED)
{
	struct doing doing = {.id = town.people[ELDER], .number = 2000};
	assert_int_equal(said(CLERK, volunteer, &doing), PEOPLE_NO_CONSENT);
	doing = (struct doing){.id = town.people[FIRST], .purpose = CONSENT_VOLUNTEERING};
	assert_int_equal(said(FIRST, consent, &doing), PEOPLE_OK);
	assert_int_equal(town_read(&town, look_serving, &town.people[FIRST]), OK);
	assert_int_equal(access_now.mask & ROLE_BIT(ROLE_VOLUNTEER), 0);
	assert_true(volunteer_now.paused_until_ms > town.now_ms + INT64_C(86400000) * 3650);
	doing.at_ms = 0; /* ending a pause does not bring her back */
	assert_int_equal(said(CLERK, pause_her, &doing), PEOPLE_NOT_VOLUNTEER);
	doing.is_given = true;
	assert_int_equal(said(CLERK, consent, &doing), PEOPLE_OK);
	assert_int_equal(said(CLERK, volunteer, &doing), PEOPLE_OK);
	assert_int_equal(said(CLERK, volunteer, &doing), PEOPLE_OK);
	assert_int_equal(town_read(&town, look_serving, &town.people[FIRST]), OK);
	assert_int_equal(access_now.count, 2); /* resident and volunteer, each once */
	assert_int_equal(volunteer_now.paused_until_ms, 0);
	assert_text(volunteer_now.number, "370725-00001"); /* the centre's code */
}

static void skills_end_and_pauses_lie_ahead(void **state UNUSED)
{
	int32_t today = when_local_day(town.now_ms);
	const struct {
		enum town_person actor, who;
		int32_t until;
		enum people_refusal refusal;
	} rows[] = {{ELDER, FIRST, 0, PEOPLE_NOT_ALLOWED}, {CLERK, ELDER, 0, PEOPLE_NOT_VOLUNTEER}, {CLERK, FIRST, today - 1, PEOPLE_DAY_PAST},
		{CLERK, FIRST, today, PEOPLE_OK}, {FIRST, FIRST, 0, PEOPLE_SELF}};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct doing doing = {.id = town.people[rows[i].who], .word = TEXT("first_aid"), .number = rows[i].until};
		if (said(rows[i].actor, set_skill, &doing) != rows[i].refusal)
			fail_msg("row %zu: %s instead of %s", i, people_refusal_name(doing.refusal), people_refusal_name(rows[i].refusal));
	}
	struct doing doing = {.id = town.people[FIRST]};
	for (int i = 0; i < LIMIT_SKILLS - 2; i++) { /* chat and first_aid are there */
		doing.word = arena_format(town.house.arena, "s%d", i);
		assert_int_equal(said(CLERK, set_skill, &doing), PEOPLE_OK);
	}
	doing.word = TEXT("one_more");
	assert_int_equal(said(CLERK, set_skill, &doing), PEOPLE_SKILLS_TOO_MANY);
	doing.word = TEXT("first_aid");
	doing.number = today + 365;
	assert_int_equal(said(CLERK, set_skill, &doing), PEOPLE_OK); /* a licence that is held is renewed all the same */
	doing = (struct doing){.id = town.people[FIRST], .word = TEXT("first_aid")};
	assert_int_equal(said(ELDER, drop_skill, &doing), PEOPLE_NOT_ALLOWED);
	assert_int_equal(said(CLERK, drop_skill, &doing), PEOPLE_OK);
	assert_int_equal(said(CLERK, drop_skill, &doing), PEOPLE_OK); /* twice is fine */
	doing = (struct doing){.id = town.people[FIRST], .at_ms = town.now_ms};
	assert_int_equal(said(CLERK, pause_her, &doing), PEOPLE_DAY_PAST);
	doing.at_ms = town.now_ms + 1;
	assert_int_equal(said(CLERK, pause_her, &doing), PEOPLE_OK);
	doing.at_ms = 0;
	assert_int_equal(said(CLERK, pause_her, &doing), PEOPLE_OK);
	doing = (struct doing){.id = town.people[ELDER], .at_ms = town.now_ms + 1, .number = 900};
	assert_int_equal(said(CLERK, pause_her, &doing), PEOPLE_NOT_VOLUNTEER);
	assert_int_equal(said(CLERK, set_reach, &doing), PEOPLE_NOT_VOLUNTEER);
	doing.id = town.people[FIRST];
	doing.number = 1;
	assert_int_equal(said(CLERK, set_reach, &doing), PEOPLE_OK);
	assert_int_equal(town_read(&town, look_serving, &town.people[FIRST]), OK);
	assert_int_equal(volunteer_now.reach_m, 300); /* the nearest that counts */
}

/* ---- opening what is sealed ---- */

static void what_is_sealed_opens_with_role_relation_and_reason(void **state UNUSED)
{
	const struct {
		enum town_person actor;
		enum sealed_field field;
		const char *reason;
		enum reveal_refusal refusal;
	} rows[] = {{FIRST, SEALED_PHONE, "check", REVEAL_NOT_ALLOWED}, {DAUGHTER, SEALED_ADDRESS, "check", REVEAL_NOT_ALLOWED},
		{CLERK, SEALED_PHONE, " ", REVEAL_NO_REASON}, {CLERK, SEALED_HEALTH, "check", REVEAL_EMPTY}, {CLERK, SEALED_PHONE, "check", REVEAL_OK},
		{ELDER, SEALED_PHONE, "", REVEAL_OK}};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct doing doing = {.id = town.people[ELDER], .field = rows[i].field, .word = text_of(rows[i].reason)};
		enum fail fail = town_write(&town, rows[i].actor, reveal, &doing);
		assert_int_equal(doing.reveal, rows[i].refusal);
		assert_int_equal(fail, rows[i].refusal == REVEAL_OK ? OK : FAIL_REFUSED);
		if (fail == OK)
			assert_text(doing.value, "15412345678");
	}
	struct doing doing = {.id = town.people[ELDER], .field = SEALED_PHONE, .word = TEXT("check")};
	for (int i = 0; i < 29; i++)
		assert_int_equal(town_write(&town, CLERK, reveal, &doing), OK);
	assert_int_equal(town_write(&town, CLERK, reveal, &doing), FAIL_REFUSED);
	assert_int_equal(doing.reveal, REVEAL_TOO_MANY);
	town.now_ms += INT64_C(3600001);
	assert_int_equal(town_write(&town, CLERK, reveal, &doing), OK);
}

static struct people_found found;
static enum fail same(const struct act *act, void *context)
{
	const struct doing *doing = context;
	return people_same(act, doing->options.phone, doing->options.document, &found);
}

static void who_it_might_be_is_found_by_telephone_or_document(void **state UNUSED)
{
	struct doing doing = {.options = {.name = TEXT("李四"), .place_id = town.place_id, .document_kind = DOCUMENT_RESIDENT_ID, .document = TEXT(GOOD_CARD)}};
	assert_int_equal(said(CLERK, add, &doing), PEOPLE_OK);
	assert_int_equal(town_read(&town, same, &doing), OK);
	assert_int_equal(found.count, 1);
	doing.options.document = TEXT("370799194701120025");
	assert_int_equal(town_read(&town, same, &doing), OK);
	assert_int_equal(found.count, 0);
	doing.options.phone = TEXT("154-1234-5678");
	assert_int_equal(town_read(&town, same, &doing), OK);
	assert_int_equal(found.count, 1);
	assert_false(found.is_cut);
	for (int i = 0; i < 5; i++) { /* a telephone of many */
		struct doing more = {.options = {.name = TEXT("李四"), .place_id = town.place_id, .phone = TEXT("15412345678")}};
		assert_int_equal(said(CLERK, add, &more), PEOPLE_OK);
	}
	assert_int_equal(town_read(&town, same, &doing), OK);
	assert_int_equal(found.count, 5);
	assert_true(found.is_cut);
	doing.options.phone = TEXT("15412345670");
	assert_int_equal(town_read(&town, same, &doing), OK);
	assert_int_equal(found.count, 0);
}

#define IN_TOWN(test) cmocka_unit_test_setup_teardown(test, open_town, close_town)
int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_TOWN(registering_refuses_in_order),
		IN_TOWN(a_document_is_registered_once_and_tells_sex_and_birth_day),
		IN_TOWN(the_first_of_january_1970_is_a_birth_day_like_any_other),
		IN_TOWN(correcting_keeps_what_is_left_empty),
		IN_TOWN(nobody_is_moved_out_of_reach),
		IN_TOWN(roles_are_granted_below_and_never_to_oneself),
		IN_TOWN(a_role_is_ended_by_who_may_grant_it_and_once),
		IN_TOWN(system_and_audit_do_no_business),
		IN_TOWN(a_code_opens_no_more_than_its_maker_may_grant),
		IN_TOWN(kin_needs_evidence_and_is_linked_once),
		IN_TOWN(the_health_note_goes_with_its_consent),
		IN_TOWN(serving_ends_with_its_consent_and_begins_anew_with_the_old_number),
		IN_TOWN(skills_end_and_pauses_lie_ahead),
		IN_TOWN(what_is_sealed_opens_with_role_relation_and_reason),
		IN_TOWN(who_it_might_be_is_found_by_telephone_or_document),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
