/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/records_private.h"

#include "base/calendar.h"
#include "base/when.h"
#include "domain/access.h"
#include "domain/people.h"
#include "domain/proof.h"
#include "domain/seal.h"
#include "queries/duties.h"
#include "store/store.h"

static enum fail read_pair(const struct act *act, struct duty_id duty_id, struct person_id person_id, bool *ret_is_whole,
	struct attendance_get_row *ret_in, struct attendance_get_row *ret_out);
static enum fail confirm_one(const struct act *act, const struct records_of_duty_row *row, enum record_confirm confirm, size_t *ret_held);
static enum fail judge_resident(const struct act *act, const struct records_of_duty_row *row, enum record_confirm confirm,
	struct record_verdict_line *ret_line);
static enum fail tell_asked(const struct act *act, struct record_id id, struct record_evidence *evidence);

const char *record_refusal_name(enum record_refusal refusal)
{
	static const char *const names[] = {"ok", "not_found", "not_allowed", "no_attendance", "own_hours", "own_entry", "unrelated", "no_reason",
		"no_evidence", "words_too_long", "time_invalid", "time_taken", "wrong_state", "ask_other", "kin_spoke", "too_early", "rule_invalid", "rule_not_tried"};
	_Static_assert(COUNT_OF(names) == RECORD_REFUSAL_COUNT, "a name for each refusal");
	check(refusal >= RECORD_OK && refusal < RECORD_REFUSAL_COUNT);
	return names[refusal];
}

enum fail records_make(const struct act *act, struct duty_id duty_id, struct person_id person_id, const struct record_spot *spot,
	enum record_refusal *ret_refusal, struct record_id *ret_id)
{
	bool is_made = false;
	bool is_whole = false;
	struct record_of_row made;
	struct attendance_get_row in;
	struct attendance_get_row out;
	check(act->txn != NULL && person_id.value != 0);
	TRY(q_record_of(act->view, act->arena, &(struct record_of_in){.centre_id = act->centre_id, .duty_id = duty_id, .person_id = person_id}, &is_made, &made));
	if (is_made) {
		*ret_id = made.id;
		return records_refuse(RECORD_OK, ret_refusal);
	}
	TRY(read_pair(act, duty_id, person_id, &is_whole, &in, &out));
	if (!is_whole)
		return records_refuse(RECORD_NO_ATTENDANCE, ret_refusal);
	struct record_plan plan = {.duty_id = duty_id, .person_id = person_id, .from_ms = in.at_ms, .to_ms = out.at_ms, .source = RECORD_ATTENDED,
		.evidence = in.evidence > out.evidence ? in.evidence : out.evidence,
		.has_site_code = in.evidence == EVIDENCE_CODE && out.evidence == EVIDENCE_CODE, .spot = *spot};
	TRY(records_plan(act, &plan));
	TRY(records_weigh(act, &plan));
	TRY(records_write(act, &plan, ret_id));
	return records_refuse(RECORD_OK, ret_refusal);
}

