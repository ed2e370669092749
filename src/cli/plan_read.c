/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/plan_file.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"

#define NEEDED INT64_MIN

/* Where the reader is, for messages like "duties[3]: weight is missing". */
struct reading {
	struct arena *arena;
	struct plan_file *file;
	const char *list;
	size_t at;
	json_t *volunteer_at, *duty_at, *skill_at; /* name -> position */
	bool is_good;
};

/* A number of an entry: its name, what stands for it when absent, and where it goes. */
struct number {
	const char *name;
	int64_t standard;
	int32_t *narrow; /* one of the two */
	int64_t *wide;
};

static void wrong(struct reading *reading, const char *what, const char *name)
{
	if (!reading->is_good)
		return;
	reading->is_good = false;
	(void)snprintf(reading->file->error, sizeof(reading->file->error), "%s[%zu]: %s %s", reading->list, reading->at, name, what);
}

enum fail plan_file_load(struct arena *arena, const char *path, struct text *ret_content)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rbe");
	if (file == NULL)
		return FAIL_MISSING;
	size_t room = 65536, len = 0;
	char *at = arena_alloc(arena, room);
	while (at != NULL) {
		len += fread(at + len, 1, room - len, file);
		if (len < room || room >= LIMIT_PLAN_FILE_BYTES)
			break;
		char *larger = arena_alloc(arena, room * 2);
		if (larger != NULL)
			memcpy(larger, at, len);
		at = larger;
		room *= 2;
	}
	enum fail fail = at == NULL || len >= LIMIT_PLAN_FILE_BYTES ? FAIL_LIMIT : ferror(file) ? FAIL_SYSTEM : OK;
	if (file != stdin)
		(void)fclose(file);
	if (fail == OK)
		*ret_content = (struct text){at, len};
	return fail;
}

static int64_t number_of(struct reading *reading, const json_t *entry, const char *name, int64_t standard)
{
	const json_t *value = json_object_get(entry, name);
	if (value == NULL) {
		if (standard == NEEDED)
			wrong(reading, "is missing", name);
		return standard == NEEDED ? 0 : standard;
	}
	if (!json_is_integer(value))
		wrong(reading, "is not a whole number", name);
	return json_integer_value(value);
}

static void read_numbers(struct reading *reading, const json_t *entry, const struct number *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int64_t value = number_of(reading, entry, numbers[i].name, numbers[i].standard);
		if (numbers[i].wide != NULL)
			numbers[i].wide[reading->at] = value;
		else if (value < INT32_MIN || value > INT32_MAX)
			wrong(reading, "is out of range", numbers[i].name);
		else
			numbers[i].narrow[reading->at] = (int32_t)value;
	}
}

/* The list of this name; an absent one is empty. */
static const json_t *list_of(struct reading *reading, const json_t *from, const char *name)
{
	const json_t *list = json_object_get(from, name);
	reading->list = name;
	reading->at = 0;
	if (list != NULL && (!json_is_array(list) || json_array_size(list) > PLANNER_COUNT_MAX))
		wrong(reading, "is not a list of a good length", name);
	return json_is_array(list) ? list : NULL;
}

/* The entry's own name, which nobody else has; its position is noted. */
static struct text own_name(struct reading *reading, const json_t *entry, json_t *positions)
{
	const char *name = json_string_value(json_object_get(entry, "id"));
	if (name == NULL || *name == '\0')
		wrong(reading, "is missing", "id");
	else if (json_object_get(positions, name) != NULL)
		wrong(reading, "is there twice", name);
	else
		(void)json_object_set_new(positions, name, json_integer((json_int_t)reading->at));
	return name != NULL ? arena_copy(reading->arena, text_of(name)) : TEXT_NONE;
}

static uint32_t position_of(struct reading *reading, const json_t *name, const json_t *positions, const char *field)
{
	const json_t *position = json_is_string(name) ? json_object_get(positions, json_string_value(name)) : NULL;
	if (position == NULL) {
		wrong(reading, "names nobody and nothing known", field);
		return 0;
	}
	return (uint32_t)json_integer_value(position);
}

