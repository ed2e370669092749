/* SPDX-License-Identifier: Apache-2.0
 *
 * Records and their evidence: who came, by which proof, what is confirmed, and
 * what the grade lets happen. Each visit goes through the verbs of requests.
 */
#include "base/when.h"
#include "domain/audit.h"
#include "domain/ledger.h"
#include "domain/people.h"
#include "domain/places.h"
#include "queries/demo.h"
#include "queries/people.h"
#include "queries/places.h"
#include "queries/record_pages.h"
#include "queries/records.h"
#include "town.h"

#include "unit.h"

enum by { CODE, PHONE, OWN };
enum how { SHE, STAFF, OTHER_STAFF, TIME };

struct visit {
	const char *what;
	enum town_person elder, volunteer;
	int after_min;   /* of the earlier visit's begin; 0 = tomorrow */
	enum by in, out;
	int early_min;   /* the in is said to have been so much earlier (by phone only) */
	int minutes;
	enum how how;
	enum record_grade grade;
	enum record_state state;
	int64_t counted;
};

struct going {
	struct town *town;
	const struct visit *visit;
	struct request_id request_id;
	int64_t from_ms;
	struct duty_id duty_id;
	struct record_id record_id;
	struct record_get_row record;
	struct record_evidence evidence;
	struct ledger_balance balance;
	enum request_refusal refusal;
};

static enum fail order(const struct act *act, void *context)
{
	struct going *going = context;
	return requests_open(act, &(struct requests_open_options){.person_id = going->town->people[going->visit->elder], .item_id = going->town->item_id,
		.channel = CHANNEL_PHONE, .wanted_from_ms = going->from_ms, .wanted_to_ms = going->from_ms + HOUR_MS, .is_duplicate_meant = true},
		&going->refusal, &going->request_id);
}

static enum fail ask(const struct act *act, void *context)
{
	struct going *going = context;
	TRY(requests_accept(act, &(struct requests_accept_options){.id = going->request_id}, &going->refusal));
	return requests_offer(act, going->request_id, &going->town->people[going->visit->volunteer], 1, &going->refusal);
}

static enum fail find(const struct act *act, void *context)
{
	struct going *going = context;
	struct demo_request_row now;
	struct record_of_row record;
	bool is_found = false;
	TRY(q_demo_request(act->view, act->arena, &(struct demo_request_in){.centre_id = act->centre_id, .id = going->request_id}, &is_found, &now));
	going->duty_id = now.duty_id;
	TRY(ledger_balance_of(act, going->town->people[going->visit->volunteer], &going->balance));
	TRY(q_record_of(act->view, act->arena, &(struct record_of_in){.centre_id = act->centre_id, .duty_id = going->duty_id,
		.person_id = going->town->people[going->visit->volunteer]}, &is_found, &record));
	if (!is_found)
		return OK;
	going->record_id = record.id;
	TRY(records_evidence(act, record.id, &going->evidence));
	return q_record_get(act->view, act->arena, &(struct record_get_in){.centre_id = act->centre_id, .id = record.id}, &is_found, &going->record);
}

static enum fail take(const struct act *act, void *context)
{
	struct going *going = context;
	struct demo_offers_rows offers;
	TRY(q_demo_offers(act->view, act->arena, &(struct demo_offers_in){.centre_id = act->centre_id, .duty_id = going->duty_id}, &offers));
	return requests_take_offer(act, offers.rows[0].id, &going->refusal);
}

static enum fail attend(const struct act *act, struct going *going, enum by by, bool is_in)
{
	char code[7];
	struct requests_attend_options options = {.id = going->request_id};
	TRY(requests_card_code(act, going->town->people[going->visit->elder], code));
	if (by == OWN) {
		options.is_own_word = true;
	} else if (by == CODE) {
		options.code = text_of(code);
	} else {
		options.person_id = going->town->people[going->visit->volunteer];
		options.at_ms = act->now_ms - (is_in ? going->visit->early_min * MINUTE_MS : 0);
	}
	return is_in ? requests_check_in(act, &options, &going->refusal) : requests_check_out(act, &options, &going->refusal);
}

static enum fail come(const struct act *act, void *context)
{
	struct going *going = context;
	return attend(act, going, going->visit->in, true);
}

static enum fail leave(const struct act *act, void *context)
{
	struct going *going = context;
	return attend(act, going, going->visit->out, false);
}

static enum fail confirm(const struct act *act, void *context)
{
	struct going *going = context;
	size_t done = 0;
	if (going->visit->how == TIME)
		return requests_tick(act, 100, &done);
	return requests_confirm(act, going->request_id, TEXT_NONE, &going->refusal);
}

static void tell(void *context UNUSED, const struct ledger_difference *difference)
{
	print_message("%s %lld %s: %lld, facts give %lld\n", difference->table, (long long)difference->id, difference->column, (long long)difference->stored,
		(long long)difference->computed);
}

static enum fail audit(const struct act *act, void *context)
{
	return audit_run(act, false, tell, NULL, context);
}

static void done(struct going *going, enum fail fail)
{
	if (fail != OK)
		fail_msg("%s: %s", going->visit->what, request_refusal_name(going->refusal));
}

/* One visit from order to confirmation; what is found then is left in `going`. */
static void go(struct town *town, const struct visit *visit, struct going *going)
{
	static const enum town_person confirmers[] = {[SHE] = TOWN_PEOPLE, [STAFF] = CLERK, [OTHER_STAFF] = MANAGER, [TIME] = TOWN_PEOPLE};
	enum town_person confirmer = visit->how == SHE ? visit->elder : confirmers[visit->how];
	size_t differences = 0;
	int64_t base_ms = visit->after_min == 0 ? when_at(when_local_day(town->now_ms) + 1, 9 * 60) : going->from_ms + visit->after_min * MINUTE_MS;
	*going = (struct going){.town = town, .visit = visit, .from_ms = base_ms};
	town->now_ms = base_ms - 90 * MINUTE_MS;
	done(going, town_write(town, CLERK, order, going));
	done(going, town_write(town, CLERK, ask, going));
	assert_int_equal(town_read(town, find, going), OK);
	done(going, town_write(town, visit->volunteer, take, going));
	town->now_ms = base_ms;
	done(going, town_write(town, visit->in == PHONE ? CLERK : visit->volunteer, come, going));
	town->now_ms = base_ms + visit->minutes * MINUTE_MS;
	done(going, town_write(town, visit->out == PHONE ? CLERK : visit->volunteer, leave, going));
	town->now_ms += visit->how == TIME ? 3 * DAY_MS + 1 : MINUTE_MS;
	done(going, town_write(town, confirmer, confirm, going));
	assert_int_equal(town_read(town, find, going), OK);
	if (going->evidence.grade != visit->grade || going->record.state != (int64_t)visit->state || going->record.minutes != visit->counted)
		fail_msg("%s: %s, state %lld, %lld minutes", visit->what, record_grade_name(going->evidence.grade), (long long)going->record.state,
			(long long)going->record.minutes);
	assert_int_equal(town_read(town, audit, &differences), OK);
	assert_int_equal(differences, 0);
}

