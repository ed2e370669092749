/* SPDX-License-Identifier: Apache-2.0
 *
 * Certificates: who may have one, what it counts, how it is verified, and how
 * it ends. Each accepting test has its refusing ones.
 */
#include "town.h"

#include <string.h>

#include "base/limits.h"
#include "base/when.h"
#include "domain/audit.h"
#include "domain/certificates.h"
#include "domain/proof.h"
#include "domain/records.h"
#include "queries/duties.h"
#include "queries/records.h"
#include "queries/trail.h"
#include "store/store.h"

#include "unit.h"

/* So many minutes of service, some days ago. */
struct serving { struct town *town; enum town_person who; int64_t minutes, days_ago, evidence; bool has_item; struct record_id id; };

static enum fail serve(const struct act *act, void *context)
{
	struct serving *serving = context;
	struct duty_id duty_id = {ids_new(act->now_ms)};
	int64_t from_ms = act->now_ms - serving->days_ago * DAY_MS;
	serving->id = (struct record_id){ids_new(act->now_ms)};
	TRY(q_duty_add(act->txn, &(struct duty_add_in){.centre_id = act->centre_id, .id = duty_id, .place_id = serving->town->place_id,
		.item_id = serving->has_item ? serving->town->item_id : (struct item_id){0}, .title = TEXT("我妈不舒服,陪她去医院"), .from_ms = from_ms,
		.to_ms = from_ms + serving->minutes * MINUTE_MS, .duration_min = serving->minutes, .people = 1, .coefficient_percent = 100,
		.created_at_ms = from_ms}, NULL));
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_RECORD);
	TRY(q_record_add(act->txn, &(struct record_add_in){.centre_id = act->centre_id, .id = serving->id, .duty_id = duty_id,
		.person_id = serving->town->people[serving->who], .from_ms = from_ms, .to_ms = from_ms + serving->minutes * MINUTE_MS,
		.minutes_raw = serving->minutes, .minutes = serving->minutes, .rule_version = 1, .evidence = serving->evidence, .source = RECORD_ATTENDED,
		.recorded_by = serving->town->people[CLERK], .due_at_ms = from_ms + 14 * DAY_MS, .created_at_ms = from_ms}, NULL));
	TRY(proof_append(act, ENTRY_KEPT_RECORD, serving->id.value));
	for (int64_t state = RECORD_PENDING; state <= RECORD_FINAL; state++) {
		struct event_id event_id = {ids_new(act->now_ms)};
		TRY(q_record_event_add(act->txn, &(struct record_event_add_in){.centre_id = act->centre_id, .id = event_id, .record_id = serving->id,
			.kind = state, .at_ms = act->now_ms}, NULL));
		TRY(proof_append(act, ENTRY_RECORD, event_id.value));
	}
	return OK;
}

static struct record_id served(struct town *town, int64_t minutes, int64_t days_ago, int64_t evidence)
{
	struct serving serving = {town, FIRST, minutes, days_ago, evidence, true, {0}};
	assert_int_equal(town_write(town, TOWN_PEOPLE, serve, &serving), OK);
	return serving.id;
}

static enum fail void_one(const struct act *act, void *context)
{
	enum record_refusal refusal = RECORD_OK;
	return records_void(act, *(struct record_id *)context, TEXT("没有去"), &refusal);
}

/* One verb with what it was told and answered. */
struct asking {
	struct certificate_options options;
	struct certificate_document document;
	struct certificate_id id;
	struct text words;
	enum certificate_refusal refusal;
	bool is_found;
	struct certificate certificate;
	struct slip slip;
	enum certificate_standing standing;
	size_t done;
};

static enum fail request(const struct act *act, void *context)
{
	struct asking *asking = context;
	return certificates_request(act, &asking->options, &asking->refusal, &asking->id);
}

static enum fail look(const struct act *act, void *context)
{
	struct asking *asking = context;
	return certificates_get(act, asking->id, &asking->is_found, &asking->certificate);
}

static enum fail see_document(const struct act *act, void *context)
{
	struct asking *asking = context;
	asking->document.id = asking->id;
	return certificates_check(act, &asking->document, &asking->refusal);
}