static uint64_t skills_of(struct reading *reading, const json_t *entry)
{
	const json_t *list = json_object_get(entry, "skills"), *skill;
	uint64_t bits = 0;
	size_t i;
	json_array_foreach(list, i, skill) {
		const char *name = json_string_value(skill);
		if (name == NULL) {
			wrong(reading, "holds something that is not a name", "skills");
			return bits;
		}
		json_t *bit = json_object_get(reading->skill_at, name);
		size_t known = json_object_size(reading->skill_at);
		if (bit == NULL && known < 64) {
			(void)json_object_set_new(reading->skill_at, name, json_integer((json_int_t)known));
			bit = json_object_get(reading->skill_at, name);
		}
		if (bit == NULL)
			wrong(reading, "are more than 64 different ones", "skills");
		bits |= bit != NULL ? UINT64_C(1) << json_integer_value(bit) : 0;
	}
	return bits;
}

/* Pairs of numbers like [[28800, 36000]], appended at `at`. Returns how many. */
static uint32_t spans_of(struct reading *reading, const json_t *entry, const char *name, int32_t *from_s, int32_t *until_s, size_t at, size_t room)
{
	const json_t *list = json_object_get(entry, name), *span;
	uint32_t count = 0;
	size_t i;
	json_array_foreach(list, i, span) {
		int64_t from = json_integer_value(json_array_get(span, 0)), until = json_integer_value(json_array_get(span, 1));
		if (json_array_size(span) != 2 || !json_is_integer(json_array_get(span, 0)) || !json_is_integer(json_array_get(span, 1)) ||
			from < 0 || until > PLANNER_TIME_MAX_S || from > until || at + count >= room) {
			wrong(reading, "holds something that is not [from, until]", name);
			return count;
		}
		from_s[at + count] = (int32_t)from;
		until_s[at + count++] = (int32_t)until;
	}
	return count;
}

static size_t count_spans(const json_t *list, const char *name)
{
	size_t sum = 0, i;
	const json_t *entry;
	json_array_foreach(list, i, entry)
		sum += json_array_size(json_object_get(entry, name));
	return sum;
}

/* A number of each volunteer for each of her shifts. */
static int32_t *spread_over_shifts(struct arena *arena, const int32_t *number, const uint32_t *owner, size_t shifts)
{
	int32_t *spread = arena_array(arena, int32_t, shifts);
	for (size_t s = 0; s < shifts && spread != NULL; s++)
		spread[s] = number[owner[s]];
	return spread;
}

static void read_volunteers(struct reading *reading, const json_t *root, int32_t *x_m, int32_t *y_m)
{
	struct arena *arena = reading->arena;
	const json_t *list = list_of(reading, root, "volunteers"), *entry;
	size_t count = json_array_size(list), room = count_spans(list, "free"), shifts = 0, i;
	uint32_t *home = arena_array(arena, uint32_t, count), *owner = arena_array(arena, uint32_t, room);
	uint64_t *skills = arena_array(arena, uint64_t, count);
	int32_t *pace = arena_array(arena, int32_t, count), *reach = arena_array(arena, int32_t, count), *day = arena_array(arena, int32_t, count);
	int32_t *week = arena_array(arena, int32_t, count), *load = arena_array(arena, int32_t, count), *target = arena_array(arena, int32_t, count);
	int32_t *accept = arena_array(arena, int32_t, count), *carries = arena_array(arena, int32_t, count), *away = arena_array(arena, int32_t, count);
	int32_t *from = arena_array(arena, int32_t, room), *until = arena_array(arena, int32_t, room);
	const struct number numbers[] = {{"x_m", NEEDED, x_m, NULL}, {"y_m", NEEDED, y_m, NULL}, {"pace_s_per_km", 1000, pace, NULL},
		{"reach_s", PLANNER_TIME_MAX_S, reach, NULL}, {"day_limit_s", PLANNER_TIME_MAX_S, day, NULL},
		{"week_limit_s", PLANNER_TIME_MAX_S, week, NULL}, {"load_s", 0, load, NULL}, {"target_s", 0, target, NULL},
		{"accept_permille", 1000, accept, NULL}, {"capacity", PLANNER_LOAD_MAX, carries, NULL}, {"away_s", PLANNER_TIME_MAX_S, away, NULL}};
	reading->file->volunteers = arena_array(arena, struct text, count);
	if (arena_is_exhausted(arena))
		return;
	json_array_foreach(list, i, entry) {
		reading->at = i;
		reading->file->volunteers[i] = own_name(reading, entry, reading->volunteer_at);
		read_numbers(reading, entry, numbers, COUNT_OF(numbers));
		home[i] = (uint32_t)i;
		skills[i] = skills_of(reading, entry);
		for (uint32_t n = spans_of(reading, entry, "free", from, until, shifts, room); n > 0; n--)
			owner[shifts++] = (uint32_t)i;
	}
	reading->file->problem.volunteers = (struct planner_volunteers){(uint32_t)count, home, skills, pace, reach, day, week, load, target, accept};
	reading->file->problem.shifts = (struct planner_shifts){.count = (uint32_t)shifts, .volunteer = owner, .from_s = from, .until_s = until,
		.capacity = spread_over_shifts(arena, carries, owner, shifts), .most_s = spread_over_shifts(arena, away, owner, shifts)};
}

