/* SPDX-License-Identifier: Apache-2.0
 *
 * Unified home health care as a problem of ours, a minute of the file being one
 * unit of time. What we hold of its objective: travel, lateness, preferred
 * caregivers, optional patients left out. What we do not: waiting, the largest
 * lateness and idle time, lunch. Nobody works beyond her shift, and only after
 * the last window of a patient may one come late. All of it is reported.
 */
#include "cli/plan_formats.h"

#include <jansson.h>
#include <string.h>

#define WANTED INT64_C(10000000) /* of a patient who is not optional */
#define COUNT_MAX 1000
#define SERVICES_MAX 64
#define MINUTES_MAX 100000
#define COST_MAX 10000

/* The travel plug-in's context; what the objective needs besides. */
struct uhhc_context {
	struct plan_matrix matrix;
	int64_t optional_cost, optional_weights, preference_cost; /* weights: of all optional patients together */
	int64_t preferring; /* visits of patients who prefer somebody */
	int64_t wanted;     /* weights of the others */
};

struct reading {
	struct arena *arena;
	struct plan_file *file;
	const json_t *patients, *caregivers, *services, *points, *costs;
	struct uhhc_context *context;
	uint32_t duties, links;
	bool is_met_at_end; /* the window has to hold the whole service */
	int64_t late_cost;
};

static enum fail wrong(struct reading *reading, const char *list, size_t at, const char *what)
{
	return plan_file_wrong(reading->file, "%s[%zu]: %s", list, at, what);
}

/* Where the entry of this id stands in a list, or its length. */
static size_t position_of(const json_t *list, const json_t *id)
{
	size_t i;
	const json_t *entry;
	json_array_foreach(list, i, entry) {
		if (json_is_string(id) && json_equal(json_object_get(entry, "id"), id))
			return i;
	}
	return json_array_size(list);
}

/* A whole number of an entry in 0 .. most; false when it is none. */
static bool whole(const json_t *entry, const char *name, int64_t most, int64_t *ret_number)
{
	const json_t *value = json_object_get(entry, name);
	*ret_number = json_integer_value(value);
	return json_is_integer(value) && *ret_number >= 0 && *ret_number <= most;
}

static int64_t cost_of(const struct reading *reading, const char *name)
{
	int64_t cost = 0;
	return whole(reading->costs, name, COST_MAX, &cost) ? cost : 0;
}

static enum fail read_distances(struct reading *reading, const json_t *rows)
{
	size_t size = json_array_size(rows);
	if (size < 1 || size > 2 * COUNT_MAX)
		return plan_file_wrong(reading->file, "distances: a square of numbers is expected");
	int32_t *time_s = arena_array(reading->arena, int32_t, size * size), *zero = arena_array(reading->arena, int32_t, size);
	if (arena_is_exhausted(reading->arena))
		return FAIL_LIMIT;
	for (size_t i = 0; i < size; i++) {
		const json_t *row = json_array_get(rows, i);
		for (size_t j = 0; j < size; j++) {
			const json_t *minutes = json_array_get(row, j);
			if (json_array_size(row) != size || !json_is_integer(minutes) || json_integer_value(minutes) < 0 || json_integer_value(minutes) > MINUTES_MAX)
				return wrong(reading, "distances", i, "a row of whole minutes, as long as there are rows, is expected");
			time_s[i * size + j] = (int32_t)json_integer_value(minutes);
		}
	}
	struct planner_problem *problem = &reading->file->problem;
	reading->context->matrix = (struct plan_matrix){(uint32_t)size, time_s};
	problem->places = (struct planner_places){(uint32_t)size, zero, zero};
	problem->travel = plan_matrix_travel;
	problem->travel_context = &reading->context->matrix;
	problem->is_travel_shared = true;
	problem->travel_slack_s = 1; /* the minutes were rounded */
	problem->travel_cost = cost_of(reading, "travel_time");
	return OK;
}

static enum fail read_caregiver(struct reading *reading, const json_t *entry, size_t i, uint32_t *home, int32_t *from, int32_t *until, uint64_t *skills)
{
	const json_t *ability, *shift = json_object_get(entry, "working_shift"), *left = json_object_get(entry, "departing_point");
	int64_t at = 0, start = 0, end = 0;
	size_t j;
	if (!json_equal(left, json_object_get(entry, "arrival_point")))
		return wrong(reading, "caregivers", i, "a shift that ends elsewhere than it begins is not read");
	if (!whole(json_array_get(reading->points, position_of(reading->points, left)), "distance_matrix_index", reading->context->matrix.size - 1, &at))
		return wrong(reading, "caregivers", i, "departing_point is not in terminal_points or not in the distances");
	if (!whole(shift, "start", MINUTES_MAX, &start) || !whole(shift, "end", MINUTES_MAX, &end) || end <= start)
		return wrong(reading, "caregivers", i, "working_shift has a start and a later end, in whole minutes");
	json_array_foreach(json_object_get(entry, "abilities"), j, ability) {
		size_t service = position_of(reading->services, ability);
		if (service == json_array_size(reading->services))
			return wrong(reading, "caregivers", i, "an ability is not in services");
		*skills |= UINT64_C(1) << service;
	}
	*home = (uint32_t)at;
	*from = (int32_t)start;
	*until = (int32_t)end;
	return OK;
}

