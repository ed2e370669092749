/* SPDX-License-Identifier: Apache-2.0
 *
 * The town's own bookkeeping: what a careful person with pencil and paper
 * would write down of every act, worked out from the rules and not with the
 * domain's code, and the house held against it.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "domain/audit.h"
#include "domain/ledger.h"
#include "queries/records.h"
#include "store/statement.h"
#include "townsfolk.h"

#define LOCAL_MS (8 * HOUR_MS)
#define DAY_CAP_MIN (12 * 60)
#define WEEK_CAP_MIN (40 * 60)
#define SESSION_CAP_MIN (8 * 60)
#define RECEIVERS_CAP 8
#define STAFF_CAP_MIN (40 * 60)
#define RUSH 50
#define PAIR_CAP_MIN_OF_RULE 180
#define PAIR_WINDOW_MS (30 * DAY_MS)
#define PAIR_KNOWN_MS (182 * DAY_MS)
#define BALANCE_CAP 150000
#define FEW_DAYS_MS (9 * DAY_MS) /* older records say nothing about today or this week */
#define COARSE_M 900       /* where somebody lives is kept so coarsely */

struct counted { int64_t on_day, in_week, covered_ms; int receivers[32], receiver_count; };
struct seen { const struct service *service; int who[4]; struct ledger_balance balances[4]; enum request_state state; int count; };

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t day_of(int64_t at_ms)
{
	return (at_ms + LOCAL_MS) / DAY_MS;
}

static int64_t week_of(int64_t at_ms)
{
	return (day_of(at_ms) + 3) / 7; /* 1970-01-01 was a Thursday */
}

static bool counts(const struct book_record *record)
{
	return record->state != BOOK_VOID;
}

static void count_receiver(struct counted *counted, int receiver)
{
	for (int i = 0; i < counted->receiver_count; i++) {
		if (counted->receivers[i] == receiver)
			return;
	}
	if (counted->receiver_count < (int)COUNT_OF(counted->receivers))
		counted->receivers[counted->receiver_count++] = receiver;
}

/* How fast the way between two services had to be gone; too fast, surely not, or too near to tell. */
static enum against way_between(const struct town *town, const struct book_record *from, const struct book_record *to)
{
	const struct citizen *a = &town->people[town->services[from->service].receiver];
	const struct citizen *b = &town->people[town->services[to->service].receiver];
	double metres = hypot(a->x_m - b->x_m, a->y_m - b->y_m);
	double hours = (double)(to->from_ms - from->to_ms + 5 * MINUTE_MS) / (double)HOUR_MS;
	if ((metres - COARSE_M) / 1000 / hours > 62)
		return AGAINST_YES;
	return (metres + COARSE_M) / 1000 / hours > 58 ? AGAINST_MAYBE : AGAINST_NO;
}

static void harden(struct book_record *record, enum against against)
{
	record->against = against > record->against ? against : record->against;
}

/* What she has on record at the same time, each moment once: from one moment at which something begins or ends to the next. */
static int64_t covered(const struct town *town, const struct book_record *record)
{
	int64_t sum_ms = 0;
	for (int64_t at_ms = record->from_ms; at_ms < record->to_ms;) {
		int64_t next_ms = record->to_ms;
		bool is_covered = false;
		for (int i = record->before; i != NOBODY && town->records[i].from_ms > record->from_ms - FEW_DAYS_MS; i = town->records[i].before) {
			const struct book_record *other = &town->records[i];
			if (!counts(other))
				continue;
			is_covered = is_covered || (other->from_ms <= at_ms && other->to_ms > at_ms);
			next_ms = other->from_ms > at_ms ? least(next_ms, other->from_ms) : next_ms;
			next_ms = other->to_ms > at_ms ? least(next_ms, other->to_ms) : next_ms;
		}
		sum_ms += is_covered ? next_ms - at_ms : 0;
		at_ms = next_ms;
	}
	return sum_ms;
}

