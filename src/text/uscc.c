/* SPDX-License-Identifier: Apache-2.0 */
#include "text/uscc.h"

#include <string.h>

#include "text/fold.h"

#define AREA_AT 2
#define AREA_LEN 6

static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

static size_t collect(struct text typed, char ret_number[USCC_LEN + 1]);
static int value_of(char character);

enum uscc_refusal uscc_read(struct text typed, struct uscc *ret_code)
{
	struct uscc code = { 0 };
	size_t len = collect(typed, code.number);
	if (len == 0)
		return USCC_EMPTY;
	if (len != USCC_LEN)
		return USCC_LENGTH;
	for (size_t i = 0; i < USCC_LEN; i++)
		if (value_of(code.number[i]) < 0)
			return USCC_CHARACTER;
	if (!strchr("123456789ANY", code.number[0]))
		return USCC_DEPARTMENT;
	for (size_t i = AREA_AT; i < AREA_AT + AREA_LEN; i++)
		if (code.number[i] > '9')
			return USCC_AREA;
	if (code.number[USCC_LEN - 1] != uscc_check_character(code.number))
		return USCC_CHECK;
	code.is_social = code.number[0] == '5';
	*ret_code = code;
	return USCC_OK;
}

char uscc_check_character(const char first[USCC_LEN - 1])
{
	int sum = 0, weight = 1;
	for (size_t i = 0; i < USCC_LEN - 1; i++) {
		int value = value_of(first[i]);
		if (value < 0)
			return 0;
		sum += value * weight;
		weight = weight * 3 % 31;
	}
	return alphabet[(31 - sum % 31) % 31];
}

char uscc_organisation_check(const char first[8])
{
	static const int weights[] = { 3, 7, 9, 10, 5, 8, 4, 2 };
	static const char characters[] = "0X987654321";
	int sum = 0;
	for (size_t i = 0; i < COUNT_OF(weights); i++) {
		if (first[i] >= '0' && first[i] <= '9')
			sum += (first[i] - '0') * weights[i];
		else if (first[i] >= 'A' && first[i] <= 'Z')
			sum += (first[i] - 'A' + 10) * weights[i];
		else
			return 0;
	}
	return characters[sum % 11];
}

/* Without spaces and hyphens, folded, upper case; what is not ASCII becomes
 * '?'. Counts on past the room. */
static size_t collect(struct text typed, char ret_number[USCC_LEN + 1])
{
	size_t len = 0;
	if (!text_is_utf8(typed))
		typed = TEXT("?");
	for (struct text rest = typed; rest.len > 0;) {
		uint32_t point = fold_point(text_next_point(&rest));
		if (point == ' ' || point == '-' || point == '\t')
			continue;
		if (point >= 'a' && point <= 'z')
			point -= 'a' - 'A';
		if (len < USCC_LEN)
			ret_number[len] = point < 0x80 ? (char)point : '?';
		len++;
	}
	ret_number[len < USCC_LEN ? len : USCC_LEN] = 0;
	return len;
}

static int value_of(char character)
{
	const char *at = character ? strchr(alphabet, character) : NULL;
	return at ? (int)(at - alphabet) : -1;
}
