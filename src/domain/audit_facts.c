/* SPDX-License-Identifier: Apache-2.0
 *
 * Facts against facts. Where two disagree either may be the changed one, so
 * each is named.
 */
#include "domain/audit_private.h"

#include "base/when.h"
#include "domain/requests.h"

static bool is_told_alike(const struct audit *audit, const struct audit_events_row *event, const struct audit_trail_steps_row *line);
static const struct audit_rules_row *rule_of(const struct audit *audit, int64_t version);
static int64_t points_of(const struct audit *audit, const struct audit_records_row *row, const struct audit_rules_row *rule);
static void audit_attendance(struct audit *audit, const struct audit_records_row *row);
static void audit_minutes(struct audit *audit, const struct audit_records_row *row, const struct audit_rules_row *rule);
static enum fail audit_record(struct audit *audit, const struct audit_records_row *row);
static void audit_payment(struct audit *audit, const struct audit_records_row *row, const struct audit_payments_row *paid);
static enum fail audit_payments(struct audit *audit, const struct audit_records_row *row, const struct audit_rules_row *rule);
static void audit_hold(struct audit *audit, const struct audit_holds_row *row);

/* The trail is chained by hashes and tells every step too: kind, who, when and why must be the same there. */
enum fail audit_events(struct audit *audit, struct request_id id)
{
	struct audit_events_rows events;
	struct audit_trail_steps_rows lines;
	int64_t state = 0;
	const struct act *act = &audit->piece;
	TRY(q_audit_events(act->view, act->arena, &(struct audit_events_in){.centre_id = act->centre_id, .request_id = id}, &events));
	TRY(q_audit_trail_steps(act->view, act->arena, &(struct audit_trail_steps_in){.centre_id = act->centre_id, .request_id = id.value}, &lines));
	for (size_t i = 0; i < events.count; i++) {
		const struct audit_events_row *event = &events.rows[i];
		(void)audit_differs(audit, "request_event", event->id.value, "seq", event->seq, (int64_t)i + 1);
		(void)audit_differs(audit, "request_event", event->id.value, "from_state", event->from_state, state);
		(void)audit_differs(audit, "request_event", event->id.value, "promised_at_ms", event->promised_at_ms, events.rows[0].promised_at_ms);
		if (i < lines.count)
			(void)audit_differs(audit, "request_event", event->id.value, "trail", is_told_alike(audit, event, &lines.rows[i]), 1);
		state = event->to_state;
	}
	(void)audit_differs(audit, "request", id.value, "events", (int64_t)events.count, (int64_t)lines.count);
	return OK;
}

static bool is_told_alike(const struct audit *audit, const struct audit_events_row *event, const struct audit_trail_steps_row *line)
{
	bool is_kind = event->kind > 0 && event->kind < REQUEST_EVENT_KIND_COUNT;
	const char *word = is_kind ? request_event_name((enum request_event_kind)event->kind) : "";
	return text_equal(line->act, arena_format(audit->piece.arena, "requests.%s", word)) && line->at_ms == event->at_ms
		&& line->actor_id.value == event->actor_id.value && text_equal(line->detail, event->reason);
}

enum fail audit_promises(struct audit *audit)
{
	struct audit_answers_rows answers;
	struct audit_goers_rows goers;
	struct audit_unrecorded_rows unrecorded;
	struct audit_ratings_rows ratings;
	const struct act *act = &audit->act;
	arena_reset(act->arena);
	TRY(q_audit_answers(act->view, act->arena, &(struct audit_answers_in){.centre_id = act->centre_id}, &answers));
	for (size_t i = 0; i < answers.count; i++)
		(void)audit_differs(audit, "offer", answers.rows[i].id.value, "assignments", answers.rows[i].assignments,
			answers.rows[i].answer == OFFER_ACCEPTED ? 1 : 0);
	TRY(q_audit_goers(act->view, act->arena, &(struct audit_goers_in){.centre_id = act->centre_id}, &goers));
	for (size_t i = 0; i < goers.count; i++)
		(void)audit_differs(audit, "attendance", goers.rows[i].id.value, "kind", goers.rows[i].kind, 0);
	TRY(q_audit_unrecorded(act->view, act->arena, &(struct audit_unrecorded_in){.centre_id = act->centre_id}, &unrecorded));
	for (size_t i = 0; i < unrecorded.count; i++)
		(void)audit_differs(audit, "attendance", unrecorded.rows[i].id.value, "records", 0, 1);
	TRY(q_audit_ratings(act->view, act->arena, &(struct audit_ratings_in){.centre_id = act->centre_id}, &ratings));
	for (size_t i = 0; i < ratings.count; i++)
		(void)audit_differs(audit, "rating", ratings.rows[i].id.value, "at_ms", ratings.rows[i].at_ms, 0);
	return OK;
}

