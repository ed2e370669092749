/* SPDX-License-Identifier: Apache-2.0
 *
 * The tree county centre → subdistrict station → community or village post →
 * estate. Rights are given on a subtree. Names and codes change by the year,
 * so both are data. place_within is the tree's shadow.
 */
#ifndef DOMAIN_PLACES_H
#define DOMAIN_PLACES_H

#include "domain/act.h"

enum place_tier { PLACE_CENTRE = 1, PLACE_STATION, PLACE_COMMUNITY, PLACE_VILLAGE, PLACE_ESTATE };

/* In checking order; `refusal.place.*` in the locale. */
enum place_refusal { PLACE_OK, PLACE_NOT_FOUND, PLACE_NO_NAME, PLACE_NAME_TOO_LONG, PLACE_PHONE_INVALID, PLACE_PARENT_MISSING, PLACE_WRONG_TIER,
	PLACE_CODE_TAKEN, PLACE_REFUSAL_COUNT };
const char *place_refusal_name(enum place_refusal refusal); /* "no_name": tail of the locale key, JSON code */

struct places_add_options {
	struct place_id parent_id; /* 0 only for the centre */
	enum place_tier tier;
	struct text code, name, phone;
	int64_t lng_e6, lat_e6;    /* GCJ-02 × 1,000,000; 0 = unknown */
};
/* Adds a place below its parent, which must be of a higher tier. */
MUST_USE enum fail places_add(const struct act *act, const struct places_add_options *options,
	enum place_refusal *ret_refusal, struct place_id *ret_id);
/* Another name and public telephone (digits, hyphens, blanks, 3 to 20; empty for none). Rights are asked by access, which
 * stands right of this module: the caller has seen that the actor is a manager whose scope holds the place. */
MUST_USE enum fail places_change(const struct act *act, struct place_id id, struct text name, struct text phone, enum place_refusal *ret_refusal);
/* *ret_is_within: place is ancestor itself or lies below it. */
MUST_USE enum fail places_is_within(const struct act *act, struct place_id place_id, struct place_id ancestor_id, bool *ret_is_within);

#endif
