/* SPDX-License-Identifier: Apache-2.0
 *
 * Points at the desk: the rule by which they are earned, tried on the past
 * before it is adopted, and whether what is outstanding can be paid.
 */
#ifndef WEB_PAGES_POINTS_H
#define WEB_PAGES_POINTS_H

#include "base/ids.h"
#include "views/parts.h"
#include "web/route.h"

struct call;
struct write;

extern const struct form form_rule;
extern const struct form form_give;

page_handler page_desk_rules_get;
page_handler page_desk_rules_post;
page_handler page_desk_solvency_get;
/* POST /my/points/{word}: gift, donate. */
page_handler page_my_points_give_post;
/* The id of what a filled form does to points. It follows from the form's key: sent again, also years later, it is the same. */
MUST_USE enum fail points_transfer_id(const struct write *write, struct transfer_id *ret_id);
/* What came to an organisation and went from it, for its leader and for staff; never NULL on OK. */
MUST_USE enum fail points_of_team(struct call *call, struct organisation_id organisation_id, const struct view_parts_points_lines **ret_lines);
/* POST /team/organisations/{id}/donate by a leader; /desk/teams/{id}/donate by a manager, for one that has left the field. */
extern const struct form form_donate;
page_handler page_team_donate_post;
page_handler page_teams_donate_post;

#endif