static struct counted count_others(struct town *town, struct book_record *record)
{
	struct counted counted = {.covered_ms = covered(town, record)};
	for (int i = record->before; i != NOBODY && town->records[i].from_ms > record->from_ms - FEW_DAYS_MS; i = town->records[i].before) {
		const struct book_record *other = &town->records[i];
		if (!counts(other))
			continue;
		if (day_of(other->from_ms) == day_of(record->from_ms)) {
			counted.on_day += other->minutes;
			if (town->services[other->service].receiver != town->services[record->service].receiver)
				count_receiver(&counted, town->services[other->service].receiver);
		}
		counted.in_week += week_of(other->from_ms) == week_of(record->from_ms) ? other->minutes : 0;
		if (other->to_ms <= record->from_ms && other->to_ms >= record->from_ms - DAY_MS)
			harden(record, way_between(town, other, record));
		else if (other->from_ms >= record->to_ms && other->from_ms <= record->to_ms + DAY_MS)
			harden(record, way_between(town, record, other));
	}
	return counted;
}

/* What staff put down today, and in the last minute. */
static void count_entries(struct town *town, struct book_record *record)
{
	struct citizen *staff = &town->people[record->recorder];
	int rush = 0;
	if (day_of(staff->entered_ms) != day_of(town->now_ms))
		staff->entered_minutes = 0;
	for (int i = 0; i < least(staff->lately, COUNT_OF(staff->lately_ms)); i++)
		rush += staff->lately_ms[i] >= town->now_ms - MINUTE_MS;
	if (staff->entered_minutes + record->minutes > STAFF_CAP_MIN || rush >= RUSH)
		harden(record, AGAINST_YES);
	staff->entered_ms = town->now_ms;
	staff->entered_minutes += record->minutes;
	staff->lately_ms[staff->lately++ % (int)COUNT_OF(staff->lately_ms)] = town->now_ms;
}

static bool is_pair(const struct town *town, const struct book_record *a, const struct book_record *b)
{
	return a->who == b->who && town->services[a->service].receiver == town->services[b->service].receiver;
}

/* Somebody else said so within half a year before the service, and nobody no since. */
static bool is_known(const struct town *town, const struct book_record *record)
{
	int64_t yes_ms = 0;
	int64_t no_ms = 0;
	for (int i = town->people[record->who].newest_record; i != NOBODY; i = town->records[i].before) {
		if (!is_pair(town, &town->records[i], record))
			continue;
		yes_ms = most(yes_ms, town->records[i].yes_ms);
		no_ms = most(no_ms, town->records[i].no_ms);
	}
	return yes_ms > no_ms && yes_ms > record->from_ms - PAIR_KNOWN_MS;
}

/* Minutes of the two that begin within 30 days from a moment on, with the record's own. */
static int64_t minutes_from(const struct town *town, const struct book_record *record, int64_t from_ms)
{
	int64_t sum = record->minutes;
	for (int i = record->before; i != NOBODY; i = town->records[i].before) {
		const struct book_record *other = &town->records[i];
		if (counts(other) && is_pair(town, other, record) && other->from_ms >= from_ms && other->from_ms < from_ms + PAIR_WINDOW_MS)
			sum += other->minutes;
	}
	return sum;
}

static bool is_much(const struct town *town, const struct book_record *record)
{
	int64_t sum = minutes_from(town, record, record->from_ms);
	for (int i = record->before; i != NOBODY; i = town->records[i].before) {
		const struct book_record *other = &town->records[i];
		if (counts(other) && is_pair(town, other, record) && other->from_ms <= record->from_ms && other->from_ms > record->from_ms - PAIR_WINDOW_MS)
			sum = most(sum, minutes_from(town, record, other->from_ms));
	}
	return sum > PAIR_CAP_MIN_OF_RULE && !is_known(town, record);
}

