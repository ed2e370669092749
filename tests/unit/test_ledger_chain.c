/* SPDX-License-Identifier: Apache-2.0
 *
 * An account's entries are a chain, read backwards from its newest: written in
 * the order of the journal for people and organisations, walked by statements,
 * and every link that was changed is told. On both engines.
 */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "domain/ledger.h"
#include "meddle.h"
#include "queries/ledger.h"
#include "queries/papers.h"
#include "queries/resident_pages.h"
#include "queries/teams.h"

enum holder { ISSUE, SPENT, ANN, BEA, TEAM, HOLDERS };
#define FIRST_ID 7000
#define TEAM_ID 4711
#define TOLD_MAX 8

/* A town with five accounts, and what was told of them. */
struct stall {
	struct town town;
	struct account_id accounts[HOLDERS];
	struct ledger_entry operations[LEDGER_LINK_MAX];
	size_t count;
	enum holder asked;
	char said[2000];
	bool fix;
	size_t told;
};

static struct stall stall;

static enum fail open_accounts(const struct act *act, void *context UNUSED)
{
	TRY(ledger_account(act, ACCOUNT_ISSUE, (struct person_id){0}, &stall.accounts[ISSUE]));
	TRY(ledger_account(act, ACCOUNT_SPENT, (struct person_id){0}, &stall.accounts[SPENT]));
	TRY(ledger_account(act, ACCOUNT_PERSON, stall.town.people[FIRST], &stall.accounts[ANN]));
	TRY(ledger_account(act, ACCOUNT_PERSON, stall.town.people[SECOND], &stall.accounts[BEA]));
	return ledger_account_of_organisation(act, (struct organisation_id){TEAM_ID}, &stall.accounts[TEAM]);
}

static enum fail post(const struct act *act, void *context UNUSED)
{
	enum ledger_refusal refusal = LEDGER_OK;
	return ledger_post(act, stall.operations, stall.count, &refusal, NULL);
}

static void post_all(void)
{
	stall.town.now_ms += 1000;
	assert_int_equal(town_write(&stall.town, CLERK, post, NULL), OK);
	stall.count = 0;
}

static struct ledger_entry *next(int64_t id, enum transfer_step step)
{
	struct ledger_entry *entry = &stall.operations[stall.count++];
	*entry = (struct ledger_entry){.id = {FIRST_ID + id}, .step = step};
	return entry;
}

static void move(int64_t id, enum transfer_step step, enum holder source, enum holder target, int64_t amount)
{
	struct ledger_entry *entry = next(id, step);
	entry->source = stall.accounts[source];
	entry->target = stall.accounts[target];
	entry->amount = amount;
	entry->reason = source == ISSUE ? TRANSFER_EARN : target == SPENT ? TRANSFER_SPEND : target == TEAM ? TRANSFER_GOOD : TRANSFER_GIFT;
}

static void end(int64_t id, enum transfer_step step, int64_t hold)
{
	next(id, step)->hold_id.value = FIRST_ID + hold;
}

/* Ids fall, as clients may choose them; what is told goes by the order of writing. */
static int open_stall(void **state UNUSED)
{
	stall = (struct stall){.count = 0};
	town_open(&stall.town);
	assert_int_equal(town_write(&stall.town, CLERK, open_accounts, NULL), OK);
	move(90, STEP_PLAIN, ISSUE, ANN, 500);
	post_all();
	move(80, STEP_HOLD, ANN, SPENT, 60);
	post_all();
	move(70, STEP_PLAIN, ANN, BEA, 40);
	post_all();
	move(60, STEP_HOLD, ANN, TEAM, 30); /* set aside and given back in one go: no counter moves, the chain does */
	end(50, STEP_VOID, 60);
	post_all();
	end(40, STEP_POST, 80);
	post_all();
	move(30, STEP_HOLD, ANN, TEAM, 20);
	end(20, STEP_POST, 30);
	post_all();
	move(10, STEP_PLAIN, BEA, ANN, 5);
	post_all();
	return 0;
}

static int close_stall(void **state UNUSED)
{
	town_close(&stall.town);
	return 0;
}

static void tamper(const char *sql)
{
	if (!cellar_is_postgres()) {
		meddle(&stall.town, sql);
		return;
	}
	store_close(stall.town.house.store);
	cellar_tamper(&stall.town.cellar, sql);
	assert_int_equal(store_open(&(struct store_options){.path = stall.town.cellar.path}, &stall.town.house.store), OK);
}

