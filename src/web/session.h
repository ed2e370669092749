/* SPDX-License-Identifier: Apache-2.0
 *
 * Sessions: 256 random bits in a `__Host-` cookie, only their hash in the
 * store; new at every sign-in; ended by sign-out, by idling (staff 30 minutes,
 * others 7 days) and by age (staff 12 hours, others 30 days). A GET never
 * writes: when a session was last seen is kept in memory and written once in
 * a while by a job of its own.
 */
#ifndef WEB_SESSION_H
#define WEB_SESSION_H

#include "base/when.h"
#include "domain/act.h"

#define SESSION_TOKEN_BYTES 32
#define SESSION_TOKEN_CHARS 43 /* base64url without padding */
#define SESSION_HASH_BYTES 32

#define SESSION_STAFF_IDLE_MS (30 * MINUTE_MS)
#define SESSION_STAFF_AGE_MS (12 * HOUR_MS)
#define SESSION_IDLE_MS (7 * DAY_MS)
#define SESSION_AGE_MS (30 * DAY_MS)
#define SESSION_WRITE_EVERY_MS (5 * MINUTE_MS) /* how coarse the stored last-seen is */

struct session {
	struct person_id person_id;
	bool is_staff;
	bool is_by_code; /* by a one-time code: may choose a password and nothing else */
	int64_t created_at_ms;
	int64_t seen_at_ms;
	unsigned char hash[SESSION_HASH_BYTES];
};

/* Last-seen instants in memory, shared by all threads; bounded. */
struct sessions;
struct sessions *sessions_make(struct arena *owner); /* NULL without memory */
void sessions_done(struct sessions *sessions);        /* accepts NULL */

/* The live session of a cookie's token at act->now_ms; *ret_is_found false when
 * unknown, idle too long or too old. Marks it as seen. */
MUST_USE enum fail session_find(struct sessions *sessions, const struct act *act, struct text token,
	bool *ret_is_found, struct session *ret_session);
/* Writing: a new session as `as` says (person, staff or not, by code or not); the token is in act->arena. Older dead
 * ones of the person are removed. */
MUST_USE enum fail session_open(const struct act *act, const struct session *as, struct text *ret_token);
/* Writing: end one session; ending it twice is fine. */
MUST_USE enum fail session_end(const struct act *act, const unsigned char hash[SESSION_HASH_BYTES]);
/* Writing: end all sessions of a person (password or roles changed, "sign out everywhere"). */
MUST_USE enum fail session_end_all(const struct act *act, struct person_id person_id);
/* Whether a session's last-seen should be written now (asked after the answer is sent). */
bool session_is_due(struct sessions *sessions, const struct session *session);
/* Writing: store when it was last seen. */
MUST_USE enum fail session_keep(struct sessions *sessions, const struct act *act, const struct session *session);

#endif
