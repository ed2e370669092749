/* SPDX-License-Identifier: Apache-2.0
 *
 * The ledger's core against a second, plain model: every sequence of a dozen
 * operations up to length 6, then seeded random ones. The model keeps no
 * counters and no entries: balances, a list of names that were used, each
 * hold as open or shut, and for each account the names in their order. Four
 * broken cores show that the walk would notice.
 */
#include "domain/ledger_core.h"

#include "unit.h"

#include <string.h>

enum { ISSUE, SPENT, A, B, POOL, TEAM, ACCOUNTS };
static const enum account_kind kinds[ACCOUNTS] = {ACCOUNT_ISSUE, ACCOUNT_SPENT, ACCOUNT_PERSON, ACCOUNT_PERSON, ACCOUNT_POOL, ACCOUNT_ORGANISATION};
#define ID_MAX 64
#define ENTRIES_MAX 128
#define DEPTH 6

/* ---- the plain model ---- */

struct model {
	int64_t posted[ACCOUNTS], held[ACCOUNTS], coming[ACCOUNTS];
	struct ledger_entry used[ID_MAX]; /* by id; id 0 = free; as filled from its hold */
	bool is_shut[ID_MAX];             /* the hold of that id has ended */
	unsigned char lines[ACCOUNTS][ID_MAX]; /* ids, oldest first */
	size_t line_counts[ACCOUNTS];
};

static bool model_is_ending(const struct ledger_entry *operation)
{
	return operation->step >= STEP_POST;
}

/* One operation on the model; LEDGER_OK also for an equal repeat. */
static enum ledger_refusal model_do(struct model *model, struct ledger_entry operation, int64_t now_ms)
{
	struct ledger_entry *hold = model_is_ending(&operation) ? &model->used[operation.hold_id.value] : NULL;
	struct ledger_entry *used = &model->used[operation.id.value];
	if (hold != NULL) {
		if (hold->id.value == 0 || hold->step != STEP_HOLD)
			return LEDGER_HOLD_MISSING;
		operation.source = hold->source;
		operation.target = hold->target;
		operation.reason = hold->reason;
		operation.amount = operation.amount == 0 ? hold->amount : operation.amount;
	}
	if (used->id.value != 0)
		return memcmp(used, &operation, sizeof(operation)) == 0 ? LEDGER_OK : LEDGER_EXISTS_DIFFERENT;
	if (hold != NULL) {
		bool is_over = hold->over_at_ms > 0 && now_ms >= hold->over_at_ms;
		if (model->is_shut[hold->id.value])
			return LEDGER_ALREADY_ENDED;
		if (is_over != (operation.step == STEP_EXPIRE))
			return is_over ? LEDGER_HOLD_OVER : LEDGER_HOLD_NOT_OVER;
		if (operation.amount <= 0 || operation.amount > hold->amount)
			return operation.amount <= 0 ? LEDGER_AMOUNT_INVALID : LEDGER_AMOUNT_ABOVE_HOLD;
	}
	if (operation.amount <= 0 || operation.amount > 1000000)
		return LEDGER_AMOUNT_INVALID;
	size_t from = (size_t)operation.source.value - 1;
	size_t to = (size_t)operation.target.value - 1;
	bool is_limited = from == A || from == B || from == POOL || from == TEAM;
	if (hold == NULL && is_limited && operation.reason != TRANSFER_REVOKE) {
		if (model->posted[from] < 0)
			return LEDGER_BLOCKED;
		if (model->posted[from] - model->held[from] < operation.amount)
			return LEDGER_SHORT;
	}
	*used = operation;
	model->lines[from][model->line_counts[from]++] = (unsigned char)operation.id.value;
	model->lines[to][model->line_counts[to]++] = (unsigned char)operation.id.value;
	if (operation.step == STEP_HOLD) {
		model->held[from] += operation.amount;
		model->coming[to] += operation.amount;
	}
	if (hold != NULL) {
		model->is_shut[hold->id.value] = true;
		model->held[from] -= hold->amount;
		model->coming[to] -= hold->amount;
	}
	if (operation.step == STEP_PLAIN || operation.step == STEP_POST) {
		model->posted[from] -= operation.amount;
		model->posted[to] += operation.amount;
	}
	return LEDGER_OK;
}

