/* SPDX-License-Identifier: Apache-2.0 */
#include "planner/problem.h"

/* One group of checks: the first fault it finds, and where. */
typedef enum planner_fault look(const struct planner_problem *problem, uint32_t *ret_index);

static look look_at_counts, look_at_arrays, look_at_places, look_at_costs, look_at_volunteers, look_at_shifts, look_at_duties,
	look_at_links, look_at_bonuses, look_at_forbidden, look_at_pins;

static look *const looks[] = {look_at_counts, look_at_arrays, look_at_places, look_at_costs, look_at_volunteers, look_at_shifts,
	look_at_duties, look_at_links, look_at_bonuses, look_at_forbidden, look_at_pins};

static bool is_time(int32_t time_s)
{
	return time_s >= 0 && time_s <= PLANNER_TIME_MAX_S;
}

static bool is_amount(int64_t amount)
{
	return amount >= 0 && amount <= PLANNER_WEIGHT_MAX;
}

enum planner_fault planner_validate(const struct planner_problem *problem, uint32_t *ret_index)
{
	*ret_index = 0;
	for (size_t i = 0; i < COUNT_OF(looks); i++) {
		uint32_t at = 0;
		enum planner_fault fault = looks[i](problem, &at);
		if (fault != PLANNER_FINE) {
			*ret_index = at;
			return fault;
		}
	}
	return PLANNER_FINE;
}

static enum planner_fault look_at_counts(const struct planner_problem *problem, uint32_t *ret_index)
{
	const uint32_t counts[] = {problem->places.count, problem->volunteers.count, problem->shifts.count, problem->duties.count,
		problem->links.count, problem->bonuses.count, problem->forbidden.count, problem->pins.count};
	(void)ret_index;
	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		if (counts[i] > PLANNER_COUNT_MAX)
			return PLANNER_TOO_MANY;
	}
	return problem->links.count > PLANNER_LINKS_MAX ? PLANNER_TOO_MANY : PLANNER_FINE;
}

static enum planner_fault look_at_arrays(const struct planner_problem *problem, uint32_t *ret_index)
{
	const struct planner_duties *duties = &problem->duties;
	const struct { uint32_t count; const void *array; } needed[] = {
		{problem->places.count, problem->places.x_m}, {problem->places.count, problem->places.y_m},
		{problem->volunteers.count, problem->volunteers.home}, {problem->volunteers.count, problem->volunteers.skills},
		{problem->volunteers.count, problem->volunteers.pace_s_per_km}, {problem->shifts.count, problem->shifts.volunteer},
		{problem->shifts.count, problem->shifts.from_s}, {problem->shifts.count, problem->shifts.until_s},
		{duties->count, duties->place}, {duties->count, duties->duration_s}, {duties->count, duties->weight},
		{duties->count, duties->window_first}, {duties->count, duties->window_from_s}, {duties->count, duties->window_until_s},
		{problem->links.count, problem->links.first}, {problem->links.count, problem->links.second},
		{problem->links.count, problem->links.least_s}, {problem->links.count, problem->links.most_s},
		{problem->bonuses.count, problem->bonuses.volunteer}, {problem->bonuses.count, problem->bonuses.duty},
		{problem->bonuses.count, problem->bonuses.amount}, {problem->forbidden.count, problem->forbidden.volunteer},
		{problem->forbidden.count, problem->forbidden.duty}, {problem->pins.count, problem->pins.shift},
		{problem->pins.count, problem->pins.duty}, {problem->pins.count, problem->pins.start_s}};
	(void)ret_index;
	for (size_t i = 0; i < COUNT_OF(needed); i++) {
		if (needed[i].count > 0 && needed[i].array == NULL)
			return PLANNER_ARRAY_MISSING;
	}
	return PLANNER_FINE;
}

static enum planner_fault look_at_places(const struct planner_problem *problem, uint32_t *ret_index)
{
	for (uint32_t i = 0; i < problem->places.count; i++) {
		int32_t x_m = problem->places.x_m[i], y_m = problem->places.y_m[i];
		*ret_index = i;
		if (x_m < -PLANNER_PLACE_MAX_M || x_m > PLANNER_PLACE_MAX_M || y_m < -PLANNER_PLACE_MAX_M || y_m > PLANNER_PLACE_MAX_M)
			return PLANNER_PLACE_RANGE;
	}
	return PLANNER_FINE;
}

