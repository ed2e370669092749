/* SPDX-License-Identifier: Apache-2.0
 *
 * How much one volunteer serves one resident before somebody else than these
 * two is asked (H3): where it begins, whose word counts, what it releases and
 * how long it holds. Each service goes through the verbs of requests.
 */
#include "unit.h"

#include <string.h>

#include "base/when.h"
#include "domain/audit.h"
#include "domain/ledger.h"
#include "domain/people.h"
#include "queries/demo.h"
#include "queries/record_pages.h"
#include "queries/records.h"
#include "meddle.h"

/* One service of somebody for somebody: minutes of an hour that was ordered. */
struct serving {
	struct town *town;
	enum town_person elder, volunteer, confirmer; /* TOWN_PEOPLE: the clock, three days later */
	int64_t from_ms, minutes;
	bool is_in_by_desk; /* put down by the clerk: who answers for it must be somebody else */
	bool is_out;
	struct request_id request_id;
	struct duty_id duty_id;
	struct record_id record_id;
	struct record_get_row record;
	struct record_evidence evidence;
	enum request_refusal refusal;
};

static enum fail order(const struct act *act, void *context)
{
	struct serving *serving = context;
	TRY(requests_open(act, &(struct requests_open_options){.person_id = serving->town->people[serving->elder], .item_id = serving->town->item_id,
		.channel = CHANNEL_PHONE, .wanted_from_ms = serving->from_ms, .wanted_to_ms = serving->from_ms + HOUR_MS, .is_duplicate_meant = true},
		&serving->refusal, &serving->request_id));
	TRY(requests_accept(act, &(struct requests_accept_options){.id = serving->request_id}, &serving->refusal));
	return requests_offer(act, serving->request_id, &serving->town->people[serving->volunteer], 1, &serving->refusal);
}

static enum fail take(const struct act *act, void *context)
{
	struct serving *serving = context;
	struct demo_request_row now;
	struct demo_offers_rows offers;
	bool is_found = false;
	TRY(q_demo_request(act->view, act->arena, &(struct demo_request_in){.centre_id = act->centre_id, .id = serving->request_id}, &is_found, &now));
	serving->duty_id = now.duty_id;
	TRY(q_demo_offers(act->view, act->arena, &(struct demo_offers_in){.centre_id = act->centre_id, .duty_id = now.duty_id}, &offers));
	return requests_take_offer(act, offers.rows[0].id, &serving->refusal);
}

static enum fail attend(const struct act *act, void *context)
{
	struct serving *serving = context;
	char code[7];
	struct requests_attend_options options = {.id = serving->request_id};
	TRY(requests_card_code(act, serving->town->people[serving->elder], code));
	if (serving->is_in_by_desk)
		options.person_id = serving->town->people[serving->volunteer];
	else
		options.code = text_of(code);
	return serving->is_out ? requests_check_out(act, &options, &serving->refusal) : requests_check_in(act, &options, &serving->refusal);
}

static enum fail confirm(const struct act *act, void *context)
{
	struct serving *serving = context;
	size_t done = 0;
	if (serving->confirmer == TOWN_PEOPLE)
		return requests_tick(act, 100, &done);
	return requests_confirm(act, serving->request_id, TEXT_NONE, &serving->refusal);
}

