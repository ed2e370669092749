/* SPDX-License-Identifier: Apache-2.0
 *
 * What the journal gives for every account, beside what is kept: the four
 * counters, and the chain by which an account's entries are found. The journal
 * is read once, in the order of its ids, for as many accounts as memory holds.
 * A chain is then walked from its newest entry: it is whole when it meets as
 * many entries as the journal has of that account, each once, and ends at none.
 */
#include "domain/ledger_private.h"

#include "queries/ledger.h"
#include "store/store.h"

#define SLICE_MAX 262144      /* accounts for which the journal is read once */
#define SLICES_MAX 10000
#define PAGES_MAX 1000000     /* of the journal */
#define PAGE_ARENA_BYTES ((size_t)16 * 1024 * 1024)
#define CHAINS_STEP 500       /* accounts whose chains are walked together */
#define TRACED_MAX 100        /* broken chains looked into link by link, each by another pass; a repair looks into all */

/* One account: as it is kept, and as the journal and its chain tell it. */
struct tally {
	struct ledger_account kept;
	struct ledger_counters facts;
	int64_t entries;     /* of the journal */
	int64_t links, ends; /* of the chain; ends: links with none before */
};

struct verifying {
	const struct act *act;
	bool fix;
	ledger_report *report;
	void *context;
	size_t count, traced;
	struct tally *tallies; /* by id */
	size_t tally_count;
	struct arena *page;
};

static enum fail verify_slice(struct verifying *verifying, struct account_id after, bool *ret_is_last);
static enum fail read_accounts(struct verifying *verifying, struct account_id after, bool *ret_is_last);
static enum fail read_journal(struct verifying *verifying);
static void count_side(struct verifying *verifying, const struct ledger_journal_row *row, bool is_target);
static struct tally *tally_of(const struct verifying *verifying, struct account_id id);
static enum fail read_chains(struct verifying *verifying);
static enum fail verify_counters(struct verifying *verifying, const struct tally *tally);
static enum fail verify_chain(struct verifying *verifying, const struct tally *tally);
static enum fail trace(struct verifying *verifying, const struct tally *tally);
static enum fail point(struct verifying *verifying, const struct tally *tally, struct transfer_id newest_id);
static bool tell(struct verifying *verifying, const struct ledger_difference *difference);

enum fail ledger_verify(const struct act *act, bool fix, ledger_report *report, void *context, size_t *ret_count)
{
	struct arena *kept CLEANUP(arena_done) = arena_make(SLICE_MAX * sizeof(struct tally) + 1024);
	struct arena *page CLEANUP(arena_done) = arena_make(PAGE_ARENA_BYTES);
	struct verifying verifying = {.act = act, .fix = fix, .report = report, .context = context, .page = page};
	struct ledger_sums_row sums = {0};
	struct account_id after = {0};
	bool is_found = false;
	bool is_last = false;
	check(report != NULL && (!fix || act->txn != NULL));
	if (kept == NULL || page == NULL)
		return FAIL_LIMIT;
	verifying.tallies = arena_array(kept, struct tally, SLICE_MAX);
	if (verifying.tallies == NULL)
		return FAIL_LIMIT;
	if (act->txn != NULL)
		TRY(ledger_memo_forget(act));
	for (int slice = 0; !is_last && slice < SLICES_MAX; slice++) {
		TRY(verify_slice(&verifying, after, &is_last));
		if (verifying.tally_count > 0)
			after = verifying.tallies[verifying.tally_count - 1].kept.id;
	}
	TRY(q_ledger_sums(act->view, act->arena, &(struct ledger_sums_in){.centre_id = act->centre_id}, &is_found, &sums));
	(void)tell(&verifying, &(struct ledger_difference){"account", 0, "posted", sums.posted, 0});
	(void)tell(&verifying, &(struct ledger_difference){"account", 0, "held", sums.held, 0});
	*ret_count = verifying.count;
	return OK;
}

static enum fail verify_slice(struct verifying *verifying, struct account_id after, bool *ret_is_last)
{
	TRY(read_accounts(verifying, after, ret_is_last));
	if (verifying->tally_count == 0)
		return OK;
	TRY(read_journal(verifying));
	TRY(read_chains(verifying));
	for (size_t i = 0; i < verifying->tally_count; i++) {
		TRY(verify_counters(verifying, &verifying->tallies[i]));
		TRY(verify_chain(verifying, &verifying->tallies[i]));
	}
	check(verifying->tally_count <= SLICE_MAX);
	return OK;
}

