/* SPDX-License-Identifier: Apache-2.0
 *
 * The public numbers: true counts of facts, each explained, nobody hidden and
 * nobody recognisable. A count from one to four is shown as "under 5"; where
 * one such place could be found out from the sum of the others, the next
 * smallest is hidden with it.
 */
#include "base/when.h"
#include "domain/records.h"
#include "domain/requests.h"
#include "queries/numbers.h"
#include "views/public.h"
#include "web/pages/faces.h"
#include "web/reply.h"

#define FEW 5          /* smaller counts could be somebody */
#define WINDOW_DAYS 90 /* of medians and places */
#define YEAR_DAYS 365
#define MONTHS 12
#define FIGURES 6
#define DAYS_FROM_MIN (48 * 60) /* longer times are told in days */

/* What one month counts. */
struct month {
	int64_t from_ms, to_ms;
	enum key name;
	int64_t served, minutes, people;
};

static void months_of(int64_t now_ms, struct month months[MONTHS]);
static enum fail count_month(struct call *call, struct month *month);
static enum fail fill_figures(struct call *call, const struct month months[MONTHS], struct view_public_numbers *view);
static enum fail fill_trends(struct call *call, const struct month months[MONTHS], struct view_public_numbers *view);
static enum fail fill_scores(struct call *call, struct view_public_numbers *view);
static enum fail fill_places(struct call *call, struct view_public_numbers *view);
static enum fail median_of(struct call *call, enum request_event_kind kind, enum request_state state, struct text *ret_words);
static struct text counted(struct call *call, enum key unit, int64_t count);
static struct text words_of(struct call *call, enum key key, enum say_kind kind, int64_t number);
static struct text before_of(struct call *call, struct text value);
static bool is_few(int64_t count);
static int64_t width_of(int64_t count, int64_t most);

enum fail page_public_numbers_get(struct call *call, struct reply *reply)
{
	struct view_public_numbers view = {.at_ms = call->now_ms};
	struct month months[MONTHS];
	months_of(call->now_ms, months);
	for (size_t i = 0; i < MONTHS; i++)
		TRY(count_month(call, &months[i]));
	TRY(fill_figures(call, months, &view));
	TRY(fill_trends(call, months, &view));
	TRY(fill_scores(call, &view));
	TRY(fill_places(call, &view));
	view.shell.title = call_say(call, KEY_public_numbers_title);
	return reply_page(call, reply, &page_public_numbers, &view);
}

/* The twelve calendar months that end with this one. */
static void months_of(int64_t now_ms, struct month months[MONTHS])
{
	static const enum key names[] = {KEY_time_month_01, KEY_time_month_02, KEY_time_month_03, KEY_time_month_04, KEY_time_month_05,
		KEY_time_month_06, KEY_time_month_07, KEY_time_month_08, KEY_time_month_09, KEY_time_month_10, KEY_time_month_11, KEY_time_month_12};
	struct local_time now = when_local(now_ms);
	int32_t first = now.year * 12 + now.month - MONTHS; /* counted from month 0 of year 0 */
	for (int32_t i = 0; i < MONTHS; i++) {
		int32_t from = 0;
		int32_t to = 0;
		check(when_day_from_date((first + i) / 12, (first + i) % 12 + 1, 1, &from));
		check(when_day_from_date((first + i + 1) / 12, (first + i + 1) % 12 + 1, 1, &to));
		months[i] = (struct month){.from_ms = when_at(from, 0), .to_ms = when_at(to, 0), .name = names[(first + i) % 12]};
	}
}

static enum fail count_month(struct call *call, struct month *month)
{
	struct numbers_served_row served = {0};
	struct numbers_given_row given = {0};
	bool is_found = false;
	TRY(q_numbers_served(call->view, call->arena, &(struct numbers_served_in){.centre_id = call->centre_id, .from_ms = month->from_ms,
		.to_ms = month->to_ms}, &is_found, &served));
	TRY(q_numbers_given(call->view, call->arena, &(struct numbers_given_in){.centre_id = call->centre_id, .from_ms = month->from_ms,
		.to_ms = month->to_ms}, &is_found, &given));
	month->served = served.count;
	month->minutes = given.minutes;
	month->people = given.people;
	return OK;
}