bool book_kin_spoke(const struct town *town, int number)
{
	const struct book_record *record = &town->records[number];
	for (int i = town->people[record->who].newest_record; i != NOBODY; i = town->records[i].before) {
		const struct book_record *other = &town->records[i];
		if (other->by_kin && is_pair(town, other, record) && other->from_ms > record->from_ms - PAIR_WINDOW_MS && other->from_ms < record->from_ms + PAIR_WINDOW_MS)
			return true;
	}
	return false;
}

bool book_was_asked(const struct town *town, int number)
{
	for (int i = town->people[town->records[number].who].newest_record; i != NOBODY; i = town->records[i].before) {
		if (i != number && is_pair(town, &town->records[i], &town->records[number]) && (town->records[i].yes_ms > 0 || town->records[i].no_ms > 0))
			return true;
	}
	return false;
}

int book_record(struct town *town, int service_number, int who, int recorder, bool has_code)
{
	const struct service *service = &town->services[service_number];
	const struct citizen *receiver = &town->people[service->receiver];
	const struct village_item *item = &town->items[service->item];
	if (town->record_count == town->record_most) {
		town->record_most = town->record_most == 0 ? 4096 : town->record_most * 2;
		town->records = reallocarray(town->records, (size_t)town->record_most, sizeof(town->records[0]));
		check(town->records != NULL);
	}
	int number = town->record_count++;
	struct book_record *record = &town->records[number];
	*record = (struct book_record){.service = service_number, .who = who, .recorder = recorder, .before = town->people[who].newest_record,
		.from_ms = service->in_ms, .to_ms = service->out_ms, .has_code = has_code, .state = BOOK_PENDING};
	struct counted counted = count_others(town, record);
	int64_t raw = (record->to_ms - record->from_ms) / MINUTE_MS;
	int64_t minutes = (record->to_ms - record->from_ms - counted.covered_ms) / MINUTE_MS;
	minutes = least(least(minutes, SESSION_CAP_MIN), item->duration_min * 125 / 100);
	minutes = least(minutes, most(0, DAY_CAP_MIN - counted.on_day));
	record->minutes = least(minutes, most(0, WEEK_CAP_MIN - counted.in_week));
	if (service->hard == HARD_DAY) { /* what goes beyond the day does not count; that it is not posted is seen in the balance */
		town->figures.tried[HARD_DAY]++;
		town->figures.stopped[HARD_DAY] += record->minutes < raw;
		town->figures.posted[HARD_DAY] += record->minutes == raw;
	}
	record->is_much = is_much(town, record);
	record->points = record->minutes / 30 * 50 * item->coefficient_percent / 100;
	bool is_away = receiver->away_from_ms < record->to_ms && receiver->away_to_ms > record->from_ms;
	bool is_long = raw > 2 * item->duration_min + 60 || 4 * raw < item->duration_min;
	if (counted.covered_ms >= MINUTE_MS || is_away || is_long || counted.receiver_count + 1 > RECEIVERS_CAP
		|| town_are_kin(town, who, service->receiver))
		harden(record, AGAINST_YES);
	if (recorder != who)
		count_entries(town, record);
	town->people[who].newest_record = number;
	town->people[who].coming += record->points;
	return number;
}

/* Whether it is a try to get past a hard rule that must not be posted before somebody rang. */
static bool is_tried(const struct town *town, const struct book_record *record)
{
	enum hard hard = town->services[record->service].hard;
	return hard == HARD_OWN_WORD || hard == HARD_GHOST_BY_STAFF || hard == HARD_FAMILY_WORD || (hard != HARD_NONE && record->against == AGAINST_YES);
}

static void pay(struct town *town, struct book_record *record)
{
	struct citizen *one = &town->people[record->who];
	record->paid = least(record->points, most(0, BALANCE_CAP - one->posted));
	record->state = BOOK_FINAL;
	record->final_ms = town->now_ms;
	one->coming -= record->points;
	one->posted += record->paid;
	town->issued += record->paid;
	if (is_tried(town, record))
		town->figures.posted[town->services[record->service].hard]++;
}

