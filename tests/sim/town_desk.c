/* SPDX-License-Identifier: Apache-2.0
 *
 * What the clock and the desk do from day to day: what is due, the night's
 * look at the scores, the calls to residents, absences, gifts.
 */
#include <stdio.h>

#include "domain/ledger.h"
#include "domain/records_score.h"
#include "store/statement.h"
#include "townsfolk.h"

#define CALLS_MAX 4000
#define MONTH_DAYS 30

struct calls { struct { int64_t id; struct record_id record_id; int64_t reason, number; } calls[CALLS_MAX]; int count; };
struct answering { int64_t id; int clerk; bool is_true; enum call_asked asked; enum record_refusal refusal; };
struct giving { int giver, receiver; struct transfer_id id; int64_t amount; enum give_refusal refusal; };

static enum fail tick(const struct act *act, struct town *town, void *context)
{
	struct act clock = town_as(town, act, NOBODY);
	size_t posted = 0;
	TRY(requests_tick(&clock, 1000, context));
	return records_post_backfills(&clock, &posted);
}

void desk_tick(struct town *town)
{
	size_t done = 0;
	do
		check(town_write(town, tick, &done) == OK);
	while (done > 0);
}

static enum fail watch(const struct act *act, struct town *town, void *context)
{
	struct act clock = town_as(town, act, NOBODY);
	return records_watch(&clock, context);
}

void desk_watch(struct town *town)
{
	size_t queued = 0;
	town->samples_due = 0;
	for (int i = 0; i < town->record_count; i++) {
		const struct book_record *record = &town->records[i];
		town->samples_due += record->state == BOOK_FINAL && record->final_ms >= town->now_ms - DAY_MS && record->from_ms >= town->now_ms - 90 * DAY_MS
			&& record_is_sampled(record->id.value);
	}
	int64_t from_ms = town_cpu_ms();
	enum fail fail = town_write(town, watch, &queued);
	int64_t took_ms = town_cpu_ms() - from_ms;
	town->figures.watch_most_ms = took_ms > town->figures.watch_most_ms ? took_ms : town->figures.watch_most_ms;
	if (fail != OK)
		town_wrong(town, NULL, "the night's look at the scores", OK, fail);
}

static enum fail find_calls(const struct act *act, struct town *town, void *context)
{
	static const char *const ins[] = {"centre_id", "after_id", NULL};
	static const char *const outs[] = {"id", "record_id", "reason", "number", NULL};
	static const struct query query = {.name = "town_calls", .kind = QUERY_MANY, .in_names = ins, .in_count = 2, .out_names = outs, .out_count = 4,
		.sql = "SELECT id, record_id, reason, number FROM call_back WHERE centre_id = :centre_id AND id > :after_id ORDER BY id"};
	struct calls *calls = context;
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = false;
	TRY(statement_open(act->view, &query, &statement));
	statement_bind_int(statement, 0, act->centre_id.value);
	statement_bind_int(statement, 1, town->last_call_id);
	TRY(statement_step(statement, &has_row));
	while (has_row && calls->count < CALLS_MAX) {
		calls->calls[calls->count].id = statement_int(statement, 0);
		calls->calls[calls->count].record_id.value = statement_int(statement, 1);
		calls->calls[calls->count].reason = statement_int(statement, 2);
		calls->calls[calls->count++].number = statement_int(statement, 3);
		TRY(statement_step(statement, &has_row));
	}
	return statement_finish(statement);
}

static int find_record(const struct town *town, struct record_id id)
{
	int low = 0;
	int high = town->record_count;
	while (low < high) { /* ids grow with time */
		int middle = low + (high - low) / 2;
		if (town->records[middle].id.value < id.value)
			low = middle + 1;
		else
			high = middle;
	}
	check(low < town->record_count && town->records[low].id.value == id.value);
	return low;
}

static enum fail answer(const struct act *act, struct town *town, void *context)
{
	struct answering *answering = context;
	struct act clerk = town_as(town, act, answering->clerk);
	answering->refusal = RECORD_OK;
	return requests_answer_call(&clerk, &(struct call_back_options){.id = answering->id, .is_true = answering->is_true,
		.asked = answering->asked, .note = answering->is_true ? TEXT_NONE : TEXT("没有这回事")}, &answering->refusal);
}

