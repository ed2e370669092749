/* SPDX-License-Identifier: Apache-2.0
 *
 * The moment of coming in, shared by the pages that sign people in: a session
 * for somebody who has proved who she is, and its cookie.
 */
#ifndef WEB_PAGES_ENTERING_H
#define WEB_PAGES_ENTERING_H

#include "domain/act.h"

struct call;
struct reply;

struct entering {
	bool is_staff;
	unsigned mask;     /* roles held now */
	struct text token; /* in the act's arena */
};

/* Writing: a session with the limits of the person's roles; one by code may only choose a password. */
MUST_USE enum fail entering_open(const struct act *act, struct person_id person_id, bool is_by_code, struct entering *ret_entering);
/* The answer carries the session's cookie, and that of the device when the browser has none. */
void entering_cookie(struct call *call, struct reply *reply, const struct entering *entering);

#endif