static enum fail fill_figures(struct call *call, const struct month months[MONTHS], struct view_public_numbers *view)
{
	const struct month *now = &months[MONTHS - 1];
	const struct month *before = &months[MONTHS - 2];
	struct numbers_open_row open = {0};
	bool is_found = false;
	struct text yes;
	struct text done;
	struct view_public_numbers_figure *rows = arena_array(call->arena, struct view_public_numbers_figure, FIGURES);
	if (rows == NULL)
		return FAIL_LIMIT;
	TRY(q_numbers_open(call->view, call->arena, &(struct numbers_open_in){.centre_id = call->centre_id}, &is_found, &open));
	TRY(median_of(call, REQUEST_EVENT_CLAIMED, REQUEST_CLAIMED, &yes));
	TRY(median_of(call, REQUEST_EVENT_CHECKED_OUT, REQUEST_SERVED, &done));
	struct text late = is_few(open.late) ? counted(call, KEY_public_numbers_late, open.late)
		: open.late == 0 ? call_say(call, KEY_public_numbers_none_late) : words_of(call, KEY_public_numbers_late, SAY_INT, open.late);
	const struct view_public_numbers_figure figures[FIGURES] = {
		{.label = KEY_public_numbers_served, .more = KEY_public_numbers_served_more, .value = counted(call, KEY_public_numbers_things, now->served),
			.before = before_of(call, counted(call, KEY_public_numbers_things, before->served))},
		{.label = KEY_public_numbers_hours, .more = KEY_public_numbers_hours_more, .value = words_of(call, KEY_public_numbers_long, SAY_MINUTES, now->minutes),
			.before = before_of(call, words_of(call, KEY_public_numbers_long, SAY_MINUTES, before->minutes))},
		{.label = KEY_public_numbers_volunteers, .more = KEY_public_numbers_volunteers_more, .value = counted(call, KEY_public_numbers_people, now->people),
			.before = before_of(call, counted(call, KEY_public_numbers_people, before->people))},
		{.label = KEY_public_numbers_yes, .more = KEY_public_numbers_yes_more, .value = yes},
		{.label = KEY_public_numbers_done, .more = KEY_public_numbers_done_more, .value = done},
		{.label = KEY_public_numbers_open, .more = KEY_public_numbers_open_more, .value = counted(call, KEY_public_numbers_things, open.count),
			.before = late}};
	for (size_t i = 0; i < FIGURES; i++)
		rows[i] = figures[i];
	view->figure.rows = rows;
	view->figure.count = FIGURES;
	return OK;
}

static enum fail fill_trends(struct call *call, const struct month months[MONTHS], struct view_public_numbers *view)
{
	static const struct { enum key label; bool is_counted; } kinds[] = {{KEY_public_numbers_months_served, true},
		{KEY_public_numbers_months_hours, false}, {KEY_public_numbers_months_people, true}};
	struct view_parts_trend *trends = arena_array(call->arena, struct view_parts_trend, COUNT_OF(kinds));
	if (trends == NULL)
		return FAIL_LIMIT;
	for (size_t kind = 0; kind < COUNT_OF(kinds); kind++) {
		struct view_parts_trend_month *rows = arena_array(call->arena, struct view_parts_trend_month, MONTHS);
		int64_t most = 0;
		int64_t values[MONTHS];
		if (rows == NULL)
			return FAIL_LIMIT;
		for (size_t i = 0; i < MONTHS; i++) {
			values[i] = kind == 0 ? months[i].served : kind == 1 ? (months[i].minutes + 30) / 60 : months[i].people;
			most = values[i] > most ? values[i] : most;
		}
		for (size_t i = 0; i < MONTHS; i++)
			rows[i] = (struct view_parts_trend_month){.name = months[i].name, .is_now = i == MONTHS - 1, .width = width_of(values[i], most),
				.value = kinds[kind].is_counted ? counted(call, KEY_public_numbers_long, values[i]) : words_of(call, KEY_public_numbers_long, SAY_INT, values[i])};
		trends[kind] = (struct view_parts_trend){.label = kinds[kind].label};
		trends[kind].month.rows = rows;
		trends[kind].month.count = MONTHS;
	}
	view->trend.rows = trends;
	view->trend.count = COUNT_OF(kinds);
	return OK;
}

/* The distribution, and how many spoke at all: an average would hide both. */
static enum fail fill_scores(struct call *call, struct view_public_numbers *view)
{
	static const enum key labels[] = {KEY_public_numbers_score_5, KEY_public_numbers_score_4, KEY_public_numbers_score_3, KEY_public_numbers_score_2,
		KEY_public_numbers_score_1};
	struct numbers_scores_rows scores;
	struct numbers_confirmed_row confirmed = {0};
	bool is_found = false;
	int64_t from_ms = call->now_ms - YEAR_DAYS * DAY_MS;
	int64_t counts[6] = {0};
	int64_t most = 0;
	int64_t rated = 0;
	size_t few = 0;
	size_t next = SIZE_MAX; /* the smallest that is shown */
	TRY(q_numbers_scores(call->view, call->arena, &(struct numbers_scores_in){.centre_id = call->centre_id, .from_ms = from_ms,
		.to_ms = call->now_ms + 1}, &scores));
	TRY(q_numbers_confirmed(call->view, call->arena, &(struct numbers_confirmed_in){.centre_id = call->centre_id, .from_ms = from_ms,
		.to_ms = call->now_ms + 1}, &is_found, &confirmed));
	struct view_public_numbers_score *rows = arena_array(call->arena, struct view_public_numbers_score, COUNT_OF(labels));
	if (rows == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < scores.count; i++) {
		check(scores.rows[i].score >= 1 && scores.rows[i].score <= 5);
		counts[scores.rows[i].score] = scores.rows[i].count;
		rated += scores.rows[i].count;
		most = scores.rows[i].count > most ? scores.rows[i].count : most;
	}
	for (size_t i = 0; i < COUNT_OF(labels); i++) {
		int64_t count = counts[5 - i];
		rows[i] = (struct view_public_numbers_score){.label = labels[i], .count = counted(call, KEY_public_numbers_long, count),
			.width = width_of(count, most)};
		few += is_few(count);
		next = count >= FEW && (next == SIZE_MAX || count < counts[5 - next]) ? i : next;
	}
	if (few == 1 && next != SIZE_MAX) {
		rows[next].count = call_say(call, KEY_public_numbers_hidden);
		rows[next].width = 0;
	}
	view->has_ratings = rated >= FEW;
	view->has_rate = confirmed.count >= rated && confirmed.count >= FEW;
	view->rated = words_of(call, KEY_public_numbers_long, SAY_INT, rated);
	view->confirmed = words_of(call, KEY_public_numbers_long, SAY_INT, confirmed.count);
	view->rated_percent = confirmed.count > 0 ? rated * 100 / confirmed.count : 0;
	view->score.rows = rows;
	view->score.count = COUNT_OF(labels);
	return OK;
}

