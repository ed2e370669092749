/* SPDX-License-Identifier: Apache-2.0
 *
 * The wheel, told as tables: who does what, when, what is answered, where the
 * request stands then and what the two volunteers' books say.
 */
#include "base/when.h"
#include "domain/audit.h"
#include "domain/dispatch.h"
#include "domain/records.h"
#include "queries/demo.h"
#include "queries/duties.h"
#include "store/statement.h"
#include "town.h"

/* Behind our own headers: cmocka has a macro fail(). */
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum verb { ORDER, ORDER_AGAIN, ORDER_PAID, ORDER_IN_NO_WORDS, ORDER_PAST, ACCEPT, ASK, ANSWER, REJECT, OFFER_BOTH, OFFER_FIRST, OPEN_UP, TAKE, TAKE_OPEN,
	DECLINE, RELEASE, CODE_WRONG_IN, CODE_RIGHT_IN, CODE_RIGHT_OUT, PHONE_OUT, CONFIRM, DISPUTE, RATE_6, RATE_5, RATE_1, REOPEN, CANCEL, TICK,
	ROLL, CALL_BACK, ORDER_LOOSE, AGREE, MERGE, MERGE_INTO_ITSELF, CARD_WRONG, CARD_OF_THE_DOOR, CARD_RIGHT };
#define CLOCK TOWN_PEOPLE

struct row {
	int after_min; /* the clock is moved so far first */
	enum town_person actor;
	enum verb verb;
	enum request_refusal refusal;
	enum request_state state;
	int64_t second_posted, second_held;
};

struct step {
	struct town *town;
	const struct row *row;
	struct request_id *request_id;
	struct request_id *earlier; /* the one ordered before */
	enum request_refusal refusal;
};

static enum fail offer_of(const struct act *act, struct request_id id, struct person_id person_id, struct offer_id *ret_id)
{
	static const char *const ins[] = {"centre_id", "request_id", "person_id", NULL};
	static const char *const outs[] = {"id", NULL};
	static const struct query newest = {.name = "newest", .kind = QUERY_ONE, .sql = "SELECT MAX(o.id) AS id FROM offer o JOIN duty d ON d.centre_id = o.centre_id"
		" AND d.id = o.duty_id WHERE o.centre_id = :centre_id AND d.request_id = :request_id AND o.person_id = :person_id",
		.in_names = ins, .in_count = 3, .out_names = outs, .out_count = 1};
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = false;
	TRY(statement_open(act->view, &newest, &statement));
	statement_bind_int(statement, 0, act->centre_id.value);
	statement_bind_int(statement, 1, id.value);
	statement_bind_int(statement, 2, person_id.value);
	TRY(statement_step(statement, &has_row));
	ret_id->value = has_row ? statement_int(statement, 0) : 0;
	return statement_finish(statement);
}

static enum fail order(const struct act *act, struct step *step)
{
	struct town *town = step->town;
	enum verb verb = step->row->verb;
	int64_t from_ms = act->now_ms + 3 * HOUR_MS;
	struct requests_open_options options = {.person_id = town->people[verb == ORDER_PAID ? FATHER : ELDER],
		.item_id = verb == ORDER_IN_NO_WORDS ? (struct item_id){0} : town->item_id, .channel = CHANNEL_WEB,
		.wanted_from_ms = verb == ORDER_PAST ? act->now_ms - HOUR_MS : from_ms, .wanted_to_ms = from_ms + (verb == ORDER_LOOSE ? 5 : 1) * HOUR_MS,
		.is_paid = verb == ORDER_PAID, .is_duplicate_meant = verb == ORDER_AGAIN || verb == ORDER_LOOSE};
	return requests_open(act, &options, &step->refusal, step->request_id);
}

static enum fail attend(const struct act *act, struct step *step)
{
	enum verb verb = step->row->verb;
	char code[7];
	struct demo_request_row now;
	bool is_found = false;
	TRY(q_demo_request(act->view, act->arena, &(struct demo_request_in){.centre_id = act->centre_id, .id = *step->request_id}, &is_found, &now));
	TRY(requests_card_code(act, now.person_id, code));
	if (verb == CODE_WRONG_IN)
		code[0] = code[0] == '9' ? '0' : (char)(code[0] + 1);
	struct requests_attend_options options = {.id = *step->request_id, .code = text_of(code), .note = TEXT("聊得很好")};
	if (verb == PHONE_OUT) {
		options.person_id = step->town->people[SECOND];
		options.at_ms = now.to_ms;
	}
	return verb == CODE_RIGHT_OUT || verb == PHONE_OUT ? requests_check_out(act, &options, &step->refusal) : requests_check_in(act, &options, &step->refusal);
}

