/* SPDX-License-Identifier: Apache-2.0 */
#include "tmplc.h"

#include <string.h>

static const char *const void_tags[] = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"};

static bool step(struct compiler *compiler, struct html *html, char at, struct text rest);
static bool step_tag(struct compiler *compiler, struct html *html, char at);
static bool step_attribute(struct compiler *compiler, struct html *html, char at);
static bool end_tag(struct compiler *compiler, struct html *html);
static bool check_attribute(struct compiler *compiler, const struct html *html);
static bool is_one_of(const char *word, const char *const *list, size_t count);
static bool is_space(char at);
static bool is_letter(char at);

bool html_follow(struct compiler *compiler, struct html *html, struct text text, struct buffer *squeezed)
{
	for (size_t i = 0; i < text.len; i++) {
		bool is_loose = html->state == HTML_TEXT || html->state == HTML_IN_TAG;
		if (text.at[i] == '\n')
			compiler->line++;
		if (!(is_loose && is_space(text.at[i])))
			buffer_add_byte(squeezed, text.at[i]);
		else if (squeezed->len == 0 || !is_space(squeezed->at[squeezed->len - 1]))
			buffer_add_byte(squeezed, text.at[i] == '\n' && html->state == HTML_TEXT ? '\n' : ' ');
		if (!step(compiler, html, text.at[i], text_slice(text, i, text.len)))
			return false;
	}
	return true;
}

bool html_settle(struct compiler *compiler, struct html *html)
{
	if (html->state == HTML_ATTRIBUTE_NAME && !check_attribute(compiler, html))
		return false;
	if (html->state == HTML_ATTRIBUTE_NAME || (html->state == HTML_TAG_NAME && html->tag_len > 0))
		html->state = HTML_IN_TAG;
	return true;
}

bool html_same(const struct html *a, const struct html *b)
{
	if (a->state != b->state || a->open_count != b->open_count)
		return false;
	for (size_t i = 0; i < a->open_count; i++) {
		if (strcmp(a->open[i], b->open[i]) != 0)
			return false;
	}
	return true;
}

bool html_is_at_rest(const struct html *html)
{
	return html->state == HTML_TEXT && html->open_count == 0;
}

static bool step(struct compiler *compiler, struct html *html, char at, struct text rest)
{
	switch (html->state) {
	case HTML_TEXT:
		if (at != '<')
			return true;
		if (text_starts_with(rest, TEXT("<!--")))
			html->state = HTML_COMMENT;
		else if (text_starts_with(rest, TEXT("<!")))
			html->state = HTML_MARKUP;
		else {
			html->state = HTML_TAG_NAME;
			html->tag_len = 0;
			html->is_closing = html->is_self_closed = false;
		}
		return true;
	case HTML_COMMENT:
		if (at == '-' && text_starts_with(rest, TEXT("-->")))
			html->state = HTML_MARKUP;
		return true;
	case HTML_MARKUP:
		if (at == '>')
			html->state = HTML_TEXT;
		return true;
	case HTML_RAW:
	case HTML_RCDATA:
		if (at == '<' && text_starts_with(rest, TEXT("</"))
			&& text_equal(text_slice(rest, 2, html->tag_len), (struct text){html->tag, html->tag_len})) {
			html->state = HTML_TAG_NAME;
			html->tag_len = 0;
			html->is_closing = html->is_self_closed = false;
		}
		return true;
	case HTML_TAG_NAME:
	case HTML_IN_TAG:
		return step_tag(compiler, html, at);
	case HTML_ATTRIBUTE_NAME:
	case HTML_AFTER_NAME:
	case HTML_BEFORE_VALUE:
	case HTML_VALUE:
	case HTML_VALUE_SINGLE:
	case HTML_VALUE_BARE:
		return step_attribute(compiler, html, at);
	}
	return false;
}

