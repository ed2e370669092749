/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/records_private.h"

#include "base/when.h"
#include "domain/people.h"
#include "text/coordinates.h"

#define PROOFS_ALONE (1u << SIGNAL_SITE_CODE | 1u << SIGNAL_RESIDENT | 1u << SIGNAL_CALL_BACK | 1u << SIGNAL_WITNESSES)
#define PROOFS (PROOFS_ALONE | 1u << SIGNAL_COMPANION) /* friends vouch for each other: a companion alone is too thin */
#define LENGTH_PERCENT_MAX 125 /* of what was planned counts (H7) */
#define LENGTH_BAD_MIN 60      /* more than so much over twice the plan, nobody stays */
#define LENGTH_BAD_PART 4      /* less than a quarter of the plan is not a service */
#define TRAVEL_KMH_MAX 60      /* in town (H4) */
#define RUSH_RECORDS 50        /* recorded by one member of staff within a minute (H9) */
#define WEEK_DAYS 7
#define NEAR_M 200       /* at the address (H5) … */
#define ABOUT_M 1000     /* … or about: homes are known by their estate only */

static enum fail judge_time(const struct act *act, const struct record_around *around, struct record_plan *plan);
static bool has_odd_length(const struct record_plan *plan, const struct record_around *around);
static int64_t count_minutes(const struct record_plan *plan, const struct record_sums_row *sums, const struct record_around *around);
static void judge_travel(const struct record_around *around, struct record_plan *plan);
static enum fail judge_people(const struct act *act, struct record_plan *plan, const struct record_sums_row *sums);
static void judge_place(struct record_plan *plan);
static void note(struct record_plan *plan, enum record_signal signal, enum record_verdict verdict, int64_t number);
static int64_t less(int64_t minutes, int64_t cap, int64_t used);

const char *record_signal_name(enum record_signal signal)
{
	static const char *const names[] = {"none", "site_code", "resident", "call_back", "companion", "length", "overlap", "travel", "receiver", "receivers",
		"capacity", "family", "staff", "witnesses", "place", "pair", "asked"};
	_Static_assert(COUNT_OF(names) == SIGNAL_COUNT, "a name for each signal");
	check(signal > 0 && signal < SIGNAL_COUNT);
	return names[signal];
}

const char *record_grade_name(enum record_grade grade)
{
	static const char *const names[] = {"none", "strong", "enough", "thin", "bad"};
	_Static_assert(COUNT_OF(names) == GRADE_COUNT, "a name for each grade");
	check(grade >= GRADE_NONE && grade < GRADE_COUNT);
	return names[grade];
}

enum record_grade record_grade_of(const struct record_verdict_line *lines, size_t count)
{
	unsigned good = 0;
	unsigned bad = 0;
	for (size_t i = 0; i < count; i++) {
		check(lines[i].signal > 0 && lines[i].signal < SIGNAL_COUNT);
		if (lines[i].verdict == VERDICT_GOOD)
			good |= 1u << lines[i].signal;
		if (lines[i].verdict == VERDICT_BAD)
			bad |= 1u << lines[i].signal;
	}
	if (count == 0)
		return GRADE_NONE;
	if (good & 1u << SIGNAL_ASKED)
		bad &= ~(1u << SIGNAL_PAIR);
	bool is_bad = bad != 0;
	if (is_bad && (good & (1u << SIGNAL_CALL_BACK | 1u << SIGNAL_WITNESSES)) == 0)
		return GRADE_BAD;
	if ((good & PROOFS_ALONE) == 0)
		return GRADE_THIN;
	return __builtin_popcount(good & PROOFS) > 1 && !is_bad ? GRADE_STRONG : GRADE_ENOUGH;
}

enum fail records_evidence(const struct act *act, struct record_id id, struct record_evidence *ret_evidence)
{
	struct record_signals_rows rows;
	struct record_evidence evidence = {.count = 0};
	TRY(q_record_signals(act->view, act->arena, &(struct record_signals_in){.centre_id = act->centre_id, .record_id = id}, &rows));
	check(rows.count <= COUNT_OF(evidence.lines));
	for (size_t i = 0; i < rows.count; i++)
		evidence.lines[evidence.count++] = (struct record_verdict_line){(enum record_signal)rows.rows[i].signal,
			(enum record_verdict)rows.rows[i].verdict, rows.rows[i].number};
	evidence.grade = record_grade_of(evidence.lines, evidence.count);
	*ret_evidence = evidence;
	return OK;
}

