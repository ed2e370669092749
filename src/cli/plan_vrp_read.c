/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/plan_vrp.h"

/* The text that is being read, line by line. */
struct reading {
	struct arena *arena;
	struct plan_file *file;
	struct text rest, line;
	uint32_t number; /* of the line */
	struct vrp vrp;
	double capacity, service; /* of every vehicle and visit where the head says so; negative = it does not */
	bool has_places, is_over;
};

static enum fail wrong(struct reading *reading, const char *what)
{
	return plan_file_wrong(reading->file, "line %u: %s", reading->number, what);
}

/* The next line that is not empty; false at the end. */
static bool next_line(struct reading *reading)
{
	while (!text_is_empty(reading->rest)) {
		reading->line = text_trim(text_cut(&reading->rest, '\n'));
		reading->number++;
		if (!text_is_empty(reading->line))
			return true;
	}
	reading->number += !reading->is_over;
	reading->is_over = true;
	reading->line = TEXT_NONE;
	return false;
}

/* Exactly `count` numbers on this line, none larger than `most` in size. */
static bool numbers_of(struct text line, size_t count, double most, double *ret_numbers)
{
	for (size_t i = 0; i < count; i++) {
		if (!plan_next_number(&line, &ret_numbers[i]) || ret_numbers[i] > most || ret_numbers[i] < -most)
			return false;
	}
	return text_is_empty(text_trim(line));
}

static bool is_whole(double number, double least, double most)
{
	return number >= least && number <= most && number == (double)(int64_t)number;
}

static enum fail make_nodes(struct reading *reading, uint32_t nodes)
{
	reading->vrp.nodes = arena_array(reading->arena, struct vrp_node, nodes);
	reading->vrp.node_count = nodes;
	return reading->vrp.nodes == NULL ? FAIL_LIMIT : OK;
}

static enum fail make_vehicles(struct reading *reading, uint32_t vehicles)
{
	reading->vrp.vehicles = arena_array(reading->arena, struct vrp_vehicle, vehicles);
	reading->vrp.vehicle_count = vehicles;
	return reading->vrp.vehicles == NULL ? FAIL_LIMIT : OK;
}

/* ---- Solomon's text: a table of customers behind two lines of vehicles ---- */

static enum fail read_solomon_row(struct reading *reading, uint32_t at)
{
	double n[7];
	if (!numbers_of(reading->line, COUNT_OF(n), 1e6, n))
		return wrong(reading, "a customer has seven numbers: number, x, y, demand, ready, due, service");
	if (n[0] != at)
		return wrong(reading, "customers are numbered from 0 on, without a gap");
	reading->vrp.nodes[at] = (struct vrp_node){.x = n[1], .y = n[2], .demand = n[3], .open = n[4], .close = n[5], .service = n[6],
		.is_depot = at == 0, .line = reading->number};
	return OK;
}

/* To the line that begins so, or the end. */
static void skip_to(struct reading *reading, struct text begin)
{
	while (next_line(reading) && !text_starts_with(reading->line, begin)) {}
}

static enum fail read_solomon(struct reading *reading)
{
	double n[2];
	skip_to(reading, TEXT("NUMBER"));
	if (!next_line(reading) || !numbers_of(reading->line, 2, 1e9, n) || !is_whole(n[0], 1, VRP_VEHICLES_MAX) || n[1] < 0)
		return wrong(reading, "the number of vehicles (1 to 1000) and their capacity are expected");
	TRY(make_vehicles(reading, (uint32_t)n[0]));
	for (uint32_t v = 0; v < reading->vrp.vehicle_count; v++)
		reading->vrp.vehicles[v].capacity = n[1];
	skip_to(reading, TEXT("CUST NO"));
	if (!next_line(reading))
		return wrong(reading, "the table of customers is missing");
	TRY(make_nodes(reading, VRP_NODES_MAX));
	uint32_t count = 0;
	for (; !text_is_empty(reading->line); (void)next_line(reading)) {
		if (count == VRP_NODES_MAX)
			return wrong(reading, "at most 3000 customers are read");
		TRY(read_solomon_row(reading, count++));
	}
	if (count < 2)
		return wrong(reading, "the table of customers is empty");
	reading->vrp.node_count = count;
	reading->vrp.is_solomon = true;
	return OK;
}

/* ---- VRPLIB: a head of "NAME : value", then sections ---- */

typedef enum fail section(struct reading *reading);

