/* SPDX-License-Identifier: Apache-2.0 */
#include "planner/dual_private.h"

#include <string.h>

#include "planner/crew.h"

#define BLOCK 64 /* shifts priced as one piece of work */
#define BLOCKS_BETWEEN 8 /* blocks after which it is asked whether to stop */
#define PATIENCE 6 /* passes without a better bound before steps are halved */

static void find_twins(struct dual *dual);

enum fail dual_make(const struct facts *facts, uint32_t threads, struct arena *arena, struct dual **ret_dual)
{
	struct dual *dual = arena_new(arena, struct dual);
	if (dual == NULL)
		return FAIL_LIMIT;
	*dual = (struct dual){.facts = facts, .threads = threads < 1 ? 1 : threads > CREW_MAX ? CREW_MAX : threads, .bound = INT64_MAX, .theta = 1.0,
		.room = facts->shift_count > 2000 ? DUAL_ROUTE_SMALL : DUAL_ROUTE_LARGE};
	size_t duties = facts->duty_count, volunteers = facts->volunteer_count, shifts = facts->shift_count;
	dual->price = arena_array(arena, int64_t, duties);
	dual->best_price = arena_array(arena, int64_t, duties);
	dual->slope = arena_array(arena, int64_t, volunteers);
	dual->best_slope = arena_array(arena, int64_t, volunteers);
	dual->direction = arena_array(arena, double, duties);
	dual->visits = arena_array(arena, uint32_t, duties);
	dual->twin = arena_array(arena, uint32_t, shifts);
	dual->twins = arena_array(arena, uint32_t, shifts);
	dual->route_count = arena_array(arena, uint8_t, shifts);
	dual->route_duty = arena_array(arena, uint32_t, shifts * dual->room);
	dual->route_bound = arena_array(arena, int64_t, shifts);
	dual->idle = arena_array(arena, int64_t, duties);
	dual->block_sum = arena_array(arena, int64_t, shifts / BLOCK + 1);
	dual->pricers = arena_array(arena, struct pricer *, dual->threads);
	for (uint32_t i = 0; i < dual->threads && dual->pricers != NULL; i++)
		TRY(pricer_make(facts, arena, &dual->pricers[i]));
	if (arena_is_exhausted(arena))
		return FAIL_LIMIT;
	find_twins(dual);
	*ret_dual = dual;
	return OK;
}

int64_t dual_bound(const struct dual *dual)
{
	return dual->bound;
}

const int64_t *dual_prices(const struct dual *dual)
{
	return dual->best_price;
}

const int64_t *dual_slopes(const struct dual *dual)
{
	return dual->best_slope;
}

static bool are_limited_alike(const struct facts *facts, uint32_t a, uint32_t b)
{
	const struct planner_problem *problem = facts->problem;
	return problem->volunteers.day_limit_s == NULL && problem->volunteers.week_limit_s == NULL && facts_capacity(facts, a) == facts_capacity(facts, b) &&
		(!facts->has_spans || problem->shifts.most_s[a] == problem->shifts.most_s[b]);
}

/* Would the same route be worth the same to both shifts at any prices? */
static bool are_twins(const struct dual *dual, uint32_t a, uint32_t b)
{
	const struct facts *facts = dual->facts;
	const struct planner_problem *problem = facts->problem;
	uint32_t count = facts->column[a + 1] - facts->column[a];
	if (facts->home[a] != facts->home[b] || facts->pace_s_per_m[a] != facts->pace_s_per_m[b] || count != facts->column[b + 1] - facts->column[b] ||
		problem->shifts.from_s[a] != problem->shifts.from_s[b] || problem->shifts.until_s[a] != problem->shifts.until_s[b] ||
		problem->fairness_cost > 0 || (problem->travel != NULL && !problem->is_travel_shared) || !are_limited_alike(facts, a, b))
		return false;
	if (memcmp(facts->column_duty + facts->column[a], facts->column_duty + facts->column[b], count * sizeof(uint32_t)) != 0)
		return false;
	return facts->column_bonus == NULL ||
		memcmp(facts->column_bonus + facts->column[a], facts->column_bonus + facts->column[b], count * sizeof(int64_t)) == 0;
}

/* Shifts that are alike in every respect are priced once: each is compared with
 * the one that its neighbour is a twin of. */
static void find_twins(struct dual *dual)
{
	uint32_t first = 0;
	for (uint32_t s = 0; s < dual->facts->shift_count; s++) {
		if (s == 0 || !are_twins(dual, first, s))
			first = s;
		dual->twin[s] = first;
		dual->twins[first]++;
	}
}

void dual_set_stop(struct dual *dual, dual_stop *stop, void *context)
{
	dual->stop = stop;
	dual->stop_context = context;
}

static void price_block(void *context, uint32_t worker, uint32_t piece)
{
	struct dual *dual = context;
	uint32_t block = dual->first_block + piece;
	uint32_t until = (block + 1) * BLOCK < dual->facts->shift_count ? (block + 1) * BLOCK : dual->facts->shift_count;
	dual->block_sum[block] = 0;
	for (uint32_t s = block * BLOCK; s < until; s++) {
		if (dual->twin[s] != s)
			continue;
		int64_t slope = dual->slope[dual->facts->problem->shifts.volunteer[s]];
		if (dual->is_hurried) {
			dual->route_count[s] = 0;
			dual->route_bound[s] = price_most(dual->pricers[worker], s, dual->price, slope);
			dual->block_sum[block] += dual->route_bound[s] * dual->twins[s];
			continue;
		}
		struct price_route route = {.count = dual->route_count[s], .duty = dual->route_duty + (size_t)s * dual->room, .room = dual->room};
		price_shift(dual->pricers[worker], s, dual->price, slope, &route);
		dual->route_count[s] = (uint8_t)route.count;
		dual->route_bound[s] = route.bound;
		dual->block_sum[block] += route.bound * dual->twins[s];
	}
}

