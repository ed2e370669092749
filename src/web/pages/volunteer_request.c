/* SPDX-License-Identifier: Apache-2.0 */
#include "base/when.h"
#include "domain/dispatch.h"
#include "domain/ledger.h"
#include "queries/people.h"
#include "queries/requests.h"
#include "queries/volunteer_pages.h"
#include "text/mask.h"
#include "views/volunteer.h"
#include "web/app.h"
#include "web/pages/faces.h"
#include "web/reply.h"
#include "web/words.h"

static const struct field step_fields[] = {
	{ .name = "note", .type = FIELD_NOTE, .max = LIMIT_NOTE_POINTS, .label = KEY_volunteer_request_why },
	{ .name = "code", .type = FIELD_TEXT, .max = 10, .label = KEY_volunteer_request_code },
	{ .name = "day", .type = FIELD_DAY, .label = KEY_volunteer_request_day },
	{ .name = "time", .type = FIELD_MIN, .label = KEY_volunteer_request_time },
	{ .name = "own", .type = FIELD_BOOL, .label = KEY_volunteer_request_no_code },
	{ .name = "lng_e6", .type = FIELD_INT, .min = -180000000, .max = 180000000, .label = KEY_volunteer_request_place },
	{ .name = "lat_e6", .type = FIELD_INT, .min = -90000000, .max = 90000000, .label = KEY_volunteer_request_place },
	{ .name = "accuracy_m", .type = FIELD_INT, .min = 0, .max = 1000000, .label = KEY_volunteer_request_place },
};
const struct form form_serve_step = FORM("serve_step", step_fields);

static enum fail read_standing(struct call *call, bool *ret_found, struct serve_standing_row *ret_row);
static enum fail check_serves(struct call *call, bool *ret_is_allowed);
static enum fail fill_visit(struct call *call, struct person_id person_id, struct view_volunteer_request *view);
static enum fail fill_reasons(struct call *call, struct duty_id duty_id, struct view_volunteer_request *view);
static void fill_steps(struct call *call, const struct request_get_row *request, const struct serve_standing_row *standing,
	struct view_volunteer_request *view);
static enum fail step(struct call *call, struct reply *reply);
static const char *field_of(enum request_refusal refusal);
static enum fail step_work(struct write *write, void *context);
static enum fail do_step(struct write *write, struct request_id id, struct text word, enum request_refusal *ret_refusal);
static struct record_spot spot_of(const struct form_data *form);
static enum fail do_agree(struct write *write, struct request_id id, enum request_refusal *ret_refusal);

const struct relation relation_serve_request = {"asked for the request, going there, or it is open to all", check_serves};

enum fail page_serve_request_get(struct call *call, struct reply *reply)
{
	struct request_get_row request;
	struct serve_standing_row standing = {0};
	struct person_get_row person = {0};
	struct view_volunteer_request view = {.csrf = call_csrf(call), .once = call_once(call)};
	struct ledger_rule rule;
	struct act act = call_act(call);
	bool is_found = false;
	TRY(q_request_get(call->view, call->arena, &(struct request_get_in){.centre_id = call->centre_id, .id = {call_id(call, 0)}}, &is_found, &request));
	if (!is_found)
		return reply_status(call, reply, 404);
	TRY(read_standing(call, &is_found, &standing));
	TRY(q_person_get(call->view, call->arena, &(struct person_get_in){.centre_id = call->centre_id, .id = request.person_id}, &is_found, &person));
	TRY(ledger_rule_at(&act, call->now_ms, &rule));
	view.title = VOCAB_TITLE(&request);
	view.where = VOCAB(person.place_name);
	view.words = request.words;
	view.from_ms = request.from_ms != 0 ? request.from_ms : request.wanted_from_ms;
	view.to_ms = request.to_ms != 0 ? request.to_ms : request.wanted_to_ms;
	view.duration = request.duration_min;
	view.points = ledger_points_for(&rule, request.duration_min, standing.coefficient_percent);
	view.expires_ms = standing.expires_at_ms;
	view.badge = words_badge(call->arena, (enum request_state)request.state);
	fill_steps(call, &request, &standing, &view);
	if (view.can_confirm)
		TRY(faces_message_code(call, "/serve/requests/", &view.message));
	if (view.can_answer || view.can_take)
		TRY(fill_reasons(call, standing.duty_id, &view));
	if (!view.is_going) /* as the address: only who said yes */
		view.words = mask_numbers(call->arena, request.words);
	if (view.is_going) {
		view.estate = VOCAB(person.estate);
		view.who = person.name;
		TRY(fill_visit(call, request.person_id, &view));
	}
	if (view.badge == NULL)
		return FAIL_LIMIT;
	view.shell.title = vocab_words(call->arena, call->lang, view.title);
	return reply_page(call, reply, &page_volunteer_request, &view);
}

