/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/ledger_core.h"

#define BIT(kind) (1u << (kind))

/* Who gives and who takes, for each reason. Points are not money: nothing leads back from SPENT, and from an organisation to the pool only. */
static const struct { unsigned sources, targets; } joins[TRANSFER_REASON_COUNT] = {
	[TRANSFER_EARN] = {BIT(ACCOUNT_ISSUE), BIT(ACCOUNT_PERSON) | BIT(ACCOUNT_ORGANISATION)},
	[TRANSFER_SPEND] = {BIT(ACCOUNT_PERSON) | BIT(ACCOUNT_POOL), BIT(ACCOUNT_SPENT)},
	[TRANSFER_REVOKE] = {BIT(ACCOUNT_PERSON) | BIT(ACCOUNT_ORGANISATION), BIT(ACCOUNT_ISSUE)},
	[TRANSFER_GIFT] = {BIT(ACCOUNT_PERSON), BIT(ACCOUNT_PERSON)},
	[TRANSFER_DONATE] = {BIT(ACCOUNT_PERSON) | BIT(ACCOUNT_ORGANISATION), BIT(ACCOUNT_POOL)},
	[TRANSFER_ADJUST] = {BIT(ACCOUNT_ADJUST) | BIT(ACCOUNT_PERSON) | BIT(ACCOUNT_ORGANISATION) | BIT(ACCOUNT_POOL),
		BIT(ACCOUNT_ADJUST) | BIT(ACCOUNT_PERSON) | BIT(ACCOUNT_ORGANISATION) | BIT(ACCOUNT_POOL)},
	[TRANSFER_EXPIRE] = {BIT(ACCOUNT_PERSON), BIT(ACCOUNT_EXPIRED)},
	[TRANSFER_GOOD] = {BIT(ACCOUNT_PERSON), BIT(ACCOUNT_SPENT) | BIT(ACCOUNT_ORGANISATION)},
};

static bool ends_hold(enum transfer_step step);
static struct ledger_entry fill_from_hold(const struct ledger_entry *operation, const struct ledger_entry *hold);
static bool is_same(const struct ledger_entry *a, const struct ledger_entry *b);
static enum ledger_refusal check_new(const struct ledger_books *books, const struct ledger_entry *entry, const struct ledger_entry *hold, int64_t now_ms);
static enum ledger_refusal check_hold(const struct ledger_books *books, const struct ledger_entry *entry, const struct ledger_entry *hold, int64_t now_ms);
static enum ledger_refusal check_accounts(const struct ledger_books *books, const struct ledger_entry *entry);
static enum ledger_refusal check_source(const struct ledger_account *source, const struct ledger_entry *entry);
static void move(struct ledger_books *books, const struct ledger_entry *entry, int64_t sign);
static void link(struct ledger_books *books, struct ledger_entry *entry);
static void unlink_newest(struct ledger_books *books, const struct ledger_entry *entry);
static void add(struct ledger_counters *counters, const struct ledger_counters *more, int64_t sign);

const char *ledger_refusal_name(enum ledger_refusal refusal)
{
	static const char *const names[] = {"ok", "hold_missing", "exists_different", "already_ended", "hold_over", "hold_not_over", "amount_invalid",
		"amount_above_hold", "account_missing", "same_account", "kinds_wrong", "blocked", "short"};
	_Static_assert(COUNT_OF(names) == LEDGER_REFUSAL_COUNT, "a name for each refusal");
	check(refusal >= LEDGER_OK && refusal < LEDGER_REFUSAL_COUNT);
	return names[refusal];
}

bool ledger_core_is_chained(enum account_kind kind)
{
	return kind == ACCOUNT_PERSON || kind == ACCOUNT_ORGANISATION;
}

int64_t ledger_posted(const struct ledger_counters *counters)
{
	check(counters->credits_posted >= 0 && counters->debits_posted >= 0);
	return counters->credits_posted - counters->debits_posted;
}

int64_t ledger_available(const struct ledger_counters *counters)
{
	check(counters->debits_held >= 0 && counters->credits_held >= 0);
	return ledger_posted(counters) - counters->debits_held;
}

struct ledger_account *ledger_core_account(const struct ledger_books *books, struct account_id id)
{
	check(books->account_count == 0 || books->accounts != NULL);
	for (size_t i = 0; i < books->account_count; i++) {
		if (books->accounts[i].id.value == id.value)
			return &books->accounts[i];
	}
	return NULL;
}

const struct ledger_entry *ledger_core_entry(const struct ledger_books *books, struct transfer_id id)
{
	check(books->entry_count <= books->entry_max);
	for (size_t i = 0; i < books->entry_count; i++) {
		if (books->entries[i].id.value == id.value)
			return &books->entries[i];
	}
	return NULL;
}

const struct ledger_entry *ledger_core_ending(const struct ledger_books *books, struct transfer_id hold_id)
{
	check(hold_id.value != 0);
	for (size_t i = 0; i < books->entry_count; i++) {
		if (books->entries[i].hold_id.value == hold_id.value)
			return &books->entries[i];
	}
	return NULL;
}

