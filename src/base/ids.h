/* SPDX-License-Identifier: Apache-2.0
 *
 * Ids are made by the application: 63 bits, time-ordered (41 bits of ms since
 * 2020-01-01 UTC, 22 bits that walk up by random steps from a random start), so
 * indexes grow at their end and two servers do not collide. In a URL an id is
 * 13 characters of Crockford base32, lower case. Each kind of id is a type of
 * its own. Value 0 means "none".
 */
#ifndef BASE_IDS_H
#define BASE_IDS_H

#include "base/arena.h"

#define ID_TEXT_LEN 13

struct centre_id { int64_t value; };
struct place_id { int64_t value; };
struct person_id { int64_t value; };
struct role_id { int64_t value; };
struct kin_id { int64_t value; };
struct consent_id { int64_t value; };
struct organisation_id { int64_t value; };
struct item_id { int64_t value; };
struct change_id { int64_t value; };
struct request_id { int64_t value; };
struct event_id { int64_t value; };
struct duty_id { int64_t value; };
struct offer_id { int64_t value; };
struct attendance_id { int64_t value; };
struct record_id { int64_t value; };
struct account_id { int64_t value; };
struct transfer_id { int64_t value; };
struct session_id { int64_t value; };
struct trail_id { int64_t value; };
struct certificate_id { int64_t value; };
struct notice_id { int64_t value; };
struct message_id { int64_t value; };
struct claim_id { int64_t value; };
struct plan_id { int64_t value; };
struct good_id { int64_t value; };
struct redemption_id { int64_t value; };

/* A fresh id for the instant now_ms; unique within the process, any thread;
 * while the clock does not go back each is greater than the one before.
 * `seed` of ids_seed makes the random part repeatable (demo, tests). */
int64_t ids_new(int64_t now_ms);
/* 0 = the system's random numbers (the default). */
void ids_seed(uint64_t seed);
/* The instant inside an id, ms UTC. */
int64_t ids_time_ms(int64_t id);
/* The smallest id of an instant, ms UTC: those made then or later are not
 * smaller, those made before are; for lists that begin at an instant. */
int64_t ids_first(int64_t at_ms);
/* Writes 13 characters and a NUL. */
void ids_write(int64_t id, char ret_text[ID_TEXT_LEN + 1]);
struct text ids_text(struct arena *arena, int64_t id);
/* Accepts upper case and the look-alikes i l o. False (ret untouched) for
 * anything but 13 characters of a positive id. */
bool ids_read(struct text text, int64_t *ret_id);
/* The last four characters in upper case, for people on the phone: "K7Q2". */
struct text ids_short(struct arena *arena, int64_t id);

#endif