enum fail audit_records(struct audit *audit)
{
	struct audit_records_rows rows = {.is_cut = true};
	struct record_id after = {INT64_MIN};
	const struct act *act = &audit->act;
	for (int batch = 0; rows.is_cut && batch < AUDIT_BATCHES_MAX; batch++) {
		arena_reset(act->arena);
		TRY(q_audit_records(act->view, act->arena, &(struct audit_records_in){.centre_id = act->centre_id, .after_id = after}, &rows));
		for (size_t i = 0; i < rows.count; i++) {
			arena_reset(audit->piece.arena);
			TRY(audit_record(audit, &rows.rows[i]));
		}
		if (rows.count > 0)
			after = rows.rows[rows.count - 1].id;
	}
	return OK;
}

static enum fail audit_record(struct audit *audit, const struct audit_records_row *row)
{
	const struct audit_rules_row *rule = rule_of(audit, row->rule_version);
	bool is_sound = rule != NULL && rule->round_min > 0 && rule->points_per_hour >= 0 && rule->session_cap_min > 0 && rule->day_cap_min > 0;
	if (audit_differs(audit, "record", row->id.value, "rule_version", row->rule_version, is_sound ? row->rule_version : 0))
		return OK;
	if (row->is_attended)
		audit_attendance(audit, row);
	(void)audit_differs(audit, "record", row->id.value, "pending", row->is_pending, 1);
	(void)audit_differs(audit, "record", row->id.value, "own_hours", row->own_events, 0);
	audit_minutes(audit, row, rule);
	return audit_payments(audit, row, rule);
}

/* A record's times and evidence are those of the two attendances. */
static void audit_attendance(struct audit *audit, const struct audit_records_row *row)
{
	int64_t evidence = row->in_evidence > row->out_evidence ? row->in_evidence : row->out_evidence;
	if (audit_differs(audit, "record", row->id.value, "from_ms", row->from_ms, row->in_at_ms) && row->in_id != 0)
		(void)audit_differs(audit, "attendance", row->in_id, "at_ms", row->in_at_ms, row->from_ms);
	if (audit_differs(audit, "record", row->id.value, "to_ms", row->to_ms, row->out_at_ms) && row->out_id != 0)
		(void)audit_differs(audit, "attendance", row->out_id, "at_ms", row->out_at_ms, row->to_ms);
	bool has_both = row->in_id != 0 && row->out_id != 0;
	if (audit_differs(audit, "record", row->id.value, "evidence", row->evidence, evidence) && has_both) {
		(void)audit_differs(audit, "attendance", row->in_id, "evidence", row->in_evidence, row->evidence);
		(void)audit_differs(audit, "attendance", row->out_id, "evidence", row->out_evidence, row->evidence);
	}
}

/* Minutes within the time and the caps, points as the rule gives them; a day's cap of points can only make them fewer. */
static void audit_minutes(struct audit *audit, const struct audit_records_row *row, const struct audit_rules_row *rule)
{
	int64_t most = row->minutes_raw < rule->session_cap_min ? row->minutes_raw : rule->session_cap_min;
	(void)audit_differs(audit, "record", row->id.value, "minutes_raw", row->minutes_raw, (row->to_ms - row->from_ms) / MINUTE_MS);
	if (row->minutes < 0 || row->minutes > most)
		(void)audit_differs(audit, "record", row->id.value, "minutes", row->minutes, most);
	int64_t points = points_of(audit, row, rule);
	if (row->points > points || rule->day_cap_points == 0)
		(void)audit_differs(audit, "record", row->id.value, "points", row->points, points);
}

static const struct audit_rules_row *rule_of(const struct audit *audit, int64_t version)
{
	for (size_t i = 0; i < audit->rules.count; i++) {
		if (audit->rules.rows[i].version == version)
			return &audit->rules.rows[i];
	}
	return NULL;
}

/* Whole steps of minutes, at the rate of this kind of service or else the rule's own, by the coefficient, rounded down once. By our own
 * arithmetic, for any numbers: -1 when they are nonsense. */
static int64_t points_of(const struct audit *audit, const struct audit_records_row *row, const struct audit_rules_row *rule)
{
	int64_t rate = rule->points_per_hour;
	int64_t points = row->minutes / rule->round_min * rule->round_min;
	for (size_t i = 0; i < audit->rates.count; i++) {
		const struct audit_rates_row *own = &audit->rates.rows[i];
		if (own->version == rule->version && own->serves == row->serves && own->points_per_hour > 0)
			rate = own->points_per_hour;
	}
	if (points < 0 || row->coefficient_percent < 0 || __builtin_mul_overflow(points, rate, &points)
		|| __builtin_mul_overflow(points, row->coefficient_percent, &points))
		return -1;
	return points / 6000; /* 60 minutes, 100 % */
}

