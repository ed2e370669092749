/* SPDX-License-Identifier: Apache-2.0
 *
 * Operations on their way into the store: what they touch is read, the rules of
 * ledger_core.h are asked, and what they say is written.
 */
#include "domain/ledger_private.h"

#include "domain/proof.h"
#include "queries/ledger.h"
#include "store/store.h"

#define HOUSE_ACCOUNTS 5 /* issue, spent, pool, expired, adjust */

/* The house's own accounts within one transaction. One of them is on a side of nearly every entry, so each is read once
 * and changed once, for all works together: `put_off` is what their rows lack until then. */
struct kept_accounts {
	struct centre_id centre_id;
	size_t count;
	struct ledger_account accounts[HOUSE_ACCOUNTS];
	struct ledger_counters put_off[HOUSE_ACCOUNTS];
};

/* The rows that a chain touches, as read, and the accounts as they were. */
struct touched {
	struct ledger_books books;
	struct ledger_account accounts[2 * LEDGER_LINK_MAX];
	struct ledger_account before[2 * LEDGER_LINK_MAX];
	struct proof_account holders[2 * LEDGER_LINK_MAX]; /* whose the accounts are */
	struct ledger_entry entries[4 * LEDGER_LINK_MAX]; /* what was under the id, its hold, that one's ending, and the new one */
};

/* Operations on their way into the journal, and how it went. */
struct posting {
	const struct ledger_entry *operations;
	size_t count;
	bool looks;    /* for what is under their ids; without, one that is taken is noticed by writing */
	bool is_taken; /* it was, and nothing is written */
	enum ledger_refusal refusal;
	size_t nth;
};

static enum fail memo_of(const struct act *act, struct kept_accounts **ret_memo);
static enum fail settle(struct store_txn *txn, void *context);
static const struct ledger_account *recall(const struct kept_accounts *memo, struct account_id id);
static enum fail try_posting(const struct act *act, struct posting *posting);
static enum fail touch(const struct act *act, const struct ledger_entry *operation, bool looks, struct touched *touched);
static enum fail touch_entry(const struct act *act, struct transfer_id id, struct touched *touched, const struct ledger_entry **ret_entry);
static enum fail touch_accounts(const struct act *act, struct account_id source, struct account_id target, struct touched *touched);
static bool touch_known(const struct kept_accounts *memo, struct account_id id, struct touched *touched);
static enum fail touch_account(const struct act *act, struct account_id id, struct kept_accounts *memo, struct touched *touched);
static void note_account(struct kept_accounts *memo, struct touched *touched, const struct ledger_account *account, const struct proof_account *holder);
static struct proof_account *holder_of(struct touched *touched, struct account_id id);
static enum fail write_entry(const struct act *act, struct touched *touched, const struct ledger_entry *entry, bool *ret_is_taken);
static enum fail write_counters(const struct act *act, const struct ledger_account *now, const struct ledger_account *before);
static bool is_nothing(const struct ledger_counters *change);
static enum fail add_to_row(struct store_txn *txn, struct centre_id centre_id, struct account_id id, const struct ledger_counters *change,
	struct transfer_id newest_id);

/* Nearly every id is new, so one operation is first judged as if its id were: the journal itself says so when it takes the
 * entry. Only when it does not, or the rules say no, has what is under the id to be looked at, which comes first among them. */
enum fail ledger_post(const struct act *act, const struct ledger_entry *operations, size_t count, enum ledger_refusal *ret_refusal, size_t *ret_nth)
{
	struct posting posting = {.operations = operations, .count = count, .looks = count > 1};
	check(act->txn != NULL);
	check(count > 0 && count <= LEDGER_LINK_MAX);
	TRY(try_posting(act, &posting));
	if (!posting.looks && (posting.is_taken || posting.refusal != LEDGER_OK)) {
		posting = (struct posting){.operations = operations, .count = count, .looks = true};
		TRY(try_posting(act, &posting));
	}
	check(!posting.is_taken);
	if (posting.refusal != LEDGER_OK && ret_nth != NULL)
		*ret_nth = posting.nth;
	*ret_refusal = posting.refusal;
	return posting.refusal == LEDGER_OK ? OK : FAIL_REFUSED;
}