/* The resident says the number on her card to who served, and he types it. */
static enum fail confirm_by_card(const struct act *act, struct step *step)
{
	char code[7];
	if (step->row->verb == CARD_OF_THE_DOOR)
		TRY(requests_card_code(act, step->town->people[ELDER], code));
	else
		TRY(requests_confirm_code(act, *step->request_id, code));
	if (step->row->verb == CARD_WRONG)
		code[5] = code[5] == '9' ? '0' : (char)(code[5] + 1);
	return requests_confirm(act, *step->request_id, text_of(code), &step->refusal);
}

static enum fail do_step(const struct act *act, void *context)
{
	struct step *step = context;
	struct town *town = step->town;
	struct request_id id = *step->request_id;
	struct offer_id offer_id = {0};
	struct person_id both[] = {town->people[FIRST], town->people[SECOND]};
	size_t done = 0;
	step->refusal = REQUEST_REFUSAL_NONE;
	switch (step->row->verb) {
	case ORDER:
	case ORDER_AGAIN:
	case ORDER_PAID:
	case ORDER_IN_NO_WORDS:
	case ORDER_LOOSE:
	case ORDER_PAST: {
		struct request_id before = id;
		enum fail fail = order(act, step);
		if (fail == FAIL_REFUSED)
			*step->request_id = before;
		else
			*step->earlier = before;
		return fail;
	}
	case ACCEPT:
		return requests_accept(act, &(struct requests_accept_options){.id = id}, &step->refusal);
	case ASK:
		return requests_ask(act, id, TEXT("几楼?"), &step->refusal);
	case ANSWER:
		return requests_answer(act, id, TEXT("五楼"), &step->refusal);
	case REJECT:
		return requests_reject(act, id, TEXT("不在范围"), TEXT("12345"), &step->refusal);
	case OFFER_BOTH:
		return requests_offer(act, id, both, 2, &step->refusal);
	case OFFER_FIRST:
		return requests_offer(act, id, both, 1, &step->refusal);
	case OPEN_UP:
		return requests_open_to_all(act, id, &step->refusal);
	case TAKE:
		TRY(offer_of(act, id, act->actor, &offer_id));
		return requests_take_offer(act, offer_id, &step->refusal);
	case TAKE_OPEN:
		return requests_take(act, id, &step->refusal);
	case DECLINE:
		TRY(offer_of(act, id, act->actor, &offer_id));
		return requests_decline_offer(act, offer_id, TEXT("孩子发烧"), &step->refusal);
	case RELEASE:
		return requests_release(act, id, TEXT("临时有事"), &step->refusal);
	case CODE_WRONG_IN:
	case CODE_RIGHT_IN:
	case CODE_RIGHT_OUT:
	case PHONE_OUT:
		return attend(act, step);
	case CONFIRM:
		return requests_confirm(act, id, TEXT_NONE, &step->refusal);
	case CARD_WRONG:
	case CARD_OF_THE_DOOR:
	case CARD_RIGHT:
		return confirm_by_card(act, step);
	case DISPUTE:
		return requests_dispute(act, id, TEXT("没有来"), &step->refusal);
	case RATE_6:
		return requests_rate(act, id, 6, TEXT_NONE, &step->refusal);
	case RATE_5:
		return requests_rate(act, id, 5, TEXT("很好"), &step->refusal);
	case RATE_1:
		return requests_rate(act, id, 1, TEXT("没做完"), &step->refusal);
	case REOPEN:
		return requests_reopen(act, id, TEXT("没做完"), &step->refusal);
	case CANCEL:
		return requests_cancel(act, id, TEXT("不需要了"), &step->refusal);
	case TICK:
		return requests_tick(act, 100, &done);
	case ROLL:
		return dispatch_roll(act, &done);
	case CALL_BACK:
		return requests_call_back(act, id, &step->refusal);
	case AGREE:
		return requests_schedule(act, id, 0, 0, &step->refusal);
	case MERGE:
		return requests_merge(act, id, *step->earlier, &step->refusal);
	case MERGE_INTO_ITSELF:
		return requests_merge(act, id, id, &step->refusal);
	}
	return FAIL_INPUT;
}

struct standing {
	struct town *town;
	struct request_id request_id;
	struct demo_request_row request;
	struct ledger_balance second;
	struct request_shadow shadow;
	size_t differences;
};

