/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/records_private.h"

#include <string.h>

#include "base/when.h"
#include "domain/access.h"
#include "domain/seal.h"
#include "proof/head.h"

#define BATCHES_MAX 10000
#define MINUTES_OF_DAY (24 * 60)
#define PERCENT_MAX 300
#define RATE_MAX 10000 /* 100 points an hour */
#define PAIR_CAP_MAX 100000
#define GOING_MOST 512 /* records of one person in 30 days, and residents about whom somebody was asked, that a trial looks back on */

/* One person's sums while her records go by in order. */
struct going {
	struct rule_trial *trial;
	const struct ledger_rule *rule;
	struct rule_trial_line now;
	int32_t day, week_day;
	int64_t day_minutes, week_minutes, day_points;
	struct { int64_t from_ms, minutes; struct person_id receiver_id; } lately[GOING_MOST]; /* the newest overwrites the oldest */
	size_t lately_count;
	struct { struct person_id receiver_id; int64_t asked_ms; } asked[GOING_MOST];
	size_t asked_count;
};

static void add_record(struct going *going, const struct record_trial_row *row);
static void ask_about_pair(struct going *going, const struct record_trial_row *row, int64_t minutes);
static void end_person(struct going *going);
static void keep_line(struct rule_trial *trial, const struct rule_trial_line *line);
static int64_t difference(const struct rule_trial_line *line);
static int64_t within(int64_t value, int64_t cap, int64_t used);
static bool is_sound(const struct ledger_rule *rule);
static bool has_sound_caps(const struct ledger_rule *rule);
static enum fail mark(const struct act *act, const struct ledger_rule *rule, struct text *ret_mark);

enum fail records_try_rule(const struct act *act, const struct ledger_rule *rule, int64_t since_ms, enum record_refusal *ret_refusal,
	struct rule_trial *ret_trial)
{
	struct record_trial_rows rows = {.is_cut = true};
	struct record_trial_in next = {.centre_id = act->centre_id, .since_ms = since_ms};
	struct rule_trial trial = {.records = 0};
	if (!is_sound(rule))
		return records_refuse(RECORD_RULE_INVALID, ret_refusal);
	struct going *going = arena_new(act->arena, struct going);
	if (going == NULL)
		return FAIL_LIMIT;
	*going = (struct going){.trial = &trial, .rule = rule};
	for (int batch = 0; rows.is_cut && batch < BATCHES_MAX; batch++) {
		TRY(q_record_trial(act->view, act->arena, &next, &rows));
		for (size_t i = 0; i < rows.count; i++)
			add_record(going, &rows.rows[i]);
		if (rows.count > 0) {
			next.after_person = rows.rows[rows.count - 1].person_id;
			next.after_ms = rows.rows[rows.count - 1].from_ms;
			next.after_id = rows.rows[rows.count - 1].id;
		}
	}
	end_person(going);
	TRY(mark(act, rule, &trial.mark));
	*ret_trial = trial;
	return records_refuse(RECORD_OK, ret_refusal);
}

enum fail records_adopt_rule(const struct act *act, const struct ledger_rule *rule, int64_t from_ms, struct text tried, enum record_refusal *ret_refusal)
{
	struct text mark_now;
	bool may = false;
	bool is_found = false;
	struct record_rule_newest_row newest = {0};
	struct ledger_rule next = *rule;
	check(act->txn != NULL && act->actor.value != 0);
	TRY(access_manages_station(act, &may));
	if (!may)
		return records_refuse(RECORD_NOT_ALLOWED, ret_refusal);
	if (!is_sound(rule))
		return records_refuse(RECORD_RULE_INVALID, ret_refusal);
	TRY(mark(act, rule, &mark_now));
	if (!text_equal(mark_now, tried))
		return records_refuse(RECORD_RULE_NOT_TRIED, ret_refusal);
	if (from_ms <= act->now_ms)
		return records_refuse(RECORD_TIME_INVALID, ret_refusal);
	TRY(q_record_rule_newest(act->view, act->arena, &(struct record_rule_newest_in){.centre_id = act->centre_id}, &is_found, &newest));
	next.version = newest.version + 1;
	TRY(act_trail(act, "records.adopt_rule", "rule", next.version, TEXT_NONE));
	TRY(ledger_rule_add(act, &next, from_ms));
	return records_refuse(RECORD_OK, ret_refusal);
}

