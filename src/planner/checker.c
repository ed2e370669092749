/* SPDX-License-Identifier: Apache-2.0 */
#include "planner/checker.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is known of one volunteer's or duty's part in the plan. */
struct notes {
	const struct planner_problem *problem;
	const struct planner_plan *plan;
	uint32_t *people;    /* who came, by duty */
	int32_t *start_s;    /* by duty */
	bool *is_pinned;     /* by visit */
	int64_t *served_s;   /* by shift */
	struct checker_report *report;
};

static int64_t travel_between(const struct planner_problem *problem, uint32_t volunteer, uint32_t from, uint32_t to)
{
	if (problem->travel != NULL)
		return problem->travel(problem->travel_context, volunteer, from, to);
	int64_t dx = (int64_t)problem->places.x_m[from] - problem->places.x_m[to];
	int64_t dy = (int64_t)problem->places.y_m[from] - problem->places.y_m[to];
	return (int64_t)ceil(sqrt((double)(dx * dx + dy * dy)) * (problem->volunteers.pace_s_per_km[volunteer] / 1000.0));
}

static bool is_listed(const struct planner_pairs *pairs, uint32_t volunteer, uint32_t duty, int64_t *ret_amount)
{
	uint32_t first = 0, past = pairs->count;
	while (first < past) { /* sorted: narrow down to the volunteer's and duty's one entry */
		uint32_t half = (first + past) / 2;
		bool is_before = pairs->volunteer[half] != volunteer ? pairs->volunteer[half] < volunteer : pairs->duty[half] < duty;
		if (is_before)
			first = half + 1;
		else
			past = half;
	}
	if (first == pairs->count || pairs->volunteer[first] != volunteer || pairs->duty[first] != duty)
		return false;
	*ret_amount = pairs->amount != NULL ? pairs->amount[first] : 0;
	return true;
}

static uint32_t people_needed(const struct planner_problem *problem, uint32_t duty)
{
	return problem->duties.people == NULL ? 1 : problem->duties.people[duty];
}

static bool found(struct notes *notes, enum checker_finding finding, uint32_t at)
{
	notes->report->finding = finding;
	notes->report->visit = at;
	return false;
}

static bool look_at_ids(struct notes *notes)
{
	for (uint32_t i = 0; i < notes->plan->visit_count; i++) {
		const struct planner_visit *visit = &notes->plan->visits[i];
		if (visit->shift >= notes->problem->shifts.count || visit->duty >= notes->problem->duties.count)
			return found(notes, CHECKER_NO_SUCH_VISIT, i);
		if (i > 0 && (visit[-1].shift > visit->shift || (visit[-1].shift == visit->shift && visit[-1].start_s > visit->start_s)))
			return found(notes, CHECKER_TOO_EARLY, i);
		for (uint32_t p = 0; p < notes->problem->pins.count; p++)
			notes->is_pinned[i] |= notes->problem->pins.duty[p] == visit->duty && notes->problem->pins.shift[p] == visit->shift &&
				notes->problem->pins.start_s[p] == visit->start_s;
	}
	return true;
}

/* One shift's visits from `from` until before `until`: time on the way. */
static bool look_at_route(struct notes *notes, uint32_t from, uint32_t until)
{
	const struct planner_problem *problem = notes->problem;
	uint32_t shift = notes->plan->visits[from].shift, volunteer = problem->shifts.volunteer[shift];
	uint32_t at = problem->volunteers.home[volunteer];
	int64_t now = problem->shifts.from_s[shift], left = 0, load = 0;
	struct planner_terms *terms = &notes->report->terms;
	terms->outing += problem->outing_cost;
	for (uint32_t i = from; i < until; i++) {
		const struct planner_visit *visit = &notes->plan->visits[i];
		int64_t way = travel_between(problem, volunteer, at, problem->duties.place[visit->duty]);
		if (now + way > visit->start_s)
			return found(notes, CHECKER_TOO_EARLY, i);
		left = i == from ? visit->start_s - way : left;
		load += problem->duties.demand != NULL ? problem->duties.demand[visit->duty] : 0;
		terms->travel += way * problem->travel_cost;
		now = (int64_t)visit->start_s + problem->duties.duration_s[visit->duty];
		at = problem->duties.place[visit->duty];
		notes->served_s[shift] += problem->duties.duration_s[visit->duty];
	}
	int64_t back = travel_between(problem, volunteer, at, problem->volunteers.home[volunteer]);
	terms->travel += back * problem->travel_cost;
	if (problem->shifts.capacity != NULL && load > problem->shifts.capacity[shift])
		return found(notes, CHECKER_CAPACITY, from);
	if (problem->shifts.most_s != NULL && now + back - left > problem->shifts.most_s[shift])
		return found(notes, CHECKER_AWAY, from);
	return now + back <= problem->shifts.until_s[shift] || found(notes, CHECKER_HOME_LATE, until - 1);
}