static void count_difference(void *context UNUSED, const struct ledger_difference *difference)
{
	print_message("%s %lld %s: %lld, facts give %lld\n", difference->table, (long long)difference->id, difference->column, (long long)difference->stored,
		(long long)difference->computed);
}

static enum fail stand(const struct act *act, void *context)
{
	struct standing *standing = context;
	bool is_found = false;
	TRY(q_demo_request(act->view, act->arena, &(struct demo_request_in){.centre_id = act->centre_id, .id = standing->request_id}, &is_found, &standing->request));
	TRY(ledger_balance_of(act, standing->town->people[SECOND], &standing->second));
	TRY(requests_replay(act, standing->request_id, &standing->shadow));
	return audit_run(act, false, count_difference, NULL, &standing->differences);
}

/* Plays the rows; after each the books and shadows must follow from the facts. */
static void play(struct town *town, struct request_id *request_id, const struct row *rows, size_t count)
{
	struct request_id earlier = {0};
	for (size_t i = 0; i < count; i++) {
		struct step step = {.town = town, .row = &rows[i], .request_id = request_id, .earlier = &earlier};
		struct standing standing = {.town = town};
		town->now_ms += rows[i].after_min * MINUTE_MS;
		enum fail fail = town_write(town, rows[i].actor, do_step, &step);
		if (step.refusal != rows[i].refusal)
			print_message("row %zu: answered %s\n", i, request_refusal_name(step.refusal));
		assert_int_equal(step.refusal, rows[i].refusal);
		assert_int_equal(fail, rows[i].refusal == REQUEST_REFUSAL_NONE ? OK : FAIL_REFUSED);
		standing.request_id = *request_id;
		assert_int_equal(town_read(town, stand, &standing), OK);
		if (standing.request.state != (int64_t)rows[i].state)
			print_message("row %zu: stands at %lld\n", i, (long long)standing.request.state);
		assert_int_equal(standing.request.state, rows[i].state);
		assert_int_equal(standing.shadow.state, rows[i].state);
		assert_int_equal(standing.second.posted, rows[i].second_posted);
		assert_int_equal(standing.second.held, rows[i].second_held);
		assert_int_equal(standing.differences, 0);
	}
}

#define NONE REQUEST_REFUSAL_NONE
static const struct row whole_turn[] = {
	{0, DAUGHTER, ORDER, NONE, REQUEST_SUBMITTED, 0, 0},
	{0, DAUGHTER, ORDER, REQUEST_DUPLICATE, REQUEST_SUBMITTED, 0, 0},
	{0, FATHER, ACCEPT, REQUEST_NOT_FOUND, REQUEST_SUBMITTED, 0, 0},
	{0, DAUGHTER, ACCEPT, REQUEST_NOT_FOUND, REQUEST_SUBMITTED, 0, 0},
	{0, CLERK, OFFER_BOTH, REQUEST_WRONG_STATE, REQUEST_SUBMITTED, 0, 0},
	{0, CLERK, ASK, NONE, REQUEST_NEED_INFO, 0, 0},
	{0, FATHER, ANSWER, REQUEST_NOT_FOUND, REQUEST_NEED_INFO, 0, 0},
	{0, DAUGHTER, ANSWER, NONE, REQUEST_SUBMITTED, 0, 0},
	{5, CLERK, ACCEPT, NONE, REQUEST_ACCEPTED, 0, 0},
	{0, CLERK, ACCEPT, REQUEST_WRONG_STATE, REQUEST_ACCEPTED, 0, 0}, /* two staff, or the second click */
	{0, CLERK, OFFER_BOTH, NONE, REQUEST_DISPATCHED, 0, 0},
	{0, CLERK, OFFER_FIRST, REQUEST_ALREADY_ASKED, REQUEST_DISPATCHED, 0, 0},
	{5, FIRST, DECLINE, NONE, REQUEST_DISPATCHED, 0, 0},
	{0, FIRST, DECLINE, REQUEST_WRONG_STATE, REQUEST_DISPATCHED, 0, 0},
	{5, SECOND, TAKE, NONE, REQUEST_SCHEDULED, 0, 0},
	{0, SECOND, TAKE, REQUEST_WRONG_STATE, REQUEST_SCHEDULED, 0, 0}, /* her own second click; TAKEN is for somebody else */
	{5, SECOND, CODE_RIGHT_IN, REQUEST_TOO_EARLY, REQUEST_SCHEDULED, 0, 0},
	{155, SECOND, CODE_WRONG_IN, REQUEST_CODE_WRONG, REQUEST_SCHEDULED, 0, 0},
	{0, FIRST, CODE_RIGHT_IN, REQUEST_NOT_FOUND, REQUEST_SCHEDULED, 0, 0},
	{0, SECOND, CODE_RIGHT_IN, NONE, REQUEST_IN_SERVICE, 0, 0},
	{0, SECOND, CODE_RIGHT_IN, REQUEST_WRONG_STATE, REQUEST_IN_SERVICE, 0, 0},
	{0, DAUGHTER, CANCEL, REQUEST_WRONG_STATE, REQUEST_IN_SERVICE, 0, 0},
	{61, SECOND, CODE_RIGHT_OUT, NONE, REQUEST_SERVED, 0, 0},
	{0, SECOND, CODE_RIGHT_OUT, REQUEST_WRONG_STATE, REQUEST_SERVED, 0, 0},
	{0, SECOND, CONFIRM, REQUEST_OWN_HOURS, REQUEST_SERVED, 0, 0},
	{0, FATHER, CONFIRM, REQUEST_NOT_FOUND, REQUEST_SERVED, 0, 0},
	{5, ELDER, CONFIRM, NONE, REQUEST_CONFIRMED, 120, 0}, /* 61 min: two half hours at 1.2 */
	{0, DAUGHTER, CONFIRM, REQUEST_WRONG_STATE, REQUEST_CONFIRMED, 120, 0},
	{0, DAUGHTER, RATE_6, REQUEST_SCORE_INVALID, REQUEST_CONFIRMED, 120, 0},
	{0, SECOND, RATE_5, REQUEST_OWN_HOURS, REQUEST_CONFIRMED, 120, 0},
	{0, DAUGHTER, RATE_5, NONE, REQUEST_CLOSED, 120, 0},
	{0, DAUGHTER, RATE_5, REQUEST_WRONG_STATE, REQUEST_CLOSED, 120, 0},
	{0, DAUGHTER, REOPEN, REQUEST_WRONG_STATE, REQUEST_CLOSED, 120, 0},
};

