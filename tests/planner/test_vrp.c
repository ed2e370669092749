/* SPDX-License-Identifier: Apache-2.0
 *
 * Vehicle routing files: small instances of each kind whose best plan is plain
 * to see, what is refused and on which line, and files spoilt by chance.
 */
#include "../unit/unit.h"

#include <string.h>

#include "formats.h"
#include "planner/random.h"

/* Three customers on a line at 10, 20 and 30. */
#define SOLOMON_VEHICLES "T1\n\nVEHICLE\nNO.  CAPACITY\n  3         20\n\n"
#define SOLOMON_HEAD "T1\n\nVEHICLE\n" "NUMBER     CAPACITY\n  3         20\n\nCUSTOMER\n" \
	"CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME\n \n"
#define SOLOMON_ROWS "0 0 0 0 0 1000 0\n1 10 0 11 0 900 10\n2 20 0 11 0 900 10\n3 30 0 11 0 900 10\n"
#define HEAD "NAME : t\nTYPE : VRPTW\nDIMENSION : 4\nVEHICLES : 2\nEDGE_WEIGHT_TYPE : EUC_2D\n"
#define PLACES "NODE_COORD_SECTION\n1 0 0\n2 10 0\n3 20 0\n4 30 0\n"
#define WINDOWS "TIME_WINDOW_SECTION\n1 0 1000\n2 0 900\n3 0 900\n4 0 900\n"
#define DEMANDS "DEMAND_SECTION\n1 0\n2 10\n3 10\n4 10\n"
#define SERVICES "SERVICE_TIME_SECTION\n1 0\n2 10\n3 10\n4 10\n"
#define DEPOT "DEPOT_SECTION\n1\n-1\nEOF\n"
#define WITH(capacity) HEAD "CAPACITY : " capacity "\nSERVICE_TIME : 10\n" PLACES DEMANDS WINDOWS

static struct arena *begin(void)
{
	return arena_make(1 << 26);
}

static void the_fewest_vehicles_come_first_in_solomons_files(void **state)
{
	struct arena *arena CLEANUP(arena_done) = begin();
	(void)state;
	/* Each customer fills more than half of a vehicle. */
	assert_text(solve(arena, "vrptw", SOLOMON_HEAD SOLOMON_ROWS, 0),
		"served 3 of 3, vehicles 3, distance 120.000, at least 3 vehicles (with as many: distance 120.000)");
	/* One vehicle could wait for the second customer, though two would be no farther: one it is. */
	assert_begins(solve(arena, "vrptw", SOLOMON_HEAD "0 0 0 0 0 1000 0\n1 10 0 5 0 900 10\n2 -10 0 5 0 900 10\n", 0),
		"served 2 of 2, vehicles 1, distance 40.000, at least ");
	/* It cannot be with both at the same time. */
	assert_begins(solve(arena, "vrptw", SOLOMON_HEAD "0 0 0 0 0 1000 0\n1 10 0 5 50 55 10\n2 -10 0 5 50 55 10\n", 0),
		"served 2 of 2, vehicles 2, distance 40.000, at least ");
}

static void a_capacity_parts_the_customers(void **state)
{
	struct arena *arena CLEANUP(arena_done) = begin();
	(void)state;
	assert_begins(solve(arena, "vrptw", WITH("30") DEPOT, 0), "served 3 of 3, vehicles 1, distance 60.000, cost 600, at least ");
	assert_begins(solve(arena, "vrptw", WITH("29") DEPOT, 0), "served 3 of 3, vehicles 2, distance 80.000, cost 800, at least ");
	/* Two vehicles for one customer each: one stays behind. */
	assert_begins(solve(arena, "vrptw", WITH("10") DEPOT, 0), "served 2 of 3, vehicles 2, distance 60.000, cost 600, at least ");
	assert_begins(solve(arena, "vrptw", WITH("9") DEPOT, 0), "served 0 of 3, vehicles 0, ");
}

