/* SPDX-License-Identifier: Apache-2.0 */
#include "exhaust.h"

#include <math.h>
#include <string.h>

struct trial {
	const struct planner_problem *problem;
	uint32_t route[EXHAUST_SHIFTS][EXHAUST_DUTIES], length[EXHAUST_SHIFTS];
	bool is_served[EXHAUST_DUTIES];
	int64_t start_s[EXHAUST_DUTIES], leave_s[EXHAUST_SHIFTS];
	int64_t best;
};

static int64_t way(const struct planner_problem *problem, uint32_t volunteer, uint32_t from, uint32_t to)
{
	if (problem->travel != NULL)
		return problem->travel(problem->travel_context, volunteer, from, to);
	double dx = (double)problem->places.x_m[from] - problem->places.x_m[to], dy = (double)problem->places.y_m[from] - problem->places.y_m[to];
	return (int64_t)ceil(sqrt(dx * dx + dy * dy) * (problem->volunteers.pace_s_per_km[volunteer] / 1000.0));
}

static bool is_in(const struct planner_pairs *pairs, uint32_t volunteer, uint32_t duty, int64_t *ret_amount)
{
	for (uint32_t i = 0; i < pairs->count; i++) {
		if (pairs->volunteer[i] == volunteer && pairs->duty[i] == duty) {
			*ret_amount = pairs->amount != NULL ? pairs->amount[i] : 0;
			return true;
		}
	}
	return false;
}

static bool may_go(const struct planner_problem *problem, uint32_t shift, uint32_t duty)
{
	uint32_t volunteer = problem->shifts.volunteer[shift], pins = 0;
	int64_t ignored = 0;
	for (uint32_t i = 0; i < problem->pins.count; i++) {
		if (problem->pins.duty[i] == duty && problem->pins.shift[i] == shift)
			return true;
		pins += problem->pins.duty[i] == duty;
	}
	if (pins > 0 || is_in(&problem->forbidden, volunteer, duty, &ignored))
		return false;
	if (problem->duties.skills != NULL && (problem->duties.skills[duty] & ~problem->volunteers.skills[volunteer]) != 0)
		return false;
	const struct planner_lists *fixed = &problem->duties.fixed;
	bool is_fixed = fixed->first == NULL || fixed->first[duty] == fixed->first[duty + 1];
	for (uint32_t i = is_fixed ? 0 : fixed->first[duty]; !is_fixed && i < fixed->first[duty + 1]; i++)
		is_fixed = fixed->item[i] == volunteer;
	return is_fixed && (problem->volunteers.reach_s == NULL ||
		way(problem, volunteer, problem->volunteers.home[volunteer], problem->duties.place[duty]) <= problem->volunteers.reach_s[volunteer]);
}

/* The pinned start, or the next in a window, or -1. */
static int64_t start_at(const struct planner_problem *problem, uint32_t duty, int64_t time_s)
{
	for (uint32_t i = 0; i < problem->pins.count; i++) {
		if (problem->pins.duty[i] == duty)
			return problem->pins.start_s[i] >= time_s ? problem->pins.start_s[i] : -1;
	}
	for (uint32_t w = problem->duties.window_first[duty]; w < problem->duties.window_first[duty + 1]; w++) {
		if (problem->duties.window_until_s[w] >= time_s)
			return problem->duties.window_from_s[w] > time_s ? problem->duties.window_from_s[w] : time_s;
	}
	return -1;
}

/* Raises a start to what is demanded; false when it cannot be. */
static bool raise(struct trial *trial, uint32_t duty, int64_t time_s, bool *changed)
{
	int64_t start_s = start_at(trial->problem, duty, time_s);
	if (time_s <= trial->start_s[duty])
		return true;
	*changed = true;
	trial->start_s[duty] = start_s;
	return start_s >= 0;
}

