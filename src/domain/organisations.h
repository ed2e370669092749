/* SPDX-License-Identifier: Apache-2.0
 *
 * Organisations: social organisations, teams, squads, merchants and partner
 * agencies, nested, each on the status ladder of standards.md 2.7.
 */
#ifndef DOMAIN_ORGANISATIONS_H
#define DOMAIN_ORGANISATIONS_H

#include "domain/act.h"

enum organisation_kind { ORGANISATION_PARTY_TEAM = 1, ORGANISATION_SOCIAL, ORGANISATION_SQUAD, ORGANISATION_MERCHANT,
	ORGANISATION_AGENCY, ORGANISATION_STATION };
enum organisation_status { ORGANISATION_INCUBATING = 1, ORGANISATION_COMMUNITY_GUIDED, ORGANISATION_STREET_FILED,
	ORGANISATION_REGISTERED, ORGANISATION_EXITED };

enum organisation_refusal { ORGANISATION_OK, ORGANISATION_NO_NAME, ORGANISATION_NAME_TOO_LONG, ORGANISATION_NAME_TAKEN,
	ORGANISATION_CODE_INVALID };

struct organisations_add_options {
	struct organisation_id parent_id; /* 0 = none */
	struct text name, credit_code;    /* the code may be empty for teams that are not registered */
	enum organisation_kind kind;
	enum organisation_status status;
	struct place_id place_id;
};
/* A new organisation; its name is not used twice in the county. */
MUST_USE enum fail organisations_add(const struct act *act, const struct organisations_add_options *options,
	enum organisation_refusal *ret_refusal, struct organisation_id *ret_id);
/* The person is a member from now on; a repeat only sets is_leader. */
MUST_USE enum fail organisations_join(const struct act *act, struct organisation_id id, struct person_id person_id, bool is_leader);
/* The person leaves; nothing happens when she was no member. */
MUST_USE enum fail organisations_leave(const struct act *act, struct organisation_id id, struct person_id person_id);

#endif
