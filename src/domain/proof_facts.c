/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/proof_private.h"

#include <string.h>

#include "queries/proof.h"

#define ROW_BYTES_MAX 8192
#define KIND_PERSON 3 /* enum account_kind of domain/ledger, which stands to the right of us */

static enum fail read_transfer(const struct act *act, int64_t id, bool *ret_found, struct proof_fact *ret_fact);
static enum fail read_record(const struct act *act, int64_t id, bool *ret_found, struct proof_fact *ret_fact);
static enum fail read_certificate(const struct act *act, int64_t id, bool *ret_found, struct proof_fact *ret_fact);
static enum fail keep_row(const struct act *act, const struct buffer *row, struct text *ret_row);
bool proof_end_is_sound(const struct proof_end *end)
{
	return (end->account_kind == KIND_PERSON) == (end->person_id.value != 0);
}

static bool end_is_told(const struct proof_end *end);
static struct entry_tag tag_of(const struct proof_end *end, uint64_t number);
static struct entry_secret secret_of(const struct proof_end *end);

enum fail proof_fact_read(const struct act *act, enum entry_kind kind, int64_t fact_id, bool *ret_found, struct proof_fact *ret_fact)
{
	check(fact_id != 0 && kind >= ENTRY_TRANSFER && kind < ENTRY_KIND_COUNT);
	switch (kind) {
	case ENTRY_TRANSFER:
		return read_transfer(act, fact_id, ret_found, ret_fact);
	case ENTRY_RECORD:
		return read_record(act, fact_id, ret_found, ret_fact);
	case ENTRY_CERTIFICATE:
		return read_certificate(act, fact_id, ret_found, ret_fact);
	default:
		return proof_kept_read(act, kind, fact_id, ret_found, ret_fact);
	}
}

bool proof_fact_is_told(const struct proof_fact *fact)
{
	return end_is_told(&fact->debit) && end_is_told(&fact->credit);
}

struct entry proof_fact_entry(const struct proof_fact *fact, uint64_t number)
{
	struct entry entry = fact->entry;
	entry.number = number;
	if (!proof_fact_is_told(fact))
		return entry;
	const struct proof_end *owner = fact->credit.person_id.value != 0 ? &fact->credit : &fact->debit;
	struct entry_secret secret = secret_of(owner);
	entry.debit = tag_of(&fact->debit, number);
	entry.credit = tag_of(&fact->credit, number);
	entry.facts = entry_facts(owner->person_id.value != 0 ? &secret : NULL, number, fact->row);
	return entry;
}

enum fail proof_fact_of_transfer(const struct act *act, const struct proof_transfer *transfer, struct proof_fact *ret_fact)
{
	const struct proof_transfer *t = transfer;
	const struct proof_account *source = t->source;
	const struct proof_account *target = t->target;
	struct buffer row CLEANUP(buffer_done) = buffer_make(ROW_BYTES_MAX);
	struct proof_fact fact = {.entry = {.kind = ENTRY_TRANSFER, .reason = t->reason, .step = t->step, .rule_version = t->rule_version, .at_ms = t->at_ms,
		.amount = t->amount, .id = t->id, .about = t->hold_id != 0 ? t->hold_id : t->reverses_id != 0 ? t->reverses_id : t->record_id}};
	fact.debit = (struct proof_end){source->kind, source->person_id, source->secret};
	fact.credit = (struct proof_end){target->kind, target->person_id, target->secret};
	const int64_t columns[] = {t->id, t->source_id.value, t->target_id.value, t->amount, t->reason, t->rule_version, t->record_id, t->request_id, t->hold_id,
		t->reverses_id, t->actor_id, t->at_ms, t->step, t->over_at_ms, source->kind, source->person_id.value, source->organisation_id, target->kind,
		target->person_id.value, target->organisation_id};
	for (size_t i = 0; i < COUNT_OF(columns); i++)
		entry_row_int_or_null(&row, columns[i]);
	TRY(keep_row(act, &row, &fact.row));
	*ret_fact = fact;
	return OK;
}

