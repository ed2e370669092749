/* SPDX-License-Identifier: Apache-2.0
 *
 * The pages of everybody, of the resident with her kin, and of the volunteer.
 */
#ifndef WEB_PAGES_FACES_H
#define WEB_PAGES_FACES_H

#include "domain/requests.h"
#include "views/parts.h"
#include "web/route.h"

struct call;

extern const struct form form_public_menu;
extern const struct form form_my_home;
extern const struct form form_my_new_page;
extern const struct form form_my_new;
extern const struct form form_my_step;
extern const struct form form_my_kin;
extern const struct form form_my_consent;
extern const struct form form_serve_step;
extern const struct form form_serve_duties;
extern const struct form form_serve_me;
extern const struct form form_serve_times;
extern const struct form form_serve_join;
/* The request of {id} is the caller's, ordered by her, or of kin she acts for. */
extern const struct relation relation_my_request;
/* The caller was asked for the request of {id}, goes there, or may take it from the open list. */
extern const struct relation relation_serve_request;

/* Tiles of the first `most` items of the menu, leading to the order form, filled in for somebody (0: whoever she chooses). */
MUST_USE enum fail faces_tiles(struct call *call, size_t most, struct person_id for_id, struct view_parts_tile **ret_tiles, size_t *ret_count);

/* What somebody is to the actor, whose kin.relation to her is given: "mother". */
enum key faces_kin_of(int64_t relation, int64_t sex);

/* What stands over a statement on paper: whose, and when it was printed. NULL without memory. */
const struct view_parts_print_header *faces_print_header(struct call *call, enum key title);

/* message_code.c: the code of a service by text message. */
/* How the last one of the request of {id} stands and the way to another, for the face of `prefix` ("/serve/requests/"); *ret_part stays
 * as it is where the house sends none. */
MUST_USE enum fail faces_message_code(struct call *call, const char *prefix, const struct view_parts_message_code **ret_part);
/* Asks for one and leads back to the request; a refusal stands beside the field of the code. */
MUST_USE enum fail faces_message_post(struct call *call, struct reply *reply, const char *prefix);
/* call_write for a step that may bring a code: guessing is slowed down, per request and person, and a wrong one counts against the
 * last message. *refusal is what the work left there. */
struct write;
MUST_USE enum fail faces_try_code(struct call *call, struct reply *reply, enum fail (*work)(struct write *, void *), void *context,
	const enum request_refusal *refusal);
/* Six digits as people type them: "123 456" too. Something other than digits stays as it is, and fits nothing. */
struct text faces_code(struct write *write);
/* Whether she wants text messages, with the way to change it; *ret_part stays as it is where the house sends none. */
MUST_USE enum fail faces_wish(struct call *call, struct person_id person_id, struct url put, const struct view_parts_person_messages **ret_part);

page_handler page_public_home_get;
page_handler page_public_menu_get;
page_handler page_public_how_get;
page_handler page_public_numbers_get;
page_handler page_public_privacy_get;
page_handler page_my_home_get;
page_handler page_my_requests_get;
page_handler page_my_request_get;
page_handler page_my_step_post; /* POST /my/requests/{id}/{word} */
page_handler page_my_new_get;
page_handler page_my_new_post;
page_handler page_my_card_get;
page_handler page_my_points_get;
page_handler page_my_kin_get;
page_handler page_my_kin_post;     /* POST /my/kin/{id}/end */
page_handler page_my_consents_get;
page_handler page_my_consent_post; /* POST /my/consents/{word}: service, health, volunteering, messages */
page_handler page_serve_home_get;
page_handler page_serve_open_get;
/* The team of a leader: GET /team; POST /team/requests/{id}/{word}: claim, ask, release. */
extern const struct form form_team_step;
page_handler page_team_get;
page_handler page_team_step_post;
page_handler page_serve_request_get;
page_handler page_serve_step_post; /* POST /serve/requests/{id}/{word} */
page_handler page_serve_record_get;
page_handler page_serve_duties_get;
page_handler page_serve_me_get;
page_handler page_serve_me_post; /* POST /serve/me/{word}: pause, resume, skill, reach */
page_handler page_serve_times_post;
page_handler page_serve_join_get;
page_handler page_serve_join_post;

#endif