/* The earliest times that satisfy everything together; false when there are none. */
static bool find_times(struct trial *trial)
{
	const struct planner_problem *problem = trial->problem;
	bool changed = true;
	memset(trial->start_s, 0xff, sizeof(trial->start_s));
	for (uint32_t s = 0; s < problem->shifts.count; s++)
		trial->leave_s[s] = problem->shifts.from_s[s];
	while (changed) {
		changed = false;
		for (uint32_t s = 0; s < problem->shifts.count; s++) {
			uint32_t volunteer = problem->shifts.volunteer[s], at = problem->volunteers.home[volunteer];
			int64_t now_s = trial->leave_s[s];
			for (uint32_t i = 0; i < trial->length[s]; i++) {
				uint32_t duty = trial->route[s][i];
				if (!raise(trial, duty, now_s + way(problem, volunteer, at, problem->duties.place[duty]), &changed))
					return false;
				at = problem->duties.place[duty];
				now_s = trial->start_s[duty] + problem->duties.duration_s[duty];
			}
			int64_t back_s = now_s + way(problem, volunteer, at, problem->volunteers.home[volunteer]);
			if (trial->length[s] > 0 && back_s > problem->shifts.until_s[s])
				return false;
			if (trial->length[s] > 0 && problem->shifts.most_s != NULL && back_s - trial->leave_s[s] > problem->shifts.most_s[s]) {
				trial->leave_s[s] = back_s - problem->shifts.most_s[s]; /* leaving earlier is of no use */
				changed = true;
			}
		}
		for (uint32_t i = 0; i < problem->links.count; i++) {
			uint32_t a = problem->links.first[i], b = problem->links.second[i];
			if (trial->is_served[a] && trial->is_served[b] && (!raise(trial, b, trial->start_s[a] + problem->links.least_s[i], &changed) ||
				!raise(trial, a, trial->start_s[b] - problem->links.most_s[i], &changed)))
				return false;
		}
	}
	return true;
}

static bool is_within(const struct trial *trial, const int32_t *limit_s, int32_t days)
{
	const struct planner_problem *problem = trial->problem;
	for (uint32_t s = 0; limit_s != NULL && s < problem->shifts.count; s++) {
		int64_t sum_s = 0;
		for (uint32_t t = 0; t < problem->shifts.count; t++) {
			for (uint32_t i = 0; i < trial->length[t]; i++) {
				if (problem->shifts.volunteer[t] == problem->shifts.volunteer[s] &&
					problem->shifts.from_s[t] / 86400 / days == problem->shifts.from_s[s] / 86400 / days)
					sum_s += problem->duties.duration_s[trial->route[t][i]];
			}
		}
		if (sum_s > 0 && sum_s > limit_s[problem->shifts.volunteer[s]])
			return false;
	}
	return true;
}

static bool can_carry(const struct trial *trial)
{
	const struct planner_problem *problem = trial->problem;
	for (uint32_t s = 0; problem->shifts.capacity != NULL && problem->duties.demand != NULL && s < problem->shifts.count; s++) {
		int64_t load = 0;
		for (uint32_t i = 0; i < trial->length[s]; i++)
			load += problem->duties.demand[trial->route[s][i]];
		if (load > problem->shifts.capacity[s])
			return false;
	}
	return true;
}

/* People of a duty or of linked ones are different people. */
static bool are_different(const struct trial *trial)
{
	const struct planner_problem *problem = trial->problem;
	for (uint32_t s = 0; s < problem->shifts.count; s++) {
		for (uint32_t t = s; t < problem->shifts.count; t++) {
			for (uint32_t i = 0; i < trial->length[s]; i++) {
				for (uint32_t j = 0; j < trial->length[t]; j++) {
					uint32_t a = trial->route[s][i], b = trial->route[t][j];
					bool is_tied = a == b && s != t;
					for (uint32_t l = 0; l < problem->links.count; l++)
						is_tied |= (problem->links.first[l] == a && problem->links.second[l] == b) || (problem->links.first[l] == b && problem->links.second[l] == a);
					if (is_tied && problem->shifts.volunteer[s] == problem->shifts.volunteer[t])
						return false;
				}
			}
		}
	}
	for (uint32_t l = 0; l < problem->links.count; l++) {
		if (trial->is_served[problem->links.first[l]] != trial->is_served[problem->links.second[l]])
			return false;
	}
	return true;
}

