/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared between the pages of the menu at the desk only.
 */
#ifndef WEB_PAGES_MENU_PRIVATE_H
#define WEB_PAGES_MENU_PRIVATE_H

#include "domain/menu.h"
#include "web/fields.h"
#include "web/pages/menu.h"

/* 五为 and 五传: five kinds each, in the order of their enums. */
#define MENU_KINDS 5
extern const struct choice menu_serves_choices[];
extern const struct choice menu_brings_choices[];
enum key menu_serves_key(int64_t serves);
enum key menu_brings_key(int64_t brings);
/* The bar that opens or closes a service again; left alone when `done` is 0 or no service. */
MUST_USE enum fail menu_fill_undo(struct call *call, int64_t done, const struct view_parts_undo_bar **ret_undo);

#endif
