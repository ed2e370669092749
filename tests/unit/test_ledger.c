/* SPDX-License-Identifier: Apache-2.0
 *
 * The ledger's rules as rows of text, which anyone from the field can read and
 * extend. Each story is told twice: to the pure core on books in memory, and
 * to the store through ledger_post; both must answer alike.
 *
 *     post ID from > to AMOUNT reason OUTCOME        hold … (over=MS)
 *     settle ID HOLD AMOUNT OUTCOME                   void ID HOLD OUTCOME       expire ID HOLD OUTCOME
 *     link, then operations without outcome, then: all OUTCOME NTH
 *     is account POSTED HELD COMING                   at MS
 */
#include "base/text.h"
#include "domain/ledger.h"
#include "town.h"

#include "unit.h"

#include <stdio.h>
#include <string.h>

enum name { ISSUE, SPENT, ZHANG, LI, POOL, TEAM, EXPIRED, ADJUST, NAMES, NOBODY = NAMES };
static const char *const names[] = {"issue", "spent", "zhang", "li", "pool", "team", "expired", "adjust", "nobody"};
static const enum account_kind kinds[] = {ACCOUNT_ISSUE, ACCOUNT_SPENT, ACCOUNT_PERSON, ACCOUNT_PERSON, ACCOUNT_POOL, ACCOUNT_ORGANISATION,
	ACCOUNT_EXPIRED, ACCOUNT_ADJUST};
static const char *const reasons[] = {"", "earn", "spend", "revoke", "gift", "donate", "adjust", "expire"};

#define WORDS_MAX 12
#define ENTRIES_MAX 100
#define FIRST_ID (INT64_C(1) << 40)

struct teller {
	struct town *town; /* NULL: told to the core */
	struct account_id ids[NAMES + 1];
	struct ledger_account accounts[NAMES];
	struct ledger_entry entries[ENTRIES_MAX];
	struct ledger_books books;
	int64_t now_ms;
	struct ledger_entry chain[LEDGER_LINK_MAX];
	size_t chained;
	bool is_linking;
	const char *line;
	enum ledger_refusal refusal;
	size_t nth;
	struct ledger_counters counters;
	size_t asked;
};

static size_t find(const char *const *words, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(words[i], word) == 0)
			return i;
	}
	fail_msg("no such word: %s", word);
	return 0;
}

static int64_t number(const char *word)
{
	int64_t value = 0;
	if (!text_to_int(text_of(word), &value))
		fail_msg("no number: %s", word);
	return value;
}

static enum fail tell_store(const struct act *act, void *context)
{
	struct teller *teller = context;
	return ledger_post(act, teller->chain, teller->chained, &teller->refusal, &teller->nth);
}

/* The chain is posted, and the answer compared. */
static void post(struct teller *teller, const char *outcome, int64_t nth)
{
	teller->nth = 0;
	if (teller->town == NULL) {
		teller->refusal = ledger_core_apply(&teller->books, teller->chain, teller->chained, teller->now_ms, &teller->nth);
	} else {
		teller->town->now_ms = teller->now_ms;
		enum fail fail = town_write(teller->town, CLERK, tell_store, teller);
		assert_int_equal(fail, teller->refusal == LEDGER_OK ? OK : FAIL_REFUSED);
	}
	if (strcmp(ledger_refusal_name(teller->refusal), outcome) != 0)
		fail_msg("\"%s\" answered %s%s", teller->line, ledger_refusal_name(teller->refusal), teller->town == NULL ? " (core)" : " (store)");
	if (nth >= 0)
		assert_int_equal(teller->nth, nth);
	teller->chained = 0;
}

static void operate(struct teller *teller, char **words, size_t count)
{
	struct ledger_entry *entry = &teller->chain[teller->chained++];
	size_t next = 0;
	*entry = (struct ledger_entry){.id = {FIRST_ID + number(words[1])}};
	if (strcmp(words[0], "post") == 0 || strcmp(words[0], "hold") == 0) {
		entry->step = words[0][0] == 'p' ? STEP_PLAIN : STEP_HOLD;
		entry->source = teller->ids[find(names, COUNT_OF(names), words[2])];
		entry->target = teller->ids[find(names, COUNT_OF(names), words[4])];
		entry->amount = number(words[5]);
		entry->reason = (enum transfer_reason)find(reasons, COUNT_OF(reasons), words[6]);
		next = 7;
		if (next < count && strncmp(words[next], "over=", 5) == 0)
			entry->over_at_ms = number(words[next++] + 5);
	} else {
		entry->step = words[0][0] == 's' ? STEP_POST : words[0][0] == 'v' ? STEP_VOID : STEP_EXPIRE;
		entry->hold_id = (struct transfer_id){FIRST_ID + number(words[2])};
		next = 3;
		if (entry->step == STEP_POST)
			entry->amount = number(words[next++]);
	}
	if (!teller->is_linking)
		post(teller, words[next], -1);
}

