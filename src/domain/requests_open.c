/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/requests_private.h"

#include "base/when.h"
#include "domain/access.h"
#include "domain/ledger.h"
#include "domain/notices.h"
#include "domain/people.h"
#include "domain/places.h"
#include "domain/seal.h"
#include "queries/menu.h"
#include "queries/people.h"

#define AHEAD_MAX_MS (90 * DAY_MS)
#define SOON_MS (2 * HOUR_MS)          /* "as soon as possible" begins so late */
#define SOON_WINDOW_MS (3 * DAY_MS)
#define DUPLICATE_NEAR_MS (3 * DAY_MS)
#define OWN_WORDS_DURATION_MIN 60
#define PRIORITY_AGE 80                /* living alone from this age on orders without price (standards.md 5.4) */
#define TITLE_POINTS 18                /* of own words, for lists */

/* What the options mean once people and item are read. */
struct ordering {
	const struct requests_open_options *options;
	struct person_get_row person;
	struct menu_item_get_row item;
	bool has_person, has_item, may_order, is_staff;
	int64_t wanted_from_ms, wanted_to_ms, price_points;
	struct person_id payer_id;
};

static enum fail payer_again(const struct act *act, struct person_id last, struct person_id *ret_payer);
static enum fail read_ordering(const struct act *act, struct ordering *ordering);
static bool is_priority(const struct act *act, const struct person_get_row *person);
static enum request_refusal check_content(const struct act *act, const struct ordering *ordering);
static enum request_refusal check_window(const struct act *act, const struct ordering *ordering);
static enum fail check_people(const struct act *act, const struct ordering *ordering, enum request_refusal *ret_refusal, struct request_id *ret_same);
static enum fail check_payer(const struct act *act, struct ordering *ordering, enum request_refusal *ret_refusal);
static enum fail write_request(const struct act *act, const struct ordering *ordering, struct request_id id);
static enum fail hold_price(const struct act *act, const struct ordering *ordering, struct request_id id, enum request_refusal *ret_refusal);
static enum fail hold_from_pool(const struct act *act, const struct ordering *ordering, struct request_id id, enum request_refusal *ret_refusal);

enum fail requests_open(const struct act *act, const struct requests_open_options *options, enum request_refusal *ret_refusal, struct request_id *ret_id)
{
	struct ordering ordering = {.options = options};
	enum request_refusal refusal = REQUEST_REFUSAL_NONE;
	struct request_id same = {0};
	struct request_now now;
	check(act->txn != NULL && act->actor.value != 0);
	TRY(read_ordering(act, &ordering));
	refusal = check_content(act, &ordering);
	if (refusal == REQUEST_REFUSAL_NONE)
		TRY(check_people(act, &ordering, &refusal, &same));
	if (refusal == REQUEST_REFUSAL_NONE)
		TRY(check_payer(act, &ordering, &refusal));
	if (refusal != REQUEST_REFUSAL_NONE) {
		*ret_id = same;
		return requests_refuse(refusal, ret_refusal);
	}
	struct request_id id = {ids_new(act->now_ms)};
	TRY(write_request(act, &ordering, id));
	TRY(requests_read(act, id, ret_refusal, &now));
	int64_t promised_ms = requests_working_days_ms(act, TIMER_WHOLE);
	now.row.promised_at_ms = promised_ms > ordering.wanted_to_ms ? promised_ms : ordering.wanted_to_ms;
	TRY(requests_step(act, &now, &(struct request_step){.kind = REQUEST_EVENT_OPENED, .to_state = REQUEST_SUBMITTED,
		.deadline_at_ms = requests_working_days_ms(act, TIMER_ACCEPT)}));
	TRY(hold_price(act, &ordering, id, ret_refusal));
	*ret_id = id;
	return OK;
}

enum fail requests_never_pays(const struct act *act, struct person_id person_id, bool *ret_never)
{
	bool is_found = false;
	struct person_get_row person;
	check(act->view != NULL && ret_never != NULL);
	TRY(q_person_get(act->view, act->arena, &(struct person_get_in){.centre_id = act->centre_id, .id = person_id}, &is_found, &person));
	*ret_never = is_found && is_priority(act, &person);
	return OK;
}

enum fail requests_repeat(const struct act *act, struct request_id id, int64_t wanted_from_ms, int64_t wanted_to_ms, enum request_refusal *ret_refusal,
	struct request_id *ret_id)
{
	struct request_now now;
	struct text risks = TEXT_NONE;
	bool may = false;
	TRY(requests_read(act, id, ret_refusal, &now));
	TRY(requests_side_may(act, &now, KIN_ORDER, &may));
	if (!may)
		TRY(requests_staff_may(act, &now, &may));
	if (!may)
		return requests_refuse(REQUEST_NOT_FOUND, ret_refusal);
	TRY(seal_open(act, "request", id.value, "risks_sealed", now.row.risks_sealed, &risks));
	struct person_id payer_id = {0};
	if (now.row.price_points > 0 && now.row.payer_id.value != 0)
		TRY(payer_again(act, now.row.payer_id, &payer_id));
	return requests_open(act, &(struct requests_open_options){.person_id = now.row.person_id, .item_id = now.row.item_id, .words = now.row.words,
		.wanted_from_ms = wanted_from_ms, .wanted_to_ms = wanted_to_ms, .risks = risks, .channel = CHANNEL_WEB,
		.is_paid = now.row.price_points > 0, .payer_id = payer_id, .repeat_of = id}, ret_refusal, ret_id);
}