enum fail page_serve_step_post(struct call *call, struct reply *reply)
{
	static const struct text words[] = {TEXT("accept"), TEXT("decline"), TEXT("take"), TEXT("agree"),
		TEXT("release"), TEXT("come"), TEXT("leave"), TEXT("confirm")};
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (text_equal(call_word(call, 1), words[i]))
			return step(call, reply);
	}
	if (text_equal(call_word(call, 1), TEXT("message")) && call->app->options.has_messages)
		return faces_message_post(call, reply, "/serve/requests/");
	return reply_status(call, reply, 404);
}

static enum fail step(struct call *call, struct reply *reply)
{
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	return faces_try_code(call, reply, step_work, &refusal, &refusal);
}

/* The field a refusal is about; NULL: a page of its own. */
static const char *field_of(enum request_refusal refusal)
{
	if (refusal == REQUEST_CODE_WRONG)
		return "code";
	if (refusal == REQUEST_WORDS_TOO_LONG)
		return "note";
	if (refusal == REQUEST_VOLUNTEER_BUSY)
		return "time";
	return refusal >= REQUEST_TIME_PAST && refusal <= REQUEST_TIME_TOO_SHORT ? "day" : NULL;
}

static enum fail read_standing(struct call *call, bool *ret_found, struct serve_standing_row *ret_row)
{
	return q_serve_standing(call->view, call->arena, &(struct serve_standing_in){.centre_id = call->centre_id, .request_id = {call_id(call, 0)},
		.me = call->actor}, ret_found, ret_row);
}

/* Who was asked, or could have taken it, may still answer: a late yes is told what became of it, and sees nothing more. */
static enum fail check_serves(struct call *call, bool *ret_is_allowed)
{
	struct serve_standing_row row = {0};
	bool is_found = false;
	TRY(read_standing(call, &is_found, &row));
	bool is_late = call->method == METHOD_POST && (row.last_offer_id.value != 0 || row.was_open);
	*ret_is_allowed = is_found && (row.offer_id.value != 0 || row.is_going > 0 || row.in_at_ms != 0 || row.is_open || is_late);
	return OK;
}

/* Address and telephone only while she goes there. */
static enum fail fill_visit(struct call *call, struct person_id person_id, struct view_volunteer_request *view)
{
	struct act act = call_act(call);
	bool is_allowed = false;
	TRY(access_visit(&act, call->actor, person_id, &is_allowed, &view->address, &view->phone));
	if (!is_allowed)
		return OK;
	view->call = url_tel(call->arena, view->phone);
	return requests_risks(&act, (struct request_id){call_id(call, 0)}, call->actor, &view->risks);
}

/* Why the station thought of her: the same reasons as on the desk, and nothing about others. */
static enum fail fill_reasons(struct call *call, struct duty_id duty_id, struct view_volunteer_request *view)
{
	struct act act = call_act(call);
	enum dispatch_refusal why = DISPATCH_REFUSAL_COUNT;
	struct dispatch_candidate candidate;
	enum fail fail = dispatch_why_not(&act, duty_id, call->actor, &why, &candidate);
	if (fail == FAIL_MISSING || (fail == OK && candidate.reason_count == 0))
		return OK;
	TRY(fail);
	view->reasons = words_reasons(call->arena, call->lang, call->now_ms, &candidate);
	return view->reasons == NULL ? FAIL_LIMIT : OK;
}

