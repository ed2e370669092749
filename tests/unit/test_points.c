/* SPDX-License-Identifier: Apache-2.0
 *
 * Giving points away, trying a rule on the past, and whether all can be paid.
 */
#include "base/when.h"
#include "domain/audit.h"
#include "domain/menu.h"
#include "domain/organisations.h"
#include "domain/people.h"
#include "domain/proof.h"
#include "queries/ledger.h"
#include "queries/menu.h"
#include "queries/people.h"
#include "town.h"

#include "unit.h"

struct giving {
	struct town *town;
	enum town_person giver, receiver;
	int64_t id, amount;
	enum give_refusal refusal;
	int64_t giver_posted, receiver_posted;
};

static enum fail seed(const struct act *act, void *context)
{
	struct giving *giving = context;
	enum ledger_refusal refusal = LEDGER_OK;
	struct account_id issue;
	struct account_id account;
	TRY(ledger_account(act, ACCOUNT_ISSUE, (struct person_id){0}, &issue));
	TRY(ledger_account(act, ACCOUNT_PERSON, giving->town->people[giving->giver], &account));
	return ledger_transfer(act, &(struct ledger_transfer_options){.id = {giving->id}, .source = issue, .target = account, .amount = giving->amount,
		.reason = TRANSFER_EARN}, &refusal);
}

static enum fail gift(const struct act *act, void *context)
{
	struct giving *giving = context;
	return ledger_gift(act, (struct transfer_id){giving->id}, giving->town->people[giving->receiver], giving->amount, &giving->refusal);
}

static enum fail donate(const struct act *act, void *context)
{
	struct giving *giving = context;
	return ledger_donate(act, (struct transfer_id){giving->id}, giving->amount, &giving->refusal);
}

static enum fail look(const struct act *act, void *context)
{
	struct giving *giving = context;
	struct ledger_balance balance;
	TRY(ledger_balance_of(act, giving->town->people[giving->giver], &balance));
	giving->giver_posted = balance.posted;
	TRY(ledger_balance_of(act, giving->town->people[giving->receiver], &balance));
	giving->receiver_posted = balance.posted;
	return OK;
}

static void assert_gift(struct town *town, int day, enum town_person giver, enum town_person receiver, int64_t id, int64_t amount,
	enum give_refusal refusal, int64_t giver_posted, int64_t receiver_posted)
{
	struct giving giving = {.town = town, .giver = giver, .receiver = receiver, .id = id, .amount = amount};
	town->now_ms = TOWN_START_MS + day * DAY_MS;
	enum fail fail = town_write(town, giver, gift, &giving);
	if (giving.refusal != refusal)
		print_message("%lld: %s\n", (long long)id, give_refusal_name(giving.refusal));
	assert_int_equal(giving.refusal, refusal);
	assert_int_equal(fail, refusal == GIVE_OK ? OK : FAIL_REFUSED);
	assert_int_equal(town_read(town, look, &giving), OK);
	assert_int_equal(giving.giver_posted, giver_posted);
	assert_int_equal(giving.receiver_posted, receiver_posted);
}

static void gifts_go_to_close_kin_once_a_day(void **state UNUSED)
{
	struct town town;
	town_open(&town);
	struct giving earned = {.town = &town, .giver = SECOND, .id = 900001, .amount = 1000};
	assert_int_equal(town_write(&town, CLERK, seed, &earned), OK);
	assert_gift(&town, 0, SECOND, ELDER, 1, 100, GIVE_NOT_KIN, 1000, 0);
	assert_gift(&town, 0, SECOND, SECOND, 1, 100, GIVE_NOT_KIN, 1000, 1000);
	assert_gift(&town, 0, SECOND, FATHER, 1, 0, GIVE_AMOUNT_INVALID, 1000, 0);
	assert_gift(&town, 0, SECOND, FATHER, 1, 1001, GIVE_SHORT, 1000, 0);
	assert_gift(&town, 0, SECOND, FATHER, 1, 100, GIVE_OK, 900, 100);
	assert_gift(&town, 0, SECOND, FATHER, 1, 100, GIVE_OK, 900, 100); /* the same form again */
	assert_gift(&town, 0, SECOND, FATHER, 1, 200, GIVE_DIFFERENT, 900, 100);
	assert_gift(&town, 0, SECOND, FATHER, 2, 100, GIVE_ONCE_A_DAY, 900, 100);
	assert_gift(&town, 1, SECOND, FATHER, 2, 100, GIVE_OK, 800, 200);
	assert_gift(&town, 1, FATHER, SECOND, 3, 50, GIVE_OK, 150, 850); /* the other way too */
	assert_gift(&town, 3650, SECOND, FATHER, 1, 100, GIVE_OK, 850, 150); /* ten years later it is still that gift */
	town_close(&town);
}

