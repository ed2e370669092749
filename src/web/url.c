/* SPDX-License-Identifier: Apache-2.0 */
#include "web/render.h"

#include "base/ids.h"
#include "base/limits.h"

static bool is_url_byte(char at);
static struct url encoded(struct arena *arena, struct text head, struct text value);

struct text url_text(struct url url)
{
	return url.text;
}

struct url url_id(struct arena *arena, const char *prefix, int64_t id, const char *suffix)
{
	char written[ID_TEXT_LEN + 1];
	check(prefix[0] == '/');
	ids_write(id, written);
	return (struct url){arena_format(arena, "%s%s%s", prefix, written, suffix)};
}

struct url url_with(struct arena *arena, struct url url, const char *name, struct text value)
{
	char mark = text_find_byte(url.text, '?') == SIZE_MAX ? '?' : '&';
	return encoded(arena, arena_format(arena, "%.*s%c%s=", TEXT_ARGS(url.text), mark, name), value);
}

bool url_from_stored(struct text text, struct url *ret_url)
{
	if (text.len == 0 || text.len > LIMIT_URL_BYTES || text.at[0] != '/')
		return false;
	if (text.len > 1 && (text.at[1] == '/' || text.at[1] == '\\')) /* //host leads elsewhere */
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (!is_url_byte(text.at[i]))
			return false;
	}
	*ret_url = (struct url){text};
	return true;
}

struct url url_back(struct arena *arena, struct url base, struct text target)
{
	return url_with(arena, base, "back", target);
}

struct url url_tel(struct arena *arena, struct text phone)
{
	char *digits = arena_alloc(arena, phone.len + 5);
	size_t len = 4;
	if (digits == NULL || phone.len == 0)
		return (struct url){TEXT_NONE};
	memcpy(digits, "tel:", 4);
	for (size_t i = 0; i < phone.len; i++) {
		if ((phone.at[i] >= '0' && phone.at[i] <= '9') || (phone.at[i] == '+' && i == 0))
			digits[len++] = phone.at[i];
	}
	return (struct url){len > 4 ? (struct text){digits, len} : TEXT_NONE};
}

static struct url encoded(struct arena *arena, struct text head, struct text value)
{
	struct buffer out CLEANUP(buffer_done) = buffer_make(2 * LIMIT_URL_BYTES);
	struct render r = {.out = &out};
	struct text written = TEXT_NONE;
	buffer_add(&out, head);
	render_url_part(&r, value);
	return (struct url){buffer_text(&out, &written) == OK ? arena_copy(arena, written) : TEXT_NONE};
}

static bool is_url_byte(char at)
{
	static const char marks[] = "-._~!$&()*+,;=:@/?%";
	return (at >= 'a' && at <= 'z') || (at >= 'A' && at <= 'Z') || (at >= '0' && at <= '9') || (at != '\0' && strchr(marks, at) != NULL);
}
