/* SPDX-License-Identifier: Apache-2.0
 *
 * What a village answers, written down line by line, so that the same moves on
 * two engines can be compared byte for byte: how each move ended and what
 * everybody owns then; the rows of every reading statement of sql/queries,
 * asked with what earlier answers held; and the pages, as a browser and as a
 * program get them. Nothing in it depends on the machine or on the hour.
 */
#ifndef TESTS_TELL_H
#define TESTS_TELL_H

#include "model.h"

struct tell;

/* Writes to the file from now on. The village stays the caller's and is there until tell_close; a failure ends the program. */
struct tell *tell_open(const char *path, struct village *village, uint64_t seed);
/* One line. */
void tell_line(struct tell *tell, const char *format, ...) PRINTF_LIKE(2, 3);
/* Asks every reading statement a few times. */
void tell_rows(struct tell *tell);
/* Gets every page of THE table as one person of each kind, the subject being one of those in the model. */
void tell_pages(struct tell *tell, const struct model *model);
/* How many statements had rows and how many pages were shown; accepts NULL. */
void tell_close(struct tell *tell);

#endif
