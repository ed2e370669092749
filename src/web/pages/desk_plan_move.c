/* SPDX-License-Identifier: Apache-2.0
 *
 * One visit to somebody else: what that costs is said before anything is kept.
 * Reached by dragging a visit on the board, or by its address.
 */
#include "base/arena.h"
#include "base/when.h"
#include "queries/people.h"
#include "text/mask.h"
#include "web/pages/desk_plan_private.h"

static const struct field move_fields[] = {
	{ .name = "change", .type = FIELD_TEXT, .max = 40, .is_required = true, .label = KEY_plan_change },
};
const struct form form_plan_move = FORM("plan_move", move_fields);

static enum fail fill_visit(struct call *call, struct plan_id id, struct duty_id duty_id, struct view_desk_plan_move *view);
static void fill_cost(const struct plan_cost *cost, struct view_desk_plan_move *view);

enum fail page_plan_move_get(struct call *call, struct reply *reply)
{
	struct plan_id id = {call_id(call, 0)};
	struct text change = form_text(&call->form, "change");
	struct duty_id duty_id = {0};
	struct person_id person_id = {0};
	struct plan_get_row plan;
	struct person_get_row person;
	struct plan_cost cost;
	enum plan_refusal refusal = PLAN_OK;
	bool is_found = false;
	struct act act = call_act(call);
	if (!plan_read_change(change, &duty_id, &person_id) || person_id.value == 0)
		return reply_status(call, reply, 404);
	enum fail fail = plans_cost(&act, id, duty_id, person_id, &refusal, &cost);
	if (fail == FAIL_REFUSED)
		return reply_refused(call, reply, plan_refusal_key(refusal));
	TRY(fail);
	TRY(q_plan_get(call->view, call->arena, &(struct plan_get_in){.centre_id = call->centre_id, .id = id}, &is_found, &plan));
	TRY(q_person_get(call->view, call->arena, &(struct person_get_in){.centre_id = call->centre_id, .id = person_id}, &is_found, &person));
	if (!is_found)
		return reply_status(call, reply, 404);
	struct view_desk_plan_move view = {.csrf = call_csrf(call), .once = call_once(call), .change = change, .to = person.name,
		.action = url_id(call->arena, "/desk/plan/", id.value, "/move"), .back = plan_url(call->arena, (int32_t)plan.day, (int32_t)plan.days)};
	TRY(fill_visit(call, id, duty_id, &view));
	fill_cost(&cost, &view);
	view.shell.title = call_say(call, KEY_plan_change);
	return reply_page(call, reply, &page_desk_plan_move, &view);
}

bool plan_read_change(struct text change, struct duty_id *ret_duty, struct person_id *ret_person)
{
	struct text duty = text_cut(&change, '.');
	return ids_read(duty, &ret_duty->value) && (change.len == 0 || ids_read(change, &ret_person->value));
}

static enum fail fill_visit(struct call *call, struct plan_id id, struct duty_id duty_id, struct view_desk_plan_move *view)
{
	struct plan_visits_rows rows;
	TRY(q_plan_visits(call->view, call->arena, &(struct plan_visits_in){.centre_id = call->centre_id, .plan_id = id}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		const struct plan_visits_row *row = &rows.rows[i];
		if (row->duty_id.value != duty_id.value)
			continue;
		view->title = VOCAB_TITLE(row);
		view->resident = mask_name(call->arena, row->resident_name);
		view->where = VOCAB(row->place_name);
		view->from = row->name;
		view->was_ms = row->start_ms;
	}
	return OK;
}

static void fill_cost(const struct plan_cost *cost, struct view_desk_plan_move *view)
{
	static const enum key whys[PLAN_WHY_COUNT] = {[PLAN_TOO_FAR] = KEY_plan_cannot_far, [PLAN_NO_SKILL] = KEY_plan_cannot_skill,
		[PLAN_NOT_FREE] = KEY_plan_cannot_free, [PLAN_NOT_WANTED] = KEY_plan_cannot_wanted, [PLAN_NO_ROOM] = KEY_plan_cannot_room};
	view->can_go = cost->can_go;
	view->why = whys[cost->why];
	view->start_ms = cost->start_ms;
	view->is_later = cost->can_go && cost->start_ms != view->was_ms;
	view->way = cost->way_min;
	view->has_saved = cost->can_go && cost->saved_min > 0;
	view->saved = cost->saved_min;
	view->knows = cost->knows;
	view->is_first = cost->is_first;
}
