/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/desk_private.h"

#include "queries/desk_pages.h"
#include "queries/messages.h"
#include "queries/people.h"
#include "text/mask.h"
#include "views/desk.h"
#include "web/pages/faces.h"
#include "web/reply.h"
#include "web/words.h"

#define BIT(state) (1u << (state))
#define FINDING (BIT(REQUEST_ACCEPTED) | BIT(REQUEST_DISPATCHED) | BIT(REQUEST_OPEN) | BIT(REQUEST_REWORK))
#define WHY_NOT_MOST 5 /* people of one name explained at once */
#define NEAR_MOST 12   /* of the queue, beside the request */

static const struct field request_fields[] = {
	{ .name = "why", .type = FIELD_TEXT, .max = LIMIT_NAME_POINTS, .label = KEY_desk_request_why_not },
};
const struct form form_desk_request = FORM("desk_request", request_fields);

/* Why somebody was passed over. */
static const enum key whys[DISPATCH_REFUSAL_COUNT + 1] = {KEY_passed_over_too_far, KEY_passed_over_no_skill, KEY_passed_over_paused, KEY_passed_over_week_full,
		KEY_passed_over_not_free, KEY_passed_over_busy, KEY_passed_over_is_resident, KEY_passed_over_declined, KEY_desk_request_is_fit};

static enum fail check_place(struct call *call, bool *ret_is_allowed);
static void fill_facts(struct call *call, const struct request_get_row *request, const struct person_get_row *person, struct view_desk_request *view);
static enum fail fill_steps(struct call *call, const struct request_get_row *request, struct view_desk_request *view);
static enum fail fill_step(struct call *call, const struct desk_step *step, const struct request_get_row *request, struct view_parts_step_form *form);
static void fill_typed(struct call *call, struct view_parts_step_form *form);
static enum fail fill_others(struct call *call, const struct request_get_row *request, struct view_parts_step_form *form);
static enum fail fill_undo(struct call *call, const struct desk_step *step, struct view_desk_request *view);
static struct url desk_step_url(struct call *call, const struct desk_step *step);
static enum fail fill_why_not(struct call *call, struct duty_id duty_id, struct view_desk_request *view);
static enum fail fill_near(struct call *call, struct request_id id, struct view_desk_request *view);
static enum fail fill_timeline(struct call *call, struct request_id id, struct view_desk_request *view);
static enum fail fill_goers(struct call *call, const struct request_get_row *request, struct view_desk_request *view);
static enum fail fill_ranking(struct call *call, struct duty_id duty_id, struct view_desk_request *view);
static enum fail fill_messages(struct call *call, struct request_id id, struct view_desk_request *view);

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
	TRY(fill_steps(call, &request, &view));
	TRY(fill_near(call, id, &view));
	TRY(fill_timeline(call, id, &view));
	TRY(fill_goers(call, &request, &view));
	TRY(fill_messages(call, id, &view));
	if (view.can_offer && request.duty_id.value != 0)
		TRY(fill_ranking(call, request.duty_id, &view));
	if (view.can_offer && request.duty_id.value != 0 && call->form.form == &form_desk_request && form_has(&call->form, "why"))
		TRY(fill_why_not(call, request.duty_id, &view));
	if (view.badge == NULL || view.pill == NULL || view.timeline == NULL)
		return FAIL_LIMIT;
	view.csrf = call_csrf(call);
	view.once = call_once(call);
	view.here = url_id(call->arena, "/desk/requests/", id.value, "");
	view.offer = url_id(call->arena, "/desk/requests/", id.value, "/offer");
	view.assign = url_id(call->arena, "/desk/requests/", id.value, "/assign");
	view.confirm = url_id(call->arena, "/desk/requests/", id.value, "/confirm");
	if (request.state == REQUEST_SERVED && call_is(call, ROLES_STAFF))
		TRY(faces_message_code(call, "/desk/requests/", &view.message));
	view.attend = url_id(call->arena, "/desk/requests/", id.value, "/attend");
	if (call->form.form == &form_desk_step) {
		view.who_error = call_error(call, "who");
		view.code_error = call_error(call, "code");
	}
	view.shell.title = vocab_words(call->arena, call->lang, view.what);
	return reply_page(call, reply, &page_desk_request, &view);
}

