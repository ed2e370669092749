/* SPDX-License-Identifier: Apache-2.0
 *
 * What the ledger's core refuses, walked down in the order in which it checks:
 * each row mends the fault of the one before and meets the next; rows with two
 * faults get the earlier answer; what is refused changes nothing, and linked
 * operations are undone as a whole.
 */
#include "domain/ledger_core.h"

#include "unit.h"

#include <stdio.h>
#include <string.h>

enum { ISSUE = 1, SPENT, ANN, BEA, POOL, TEAM, EXPIRED, ADJUST, CUT, NOBODY = 99 };
#define ACCOUNTS 9
#define ENTRIES 64
#define NOW 2000
#define LATER 3000

/* Entries that are on the books when a test begins. */
enum {
	EARNED = 10, /* 500 to Ann */
	TEAM_EARNED, /* 200 to the team */
	CUT_EARNED,  /* 40 to the one who is cut, of which … */
	CUT_SPENT,   /* … 30 are spent, before … */
	CUT_REVOKED, /* … 40 are revoked: she stands at −30 */
	OPEN = 20,   /* Ann has set 100 aside, without an end */
	TIMED,       /* … 50 until NOW */
	TIMED_LATER, /* … 60 until LATER */
	ENDED,       /* … 20, given back by … */
	ENDING,      /* … this one */
	NEW = 40,
};

struct books {
	struct ledger_account accounts[ACCOUNTS];
	struct ledger_entry entries[ENTRIES];
	struct ledger_books at;
};

static const enum account_kind kinds[ACCOUNTS] = {ACCOUNT_ISSUE, ACCOUNT_SPENT, ACCOUNT_PERSON, ACCOUNT_PERSON, ACCOUNT_POOL, ACCOUNT_ORGANISATION,
	ACCOUNT_EXPIRED, ACCOUNT_ADJUST, ACCOUNT_PERSON};