static enum planner_fault look_at_costs(const struct planner_problem *problem, uint32_t *ret_index)
{
	const int64_t most = 1000000; /* a second of travel and an hour squared: sums over a year stay in int64 */
	(void)ret_index;
	if (problem->travel_cost < 0 || problem->travel_cost > most || problem->fairness_cost < 0 || problem->fairness_cost > most * 1000 ||
		!is_amount(problem->outing_cost) || !is_time(problem->travel_slack_s))
		return PLANNER_COST_RANGE;
	return PLANNER_FINE;
}

/* An optional array's entry lies in 0..most. */
static bool is_in_range(const int32_t *array, uint32_t at, int32_t most)
{
	return array == NULL || (array[at] >= 0 && array[at] <= most);
}

static enum planner_fault look_at_volunteers(const struct planner_problem *problem, uint32_t *ret_index)
{
	const struct planner_volunteers *volunteers = &problem->volunteers;
	for (uint32_t v = 0; v < volunteers->count; v++) {
		*ret_index = v;
		if (volunteers->home[v] >= problem->places.count)
			return PLANNER_VOLUNTEER_HOME;
		if (!is_in_range(volunteers->pace_s_per_km, v, 100000) || !is_in_range(volunteers->reach_s, v, PLANNER_TIME_MAX_S) ||
			!is_in_range(volunteers->day_limit_s, v, PLANNER_TIME_MAX_S) || !is_in_range(volunteers->week_limit_s, v, PLANNER_TIME_MAX_S) ||
			!is_in_range(volunteers->load_s, v, PLANNER_TIME_MAX_S) || !is_in_range(volunteers->target_s, v, PLANNER_TIME_MAX_S) ||
			!is_in_range(volunteers->accept_permille, v, 1000))
			return PLANNER_VOLUNTEER_RANGE;
	}
	return PLANNER_FINE;
}

static enum planner_fault look_at_shifts(const struct planner_problem *problem, uint32_t *ret_index)
{
	const struct planner_shifts *shifts = &problem->shifts;
	for (uint32_t s = 0; s < shifts->count; s++) {
		*ret_index = s;
		if (shifts->volunteer[s] >= problem->volunteers.count)
			return PLANNER_SHIFT_VOLUNTEER;
		if (!is_time(shifts->from_s[s]) || !is_time(shifts->until_s[s]) || shifts->from_s[s] > shifts->until_s[s])
			return PLANNER_SHIFT_TIME;
		if (s > 0 && (shifts->volunteer[s - 1] > shifts->volunteer[s] ||
			(shifts->volunteer[s - 1] == shifts->volunteer[s] && shifts->until_s[s - 1] > shifts->from_s[s])))
			return PLANNER_SHIFT_ORDER;
		if (!is_in_range(shifts->capacity, s, PLANNER_LOAD_MAX) || !is_in_range(shifts->most_s, s, PLANNER_TIME_MAX_S))
			return PLANNER_SHIFT_RANGE;
	}
	return PLANNER_FINE;
}

static bool has_good_windows(const struct planner_duties *duties, uint32_t d)
{
	uint32_t from = duties->window_first[d], until = duties->window_first[d + 1];
	if (from >= until || until > PLANNER_COUNT_MAX || (d == 0 && from != 0))
		return false;
	for (uint32_t i = from; i < until; i++) {
		if (!is_time(duties->window_from_s[i]) || !is_time(duties->window_until_s[i]) || duties->window_from_s[i] > duties->window_until_s[i])
			return false;
		if (i > from && duties->window_until_s[i - 1] >= duties->window_from_s[i])
			return false;
	}
	return true;
}

static bool has_good_fixed(const struct planner_problem *problem, uint32_t d)
{
	const struct planner_lists *fixed = &problem->duties.fixed;
	if (fixed->first == NULL)
		return true;
	if (fixed->first[d] > fixed->first[d + 1] || fixed->first[d + 1] > PLANNER_COUNT_MAX || (d == 0 && fixed->first[0] != 0))
		return false;
	if (fixed->item == NULL)
		return fixed->first[d] == fixed->first[d + 1];
	for (uint32_t i = fixed->first[d]; i < fixed->first[d + 1]; i++) {
		if (fixed->item[i] >= problem->volunteers.count)
			return false;
	}
	return true;
}