static enum fail ask_store(const struct act *act, void *context)
{
	struct teller *teller = context;
	struct ledger_balance balance;
	if (kinds[teller->asked] != ACCOUNT_PERSON)
		return OK; /* the store tells balances of people only; the sums are verified after each line */
	TRY(ledger_balance_of(act, teller->town->people[teller->asked == ZHANG ? FIRST : SECOND], &balance));
	teller->counters = (struct ledger_counters){balance.held, 0, balance.coming, 0};
	teller->counters.credits_posted = balance.posted > 0 ? balance.posted : 0;
	teller->counters.debits_posted = balance.posted < 0 ? -balance.posted : 0;
	return OK;
}

static void compare(struct teller *teller, char **words)
{
	teller->asked = find(names, COUNT_OF(names), words[1]);
	if (teller->town == NULL)
		teller->counters = teller->accounts[teller->asked].counters;
	else if (kinds[teller->asked] != ACCOUNT_PERSON)
		return;
	else
		assert_int_equal(town_read(teller->town, ask_store, teller), OK);
	if (ledger_posted(&teller->counters) != number(words[2]) || teller->counters.debits_held != number(words[3])
		|| teller->counters.credits_held != number(words[4]))
		fail_msg("\"%s\": %lld %lld %lld", teller->line, (long long)ledger_posted(&teller->counters), (long long)teller->counters.debits_held,
			(long long)teller->counters.credits_held);
}

static void no_difference(void *context UNUSED, const struct ledger_difference *difference)
{
	print_message("%s %lld %s: %lld, entries give %lld\n", difference->table, (long long)difference->id, difference->column,
		(long long)difference->stored, (long long)difference->computed);
}

static enum fail verify(const struct act *act, void *context)
{
	return ledger_verify(act, false, no_difference, NULL, context);
}

static void tell_line(struct teller *teller, const char *line)
{
	char copy[160];
	char *words[WORDS_MAX];
	size_t count = 0;
	size_t differences = 0;
	(void)snprintf(copy, sizeof(copy), "%s", line);
	teller->line = line;
	for (char *rest = copy, *word = NULL; count < WORDS_MAX && (word = strsep(&rest, " ")) != NULL;) {
		if (*word != '\0')
			words[count++] = word;
	}
	if (strcmp(words[0], "at") == 0) {
		teller->now_ms = number(words[1]);
	} else if (strcmp(words[0], "is") == 0) {
		compare(teller, words);
	} else if (strcmp(words[0], "link") == 0) {
		teller->is_linking = true;
	} else if (strcmp(words[0], "all") == 0) {
		teller->is_linking = false;
		post(teller, words[1], number(words[2]));
	} else {
		operate(teller, words, count);
	}
	if (teller->town == NULL)
		return;
	assert_int_equal(town_read(teller->town, verify, &differences), OK);
	assert_int_equal(differences, 0);
}

static enum fail open_accounts(const struct act *act, void *context)
{
	struct teller *teller = context;
	for (size_t i = 0; i < NAMES; i++) {
		struct person_id person = {kinds[i] != ACCOUNT_PERSON ? 0 : teller->town->people[i == ZHANG ? FIRST : SECOND].value};
		if (kinds[i] == ACCOUNT_ORGANISATION)
			TRY(ledger_account_of_organisation(act, (struct organisation_id){4711}, &teller->ids[i]));
		else
			TRY(ledger_account(act, kinds[i], person, &teller->ids[i]));
	}
	return OK;
}

