/* SPDX-License-Identifier: Apache-2.0
 *
 * From the table of a form to what a page shows: each field as the part that
 * draws it, with its label, its hint, what was typed and what is wrong, and
 * the summary of errors above the form. The table says what a field is; a
 * look says only what it cannot know (a hint, the choices from the store).
 */
#ifndef WEB_FIELDS_H
#define WEB_FIELDS_H

#include "views/parts.h"
#include "web/call.h"

/* How one field is shown beyond what its table says. */
struct field_look {
	const char *name;
	enum key hint;            /* KEY_NONE: none */
	const char *kind;         /* type of the input: "tel", "search"; NULL: text */
	bool is_choices;          /* choices side by side instead of a list that opens */
	bool is_short;            /* a short line: a date, a number */
	bool is_kept;             /* left out it stays what it was: the form never says that it may be empty */
	enum key none;            /* what choosing none of a list that opens means; KEY_NONE: a dash */
	const struct view_parts_field_option *options; /* of FIELD_ID and FIELD_MANY: from the store; the chosen one is marked here */
	size_t option_count;
};

struct fields {
	struct view_parts_field *rows; /* one for each field of the form, in its order; in the call's arena */
	size_t count;
};

/* All fields of `data` with the looks that are given for some. FAIL_LIMIT without memory. */
MUST_USE enum fail fields_make(struct call *call, const struct form_data *data, const struct field_look *looks, size_t look_count,
	struct fields *ret_fields);
/* The summary above the form, NULL when nothing is wrong. */
MUST_USE enum fail fields_problems(struct call *call, const struct form_data *data, const struct view_parts_error_summary **ret_summary);
/* What was typed in English beside `chinese`: nothing where the Chinese stands in for it, so that its next change takes that along. */
struct text fields_english(struct text english, struct text chinese);

#endif