static void settle(struct town *town, struct service *service)
{
	if (service->payment != PAY_HELD)
		return;
	service->payment = PAY_SPENT;
	int64_t *posted = service->payer == POOL ? &town->pool_posted : &town->people[service->payer].posted;
	int64_t *held = service->payer == POOL ? &town->pool_held : &town->people[service->payer].held;
	*posted -= service->price;
	*held -= service->price;
	town->spent += service->price;
}

void book_free(struct town *town, struct service *service)
{
	if (service->payment != PAY_HELD)
		return;
	service->payment = PAY_FREED;
	*(service->payer == POOL ? &town->pool_held : &town->people[service->payer].held) -= service->price;
}

/* Whether the rules let a record be final at once: the card's code at both ends, or the word of somebody who is neither the
 * volunteer's family nor who put it down; and nothing against it. */
static bool must_be_final(const struct town *town, const struct service *service, const struct book_record *record, int by, bool on_card)
{
	bool is_her_side = on_card || by == service->receiver || (by != NOBODY && by < STAFF_FIRST);
	bool is_family = !on_card && town_are_kin(town, by, record->who);
	bool has_word = by != NOBODY && (is_her_side ? !is_family : by != record->recorder);
	return record->has_code || has_word;
}

void book_finish(struct town *town, struct service *service, int by, bool on_card, const bool is_final[2])
{
	bool is_waiting = false;
	for (int i = 0; i < service->going; i++) {
		if (service->records[i] == NOBODY)
			continue;
		struct book_record *record = &town->records[service->records[i]];
		bool is_hers = on_card || by == service->receiver || (by != NOBODY && by < STAFF_FIRST);
		record->is_proved = must_be_final(town, service, record, by, on_card);
		record->by_kin = !on_card && is_hers && by != service->receiver && town->people[service->receiver].kin == by;
		record->is_much = record->is_much && !is_known(town, record);
		bool should = record->is_proved && record->against != AGAINST_YES && !record->is_much;
		if (should != is_final[i] && !(should && record->against == AGAINST_MAYBE))
			town_wrong(town, service, "a confirmed record is final", should, is_final[i]);
		if (is_tried(town, record)) {
			town->figures.tried[service->hard]++;
			town->figures.stopped[service->hard] += !is_final[i];
		}
		if (is_final[i])
			pay(town, record);
		else
			record->state = BOOK_WAITING;
		is_waiting = is_waiting || !is_final[i];
		town->figures.held_up += !is_final[i];
		town->figures.much_held += record->is_much && record->is_proved && record->against == AGAINST_NO && town->people[record->who].trick == HONEST;
	}
	if (!is_waiting)
		settle(town, service);
}

void book_void_pending(struct town *town, struct service *service)
{
	for (int i = 0; i < service->going; i++) {
		if (service->records[i] == NOBODY || town->records[service->records[i]].state != BOOK_PENDING)
			continue;
		town->records[service->records[i]].state = BOOK_VOID;
		town->people[town->records[service->records[i]].who].coming -= town->records[service->records[i]].points;
	}
}

static void end_waiting(struct town *town, struct service *service)
{
	bool has_waiting = false;
	bool has_final = false;
	for (int i = 0; i < service->going; i++) {
		if (service->records[i] == NOBODY)
			continue;
		const struct book_record *other = &town->records[service->records[i]];
		has_waiting = has_waiting || other->state == BOOK_PENDING || other->state == BOOK_WAITING;
		has_final = has_final || other->state == BOOK_FINAL;
	}
	if (has_waiting || (service->state != REQUEST_CONFIRMED && service->state != REQUEST_CLOSED))
		return;
	if (has_final)
		settle(town, service);
	else
		book_free(town, service);
}

static enum fail see_final(const struct act *act, struct town *town, void *context)
{
	struct record_get_row row;
	bool is_found = false;
	bool *is_final = context;
	TRY(q_record_get(act->view, act->arena, &(struct record_get_in){.centre_id = act->centre_id, .id = town->records[town->asked_record].id}, &is_found, &row));
	*is_final = is_found && row.state == RECORD_FINAL;
	return OK;
}