static enum fail find(const struct act *act, void *context)
{
	struct serving *serving = context;
	struct record_of_row record = {0};
	bool is_found = false;
	TRY(q_record_of(act->view, act->arena, &(struct record_of_in){.centre_id = act->centre_id, .duty_id = serving->duty_id,
		.person_id = serving->town->people[serving->volunteer]}, &is_found, &record));
	assert_true(is_found);
	serving->record_id = record.id;
	TRY(records_evidence(act, record.id, &serving->evidence));
	return q_record_get(act->view, act->arena, &(struct record_get_in){.centre_id = act->centre_id, .id = record.id}, &is_found, &serving->record);
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

static void assert_books_agree(struct town *town)
{
	size_t differences = 1;
	assert_int_equal(town_read(town, audit, &differences), OK);
	assert_int_equal(differences, 0);
}

static void must(struct serving *serving, enum fail fail)
{
	if (fail != OK)
		fail_msg("%s", request_refusal_name(serving->refusal));
}

/* Until it is over, and no further. */
static void serve(struct serving *serving)
{
	struct town *town = serving->town;
	enum town_person door = serving->is_in_by_desk ? CLERK : serving->volunteer;
	town->now_ms = serving->from_ms - 90 * MINUTE_MS;
	must(serving, town_write(town, CLERK, order, serving));
	must(serving, town_write(town, serving->volunteer, take, serving));
	town->now_ms = serving->from_ms;
	must(serving, town_write(town, door, attend, serving));
	town->now_ms = serving->from_ms + serving->minutes * MINUTE_MS;
	serving->is_out = true;
	must(serving, town_write(town, door, attend, serving));
	assert_int_equal(town_read(town, find, serving), OK);
}

static void say(struct serving *serving)
{
	serving->town->now_ms += serving->confirmer == TOWN_PEOPLE ? 3 * DAY_MS + 1 : MINUTE_MS;
	must(serving, town_write(serving->town, serving->confirmer, confirm, serving));
	assert_int_equal(town_read(serving->town, find, serving), OK);
}

/* From a moment on, of FIRST for ELDER, who says so herself. */
static struct serving served(struct town *town, int64_t from_ms, int64_t minutes)
{
	struct serving serving = {.town = town, .elder = ELDER, .volunteer = FIRST, .confirmer = ELDER, .from_ms = from_ms, .minutes = minutes};
	serve(&serving);
	say(&serving);
	return serving;
}

/* FINAL, and not, when it is said to be held. */
static void assert_held(const char *what, const struct serving *serving, bool is_held)
{
	if ((serving->record.state == RECORD_PENDING) != is_held || (serving->evidence.grade == GRADE_BAD) != is_held)
		fail_msg("%s: state %lld, %s", what, (long long)serving->record.state, record_grade_name(serving->evidence.grade));
}

static int64_t tomorrow(const struct town *town)
{
	return when_at(when_local_day(town->now_ms) + 1, 9 * 60);
}

/* ---- the answer ---- */

struct answering { struct town *town; struct record_id record_id; bool is_true; enum call_asked asked; enum record_refusal refusal; size_t released; };

static enum fail call_of(const struct act *act, const struct answering *answering, int64_t *ret_id)
{
	struct call_back_of_row row = {0};
	bool is_found = false;
	TRY(q_call_back_of(act->view, act->arena, &(struct call_back_of_in){.centre_id = act->centre_id, .record_id = answering->record_id}, &is_found, &row));
	assert_true(is_found);
	*ret_id = row.id;
	return OK;
}

static enum fail count_released(const struct act *act, void *context)
{
	struct answering *answering = context;
	int64_t id = 0;
	TRY(call_of(act, answering, &id));
	return records_count_released(act, id, &answering->released);
}

static enum fail answer(const struct act *act, void *context)
{
	struct answering *answering = context;
	int64_t id = 0;
	TRY(call_of(act, answering, &id));
	TRY(records_count_released(act, id, &answering->released)); /* as the page tells it before */
	return requests_answer_call(act, &(struct call_back_options){.id = id, .is_true = answering->is_true, .asked = answering->asked,
		.note = answering->is_true ? TEXT_NONE : TEXT("没有来过")}, &answering->refusal);
}

/* How many more were to be released with it. */
static size_t answered(struct serving *serving, enum town_person by, bool is_true, enum call_asked asked, enum record_refusal refusal)
{
	struct answering answering = {.town = serving->town, .record_id = serving->record_id, .is_true = is_true, .asked = asked};
	enum fail fail = town_write(serving->town, by, answer, &answering);
	if (answering.refusal != refusal || fail != (refusal == RECORD_OK ? OK : FAIL_REFUSED))
		fail_msg("%s instead of %s", record_refusal_name(answering.refusal), record_refusal_name(refusal));
	assert_int_equal(town_read(serving->town, find, serving), OK);
	return answering.released;
}

static bool is_final(struct serving *serving)
{
	assert_int_equal(town_read(serving->town, find, serving), OK);
	return serving->record.state == RECORD_FINAL;
}

/* ---- where it begins ---- */

static void beyond_the_number_a_service_waits(void **state UNUSED)
{
	struct town town;
	town_open(&town);
	int64_t from_ms = tomorrow(&town);
	struct serving first = served(&town, from_ms, 60);
	struct serving second = served(&town, from_ms + DAY_MS, 60);
	struct serving third = served(&town, from_ms + 2 * DAY_MS, 60);
	assert_held("an hour", &first, false);
	assert_held("180 minutes", &second, false);
	assert_held("180 minutes", &third, false);
	struct serving fourth = served(&town, from_ms + 3 * DAY_MS, 30);
	assert_held("210 minutes", &fourth, true);
	struct serving other = {.town = &town, .elder = FATHER, .volunteer = FIRST, .confirmer = FATHER, .from_ms = from_ms + 4 * DAY_MS, .minutes = 60};
	serve(&other);
	say(&other);
	assert_held("for another resident", &other, false);
	other = (struct serving){.town = &town, .elder = ELDER, .volunteer = SECOND, .confirmer = ELDER, .from_ms = from_ms + 5 * DAY_MS, .minutes = 60};
	serve(&other);
	say(&other);
	assert_held("by another volunteer", &other, false);
	assert_books_agree(&town);
	town_close(&town);
}

/* 181 minutes of 180, and one millisecond of 30 days. */
static void it_begins_at_its_minute_and_its_day(void **state UNUSED)
{
	static const struct { const char *what; int64_t last, behind_ms; bool is_held; } rows[] = {
		{"180", 60, 29 * DAY_MS, false}, {"181", 61, 29 * DAY_MS, true}, {"30 days less a minute", 61, 30 * DAY_MS - MINUTE_MS, true},
		{"30 days", 61, 30 * DAY_MS, false}};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct town town;
		town_open(&town);
		int64_t from_ms = tomorrow(&town);
		(void)served(&town, from_ms, 60);
		(void)served(&town, from_ms + 2 * DAY_MS, 60);
		struct serving last = served(&town, from_ms + rows[i].behind_ms, rows[i].last);
		assert_held(rows[i].what, &last, rows[i].is_held);
		assert_int_equal(last.evidence.lines[last.evidence.count - 1].signal, SIGNAL_PAIR);
		assert_int_equal(last.evidence.lines[last.evidence.count - 1].number, rows[i].behind_ms < 30 * DAY_MS ? 120 + rows[i].last : 60 + rows[i].last);
		town_close(&town);
	}
}

