/* SPDX-License-Identifier: Apache-2.0
 *
 * From the store to the planner: duties, volunteers, their free times less
 * their promises, who knows whom, who said no. All weights and costs of a plan
 * stand here; PLANS_RULE changes with them.
 */
#include "domain/plans_private.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/when.h"
#include "queries/plans.h"

/* Milli-units of one currency: a visit is worth a thousand, ten minutes on foot cost sixty. */
#define WEIGHT_EACH INT64_C(1000000)
#define WEIGHT_NEED INT64_C(200000)     /* lives alone, or in hardship */
#define WEIGHT_DUE INT64_C(300000)      /* its deadline ends before the day does */
#define BONUS_KNOWS INT64_C(80000)      /* each earlier visit to this resident ... */
#define KNOWS_MAX 4                     /* ... up to so many */
#define BONUS_KEPT INT64_C(200000)      /* stays as an earlier plan has it */
#define COST_TRAVEL 100                 /* a second */
#define COST_OUTING 20000
#define COST_FAIRNESS 15000             /* times hours squared, this month's and the plan's */
#define PACE_S_PER_KM 1040              /* 75 m a minute, streets 1.3 times longer (text/coordinates.h) */
#define GAP_S (30 * 60)                 /* around a promise */
#define SHIFT_LEAST_S (15 * 60)
#define NOTICE_S (60 * 60)              /* nobody is planned to begin sooner */
#define SKILLS_MAX 64
#define METRES_PER_E6 0.11132           /* of a degree on the equator */

struct rows {
	struct plan_duties_rows duties;
	struct plan_duty_skills_rows duty_skills;
	struct plan_volunteers_rows volunteers;
	struct plan_days_off_rows days_off;
	struct plan_busy_rows busy;
	struct plan_skills_rows skills;
	struct plan_unwilling_rows unwilling;
	struct plan_known_rows known;
};

/* What is being put together. */
/* One free span of a volunteer, in seconds since the first day's midnight. */
struct span { int64_t person_id; int32_t from_s, until_s; };
struct building {
	const struct act *act;
	struct rows rows;
	int32_t day, days;
	struct span *spans; size_t span_count;
	int64_t day_ms;
	int32_t earliest_s;
	struct text skills[SKILLS_MAX]; size_t skill_count;
	struct plan_town *town;
};
struct pair { uint32_t volunteer, duty; int64_t amount; };
struct pairs { struct pair *rows; size_t count; };

static enum fail read_rows(const struct act *act, struct place_id scope_id, int32_t day, int32_t days, struct rows *rows);
static enum fail read_spans(struct building *building);
static bool rests(const struct building *building, uint32_t volunteer, int32_t day);
static enum fail add_duties(struct building *building, enum plan_refusal *ret_refusal);
static enum fail add_volunteers(struct building *building);
static enum fail add_shifts(struct building *building);
static enum fail add_places(struct building *building);
static enum fail add_pairs(struct building *building);
static bool add_needs(struct building *building, uint64_t *skills);
static uint64_t skill_bit(struct building *building, struct text skill, bool is_new_allowed);
static enum fail put_pairs(struct arena *arena, struct pairs *pairs, bool has_amounts, struct planner_pairs *ret_pairs);

enum fail plans_town_read(const struct act *act, struct place_id scope_id, int32_t day, int32_t days, enum plan_refusal *ret_refusal,
	struct plan_town *ret_town)
{
	struct plan_town town = {.day_ms = when_at(day, 0), .days = days};
	struct building building = {.act = act, .day = day, .days = days, .day_ms = town.day_ms, .town = &town};
	int64_t earliest_ms = act->now_ms + NOTICE_S * SECOND_MS - town.day_ms;
	uint32_t index = 0;
	check(act->view != NULL && act->arena != NULL);
	building.earliest_s = earliest_ms > 0 ? (int32_t)(earliest_ms / SECOND_MS) : 0;
	*ret_refusal = PLAN_OK;
	check(days == 1 || days == PLANS_WEEK);
	TRY(read_rows(act, scope_id, day, days, &building.rows));
	town.problem = (struct planner_problem){.travel_cost = COST_TRAVEL, .outing_cost = COST_OUTING, .fairness_cost = COST_FAIRNESS};
	TRY(add_duties(&building, ret_refusal));
	if (*ret_refusal != PLAN_OK)
		return FAIL_REFUSED;
	TRY(add_volunteers(&building));
	TRY(read_spans(&building));
	TRY(add_shifts(&building));
	TRY(add_places(&building));
	TRY(add_pairs(&building));
	TRY(plans_limit(act, &town));
	check(planner_validate(&town.problem, &index) == PLANNER_FINE);
	TRY(plans_count_out(act, &town));
	*ret_town = town;
	return OK;
}