#define MOVE(name, kind, from, to, much, why) \
	{.id = {name}, .step = STEP_##kind, .source = {from}, .target = {to}, .amount = (much), .reason = TRANSFER_##why}
#define END(name, kind, hold, much) {.id = {name}, .step = STEP_##kind, .hold_id = {hold}, .amount = (much)}

static void books_open(struct books *books)
{
	static const struct ledger_entry past[] = {
		MOVE(EARNED, PLAIN, ISSUE, ANN, 500, EARN),
		MOVE(TEAM_EARNED, PLAIN, ISSUE, TEAM, 200, EARN),
		MOVE(CUT_EARNED, PLAIN, ISSUE, CUT, 40, EARN),
		MOVE(CUT_SPENT, PLAIN, CUT, SPENT, 30, SPEND),
		MOVE(CUT_REVOKED, PLAIN, CUT, ISSUE, 40, REVOKE),
		MOVE(OPEN, HOLD, ANN, SPENT, 100, SPEND),
		{.id = {TIMED}, .step = STEP_HOLD, .source = {ANN}, .target = {SPENT}, .amount = 50, .reason = TRANSFER_SPEND, .over_at_ms = NOW},
		{.id = {TIMED_LATER}, .step = STEP_HOLD, .source = {ANN}, .target = {SPENT}, .amount = 60, .reason = TRANSFER_SPEND, .over_at_ms = LATER},
		MOVE(ENDED, HOLD, ANN, SPENT, 20, SPEND),
		END(ENDING, VOID, ENDED, 0),
	};
	size_t nth = 0;
	memset(books, 0, sizeof *books);
	for (size_t i = 0; i < ACCOUNTS; i++)
		books->accounts[i] = (struct ledger_account){.id = {(int64_t)i + 1}, .kind = kinds[i]};
	books->at = (struct ledger_books){.accounts = books->accounts, .account_count = ACCOUNTS, .entries = books->entries, .entry_max = ENTRIES};
	assert_int_equal(ledger_core_apply(&books->at, past, COUNT_OF(past), 1, &nth), LEDGER_OK);
	assert_int_equal(ledger_posted(&books->accounts[ANN - 1].counters), 500);
	assert_int_equal(ledger_available(&books->accounts[ANN - 1].counters), 500 - 100 - 50 - 60);
	assert_int_equal(ledger_posted(&books->accounts[CUT - 1].counters), -30);
}

static void assert_unchanged(const struct books *books, const struct books *before)
{
	assert_memory_equal(books->accounts, before->accounts, sizeof before->accounts);
	assert_int_equal(books->at.entry_count, before->at.entry_count);
	assert_memory_equal(books->entries, before->entries, before->at.entry_count * sizeof before->entries[0]);
}

struct row {
	const char *what;
	struct ledger_entry operation;
	enum ledger_refusal outcome;
};

/* Operations that end a hold, in the order of the checks; the faults that are left come later in it. */
static const struct row endings[] = {
	{"no such hold", END(NEW, POST, 39, 0), LEDGER_HOLD_MISSING},
	{"the hold is a plain entry", END(NEW, VOID, EARNED, 0), LEDGER_HOLD_MISSING},
	{"the hold is the end of another", END(NEW, EXPIRE, ENDING, 0), LEDGER_HOLD_MISSING},
	{"no such hold, and its id is taken", END(EARNED, POST, 39, 0), LEDGER_HOLD_MISSING},
	{"no such hold, and less than nothing", END(NEW, POST, 39, -5), LEDGER_HOLD_MISSING},
	{"the id is taken by a plain entry", END(EARNED, POST, OPEN, 0), LEDGER_EXISTS_DIFFERENT},
	{"the id is taken by the hold itself", END(OPEN, VOID, OPEN, 0), LEDGER_EXISTS_DIFFERENT},
	{"the id is taken by the end of an ended hold, otherwise ended", END(ENDING, POST, ENDED, 0), LEDGER_EXISTS_DIFFERENT},
	{"the id is taken, and the hold is over", END(EARNED, POST, TIMED, 0), LEDGER_EXISTS_DIFFERENT},
	{"the hold has ended", END(NEW, POST, ENDED, 0), LEDGER_ALREADY_ENDED},
	{"the hold has ended, a void after the void", END(NEW, VOID, ENDED, 0), LEDGER_ALREADY_ENDED},
	{"the hold has ended, and cannot expire yet", END(NEW, EXPIRE, ENDED, 0), LEDGER_ALREADY_ENDED},
	{"the hold has ended, and more than it", END(NEW, POST, ENDED, 21), LEDGER_ALREADY_ENDED},
	{"the hold is over: no post", END(NEW, POST, TIMED, 0), LEDGER_HOLD_OVER},
	{"the hold is over: no void", END(NEW, VOID, TIMED, 0), LEDGER_HOLD_OVER},
	{"the hold is over, and less than nothing", END(NEW, POST, TIMED, -1), LEDGER_HOLD_OVER},
	{"the hold is over, and more than it", END(NEW, POST, TIMED, 51), LEDGER_HOLD_OVER},
	{"the hold has no end", END(NEW, EXPIRE, OPEN, 0), LEDGER_HOLD_NOT_OVER},
	{"the hold's end is not come", END(NEW, EXPIRE, TIMED_LATER, 0), LEDGER_HOLD_NOT_OVER},
	{"the hold's end is not come, and less than nothing", END(NEW, EXPIRE, TIMED_LATER, -1), LEDGER_HOLD_NOT_OVER},
	{"the hold's end is not come, and another amount", END(NEW, EXPIRE, TIMED_LATER, 61), LEDGER_HOLD_NOT_OVER},
	{"less than nothing", END(NEW, POST, OPEN, -1), LEDGER_AMOUNT_INVALID},
	{"less than nothing of a void", END(NEW, VOID, OPEN, -100), LEDGER_AMOUNT_INVALID},
	{"one more than the hold", END(NEW, POST, OPEN, 101), LEDGER_AMOUNT_ABOVE_HOLD},
	{"above the hold and above the most of an entry", END(NEW, POST, OPEN, LEDGER_AMOUNT_MAX + 1), LEDGER_AMOUNT_ABOVE_HOLD},
	{"a void in part", END(NEW, VOID, OPEN, 99), LEDGER_AMOUNT_ABOVE_HOLD},
	{"an expiry in part", END(NEW, EXPIRE, TIMED, 49), LEDGER_AMOUNT_ABOVE_HOLD},
};

/* Operations that stand for themselves, in the order of the checks. */
static const struct row movements[] = {
	{"the id is taken", MOVE(EARNED, PLAIN, ISSUE, ANN, 501, EARN), LEDGER_EXISTS_DIFFERENT},
	{"the id is taken by a hold", MOVE(OPEN, PLAIN, ANN, SPENT, 100, SPEND), LEDGER_EXISTS_DIFFERENT},
	{"the id is taken, and nothing is moved", MOVE(EARNED, PLAIN, ISSUE, ANN, 0, EARN), LEDGER_EXISTS_DIFFERENT},
	{"the id is taken, and nobody gets it", MOVE(EARNED, PLAIN, ISSUE, NOBODY, 500, EARN), LEDGER_EXISTS_DIFFERENT},
	{"the id is taken, and it is short", MOVE(EARNED, PLAIN, BEA, SPENT, 1, SPEND), LEDGER_EXISTS_DIFFERENT},
	{"nothing", MOVE(NEW, PLAIN, ISSUE, ANN, 0, EARN), LEDGER_AMOUNT_INVALID},
	{"less than nothing", MOVE(NEW, HOLD, ANN, SPENT, -1, SPEND), LEDGER_AMOUNT_INVALID},
	{"one more than the most", MOVE(NEW, PLAIN, ISSUE, ANN, LEDGER_AMOUNT_MAX + 1, EARN), LEDGER_AMOUNT_INVALID},
	{"more than any number", MOVE(NEW, PLAIN, ISSUE, ANN, INT64_MAX, EARN), LEDGER_AMOUNT_INVALID},
	{"nothing, from nobody", MOVE(NEW, PLAIN, NOBODY, ANN, 0, EARN), LEDGER_AMOUNT_INVALID},
	{"nothing, to oneself", MOVE(NEW, PLAIN, ANN, ANN, 0, GIFT), LEDGER_AMOUNT_INVALID},
	{"nothing, against the kinds", MOVE(NEW, PLAIN, SPENT, ANN, 0, SPEND), LEDGER_AMOUNT_INVALID},
	{"too much for the most, and short", MOVE(NEW, PLAIN, ANN, SPENT, LEDGER_AMOUNT_MAX + 1, SPEND), LEDGER_AMOUNT_INVALID},
	{"from nobody", MOVE(NEW, PLAIN, NOBODY, ANN, 1, EARN), LEDGER_ACCOUNT_MISSING},
	{"to nobody", MOVE(NEW, HOLD, ANN, NOBODY, 1, SPEND), LEDGER_ACCOUNT_MISSING},
	{"from nobody to nobody, which is the same", MOVE(NEW, PLAIN, NOBODY, NOBODY, 1, GIFT), LEDGER_ACCOUNT_MISSING},
	{"to nobody, from one who never spends", MOVE(NEW, PLAIN, ISSUE, NOBODY, 1, SPEND), LEDGER_ACCOUNT_MISSING},
	{"to nobody, from one who is cut", MOVE(NEW, PLAIN, CUT, NOBODY, 1, SPEND), LEDGER_ACCOUNT_MISSING},
	{"to oneself", MOVE(NEW, PLAIN, ANN, ANN, 1, GIFT), LEDGER_SAME_ACCOUNT},
	{"to oneself, against the kinds", MOVE(NEW, PLAIN, SPENT, SPENT, 1, SPEND), LEDGER_SAME_ACCOUNT},
	{"to oneself, from one who is cut", MOVE(NEW, HOLD, CUT, CUT, 1, GIFT), LEDGER_SAME_ACCOUNT},
	{"to oneself, and short", MOVE(NEW, PLAIN, BEA, BEA, 1, GIFT), LEDGER_SAME_ACCOUNT},
	{"a person is not earned from", MOVE(NEW, PLAIN, ANN, BEA, 1, EARN), LEDGER_KINDS_WRONG},
	{"nothing leads back from what is spent", MOVE(NEW, PLAIN, SPENT, ANN, 1, SPEND), LEDGER_KINDS_WRONG},
	{"a team does not spend", MOVE(NEW, HOLD, TEAM, SPENT, 1, SPEND), LEDGER_KINDS_WRONG},
	{"a team gives no gift", MOVE(NEW, PLAIN, TEAM, ANN, 1, GIFT), LEDGER_KINDS_WRONG},
	{"against the kinds, from one who is cut", MOVE(NEW, PLAIN, CUT, SPENT, 1, GIFT), LEDGER_KINDS_WRONG},
	{"against the kinds, and short", MOVE(NEW, PLAIN, BEA, ISSUE, 1, SPEND), LEDGER_KINDS_WRONG},
	{"one who is cut spends nothing", MOVE(NEW, PLAIN, CUT, SPENT, 1, SPEND), LEDGER_BLOCKED},
	{"one who is cut sets nothing aside", MOVE(NEW, HOLD, CUT, SPENT, 1, SPEND), LEDGER_BLOCKED},
	{"one who is cut gives nothing, however short she is", MOVE(NEW, PLAIN, CUT, BEA, 1000, GIFT), LEDGER_BLOCKED},
	{"one who never earned", MOVE(NEW, PLAIN, BEA, SPENT, 1, SPEND), LEDGER_SHORT},
	{"one more than is free, though it is posted", MOVE(NEW, PLAIN, ANN, SPENT, 291, SPEND), LEDGER_SHORT},
	{"one more than is free, set aside", MOVE(NEW, HOLD, ANN, SPENT, 291, SPEND), LEDGER_SHORT},
	{"an empty pool", MOVE(NEW, PLAIN, POOL, SPENT, 1, SPEND), LEDGER_SHORT},
	{"a team above its own", MOVE(NEW, PLAIN, TEAM, POOL, 201, DONATE), LEDGER_SHORT},
};

/* What goes, beside what does not: each the nearest to a refusal. */
static const struct row allowed[] = {
	{"a hold in full", END(NEW, POST, OPEN, 0), LEDGER_OK},
	{"a hold in full, said", END(NEW, POST, OPEN, 100), LEDGER_OK},
	{"a hold in part", END(NEW, POST, OPEN, 1), LEDGER_OK},
	{"a void", END(NEW, VOID, OPEN, 0), LEDGER_OK},
	{"a void in full, said", END(NEW, VOID, OPEN, 100), LEDGER_OK},
	{"an expiry at the very instant", END(NEW, EXPIRE, TIMED, 0), LEDGER_OK},
	{"a post before the end", END(NEW, POST, TIMED_LATER, 60), LEDGER_OK},
	{"the same void again", END(ENDING, VOID, ENDED, 0), LEDGER_OK},
	{"the same void again, said in full", END(ENDING, VOID, ENDED, 20), LEDGER_OK},
	{"the same entry again", MOVE(EARNED, PLAIN, ISSUE, ANN, 500, EARN), LEDGER_OK},
	{"the least", MOVE(NEW, PLAIN, ISSUE, ANN, 1, EARN), LEDGER_OK},
	{"the most", MOVE(NEW, PLAIN, ISSUE, ANN, LEDGER_AMOUNT_MAX, EARN), LEDGER_OK},
	{"all that is free", MOVE(NEW, PLAIN, ANN, SPENT, 290, SPEND), LEDGER_OK},
	{"all that is free, set aside", MOVE(NEW, HOLD, ANN, SPENT, 290, SPEND), LEDGER_OK},
	{"a revocation of more than there is", MOVE(NEW, PLAIN, ANN, ISSUE, 501, REVOKE), LEDGER_OK},
	{"a revocation from one who is cut", MOVE(NEW, PLAIN, CUT, ISSUE, 1, REVOKE), LEDGER_OK},
	{"one who is cut earns", MOVE(NEW, PLAIN, ISSUE, CUT, 1, EARN), LEDGER_OK},
	{"a team gives to the pool", MOVE(NEW, PLAIN, TEAM, POOL, 200, DONATE), LEDGER_OK},
};

static void assert_row(const struct row *row)
{
	struct books books, before;
	const struct ledger_entry untouched = {.id = {-7}, .amount = -7};
	struct ledger_entry entry = untouched;
	bool is_new = true;
	size_t nth = 7;
	books_open(&books);
	before = books;
	enum ledger_refusal outcome = ledger_core_decide(&books.at, &row->operation, NOW, &entry, &is_new);
	if (outcome != row->outcome)
		fail_msg("%s: %s instead of %s", row->what, ledger_refusal_name(outcome), ledger_refusal_name(row->outcome));
	assert_unchanged(&books, &before); /* deciding writes nothing, whatever it says */
	if (outcome != LEDGER_OK)
		assert_memory_equal(&entry, &untouched, sizeof entry);
	assert_int_equal(ledger_core_apply(&books.at, &row->operation, 1, NOW, &nth), row->outcome);
	if (outcome == LEDGER_OK) {
		assert_int_equal(books.at.entry_count, before.at.entry_count + is_new);
		assert_int_equal(nth, 7);
		return;
	}
	assert_int_equal(nth, 0);
	assert_unchanged(&books, &before);
}

static void assert_walk(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		assert_true(i == 0 || rows[i].outcome >= rows[i - 1].outcome); /* down the list of checks */
		assert_row(&rows[i]);
	}
}