struct ruling { int64_t cap_min, from_ms; };
static enum fail add_rule(const struct act *act, void *context)
{
	const struct ruling *ruling = context;
	struct ledger_rule rule;
	TRY(ledger_rule_at(act, act->now_ms, &rule));
	rule.version++;
	rule.pair_cap_min = ruling->cap_min;
	return ledger_rule_add(act, &rule, ruling->from_ms);
}

/* By the version in force when the service began, and what was before is counted but not judged anew. */
static void a_house_chooses_the_number_and_nothing_before_changes(void **state UNUSED)
{
	struct town town;
	struct serving all[6];
	town_open(&town);
	int64_t from_ms = tomorrow(&town);
	assert_int_equal(town_write(&town, MANAGER, add_rule, &(struct ruling){0, from_ms}), OK);
	for (int i = 0; i < 5; i++) {
		all[i] = served(&town, from_ms + i * DAY_MS, 60);
		assert_held("nobody is asked", &all[i], false);
		assert_int_not_equal(all[i].evidence.lines[all[i].evidence.count - 1].signal, SIGNAL_PAIR);
	}
	assert_int_equal(town_write(&town, MANAGER, add_rule, &(struct ruling){180, from_ms + 5 * DAY_MS}), OK);
	all[5] = served(&town, from_ms + 5 * DAY_MS, 60);
	assert_held("five hours before the rule, and one behind", &all[5], true);
	for (int i = 0; i < 5; i++)
		assert_true(is_final(&all[i]));
	assert_books_agree(&town);
	town_close(&town);
}