static enum fail revoke(const struct act *act, void *context)
{
	struct asking *asking = context;
	return certificates_revoke(act, asking->id, asking->words, &asking->refusal);
}

static enum fail verify_number(const struct act *act, void *context)
{
	struct asking *asking = context;
	return certificates_verify_number(act, asking->words, &asking->standing, &asking->certificate);
}

static enum fail verify_slip(const struct act *act, void *context)
{
	struct asking *asking = context;
	return certificates_verify_slip(act, asking->words, &asking->standing, &asking->slip, &asking->certificate);
}

static enum fail tick(const struct act *act, void *context)
{
	struct asking *asking = context;
	return certificates_tick(act, &asking->done);
}

static void assert_refused(struct town *town, enum town_person who, town_work *work, struct asking *asking, enum certificate_refusal refusal)
{
	assert_int_equal(town_write(town, who, work, asking), FAIL_REFUSED);
	assert_string_equal(certificate_refusal_name(asking->refusal), certificate_refusal_name(refusal));
}

/* Asked for by FIRST, her document seen by the clerk, issued. */
static struct asking issued(struct town *town, unsigned shows)
{
	struct asking asking = {.options = {.person_id = town->people[FIRST], .shows = shows},
		.document = {.kind = DOCUMENT_RESIDENT_ID, .tail = TEXT("012X")}};
	assert_int_equal(town_write(town, FIRST, request, &asking), OK);
	assert_int_equal(town_write(town, CLERK, see_document, &asking), OK);
	assert_int_equal(town_read(town, look, &asking), OK);
	assert_true(asking.is_found);
	assert_int_equal(asking.certificate.state, CERTIFICATE_ISSUED);
	return asking;
}

static const char *standing_by_number(struct town *town, struct text number)
{
	struct asking asking = {.words = number};
	assert_int_equal(town_read(town, verify_number, &asking), OK);
	return certificate_standing_name(asking.standing);
}

static const char *standing_by_slip(struct town *town, struct text slip)
{
	struct asking asking = {.words = slip};
	assert_int_equal(town_read(town, verify_slip, &asking), OK);
	return certificate_standing_name(asking.standing);
}

static int open_town(void **state)
{
	static struct town town;
	town_open(&town);
	*state = &town;
	return 0;
}

static int close_town(void **state)
{
	town_close(*state);
	return 0;
}

static void an_issued_one_says_what_the_records_say(void **state)
{
	struct town *town = *state;
	(void)served(town, 90, 40, 1);
	(void)served(town, 60, 20, 1);
	(void)served(town, 45, 10, 4);
	struct asking asking = issued(town, CERTIFICATE_SHOWS_NAME | CERTIFICATE_SHOWS_LIST);
	const struct certificate *certificate = &asking.certificate;
	assert_int_equal(certificate->minutes_machine, 150);
	assert_int_equal(certificate->minutes_manual, 45);
	assert_int_equal(certificate->count, 3);
	assert_text(certificate->holder_name, "于海波");
	assert_text(certificate->document_mask, "**************012X");
	assert_text(certificate->handler, "高晓琳");
	assert_int_equal(certificate->line_count, 1);
	assert_text(certificate->lines[0].title, "陪您说话");
	assert_text(certificate->lines[0].unit, "春雨义工");
	assert_int_equal(certificate->lines[0].times, 3);
	assert_int_equal(certificate->to_day, when_local_day(town->now_ms) - 10);
	assert_string_equal(standing_by_number(town, certificate->number), "valid");
	asking.words = certificate->slip;
	assert_int_equal(town_read(town, verify_slip, &asking), OK);
	assert_int_equal(asking.standing, STANDING_VALID);
	assert_text(asking.slip.name, "于海波");
	assert_int_equal(asking.slip.minutes_machine, 150);
	assert_text(asking.slip.lines[0].title, "陪您说话");
}

static void the_code_shows_only_what_the_holder_chose(void **state)
{
	struct town *town = *state;
	(void)served(town, 90, 40, 1);
	struct asking asking = issued(town, 0);
	asking.words = asking.certificate.slip;
	assert_int_equal(town_read(town, verify_slip, &asking), OK);
	assert_int_equal(asking.standing, STANDING_VALID);
	assert_true(text_is_empty(asking.slip.name));
	assert_int_equal(asking.slip.line_count, 0);
}