/* ---- what is written ---- */

static enum fail tell_links(const struct act *act, void *context UNUSED)
{
	struct ledger_links_rows rows;
	struct account_get_row account;
	bool is_found = false;
	size_t len = 0;
	TRY(q_account_get(act->view, act->arena, &(struct account_get_in){.centre_id = act->centre_id, .id = stall.accounts[stall.asked]}, &is_found, &account));
	assert_true(is_found);
	TRY(q_ledger_links(act->view, act->arena, &(struct ledger_links_in){.centre_id = act->centre_id, .account_id = stall.accounts[stall.asked]}, &rows));
	for (size_t i = 0; i < rows.count; i++)
		len += (size_t)snprintf(stall.said + len, sizeof(stall.said) - len, "%lld<%lld ", (long long)rows.rows[i].before_id.value % FIRST_ID,
			(long long)rows.rows[i].id.value - FIRST_ID);
	(void)snprintf(stall.said + len, sizeof(stall.said) - len, "newest %lld", (long long)account.newest_id.value % FIRST_ID);
	return OK;
}

static void assert_links(enum holder holder, const char *expected)
{
	stall.asked = holder;
	assert_int_equal(town_read(&stall.town, tell_links, NULL), OK);
	assert_string_equal(stall.said, expected);
}

static void each_entry_names_the_one_before_it(void **state UNUSED)
{
	assert_links(ANN, "0<90 90<80 80<70 70<60 60<50 50<40 40<30 30<20 20<10 newest 10");
	assert_links(BEA, "0<70 70<10 newest 10");
	assert_links(TEAM, "0<60 60<50 50<30 30<20 newest 20");
}

static void the_houses_own_accounts_have_no_chain(void **state UNUSED)
{
	assert_links(ISSUE, "0<90 newest 0");
	assert_links(SPENT, "0<80 0<40 newest 0");
}

static void what_is_refused_or_sent_again_links_nothing(void **state UNUSED)
{
	move(5, STEP_PLAIN, ANN, BEA, 1);
	move(4, STEP_PLAIN, ANN, BEA, 100000);
	assert_int_equal(town_write(&stall.town, CLERK, post, NULL), FAIL_REFUSED);
	stall.count = 0;
	move(10, STEP_PLAIN, BEA, ANN, 5);
	assert_int_equal(town_write(&stall.town, CLERK, post, NULL), OK);
	stall.count = 0;
	move(90, STEP_PLAIN, ISSUE, ANN, 501);
	assert_int_equal(town_write(&stall.town, CLERK, post, NULL), FAIL_REFUSED);
	stall.count = 0;
	each_entry_names_the_one_before_it(NULL);
}

/* ---- what is checked ---- */

static void keep(void *context UNUSED, const struct ledger_difference *difference)
{
	size_t len = strlen(stall.said);
	int64_t id = difference->id;
	for (int i = 0; i < HOLDERS; i++)
		id = id == stall.accounts[i].value ? i : id;
	(void)snprintf(stall.said + len, sizeof(stall.said) - len, "%s%s %lld %s %lld/%lld", len > 0 ? ", " : "", difference->table,
		(long long)(id > FIRST_ID ? id - FIRST_ID : id), difference->column, (long long)difference->stored % FIRST_ID, (long long)difference->computed % FIRST_ID);
}

static enum fail verify(const struct act *act, void *context UNUSED)
{
	return ledger_verify(act, stall.fix, keep, NULL, &stall.told);
}

static void assert_told(bool fix, size_t count, const char *expected)
{
	stall.said[0] = '\0';
	stall.fix = fix;
	assert_int_equal(fix ? town_write(&stall.town, CLERK, verify, NULL) : town_read(&stall.town, verify, NULL), OK);
	assert_string_equal(stall.said, expected);
	assert_int_equal(stall.told, count);
}