static int64_t worth(const struct trial *trial)
{
	const struct planner_problem *problem = trial->problem;
	int64_t value = 0, served_s[EXHAUST_SHIFTS] = {0};
	for (uint32_t d = 0; d < problem->duties.count; d++)
		value += trial->is_served[d] ? problem->duties.weight[d] : 0;
	for (uint32_t s = 0; s < problem->shifts.count; s++) {
		uint32_t volunteer = problem->shifts.volunteer[s], at = problem->volunteers.home[volunteer];
		for (uint32_t i = 0; i < trial->length[s]; i++) {
			uint32_t duty = trial->route[s][i];
			int64_t bonus = 0;
			value -= way(problem, volunteer, at, problem->duties.place[duty]) * problem->travel_cost;
			at = problem->duties.place[duty];
			(void)is_in(&problem->bonuses, volunteer, duty, &bonus);
			value += bonus;
			served_s[s] += problem->duties.duration_s[duty];
			if (problem->duties.due_s != NULL && problem->duties.late_cost != NULL && trial->start_s[duty] > problem->duties.due_s[duty])
				value -= (trial->start_s[duty] - problem->duties.due_s[duty]) * problem->duties.late_cost[duty];
		}
		if (trial->length[s] > 0)
			value -= way(problem, volunteer, at, problem->volunteers.home[volunteer]) * problem->travel_cost + problem->outing_cost;
	}
	for (uint32_t v = 0; v < problem->volunteers.count; v++) {
		int64_t over_s = (problem->volunteers.load_s != NULL ? problem->volunteers.load_s[v] : 0) -
			(problem->volunteers.target_s != NULL ? problem->volunteers.target_s[v] : 0);
		for (uint32_t s = 0; s < problem->shifts.count; s++)
			over_s += problem->shifts.volunteer[s] == v ? served_s[s] : 0;
		if (over_s > 0)
			value -= problem->fairness_cost * over_s * over_s / 12960000;
	}
	return value;
}

static void judge(struct trial *trial)
{
	const struct planner_problem *problem = trial->problem;
	if (!are_different(trial) || !can_carry(trial) || !is_within(trial, problem->volunteers.day_limit_s, 1) ||
		!is_within(trial, problem->volunteers.week_limit_s, 7) || !find_times(trial))
		return;
	for (uint32_t i = 0; i < problem->pins.count; i++) {
		if (!trial->is_served[problem->pins.duty[i]])
			return;
	}
	int64_t value = worth(trial);
	trial->best = value > trial->best ? value : trial->best;
}

static void try_duty(struct trial *trial, uint32_t duty);

/* `people` more for this duty, from shift `from` on. */
static void try_people(struct trial *trial, uint32_t duty, uint32_t people, uint32_t from)
{
	if (people == 0) {
		trial->is_served[duty] = true;
		try_duty(trial, duty + 1);
		trial->is_served[duty] = false;
		return;
	}
	for (uint32_t s = from; s < trial->problem->shifts.count; s++) {
		if (!may_go(trial->problem, s, duty))
			continue;
		for (uint32_t at = 0; at <= trial->length[s]; at++) {
			uint32_t *route = trial->route[s];
			memmove(route + at + 1, route + at, (trial->length[s] - at) * sizeof(*route));
			route[at] = duty;
			trial->length[s]++;
			try_people(trial, duty, people - 1, s + 1);
			trial->length[s]--;
			memmove(route + at, route + at + 1, (trial->length[s] - at) * sizeof(*route));
		}
	}
}

static void try_duty(struct trial *trial, uint32_t duty)
{
	if (duty == trial->problem->duties.count) {
		judge(trial);
		return;
	}
	try_duty(trial, duty + 1);
	try_people(trial, duty, trial->problem->duties.people != NULL ? trial->problem->duties.people[duty] : 1, 0);
}

int64_t exhaust_optimum(const struct planner_problem *problem)
{
	struct trial trial = {.problem = problem, .best = INT64_MIN};
	check(problem->shifts.count <= EXHAUST_SHIFTS && problem->duties.count <= EXHAUST_DUTIES);
	try_duty(&trial, 0);
	return trial.best;
}