static void what_a_resident_said_is_not_on_it(void **state)
{
	struct town *town = *state;
	struct serving serving = {town, FIRST, 60, 5, 1, false, {0}};
	assert_int_equal(town_write(town, TOWN_PEOPLE, serve, &serving), OK);
	struct asking asking = issued(town, CERTIFICATE_SHOWS_LIST);
	assert_int_equal(asking.certificate.line_count, 1);
	assert_true(text_is_empty(asking.certificate.lines[0].title));
}

/* A volunteer in FIRST's place whose document is on file. */
static enum fail join(const struct act *act, void *context)
{
	struct town *town = context;
	enum people_refusal refusal = PEOPLE_OK;
	struct act house = *act;
	house.source = ACT_CLI;
	TRY(people_add(&house, &(struct people_options){.name = TEXT("林秀英"), .place_id = town->place_id, .document_kind = DOCUMENT_RESIDENT_ID,
		.document = TEXT("370799196203050122"), .channel = CHANNEL_WINDOW, .has_consent = true}, &refusal, &town->people[FIRST]));
	TRY(people_consent(&house, town->people[FIRST], CONSENT_VOLUNTEERING, CHANNEL_WINDOW, true, &refusal));
	return people_volunteer(&house, town->people[FIRST], 3000, &refusal);
}

static enum fail count_openings(const struct act *act, void *context)
{
	struct trail_after_rows rows;
	size_t *count = context;
	*count = 0;
	TRY(q_trail_after(act->view, act->arena, &(struct trail_after_in){.centre_id = act->centre_id}, &rows));
	for (size_t i = 0; i < rows.count; i++)
		*count += text_equal(rows.rows[i].act, TEXT("certificates.open"));
	return OK;
}

static void with_her_document_on_file_she_issues_it_alone(void **state)
{
	struct town *town = *state;
	assert_int_equal(town_write(town, TOWN_PEOPLE, join, town), OK);
	(void)served(town, 90, 40, 1);
	struct asking asking = {.options = {.person_id = town->people[FIRST]}};
	assert_int_equal(town_write(town, FIRST, request, &asking), OK);
	assert_int_equal(town_read(town, look, &asking), OK);
	assert_int_equal(asking.certificate.state, CERTIFICATE_ISSUED);
	assert_text(asking.certificate.document_mask, "370799********0122");
	assert_true(text_is_empty(asking.certificate.handler));
	size_t openings = 0;
	assert_int_equal(town_read(town, count_openings, &openings), OK);
	assert_int_equal(openings, 1); /* her document was opened, and that stands on the trail */
	asking.words = TEXT("错了");
	assert_int_equal(town_write(town, MANAGER, revoke, &asking), OK);
	assert_int_equal(town_read(town, count_openings, &openings), OK);
	assert_int_equal(openings, 1); /* who revokes it opens nothing */
}

static void a_span_counts_its_own_days_only(void **state)
{
	struct town *town = *state;
	int32_t today = when_local_day(town->now_ms);
	(void)served(town, 90, 40, 1);
	(void)served(town, 60, 20, 1);
	(void)served(town, 30, 10, 1);
	struct asking asking = {.options = {.person_id = town->people[FIRST], .from_day = today - 20, .to_day = today - 20},
		.document = {.kind = DOCUMENT_OTHER, .tail = TEXT("AB12")}};
	assert_int_equal(town_write(town, FIRST, request, &asking), OK);
	assert_int_equal(town_write(town, CLERK, see_document, &asking), OK);
	assert_int_equal(town_read(town, look, &asking), OK);
	assert_int_equal(asking.certificate.minutes_machine, 60);
	asking.options.from_day = today - 19;
	asking.options.to_day = today - 11;
	assert_refused(town, FIRST, request, &asking, CERTIFICATE_NO_RECORDS);
}