static bool has_good_numbers(const struct planner_problem *problem, uint32_t d)
{
	const struct planner_duties *duties = &problem->duties;
	return duties->duration_s[d] >= problem->travel_slack_s && duties->duration_s[d] <= PLANNER_TIME_MAX_S && is_amount(duties->weight[d]) &&
		is_in_range(duties->due_s, d, INT32_MAX) && is_in_range(duties->demand, d, PLANNER_LOAD_MAX) &&
		(duties->late_cost == NULL || (duties->late_cost[d] >= 0 && duties->late_cost[d] <= 1000000));
}

static enum planner_fault look_at_duties(const struct planner_problem *problem, uint32_t *ret_index)
{
	const struct planner_duties *duties = &problem->duties;
	for (uint32_t d = 0; d < duties->count; d++) {
		*ret_index = d;
		if (duties->place[d] >= problem->places.count)
			return PLANNER_DUTY_PLACE;
		if (!has_good_numbers(problem, d))
			return PLANNER_DUTY_RANGE;
		if (duties->people != NULL && (duties->people[d] < 1 || duties->people[d] > PLANNER_PEOPLE_MAX))
			return PLANNER_DUTY_PEOPLE;
		if (!has_good_windows(duties, d))
			return PLANNER_DUTY_WINDOWS;
		if (!has_good_fixed(problem, d))
			return PLANNER_DUTY_FIXED;
	}
	return PLANNER_FINE;
}

/* Duty d stands in a link before entry `until` (or as this entry's first). */
static bool is_linked_before(const struct planner_links *links, uint32_t until, uint32_t d)
{
	for (uint32_t i = 0; i < until; i++) {
		if (links->first[i] == d || links->second[i] == d)
			return true;
	}
	return false;
}

static enum planner_fault look_at_links(const struct planner_problem *problem, uint32_t *ret_index)
{
	const struct planner_links *links = &problem->links;
	const uint8_t *people = problem->duties.people;
	for (uint32_t i = 0; i < links->count; i++) {
		uint32_t a = links->first[i], b = links->second[i];
		*ret_index = i;
		if (a >= problem->duties.count || b >= problem->duties.count || a == b || (people != NULL && (people[a] != 1 || people[b] != 1)))
			return PLANNER_LINK_DUTY;
		if (is_linked_before(links, i, a) || is_linked_before(links, i, b))
			return PLANNER_LINK_DUTY;
		if (links->least_s[i] < -PLANNER_TIME_MAX_S || links->most_s[i] > PLANNER_TIME_MAX_S || links->least_s[i] > links->most_s[i])
			return PLANNER_LINK_TIME;
	}
	return PLANNER_FINE;
}

/* The entry exists on both sides and comes after its neighbour. */
static bool is_good_pair(const struct planner_problem *problem, const struct planner_pairs *pairs, uint32_t i)
{
	if (pairs->volunteer[i] >= problem->volunteers.count || pairs->duty[i] >= problem->duties.count)
		return false;
	return i == 0 || pairs->volunteer[i - 1] < pairs->volunteer[i] ||
		(pairs->volunteer[i - 1] == pairs->volunteer[i] && pairs->duty[i - 1] < pairs->duty[i]);
}

static enum planner_fault look_at_bonuses(const struct planner_problem *problem, uint32_t *ret_index)
{
	for (uint32_t i = 0; i < problem->bonuses.count; i++) {
		int64_t amount = problem->bonuses.amount[i];
		*ret_index = i;
		if (!is_good_pair(problem, &problem->bonuses, i))
			return PLANNER_BONUS_PAIR;
		if (amount < -PLANNER_WEIGHT_MAX || amount > PLANNER_WEIGHT_MAX)
			return PLANNER_BONUS_RANGE;
	}
	return PLANNER_FINE;
}

static enum planner_fault look_at_forbidden(const struct planner_problem *problem, uint32_t *ret_index)
{
	for (uint32_t i = 0; i < problem->forbidden.count; i++) {
		*ret_index = i;
		if (!is_good_pair(problem, &problem->forbidden, i))
			return PLANNER_FORBIDDEN_PAIR;
	}
	return PLANNER_FINE;
}

