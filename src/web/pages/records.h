/* SPDX-License-Identifier: Apache-2.0
 *
 * Records: what waits at the desk (calls, corrections, deadlines), one record
 * with its evidence, and the volunteer's own page of it.
 */
#ifndef WEB_PAGES_RECORDS_H
#define WEB_PAGES_RECORDS_H

#include "web/route.h"

extern const struct form form_record_answer;
extern const struct form form_record_ask;
extern const struct form form_backfill;
extern const struct form form_backfill_page;
extern const struct form form_backfill_step;
/* The record of {id} lies in a place where the caller is staff. */
extern const struct relation relation_record_place;
/* The record of {id} is the caller's own. */
extern const struct relation relation_record_own;

page_handler page_desk_records_get;
page_handler page_desk_record_get;
page_handler page_desk_record_ring_post;   /* POST /desk/records/{id}/ring: the telephone, for the call */
page_handler page_desk_record_answer_post; /* POST /desk/records/{id}/answer: what she said when she was rung */
page_handler page_desk_record_decide_post; /* POST /desk/records/{id}/decide: a correction done or not */
page_handler page_desk_record_ask_post;    /* POST /desk/records/{id}/ask */
page_handler page_serve_service_get;
page_handler page_serve_service_ask_post;

/* Service put down afterwards: proposals at the desk, and the public notice. */
page_handler page_desk_backfills_get;
page_handler page_desk_backfills_post;
page_handler page_desk_backfill_step_post; /* POST /desk/backfills/{id}/{word}: second, settle */
page_handler page_posted_get;
page_handler page_posted_object_post;

#endif
