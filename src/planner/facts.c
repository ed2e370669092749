/* SPDX-License-Identifier: Apache-2.0 */
#include "planner/facts.h"

#include <string.h>

#include "planner/grid.h"

static enum fail make_shifts(const struct planner_problem *problem, struct arena *arena, struct facts *facts);
static enum fail make_slots(const struct planner_problem *problem, struct arena *arena, struct facts *facts);
static enum fail make_ties(const struct planner_problem *problem, struct arena *arena, struct facts *facts);

enum fail facts_make(const struct planner_problem *problem, struct arena *arena, struct facts *ret_facts)
{
	struct facts facts = {.problem = problem, .shift_count = problem->shifts.count, .duty_count = problem->duties.count,
		.volunteer_count = problem->volunteers.count, .has_bonus = problem->bonuses.count > 0,
		.has_loads = problem->shifts.capacity != NULL && problem->duties.demand != NULL, .has_spans = problem->shifts.most_s != NULL};
	TRY(make_shifts(problem, arena, &facts));
	TRY(make_slots(problem, arena, &facts));
	TRY(make_ties(problem, arena, &facts));
	*ret_facts = facts;
	return OK;
}

/* Would two shifts that have nothing to do yet be the same to every duty that both may serve? */
static bool are_alike(const struct facts *facts, uint32_t a, uint32_t b)
{
	const struct planner_problem *problem = facts->problem;
	const struct planner_volunteers *volunteers = &problem->volunteers;
	if (facts->has_bonus || problem->fairness_cost > 0 || volunteers->day_limit_s != NULL || volunteers->week_limit_s != NULL)
		return false;
	return volunteers->home[problem->shifts.volunteer[a]] == volunteers->home[problem->shifts.volunteer[b]] &&
		volunteers->pace_s_per_km[problem->shifts.volunteer[a]] == volunteers->pace_s_per_km[problem->shifts.volunteer[b]] &&
		problem->shifts.from_s[a] == problem->shifts.from_s[b] && problem->shifts.until_s[a] == problem->shifts.until_s[b] &&
		facts_capacity(facts, a) == facts_capacity(facts, b) && (!facts->has_spans || problem->shifts.most_s[a] == problem->shifts.most_s[b]) &&
		(problem->travel == NULL || problem->is_travel_shared);
}

static enum fail make_shifts(const struct planner_problem *problem, struct arena *arena, struct facts *facts)
{
	uint32_t *alike = arena_array(arena, uint32_t, facts->shift_count + 1);
	uint32_t *home = arena_array(arena, uint32_t, facts->shift_count + 1);
	double *pace = arena_array(arena, double, facts->shift_count + 1);
	uint32_t *first = arena_array(arena, uint32_t, (size_t)facts->volunteer_count + 1);
	if (home == NULL || pace == NULL || first == NULL || alike == NULL)
		return FAIL_LIMIT;
	for (uint32_t s = 0; s < facts->shift_count; s++)
		alike[s] = s > 0 && are_alike(facts, s - 1, s) ? alike[s - 1] : s;
	facts->alike = alike;
	for (uint32_t s = 0; s < facts->shift_count; s++) {
		uint32_t v = problem->shifts.volunteer[s];
		home[s] = problem->volunteers.home[v];
		pace[s] = problem->volunteers.pace_s_per_km[v] / 1000.0;
		first[v + 1]++;
	}
	for (uint32_t v = 0; v < facts->volunteer_count; v++)
		first[v + 1] += first[v];
	facts->home = home;
	facts->pace_s_per_m = pace;
	facts->volunteer_shift = first;
	return OK;
}

static enum fail make_slots(const struct planner_problem *problem, struct arena *arena, struct facts *facts)
{
	const struct planner_duties *duties = &problem->duties;
	uint32_t *first = arena_array(arena, uint32_t, (size_t)facts->duty_count + 1);
	if (first == NULL)
		return FAIL_LIMIT;
	for (uint32_t d = 0; d < facts->duty_count; d++) {
		uint32_t people = duties->people != NULL ? duties->people[d] : 1;
		first[d + 1] = first[d] + people;
		facts->has_teams |= people > 1;
		facts->has_late |= duties->due_s != NULL && duties->late_cost != NULL && duties->late_cost[d] > 0;
	}
	facts->slot_count = first[facts->duty_count];
	uint32_t *owner = arena_array(arena, uint32_t, (size_t)facts->slot_count + 1);
	if (owner == NULL)
		return FAIL_LIMIT;
	for (uint32_t d = 0; d < facts->duty_count; d++) {
		for (uint32_t slot = first[d]; slot < first[d + 1]; slot++)
			owner[slot] = d;
	}
	facts->duty_slot = first;
	facts->slot_duty = owner;
	return OK;
}

