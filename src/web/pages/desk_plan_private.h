/* SPDX-License-Identifier: Apache-2.0
 *
 * What the pages of a plan share: the board, the map beside it, and the price
 * of one change.
 */
#ifndef WEB_PAGES_DESK_PLAN_PRIVATE_H
#define WEB_PAGES_DESK_PLAN_PRIVATE_H

#include "domain/plans.h"
#include "queries/plans.h"
#include "views/desk.h"
#include "web/pages/desk.h"
#include "web/reply.h"

/* The ways of a plan whose board is in the view already: as a drawing, and for the map when there are tiles. */
enum fail plan_fill_map(struct call *call, struct reply *reply, struct plan_id id, struct view_desk_plan *view);
/* DUTY.PERSON, or DUTY. for nobody, as the board's buttons say it; false when it is neither. */
bool plan_read_change(struct text change, struct duty_id *ret_duty, struct person_id *ret_person);
enum key plan_refusal_key(enum plan_refusal refusal);
/* The board of a day, or of a week from its Monday. */
struct url plan_url(struct arena *arena, int32_t day, int32_t days);

#endif