static void each_refusal_to_ask_comes_in_its_turn(void **state)
{
	struct town *town = *state;
	int32_t today = when_local_day(town->now_ms);
	struct asking asking = {.options = {.person_id = {5}, .from_day = today, .to_day = today - 1, .replaces_id = {5}}};
	(void)served(town, 90, 40, 1);
	assert_refused(town, CLERK, request, &asking, CERTIFICATE_NOT_FOUND);
	asking.options.person_id = town->people[ELDER];
	asking.options.replaces_id.value = 0;
	assert_refused(town, FIRST, request, &asking, CERTIFICATE_NOT_ALLOWED);
	assert_refused(town, CLERK, request, &asking, CERTIFICATE_NOT_VOLUNTEER);
	asking.options.person_id = town->people[FIRST];
	assert_refused(town, CLERK, request, &asking, CERTIFICATE_PERIOD_INVALID);
	asking.options.from_day = today + 1;
	asking.options.to_day = 0;
	assert_refused(town, FIRST, request, &asking, CERTIFICATE_PERIOD_INVALID);
	asking.options.from_day = 0;
	assert_int_equal(town_write(town, FIRST, request, &asking), OK);
	asking.options.replaces_id = asking.id; /* it is not issued yet */
	assert_refused(town, FIRST, request, &asking, CERTIFICATE_WRONG_STATE);
}

/* The list at the window is of fifty: nobody fills it alone. */
static void so_many_wait_for_the_window_and_no_more(void **state)
{
	struct town *town = *state;
	struct asking asking = {.options = {.person_id = town->people[FIRST]}};
	served(town, 90, 3, 2);
	for (int i = 0; i < LIMIT_CERTIFICATES_WAITING; i++)
		assert_int_equal(town_write(town, FIRST, request, &asking), OK);
	assert_refused(town, FIRST, request, &asking, CERTIFICATE_WAITS_ALREADY);
	assert_refused(town, CLERK, request, &asking, CERTIFICATE_WAITS_ALREADY); /* those that wait are checked first */
	asking.document = (struct certificate_document){.kind = DOCUMENT_RESIDENT_ID, .tail = TEXT("002X")};
	assert_int_equal(town_write(town, CLERK, see_document, &asking), OK);
	assert_int_equal(town_write(town, FIRST, request, &asking), OK); /* one is done: room for one */
	assert_refused(town, FIRST, request, &asking, CERTIFICATE_WAITS_ALREADY);
}

/* Each one that ends is a line of the signed list: nobody fills it in an afternoon. */
static void so_many_in_a_day_and_no_more(void **state)
{
	struct town *town = *state;
	served(town, 90, 3, 2);
	for (int i = 0; i < LIMIT_CERTIFICATES_A_DAY; i++) {
		(void)issued(town, 0);
		town->now_ms += MINUTE_MS;
	}
	struct asking asking = {.options = {.person_id = town->people[FIRST]}};
	assert_refused(town, FIRST, request, &asking, CERTIFICATE_TOO_MANY);
	assert_refused(town, CLERK, request, &asking, CERTIFICATE_TOO_MANY);
	town->now_ms += DAY_MS - LIMIT_CERTIFICATES_A_DAY * MINUTE_MS - 1;
	assert_refused(town, FIRST, request, &asking, CERTIFICATE_TOO_MANY);
	town->now_ms += 1; /* the first of them is a day old */
	assert_int_equal(town_write(town, FIRST, request, &asking), OK);
}

