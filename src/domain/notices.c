/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/notices.h"

#include "queries/notices.h"

enum fail notices_tell(const struct act *act, struct person_id person_id, const char *kind, struct request_id request_id)
{
	check(act->txn != NULL && person_id.value != 0);
	if (person_id.value == act->actor.value)
		return OK;
	return q_notice_add(act->txn, &(struct notice_add_in){.centre_id = act->centre_id, .id = {ids_new(act->now_ms)}, .person_id = person_id,
		.kind = text_of(kind), .request_id = request_id, .at_ms = act->now_ms}, NULL);
}

enum fail notices_tell_own(const struct act *act, struct person_id person_id, const char *kind)
{
	return notices_tell(act, person_id, kind, (struct request_id){0});
}

enum fail notices_read(const struct act *act, struct notice_id id, enum notice_refusal *ret_refusal, struct request_id *ret_request_id,
	struct text *ret_kind)
{
	struct notice_get_row row;
	bool is_found = false;
	check(act->txn != NULL && act->actor.value != 0);
	TRY(q_notice_get(act->view, act->arena, &(struct notice_get_in){.centre_id = act->centre_id, .id = id, .person_id = act->actor}, &is_found, &row));
	*ret_refusal = is_found ? NOTICE_OK : NOTICE_NOT_FOUND;
	if (!is_found)
		return FAIL_REFUSED;
	*ret_request_id = row.request_id;
	*ret_kind = row.kind;
	return q_notice_read(act->txn, &(struct notice_read_in){.centre_id = act->centre_id, .id = id, .person_id = act->actor,
		.read_at_ms = act->now_ms}, NULL);
}

enum fail notices_read_until(const struct act *act, int64_t until_ms)
{
	check(act->txn != NULL && act->actor.value != 0);
	return q_notices_read_until(act->txn, &(struct notices_read_until_in){.centre_id = act->centre_id, .person_id = act->actor,
		.until_ms = until_ms, .read_at_ms = act->now_ms}, NULL);
}
