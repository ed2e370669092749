/* SPDX-License-Identifier: Apache-2.0
 *
 * The tree that the house keeps: each transfer and each state of a record is
 * an entry, receipts check against signed heads, and what was changed behind
 * the house's back is told by row and column.
 */
#include "meddle.h"

#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "domain/audit.h"
#include "domain/ledger.h"
#include "domain/proof.h"
#include "domain/records.h"
#include "store/statement.h"

#include "unit.h"

#define BEGUN 6 /* entries of the rule and the five stars that every house begins with */

struct paying {
	struct town *town;
	size_t count;
	int64_t first_id;
};

/* So many plain transfers from the issue to a volunteer. */
static enum fail pay(const struct act *act, void *context)
{
	struct paying *paying = context;
	struct account_id issue;
	struct account_id account;
	enum ledger_refusal refusal = LEDGER_OK;
	TRY(ledger_account(act, ACCOUNT_ISSUE, (struct person_id){0}, &issue));
	TRY(ledger_account(act, ACCOUNT_PERSON, paying->town->people[FIRST], &account));
	for (size_t i = 0; i < paying->count; i++) {
		struct transfer_id id = {ids_new(act->now_ms)};
		if (i == 0)
			paying->first_id = id.value;
		TRY(ledger_transfer(act, &(struct ledger_transfer_options){.id = id, .source = issue, .target = account, .amount = 100 + (int64_t)i,
			.reason = TRANSFER_EARN}, &refusal));
	}
	return OK;
}

static enum fail sign(const struct act *act, void *context)
{
	return proof_sign(act, context);
}

static struct paying paid(struct town *town, size_t count)
{
	struct paying paying = {.town = town, .count = count};
	assert_int_equal(town_write(town, TOWN_PEOPLE, pay, &paying), OK);
	return paying;
}

static bool signed_now(struct town *town)
{
	bool is_signed = false;
	assert_int_equal(town_write(town, TOWN_PEOPLE, sign, &is_signed), OK);
	return is_signed;
}

static int open_town(void **state)
{
	static struct town town;
	town_open(&town);
	*state = &town;
	return 0;
}

static int close_town(void **state)
{
	town_close(*state);
	return 0;
}

struct looking {
	struct paying paying;
	bool is_found;
	struct proof_receipt receipt;
};

static enum fail look(const struct act *act, void *context)
{
	struct looking *looking = context;
	return proof_receipt_of(act, ENTRY_TRANSFER, looking->paying.first_id, &looking->is_found, &looking->receipt);
}

static bool receipt_holds(const struct proof_receipt *receipt)
{
	struct tree_hash leaf = tree_leaf(receipt->bytes);
	return tree_includes(&leaf, receipt->entry.number, receipt->head.head.size, &receipt->proof, &receipt->head.head.root);
}

static void a_receipt_holds_once_a_head_is_signed(void **state)
{
	struct town *town = *state;
	struct looking looking = {.paying = paid(town, 3)};
	struct head back;
	assert_int_equal(town_read(town, look, &looking), OK);
	assert_true(looking.is_found);
	assert_false(looking.receipt.is_covered);
	assert_true(signed_now(town));
	assert_int_equal(town_read(town, look, &looking), OK);
	assert_true(looking.receipt.is_covered);
	assert_true(receipt_holds(&looking.receipt));
	assert_int_equal(looking.receipt.entry.amount, 100);
	struct head_key key = head_key_of(town->house.keys.sign);
	assert_true(head_read(town->house.arena, looking.receipt.head.note, &key, &back));
	looking.receipt.entry.number++;
	assert_false(receipt_holds(&looking.receipt));
}

static void an_unknown_row_has_no_receipt(void **state)
{
	struct looking looking = {.paying = paid(*state, 1)};
	looking.paying.first_id++;
	assert_int_equal(town_read(*state, look, &looking), OK);
	assert_false(looking.is_found);
}

