/* SPDX-License-Identifier: Apache-2.0
 *
 * Sealing at rest: XChaCha20-Poly1305 (libsodium). The associated data is
 * centre|table|row|column, so a cell moved elsewhere does not open. Look-up by
 * phone or document goes through a keyed BLAKE2b index, which leaks equality
 * only. Keys live in a file of their own, never in the data directory.
 */
#ifndef DOMAIN_SEAL_H
#define DOMAIN_SEAL_H

#include "domain/act.h"

#define KEY_BYTES 32
struct keys {
	unsigned char seal[KEY_BYTES];  /* sealed fields */
	unsigned char index[KEY_BYTES]; /* blind indexes */
	unsigned char web[KEY_BYTES];   /* form tokens */
	unsigned char sign[KEY_BYTES];  /* seed of the Ed25519 key for heads and certificates */
};

/* Make a key file (mode 0600); FAIL_SYSTEM when it exists already. */
MUST_USE enum fail keys_make(const char *path);
/* Write these keys into a new file (mode 0600); FAIL_SYSTEM when it exists already. */
MUST_USE enum fail keys_save(const char *path, const struct keys *keys);
/* Read a key file; FAIL_MISSING when absent, FAIL_INPUT when it is not one of ours or others may read it. A file of the
 * first form holds no seed for signing: it follows from the sealing key. */
MUST_USE enum fail keys_load(const char *path, struct keys *ret_keys);

/* Sealed bytes in act->arena; the empty text gives TEXT_NONE (stored as NULL). */
MUST_USE enum fail seal_text(const struct act *act, const char *table, int64_t row, const char *column,
	struct text plain, struct text *ret_sealed);
/* The plain text in act->arena; TEXT_NONE for TEXT_NONE; FAIL_CRYPTO when it was changed, moved or another key's. */
MUST_USE enum fail seal_open(const struct act *act, const char *table, int64_t row, const char *column,
	struct text sealed, struct text *ret_plain);
/* 16-byte blind index of a normalised value; TEXT_NONE for the empty text. */
MUST_USE enum fail seal_index(const struct act *act, const char *column, struct text value, struct text *ret_index);
/* The 6-digit code of a resident's card in the 10-minute step `step` before now (0 or 1). */
void seal_card_code(struct text card_secret, int64_t now_ms, int step, char ret_code[7]);
/* The 6-digit code by which the resident confirms one request; it never changes and fits no other. */
void seal_confirm_code(struct text card_secret, int64_t request, char ret_code[7]);
/* The 6-digit code of one text message; made with the key file alone, so that it is kept nowhere. */
void seal_message_code(const struct keys *keys, int64_t message, char ret_code[7]);
/* The 16-byte digest of a row of the books: keyed BLAKE2b over the table's name, the numbers (8 bytes each, lowest first)
 * and the text, so that a row changed without the key shows. */
#define SEAL_DIGEST_BYTES 16
enum fail seal_digest(const struct act *act, const char *table, const int64_t *numbers, size_t count, struct text text, struct text *ret_digest);
/* `count` random bytes in the arena. */
MUST_USE enum fail seal_random(struct arena *arena, size_t count, struct text *ret_bytes);

#endif