static bool step_tag(struct compiler *compiler, struct html *html, char at)
{
	if (at == '>')
		return end_tag(compiler, html);
	if (html->state == HTML_TAG_NAME) {
		if (at == '/' && html->tag_len == 0) {
			html->is_closing = true;
			return true;
		}
		if (is_space(at) || at == '/') {
			html->is_self_closed = at == '/';
			html->state = HTML_IN_TAG;
			return html->tag_len > 0 || fail_at(compiler, "a tag without a name", TEXT_NONE);
		}
		if (!is_letter(at) && !(at >= '0' && at <= '9') && at != '-')
			return fail_at(compiler, "unexpected byte in a tag name; write &lt; for a plain <", TEXT_NONE);
		if (html->tag_len + 1 >= sizeof(html->tag))
			return fail_at(compiler, "the tag name is too long", TEXT_NONE);
		html->tag[html->tag_len++] = at;
		html->tag[html->tag_len] = '\0';
		return true;
	}
	if (is_space(at))
		return true;
	if (at == '/') {
		html->is_self_closed = true;
		return true;
	}
	html->state = HTML_ATTRIBUTE_NAME;
	html->attribute_len = 0;
	return step_attribute(compiler, html, at);
}

static bool is_name_end(char at)
{
	return at == '=' || is_space(at) || at == '>' || at == '/';
}

static bool step_attribute(struct compiler *compiler, struct html *html, char at)
{
	switch (html->state) {
	case HTML_ATTRIBUTE_NAME:
		if (is_name_end(at)) {
			if (!check_attribute(compiler, html))
				return false;
			html->state = at == '=' ? HTML_BEFORE_VALUE : HTML_IN_TAG;
			return at == '=' || step_tag(compiler, html, at);
		}
		if (at == '"' || at == '\'' || at == '<')
			return fail_at(compiler, "unexpected quote or < in an attribute name", TEXT_NONE);
		if (html->attribute_len + 1 >= sizeof(html->attribute))
			return fail_at(compiler, "the attribute name is too long", TEXT_NONE);
		html->attribute[html->attribute_len++] = at;
		html->attribute[html->attribute_len] = '\0';
		return true;
	case HTML_BEFORE_VALUE:
		if (at != '"')
			return fail_at(compiler, "attribute values stand in double quotes", text_of(html->attribute));
		html->state = HTML_VALUE;
		html->value_len = 0;
		html->value_start = '\0';
		html->has_query = false;
		return true;
	case HTML_VALUE:
		if (at == '"') {
			html->state = HTML_IN_TAG;
			return true;
		}
		if (html->value_len++ == 0)
			html->value_start = at;
		html->has_query = html->has_query || at == '?';
		return true;
	default:
		return fail_at(compiler, "unexpected state", TEXT_NONE);
	}
}

static bool end_tag(struct compiler *compiler, struct html *html)
{
	html->state = HTML_TEXT;
	if (html->tag_len == 0)
		return fail_at(compiler, "a tag without a name", TEXT_NONE);
	if (html->is_closing) {
		if (html->open_count == 0 || strcmp(html->open[html->open_count - 1], html->tag) != 0)
			return fail_at(compiler, "this closing tag closes nothing that is open here", text_of(html->tag));
		html->open_count--;
		return true;
	}
	if (is_one_of(html->tag, void_tags, COUNT_OF(void_tags)) || html->is_self_closed)
		return true;
	if (html->open_count >= OPEN_TAGS_MAX)
		return fail_at(compiler, "too many open tags", text_of(html->tag));
	memcpy(html->open[html->open_count++], html->tag, sizeof(html->tag));
	if (strcmp(html->tag, "script") == 0 || strcmp(html->tag, "style") == 0)
		html->state = HTML_RAW;
	else if (strcmp(html->tag, "textarea") == 0 || strcmp(html->tag, "title") == 0)
		html->state = HTML_RCDATA;
	return true;
}

/* Nothing inline: the Content-Security-Policy would stop it anyway. */
static bool check_attribute(struct compiler *compiler, const struct html *html)
{
	if (strcmp(html->attribute, "style") == 0)
		return fail_at(compiler, "no style attribute; make a class", TEXT_NONE);
	if (html->attribute_len > 2 && strncmp(html->attribute, "on", 2) == 0)
		return fail_at(compiler, "no event handler attributes; scripts find elements by data-", text_of(html->attribute));
	return true;
}

static bool is_one_of(const char *word, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(word, list[i]) == 0)
			return true;
	}
	return false;
}

static bool is_space(char at)
{
	return at == ' ' || at == '\n' || at == '\t' || at == '\r';
}

static bool is_letter(char at)
{
	return (at >= 'a' && at <= 'z') || (at >= 'A' && at <= 'Z');
}