static void a_prize_has_to_be_worth_the_way(void **state)
{
	struct arena *arena CLEANUP(arena_done) = begin();
	(void)state;
	/* The customer at 30 is not: 7 stay behind and 40 is driven. */
	assert_begins(solve(arena, "pcvrptw", WITH("30") "PRIZE_SECTION\n1 0\n2 25\n3 30\n4 7\n" DEPOT, 0), "served 2 of 3, vehicles 1, cost 470, at least ");
	assert_begins(solve(arena, "pcvrptw", WITH("30") "PRIZE_SECTION\n1 0\n2 25\n3 30\n4 21\n" DEPOT, 0), "served 3 of 3, vehicles 1, cost 600, at least ");
	/* None is worth a way of its own; together they are. */
	assert_begins(solve(arena, "pcvrptw", WITH("30") "PRIZE_SECTION\n1 0\n2 19\n3 38\n4 58\n" DEPOT, 0), "served 3 of 3, vehicles 1, cost 600, at least ");
	assert_begins(solve(arena, "pcvrptw", WITH("30") "PRIZE_SECTION\n1 0\n2 19\n3 20\n4 20\n" DEPOT, 0), "served 0 of 3, vehicles 0, cost 590, at least ");
}

static void vehicles_go_where_they_may_and_start_at_their_depots(void **state)
{
	struct arena *arena CLEANUP(arena_done) = begin();
	(void)state;
	/* The first vehicle may only go to node 3, and carries one; the second is too small for all. */
	assert_begins(solve(arena, "sdvrptw", HEAD PLACES DEMANDS WINDOWS SERVICES "CAPACITY_SECTION\n1 10\n2 20\n"
		"VEHICLES_ALLOWED_CLIENTS_SECTION\n1 3\n2 2 3 4\nEOF\n", 0), "served 3 of 3, vehicles 2, distance 100.000, cost 100000, at least ");
	/* Nobody may go to node 4. */
	assert_begins(solve(arena, "sdvrptw", HEAD PLACES DEMANDS WINDOWS SERVICES "CAPACITY_SECTION\n1 10\n2 20\n"
		"VEHICLES_ALLOWED_CLIENTS_SECTION\n1 3\n2 2 3\nEOF\n", 0), "served 2 of 3, ");
	/* Two depots at the ends, routes too short for both customers: each from the nearer one. */
	assert_begins(solve(arena, "mdvrptw", HEAD "CAPACITY : 30\nSERVICE_TIME : 10\nVEHICLES_MAX_DURATION : 50\n" PLACES DEMANDS WINDOWS
		"VEHICLES_DEPOT_SECTION\n1 1\n2 4\nDEPOT_SECTION\n1\n4\nEOF\n", 0), "served 2 of 2, vehicles 2, distance 40.000, cost 40000, at least ");
}

static void a_route_ends_in_time(void **state)
{
	struct arena *arena CLEANUP(arena_done) = begin();
	(void)state;
	/* 60 on the way and 30 with the customers is too long by one; then the farthest alone takes 70. */
	assert_begins(solve(arena, "mdvrptw", HEAD "CAPACITY : 30\nSERVICE_TIME : 10\nVEHICLES_MAX_DURATION : 90\n" PLACES DEMANDS WINDOWS DEPOT, 0),
		"served 3 of 3, vehicles 1, distance 60.000, ");
	assert_begins(solve(arena, "mdvrptw", HEAD "CAPACITY : 30\nSERVICE_TIME : 10\nVEHICLES_MAX_DURATION : 89\n" PLACES DEMANDS WINDOWS DEPOT, 0),
		"served 3 of 3, vehicles 2, distance 80.000, ");
	assert_begins(solve(arena, "mdvrptw", HEAD "CAPACITY : 30\nSERVICE_TIME : 10\nVEHICLES_MAX_DURATION : 69\n" PLACES DEMANDS WINDOWS DEPOT, 0),
		"served 2 of 3, vehicles 1, distance 40.000, ");
}

