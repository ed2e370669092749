/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 1024

static bool make_room(struct buffer *buffer, size_t count);

struct buffer buffer_make(size_t max_bytes)
{
	check(max_bytes > 0);
	return (struct buffer){.max = max_bytes};
}

void buffer_done(struct buffer *buffer)
{
	free(buffer->at);
	*buffer = (struct buffer){.max = buffer->max};
}

void buffer_reset(struct buffer *buffer)
{
	buffer->len = 0;
	buffer->failed = false;
}

void buffer_add(struct buffer *buffer, struct text text)
{
	buffer_add_bytes(buffer, text.at, text.len);
}

void buffer_add_bytes(struct buffer *buffer, const void *bytes, size_t count)
{
	if (count == 0 || !make_room(buffer, count))
		return;
	memcpy(buffer->at + buffer->len, bytes, count);
	buffer->len += count;
}

void buffer_add_byte(struct buffer *buffer, char byte)
{
	if (!make_room(buffer, 1))
		return;
	buffer->at[buffer->len++] = byte;
}

void buffer_add_int(struct buffer *buffer, int64_t number)
{
	char digits[24];
	size_t at = sizeof(digits);
	uint64_t rest = number < 0 ? ~(uint64_t)number + 1 : (uint64_t)number;
	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (number < 0)
		digits[--at] = '-';
	buffer_add_bytes(buffer, digits + at, sizeof(digits) - at);
}

void buffer_add_format(struct buffer *buffer, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int needed = vsnprintf(NULL, 0, format, args);
	va_end(args);
	check(needed >= 0);
	if (!make_room(buffer, (size_t)needed + 1)) /* one more for the NUL that vsnprintf writes */
		return;
	va_start(args, format);
	(void)vsnprintf(buffer->at + buffer->len, (size_t)needed + 1, format, args);
	va_end(args);
	buffer->len += (size_t)needed;
}

void buffer_add_point(struct buffer *buffer, uint32_t point)
{
	check(point > 0 && point <= 0x10FFFF);
	if (point < 0x80) {
		buffer_add_byte(buffer, (char)point);
		return;
	}
	if (point < 0x800) {
		buffer_add_byte(buffer, (char)(0xC0 | point >> 6));
	} else {
		if (point < 0x10000) {
			buffer_add_byte(buffer, (char)(0xE0 | point >> 12));
		} else {
			buffer_add_byte(buffer, (char)(0xF0 | point >> 18));
			buffer_add_byte(buffer, (char)(0x80 | (point >> 12 & 0x3F)));
		}
		buffer_add_byte(buffer, (char)(0x80 | (point >> 6 & 0x3F)));
	}
	buffer_add_byte(buffer, (char)(0x80 | (point & 0x3F)));
}

enum fail buffer_text(const struct buffer *buffer, struct text *ret_text)
{
	if (buffer->failed)
		return FAIL_LIMIT;
	*ret_text = (struct text){buffer->at, buffer->len};
	return OK;
}

static bool make_room(struct buffer *buffer, size_t count)
{
	if (buffer->failed)
		return false;
	if (count > buffer->max || buffer->len > buffer->max - count) {
		buffer->failed = true;
		return false;
	}
	size_t needed = buffer->len + count;
	if (needed <= buffer->room)
		return true;
	size_t room = buffer->room == 0 ? FIRST_ROOM : buffer->room * 2;
	if (room < needed)
		room = needed;
	if (room > buffer->max)
		room = buffer->max;
	char *at = realloc(buffer->at, room);
	if (at == NULL) {
		buffer->failed = true;
		return false;
	}
	buffer->at = at;
	buffer->room = room;
	return true;
}
