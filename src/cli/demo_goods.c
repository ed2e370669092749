/* SPDX-License-Identifier: Apache-2.0
 *
 * The shop of the demonstration: opened two months before its today, with a
 * few goods; volunteers take some, most are picked up, some wait.
 */
#include "cli/demo_load.h"

#include "base/when.h"
#include "domain/settings.h"
#include "domain/shop.h"

#define OPEN_DAYS 60
#define EVERY_DAYS 3   /* somebody takes something */
#define TURN 17        /* volunteers passed over between two */
#define FETCHED_DAYS 2 /* and comes for it */
#define WAITING_DAYS 6 /* what was taken in the last days waits */
#define CANCELLED_EACH 5
#define PLAIN_EACH 7 /* without the code */

static enum fail open_shop(struct demo *demo, struct act *act, struct demo_shop *shop);
static enum fail take(struct demo *demo, struct act *act, struct demo_shop *shop, int32_t nth);
static enum fail fetch(struct demo *demo, struct act *act, struct demo_shop *shop);
static enum fail hand_out(const struct act *act, const struct demo_taken *taken, bool is_plain, enum shop_refusal *ret_refusal);
static enum fail refused(struct demo *demo, enum fail fail, enum shop_refusal refusal);

enum fail demo_goods_day(struct demo *demo, const struct act *day_act, struct demo_shop *shop)
{
	struct act act = *day_act;
	int32_t left = when_local_day(demo->today_ms) - when_local_day(act.now_ms);
	if (left == OPEN_DAYS)
		return open_shop(demo, &act, shop);
	if (left >= OPEN_DAYS || left == 0)
		return OK;
	if (left >= WAITING_DAYS - FETCHED_DAYS)
		TRY(fetch(demo, &act, shop));
	return left % EVERY_DAYS == 1 ? take(demo, &act, shop, left) : OK;
}

static enum fail open_shop(struct demo *demo, struct act *act, struct demo_shop *shop)
{
	const struct demo_table *table = &demo->goods;
	struct settings settings;
	enum setting_refusal setting_refusal = SETTING_OK;
	enum setting which;
	act->actor = demo_person(demo, TEXT("S03"));
	TRY(settings_read(act, &settings));
	settings.values[SETTING_SHOP] = 1;
	TRY(settings_choose(act, &settings, &setting_refusal, &which));
	check(table->row_count > 0 && table->row_count <= DEMO_GOODS_MAX);
	for (size_t i = 0; i < table->row_count; i++) {
		enum shop_refusal refusal = SHOP_OK;
		demo->problem_word = demo_cell(table, i, "code");
		TRY(refused(demo, shop_offer(act, (struct event_id){ids_new(act->now_ms)}, &(struct shop_good_options){
			.provider_id = {demo_find(&demo->organisation_ids, demo_cell(table, i, "provider"))},
			.place_id = {demo_find(&demo->place_ids, demo_cell(table, i, "place"))}, .title = demo_cell(table, i, "title"),
			.title_en = demo_cell(table, i, "title_en"), .given = demo_cell(table, i, "given"), .given_en = demo_cell(table, i, "given_en"),
			.pick_up = demo_cell(table, i, "pick_up"), .pick_up_en = demo_cell(table, i, "pick_up_en"), .price_points = demo_number(table, i, "price"),
			.month_limit = demo_number(table, i, "month_limit"), .stock = demo_number(table, i, "stock")}, &refusal, &shop->goods[i]), refusal));
	}
	demo->problem_word = TEXT_NONE;
	shop->good_count = table->row_count;
	return OK;
}

/* The next volunteer with enough points takes a good in turn; the one of the first card on the last day. */
static enum fail take(struct demo *demo, struct act *act, struct demo_shop *shop, int32_t left)
{
	size_t nth = (size_t)left / EVERY_DAYS;
	struct good_id good_id = shop->goods[nth % shop->good_count];
	struct redemption_id id = {ids_new(act->now_ms)};
	enum shop_refusal refusal = SHOP_OK;
	struct person_id she = {0};
	for (size_t i = 0; i < demo->volunteers.row_count && she.value == 0; i++) {
		struct person_id next = demo_person(demo, demo_cell(&demo->volunteers, (nth * TURN + i) % demo->volunteers.row_count, "key"));
		struct ledger_balance balance;
		TRY(ledger_balance_of(act, next, &balance));
		she = balance.available >= demo_number(&demo->goods, nth % shop->good_count, "price") ? next : she;
	}
	if (she.value == 0 || shop->taken_count == DEMO_TAKEN_MAX)
		return OK;
	act->actor = she;
	enum fail fail = shop_take(act, &(struct shop_take_options){.id = id, .good_id = good_id, .person_id = she, .pieces = 1}, &refusal);
	if (fail == FAIL_REFUSED && (refusal == SHOP_SOLD_OUT || refusal == SHOP_MINOR || refusal == SHOP_MONTH_LIMIT))
		return OK;
	TRY(refused(demo, fail, refusal));
	shop->taken[shop->taken_count++] = (struct demo_taken){id, she, when_local_day(act->now_ms)};
	return OK;
}

/* What was taken some days ago is handed out by the clerk; now and then somebody thinks better of it. */
static enum fail fetch(struct demo *demo, struct act *act, struct demo_shop *shop)
{
	while (shop->done_count < shop->taken_count) {
		const struct demo_taken *taken = &shop->taken[shop->done_count];
		bool is_cancelled = shop->done_count % CANCELLED_EACH == CANCELLED_EACH - 1;
		enum shop_refusal refusal = SHOP_OK;
		if (taken->day + FETCHED_DAYS > when_local_day(act->now_ms))
			break;
		act->actor = is_cancelled ? taken->person_id : demo_person(demo, TEXT("S01"));
		enum fail fail = is_cancelled ? shop_cancel(act, taken->id, TEXT_NONE, &refusal)
			: hand_out(act, taken, shop->done_count % PLAIN_EACH == PLAIN_EACH - 1, &refusal);
		TRY(refused(demo, fail, refusal));
		shop->done_count++;
	}
	return OK;
}

/* The clerk is told the code; of one in seven she has forgotten it, and is known without. */
static enum fail hand_out(const struct act *act, const struct demo_taken *taken, bool is_plain, enum shop_refusal *ret_refusal)
{
	struct act hers = *act;
	struct shop_hand_out_options options = {.id = taken->id};
	struct redemption_id found;
	struct text code;
	hers.actor = taken->person_id;
	if (is_plain) {
		options.seen = TEXT("看了身份证，手机没带");
	} else {
		TRY(shop_code(&hers, taken->id, ret_refusal, &code));
		TRY(shop_find(act, code, ret_refusal, &found, &options.told));
	}
	return shop_hand_out(act, &options, ret_refusal);
}

static enum fail refused(struct demo *demo, enum fail fail, enum shop_refusal refusal)
{
	if (fail != FAIL_REFUSED)
		return fail;
	demo->problem = shop_refusal_name(refusal);
	return FAIL_INPUT;
}
