/* SPDX-License-Identifier: Apache-2.0
 *
 * The shop: what each verb refuses in which order, what it does to points and
 * pieces, who is last when two want the last one, and that the clock gives
 * back what nobody picked up.
 */
#include "base/limits.h"
#include "base/when.h"
#include "domain/audit.h"
#include "domain/organisations.h"
#include "domain/people.h"
#include "domain/places.h"
#include "domain/proof.h"
#include "domain/settings.h"
#include "domain/shop.h"
#include "queries/ledger.h"
#include "queries/notices.h"
#include "queries/people.h"
#include "queries/places.h"
#include "queries/shop.h"
#include "town.h"

#include "unit.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define PRICE 150
#define STOCK 5
#define LIMIT 3
#define EARNED 2000

/* FIRST leads the bakery, which gives bread; SECOND has points. */
struct scene {
	struct town town;
	struct organisation_id bakery_id;
	struct place_id elsewhere_id;
	struct good_id good_id;
	struct shop_good_options options;
	struct shop_take_options taking;
	struct redemption_id id;
	struct event_id event_id;
	struct text typed, reason, code, told, seen;
	struct person_id whose;
	int64_t pieces, amount, transfer_id, value;
	enum setting setting;
	enum town_person ties[2];
	bool is_withdrawn, has_left;
	enum shop_refusal refusal;
	/* looked at */
	struct ledger_balance hers, theirs;
	struct good_get_row good;
	struct redemption_get_row one;
	int64_t spent, notices;
	size_t done;
};

static enum fail choose(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct settings settings;
	enum setting_refusal refusal = SETTING_OK;
	enum setting which;
	TRY(settings_read(act, &settings));
	settings.values[scene->setting] = scene->value;
	return settings_choose(act, &settings, &refusal, &which);
}

static void set(struct scene *scene, enum setting setting, int64_t value)
{
	scene->setting = setting;
	scene->value = value;
	assert_int_equal(town_write(&scene->town, MANAGER, choose, scene), OK);
}

static enum fail found_bakery(const struct act *act, void *context)
{
	struct scene *scene = context;
	enum organisation_refusal refusal = ORGANISATION_OK;
	TRY(organisations_add(act, &(struct organisations_add_options){.name = TEXT("面包房"), .kind = ORGANISATION_MERCHANT, .status = ORGANISATION_STREET_FILED,
		.place_id = scene->town.place_id}, &refusal, &scene->bakery_id));
	TRY(organisations_join(act, scene->bakery_id, scene->town.people[FIRST], &refusal));
	return organisations_lead(act, scene->bakery_id, scene->town.people[FIRST], true, &refusal);
}

static enum fail earn(const struct act *act, void *context)
{
	struct scene *scene = context;
	enum ledger_refusal refusal = LEDGER_OK;
	struct account_id issue;
	struct account_id account;
	TRY(ledger_account(act, ACCOUNT_ISSUE, (struct person_id){0}, &issue));
	TRY(ledger_account(act, ACCOUNT_PERSON, scene->whose, &account));
	return ledger_transfer(act, &(struct ledger_transfer_options){.id = {scene->transfer_id}, .source = issue, .target = account, .amount = scene->amount,
		.reason = TRANSFER_EARN}, &refusal);
}

static enum fail revoke(const struct act *act, void *context)
{
	struct scene *scene = context;
	enum ledger_refusal refusal = LEDGER_OK;
	struct account_id issue;
	struct account_id account;
	TRY(ledger_account(act, ACCOUNT_ISSUE, (struct person_id){0}, &issue));
	TRY(ledger_account(act, ACCOUNT_PERSON, scene->whose, &account));
	return ledger_transfer(act, &(struct ledger_transfer_options){.id = {scene->transfer_id}, .source = account, .target = issue, .amount = scene->amount,
		.reason = TRANSFER_REVOKE}, &refusal);
}

static enum fail offer(const struct act *act, void *context)
{
	struct scene *scene = context;
	return shop_offer(act, scene->event_id, &scene->options, &scene->refusal, &scene->good_id);
}

static enum fail change(const struct act *act, void *context)
{
	struct scene *scene = context;
	return shop_change(act, scene->event_id, scene->good_id, &scene->options, &scene->refusal);
}

static enum fail count(const struct act *act, void *context)
{
	struct scene *scene = context;
	return shop_count(act, scene->event_id, scene->good_id, scene->pieces, scene->reason, &scene->refusal);
}

static enum fail withdraw(const struct act *act, void *context)
{
	struct scene *scene = context;
	return shop_withdraw(act, scene->event_id, scene->good_id, scene->is_withdrawn, &scene->refusal);
}

static enum fail take(const struct act *act, void *context)
{
	struct scene *scene = context;
	return shop_take(act, &scene->taking, &scene->refusal);
}

static enum fail tell_code(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct text code;
	TRY(shop_code(act, scene->id, &scene->refusal, &code));
	scene->code = arena_copy(scene->town.house.arena, code);
	return OK;
}

static enum fail find(const struct act *act, void *context)
{
	struct scene *scene = context;
	TRY(shop_find(act, scene->typed, &scene->refusal, &scene->id, &scene->told));
	scene->told = arena_copy(scene->town.house.arena, scene->told);
	return OK;
}

static enum fail hand_out(const struct act *act, void *context)
{
	struct scene *scene = context;
	return shop_hand_out(act, &(struct shop_hand_out_options){.id = scene->id, .told = scene->told, .seen = scene->seen}, &scene->refusal);
}

static enum fail cancel(const struct act *act, void *context)
{
	struct scene *scene = context;
	return shop_cancel(act, scene->id, scene->reason, &scene->refusal);
}

static enum fail tick(const struct act *act, void *context)
{
	struct scene *scene = context;
	return shop_tick(act, &scene->done);
}

static enum fail look(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct account_find_row spent = {0};
	struct notices_unread_row unread = {0};
	bool is_found = false;
	TRY(ledger_balance_of(act, scene->town.people[SECOND], &scene->hers));
	TRY(ledger_balance_of_organisation(act, scene->bakery_id, &scene->theirs));
	TRY(q_account_find(act->view, act->arena, &(struct account_find_in){.centre_id = act->centre_id, .kind = ACCOUNT_SPENT}, &is_found, &spent));
	scene->spent = spent.credits_posted;
	TRY(q_good_get(act->view, act->arena, &(struct good_get_in){.centre_id = act->centre_id, .id = scene->good_id}, &is_found, &scene->good));
	TRY(q_redemption_get(act->view, act->arena, &(struct redemption_get_in){.centre_id = act->centre_id, .id = scene->id}, &is_found, &scene->one));
	TRY(q_notices_unread(act->view, act->arena, &(struct notices_unread_in){.centre_id = act->centre_id, .person_id = scene->town.people[SECOND]}, &is_found,
		&unread));
	scene->notices = unread.count;
	return OK;
}

static enum fail sum_up(const struct act *act, void *context)
{
	struct proof_totals totals;
	TRY(proof_totals(act, &totals));
	*(bool *)context = totals.issued == totals.held + totals.spent + totals.expired;
	return OK;
}

