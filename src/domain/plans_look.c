/* SPDX-License-Identifier: Apache-2.0
 *
 * Looking at a plan as it stands: who else could go, what one change would
 * cost, and the ways of the day.
 */
#include "domain/plans_private.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/when.h"

static int64_t minutes_of(int32_t seconds);
static bool has_enough(const struct plan_town *town, const struct planner_visit *visits, uint32_t count, uint32_t volunteer);
static enum fail read_change(const struct act *act, struct plan_id id, struct duty_id duty_id, struct person_id person_id, enum plan_refusal *ret_refusal,
	struct plan_cost *ret_cost);
static enum plan_why why_of(enum planner_refusal refusal);

enum fail plans_others(const struct act *act, struct plan_id id, struct plan_others **ret_others, size_t *ret_count)
{
	struct plan_get_row row;
	struct plan_town town;
	struct planner_visit *visits;
	struct plan_visits_rows rows;
	uint32_t count = 0;
	TRY(plans_parse(act, id, &row, &town));
	TRY(plans_visits_of(act, id, &town, &visits, &count, &rows));
	struct plan_others *others = arena_array(act->arena, struct plan_others, rows.count + 1);
	struct planner_ranking *ranking = arena_new(act->arena, struct planner_ranking);
	struct arena *own CLEANUP(arena_done) = arena_make(LIMIT_JOB_ARENA_BYTES);
	if (others == NULL || ranking == NULL || own == NULL)
		return FAIL_LIMIT;
	struct act aside = *act;
	aside.arena = own;
	for (size_t i = 0; i < rows.count; i++) {
		struct planner_board *board;
		uint32_t d = plans_find(town.duty_ids, town.problem.duties.count, rows.rows[i].duty_id.value);
		arena_reset(own);
		if (d == PLANNER_NONE)
			continue;
		TRY(plans_make_board(&aside, &town, visits, count, &board));
		(void)planner_board_drop(board, d);
		planner_rank(board, d, PLANNER_RANK_MAX, ranking);
		for (uint32_t c = 0; c < ranking->count && others[i].count < PLANS_OTHERS_MAX; c++) {
			const struct planner_candidate *candidate = &ranking->candidates[c];
			struct person_id person_id = {town.person_ids[candidate->volunteer]};
			if (person_id.value != rows.rows[i].person_id.value && !has_enough(&town, visits, count, candidate->volunteer))
				others[i].rows[others[i].count++] = (struct plan_other){.person_id = person_id, .cost = candidate->cost,
					.start_ms = town.day_ms + (int64_t)candidate->start_s * SECOND_MS, .way_min = (candidate->travel_s + 59) / 60};
		}
	}
	*ret_others = others;
	*ret_count = rows.count;
	return OK;
}

static enum fail read_change(const struct act *act, struct plan_id id, struct duty_id duty_id, struct person_id person_id, enum plan_refusal *ret_refusal,
	struct plan_cost *ret_cost)
{
	struct plan_visits_rows rows;
	size_t goers = 0;
	TRY(q_plan_visits(act->view, act->arena, &(struct plan_visits_in){.centre_id = act->centre_id, .plan_id = id}, &rows));
	*ret_refusal = PLAN_OK;
	for (size_t i = 0; i < rows.count; i++) {
		if (rows.rows[i].duty_id.value != duty_id.value)
			continue;
		ret_cost->was = rows.rows[i].person_id;
		goers++;
	}
	if (goers != 1)
		*ret_refusal = PLAN_NO_DUTY;
	else if (ret_cost->was.value == person_id.value)
		*ret_refusal = PLAN_NOTHING;
	return *ret_refusal == PLAN_OK ? OK : FAIL_REFUSED;
}

enum fail plans_cost(const struct act *act, struct plan_id id, struct duty_id duty_id, struct person_id person_id, enum plan_refusal *ret_refusal,
	struct plan_cost *ret_cost)
{
	struct plan_get_row row;
	struct plan_town town;
	struct planner_visit *visits;
	struct plan_visits_rows rows;
	struct planner_board *board;
	struct planner_candidate new_goer, old_goer;
	struct plan_cost cost = {.why = PLAN_NOT_FREE};
	uint32_t count = 0;
	struct arena *own CLEANUP(arena_done) = arena_make(LIMIT_JOB_ARENA_BYTES);
	struct act aside = *act;
	if (own == NULL)
		return FAIL_LIMIT;
	aside.arena = own;
	TRY(plans_newest(act, id, ret_refusal, &row));
	TRY(read_change(act, id, duty_id, person_id, ret_refusal, &cost));
	TRY(plans_town_parse(act->arena, row.problem, &town));
	TRY(plans_limit(act, &town));
	TRY(plans_visits_of(act, id, &town, &visits, &count, &rows));
	uint32_t d = plans_find(town.duty_ids, town.problem.duties.count, duty_id.value);
	uint32_t v = plans_find(town.person_ids, town.problem.volunteers.count, person_id.value);
	uint32_t was = plans_find(town.person_ids, town.problem.volunteers.count, cost.was.value);
	check(d != PLANNER_NONE && was != PLANNER_NONE); /* the plan was made of this town */
	if (v == PLANNER_NONE) { /* nobody the plan knows: nothing is told of her */
		*ret_refusal = PLAN_CANNOT_GO;
		return FAIL_REFUSED;
	}
	TRY(plans_make_board(&aside, &town, visits, count, &board));
	(void)planner_board_drop(board, d);
	enum planner_refusal refusal = has_enough(&town, visits, count, v) ? PLANNER_LIMIT : planner_why_not(board, d, v, &new_goer);
	cost.can_go = refusal == PLANNER_CAN;
	if (cost.can_go) {
		cost.start_ms = town.day_ms + (int64_t)new_goer.start_s * SECOND_MS;
		cost.way_min = minutes_of(new_goer.travel_s);
		cost.is_first = new_goer.terms[PLANNER_TERM_OUTING] > 0;
		cost.knows = new_goer.terms[PLANNER_TERM_BONUS] < 0;
		cost.saved_min = planner_why_not(board, d, was, &old_goer) == PLANNER_CAN ? minutes_of(old_goer.travel_s) : 0;
	} else {
		cost.why = why_of(refusal);
	}
	*ret_cost = cost;
	return OK;
}