static enum fail grow_young(const struct act *act, void *context)
{
	struct town *town = context;
	enum people_refusal refusal = PEOPLE_OK;
	return people_change(act, town->people[SECOND], &(struct people_options){.name = TEXT("赵志远"), .place_id = town->place_id,
		.has_birth_day = true, .birth_day = when_local_day(act->now_ms) - 17 * 365}, &refusal);
}

static void minors_do_not_give(void **state UNUSED)
{
	struct town town;
	town_open(&town);
	struct giving earned = {.town = &town, .giver = SECOND, .id = 900001, .amount = 1000};
	assert_int_equal(town_write(&town, CLERK, seed, &earned), OK);
	assert_int_equal(town_write(&town, CLERK, grow_young, &town), OK);
	assert_gift(&town, 0, SECOND, FATHER, 1, 100, GIVE_MINOR, 1000, 0);
	struct giving giving = {.town = &town, .id = 5, .amount = 10};
	assert_int_equal(town_write(&town, SECOND, donate, &giving), FAIL_REFUSED);
	assert_int_equal(giving.refusal, GIVE_MINOR);
	town_close(&town);
}

struct ordering { struct town *town; struct request_id id; enum request_refusal refusal; int64_t pool_posted, pool_held; };

static enum fail hardship(const struct act *act, void *context)
{
	struct ordering *ordering = context;
	enum people_refusal refusal = PEOPLE_OK;
	return people_change(act, ordering->town->people[ELDER], &(struct people_options){.name = TEXT("陈桂兰"), .place_id = ordering->town->place_id,
		.is_hardship = true}, &refusal);
}

static enum fail order(const struct act *act, void *context)
{
	struct ordering *ordering = context;
	return requests_open(act, &(struct requests_open_options){.person_id = ordering->town->people[ELDER], .item_id = ordering->town->item_id,
		.channel = CHANNEL_WEB, .is_duplicate_meant = true}, &ordering->refusal, &ordering->id);
}

/* Who orders for whom, with whose points. */
struct spending { struct town *town; enum town_person actor, person, payer; enum request_refusal refusal; bool may_spend; int64_t held; struct request_id id; };

static enum fail spend(const struct act *act, void *context)
{
	struct spending *spending = context;
	return requests_open(act, &(struct requests_open_options){.person_id = spending->town->people[spending->person], .item_id = spending->town->item_id,
		.channel = CHANNEL_PHONE, .is_duplicate_meant = true, .is_paid = true, .payer_id = spending->town->people[spending->payer]},
		&spending->refusal, &spending->id);
}

static enum fail order_again(const struct act *act, void *context)
{
	struct spending *spending = context;
	struct request_id id;
	int64_t from_ms = act->now_ms + 5 * DAY_MS;
	return requests_repeat(act, spending->id, from_ms, from_ms + 4 * HOUR_MS, &spending->refusal, &id);
}

static enum fail guard(const struct act *act, void *context)
{
	struct spending *spending = context;
	enum people_refusal refusal = PEOPLE_OK;
	struct kin_id id;
	return people_link_kin(act, &(struct people_kin_options){.person_id = spending->town->people[SECOND], .kin_id = spending->town->people[spending->actor],
		.relation = KIN_GUARDIAN, .evidence = TEXT("户口簿"), .may_order = true, .may_spend = spending->may_spend}, &refusal, &id);
}

