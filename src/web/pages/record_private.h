/* SPDX-License-Identifier: Apache-2.0
 *
 * What the desk's and the volunteer's page of a record share.
 */
#ifndef WEB_PAGES_RECORD_PRIVATE_H
#define WEB_PAGES_RECORD_PRIVATE_H

#include "domain/records.h"
#include "queries/record_pages.h"
#include "views/parts.h"
#include "web/call.h"

/* The facts of a record and what speaks for it. `is_desk`: names masked as on lists, else as the volunteer knows them. */
MUST_USE enum fail record_facts(struct call *call, struct record_id id, const struct record_page_row *row, const struct view_parts_record_facts **ret_facts);
/* Whether nothing is against it but that one volunteer serves one resident so much. */
bool record_waits_for_other(const struct record_evidence *evidence);
/* A record's state with tone and icon; lives in the arena. NULL without memory. */
const struct view_parts_state_badge *record_badge(struct arena *arena, int64_t state);
/* Why a record is on the list of calls. NULL without memory. */
const struct view_parts_call_why *record_call_why(struct arena *arena, const struct call_back_why *why);
/* refusal.record.<name> */
enum key record_refusal_key(enum record_refusal refusal);
/* The form of a correction: day, from, to, note. */
extern const struct form form_record_ask;
/* Asks for the correction that the form says; a form without a day says that the record should not be there. */
enum fail record_ask_work(struct write *write, void *context);

#endif