/* What the tests earned has no record behind it; all else has to be explained. */
static void note(void *context, const struct ledger_difference *difference)
{
	size_t *found = context;
	if (strcmp(difference->table, "transfer") == 0 && strcmp(difference->column, "reason") == 0 && difference->stored != TRANSFER_GOOD)
		return;
	print_message("%s %lld %s: %lld, %lld\n", difference->table, (long long)difference->id, difference->column, (long long)difference->stored,
		(long long)difference->computed);
	(*found)++;
}

static enum fail audit(const struct act *act, void *context)
{
	size_t all = 0;
	return audit_run(act, false, note, context, &all);
}

static void assert_books_are_right(struct scene *scene)
{
	bool is_even = false;
	size_t differences = 0;
	assert_int_equal(town_read(&scene->town, sum_up, &is_even), OK);
	assert_true(is_even);
	assert_int_equal(town_read(&scene->town, audit, &differences), OK);
	assert_int_equal(differences, 0);
}

static void assert_does(struct scene *scene, enum town_person who, town_work *work, enum shop_refusal refusal)
{
	scene->refusal = SHOP_OK;
	enum fail fail = town_write(&scene->town, who, work, scene);
	if (scene->refusal != refusal)
		print_message("refused: %s instead of %s\n", shop_refusal_name(scene->refusal), shop_refusal_name(refusal));
	assert_int_equal(scene->refusal, refusal);
	assert_int_equal(fail, refusal == SHOP_OK ? OK : FAIL_REFUSED);
}

/* What SECOND can spend and has set aside, and the pieces left. */
static void assert_stands(struct scene *scene, int64_t available, int64_t held, int64_t stock)
{
	assert_int_equal(town_read(&scene->town, look, scene), OK);
	assert_int_equal(scene->hers.available, available);
	assert_int_equal(scene->hers.held, held);
	assert_int_equal(scene->good.stock, stock);
}

static void assert_takes(struct scene *scene, enum town_person who, int64_t id, int64_t pieces, enum shop_refusal refusal)
{
	scene->taking.id.value = id;
	scene->taking.pieces = pieces;
	scene->id.value = id;
	assert_does(scene, who, take, refusal);
}

static void give_points(struct scene *scene, enum town_person who, int64_t id, int64_t amount)
{
	scene->whose = scene->town.people[who];
	scene->transfer_id = id;
	scene->amount = amount;
	assert_int_equal(town_write(&scene->town, CLERK, earn, scene), OK);
}

static void open_scene(struct scene *scene)
{
	*scene = (struct scene){.reason = TEXT_NONE, .seen = TEXT("看了身份证")};
	town_open(&scene->town);
	assert_int_equal(town_write(&scene->town, MANAGER, found_bakery, scene), OK);
	set(scene, SETTING_SHOP, 1);
	scene->options = (struct shop_good_options){.provider_id = scene->bakery_id, .place_id = scene->town.place_id, .title = TEXT("全麦面包"),
		.given = TEXT("一个，当天烤的"), .pick_up = TEXT("东南村社区服务站，周一到周五 9:00–17:00"), .price_points = PRICE, .month_limit = LIMIT, .stock = STOCK};
	scene->event_id.value = 1;
	assert_does(scene, MANAGER, offer, SHOP_OK);
	give_points(scene, SECOND, 900001, EARNED);
	scene->taking = (struct shop_take_options){.good_id = scene->good_id, .person_id = scene->town.people[SECOND]};
	assert_stands(scene, EARNED, 0, STOCK);
}

static void close_scene(struct scene *scene)
{
	assert_books_are_right(scene);
	town_close(&scene->town);
}

/* ---- shut ---- */

static void a_house_has_no_shop_until_somebody_opens_one(void **state UNUSED)
{
	static struct scene scene;
	open_scene(&scene);
	assert_int_equal(settings_rule(SETTING_SHOP)->usual, 0);
	assert_takes(&scene, SECOND, 11, 1, SHOP_OK);
	set(&scene, SETTING_SHOP, 0);
	static const struct { town_work *work; enum town_person who; } verbs[] = {{offer, MANAGER}, {change, MANAGER}, {count, CLERK}, {withdraw, MANAGER},
		{take, SECOND}, {tell_code, SECOND}, {find, CLERK}, {hand_out, CLERK}, {cancel, SECOND}};
	for (size_t i = 0; i < COUNT_OF(verbs); i++)
		assert_does(&scene, verbs[i].who, verbs[i].work, SHOP_SHUT);
	assert_stands(&scene, EARNED - PRICE, PRICE, STOCK - 1);
	scene.town.now_ms += 15 * DAY_MS; /* what waits goes back all the same */
	assert_int_equal(town_write(&scene.town, TOWN_PEOPLE, tick, &scene), OK);
	assert_int_equal(scene.done, 1);
	assert_stands(&scene, EARNED, 0, STOCK);
	close_scene(&scene);
}

/* ---- goods ---- */

static void a_good_is_offered_by_a_manager_and_by_its_rules(void **state UNUSED)
{
	static struct scene scene;
	static char long_title[3 * (LIMIT_TITLE_POINTS + 1) + 1];
	static char long_text[LIMIT_NOTE_POINTS + 2];
	open_scene(&scene);
	const struct shop_good_options good = scene.options;
	for (size_t i = 0; i <= LIMIT_TITLE_POINTS; i++)
		memcpy(long_title + 3 * i, "面", 3);
	memset(long_text, 'a', LIMIT_NOTE_POINTS + 1);
	scene.event_id.value = 2;
	assert_does(&scene, CLERK, offer, SHOP_NOT_ALLOWED);
	assert_does(&scene, ELDER, offer, SHOP_NOT_ALLOWED);
	/* One fault less in each line, in the order of the refusals. */
	scene.options = (struct shop_good_options){.provider_id = {4711}, .place_id = good.place_id, .stock = -1};
	assert_does(&scene, MANAGER, offer, SHOP_PROVIDER_MISSING);
	scene.options.provider_id = good.provider_id;
	assert_does(&scene, MANAGER, offer, SHOP_NO_TITLE);
	scene.options.title = text_of(long_title);
	assert_does(&scene, MANAGER, offer, SHOP_NO_GIVEN);
	scene.options.given = text_of(long_text);
	assert_does(&scene, MANAGER, offer, SHOP_NO_PICK_UP);
	scene.options.pick_up = good.pick_up;
	assert_does(&scene, MANAGER, offer, SHOP_TEXT_TOO_LONG);
	scene.options.title = good.title;
	assert_does(&scene, MANAGER, offer, SHOP_TEXT_TOO_LONG);
	scene.options.given = good.given;
	assert_does(&scene, MANAGER, offer, SHOP_PRICE_INVALID);
	scene.options.price_points = SHOP_PRICE_MAX + 1;
	assert_does(&scene, MANAGER, offer, SHOP_PRICE_INVALID);
	scene.options.price_points = SHOP_PRICE_MAX;
	assert_does(&scene, MANAGER, offer, SHOP_LIMIT_INVALID);
	scene.options.month_limit = SHOP_PIECES_MAX + 1;
	assert_does(&scene, MANAGER, offer, SHOP_LIMIT_INVALID);
	scene.options.month_limit = SHOP_PIECES_MAX;
	assert_does(&scene, MANAGER, offer, SHOP_STOCK_INVALID);
	scene.options.stock = SHOP_STOCK_MAX + 1;
	assert_does(&scene, MANAGER, offer, SHOP_STOCK_INVALID);
	scene.options.stock = SHOP_STOCK_MAX;
	assert_does(&scene, MANAGER, offer, SHOP_OK);
	struct good_id made = scene.good_id;
	assert_does(&scene, MANAGER, offer, SHOP_OK); /* the same form again is the same good */
	assert_int_equal(scene.good_id.value, made.value);
	struct shop_good_options others[5];
	for (size_t i = 0; i < COUNT_OF(others); i++)
		others[i] = scene.options;
	others[0].price_points--;
	others[1].stock--;
	others[2].title = TEXT("另一样");
	others[3].month_limit--;
	others[4].provider_id.value = 0;
	const struct shop_good_options told = scene.options;
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		scene.options = others[i];
		assert_does(&scene, MANAGER, offer, SHOP_DIFFERENT); /* another form under its id */
	}
	scene.options = told;
	scene.event_id.value = 3;
	scene.options.place_id.value = 4711;
	assert_does(&scene, MANAGER, offer, SHOP_NOT_ALLOWED); /* nobody manages what there is not */
	assert_does(&scene, TOWN_PEOPLE, offer, SHOP_PLACE_MISSING);
	close_scene(&scene);
}

