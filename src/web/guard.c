/* SPDX-License-Identifier: Apache-2.0 */
#include "web/guard.h"

#include <string.h>

#include "base/arena.h"
#include "base/limits.h"

static bool is_token(struct text text);
static bool has_control(struct text text, bool allows_tab);
static bool is_target(struct text text);
static bool is_host(struct text text);
static bool next_byte(struct text *raw, char *ret_byte);
static bool piece_is_plain(struct text piece);
static int hex_value(char digit);

static void guard_refuse(struct guard *guard, enum guard_refusal refusal)
{
	if (guard->refusal == GUARD_FINE)
		guard->refusal = refusal;
}

static void guard_length(struct guard *guard, struct text value)
{
	guard->length_count++;
	bool is_number = value.len > 0 && value.len <= 12;
	for (size_t i = 0; i < value.len; i++)
		is_number = is_number && value.at[i] >= '0' && value.at[i] <= '9';
	int64_t length = 0;
	if (!is_number || !text_to_int(value, &length) || guard->length_count > 1)
		guard_refuse(guard, GUARD_LENGTH);
	guard->length = length;
}

void guard_line(struct guard *guard, const char *target_end, struct text version)
{
	if (version.at != target_end + 1)
		guard_refuse(guard, GUARD_TARGET);
	guard->expected_next = version.at + version.len + 2;
}

void guard_header(struct guard *guard, struct text name, struct text value)
{
	if (++guard->header_count > LIMIT_HEADER_COUNT)
		guard_refuse(guard, GUARD_TOO_MANY_HEADERS);
	if (!is_token(name))
		guard_refuse(guard, GUARD_HEADER_NAME);
	if (has_control(value, true))
		guard_refuse(guard, GUARD_HEADER_VALUE);
	/* The library ends CR LF with two NULs and a bare LF with one, and moves a
	 * folded value elsewhere: any other distance is a line two readers could
	 * split differently. */
	if (guard->expected_next) {
		if (name.at != guard->expected_next || !value.at)
			guard_refuse(guard, GUARD_LINE_ENDS);
		guard->expected_next = value.at + value.len + 2;
	}
	if (text_equal_nocase(name, TEXT("host"))) {
		if (++guard->host_count > 1 || !is_host(value))
			guard_refuse(guard, GUARD_HOST);
	} else if (text_equal_nocase(name, TEXT("content-length"))) {
		guard_length(guard, value);
	} else if (text_equal_nocase(name, TEXT("transfer-encoding"))) {
		guard->encoding_count++;
	}
}

enum guard_refusal guard_verdict(const struct guard *guard, struct text method, struct text version, struct text target)
{
	if (guard->refusal != GUARD_FINE)
		return guard->refusal;
	if (guard->expected_next && (guard->expected_next[0] != '\0' || guard->expected_next[1] != '\0'))
		return GUARD_LINE_ENDS;
	if (guard->host_count == 0 && !text_equal(version, TEXT("HTTP/1.0")))
		return GUARD_HOST;
	if (guard->encoding_count > 0)
		return GUARD_TRANSFER_ENCODING;
	bool has_body = text_equal(method, TEXT("POST"));
	if (has_body ? guard->length_count == 0 : guard->length > 0)
		return GUARD_LENGTH;
	if (target.len > LIMIT_URL_BYTES)
		return GUARD_TARGET_LONG;
	if (!text_starts_with(target, TEXT("/")) || !is_target(target))
		return GUARD_TARGET;
	if (guard->length > (guard->length_most > 0 ? guard->length_most : LIMIT_BODY_BYTES))
		return GUARD_BODY_LONG;
	return GUARD_FINE;
}

int guard_status(enum guard_refusal refusal)
{
	switch (refusal) {
	case GUARD_TOO_MANY_HEADERS:
		return 431;
	case GUARD_TRANSFER_ENCODING:
		return 411;
	case GUARD_TARGET_LONG:
		return 414;
	case GUARD_BODY_LONG:
		return 413;
	case GUARD_FINE:
	case GUARD_HEADER_NAME:
	case GUARD_HEADER_VALUE:
	case GUARD_LINE_ENDS:
	case GUARD_HOST:
	case GUARD_LENGTH:
	case GUARD_TARGET:
		return 400;
	}
	return 400;
}

const char *guard_name(enum guard_refusal refusal)
{
	static const char *const names[] = { "fine", "headers", "header-name", "header-value", "line-ends", "host", "length",
		"transfer-encoding", "target", "target-long", "body-long" };
	check((size_t)refusal < COUNT_OF(names));
	return names[refusal];
}

bool guard_path(struct arena *arena, struct text target, struct text *ret_path)
{
	size_t question = text_find_byte(target, '?');
	struct text raw = question == SIZE_MAX ? target : text_slice(target, 0, question);
	char *path = arena_alloc(arena, raw.len + 1);
	if (!path)
		return false;
	size_t len = 0;
	while (raw.len > 0) {
		if (!next_byte(&raw, &path[len++]))
			return false;
	}
	struct text decoded = { path, len };
	if (!text_is_utf8(decoded) || has_control(decoded, false) || text_find_byte(decoded, '\\') != SIZE_MAX)
		return false;
	if (len == 0 || path[0] != '/')
		return false;
	struct text rest = text_slice(decoded, 1, len);
	while (len > 1 && rest.len > 0)
		if (!piece_is_plain(text_cut(&rest, '/')))
			return false;
	*ret_path = decoded;
	return true;
}

/* Takes one byte off the path, written plainly or as %XX; an escaped slash is refused. */
static bool next_byte(struct text *raw, char *ret_byte)
{
	char byte = raw->at[0];
	size_t used = 1;
	if (byte == '%') {
		int high = raw->len > 1 ? hex_value(raw->at[1]) : -1;
		int low = raw->len > 2 ? hex_value(raw->at[2]) : -1;
		byte = (char)(high * 16 + low);
		used = 3;
		if (high < 0 || low < 0 || byte == '/')
			return false;
	}
	*raw = text_slice(*raw, used, raw->len);
	*ret_byte = byte;
	return true;
}

static bool piece_is_plain(struct text piece)
{
	return piece.len > 0 && !text_equal(piece, TEXT(".")) && !text_equal(piece, TEXT(".."));
}

static bool is_token(struct text text)
{
	for (size_t i = 0; i < text.len; i++) {
		char byte = text.at[i];
		bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
		if (!is_letter && (byte == 0 || !strchr("!#$%&'*+-.^_`|~", byte)))
			return false;
	}
	return text.len > 0;
}

static bool has_control(struct text text, bool allows_tab)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.at[i];
		if ((byte < 0x20 && !(allows_tab && byte == '\t')) || byte == 0x7f)
			return true;
	}
	return false;
}

static bool is_target(struct text text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.at[i];
		if (byte <= ' ' || byte >= 0x7f || byte == '#')
			return false;
	}
	return true;
}

static bool is_host(struct text text)
{
	for (size_t i = 0; i < text.len; i++) {
		char byte = text.at[i];
		bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
		if (!is_letter && (byte == 0 || !strchr(".:-_[]", byte)))
			return false;
	}
	return text.len > 0 && text.len <= 255;
}

static int hex_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return -1;
}