static enum fail link_child(const struct act *act, void *context)
{
	struct spending *spending = context;
	enum people_refusal refusal = PEOPLE_OK;
	struct kin_id id;
	return people_link_kin(act, &(struct people_kin_options){.person_id = spending->town->people[spending->person],
		.kin_id = spending->town->people[spending->actor], .relation = KIN_CHILD, .evidence = TEXT("户口簿"), .may_order = true,
		.may_spend = spending->may_spend}, &refusal, &id);
}

static enum fail count_held(const struct act *act, void *context)
{
	struct spending *spending = context;
	struct ledger_balance balance;
	TRY(ledger_balance_of(act, spending->town->people[spending->payer], &balance));
	spending->held = balance.held;
	return OK;
}

static void assert_spending(struct town *town, enum town_person actor, enum town_person person, enum town_person payer, enum request_refusal refusal,
	int64_t held)
{
	struct spending spending = {.town = town, .actor = actor, .person = person, .payer = payer};
	enum fail fail = town_write(town, actor, spend, &spending);
	if (spending.refusal != refusal)
		print_message("%d for %d with %d: %s\n", (int)actor, (int)person, (int)payer, request_refusal_name(spending.refusal));
	assert_int_equal(spending.refusal, refusal);
	assert_int_equal(fail, refusal == REQUEST_REFUSAL_NONE ? OK : FAIL_REFUSED);
	assert_int_equal(town_read(town, count_held, &spending), OK);
	assert_int_equal(spending.held, held);
}

static void points_are_spent_at_her_word_and_a_minors_by_the_guardian(void **state UNUSED)
{
	struct town town;
	town_open(&town);
	struct giving hers = {.town = &town, .giver = ELDER, .id = 900001, .amount = 150};
	struct giving young = {.town = &town, .giver = SECOND, .id = 900002, .amount = 1000};
	struct spending guardian = {.town = &town, .actor = FATHER};
	assert_int_equal(town_write(&town, CLERK, seed, &hers), OK);
	assert_int_equal(town_write(&town, CLERK, seed, &young), OK);
	assert_spending(&town, DAUGHTER, ELDER, ELDER, REQUEST_NO_KIN_RIGHT, 0); /* a grown-up's points are not her kin's to spend */
	assert_spending(&town, CLERK, ELDER, SECOND, REQUEST_NO_KIN_RIGHT, 0);
	assert_spending(&town, FIRST, ELDER, ELDER, REQUEST_NOT_ALLOWED, 0);
	assert_spending(&town, CLERK, ELDER, ELDER, REQUEST_REFUSAL_NONE, 100); /* on the telephone, as she said */
	assert_spending(&town, CLERK, ELDER, ELDER, REQUEST_POINTS_SHORT, 100);
	struct spending sons = {.town = &town, .person = ELDER, .actor = SECOND, .may_spend = true};
	assert_int_equal(town_write(&town, CLERK, link_child, &sons), OK);
	assert_spending(&town, CLERK, ELDER, SECOND, REQUEST_NO_KIN_RIGHT, 0); /* he could, but it is not he who rings */
	assert_spending(&town, SECOND, ELDER, SECOND, REQUEST_REFUSAL_NONE, 100);
	assert_int_equal(town_write(&town, CLERK, grow_young, &town), OK);
	assert_spending(&town, SECOND, FATHER, SECOND, REQUEST_PAYER_MINOR, 100);
	assert_spending(&town, CLERK, SECOND, SECOND, REQUEST_PAYER_MINOR, 100);
	assert_int_equal(town_write(&town, CLERK, guard, &guardian), OK);
	assert_spending(&town, FATHER, SECOND, SECOND, REQUEST_PAYER_MINOR, 100); /* a guardian, but without that right */
	guardian = (struct spending){.town = &town, .actor = DAUGHTER, .may_spend = true};
	assert_int_equal(town_write(&town, CLERK, guard, &guardian), OK);
	assert_spending(&town, DAUGHTER, SECOND, SECOND, REQUEST_REFUSAL_NONE, 200);
	struct giving own = {.town = &town, .giver = DAUGHTER, .id = 900003, .amount = 1000};
	assert_int_equal(town_write(&town, CLERK, seed, &own), OK);
	struct spending again = {.town = &town, .actor = DAUGHTER, .person = SECOND, .payer = SECOND};
	assert_int_equal(town_write(&town, DAUGHTER, spend, &again), OK);
	assert_int_equal(town_write(&town, DAUGHTER, order_again, &again), OK); /* his again, though she has points of her own */
	assert_int_equal(town_read(&town, count_held, &again), OK);
	assert_int_equal(again.held, 400);
	town_close(&town);
}

