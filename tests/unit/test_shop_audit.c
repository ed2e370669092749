/* SPDX-License-Identifier: Apache-2.0
 *
 * A row of the shop changed behind the back of its verbs is named by the
 * audit; a stock, which is a shadow, is written anew by rebuild.
 */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "domain/audit.h"
#include "domain/settings.h"
#include "domain/shop.h"
#include "meddle.h"

static struct town town;
static struct good_id good_id;

static enum fail live(const struct act *act, void *context)
{
	struct settings settings;
	enum setting_refusal setting_refusal = SETTING_OK;
	enum setting which;
	enum shop_refusal refusal = SHOP_OK;
	enum ledger_refusal ledger_refusal = LEDGER_OK;
	struct account_id adjust;
	struct account_id hers;
	struct person_id she = town.people[SECOND];
	(void)context;
	TRY(settings_read(act, &settings));
	settings.values[SETTING_SHOP] = 1;
	TRY(settings_choose(act, &settings, &setting_refusal, &which));
	TRY(ledger_account(act, ACCOUNT_ADJUST, (struct person_id){0}, &adjust));
	TRY(ledger_account(act, ACCOUNT_PERSON, she, &hers));
	TRY(ledger_transfer(act, &(struct ledger_transfer_options){.id = {900001}, .source = adjust, .target = hers, .amount = 1000, .reason = TRANSFER_ADJUST},
		&ledger_refusal));
	TRY(shop_offer(act, (struct event_id){1}, &(struct shop_good_options){.place_id = town.place_id, .title = TEXT("毛巾"), .given = TEXT("一条"),
		.pick_up = TEXT("服务站"), .price_points = 100, .month_limit = 5, .stock = 9}, &refusal, &good_id));
	TRY(shop_count(act, (struct event_id){2}, good_id, -1, TEXT("坏了一条"), &refusal));
	struct act inside = *act;
	inside.actor = she;
	for (int64_t id = 11; id <= 13; id++)
		TRY(shop_take(&inside, &(struct shop_take_options){{id}, good_id, she, 1, 0, 0}, &refusal));
	TRY(shop_hand_out(act, &(struct shop_hand_out_options){.id = {11}, .seen = TEXT("看了身份证")}, &refusal));
	return shop_cancel(&inside, (struct redemption_id){12}, TEXT_NONE, &refusal);
}

static int open_town(void **state UNUSED)
{
	town_open(&town);
	return town_write(&town, MANAGER, live, NULL) == OK ? 0 : -1;
}

static int close_town(void **state UNUSED)
{
	town_close(&town);
	return 0;
}

static char named[2000];
static void name_it(void *context UNUSED, const struct ledger_difference *difference)
{
	size_t len = strlen(named);
	(void)snprintf(named + len, sizeof(named) - len, " %s.%s", difference->table, difference->column);
}

static enum fail audit(const struct act *act, void *context)
{
	return audit_run(act, false, name_it, NULL, context);
}

static enum fail rebuild(const struct act *act, void *context)
{
	return audit_run(act, true, name_it, NULL, context);
}

static size_t differences_now(void)
{
	size_t count = 0;
	named[0] = '\0';
	assert_int_equal(town_read(&town, audit, &count), OK);
	return count;
}

static void a_row_changed_by_hand_is_named(void **state UNUSED)
{
	static const struct { const char *sql, *back, *names; } rows[] = {
		{"UPDATE good SET stock = stock + 1", "UPDATE good SET stock = stock - 1", " good.stock"},
		{"UPDATE good SET price_points = 1", "UPDATE good SET price_points = 100", " good.price_points"},
		{"UPDATE good SET is_withdrawn = 1", "UPDATE good SET is_withdrawn = 0", " good.is_withdrawn"},
		{"UPDATE good SET version = 9", "UPDATE good SET version = 2", " good_event.seq good.version"}, /* or the last of nine events is gone */
		{"UPDATE good SET month_limit = 9", "UPDATE good SET month_limit = 5", " good.digest"},
		{"UPDATE good SET place_id = place_id + 1", "UPDATE good SET place_id = place_id - 1", " good.digest"},
		{"UPDATE good SET provider_id = 7", "UPDATE good SET provider_id = NULL", NULL}, /* and every redemption of it */
		{"UPDATE good SET given = '两条'", "UPDATE good SET given = '一条'", " good.digest"},
		{"UPDATE good SET title = title || title_en, title_en = ''", "UPDATE good SET title = '毛巾', title_en = '毛巾'", " good.digest"},
		{"UPDATE good_event SET reason = 'x' WHERE seq = 2", "UPDATE good_event SET reason = '坏了一条' WHERE seq = 2", " good_event.digest"},
		{"UPDATE good_event SET pieces = -2 WHERE seq = 2", "UPDATE good_event SET pieces = -1 WHERE seq = 2", " good.stock good_event.digest"},
		{"UPDATE good_event SET actor_id = 7 WHERE seq = 2", "UPDATE good_event SET actor_id = (SELECT actor_id FROM good_event WHERE seq = 1) WHERE seq = 2",
			" good_event.digest"},
		{"UPDATE redemption SET pieces = 2 WHERE id = 13", "UPDATE redemption SET pieces = 1 WHERE id = 13", " redemption.digest redemption.stock"},
		{"UPDATE redemption SET points = 1 WHERE id = 13", "UPDATE redemption SET points = 100 WHERE id = 13", " redemption.digest redemption.points"},
		{"UPDATE redemption SET deadline_at_ms = deadline_at_ms + 1", "UPDATE redemption SET deadline_at_ms = deadline_at_ms - 1",
			" redemption.digest redemption.digest redemption.digest"},
		{"UPDATE redemption SET code_sealed = (SELECT x.code_sealed FROM redemption x WHERE x.id = 12) WHERE id = 13", NULL, " redemption.code_sealed"},
	};
	assert_int_equal(differences_now(), 0);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		meddle(&town, rows[i].sql);
		(void)differences_now();
		if (rows[i].names == NULL ? strstr(named, " good.digest") == NULL : strcmp(named, rows[i].names) != 0)
			fail_msg("%s: \"%s\" named instead of \"%s\"", rows[i].sql, named, rows[i].names == NULL ? " good.digest" : rows[i].names);
		if (rows[i].back != NULL)
			meddle(&town, rows[i].back);
	}
}