static void missing_evidence_never_posts_by_itself(void **state UNUSED)
{
	static const struct visit visits[] = {
		{"code at both ends, she confirms", ELDER, FIRST, 0, CODE, CODE, 0, 60, SHE, GRADE_STRONG, RECORD_FINAL, 60},
		{"code at both ends, silence", ELDER, FIRST, 0, CODE, CODE, 0, 60, TIME, GRADE_ENOUGH, RECORD_FINAL, 60},
		{"by phone, she confirms", ELDER, FIRST, 0, PHONE, PHONE, 0, 60, SHE, GRADE_ENOUGH, RECORD_FINAL, 60},
		{"by phone, silence", ELDER, FIRST, 0, PHONE, PHONE, 0, 60, TIME, GRADE_THIN, RECORD_PENDING, 60},
		{"code in, out by phone, silence", ELDER, FIRST, 0, CODE, PHONE, 0, 60, TIME, GRADE_THIN, RECORD_PENDING, 60},
		{"by phone, who recorded it confirms it", ELDER, FIRST, 0, PHONE, PHONE, 0, 60, STAFF, GRADE_THIN, RECORD_PENDING, 60},
		{"by phone, another of the staff confirms it", ELDER, FIRST, 0, PHONE, PHONE, 0, 60, OTHER_STAFF, GRADE_ENOUGH, RECORD_FINAL, 60},
		{"on her own word, silence", ELDER, FIRST, 0, OWN, OWN, 0, 60, TIME, GRADE_THIN, RECORD_PENDING, 60},
		{"code in, out on her own word, silence", ELDER, FIRST, 0, CODE, OWN, 0, 60, TIME, GRADE_THIN, RECORD_PENDING, 60},
		{"on her own word, the resident confirms", ELDER, FIRST, 0, OWN, OWN, 0, 60, SHE, GRADE_ENOUGH, RECORD_FINAL, 60},
		{"a quarter more than planned is the most that counts", ELDER, FIRST, 0, CODE, CODE, 0, 110, SHE, GRADE_STRONG, RECORD_FINAL, 75},
		{"in and out", ELDER, FIRST, 0, CODE, CODE, 0, 10, SHE, GRADE_BAD, RECORD_PENDING, 10},
		{"a quarter is the least", ELDER, FIRST, 0, CODE, CODE, 0, 15, SHE, GRADE_STRONG, RECORD_FINAL, 15},
		{"twice and an hour", ELDER, FIRST, 0, CODE, CODE, 0, 180, SHE, GRADE_STRONG, RECORD_FINAL, 75},
		{"and a minute", ELDER, FIRST, 0, CODE, CODE, 0, 181, SHE, GRADE_BAD, RECORD_PENDING, 75},
		{"one's own father", FATHER, SECOND, 0, CODE, CODE, 0, 60, SHE, GRADE_BAD, RECORD_PENDING, 60},
	};
	struct town town;
	struct going going;
	town_open(&town);
	for (size_t i = 0; i < COUNT_OF(visits); i++) {
		town.now_ms += 30 * DAY_MS; /* so much of one for another is another matter: test_pair */
		go(&town, &visits[i], &going);
	}
	town_close(&town);
}

/* Her own word does not make up for digits that do not fit, nor does anybody give it for somebody else. */
static enum fail come_anyhow(const struct act *act, void *context)
{
	struct going *going = context;
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	char code[7];
	TRY(requests_card_code(act, going->town->people[going->visit->elder], code));
	code[0] = code[0] == '9' ? '0' : (char)(code[0] + 1);
	struct requests_attend_options wrong = {.id = going->request_id, .code = text_of(code), .is_own_word = true};
	assert_int_equal(requests_check_in(act, &wrong, &refusal), FAIL_REFUSED);
	assert_int_equal(refusal, REQUEST_CODE_WRONG);
	struct requests_attend_options nothing = {.id = going->request_id};
	assert_int_equal(requests_check_in(act, &nothing, &refusal), FAIL_REFUSED);
	assert_int_equal(refusal, REQUEST_CODE_WRONG);
	struct requests_attend_options other = {.id = going->request_id, .is_own_word = true, .person_id = going->town->people[SECOND]};
	assert_int_equal(requests_check_in(act, &other, &refusal), FAIL_REFUSED);
	assert_int_equal(refusal, REQUEST_NOT_FOUND);
	return FAIL_REFUSED;
}

static void nobody_comes_with_a_wrong_code_or_for_somebody_else(void **state UNUSED)
{
	static const struct visit visit = {"an hour", ELDER, FIRST, 0, CODE, CODE, 0, 60, SHE, GRADE_STRONG, RECORD_FINAL, 60};
	struct town town;
	town_open(&town);
	int64_t base_ms = when_at(when_local_day(town.now_ms) + 1, 9 * 60);
	struct going going = {.town = &town, .visit = &visit, .from_ms = base_ms};
	town.now_ms = base_ms - 90 * MINUTE_MS;
	done(&going, town_write(&town, CLERK, order, &going));
	done(&going, town_write(&town, CLERK, ask, &going));
	assert_int_equal(town_read(&town, find, &going), OK);
	done(&going, town_write(&town, FIRST, take, &going));
	town.now_ms = base_ms;
	assert_int_equal(town_write(&town, FIRST, come_anyhow, &going), FAIL_REFUSED);
	assert_int_equal(town_write(&town, SECOND, come, &going), FAIL_REFUSED); /* not hers */
	done(&going, town_write(&town, FIRST, come, &going));
	town_close(&town);
}

static void nobody_is_in_two_places(void **state UNUSED)
{
	static const struct visit first = {"the first", ELDER, FIRST, 0, CODE, CODE, 0, 60, SHE, GRADE_STRONG, RECORD_FINAL, 60};
	static const struct visit touching = {"one behind the other", FATHER, FIRST, 60, CODE, CODE, 0, 60, SHE, GRADE_STRONG, RECORD_FINAL, 60};
	static const struct visit over = {"said to have begun before", ELDER, FIRST, 70, PHONE, CODE, 30, 60, SHE, GRADE_BAD, RECORD_PENDING, 70};
	struct town town;
	struct going going;
	town_open(&town);
	go(&town, &first, &going);
	go(&town, &touching, &going);
	go(&town, &over, &going);
	assert_int_equal(going.record.minutes, 70); /* the 20 minutes count once, and no more than a quarter over the plan */
	town_close(&town);
}