static enum fail cancel(const struct act *act, void *context)
{
	struct ordering *ordering = context;
	return requests_cancel(act, ordering->id, TEXT("不需要了"), &ordering->refusal);
}

static enum fail look_at_pool(const struct act *act, void *context)
{
	struct ordering *ordering = context;
	struct account_find_row row = {0};
	bool is_found = false;
	TRY(q_account_find(act->view, act->arena, &(struct account_find_in){.centre_id = act->centre_id, .kind = ACCOUNT_POOL}, &is_found, &row));
	ordering->pool_posted = row.credits_posted - row.debits_posted;
	ordering->pool_held = row.debits_held;
	return OK;
}

static void count_difference(void *context UNUSED, const struct ledger_difference *difference)
{
	print_error("%s.%s: %lld, facts give %lld\n", difference->table, difference->column, (long long)difference->stored, (long long)difference->computed);
}

static enum fail audit_pool(const struct act *act, void *context)
{
	return audit_run(act, false, count_difference, NULL, context);
}

/* What another post calls the same, and asks more for. */
static enum fail add_namesake(const struct act *act, void *context)
{
	struct town *town = context;
	enum menu_refusal refusal = MENU_OK;
	struct item_id id;
	struct menu_item_get_row item;
	bool is_found = false;
	TRY(q_menu_item_get(act->view, act->arena, &(struct menu_item_get_in){.centre_id = act->centre_id, .id = town->item_id}, &is_found, &item));
	return menu_add(act, &(struct menu_item_options){.code = TEXT("chat_elsewhere"), .title = item.title, .done = TEXT("说说话"), .risk = TEXT("无"),
		.risk_level = 1, .brings = MENU_BRINGS_MORALS, .serves = MENU_SERVES_ELDERS, .provider_id = item.provider_id, .place_id = town->place_id,
		.duration_min = 60, .people = 1, .price_points = 300, .lead_min = 60, .coefficient_percent = 100}, &refusal, &id);
}

static void the_pool_pays_for_hardship_while_it_lasts(void **state UNUSED)
{
	struct town town;
	struct ordering ordering = {.town = &town};
	town_open(&town);
	struct giving giving = {.town = &town, .giver = SECOND, .id = 900001, .amount = 150};
	assert_int_equal(town_write(&town, CLERK, seed, &giving), OK);
	assert_int_equal(town_write(&town, SECOND, donate, &giving), FAIL_REFUSED); /* the id is taken by something else */
	assert_int_equal(giving.refusal, GIVE_DIFFERENT);
	giving.id = 6;
	assert_int_equal(town_write(&town, SECOND, donate, &giving), OK);
	assert_int_equal(town_write(&town, ELDER, order, &ordering), OK); /* not in hardship: nobody's points */
	assert_int_equal(town_read(&town, look_at_pool, &ordering), OK);
	assert_int_equal(ordering.pool_posted, 150);
	assert_int_equal(ordering.pool_held, 0);
	assert_int_equal(town_write(&town, CLERK, hardship, &ordering), OK);
	assert_int_equal(town_write(&town, ELDER, order, &ordering), OK);
	assert_int_equal(town_read(&town, look_at_pool, &ordering), OK);
	assert_int_equal(ordering.pool_held, 100);
	size_t differences = 99;
	assert_int_equal(town_write(&town, MANAGER, add_namesake, &town), OK);
	assert_int_equal(town_read(&town, audit_pool, &differences), OK);
	assert_int_equal(differences, 1); /* the transfer that this test began with and that no record explains; the pool's share is the item's price */
	struct ordering second = {.town = &town};
	assert_int_equal(town_write(&town, ELDER, order, &second), OK); /* the pool is too small: free all the same */
	assert_int_equal(town_read(&town, look_at_pool, &ordering), OK);
	assert_int_equal(ordering.pool_held, 100);
	assert_int_equal(town_write(&town, ELDER, cancel, &ordering), OK);
	assert_int_equal(town_read(&town, look_at_pool, &ordering), OK);
	assert_int_equal(ordering.pool_held, 0);
	assert_int_equal(ordering.pool_posted, 150);
	town_close(&town);
}

