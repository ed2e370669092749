/* SPDX-License-Identifier: Apache-2.0
 *
 * What is done for a person at the desk, as one table: each step by its word,
 * what it needs, and the verb it calls.
 */
#include "base/when.h"
#include "web/pages/people_private.h"
#include "web/reply.h"
#include "web/words.h"

#define REACH_LEAST_M 100
#define REACH_MOST_M 30000
#define SPANS_MOST 8 /* of one day */
#define DAY_END_MIN (23 * 60 + 59)

static const struct choice purpose_choices[] = {{"service", CONSENT_SERVICE, KEY_consent_service}, {"volunteering", CONSENT_VOLUNTEERING,
	KEY_consent_volunteering}, {"health", CONSENT_HEALTH, KEY_consent_health}, {NULL, 0, KEY_NONE}};
static const struct field step_fields[] = {
	{ .name = "one", .type = FIELD_ID, .label = KEY_person_kin_which },
	{ .name = "role", .type = FIELD_CHOICE, .choices = people_role_choices, .label = KEY_people_role },
	{ .name = "place", .type = FIELD_ID, .label = KEY_person_grant_place },
	{ .name = "relation", .type = FIELD_CHOICE, .choices = people_relation_choices, .label = KEY_person_kin_relation },
	{ .name = "words", .type = FIELD_TEXT, .max = 100, .label = KEY_person_kin_evidence },
	{ .name = "may", .type = FIELD_MANY, .max = 3, .label = KEY_person_kin_rights },
	{ .name = "kin", .type = FIELD_TEXT, .max = 50, .label = KEY_person_kin_who },
	{ .name = "purpose", .type = FIELD_CHOICE, .choices = purpose_choices, .label = KEY_person_consents },
	{ .name = "channel", .type = FIELD_CHOICE, .choices = people_channel_choices, .label = KEY_person_consent_channel },
	{ .name = "skill", .type = FIELD_TEXT, .max = 40, .label = KEY_person_skill },
	{ .name = "until", .type = FIELD_DAY, .label = KEY_person_pause_until },
	{ .name = "away", .type = FIELD_CHOICE, .choices = people_away_choices, .label = KEY_person_away_why },
	{ .name = "since", .type = FIELD_DAY, .label = KEY_person_away_from },
	{ .name = "give", .type = FIELD_BOOL, .label = KEY_message_wish_title },
	{ .name = "reach", .type = FIELD_INT, .min = REACH_LEAST_M, .max = REACH_MOST_M, .label = KEY_person_reach_change },
	{ .name = "mon", .type = FIELD_TEXT, .max = 80, .label = KEY_time_weekday_1 },
	{ .name = "tue", .type = FIELD_TEXT, .max = 80, .label = KEY_time_weekday_2 },
	{ .name = "wed", .type = FIELD_TEXT, .max = 80, .label = KEY_time_weekday_3 },
	{ .name = "thu", .type = FIELD_TEXT, .max = 80, .label = KEY_time_weekday_4 },
	{ .name = "fri", .type = FIELD_TEXT, .max = 80, .label = KEY_time_weekday_5 },
	{ .name = "sat", .type = FIELD_TEXT, .max = 80, .label = KEY_time_weekday_6 },
	{ .name = "sun", .type = FIELD_TEXT, .max = 80, .label = KEY_time_weekday_7 },
};
const struct form form_person_step = FORM("person_step", step_fields);

/* Calls the verb; sets *ret_done to the query behind the answer's address ("?done=grant&one=…") when it can be taken back. */
typedef enum fail step_work(struct write *write, struct person_id id, enum people_refusal *ret_refusal, struct url *ret_done);
static step_work do_grant, do_revoke, do_kin, do_unkin, do_consent, do_withdraw, do_volunteer, do_skill, do_unskill, do_free, do_pause, do_reach, do_away,
	do_back, do_messages;

