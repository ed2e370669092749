/* SPDX-License-Identifier: Apache-2.0
 *
 * Home health care routing and scheduling (Mankowska 2014) as a problem of ours:
 * every visit is wanted (a large weight), coming after the window costs lateness,
 * two caregivers are two linked duties. The largest lateness, a third part of
 * that benchmark's objective, is not in ours: plan_later.c seeks plans with less.
 */
#include "cli/plan_formats.h"

#include <jansson.h>
#include <math.h>

#define SCALE 1000.0          /* units of time in a minute of the file */
#define DAY_END_S 30000000    /* nobody is sent home before all is done */
#define PATIENTS_MAX 1000

struct shape {
	const json_t *patients, *caregivers, *distances;
	uint32_t patient_count, caregiver_count, duty_count, link_count;
};

static uint64_t skill_bit(const json_t *services, const char *name)
{
	size_t i;
	const json_t *service;
	json_array_foreach(services, i, service) {
		const char *id = json_string_value(json_object_get(service, "id"));
		if (name != NULL && id != NULL && i < 64 && text_equal(text_of(name), text_of(id)))
			return UINT64_C(1) << i;
	}
	return UINT64_C(1) << 63;
}

static bool measure_shape(const json_t *root, struct shape *ret_shape)
{
	struct shape shape = {.patients = json_object_get(root, "patients"), .caregivers = json_object_get(root, "caregivers"),
		.distances = json_object_get(root, "distances")};
	size_t i;
	const json_t *patient;
	shape.patient_count = (uint32_t)json_array_size(shape.patients);
	shape.caregiver_count = (uint32_t)json_array_size(shape.caregivers);
	if (shape.patient_count == 0 || shape.patient_count > PATIENTS_MAX || shape.caregiver_count == 0 || shape.caregiver_count > PATIENTS_MAX ||
		json_array_size(shape.distances) != shape.patient_count + 1)
		return false;
	json_array_foreach(shape.patients, i, patient) {
		size_t needed = json_array_size(json_object_get(patient, "required_caregivers"));
		if (needed < 1 || needed > 2)
			return false;
		shape.duty_count += (uint32_t)needed;
		shape.link_count += needed == 2;
	}
	*ret_shape = shape;
	return true;
}

static bool fill_places(struct arena *arena, const struct shape *shape, struct planner_problem *problem)
{
	uint32_t size = shape->patient_count + 1;
	int32_t *time_s = arena_array(arena, int32_t, (size_t)size * size), *x = arena_array(arena, int32_t, size), *y = arena_array(arena, int32_t, size);
	struct plan_matrix *matrix = arena_new(arena, struct plan_matrix);
	if (arena_is_exhausted(arena))
		return false;
	for (uint32_t i = 0; i < size; i++) {
		const json_t *row = json_array_get(shape->distances, i);
		for (uint32_t j = 0; j < size; j++) {
			double minutes = json_number_value(json_array_get(row, j));
			if (minutes < 0 || minutes > 20000 || json_array_size(row) != size)
				return false;
			time_s[(size_t)i * size + j] = (int32_t)lround(minutes * SCALE);
		}
		const json_t *at = i == 0 ? NULL : json_object_get(json_array_get(shape->patients, i - 1), "location");
		x[i] = (int32_t)(json_number_value(json_array_get(at, 0)) * 100);
		y[i] = (int32_t)(json_number_value(json_array_get(at, 1)) * 100);
	}
	*matrix = (struct plan_matrix){size, time_s};
	problem->places = (struct planner_places){size, x, y};
	problem->travel = plan_matrix_travel;
	problem->travel_context = matrix;
	problem->is_travel_shared = true;
	problem->travel_slack_s = 2;
	return true;
}

static bool fill_caregivers(struct arena *arena, const json_t *root, const struct shape *shape, struct planner_problem *problem)
{
	uint32_t count = shape->caregiver_count;
	uint32_t *home = arena_array(arena, uint32_t, count), *owner = arena_array(arena, uint32_t, count);
	uint64_t *skills = arena_array(arena, uint64_t, count);
	int32_t *pace = arena_array(arena, int32_t, count), *from = arena_array(arena, int32_t, count), *until = arena_array(arena, int32_t, count);
	size_t i, j;
	const json_t *caregiver, *ability;
	if (arena_is_exhausted(arena))
		return false;
	json_array_foreach(shape->caregivers, i, caregiver) {
		owner[i] = (uint32_t)i;
		until[i] = DAY_END_S;
		json_array_foreach(json_object_get(caregiver, "abilities"), j, ability)
			skills[i] |= skill_bit(json_object_get(root, "services"), json_string_value(ability));
	}
	problem->volunteers = (struct planner_volunteers){.count = count, .home = home, .skills = skills, .pace_s_per_km = pace};
	problem->shifts = (struct planner_shifts){.count = count, .volunteer = owner, .from_s = from, .until_s = until};
	return true;
}

