/* SPDX-License-Identifier: Apache-2.0
 *
 * What the code made from templates calls: escapers by the place a value
 * stands in, values in the words of the language, JSON. Everything is written
 * straight into the answer's buffer, which remembers when it is full.
 */
#ifndef WEB_RENDER_H
#define WEB_RENDER_H

#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "locale/keys.h"

struct render {
	struct buffer *out;
	enum lang lang;
	int64_t now_ms; /* for "today" */
};

/* One page made from a template. `whole` is its view struct. */
struct page {
	const char *name; /* "desk/queue" */
	bool has_layout;  /* the view begins with the shell's view */
	void (*render)(struct render *r, const void *whole);  /* with its layout */
	void (*content)(struct render *r, const void *whole); /* without */
	void (*json)(struct render *r, const void *whole);    /* without the layout's fields */
};

/* A URL of our own (a path that begins with one /) or a tel: link; made only by the functions below. */
struct url { struct text text; };
#define URL(literal) ((struct url){TEXT(literal)})
struct text url_text(struct url url);
/* prefix, the id, suffix: url_id(arena, "/desk/requests/", id, "/offer"). */
struct url url_id(struct arena *arena, const char *prefix, int64_t id, const char *suffix);
/* url with one more query parameter, percent-encoded. */
struct url url_with(struct arena *arena, struct url url, const char *name, struct text value);
/* A stored or posted path: false unless it begins with one / and holds only bytes a path and query may hold. */
bool url_from_stored(struct text text, struct url *ret_url);
/* `base` with ?back=target, so that the way leads back afterwards. */
struct url url_back(struct arena *arena, struct url base, struct text target);
/* tel: with the digits of a telephone number; the empty URL without any. */
struct url url_tel(struct arena *arena, struct text phone);

/* Where in the HTML a value stands; PLACE_PLAIN escapes nothing (text for JSON, mail, print). */
enum place { PLACE_TEXT, PLACE_ATTRIBUTE, PLACE_PLAIN };
/* A text of the public vocabulary from the store: what is offered and done, its risks, places, organisations. It is
 * written in Simplified Chinese; readers of English get its English twin when there is one, readers of Traditional
 * Chinese their characters (text/hant.h). People's names and people's own words are never converted: names are
 * `text`, own words stand here with is_own only where they take the place of a title. */
struct vocab {
	struct text zh;
	struct text en; /* empty: none */
	bool is_own;    /* somebody's own words: shown as they are */
};
#define VOCAB(written) ((struct vocab){.zh = (written)})
/* The column of a row with its English twin: VOCAB_OF(row, done). */
#define VOCAB_OF(row, column) ((struct vocab){.zh = (row)->column, .en = (row)->column##_en})
/* The title of a request or duty: its item's, or the first of somebody's own words. */
#define VOCAB_TITLE(row) ((struct vocab){.zh = (row)->title, .en = (row)->title_en, .is_own = (row)->is_own})
/* The writing a language starts from, not yet converted. */
struct text vocab_text(enum lang lang, struct vocab vocab);
/* As the language shows it, for titles and the like; lives in the arena. */
struct text vocab_words(struct arena *arena, enum lang lang, struct vocab vocab);

/* A value escaped for its place. */
void render_text(struct render *r, enum place place, struct text text);
void render_vocab(struct render *r, enum place place, struct vocab vocab);
void render_int(struct render *r, enum place place, int64_t number);
/* Percent-encoded, for a part of a path or query. */
void render_url_part(struct render *r, struct text text);
/* An instant in words: 今天 14:00, 周三 09:30, 3月5日 周四 14:00; in text inside <time> with the exact instant. 0 is nothing. */
void render_ms(struct render *r, enum place place, int64_t at_ms);
/* 2026-03-05T14:00:00+08:00 */
void render_iso(struct render *r, int64_t at_ms);
/* 14:00, where the day stands above it. 0 is nothing. */
void render_clock(struct render *r, int64_t at_ms);
/* From one instant to another, in text: 今天 14:00–15:30, and the second day too when it is another. A missing end is left out. */
void render_span(struct render *r, int64_t from_ms, int64_t to_ms);
/* A local day: 3月5日 周四. 0 is nothing. */
void render_day(struct render *r, enum place place, int32_t day);
/* 40 分钟, 1.5 小时 */
void render_minutes(struct render *r, enum place place, int64_t minutes);
/* Hundredths: 1.5, 2, 0.25 */
void render_points(struct render *r, enum place place, int64_t points);
void render_key(struct render *r, enum place place, enum key key);

/* A value for a {place} of a translated text. */
enum say_kind { SAY_TEXT, SAY_VOCAB, SAY_INT, SAY_MS, SAY_DAY, SAY_MINUTES, SAY_POINTS, SAY_KEY };
struct say {
	const char *name;
	enum say_kind kind;
	struct text text;
	int64_t number; /* of SAY_VOCAB: its is_own */
};
/* The text of the key with its {places} filled; {n|one|many} picks by the number n. */
void render_say(struct render *r, enum place place, enum key key, const struct say *values, size_t count);
/* The same into the arena. Empty text at the arena's maximum. */
struct text render_words(struct arena *arena, enum lang lang, int64_t now_ms, enum key key, const struct say *values, size_t count);

/* A JSON string with its quotes, and the other values of views. */
void render_json_text(struct render *r, struct text text);
void json_text(struct render *r, struct text text);
void json_vocab(struct render *r, struct vocab vocab); /* unconverted */
void json_int(struct render *r, int64_t number);
void json_bool(struct render *r, bool is_true);
void json_url(struct render *r, struct url url);
void json_ms(struct render *r, int64_t at_ms);   /* ISO 8601, or null for 0 */
void json_day(struct render *r, int32_t day);
void json_points(struct render *r, int64_t points); /* a number with at most two places */
void json_key(struct render *r, enum key key);   /* the key's name */

#endif