#define SET(column, value, id) "UPDATE transfer SET " column " = " value " WHERE id = " id
static void each_changed_link_is_one_difference(void **state UNUSED)
{
	static const struct { const char *sql, *told, *undo; } rows[] = {
		{SET("source_before_id", "0", "7040"), "transfer 40 source_before_id 0/50", SET("source_before_id", "7050", "7040")},       /* cut off */
		{SET("source_before_id", "7090", "7040"), "transfer 40 source_before_id 90/50", SET("source_before_id", "7050", "7040")},   /* past some */
		{SET("source_before_id", "7040", "7040"), "transfer 40 source_before_id 40/50", SET("source_before_id", "7050", "7040")},   /* to itself */
		{SET("source_before_id", "7020", "7040"), "transfer 40 source_before_id 20/50", SET("source_before_id", "7050", "7040")},   /* in a ring */
		{SET("source_before_id", "7001", "7040"), "transfer 40 source_before_id 1/50", SET("source_before_id", "7050", "7040")},    /* to nothing */
		{SET("target_before_id", "7040", "7020"), "transfer 20 target_before_id 40/30", SET("target_before_id", "7030", "7020")},   /* to another's */
		{SET("target_before_id", "7070", "7070"), "transfer 70 target_before_id 70/0", SET("target_before_id", "0", "7070")},       /* the first */
		{SET("target_before_id", "7080", "7040"), "transfer 40 target_before_id 80/0", SET("target_before_id", "0", "7040")},       /* the house's */
		{SET("source_before_id", "7080", "7090"), "transfer 90 source_before_id 80/0", SET("source_before_id", "0", "7090")},
		{SET("source_before_id", "7050", "7080") ";" SET("source_before_id", "7090", "7040"), /* all are met, and it ends, but not at the first */
			"transfer 80 source_before_id 50/90, transfer 40 source_before_id 90/50",
			SET("source_before_id", "7090", "7080") ";" SET("source_before_id", "7050", "7040")},
	};
	assert_told(false, 0, "");
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		tamper(rows[i].sql);
		assert_told(false, 1 + (strchr(rows[i].told, ',') != NULL), rows[i].told);
		tamper(rows[i].undo);
		assert_told(false, 0, "");
	}
}

/* An entry from an account to itself, which nobody may write: it is told, and stops nothing. */
static void an_entry_to_itself_is_told_and_stops_nothing(void **state UNUSED)
{
	stall.said[0] = '\0';
	stall.told = 0;
	stall.fix = false;
	tamper(SET("target_id", "source_id", "7040"));
	assert_int_equal(town_read(&stall.town, verify, NULL), OK);
	assert_true(stall.told > 0);
	assert_non_null(strstr(stall.said, "entries"));
}

/* Where a chain begins is written anew; the journal's own rows never are. */
static void a_lost_beginning_is_found_again_and_a_changed_entry_stays(void **state UNUSED)
{
	tamper("UPDATE account SET newest_id = 0 WHERE kind = 3; UPDATE account SET newest_id = 7060 WHERE kind = 5; UPDATE account SET newest_id = 7090 WHERE kind = 1");
	assert_told(false, 4, "account 0 newest_id 90/0, account 2 newest_id 0/10, account 3 newest_id 0/10, account 4 newest_id 60/20");
	assert_told(true, 4, "account 0 newest_id 90/0, account 2 newest_id 0/10, account 3 newest_id 0/10, account 4 newest_id 60/20");
	assert_told(false, 0, "");
	each_entry_names_the_one_before_it(NULL);
	tamper(SET("source_before_id", "0", "7040"));
	assert_told(true, 1, "transfer 40 source_before_id 0/50");
	assert_told(false, 1, "transfer 40 source_before_id 0/50");
}

/* ---- what is read ---- */

static enum fail tell_lines(const struct act *act, void *context UNUSED)
{
	struct my_points_rows rows;
	struct statement_opening_row opening;
	struct statement_lines_rows lines;
	bool is_found = false;
	size_t len = 0;
	int64_t from_ms = *(const int64_t *)context;
	struct account_id account = stall.accounts[stall.asked];
	TRY(q_my_points(act->view, act->arena, &(struct my_points_in){.centre_id = act->centre_id, .account_id = account}, &rows));
	for (size_t i = 0; i < rows.count && len < 200; i++)
		len += (size_t)snprintf(stall.said + len, sizeof(stall.said) - len, "%lld ", (long long)rows.rows[i].amount);
	TRY(q_statement_opening(act->view, act->arena, &(struct statement_opening_in){.centre_id = act->centre_id, .account_id = account, .from_ms = from_ms},
		&is_found, &opening));
	TRY(q_statement_lines(act->view, act->arena, &(struct statement_lines_in){.centre_id = act->centre_id, .account_id = account, .from_ms = from_ms,
		.to_ms = INT64_MAX}, &lines));
	len += (size_t)snprintf(stall.said + len, sizeof(stall.said) - len, "then %lld", (long long)opening.points);
	for (size_t i = 0; i < lines.count && len < 400; i++)
		len += (size_t)snprintf(stall.said + len, sizeof(stall.said) - len, " %lld", (long long)lines.rows[i].amount);
	stall.told = rows.count;
	return OK;
}

