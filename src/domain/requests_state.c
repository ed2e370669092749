/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/requests_private.h"

/* The machine of standards.md 3.7 as data: for each state its owner and the states it may go to. */
#define TO(state) STATE_BIT(REQUEST_##state)
static const struct { const char *name; enum request_owner owner; unsigned to; } machine[REQUEST_STATE_COUNT] = {
	[REQUEST_SUBMITTED] = {"submitted", REQUEST_OWNER_STATION, TO(ACCEPTED) | TO(NEED_INFO) | TO(REJECTED) | TO(MERGED) | TO(CANCELLED) | TO(SUSPENDED)},
	[REQUEST_NEED_INFO] = {"need_info", REQUEST_OWNER_ORDERER, TO(SUBMITTED) | TO(CANCELLED) | TO(SUSPENDED) | TO(REJECTED)},
	[REQUEST_ACCEPTED] = {"accepted", REQUEST_OWNER_STATION,
		TO(DISPATCHED) | TO(OPEN) | TO(CLAIMED) | TO(ESCALATED) | TO(MERGED) | TO(CANCELLED) | TO(SUSPENDED)},
	[REQUEST_DISPATCHED] = {"dispatched", REQUEST_OWNER_VOLUNTEER, TO(ACCEPTED) | TO(OPEN) | TO(CLAIMED) | TO(CANCELLED) | TO(SUSPENDED)},
	[REQUEST_OPEN] = {"open", REQUEST_OWNER_VOLUNTEER, TO(ACCEPTED) | TO(CLAIMED) | TO(DISPATCHED) | TO(CANCELLED) | TO(SUSPENDED)},
	[REQUEST_CLAIMED] = {"claimed", REQUEST_OWNER_VOLUNTEER, TO(SCHEDULED) | TO(ACCEPTED) | TO(CANCELLED) | TO(SUSPENDED)},
	[REQUEST_SCHEDULED] = {"scheduled", REQUEST_OWNER_VOLUNTEER, TO(IN_SERVICE) | TO(ACCEPTED) | TO(CANCELLED) | TO(SUSPENDED)},
	[REQUEST_IN_SERVICE] = {"in_service", REQUEST_OWNER_VOLUNTEER, TO(SERVED)},
	[REQUEST_SERVED] = {"served", REQUEST_OWNER_RESIDENT, TO(CONFIRMED) | TO(REWORK)},
	[REQUEST_CONFIRMED] = {"confirmed", REQUEST_OWNER_RESIDENT, TO(CLOSED)},
	[REQUEST_CLOSED] = {"closed", REQUEST_OWNER_NOBODY, TO(ACCEPTED)},
	[REQUEST_REWORK] = {"rework", REQUEST_OWNER_STATION, TO(DISPATCHED) | TO(OPEN) | TO(CLAIMED) | TO(SUSPENDED) | TO(CANCELLED)},
	[REQUEST_ESCALATED] = {"escalated", REQUEST_OWNER_COUNTY, TO(ACCEPTED) | TO(SUSPENDED) | TO(CANCELLED)},
	[REQUEST_SUSPENDED] = {"suspended", REQUEST_OWNER_STATION, TO(SUBMITTED) | TO(NEED_INFO) | TO(ACCEPTED) | TO(DISPATCHED) | TO(OPEN) | TO(CLAIMED)
		| TO(SCHEDULED) | TO(REWORK) | TO(ESCALATED) | TO(CANCELLED)},
	[REQUEST_REJECTED] = {"rejected", REQUEST_OWNER_NOBODY, 0},
	[REQUEST_CANCELLED] = {"cancelled", REQUEST_OWNER_NOBODY, 0},
	[REQUEST_MERGED] = {"merged", REQUEST_OWNER_NOBODY, 0},
};

enum request_owner request_state_owner(enum request_state state)
{
	check(state > 0 && state < REQUEST_STATE_COUNT);
	return machine[state].owner;
}

bool request_state_is_terminal(enum request_state state)
{
	return state == REQUEST_CLOSED || state == REQUEST_REJECTED || state == REQUEST_CANCELLED || state == REQUEST_MERGED;
}

bool request_state_may_go(enum request_state from, enum request_state to)
{
	check(from >= 0 && from < REQUEST_STATE_COUNT && to > 0 && to < REQUEST_STATE_COUNT);
	if (from == 0) /* being opened */
		return to == REQUEST_SUBMITTED;
	return (machine[from].to & STATE_BIT(to)) != 0;
}

const char *request_state_name(enum request_state state)
{
	check(state > 0 && state < REQUEST_STATE_COUNT);
	return machine[state].name;
}

const char *request_event_name(enum request_event_kind kind)
{
	static const char *const names[REQUEST_EVENT_KIND_COUNT] = {"", "opened", "accepted", "asked", "answered", "rejected", "offered", "opened_to_all",
		"declined", "offers_ended", "claimed", "scheduled", "released", "checked_in", "checked_out", "confirmed", "confirmed_by_time", "disputed",
		"rated", "closed", "reopened", "escalated", "given_back", "suspended", "resumed", "cancelled", "merged", "overdue", "called_back",
		"willing", "team_claimed", "team_released"};
	check(kind > 0 && kind < REQUEST_EVENT_KIND_COUNT);
	return names[kind];
}