/* Links and pins, looked up by duty. */
static enum fail make_ties(const struct planner_problem *problem, struct arena *arena, struct facts *facts)
{
	const struct planner_links *links = &problem->links;
	uint32_t *partner = arena_array(arena, uint32_t, (size_t)facts->duty_count + 1);
	int32_t *least = arena_array(arena, int32_t, (size_t)facts->duty_count + 1);
	int32_t *most = arena_array(arena, int32_t, (size_t)facts->duty_count + 1);
	int32_t *pin = arena_array(arena, int32_t, (size_t)facts->duty_count + 1);
	if (partner == NULL || least == NULL || most == NULL || pin == NULL)
		return FAIL_LIMIT;
	for (uint32_t d = 0; d < facts->duty_count; d++) {
		partner[d] = PLANNER_NONE;
		pin[d] = -1;
	}
	for (uint32_t i = 0; i < links->count; i++) {
		uint32_t a = links->first[i], b = links->second[i];
		partner[a] = b;
		partner[b] = a;
		least[a] = links->least_s[i];
		most[a] = links->most_s[i];
		least[b] = -links->most_s[i];
		most[b] = -links->least_s[i];
		facts->has_teams = true;
	}
	for (uint32_t i = 0; i < problem->pins.count; i++)
		pin[problem->pins.duty[i]] = problem->pins.start_s[i];
	facts->partner = partner;
	facts->partner_least_s = least;
	facts->partner_most_s = most;
	facts->pin_start_s = pin;
	return OK;
}

int32_t facts_start_from(const struct facts *facts, uint32_t duty, int32_t time_s)
{
	const struct planner_duties *duties = &facts->problem->duties;
	for (uint32_t i = duties->window_first[duty]; i < duties->window_first[duty + 1]; i++) {
		if (duties->window_until_s[i] >= time_s)
			return duties->window_from_s[i] > time_s ? duties->window_from_s[i] : time_s;
	}
	return -1;
}

int32_t facts_start_until(const struct facts *facts, uint32_t duty, int32_t time_s)
{
	const struct planner_duties *duties = &facts->problem->duties;
	for (uint32_t i = duties->window_first[duty + 1]; i-- > duties->window_first[duty];) {
		if (duties->window_from_s[i] <= time_s)
			return duties->window_until_s[i] < time_s ? duties->window_until_s[i] : time_s;
	}
	return -1;
}

int64_t facts_fairness(const struct facts *facts, uint32_t volunteer, int32_t served_s)
{
	const struct planner_volunteers *volunteers = &facts->problem->volunteers;
	int64_t over_s = served_s;
	if (facts->problem->fairness_cost == 0)
		return 0;
	over_s += volunteers->load_s != NULL ? volunteers->load_s[volunteer] : 0;
	over_s -= volunteers->target_s != NULL ? volunteers->target_s[volunteer] : 0;
	return over_s <= 0 ? 0 : (int64_t)((__int128)facts->problem->fairness_cost * over_s * over_s / (3600 * 3600));
}

/* Where a pair stands in a sorted list, or count. */
static uint32_t find_pair(const struct planner_pairs *pairs, uint32_t volunteer, uint32_t duty)
{
	uint32_t low = 0, high = pairs->count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (pairs->volunteer[middle] < volunteer || (pairs->volunteer[middle] == volunteer && pairs->duty[middle] < duty))
			low = middle + 1;
		else
			high = middle;
	}
	return low < pairs->count && pairs->volunteer[low] == volunteer && pairs->duty[low] == duty ? low : pairs->count;
}

