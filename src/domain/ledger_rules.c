/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/ledger.h"

#include "base/when.h"
#include "domain/proof.h"
#include "domain/seal.h"
#include "queries/ledger.h"

#define RULE_NUMBERS 19

static enum fail read_rates(const struct act *act, struct ledger_rule *rule);
static enum fail add_rate(const struct act *act, const struct ledger_rule *rule, int64_t serves);
static bool begins_at_night(const struct ledger_rule *rule, int64_t from_ms);
static int64_t percent(int64_t value);

int64_t ledger_coefficient(const struct ledger_rule *rule, const struct ledger_work *work)
{
	check(work->difficulty_percent > 0 && work->difficulty_percent <= 1000);
	check(percent(rule->night_percent) <= 1000 && percent(rule->organiser_percent) <= 1000);
	int64_t night = begins_at_night(rule, work->from_ms) ? percent(rule->night_percent) : 100;
	int64_t organiser = work->is_organiser ? percent(rule->organiser_percent) : 100;
	return work->difficulty_percent * night * organiser / 10000;
}

int64_t ledger_points_of(const struct ledger_rule *rule, int64_t minutes, int64_t serves, int64_t coefficient_percent)
{
	int64_t points = 0;
	check(rule->round_min > 0 && rule->points_per_hour >= 0);
	check(minutes >= 0 && coefficient_percent >= 0 && serves >= 0 && serves < MENU_SERVES_COUNT);
	int64_t rate = rule->rates[serves] > 0 ? rule->rates[serves] : rule->points_per_hour;
	int64_t paid_min = minutes / rule->round_min * rule->round_min;
	check(paid_min <= minutes);
	if (__builtin_mul_overflow(paid_min, rate, &points) || __builtin_mul_overflow(points, coefficient_percent, &points))
		check_never(); /* caps keep minutes below a day */
	return points / 6000;
}

int64_t ledger_points_for(const struct ledger_rule *rule, int64_t minutes, int64_t coefficient_percent)
{
	check(coefficient_percent > 0);
	return ledger_points_of(rule, minutes, 0, coefficient_percent);
}

enum fail ledger_rule_add(const struct act *act, const struct ledger_rule *rule, int64_t from_ms)
{
	struct text digest;
	bool has_rates = false;
	check(act->txn != NULL && rule->version > 0 && from_ms >= 0);
	check(rule->round_min > 0 && rule->session_cap_min > 0 && rule->day_cap_min > 0 && rule->pair_cap_min >= 0);
	const int64_t numbers[RULE_NUMBERS] = {rule->version, rule->points_per_hour, rule->round_min, rule->session_cap_min, rule->day_cap_min,
		rule->week_cap_min, rule->year_cap_min, rule->receivers_cap, rule->staff_cap_min, rule->day_cap_points, rule->balance_cap_points,
		rule->night_from_min, rule->night_to_min, percent(rule->night_percent), percent(rule->organiser_percent), from_ms, act->actor.value,
		act->now_ms, rule->pair_cap_min};
	TRY(seal_digest(act, "rule", numbers, COUNT_OF(numbers), TEXT_NONE, &digest));
	TRY(q_rule_add(act->txn, &(struct rule_add_in){.centre_id = act->centre_id, .version = rule->version,
		.points_per_hour = rule->points_per_hour, .round_min = rule->round_min, .session_cap_min = rule->session_cap_min,
		.day_cap_min = rule->day_cap_min, .week_cap_min = rule->week_cap_min, .year_cap_min = rule->year_cap_min,
		.receivers_cap = rule->receivers_cap, .staff_cap_min = rule->staff_cap_min, .day_cap_points = rule->day_cap_points,
		.balance_cap_points = rule->balance_cap_points, .night_from_min = rule->night_from_min, .night_to_min = rule->night_to_min,
		.night_percent = percent(rule->night_percent), .organiser_percent = percent(rule->organiser_percent), .pair_cap_min = rule->pair_cap_min, .from_ms = from_ms,
		.decided_by = act->actor, .decided_at_ms = act->now_ms, .digest = digest}, NULL));
	for (int64_t serves = 1; serves < MENU_SERVES_COUNT; serves++) {
		if (rule->rates[serves] > 0)
			TRY(add_rate(act, rule, serves));
		has_rates = has_rates || rule->rates[serves] > 0;
	}
	TRY(proof_append(act, ENTRY_KEPT_RULE, rule->version));
	return has_rates ? proof_append(act, ENTRY_KEPT_RATES, rule->version) : OK;
}

