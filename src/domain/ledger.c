/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/ledger.h"

#include "queries/ledger.h"
#include "store/store.h"

#define AMOUNT_MAX 1000000

/* One line of the journal before it is written. */
struct line {
	struct transfer_id id;
	struct account_id source, target;
	int64_t amount;
	enum transfer_reason reason;
	int64_t rule_version, hold_id;
	struct record_id record_id;
	struct request_id request_id;
	struct transfer_id reverses_id;
};

static enum fail post(const struct act *act, const struct line *line);
static enum fail read_account(const struct act *act, struct account_id id, bool *ret_found, struct account_get_row *ret_row);
static enum fail check_transfer(const struct act *act, const struct ledger_transfer_options *options, enum ledger_refusal *ret_refusal);
static enum fail end_hold(const struct act *act, struct request_id request_id, enum hold_end_kind kind, enum ledger_refusal *ret_refusal);
static enum fail refuse(enum ledger_refusal refusal, enum ledger_refusal *ret_refusal);

const char *ledger_refusal_name(enum ledger_refusal refusal)
{
	static const char *const names[] = {"ok", "amount_invalid", "account_missing", "same_account", "exists_different", "already_ended", "blocked", "short"};
	check(refusal >= LEDGER_OK && (size_t)refusal < COUNT_OF(names));
	return names[refusal];
}

enum fail ledger_account(const struct act *act, enum account_kind kind, struct person_id person_id, struct account_id *ret_id)
{
	bool is_found = false;
	struct account_find_row row;
	check(kind >= ACCOUNT_ISSUE && kind <= ACCOUNT_POOL);
	check((kind == ACCOUNT_PERSON) == (person_id.value != 0));
	TRY(q_account_find(act->view, act->arena, &(struct account_find_in){.centre_id = act->centre_id, .kind = kind,
		.person_id = person_id}, &is_found, &row));
	if (is_found) {
		*ret_id = row.id;
		return OK;
	}
	check(act->txn != NULL);
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_LEDGER);
	struct account_id id = {ids_new(act->now_ms)};
	TRY(q_account_add(act->txn, &(struct account_add_in){.centre_id = act->centre_id, .id = id, .kind = kind, .person_id = person_id,
		.created_at_ms = act->now_ms}, NULL));
	*ret_id = id;
	return OK;
}

enum fail ledger_balance_of(const struct act *act, struct person_id person_id, struct ledger_balance *ret_balance)
{
	bool is_found = false;
	struct account_find_row row = {0};
	check(person_id.value != 0);
	check(act->view != NULL);
	TRY(q_account_find(act->view, act->arena, &(struct account_find_in){.centre_id = act->centre_id, .kind = ACCOUNT_PERSON,
		.person_id = person_id}, &is_found, &row));
	check(row.held >= 0);
	*ret_balance = (struct ledger_balance){.posted = row.posted, .held = row.held, .available = row.posted - row.held};
	return OK;
}

int64_t ledger_points_for(const struct ledger_rule *rule, int64_t minutes, int64_t coefficient_percent)
{
	int64_t points = 0;
	check(rule->round_min > 0 && rule->points_per_hour >= 0);
	check(minutes >= 0 && coefficient_percent >= 0);
	int64_t paid_min = minutes / rule->round_min * rule->round_min;
	check(paid_min <= minutes);
	if (__builtin_mul_overflow(paid_min, rule->points_per_hour, &points) || __builtin_mul_overflow(points, coefficient_percent, &points))
		check_never(); /* caps keep minutes below a day */
	return points / 6000;
}

enum fail ledger_rule_add(const struct act *act, const struct ledger_rule *rule, int64_t from_ms)
{
	check(act->txn != NULL && rule->version > 0 && from_ms >= 0);
	check(rule->round_min > 0 && rule->session_cap_min > 0 && rule->day_cap_min > 0);
	return q_rule_add(act->txn, &(struct rule_add_in){.centre_id = act->centre_id, .version = rule->version,
		.points_per_hour = rule->points_per_hour, .round_min = rule->round_min, .session_cap_min = rule->session_cap_min,
		.day_cap_min = rule->day_cap_min, .from_ms = from_ms, .decided_by = act->actor}, NULL);
}

