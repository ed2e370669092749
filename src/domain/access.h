/* SPDX-License-Identifier: Apache-2.0
 *
 * Who may what: roles granted on a subtree of places, relations to a person,
 * and the opening of sealed fields, each opening on the trail with a reason.
 */
#ifndef DOMAIN_ACCESS_H
#define DOMAIN_ACCESS_H

#include "domain/act.h"

enum role { ROLE_RESIDENT = 1, ROLE_HELPER, ROLE_VOLUNTEER, ROLE_LEADER, ROLE_ORGANISATION, ROLE_CLERK, ROLE_MANAGER,
	ROLE_COUNTY, ROLE_AUDITOR, ROLE_SYSTEM, ROLE_COUNT };
/* Bit masks for route tables. */
#define ROLE_BIT(role) (1u << (role))
#define ROLES_STAFF (ROLE_BIT(ROLE_CLERK) | ROLE_BIT(ROLE_MANAGER))
#define ROLES_DESK (ROLES_STAFF | ROLE_BIT(ROLE_COUNTY)) /* read the queue; the county acts on what was passed to it only */
const char *role_name(enum role role); /* "clerk": locale key `role.clerk` */

#define ACCESS_ROLES_MAX 16
struct access {
	struct person_id person_id;
	unsigned mask; /* of all roles held now */
	struct { enum role role; struct place_id place_id; } roles[ACCESS_ROLES_MAX];
	size_t count;
};
/* The roles the person holds at this moment; none for nobody. */
enum fail access_load(const struct act *act, struct person_id person_id, struct access *ret_access);
/* *ret_is_allowed: one of `mask` is held on a place that contains `place_id`. */
enum fail access_in_scope(const struct act *act, const struct access *access, unsigned mask, struct place_id place_id, bool *ret_is_allowed);
/* The same of whoever acts; the clock, the command line and the demonstration may. */
enum fail access_may(const struct act *act, unsigned mask, struct place_id place_id, bool *ret_may);
/* The highest place on which one of the roles is held, for lists; 0 when none. */
struct place_id access_scope(const struct access *access, unsigned mask);

/* Whether the actor manages a station or the centre: what holds for the whole county is decided there, not at a community's post. */
enum fail access_manages_station(const struct act *act, bool *ret_manages);

/* What kin may do for a person. */
enum kin_right { KIN_ORDER = 1, KIN_RATE, KIN_SPEND };
enum fail access_kin_may(const struct act *act, struct person_id kin_id, struct person_id person_id, enum kin_right right, bool *ret_may);

enum sealed_field { SEALED_PHONE = 1, SEALED_DOCUMENT, SEALED_ADDRESS, SEALED_HEALTH };
enum reveal_refusal { REVEAL_OK, REVEAL_NOT_FOUND, REVEAL_NOT_ALLOWED, REVEAL_NO_REASON, REVEAL_TOO_MANY, REVEAL_EMPTY };
/* Opens one field of a person for the actor: staff in scope (with a reason), the person herself, or the
 * volunteer of a live assignment (address and phone of the resident). Puts the opening on the trail, so it
 * needs a write act. At most 30 an hour per actor. */
enum fail access_reveal(const struct act *act, struct person_id person_id, enum sealed_field field, struct text reason,
	enum reveal_refusal *ret_refusal, struct text *ret_value);

/* What the volunteer of a live assignment sees of the resident she goes to: address and telephone. The opening was put
 * on the trail when she said yes (requests, `access.assigned`). *ret_is_allowed false: nothing is opened. */
enum fail access_visit(const struct act *act, struct person_id volunteer_id, struct person_id person_id, bool *ret_is_allowed,
	struct text *ret_address, struct text *ret_phone);

#endif
