/* SPDX-License-Identifier: Apache-2.0
 *
 * What a volunteer changes by her own word: free times, pause, distance, a
 * skill to confirm; and becoming one.
 */
#include "base/when.h"
#include "domain/people.h"
#include "web/pages/faces.h"
#include "web/pages/volunteer_private.h"
#include "web/reply.h"
#include "web/words.h"

#define REACH_USUAL_M 3000

#define SPAN(word, label_key) { .name = word "_from", .type = FIELD_MIN, .label = label_key }, { .name = word "_to", .type = FIELD_MIN, .label = label_key }
#define SPANS(day, label_key) SPAN(day "1", label_key), SPAN(day "2", label_key), SPAN(day "3", label_key)

static const struct field times_fields[] = {
	SPANS("mon", KEY_time_weekday_1),
	SPANS("tue", KEY_time_weekday_2),
	SPANS("wed", KEY_time_weekday_3),
	SPANS("thu", KEY_time_weekday_4),
	SPANS("fri", KEY_time_weekday_5),
	SPANS("sat", KEY_time_weekday_6),
	SPANS("sun", KEY_time_weekday_7),
};
const struct form form_serve_times = FORM("serve_times", times_fields);

static const struct field me_fields[] = {
	{ .name = "until", .type = FIELD_DAY, .label = KEY_serve_me_until },
	{ .name = "skill", .type = FIELD_TEXT, .max = 40, .label = KEY_serve_me_skill },
	{ .name = "note", .type = FIELD_NOTE, .max = LIMIT_NOTE_POINTS, .label = KEY_serve_me_note },
	{ .name = "reach", .type = FIELD_INT, .min = 300, .max = 30000, .label = KEY_serve_me_reach },
	{ .name = "week", .type = FIELD_INT, .min = 0, .max = PEOPLE_WEEK_MOST, .label = KEY_serve_me_week },
};
const struct form form_serve_me = FORM("serve_me", me_fields);

static const struct field join_fields[] = {
	{ .name = "agree", .type = FIELD_BOOL, .label = KEY_serve_join_agree },
	{ .name = "reach", .type = FIELD_INT, .min = 300, .max = 30000, .label = KEY_serve_me_reach },
};
const struct form form_serve_join = FORM("serve_join", join_fields);

const struct serve_span_names serve_spans[SERVE_DAYS][SERVE_SPANS] = {{{"mon1_from", "mon1_to"}, {"mon2_from", "mon2_to"}, {"mon3_from", "mon3_to"}},
	{{"tue1_from", "tue1_to"}, {"tue2_from", "tue2_to"}, {"tue3_from", "tue3_to"}},
	{{"wed1_from", "wed1_to"}, {"wed2_from", "wed2_to"}, {"wed3_from", "wed3_to"}},
	{{"thu1_from", "thu1_to"}, {"thu2_from", "thu2_to"}, {"thu3_from", "thu3_to"}},
	{{"fri1_from", "fri1_to"}, {"fri2_from", "fri2_to"}, {"fri3_from", "fri3_to"}},
	{{"sat1_from", "sat1_to"}, {"sat2_from", "sat2_to"}, {"sat3_from", "sat3_to"}},
	{{"sun1_from", "sun1_to"}, {"sun2_from", "sun2_to"}, {"sun3_from", "sun3_to"}}};
const enum key serve_weekdays[SERVE_DAYS] = {KEY_time_weekday_1, KEY_time_weekday_2, KEY_time_weekday_3, KEY_time_weekday_4, KEY_time_weekday_5,
	KEY_time_weekday_6, KEY_time_weekday_7};
const struct serve_reach serve_reaches[] = {{1000, KEY_serve_me_reach_1000}, {2000, KEY_serve_me_reach_2000}, {3000, KEY_serve_me_reach_3000},
	{5000, KEY_serve_me_reach_5000}, {10000, KEY_serve_me_reach_10000}, {30000, KEY_serve_me_reach_30000}};
const size_t serve_reaches_count = COUNT_OF(serve_reaches);

/* Calls the verb; the name of the field its refusals stand beside in *ret_field. */
typedef enum fail me_work(struct write *write, enum people_refusal *ret_refusal, const char **ret_field);
static me_work do_pause, do_resume, do_skill, do_reach, do_week;
static const struct act_of { const char *word; me_work *work; } acts[] = {
	{"pause", do_pause}, {"resume", do_resume}, {"skill", do_skill}, {"reach", do_reach}, {"week", do_week},
};

static enum fail times_work(struct write *write, void *context);
static enum fail read_day(struct write *write, int day, struct person_free_time *times, size_t *count);
static enum fail act_work(struct write *write, void *context);
static enum fail join_work(struct write *write, void *context);

enum fail page_serve_times_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, times_work, NULL);
}