struct step {
	const char *word;
	step_work *work;
	const char *needs[4]; /* fields without which it is not done; NULL ends them */
	const char *field;    /* where its refusals stand */
};
static const struct step steps[] = {
	{"grant", do_grant, {"role", "place"}, "role"},
	{"revoke", do_revoke, {"one"}, NULL},
	{"kin", do_kin, {"one", "relation", "words"}, "words"},
	{"unkin", do_unkin, {"one"}, NULL},
	{"consent", do_consent, {"purpose", "channel"}, "purpose"},
	{"withdraw", do_withdraw, {"purpose", "channel"}, "purpose"},
	{"volunteer", do_volunteer, {"channel", "reach"}, "channel"},
	{"skill", do_skill, {"skill"}, "skill"},
	{"unskill", do_unskill, {"skill"}, NULL},
	{"free", do_free, {NULL}, "mon"},
	{"pause", do_pause, {NULL}, "until"},
	{"reach", do_reach, {"reach"}, "reach"},
	{"away", do_away, {"away", "since"}, "away"},
	{"back", do_back, {"one", "since"}, "since"},
	{"messages", do_messages, {"give"}, "give"},
};

static enum fail work(struct write *write, void *context);
static const char *missing(const struct step *step, const struct form_data *form);
static struct url done_url(struct write *write, struct person_id id, const char *word, int64_t one, struct text what);
static enum fail read_spans(struct write *write, int weekday, struct person_free_time *times, size_t *count);
static struct text plain_spans(struct arena *arena, struct text typed);

enum fail page_person_step_post(struct call *call, struct reply *reply)
{
	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		if (text_equal(call_word(call, 1), text_of(steps[i].word)))
			return call_write(call, reply, work, (void *)(uintptr_t)&steps[i]);
	}
	return reply_status(call, reply, 404);
}

bool people_is_again(const struct call *call, const char *word)
{
	return call->form.form == &form_person_step && text_equal(call_word(call, 1), text_of(word));
}

struct text people_step_error(const struct call *call)
{
	for (size_t i = 0; i < call->form.form->count; i++) {
		if (call->form.values[i].error != KEY_NONE)
			return call_say(call, call->form.values[i].error);
	}
	return TEXT_NONE;
}

static enum fail work(struct write *write, void *context)
{
	const struct step *step = context;
	enum people_refusal refusal = PEOPLE_OK;
	struct person_id id = {call_id(write->call, 0)};
	struct url done = {TEXT_NONE};
	const char *field = missing(step, &write->call->form);
	if (field != NULL)
		return write_refuse(write, KEY_form_error_required, field);
	enum fail fail = step->work(write, id, &refusal, &done);
	if (fail == FAIL_REFUSED && write->refusal != KEY_NONE)
		return FAIL_REFUSED;
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_people_refusal(refusal), step->field);
	write->location = done.text.len > 0 ? done : url_id(write->act.arena, "/desk/people/", id.value, "");
	return fail;
}

static const char *missing(const struct step *step, const struct form_data *form)
{
	for (size_t i = 0; i < COUNT_OF(step->needs) && step->needs[i] != NULL; i++) {
		if (!form_has(form, step->needs[i]))
			return step->needs[i];
	}
	return NULL;
}

static enum fail do_away(struct write *write, struct person_id id, enum people_refusal *ret_refusal UNUSED, struct url *ret_done UNUSED)
{
	return people_note_away(write, id);
}

static enum fail do_back(struct write *write, struct person_id id, enum people_refusal *ret_refusal UNUSED, struct url *ret_done)
{
	int64_t back_id = 0;
	TRY(people_note_back(write, id, &back_id));
	*ret_done = done_url(write, id, "back", back_id, TEXT_NONE);
	return OK;
}

static enum fail do_messages(struct write *write, struct person_id id, enum people_refusal *ret_refusal UNUSED, struct url *ret_done UNUSED)
{
	enum message_refusal refusal = MESSAGE_OK;
	enum fail fail = messages_wish(&write->act, id, form_bool(&write->call->form, "give"), &refusal);
	return fail == FAIL_REFUSED ? write_refuse(write, words_message_refusal(refusal), NULL) : fail;
}

