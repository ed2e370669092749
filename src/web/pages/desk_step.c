/* SPDX-License-Identifier: Apache-2.0 */
#include "base/when.h"
#include "queries/requests.h"
#include "web/app.h"
#include "web/pages/desk_private.h"
#include "web/pages/faces.h"
#include "web/reply.h"
#include "web/words.h"

#define NEXT_MORNING_MIN (9 * 60)
#define BIT(state) (1u << (state))
#define FINDING (BIT(REQUEST_ACCEPTED) | BIT(REQUEST_DISPATCHED) | BIT(REQUEST_OPEN) | BIT(REQUEST_REWORK))
#define GOING (BIT(REQUEST_CLAIMED) | BIT(REQUEST_SCHEDULED))
#define BEFORE_SERVICE (BIT(REQUEST_SUBMITTED) | BIT(REQUEST_NEED_INFO) | FINDING | GOING)
#define DURATION_MOST_MIN (8 * 60)
#define PEOPLE_MOST 20

static const struct choice kinds[] = {{"in", 1, KEY_desk_request_check_in}, {"out", 2, KEY_desk_request_check_out}, {NULL, 0, KEY_NONE}};
static const struct field step_fields[] = {
	{ .name = "note", .type = FIELD_NOTE, .max = LIMIT_NOTE_POINTS, .label = KEY_desk_request_reason },
	{ .name = "referral", .type = FIELD_TEXT, .max = 200, .label = KEY_parts_step_referral },
	{ .name = "day", .type = FIELD_DAY, .label = KEY_desk_request_until },
	{ .name = "time", .type = FIELD_MIN, .label = KEY_parts_step_time },
	{ .name = "duration", .type = FIELD_INT, .min = 0, .max = DURATION_MOST_MIN, .label = KEY_parts_step_duration },
	{ .name = "people", .type = FIELD_INT, .min = 0, .max = PEOPLE_MOST, .label = KEY_parts_step_people },
	{ .name = "into", .type = FIELD_ID, .label = KEY_parts_step_other },
	{ .name = "who", .type = FIELD_MANY, .max = LIMIT_OFFERS_AT_ONCE, .label = KEY_desk_request_who_fits },
	{ .name = "one", .type = FIELD_ID, .label = KEY_desk_request_goers },
	{ .name = "code", .type = FIELD_TEXT, .max = 10, .label = KEY_message_code_label },
	{ .name = "kind", .type = FIELD_CHOICE, .choices = kinds, .label = KEY_desk_request_goers },
};
const struct form form_desk_step = FORM("desk_step", step_fields);

static desk_step_work do_accept, do_ask, do_answer, do_reject, do_merge, do_offer, do_assign, do_open, do_schedule, do_confirm, do_release, do_escalate,
	do_give_back, do_suspend, do_resume, do_call_back, do_cancel, do_attend;
struct stepping {
	const struct desk_step *step;
	enum request_refusal refusal; /* of its last run */
};
static enum fail work(struct write *write, void *context);
static const char *field_of(const struct desk_step *step, enum request_refusal refusal);
static struct text note_of(const struct write *write);