static void ends_of_holds_are_refused_in_the_order_of_the_checks(void **state UNUSED)
{
	assert_walk(endings, COUNT_OF(endings));
}

static void movements_are_refused_in_the_order_of_the_checks(void **state UNUSED)
{
	assert_walk(movements, COUNT_OF(movements));
}

static void what_is_nearest_to_a_refusal_goes(void **state UNUSED)
{
	assert_walk(allowed, COUNT_OF(allowed));
}

static void every_outcome_stands_in_the_tables(void **state UNUSED)
{
	int seen[LEDGER_REFUSAL_COUNT] = {0};
	for (size_t i = 0; i < COUNT_OF(endings); i++)
		seen[endings[i].outcome]++;
	for (size_t i = 0; i < COUNT_OF(movements); i++)
		seen[movements[i].outcome]++;
	for (size_t i = 0; i < COUNT_OF(allowed); i++)
		seen[allowed[i].outcome]++;
	for (int outcome = LEDGER_OK; outcome < LEDGER_REFUSAL_COUNT; outcome++) {
		if (seen[outcome] < 2)
			fail_msg("%s stands %d times", ledger_refusal_name(outcome), seen[outcome]);
	}
}

static void every_refusal_has_a_name_of_its_own(void **state UNUSED)
{
	for (int a = LEDGER_OK; a < LEDGER_REFUSAL_COUNT; a++) {
		assert_true(strlen(ledger_refusal_name(a)) > 1);
		for (int b = a + 1; b < LEDGER_REFUSAL_COUNT; b++)
			assert_string_not_equal(ledger_refusal_name(a), ledger_refusal_name(b));
	}
}