/* Nor has she tried to get past a hard rule lately: who did is nobody's measure for a month. */
static bool is_honest(const struct town *town, const struct citizen *one)
{
	return one->trick == HONEST && (one->hard_day == 0 || town->day > one->hard_day + MONTH_DAYS);
}

/* A score asked about somebody: an honest one counts once a month, a cheat once. */
static void count_score(struct town *town, int who, int64_t score)
{
	struct citizen *one = &town->people[who];
	struct figures *figures = &town->figures;
	int month = town->day / MONTH_DAYS;
	figures->asked_by_score[score]++;
	if (one->trick != HONEST) {
		if (one->flagged_day == 0)
			one->flagged_day = town->day;
		return;
	}
	if (score == SCORE_PLACE || score == SCORE_DEVICE)
		traces_asked(town, who);
	if (one->flagged_month == month + 1 || !is_honest(town, one))
		return;
	one->flagged_month = month + 1;
	figures->asked_in_month[month % (int)COUNT_OF(figures->asked_in_month)]++;
	if (month == 0)
		return;
	figures->honest_by_score[score]++;
	figures->honest_asked++;
	figures->old_asked += !one->has_phone;
}

void desk_month(struct town *town)
{
	if (town->day % MONTH_DAYS != MONTH_DAYS - 1 || town->day < MONTH_DAYS)
		return;
	for (int who = 0; who < RESIDENTS_ALL; who++) {
		const struct citizen *one = &town->people[who];
		bool is_measured = one->is_volunteer && is_honest(town, one);
		town->figures.honest_months += is_measured;
		town->figures.old_months += is_measured && !one->has_phone;
	}
}

/* Some clerks ask the resident all the same, some her kin; where these are no answer the house says so, and a neighbour is asked. */
static void ask_other(struct town *town, int number, struct answering *answering)
{
	const struct book_record *record = &town->records[number];
	struct citizen *one = &town->people[record->who];
	struct figures *figures = &town->figures;
	bool is_kin = number % 3 == 0;
	bool is_answer = !answering->is_true || (is_kin && !book_kin_spoke(town, number));
	answering->asked = is_kin ? ASKED_KIN : ASKED_RESIDENT;
	int month = town->day / MONTH_DAYS;
	if (one->trick != HONEST && one->much_day == 0)
		one->much_day = town->day;
	if (month > 0 && one->much_month != month + 1 && is_honest(town, one)) { /* once a month, as by a score */
		one->much_month = month + 1;
		figures->much_people++;
		figures->much_people_old += !one->has_phone;
	}
	figures->much_calls += one->trick == HONEST;
	figures->much_old += one->trick == HONEST && !one->has_phone;
	figures->much_pairs += one->trick == HONEST && !book_was_asked(town, number);
	if (is_answer)
		return;
	enum fail fail = town_write(town, answer, answering);
	figures->much_refused++;
	if (fail != FAIL_REFUSED || answering->refusal != (is_kin ? RECORD_KIN_SPOKE : RECORD_ASK_OTHER))
		town_wrong(town, &town->services[record->service], "whose word is no answer about the two", RECORD_ASK_OTHER, answering->refusal);
	answering->asked = number % 2 == 0 ? ASKED_NEIGHBOUR : ASKED_VISIT;
}