static void a_change_holds_for_what_is_taken_afterwards(void **state UNUSED)
{
	static struct scene scene;
	open_scene(&scene);
	assert_takes(&scene, SECOND, 11, 1, SHOP_OK);
	scene.event_id.value = 2;
	scene.options.price_points = 200;
	scene.options.from_version = 7;
	assert_does(&scene, CLERK, change, SHOP_NOT_ALLOWED);
	assert_does(&scene, MANAGER, change, SHOP_CHANGED_MEANWHILE);
	scene.options.from_version = 1;
	scene.options.title = TEXT(" ");
	assert_does(&scene, MANAGER, change, SHOP_NO_TITLE);
	scene.options.title = TEXT("面包");
	assert_does(&scene, MANAGER, change, SHOP_OK);
	assert_does(&scene, MANAGER, change, SHOP_OK); /* sent again: not one more version */
	scene.options.price_points = 201;
	assert_does(&scene, MANAGER, change, SHOP_DIFFERENT);
	scene.options.price_points = 200;
	struct shop_good_options told = scene.options;
	scene.options.given = TEXT("两个");
	assert_does(&scene, MANAGER, change, SHOP_DIFFERENT);
	scene.options = told;
	assert_stands(&scene, EARNED - PRICE, PRICE, STOCK - 1);
	assert_int_equal(scene.good.version, 2);
	assert_int_equal(scene.one.points, PRICE);
	assert_text(scene.good.title, "面包");
	scene.taking.seen_points = PRICE; /* she still looks at the old price */
	assert_takes(&scene, SECOND, 12, 1, SHOP_CHANGED_MEANWHILE);
	assert_takes(&scene, SECOND, 11, 1, SHOP_OK); /* what she took then, sent again */
	scene.taking.seen_points = 200;
	assert_takes(&scene, SECOND, 12, 1, SHOP_OK);
	scene.taking.seen_points = 0;
	assert_stands(&scene, EARNED - PRICE - 200, PRICE + 200, STOCK - 2);
	struct good_id good_id = scene.good_id;
	scene.good_id.value = 4711;
	scene.event_id.value = 3;
	assert_does(&scene, MANAGER, change, SHOP_NOT_FOUND);
	scene.good_id = good_id;
	scene.event_id.value = 1;
	assert_does(&scene, MANAGER, change, SHOP_DIFFERENT); /* the id of the offer */
	close_scene(&scene);
}

static void pieces_are_counted_with_a_reason_and_once(void **state UNUSED)
{
	static struct scene scene;
	open_scene(&scene);
	assert_takes(&scene, SECOND, 11, 2, SHOP_OK);
	scene.event_id.value = 2;
	scene.pieces = -(STOCK - 1);
	assert_does(&scene, SECOND, count, SHOP_NOT_ALLOWED);
	assert_does(&scene, CLERK, count, SHOP_STOCK_INVALID); /* two of the five are spoken for */
	scene.pieces = 0;
	assert_does(&scene, CLERK, count, SHOP_STOCK_INVALID);
	scene.pieces = SHOP_STOCK_MAX;
	assert_does(&scene, CLERK, count, SHOP_STOCK_INVALID);
	scene.pieces = -3;
	assert_does(&scene, CLERK, count, SHOP_NO_REASON);
	scene.reason = TEXT("三个压坏了");
	assert_does(&scene, CLERK, count, SHOP_OK);
	assert_does(&scene, CLERK, count, SHOP_OK); /* sent again */
	assert_stands(&scene, EARNED - 2 * PRICE, 2 * PRICE, 0);
	scene.pieces = -2;
	assert_does(&scene, CLERK, count, SHOP_DIFFERENT);
	scene.event_id.value = 3;
	scene.pieces = 10;
	assert_does(&scene, CLERK, count, SHOP_OK);
	assert_stands(&scene, EARNED - 2 * PRICE, 2 * PRICE, 10);
	close_scene(&scene);
}

static void what_is_withdrawn_is_not_taken_but_handed_out(void **state UNUSED)
{
	static struct scene scene;
	open_scene(&scene);
	assert_takes(&scene, SECOND, 11, 1, SHOP_OK);
	scene.event_id.value = 2;
	scene.is_withdrawn = true;
	assert_does(&scene, CLERK, withdraw, SHOP_NOT_ALLOWED);
	assert_does(&scene, MANAGER, withdraw, SHOP_OK);
	assert_does(&scene, MANAGER, withdraw, SHOP_OK);
	assert_takes(&scene, SECOND, 12, 1, SHOP_WITHDRAWN);
	assert_takes(&scene, SECOND, 11, 1, SHOP_OK); /* taken before */
	assert_does(&scene, CLERK, hand_out, SHOP_OK);
	scene.event_id.value = 3;
	scene.is_withdrawn = false;
	assert_does(&scene, MANAGER, withdraw, SHOP_OK);
	assert_takes(&scene, SECOND, 12, 1, SHOP_OK);
	assert_stands(&scene, EARNED - 2 * PRICE, PRICE, STOCK - 2);
	assert_int_equal(scene.good.version, 3);
	close_scene(&scene);
}

/* The bakery leaves the field, or comes back to it. */
static enum fail close_bakery(const struct act *act, void *context)
{
	struct scene *scene = context;
	enum organisation_refusal refusal = ORGANISATION_OK;
	return scene->has_left ? organisations_close(act, scene->bakery_id, &refusal)
		: organisations_reopen(act, scene->bakery_id, ORGANISATION_STREET_FILED, &refusal);
}

static void leave(struct scene *scene, bool has_left)
{
	scene->has_left = has_left;
	assert_int_equal(town_write(&scene->town, MANAGER, close_bakery, scene), OK);
}

/* What residents of the place are shown. */
static enum fail list_shown(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct goods_for_rows rows;
	TRY(q_goods_for(act->view, act->arena, &(struct goods_for_in){.centre_id = act->centre_id, .place_id = scene->town.place_id}, &rows));
	scene->done = rows.count;
	return OK;
}

static void assert_shown(struct scene *scene, size_t count)
{
	assert_int_equal(town_read(&scene->town, list_shown, scene), OK);
	assert_int_equal(scene->done, count);
}