struct absence { struct town *town; enum town_person who; int64_t from_ms, to_ms; enum record_refusal refusal; };
static enum fail note_absence(const struct act *act, void *context)
{
	struct absence *absence = context;
	return records_note_absence(act, &(struct absence_options){.person_id = absence->town->people[absence->who], .kind = ABSENCE_HOSPITAL,
		.from_ms = absence->from_ms, .to_ms = absence->to_ms}, &absence->refusal);
}

static void nobody_is_served_at_home_while_in_hospital(void **state UNUSED)
{
	static const struct visit at_home = {"at home while in hospital", ELDER, FIRST, 0, CODE, CODE, 0, 60, SHE, GRADE_BAD, RECORD_PENDING, 60};
	static const struct visit back = {"back again", ELDER, FIRST, 0, CODE, CODE, 0, 60, SHE, GRADE_STRONG, RECORD_FINAL, 60};
	struct town town;
	struct going going;
	town_open(&town);
	struct absence absence = {&town, ELDER, town.now_ms, town.now_ms + 2 * DAY_MS, RECORD_OK};
	assert_int_equal(town_write(&town, FIRST, note_absence, &absence), FAIL_REFUSED); /* staff only */
	assert_int_equal(absence.refusal, RECORD_NOT_FOUND);
	absence.to_ms = absence.from_ms;
	assert_int_equal(town_write(&town, CLERK, note_absence, &absence), FAIL_REFUSED);
	assert_int_equal(absence.refusal, RECORD_TIME_INVALID);
	absence.to_ms = absence.from_ms + 2 * DAY_MS;
	assert_int_equal(town_write(&town, CLERK, note_absence, &absence), OK);
	go(&town, &at_home, &going);
	town.now_ms += DAY_MS;
	go(&town, &back, &going);
	town_close(&town);
}

/* The day on which she is back is `from_ms`; `nth` is which of the noted ones, newest first. */
struct back { struct town *town; enum town_person volunteer; int64_t from_ms, to_ms; size_t nth; enum record_refusal refusal; int64_t kind; };
static enum fail note_back(const struct act *act, void *context)
{
	struct back *back = context;
	struct absences_rows rows;
	int64_t id = 0;
	TRY(q_absences(act->view, act->arena, &(struct absences_in){.centre_id = act->centre_id, .person_id = back->town->people[ELDER]}, &rows));
	return records_note_return(act, back->nth < rows.count ? rows.rows[back->nth].id : 4711, back->from_ms, &back->refusal, &id);
}

static enum fail why_away(const struct act *act, void *context)
{
	struct back *back = context;
	struct record_absence_row row;
	bool is_found = false;
	TRY(q_record_absence(act->view, act->arena, &(struct record_absence_in){.centre_id = act->centre_id, .person_id = back->town->people[ELDER],
		.volunteer_id = back->town->people[back->volunteer],
		.from_ms = back->from_ms, .to_ms = back->to_ms}, &is_found, &row));
	back->kind = row.kind;
	return OK;
}

static void assert_back(struct back *back, enum town_person who, size_t nth, int64_t from_ms, enum record_refusal refusal)
{
	back->nth = nth;
	back->from_ms = from_ms;
	back->refusal = RECORD_OK;
	assert_int_equal(town_write(back->town, who, note_back, back), refusal == RECORD_OK ? OK : FAIL_REFUSED);
	assert_int_equal(back->refusal, refusal);
}

/* An hour's service on each of the days is held up where the picture has an x. */
static void assert_away(struct back *back, int64_t from_ms, const char *picture)
{
	for (size_t day = 0; picture[day] != '\0'; day++) {
		back->from_ms = from_ms + (int64_t)day * DAY_MS + HOUR_MS;
		back->to_ms = back->from_ms + HOUR_MS;
		assert_int_equal(town_read(back->town, why_away, back), OK);
		if ((back->kind != 0) != (picture[day] == 'x'))
			fail_msg("%s: day %zu is %lld", picture, day, (long long)back->kind);
	}
}

static void who_is_back_sooner_can_be_served_again(void **state UNUSED)
{
	struct town town;
	size_t differences = 1;
	town_open(&town);
	struct back back = {.town = &town, .volunteer = FIRST};
	struct absence absence = {&town, ELDER, town.now_ms, town.now_ms + 8 * DAY_MS, RECORD_OK};
	int64_t from_ms = absence.from_ms;
	assert_int_equal(town_write(&town, CLERK, note_absence, &absence), OK);
	assert_away(&back, from_ms - DAY_MS, ".xxxxxxxx.");
	assert_back(&back, FIRST, 0, from_ms + 3 * DAY_MS, RECORD_NOT_FOUND); /* staff only */
	assert_back(&back, CLERK, 1, from_ms + 3 * DAY_MS, RECORD_NOT_FOUND); /* which? */
	assert_back(&back, CLERK, 0, from_ms - 1, RECORD_TIME_INVALID);
	assert_back(&back, CLERK, 0, from_ms + 8 * DAY_MS, RECORD_TIME_INVALID);
	assert_away(&back, from_ms - DAY_MS, ".xxxxxxxx.");
	town.now_ms += HOUR_MS;
	assert_back(&back, CLERK, 0, from_ms + 5 * DAY_MS, RECORD_OK);
	assert_away(&back, from_ms - DAY_MS, ".xxxxx....");
	assert_back(&back, CLERK, 1, from_ms + 6 * DAY_MS, RECORD_WRONG_STATE); /* she was back by then */
	assert_back(&back, CLERK, 0, from_ms + 6 * DAY_MS, RECORD_NOT_FOUND);   /* that is a return, not a stay */
	town.now_ms += HOUR_MS;
	assert_back(&back, CLERK, 1, from_ms + 3 * DAY_MS, RECORD_OK); /* sooner still */
	assert_away(&back, from_ms - DAY_MS, ".xxx......");
	/* Taken back: she is away on the rest of the days after all, and can be back from those too. */
	town.now_ms += HOUR_MS;
	absence.from_ms = from_ms + 3 * DAY_MS;
	assert_int_equal(town_write(&town, CLERK, note_absence, &absence), OK);
	assert_away(&back, from_ms - DAY_MS, ".xxxxxxxx.");
	town.now_ms += HOUR_MS;
	assert_back(&back, CLERK, 1, absence.from_ms, RECORD_OK);
	assert_away(&back, from_ms - DAY_MS, ".xxx......");
	back.volunteer = CLERK; /* what she puts down herself does not let her own hours count */
	assert_away(&back, from_ms - DAY_MS, ".xxxxxxxx.");
	assert_back(&back, CLERK, 2, absence.from_ms, RECORD_WRONG_STATE); /* said already; another may say the same, and that counts */
	assert_back(&back, MANAGER, 2, absence.from_ms, RECORD_OK);
	assert_away(&back, absence.from_ms, "......");
	assert_int_equal(town_read(&town, audit, &differences), OK);
	assert_int_equal(differences, 0);
	town_close(&town);
}

