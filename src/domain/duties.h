/* SPDX-License-Identifier: Apache-2.0
 *
 * A duty: somebody is needed, at a place, in a time window, for so long, so
 * many people, with such skills. Offers ask volunteers; an assignment says who
 * goes; attendance says who came. Knows nothing of what caused the duty.
 */
#ifndef DOMAIN_DUTIES_H
#define DOMAIN_DUTIES_H

#include "domain/act.h"

enum duty_state { DUTY_WAITING = 1, DUTY_STAFFED, DUTY_STARTED, DUTY_DONE, DUTY_CALLED_OFF };
enum offer_state { OFFER_SENT = 1, OFFER_ACCEPTED, OFFER_DECLINED, OFFER_EXPIRED, OFFER_WITHDRAWN };
enum attendance_kind { ATTENDANCE_IN = 1, ATTENDANCE_OUT };
enum attendance_evidence { EVIDENCE_CODE = 1, EVIDENCE_PHONE, EVIDENCE_LEADER, EVIDENCE_PAPER, EVIDENCE_OWN_WORD };

enum duty_refusal {
	DUTY_OK, DUTY_NOT_FOUND, DUTY_WRONG_STATE, DUTY_NOT_VOLUNTEER, DUTY_VOLUNTEER_PAUSED, DUTY_SKILL_MISSING,
	DUTY_VOLUNTEER_BUSY, DUTY_ALREADY_ASKED, DUTY_OFFER_EXPIRED, DUTY_TAKEN, DUTY_NOT_ASSIGNED, DUTY_TOO_EARLY,
	DUTY_NOT_CHECKED_IN, DUTY_REFUSAL_COUNT
};

struct duties_make_options {
	struct request_id request_id; struct item_id item_id; struct place_id place_id; struct text title;
	int64_t lng_e6, lat_e6, from_ms, to_ms; int32_t duration_min, people, coefficient_percent;
	const struct text *skills; size_t skill_count;
	bool is_done; /* it took place already: nobody is looked for */
};
/* A duty that waits for people; the caller has checked the options. FAIL_LIMIT, FAIL_STORE as everywhere. */
enum fail duties_make(const struct act *act, const struct duties_make_options *options, struct duty_id *ret_id);
/* Asks one person to take the duty, with the reasons she was chosen for, until expires_at_ms. `rank` is her
 * place among those asked (1 = best). */
enum fail duties_offer(const struct act *act, struct duty_id id, struct person_id person_id, int64_t rank, struct text reasons,
	int64_t expires_at_ms, enum duty_refusal *ret_refusal, struct offer_id *ret_id);
/* Opens the duty to everybody who may take it without being asked, or closes it again. */
enum fail duties_open(const struct act *act, struct duty_id id, bool is_open, enum duty_refusal *ret_refusal);
/* The actor would go: kept beside her offer until it is decided who does (duties_accept). *ret_is_new false: she said so before. */
enum fail duties_say_yes(const struct act *act, struct duty_id id, struct person_id person_id, struct offer_id offer_id,
	enum duty_refusal *ret_refusal, bool *ret_is_new);
/* The actor says yes (or staff for her): checks state, expiry, pause, skill, overlap, seats; withdraws the rest when full. */
enum fail duties_accept(const struct act *act, struct duty_id id, struct person_id person_id, struct offer_id offer_id,
	enum duty_refusal *ret_refusal, bool *ret_is_full);
/* OFFER_DECLINED, OFFER_EXPIRED or OFFER_WITHDRAWN; *ret_open_offers still wait for an answer. */
enum fail duties_end_offer(const struct act *act, struct offer_id offer_id, enum offer_state answer, struct text reason,
	enum duty_refusal *ret_refusal, int64_t *ret_open_offers);
enum fail duties_release(const struct act *act, struct duty_id id, struct person_id person_id, struct text reason, enum duty_refusal *ret_refusal);
/* Sets the time. DUTY_VOLUNTEER_BUSY when one who goes has another appointment in it. */
enum fail duties_move(const struct act *act, struct duty_id id, int64_t from_ms, int64_t to_ms, enum duty_refusal *ret_refusal);
enum fail duties_call_off(const struct act *act, struct duty_id id, struct text reason, enum duty_refusal *ret_refusal);
struct duties_attend_options { struct duty_id id; struct person_id person_id; enum attendance_evidence evidence; struct text note; int64_t at_ms; };
enum fail duties_check_in(const struct act *act, const struct duties_attend_options *options, enum duty_refusal *ret_refusal);
/* *ret_all_out: everybody who came has checked out; the duty is DONE then. */
enum fail duties_check_out(const struct act *act, const struct duties_attend_options *options, enum duty_refusal *ret_refusal, bool *ret_all_out);

/* A window this little longer than the work is an appointment; a longer one leaves the hour to be agreed. */
#define DUTY_SLACK_MIN 30
bool duty_is_appointment(int64_t from_ms, int64_t to_ms, int32_t duration_min);

#endif
