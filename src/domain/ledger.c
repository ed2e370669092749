/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/ledger.h"

#include "domain/proof.h"
#include "domain/seal.h"
#include "queries/ledger.h"
#include "store/store.h"

#define ACCOUNT_BATCHES_MAX 100000

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

static enum fail find_account(const struct act *act, enum account_kind kind, struct person_id person_id, struct organisation_id organisation_id,
	struct account_id *ret_id);
static enum fail try_posting(const struct act *act, struct posting *posting);
static enum fail touch(const struct act *act, const struct ledger_entry *operation, bool looks, struct touched *touched);
static enum fail touch_entry(const struct act *act, struct transfer_id id, struct touched *touched, const struct ledger_entry **ret_entry);
static enum fail touch_accounts(const struct act *act, struct account_id source, struct account_id target, struct touched *touched);
static void note_account(struct touched *touched, const struct ledger_account *account, const struct proof_account *holder);
static struct proof_account *holder_of(struct touched *touched, struct account_id id);
static enum fail write_entry(const struct act *act, struct touched *touched, const struct ledger_entry *entry, bool *ret_is_taken);
static enum fail write_counters(const struct act *act, const struct ledger_account *now, const struct ledger_account *before);
static enum fail post_one(const struct act *act, const struct ledger_entry *operation, enum ledger_refusal *ret_refusal);
static enum fail end_hold(const struct act *act, struct request_id request_id, enum transfer_step step, enum ledger_refusal *ret_refusal);
static enum fail refuse(enum ledger_refusal refusal, enum ledger_refusal *ret_refusal);
static enum fail verify_account(const struct act *act, bool fix, const struct ledger_accounts_row *row, ledger_report *report, void *context,
	size_t *ret_count);

enum fail ledger_account(const struct act *act, enum account_kind kind, struct person_id person_id, struct account_id *ret_id)
{
	check(kind >= ACCOUNT_ISSUE && kind < ACCOUNT_KIND_COUNT && kind != ACCOUNT_ORGANISATION);
	check((kind == ACCOUNT_PERSON) == (person_id.value != 0));
	return find_account(act, kind, person_id, (struct organisation_id){0}, ret_id);
}

enum fail ledger_account_of_organisation(const struct act *act, struct organisation_id organisation_id, struct account_id *ret_id)
{
	check(organisation_id.value != 0);
	return find_account(act, ACCOUNT_ORGANISATION, (struct person_id){0}, organisation_id, ret_id);
}

enum fail ledger_balance_of(const struct act *act, struct person_id person_id, struct ledger_balance *ret_balance)
{
	bool is_found = false;
	struct account_find_row row = {0};
	check(person_id.value != 0);
	check(act->view != NULL);
	TRY(q_account_find(act->view, act->arena, &(struct account_find_in){.centre_id = act->centre_id, .kind = ACCOUNT_PERSON,
		.person_id = person_id}, &is_found, &row));
	struct ledger_counters counters = {row.debits_held, row.debits_posted, row.credits_held, row.credits_posted};
	*ret_balance = (struct ledger_balance){.posted = ledger_posted(&counters), .held = counters.debits_held,
		.available = ledger_available(&counters), .coming = counters.credits_held};
	return OK;
}

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
	return refuse(posting.refusal, ret_refusal);
}

enum fail ledger_transfer(const struct act *act, const struct ledger_transfer_options *options, enum ledger_refusal *ret_refusal)
{
	check(options->id.value > 0 && options->reason >= TRANSFER_EARN);
	return post_one(act, &(struct ledger_entry){.id = options->id, .step = STEP_PLAIN, .source = options->source, .target = options->target,
		.amount = options->amount, .reason = options->reason}, ret_refusal);
}