static uint32_t read_fixed(struct reading *reading, const json_t *entry, uint32_t *item)
{
	const json_t *list = json_object_get(entry, "fixed"), *name;
	uint32_t count = 0;
	size_t i;
	json_array_foreach(list, i, name)
		item[count++] = position_of(reading, name, reading->volunteer_at, "fixed");
	return count;
}

static void read_duties(struct reading *reading, const json_t *root, int32_t *x_m, int32_t *y_m)
{
	struct arena *arena = reading->arena;
	const json_t *list = list_of(reading, root, "duties"), *entry;
	size_t count = json_array_size(list), room = count_spans(list, "windows"), fixed_room = count_spans(list, "fixed"), i;
	uint32_t *place = arena_array(arena, uint32_t, count), *window = arena_array(arena, uint32_t, count + 1);
	uint32_t *fixed = arena_array(arena, uint32_t, count + 1), *item = arena_array(arena, uint32_t, fixed_room);
	uint64_t *skills = arena_array(arena, uint64_t, count);
	int64_t *weight = arena_array(arena, int64_t, count), *late = arena_array(arena, int64_t, count);
	int32_t *duration = arena_array(arena, int32_t, count), *due = arena_array(arena, int32_t, count), *demand = arena_array(arena, int32_t, count);
	int32_t *from = arena_array(arena, int32_t, room), *until = arena_array(arena, int32_t, room);
	uint8_t *people = arena_array(arena, uint8_t, count);
	const struct number numbers[] = {{"x_m", NEEDED, x_m, NULL}, {"y_m", NEEDED, y_m, NULL}, {"duration_s", NEEDED, duration, NULL},
		{"weight", NEEDED, NULL, weight}, {"due_s", INT32_MAX, due, NULL}, {"late_cost", 0, NULL, late}, {"demand", 0, demand, NULL}};
	reading->file->duties = arena_array(arena, struct text, count);
	if (arena_is_exhausted(arena))
		return;
	json_array_foreach(list, i, entry) {
		reading->at = i;
		reading->file->duties[i] = own_name(reading, entry, reading->duty_at);
		read_numbers(reading, entry, numbers, COUNT_OF(numbers));
		int64_t wanted = number_of(reading, entry, "people", 1);
		if (wanted < 1 || wanted > PLANNER_PEOPLE_MAX)
			wrong(reading, "is out of range", "people");
		people[i] = (uint8_t)wanted;
		place[i] = reading->file->problem.volunteers.count + (uint32_t)i;
		skills[i] = skills_of(reading, entry);
		window[i + 1] = window[i] + spans_of(reading, entry, "windows", from, until, window[i], room);
		fixed[i + 1] = fixed[i] + read_fixed(reading, entry, item + fixed[i]);
	}
	reading->file->problem.duties = (struct planner_duties){.count = (uint32_t)count, .place = place, .duration_s = duration, .weight = weight,
		.skills = skills, .people = people, .demand = demand, .due_s = due, .late_cost = late, .window_first = window, .window_from_s = from,
		.window_until_s = until, .fixed = {fixed, item}};
}

static void read_links(struct reading *reading, const json_t *root)
{
	const json_t *list = list_of(reading, root, "links"), *entry;
	size_t count = json_array_size(list), i;
	uint32_t *first = arena_array(reading->arena, uint32_t, count), *second = arena_array(reading->arena, uint32_t, count);
	int32_t *least = arena_array(reading->arena, int32_t, count), *most = arena_array(reading->arena, int32_t, count);
	const struct number numbers[] = {{"least_s", NEEDED, least, NULL}, {"most_s", NEEDED, most, NULL}};
	if (arena_is_exhausted(reading->arena))
		return;
	json_array_foreach(list, i, entry) {
		reading->at = i;
		first[i] = position_of(reading, json_object_get(entry, "first"), reading->duty_at, "first");
		second[i] = position_of(reading, json_object_get(entry, "second"), reading->duty_at, "second");
		read_numbers(reading, entry, numbers, COUNT_OF(numbers));
	}
	reading->file->problem.links = (struct planner_links){(uint32_t)count, first, second, least, most};
}

