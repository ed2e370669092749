/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/audit_private.h"

#include <string.h>

#include "base/limits.h"
#include "domain/people.h"
#include "domain/requests.h"
#include "queries/trail.h"
#include "store/trail.h"

static enum fail audit_requests(struct audit *audit);
static enum fail audit_request(struct audit *audit, const struct audit_requests_row *row);
static enum fail audit_offers(struct audit *audit);
static enum fail audit_duties(struct audit *audit);
static enum fail audit_duty(struct audit *audit, const struct audit_duties_row *row);
static enum fail audit_places(struct audit *audit);
static enum fail audit_trail(struct audit *audit);
static enum fail audit_trail_end(struct audit *audit, const struct chain_ends_row *end, const struct trail_head *last);

enum fail audit_run(const struct act *act, bool fix, ledger_report *report, void *context, size_t *ret_count)
{
	struct arena *rows CLEANUP(arena_done) = arena_make(LIMIT_JOB_ARENA_BYTES);
	struct arena *piece CLEANUP(arena_done) = arena_make(LIMIT_JOB_ARENA_BYTES);
	struct arena *kept CLEANUP(arena_done) = arena_make(LIMIT_JOB_ARENA_BYTES);
	struct audit audit = {.act = *act, .piece = *act, .is_fixing = fix, .report = report, .context = context};
	size_t ledger_count = 0;
	check(report != NULL && (!fix || act->txn != NULL));
	if (rows == NULL || piece == NULL || kept == NULL)
		return FAIL_LIMIT;
	audit.act.arena = rows;
	audit.piece.arena = piece;
	TRY(q_audit_rules(act->view, kept, &(struct audit_rules_in){.centre_id = act->centre_id}, &audit.rules));
	TRY(q_audit_rates(act->view, kept, &(struct audit_rates_in){.centre_id = act->centre_id}, &audit.rates));
	TRY(ledger_verify(&audit.act, fix, report, context, &ledger_count));
	TRY(audit_requests(&audit));
	TRY(audit_offers(&audit));
	TRY(audit_duties(&audit)); /* behind the requests: a duty's state follows from its request's */
	TRY(audit_places(&audit));
	TRY(audit_promises(&audit));
	TRY(audit_records(&audit));
	TRY(audit_money(&audit));
	TRY(audit_digests(&audit));
	TRY(audit_signals(&audit));
	TRY(audit_certificates(&audit));
	TRY(audit_people(&audit));
	TRY(audit_menu(&audit));
	TRY(audit_shop(&audit));
	TRY(audit_settings(&audit));
	TRY(audit_trail(&audit));
	*ret_count = ledger_count + audit.count;
	return OK;
}

enum fail audit_index_people(const struct act *act, struct person_id after, struct person_id *ret_last)
{
	struct audit_people_rows rows;
	TRY(q_audit_people(act->view, act->arena, &(struct audit_people_in){.centre_id = act->centre_id, .after_id = after}, &rows));
	for (size_t i = 0; i < rows.count; i++)
		TRY(people_index(act, rows.rows[i].id));
	ret_last->value = rows.is_cut ? rows.rows[rows.count - 1].id.value : 0;
	return OK;
}

bool audit_differs(struct audit *audit, const char *table, int64_t id, const char *column, int64_t stored, int64_t computed)
{
	if (stored == computed)
		return false;
	audit->count++;
	audit->report(audit->context, &(struct ledger_difference){table, id, column, stored, computed});
	return true;
}

static enum fail audit_requests(struct audit *audit)
{
	struct audit_requests_rows rows = {.is_cut = true};
	struct request_id after = {0};
	for (int batch = 0; rows.is_cut && batch < AUDIT_BATCHES_MAX; batch++) {
		arena_reset(audit->act.arena);
		TRY(q_audit_requests(audit->act.view, audit->act.arena, &(struct audit_requests_in){.centre_id = audit->act.centre_id,
			.after_id = after}, &rows));
		for (size_t i = 0; i < rows.count; i++) {
			arena_reset(audit->piece.arena);
			TRY(audit_request(audit, &rows.rows[i]));
			TRY(audit_events(audit, rows.rows[i].id));
		}
		if (rows.count > 0)
			after = rows.rows[rows.count - 1].id;
	}
	return OK;
}

