/* SPDX-License-Identifier: Apache-2.0
 *
 * Notices: what a person is told while she looks elsewhere, of a request or of
 * a matter of her own. A notice holds a kind and points at the request; words,
 * names and addresses are found when it is shown, by who may see them then.
 * Telling is done by the modules to the right, inside their own transaction.
 */
#ifndef DOMAIN_NOTICES_H
#define DOMAIN_NOTICES_H

#include "domain/act.h"

/* Tells a person; never the actor, who knows. `kind` is the tail of a locale key: `notice.asks.KIND`, `notice.serves.KIND`. */
MUST_USE enum fail notices_tell(const struct act *act, struct person_id person_id, const char *kind, struct request_id request_id);

/* Tells a person of a matter of her own: a code, a role, kin, a record; never the actor. `kind` is the tail of `notice.own.KIND`. */
MUST_USE enum fail notices_tell_own(const struct act *act, struct person_id person_id, const char *kind);

enum notice_refusal { NOTICE_OK, NOTICE_NOT_FOUND };
/* The actor has read one of her notices; again changes nothing. *ret_request_id is what it is about; with 0 *ret_kind says which
 * matter of her own. The kind is in act->arena. */
MUST_USE enum fail notices_read(const struct act *act, struct notice_id id, enum notice_refusal *ret_refusal, struct request_id *ret_request_id,
	struct text *ret_kind);
/* The actor has read all that she was told until then. */
MUST_USE enum fail notices_read_until(const struct act *act, int64_t until_ms);

#endif
