/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/plans_private.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/when.h"
#include "domain/access.h"
#include "domain/seal.h"
#include "planner/plan.h"

#define SEED 1
#define MOVES_EACH 400        /* of the search, for each duty: a town of fifty duties takes a fraction of a second */
#define MOVES_LEAST 4000
#define ROUNDS 120             /* passes of the bound */
#define PLAN_MEMORY ((size_t)256 * 1024 * 1024)

static struct plan_wish settled(const struct plan_wish *wish);
static enum fail check_wish(const struct act *act, const struct plan_wish *wish, enum plan_refusal *ret_refusal);
static enum fail read_holds(const struct act *act, const struct plan_wish *wish, struct plan_holds *holds, enum plan_refusal *ret_refusal);
static enum fail work_out(const struct act *act, const struct plan_town *town, bool is_change, struct planner_plan *ret_plan);
static enum fail tell(const struct act *act, const struct plan_town *town, const struct planner_plan *plan, struct plan_draft *draft);
static enum fail tell_gaps(const struct act *act, const struct plan_town *town, const struct planner_plan *plan, struct plan_draft *draft);
static int64_t way_min_of(const struct plan_town *town, uint32_t from_place, uint32_t to_place);
static enum fail check_change(const struct act *act, const struct plan_town *town, const struct planner_plan *plan, const struct plan_wish *wish,
	const struct plan_draft *draft, enum plan_refusal *ret_refusal);

const char *plan_refusal_name(enum plan_refusal refusal)
{
	static const char *const names[PLAN_REFUSAL_COUNT] = {"ok", "not_found", "not_allowed", "day_invalid", "old", "too_large", "no_duty", "cannot_go",
		"nothing", "not_volunteer"};
	check((size_t)refusal < COUNT_OF(names));
	return names[refusal];
}

enum fail plans_refuse(enum plan_refusal refusal, enum plan_refusal *ret_refusal)
{
	*ret_refusal = refusal;
	return refusal == PLAN_OK ? OK : FAIL_REFUSED;
}

/* The town's digest, by the rule it is planned with. */
static enum fail digest(const struct act *act, struct text problem, struct text *ret_digest)
{
	static const int64_t rule = PLANS_RULE;
	return seal_digest(act, "plan", &rule, 1, problem, ret_digest);
}

enum fail plans_draft(const struct act *act, const struct plan_wish *wanted, enum plan_refusal *ret_refusal, struct plan_draft *ret_draft)
{
	struct plan_wish settled_wish = settled(wanted);
	const struct plan_wish *wish = &settled_wish;
	bool is_change = wish->duty_id.value != 0;
	struct plan_town town;
	struct plan_holds holds = {.is_exact = is_change};
	struct planner_plan plan;
	struct plan_draft draft = {.place_id = wish->place_id, .day = wish->day, .days = wish->days, .follows_id = wish->follows_id, .seed = SEED,
		.kind = is_change ? PLAN_CHANGED : wish->follows_id.value != 0 ? PLAN_MENDED : PLAN_PROPOSED};
	check(act->view != NULL && (!is_change || wish->follows_id.value != 0));
	TRY(check_wish(act, wish, ret_refusal));
	TRY(plans_town_read(act, wish->place_id, wish->day, wish->days, ret_refusal, &town));
	TRY(plans_town_write(act->arena, &town, &draft.problem));
	TRY(digest(act, draft.problem, &draft.problem_hash));
	if (wish->follows_id.value != 0)
		TRY(read_holds(act, wish, &holds, ret_refusal));
	if (holds.count > 0 || is_change)
		TRY(plans_town_hold(act, &town, &holds));
	if (!is_change) /* what the planner saw, preferences too */
		TRY(plans_town_write(act->arena, &town, &draft.problem));
	TRY(work_out(act, &town, is_change, &plan));
	draft.value = plan.value;
	draft.bound = plan.bound;
	TRY(tell(act, &town, &plan, &draft));
	TRY(tell_gaps(act, &town, &plan, &draft));
	if (is_change)
		TRY(check_change(act, &town, &plan, wish, &draft, ret_refusal));
	*ret_draft = draft;
	return plans_refuse(PLAN_OK, ret_refusal);
}