static enum fail fill_places(struct call *call, struct view_public_numbers *view)
{
	struct numbers_places_rows places;
	size_t few = 0;
	size_t next = SIZE_MAX; /* the smallest that is shown */
	TRY(q_numbers_places(call->view, call->arena, &(struct numbers_places_in){.centre_id = call->centre_id,
		.from_ms = call->now_ms - WINDOW_DAYS * DAY_MS, .to_ms = call->now_ms + 1}, &places));
	struct view_public_numbers_place *rows = arena_array(call->arena, struct view_public_numbers_place, places.count + 1);
	if (rows == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < places.count; i++) { /* the largest first */
		const struct numbers_places_row *place = &places.rows[i];
		rows[i] = (struct view_public_numbers_place){.name = VOCAB(place->name), .served = counted(call, KEY_public_numbers_long, place->served),
			.open = counted(call, KEY_public_numbers_long, place->open), .is_nothing = place->served == 0,
			.width = width_of(place->served, places.rows[0].served)};
		view->places_without += place->served == 0;
		few += is_few(place->served);
		next = place->served >= FEW ? i : next;
	}
	if (few == 1 && next != SIZE_MAX) {
		rows[next].served = call_say(call, KEY_public_numbers_hidden);
		rows[next].width = 0;
	}
	view->place.rows = rows;
	view->place.count = places.count;
	return OK;
}

/* "3.5 hours", "2 days"; said only when enough requests stand behind it. */
static enum fail median_of(struct call *call, enum request_event_kind kind, enum request_state state, struct text *ret_words)
{
	struct numbers_median_row row = {0};
	bool is_found = false;
	TRY(q_numbers_median(call->view, call->arena, &(struct numbers_median_in){.centre_id = call->centre_id, .kind = kind, .to_state = state,
		.from_ms = call->now_ms - WINDOW_DAYS * DAY_MS, .to_ms = call->now_ms + 1}, &is_found, &row));
	int64_t minutes = row.median_ms / MINUTE_MS;
	if (!is_found || row.count < FEW)
		*ret_words = call_say(call, KEY_public_numbers_none);
	else if (minutes < DAYS_FROM_MIN)
		*ret_words = words_of(call, KEY_public_numbers_long, SAY_MINUTES, minutes);
	else
		*ret_words = words_of(call, KEY_public_numbers_days, SAY_INT, (minutes + 12 * 60) / (24 * 60));
	return OK;
}

static struct text counted(struct call *call, enum key unit, int64_t count)
{
	const struct say few[] = {{"n", SAY_KEY, TEXT_NONE, KEY_public_numbers_few}};
	if (is_few(count))
		return render_words(call->arena, call->lang, call->now_ms, unit == KEY_public_numbers_late ? unit : KEY_public_numbers_long, few, 1);
	return words_of(call, unit, SAY_INT, count);
}

static struct text words_of(struct call *call, enum key key, enum say_kind kind, int64_t number)
{
	const struct say values[] = {{"n", kind, TEXT_NONE, number}};
	return render_words(call->arena, call->lang, call->now_ms, key, values, 1);
}

static struct text before_of(struct call *call, struct text value)
{
	const struct say values[] = {{"n", SAY_TEXT, value, 0}};
	return render_words(call->arena, call->lang, call->now_ms, KEY_public_numbers_before, values, 1);
}

static bool is_few(int64_t count)
{
	return count > 0 && count < FEW;
}

/* Per cent of the longest bar; what is few is as long as the most it could be, so that a bar tells no more than its word. */
static int64_t width_of(int64_t count, int64_t most)
{
	int64_t shown = is_few(count) ? FEW - 1 : count;
	int64_t longest = most < FEW ? FEW - 1 : most;
	return shown * 100 / longest;
}
