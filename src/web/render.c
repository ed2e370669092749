/* SPDX-License-Identifier: Apache-2.0 */
#include "web/render.h"

#include <stdio.h>

#include "base/when.h"
#include "text/hant.h"

static void escape(struct buffer *out, enum place place, struct text text);
static void render_script(struct render *r, enum place place, struct text text, bool is_own);
static void render_value(struct render *r, enum place place, const struct say *value);
static void render_place(struct render *r, enum place place, struct text name, const struct say *values, size_t count);
static void render_words_of(struct render *r, enum place place, int64_t at_ms, bool is_exact);
static struct text clock_text(char buffer[8], const struct local_time *local);
static void say_date(struct render *r, enum place place, enum key key, const struct local_time *local, bool has_time);

void render_text(struct render *r, enum place place, struct text text)
{
	escape(r->out, place, text);
}

void render_vocab(struct render *r, enum place place, struct vocab vocab)
{
	render_script(r, place, vocab_text(r->lang, vocab), vocab.is_own);
}

struct text vocab_text(enum lang lang, struct vocab vocab)
{
	return lang == LANG_EN && vocab.en.len > 0 ? vocab.en : vocab.zh;
}

struct text vocab_words(struct arena *arena, enum lang lang, struct vocab vocab)
{
	struct text text = vocab_text(lang, vocab);
	return lang == LANG_ZH_HANT && !vocab.is_own ? hant_text(arena, text) : text;
}

void render_int(struct render *r, enum place place UNUSED, int64_t number)
{
	buffer_add_int(r->out, number);
}

void render_url_part(struct render *r, struct text text)
{
	static const char digits[] = "0123456789ABCDEF";
	for (size_t i = 0; i < text.len; i++) {
		unsigned char at = (unsigned char)text.at[i];
		bool is_plain = (at >= 'a' && at <= 'z') || (at >= 'A' && at <= 'Z') || (at >= '0' && at <= '9') || at == '-' || at == '_' || at == '.' || at == '~';
		if (is_plain) {
			buffer_add_byte(r->out, (char)at);
			continue;
		}
		buffer_add_byte(r->out, '%');
		buffer_add_byte(r->out, digits[at >> 4]);
		buffer_add_byte(r->out, digits[at & 15]);
	}
}

void render_ms(struct render *r, enum place place, int64_t at_ms)
{
	if (at_ms == 0)
		return;
	if (place != PLACE_TEXT) {
		render_words_of(r, place, at_ms, false);
		return;
	}
	buffer_add_literal(r->out, "<time datetime=\"");
	render_iso(r, at_ms);
	buffer_add_literal(r->out, "\" title=\"");
	render_words_of(r, PLACE_ATTRIBUTE, at_ms, true);
	buffer_add_literal(r->out, "\">");
	render_words_of(r, PLACE_TEXT, at_ms, false);
	buffer_add_literal(r->out, "</time>");
}

void render_iso(struct render *r, int64_t at_ms)
{
	struct local_time local = when_local(at_ms);
	buffer_add_format(r->out, "%04d-%02d-%02dT%02d:%02d:%02d+08:00", local.year, local.month, local.day, local.hour, local.minute, local.second);
}

void render_clock(struct render *r, int64_t at_ms)
{
	char written[8];
	struct local_time local = when_local(at_ms);
	if (at_ms != 0)
		buffer_add(r->out, clock_text(written, &local));
}

void render_span(struct render *r, int64_t from_ms, int64_t to_ms)
{
	render_ms(r, PLACE_TEXT, from_ms);
	if (to_ms == 0)
		return;
	bool is_same_day = from_ms != 0 && when_local_day(from_ms) == when_local_day(to_ms);
	if (from_ms != 0)
		buffer_add(r->out, is_same_day ? TEXT("–") : TEXT(" – "));
	if (!is_same_day) {
		render_ms(r, PLACE_TEXT, to_ms);
		return;
	}
	buffer_add_literal(r->out, "<time datetime=\"");
	render_iso(r, to_ms);
	buffer_add_literal(r->out, "\">");
	render_clock(r, to_ms);
	buffer_add_literal(r->out, "</time>");
}