/* Who paid the last time, where the actor may spend that one's points: a guardian repeats what a child's paid for. Else the actor. */
static enum fail payer_again(const struct act *act, struct person_id last, struct person_id *ret_payer)
{
	bool is_minor = false;
	bool may = false;
	TRY(ledger_may_spend(act, last, &is_minor, &may));
	*ret_payer = may ? last : act->actor;
	return OK;
}

static enum fail read_ordering(const struct act *act, struct ordering *ordering)
{
	const struct requests_open_options *options = ordering->options;
	struct access access;
	TRY(q_person_get(act->view, act->arena, &(struct person_get_in){.centre_id = act->centre_id, .id = options->person_id}, &ordering->has_person,
		&ordering->person));
	if (options->item_id.value != 0)
		TRY(q_menu_item_get(act->view, act->arena, &(struct menu_item_get_in){.centre_id = act->centre_id, .id = options->item_id},
			&ordering->has_item, &ordering->item));
	if (ordering->has_person) {
		TRY(access_load(act, act->actor, &access));
		TRY(access_in_scope(act, &access, ROLES_STAFF, ordering->person.place_id, &ordering->is_staff));
		ordering->may_order = ordering->is_staff || act->actor.value == options->person_id.value;
		if (!ordering->may_order)
			TRY(access_kin_may(act, act->actor, options->person_id, KIN_ORDER, &ordering->may_order));
		if (!ordering->may_order && options->is_paid)
			TRY(access_kin_may(act, act->actor, options->person_id, KIN_SPEND, &ordering->may_order));
	}
	int64_t lead_ms = ordering->has_item ? ordering->item.lead_min * MINUTE_MS : 0;
	ordering->wanted_from_ms = options->wanted_from_ms;
	ordering->wanted_to_ms = options->wanted_to_ms;
	if (options->wanted_from_ms == 0) {
		ordering->wanted_from_ms = act->now_ms + (lead_ms > SOON_MS ? lead_ms : SOON_MS);
		ordering->wanted_to_ms = ordering->wanted_from_ms + SOON_WINDOW_MS;
	}
	bool is_free = !options->is_paid || !ordering->has_item || is_priority(act, &ordering->person);
	ordering->price_points = is_free ? 0 : ordering->item.price_points;
	return OK;
}

/* Who never pays: points order the queue for others, they do not shut out (standards.md 5.4). */
static bool is_priority(const struct act *act, const struct person_get_row *person)
{
	bool is_old = person->has_birth_day && when_age((int32_t)person->birth_day, when_local_day(act->now_ms)) >= PRIORITY_AGE;
	return person->is_hardship || (person->lives_alone && is_old);
}

static enum request_refusal check_content(const struct act *act, const struct ordering *ordering)
{
	const struct requests_open_options *options = ordering->options;
	if (!ordering->has_person)
		return REQUEST_NOT_FOUND;
	if (!ordering->may_order)
		return REQUEST_NOT_ALLOWED;
	if (options->item_id.value == 0 && text_is_empty(text_trim(options->words)))
		return REQUEST_NO_WORDS;
	if (requests_is_too_long(options->words) || requests_is_too_long(options->risks))
		return REQUEST_WORDS_TOO_LONG;
	if (options->item_id.value != 0 && (!ordering->has_item || !ordering->item.is_open))
		return REQUEST_ITEM_CLOSED;
	return check_window(act, ordering);
}

static enum request_refusal check_window(const struct act *act, const struct ordering *ordering)
{
	int64_t lead_ms = ordering->has_item ? ordering->item.lead_min * MINUTE_MS : 0;
	int64_t needs_ms = (ordering->has_item ? ordering->item.duration_min : OWN_WORDS_DURATION_MIN) * MINUTE_MS;
	if (ordering->wanted_from_ms < act->now_ms)
		return REQUEST_TIME_PAST;
	if (ordering->wanted_from_ms < act->now_ms + lead_ms && !ordering->is_staff) /* staff know whom they can ask */
		return REQUEST_TIME_TOO_SOON;
	if (ordering->wanted_to_ms > act->now_ms + AHEAD_MAX_MS)
		return REQUEST_TIME_TOO_FAR;
	if (ordering->wanted_to_ms - ordering->wanted_from_ms < needs_ms)
		return REQUEST_TIME_TOO_SHORT;
	return REQUEST_REFUSAL_NONE;
}