static void assert_tick(struct scene *scene, size_t done)
{
	assert_int_equal(town_write(&scene->town, TOWN_PEOPLE, tick, scene), OK);
	assert_int_equal(scene->done, done);
}

static void of_a_giver_who_has_left_nothing_is_taken_or_handed_out(void **state UNUSED)
{
	static struct scene scene;
	open_scene(&scene);
	assert_takes(&scene, SECOND, 11, 1, SHOP_OK);
	assert_does(&scene, CLERK, hand_out, SHOP_OK);
	assert_takes(&scene, SECOND, 12, 1, SHOP_OK);
	assert_shown(&scene, 1);
	assert_tick(&scene, 0); /* as long as the bakery is there all waits for its day */
	leave(&scene, true);
	assert_shown(&scene, 0);
	assert_takes(&scene, SECOND, 12, 1, SHOP_OK); /* it was taken before: the same form again */
	assert_takes(&scene, SECOND, 13, 1, SHOP_LEFT);
	scene.id.value = 12;
	assert_does(&scene, CLERK, hand_out, SHOP_LEFT);
	scene.id.value = 11;
	assert_does(&scene, CLERK, hand_out, SHOP_OK); /* handed out before, said again */
	scene.id.value = 12;
	assert_stands(&scene, EARNED - 2 * PRICE, PRICE, STOCK - 2);
	int64_t before = scene.notices;
	assert_tick(&scene, 1);
	assert_tick(&scene, 0);
	assert_stands(&scene, EARNED - PRICE, 0, STOCK - 1);
	assert_int_equal(scene.one.ended, REDEMPTION_LEFT);
	assert_int_equal(scene.notices, before + 1);
	assert_int_equal(scene.theirs.posted, PRICE); /* what it gave before it left is its own */
	assert_does(&scene, SECOND, cancel, SHOP_ENDED);
	leave(&scene, false);
	assert_shown(&scene, 1);
	assert_takes(&scene, SECOND, 13, 1, SHOP_OK); /* what went back does not count for the month */
	close_scene(&scene);
}

/* One that is back before the clock came round finds everything as it was; one that is withdrawn is not offered again without it. */
static void a_giver_comes_back(void **state UNUSED)
{
	static struct scene scene;
	open_scene(&scene);
	assert_takes(&scene, SECOND, 11, 1, SHOP_OK);
	leave(&scene, true);
	leave(&scene, false);
	assert_tick(&scene, 0);
	assert_does(&scene, CLERK, hand_out, SHOP_OK);
	scene.event_id.value = 2;
	scene.is_withdrawn = true;
	assert_does(&scene, MANAGER, withdraw, SHOP_OK);
	leave(&scene, true);
	assert_takes(&scene, SECOND, 12, 1, SHOP_WITHDRAWN);
	scene.event_id.value = 3;
	scene.is_withdrawn = false;
	assert_does(&scene, MANAGER, withdraw, SHOP_LEFT);
	leave(&scene, false);
	assert_does(&scene, MANAGER, withdraw, SHOP_OK);
	assert_takes(&scene, SECOND, 12, 1, SHOP_OK);
	close_scene(&scene);
}

/* With a good of the station beside it, whose time runs out: each ends as it should, in one round. */
static void what_the_station_gives_does_not_leave_with_others(void **state UNUSED)
{
	static struct scene scene;
	open_scene(&scene);
	set(&scene, SETTING_SHOP_DAYS, 3);
	assert_takes(&scene, SECOND, 11, 1, SHOP_OK);
	scene.options.provider_id.value = 0;
	scene.event_id.value = 2;
	assert_does(&scene, MANAGER, offer, SHOP_OK);
	struct good_id bread = scene.taking.good_id;
	scene.taking.good_id = scene.good_id;
	assert_takes(&scene, SECOND, 12, 1, SHOP_OK);
	set(&scene, SETTING_SHOP_DAYS, 9);
	scene.taking.good_id = bread;
	assert_takes(&scene, SECOND, 13, 1, SHOP_OK);
	scene.taking.good_id = scene.good_id;
	assert_takes(&scene, SECOND, 14, 1, SHOP_OK);
	leave(&scene, true);
	scene.town.now_ms = when_at(when_local_day(scene.town.now_ms) + 4, 0);
	assert_tick(&scene, 3);
	static const struct { int64_t id; enum redemption_state state; } ends[] = {{11, REDEMPTION_LAPSED}, {12, REDEMPTION_LAPSED}, {13, REDEMPTION_LEFT},
		{14, REDEMPTION_WAITING}};
	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		scene.id.value = ends[i].id;
		assert_int_equal(town_read(&scene.town, look, &scene), OK);
		assert_int_equal(scene.one.ended, ends[i].state);
	}
	scene.town.now_ms = when_at(when_local_day(scene.town.now_ms) + 6, 0); /* what left early hides nothing that lapses later */
	assert_tick(&scene, 1);
	assert_stands(&scene, EARNED, 0, STOCK);
	close_scene(&scene);
}

/* ---- taking ---- */

static enum fail add_village(const struct act *act, void *context)
{
	struct scene *scene = context;
	enum people_refusal refusal = PEOPLE_OK;
	enum place_refusal place_refusal = PLACE_OK;
	struct place_get_row here;
	bool is_found = false;
	TRY(q_place_get(act->view, act->arena, &(struct place_get_in){.centre_id = act->centre_id, .id = scene->town.place_id}, &is_found, &here));
	TRY(places_add(act, &(struct places_add_options){.parent_id = here.parent_id, .tier = PLACE_VILLAGE, .code = TEXT("370725001201"),
		.name = TEXT("东埠周村")}, &place_refusal, &scene->elsewhere_id));
	return people_change(act, scene->town.people[FATHER], &(struct people_options){.name = TEXT("赵德厚"), .place_id = scene->elsewhere_id}, &refusal);
}

/* The clerk is staff of another village only. */
static enum fail narrow_clerk(const struct act *act, void *context)
{
	struct scene *scene = context;
	enum people_refusal refusal = PEOPLE_OK;
	struct role_id role_id;
	struct role_list_rows rows;
	TRY(q_role_list(act->view, act->arena, &(struct role_list_in){.centre_id = act->centre_id, .person_id = scene->town.people[CLERK]}, &rows));
	TRY(people_revoke(act, rows.rows[0].id, &refusal));
	return people_grant(act, scene->town.people[CLERK], ROLE_CLERK, scene->elsewhere_id, &refusal, &role_id);
}