static enum fail do_grant(struct write *write, struct person_id id, enum people_refusal *ret_refusal, struct url *ret_done)
{
	const struct form_data *form = &write->call->form;
	struct role_id role_id = {0};
	TRY(people_grant(&write->act, id, (enum role)form_int(form, "role"), (struct place_id){form_int(form, "place")}, ret_refusal, &role_id));
	*ret_done = done_url(write, id, "grant", role_id.value, TEXT_NONE);
	return OK;
}

static enum fail do_revoke(struct write *write, struct person_id id, enum people_refusal *ret_refusal, struct url *ret_done)
{
	struct role_id role_id = {form_int(&write->call->form, "one")};
	TRY(people_revoke(&write->act, role_id, ret_refusal));
	*ret_done = done_url(write, id, "revoke", role_id.value, TEXT_NONE);
	return OK;
}

static enum fail do_kin(struct write *write, struct person_id id, enum people_refusal *ret_refusal, struct url *ret_done)
{
	const struct form_data *form = &write->call->form;
	struct kin_id kin_id = {0};
	TRY(people_link_kin(&write->act, &(struct people_kin_options){.person_id = id, .kin_id = {form_int(form, "one")},
		.relation = (enum kin_relation)form_int(form, "relation"), .evidence = form_text(form, "words"),
		.may_order = form_holds(form, "may", TEXT("order")), .may_rate = form_holds(form, "may", TEXT("rate")),
		.may_spend = form_holds(form, "may", TEXT("spend"))}, ret_refusal, &kin_id));
	*ret_done = done_url(write, id, "kin", kin_id.value, TEXT_NONE);
	return OK;
}

static enum fail do_unkin(struct write *write, struct person_id id, enum people_refusal *ret_refusal, struct url *ret_done)
{
	struct kin_id kin_id = {form_int(&write->call->form, "one")};
	TRY(people_unlink_kin(&write->act, kin_id, id, ret_refusal));
	*ret_done = done_url(write, id, "unkin", kin_id.value, TEXT_NONE);
	return OK;
}

static enum fail do_consent(struct write *write, struct person_id id, enum people_refusal *ret_refusal, struct url *ret_done UNUSED)
{
	const struct form_data *form = &write->call->form;
	return people_consent(&write->act, id, (enum consent_purpose)form_int(form, "purpose"), (enum channel)form_int(form, "channel"), true, ret_refusal);
}

static enum fail do_withdraw(struct write *write, struct person_id id, enum people_refusal *ret_refusal, struct url *ret_done UNUSED)
{
	const struct form_data *form = &write->call->form;
	return people_consent(&write->act, id, (enum consent_purpose)form_int(form, "purpose"), (enum channel)form_int(form, "channel"), false, ret_refusal);
}

/* The consent is put down first: nobody becomes a volunteer without it. */
static enum fail do_volunteer(struct write *write, struct person_id id, enum people_refusal *ret_refusal, struct url *ret_done UNUSED)
{
	const struct form_data *form = &write->call->form;
	TRY(people_consent(&write->act, id, CONSENT_VOLUNTEERING, (enum channel)form_int(form, "channel"), true, ret_refusal));
	return people_volunteer(&write->act, id, (int32_t)form_int(form, "reach"), ret_refusal);
}

static enum fail do_skill(struct write *write, struct person_id id, enum people_refusal *ret_refusal, struct url *ret_done)
{
	const struct form_data *form = &write->call->form;
	struct text skill = form_text(form, "skill");
	if (words_skill(skill) == KEY_NONE)
		return write_refuse(write, KEY_form_error_choice, "skill");
	TRY(people_set_skill(&write->act, id, skill, (int32_t)form_int(form, "until"), ret_refusal));
	*ret_done = done_url(write, id, "skill", 0, skill);
	return OK;
}

