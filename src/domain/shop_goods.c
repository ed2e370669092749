/* SPDX-License-Identifier: Apache-2.0
 *
 * What there is in the shop: goods offered, described, counted, withdrawn.
 */
#include "domain/shop_private.h"

#include "base/limits.h"
#include "domain/access.h"
#include "domain/organisations.h"
#include "domain/seal.h"
#include "queries/organisations.h"
#include "queries/places.h"
#include "queries/shop.h"

/* A step of a good: what it makes of its shadows. */
struct step { struct event_id id; enum good_event_kind kind; int64_t price_points, pieces; bool is_withdrawn; struct text reason; };

static enum fail check_good(const struct act *act, const struct shop_good_options *options, bool is_new, enum shop_refusal *ret_refusal);
static enum shop_refusal check_texts(const struct shop_good_options *options);
static enum shop_refusal check_numbers(const struct shop_good_options *options, bool is_new);
static enum fail check_provider(const struct act *act, struct organisation_id provider_id, enum shop_refusal *ret_refusal);
static enum fail read_good(const struct act *act, struct good_id id, unsigned mask, enum shop_refusal *ret_refusal, struct good_get_row *ret_good);
static enum fail read_repeat(const struct act *act, const struct step *step, struct good_id good_id, enum shop_refusal *ret_refusal, bool *ret_is_done);
static enum fail repeat_offer(const struct act *act, const struct good_event_get_row *known, const struct shop_good_options *options,
	enum shop_refusal *ret_refusal, struct good_id *ret_id);
static bool is_same_step(const struct good_event_get_row *known, const struct step *step, struct good_id good_id);
static bool is_told_alike(const struct good_event_get_row *known, const struct good_get_row *good, const struct shop_good_options *options);
static enum fail do_step(const struct act *act, struct good_id good_id, int64_t version, const struct step *step);
static enum fail add_event(const struct act *act, struct good_id good_id, int64_t seq, const struct step *step);
static enum fail digest_of(const struct act *act, struct good_id good_id, int64_t seq, const struct shop_good_options *told, struct text *ret_digest);
static struct text or_chinese(struct text english, struct text chinese);

enum fail shop_offer(const struct act *act, struct event_id id, const struct shop_good_options *options, enum shop_refusal *ret_refusal,
	struct good_id *ret_id)
{
	struct good_event_get_row known;
	bool is_open = false;
	bool may = false;
	bool is_known = false;
	struct good_id good_id = {ids_new(act->now_ms)};
	struct text digest;
	check(act->txn != NULL && id.value > 0);
	TRY(shop_is_open(act, &is_open));
	if (!is_open)
		return shop_refuse(SHOP_SHUT, ret_refusal);
	TRY(access_may(act, ROLE_BIT(ROLE_MANAGER), options->place_id, &may));
	if (!may)
		return shop_refuse(SHOP_NOT_ALLOWED, ret_refusal);
	TRY(q_good_event_get(act->view, act->arena, &(struct good_event_get_in){.centre_id = act->centre_id, .id = id}, &is_known, &known));
	if (is_known)
		return repeat_offer(act, &known, options, ret_refusal, ret_id);
	TRY(check_good(act, options, true, ret_refusal));
	TRY(digest_of(act, good_id, 1, options, &digest));
	TRY(q_good_add(act->txn, &(struct good_add_in){.centre_id = act->centre_id, .id = good_id, .provider_id = options->provider_id,
		.place_id = options->place_id, .title = text_trim(options->title), .title_en = or_chinese(options->title_en, options->title),
		.given = text_trim(options->given), .given_en = or_chinese(options->given_en, options->given), .pick_up = text_trim(options->pick_up),
		.pick_up_en = or_chinese(options->pick_up_en, options->pick_up), .month_limit = options->month_limit, .price_points = options->price_points,
		.stock = options->stock, .created_at_ms = act->now_ms, .digest = digest}, NULL));
	TRY(add_event(act, good_id, 1, &(struct step){.id = id, .kind = GOOD_OFFERED, .price_points = options->price_points, .pieces = options->stock}));
	TRY(act_trail(act, "shop.offer", "good", good_id.value, TEXT_NONE));
	*ret_id = good_id;
	return OK;
}

