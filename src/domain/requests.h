/* SPDX-License-Identifier: Apache-2.0
 *
 * A request is one order by or for a resident. Its life is the machine of
 * standards.md 3.7: every state has an owner, a deadline and a way out. What
 * happened is in request_event (insert only); `request` shows the last state.
 * This module also carries a request's duty through offer, attendance and
 * record, because those modules lie below and know nothing of requests.
 */
#ifndef DOMAIN_REQUESTS_H
#define DOMAIN_REQUESTS_H

#include "domain/messages.h"
#include "domain/organisations.h"
#include "domain/records.h"

enum request_state {
	REQUEST_SUBMITTED = 1, /* 待审   station: accept, ask or reject within 1 working day */
	REQUEST_NEED_INFO,     /* 待补充 orderer: answer within 3 working days */
	REQUEST_ACCEPTED,      /* 已受理 station: find somebody within 1 working day */
	REQUEST_DISPATCHED,    /* 已派单 volunteer: answer before the offer ends */
	REQUEST_OPEN,          /* 可认领 anyone fitting may take it, 24 h */
	REQUEST_CLAIMED,       /* 已接单 volunteer: agree the hour within 2 working days */
	REQUEST_SCHEDULED,     /* 已约定 volunteer: come; until the end of the visit + 12 h */
	REQUEST_IN_SERVICE,    /* 服务中 volunteer: check out; + 12 h the station asks */
	REQUEST_SERVED,        /* 待确认 resident: confirm, else by itself after 3 days */
	REQUEST_CONFIRMED,     /* 待评价 resident: rate within 7 days */
	REQUEST_CLOSED,        /* 已办结 */
	REQUEST_REWORK,        /* 返工   station: agree a new hour within 1 working day */
	REQUEST_ESCALATED,     /* 上报   county: give back within 1 working day */
	REQUEST_SUSPENDED,     /* 挂起   station: resume by the day named */
	REQUEST_REJECTED,      /* 不予受理, with reason and where to go */
	REQUEST_CANCELLED,     /* 已取消 */
	REQUEST_MERGED,        /* 并入活动 */
	REQUEST_STATE_COUNT
};

enum request_event_kind {
	REQUEST_EVENT_OPENED = 1, REQUEST_EVENT_ACCEPTED, REQUEST_EVENT_ASKED, REQUEST_EVENT_ANSWERED,
	REQUEST_EVENT_REJECTED, REQUEST_EVENT_OFFERED, REQUEST_EVENT_OPENED_TO_ALL, REQUEST_EVENT_DECLINED,
	REQUEST_EVENT_OFFERS_ENDED, REQUEST_EVENT_CLAIMED, REQUEST_EVENT_SCHEDULED, REQUEST_EVENT_RELEASED,
	REQUEST_EVENT_CHECKED_IN, REQUEST_EVENT_CHECKED_OUT, REQUEST_EVENT_CONFIRMED, REQUEST_EVENT_CONFIRMED_BY_TIME,
	REQUEST_EVENT_DISPUTED, REQUEST_EVENT_RATED, REQUEST_EVENT_CLOSED, REQUEST_EVENT_REOPENED,
	REQUEST_EVENT_ESCALATED, REQUEST_EVENT_GIVEN_BACK, REQUEST_EVENT_SUSPENDED, REQUEST_EVENT_RESUMED,
	REQUEST_EVENT_CANCELLED, REQUEST_EVENT_MERGED, REQUEST_EVENT_OVERDUE, REQUEST_EVENT_CALLED_BACK,
	REQUEST_EVENT_WILLING, REQUEST_EVENT_TEAM_CLAIMED, REQUEST_EVENT_TEAM_RELEASED, REQUEST_EVENT_KIND_COUNT
};

/* Whom a state waits for; `request_owner.*` in the locale. */
enum request_owner { REQUEST_OWNER_NOBODY, REQUEST_OWNER_STATION, REQUEST_OWNER_ORDERER, REQUEST_OWNER_VOLUNTEER,
	REQUEST_OWNER_RESIDENT, REQUEST_OWNER_COUNTY };
enum request_owner request_state_owner(enum request_state state);
bool request_state_is_terminal(enum request_state state);
/* True when the machine has the arrow from → to. */
bool request_state_may_go(enum request_state from, enum request_state to);
/* "submitted", "need_info" …: the tail of the locale key, JSON code and CSS class. */
const char *request_state_name(enum request_state state);
const char *request_event_name(enum request_event_kind kind);
/* Whether an event is told to those who asked (the resident and who ordered for her), and to those who serve. */
enum request_side { REQUEST_SIDE_ASKS, REQUEST_SIDE_SERVES };
bool requests_tells(enum request_event_kind kind, enum request_side side);

