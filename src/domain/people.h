/* SPDX-License-Identifier: Apache-2.0
 *
 * People: anyone known to the system. Resident, volunteer and staff are roles
 * of a person, not kinds of person. Kin links say who may act for whom, consent
 * rows what each person agreed to. Telephone, document, address and health
 * notes are sealed on the way in and masked on every list.
 */
#ifndef DOMAIN_PEOPLE_H
#define DOMAIN_PEOPLE_H

#include "domain/access.h"

enum sex { SEX_UNKNOWN, SEX_MALE, SEX_FEMALE };
enum document_kind { DOCUMENT_NONE, DOCUMENT_RESIDENT_ID, DOCUMENT_OTHER };
/* What kin_id is to the person; `kin_relation.*` in the locale. */
enum kin_relation { KIN_SPOUSE = 1, KIN_CHILD, KIN_PARENT, KIN_GRANDCHILD, KIN_SIBLING, KIN_GUARDIAN, KIN_OTHER, KIN_RELATION_COUNT };
/* What kin see and may is not a purpose of its own: it is the link with its evidence, and ends with it. */
enum consent_purpose { CONSENT_SERVICE = 1, CONSENT_VOLUNTEERING, CONSENT_HEALTH, CONSENT_PURPOSE_COUNT };

/* In checking order; `people_refusal.*` in the locale. */
enum people_refusal {
	PEOPLE_OK,
	PEOPLE_NOT_FOUND,
	PEOPLE_NOT_ALLOWED,
	PEOPLE_NO_NAME,
	PEOPLE_NAME_INVALID,      /* control characters, or more than 50 */
	PEOPLE_PLACE_MISSING,
	PEOPLE_PHONE_INVALID,
	PEOPLE_NO_HEALTH_CONSENT, /* a health note needs separate consent */
	PEOPLE_NOTE_TOO_LONG,
	PEOPLE_BIRTH_INVALID,     /* after today, or before 1870 */
	PEOPLE_DOCUMENT_INVALID,  /* length, date or check digit */
	PEOPLE_DOCUMENT_TAKEN,    /* somebody else is registered with it; *ret_id says who */
	PEOPLE_KNOWN,             /* somebody has this telephone, and nobody said yet that it is another person */
	PEOPLE_SELF,              /* nobody is kin to herself or puts down her own kin, grants or ends a role of her own, or confirms her own skill */
	PEOPLE_NO_EVIDENCE,
	PEOPLE_ROLE_TOO_HIGH,     /* only a role above one's own place or rank may grant it */
	PEOPLE_SEPARATED,         /* system, audit and business are never in one hand */
	PEOPLE_ALREADY,           /* she holds this role there, these two are linked already */
	PEOPLE_AGE_UNKNOWN,       /* who registers herself must be known to be old enough */
	PEOPLE_TOO_YOUNG,         /* under PEOPLE_ADULT_YEARS without a parent or guardian on record */
	PEOPLE_NO_REASON,         /* what is not confirmed needs one */
	PEOPLE_NO_CONSENT,        /* nobody becomes a volunteer against their will */
	PEOPLE_NOT_VOLUNTEER,
	PEOPLE_SKILLS_TOO_MANY,
	PEOPLE_DAY_PAST,          /* a licence that has run out, a pause that is over */
	PEOPLE_TIME_INVALID,
	PEOPLE_REFUSAL_COUNT
};
const char *people_refusal_name(enum people_refusal refusal); /* "no_name": tail of the locale key, JSON code */

struct people_options {
	struct text name, pinyin;    /* pinyin: a reading typed by staff, "shan gui lan"; empty = by the table */
	enum sex sex;
	bool has_birth_day;          /* known; 1970-01-01 is day 0 and a birth day like any other */
	int32_t birth_day;           /* local day; taken from a resident ID when there is one */
	struct place_id place_id;    /* community or village */
	struct text estate;          /* the coarse address lists may show */
	struct text phone;
	enum document_kind document_kind;
	struct text document;
	struct text address;         /* building, unit, door */
	struct text health;          /* short; needs has_health_consent */
	bool has_health_consent;
	bool lives_alone, is_hardship;
	int64_t lng_e6, lat_e6;      /* GCJ-02; rounded to about 100 m before it is kept */
	enum channel channel;        /* how consent was given */
	bool has_consent;            /* to be served: a CONSENT_SERVICE row is written */
	bool asks_known;             /* refuse with PEOPLE_KNOWN while somebody else has this telephone */
};
/* Registers a person (staff in scope, the command line or the demo). Duplicate documents are refused. */
MUST_USE enum fail people_add(const struct act *act, const struct people_options *options, enum people_refusal *ret_refusal, struct person_id *ret_id);
/* What is wrong with the facts by themselves, all of it at once: bits 1 << enum people_refusal. Nothing is looked up. */
MUST_USE enum fail people_faults(const struct act *act, const struct people_options *options, uint64_t *ret_faults);
/* Corrects name, reading, sex, birth day, place, estate, phone, document, address, health and flags. An empty phone,
 * document, address or health text keeps what is there; so does an unknown birth day. Staff whose scope holds the old place
 * and the new one, or the person herself (phone, address only are taken then). */