static void tell(const char *const *lines, size_t count)
{
	static struct teller teller;
	struct town town;
	teller = (struct teller){.now_ms = 1};
	for (size_t i = 0; i < NAMES; i++)
		teller.accounts[i] = (struct ledger_account){.id = {(int64_t)i + 1}, .kind = kinds[i]};
	for (size_t i = 0; i <= NAMES; i++)
		teller.ids[i].value = (int64_t)i + 1;
	teller.books = (struct ledger_books){teller.accounts, NAMES, teller.entries, 0, ENTRIES_MAX};
	for (size_t i = 0; i < count; i++)
		tell_line(&teller, lines[i]);
	town_open(&town);
	teller = (struct teller){.town = &town, .now_ms = 1};
	assert_int_equal(town_write(&town, CLERK, open_accounts, &teller), OK);
	teller.ids[NOBODY].value = 999;
	for (size_t i = 0; i < count; i++)
		tell_line(&teller, lines[i]);
	town_close(&town);
}
#define TELL(...) \
	do { \
		static const char *const lines[] = {__VA_ARGS__}; \
		tell(lines, COUNT_OF(lines)); \
	} while (0)

static void an_id_is_kept_for_ever(void **state UNUSED)
{
	TELL("post 1 issue > zhang 30 earn      ok",
		"is zhang 30 0 0",
		"post 1 issue > zhang 30 earn      ok",
		"is zhang 30 0 0",
		"post 1 issue > zhang 31 earn      exists_different",
		"post 1 issue > li    30 earn      exists_different",
		"hold 1 issue > zhang 30 earn      exists_different",
		"at 90000000000000",
		"post 1 issue > zhang 30 earn      ok",
		"post 1 issue > zhang 29 earn      exists_different",
		"is zhang 30 0 0");
}

static void a_hold_ends_once(void **state UNUSED)
{
	TELL("post 1 issue > zhang 100 earn     ok",
		"hold 2 zhang > spent 60 spend     ok",
		"is zhang 100 60 0",
		"is spent 0 0 60",
		"hold 3 zhang > spent 50 spend     short", /* what is set aside is gone */
		"settle 4 2 45                     ok",    /* in part: the rest goes back */
		"is zhang 55 0 0",
		"is spent 45 0 0",
		"settle 4 2 45                     ok",
		"settle 4 2 44                     exists_different",
		"settle 5 2 0                      already_ended",
		"void 6 2                          already_ended",
		"expire 7 2                        already_ended",
		"hold 8 zhang > spent 55 spend     ok",
		"void 9 8                          ok",
		"void 9 8                          ok",
		"void 10 8                         already_ended",
		"settle 11 8 0                     already_ended",
		"is zhang 55 0 0");
}

static void a_hold_expires_by_an_entry_and_not_before_its_time(void **state UNUSED)
{
	TELL("post 1 issue > zhang 100 earn     ok",
		"at 10",
		"hold 2 zhang > spent 60 spend over=20 ok",
		"expire 3 2                        hold_not_over",
		"at 19",
		"expire 3 2                        hold_not_over",
		"at 20",
		"settle 4 2 0                      hold_over",
		"void 5 2                          hold_over",
		"is zhang 100 60 0", /* until the entry is there the points are set aside */
		"expire 6 2                        ok",
		"is zhang 100 0 0",
		"expire 7 2                        already_ended");
}

static void linked_transfers_are_all_or_none(void **state UNUSED)
{
	TELL("post 1 issue > zhang 100 earn     ok",
		"link",
		"post 2 zhang > li 40 gift",
		"post 3 li > zhang 41 gift",
		"all short 1",
		"is zhang 100 0 0",
		"is li 0 0 0",
		"link",
		"post 2 zhang > li 40 gift", /* refused before: its id is still free */
		"post 3 li > pool 40 donate",
		"all ok 0",
		"is zhang 60 0 0",
		"is pool 40 0 0",
		"link",
		"post 4 zhang > li 1 gift",
		"post 4 zhang > li 2 gift",  /* twice in one chain */
		"all exists_different 1",
		"link",
		"hold 5 zhang > spent 60 spend",
		"settle 6 5 50",
		"post 7 zhang > li 10 gift",
		"all ok 0",
		"is zhang 0 0 0",
		"is li 10 0 0");
}