/* The rule book once more, in words: who gives to whom for which reason. All else is refused. */
static bool may_join(enum transfer_reason reason, enum account_kind source, enum account_kind target)
{
	static const char *const book[TRANSFER_REASON_COUNT] = {
		[TRANSFER_EARN] = "issue>person issue>team",
		[TRANSFER_SPEND] = "person>spent pool>spent",
		[TRANSFER_REVOKE] = "person>issue team>issue",
		[TRANSFER_GIFT] = "person>person",
		[TRANSFER_DONATE] = "person>pool team>pool",
		[TRANSFER_ADJUST] = "adjust>person adjust>team adjust>pool adjust>adjust person>adjust team>adjust pool>adjust"
			" person>person person>team person>pool team>person team>team team>pool pool>person pool>team pool>pool",
		[TRANSFER_EXPIRE] = "person>expired",
		[TRANSFER_GOOD] = "person>spent person>team",
	};
	static const char *const names[ACCOUNT_KIND_COUNT] = {"", "issue", "spent", "person", "pool", "team", "expired", "adjust"};
	char pair[32];
	(void)snprintf(pair, sizeof pair, "%s>%s", names[source], names[target]);
	for (const char *at = strstr(book[reason], pair); at != NULL; at = strstr(at + 1, pair)) {
		char end = at[strlen(pair)];
		if ((at == book[reason] || at[-1] == ' ') && (end == ' ' || end == '\0'))
			return true;
	}
	return false;
}