enum fail ledger_expire(const struct act *act, size_t *ret_done)
{
	struct holds_over_rows rows;
	enum ledger_refusal refusal = LEDGER_OK;
	check(act->txn != NULL && act->now_ms > 0);
	TRY(q_holds_over(act->view, act->arena, &(struct holds_over_in){.centre_id = act->centre_id, .now_ms = act->now_ms}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		TRY(post_one(act, &(struct ledger_entry){.id = {ids_new(act->now_ms)}, .step = STEP_EXPIRE, .hold_id = rows.rows[i].id}, &refusal));
		check(refusal == LEDGER_OK);
	}
	check(rows.count <= 100);
	*ret_done = rows.count;
	return OK;
}

enum fail ledger_promise(const struct act *act, const struct ledger_earn_options *options, enum ledger_refusal *ret_refusal)
{
	bool is_promised = false;
	struct transfer_of_record_row promised;
	struct account_id issue;
	struct account_id account;
	check(act->txn != NULL && options->record_id.value != 0 && options->amount >= 0);
	TRY(q_transfer_of_record(act->view, act->arena, &(struct transfer_of_record_in){.centre_id = act->centre_id,
		.record_id = options->record_id, .reason = TRANSFER_EARN}, &is_promised, &promised));
	if (is_promised)
		return refuse(promised.amount == options->amount ? LEDGER_OK : LEDGER_EXISTS_DIFFERENT, ret_refusal);
	if (options->amount == 0)
		return refuse(LEDGER_OK, ret_refusal);
	TRY(ledger_account(act, ACCOUNT_ISSUE, (struct person_id){0}, &issue));
	TRY(ledger_account(act, ACCOUNT_PERSON, options->person_id, &account));
	return post_one(act, &(struct ledger_entry){.id = {ids_new(act->now_ms)}, .step = STEP_HOLD, .source = issue, .target = account,
		.amount = options->amount, .reason = TRANSFER_EARN, .rule_version = options->rule_version, .record_id = options->record_id,
		.request_id = options->request_id}, ret_refusal);
}

enum fail ledger_earn(const struct act *act, const struct ledger_earn_options *options, enum ledger_refusal *ret_refusal)
{
	bool is_known = false;
	struct transfer_of_record_row known;
	struct account_id issue;
	struct account_id account;
	check(act->txn != NULL && options->record_id.value != 0 && options->amount >= 0);
	TRY(q_transfer_of_record(act->view, act->arena, &(struct transfer_of_record_in){.centre_id = act->centre_id,
		.record_id = options->record_id, .reason = TRANSFER_EARN}, &is_known, &known));
	if (is_known && (known.step == STEP_PLAIN || known.ended == STEP_POST)) {
		int64_t paid = known.step == STEP_PLAIN ? known.amount : known.ended_amount;
		return refuse(paid == options->amount ? LEDGER_OK : LEDGER_EXISTS_DIFFERENT, ret_refusal);
	}
	if (is_known)
		return post_one(act, &(struct ledger_entry){.id = {ids_new(act->now_ms)}, .step = options->amount > 0 ? STEP_POST : STEP_VOID,
			.hold_id = known.id, .amount = options->amount}, ret_refusal);
	if (options->amount == 0)
		return refuse(LEDGER_OK, ret_refusal);
	TRY(ledger_account(act, ACCOUNT_ISSUE, (struct person_id){0}, &issue));
	TRY(ledger_account(act, ACCOUNT_PERSON, options->person_id, &account));
	return post_one(act, &(struct ledger_entry){.id = {ids_new(act->now_ms)}, .step = STEP_PLAIN, .source = issue, .target = account,
		.amount = options->amount, .reason = TRANSFER_EARN, .rule_version = options->rule_version, .record_id = options->record_id,
		.request_id = options->request_id}, ret_refusal);
}

enum fail ledger_revoke(const struct act *act, struct record_id record_id, enum ledger_refusal *ret_refusal)
{
	bool is_known = false;
	bool is_revoked = false;
	struct transfer_of_record_row known;
	struct transfer_of_record_row revoked;
	check(act->txn != NULL && record_id.value != 0);
	TRY(q_transfer_of_record(act->view, act->arena, &(struct transfer_of_record_in){.centre_id = act->centre_id, .record_id = record_id,
		.reason = TRANSFER_EARN}, &is_known, &known));
	TRY(q_transfer_of_record(act->view, act->arena, &(struct transfer_of_record_in){.centre_id = act->centre_id, .record_id = record_id,
		.reason = TRANSFER_REVOKE}, &is_revoked, &revoked));
	check(is_known || !is_revoked); /* nothing is taken back that was not given */
	if (!is_known || is_revoked || known.ended == STEP_VOID || known.ended == STEP_EXPIRE)
		return refuse(LEDGER_OK, ret_refusal);
	if (known.step == STEP_HOLD && known.ended == 0)
		return post_one(act, &(struct ledger_entry){.id = {ids_new(act->now_ms)}, .step = STEP_VOID, .hold_id = known.id}, ret_refusal);
	bool was_held = known.step == STEP_HOLD;
	return post_one(act, &(struct ledger_entry){.id = {ids_new(act->now_ms)}, .step = STEP_PLAIN, .source = known.target_id,
		.target = known.source_id, .amount = was_held ? known.ended_amount : known.amount, .reason = TRANSFER_REVOKE,
		.rule_version = known.rule_version, .record_id = record_id, .reverses_id = was_held ? known.ended_id : known.id}, ret_refusal);
}

enum fail ledger_hold(const struct act *act, struct person_id person_id, struct request_id request_id, int64_t amount, enum ledger_refusal *ret_refusal)
{
	bool has_hold = false;
	struct hold_of_request_row hold;
	struct account_id source;
	struct account_id spent;
	check(act->txn != NULL && request_id.value != 0);
	TRY(ledger_account(act, person_id.value != 0 ? ACCOUNT_PERSON : ACCOUNT_POOL, person_id, &source));
	TRY(ledger_account(act, ACCOUNT_SPENT, (struct person_id){0}, &spent));
	TRY(q_hold_of_request(act->view, act->arena, &(struct hold_of_request_in){.centre_id = act->centre_id, .request_id = request_id}, &has_hold, &hold));
	if (has_hold && (hold.source_id.value != source.value || hold.amount != amount))
		return refuse(LEDGER_EXISTS_DIFFERENT, ret_refusal);
	if (has_hold)
		return refuse(hold.ended == 0 ? LEDGER_OK : LEDGER_ALREADY_ENDED, ret_refusal);
	return post_one(act, &(struct ledger_entry){.id = {ids_new(act->now_ms)}, .step = STEP_HOLD, .source = source, .target = spent, .amount = amount,
		.reason = TRANSFER_SPEND, .request_id = request_id}, ret_refusal);
}

enum fail ledger_settle(const struct act *act, struct request_id request_id, enum ledger_refusal *ret_refusal)
{
	check(request_id.value != 0);
	return end_hold(act, request_id, STEP_POST, ret_refusal);
}

enum fail ledger_release(const struct act *act, struct request_id request_id, enum ledger_refusal *ret_refusal)
{
	check(request_id.value != 0);
	return end_hold(act, request_id, STEP_VOID, ret_refusal);
}

enum fail ledger_verify(const struct act *act, bool fix, ledger_report *report, void *context, size_t *ret_count)
{
	struct ledger_accounts_rows rows = {.is_cut = true};
	struct ledger_sums_row sums = {0};
	struct account_id after = {0};
	bool is_found = false;
	size_t count = 0;
	check(report != NULL && (!fix || act->txn != NULL));
	for (int batch = 0; rows.is_cut && batch < ACCOUNT_BATCHES_MAX; batch++) {
		TRY(q_ledger_accounts(act->view, act->arena, &(struct ledger_accounts_in){.centre_id = act->centre_id, .after_id = after}, &rows));
		for (size_t i = 0; i < rows.count; i++)
			TRY(verify_account(act, fix, &rows.rows[i], report, context, &count));
		if (rows.count > 0)
			after = rows.rows[rows.count - 1].id;
	}
	TRY(q_ledger_sums(act->view, act->arena, &(struct ledger_sums_in){.centre_id = act->centre_id}, &is_found, &sums));
	if (sums.posted != 0)
		report(context, &(struct ledger_difference){"account", 0, "posted", sums.posted, 0});
	if (sums.held != 0)
		report(context, &(struct ledger_difference){"account", 0, "held", sums.held, 0});
	*ret_count = count + (size_t)(sums.posted != 0) + (size_t)(sums.held != 0);
	return OK;
}

static enum fail verify_account(const struct act *act, bool fix, const struct ledger_accounts_row *row, ledger_report *report, void *context,
	size_t *ret_count)
{
	const struct ledger_difference columns[] = {
		{"account", row->id.value, "debits_held", row->debits_held, row->facts_debits_held},
		{"account", row->id.value, "debits_posted", row->debits_posted, row->facts_debits_posted},
		{"account", row->id.value, "credits_held", row->credits_held, row->facts_credits_held},
		{"account", row->id.value, "credits_posted", row->credits_posted, row->facts_credits_posted}};
	size_t count = 0;
	check(row->id.value != 0);
	for (size_t i = 0; i < COUNT_OF(columns); i++) {
		if (columns[i].stored == columns[i].computed)
			continue;
		report(context, &columns[i]);
		count++;
	}
	*ret_count += count;
	if (count == 0 || !fix)
		return OK;
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_LEDGER);
	return q_account_set(act->txn, &(struct account_set_in){.centre_id = act->centre_id, .id = row->id, .debits_held = row->facts_debits_held,
		.debits_posted = row->facts_debits_posted, .credits_held = row->facts_credits_held, .credits_posted = row->facts_credits_posted}, NULL);
}

