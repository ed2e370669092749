/* SPDX-License-Identifier: Apache-2.0
 *
 * The tree against the rows, leaf by leaf and both ways; then the kept nodes
 * against the leaves, and every signed head against the nodes. An audit that
 * compared heads alone would detect nothing: heads follow from whatever the
 * leaves are. Where a leaf and its row disagree, the heads tell which of the
 * two was changed.
 */
#include "domain/audit_proof.h"

#include <string.h>

#include "domain/proof.h"
#include "queries/proof.h"

static enum fail audit_leaves(struct auditing *auditing);
static enum fail audit_leaf(struct auditing *auditing, const struct proof_leaves_row *row);
static enum fail compare(struct auditing *auditing, const struct entry *kept);
static const char *number_column(const struct entry *kept, const struct entry *row, int64_t *ret_row, int64_t *ret_kept);
static void misfit(struct auditing *auditing, struct misfit misfit);
static enum fail audit_missing(struct auditing *auditing);
static enum fail find_moved(struct auditing *auditing, enum entry_kind kind, int64_t id, bool *ret_is);
static void relate_broken(struct auditing *auditing, const struct ledger_difference *difference);
static enum fail tell_misfits(struct auditing *auditing);
static enum fail find_people(struct auditing *auditing, const struct misfit *misfit);
static void relate_tag(struct auditing *auditing, const struct misfit *misfit, const struct entry_tag *tag);

enum fail audit_proof(const struct act *act, ledger_report *report, void *context, size_t *ret_count)
{
	return audit_proof_related(act, report, NULL, context, ret_count);
}

enum fail audit_proof_related(const struct act *act, ledger_report *report, audit_relate *relate, void *context, size_t *ret_count)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(PIECE_ARENA_BYTES);
	struct arena *kept CLEANUP(arena_done) = arena_make(PIECE_ARENA_BYTES);
	struct auditing auditing = {.act = *act, .report = report, .relate = relate, .context = context, .broken_from = UINT64_MAX};
	if (arena == NULL || kept == NULL)
		return FAIL_LIMIT;
	auditing.act.arena = arena;
	auditing.misfits = arena_array(kept, struct misfit, MISFITS_MAX);
	if (auditing.misfits == NULL)
		return FAIL_LIMIT;
	TRY(audit_leaves(&auditing));
	TRY(audit_nodes(&auditing));
	TRY(audit_heads(&auditing));
	TRY(audit_secrets(&auditing));
	TRY(audit_missing(&auditing));
	TRY(tell_misfits(&auditing));
	*ret_count = auditing.count;
	return OK;
}

static enum fail audit_leaves(struct auditing *auditing)
{
	struct proof_leaves_rows rows = {.count = LEAVES_BATCH};
	for (int batch = 0; rows.count == LEAVES_BATCH && batch < AUDIT_BATCHES_MAX; batch++) {
		arena_reset(auditing->act.arena);
		TRY(q_proof_leaves(auditing->act.view, auditing->act.arena, &(struct proof_leaves_in){.centre_id = auditing->act.centre_id,
			.seq = (int64_t)auditing->size, .end = INT64_MAX}, &rows));
		for (size_t i = 0; i < rows.count; i++)
			TRY(audit_leaf(auditing, &rows.rows[i]));
	}
	return OK;
}

static enum fail audit_leaf(struct auditing *auditing, const struct proof_leaves_row *row)
{
	struct entry entry = {.id = 0};
	for (uint64_t seq = auditing->size; (int64_t)seq < row->seq && seq < auditing->size + BROKEN_MAX; seq++)
		audit_broken(auditing, (struct broken_leaf){.seq = seq, .is_hole = true});
	if (row->seq < (int64_t)auditing->size) {
		audit_tell(auditing, (struct ledger_difference){"proof_leaf", row->seq, "seq", row->seq, (int64_t)auditing->size});
		return OK;
	}
	auditing->size = (uint64_t)row->seq + 1;
	bool is_entry = entry_read(row->entry, &entry);
	if (is_entry && entry.number == (uint64_t)row->seq && (int64_t)entry.kind == row->kind && entry.id == row->fact_id)
		return compare(auditing, &entry);
	audit_broken(auditing, (struct broken_leaf){.seq = (uint64_t)row->seq, .id = is_entry ? entry.id : row->fact_id});
	return OK;
}

void audit_broken(struct auditing *auditing, struct broken_leaf leaf)
{
	if (auditing->broken_count < BROKEN_MAX)
		auditing->broken[auditing->broken_count++] = leaf;
	audit_tell(auditing, (struct ledger_difference){"proof_leaf", (int64_t)leaf.seq, leaf.is_hole ? "seq" : "entry", !leaf.is_hole, leaf.is_hole});
}

