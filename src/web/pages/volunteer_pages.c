/* SPDX-License-Identifier: Apache-2.0 */
#include "base/when.h"
#include "domain/dispatch.h"
#include "domain/ledger.h"
#include "domain/records.h"
#include "queries/volunteer_pages.h"
#include "views/volunteer.h"
#include "web/pages/faces.h"
#include "web/reply.h"
#include "web/words.h"

static enum fail fill_offers(struct call *call, const struct ledger_rule *rule, struct view_volunteer_home *view);
static enum fail fill_going(struct call *call, const struct ledger_rule *rule, struct view_volunteer_home *view);
static enum fail fill_open(struct call *call, const struct ledger_rule *rule, struct view_volunteer_home *view);
static const struct dispatch_open_row *standing_of(const struct dispatch_open *open, struct request_id request_id);
static bool may_look(enum dispatch_refusal why);

static const enum key against_words[DISPATCH_REFUSAL_COUNT] = {[DISPATCH_TOO_FAR] = KEY_volunteer_home_too_far,
	[DISPATCH_NOT_FREE] = KEY_volunteer_home_not_free, [DISPATCH_WEEK_FULL] = KEY_volunteer_home_week_full,
	[DISPATCH_DECLINED] = KEY_volunteer_home_declined};

enum fail page_serve_home_get(struct call *call, struct reply *reply)
{
	struct view_volunteer_home view = {.heading = KEY_volunteer_home_title};
	struct ledger_rule rule;
	struct act act = call_act(call);
	TRY(ledger_rule_at(&act, call->now_ms, &rule));
	TRY(fill_offers(call, &rule, &view));
	TRY(fill_going(call, &rule, &view));
	view.is_empty = view.offer.count == 0 && view.going.count == 0;
	view.shell.title = call_say(call, KEY_volunteer_home_title);
	return reply_page(call, reply, &page_volunteer_home, &view);
}

enum fail page_serve_open_get(struct call *call, struct reply *reply)
{
	struct view_volunteer_home view = {.heading = KEY_volunteer_home_open_title, .is_open_list = true};
	struct ledger_rule rule;
	struct act act = call_act(call);
	TRY(ledger_rule_at(&act, call->now_ms, &rule));
	TRY(fill_offers(call, &rule, &view));
	TRY(fill_open(call, &rule, &view));
	view.is_empty = view.offer.count == 0 && view.open.count == 0;
	view.others = (int64_t)view.other.count;
	view.shell.title = call_say(call, KEY_volunteer_home_open_title);
	return reply_page(call, reply, &page_volunteer_home, &view);
}