enum fail plans_keep(const struct act *act, const struct plan_draft *draft, enum plan_refusal *ret_refusal, struct plan_id *ret_id)
{
	struct plan_newest_row newest = {{0}};
	bool is_found = false;
	struct plan_id id = {ids_new(act->now_ms)};
	check(act->txn != NULL && draft->kind >= PLAN_PROPOSED && draft->value <= draft->bound);
	TRY(q_plan_newest(act->view, act->arena, &(struct plan_newest_in){.centre_id = act->centre_id, .place_id = draft->place_id, .day = draft->day,
		.days = draft->days}, &is_found, &newest));
	if (draft->follows_id.value != 0 && (!is_found || newest.id.value != draft->follows_id.value))
		return plans_refuse(PLAN_OLD, ret_refusal);
	TRY(q_plan_add(act->txn, &(struct plan_add_in){.centre_id = act->centre_id, .id = id, .place_id = draft->place_id, .day = draft->day, .days = draft->days,
		.kind = draft->kind, .follows_id = draft->follows_id, .rule = PLANS_RULE, .seed = draft->seed, .problem = draft->problem,
		.problem_hash = draft->problem_hash, .value = draft->value, .bound = draft->bound, .made_by = act->actor, .made_at_ms = act->now_ms}, NULL));
	for (size_t i = 0; i < draft->visit_count; i++) {
		const struct plan_visit *visit = &draft->visits[i];
		TRY(q_plan_visit_add(act->txn, &(struct plan_visit_add_in){.centre_id = act->centre_id, .plan_id = id, .duty_id = visit->duty_id,
			.person_id = visit->person_id, .start_ms = visit->start_ms, .way_min = visit->way_min}, NULL));
	}
	for (size_t i = 0; i < draft->gap_count; i++) {
		const struct plan_gap *gap = &draft->gaps[i];
		TRY(q_plan_gap_add(act->txn, &(struct plan_gap_add_in){.centre_id = act->centre_id, .plan_id = id, .duty_id = gap->duty_id,
			.too_far = gap->counts[PLAN_TOO_FAR], .no_skill = gap->counts[PLAN_NO_SKILL], .not_free = gap->counts[PLAN_NOT_FREE],
			.not_wanted = gap->counts[PLAN_NOT_WANTED], .no_room = gap->counts[PLAN_NO_ROOM]}, NULL));
	}
	TRY(act_trail(act, "plans.keep", "plan", id.value, TEXT_NONE));
	*ret_id = id;
	return plans_refuse(PLAN_OK, ret_refusal);
}

