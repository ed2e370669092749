/* SPDX-License-Identifier: Apache-2.0
 *
 * A certificate on paper: A4, PDF, fonts embedded in part. What it says is
 * handed in as words, each in its place, in whatever language; nothing is
 * looked up here. Drawing is done by `lastmile paper` in a process of its own
 * with limits on memory, time and files, because it runs names and titles
 * typed by people through large libraries.
 *
 * A description is lines `word<TAB>value<TAB>value…`, in any order:
 *   lang zh-Hans            issuer NAME          number LABEL DIGITS
 *   title WORDS             lead SENTENCE        figure LABEL VALUE UNIT   (the first is the large one)
 *   who LABEL VALUE         head C1 C2 C3 C4     row C1 C2 C3 C4
 *   sign LABEL VALUE        seal WORDS           qr TEXT                   note WORDS       foot WORDS
 *   at MS                   draft WORDS (across the sheet: revoked, superseded, a demonstration)
 */
#ifndef PAPER_PAPER_H
#define PAPER_PAPER_H

#include "base/arena.h"
#include "base/buffer.h"

#define PAPER_DESCRIPTION_BYTES_MAX (32 * 1024)
#define PAPER_BYTES_MAX (2 * 1024 * 1024) /* one page with two fonts is about 70 KB */
#define PAPER_WHO_MAX 6
#define PAPER_FIGURES_MAX 4
#define PAPER_ROWS_MAX 10 /* more would run into the foot */
#define PAPER_SIGNS_MAX 5
#define PAPER_NOTES_MAX 5
#define PAPER_CELLS 4

struct paper_pair { struct text label, value, unit; };
struct paper_row { struct text cells[PAPER_CELLS]; };
struct paper {
	struct text lang, issuer, title, lead, seal, qr, foot, draft;
	struct paper_pair number;
	struct paper_pair figures[PAPER_FIGURES_MAX];
	struct paper_pair who[PAPER_WHO_MAX];
	struct paper_pair signs[PAPER_SIGNS_MAX];
	struct paper_row head;
	struct paper_row rows[PAPER_ROWS_MAX];
	struct text notes[PAPER_NOTES_MAX];
	size_t figure_count, who_count, sign_count, row_count, note_count;
	int64_t at_ms; /* for the document's own date */
};

/* One line of a description: the word and its values, tabs and line ends inside them turned to blanks. */
void paper_say(struct buffer *description, const char *word, const struct text *values, size_t count);
/* Reads a description; its texts are borrowed. FAIL_INPUT for an unknown word, too many of one, or bytes that are not UTF-8. */
MUST_USE enum fail paper_read(struct text description, struct paper *ret_paper);

/* Draws it into `pdf`. FAIL_INPUT: a character that no installed font has (*ret_problem is the text with it), or a QR text too
 * long; FAIL_MISSING: no Chinese font; FAIL_LIMIT: too large. *ret_problem is untouched otherwise. */
MUST_USE enum fail paper_draw(const struct paper *paper, struct buffer *pdf, struct text *ret_problem);

/* Lets `program` (a path; NULL = this very program) draw it: posix_spawn of `program paper`, description on its standard
 * input, PDF on its standard output. FAIL_INPUT as above, FAIL_TIMEOUT after 10 seconds, FAIL_BUSY when two are drawing
 * already, FAIL_SYSTEM. May be called from any thread. */
MUST_USE enum fail paper_make(const char *program, struct text description, struct buffer *pdf);
#define PAPER_EXIT_INPUT 3 /* how `lastmile paper` ends when the description was not to be drawn */
/* For `lastmile paper`, before it reads a byte: limits on memory, processor time, open files; no file can be written. */
MUST_USE enum fail paper_confine(void);

#endif