static enum fail find_account(const struct act *act, enum account_kind kind, struct person_id person_id, struct organisation_id organisation_id,
	struct account_id *ret_id)
{
	bool is_found = false;
	struct account_find_row row;
	struct text digest;
	check(person_id.value == 0 || organisation_id.value == 0);
	TRY(q_account_find(act->view, act->arena, &(struct account_find_in){.centre_id = act->centre_id, .kind = kind,
		.person_id = person_id, .organisation_id = organisation_id}, &is_found, &row));
	if (is_found) {
		*ret_id = row.id;
		return OK;
	}
	check(act->txn != NULL);
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_LEDGER);
	struct account_id id = {ids_new(act->now_ms)};
	const int64_t numbers[] = {id.value, kind, person_id.value, organisation_id.value, act->now_ms};
	TRY(seal_digest(act, "account", numbers, COUNT_OF(numbers), TEXT_NONE, &digest));
	TRY(q_account_add(act->txn, &(struct account_add_in){.centre_id = act->centre_id, .id = id, .kind = kind, .person_id = person_id,
		.organisation_id = organisation_id, .created_at_ms = act->now_ms, .digest = digest}, NULL));
	*ret_id = id;
	return OK;
}

static enum fail try_posting(const struct act *act, struct posting *posting)
{
	struct touched touched = {.books = {.entry_max = COUNT_OF(touched.entries)}};
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
			.reverses_id = row.reverses_id, .at_ms = row.at_ms};
		next = row.ended_id;
	}
	*ret_entry = ledger_core_entry(books, id);
	return OK;
}

