/* SPDX-License-Identifier: Apache-2.0
 *
 * A person as volunteer: hours and points apart, skills, free times, where
 * she goes; or how she becomes one.
 */
#include "base/when.h"
#include "domain/ledger.h"
#include "domain/records.h"
#include "queries/people_pages.h"
#include "views/desk.h"
#include "web/pages/people_private.h"
#include "web/words.h"

static enum fail fill_volunteer(struct call *call, struct person_id id, struct view_desk_person *view, struct view_parts_person_serving *serving);
static enum fail fill_skills(struct call *call, struct person_id id, struct view_parts_person_serving *serving);
static enum fail fill_skill_choices(struct call *call, struct view_parts_person_serving *serving);
static enum fail fill_days(struct call *call, struct person_id id, struct view_parts_person_serving *serving);
static enum fail fill_duties(struct call *call, struct person_id id, struct view_parts_person_serving *serving);
static enum fail fill_channels(struct call *call, struct view_parts_person_serving *serving);

enum fail people_fill_serving(struct call *call, struct person_id id, struct view_desk_person *view)
{
	struct view_parts_person_serving *serving = arena_new(call->arena, struct view_parts_person_serving);
	if (serving == NULL)
		return FAIL_LIMIT;
	*serving = (struct view_parts_person_serving){.csrf = call_csrf(call), .once = call_once(call), .begin = people_step_url(call, "volunteer"),
		.skill_put = people_step_url(call, "skill"), .skill_drop = people_step_url(call, "unskill"), .free_put = people_step_url(call, "free"),
		.pause = people_step_url(call, "pause"), .reach_put = people_step_url(call, "reach")};
	if (people_is_again(call, "volunteer"))
		serving->error = people_step_error(call);
	TRY(fill_channels(call, serving));
	TRY(fill_volunteer(call, id, view, serving));
	view->serving = serving;
	if (!serving->is_volunteer)
		return OK;
	TRY(fill_skills(call, id, serving));
	TRY(fill_skill_choices(call, serving));
	TRY(fill_days(call, id, serving));
	return fill_duties(call, id, serving);
}

static enum fail fill_volunteer(struct call *call, struct person_id id, struct view_desk_person *view, struct view_parts_person_serving *serving)
{
	struct volunteer_get_row row;
	struct records_total total;
	struct ledger_balance balance;
	struct access hers;
	struct act act = call_act(call);
	bool is_found = false;
	TRY(q_volunteer_get(call->view, call->arena, &(struct volunteer_get_in){.centre_id = call->centre_id, .person_id = id}, &is_found, &row));
	TRY(access_load(&act, id, &hers));
	serving->is_volunteer = is_found && (hers.mask & ROLE_BIT(ROLE_VOLUNTEER)) != 0;
	if (!serving->is_volunteer)
		return OK;
	TRY(records_total_of(&act, id, &total));
	TRY(ledger_balance_of(&act, id, &balance));
	view->volunteer_number = row.number;
	serving->number = row.number;
	serving->backfill = url_with(call->arena, URL("/desk/backfills"), "number", row.number);
	serving->since_ms = row.since_ms;
	serving->paused_ms = row.paused_until_ms;
	serving->is_paused = row.paused_until_ms > call->now_ms;
	serving->reach_m = row.reach_m;
	serving->machine = total.minutes_machine;
	serving->manual = total.minutes_manual;
	serving->available = balance.available;
	serving->held = balance.held;
	if (people_is_again(call, "pause") || people_is_again(call, "reach")) {
		serving->pause_error = people_step_error(call);
		serving->pause_day = form_text(&call->form, "until");
	}
	return OK;
}

static enum fail fill_skills(struct call *call, struct person_id id, struct view_parts_person_serving *serving)
{
	struct person_skill_list_rows rows;
	int32_t today = when_local_day(call->now_ms);
	TRY(q_person_skill_list(call->view, call->arena, &(struct person_skill_list_in){.centre_id = call->centre_id, .person_id = id}, &rows));
	struct view_parts_person_serving_skill *chips = arena_array(call->arena, struct view_parts_person_serving_skill, rows.count + 1);
	if (chips == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		int32_t until = (int32_t)rows.rows[i].valid_until_day;
		chips[i] = (struct view_parts_person_serving_skill){.word = rows.rows[i].skill, .label = words_skill(rows.rows[i].skill), .until = until,
			.is_over = until != 0 && until < today};
	}
	serving->skill.rows = chips;
	serving->skill.count = rows.count;
	return OK;
}

