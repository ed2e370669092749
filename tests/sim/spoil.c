/* SPDX-License-Identifier: Apache-2.0 */
#include "spoil.h"

#include <string.h>

#include "store/statement.h"

#define STEPS_MAX 3
#define A_PERSON "(SELECT MIN(id) FROM account WHERE centre_id = :centre_id AND kind = 3 AND credits_posted - debits_posted - debits_held >= 100)"
#define A_VOID "(SELECT MIN(id) FROM transfer WHERE centre_id = :centre_id AND reason = 2 AND step = 4)"
#define A_PAYMENT "(SELECT MIN(id) FROM transfer WHERE centre_id = :centre_id AND reason = 2 AND step = 3)"
static const struct { const char *name, *steps[STEPS_MAX]; } ways[] = {
	/* one side of a transfer */
	{"one_leg", {"UPDATE account SET credits_posted = credits_posted + 50 WHERE centre_id = :centre_id AND kind = 1"}},
	/* a hold paid out again: both sides, and still wrong */
	{"second_settle", {"UPDATE account SET debits_posted = debits_posted + 100 WHERE centre_id = :centre_id AND id = " A_PERSON,
		"UPDATE account SET credits_posted = credits_posted + 100 WHERE centre_id = :centre_id AND kind = 2"}},
	/* a record paid again: a transfer like any other, with both sides */
	{"paid_twice", {"INSERT INTO transfer (centre_id, id, source_id, target_id, amount, reason, rule_version, at_ms) SELECT centre_id, id + 1, source_id,"
		" target_id, 60, 1, rule_version, at_ms FROM transfer WHERE centre_id = :centre_id AND id = (SELECT MIN(id) FROM transfer WHERE reason = 1 AND step IN (1, 3))",
		"UPDATE account SET debits_posted = debits_posted + 60 WHERE centre_id = :centre_id AND kind = 1",
		"UPDATE account SET credits_posted = credits_posted + 60 WHERE centre_id = :centre_id AND id = (SELECT target_id FROM transfer WHERE centre_id = :centre_id"
		" AND id = (SELECT MIN(id) FROM transfer WHERE reason = 1 AND step IN (1, 3)))"}},
	/* what was given back is given back again */
	{"second_void", {"UPDATE account SET debits_held = debits_held - (SELECT amount FROM transfer WHERE centre_id = :centre_id AND id = " A_VOID ")"
		" WHERE centre_id = :centre_id AND id = (SELECT source_id FROM transfer WHERE centre_id = :centre_id AND id = " A_VOID ")",
		"UPDATE account SET credits_held = credits_held - (SELECT amount FROM transfer WHERE centre_id = :centre_id AND id = " A_VOID ")"
		" WHERE centre_id = :centre_id AND kind = 2"}},
	/* the id of an order's payment was forgotten after a while: who sends it again pays again, with both sides and an entry */
	{"id_expires", {"INSERT INTO transfer (centre_id, id, source_id, target_id, amount, reason, rule_version, request_id, at_ms, step) SELECT centre_id, id + 1,"
		" source_id, target_id, amount, reason, rule_version, request_id, at_ms, 1 FROM transfer WHERE centre_id = :centre_id AND id = " A_PAYMENT,
		"UPDATE account SET debits_posted = debits_posted + (SELECT amount FROM transfer WHERE centre_id = :centre_id AND id = " A_PAYMENT ")"
		" WHERE centre_id = :centre_id AND id = (SELECT source_id FROM transfer WHERE centre_id = :centre_id AND id = " A_PAYMENT ")",
		"UPDATE account SET credits_posted = credits_posted + (SELECT amount FROM transfer WHERE centre_id = :centre_id AND id = " A_PAYMENT ")"
		" WHERE centre_id = :centre_id AND kind = 2"}},
	{"lost_hold", {"UPDATE account SET debits_held = debits_held - 100 WHERE centre_id = :centre_id AND id = (SELECT MIN(id) FROM account"
		" WHERE centre_id = :centre_id AND kind = 3 AND debits_held >= 100)"}},
	{"wrong_state", {"UPDATE request SET state = 3 WHERE centre_id = :centre_id AND id = (SELECT MAX(id) FROM request WHERE centre_id = :centre_id AND state <> 3)"}},
	/* a record is void and what it paid was not taken back */
	{"silent_void", {"INSERT INTO record_event (centre_id, id, record_id, kind, reason, at_ms) SELECT centre_id, id + 1, record_id, 3, '', at_ms"
		" FROM record_event WHERE centre_id = :centre_id AND id = (SELECT MIN(e.id) FROM record_event e JOIN transfer t ON t.record_id = e.record_id"
		" WHERE e.kind = 2)"}},
};

static enum fail change(const struct act *act, const char *sql, int64_t *ret_changed)
{
	static const char *const ins[] = {"centre_id", NULL};
	static const char *const outs[] = {NULL};
	static struct query queries[1000]; /* a query is known by its address */
	static size_t used;
	struct query *query = queries;
	while (query < &queries[used] && query->sql != sql) /* tried before */
		query++;
	check(query < &queries[COUNT_OF(queries)]);
	used += query == &queries[used];
	*query = (struct query){.name = "spoil", .kind = QUERY_EXEC, .sql = sql, .in_names = ins, .in_count = 1, .out_names = outs};
	struct store_window ledger CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_LEDGER);
	struct store_window record CLEANUP(store_protect_close) = store_protect_open(act->txn, STORE_RECORD);
	struct statement *statement CLEANUP(statement_done) = NULL;
	bool has_row = false;
	TRY(statement_open_write(act->txn, query, &statement));
	statement_bind_int(statement, 0, act->centre_id.value);
	TRY(statement_step(statement, &has_row));
	*ret_changed = statement_changed(statement);
	return statement_finish(statement);
}

struct spoiling { const struct house *house; int64_t now_ms; const char *name; };

static enum fail spoil(struct store_txn *txn, void *context)
{
	const struct spoiling *spoiling = context;
	const char *name = spoiling->name;
	const struct act act = house_act(spoiling->house, store_txn_view(txn), txn, spoiling->now_ms);
	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		int64_t changed = 0;
		if (strcmp(ways[i].name, name) != 0)
			continue;
		for (size_t step = 0; step < STEPS_MAX && ways[i].steps[step] != NULL; step++) {
			TRY(change(&act, ways[i].steps[step], &changed));
			if (changed == 0)
				return FAIL_MISSING;
		}
		return OK;
	}
	check_never();
}

bool spoil_house(const struct house *house, int64_t now_ms, const char *name)
{
	return store_write(house->store, spoil, &(struct spoiling){house, now_ms, name}) == OK;
}