static void heads_are_signed_by_age_and_by_count(void **state)
{
	struct town *town = *state;
	assert_true(signed_now(town)); /* the rule and the stars that the house began with */
	town->now_ms += PROOF_SIGN_AGE_MS;
	assert_false(signed_now(town)); /* nothing new */
	(void)paid(town, 1);
	assert_true(signed_now(town));
	(void)paid(town, 1);
	town->now_ms += PROOF_SIGN_AGE_MS - 1;
	assert_false(signed_now(town)); /* too young */
	town->now_ms++;
	assert_true(signed_now(town));
	(void)paid(town, PROOF_SIGN_COUNT); /* passes a thousand: signed on the way */
	assert_false(signed_now(town));
}

struct between {
	uint64_t from, to;
	bool is_found;
	struct tree_proof proof;
	struct tree_hash old_root, new_root;
};

static enum fail prove(const struct act *act, void *context)
{
	struct between *between = context;
	struct tree tree = proof_tree(act);
	TRY(proof_between(act, between->from, between->to, &between->is_found, &between->proof));
	if (!between->is_found)
		return OK;
	TRY(tree_root(&tree, between->from, &between->old_root));
	return tree_root(&tree, between->to, &between->new_root);
}

/* Across the edges of the kept nodes: 256 entries and more. */
static void a_larger_tree_extends_a_smaller_one(void **state)
{
	static const uint64_t sizes[] = {1, 2, 255, 256, 257, 511, 512, 513, 600};
	(void)paid(*state, 600);
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		for (size_t j = i; j < COUNT_OF(sizes); j++) {
			struct between between = {.from = sizes[i], .to = sizes[j]};
			assert_int_equal(town_read(*state, prove, &between), OK);
			assert_true(between.is_found);
			assert_true(tree_extends(&(struct tree_past){between.from, between.old_root}, &(struct tree_past){between.to, between.new_root},
				&between.proof));
		}
	}
}

static void sizes_that_are_not_there_are_not_proven(void **state)
{
	static const struct { uint64_t from, to; } wrong[] = {{0, 1}, {2, 1}, {1, BEGUN + 4}, {BEGUN + 4, BEGUN + 4}, {UINT64_MAX, 1}, {1, UINT64_MAX}};
	(void)paid(*state, 3);
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct between between = {.from = wrong[i].from, .to = wrong[i].to};
		assert_int_equal(town_read(*state, prove, &between), OK);
		assert_false(between.is_found);
	}
}

static enum fail add_up(const struct act *act, void *context)
{
	return proof_totals(act, context);
}

static void totals_add_up(void **state)
{
	struct proof_totals totals;
	(void)paid(*state, 2);
	assert_int_equal(town_read(*state, add_up, &totals), OK);
	assert_int_equal(totals.issued, 201);
	assert_int_equal(totals.issued, totals.held + totals.spent + totals.expired);
}

/* ---- what the audit says ---- */

struct found {
	struct ledger_difference first;
	size_t count;
};

static void keep(void *context, const struct ledger_difference *difference)
{
	struct found *found = context;
	if (found->count++ == 0)
		found->first = *difference;
}

static enum fail audit(const struct act *act, void *context)
{
	struct found *found = context;
	size_t count = 0;
	*found = (struct found){.count = 0};
	TRY(audit_proof(act, keep, found, &count));
	return count == found->count ? OK : FAIL_STORE;
}

static struct found audited(struct town *town)
{
	struct found found;
	assert_int_equal(town_read(town, audit, &found), OK);
	return found;
}

static void a_clean_history_gives_no_finding(void **state)
{
	(void)paid(*state, 300);
	assert_true(signed_now(*state));
	assert_int_equal(audited(*state).count, 0);
}

