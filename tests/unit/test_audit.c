/* SPDX-License-Identifier: Apache-2.0
 *
 * From differences to findings: each row that was changed is one, with what
 * follows from it beneath; two hands at work are two; and nothing that the
 * parts of the audit see is left out or told twice.
 */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "domain/audit.h"
#include "domain/ledger.h"
#include "domain/proof.h"
#include "meddle.h"

#define FINDINGS_MAX 8
#define PAID 3 /* transfers to each of two people */

struct found {
	struct { char row[64]; int64_t stored, computed, total; size_t follow; } findings[FINDINGS_MAX];
	size_t count, differences;
};

static struct town town;

static enum fail pay(const struct act *act, void *context UNUSED)
{
	enum ledger_refusal refusal = LEDGER_OK;
	struct account_id issue;
	TRY(ledger_account(act, ACCOUNT_ADJUST, (struct person_id){0}, &issue));
	for (int i = 0; i < 2 * PAID; i++) {
		struct account_id account;
		TRY(ledger_account(act, ACCOUNT_PERSON, town.people[i < PAID ? FIRST : SECOND], &account));
		TRY(ledger_transfer(act, &(struct ledger_transfer_options){.id = {ids_new(act->now_ms)}, .source = issue, .target = account,
			.amount = 100 + i, .reason = TRANSFER_ADJUST}, &refusal));
	}
	return OK;
}

static enum fail sign(const struct act *act, void *context)
{
	return proof_sign(act, context);
}

static int open_town(void **state UNUSED)
{
	bool is_signed = false;
	town_open(&town);
	assert_int_equal(town_write(&town, TOWN_PEOPLE, pay, NULL), OK);
	assert_int_equal(town_write(&town, TOWN_PEOPLE, sign, &is_signed), OK);
	assert_true(is_signed);
	return 0;
}

static int close_town(void **state UNUSED)
{
	town_close(&town);
	return 0;
}

static void keep(void *context, const struct audit_finding *finding)
{
	struct found *found = context;
	found->differences += 1 + finding->follow_count;
	if (found->count < FINDINGS_MAX) {
		(void)snprintf(found->findings[found->count].row, sizeof(found->findings[0].row), "%s.%s", finding->root.table, finding->root.column);
		found->findings[found->count].stored = finding->root.stored;
		found->findings[found->count].computed = finding->root.computed;
		found->findings[found->count].total = finding->total;
		found->findings[found->count].follow = finding->follow_count;
	}
	found->count++;
}

static void pass_over(void *context UNUSED, const struct ledger_difference *difference UNUSED)
{
}

static enum fail look(const struct act *act, void *context)
{
	struct found *found = context;
	size_t findings = 0;
	size_t books = 0;
	size_t tree = 0;
	*found = (struct found){.count = 0};
	TRY(audit_find(act, keep, found, &findings));
	assert_int_equal(findings, found->count);
	TRY(audit_run(act, false, pass_over, NULL, &books));
	TRY(audit_proof(act, pass_over, NULL, &tree));
	assert_int_equal(found->differences, books + tree); /* each told, and once */
	return OK;
}

static struct found looked(void)
{
	struct found found;
	assert_int_equal(town_read(&town, look, &found), OK);
	return found;
}

#define NTH(n) "(SELECT id FROM transfer ORDER BY id LIMIT 1 OFFSET " #n ")"
#define OF(who) "(SELECT target_id FROM transfer ORDER BY id LIMIT 1 OFFSET " #who ")"