static void each_refusal_to_check_comes_in_its_turn(void **state)
{
	struct town *town = *state;
	struct asking asking = {.options = {.person_id = town->people[FIRST]}, .id = {5}};
	(void)served(town, 90, 40, 1);
	assert_refused(town, CLERK, see_document, &asking, CERTIFICATE_NOT_FOUND);
	assert_int_equal(town_write(town, FIRST, request, &asking), OK);
	assert_refused(town, FIRST, see_document, &asking, CERTIFICATE_NOT_ALLOWED);
	assert_refused(town, CLERK, see_document, &asking, CERTIFICATE_DOCUMENT_INVALID);
	asking.document = (struct certificate_document){.kind = DOCUMENT_RESIDENT_ID, .tail = TEXT("123")};
	assert_refused(town, CLERK, see_document, &asking, CERTIFICATE_DOCUMENT_INVALID);
	static const struct { enum document_kind kind; struct text tail; } wrong[] = {{DOCUMENT_RESIDENT_ID, TEXT("12X4")},
		{DOCUMENT_RESIDENT_ID, TEXT("123A")}, {DOCUMENT_RESIDENT_ID, TEXT("<12>")}, {DOCUMENT_RESIDENT_ID, TEXT("一二三四")},
		{DOCUMENT_OTHER, TEXT("12 4")}, {DOCUMENT_OTHER, TEXT("AB-1")}};
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		asking.document = (struct certificate_document){.kind = wrong[i].kind, .tail = wrong[i].tail};
		assert_refused(town, CLERK, see_document, &asking, CERTIFICATE_DOCUMENT_INVALID);
	}
	asking.document = (struct certificate_document){.kind = DOCUMENT_OTHER, .tail = TEXT("E12a")};
	assert_int_equal(town_write(town, CLERK, see_document, &asking), OK);
	assert_refused(town, CLERK, see_document, &asking, CERTIFICATE_WRONG_STATE);
}

static enum fail make_manager(const struct act *act, void *context)
{
	struct town *town = context;
	enum people_refusal refusal = PEOPLE_OK;
	struct role_id id;
	struct act house = *act;
	house.actor.value = 0;
	house.source = ACT_CLI;
	return people_grant(&house, town->people[CLERK], ROLE_MANAGER, town->place_id, &refusal, &id);
}

static void each_refusal_to_revoke_comes_in_its_turn(void **state)
{
	struct town *town = *state;
	(void)served(town, 90, 40, 1);
	struct asking asking = issued(town, CERTIFICATE_SHOWS_NAME);
	struct asking missing = {.id = {5}};
	assert_refused(town, CLERK, revoke, &missing, CERTIFICATE_NOT_FOUND);
	assert_refused(town, CLERK, revoke, &asking, CERTIFICATE_NOT_ALLOWED); /* a clerk is no manager */
	assert_int_equal(town_write(town, TOWN_PEOPLE, make_manager, town), OK);
	assert_refused(town, FIRST, revoke, &asking, CERTIFICATE_NOT_ALLOWED);
	asking.words = TEXT("  ");
	assert_refused(town, CLERK, revoke, &asking, CERTIFICATE_NO_REASON);
	asking.words = TEXT("冒用他人证件");
	assert_int_equal(town_write(town, CLERK, revoke, &asking), OK);
	assert_refused(town, CLERK, revoke, &asking, CERTIFICATE_WRONG_STATE);
	assert_string_equal(standing_by_number(town, asking.certificate.number), "revoked");
	assert_string_equal(standing_by_slip(town, asking.certificate.slip), "revoked");
}

static struct revoked_kept kept = {.lock = PTHREAD_MUTEX_INITIALIZER};

static enum fail revoked_list(const struct act *act, void *context)
{
	return certificates_revoked_list(act, &kept, context);
}

static void what_ended_is_on_the_signed_list(void **state)
{
	struct town *town = *state;
	struct head_key key = head_key_of(town->house.keys.sign);
	struct revoked_list list;
	struct text note;
	(void)served(town, 90, 40, 1);
	struct asking asking = issued(town, 0);
	assert_int_equal(town_read(town, revoked_list, &note), OK);
	assert_true(revoked_read(town->house.arena, note, &key, &list));
	assert_int_equal(list.count, 0); /* a valid one is not on it */
	assert_text(list.origin, "lastmile/370725");
	int64_t hour_ms = town->now_ms - town->now_ms % HOUR_MS;
	assert_int_equal(list.at_ms, hour_ms);
	int64_t signings = kept.signings;
	town->now_ms = hour_ms + HOUR_MS - 1; /* still the same list to the last of the hour */
	struct text again;
	assert_int_equal(town_read(town, revoked_list, &again), OK);
	assert_true(text_equal(again, note));
	assert_int_equal(kept.signings, signings);
	assert_int_equal(town_read(town, look, &asking), OK);
	asking.words = TEXT("错了");
	assert_int_equal(town_write(town, MANAGER, revoke, &asking), OK);
	assert_int_equal(town_read(town, revoked_list, &note), OK);
	assert_true(revoked_read(town->house.arena, note, &key, &list));
	assert_int_equal(list.count, 1);
	assert_true(text_equal(list.lines[0].number, asking.certificate.number));
	assert_false(list.lines[0].is_superseded);
	assert_int_equal(list.at_ms, town->now_ms); /* it ended now, not at the full hour */
	town->now_ms += HOUR_MS;
	assert_int_equal(town_read(town, revoked_list, &again), OK);
	assert_true(revoked_read(town->house.arena, again, &key, &list));
	assert_int_equal(list.at_ms, hour_ms + HOUR_MS);
	assert_int_equal(kept.signings, signings + 2);
}