static void an_end_that_is_gone_or_was_never_there_is_named(void **state UNUSED)
{
	meddle(&town, "DELETE FROM redemption_end WHERE redemption_id = 12");
	assert_int_equal(differences_now(), 2); /* the hold was given back, and the stock follows */
	assert_string_equal(named, " redemption_end.row redemption_end.stock");
	meddle(&town, "DELETE FROM redemption WHERE id = 11");
	(void)differences_now();
	assert_non_null(strstr(named, " transfer.reason"));       /* points moved for nothing */
	assert_non_null(strstr(named, " redemption.row"));
	meddle(&town, "DELETE FROM good_event WHERE seq = 1");
	(void)differences_now();
	assert_non_null(strstr(named, " good_event.seq"));
	meddle(&town, "DELETE FROM good");
	(void)differences_now();
	assert_non_null(strstr(named, " good_event.good_id"));
}

static enum fail change(const struct act *act, void *context UNUSED)
{
	enum shop_refusal refusal = SHOP_OK;
	return shop_change(act, (struct event_id){3}, good_id, &(struct shop_good_options){.title = TEXT("浴巾"), .given = TEXT("一条"),
		.pick_up = TEXT("服务站"), .price_points = 100, .month_limit = 5}, &refusal);
}

/* With the digest that it had: the events say that it was told anew since. */
static void an_older_description_put_back_is_named(void **state UNUSED)
{
	meddle(&town, "CREATE TABLE kept_by_a_thief AS SELECT * FROM good");
	assert_int_equal(town_write(&town, MANAGER, change, NULL), OK);
	assert_int_equal(differences_now(), 0);
	meddle(&town, "UPDATE good SET (title, title_en, digest) = (SELECT title, title_en, digest FROM kept_by_a_thief)");
	assert_int_equal(differences_now(), 1);
	assert_string_equal(named, " good.digest");
}

/* A house that had goods before descriptions had digests. */
static void a_digest_that_was_never_there_is_written_and_a_wrong_one_is_not(void **state UNUSED)
{
	size_t count = 0;
	meddle(&town, "UPDATE good SET digest = NULL");
	assert_int_equal(differences_now(), 1);
	assert_int_equal(town_write(&town, TOWN_PEOPLE, rebuild, &count), OK);
	assert_int_equal(differences_now(), 0);
	meddle(&town, "UPDATE good SET title = 'x'");
	assert_int_equal(town_write(&town, TOWN_PEOPLE, rebuild, &count), OK);
	assert_int_equal(differences_now(), 1);
}

static void a_stock_is_written_anew(void **state UNUSED)
{
	size_t count = 0;
	meddle(&town, "UPDATE good SET stock = 77, is_withdrawn = 1, version = 5, price_points = 3");
	assert_int_equal(differences_now(), 5);
	assert_int_equal(town_write(&town, TOWN_PEOPLE, rebuild, &count), OK);
	assert_int_equal(differences_now(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(a_row_changed_by_hand_is_named, open_town, close_town),
		cmocka_unit_test_setup_teardown(an_end_that_is_gone_or_was_never_there_is_named, open_town, close_town),
		cmocka_unit_test_setup_teardown(an_older_description_put_back_is_named, open_town, close_town),
		cmocka_unit_test_setup_teardown(a_digest_that_was_never_there_is_written_and_a_wrong_one_is_not, open_town, close_town),
		cmocka_unit_test_setup_teardown(a_stock_is_written_anew, open_town, close_town)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
