/* SPDX-License-Identifier: Apache-2.0 */
#include "web/render.h"

#include "base/when.h"

/* RFC 8259; also < > & and U+2028/2029 as escapes, so that the text may stand inside HTML. */
void render_json_text(struct render *r, struct text text)
{
	struct buffer *out = r->out;
	buffer_add_byte(out, '"');
	while (text.len > 0) {
		uint32_t point = text_next_point(&text);
		if (point == '"' || point == '\\')
			buffer_add_byte(out, '\\');
		if (point == '\n')
			buffer_add_literal(out, "\\n");
		else if (point < 0x20 || point == '<' || point == '>' || point == '&' || point == 0x7F || point == 0x2028 || point == 0x2029)
			buffer_add_format(out, "\\u%04X", (unsigned)point);
		else
			buffer_add_point(out, point);
	}
	buffer_add_byte(out, '"');
}

void json_text(struct render *r, struct text text)
{
	render_json_text(r, text);
}

void json_vocab(struct render *r, struct vocab vocab)
{
	render_json_text(r, vocab_text(r->lang, vocab));
}

void json_int(struct render *r, int64_t number)
{
	buffer_add_int(r->out, number);
}

void json_bool(struct render *r, bool is_true)
{
	buffer_add(r->out, is_true ? TEXT("true") : TEXT("false"));
}

void json_url(struct render *r, struct url url)
{
	render_json_text(r, url.text);
}

void json_ms(struct render *r, int64_t at_ms)
{
	if (at_ms == 0) {
		buffer_add_literal(r->out, "null");
		return;
	}
	buffer_add_byte(r->out, '"');
	render_iso(r, at_ms);
	buffer_add_byte(r->out, '"');
}

void json_day(struct render *r, int32_t day)
{
	struct local_time local = when_local(when_at(day, 0));
	if (day == 0)
		buffer_add_literal(r->out, "null");
	else
		buffer_add_format(r->out, "\"%04d-%02d-%02d\"", local.year, local.month, local.day);
}

void json_points(struct render *r, int64_t points)
{
	render_points(r, PLACE_PLAIN, points);
}

void json_key(struct render *r, enum key key)
{
	render_json_text(r, locale_name(key));
}
