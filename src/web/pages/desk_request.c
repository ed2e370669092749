/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/desk.h"

#include "queries/desk_pages.h"
#include "queries/people.h"
#include "queries/requests.h"
#include "text/mask.h"
#include "views/desk.h"
#include "web/reply.h"
#include "web/words.h"

#define BIT(state) (1u << (state))
#define FINDING (BIT(REQUEST_ACCEPTED) | BIT(REQUEST_DISPATCHED) | BIT(REQUEST_REWORK))
#define BEFORE_SERVICE (BIT(REQUEST_SUBMITTED) | BIT(REQUEST_NEED_INFO) | FINDING | BIT(REQUEST_OPEN) | BIT(REQUEST_CLAIMED) | BIT(REQUEST_SCHEDULED))

static enum fail check_place(struct call *call, bool *ret_is_allowed);
static void fill_facts(struct call *call, const struct request_get_row *request, const struct person_get_row *person, struct view_desk_request *view);
static void fill_steps(struct call *call, const struct request_get_row *request, struct view_desk_request *view);
static enum fail fill_timeline(struct call *call, struct request_id id, struct view_desk_request *view);
static enum fail fill_goers(struct call *call, const struct request_get_row *request, struct view_desk_request *view);
static enum fail fill_ranking(struct call *call, struct duty_id duty_id, struct view_desk_request *view);

const struct relation relation_request_place = {"staff of the request's place", check_place};

enum fail page_desk_request_get(struct call *call, struct reply *reply)
{
	struct request_id id = {call_id(call, 0)};
	struct request_get_row request;
	struct person_get_row person = {0};
	struct view_desk_request view = {.number = ids_short(call->arena, id.value)};
	bool is_found = false;
	TRY(q_request_get(call->view, call->arena, &(struct request_get_in){.centre_id = call->centre_id, .id = id}, &is_found, &request));
	if (!is_found)
		return reply_status(call, reply, 404);
	TRY(q_person_get(call->view, call->arena, &(struct person_get_in){.centre_id = call->centre_id, .id = request.person_id}, &is_found, &person));
	fill_facts(call, &request, &person, &view);
	fill_steps(call, &request, &view);
	TRY(fill_timeline(call, id, &view));
	TRY(fill_goers(call, &request, &view));
	if (view.can_offer && request.duty_id.value != 0)
		TRY(fill_ranking(call, request.duty_id, &view));
	if (view.badge == NULL || view.pill == NULL || view.timeline == NULL)
		return FAIL_LIMIT;
	view.csrf = call_csrf(call);
	view.once = call_once(call);
	view.shell.title = request.title;
	return reply_page(call, reply, &page_desk_request, &view);
}

static enum fail check_place(struct call *call, bool *ret_is_allowed)
{
	struct request_get_row request;
	struct act act = call_act(call);
	bool is_found = false;
	*ret_is_allowed = false;
	TRY(q_request_get(call->view, call->arena, &(struct request_get_in){.centre_id = call->centre_id, .id = {call_id(call, 0)}}, &is_found, &request));
	return is_found ? access_in_scope(&act, &call->access, ROLES_STAFF, request.place_id, ret_is_allowed) : OK;
}

static void fill_facts(struct call *call, const struct request_get_row *request, const struct person_get_row *person, struct view_desk_request *view)
{
	static const enum key channels[] = {KEY_channel_web, KEY_channel_web, KEY_channel_phone, KEY_channel_window, KEY_channel_visit, KEY_channel_paper};
	view->what = request->title;
	view->who = mask_name(call->arena, person->name);
	view->where = person->place_name;
	view->estate = person->estate;
	view->lives_alone = person->lives_alone;
	view->is_hardship = person->is_hardship;
	view->phone_mask = person->phone_mask;
	view->words = request->words;
	view->wanted_from_ms = request->wanted_from_ms;
	view->wanted_to_ms = request->wanted_to_ms;
	view->duration = request->duration_min;
	view->people = request->people;
	view->price = request->price_points;
	view->from_ms = request->from_ms;
	view->to_ms = request->to_ms;
	view->channel = (size_t)request->channel < COUNT_OF(channels) ? channels[request->channel] : KEY_channel_web;
	view->owner = words_owner(request_state_owner((enum request_state)request->state));
	view->badge = words_badge(call->arena, (enum request_state)request->state);
	view->pill = words_pill(call->arena, request->deadline_at_ms, request->is_escalated, call->now_ms);
}

