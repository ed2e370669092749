/* SPDX-License-Identifier: Apache-2.0
 *
 * What strangers bring to be checked: a slip out of a QR code, a head, a list
 * of revoked certificates, an entry. The first byte says which. Nothing that
 * the house has not signed is taken for its own; what has one spelling is read
 * in no other. Some inputs are signed here, so that the readers behind the
 * signature are reached too.
 */
#include "fuzz.h"

#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "proof/entry.h"
#include "proof/revoked.h"
#include "proof/slip.h"

#define INPUT_BYTES_MAX 4096
#define KEY_ID_BYTES 4
#define ENCODING sodium_base64_VARIANT_URLSAFE_NO_PADDING

enum kind { ENTRY, SLIP, HEAD, REVOKED, SIGNED_SLIP, SIGNED_REVOKED, KIND_COUNT };
static const unsigned char seed[HEAD_SEED_BYTES] = {"a house that nobody else is"};

static void try_entry(struct text bytes)
{
	struct entry entry;
	unsigned char written[ENTRY_BYTES];
	if (entry_read(bytes, &entry))
		check(bytes.len == ENTRY_BYTES && entry_write(&entry, written) && memcmp(written, bytes.at, ENTRY_BYTES) == 0);
}

static void try_slip(struct arena *arena, struct text typed)
{
	struct slip slip;
	struct head_key key = head_key_of(seed);
	check(slip_read(arena, typed, &key, &slip) != SLIP_GENUINE);
}

static void try_head(struct arena *arena, struct text note)
{
	struct head head;
	struct head_key key = head_key_of(seed);
	check(!head_read(arena, note, &key, &head));
}

static void try_revoked(struct arena *arena, struct text note)
{
	struct revoked_list list;
	struct head_key key = head_key_of(seed);
	check(!revoked_read(arena, note, &key, &list));
}

static void try_signed_slip(struct arena *arena, struct text content)
{
	struct slip slip;
	unsigned char id[crypto_hash_sha256_BYTES];
	struct head_key key = head_key_of(seed);
	(void)crypto_hash_sha256(id, key.bytes, HEAD_KEY_BYTES);
	struct text with_id = arena_join(arena, content, (struct text){(const char *)id, KEY_ID_BYTES});
	struct head_signature signature = head_sign_bytes(seed, arena_join(arena, TEXT(SLIP_MARK), with_id));
	struct text whole = arena_join(arena, with_id, (struct text){(const char *)signature.bytes, HEAD_SIGNATURE_BYTES});
	char *at = arena_alloc(arena, sodium_base64_encoded_len(whole.len, ENCODING));
	check(at != NULL);
	struct text typed = text_of(sodium_bin2base64(at, sodium_base64_encoded_len(whole.len, ENCODING), (const unsigned char *)whole.at, whole.len, ENCODING));
	enum slip_verdict verdict = slip_read(arena, typed, &key, &slip);
	check(verdict == SLIP_GENUINE || verdict == SLIP_UNREADABLE);
	if (verdict == SLIP_GENUINE)
		check(text_equal(slip_write(arena, seed, &slip), typed));
}

static void try_signed_revoked(struct arena *arena, struct text body)
{
	struct revoked_list list;
	struct head_key key = head_key_of(seed);
	struct head_signature signature = head_sign_bytes(seed, body);
	struct text line = head_base64(arena, signature.bytes, HEAD_SIGNATURE_BYTES);
	struct text note = arena_join(arena, arena_join(arena, body, TEXT("\n")), arena_join(arena, line, TEXT("\n")));
	if (!revoked_read(arena, note, &key, &list))
		return;
	for (size_t i = 0; i < list.count; i++)
		check(!text_is_empty(list.lines[i].number) && list.lines[i].number.at > note.at && list.lines[i].number.at < note.at + body.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	if (count == 0 || count > INPUT_BYTES_MAX)
		return 0;
	check(sodium_init() >= 0);
	struct arena *arena CLEANUP(arena_done) = arena_make(1 << 20);
	struct text rest = {(const char *)bytes + 1, count - 1};
	check(arena != NULL);
	switch ((enum kind)(bytes[0] % KIND_COUNT)) {
	case ENTRY: try_entry(rest); break;
	case SLIP: try_slip(arena, rest); break;
	case HEAD: try_head(arena, rest); break;
	case REVOKED: try_revoked(arena, rest); break;
	case SIGNED_SLIP: try_signed_slip(arena, rest); break;
	case SIGNED_REVOKED: try_signed_revoked(arena, rest); break;
	case KIND_COUNT: break;
	}
	return 0;
}
