/* SPDX-License-Identifier: Apache-2.0
 *
 * A signed head: what the house says its tree is at one moment, as the text of
 * a C2SP checkpoint (tlog-checkpoint, signed-note):
 *
 *   origin LF size LF base64(root) LF "at " ms LF LF "— " origin " " base64(key id, signature) LF
 *
 * The signature is Ed25519 over the lines before the empty one. The key id is
 * the first four bytes of SHA-256(origin LF 0x01 public key).
 */
#ifndef PROOF_HEAD_H
#define PROOF_HEAD_H

#include "base/arena.h"
#include "proof/tree.h"

#define HEAD_SEED_BYTES 32
#define HEAD_KEY_BYTES 32
#define HEAD_SIGNATURE_BYTES 64

struct head_key { unsigned char bytes[HEAD_KEY_BYTES]; };
struct head_signature { unsigned char bytes[HEAD_SIGNATURE_BYTES]; };

struct head {
	struct text origin;     /* who says so: letters, digits, '.', '-', '/'; borrowed */
	uint64_t size;
	struct tree_hash root;
	int64_t at_ms;
};

/* The public key of a seed of HEAD_SEED_BYTES. */
struct head_key head_key_of(const unsigned char *seed);
/* Ed25519 (RFC 8032). What is signed begins with words that say what it is, so that no signature serves two purposes. */
struct head_signature head_sign_bytes(const unsigned char *seed, struct text bytes);
bool head_check_bytes(const struct head_key *key, struct text bytes, const struct head_signature *signature);

/* The lines that are signed. Empty when the arena is full. */
struct text head_body(struct arena *arena, const struct head *head);
struct head_signature head_sign(struct arena *arena, const unsigned char *seed, const struct head *head);
/* The whole text with its signature line. Empty when the arena is full. */
struct text head_note(struct arena *arena, const struct head *head, const struct head_key *key, const struct head_signature *signature);
/* Reads such a text and checks it under `key`; nothing but the exact bytes of head_note is taken. */
bool head_read(struct arena *arena, struct text note, const struct head_key *key, struct head *ret_head);

/* Standard base64 with padding (RFC 4648, 4), and lower-case hexadecimal; in the arena, empty when it is full. */
struct text head_base64(struct arena *arena, const void *bytes, size_t count);
struct text head_hex(struct arena *arena, const void *bytes, size_t count);
/* True when `hex` is exactly `count` bytes. */
bool head_from_hex(struct text hex, void *ret_bytes, size_t count);

#endif