/* One enum for all verbs, in checking order; `request_refusal.*` in the locale. */
enum request_refusal {
	REQUEST_REFUSAL_NONE,
	REQUEST_NOT_FOUND,         /* or out of the actor's scope: told alike */
	REQUEST_NOT_ALLOWED,       /* the actor has neither role nor relation */
	REQUEST_NO_WORDS,          /* neither an item nor own words */
	REQUEST_WORDS_TOO_LONG,
	REQUEST_NO_REASON,         /* the step must say why */
	REQUEST_ITEM_CLOSED,
	REQUEST_ITEM_NOT_HERE,     /* not offered where she lives */
	REQUEST_TIME_PAST,
	REQUEST_TIME_TOO_SOON,     /* inside the lead time */
	REQUEST_TIME_TOO_FAR,      /* more than 90 days ahead */
	REQUEST_TIME_TOO_SHORT,    /* the window does not hold the duration */
	REQUEST_NO_CONSENT,        /* the resident's consent to be served is not on file */
	REQUEST_DUPLICATE,         /* an open one of the same kind within 3 days; say `is_duplicate_meant` */
	REQUEST_NO_KIN_RIGHT,      /* kin link missing, ended, or without this right */
	REQUEST_POINTS_SHORT,
	REQUEST_PAYER_MINOR,       /* a minor's points are spent by a parent or guardian */
	REQUEST_PAYER_BLOCKED,     /* a negative balance blocks spending */
	REQUEST_WRONG_STATE,       /* the step does not exist from here: it was done already, or too late */
	REQUEST_TAKEN,             /* somebody else was first */
	REQUEST_OFFER_EXPIRED,
	REQUEST_ALREADY_ASKED,     /* this volunteer was asked already */
	REQUEST_TOO_MANY_OFFERS,
	REQUEST_NOT_VOLUNTEER,
	REQUEST_VOLUNTEER_PAUSED,
	REQUEST_SKILL_MISSING,
	REQUEST_VOLUNTEER_BUSY,    /* has another duty then */
	REQUEST_OWN_REQUEST,       /* nobody serves herself */
	REQUEST_TOO_EARLY,         /* check-in more than 60 min before */
	REQUEST_CODE_WRONG,
	REQUEST_NOT_CHECKED_IN,
	REQUEST_OWN_HOURS,         /* nobody confirms their own hours */
	REQUEST_SCORE_INVALID,
	REQUEST_TEAM_FULL,         /* the team has taken too many upon itself already */
	REQUEST_TEAM_HAD_IT,       /* its time with this order ran out, or it gave it back LIMIT_TEAM_RETURNS times */
	REQUEST_TEAM_CANNOT,       /* nobody of the team holds what is needed */
	REQUEST_NOT_MEMBER,        /* not of the team that has it */
	REQUEST_TEAM_HAS_IT,       /* a team is looking among its own; take the question back first */
	REQUEST_REFUSAL_COUNT
};
/* "not_found", "duplicate" …: locale key tail and JSON code. */
const char *request_refusal_name(enum request_refusal refusal);

struct requests_open_options {
	struct person_id person_id;  /* for whom */
	struct item_id item_id;      /* 0 = in words */
	struct text words;           /* what she said; at most LIMIT_NOTE_POINTS */
	int64_t wanted_from_ms;      /* 0 = as soon as possible: the next 3 days, daytime */
	int64_t wanted_to_ms;
	struct text risks;           /* dog, stairs, illness; sealed */
	enum channel channel;
	bool is_paid;                /* spend the payer's points: the item's price is held */
	struct person_id payer_id;   /* 0 = the actor. Staff: the resident herself, who said so; parent or guardian: a minor of hers */
	bool is_duplicate_meant;
	struct request_id repeat_of; /* 0 = none */
};
/* Opens a request in SUBMITTED. The actor is the resident, her kin with may_order,
 * or staff whose scope holds her community. A paid one holds the price (hardship
 * cases never pay). On REQUEST_DUPLICATE *ret_id is the earlier request. */
enum fail requests_open(const struct act *act, const struct requests_open_options *options,
	enum request_refusal *ret_refusal, struct request_id *ret_id);
/* Whether she orders without price: in hardship, or old and living alone (standards.md 5.4). False for nobody. */
enum fail requests_never_pays(const struct act *act, struct person_id person_id, bool *ret_never);
/* The same again for the next fitting window, by whoever may order for her; paid by who paid before, when the actor may spend those
 * points, else by the actor. */
enum fail requests_repeat(const struct act *act, struct request_id id, int64_t wanted_from_ms, int64_t wanted_to_ms,
	enum request_refusal *ret_refusal, struct request_id *ret_id);

