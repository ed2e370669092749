/* SPDX-License-Identifier: Apache-2.0 */
#include "text/phone.h"

#include <stdio.h>
#include <string.h>

#include "text/fold.h"

#define MOBILE_LEN 11
#define DEMO_PREFIX "154"
#define TYPED_MAX 40

/* What was typed: digits alone, and the digits of each stretch between hyphens. */
struct typed {
	char digits[TYPED_MAX + 1];
	size_t len;
	char extension[7];
	bool is_bad;
};

static struct typed collect(struct text text);
static bool is_hyphen(uint32_t point);
static bool is_filler(uint32_t point);
static void drop_country(struct typed *typed);
static void cut_extension(struct typed *typed, const size_t *hyphens, size_t hyphen_count);
static enum phone_refusal read_landline(const struct typed *typed, struct phone *ret_phone);
static size_t area_len(const char *digits);

enum phone_refusal phone_read(struct text typed_text, struct text area_code, struct phone *ret_phone)
{
	struct typed typed = collect(typed_text);
	if (typed.is_bad)
		return PHONE_CHARACTER;
	if (typed.len == 0)
		return PHONE_EMPTY;
	drop_country(&typed);
	if (typed.digits[0] == '0')
		return read_landline(&typed, ret_phone);
	if (typed.len == 7 || typed.len == 8) {
		if (area_code.len < 3 || area_code.len > 4)
			return PHONE_AREA_CODE;
		struct typed whole = typed;
		memcpy(whole.digits, area_code.at, area_code.len);
		memcpy(whole.digits + area_code.len, typed.digits, typed.len + 1);
		whole.len += area_code.len;
		return read_landline(&whole, ret_phone);
	}
	if (typed.len != MOBILE_LEN || typed.extension[0])
		return PHONE_LENGTH;
	if (typed.digits[0] != '1' || typed.digits[1] < '3')
		return PHONE_PREFIX;
	struct phone phone = { .kind = PHONE_MOBILE };
	memcpy(phone.number, typed.digits, MOBILE_LEN);
	phone.is_demo = memcmp(phone.number, DEMO_PREFIX, sizeof(DEMO_PREFIX) - 1) == 0;
	*ret_phone = phone;
	return PHONE_OK;
}

static struct typed collect(struct text text)
{
	struct typed typed = { .is_bad = !text_is_utf8(text) };
	size_t hyphens[TYPED_MAX], hyphen_count = 0;
	struct text rest = typed.is_bad ? TEXT_NONE : text_trim(text);
	bool is_first = true;
	while (rest.len > 0 && !typed.is_bad) {
		uint32_t point = fold_point(text_next_point(&rest));
		if (point >= '0' && point <= '9' && typed.len < TYPED_MAX)
			typed.digits[typed.len++] = (char)point;
		else if (is_hyphen(point) && hyphen_count < TYPED_MAX)
			hyphens[hyphen_count++] = typed.len;
		else if (!is_filler(point) && !(point == '+' && is_first))
			typed.is_bad = true;
		is_first = false;
	}
	cut_extension(&typed, hyphens, hyphen_count);
	return typed;
}

static bool is_hyphen(uint32_t point)
{
	return point == '-' || point == 0x2010 || point == 0x2013 || point == 0x2014;
}

/* What people put between digits without meaning anything by it. */
static bool is_filler(uint32_t point)
{
	return point == ' ' || point == '.' || point == '(' || point == ')';
}

/* A landline's extension is what stands behind the hyphen that follows a
 * complete number: 0536-6221234-12. */
static void cut_extension(struct typed *typed, const size_t *hyphens, size_t hyphen_count)
{
	if (hyphen_count == 0 || typed->digits[0] != '0')
		return;
	size_t cut = hyphens[hyphen_count - 1], area = area_len(typed->digits);
	size_t extension = typed->len - cut;
	if (cut < area + 7 || extension < 1 || extension > 6)
		return;
	memcpy(typed->extension, typed->digits + cut, extension);
	typed->digits[cut] = 0;
	typed->len = cut;
}

static void drop_country(struct typed *typed)
{
	size_t drop = 0;
	if (strncmp(typed->digits, "0086", 4) == 0)
		drop = 4;
	else if (strncmp(typed->digits, "86", 2) == 0 && typed->len > MOBILE_LEN - 1)
		drop = 2;
	if (drop == 0 || typed->len - drop < 9)
		return;
	memmove(typed->digits, typed->digits + drop, typed->len - drop + 1);
	typed->len -= drop;
	/* Abroad the area code is written without its zero. */
	if (typed->digits[0] != '1' && typed->digits[0] != '0' && typed->len <= MOBILE_LEN) {
		memmove(typed->digits + 1, typed->digits, typed->len + 1);
		typed->digits[0] = '0';
		typed->len++;
	}
}

static enum phone_refusal read_landline(const struct typed *typed, struct phone *ret_phone)
{
	size_t area = area_len(typed->digits);
	size_t local = typed->len > area ? typed->len - area : 0;
	if (local < 7 || local > 8)
		return PHONE_LENGTH;
	struct phone phone = { .kind = PHONE_LANDLINE };
	int len = snprintf(phone.number, sizeof(phone.number), "%.*s-%s%s%s", (int)area, typed->digits, typed->digits + area,
		typed->extension[0] ? "-" : "", typed->extension);
	if (len < 0 || (size_t)len > PHONE_MAX)
		return PHONE_LENGTH;
	*ret_phone = phone;
	return PHONE_OK;
}

/* 010 and 02x have three digits, all others four. */
static size_t area_len(const char *digits)
{
	return digits[0] == '0' && (digits[1] == '1' || digits[1] == '2') ? 3 : 4;
}