/* Back from one stay does not mean back from another, nor from one that was noted later; an hour that reaches into the stay is held. */
static void each_stay_ends_by_its_own_return(void **state UNUSED)
{
	struct town town;
	town_open(&town);
	struct back back = {.town = &town};
	int64_t from_ms = town.now_ms;
	struct absence absence = {&town, ELDER, from_ms, from_ms + 4 * DAY_MS, RECORD_OK};
	assert_int_equal(town_write(&town, CLERK, note_absence, &absence), OK);
	town.now_ms += HOUR_MS;
	absence.to_ms = from_ms + 6 * DAY_MS;
	absence.from_ms = from_ms + DAY_MS;
	assert_int_equal(town_write(&town, CLERK, note_absence, &absence), OK);
	town.now_ms += HOUR_MS;
	assert_back(&back, CLERK, 0, from_ms + 2 * DAY_MS, RECORD_OK); /* of the second */
	assert_away(&back, from_ms, "xxxx...");
	assert_back(&back, CLERK, 2, from_ms + DAY_MS, RECORD_OK); /* of the first */
	assert_away(&back, from_ms, "xx.....");
	back.from_ms = from_ms + 2 * DAY_MS - HOUR_MS;
	back.to_ms = from_ms + 2 * DAY_MS + HOUR_MS;
	assert_int_equal(town_read(&town, why_away, &back), OK);
	assert_int_equal(back.kind, ABSENCE_HOSPITAL);
	back.from_ms = from_ms + 2 * DAY_MS;
	assert_int_equal(town_read(&town, why_away, &back), OK);
	assert_int_equal(back.kind, 0);
	town_close(&town);
}

struct calling { struct town *town; struct record_id record_id; bool is_true; const char *note; enum call_asked asked; enum record_refusal refusal; };
static enum fail answer(const struct act *act, void *context)
{
	struct calling *calling = context;
	bool is_found = false;
	struct call_back_of_row row = {0};
	TRY(q_call_back_of(act->view, act->arena, &(struct call_back_of_in){.centre_id = act->centre_id, .record_id = calling->record_id}, &is_found, &row));
	return requests_answer_call(act, &(struct call_back_options){.id = row.id, .is_true = calling->is_true,
		.asked = calling->asked == 0 ? ASKED_RESIDENT : calling->asked, .note = text_of(calling->note)}, &calling->refusal);
}

static void assert_answer(struct town *town, enum town_person actor, struct calling calling, enum record_refusal refusal)
{
	calling.town = town;
	enum fail fail = town_write(town, actor, answer, &calling);
	assert_int_equal(calling.refusal, refusal);
	assert_int_equal(fail, refusal == RECORD_OK ? OK : FAIL_REFUSED);
}

static void a_call_settles_what_was_held(void **state UNUSED)
{
	static const struct visit held = {"by phone, silence", ELDER, FIRST, 0, PHONE, PHONE, 0, 60, TIME, GRADE_THIN, RECORD_PENDING, 60};
	struct town town;
	struct going going;
	town_open(&town);
	go(&town, &held, &going);
	assert_int_equal(going.balance.posted, 0);
	assert_int_equal(going.balance.coming, 120);
	assert_answer(&town, FIRST, (struct calling){.record_id = going.record_id, .is_true = true, .note = ""}, RECORD_NOT_FOUND);
	assert_answer(&town, CLERK, (struct calling){.record_id = going.record_id, .is_true = true, .note = ""}, RECORD_OWN_ENTRY);
	assert_answer(&town, MANAGER, (struct calling){.record_id = going.record_id, .is_true = false, .note = " "}, RECORD_NO_REASON);
	assert_answer(&town, MANAGER, (struct calling){.record_id = going.record_id, .is_true = true, .note = ""}, RECORD_OK);
	assert_answer(&town, MANAGER, (struct calling){.record_id = going.record_id, .is_true = true, .note = ""}, RECORD_WRONG_STATE);
	assert_int_equal(town_read(&town, find, &going), OK);
	assert_int_equal(going.balance.posted, 120);
	assert_int_equal(going.balance.coming, 0);
	assert_int_equal(going.evidence.grade, GRADE_ENOUGH);
	go(&town, &held, &going);
	assert_answer(&town, MANAGER, (struct calling){.record_id = going.record_id, .is_true = false, .note = "没有人来过"}, RECORD_OK);
	assert_int_equal(town_read(&town, find, &going), OK);
	assert_int_equal(going.record.state, RECORD_VOID);
	assert_int_equal(going.balance.posted, 120);
	assert_int_equal(going.balance.coming, 0);
	town_close(&town);
}

/* The manager and the first volunteer are family. */
static enum fail relate(const struct act *act, void *context)
{
	const struct town *town = context;
	enum people_refusal refusal = PEOPLE_OK;
	struct kin_id id;
	return people_link_kin(act, &(struct people_kin_options){.person_id = town->people[FIRST], .kin_id = town->people[MANAGER],
		.relation = KIN_SIBLING, .evidence = TEXT("户口簿")}, &refusal, &id);
}

static enum fail sample(const struct act *act, void *context)
{
	struct going *going = context;
	return records_call_back(act, going->record_id, &(struct call_back_why){CALL_BACK_SAMPLE, 0, 0});
}

static void a_sampled_call_takes_back_what_was_false(void **state UNUSED)
{
	static const struct visit good = {"code at both ends", ELDER, FIRST, 0, CODE, CODE, 0, 60, TIME, GRADE_ENOUGH, RECORD_FINAL, 60};
	struct town town;
	struct going going;
	size_t differences = 1;
	town_open(&town);
	go(&town, &good, &going);
	assert_int_equal(going.balance.posted, 120);
	assert_int_equal(town_write(&town, CLERK, sample, &going), OK);
	assert_int_equal(town_write(&town, CLERK, sample, &going), OK); /* once for each reason */
	assert_answer(&town, CLERK, (struct calling){.record_id = going.record_id, .is_true = false, .note = "卡借给别人了"}, RECORD_OK);
	assert_int_equal(town_read(&town, find, &going), OK);
	assert_int_equal(going.record.state, RECORD_VOID);
	assert_int_equal(going.balance.posted, 0);
	assert_int_equal(town_read(&town, audit, &differences), OK);
	assert_int_equal(differences, 0);
	town_close(&town);
}