static const struct row spending[] = {
	{60, SECOND, ORDER_PAID, NONE, REQUEST_SUBMITTED, 120, 100},
	{0, FIRST, ORDER_PAID, REQUEST_NOT_ALLOWED, REQUEST_SUBMITTED, 120, 100},
	{5, SECOND, CANCEL, NONE, REQUEST_CANCELLED, 120, 0},
	{0, SECOND, CANCEL, REQUEST_WRONG_STATE, REQUEST_CANCELLED, 120, 0},
	{5, SECOND, ORDER_PAID, NONE, REQUEST_SUBMITTED, 120, 100},
	{5, CLERK, ACCEPT, NONE, REQUEST_ACCEPTED, 120, 100},
	{5, CLERK, OFFER_FIRST, NONE, REQUEST_DISPATCHED, 120, 100},
	{5, FIRST, TAKE, NONE, REQUEST_SCHEDULED, 120, 100},
	{160, FIRST, CODE_RIGHT_IN, NONE, REQUEST_IN_SERVICE, 120, 100},
	{60, FIRST, CODE_RIGHT_OUT, NONE, REQUEST_SERVED, 120, 100},
	{5, FATHER, CONFIRM, NONE, REQUEST_CONFIRMED, 20, 0},
	{0, FATHER, CONFIRM, REQUEST_WRONG_STATE, REQUEST_CONFIRMED, 20, 0},
	{60, SECOND, ORDER_PAID, REQUEST_POINTS_SHORT, REQUEST_CONFIRMED, 20, 0},
};

static void the_wheel_turns_once_and_points_buy_the_next_service(void **state UNUSED)
{
	struct town town;
	struct request_id id = {0};
	town_open(&town);
	play(&town, &id, whole_turn, COUNT_OF(whole_turn));
	play(&town, &id, spending, COUNT_OF(spending));
	town_close(&town);
}

static void what_cannot_be_ordered_is_refused_by_name(void **state UNUSED)
{
	static const struct row rows[] = {
		{0, DAUGHTER, ORDER, NONE, REQUEST_SUBMITTED, 0, 0},
		{0, FATHER, ORDER, REQUEST_NOT_ALLOWED, REQUEST_SUBMITTED, 0, 0},
		{0, ELDER, ORDER_IN_NO_WORDS, REQUEST_NO_WORDS, REQUEST_SUBMITTED, 0, 0},
		{0, ELDER, ORDER_PAST, REQUEST_TIME_PAST, REQUEST_SUBMITTED, 0, 0},
		{0, ELDER, ORDER_AGAIN, NONE, REQUEST_SUBMITTED, 0, 0},
		{0, FATHER, CANCEL, REQUEST_NOT_FOUND, REQUEST_SUBMITTED, 0, 0},
		{0, CLERK, REJECT, NONE, REQUEST_REJECTED, 0, 0},
		{0, CLERK, ACCEPT, REQUEST_WRONG_STATE, REQUEST_REJECTED, 0, 0},
	};
	struct town town;
	struct request_id id = {0};
	town_open(&town);
	play(&town, &id, rows, COUNT_OF(rows));
	town_close(&town);
}

