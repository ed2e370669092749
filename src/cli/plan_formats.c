/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/plan_formats.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

static const struct plan_format *const formats[] = {&plan_format_toptw, &plan_format_smptsp, &plan_format_hhcrsp, &plan_format_vrptw,
	&plan_format_pcvrptw, &plan_format_sdvrptw, &plan_format_mdvrptw, &plan_format_uhhc};

const struct plan_format *plan_format_named(struct text name)
{
	for (size_t i = 0; i < COUNT_OF(formats); i++) {
		if (text_equal(name, text_of(formats[i]->name)))
			return formats[i];
	}
	return NULL;
}

int32_t plan_matrix_travel(const void *context, uint32_t volunteer, uint32_t from, uint32_t to)
{
	const struct plan_matrix *matrix = context;
	(void)volunteer;
	return matrix->time_s[(size_t)from * matrix->size + to];
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

bool plan_next_number(struct text *rest, double *ret_number)
{
	size_t at = 0;
	double number = 0, scale = 1;
	while (at < rest->len && (rest->at[at] == ' ' || rest->at[at] == '\t' || rest->at[at] == '\n' || rest->at[at] == '\r'))
		at++;
	bool is_negative = at < rest->len && rest->at[at] == '-';
	at += is_negative;
	size_t first = at;
	for (; at < rest->len && is_digit(rest->at[at]); at++)
		number = number * 10 + (rest->at[at] - '0');
	if (at < rest->len && rest->at[at] == '.') {
		for (at++; at < rest->len && is_digit(rest->at[at]); at++) {
			number = number * 10 + (rest->at[at] - '0');
			scale *= 10;
		}
	}
	if (at == first)
		return false;
	*ret_number = (is_negative ? -number : number) / scale;
	*rest = text_slice(*rest, at, rest->len - at);
	return true;
}

void plan_name_all(struct arena *arena, struct plan_file *file)
{
	file->volunteers = arena_array(arena, struct text, file->problem.volunteers.count);
	file->duties = arena_array(arena, struct text, file->problem.duties.count);
	for (uint32_t v = 0; v < file->problem.volunteers.count && file->volunteers != NULL; v++)
		file->volunteers[v] = arena_format(arena, "v%u", v + 1);
	for (uint32_t d = 0; d < file->problem.duties.count && file->duties != NULL; d++)
		file->duties[d] = arena_format(arena, "d%u", d + 1);
}

enum fail plan_file_wrong(struct plan_file *file, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	(void)vsnprintf(file->error, sizeof(file->error), format, args);
	va_end(args);
	return FAIL_INPUT;
}

/* ---- toptw: team orienteering with time windows ---- */

struct node {
	double x, y, service, profit, open, close;
};

static bool read_node(struct text line, struct node *ret_node)
{
	double numbers[32];
	size_t count = 0;
	while (count < COUNT_OF(numbers) && plan_next_number(&line, &numbers[count]))
		count++;
	if (count < 7)
		return false;
	*ret_node = (struct node){numbers[1], numbers[2], numbers[3], numbers[4], numbers[count - 2], numbers[count - 1]};
	return true;
}

/* Solomon's distances are cut to one decimal, Cordeau's (coordinates with decimals) to two. */
static double scale_of(const struct node *nodes, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		if (nodes[i].x != floor(nodes[i].x) || nodes[i].y != floor(nodes[i].y))
			return 100;
	}
	return 10;
}

