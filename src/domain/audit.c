/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/audit.h"

#include "domain/people.h"
#include "domain/requests.h"
#include "queries/audit.h"

struct audit {
	const struct act *act;
	bool is_fixing;
	ledger_report *report;
	void *context;
	size_t count;
};

#define BATCHES_MAX 100000

static enum fail audit_requests(struct audit *audit);
static enum fail audit_request(struct audit *audit, const struct audit_requests_row *row);
static bool differs(struct audit *audit, const char *table, int64_t id, const char *column, int64_t stored, int64_t computed);
static enum fail audit_offers(struct audit *audit);
static enum fail audit_facts(struct audit *audit);

enum fail audit_run(const struct act *act, bool fix, ledger_report *report, void *context, size_t *ret_count)
{
	struct audit audit = {.act = act, .is_fixing = fix, .report = report, .context = context};
	size_t ledger_count = 0;
	check(report != NULL && (!fix || act->txn != NULL));
	TRY(ledger_verify(act, fix, report, context, &ledger_count));
	TRY(audit_requests(&audit));
	TRY(audit_offers(&audit));
	TRY(audit_facts(&audit));
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

static enum fail audit_requests(struct audit *audit)
{
	struct audit_requests_rows rows = {.is_cut = true};
	struct request_id after = {0};
	for (int batch = 0; rows.is_cut && batch < BATCHES_MAX; batch++) {
		TRY(q_audit_requests(audit->act->view, audit->act->arena, &(struct audit_requests_in){.centre_id = audit->act->centre_id,
			.after_id = after}, &rows));
		for (size_t i = 0; i < rows.count; i++)
			TRY(audit_request(audit, &rows.rows[i]));
		if (rows.count > 0)
			after = rows.rows[rows.count - 1].id;
	}
	return OK;
}

static enum fail audit_request(struct audit *audit, const struct audit_requests_row *row)
{
	struct request_shadow shadow;
	size_t before = audit->count;
	TRY(requests_replay(audit->act, row->id, &shadow));
	(void)differs(audit, "request", row->id.value, "state", row->state, shadow.state);
	(void)differs(audit, "request", row->id.value, "resume_state", row->resume_state, shadow.resume_state);
	(void)differs(audit, "request", row->id.value, "deadline_at_ms", row->deadline_at_ms, shadow.deadline_at_ms);
	(void)differs(audit, "request", row->id.value, "promised_at_ms", row->promised_at_ms, shadow.promised_at_ms);
	(void)differs(audit, "request", row->id.value, "from_ms", row->from_ms, shadow.from_ms);
	(void)differs(audit, "request", row->id.value, "to_ms", row->to_ms, shadow.to_ms);
	(void)differs(audit, "request", row->id.value, "is_escalated", row->is_escalated, shadow.is_escalated);
	if (audit->count == before || !audit->is_fixing)
		return OK;
	return q_audit_request_fix(audit->act->txn, &(struct audit_request_fix_in){.centre_id = audit->act->centre_id, .id = row->id,
		.state = shadow.state, .resume_state = shadow.resume_state, .deadline_at_ms = shadow.deadline_at_ms,
		.promised_at_ms = shadow.promised_at_ms, .from_ms = shadow.from_ms, .to_ms = shadow.to_ms,
		.is_escalated = shadow.is_escalated}, NULL);
}

static bool differs(struct audit *audit, const char *table, int64_t id, const char *column, int64_t stored, int64_t computed)
{
	if (stored == computed)
		return false;
	audit->count++;
	audit->report(audit->context, &(struct ledger_difference){table, id, column, stored, computed});
	return true;
}

static enum fail audit_offers(struct audit *audit)
{
	struct audit_offers_rows rows;
	TRY(q_audit_offers(audit->act->view, audit->act->arena, &(struct audit_offers_in){.centre_id = audit->act->centre_id}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		const struct audit_offers_row *row = &rows.rows[i];
		if (differs(audit, "offer", row->id.value, "state", row->state, row->answer) && audit->is_fixing)
			TRY(q_audit_offer_fix(audit->act->txn, &(struct audit_offer_fix_in){.centre_id = audit->act->centre_id, .id = row->id,
				.state = row->answer}, NULL));
	}
	return OK;
}

/* Facts that contradict each other: nothing here is written, a person has to look. */
static enum fail audit_facts(struct audit *audit)
{
	struct audit_places_rows places;
	struct audit_records_rows records;
	TRY(q_audit_places(audit->act->view, audit->act->arena, &(struct audit_places_in){.centre_id = audit->act->centre_id}, &places));
	for (size_t i = 0; i < places.count; i++)
		(void)differs(audit, "place_within", places.rows[i].id.value, "ancestor_id", 0, 1);
	TRY(q_audit_records(audit->act->view, audit->act->arena, &(struct audit_records_in){.centre_id = audit->act->centre_id}, &records));
	for (size_t i = 0; i < records.count; i++)
		(void)differs(audit, "record", records.rows[i].id.value, "transfers", records.rows[i].transfer_count, records.rows[i].is_final);
	return OK;
}
