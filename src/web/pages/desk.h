/* SPDX-License-Identifier: Apache-2.0
 *
 * The desk: the queue, one request with who could go, a caller's order typed
 * in, the trail.
 */
#ifndef WEB_PAGES_DESK_H
#define WEB_PAGES_DESK_H

#include "web/route.h"

extern const struct form form_desk_queue;
extern const struct form form_desk_request;
extern const struct form form_desk_step;
extern const struct form form_desk_search;
extern const struct form form_desk_new;
extern const struct form form_desk_trail;
extern const struct form form_desk_plan;
extern const struct form form_plan_make;
extern const struct form form_plan_step;
extern const struct form form_plan_move;
extern const struct form form_plan_ill;
extern const struct form form_settings;
extern const struct form form_desk_skill;
/* The request of {id} lies in a place where the caller is staff. */
extern const struct relation relation_request_place;

page_handler page_desk_queue_get;
page_handler page_desk_request_get;
/* POST /desk/requests/{id}/{word}: one step of the desk, by its word. */
page_handler page_desk_step_post;
page_handler page_desk_new_get;
page_handler page_desk_new_post;
page_handler page_desk_trail_get;
page_handler page_desk_plan_get;
page_handler page_desk_fairness_get;
page_handler page_plan_make_post;
page_handler page_plan_step_post;
page_handler page_plan_move_get;  /* GET /desk/plan/{id}/move: what a change would cost */
page_handler page_plan_ill_post;
page_handler page_settings_get;
page_handler page_settings_post;
page_handler page_desk_skills_get;
page_handler page_desk_skill_post; /* POST /desk/skills/{id}/{word}: confirm, decline */

#endif