static void points_go_only_where_the_rule_book_leads_them(void **state UNUSED)
{
	int allowed_count = 0;
	for (int reason = TRANSFER_EARN; reason < TRANSFER_REASON_COUNT; reason++) {
		for (int source = ACCOUNT_ISSUE; source < ACCOUNT_KIND_COUNT; source++) {
			for (int target = ACCOUNT_ISSUE; target < ACCOUNT_KIND_COUNT; target++) {
				struct ledger_account accounts[2] = {{.id = {1}, .kind = source, .counters = {.credits_posted = 5}}, {.id = {2}, .kind = target}};
				struct ledger_entry entries[1];
				struct ledger_books books = {.accounts = accounts, .account_count = 2, .entries = entries, .entry_max = 1};
				struct ledger_entry operation = {.id = {1}, .step = STEP_PLAIN, .source = {1}, .target = {2}, .amount = 5, .reason = reason};
				bool may = may_join(reason, source, target);
				size_t nth = 0;
				assert_int_equal(ledger_core_apply(&books, &operation, 1, NOW, &nth), may ? LEDGER_OK : LEDGER_KINDS_WRONG);
				assert_int_equal(ledger_posted(&accounts[1].counters), may ? 5 : 0);
				allowed_count += may;
			}
		}
	}
	assert_int_equal(allowed_count, 2 + 2 + 2 + 1 + 2 + 16 + 1 + 2);
}