void render_day(struct render *r, enum place place, int32_t day)
{
	if (day == 0)
		return;
	struct local_time local = when_local(when_at(day, 0));
	struct local_time now = when_local(r->now_ms);
	say_date(r, place, local.year == now.year ? KEY_time_day : KEY_time_day_year, &local, false);
}

void render_minutes(struct render *r, enum place place, int64_t minutes)
{
	char written[24];
	if (minutes < 60 && minutes > -60) {
		render_say(r, place, KEY_time_minutes, (const struct say[]){{"n", SAY_INT, TEXT_NONE, minutes}}, 1);
		return;
	}
	int64_t tenths = minutes / 6; /* whole tenths of an hour, rounded toward zero */
	int64_t rest = tenths % 10 < 0 ? -(tenths % 10) : tenths % 10;
	int count = rest == 0 ? snprintf(written, sizeof(written), "%lld", (long long)(tenths / 10))
		: snprintf(written, sizeof(written), "%lld.%lld", (long long)(tenths / 10), (long long)rest);
	render_say(r, place, KEY_time_hours, (const struct say[]){{"n", SAY_TEXT, {written, (size_t)count}, 0}}, 1);
}

void render_points(struct render *r, enum place place UNUSED, int64_t points)
{
	if (points < 0)
		buffer_add_literal(r->out, "-");
	uint64_t size = points < 0 ? ~(uint64_t)points + 1 : (uint64_t)points;
	buffer_add_int(r->out, (int64_t)(size / 100));
	unsigned rest = (unsigned)(size % 100);
	if (rest % 10 != 0)
		buffer_add_format(r->out, ".%02u", rest);
	else if (rest != 0)
		buffer_add_format(r->out, ".%u", rest / 10);
}

void render_key(struct render *r, enum place place, enum key key)
{
	escape(r->out, place, locale_text(r->lang, key));
}

void render_say(struct render *r, enum place place, enum key key, const struct say *values, size_t count)
{
	struct text rest = locale_text(r->lang, key);
	while (rest.len > 0) {
		size_t open = text_find_byte(rest, '{');
		if (open == SIZE_MAX) {
			escape(r->out, place, rest);
			return;
		}
		escape(r->out, place, text_slice(rest, 0, open));
		rest = text_slice(rest, open + 1, rest.len);
		render_place(r, place, text_cut(&rest, '}'), values, count);
	}
}

struct text render_words(struct arena *arena, enum lang lang, int64_t now_ms, enum key key, const struct say *values, size_t count)
{
	struct buffer out CLEANUP(buffer_done) = buffer_make(64 * 1024);
	struct render r = {.out = &out, .lang = lang, .now_ms = now_ms};
	struct text words = TEXT_NONE;
	render_say(&r, PLACE_PLAIN, key, values, count);
	if (buffer_text(&out, &words) != OK)
		return TEXT_NONE;
	return arena_copy(arena, words);
}

/* `name`, or `n|one|many`. */
static void render_place(struct render *r, enum place place, struct text name, const struct say *values, size_t count)
{
	struct text first = text_cut(&name, '|');
	for (size_t i = 0; i < count; i++) {
		if (!text_equal(text_of(values[i].name), first))
			continue;
		if (name.len == 0) {
			render_value(r, place, &values[i]);
			return;
		}
		struct text one = text_cut(&name, '|');
		escape(r->out, place, values[i].number == 1 ? one : name);
		return;
	}
	check_never(); /* the compilers have matched places and values */
}

static void render_value(struct render *r, enum place place, const struct say *value)
{
	switch (value->kind) {
	case SAY_TEXT:
		escape(r->out, place, value->text);
		return;
	case SAY_VOCAB:
		render_script(r, place, value->text, value->number != 0);
		return;
	case SAY_INT:
		buffer_add_int(r->out, value->number);
		return;
	case SAY_MS:
		render_ms(r, place, value->number);
		return;
	case SAY_DAY:
		render_day(r, place, (int32_t)value->number);
		return;
	case SAY_MINUTES:
		render_minutes(r, place, value->number);
		return;
	case SAY_POINTS:
		render_points(r, place, value->number);
		return;
	case SAY_KEY:
		render_key(r, place, (enum key)value->number);
		return;
	}
}