static enum fail read_caregivers(struct reading *reading)
{
	uint32_t count = (uint32_t)json_array_size(reading->caregivers);
	uint32_t *home = arena_array(reading->arena, uint32_t, count), *owner = arena_array(reading->arena, uint32_t, count);
	uint64_t *skills = arena_array(reading->arena, uint64_t, count);
	int32_t *pace = arena_array(reading->arena, int32_t, count), *from = arena_array(reading->arena, int32_t, count);
	int32_t *until = arena_array(reading->arena, int32_t, count);
	size_t i;
	const json_t *entry;
	if (arena_is_exhausted(reading->arena))
		return FAIL_LIMIT;
	json_array_foreach(reading->caregivers, i, entry) {
		owner[i] = (uint32_t)i;
		TRY(read_caregiver(reading, entry, i, &home[i], &from[i], &until[i], &skills[i]));
	}
	reading->file->problem.volunteers = (struct planner_volunteers){.count = count, .home = home, .skills = skills, .pace_s_per_km = pace};
	reading->file->problem.shifts = (struct planner_shifts){.count = count, .volunteer = owner, .from_s = from, .until_s = until};
	return OK;
}

/* The arrays of duties and links while they are filled; two duties at most for a patient. */
struct filling {
	uint32_t *place, *window, *first, *second;
	int32_t *duration, *due, *from, *until, *least, *most;
	int64_t *weight, *late;
	uint64_t *skills;
};

static enum fail read_windows(struct reading *reading, const json_t *patient, size_t i, int64_t duration, const struct filling *filling)
{
	const json_t *spans = json_object_get(patient, "time_windows"), *span;
	uint32_t duty = reading->duties, at = filling->window[duty];
	int64_t from = 0, until = -1, before = -1;
	size_t j, count = json_array_size(spans);
	json_array_foreach(spans, j, span) {
		before = until;
		if (j > 1 || !whole(span, "start", MINUTES_MAX, &from) || !whole(span, "end", MINUTES_MAX, &until) || from < before)
			return wrong(reading, "patients", i, "one or two time_windows, apart and in whole minutes, are read");
		until = reading->is_met_at_end ? until - duration : until;
		from += from == before; /* windows that touch share a minute */
		if (until < from)
			return wrong(reading, "patients", i, "a window is shorter than the service");
		filling->from[at] = (int32_t)from;
		filling->until[at++] = j + 1 < count ? (int32_t)until : MINUTES_MAX + (int32_t)from;
	}
	if (count == 0)
		return wrong(reading, "patients", i, "one or two time_windows, apart and in whole minutes, are read");
	filling->due[duty] = (int32_t)until;
	filling->window[duty + 1] = at;
	return OK;
}

/* Which way the two services of a patient hang together. */
static enum fail read_link(struct reading *reading, const json_t *patient, size_t i, const struct filling *filling)
{
	const json_t *tie = json_object_get(patient, "synchronization"), *apart = json_object_get(tie, "distance");
	const char *type = json_string_value(json_object_get(tie, "type"));
	int64_t least = 0, most = 0;
	if (type == NULL || strcmp(type, "independent") == 0)
		return OK;
	if (strcmp(type, "sequential") == 0 && (!whole(apart, "min", MINUTES_MAX, &least) || !whole(apart, "max", MINUTES_MAX, &most) || most < least))
		return wrong(reading, "patients", i, "distance has a min and a max, in whole minutes");
	if (strcmp(type, "sequential") != 0 && strcmp(type, "simultaneous") != 0)
		return wrong(reading, "patients", i, "synchronization is simultaneous, sequential or independent");
	filling->first[reading->links] = reading->duties - 2;
	filling->second[reading->links] = reading->duties - 1;
	filling->least[reading->links] = (int32_t)least;
	filling->most[reading->links++] = (int32_t)most;
	return OK;
}