const struct desk_step desk_steps[] = {
	{"accept", do_accept, BIT(REQUEST_SUBMITTED), DESK_FIRST | DESK_PRIMARY, KEY_desk_request_accept, KEY_NONE, "a"},
	{"confirm", do_confirm, BIT(REQUEST_SERVED), DESK_FIRST | DESK_PRIMARY, KEY_desk_request_confirm, KEY_NONE, "a"},
	{"answer", do_answer, BIT(REQUEST_NEED_INFO), DESK_FIRST | DESK_PRIMARY | DESK_NOTE_NEEDED, KEY_desk_request_answer, KEY_desk_request_answer_words, ""},
	{"schedule", do_schedule, GOING, DESK_FIRST | DESK_DAY | DESK_TIME, KEY_desk_request_schedule, KEY_NONE, ""},
	{"give-back", do_give_back, BIT(REQUEST_ESCALATED), DESK_FIRST | DESK_PRIMARY | DESK_NOTE_NEEDED | DESK_ADVICE, KEY_desk_request_give_back,
		KEY_desk_request_advice, ""},
	{"ask", do_ask, BIT(REQUEST_SUBMITTED), DESK_NOTE_NEEDED, KEY_desk_request_ask, KEY_desk_request_question, ""},
	{"open", do_open, FINDING & ~BIT(REQUEST_OPEN), 0, KEY_desk_request_open, KEY_NONE, "o"},
	{"merge", do_merge, BIT(REQUEST_SUBMITTED) | BIT(REQUEST_ACCEPTED), DESK_OTHER, KEY_desk_request_merge, KEY_NONE, ""},
	{"reject", do_reject, BIT(REQUEST_SUBMITTED) | BIT(REQUEST_NEED_INFO), DESK_NOTE_NEEDED | DESK_REFERRAL | DESK_DANGER, KEY_desk_request_reject,
		KEY_desk_request_reason, ""},
	{"escalate", do_escalate, BIT(REQUEST_ACCEPTED), DESK_NOTE_NEEDED, KEY_desk_request_escalate, KEY_desk_request_reason, ""},
	{"release", do_release, GOING, DESK_NOTE, KEY_desk_request_release, KEY_desk_request_reason, ""},
	{"suspend", do_suspend, BEFORE_SERVICE | BIT(REQUEST_ESCALATED), DESK_NOTE_NEEDED | DESK_DAY, KEY_desk_request_suspend, KEY_desk_request_reason, ""},
	{"cancel", do_cancel, BEFORE_SERVICE | BIT(REQUEST_ESCALATED) | BIT(REQUEST_SUSPENDED), DESK_NOTE | DESK_DANGER, KEY_desk_request_cancel,
		KEY_desk_request_reason, ""},
	{"call-back", do_call_back, BIT(REQUEST_DISPATCHED) | BIT(REQUEST_OPEN), DESK_UNDO, KEY_desk_request_asked, KEY_NONE, "u"},
	{"resume", do_resume, BIT(REQUEST_SUSPENDED), DESK_UNDO, KEY_desk_request_resting, KEY_NONE, "u"},
	{"offer", do_offer, FINDING, DESK_OWN_FORM, KEY_desk_request_offer, KEY_NONE, ""},
	{"assign", do_assign, FINDING, DESK_OWN_FORM, KEY_desk_request_assign, KEY_NONE, ""},
	{"attend", do_attend, BIT(REQUEST_SCHEDULED) | BIT(REQUEST_IN_SERVICE), DESK_OWN_FORM, KEY_desk_request_goers, KEY_NONE, ""},
};
const size_t desk_steps_count = COUNT_OF(desk_steps);

enum fail page_desk_step_post(struct call *call, struct reply *reply)
{
	for (size_t i = 0; i < COUNT_OF(desk_steps); i++) {
		struct stepping stepping = {&desk_steps[i], REQUEST_REFUSAL_NONE};
		if (text_equal(call_word(call, 1), text_of(desk_steps[i].word)))
			return faces_try_code(call, reply, work, &stepping, &stepping.refusal);
	}
	if (text_equal(call_word(call, 1), TEXT("message")) && call->app->options.has_messages)
		return faces_message_post(call, reply, "/desk/requests/");
	return reply_status(call, reply, 404);
}

static enum fail work(struct write *write, void *context)
{
	struct stepping *stepping = context;
	const struct desk_step *step = stepping->step;
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	struct request_id id = {call_id(write->call, 0)};
	enum fail fail = step->work(write, id, &refusal);
	stepping->refusal = refusal;
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_request_refusal(refusal), field_of(step, refusal));
	write->location = url_id(write->act.arena, "/desk/requests/", id.value, "");
	return fail;
}

/* The field a refusal is about, so that the step is shown again with what was typed; NULL: a page of its own. */
static const char *field_of(const struct desk_step *step, enum request_refusal refusal)
{
	bool has_note = (step->asks & (DESK_NOTE | DESK_NOTE_NEEDED)) != 0;
	bool is_person = refusal >= REQUEST_ALREADY_ASKED && refusal <= REQUEST_OWN_REQUEST;
	if ((refusal == REQUEST_NO_REASON || refusal == REQUEST_WORDS_TOO_LONG) && has_note)
		return "note";
	if (refusal == REQUEST_CODE_WRONG)
		return "code";
	if (refusal >= REQUEST_TIME_PAST && refusal <= REQUEST_TIME_TOO_SHORT && (step->asks & DESK_DAY) != 0)
		return "day";
	if (refusal == REQUEST_VOLUNTEER_BUSY && (step->asks & DESK_TIME) != 0)
		return "time";
	return is_person && (step->asks & DESK_OWN_FORM) != 0 ? "who" : NULL;
}