static bool look_at_routes(struct notes *notes)
{
	uint32_t from = 0;
	for (uint32_t i = 1; i <= notes->plan->visit_count; i++) {
		if (i < notes->plan->visit_count && notes->plan->visits[i].shift == notes->plan->visits[from].shift)
			continue;
		if (!look_at_route(notes, from, i))
			return false;
		from = i;
	}
	return true;
}

static bool is_in_a_window(const struct planner_duties *duties, uint32_t duty, int32_t start_s)
{
	for (uint32_t w = duties->window_first[duty]; w < duties->window_first[duty + 1]; w++) {
		if (start_s >= duties->window_from_s[w] && start_s <= duties->window_until_s[w])
			return true;
	}
	return false;
}

static bool is_fixed_person(const struct planner_lists *fixed, uint32_t duty, uint32_t volunteer)
{
	uint32_t others = 0;
	if (fixed->first == NULL)
		return true;
	for (uint32_t i = fixed->first[duty]; i < fixed->first[duty + 1]; i++) {
		if (fixed->item[i] == volunteer)
			return true;
		others++;
	}
	return others == 0;
}

/* May this visit be made by this volunteer at this time at all? */
static bool look_at_visit(struct notes *notes, uint32_t i)
{
	const struct planner_problem *problem = notes->problem;
	const struct planner_duties *duties = &problem->duties;
	const struct planner_visit *visit = &notes->plan->visits[i];
	uint32_t volunteer = problem->shifts.volunteer[visit->shift];
	int64_t ignored = 0;
	if (!is_in_a_window(duties, visit->duty, visit->start_s))
		return found(notes, CHECKER_WINDOW, i);
	if (duties->skills != NULL && (duties->skills[visit->duty] & problem->volunteers.skills[volunteer]) != duties->skills[visit->duty])
		return found(notes, CHECKER_SKILL, i);
	if (problem->volunteers.reach_s != NULL && travel_between(problem, volunteer, problem->volunteers.home[volunteer],
		duties->place[visit->duty]) > problem->volunteers.reach_s[volunteer])
		return found(notes, CHECKER_REACH, i);
	if (is_listed(&problem->forbidden, volunteer, visit->duty, &ignored))
		return found(notes, CHECKER_FORBIDDEN, i);
	return is_fixed_person(&duties->fixed, visit->duty, volunteer) || found(notes, CHECKER_NOT_FIXED, i);
}

static bool look_at_visits(struct notes *notes)
{
	const struct planner_duties *duties = &notes->problem->duties;
	for (uint32_t i = 0; i < notes->plan->visit_count; i++) {
		const struct planner_visit *visit = &notes->plan->visits[i];
		int64_t bonus = 0;
		if (!notes->is_pinned[i] && !look_at_visit(notes, i))
			return false;
		(void)is_listed(&notes->problem->bonuses, notes->problem->shifts.volunteer[visit->shift], visit->duty, &bonus);
		notes->report->terms.bonus += bonus;
		if (duties->due_s != NULL && duties->late_cost != NULL && visit->start_s > duties->due_s[visit->duty])
			notes->report->terms.late += ((int64_t)visit->start_s - duties->due_s[visit->duty]) * duties->late_cost[visit->duty];
	}
	return true;
}

static int64_t floor_divide(__int128 amount, int64_t by)
{
	__int128 whole = amount / by;
	return (int64_t)(whole - (amount % by < 0));
}

