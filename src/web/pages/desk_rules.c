/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>

#include "base/when.h"
#include "domain/ledger.h"
#include "domain/records.h"
#include "queries/record_pages.h"
#include "text/mask.h"
#include "views/desk.h"
#include "web/pages/points.h"
#include "web/pages/record_private.h"
#include "web/reply.h"

#define TRIAL_DAYS 365

static const struct field rule_fields[] = {
	{ .name = "hour", .type = FIELD_POINTS, .min = 1, .max = 10000, .label = KEY_rule_hour },
	{ .name = "elders", .type = FIELD_POINTS, .min = 0, .max = 10000, .label = KEY_rule_rate_elders },
	{ .name = "children", .type = FIELD_POINTS, .min = 0, .max = 10000, .label = KEY_rule_rate_children },
	{ .name = "hardship", .type = FIELD_POINTS, .min = 0, .max = 10000, .label = KEY_rule_rate_hardship },
	{ .name = "comfort", .type = FIELD_POINTS, .min = 0, .max = 10000, .label = KEY_rule_rate_comfort },
	{ .name = "public", .type = FIELD_POINTS, .min = 0, .max = 10000, .label = KEY_rule_rate_public },
	{ .name = "round", .type = FIELD_INT, .min = 1, .max = 60, .label = KEY_rule_round },
	{ .name = "night", .type = FIELD_INT, .min = 100, .max = 300, .label = KEY_rule_night },
	{ .name = "night-from", .type = FIELD_MIN, .label = KEY_rule_night_from },
	{ .name = "night-to", .type = FIELD_MIN, .label = KEY_rule_night_to },
	{ .name = "organiser", .type = FIELD_INT, .min = 100, .max = 300, .label = KEY_rule_organiser },
	{ .name = "session", .type = FIELD_INT, .min = 1, .max = 1440, .label = KEY_rule_session },
	{ .name = "day", .type = FIELD_INT, .min = 1, .max = 1440, .label = KEY_rule_day },
	{ .name = "week", .type = FIELD_INT, .min = 0, .max = 10080, .label = KEY_rule_week },
	{ .name = "receivers", .type = FIELD_INT, .min = 0, .max = 100, .label = KEY_rule_receivers },
	{ .name = "staff", .type = FIELD_INT, .min = 0, .max = 100000, .label = KEY_rule_staff },
	{ .name = "pair", .type = FIELD_INT, .min = 0, .max = 100000, .label = KEY_rule_pair },
	{ .name = "day-points", .type = FIELD_POINTS, .min = 0, .max = 100000, .label = KEY_rule_day_points },
	{ .name = "balance", .type = FIELD_POINTS, .min = 0, .max = 10000000, .label = KEY_rule_balance },
	{ .name = "from", .type = FIELD_DAY, .label = KEY_rule_from },
	{ .name = "tried", .type = FIELD_TEXT, .max = 64, .label = KEY_rule_tried },
};
const struct form form_rule = FORM("rule", rule_fields);
#define RULE_NUMBERS 19 /* of the fields above */

/* Where each number of the form lives in a rule; the same order as rule_fields. */
static const size_t places[RULE_NUMBERS] = {offsetof(struct ledger_rule, points_per_hour), offsetof(struct ledger_rule, rates[1]),
	offsetof(struct ledger_rule, rates[2]), offsetof(struct ledger_rule, rates[3]), offsetof(struct ledger_rule, rates[4]),
	offsetof(struct ledger_rule, rates[5]), offsetof(struct ledger_rule, round_min), offsetof(struct ledger_rule, night_percent),
	offsetof(struct ledger_rule, night_from_min), offsetof(struct ledger_rule, night_to_min), offsetof(struct ledger_rule, organiser_percent),
	offsetof(struct ledger_rule, session_cap_min), offsetof(struct ledger_rule, day_cap_min), offsetof(struct ledger_rule, week_cap_min),
	offsetof(struct ledger_rule, receivers_cap), offsetof(struct ledger_rule, staff_cap_min), offsetof(struct ledger_rule, pair_cap_min),
	offsetof(struct ledger_rule, day_cap_points), offsetof(struct ledger_rule, balance_cap_points)};

static int64_t *number_of(struct ledger_rule *rule, size_t nth);
static struct text shown(struct call *call, const struct field *field, int64_t value);
static bool keeps_pair(const struct form_data *form, struct ledger_rule *rule, size_t nth);
static void read_rule(const struct form_data *form, struct ledger_rule *rule);
static enum fail fill_fields(struct call *call, struct ledger_rule *rule, bool is_typed, struct view_desk_rules *view);
static enum fail fill_trial(struct call *call, const struct ledger_rule *rule, struct view_desk_rules *view);
static enum fail fill_versions(struct call *call, struct view_desk_rules *view);
static enum fail adopt_work(struct write *write, void *context);

enum fail page_desk_rules_get(struct call *call, struct reply *reply)
{
	struct view_desk_rules view = {.csrf = call_csrf(call), .once = call_once(call)};
	struct ledger_rule rule;
	struct act act = call_act(call);
	TRY(ledger_rule_at(&act, call->now_ms, &rule));
	bool is_typed = form_has(&call->form, "hour");
	TRY(records_pair_is_undecided(&act, &view.is_undecided));
	if (view.is_undecided)
		rule.pair_cap_min = PAIR_CAP_MIN;
	if (is_typed && call->form.error_count == 0)
		read_rule(&call->form, &rule);
	TRY(fill_fields(call, &rule, is_typed, &view));
	if (is_typed && call->form.error_count == 0)
		TRY(fill_trial(call, &rule, &view));
	view.from = is_typed ? form_text(&call->form, "from") : when_iso_day(call->arena, when_local_day(call->now_ms) + 1);
	if (call->method == METHOD_POST)
		view.problem = call_error(call, "from");
	TRY(fill_versions(call, &view));
	view.shell.title = call_say(call, KEY_rule_title);
	return reply_page(call, reply, &page_desk_rules, &view);
}

