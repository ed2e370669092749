/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/records_private.h"

#include "base/when.h"
#include "text/coordinates.h"

#define SITTING_GAP_MS (15 * MINUTE_MS) /* who is back with the same resident so soon had not left */
#define TRAVEL_SLACK_MS (5 * MINUTE_MS) /* for the stairs, on a way of any length */

static void cover(const struct record_plan *plan, const struct record_around_rows *rows, struct record_around *around);
static void sit(const struct record_plan *plan, const struct record_around_rows *rows, struct record_around *around);
static bool is_same_sitting(const struct record_plan *plan, const struct record_around_row *row, int64_t from_ms, int64_t to_ms);
static void go(const struct record_plan *plan, const struct record_around_rows *rows, struct record_around *around);
static int64_t speed_kmh(const struct record_plan *plan, const struct record_around_row *row);

enum fail records_look_around(const struct act *act, const struct record_plan *plan, struct record_around *ret_around)
{
	struct record_around_rows rows;
	struct record_around around = {.begun_ms = plan->from_ms, .fastest_kmh = -1};
	check(plan->to_ms >= plan->from_ms);
	TRY(q_record_around(act->view, act->arena, &(struct record_around_in){.centre_id = act->centre_id, .person_id = plan->person_id,
		.without_id = plan->replaces_id, .from_ms = plan->from_ms - DAY_MS, .to_ms = plan->to_ms + DAY_MS}, &rows));
	if (rows.is_cut) /* so much in three days is not looked through, and not believed */
		return FAIL_LIMIT;
	cover(plan, &rows, &around);
	sit(plan, &rows, &around);
	go(plan, &rows, &around);
	*ret_around = around;
	return OK;
}

/* The rows stand in the order in which they began: what lies behind the end of those before is new. */
static void cover(const struct record_plan *plan, const struct record_around_rows *rows, struct record_around *around)
{
	int64_t behind_ms = plan->from_ms;
	for (size_t i = 0; i < rows->count; i++) {
		int64_t from_ms = rows->rows[i].from_ms > behind_ms ? rows->rows[i].from_ms : behind_ms;
		int64_t to_ms = rows->rows[i].to_ms < plan->to_ms ? rows->rows[i].to_ms : plan->to_ms;
		if (to_ms <= from_ms)
			continue;
		around->covered_ms += to_ms - from_ms;
		behind_ms = to_ms;
	}
}

/* From the plan on in both directions, as long as one piece lies at the next: there are only as many steps as rows. */
static void sit(const struct record_plan *plan, const struct record_around_rows *rows, struct record_around *around)
{
	int64_t ended_ms = plan->to_ms;
	bool has_grown = true;
	for (size_t round = 0; has_grown && round <= rows->count; round++) {
		has_grown = false;
		around->sitting_minutes = around->over_ms = 0;
		for (size_t i = 0; i < rows->count; i++) {
			const struct record_around_row *row = &rows->rows[i];
			if (!is_same_sitting(plan, row, around->begun_ms, ended_ms))
				continue;
			int64_t over_ms = row->to_ms - row->from_ms - 2 * row->duration_min * MINUTE_MS;
			around->sitting_minutes += row->minutes;
			around->over_ms += over_ms > 0 ? over_ms : 0;
			has_grown = has_grown || row->from_ms < around->begun_ms || row->to_ms > ended_ms;
			around->begun_ms = row->from_ms < around->begun_ms ? row->from_ms : around->begun_ms;
			ended_ms = row->to_ms > ended_ms ? row->to_ms : ended_ms;
		}
	}
}

/* With the same resident, or without one at the same place, and no more than a little before or behind. */
static bool is_same_sitting(const struct record_plan *plan, const struct record_around_row *row, int64_t from_ms, int64_t to_ms)
{
	bool is_same = row->receiver_id.value == plan->duty.receiver_id.value
		&& (row->receiver_id.value != 0 || (row->lng_e6 == plan->duty.lng_e6 && row->lat_e6 == plan->duty.lat_e6));
	return is_same && row->from_ms < to_ms + SITTING_GAP_MS && row->to_ms > from_ms - SITTING_GAP_MS;
}

/* Every one of them, not the nearest only: stops on the way would each lend their five minutes. */
static void go(const struct record_plan *plan, const struct record_around_rows *rows, struct record_around *around)
{
	for (size_t i = 0; i < rows->count; i++) {
		const struct record_around_row *row = &rows->rows[i];
		if (row->from_ms < plan->to_ms && row->to_ms > plan->from_ms) /* at the same time: that is the other rule's */
			continue;
		int64_t speed = speed_kmh(plan, row);
		around->has_others = true;
		around->fastest_kmh = speed > around->fastest_kmh ? speed : around->fastest_kmh;
	}
}

/* How fast one had to go; -1 when a place is not known. */
static int64_t speed_kmh(const struct record_plan *plan, const struct record_around_row *row)
{
	int64_t gap_ms = row->to_ms <= plan->from_ms ? plan->from_ms - row->to_ms : row->from_ms - plan->to_ms;
	int64_t distance_m = position_distance_m((struct position){row->lng_e6, row->lat_e6}, (struct position){plan->duty.lng_e6, plan->duty.lat_e6});
	check(gap_ms >= 0);
	return distance_m <= 0 ? distance_m : distance_m * HOUR_MS / 1000 / (gap_ms + TRAVEL_SLACK_MS);
}
