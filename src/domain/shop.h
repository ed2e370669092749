/* SPDX-License-Identifier: Apache-2.0
 *
 * The shop of goods, where a centre has opened one (SETTING_SHOP; it is shut
 * until somebody does): what organisations give is taken for points and picked
 * up with a code. While it waits the points are a hold of the ledger under the
 * same id and the pieces are off the stock; it ends once, by hand-out, by
 * cancelling or by the clock, and only the hand-out moves points: to whoever
 * gave the good, or to the spent ones. A shut shop refuses every verb; what
 * waits then goes back on its day. Of an organisation that has left the field
 * nothing is taken or handed out; what waits goes back when the clock comes round.
 * No clerk spends another's points alone: what staff took for somebody is handed
 * out by her code, or by another, unrelated member of staff who says how she was
 * known; without the code that stands on her page and on the manager's list. Points are not money, and goods have no other price.
 */
#ifndef DOMAIN_SHOP_H
#define DOMAIN_SHOP_H

#include "domain/ledger.h"

#define SHOP_PRICE_MAX 100000 /* hundredths of a point for one piece */
#define SHOP_PIECES_MAX 10    /* in one redemption, and a month's limit; their points fit into one entry */
#define SHOP_STOCK_MAX 10000
#define SHOP_CODE_DIGITS 6

enum good_event_kind { GOOD_OFFERED = 1, GOOD_CHANGED, GOOD_COUNTED, GOOD_WITHDRAWN, GOOD_RETURNED, GOOD_EVENT_KIND_COUNT };
const char *good_event_name(enum good_event_kind kind); /* "offered": tail of the locale key */
enum redemption_state { REDEMPTION_WAITING, REDEMPTION_HANDED_OUT, REDEMPTION_CANCELLED, REDEMPTION_LAPSED, REDEMPTION_LEFT, REDEMPTION_STATE_COUNT };
const char *redemption_state_name(enum redemption_state state);

/* In checking order; `refusal.shop.*` in the locale. */
enum shop_refusal {
	SHOP_OK,
	SHOP_SHUT,              /* the centre has no shop */
	SHOP_NOT_FOUND,
	SHOP_NOT_ALLOWED,       /* not a manager, not staff, not the holder */
	SHOP_DIFFERENT,         /* the id is taken by another content */
	SHOP_CHANGED_MEANWHILE, /* by somebody else; or the price is no longer the one that was looked at */
	SHOP_PROVIDER_MISSING,
	SHOP_PLACE_MISSING,
	SHOP_NO_TITLE,
	SHOP_NO_GIVEN,          /* what is handed out */
	SHOP_NO_PICK_UP,
	SHOP_TEXT_TOO_LONG,
	SHOP_PRICE_INVALID,     /* 1 to SHOP_PRICE_MAX */
	SHOP_LIMIT_INVALID,     /* 1 to SHOP_PIECES_MAX */
	SHOP_STOCK_INVALID,     /* the stock would be below nought or above SHOP_STOCK_MAX, or nothing changes */
	SHOP_NO_REASON,
	SHOP_NOT_SEEN,          /* without the code: how the holder was known */
	SHOP_WITHDRAWN,
	SHOP_LEFT,              /* whoever gives it has left the field */
	SHOP_NOT_YOURS,         /* somebody else's points */
	SHOP_MINOR,             /* a parent or guardian on record has to */
	SHOP_NO_WORD,           /* staff for a grown-up: how she said so */
	SHOP_CLOSE,             /* staff who are family, household or one telephone with the holder, or with who took it for her */
	SHOP_ELSEWHERE,         /* the good is for residents of another place */
	SHOP_PIECES_INVALID,
	SHOP_MONTH_LIMIT,
	SHOP_SOLD_OUT,
	SHOP_BLOCKED,           /* the account is below nought after a revocation, or would be by the hand-out */
	SHOP_SHORT,             /* not enough points */
	SHOP_CODE_WRONG,
	SHOP_SELF,              /* nobody hands out to herself, or what she took for somebody */
	SHOP_ENDED,             /* it was handed out, cancelled or has lapsed */
	SHOP_LAPSED,            /* its time is over; the clock gives it back */
	SHOP_REFUSAL_COUNT
};
const char *shop_refusal_name(enum shop_refusal refusal); /* "sold_out": tail of the locale key, JSON code */