/* ---- organisations ---- */

/* FIRST leads the bakery, SECOND belongs to it; it holds 300 hundredths. */
struct bakery {
	struct town *town;
	struct organisation_id id;
	int64_t transfer_id, amount;
	enum give_refusal refusal;
	enum organisation_refusal team_refusal;
	struct ledger_balance balance;
	int64_t pool;
};

static enum fail found_bakery(const struct act *act, void *context)
{
	struct bakery *bakery = context;
	enum ledger_refusal refusal = LEDGER_OK;
	struct account_id issue;
	struct account_id giver;
	struct account_id account;
	TRY(organisations_add(act, &(struct organisations_add_options){.name = TEXT("面包房"), .kind = ORGANISATION_MERCHANT, .status = ORGANISATION_STREET_FILED,
		.place_id = bakery->town->place_id}, &bakery->team_refusal, &bakery->id));
	TRY(organisations_join(act, bakery->id, bakery->town->people[FIRST], &bakery->team_refusal));
	TRY(organisations_join(act, bakery->id, bakery->town->people[SECOND], &bakery->team_refusal));
	TRY(organisations_lead(act, bakery->id, bakery->town->people[FIRST], true, &bakery->team_refusal));
	TRY(ledger_account(act, ACCOUNT_ISSUE, (struct person_id){0}, &issue));
	TRY(ledger_account(act, ACCOUNT_PERSON, bakery->town->people[SECOND], &giver));
	TRY(ledger_account_of_organisation(act, bakery->id, &account));
	TRY(ledger_transfer(act, &(struct ledger_transfer_options){.id = {900001}, .source = issue, .target = giver, .amount = 500,
		.reason = TRANSFER_EARN}, &refusal));
	return ledger_transfer(act, &(struct ledger_transfer_options){.id = {900002}, .source = giver, .target = account, .amount = 300, .reason = TRANSFER_GOOD},
		&refusal);
}

static enum fail donate_of(const struct act *act, void *context)
{
	struct bakery *bakery = context;
	return ledger_donate_of_organisation(act, (struct transfer_id){bakery->transfer_id}, bakery->id, bakery->amount, &bakery->refusal);
}

static enum fail close_bakery(const struct act *act, void *context)
{
	struct bakery *bakery = context;
	return organisations_close(act, bakery->id, &bakery->team_refusal);
}

static enum fail look_at_bakery(const struct act *act, void *context)
{
	struct bakery *bakery = context;
	struct ordering ordering = {.town = bakery->town};
	TRY(ledger_balance_of_organisation(act, bakery->id, &bakery->balance));
	TRY(look_at_pool(act, &ordering));
	bakery->pool = ordering.pool_posted;
	return OK;
}

static enum fail tell_totals(const struct act *act, void *context)
{
	return proof_totals(act, context);
}

static void assert_donation(struct bakery *bakery, enum town_person who, int64_t id, int64_t amount, enum give_refusal refusal, int64_t posted)
{
	bakery->transfer_id = id;
	bakery->amount = amount;
	bakery->refusal = GIVE_OK;
	enum fail fail = town_write(bakery->town, who, donate_of, bakery);
	assert_int_equal(bakery->refusal, refusal);
	assert_int_equal(fail, refusal == GIVE_OK ? OK : FAIL_REFUSED);
	assert_int_equal(town_read(bakery->town, look_at_bakery, bakery), OK);
	assert_int_equal(bakery->balance.posted, posted);
	assert_int_equal(bakery->pool, 300 - posted);
}

