/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows that become entries only so that nobody can change them, take them
 * away or slip others in: every column written as one text by the statement
 * itself, or the rows of one certificate or rule one behind the other.
 */
#include "domain/proof_private.h"

#include "queries/proof.h"

#define ROWS_BYTES_MAX (1024 * 1024)
#define KIND_PERSON 3 /* enum account_kind of domain/ledger, which stands to the right of us */
#define BATCHES_MAX 1000

static enum fail read_row(const struct act *act, enum entry_kind kind, int64_t id, bool *ret_found, struct proof_fact *ret_fact);
static enum fail read_rows(const struct act *act, enum entry_kind kind, int64_t id, bool *ret_found, struct proof_fact *ret_fact);
static enum fail read_holder(const struct act *act, int64_t id, struct proof_fact *fact);
static enum fail add_lines(const struct act *act, int64_t id, struct buffer *rows, struct entry *entry);
static enum fail add_counted(const struct act *act, int64_t id, struct buffer *rows, struct entry *entry);
static enum fail add_rates(const struct act *act, int64_t version, struct buffer *rows, struct entry *entry);

enum fail proof_kept_read(const struct act *act, enum entry_kind kind, int64_t fact_id, bool *ret_found, struct proof_fact *ret_fact)
{
	bool is_many = kind == ENTRY_KEPT_LINES || kind == ENTRY_KEPT_COUNTED || kind == ENTRY_KEPT_RATES;
	check(kind >= ENTRY_KEPT_RECORD && kind < ENTRY_KIND_COUNT && fact_id != 0);
	return is_many ? read_rows(act, kind, fact_id, ret_found, ret_fact) : read_row(act, kind, fact_id, ret_found, ret_fact);
}

static enum fail read_row(const struct act *act, enum entry_kind kind, int64_t id, bool *ret_found, struct proof_fact *ret_fact)
{
	struct proof_kept_row row;
	TRY(q_proof_kept(act->view, act->arena, &(struct proof_kept_in){.centre_id = act->centre_id, .kind = kind, .id = id}, ret_found, &row));
	if (!*ret_found)
		return OK;
	*ret_fact = (struct proof_fact){.entry = {.kind = kind, .id = id, .at_ms = row.at_ms, .amount = row.amount}, .row = row.content};
	if (row.person_id.value != 0)
		ret_fact->credit = (struct proof_end){KIND_PERSON, row.person_id, row.secret};
	return OK;
}

static enum fail read_rows(const struct act *act, enum entry_kind kind, int64_t id, bool *ret_found, struct proof_fact *ret_fact)
{
	struct buffer rows CLEANUP(buffer_done) = buffer_make(ROWS_BYTES_MAX);
	struct proof_fact fact = {.entry = {.kind = kind, .id = id}};
	struct text written;
	if (kind == ENTRY_KEPT_RATES)
		TRY(add_rates(act, id, &rows, &fact.entry));
	else if (kind == ENTRY_KEPT_LINES)
		TRY(add_lines(act, id, &rows, &fact.entry));
	else
		TRY(add_counted(act, id, &rows, &fact.entry));
	TRY(buffer_text(&rows, &written));
	*ret_found = !text_is_empty(written);
	if (!*ret_found)
		return OK;
	fact.row = arena_copy(act->arena, written);
	if (text_is_empty(fact.row))
		return FAIL_LIMIT;
	if (kind != ENTRY_KEPT_RATES)
		TRY(read_holder(act, id, &fact));
	*ret_fact = fact;
	return OK;
}

static enum fail read_holder(const struct act *act, int64_t id, struct proof_fact *fact)
{
	bool is_found = false;
	struct proof_kept_holder_row holder;
	check(id != 0);
	TRY(q_proof_kept_holder(act->view, act->arena, &(struct proof_kept_holder_in){.centre_id = act->centre_id, .id = {id}}, &is_found, &holder));
	if (is_found)
		fact->credit = (struct proof_end){KIND_PERSON, holder.person_id, holder.secret};
	return OK;
}

static enum fail add_lines(const struct act *act, int64_t id, struct buffer *rows, struct entry *entry)
{
	struct proof_kept_lines_rows lines;
	TRY(q_proof_kept_lines(act->view, act->arena, &(struct proof_kept_lines_in){.centre_id = act->centre_id, .certificate_id = {id}}, &lines));
	for (size_t i = 0; i < lines.count; i++) {
		entry_row_text(rows, lines.rows[i].content);
		entry->amount += lines.rows[i].amount;
	}
	return OK;
}

static enum fail add_counted(const struct act *act, int64_t id, struct buffer *rows, struct entry *entry)
{
	struct proof_kept_counted_rows counted = {.is_cut = true};
	struct record_id after = {0};
	for (int batch = 0; counted.is_cut && batch < BATCHES_MAX; batch++) {
		TRY(q_proof_kept_counted(act->view, act->arena, &(struct proof_kept_counted_in){.centre_id = act->centre_id, .certificate_id = {id},
			.after_id = after}, &counted));
		for (size_t i = 0; i < counted.count; i++) {
			entry_row_int(rows, counted.rows[i].record_id.value);
			entry_row_int(rows, counted.rows[i].minutes);
			entry->amount += counted.rows[i].minutes;
			after = counted.rows[i].record_id;
		}
	}
	return OK;
}

static enum fail add_rates(const struct act *act, int64_t version, struct buffer *rows, struct entry *entry)
{
	struct proof_kept_rates_rows rates;
	check(version != 0);
	TRY(q_proof_kept_rates(act->view, act->arena, &(struct proof_kept_rates_in){.centre_id = act->centre_id, .version = version}, &rates));
	for (size_t i = 0; i < rates.count; i++) {
		entry_row_int(rows, rates.rows[i].serves);
		entry_row_int(rows, rates.rows[i].points_per_hour);
		entry->amount += rates.rows[i].points_per_hour;
	}
	return OK;
}