static enum ledger_refusal model_chain(struct model *model, const struct ledger_entry *operations, size_t count, int64_t now_ms)
{
	struct model tried = *model;
	for (size_t i = 0; i < count; i++) {
		enum ledger_refusal refusal = model_do(&tried, operations[i], now_ms);
		if (refusal != LEDGER_OK)
			return refusal;
	}
	*model = tried;
	return LEDGER_OK;
}

/* ---- the core beside it, sound or broken on purpose ---- */

struct pair {
	struct model model;
	struct ledger_account accounts[ACCOUNTS];
	struct ledger_entry entries[ENTRIES_MAX];
	size_t entry_count;
};
enum breakage { SOUND, LEG_DROPPED, SECOND_VOID, ID_EXPIRES, LINK_DROPPED };

static void pair_begin(struct pair *pair)
{
	memset(pair, 0, sizeof(*pair));
	for (size_t i = 0; i < ACCOUNTS; i++)
		pair->accounts[i] = (struct ledger_account){.id = {(int64_t)i + 1}, .kind = kinds[i]};
}

static enum ledger_refusal core_chain(struct pair *pair, enum breakage breakage, const struct ledger_entry *operations, size_t count, int64_t now_ms)
{
	struct ledger_books books = {pair->accounts, ACCOUNTS, pair->entries, pair->entry_count, ENTRIES_MAX};
	size_t nth = 0;
	struct ledger_entry forgotten = {0};
	size_t at = SIZE_MAX;
	for (size_t i = 0; breakage == SECOND_VOID && i < books.entry_count; i++) {
		if (books.entries[i].step == STEP_VOID && operations[0].step == STEP_VOID && books.entries[i].id.value != operations[0].id.value)
			at = i;
	}
	for (size_t i = 0; breakage == ID_EXPIRES && i < books.entry_count; i++) {
		if (books.entries[i].id.value == operations[0].id.value && books.entries[i].at_ms < now_ms - 1)
			at = i;
	}
	if (at != SIZE_MAX) { /* for the length of this operation the core does not know what was */
		forgotten = books.entries[at];
		books.entries[at].id.value = ID_MAX + 1;
		books.entries[at].hold_id.value = breakage == SECOND_VOID ? 0 : forgotten.hold_id.value;
	}
	enum ledger_refusal refusal = ledger_core_apply(&books, operations, count, now_ms, &nth);
	if (at != SIZE_MAX)
		books.entries[at] = forgotten;
	if (breakage == LEG_DROPPED && refusal == LEDGER_OK && books.entry_count > pair->entry_count && operations[0].reason == TRANSFER_GIFT)
		pair->accounts[operations[0].target.value - 1].counters.credits_posted -= operations[0].amount;
	if (breakage == LINK_DROPPED && refusal == LEDGER_OK && books.entry_count > pair->entry_count && operations[0].reason == TRANSFER_GIFT)
		pair->accounts[operations[0].target.value - 1].newest_id = books.entries[pair->entry_count].target_before_id;
	pair->entry_count = books.entry_count;
	return refusal;
}

/* From the newest entry back to none are the account's names in their order; of the house's own, none at all. */
static bool pair_is_chained(const struct pair *pair, size_t nth)
{
	struct ledger_books books = {(struct ledger_account *)(uintptr_t)pair->accounts, ACCOUNTS, (struct ledger_entry *)(uintptr_t)pair->entries,
		pair->entry_count, ENTRIES_MAX};
	struct transfer_id next = pair->accounts[nth].newest_id;
	size_t left = nth == A || nth == B || nth == TEAM ? pair->model.line_counts[nth] : 0;
	for (; left > 0 && next.value == pair->model.lines[nth][left - 1]; left--) {
		const struct ledger_entry *entry = ledger_core_entry(&books, next);
		next = entry->target.value == (int64_t)nth + 1 ? entry->target_before_id : entry->source_before_id;
	}
	return left == 0 && next.value == 0;
}