enum fail plans_legs(const struct act *act, struct plan_id id, struct plan_leg **ret_legs, size_t *ret_count)
{
	struct plan_points_rows rows;
	TRY(q_plan_points(act->view, act->arena, &(struct plan_points_in){.centre_id = act->centre_id, .plan_id = id}, &rows));
	struct plan_leg *legs = arena_array(act->arena, struct plan_leg, rows.count + 1);
	if (legs == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct plan_points_row *row = &rows.rows[i];
		bool is_first = i == 0 || rows.rows[i - 1].person_id.value != row->person_id.value
			|| when_local_day(rows.rows[i - 1].start_ms) != when_local_day(row->start_ms);
		struct position home = position_coarse((struct position){row->home_lng_e6, row->home_lat_e6});
		struct position to = {row->lng_e6, row->lat_e6};
		struct position from = is_first ? home : legs[i - 1].to;
		legs[i] = (struct plan_leg){.from = from, .to = to, .is_from_home = is_first, .is_known = position_is_known(from) && position_is_known(to)};
	}
	*ret_legs = legs;
	*ret_count = rows.count;
	return OK;
}

/* Whether one more would be more than she wants in the week. */
static bool has_enough(const struct plan_town *town, const struct planner_visit *visits, uint32_t count, uint32_t volunteer)
{
	int32_t has = 0;
	for (uint32_t i = 0; i < count; i++)
		has += town->problem.shifts.volunteer[visits[i].shift] == volunteer;
	return town->week_left != NULL && has >= town->week_left[volunteer];
}

/* Rounded up, and down for what is saved. */
static int64_t minutes_of(int32_t seconds)
{
	return seconds > 0 ? (seconds + 59) / 60 : seconds / 60;
}

static enum plan_why why_of(enum planner_refusal refusal)
{
	switch (refusal) {
	case PLANNER_TOO_FAR:
		return PLAN_TOO_FAR;
	case PLANNER_NO_SKILL:
		return PLAN_NO_SKILL;
	case PLANNER_NOT_FREE:
		return PLAN_NOT_FREE;
	case PLANNER_FORBIDDEN:
	case PLANNER_IS_THERE:
		return PLAN_NOT_WANTED;
	case PLANNER_LIMIT:
	case PLANNER_NO_ROOM:
	case PLANNER_CAN:
	case PLANNER_REFUSAL_COUNT:
		return PLAN_NO_ROOM;
	}
	check_never();
}

enum fail plans_make_board(const struct act *act, const struct plan_town *town, const struct planner_visit *visits, uint32_t count,
	struct planner_board **ret_board)
{
	const struct planner_board_options options = {.visits = visits, .visit_count = count};
	return planner_board_make(&town->problem, &options, act->arena, ret_board);
}

enum fail plans_parse(const struct act *act, struct plan_id id, struct plan_get_row *ret_row, struct plan_town *ret_town)
{
	bool is_found = false;
	TRY(q_plan_get(act->view, act->arena, &(struct plan_get_in){.centre_id = act->centre_id, .id = id}, &is_found, ret_row));
	if (!is_found)
		return FAIL_MISSING;
	TRY(plans_town_parse(act->arena, ret_row->problem, ret_town));
	return plans_limit(act, ret_town);
}

enum fail plans_visits_of(const struct act *act, struct plan_id id, const struct plan_town *town, struct planner_visit **ret_visits, uint32_t *ret_count,
	struct plan_visits_rows *ret_rows)
{
	const struct planner_shifts *shifts = &town->problem.shifts;
	uint32_t count = 0;
	TRY(q_plan_visits(act->view, act->arena, &(struct plan_visits_in){.centre_id = act->centre_id, .plan_id = id}, ret_rows));
	struct planner_visit *visits = arena_array(act->arena, struct planner_visit, ret_rows->count + 1);
	if (visits == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < ret_rows->count; i++) {
		const struct plan_visits_row *row = &ret_rows->rows[i];
		uint32_t d = plans_find(town->duty_ids, town->problem.duties.count, row->duty_id.value);
		uint32_t v = plans_find(town->person_ids, town->problem.volunteers.count, row->person_id.value);
		int32_t start_s = (int32_t)((row->start_ms - town->day_ms) / SECOND_MS);
		for (uint32_t s = 0; s < shifts->count && d != PLANNER_NONE; s++) {
			if (shifts->volunteer[s] == v && shifts->from_s[s] <= start_s && start_s < shifts->until_s[s])
				visits[count++] = (struct planner_visit){.shift = s, .duty = d, .start_s = start_s};
		}
	}
	*ret_visits = visits;
	*ret_count = count;
	return OK;
}
