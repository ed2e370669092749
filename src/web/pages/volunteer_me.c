/* SPDX-License-Identifier: Apache-2.0
 *
 * How a volunteer serves: her free times as a week, her skills with their end,
 * how far she goes, whether she rests; and the page by which one becomes one.
 */
#include "base/when.h"
#include "queries/people.h"
#include "views/volunteer.h"
#include "web/app.h"
#include "web/pages/faces.h"
#include "web/pages/volunteer_private.h"
#include "web/words.h"

#define GRID_FROM_MIN (6 * 60) /* the picture of the week shows 6 to 22 o'clock, 3 minutes to a line */
#define GRID_TO_MIN (22 * 60)
#define SOON_DAYS 60 /* a skill that ends so soon is pointed out */

static enum fail fill_state(struct call *call, struct view_volunteer_me *view, int64_t *ret_reach_m);
static enum fail fill_times(struct call *call, struct view_volunteer_me *view);
static enum fail fill_day(struct call *call, int day, const struct free_time_list_rows *rows, struct view_volunteer_me_day *ret_day);
static enum fail fill_skills(struct call *call, struct view_volunteer_me *view);
static enum fail fill_claims(struct call *call, struct view_volunteer_me *view);

enum fail page_serve_me_get(struct call *call, struct reply *reply)
{
	struct view_volunteer_me view = {.csrf = call_csrf(call), .once = call_once(call)};
	struct view_volunteer_me_reach *reaches = arena_array(call->arena, struct view_volunteer_me_reach, serve_reaches_count);
	int64_t reach_m = 0;
	if (reaches == NULL)
		return FAIL_LIMIT;
	TRY(fill_state(call, &view, &reach_m));
	TRY(fill_times(call, &view));
	TRY(fill_skills(call, &view));
	TRY(fill_claims(call, &view));
	for (size_t i = 0; i < serve_reaches_count; i++) { /* the nearest that is not less */
		bool is_below = i > 0 && reach_m <= serve_reaches[i - 1].metres;
		reaches[i] = (struct view_volunteer_me_reach){.value = serve_reaches[i].metres, .label = serve_reaches[i].label,
			.is_chosen = reach_m <= serve_reaches[i].metres && !is_below};
	}
	view.reach.rows = reaches;
	view.reach.count = serve_reaches_count;
	view.shell.title = call_say(call, KEY_serve_me_title);
	return reply_page(call, reply, &page_volunteer_me, &view);
}

enum fail page_serve_join_get(struct call *call, struct reply *reply)
{
	struct view_volunteer_join view = {.csrf = call_csrf(call), .once = call_once(call), .phone = call->app->centre_phone,
		.call = url_tel(call->arena, call->app->centre_phone)};
	struct view_volunteer_join_reach *reaches = arena_array(call->arena, struct view_volunteer_join_reach, serve_reaches_count);
	bool is_again = call->form.form == &form_serve_join;
	int64_t chosen = is_again && form_has(&call->form, "reach") ? form_int(&call->form, "reach") : 3000;
	if (call_is(call, ROLE_BIT(ROLE_VOLUNTEER)))
		return reply_see_other(call, reply, URL("/serve/me"));
	if (reaches == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < serve_reaches_count; i++)
		reaches[i] = (struct view_volunteer_join_reach){.value = serve_reaches[i].metres, .label = serve_reaches[i].label,
			.is_chosen = serve_reaches[i].metres == chosen};
	view.error = is_again ? call_error(call, "agree") : TEXT_NONE;
	view.reach.rows = reaches;
	view.reach.count = serve_reaches_count;
	view.shell.title = call_say(call, KEY_serve_join_title);
	return reply_page(call, reply, &page_volunteer_join, &view);
}

static enum fail fill_state(struct call *call, struct view_volunteer_me *view, int64_t *ret_reach_m)
{
	struct volunteer_get_row row = {0};
	bool is_found = false;
	TRY(q_volunteer_get(call->view, call->arena, &(struct volunteer_get_in){.centre_id = call->centre_id, .person_id = call->actor}, &is_found, &row));
	view->number = row.number;
	view->since = when_local_day(row.since_ms);
	view->is_paused = row.paused_until_ms > call->now_ms;
	view->paused_ms = row.paused_until_ms;
	*ret_reach_m = row.reach_m;
	view->week_most = row.week_most;
	view->has_week_most = row.week_most > 0;
	if (call->form.form == &form_serve_me) {
		view->until = form_text(&call->form, "until");
		view->until_error = call_error(call, "until");
		view->note = form_text(&call->form, "note");
		view->skill_error = call_error(call, "skill");
	}
	return OK;
}