/* One step on both; false when they differ. */
static bool pair_step(struct pair *pair, enum breakage breakage, const struct ledger_entry *operations, size_t count, int64_t now_ms)
{
	int64_t posted = 0;
	int64_t held = 0;
	if (model_chain(&pair->model, operations, count, now_ms) != core_chain(pair, breakage, operations, count, now_ms))
		return false;
	for (size_t i = 0; i < ACCOUNTS; i++) {
		const struct ledger_counters *counters = &pair->accounts[i].counters;
		if (ledger_posted(counters) != pair->model.posted[i] || counters->debits_held != pair->model.held[i]
			|| counters->credits_held != pair->model.coming[i] || !pair_is_chained(pair, i))
			return false;
		posted += ledger_posted(counters);
		held += counters->credits_held - counters->debits_held;
	}
	return posted == 0 && held == 0;
}

/* ---- every sequence ---- */

#define ONE(...) {1, {{__VA_ARGS__}}}
static const struct { size_t count; struct ledger_entry operations[2]; } alphabet[] = {
	ONE(.id = {1}, .step = STEP_PLAIN, .source = {ISSUE + 1}, .target = {A + 1}, .amount = 2, .reason = TRANSFER_EARN),
	ONE(.id = {2}, .step = STEP_HOLD, .source = {A + 1}, .target = {SPENT + 1}, .amount = 2, .reason = TRANSFER_SPEND, .over_at_ms = 5),
	ONE(.id = {3}, .step = STEP_POST, .hold_id = {2}),
	ONE(.id = {3}, .step = STEP_POST, .hold_id = {2}, .amount = 1),
	ONE(.id = {4}, .step = STEP_VOID, .hold_id = {2}),
	ONE(.id = {5}, .step = STEP_VOID, .hold_id = {2}),
	ONE(.id = {6}, .step = STEP_EXPIRE, .hold_id = {2}),
	ONE(.id = {7}, .step = STEP_PLAIN, .source = {A + 1}, .target = {B + 1}, .amount = 1, .reason = TRANSFER_GIFT),
	ONE(.id = {8}, .step = STEP_PLAIN, .source = {A + 1}, .target = {ISSUE + 1}, .amount = 2, .reason = TRANSFER_REVOKE),
	{2, {{.id = {9}, .step = STEP_PLAIN, .source = {B + 1}, .target = {A + 1}, .amount = 1, .reason = TRANSFER_GIFT},
		{.id = {10}, .step = STEP_HOLD, .source = {A + 1}, .target = {POOL + 1}, .amount = 2, .reason = TRANSFER_DONATE}}},
	ONE(.id = {7}, .step = STEP_PLAIN, .source = {A + 1}, .target = {POOL + 1}, .amount = 1, .reason = TRANSFER_DONATE),
};

struct walk { enum breakage breakage; int depth; int64_t steps; int64_t differences; };

static void walk_from(struct walk *walk, const struct pair *pair, int depth)
{
	for (size_t i = 0; i < COUNT_OF(alphabet) && (walk->breakage == SOUND || walk->differences == 0); i++) {
		struct pair next = *pair;
		walk->steps++;
		if (!pair_step(&next, walk->breakage, alphabet[i].operations, alphabet[i].count, depth + 1))
			walk->differences++;
		else if (depth + 1 < walk->depth)
			walk_from(walk, &next, depth + 1);
	}
}

