/* SPDX-License-Identifier: Apache-2.0 */
#include "queries/desk_pages.h"
#include "queries/people.h"
#include "queries/requests.h"
#include "queries/resident_pages.h"
#include "text/mask.h"
#include "views/resident.h"
#include "web/pages/faces.h"
#include "web/reply.h"
#include "web/words.h"

#define BIT(state) (1u << (state))
#define CANCELLABLE (BIT(REQUEST_SUBMITTED) | BIT(REQUEST_NEED_INFO) | BIT(REQUEST_ACCEPTED) | BIT(REQUEST_DISPATCHED) | BIT(REQUEST_OPEN) \
	| BIT(REQUEST_CLAIMED) | BIT(REQUEST_SCHEDULED))

static const struct field step_fields[] = {
	{ .name = "note", .type = FIELD_NOTE, .max = LIMIT_NOTE_POINTS, .label = KEY_resident_request_why },
	{ .name = "score", .type = FIELD_INT, .min = 0, .max = 9, .label = KEY_resident_request_rate },
};
const struct form form_my_step = FORM("my_step", step_fields);

static enum fail check_mine(struct call *call, bool *ret_is_allowed);
static enum fail fill_timeline(struct call *call, const struct request_get_row *request, struct view_resident_request *view);
static enum fail fill_goers(struct call *call, struct duty_id duty_id, struct view_resident_request *view);
static void fill_steps(struct call *call, unsigned bit, struct view_resident_request *view);
static enum fail step_work(struct write *write, void *context);
static enum fail do_step(struct write *write, struct request_id id, struct text word, enum request_refusal *ret_refusal, struct request_id *ret_next);

const struct relation relation_my_request = {"her own request, or of kin she acts for", check_mine};

enum fail page_my_request_get(struct call *call, struct reply *reply)
{
	struct request_id id = {call_id(call, 0)};
	struct request_get_row request;
	struct person_get_row person = {0};
	bool is_found = false;
	TRY(q_request_get(call->view, call->arena, &(struct request_get_in){.centre_id = call->centre_id, .id = id}, &is_found, &request));
	if (!is_found)
		return reply_status(call, reply, 404);
	TRY(q_person_get(call->view, call->arena, &(struct person_get_in){.centre_id = call->centre_id, .id = request.person_id}, &is_found, &person));
	struct view_resident_request view = {.number = ids_short(call->arena, id.value), .title = VOCAB_TITLE(&request), .who = person.name,
		.wanted_from_ms = request.wanted_from_ms, .from_ms = request.from_ms, .promised_ms = request.promised_at_ms, .price = request.price_points,
		.words = request.words, .badge = words_badge(call->arena, (enum request_state)request.state)};
	fill_steps(call, BIT(request.state), &view);
	TRY(fill_timeline(call, &request, &view));
	TRY(fill_goers(call, request.duty_id, &view));
	if (view.badge == NULL)
		return FAIL_LIMIT;
	view.csrf = call_csrf(call);
	view.once = call_once(call);
	view.shell.title = vocab_words(call->arena, call->lang, view.title);
	return reply_page(call, reply, &page_resident_request, &view);
}

enum fail page_my_step_post(struct call *call, struct reply *reply)
{
	static const struct text words[] = {TEXT("answer"), TEXT("confirm"), TEXT("dispute"), TEXT("rate"), TEXT("cancel"), TEXT("again")};
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (text_equal(call_word(call, 1), words[i]))
			return call_write(call, reply, step_work, NULL);
	}
	return reply_status(call, reply, 404);
}

static enum fail check_mine(struct call *call, bool *ret_is_allowed)
{
	struct my_request_may_row row;
	return q_my_request_may(call->view, call->arena, &(struct my_request_may_in){.centre_id = call->centre_id, .id = {call_id(call, 0)}, .me = call->actor},
		ret_is_allowed, &row);
}

static void fill_steps(struct call *call, unsigned bit, struct view_resident_request *view)
{
	int64_t id = call_id(call, 0);
	view->can_answer = (bit & BIT(REQUEST_NEED_INFO)) != 0;
	view->can_confirm = (bit & BIT(REQUEST_SERVED)) != 0;
	view->can_rate = (bit & BIT(REQUEST_CONFIRMED)) != 0;
	view->can_cancel = (bit & CANCELLABLE) != 0;
	view->can_repeat = (bit & (BIT(REQUEST_CONFIRMED) | BIT(REQUEST_CLOSED) | BIT(REQUEST_CANCELLED))) != 0;
	view->answer = url_id(call->arena, "/my/requests/", id, "/answer");
	view->confirm = url_id(call->arena, "/my/requests/", id, "/confirm");
	view->dispute = url_id(call->arena, "/my/requests/", id, "/dispute");
	view->rate = url_id(call->arena, "/my/requests/", id, "/rate");
	view->cancel = url_id(call->arena, "/my/requests/", id, "/cancel");
	view->again = url_id(call->arena, "/my/requests/", id, "/again");
}

