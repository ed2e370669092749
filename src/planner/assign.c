/* SPDX-License-Identifier: Apache-2.0
 *
 * Greedy on tight arcs, a few sweeps of an auction without epsilon (Bertsekas
 * 1981: it keeps complementary slackness exactly), then shortest augmenting
 * paths for the rows that are left (Jonker and Volgenant 1987), on sparse arcs
 * and with the way out that a row stays alone.
 */
#include "planner/assign.h"

#define SWEEPS 60

struct arc {
	int64_t value;
	uint32_t column;
};
struct assigning {
	uint32_t rows, columns;
	const uint32_t *first;
	struct arc *arc;
	int64_t *row_price, *column_price;
	uint32_t *row_of, *column_of;
	/* The search of one path: */
	int64_t *distance;      /* of columns */
	uint32_t *from_row;     /* of columns: the row that reached it */
	uint32_t *heap, *place; /* columns by distance; where in the heap, 0 = not there (the heap begins at 1) */
	uint32_t heap_count;
	uint32_t *done;         /* columns settled, in order */
	uint32_t done_count;
	uint32_t *touched;
	uint32_t touched_count;
};

static enum fail make(const struct planner_arcs *arcs, struct arena *arena, struct assigning *assigning);
static uint32_t auction(struct assigning *assigning, uint32_t *open, uint32_t count);
static void augment(struct assigning *assigning, uint32_t row);

enum fail planner_assign(const struct planner_arcs *arcs, struct arena *arena, struct planner_assignment *ret_assignment)
{
	size_t entries = arcs->rows > 0 ? arcs->first[arcs->rows] : 0;
	struct arena *scratch CLEANUP(arena_done) = arena_make(entries * sizeof(struct arc) + ((size_t)arcs->rows + arcs->columns) * 64 + 65536);
	struct planner_assignment made = {.column = arena_array(arena, uint32_t, arcs->rows), .row_price = arena_array(arena, int64_t, arcs->rows),
		.column_price = arena_array(arena, int64_t, arcs->columns)};
	struct assigning assigning = {.rows = arcs->rows, .columns = arcs->columns, .first = arcs->first, .row_price = made.row_price,
		.column_price = made.column_price, .column_of = made.column};
	if (arena_is_exhausted(arena) || scratch == NULL)
		return FAIL_LIMIT;
	TRY(make(arcs, scratch, &assigning));
	uint32_t *open = arena_array(scratch, uint32_t, arcs->rows), count = arcs->rows;
	if (open == NULL)
		return FAIL_LIMIT;
	for (uint32_t row = 0; row < arcs->rows; row++) {
		made.column[row] = PLANNER_NONE;
		open[row] = row;
	}
	for (uint32_t sweep = 0; sweep < SWEEPS && count > 0; sweep++)
		count = auction(&assigning, open, count);
	for (uint32_t i = 0; i < count; i++)
		augment(&assigning, open[i]);
	for (uint32_t row = 0; row < arcs->rows; row++)
		made.value += made.row_price[row];
	for (uint32_t column = 0; column < arcs->columns; column++)
		made.value += made.column_price[column];
	*ret_assignment = made;
	return OK;
}

static enum fail make(const struct planner_arcs *arcs, struct arena *arena, struct assigning *assigning)
{
	uint32_t entries = arcs->rows > 0 ? arcs->first[arcs->rows] : 0;
	assigning->arc = arena_array(arena, struct arc, entries);
	assigning->row_of = arena_array(arena, uint32_t, arcs->columns);
	assigning->distance = arena_array(arena, int64_t, arcs->columns);
	assigning->from_row = arena_array(arena, uint32_t, arcs->columns);
	assigning->heap = arena_array(arena, uint32_t, (size_t)arcs->columns + 2);
	assigning->place = arena_array(arena, uint32_t, arcs->columns);
	assigning->done = arena_array(arena, uint32_t, arcs->columns);
	assigning->touched = arena_array(arena, uint32_t, arcs->columns);
	if (arena_is_exhausted(arena))
		return FAIL_LIMIT;
	for (uint32_t i = 0; i < entries; i++) {
		check(arcs->column[i] < arcs->columns && arcs->value[i] <= PLANNER_WEIGHT_MAX);
		assigning->arc[i] = (struct arc){arcs->value[i], arcs->column[i]};
	}
	for (uint32_t column = 0; column < arcs->columns; column++) {
		assigning->row_of[column] = PLANNER_NONE;
		assigning->distance[column] = INT64_MAX;
	}
	return OK;
}

/* Each open row takes its best column at today's prices and raises that price to
 * where its second best (or staying alone) is as good. Who was there is open
 * again. Returns how many are; rows for which nothing pays leave for good. */
