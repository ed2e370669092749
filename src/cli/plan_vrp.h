/* SPDX-License-Identifier: Apache-2.0
 *
 * Vehicle routing with time windows, as read from any of its text formats
 * (plan_vrp_read.c), on its way to a problem of ours (plan_vrp.c).
 */
#ifndef CLI_PLAN_VRP_H
#define CLI_PLAN_VRP_H

#include "cli/plan_formats.h"

#define VRP_NODES_MAX 3001
#define VRP_VEHICLES_MAX 1000

struct vrp_node {
	double x, y, demand, service, open, close, prize;
	bool is_depot;
	uint32_t line; /* where it was read */
};
struct vrp_vehicle {
	double capacity;
	uint32_t depot;   /* a node */
	const bool *may;  /* of each node: may this vehicle go there; NULL = to all */
};
struct vrp {
	uint32_t node_count, vehicle_count;
	struct vrp_node *nodes;
	struct vrp_vehicle *vehicles;
	double most;       /* longest time on a route; negative = not limited */
	bool is_solomon;   /* the text of Solomon's files: fewest vehicles first */
	bool has_prizes;
};

/* Either text: FAIL_INPUT with the line in file->error; FAIL_LIMIT. */
MUST_USE enum fail vrp_read(struct arena *arena, struct text content, struct plan_file *file, struct vrp *ret_vrp);

#endif
