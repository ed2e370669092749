/* SPDX-License-Identifier: Apache-2.0 */
#include "base/when.h"
#include "web/pages/desk.h"
#include "web/reply.h"
#include "web/words.h"

#define NEXT_MORNING_MIN (9 * 60)

static const struct choice kinds[] = {{"in", 1, KEY_desk_request_check_in}, {"out", 2, KEY_desk_request_check_out}, {NULL, 0, KEY_NONE}};
static const struct field step_fields[] = {
	{ .name = "note", .type = FIELD_NOTE, .max = LIMIT_NOTE_POINTS, .label = KEY_desk_request_reason },
	{ .name = "referral", .type = FIELD_TEXT, .max = 200, .label = KEY_desk_request_referral },
	{ .name = "day", .type = FIELD_DAY, .label = KEY_desk_request_until },
	{ .name = "who", .type = FIELD_MANY, .max = LIMIT_OFFERS_AT_ONCE, .label = KEY_desk_request_who_fits },
	{ .name = "kind", .type = FIELD_CHOICE, .choices = kinds, .label = KEY_desk_request_goers },
};
const struct form form_desk_step = FORM("desk_step", step_fields);

typedef enum fail step_work(struct write *write, struct request_id id, enum request_refusal *ret_refusal);

static step_work do_accept, do_ask, do_reject, do_offer, do_open, do_confirm, do_release, do_cancel, do_suspend, do_resume, do_attend;
static enum fail work(struct write *write, void *context);
static struct text note_of(const struct write *write);
static size_t people_of(struct write *write, struct person_id persons[LIMIT_OFFERS_AT_ONCE]);

/* The last word of the path, and what it does. */
static const struct step { const char *word; step_work *work; } steps[] = {{"accept", do_accept}, {"ask", do_ask}, {"reject", do_reject}, {"offer", do_offer},
	{"open", do_open}, {"confirm", do_confirm}, {"release", do_release}, {"cancel", do_cancel}, {"suspend", do_suspend}, {"resume", do_resume},
	{"attend", do_attend}};

enum fail page_desk_step_post(struct call *call, struct reply *reply)
{
	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		if (text_equal(call_word(call, 1), text_of(steps[i].word)))
			return call_write(call, reply, work, (void *)(uintptr_t)&steps[i]);
	}
	return reply_status(call, reply, 404);
}

static enum fail work(struct write *write, void *context)
{
	const struct step *step = context;
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	struct request_id id = {call_id(write->call, 0)};
	enum fail fail = step->work(write, id, &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_request_refusal(refusal), NULL);
	write->location = url_id(write->act.arena, "/desk/requests/", id.value, "");
	return fail;
}

static enum fail do_accept(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	return requests_accept(&write->act, &(struct requests_accept_options){.id = id}, ret_refusal);
}

static enum fail do_ask(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	return requests_ask(&write->act, id, note_of(write), ret_refusal);
}

static enum fail do_reject(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	return requests_reject(&write->act, id, note_of(write), form_text(&write->call->form, "referral"), ret_refusal);
}

static enum fail do_offer(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	struct person_id persons[LIMIT_OFFERS_AT_ONCE];
	size_t count = people_of(write, persons);
	return requests_offer(&write->act, id, persons, count, ret_refusal);
}

static enum fail do_open(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	return requests_open_to_all(&write->act, id, ret_refusal);
}

static enum fail do_confirm(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	return requests_confirm(&write->act, id, TEXT_NONE, ret_refusal);
}

static enum fail do_release(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	return requests_release(&write->act, id, note_of(write), ret_refusal);
}

static enum fail do_cancel(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	return requests_cancel(&write->act, id, note_of(write), ret_refusal);
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

static enum fail do_attend(struct write *write, struct request_id id, enum request_refusal *ret_refusal)
{
	struct person_id persons[LIMIT_OFFERS_AT_ONCE];
	size_t count = people_of(write, persons);
	struct requests_attend_options options = {.id = id, .person_id = count > 0 ? persons[0] : (struct person_id){0}, .note = note_of(write)};
	bool is_in = form_int(&write->call->form, "kind") == 1;
	return is_in ? requests_check_in(&write->act, &options, ret_refusal) : requests_check_out(&write->act, &options, ret_refusal);
}

static struct text note_of(const struct write *write)
{
	return form_text(&write->call->form, "note");
}

/* The people chosen; what is no id is left out. */
static size_t people_of(struct write *write, struct person_id persons[LIMIT_OFFERS_AT_ONCE])
{
	const struct text *words = NULL;
	size_t given = form_many(&write->call->form, "who", &words);
	size_t count = 0;
	for (size_t i = 0; i < given && count < LIMIT_OFFERS_AT_ONCE; i++) {
		if (ids_read(words[i], &persons[count].value))
			count++;
	}
	return count;
}