static void assert_lines(enum holder holder, int64_t from_ms, const char *expected)
{
	stall.asked = holder;
	assert_int_equal(town_read(&stall.town, tell_lines, &from_ms), OK);
	assert_string_equal(stall.said, expected);
}

static void a_statement_is_read_along_the_chain(void **state UNUSED)
{
	int64_t now_ms = stall.town.now_ms;
	assert_lines(ANN, 0, "5 -20 -60 -40 500 then 0 500 -40 -60 -20 5");
	assert_lines(ANN, now_ms - 1000, "5 -20 -60 -40 500 then 400 -20 5");
	assert_lines(BEA, now_ms + 1, "-5 40 then 35");
	assert_lines(TEAM, 0, "20 then 0 20");
}

/* Fifty lines and that there are more, whatever was set aside and given back between them. */
static void a_long_account_shows_its_newest_lines(void **state UNUSED)
{
	int64_t from_ms = 0;
	for (int64_t i = 0; i < 60; i++) {
		move(1000 + 3 * i, STEP_PLAIN, ISSUE, BEA, 100 + i);
		move(1001 + 3 * i, STEP_HOLD, BEA, SPENT, 1);
		end(1002 + 3 * i, STEP_VOID, 1001 + 3 * i);
		post_all();
	}
	stall.asked = BEA;
	assert_int_equal(town_read(&stall.town, tell_lines, &from_ms), OK);
	assert_int_equal(stall.told, 50);
	assert_memory_equal(stall.said, "159 158 157 ", 12);
	assert_told(false, 0, "");
}

static enum fail tell_team(const struct act *act, void *context UNUSED)
{
	struct team_points_rows rows;
	size_t len = 0;
	TRY(q_team_points(act->view, act->arena, &(struct team_points_in){.centre_id = act->centre_id, .organisation_id = {TEAM_ID}}, &rows));
	stall.said[0] = '\0';
	for (size_t i = 0; i < rows.count; i++)
		len += (size_t)snprintf(stall.said + len, sizeof(stall.said) - len, "%lld ", (long long)rows.rows[i].amount);
	stall.told = rows.count;
	return OK;
}

static void a_team_sees_what_came_and_went(void **state UNUSED)
{
	assert_int_equal(town_read(&stall.town, tell_team, NULL), OK);
	assert_string_equal(stall.said, "20 ");
	for (int64_t i = 0; i < 30; i++) {
		move(1000 + 2 * i, STEP_HOLD, ANN, TEAM, 1 + i % 9);
		end(1001 + 2 * i, STEP_POST, 1000 + 2 * i);
		post_all();
	}
	assert_int_equal(town_read(&stall.town, tell_team, NULL), OK);
	assert_int_equal(stall.told, 20);
	assert_memory_equal(stall.said, "3 2 1 9 8 ", 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_entry_names_the_one_before_it, open_stall, close_stall),
		cmocka_unit_test_setup_teardown(the_houses_own_accounts_have_no_chain, open_stall, close_stall),
		cmocka_unit_test_setup_teardown(what_is_refused_or_sent_again_links_nothing, open_stall, close_stall),
		cmocka_unit_test_setup_teardown(each_changed_link_is_one_difference, open_stall, close_stall),
		cmocka_unit_test_setup_teardown(an_entry_to_itself_is_told_and_stops_nothing, open_stall, close_stall),
		cmocka_unit_test_setup_teardown(a_lost_beginning_is_found_again_and_a_changed_entry_stays, open_stall, close_stall),
		cmocka_unit_test_setup_teardown(a_statement_is_read_along_the_chain, open_stall, close_stall),
		cmocka_unit_test_setup_teardown(a_long_account_shows_its_newest_lines, open_stall, close_stall),
		cmocka_unit_test_setup_teardown(a_team_sees_what_came_and_went, open_stall, close_stall),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
