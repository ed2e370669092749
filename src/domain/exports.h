/* SPDX-License-Identifier: Apache-2.0
 *
 * Service records for the national volunteer-service system (志愿服务记录与证明
 * 出具办法, article 4). A mapping says how our fields are called there; a dry run
 * says what would go and what each record lacks, and opens nothing; a file is a
 * fact that names its records; the answers that come back say which were
 * accepted. A record is in one file only: it goes again when it was refused
 * there and somebody says that it is corrected. Sealed facts are opened when the
 * file is fetched, by a manager, with a reason on the trail. We are not the
 * national system and do not speak to it: the clerk carries the file.
 *
 *   ready → sent → accepted → (void here) withdrawn
 *     ↑       └──→ refused → corrected ──┐
 *     └──────────────────────────────────┘
 */
#ifndef DOMAIN_EXPORTS_H
#define DOMAIN_EXPORTS_H

#include "domain/act.h"

/* What a column can hold; docs/export.md. */
enum export_field {
	EXPORT_RECORD_NUMBER = 1, EXPORT_RECORD_REPLACES, EXPORT_RECORD_SOURCE,
	EXPORT_PERSON_NAME, EXPORT_PERSON_SEX, EXPORT_PERSON_BIRTH_DATE, EXPORT_PERSON_DOCUMENT_KIND, EXPORT_PERSON_DOCUMENT_NUMBER, EXPORT_PERSON_PHONE,
	EXPORT_PERSON_AREA, EXPORT_PERSON_AREA_CODE, EXPORT_PERSON_VOLUNTEER_NUMBER, EXPORT_PERSON_SKILLS,
	EXPORT_SERVICE_TITLE, EXPORT_SERVICE_DATE, EXPORT_SERVICE_START, EXPORT_SERVICE_END, EXPORT_SERVICE_PLACE, EXPORT_SERVICE_PLACE_CODE,
	EXPORT_SERVICE_CONTENT, EXPORT_SERVICE_HOURS, EXPORT_SERVICE_MINUTES, EXPORT_SERVICE_UNIT, EXPORT_SERVICE_IN_CHARGE,
	EXPORT_EVALUATION_SCORE, EXPORT_EVALUATION_DATE,
	EXPORT_FIELD_COUNT
};
const char *export_field_name(enum export_field field); /* "person.birth_date" */

#define EXPORT_COLUMNS_MAX 64
#define EXPORT_CODES_MAX 96
#define EXPORT_WORDS_MAX 16
#define EXPORT_RECORDS_MAX 500 /* in one file */

struct export_column { struct text title; enum export_field field; /* 0: always `fixed` */ struct text fixed; bool is_required; };
struct export_code { enum export_field field; struct text value, words; };
struct export_mapping {
	struct text sheet;
	struct export_column columns[EXPORT_COLUMNS_MAX];
	size_t column_count;
	struct export_code codes[EXPORT_CODES_MAX];
	size_t code_count;
	struct text answer_number, answer_result, answer_reason; /* titles in the answer file */
	struct text accepted[EXPORT_WORDS_MAX], refused[EXPORT_WORDS_MAX];
	size_t accepted_count, refused_count;
};
/* What is wrong with a mapping's text, in the order of the checks of a line; `exports.mapping.fault.*` in the locale. */
enum export_fault { EXPORT_FAULT_NONE, EXPORT_FAULT_NO_EQUALS, EXPORT_FAULT_WORD, EXPORT_FAULT_EMPTY, EXPORT_FAULT_FIELD, EXPORT_FAULT_TWICE,
	EXPORT_FAULT_TOO_MANY, EXPORT_FAULT_NO_NUMBER, EXPORT_FAULT_NO_ANSWER, EXPORT_FAULT_COUNT };
const char *export_fault_name(enum export_fault fault); /* "no_equals" */
/* Reads a mapping; texts point into `words`. Pure. A fault names its line; those of the whole name line 0: the record's
 * number is in no column, or the words of the answers are missing. */
enum export_fault exports_read_mapping(struct text words, struct export_mapping *ret_mapping, int64_t *ret_line);