enum fail ledger_rule_at(const struct act *act, int64_t at_ms, struct ledger_rule *ret_rule)
{
	bool is_found = false;
	struct rule_at_row row;
	TRY(q_rule_at(act->view, act->arena, &(struct rule_at_in){.centre_id = act->centre_id, .at_ms = at_ms}, &is_found, &row));
	if (!is_found)
		return FAIL_MISSING;
	check(row.round_min > 0 && row.session_cap_min > 0 && row.day_cap_min > 0);
	*ret_rule = (struct ledger_rule){row.version, row.points_per_hour, row.round_min, row.session_cap_min, row.day_cap_min};
	return OK;
}

enum fail ledger_earn(const struct act *act, const struct ledger_earn_options *options, enum ledger_refusal *ret_refusal)
{
	bool is_paid = false;
	struct transfer_of_record_row paid;
	struct account_id issue;
	struct account_id account;
	check(act->txn != NULL && options->record_id.value != 0 && options->amount >= 0);
	TRY(q_transfer_of_record(act->view, act->arena, &(struct transfer_of_record_in){.centre_id = act->centre_id,
		.record_id = options->record_id, .reason = TRANSFER_EARN}, &is_paid, &paid));
	if (is_paid)
		return paid.amount == options->amount ? refuse(LEDGER_OK, ret_refusal) : refuse(LEDGER_EXISTS_DIFFERENT, ret_refusal);
	if (options->amount > AMOUNT_MAX)
		return refuse(LEDGER_AMOUNT_INVALID, ret_refusal);
	if (options->amount == 0)
		return refuse(LEDGER_OK, ret_refusal);
	TRY(ledger_account(act, ACCOUNT_ISSUE, (struct person_id){0}, &issue));
	TRY(ledger_account(act, ACCOUNT_PERSON, options->person_id, &account));
	TRY(post(act, &(struct line){.id = {ids_new(act->now_ms)}, .source = issue, .target = account, .amount = options->amount, .reason = TRANSFER_EARN,
		.rule_version = options->rule_version, .record_id = options->record_id, .request_id = options->request_id}));
	return refuse(LEDGER_OK, ret_refusal);
}

enum fail ledger_revoke(const struct act *act, struct record_id record_id, enum ledger_refusal *ret_refusal)
{
	bool is_paid = false;
	bool is_revoked = false;
	struct transfer_of_record_row paid;
	struct transfer_of_record_row revoked;
	check(act->txn != NULL && record_id.value != 0);
	TRY(q_transfer_of_record(act->view, act->arena, &(struct transfer_of_record_in){.centre_id = act->centre_id, .record_id = record_id,
		.reason = TRANSFER_EARN}, &is_paid, &paid));
	TRY(q_transfer_of_record(act->view, act->arena, &(struct transfer_of_record_in){.centre_id = act->centre_id, .record_id = record_id,
		.reason = TRANSFER_REVOKE}, &is_revoked, &revoked));
	check(is_paid || !is_revoked); /* nothing is taken back that was not given */
	if (is_paid && !is_revoked)
		TRY(post(act, &(struct line){.id = {ids_new(act->now_ms)}, .source = paid.target_id, .target = paid.source_id, .amount = paid.amount,
			.reason = TRANSFER_REVOKE, .rule_version = paid.rule_version, .record_id = record_id, .reverses_id = paid.id}));
	return refuse(LEDGER_OK, ret_refusal);
}

enum fail ledger_hold(const struct act *act, struct person_id person_id, struct request_id request_id, int64_t amount, enum ledger_refusal *ret_refusal)
{
	bool has_hold = false;
	bool is_found = false;
	struct hold_of_request_row hold;
	struct account_get_row account;
	struct account_id id;
	check(act->txn != NULL && request_id.value != 0);
	TRY(ledger_account(act, ACCOUNT_PERSON, person_id, &id));
	TRY(q_hold_of_request(act->view, act->arena, &(struct hold_of_request_in){.centre_id = act->centre_id, .request_id = request_id}, &has_hold, &hold));
	if (amount < 1 || amount > AMOUNT_MAX)
		return refuse(LEDGER_AMOUNT_INVALID, ret_refusal);
	if (has_hold && (hold.account_id.value != id.value || hold.amount != amount))
		return refuse(LEDGER_EXISTS_DIFFERENT, ret_refusal);
	if (has_hold)
		return refuse(hold.ended == 0 ? LEDGER_OK : LEDGER_ALREADY_ENDED, ret_refusal);
	TRY(read_account(act, id, &is_found, &account));
	check(is_found && account.held >= 0);
	if (account.posted < 0)
		return refuse(LEDGER_BLOCKED, ret_refusal);
	if (account.posted - account.held < amount)
		return refuse(LEDGER_SHORT, ret_refusal);
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_LEDGER);
	TRY(q_hold_add(act->txn, &(struct hold_add_in){.centre_id = act->centre_id, .id = ids_new(act->now_ms), .account_id = id,
		.request_id = request_id, .amount = amount, .at_ms = act->now_ms}, NULL));
	TRY(q_account_change(act->txn, &(struct account_change_in){.centre_id = act->centre_id, .id = id, .posted = 0, .held = amount}, NULL));
	return refuse(LEDGER_OK, ret_refusal);
}