enum fail ledger_rule_at(const struct act *act, int64_t at_ms, struct ledger_rule *ret_rule)
{
	bool is_found = false;
	struct rule_at_row row;
	check(act->view != NULL && at_ms >= 0);
	TRY(q_rule_at(act->view, act->arena, &(struct rule_at_in){.centre_id = act->centre_id, .at_ms = at_ms}, &is_found, &row));
	return is_found ? ledger_rule_get(act, row.version, ret_rule) : FAIL_MISSING;
}

enum fail ledger_rule_get(const struct act *act, int64_t version, struct ledger_rule *ret_rule)
{
	bool is_found = false;
	struct rule_get_row row;
	check(act->view != NULL && version > 0);
	TRY(q_rule_get(act->view, act->arena, &(struct rule_get_in){.centre_id = act->centre_id, .version = version}, &is_found, &row));
	if (!is_found)
		return FAIL_MISSING;
	check(row.round_min > 0 && row.session_cap_min > 0 && row.day_cap_min > 0);
	struct ledger_rule rule = {.version = version, .points_per_hour = row.points_per_hour, .round_min = row.round_min,
		.session_cap_min = row.session_cap_min, .day_cap_min = row.day_cap_min, .week_cap_min = row.week_cap_min,
		.year_cap_min = row.year_cap_min, .receivers_cap = row.receivers_cap, .staff_cap_min = row.staff_cap_min,
		.day_cap_points = row.day_cap_points, .balance_cap_points = row.balance_cap_points, .night_from_min = row.night_from_min,
		.night_to_min = row.night_to_min, .night_percent = row.night_percent, .organiser_percent = row.organiser_percent, .pair_cap_min = row.pair_cap_min};
	TRY(read_rates(act, &rule));
	*ret_rule = rule;
	return OK;
}

static enum fail read_rates(const struct act *act, struct ledger_rule *rule)
{
	struct rule_rates_rows rows;
	check(rule->version > 0);
	TRY(q_rule_rates(act->view, act->arena, &(struct rule_rates_in){.centre_id = act->centre_id, .version = rule->version}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		check(rows.rows[i].serves > 0 && rows.rows[i].serves < MENU_SERVES_COUNT);
		rule->rates[rows.rows[i].serves] = rows.rows[i].points_per_hour;
	}
	return OK;
}

static enum fail add_rate(const struct act *act, const struct ledger_rule *rule, int64_t serves)
{
	struct text digest;
	const int64_t numbers[] = {rule->version, serves, rule->rates[serves]};
	check(serves > 0 && serves < MENU_SERVES_COUNT);
	TRY(seal_digest(act, "rule_rate", numbers, COUNT_OF(numbers), TEXT_NONE, &digest));
	return q_rule_rate_add(act->txn, &(struct rule_rate_add_in){.centre_id = act->centre_id, .version = rule->version, .serves = serves,
		.points_per_hour = rule->rates[serves], .digest = digest}, NULL);
}

/* The night may reach over midnight: 22:00 to 6:00. */
static bool begins_at_night(const struct ledger_rule *rule, int64_t from_ms)
{
	struct local_time from = when_local(from_ms);
	int64_t min = from.hour * 60 + from.minute;
	check(min >= 0 && min < 24 * 60);
	if (rule->night_from_min == rule->night_to_min)
		return false;
	if (rule->night_from_min < rule->night_to_min)
		return min >= rule->night_from_min && min < rule->night_to_min;
	return min >= rule->night_from_min || min < rule->night_to_min;
}

static int64_t percent(int64_t value)
{
	check(value >= 0);
	return value == 0 ? 100 : value;
}