static void an_organisation_can_only_give_to_the_pool_and_only_by_its_leader(void **state UNUSED)
{
	struct town town;
	struct bakery bakery = {.town = &town};
	struct proof_totals totals;
	town_open(&town);
	assert_int_equal(town_read(&town, look_at_bakery, &(struct bakery){.town = &town, .id = {4711}}), OK); /* no account yet: nought */
	assert_int_equal(town_write(&town, MANAGER, found_bakery, &bakery), OK);
	assert_donation(&bakery, ELDER, 1, 100, GIVE_NOT_LEADER, 300);
	assert_donation(&bakery, SECOND, 1, 100, GIVE_NOT_LEADER, 300); /* belongs to it, and does not lead it */
	assert_donation(&bakery, MANAGER, 1, 100, GIVE_NOT_LEADER, 300); /* nor does the station */
	assert_donation(&bakery, FIRST, 1, 0, GIVE_AMOUNT_INVALID, 300);
	assert_donation(&bakery, FIRST, 1, 301, GIVE_SHORT, 300);
	assert_donation(&bakery, FIRST, 1, 100, GIVE_OK, 200);
	assert_donation(&bakery, FIRST, 1, 100, GIVE_OK, 200); /* the same form again */
	assert_donation(&bakery, FIRST, 1, 150, GIVE_DIFFERENT, 200);
	assert_donation(&bakery, FIRST, 2, 50, GIVE_OK, 150); /* as often as it likes */
	assert_int_equal(town_read(&town, tell_totals, &totals), OK);
	assert_int_equal(totals.issued, totals.held + totals.spent + totals.expired);
	assert_int_equal(totals.held, 500); /* with people, with the bakery, in the pool */
	town_close(&town);
}

static void what_a_closed_organisation_holds_goes_to_the_pool_by_the_station(void **state UNUSED)
{
	struct town town;
	struct bakery bakery = {.town = &town};
	town_open(&town);
	assert_int_equal(town_write(&town, MANAGER, found_bakery, &bakery), OK);
	assert_int_equal(town_write(&town, MANAGER, close_bakery, &bakery), OK);
	assert_donation(&bakery, FIRST, 1, 100, GIVE_NOT_LEADER, 300); /* nobody leads it any more */
	assert_donation(&bakery, CLERK, 1, 100, GIVE_NOT_LEADER, 300);
	assert_donation(&bakery, MANAGER, 1, 300, GIVE_OK, 0);
	town_close(&town);
}

/* ---- rules ---- */

static void points_follow_the_rule(void **state UNUSED)
{
	static const struct ledger_rule rule = {.points_per_hour = 100, .rates = {0, 120}, .round_min = 15, .session_cap_min = 480, .day_cap_min = 480,
		.night_from_min = 22 * 60, .night_to_min = 6 * 60, .night_percent = 150, .organiser_percent = 120};
	static const struct { int64_t minutes, serves, difficulty; int hour; bool is_organiser; int64_t coefficient, points; } rows[] = {
		{60, 0, 100, 9, false, 100, 100},
		{60, 1, 100, 9, false, 100, 120},   /* the kind has a rate of its own */
		{60, 2, 100, 9, false, 100, 100},
		{74, 0, 100, 9, false, 100, 100},   /* whole quarters, rounded down */
		{75, 0, 100, 9, false, 100, 125},
		{14, 0, 150, 9, false, 150, 0},
		{60, 0, 150, 21, false, 150, 150},
		{60, 0, 150, 22, false, 225, 225},  /* the night may reach over midnight … */
		{60, 0, 150, 5, false, 225, 225},
		{60, 0, 150, 6, false, 150, 150},   /* … and ends */
		{60, 0, 100, 9, true, 120, 120},
		{60, 1, 150, 23, true, 270, 324},
	};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int64_t coefficient = ledger_coefficient(&rule, &(struct ledger_work){.from_ms = when_at(20000, rows[i].hour * 60),
			.difficulty_percent = rows[i].difficulty, .is_organiser = rows[i].is_organiser});
		assert_int_equal(coefficient, rows[i].coefficient);
		assert_int_equal(ledger_points_of(&rule, rows[i].minutes, rows[i].serves, coefficient), rows[i].points);
	}
}

struct trying { struct ledger_rule rule; struct rule_trial trial; int64_t from_ms; struct text tried; enum record_refusal refusal; struct ledger_rule after; };

static enum fail read_rule(const struct act *act, void *context)
{
	struct trying *trying = context;
	return ledger_rule_at(act, trying->from_ms, &trying->after);
}

