/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/records_private.h"

#include "base/when.h"
#include "domain/records_score.h"

#define WINDOW_MS (90 * DAY_MS)
#define AGAIN_MS (30 * DAY_MS) /* who was rung about because of a score is let alone so long */

static struct score_fact fact_of(const struct watch_facts_row *row);

enum fail records_watch(const struct act *act, size_t *ret_queued)
{
	struct watch_facts_rows rows;
	struct score_flags flags;
	size_t queued = 0;
	check(act->txn != NULL && act->actor.value == 0);
	TRY(q_watch_facts(act->view, act->arena, &(struct watch_facts_in){.centre_id = act->centre_id, .since_ms = act->now_ms - WINDOW_MS}, &rows));
	struct score_fact *facts = arena_array(act->arena, struct score_fact, rows.count + 1);
	if (facts == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++)
		facts[i] = fact_of(&rows.rows[i]);
	TRY(record_scores(act->arena, facts, rows.count, &flags));
	for (size_t i = 0; i < flags.count; i++) {
		bool is_found = false;
		struct watch_rung_row rung = {0};
		TRY(q_watch_rung(act->view, act->arena, &(struct watch_rung_in){.centre_id = act->centre_id,
			.person_id = {flags.flags[i].volunteer}, .since_ms = act->now_ms - AGAIN_MS}, &is_found, &rung));
		if (rung.count > 0)
			continue;
		TRY(records_call_back(act, (struct record_id){flags.flags[i].record_id}, CALL_BACK_SCORE, flags.flags[i].score));
		queued++;
	}
	for (size_t i = 0; i < rows.count; i++) {
		if (rows.rows[i].confirmed_ms < act->now_ms - DAY_MS || !record_is_sampled(rows.rows[i].id.value))
			continue;
		TRY(records_call_back(act, rows.rows[i].id, CALL_BACK_SAMPLE, 0));
		queued++;
	}
	*ret_queued = queued;
	return OK;
}

static struct score_fact fact_of(const struct watch_facts_row *row)
{
	struct local_time entered = when_local(row->created_at_ms);
	return (struct score_fact){.record_id = row->id.value, .volunteer = row->person_id.value, .receiver = row->receiver_id.value,
		.confirmer = row->confirmer_id.value, .minutes = row->minutes, .planned = row->duration_min, .to_ms = row->to_ms,
		.confirmed_ms = row->confirmed_ms, .since_ms = row->since_ms, .is_staff_entry = row->recorded_by.value != row->person_id.value,
		.entered_min = entered.hour * 60 + entered.minute};
}
