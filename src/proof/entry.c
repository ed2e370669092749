/* SPDX-License-Identifier: Apache-2.0 */
#include "proof/entry.h"

#include <nettle/hmac.h>
#include <string.h>

#define VERSION 1
#define BYTE_MAX 255
#define TAG_MARK "tag"
#define FACTS_MARK "facts"

static void put(unsigned char *at, uint64_t value, size_t count);
static uint64_t get(const unsigned char *at, size_t count);
static struct entry_tag hmac(const struct entry_secret *secret, const char *mark, uint64_t number, struct text more);

bool entry_write(const struct entry *entry, unsigned char ret_bytes[ENTRY_BYTES])
{
	unsigned char bytes[ENTRY_BYTES] = {VERSION, (unsigned char)entry->kind, (unsigned char)entry->reason, (unsigned char)entry->step};
	bool is_small = entry->kind >= ENTRY_TRANSFER && entry->kind < ENTRY_KIND_COUNT && entry->reason >= 0 && entry->reason <= BYTE_MAX
		&& entry->step >= 0 && entry->step <= BYTE_MAX && entry->rule_version >= 0 && entry->rule_version <= UINT32_MAX;
	bool is_positive = entry->number <= INT64_MAX && entry->at_ms >= 0 && entry->amount >= 0 && entry->id >= 0 && entry->about >= 0;
	if (!is_small || !is_positive)
		return false;
	put(bytes + 4, (uint64_t)entry->rule_version, 4);
	put(bytes + 8, entry->number, 8);
	put(bytes + 16, (uint64_t)entry->at_ms, 8);
	put(bytes + 24, (uint64_t)entry->amount, 8);
	put(bytes + 32, (uint64_t)entry->id, 8);
	put(bytes + 40, (uint64_t)entry->about, 8);
	memcpy(bytes + 48, entry->debit.bytes, ENTRY_TAG_BYTES);
	memcpy(bytes + 80, entry->credit.bytes, ENTRY_TAG_BYTES);
	memcpy(bytes + 112, entry->facts.bytes, ENTRY_TAG_BYTES);
	memcpy(ret_bytes, bytes, ENTRY_BYTES);
	return true;
}

bool entry_read(struct text bytes, struct entry *ret_entry)
{
	const unsigned char *at = (const unsigned char *)bytes.at;
	unsigned char again[ENTRY_BYTES];
	struct entry entry;
	if (bytes.len != ENTRY_BYTES || at[0] != VERSION || at[1] < ENTRY_TRANSFER || at[1] >= ENTRY_KIND_COUNT)
		return false;
	for (size_t i = 8; i < 48; i += 8) {
		if (at[i] > INT8_MAX) /* no number is negative */
			return false;
	}
	entry = (struct entry){.kind = (enum entry_kind)at[1], .reason = at[2], .step = at[3], .rule_version = (int64_t)get(at + 4, 4),
		.number = get(at + 8, 8), .at_ms = (int64_t)get(at + 16, 8), .amount = (int64_t)get(at + 24, 8), .id = (int64_t)get(at + 32, 8),
		.about = (int64_t)get(at + 40, 8)};
	memcpy(entry.debit.bytes, at + 48, ENTRY_TAG_BYTES);
	memcpy(entry.credit.bytes, at + 80, ENTRY_TAG_BYTES);
	memcpy(entry.facts.bytes, at + 112, ENTRY_TAG_BYTES);
	if (!entry_write(&entry, again) || memcmp(again, at, ENTRY_BYTES) != 0)
		return false;
	*ret_entry = entry;
	return true;
}

struct entry_tag entry_tag_of(const struct entry_secret *secret, uint64_t number)
{
	return hmac(secret, TAG_MARK, number, TEXT_NONE);
}

struct entry_tag entry_open_tag(int64_t account_kind)
{
	struct entry_tag tag = {{0}};
	check(account_kind >= 0 && account_kind <= BYTE_MAX);
	tag.bytes[ENTRY_TAG_BYTES - 1] = (unsigned char)account_kind;
	return tag;
}

bool entry_tag_equal(const struct entry_tag *a, const struct entry_tag *b)
{
	return memcmp(a->bytes, b->bytes, ENTRY_TAG_BYTES) == 0;
}

void entry_row_int(struct buffer *row, int64_t value)
{
	unsigned char bytes[9] = {1};
	put(bytes + 1, (uint64_t)value, 8);
	buffer_add_bytes(row, bytes, sizeof(bytes));
}

void entry_row_int_or_null(struct buffer *row, int64_t value)
{
	if (value == 0)
		buffer_add_byte(row, 0);
	else
		entry_row_int(row, value);
}

void entry_row_text(struct buffer *row, struct text value)
{
	entry_row_int(row, (int64_t)value.len);
	buffer_add(row, value);
}

struct entry_tag entry_facts(const struct entry_secret *secret, uint64_t number, struct text row)
{
	static const struct entry_secret nobody;
	return hmac(secret != NULL ? secret : &nobody, FACTS_MARK, number, row);
}

static struct entry_tag hmac(const struct entry_secret *secret, const char *mark, uint64_t number, struct text more)
{
	struct entry_tag tag;
	unsigned char place[8];
	struct hmac_sha256_ctx state;
	put(place, number, sizeof(place));
	hmac_sha256_set_key(&state, ENTRY_SECRET_BYTES, secret->bytes);
	hmac_sha256_update(&state, strlen(mark), (const unsigned char *)mark);
	hmac_sha256_update(&state, sizeof(place), place);
	hmac_sha256_update(&state, more.len, (const unsigned char *)more.at);
	hmac_sha256_digest(&state, ENTRY_TAG_BYTES, tag.bytes);
	return tag;
}

static void put(unsigned char *at, uint64_t value, size_t count)
{
	for (size_t i = 0; i < count; i++)
		at[i] = (unsigned char)(value >> (8 * (count - 1 - i)));
}

static uint64_t get(const unsigned char *at, size_t count)
{
	uint64_t value = 0;
	for (size_t i = 0; i < count; i++)
		value = value << 8 | at[i];
	return value;
}