static int64_t walk_all(enum breakage breakage, int depth)
{
	struct walk walk = {.breakage = breakage, .depth = depth};
	static struct pair first;
	pair_begin(&first);
	walk_from(&walk, &first, 0);
	print_message("%lld steps, %lld differences\n", (long long)walk.steps, (long long)walk.differences);
	return walk.differences;
}

static void all_sequences_up_to_length_6_agree(void **state UNUSED)
{
	assert_int_equal(walk_all(SOUND, DEPTH), 0);
}

static void a_dropped_leg_is_noticed(void **state UNUSED)
{
	assert_true(walk_all(LEG_DROPPED, DEPTH) > 0);
}

static void a_second_void_is_noticed(void **state UNUSED)
{
	assert_true(walk_all(SECOND_VOID, DEPTH) > 0);
}

static void an_id_with_expiry_is_noticed(void **state UNUSED)
{
	assert_true(walk_all(ID_EXPIRES, DEPTH) > 0);
}

static void a_dropped_link_is_noticed(void **state UNUSED)
{
	assert_true(walk_all(LINK_DROPPED, DEPTH) > 0);
}

/* ---- random ---- */

static uint64_t dice;
static int64_t throw_dice(int64_t sides)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return (int64_t)(dice % (uint64_t)sides);
}

static struct ledger_entry random_operation(void)
{
	static const struct { int source, target; enum transfer_reason reason; } ways[] = {{ISSUE, A, TRANSFER_EARN}, {ISSUE, B, TRANSFER_EARN},
		{A, SPENT, TRANSFER_SPEND}, {B, SPENT, TRANSFER_SPEND}, {POOL, SPENT, TRANSFER_SPEND}, {A, B, TRANSFER_GIFT}, {B, A, TRANSFER_GIFT},
		{A, SPENT, TRANSFER_GOOD}, {A, TEAM, TRANSFER_GOOD}, {B, TEAM, TRANSFER_GOOD}, {TEAM, POOL, TRANSFER_DONATE},
		{A, POOL, TRANSFER_DONATE}, {A, ISSUE, TRANSFER_REVOKE}, {B, ISSUE, TRANSFER_REVOKE}};
	struct ledger_entry operation = {.id = {1 + throw_dice(ID_MAX - 1)}, .step = (enum transfer_step)(1 + throw_dice(5))};
	if (model_is_ending(&operation)) {
		operation.hold_id.value = 1 + throw_dice(ID_MAX - 1);
		operation.amount = operation.step == STEP_POST ? throw_dice(12) - 1 : 0;
		return operation;
	}
	size_t way = (size_t)throw_dice(COUNT_OF(ways));
	operation.source.value = ways[way].source + 1;
	operation.target.value = ways[way].target + 1;
	operation.reason = ways[way].reason;
	operation.amount = throw_dice(20) - 1;
	operation.over_at_ms = operation.step == STEP_HOLD && throw_dice(3) == 0 ? 1 + throw_dice(60) : 0;
	return operation;
}

static void random_sequences_agree(void **state UNUSED)
{
	for (uint64_t seed = 1; seed <= 3000; seed++) {
		static struct pair pair;
		pair_begin(&pair);
		dice = seed * 0x9E3779B97F4A7C15u;
		for (int step = 0; step < 60; step++) {
			struct ledger_entry operations[3];
			size_t count = throw_dice(4) == 0 ? 1 + (size_t)throw_dice(3) : 1;
			for (size_t i = 0; i < count; i++)
				operations[i] = random_operation();
			if (!pair_step(&pair, SOUND, operations, count, step + 1))
				fail_msg("seed %llu, step %d", (unsigned long long)seed, step);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_sequences_up_to_length_6_agree),
		cmocka_unit_test(a_dropped_leg_is_noticed),
		cmocka_unit_test(a_second_void_is_noticed),
		cmocka_unit_test(an_id_with_expiry_is_noticed),
		cmocka_unit_test(a_dropped_link_is_noticed),
		cmocka_unit_test(random_sequences_agree),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
