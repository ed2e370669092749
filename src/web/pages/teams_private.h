/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared between the two pages of teams only: the words of kinds and of the
 * ladder of registration, and how a name is shown.
 */
#ifndef WEB_PAGES_TEAMS_PRIVATE_H
#define WEB_PAGES_TEAMS_PRIVATE_H

#include "domain/organisations.h"
#include "web/form.h"
#include "web/pages/people.h"

/* The words of `enum organisation_kind`, and of `enum organisation_status` without the one that has left the field. */
extern const struct choice teams_kind_choices[];
extern const struct choice teams_status_choices[];
enum key teams_kind_key(int64_t kind);
enum key teams_status_key(int64_t status);
/* Somebody of another place is masked at this desk. */
MUST_USE enum fail teams_name(struct call *call, struct text name, struct place_id place_id, bool *ret_is_here, struct text *ret_name);
/* "/desk/teams/ID/WORD" */
struct url teams_step_url(struct call *call, const char *word);

#endif
