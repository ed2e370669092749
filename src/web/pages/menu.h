/* SPDX-License-Identifier: Apache-2.0
 *
 * The menu at the desk: what is on it and what is not, a service in a new
 * version, and what the resident will see; and the places with their
 * telephone numbers.
 */
#ifndef WEB_PAGES_MENU_H
#define WEB_PAGES_MENU_H

#include "web/route.h"

extern const struct form form_menu_list;
extern const struct form form_menu_item;
extern const struct form form_places_list;
extern const struct form form_place;
/* The area of the service {id} lies where the caller is manager. */
extern const struct relation relation_menu_item;
/* The place {id} lies where the caller is manager. */
extern const struct relation relation_place;

page_handler page_menu_list_get;
page_handler page_menu_new_get;
page_handler page_menu_new_post;
page_handler page_menu_item_get;
page_handler page_menu_item_post;
/* POST /desk/menu/{id}/{word}: open, close. */
page_handler page_menu_switch_post;
page_handler page_places_get;
page_handler page_place_post;

#endif