uint32_t plans_find(const int64_t *ids, uint32_t count, int64_t id)
{
	uint32_t from = 0;
	uint32_t to = count;
	while (from < to) {
		uint32_t middle = from + (to - from) / 2;
		if (ids[middle] < id)
			from = middle + 1;
		else
			to = middle;
	}
	return from < count && ids[from] == id ? from : PLANNER_NONE;
}

enum fail plans_town_hold(const struct act *act, struct plan_town *town, const struct plan_holds *holds)
{
	struct planner_problem *problem = &town->problem;
	uint32_t duties = problem->duties.count;
	struct pairs pairs = {.rows = arena_array(act->arena, struct pair, problem->bonuses.count + holds->count + 1)};
	uint32_t *first = arena_array(act->arena, uint32_t, duties + 1);
	uint32_t *item = arena_array(act->arena, uint32_t, holds->count + 1);
	int64_t *weight = arena_array(act->arena, int64_t, duties + 1);
	uint32_t count = 0;
	if (pairs.rows == NULL || first == NULL || item == NULL || weight == NULL)
		return FAIL_LIMIT;
	for (uint32_t i = 0; i < problem->bonuses.count; i++)
		pairs.rows[pairs.count++] = (struct pair){problem->bonuses.volunteer[i], problem->bonuses.duty[i], problem->bonuses.amount[i]};
	for (uint32_t d = 0; d < duties; d++) {
		first[d] = count;
		for (size_t i = 0; i < holds->count; i++) {
			if (holds->rows[i].duty_id.value != town->duty_ids[d])
				continue;
			uint32_t v = plans_find(town->person_ids, problem->volunteers.count, holds->rows[i].person_id.value);
			if (v == PLANNER_NONE)
				continue;
			item[count++] = v;
			if (!holds->is_exact)
				pairs.rows[pairs.count++] = (struct pair){v, d, BONUS_KEPT};
		}
		weight[d] = holds->is_exact && first[d] == count ? 0 : problem->duties.weight[d];
	}
	first[duties] = count;
	if (!holds->is_exact)
		return put_pairs(act->arena, &pairs, true, &problem->bonuses);
	problem->duties.weight = weight;
	problem->duties.fixed = (struct planner_lists){.first = first, .item = item};
	return OK;
}

static enum fail read_rows(const struct act *act, struct place_id scope_id, int32_t day, int32_t days, struct rows *rows)
{
	int64_t from_ms = when_at(day, 0);
	int64_t to_ms = when_at(day + days, 0);
	int32_t monday = day - (when_weekday(day) - 1);
	struct local_time now = when_local(act->now_ms);
	int64_t month_from_id = ids_first(when_at(when_local_day(act->now_ms) - (now.day - 1), 0));
	TRY(q_plan_duties(act->view, act->arena, &(struct plan_duties_in){.centre_id = act->centre_id, .scope_id = scope_id, .from_ms = from_ms,
		.to_ms = to_ms}, &rows->duties));
	TRY(q_plan_duty_skills(act->view, act->arena, &(struct plan_duty_skills_in){.centre_id = act->centre_id}, &rows->duty_skills));
	TRY(q_plan_volunteers(act->view, act->arena, &(struct plan_volunteers_in){.centre_id = act->centre_id, .scope_id = scope_id, .day = day, .days = days,
		.last_day_ms = when_at(day + days - 1, 0),
		.week_from_ms = when_at(monday, 0), .week_to_ms = when_at(monday + 7, 0), .month_from_id = month_from_id}, &rows->volunteers));
	TRY(q_plan_days_off(act->view, act->arena, &(struct plan_days_off_in){.centre_id = act->centre_id, .from_day = day, .to_day = day + days}, &rows->days_off));
	TRY(q_plan_busy(act->view, act->arena, &(struct plan_busy_in){.centre_id = act->centre_id, .from_ms = from_ms, .to_ms = to_ms}, &rows->busy));
	TRY(q_plan_skills(act->view, act->arena, &(struct plan_skills_in){.centre_id = act->centre_id, .day = day}, &rows->skills));
	TRY(q_plan_unwilling(act->view, act->arena, &(struct plan_unwilling_in){.centre_id = act->centre_id}, &rows->unwilling));
	return q_plan_known(act->view, act->arena, &(struct plan_known_in){.centre_id = act->centre_id}, &rows->known);
}