enum fail ledger_memo_find(const struct act *act, enum account_kind kind, struct account_id *ret_id, bool *ret_found)
{
	struct kept_accounts *memo = NULL;
	check(kind != ACCOUNT_PERSON && kind != ACCOUNT_ORGANISATION);
	TRY(memo_of(act, &memo));
	for (size_t i = 0; i < memo->count; i++) {
		if (memo->accounts[i].kind != kind)
			continue;
		*ret_id = memo->accounts[i].id;
		*ret_found = true;
	}
	return OK;
}

enum fail ledger_memo_forget(const struct act *act)
{
	struct kept_accounts *memo = NULL;
	check(act->txn != NULL);
	TRY(memo_of(act, &memo));
	TRY(settle(act->txn, memo));
	check(memo->centre_id.value == act->centre_id.value);
	*memo = (struct kept_accounts){.centre_id = act->centre_id};
	return OK;
}

static enum fail memo_of(const struct act *act, struct kept_accounts **ret_memo)
{
	check(act->txn != NULL && act->centre_id.value != 0);
	struct kept_accounts *memo = store_memo(act->txn, STORE_LEDGER, sizeof(*memo), settle);
	if (memo == NULL)
		return FAIL_LIMIT;
	if (memo->centre_id.value != act->centre_id.value) {
		TRY(settle(act->txn, memo));
		*memo = (struct kept_accounts){.centre_id = act->centre_id};
	}
	*ret_memo = memo;
	return OK;
}

/* Brings the rows up to what the memo says. */
static enum fail settle(struct store_txn *txn, void *context)
{
	struct kept_accounts *memo = context;
	check(memo->count <= HOUSE_ACCOUNTS);
	for (size_t i = 0; i < memo->count; i++) {
		if (!is_nothing(&memo->put_off[i]))
			TRY(add_to_row(txn, memo->centre_id, memo->accounts[i].id, &memo->put_off[i], memo->accounts[i].newest_id));
		memo->put_off[i] = (struct ledger_counters){0};
	}
	return OK;
}

static const struct ledger_account *recall(const struct kept_accounts *memo, struct account_id id)
{
	check(memo->count <= HOUSE_ACCOUNTS);
	for (size_t i = 0; i < memo->count; i++) {
		if (memo->accounts[i].id.value == id.value)
			return &memo->accounts[i];
	}
	return NULL;
}

static enum fail try_posting(const struct act *act, struct posting *posting)
{
	struct touched touched = {.books = {.entry_max = COUNT_OF(touched.entries)}};
	check(posting->refusal == LEDGER_OK && !posting->is_taken);
	check(posting->looks || posting->count == 1);
	touched.books.accounts = touched.accounts;
	touched.books.entries = touched.entries;
	for (size_t i = 0; i < posting->count; i++)
		TRY(touch(act, &posting->operations[i], posting->looks, &touched));
	for (size_t i = 0; i < touched.books.account_count; i++)
		touched.before[i] = touched.accounts[i];
	size_t known = touched.books.entry_count;
	posting->refusal = ledger_core_apply(&touched.books, posting->operations, posting->count, act->now_ms, &posting->nth);
	if (posting->refusal != LEDGER_OK)
		return OK;
	for (size_t i = known; i < touched.books.entry_count; i++) {
		TRY(write_entry(act, &touched, &touched.entries[i], &posting->is_taken));
		if (posting->is_taken) {
			check(!posting->looks && posting->count == 1); /* else it would have been seen, and nothing written before */
			return OK;
		}
	}
	for (size_t i = 0; i < touched.books.account_count; i++)
		TRY(write_counters(act, &touched.accounts[i], &touched.before[i]));
	return OK;
}

/* What an operation needs to be judged: the entry under its id, the hold it ends with that one's ending, both accounts. */
static enum fail touch(const struct act *act, const struct ledger_entry *operation, bool looks, struct touched *touched)
{
	const struct ledger_entry *entry = operation;
	const struct ledger_entry *hold = NULL;
	const struct ledger_entry *known = NULL;
	check(operation->id.value > 0);
	check(touched->books.account_count <= COUNT_OF(touched->accounts));
	if (looks)
		TRY(touch_entry(act, operation->id, touched, &known));
	if (operation->hold_id.value != 0)
		TRY(touch_entry(act, operation->hold_id, touched, &hold));
	if (hold != NULL)
		entry = hold;
	return touch_accounts(act, entry->source, entry->target, touched);
}