static void fill_toptw(struct arena *arena, const struct node *nodes, uint32_t count, uint32_t teams, struct planner_problem *problem)
{
	double scale = scale_of(nodes, count);
	uint32_t duties = count - 1;
	int32_t *x = arena_array(arena, int32_t, count), *y = arena_array(arena, int32_t, count), *matrix = arena_array(arena, int32_t, (size_t)count * count);
	uint32_t *home = arena_array(arena, uint32_t, teams), *owner = arena_array(arena, uint32_t, teams);
	uint64_t *skills = arena_array(arena, uint64_t, teams);
	int32_t *pace = arena_array(arena, int32_t, teams), *from = arena_array(arena, int32_t, teams), *until = arena_array(arena, int32_t, teams);
	uint32_t *place = arena_array(arena, uint32_t, duties), *window = arena_array(arena, uint32_t, (size_t)duties + 1);
	int32_t *duration = arena_array(arena, int32_t, duties), *open = arena_array(arena, int32_t, duties), *close = arena_array(arena, int32_t, duties);
	int64_t *weight = arena_array(arena, int64_t, duties);
	struct plan_matrix *travel = arena_new(arena, struct plan_matrix);
	if (arena_is_exhausted(arena))
		return;
	for (uint32_t i = 0; i < count; i++) {
		x[i] = (int32_t)(nodes[i].x * scale);
		y[i] = (int32_t)(nodes[i].y * scale);
		for (uint32_t j = 0; j < count; j++)
			matrix[(size_t)i * count + j] = (int32_t)floor(hypot(nodes[i].x - nodes[j].x, nodes[i].y - nodes[j].y) * scale + 1e-9);
	}
	for (uint32_t v = 0; v < teams; v++) {
		owner[v] = v;
		from[v] = (int32_t)lround(nodes[0].open * scale);
		until[v] = (int32_t)lround(nodes[0].close * scale);
	}
	for (uint32_t d = 0; d < duties; d++) {
		const struct node *node = &nodes[d + 1];
		place[d] = d + 1;
		window[d + 1] = d + 1;
		duration[d] = (int32_t)lround(node->service * scale);
		weight[d] = (int64_t)llround(node->profit * 1000);
		open[d] = (int32_t)lround(node->open * scale);
		close[d] = (int32_t)lround(node->close * scale);
	}
	*travel = (struct plan_matrix){count, matrix};
	*problem = (struct planner_problem){.places = {count, x, y}, .volunteers = {.count = teams, .home = home, .skills = skills, .pace_s_per_km = pace},
		.shifts = {.count = teams, .volunteer = owner, .from_s = from, .until_s = until},
		.duties = {.count = duties, .place = place, .duration_s = duration, .weight = weight, .window_first = window, .window_from_s = open, .window_until_s = close},
		.travel = plan_matrix_travel, .travel_context = travel, .is_travel_shared = true, .travel_slack_s = 1};
}

static enum fail read_toptw(struct arena *arena, struct text content, int64_t teams, struct plan_file *ret_file)
{
	struct text head = text_cut(&content, '\n');
	double numbers[3];
	*ret_file = (struct plan_file){0};
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		if (!plan_next_number(&head, &numbers[i]))
			return plan_file_wrong(ret_file, "line 1: three numbers are expected");
	}
	if (numbers[2] < 1 || numbers[2] > 5000 || teams < 1 || teams > 100)
		return plan_file_wrong(ret_file, "line 1: 1 to 5000 customers and 1 to 100 teams are read");
	uint32_t count = (uint32_t)numbers[2] + 1;
	struct node *nodes = arena_array(arena, struct node, count);
	if (nodes == NULL)
		return FAIL_LIMIT;
	(void)text_cut(&content, '\n');
	for (uint32_t i = 0; i < count; i++) {
		if (!read_node(text_cut(&content, '\n'), &nodes[i]))
			return plan_file_wrong(ret_file, "line %u: a node has at least seven numbers", i + 3);
	}
	fill_toptw(arena, nodes, count, (uint32_t)teams, &ret_file->problem);
	plan_name_all(arena, ret_file);
	return arena_is_exhausted(arena) ? FAIL_LIMIT : OK;
}

static struct text objective_toptw(struct arena *arena, const struct plan_file *file, const struct planner_plan *plan)
{
	(void)file;
	return arena_format(arena, "profit %lld, at most %lld", (long long)plan->value / 1000, (long long)plan->bound / 1000);
}

const struct plan_format plan_format_toptw = {"toptw", "team orienteering with time windows", read_toptw, objective_toptw, NULL};

/* ---- smptsp: fixed jobs to workers with skills, fewest workers ---- */

#define JOB_WEIGHT INT64_C(1000000000)
#define WORKER_COST INT64_C(1000000)

/* The text behind "Name = number". */
static bool find_count(struct text *rest, struct text name, double *ret_count)
{
	size_t at = text_find(*rest, name);
	if (at == SIZE_MAX)
		return false;
	*rest = text_slice(*rest, at + name.len, rest->len);
	at = text_find_byte(*rest, '=');
	if (at == SIZE_MAX)
		return false;
	*rest = text_slice(*rest, at + 1, rest->len);
	return plan_next_number(rest, ret_count) && *ret_count >= 1 && *ret_count <= 20000;
}

