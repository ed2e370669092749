/* SPDX-License-Identifier: Apache-2.0 */
#include "planner/plan.h"

#include <string.h>

#include "planner/dual.h"
#include "planner/squeeze.h"

#define MEMORY_STANDARD ((size_t)1 << 30)
#define WEAK_FROM_ROUND 5
#define BOUND_FROM 250  /* permille of the budget after which the bound takes its turns */
#define SQUEEZE_FROM 30 /* permille of the budget between which shifts are closed, where they are dear */
#define SQUEEZE_UNTIL 450
#define BOUND_SHARE 2   /* one part in so many of what is left goes to the bound ... */
#define BOUND_SHARE_WEAK 8 /* ... where it has proven little, and the search is what can still help */

struct planning {
	const struct planner_options *options;
	struct facts facts;
	struct routes routes, best;
	struct search *search;
	struct dual *dual;
	struct squeezing squeezing;
	int64_t value, best_value;
	struct planner_progress progress;
	bool is_all_served;       /* after construction: nothing but costs is left to gain */
	double cost;              /* of the plan then */
	int64_t grain;            /* every value is a multiple of it */
	double temperature, way_temperature; /* at the beginning; the second from ways alone */
	int32_t spent_permille;   /* of the whole budget, as last told */
	int32_t bound_permille;   /* of it by the bound */
	bool has_prices;
};

static int64_t grain_of(const struct planner_problem *problem);
static enum fail prepare(struct planning *planning, const struct planner_problem *problem, struct arena *arena);
static void take_start(struct planning *planning);
static bool is_time_over(void *context);
static void run(struct planning *planning);
static enum fail export(struct planning *planning, struct arena *arena, struct planner_plan *ret_plan);

enum fail planner_plan(const struct planner_problem *problem, const struct planner_options *options, struct arena *arena, struct planner_plan *ret_plan)
{
	struct planning planning = {.options = options, .progress = {.bound = INT64_MAX}};
	struct arena *own CLEANUP(arena_done) = arena_make(options->memory_max > 0 ? options->memory_max : MEMORY_STANDARD);
	uint32_t index = 0;
	check(planner_validate(problem, &index) == PLANNER_FINE);
	if (own == NULL)
		return FAIL_LIMIT;
	TRY(prepare(&planning, problem, own));
	planning.grain = grain_of(problem);
	if (!search_begin(planning.search))
		return FAIL_INPUT;
	take_start(&planning);
	run(&planning);
	TRY(export(&planning, arena, ret_plan));
	ret_plan->memory_bytes = arena_used(own);
	return OK;
}

int64_t planner_gap_ppm(int64_t value, int64_t bound)
{
	double gap = (double)(bound - value), size = bound < 0 ? -(double)bound : (double)bound;
	check(bound >= value);
	if (bound == value)
		return 0;
	return size * 1000.0 <= gap ? INT64_C(1000000000) : (int64_t)(gap / size * 1e6) + 1;
}

