/* SPDX-License-Identifier: Apache-2.0 */
#include "planner/near.h"

#define DUTIES_PER_CELL 4
#define SIDE_MAX 1024
#define NEAR_MAX 128

/* Duties by cell of a square grid. */
struct cells {
	const struct facts *facts;
	uint32_t width, height;
	double left_m, top_m, side_m;
	uint32_t *first, *duty;
};

struct nearest {
	uint32_t count, room;
	uint32_t duty[NEAR_MAX];
	double distance[NEAR_MAX];
};

static double x_of(const struct facts *facts, uint32_t duty)
{
	return facts->problem->places.x_m[facts->problem->duties.place[duty]];
}

static double y_of(const struct facts *facts, uint32_t duty)
{
	return facts->problem->places.y_m[facts->problem->duties.place[duty]];
}

static uint32_t column_of(const struct cells *cells, double x)
{
	double at = (x - cells->left_m) / cells->side_m;
	return at < 0 ? 0 : at >= cells->width ? cells->width - 1 : (uint32_t)at;
}

static uint32_t line_of(const struct cells *cells, double y)
{
	double at = (y - cells->top_m) / cells->side_m;
	return at < 0 ? 0 : at >= cells->height ? cells->height - 1 : (uint32_t)at;
}

static enum fail sort_into_cells(const struct facts *facts, struct arena *arena, struct cells *cells)
{
	double left = INFINITY, right = -INFINITY, top = INFINITY, bottom = -INFINITY;
	for (uint32_t d = 0; d < facts->duty_count; d++) {
		left = fmin(left, x_of(facts, d));
		right = fmax(right, x_of(facts, d));
		top = fmin(top, y_of(facts, d));
		bottom = fmax(bottom, y_of(facts, d));
	}
	*cells = (struct cells){.facts = facts, .left_m = left, .top_m = top};
	cells->side_m = sqrt((right - left + 1) * (bottom - top + 1) * DUTIES_PER_CELL / facts->duty_count) + 1;
	cells->side_m = fmax(cells->side_m, fmax(right - left, bottom - top) / (SIDE_MAX - 1));
	cells->width = (uint32_t)((right - left) / cells->side_m) + 1;
	cells->height = (uint32_t)((bottom - top) / cells->side_m) + 1;
	size_t count = (size_t)cells->width * cells->height;
	cells->first = arena_array(arena, uint32_t, count + 2);
	cells->duty = arena_array(arena, uint32_t, facts->duty_count);
	if (cells->first == NULL || cells->duty == NULL)
		return FAIL_LIMIT;
	for (uint32_t d = 0; d < facts->duty_count; d++)
		cells->first[line_of(cells, y_of(facts, d)) * cells->width + column_of(cells, x_of(facts, d)) + 2]++;
	for (size_t c = 0; c < count; c++)
		cells->first[c + 2] += cells->first[c + 1];
	for (uint32_t d = 0; d < facts->duty_count; d++)
		cells->duty[cells->first[line_of(cells, y_of(facts, d)) * cells->width + column_of(cells, x_of(facts, d)) + 1]++] = d;
	return OK;
}

/* Seconds between the spans of two duties, walked at 1 m/s. */
static double apart_m(const struct facts *facts, uint32_t a, uint32_t b)
{
	const struct planner_duties *duties = &facts->problem->duties;
	double dx = x_of(facts, a) - x_of(facts, b), dy = y_of(facts, a) - y_of(facts, b);
	int32_t a_from = duties->window_from_s[duties->window_first[a]], a_until = duties->window_until_s[duties->window_first[a + 1] - 1];
	int32_t b_from = duties->window_from_s[duties->window_first[b]], b_until = duties->window_until_s[duties->window_first[b + 1] - 1];
	double gap = a_from > b_until ? a_from - b_until : b_from > a_until ? b_from - a_until : 0;
	return sqrt(dx * dx + dy * dy) + 0.2 * gap;
}

static void keep(struct nearest *nearest, uint32_t duty, double distance)
{
	uint32_t at = nearest->count;
	if (at == nearest->room && (distance > nearest->distance[at - 1] || (distance == nearest->distance[at - 1] && duty > nearest->duty[at - 1])))
		return;
	at = nearest->count < nearest->room ? nearest->count++ : at - 1;
	for (; at > 0 && (nearest->distance[at - 1] > distance || (nearest->distance[at - 1] == distance && nearest->duty[at - 1] > duty)); at--) {
		nearest->distance[at] = nearest->distance[at - 1];
		nearest->duty[at] = nearest->duty[at - 1];
	}
	nearest->distance[at] = distance;
	nearest->duty[at] = duty;
}

static void look_in_cell(const struct cells *cells, uint32_t duty, uint32_t x, uint32_t y, struct nearest *nearest)
{
	uint32_t cell = y * cells->width + x;
	for (uint32_t i = cells->first[cell]; i < cells->first[cell + 1]; i++) {
		if (cells->duty[i] != duty)
			keep(nearest, cells->duty[i], apart_m(cells->facts, duty, cells->duty[i]));
	}
}

/* Rings of cells around the duty, until the next ring is farther than the farthest kept. */
static void look_around(const struct cells *cells, uint32_t duty, struct nearest *nearest)
{
	int64_t x = column_of(cells, x_of(cells->facts, duty)), y = line_of(cells, y_of(cells->facts, duty));
	for (int64_t ring = 0; ring < (int64_t)cells->width + cells->height; ring++) {
		if (nearest->count == nearest->room && (double)(ring - 1) * cells->side_m > nearest->distance[nearest->count - 1])
			break;
		for (int64_t line = y - ring; line <= y + ring; line++) {
			int64_t step = line == y - ring || line == y + ring || ring == 0 ? 1 : 2 * ring;
			if (line < 0 || line >= cells->height)
				continue;
			for (int64_t column = x - ring; column <= x + ring; column += step) {
				if (column >= 0 && column < cells->width)
					look_in_cell(cells, duty, (uint32_t)column, (uint32_t)line, nearest);
			}
		}
	}
}

enum fail near_make(const struct facts *facts, uint32_t count, struct arena *arena, struct near *ret_near)
{
	struct cells cells;
	struct near near = {.count = count};
	check(count <= NEAR_MAX);
	if (facts->duty_count == 0) {
		*ret_near = (struct near){0};
		return OK;
	}
	if (near.count > facts->duty_count - 1)
		near.count = facts->duty_count - 1;
	near.duty = arena_array(arena, uint32_t, (size_t)facts->duty_count * near.count);
	if (near.duty == NULL)
		return FAIL_LIMIT;
	TRY(sort_into_cells(facts, arena, &cells));
	for (uint32_t d = 0; d < facts->duty_count && near.count > 0; d++) {
		struct nearest nearest = {.room = near.count};
		look_around(&cells, d, &nearest);
		check(nearest.count == near.count);
		for (uint32_t i = 0; i < near.count; i++)
			near.duty[(size_t)d * near.count + i] = nearest.duty[i];
	}
	*ret_near = near;
	return OK;
}
