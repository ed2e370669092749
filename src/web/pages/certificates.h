/* SPDX-License-Identifier: Apache-2.0
 *
 * The pages of certificates: the volunteer's own, the desk's, and what anybody
 * sees who verifies one; and of the public tree: signed heads, proofs, receipts.
 */
#ifndef WEB_PAGES_CERTIFICATES_H
#define WEB_PAGES_CERTIFICATES_H

#include "domain/certificates.h"
#include "views/parts.h"
#include "web/route.h"

struct call;

extern const struct form form_verify;
extern const struct form form_certificate;
extern const struct form form_desk_certificate;
extern const struct form form_desk_certificate_step;
extern const struct form form_heads;
/* The certificate of {id} is the caller's own; is of somebody in a place where the caller is staff. */
extern const struct relation relation_own_certificate;
extern const struct relation relation_certificate_place;
/* The transfer of {id} is on the caller's account. */
extern const struct relation relation_own_transfer;

page_handler page_certificates_get;
page_handler page_certificates_post;
page_handler page_certificate_get;
page_handler page_certificate_pdf_get;
page_handler page_certificate_replace_post;
page_handler page_desk_certificates_get;
page_handler page_desk_certificates_post;
page_handler page_desk_certificate_get;
page_handler page_desk_certificate_step_post; /* POST /desk/certificates/{id}/{word}: check, revoke */
page_handler page_verify_get;
page_handler page_verify_number_get;
page_handler page_revoked_get;
page_handler page_revoked_list_get; /* GET /revoked/list: the signed list */
page_handler page_heads_get;
page_handler page_head_proof_get;
page_handler page_receipt_get;
page_handler page_record_receipt_get; /* GET /serve/records/{id}/states/{id} */

/* certificates_words.c: how a certificate is put in words. */
/* certificate_state.<name> with its tone and icon. */
struct certificate_look { enum key state; struct text tone, icon; };
struct certificate_look certificates_look(enum certificate_state state);
/* refusal.certificate.<name> */
enum key certificates_refusal(enum certificate_refusal refusal);
/* "40.2 小时"; whole tenths, rounded down. */
struct text certificates_hours(struct call *call, int64_t minutes);
/* 2026年3月11日 */
struct text certificates_day(struct call *call, int32_t day);
/* What it says as the part of a page; NULL without memory. */
const struct view_parts_certificate *certificates_facts(struct call *call, const struct certificate *certificate);
/* Where anybody verifies a slip: https://HOST/verify?p=SLIP. */
struct text certificates_address(struct call *call, struct text slip);
/* certificates_paper.c: the certificate as a PDF answer. */
MUST_USE enum fail certificates_reply_pdf(struct call *call, struct reply *reply, const struct certificate *certificate);

#endif