bool requests_tells(enum request_event_kind kind, enum request_side side)
{
	/* Who is asked in vain, and by when, is the station's business; the resident hears when somebody said yes. */
	static const struct { bool asks, serves; } tells[REQUEST_EVENT_KIND_COUNT] = {
		[REQUEST_EVENT_OPENED] = {true, false}, [REQUEST_EVENT_ACCEPTED] = {true, false}, [REQUEST_EVENT_ASKED] = {true, false},
		[REQUEST_EVENT_ANSWERED] = {true, false}, [REQUEST_EVENT_REJECTED] = {true, false}, [REQUEST_EVENT_OFFERED] = {false, true},
		[REQUEST_EVENT_CLAIMED] = {true, true}, [REQUEST_EVENT_SCHEDULED] = {true, true}, [REQUEST_EVENT_RELEASED] = {true, true},
		[REQUEST_EVENT_CHECKED_IN] = {true, true}, [REQUEST_EVENT_CHECKED_OUT] = {true, true}, [REQUEST_EVENT_CONFIRMED] = {true, true},
		[REQUEST_EVENT_CONFIRMED_BY_TIME] = {true, true}, [REQUEST_EVENT_DISPUTED] = {true, true}, [REQUEST_EVENT_RATED] = {true, true},
		[REQUEST_EVENT_CLOSED] = {true, false}, [REQUEST_EVENT_REOPENED] = {true, false}, [REQUEST_EVENT_ESCALATED] = {true, false},
		[REQUEST_EVENT_GIVEN_BACK] = {true, false}, [REQUEST_EVENT_SUSPENDED] = {true, true}, [REQUEST_EVENT_RESUMED] = {true, true},
		[REQUEST_EVENT_CANCELLED] = {true, true}, [REQUEST_EVENT_MERGED] = {true, true}, [REQUEST_EVENT_CALLED_BACK] = {false, true}};
	check(kind > 0 && kind < REQUEST_EVENT_KIND_COUNT);
	return side == REQUEST_SIDE_ASKS ? tells[kind].asks : tells[kind].serves;
}

const char *request_refusal_name(enum request_refusal refusal)
{
	static const char *const names[REQUEST_REFUSAL_COUNT] = {"none", "not_found", "not_allowed", "no_words", "words_too_long", "no_reason", "item_closed",
		"item_not_here", "time_past", "time_too_soon", "time_too_far", "time_too_short", "no_consent", "duplicate", "no_kin_right", "points_short",
		"payer_minor", "payer_blocked", "wrong_state", "taken", "offer_expired", "already_asked", "too_many_offers", "not_volunteer", "volunteer_paused",
		"skill_missing", "volunteer_busy", "own_request", "too_early", "code_wrong", "not_checked_in", "own_hours", "score_invalid", "team_full", "team_had_it",
		"team_cannot",
		"not_member", "team_has_it"};
	check(refusal >= 0 && refusal < REQUEST_REFUSAL_COUNT);
	return names[refusal];
}

enum request_refusal requests_refusal_of(enum duty_refusal refusal)
{
	static const enum request_refusal refusals[DUTY_REFUSAL_COUNT] = {[DUTY_OK] = REQUEST_REFUSAL_NONE, [DUTY_NOT_FOUND] = REQUEST_NOT_FOUND,
		[DUTY_WRONG_STATE] = REQUEST_WRONG_STATE, [DUTY_NOT_VOLUNTEER] = REQUEST_NOT_VOLUNTEER, [DUTY_VOLUNTEER_PAUSED] = REQUEST_VOLUNTEER_PAUSED,
		[DUTY_SKILL_MISSING] = REQUEST_SKILL_MISSING, [DUTY_VOLUNTEER_BUSY] = REQUEST_VOLUNTEER_BUSY, [DUTY_ALREADY_ASKED] = REQUEST_ALREADY_ASKED,
		[DUTY_OFFER_EXPIRED] = REQUEST_OFFER_EXPIRED, [DUTY_TAKEN] = REQUEST_TAKEN, [DUTY_NOT_ASSIGNED] = REQUEST_NOT_ALLOWED,
		[DUTY_TOO_EARLY] = REQUEST_TOO_EARLY, [DUTY_NOT_CHECKED_IN] = REQUEST_NOT_CHECKED_IN};
	check(refusal >= 0 && refusal < DUTY_REFUSAL_COUNT);
	return refusals[refusal];
}

enum fail requests_replay(const struct act *act, struct request_id id, struct request_shadow *ret_shadow)
{
	struct request_events_rows rows;
	struct request_shadow shadow = {0};
	TRY(q_request_events(act->view, act->arena, &(struct request_events_in){.centre_id = act->centre_id, .request_id = id}, &rows));
	for (size_t i = 0; i < rows.count; i++) {
		const struct request_events_row *row = &rows.rows[i];
		bool is_next = row->seq == (int64_t)i + 1 && row->from_state == shadow.state;
		bool has_arrow = row->to_state > 0 && row->to_state < REQUEST_STATE_COUNT
			&& (row->to_state == row->from_state || request_state_may_go((enum request_state)row->from_state, (enum request_state)row->to_state));
		if (!is_next || !has_arrow) /* a changed or missing event: no stored state equals this one */
			return *ret_shadow = (struct request_shadow){.state = -1}, OK;
		shadow = (struct request_shadow){(int32_t)row->to_state, (int32_t)row->resume_state, row->deadline_at_ms, row->promised_at_ms, row->from_ms,
			row->to_ms, row->at_ms, row->is_escalated};
	}
	*ret_shadow = shadow;
	return OK;
}