static void the_first_yes_wins_and_the_late_yes_is_told_so(void **state UNUSED)
{
	static const struct row rows[] = {
		{0, ELDER, ORDER, NONE, REQUEST_SUBMITTED, 0, 0},
		{0, CLERK, ACCEPT, NONE, REQUEST_ACCEPTED, 0, 0},
		{0, CLERK, OPEN_UP, NONE, REQUEST_OPEN, 0, 0},
		{0, ELDER, TAKE_OPEN, REQUEST_OWN_REQUEST, REQUEST_OPEN, 0, 0},
		{0, FATHER, TAKE_OPEN, REQUEST_NOT_VOLUNTEER, REQUEST_OPEN, 0, 0},
		{0, SECOND, TAKE_OPEN, NONE, REQUEST_SCHEDULED, 0, 0},
		{0, FIRST, TAKE_OPEN, REQUEST_TAKEN, REQUEST_SCHEDULED, 0, 0},
		{0, SECOND, RELEASE, NONE, REQUEST_ACCEPTED, 0, 0},
		{0, CLERK, OFFER_FIRST, NONE, REQUEST_DISPATCHED, 0, 0},
		{121, FIRST, TAKE, REQUEST_OFFER_EXPIRED, REQUEST_DISPATCHED, 0, 0},
		{0, CLOCK, TICK, NONE, REQUEST_ACCEPTED, 0, 0},
		{0, FIRST, TAKE, REQUEST_OFFER_EXPIRED, REQUEST_ACCEPTED, 0, 0},
	};
	struct town town;
	struct request_id id = {0};
	town_open(&town);
	play(&town, &id, rows, COUNT_OF(rows));
	town_close(&town);
}

static void a_forgotten_check_out_is_set_by_the_station_and_silence_confirms(void **state UNUSED)
{
	static const struct row rows[] = {
		{0, ELDER, ORDER, NONE, REQUEST_SUBMITTED, 0, 0},
		{0, CLERK, ACCEPT, NONE, REQUEST_ACCEPTED, 0, 0},
		{0, CLERK, OFFER_BOTH, NONE, REQUEST_DISPATCHED, 0, 0},
		{0, SECOND, TAKE, NONE, REQUEST_SCHEDULED, 0, 0},
		{0, FIRST, TAKE, REQUEST_TAKEN, REQUEST_SCHEDULED, 0, 0},
		{180, SECOND, CODE_RIGHT_IN, NONE, REQUEST_IN_SERVICE, 0, 0},
		{14 * 60, CLOCK, TICK, NONE, REQUEST_IN_SERVICE, 0, 0},
		{0, CLERK, PHONE_OUT, NONE, REQUEST_SERVED, 0, 0},
		{3 * 24 * 60 + 1, CLOCK, TICK, NONE, REQUEST_CONFIRMED, 0, 0}, /* nobody said so: the points wait for a call (test_records) */
		{7 * 24 * 60 + 1, CLOCK, TICK, NONE, REQUEST_CLOSED, 0, 0},
		{0, CLOCK, TICK, NONE, REQUEST_CLOSED, 0, 0},
	};
	struct town town;
	struct request_id id = {0};
	town_open(&town);
	play(&town, &id, rows, COUNT_OF(rows));
	town_close(&town);
}

static void a_disputed_service_pays_nothing_and_is_done_again(void **state UNUSED)
{
	static const struct row rows[] = {
		{0, ELDER, ORDER, NONE, REQUEST_SUBMITTED, 0, 0},
		{0, CLERK, ACCEPT, NONE, REQUEST_ACCEPTED, 0, 0},
		{0, CLERK, OFFER_BOTH, NONE, REQUEST_DISPATCHED, 0, 0},
		{0, SECOND, TAKE, NONE, REQUEST_SCHEDULED, 0, 0},
		{180, SECOND, CODE_RIGHT_IN, NONE, REQUEST_IN_SERVICE, 0, 0},
		{60, SECOND, CODE_RIGHT_OUT, NONE, REQUEST_SERVED, 0, 0},
		{0, SECOND, DISPUTE, REQUEST_OWN_HOURS, REQUEST_SERVED, 0, 0},
		{0, ELDER, DISPUTE, NONE, REQUEST_REWORK, 0, 0},
		{0, ELDER, CONFIRM, REQUEST_WRONG_STATE, REQUEST_REWORK, 0, 0},
		{0, CLERK, OPEN_UP, NONE, REQUEST_OPEN, 0, 0},
	};
	struct town town;
	struct request_id id = {0};
	town_open(&town);
	play(&town, &id, rows, COUNT_OF(rows));
	town_close(&town);
}