static enum fail read_patient(struct reading *reading, const json_t *patient, size_t i, const struct filling *filling)
{
	const json_t *needed = json_object_get(patient, "required_services"), *one;
	int64_t place = 0, duration = 0;
	size_t j, count = json_array_size(needed);
	bool is_optional = json_is_true(json_object_get(patient, "optional"));
	int64_t weight = (is_optional ? reading->context->optional_cost : WANTED) / (count > 0 ? (int64_t)count : 1);
	if (count < 1 || count > 2 || !whole(patient, "distance_matrix_index", reading->context->matrix.size - 1, &place))
		return wrong(reading, "patients", i, "one or two required_services and a distance_matrix_index are expected");
	json_array_foreach(needed, j, one) {
		size_t service = position_of(reading->services, json_object_get(one, "service"));
		if (service == json_array_size(reading->services) || !whole(one, "duration", MINUTES_MAX, &duration) || duration < 1)
			return wrong(reading, "patients", i, "a service is not in services, or has no duration in whole minutes");
		TRY(read_windows(reading, patient, i, duration, filling));
		filling->place[reading->duties] = (uint32_t)place;
		filling->skills[reading->duties] = UINT64_C(1) << service;
		filling->duration[reading->duties] = (int32_t)duration;
		filling->late[reading->duties] = reading->late_cost;
		filling->weight[reading->duties++] = weight;
		*(is_optional ? &reading->context->optional_weights : &reading->context->wanted) += weight;
	}
	return count == 2 ? read_link(reading, patient, i, filling) : OK;
}

static enum fail read_patients(struct reading *reading)
{
	size_t room = 2 * json_array_size(reading->patients), i;
	const json_t *patient;
	struct arena *arena = reading->arena;
	struct filling f = {.place = arena_array(arena, uint32_t, room), .window = arena_array(arena, uint32_t, room + 1),
		.first = arena_array(arena, uint32_t, room), .second = arena_array(arena, uint32_t, room), .duration = arena_array(arena, int32_t, room),
		.due = arena_array(arena, int32_t, room), .from = arena_array(arena, int32_t, 2 * room), .until = arena_array(arena, int32_t, 2 * room),
		.least = arena_array(arena, int32_t, room), .most = arena_array(arena, int32_t, room), .weight = arena_array(arena, int64_t, room),
		.late = arena_array(arena, int64_t, room), .skills = arena_array(arena, uint64_t, room)};
	if (arena_is_exhausted(arena))
		return FAIL_LIMIT;
	json_array_foreach(reading->patients, i, patient)
		TRY(read_patient(reading, patient, i, &f));
	reading->file->problem.duties = (struct planner_duties){.count = reading->duties, .place = f.place, .duration_s = f.duration, .weight = f.weight,
		.skills = f.skills, .due_s = f.due, .late_cost = f.late, .window_first = f.window, .window_from_s = f.from, .window_until_s = f.until};
	reading->file->problem.links = (struct planner_links){reading->links, f.first, f.second, f.least, f.most};
	return OK;
}

/* Is this caregiver named in a patient's list? */
static bool is_named(const json_t *patient, const char *list, const json_t *caregiver)
{
	size_t i;
	const json_t *name;
	json_array_foreach(json_object_get(patient, list), i, name) {
		if (json_equal(name, json_object_get(caregiver, "id")))
			return true;
	}
	return false;
}

/* A bonus for each preferred caregiver, and those who are incompatible kept apart. */
static enum fail read_pairs(struct reading *reading)
{
	size_t caregivers = json_array_size(reading->caregivers), room = caregivers * reading->duties, i, v;
	const json_t *patient, *caregiver;
	uint32_t *who = arena_array(reading->arena, uint32_t, room), *what = arena_array(reading->arena, uint32_t, room), liked = 0, banned = 0;
	uint32_t *not_who = arena_array(reading->arena, uint32_t, room), *not_what = arena_array(reading->arena, uint32_t, room);
	int64_t *amount = arena_array(reading->arena, int64_t, room);
	if (arena_is_exhausted(reading->arena))
		return FAIL_LIMIT;
	json_array_foreach(reading->caregivers, v, caregiver) {
		uint32_t duty = 0;
		json_array_foreach(reading->patients, i, patient) {
			size_t visits = json_array_size(json_object_get(patient, "required_services"));
			bool is_liked = is_named(patient, "preferred_caregivers", caregiver), is_banned = is_named(patient, "incompatible_caregivers", caregiver);
			bool is_choosy = json_array_size(json_object_get(patient, "preferred_caregivers")) > 0;
			reading->context->preferring += v == 0 && is_choosy ? (int64_t)visits : 0;
			for (size_t j = 0; j < visits; j++, duty++) {
				if (is_liked) {
					who[liked] = (uint32_t)v;
					what[liked] = duty;
					amount[liked++] = reading->context->preference_cost;
				}
				if (is_banned) {
					not_who[banned] = (uint32_t)v;
					not_what[banned++] = duty;
				}
			}
		}
	}
	reading->file->problem.bonuses = (struct planner_pairs){liked, who, what, amount};
	reading->file->problem.forbidden = (struct planner_pairs){banned, not_who, not_what, NULL};
	return OK;
}

