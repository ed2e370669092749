/* SPDX-License-Identifier: Apache-2.0 */
#include "text/idcard.h"

#include <string.h>

#include "base/when.h"
#include "text/fold.h"

#define OLD_FORM_LEN 15
#define OLDEST_YEAR 1870

static size_t collect(struct text typed, char ret_number[IDCARD_LEN + 1]);
static bool are_digits(const char *at, size_t count);
static int32_t number_of(const char *at, size_t count);

enum idcard_refusal idcard_read(struct text typed, int32_t today, struct idcard *ret_card)
{
	struct idcard card = { 0 };
	size_t len = collect(typed, card.number);
	if (len == 0)
		return IDCARD_EMPTY;
	if (len == OLD_FORM_LEN && are_digits(card.number, OLD_FORM_LEN))
		return IDCARD_OLD_FORM;
	if (len != IDCARD_LEN)
		return IDCARD_LENGTH;
	char last = card.number[IDCARD_LEN - 1];
	if (!are_digits(card.number, IDCARD_LEN - 1) || !(last == 'X' || (last >= '0' && last <= '9')))
		return IDCARD_CHARACTER;
	if (card.number[0] == '0')
		return IDCARD_AREA;
	int32_t year = number_of(card.number + 6, 4);
	if (year < OLDEST_YEAR || !when_day_from_date(year, number_of(card.number + 10, 2), number_of(card.number + 12, 2), &card.birth_day))
		return IDCARD_BIRTH_DATE;
	if (card.birth_day > today)
		return IDCARD_FUTURE;
	if (last != idcard_check_character(card.number))
		return IDCARD_CHECK;
	card.sex = (card.number[16] - '0') % 2 == 1 ? IDCARD_MALE : IDCARD_FEMALE;
	card.is_demo = memcmp(card.number, IDCARD_DEMO_AREA, sizeof(IDCARD_DEMO_AREA) - 1) == 0;
	*ret_card = card;
	return IDCARD_OK;
}

char idcard_check_character(const char digits[IDCARD_LEN - 1])
{
	static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	static const char characters[] = "10X98765432";
	if (!are_digits(digits, IDCARD_LEN - 1))
		return 0;
	int sum = 0;
	for (size_t i = 0; i < COUNT_OF(weights); i++)
		sum += weights[i] * (digits[i] - '0');
	return characters[sum % 11];
}

/* The characters without spaces and hyphens, folded, upper case; anything
 * outside ASCII becomes '?'. Counts on past the room. */
static size_t collect(struct text typed, char ret_number[IDCARD_LEN + 1])
{
	size_t len = 0;
	if (!text_is_utf8(typed))
		typed = TEXT("?");
	for (struct text rest = typed; rest.len > 0;) {
		uint32_t point = fold_point(text_next_point(&rest));
		if (point == ' ' || point == '-' || point == '\t')
			continue;
		if (len < IDCARD_LEN)
			ret_number[len] = point == 'x' ? 'X' : point < 0x80 ? (char)point : '?';
		len++;
	}
	ret_number[len < IDCARD_LEN ? len : IDCARD_LEN] = 0;
	return len;
}

static bool are_digits(const char *at, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (at[i] < '0' || at[i] > '9')
			return false;
	return true;
}

static int32_t number_of(const char *at, size_t count)
{
	int32_t number = 0;
	for (size_t i = 0; i < count; i++)
		number = number * 10 + (at[i] - '0');
	return number;
}