static enum fail read_accounts(struct verifying *verifying, struct account_id after, bool *ret_is_last)
{
	struct ledger_accounts_rows rows = {.is_cut = true};
	check(verifying->tallies != NULL && verifying->page != NULL);
	verifying->tally_count = 0;
	while (rows.is_cut && verifying->tally_count < SLICE_MAX) {
		arena_reset(verifying->page);
		TRY(q_ledger_accounts(verifying->act->view, verifying->page, &(struct ledger_accounts_in){.centre_id = verifying->act->centre_id,
			.after_id = after}, &rows));
		for (size_t i = 0; i < rows.count && verifying->tally_count < SLICE_MAX; i++) {
			const struct ledger_accounts_row *row = &rows.rows[i];
			verifying->tallies[verifying->tally_count++] = (struct tally){.kept = {row->id, (enum account_kind)row->kind,
				{row->debits_held, row->debits_posted, row->credits_held, row->credits_posted}, row->newest_id}};
			check(row->id.value > after.value);
			after = row->id;
		}
	}
	*ret_is_last = !rows.is_cut && (rows.count == 0 || rows.rows[rows.count - 1].id.value == after.value);
	return OK;
}

static enum fail read_journal(struct verifying *verifying)
{
	struct ledger_journal_rows rows = {.is_cut = true};
	struct transfer_id after = {INT64_MIN};
	check(verifying->tally_count > 0);
	for (int page = 0; rows.is_cut && page < PAGES_MAX; page++) {
		arena_reset(verifying->page);
		TRY(q_ledger_journal(verifying->act->view, verifying->page, &(struct ledger_journal_in){.centre_id = verifying->act->centre_id,
			.after_id = after}, &rows));
		for (size_t i = 0; i < rows.count; i++) {
			count_side(verifying, &rows.rows[i], false);
			count_side(verifying, &rows.rows[i], true);
		}
		check(rows.count == 0 || rows.rows[rows.count - 1].id.value > after.value);
		if (rows.count > 0)
			after = rows.rows[rows.count - 1].id;
	}
	return OK;
}

/* The house's own accounts have no chain: an entry names none before it on their side. */
static void count_side(struct verifying *verifying, const struct ledger_journal_row *row, bool is_target)
{
	struct tally *tally = tally_of(verifying, is_target ? row->target_id : row->source_id);
	const char *column = is_target ? "target_before_id" : "source_before_id";
	int64_t before = is_target ? row->target_before_id.value : row->source_before_id.value;
	if (tally == NULL) /* of another slice, or no account: audit_accounts_gone tells */
		return;
	struct ledger_counters *facts = &tally->facts;
	bool is_held = row->step == STEP_HOLD && !row->is_ended;
	bool is_posted = row->step == STEP_PLAIN || row->step == STEP_POST;
	int64_t *sum = is_held ? (is_target ? &facts->credits_held : &facts->debits_held) : is_target ? &facts->credits_posted : &facts->debits_posted;
	tally->entries++;
	if ((is_held || is_posted) && __builtin_add_overflow(*sum, row->amount, sum))
		*sum = INT64_MAX;
	check(tally->entries > 0);
	if (!ledger_core_is_chained(tally->kept.kind))
		(void)tell(verifying, &(struct ledger_difference){"transfer", row->id.value, column, before, 0});
}

static struct tally *tally_of(const struct verifying *verifying, struct account_id id)
{
	size_t from = 0;
	size_t to = verifying->tally_count;
	check(to > 0 && to <= SLICE_MAX);
	while (to - from > 1) {
		size_t middle = from + (to - from) / 2;
		if (verifying->tallies[middle].kept.id.value <= id.value)
			from = middle;
		else
			to = middle;
	}
	return verifying->tallies[from].kept.id.value == id.value ? &verifying->tallies[from] : NULL;
}

/* As many accounts at a time as are read together. */
static enum fail read_chains(struct verifying *verifying)
{
	struct ledger_chains_rows rows;
	check(verifying->tally_count <= SLICE_MAX);
	for (size_t from = 0; from < verifying->tally_count; from += CHAINS_STEP) {
		size_t to = from + CHAINS_STEP < verifying->tally_count ? from + CHAINS_STEP : verifying->tally_count;
		arena_reset(verifying->page);
		TRY(q_ledger_chains(verifying->act->view, verifying->page, &(struct ledger_chains_in){.centre_id = verifying->act->centre_id,
			.first_id = verifying->tallies[from].kept.id, .last_id = verifying->tallies[to - 1].kept.id}, &rows));
		check(!rows.is_cut && rows.count <= to - from);
		for (size_t i = 0; i < rows.count; i++) {
			struct tally *tally = tally_of(verifying, rows.rows[i].id);
			check(tally != NULL);
			tally->links = rows.rows[i].links;
			tally->ends = rows.rows[i].ends;
		}
	}
	return OK;
}

