/* SPDX-License-Identifier: Apache-2.0
 *
 * The words of the rules: which locale key says a state, an event, a refusal,
 * a skill. All are found by name, so a new member needs only its texts.
 */
#ifndef WEB_WORDS_H
#define WEB_WORDS_H

#include "domain/dispatch.h"
#include "domain/ledger.h"
#include "domain/menu.h"
#include "domain/organisations.h"
#include "domain/people.h"
#include "domain/places.h"
#include "domain/requests.h"
#include "domain/shop.h"
#include "views/parts.h"

/* <prefix>.<name>; KEY_NONE where there are no such words. */
enum key words_named(const char *prefix, struct text name);
/* request_state.<name>, request_event.<name>, request_owner.<name> */
enum key words_state(enum request_state state);
enum key words_event(enum request_event_kind kind);
enum key words_owner(enum request_owner owner);
/* resident.now.<name>: what an open request waits for, in the resident's words; KEY_NONE for one that has ended. */
enum key words_now(enum request_state state);
/* refusal.request.<name>, refusal.menu.<name>, refusal.people.<name> */
enum key words_request_refusal(enum request_refusal refusal);
enum key words_menu_refusal(enum menu_refusal refusal);
enum key words_people_refusal(enum people_refusal refusal);
enum key words_organisation_refusal(enum organisation_refusal refusal); /* refusal.organisation.<name> */
enum key words_place_refusal(enum place_refusal refusal); /* refusal.place.<name> */
enum key words_shop_refusal(enum shop_refusal refusal); /* refusal.shop.<name> */
enum key words_message_refusal(enum message_refusal refusal); /* refusal.message.<name> */
enum key words_give_refusal(enum give_refusal refusal); /* refusal.give.<name> */
/* skill.<code>; KEY_NONE for a skill without words. */
enum key words_skill(struct text code);
/* What an act on the trail (`module.verb`) and what it was done to is called; KEY_NONE for what this version does not know. */
enum key words_trail(struct text act);
enum key words_trail_object(struct text kind);
/* The codes of all skills that have words. */
extern const char *const words_skills[];
extern const size_t words_skills_count;
/* A state with its tone and icon; lives in the arena. NULL without memory. */
const struct view_parts_state_badge *words_badge(struct arena *arena, enum request_state state);
/* The deadline of a state; done when there is none. */
const struct view_parts_deadline_pill *words_pill(struct arena *arena, int64_t deadline_at_ms, bool is_escalated, int64_t now_ms);
/* What a notice says, and its icon: notice.asks.<kind>, or notice.serves.<kind> (with `_over` behind an offer that is). */
struct words_notice { enum key key; const char *icon; };
struct words_notice words_notice(struct text kind, enum request_side side, bool is_over);
/* A ranked volunteer's reasons as chips in words. */
const struct view_parts_reason_chips *words_reasons(struct arena *arena, enum lang lang, int64_t now_ms, const struct dispatch_candidate *candidate);

#endif