enum fail ledger_settle(const struct act *act, struct request_id request_id, enum ledger_refusal *ret_refusal)
{
	return end_hold(act, request_id, HOLD_SETTLED, ret_refusal);
}

enum fail ledger_release(const struct act *act, struct request_id request_id, enum ledger_refusal *ret_refusal)
{
	return end_hold(act, request_id, HOLD_RELEASED, ret_refusal);
}

enum fail ledger_transfer(const struct act *act, const struct ledger_transfer_options *options, enum ledger_refusal *ret_refusal)
{
	bool is_known = false;
	struct transfer_get_row known;
	enum ledger_refusal refusal = LEDGER_OK;
	check(act->txn != NULL && options->id.value > 0);
	TRY(q_transfer_get(act->view, act->arena, &(struct transfer_get_in){.centre_id = act->centre_id, .id = options->id}, &is_known, &known));
	if (is_known) {
		bool is_same = known.source_id.value == options->source.value && known.target_id.value == options->target.value
			&& known.amount == options->amount && known.reason == (int64_t)options->reason;
		return refuse(is_same ? LEDGER_OK : LEDGER_EXISTS_DIFFERENT, ret_refusal);
	}
	TRY(check_transfer(act, options, &refusal));
	if (refusal == LEDGER_OK)
		TRY(post(act, &(struct line){.id = options->id, .source = options->source, .target = options->target, .amount = options->amount,
			.reason = options->reason}));
	return refuse(refusal, ret_refusal);
}

enum fail ledger_verify(const struct act *act, bool fix, ledger_report *report, void *context, size_t *ret_count)
{
	struct ledger_accounts_rows rows;
	struct ledger_sum_row sum = {0};
	bool is_found = false;
	size_t count = 0;
	check(report != NULL && (!fix || act->txn != NULL));
	TRY(q_ledger_accounts(act->view, act->arena, &(struct ledger_accounts_in){.centre_id = act->centre_id}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		const struct ledger_accounts_row *row = &rows.rows[i];
		bool is_posted_right = row->posted == row->facts_posted;
		bool is_held_right = row->held == row->facts_held;
		if (!is_posted_right)
			report(context, &(struct ledger_difference){"account", row->id.value, "posted", row->posted, row->facts_posted});
		if (!is_held_right)
			report(context, &(struct ledger_difference){"account", row->id.value, "held", row->held, row->facts_held});
		count += (size_t)!is_posted_right + (size_t)!is_held_right;
		if (fix && (!is_posted_right || !is_held_right)) {
			struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_LEDGER);
			TRY(q_account_set(act->txn, &(struct account_set_in){.centre_id = act->centre_id, .id = row->id, .posted = row->facts_posted,
				.held = row->facts_held}, NULL));
		}
	}
	TRY(q_ledger_sum(act->view, act->arena, &(struct ledger_sum_in){.centre_id = act->centre_id}, &is_found, &sum));
	if (sum.sum != 0) {
		report(context, &(struct ledger_difference){"account", 0, "sum", sum.sum, 0});
		count++;
	}
	*ret_count = count;
	return OK;
}