static void each_change_of_a_transfer_gives_one_finding(void **state)
{
	static const struct { const char *sql, *table, *column; } changes[] = {
		{"UPDATE transfer SET amount = amount + 1 WHERE id = (SELECT MIN(id) FROM transfer)", "transfer", "amount"},
		{"UPDATE transfer SET amount = amount - 1 WHERE id = (SELECT MIN(id) FROM transfer)", "", ""},
		{"UPDATE transfer SET reason = 2 WHERE id = (SELECT MIN(id) FROM transfer)", "transfer", "reason"},
		{"UPDATE transfer SET reason = 1", "", ""},
		{"UPDATE transfer SET at_ms = at_ms + 1 WHERE id = (SELECT MIN(id) FROM transfer)", "transfer", "at_ms"},
		{"UPDATE transfer SET at_ms = at_ms - 1 WHERE id = (SELECT MIN(id) FROM transfer)", "", ""},
		{"UPDATE transfer SET actor_id = 5 WHERE id = (SELECT MIN(id) FROM transfer)", "transfer", "facts"},
		{"UPDATE transfer SET actor_id = NULL", "", ""},
		{"UPDATE transfer SET request_id = 5 WHERE id = (SELECT MIN(id) FROM transfer)", "transfer", "facts"},
		{"UPDATE transfer SET request_id = NULL", "", ""},
		{"UPDATE transfer SET source_id = target_id, target_id = source_id WHERE id = (SELECT MIN(id) FROM transfer)", "transfer", "source_id"},
		{"UPDATE transfer SET source_id = target_id, target_id = source_id WHERE id = (SELECT MIN(id) FROM transfer)", "", ""},
		{"CREATE TABLE kept AS SELECT * FROM transfer WHERE id = (SELECT MIN(id) FROM transfer)", "", ""},
		{"DELETE FROM transfer WHERE id = (SELECT MIN(id) FROM transfer)", "transfer", "row"},
		{"INSERT INTO transfer SELECT * FROM kept", "", ""},
		{"UPDATE kept SET id = 1", "", ""},
		{"INSERT INTO transfer SELECT * FROM kept", "transfer", "leaf"},
	};
	(void)paid(*state, 3);
	assert_true(signed_now(*state));
	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		meddle(*state, changes[i].sql);
		struct found found = audited(*state);
		assert_int_equal(found.count, changes[i].table[0] != '\0');
		if (found.count == 1) {
			assert_string_equal(found.first.table, changes[i].table);
			assert_string_equal(found.first.column, changes[i].column);
		}
	}
}

static void each_change_of_the_tree_is_found(void **state)
{
	static const struct { const char *sql, *table, *column; } changes[] = {
		{"UPDATE proof_head SET root = zeroblob(32)", "proof_head", "root"},
		{"UPDATE proof_head SET size = size - 1", "proof_head", "signature"},
		{"UPDATE proof_head SET signature = zeroblob(64)", "proof_head", "signature"},
		{"UPDATE proof_head SET at_ms = at_ms + 1", "proof_head", "signature"},
		{"UPDATE proof_head SET key = zeroblob(32)", "proof_head", "key"},
		{"UPDATE proof_node SET hash = zeroblob(32)", "proof_node", "hash"},
		{"DELETE FROM proof_node", "proof_node", "hash"},
		{"DELETE FROM proof_leaf WHERE seq = 299", "proof_leaf", "seq"},
	};
	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		struct town town;
		town_open(&town);
		(void)paid(&town, 300);
		assert_true(signed_now(&town));
		meddle(&town, changes[i].sql);
		struct found found = audited(&town);
		assert_true(found.count >= 1);
		if (strcmp(changes[i].column, "seq") != 0) {
			assert_string_equal(found.first.table, changes[i].table);
			assert_string_equal(found.first.column, changes[i].column);
		}
		town_close(&town);
	}
	(void)state;
}

struct adopting { size_t count; };

static enum fail adopt(const struct act *act, void *context)
{
	struct adopting *adopting = context;
	return proof_adopt(act, &adopting->count);
}

static enum fail note_absence(const struct act *act, void *context)
{
	const struct town *town = context;
	enum record_refusal refusal = RECORD_OK;
	return records_note_absence(act, &(struct absence_options){.person_id = town->people[ELDER], .kind = ABSENCE_HOSPITAL, .from_ms = act->now_ms}, &refusal);
}