static void render_words_of(struct render *r, enum place place, int64_t at_ms, bool is_exact)
{
	struct local_time local = when_local(at_ms);
	struct local_time now = when_local(r->now_ms);
	int32_t days = when_local_day(at_ms) - when_local_day(r->now_ms);
	char written[8];
	if (is_exact || local.year != now.year) {
		say_date(r, place, KEY_time_date_year, &local, true);
	} else if (days >= -1 && days <= 1) {
		enum key key = days == 0 ? KEY_time_today : days == 1 ? KEY_time_tomorrow : KEY_time_yesterday;
		render_say(r, place, key, (const struct say[]){{"time", SAY_TEXT, clock_text(written, &local), 0}}, 1);
	} else if (days > 1 && days < 7) {
		enum key weekday = (enum key)(KEY_time_weekday_1 + local.weekday - 1);
		render_say(r, place, KEY_time_weekday, (const struct say[]){{"weekday", SAY_KEY, TEXT_NONE, weekday},
			{"time", SAY_TEXT, clock_text(written, &local), 0}}, 2);
	} else {
		say_date(r, place, KEY_time_date, &local, true);
	}
}

static void say_date(struct render *r, enum place place, enum key key, const struct local_time *local, bool has_time)
{
	static const enum key months[] = {KEY_time_month_01, KEY_time_month_02, KEY_time_month_03, KEY_time_month_04, KEY_time_month_05,
		KEY_time_month_06, KEY_time_month_07, KEY_time_month_08, KEY_time_month_09, KEY_time_month_10, KEY_time_month_11, KEY_time_month_12};
	char written[8];
	struct say values[] = {{"year", SAY_INT, TEXT_NONE, local->year}, {"month", SAY_KEY, TEXT_NONE, months[local->month - 1]},
		{"day", SAY_INT, TEXT_NONE, local->day}, {"weekday", SAY_KEY, TEXT_NONE, KEY_time_weekday_1 + local->weekday - 1},
		{"time", SAY_TEXT, has_time ? clock_text(written, local) : TEXT_NONE, 0}};
	render_say(r, place, key, values, COUNT_OF(values));
}

static struct text clock_text(char buffer[8], const struct local_time *local)
{
	buffer[0] = (char)('0' + local->hour / 10);
	buffer[1] = (char)('0' + local->hour % 10);
	buffer[2] = ':';
	buffer[3] = (char)('0' + local->minute / 10);
	buffer[4] = (char)('0' + local->minute % 10);
	return (struct text){buffer, 5};
}

/* In the characters of the language. */
static void render_script(struct render *r, enum place place, struct text text, bool is_own)
{
	struct buffer converted CLEANUP(buffer_done) = buffer_make(HANT_BYTES_MAX);
	struct text shown = text;
	if (r->lang == LANG_ZH_HANT && !is_own && hant_write(text, &converted))
		shown = (struct text){converted.at, converted.len};
	escape(r->out, place, shown);
}

static void escape(struct buffer *out, enum place place, struct text text)
{
	size_t from = 0;
	if (place == PLACE_PLAIN) {
		buffer_add(out, text);
		return;
	}
	for (size_t i = 0; i < text.len; i++) {
		struct text written;
		switch (text.at[i]) {
		case '&':
			written = TEXT("&amp;");
			break;
		case '<':
			written = TEXT("&lt;");
			break;
		case '>':
			written = TEXT("&gt;");
			break;
		case '"':
			written = TEXT("&quot;");
			break;
		case '\'':
			written = TEXT("&#39;");
			break;
		default:
			continue;
		}
		buffer_add_bytes(out, text.at + from, i - from);
		buffer_add(out, written);
		from = i + 1;
	}
	if (text.len > from)
		buffer_add_bytes(out, text.at + from, text.len - from);
}
