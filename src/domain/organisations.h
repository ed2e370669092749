/* SPDX-License-Identifier: Apache-2.0
 *
 * Organisations: social organisations, teams, squads, merchants and partner
 * agencies, nested, each on the status ladder of standards.md 2.7. Staff of the
 * place (or of one above it) keep them; the command line and the demonstration
 * may what they like. Who leads a team holds the role leader too, so to name a
 * leader is for those who may grant it. What one verb does another takes back.
 */
#ifndef DOMAIN_ORGANISATIONS_H
#define DOMAIN_ORGANISATIONS_H

#include "domain/act.h"

enum organisation_kind { ORGANISATION_PARTY_TEAM = 1, ORGANISATION_SOCIAL, ORGANISATION_SQUAD, ORGANISATION_MERCHANT,
	ORGANISATION_AGENCY, ORGANISATION_STATION };
enum organisation_status { ORGANISATION_INCUBATING = 1, ORGANISATION_COMMUNITY_GUIDED, ORGANISATION_STREET_FILED,
	ORGANISATION_REGISTERED, ORGANISATION_EXITED };

/* In checking order; `refusal.organisation.*` in the locale. */
enum organisation_refusal {
	ORGANISATION_OK,
	ORGANISATION_NOT_FOUND,
	ORGANISATION_PLACE_MISSING,
	ORGANISATION_NOT_ALLOWED,    /* not staff of the organisation's place */
	ORGANISATION_CLOSED,         /* it has left the field; it can only be taken up again */
	ORGANISATION_NOT_CLOSED,
	ORGANISATION_STATUS_INVALID, /* taken up again, but not as what */
	ORGANISATION_NO_NAME,
	ORGANISATION_NAME_TOO_LONG,
	ORGANISATION_NAME_TAKEN,
	ORGANISATION_CODE_INVALID,
	ORGANISATION_PERSON_MISSING, /* nobody, or nobody of the actor's place */
	ORGANISATION_ALREADY,        /* she is a member, she leads it */
	ORGANISATION_FULL,           /* LIMIT_TEAM_MEMBERS */
	ORGANISATION_NOT_MEMBER,
	ORGANISATION_LEADS,          /* who leads does not leave; she stops leading first */
	ORGANISATION_NOT_LEADER,
	ORGANISATION_SELF,           /* nobody names herself, or stops naming herself */
	ORGANISATION_ROLE_TOO_HIGH,  /* the actor may not grant the role leader */
	ORGANISATION_SEPARATED,      /* who runs or audits the system leads no team */
	ORGANISATION_REFUSAL_COUNT
};
const char *organisation_refusal_name(enum organisation_refusal refusal); /* "no_name": tail of the locale key, JSON code */

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
/* Another name; the same again is nothing new. */
MUST_USE enum fail organisations_rename(const struct act *act, struct organisation_id id, struct text name, enum organisation_refusal *ret_refusal);
/* It leaves the field: nobody leads it any more, members and leaders stay on its list. Its leaders are told. What it has taken upon
 * itself is given back by requests_team_close, which is the verb to close a team with. */
MUST_USE enum fail organisations_close(const struct act *act, struct organisation_id id, enum organisation_refusal *ret_refusal);
/* It works again as one of the four statuses before ORGANISATION_EXITED, with the members and leaders it had. */
MUST_USE enum fail organisations_reopen(const struct act *act, struct organisation_id id, enum organisation_status status,
	enum organisation_refusal *ret_refusal);

/* The person is a member from now on, and is told. Staff take in whom they are staff for. */
MUST_USE enum fail organisations_join(const struct act *act, struct organisation_id id, struct person_id person_id, enum organisation_refusal *ret_refusal);
/* The person leaves, and is told. */
MUST_USE enum fail organisations_leave(const struct act *act, struct organisation_id id, struct person_id person_id, enum organisation_refusal *ret_refusal);
/* A member leads it from now on, or no longer, and is told. The role leader comes with the first team and, held on the team's place, goes
 * with the last. Orders that the team holds stay its own until their hour. */
MUST_USE enum fail organisations_lead(const struct act *act, struct organisation_id id, struct person_id person_id, bool is_leader,
	enum organisation_refusal *ret_refusal);

/* Who answers for services, as asked so far; one for a file or a page, zero at first. */
#define ORGANISATION_CHARGES 16
struct organisation_charges {
	struct { struct organisation_id id; struct place_id place_id; struct text name; } kept[ORGANISATION_CHARGES];
	size_t count;
};
/* Who answers for a service of an organisation (0 = of none) at a place: who leads it, while it has not left the field, else who manages the
 * place; the first by name, empty when there is nobody. Each pair is looked up once, as long as there is room in `charges`. */
MUST_USE enum fail organisations_in_charge(const struct act *act, struct organisation_charges *charges, struct organisation_id id, struct place_id place_id,
	struct text *ret_name);

#endif
