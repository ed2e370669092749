/* SPDX-License-Identifier: Apache-2.0
 *
 * The volunteer's calendar: what comes, day by day, and a year of what was.
 */
#include "base/when.h"
#include "domain/duties.h"
#include "queries/volunteer_pages.h"
#include "views/volunteer.h"
#include "web/pages/faces.h"
#include "web/reply.h"
#include "web/words.h"

#define COMING_DAYS 120
#define YEARS_FROM 2020 /* before the first data any station has */

static const struct field duties_fields[] = {
	{ .name = "year", .type = FIELD_INT, .min = YEARS_FROM, .max = 2200, .label = KEY_volunteer_duties_years },
};
const struct form form_serve_duties = FORM("serve_duties", duties_fields);

static int64_t first_instant_of(int64_t year);
static struct url url_of(struct call *call, int64_t year);
static enum fail read_rows(struct call *call, int64_t from_ms, int64_t to_ms, struct serve_calendar_rows *ret_rows);
static enum fail fill_coming(struct call *call, struct view_volunteer_duties *view);
static enum fail fill_past(struct call *call, int64_t year, struct view_volunteer_duties *view);
static struct view_volunteer_duties_coming_duty coming_of(struct call *call, const struct serve_calendar_row *row);

enum fail page_serve_duties_get(struct call *call, struct reply *reply)
{
	int64_t this_year = when_local(call->now_ms).year;
	bool is_asked = form_has(&call->form, "year") && call->form.error_count == 0 && form_int(&call->form, "year") <= this_year;
	int64_t year = is_asked ? form_int(&call->form, "year") : this_year;
	struct view_volunteer_duties view = {.year = year, .earlier = url_of(call, year - 1), .later = url_of(call, year + 1),
		.has_earlier = year > YEARS_FROM, .has_later = year < this_year};
	TRY(fill_coming(call, &view));
	TRY(fill_past(call, year, &view));
	view.shell.title = call_say(call, KEY_volunteer_duties_title);
	return reply_page(call, reply, &page_volunteer_duties, &view);
}

static int64_t first_instant_of(int64_t year)
{
	int32_t day = 0;
	check(when_day_from_date((int32_t)year, 1, 1, &day));
	return when_at(day, 0);
}

static struct url url_of(struct call *call, int64_t year)
{
	return url_with(call->arena, URL("/serve/duties"), "year", arena_format(call->arena, "%lld", (long long)year));
}

static enum fail read_rows(struct call *call, int64_t from_ms, int64_t to_ms, struct serve_calendar_rows *ret_rows)
{
	return q_serve_calendar(call->view, call->arena, &(struct serve_calendar_in){.centre_id = call->centre_id, .me = call->actor,
		.from_ms = from_ms, .to_ms = to_ms}, ret_rows);
}

/* From this morning on; one list item for each day that has something. */
static enum fail fill_coming(struct call *call, struct view_volunteer_duties *view)
{
	struct serve_calendar_rows rows;
	int32_t today = when_local_day(call->now_ms);
	TRY(read_rows(call, when_at(today, 0), when_at(today + COMING_DAYS, 0), &rows));
	struct view_volunteer_duties_coming *days = arena_array(call->arena, struct view_volunteer_duties_coming, rows.count + 1);
	struct view_volunteer_duties_coming_duty *duties = arena_array(call->arena, struct view_volunteer_duties_coming_duty, rows.count + 1);
	if (days == NULL || duties == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		int32_t date = when_local_day(rows.rows[i].from_ms);
		if (rows.rows[i].state == DUTY_DONE)
			continue;
		if (view->coming.count == 0 || days[view->coming.count - 1].date != date) {
			days[view->coming.count++] = (struct view_volunteer_duties_coming){.date = date, .is_today = date == today};
			days[view->coming.count - 1].duty.rows = &duties[i];
		}
		duties[i] = coming_of(call, &rows.rows[i]);
		days[view->coming.count - 1].duty.count = (size_t)(&duties[i] - days[view->coming.count - 1].duty.rows) + 1;
	}
	view->coming.rows = days;
	return OK;
}

static struct view_volunteer_duties_coming_duty coming_of(struct call *call, const struct serve_calendar_row *row)
{
	static const struct { enum key key; const char *tone; const char *icon; } states[] = {[DUTY_WAITING] = {KEY_volunteer_duties_agreed, "is-info", "person"},
		[DUTY_STAFFED] = {KEY_volunteer_duties_agreed, "is-info", "person"}, [DUTY_STARTED] = {KEY_volunteer_duties_started, "is-waiting", "heart"}};
	bool is_loose = !duty_is_appointment(row->from_ms, row->to_ms, (int32_t)row->duration_min);
	return (struct view_volunteer_duties_coming_duty){.href = url_id(call->arena, "/serve/requests/", row->request_id.value, ""),
		.title = VOCAB_TITLE(row), .where = VOCAB(row->place_name), .from_ms = row->from_ms, .to_ms = row->to_ms, .duration = row->duration_min,
		.is_loose = is_loose, .state = is_loose ? KEY_volunteer_duties_to_agree : states[row->state].key,
		.tone = is_loose ? TEXT("is-waiting") : text_of(states[row->state].tone), .icon = is_loose ? TEXT("clock") : text_of(states[row->state].icon)};
}

/* Newest day first: the last thing done is what one looks for. */
static enum fail fill_past(struct call *call, int64_t year, struct view_volunteer_duties *view)
{
	struct serve_calendar_rows rows;
	TRY(read_rows(call, first_instant_of(year), first_instant_of(year + 1), &rows));
	struct view_volunteer_duties_past *days = arena_array(call->arena, struct view_volunteer_duties_past, rows.count + 1);
	struct view_volunteer_duties_past_duty *duties = arena_array(call->arena, struct view_volunteer_duties_past_duty, rows.count + 1);
	if (days == NULL || duties == NULL)
		return FAIL_LIMIT;
	for (size_t i = rows.count; i-- > 0;) {
		const struct serve_calendar_row *row = &rows.rows[i];
		int32_t date = when_local_day(row->from_ms);
		if (row->state != DUTY_DONE)
			continue;
		duties[view->count] = (struct view_volunteer_duties_past_duty){.href = url_id(call->arena, "/serve/requests/", row->request_id.value, ""),
			.title = VOCAB_TITLE(row), .where = VOCAB(row->place_name), .from_ms = row->from_ms, .to_ms = row->to_ms, .minutes = row->minutes,
			.is_recorded = row->minutes > 0};
		if (view->past.count == 0 || days[view->past.count - 1].date != date) {
			days[view->past.count++] = (struct view_volunteer_duties_past){.date = date};
			days[view->past.count - 1].duty.rows = &duties[view->count];
		}
		days[view->past.count - 1].duty.count++;
		view->sum += row->minutes;
		view->count++;
	}
	view->past.rows = days;
	return OK;
}
