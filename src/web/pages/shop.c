/* SPDX-License-Identifier: Apache-2.0
 *
 * What there is for points: for somebody and her children, what she can
 * afford, and taking it.
 */
#include "web/pages/shop.h"

#include "base/when.h"
#include "domain/people.h"
#include "domain/settings.h"
#include "queries/people.h"
#include "queries/shop.h"
#include "views/resident.h"
#include "web/pages/points.h"
#include "web/reply.h"
#include "web/words.h"

static const struct field shop_fields[] = {
	{ .name = "for", .type = FIELD_ID, .label = KEY_shop_for_child },
};
const struct form form_shop = FORM("shop", shop_fields);
static const struct field take_fields[] = {
	{ .name = "person", .type = FIELD_ID, .label = KEY_shop_for_child },
	{ .name = "pieces", .type = FIELD_INT, .is_required = true, .min = -1000, .max = 1000, .label = KEY_shop_pieces },
	{ .name = "price", .type = FIELD_INT, .min = 1, .max = SHOP_PRICE_MAX, .label = KEY_shop_price }, /* that she saw, in hundredths */
};
const struct form form_shop_take = FORM("shop_take", take_fields);

/* For whom: herself or a child of hers, where that one lives, and what is on the account. */
struct buyer { struct person_id id; struct place_id place_id; bool is_minor; struct ledger_balance balance; };

static enum fail find_buyer(struct call *call, int64_t wanted, struct buyer *ret_buyer, struct shop_wards_rows *ret_wards);
static enum fail fill_people(struct call *call, const struct buyer *buyer, const struct shop_wards_rows *wards, struct view_resident_shop *view);
static enum fail fill_goods(struct call *call, const struct buyer *buyer, struct view_resident_shop *view);
static struct url for_buyer(struct call *call, struct url url, const struct buyer *buyer);
static enum fail take_work(struct write *write, void *context);

enum fail shop_is_there(struct call *call, struct reply *reply, bool *ret_is_there)
{
	struct act act = call_act(call);
	TRY(shop_is_open(&act, ret_is_there));
	return *ret_is_there ? OK : reply_status(call, reply, 404);
}

enum fail page_shop_get(struct call *call, struct reply *reply)
{
	struct view_resident_shop view = {.good = {.count = 0}};
	struct shop_wards_rows wards;
	struct buyer buyer;
	bool is_there = false;
	TRY(shop_is_there(call, reply, &is_there));
	if (!is_there)
		return OK;
	TRY(find_buyer(call, form_int(&call->form, "for"), &buyer, &wards));
	TRY(fill_people(call, &buyer, &wards, &view));
	TRY(fill_goods(call, &buyer, &view));
	view.available = buyer.balance.available;
	view.held = buyer.balance.held;
	view.has_held = buyer.balance.held > 0;
	view.is_minor = buyer.is_minor;
	view.shell.title = call_say(call, KEY_shop_title);
	return reply_page(call, reply, &page_resident_shop, &view);
}

/* Also the page shown again with what was refused. */
enum fail page_shop_good_get(struct call *call, struct reply *reply)
{
	struct act act = call_act(call);
	struct shop_wards_rows wards;
	struct buyer buyer;
	struct good_get_row good;
	bool is_there = false;
	bool is_here = false;
	bool is_again = call->form.form == &form_shop_take;
	int64_t days = 0;
	TRY(shop_is_there(call, reply, &is_there));
	if (!is_there)
		return OK;
	TRY(find_buyer(call, form_int(&call->form, is_again ? "person" : "for"), &buyer, &wards));
	TRY(q_good_get(call->view, call->arena, &(struct good_get_in){.centre_id = call->centre_id, .id = {call_id(call, 0)}}, &is_there, &good));
	if (is_there)
		TRY(places_is_within(&act, buyer.place_id, good.place_id, &is_here));
	if (!is_here)
		return reply_status(call, reply, 404);
	TRY(settings_get(&act, SETTING_SHOP_DAYS, &days));
	struct view_resident_good view = {.action = url_id(call->arena, "/shop/", call_id(call, 0), ""), .back = for_buyer(call, URL("/shop"), &buyer),
		.person = ids_text(call->arena, buyer.id.value), .csrf = call_csrf(call), .once = call_once(call), .title = VOCAB_OF(&good, title),
		.given = VOCAB_OF(&good, given), .provider = VOCAB(good.provider_name), .has_provider = good.provider_id.value != 0, .pick_up = VOCAB_OF(&good, pick_up),
		.price = good.price_points, .seen = arena_format(call->arena, "%lld", (long long)good.price_points),
		.available = buyer.balance.available, .stock = good.stock, .limit = good.month_limit, .days = days,
		.pieces = is_again ? form_text(&call->form, "pieces") : TEXT("1"), .problem = is_again ? call_error(call, "pieces") : TEXT_NONE,
		.is_withdrawn = good.is_withdrawn, .has_left = good.has_left, .is_out = good.stock == 0, .is_minor = buyer.is_minor,
		.missing = good.price_points - buyer.balance.available};
	view.is_short = view.missing > 0;
	view.can_take = !view.is_withdrawn && !view.has_left && !view.is_out && !view.is_minor && !view.is_short;
	view.shell.title = vocab_words(call->arena, call->lang, VOCAB_OF(&good, title));
	return reply_page(call, reply, &page_resident_good, &view);
}