/* The row's own commitment still fits although a number or tag does not: the leaf was changed. Else the first column that differs
 * names the row; `stored` is what the row says, `computed` what the tree holds. */
static enum fail compare(struct auditing *auditing, const struct entry *kept)
{
	struct proof_expected expected;
	bool is_found = false;
	struct misfit found = {.kept = *kept};
	const struct entry *row = &expected.entry;
	TRY(proof_expect(&auditing->act, kept->kind, kept->id, kept->number, &is_found, &expected));
	if (!is_found) {
		found.difference = (struct ledger_difference){audit_table_of(kept->kind), kept->id, "row", 0, kept->amount > 0 ? kept->amount : 1};
		misfit(auditing, found);
		return OK;
	}
	memcpy(found.people, expected.people, sizeof(found.people));
	const char *column = number_column(kept, row, &found.difference.stored, &found.difference.computed);
	found.is_leaf = expected.is_told && entry_tag_equal(&row->facts, &kept->facts);
	if (column == NULL && !expected.is_told && expected.unmade.value == 0)
		return OK; /* erased: nobody can tell whose it was, and the numbers agree */
	if (column == NULL) {
		found.difference.stored = 1;
		found.is_tag = !entry_tag_equal(&row->debit, &kept->debit) || !entry_tag_equal(&row->credit, &kept->credit);
		column = !entry_tag_equal(&row->debit, &kept->debit) ? "source_id" : found.is_tag ? "target_id" : !found.is_leaf ? "facts" : NULL;
		if (found.is_tag && kept->kind != ENTRY_TRANSFER)
			column = "person_id";
	}
	found.unmade = expected.unmade;
	found.difference.table = audit_table_of(kept->kind);
	found.difference.id = kept->id;
	found.difference.column = column;
	if (column != NULL)
		misfit(auditing, found);
	return OK;
}

static const char *number_column(const struct entry *kept, const struct entry *row, int64_t *ret_row, int64_t *ret_kept)
{
	bool is_transfer = kept->kind == ENTRY_TRANSFER;
	const struct { const char *column; int64_t row, kept; } numbers[] = {
		{is_transfer ? "amount" : "minutes", row->amount, kept->amount}, {is_transfer ? "reason" : "kind", row->reason, kept->reason},
		{is_transfer ? "step" : "evidence", row->step, kept->step}, {"rule_version", row->rule_version, kept->rule_version},
		{"at_ms", row->at_ms, kept->at_ms}, {"about", row->about, kept->about},
	};
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		if (numbers[i].row != numbers[i].kept) {
			*ret_row = numbers[i].row;
			*ret_kept = numbers[i].kept;
			return numbers[i].column;
		}
	}
	return NULL;
}

/* What goes beyond the table is told at once, as a row. */
static void misfit(struct auditing *auditing, struct misfit misfit)
{
	if (auditing->misfit_count < MISFITS_MAX)
		auditing->misfits[auditing->misfit_count++] = misfit;
	else
		audit_tell(auditing, misfit.difference);
}

/* A row without a leaf is one that was put there, or one whose leaf was broken, or one that was moved to another id. */
static enum fail audit_missing(struct auditing *auditing)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(PIECE_ARENA_BYTES);
	struct proof_missing_rows rows;
	if (arena == NULL)
		return FAIL_LIMIT;
	TRY(q_proof_missing(auditing->act.view, arena, &(struct proof_missing_in){.centre_id = auditing->act.centre_id}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		enum entry_kind kind = (enum entry_kind)rows.rows[i].kind;
		struct ledger_difference difference = {audit_table_of(kind), rows.rows[i].id, "leaf", 1, 0};
		bool is_moved = false;
		TRY(find_moved(auditing, kind, rows.rows[i].id, &is_moved));
		if (is_moved)
			continue;
		audit_tell(auditing, difference);
		relate_broken(auditing, &difference);
	}
	return OK;
}