static enum fail audit_request(struct audit *audit, const struct audit_requests_row *row)
{
	struct request_shadow shadow;
	size_t before = audit->count;
	TRY(requests_replay(&audit->piece, row->id, &shadow));
	(void)audit_differs(audit, "request", row->id.value, "state", row->state, shadow.state);
	(void)audit_differs(audit, "request", row->id.value, "resume_state", row->resume_state, shadow.resume_state);
	(void)audit_differs(audit, "request", row->id.value, "deadline_at_ms", row->deadline_at_ms, shadow.deadline_at_ms);
	(void)audit_differs(audit, "request", row->id.value, "promised_at_ms", row->promised_at_ms, shadow.promised_at_ms);
	(void)audit_differs(audit, "request", row->id.value, "from_ms", row->from_ms, shadow.from_ms);
	(void)audit_differs(audit, "request", row->id.value, "to_ms", row->to_ms, shadow.to_ms);
	(void)audit_differs(audit, "request", row->id.value, "is_escalated", row->is_escalated, shadow.is_escalated);
	(void)audit_differs(audit, "request", row->id.value, "changed_at_ms", row->changed_at_ms, shadow.changed_at_ms);
	if (audit->count == before || !audit->is_fixing || shadow.state <= 0) /* broken events give no state to write */
		return OK;
	return q_audit_request_fix(audit->act.txn, &(struct audit_request_fix_in){.centre_id = audit->act.centre_id, .id = row->id,
		.state = shadow.state, .resume_state = shadow.resume_state, .deadline_at_ms = shadow.deadline_at_ms,
		.promised_at_ms = shadow.promised_at_ms, .from_ms = shadow.from_ms, .to_ms = shadow.to_ms,
		.is_escalated = shadow.is_escalated, .changed_at_ms = shadow.changed_at_ms}, NULL);
}