enum fail records_pair_is_undecided(const struct act *act, bool *ret_is_undecided)
{
	struct record_rule_newest_row newest = {0};
	bool is_found = false;
	TRY(q_record_rule_newest(act->view, act->arena, &(struct record_rule_newest_in){.centre_id = act->centre_id}, &is_found, &newest));
	*ret_is_undecided = is_found && newest.decided == 0;
	return OK;
}

/* The minutes counted then, cut to the new caps: what a longer cap would have let in nobody put down. */
static void add_record(struct going *going, const struct record_trial_row *row)
{
	const struct ledger_rule *rule = going->rule;
	int32_t day = when_local_day(row->from_ms);
	int32_t week_day = day - when_weekday(day) + 1;
	if (row->person_id.value != going->now.person_id.value) {
		end_person(going);
		going->now = (struct rule_trial_line){.person_id = row->person_id, .name = row->name};
		going->week_day = 0;
		going->lately_count = going->asked_count = 0;
	}
	if (going->day != day || going->now.records == 0)
		going->day_minutes = going->day_points = 0;
	if (going->week_day != week_day)
		going->week_minutes = 0;
	going->day = day;
	going->week_day = week_day;
	int64_t minutes = within(row->minutes, rule->session_cap_min, 0);
	minutes = within(minutes, rule->day_cap_min, going->day_minutes);
	if (rule->week_cap_min > 0)
		minutes = within(minutes, rule->week_cap_min, going->week_minutes);
	int64_t coefficient = ledger_coefficient(rule, &(struct ledger_work){.from_ms = row->from_ms, .difficulty_percent = row->difficulty_percent,
		.is_organiser = row->people > 1 && row->leads > 0});
	int64_t points = ledger_points_of(rule, minutes, row->serves, coefficient);
	if (rule->day_cap_points > 0)
		points = within(points, rule->day_cap_points, going->day_points);
	going->day_minutes += minutes;
	going->week_minutes += minutes;
	going->day_points += points;
	going->now.records++;
	going->now.before += row->points;
	going->now.after += points;
	going->trial->records++;
	going->trial->before += row->points;
	going->trial->after += points;
	if (rule->pair_cap_min > 0 && row->receiver_id.value != 0)
		ask_about_pair(going, row, minutes);
}

/* Somebody else is asked, says yes at once, and is not asked again for half a year. */
static void ask_about_pair(struct going *going, const struct record_trial_row *row, int64_t minutes)
{
	int64_t sum = 0;
	size_t known = going->asked_count;
	going->lately[going->lately_count % GOING_MOST].from_ms = row->from_ms;
	going->lately[going->lately_count % GOING_MOST].minutes = minutes;
	going->lately[going->lately_count++ % GOING_MOST].receiver_id = row->receiver_id;
	for (size_t i = 0; i < going->lately_count && i < GOING_MOST; i++)
		sum += going->lately[i].receiver_id.value == row->receiver_id.value && going->lately[i].from_ms > row->from_ms - PAIR_DAYS * DAY_MS
			? going->lately[i].minutes : 0;
	for (size_t i = 0; i < going->asked_count; i++)
		known = going->asked[i].receiver_id.value == row->receiver_id.value ? i : known;
	bool is_known = known < going->asked_count && going->asked[known].asked_ms > row->from_ms - PAIR_KNOWN_DAYS * DAY_MS;
	if (sum <= going->rule->pair_cap_min || is_known || known == GOING_MOST)
		return;
	going->trial->asks++;
	going->trial->pairs += known == going->asked_count;
	going->asked_count += known == going->asked_count;
	going->asked[known].receiver_id = row->receiver_id;
	going->asked[known].asked_ms = row->from_ms;
}

