/* SPDX-License-Identifier: Apache-2.0
 *
 * Vehicle routing with time windows as a problem of ours: a vehicle is a
 * volunteer with one shift, a customer a duty. Everybody has to be served (a
 * weight larger than any cost), except where the file has prizes. Distances are
 * rounded as the benchmark's best known values were: to a thousandth for
 * Solomon's texts and files with several depots or sites, cut to a tenth else.
 */
#include "cli/plan_vrp.h"

#include <math.h>

#define WANTED INT64_C(1000000000)       /* of a customer; far above what the longest way costs */
#define VEHICLE_COST INT64_C(100000000)  /* in Solomon's files; above every distance */
#define WANTED_MORE INT64_C(10000000000) /* there */

/* The travel plug-in's context; what the objective needs besides. */
struct vrp_context {
	struct plan_matrix matrix;
	double scale;    /* units of ours in one of the file's */
	int64_t wanted;  /* weight of a customer; 0 = its prize */
};

static int32_t distance_of(const struct vrp_node *a, const struct vrp_node *b, double scale)
{
	double exact = hypot(a->x - b->x, a->y - b->y) * scale;
	return (int32_t)(scale == 10 ? floor(exact + 1e-9) : floor(exact + 0.5));
}

static bool fill_places(struct arena *arena, const struct vrp *vrp, struct vrp_context *context, struct planner_problem *problem)
{
	uint32_t count = vrp->node_count;
	int32_t *x = arena_array(arena, int32_t, count), *y = arena_array(arena, int32_t, count), *time_s = arena_array(arena, int32_t, (size_t)count * count);
	if (arena_is_exhausted(arena))
		return false;
	for (uint32_t i = 0; i < count; i++) {
		x[i] = (int32_t)fmax(fmin(vrp->nodes[i].x * context->scale, PLANNER_PLACE_MAX_M), -PLANNER_PLACE_MAX_M);
		y[i] = (int32_t)fmax(fmin(vrp->nodes[i].y * context->scale, PLANNER_PLACE_MAX_M), -PLANNER_PLACE_MAX_M);
		for (uint32_t j = 0; j < count; j++)
			time_s[(size_t)i * count + j] = distance_of(&vrp->nodes[i], &vrp->nodes[j], context->scale);
	}
	context->matrix = (struct plan_matrix){count, time_s};
	problem->places = (struct planner_places){count, x, y};
	problem->travel = plan_matrix_travel;
	problem->travel_context = &context->matrix;
	problem->is_travel_shared = true;
	problem->travel_slack_s = 1; /* of three rounded distances */
	problem->travel_cost = 1;
	return true;
}

static bool fill_vehicles(struct arena *arena, const struct vrp *vrp, double scale, struct planner_problem *problem)
{
	uint32_t count = vrp->vehicle_count;
	uint32_t *home = arena_array(arena, uint32_t, count), *owner = arena_array(arena, uint32_t, count);
	uint64_t *skills = arena_array(arena, uint64_t, count);
	int32_t *pace = arena_array(arena, int32_t, count), *from = arena_array(arena, int32_t, count), *until = arena_array(arena, int32_t, count);
	int32_t *capacity = arena_array(arena, int32_t, count), *most = arena_array(arena, int32_t, count);
	if (arena_is_exhausted(arena))
		return false;
	for (uint32_t v = 0; v < count; v++) {
		const struct vrp_node *depot = &vrp->nodes[vrp->vehicles[v].depot];
		owner[v] = v;
		home[v] = vrp->vehicles[v].depot;
		from[v] = (int32_t)lround(depot->open * scale);
		until[v] = (int32_t)lround(depot->close * scale);
		capacity[v] = (int32_t)fmin(vrp->vehicles[v].capacity, PLANNER_LOAD_MAX);
		most[v] = (int32_t)lround(vrp->most * scale);
	}
	problem->volunteers = (struct planner_volunteers){.count = count, .home = home, .skills = skills, .pace_s_per_km = pace};
	problem->shifts = (struct planner_shifts){.count = count, .volunteer = owner, .from_s = from, .until_s = until, .capacity = capacity,
		.most_s = vrp->most >= 0 ? most : NULL};
	return true;
}

