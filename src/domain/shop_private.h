/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared between the two files of the shop only: how they refuse.
 */
#ifndef DOMAIN_SHOP_PRIVATE_H
#define DOMAIN_SHOP_PRIVATE_H

#include "domain/shop.h"

/* `return shop_refuse(SHOP_SHUT, ret_refusal);` */
enum fail shop_refuse(enum shop_refusal refusal, enum shop_refusal *ret_refusal);

#endif