/* Which part of an entry is not the same: each alone makes it another. */
static void a_taken_id_with_any_other_part_is_another_entry(void **state UNUSED)
{
	struct books books, before;
	struct ledger_entry was, got;
	bool is_new = true;
	size_t nth = 9;
	books_open(&books);
	const struct ledger_entry full = {.id = {NEW}, .step = STEP_HOLD, .source = {ANN}, .target = {SPENT}, .amount = 5, .reason = TRANSFER_SPEND,
		.rule_version = 3, .over_at_ms = LATER, .record_id = {71}, .request_id = {72}, .reverses_id = {73}};
	assert_int_equal(ledger_core_apply(&books.at, &full, 1, NOW, &nth), LEDGER_OK);
	before = books;
	was = *ledger_core_entry(&books.at, full.id);
	assert_int_equal(ledger_core_decide(&books.at, &full, LATER + 1, &got, &is_new), LEDGER_OK);
	assert_false(is_new);
	assert_int_equal(got.at_ms, NOW); /* when it was, not when it is asked again */
	assert_memory_equal(&got, &was, sizeof got);
	struct ledger_entry others[] = {full, full, full, full, full, full, full, full, full};
	others[0].source.value = BEA;
	others[1].target.value = POOL;
	others[2].amount++;
	others[3].reason = TRANSFER_GIFT;
	others[4].rule_version++;
	others[5].over_at_ms++;
	others[6].record_id.value++;
	others[7].request_id.value = 0;
	others[8].reverses_id.value++;
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		assert_int_equal(ledger_core_apply(&books.at, &others[i], 1, NOW, &nth), LEDGER_EXISTS_DIFFERENT);
		assert_unchanged(&books, &before);
	}
}

/* Two that go, and one that does not at each place among them: nothing is left, and the right one is named. */
static void linked_operations_are_undone_as_a_whole(void **state UNUSED)
{
	const struct ledger_entry good[] = {MOVE(NEW, PLAIN, ISSUE, BEA, 70, EARN), MOVE(NEW + 1, HOLD, BEA, SPENT, 70, SPEND)};
	for (size_t i = 0; i < COUNT_OF(endings) + COUNT_OF(movements); i++) {
		const struct row *row = i < COUNT_OF(endings) ? &endings[i] : &movements[i - COUNT_OF(endings)];
		for (size_t place = 0; place <= COUNT_OF(good); place++) {
			struct books books, before;
			struct ledger_entry chain[COUNT_OF(good) + 1];
			size_t nth = 9;
			books_open(&books);
			before = books;
			for (size_t at = 0, next = 0; at < COUNT_OF(chain); at++)
				chain[at] = at == place ? row->operation : good[next++];
			if (chain[place].id.value == NEW)
				chain[place].id.value = NEW + 9;
			if (chain[place].source.value == BEA)
				continue; /* the chain itself gives her what she lacks */
			enum ledger_refusal outcome = ledger_core_apply(&books.at, chain, COUNT_OF(chain), NOW, &nth);
			if (outcome != row->outcome || nth != place)
				fail_msg("%s at %zu: %s of %zu", row->what, place, ledger_refusal_name(outcome), nth);
			assert_unchanged(&books, &before);
		}
	}
}

