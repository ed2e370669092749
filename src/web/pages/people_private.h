/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared between the pages of the register of people only.
 */
#ifndef WEB_PAGES_PEOPLE_PRIVATE_H
#define WEB_PAGES_PEOPLE_PRIVATE_H

#include "domain/people.h"
#include "queries/people.h"
#include "web/fields.h"
#include "web/pages/people.h"

/* The words of `enum role` as choices, of `enum channel`, of `enum kin_relation`. */
extern const struct choice people_role_choices[];
extern const struct choice people_channel_choices[];
extern const struct choice people_relation_choices[];
/* The days of the week, as fields of the form and in words. */
#define PEOPLE_DAYS 7
extern const struct people_day { const char *name; enum key label; } people_days[PEOPLE_DAYS];
/* The word of a role in the reader's language. */
enum key people_role_key(int64_t role);
enum key people_sex_key(int64_t sex);
enum key people_channel_key(int64_t channel);
enum key people_relation_key(int64_t relation);
/* Whole years, 0 when the birth day is not known. */
int people_age(bool is_known, int32_t birth_day, int64_t now_ms);
/* Community and estate as one text. */
struct vocab people_where(struct arena *arena, struct text place_name, struct text estate);
/* The places below the caller's scope (of the roles in `mask`) as options, from tier to tier. */
MUST_USE enum fail people_place_options(struct call *call, unsigned mask, int from_tier, int to_tier,
	const struct view_parts_field_option **ret_options, size_t *ret_count);

/* What was opened a moment ago and is shown this once. */
struct people_opened {
	enum sealed_field field; /* 0: nothing */
	struct text value;
	struct text login, code; /* of a one-time code */
};
/* The page of one person; `opened` may be NULL. */
MUST_USE enum fail people_show(struct call *call, struct reply *reply, const struct people_opened *opened);
/* The sections of that page, each in a file of its own: what it shows, and what was typed into it and refused. */
struct view_desk_person;
MUST_USE enum fail people_fill_kin(struct call *call, struct person_id id, struct view_desk_person *view);
MUST_USE enum fail people_fill_consents(struct call *call, struct person_id id, struct view_desk_person *view);
MUST_USE enum fail people_fill_serving(struct call *call, struct person_id id, struct view_desk_person *view);
MUST_USE enum fail people_fill_roles(struct call *call, struct person_id id, struct view_desk_person *view);
/* The bar that takes back what was done a moment ago, as the address says (?done=…); none when it cannot be. */
MUST_USE enum fail people_fill_undo(struct call *call, struct person_id id, struct view_desk_person *view);
/* "/desk/people/ID/WORD" */
struct url people_step_url(struct call *call, const char *word);
/* Whether the page is shown again because this step was refused. */
bool people_is_again(const struct call *call, const char *word);
/* The first error of the posted step, in words; empty when there is none. */
struct text people_step_error(const struct call *call);
/* The field of the posted form that a refusal is about; NULL: a page of its own. */
const char *people_field_of(enum people_refusal refusal);
/* A refusal in words; for a telephone or document, why it cannot be read. */
enum key people_refusal_words(const struct act *act, enum people_refusal refusal, struct text phone, struct text document);

/* What keeps a resident from being served at home. */
extern const struct choice people_away_choices[];
MUST_USE enum fail people_fill_away(struct call *call, struct person_id id, struct view_desk_person *view);
/* Notes what the form of the step says; refused with the field. */
MUST_USE enum fail people_note_away(struct write *write, struct person_id id);
/* Notes that she is back sooner, as the form of the step says; *ret_id is what was noted. */
MUST_USE enum fail people_note_back(struct write *write, struct person_id id, int64_t *ret_id);
/* What the step `away` is told to take that back; an empty kind when there is nothing to take back. */
struct people_away_again { struct text kind, since, until; };
MUST_USE enum fail people_fill_away_again(struct call *call, struct person_id id, int64_t back_id, struct people_away_again *ret_again);
/* Why a sealed fact is not opened. */
enum key people_reveal_words(enum reveal_refusal refusal);

#endif
