/* SPDX-License-Identifier: Apache-2.0
 *
 * How much one volunteer serves one resident (H3). Most who do so a lot care
 * for a neighbour; the rule does not say that it is odd, only that from some
 * point on somebody else than these two is asked, once in half a year.
 */
#include "domain/records_private.h"

#include "base/when.h"

#define PAIR_MS (PAIR_DAYS * DAY_MS)
#define KNOWN_MS (PAIR_KNOWN_DAYS * DAY_MS)

static int64_t most_in_window(const struct record_plan *plan, const struct record_pair_rows *rows);
static int64_t sum_from(const struct record_plan *plan, const struct record_pair_rows *rows, int64_t begun_ms);

enum fail records_judge_pair(const struct act *act, struct record_plan *plan)
{
	struct record_pair_rows rows;
	struct record_pair pair = {plan->person_id, plan->duty.receiver_id};
	struct record_verdict_line line = {SIGNAL_PAIR, VERDICT_GOOD, 0};
	bool is_known = false;
	int64_t cap_min = plan->rule.pair_cap_min;
	check(cap_min >= 0 && plan->line_count < COUNT_OF(plan->lines));
	if (cap_min == 0 || pair.receiver_id.value == 0)
		return OK;
	TRY(q_record_pair(act->view, act->arena, &(struct record_pair_in){.centre_id = act->centre_id, .person_id = pair.person_id,
		.receiver_id = pair.receiver_id, .without_id = plan->replaces_id, .after_ms = plan->from_ms - PAIR_MS, .before_ms = plan->from_ms + PAIR_MS}, &rows));
	line.number = most_in_window(plan, &rows);
	if (line.number > cap_min || rows.is_cut) { /* of so many not all were counted */
		TRY(records_pair_is_known(act, &pair, plan->from_ms, &is_known));
		line.verdict = is_known ? VERDICT_GOOD : VERDICT_BAD;
	}
	plan->lines[plan->line_count++] = line;
	return OK;
}

enum fail records_pair_is_known(const struct act *act, const struct record_pair *pair, int64_t from_ms, bool *ret_is_known)
{
	struct record_pair_asked_row row = {0};
	bool is_found = false;
	check(pair->person_id.value != 0 && pair->receiver_id.value != 0);
	TRY(q_record_pair_asked(act->view, act->arena, &(struct record_pair_asked_in){.centre_id = act->centre_id, .person_id = pair->person_id,
		.receiver_id = pair->receiver_id, .since_ms = from_ms - KNOWN_MS}, &is_found, &row));
	*ret_is_known = is_found && row.said_ms > 0;
	return OK;
}

struct call_back_why records_held_why(const struct record_evidence *evidence)
{
	struct call_back_why why = {CALL_BACK_HELD, 0, 0};
	bool is_known = false;
	check(evidence->count <= COUNT_OF(evidence->lines));
	for (size_t i = 0; i < evidence->count; i++) {
		if (evidence->lines[i].signal == SIGNAL_PAIR && evidence->lines[i].verdict == VERDICT_BAD)
			why.measure = evidence->lines[i].number;
		is_known = is_known || evidence->lines[i].signal == SIGNAL_ASKED;
	}
	if (is_known)
		why.measure = 0;
	return why;
}

/* The most that any 30 days hold which hold the plan, too: what is put down late does not slip in between. Such days begin with a service. */
static int64_t most_in_window(const struct record_plan *plan, const struct record_pair_rows *rows)
{
	int64_t most = sum_from(plan, rows, plan->from_ms);
	for (size_t i = 0; i < rows->count && rows->rows[i].from_ms < plan->from_ms; i++) {
		int64_t sum = sum_from(plan, rows, rows->rows[i].from_ms);
		most = sum > most ? sum : most;
	}
	return most;
}

static int64_t sum_from(const struct record_plan *plan, const struct record_pair_rows *rows, int64_t begun_ms)
{
	int64_t sum = plan->minutes;
	check(begun_ms <= plan->from_ms && begun_ms > plan->from_ms - PAIR_MS);
	for (size_t i = 0; i < rows->count; i++)
		sum += rows->rows[i].from_ms >= begun_ms && rows->rows[i].from_ms < begun_ms + PAIR_MS ? rows->rows[i].minutes : 0;
	return sum;
}