static enum fail read_root(struct reading *reading, const json_t *root)
{
	const json_t *head = json_object_get(root, "metadata"), *met = json_object_get(head, "time_window_met");
	reading->patients = json_object_get(root, "patients");
	reading->caregivers = json_object_get(root, "caregivers");
	reading->services = json_object_get(root, "services");
	reading->points = json_object_get(root, "terminal_points");
	reading->costs = json_object_get(head, "cost_components");
	size_t patients = json_array_size(reading->patients), caregivers = json_array_size(reading->caregivers);
	if (patients < 1 || patients > COUNT_MAX || caregivers < 1 || caregivers > COUNT_MAX || json_array_size(reading->services) > SERVICES_MAX)
		return plan_file_wrong(reading->file, "1 to 1000 patients and caregivers, and at most 64 services, are read");
	if (!json_is_object(reading->costs))
		return plan_file_wrong(reading->file, "metadata: cost_components is missing");
	reading->is_met_at_end = json_is_string(met) && strcmp(json_string_value(met), "at_service_end") == 0;
	reading->late_cost = cost_of(reading, "total_tardiness");
	reading->context->optional_cost = cost_of(reading, "optional_patients");
	reading->context->preference_cost = cost_of(reading, "caregiver_preferences");
	TRY(read_distances(reading, json_object_get(root, "distances")));
	TRY(read_caregivers(reading));
	TRY(read_patients(reading));
	return read_pairs(reading);
}

static enum fail read_uhhc(struct arena *arena, struct text content, int64_t teams, struct plan_file *ret_file)
{
	json_error_t error;
	struct reading reading = {.arena = arena, .file = ret_file, .context = arena_new(arena, struct uhhc_context)};
	(void)teams;
	*ret_file = (struct plan_file){0};
	if (reading.context == NULL)
		return FAIL_LIMIT;
	json_t *root = json_loadb(content.at, content.len, JSON_REJECT_DUPLICATES, &error);
	if (root == NULL)
		return plan_file_wrong(ret_file, "line %d: %s", error.line, error.text);
	enum fail fail = read_root(&reading, root);
	json_decref(root);
	if (fail == OK)
		plan_name_all(arena, ret_file);
	return fail == OK && arena_is_exhausted(arena) ? FAIL_LIMIT : fail;
}

/* Minutes that caregivers stand idle between two visits: all, and the longest. */
static void measure_waiting(const struct planner_problem *problem, const struct planner_plan *plan, int64_t *ret_sum, int64_t *ret_longest)
{
	*ret_sum = *ret_longest = 0;
	for (uint32_t i = 1; i < plan->visit_count; i++) {
		const struct planner_visit *before = &plan->visits[i - 1], *visit = &plan->visits[i];
		if (before->shift != visit->shift)
			continue;
		int64_t waiting = (int64_t)visit->start_s - before->start_s - problem->duties.duration_s[before->duty] -
			problem->travel(problem->travel_context, 0, problem->duties.place[before->duty], problem->duties.place[visit->duty]);
		*ret_sum += waiting;
		*ret_longest = waiting > *ret_longest ? waiting : *ret_longest;
	}
}

static struct text objective_uhhc(struct arena *arena, const struct plan_file *file, const struct planner_plan *plan)
{
	const struct uhhc_context *context = (const void *)file->problem.travel_context;
	int64_t all = context->wanted + context->optional_weights + context->preferring * context->preference_cost, waiting = 0, longest = 0, latest = 0;
	measure_waiting(&file->problem, plan, &waiting, &longest);
	for (uint32_t i = 0; i < plan->visit_count; i++) {
		int64_t late = (int64_t)plan->visits[i].start_s - file->problem.duties.due_s[plan->visits[i].duty];
		latest = late > latest ? late : latest;
	}
	return arena_format(arena, "travel, lateness, preferences and optional patients cost %lld, at least %lld; visits left %u, largest lateness %lld, "
		"waiting %lld, longest %lld", (long long)(all - plan->value), (long long)(all > plan->bound ? all - plan->bound : 0),
		file->problem.duties.count - plan->served_count,
		(long long)latest, (long long)waiting, (long long)longest);
}

const struct plan_format plan_format_uhhc = {"uhhc", "unified home health care", read_uhhc, objective_uhhc, NULL};