/* An entry, and of a hold the one that ended it. */
static enum fail touch_entry(const struct act *act, struct transfer_id id, struct touched *touched, const struct ledger_entry **ret_entry)
{
	struct ledger_books *books = &touched->books;
	struct transfer_id next = id;
	check(id.value > 0);
	while (next.value != 0 && ledger_core_entry(books, next) == NULL) { /* twice at most: what ends a hold is not ended itself */
		bool is_found = false;
		struct transfer_get_row row;
		TRY(q_transfer_get(act->view, act->arena, &(struct transfer_get_in){.centre_id = act->centre_id, .id = next}, &is_found, &row));
		if (!is_found)
			break;
		check(books->entry_count < 3 * LEDGER_LINK_MAX && row.id.value == next.value);
		touched->entries[books->entry_count++] = (struct ledger_entry){.id = row.id, .step = (enum transfer_step)row.step, .source = row.source_id,
			.target = row.target_id, .amount = row.amount, .reason = (enum transfer_reason)row.reason, .rule_version = row.rule_version,
			.hold_id = row.hold_id, .over_at_ms = row.over_at_ms, .record_id = row.record_id, .request_id = row.request_id,
			.reverses_id = row.reverses_id, .at_ms = row.at_ms, .source_before_id = row.source_before_id,
			.target_before_id = row.target_before_id};
		next = row.ended_id;
	}
	*ret_entry = ledger_core_entry(books, id);
	check(books->entry_count <= 3 * LEDGER_LINK_MAX);
	return OK;
}

static enum fail touch_accounts(const struct act *act, struct account_id source, struct account_id target, struct touched *touched)
{
	struct kept_accounts *memo = NULL;
	const struct account_id ids[] = {source, target};
	TRY(memo_of(act, &memo));
	for (size_t i = 0; i < COUNT_OF(ids); i++) {
		if (ids[i].value != 0 && !touch_known(memo, ids[i], touched))
			TRY(touch_account(act, ids[i], memo, touched));
	}
	check(touched->books.account_count <= COUNT_OF(touched->accounts));
	return OK;
}

/* Whether the account is at hand without reading it. */
static bool touch_known(const struct kept_accounts *memo, struct account_id id, struct touched *touched)
{
	const struct ledger_account *known = recall(memo, id);
	check(id.value != 0);
	if (known != NULL)
		note_account(NULL, touched, known, &(struct proof_account){.kind = known->kind});
	return ledger_core_account(&touched->books, id) != NULL;
}