static enum fail try_rule(const struct act *act, void *context)
{
	struct trying *trying = context;
	return records_try_rule(act, &trying->rule, 0, &trying->refusal, &trying->trial);
}

static enum fail adopt(const struct act *act, void *context)
{
	struct trying *trying = context;
	return records_adopt_rule(act, &trying->rule, trying->from_ms, trying->tried, &trying->refusal);
}

static void assert_adopt(struct town *town, enum town_person actor, struct trying *trying, enum record_refusal refusal)
{
	enum fail fail = town_write(town, actor, adopt, trying);
	assert_int_equal(trying->refusal, refusal);
	assert_int_equal(fail, refusal == RECORD_OK ? OK : FAIL_REFUSED);
}

static enum fail promote_here(const struct act *act, void *context)
{
	const struct town *town = context;
	return q_role_add(act->txn, &(struct role_add_in){.centre_id = act->centre_id, .id = {ids_new(act->now_ms)}, .person_id = town->people[CLERK],
		.role = ROLE_MANAGER, .place_id = town->place_id, .granted_at_ms = act->now_ms}, NULL);
}

static void a_rule_is_tried_before_it_is_adopted(void **state UNUSED)
{
	struct town town;
	town_open(&town);
	struct trying trying = {.from_ms = town.now_ms};
	assert_int_equal(town_read(&town, read_rule, &trying), OK);
	trying.rule = trying.after;
	trying.rule.points_per_hour = 150;
	trying.from_ms = town.now_ms + DAY_MS;
	trying.tried = TEXT("0");
	assert_adopt(&town, CLERK, &trying, RECORD_NOT_ALLOWED);
	assert_int_equal(town_write(&town, TOWN_PEOPLE, promote_here, &town), OK);
	assert_adopt(&town, CLERK, &trying, RECORD_NOT_ALLOWED); /* manager of a community's post: the rule is the county's */
	assert_adopt(&town, MANAGER, &trying, RECORD_RULE_NOT_TRIED);
	assert_int_equal(town_read(&town, try_rule, &trying), OK);
	trying.tried = trying.trial.mark;
	trying.rule.points_per_hour = 151; /* another than was tried */
	assert_adopt(&town, MANAGER, &trying, RECORD_RULE_NOT_TRIED);
	trying.rule.points_per_hour = 150;
	trying.from_ms = town.now_ms;
	assert_adopt(&town, MANAGER, &trying, RECORD_TIME_INVALID);
	trying.from_ms = town.now_ms + DAY_MS;
	assert_adopt(&town, MANAGER, &trying, RECORD_OK);
	assert_int_equal(town_read(&town, read_rule, &trying), OK);
	assert_int_equal(trying.after.version, 2);
	assert_int_equal(trying.after.points_per_hour, 150);
	trying.rule.round_min = 7;
	assert_int_equal(town_read(&town, try_rule, &trying), FAIL_REFUSED);
	assert_int_equal(trying.refusal, RECORD_RULE_INVALID);
	town_close(&town);
}

static enum fail weigh(const struct act *act, void *context)
{
	return ledger_solvency(act, context);
}

static void what_is_owed_is_told(void **state UNUSED)
{
	struct town town;
	struct ledger_solvency solvency;
	town_open(&town);
	struct giving first = {.town = &town, .giver = SECOND, .id = 900001, .amount = 1000};
	struct giving second = {.town = &town, .giver = FIRST, .id = 900002, .amount = 300};
	assert_int_equal(town_write(&town, CLERK, seed, &first), OK);
	town.now_ms += 200 * DAY_MS;
	assert_int_equal(town_write(&town, CLERK, seed, &second), OK);
	assert_int_equal(town_read(&town, weigh, &solvency), OK);
	assert_int_equal(solvency.outstanding, 1300);
	assert_int_equal(solvency.holders, 2);
	assert_int_equal(solvency.top_ten, 1300);
	assert_int_equal(solvency.dormant, 1000); /* nothing moved there for more than half a year */
	assert_int_equal(solvency.dormant_holders, 1);
	assert_int_equal(solvency.old_holders, 0);
	assert_int_equal(solvency.quarter_minutes, 0);
	town_close(&town);
}

struct rush { const struct ledger_solvency *solvency; int64_t percent, minutes; };