static int64_t common(int64_t a, int64_t b)
{
	while (b != 0) {
		int64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a < 0 ? -a : a;
}

/* The largest number that divides all that a plan's value is made of: between
 * two of its multiples there is no value, so a bound there may be rounded down. */
static int64_t grain_of(const struct planner_problem *problem)
{
	int64_t grain = common(problem->travel_cost, problem->outing_cost);
	if (problem->fairness_cost > 0)
		return 1;
	for (uint32_t d = 0; d < problem->duties.count && grain != 1; d++) {
		grain = common(grain, problem->duties.weight[d]);
		if (problem->duties.late_cost != NULL)
			grain = common(grain, problem->duties.late_cost[d]);
	}
	for (uint32_t i = 0; i < problem->bonuses.count && grain != 1; i++)
		grain = common(grain, problem->bonuses.amount[i]);
	return grain > 0 ? grain : 1;
}

static enum fail prepare(struct planning *planning, const struct planner_problem *problem, struct arena *arena)
{
	struct search_rules rules = {.seed = planning->options->seed, .threads = planning->options->threads};
	TRY(facts_make(problem, arena, &planning->facts));
	TRY(facts_match(&planning->facts, arena));
	TRY(routes_make(&planning->facts, arena, &planning->routes));
	TRY(routes_make(&planning->facts, arena, &planning->best));
	TRY(dual_make(&planning->facts, planning->options->threads, arena, &planning->dual));
	TRY(search_make(&planning->facts, &planning->routes, arena, &rules, &planning->search));
	dual_set_stop(planning->dual, is_time_over, planning);
	return squeeze_make(&planning->facts, planning->search, arena, &planning->squeezing);
}

/* How far weights are from their mean, in the mean. */
static double spread_of_weights(const struct facts *facts)
{
	const int64_t *weight = facts->problem->duties.weight;
	double mean = 0, spread = 0, count = facts->duty_count;
	for (uint32_t d = 0; d < facts->duty_count; d++)
		mean += (double)weight[d] / count;
	for (uint32_t d = 0; d < facts->duty_count; d++)
		spread += fabs((double)weight[d] - mean) / count;
	return spread;
}

/* The caller's plan as far as it fits, then what construction adds. */
static void take_start(struct planning *planning)
{
	const struct planner_options *options = planning->options;
	struct planner_terms terms;
	if (options->start != NULL)
		routes_adopt(&planning->routes, options->start, options->start_count);
	search_construct(planning->search);
	planning->value = planning->best_value = routes_value(&planning->routes, &terms);
	routes_copy(&planning->routes, &planning->best);
	uint32_t visits = 0;
	for (uint32_t slot = 0; slot < planning->facts.slot_count; slot++)
		visits += planning->routes.shift[slot] != PLANNER_NONE;
	double cost = (double)(terms.travel + terms.late + terms.fairness), weight = (double)terms.served;
	planning->is_all_served = terms.served > 0;
	for (uint32_t d = 0; d < planning->facts.duty_count; d++)
		planning->is_all_served &= routes_is_served(&planning->routes, d);
	planning->cost = cost + (double)terms.outing;
	planning->way_temperature = visits == 0 ? 0 : 0.2 * cost / visits;
	/* Where ways cost nothing, only weights are there to be risked; where all weigh the same, only ways. */
	planning->temperature = visits == 0 ? 0 : cost > 0 ? 0.2 * cost / visits + 0.075 * spread_of_weights(&planning->facts) : 0.1 * weight / visits;
}

/* How much of the budget is gone, in permille. */
static int32_t budget_spent(struct planning *planning)
{
	const struct planner_options *options = planning->options;
	int32_t spent = 0;
	planning->progress.value = planning->best_value;
	if (options->moves > 0)
		spent = planning->progress.moves >= options->moves ? 1000 : (int32_t)(planning->progress.moves * 1000 / options->moves);
	else if (options->tick == NULL)
		spent = 1000;
	if (options->tick != NULL) {
		int32_t told = options->tick(options->tick_context, &planning->progress);
		spent = told > spent ? told : spent;
	}
	if (planning->progress.bound != INT64_MAX && planner_gap_ppm(planning->best_value, planning->progress.bound) <= options->gap_ppm)
		spent = 1000;
	return spent;
}

/* The start temperature times 0.01^(permille / 1000), by multiplication alone. */
static double cooled(double temperature, int32_t permille)
{
	double factor = 0.99540541735152696;
	for (; permille > 0; permille >>= 1) {
		if ((permille & 1) != 0)
			temperature *= factor;
		factor *= factor;
	}
	return temperature;
}

static void search_once(struct planning *planning)
{
	uint64_t moves = 200 + planning->facts.duty_count / 4;
	planning->value += search_round(planning->search, moves, cooled(planning->temperature, planning->spent_permille), &planning->progress.moves);
	if (planning->value > planning->best_value) {
		planning->best_value = planning->value;
		routes_copy(&planning->routes, &planning->best);
	}
}

/* Tries to do with one shift less, from the best plan; what comes of it is the plan to go on from. */
static void squeeze_once(struct planning *planning)
{
	struct planner_terms terms;
	bool is_done = squeeze_round(&planning->squeezing, planning->search, &planning->best, &planning->routes,
		cooled(planning->way_temperature, planning->spent_permille), &planning->progress.moves);
	if (is_done) {
		planning->value = routes_value(&planning->routes, &terms);
		if (planning->value > planning->best_value) {
			planning->best_value = planning->value;
			routes_copy(&planning->routes, &planning->best);
		}
	} else if (!planning->squeezing.is_wanted || !planning->squeezing.is_open) {
		routes_copy(&planning->best, &planning->routes);
		planning->value = planning->best_value;
	}
}

/* Until the middle of the budget, when shifts are dear; a shift that was closed is sought a place for to the end. */
static bool is_turn_of_squeeze(const struct planning *planning)
{
	const struct squeezing *squeezing = &planning->squeezing;
	return squeezing->is_wanted && (squeezing->is_open || (planning->spent_permille >= SQUEEZE_FROM && planning->spent_permille < SQUEEZE_UNTIL));
}

/* A pass over a large town may outlast the budget: it is cut where the caller's clock says so, never by the work done. */
static bool is_time_over(void *context)
{
	struct planning *planning = context;
	const struct planner_options *options = planning->options;
	return options->tick != NULL && options->tick(options->tick_context, &planning->progress) >= 1000;
}

static void bound_once(struct planning *planning)
{
	if (planning->progress.rounds == 0)
		dual_start(planning->dual, &planning->best);
	(void)dual_pass(planning->dual, planning->best_value);
	planning->progress.rounds++;
	int64_t bound = dual_bound(planning->dual), over = bound % planning->grain;
	planning->progress.bound = bound - (over < 0 ? over + planning->grain : over);
	search_set_prices(planning->search, dual_prices(planning->dual));
}

/* Everybody is served, and the proof leaves more than half of the cost open: routes are too long for it. */
static bool is_bound_weak(const struct planning *planning)
{
	return planning->is_all_served && planning->progress.rounds >= WEAK_FROM_ROUND &&
		(double)(planning->progress.bound - planning->best_value) > 0.5 * planning->cost;
}

/* Is it the bound's turn? It gets its share of what lies behind BOUND_FROM. */
static bool is_turn_of_bound(const struct planning *planning)
{
	const struct planner_options *options = planning->options;
	if (!options->is_bound_wanted || planning->spent_permille < BOUND_FROM)
		return false;
	if (options->rounds > 0) {
		uint64_t due = (uint64_t)options->rounds * (uint64_t)(planning->spent_permille - BOUND_FROM) / (1000 - BOUND_FROM);
		return planning->progress.rounds <= due && planning->progress.rounds < options->rounds;
	}
	return planning->bound_permille * (is_bound_weak(planning) ? BOUND_SHARE_WEAK : BOUND_SHARE) <= planning->spent_permille - BOUND_FROM;
}

static void run(struct planning *planning)
{
	planning->spent_permille = budget_spent(planning);
	while (planning->spent_permille < 1000) {
		bool is_bound = is_turn_of_bound(planning), is_squeeze = !is_bound && is_turn_of_squeeze(planning);
		uint64_t moves = planning->progress.moves;
		if (is_bound)
			bound_once(planning);
		else if (is_squeeze)
			squeeze_once(planning);
		else
			search_once(planning);
		if (!is_bound && !is_squeeze && planning->progress.moves == moves)
			break; /* nobody is free, or nothing wants anybody: there is nothing to search */
		int32_t spent = budget_spent(planning);
		planning->bound_permille += is_bound ? spent - planning->spent_permille : 0;
		planning->spent_permille = spent;
	}
	if (planning->progress.rounds == 0)
		bound_once(planning);
}

static enum fail export(struct planning *planning, struct arena *arena, struct planner_plan *ret_plan)
{
	const struct facts *facts = &planning->facts;
	const struct routes *routes = &planning->best;
	struct planner_plan plan = {.bound = planning->progress.bound, .moves = planning->progress.moves, .rounds = planning->progress.rounds};
	plan.value = routes_value(routes, &plan.terms);
	check(plan.value == planning->best_value && plan.value <= plan.bound);
	plan.visits = arena_array(arena, struct planner_visit, facts->slot_count);
	plan.prices = arena_array(arena, int64_t, facts->duty_count);
	plan.slopes = arena_array(arena, int64_t, facts->volunteer_count);
	if (plan.visits == NULL || plan.prices == NULL || plan.slopes == NULL)
		return FAIL_LIMIT;
	plan.visit_count = routes_list(routes, plan.visits);
	for (uint32_t d = 0; d < facts->duty_count; d++)
		plan.served_count += routes_is_served(routes, d);
	memcpy(plan.prices, dual_prices(planning->dual), facts->duty_count * sizeof(*plan.prices));
	memcpy(plan.slopes, dual_slopes(planning->dual), facts->volunteer_count * sizeof(*plan.slopes));
	*ret_plan = plan;
	return OK;
}