static void each_fault_is_refused_by_its_own_name_in_order(void **state UNUSED)
{
	TELL("settle 1 2 0                      hold_missing",
		"post 2 issue > zhang 100 earn     ok",
		"settle 3 2 0                      hold_missing", /* an entry, but no hold */
		"post 4 issue > zhang 0 earn       amount_invalid",
		"post 4 issue > zhang -5 earn      amount_invalid",
		"post 4 issue > zhang 1000001 earn amount_invalid",
		"post 4 issue > nobody 0 earn      amount_invalid",
		"post 4 issue > nobody 5 earn      account_missing",
		"post 4 nobody > zhang 5 gift      account_missing",
		"post 4 zhang > zhang 500 gift     same_account",
		"post 4 zhang > issue 500 gift     kinds_wrong",
		"post 4 zhang > li 500 gift        short",
		"post 4 zhang > li 100 gift        ok",
		"hold 5 li > spent 30 spend        ok",
		"settle 6 5 31                     amount_above_hold",
		"settle 6 5 -1                     amount_invalid",
		"settle 6 5 1000001                amount_above_hold",
		"post 7 issue > zhang 1000000 earn ok",
		"is zhang 1000000 0 0");
}

static void who_may_give_to_whom_is_a_table(void **state UNUSED)
{
	TELL("post 1 issue > zhang 100 earn     ok",
		"post 2 issue > team 100 earn      ok",
		"post 3 issue > pool 1 earn        kinds_wrong",
		"post 4 issue > zhang 1 gift       kinds_wrong",
		"post 5 zhang > team 1 gift        kinds_wrong", /* points do not gather with organisations */
		"post 6 team > zhang 1 gift        kinds_wrong",
		"post 7 team > spent 1 spend       kinds_wrong", /* an organisation may only donate */
		"post 8 team > pool 60 donate      ok",
		"post 9 zhang > pool 10 donate     ok",
		"hold 10 pool > spent 50 spend     ok",          /* a hardship order */
		"hold 11 pool > spent 30 spend     short",
		"post 12 spent > zhang 1 gift      kinds_wrong", /* nothing comes back from what is spent */
		"post 13 zhang > issue 1 revoke    ok",
		"post 14 pool > issue 1 revoke     kinds_wrong",
		"post 15 adjust > zhang 3 adjust   ok",
		"post 16 zhang > adjust 4 adjust   ok",
		"post 17 adjust > issue 4 adjust   kinds_wrong",
		"post 18 zhang > expired 4 expire  ok",
		"post 19 team > expired 4 expire   kinds_wrong",
		"is zhang 84 0 0");
}

static void a_revocation_takes_back_what_is_spent_and_blocks(void **state UNUSED)
{
	TELL("post 1 issue > zhang 100 earn     ok",
		"hold 2 zhang > spent 60 spend     ok",
		"post 3 zhang > li 40 gift         ok",
		"post 4 zhang > issue 100 revoke   ok",
		"is zhang -40 60 0",
		"post 5 zhang > li 1 gift          blocked",
		"hold 6 zhang > spent 1 spend      blocked",
		"post 7 zhang > adjust 1 adjust    blocked",
		"settle 8 2 0                      ok", /* what was promised to a helper is kept */
		"is zhang -100 0 0",
		"post 9 issue > zhang 100 earn     ok",
		"post 10 zhang > li 1 gift         short",
		"post 11 issue > zhang 1 earn      ok",
		"post 12 zhang > li 1 gift         ok");
}

static void points_on_their_way_are_not_spent(void **state UNUSED)
{
	TELL("hold 1 issue > zhang 120 earn     ok",
		"is zhang 0 0 120",
		"post 2 zhang > li 1 gift          short",
		"settle 3 1 100                    ok", /* a cap cut it */
		"is zhang 100 0 0",
		"hold 4 issue > li 50 earn         ok",
		"void 5 4                          ok",
		"is li 0 0 0",
		"is issue -100 0 0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_id_is_kept_for_ever),
		cmocka_unit_test(a_hold_ends_once),
		cmocka_unit_test(a_hold_expires_by_an_entry_and_not_before_its_time),
		cmocka_unit_test(linked_transfers_are_all_or_none),
		cmocka_unit_test(each_fault_is_refused_by_its_own_name_in_order),
		cmocka_unit_test(who_may_give_to_whom_is_a_table),
		cmocka_unit_test(a_revocation_takes_back_what_is_spent_and_blocks),
		cmocka_unit_test(points_on_their_way_are_not_spent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