/* ---- whose word counts ---- */

static void the_two_do_not_speak_for_themselves(void **state UNUSED)
{
	struct town town;
	struct serving much;
	town_open(&town);
	for (int i = 0; i < 4; i++)
		much = served(&town, tomorrow(&town), 60);
	assert_held("240 minutes", &much, true);
	(void)answered(&much, FIRST, true, ASKED_NEIGHBOUR, RECORD_NOT_FOUND);
	(void)answered(&much, CLERK, true, ASKED_RESIDENT, RECORD_ASK_OTHER);
	assert_held("her own yes", &much, true);
	(void)answered(&much, CLERK, true, ASKED_KIN, RECORD_OK); /* the daughter confirmed none of it */
	assert_true(is_final(&much));
	(void)answered(&much, CLERK, true, ASKED_RESIDENT, RECORD_WRONG_STATE);
	assert_books_agree(&town);
	town_close(&town);
}

static void kin_who_confirmed_some_of_it_are_no_answer(void **state UNUSED)
{
	struct town town;
	struct serving much;
	town_open(&town);
	int64_t from_ms = tomorrow(&town);
	struct serving by_kin = {.town = &town, .elder = ELDER, .volunteer = FIRST, .confirmer = DAUGHTER, .from_ms = from_ms, .minutes = 60};
	serve(&by_kin);
	say(&by_kin);
	assert_held("the daughter says so", &by_kin, false);
	for (int i = 1; i < 4; i++)
		much = served(&town, from_ms + i * DAY_MS, 60);
	(void)answered(&much, CLERK, true, ASKED_KIN, RECORD_KIN_SPOKE);
	assert_held("the daughter's yes", &much, true);
	(void)answered(&much, CLERK, true, ASKED_VISIT, RECORD_OK);
	assert_true(is_final(&much));
	/* a month later what she confirmed lies too far back, and half a year later somebody is asked again */
	for (int i = 0; i < 4; i++)
		much = served(&town, from_ms + (200 + i) * DAY_MS, 60);
	assert_held("half a year later", &much, true);
	(void)answered(&much, CLERK, true, ASKED_KIN, RECORD_OK);
	assert_books_agree(&town);
	town_close(&town);
}

/* What kin confirmed in another month is not theirs to answer for with this one. */
static void kin_release_nothing_that_they_confirmed(void **state UNUSED)
{
	struct town town;
	struct serving much;
	struct serving later;
	town_open(&town);
	int64_t from_ms = tomorrow(&town);
	for (int i = 0; i < 4; i++)
		much = served(&town, from_ms + i * DAY_MS, 60);
	later = (struct serving){.town = &town, .elder = ELDER, .volunteer = FIRST, .confirmer = DAUGHTER, .from_ms = from_ms + 60 * DAY_MS, .minutes = 60};
	serve(&later);
	say(&later);
	for (int i = 61; i < 64; i++)
		later = served(&town, from_ms + i * DAY_MS, 60);
	assert_held("the first month", &much, true);
	assert_held("the third", &later, true);
	(void)answered(&much, CLERK, true, ASKED_KIN, RECORD_OK);
	assert_true(is_final(&much));
	assert_false(is_final(&later));
	assert_books_agree(&town);
	town_close(&town);
}

