/* SPDX-License-Identifier: Apache-2.0
 *
 * Taking goods, and the three ways in which that ends.
 */
#include "domain/shop_private.h"

#include <string.h>

#include "base/limits.h"
#include "base/when.h"
#include "domain/access.h"
#include "domain/notices.h"
#include "domain/people.h"
#include "domain/places.h"
#include "domain/seal.h"
#include "domain/settings.h"
#include "queries/people.h"
#include "queries/shop.h"

#define CODE_STEPS 1000000u /* six digits */
#define CODE_TRIES 16       /* until one is free; with a thousand waiting the first is in 999 of 1000 cases */

/* One that is taken, on its way in. */
struct taking {
	const struct shop_take_options *options;
	struct good_get_row good;
	struct redemption_get_row known;
	bool is_known, is_by_staff;
};

static enum fail check_taking(const struct act *act, struct taking *taking, enum shop_refusal *ret_refusal);
static enum fail check_person(const struct act *act, struct taking *taking, enum shop_refusal *ret_refusal);
static enum fail check_pieces(const struct act *act, const struct taking *taking, enum shop_refusal *ret_refusal);
static enum fail check_hand_out(const struct act *act, const struct redemption_get_row *row, bool was_told, struct text seen,
	enum shop_refusal *ret_refusal);
static struct text channel_word(enum channel channel);
static enum fail told_of(const struct act *act, struct redemption_id id, struct text *ret_told);
static enum fail hold(const struct act *act, const struct taking *taking, enum shop_refusal *ret_refusal);
static enum fail note_taking(const struct act *act, const struct taking *taking);
static enum fail make_code(const struct act *act, struct text *ret_code, struct text *ret_index);
static enum fail read_one(const struct act *act, struct redemption_id id, enum shop_refusal *ret_refusal, struct redemption_get_row *ret_row);
static enum fail is_holder(const struct act *act, const struct redemption_get_row *row, bool *ret_is);
static enum fail end(const struct act *act, struct redemption_id id, const struct redemption_get_row *row, enum redemption_state state, struct text reason);
static enum fail give_back(const struct act *act, struct redemption_id id, enum redemption_state state);
static int64_t month_from_ms(int64_t now_ms);

const char *good_event_name(enum good_event_kind kind)
{
	static const char *const names[GOOD_EVENT_KIND_COUNT] = {"", "offered", "changed", "counted", "withdrawn", "returned"};
	check(kind >= GOOD_OFFERED && kind < GOOD_EVENT_KIND_COUNT);
	return names[kind];
}

const char *redemption_state_name(enum redemption_state state)
{
	static const char *const names[REDEMPTION_STATE_COUNT] = {"waiting", "handed_out", "cancelled", "lapsed", "left"};
	check((size_t)state < COUNT_OF(names));
	return names[state];
}

const char *shop_refusal_name(enum shop_refusal refusal)
{
	static const char *const names[] = {"ok", "shut", "not_found", "not_allowed", "different", "changed_meanwhile", "provider_missing", "place_missing",
		"no_title", "no_given", "no_pick_up", "text_too_long", "price_invalid", "limit_invalid", "stock_invalid", "no_reason", "not_seen", "withdrawn", "left",
		"not_yours", "minor", "no_word", "close", "elsewhere", "pieces_invalid", "month_limit", "sold_out", "blocked", "short", "code_wrong", "self",
		"ended", "lapsed"};
	_Static_assert(COUNT_OF(names) == SHOP_REFUSAL_COUNT, "a name for each refusal");
	check((size_t)refusal < COUNT_OF(names));
	return names[refusal];
}

enum fail shop_refuse(enum shop_refusal refusal, enum shop_refusal *ret_refusal)
{
	check(ret_refusal != NULL);
	*ret_refusal = refusal;
	return refusal == SHOP_OK ? OK : FAIL_REFUSED;
}

enum fail shop_is_open(const struct act *act, bool *ret_is_open)
{
	int64_t value = 0;
	TRY(settings_get(act, SETTING_SHOP, &value));
	*ret_is_open = value != 0;
	return OK;
}

