/* SPDX-License-Identifier: Apache-2.0
 *
 * Proving who one is: passwords (argon2id, 64 MiB, at most two at once) and
 * one-time codes for the first sign-in of staff. Only hashes are kept.
 */
#ifndef WEB_CREDENTIAL_H
#define WEB_CREDENTIAL_H

#include "base/when.h"
#include "domain/act.h"

#define PASSWORD_LEAST_BYTES 8
#define PASSWORD_MOST_BYTES 128
#define CODE_CHARS 9 /* of an alphabet without look-alikes: 45 bits; shown as "abc-def-ghj" */
#define CODE_LIFE_MS HOUR_MS
#define CODE_TRIES 5

/* The gate before the hashing: two at a time, few waiting. */
struct hashing;
struct hashing *hashing_make(struct arena *owner); /* NULL without memory */
void hashing_done(struct hashing *hashing);         /* accepts NULL */

enum password_refusal { PASSWORD_OK, PASSWORD_SHORT, PASSWORD_LONG, PASSWORD_COMMON, PASSWORD_LIKE_LOGIN };
/* Whether a person may choose it. */
enum password_refusal password_judge(struct text password, struct text login);

/* The argon2id string of a password. FAIL_BUSY when too many are waiting, FAIL_LIMIT without memory. */
MUST_USE enum fail password_hash(struct hashing *hashing, struct arena *arena, struct text password, struct text *ret_hash);
/* Whether it fits; an empty hash (unknown person, no password yet) takes the same time and never fits. FAIL_BUSY as above. */
MUST_USE enum fail password_check(struct hashing *hashing, struct text hash, struct text password, bool *ret_fits);

/* Writing: the sign-in name of a person, without a password yet. Lower-cased; FAIL_REFUSED when another person has it. */
MUST_USE enum fail credential_add(const struct act *act, struct person_id person_id, struct text login);
/* Writing: a new password hash; ends every session and the one-time code of the person. */
MUST_USE enum fail credential_set_password(const struct act *act, struct person_id person_id, struct text hash);
/* Writing: a fresh one-time code for a person with a sign-in name, to be told once; good for an
 * hour and five tries. A password the person had is no longer taken. */
MUST_USE enum fail credential_make_code(const struct act *act, struct person_id person_id, struct text *ret_code);
/* Writing: try a code; a right one is used up. Case, blanks and hyphens do not matter. */
MUST_USE enum fail credential_try_code(const struct act *act, struct person_id person_id, struct text code, bool *ret_fits);
/* Lower case, trimmed; TEXT_NONE unless 1–50 letters, digits, `.`, `-`, `_`, `@` or any character beyond ASCII. */
struct text credential_login(struct arena *arena, struct text typed);

#endif