static void end_person(struct going *going)
{
	const struct rule_trial_line *line = &going->now;
	if (line->person_id.value == 0)
		return;
	going->trial->people++;
	going->trial->gainers += line->after > line->before;
	going->trial->losers += line->after < line->before;
	keep_line(going->trial, line);
	going->now = (struct rule_trial_line){.records = 0};
}

/* The largest differences, largest first. */
static void keep_line(struct rule_trial *trial, const struct rule_trial_line *line)
{
	size_t at = trial->line_count;
	if (line->after == line->before)
		return;
	while (at > 0 && difference(&trial->lines[at - 1]) < difference(line))
		at--;
	if (at == RULE_TRIAL_LINES)
		return;
	size_t moved = trial->line_count < RULE_TRIAL_LINES ? trial->line_count - at : RULE_TRIAL_LINES - 1 - at;
	memmove(&trial->lines[at + 1], &trial->lines[at], moved * sizeof(trial->lines[0]));
	trial->lines[at] = *line;
	if (trial->line_count < RULE_TRIAL_LINES)
		trial->line_count++;
}

static int64_t difference(const struct rule_trial_line *line)
{
	return line->after > line->before ? line->after - line->before : line->before - line->after;
}

static int64_t within(int64_t value, int64_t cap, int64_t used)
{
	int64_t left = cap > used ? cap - used : 0;
	return value < left ? value : left;
}

static bool is_sound(const struct ledger_rule *rule)
{
	bool is_sound = rule->points_per_hour > 0 && rule->points_per_hour <= RATE_MAX && rule->round_min > 0 && 60 % rule->round_min == 0;
	for (int i = 1; i < MENU_SERVES_COUNT; i++)
		is_sound = is_sound && rule->rates[i] >= 0 && rule->rates[i] <= RATE_MAX;
	return is_sound && has_sound_caps(rule);
}

static bool has_sound_caps(const struct ledger_rule *rule)
{
	bool is_sound = rule->pair_cap_min >= 0 && rule->pair_cap_min <= PAIR_CAP_MAX;
	is_sound = is_sound && rule->session_cap_min > 0 && rule->session_cap_min <= rule->day_cap_min && rule->day_cap_min <= MINUTES_OF_DAY;
	is_sound = is_sound && (rule->week_cap_min == 0 || rule->week_cap_min >= rule->day_cap_min);
	is_sound = is_sound && rule->night_percent >= 100 && rule->night_percent <= PERCENT_MAX;
	return is_sound && rule->organiser_percent >= 100 && rule->organiser_percent <= PERCENT_MAX;
}

/* Proves that exactly this rule was shown with what it does. */
static enum fail mark(const struct act *act, const struct ledger_rule *rule, struct text *ret_mark)
{
	struct text digest;
	int64_t numbers[14 + MENU_SERVES_COUNT] = {rule->points_per_hour, rule->round_min, rule->session_cap_min, rule->day_cap_min, rule->week_cap_min,
		rule->year_cap_min, rule->receivers_cap, rule->staff_cap_min, rule->day_cap_points, rule->balance_cap_points,
		rule->night_from_min * MINUTES_OF_DAY + rule->night_to_min, rule->night_percent, rule->organiser_percent,
		rule->pair_cap_min};
	memcpy(&numbers[14], rule->rates, sizeof(rule->rates));
	TRY(seal_digest(act, "rule_trial", numbers, COUNT_OF(numbers), TEXT_NONE, &digest));
	struct text mark = head_hex(act->arena, digest.at, digest.len);
	if (text_is_empty(mark))
		return FAIL_LIMIT;
	*ret_mark = mark;
	return OK;
}
