/* SPDX-License-Identifier: Apache-2.0
 *
 * tmplc: typed HTML templates to C. A template declares its fields and holds
 * HTML with {{…}}; from each comes a view struct, a function that renders it
 * and a function that writes the same view as JSON. The language is described
 * in docs/tmplc.md. head.c reads the declarations, body.c the HTML (deciding
 * each escaper by the place a value stands in), html.c follows the HTML's
 * state, emit.c writes the structs and the JSON.
 */
#ifndef TMPLC_TMPLC_H
#define TMPLC_TMPLC_H

#include "base/arena.h"
#include "base/buffer.h"

#define FIELDS_MAX 64
#define TEMPLATES_MAX 200
#define OPEN_TAGS_MAX 64

enum field_type { FIELD_TEXT, FIELD_VOCAB, FIELD_INT, FIELD_BOOL, FIELD_URL, FIELD_MS, FIELD_DAY, FIELD_MINUTES, FIELD_POINTS, FIELD_KEY,
	FIELD_VIEW, FIELD_LIST, FIELD_TYPE_COUNT };

struct field {
	struct text name;
	enum field_type type;
	bool may_be_absent;  /* view part? name: a pointer that may be NULL */
	struct text part;    /* view and list of a part */
	struct text c_type;  /* of the row, for lists: "view_desk_queue_row" */
	struct field *fields; /* of an inline list */
	size_t count;
};

struct template {
	const char *path;
	struct text face, name, layout; /* layout: "shell" or empty */
	struct field *fields;
	size_t count;
	struct text body;
	int body_line;
};

struct compiler {
	struct arena *arena;
	struct buffer *error;
	const char *path; /* for messages */
	int line;
	struct template *templates;
	size_t template_count;
	struct text *keys; /* names of all locale keys, sorted; key_params beside */
	struct text *key_params; /* "count,name" sorted, as in the first language */
	size_t key_count;
};

/* Where in the HTML the reader stands. */
enum html_state { HTML_TEXT, HTML_TAG_NAME, HTML_IN_TAG, HTML_ATTRIBUTE_NAME, HTML_AFTER_NAME, HTML_BEFORE_VALUE, HTML_VALUE,
	HTML_VALUE_SINGLE, HTML_VALUE_BARE, HTML_COMMENT, HTML_RAW, HTML_RCDATA, HTML_MARKUP };
struct html {
	enum html_state state;
	char tag[24];       /* being read, or the open raw element */
	size_t tag_len;
	bool is_closing;
	bool is_self_closed;
	char attribute[32];
	size_t attribute_len;
	size_t value_len;   /* bytes of the attribute value so far, values count as one */
	char value_start;   /* its first byte */
	bool has_query;     /* a ? was seen in it */
	char open[OPEN_TAGS_MAX][24];
	size_t open_count;
};

bool fail_at(struct compiler *compiler, const char *message, struct text word);
bool head_read(struct compiler *compiler, const char *path, struct text face, struct text content, struct template *ret_template);
/* Follow the HTML over literal text, copying it to `squeezed` with runs of white space made one; false with
 * an error when it is not well formed. */
bool html_follow(struct compiler *compiler, struct html *html, struct text text, struct buffer *squeezed);
/* At a {{: a tag or attribute name that ends here is ended. */
bool html_settle(struct compiler *compiler, struct html *html);
bool html_same(const struct html *a, const struct html *b);
bool html_is_at_rest(const struct html *html);
bool body_compile(struct compiler *compiler, const struct template *template, struct buffer *out);
void emit_structs(struct compiler *compiler, const struct template *template, struct buffer *out);
void emit_json(struct compiler *compiler, const struct template *template, struct buffer *out);
void emit_string(struct text text, struct buffer *out);
const struct template *find_template(const struct compiler *compiler, struct text face, struct text name);

#endif