enum fail shop_change(const struct act *act, struct event_id id, struct good_id good_id, const struct shop_good_options *options,
	enum shop_refusal *ret_refusal)
{
	struct good_get_row good;
	struct good_event_get_row known;
	bool is_done = false;
	struct step step = {.id = id, .kind = GOOD_CHANGED, .price_points = options->price_points};
	struct shop_good_options told = *options;
	struct text digest;
	check(act->txn != NULL && id.value > 0);
	TRY(read_good(act, good_id, ROLE_BIT(ROLE_MANAGER), ret_refusal, &good));
	TRY(q_good_event_get(act->view, act->arena, &(struct good_event_get_in){.centre_id = act->centre_id, .id = id}, &is_done, &known));
	if (is_done)
		return shop_refuse(is_same_step(&known, &step, good_id) && is_told_alike(&known, &good, options) ? SHOP_OK : SHOP_DIFFERENT, ret_refusal);
	if (options->from_version != 0 && options->from_version != good.version)
		return shop_refuse(SHOP_CHANGED_MEANWHILE, ret_refusal);
	TRY(check_good(act, options, false, ret_refusal));
	told.provider_id = good.provider_id; /* which stay, whatever was sent */
	told.place_id = good.place_id;
	TRY(digest_of(act, good_id, good.version + 1, &told, &digest));
	TRY(q_good_describe(act->txn, &(struct good_describe_in){.centre_id = act->centre_id, .id = good_id, .title = text_trim(options->title),
		.title_en = or_chinese(options->title_en, options->title), .given = text_trim(options->given), .given_en = or_chinese(options->given_en, options->given),
		.pick_up = text_trim(options->pick_up), .pick_up_en = or_chinese(options->pick_up_en, options->pick_up), .month_limit = options->month_limit,
		.digest = digest}, NULL));
	step.is_withdrawn = good.is_withdrawn;
	TRY(do_step(act, good_id, good.version, &step));
	return act_trail(act, "shop.change", "good", good_id.value, TEXT_NONE);
}

enum fail shop_count(const struct act *act, struct event_id id, struct good_id good_id, int64_t pieces, struct text reason, enum shop_refusal *ret_refusal)
{
	struct good_get_row good;
	bool is_done = false;
	struct step step = {.id = id, .kind = GOOD_COUNTED, .pieces = pieces, .reason = text_trim(reason)};
	check(act->txn != NULL && id.value > 0);
	TRY(read_good(act, good_id, ROLES_STAFF, ret_refusal, &good));
	TRY(read_repeat(act, &step, good_id, ret_refusal, &is_done));
	if (is_done)
		return OK;
	if (text_count_points(step.reason) > LIMIT_NOTE_POINTS)
		return shop_refuse(SHOP_TEXT_TOO_LONG, ret_refusal);
	bool is_number = pieces != 0 && pieces >= -SHOP_STOCK_MAX && pieces <= SHOP_STOCK_MAX;
	if (!is_number || good.stock + pieces < 0 || good.stock + pieces > SHOP_STOCK_MAX)
		return shop_refuse(SHOP_STOCK_INVALID, ret_refusal);
	if (text_is_empty(step.reason))
		return shop_refuse(SHOP_NO_REASON, ret_refusal);
	step.price_points = good.price_points;
	step.is_withdrawn = good.is_withdrawn;
	TRY(do_step(act, good_id, good.version, &step));
	return act_trail(act, "shop.count", "good", good_id.value, arena_format(act->arena, "%lld", (long long)pieces));
}

enum fail shop_withdraw(const struct act *act, struct event_id id, struct good_id good_id, bool is_withdrawn, enum shop_refusal *ret_refusal)
{
	struct good_get_row good;
	bool is_done = false;
	struct step step = {.id = id, .kind = is_withdrawn ? GOOD_WITHDRAWN : GOOD_RETURNED, .is_withdrawn = is_withdrawn};
	check(act->txn != NULL && id.value > 0);
	TRY(read_good(act, good_id, ROLE_BIT(ROLE_MANAGER), ret_refusal, &good));
	TRY(read_repeat(act, &step, good_id, ret_refusal, &is_done));
	if (is_done || good.is_withdrawn == is_withdrawn)
		return OK;
	if (!is_withdrawn && good.has_left)
		return shop_refuse(SHOP_LEFT, ret_refusal);
	step.price_points = good.price_points;
	TRY(do_step(act, good_id, good.version, &step));
	return act_trail(act, is_withdrawn ? "shop.withdraw" : "shop.return", "good", good_id.value, TEXT_NONE);
}