/* A whole head and places, then what is wrong; lines 1 to 5 and 6 to 10. */
static const struct refused { const char *format, *content, *error; } refused[] = {
	{"vrptw", "", "line 1: the number of vehicles (1 to 1000) and their capacity are expected"},
	{"vrptw", SOLOMON_VEHICLES, "line 7: the number of vehicles (1 to 1000) and their capacity are expected"},
	{"vrptw", "T1\nVEHICLE\n" "NUMBER CAPACITY\n0 20\n", "line 4: the number of vehicles (1 to 1000) and their capacity are expected"},
	{"vrptw", "T1\nVEHICLE\n" "NUMBER CAPACITY\n3 20\n", "line 5: the table of customers is missing"},
	{"vrptw", SOLOMON_HEAD "0 0 0 0 0 1000 0\n", "line 11: the table of customers is empty"},
	{"vrptw", SOLOMON_HEAD "0 0 0 0 0 1000 0\n1 10 0 10 0 900\n", "line 11: a customer has seven numbers: number, x, y, demand, ready, due, service"},
	{"vrptw", SOLOMON_HEAD "0 0 0 0 0 1000 0\n1 10 0 10 0 900 10 1\n", "line 11: a customer has seven numbers: number, x, y, demand, ready, due, service"},
	{"vrptw", SOLOMON_HEAD "0 0 0 0 0 1000 0\n2 10 0 10 0 900 10\n", "line 11: customers are numbered from 0 on, without a gap"},
	{"vrptw", SOLOMON_HEAD "0 0 0 0 0 1000 0\n1 10 0 10 950 900 10\n", "line 11: node 1 has no window, an empty or too late one"},
	{"vrptw", SOLOMON_HEAD "0 0 0 0 0 1000 0\n1 10 0 10 0 900000 10\n", "line 11: node 1 has no window, an empty or too late one"},
	{"vrptw", SOLOMON_HEAD "0 0 0 0 0 1000 0\n1 10 0 -1 0 900 10\n", "line 11: node 1 has no service time, or a number out of range"},
	{"vrptw", "DIMENSION : 1\n", "line 1: DIMENSION is 2 to 3001"},
	{"vrptw", "DIMENSION : 3002\n", "line 1: DIMENSION is 2 to 3001"},
	{"vrptw", "DIMENSION : 9\nVEHICLES : none\n", "line 2: VEHICLES is 1 to 1000"},
	{"vrptw", "DIMENSION : 9\nVEHICLES : 1001\n", "line 2: VEHICLES is 1 to 1000"},
	{"vrptw", "DIMENSION : 9\nCAPACITY : much\n", "line 2: a number is expected"},
	{"vrptw", "DIMENSION : 9\nEDGE_WEIGHT_TYPE : EXPLICIT\n", "line 2: only distances in the plane (EUC_2D) are read"},
	{"vrptw", "VEHICLES : 2\nNODE_COORD_SECTION\n1 0 0\n", "line 2: DIMENSION and VEHICLES come before the sections"},
	{"vrptw", "DIMENSION : 9\nVEHICLES : 2\n", "line 3: the file ends without DIMENSION, VEHICLES and NODE_COORD_SECTION"},
	{"vrptw", HEAD "BACKHAUL_SECTION\n", "line 6: this section is not known"},
	{"vrptw", HEAD "NODE_COORD_SECTION\n1 0 0\n2 10\n", "line 8: a node and two numbers are expected"},
	{"vrptw", HEAD "NODE_COORD_SECTION\n1 0 0\n", "line 8: a node and two numbers are expected"},
	{"vrptw", HEAD "NODE_COORD_SECTION\n1 0 0\n5 10 0\n", "line 8: there is no such node"},
	{"vrptw", HEAD PLACES "DEMAND_SECTION\n1 0\n2 many\n", "line 13: a node and one number are expected"},
	{"vrptw", HEAD PLACES "DEMAND_SECTION\n1 0\n2 -3\n", "line 13: the number is negative"},
	{"vrptw", HEAD PLACES "TIME_WINDOW_SECTION\n1 9 3\n", "line 12: the window is empty"},
	{"vrptw", HEAD PLACES "DEPOT_SECTION\n7\n", "line 12: there is no such node"},
	{"vrptw", HEAD PLACES WINDOWS, "line 8: node 2 has no service time, or a number out of range"},
	{"sdvrptw", HEAD PLACES "CAPACITY_SECTION\n1 10\n3 10\n", "line 13: a vehicle and one number are expected"},
	{"sdvrptw", HEAD PLACES "CAPACITY_SECTION\n1 -10\n", "line 12: the capacity is negative"},
	{"sdvrptw", HEAD PLACES "VEHICLES_ALLOWED_CLIENTS_SECTION\n3 1\n", "line 12: a vehicle and the nodes it may go to are expected"},
	{"sdvrptw", HEAD PLACES "VEHICLES_ALLOWED_CLIENTS_SECTION\n1 2 9\n", "line 12: there is no such node"},
	{"sdvrptw", HEAD PLACES "VEHICLES_ALLOWED_CLIENTS_SECTION\n1 2 x\n", "line 12: a node is not a number"},
	{"mdvrptw", HEAD PLACES "VEHICLES_DEPOT_SECTION\n1 9\n", "line 12: there is no such node"},
	{"mdvrptw", HEAD PLACES WINDOWS "VEHICLES_DEPOT_SECTION\n1 1\n2 4\n" DEPOT, "line 22: a vehicle's depot is not in DEPOT_SECTION"},
	{"pcvrptw", HEAD "SERVICE_TIME : 1\n" PLACES WINDOWS, "PRIZE_SECTION is missing"},
};