/* Pin i among those of its duty before it: same start, other people, all of them by the last. */
static enum planner_fault look_at_pinned_duty(const struct planner_problem *problem, uint32_t i)
{
	const struct planner_pins *pins = &problem->pins;
	const uint32_t *volunteer = problem->shifts.volunteer;
	uint32_t d = pins->duty[i], people = problem->duties.people != NULL ? problem->duties.people[d] : 1, same = 1;
	for (uint32_t j = i; j-- > 0 && pins->duty[j] == d;) {
		same++;
		if (pins->start_s[j] != pins->start_s[i])
			return PLANNER_PIN_TIME;
		if (volunteer[pins->shift[j]] == volunteer[pins->shift[i]])
			return PLANNER_PIN_VISIT;
	}
	bool is_last = i + 1 == pins->count || pins->duty[i + 1] != d;
	return same > people || (is_last && same < people) ? PLANNER_PIN_VISIT : PLANNER_FINE;
}

static enum planner_fault look_at_pins(const struct planner_problem *problem, uint32_t *ret_index)
{
	const struct planner_pins *pins = &problem->pins;
	for (uint32_t i = 0; i < pins->count; i++) {
		uint32_t s = pins->shift[i], d = pins->duty[i];
		*ret_index = i;
		if (s >= problem->shifts.count || d >= problem->duties.count || (i > 0 && pins->duty[i - 1] > d))
			return PLANNER_PIN_VISIT;
		if (pins->start_s[i] < problem->shifts.from_s[s] || pins->start_s[i] > problem->shifts.until_s[s] - problem->duties.duration_s[d])
			return PLANNER_PIN_TIME;
		enum planner_fault fault = look_at_pinned_duty(problem, i);
		if (fault != PLANNER_FINE)
			return fault;
	}
	return PLANNER_FINE;
}

const char *planner_fault_text(enum planner_fault fault)
{
	static const char *const texts[] = {
		[PLANNER_FINE] = "nothing is wrong",
		[PLANNER_TOO_MANY] = "there are more entries than the planner takes",
		[PLANNER_ARRAY_MISSING] = "a list that is needed is missing",
		[PLANNER_PLACE_RANGE] = "the place lies off the map",
		[PLANNER_COST_RANGE] = "a cost is negative or too large",
		[PLANNER_VOLUNTEER_HOME] = "the volunteer's home is not in the list of places",
		[PLANNER_VOLUNTEER_RANGE] = "a number of the volunteer is negative or too large",
		[PLANNER_SHIFT_VOLUNTEER] = "the shift belongs to nobody",
		[PLANNER_SHIFT_TIME] = "the shift is empty or out of range",
		[PLANNER_SHIFT_ORDER] = "shifts are not sorted by volunteer and time, or overlap",
		[PLANNER_SHIFT_RANGE] = "the shift's capacity or longest time away is negative or too large",
		[PLANNER_DUTY_PLACE] = "the duty's place is not in the list of places",
		[PLANNER_DUTY_RANGE] = "a number of the duty is negative or too large",
		[PLANNER_DUTY_PEOPLE] = "the duty needs no or too many people",
		[PLANNER_DUTY_WINDOWS] = "the duty's windows are missing, empty, unsorted or overlapping",
		[PLANNER_DUTY_FIXED] = "a volunteer fixed for the duty does not exist",
		[PLANNER_LINK_DUTY] = "the link joins duties that are missing, linked twice or need several people",
		[PLANNER_LINK_TIME] = "the time between the linked duties is empty or too large",
		[PLANNER_BONUS_PAIR] = "the bonus is for nobody, for nothing, unsorted or given twice",
		[PLANNER_BONUS_RANGE] = "the bonus is too large",
		[PLANNER_FORBIDDEN_PAIR] = "the forbidden pair does not exist, is unsorted or given twice",
		[PLANNER_PIN_VISIT] = "the pinned visit does not exist, is unsorted, given twice or not with all the duty's people",
		[PLANNER_PIN_TIME] = "the pinned visit is outside its shift or differs from its partner's start",
	};
	check((size_t)fault < COUNT_OF(texts));
	return texts[fault];
}