/* The yes holds for what else waits of the two, oldest first, unless something else is against it or the clerk put it down herself. */
static void release(struct town *town, int number, int clerk)
{
	for (int i = 0; i < town->record_count; i++) {
		struct book_record *other = &town->records[i];
		bool is_final = true;
		if (i == number || other->state != BOOK_WAITING || !other->is_much || !other->is_proved || other->against == AGAINST_YES || other->recorder == clerk
			|| !is_pair(town, other, &town->records[number]))
			continue;
		town->asked_record = i;
		if (other->against == AGAINST_MAYBE)
			check(town_read(town, see_final, &is_final) == OK);
		if (!is_final)
			continue;
		pay(town, other);
		other->is_released = true;
		town->figures.much_released += town->people[other->who].trick == HONEST;
		end_waiting(town, &town->services[other->service]);
	}
	for (int i = town->people[town->records[number].who].newest_record; i != NOBODY; i = town->records[i].before) {
		if (town->records[i].is_released)
			book_check_touched(town, &town->services[town->records[i].service]);
	}
}

void book_answer(struct town *town, int number, int clerk, bool is_true)
{
	struct book_record *record = &town->records[number];
	struct service *service = &town->services[record->service];
	bool is_about_pair = is_true && record->is_much && record->state == BOOK_WAITING;
	if (is_true && (record->state == BOOK_PENDING || record->state == BOOK_WAITING))
		pay(town, record);
	else if (!is_true && record->state == BOOK_FINAL) { /* what it paid is taken back, if need be below zero */
		town->people[record->who].posted -= record->paid;
		town->issued -= record->paid;
	} else if (!is_true && record->state != BOOK_VOID)
		town->people[record->who].coming -= record->points;
	if (!is_true)
		record->state = BOOK_VOID;
	record->no_ms = is_true ? record->no_ms : town->now_ms;
	record->yes_ms = is_about_pair ? town->now_ms : record->yes_ms;
	end_waiting(town, service);
	if (is_about_pair)
		release(town, number, clerk);
}

static enum fail see(const struct act *act, struct town *town, void *context)
{
	static const char *const ins[] = {"centre_id", "id", NULL};
	static const char *const outs[] = {"state", NULL};
	static const struct query query = {.name = "town_state", .kind = QUERY_ONE, .in_names = ins, .in_count = 2, .out_names = outs, .out_count = 1,
		.sql = "SELECT state FROM request WHERE centre_id = :centre_id AND id = :id"};
	struct seen *seen = context;
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = false;
	for (int i = 0; i < seen->count; i++)
		TRY(ledger_balance_of(act, town->people[seen->who[i]].id, &seen->balances[i]));
	TRY(statement_open(act->view, &query, &statement));
	statement_bind_int(statement, 0, act->centre_id.value);
	statement_bind_int(statement, 1, seen->service->id.value);
	TRY(statement_step(statement, &has_row));
	seen->state = has_row ? (enum request_state)statement_int(statement, 0) : 0;
	return statement_finish(statement);
}

static void check_one(struct town *town, const struct service *service, int who, const struct ledger_balance *shown)
{
	const struct citizen *one = &town->people[who];
	town->figures.checks++;
	if (shown->posted != one->posted)
		town_wrong(town, service, "posted", one->posted, shown->posted);
	if (shown->held != one->held)
		town_wrong(town, service, "held", one->held, shown->held);
	if (shown->coming != one->coming)
		town_wrong(town, service, "coming", one->coming, shown->coming);
}

void book_check_touched(struct town *town, const struct service *service)
{
	struct seen seen = {.service = service};
	for (int i = 0; i < service->going; i++)
		seen.who[seen.count++] = service->goers[i];
	if (service->payer >= 0)
		seen.who[seen.count++] = service->payer;
	if (service->id.value == 0)
		return;
	check(town_read(town, see, &seen) == OK);
	for (int i = 0; i < seen.count; i++)
		check_one(town, service, seen.who[i], &seen.balances[i]);
	if (seen.state != service->state)
		town_wrong(town, service, "state", service->state, seen.state);
}

