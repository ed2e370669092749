/* SPDX-License-Identifier: Apache-2.0
 *
 * A plan goes out: its visits are asked for. A volunteer falls ill: what she
 * promised goes back.
 */
#include "domain/plans_private.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/when.h"
#include "domain/access.h"
#include "domain/people.h"

static enum fail ask_one(const struct act *act, struct plan_id id, const struct plan_visits_rows *rows, struct duty_id duty_id, struct plan_asked *asked);
static enum fail give_back(const struct act *act, const struct plan_promises_of_row *row, size_t *released);

enum fail plans_ask(const struct act *act, struct plan_id id, const struct duty_id *duties, size_t count, enum plan_refusal *ret_refusal,
	struct plan_asked *ret_asked)
{
	struct plan_get_row plan;
	struct plan_visits_rows rows;
	struct plan_asked asked = {0};
	check(act->txn != NULL && act->actor.value != 0);
	TRY(plans_newest(act, id, ret_refusal, &plan));
	if (count == 0)
		return plans_refuse(PLAN_NOTHING, ret_refusal);
	TRY(q_plan_visits(act->view, act->arena, &(struct plan_visits_in){.centre_id = act->centre_id, .plan_id = id}, &rows));
	for (size_t i = 0; i < count; i++) {
		bool is_again = false; /* two people of one duty stand in a form as two boxes */
		for (size_t n = 0; n < i; n++)
			is_again = is_again || duties[n].value == duties[i].value;
		if (!is_again)
			TRY(ask_one(act, id, &rows, duties[i], &asked));
	}
	TRY(act_trail(act, "plans.ask", "plan", id.value, TEXT_NONE));
	*ret_asked = asked;
	return plans_refuse(asked.asked + asked.refused > 0 ? PLAN_OK : PLAN_NOTHING, ret_refusal);
}

enum fail plans_go_back(const struct act *act, struct plan_id id, enum plan_refusal *ret_refusal, struct plan_id *ret_id)
{
	struct plan_get_row plan;
	struct plan_get_row old;
	struct plan_visits_rows visits;
	struct plan_gaps_rows gaps;
	bool is_found = false;
	check(act->txn != NULL);
	TRY(plans_newest(act, id, ret_refusal, &plan));
	if (plan.follows_id.value == 0)
		return plans_refuse(PLAN_NOTHING, ret_refusal);
	TRY(q_plan_get(act->view, act->arena, &(struct plan_get_in){.centre_id = act->centre_id, .id = plan.follows_id}, &is_found, &old));
	check(is_found);
	TRY(q_plan_visits(act->view, act->arena, &(struct plan_visits_in){.centre_id = act->centre_id, .plan_id = plan.follows_id}, &visits));
	TRY(q_plan_gaps(act->view, act->arena, &(struct plan_gaps_in){.centre_id = act->centre_id, .plan_id = plan.follows_id}, &gaps));
	struct plan_draft draft = {.place_id = old.place_id, .day = (int32_t)old.day, .days = (int32_t)old.days, .kind = PLAN_BACK, .follows_id = id,
		.seed = old.seed, .value = old.value, .bound = old.bound, .problem = old.problem, .problem_hash = old.problem_hash,
		.visits = arena_array(act->arena, struct plan_visit, visits.count + 1),
		.gaps = arena_array(act->arena, struct plan_gap, gaps.count + 1), .visit_count = visits.count, .gap_count = gaps.count};
	if (draft.visits == NULL || draft.gaps == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < visits.count; i++)
		draft.visits[i] = (struct plan_visit){visits.rows[i].duty_id, visits.rows[i].person_id, visits.rows[i].start_ms, visits.rows[i].way_min};
	for (size_t i = 0; i < gaps.count; i++)
		draft.gaps[i] = (struct plan_gap){gaps.rows[i].duty_id, {gaps.rows[i].too_far, gaps.rows[i].no_skill, gaps.rows[i].not_free,
			gaps.rows[i].not_wanted, gaps.rows[i].no_room}};
	return plans_keep(act, &draft, ret_refusal, ret_id);
}

