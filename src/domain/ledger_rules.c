/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/ledger.h"

#include "queries/ledger.h"

int64_t ledger_points_for(const struct ledger_rule *rule, int64_t minutes, int64_t coefficient_percent)
{
	int64_t points = 0;
	check(rule->round_min > 0 && rule->points_per_hour >= 0);
	check(minutes >= 0 && coefficient_percent >= 0);
	int64_t paid_min = minutes / rule->round_min * rule->round_min;
	check(paid_min <= minutes);
	if (__builtin_mul_overflow(paid_min, rule->points_per_hour, &points) || __builtin_mul_overflow(points, coefficient_percent, &points))
		check_never(); /* caps keep minutes below a day */
	return points / 6000;
}

enum fail ledger_rule_add(const struct act *act, const struct ledger_rule *rule, int64_t from_ms)
{
	check(act->txn != NULL && rule->version > 0 && from_ms >= 0);
	check(rule->round_min > 0 && rule->session_cap_min > 0 && rule->day_cap_min > 0);
	return q_rule_add(act->txn, &(struct rule_add_in){.centre_id = act->centre_id, .version = rule->version,
		.points_per_hour = rule->points_per_hour, .round_min = rule->round_min, .session_cap_min = rule->session_cap_min,
		.day_cap_min = rule->day_cap_min, .from_ms = from_ms, .decided_by = act->actor}, NULL);
}

enum fail ledger_rule_at(const struct act *act, int64_t at_ms, struct ledger_rule *ret_rule)
{
	bool is_found = false;
	struct rule_at_row row;
	TRY(q_rule_at(act->view, act->arena, &(struct rule_at_in){.centre_id = act->centre_id, .at_ms = at_ms}, &is_found, &row));
	if (!is_found)
		return FAIL_MISSING;
	check(row.round_min > 0 && row.session_cap_min > 0 && row.day_cap_min > 0);
	*ret_rule = (struct ledger_rule){row.version, row.points_per_hour, row.round_min, row.session_cap_min, row.day_cap_min};
	return OK;
}