enum fail page_serve_record_get(struct call *call, struct reply *reply)
{
	static const enum key evidences[] = {KEY_evidence_code, KEY_evidence_code, KEY_evidence_phone, KEY_evidence_leader, KEY_evidence_paper,
		KEY_evidence_own_word};
	struct view_volunteer_record view = {.points_page = URL("/my/points")};
	struct records_total total;
	struct ledger_balance balance;
	struct serve_records_rows rows;
	struct act act = call_act(call);
	TRY(records_total_of(&act, call->actor, &total));
	TRY(ledger_balance_of(&act, call->actor, &balance));
	TRY(q_serve_records(call->view, call->arena, &(struct serve_records_in){.centre_id = call->centre_id, .me = call->actor}, &rows));
	struct view_volunteer_record_line *lines = arena_array(call->arena, struct view_volunteer_record_line, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		lines[i] = (struct view_volunteer_record_line){.href = url_id(call->arena, "/serve/records/", rows.rows[i].id.value, ""),
			.is_backfilled = rows.rows[i].source == RECORD_BACKFILLED, .title = VOCAB_TITLE(&rows.rows[i]),
			.from_ms = rows.rows[i].from_ms, .minutes = rows.rows[i].minutes,
			.evidence = (size_t)rows.rows[i].evidence < COUNT_OF(evidences) ? evidences[rows.rows[i].evidence] : KEY_evidence_paper,
			.points = rows.rows[i].points, .is_final = rows.rows[i].state == RECORD_FINAL, .is_void = rows.rows[i].state == RECORD_VOID};
	int64_t minutes = total.minutes_machine + total.minutes_manual;
	TRY(records_stars(&act, minutes, when_local_day(call->now_ms), &view.stars));
	TRY(records_to_next_star(&act, minutes, when_local_day(call->now_ms), &view.to_next_star));
	view.has_next_star = view.to_next_star > 0;
	view.star.rows = arena_array(call->arena, struct view_volunteer_record_star, (size_t)view.stars + 1);
	view.star.count = (size_t)view.stars;
	if (view.star.rows == NULL)
		return FAIL_LIMIT;
	view.machine = total.minutes_machine;
	view.manual = total.minutes_manual;
	view.available = balance.available;
	view.held = balance.held;
	view.line.rows = lines;
	view.line.count = rows.count;
	view.head = faces_print_header(call, KEY_proof_points_hours);
	if (view.head == NULL)
		return FAIL_LIMIT;
	view.shell.title = call_say(call, KEY_volunteer_record_title);
	return reply_page(call, reply, &page_volunteer_record, &view);
}

static enum fail fill_offers(struct call *call, const struct ledger_rule *rule, struct view_volunteer_home *view)
{
	struct serve_offers_rows rows;
	TRY(q_serve_offers(call->view, call->arena, &(struct serve_offers_in){.centre_id = call->centre_id, .me = call->actor, .now_ms = call->now_ms}, &rows));
	struct view_parts_duty_card *cards = arena_array(call->arena, struct view_parts_duty_card, rows.count + 1);
	if (cards == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct serve_offers_row *row = &rows.rows[i];
		cards[i] = (struct view_parts_duty_card){.what = VOCAB_TITLE(row), .href = url_id(call->arena, "/serve/requests/", row->request_id.value, ""),
			.where = VOCAB(row->place_name), .starts_at_ms = row->from_ms, .ends_at_ms = row->to_ms, .still_needed = 1,
			.points = ledger_points_for(rule, row->duration_min, row->coefficient_percent)};
	}
	view->offer.rows = cards;
	view->offer.count = rows.count;
	return OK;
}

static enum fail fill_going(struct call *call, const struct ledger_rule *rule, struct view_volunteer_home *view)
{
	struct serve_duties_rows rows;
	TRY(q_serve_duties(call->view, call->arena, &(struct serve_duties_in){.centre_id = call->centre_id, .me = call->actor}, &rows));
	struct view_parts_duty_card *cards = arena_array(call->arena, struct view_parts_duty_card, rows.count + 1);
	if (cards == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct serve_duties_row *row = &rows.rows[i];
		cards[i] = (struct view_parts_duty_card){.what = VOCAB_TITLE(row), .href = url_id(call->arena, "/serve/requests/", row->request_id.value, ""),
			.where = VOCAB(row->place_name), .starts_at_ms = row->from_ms, .ends_at_ms = row->to_ms,
			.points = ledger_points_for(rule, row->duration_min, row->coefficient_percent)};
	}
	view->going.rows = cards;
	view->going.count = rows.count;
	return OK;
}

/* Those that nothing speaks against, with the way and the reasons; the others only when she wants to see them, with what speaks against
 * each. What she has no skill for, and what she cannot keep apart, is not shown at all. */
static enum fail fill_open(struct call *call, const struct ledger_rule *rule, struct view_volunteer_home *view)
{
	struct serve_open_rows rows;
	struct dispatch_open open;
	struct act act = call_act(call);
	TRY(dispatch_open(&act, call->actor, &open));
	TRY(q_serve_open(call->view, call->arena, &(struct serve_open_in){.centre_id = call->centre_id, .me = call->actor, .now_ms = call->now_ms}, &rows));
	struct view_parts_duty_card *fits = arena_array(call->arena, struct view_parts_duty_card, rows.count + 1);
	struct view_volunteer_home_other *others = arena_array(call->arena, struct view_volunteer_home_other, rows.count + 1);
	if (fits == NULL || others == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct serve_open_row *row = &rows.rows[i];
		const struct dispatch_open_row *standing = standing_of(&open, row->request_id);
		if (standing == NULL)
			continue;
		struct url href = url_id(call->arena, "/serve/requests/", row->request_id.value, "");
		if (standing->why == DISPATCH_REFUSAL_COUNT) {
			fits[view->open.count] = (struct view_parts_duty_card){.what = VOCAB_TITLE(row), .href = href, .where = VOCAB(row->place_name),
				.starts_at_ms = row->from_ms, .ends_at_ms = row->to_ms, .still_needed = 1,
				.points = ledger_points_for(rule, row->duration_min, row->coefficient_percent),
				.why = words_reasons(call->arena, call->lang, call->now_ms, &standing->candidate)};
			if (fits[view->open.count++].why == NULL)
				return FAIL_LIMIT;
		} else if (may_look(standing->why)) {
			others[view->other.count++] = (struct view_volunteer_home_other){.what = VOCAB_TITLE(row), .href = href, .where = VOCAB(row->place_name),
				.from_ms = row->from_ms, .to_ms = row->to_ms, .why = against_words[standing->why]};
		}
	}
	view->open.rows = fits;
	view->other.rows = others;
	return OK;
}

static const struct dispatch_open_row *standing_of(const struct dispatch_open *open, struct request_id request_id)
{
	for (size_t i = 0; i < open->count; i++) {
		if (open->rows[i].request_id.value == request_id.value)
			return &open->rows[i];
	}
	return NULL;
}

/* Her own measure speaks against it: she may think better of it. */
static bool may_look(enum dispatch_refusal why)
{
	return why == DISPATCH_TOO_FAR || why == DISPATCH_NOT_FREE || why == DISPATCH_WEEK_FULL || why == DISPATCH_DECLINED;
}