enum fail page_shop_take_post(struct call *call, struct reply *reply)
{
	return call_write(call, reply, take_work, NULL);
}

static enum fail find_buyer(struct call *call, int64_t wanted, struct buyer *ret_buyer, struct shop_wards_rows *ret_wards)
{
	struct act act = call_act(call);
	struct person_get_row me;
	struct buyer buyer = {.id = call->actor};
	bool is_found = false;
	bool may = false;
	TRY(q_shop_wards(call->view, call->arena, &(struct shop_wards_in){.centre_id = call->centre_id, .me = call->actor,
		.adult_day = when_years_before(when_local_day(call->now_ms), PEOPLE_ADULT_YEARS)}, ret_wards));
	TRY(q_person_get(call->view, call->arena, &(struct person_get_in){.centre_id = call->centre_id, .id = call->actor}, &is_found, &me));
	if (is_found)
		buyer.place_id = me.place_id;
	for (size_t i = 0; i < ret_wards->count; i++) {
		if (ret_wards->rows[i].id.value != wanted)
			continue;
		buyer.id = ret_wards->rows[i].id;
		buyer.place_id = ret_wards->rows[i].place_id;
	}
	TRY(ledger_may_spend(&act, buyer.id, &buyer.is_minor, &may));
	buyer.is_minor = buyer.is_minor && !may;
	TRY(ledger_balance_of(&act, buyer.id, &buyer.balance));
	*ret_buyer = buyer;
	return OK;
}

/* Nobody to choose from without children. */
static enum fail fill_people(struct call *call, const struct buyer *buyer, const struct shop_wards_rows *wards, struct view_resident_shop *view)
{
	struct view_resident_shop_person *lines = arena_array(call->arena, struct view_resident_shop_person, wards->count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	lines[0] = (struct view_resident_shop_person){.href = URL("/shop"), .is_me = true, .is_here = buyer->id.value == call->actor.value};
	for (size_t i = 0; i < wards->count; i++)
		lines[i + 1] = (struct view_resident_shop_person){.name = wards->rows[i].name, .is_here = buyer->id.value == wards->rows[i].id.value,
			.href = url_with(call->arena, URL("/shop"), "for", ids_text(call->arena, wards->rows[i].id.value))};
	view->person.rows = lines;
	view->person.count = wards->count > 0 ? wards->count + 1 : 0;
	return OK;
}

static enum fail fill_goods(struct call *call, const struct buyer *buyer, struct view_resident_shop *view)
{
	struct goods_for_rows rows;
	TRY(q_goods_for(call->view, call->arena, &(struct goods_for_in){.centre_id = call->centre_id, .place_id = buyer->place_id}, &rows));
	struct view_resident_shop_good *lines = arena_array(call->arena, struct view_resident_shop_good, rows.count + 1);
	if (lines == NULL)
		return FAIL_LIMIT;
	for (size_t i = 0; i < rows.count; i++) {
		const struct goods_for_row *row = &rows.rows[i];
		int64_t missing = row->price_points - buyer->balance.available;
		lines[i] = (struct view_resident_shop_good){.href = for_buyer(call, url_id(call->arena, "/shop/", row->id.value, ""), buyer),
			.title = VOCAB_OF(row, title), .given = VOCAB_OF(row, given), .provider = VOCAB(row->provider_name), .has_provider = row->provider_name.len > 0,
			.pick_up = VOCAB_OF(row, pick_up), .price = row->price_points, .stock = row->stock, .is_out = row->stock == 0, .can_afford = missing <= 0,
			.missing = missing > 0 ? missing : 0};
	}
	view->good.rows = lines;
	view->good.count = rows.count;
	return OK;
}

static struct url for_buyer(struct call *call, struct url url, const struct buyer *buyer)
{
	return buyer->id.value == call->actor.value ? url : url_with(call->arena, url, "for", ids_text(call->arena, buyer->id.value));
}

static enum fail take_work(struct write *write, void *context UNUSED)
{
	const struct form_data *form = &write->call->form;
	enum shop_refusal refusal = SHOP_OK;
	struct transfer_id id;
	struct person_id person_id = {form_has(form, "person") ? form_int(form, "person") : write->act.actor.value};
	TRY(points_transfer_id(write, &id));
	enum fail fail = shop_take(&write->act, &(struct shop_take_options){.id = {id.value}, .good_id = {call_id(write->call, 0)}, .person_id = person_id,
		.pieces = form_int(form, "pieces"), .seen_points = form_int(form, "price")}, &refusal);
	if (fail == FAIL_REFUSED)
		return write_refuse(write, words_shop_refusal(refusal), refusal == SHOP_SHUT || refusal == SHOP_NOT_FOUND ? NULL : "pieces");
	write->location = url_id(write->act.arena, "/my/goods/", id.value, "");
	return fail;
}
