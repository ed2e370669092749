/* SPDX-License-Identifier: Apache-2.0
 *
 * Forms are tables of fields. The same table reads application/x-www-form-
 * urlencoded, JSON objects and query strings, checks lengths and ranges,
 * keeps what was typed so that the page can show it again, and describes the
 * form to the API. Unknown fields, a field given twice (except FIELD_MANY),
 * bytes that are not UTF-8 and control characters are refused.
 */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "base/fail.h"
#include "base/limits.h"
#include "base/text.h"
#include "locale/keys.h"

struct arena;

enum field_type {
	FIELD_TEXT,     /* one line, trimmed; min–max code points */
	FIELD_NOTE,     /* several lines, LF ends, trimmed; min–max code points */
	FIELD_PASSWORD, /* bytes as given, never shown again; min–max bytes */
	FIELD_INT,      /* decimal; min–max value */
	FIELD_POINTS,   /* decimal with at most two places, kept ×100; min–max are ×100 too */
	FIELD_BOOL,     /* absent, "", "0", "false" = false; "1", "on", "true" = true */
	FIELD_ID,       /* an id of 13 characters */
	FIELD_DAY,      /* what people type for a date: local day */
	FIELD_MIN,      /* what people type for a time of day: minutes after midnight */
	FIELD_CHOICE,   /* one of `choices`, by word */
	FIELD_MANY,     /* repeated field (check boxes) or JSON array of texts; at most max of them, LIMIT_SKILLS at most */
};

struct choice {
	const char *word; /* as posted; NULL ends the list */
	int64_t value;
	enum key label;
};

struct field {
	const char *name;
	enum field_type type;
	bool is_required;
	int64_t min;
	int64_t max;                  /* 0 with min 0: the type's own limit (50, 500 points; …) */
	enum key label;
	const struct choice *choices; /* FIELD_CHOICE */
};

struct form {
	const char *name;
	const struct field *fields;
	size_t count;
};
/* static const struct form form_desk_offer = FORM("desk_offer", offer_fields); */
#define FORM(form_name, field_table) { .name = (form_name), .fields = (field_table), .count = COUNT_OF(field_table) }
/* What a body may weigh so that every field of the form can be as long as it may: each character in the longest way to write it. At
 * least LIMIT_BODY_BYTES; THE table has no form above LIMIT_BODY_LARGE_BYTES. */
int64_t form_bytes_most(const struct form *form);
/* For POST routes without fields of their own. */
extern const struct form form_none;

struct form_value {
	bool is_given;
	struct text text;    /* as typed (trimmed); kept although wrong */
	int64_t number;      /* INT, POINTS, BOOL, ID, DAY, MIN, CHOICE */
	struct text *many;   /* FIELD_MANY */
	size_t many_count;
	enum key error;      /* KEY_NONE: fine */
};

/* One filled form; lives in the call's arena. */
struct form_data {
	const struct form *form;
	struct form_value *values;  /* by field number */
	size_t error_count;
	struct text once;           /* the key of this filling */
	struct text csrf;
	unsigned char digest[32];   /* of form and values: equal content, equal digest */
};

/* What the fields hold. Asking for a field that the form does not have is a
 * programmer's error. Text is never NULL-pointered; numbers of absent fields are 0. */
struct text form_text(const struct form_data *data, const char *name);
int64_t form_int(const struct form_data *data, const char *name);
bool form_bool(const struct form_data *data, const char *name);
bool form_has(const struct form_data *data, const char *name);
size_t form_many(const struct form_data *data, const char *name, const struct text **ret_texts);
/* Whether FIELD_MANY holds this word: for `checked`. */
bool form_holds(const struct form_data *data, const char *name, struct text word);

/* Put an error beside a field (a rule found it wrong); the first stays. */
void form_fail(struct form_data *data, const char *name, enum key error);
/* The error of a field, KEY_NONE when fine. */
enum key form_error(const struct form_data *data, const char *name);

/* An unfilled form, for the page that shows it first. FAIL_LIMIT without memory. */
MUST_USE enum fail form_blank(struct arena *arena, const struct form *form, struct form_data *ret_data);
/* Fill one field by hand before showing the form (a value kept in the store). */
void form_put(struct form_data *data, const char *name, struct text text);

/* Read a body. OK also when fields are wrong (error_count > 0); FAIL_INPUT
 * when the bytes are no such body at all or hold unknown or repeated fields
 * (*ret_reason names why, for the problem's detail). */
MUST_USE enum fail form_read_urlencoded(struct arena *arena, const struct form *form, struct text body,
	struct form_data *ret_data, const char **ret_reason);
MUST_USE enum fail form_read_json(struct arena *arena, const struct form *form, struct text body,
	struct form_data *ret_data, const char **ret_reason);
/* Read the query of a target: as urlencoded, but parameters that the form does
 * not know are passed over (links from elsewhere carry their own). */
MUST_USE enum fail form_read_query(struct arena *arena, const struct form *form, struct text query,
	struct form_data *ret_data, const char **ret_reason);

/* For the readers: what came for field number `nth`, or FIELD_MANY's next
 * word; checks it and notes the error. FAIL_INPUT when the field came twice. */
MUST_USE enum fail form_take(struct arena *arena, struct form_data *data, size_t nth, struct text raw);
/* For the readers: the number of a field, SIZE_MAX when the form has none of that name. */
size_t form_field(const struct form *form, struct text name);
/* For the readers: all is taken; notes what is missing and sums the digest. */
void form_close(struct form_data *data);

#endif