/* Neither a yes nor a no stands for the resident because nobody chose. */
static void who_was_asked_is_not_guessed(void **state UNUSED)
{
	struct town town;
	struct serving much;
	town_open(&town);
	for (int i = 0; i < 4; i++)
		much = served(&town, tomorrow(&town), 60);
	(void)answered(&much, CLERK, true, ASKED_NOBODY_SAID, RECORD_ASK_OTHER);
	(void)answered(&much, CLERK, false, ASKED_NOBODY_SAID, RECORD_ASK_OTHER);
	assert_held("nobody said", &much, true);
	(void)answered(&much, CLERK, false, ASKED_KIN, RECORD_OK);
	assert_int_equal(much.record.state, RECORD_VOID);
	town_close(&town);
}

/* Anybody's no is a no, also her own; and for other calls any choice is fine. */
static void her_own_no_is_heard(void **state UNUSED)
{
	struct town town;
	struct serving much;
	struct serving more;
	town_open(&town);
	for (int i = 0; i < 4; i++)
		much = served(&town, tomorrow(&town), 60);
	more = served(&town, tomorrow(&town), 60);
	(void)answered(&much, CLERK, false, ASKED_RESIDENT, RECORD_OK);
	assert_int_equal(much.record.state, RECORD_VOID);
	assert_false(is_final(&more)); /* it waits for its own call */
	assert_int_equal(answered(&more, CLERK, true, ASKED_NEIGHBOUR, RECORD_OK), 0);
	assert_true(is_final(&more));
	assert_books_agree(&town);
	town_close(&town);
}

/* ---- what a yes does ---- */

static void a_yes_releases_what_waits_for_nothing_else(void **state UNUSED)
{
	struct town town;
	struct serving all[8];
	town_open(&town);
	int64_t from_ms = tomorrow(&town);
	for (int i = 0; i < 3; i++)
		all[i] = served(&town, from_ms + i * DAY_MS, 60);
	for (int i = 3; i < 8; i++) {
		all[i] = (struct serving){.town = &town, .elder = ELDER, .volunteer = FIRST, .confirmer = ELDER, .minutes = 60};
		all[i].from_ms = from_ms + (i < 7 ? i : 12) * DAY_MS; /* behind the silence about the one before */
		all[i].is_in_by_desk = i == 5 || i == 6; /* the clerk's own entry */
		all[i].confirmer = i == 6 ? TOWN_PEOPLE : ELDER; /* and one that nobody answers for */
		if (i == 4)
			all[i].minutes = 10; /* against another rule */
		serve(&all[i]);
		if (i < 7)
			say(&all[i]);
		assert_held("waits", &all[i], true);
	}
	struct answering counting = {.town = &town, .record_id = all[3].record_id};
	assert_int_equal(town_write(&town, CLERK, count_released, &counting), OK);
	assert_int_equal(counting.released, 0); /* she put the other one down herself */
	assert_int_equal(answered(&all[3], MANAGER, true, ASKED_NEIGHBOUR, RECORD_OK), 1);
	assert_true(is_final(&all[3]));
	assert_true(is_final(&all[5]));
	assert_false(is_final(&all[4]));
	assert_false(is_final(&all[6]));
	assert_false(is_final(&all[7])); /* nobody confirmed it yet … */
	say(&all[7]);
	assert_true(is_final(&all[7])); /* … and then it need not wait */
	assert_int_equal(all[7].evidence.lines[all[7].evidence.count - 1].signal, SIGNAL_ASKED);
	assert_int_equal(answered(&all[4], MANAGER, true, ASKED_RESIDENT, RECORD_ASK_OTHER), 0); /* what is against it for two reasons still asks */
	assert_int_equal(answered(&all[5], MANAGER, true, ASKED_NEIGHBOUR, RECORD_WRONG_STATE), 0); /* its own call has its answer */
	assert_books_agree(&town);
	town_close(&town);
}