static enum fail check_good(const struct act *act, const struct shop_good_options *options, bool is_new, enum shop_refusal *ret_refusal)
{
	struct place_get_row place;
	bool has_place = true;
	enum shop_refusal refusal = SHOP_OK;
	if (is_new)
		TRY(check_provider(act, options->provider_id, &refusal));
	if (is_new)
		TRY(q_place_get(act->view, act->arena, &(struct place_get_in){.centre_id = act->centre_id, .id = options->place_id}, &has_place, &place));
	if (refusal == SHOP_OK && !has_place)
		refusal = SHOP_PLACE_MISSING;
	if (refusal == SHOP_OK)
		refusal = check_texts(options);
	if (refusal == SHOP_OK)
		refusal = check_numbers(options, is_new);
	return shop_refuse(refusal, ret_refusal);
}

static enum shop_refusal check_texts(const struct shop_good_options *options)
{
	const struct text texts[] = {options->given, options->given_en, options->pick_up, options->pick_up_en};
	if (text_is_empty(text_trim(options->title)))
		return SHOP_NO_TITLE;
	if (text_is_empty(text_trim(options->given)))
		return SHOP_NO_GIVEN;
	if (text_is_empty(text_trim(options->pick_up)))
		return SHOP_NO_PICK_UP;
	if (text_count_points(options->title) > LIMIT_TITLE_POINTS || text_count_points(options->title_en) > LIMIT_TITLE_POINTS)
		return SHOP_TEXT_TOO_LONG;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		if (text_count_points(texts[i]) > LIMIT_NOTE_POINTS)
			return SHOP_TEXT_TOO_LONG;
	}
	return SHOP_OK;
}

static enum shop_refusal check_numbers(const struct shop_good_options *options, bool is_new)
{
	if (options->price_points < 1 || options->price_points > SHOP_PRICE_MAX)
		return SHOP_PRICE_INVALID;
	if (options->month_limit < 1 || options->month_limit > SHOP_PIECES_MAX)
		return SHOP_LIMIT_INVALID;
	return is_new && (options->stock < 0 || options->stock > SHOP_STOCK_MAX) ? SHOP_STOCK_INVALID : SHOP_OK;
}

/* One that is in the field, or the station itself. */
static enum fail check_provider(const struct act *act, struct organisation_id provider_id, enum shop_refusal *ret_refusal)
{
	struct organisation_get_row row = {0};
	bool is_found = provider_id.value == 0;
	if (!is_found)
		TRY(q_organisation_get(act->view, act->arena, &(struct organisation_get_in){.centre_id = act->centre_id, .id = provider_id}, &is_found, &row));
	*ret_refusal = is_found && row.status != ORGANISATION_EXITED ? SHOP_OK : SHOP_PROVIDER_MISSING;
	return OK;
}

/* A good that the actor may do something with. */
static enum fail read_good(const struct act *act, struct good_id id, unsigned mask, enum shop_refusal *ret_refusal, struct good_get_row *ret_good)
{
	bool is_open = false;
	bool is_found = false;
	bool may = false;
	TRY(shop_is_open(act, &is_open));
	if (!is_open)
		return shop_refuse(SHOP_SHUT, ret_refusal);
	TRY(q_good_get(act->view, act->arena, &(struct good_get_in){.centre_id = act->centre_id, .id = id}, &is_found, ret_good));
	if (!is_found)
		return shop_refuse(SHOP_NOT_FOUND, ret_refusal);
	TRY(access_may(act, mask, ret_good->place_id, &may));
	return shop_refuse(may ? SHOP_OK : SHOP_NOT_ALLOWED, ret_refusal);
}

/* What the client has done under this id already: the same again is nothing new. */
static enum fail read_repeat(const struct act *act, const struct step *step, struct good_id good_id, enum shop_refusal *ret_refusal, bool *ret_is_done)
{
	struct good_event_get_row known;
	TRY(q_good_event_get(act->view, act->arena, &(struct good_event_get_in){.centre_id = act->centre_id, .id = step->id}, ret_is_done, &known));
	if (!*ret_is_done)
		return OK;
	return shop_refuse(is_same_step(&known, step, good_id) ? SHOP_OK : SHOP_DIFFERENT, ret_refusal);
}

