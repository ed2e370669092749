/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/ledger.h"

#include "base/when.h"
#include "queries/ledger.h"

#define QUARTER_DAYS 90
#define QUARTER_WEEKS 13
#define DORMANT_DAYS 180
#define OLD_AGE 70
#define RUSH_PERCENT 20 /* of the holders over OLD_AGE redeem this winter */
#define MINUTES_OF_HOUR 60

static enum fail read_kinds(const struct act *act, const struct ledger_rule *rule, struct ledger_solvency *solvency);
static int64_t minutes_for(const struct ledger_rule *rule, int64_t serves, int64_t points);

enum fail ledger_solvency(const struct act *act, struct ledger_solvency *ret_solvency)
{
	bool is_found = false;
	struct ledger_rule rule;
	struct solvency_holders_row holders = {0};
	struct solvency_totals_row totals = {0};
	struct solvency_free_row free = {0};
	check(act->view != NULL);
	TRY(ledger_rule_at(act, act->now_ms, &rule));
	TRY(q_solvency_totals(act->view, act->arena, &(struct solvency_totals_in){.centre_id = act->centre_id}, &is_found, &totals));
	TRY(q_solvency_holders(act->view, act->arena, &(struct solvency_holders_in){.centre_id = act->centre_id,
		.old_day = when_years_before(when_local_day(act->now_ms), OLD_AGE), .dormant_ms = act->now_ms - DORMANT_DAYS * DAY_MS}, &is_found, &holders));
	struct ledger_solvency solvency = {.outstanding = holders.posted, .held = totals.held, .coming = totals.coming, .pool = totals.pool,
		.organisations = totals.organisations, .holders = holders.holders, .top_ten = holders.top_ten, .dormant = holders.dormant,
		.dormant_holders = holders.dormant_holders, .old_holders = holders.old_holders, .old_points = holders.old_points};
	TRY(read_kinds(act, &rule, &solvency));
	TRY(q_solvency_free(act->view, act->arena, &(struct solvency_free_in){.centre_id = act->centre_id, .now_ms = act->now_ms}, &is_found, &free));
	solvency.free_volunteers = free.volunteers;
	solvency.free_minutes = free.minutes * QUARTER_WEEKS;
	solvency.rush_minutes = minutes_for(&rule, 0, solvency.old_points * RUSH_PERCENT / 100);
	check(solvency.outstanding >= 0 && solvency.top_ten <= solvency.outstanding);
	*ret_solvency = solvency;
	return OK;
}

enum fail ledger_solvency_rush(const struct act *act, const struct ledger_solvency *solvency, int64_t percent, int64_t *ret_minutes)
{
	struct ledger_rule rule;
	check(act->view != NULL && solvency->old_points >= 0);
	check(percent >= 0 && percent <= 100);
	TRY(ledger_rule_at(act, act->now_ms, &rule));
	*ret_minutes = minutes_for(&rule, 0, solvency->old_points * percent / 100);
	return OK;
}

/* What is outstanding is told by kind in the proportion in which it was earned; what can be served in the next quarter is
 * what was served in the last one. */
static enum fail read_kinds(const struct act *act, const struct ledger_rule *rule, struct ledger_solvency *solvency)
{
	struct solvency_kinds_rows rows;
	int64_t earned = 0;
	TRY(q_solvency_kinds(act->view, act->arena, &(struct solvency_kinds_in){.centre_id = act->centre_id,
		.since_ms = act->now_ms - QUARTER_DAYS * DAY_MS}, &rows));
	check(rows.count <= COUNT_OF(solvency->kinds));
	for (size_t i = 0; i < rows.count; i++)
		earned += rows.rows[i].earned;
	for (size_t i = 0; i < rows.count; i++) {
		struct ledger_solvency_kind *kind = &solvency->kinds[solvency->kind_count++];
		check(rows.rows[i].serves >= 0 && rows.rows[i].serves < MENU_SERVES_COUNT);
		kind->serves = rows.rows[i].serves;
		kind->points = earned > 0 ? solvency->outstanding * rows.rows[i].earned / earned : 0;
		kind->owed_minutes = minutes_for(rule, kind->serves, kind->points);
		kind->quarter_minutes = rows.rows[i].minutes;
		solvency->owed_minutes += kind->owed_minutes;
		solvency->quarter_minutes += kind->quarter_minutes;
	}
	return OK;
}

/* The minutes of service that so many points buy at the hour's rate. */
static int64_t minutes_for(const struct ledger_rule *rule, int64_t serves, int64_t points)
{
	int64_t rate = rule->rates[serves] > 0 ? rule->rates[serves] : rule->points_per_hour;
	check(points >= 0);
	return rate > 0 ? points * MINUTES_OF_HOUR / rate : 0;
}
