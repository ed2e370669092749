/* SPDX-License-Identifier: Apache-2.0
 *
 * What check-ins leave for the scores S1 and S2, and the night's look at it.
 */
#include "domain/records_private.h"

#include "base/limits.h"
#include "base/when.h"
#include "domain/people.h"
#include "domain/records_score_trace.h"
#include "domain/seal.h"

struct traces { struct trace_fact *facts; size_t count; };

static enum fail spot_digest(const struct act *act, const struct record_spot *spot, struct text *ret_digest);
static enum fail read_traces(const struct act *act, struct traces *ret_traces);
static enum fail find_close(const struct act *act, struct traces *traces, struct trace_pairs *ret_close);
static int64_t number_of(struct text digest);

enum fail records_leave_trace(const struct act *act, const struct record_trace *trace)
{
	const int64_t centre[] = {act->centre_id.value};
	struct text spot = TEXT_NONE;
	struct text device = TEXT_NONE;
	check(act->txn != NULL && act->actor.value != 0);
	TRY(spot_digest(act, &trace->spot, &spot));
	if (!text_is_empty(trace->device))
		TRY(seal_digest(act, "trace.device", centre, COUNT_OF(centre), trace->device, &device));
	if (text_is_empty(spot) && text_is_empty(device))
		return OK;
	return q_trace_add(act->txn, &(struct trace_add_in){.centre_id = act->centre_id, .duty_id = trace->duty_id, .person_id = act->actor,
		.kind = trace->kind, .at_ms = act->now_ms, .spot = spot, .device = device}, NULL);
}

enum fail records_forget_traces(const struct act *act, size_t *ret_done)
{
	check(act->txn != NULL);
	*ret_done = 0;
	return q_trace_forget(act->txn, &(struct trace_forget_in){.centre_id = act->centre_id, .before_ms = act->now_ms - RECORD_TRACE_DAYS * DAY_MS}, NULL);
}

enum fail records_watch_traces(const struct act *act, struct score_flags *ret_flags)
{
	struct traces traces;
	struct trace_pairs close;
	TRY(read_traces(act, &traces));
	TRY(find_close(act, &traces, &close));
	return trace_scores(act->arena, traces.facts, traces.count, &close, ret_flags);
}

/* Of this volunteer only: whether others were at the same place is nobody's business. The mast of a quarter, which a telephone names when it
 * knows no better, is the same for all who live there, and is left out. */
static enum fail spot_digest(const struct act *act, const struct record_spot *spot, struct text *ret_digest)
{
	const int64_t numbers[] = {act->centre_id.value, act->actor.value, spot->position.lng_e6, spot->position.lat_e6, spot->accuracy_m};
	if (!position_is_known(spot->position) || spot->accuracy_m <= 0 || spot->accuracy_m > RECORD_ACCURACY_MOST_M)
		return OK;
	return seal_digest(act, "trace.spot", numbers, COUNT_OF(numbers), TEXT_NONE, ret_digest);
}

static enum fail read_traces(const struct act *act, struct traces *ret_traces)
{
	struct arena *piece CLEANUP(arena_done) = arena_make(LIMIT_JOB_ARENA_BYTES);
	struct trace_count_row room = {0};
	struct trace_facts_rows rows = {.is_cut = true};
	struct trace_facts_in in = {.centre_id = act->centre_id, .since_ms = act->now_ms - RECORD_TRACE_DAYS * DAY_MS};
	bool is_found = false;
	size_t count = 0;
	TRY(q_trace_count(act->view, act->arena, &(struct trace_count_in){.centre_id = act->centre_id}, &is_found, &room));
	check(is_found && room.count >= 0);
	struct trace_fact *facts = arena_array(act->arena, struct trace_fact, (size_t)room.count + 1);
	if (facts == NULL || piece == NULL)
		return FAIL_LIMIT;
	while (rows.is_cut) {
		arena_reset(piece);
		TRY(q_trace_facts(act->view, piece, &in, &rows));
		for (size_t i = 0; i < rows.count; i++, count++) {
			const struct trace_facts_row *row = &rows.rows[i];
			check(count < (size_t)room.count);
			facts[count] = (struct trace_fact){.record_id = row->record_id.value, .volunteer = row->person_id.value, .receiver = row->receiver_id.value,
				.at_ms = row->at_ms, .spot = number_of(row->spot), .device = number_of(row->device)};
			in.after_duty_id = row->duty_id;
			in.after_person_id = row->person_id;
			in.after_kind = row->kind;
		}
	}
	*ret_traces = (struct traces){facts, count};
	return OK;
}

static enum fail find_close(const struct act *act, struct traces *traces, struct trace_pairs *ret_close)
{
	struct arena *piece CLEANUP(arena_done) = arena_make(LIMIT_JOB_ARENA_BYTES); /* opened addresses lie in it no longer than one question needs */
	struct trace_pairs questions;
	struct act asking = *act;
	size_t count = 0;
	if (piece == NULL)
		return FAIL_LIMIT;
	asking.arena = piece;
	TRY(trace_questions(act->arena, traces->facts, traces->count, &questions));
	for (size_t i = 0; i < questions.count; i++) {
		bool are = false;
		arena_reset(piece);
		TRY(people_are_close(&asking, (struct person_id){questions.pairs[i].one}, (struct person_id){questions.pairs[i].other}, &are));
		if (are)
			questions.pairs[count++] = questions.pairs[i];
	}
	*ret_close = (struct trace_pairs){questions.pairs, count};
	return OK;
}

/* The first eight bytes of a digest; 0 only without one. */
static int64_t number_of(struct text digest)
{
	uint64_t number = 0;
	if (digest.len != SEAL_DIGEST_BYTES) /* none, or damaged: it says nothing */
		return 0;
	for (size_t i = 0; i < 8 && i < digest.len; i++)
		number = number << 8 | (unsigned char)digest.at[i];
	return digest.len > 0 && number == 0 ? 1 : (int64_t)number;
}