struct fixing { struct record_fix_options options; int64_t id; bool is_done; const char *note; struct record_fix_effect effect; enum record_refusal refusal; };
static enum fail ask_fix(const struct act *act, void *context)
{
	struct fixing *fixing = context;
	return records_ask_fix(act, &fixing->options, &fixing->refusal, &fixing->id);
}

static enum fail weigh_fix(const struct act *act, void *context)
{
	struct fixing *fixing = context;
	return records_weigh_fix(act, fixing->id, &fixing->effect);
}

static enum fail decide_fix(const struct act *act, void *context)
{
	struct fixing *fixing = context;
	return records_decide_fix(act, fixing->id, fixing->is_done, text_of(fixing->note), &fixing->refusal);
}

static void assert_fix(struct town *town, enum town_person actor, town_work *work, struct fixing *fixing, enum record_refusal refusal)
{
	enum fail fail = town_write(town, actor, work, fixing);
	assert_int_equal(fixing->refusal, refusal);
	assert_int_equal(fail, refusal == RECORD_OK ? OK : FAIL_REFUSED);
}

static void a_correction_shows_what_it_changes_and_keeps_the_old(void **state UNUSED)
{
	static const struct visit whole = {"an hour", ELDER, FIRST, 0, CODE, CODE, 0, 60, SHE, GRADE_STRONG, RECORD_FINAL, 60};
	struct town town;
	struct going going;
	size_t differences = 1;
	town_open(&town);
	go(&town, &whole, &going);
	struct fixing fixing = {.options = {.record_id = going.record_id, .from_ms = going.from_ms, .to_ms = going.from_ms + 30 * MINUTE_MS,
		.reason = TEXT(" ")}, .note = ""};
	assert_fix(&town, SECOND, ask_fix, &fixing, RECORD_NOT_FOUND);
	assert_fix(&town, FIRST, ask_fix, &fixing, RECORD_NO_REASON);
	fixing.options.reason = TEXT("我只待了半小时");
	fixing.options.to_ms = fixing.options.from_ms;
	assert_fix(&town, FIRST, ask_fix, &fixing, RECORD_TIME_INVALID);
	fixing.options.to_ms = town.now_ms + 1;
	assert_fix(&town, FIRST, ask_fix, &fixing, RECORD_TIME_INVALID);
	fixing.options.to_ms = fixing.options.from_ms + 30 * MINUTE_MS;
	assert_fix(&town, FIRST, ask_fix, &fixing, RECORD_OK);
	assert_int_equal(town_read(&town, weigh_fix, &fixing), OK);
	assert_int_equal(fixing.effect.minutes_before, 60);
	assert_int_equal(fixing.effect.minutes_after, 30);
	assert_int_equal(fixing.effect.points_after, 60);
	assert_int_equal(fixing.effect.balance_before, 120);
	assert_int_equal(fixing.effect.balance_after, 60);
	assert_fix(&town, FIRST, decide_fix, &fixing, RECORD_NOT_FOUND); /* no staff */
	assert_fix(&town, CLERK, decide_fix, &fixing, RECORD_NO_REASON);
	fixing.is_done = true;
	assert_fix(&town, CLERK, decide_fix, &fixing, RECORD_OK);
	assert_fix(&town, MANAGER, decide_fix, &fixing, RECORD_WRONG_STATE);
	assert_int_equal(town_read(&town, find, &going), OK);
	assert_int_equal(going.record.state, RECORD_VOID);
	assert_int_equal(going.record.minutes, 60); /* what was known then */
	assert_int_equal(going.balance.posted, 60);
	assert_int_equal(town_read(&town, audit, &differences), OK);
	assert_int_equal(differences, 0);
	town_close(&town);
}

static void family_neither_answers_nor_corrects(void **state UNUSED)
{
	static const struct visit held = {"by phone, silence", ELDER, FIRST, 0, PHONE, PHONE, 0, 60, TIME, GRADE_THIN, RECORD_PENDING, 60};
	struct town town;
	struct going going;
	town_open(&town);
	go(&town, &held, &going);
	struct fixing fixing = {.options = {.record_id = going.record_id, .reason = TEXT("根本没有去")}, .is_done = true, .note = ""};
	assert_fix(&town, CLERK, ask_fix, &fixing, RECORD_OK);
	assert_int_equal(town_write(&town, CLERK, relate, &town), OK);
	assert_answer(&town, MANAGER, (struct calling){.record_id = going.record_id, .is_true = true, .note = ""}, RECORD_UNRELATED);
	assert_fix(&town, MANAGER, decide_fix, &fixing, RECORD_UNRELATED);
	town_close(&town);
}

static void staff_who_ask_do_not_decide(void **state UNUSED)
{
	static const struct visit whole = {"an hour", ELDER, FIRST, 0, CODE, CODE, 0, 60, SHE, GRADE_STRONG, RECORD_FINAL, 60};
	struct town town;
	struct going going;
	town_open(&town);
	go(&town, &whole, &going);
	struct fixing fixing = {.options = {.record_id = going.record_id, .reason = TEXT("根本没有去")}, .is_done = true, .note = ""};
	assert_fix(&town, CLERK, ask_fix, &fixing, RECORD_OK);
	assert_fix(&town, CLERK, decide_fix, &fixing, RECORD_OWN_ENTRY);
	assert_fix(&town, MANAGER, decide_fix, &fixing, RECORD_OK);
	assert_int_equal(town_read(&town, find, &going), OK);
	assert_int_equal(going.record.state, RECORD_VOID);
	assert_int_equal(going.balance.posted, 0);
	assert_fix(&town, CLERK, ask_fix, &fixing, RECORD_WRONG_STATE);
	town_close(&town);
}

static enum fail try_double(const struct act *act, void *context)
{
	enum record_refusal refusal = RECORD_OK;
	struct ledger_rule rule;
	TRY(ledger_rule_at(act, act->now_ms, &rule));
	rule.points_per_hour *= 2;
	rule.day_cap_min = rule.session_cap_min = 30;
	return records_try_rule(act, &rule, 0, &refusal, context);
}

static void a_rule_tried_on_the_past_shows_who_gains_and_loses(void **state UNUSED)
{
	static const struct visit visits[] = {
		{"half an hour gains", ELDER, FIRST, 0, CODE, CODE, 0, 30, SHE, GRADE_STRONG, RECORD_FINAL, 30},
		{"75 minutes lose", ELDER, SECOND, 0, CODE, CODE, 0, 75, SHE, GRADE_STRONG, RECORD_FINAL, 75},
		{"one that is not final counts for nobody", ELDER, FIRST, 0, PHONE, PHONE, 0, 60, TIME, GRADE_THIN, RECORD_PENDING, 60},
		{"a second one", ELDER, SECOND, 0, CODE, CODE, 0, 75, SHE, GRADE_STRONG, RECORD_FINAL, 75},
	};
	struct town town;
	struct going going;
	struct rule_trial trial;
	town_open(&town);
	for (size_t i = 0; i < COUNT_OF(visits); i++)
		go(&town, &visits[i], &going);
	assert_int_equal(town_read(&town, try_double, &trial), OK);
	assert_int_equal(trial.records, 3);
	assert_int_equal(trial.people, 2);
	assert_int_equal(trial.gainers, 1); /* 60 → 120 */
	assert_int_equal(trial.losers, 0);  /* 240 → 240: twice the rate, half of the time */
	assert_int_equal(trial.before, 60 + 240);
	assert_int_equal(trial.after, 120 + 240);
	assert_int_equal(trial.line_count, 1);
	assert_int_equal(trial.lines[0].after - trial.lines[0].before, 60);
	town_close(&town);
}

