/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/requests_private.h"

#include "domain/access.h"
#include "domain/notices.h"
#include "domain/seal.h"
#include "queries/duties.h"
#include "queries/menu.h"
#include "queries/people.h"

static enum fail tell(const struct act *act, const struct request_now *now, const struct request_step *step);
static enum fail tell_concerned(const struct act *act, const struct request_now *now, const char *kind);

int64_t requests_working_days_ms(const struct act *act, int32_t count)
{
	struct calendar calendar = calendar_shipped();
	return calendar_deadline_ms(&calendar, act->now_ms, count);
}

enum fail requests_read(const struct act *act, struct request_id id, enum request_refusal *ret_refusal, struct request_now *ret_now)
{
	bool is_found = false;
	ret_now->id = id;
	TRY(q_request_get(act->view, act->arena, &(struct request_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &ret_now->row));
	return requests_refuse(is_found ? REQUEST_REFUSAL_NONE : REQUEST_NOT_FOUND, ret_refusal);
}

enum fail requests_step(const struct act *act, struct request_now *now, const struct request_step *step)
{
	struct request_get_row *row = &now->row;
	check(act->txn != NULL);
	check((enum request_state)row->state == step->to_state || request_state_may_go((enum request_state)row->state, step->to_state));
	int64_t from_state = row->state;
	bool is_terminal = request_state_is_terminal(step->to_state);
	row->state = step->to_state;
	bool stays_suspended = from_state == REQUEST_SUSPENDED && step->to_state == REQUEST_SUSPENDED;
	row->resume_state = stays_suspended ? row->resume_state : (int64_t)step->resume_state;
	row->deadline_at_ms = is_terminal ? 0 : step->deadline_at_ms;
	row->from_ms = step->from_ms != 0 ? step->from_ms : row->from_ms;
	row->to_ms = step->to_ms != 0 ? step->to_ms : row->to_ms;
	row->is_escalated = step->is_escalated;
	row->last_seq++;
	TRY(q_request_event_add(act->txn, &(struct request_event_add_in){.centre_id = act->centre_id, .id = {ids_new(act->now_ms)}, .request_id = now->id,
		.seq = row->last_seq, .kind = step->kind, .from_state = from_state, .to_state = step->to_state, .resume_state = row->resume_state,
		.deadline_at_ms = row->deadline_at_ms, .promised_at_ms = row->promised_at_ms, .from_ms = row->from_ms, .to_ms = row->to_ms,
		.is_escalated = step->is_escalated, .actor_id = act->actor, .subject_id = step->subject_id, .reason = step->reason, .note = step->note,
		.at_ms = act->now_ms}, NULL));
	TRY(q_request_show(act->txn, &(struct request_show_in){.centre_id = act->centre_id, .id = now->id, .state = row->state,
		.resume_state = row->resume_state, .deadline_at_ms = row->deadline_at_ms, .promised_at_ms = row->promised_at_ms, .from_ms = row->from_ms,
		.to_ms = row->to_ms, .is_escalated = row->is_escalated, .changed_at_ms = act->now_ms}, NULL));
	if (from_state == REQUEST_DISPATCHED && step->to_state != REQUEST_DISPATCHED && row->duty_id.value != 0)
		TRY(requests_team_over(act, now, step->kind == REQUEST_EVENT_CLAIMED));
	TRY(tell(act, now, step));
	return act_trail(act, arena_format(act->arena, "requests.%s", request_event_name(step->kind)).at, "request", now->id.value, step->reason);
}

enum fail requests_staff_may(const struct act *act, const struct request_now *now, bool *ret_may)
{
	struct access access;
	TRY(access_load(act, act->actor, &access));
	return access_in_scope(act, &access, ROLES_STAFF, now->row.place_id, ret_may);
}

enum fail requests_side_may(const struct act *act, const struct request_now *now, int right, bool *ret_may)
{
	if (act->actor.value == 0) {
		*ret_may = false;
		return OK;
	}
	if (act->actor.value == now->row.person_id.value) {
		*ret_may = true;
		return OK;
	}
	return access_kin_may(act, act->actor, now->row.person_id, (enum kin_right)right, ret_may);
}

enum fail requests_serves(const struct act *act, const struct request_now *now, struct person_id person_id, bool *ret_serves)
{
	struct assignment_live_row row;
	*ret_serves = false;
	if (now->row.duty_id.value == 0 || person_id.value == 0)
		return OK;
	return q_assignment_live(act->view, act->arena, &(struct assignment_live_in){.centre_id = act->centre_id, .duty_id = now->row.duty_id,
		.person_id = person_id}, ret_serves, &row);
}

enum fail requests_risks(const struct act *act, struct request_id id, struct person_id for_whom, struct text *ret_risks)
{
	struct request_now now;
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	bool serves = false;
	*ret_risks = TEXT_NONE;
	TRY(requests_read(act, id, &refusal, &now));
	TRY(requests_serves(act, &now, for_whom, &serves));
	return serves ? seal_open(act, "request", id.value, "risks_sealed", now.row.risks_sealed, ret_risks) : OK;
}

enum fail requests_for_staff(const struct act *act, struct request_id id, unsigned states, enum request_refusal *ret_refusal, struct request_now *ret_now)
{
	bool may = false;
	check(act->txn != NULL);
	TRY(requests_read(act, id, ret_refusal, ret_now));
	TRY(requests_staff_may(act, ret_now, &may));
	if (!may)
		return requests_refuse(REQUEST_NOT_FOUND, ret_refusal); /* out of scope is told like absent */
	if ((STATE_BIT(ret_now->row.state) & states) == 0)
		return requests_refuse(REQUEST_WRONG_STATE, ret_refusal);
	return OK;
}

enum fail requests_refuse(enum request_refusal refusal, enum request_refusal *ret_refusal)
{
	check(ret_refusal != NULL && refusal < REQUEST_REFUSAL_COUNT);
	*ret_refusal = refusal;
	return refusal == REQUEST_REFUSAL_NONE ? OK : FAIL_REFUSED;
}

enum fail requests_pass(enum fail fail, const enum duty_refusal *duty_refusal, enum request_refusal *ret_refusal)
{
	if (fail != FAIL_REFUSED)
		return fail;
	check(*duty_refusal != DUTY_OK);
	return requests_refuse(requests_refusal_of(*duty_refusal), ret_refusal);
}

enum fail requests_make_duty(const struct act *act, const struct request_now *now)
{
	bool is_found = false;
	struct menu_item_get_row item = {.coefficient_percent = 100};
	struct menu_item_skill_list_rows skills = {0};
	struct person_get_row person = {0};
	struct duty_id id;
	TRY(q_person_get(act->view, act->arena, &(struct person_get_in){.centre_id = act->centre_id, .id = now->row.person_id}, &is_found, &person));
	if (now->row.item_id.value != 0) {
		TRY(q_menu_item_get(act->view, act->arena, &(struct menu_item_get_in){.centre_id = act->centre_id, .id = now->row.item_id}, &is_found, &item));
		TRY(q_menu_item_skill_list(act->view, act->arena, &(struct menu_item_skill_list_in){.centre_id = act->centre_id, .item_id = now->row.item_id}, &skills));
	}
	struct text *words = arena_array(act->arena, struct text, skills.count + 1);
	if (words == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < skills.count; i++)
		words[i] = skills.rows[i].skill;
	return duties_make(act, &(struct duties_make_options){.request_id = now->id, .item_id = now->row.item_id, .place_id = now->row.place_id,
		.title = now->row.title, .lng_e6 = person.lng_e6, .lat_e6 = person.lat_e6, .from_ms = now->row.wanted_from_ms, .to_ms = now->row.wanted_to_ms,
		.duration_min = (int32_t)now->row.duration_min, .people = (int32_t)now->row.people, .coefficient_percent = (int32_t)item.coefficient_percent,
		.skills = words, .skill_count = skills.count}, &id);
}

bool requests_is_too_long(struct text note)
{
	return text_count_points(note) > LIMIT_NOTE_POINTS;
}

/* The resident's side is told of every change that somebody else made, who serves of what concerns her. Staff who typed
 * an order for a caller have their queue instead. */
static enum fail tell(const struct act *act, const struct request_now *now, const struct request_step *step)
{
	const char *kind = request_event_name(step->kind);
	struct person_id resident_id = now->row.person_id;
	struct person_id orderer_id = now->row.orderer_id;
	if (requests_tells(step->kind, REQUEST_SIDE_ASKS)) {
		TRY(notices_tell(act, resident_id, kind, now->id));
		if (orderer_id.value != resident_id.value && now->row.channel == CHANNEL_WEB)
			TRY(notices_tell(act, orderer_id, kind, now->id));
	}
	if (!requests_tells(step->kind, REQUEST_SIDE_SERVES))
		return OK;
	if (step->subject_id.value != 0)
		return notices_tell(act, step->subject_id, kind, now->id);
	return tell_concerned(act, now, kind);
}

static enum fail tell_concerned(const struct act *act, const struct request_now *now, const char *kind)
{
	struct duty_concerned_rows rows;
	if (now->row.duty_id.value == 0)
		return OK;
	TRY(q_duty_concerned(act->view, act->arena, &(struct duty_concerned_in){.centre_id = act->centre_id, .duty_id = now->row.duty_id,
		.now_ms = act->now_ms}, &rows));
	for (size_t i = 0; i < rows.count; i++)
		TRY(notices_tell(act, rows.rows[i].person_id, kind, now->id));
	return OK;
}