enum export_refusal {
	EXPORT_OK, EXPORT_NOT_FOUND, EXPORT_NOT_ALLOWED, EXPORT_NO_REASON, EXPORT_WORDS_TOO_LONG, EXPORT_MAPPING_WRONG, EXPORT_NOTHING,
	EXPORT_OUTDATED, /* the record went again since */
	EXPORT_WRONG_STATE, EXPORT_NO_ANSWERS, EXPORT_REFUSAL_COUNT
};
const char *export_refusal_name(enum export_refusal refusal); /* "nothing": tail of `refusal.export.*` */

/* The mapping that holds for a place; id 0: the program's own. A mapping kept by an older program may say what this one does not
 * understand: then is_readable is false, *ret_mapping is the program's own, and no file is made before a manager has mended it. */
struct export_words { int64_t id; struct text words, who; int64_t at_ms; bool is_readable; };
MUST_USE enum fail exports_mapping(const struct act *act, struct place_id place_id, struct export_words *ret_words, struct export_mapping *ret_mapping);
/* A manager of the place sets it, from now on; files made before keep theirs. With MAPPING_WRONG the fault and its line are set. */
MUST_USE enum fail exports_set_mapping(const struct act *act, struct place_id place_id, struct text words, enum export_refusal *ret_refusal,
	enum export_fault *ret_fault, int64_t *ret_line);

/* One record that has to go: `missing` has a bit 1 << field for each required field it lacks. */
struct export_candidate { struct record_id id; struct person_id person_id; struct text volunteer, title; int64_t from_ms, minutes, attempts;
	uint64_t missing; };
/* The dry run over a place and what lies below it, at most 2,000 of them, the oldest first. Opens and writes nothing. */
struct export_trial { struct export_candidate *candidates; size_t count, ready; bool is_cut; int64_t missing_of[EXPORT_FIELD_COUNT]; };
MUST_USE enum fail exports_try(const struct act *act, struct place_id place_id, struct export_trial *ret_trial);
/* A manager makes the file of the first EXPORT_RECORDS_MAX that lack nothing. */
MUST_USE enum fail exports_make(const struct act *act, struct place_id place_id, struct text reason, enum export_refusal *ret_refusal, int64_t *ret_id);

/* The file's content: titles and rows of texts. */
struct export_table { struct text sheet; struct text *titles; size_t columns; struct text *cells; size_t rows; };
/* A manager fetches the file: sealed facts are opened, the reason goes on the trail. A writing act. */
MUST_USE enum fail exports_fetch(const struct act *act, int64_t id, struct text reason, enum export_refusal *ret_refusal, struct export_table *ret_table);

enum export_answer_kind { EXPORT_ACCEPTED = 1, EXPORT_REFUSED, EXPORT_CORRECTED, EXPORT_WITHDRAWN, EXPORT_ANSWER_COUNT };
struct export_answer_options { int64_t export_id; struct record_id record_id; enum export_answer_kind kind; struct text reason; };
/* Staff in scope put down what became of one record: accepted; refused, with the reason; corrected, so that a refused one
 * goes again; withdrawn there, of one that is void here. A repeat is OK and writes nothing; another word than before is
 * taken as long as the record did not go again. */
MUST_USE enum fail exports_answer(const struct act *act, const struct export_answer_options *options, enum export_refusal *ret_refusal);

/* What an answer file brought; `lines` are those that were not understood, at most EXPORT_TROUBLES_MAX are named. */
#define EXPORT_TROUBLES_MAX 20
enum export_trouble { EXPORT_TROUBLE_NUMBER = 1, EXPORT_TROUBLE_RESULT, EXPORT_TROUBLE_REASON, EXPORT_TROUBLE_STATE };
struct export_answers {
	int64_t accepted, refused, same;
	struct { int64_t line; enum export_trouble kind; struct text said; } troubles[EXPORT_TROUBLES_MAX];
	int64_t trouble_count;
};
/* Reads the answers of a file, cells pasted from a spreadsheet or CSV, by the titles of the file's mapping (without a title
 * line: number, result, reason). Lines that are understood are put down, the others are told. NO_ANSWERS: not one was. */
MUST_USE enum fail exports_read_answers(const struct act *act, int64_t id, struct text words, enum export_refusal *ret_refusal,
	struct export_answers *ret_answers);

#endif