static enum fail do_accept(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	const struct form_data *form = &write->call->form;
	return requests_accept(&write->act, &(struct requests_accept_options){.id = id, .duration_min = (int32_t)form_int(form, "duration"),
		.people = (int32_t)form_int(form, "people")}, ret_refusal);
}

static enum fail do_ask(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	return requests_ask(&write->act, id, note_of(write), ret_refusal);
}

static enum fail do_answer(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	return requests_answer(&write->act, id, note_of(write), ret_refusal);
}

static enum fail do_reject(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	return requests_reject(&write->act, id, note_of(write), form_text(&write->call->form, "referral"), ret_refusal);
}

static enum fail do_merge(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	return requests_merge(&write->act, id, (struct request_id){form_int(&write->call->form, "into")}, ret_refusal);
}

static enum fail do_offer(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	struct person_id persons[LIMIT_OFFERS_AT_ONCE];
	const struct text *words = NULL;
	size_t given = form_many(&write->call->form, "who", &words);
	size_t count = 0;
	for (size_t i = 0; i < given && count < LIMIT_OFFERS_AT_ONCE; i++) {
		if (ids_read(words[i], &persons[count].value)) /* what is no id is left out */
			count++;
	}
	return requests_offer(&write->act, id, persons, count, ret_refusal);
}

static enum fail do_assign(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	return requests_assign(&write->act, id, (struct person_id){form_int(&write->call->form, "one")}, ret_refusal);
}

static enum fail do_open(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	return requests_open_to_all(&write->act, id, ret_refusal);
}

static enum fail do_schedule(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	const struct form_data *form = &write->call->form;
	struct request_get_row request;
	bool is_found = false;
	TRY(q_request_get(write->act.view, write->act.arena, &(struct request_get_in){.centre_id = write->act.centre_id, .id = id}, &is_found, &request));
	int64_t from_ms = when_at((int32_t)form_int(form, "day"), (int32_t)form_int(form, "time"));
	return requests_schedule(&write->act, id, from_ms, from_ms + (is_found ? request.duration_min : 0) * MINUTE_MS, ret_refusal);
}

static enum fail do_confirm(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	return requests_confirm(&write->act, id, form_has(&write->call->form, "code") ? faces_code(write) : TEXT_NONE, ret_refusal);
}

static enum fail do_release(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	return requests_release(&write->act, id, note_of(write), ret_refusal);
}

static enum fail do_escalate(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	return requests_escalate(&write->act, id, note_of(write), ret_refusal);
}

static enum fail do_give_back(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	return requests_give_back(&write->act, id, note_of(write), ret_refusal);
}

static enum fail do_suspend(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	int32_t day = (int32_t)form_int(&write->call->form, "day");
	return requests_suspend(&write->act, id, note_of(write), day == 0 ? 0 : when_at(day, NEXT_MORNING_MIN), ret_refusal);
}

static enum fail do_resume(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	return requests_resume(&write->act, id, ret_refusal);
}

static enum fail do_call_back(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	return requests_call_back(&write->act, id, ret_refusal);
}

static enum fail do_cancel(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	return requests_cancel(&write->act, id, note_of(write), ret_refusal);
}

/* She rang: came, or left, perhaps earlier today than now. */
static enum fail do_attend(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	const struct form_data *form = &write->call->form;
	struct requests_attend_options options = {.id = id, .person_id = {form_int(form, "one")}, .note = note_of(write)};
	struct request_get_row request = {0};
	bool is_found = false;
	if (form_has(form, "time")) { /* of the visit's day, however late it is put down */
		TRY(q_request_get(write->act.view, write->act.arena, &(struct request_get_in){.centre_id = write->act.centre_id, .id = id}, &is_found, &request));
		int32_t day = form_has(form, "day") ? (int32_t)form_int(form, "day") : when_local_day(request.from_ms);
		options.at_ms = when_at(day, (int32_t)form_int(form, "time"));
	}
	return form_int(form, "kind") == 1 ? requests_check_in(&write->act, &options, ret_refusal) : requests_check_out(&write->act, &options, ret_refusal);
}

static struct text note_of(const struct write *write)
{
	return form_text(&write->call->form, "note");
}
