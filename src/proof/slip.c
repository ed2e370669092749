/* SPDX-License-Identifier: Apache-2.0 */
#include "proof/slip.h"

#include <sodium.h>
#include <string.h>

#define VERSION 1
#define FLAG_NAME 1u
#define FLAG_LINES 2u
#define KEY_ID_BYTES 4
#define TAIL_BYTES (KEY_ID_BYTES + HEAD_SIGNATURE_BYTES)
#define NUMBER_END (INT64_C(1) << 40) /* six bytes of varint at most */
#define ENCODING sodium_base64_VARIANT_URLSAFE_NO_PADDING

/* Bytes being read; `is_good` falls once and stays down. */
struct reading { const unsigned char *at; size_t left; bool is_good; };

static bool is_in_range(const struct slip *slip);
static bool is_line_in_range(const struct slip_line *line);
static bool write_content(struct buffer *out, const struct slip *slip);
static void write_number(struct buffer *out, int64_t value, size_t bytes);
static void write_varint(struct buffer *out, int64_t value);
static void write_text(struct buffer *out, struct text text);
static void write_key_id(struct buffer *out, const struct head_key *key);
static struct text signed_bytes(struct arena *arena, struct text bytes);
static bool read_content(struct arena *arena, struct text bytes, struct slip *ret_slip);
static int64_t read_number(struct reading *in, size_t bytes);
static int64_t read_varint(struct reading *in);
static struct text read_text(struct arena *arena, struct reading *in);

struct text slip_write(struct arena *arena, const unsigned char *seed, const struct slip *slip)
{
	struct buffer out CLEANUP(buffer_done) = buffer_make(SLIP_BYTES_MAX);
	struct text written;
	struct head_key key = head_key_of(seed);
	if (!is_in_range(slip) || !write_content(&out, slip))
		return TEXT_NONE;
	write_key_id(&out, &key);
	if (buffer_text(&out, &written) != OK)
		return TEXT_NONE;
	struct text message = signed_bytes(arena, written);
	if (text_is_empty(message))
		return TEXT_NONE;
	struct head_signature signature = head_sign_bytes(seed, message);
	buffer_add_bytes(&out, signature.bytes, HEAD_SIGNATURE_BYTES);
	if (buffer_text(&out, &written) != OK)
		return TEXT_NONE;
	size_t room = sodium_base64_encoded_len(written.len, ENCODING);
	char *at = arena_alloc(arena, room);
	return at == NULL ? TEXT_NONE : text_of(sodium_bin2base64(at, room, (const unsigned char *)written.at, written.len, ENCODING));
}

enum slip_verdict slip_read(struct arena *arena, struct text typed, const struct head_key *key, struct slip *ret_slip)
{
	unsigned char bytes[SLIP_BYTES_MAX];
	struct buffer id CLEANUP(buffer_done) = buffer_make(KEY_ID_BYTES);
	struct text expected_id;
	struct head_signature signature;
	struct slip slip = {0};
	size_t len = 0;
	const char *end = NULL;
	if (typed.len == 0 || sodium_base642bin(bytes, sizeof(bytes), typed.at, typed.len, NULL, &len, &end, ENCODING) != 0
		|| end != typed.at + typed.len || len <= TAIL_BYTES || bytes[0] != VERSION)
		return SLIP_UNREADABLE;
	struct text all = {(const char *)bytes, len};
	struct text content = text_slice(all, 0, len - TAIL_BYTES);
	struct text with_id = text_slice(all, 0, len - HEAD_SIGNATURE_BYTES);
	if (!read_content(arena, content, &slip))
		return SLIP_UNREADABLE;
	write_key_id(&id, key);
	if (buffer_text(&id, &expected_id) != OK || !text_equal(expected_id, text_slice(with_id, content.len, KEY_ID_BYTES)))
		return SLIP_OTHER_KEY;
	memcpy(signature.bytes, bytes + with_id.len, HEAD_SIGNATURE_BYTES);
	struct text message = signed_bytes(arena, with_id);
	if (text_is_empty(message) || !head_check_bytes(key, message, &signature))
		return SLIP_FORGED;
	*ret_slip = slip;
	return SLIP_GENUINE;
}

static bool is_in_range(const struct slip *slip)
{
	const int64_t numbers[] = {slip->county, slip->year - 2000, slip->serial, slip->issued_day, slip->from_day, slip->to_day, slip->minutes_machine,
		slip->minutes_manual, slip->count};
	const int64_t ends[] = {1000000, 256, 1000000, SLIP_DAY_ZERO + UINT16_MAX, SLIP_DAY_ZERO + UINT16_MAX, SLIP_DAY_ZERO + UINT16_MAX, NUMBER_END,
		NUMBER_END, NUMBER_END};
	const int32_t days[] = {slip->issued_day, slip->from_day, slip->to_day};
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		if (numbers[i] < 0 || numbers[i] >= ends[i])
			return false;
	}
	for (size_t i = 0; i < COUNT_OF(days); i++) {
		if (days[i] != 0 && days[i] <= SLIP_DAY_ZERO)
			return false;
	}
	for (size_t i = 0; i < slip->line_count && i < SLIP_LINES_MAX; i++) {
		if (!is_line_in_range(&slip->lines[i]))
			return false;
	}
	return slip->line_count <= SLIP_LINES_MAX && slip->name.len <= SLIP_NAME_BYTES_MAX && text_is_utf8(slip->name);
}