void desk_calls(struct town *town)
{
	static struct calls calls;
	int samples = 0;
	calls.count = 0;
	check(town_read(town, find_calls, &calls) == OK);
	for (int i = 0; i < calls.count; i++)
		samples += calls.calls[i].reason == CALL_BACK_SAMPLE;
	if (samples != town->samples_due)
		town_wrong(town, NULL, "records of the day that the sample asks about", town->samples_due, samples);
	for (int i = 0; i < calls.count && !town->is_wrong; i++) {
		int number = find_record(town, calls.calls[i].record_id);
		struct book_record *record = &town->records[number];
		struct service *service = &town->services[record->service];
		if (record->called_ms == 0) {
			record->called_ms = town->now_ms;
			record->called_reason = calls.calls[i].reason;
			record->called_number = calls.calls[i].number;
		}
		struct answering answering = {.id = calls.calls[i].id, .is_true = !service->is_false, .asked = ASKED_RESIDENT};
		town->last_call_id = answering.id;
		if (record->is_released && calls.calls[i].reason == CALL_BACK_HELD)
			continue; /* answered with another one of the two */
		answering.clerk = town_other_clerk(town, town->people[service->receiver].place, record->recorder);
		if (calls.calls[i].reason == CALL_BACK_SCORE)
			count_score(town, record->who, calls.calls[i].number);
		town->figures.sampled += calls.calls[i].reason == CALL_BACK_SAMPLE;
		town->figures.riskiest += calls.calls[i].reason == CALL_BACK_RISKIEST;
		town->figures.called++;
		town->figures.called_false += !answering.is_true;
		if (calls.calls[i].reason == CALL_BACK_HELD && record->is_much)
			ask_other(town, number, &answering);
		enum fail fail = town_write(town, answer, &answering);
		if (fail == FAIL_REFUSED && record->state == BOOK_VOID)
			continue; /* another call about it was answered with no already */
		if (fail != OK)
			town_wrong(town, service, "a call is answered", OK, fail);
		book_answer(town, number, answering.clerk, answering.is_true);
		book_check_touched(town, service);
	}
}

static enum fail give(const struct act *act, struct town *town, void *context)
{
	struct giving *giving = context;
	struct act giver = town_as(town, act, giving->giver);
	if (giving->receiver == NOBODY)
		return ledger_donate(&giver, giving->id, giving->amount, &giving->refusal);
	return ledger_gift(&giver, giving->id, town->people[giving->receiver].id, giving->amount, &giving->refusal);
}

/* The same id again changes nothing, with another amount it is refused; either way nothing comes of it. */
static void replay(struct town *town, struct giving *giving)
{
	town->figures.tried[HARD_REPLAY] += 2;
	check(town_write(town, give, giving) == OK);
	giving->amount++;
	bool is_refused = town_write(town, give, giving) == FAIL_REFUSED;
	town->figures.stopped[HARD_REPLAY] += 1 + is_refused; /* the balances are compared behind it */
	town->figures.posted[HARD_REPLAY] += !is_refused;
}

static void give_once(struct town *town, int giver, int receiver)
{
	struct citizen *one = &town->people[giver];
	struct giving giving = {.giver = giver, .receiver = receiver, .id = {ids_new(town->now_ms)}, .amount = 10 + town_draw(town, 60)};
	if (one->posted - one->held < giving.amount || (receiver != NOBODY && one->gave_day == town->day + 1))
		return;
	if (receiver != NOBODY)
		one->gave_day = town->day + 1;
	enum fail fail = town_write(town, give, &giving);
	if (fail != OK) {
		town_wrong(town, NULL, "points are given", 0, giving.refusal);
		return;
	}
	one->posted -= giving.amount;
	*(receiver == NOBODY ? &town->pool_posted : &town->people[receiver].posted) += giving.amount;
	replay(town, &giving);
}

static enum fail note_absence(const struct act *act, struct town *town, void *context)
{
	const struct citizen *one = context;
	struct act clerk = town_as(town, act, STAFF_FIRST + one->place * (CLERKS + 1));
	enum record_refusal refusal = RECORD_OK;
	return records_note_absence(&clerk, &(struct absence_options){.person_id = one->id, .kind = ABSENCE_HOSPITAL, .from_ms = one->away_from_ms,
		.to_ms = one->away_to_ms}, &refusal);
}

void desk_give(struct town *town)
{
	for (int i = 0; i < 8; i++) {
		int giver = (int)town_draw(town, VOLUNTEERS_ALL);
		int kin = town->people[giver].kin;
		if (i % 2 == 0)
			give_once(town, giver, NOBODY);
		else if (kin != NOBODY)
			give_once(town, giver, kin);
	}
	for (int i = 0; i < 2; i++) { /* a stay in hospital that is known some days before */
		struct citizen *one = &town->people[town_draw(town, RESIDENTS_ALL)];
		if (one->away_to_ms > town->now_ms)
			continue;
		one->away_from_ms = town->now_ms + 5 * DAY_MS;
		one->away_to_ms = one->away_from_ms + (5 + town_draw(town, 15)) * DAY_MS;
		check(town_write(town, note_absence, one) == OK);
	}
}