/* Both sides of one line, and the two shadows with it. */
static enum fail post(const struct act *act, const struct line *line)
{
	int64_t changed = 0;
	check(line->amount > 0 && line->amount <= AMOUNT_MAX);
	check(line->source.value != line->target.value && line->id.value > 0);
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_LEDGER);
	TRY(q_transfer_add(act->txn, &(struct transfer_add_in){.centre_id = act->centre_id, .id = line->id, .source_id = line->source,
		.target_id = line->target, .amount = line->amount, .reason = line->reason, .rule_version = line->rule_version,
		.record_id = line->record_id, .request_id = line->request_id, .hold_id = line->hold_id, .reverses_id = line->reverses_id,
		.actor_id = act->actor, .at_ms = act->now_ms}, NULL));
	TRY(q_account_change(act->txn, &(struct account_change_in){.centre_id = act->centre_id, .id = line->source, .posted = -line->amount}, &changed));
	check(changed == 1);
	TRY(q_account_change(act->txn, &(struct account_change_in){.centre_id = act->centre_id, .id = line->target, .posted = line->amount}, &changed));
	check(changed == 1);
	return OK;
}

static enum fail read_account(const struct act *act, struct account_id id, bool *ret_found, struct account_get_row *ret_row)
{
	check(id.value > 0);
	return q_account_get(act->view, act->arena, &(struct account_get_in){.centre_id = act->centre_id, .id = id}, ret_found, ret_row);
}

static enum fail check_transfer(const struct act *act, const struct ledger_transfer_options *options, enum ledger_refusal *ret_refusal)
{
	bool has_source = false;
	bool has_target = false;
	struct account_get_row source = {0};
	struct account_get_row target;
	enum ledger_refusal refusal = LEDGER_OK;
	check(options->reason >= TRANSFER_EARN && options->reason <= TRANSFER_GIVE);
	TRY(read_account(act, options->source, &has_source, &source));
	TRY(read_account(act, options->target, &has_target, &target));
	if (options->amount < 1 || options->amount > AMOUNT_MAX)
		refusal = LEDGER_AMOUNT_INVALID;
	else if (!has_source || !has_target)
		refusal = LEDGER_ACCOUNT_MISSING;
	else if (options->source.value == options->target.value)
		refusal = LEDGER_SAME_ACCOUNT;
	else if (source.kind == ACCOUNT_PERSON && source.posted < 0)
		refusal = LEDGER_BLOCKED;
	else if (source.kind == ACCOUNT_PERSON && source.posted - source.held < options->amount)
		refusal = LEDGER_SHORT;
	*ret_refusal = refusal;
	return OK;
}

static enum fail end_hold(const struct act *act, struct request_id request_id, enum hold_end_kind kind, enum ledger_refusal *ret_refusal)
{
	bool has_hold = false;
	struct hold_of_request_row hold;
	struct account_id spent;
	struct transfer_id transfer_id = {0};
	check(act->txn != NULL && request_id.value != 0);
	check(kind == HOLD_SETTLED || kind == HOLD_RELEASED);
	TRY(q_hold_of_request(act->view, act->arena, &(struct hold_of_request_in){.centre_id = act->centre_id, .request_id = request_id}, &has_hold, &hold));
	if (!has_hold || hold.ended == (int64_t)kind)
		return refuse(LEDGER_OK, ret_refusal);
	if (hold.ended != 0)
		return refuse(LEDGER_ALREADY_ENDED, ret_refusal);
	if (kind == HOLD_SETTLED) {
		transfer_id = (struct transfer_id){ids_new(act->now_ms)};
		TRY(ledger_account(act, ACCOUNT_SPENT, (struct person_id){0}, &spent));
		TRY(post(act, &(struct line){.id = transfer_id, .source = hold.account_id, .target = spent, .amount = hold.amount, .reason = TRANSFER_SPEND,
			.request_id = request_id, .hold_id = hold.id}));
	}
	struct store_window window CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_LEDGER);
	TRY(q_account_change(act->txn, &(struct account_change_in){.centre_id = act->centre_id, .id = hold.account_id, .held = -hold.amount}, NULL));
	TRY(q_hold_end_add(act->txn, &(struct hold_end_add_in){.centre_id = act->centre_id, .hold_id = hold.id, .kind = kind,
		.transfer_id = transfer_id, .at_ms = act->now_ms}, NULL));
	return refuse(LEDGER_OK, ret_refusal);
}

static enum fail refuse(enum ledger_refusal refusal, enum ledger_refusal *ret_refusal)
{
	check(ret_refusal != NULL);
	*ret_refusal = refusal;
	return refusal == LEDGER_OK ? OK : FAIL_REFUSED;
}