enum fail records_finish(const struct act *act, struct duty_id duty_id, enum record_confirm confirm, enum record_refusal *ret_refusal, size_t *ret_held)
{
	struct records_of_duty_rows rows;
	size_t held = 0;
	check(act->txn != NULL && duty_id.value != 0);
	check((confirm == CONFIRM_BY_TIME) == (act->actor.value == 0));
	TRY(q_records_of_duty(act->view, act->arena, &(struct records_of_duty_in){.centre_id = act->centre_id, .duty_id = duty_id}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		if (act->actor.value != 0 && rows.rows[i].person_id.value == act->actor.value)
			return records_refuse(RECORD_OWN_HOURS, ret_refusal);
	}
	for (size_t i = 0; i < rows.count; i++) {
		if (rows.rows[i].state == RECORD_PENDING)
			TRY(confirm_one(act, &rows.rows[i], confirm, &held));
	}
	*ret_held = held;
	return records_refuse(RECORD_OK, ret_refusal);
}

enum fail records_void(const struct act *act, struct record_id id, struct text reason, enum record_refusal *ret_refusal)
{
	bool is_found = false;
	struct record_get_row row;
	enum ledger_refusal ledger_refusal = LEDGER_OK;
	check(act->txn != NULL);
	TRY(q_record_get(act->view, act->arena, &(struct record_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &row));
	if (!is_found)
		return records_refuse(RECORD_NOT_FOUND, ret_refusal);
	if (row.person_id.value == act->actor.value)
		return records_refuse(RECORD_OWN_HOURS, ret_refusal);
	if (row.state == RECORD_VOID)
		return records_refuse(RECORD_WRONG_STATE, ret_refusal);
	TRY(records_reach(act, id, RECORD_VOID, reason));
	TRY(ledger_revoke(act, id, &ledger_refusal));
	return records_refuse(RECORD_OK, ret_refusal);
}

enum fail records_total_of(const struct act *act, struct person_id person_id, struct records_total *ret_total)
{
	bool is_found = false;
	struct record_total_row row = {0};
	TRY(q_record_total(act->view, act->arena, &(struct record_total_in){.centre_id = act->centre_id, .person_id = person_id}, &is_found, &row));
	check(is_found);
	*ret_total = (struct records_total){row.minutes_machine, row.minutes_manual, row.count};
	return OK;
}

enum fail records_stars(const struct act *act, int64_t minutes, int32_t day, int64_t *ret_stars)
{
	bool is_found = false;
	struct star_level_row row = {0};
	check(minutes >= 0);
	TRY(q_star_level(act->view, act->arena, &(struct star_level_in){.centre_id = act->centre_id, .day = day, .minutes = minutes}, &is_found, &row));
	check(is_found && row.stars >= 0);
	*ret_stars = row.stars;
	return OK;
}

enum fail records_to_next_star(const struct act *act, int64_t minutes, int32_t day, int64_t *ret_minutes)
{
	bool is_found = false;
	struct star_next_row row = {0};
	check(minutes >= 0);
	TRY(q_star_next(act->view, act->arena, &(struct star_next_in){.centre_id = act->centre_id, .day = day, .minutes = minutes}, &is_found, &row));
	*ret_minutes = is_found && row.minutes > minutes ? row.minutes - minutes : 0;
	return OK;
}

enum fail records_set_stars(const struct act *act, int32_t from_day, const int64_t minutes[RECORD_STARS])
{
	check(act->txn != NULL && from_day >= 0);
	for (int64_t i = 0; i < RECORD_STARS; i++) {
		check(minutes[i] > (i > 0 ? minutes[i - 1] : 0));
		TRY(q_record_star_level_add(act->txn, &(struct record_star_level_add_in){.centre_id = act->centre_id, .from_day = from_day, .stars = i + 1,
			.minutes = minutes[i]}, NULL));
		TRY(proof_append(act, ENTRY_KEPT_STAR, from_day * PROOF_STAR_KEYS + i + 1));
	}
	return OK;
}

enum fail records_write(const struct act *act, const struct record_plan *plan, struct record_id *ret_id)
{
	struct record_id id = {ids_new(act->now_ms)};
	enum ledger_refusal refusal = LEDGER_OK;
	int64_t raw = (plan->to_ms - plan->from_ms) / MINUTE_MS;
	int64_t due_ms = records_due_ms(plan->to_ms);
	check(plan->to_ms >= plan->from_ms && plan->minutes >= 0 && plan->points >= 0);
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_RECORD);
	TRY(q_record_add(act->txn, &(struct record_add_in){.centre_id = act->centre_id, .id = id, .duty_id = plan->duty_id, .person_id = plan->person_id,
		.from_ms = plan->from_ms, .to_ms = plan->to_ms, .minutes_raw = raw, .minutes = plan->minutes, .rule_version = plan->rule.version,
		.evidence = plan->evidence, .source = plan->source, .serves = plan->duty.serves, .coefficient_percent = plan->coefficient_percent,
		.points = plan->points, .replaces_id = plan->replaces_id, .recorded_by = act->actor, .due_at_ms = due_ms, .created_at_ms = act->now_ms}, NULL));
	TRY(proof_append(act, ENTRY_KEPT_RECORD, id.value));
	for (size_t i = 0; i < plan->line_count; i++)
		TRY(records_signal(act, id, &plan->lines[i]));
	TRY(records_reach(act, id, RECORD_PENDING, TEXT_NONE));
	*ret_id = id;
	return ledger_promise(act, &(struct ledger_earn_options){.person_id = plan->person_id, .record_id = id, .request_id = plan->duty.request_id,
		.amount = plan->points, .rule_version = plan->rule.version}, &refusal);
}

enum fail records_reach(const struct act *act, struct record_id id, enum record_state state, struct text reason)
{
	struct event_id event_id = {ids_new(act->now_ms)};
	check(id.value != 0 && state >= RECORD_PENDING && state <= RECORD_VOID);
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_RECORD);
	TRY(q_record_event_add(act->txn, &(struct record_event_add_in){.centre_id = act->centre_id, .id = event_id, .record_id = id,
		.kind = state, .actor_id = act->actor, .reason = reason, .at_ms = act->now_ms}, NULL));
	return proof_append(act, ENTRY_RECORD, event_id.value);
}