static enum fail verify_counters(struct verifying *verifying, const struct tally *tally)
{
	const struct ledger_counters *kept = &tally->kept.counters;
	const struct ledger_counters *facts = &tally->facts;
	int64_t id = tally->kept.id.value;
	const struct ledger_difference columns[] = {
		{"account", id, "debits_held", kept->debits_held, facts->debits_held}, {"account", id, "debits_posted", kept->debits_posted, facts->debits_posted},
		{"account", id, "credits_held", kept->credits_held, facts->credits_held}, {"account", id, "credits_posted", kept->credits_posted, facts->credits_posted}};
	bool is_different = false;
	check(id != 0);
	for (size_t i = 0; i < COUNT_OF(columns); i++)
		is_different |= tell(verifying, &columns[i]);
	if (!is_different || !verifying->fix)
		return OK;
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(verifying->act->txn, STORE_LEDGER);
	return q_account_set(verifying->act->txn, &(struct account_set_in){.centre_id = verifying->act->centre_id, .id = tally->kept.id,
		.debits_held = facts->debits_held, .debits_posted = facts->debits_posted, .credits_held = facts->credits_held,
		.credits_posted = facts->credits_posted}, NULL);
}

static enum fail verify_chain(struct verifying *verifying, const struct tally *tally)
{
	check(tally->entries >= 0 && tally->links >= tally->ends);
	if (!ledger_core_is_chained(tally->kept.kind))
		return point(verifying, tally, (struct transfer_id){0});
	if (tally->links == tally->entries && tally->ends == (tally->entries > 0) && (tally->entries > 0 || tally->kept.newest_id.value == 0))
		return OK;
	if (verifying->traced++ < TRACED_MAX || verifying->fix)
		return trace(verifying, tally);
	(void)tell(verifying, &(struct ledger_difference){"account", tally->kept.id.value, "entries", tally->links, tally->entries});
	return OK;
}

/* Which links of a broken chain are wrong: against the order in which the entries came into the public tree. The journal's rows are
 * never changed, so only where the chain begins can be written anew. */
static enum fail trace(struct verifying *verifying, const struct tally *tally)
{
	struct arena *arena CLEANUP(arena_done) = arena_make(PAGE_ARENA_BYTES);
	struct ledger_links_rows rows;
	struct transfer_id before = {0};
	check(ledger_core_is_chained(tally->kept.kind));
	if (arena == NULL)
		return FAIL_LIMIT;
	TRY(q_ledger_links(verifying->act->view, arena, &(struct ledger_links_in){.centre_id = verifying->act->centre_id, .account_id = tally->kept.id},
		&rows));
	for (size_t i = 0; i < rows.count; i++) {
		const struct ledger_links_row *row = &rows.rows[i];
		const char *column = row->is_target ? "target_before_id" : "source_before_id";
		(void)tell(verifying, &(struct ledger_difference){"transfer", row->id.value, column, row->before_id.value, before.value});
		before = row->id;
	}
	if (!rows.is_cut && (int64_t)rows.count == tally->entries)
		return point(verifying, tally, before);
	/* Too many to look at one by one, or an entry from an account to itself. */
	(void)tell(verifying, &(struct ledger_difference){"account", tally->kept.id.value, "entries", tally->links, tally->entries});
	return OK;
}

static enum fail point(struct verifying *verifying, const struct tally *tally, struct transfer_id newest_id)
{
	check(tally->kept.id.value != 0);
	if (!tell(verifying, &(struct ledger_difference){"account", tally->kept.id.value, "newest_id", tally->kept.newest_id.value, newest_id.value})
		|| !verifying->fix)
		return OK;
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(verifying->act->txn, STORE_LEDGER);
	return q_account_point(verifying->act->txn, &(struct account_point_in){.centre_id = verifying->act->centre_id, .id = tally->kept.id,
		.newest_id = newest_id}, NULL);
}

/* Whether it is one. */
static bool tell(struct verifying *verifying, const struct ledger_difference *difference)
{
	check(difference->table != NULL && difference->column != NULL);
	if (difference->stored == difference->computed)
		return false;
	verifying->report(verifying->context, difference);
	verifying->count++;
	return true;
}