struct filling { struct town *town; struct backfill_options options; int64_t id; bool is_true; const char *reason; enum record_refusal refusal; size_t posted;
	struct records_total total; enum town_person with; };

static enum fail propose(const struct act *act, void *context)
{
	struct filling *filling = context;
	return records_propose(act, &filling->options, &filling->refusal, &filling->id);
}

static enum fail second(const struct act *act, void *context)
{
	struct filling *filling = context;
	return records_second(act, filling->id, &filling->refusal);
}

static enum fail object(const struct act *act, void *context)
{
	struct filling *filling = context;
	return records_object(act, filling->id, text_of(filling->reason), &filling->refusal);
}

static enum fail settle(const struct act *act, void *context)
{
	struct filling *filling = context;
	return records_settle(act, filling->id, filling->is_true, text_of(filling->reason), &filling->refusal);
}

static enum fail post_due(const struct act *act, void *context)
{
	struct filling *filling = context;
	return records_post_backfills(act, &filling->posted);
}

static enum fail total(const struct act *act, void *context)
{
	struct filling *filling = context;
	return records_total_of(act, filling->town->people[FIRST], &filling->total);
}

static void assert_fill(struct filling *filling, enum town_person actor, town_work *work, enum record_refusal refusal)
{
	enum fail fail = town_write(filling->town, actor, work, filling);
	if (filling->refusal != refusal)
		print_message("answered %s\n", record_refusal_name(filling->refusal));
	assert_int_equal(filling->refusal, refusal);
	assert_int_equal(fail, refusal == RECORD_OK ? OK : FAIL_REFUSED);
}

static enum fail number_of(const struct act *act, void *context)
{
	struct filling *filling = context;
	struct record_number_row row = {0};
	bool is_found = false;
	TRY(q_record_number(act->view, act->arena, &(struct record_number_in){.centre_id = act->centre_id, .person_id = filling->town->people[FIRST]},
		&is_found, &row));
	filling->options.number = row.number;
	return is_found ? OK : FAIL_MISSING;
}

static void begin_filling(struct town *town, struct filling *filling)
{
	*filling = (struct filling){.town = town, .options = {.title = TEXT("清扫小广场"), .evidence = TEXT("签名表一张,存站里")}};
	assert_int_equal(town_read(town, number_of, filling), OK);
	filling->options.from_ms = town->now_ms - 3 * HOUR_MS;
	filling->options.to_ms = town->now_ms - 1 * HOUR_MS;
}

static void a_back_fill_needs_two_people_evidence_and_a_notice(void **state UNUSED)
{
	struct town town;
	struct filling filling;
	size_t differences = 1;
	town_open(&town);
	begin_filling(&town, &filling);
	struct backfill_options good = filling.options;
	assert_fill(&filling, SECOND, propose, RECORD_NOT_FOUND); /* no staff */
	filling.options.evidence = TEXT(" ");
	assert_fill(&filling, CLERK, propose, RECORD_NO_EVIDENCE);
	filling.options = good;
	filling.options.to_ms = town.now_ms + 1;
	assert_fill(&filling, CLERK, propose, RECORD_TIME_INVALID);
	filling.options = good;
	filling.options.number = TEXT("BD99999");
	assert_fill(&filling, CLERK, propose, RECORD_NOT_FOUND);
	filling.options = good;
	assert_fill(&filling, CLERK, propose, RECORD_OK);
	assert_fill(&filling, CLERK, second, RECORD_OWN_ENTRY);
	assert_fill(&filling, FIRST, second, RECORD_NOT_FOUND);
	town.now_ms += 4 * DAY_MS;
	assert_int_equal(town_write(&town, TOWN_PEOPLE, post_due, &filling), OK);
	assert_int_equal(filling.posted, 0); /* one person is not enough */
	assert_fill(&filling, MANAGER, second, RECORD_OK);
	assert_fill(&filling, MANAGER, second, RECORD_WRONG_STATE);
	town.now_ms += 3 * DAY_MS - 1;
	assert_int_equal(town_write(&town, TOWN_PEOPLE, post_due, &filling), OK);
	assert_int_equal(filling.posted, 0);
	town.now_ms += 1;
	assert_int_equal(town_write(&town, TOWN_PEOPLE, post_due, &filling), OK);
	assert_int_equal(filling.posted, 1);
	assert_int_equal(town_write(&town, TOWN_PEOPLE, post_due, &filling), OK);
	assert_int_equal(filling.posted, 0);
	assert_int_equal(town_read(&town, total, &filling), OK);
	assert_int_equal(filling.total.minutes_machine, 0); /* shown apart for ever */
	assert_int_equal(filling.total.minutes_manual, 120);
	filling.options = good;
	assert_fill(&filling, CLERK, propose, RECORD_TIME_TAKEN);
	assert_int_equal(town_read(&town, audit, &differences), OK);
	assert_int_equal(differences, 0);
	town_close(&town);
}

/* Manager of a community beside this one. */
static enum fail promote_elsewhere(const struct act *act, void *context)
{
	struct filling *filling = context;
	enum place_refusal refusal = PLACE_OK;
	bool is_found = false;
	struct place_root_row root;
	struct place_id place_id;
	TRY(q_place_root(act->view, act->arena, &(struct place_root_in){.centre_id = act->centre_id}, &is_found, &root));
	TRY(places_add(act, &(struct places_add_options){.tier = PLACE_COMMUNITY, .parent_id = root.id, .code = TEXT("370725001099"),
		.name = TEXT("别处"), .phone = TEXT("")}, &refusal, &place_id));
	return q_role_add(act->txn, &(struct role_add_in){.centre_id = act->centre_id, .id = {ids_new(act->now_ms)},
		.person_id = filling->town->people[CLERK], .role = ROLE_MANAGER, .place_id = place_id, .granted_at_ms = act->now_ms}, NULL);
}