/* Of each customer the vehicles that may go there, where the file restricts any. */
static bool fill_allowed(struct arena *arena, const struct vrp *vrp, struct planner_duties *duties)
{
	uint32_t *first = arena_array(arena, uint32_t, (size_t)duties->count + 1), count = 0;
	uint32_t *item = arena_array(arena, uint32_t, (size_t)duties->count * vrp->vehicle_count);
	uint64_t *skills = arena_array(arena, uint64_t, duties->count); /* one that no vehicle has, for customers nobody may go to */
	bool is_restricted = false;
	if (arena_is_exhausted(arena))
		return false;
	for (uint32_t d = 0; d < duties->count; d++) {
		for (uint32_t v = 0; v < vrp->vehicle_count; v++) {
			const bool *may = vrp->vehicles[v].may;
			if (may == NULL || may[duties->place[d]])
				item[count++] = v;
		}
		is_restricted |= count - first[d] < vrp->vehicle_count;
		skills[d] = count == first[d];
		first[d + 1] = count;
	}
	duties->skills = skills;
	if (is_restricted)
		duties->fixed = (struct planner_lists){first, item};
	return true;
}

static bool fill_customers(struct arena *arena, const struct vrp *vrp, const struct vrp_context *context, struct planner_problem *problem)
{
	uint32_t room = vrp->node_count, count = 0;
	uint32_t *place = arena_array(arena, uint32_t, room), *window = arena_array(arena, uint32_t, (size_t)room + 1);
	int32_t *duration = arena_array(arena, int32_t, room), *open = arena_array(arena, int32_t, room), *close = arena_array(arena, int32_t, room);
	int32_t *demand = arena_array(arena, int32_t, room);
	int64_t *weight = arena_array(arena, int64_t, room);
	if (arena_is_exhausted(arena))
		return false;
	for (uint32_t i = 0; i < room; i++) {
		const struct vrp_node *node = &vrp->nodes[i];
		if (node->is_depot)
			continue;
		place[count] = i;
		window[count + 1] = count + 1;
		duration[count] = (int32_t)lround(node->service * context->scale);
		open[count] = (int32_t)lround(node->open * context->scale);
		close[count] = (int32_t)lround(node->close * context->scale);
		demand[count] = (int32_t)ceil(node->demand);
		weight[count++] = context->wanted > 0 ? context->wanted : (int64_t)llround(node->prize * context->scale);
	}
	problem->duties = (struct planner_duties){.count = count, .place = place, .duration_s = duration, .weight = weight, .demand = demand,
		.window_first = window, .window_from_s = open, .window_until_s = close};
	return fill_allowed(arena, vrp, &problem->duties);
}

/* What the model cannot hold is said here, with the line, rather than later without. */
static enum fail look_at_nodes(struct plan_file *file, const struct vrp *vrp, double scale)
{
	for (uint32_t i = 0; i < vrp->node_count; i++) {
		const struct vrp_node *node = &vrp->nodes[i];
		if (node->open < 0 || node->close < node->open || node->close * scale > PLANNER_TIME_MAX_S)
			return plan_file_wrong(file, "line %u: node %u has no window, an empty or too late one", node->line, i + !vrp->is_solomon);
		if (!node->is_depot && (node->service * scale < 1 || node->service * scale > PLANNER_TIME_MAX_S || node->demand < 0 || node->demand > PLANNER_LOAD_MAX))
			return plan_file_wrong(file, "line %u: node %u has no service time, or a number out of range", node->line, i + !vrp->is_solomon);
	}
	return OK;
}

enum kind { ALL_SERVED, PRIZES, MANY };

