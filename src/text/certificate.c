/* SPDX-License-Identifier: Apache-2.0 */
#include "text/certificate.h"

#define SERIAL_END 1000000
#define YEAR_FIRST 2000
#define YEAR_LAST 2255 /* the slip has one byte for it */
#define FULL_WIDTH_ZERO 0xff10

static int check_digit(const char *digits, size_t count);
static bool is_between(uint32_t point);

struct text certificate_number_text(struct arena *arena, const struct certificate_number *number)
{
	bool is_in_range = number->county >= 0 && number->county < SERIAL_END && number->serial >= 0 && number->serial < SERIAL_END
		&& number->year >= YEAR_FIRST && number->year <= YEAR_LAST;
	if (!is_in_range)
		return TEXT_NONE;
	struct text digits = arena_format(arena, "%06d%04d%06d", (int)number->county, (int)number->year, (int)number->serial);
	if (text_is_empty(digits))
		return TEXT_NONE;
	return arena_format(arena, "%.*s%d", TEXT_ARGS(digits), check_digit(digits.at, digits.len));
}

struct text certificate_number_show(struct arena *arena, struct text digits)
{
	if (digits.len != CERTIFICATE_DIGITS)
		return digits;
	return arena_format(arena, "%.6s-%.4s-%.6s-%.1s", digits.at, digits.at + 6, digits.at + 10, digits.at + 16);
}

bool certificate_number_read(struct text typed, struct certificate_number *ret_number)
{
	char digits[CERTIFICATE_DIGITS];
	size_t count = 0;
	int32_t values[3] = {0};
	static const size_t ends[] = {6, 10, 16};
	for (uint32_t point = text_next_point(&typed); point != 0; point = text_next_point(&typed)) {
		uint32_t digit = point >= FULL_WIDTH_ZERO ? point - FULL_WIDTH_ZERO : point - '0';
		if (is_between(point))
			continue;
		if (digit > 9 || count == CERTIFICATE_DIGITS)
			return false;
		digits[count++] = (char)('0' + digit);
	}
	if (count != CERTIFICATE_DIGITS || check_digit(digits, CERTIFICATE_DIGITS - 1) != digits[CERTIFICATE_DIGITS - 1] - '0')
		return false;
	for (size_t i = 0, part = 0; part < COUNT_OF(ends); part++) {
		for (; i < ends[part]; i++)
			values[part] = values[part] * 10 + (digits[i] - '0');
	}
	if (values[1] < YEAR_FIRST || values[1] > YEAR_LAST)
		return false;
	*ret_number = (struct certificate_number){values[0], values[1], values[2]};
	return true;
}

/* ISO/IEC 7064:2003, 11.1 (hybrid system MOD 11,10). */
static int check_digit(const char *digits, size_t count)
{
	int product = 10;
	for (size_t i = 0; i < count; i++) {
		int sum = (product + digits[i] - '0') % 10;
		product = (sum == 0 ? 10 : sum) * 2 % 11;
	}
	return (11 - product) % 10;
}

/* Spaces, hyphens and dashes that people put between groups. */
static bool is_between(uint32_t point)
{
	static const uint32_t marks[] = {' ', '-', 0x3000, 0x2010, 0x2013, 0x2014, 0xff0d};
	for (size_t i = 0; i < COUNT_OF(marks); i++) {
		if (point == marks[i])
			return true;
	}
	return false;
}
