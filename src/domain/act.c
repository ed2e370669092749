/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/act.h"

#include "store/trail.h"

enum fail act_trail(const struct act *act, const char *word, const char *object_kind, int64_t object_id, struct text detail)
{
	check(act->txn != NULL && object_kind != NULL);
	if (word == NULL) /* the arena it should lie in is full */
		return FAIL_LIMIT;
	return trail_append(act->txn, act->arena, &(struct trail_line){.centre_id = act->centre_id, .at_ms = act->now_ms,
		.actor = act->actor, .source = act->source, .act = text_of(word), .object_kind = text_of(object_kind),
		.object_id = object_id, .detail = detail});
}