/* The skill's bit, 0 when there is none (and none may be made). */
static uint64_t skill_bit(struct building *building, struct text skill, bool is_new_allowed)
{
	for (size_t i = 0; i < building->skill_count; i++) {
		if (text_equal(building->skills[i], skill))
			return UINT64_C(1) << i;
	}
	if (!is_new_allowed || building->skill_count == SKILLS_MAX)
		return 0;
	building->skills[building->skill_count] = skill;
	return UINT64_C(1) << building->skill_count++;
}

/* The starts of a duty on this day; false when there are none. */
static bool window_of(const struct building *building, const struct plan_duties_row *row, int32_t *ret_from_s, int32_t *ret_until_s)
{
	int64_t from_s = (row->from_ms - building->day_ms) / SECOND_MS;
	int64_t until_s = (row->to_ms - building->day_ms) / SECOND_MS;
	if (from_s < building->earliest_s)
		from_s = building->earliest_s;
	if (until_s > (int64_t)building->days * PLANNER_DAY_S)
		until_s = (int64_t)building->days * PLANNER_DAY_S;
	until_s -= row->duration_min * 60;
	if (from_s > until_s || row->people < 1 || row->people > PLANNER_PEOPLE_MAX)
		return false;
	*ret_from_s = (int32_t)from_s;
	*ret_until_s = (int32_t)until_s;
	return true;
}

/* Its deadline ends with the first day on which it can be served, or before. */
static int64_t weight_of(const struct building *building, const struct plan_duties_row *row, int32_t from_s)
{
	int64_t weight = WEIGHT_EACH * row->people;
	if (row->lives_alone || row->is_hardship)
		weight += WEIGHT_NEED;
	if (row->deadline_at_ms != 0 && row->deadline_at_ms < building->day_ms + (from_s / PLANNER_DAY_S + 1) * DAY_MS)
		weight += WEIGHT_DUE;
	return weight;
}

static enum fail add_duties(struct building *building, enum plan_refusal *ret_refusal)
{
	const struct plan_duties_rows *rows = &building->rows.duties;
	struct arena *arena = building->act->arena;
	struct planner_duties *duties = &building->town->problem.duties;
	int64_t *ids = arena_array(arena, int64_t, rows->count + 1), *weight = arena_array(arena, int64_t, rows->count + 1);
	uint32_t *place = arena_array(arena, uint32_t, rows->count + 1), *window_first = arena_array(arena, uint32_t, rows->count + 1);
	int32_t *duration_s = arena_array(arena, int32_t, rows->count + 1), *from_s = arena_array(arena, int32_t, rows->count + 1);
	int32_t *until_s = arena_array(arena, int32_t, rows->count + 1);
	uint64_t *skills = arena_array(arena, uint64_t, rows->count + 1);
	uint8_t *people = arena_array(arena, uint8_t, rows->count + 1);
	if (ids == NULL || weight == NULL || place == NULL || window_first == NULL || duration_s == NULL || from_s == NULL || until_s == NULL
		|| skills == NULL || people == NULL)
		return FAIL_LIMIT;
	uint32_t n = 0;
	for (size_t i = 0; i < rows->count; i++) {
		const struct plan_duties_row *row = &rows->rows[i];
		if (!window_of(building, row, &from_s[n], &until_s[n]))
			continue;
		ids[n] = row->id.value;
		weight[n] = weight_of(building, row, from_s[n]);
		duration_s[n] = (int32_t)row->duration_min * 60;
		people[n] = (uint8_t)row->people;
		place[n] = n; /* duties' places stand before the homes */
		window_first[n] = n;
		rows->rows[n++] = *row;
	}
	window_first[n] = n;
	*duties = (struct planner_duties){.count = n, .place = place, .duration_s = duration_s, .weight = weight, .skills = skills, .people = people,
		.window_first = window_first, .window_from_s = from_s, .window_until_s = until_s};
	building->town->duty_ids = ids;
	building->rows.duties.count = n;
	*ret_refusal = rows->is_cut || !add_needs(building, skills) ? PLAN_TOO_LARGE : PLAN_OK;
	return OK;
}