static void taking_is_refused_in_this_order(void **state UNUSED)
{
	static struct scene scene;
	open_scene(&scene);
	scene.taking.good_id.value = 4711;
	assert_takes(&scene, SECOND, 11, 1, SHOP_NOT_FOUND);
	scene.taking.good_id = scene.good_id;
	assert_takes(&scene, ELDER, 11, 1, SHOP_NOT_YOURS);
	assert_int_equal(town_write(&scene.town, MANAGER, add_village, &scene), OK);
	scene.taking.person_id = scene.town.people[FATHER];
	assert_takes(&scene, FATHER, 11, 1, SHOP_ELSEWHERE);
	scene.taking.person_id = scene.town.people[SECOND];
	assert_takes(&scene, SECOND, 11, 0, SHOP_PIECES_INVALID);
	assert_takes(&scene, SECOND, 11, -1, SHOP_PIECES_INVALID);
	assert_takes(&scene, SECOND, 11, SHOP_PIECES_MAX + 1, SHOP_PIECES_INVALID);
	assert_takes(&scene, SECOND, 11, LIMIT + 1, SHOP_MONTH_LIMIT);
	scene.taking.person_id = scene.town.people[ELDER];
	assert_takes(&scene, ELDER, 11, 1, SHOP_SHORT); /* she has none */
	scene.taking.person_id = scene.town.people[SECOND];
	assert_takes(&scene, SECOND, 900001, 1, SHOP_DIFFERENT); /* the id of what she earned */
	assert_stands(&scene, EARNED, 0, STOCK);
	assert_takes(&scene, SECOND, 11, 2, SHOP_OK);
	assert_stands(&scene, EARNED - 2 * PRICE, 2 * PRICE, STOCK - 2);
	assert_takes(&scene, SECOND, 11, 2, SHOP_OK); /* the same form again */
	assert_takes(&scene, SECOND, 11, 1, SHOP_DIFFERENT);
	assert_takes(&scene, SECOND, 12, 2, SHOP_MONTH_LIMIT);
	assert_stands(&scene, EARNED - 2 * PRICE, 2 * PRICE, STOCK - 2);
	assert_takes(&scene, SECOND, 12, 1, SHOP_OK);
	scene.town.now_ms = when_at(when_local_day(scene.town.now_ms) + 21, 0) - 1; /* 31 March: still this month */
	assert_takes(&scene, SECOND, 13, 1, SHOP_MONTH_LIMIT);
	scene.town.now_ms += 1;
	assert_takes(&scene, SECOND, 13, 2, SHOP_OK);
	give_points(&scene, ELDER, 900002, 1000);
	scene.taking.person_id = scene.town.people[ELDER];
	assert_takes(&scene, ELDER, 14, 1, SHOP_SOLD_OUT);
	scene.taking.good_id.value = 0;
	close_scene(&scene);
}

/* Who has no telephone says so at the window; the clerk who takes it for her has no code, and somebody else hands it out. */
static void staff_take_for_a_grown_up_of_their_places(void **state UNUSED)
{
	static const enum channel nobody_heard[] = {0, CHANNEL_WEB, CHANNEL_PAPER + 1};
	static struct scene scene;
	open_scene(&scene);
	for (size_t i = 0; i < COUNT_OF(nobody_heard); i++) {
		scene.taking.channel = nobody_heard[i];
		assert_takes(&scene, CLERK, 11, 1, SHOP_NO_WORD);
	}
	assert_stands(&scene, EARNED, 0, STOCK);
	scene.taking.channel = CHANNEL_WINDOW;
	assert_takes(&scene, CLERK, 11, 1, SHOP_OK);
	assert_stands(&scene, EARNED - PRICE, PRICE, STOCK - 1);
	assert_int_equal(scene.notices, 1); /* she is told */
	assert_does(&scene, CLERK, tell_code, SHOP_NOT_ALLOWED);
	assert_does(&scene, SECOND, tell_code, SHOP_OK);
	assert_does(&scene, CLERK, cancel, SHOP_NO_REASON); /* as staff, not as the holder */
	assert_does(&scene, CLERK, hand_out, SHOP_SELF);
	assert_does(&scene, MANAGER, hand_out, SHOP_OK);
	assert_int_equal(town_write(&scene.town, MANAGER, add_village, &scene), OK);
	assert_int_equal(town_write(&scene.town, MANAGER, narrow_clerk, &scene), OK);
	assert_takes(&scene, CLERK, 12, 1, SHOP_NOT_YOURS); /* not of her places any more */
	close_scene(&scene);
}

static enum fail tie(const struct act *act, void *context)
{
	const struct scene *scene = context;
	enum people_refusal refusal = PEOPLE_OK;
	struct kin_id id;
	struct act command = *act;
	command.source = ACT_CLI; /* nobody puts down her own */
	return people_link_kin(&command, &(struct people_kin_options){.person_id = scene->town.people[scene->ties[0]], .kin_id = scene->town.people[scene->ties[1]],
		.relation = KIN_SIBLING, .evidence = TEXT("户口簿")}, &refusal, &id);
}

/* A clerk alone, or one with her family behind her, spends nobody's points. */
static void who_is_close_neither_takes_nor_hands_out(void **state UNUSED)
{
	static const struct { enum town_person one, other; enum shop_refusal take, plain, by_code; } rows[] = {
		{CLERK, SECOND, SHOP_CLOSE, SHOP_OK, SHOP_OK},   /* her own brother's */
		{MANAGER, SECOND, SHOP_OK, SHOP_CLOSE, SHOP_OK}, /* the one who hands it out is the holder's sister … */
		{MANAGER, CLERK, SHOP_OK, SHOP_CLOSE, SHOP_OK},  /* … or hers who took it */
		{FATHER, CLERK, SHOP_OK, SHOP_OK, SHOP_OK}};
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		static struct scene scene;
		open_scene(&scene);
		scene.ties[0] = rows[i].one;
		scene.ties[1] = rows[i].other;
		assert_int_equal(town_write(&scene.town, TOWN_PEOPLE, tie, &scene), OK);
		scene.taking.channel = CHANNEL_PHONE;
		assert_takes(&scene, CLERK, 11, 1, rows[i].take);
		if (rows[i].take != SHOP_OK) /* she takes it herself then */
			assert_takes(&scene, SECOND, 11, 1, SHOP_OK);
		if (rows[i].plain != SHOP_OK)
			assert_does(&scene, MANAGER, hand_out, rows[i].plain);
		assert_does(&scene, SECOND, tell_code, SHOP_OK);
		scene.typed = scene.code;
		assert_does(&scene, MANAGER, find, SHOP_OK); /* with her code anybody may */
		assert_does(&scene, MANAGER, hand_out, rows[i].by_code);
		close_scene(&scene);
	}
}

/* What the manager is shown. */
static enum fail list_plain(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct redemptions_plain_rows rows;
	TRY(q_redemptions_plain(act->view, act->arena, &(struct redemptions_plain_in){.centre_id = act->centre_id, .scope_id = scene->town.place_id,
		.since_ms = act->now_ms - 30 * DAY_MS}, &rows));
	scene->done = rows.count;
	if (rows.count > 0)
		scene->code = arena_format(scene->town.house.arena, "%lld %.*s %.*s %.*s", (long long)rows.rows[0].id.value, TEXT_ARGS(rows.rows[0].ended_by),
			TEXT_ARGS(rows.rows[0].taken_by), TEXT_ARGS(rows.rows[0].reason));
	return OK;
}

