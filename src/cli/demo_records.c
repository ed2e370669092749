/* SPDX-License-Identifier: Apache-2.0
 *
 * What waits at the desk's records when somebody looks: a visit without a code
 * that nobody has confirmed, a volunteer's wish for a correction, a service put
 * down afterwards that is publicly posted. Calls of the year were made.
 */
#include "cli/demo_load.h"

#include "base/when.h"
#include "domain/dispatch.h"
#include "domain/requests.h"
#include "queries/demo.h"
#include "queries/record_pages.h"
#include "queries/volunteer_pages.h"

#define VISIT_DAYS 5 /* before today: the clock confirms after three */
#define ASK_DAYS 1
#define ORDER_HOUR 9
#define COME_HOUR 11
#define LEAVE_HOUR 12
#define ASK_HOUR 14
#define SECOND_HOUR 15
#define CALL_HOUR 16
#define CALL_LEAST_DAYS 6 /* what waits in the last days still waits */

static enum fail order(struct demo *demo, struct act *act, struct demo_records *records);
static enum fail attend(struct demo *demo, struct act *act, struct demo_records *records, bool is_in);
static enum fail ask_fix(struct demo *demo, struct act *act);
static enum fail propose(struct demo *demo, struct act *act, struct demo_records *records);
static enum fail ring(struct demo *demo, struct act *act);
static enum fail refused(struct demo *demo, enum fail fail);

enum fail demo_records_hour(struct demo *demo, const struct act *day_act, int hour, struct demo_records *records)
{
	struct act act = *day_act;
	enum record_refusal refusal = RECORD_OK;
	int32_t left = when_local_day(demo->today_ms) - when_local_day(act.now_ms);
	if (hour == CALL_HOUR && left >= CALL_LEAST_DAYS)
		return ring(demo, &act);
	if (left == VISIT_DAYS && hour == ORDER_HOUR)
		return order(demo, &act, records);
	if (left == VISIT_DAYS && (hour == COME_HOUR || hour == LEAVE_HOUR))
		return attend(demo, &act, records, hour == COME_HOUR);
	if (left != ASK_DAYS)
		return OK;
	if (hour == ASK_HOUR) {
		TRY(ask_fix(demo, &act));
		return propose(demo, &act, records);
	}
	act.actor = demo_person(demo, TEXT("S03"));
	return hour == SECOND_HOUR ? refused(demo, records_second(&act, records->backfill_id, &refusal)) : OK;
}

/* An elder rings for the same morning; who fits best says yes on the telephone. */
static enum fail order(struct demo *demo, struct act *act, struct demo_records *records)
{
	struct dispatch_ranking ranking;
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	struct demo_request_row now;
	bool is_found = false;
	int64_t from_ms = when_at(when_local_day(act->now_ms), COME_HOUR * 60);
	act->actor = demo_person(demo, TEXT("S01"));
	TRY(refused(demo, requests_open(act, &(struct requests_open_options){.person_id = demo_person(demo, TEXT("E020")),
		.item_id = {demo_find(&demo->item_ids, TEXT("chat"))}, .wanted_from_ms = from_ms, .wanted_to_ms = from_ms + HOUR_MS, .channel = CHANNEL_PHONE,
		.is_duplicate_meant = true}, &refusal, &records->request_id)));
	TRY(refused(demo, requests_accept(act, &(struct requests_accept_options){.id = records->request_id}, &refusal)));
	TRY(q_demo_request(act->view, act->arena, &(struct demo_request_in){.centre_id = act->centre_id, .id = records->request_id}, &is_found, &now));
	check(is_found);
	TRY(dispatch_rank(act, now.duty_id, &ranking));
	if (ranking.count == 0)
		return demo_fail(demo, "nobody fits", TEXT("chat"));
	records->volunteer_id = ranking.candidates[0].person_id;
	return refused(demo, requests_assign(act, records->request_id, records->volunteer_id, &refusal));
}

/* She has no telephone to show digits: the volunteer comes and leaves on her own word. */
static enum fail attend(struct demo *demo, struct act *act, struct demo_records *records, bool is_in)
{
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	struct requests_attend_options options = {.id = records->request_id, .is_own_word = true, .note = is_in ? TEXT_NONE : TEXT("陪她聊了聊孙子。")};
	act->actor = records->volunteer_id;
	enum fail fail = is_in ? requests_check_in(act, &options, &refusal) : requests_check_out(act, &options, &refusal);
	return refused(demo, fail);
}

/* The volunteer of a card says that he left a quarter of an hour earlier. */
static enum fail ask_fix(struct demo *demo, struct act *act)
{
	struct serve_records_rows rows;
	enum record_refusal refusal = RECORD_OK;
	int64_t id = 0;
	act->actor = demo_person(demo, TEXT("V002"));
	TRY(q_serve_records(act->view, act->arena, &(struct serve_records_in){.centre_id = act->centre_id, .me = act->actor}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		const struct serve_records_row *row = &rows.rows[i];
		if (row->state == RECORD_FINAL && row->minutes > 30)
			return refused(demo, records_ask_fix(act, &(struct record_fix_options){.record_id = row->id, .from_ms = row->from_ms,
				.to_ms = row->from_ms + (row->minutes - 15) * MINUTE_MS, .reason = TEXT("我提前一刻钟走的，请改过来。")}, &refusal, &id));
	}
	return OK;
}

static enum fail propose(struct demo *demo, struct act *act, struct demo_records *records)
{
	enum record_refusal refusal = RECORD_OK;
	int32_t day = when_local_day(act->now_ms) - 1;
	act->actor = demo_person(demo, TEXT("S01"));
	return refused(demo, records_propose(act, &(struct backfill_options){.number = TEXT("370725-00006"), .title = TEXT("楼道贴防滑条"),
		.evidence = TEXT("签名表和照片，存站里三号柜"), .from_ms = when_at(day, 9 * 60), .to_ms = when_at(day, 11 * 60)}, &refusal, &records->backfill_id));
}

/* The manager rings about what waits; who is kin to the volunteer is left to somebody else. */
static enum fail ring(struct demo *demo, struct act *act)
{
	struct call_back_open_rows rows;
	act->actor = demo_person(demo, TEXT("S03"));
	TRY(q_call_back_open(act->view, act->arena, &(struct call_back_open_in){.centre_id = act->centre_id,
		.scope_id = {demo_find(&demo->place_ids, TEXT("370725001"))}}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		enum record_refusal refusal = RECORD_OK;
		enum fail fail = requests_answer_call(act, &(struct call_back_options){.id = rows.rows[i].id, .is_true = true,
			.asked = ASKED_NEIGHBOUR, .note = TEXT("来过，挺好的")}, &refusal);
		if (fail != FAIL_REFUSED)
			TRY(fail);
	}
	return OK;
}

static enum fail refused(struct demo *demo, enum fail fail)
{
	if (fail != FAIL_REFUSED)
		return fail;
	demo->problem = "a rule refused it";
	demo->problem_word = TEXT("demo_records.c");
	return FAIL_INPUT;
}