static void broken_files_are_refused_with_the_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		struct arena *arena CLEANUP(arena_done) = begin();
		assert_text(solve(arena, refused[i].format, refused[i].content, 0), refused[i].error);
	}
}

/* Bytes of a good file changed, dropped or doubled: it is read or refused, and what is read is a valid problem. */
static void files_spoilt_by_chance_are_read_or_refused(void **state)
{
	static const char *const good[] = {SOLOMON_HEAD SOLOMON_ROWS, WITH("30") "PRIZE_SECTION\n1 0\n2 25\n3 30\n4 7\n" DEPOT,
		HEAD PLACES DEMANDS WINDOWS SERVICES "CAPACITY_SECTION\n1 10\n2 20\nVEHICLES_ALLOWED_CLIENTS_SECTION\n1 3\n2 2 3 4\nEOF\n",
		HEAD "CAPACITY : 30\nVEHICLES_MAX_DURATION : 90\n" PLACES SERVICES WINDOWS "VEHICLES_DEPOT_SECTION\n1 1\n2 4\nDEPOT_SECTION\n1\n4\nEOF\n"};
	static const char *const formats[] = {"vrptw", "pcvrptw", "sdvrptw", "mdvrptw"};
	uint32_t was_read = 0, was_refused = 0;
	(void)state;
	for (uint64_t seed = 0; seed < 4000; seed++) {
		struct arena *arena CLEANUP(arena_done) = begin();
		struct random random = random_make(seed, 5, 9);
		char content[1024];
		size_t len = strlen(good[seed % 4]);
		assert_true(len < sizeof(content));
		memcpy(content, good[seed % 4], len);
		for (uint32_t i = 1 + random_below(&random, 3); i > 0; i--)
			content[random_below(&random, (uint32_t)len)] = "0123456789 -.\nx:_E"[random_below(&random, 18)];
		len = random_below(&random, 4) == 0 ? random_below(&random, (uint32_t)len) : len;
		struct plan_file file;
		const struct plan_format *format = plan_format_named(text_of(formats[seed % 4]));
		enum fail fail = format->read(arena, (struct text){content, len}, 0, &file);
		uint32_t index = 0;
		assert_true(fail == OK || (fail == FAIL_INPUT && file.error[0] != '\0'));
		if (fail == OK)
			assert_string_equal(planner_fault_text(planner_validate(&file.problem, &index)), planner_fault_text(PLANNER_FINE));
		was_read += fail == OK;
		was_refused += fail == FAIL_INPUT;
	}
	assert_true(was_read > 500 && was_refused > 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(the_fewest_vehicles_come_first_in_solomons_files),
		cmocka_unit_test(a_capacity_parts_the_customers), cmocka_unit_test(a_prize_has_to_be_worth_the_way),
		cmocka_unit_test(vehicles_go_where_they_may_and_start_at_their_depots), cmocka_unit_test(a_route_ends_in_time),
		cmocka_unit_test(broken_files_are_refused_with_the_line), cmocka_unit_test(files_spoilt_by_chance_are_read_or_refused)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