static enum fail touch_account(const struct act *act, struct account_id id, struct kept_accounts *memo, struct touched *touched)
{
	bool is_found = false;
	struct account_get_row row;
	check(id.value != 0);
	TRY(q_account_get(act->view, act->arena, &(struct account_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &row));
	check(!is_found || ledger_core_account(&touched->books, id) == NULL);
	if (is_found)
		note_account(memo, touched, &(struct ledger_account){id, (enum account_kind)row.kind,
			{row.debits_held, row.debits_posted, row.credits_held, row.credits_posted}, row.newest_id},
			&(struct proof_account){row.kind, row.person_id, row.organisation_id, row.secret});
	return OK;
}

/* Once each: a chain may come to the same account again. One of the house's own is kept in the memo as well, if one is given. */
static void note_account(struct kept_accounts *memo, struct touched *touched, const struct ledger_account *account, const struct proof_account *holder)
{
	struct ledger_books *books = &touched->books;
	bool is_own = holder->person_id.value == 0 && holder->organisation_id == 0;
	if (memo != NULL && is_own && memo->count < HOUSE_ACCOUNTS && recall(memo, account->id) == NULL)
		memo->accounts[memo->count++] = *account;
	if (ledger_core_account(books, account->id) != NULL)
		return;
	check(books->account_count < COUNT_OF(touched->accounts));
	touched->holders[books->account_count] = *holder;
	touched->accounts[books->account_count++] = *account;
}

static struct proof_account *holder_of(struct touched *touched, struct account_id id)
{
	const struct ledger_account *account = ledger_core_account(&touched->books, id);
	check(account != NULL); /* the rules have moved it */
	check(account >= touched->accounts && account < touched->accounts + touched->books.account_count);
	return &touched->holders[account - touched->accounts];
}

static enum fail write_entry(const struct act *act, struct touched *touched, const struct ledger_entry *entry, bool *ret_is_taken)
{
	int64_t added = 0;
	check(entry->amount > 0 && entry->at_ms == act->now_ms);
	check(entry->source.value != entry->target.value && entry->id.value > 0);
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_LEDGER);
	TRY(q_transfer_add(act->txn, &(struct transfer_add_in){.centre_id = act->centre_id, .id = entry->id, .step = entry->step,
		.source_id = entry->source, .target_id = entry->target, .amount = entry->amount, .reason = entry->reason,
		.rule_version = entry->rule_version, .hold_id = entry->hold_id, .over_at_ms = entry->over_at_ms, .record_id = entry->record_id,
		.request_id = entry->request_id, .reverses_id = entry->reverses_id, .actor_id = act->actor, .at_ms = entry->at_ms,
		.source_before_id = entry->source_before_id, .target_before_id = entry->target_before_id}, &added));
	*ret_is_taken = added == 0;
	if (added == 0)
		return OK;
	return proof_append_transfer(act, &(struct proof_transfer){.id = entry->id.value, .step = entry->step, .amount = entry->amount,
		.reason = entry->reason, .rule_version = entry->rule_version, .hold_id = entry->hold_id.value, .over_at_ms = entry->over_at_ms,
		.record_id = entry->record_id.value, .request_id = entry->request_id.value, .reverses_id = entry->reverses_id.value,
		.actor_id = act->actor.value, .at_ms = entry->at_ms, .source_id = entry->source, .target_id = entry->target,
		.source = holder_of(touched, entry->source), .target = holder_of(touched, entry->target)});
}

static enum fail write_counters(const struct act *act, const struct ledger_account *now, const struct ledger_account *before)
{
	struct kept_accounts *memo = NULL;
	const struct ledger_counters change = {.debits_held = now->counters.debits_held - before->counters.debits_held,
		.debits_posted = now->counters.debits_posted - before->counters.debits_posted,
		.credits_held = now->counters.credits_held - before->counters.credits_held,
		.credits_posted = now->counters.credits_posted - before->counters.credits_posted};
	check(now->id.value == before->id.value);
	TRY(memo_of(act, &memo));
	const struct ledger_account *kept = recall(memo, now->id);
	if (kept == NULL && (!is_nothing(&change) || now->newest_id.value != before->newest_id.value))
		return add_to_row(act->txn, act->centre_id, now->id, &change, now->newest_id);
	if (kept == NULL)
		return OK;
	size_t nth = (size_t)(kept - memo->accounts);
	check(nth < memo->count && memo->accounts[nth].kind == now->kind);
	memo->accounts[nth] = *now;
	memo->put_off[nth].debits_held += change.debits_held;
	memo->put_off[nth].debits_posted += change.debits_posted;
	memo->put_off[nth].credits_held += change.credits_held;
	memo->put_off[nth].credits_posted += change.credits_posted;
	return OK;
}

static bool is_nothing(const struct ledger_counters *change)
{
	check(change != NULL);
	return change->debits_held == 0 && change->debits_posted == 0 && change->credits_held == 0 && change->credits_posted == 0;
}

static enum fail add_to_row(struct store_txn *txn, struct centre_id centre_id, struct account_id id, const struct ledger_counters *change,
	struct transfer_id newest_id)
{
	check(id.value != 0);
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(txn, STORE_LEDGER);
	/* Exactly one: an account never goes away. */
	return q_account_change(txn, &(struct account_change_in){.centre_id = centre_id, .id = id, .debits_held = change->debits_held,
		.debits_posted = change->debits_posted, .credits_held = change->credits_held, .credits_posted = change->credits_posted,
		.newest_id = newest_id}, NULL);
}