static int64_t fairness_of(const struct planner_problem *problem, uint32_t volunteer, int64_t served_s)
{
	int64_t load = problem->volunteers.load_s != NULL ? problem->volunteers.load_s[volunteer] : 0;
	int64_t target = problem->volunteers.target_s != NULL ? problem->volunteers.target_s[volunteer] : 0;
	int64_t over = load + served_s - target > 0 ? load + served_s - target : 0;
	return floor_divide((__int128)problem->fairness_cost * over * over, 12960000);
}

static bool look_at_spans(struct notes *notes, uint32_t from, uint32_t until, int32_t days, const int32_t *limit_s, enum checker_finding finding)
{
	const struct planner_shifts *shifts = &notes->problem->shifts;
	if (limit_s == NULL)
		return true;
	for (uint32_t s = from; s < until; s++) {
		int64_t sum = 0;
		for (uint32_t other = from; other < until; other++)
			sum += shifts->from_s[other] / (days * 86400) == shifts->from_s[s] / (days * 86400) ? notes->served_s[other] : 0;
		if (sum > limit_s[shifts->volunteer[s]] && sum > 0)
			return found(notes, finding, s);
	}
	return true;
}

static bool look_at_volunteers(struct notes *notes)
{
	const struct planner_problem *problem = notes->problem;
	uint32_t from = 0;
	for (uint32_t v = 0; v < problem->volunteers.count; v++) {
		uint32_t until = from;
		int64_t served_s = 0;
		for (; until < problem->shifts.count && problem->shifts.volunteer[until] == v; until++)
			served_s += notes->served_s[until];
		if (!look_at_spans(notes, from, until, 1, problem->volunteers.day_limit_s, CHECKER_DAY_LIMIT) ||
			!look_at_spans(notes, from, until, 7, problem->volunteers.week_limit_s, CHECKER_WEEK_LIMIT))
			return false;
		notes->report->terms.fairness += fairness_of(problem, v, served_s);
		from = until;
	}
	return true;
}

static int by_duty(const void *a, const void *b)
{
	const struct planner_visit *one = a, *other = b;
	if (one->duty != other->duty)
		return one->duty < other->duty ? -1 : 1;
	return (one->shift > other->shift) - (one->shift < other->shift);
}

static bool look_at_links(struct notes *notes, const uint32_t *volunteer);

static bool look_at_duties(struct notes *notes, struct planner_visit *visits, uint32_t *volunteer)
{
	const struct planner_problem *problem = notes->problem;
	for (uint32_t d = 0; d < problem->duties.count; d++)
		volunteer[d] = PLANNER_NONE;
	for (uint32_t i = 0; i < notes->plan->visit_count; i++) {
		uint32_t duty = visits[i].duty, person = problem->shifts.volunteer[visits[i].shift];
		if (volunteer[duty] == person) /* sorted by shift, so a volunteer's visits of one duty are neighbours */
			return found(notes, CHECKER_PEOPLE, duty);
		if (notes->people[duty]++ > 0 && notes->start_s[duty] != visits[i].start_s)
			return found(notes, CHECKER_TOGETHER, duty);
		notes->start_s[duty] = visits[i].start_s;
		volunteer[duty] = person;
	}
	for (uint32_t d = 0; d < problem->duties.count; d++) {
		if (notes->people[d] != 0 && notes->people[d] != people_needed(problem, d))
			return found(notes, CHECKER_PEOPLE, d);
		notes->report->terms.served += notes->people[d] > 0 ? problem->duties.weight[d] : 0;
	}
	return look_at_links(notes, volunteer);
}

static bool look_at_links(struct notes *notes, const uint32_t *volunteer)
{
	const struct planner_problem *problem = notes->problem;
	for (uint32_t i = 0; i < problem->links.count; i++) {
		uint32_t a = problem->links.first[i], b = problem->links.second[i];
		int32_t apart_s = notes->start_s[b] - notes->start_s[a];
		if ((notes->people[a] == 0) != (notes->people[b] == 0) || (notes->people[a] > 0 &&
			(apart_s < problem->links.least_s[i] || apart_s > problem->links.most_s[i] || volunteer[a] == volunteer[b])))
			return found(notes, CHECKER_LINK, a);
	}
	return true;
}