static enum fail check_place(struct call *call, bool *ret_is_allowed)
{
	struct request_get_row request;
	struct act act = call_act(call);
	bool is_found = false;
	*ret_is_allowed = false;
	TRY(q_request_get(call->view, call->arena, &(struct request_get_in){.centre_id = call->centre_id, .id = {call_id(call, 0)}}, &is_found, &request));
	return is_found ? access_in_scope(&act, &call->access, ROLES_DESK, request.place_id, ret_is_allowed) : OK;
}

static void fill_facts(struct call *call, const struct request_get_row *request, const struct person_get_row *person, struct view_desk_request *view)
{
	static const enum key channels[] = {KEY_channel_web, KEY_channel_web, KEY_channel_phone, KEY_channel_window, KEY_channel_visit, KEY_channel_paper};
	view->what = VOCAB_TITLE(request);
	view->who = mask_name(call->arena, person->name);
	if (call_is(call, ROLES_STAFF))
		view->person = url_id(call->arena, "/desk/people/", request->person_id.value, "");
	view->where = VOCAB(person->place_name);
	view->estate = VOCAB(person->estate);
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

/* The forms of the steps that exist in this state, from the table; a step that was refused stands open with what was typed. */
static enum fail fill_steps(struct call *call, const struct request_get_row *request, struct view_desk_request *view)
{
	struct view_parts_step_form *first = arena_array(call->arena, struct view_parts_step_form, desk_steps_count);
	struct view_parts_step_form *more = arena_array(call->arena, struct view_parts_step_form, desk_steps_count);
	struct view_parts_step_form form;
	if (first == NULL || more == NULL)
		return FAIL_LIMIT;
	view->first.rows = first;
	view->more.rows = more;
	for (size_t i = 0; i < desk_steps_count; i++) {
		const struct desk_step *step = &desk_steps[i];
		unsigned who = (step->asks & DESK_ADVICE) != 0 ? ROLE_BIT(ROLE_MANAGER) | ROLE_BIT(ROLE_COUNTY) : ROLES_STAFF;
		bool is_here = (BIT(request->state) & step->states) != 0 && call_is(call, who);
		if (!is_here || (step->asks & DESK_OWN_FORM) != 0)
			continue;
		if ((step->asks & DESK_UNDO) != 0) {
			TRY(fill_undo(call, step, view));
			continue;
		}
		TRY(fill_step(call, step, request, &form));
		if ((step->asks & DESK_OTHER) != 0 && form.other.count == 0)
			continue;
		if ((step->asks & DESK_FIRST) != 0)
			first[view->first.count++] = form;
		else
			more[view->more.count++] = form;
	}
	view->can_offer = (BIT(request->state) & FINDING) != 0 && call_is(call, ROLES_STAFF);
	return OK;
}

static enum fail fill_step(struct call *call, const struct desk_step *step, const struct request_get_row *request, struct view_parts_step_form *form)
{
	bool is_again = call->method == METHOD_POST && text_equal(call_word(call, 1), text_of(step->word));
	unsigned asks = step->asks;
	bool has_work = step->states == BIT(REQUEST_SUBMITTED) && (asks & DESK_PRIMARY) != 0 && request->item_id.value == 0;
	*form = (struct view_parts_step_form){.action = desk_step_url(call, step), .word = text_of(step->word), .label = step->label,
		.hotkey = text_of(step->hotkey), .is_primary = (asks & DESK_PRIMARY) != 0, .is_danger = (asks & DESK_DANGER) != 0, .note_label = step->note_label,
		.has_note = (asks & (DESK_NOTE | DESK_NOTE_NEEDED)) != 0, .needs_note = (asks & DESK_NOTE_NEEDED) != 0,
		.has_referral = (asks & DESK_REFERRAL) != 0, .has_day = (asks & DESK_DAY) != 0, .needs_day = (asks & DESK_DAY) != 0,
		.has_time = (asks & DESK_TIME) != 0, .has_work = has_work, .csrf = call_csrf(call), .once = call_once(call),
		.day_label = (asks & DESK_TIME) != 0 ? KEY_parts_step_day : KEY_desk_request_until};
	form->has_fields = has_work || (asks & (DESK_NOTE | DESK_NOTE_NEEDED | DESK_REFERRAL | DESK_DAY | DESK_OTHER)) != 0;
	form->is_open = is_again || (form->has_fields && (asks & DESK_PRIMARY) != 0);
	if (has_work) {
		form->duration = arena_format(call->arena, "%lld", (long long)request->duration_min);
		form->people = arena_format(call->arena, "%lld", (long long)request->people);
	}
	if ((asks & DESK_OTHER) != 0)
		TRY(fill_others(call, request, form));
	if (is_again)
		fill_typed(call, form);
	return OK;
}

/* What was typed into a step that was refused, and why. */
static void fill_typed(struct call *call, struct view_parts_step_form *form)
{
	static const char *const names[] = {"note", "referral", "day", "time", "duration", "people", "into"};
	form->note = form_text(&call->form, "note");
	form->referral = form_text(&call->form, "referral");
	form->day = form_text(&call->form, "day");
	form->time = form_text(&call->form, "time");
	if (form->has_work) {
		form->duration = form_text(&call->form, "duration");
		form->people = form_text(&call->form, "people");
	}
	for (size_t i = 0; i < COUNT_OF(names) && form->error.len == 0; i++)
		form->error = call_error(call, names[i]);
}

static enum fail fill_others(struct call *call, const struct request_get_row *request, struct view_parts_step_form *form)
{
	struct desk_others_rows rows;
	TRY(q_desk_others(call->view, call->arena, &(struct desk_others_in){.centre_id = call->centre_id, .person_id = request->person_id,
		.but_id = {call_id(call, 0)}}, &rows));
	struct view_parts_step_form_other *others = arena_array(call->arena, struct view_parts_step_form_other, rows.count + 1);
	if (others == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		others[i] = (struct view_parts_step_form_other){.id = ids_text(call->arena, rows.rows[i].id.value),
			.number = ids_short(call->arena, rows.rows[i].id.value), .title = VOCAB_TITLE(&rows.rows[i]), .wanted_ms = rows.rows[i].wanted_from_ms};
	form->other.rows = others;
	form->other.count = rows.count;
	return OK;
}

static enum fail fill_undo(struct call *call, const struct desk_step *step, struct view_desk_request *view)
{
	struct view_parts_undo_bar *undo = arena_new(call->arena, struct view_parts_undo_bar);
	if (undo == NULL)
		return FAIL_LIMIT;
	*undo = (struct view_parts_undo_bar){.words = call_say(call, step->label), .action = desk_step_url(call, step), .csrf = call_csrf(call),
		.once = call_once(call)};
	view->undo = undo;
	return OK;
}

static struct url desk_step_url(struct call *call, const struct desk_step *step)
{
	return url_id(call->arena, "/desk/requests/", call_id(call, 0), arena_format(call->arena, "/%s", step->word).at);
}

/* The top of the queue, so that the next one is a click away. */
static enum fail fill_near(struct call *call, struct request_id id, struct view_desk_request *view)
{
	struct desk_queue_rows rows;
	TRY(q_desk_queue(call->view, call->arena, &(struct desk_queue_in){.centre_id = call->centre_id,
		.scope_id = access_scope(&call->access, ROLES_DESK), .state = call_is(call, ROLES_STAFF) ? 0 : REQUEST_ESCALATED}, &rows));
	size_t count = rows.count < NEAR_MOST ? rows.count : NEAR_MOST;
	struct view_desk_request_near *near = arena_array(call->arena, struct view_desk_request_near, count + 1);
	if (near == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < count; i++) {
		const struct desk_queue_row *row = &rows.rows[i];
		near[i] = (struct view_desk_request_near){.href = url_id(call->arena, "/desk/requests/", row->id.value, ""), .what = VOCAB_TITLE(row),
			.who = mask_name(call->arena, row->name), .is_here = row->id.value == id.value,
			.pill = words_pill(call->arena, row->deadline_at_ms, row->is_escalated, call->now_ms)};
		if (near[i].pill == NULL)
			return FAIL_LIMIT;
	}
	view->near.rows = near;
	view->near.count = count;
	return OK;
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
	bool can_attend = call_is(call, ROLES_STAFF) && (BIT(request->state) & (BIT(REQUEST_SCHEDULED) | BIT(REQUEST_IN_SERVICE))) != 0;
	TRY(q_desk_goers(call->view, call->arena, &(struct desk_goers_in){.centre_id = call->centre_id, .duty_id = request->duty_id}, &rows));
	struct view_desk_request_goer *goers = arena_array(call->arena, struct view_desk_request_goer, rows.count + 1);
	if (goers == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct desk_goers_row *row = &rows.rows[i];
		goers[i] = (struct view_desk_request_goer){.id = ids_text(call->arena, row->id.value), .name = mask_name(call->arena, row->name),
			.phone_mask = row->phone_mask, .in_ms = row->in_at_ms, .out_ms = row->out_at_ms, .note = row->note,
			.can_in = can_attend && row->in_at_ms == 0, .can_out = can_attend && row->in_at_ms != 0 && row->out_at_ms == 0};
	}
	view->goer.rows = goers;
	view->goer.count = rows.count;
	return OK;
}

/* What became of the text messages of the last weeks; none where none was asked for. */
static enum fail fill_messages(struct call *call, struct request_id id, struct view_desk_request *view)
{
	static const enum key states[] = {KEY_NONE, KEY_message_state_waiting, KEY_message_state_sent, KEY_message_state_failed, KEY_message_state_failed};
	struct message_list_rows rows;
	TRY(q_message_list(call->view, call->arena, &(struct message_list_in){.centre_id = call->centre_id, .request_id = id}, &rows));
	struct view_desk_request_text_message *lines = arena_array(call->arena, struct view_desk_request_text_message, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct message_list_row *row = &rows.rows[i];
		bool is_used = row->used_at_ms != 0;
		lines[i] = (struct view_desk_request_text_message){.at = is_used ? row->used_at_ms : row->ended_at_ms != 0 ? row->ended_at_ms : row->asked_at_ms,
			.what = is_used ? KEY_message_state_used : states[(size_t)row->state < COUNT_OF(states) ? row->state : 0],
			.who = mask_name(call->arena, row->asked_by)};
	}
	view->text_message.rows = lines;
	view->text_message.count = rows.count;
	return OK;
}

static enum fail fill_ranking(struct call *call, struct duty_id duty_id, struct view_desk_request *view)
{
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
			.is_chosen = call->form.form == &form_desk_step && form_holds(&call->form, "who", ids_text(call->arena, one->person_id.value)),
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

/* "Why not Zhao?": the volunteers whom the words find, each with what stopped dispatch. */
static enum fail fill_why_not(struct call *call, struct duty_id duty_id, struct view_desk_request *view)
{
	struct people_found found;
	struct act act = call_act(call);
	view->has_why = true;
	view->why_words = form_text(&call->form, "why");
	TRY(people_search(&act, access_scope(&call->access, ROLES_STAFF), view->why_words, &found));
	struct view_desk_request_why_not *rows = arena_array(call->arena, struct view_desk_request_why_not, WHY_NOT_MOST);
	if (rows == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < found.count && view->why_not.count < WHY_NOT_MOST; i++) {
		enum dispatch_refusal why = DISPATCH_REFUSAL_COUNT;
		struct dispatch_candidate candidate;
		enum fail fail = dispatch_why_not(&act, duty_id, found.people[i].id, &why, &candidate);
		if (fail == FAIL_MISSING) /* no volunteer */
			continue;
		TRY(fail);
		rows[view->why_not.count++] = (struct view_desk_request_why_not){.id = ids_text(call->arena, found.people[i].id.value),
			.name = mask_name(call->arena, found.people[i].name), .where = VOCAB(found.people[i].place_name), .reason = whys[why],
			.is_fit = why == DISPATCH_REFUSAL_COUNT};
	}
	view->why_not.rows = rows;
	return OK;
}