static void without_the_code_it_is_said_how_she_was_known(void **state UNUSED)
{
	static struct scene scene;
	static char long_text[LIMIT_NOTE_POINTS + 2];
	open_scene(&scene);
	assert_takes(&scene, SECOND, 11, 1, SHOP_OK);
	scene.seen = TEXT(" ");
	assert_does(&scene, CLERK, hand_out, SHOP_NOT_SEEN);
	memset(long_text, 'a', LIMIT_NOTE_POINTS + 1);
	scene.seen = text_of(long_text);
	assert_does(&scene, CLERK, hand_out, SHOP_TEXT_TOO_LONG);
	assert_stands(&scene, EARNED - PRICE, PRICE, STOCK - 1);
	scene.seen = TEXT("看了身份证");
	assert_does(&scene, CLERK, hand_out, SHOP_OK);
	assert_stands(&scene, EARNED - PRICE, 0, STOCK - 1);
	assert_text(scene.one.reason, "看了身份证");
	assert_text(scene.one.ended_by, "高晓琳");
	scene.seen = TEXT_NONE;
	assert_does(&scene, CLERK, hand_out, SHOP_OK); /* again, and nothing is asked any more */
	/* With the code nothing has to be said, and nothing that was is kept. */
	assert_takes(&scene, SECOND, 12, 1, SHOP_OK);
	assert_does(&scene, SECOND, tell_code, SHOP_OK);
	scene.typed = scene.code;
	assert_does(&scene, CLERK, find, SHOP_OK);
	assert_does(&scene, MANAGER, hand_out, SHOP_NOT_SEEN); /* she was not told: it is the clerk's proof */
	scene.id.value = 12;
	assert_does(&scene, CLERK, hand_out, SHOP_OK);
	assert_stands(&scene, EARNED - 2 * PRICE, 0, STOCK - 2);
	assert_text(scene.one.reason, "");
	/* Nor is it the proof of another redemption. */
	assert_takes(&scene, SECOND, 13, 1, SHOP_OK);
	assert_does(&scene, CLERK, hand_out, SHOP_NOT_SEEN);
	assert_int_equal(town_read(&scene.town, list_plain, &scene), OK);
	assert_int_equal(scene.done, 1);
	assert_text(scene.code, "11 高晓琳  看了身份证");
	scene.town.now_ms += 15 * DAY_MS - 1;
	assert_int_equal(town_read(&scene.town, list_plain, &scene), OK);
	assert_int_equal(scene.done, 1);
	scene.town.now_ms += 15 * DAY_MS + 2;
	assert_int_equal(town_read(&scene.town, list_plain, &scene), OK);
	assert_int_equal(scene.done, 0);
	close_scene(&scene);
}

static void what_was_given_back_does_not_count_for_the_month(void **state UNUSED)
{
	static struct scene scene;
	open_scene(&scene);
	assert_takes(&scene, SECOND, 11, LIMIT, SHOP_OK);
	assert_takes(&scene, SECOND, 12, 1, SHOP_MONTH_LIMIT);
	scene.id.value = 11;
	assert_does(&scene, SECOND, cancel, SHOP_OK);
	assert_takes(&scene, SECOND, 12, LIMIT, SHOP_OK);
	assert_does(&scene, CLERK, hand_out, SHOP_OK);
	assert_takes(&scene, SECOND, 13, 1, SHOP_MONTH_LIMIT); /* what was handed out does */
	close_scene(&scene);
}

static void an_account_below_nought_is_blocked(void **state UNUSED)
{
	static struct scene scene;
	open_scene(&scene);
	scene.whose = scene.town.people[SECOND];
	scene.transfer_id = 900003;
	scene.amount = EARNED + 1;
	assert_int_equal(town_write(&scene.town, CLERK, revoke, &scene), OK);
	assert_takes(&scene, SECOND, 11, 1, SHOP_BLOCKED);
	close_scene(&scene);
}

/* The points were set aside before the record behind them was found to be false: nobody walks off with the good. */
static void what_a_revocation_took_is_not_handed_out(void **state UNUSED)
{
	static struct scene scene;
	open_scene(&scene);
	assert_takes(&scene, SECOND, 11, 1, SHOP_OK);
	assert_takes(&scene, SECOND, 12, 1, SHOP_OK);
	scene.whose = scene.town.people[SECOND];
	scene.transfer_id = 900003;
	scene.amount = EARNED - PRICE; /* enough is left for one of the two */
	assert_int_equal(town_write(&scene.town, CLERK, revoke, &scene), OK);
	assert_does(&scene, CLERK, hand_out, SHOP_BLOCKED);
	scene.id.value = 11;
	assert_does(&scene, CLERK, hand_out, SHOP_BLOCKED);
	assert_does(&scene, SECOND, cancel, SHOP_OK);
	scene.id.value = 12;
	assert_does(&scene, CLERK, hand_out, SHOP_OK);
	assert_does(&scene, CLERK, hand_out, SHOP_OK);
	assert_stands(&scene, 0, 0, STOCK - 1);
	scene.transfer_id = 900004;
	scene.amount = 1;
	assert_int_equal(town_write(&scene.town, CLERK, revoke, &scene), OK);
	assert_does(&scene, CLERK, hand_out, SHOP_OK); /* what was handed out before, said again */
	close_scene(&scene);
}

struct child { struct scene *scene; bool may_spend; };

static enum fail make_child(const struct act *act, void *context)
{
	struct child *child = context;
	struct town *town = &child->scene->town;
	enum people_refusal refusal = PEOPLE_OK;
	struct kin_id kin_id;
	TRY(people_change(act, town->people[ELDER], &(struct people_options){.name = TEXT("陈小雨"), .place_id = town->place_id,
		.has_birth_day = true, .birth_day = when_local_day(act->now_ms) - 12 * 365}, &refusal));
	if (!child->may_spend)
		return OK;
	return people_link_kin(act, &(struct people_kin_options){.person_id = town->people[ELDER], .kin_id = town->people[FIRST], .relation = KIN_PARENT,
		.evidence = TEXT("户口簿"), .may_spend = true}, &refusal, &kin_id);
}

/* What FIRST has taken, for herself and for children, some years later. */
static enum fail list_taken(const struct act *act, void *context)
{
	struct scene *scene = context;
	struct redemptions_of_rows rows;
	int64_t day = when_local_day(act->now_ms) + scene->value * 366;
	TRY(q_redemptions_of(act->view, act->arena, &(struct redemptions_of_in){.centre_id = act->centre_id, .me = scene->town.people[FIRST],
		.adult_day = when_years_before((int32_t)day, PEOPLE_ADULT_YEARS)}, &rows));
	scene->done = rows.count;
	return OK;
}

static void a_childs_points_are_spent_by_a_guardian_only(void **state UNUSED)
{
	static struct scene scene;
	open_scene(&scene);
	struct child child = {&scene, false};
	assert_int_equal(town_write(&scene.town, CLERK, make_child, &child), OK);
	give_points(&scene, ELDER, 900002, 1000);
	scene.taking.person_id = scene.town.people[ELDER];
	assert_takes(&scene, ELDER, 11, 1, SHOP_MINOR);
	assert_takes(&scene, FIRST, 11, 1, SHOP_MINOR);
	child.may_spend = true;
	assert_int_equal(town_write(&scene.town, CLERK, make_child, &child), OK);
	assert_takes(&scene, ELDER, 11, 1, SHOP_MINOR);
	assert_takes(&scene, FIRST, 11, 1, SHOP_OK);
	assert_does(&scene, FIRST, tell_code, SHOP_OK); /* both may fetch it */
	assert_does(&scene, ELDER, tell_code, SHOP_OK);
	assert_does(&scene, SECOND, tell_code, SHOP_NOT_ALLOWED);
	assert_takes(&scene, CLERK, 12, 1, SHOP_MINOR); /* nor the desk */
	for (scene.value = 0; scene.value <= 6; scene.value += 6) { /* grown up, it is the child's alone */
		assert_int_equal(town_read(&scene.town, list_taken, &scene), OK);
		assert_int_equal(scene.done, scene.value == 0);
	}
	scene.id.value = 11;
	assert_does(&scene, FIRST, cancel, SHOP_OK);
	close_scene(&scene);
}