static void who_was_not_asked_yet_is_asked_when_the_first_does_not_come(void **state UNUSED)
{
	static const struct row rows[] = {
		{0, ELDER, ORDER, NONE, REQUEST_SUBMITTED, 0, 0},
		{0, CLERK, ACCEPT, NONE, REQUEST_ACCEPTED, 0, 0},
		{0, CLOCK, ROLL, NONE, REQUEST_ACCEPTED, 0, 0}, /* the station has not begun to ask: nobody is asked behind its back */
		{0, CLERK, OFFER_FIRST, NONE, REQUEST_DISPATCHED, 0, 0},
		{5, FIRST, DECLINE, NONE, REQUEST_ACCEPTED, 0, 0},
		{0, SECOND, TAKE, REQUEST_NOT_FOUND, REQUEST_ACCEPTED, 0, 0},
		{0, CLOCK, ROLL, NONE, REQUEST_DISPATCHED, 0, 0},
		{0, CLOCK, ROLL, NONE, REQUEST_DISPATCHED, 0, 0},
		{121, CLOCK, TICK, NONE, REQUEST_ACCEPTED, 0, 0},
		{0, CLOCK, ROLL, NONE, REQUEST_ACCEPTED, 0, 0}, /* nobody left */
		{0, CLERK, OFFER_BOTH, NONE, REQUEST_DISPATCHED, 0, 0},
		{0, SECOND, TAKE, NONE, REQUEST_SCHEDULED, 0, 0},
		{0, CLERK, RELEASE, NONE, REQUEST_ACCEPTED, 0, 0},
		{0, CLOCK, ROLL, NONE, REQUEST_ACCEPTED, 0, 0}, /* the station released her itself and decides what next */
	};
	static const struct row night[] = {
		{60, ELDER, ORDER_LOOSE, NONE, REQUEST_SUBMITTED, 0, 0},
		{0, CLERK, ACCEPT, NONE, REQUEST_ACCEPTED, 0, 0},
		{0, CLERK, OFFER_FIRST, NONE, REQUEST_DISPATCHED, 0, 0},
		{0, FIRST, DECLINE, NONE, REQUEST_ACCEPTED, 0, 0},
		{0, CLOCK, ROLL, NONE, REQUEST_ACCEPTED, 0, 0}, /* 21 o'clock: not now */
	};
	struct town town;
	struct request_id id = {0};
	town_open(&town);
	play(&town, &id, rows, COUNT_OF(rows));
	town.now_ms = TOWN_START_MS + 11 * HOUR_MS;
	play(&town, &id, night, COUNT_OF(night));
	town_close(&town);
}

static void a_question_is_called_back_and_nobody_can_answer_it(void **state UNUSED)
{
	static const struct row rows[] = {
		{0, ELDER, ORDER, NONE, REQUEST_SUBMITTED, 0, 0},
		{0, CLERK, CALL_BACK, REQUEST_WRONG_STATE, REQUEST_SUBMITTED, 0, 0},
		{0, CLERK, ACCEPT, NONE, REQUEST_ACCEPTED, 0, 0},
		{0, CLERK, OFFER_BOTH, NONE, REQUEST_DISPATCHED, 0, 0},
		{0, FIRST, CALL_BACK, REQUEST_NOT_FOUND, REQUEST_DISPATCHED, 0, 0},
		{0, CLERK, CALL_BACK, NONE, REQUEST_ACCEPTED, 0, 0},
		{0, CLERK, CALL_BACK, REQUEST_WRONG_STATE, REQUEST_ACCEPTED, 0, 0},
		{0, SECOND, TAKE, REQUEST_TAKEN, REQUEST_ACCEPTED, 0, 0},
		{0, CLERK, OPEN_UP, NONE, REQUEST_OPEN, 0, 0},
		{0, CLERK, CALL_BACK, NONE, REQUEST_ACCEPTED, 0, 0},
		{0, SECOND, TAKE_OPEN, REQUEST_WRONG_STATE, REQUEST_ACCEPTED, 0, 0},
		{0, CLERK, OPEN_UP, NONE, REQUEST_OPEN, 0, 0},
		{0, CLERK, OFFER_FIRST, NONE, REQUEST_DISPATCHED, 0, 0}, /* asking somebody closes the list */
		{0, SECOND, TAKE_OPEN, REQUEST_WRONG_STATE, REQUEST_DISPATCHED, 0, 0},
		{0, CLERK, CALL_BACK, NONE, REQUEST_ACCEPTED, 0, 0},
		{0, CLERK, OPEN_UP, NONE, REQUEST_OPEN, 0, 0},
		{24 * 60 + 1, CLOCK, TICK, NONE, REQUEST_ACCEPTED, 0, 0}, /* nobody took it in a day */
		{0, SECOND, TAKE_OPEN, REQUEST_WRONG_STATE, REQUEST_ACCEPTED, 0, 0},
	};
	struct town town;
	struct request_id id = {0};
	town_open(&town);
	play(&town, &id, rows, COUNT_OF(rows));
	town_close(&town);
}