int64_t dual_price_all(struct dual *dual)
{
	uint32_t blocks = (dual->facts->shift_count + BLOCK - 1) / BLOCK;
	int64_t sum = 0;
	dual->is_hurried = false;
	for (uint32_t first = 0; first < blocks; first += BLOCKS_BETWEEN) {
		dual->first_block = first;
		crew_run(dual->threads, blocks - first < BLOCKS_BETWEEN ? blocks - first : BLOCKS_BETWEEN, price_block, dual);
		if (first + BLOCKS_BETWEEN < blocks && dual->stop != NULL && !dual->is_hurried)
			dual->is_hurried = dual->stop(dual->stop_context);
	}
	for (uint32_t i = 0; i < blocks; i++)
		sum += dual->block_sum[i];
	return sum;
}

/* What a duty keeps of its weight, with its partner's, and whether it wants to be served. */
static int64_t kept_by(const struct dual *dual, uint32_t duty)
{
	const struct facts *facts = dual->facts;
	const int64_t *weight = facts->problem->duties.weight;
	uint32_t partner = facts->partner[duty];
	int64_t kept = weight[duty] - dual->price[duty] * facts_people(facts, duty);
	if (partner != PLANNER_NONE)
		kept += weight[partner] - dual->price[partner];
	return kept;
}

static int64_t floor_divide(__int128 amount, int64_t by)
{
	__int128 whole = amount / by;
	return (int64_t)(whole - (amount % by < 0));
}

/* Fairness is at least the tangent of this slope; what that says of nothing served. */
static int64_t fairness_at_zero(const struct dual *dual, uint32_t volunteer)
{
	const struct planner_problem *problem = dual->facts->problem;
	int64_t slope = dual->slope[volunteer], over_s = 0;
	if (slope == 0)
		return 0;
	over_s += problem->volunteers.load_s != NULL ? problem->volunteers.load_s[volunteer] : 0;
	over_s -= problem->volunteers.target_s != NULL ? problem->volunteers.target_s[volunteer] : 0;
	int64_t touch_s = slope / (2 * problem->fairness_cost);
	return floor_divide((__int128)slope * over_s - (__int128)problem->fairness_cost * touch_s * touch_s, 3600 * 3600);
}

static void count_visits(struct dual *dual)
{
	memset(dual->visits, 0, dual->facts->duty_count * sizeof(*dual->visits));
	for (uint32_t s = 0; s < dual->facts->shift_count; s++) {
		for (uint32_t i = 0; i < dual->route_count[s]; i++)
			dual->visits[dual->route_duty[(size_t)s * dual->room + i]] += dual->twins[s];
	}
}

/* Visits wanted less visits offered; at a price that leaves the duty nothing, it wants what it gets. */
static double excess_of(const struct dual *dual, uint32_t duty)
{
	uint32_t people = facts_people(dual->facts, duty);
	int64_t kept = kept_by(dual, duty);
	double excess = dual->visits[duty];
	if (kept > 0 || (kept == 0 && dual->visits[duty] > people))
		excess -= people;
	else if (kept == 0)
		excess = 0;
	if (excess < 0 && dual->price[duty] * people >= dual_price_cap(dual->facts, duty))
		excess = 0;
	return excess;
}

static void step(struct dual *dual, int64_t bound, int64_t target)
{
	const struct facts *facts = dual->facts;
	double inner = 0, before = 0, norm = 0;
	for (uint32_t d = 0; d < facts->duty_count; d++) {
		double excess = excess_of(dual, d);
		inner += excess * dual->direction[d];
		before += dual->direction[d] * dual->direction[d];
	}
	/* Camerini, Fratta and Maffioli 1975: bend the direction where it would turn back. */
	double bend = inner < 0 && before > 0 ? -1.5 * inner / before : 0;
	for (uint32_t d = 0; d < facts->duty_count; d++) {
		dual->direction[d] = excess_of(dual, d) + bend * dual->direction[d];
		norm += dual->direction[d] * dual->direction[d];
	}
	double length = norm > 0 ? dual->theta * (double)(bound - target) / norm : 0;
	for (uint32_t d = 0; d < facts->duty_count; d++) {
		double price = (double)dual->price[d] - length * dual->direction[d];
		double most = (double)dual_price_cap(facts, d) / facts_people(facts, d);
		dual->price[d] = price < 0 ? 0 : price > most ? (int64_t)most : (int64_t)price;
	}
}

int64_t dual_pass(struct dual *dual, int64_t target)
{
	const struct facts *facts = dual->facts;
	int64_t bound = dual_price_all(dual);
	for (uint32_t d = 0; d < facts->duty_count; d++) {
		int64_t kept = facts->partner[d] == PLANNER_NONE || facts->partner[d] > d ? kept_by(dual, d) : 0;
		bound += kept > 0 ? kept : 0;
	}
	for (uint32_t v = 0; v < facts->volunteer_count; v++)
		bound -= fairness_at_zero(dual, v);
	if (bound < dual->bound) {
		dual->bound = bound;
		memcpy(dual->best_price, dual->price, facts->duty_count * sizeof(*dual->price));
		memcpy(dual->best_slope, dual->slope, facts->volunteer_count * sizeof(*dual->slope));
		dual->patience = 0;
	} else if (++dual->patience >= PATIENCE) {
		dual->theta *= 0.5;
		dual->patience = 0;
		memcpy(dual->price, dual->best_price, facts->duty_count * sizeof(*dual->price));
		memset(dual->direction, 0, facts->duty_count * sizeof(*dual->direction));
		return bound;
	}
	count_visits(dual);
	step(dual, bound, target);
	return bound;
}