/* The list holds so many and no more: nobody pushes her revoked one off it by having one after the other superseded. */
static void revoked_ones_come_before_those_superseded_later(void **state)
{
	struct town *town = *state;
	struct head_key key = head_key_of(town->house.keys.sign);
	struct revoked_list list;
	struct text note;
	(void)served(town, 90, 40, 1);
	struct asking revoked = issued(town, 0);
	revoked.words = TEXT("错了");
	assert_int_equal(town_write(town, MANAGER, revoke, &revoked), OK);
	for (int i = 0; i < 2; i++) {
		town->now_ms += HOUR_MS;
		struct asking old = issued(town, 0);
		struct asking newer = {.options = {.person_id = town->people[FIRST], .replaces_id = old.id},
			.document = {.kind = DOCUMENT_RESIDENT_ID, .tail = TEXT("012X")}};
		assert_int_equal(town_write(town, FIRST, request, &newer), OK);
		assert_int_equal(town_write(town, CLERK, see_document, &newer), OK);
	}
	assert_int_equal(town_read(town, revoked_list, &note), OK);
	assert_true(revoked_read(town->house.arena, note, &key, &list));
	assert_int_equal(list.count, 3);
	assert_true(text_equal(list.lines[0].number, revoked.certificate.number));
	assert_false(list.lines[0].is_superseded);
	assert_true(list.lines[1].is_superseded && list.lines[2].is_superseded);
}

static void a_newer_one_supersedes(void **state)
{
	struct town *town = *state;
	(void)served(town, 90, 40, 1);
	struct asking old = issued(town, CERTIFICATE_SHOWS_NAME);
	(void)served(town, 60, 20, 1);
	struct asking newer = {.options = {.person_id = town->people[FIRST], .replaces_id = old.id},
		.document = {.kind = DOCUMENT_RESIDENT_ID, .tail = TEXT("012X")}};
	assert_int_equal(town_write(town, FIRST, request, &newer), OK);
	assert_string_equal(standing_by_number(town, old.certificate.number), "valid"); /* until the newer one is there */
	assert_int_equal(town_write(town, CLERK, see_document, &newer), OK);
	assert_int_equal(town_read(town, look, &newer), OK);
	assert_int_equal(newer.certificate.minutes_machine, 150);
	assert_string_equal(standing_by_slip(town, old.certificate.slip), "superseded");
	assert_string_equal(standing_by_slip(town, newer.certificate.slip), "valid");
	assert_int_equal(town_read(town, look, &old), OK);
	assert_true(text_equal(old.certificate.replaced_by, newer.certificate.number));
}

/* Two wait to replace the same one: the first issued supersedes it, the second stands by itself. */
static void of_two_that_replace_one_the_first_supersedes(void **state)
{
	struct town *town = *state;
	(void)served(town, 90, 40, 1);
	struct asking old = issued(town, CERTIFICATE_SHOWS_NAME);
	struct asking newer[2] = {{.refusal = CERTIFICATE_OK}, {.refusal = CERTIFICATE_OK}};
	for (size_t i = 0; i < COUNT_OF(newer); i++) {
		newer[i].options = (struct certificate_options){.person_id = town->people[FIRST], .replaces_id = old.id};
		newer[i].document = (struct certificate_document){.kind = DOCUMENT_RESIDENT_ID, .tail = TEXT("012X")};
		assert_int_equal(town_write(town, FIRST, request, &newer[i]), OK);
	}
	for (size_t i = 0; i < COUNT_OF(newer); i++) {
		assert_int_equal(town_write(town, CLERK, see_document, &newer[i]), OK);
		assert_int_equal(town_read(town, look, &newer[i]), OK);
		assert_string_equal(standing_by_slip(town, newer[i].certificate.slip), "valid");
	}
	assert_string_equal(standing_by_slip(town, old.certificate.slip), "superseded");
	assert_int_equal(town_read(town, look, &old), OK);
	assert_true(text_equal(old.certificate.replaced_by, newer[0].certificate.number));
}