enum fail records_signal(const struct act *act, struct record_id id, const struct record_verdict_line *line)
{
	struct text digest;
	const int64_t numbers[] = {id.value, line->signal, line->verdict, line->number, act->actor.value, act->now_ms};
	check(line->signal >= SIGNAL_SITE_CODE && line->signal < SIGNAL_COUNT);
	TRY(seal_digest(act, "record_signal", numbers, COUNT_OF(numbers), TEXT_NONE, &digest));
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_RECORD);
	return q_record_signal_add(act->txn, &(struct record_signal_add_in){.centre_id = act->centre_id, .record_id = id, .signal = line->signal,
		.verdict = line->verdict, .number = line->number, .actor_id = act->actor, .at_ms = act->now_ms, .digest = digest}, NULL);
}

enum fail records_pay(const struct act *act, struct record_id id)
{
	bool is_found = false;
	struct record_get_row row;
	struct ledger_rule rule;
	struct ledger_balance balance;
	enum ledger_refusal refusal = LEDGER_OK;
	TRY(q_record_get(act->view, act->arena, &(struct record_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &row));
	check(is_found && row.state == RECORD_PENDING);
	TRY(ledger_rule_get(act, row.rule_version, &rule));
	TRY(ledger_balance_of(act, row.person_id, &balance));
	int64_t amount = row.points;
	if (rule.balance_cap_points > 0 && balance.posted + amount > rule.balance_cap_points)
		amount = balance.posted < rule.balance_cap_points ? rule.balance_cap_points - balance.posted : 0;
	TRY(records_reach(act, id, RECORD_FINAL, TEXT_NONE));
	return ledger_earn(act, &(struct ledger_earn_options){.person_id = row.person_id, .record_id = id, .request_id = row.request_id,
		.amount = amount, .rule_version = row.rule_version}, &refusal);
}

enum fail records_staff_may(const struct act *act, struct place_id place_id, bool *ret_may)
{
	struct access access;
	TRY(access_load(act, act->actor, &access));
	return access_in_scope(act, &access, ROLES_STAFF, place_id, ret_may);
}

enum fail records_manager_may(const struct act *act, struct place_id place_id, bool *ret_may)
{
	struct access access;
	TRY(access_load(act, act->actor, &access));
	return access_in_scope(act, &access, ROLE_BIT(ROLE_MANAGER), place_id, ret_may);
}

int64_t records_due_ms(int64_t from_ms)
{
	struct calendar calendar = calendar_shipped();
	return calendar_deadline_ms(&calendar, from_ms, RECORD_WITHIN_WORKING_DAYS);
}

enum fail records_refuse(enum record_refusal refusal, enum record_refusal *ret_refusal)
{
	check(ret_refusal != NULL);
	*ret_refusal = refusal;
	return refusal == RECORD_OK ? OK : FAIL_REFUSED;
}

static enum fail read_pair(const struct act *act, struct duty_id duty_id, struct person_id person_id, bool *ret_is_whole,
	struct attendance_get_row *ret_in, struct attendance_get_row *ret_out)
{
	bool is_in = false;
	bool is_out = false;
	TRY(q_attendance_get(act->view, act->arena, &(struct attendance_get_in){.centre_id = act->centre_id, .duty_id = duty_id, .person_id = person_id,
		.kind = ATTENDANCE_IN}, &is_in, ret_in));
	TRY(q_attendance_get(act->view, act->arena, &(struct attendance_get_in){.centre_id = act->centre_id, .duty_id = duty_id, .person_id = person_id,
		.kind = ATTENDANCE_OUT}, &is_out, ret_out));
	*ret_is_whole = is_in && is_out && ret_out->at_ms >= ret_in->at_ms;
	return OK;
}

/* Final with enough evidence, else on the list of calls. */
static enum fail confirm_one(const struct act *act, const struct records_of_duty_row *row, enum record_confirm confirm, size_t *ret_held)
{
	struct record_verdict_line resident;
	struct record_verdict_line companion = {SIGNAL_COMPANION, VERDICT_MISSING, 0};
	struct record_evidence evidence;
	bool is_found = false;
	struct record_companions_row companions = {0};
	TRY(judge_resident(act, row, confirm, &resident));
	TRY(q_record_companions(act->view, act->arena, &(struct record_companions_in){.centre_id = act->centre_id, .id = row->id}, &is_found, &companions));
	companion.number = companions.count;
	if (companions.count > 0)
		companion.verdict = VERDICT_GOOD;
	TRY(records_signal(act, row->id, &resident));
	TRY(records_signal(act, row->id, &companion));
	TRY(records_evidence(act, row->id, &evidence));
	TRY(tell_asked(act, row->id, &evidence));
	if (evidence.grade == GRADE_STRONG || evidence.grade == GRADE_ENOUGH)
		return records_pay(act, row->id);
	(*ret_held)++;
	struct call_back_why why = records_held_why(&evidence);
	return records_call_back(act, row->id, &why);
}

/* Somebody else was asked about the two between the service and its confirmation. */
static enum fail tell_asked(const struct act *act, struct record_id id, struct record_evidence *evidence)
{
	bool is_found = false;
	bool is_known = false;
	struct record_get_row row;
	if (records_held_why(evidence).measure == 0)
		return OK;
	TRY(q_record_get(act->view, act->arena, &(struct record_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &row));
	check(is_found && row.receiver_id.value != 0);
	TRY(records_pair_is_known(act, &(struct record_pair){row.person_id, row.receiver_id}, row.from_ms, &is_known));
	if (!is_known)
		return OK;
	TRY(records_signal(act, id, &(struct record_verdict_line){SIGNAL_ASKED, VERDICT_GOOD, PAIR_KNOWN_DAYS}));
	return records_evidence(act, id, evidence);
}

/* Silence proves nothing, nor does the volunteer's own family; and who recorded does not certify. */
static enum fail judge_resident(const struct act *act, const struct records_of_duty_row *row, enum record_confirm confirm,
	struct record_verdict_line *ret_line)
{
	bool is_close = false;
	struct record_verdict_line line = {SIGNAL_RESIDENT, VERDICT_GOOD, confirm};
	if (confirm == CONFIRM_BY_RESIDENT)
		TRY(people_are_close(act, act->actor, row->person_id, &is_close));
	if (confirm == CONFIRM_BY_TIME || is_close || (confirm == CONFIRM_BY_STAFF && row->recorded_by.value == act->actor.value))
		line.verdict = VERDICT_MISSING;
	*ret_line = line;
	return OK;
}