static void one_operation_stands_on_those_before_it(void **state UNUSED)
{
	struct books books, before;
	size_t nth = 9;
	const struct ledger_entry chain[] = {MOVE(NEW, PLAIN, ISSUE, BEA, 70, EARN), MOVE(NEW + 1, HOLD, BEA, SPENT, 70, SPEND),
		END(NEW + 2, POST, NEW + 1, 30), MOVE(NEW + 3, PLAIN, BEA, POOL, 40, DONATE)};
	books_open(&books);
	before = books;
	assert_int_equal(ledger_core_apply(&books.at, &chain[1], 1, NOW, &nth), LEDGER_SHORT); /* without the first */
	assert_int_equal(ledger_core_apply(&books.at, &chain[2], 1, NOW, &nth), LEDGER_HOLD_MISSING);
	assert_unchanged(&books, &before);
	assert_int_equal(ledger_core_apply(&books.at, chain, COUNT_OF(chain), NOW, &nth), LEDGER_OK);
	assert_int_equal(books.at.entry_count, before.at.entry_count + COUNT_OF(chain));
	assert_int_equal(ledger_posted(&books.accounts[BEA - 1].counters), 0);
	assert_int_equal(books.accounts[BEA - 1].counters.debits_held, 0);
	assert_int_equal(ledger_posted(&books.accounts[POOL - 1].counters), 40);
	assert_int_equal(books.accounts[BEA - 1].newest_id.value, NEW + 3); /* each names the one before it, in the order of the chain */
	for (int64_t id = NEW + 1; id <= NEW + 3; id++) {
		assert_int_equal(ledger_core_entry(&books.at, (struct transfer_id){id})->source_before_id.value, id - 1);
		assert_int_equal(ledger_core_entry(&books.at, (struct transfer_id){id})->target_before_id.value, 0); /* the house's own have none */
	}
	assert_int_equal(books.accounts[POOL - 1].newest_id.value, 0);
	before = books;
	assert_int_equal(ledger_core_apply(&books.at, chain, COUNT_OF(chain), LATER, &nth), LEDGER_OK); /* all again: nothing new */
	assert_unchanged(&books, &before);
	assert_int_equal(nth, 0); /* of the last refusal */
}

/* An equal repeat in a chain that fails was written by another: it stays. */
static void undoing_a_chain_leaves_what_was_there_before(void **state UNUSED)
{
	struct books books, before;
	size_t nth = 9;
	const struct ledger_entry chain[] = {MOVE(EARNED, PLAIN, ISSUE, ANN, 500, EARN), END(ENDING, VOID, ENDED, 0), END(NEW, POST, OPEN, 0),
		MOVE(NEW + 1, PLAIN, ANN, SPENT, 291, SPEND)};
	books_open(&books);
	before = books;
	assert_int_equal(ledger_core_apply(&books.at, chain, COUNT_OF(chain), NOW, &nth), LEDGER_SHORT);
	assert_int_equal(nth, 3);
	assert_unchanged(&books, &before);
	assert_null(ledger_core_ending(&books.at, (struct transfer_id){OPEN})); /* the hold stands again … */
	assert_int_equal(ledger_core_apply(&books.at, chain, 3, NOW, &nth), LEDGER_OK); /* … and can be posted */
	assert_non_null(ledger_core_ending(&books.at, (struct transfer_id){OPEN}));
	assert_int_equal(books.at.entry_count, before.at.entry_count + 1);
}

static void what_an_entry_moves(void **state UNUSED)
{
	static const struct {
		enum transfer_step step;
		int64_t amount, held, debits_held, debits_posted;
	} rows[] = {{STEP_PLAIN, 7, 0, 0, 7}, {STEP_HOLD, 7, 0, 7, 0}, {STEP_POST, 7, 7, -7, 7}, {STEP_POST, 3, 7, -7, 3}, {STEP_VOID, 7, 7, -7, 0},
		{STEP_EXPIRE, 7, 7, -7, 0}};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct ledger_counters source, target;
		ledger_core_moves(&(struct ledger_entry){.step = rows[i].step, .amount = rows[i].amount}, rows[i].held, &source, &target);
		assert_int_equal(source.debits_held, rows[i].debits_held);
		assert_int_equal(source.debits_posted, rows[i].debits_posted);
		assert_int_equal(source.credits_held | source.credits_posted | target.debits_held | target.debits_posted, 0);
		assert_int_equal(target.credits_held, rows[i].debits_held);
		assert_int_equal(target.credits_posted, rows[i].debits_posted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ends_of_holds_are_refused_in_the_order_of_the_checks),
		cmocka_unit_test(movements_are_refused_in_the_order_of_the_checks),
		cmocka_unit_test(what_is_nearest_to_a_refusal_goes),
		cmocka_unit_test(every_outcome_stands_in_the_tables),
		cmocka_unit_test(every_refusal_has_a_name_of_its_own),
		cmocka_unit_test(points_go_only_where_the_rule_book_leads_them),
		cmocka_unit_test(a_taken_id_with_any_other_part_is_another_entry),
		cmocka_unit_test(linked_operations_are_undone_as_a_whole),
		cmocka_unit_test(one_operation_stands_on_those_before_it),
		cmocka_unit_test(undoing_a_chain_leaves_what_was_there_before),
		cmocka_unit_test(what_an_entry_moves),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