/* The skills of each duty as bits; false when there are more kinds than bits. */
static bool add_needs(struct building *building, uint64_t *skills)
{
	const struct plan_town *town = building->town;
	bool has_room = true;
	for (size_t i = 0; i < building->rows.duty_skills.count; i++) {
		const struct plan_duty_skills_row *row = &building->rows.duty_skills.rows[i];
		uint32_t d = plans_find(town->duty_ids, town->problem.duties.count, row->duty_id.value);
		if (d == PLANNER_NONE)
			continue;
		uint64_t bit = skill_bit(building, row->skill, true);
		has_room = has_room && bit != 0;
		skills[d] |= bit;
	}
	return has_room;
}

static enum fail add_volunteers(struct building *building)
{
	const struct plan_volunteers_rows *rows = &building->rows.volunteers;
	struct arena *arena = building->act->arena;
	uint32_t duties = building->town->problem.duties.count;
	int64_t *ids = arena_array(arena, int64_t, rows->count + 1);
	uint32_t *home = arena_array(arena, uint32_t, rows->count + 1);
	uint64_t *skills = arena_array(arena, uint64_t, rows->count + 1);
	int32_t *pace = arena_array(arena, int32_t, rows->count + 1), *reach = arena_array(arena, int32_t, rows->count + 1);
	int32_t *load = arena_array(arena, int32_t, rows->count + 1), *left = arena_array(arena, int32_t, rows->count + 1);
	if (left == NULL || ids == NULL || home == NULL || skills == NULL || pace == NULL || reach == NULL || load == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows->count; i++) {
		const struct plan_volunteers_row *row = &rows->rows[i];
		ids[i] = row->id.value;
		home[i] = duties + (uint32_t)i;
		pace[i] = PACE_S_PER_KM;
		reach[i] = (int32_t)(row->reach_m * PACE_S_PER_KM / 1000) + 1;
		left[i] = row->week_most == 0 ? PLAN_NO_LIMIT : (int32_t)(row->week_most - row->week_count);
		load[i] = (int32_t)(row->served_min < 100000 ? row->served_min * 60 : 6000000);
	}
	for (size_t i = 0; i < building->rows.skills.count; i++) {
		uint32_t v = plans_find(ids, (uint32_t)rows->count, building->rows.skills.rows[i].person_id.value);
		if (v != PLANNER_NONE)
			skills[v] |= skill_bit(building, building->rows.skills.rows[i].skill, false);
	}
	building->town->person_ids = ids;
	building->town->week_left = left;
	building->town->problem.volunteers = (struct planner_volunteers){.count = (uint32_t)rows->count, .home = home, .skills = skills,
		.pace_s_per_km = pace, .reach_s = reach, .load_s = load};
	return OK;
}

/* The shifts as they grow; the arrays hold all there can be. */
struct shifts { uint32_t *volunteer; int32_t *from_s, *until_s; uint32_t count; };

static void add_shift(struct shifts *shifts, uint32_t volunteer, int32_t from_s, int32_t until_s)
{
	if (until_s - from_s < SHIFT_LEAST_S)
		return;
	shifts->volunteer[shifts->count] = volunteer;
	shifts->from_s[shifts->count] = from_s;
	shifts->until_s[shifts->count] = until_s;
	shifts->count++;
}

/* One free span of a volunteer less her promises and the time around them. */
static void add_span(const struct building *building, const struct span *span, uint32_t volunteer, int32_t from_s, struct shifts *shifts)
{
	const struct plan_busy_rows *busy = &building->rows.busy;
	for (size_t i = 0; i < busy->count && from_s < span->until_s; i++) {
		int32_t busy_from_s = (int32_t)((busy->rows[i].from_ms - building->day_ms) / SECOND_MS) - GAP_S;
		int32_t busy_until_s = (int32_t)((busy->rows[i].to_ms - building->day_ms) / SECOND_MS) + GAP_S;
		if (busy->rows[i].person_id.value != span->person_id || busy_until_s <= from_s || busy_from_s >= span->until_s)
			continue;
		add_shift(shifts, volunteer, from_s, busy_from_s);
		from_s = busy_until_s;
	}
	add_shift(shifts, volunteer, from_s, span->until_s);
}

static int by_person_and_time(const void *left, const void *right)
{
	const struct span *a = left;
	const struct span *b = right;
	if (a->person_id != b->person_id)
		return a->person_id < b->person_id ? -1 : 1;
	return (a->from_s > b->from_s) - (a->from_s < b->from_s);
}