static enum fail fill_skill_choices(struct call *call, struct view_parts_person_serving *serving)
{
	struct view_parts_person_serving_skill_choice *choices = arena_array(call->arena, struct view_parts_person_serving_skill_choice, words_skills_count);
	bool is_again = people_is_again(call, "skill");
	if (choices == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < words_skills_count; i++)
		choices[i] = (struct view_parts_person_serving_skill_choice){.word = text_of(words_skills[i]), .label = words_skill(text_of(words_skills[i])),
			.is_chosen = is_again && text_equal(form_text(&call->form, "skill"), text_of(words_skills[i]))};
	serving->skill_choice.rows = choices;
	serving->skill_choice.count = words_skills_count;
	if (is_again) {
		serving->skill_error = people_step_error(call);
		serving->skill_until = form_text(&call->form, "until");
	}
	return OK;
}

/* Each day of the week as one line: "08:00-12:00, 14:00-18:00". */
static enum fail fill_days(struct call *call, struct person_id id, struct view_parts_person_serving *serving)
{
	struct free_time_list_rows rows;
	bool is_again = people_is_again(call, "free");
	struct view_parts_person_serving_day *days = arena_array(call->arena, struct view_parts_person_serving_day, PEOPLE_DAYS);
	if (days == NULL)
		return FAIL_LIMIT;
	TRY(q_free_time_list(call->view, call->arena, &(struct free_time_list_in){.centre_id = call->centre_id, .person_id = id}, &rows));
	for (int i = 0; i < PEOPLE_DAYS; i++)
		days[i] = (struct view_parts_person_serving_day){.name = text_of(people_days[i].name), .label = people_days[i].label,
			.spans = is_again ? form_text(&call->form, people_days[i].name) : TEXT_NONE,
			.error = is_again ? call_error(call, people_days[i].name) : TEXT_NONE};
	for (size_t i = 0; i < rows.count && !is_again; i++) {
		const struct free_time_list_row *row = &rows.rows[i];
		if (row->weekday < 1 || row->weekday > PEOPLE_DAYS)
			continue;
		struct text *spans = &days[row->weekday - 1].spans;
		*spans = arena_join(call->arena, *spans, arena_format(call->arena, "%s%02d:%02d-%02d:%02d", spans->len > 0 ? ", " : "",
			(int)row->from_min / 60, (int)row->from_min % 60, (int)row->to_min / 60, (int)row->to_min % 60));
	}
	serving->day.rows = days;
	serving->day.count = PEOPLE_DAYS;
	serving->is_free_open = is_again;
	return OK;
}

static enum fail fill_duties(struct call *call, struct person_id id, struct view_parts_person_serving *serving)
{
	struct person_duties_rows rows;
	TRY(q_person_duties(call->view, call->arena, &(struct person_duties_in){.centre_id = call->centre_id, .person_id = id}, &rows));
	struct view_parts_person_serving_duty *lines = arena_array(call->arena, struct view_parts_person_serving_duty, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		lines[i] = (struct view_parts_person_serving_duty){.has_page = rows.rows[i].request_id.value != 0,
			.href = url_id(call->arena, "/desk/requests/", rows.rows[i].request_id.value, ""), .title = VOCAB_TITLE(&rows.rows[i]),
			.from_ms = rows.rows[i].from_ms, .minutes = rows.rows[i].minutes, .is_ended = rows.rows[i].ended_at_ms != 0};
	serving->duty.rows = lines;
	serving->duty.count = rows.count;
	return OK;
}

static enum fail fill_channels(struct call *call, struct view_parts_person_serving *serving)
{
	struct view_parts_person_serving_channel *channels = arena_array(call->arena, struct view_parts_person_serving_channel, CHANNEL_PAPER + 1);
	if (channels == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; people_channel_choices[i].word != NULL; i++)
		channels[serving->channel.count++] = (struct view_parts_person_serving_channel){.word = text_of(people_channel_choices[i].word),
			.label = people_channel_choices[i].label};
	serving->channel.rows = channels;
	return OK;
}