static enum fail rush(const struct act *act, void *context)
{
	struct rush *rush = context;
	return ledger_solvency_rush(act, rush->solvency, rush->percent, &rush->minutes);
}

/* A person born on that day with so many points; and SECOND rests. */
struct aged { struct town *town; int32_t birth_day; int64_t id, amount; };

static enum fail add_aged(const struct act *act, void *context)
{
	const struct aged *aged = context;
	enum people_refusal refusal = PEOPLE_OK;
	enum ledger_refusal transfer_refusal = LEDGER_OK;
	struct person_id person_id;
	struct account_id issue;
	struct account_id account;
	TRY(people_add(act, &(struct people_options){.name = TEXT("周玉芬"), .place_id = aged->town->place_id, .channel = CHANNEL_VISIT, .has_consent = true,
		.has_birth_day = true, .birth_day = aged->birth_day}, &refusal, &person_id));
	TRY(ledger_account(act, ACCOUNT_ISSUE, (struct person_id){0}, &issue));
	TRY(ledger_account(act, ACCOUNT_PERSON, person_id, &account));
	return ledger_transfer(act, &(struct ledger_transfer_options){.id = {aged->id}, .source = issue, .target = account, .amount = aged->amount,
		.reason = TRANSFER_EARN}, &transfer_refusal);
}

static enum fail let_rest(const struct act *act, void *context)
{
	const struct town *town = context;
	enum people_refusal refusal = PEOPLE_OK;
	return people_pause(act, town->people[SECOND], act->now_ms + 7 * DAY_MS, &refusal);
}

/* Whoever is seventy today is among them, whoever will be tomorrow is not; those who rest are not free. */
static void a_rush_of_the_old_is_told_beside_the_time_that_volunteers_have(void **state UNUSED)
{
	static const struct { int64_t percent, minutes; } rows[] = {{0, 0}, {10, 60}, {20, 120}, {50, 300}, {100, 600}};
	struct town town;
	struct ledger_solvency solvency;
	int32_t seventy = 0;
	town_open(&town);
	struct local_time today = when_local(town.now_ms);
	assert_true(when_day_from_date(today.year - 70, today.month, today.day, &seventy));
	struct aged old = {&town, seventy, 900001, 1000};
	struct aged young = {&town, seventy + 1, 900002, 4000};
	assert_int_equal(town_write(&town, CLERK, add_aged, &old), OK);
	assert_int_equal(town_write(&town, CLERK, add_aged, &young), OK);
	assert_int_equal(town_read(&town, weigh, &solvency), OK);
	assert_int_equal(solvency.free_volunteers, 2);
	assert_int_equal(town_write(&town, SECOND, let_rest, &town), OK);
	assert_int_equal(town_read(&town, weigh, &solvency), OK);
	assert_int_equal(solvency.old_holders, 1);
	assert_int_equal(solvency.old_points, 1000);
	assert_int_equal(solvency.outstanding, 5000);
	assert_int_equal(solvency.free_volunteers, 1);
	assert_int_equal(solvency.free_minutes, 7 * 12 * 60 * 13);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct rush asked = {.solvency = &solvency, .percent = rows[i].percent};
		assert_int_equal(town_read(&town, rush, &asked), OK);
		assert_int_equal(asked.minutes, rows[i].minutes);
	}
	assert_int_equal(solvency.rush_minutes, 120);
	town_close(&town);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gifts_go_to_close_kin_once_a_day),
		cmocka_unit_test(minors_do_not_give),
		cmocka_unit_test(points_are_spent_at_her_word_and_a_minors_by_the_guardian),
		cmocka_unit_test(the_pool_pays_for_hardship_while_it_lasts),
		cmocka_unit_test(an_organisation_can_only_give_to_the_pool_and_only_by_its_leader),
		cmocka_unit_test(what_a_closed_organisation_holds_goes_to_the_pool_by_the_station),
		cmocka_unit_test(points_follow_the_rule),
		cmocka_unit_test(a_rule_is_tried_before_it_is_adopted),
		cmocka_unit_test(what_is_owed_is_told),
		cmocka_unit_test(a_rush_of_the_old_is_told_beside_the_time_that_volunteers_have),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
