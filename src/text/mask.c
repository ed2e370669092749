/* SPDX-License-Identifier: Apache-2.0 */
#include "text/mask.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "text/fold.h"
#include "text/pinyin.h"

#define MASK_BYTES 512
#define STAR '*'
#define NUMBER_DIGITS 7 /* a landline without its area code; dates and times are shorter or apart */
#define ID_DIGITS 17    /* before the X */

static struct text keep(struct arena *arena, const struct buffer *buffer);
static void add_stars(struct buffer *buffer, size_t count);
static size_t number_len(struct text text, size_t *ret_digits);
static bool is_house_number(struct text from);

struct text mask_phone(struct arena *arena, struct text phone)
{
	CLEANUP(buffer_done) struct buffer buffer = buffer_make(MASK_BYTES);
	size_t hyphen = text_find_byte(phone, '-');
	if (text_is_empty(phone))
		return TEXT_NONE;
	if (hyphen != SIZE_MAX && phone.len > hyphen + 3) {
		buffer_add(&buffer, text_slice(phone, 0, hyphen + 1));
		add_stars(&buffer, phone.len - hyphen - 3);
		buffer_add(&buffer, text_slice(phone, phone.len - 2, 2));
	} else if (phone.len >= 8) {
		buffer_add(&buffer, text_slice(phone, 0, 3));
		add_stars(&buffer, phone.len - 7);
		buffer_add(&buffer, text_slice(phone, phone.len - 4, 4));
	} else {
		add_stars(&buffer, 4);
	}
	return keep(arena, &buffer);
}

struct text mask_document(struct arena *arena, struct text number)
{
	CLEANUP(buffer_done) struct buffer buffer = buffer_make(MASK_BYTES);
	size_t head = number.len == 18 ? 6 : 0;
	size_t tail = number.len >= 8 ? 4 : 0;
	if (text_is_empty(number))
		return TEXT_NONE;
	buffer_add(&buffer, text_slice(number, 0, head));
	add_stars(&buffer, number.len - head - tail);
	buffer_add(&buffer, text_slice(number, number.len - tail, tail));
	return keep(arena, &buffer);
}

struct text mask_name(struct arena *arena, struct text name)
{
	CLEANUP(buffer_done) struct buffer buffer = buffer_make(MASK_BYTES);
	size_t points = text_count_points(name), shown = pinyin_surname_points(name);
	if (text_is_empty(name))
		return TEXT_NONE;
	struct text last = name;
	for (size_t i = 1; i < points; i++)
		text_next_point(&last);
	if (points <= shown) {
		add_stars(&buffer, 1);
	} else if (text_find(name, TEXT("·")) != SIZE_MAX) {
		buffer_add(&buffer, text_first_points(name, 1));
		add_stars(&buffer, 3);
	} else {
		buffer_add(&buffer, text_first_points(name, shown));
		add_stars(&buffer, points - shown == 1 ? 1 : points - shown - 1);
		if (points - shown > 1)
			buffer_add(&buffer, last);
	}
	return keep(arena, &buffer);
}

struct text mask_name_short(struct arena *arena, struct text name)
{
	CLEANUP(buffer_done) struct buffer buffer = buffer_make(MASK_BYTES);
	size_t shown = pinyin_surname_points(name);
	if (text_is_empty(name))
		return TEXT_NONE;
	if (text_count_points(name) > shown)
		buffer_add(&buffer, text_first_points(name, shown));
	add_stars(&buffer, 1);
	return keep(arena, &buffer);
}

struct text mask_address(struct text address)
{
	struct text rest = address;
	while (rest.len > 0) {
		struct text from = rest;
		uint32_t point = fold_point(text_next_point(&rest));
		if (point == '#' || (point >= '0' && point <= '9' && is_house_number(from)))
			return text_trim(text_slice(address, 0, address.len - from.len));
	}
	return text_trim(address);
}

struct text mask_numbers(struct arena *arena, struct text words)
{
	CLEANUP(buffer_done) struct buffer buffer = buffer_make(words.len + 1);
	struct text rest = words;
	while (rest.len > 0) {
		size_t digits = 0;
		size_t len = number_len(rest, &digits);
		if (digits >= NUMBER_DIGITS) {
			add_stars(&buffer, digits);
		} else if (len > 0) {
			buffer_add(&buffer, text_slice(rest, 0, len));
		} else {
			struct text before = rest;
			(void)text_next_point(&rest);
			buffer_add(&buffer, text_slice(before, 0, before.len - rest.len));
			continue;
		}
		rest = text_slice(rest, len, rest.len);
	}
	return keep(arena, &buffer);
}

/* How far the digits reach that begin the text, of any width, with the X of an ID number; 0 when it begins otherwise. */
static size_t number_len(struct text text, size_t *ret_digits)
{
	struct text rest = text;
	size_t end = 0;
	*ret_digits = 0;
	while (rest.len > 0) {
		uint32_t point = fold_point(text_next_point(&rest));
		bool is_digit = point >= '0' && point <= '9';
		if (!is_digit && !(*ret_digits == ID_DIGITS && (point == 'X' || point == 'x')))
			break;
		end = text.len - rest.len;
		(*ret_digits)++;
	}
	return end;
}

/* Digits followed by what counts houses, entrances, rooms or groups. */
static bool is_house_number(struct text from)
{
	static const struct text units[] = { TEXT("号"), TEXT("號"), TEXT("栋"), TEXT("幢"), TEXT("座"), TEXT("楼"), TEXT("单元"),
		TEXT("室"), TEXT("组"), TEXT("排"), TEXT("户"), TEXT("-"), TEXT("#") };
	struct text rest = from;
	while (rest.len > 0) {
		struct text before = rest;
		uint32_t point = fold_point(text_next_point(&rest));
		if (point >= '0' && point <= '9')
			continue;
		if (point == '-' || point == '#')
			return true;
		for (size_t i = 0; i < COUNT_OF(units); i++)
			if (text_starts_with(before, units[i]))
				return true;
		return false;
	}
	return true; /* ends with a number: a room */
}

static void add_stars(struct buffer *buffer, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buffer_add_byte(buffer, STAR);
}

/* A value too long to be one is not shown at all. */
static struct text keep(struct arena *arena, const struct buffer *buffer)
{
	struct text text;
	return buffer_text(buffer, &text) == OK ? arena_copy(arena, text) : TEXT_NONE;
}