MUST_USE enum fail people_change(const struct act *act, struct person_id id, const struct people_options *options, enum people_refusal *ret_refusal);

/* Somebody found by what was typed: characters, full pinyin, initials, or the last 4 digits of the phone. */
struct person_found {
	struct person_id id;
	struct text name, place_name, estate, phone_mask;
	struct place_id place_id;
	enum sex sex;
	int32_t birth_day; /* with has_birth_day */
	bool has_birth_day, lives_alone, is_hardship;
};
struct people_found { struct person_found *people; size_t count; bool is_cut; };
/* At most 20, from the subtree of `scope_id`; nothing for text without a search term. */
MUST_USE enum fail people_search(const struct act *act, struct place_id scope_id, struct text typed, struct people_found *ret_found);
/* Who it might be already: at most 5 people with this document or telephone (as typed; what cannot be read finds nobody),
 * wherever in the county they live. The caller masks those outside its scope. */
MUST_USE enum fail people_same(const struct act *act, struct text phone, struct text document, struct people_found *ret_found);

/* Grants a role on a subtree: manager and county grant up to clerk inside their own, the system administrator
 * any; never to oneself, and never system, audit and business to one person. To be a resident or a volunteer is not
 * granted: that comes with people_add and people_volunteer. The command line may all of it. */
MUST_USE enum fail people_grant(const struct act *act, struct person_id id, enum role role, struct place_id place_id,
	enum people_refusal *ret_refusal, struct role_id *ret_id);
/* Ends a role; who may grant it may end it. One that has ended is PEOPLE_NOT_FOUND. */
MUST_USE enum fail people_revoke(const struct act *act, struct role_id id, enum people_refusal *ret_refusal);
/* The roles that the actor may grant and end on a place, as ROLE_BITs. */
MUST_USE enum fail people_grantable(const struct act *act, struct place_id place_id, unsigned *ret_mask);
/* Whether the actor may hand this person a one-time code to sign in: staff (or the system administrator) in scope,
 * for somebody else, and never for a role that the actor could not grant: a code opens all that its owner may do. */
MUST_USE enum fail people_help_in(const struct act *act, struct person_id id, enum people_refusal *ret_refusal);

struct people_kin_options {
	struct person_id person_id; /* for whom */
	struct person_id kin_id;    /* who acts */
	enum kin_relation relation;
	struct text evidence;       /* mandatory: what was seen */
	bool may_order, may_rate, may_spend;
};
MUST_USE enum fail people_link_kin(const struct act *act, const struct people_kin_options *options, enum people_refusal *ret_refusal, struct kin_id *ret_id);
/* Ends a link: staff in scope of the person, the person herself, or the kin who gives her right up. */
MUST_USE enum fail people_unlink_kin(const struct act *act, struct kin_id id, struct person_id person_id, enum people_refusal *ret_refusal);

/* What ties two people so that neither answers for the other (H8); the number stands in a record's signal. */
enum people_tie { TIE_NONE, TIE_KIN, TIE_HOME, TIE_TELEPHONE, TIE_SELF };
/* The first that there is: kin on record in either direction, one address in one estate, one telephone. Nobody (0) is tied to anybody. An address
 * that is not known, or written quite otherwise, ties nobody. */
MUST_USE enum fail people_tie_of(const struct act *act, struct person_id a, struct person_id b, enum people_tie *ret_tie);
/* Whether there is any: the one question of all rules that want somebody unrelated. */
MUST_USE enum fail people_are_close(const struct act *act, struct person_id a, struct person_id b, bool *ret_are);