static enum fail do_unskill(struct write *write, struct person_id id, enum people_refusal *ret_refusal, struct url *ret_done)
{
	struct text skill = form_text(&write->call->form, "skill");
	TRY(people_drop_skill(&write->act, id, skill, ret_refusal));
	*ret_done = done_url(write, id, "unskill", 0, skill);
	return OK;
}

static enum fail do_free(struct write *write, struct person_id id, enum people_refusal *ret_refusal, struct url *ret_done UNUSED)
{
	struct person_free_time times[PEOPLE_DAYS * SPANS_MOST];
	size_t count = 0;
	for (int weekday = 1; weekday <= PEOPLE_DAYS; weekday++)
		TRY(read_spans(write, weekday, times, &count));
	return people_set_free_times(&write->act, id, times, count, ret_refusal);
}

/* A day: no offers until the end of it. None: again at once. */
static enum fail do_pause(struct write *write, struct person_id id, enum people_refusal *ret_refusal, struct url *ret_done)
{
	const struct form_data *form = &write->call->form;
	bool has_day = form_has(form, "until");
	TRY(people_pause(&write->act, id, has_day ? when_at((int32_t)form_int(form, "until"), DAY_END_MIN) : 0, ret_refusal));
	if (has_day)
		*ret_done = done_url(write, id, "pause", 0, TEXT_NONE);
	return OK;
}

static enum fail do_reach(struct write *write, struct person_id id, enum people_refusal *ret_refusal, struct url *ret_done UNUSED)
{
	return people_set_reach(&write->act, id, (int32_t)form_int(&write->call->form, "reach"), ret_refusal);
}

/* "8:00-12:00, 14:00-18:00"; a field that cannot be read is shown again. */
static enum fail read_spans(struct write *write, int weekday, struct person_free_time *times, size_t *count)
{
	const char *name = people_days[weekday - 1].name;
	struct text spans = plain_spans(write->act.arena, form_text(&write->call->form, name));
	for (size_t n = 0; spans.len > 0; n++) {
		struct text span = text_trim(text_cut(&spans, ','));
		struct text from = text_cut(&span, '-');
		struct person_free_time time = {.weekday = weekday};
		if (n >= SPANS_MOST || !when_parse_min(from, &time.from_min) || !when_parse_min(span, &time.to_min) || time.to_min - time.from_min < 15)
			return write_refuse(write, KEY_person_free_wrong, name);
		times[(*count)++] = time;
	}
	return OK;
}

/* With ASCII commas and hyphens where people write 、，；–—～至到. */
static struct text plain_spans(struct arena *arena, struct text typed)
{
	static const struct { uint32_t point; char plain; } marks[] = {{0xff0c, ','}, {0x3001, ','}, {0xff1b, ','}, {';', ','}, {0x2013, '-'},
		{0x2014, '-'}, {0xff5e, '-'}, {'~', '-'}, {0x81f3, '-'}, {0x5230, '-'}};
	char *plain = arena_alloc(arena, typed.len + 1);
	size_t len = 0;
	while (plain != NULL && typed.len > 0) {
		const char *from = typed.at;
		uint32_t point = text_next_point(&typed);
		char mark = 0;
		for (size_t i = 0; i < COUNT_OF(marks) && mark == 0; i++)
			mark = marks[i].point == point ? marks[i].plain : 0;
		for (; mark == 0 && from < typed.at; from++)
			plain[len++] = *from;
		if (mark != 0)
			plain[len++] = mark;
	}
	return (struct text){plain, len};
}

static struct url done_url(struct write *write, struct person_id id, const char *word, int64_t one, struct text what)
{
	struct arena *arena = write->act.arena;
	struct url url = url_with(arena, url_id(arena, "/desk/people/", id.value, ""), "done", text_of(word));
	if (one != 0)
		url = url_with(arena, url, "one", ids_text(arena, one));
	return what.len > 0 ? url_with(arena, url, "what", what) : url;
}