enum fail records_plan(const struct act *act, struct record_plan *plan)
{
	bool is_found = false;
	check(plan->duty_id.value != 0 && plan->person_id.value != 0);
	TRY(q_record_duty(act->view, act->arena, &(struct record_duty_in){.centre_id = act->centre_id, .duty_id = plan->duty_id,
		.person_id = plan->person_id}, &is_found, &plan->duty));
	if (!is_found)
		return FAIL_MISSING;
	return ledger_rule_at(act, plan->from_ms, &plan->rule);
}

enum fail records_weigh(const struct act *act, struct record_plan *plan)
{
	struct record_around around;
	TRY(records_look_around(act, plan, &around));
	note(plan, SIGNAL_SITE_CODE, plan->has_site_code ? VERDICT_GOOD : VERDICT_MISSING, plan->evidence);
	TRY(judge_time(act, &around, plan));
	judge_travel(&around, plan);
	judge_place(plan);
	TRY(records_judge_pair(act, plan));
	check(plan->minutes >= 0 && plan->minutes <= plan->rule.session_cap_min);
	return OK;
}

/* Minutes, points, and whether the time is plausible and nobody else's. A sitting that is cut belongs to the day and the rate of its
 * beginning, as it would in one piece. */
static enum fail judge_time(const struct act *act, const struct record_around *around, struct record_plan *plan)
{
	bool is_found = false;
	struct record_sums_row sums = {0};
	int32_t day = when_local_day(around->begun_ms);
	int32_t monday = day - when_weekday(day) + 1;
	int64_t raw = (plan->to_ms - plan->from_ms) / MINUTE_MS;
	TRY(q_record_sums(act->view, act->arena, &(struct record_sums_in){.centre_id = act->centre_id, .person_id = plan->person_id,
		.without_id = plan->replaces_id, .recorder_id = act->actor, .receiver_id = plan->duty.receiver_id,
		.day_from_ms = when_at(day, 0), .day_to_ms = when_at(day + 1, 0),
		.week_from_ms = when_at(monday, 0), .week_to_ms = when_at(monday + WEEK_DAYS, 0),
		.year_from_ms = when_at(plan->rule.year_cap_min > 0 ? day - 365 : monday, 0), /* without such a cap nobody's year is read for each hour */
		.today_from_ms = when_at(when_local_day(act->now_ms), 0),
		.minute_from_ms = act->now_ms - MINUTE_MS}, &is_found, &sums));
	note(plan, SIGNAL_LENGTH, has_odd_length(plan, around) ? VERDICT_BAD : VERDICT_GOOD, raw);
	note(plan, SIGNAL_OVERLAP, around->covered_ms >= MINUTE_MS ? VERDICT_BAD : VERDICT_GOOD, around->covered_ms / MINUTE_MS);
	plan->minutes = count_minutes(plan, &sums, around);
	plan->coefficient_percent = ledger_coefficient(&plan->rule, &(struct ledger_work){.from_ms = around->begun_ms,
		.difficulty_percent = plan->duty.coefficient_percent, .is_organiser = plan->duty.people > 1 && plan->duty.leads > 0});
	plan->points = ledger_points_of(&plan->rule, plan->minutes, plan->duty.serves, plan->coefficient_percent);
	if (plan->rule.day_cap_points > 0)
		plan->points = less(plan->points, plan->rule.day_cap_points, sums.day_points);
	return judge_people(act, plan, &sums);
}

/* Much longer than was planned, with the rest of the sitting, or much shorter. */
static bool has_odd_length(const struct record_plan *plan, const struct record_around *around)
{
	int64_t took_ms = plan->to_ms - plan->from_ms;
	int64_t planned_ms = plan->duty.duration_min * MINUTE_MS;
	int64_t over_ms = around->over_ms + (took_ms > 2 * planned_ms ? took_ms - 2 * planned_ms : 0);
	return over_ms / MINUTE_MS > LENGTH_BAD_MIN || took_ms / MINUTE_MS * LENGTH_BAD_PART < plan->duty.duration_min;
}

/* Whole minutes of the time that nothing else on record covers, within every cap. */
static int64_t count_minutes(const struct record_plan *plan, const struct record_sums_row *sums, const struct record_around *around)
{
	const struct ledger_rule *rule = &plan->rule;
	check(around->covered_ms >= 0 && around->covered_ms <= plan->to_ms - plan->from_ms);
	int64_t minutes = less((plan->to_ms - plan->from_ms - around->covered_ms) / MINUTE_MS, rule->session_cap_min, around->sitting_minutes);
	minutes = less(minutes, plan->duty.duration_min * LENGTH_PERCENT_MAX / 100, 0);
	minutes = less(minutes, rule->day_cap_min, sums->day_minutes);
	if (rule->week_cap_min > 0)
		minutes = less(minutes, rule->week_cap_min, sums->week_minutes);
	if (rule->year_cap_min > 0)
		minutes = less(minutes, rule->year_cap_min, sums->year_minutes);
	return minutes;
}