static void what_was_revoked_meanwhile_stays_revoked(void **state)
{
	struct town *town = *state;
	(void)served(town, 90, 40, 1);
	struct asking old = issued(town, CERTIFICATE_SHOWS_NAME);
	struct asking newer = {.options = {.person_id = town->people[FIRST], .replaces_id = old.id},
		.document = {.kind = DOCUMENT_RESIDENT_ID, .tail = TEXT("012X")}};
	assert_int_equal(town_write(town, FIRST, request, &newer), OK);
	assert_int_equal(town_write(town, TOWN_PEOPLE, make_manager, town), OK);
	old.words = TEXT("冒用他人证件");
	assert_int_equal(town_write(town, CLERK, revoke, &old), OK);
	assert_int_equal(town_write(town, CLERK, see_document, &newer), OK);
	assert_string_equal(standing_by_slip(town, old.certificate.slip), "revoked");
	assert_int_equal(town_read(town, look, &newer), OK);
	assert_string_equal(standing_by_slip(town, newer.certificate.slip), "valid");
}

/* How many certificates a correction of this record would end. */
struct falling { struct record_id record_id; int64_t certificates; };
static enum fail weigh(const struct act *act, void *context)
{
	struct falling *falling = context;
	enum record_refusal refusal = RECORD_OK;
	struct record_fix_effect effect;
	int64_t id = 0;
	TRY(records_ask_fix(act, &(struct record_fix_options){.record_id = falling->record_id, .reason = TEXT("没有去")}, &refusal, &id));
	TRY(records_weigh_fix(act, id, &effect));
	falling->certificates = effect.certificates;
	return OK;
}

static void a_record_that_falls_takes_the_certificate_with_it(void **state)
{
	struct town *town = *state;
	struct record_id false_one = served(town, 90, 40, 1);
	(void)served(town, 60, 20, 1);
	struct falling falling = {.record_id = false_one};
	assert_int_equal(town_write(town, CLERK, weigh, &falling), OK);
	assert_int_equal(falling.certificates, 0);
	struct asking asking = issued(town, CERTIFICATE_SHOWS_NAME);
	assert_int_equal(town_write(town, CLERK, weigh, &falling), OK);
	assert_int_equal(falling.certificates, 1); /* told before anybody decides */
	assert_int_equal(town_write(town, TOWN_PEOPLE, tick, &asking), OK);
	assert_int_equal(asking.done, 0);
	assert_int_equal(town_write(town, CLERK, void_one, &false_one), OK);
	assert_string_equal(standing_by_slip(town, asking.certificate.slip), "revoked"); /* at once, before the clock comes by */
	assert_int_equal(town_write(town, TOWN_PEOPLE, tick, &asking), OK);
	assert_int_equal(asking.done, 1);
	assert_int_equal(town_write(town, TOWN_PEOPLE, tick, &asking), OK);
	assert_int_equal(asking.done, 0);
	assert_int_equal(town_read(town, look, &asking), OK);
	assert_int_equal(asking.certificate.state, CERTIFICATE_REVOKED);
	struct record_id stays = served(town, 60, 10, 1);
	falling.record_id = stays;
	assert_int_equal(town_write(town, CLERK, weigh, &falling), OK);
	assert_int_equal(falling.certificates, 0);
}