static bool look_at_pins(struct notes *notes)
{
	for (uint32_t p = 0; p < notes->problem->pins.count; p++) {
		bool is_kept = false;
		for (uint32_t i = 0; i < notes->plan->visit_count; i++) {
			const struct planner_visit *visit = &notes->plan->visits[i];
			is_kept |= visit->shift == notes->problem->pins.shift[p] && visit->duty == notes->problem->pins.duty[p] &&
				visit->start_s == notes->problem->pins.start_s[p];
		}
		if (!is_kept)
			return found(notes, CHECKER_PIN, p);
	}
	return true;
}

static bool look_at_value(struct notes *notes)
{
	const struct planner_terms *terms = &notes->report->terms, *said = &notes->plan->terms;
	notes->report->value = terms->served + terms->bonus - terms->travel - terms->outing - terms->late - terms->fairness;
	if (notes->report->value != notes->plan->value || terms->served != said->served || terms->bonus != said->bonus ||
		terms->travel != said->travel || terms->outing != said->outing || terms->late != said->late || terms->fairness != said->fairness)
		return found(notes, CHECKER_VALUE, 0);
	return notes->plan->bound >= notes->plan->value || found(notes, CHECKER_BOUND, 0);
}

enum fail checker_look(const struct planner_problem *problem, const struct planner_plan *plan, struct arena *arena, struct checker_report *ret_report)
{
	struct notes notes = {.problem = problem, .plan = plan, .people = arena_array(arena, uint32_t, problem->duties.count),
		.start_s = arena_array(arena, int32_t, problem->duties.count), .is_pinned = arena_array(arena, bool, plan->visit_count),
		.served_s = arena_array(arena, int64_t, problem->shifts.count), .report = ret_report};
	struct planner_visit *visits = arena_array(arena, struct planner_visit, plan->visit_count);
	uint32_t *volunteer = arena_array(arena, uint32_t, problem->duties.count);
	if (arena_is_exhausted(arena))
		return FAIL_LIMIT;
	*ret_report = (struct checker_report){.finding = CHECKER_FINE};
	if (plan->visit_count > 0)
		memcpy(visits, plan->visits, plan->visit_count * sizeof(*visits));
	if (!look_at_ids(&notes) || !look_at_routes(&notes) || !look_at_visits(&notes) || !look_at_volunteers(&notes))
		return OK;
	qsort(visits, plan->visit_count, sizeof(*visits), by_duty);
	if (look_at_duties(&notes, visits, volunteer) && look_at_pins(&notes))
		(void)look_at_value(&notes);
	return OK;
}

const char *checker_finding_text(enum checker_finding finding)
{
	static const char *const texts[] = {
		[CHECKER_FINE] = "feasible, and worth what it says",
		[CHECKER_NO_SUCH_VISIT] = "visits a duty or uses a shift that does not exist",
		[CHECKER_TOO_EARLY] = "starts before the volunteer can be there",
		[CHECKER_HOME_LATE] = "comes home after the shift's end",
		[CHECKER_WINDOW] = "starts outside every window",
		[CHECKER_SKILL] = "sends somebody without the skill",
		[CHECKER_REACH] = "sends somebody farther than he goes",
		[CHECKER_FORBIDDEN] = "joins a forbidden pair",
		[CHECKER_NOT_FIXED] = "sends another than those fixed",
		[CHECKER_DAY_LIMIT] = "passes a limit of the day",
		[CHECKER_WEEK_LIMIT] = "passes a limit of the week",
		[CHECKER_CAPACITY] = "loads a shift with more than it carries",
		[CHECKER_AWAY] = "keeps somebody from home for too long",
		[CHECKER_PEOPLE] = "sends too few or too many people, or one twice",
		[CHECKER_TOGETHER] = "lets people of one duty start apart",
		[CHECKER_LINK] = "breaks a link of two duties",
		[CHECKER_PIN] = "moves or drops a pinned visit",
		[CHECKER_VALUE] = "is not worth what it says",
		[CHECKER_BOUND] = "is worth more than its bound",
	};
	check((size_t)finding < COUNT_OF(texts));
	return texts[finding];
}