enum fail page_desk_rules_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, adopt_work, NULL);
}

static int64_t *number_of(struct ledger_rule *rule, size_t nth)
{
	check(nth < RULE_NUMBERS);
	return (int64_t *)(void *)((char *)rule + places[nth]);
}

/* A number as it is typed. */
static struct text shown(struct call *call, const struct field *field, int64_t value)
{
	if (field->type == FIELD_POINTS)
		return arena_format(call->arena, "%lld.%02lld", (long long)value / 100, (long long)value % 100);
	if (field->type == FIELD_MIN)
		return arena_format(call->arena, "%02lld:%02lld", (long long)value / 60, (long long)value % 60);
	return arena_format(call->arena, "%lld", (long long)value);
}

/* The number of H3 on a page of before there was one, or left empty: it stays as it is, for 0 would mean that nobody is asked. */
static bool keeps_pair(const struct form_data *form, struct ledger_rule *rule, size_t nth)
{
	return number_of(rule, nth) == &rule->pair_cap_min && form_text(form, rule_fields[nth].name).len == 0;
}

static void read_rule(const struct form_data *form, struct ledger_rule *rule)
{
	for (size_t i = 0; i < RULE_NUMBERS; i++) {
		if (!keeps_pair(form, rule, i))
			*number_of(rule, i) = form_int(form, rule_fields[i].name);
	}
}

static enum fail fill_fields(struct call *call, struct ledger_rule *rule, bool is_typed, struct view_desk_rules *view)
{
	struct view_desk_rules_field *fields = arena_array(call->arena, struct view_desk_rules_field, RULE_NUMBERS);
	if (fields == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < RULE_NUMBERS; i++) {
		const struct field *field = &rule_fields[i];
		fields[i] = (struct view_desk_rules_field){.name = text_of(field->name), .label = field->label,
			.value = is_typed && !keeps_pair(&call->form, rule, i) ? form_text(&call->form, field->name) : shown(call, field, *number_of(rule, i)),
			.error = is_typed ? call_error(call, field->name) : TEXT_NONE, .sent = shown(call, field, *number_of(rule, i))};
	}
	view->field.rows = fields;
	view->field.count = RULE_NUMBERS;
	return OK;
}

/* Who would have gained and lost in the last year. */
static enum fail fill_trial(struct call *call, const struct ledger_rule *rule, struct view_desk_rules *view)
{
	struct rule_trial trial;
	struct act act = call_act(call);
	enum record_refusal refusal = RECORD_OK;
	enum fail fail = records_try_rule(&act, rule, call->now_ms - TRIAL_DAYS * DAY_MS, &refusal, &trial);
	if (fail == FAIL_REFUSED) {
		view->problem = call_say(call, record_refusal_key(refusal));
		return OK;
	}
	TRY(fail);
	struct view_desk_rules_line *lines = arena_array(call->arena, struct view_desk_rules_line, trial.line_count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < trial.line_count; i++)
		lines[i] = (struct view_desk_rules_line){.who = mask_name(call->arena, trial.lines[i].name), .records = trial.lines[i].records,
			.before = trial.lines[i].before, .after = trial.lines[i].after, .is_plus = trial.lines[i].after > trial.lines[i].before,
			.difference = trial.lines[i].after - trial.lines[i].before};
	view->is_tried = true;
	view->tried = trial.mark;
	view->records = trial.records;
	view->people = trial.people;
	view->gainers = trial.gainers;
	view->losers = trial.losers;
	view->before = trial.before;
	view->after = trial.after;
	view->has_pair = rule->pair_cap_min > 0;
	view->asks = trial.asks;
	view->pairs = trial.pairs;
	view->line.rows = lines;
	view->line.count = trial.line_count;
	return OK;
}

static enum fail fill_versions(struct call *call, struct view_desk_rules *view)
{
	struct rule_versions_rows rows;
	TRY(q_rule_versions(call->view, call->arena, &(struct rule_versions_in){.centre_id = call->centre_id}, &rows));
	struct view_desk_rules_version *lines = arena_array(call->arena, struct view_desk_rules_version, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		lines[i] = (struct view_desk_rules_version){.number = rows.rows[i].version, .from = when_iso_day(call->arena, when_local_day(rows.rows[i].from_ms)),
			.has_from = rows.rows[i].from_ms > 0, .hour = rows.rows[i].points_per_hour, .round = rows.rows[i].round_min,
			.who = mask_name(call->arena, rows.rows[i].who)};
	view->version.rows = lines;
	view->version.count = rows.count;
	return OK;
}

static enum fail adopt_work(struct write *write, void *context UNUSED)
{
	const struct form_data *form = &write->call->form;
	enum record_refusal refusal = RECORD_OK;
	struct ledger_rule rule;
	bool is_undecided = false;
	TRY(ledger_rule_at(&write->act, write->act.now_ms, &rule));
	TRY(records_pair_is_undecided(&write->act, &is_undecided));
	if (is_undecided)
		rule.pair_cap_min = PAIR_CAP_MIN;
	read_rule(form, &rule);
	enum fail fail = records_adopt_rule(&write->act, &rule, form_has(form, "from") ? when_at((int32_t)form_int(form, "from"), 0) : 0,
		form_text(form, "tried"), &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, record_refusal_key(refusal), "from");
	write->location = URL("/desk/rules");
	return fail;
}