/* Pairs sorted as the planner wants them: insertion, as lists come sorted as a rule. */
static struct planner_pairs read_pairs(struct reading *reading, const json_t *root, const char *name, bool has_amount)
{
	const json_t *list = list_of(reading, root, name), *entry;
	size_t count = json_array_size(list), i;
	uint32_t *volunteer = arena_array(reading->arena, uint32_t, count), *duty = arena_array(reading->arena, uint32_t, count);
	int64_t *amount = arena_array(reading->arena, int64_t, count);
	if (arena_is_exhausted(reading->arena))
		return (struct planner_pairs){0};
	json_array_foreach(list, i, entry) {
		reading->at = i;
		uint32_t v = position_of(reading, json_object_get(entry, "volunteer"), reading->volunteer_at, "volunteer");
		uint32_t d = position_of(reading, json_object_get(entry, "duty"), reading->duty_at, "duty");
		int64_t sum = has_amount ? number_of(reading, entry, "amount", NEEDED) : 0;
		size_t at = i;
		for (; at > 0 && (volunteer[at - 1] > v || (volunteer[at - 1] == v && duty[at - 1] > d)); at--) {
			volunteer[at] = volunteer[at - 1];
			duty[at] = duty[at - 1];
			amount[at] = amount[at - 1];
		}
		volunteer[at] = v;
		duty[at] = d;
		amount[at] = sum;
	}
	return (struct planner_pairs){(uint32_t)count, volunteer, duty, has_amount ? amount : NULL};
}

/* The shift of a volunteer that holds this start. */
static uint32_t shift_at(const struct planner_problem *problem, uint32_t volunteer, int64_t start_s)
{
	for (uint32_t s = 0; s < problem->shifts.count; s++) {
		if (problem->shifts.volunteer[s] == volunteer && start_s >= problem->shifts.from_s[s] && start_s <= problem->shifts.until_s[s])
			return s;
	}
	return PLANNER_NONE;
}

/* Visits like {"volunteer": "v", "duty": "d", "start_s": 1}, in their order. */
static struct planner_visit *read_visits(struct reading *reading, const json_t *root, const char *name, uint32_t *ret_count)
{
	const json_t *list = list_of(reading, root, name), *entry;
	struct planner_visit *visits = arena_array(reading->arena, struct planner_visit, json_array_size(list));
	size_t i;
	*ret_count = 0;
	if (visits == NULL)
		return NULL;
	json_array_foreach(list, i, entry) {
		reading->at = i;
		uint32_t v = position_of(reading, json_object_get(entry, "volunteer"), reading->volunteer_at, "volunteer");
		uint32_t d = position_of(reading, json_object_get(entry, "duty"), reading->duty_at, "duty");
		int64_t start_s = number_of(reading, entry, "start_s", NEEDED);
		uint32_t shift = reading->is_good ? shift_at(&reading->file->problem, v, start_s) : PLANNER_NONE;
		if (shift == PLANNER_NONE)
			wrong(reading, "lies in no free time of this volunteer", "start_s");
		visits[(*ret_count)++] = (struct planner_visit){shift, d, (int32_t)start_s};
	}
	return visits;
}

static void read_pins(struct reading *reading, const json_t *root)
{
	uint32_t count = 0;
	const struct planner_visit *visits = read_visits(reading, root, "pins", &count);
	uint32_t *shift = arena_array(reading->arena, uint32_t, count), *duty = arena_array(reading->arena, uint32_t, count);
	int32_t *start_s = arena_array(reading->arena, int32_t, count);
	if (arena_is_exhausted(reading->arena))
		return;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t at = i;
		for (; at > 0 && duty[at - 1] > visits[i].duty; at--) {
			shift[at] = shift[at - 1];
			duty[at] = duty[at - 1];
			start_s[at] = start_s[at - 1];
		}
		shift[at] = visits[i].shift;
		duty[at] = visits[i].duty;
		start_s[at] = visits[i].start_s;
	}
	reading->file->problem.pins = (struct planner_pins){count, shift, duty, start_s};
}