static void fill_steps(struct call *call, const struct request_get_row *request, struct view_desk_request *view)
{
	unsigned bit = BIT(request->state);
	int64_t id = call_id(call, 0);
	struct { struct url *url; const char *suffix; } urls[] = {{&view->accept, "/accept"}, {&view->ask, "/ask"}, {&view->reject, "/reject"},
		{&view->offer, "/offer"}, {&view->open, "/open"}, {&view->confirm, "/confirm"}, {&view->release, "/release"}, {&view->cancel, "/cancel"},
		{&view->suspend, "/suspend"}, {&view->resume, "/resume"}, {&view->attend, "/attend"}};
	for (size_t i = 0; i < COUNT_OF(urls); i++)
		*urls[i].url = url_id(call->arena, "/desk/requests/", id, urls[i].suffix);
	view->can_accept = (bit & BIT(REQUEST_SUBMITTED)) != 0;
	view->can_offer = (bit & FINDING) != 0;
	view->can_confirm = (bit & BIT(REQUEST_SERVED)) != 0;
	view->can_release = (bit & (BIT(REQUEST_CLAIMED) | BIT(REQUEST_SCHEDULED))) != 0;
	view->can_attend = (bit & (BIT(REQUEST_SCHEDULED) | BIT(REQUEST_IN_SERVICE))) != 0;
	view->can_suspend = (bit & BEFORE_SERVICE) != 0;
	view->can_cancel = (bit & (BEFORE_SERVICE | BIT(REQUEST_ESCALATED) | BIT(REQUEST_SUSPENDED))) != 0;
	view->can_resume = (bit & BIT(REQUEST_SUSPENDED)) != 0;
}

static enum fail fill_timeline(struct call *call, struct request_id id, struct view_desk_request *view)
{
	struct desk_timeline_rows rows;
	TRY(q_desk_timeline(call->view, call->arena, &(struct desk_timeline_in){.centre_id = call->centre_id, .request_id = id}, &rows));
	struct view_parts_timeline *timeline = arena_new(call->arena, struct view_parts_timeline);
	struct view_parts_timeline_step *steps = arena_array(call->arena, struct view_parts_timeline_step, rows.count + 1);
	if (timeline == NULL || steps == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct desk_timeline_row *row = &rows.rows[i];
		struct text name = row->subject_name.len > 0 ? row->subject_name : row->actor_name;
		steps[i] = (struct view_parts_timeline_step){.what = words_event((enum request_event_kind)row->kind), .who = mask_name(call->arena, name),
			.note = row->note.len > 0 ? row->note : row->reason, .is_past = i + 1 < rows.count, .is_now = i + 1 == rows.count,
			.is_late = row->kind == REQUEST_EVENT_OVERDUE, .at_ms = row->at_ms};
	}
	timeline->step.rows = steps;
	timeline->step.count = rows.count;
	view->timeline = timeline;
	return OK;
}

static enum fail fill_goers(struct call *call, const struct request_get_row *request, struct view_desk_request *view)
{
	struct desk_goers_rows rows;
	TRY(q_desk_goers(call->view, call->arena, &(struct desk_goers_in){.centre_id = call->centre_id, .duty_id = request->duty_id}, &rows));
	struct view_desk_request_goer *goers = arena_array(call->arena, struct view_desk_request_goer, rows.count + 1);
	if (goers == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct desk_goers_row *row = &rows.rows[i];
		goers[i] = (struct view_desk_request_goer){.id = ids_text(call->arena, row->id.value), .name = mask_name(call->arena, row->name),
			.phone_mask = row->phone_mask, .in_ms = row->in_at_ms, .out_ms = row->out_at_ms, .note = row->note,
			.can_in = view->can_attend && row->in_at_ms == 0, .can_out = view->can_attend && row->in_at_ms != 0 && row->out_at_ms == 0};
	}
	view->goer.rows = goers;
	view->goer.count = rows.count;
	return OK;
}

static enum fail fill_ranking(struct call *call, struct duty_id duty_id, struct view_desk_request *view)
{
	static const enum key whys[DISPATCH_REFUSAL_COUNT] = {KEY_passed_over_too_far, KEY_passed_over_no_skill, KEY_passed_over_paused,
		KEY_passed_over_not_free, KEY_passed_over_busy, KEY_passed_over_is_resident, KEY_passed_over_declined};
	struct dispatch_ranking ranking;
	struct act act = call_act(call);
	TRY(dispatch_rank(&act, duty_id, &ranking));
	struct view_desk_request_who_fits *fits = arena_array(call->arena, struct view_desk_request_who_fits, ranking.count + 1);
	struct view_desk_request_passed *passed = arena_array(call->arena, struct view_desk_request_passed, DISPATCH_REFUSAL_COUNT);
	if (fits == NULL || passed == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < ranking.count; i++) {
		const struct dispatch_candidate *one = &ranking.candidates[i];
		fits[i] = (struct view_desk_request_who_fits){.number = (int64_t)i + 1, .id = ids_text(call->arena, one->person_id.value),
			.name = mask_name(call->arena, one->name), .volunteer_number = one->number, .was_asked = one->was_asked,
			.why = words_reasons(call->arena, call->lang, call->now_ms, one)};
		if (fits[i].why == NULL)
			return FAIL_LIMIT;
	}
	for (size_t i = 0; i < DISPATCH_REFUSAL_COUNT; i++)
		passed[i] = (struct view_desk_request_passed){.label = whys[i], .count = ranking.passed_over[i]};
	view->who_fits.rows = fits;
	view->who_fits.count = ranking.count;
	view->considered = ranking.considered;
	view->passed.rows = passed;
	view->passed.count = DISPATCH_REFUSAL_COUNT;
	return OK;
}
