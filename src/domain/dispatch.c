/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/dispatch_private.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/when.h"
#include "domain/duties.h"
#include "domain/requests.h"
#include "domain/settings.h"
#include "text/coordinates.h"

/* The terms of the score, in milli-units of one currency (dispatch.md, "Rank"). */
#define SCORE_SKILL 400          /* knows the work */
#define SCORE_KNOWS_EACH 250     /* continuity: each earlier visit, up to KNOWS_MAX */
#define KNOWS_MAX 4
#define SCORE_FREE 200           /* said so, not only "not busy" */
#define SCORE_SAME_PLACE 100
#define COST_METRES_PER_POINT 5  /* 1 milli-unit for each 5 m */
#define LOAD_STEP 30             /* fairness: convex, LOAD_STEP × n × (n + 1) / 2 */
#define LOAD_MAX 20
#define LOAD_LOW 2               /* at most so many visits this month is worth saying */
#define WEEK_DAYS 7              /* free times repeat by the week */
#define DAY_MIN (24 * 60)
#define ASK_FROM_HOUR 8          /* nobody's phone rings at night */
#define ASK_TO_HOUR 21
#define WALK_FAR_MIN 40          /* not said beyond */

static enum fail ask_next(const struct act *act, const struct settings *settings, const struct dispatch_unanswered_row *row, size_t *done);
static enum fail read_volunteers(const struct act *act, struct duty_id duty_id, struct organisation_id team_id, const struct question *question,
	struct dispatch_volunteers_rows *ret_rows);
static void add_reason(struct dispatch_candidate *candidate, enum dispatch_reason reason, int64_t number, struct text word, int64_t score);
static void keep_best(struct dispatch_ranking *ranking, const struct dispatch_candidate *candidate);

