/* SPDX-License-Identifier: Apache-2.0
 *
 * What the selects of the desk's forms offer, for the pages that give
 * something a provider and a place: services and goods.
 */
#ifndef WEB_PAGES_DESK_OPTIONS_H
#define WEB_PAGES_DESK_OPTIONS_H

#include "web/fields.h"

/* Organisations that are in the field; one that has left it only where it is what the form says already (`chosen`, an id as text). */
MUST_USE enum fail desk_provider_options(struct call *call, struct text chosen, struct field_look *look);
/* Places where the caller is a manager, and those below. */
MUST_USE enum fail desk_place_options(struct call *call, struct field_look *look);

#endif