/* The manager moves in with somebody: with the volunteer, or with who proposed it. */
static enum fail move_in(const struct act *act, void *context)
{
	struct filling *filling = context;
	enum people_refusal refusal = PEOPLE_OK;
	return people_change(act, filling->town->people[MANAGER], &(struct people_options){.name = TEXT("田慧敏"), .place_id = filling->town->place_id,
		.address = arena_format(act->arena, "%d号楼2单元501", 3 + (int)filling->with), .phone = TEXT("15412340000")}, &refusal);
}

static void who_lives_with_one_of_them_does_not_second_it(void **state UNUSED)
{
	static const struct { enum town_person with; enum record_refusal second, settle; } rows[] = {{FIRST, RECORD_UNRELATED, RECORD_UNRELATED},
		{CLERK, RECORD_UNRELATED, RECORD_WRONG_STATE}, {SECOND, RECORD_OK, RECORD_TOO_EARLY}};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct town town;
		struct filling filling;
		town_open(&town);
		begin_filling(&town, &filling);
		filling.reason = "看过了";
		assert_fill(&filling, CLERK, propose, RECORD_OK);
		filling.with = rows[i].with;
		assert_int_equal(town_write(&town, CLERK, move_in, &filling), OK);
		assert_fill(&filling, MANAGER, second, rows[i].second);
		filling.is_true = true;
		assert_fill(&filling, MANAGER, settle, rows[i].settle);
		town_close(&town);
	}
}

static void neither_kin_nor_a_manager_of_elsewhere_lets_it_pass(void **state UNUSED)
{
	struct town town;
	struct filling filling;
	town_open(&town);
	begin_filling(&town, &filling);
	filling.reason = "看过了";
	assert_fill(&filling, CLERK, propose, RECORD_OK);
	assert_int_equal(town_write(&town, TOWN_PEOPLE, promote_elsewhere, &filling), OK);
	assert_fill(&filling, CLERK, settle, RECORD_NOT_ALLOWED);
	assert_int_equal(town_write(&town, CLERK, relate, &town), OK);
	assert_fill(&filling, MANAGER, second, RECORD_UNRELATED);
	assert_fill(&filling, MANAGER, settle, RECORD_UNRELATED);
	town_close(&town);
}

static void an_objection_stops_it_until_the_manager_decides(void **state UNUSED)
{
	struct town town;
	struct filling filling;
	town_open(&town);
	begin_filling(&town, &filling);
	assert_fill(&filling, CLERK, propose, RECORD_OK);
	filling.reason = "他那天不在";
	assert_fill(&filling, SECOND, object, RECORD_NOT_FOUND); /* not posted yet */
	assert_fill(&filling, MANAGER, second, RECORD_OK);
	filling.reason = "";
	assert_fill(&filling, SECOND, object, RECORD_NO_REASON);
	filling.reason = "他那天不在";
	assert_fill(&filling, SECOND, object, RECORD_OK);
	assert_fill(&filling, ELDER, object, RECORD_WRONG_STATE);
	filling.is_true = true;
	assert_fill(&filling, CLERK, settle, RECORD_NOT_ALLOWED);
	assert_fill(&filling, MANAGER, settle, RECORD_TOO_EARLY);
	town.now_ms += 4 * DAY_MS;
	assert_int_equal(town_write(&town, TOWN_PEOPLE, post_due, &filling), OK);
	assert_int_equal(filling.posted, 0);
	filling.is_true = false;
	assert_fill(&filling, MANAGER, settle, RECORD_OK);
	assert_fill(&filling, MANAGER, settle, RECORD_WRONG_STATE);
	assert_int_equal(town_read(&town, total, &filling), OK);
	assert_int_equal(filling.total.minutes_manual, 0);
	town_close(&town);
}

static enum fail watch(const struct act *act, void *context)
{
	return records_watch(act, context);
}

static enum fail ask_nobody_about_pairs(const struct act *act, void *context UNUSED)
{
	struct ledger_rule rule;
	TRY(ledger_rule_at(act, act->now_ms, &rule));
	rule.version++;
	rule.pair_cap_min = 0;
	return ledger_rule_add(act, &rule, act->now_ms);
}

static void what_looks_odd_is_rung_about_and_then_let_alone(void **state UNUSED)
{
	struct visit visit = {"every day the whole time", ELDER, FIRST, 0, CODE, CODE, 0, 75, SHE, GRADE_STRONG, RECORD_FINAL, 75};
	struct town town;
	struct going going;
	size_t queued = 0;
	town_open(&town);
	assert_int_equal(town_write(&town, MANAGER, ask_nobody_about_pairs, &town), OK);
	for (int i = 0; i < 6; i++)
		go(&town, &visit, &going);
	town.now_ms += 10 * DAY_MS; /* nothing of the last day to be sampled */
	assert_int_equal(town_write(&town, TOWN_PEOPLE, watch, &queued), OK);
	assert_int_equal(queued, 0);
	go(&town, &visit, &going);
	town.now_ms += 10 * DAY_MS;
	assert_int_equal(town_write(&town, TOWN_PEOPLE, watch, &queued), OK);
	assert_int_equal(queued, 1); /* the seventh at the most that counts */
	assert_int_equal(town_write(&town, TOWN_PEOPLE, watch, &queued), OK);
	assert_int_equal(queued, 0);
	assert_int_equal(town_read(&town, find, &going), OK);
	assert_int_equal(going.record.state, RECORD_FINAL); /* a score punishes nobody */
	assert_answer(&town, CLERK, (struct calling){.record_id = going.record_id, .is_true = true, .note = ""}, RECORD_OK);
	town.now_ms += 31 * DAY_MS;
	for (int i = 0; i < 10; i++)
		go(&town, &visit, &going);
	town.now_ms += 10 * DAY_MS;
	assert_int_equal(town_write(&town, TOWN_PEOPLE, watch, &queued), OK);
	assert_int_equal(queued, 0); /* the resident said that it is so: not about the same again */
	town.now_ms += 140 * DAY_MS;
	for (int i = 0; i < 10; i++)
		go(&town, &visit, &going);
	town.now_ms += 10 * DAY_MS;
	assert_int_equal(town_write(&town, TOWN_PEOPLE, watch, &queued), OK);
	assert_int_equal(queued, 1); /* … until half a year later */
	town_close(&town);
}

struct rated { struct going *going; const char *words; };
static enum fail rate(const struct act *act, void *context)
{
	const struct rated *rated = context;
	return requests_rate(act, rated->going->request_id, 5, text_of(rated->words), &rated->going->refusal);
}

