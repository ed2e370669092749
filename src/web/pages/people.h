/* SPDX-License-Identifier: Apache-2.0
 *
 * The register of people at the desk: who there is, one person with all that
 * is known of her (masked), registering, correcting, and what is done for her;
 * and the teams that people belong to, each with its members and leaders.
 */
#ifndef WEB_PAGES_PEOPLE_H
#define WEB_PAGES_PEOPLE_H

#include "web/route.h"

/* Who sees the register: staff, and the system administrator, who grants roles and sees nothing but names. */
#define WHO_REGISTER (ROLES_STAFF | ROLE_BIT(ROLE_SYSTEM))

extern const struct form form_people_list;
extern const struct form form_person_page;
extern const struct form form_person_facts_new;
extern const struct form form_person_facts;
extern const struct form form_person_reveal;
extern const struct form form_person_step;
extern const struct form form_teams_list;
extern const struct form form_teams_new;
extern const struct form form_teams_page;
extern const struct form form_teams_step;
/* The person of {id} lives where the caller is staff, or where she administers the system. */
extern const struct relation relation_person_place;
/* The person of {id} lives where the caller is staff. */
extern const struct relation relation_person_staff;
/* The organisation of {id} belongs to a place where the caller is staff. */
extern const struct relation relation_team_place;

page_handler page_people_list_get;
page_handler page_person_new_get;
page_handler page_person_new_post;
page_handler page_person_get;
page_handler page_person_edit_get;
page_handler page_person_edit_post;
/* POST /desk/people/{id}/reveal: one sealed field, shown once, with a reason on the trail. */
page_handler page_person_reveal_post;
/* POST /desk/people/{id}/code: a one-time code to sign in, shown once. */
page_handler page_person_code_post;
/* POST /desk/people/{id}/{word}: roles, kin, consents, volunteering. */
page_handler page_person_step_post;
/* Her card in large print. */
page_handler page_person_card_get;
page_handler page_teams_get;
page_handler page_teams_post;
page_handler page_teams_one_get;
/* POST /desk/teams/{id}/{word}: rename, close, reopen, join, leave, lead, unlead. */
page_handler page_teams_step_post;

#endif