/* "12 3.5": the node of this line and its number or two. */
static enum fail read_node_line(struct reading *reading, size_t count, double *ret_numbers, struct vrp_node **ret_node)
{
	double n[3];
	if (!next_line(reading) || !numbers_of(reading->line, count + 1, 1e9, n))
		return wrong(reading, count == 1 ? "a node and one number are expected" : "a node and two numbers are expected");
	if (!is_whole(n[0], 1, reading->vrp.node_count))
		return wrong(reading, "there is no such node");
	for (size_t i = 0; i < count; i++)
		ret_numbers[i] = n[i + 1];
	*ret_node = &reading->vrp.nodes[(uint32_t)n[0] - 1];
	return OK;
}

static enum fail read_places(struct reading *reading)
{
	for (uint32_t i = 0; i < reading->vrp.node_count; i++) {
		double n[2];
		struct vrp_node *node = NULL;
		TRY(read_node_line(reading, 2, n, &node));
		node->x = n[0];
		node->y = n[1];
		node->line = reading->number;
	}
	reading->has_places = true;
	return OK;
}

static enum fail read_windows(struct reading *reading)
{
	for (uint32_t i = 0; i < reading->vrp.node_count; i++) {
		double n[2];
		struct vrp_node *node = NULL;
		TRY(read_node_line(reading, 2, n, &node));
		node->open = n[0];
		node->close = n[1];
		if (node->open < 0 || node->close < node->open)
			return wrong(reading, "the window is empty");
	}
	return OK;
}

enum column { DEMAND, SERVICE, PRIZE };

static enum fail read_column(struct reading *reading, enum column column)
{
	for (uint32_t i = 0; i < reading->vrp.node_count; i++) {
		double n = 0;
		struct vrp_node *node = NULL;
		TRY(read_node_line(reading, 1, &n, &node));
		if (n < 0)
			return wrong(reading, "the number is negative");
		*(column == DEMAND ? &node->demand : column == SERVICE ? &node->service : &node->prize) = n;
	}
	return OK;
}

static enum fail read_demands(struct reading *reading)
{
	return read_column(reading, DEMAND);
}

static enum fail read_services(struct reading *reading)
{
	return read_column(reading, SERVICE);
}

static enum fail read_prizes(struct reading *reading)
{
	reading->vrp.has_prizes = true;
	return read_column(reading, PRIZE);
}

/* One number for each vehicle: its capacity, or its depot. */
static enum fail read_of_vehicles(struct reading *reading, bool is_depot)
{
	for (uint32_t i = 0; i < reading->vrp.vehicle_count; i++) {
		double n[2];
		if (!next_line(reading) || !numbers_of(reading->line, 2, 1e9, n) || !is_whole(n[0], 1, reading->vrp.vehicle_count))
			return wrong(reading, "a vehicle and one number are expected");
		if (is_depot ? !is_whole(n[1], 1, reading->vrp.node_count) : n[1] < 0)
			return wrong(reading, is_depot ? "there is no such node" : "the capacity is negative");
		struct vrp_vehicle *vehicle = &reading->vrp.vehicles[(uint32_t)n[0] - 1];
		if (is_depot)
			vehicle->depot = (uint32_t)n[1] - 1;
		else
			vehicle->capacity = n[1];
	}
	return OK;
}

static enum fail read_capacities(struct reading *reading)
{
	reading->capacity = 0;
	return read_of_vehicles(reading, false);
}

static enum fail read_depots_of_vehicles(struct reading *reading)
{
	return read_of_vehicles(reading, true);
}

static enum fail read_allowed(struct reading *reading)
{
	for (uint32_t i = 0; i < reading->vrp.vehicle_count; i++) {
		double vehicle = 0, node = 0;
		bool *may = arena_array(reading->arena, bool, reading->vrp.node_count);
		if (may == NULL)
			return FAIL_LIMIT;
		if (!next_line(reading) || !plan_next_number(&reading->line, &vehicle) || !is_whole(vehicle, 1, reading->vrp.vehicle_count))
			return wrong(reading, "a vehicle and the nodes it may go to are expected");
		while (plan_next_number(&reading->line, &node)) {
			if (!is_whole(node, 1, reading->vrp.node_count))
				return wrong(reading, "there is no such node");
			may[(uint32_t)node - 1] = true;
		}
		if (!text_is_empty(text_trim(reading->line)))
			return wrong(reading, "a node is not a number");
		reading->vrp.vehicles[(uint32_t)vehicle - 1].may = may;
	}
	return OK;
}

/* Node after node until -1 or the end of the section. */
static enum fail read_depots(struct reading *reading)
{
	struct text before = reading->rest;
	double n = 0;
	for (; next_line(reading) && numbers_of(reading->line, 1, 1e9, &n); before = reading->rest) {
		if (n == -1)
			return OK;
		if (!is_whole(n, 1, reading->vrp.node_count))
			return wrong(reading, "there is no such node");
		reading->vrp.nodes[(uint32_t)n - 1].is_depot = true;
	}
	reading->number--;
	reading->rest = before;
	return OK;
}

