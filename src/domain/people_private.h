/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared between the files of the people module only.
 */
#ifndef DOMAIN_PEOPLE_PRIVATE_H
#define DOMAIN_PEOPLE_PRIVATE_H

#include "domain/people.h"

/* What the checks made of the options: normalised, ready to seal. */
struct people_checked {
	struct text name, phone, document;
	enum sex sex;
	int32_t birth_day;
};
/* The checks a new and a changed person share, in the order of the refusals. */
MUST_USE enum fail people_check_common(const struct act *act, const struct people_options *options, struct people_checked *checked,
	enum people_refusal *ret_refusal);
/* The actor is staff whose scope holds the place, or the command line or the demo. */
MUST_USE enum fail people_staff_may(const struct act *act, struct place_id place_id, bool *ret_may);
/* One consent row in the current version of the text. */
MUST_USE enum fail people_write_consent(const struct act *act, struct person_id id, enum consent_purpose purpose, enum channel channel);

#endif
