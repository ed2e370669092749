/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared between the files of the people module only.
 */
#ifndef DOMAIN_PEOPLE_PRIVATE_H
#define DOMAIN_PEOPLE_PRIVATE_H

#include "domain/people.h"

#define PEOPLE_AREA_CODE "0536" /* Weifang: put before local telephone numbers */

/* What the checks made of the options: normalised, ready to seal. */
struct people_checked {
	struct text name, phone, document;
	enum sex sex;
	bool has_birth_day;
	int32_t birth_day;
};
/* The checks a new and a changed person share, in the order of the refusals. */
MUST_USE enum fail people_check_common(const struct act *act, const struct people_options *options, struct people_checked *checked,
	enum people_refusal *ret_refusal);
/* The actor is staff whose scope holds the place, or the command line or the demo. */
MUST_USE enum fail people_staff_may(const struct act *act, struct place_id place_id, bool *ret_may);
/* The actor herself, staff in scope, and where it is enough, kin who may order for her; else the refusal. */
MUST_USE enum fail people_may_act_for(const struct act *act, struct person_id id, bool is_kin_enough, enum people_refusal *ret_refusal);
/* Where a person lives. */
MUST_USE enum fail people_place(const struct act *act, struct person_id id, bool *ret_is_found, struct place_id *ret_place);
/* The command line or the demo, which no rule of scope holds back. */
bool people_is_command(const struct act *act);
/* Writing: no offers any more, and the volunteer's role ends; her number and record stay. */
MUST_USE enum fail people_stop_serving(const struct act *act, struct person_id id);
/* One consent row in the current version of the text. */
MUST_USE enum fail people_write_consent(const struct act *act, struct person_id id, enum consent_purpose purpose, enum channel channel);

#endif