static void a_yes_holds_for_182_days_and_until_a_no(void **state UNUSED)
{
	static const struct { const char *what; int64_t behind_ms; bool is_held; } rows[] = {
		{"the day behind", DAY_MS, false}, {"182 days less a minute", 182 * DAY_MS - MINUTE_MS, false}, {"182 days", 182 * DAY_MS, true}};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct town town;
		struct serving much;
		town_open(&town);
		int64_t from_ms = tomorrow(&town);
		for (int k = 0; k < 4; k++)
			much = served(&town, from_ms + k * DAY_MS, 60);
		town.now_ms = from_ms + 4 * DAY_MS;
		int64_t said_ms = town.now_ms;
		(void)answered(&much, CLERK, true, ASKED_NEIGHBOUR, RECORD_OK);
		for (int k = 4; k > 0 && rows[i].behind_ms > 10 * DAY_MS; k--) { /* goes on serving her */
			much = served(&town, said_ms + rows[i].behind_ms - k * DAY_MS, 60);
			assert_held("while it holds", &much, false);
		}
		much = served(&town, said_ms + rows[i].behind_ms, 60);
		assert_held(rows[i].what, &much, rows[i].is_held);
		assert_books_agree(&town);
		town_close(&town);
	}
}

static enum fail sample(const struct act *act, void *context)
{
	return records_call_back(act, ((struct serving *)context)->record_id, &(struct call_back_why){CALL_BACK_SAMPLE, 0, 0});
}

static void a_no_about_the_two_ends_it(void **state UNUSED)
{
	struct town town;
	struct serving much;
	town_open(&town);
	int64_t from_ms = tomorrow(&town);
	for (int k = 0; k < 4; k++)
		much = served(&town, from_ms + k * DAY_MS, 60);
	(void)answered(&much, CLERK, true, ASKED_NEIGHBOUR, RECORD_OK);
	struct serving next = served(&town, from_ms + 5 * DAY_MS, 60);
	assert_held("while it holds", &next, false);
	assert_int_equal(town_write(&town, CLERK, sample, &next), OK);
	(void)answered(&next, CLERK, false, ASKED_RESIDENT, RECORD_OK); /* a sampled one that was not so */
	next = served(&town, from_ms + 6 * DAY_MS, 60);
	assert_held("behind a no", &next, true);
	assert_books_agree(&town);
	town_close(&town);
}

/* ---- what counts ---- */

static enum fail make_void(const struct act *act, void *context)
{
	struct serving *serving = context;
	enum record_refusal refusal = RECORD_OK;
	return records_void(act, serving->record_id, TEXT("没有"), &refusal);
}

static void what_is_void_does_not_count_and_what_was_judged_stays(void **state UNUSED)
{
	struct town town;
	struct serving all[5];
	town_open(&town);
	int64_t from_ms = tomorrow(&town);
	for (int i = 0; i < 4; i++)
		all[i] = served(&town, from_ms + i * DAY_MS, 60);
	assert_held("240 minutes", &all[3], true);
	assert_int_equal(town_write(&town, CLERK, make_void, &all[0]), OK);
	assert_int_equal(town_write(&town, CLERK, make_void, &all[1]), OK);
	assert_false(is_final(&all[3])); /* it goes on waiting for its call */
	all[4] = served(&town, from_ms + 4 * DAY_MS, 60);
	assert_held("180 minutes without what is void", &all[4], false);
	assert_books_agree(&town);
	town_close(&town);
}

struct fixing { struct serving *serving; int64_t id, minutes; struct record_id new_id; enum record_refusal refusal; };
static enum fail ask_fix(const struct act *act, void *context)
{
	struct fixing *fixing = context;
	return records_ask_fix(act, &(struct record_fix_options){.record_id = fixing->serving->record_id, .from_ms = fixing->serving->from_ms,
		.to_ms = fixing->serving->from_ms + fixing->minutes * MINUTE_MS, .reason = TEXT("时间记错了")}, &fixing->refusal, &fixing->id);
}

static enum fail decide_fix(const struct act *act, void *context)
{
	struct fixing *fixing = context;
	struct record_page_row page = {0};
	bool is_found = false;
	TRY(records_decide_fix(act, fixing->id, true, TEXT_NONE, &fixing->refusal));
	TRY(q_record_page(act->view, act->arena, &(struct record_page_in){.centre_id = act->centre_id, .id = fixing->serving->record_id}, &is_found, &page));
	fixing->new_id = page.replaced_by;
	return OK;
}