/* The free times of each day, by person and time. */
static enum fail read_spans(struct building *building)
{
	const struct act *act = building->act;
	struct plan_free_times_rows days[PLANS_WEEK];
	size_t most = 0;
	for (int32_t i = 0; i < building->days; i++) {
		TRY(q_plan_free_times(act->view, act->arena, &(struct plan_free_times_in){.centre_id = act->centre_id,
			.weekday = when_weekday(building->day + i)}, &days[i]));
		most += days[i].count;
	}
	building->spans = arena_array(act->arena, struct span, most + 1);
	if (building->spans == NULL)
		return FAIL_LIMIT;
	for (int32_t i = 0; i < building->days; i++) {
		for (size_t n = 0; n < days[i].count; n++)
			building->spans[building->span_count++] = (struct span){days[i].rows[n].person_id.value,
				i * PLANNER_DAY_S + (int32_t)days[i].rows[n].from_min * 60, i * PLANNER_DAY_S + (int32_t)days[i].rows[n].to_min * 60};
	}
	qsort(building->spans, building->span_count, sizeof(building->spans[0]), by_person_and_time);
	return OK;
}

/* Whether she rests on a day, or said that she cannot come. */
static bool rests(const struct building *building, uint32_t volunteer, int32_t day)
{
	const struct rows *rows = &building->rows;
	if (rows->volunteers.rows[volunteer].paused_until_ms > when_at(day, 0))
		return true;
	for (size_t i = 0; i < rows->days_off.count; i++) {
		if (rows->days_off.rows[i].day == day && rows->days_off.rows[i].person_id.value == rows->volunteers.rows[volunteer].id.value)
			return true;
	}
	return false;
}

/* Free times of the days, less what is promised, from the earliest start on. */
static enum fail add_shifts(struct building *building)
{
	struct plan_town *town = building->town;
	struct arena *arena = building->act->arena;
	size_t most = building->span_count + building->rows.busy.count + 1;
	struct shifts shifts = {.volunteer = arena_array(arena, uint32_t, most), .from_s = arena_array(arena, int32_t, most),
		.until_s = arena_array(arena, int32_t, most)};
	if (shifts.volunteer == NULL || shifts.from_s == NULL || shifts.until_s == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < building->span_count; i++) {
		const struct span *span = &building->spans[i];
		uint32_t volunteer = plans_find(town->person_ids, town->problem.volunteers.count, span->person_id);
		int32_t from_s = span->from_s < building->earliest_s ? building->earliest_s : span->from_s;
		if (volunteer == PLANNER_NONE || rests(building, volunteer, building->day + span->from_s / PLANNER_DAY_S))
			continue;
		if (shifts.count > 0 && shifts.volunteer[shifts.count - 1] == volunteer && from_s < shifts.until_s[shifts.count - 1])
			from_s = shifts.until_s[shifts.count - 1]; /* spans that overlap */
		add_span(building, span, volunteer, from_s, &shifts);
		check(shifts.count <= most);
	}
	town->problem.shifts = (struct planner_shifts){.count = shifts.count, .volunteer = shifts.volunteer, .from_s = shifts.from_s,
		.until_s = shifts.until_s};
	return OK;
}

/* Metres on a plane that touches the earth in the middle of what is known; an unknown place lies in that middle. */
static enum fail add_places(struct building *building)
{
	const struct plan_duties_rows *duties = &building->rows.duties;
	const struct plan_volunteers_rows *volunteers = &building->rows.volunteers;
	size_t count = duties->count + volunteers->count;
	int32_t *x_m = arena_array(building->act->arena, int32_t, count + 1), *y_m = arena_array(building->act->arena, int32_t, count + 1);
	int64_t lng = 0;
	int64_t lat = 0;
	int64_t known = 0;
	if (x_m == NULL || y_m == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < count; i++) {
		bool is_duty = i < duties->count;
		int64_t lng_e6 = is_duty ? duties->rows[i].lng_e6 : volunteers->rows[i - duties->count].lng_e6;
		int64_t lat_e6 = is_duty ? duties->rows[i].lat_e6 : volunteers->rows[i - duties->count].lat_e6;
		lng += lng_e6;
		lat += lng_e6 != 0 ? lat_e6 : 0;
		known += lng_e6 != 0;
	}
	lng = known > 0 ? lng / known : 0;
	lat = known > 0 ? lat / known : 0;
	double narrow = cos((double)lat * 1e-6 * M_PI / 180);
	for (size_t i = 0; i < count; i++) {
		bool is_duty = i < duties->count;
		int64_t lng_e6 = is_duty ? duties->rows[i].lng_e6 : volunteers->rows[i - duties->count].lng_e6;
		int64_t lat_e6 = is_duty ? duties->rows[i].lat_e6 : volunteers->rows[i - duties->count].lat_e6;
		x_m[i] = lng_e6 == 0 ? 0 : (int32_t)lrint((double)(lng_e6 - lng) * METRES_PER_E6 * narrow);
		y_m[i] = lng_e6 == 0 ? 0 : (int32_t)lrint((double)(lat_e6 - lat) * METRES_PER_E6);
	}
	building->town->problem.places = (struct planner_places){.count = (uint32_t)count, .x_m = x_m, .y_m = y_m};
	return OK;
}