/* Steps of the desk (clerk or manager in scope). */
/* SUBMITTED → ACCEPTED; makes the duty. For an order in words staff may set what the item would have said. */
struct requests_accept_options {
	struct request_id id;
	struct item_id item_id;      /* 0 = keep */
	int32_t duration_min;        /* 0 = keep */
	int32_t people;              /* 0 = keep */
	int64_t from_ms, to_ms;      /* 0 = as wanted */
};
enum fail requests_accept(const struct act *act, const struct requests_accept_options *options, enum request_refusal *ret_refusal);
enum fail requests_ask(const struct act *act, struct request_id id, struct text question, enum request_refusal *ret_refusal);
enum fail requests_answer(const struct act *act, struct request_id id, struct text answer, enum request_refusal *ret_refusal);
/* reason and where to go instead are both mandatory. */
enum fail requests_reject(const struct act *act, struct request_id id, struct text reason, struct text referral, enum request_refusal *ret_refusal);
enum fail requests_suspend(const struct act *act, struct request_id id, struct text reason, int64_t until_ms, enum request_refusal *ret_refusal);
enum fail requests_resume(const struct act *act, struct request_id id, enum request_refusal *ret_refusal);
enum fail requests_escalate(const struct act *act, struct request_id id, struct text reason, enum request_refusal *ret_refusal);
/* SUBMITTED|ACCEPTED → MERGED: the same need as `into`, an open request of the same resident. Releases the hold. */
enum fail requests_merge(const struct act *act, struct request_id id, struct request_id into_id, enum request_refusal *ret_refusal);
enum fail requests_give_back(const struct act *act, struct request_id id, struct text note, enum request_refusal *ret_refusal);

/* Who goes. ACCEPTED|OPEN|REWORK → DISPATCHED: ask one or several, first yes wins; more may be asked while DISPATCHED.
 * An open list is closed by it. */
enum fail requests_offer(const struct act *act, struct request_id id, const struct person_id *persons, size_t count,
	enum request_refusal *ret_refusal);
/* The same by the clock, for who comes next when nobody of those asked said yes (dispatch_roll). */
enum fail requests_offer_next(const struct act *act, struct request_id id, const struct person_id *persons, size_t count,
	enum request_refusal *ret_refusal);
/* DISPATCHED|OPEN → ACCEPTED: staff take their question back before anybody said yes (undo); those asked are told. */
enum fail requests_call_back(const struct act *act, struct request_id id, enum request_refusal *ret_refusal);
/* ACCEPTED|DISPATCHED|REWORK → OPEN */
enum fail requests_open_to_all(const struct act *act, struct request_id id, enum request_refusal *ret_refusal);
/* The volunteer's answers. Yes: the other offers are withdrawn once enough people said yes; where the centre waits for the best
 * yes (domain/settings.h) hers is kept until all have answered or time is up;
 * when the wanted window is exact the request goes straight to SCHEDULED. */
enum fail requests_take_offer(const struct act *act, struct offer_id offer_id, enum request_refusal *ret_refusal);
enum fail requests_decline_offer(const struct act *act, struct offer_id offer_id, struct text reason, enum request_refusal *ret_refusal);
/* An OPEN request is taken from the list. */
enum fail requests_take(const struct act *act, struct request_id id, enum request_refusal *ret_refusal);
/* A team takes an OPEN request upon itself, by its leader: OPEN → DISPATCHED, with an hour by which somebody of hers has to have
 * said yes (SETTING_CLAIM_MIN); nobody else is asked meanwhile. Only for what at least one of hers holds the skills for. */
enum fail requests_team_claim(const struct act *act, struct request_id id, struct organisation_id team_id, enum request_refusal *ret_refusal);
/* The leader asks one of hers, who may say no like anybody: then the next may be asked. */
enum fail requests_team_ask(const struct act *act, struct request_id id, struct person_id person_id, enum request_refusal *ret_refusal);
/* DISPATCHED → OPEN: the leader gives it back; the clock does so when the hour is over. */
enum fail requests_team_release(const struct act *act, struct request_id id, enum request_refusal *ret_refusal);
enum team_end { TEAM_END_FILLED = 1, TEAM_END_GIVEN_BACK, TEAM_END_TIME_UP, TEAM_END_TAKEN };
/* A team leaves the field (organisations_close, whose refusals these are): what it has taken upon itself is open to all again at once,
 * who was asked is asked no longer, and its leader is told. */
MUST_USE enum fail requests_team_close(const struct act *act, struct organisation_id team_id, enum organisation_refusal *ret_refusal);
/* Whether the actor leads the team. */
enum fail requests_team_leads(const struct act *act, struct organisation_id team_id, bool *ret_leads);
/* Staff put somebody down who said yes on the phone. */
enum fail requests_assign(const struct act *act, struct request_id id, struct person_id person_id, enum request_refusal *ret_refusal);
/* CLAIMED|SCHEDULED → SCHEDULED: by the volunteer, staff, or the resident's side. from_ms 0: as first wanted.
 * Refused with REQUEST_VOLUNTEER_BUSY when one of those who go has another appointment then. */