enum ledger_refusal ledger_core_decide(const struct ledger_books *books, const struct ledger_entry *operation, int64_t now_ms,
	struct ledger_entry *ret_entry, bool *ret_is_new)
{
	struct ledger_entry entry = *operation;
	const struct ledger_entry *hold = NULL;
	check(entry.id.value > 0 && entry.step >= STEP_PLAIN && entry.step < STEP_COUNT);
	check(ends_hold(entry.step) == (entry.hold_id.value != 0));
	check(entry.step == STEP_HOLD || entry.over_at_ms == 0);
	if (ends_hold(entry.step)) {
		hold = ledger_core_entry(books, entry.hold_id);
		if (hold == NULL || hold->step != STEP_HOLD)
			return LEDGER_HOLD_MISSING;
		entry = fill_from_hold(operation, hold);
	}
	const struct ledger_entry *known = ledger_core_entry(books, entry.id);
	if (known != NULL && !is_same(known, &entry))
		return LEDGER_EXISTS_DIFFERENT;
	enum ledger_refusal refusal = known != NULL ? LEDGER_OK : check_new(books, &entry, hold, now_ms);
	if (refusal != LEDGER_OK)
		return refusal;
	entry.at_ms = known != NULL ? known->at_ms : now_ms;
	entry.source_before_id = known != NULL ? known->source_before_id : (struct transfer_id){0};
	entry.target_before_id = known != NULL ? known->target_before_id : (struct transfer_id){0};
	*ret_is_new = known == NULL;
	*ret_entry = entry;
	return LEDGER_OK;
}

enum ledger_refusal ledger_core_apply(struct ledger_books *books, const struct ledger_entry *operations, size_t count, int64_t now_ms,
	size_t *ret_nth)
{
	size_t before = books->entry_count;
	check(count > 0 && books->entry_max - before >= count);
	for (size_t i = 0; i < count; i++) {
		struct ledger_entry entry;
		bool is_new = false;
		enum ledger_refusal refusal = ledger_core_decide(books, &operations[i], now_ms, &entry, &is_new);
		if (refusal == LEDGER_OK && is_new) {
			link(books, &entry);
			books->entries[books->entry_count++] = entry;
			move(books, &entry, 1);
		}
		if (refusal == LEDGER_OK)
			continue;
		while (books->entry_count > before) {
			move(books, &books->entries[books->entry_count - 1], -1);
			unlink_newest(books, &books->entries[books->entry_count - 1]);
			books->entry_count--;
		}
		*ret_nth = i;
		return refusal;
	}
	check(books->entry_count <= before + count);
	return LEDGER_OK;
}

void ledger_core_moves(const struct ledger_entry *entry, int64_t held, struct ledger_counters *ret_source, struct ledger_counters *ret_target)
{
	struct ledger_counters source = {0};
	check(entry->amount > 0 && (ends_hold(entry->step) ? held >= entry->amount : held == 0));
	if (entry->step == STEP_HOLD)
		source.debits_held = entry->amount;
	else if (ends_hold(entry->step))
		source.debits_held = -held;
	if (entry->step == STEP_PLAIN || entry->step == STEP_POST)
		source.debits_posted = entry->amount;
	check(source.debits_posted >= 0);
	*ret_source = source;
	*ret_target = (struct ledger_counters){.credits_held = source.debits_held, .credits_posted = source.debits_posted};
}

static bool ends_hold(enum transfer_step step)
{
	check(step >= STEP_PLAIN && step < STEP_COUNT);
	return step == STEP_POST || step == STEP_VOID || step == STEP_EXPIRE;
}

/* What the operation leaves empty is as the hold says. */
static struct ledger_entry fill_from_hold(const struct ledger_entry *operation, const struct ledger_entry *hold)
{
	struct ledger_entry entry = *operation;
	check(hold->id.value == operation->hold_id.value);
	check(hold->step == STEP_HOLD && hold->amount > 0);
	entry.source = hold->source;
	entry.target = hold->target;
	entry.reason = hold->reason;
	entry.rule_version = hold->rule_version;
	entry.record_id = hold->record_id;
	entry.request_id = hold->request_id;
	if (entry.amount == 0)
		entry.amount = hold->amount;
	return entry;
}

static bool is_same(const struct ledger_entry *a, const struct ledger_entry *b)
{
	check(a->id.value == b->id.value);
	return a->step == b->step && a->source.value == b->source.value && a->target.value == b->target.value && a->amount == b->amount
		&& a->reason == b->reason && a->rule_version == b->rule_version && a->hold_id.value == b->hold_id.value && a->over_at_ms == b->over_at_ms
		&& a->record_id.value == b->record_id.value && a->request_id.value == b->request_id.value && a->reverses_id.value == b->reverses_id.value;
}

static enum ledger_refusal check_new(const struct ledger_books *books, const struct ledger_entry *entry, const struct ledger_entry *hold, int64_t now_ms)
{
	enum ledger_refusal refusal = hold != NULL ? check_hold(books, entry, hold, now_ms) : LEDGER_OK;
	check((hold != NULL) == ends_hold(entry->step));
	return refusal != LEDGER_OK ? refusal : check_accounts(books, entry);
}