/* ---- the end of it ---- */

static void a_code_is_for_the_holder_and_finds_what_waits(void **state UNUSED)
{
	static struct scene scene;
	open_scene(&scene);
	assert_takes(&scene, SECOND, 11, 1, SHOP_OK);
	assert_does(&scene, ELDER, tell_code, SHOP_NOT_ALLOWED);
	assert_does(&scene, CLERK, tell_code, SHOP_NOT_ALLOWED); /* the desk is told it by her */
	assert_does(&scene, SECOND, tell_code, SHOP_OK);
	assert_int_equal(scene.code.len, SHOP_CODE_DIGITS);
	char wrong[24];
	int64_t number = 0;
	assert_true(text_to_int(scene.code, &number));
	(void)snprintf(wrong, sizeof(wrong), "%06lld", (long long)(number + 1) % 1000000);
	const struct text no[] = {text_of(wrong), TEXT(""), TEXT("12345"), TEXT("1234567"), TEXT("12345a"), TEXT("１２３４５６")};
	for (size_t i = 0; i < COUNT_OF(no); i++) {
		scene.typed = no[i];
		assert_does(&scene, CLERK, find, SHOP_CODE_WRONG);
	}
	scene.typed = scene.code;
	assert_does(&scene, FIRST, find, SHOP_CODE_WRONG); /* for the desk only */
	scene.id.value = 0;
	assert_does(&scene, CLERK, find, SHOP_OK);
	assert_int_equal(scene.id.value, 11);
	char spaced[SHOP_CODE_DIGITS + 3];
	(void)snprintf(spaced, sizeof(spaced), "%.3s %.3s ", scene.code.at, scene.code.at + 3);
	scene.typed = text_of(spaced);
	assert_does(&scene, CLERK, find, SHOP_OK);
	assert_does(&scene, CLERK, hand_out, SHOP_OK);
	assert_does(&scene, CLERK, find, SHOP_CODE_WRONG); /* it has done its work */
	scene.id.value = 11;
	assert_does(&scene, SECOND, tell_code, SHOP_ENDED);
	close_scene(&scene);
}

static void a_hand_out_gives_the_points_to_whoever_gave_the_good(void **state UNUSED)
{
	static struct scene scene;
	open_scene(&scene);
	assert_takes(&scene, SECOND, 11, 2, SHOP_OK);
	assert_does(&scene, ELDER, hand_out, SHOP_NOT_ALLOWED);
	assert_does(&scene, FIRST, hand_out, SHOP_NOT_ALLOWED); /* nor whose bread it is */
	assert_does(&scene, SECOND, hand_out, SHOP_NOT_ALLOWED);
	assert_does(&scene, CLERK, hand_out, SHOP_OK);
	assert_does(&scene, CLERK, hand_out, SHOP_OK); /* a second click */
	assert_stands(&scene, EARNED - 2 * PRICE, 0, STOCK - 2);
	assert_int_equal(scene.hers.posted, EARNED - 2 * PRICE);
	assert_int_equal(scene.theirs.posted, 2 * PRICE);
	assert_int_equal(scene.spent, 0);
	assert_int_equal(scene.one.ended, REDEMPTION_HANDED_OUT);
	assert_int_equal(scene.notices, 1); /* she is told, once: nobody asked for her code here */
	assert_does(&scene, SECOND, cancel, SHOP_ENDED);
	scene.id.value = 4711;
	assert_does(&scene, CLERK, hand_out, SHOP_NOT_FOUND);
	assert_does(&scene, SECOND, cancel, SHOP_NOT_FOUND);
	/* One that the station gives itself: the points are spent. */
	scene.options.provider_id.value = 0;
	scene.event_id.value = 2;
	assert_does(&scene, MANAGER, offer, SHOP_OK);
	scene.taking.good_id = scene.good_id;
	assert_takes(&scene, SECOND, 12, 1, SHOP_OK);
	assert_does(&scene, CLERK, hand_out, SHOP_OK);
	assert_stands(&scene, EARNED - 3 * PRICE, 0, STOCK - 1);
	assert_int_equal(scene.theirs.posted, 2 * PRICE);
	assert_int_equal(scene.spent, PRICE);
	close_scene(&scene);
}

static void nobody_hands_out_to_herself(void **state UNUSED)
{
	static struct scene scene;
	open_scene(&scene);
	give_points(&scene, CLERK, 900002, 1000);
	scene.taking.person_id = scene.town.people[CLERK];
	assert_takes(&scene, CLERK, 11, 1, SHOP_OK);
	assert_does(&scene, CLERK, hand_out, SHOP_SELF);
	assert_does(&scene, MANAGER, hand_out, SHOP_OK);
	close_scene(&scene);
}

static void cancelling_gives_points_and_pieces_back_once(void **state UNUSED)
{
	static struct scene scene;
	open_scene(&scene);
	assert_takes(&scene, SECOND, 11, 2, SHOP_OK);
	assert_does(&scene, ELDER, cancel, SHOP_NOT_ALLOWED);
	assert_does(&scene, CLERK, cancel, SHOP_NO_REASON);
	assert_does(&scene, SECOND, cancel, SHOP_OK);
	assert_does(&scene, SECOND, cancel, SHOP_OK);
	assert_stands(&scene, EARNED, 0, STOCK);
	assert_int_equal(scene.theirs.posted, 0);
	assert_int_equal(scene.notices, 0); /* she knows */
	assert_does(&scene, CLERK, hand_out, SHOP_ENDED);
	assert_takes(&scene, SECOND, 12, 1, SHOP_OK);
	static char long_text[LIMIT_NOTE_POINTS + 2];
	memset(long_text, 'a', LIMIT_NOTE_POINTS + 1);
	scene.reason = text_of(long_text);
	assert_does(&scene, CLERK, cancel, SHOP_TEXT_TOO_LONG);
	scene.reason = TEXT("面包房今天没有送来");
	assert_does(&scene, CLERK, cancel, SHOP_OK);
	assert_stands(&scene, EARNED, 0, STOCK);
	assert_int_equal(scene.notices, 1);
	assert_text(scene.one.reason, "面包房今天没有送来");
	close_scene(&scene);
}

/* What lapsed yesterday hides neither what lapses with it nor what has longer time. */
static void each_goes_back_on_a_day_of_its_own(void **state UNUSED)
{
	static const int64_t days[] = {9, 3, 3, 6};
	static const struct { int day; size_t done; } rows[] = {{3, 0}, {4, 2}, {5, 0}, {7, 1}, {8, 0}, {10, 1}, {11, 0}};
	static struct scene scene;
	open_scene(&scene);
	scene.options.month_limit = SHOP_PIECES_MAX;
	scene.event_id.value = 2;
	assert_does(&scene, MANAGER, change, SHOP_OK);
	int32_t today = when_local_day(scene.town.now_ms);
	for (size_t i = 0; i < COUNT_OF(days); i++) {
		set(&scene, SETTING_SHOP_DAYS, days[i]);
		assert_takes(&scene, SECOND, 11 + (int64_t)i, 1, SHOP_OK);
	}
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		scene.town.now_ms = when_at(today + rows[i].day, 0);
		assert_int_equal(town_write(&scene.town, TOWN_PEOPLE, tick, &scene), OK);
		if (scene.done != rows[i].done)
			fail_msg("day %d: %zu", rows[i].day, scene.done);
	}
	assert_stands(&scene, EARNED, 0, STOCK);
	close_scene(&scene);
}