enum fail requests_schedule(const struct act *act, struct request_id id, int64_t from_ms, int64_t to_ms, enum request_refusal *ret_refusal);
/* A volunteer cannot come after all: no penalty, back to ACCEPTED with the rest of the day's ranking. Staff may for her. */
enum fail requests_release(const struct act *act, struct request_id id, struct text reason, enum request_refusal *ret_refusal);

/* At the door. `code` is the 6 digits of the resident's card (rotates every 10 min; the
 * previous one still holds); staff may check in for a volunteer who rings (evidence phone), and without any code she may say so. */
struct requests_attend_options {
	struct request_id id;
	struct person_id person_id;  /* 0 = the actor */
	struct text code;            /* empty: staff by phone, or the volunteer's own word */
	bool is_own_word;            /* she has no code to give (the resident has no telephone): the record waits for a word of the resident's */
	struct record_spot spot;     /* where her telephone is when she leaves, if she says so */
	struct text device;          /* what her own browser is known by; empty: nothing */
	struct text note;            /* the report, at check-out */
	int64_t at_ms;               /* 0 = now; staff may set an earlier time when check-out was forgotten */
};
enum fail requests_check_in(const struct act *act, const struct requests_attend_options *options, enum request_refusal *ret_refusal);
/* Makes a pending record of the minutes; the last one out moves the request to SERVED. */
enum fail requests_check_out(const struct act *act, const struct requests_attend_options *options, enum request_refusal *ret_refusal);

/* The end. The resident, kin with may_rate, or staff who rang her; never who served. With `confirm_code`, the 6 digits
 * that her card shows once the volunteer has left, or those of a text message (requests_send_code), she confirms on the
 * volunteer's phone, or tells them to staff on the telephone: it is her act then.
 * Records become final, points are posted, a hold is settled. */
enum fail requests_confirm(const struct act *act, struct request_id id, struct text confirm_code, enum request_refusal *ret_refusal);
/* SERVED → REWORK with a reason; pending records are voided. */
enum fail requests_dispute(const struct act *act, struct request_id id, struct text reason, enum request_refusal *ret_refusal);
/* CONFIRMED → CLOSED; score 1–5, comment may be empty. */
enum fail requests_rate(const struct act *act, struct request_id id, int32_t score, struct text comment, enum request_refusal *ret_refusal);
/* CLOSED → ACCEPTED within 15 days when the score was ≤ 2; makes a new duty. */
enum fail requests_reopen(const struct act *act, struct request_id id, struct text reason, enum request_refusal *ret_refusal);
/* What the resident said when she was rung about a record (records_answer); when none of the request's records waits any
 * longer its payment is settled, or released when nothing was served. */
MUST_USE enum fail requests_answer_call(const struct act *act, const struct call_back_options *options, enum record_refusal *ret_refusal);
/* Before service starts; releases the hold, withdraws offers, frees the volunteers. */
enum fail requests_cancel(const struct act *act, struct request_id id, struct text reason, enum request_refusal *ret_refusal);

/* The clock: does everything that is due at act->now_ms for at most `limit` requests: offers end,
 * open lists close, silent residents confirm by time, rating windows close, missed deadlines escalate.
 * *ret_done is the number handled; call again while it equals the limit. Who is asked next is dispatch_roll's. */
enum fail requests_tick(const struct act *act, size_t limit, size_t *ret_done);

/* The 6 digits the resident's card shows at now_ms (HMAC of card_secret and the 10-minute step). */
enum fail requests_card_code(const struct act *act, struct person_id person_id, char ret_code[7]);

/* The 6 digits by which the resident confirms this one served request; other than the door's code, so that who was let
 * in cannot confirm with what he was told then. FAIL_MISSING when there is no such request. */
enum fail requests_confirm_code(const struct act *act, struct request_id id, char ret_code[7]);
/* SERVED: a text message with a code for this one service goes to the resident's telephone. Asked for by who served, or by staff
 * in scope; never to a number that is also one's own, or that of who served. */
MUST_USE enum fail requests_send_code(const struct act *act, struct request_id id, const struct messages_options *options,
	enum message_refusal *ret_refusal);

/* The risks at home, opened for the volunteer who goes or staff in scope; empty for others. */
enum fail requests_risks(const struct act *act, struct request_id id, struct person_id for_whom, struct text *ret_risks);

/* The state the facts give (replay of request_event); for verify and rebuild. */
struct request_shadow { int32_t state, resume_state; int64_t deadline_at_ms, promised_at_ms, from_ms, to_ms, changed_at_ms; bool is_escalated; };
enum fail requests_replay(const struct act *act, struct request_id id, struct request_shadow *ret_shadow);

#endif