enum fail shop_take(const struct act *act, const struct shop_take_options *options, enum shop_refusal *ret_refusal)
{
	struct taking taking = {.options = options};
	int64_t moved = 0;
	check(act->txn != NULL && act->actor.value != 0);
	check(options->id.value > 0 && options->person_id.value != 0);
	TRY(check_taking(act, &taking, ret_refusal));
	if (taking.is_known)
		return OK;
	TRY(hold(act, &taking, ret_refusal));
	TRY(q_good_move(act->txn, &(struct good_move_in){.centre_id = act->centre_id, .id = options->good_id, .pieces = -options->pieces}, &moved));
	if (moved == 0) /* somebody was quicker */
		return shop_refuse(SHOP_SOLD_OUT, ret_refusal);
	TRY(note_taking(act, &taking));
	if (options->person_id.value != act->actor.value)
		TRY(notices_tell_own(act, options->person_id, taking.is_by_staff ? "good_taken" : "points_spent"));
	return act_trail(act, "shop.take", "redemption", options->id.value, taking.is_by_staff ? channel_word(options->channel) : TEXT_NONE);
}

enum fail shop_holds(const struct act *act, struct redemption_id id, bool *ret_holds)
{
	struct redemption_get_row row;
	bool is_found = false;
	*ret_holds = false;
	TRY(q_redemption_get(act->view, act->arena, &(struct redemption_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &row));
	return is_found ? is_holder(act, &row, ret_holds) : OK;
}

enum fail shop_code(const struct act *act, struct redemption_id id, enum shop_refusal *ret_refusal, struct text *ret_code)
{
	struct redemption_get_row row;
	bool is_own = false;
	TRY(read_one(act, id, ret_refusal, &row));
	TRY(is_holder(act, &row, &is_own));
	if (!is_own)
		return shop_refuse(SHOP_NOT_ALLOWED, ret_refusal);
	if (row.ended != REDEMPTION_WAITING)
		return shop_refuse(SHOP_ENDED, ret_refusal);
	return seal_open(act, "redemption", id.value, "code", row.code_sealed, ret_code);
}

enum fail shop_find(const struct act *act, struct text typed, enum shop_refusal *ret_refusal, struct redemption_id *ret_id, struct text *ret_told)
{
	char digits[SHOP_CODE_DIGITS];
	size_t count = 0;
	bool is_open = false;
	bool is_found = false;
	bool may = false;
	struct text index;
	struct redemption_by_code_row row;
	TRY(shop_is_open(act, &is_open));
	if (!is_open)
		return shop_refuse(SHOP_SHUT, ret_refusal);
	for (size_t i = 0; i < typed.len; i++) {
		bool is_digit = typed.at[i] >= '0' && typed.at[i] <= '9';
		if (typed.at[i] == ' ')
			continue;
		if (!is_digit || count == SHOP_CODE_DIGITS)
			return shop_refuse(SHOP_CODE_WRONG, ret_refusal);
		digits[count++] = typed.at[i];
	}
	TRY(seal_index(act, "pick_up_code", (struct text){digits, count}, &index));
	if (count == SHOP_CODE_DIGITS)
		TRY(q_redemption_by_code(act->view, act->arena, &(struct redemption_by_code_in){.centre_id = act->centre_id, .code_index = index}, &is_found, &row));
	if (is_found)
		TRY(access_may(act, ROLES_STAFF, row.place_id, &may));
	if (!may) /* of another place is told like wrong */
		return shop_refuse(SHOP_CODE_WRONG, ret_refusal);
	*ret_id = row.id;
	return told_of(act, row.id, ret_told);
}

enum fail shop_was_told(const struct act *act, struct redemption_id id, struct text told, bool *ret_was)
{
	struct text right;
	TRY(told_of(act, id, &right));
	*ret_was = text_equal(told, right);
	return OK;
}

enum fail shop_hand_out(const struct act *act, const struct shop_hand_out_options *options, enum shop_refusal *ret_refusal)
{
	struct redemption_get_row row;
	struct text seen = text_trim(options->seen);
	bool may = false;
	bool was_told = false;
	check(act->txn != NULL && act->actor.value != 0);
	TRY(read_one(act, options->id, ret_refusal, &row));
	TRY(access_may(act, ROLES_STAFF, row.place_id, &may));
	if (!may)
		return shop_refuse(SHOP_NOT_ALLOWED, ret_refusal);
	TRY(shop_was_told(act, options->id, options->told, &was_told));
	if (row.ended == REDEMPTION_WAITING)
		TRY(check_hand_out(act, &row, was_told, seen, ret_refusal));
	if (act->actor.value == row.person_id.value || act->actor.value == row.taken_by.value)
		return shop_refuse(SHOP_SELF, ret_refusal);
	if (row.ended != REDEMPTION_WAITING)
		return shop_refuse(row.ended == REDEMPTION_HANDED_OUT ? SHOP_OK : SHOP_ENDED, ret_refusal);
	if (row.deadline_at_ms <= act->now_ms) /* the clock has only not been round yet */
		return shop_refuse(SHOP_LAPSED, ret_refusal);
	TRY(end(act, options->id, &row, REDEMPTION_HANDED_OUT, was_told ? TEXT_NONE : seen));
	TRY(notices_tell_own(act, row.person_id, was_told ? "good_handed_out" : "good_handed_out_plain"));
	return act_trail(act, "shop.hand_out", "redemption", options->id.value, was_told ? TEXT("code") : TEXT_NONE);
}

enum fail shop_cancel(const struct act *act, struct redemption_id id, struct text reason, enum shop_refusal *ret_refusal)
{
	struct redemption_get_row row;
	bool may = false;
	check(act->txn != NULL && act->actor.value != 0);
	TRY(read_one(act, id, ret_refusal, &row));
	bool is_own = false;
	TRY(is_holder(act, &row, &is_own));
	if (!is_own)
		TRY(access_may(act, ROLES_STAFF, row.place_id, &may));
	if (!is_own && !may)
		return shop_refuse(SHOP_NOT_ALLOWED, ret_refusal);
	if (!is_own && text_is_empty(text_trim(reason)))
		return shop_refuse(SHOP_NO_REASON, ret_refusal);
	if (text_count_points(reason) > LIMIT_NOTE_POINTS)
		return shop_refuse(SHOP_TEXT_TOO_LONG, ret_refusal);
	if (row.ended != REDEMPTION_WAITING)
		return shop_refuse(row.ended == REDEMPTION_CANCELLED ? SHOP_OK : SHOP_ENDED, ret_refusal);
	TRY(end(act, id, &row, REDEMPTION_CANCELLED, text_trim(reason)));
	if (!is_own)
		TRY(notices_tell_own(act, row.person_id, "good_cancelled"));
	return act_trail(act, "shop.cancel", "redemption", id.value, TEXT_NONE);
}

enum fail shop_tick(const struct act *act, size_t *ret_done)
{
	struct redemptions_over_rows over;
	struct redemptions_left_rows left;
	check(act->txn != NULL && act->now_ms > 0);
	TRY(q_redemptions_over(act->view, act->arena, &(struct redemptions_over_in){.centre_id = act->centre_id, .now_ms = act->now_ms}, &over));
	TRY(q_redemptions_left(act->view, act->arena, &(struct redemptions_left_in){.centre_id = act->centre_id, .now_ms = act->now_ms}, &left));
	for (size_t i = 0; i < over.count; i++)
		TRY(give_back(act, over.rows[i].id, REDEMPTION_LAPSED));
	for (size_t i = 0; i < left.count; i++)
		TRY(give_back(act, left.rows[i].id, REDEMPTION_LEFT));
	*ret_done = over.count + left.count;
	return OK;
}

/* By the clock; the holder is told why. */
static enum fail give_back(const struct act *act, struct redemption_id id, enum redemption_state state)
{
	struct redemption_get_row row;
	bool is_found = false;
	bool has_left = state == REDEMPTION_LEFT;
	TRY(q_redemption_get(act->view, act->arena, &(struct redemption_get_in){.centre_id = act->centre_id, .id = id}, &is_found, &row));
	check(is_found && row.ended == REDEMPTION_WAITING);
	TRY(end(act, id, &row, state, TEXT_NONE));
	TRY(notices_tell_own(act, row.person_id, has_left ? "good_left" : "good_lapsed"));
	return act_trail(act, has_left ? "shop.give_back" : "shop.lapse", "redemption", id.value, TEXT_NONE);
}

static enum fail check_taking(const struct act *act, struct taking *taking, enum shop_refusal *ret_refusal)
{
	const struct shop_take_options *options = taking->options;
	bool is_open = false;
	bool is_found = false;
	TRY(shop_is_open(act, &is_open));
	if (!is_open)
		return shop_refuse(SHOP_SHUT, ret_refusal);
	TRY(q_good_get(act->view, act->arena, &(struct good_get_in){.centre_id = act->centre_id, .id = options->good_id}, &is_found, &taking->good));
	if (!is_found)
		return shop_refuse(SHOP_NOT_FOUND, ret_refusal);
	TRY(q_redemption_get(act->view, act->arena, &(struct redemption_get_in){.centre_id = act->centre_id, .id = options->id}, &taking->is_known, &taking->known));
	if (taking->is_known) {
		const struct redemption_get_row *known = &taking->known;
		bool is_same = known->good_id.value == options->good_id.value && known->person_id.value == options->person_id.value
			&& known->taken_by.value == act->actor.value && known->pieces == options->pieces;
		return shop_refuse(is_same ? SHOP_OK : SHOP_DIFFERENT, ret_refusal);
	}
	if (options->seen_points != 0 && options->seen_points != taking->good.price_points)
		return shop_refuse(SHOP_CHANGED_MEANWHILE, ret_refusal);
	if (taking->good.is_withdrawn)
		return shop_refuse(SHOP_WITHDRAWN, ret_refusal);
	if (taking->good.has_left)
		return shop_refuse(SHOP_LEFT, ret_refusal);
	TRY(check_person(act, taking, ret_refusal));
	return check_pieces(act, taking, ret_refusal);
}

static enum fail check_person(const struct act *act, struct taking *taking, enum shop_refusal *ret_refusal)
{
	struct person_id person_id = taking->options->person_id;
	struct person_get_row person;
	bool is_minor = false;
	bool may = false;
	bool is_here = false;
	bool is_close = false;
	bool is_found = false;
	TRY(q_person_get(act->view, act->arena, &(struct person_get_in){.centre_id = act->centre_id, .id = person_id}, &is_found, &person));
	TRY(ledger_may_spend(act, person_id, &is_minor, &may));
	if (!may && !is_minor && is_found)
		TRY(access_may(act, ROLES_STAFF, person.place_id, &taking->is_by_staff));
	if (!may && !taking->is_by_staff)
		return shop_refuse(is_minor ? SHOP_MINOR : SHOP_NOT_YOURS, ret_refusal);
	if (taking->is_by_staff && text_is_empty(channel_word(taking->options->channel)))
		return shop_refuse(SHOP_NO_WORD, ret_refusal);
	if (taking->is_by_staff)
		TRY(people_are_close(act, act->actor, person_id, &is_close));
	if (is_close)
		return shop_refuse(SHOP_CLOSE, ret_refusal);
	if (is_found)
		TRY(places_is_within(act, person.place_id, taking->good.place_id, &is_here));
	return shop_refuse(is_here ? SHOP_OK : SHOP_ELSEWHERE, ret_refusal);
}

/* One that waits. Without the code whoever hands it out says how she was known, and is tied neither to her nor to who took it for her. */
static enum fail check_hand_out(const struct act *act, const struct redemption_get_row *row, bool was_told, struct text seen,
	enum shop_refusal *ret_refusal)
{
	struct ledger_balance hers;
	enum people_tie tie = TIE_NONE;
	enum people_tie other_tie = TIE_NONE;
	if (text_count_points(seen) > LIMIT_NOTE_POINTS)
		return shop_refuse(SHOP_TEXT_TOO_LONG, ret_refusal);
	if (!was_told && text_is_empty(seen))
		return shop_refuse(SHOP_NOT_SEEN, ret_refusal);
	if (row->has_left) /* the clock gives it back */
		return shop_refuse(SHOP_LEFT, ret_refusal);
	if (!was_told) {
		TRY(people_tie_of(act, act->actor, row->person_id, &tie));
		TRY(people_tie_of(act, act->actor, row->taken_by, &other_tie));
	}
	if ((tie != TIE_NONE && tie != TIE_SELF) || (other_tie != TIE_NONE && other_tie != TIE_SELF)) /* herself is told so below */
		return shop_refuse(SHOP_CLOSE, ret_refusal);
	TRY(ledger_balance_of(act, row->person_id, &hers));
	return shop_refuse(hers.available < 0 ? SHOP_BLOCKED : SHOP_OK, ret_refusal); /* below nought: a revocation took what was set aside */
}

/* How somebody says to staff that they may: empty for ways in which nobody is there to hear it. */
static struct text channel_word(enum channel channel)
{
	static const char *const words[] = {[CHANNEL_PHONE] = "phone", [CHANNEL_WINDOW] = "window", [CHANNEL_VISIT] = "visit", [CHANNEL_PAPER] = "paper"};
	return (size_t)channel < COUNT_OF(words) && words[channel] != NULL ? text_of(words[channel]) : TEXT_NONE;
}

/* What proves to us that a member of staff was told the code of this one: keyed, hers alone, and nothing of the code in it. */
static enum fail told_of(const struct act *act, struct redemption_id id, struct text *ret_told)
{
	struct text bytes;
	int64_t number = 0;
	TRY(seal_index(act, "pick_up_told", arena_format(act->arena, "%lld/%lld", (long long)id.value, (long long)act->actor.value), &bytes));
	if (arena_is_exhausted(act->arena))
		return FAIL_LIMIT;
	check(bytes.len >= sizeof(number));
	memcpy(&number, bytes.at, sizeof(number));
	*ret_told = ids_text(act->arena, number & INT64_MAX);
	return OK;
}

static enum fail check_pieces(const struct act *act, const struct taking *taking, enum shop_refusal *ret_refusal)
{
	const struct shop_take_options *options = taking->options;
	struct redemption_month_row month = {0};
	bool is_found = false;
	if (options->pieces < 1 || options->pieces > SHOP_PIECES_MAX)
		return shop_refuse(SHOP_PIECES_INVALID, ret_refusal);
	TRY(q_redemption_month(act->view, act->arena, &(struct redemption_month_in){.centre_id = act->centre_id, .good_id = options->good_id,
		.person_id = options->person_id, .since_ms = month_from_ms(act->now_ms)}, &is_found, &month));
	if (month.pieces + options->pieces > taking->good.month_limit)
		return shop_refuse(SHOP_MONTH_LIMIT, ret_refusal);
	return shop_refuse(taking->good.stock < options->pieces ? SHOP_SOLD_OUT : SHOP_OK, ret_refusal);
}

/* The points are set aside, for whoever gives the good. The shop ends the hold itself, so the ledger sees no deadline. */
static enum fail hold(const struct act *act, const struct taking *taking, enum shop_refusal *ret_refusal)
{
	const struct shop_take_options *options = taking->options;
	enum ledger_refusal refusal = LEDGER_OK;
	struct ledger_entry entry = {.id = {options->id.value}, .step = STEP_HOLD, .amount = taking->good.price_points * options->pieces, .reason = TRANSFER_GOOD};
	TRY(ledger_account(act, ACCOUNT_PERSON, options->person_id, &entry.source));
	if (taking->good.provider_id.value != 0)
		TRY(ledger_account_of_organisation(act, taking->good.provider_id, &entry.target));
	else
		TRY(ledger_account(act, ACCOUNT_SPENT, (struct person_id){0}, &entry.target));
	enum fail fail = ledger_post(act, &entry, 1, &refusal, NULL);
	if (fail != FAIL_REFUSED)
		return fail;
	if (refusal == LEDGER_BLOCKED || refusal == LEDGER_SHORT)
		return shop_refuse(refusal == LEDGER_BLOCKED ? SHOP_BLOCKED : SHOP_SHORT, ret_refusal);
	check(refusal == LEDGER_EXISTS_DIFFERENT); /* an id of something else */
	return shop_refuse(SHOP_DIFFERENT, ret_refusal);
}

static enum fail note_taking(const struct act *act, const struct taking *taking)
{
	const struct shop_take_options *options = taking->options;
	int64_t days = 0;
	struct text code;
	struct redemption_add_in in = {.centre_id = act->centre_id, .id = options->id, .good_id = options->good_id, .person_id = options->person_id,
		.taken_by = act->actor, .pieces = options->pieces, .points = taking->good.price_points * options->pieces, .at_ms = act->now_ms};
	TRY(settings_get(act, SETTING_SHOP_DAYS, &days));
	in.deadline_at_ms = when_at(when_local_day(act->now_ms) + (int32_t)days + 1, 0); /* that day is whole */
	TRY(make_code(act, &code, &in.code_index));
	TRY(seal_text(act, "redemption", options->id.value, "code", code, &in.code_sealed));
	const int64_t numbers[] = {in.id.value, in.good_id.value, in.person_id.value, in.taken_by.value, in.pieces, in.points, in.deadline_at_ms, in.at_ms};
	TRY(seal_digest(act, "redemption", numbers, COUNT_OF(numbers), in.code_index, &in.digest));
	return q_redemption_add(act->txn, &in, NULL);
}

/* Six digits that nothing waits under. */
static enum fail make_code(const struct act *act, struct text *ret_code, struct text *ret_index)
{
	for (int i = 0; i < CODE_TRIES; i++) {
		struct redemption_by_code_row row;
		struct text bytes;
		bool is_found = false;
		uint32_t number = 0;
		TRY(seal_random(act->arena, sizeof(number), &bytes));
		memcpy(&number, bytes.at, sizeof(number));
		*ret_code = arena_format(act->arena, "%06u", (unsigned)(number % CODE_STEPS));
		TRY(seal_index(act, "pick_up_code", *ret_code, ret_index));
		TRY(q_redemption_by_code(act->view, act->arena, &(struct redemption_by_code_in){.centre_id = act->centre_id, .code_index = *ret_index}, &is_found, &row));
		if (!is_found)
			return OK;
	}
	return FAIL_LIMIT;
}

static enum fail read_one(const struct act *act, struct redemption_id id, enum shop_refusal *ret_refusal, struct redemption_get_row *ret_row)
{
	bool is_open = false;
	bool is_found = false;
	TRY(shop_is_open(act, &is_open));
	if (!is_open)
		return shop_refuse(SHOP_SHUT, ret_refusal);
	TRY(q_redemption_get(act->view, act->arena, &(struct redemption_get_in){.centre_id = act->centre_id, .id = id}, &is_found, ret_row));
	return shop_refuse(is_found ? SHOP_OK : SHOP_NOT_FOUND, ret_refusal);
}

/* Herself, or the parent or guardian who took it for her. Not staff who did so at the window. */
static enum fail is_holder(const struct act *act, const struct redemption_get_row *row, bool *ret_is)
{
	bool is_minor = false;
	bool may = false;
	*ret_is = act->actor.value != 0 && act->actor.value == row->person_id.value;
	if (*ret_is || act->actor.value == 0 || act->actor.value != row->taken_by.value)
		return OK;
	TRY(ledger_may_spend(act, row->person_id, &is_minor, &may));
	*ret_is = is_minor && may;
	return OK;
}

/* The one place where one ends: the fact, the hold, and the pieces when they stay. */
static enum fail end(const struct act *act, struct redemption_id id, const struct redemption_get_row *row, enum redemption_state state, struct text reason)
{
	enum ledger_refusal refusal = LEDGER_OK;
	struct text digest;
	bool is_given = state == REDEMPTION_HANDED_OUT;
	const int64_t numbers[] = {id.value, state, act->actor.value, act->now_ms};
	check(row->ended == REDEMPTION_WAITING && state != REDEMPTION_WAITING);
	TRY(seal_digest(act, "redemption_end", numbers, COUNT_OF(numbers), reason, &digest));
	TRY(q_redemption_end_add(act->txn, &(struct redemption_end_add_in){.centre_id = act->centre_id, .redemption_id = id, .kind = state, .reason = reason,
		.actor_id = act->actor, .at_ms = act->now_ms, .digest = digest}, NULL));
	TRY(ledger_post(act, &(struct ledger_entry){.id = {ids_new(act->now_ms)}, .step = is_given ? STEP_POST : STEP_VOID, .hold_id = {id.value}}, 1, &refusal,
		NULL));
	check(refusal == LEDGER_OK);
	if (is_given)
		return OK;
	return q_good_move(act->txn, &(struct good_move_in){.centre_id = act->centre_id, .id = row->good_id, .pieces = row->pieces}, NULL);
}

static int64_t month_from_ms(int64_t now_ms)
{
	struct local_time local = when_local(now_ms);
	int32_t day = 0;
	check(when_day_from_date(local.year, local.month, 1, &day));
	return when_at(day, 0);
}