static void read_all(struct reading *reading, const json_t *root)
{
	struct planner_problem *problem = &reading->file->problem;
	size_t volunteers = json_array_size(json_object_get(root, "volunteers")), duties = json_array_size(json_object_get(root, "duties"));
	int32_t *x_m = arena_array(reading->arena, int32_t, volunteers + duties), *y_m = arena_array(reading->arena, int32_t, volunteers + duties);
	if (arena_is_exhausted(reading->arena))
		return;
	reading->list = "problem";
	problem->travel_cost = number_of(reading, root, "travel_cost", 1000);
	problem->outing_cost = number_of(reading, root, "outing_cost", 0);
	problem->fairness_cost = number_of(reading, root, "fairness_cost", 0);
	read_volunteers(reading, root, x_m, y_m);
	read_duties(reading, root, x_m + volunteers, y_m + volunteers);
	problem->places = (struct planner_places){(uint32_t)(volunteers + duties), x_m, y_m};
	read_links(reading, root);
	problem->bonuses = read_pairs(reading, root, "bonuses", true);
	problem->forbidden = read_pairs(reading, root, "forbidden", false);
	read_pins(reading, root);
}

static json_t *parse(struct text content, struct plan_file *file)
{
	json_error_t error;
	json_t *root = json_loadb(content.at, content.len, JSON_REJECT_DUPLICATES, &error);
	if (root == NULL)
		(void)snprintf(file->error, sizeof(file->error), "line %d: %s", error.line, error.text);
	else if (!json_is_object(root))
		(void)snprintf(file->error, sizeof(file->error), "the file is not an object");
	return root;
}

enum fail plan_file_read(struct arena *arena, struct text content, struct plan_file *ret_file)
{
	*ret_file = (struct plan_file){0};
	json_t *root = parse(content, ret_file);
	struct reading reading = {.arena = arena, .file = ret_file, .is_good = true, .volunteer_at = json_object(), .duty_at = json_object(),
		.skill_at = json_object()};
	if (ret_file->error[0] == '\0')
		read_all(&reading, root);
	json_decref(root);
	json_decref(reading.volunteer_at);
	json_decref(reading.duty_at);
	json_decref(reading.skill_at);
	if (arena_is_exhausted(arena))
		return FAIL_LIMIT;
	if (ret_file->error[0] != '\0')
		return FAIL_INPUT;
	uint32_t index = 0;
	enum planner_fault fault = planner_validate(&ret_file->problem, &index);
	if (fault != PLANNER_FINE)
		(void)snprintf(ret_file->error, sizeof(ret_file->error), "%s (number %u)", planner_fault_text(fault), index);
	return fault == PLANNER_FINE ? OK : FAIL_INPUT;
}

static json_t *positions_of(const struct text *names, uint32_t count)
{
	json_t *positions = json_object();
	for (uint32_t i = 0; i < count; i++)
		(void)json_object_setn_new(positions, names[i].at, names[i].len, json_integer(i));
	return positions;
}

enum fail plan_file_read_plan(struct arena *arena, struct plan_file *file, struct text content, struct planner_plan *ret_plan)
{
	file->error[0] = '\0';
	json_t *root = parse(content, file);
	struct reading reading = {.arena = arena, .file = file, .is_good = true, .list = "plan",
		.volunteer_at = positions_of(file->volunteers, file->problem.volunteers.count),
		.duty_at = positions_of(file->duties, file->problem.duties.count)};
	struct planner_plan plan = {0};
	if (file->error[0] == '\0') {
		const json_t *terms = json_object_get(root, "terms");
		plan.value = number_of(&reading, root, "value", NEEDED);
		plan.bound = number_of(&reading, root, "bound", NEEDED);
		plan.terms = (struct planner_terms){number_of(&reading, terms, "served", NEEDED), number_of(&reading, terms, "bonus", 0),
			number_of(&reading, terms, "travel", 0), number_of(&reading, terms, "outing", 0), number_of(&reading, terms, "late", 0),
			number_of(&reading, terms, "fairness", 0)};
		plan.visits = read_visits(&reading, root, "visits", &plan.visit_count);
	}
	json_decref(root);
	json_decref(reading.volunteer_at);
	json_decref(reading.duty_at);
	if (arena_is_exhausted(arena))
		return FAIL_LIMIT;
	if (file->error[0] != '\0')
		return FAIL_INPUT;
	*ret_plan = plan;
	return OK;
}