static enum fail audit_offers(struct audit *audit)
{
	struct audit_offers_rows rows;
	arena_reset(audit->act.arena);
	TRY(q_audit_offers(audit->act.view, audit->act.arena, &(struct audit_offers_in){.centre_id = audit->act.centre_id}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		const struct audit_offers_row *row = &rows.rows[i];
		if (audit_differs(audit, "offer", row->id.value, "state", row->state, row->answer) && audit->is_fixing)
			TRY(q_audit_offer_fix(audit->act.txn, &(struct audit_offer_fix_in){.centre_id = audit->act.centre_id, .id = row->id,
				.state = row->answer}, NULL));
	}
	return OK;
}

static enum fail audit_duties(struct audit *audit)
{
	struct audit_duties_rows rows;
	arena_reset(audit->act.arena);
	TRY(q_audit_duties(audit->act.view, audit->act.arena, &(struct audit_duties_in){.centre_id = audit->act.centre_id}, &rows));
	for (size_t i = 0; i < rows.count; i++)
		TRY(audit_duty(audit, &rows.rows[i]));
	return OK;
}

static enum fail audit_duty(struct audit *audit, const struct audit_duties_row *row)
{
	(void)audit_differs(audit, "duty", row->id.value, "state", row->state, row->facts_state);
	(void)audit_differs(audit, "duty", row->id.value, "is_open", row->is_open, row->facts_open);
	(void)audit_differs(audit, "duty", row->id.value, "from_ms", row->from_ms, row->facts_from_ms);
	(void)audit_differs(audit, "duty", row->id.value, "to_ms", row->to_ms, row->facts_to_ms);
	if (!audit->is_fixing)
		return OK;
	return q_audit_duty_fix(audit->act.txn, &(struct audit_duty_fix_in){.centre_id = audit->act.centre_id, .id = row->id,
		.state = row->facts_state, .is_open = row->facts_open != 0, .from_ms = row->facts_from_ms, .to_ms = row->facts_to_ms}, NULL);
}

static enum fail audit_places(struct audit *audit)
{
	struct audit_places_rows rows;
	arena_reset(audit->act.arena);
	TRY(q_audit_places(audit->act.view, audit->act.arena, &(struct audit_places_in){.centre_id = audit->act.centre_id}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		const struct audit_places_row *row = &rows.rows[i];
		bool is_missing = row->is_missing != 0;
		(void)audit_differs(audit, "place_within", row->place_id.value, "ancestor_id", is_missing ? 0 : row->ancestor_id.value,
			is_missing ? row->ancestor_id.value : 0);
		if (audit->is_fixing && is_missing)
			TRY(q_audit_place_fix(audit->act.txn, &(struct audit_place_fix_in){.centre_id = audit->act.centre_id, .place_id = row->place_id,
				.ancestor_id = row->ancestor_id}, NULL));
		else if (audit->is_fixing)
			TRY(q_audit_place_drop(audit->act.txn, &(struct audit_place_drop_in){.centre_id = audit->act.centre_id,
				.place_id = row->place_id, .ancestor_id = row->ancestor_id}, NULL));
	}
	return OK;
}

/* The chain of lines, and that the line it was ended with is still there and its last. */
static enum fail audit_trail(struct audit *audit)
{
	struct trail_verdict verdict;
	struct chain_ends_rows ends;
	bool has_end = false;
	TRY(trail_verify(audit->act.view, audit->act.centre_id, NULL, &verdict));
	if (audit_differs(audit, "trail", verdict.first_wrong_id, "hash", verdict.is_whole, 1))
		return OK;
	arena_reset(audit->act.arena);
	TRY(q_chain_ends(audit->act.view, audit->act.arena, &(struct chain_ends_in){.centre_id = audit->act.centre_id}, &ends));
	for (size_t i = 0; i < ends.count; i++) {
		bool is_trail = text_equal(ends.rows[i].name, TEXT("trail"));
		if (!is_trail && !text_equal(ends.rows[i].name, TEXT("proof_head")))
			(void)audit_differs(audit, "chain_end", ends.rows[i].last_id, "name", 1, 0);
		if (is_trail)
			TRY(audit_trail_end(audit, &ends.rows[i], &verdict.head));
		has_end = has_end || is_trail;
	}
	(void)audit_differs(audit, "chain_end", verdict.head.id, "name", has_end || verdict.head.id == 0, 1);
	return OK;
}

static enum fail audit_trail_end(struct audit *audit, const struct chain_ends_row *end, const struct trail_head *last)
{
	struct trail_head kept = {.id = end->last_id};
	struct trail_verdict verdict = {.is_whole = false};
	bool is_same = text_equal(end->hash, (struct text){(const char *)last->hash, TRAIL_HASH_BYTES});
	if (end->last_id == last->id && is_same)
		return OK;
	if (end->hash.len == TRAIL_HASH_BYTES && end->last_id > 0 && end->last_id <= last->id) {
		memcpy(kept.hash, end->hash.at, TRAIL_HASH_BYTES);
		TRY(trail_verify(audit->act.view, audit->act.centre_id, &kept, &verdict));
	}
	if (verdict.is_whole) /* it is there, and lines were added behind it */
		(void)audit_differs(audit, "trail", end->last_id + 1, "hash", 1, 0);
	else if (end->last_id > last->id && !is_same && end->hash.len == TRAIL_HASH_BYTES) /* lines were cut off */
		(void)audit_differs(audit, "trail", last->id + 1, "hash", 0, 1);
	else
		(void)audit_differs(audit, "chain_end", end->last_id, is_same ? "last_id" : "hash", is_same ? end->last_id : 0, is_same ? last->id : 1);
	return OK;
}