static void nobody_is_in_two_places_at_once(void **state UNUSED)
{
	static const struct row rows[] = {
		{0, ELDER, ORDER_LOOSE, NONE, REQUEST_SUBMITTED, 0, 0},
		{0, CLERK, ACCEPT, NONE, REQUEST_ACCEPTED, 0, 0},
		{0, CLERK, OFFER_BOTH, NONE, REQUEST_DISPATCHED, 0, 0},
		{0, SECOND, TAKE, NONE, REQUEST_CLAIMED, 0, 0}, /* the hour is still to be agreed */
	};
	static const struct row meanwhile[] = {
		{0, ELDER, ORDER_AGAIN, NONE, REQUEST_SUBMITTED, 0, 0},
		{0, CLERK, ACCEPT, NONE, REQUEST_ACCEPTED, 0, 0},
		{0, CLERK, OFFER_BOTH, NONE, REQUEST_DISPATCHED, 0, 0},
		{0, SECOND, TAKE, NONE, REQUEST_SCHEDULED, 0, 0}, /* what has no hour yet stands in nobody's way */
	};
	static const struct row agreeing[] = {
		{0, FATHER, AGREE, REQUEST_NOT_FOUND, REQUEST_CLAIMED, 0, 0},
		{0, SECOND, AGREE, REQUEST_VOLUNTEER_BUSY, REQUEST_CLAIMED, 0, 0},
		{0, SECOND, RELEASE, NONE, REQUEST_ACCEPTED, 0, 0},
		{0, CLOCK, ROLL, NONE, REQUEST_DISPATCHED, 0, 0}, /* the other one is asked at once */
		{0, FIRST, TAKE, NONE, REQUEST_CLAIMED, 0, 0},
		{0, FIRST, AGREE, NONE, REQUEST_SCHEDULED, 0, 0},
	};
	struct town town;
	struct request_id loose = {0};
	struct request_id exact = {0};
	town_open(&town);
	play(&town, &loose, rows, COUNT_OF(rows));
	play(&town, &exact, meanwhile, COUNT_OF(meanwhile));
	play(&town, &loose, agreeing, COUNT_OF(agreeing));
	town_close(&town);
}

static void the_card_confirms_on_the_volunteers_phone_and_no_other_number_does(void **state UNUSED)
{
	static const struct row rows[] = {
		{0, ELDER, ORDER, NONE, REQUEST_SUBMITTED, 0, 0},
		{0, CLERK, ACCEPT, NONE, REQUEST_ACCEPTED, 0, 0},
		{0, CLERK, OFFER_BOTH, NONE, REQUEST_DISPATCHED, 0, 0},
		{0, SECOND, TAKE, NONE, REQUEST_SCHEDULED, 0, 0},
		{180, SECOND, CODE_RIGHT_IN, NONE, REQUEST_IN_SERVICE, 0, 0},
		{0, SECOND, CARD_RIGHT, REQUEST_WRONG_STATE, REQUEST_IN_SERVICE, 0, 0},
		{60, SECOND, CODE_RIGHT_OUT, NONE, REQUEST_SERVED, 0, 0},
		{0, SECOND, CARD_WRONG, REQUEST_CODE_WRONG, REQUEST_SERVED, 0, 0},
		{0, SECOND, CARD_OF_THE_DOOR, REQUEST_CODE_WRONG, REQUEST_SERVED, 0, 0},
		{0, FIRST, CARD_RIGHT, REQUEST_NOT_FOUND, REQUEST_SERVED, 0, 0},
		{0, SECOND, CARD_RIGHT, NONE, REQUEST_CONFIRMED, 120, 0},
		{0, SECOND, CARD_RIGHT, REQUEST_WRONG_STATE, REQUEST_CONFIRMED, 120, 0},
	};
	struct town town;
	struct request_id id = {0};
	town_open(&town);
	play(&town, &id, rows, COUNT_OF(rows));
	town_close(&town);
}