static bool is_line_in_range(const struct slip_line *line)
{
	return line->times >= 0 && line->times < NUMBER_END && line->minutes >= 0 && line->minutes < NUMBER_END
		&& line->title.len <= SLIP_TITLE_BYTES_MAX && text_is_utf8(line->title);
}

static bool write_content(struct buffer *out, const struct slip *slip)
{
	const int32_t days[] = {slip->issued_day, slip->from_day, slip->to_day};
	unsigned flags = (text_is_empty(slip->name) ? 0 : FLAG_NAME) | (slip->line_count > 0 ? FLAG_LINES : 0);
	write_number(out, VERSION, 1);
	write_number(out, flags, 1);
	write_number(out, slip->county, 3);
	write_number(out, slip->year - 2000, 1);
	write_number(out, slip->serial, 3);
	for (size_t i = 0; i < COUNT_OF(days); i++)
		write_number(out, days[i] == 0 ? 0 : days[i] - SLIP_DAY_ZERO, 2);
	write_varint(out, slip->minutes_machine);
	write_varint(out, slip->minutes_manual);
	write_varint(out, slip->count);
	if (!text_is_empty(slip->name))
		write_text(out, slip->name);
	if (slip->line_count > 0)
		write_number(out, (int64_t)slip->line_count, 1);
	for (size_t i = 0; i < slip->line_count; i++) {
		write_varint(out, slip->lines[i].times);
		write_varint(out, slip->lines[i].minutes);
		write_text(out, slip->lines[i].title);
	}
	return !out->failed;
}

static void write_number(struct buffer *out, int64_t value, size_t bytes)
{
	for (size_t i = bytes; i > 0; i--)
		buffer_add_byte(out, (char)(unsigned char)((uint64_t)value >> (8 * (i - 1))));
}

static void write_varint(struct buffer *out, int64_t value)
{
	uint64_t left = (uint64_t)value;
	for (; left > 0x7f; left >>= 7)
		buffer_add_byte(out, (char)(unsigned char)(0x80 | (left & 0x7f)));
	buffer_add_byte(out, (char)(unsigned char)left);
}

static void write_text(struct buffer *out, struct text text)
{
	write_number(out, (int64_t)text.len, 1);
	buffer_add(out, text);
}

static void write_key_id(struct buffer *out, const struct head_key *key)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	(void)crypto_hash_sha256(hash, key->bytes, HEAD_KEY_BYTES);
	buffer_add_bytes(out, hash, KEY_ID_BYTES);
}

static struct text signed_bytes(struct arena *arena, struct text bytes)
{
	return arena_join(arena, TEXT(SLIP_MARK), bytes);
}

/* True when the bytes are exactly what write_content writes for the slip read. */
static bool read_content(struct arena *arena, struct text bytes, struct slip *ret_slip)
{
	struct buffer again CLEANUP(buffer_done) = buffer_make(SLIP_BYTES_MAX);
	struct reading in = {(const unsigned char *)bytes.at, bytes.len, true};
	struct slip slip = {0};
	struct text written;
	int32_t *days[] = {&slip.issued_day, &slip.from_day, &slip.to_day};
	(void)read_number(&in, 1);
	unsigned flags = (unsigned)read_number(&in, 1);
	slip.county = (int32_t)read_number(&in, 3);
	slip.year = (int32_t)read_number(&in, 1) + 2000;
	slip.serial = (int32_t)read_number(&in, 3);
	for (size_t i = 0; i < COUNT_OF(days); i++) {
		int64_t day = read_number(&in, 2);
		*days[i] = day == 0 ? 0 : (int32_t)day + SLIP_DAY_ZERO;
	}
	slip.minutes_machine = read_varint(&in);
	slip.minutes_manual = read_varint(&in);
	slip.count = read_varint(&in);
	if (flags & FLAG_NAME)
		slip.name = read_text(arena, &in);
	if (flags & FLAG_LINES)
		slip.line_count = (size_t)read_number(&in, 1);
	if (slip.line_count > SLIP_LINES_MAX)
		return false;
	for (size_t i = 0; i < slip.line_count; i++) {
		slip.lines[i].times = read_varint(&in);
		slip.lines[i].minutes = read_varint(&in);
		slip.lines[i].title = read_text(arena, &in);
	}
	if (!in.is_good || in.left > 0 || !is_in_range(&slip) || !write_content(&again, &slip) || buffer_text(&again, &written) != OK
		|| !text_equal(written, bytes))
		return false;
	*ret_slip = slip;
	return true;
}

static int64_t read_number(struct reading *in, size_t bytes)
{
	int64_t value = 0;
	if (in->left < bytes) {
		in->is_good = false;
		return 0;
	}
	for (size_t i = 0; i < bytes; i++)
		value = value << 8 | in->at[i];
	in->at += bytes;
	in->left -= bytes;
	return value;
}

static int64_t read_varint(struct reading *in)
{
	int64_t value = 0;
	for (unsigned shift = 0; shift < 42; shift += 7) {
		int64_t byte = read_number(in, 1);
		value |= (byte & 0x7f) << shift;
		if (byte < 0x80)
			return value;
	}
	in->is_good = false;
	return 0;
}

static struct text read_text(struct arena *arena, struct reading *in)
{
	size_t len = (size_t)read_number(in, 1);
	if (in->left < len) {
		in->is_good = false;
		return TEXT_NONE;
	}
	struct text text = arena_copy(arena, (struct text){(const char *)in->at, len});
	in->at += len;
	in->left -= len;
	return text;
}