static void fill_steps(struct call *call, const struct request_get_row *request, const struct serve_standing_row *standing,
	struct view_volunteer_request *view)
{
	int64_t id = call_id(call, 0);
	struct { struct url *url; const char *suffix; } urls[] = {{&view->accept, "/accept"}, {&view->decline, "/decline"}, {&view->take, "/take"},
		{&view->agree, "/agree"}, {&view->release, "/release"}, {&view->come, "/come"}, {&view->leave, "/leave"}, {&view->confirm, "/confirm"}};
	for (size_t i = 0; i < COUNT_OF(urls); i++)
		*urls[i].url = url_id(call->arena, "/serve/requests/", id, urls[i].suffix);
	bool is_going = standing->is_going > 0;
	view->is_going = is_going && standing->out_at_ms == 0;
	view->can_answer = !is_going && standing->offer_id.value != 0 && standing->expires_at_ms > call->now_ms;
	view->is_waiting = view->can_answer && standing->has_yes;
	view->can_take = !is_going && !view->can_answer && request->state == REQUEST_OPEN;
	view->can_agree = is_going && request->state == REQUEST_CLAIMED;
	view->can_in = is_going && request->state == REQUEST_SCHEDULED && standing->in_at_ms == 0;
	view->can_out = is_going && standing->in_at_ms != 0 && standing->out_at_ms == 0;
	view->is_over = standing->out_at_ms != 0;
	view->can_confirm = view->is_over && request->state == REQUEST_SERVED;
	if (call->form.form == &form_serve_step) {
		view->code_error = call_error(call, "code");
		view->note_error = call_error(call, "note");
		view->day_error = call_error(call, "day");
		view->time_error = call_error(call, "time");
		view->note = form_text(&call->form, "note");
		view->day = form_text(&call->form, "day");
		view->time = form_text(&call->form, "time");
	}
}

static enum fail step_work(struct write *write, void *context)
{
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	struct request_id id = {call_id(write->call, 0)};
	struct text word = call_word(write->call, 1);
	enum fail fail = do_step(write, id, word, &refusal);
	*(enum request_refusal *)context = refusal;
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_request_refusal(refusal), field_of(refusal));
	bool is_away = text_equal(word, TEXT("decline")) || text_equal(word, TEXT("release"));
	write->location = is_away ? URL("/serve") : url_id(write->act.arena, "/serve/requests/", id.value, "");
	return fail;
}

static enum fail do_step(struct write *write, struct request_id id, struct text word, enum request_refusal *ret_refusal)
{
	const struct act *act = &write->act;
	struct text note = form_text(&write->call->form, "note");
	struct serve_standing_row standing = {0};
	bool is_found = false;
	TRY(q_serve_standing(act->view, act->arena, &(struct serve_standing_in){.centre_id = act->centre_id, .request_id = id, .me = act->actor},
		&is_found, &standing));
	struct offer_id offer_id = standing.offer_id.value != 0 ? standing.offer_id : standing.last_offer_id;
	if (text_equal(word, TEXT("accept")))
		return requests_take_offer(act, offer_id, ret_refusal);
	if (text_equal(word, TEXT("decline")))
		return requests_decline_offer(act, offer_id, note, ret_refusal);
	if (text_equal(word, TEXT("take")))
		return requests_take(act, id, ret_refusal);
	if (text_equal(word, TEXT("agree")))
		return do_agree(write, id, ret_refusal);
	if (text_equal(word, TEXT("release")))
		return requests_release(act, id, note, ret_refusal);
	if (text_equal(word, TEXT("confirm")))
		return requests_confirm(act, id, faces_code(write), ret_refusal);
	bool is_own_word = form_bool(&write->call->form, "own") && !form_has(&write->call->form, "code");
	struct requests_attend_options options = {.id = id, .code = is_own_word ? TEXT_NONE : faces_code(write), .note = note, .is_own_word = is_own_word,
		.spot = spot_of(&write->call->form), .device = call_device(write->call)};
	return text_equal(word, TEXT("come")) ? requests_check_in(act, &options, ret_refusal) : requests_check_out(act, &options, ret_refusal);
}

/* What a telephone measures is WGS-84; what we keep homes in is GCJ-02. */
static struct record_spot spot_of(const struct form_data *form)
{
	struct position wgs = {form_int(form, "lng_e6"), form_int(form, "lat_e6")};
	if (!position_is_known(wgs))
		return (struct record_spot){.accuracy_m = 0};
	return (struct record_spot){.position = position_gcj_of_wgs(wgs), .accuracy_m = form_int(form, "accuracy_m")};
}

static enum fail do_agree(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	struct request_get_row request;
	bool is_found = false;
	TRY(q_request_get(write->act.view, write->act.arena, &(struct request_get_in){.centre_id = write->act.centre_id, .id = id}, &is_found, &request));
	check(is_found);
	int64_t from_ms = when_at((int32_t)form_int(&write->call->form, "day"), (int32_t)form_int(&write->call->form, "time"));
	return requests_schedule(&write->act, id, from_ms, from_ms + request.duration_min * MINUTE_MS, ret_refusal);
}