enum fail plans_is_stale(const struct act *act, struct plan_id id, bool *ret_is_stale)
{
	struct plan_get_row row;
	struct plan_town town;
	struct text bytes;
	struct text hash;
	enum plan_refusal refusal = PLAN_OK;
	bool is_found = false;
	TRY(q_plan_get(act->view, act->arena, &(struct plan_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &row));
	if (!is_found)
		return FAIL_MISSING;
	struct act then = *act;
	then.now_ms = row.made_at_ms; /* the hour alone makes no plan stale */
	enum fail fail = plans_town_read(&then, row.place_id, (int32_t)row.day, (int32_t)row.days, &refusal, &town);
	if (fail == FAIL_REFUSED) {
		*ret_is_stale = true;
		return OK;
	}
	TRY(fail);
	TRY(plans_town_write(act->arena, &town, &bytes));
	TRY(digest(act, bytes, &hash));
	*ret_is_stale = !text_equal(hash, row.problem_hash);
	return OK;
}

enum fail plans_replay(const struct act *act, struct plan_id id, bool *ret_is_same)
{
	struct plan_get_row row;
	struct plan_town town;
	struct planner_plan plan;
	struct planner_visit *visits;
	struct plan_visits_rows rows;
	struct plan_draft draft = {.day = 0};
	uint32_t count = 0;
	bool is_same = true;
	TRY(plans_parse(act, id, &row, &town));
	TRY(work_out(act, &town, false, &plan));
	TRY(tell(act, &town, &plan, &draft));
	TRY(plans_visits_of(act, id, &town, &visits, &count, &rows));
	is_same = draft.visit_count == rows.count && plan.value == row.value && plan.bound == row.bound;
	for (size_t i = 0; i < rows.count && is_same; i++)
		is_same = draft.visits[i].duty_id.value == rows.rows[i].duty_id.value && draft.visits[i].person_id.value == rows.rows[i].person_id.value
			&& draft.visits[i].start_ms == rows.rows[i].start_ms;
	*ret_is_same = is_same;
	return OK;
}

/* One day, or the whole week that the day lies in. */
static struct plan_wish settled(const struct plan_wish *wish)
{
	struct plan_wish settled = *wish;
	settled.days = wish->days == PLANS_WEEK ? PLANS_WEEK : 1;
	if (settled.days == PLANS_WEEK)
		settled.day = wish->day - (when_weekday(wish->day) - 1);
	return settled;
}

static enum fail check_wish(const struct act *act, const struct plan_wish *wish, enum plan_refusal *ret_refusal)
{
	struct access access;
	bool may = false;
	int32_t today = when_local_day(act->now_ms);
	TRY(access_load(act, act->actor, &access));
	TRY(access_in_scope(act, &access, ROLES_STAFF, wish->place_id, &may));
	if (!may)
		return plans_refuse(PLAN_NOT_ALLOWED, ret_refusal);
	return plans_refuse(wish->day + wish->days - 1 < today || wish->day > today + PLANS_DAYS_AHEAD ? PLAN_DAY_INVALID : PLAN_OK, ret_refusal);
}

/* The visits of the plan that is followed; for a change with the one duty moved, or left out. */
static enum fail read_holds(const struct act *act, const struct plan_wish *wish, struct plan_holds *holds, enum plan_refusal *ret_refusal)
{
	struct plan_visits_rows rows;
	struct plan_get_row plan;
	bool is_found = false;
	TRY(q_plan_get(act->view, act->arena, &(struct plan_get_in){.centre_id = act->centre_id, .id = wish->follows_id}, &is_found, &plan));
	if (!is_found || plan.place_id.value != wish->place_id.value || plan.day != wish->day || plan.days != wish->days)
		return plans_refuse(PLAN_NOT_FOUND, ret_refusal);
	TRY(q_plan_visits(act->view, act->arena, &(struct plan_visits_in){.centre_id = act->centre_id, .plan_id = wish->follows_id}, &rows));
	struct plan_hold *list = arena_array(act->arena, struct plan_hold, rows.count + 2);
	if (list == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		if (rows.rows[i].duty_id.value != wish->duty_id.value)
			list[holds->count++] = (struct plan_hold){rows.rows[i].duty_id, rows.rows[i].person_id};
	}
	if (wish->person_id.value != 0)
		list[holds->count++] = (struct plan_hold){wish->duty_id, wish->person_id};
	holds->rows = list;
	return OK;
}

/* By work, not by time: the same town gives the same plan. A change only looks for room. */
static enum fail work_out(const struct act *act, const struct plan_town *town, bool is_change, struct planner_plan *ret_plan)
{
	uint64_t moves = (uint64_t)town->problem.duties.count * MOVES_EACH;
	struct planner_options options = {.seed = SEED, .threads = 1, .moves = moves < MOVES_LEAST ? MOVES_LEAST : moves, .rounds = is_change ? 1 : ROUNDS,
		.is_bound_wanted = !is_change, .memory_max = PLAN_MEMORY};
	return is_change ? planner_plan(&town->problem, &options, act->arena, ret_plan) : plans_within_limits(act, town, &options, ret_plan);
}

/* As the statements give them back (plan_visits). */
static int by_day_and_person(const void *left, const void *right)
{
	const struct plan_visit *a = left;
	const struct plan_visit *b = right;
	int32_t day_a = when_local_day(a->start_ms);
	int32_t day_b = when_local_day(b->start_ms);
	if (day_a != day_b)
		return day_a < day_b ? -1 : 1;
	if (a->person_id.value != b->person_id.value)
		return a->person_id.value < b->person_id.value ? -1 : 1;
	if (a->start_ms != b->start_ms)
		return a->start_ms < b->start_ms ? -1 : 1;
	return (a->duty_id.value > b->duty_id.value) - (a->duty_id.value < b->duty_id.value);
}

/* The visits with names for numbers; the way is from home, or from the visit before in the same free time. */
static enum fail tell(const struct act *act, const struct plan_town *town, const struct planner_plan *plan, struct plan_draft *draft)
{
	const struct planner_problem *problem = &town->problem;
	draft->visits = arena_array(act->arena, struct plan_visit, (size_t)plan->visit_count + 1);
	if (draft->visits == NULL)
		return FAIL_LIMIT;
	for (uint32_t i = 0; i < plan->visit_count; i++) {
		const struct planner_visit *visit = &plan->visits[i];
		uint32_t volunteer = problem->shifts.volunteer[visit->shift];
		bool is_first = i == 0 || plan->visits[i - 1].shift != visit->shift;
		uint32_t before = is_first ? problem->volunteers.home[volunteer] : problem->duties.place[plan->visits[i - 1].duty];
		draft->visits[i] = (struct plan_visit){.duty_id = {town->duty_ids[visit->duty]}, .person_id = {town->person_ids[volunteer]},
			.start_ms = town->day_ms + (int64_t)visit->start_s * SECOND_MS, .way_min = way_min_of(town, before, problem->duties.place[visit->duty])};
	}
	draft->visit_count = plan->visit_count;
	qsort(draft->visits, draft->visit_count, sizeof(draft->visits[0]), by_day_and_person);
	return OK;
}

static int64_t way_min_of(const struct plan_town *town, uint32_t from_place, uint32_t to_place)
{
	const struct planner_places *places = &town->problem.places;
	double dx = (double)places->x_m[from_place] - places->x_m[to_place];
	double dy = (double)places->y_m[from_place] - places->y_m[to_place];
	return (int64_t)ceil(sqrt(dx * dx + dy * dy) * town->problem.volunteers.pace_s_per_km[0] / 1000 / 60);
}

static enum fail tell_gaps(const struct act *act, const struct plan_town *town, const struct planner_plan *plan, struct plan_draft *draft)
{
	uint32_t duties = town->problem.duties.count;
	struct planner_board *board;
	struct planner_ranking *ranking = arena_new(act->arena, struct planner_ranking);
	bool *is_served = arena_array(act->arena, bool, duties + 1);
	draft->gaps = arena_array(act->arena, struct plan_gap, duties + 1);
	if (ranking == NULL || is_served == NULL || draft->gaps == NULL)
		return FAIL_LIMIT;
	TRY(plans_make_board(act, town, plan->visits, plan->visit_count, &board));
	for (uint32_t i = 0; i < plan->visit_count; i++)
		is_served[plan->visits[i].duty] = true;
	for (uint32_t d = 0; d < duties; d++) {
		if (is_served[d])
			continue;
		struct plan_gap *gap = &draft->gaps[draft->gap_count++];
		planner_rank(board, d, 1, ranking);
		gap->duty_id.value = town->duty_ids[d];
		gap->counts[PLAN_TOO_FAR] = ranking->counts[PLANNER_TOO_FAR];
		gap->counts[PLAN_NO_SKILL] = ranking->counts[PLANNER_NO_SKILL];
		gap->counts[PLAN_NOT_FREE] = ranking->counts[PLANNER_NOT_FREE];
		gap->counts[PLAN_NOT_WANTED] = (int64_t)ranking->counts[PLANNER_FORBIDDEN] + ranking->counts[PLANNER_IS_THERE];
		gap->counts[PLAN_NO_ROOM] = (int64_t)ranking->counts[PLANNER_NO_ROOM] + ranking->counts[PLANNER_LIMIT] + ranking->counts[PLANNER_CAN];
	}
	return OK;
}

/* A change is one when the moved duty is where it was wished, and nothing else fell out for it. */
static enum fail check_change(const struct act *act, const struct plan_town *town, const struct planner_plan *plan, const struct plan_wish *wish,
	const struct plan_draft *draft, enum plan_refusal *ret_refusal)
{
	struct plan_visits_rows rows;
	bool goes = false;
	size_t before = 0;
	TRY(q_plan_visits(act->view, act->arena, &(struct plan_visits_in){.centre_id = act->centre_id, .plan_id = wish->follows_id}, &rows));
	for (size_t i = 0; i < rows.count; i++)
		before += rows.rows[i].duty_id.value != wish->duty_id.value && rows.rows[i].request_state != REQUEST_DISPATCHED;
	for (size_t i = 0; i < draft->visit_count; i++)
		goes = goes || (draft->visits[i].duty_id.value == wish->duty_id.value && draft->visits[i].person_id.value == wish->person_id.value);
	bool is_known = false;
	for (size_t i = 0; i < draft->gap_count; i++)
		is_known = is_known || draft->gaps[i].duty_id.value == wish->duty_id.value;
	if (!goes && !is_known)
		return plans_refuse(PLAN_NO_DUTY, ret_refusal);
	bool is_done = wish->person_id.value != 0 ? goes : !goes;
	size_t others = draft->visit_count - (goes ? 1 : 0);
	bool has_enough = plans_beyond(town, plan->visits, plan->visit_count) != PLANNER_NONE;
	return plans_refuse(is_done && others >= before && !has_enough ? PLAN_OK : PLAN_CANNOT_GO, ret_refusal);
}
