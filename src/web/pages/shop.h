/* SPDX-License-Identifier: Apache-2.0
 *
 * The shop of goods: what there is, what somebody took, the desk that hands it
 * out. While the centre's shop is shut none of these pages is there.
 */
#ifndef WEB_PAGES_SHOP_H
#define WEB_PAGES_SHOP_H

#include "base/ids.h"
#include "domain/shop.h"
#include "web/form.h"
#include "web/route.h"

struct write;

extern const struct form form_shop;
extern const struct form form_shop_take;
extern const struct form form_good_new;
extern const struct form form_good;
extern const struct form form_good_page;
extern const struct form form_good_step;
extern const struct form form_pick_up_find;
extern const struct form form_pick_up_step;
extern const struct form form_pick_up;
/* What {id} took is the caller's, or she took it for her child. */
extern const struct relation relation_redemption;
extern const struct relation relation_good_place;
extern const struct relation relation_pick_up_place;

/* How one that was taken looks: its word, tone and icon. */
struct shop_look { enum key state; struct text tone, icon; };
struct shop_look shop_look(int64_t ended);
/* The last day on which it can be picked up. */
int32_t shop_last_day(int64_t deadline_at_ms);
/* How the holder told staff who took it for her: "at the window"; KEY_NONE from before that was noted. */
MUST_USE enum fail shop_word(struct call *call, int64_t redemption_id, enum key *ret_word);
/* Answers 404 and says false while the shop is shut. */
MUST_USE enum fail shop_is_there(struct call *call, struct reply *reply, bool *ret_is_there);

page_handler page_shop_get;
page_handler page_shop_good_get;
page_handler page_shop_take_post;
page_handler page_my_goods_get;
page_handler page_my_good_get;
page_handler page_my_good_cancel_post;
page_handler page_goods_get;
page_handler page_goods_find_post;
page_handler page_good_new_get;
page_handler page_good_new_post;
page_handler page_good_get;
page_handler page_good_post;
page_handler page_good_step_post; /* POST /desk/goods/{id}/{word}: count, withdraw, return */
page_handler page_pick_up_get;
page_handler page_pick_up_step_post; /* POST /desk/pick-ups/{id}/{word}: hand-out, cancel */

#endif