static enum fail read_kind(struct arena *arena, struct text content, enum kind kind, struct plan_file *ret_file)
{
	struct vrp vrp;
	struct vrp_context *context = arena_new(arena, struct vrp_context);
	struct planner_problem *problem = &ret_file->problem;
	*ret_file = (struct plan_file){0};
	if (context == NULL)
		return FAIL_LIMIT;
	TRY(vrp_read(arena, content, ret_file, &vrp));
	if (kind == PRIZES && !vrp.has_prizes)
		return plan_file_wrong(ret_file, "PRIZE_SECTION is missing");
	context->scale = vrp.is_solomon || kind == MANY ? 1000 : 10;
	context->wanted = kind == PRIZES ? 0 : vrp.is_solomon ? WANTED_MORE : WANTED;
	TRY(look_at_nodes(ret_file, &vrp, context->scale));
	if (!fill_places(arena, &vrp, context, problem) || !fill_vehicles(arena, &vrp, context->scale, problem) ||
		!fill_customers(arena, &vrp, context, problem))
		return FAIL_LIMIT;
	problem->outing_cost = vrp.is_solomon ? VEHICLE_COST : 0;
	plan_name_all(arena, ret_file);
	return arena_is_exhausted(arena) ? FAIL_LIMIT : OK;
}

static enum fail read_vrptw(struct arena *arena, struct text content, int64_t teams, struct plan_file *ret_file)
{
	(void)teams;
	return read_kind(arena, content, ALL_SERVED, ret_file);
}

static enum fail read_pcvrptw(struct arena *arena, struct text content, int64_t teams, struct plan_file *ret_file)
{
	(void)teams;
	return read_kind(arena, content, PRIZES, ret_file);
}

static enum fail read_many(struct arena *arena, struct text content, int64_t teams, struct plan_file *ret_file)
{
	(void)teams;
	return read_kind(arena, content, MANY, ret_file);
}

static uint32_t vehicles_used(const struct planner_plan *plan)
{
	uint32_t used = 0;
	for (uint32_t i = 0; i < plan->visit_count; i++)
		used += i == 0 || plan->visits[i].shift != plan->visits[i - 1].shift;
	return used;
}

/* Everybody served: what the way costs, and what it costs at least when all are. */
static struct text objective_vrp(struct arena *arena, const struct plan_file *file, const struct planner_plan *plan)
{
	const struct vrp_context *context = (const void *)file->problem.travel_context;
	int64_t weights = file->problem.duties.count * context->wanted, least = weights - plan->bound;
	struct text served = arena_format(arena, "served %u of %u, vehicles %u, distance %.3f", plan->served_count, file->problem.duties.count,
		vehicles_used(plan), (double)plan->terms.travel / context->scale);
	least = least < 0 ? 0 : least;
	if (file->problem.outing_cost > 0)
		return arena_format(arena, "%.*s, at least %lld vehicles (with as many: distance %.3f)", TEXT_ARGS(served), (long long)(least / VEHICLE_COST),
			(double)(least % VEHICLE_COST) / context->scale);
	return arena_format(arena, "%.*s, cost %lld, at least %lld", TEXT_ARGS(served), (long long)plan->terms.travel, (long long)least);
}

/* Cost as the benchmark counts it: the way, and the prizes left behind. */
static struct text objective_pcvrptw(struct arena *arena, const struct plan_file *file, const struct planner_plan *plan)
{
	int64_t prizes = 0;
	for (uint32_t d = 0; d < file->problem.duties.count; d++)
		prizes += file->problem.duties.weight[d];
	int64_t least = prizes - plan->bound > 0 ? prizes - plan->bound : 0;
	return arena_format(arena, "served %u of %u, vehicles %u, cost %lld, at least %lld", plan->served_count, file->problem.duties.count,
		vehicles_used(plan), (long long)(prizes - plan->value), (long long)least);
}

const struct plan_format plan_format_vrptw = {"vrptw", "vehicle routing with time windows (Solomon's text or VRPLIB)", read_vrptw, objective_vrp, NULL};
const struct plan_format plan_format_pcvrptw = {"pcvrptw", "the same, a prize for each customer served", read_pcvrptw, objective_pcvrptw, NULL};
const struct plan_format plan_format_sdvrptw = {"sdvrptw", "the same, not every vehicle for every customer", read_many, objective_vrp, NULL};
const struct plan_format plan_format_mdvrptw = {"mdvrptw", "the same, several depots", read_many, objective_vrp, NULL};