enum fail page_serve_me_post(struct call *call, struct reply *reply)
{
	for (size_t i = 0; i < COUNT_OF(acts); i++) {
		if (text_equal(call_word(call, 0), text_of(acts[i].word)))
			return call_write(call, reply, act_work, (void *)(uintptr_t)&acts[i]);
	}
	return reply_status(call, reply, 404);
}

enum fail page_serve_join_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, join_work, NULL);
}

static enum fail times_work(struct write *write, void *context UNUSED)
{
	struct person_free_time times[SERVE_DAYS * SERVE_SPANS];
	size_t count = 0;
	enum people_refusal refusal = PEOPLE_OK;
	for (int day = 0; day < SERVE_DAYS; day++) {
		size_t before = count;
		TRY(read_day(write, day, times, &count));
		/* Each day by itself, so that what is wrong stands at its day; then the whole week. */
		if (!people_times_fit(times + before, count - before))
			return write_refuse(write, KEY_serve_me_day_wrong, serve_spans[day][0].from);
	}
	enum fail fail = people_set_free_times(&write->act, write->act.actor, times, count, &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_people_refusal(refusal), NULL);
	write->location = URL("/serve/me");
	return fail;
}

static enum fail read_day(struct write *write, int day, struct person_free_time *times, size_t *count)
{
	const struct form_data *form = &write->call->form;
	for (int span = 0; span < SERVE_SPANS; span++) {
		const struct serve_span_names *names = &serve_spans[day][span];
		if (form_has(form, names->from) != form_has(form, names->to))
			return write_refuse(write, KEY_serve_me_half_span, form_has(form, names->from) ? names->to : names->from);
		if (form_has(form, names->from))
			times[(*count)++] = (struct person_free_time){day + 1, (int32_t)form_int(form, names->from), (int32_t)form_int(form, names->to)};
	}
	return OK;
}

static enum fail act_work(struct write *write, void *context)
{
	enum people_refusal refusal = PEOPLE_OK;
	const char *field = NULL;
	enum fail fail = ((const struct act_of *)context)->work(write, &refusal, &field);
	if (fail == FAIL_REFUSED && write->refusal != KEY_NONE)
		return FAIL_REFUSED;
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_people_refusal(refusal), field);
	write->location = URL("/serve/me");
	return fail;
}

/* Through the day she names, as on the desk. */
static enum fail do_pause(struct write *write, enum people_refusal *ret_refusal, const char **ret_field)
{
	const struct form_data *form = &write->call->form;
	*ret_field = "until";
	if (!form_has(form, "until"))
		return write_refuse(write, KEY_form_error_required, "until");
	return people_pause(&write->act, write->act.actor, when_at((int32_t)form_int(form, "until") + 1, 0) - 1, ret_refusal);
}

static enum fail do_resume(struct write *write, enum people_refusal *ret_refusal, const char **ret_field UNUSED)
{
	return people_pause(&write->act, write->act.actor, 0, ret_refusal);
}

static enum fail do_skill(struct write *write, enum people_refusal *ret_refusal, const char **ret_field)
{
	struct text skill = form_text(&write->call->form, "skill");
	*ret_field = "skill";
	for (size_t i = 0; i < words_skills_count; i++) {
		if (text_equal(skill, text_of(words_skills[i])))
			return people_claim_skill(&write->act, write->act.actor, skill, form_text(&write->call->form, "note"), ret_refusal);
	}
	return write_refuse(write, KEY_serve_me_skill_unknown, "skill");
}

static enum fail do_week(struct write *write, enum people_refusal *ret_refusal, const char **ret_field)
{
	const struct form_data *form = &write->call->form;
	*ret_field = "week";
	return people_set_week_most(&write->act, write->act.actor, (int32_t)form_int(form, "week"), ret_refusal);
}

static enum fail do_reach(struct write *write, enum people_refusal *ret_refusal, const char **ret_field)
{
	*ret_field = "reach";
	if (!form_has(&write->call->form, "reach"))
		return write_refuse(write, KEY_form_error_required, "reach");
	return people_set_reach(&write->act, write->act.actor, (int32_t)form_int(&write->call->form, "reach"), ret_refusal);
}

static enum fail join_work(struct write *write, void *context UNUSED)
{
	const struct form_data *form = &write->call->form;
	enum people_refusal refusal = PEOPLE_OK;
	int32_t reach_m = form_has(form, "reach") ? (int32_t)form_int(form, "reach") : REACH_USUAL_M;
	enum fail fail = people_join(&write->act, write->act.actor, form_bool(form, "agree"), reach_m, &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, refusal == PEOPLE_NO_CONSENT ? KEY_serve_join_not_agreed : words_people_refusal(refusal), "agree");
	write->location = URL("/serve/me");
	return fail;
}
