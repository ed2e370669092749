/* SPDX-License-Identifier: Apache-2.0
 *
 * A record is a legal fact: verified minutes of one person on one duty. Minutes
 * are integers; travel is not counted; one duty counts at most session_cap_min,
 * one person and local day at most day_cap_min; overlapping time counts once.
 * Nobody makes their own record final. Never spent, never deleted.
 */
#ifndef DOMAIN_RECORDS_H
#define DOMAIN_RECORDS_H

#include "domain/duties.h"

enum record_state { RECORD_PENDING = 1, RECORD_FINAL, RECORD_VOID };
enum record_refusal { RECORD_OK, RECORD_NOT_FOUND, RECORD_NO_ATTENDANCE, RECORD_OWN_HOURS, RECORD_WRONG_STATE };

/* Pending record from the duty's attendance of this person; a repeat answers the same id. */
enum fail records_make(const struct act *act, struct duty_id duty_id, struct person_id person_id, enum record_refusal *ret_refusal, struct record_id *ret_id);
/* Every pending record of the duty becomes final and its points are posted under the rule of its day. */
enum fail records_finish(const struct act *act, struct duty_id duty_id, enum record_refusal *ret_refusal);
/* A record is void (disputed, false); what it paid is revoked. */
enum fail records_void(const struct act *act, struct record_id id, struct text reason, enum record_refusal *ret_refusal);
/* Final minutes of a person, machine-made and manual apart. */
struct records_total { int64_t minutes_machine, minutes_manual, count; };
enum fail records_total_of(const struct act *act, struct person_id person_id, struct records_total *ret_total);

#endif