static enum fail evidence_of_new(const struct act *act, void *context)
{
	struct fixing *fixing = context;
	return records_evidence(act, fixing->new_id, &fixing->serving->evidence);
}

static enum fail get_new(const struct act *act, void *context)
{
	struct fixing *fixing = context;
	bool is_found = false;
	return q_record_get(act->view, act->arena, &(struct record_get_in){.centre_id = act->centre_id, .id = fixing->new_id}, &is_found,
		&fixing->serving->record);
}

static bool is_new_final(struct town *town, struct fixing *fixing)
{
	assert_int_equal(town_read(town, get_new, fixing), OK);
	return fixing->serving->record.state == RECORD_FINAL;
}

/* A correction counts in the old one's place; of one that waited the new one waits too, and asks for the same. */
static void a_correction_stands_in_the_place_of_the_old_one(void **state UNUSED)
{
	struct town town;
	struct serving much;
	town_open(&town);
	for (int i = 0; i < 4; i++)
		much = served(&town, tomorrow(&town), 60);
	struct fixing fixing = {.serving = &much, .minutes = 55};
	assert_int_equal(town_write(&town, FIRST, ask_fix, &fixing), OK);
	assert_int_equal(town_write(&town, CLERK, decide_fix, &fixing), OK);
	assert_int_equal(town_read(&town, evidence_of_new, &fixing), OK);
	assert_int_equal(much.evidence.grade, GRADE_BAD);
	assert_int_equal(much.evidence.lines[much.evidence.count - 1].number, 235); /* not 295: without the old one */
	struct answering answering = {.town = &town, .record_id = fixing.new_id, .is_true = true, .asked = ASKED_RESIDENT};
	assert_int_equal(town_write(&town, MANAGER, answer, &answering), FAIL_REFUSED);
	assert_int_equal(answering.refusal, RECORD_ASK_OTHER);
	answering.asked = ASKED_VISIT;
	assert_int_equal(town_write(&town, MANAGER, answer, &answering), OK);
	assert_books_agree(&town);
	town_close(&town);
}

/* Of one that was final, what goes beyond the number waits for somebody else, however many decided about it; a shorter one does not. */
static void a_correction_does_not_go_round_it(void **state UNUSED)
{
	struct town town;
	struct serving third;
	town_open(&town);
	for (int i = 0; i < 3; i++)
		third = served(&town, tomorrow(&town), 60);
	struct fixing fixing = {.serving = &third, .minutes = 62};
	town.now_ms += HOUR_MS;
	assert_int_equal(town_write(&town, FIRST, ask_fix, &fixing), OK);
	assert_int_equal(town_write(&town, CLERK, decide_fix, &fixing), OK);
	third.record_id = fixing.new_id;
	assert_false(is_new_final(&town, &fixing));
	struct answering answering = {.town = &town, .record_id = fixing.new_id, .is_true = true, .asked = ASKED_RESIDENT};
	assert_int_equal(town_write(&town, MANAGER, answer, &answering), FAIL_REFUSED);
	assert_int_equal(answering.refusal, RECORD_ASK_OTHER);
	answering.asked = ASKED_VISIT;
	assert_int_equal(town_write(&town, MANAGER, answer, &answering), OK);
	assert_true(is_new_final(&town, &fixing));
	assert_books_agree(&town);
	town_close(&town);
}

static void a_correction_within_it_is_final_at_once(void **state UNUSED)
{
	struct town town;
	struct serving third;
	town_open(&town);
	for (int i = 0; i < 3; i++)
		third = served(&town, tomorrow(&town), 60);
	struct fixing fixing = {.serving = &third, .minutes = 50};
	assert_int_equal(town_write(&town, FIRST, ask_fix, &fixing), OK);
	assert_int_equal(town_write(&town, CLERK, decide_fix, &fixing), OK);
	assert_true(is_new_final(&town, &fixing));
	assert_books_agree(&town);
	town_close(&town);
}