enum fail dispatch_rank(const struct act *act, struct duty_id duty_id, struct dispatch_ranking *ret_ranking)
{
	struct question question;
	struct dispatch_volunteers_rows rows;
	struct dispatch_ranking ranking = {.candidates = arena_array(act->arena, struct dispatch_candidate, LIMIT_CANDIDATES)};
	if (ranking.candidates == NULL)
		return FAIL_LIMIT;
	check(duty_id.value > 0 && act->now_ms > 0);
	TRY(dispatch_question(act, duty_id, &question));
	TRY(read_volunteers(act, duty_id, (struct organisation_id){0}, &question, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		int64_t distance_m = dispatch_distance_m(&question, &rows.rows[i]);
		enum dispatch_refusal why = dispatch_stopped_by(act, &question, &rows.rows[i], distance_m);
		ranking.considered++;
		if (why != DISPATCH_REFUSAL_COUNT) {
			ranking.passed_over[why]++;
			continue;
		}
		struct dispatch_candidate candidate = dispatch_weigh(&question, &rows.rows[i], distance_m);
		keep_best(&ranking, &candidate);
	}
	check(ranking.count <= LIMIT_CANDIDATES && (int64_t)ranking.count <= ranking.considered);
	*ret_ranking = ranking;
	return OK;
}

enum fail dispatch_why_not(const struct act *act, struct duty_id duty_id, struct person_id person_id, enum dispatch_refusal *ret_why,
	struct dispatch_candidate *ret_candidate)
{
	struct question question;
	struct dispatch_volunteers_rows rows;
	check(duty_id.value > 0 && act->now_ms > 0);
	TRY(dispatch_question(act, duty_id, &question));
	TRY(read_volunteers(act, duty_id, (struct organisation_id){0}, &question, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		if (rows.rows[i].id.value != person_id.value)
			continue;
		int64_t distance_m = dispatch_distance_m(&question, &rows.rows[i]);
		*ret_why = dispatch_stopped_by(act, &question, &rows.rows[i], distance_m);
		*ret_candidate = dispatch_weigh(&question, &rows.rows[i], distance_m);
		return OK;
	}
	return FAIL_MISSING;
}

static int by_fitness(const void *left, const void *right)
{
	const struct dispatch_member *a = left;
	const struct dispatch_member *b = right;
	check(a->why <= DISPATCH_REFUSAL_COUNT && b->why <= DISPATCH_REFUSAL_COUNT);
	if (a->why != b->why)
		return a->why > b->why ? -1 : 1; /* DISPATCH_REFUSAL_COUNT, which is nothing against her, first */
	if (a->candidate.score != b->candidate.score)
		return a->candidate.score > b->candidate.score ? -1 : 1;
	return a->candidate.person_id.value < b->candidate.person_id.value ? -1 : 1;
}

enum fail dispatch_team(const struct act *act, struct duty_id duty_id, struct organisation_id team_id, struct dispatch_team *ret_team)
{
	struct question question;
	struct dispatch_volunteers_rows rows;
	check(duty_id.value > 0 && team_id.value > 0);
	TRY(dispatch_question(act, duty_id, &question));
	TRY(read_volunteers(act, duty_id, team_id, &question, &rows));
	struct dispatch_member *members = arena_array(act->arena, struct dispatch_member, rows.count + 1);
	if (members == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		int64_t distance_m = dispatch_distance_m(&question, &rows.rows[i]);
		members[i] = (struct dispatch_member){dispatch_stopped_by(act, &question, &rows.rows[i], distance_m), dispatch_weigh(&question, &rows.rows[i], distance_m)};
	}
	check(rows.count == 0 || members[0].candidate.person_id.value > 0);
	qsort(members, rows.count, sizeof(members[0]), by_fitness);
	*ret_team = (struct dispatch_team){members, rows.count};
	return OK;
}

enum fail dispatch_roll(const struct act *act, size_t *ret_done)
{
	struct dispatch_unanswered_rows rows;
	int32_t hour = when_local(act->now_ms).hour;
	size_t done = 0;
	struct settings settings;
	check(act->txn != NULL && act->source == ACT_CLOCK);
	if (hour >= ASK_FROM_HOUR && hour < ASK_TO_HOUR) {
		TRY(settings_read(act, &settings));
		TRY(q_dispatch_unanswered(act->view, act->arena, &(struct dispatch_unanswered_in){.centre_id = act->centre_id, .now_ms = act->now_ms}, &rows));
		for (size_t i = 0; i < rows.count; i++)
			TRY(ask_next(act, &settings, &rows.rows[i], &done));
		check(done <= rows.count);
	}
	*ret_done = done;
	return OK;
}

/* As many as the centre chose, or as were asked last: the best of those not asked yet. */
static enum fail ask_next(const struct act *act, const struct settings *settings, const struct dispatch_unanswered_row *row, size_t *done)
{
	struct dispatch_ranking ranking;
	struct person_id persons[LIMIT_OFFERS_AT_ONCE];
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	size_t count = 0;
	check(row->last_count >= 0 && row->wave_count >= 0);
	if (row->wave_count >= settings->values[SETTING_WAVES])
		return OK;
	int64_t chosen = settings->values[SETTING_WAVE_PEOPLE] > 0 ? settings->values[SETTING_WAVE_PEOPLE] : row->last_count;
	size_t wanted = chosen < 1 ? 1 : (size_t)chosen;
	TRY(dispatch_rank(act, row->duty_id, &ranking));
	for (size_t i = 0; i < ranking.count && count < wanted && count < LIMIT_OFFERS_AT_ONCE; i++) {
		if (!ranking.candidates[i].was_asked)
			persons[count++] = ranking.candidates[i].person_id;
	}
	if (count == 0)
		return OK;
	check(count <= wanted && count <= LIMIT_OFFERS_AT_ONCE);
	TRY(requests_offer_next(act, row->id, persons, count, &refusal));
	*done += 1;
	return OK;
}

enum fail dispatch_question(const struct act *act, struct duty_id duty_id, struct question *ret_question)
{
	bool is_found = false;
	TRY(q_dispatch_duty(act->view, act->arena, &(struct dispatch_duty_in){.centre_id = act->centre_id, .id = duty_id},
		&is_found, &ret_question->duty));
	if (!is_found)
		return FAIL_MISSING;
	check(ret_question->duty.duration_min > 0);
	struct local_time now = when_local(act->now_ms);
	check(now.day >= 1);
	ret_question->month_from_day = when_local_day(act->now_ms) - (now.day - 1);
	return q_dispatch_duty_skills(act->view, act->arena, &(struct dispatch_duty_skills_in){.centre_id = act->centre_id,
		.duty_id = duty_id}, &ret_question->skills);
}

/* Of a team, or (0) everybody. */
static enum fail read_volunteers(const struct act *act, struct duty_id duty_id, struct organisation_id team_id, const struct question *question,
	struct dispatch_volunteers_rows *ret_rows)
{
	const struct dispatch_duty_row *duty = &question->duty;
	struct question_window window = dispatch_window(question);
	check(question->month_from_day <= when_local_day(act->now_ms));
	return q_dispatch_volunteers(act->view, act->arena, &(struct dispatch_volunteers_in){.centre_id = act->centre_id,
		.duty_id = duty_id, .resident_id = duty->resident_id, .weekday = window.weekday, .from_min = window.from_min, .to_min = window.to_min,
		.last_offset = window.last_offset, .duration_min = duty->duration_min, .day = when_local_day(duty->from_ms), .from_ms = duty->from_ms,
		.to_ms = window.busy_to_ms, .month_from_id = ids_first(when_at(question->month_from_day, 0)), .week_from_ms = window.week_from_ms,
		.week_to_ms = window.week_to_ms, .team_id = team_id}, ret_rows);
}

struct question_window dispatch_window(const struct question *question)
{
	const struct dispatch_duty_row *duty = &question->duty;
	struct local_time from = when_local(duty->from_ms);
	struct local_time to = when_local(duty->to_ms);
	int32_t days = when_local_day(duty->to_ms) - when_local_day(duty->from_ms);
	int32_t monday = when_local_day(duty->from_ms) - (from.weekday - 1);
	bool is_exact = duty_is_appointment(duty->from_ms, duty->to_ms, (int32_t)duty->duration_min);
	check(days >= 0);
	return (struct question_window){.weekday = from.weekday, .from_min = from.hour * 60 + from.minute,
		.to_min = days < WEEK_DAYS ? to.hour * 60 + to.minute : DAY_MIN, .last_offset = days < WEEK_DAYS ? days : WEEK_DAYS - 1,
		.busy_to_ms = is_exact ? duty->from_ms + duty->duration_min * MINUTE_MS : duty->from_ms,
		.week_from_ms = when_at(monday, 0), .week_to_ms = when_at(monday + WEEK_DAYS, 0)};
}

enum dispatch_refusal dispatch_stopped_by(const struct act *act, const struct question *question, const struct dispatch_volunteers_row *row,
	int64_t distance_m)
{
	check(row->id.value > 0);
	check(distance_m >= -1 && row->skill_count >= 0);
	if (distance_m > row->reach_m)
		return DISPATCH_TOO_FAR;
	if (row->skill_count < (int64_t)question->skills.count)
		return DISPATCH_NO_SKILL;
	if (row->paused_until_ms > act->now_ms || row->has_day_off)
		return DISPATCH_PAUSED;
	if (row->week_most > 0 && row->week_count >= row->week_most)
		return DISPATCH_WEEK_FULL;
	if (row->free_at_min < 0 && row->visit_count == 0)
		return DISPATCH_NOT_FREE;
	if (row->busy_count > 0)
		return DISPATCH_BUSY;
	if (row->id.value == question->duty.resident_id.value)
		return DISPATCH_IS_RESIDENT;
	if (row->offer_state >= 3)
		return DISPATCH_DECLINED;
	return DISPATCH_REFUSAL_COUNT;
}

int64_t dispatch_distance_m(const struct question *question, const struct dispatch_volunteers_row *row)
{
	check(row->id.value > 0);
	if (question->duty.lng_e6 == 0 || row->lng_e6 == 0)
		return -1;
	return position_distance_m((struct position){question->duty.lng_e6, question->duty.lat_e6},
		(struct position){row->lng_e6, row->lat_e6});
}

struct dispatch_candidate dispatch_weigh(const struct question *question, const struct dispatch_volunteers_row *row, int64_t distance_m)
{
	struct dispatch_candidate candidate = {.person_id = row->id, .name = row->name, .phone_mask = row->phone_mask,
		.number = row->number, .distance_m = distance_m, .was_asked = row->offer_state == 1};
	int64_t visits = row->visit_count < KNOWS_MAX ? row->visit_count : KNOWS_MAX;
	int64_t load = row->month_count < LOAD_MAX ? row->month_count : LOAD_MAX;
	int64_t walk_min = distance_m < 0 ? 0 : position_walk_min(distance_m);
	check(visits >= 0 && load >= 0 && walk_min >= 0);