static enum fail fill_times(struct call *call, struct view_volunteer_me *view)
{
	struct free_time_list_rows rows;
	TRY(q_free_time_list(call->view, call->arena, &(struct free_time_list_in){.centre_id = call->centre_id, .person_id = call->actor}, &rows));
	struct view_volunteer_me_day *days = arena_array(call->arena, struct view_volunteer_me_day, SERVE_DAYS);
	struct view_volunteer_me_span *spans = arena_array(call->arena, struct view_volunteer_me_span, rows.count + 1);
	if (days == NULL || spans == NULL)
		return FAIL_LIMIT;
	for (int day = 0; day < SERVE_DAYS; day++)
		TRY(fill_day(call, day, &rows, &days[day]));
	for (size_t i = 0; i < rows.count; i++) {
		int64_t from = rows.rows[i].from_min < GRID_FROM_MIN ? GRID_FROM_MIN : rows.rows[i].from_min;
		int64_t to = rows.rows[i].to_min > GRID_TO_MIN ? GRID_TO_MIN : rows.rows[i].to_min;
		if (from < to)
			spans[view->span.count++] = (struct view_volunteer_me_span){.x = (rows.rows[i].weekday - 1) * 100 + 8, .y = (from - GRID_FROM_MIN) / 3,
				.height = (to - from) / 3};
	}
	view->day.rows = days;
	view->day.count = SERVE_DAYS;
	view->span.rows = spans;
	return OK;
}

/* What is kept, or what was typed when it is shown again. */
static enum fail fill_day(struct call *call, int day, const struct free_time_list_rows *rows, struct view_volunteer_me_day *ret_day)
{
	bool is_again = call->form.form == &form_serve_times;
	struct view_volunteer_me_day_pair *pairs = arena_array(call->arena, struct view_volunteer_me_day_pair, SERVE_SPANS);
	int count = 0;
	if (pairs == NULL)
		return FAIL_LIMIT;
	*ret_day = (struct view_volunteer_me_day){.label = serve_weekdays[day]};
	for (size_t i = 0; i < rows->count; i++) {
		const struct free_time_list_row *row = &rows->rows[i];
		if (row->weekday != day + 1 || count >= SERVE_SPANS)
			continue;
		pairs[count].from = arena_format(call->arena, "%02d:%02d", (int)row->from_min / 60, (int)row->from_min % 60);
		pairs[count].to = arena_format(call->arena, "%02d:%02d", (int)row->to_min / 60, (int)row->to_min % 60);
		ret_day->spans = arena_format(call->arena, "%.*s%s%.*s–%.*s", TEXT_ARGS(ret_day->spans), count > 0 ? " · " : "", TEXT_ARGS(pairs[count].from),
			TEXT_ARGS(pairs[count].to));
		count++;
	}
	for (int span = 0; span < SERVE_SPANS; span++) {
		const struct serve_span_names *names = &serve_spans[day][span];
		pairs[span].number = span + 1;
		pairs[span].from_name = text_of(names->from);
		pairs[span].to_name = text_of(names->to);
		if (!is_again)
			continue;
		pairs[span].from = form_text(&call->form, names->from);
		pairs[span].to = form_text(&call->form, names->to);
		if (ret_day->error.len == 0)
			ret_day->error = call_error(call, names->from);
		if (ret_day->error.len == 0)
			ret_day->error = call_error(call, names->to);
	}
	ret_day->is_open = ret_day->error.len > 0;
	ret_day->pair.rows = pairs;
	ret_day->pair.count = SERVE_SPANS;
	return OK;
}

/* Those that count, with their end; and what is left to choose from. */
static enum fail fill_skills(struct call *call, struct view_volunteer_me *view)
{
	struct person_skill_list_rows rows;
	int32_t today = when_local_day(call->now_ms);
	TRY(q_person_skill_list(call->view, call->arena, &(struct person_skill_list_in){.centre_id = call->centre_id, .person_id = call->actor}, &rows));
	struct view_volunteer_me_skill *skills = arena_array(call->arena, struct view_volunteer_me_skill, rows.count + 1);
	struct view_volunteer_me_choice *choices = arena_array(call->arena, struct view_volunteer_me_choice, words_skills_count);
	if (skills == NULL || choices == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		int32_t until = (int32_t)rows.rows[i].valid_until_day;
		skills[i] = (struct view_volunteer_me_skill){.label = words_skill(rows.rows[i].skill), .until = until, .is_over = until != 0 && until < today,
			.is_soon = until >= today && until < today + SOON_DAYS};
	}
	for (size_t i = 0; i < words_skills_count; i++) {
		struct text word = text_of(words_skills[i]);
		bool is_held = false;
		for (size_t n = 0; n < rows.count && !is_held; n++)
			is_held = text_equal(rows.rows[n].skill, word) && !skills[n].is_over;
		if (!is_held)
			choices[view->choice.count++] = (struct view_volunteer_me_choice){.word = word, .label = words_skill(word),
				.is_chosen = call->form.form == &form_serve_me && text_equal(form_text(&call->form, "skill"), word)};
	}
	view->skill.rows = skills;
	view->skill.count = rows.count;
	view->choice.rows = choices;
	return OK;
}

static enum fail fill_claims(struct call *call, struct view_volunteer_me *view)
{
	struct skill_claims_of_rows rows;
	TRY(q_skill_claims_of(call->view, call->arena, &(struct skill_claims_of_in){.centre_id = call->centre_id, .person_id = call->actor}, &rows));
	struct view_volunteer_me_claim *claims = arena_array(call->arena, struct view_volunteer_me_claim, rows.count + 1);
	if (claims == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		claims[i] = (struct view_volunteer_me_claim){.label = words_skill(rows.rows[i].skill), .asked_ms = rows.rows[i].asked_at_ms,
			.is_waiting = rows.rows[i].decided_at_ms == 0, .reason = rows.rows[i].reason};
	view->claim.rows = claims;
	view->claim.count = rows.count;
	return OK;
}
