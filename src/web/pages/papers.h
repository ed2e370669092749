/* SPDX-License-Identifier: Apache-2.0
 *
 * Papers: the statement of a person's points and the five parts of her record,
 * for herself and at the desk; and records for the national system, with the
 * dry run, the files, what came back, and the mapping of their columns.
 */
#ifndef WEB_PAGES_PAPERS_H
#define WEB_PAGES_PAPERS_H

#include "web/route.h"

extern const struct form form_statement;
extern const struct form form_dossier;
extern const struct form form_record_part;

page_handler page_my_statement_get;
page_handler page_person_statement_get;
page_handler page_serve_dossier_get;
page_handler page_person_dossier_get;
page_handler page_person_dossier_post; /* POST /desk/people/{id}/dossier: a training, a commendation, an evaluation */

extern const struct form form_export;         /* reason */
extern const struct form form_export_page;    /* what an answer file brought */
extern const struct form form_export_fetch;
extern const struct form form_export_answers;
extern const struct form form_export_answer;
extern const struct form form_export_mapping;
/* The file of {id} was made for a place where the caller is staff. */
extern const struct relation relation_export_place;

page_handler page_exports_get;
page_handler page_exports_post;
page_handler page_export_get;
page_handler page_export_file_post;    /* POST /desk/exports/{id}/file: the file itself */
page_handler page_export_answers_post; /* POST /desk/exports/{id}/answers: an answer file */
page_handler page_export_answer_post;  /* POST /desk/exports/{id}/answer: one record by hand */
page_handler page_export_mapping_get;
page_handler page_export_mapping_post;

#endif
