/* SPDX-License-Identifier: Apache-2.0
 *
 * The five parts of a volunteer's record as a spreadsheet, a tab for each;
 * shared by the page and the file only.
 */
#ifndef WEB_PAGES_DOSSIER_PRIVATE_H
#define WEB_PAGES_DOSSIER_PRIVATE_H

#include "views/volunteer.h"
#include "web/pages/sheets.h"

/* The parts as the page shows them, as one XLSX file. */
MUST_USE enum fail dossier_reply_file(struct call *call, struct reply *reply, const struct view_volunteer_dossier *view);

#endif
