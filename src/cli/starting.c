/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/starting.h"

#include "domain/ledger.h"
#include "domain/places.h"
#include "domain/records.h"
#include "queries/places.h"

/* standards.md 5: one point an hour, paid in half hours; a session counts 8 hours, a day 12 and a week 40 at most; a member
 * of staff records 40 hours a day at most; 1500 points are the most one person gathers; beyond three hours of one volunteer for one resident
 * in 30 days somebody else is asked, once in half a year. */
#define FIRST_POINTS_PER_HOUR 100
#define FIRST_ROUND_MIN 30
#define FIRST_SESSION_CAP_MIN (8 * 60)
#define FIRST_DAY_CAP_MIN (12 * 60)
#define FIRST_WEEK_CAP_MIN (40 * 60)
#define FIRST_RECEIVERS_CAP 8
#define FIRST_STAFF_CAP_MIN (40 * 60)
#define FIRST_BALANCE_CAP_POINTS 150000

/* standards.md 2.5: hours of one to five stars. */
static const int64_t first_stars[RECORD_STARS] = {100 * 60, 300 * 60, 600 * 60, 1000 * 60, 1500 * 60};

enum fail starting_work(struct store_txn *txn, void *context)
{
	struct starting *starting = context;
	struct house *house = starting->house;
	enum place_refusal refusal = PLACE_OK;
	house->centre_id = (struct centre_id){ids_new(starting->now_ms)};
	house->is_demo = starting->is_demo;
	struct act act = house_act(house, store_txn_view(txn), txn, starting->now_ms);
	TRY(q_centre_add(txn, &(struct centre_add_in){.centre_id = house->centre_id, .name = starting->name, .code = starting->code,
		.phone = starting->phone, .is_demo = starting->is_demo, .created_at_ms = starting->now_ms}, NULL));
	TRY(places_add(&act, &(struct places_add_options){.tier = PLACE_CENTRE, .code = starting->code, .name = starting->name,
		.phone = starting->phone}, &refusal, &starting->root_id));
	TRY(records_set_stars(&act, 0, first_stars));
	return ledger_rule_add(&act, &(struct ledger_rule){.version = 1, .points_per_hour = FIRST_POINTS_PER_HOUR, .round_min = FIRST_ROUND_MIN,
		.session_cap_min = FIRST_SESSION_CAP_MIN, .day_cap_min = FIRST_DAY_CAP_MIN, .week_cap_min = FIRST_WEEK_CAP_MIN,
		.receivers_cap = FIRST_RECEIVERS_CAP, .staff_cap_min = FIRST_STAFF_CAP_MIN, .balance_cap_points = FIRST_BALANCE_CAP_POINTS,
		.pair_cap_min = PAIR_CAP_MIN}, 0);
}
