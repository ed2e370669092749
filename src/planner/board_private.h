/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the board share: facts without eligibility rows, the grid
 * of homes, and the routes of the moment.
 */
#ifndef PLANNER_BOARD_PRIVATE_H
#define PLANNER_BOARD_PRIVATE_H

#include "planner/board.h"
#include "planner/grid.h"
#include "planner/placing.h"

#define BOARD_ROWS 3

struct planner_board {
	struct facts facts;
	struct grid grid;
	struct routes routes;
	struct planner_board_options options;
	bool *is_closed;   /* of each shift */
	struct offer *offers; /* scratch for duties of several people; NULL without any */
	uint32_t *row_shift[BOARD_ROWS]; /* scratch for who is fit for a duty: of a chain's links, or of linked duties */
};

/* The first reason against a volunteer, and her best place: the shift and the offer. */
enum planner_refusal board_look(const struct planner_board *board, uint32_t duty, uint32_t volunteer, const uint64_t quarters[2],
	const uint64_t free[2], struct offer *ret_offer);
/* The quarter hours in which a duty could be going on. */
void board_quarters(const struct planner_board *board, uint32_t duty, uint64_t ret_quarters[2]);

#endif
