/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/entering.h"

#include "web/app.h"

#define COOKIE_AGE_S (30 * 24 * 60 * 60)

enum fail entering_open(const struct act *act, struct person_id person_id, bool is_by_code, struct entering *ret_entering)
{
	static const unsigned plain = ROLE_BIT(ROLE_RESIDENT) | ROLE_BIT(ROLE_HELPER) | ROLE_BIT(ROLE_VOLUNTEER) | ROLE_BIT(ROLE_LEADER);
	struct access access;
	struct entering entering = { 0 };
	TRY(access_load(act, person_id, &access));
	entering.mask = access.mask;
	entering.is_staff = (access.mask & ~plain) != 0;
	const struct session session = { .person_id = person_id, .is_staff = entering.is_staff, .is_by_code = is_by_code };
	TRY(session_open(act, &session, &entering.token));
	*ret_entering = entering;
	return OK;
}

void entering_cookie(struct call *call, struct reply *reply, const struct entering *entering)
{
	call->own->makes_form_cookie = false;
	/* Staff share computers: theirs ends with the browser. */
	struct text age = entering->is_staff ? TEXT("") : arena_format(call->arena, "; Max-Age=%d", COOKIE_AGE_S);
	reply_cookie(reply, arena_format(call->arena, COOKIE_SESSION "=%.*s; Path=/; Secure; HttpOnly; SameSite=Lax%.*s",
		TEXT_ARGS(entering->token), TEXT_ARGS(age)));
	if (entering->mask & ROLE_BIT(ROLE_VOLUNTEER)) /* nobody else's is ever read */
		device_give(call, reply);
}