static enum ledger_refusal check_hold(const struct ledger_books *books, const struct ledger_entry *entry, const struct ledger_entry *hold, int64_t now_ms)
{
	bool is_over = hold->over_at_ms != 0 && hold->over_at_ms <= now_ms;
	check(hold->step == STEP_HOLD && hold->amount > 0);
	check(ends_hold(entry->step) && entry->hold_id.value == hold->id.value);
	if (ledger_core_ending(books, hold->id) != NULL)
		return LEDGER_ALREADY_ENDED;
	if (entry->step != STEP_EXPIRE && is_over)
		return LEDGER_HOLD_OVER;
	if (entry->step == STEP_EXPIRE && !is_over)
		return LEDGER_HOLD_NOT_OVER;
	if (entry->amount < 1)
		return LEDGER_AMOUNT_INVALID;
	if (entry->amount > hold->amount || (entry->step != STEP_POST && entry->amount != hold->amount))
		return LEDGER_AMOUNT_ABOVE_HOLD;
	return LEDGER_OK;
}

static enum ledger_refusal check_accounts(const struct ledger_books *books, const struct ledger_entry *entry)
{
	const struct ledger_account *source = ledger_core_account(books, entry->source);
	const struct ledger_account *target = ledger_core_account(books, entry->target);
	check(entry->reason >= TRANSFER_EARN && entry->reason < TRANSFER_REASON_COUNT);
	check(joins[entry->reason].sources != 0 && joins[entry->reason].targets != 0);
	if (entry->amount < 1 || entry->amount > LEDGER_AMOUNT_MAX)
		return LEDGER_AMOUNT_INVALID;
	if (source == NULL || target == NULL)
		return LEDGER_ACCOUNT_MISSING;
	if (source == target)
		return LEDGER_SAME_ACCOUNT;
	if ((joins[entry->reason].sources & BIT(source->kind)) == 0 || (joins[entry->reason].targets & BIT(target->kind)) == 0)
		return LEDGER_KINDS_WRONG;
	return check_source(source, entry);
}

/* A hold took its amount when it was made, so ending one can break no limit. */
static enum ledger_refusal check_source(const struct ledger_account *source, const struct ledger_entry *entry)
{
	bool has_floor = source->kind == ACCOUNT_PERSON || source->kind == ACCOUNT_ORGANISATION || source->kind == ACCOUNT_POOL;
	check(entry->amount > 0);
	if (!has_floor || ends_hold(entry->step) || entry->reason == TRANSFER_REVOKE)
		return LEDGER_OK;
	if (ledger_posted(&source->counters) < 0)
		return LEDGER_BLOCKED;
	return ledger_available(&source->counters) < entry->amount ? LEDGER_SHORT : LEDGER_OK;
}

/* The one place where counters move: both sides or neither. */
static void move(struct ledger_books *books, const struct ledger_entry *entry, int64_t sign)
{
	struct ledger_counters for_source;
	struct ledger_counters for_target;
	struct ledger_account *source = ledger_core_account(books, entry->source);
	struct ledger_account *target = ledger_core_account(books, entry->target);
	const struct ledger_entry *hold = entry->hold_id.value != 0 ? ledger_core_entry(books, entry->hold_id) : NULL;
	check(source != NULL && target != NULL && source != target);
	check((sign == 1 || sign == -1) && (hold != NULL) == ends_hold(entry->step));
	ledger_core_moves(entry, hold != NULL ? hold->amount : 0, &for_source, &for_target);
	add(&source->counters, &for_source, sign);
	add(&target->counters, &for_target, sign);
}

/* The entry becomes the newest of its accounts. */
static void link(struct ledger_books *books, struct ledger_entry *entry)
{
	struct ledger_account *source = ledger_core_account(books, entry->source);
	struct ledger_account *target = ledger_core_account(books, entry->target);
	check(source != NULL && target != NULL && source != target);
	entry->source_before_id = source->newest_id;
	entry->target_before_id = target->newest_id;
	if (ledger_core_is_chained(source->kind))
		source->newest_id = entry->id;
	if (ledger_core_is_chained(target->kind))
		target->newest_id = entry->id;
	check(entry->id.value > 0);
}

/* The one before is the newest again. */
static void unlink_newest(struct ledger_books *books, const struct ledger_entry *entry)
{
	struct ledger_account *source = ledger_core_account(books, entry->source);
	struct ledger_account *target = ledger_core_account(books, entry->target);
	check(source != NULL && target != NULL);
	check(entry->id.value > 0);
	source->newest_id = entry->source_before_id;
	target->newest_id = entry->target_before_id;
}

static void add(struct ledger_counters *counters, const struct ledger_counters *more, int64_t sign)
{
	check(sign == 1 || sign == -1);
	counters->debits_held += sign * more->debits_held;
	counters->debits_posted += sign * more->debits_posted;
	counters->credits_held += sign * more->credits_held;
	counters->credits_posted += sign * more->credits_posted;
	check(counters->debits_held >= 0 && counters->debits_posted >= 0 && counters->credits_held >= 0 && counters->credits_posted >= 0);
}
