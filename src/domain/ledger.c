/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/ledger_private.h"

#include "domain/seal.h"
#include "queries/ledger.h"
#include "store/store.h"

static struct ledger_balance balance_of(const struct account_find_row *row);
static enum fail find_account(const struct act *act, enum account_kind kind, struct person_id person_id, struct organisation_id organisation_id,
	struct account_id *ret_id);
static enum fail post_one(const struct act *act, const struct ledger_entry *operation, enum ledger_refusal *ret_refusal);
static enum fail end_hold(const struct act *act, struct request_id request_id, enum transfer_step step, enum ledger_refusal *ret_refusal);
static enum fail refuse(enum ledger_refusal refusal, enum ledger_refusal *ret_refusal);

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
	*ret_balance = balance_of(&row);
	return OK;
}

enum fail ledger_balance_of_organisation(const struct act *act, struct organisation_id organisation_id, struct ledger_balance *ret_balance)
{
	bool is_found = false;
	struct account_find_row row = {0};
	check(organisation_id.value != 0);
	check(act->view != NULL);
	TRY(q_account_find(act->view, act->arena, &(struct account_find_in){.centre_id = act->centre_id, .kind = ACCOUNT_ORGANISATION,
		.organisation_id = organisation_id}, &is_found, &row));
	*ret_balance = balance_of(&row);
	return OK;
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

static struct ledger_balance balance_of(const struct account_find_row *row)
{
	struct ledger_counters counters = {row->debits_held, row->debits_posted, row->credits_held, row->credits_posted};
	check(counters.debits_held >= 0 && counters.credits_held >= 0);
	return (struct ledger_balance){.posted = ledger_posted(&counters), .held = counters.debits_held, .available = ledger_available(&counters),
		.coming = counters.credits_held};
}

static enum fail find_account(const struct act *act, enum account_kind kind, struct person_id person_id, struct organisation_id organisation_id,
	struct account_id *ret_id)
{
	bool is_found = false;
	struct account_find_row row;
	struct text digest;
	check(person_id.value == 0 || organisation_id.value == 0);
	if (act->txn != NULL && person_id.value == 0 && organisation_id.value == 0) {
		TRY(ledger_memo_find(act, kind, ret_id, &is_found));
		if (is_found)
			return OK;
	}
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