/* Lists of "fixed" people of each job, turned around from the jobs of each worker. */
static bool read_qualified(struct arena *arena, struct text rest, uint32_t workers, uint32_t jobs, struct planner_lists *ret_fixed)
{
	struct text again = rest;
	uint32_t *first = arena_array(arena, uint32_t, (size_t)jobs + 2);
	uint32_t *item = NULL;
	for (int pass = 0; pass < 2; pass++) {
		rest = again;
		for (uint32_t worker = 0; worker < workers; worker++) {
			double count = 0, job = 0;
			if (!plan_next_number(&rest, &count))
				return false;
			size_t colon = text_find_byte(rest, ':');
			rest = colon == 0 ? text_slice(rest, 1, rest.len) : rest;
			for (uint32_t i = 0; i < (uint32_t)count; i++) {
				if (!plan_next_number(&rest, &job) || job < 0 || job >= jobs || first == NULL)
					return false;
				if (pass == 0)
					first[(uint32_t)job + 2]++;
				else if (item != NULL)
					item[first[(uint32_t)job + 1]++] = worker;
			}
		}
		if (pass == 0) {
			for (uint32_t j = 0; j < jobs; j++)
				first[j + 2] += first[j + 1];
			item = arena_array(arena, uint32_t, first[jobs + 1]);
		}
	}
	*ret_fixed = (struct planner_lists){first, item};
	return true;
}

static enum fail read_smptsp(struct arena *arena, struct text content, int64_t teams, struct plan_file *ret_file)
{
	double count = 0, workers = 0, from = 0, until = 0;
	*ret_file = (struct plan_file){0};
	(void)teams;
	if (!find_count(&content, TEXT("Jobs"), &count))
		return plan_file_wrong(ret_file, "'Jobs = number' is missing");
	uint32_t jobs = (uint32_t)count;
	uint32_t *place = arena_array(arena, uint32_t, jobs), *window = arena_array(arena, uint32_t, (size_t)jobs + 1);
	int32_t *duration = arena_array(arena, int32_t, jobs), *start = arena_array(arena, int32_t, jobs);
	int64_t *weight = arena_array(arena, int64_t, jobs);
	if (arena_is_exhausted(arena))
		return FAIL_LIMIT;
	int32_t last = 0;
	for (uint32_t d = 0; d < jobs; d++) {
		if (!plan_next_number(&content, &from) || !plan_next_number(&content, &until) || from < 0 || until < from || until > PLANNER_TIME_MAX_S)
			return plan_file_wrong(ret_file, "job %u: start and end are expected", d);
		start[d] = (int32_t)from;
		duration[d] = (int32_t)(until - from);
		weight[d] = JOB_WEIGHT;
		window[d + 1] = d + 1;
		last = (int32_t)until > last ? (int32_t)until : last;
	}
	if (!find_count(&content, TEXT("Qualifications"), &workers))
		return plan_file_wrong(ret_file, "'Qualifications = number' is missing");
	uint32_t people = (uint32_t)workers;
	struct planner_lists fixed;
	if (!read_qualified(arena, content, people, jobs, &fixed))
		return plan_file_wrong(ret_file, "a worker's list of jobs is broken");
	uint32_t *home = arena_array(arena, uint32_t, people), *owner = arena_array(arena, uint32_t, people);
	uint64_t *skills = arena_array(arena, uint64_t, people);
	int32_t *zero = arena_array(arena, int32_t, people), *end = arena_array(arena, int32_t, people);
	for (uint32_t v = 0; v < people && !arena_is_exhausted(arena); v++) {
		owner[v] = v;
		end[v] = last;
	}
	ret_file->problem = (struct planner_problem){.places = {1, zero, zero},
		.volunteers = {.count = people, .home = home, .skills = skills, .pace_s_per_km = zero},
		.shifts = {.count = people, .volunteer = owner, .from_s = zero, .until_s = end},
		.duties = {.count = jobs, .place = place, .duration_s = duration, .weight = weight, .window_first = window,
			.window_from_s = start, .window_until_s = start, .fixed = fixed},
		.outing_cost = WORKER_COST};
	plan_name_all(arena, ret_file);
	return arena_is_exhausted(arena) ? FAIL_LIMIT : OK;
}

static struct text objective_smptsp(struct arena *arena, const struct plan_file *file, const struct planner_plan *plan)
{
	int64_t whole = file->problem.duties.count * JOB_WEIGHT;
	int64_t least = whole > plan->bound ? (whole - plan->bound + WORKER_COST - 1) / WORKER_COST : 0;
	return arena_format(arena, "workers %lld, at least %lld, jobs left %u", (long long)(plan->terms.outing / WORKER_COST), (long long)least,
		file->problem.duties.count - plan->served_count);
}

const struct plan_format plan_format_smptsp = {"smptsp", "fixed jobs to workers with skills, fewest workers", read_smptsp, objective_smptsp, NULL};