	if (question->skills.count > 0)
		add_reason(&candidate, REASON_SKILL, 0, question->skills.rows[0].skill, SCORE_SKILL);
	if (distance_m >= 0) {
		candidate.score -= distance_m / COST_METRES_PER_POINT;
		if (walk_min <= WALK_FAR_MIN)
			add_reason(&candidate, REASON_WALK, walk_min, TEXT_NONE, 0);
	}
	if (row->free_at_min >= 0)
		add_reason(&candidate, REASON_FREE, when_at(when_local_day(question->duty.from_ms), (int32_t)row->free_at_min), TEXT_NONE, SCORE_FREE);
	if (visits > 0)
		add_reason(&candidate, REASON_KNOWS, row->visit_count, TEXT_NONE, visits * SCORE_KNOWS_EACH);
	candidate.score -= LOAD_STEP * load * (load + 1) / 2;
	if (row->month_count <= LOAD_LOW)
		add_reason(&candidate, REASON_LOAD_LOW, row->month_count, TEXT_NONE, 0);
	if (row->place_id.value == question->duty.place_id.value)
		add_reason(&candidate, REASON_SAME_PLACE, 0, TEXT_NONE, SCORE_SAME_PLACE);
	return candidate;
}

static void add_reason(struct dispatch_candidate *candidate, enum dispatch_reason reason, int64_t number, struct text word, int64_t score)
{
	check(candidate->reason_count < COUNT_OF(candidate->reasons));
	check(number >= 0 && score >= 0); /* a reason speaks for her */
	candidate->reasons[candidate->reason_count] = (struct dispatch_reason_line){reason, number, word, score};
	candidate->reason_count++;
	candidate->score += score;
}

/* Insertion into the ten best; rows come by id, so an equal score stays behind. */
static void keep_best(struct dispatch_ranking *ranking, const struct dispatch_candidate *candidate)
{
	size_t at = ranking->count;
	while (at > 0 && ranking->candidates[at - 1].score < candidate->score)
		at--;
	check(ranking->count <= LIMIT_CANDIDATES);
	if (at >= LIMIT_CANDIDATES)
		return;
	if (ranking->count < LIMIT_CANDIDATES)
		ranking->count++;
	for (size_t i = ranking->count - 1; i > at; i--)
		ranking->candidates[i] = ranking->candidates[i - 1];
	ranking->candidates[at] = *candidate;
	check(at + 1 == ranking->count || ranking->candidates[at + 1].score < candidate->score);
}
