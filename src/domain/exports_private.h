/* SPDX-License-Identifier: Apache-2.0
 *
 * What the parts of exports share: which mapping a file was made by, and the
 * answer of a verb that says no.
 */
#ifndef DOMAIN_EXPORTS_PRIVATE_H
#define DOMAIN_EXPORTS_PRIVATE_H

#include "domain/access.h"
#include "domain/exports.h"
#include "queries/exports.h"

/* The mapping by which a file was made; `id` 0: the program's own. */
MUST_USE enum fail exports_mapping_of(const struct act *act, int64_t id, struct export_mapping *ret_mapping);
MUST_USE enum fail exports_refuse(enum export_refusal refusal, enum export_refusal *ret_refusal);

#endif