/* Who is asked, says no or would go, and which team looks: the station's business until somebody comes. */
static bool is_of_the_search(enum request_event_kind kind)
{
	static const enum request_event_kind kinds[] = {REQUEST_EVENT_DECLINED, REQUEST_EVENT_OFFERED, REQUEST_EVENT_OVERDUE, REQUEST_EVENT_OFFERS_ENDED,
		REQUEST_EVENT_WILLING, REQUEST_EVENT_TEAM_CLAIMED, REQUEST_EVENT_TEAM_RELEASED};
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		if (kinds[i] == kind)
			return true;
	}
	return false;
}

/* What happened, without who was asked and said no. */
static enum fail fill_timeline(struct call *call, const struct request_get_row *request, struct view_resident_request *view)
{
	struct desk_timeline_rows rows;
	TRY(q_desk_timeline(call->view, call->arena, &(struct desk_timeline_in){.centre_id = call->centre_id, .request_id = {call_id(call, 0)}}, &rows));
	struct view_parts_timeline *timeline = arena_new(call->arena, struct view_parts_timeline);
	struct view_parts_timeline_step *steps = arena_array(call->arena, struct view_parts_timeline_step, rows.count + 1);
	if (timeline == NULL || steps == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct desk_timeline_row *row = &rows.rows[i];
		if (is_of_the_search((enum request_event_kind)row->kind))
			continue;
		bool is_news = row->kind == REQUEST_EVENT_ASKED || row->kind == REQUEST_EVENT_REJECTED || row->kind == REQUEST_EVENT_ANSWERED;
		steps[timeline->step.count++] = (struct view_parts_timeline_step){.what = words_event((enum request_event_kind)row->kind), .at_ms = row->at_ms,
			.note = is_news ? row->note : TEXT_NONE, .is_past = true};
		if (row->kind == REQUEST_EVENT_ASKED)
			view->question = row->note;
	}
	if (timeline->step.count > 0) {
		struct view_parts_timeline_step *last = &steps[timeline->step.count - 1];
		last->is_past = false;
		last->is_now = true;
		last->promised_ms = request->deadline_at_ms;
	}
	timeline->step.rows = steps;
	view->timeline = timeline;
	return OK;
}

static enum fail fill_goers(struct call *call, struct duty_id duty_id, struct view_resident_request *view)
{
	struct desk_goers_rows rows;
	TRY(q_desk_goers(call->view, call->arena, &(struct desk_goers_in){.centre_id = call->centre_id, .duty_id = duty_id}, &rows));
	struct view_resident_request_goer *goers = arena_array(call->arena, struct view_resident_request_goer, rows.count + 1);
	if (goers == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		goers[i].name = mask_name_short(call->arena, rows.rows[i].name);
	view->goer.rows = goers;
	view->goer.count = rows.count;
	return OK;
}

static enum fail step_work(struct write *write, void *context UNUSED)
{
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	struct request_id id = {call_id(write->call, 0)};
	struct request_id next = id;
	enum fail fail = do_step(write, id, call_word(write->call, 1), &refusal, &next);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_request_refusal(refusal), NULL);
	write->location = url_id(write->act.arena, "/my/requests/", next.value, "");
	return fail;
}

static enum fail do_step(struct write *write, struct request_id id, struct text word, enum request_refusal *ret_refusal, struct request_id *ret_next)
{
	const struct act *act = &write->act;
	struct text note = form_text(&write->call->form, "note");
	if (text_equal(word, TEXT("answer")))
		return requests_answer(act, id, note, ret_refusal);
	if (text_equal(word, TEXT("confirm")))
		return requests_confirm(act, id, TEXT_NONE, ret_refusal);
	if (text_equal(word, TEXT("dispute")))
		return requests_dispute(act, id, note, ret_refusal);
	if (text_equal(word, TEXT("rate")))
		return requests_rate(act, id, (int32_t)form_int(&write->call->form, "score"), note, ret_refusal);
	if (text_equal(word, TEXT("cancel")))
		return requests_cancel(act, id, note, ret_refusal);
	return requests_repeat(act, id, 0, 0, ret_refusal, ret_next);
}