/* One entry for a record: hers, at most its points, under its rule, for its order. */
static void audit_payment(struct audit *audit, const struct audit_records_row *row, const struct audit_payments_row *paid)
{
	bool is_earned = paid->reason == TRANSFER_EARN;
	struct person_id whose = is_earned ? paid->target_person : paid->source_person;
	if (paid->amount > row->points)
		(void)audit_differs(audit, "transfer", paid->id.value, "amount", paid->amount, row->points);
	(void)audit_differs(audit, "transfer", paid->id.value, "person_id", whose.value, row->person_id.value);
	(void)audit_differs(audit, "transfer", paid->id.value, "rule_version", paid->rule_version, row->rule_version);
	if (is_earned)
		(void)audit_differs(audit, "transfer", paid->id.value, "request_id", paid->request_id.value, row->request_id.value);
}

/* A final record pays its person once, what it says or less where a balance is full; a void one gives back what it paid. */
static enum fail audit_payments(struct audit *audit, const struct audit_records_row *row, const struct audit_rules_row *rule)
{
	struct audit_payments_rows rows;
	const struct act *act = &audit->piece;
	int64_t earned = 0;
	int64_t revoked = 0;
	TRY(q_audit_payments(act->view, act->arena, &(struct audit_payments_in){.centre_id = act->centre_id, .record_id = row->id}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		const struct audit_payments_row *paid = &rows.rows[i];
		bool is_posted = paid->step == STEP_PLAIN || paid->step == STEP_POST;
		earned += paid->reason == TRANSFER_EARN && is_posted ? paid->amount : 0;
		revoked += paid->reason != TRANSFER_EARN && is_posted ? paid->amount : 0;
		audit_payment(audit, row, paid);
	}
	int64_t due = row->is_final > 0 ? row->points : 0;
	bool may_be_full = rule->balance_cap_points > 0 && row->gathered >= rule->balance_cap_points;
	if (earned > due || (earned < due && !may_be_full))
		(void)audit_differs(audit, "record", row->id.value, "earned", earned, due);
	(void)audit_differs(audit, "record", row->id.value, "revoked", revoked, row->is_void > 0 ? earned : 0);
	return OK;
}

enum fail audit_money(struct audit *audit)
{
	struct audit_unexplained_rows unexplained;
	struct audit_unheld_rows unheld;
	struct audit_holds_rows rows = {.is_cut = true};
	struct transfer_id after = {0};
	const struct act *act = &audit->act;
	arena_reset(act->arena);
	TRY(q_audit_unexplained(act->view, act->arena, &(struct audit_unexplained_in){.centre_id = act->centre_id}, &unexplained));
	for (size_t i = 0; i < unexplained.count; i++)
		(void)audit_differs(audit, "transfer", unexplained.rows[i].id.value, "reason", unexplained.rows[i].reason, 0);
	TRY(q_audit_unheld(act->view, act->arena, &(struct audit_unheld_in){.centre_id = act->centre_id}, &unheld));
	for (size_t i = 0; i < unheld.count; i++)
		(void)audit_differs(audit, "request", unheld.rows[i].id.value, "price_points", unheld.rows[i].price_points, 0);
	for (int batch = 0; rows.is_cut && batch < AUDIT_BATCHES_MAX; batch++) {
		arena_reset(act->arena);
		TRY(q_audit_holds(act->view, act->arena, &(struct audit_holds_in){.centre_id = act->centre_id, .after_id = after}, &rows));
		for (size_t i = 0; i < rows.count; i++)
			audit_hold(audit, &rows.rows[i]);
		if (rows.count > 0)
			after = rows.rows[rows.count - 1].id;
	}
	return OK;
}

/* What was set aside is the order's price on the payer's account, and ended as the order ended. */
static void audit_hold(struct audit *audit, const struct audit_holds_row *row)
{
	int64_t ended = row->ended == STEP_EXPIRE ? STEP_VOID : row->ended;
	(void)audit_differs(audit, "transfer", row->id.value, "amount", row->amount, row->price_points);
	(void)audit_differs(audit, "transfer", row->id.value, "source_id", row->owner_id.value, row->payer_id.value);
	(void)audit_differs(audit, "transfer", row->id.value, "ended", ended, row->facts_ended);
	if (row->ended_id.value != 0)
		(void)audit_differs(audit, "transfer", row->ended_id.value, "amount", row->spent, row->amount);
}
