/* SPDX-License-Identifier: Apache-2.0
 *
 * Certificates of service (志愿服务证明; 志愿服务记录与证明出具办法, articles 14
 * to 17): free, truthful, from final records only, with time counted by
 * machine and time put in by hand apart. A volunteer issues her own: when her
 * document is on file it is checked and issued at once, else the station looks
 * at the document first. What an issued one says is kept for ever, and signed;
 * it may be superseded by a newer one, and is revoked when it was wrong or when
 * a record that it counted no longer stands.
 *
 *   requested → checked → issued → superseded → revoked
 *       └──────────────────┴──────────────────────↑
 */
#ifndef DOMAIN_CERTIFICATES_H
#define DOMAIN_CERTIFICATES_H

#include "domain/people.h"
#include "proof/revoked.h"
#include "proof/slip.h"
#include "text/certificate.h"

enum certificate_state { CERTIFICATE_REQUESTED = 1, CERTIFICATE_CHECKED, CERTIFICATE_ISSUED, CERTIFICATE_SUPERSEDED, CERTIFICATE_REVOKED,
	CERTIFICATE_STATE_COUNT };
const char *certificate_state_name(enum certificate_state state); /* "issued": locale key `certificate_state.issued` */

/* What its code tells beside the total. */
enum certificate_shows { CERTIFICATE_SHOWS_NAME = 1, CERTIFICATE_SHOWS_LIST = 2 };

/* In the order of the checks; `refusal.certificate.*` in the locale. */
enum certificate_refusal {
	CERTIFICATE_OK,
	CERTIFICATE_NOT_FOUND,
	CERTIFICATE_NOT_ALLOWED,
	CERTIFICATE_OWN,            /* nobody checks or revokes her own */
	CERTIFICATE_NOT_VOLUNTEER,
	CERTIFICATE_PERIOD_INVALID, /* ends before it begins, or in the future */
	CERTIFICATE_NO_RECORDS,     /* no final record in the span */
	CERTIFICATE_WAITS_ALREADY,  /* LIMIT_CERTIFICATES_WAITING of hers wait for the station */
	CERTIFICATE_TOO_MANY,       /* LIMIT_CERTIFICATES_A_DAY of hers within 24 hours: each one that ends stands on the signed list */
	CERTIFICATE_DOCUMENT_INVALID,
	CERTIFICATE_NO_REASON,
	CERTIFICATE_WORDS_TOO_LONG,
	CERTIFICATE_WRONG_STATE,
	CERTIFICATE_REFUSAL_COUNT
};
const char *certificate_refusal_name(enum certificate_refusal refusal); /* "no_records" */

struct certificate_options {
	struct person_id person_id;
	unsigned shows;                     /* bits of enum certificate_shows */
	bool wants_seal;
	int32_t from_day, to_day;           /* 0 = open */
	struct certificate_id replaces_id;  /* an issued one of the same person, superseded by this; 0 none */
};
/* Asks for one: the volunteer herself, or staff in scope. With her document on file it is issued at once, else it waits
 * for certificates_check: no more of them than the station can overlook. */
MUST_USE enum fail certificates_request(const struct act *act, const struct certificate_options *options, enum certificate_refusal *ret_refusal,
	struct certificate_id *ret_id);
/* Staff in scope have seen the document: its kind and its last four characters go on the certificate, which is issued. */
struct certificate_document { struct certificate_id id; enum document_kind kind; struct text tail; };
MUST_USE enum fail certificates_check(const struct act *act, const struct certificate_document *document, enum certificate_refusal *ret_refusal);
/* A manager in scope withdraws it, with a reason that is shown to whoever verifies it. */
MUST_USE enum fail certificates_revoke(const struct act *act, struct certificate_id id, struct text reason, enum certificate_refusal *ret_refusal);
/* Revokes issued ones that counted a record that is void now; at most 100. For the clock. */
MUST_USE enum fail certificates_tick(const struct act *act, size_t *ret_done);

struct certificate_line { struct text title, title_en, unit; int64_t times, minutes_machine, minutes_manual; };
struct certificate {
	struct certificate_id id;
	struct person_id person_id;
	enum certificate_state state;
	struct text reason;                 /* of its last state */
	int64_t state_at_ms;
	unsigned shows;
	bool wants_seal;
	int32_t asked_from_day, asked_to_day;
	bool is_outdated;                   /* a counted record is void: as good as revoked */
	struct text replaced_by;            /* number of the one that superseded it */
	/* once issued: */
	int64_t issued_at_ms;
	struct text number, holder_name, document_mask, volunteer_number, issuer, contact, handler, slip;
	enum document_kind document_kind;
	int32_t from_day, to_day, issued_day;
	int64_t minutes_machine, minutes_manual, count;
	struct certificate_line *lines;
	size_t line_count;
};
/* One certificate, for its holder and staff; who may see it is the caller's to ask. */
MUST_USE enum fail certificates_get(const struct act *act, struct certificate_id id, bool *ret_found, struct certificate *ret_certificate);

/* What anybody is told who verifies. */
enum certificate_standing { STANDING_VALID = 1, STANDING_SUPERSEDED, STANDING_REVOKED, STANDING_UNKNOWN, STANDING_FORGED, STANDING_OTHER_HOUSE,
	STANDING_UNREADABLE, STANDING_COUNT };
const char *certificate_standing_name(enum certificate_standing standing); /* "valid" */
/* By the number as typed. *ret_certificate is filled unless it is unknown or unreadable (the check digit is wrong). */
MUST_USE enum fail certificates_verify_number(const struct act *act, struct text typed, enum certificate_standing *ret_standing,
	struct certificate *ret_certificate);
/* By the slip of its code. *ret_slip is filled when its signature is ours. A genuine slip of a number that is not on record is unknown. */
MUST_USE enum fail certificates_verify_slip(const struct act *act, struct text typed, enum certificate_standing *ret_standing, struct slip *ret_slip,
	struct certificate *ret_certificate);
struct revoked_kept;
/* The signed list of those that are no longer valid, the newest 2,000 (proof/revoked.h): the same text for everybody until another
 * one ends or the hour does. It was so at the instant it names, the full hour or the newest end, and is so now. */
MUST_USE enum fail certificates_revoked_list(const struct act *act, struct revoked_kept *kept, struct text *ret_note);

#endif