static bool fill_duties(struct arena *arena, const json_t *root, const struct shape *shape, struct planner_problem *problem)
{
	uint32_t count = shape->duty_count, d = 0, l = 0;
	uint32_t *place = arena_array(arena, uint32_t, count), *window = arena_array(arena, uint32_t, (size_t)count + 1);
	uint32_t *first = arena_array(arena, uint32_t, shape->link_count), *second = arena_array(arena, uint32_t, shape->link_count);
	int32_t *least = arena_array(arena, int32_t, shape->link_count), *most = arena_array(arena, int32_t, shape->link_count);
	int32_t *duration = arena_array(arena, int32_t, count), *due = arena_array(arena, int32_t, count);
	int32_t *from = arena_array(arena, int32_t, count), *until = arena_array(arena, int32_t, count);
	int64_t *weight = arena_array(arena, int64_t, count), *late = arena_array(arena, int64_t, count);
	uint64_t *skills = arena_array(arena, uint64_t, count);
	if (arena_is_exhausted(arena))
		return false;
	for (uint32_t p = 0; p < shape->patient_count; p++) {
		const json_t *patient = json_array_get(shape->patients, p), *needed = json_object_get(patient, "required_caregivers");
		const json_t *apart = json_object_get(json_object_get(patient, "synchronization"), "distance");
		for (size_t i = 0; i < json_array_size(needed); i++, d++) {
			const json_t *one = json_array_get(needed, i), *span = json_object_get(patient, "time_window");
			place[d] = p + 1;
			window[d + 1] = d + 1;
			skills[d] = skill_bit(json_object_get(root, "services"), json_string_value(json_object_get(one, "service")));
			duration[d] = (int32_t)lround(json_number_value(json_object_get(one, "duration")) * SCALE);
			from[d] = (int32_t)lround(json_number_value(json_array_get(span, 0)) * SCALE);
			due[d] = (int32_t)lround(json_number_value(json_array_get(span, 1)) * SCALE);
			until[d] = DAY_END_S;
			weight[d] = INT64_C(1000000000);
			late[d] = 1;
		}
		if (json_array_size(needed) < 2)
			continue;
		first[l] = d - 2;
		second[l] = d - 1;
		least[l] = (int32_t)lround(json_number_value(json_array_get(apart, 0)) * SCALE);
		most[l++] = (int32_t)lround(json_number_value(json_array_get(apart, 1)) * SCALE);
	}
	problem->duties = (struct planner_duties){.count = count, .place = place, .duration_s = duration, .weight = weight, .skills = skills, .due_s = due,
		.late_cost = late, .window_first = window, .window_from_s = from, .window_until_s = until};
	problem->links = (struct planner_links){l, first, second, least, most};
	problem->travel_cost = 1;
	return true;
}

static enum fail read_hhcrsp(struct arena *arena, struct text content, int64_t teams, struct plan_file *ret_file)
{
	json_error_t error;
	struct shape shape;
	(void)teams;
	*ret_file = (struct plan_file){0};
	json_t *root = json_loadb(content.at, content.len, JSON_REJECT_DUPLICATES, &error);
	if (root == NULL)
		return plan_file_wrong(ret_file, "line %d: %s", error.line, error.text);
	bool is_good = measure_shape(root, &shape) && fill_places(arena, &shape, &ret_file->problem) &&
		fill_caregivers(arena, root, &shape, &ret_file->problem) && fill_duties(arena, root, &shape, &ret_file->problem);
	json_decref(root);
	if (arena_is_exhausted(arena))
		return FAIL_LIMIT;
	if (!is_good)
		return plan_file_wrong(ret_file, "patients, caregivers and distances do not fit together");
	plan_name_all(arena, ret_file);
	return arena_is_exhausted(arena) ? FAIL_LIMIT : OK;
}

static double latest_of(const struct plan_file *file, const struct planner_plan *plan)
{
	double latest = 0;
	for (uint32_t i = 0; i < plan->visit_count; i++)
		latest = fmax(latest, (plan->visits[i].start_s - file->problem.duties.due_s[plan->visits[i].duty]) / SCALE);
	return latest;
}

/* The mean of the three, and much for each visit that is left. */
static double cost_hhcrsp(const struct plan_file *file, const struct planner_plan *plan)
{
	double left = file->problem.duties.count - plan->served_count;
	return left * 1e6 + ((double)plan->terms.travel / SCALE + (double)plan->terms.late / SCALE + latest_of(file, plan)) / 3;
}

static struct text objective_hhcrsp(struct arena *arena, const struct plan_file *file, const struct planner_plan *plan)
{
	double travel = (double)plan->terms.travel / SCALE, late = (double)plan->terms.late / SCALE, latest = latest_of(file, plan);
	double weights = (double)file->problem.duties.count * 1e9;
	return arena_format(arena, "mean %.3f (distance %.3f, tardiness %.3f, largest %.3f), at least %.3f, visits left %u", (travel + late + latest) / 3,
		travel, late, latest, fmax((weights - (double)plan->bound) / SCALE / 3, 0), file->problem.duties.count - plan->served_count);
}

const struct plan_format plan_format_hhcrsp = {"hhcrsp", "home health care routing and scheduling", read_hhcrsp, objective_hhcrsp, cost_hhcrsp};