int64_t facts_bonus(const struct facts *facts, uint32_t volunteer, uint32_t duty)
{
	const struct planner_pairs *bonuses = &facts->problem->bonuses;
	uint32_t at = find_pair(bonuses, volunteer, duty);
	return at < bonuses->count ? bonuses->amount[at] : 0;
}

int64_t facts_late(const struct facts *facts, uint32_t duty, int32_t start_s)
{
	const struct planner_duties *duties = &facts->problem->duties;
	if (!facts->has_late || start_s <= duties->due_s[duty])
		return 0;
	return duties->late_cost[duty] * ((int64_t)start_s - duties->due_s[duty]);
}

static bool is_fixed_for_others(const struct planner_lists *fixed, uint32_t duty, uint32_t volunteer)
{
	if (fixed->first == NULL || fixed->first[duty] == fixed->first[duty + 1])
		return false;
	for (uint32_t i = fixed->first[duty]; i < fixed->first[duty + 1]; i++) {
		if (fixed->item[i] == volunteer)
			return false;
	}
	return true;
}

/* Is this visit among the pinned ones? They are sorted by duty. */
static bool is_pinned_here(const struct planner_pins *pins, uint32_t duty, uint32_t shift)
{
	uint32_t low = 0, high = pins->count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (pins->duty[middle] < duty)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < pins->count && pins->duty[low] == duty; low++) {
		if (pins->shift[low] == shift)
			return true;
	}
	return false;
}

/* Out, the visit alone, and back: reach, load and time. */
static enum facts_unfit look_at_trip(const struct facts *facts, uint32_t duty, uint32_t shift)
{
	const struct planner_problem *problem = facts->problem;
	uint32_t volunteer = problem->shifts.volunteer[shift], place = problem->duties.place[duty];
	int32_t out_s = facts_hop_s(facts, shift, facts->home[shift], place);
	if (problem->volunteers.reach_s != NULL && out_s > problem->volunteers.reach_s[volunteer])
		return FACTS_TOO_FAR;
	if (facts->has_loads && facts_demand(facts, duty) > facts_capacity(facts, shift))
		return FACTS_TOO_MUCH;
	int32_t start_s = facts_start_from(facts, duty, problem->shifts.from_s[shift] + out_s);
	int64_t away_s = (int64_t)problem->duties.duration_s[duty] + facts_hop_s(facts, shift, place, facts->home[shift]);
	if (start_s < 0 || start_s + away_s > problem->shifts.until_s[shift] || (facts->has_spans && out_s + away_s > problem->shifts.most_s[shift]))
		return FACTS_NOT_FREE;
	return FACTS_FIT;
}

enum facts_unfit facts_look(const struct facts *facts, uint32_t duty, uint32_t shift)
{
	const struct planner_problem *problem = facts->problem;
	uint32_t volunteer = problem->shifts.volunteer[shift];
	uint64_t needed = problem->duties.skills != NULL ? problem->duties.skills[duty] : 0;
	if (facts->pin_start_s[duty] >= 0)
		return is_pinned_here(&problem->pins, duty, shift) ? FACTS_FIT : FACTS_PINNED;
	if ((needed & ~problem->volunteers.skills[volunteer]) != 0)
		return FACTS_NO_SKILL;
	if (is_fixed_for_others(&problem->duties.fixed, duty, volunteer) ||
		(problem->forbidden.count > 0 && find_pair(&problem->forbidden, volunteer, duty) < problem->forbidden.count))
		return FACTS_FORBIDDEN;
	return look_at_trip(facts, duty, shift);
}

/* One pass over all pairs that the grid lets through: counts rows first, then
 * fills them. */
struct matching {
	const struct facts *facts;
	struct grid grid;
	uint32_t *row, *row_shift;
};

static uint32_t match_duty(const struct matching *matching, uint32_t duty, uint32_t *ret_shifts)
{
	const struct facts *facts = matching->facts;
	const struct grid *grid = &matching->grid;
	struct grid_walk walk = grid_walk_begin(grid, facts->problem->duties.place[duty]);
	uint32_t from = 0, until = 0, count = 0;
	while (grid_walk_next(&walk, &from, &until)) {
		for (uint32_t i = from; i < until; i++) {
			uint32_t volunteer = grid->volunteer[i];
			for (uint32_t s = facts->volunteer_shift[volunteer]; s < facts->volunteer_shift[volunteer + 1]; s++) {
				if (facts_look(facts, duty, s) != FACTS_FIT)
					continue;
				if (ret_shifts != NULL)
					ret_shifts[count] = s;
				count++;
			}
		}
	}
	return count;
}