static enum fail check_people(const struct act *act, const struct ordering *ordering, enum request_refusal *ret_refusal, struct request_id *ret_same)
{
	const struct requests_open_options *options = ordering->options;
	bool is_here = true;
	bool has_consent = false;
	bool is_same = false;
	struct request_duplicate_row same = {0};
	if (ordering->has_item)
		TRY(places_is_within(act, ordering->person.place_id, ordering->item.place_id, &is_here));
	TRY(people_has_consent(act, options->person_id, CONSENT_SERVICE, &has_consent));
	TRY(q_request_duplicate(act->view, act->arena, &(struct request_duplicate_in){.centre_id = act->centre_id, .person_id = options->person_id,
		.item_id = options->item_id, .from_ms = ordering->wanted_from_ms - DUPLICATE_NEAR_MS, .to_ms = ordering->wanted_from_ms + DUPLICATE_NEAR_MS},
		&is_same, &same));
	if (!is_here)
		*ret_refusal = REQUEST_ITEM_NOT_HERE;
	else if (!has_consent)
		*ret_refusal = REQUEST_NO_CONSENT;
	else if (is_same && !options->is_duplicate_meant)
		*ret_refusal = REQUEST_DUPLICATE;
	*ret_same = same.id;
	return OK;
}

/* Points are spent by their owner, for herself or for kin with that right. */
static enum fail check_payer(const struct act *act, struct ordering *ordering, enum request_refusal *ret_refusal)
{
	const struct requests_open_options *options = ordering->options;
	bool may = true;
	bool is_minor = false;
	bool is_for_kin = true;
	struct ledger_balance balance;
	if (ordering->price_points == 0)
		return OK;
	ordering->payer_id = options->payer_id.value != 0 ? options->payer_id : act->actor;
	TRY(ledger_may_spend(act, ordering->payer_id, &is_minor, &may));
	if (ordering->payer_id.value != options->person_id.value)
		TRY(access_kin_may(act, ordering->payer_id, options->person_id, KIN_SPEND, &is_for_kin));
	TRY(ledger_balance_of(act, ordering->payer_id, &balance));
	bool has_her_word = ordering->is_staff && ordering->payer_id.value == options->person_id.value; /* nobody else is there to say so */
	if (!is_for_kin || (!may && !is_minor && !has_her_word))
		*ret_refusal = REQUEST_NO_KIN_RIGHT;
	else if (!may && is_minor)
		*ret_refusal = REQUEST_PAYER_MINOR;
	else if (balance.posted < 0)
		*ret_refusal = REQUEST_PAYER_BLOCKED;
	else if (balance.available < ordering->price_points)
		*ret_refusal = REQUEST_POINTS_SHORT;
	return OK;
}

static enum fail write_request(const struct act *act, const struct ordering *ordering, struct request_id id)
{
	const struct requests_open_options *options = ordering->options;
	struct text sealed;
	struct text words = text_trim(options->words);
	TRY(seal_text(act, "request", id.value, "risks_sealed", text_trim(options->risks), &sealed));
	return q_request_add(act->txn, &(struct request_add_in){.centre_id = act->centre_id, .id = id, .person_id = options->person_id,
		.orderer_id = act->actor, .item_id = options->item_id, .item_version = ordering->has_item ? ordering->item.version : 0,
		.title = ordering->has_item ? ordering->item.title : text_first_points(words, TITLE_POINTS), .words = words,
		.place_id = ordering->person.place_id, .channel = options->channel, .wanted_from_ms = ordering->wanted_from_ms,
		.wanted_to_ms = ordering->wanted_to_ms, .duration_min = ordering->has_item ? ordering->item.duration_min : OWN_WORDS_DURATION_MIN,
		.people = ordering->has_item ? ordering->item.people : 1, .risks_sealed = sealed, .price_points = ordering->price_points,
		.payer_id = ordering->payer_id, .repeat_of = options->repeat_of, .created_at_ms = act->now_ms}, NULL);
}

static enum fail hold_price(const struct act *act, const struct ordering *ordering, struct request_id id, enum request_refusal *ret_refusal)
{
	enum ledger_refusal refusal = LEDGER_OK;
	if (ordering->price_points == 0)
		return hold_from_pool(act, ordering, id, ret_refusal);
	enum fail fail = ledger_hold(act, ordering->payer_id, id, ordering->price_points, &refusal);
	if (fail == FAIL_REFUSED)
		return requests_refuse(refusal == LEDGER_BLOCKED ? REQUEST_PAYER_BLOCKED : REQUEST_POINTS_SHORT, ret_refusal);
	TRY(fail);
	if (ordering->payer_id.value != act->actor.value) /* somebody else spends hers: she is told */
		TRY(notices_tell_own(act, ordering->payer_id, "points_spent"));
	return requests_refuse(REQUEST_REFUSAL_NONE, ret_refusal);
}

/* The community pays for who never pays, as far as the pool goes; behind that it is free. */
static enum fail hold_from_pool(const struct act *act, const struct ordering *ordering, struct request_id id, enum request_refusal *ret_refusal)
{
	enum ledger_refusal refusal = LEDGER_OK;
	if (ordering->has_item && ordering->item.price_points > 0 && is_priority(act, &ordering->person)) {
		enum fail fail = ledger_hold(act, (struct person_id){0}, id, ordering->item.price_points, &refusal);
		if (fail != FAIL_REFUSED)
			TRY(fail);
	}
	return requests_refuse(REQUEST_REFUSAL_NONE, ret_refusal);
}