/* Four services, each rated by somebody; how many are rung about behind each. */
static void serve_and_rate(const char *const words[4], size_t queued_behind_last)
{
	static const struct visit visits[] = {{"of the elder", ELDER, FIRST, 0, CODE, CODE, 0, 60, SHE, GRADE_STRONG, RECORD_FINAL, 60},
		{"of the father", FATHER, FIRST, 0, CODE, CODE, 0, 60, SHE, GRADE_STRONG, RECORD_FINAL, 60}};
	static const struct { size_t visit; enum town_person rater; } rows[] = {{0, ELDER}, {0, DAUGHTER}, {1, FATHER}, {1, FATHER}};
	struct town town;
	struct going going;
	size_t queued = 0;
	town_open(&town);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct rated rated = {&going, words[i]};
		go(&town, &visits[rows[i].visit], &going);
		done(&going, town_write(&town, rows[i].rater, rate, &rated));
		town.now_ms += 2 * DAY_MS; /* nothing of the last day to be sampled */
		assert_int_equal(town_write(&town, TOWN_PEOPLE, watch, &queued), OK);
		assert_int_equal(queued, i + 1 < COUNT_OF(rows) ? 0 : queued_behind_last);
	}
	town_close(&town);
}

static void praise_in_the_same_words_is_rung_about(void **state UNUSED)
{
	serve_and_rate((const char *const[]){"小王阿姨很細心，謝謝。", "小王阿姨很细心谢谢", " 小王阿姨，很细心 谢谢！！", "小王阿姨很细心、谢谢"}, 1);
	serve_and_rate((const char *const[]){"小王阿姨很细心，谢谢", "小王阿姨很细心谢谢", "小王阿姨很细心，谢谢", "小王阿姨真细心，谢谢"}, 0);
	serve_and_rate((const char *const[]){"非常满意！", "非常满意。", "非常满意", "非 常 满 意"}, 0); /* everybody writes that */
	serve_and_rate((const char *const[]){"，，，，，，，", "，，，，，，，", "，，，，，，，", "，，，，，，，"}, 0);
	serve_and_rate((const char *const[]){"", "", "", ""}, 0);
}

static void the_grade_is_a_table(void **state UNUSED)
{
	static const struct { struct record_verdict_line lines[4]; size_t count; enum record_grade grade; } rows[] = {
		{{{0}}, 0, GRADE_NONE},
		{{{SIGNAL_SITE_CODE, VERDICT_GOOD, 0}}, 1, GRADE_ENOUGH},
		{{{SIGNAL_COMPANION, VERDICT_GOOD, 1}}, 1, GRADE_THIN}, /* friends vouch for each other: not alone */
		{{{SIGNAL_COMPANION, VERDICT_GOOD, 1}, {SIGNAL_RESIDENT, VERDICT_GOOD, 1}}, 2, GRADE_STRONG},
		{{{SIGNAL_SITE_CODE, VERDICT_GOOD, 0}, {SIGNAL_RESIDENT, VERDICT_GOOD, 1}}, 2, GRADE_STRONG},
		{{{SIGNAL_SITE_CODE, VERDICT_GOOD, 0}, {SIGNAL_RESIDENT, VERDICT_GOOD, 1}, {SIGNAL_TRAVEL, VERDICT_BAD, 90}}, 3, GRADE_BAD},
		{{{SIGNAL_CALL_BACK, VERDICT_GOOD, 0}, {SIGNAL_TRAVEL, VERDICT_BAD, 90}}, 2, GRADE_ENOUGH},
		{{{SIGNAL_CALL_BACK, VERDICT_BAD, 0}, {SIGNAL_SITE_CODE, VERDICT_GOOD, 0}}, 2, GRADE_BAD},
		{{{SIGNAL_SITE_CODE, VERDICT_MISSING, 0}, {SIGNAL_RESIDENT, VERDICT_MISSING, 0}}, 2, GRADE_THIN},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(record_grade_of(rows[i].lines, rows[i].count), rows[i].grade);
}

static int64_t to_next_star;
struct starring { int64_t minutes; int32_t day; int64_t stars; };
static enum fail count_stars(const struct act *act, void *context)
{
	struct starring *starring = context;
	TRY(records_stars(act, starring->minutes, starring->day, &starring->stars));
	return records_to_next_star(act, starring->minutes, starring->day, &to_next_star);
}

static void stars_follow_the_table(void **state UNUSED)
{
	static const struct starring rows[] = {{0, 20000, 0}, {5999, 20000, 0}, {6000, 20000, 1}, {17999, 20000, 1}, {18000, 20000, 2}, {35999, 20000, 2},
		{36000, 20000, 3}, {59999, 20000, 3}, {60000, 20000, 4}, {89999, 20000, 4}, {90000, 20000, 5}, {900000, 20000, 5}};
	struct town town;
	town_open(&town);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct starring starring = rows[i];
		assert_int_equal(town_read(&town, count_stars, &starring), OK);
		assert_int_equal(starring.stars, rows[i].stars);
		int64_t missing = to_next_star;
		if (missing > 0) { /* so many more make one more star, one less does not */
			starring.minutes = rows[i].minutes + missing;
			assert_int_equal(town_read(&town, count_stars, &starring), OK);
			assert_int_equal(starring.stars, rows[i].stars + 1);
			starring.minutes--;
			assert_int_equal(town_read(&town, count_stars, &starring), OK);
			assert_int_equal(starring.stars, rows[i].stars);
		} else {
			assert_int_equal(starring.stars, 5);
		}
	}
	town_close(&town);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(missing_evidence_never_posts_by_itself),
		cmocka_unit_test(nobody_comes_with_a_wrong_code_or_for_somebody_else),
		cmocka_unit_test(nobody_is_in_two_places),
		cmocka_unit_test(nobody_is_served_at_home_while_in_hospital),
		cmocka_unit_test(who_is_back_sooner_can_be_served_again),
		cmocka_unit_test(each_stay_ends_by_its_own_return),
		cmocka_unit_test(a_call_settles_what_was_held),
		cmocka_unit_test(a_sampled_call_takes_back_what_was_false),
		cmocka_unit_test(a_correction_shows_what_it_changes_and_keeps_the_old),
		cmocka_unit_test(family_neither_answers_nor_corrects),
		cmocka_unit_test(staff_who_ask_do_not_decide),
		cmocka_unit_test(a_rule_tried_on_the_past_shows_who_gains_and_loses),
		cmocka_unit_test(a_back_fill_needs_two_people_evidence_and_a_notice),
		cmocka_unit_test(who_lives_with_one_of_them_does_not_second_it),
		cmocka_unit_test(neither_kin_nor_a_manager_of_elsewhere_lets_it_pass),
		cmocka_unit_test(an_objection_stops_it_until_the_manager_decides),
		cmocka_unit_test(what_looks_odd_is_rung_about_and_then_let_alone),
		cmocka_unit_test(praise_in_the_same_words_is_rung_about),
		cmocka_unit_test(the_grade_is_a_table),
		cmocka_unit_test(stars_follow_the_table),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
