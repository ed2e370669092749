/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows with a keyed digest of themselves. Who has not the key can write
 * neither another value nor another row; a row under a new id is recognised
 * by the digest of the old one.
 */
#include "domain/audit_private.h"

#include "domain/seal.h"

static enum fail digest_is_right(const struct audit *audit, const char *table, const int64_t *numbers, size_t count, struct text digest, bool *ret_is);
static enum fail audit_accounts(struct audit *audit, int64_t undigested);
static enum fail audit_account(struct audit *audit, const struct audit_accounts_row *row, struct audit_accounts_gone_rows *gone);
static enum fail audit_rules(struct audit *audit, int64_t undigested);
static enum fail audit_rates(struct audit *audit);
static enum fail audit_signal(struct audit *audit, const struct audit_signals_row *row, const struct audit_signal_sets_rows *sets);
static void tell_sets(struct audit *audit, const struct audit_signal_sets_rows *rows);

enum fail audit_digests(struct audit *audit)
{
	struct audit_undigested_rows rows;
	int64_t account = 0;
	int64_t rule = 0;
	if (audit->act.keys == NULL)
		return OK; /* nobody can tell */
	arena_reset(audit->act.arena);
	TRY(q_audit_undigested(audit->act.view, audit->act.arena, &(struct audit_undigested_in){.centre_id = audit->act.centre_id}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		account = text_equal(rows.rows[i].name, TEXT("account")) ? rows.rows[i].last_id : account;
		rule = text_equal(rows.rows[i].name, TEXT("rule")) ? rows.rows[i].last_id : rule;
	}
	TRY(audit_accounts(audit, account));
	TRY(audit_rules(audit, rule));
	return audit_rates(audit);
}

static enum fail audit_accounts(struct audit *audit, int64_t undigested)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(1024 * 1024);
	struct audit_accounts_rows rows = {.is_cut = true};
	struct audit_accounts_gone_rows gone;
	struct account_id after = {INT64_MIN};
	const struct act *act = &audit->act;
	if (arena == NULL)
		return FAIL_LIMIT;
	TRY(q_audit_accounts_gone(act->view, arena, &(struct audit_accounts_gone_in){.centre_id = act->centre_id}, &gone));
	for (int batch = 0; rows.is_cut && batch < AUDIT_BATCHES_MAX; batch++) {
		arena_reset(act->arena);
		TRY(q_audit_accounts(act->view, act->arena, &(struct audit_accounts_in){.centre_id = act->centre_id, .after_id = after}, &rows));
		for (size_t i = 0; i < rows.count; i++) {
			after = rows.rows[i].id;
			if (rows.rows[i].digest.len > 0 || after.value > undigested)
				TRY(audit_account(audit, &rows.rows[i], &gone));
		}
	}
	for (size_t i = 0; i < gone.count; i++)
		(void)audit_differs(audit, "account", gone.rows[i].id, "row", 0, gone.rows[i].id != 0);
	return OK;
}

static enum fail audit_account(struct audit *audit, const struct audit_accounts_row *row, struct audit_accounts_gone_rows *gone)
{
	int64_t numbers[] = {row->id.value, row->kind, row->person_id.value, row->organisation_id.value, row->created_at_ms};
	bool is_right = false;
	arena_reset(audit->piece.arena);
	TRY(digest_is_right(audit, "account", numbers, COUNT_OF(numbers), row->digest, &is_right));
	for (size_t i = 0; i < gone->count && !is_right; i++) { /* one that is missed, under another id */
		numbers[0] = gone->rows[i].id;
		TRY(digest_is_right(audit, "account", numbers, COUNT_OF(numbers), row->digest, &is_right));
		if (!is_right)
			continue;
		(void)audit_differs(audit, "account", gone->rows[i].id, "id", row->id.value, gone->rows[i].id);
		gone->rows[i].id = 0;
	}
	(void)audit_differs(audit, "account", row->id.value, "digest", is_right, 1);
	return OK;
}