/* Both accounts or, when one of them does not exist, neither: the rules ask for both at once. */
static enum fail touch_accounts(const struct act *act, struct account_id source, struct account_id target, struct touched *touched)
{
	bool is_found = false;
	struct account_pair_row row;
	const struct ledger_books *books = &touched->books;
	if (source.value == 0 || target.value == 0 || (ledger_core_account(books, source) != NULL && ledger_core_account(books, target) != NULL))
		return OK;
	TRY(q_account_pair(act->view, act->arena, &(struct account_pair_in){.centre_id = act->centre_id, .source_id = source, .target_id = target},
		&is_found, &row));
	if (!is_found)
		return OK;
	note_account(touched, &(struct ledger_account){source, (enum account_kind)row.source_kind,
		{row.source_debits_held, row.source_debits_posted, row.source_credits_held, row.source_credits_posted}},
		&(struct proof_account){row.source_kind, row.source_person, row.source_organisation, row.source_secret});
	note_account(touched, &(struct ledger_account){target, (enum account_kind)row.target_kind,
		{row.target_debits_held, row.target_debits_posted, row.target_credits_held, row.target_credits_posted}},
		&(struct proof_account){row.target_kind, row.target_person, row.target_organisation, row.target_secret});
	return OK;
}

/* Once each: a chain may come to the same account again. */
static void note_account(struct touched *touched, const struct ledger_account *account, const struct proof_account *holder)
{
	struct ledger_books *books = &touched->books;
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
		.request_id = entry->request_id, .reverses_id = entry->reverses_id, .actor_id = act->actor, .at_ms = entry->at_ms}, &added));
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
	int64_t changed = 0;
	struct account_change_in change = {.centre_id = act->centre_id, .id = now->id,
		.debits_held = now->counters.debits_held - before->counters.debits_held,
		.debits_posted = now->counters.debits_posted - before->counters.debits_posted,
		.credits_held = now->counters.credits_held - before->counters.credits_held,
		.credits_posted = now->counters.credits_posted - before->counters.credits_posted};
	check(now->id.value == before->id.value);
	if (change.debits_held == 0 && change.debits_posted == 0 && change.credits_held == 0 && change.credits_posted == 0)
		return OK;
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_LEDGER);
	TRY(q_account_change(act->txn, &change, &changed));
	check(changed == 1); /* an account never goes away */
	return OK;
}

static enum fail post_one(const struct act *act, const struct ledger_entry *operation, enum ledger_refusal *ret_refusal)
{
	check(operation->id.value > 0);
	return ledger_post(act, operation, 1, ret_refusal, NULL);
}

static enum fail end_hold(const struct act *act, struct request_id request_id, enum transfer_step step, enum ledger_refusal *ret_refusal)
{
	bool has_hold = false;
	struct hold_of_request_row hold;
	check(act->txn != NULL && request_id.value != 0);
	check(step == STEP_POST || step == STEP_VOID);
	TRY(q_hold_of_request(act->view, act->arena, &(struct hold_of_request_in){.centre_id = act->centre_id, .request_id = request_id}, &has_hold, &hold));
	if (!has_hold || hold.ended == (int64_t)step)
		return refuse(LEDGER_OK, ret_refusal);
	return post_one(act, &(struct ledger_entry){.id = {ids_new(act->now_ms)}, .step = step, .hold_id = hold.id}, ret_refusal);
}

static enum fail refuse(enum ledger_refusal refusal, enum ledger_refusal *ret_refusal)
{
	check(ret_refusal != NULL);
	*ret_refusal = refusal;
	return refusal == LEDGER_OK ? OK : FAIL_REFUSED;
}