/* ---- the auditor ---- */

static enum fail is_undecided(const struct act *act, void *context)
{
	return records_pair_is_undecided(act, context);
}

static void what_the_signals_say_is_held_against_the_answers(void **state UNUSED)
{
	static const char *const changes[] = {
		"DELETE FROM record_signal WHERE signal = 15 AND verdict = 1",
		"UPDATE record_signal SET verdict = 1 WHERE signal = 15 AND verdict = 3",
		"DELETE FROM record_signal WHERE signal = 16",
		"UPDATE call_back_answer SET asked = 1",
		"UPDATE call_back_answer SET asked = NULL",
		"UPDATE rule SET pair_cap_min = 0",
		"UPDATE rule SET pair_cap_min = NULL",
		"UPDATE rule SET pair_cap_min = 181",
	};
	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		struct town town;
		struct serving much;
		struct serving late;
		size_t differences = 0;
		town_open(&town);
		for (int k = 0; k < 4; k++)
			much = served(&town, tomorrow(&town), 60);
		late = (struct serving){.town = &town, .elder = ELDER, .volunteer = FIRST, .confirmer = ELDER, .from_ms = tomorrow(&town), .minutes = 60};
		serve(&late);
		(void)answered(&much, CLERK, true, ASKED_NEIGHBOUR, RECORD_OK);
		say(&late);
		assert_true(is_final(&late));
		assert_books_agree(&town);
		meddle(&town, changes[i]);
		assert_int_equal(town_read(&town, audit, &differences), OK);
		if (differences == 0)
			fail_msg("not noticed: %s", changes[i]);
		town_close(&town);
	}
}

static void a_house_from_before_the_number_is_told_so(void **state UNUSED)
{
	struct town town;
	bool is = true;
	town_open(&town);
	assert_int_equal(town_read(&town, is_undecided, &is), OK);
	assert_false(is); /* a new house has it */
	meddle(&town, "UPDATE rule SET pair_cap_min = NULL");
	assert_int_equal(town_read(&town, is_undecided, &is), OK);
	assert_true(is);
	for (int i = 0; i < 4; i++) {
		struct serving much = served(&town, tomorrow(&town), 60);
		assert_held("nobody decided it", &much, false);
	}
	assert_int_equal(town_write(&town, MANAGER, add_rule, &(struct ruling){0, town.now_ms + DAY_MS}), OK);
	assert_int_equal(town_read(&town, is_undecided, &is), OK);
	assert_false(is); /* nought is a decision, too */
	town_close(&town);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(beyond_the_number_a_service_waits),
		cmocka_unit_test(it_begins_at_its_minute_and_its_day),
		cmocka_unit_test(a_house_chooses_the_number_and_nothing_before_changes),
		cmocka_unit_test(the_two_do_not_speak_for_themselves),
		cmocka_unit_test(kin_who_confirmed_some_of_it_are_no_answer),
		cmocka_unit_test(kin_release_nothing_that_they_confirmed),
		cmocka_unit_test(who_was_asked_is_not_guessed),
		cmocka_unit_test(her_own_no_is_heard),
		cmocka_unit_test(a_yes_releases_what_waits_for_nothing_else),
		cmocka_unit_test(a_yes_holds_for_182_days_and_until_a_no),
		cmocka_unit_test(a_no_about_the_two_ends_it),
		cmocka_unit_test(what_is_void_does_not_count_and_what_was_judged_stays),
		cmocka_unit_test(a_correction_stands_in_the_place_of_the_old_one),
		cmocka_unit_test(a_correction_does_not_go_round_it),
		cmocka_unit_test(a_correction_within_it_is_final_at_once),
		cmocka_unit_test(what_the_signals_say_is_held_against_the_answers),
		cmocka_unit_test(a_house_from_before_the_number_is_told_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
