/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/fairness.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/ids.h"
#include "queries/fairness.h"

static int64_t served_min(const struct fairness_served_rows *served, struct person_id id);
static int64_t times_asked(const struct fairness_asked_rows *asked, struct person_id id);
static int by_served_id(const void *key, const void *row);
static int by_asked_id(const void *key, const void *row);

static int by_amount(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left;
	int64_t b = *(const int64_t *)right;
	return (a > b) - (a < b);
}

int64_t fairness_gini(int64_t *amounts, size_t count)
{
	int64_t sum = 0;
	int64_t ranked = 0;
	qsort(amounts, count, sizeof(amounts[0]), by_amount);
	for (size_t i = 0; i < count; i++) {
		check(amounts[i] >= 0);
		sum += amounts[i];
		ranked += (int64_t)(i + 1) * amounts[i];
	}
	if (sum == 0)
		return 0;
	int64_t n = (int64_t)count;
	int64_t gini = (2 * ranked - (n + 1) * sum) * 1000 / (n * sum);
	check(gini >= 0 && gini < 1000);
	return gini;
}

/* Both lists are in the order of ids; a person who is not in one has nothing there. */
static int64_t served_min(const struct fairness_served_rows *served, struct person_id id)
{
	const struct fairness_served_row *row = served->count == 0 ? NULL : bsearch(&id, served->rows, served->count, sizeof(served->rows[0]), by_served_id);
	return row == NULL ? 0 : row->minutes;
}

static int64_t times_asked(const struct fairness_asked_rows *asked, struct person_id id)
{
	const struct fairness_asked_row *row = asked->count == 0 ? NULL : bsearch(&id, asked->rows, asked->count, sizeof(asked->rows[0]), by_asked_id);
	return row == NULL ? 0 : row->count;
}

static int by_served_id(const void *key, const void *row)
{
	int64_t id = ((const struct person_id *)key)->value;
	int64_t other = ((const struct fairness_served_row *)row)->id.value;
	return (id > other) - (id < other);
}

static int by_asked_id(const void *key, const void *row)
{
	int64_t id = ((const struct person_id *)key)->value;
	int64_t other = ((const struct fairness_asked_row *)row)->id.value;
	return (id > other) - (id < other);
}

enum fail fairness_read(const struct act *act, struct place_id scope_id, int64_t from_ms, int64_t to_ms, struct fairness *ret_fairness)
{
	struct fairness_people_rows rows;
	struct fairness_served_rows served;
	struct fairness_asked_rows asked;
	struct fairness fairness = {.count = 0};
	size_t active = 0;
	check(from_ms < to_ms);
	TRY(q_fairness_people(act->view, act->arena, &(struct fairness_people_in){.centre_id = act->centre_id, .scope_id = scope_id}, &rows));
	TRY(q_fairness_served(act->view, act->arena, &(struct fairness_served_in){.centre_id = act->centre_id, .from_ms = from_ms, .to_ms = to_ms}, &served));
	TRY(q_fairness_asked(act->view, act->arena, &(struct fairness_asked_in){.centre_id = act->centre_id, .from_id = ids_first(from_ms),
		.to_id = ids_first(to_ms)}, &asked));
	fairness.people = arena_array(act->arena, struct fairness_person, rows.count + 1);
	int64_t *amounts = arena_array(act->arena, int64_t, rows.count + 1);
	if (fairness.people == NULL || amounts == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct fairness_people_row *row = &rows.rows[i];
		struct fairness_person *person = &fairness.people[i];
		*person = (struct fairness_person){.person_id = row->id, .place_id = row->place_id, .name = row->name, .place_name = row->place_name,
			.served_min = served_min(&served, row->id), .asked = times_asked(&asked, row->id), .last_ms = row->last_ms,
			.since_ms = row->since_ms, .free_min = row->free_min, .is_paused = row->paused_until_ms > act->now_ms};
		fairness.served_min += person->served_min;
		fairness.asked += person->asked;
		fairness.served_people += person->served_min > 0 ? 1 : 0;
		if (!person->is_paused)
			amounts[active++] = person->served_min;
	}
	fairness.count = rows.count;
	fairness.gini = fairness_gini(amounts, active);
	*ret_fairness = fairness;
	return OK;
}
