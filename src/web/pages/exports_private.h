/* SPDX-License-Identifier: Apache-2.0
 *
 * What the pages of the exports share: a refusal in the words of the reader,
 * beside the field that it is about.
 */
#ifndef WEB_PAGES_EXPORTS_PRIVATE_H
#define WEB_PAGES_EXPORTS_PRIVATE_H

#include "domain/exports.h"
#include "locale/keys.h"

/* refusal.export.<name> */
enum key exports_refusal_key(enum export_refusal refusal);

#endif