/* Who knows whom is a bonus; who said no, and the resident herself, cannot go. */
static enum fail add_pairs(struct building *building)
{
	const struct rows *rows = &building->rows;
	struct plan_town *town = building->town;
	struct arena *arena = building->act->arena;
	uint32_t duties = town->problem.duties.count;
	size_t most = rows->known.count + rows->unwilling.count + duties + 1;
	struct pairs knows = {.rows = arena_array(arena, struct pair, most)}, never = {.rows = arena_array(arena, struct pair, most)};
	if (knows.rows == NULL || never.rows == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows->known.count; i++) {
		const struct plan_known_row *row = &rows->known.rows[i];
		uint32_t v = plans_find(town->person_ids, town->problem.volunteers.count, row->person_id.value);
		for (uint32_t d = 0; d < duties && v != PLANNER_NONE && knows.count < most; d++) {
			if (rows->duties.rows[d].resident_id.value == row->resident_id.value)
				knows.rows[knows.count++] = (struct pair){v, d, BONUS_KNOWS * (row->count < KNOWS_MAX ? row->count : KNOWS_MAX)};
		}
	}
	for (size_t i = 0; i < rows->unwilling.count; i++) {
		uint32_t v = plans_find(town->person_ids, town->problem.volunteers.count, rows->unwilling.rows[i].person_id.value);
		uint32_t d = plans_find(town->duty_ids, duties, rows->unwilling.rows[i].duty_id.value);
		if (v != PLANNER_NONE && d != PLANNER_NONE)
			never.rows[never.count++] = (struct pair){v, d, 0};
	}
	for (uint32_t d = 0; d < duties; d++) {
		uint32_t v = plans_find(town->person_ids, town->problem.volunteers.count, rows->duties.rows[d].resident_id.value);
		if (v != PLANNER_NONE)
			never.rows[never.count++] = (struct pair){v, d, 0};
	}
	TRY(put_pairs(arena, &knows, true, &town->problem.bonuses));
	return put_pairs(arena, &never, false, &town->problem.forbidden);
}

static int by_volunteer_and_duty(const void *left, const void *right)
{
	const struct pair *a = left;
	const struct pair *b = right;
	if (a->volunteer != b->volunteer)
		return a->volunteer < b->volunteer ? -1 : 1;
	return (a->duty > b->duty) - (a->duty < b->duty);
}

/* Sorted; a pair that is there twice is one with both amounts. */
static enum fail put_pairs(struct arena *arena, struct pairs *pairs, bool has_amounts, struct planner_pairs *ret_pairs)
{
	uint32_t *volunteer = arena_array(arena, uint32_t, pairs->count + 1), *duty = arena_array(arena, uint32_t, pairs->count + 1);
	int64_t *amount = arena_array(arena, int64_t, pairs->count + 1);
	uint32_t n = 0;
	if (volunteer == NULL || duty == NULL || amount == NULL)
		return FAIL_LIMIT;
	qsort(pairs->rows, pairs->count, sizeof(pairs->rows[0]), by_volunteer_and_duty);
	for (size_t i = 0; i < pairs->count; i++) {
		const struct pair *pair = &pairs->rows[i];
		bool is_again = n > 0 && volunteer[n - 1] == pair->volunteer && duty[n - 1] == pair->duty;
		n += is_again ? 0 : 1;
		volunteer[n - 1] = pair->volunteer;
		duty[n - 1] = pair->duty;
		amount[n - 1] = is_again ? amount[n - 1] + pair->amount : pair->amount;
	}
	*ret_pairs = (struct planner_pairs){.count = n, .volunteer = volunteer, .duty = duty, .amount = has_amounts ? amount : NULL};
	return OK;
}