static enum fail repeat_offer(const struct act *act, const struct good_event_get_row *known, const struct shop_good_options *options,
	enum shop_refusal *ret_refusal, struct good_id *ret_id)
{
	struct good_get_row good;
	bool is_found = false;
	const struct step step = {.kind = GOOD_OFFERED, .pieces = options->stock};
	TRY(q_good_get(act->view, act->arena, &(struct good_get_in){.centre_id = act->centre_id, .id = known->good_id}, &is_found, &good));
	bool is_same = is_found && is_same_step(known, &step, known->good_id) && is_told_alike(known, &good, options)
		&& good.provider_id.value == options->provider_id.value && good.place_id.value == options->place_id.value;
	if (is_same)
		*ret_id = known->good_id;
	return shop_refuse(is_same ? SHOP_OK : SHOP_DIFFERENT, ret_refusal);
}

static bool is_same_step(const struct good_event_get_row *known, const struct step *step, struct good_id good_id)
{
	return known->good_id.value == good_id.value && known->kind == (int64_t)step->kind && known->pieces == step->pieces
		&& text_equal(known->reason, step->reason);
}

/* The price, and the description as long as it is still the one that came with this event: older ones are not kept. */
static bool is_told_alike(const struct good_event_get_row *known, const struct good_get_row *good, const struct shop_good_options *options)
{
	if (known->price_points != options->price_points)
		return false;
	return known->seq != good->version || (text_equal(good->title, text_trim(options->title))
		&& text_equal(good->title_en, or_chinese(options->title_en, options->title)) && text_equal(good->given, text_trim(options->given))
		&& text_equal(good->given_en, or_chinese(options->given_en, options->given)) && text_equal(good->pick_up, text_trim(options->pick_up))
		&& text_equal(good->pick_up_en, or_chinese(options->pick_up_en, options->pick_up)) && good->month_limit == options->month_limit);
}

static enum fail do_step(const struct act *act, struct good_id good_id, int64_t version, const struct step *step)
{
	TRY(add_event(act, good_id, version + 1, step));
	return q_good_follow(act->txn, &(struct good_follow_in){.centre_id = act->centre_id, .id = good_id, .version = version + 1,
		.price_points = step->price_points, .pieces = step->pieces, .is_withdrawn = step->is_withdrawn}, NULL);
}

static enum fail add_event(const struct act *act, struct good_id good_id, int64_t seq, const struct step *step)
{
	struct text digest;
	const int64_t numbers[] = {good_id.value, seq, step->id.value, step->kind, step->price_points, step->pieces, act->actor.value, act->now_ms};
	check(seq > 0 && step->kind >= GOOD_OFFERED && step->kind < GOOD_EVENT_KIND_COUNT);
	TRY(seal_digest(act, "good_event", numbers, COUNT_OF(numbers), step->reason, &digest));
	return q_good_event_add(act->txn, &(struct good_event_add_in){.centre_id = act->centre_id, .good_id = good_id, .seq = seq, .id = step->id,
		.kind = step->kind, .price_points = step->price_points, .pieces = step->pieces, .reason = step->reason, .actor_id = act->actor,
		.at_ms = act->now_ms, .digest = digest}, NULL);
}

/* Of all that an event says about a good and that stands only in its row; each text behind its length. */
static enum fail digest_of(const struct act *act, struct good_id good_id, int64_t seq, const struct shop_good_options *told, struct text *ret_digest)
{
	const int64_t numbers[] = {good_id.value, seq, told->provider_id.value, told->place_id.value, told->month_limit};
	const struct text texts[] = {text_trim(told->title), or_chinese(told->title_en, told->title), text_trim(told->given),
		or_chinese(told->given_en, told->given), text_trim(told->pick_up), or_chinese(told->pick_up_en, told->pick_up)};
	struct text all = TEXT_NONE;
	check(good_id.value != 0 && seq > 0);
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		all = arena_format(act->arena, "%.*s%zu:%.*s", TEXT_ARGS(all), texts[i].len, TEXT_ARGS(texts[i]));
	return seal_digest(act, "good", numbers, COUNT_OF(numbers), all, ret_digest);
}

static struct text or_chinese(struct text english, struct text chinese)
{
	return text_is_empty(text_trim(english)) ? text_trim(chinese) : text_trim(english);
}