static enum fail judge_people(const struct act *act, struct record_plan *plan, const struct record_sums_row *sums)
{
	bool is_found = false;
	struct record_absence_row absence = {0};
	enum people_tie tie = TIE_NONE;
	const struct ledger_rule *rule = &plan->rule;
	int64_t receivers = sums->other_receivers + (plan->duty.receiver_id.value != 0 ? 1 : 0);
	if (plan->duty.receiver_id.value != 0)
		TRY(q_record_absence(act->view, act->arena, &(struct record_absence_in){.centre_id = act->centre_id, .person_id = plan->duty.receiver_id,
			.volunteer_id = plan->person_id, .from_ms = plan->from_ms, .to_ms = plan->to_ms}, &is_found, &absence));
	TRY(people_tie_of(act, plan->person_id, plan->duty.receiver_id, &tie));
	bool is_staff_entry = act->actor.value != 0 && act->actor.value != plan->person_id.value;
	bool is_over = rule->staff_cap_min > 0 && sums->staff_minutes + plan->minutes > rule->staff_cap_min;
	note(plan, SIGNAL_RECEIVER, absence.kind != 0 ? VERDICT_BAD : VERDICT_GOOD, absence.kind);
	note(plan, SIGNAL_RECEIVERS, rule->receivers_cap > 0 && receivers > rule->receivers_cap ? VERDICT_BAD : VERDICT_GOOD, receivers);
	note(plan, SIGNAL_CAPACITY, plan->replaces_id.value == 0 && plan->duty.credited >= plan->duty.people ? VERDICT_BAD : VERDICT_GOOD,
		plan->duty.credited + 1);
	note(plan, SIGNAL_FAMILY, tie != TIE_NONE ? VERDICT_BAD : VERDICT_GOOD, tie);
	note(plan, SIGNAL_STAFF, is_staff_entry && (is_over || sums->staff_rush >= RUSH_RECORDS) ? VERDICT_BAD : VERDICT_GOOD,
		is_staff_entry ? sums->staff_minutes + plan->minutes : 0);
	return OK;
}

/* Between this and every other service of the day before and behind: could the way be gone? */
static void judge_travel(const struct record_around *around, struct record_plan *plan)
{
	enum record_verdict verdict = around->fastest_kmh > TRAVEL_KMH_MAX ? VERDICT_BAD : VERDICT_GOOD;
	if (around->fastest_kmh < 0 && around->has_others)
		verdict = VERDICT_MISSING;
	note(plan, SIGNAL_TRAVEL, verdict, around->fastest_kmh < 0 ? 0 : around->fastest_kmh);
}

/* Of who had no code: whether her telephone was near when she left. What cannot be told is missing, far away is held. */
static void judge_place(struct record_plan *plan)
{
	static const int64_t classes_km[] = {50, 20, 10, 5, 2, 1};
	const struct record_spot *spot = &plan->spot;
	if (plan->evidence != EVIDENCE_OWN_WORD && !position_is_known(spot->position))
		return;
	int64_t distance_m = position_distance_m(spot->position, (struct position){plan->duty.lng_e6, plan->duty.lat_e6});
	if (distance_m < 0 || spot->accuracy_m <= 0 || spot->accuracy_m > RECORD_ACCURACY_MOST_M) {
		note(plan, SIGNAL_PLACE, VERDICT_MISSING, 0);
		return;
	}
	size_t class = 0;
	while (class + 1 < COUNT_OF(classes_km) && distance_m <= classes_km[class] * 1000)
		class++;
	if (distance_m <= NEAR_M)
		note(plan, SIGNAL_PLACE, VERDICT_GOOD, NEAR_M);
	else if (distance_m <= ABOUT_M)
		note(plan, SIGNAL_PLACE, VERDICT_MISSING, ABOUT_M);
	else
		note(plan, SIGNAL_PLACE, VERDICT_BAD, classes_km[class]);
}

static void note(struct record_plan *plan, enum record_signal signal, enum record_verdict verdict, int64_t number)
{
	check(plan->line_count < COUNT_OF(plan->lines));
	plan->lines[plan->line_count++] = (struct record_verdict_line){signal, verdict, number};
}

/* What of `minutes` fits under the cap beside what is used. */
static int64_t less(int64_t minutes, int64_t cap, int64_t used)
{
	int64_t left = cap > used ? cap - used : 0;
	return minutes < left ? minutes : left;
}