static void what_is_not_ours_is_told_apart(void **state)
{
	static const struct { const char *number, *standing; } numbers[] = {{"37072520260001234", "unknown"}, {"37072520260001235", "unreadable"},
		{"", "unreadable"}, {"hello", "unreadable"}};
	struct town *town = *state;
	struct arena *arena = town->house.arena;
	unsigned char other[HEAD_SEED_BYTES] = {9};
	struct slip slip = {.county = 370725, .year = 2026, .serial = 123, .issued_day = 20523, .minutes_machine = 60000, .count = 9};
	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		assert_string_equal(standing_by_number(town, text_of(numbers[i].number)), numbers[i].standing);
	assert_string_equal(standing_by_slip(town, slip_write(arena, other, &slip)), "other_house");
	assert_string_equal(standing_by_slip(town, slip_write(arena, town->house.keys.sign, &slip)), "unknown"); /* our key, but never issued */
	assert_string_equal(standing_by_slip(town, TEXT("not a slip")), "unreadable");
	(void)served(town, 90, 40, 1);
	struct text ours = issued(town, 0).certificate.slip;
	char *forged = arena_alloc(arena, ours.len);
	memcpy(forged, ours.at, ours.len);
	forged[20] = forged[20] == 'A' ? 'B' : 'A';
	assert_string_not_equal(standing_by_slip(town, (struct text){forged, ours.len}), "valid");
	memcpy(forged, ours.at, ours.len);
	forged[ours.len - 10] = forged[ours.len - 10] == 'A' ? 'B' : 'A';
	assert_string_equal(standing_by_slip(town, (struct text){forged, ours.len}), "forged");
}

static void no_difference(void *context UNUSED, const struct ledger_difference *difference)
{
	fail_msg("%s %lld %s", difference->table, (long long)difference->id, difference->column);
}

static enum fail audit(const struct act *act, void *context)
{
	return audit_proof(act, no_difference, NULL, context);
}

static void every_state_is_in_the_public_tree(void **state)
{
	struct town *town = *state;
	struct record_id record = served(town, 90, 40, 1);
	struct asking asking = issued(town, CERTIFICATE_SHOWS_NAME);
	size_t count = 1;
	assert_int_equal(town_write(town, CLERK, void_one, &record), OK);
	assert_int_equal(town_write(town, TOWN_PEOPLE, tick, &asking), OK);
	assert_int_equal(town_read(town, audit, &count), OK);
	assert_int_equal(count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_issued_one_says_what_the_records_say, open_town, close_town),
		cmocka_unit_test_setup_teardown(the_code_shows_only_what_the_holder_chose, open_town, close_town),
		cmocka_unit_test_setup_teardown(what_a_resident_said_is_not_on_it, open_town, close_town),
		cmocka_unit_test_setup_teardown(with_her_document_on_file_she_issues_it_alone, open_town, close_town),
		cmocka_unit_test_setup_teardown(a_span_counts_its_own_days_only, open_town, close_town),
		cmocka_unit_test_setup_teardown(each_refusal_to_ask_comes_in_its_turn, open_town, close_town),
		cmocka_unit_test_setup_teardown(so_many_wait_for_the_window_and_no_more, open_town, close_town),
		cmocka_unit_test_setup_teardown(so_many_in_a_day_and_no_more, open_town, close_town),
		cmocka_unit_test_setup_teardown(each_refusal_to_check_comes_in_its_turn, open_town, close_town),
		cmocka_unit_test_setup_teardown(each_refusal_to_revoke_comes_in_its_turn, open_town, close_town),
		cmocka_unit_test_setup_teardown(what_ended_is_on_the_signed_list, open_town, close_town),
		cmocka_unit_test_setup_teardown(a_newer_one_supersedes, open_town, close_town),
		cmocka_unit_test_setup_teardown(of_two_that_replace_one_the_first_supersedes, open_town, close_town),
		cmocka_unit_test_setup_teardown(revoked_ones_come_before_those_superseded_later, open_town, close_town),
		cmocka_unit_test_setup_teardown(what_was_revoked_meanwhile_stays_revoked, open_town, close_town),
		cmocka_unit_test_setup_teardown(a_record_that_falls_takes_the_certificate_with_it, open_town, close_town),
		cmocka_unit_test_setup_teardown(what_is_not_ours_is_told_apart, open_town, close_town),
		cmocka_unit_test_setup_teardown(every_state_is_in_the_public_tree, open_town, close_town),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