static enum fail read_transfer(const struct act *act, int64_t id, bool *ret_found, struct proof_fact *ret_fact)
{
	struct proof_transfer_row t;
	TRY(q_proof_transfer(act->view, act->arena, &(struct proof_transfer_in){.centre_id = act->centre_id, .id = id}, ret_found, &t));
	if (!*ret_found)
		return OK;
	struct proof_account source = {t.source_kind, t.source_person, t.source_organisation, t.source_secret};
	struct proof_account target = {t.target_kind, t.target_person, t.target_organisation, t.target_secret};
	return proof_fact_of_transfer(act, &(struct proof_transfer){.id = id, .step = t.step, .amount = t.amount, .reason = t.reason,
		.rule_version = t.rule_version, .hold_id = t.hold_id, .over_at_ms = t.over_at_ms, .record_id = t.record_id, .request_id = t.request_id,
		.reverses_id = t.reverses_id, .actor_id = t.actor_id, .at_ms = t.at_ms, .source_id = t.source_id, .target_id = t.target_id,
		.source = &source, .target = &target}, ret_fact);
}

static enum fail read_record(const struct act *act, int64_t id, bool *ret_found, struct proof_fact *ret_fact)
{
	struct buffer row CLEANUP(buffer_done) = buffer_make(ROW_BYTES_MAX);
	struct proof_record_row r;
	struct proof_fact fact = {.entry = {.kind = ENTRY_RECORD}};
	TRY(q_proof_record(act->view, act->arena, &(struct proof_record_in){.centre_id = act->centre_id, .id = id}, ret_found, &r));
	if (!*ret_found)
		return OK;
	fact.entry = (struct entry){.kind = ENTRY_RECORD, .reason = r.kind, .step = r.evidence, .rule_version = r.rule_version, .at_ms = r.at_ms,
		.amount = r.minutes, .id = id, .about = r.record_id};
	fact.credit = (struct proof_end){KIND_PERSON, r.person_id, r.secret};
	const int64_t columns[] = {id, r.record_id, r.kind, r.actor_id, r.at_ms, r.duty_id, r.person_id.value, r.from_ms, r.to_ms, r.minutes_raw,
		r.minutes, r.rule_version, r.evidence, r.recorded_by, r.due_at_ms, r.created_at_ms, r.source, r.serves, r.coefficient_percent, r.points,
		r.replaces_id};
	for (size_t i = 0; i < COUNT_OF(columns); i++)
		entry_row_int_or_null(&row, columns[i]);
	entry_row_text(&row, r.reason);
	TRY(keep_row(act, &row, &fact.row));
	*ret_fact = fact;
	return OK;
}

static enum fail read_certificate(const struct act *act, int64_t id, bool *ret_found, struct proof_fact *ret_fact)
{
	struct buffer row CLEANUP(buffer_done) = buffer_make(ROW_BYTES_MAX);
	struct proof_certificate_row c;
	struct proof_fact fact = {.entry = {.kind = ENTRY_CERTIFICATE}};
	TRY(q_proof_certificate(act->view, act->arena, &(struct proof_certificate_in){.centre_id = act->centre_id, .id = id}, ret_found, &c));
	if (!*ret_found)
		return OK;
	fact.entry = (struct entry){.kind = ENTRY_CERTIFICATE, .reason = c.kind, .at_ms = c.at_ms, .amount = c.minutes, .id = id, .about = c.certificate_id};
	fact.credit = (struct proof_end){KIND_PERSON, c.person_id, c.secret};
	const int64_t columns[] = {id, c.certificate_id, c.kind, c.actor_id, c.at_ms, c.person_id.value, c.shows, c.wants_seal, c.from_day, c.to_day,
		c.replaces_id, c.requested_by, c.asked_at_ms, c.minutes};
	const struct text texts[] = {c.reason, c.number, c.slip};
	for (size_t i = 0; i < COUNT_OF(columns); i++)
		entry_row_int_or_null(&row, columns[i]);
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		entry_row_text(&row, texts[i]);
	TRY(keep_row(act, &row, &fact.row));
	*ret_fact = fact;
	return OK;
}

static enum fail keep_row(const struct act *act, const struct buffer *row, struct text *ret_row)
{
	struct text written;
	TRY(buffer_text(row, &written));
	*ret_row = arena_copy(act->arena, written);
	return text_is_empty(*ret_row) ? FAIL_LIMIT : OK;
}

static bool end_is_told(const struct proof_end *end)
{
	return end->person_id.value == 0 || end->secret.len == ENTRY_SECRET_BYTES;
}

static struct entry_tag tag_of(const struct proof_end *end, uint64_t number)
{
	struct entry_secret secret = secret_of(end);
	return end->person_id.value != 0 ? entry_tag_of(&secret, number) : entry_open_tag(end->account_kind);
}

static struct entry_secret secret_of(const struct proof_end *end)
{
	struct entry_secret secret = {{0}};
	if (end->secret.len == ENTRY_SECRET_BYTES)
		memcpy(secret.bytes, end->secret.at, ENTRY_SECRET_BYTES);
	return secret;
}