static enum fail find_moved(struct auditing *auditing, enum entry_kind kind, int64_t id, bool *ret_is)
{
	struct proof_expected there;
	bool is_found = false;
	bool is_many = kind >= ENTRY_KEPT_LINES && kind != ENTRY_KEPT_RULE;
	for (size_t i = 0; i < auditing->misfit_count && !*ret_is; i++) {
		struct misfit *misfit = &auditing->misfits[i];
		bool is_row = strcmp(misfit->difference.column, "row") == 0;
		if (misfit->kept.kind != kind || misfit->is_told || (!is_row && !is_many))
			continue;
		struct person_id owners[2] = {{0}};
		TRY(audit_owners(auditing, misfit, owners));
		arena_reset(auditing->act.arena);
		if (is_row)
			TRY(proof_fits_moved(&auditing->act, id, &misfit->kept, owners[0], ret_is));
		if (!is_row) { /* some of its rows went there: together they are as many as before */
			TRY(proof_expect(&auditing->act, kind, id, misfit->kept.number, &is_found, &there));
			*ret_is = is_found && there.entry.amount + misfit->difference.stored == misfit->kept.amount;
		}
		if (!*ret_is)
			continue;
		misfit->is_told = true;
		misfit->difference = (struct ledger_difference){audit_table_of(kind), misfit->kept.id, "id", id, misfit->kept.id};
		audit_tell(auditing, misfit->difference);
		if (auditing->relate != NULL)
			auditing->relate(auditing->context, &misfit->difference, kind == ENTRY_KEPT_RULE || kind == ENTRY_KEPT_RATES ? AUDIT_RULE_KEY(id) : id);
	}
	return OK;
}

static void relate_broken(struct auditing *auditing, const struct ledger_difference *difference)
{
	for (size_t i = 0; i < auditing->broken_count && auditing->relate != NULL; i++) {
		struct broken_leaf *leaf = &auditing->broken[i];
		if (leaf->is_used || (leaf->is_hole ? i + 1 < auditing->broken_count && !auditing->broken[i + 1].is_hole : leaf->id != difference->id))
			continue;
		leaf->is_used = true;
		auditing->relate(auditing->context, difference, LEAF_KEY(leaf->seq));
		return;
	}
}

/* Heads from `broken_from` on do not fit: it is the leaf that was changed, and not the row. */
static enum fail tell_misfits(struct auditing *auditing)
{
	for (size_t i = 0; i < auditing->misfit_count; i++) {
		const struct misfit *misfit = &auditing->misfits[i];
		if (misfit->is_told)
			continue;
		bool is_behind = misfit->kept.number >= auditing->sound_to && misfit->kept.number < auditing->broken_from;
		bool is_leaf = misfit->is_leaf || (auditing->broken_from != UINT64_MAX && is_behind && !misfit->is_tag && misfit->unmade.value == 0);
		if (is_leaf) {
			audit_tell(auditing, (struct ledger_difference){"proof_leaf", (int64_t)misfit->kept.number, "entry", misfit->kept.amount, misfit->difference.stored});
			continue;
		}
		audit_tell(auditing, misfit->difference);
		TRY(find_people(auditing, misfit));
	}
	return OK;
}

/* Whom an entry is about that its row does not tell any more: by the tags that each person's bytes give. */
static enum fail find_people(struct auditing *auditing, const struct misfit *misfit)
{
	struct person_id owners[2] = {{0}};
	if (auditing->relate == NULL)
		return OK;
	TRY(audit_owners(auditing, misfit, owners));
	auditing->relate(auditing->context, &misfit->difference, misfit->kept.about);
	relate_tag(auditing, misfit, &misfit->kept.debit);
	relate_tag(auditing, misfit, &misfit->kept.credit);
	for (size_t i = 0; i < COUNT_OF(owners); i++)
		auditing->relate(auditing->context, &misfit->difference, owners[i].value);
	return OK;
}

/* One of the house's own accounts stands as its kind below nought. */
static void relate_tag(struct auditing *auditing, const struct misfit *misfit, const struct entry_tag *tag)
{
	struct entry_tag open = entry_open_tag(tag->bytes[ENTRY_TAG_BYTES - 1]);
	if (entry_tag_equal(&open, tag) && tag->bytes[ENTRY_TAG_BYTES - 1] != 0)
		auditing->relate(auditing->context, &misfit->difference, -(int64_t)tag->bytes[ENTRY_TAG_BYTES - 1]);
}

const char *audit_table_of(enum entry_kind kind)
{
	static const char *const tables[] = {"proof_leaf", "transfer", "record_event", "certificate_event", "record", "attendance", "call_back",
		"call_back_answer", "backfill", "backfill_event", "record_fix", "record_fix_answer", "record_part", "star_level", "absence", "certificate",
		"certificate_issue", "certificate_line", "certificate_record", "rule", "rule_rate"};
	_Static_assert(COUNT_OF(tables) == ENTRY_KIND_COUNT, "a table for each kind");
	check(kind > 0 && kind < ENTRY_KIND_COUNT);
	return tables[kind];
}

void audit_tell(struct auditing *auditing, struct ledger_difference difference)
{
	auditing->count++;
	auditing->report(auditing->context, &difference);
}