static void the_same_need_twice_becomes_one(void **state UNUSED)
{
	static const struct row rows[] = {
		{0, ELDER, ORDER, NONE, REQUEST_SUBMITTED, 0, 0},
		{0, ELDER, ORDER_AGAIN, NONE, REQUEST_SUBMITTED, 0, 0},
		{0, CLERK, ACCEPT, NONE, REQUEST_ACCEPTED, 0, 0},
		{0, ELDER, MERGE, REQUEST_NOT_FOUND, REQUEST_ACCEPTED, 0, 0},
		{0, CLERK, MERGE_INTO_ITSELF, REQUEST_NOT_FOUND, REQUEST_ACCEPTED, 0, 0},
		{0, CLERK, MERGE, NONE, REQUEST_MERGED, 0, 0},
		{0, CLERK, MERGE, REQUEST_WRONG_STATE, REQUEST_MERGED, 0, 0},
		{0, CLERK, OFFER_FIRST, REQUEST_WRONG_STATE, REQUEST_MERGED, 0, 0},
	};
	struct town town;
	struct request_id id = {0};
	town_open(&town);
	play(&town, &id, rows, COUNT_OF(rows));
	town_close(&town);
}

static enum fail change_by_hand(const struct act *act, void *context UNUSED)
{
	static const char *const ins[] = {"centre_id", NULL};
	static const char *const outs[] = {NULL};
	static const struct query change = {.name = "change", .kind = QUERY_EXEC, .in_names = ins, .in_count = 1, .out_names = outs,
		.sql = "UPDATE account SET credits_posted = credits_posted + 1 WHERE centre_id = :centre_id AND kind = 3 AND credits_posted > 0"};
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_LEDGER);
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = false;
	TRY(statement_open_write(act->txn, &change, &statement));
	statement_bind_int(statement, 0, act->centre_id.value);
	TRY(statement_step(statement, &has_row));
	return statement_finish(statement);
}

static enum fail change_outside_the_window(const struct act *act, void *context UNUSED)
{
	static const char *const ins[] = {"centre_id", NULL};
	static const char *const outs[] = {NULL};
	static const struct query change = {.name = "outside", .kind = QUERY_EXEC, .in_names = ins, .in_count = 1, .out_names = outs,
		.sql = "UPDATE account SET credits_posted = credits_posted + 2 WHERE centre_id = :centre_id"};
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = false;
	TRY(statement_open_write(act->txn, &change, &statement));
	statement_bind_int(statement, 0, act->centre_id.value);
	TRY(statement_step(statement, &has_row));
	return statement_finish(statement);
}

static void a_row_changed_by_hand_is_named(void **state UNUSED)
{
	struct town town;
	struct request_id id = {0};
	struct standing standing = {.town = &town};
	town_open(&town);
	play(&town, &id, whole_turn, COUNT_OF(whole_turn));
	assert_int_equal(town_write(&town, TOWN_PEOPLE, change_outside_the_window, NULL), FAIL_STORE);
	assert_int_equal(town_write(&town, TOWN_PEOPLE, change_by_hand, NULL), OK);
	standing.request_id = id;
	assert_int_equal(town_read(&town, stand, &standing), OK);
	assert_int_equal(standing.differences, 2); /* the account, and the sum that is no longer zero */
	town_close(&town);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_wheel_turns_once_and_points_buy_the_next_service),
		cmocka_unit_test(what_cannot_be_ordered_is_refused_by_name),
		cmocka_unit_test(the_first_yes_wins_and_the_late_yes_is_told_so),
		cmocka_unit_test(a_forgotten_check_out_is_set_by_the_station_and_silence_confirms),
		cmocka_unit_test(a_disputed_service_pays_nothing_and_is_done_again),
		cmocka_unit_test(who_was_not_asked_yet_is_asked_when_the_first_does_not_come),
		cmocka_unit_test(a_question_is_called_back_and_nobody_can_answer_it),
		cmocka_unit_test(nobody_is_in_two_places_at_once),
		cmocka_unit_test(the_card_confirms_on_the_volunteers_phone_and_no_other_number_does),
		cmocka_unit_test(the_same_need_twice_becomes_one),
		cmocka_unit_test(a_row_changed_by_hand_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