/* A house that is older than the tree. */
static void rows_from_before_the_tree_are_its_first_entries(void **state)
{
	struct adopting adopting = {0};
	(void)paid(*state, 300);
	assert_int_equal(town_write(*state, TOWN_PEOPLE, adopt, &adopting), OK);
	assert_int_equal(adopting.count, 0); /* it has begun */
	meddle(*state, "DELETE FROM proof_leaf; DELETE FROM proof_node; DELETE FROM proof_secret");
	assert_int_equal(audited(*state).count, 100); /* told up to a hundred */
	assert_int_equal(town_write(*state, TOWN_PEOPLE, adopt, &adopting), OK);
	assert_int_equal(adopting.count, BEGUN + 300);
	assert_true(signed_now(*state));
	assert_int_equal(audited(*state).count, 0);
}

/* A house whose tree held points and states only: the other rows become its next entries, once. */
static void rows_that_the_tree_did_not_hold_are_its_next_entries(void **state)
{
	struct adopting adopting = {0};
	assert_int_equal(town_write(*state, CLERK, note_absence, *state), OK);
	meddle(*state, "DELETE FROM proof_leaf");
	(void)paid(*state, 3);
	assert_true(signed_now(*state));
	assert_int_equal(audited(*state).count, BEGUN + 1);
	assert_int_equal(town_write(*state, TOWN_PEOPLE, adopt, &adopting), OK);
	assert_int_equal(adopting.count, BEGUN + 1);
	((struct town *)*state)->now_ms += PROOF_SIGN_AGE_MS;
	assert_true(signed_now(*state));
	assert_int_equal(audited(*state).count, 0);
	meddle(*state, "UPDATE absence SET kind = 3");
	assert_int_equal(audited(*state).count, 1);
	assert_int_equal(town_write(*state, TOWN_PEOPLE, adopt, &adopting), OK);
	assert_int_equal(adopting.count, 0); /* a row put there by hand stays a finding */
}

static enum fail forget(const struct act *act, void *context)
{
	return proof_forget(act, *(struct person_id *)context);
}

/* Erasing a person's bytes breaks no proof and makes no finding, and they do not come back. */
static void a_forgotten_person_breaks_nothing(void **state)
{
	struct town *town = *state;
	struct looking looking = {.paying = paid(town, 3)};
	assert_true(signed_now(town));
	assert_int_equal(town_write(town, CLERK, forget, &town->people[FIRST]), OK);
	(void)paid(town, 1);
	assert_int_equal(town_read(town, look, &looking), OK);
	assert_true(receipt_holds(&looking.receipt));
	assert_int_equal(audited(town).count, 0);
	meddle(town, "UPDATE transfer SET amount = amount + 1 WHERE id = (SELECT MIN(id) FROM transfer)");
	assert_int_equal(audited(town).count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_receipt_holds_once_a_head_is_signed, open_town, close_town),
		cmocka_unit_test_setup_teardown(an_unknown_row_has_no_receipt, open_town, close_town),
		cmocka_unit_test_setup_teardown(heads_are_signed_by_age_and_by_count, open_town, close_town),
		cmocka_unit_test_setup_teardown(a_larger_tree_extends_a_smaller_one, open_town, close_town),
		cmocka_unit_test_setup_teardown(sizes_that_are_not_there_are_not_proven, open_town, close_town),
		cmocka_unit_test_setup_teardown(totals_add_up, open_town, close_town),
		cmocka_unit_test_setup_teardown(a_clean_history_gives_no_finding, open_town, close_town),
		cmocka_unit_test_setup_teardown(each_change_of_a_transfer_gives_one_finding, open_town, close_town),
		cmocka_unit_test(each_change_of_the_tree_is_found),
		cmocka_unit_test_setup_teardown(rows_from_before_the_tree_are_its_first_entries, open_town, close_town),
		cmocka_unit_test_setup_teardown(rows_that_the_tree_did_not_hold_are_its_next_entries, open_town, close_town),
		cmocka_unit_test_setup_teardown(a_forgotten_person_breaks_nothing, open_town, close_town),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