enum fail plans_ill(const struct act *act, struct person_id person_id, int32_t day, enum plan_refusal *ret_refusal, size_t *ret_released)
{
	struct plan_promises_of_rows rows;
	enum people_refusal people_refusal = PEOPLE_OK;
	int32_t today = when_local_day(act->now_ms);
	size_t released = 0;
	check(act->txn != NULL && act->actor.value != 0);
	if (day < today || day > today + PLANS_DAYS_AHEAD)
		return plans_refuse(PLAN_DAY_INVALID, ret_refusal);
	enum fail fail = people_note_day_off(act, person_id, day, &people_refusal);
	if (fail == FAIL_REFUSED)
		return plans_refuse(people_refusal == PEOPLE_NOT_VOLUNTEER ? PLAN_NOT_VOLUNTEER : PLAN_NOT_FOUND, ret_refusal);
	TRY(fail);
	TRY(q_plan_promises_of(act->view, act->arena, &(struct plan_promises_of_in){.centre_id = act->centre_id, .person_id = person_id,
		.from_ms = when_at(day, 0), .to_ms = when_at(day + 1, 0)}, &rows));
	for (size_t i = 0; i < rows.count; i++)
		TRY(give_back(act, &rows.rows[i], &released));
	TRY(act_trail(act, "plans.ill", "person", person_id.value, when_iso_day(act->arena, day)));
	*ret_released = released;
	return plans_refuse(PLAN_OK, ret_refusal);
}

enum fail plans_newest(const struct act *act, struct plan_id id, enum plan_refusal *ret_refusal, struct plan_get_row *ret_row)
{
	struct access access;
	struct plan_newest_row newest = {{0}};
	bool is_found = false;
	bool may = false;
	TRY(q_plan_get(act->view, act->arena, &(struct plan_get_in){.centre_id = act->centre_id, .id = id}, &is_found, ret_row));
	TRY(access_load(act, act->actor, &access));
	if (is_found)
		TRY(access_in_scope(act, &access, ROLES_STAFF, ret_row->place_id, &may));
	if (!may)
		return plans_refuse(PLAN_NOT_FOUND, ret_refusal);
	TRY(q_plan_newest(act->view, act->arena, &(struct plan_newest_in){.centre_id = act->centre_id, .place_id = ret_row->place_id, .day = ret_row->day,
		.days = ret_row->days}, &is_found, &newest));
	return plans_refuse(is_found && newest.id.value == id.value ? PLAN_OK : PLAN_OLD, ret_refusal);
}

/* All people of one duty's visits, one after the other: who cannot be asked does not keep the others from it. */
static enum fail ask_one(const struct act *act, struct plan_id id, const struct plan_visits_rows *rows, struct duty_id duty_id, struct plan_asked *asked)
{
	enum request_refusal first = REQUEST_REFUSAL_NONE;
	bool is_in_plan = false;
	for (size_t i = 0; i < rows->count; i++) {
		const struct plan_visits_row *row = &rows->rows[i];
		enum request_refusal refusal = REQUEST_REFUSAL_NONE;
		if (row->duty_id.value != duty_id.value || row->refusal.at != NULL) /* asked for by this plan already */
			continue;
		enum fail fail = requests_offer(act, row->request_id, &row->person_id, 1, &refusal);
		if (fail != OK && fail != FAIL_REFUSED)
			return fail;
		is_in_plan = true;
		first = first == REQUEST_REFUSAL_NONE ? refusal : first;
		asked->asked += fail == OK ? 1 : 0;
		asked->refused += fail == OK ? 0 : 1;
	}
	if (!is_in_plan)
		return OK;
	return q_plan_ask_add(act->txn, &(struct plan_ask_add_in){.centre_id = act->centre_id, .plan_id = id, .duty_id = duty_id,
		.refusal = first == REQUEST_REFUSAL_NONE ? TEXT("") : text_of(request_refusal_name(first)), .asked_by = act->actor, .at_ms = act->now_ms}, NULL);
}

/* An offer ends as declined for her, a promise is released; what has moved on meanwhile stays. */
static enum fail give_back(const struct act *act, const struct plan_promises_of_row *row, size_t *released)
{
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	enum fail fail = row->offer_id.value != 0 ? requests_decline_offer(act, row->offer_id, TEXT_NONE, &refusal)
		: requests_release(act, row->request_id, TEXT_NONE, &refusal);
	if (fail == FAIL_REFUSED)
		return OK;
	TRY(fail);
	*released += row->offer_id.value == 0 ? 1 : 0;
	return OK;
}