static void each_change_is_one_finding_with_what_follows(void **state UNUSED)
{
	static const struct { const char *sql, *undo, *row; int64_t stored, computed, total; size_t follow_least; } rows[] = {
		{"UPDATE transfer SET amount = 90 WHERE id = " NTH(0), "UPDATE transfer SET amount = 100 WHERE id = " NTH(0), "transfer.amount", 90, 100, 10, 2},
		{"UPDATE transfer SET reason = 4 WHERE id = " NTH(1), "UPDATE transfer SET reason = 6 WHERE id = " NTH(1), "transfer.reason", 4, 6, 0, 0},
		{"UPDATE account SET credits_posted = credits_posted + 7 WHERE id = " OF(0), "UPDATE account SET credits_posted = credits_posted - 7 WHERE id = " OF(0),
			"account.credits_posted", 310, 303, 7, 1},
		{"UPDATE account SET created_at_ms = created_at_ms + 1 WHERE id = " OF(0), "UPDATE account SET created_at_ms = created_at_ms - 1 WHERE id = " OF(0),
			"account.digest", 0, 1, 0, 0},
		{"CREATE TABLE kept AS SELECT * FROM transfer WHERE id = " NTH(5) "; DELETE FROM transfer WHERE id = " NTH(5), "INSERT INTO transfer SELECT * FROM kept",
			"transfer.row", 0, 105, 105, 2},
		{"UPDATE proof_head SET at_ms = at_ms + 1", "UPDATE proof_head SET at_ms = at_ms - 1", "proof_head.signature", 1, 0, 0, 1},
		{"UPDATE proof_secret SET secret = zeroblob(32)", "SELECT 1", "proof_secret.secret", 0, 1, 0, 3},
	};
	assert_int_equal(looked().count, 0);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		meddle(&town, rows[i].sql);
		struct found found = looked();
		bool is_last = i + 1 == COUNT_OF(rows); /* both people's bytes: two rows */
		if (found.count != (is_last ? 2 : 1) || strcmp(found.findings[0].row, rows[i].row) != 0)
			fail_msg("%s: %zu findings, first %s", rows[i].sql, found.count, found.findings[0].row);
		assert_int_equal(found.findings[0].stored, rows[i].stored);
		assert_int_equal(found.findings[0].computed, rows[i].computed);
		assert_int_equal(found.findings[0].total, rows[i].total);
		assert_true(found.findings[0].follow >= rows[i].follow_least);
		meddle(&town, rows[i].undo);
		assert_int_equal(looked().count, is_last ? 2 : 0);
	}
}

static void two_hands_are_two_findings(void **state UNUSED)
{
	meddle(&town, "UPDATE transfer SET amount = amount - 1 WHERE id IN (" NTH(0) ", " NTH(3) ")");
	struct found found = looked();
	assert_int_equal(found.count, 2);
	assert_string_equal(found.findings[0].row, "transfer.amount");
	assert_string_equal(found.findings[1].row, "transfer.amount");
	assert_true(found.findings[0].follow > 0 && found.findings[1].follow > 0); /* to each its own account */
	meddle(&town, "UPDATE transfer SET amount = amount + 1 WHERE id IN (" NTH(0) ", " NTH(3) ")");
	assert_int_equal(looked().count, 0);
}

/* A balance that was changed does not hide behind the changed entry of somebody else. */
static void a_balance_of_somebody_else_is_a_finding_of_its_own(void **state UNUSED)
{
	meddle(&town, "UPDATE transfer SET actor_id = 5 WHERE id = " NTH(0) ";"
		"UPDATE account SET debits_held = 3 WHERE id = " OF(4));
	struct found found = looked();
	assert_int_equal(found.count, 2);
	assert_string_equal(found.findings[0].row, "account.debits_held");
	assert_int_equal(found.findings[0].total, 3);
	assert_string_equal(found.findings[1].row, "transfer.facts");
	assert_int_equal(found.findings[1].follow, 0);
}

static void more_than_there_is_room_for_is_told_all_the_same(void **state UNUSED)
{
	meddle(&town, "WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 1500)"
		" INSERT INTO account (centre_id, id, kind, organisation_id, debits_held, debits_posted, credits_held, created_at_ms)"
		" SELECT (SELECT id FROM centre), 9000000000 + n, 5, n, 1, 1, 1, 1 FROM many");
	struct found found = looked();
	assert_true(found.count >= 1500);
	assert_true(found.differences > 4000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_change_is_one_finding_with_what_follows, open_town, close_town),
		cmocka_unit_test_setup_teardown(two_hands_are_two_findings, open_town, close_town),
		cmocka_unit_test_setup_teardown(a_balance_of_somebody_else_is_a_finding_of_its_own, open_town, close_town),
		cmocka_unit_test_setup_teardown(more_than_there_is_room_for_is_told_all_the_same, open_town, close_town),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