static uint32_t auction(struct assigning *assigning, uint32_t *open, uint32_t count)
{
	uint32_t left = 0;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t row = open[i], best = PLANNER_NONE;
		int64_t most = 0, second = 0;
		for (uint32_t a = assigning->first[row]; a < assigning->first[row + 1]; a++) {
			const struct arc *arc = &assigning->arc[a];
			int64_t profit = arc->value - assigning->column_price[arc->column];
			if (profit > most) {
				second = most;
				most = profit;
				best = arc->column;
			} else if (profit > second)
				second = profit;
		}
		assigning->row_price[row] = second;
		if (best == PLANNER_NONE)
			continue;
		uint32_t other = assigning->row_of[best];
		if (other != PLANNER_NONE) {
			if (most == second) { /* it would gain nothing and drive another out: a path decides */
				open[left++] = row;
				continue;
			}
			assigning->column_of[other] = PLANNER_NONE;
			open[left++] = other; /* left <= i: it overwrites one that was looked at */
		}
		assigning->column_price[best] += most - second;
		assigning->column_of[row] = best;
		assigning->row_of[best] = row;
	}
	return left;
}

static void sift_up(struct assigning *assigning, uint32_t at)
{
	uint32_t column = assigning->heap[at];
	int64_t distance = assigning->distance[column];
	for (; at > 1 && assigning->distance[assigning->heap[at / 2]] > distance; at /= 2) {
		assigning->heap[at] = assigning->heap[at / 2];
		assigning->place[assigning->heap[at]] = at;
	}
	assigning->heap[at] = column;
	assigning->place[column] = at;
}

static uint32_t pop(struct assigning *assigning)
{
	uint32_t top = assigning->heap[1], last = assigning->heap[assigning->heap_count--], at = 1;
	int64_t distance = assigning->distance[last];
	assigning->place[top] = 0;
	for (uint32_t child; (child = 2 * at) <= assigning->heap_count; at = child) {
		if (child < assigning->heap_count && assigning->distance[assigning->heap[child + 1]] < assigning->distance[assigning->heap[child]])
			child++;
		if (assigning->distance[assigning->heap[child]] >= distance)
			break;
		assigning->heap[at] = assigning->heap[child];
		assigning->place[assigning->heap[at]] = at;
	}
	if (assigning->heap_count > 0) {
		assigning->heap[at] = last;
		assigning->place[last] = at;
	}
	return top;
}

/* Reaches the columns of a row that is itself `distance` away; nothing beyond `limit`. */
static void relax(struct assigning *assigning, uint32_t row, int64_t distance, int64_t limit)
{
	int64_t base = distance + assigning->row_price[row];
	for (uint32_t a = assigning->first[row]; a < assigning->first[row + 1]; a++) {
		const struct arc *arc = &assigning->arc[a];
		int64_t reached = base + assigning->column_price[arc->column] - arc->value;
		if (reached >= limit || reached >= assigning->distance[arc->column])
			continue;
		if (assigning->distance[arc->column] == INT64_MAX) {
			assigning->touched[assigning->touched_count++] = arc->column;
			assigning->place[arc->column] = ++assigning->heap_count;
			assigning->heap[assigning->heap_count] = arc->column;
		}
		assigning->distance[arc->column] = reached;
		assigning->from_row[arc->column] = row;
		sift_up(assigning, assigning->place[arc->column]);
	}
}

/* Along the path back from a column, everybody moves to the column that reached him. */
static void shift_along(struct assigning *assigning, uint32_t column, uint32_t start)
{
	for (;;) {
		uint32_t row = assigning->from_row[column], before = assigning->column_of[row];
		assigning->column_of[row] = column;
		assigning->row_of[column] = row;
		if (row == start)
			return;
		column = before;
	}
}

static void augment(struct assigning *assigning, uint32_t row)
{
	int64_t end = 0; /* the shortest way out so far: somebody stays alone */
	uint32_t free = PLANNER_NONE, alone = row;
	for (uint32_t a = assigning->first[row]; a < assigning->first[row + 1]; a++) {
		int64_t profit = assigning->arc[a].value - assigning->column_price[assigning->arc[a].column];
		end = profit > end ? profit : end;
	}
	assigning->row_price[row] = end;
	assigning->heap_count = assigning->done_count = assigning->touched_count = 0;
	relax(assigning, row, 0, end);
	while (assigning->heap_count > 0) {
		uint32_t column = assigning->heap[1], other = assigning->row_of[column];
		int64_t distance = assigning->distance[column];
		if (distance >= end)
			break;
		if (other == PLANNER_NONE) {
			free = column;
			end = distance;
			break;
		}
		(void)pop(assigning);
		assigning->done[assigning->done_count++] = column;
		if (distance + assigning->row_price[other] < end) {
			end = distance + assigning->row_price[other];
			alone = other;
		}
		relax(assigning, other, distance, end);
	}
	for (uint32_t i = 0; i < assigning->done_count; i++) {
		uint32_t column = assigning->done[i];
		int64_t step = end - assigning->distance[column];
		if (step <= 0)
			continue;
		assigning->column_price[column] += step;
		assigning->row_price[assigning->row_of[column]] -= step;
	}
	assigning->row_price[row] -= end;
	if (free != PLANNER_NONE)
		shift_along(assigning, free, row);
	else if (alone != row) {
		uint32_t column = assigning->column_of[alone];
		assigning->column_of[alone] = PLANNER_NONE;
		shift_along(assigning, column, row);
	}
	for (uint32_t i = 0; i < assigning->touched_count; i++) {
		assigning->distance[assigning->touched[i]] = INT64_MAX;
		assigning->place[assigning->touched[i]] = 0;
	}
}