static section *section_named(struct text name)
{
	static const struct { const char *name; section *read; } known[] = {{"NODE_COORD_SECTION", read_places}, {"TIME_WINDOW_SECTION", read_windows},
		{"DEMAND_SECTION", read_demands}, {"SERVICE_TIME_SECTION", read_services}, {"PRIZE_SECTION", read_prizes},
		{"CAPACITY_SECTION", read_capacities}, {"VEHICLES_DEPOT_SECTION", read_depots_of_vehicles},
		{"VEHICLES_ALLOWED_CLIENTS_SECTION", read_allowed}, {"DEPOT_SECTION", read_depots}};
	for (size_t i = 0; i < COUNT_OF(known); i++) {
		if (text_equal(name, text_of(known[i].name)))
			return known[i].read;
	}
	return NULL;
}

/* "VEHICLES : 25" and the like; what is not about us is passed over. */
static enum fail read_head_line(struct reading *reading)
{
	struct text value = reading->line, name = text_trim(text_cut(&value, ':'));
	double n = 0;
	value = text_trim(value);
	bool is_number = numbers_of(value, 1, 1e9, &n) && n >= 0;
	if (text_equal(name, TEXT("EDGE_WEIGHT_TYPE")) && !text_equal(value, TEXT("EUC_2D")))
		return wrong(reading, "only distances in the plane (EUC_2D) are read");
	if (text_equal(name, TEXT("DIMENSION"))) {
		if (!is_number || !is_whole(n, 2, VRP_NODES_MAX))
			return wrong(reading, "DIMENSION is 2 to 3001");
		return make_nodes(reading, (uint32_t)n);
	}
	if (text_equal(name, TEXT("VEHICLES"))) {
		if (!is_number || !is_whole(n, 1, VRP_VEHICLES_MAX))
			return wrong(reading, "VEHICLES is 1 to 1000");
		return make_vehicles(reading, (uint32_t)n);
	}
	double *field = text_equal(name, TEXT("CAPACITY")) ? &reading->capacity : text_equal(name, TEXT("SERVICE_TIME")) ? &reading->service
		: text_equal(name, TEXT("VEHICLES_MAX_DURATION")) ? &reading->vrp.most : NULL;
	if (field == NULL)
		return OK;
	*field = n;
	return is_number ? OK : wrong(reading, "a number is expected");
}

/* What the head says of everybody, where no section said it of each. */
static enum fail finish_vrplib(struct reading *reading)
{
	bool has_depot = false;
	if (!reading->has_places || reading->vrp.vehicles == NULL)
		return wrong(reading, "the file ends without DIMENSION, VEHICLES and NODE_COORD_SECTION");
	for (uint32_t i = 0; i < reading->vrp.node_count; i++) {
		has_depot |= reading->vrp.nodes[i].is_depot;
		if (reading->service >= 0 && !reading->vrp.nodes[i].is_depot)
			reading->vrp.nodes[i].service = reading->service;
	}
	if (!has_depot)
		reading->vrp.nodes[0].is_depot = true;
	for (uint32_t v = 0; v < reading->vrp.vehicle_count; v++) {
		if (reading->capacity > 0)
			reading->vrp.vehicles[v].capacity = reading->capacity;
		if (!reading->vrp.nodes[reading->vrp.vehicles[v].depot].is_depot)
			return wrong(reading, "a vehicle's depot is not in DEPOT_SECTION");
	}
	return OK;
}

static enum fail read_vrplib(struct reading *reading)
{
	while (next_line(reading) && !text_equal(reading->line, TEXT("EOF"))) {
		section *read = section_named(reading->line);
		if (read == NULL && text_ends_with(reading->line, TEXT("_SECTION")))
			return wrong(reading, "this section is not known");
		if (read != NULL && (reading->vrp.nodes == NULL || reading->vrp.vehicles == NULL))
			return wrong(reading, "DIMENSION and VEHICLES come before the sections");
		enum fail fail = read != NULL ? read(reading) : read_head_line(reading);
		if (fail != OK)
			return fail;
	}
	return finish_vrplib(reading);
}

enum fail vrp_read(struct arena *arena, struct text content, struct plan_file *file, struct vrp *ret_vrp)
{
	struct reading reading = {.arena = arena, .file = file, .rest = content, .capacity = -1, .service = -1, .vrp = {.most = -1}};
	bool is_vrplib = text_find(content, TEXT("_SECTION")) != SIZE_MAX || text_find(content, TEXT("DIMENSION")) != SIZE_MAX;
	enum fail fail = is_vrplib ? read_vrplib(&reading) : read_solomon(&reading);
	if (fail == OK)
		*ret_vrp = reading.vrp;
	return fail;
}