void facts_sort_ids(uint32_t *ids, uint32_t count)
{
	/* Shell sort: rows are short, and no call goes through a pointer. */
	for (uint32_t gap = count / 2; gap > 0; gap = gap == 2 ? 1 : (uint32_t)((uint64_t)gap * 5 / 11)) {
		for (uint32_t i = gap; i < count; i++) {
			uint32_t id = ids[i], j = i;
			for (; j >= gap && ids[j - gap] > id; j -= gap)
				ids[j] = ids[j - gap];
			ids[j] = id;
		}
	}
}

static enum fail fill_columns(struct facts *facts, struct arena *arena)
{
	uint32_t entries = facts->row[facts->duty_count];
	uint32_t *column = arena_array(arena, uint32_t, (size_t)facts->shift_count + 2);
	uint32_t *duty = arena_array(arena, uint32_t, (size_t)entries + 1);
	if (column == NULL || duty == NULL)
		return FAIL_LIMIT;
	for (uint32_t i = 0; i < entries; i++)
		column[facts->row_shift[i] + 2]++;
	for (uint32_t s = 0; s < facts->shift_count; s++)
		column[s + 2] += column[s + 1];
	for (uint32_t d = 0; d < facts->duty_count; d++) {
		for (uint32_t i = facts->row[d]; i < facts->row[d + 1]; i++)
			duty[column[facts->row_shift[i] + 1]++] = d;
	}
	facts->column = column;
	facts->column_duty = duty;
	return OK;
}

static enum fail fill_bonuses(struct facts *facts, struct arena *arena)
{
	uint32_t entries = facts->row[facts->duty_count];
	if (!facts->has_bonus)
		return OK;
	int64_t *bonus = arena_array(arena, int64_t, (size_t)entries + 1);
	int64_t *column_bonus = arena_array(arena, int64_t, (size_t)entries + 1);
	if (bonus == NULL || column_bonus == NULL)
		return FAIL_LIMIT;
	for (uint32_t d = 0; d < facts->duty_count; d++) {
		for (uint32_t i = facts->row[d]; i < facts->row[d + 1]; i++)
			bonus[i] = facts_bonus(facts, facts->problem->shifts.volunteer[facts->row_shift[i]], d);
	}
	for (uint32_t s = 0; s < facts->shift_count; s++) {
		for (uint32_t i = facts->column[s]; i < facts->column[s + 1]; i++)
			column_bonus[i] = facts_bonus(facts, facts->problem->shifts.volunteer[s], facts->column_duty[i]);
	}
	facts->row_bonus = bonus;
	facts->column_bonus = column_bonus;
	return OK;
}

enum fail facts_match(struct facts *facts, struct arena *arena)
{
	struct matching matching = {.facts = facts};
	TRY(grid_make(facts, arena, &matching.grid));
	uint32_t *row = arena_array(arena, uint32_t, (size_t)facts->duty_count + 1);
	if (row == NULL)
		return FAIL_LIMIT;
	for (uint32_t d = 0; d < facts->duty_count; d++) {
		uint64_t end = (uint64_t)row[d] + match_duty(&matching, d, NULL);
		if (end > INT32_MAX)
			return FAIL_LIMIT;
		row[d + 1] = (uint32_t)end;
	}
	uint32_t *row_shift = arena_array(arena, uint32_t, (size_t)row[facts->duty_count] + 1);
	if (row_shift == NULL)
		return FAIL_LIMIT;
	for (uint32_t d = 0; d < facts->duty_count; d++) {
		(void)match_duty(&matching, d, row_shift + row[d]);
		facts_sort_ids(row_shift + row[d], row[d + 1] - row[d]);
	}
	facts->row = row;
	facts->row_shift = row_shift;
	TRY(fill_columns(facts, arena));
	return fill_bonuses(facts, arena);
}
