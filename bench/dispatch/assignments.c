/* SPDX-License-Identifier: Apache-2.0
 *
 * Measures assignment without routes beside LEMON's network simplex.
 *
 *     bench_assignments COUNT [DEGREE [SEED]]
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "arcs.h"
#include "planner/assign.h"
#include "planner/random.h"

#ifndef HAS_LEMON
int64_t arcs_by_lemon(const struct arcs *arcs, double *ret_cpu_s)
{
	(void)arcs;
	*ret_cpu_s = 0;
	return -1;
}
#endif

double arcs_cpu_s(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

struct near_column {
	double distance;
	uint32_t column;
};

static int by_distance(const void *a, const void *b)
{
	const struct near_column *one = a, *other = b;
	return (one->distance > other->distance) - (one->distance < other->distance);
}

/* Points of both sides in the unit square, the columns sorted into cells. */
struct field {
	uint32_t count, side;
	double *x, *y; /* rows, then columns */
	uint32_t *cell, *held;
};

static uint32_t cell_of(const struct field *field, uint32_t point)
{
	return (uint32_t)(field->y[point] * field->side) * field->side + (uint32_t)(field->x[point] * field->side);
}

static struct field make_field(uint32_t count, struct random *random)
{
	struct field field = {.count = count, .side = (uint32_t)sqrt(count / 2.0) + 1};
	field.x = calloc(2 * (size_t)count, sizeof(double));
	field.y = calloc(2 * (size_t)count, sizeof(double));
	field.cell = calloc((size_t)field.side * field.side + 2, sizeof(uint32_t));
	field.held = calloc(count, sizeof(uint32_t));
	for (uint32_t i = 0; i < 2 * count; i++) {
		field.x[i] = random_below(random, 1000000) * 1e-6;
		field.y[i] = random_below(random, 1000000) * 1e-6;
	}
	for (uint32_t c = 0; c < count; c++)
		field.cell[cell_of(&field, count + c) + 2]++;
	for (uint32_t i = 0; i < field.side * field.side; i++)
		field.cell[i + 2] += field.cell[i + 1];
	for (uint32_t c = 0; c < count; c++)
		field.held[field.cell[cell_of(&field, count + c) + 1]++] = c;
	return field;
}

/* The columns within `ring` cells of a row. */
static uint32_t look_around(const struct field *field, uint32_t row, int ring, struct near_column *ret_found)
{
	int side = (int)field->side, x = (int)(field->x[row] * side), y = (int)(field->y[row] * side);
	uint32_t n = 0;
	for (int line = y - ring < 0 ? 0 : y - ring; line <= y + ring && line < side; line++) {
		for (int at = x - ring < 0 ? 0 : x - ring; at <= x + ring && at < side; at++) {
			for (uint32_t i = field->cell[line * side + at]; i < field->cell[line * side + at + 1]; i++) {
				uint32_t column = field->count + field->held[i];
				ret_found[n++] = (struct near_column){hypot(field->x[row] - field->x[column], field->y[row] - field->y[column]), field->held[i]};
			}
		}
	}
	return n;
}

struct arcs arcs_make(uint32_t count, uint32_t degree, uint64_t seed)
{
	struct random random = random_make(seed, count, degree);
	struct field field = make_field(count, &random);
	struct arcs arcs = {count, count, calloc(count + 1, sizeof(uint32_t)), calloc((size_t)count * degree, sizeof(uint32_t)),
		calloc((size_t)count * degree, sizeof(int64_t))};
	int64_t *weight = calloc(count, sizeof(int64_t));
	struct near_column *found = calloc(count, sizeof(*found));
	for (uint32_t c = 0; c < count; c++)
		weight[c] = 1000 + random_below(&random, 9000);
	for (uint32_t row = 0; row < count; row++) {
		uint32_t n = 0;
		for (int ring = 3; n < degree && ring <= 2 * (int)field.side; ring *= 2)
			n = look_around(&field, row, ring, found);
		qsort(found, n, sizeof(*found), by_distance);
		arcs.first[row + 1] = arcs.first[row];
		for (uint32_t i = 0; i < degree && i < n; i++) {
			arcs.column[arcs.first[row + 1]] = found[i].column;
			arcs.value[arcs.first[row + 1]++] = weight[found[i].column] - (int64_t)(found[i].distance * sqrt(count) * 1000);
		}
	}
	return arcs;
}

int main(int count, char **words)
{
	int64_t size = 1000, degree = 20, seed = 1;
	(void)(count > 1 && text_to_int(text_of(words[1]), &size));
	(void)(count > 2 && text_to_int(text_of(words[2]), &degree));
	(void)(count > 3 && text_to_int(text_of(words[3]), &seed));
	struct arcs arcs = arcs_make((uint32_t)size, (uint32_t)degree, (uint64_t)seed);
	struct arena *arena CLEANUP(arena_done) = arena_make((size_t)1 << 30);
	struct planner_arcs problem = {arcs.rows, arcs.columns, arcs.first, arcs.column, arcs.value};
	struct planner_assignment made;
	double from_s = arcs_cpu_s(), lemon_s = 0;
	if (planner_assign(&problem, arena, &made) != OK)
		return 1;
	double own_s = arcs_cpu_s() - from_s;
	int64_t other = arcs_by_lemon(&arcs, &lemon_s);
	(void)printf("%lld x %lld  degree %lld  ours %.1f ms  LEMON %.1f ms  value %lld %s\n", (long long)size, (long long)size, (long long)degree,
		own_s * 1000, lemon_s * 1000, (long long)made.value, other == made.value ? "same" : other < 0 ? "" : "DIFFERENT");
	return other >= 0 && other != made.value;
}