static enum fail audit_rules(struct audit *audit, int64_t undigested)
{
	struct audit_rules_rows rows;
	arena_reset(audit->act.arena);
	TRY(q_audit_rules(audit->act.view, audit->act.arena, &(struct audit_rules_in){.centre_id = audit->act.centre_id}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		const struct audit_rules_row *row = &rows.rows[i];
		const int64_t numbers[] = {row->version, row->points_per_hour, row->round_min, row->session_cap_min, row->day_cap_min, row->week_cap_min,
			row->year_cap_min, row->receivers_cap, row->staff_cap_min, row->day_cap_points, row->balance_cap_points, row->night_from_min,
			row->night_to_min, row->night_percent, row->organiser_percent, row->from_ms, row->decided_by, row->decided_at_ms, row->pair_cap_min};
		size_t count = COUNT_OF(numbers) - (row->is_undecided != 0); /* decided before there was the last of them */
		bool is_right = row->digest.len == 0 && row->version <= undigested;
		arena_reset(audit->piece.arena);
		if (!is_right)
			TRY(digest_is_right(audit, "rule", numbers, count, row->digest, &is_right));
		(void)audit_differs(audit, "rule", row->version, "digest", is_right, 1);
	}
	return OK;
}

static enum fail audit_rates(struct audit *audit)
{
	struct audit_rates_rows rows;
	arena_reset(audit->act.arena);
	TRY(q_audit_rates(audit->act.view, audit->act.arena, &(struct audit_rates_in){.centre_id = audit->act.centre_id}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		const int64_t numbers[] = {rows.rows[i].version, rows.rows[i].serves, rows.rows[i].points_per_hour};
		bool is_right = false;
		arena_reset(audit->piece.arena);
		TRY(digest_is_right(audit, "rule_rate", numbers, COUNT_OF(numbers), rows.rows[i].digest, &is_right));
		(void)audit_differs(audit, "rule_rate", rows.rows[i].version, "digest", is_right, 1);
	}
	return OK;
}

static enum fail audit_signal(struct audit *audit, const struct audit_signals_row *row, const struct audit_signal_sets_rows *sets)
{
	int64_t numbers[] = {row->record_id.value, row->signal, row->verdict, row->number, row->actor_id, row->at_ms};
	bool is_right = false;
	arena_reset(audit->piece.arena);
	TRY(digest_is_right(audit, "record_signal", numbers, COUNT_OF(numbers), row->digest, &is_right));
	for (size_t i = 0; i < sets->count && !is_right; i++) { /* one that a record misses, under another's id */
		numbers[0] = sets->rows[i].id.value;
		TRY(digest_is_right(audit, "record_signal", numbers, COUNT_OF(numbers), row->digest, &is_right));
		if (is_right)
			(void)audit_differs(audit, "record_signal", numbers[0], "record_id", row->record_id.value, numbers[0]);
	}
	(void)audit_differs(audit, "record_signal", row->record_id.value, "digest", is_right, 1);
	return OK;
}

static void tell_sets(struct audit *audit, const struct audit_signal_sets_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++) {
		const struct audit_signal_sets_row *row = &rows->rows[i];
		(void)audit_differs(audit, "record_signal", row->id.value, "weighed", row->weighed, 9);
		(void)audit_differs(audit, "record_signal", row->id.value, "confirmed", row->confirmed, row->is_confirmed);
		(void)audit_differs(audit, "record_signal", row->id.value, "called", row->called, row->is_called);
		(void)audit_differs(audit, "record_signal", row->id.value, "witnessed", row->witnessed, row->is_witnessed);
		(void)audit_differs(audit, "record_signal", row->id.value, "paired", row->paired, row->is_paired);
		(void)audit_differs(audit, "record_signal", row->id.value, "asked", row->asked, row->is_asked);
	}
}

enum fail audit_signals(struct audit *audit)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(4 * 1024 * 1024);
	struct audit_signal_sets_rows sets;
	struct audit_signals_rows signals = {.is_cut = audit->act.keys != NULL}; /* without the key nobody can tell */
	struct audit_signals_in next = {.centre_id = audit->act.centre_id};
	if (arena == NULL)
		return FAIL_LIMIT;
	TRY(q_audit_signal_sets(audit->act.view, arena, &(struct audit_signal_sets_in){.centre_id = audit->act.centre_id}, &sets));
	for (int batch = 0; signals.is_cut && batch < AUDIT_BATCHES_MAX; batch++) {
		arena_reset(audit->act.arena);
		TRY(q_audit_signals(audit->act.view, audit->act.arena, &next, &signals));
		for (size_t i = 0; i < signals.count; i++) {
			TRY(audit_signal(audit, &signals.rows[i], &sets));
			next.after_record = signals.rows[i].record_id;
			next.after_signal = signals.rows[i].signal;
		}
	}
	tell_sets(audit, &sets);
	return OK;
}

static enum fail digest_is_right(const struct audit *audit, const char *table, const int64_t *numbers, size_t count, struct text digest, bool *ret_is)
{
	struct text right;
	TRY(seal_digest(&audit->piece, table, numbers, count, TEXT_NONE, &right));
	*ret_is = text_equal(digest, right);
	return OK;
}