/* Whether the centre has a shop. */
enum fail shop_is_open(const struct act *act, bool *ret_is_open);

struct shop_good_options {
	struct organisation_id provider_id; /* 0 = the station gives it */
	struct place_id place_id;
	struct text title, title_en, given, given_en, pick_up, pick_up_en; /* English may be empty */
	int64_t price_points, month_limit;
	int64_t stock;        /* of a new good only */
	int64_t from_version; /* of a change: the version that was looked at; 0 = whatever it is */
};
/* A new good, by a manager of its place. `id` is the client's event; an equal repeat answers the same good. */
enum fail shop_offer(const struct act *act, struct event_id id, const struct shop_good_options *options, enum shop_refusal *ret_refusal,
	struct good_id *ret_id);
/* Another description, price or limit; what was taken stays at its price. Who gives it and where stays. */
enum fail shop_change(const struct act *act, struct event_id id, struct good_id good_id, const struct shop_good_options *options,
	enum shop_refusal *ret_refusal);
/* Pieces came, or (below nought) are gone, with a reason; by staff of its place. An equal repeat under the client's id is OK. */
enum fail shop_count(const struct act *act, struct event_id id, struct good_id good_id, int64_t pieces, struct text reason, enum shop_refusal *ret_refusal);
/* It cannot be taken any more, or (while its giver has not left) can again; by a manager. What waits is handed out all the same. As it is: OK. */
enum fail shop_withdraw(const struct act *act, struct event_id id, struct good_id good_id, bool is_withdrawn, enum shop_refusal *ret_refusal);

struct shop_take_options {
	struct redemption_id id;
	struct good_id good_id;
	struct person_id person_id;
	int64_t pieces;
	int64_t seen_points; /* the price of one piece that was looked at; 0 = whatever it is */
	enum channel channel; /* staff for a grown-up: how she said so, at the window, by telephone, on a visit or on paper; else 0 */
};
/* Takes pieces for the person's points: the actor's own, or those of a child she is parent or guardian of; or staff for a grown-up of their
 * places who said so (it is put on the trail how), is not close to them, and is told. The id is the client's and becomes the hold's;
 * an equal repeat is OK and takes nothing. */
enum fail shop_take(const struct act *act, const struct shop_take_options *options, enum shop_refusal *ret_refusal);
/* Whether the actor is the holder, or the parent or guardian who took it for her. False for what is not there. */
enum fail shop_holds(const struct act *act, struct redemption_id id, bool *ret_holds);
/* The code of one that waits, in act->arena; for the holder and the guardian who took it for her only. */
enum fail shop_code(const struct act *act, struct redemption_id id, enum shop_refusal *ret_refusal, struct text *ret_code);
/* The one that waits under a code as typed (blanks between its digits are nothing), for staff of the good's place. Whoever calls slows down
 * wrong ones. *ret_told, in act->arena, proves to shop_hand_out that this actor was told the code, and tells nothing of it. */
enum fail shop_find(const struct act *act, struct text typed, enum shop_refusal *ret_refusal, struct redemption_id *ret_id, struct text *ret_told);
/* Whether `told` is what shop_find gave the actor for this one: she was told its code. */
enum fail shop_was_told(const struct act *act, struct redemption_id id, struct text told, bool *ret_was);
struct shop_hand_out_options {
	struct redemption_id id;
	struct text told; /* from shop_find; else empty or wrong: without the code */
	struct text seen; /* without the code: how she was known; kept with the end, and shown to her and to managers */
};
/* Staff of the good's place have handed it out, and the holder is told by whom. Without the code never by who is close to the holder or to who
 * took it for her. Not while a revocation has taken the points set aside for it. A repeat is OK. */
enum fail shop_hand_out(const struct act *act, const struct shop_hand_out_options *options, enum shop_refusal *ret_refusal);
/* Points and pieces go back: by the holder, or by staff of the place with a reason, which she is told. A repeat is OK. */
enum fail shop_cancel(const struct act *act, struct redemption_id id, struct text reason, enum shop_refusal *ret_refusal);
/* What nobody picked up in time goes back, and what waits for a good whose giver has left; open shop or not; at most 100 of each. For the clock. */
enum fail shop_tick(const struct act *act, size_t *ret_done);

#endif