static void what_nobody_picks_up_goes_back_on_its_day(void **state UNUSED)
{
	static struct scene scene;
	open_scene(&scene);
	set(&scene, SETTING_SHOP_DAYS, 3);
	assert_takes(&scene, SECOND, 11, 1, SHOP_OK);
	assert_takes(&scene, SECOND, 12, 1, SHOP_OK);
	assert_int_equal(town_read(&scene.town, look, &scene), OK);
	assert_int_equal(scene.one.deadline_at_ms, when_at(when_local_day(scene.town.now_ms) + 4, 0)); /* the third day is whole */
	int64_t deadline_at_ms = scene.one.deadline_at_ms;
	set(&scene, SETTING_SHOP_DAYS, 30); /* what was promised under the old number stays */
	scene.town.now_ms = deadline_at_ms - 1;
	assert_int_equal(town_write(&scene.town, TOWN_PEOPLE, tick, &scene), OK);
	assert_int_equal(scene.done, 0);
	scene.id.value = 11;
	assert_does(&scene, CLERK, hand_out, SHOP_OK); /* in the last moment */
	scene.town.now_ms = deadline_at_ms;
	scene.id.value = 12;
	assert_does(&scene, CLERK, hand_out, SHOP_LAPSED); /* the clock was not there yet */
	assert_stands(&scene, EARNED - 2 * PRICE, PRICE, STOCK - 2);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(town_write(&scene.town, TOWN_PEOPLE, tick, &scene), OK);
		assert_int_equal(scene.done, i == 0);
		assert_stands(&scene, EARNED - PRICE, 0, STOCK - 1);
	}
	assert_int_equal(scene.one.ended, REDEMPTION_LAPSED);
	assert_int_equal(scene.notices, 2); /* one was handed out, one has lapsed */
	assert_does(&scene, SECOND, cancel, SHOP_ENDED);
	assert_does(&scene, CLERK, hand_out, SHOP_ENDED);
	close_scene(&scene);
}

/* ---- the last one ---- */

#define RUNNERS 6

struct runner { struct scene *scene; int64_t id; enum town_person who; enum fail fail; enum shop_refusal refusal; };

static enum fail run_for_it(const struct act *act, void *context)
{
	struct runner *runner = context;
	return shop_take(act, &(struct shop_take_options){{runner->id}, runner->scene->good_id, runner->scene->town.people[runner->who], 1, 0, 0}, &runner->refusal);
}

static void *run(void *context)
{
	struct runner *runner = context;
	runner->fail = town_write(&runner->scene->town, runner->who, run_for_it, runner);
	return NULL;
}

/* Six run for two pieces; each is told, and two have one. */
static void the_last_ones_are_taken_once(void **state UNUSED)
{
	static struct scene scene;
	static const enum town_person people[RUNNERS] = {ELDER, DAUGHTER, FIRST, SECOND, FATHER, MANAGER};
	struct runner runners[RUNNERS];
	pthread_t threads[RUNNERS];
	int got = 0;
	open_scene(&scene);
	scene.event_id.value = 2;
	scene.pieces = 2 - STOCK;
	scene.reason = TEXT("点数");
	assert_does(&scene, CLERK, count, SHOP_OK);
	for (int i = 0; i < RUNNERS; i++)
		give_points(&scene, people[i], 910000 + i, PRICE);
	for (int i = 0; i < RUNNERS; i++) {
		runners[i] = (struct runner){.scene = &scene, .id = 11 + i, .who = people[i]};
		assert_int_equal(pthread_create(&threads[i], NULL, run, &runners[i]), 0);
	}
	for (int i = 0; i < RUNNERS; i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		got += runners[i].fail == OK;
		assert_int_equal(runners[i].refusal, runners[i].fail == OK ? SHOP_OK : SHOP_SOLD_OUT);
	}
	assert_int_equal(got, 2);
	assert_int_equal(town_read(&scene.town, look, &scene), OK);
	assert_int_equal(scene.good.stock, 0);
	close_scene(&scene);
}

/* ---- names ---- */

static void everything_has_a_name_of_its_own(void **state UNUSED)
{
	for (int a = SHOP_OK; a < SHOP_REFUSAL_COUNT; a++) {
		for (int b = a + 1; b < SHOP_REFUSAL_COUNT; b++)
			assert_string_not_equal(shop_refusal_name(a), shop_refusal_name(b));
	}
	for (int a = REDEMPTION_WAITING; a < REDEMPTION_STATE_COUNT; a++) {
		for (int b = a + 1; b < REDEMPTION_STATE_COUNT; b++)
			assert_string_not_equal(redemption_state_name(a), redemption_state_name(b));
	}
	for (int a = GOOD_OFFERED; a < GOOD_EVENT_KIND_COUNT; a++) {
		for (int b = a + 1; b < GOOD_EVENT_KIND_COUNT; b++)
			assert_string_not_equal(good_event_name(a), good_event_name(b));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_house_has_no_shop_until_somebody_opens_one),
		cmocka_unit_test(a_good_is_offered_by_a_manager_and_by_its_rules),
		cmocka_unit_test(a_change_holds_for_what_is_taken_afterwards),
		cmocka_unit_test(pieces_are_counted_with_a_reason_and_once),
		cmocka_unit_test(of_a_giver_who_has_left_nothing_is_taken_or_handed_out), cmocka_unit_test(a_giver_comes_back),
		cmocka_unit_test(what_the_station_gives_does_not_leave_with_others), cmocka_unit_test(what_is_withdrawn_is_not_taken_but_handed_out),
		cmocka_unit_test(taking_is_refused_in_this_order),
		cmocka_unit_test(staff_take_for_a_grown_up_of_their_places),
		cmocka_unit_test(who_is_close_neither_takes_nor_hands_out), cmocka_unit_test(without_the_code_it_is_said_how_she_was_known),
		cmocka_unit_test(what_was_given_back_does_not_count_for_the_month),
		cmocka_unit_test(an_account_below_nought_is_blocked),
		cmocka_unit_test(what_a_revocation_took_is_not_handed_out),
		cmocka_unit_test(a_childs_points_are_spent_by_a_guardian_only),
		cmocka_unit_test(a_code_is_for_the_holder_and_finds_what_waits),
		cmocka_unit_test(a_hand_out_gives_the_points_to_whoever_gave_the_good),
		cmocka_unit_test(nobody_hands_out_to_herself),
		cmocka_unit_test(cancelling_gives_points_and_pieces_back_once),
		cmocka_unit_test(what_nobody_picks_up_goes_back_on_its_day),
		cmocka_unit_test(each_goes_back_on_a_day_of_its_own),
		cmocka_unit_test(the_last_ones_are_taken_once),
		cmocka_unit_test(everything_has_a_name_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