/* Consent given or withdrawn by the person, kin on record, or noted by staff. A withdrawal takes with it what stood on
 * the consent: the health note is deleted, the volunteer gets no more offers and her role ends. */
MUST_USE enum fail people_consent(const struct act *act, struct person_id id, enum consent_purpose purpose, enum channel channel,
	bool is_given, enum people_refusal *ret_refusal);
MUST_USE enum fail people_has_consent(const struct act *act, struct person_id id, enum consent_purpose purpose, bool *ret_has);

/* Starts to serve, or again (consent to volunteering must be on file): gives the volunteer number and role. */
MUST_USE enum fail people_volunteer(const struct act *act, struct person_id id, int32_t reach_m, enum people_refusal *ret_refusal);
/* She registers herself: her age, her consent (has_consent: she ticked the text), her number and role in one act. */
#define PEOPLE_ADULT_YEARS 18
MUST_USE enum fail people_join(const struct act *act, struct person_id id, bool has_consent, int32_t reach_m, enum people_refusal *ret_refusal);
/* No offers until then (0 = again at once): the volunteer herself, or staff. */
MUST_USE enum fail people_pause(const struct act *act, struct person_id id, int64_t until_ms, enum people_refusal *ret_refusal);
/* Goes at most so far (300 m to 30 km; what lies outside is drawn to the nearer end): the volunteer herself, or staff. */
MUST_USE enum fail people_set_reach(const struct act *act, struct person_id id, int32_t reach_m, enum people_refusal *ret_refusal);
/* How many services in a week (Monday to Sunday) are enough for her, 1 to 14; 0 = as many as there are. Beyond them she is
 * neither asked nor planned; what she takes herself or says yes to on the telephone is her own affair. */
#define PEOPLE_WEEK_MOST 14
MUST_USE enum fail people_set_week_most(const struct act *act, struct person_id id, int32_t week_most, enum people_refusal *ret_refusal);
/* She says that she has a skill; it counts only once staff confirm it. PEOPLE_ALREADY when it stands; while the same
 * claim waits another changes nothing. `note`: where she learned it, at most LIMIT_NOTE_POINTS. */
MUST_USE enum fail people_claim_skill(const struct act *act, struct person_id id, struct text skill, struct text note, enum people_refusal *ret_refusal);
struct people_decide_options {
	struct claim_id id;
	bool is_confirmed;
	int32_t valid_until_day; /* the last day it counts, 0 = for good */
	struct text reason;      /* why not; the volunteer reads it */
};
/* Staff in scope, never for themselves: the skill counts from now on, or the volunteer reads why not. Once. */
MUST_USE enum fail people_decide_skill(const struct act *act, const struct people_decide_options *options, enum people_refusal *ret_refusal);
/* One skill more, or its new end, by staff; valid_until_day is the last day it counts (a licence's), 0 = for good. */
MUST_USE enum fail people_set_skill(const struct act *act, struct person_id id, struct text skill, int32_t valid_until_day,
	enum people_refusal *ret_refusal);
/* One skill less; without it nothing changes. */
MUST_USE enum fail people_drop_skill(const struct act *act, struct person_id id, struct text skill, enum people_refusal *ret_refusal);
struct person_free_time { int32_t weekday, from_min, to_min; };
/* The whole list of skills (by staff) and of weekly free spans, replacing the old ones. Spans of a day may touch, not overlap. */
MUST_USE enum fail people_set_skills(const struct act *act, struct person_id id, const struct text *skills, size_t count, enum people_refusal *ret_refusal);
MUST_USE enum fail people_set_free_times(const struct act *act, struct person_id id, const struct person_free_time *times, size_t count,
	enum people_refusal *ret_refusal);
/* She cannot come on one day: neither asked nor planned for it; noting it twice is one. The volunteer herself, or staff. */
MUST_USE enum fail people_note_day_off(const struct act *act, struct person_id id, int32_t day, enum people_refusal *ret_refusal);
/* Whether free times may be kept: within a day, long enough, none over another. */
bool people_times_fit(const struct person_free_time *times, size_t count);
/* Writes a person's search terms anew (also used by rebuild). */
MUST_USE enum fail people_index(const struct act *act, struct person_id id);
/* Whether the terms on file are those that name, reading and telephone give. */
MUST_USE enum fail people_is_indexed(const struct act *act, struct person_id id, bool *ret_is_indexed);

#endif
