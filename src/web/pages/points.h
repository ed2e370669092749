/* SPDX-License-Identifier: Apache-2.0
 *
 * Points at the desk: the rule by which they are earned, tried on the past
 * before it is adopted, and whether what is outstanding can be paid.
 */
#ifndef WEB_PAGES_POINTS_H
#define WEB_PAGES_POINTS_H

#include "web/route.h"

extern const struct form form_rule;
extern const struct form form_give;

page_handler page_desk_rules_get;
page_handler page_desk_rules_post;
page_handler page_desk_solvency_get;
/* POST /my/points/{word}: gift, donate. */
page_handler page_my_points_give_post;

#endif