static enum fail see_centre(const struct act *act, struct town *town UNUSED, void *context)
{
	static const char *const ins[] = {"centre_id", NULL};
	static const char *const outs[] = {"kind", "posted", "held", "coming", NULL};
	static const struct query query = {.name = "town_kinds", .kind = QUERY_MANY, .in_names = ins, .in_count = 1, .out_names = outs, .out_count = 4,
		.sql = "SELECT kind, SUM(credits_posted - debits_posted) AS posted, SUM(debits_held) AS held, SUM(credits_held) AS coming FROM account WHERE centre_id = :centre_id"
		" GROUP BY kind ORDER BY kind"};
	struct ledger_balance *kinds = context;
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = false;
	TRY(statement_open(act->view, &query, &statement));
	statement_bind_int(statement, 0, act->centre_id.value);
	TRY(statement_step(statement, &has_row));
	while (has_row) {
		check(statement_int(statement, 0) < ACCOUNT_KIND_COUNT);
		kinds[statement_int(statement, 0)] = (struct ledger_balance){.posted = statement_int(statement, 1), .held = statement_int(statement, 2),
			.coming = statement_int(statement, 3)};
		TRY(statement_step(statement, &has_row));
	}
	return statement_finish(statement);
}

static enum fail see_everybody(const struct act *act, struct town *town, void *context UNUSED)
{
	for (int who = 0; who < PEOPLE_ALL; who++) {
		struct ledger_balance balance;
		TRY(ledger_balance_of(act, town->people[who].id, &balance));
		check_one(town, NULL, who, &balance);
	}
	return OK;
}

static void print_difference(void *context UNUSED, const struct ledger_difference *difference)
{
	(void)printf("  %s row %lld column %s: stored %lld, facts give %lld\n", difference->table, (long long)difference->id, difference->column,
		(long long)difference->stored, (long long)difference->computed);
}

static enum fail audit(const struct act *act, struct town *town UNUSED, void *context)
{
	return audit_run(act, false, print_difference, NULL, context);
}

void book_check_all(struct town *town, bool whole)
{
	struct ledger_balance kinds[ACCOUNT_KIND_COUNT] = {0};
	int64_t people = 0;
	int64_t sum = 0;
	size_t differences = 0;
	check(town_read(town, see_centre, kinds) == OK);
	for (int who = 0; who < PEOPLE_ALL; who++)
		people += town->people[who].posted;
	for (int kind = 0; kind < ACCOUNT_KIND_COUNT; kind++)
		sum += kinds[kind].posted;
	if (sum != 0)
		town_wrong(town, NULL, "sum over all accounts", 0, sum);
	if (-kinds[ACCOUNT_ISSUE].posted != town->issued)
		town_wrong(town, NULL, "issued", town->issued, -kinds[ACCOUNT_ISSUE].posted);
	if (kinds[ACCOUNT_SPENT].posted != town->spent)
		town_wrong(town, NULL, "spent", town->spent, kinds[ACCOUNT_SPENT].posted);
	if (kinds[ACCOUNT_PERSON].posted != people)
		town_wrong(town, NULL, "all people's points", people, kinds[ACCOUNT_PERSON].posted);
	if (kinds[ACCOUNT_POOL].posted != town->pool_posted || kinds[ACCOUNT_POOL].held != town->pool_held)
		town_wrong(town, NULL, "the pool", town->pool_posted - town->pool_held, kinds[ACCOUNT_POOL].posted - kinds[ACCOUNT_POOL].held);
	check(town_read(town, see_everybody, NULL) == OK);
	if (!whole)
		return;
	int64_t from_ms = town_cpu_ms();
	town->figures.audits++;
	check(town_read(town, audit, &differences) == OK);
	town->figures.audit_most_ms = town_cpu_ms() - from_ms; /* the last one has the longest past */
	if (differences != 0)
		town_wrong(town, NULL, "differences of the audit", 0, (int64_t)differences);
}
